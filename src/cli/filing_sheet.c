/* filing sheet, filing save FILE.xlsx: the workbook of a submission, out and back in. */
#include "api/filing_sheet.h"
#include "base/os.h"
#include "base/str.h"
#include "cli/cli.h"

bool cli_is_book(const char *path)
{
    static const char *const ends[] = {".xlsx", ".xls", ".ods", ".et"};
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        size_t n = strlen(path), e = strlen(ends[i]);
        if (n > e && str_ieqz(str_of(path + n - e), ends[i]))
            return true;
    }
    return false;
}

bool run_filing_sheet(cx *c, const args *a)
{
    query q;
    desk d;
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    if (a->n_rest != 1 || !arg_on(a, "output") || !cli_is_book(arg(a, "output")))
        return fail(c, ERR_USAGE,
                    "用法：diaodu filing sheet --form F --org O --period P -o 文件.xlsx",
                    "usage: diaodu filing sheet --form F --org O --period P -o FILE.xlsx");
    TRY(query_read(c, cli_word, (void *)a, &q) && cli_desk(c, a, false, ID_NONE, &d));
    bool ok = sheet_of(c, &d, &q, &out);
    desk_close(&d);
    return ok && os_write_file(c, arg(a, "output"), sb_str(&out));
}

/* FILE.xlsx → FILE-marked.xlsx, unless -o says where. */
static const char *marked_path(cx *c, const args *a, const char *path)
{
    const char *dot = strrchr(path, '.');
    return arg_on(a, "output") ? arg(a, "output")
                               : cx_printf(c, "%.*s-marked.xlsx",
                                           (int)(dot ? dot - path : (long)strlen(path)), path);
}

static bool write_marked(cx *c, const args *a, const char *path, str book)
{
    const char *to = marked_path(c, a, path);
    err why = c->err;
    TRY(to);
    cx_clear(c);
    TRY(os_write_file(c, to, book));
    c->err = why;
    fprintf(stderr, c->lang == LANG_ZH ? "标注后的工作簿：%s\n" : "the marked workbook: %s\n", to);
    return false;
}

bool cli_save_book(cx *c, const args *a, const desk *d, const filing_order *o, const char *path)
{
    os_file f;
    uint32_t saved;
    sb marked CLEANUP(sb_done) = {0};
    sb_init(&marked, 0);
    TRY(os_map(c, path, FILING_SHEET_MAX, &f));
    bool ok = filing_sheet_save(c, d, o, f.data, &saved, &marked);
    os_unmap(&f);
    return ok || (marked.n && write_marked(c, a, path, sb_str(&marked)));
}
