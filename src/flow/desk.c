#include "flow/desk.h"
#include "base/csv.h"
#include "base/embed.h"
#include "base/str.h"
#include "panel/light.h"

static str text_of(const char *name)
{
    const embedded *e = embed_find(name);
    return e ? (str){(const char *)e->data, e->size} : (str){"", 0};
}

bool desk_units(str *ret)
{
    *ret = text_of("catalogue/units.csv");
    return true;
}

/* ---- catalogue ---- */
struct load {
    cx *c;
    catalog_builder *b;
    issues list;
};

static bool take_table(void *user, const commit *k, str name, str csv)
{
    struct load *l = user;
    (void)k;
    return !catalog_table(name) || catalog_add_table(l->c, l->b, name, csv, &l->list);
}

static bool first_issue(cx *c, const issues *l)
{
    if (l->errors == 0)
        return true;
    const issue *i = &l->list[0];
    for (size_t n = 0; n < l->n && i->severity != ISSUE_ERROR; n++)
        i = &l->list[n];
    return fail(c, ERR_DB, "库中的目录表不自洽：%s", "the stored catalogue contradicts itself: %s",
                c->lang == LANG_EN ? i->en : i->zh);
}

bool desk_catalog_with(cx *c, store *s, int64_t as_of, const table_text *on_top, size_t n,
                       issues *list, catalog **ret)
{
    struct load l = {.c = c};
    *ret = NULL;
    issues_init(&l.list, c->a);
    bool ok = catalog_builder_new(c, text_of("catalogue/units.csv"), &l.b) &&
              store_each_table(c, s, 0, as_of, take_table, &l);
    for (size_t i = 0; ok && i + 1 < n; i++)
        ok = catalog_add_table(c, l.b, on_top[i].name, on_top[i].csv, &l.list);
    ok = ok && first_issue(c, &l.list) &&
         (!n || catalog_add_table(c, l.b, on_top[n - 1].name, on_top[n - 1].csv, list)) &&
         catalog_finish(c, l.b, list, ret);
    catalog_builder_free(l.b);
    issues_done(&l.list);
    return ok;
}

bool desk_catalog(cx *c, store *s, int64_t as_of, catalog **ret)
{
    issues list;
    issues_init(&list, c->a);
    bool ok = desk_catalog_with(c, s, as_of, NULL, 0, &list, ret) && first_issue(c, &list);
    issues_done(&list);
    return ok;
}

/* Noise of growths by indicator (catalogue/lights.csv: indicator,delta). */
static bool load_delta(cx *c, const catalog *k, double **ret)
{
    double *d = mem_alloc((k->n_inds ? k->n_inds : 1) * sizeof *d);
    if (!d)
        return fail_memory(c);
    for (ind_id i = 0; i < k->n_inds; i++)
        d[i] = LIGHT_DELTA_DEFAULT;
    csv r;
    csv_init(&r, text_of("catalogue/lights.csv"));
    while (csv_next(c, &r)) {
        ind_id i = r.n >= 2 ? catalog_ind(k, r.fields[0]) : ID_NONE;
        dec v;
        if (i != ID_NONE && dec_parse(r.fields[1], &v) == DEC_OK)
            d[i] = dec_double(v);
    }
    csv_done(&r);
    *ret = d; /* the caller's, also after a failure */
    return c->err.code == ERR_NONE;
}

/* ---- values ---- */
struct fill {
    cx *c;
    panel *p;
};

static bool take_chunk(void *user, const commit *k, const obs_batch *b)
{
    struct fill *f = user;
    (void)k;
    return panel_apply(f->c, f->p, b);
}

/* Keys of one indicator and of those it is computed from. */
static size_t ranges_of(const catalog *k, ind_id only, key_range out[4])
{
    if (only == ID_NONE)
        return 0;
    const indicator *i = &k->inds[only];
    ind_id wanted[4] = {only, i->agg_num, i->agg_den, ID_NONE};
    size_t n = 0;
    for (size_t j = 0; j < 3; j++)
        if (wanted[j] < k->n_inds && (j == 0 || i->aggregation != AGG_SUM))
            out[n++] = (key_range){(obs_key)wanted[j] << 50, (((obs_key)wanted[j] + 1) << 50) - 1};
    return n;
}

