#include "report/report.h"
#include "cli/cli.h"
#include "io/docx_out.h"
#include "io/html_out.h"
#include "io/xlsx_doc.h"
#include "report/pdf.h"
#include "report/template.h"

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

static bool write_pdf(cx *c, const doc *d, const char *path, sb *out)
{
    sb docx CLEANUP(sb_done) = {0};
    (void)path;
    sb_init(&docx, 0);
    return docx_write(c, d, &docx) && pdf_convert(c, sb_str(&docx), PDF_SECONDS, out);
}

static bool write_docx(cx *c, const doc *d, const char *path, sb *out)
{
    (void)path;
    return docx_write(c, d, out);
}

static bool write_html(cx *c, const doc *d, const char *path, sb *out)
{
    (void)path;
    return html_write(c, d, out);
}

static bool write_template(cx *c, const args *a, const desk *d, const wanted *w, sb *out)
{
    os_file f;
    if (!str_ends(w->path, S(".docx")))
        return fail(c, ERR_USAGE, "--template 只用于 -o 文件.docx",
                    "--template is for -o FILE.docx");
    TRY(os_map(c, arg(a, "template"), (size_t)64 << 20, &f));
    bool ok = template_fill(c, d, w->area, w->period, f.data, out);
    os_unmap(&f);
    return ok && os_write_file(c, arg(a, "output"), sb_str(out));
}

static bool write_report(cx *c, const args *a, const desk *d)
{
    static const struct {
        const char *end;
        bool (*write)(cx *c, const doc *d, const char *path, sb *out);
    } writers[] = {{".docx", write_docx},
                   {".html", write_html},
                   {".xlsx", xlsx_doc_write},
                   {".pdf", write_pdf}};
    wanted w = {.area = ID_NONE};
    doc made;
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    TRY(read_wanted(c, a, d, &w));
    if (arg_on(a, "template"))
        return write_template(c, a, d, &w, &out);
    for (size_t i = 0; i < COUNT_OF(writers); i++)
        if (str_ends(w.path, str_of(writers[i].end))) {
            TRY(report_make(c, d, w.name, w.area, w.period, arg_on(a, "internal"), &made));
            TRY(writers[i].write(c, &made, arg(a, "output"), &out));
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
