/* media.h: kinds of files that may be attached to rows: by the ending of the name, what is told to a
 * browser, and how the bytes must begin, so that what is called a picture and is a program is refused. */
#ifndef DIAODU_LEDGER_MEDIA_H
#define DIAODU_LEDGER_MEDIA_H
#include "base/base.h"

typedef struct media_kind {
    const char *ending, *media, *magic; /* magic "" = any bytes */
} media_kind;

const media_kind *media_of(str ending); /* in any case; NULL = not taken */
#endif
