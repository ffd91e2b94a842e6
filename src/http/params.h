/* params.h: what a URL says: path segments and query parameters, percent-decoded and checked. */
#ifndef DIAODU_HTTP_PARAMS_H
#define DIAODU_HTTP_PARAMS_H
#include "base/base.h"
#include "base/err.h"

#define PARAMS_MAX 48

typedef struct param {
    str name, value;
} param;
typedef struct params {
    param list[PARAMS_MAX];
    size_t n;
} params;

/* Percent-decode into c->a; `plus`: + is a blank (query strings). Refused (ERR_USAGE): broken
 * escapes, NUL and control bytes, text that is not UTF-8. */
bool percent_decode(cx *c, str s, bool plus, str *ret) CHECKED;
/* name=value&…; a name without = has the value "". More than PARAMS_MAX, or a name twice, is
 * ERR_USAGE. Values are decoded into c->a. */
bool params_parse(cx *c, str query, params *ret) CHECKED;
bool params_get(const params *p, const char *name, str *ret);

#endif
