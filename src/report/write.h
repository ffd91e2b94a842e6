/* write.h: a report as the bytes of a file. Command line and HTTP call the same function, so the same
 * question gives the same bytes on every face. */
#ifndef DIAODU_REPORT_WRITE_H
#define DIAODU_REPORT_WRITE_H
#include "base/sb.h"
#include "flow/desk.h"
#include "io/doc.h"

#define REPORT_TEMPLATE_MAX ((size_t)64 << 20) /* bytes of an office's template */

typedef enum report_format {
    REPORT_DOCX,
    REPORT_XLSX,
    REPORT_HTML,
    REPORT_PDF,
    REPORT_FORMAT_MAX_
} report_format;
/* "docx", … and what such a file is on the wire. */
const char *report_format_name(report_format f);
const char *report_format_type(report_format f);
bool report_format_parse(str name, report_format *ret);
/* PDF needs LibreOffice, the others nothing. */
bool report_format_ready(cx *c, report_format f);

typedef struct report_wanted {
    str name; /* of catalogue/reports.csv */
    area_id area;
    period period;
    report_format format;
    bool internal; /* marked 内部资料 whatever its figures */
    str template;  /* an office's own .docx to fill instead; p == NULL: none */
} report_wanted;

/* Appends the file. *ret_lack is "" or what is missing when it has nothing to show (report_make()).
 * ERR_UNKNOWN for a report that there is not, ERR_USAGE for a template with another
 * format than docx, ERR_SYSTEM when LibreOffice is wanted and not there; else as report_make(),
 * docx_fill() and pdf_convert() say. */
bool report_write(cx *c, const desk *d, const report_wanted *w, sb *out, str *ret_lack) CHECKED;

/* A document that was made otherwise, as such a file. */
bool report_file(cx *c, const doc *d, report_format f, sb *out) CHECKED;

#endif
