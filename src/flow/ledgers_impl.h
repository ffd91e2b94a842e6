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
    bool skimmed;      /* its fields stand in `kinds` */
    bool tried;        /* it was read; what it looks into, too */
    bool fresh;        /* by what is being read now: put back when that fails */
    ledger_type *type; /* NULL: not tried, or `why` */
    err why;
    book *b;
    int64_t loaded;     /* commit up to which the book is read */
    uint64_t settled;   /* what its computed fields were worked out of */
    int64_t settled_on; /* the day */
} ledger_entry;

/* Computed fields that look at figures say what somebody may know: those who do not see every figure have
 * books of their own for such types, one set for all who may do the same. */
#define LEDGER_EYES 24

typedef struct ledger_eyes {
    uint64_t print; /* subject.print */
    uint64_t used;
    ledgers *l;
} ledger_eyes;

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
    int64_t known_id; /* a state whose history was held against it last */
    sha256 known_chain;
    bool read;
    bool starved; /* a type was looked up without success for want of memory */
    uint32_t reading; /* how deep types are read that look into each other */
    calendar *days;
    pthread_mutex_t eyes_lock; /* the three below */
    ledger_eyes eyes[LEDGER_EYES];
    uint32_t n_eyes;
    uint64_t turn;
};

ledger_entry *ledgers_find(ledgers *l, str code);
/* A type that is about to be defined, held against all others. */
typedef struct ledger_trial {
    const char *file;
    str code, json;
} ledger_trial;
/* Gather the types as of commit `to`, with `trial` (NULL = none) on top; each is read when somebody asks for
 * it. With the writing lock held, as are the next two. */
bool ledgers_gather(cx *c, ledgers *l, store *s, int64_t to, const ledger_trial *trial) CHECKED;
bool ledgers_read_all(cx *c, ledgers *l) CHECKED;
bool ledgers_types(cx *c, const desk *d) CHECKED; /* all of them, as the desk stands */

/* ledger_eyes.c: must who asks about a type (and what a filter looks into; NULL = none) have books of their own */
bool ledger_needs_eyes(const ledger_hold *h, str type, const type_uses *uses);
/* Those; the caller releases them. */
bool ledger_eyes_of(cx *c, const desk *d, ledgers **ret) CHECKED;
void ledger_eyes_drop(ledgers *l);       /* nobody's any more */
bool ledger_sees_figures(const desk *d); /* all of them */

/* ledger_rights.c */
bool ledger_counts(void *user, const book *b,
                   uint32_t row); /* ledger_view.seen of what was typed */
bool ledger_mine(void *user, const book *b, uint32_t row);
/* ledger_figure.c */
double ledger_figure(void *user, view_figure f, str indicator, str area, str period);

#endif
