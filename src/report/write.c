#include "report/write.h"
#include "base/str.h"
#include "io/docx_out.h"
#include "io/html_out.h"
#include "io/xlsx_doc.h"
#include "report/pdf.h"
#include "report/report.h"
#include "report/template.h"

static bool write_pdf(cx *c, const doc *d, sb *out)
{
    sb docx CLEANUP(sb_done) = {0};
    sb_init(&docx, 0);
    return docx_write(c, d, &docx) && pdf_convert(c, sb_str(&docx), PDF_SECONDS, out);
}

static const struct {
    const char *name, *type;
    bool (*write)(cx *c, const doc *d, sb *out);
} formats[REPORT_FORMAT_MAX_] = {
    [REPORT_DOCX] = {"docx",
                     "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                     docx_write},
    [REPORT_XLSX] = {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                     xlsx_doc_write},
    [REPORT_HTML] = {"html", "text/html", html_write},
    [REPORT_PDF] = {"pdf", "application/pdf", write_pdf},
};

const char *report_format_name(report_format f)
{
    return formats[f].name;
}

const char *report_format_type(report_format f)
{
    return formats[f].type;
}

bool report_format_parse(str name, report_format *ret)
{
    for (report_format f = 0; f < REPORT_FORMAT_MAX_; f++)
        if (str_eqz(name, formats[f].name)) {
            *ret = f;
            return true;
        }
    return false;
}

bool report_format_ready(cx *c, report_format f)
{
    return f != REPORT_PDF || pdf_program(c) != NULL;
}

static bool fill_template(cx *c, const desk *d, const report_wanted *w, sb *out)
{
    if (w->format != REPORT_DOCX)
        return fail(c, ERR_USAGE, "模板（--template）只能填成 .docx",
                    "a template (--template) is filled as .docx only");
    return report_need(c, w->name) && template_fill(c, d, w->area, w->period, w->template, out);
}

bool report_file(cx *c, const doc *d, report_format f, sb *out)
{
    return formats[f].write(c, d, out);
}

bool report_write(cx *c, const desk *d, const report_wanted *w, sb *out, str *ret_lack)
{
    doc made;
    *ret_lack = S("");
    if (w->template.p)
        return fill_template(c, d, w, out);
    return report_make(c, d, w->name, w->area, w->period, w->internal, &made, ret_lack) &&
           report_file(c, &made, w->format, out);
}
