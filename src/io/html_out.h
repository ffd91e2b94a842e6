/* html_out.h: a document as one HTML page without scripts or outside files; charts are the tables of
 * their figures. Same document, same bytes. */
#ifndef DIAODU_HTML_OUT_H
#define DIAODU_HTML_OUT_H
#include "base/sb.h"
#include "io/doc.h"

bool html_write(cx *c, const doc *d, sb *out) CHECKED;
/* SHA-256 of its style sheet in base64, for a Content-Security-Policy that lets only this one in. */
const char *html_style_sha256(void);

#endif
