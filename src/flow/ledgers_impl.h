/* ledgers_impl.h: inside of ledgers.h; for src/flow/ledger*.c only. */
#ifndef DIAODU_LEDGERS_IMPL_H
#define DIAODU_LEDGERS_IMPL_H
#include "base/map.h"
#include "flow/ledgers.h"
#include <pthread.h>
#include <stdatomic.h>

typedef struct ledger_entry {
    str code, json;
    const char *file;
    arena *a;
    ledger_type *type; /* NULL: `why` */
    err why;
    book *b;
    int64_t loaded;   /* commit up to which the book is read */
    uint64_t settled; /* what its computed fields were worked out of */
} ledger_entry;

struct ledgers {
    _Atomic uint32_t refs;
    pthread_rwlock_t lock; /* what stands below */
    arena *a;
    ledger_entry *list;
    size_t n, cap;
    map kinds; /* "type.field" -> field_kind */
    type_others others;
    int64_t types_to;
    int64_t
        seen_id; /* the newest commit that was read of, and its chain: is it still the same database */
    sha256 seen_chain;
    bool read;
    calendar *days;
};

ledger_entry *ledgers_find(ledgers *l, str code);
/* A type that is about to be defined, held against all others. */
typedef struct ledger_trial {
    const char *file;
    str code, json;
} ledger_trial;
/* Read every type as of commit `to`, with `trial` (NULL = none) on top. With the writing lock held. */
bool ledgers_read_types(cx *c, ledgers *l, store *s, int64_t to, const ledger_trial *trial) CHECKED;
/* With the writing lock held. */
bool ledgers_types(cx *c, const desk *d) CHECKED;

/* ledger_rights.c */
bool ledger_mine(void *user, const book *b, uint32_t row);
/* ledger_figure.c */
double ledger_figure(void *user, view_figure f, str indicator, str area, str period);

#endif
