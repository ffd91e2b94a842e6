/* filing_sheet.h: a submission as a workbook to be filled in Excel or WPS, and back. Hidden columns hold
 * the codes of each row and what stood in it when the sheet was issued: rows may be sorted, and only
 * what was changed in the sheet is saved. */
#ifndef DIAODU_FLOW_FILING_SHEET_H
#define DIAODU_FLOW_FILING_SHEET_H
#include "flow/filing.h"

#define FILING_SHEET_MAX ((size_t)16 << 20) /* bytes of a workbook that comes back */

/* The form as it stands, with the findings at their cells; those of an empty cell only with `empty`. */
bool filing_sheet(cx *c, const desk *d, const submission *s, bool empty, sb *out) CHECKED;

/* Is anything to be mended or explained; a cell that is still empty counts. */
bool filing_has_findings(const desk *d, const submission *s);

/* Save what a workbook says into o->key (o's entries are not read). When something in it cannot be
 * taken, nothing is saved: ERR_DATA, and `marked` is the workbook as it came, with what is wrong red,
 * told in a comment and in the last column. Else as filing_fill() says, and `marked` stays empty; a
 * workbook that is no form of ours is ERR_FORMAT, one of another form, unit or period ERR_DATA.
 * *ret_saved: cells that were changed. */
bool filing_sheet_save(cx *c, const desk *d, const filing_order *o, str data, uint32_t *ret_saved,
                       sb *marked) CHECKED;

#endif
