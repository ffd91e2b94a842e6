#include "flow/desk.h"
#include "base/csv.h"
#include "base/embed.h"
#include "base/sb.h"
#include "base/str.h"
#include "flow/ledgers.h"
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
    issues torn; /* rows that are left out */
    sb *told;    /* "commit 3, posts line 2: …" of each torn row; NULL = nobody asked */
    const int64_t *without; /* commits whose leaf tables are passed over */
    size_t n_without;
};

static bool take_table(void *user, const commit *k, str name, str csv)
{
    struct load *l = user;
    bool passed = false;
    for (size_t i = 0; i < l->n_without; i++)
        passed |= l->without[i] == k->id;
    if (!catalog_table(name) || (passed && catalog_table_is_leaf(name)))
        return true;
    size_t before = l->torn.n;
    TRY(catalog_add_stored(l->c, l->b, name, csv, &l->list, &l->torn));
    for (size_t i = before; l->told && i < l->torn.n; i++)
        sb_printf(l->told,
                  l->c->lang == LANG_EN ? "commit %lld, table " STR_FMT ", line %u: %s\n"
                                        : "第 %lld 次提交，" STR_FMT " 表第 %u 行：%s\n",
                  (long long)k->id, STR_ARG(name), l->torn.list[i].line,
                  l->c->lang == LANG_EN ? l->torn.list[i].en : l->torn.list[i].zh);
    return true;
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

/* The tables up to a time, in a builder of their own. The code list of causes and the roles are known
 * without a commit, so that older databases have them too; imported rows stand on top. */
static bool load_tables(cx *c, store *s, int64_t as_of, struct load *l)
{
    issues_init(&l->list, c->a);
    issues_init(&l->torn, c->a);
    return catalog_builder_new(c, text_of("catalogue/units.csv"), &l->b) &&
           catalog_add_table(c, l->b, S("cause_codes"), text_of("catalogue/cause_codes.csv"),
                             &l->list) &&
           catalog_add_table(c, l->b, S("roles"), text_of("catalogue/roles.csv"), &l->list) &&
           store_each_table(c, s, 0, as_of, take_table, l);
}

static void load_done(struct load *l)
{
    catalog_builder_free(l->b);
    issues_done(&l->list);
    issues_done(&l->torn);
}

bool desk_catalog_without(cx *c, store *s, const int64_t *commit_ids, size_t n, catalog **ret)
{
    struct load l = {.c = c, .without = commit_ids, .n_without = n};
    *ret = NULL;
    bool ok = load_tables(c, s, STORE_NOW, &l) && catalog_finish(c, l.b, &l.list, ret) &&
              first_issue(c, &l.list);
    load_done(&l);
    return ok;
}

bool desk_check(cx *c, store *s, str *ret_torn)
{
    sb told CLEANUP(sb_done) = {0};
    struct load l = {.c = c, .told = &told};
    catalog *k = NULL;
    sb_init(&told, 0);
    bool ok = load_tables(c, s, STORE_NOW, &l) && catalog_finish(c, l.b, &l.list, &k) &&
              first_issue(c, &l.list) &&
              ((sb_ok(&told) && arena_str(c->a, sb_str(&told), ret_torn)) || fail_memory(c));
    catalog_free(k);
    load_done(&l);
    return ok;
}

bool desk_catalog_with(cx *c, store *s, int64_t as_of, const table_text *on_top, size_t n,
                       issues *list, catalog **ret)
{
    struct load l = {.c = c};
    *ret = NULL;
    bool ok = load_tables(c, s, as_of, &l);
    for (size_t i = 0; ok && i + 1 < n; i++)
        ok = catalog_add_table(c, l.b, on_top[i].name, on_top[i].csv, &l.list);
    ok = ok && first_issue(c, &l.list) &&
         (!n || catalog_add_table(c, l.b, on_top[n - 1].name, on_top[n - 1].csv, list)) &&
         catalog_finish(c, l.b, list, ret);
    load_done(&l);
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
            out[n++] = (key_range){obs_key_first(wanted[j]), obs_key_last(wanted[j])};
    return n;
}

/* The values up to d->head, into a panel of their own. */
static bool load_panel(cx *c, const desk *d, store *s, const desk_options *o, panel **ret)
{
    key_range ranges[4];
    size_t n = ranges_of(d->k, o->only, ranges);
    TRY(panel_new(c, d->k, ret));
    panel *p = *ret;
    p->as_of = d->head.recorded_at;
    p->commit_id = d->head.id;
    p->kinds |= o->kinds;
    if (o->released_by)
        p->released_by = o->released_by;
    struct fill f = {c, p};
    TRY(store_each_chunk(c, s, 0, d->head.recorded_at, ranges, n, take_chunk, &f));
    return panel_seal(c, p);
}

int64_t desk_instant(const desk *d)
{
    return d->as_of == STORE_NOW ? d->head.recorded_at : d->as_of;
}

/* Before its first commit a database knows nothing, not even an area: say that, not what is missing. */
static bool begun(cx *c, const desk *d)
{
    char asked[TIME_TEXT_MAX], first[TIME_TEXT_MAX];
    commit *list;
    size_t n;
    if (d->as_of == STORE_NOW || d->head.id > 0)
        return true;
    TRY(store_commits(c, d->s, 0, STORE_NOW, &list, &n));
    if (!n)
        return true;
    time_print(d->as_of, asked);
    time_print(list[0].recorded_at, first);
    return fail(
        c, ERR_UNKNOWN,
        "%s 早于本库的第一次提交（第 %lld 次，%s）：那时库中还没有数据；--as-of 请用此后的时间",
        "%s lies before the first commit of this database (commit %lld, %s): it held nothing "
        "then; give a later --as-of",
        asked, (long long)list[0].id, first);
}

bool desk_open_on(cx *c, store *s, const desk_options *o, desk *ret)
{
    desk d = {.s = s, .as_of = o->as_of ? o->as_of : STORE_NOW, .home = ID_NONE, .borrowed = true};
    str home = {0}, demo = {0};
    bool ok = store_head(c, d.s, d.as_of, &d.head) && (o->may_be_empty || begun(c, &d)) &&
              desk_catalog(c, d.s, d.head.recorded_at, &d.k) && load_delta(c, d.k, &d.delta) &&
              store_meta_get(c, d.s, "home", &home) && store_meta_get(c, d.s, "demo", &demo) &&
              (o->no_values || load_panel(c, &d, d.s, o, &d.p)) && ledgers_new(c, &d.books);
    if (!ok) {
        desk_close(&d);
        return false;
    }
    d.home = catalog_area(d.k, home);
    d.demo = demo.n > 0;
    *ret = d;
    return true;
}

bool desk_open(cx *c, const desk_options *o, desk *ret)
{
    store *s = NULL;
    if (store_open(c, o->url, o->mode, &s) && desk_open_on(c, s, o, ret)) {
        ret->borrowed = false;
        return true;
    }
    store_close(s);
    return false;
}

void desk_close(desk *d)
{
    panel_free(d->p);
    mem_free(d->delta);
    catalog_free(d->k);
    ledgers_release(d->books);
    if (!d->borrowed)
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

/* Is the commit that `d` ends with still where it was? Not so after a restore. */
static bool continues(cx *c, const desk *d, store *s, bool *ret)
{
    commit *list;
    size_t n;
    *ret = d->head.id == 0;
    if (*ret)
        return true;
    TRY(store_commits(c, s, d->head.id - 1, d->head.recorded_at, &list, &n));
    *ret = n == 1 && list[0].id == d->head.id &&
           !memcmp(&list[0].chain, &d->head.chain, sizeof list[0].chain);
    return true;
}

/* The new rows on top of what is shared; a changed catalogue is read anew. */
static bool advance(cx *c, const desk *d, store *s, desk *r)
{
    struct tables_seen seen = {false};
    TRY(store_each_table(c, s, d->head.id, r->head.recorded_at, see_table, &seen));
    if (seen.any)
        TRY(desk_catalog(c, s, r->head.recorded_at, &r->k) && load_delta(c, r->k, &r->delta));
    TRY(panel_fork(c, d->p, &r->p));
    r->p->k = r->k;
    r->p->as_of = r->head.recorded_at;
    r->p->commit_id = r->head.id;
    struct fill f = {c, r->p};
    TRY(store_each_chunk(c, s, d->head.id, r->head.recorded_at, NULL, 0, take_chunk, &f));
    return panel_seal(c, r->p);
}

static bool anew(cx *c, const desk *d, store *s, desk *r)
{
    desk_options o = {.kinds = d->p->kinds, .released_by = d->p->released_by, .only = ID_NONE};
    return desk_catalog(c, s, r->head.recorded_at, &r->k) && load_delta(c, r->k, &r->delta) &&
           load_panel(c, r, s, &o, &r->p);
}

bool desk_next(cx *c, const desk *d, store *s, desk *ret, bool *ret_changed)
{
    desk r = *d;
    bool same;
    *ret_changed = false;
    r.s = s;
    r.p = NULL;
    TRY(store_head(c, s, d->as_of, &r.head));
    if (!d->p ||
        (r.head.id == d->head.id && !memcmp(&r.head.chain, &d->head.chain, sizeof r.head.chain)))
        return true;
    TRY(continues(c, d, s, &same));
    if (same)
        ledgers_hold(r.books);
    else /* who still asks of the old state must not fill the new one's */
        TRY(ledgers_new(c, &r.books));
    if (!(same ? advance(c, d, s, &r) : anew(c, d, s, &r))) {
        panel_free(r.p);
        if (r.k != d->k)
            catalog_free(r.k);
        if (r.delta != d->delta)
            mem_free(r.delta);
        ledgers_release(r.books);
        return false;
    }
    if (r.k != d->k)
        r.home = d->home == ID_NONE ? ID_NONE : catalog_area(r.k, d->k->areas[d->home].code);
    *ret = r;
    *ret_changed = true;
    return true;
}

bool desk_refresh(cx *c, desk *d, bool *ret_changed)
{
    desk r;
    TRY(desk_next(c, d, d->s, &r, ret_changed));
    if (!*ret_changed)
        return true;
    panel_free(d->p);
    if (r.k != d->k)
        catalog_free(d->k);
    if (r.delta != d->delta)
        mem_free(d->delta);
    ledgers_release(d->books);
    *d = r;
    return true;
}
