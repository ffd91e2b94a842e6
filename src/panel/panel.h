/* panel.h: what is known at a time, dense and columnar, ready for arithmetic. A snapshot is
 * immutable and read by many threads without locks; the next one shares all slices that did not
 * change (copy on write), so a refresh costs what changed.
 *
 * Shape: one cube per (indicator, basis, kind, tier, frequency); a cube holds one slice per period;
 * a slice holds columns over the cube's areas (its layout: only areas that ever had a value there).
 * Levels are doubles in the indicator's canonical unit; NaN is missing. */
#ifndef DIAODU_PANEL_H
#define DIAODU_PANEL_H
#include "base/base.h"
#include "base/err.h"
#include "model/catalog.h"
#include "model/obs.h"
#include "num/num.h"

/* The areas of a cube, in the order in which they first appeared. */
typedef struct layout {
    area_id *areas;
    uint32_t n;
    size_t cap;
    uint32_t *local; /* area id -> index, UINT32_MAX = not here; catalogue-sized */
    uint32_t n_local;
} layout;

typedef struct slice {
    uint32_t n; /* areas it has room for; the rest of the layout is missing */
    _Atomic uint32_t refs;
    double *level;    /* never NULL */
    double *growth;   /* published growth; NULL = none */
    double *base;     /* comparable base published beside it; NULL = none */
    uint16_t *sbasis; /* index into panel.basis_names; NULL = all 0 (none given) */
    uint16_t *rank;   /* published rank; NULL = none */
} slice;

typedef struct cube {
    ind_id ind;
    basis basis;
    kind kind;
    tier tier;
    freq freq;
    int32_t first; /* ordinal of slices[0] */
    uint32_t n;    /* periods; slices[i] may be NULL */
    slice **slices;
    layout *layout; /* owned by the panel that made it, shared by later snapshots */
    _Atomic uint32_t *layout_refs;
} cube;

/* What a target says beyond its figures. */
typedef struct target_note {
    obs_key key;
    comparison comparison;
    assess assess;
    double low, high;
} target_note;

typedef struct panel {
    const catalog *k;
    int64_t as_of; /* microseconds: the newest commit in it */
    int64_t commit_id;
    cube *cubes;
    uint32_t n_cubes;
    size_t cap_cubes;
    uint32_t *cube_map; /* open addressing on key >> 40 */
    uint32_t cube_map_cap;
    str *basis_names; /* [0] = "" */
    uint32_t n_basis;
    size_t cap_basis;
    target_note *notes; /* sorted by key once sealed */
    uint32_t n_notes;
    size_t cap_notes;
    bool notes_sorted;
    uint8_t kinds;       /* bits of kinds that may stand for a value: default final, flash */
    int64_t released_by; /* day ord; only versions released until then; INT64_MAX = all */
} panel;

bool panel_new(cx *c, const catalog *k, panel **ret) CHECKED;
void panel_free(panel *p); /* NULL-safe; slices go when the last snapshot that shares them goes */
/* Apply one batch of versions in commit order: later parts replace earlier ones, a mask stands only
 * where nothing stands. Rows may come in any order; sorted ones are fastest. Never on a published
 * snapshot: on a new one or a fork. */
bool panel_apply(cx *c, panel *p, const obs_batch *b) CHECKED;
/* The same for several batches in turn, the cubes shared out among threads. */
bool panel_apply_all(cx *c, panel *p, const obs_batch *b, size_t n, int threads) CHECKED;
/* A writable successor that shares everything. */
bool panel_fork(cx *c, const panel *p, panel **ret) CHECKED;
/* Make it ready to read (sorts the target notes). */
bool panel_seal(cx *c, panel *p) CHECKED;
/* Keep a slice of a published snapshot beyond it, unchanged; let it go (NULL-safe). */
const slice *slice_hold(const slice *s);
void slice_release(const slice *s);
size_t panel_bytes(const panel *p);
uint64_t panel_values(const panel *p); /* levels that are not missing */

const cube *panel_cube(const panel *p, ind_id i, basis b, kind k, tier t, freq f); /* or NULL */
const slice *cube_slice(const cube *q, int32_t ord);                               /* or NULL */
/* Index of an area in the cube, UINT32_MAX when it is not there. */
uint32_t cube_area(const cube *q, area_id a);
/* One stored figure; NaN when missing. */
typedef struct stored {
    double level, growth, base;
    uint16_t sbasis;
    uint16_t rank;
} stored;
stored panel_stored(const panel *p, ind_id i, basis b, kind k, tier t, period t0, area_id a);
const target_note *panel_note(const panel *p, obs_key k); /* or NULL */
/* First and last ordinal of any value kind of the indicator; false when there is none. */
bool panel_span(const panel *p, ind_id i, basis b, freq f, int32_t *first, int32_t *last);

#endif