/* Catalogue and values are read by several scans; all of them stop at the commit that was newest when
 * the first began, or an answer would mix two states. */
static int64_t bound_of(const commit *head, int64_t as_of)
{
    return head->id ? head->recorded_at : as_of;
}

static bool load_panel(cx *c, desk *d, const desk_options *o)
{
    key_range ranges[4];
    size_t n = ranges_of(d->k, o->only, ranges);
    struct fill f = {c, NULL};
    TRY(panel_new(c, d->k, &d->p));
    d->p->as_of = d->head.recorded_at;
    d->p->commit_id = d->head.id;
    d->p->kinds |= o->kinds;
    if (o->released_by)
        d->p->released_by = o->released_by;
    f.p = d->p;
    TRY(store_each_chunk(c, d->s, 0, bound_of(&d->head, d->as_of), ranges, n, take_chunk, &f));
    return panel_seal(c, d->p);
}

bool desk_open(cx *c, const desk_options *o, desk *ret)
{
    desk d = {.as_of = o->as_of ? o->as_of : STORE_NOW,
              .home = ID_NONE,
              .released_by = o->released_by,
              .kinds = o->kinds};
    str home = {0};
    bool ok = store_open(c, o->url, o->mode, &d.s) && store_head(c, d.s, d.as_of, &d.head) &&
              desk_catalog(c, d.s, bound_of(&d.head, d.as_of), &d.k) &&
              load_delta(c, d.k, &d.delta) && store_meta_get(c, d.s, "home", &home) &&
              (o->no_values || load_panel(c, &d, o));
    if (!ok) {
        desk_close(&d);
        return false;
    }
    d.home = catalog_area(d.k, home);
    *ret = d;
    return true;
}

void desk_close(desk *d)
{
    panel_free(d->p);
    mem_free(d->delta);
    catalog_free(d->k);
    store_close(d->s);
    *d = (desk){0};
}

struct tables_seen {
    bool any;
};

static bool see_table(void *user, const commit *k, str name, str csv)
{
    (void)k;
    (void)csv;
    ((struct tables_seen *)user)->any |= catalog_table(name) != NULL;
    return true;
}

/* A successor with the new rows; a changed catalogue makes the next snapshot read the new one. */
static bool advance(cx *c, desk *d, const commit *head, panel **ret_p, catalog **ret_k)
{
    struct tables_seen seen = {false};
    int64_t to = bound_of(head, d->as_of);
    TRY(store_each_table(c, d->s, d->head.id, to, see_table, &seen));
    if (seen.any)
        TRY(desk_catalog(c, d->s, to, ret_k));
    TRY(panel_fork(c, d->p, ret_p));
    (*ret_p)->k = *ret_k ? *ret_k : d->k;
    (*ret_p)->as_of = head->recorded_at;
    (*ret_p)->commit_id = head->id;
    struct fill f = {c, *ret_p};
    TRY(store_each_chunk(c, d->s, d->head.id, to, NULL, 0, take_chunk, &f));
    return panel_seal(c, *ret_p);
}

bool desk_refresh(cx *c, desk *d, bool *ret_changed)
{
    commit head;
    panel *p = NULL;
    catalog *k = NULL;
    double *delta = NULL;
    *ret_changed = false;
    TRY(store_head(c, d->s, d->as_of, &head));
    if (head.id == d->head.id || !d->p)
        return true;
    if (!advance(c, d, &head, &p, &k) || (k && !load_delta(c, k, &delta))) {
        panel_free(p);
        catalog_free(k);
        mem_free(delta);
        return false;
    }
    panel_free(d->p);
    d->p = p;
    if (k) {
        catalog_free(d->k);
        d->k = k;
        mem_free(d->delta);
        d->delta = delta;
    }
    d->head = head;
    *ret_changed = true;
    return true;
}
