/* body.h: the bytes of an answer, counted, shared by every connection that sends them, plain and
 * compressed. Immutable once made; any thread may hold and release. */
#ifndef DIAODU_HTTP_BODY_H
#define DIAODU_HTTP_BODY_H
#include "base/sb.h"

typedef struct body body;

/* Takes over the memory of the builder; NULL when out of memory or the builder is poisoned. */
body *body_take(sb *b) CHECKED;
/* Bytes that live as long as the program; `gz` may be empty. */
body *body_fixed(str bytes, str gz) CHECKED;
body *body_hold(body *b);
void body_release(body *b); /* NULL-safe */
str body_bytes(const body *b);
/* Gzipped, made once when first asked for. False, and *ret as it was, when that would not make it
 * smaller. */
bool body_gzip(body *b, str *ret);
size_t body_cost(const body *b); /* memory it holds */

#endif
