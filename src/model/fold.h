/* fold.h: the text of one cell made comparable in a small buffer, for the readers of this room:
 * str_fold() without an arena, because they run once a cell. */
#ifndef DIAODU_FOLD_H
#define DIAODU_FOLD_H
#include "base/base.h"

typedef enum fold_how {
    FOLD_CASE = 0,  /* full-width ASCII to half-width, all white space dropped */
    FOLD_LOWER = 1, /* ASCII lower case too */
    FOLD_GAPS = 2   /* white space inside becomes one blank, at the ends it is dropped */
} fold_how;

/* Into out (not terminated); false when it does not fit or is not UTF-8. */
bool fold_text(str s, unsigned how, char *out, size_t cap, size_t *ret_n);
bool fold_is_space(uint32_t cp);

#endif
