/* str.h: slices of UTF-8 text. Nothing here allocates unless it says so. */
#ifndef DIAODU_STR_H
#define DIAODU_STR_H
#include "base/base.h"
#include "base/mem.h"

str str_of(const char *z); /* NULL gives the empty slice */
bool str_eq(str a, str b);
bool str_eqz(str a, const char *z);
bool str_ieqz(str a, const char *z); /* ASCII case-insensitive */
int str_cmp(str a, str b);           /* bytewise */
bool str_starts(str s, str prefix);
bool str_ends(str s, str suffix);
ptrdiff_t str_find(str s, str needle); /* byte offset or -1 */
bool str_contains(str s, const char *needle);
str str_sub(str s, size_t from, size_t n); /* clamps */
str str_from(str s, size_t from);
str str_trim(str s); /* ASCII white space, U+00A0, U+3000, U+FEFF, U+200B at both ends */
/* Cut at the first separator: true with *head before it and *s after it; at the end of the text
 * the last piece is returned once, then false. Usage: while (str_split(&rest, ';', &part)) */
bool str_split(str *s, char sep, str *head);
bool str_int(str s, int64_t *ret); /* whole slice, optional sign */
uint64_t str_hash(str s);
/* RFC 4648 with = at the end, NUL-terminated; returns its length: STR_BASE64_MAX(n) has room. */
#define STR_BASE64_MAX(n) (((n) + 2) / 3 * 4 + 1)
size_t str_base64(str data, char *out);

/* UTF-8 */
bool utf8_valid(str s);
/* Decode one code point at s (n > 0); returns its byte length, 0 when malformed. */
size_t utf8_decode(str s, uint32_t *ret_cp);
size_t utf8_encode(uint32_t cp, char out[4]);
size_t utf8_width(str s); /* terminal columns: East Asian wide and full-width count 2 */
size_t utf8_count(str s); /* code points */

/* Text as people type it, made comparable: full-width ASCII to half-width, all white space
 * (including no-break and ideographic) removed, ASCII lower case, （）【】 to () [], ： to :,
 * dash variants － – — ― ~ ～ kept apart from '-': they become '-' only when between digits.
 * Allocates in `a`. */
bool str_fold(arena *a, str s, str *ret) CHECKED;

#endif
