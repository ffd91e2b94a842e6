/* filing_sheet.h: the workbook of a submission for the faces: out, and back in (flow/filing_sheet.h). */
#ifndef DIAODU_API_FILING_SHEET_H
#define DIAODU_API_FILING_SHEET_H
#include "api/answers.h"
#include "flow/filing_sheet.h"

/* The workbook of q->form, q->org, q->period. */
bool sheet_of(cx *c, const desk *d, const query *q, sb *out) CHECKED;
/* {"saved", "marked", "filing"}: the submission as it stands after `saved` cells came from a workbook;
 * "marked" (base64, else null) is the form again where something is to be mended or explained. */
bool answer_sheet_saved(cx *c, const desk *d, filing_key key, uint32_t saved, sb *out) CHECKED;
/* Bytes as a JSON string of base64. */
bool put_base64(cx *c, json *j, const char *key, str data) CHECKED;

#endif
