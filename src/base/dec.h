/* dec.h: exact decimal: coefficient × 10^-scale, up to 18 significant digits. Reported levels are
 * kept this way so that what is printed again is what was reported; arithmetic uses double. */
#ifndef DIAODU_DEC_H
#define DIAODU_DEC_H
#include "base/base.h"

typedef struct dec {
    int64_t coef;
    int8_t scale; /* digits after the point; 0..18; negative never stored */
} dec;

typedef enum dec_status { DEC_OK, DEC_SYNTAX, DEC_RANGE } dec_status;
/* Plain or exponent notation, optional sign, no separators: "12.50", "-3", ".5", "1.2e3".
 * Keeps trailing zeros ("12.50" has scale 2). DEC_RANGE: more than 18 digits or scale > 18. */
dec_status dec_parse(str s, dec *ret);
double dec_double(dec d); /* correctly rounded: equals strtod of the text */
#define DEC_TEXT_MAX 24
size_t dec_print(dec d, char out[DEC_TEXT_MAX]); /* length; NUL-terminated */
bool dec_same(dec a, dec b);                     /* equal in value: 12.5 is 12.50 */
/* a + b exactly, with the longer scale of the two; false when it leaves the range. */
bool dec_add(dec a, dec b, dec *ret) CHECKED;
/* a × 10^k exactly; false when it leaves the range. */
bool dec_shift(dec a, int k, dec *ret) CHECKED;
/* a × num / den exactly, else false (caller refuses or falls back). */
bool dec_mul_ratio(dec a, int64_t num, int64_t den, dec *ret) CHECKED;
/* The decimal that shows v at `digits` significant digits (spreadsheets show 15). */
bool dec_from_double(double v, int digits, dec *ret) CHECKED;

#endif
