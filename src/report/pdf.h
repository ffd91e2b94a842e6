/* pdf.h: a .docx as PDF by LibreOffice, where it is installed: headless, with a profile of its own,
 * in a process that is ended when it takes too long. */
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

#endif
