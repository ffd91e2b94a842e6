#include "report/report.h"
#include "cli/cli.h"
#include "io/docx_out.h"
#include "io/html_out.h"

typedef struct wanted {
    area_id area;
    period period;
    str name, path;
} wanted;

static bool read_wanted(cx *c, const args *a, const desk *d, wanted *w)
{
    w->name = str_of(a->rest[0]);
    w->path = arg_str(a, "output");
    TRY(catalog_need_area(c, d->k, arg_str(a, "area"), &w->area));
    return need_period(c, arg_str(a, "period"), &w->period);
}

static bool write_report(cx *c, const args *a, const desk *d)
{
    static const struct {
        const char *end;
        bool (*write)(cx *c, const doc *d, sb *out);
    } writers[] = {{".docx", docx_write}, {".html", html_write}};
    wanted w = {.area = ID_NONE};
    doc made;
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    TRY(read_wanted(c, a, d, &w));
    for (size_t i = 0; i < COUNT_OF(writers); i++)
        if (str_ends(w.path, str_of(writers[i].end))) {
            TRY(report_make(c, d, w.name, w.area, w.period, arg_on(a, "internal"), &made));
            TRY(writers[i].write(c, &made, &out));
            return os_write_file(c, arg(a, "output"), sb_str(&out));
        }
    return fail(c, ERR_USAGE, "-o " STR_FMT "：文件名须以 .docx、.xlsx、.pdf 或 .html 结尾",
                "-o " STR_FMT ": the file's name ends in .docx, .xlsx, .pdf or .html",
                STR_ARG(w.path));
}

bool run_report(cx *c, const args *a)
{
    desk d;
    str names;
    TRY(report_names(c, &names));
    if (a->n_rest != 1 || !arg_on(a, "area") || !arg_on(a, "period") || !arg_on(a, "output"))
        return fail(c, ERR_USAGE,
                    "用法：diaodu report 名称 --area A --period P -o "
                    "文件.docx|.xlsx|.pdf|.html；名称可为 " STR_FMT,
                    "usage: diaodu report NAME --area A --period P -o FILE.docx|.xlsx|.pdf|.html; "
                    "NAME is one "
                    "of " STR_FMT,
                    STR_ARG(names));
    TRY(cli_desk(c, a, false, ID_NONE, &d));
    bool ok = write_report(c, a, &d);
    desk_close(&d);
    return ok;
}
