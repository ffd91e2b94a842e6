#include "report/report.h"
#include "api/reports.h"
#include "base/str.h"
#include "cli/cli.h"
#include "report/write.h"

static bool read_wanted(cx *c, const args *a, const desk *d, report_wanted *w)
{
    str path = arg_str(a, "output");
    size_t dot = path.n;
    while (dot > 0 && path.p[dot - 1] != '.')
        dot--;
    *w = (report_wanted){.name = str_of(a->rest[0]), .internal = arg_on(a, "internal")};
    if (!report_format_parse(str_from(path, dot), &w->format))
        return fail(c, ERR_USAGE, "-o " STR_FMT "：文件名须以 .docx、.xlsx、.pdf 或 .html 结尾",
                    "-o " STR_FMT ": the file's name ends in .docx, .xlsx, .pdf or .html",
                    STR_ARG(path));
    TRY(desk_need_area(c, d, arg_str(a, "area"), &w->area));
    return need_period(c, arg_str(a, "period"), &w->period);
}

static bool write_report(cx *c, const args *a, const desk *d)
{
    report_wanted w;
    str lack;
    os_file f = {0};
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    TRY(read_wanted(c, a, d, &w));
    if (arg_on(a, "template"))
        TRY(os_map(c, arg(a, "template"), REPORT_TEMPLATE_MAX, &f));
    w.template = f.data;
    bool ok = report_write(c, d, &w, &out, &lack);
    if (arg_on(a, "template"))
        os_unmap(&f);
    TRY(ok && os_write_file(c, arg(a, "output"), sb_str(&out)));
    return !lack.n ||
           fail(c, ERR_DATA, "%s：" STR_FMT, "%s: " STR_FMT, arg(a, "output"), STR_ARG(lack));
}

static bool list_reports(cx *c, const args *a)
{
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    return answer_reports(c, &out) && cli_print(c, a, sb_str(&out));
}

bool run_report(cx *c, const args *a)
{
    desk d;
    str names;
    if (a->n_rest == 1 && !strcmp(a->rest[0], "list"))
        return list_reports(c, a);
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
