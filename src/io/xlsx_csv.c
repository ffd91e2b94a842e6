#include <xlsxwriter.h> /* before base.h poisons what its macros name */

#include "io/xlsx_csv.h"
#include "base/csv.h"
#include "base/dec.h"
#include "base/str.h"

static bool is_code(str name)
{
    static const char *const codes[] = {"code", "area", "indicator", "parent", "member", "additive_to",
                                        "replaced_by", "benchmark", "period", "released", "id"};
    for (size_t i = 0; i < COUNT_OF(codes); i++)
        if (str_eqz(name, codes[i]))
            return true;
    return false;
}

static bool put_row(cx *c, lxw_worksheet *w, lxw_row_t row, const csv *r, const bool *text, size_t n,
                    lxw_format *bold)
{
    for (size_t i = 0; i < r->n && i < LXW_COL_MAX; i++) {
        dec v;
        char *t = cx_strdup(c, r->fields[i]);
        if (!t)
            return false;
        if (!r->fields[i].n)
            continue;
        bool number = row > 0 && i < n && !text[i] && dec_parse(r->fields[i], &v) == DEC_OK;
        lxw_error e = number ? worksheet_write_number(w, row, (lxw_col_t)i, dec_double(v), NULL)
                             : worksheet_write_string(w, row, (lxw_col_t)i, t, row == 0 ? bold : NULL);
        if (e != LXW_NO_ERROR)
            return fail(c, ERR_SYSTEM, "写表格失败：%s", "writing the workbook failed: %s", lxw_strerror(e));
    }
    return true;
}

static bool fill(cx *c, lxw_workbook *b, lxw_worksheet *w, str text)
{
    csv r;
    bool codes[256] = {false}, ok = true;
    size_t n = 0;
    lxw_row_t row = 0;
    lxw_format *bold = workbook_add_format(b);
    format_set_bold(bold);
    worksheet_freeze_panes(w, 1, 0);
    csv_init(&r, text);
    while (ok && csv_next(c, &r)) {
        if (row >= LXW_ROW_MAX)
            ok = fail(c, ERR_LIMIT, "超过一张表 %d 行的上限；请导出为 .csv", "more than the %d rows of a sheet; export to .csv",
                      LXW_ROW_MAX);
        for (size_t i = 0; row == 0 && i < r.n && i < COUNT_OF(codes); i++)
            codes[n++] = is_code(r.fields[i]);
        ok = ok && put_row(c, w, row++, &r, codes, n, bold);
    }
    csv_done(&r);
    return ok && c->err.code == ERR_NONE;
}

bool xlsx_write_csv(cx *c, const char *path, str sheet, str text)
{
    lxw_workbook_options o = {.constant_memory = LXW_TRUE};
    lxw_workbook *b = workbook_new_opt(path, &o);
    char name[32];
    if (!b)
        return fail_memory(c);
    snprintf(name, sizeof name, STR_FMT, STR_ARG(str_sub(sheet, 0, 31)));
    lxw_worksheet *w = workbook_add_worksheet(b, name);
    bool ok = w ? fill(c, b, w, text) : fail_memory(c);
    lxw_error e = workbook_close(b);
    if (ok && e != LXW_NO_ERROR)
        ok = fail(c, ERR_DISK, "无法写入 %s：%s", "cannot write %s: %s", path, lxw_strerror(e));
    return ok;
}
