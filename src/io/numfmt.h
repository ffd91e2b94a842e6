/* numfmt.h: what a spreadsheet's number format makes of a number: a percentage, a date, a month.
 * Knows built-in format numbers, format codes, and both calendars of serial days. */
#ifndef DIAODU_NUMFMT_H
#define DIAODU_NUMFMT_H
#include "base/base.h"

typedef enum numfmt { FMT_NUMBER, FMT_PERCENT, FMT_DATE, FMT_MONTH, FMT_YEAR, FMT_TIME } numfmt;

/* Built-in ids of the Chinese edition where editions differ (27-36, 50-58). */
numfmt numfmt_builtin(uint32_t id);
/* Only the first section counts. Literal text, colours, conditions and locale marks do not: 0.0"%"
 * shows a number with a sign behind it and is no percentage. */
numfmt numfmt_code(str code);
/* ISO date (10 characters and NUL) of a serial day; false outside 1900-01-01 .. 9999-12-31. Serial
 * 60 of the 1900 calendar, a day that never was, is 1900-02-28. */
bool numfmt_date(double serial, bool from1904, char out[11]);
/* "HH:MM:SS" of the fraction of a day; whole days count on as hours (elapsed time). */
bool numfmt_time(double serial, char out[16]);

#endif
