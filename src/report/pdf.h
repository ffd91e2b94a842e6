/* pdf.h: PDF by programs beside ours, where they are installed: a .docx by LibreOffice, headless and with a
 * profile of its own; a drawing by rsvg-convert, at its own size. */
#ifndef DIAODU_PDF_H
#define DIAODU_PDF_H
#include "base/err.h"
#include "base/sb.h"

#define PDF_SECONDS 60
/* The program that would be run (DIAODU_SOFFICE, else soffice or libreoffice of PATH); NULL when there
 * is none, or no memory. In c->a. */
const char *pdf_program(cx *c);
/* ERR_SYSTEM with the way out when there is no LibreOffice, it fails, or it takes longer. */
bool pdf_convert(cx *c, str docx, int seconds, sb *out) CHECKED;

/* The same of an SVG (DIAODU_RSVG, else rsvg-convert of PATH). One page of the size that its width and
 * height say; same input, same bytes. */
const char *pdf_svg_program(cx *c);
bool pdf_of_svg(cx *c, str svg, int seconds, sb *out) CHECKED;

#endif
