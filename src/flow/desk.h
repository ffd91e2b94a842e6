/* desk.h: an opened desk: the store, and what it knew at a time as catalogue and panel. The one way
 * by which every face reads. */
#ifndef DIAODU_DESK_H
#define DIAODU_DESK_H
#include "panel/panel.h"
#include "rights/rights.h"
#include "store/store.h"

struct ledgers;
typedef struct desk {
    store *s;
    catalog *k;
    panel *p;              /* NULL when opened without values */
    double *delta;         /* by indicator: points a growth may lie below target before red */
    int64_t as_of;         /* as asked: STORE_NOW or an instant */
    commit head;           /* newest commit seen */
    area_id home;          /* "my region", ID_NONE */
    bool demo;             /* made for trying out: the faces say so */
    bool borrowed;         /* the store is somebody else's */
    struct ledgers *books; /* flow/ledgers.h; shared by the states of one database, counted */
    const subject *who;    /* who asks; NULL = the administrator at the database, who may see all */
} desk;

typedef struct desk_options {
    const char *url;
    store_mode mode;
    int64_t as_of;       /* 0 or STORE_NOW = now */
    bool may_be_empty;   /* as_of before the first commit is a desk of nothing, not ERR_UNKNOWN */
    int64_t released_by; /* day ordinal; 0 = all */
    uint8_t kinds;       /* extra kinds that may stand for a value (bits), 0 = none */
    bool no_values;      /* catalogue only */
    ind_id only;         /* load values of one indicator (and what it is made of); ID_NONE = all */
} desk_options;
/* ---- what who asks may see: every answer, table and document finds its areas, indicators and figures
 * by these. What they may not see fails like what is not there. ---- */
/* An area where they may read something, by code or name. */
bool desk_need_area(cx *c, const desk *d, str text, area_id *ret) CHECKED;
/* One where they may at least see ranks. */
bool desk_need_ranked(cx *c, const desk *d, str text, area_id *ret) CHECKED;
/* An indicator they may see somewhere. */
bool desk_need_ind(cx *c, const desk *d, str text, ind_id *ret) CHECKED;
/* Both, and their figure. */
bool desk_need_figure(cx *c, const desk *d, str area, str ind, area_id *ret_area,
                      ind_id *ret_ind) CHECKED;
bool desk_sees(const desk *d, area_id a, ind_id i);
bool desk_sees_all(const desk *d, const area_id *list, uint32_t n, ind_id i);
bool desk_knows_ind(const desk *d, ind_id i); /* may they see it somewhere */
/* A table as a whole: its rule (rights/rights.h) lets them read or write it; ERR_UNKNOWN else. */
bool desk_need_table(cx *c, const desk *d, str table) CHECKED;

bool desk_open(cx *c, const desk_options *o, desk *ret) CHECKED;
void desk_close(desk *d);
/* Another time of a store that is open and stays the caller's (o->url and mode are not read), so
 * that no password is needed again. desk_close() leaves such a store alone. */
bool desk_open_on(cx *c, store *s, const desk_options *o, desk *ret) CHECKED;
/* Take in what was committed since; cheap when nothing was. True also when nothing changed. */
bool desk_refresh(cx *c, desk *d, bool *ret_changed) CHECKED;
/* The desk after what was committed since, read through `s`; `d` stays as it is. Slices are shared,
 * the catalogue and `delta` too where no table changed (then ret->k == d->k). A restored database is
 * read anew. *ret is set only when *ret_changed; head's texts lie in c->a; ret->books is held once more. */
bool desk_next(cx *c, const desk *d, store *s, desk *ret, bool *ret_changed) CHECKED;
/* The instant the desk speaks of: as asked, else its newest commit. What is read from the store
 * beside the panel is read as of this, so that an answer never mixes two states. */
int64_t desk_instant(const desk *d);
/* catalogue/units.csv as built in. */
bool desk_units(str *ret);
typedef struct table_text {
    str name, csv;
} table_text;
/* The catalogue as of a time with `n` more tables on top, one after the other; findings of the last
 * one go to `list`, those before it must have none. *ret is NULL when references of the last do not
 * hold (catalog_finish). */
bool desk_catalog_with(cx *c, store *s, int64_t as_of, const table_text *on_top, size_t n,
                       issues *list, catalog **ret) CHECKED;
/* The catalogue as it stands without what these commits said of tables that nothing refers to. */
bool desk_catalog_without(cx *c, store *s, const int64_t *commit_ids, size_t n,
                          catalog **ret) CHECKED;
/* The catalogue as of a time; findings of its tables must not occur and are ERR_DB. */
bool desk_catalog(cx *c, store *s, int64_t as_of, catalog **ret) CHECKED;
/* Can the catalogue be built from what is stored? False says why not. *ret_torn, in c->a: a line for
 * each row that an older program tore at a line break and that is left out; "" when none is. */
bool desk_check(cx *c, store *s, str *ret_torn) CHECKED;

#endif
