/* Where the figures of a document come from: are any preliminary or not released yet, and which
 * papers set the targets. Read from the store, because the panel keeps figures without their origin. */
#include "base/str.h"
#include "flow/state.h"
#include "report/report.h"

#define PLACES_NAMED 6 /* indicators named behind one source */
#define SOURCES_MAX 64
#define AREA_LAST ((area_id)0xFFFFF) /* of a key (model/obs.h) */

/* ---- what is compared ---- */
/* The area, those above it, its sisters and those below it; in c->a. */
static bool compared(report *r, const area_id **ret, uint32_t *ret_n)
{
    const catalog *k = r->d->k;
    const area *own = &k->areas[r->b.area];
    const area *up = own->parent != ID_NONE ? &k->areas[own->parent] : NULL;
    area_id *list;
    uint32_t n = 0;
    TRY(list = cx_alloc(r->c, (own->n_children + own->n_additive + (up ? up->n_children : 0) + 32) *
                                  sizeof *list));
    list[n++] = r->b.area;
    for (area_id a = own->parent; a != ID_NONE && n < 31; a = k->areas[a].parent)
        list[n++] = a;
    for (uint32_t i = 0; i < own->n_children; i++)
        list[n++] = own->children[i];
    for (uint32_t i = 0; i < own->n_additive; i++)
        list[n++] = own->additive[i];
    for (uint32_t i = 0; up && i < up->n_children; i++)
        list[n++] = up->children[i];
    *ret = list;
    *ret_n = n;
    return true;
}

static bool is_among(const area_id *list, uint32_t n, area_id a)
{
    for (uint32_t i = 0; i < n; i++)
        if (list[i] == a)
            return true;
    return false;
}

static bool any_flash(const report *r, const area_id *areas, uint32_t n)
{
    for (uint32_t i = 0; i < r->b.n; i++) {
        const board_row *row = &r->b.rows[i];
        if (row->v.kind == KIND_FORECAST || row->v.growth_kind == KIND_FORECAST)
            return true;
        for (uint32_t k = 0; k < n; k++) {
            if (!desk_sees(r->d, areas[k], row->s.ind->id))
                continue;
            value v = value_stored(spot_area(row->s, areas[k]));
            if (v.kind == KIND_FLASH || v.growth_kind == KIND_FLASH)
                return true;
        }
    }
    return false;
}

/* ---- release ---- */
/* All areas of one figure's period and kind lie behind each other. */
static key_range all_areas(const board_row *row, kind k)
{
    return (key_range){
        obs_key_make(row->s.ind->id, row->s.b, k, TIER_ASSIGNED, row->s.t, 0),
        obs_key_make(row->s.ind->id, row->s.b, k, TIER_ASSIGNED, row->s.t, AREA_LAST)};
}

static int by_min(const void *a, const void *b)
{
    obs_key x = ((const key_range *)a)->min, y = ((const key_range *)b)->min;
    return x < y ? -1 : x > y;
}

/* A figure whose day of release lies after the day the document speaks of. */
static bool any_unreleased(report *r, const area_id *areas, uint32_t n, bool *ret)
{
    key_range *ranges;
    state st;
    size_t m = 0;
    int64_t today = time_day(desk_instant(r->d));
    *ret = false;
    if (!r->b.n)
        return true;
    TRY(ranges = cx_alloc(r->c, (size_t)r->b.n * 2 * sizeof *ranges));
    for (uint32_t i = 0; i < r->b.n; i++) {
        ranges[m++] = all_areas(&r->b.rows[i], KIND_FLASH);
        ranges[m++] = all_areas(&r->b.rows[i], KIND_FINAL);
    }
    qsort(ranges, m, sizeof *ranges, by_min);
    TRY(state_load(r->c, r->d->s, r->d->k, desk_instant(r->d), ranges, m, ID_NONE, &st));
    for (size_t i = 0; i < st.b.n && !*ret; i++) {
        area_id a = obs_key_area(st.b.key[i]);
        *ret = obs_batch_extra(&st.b, i)->released > today && is_among(areas, n, a) &&
               desk_sees(r->d, a, obs_key_ind(st.b.key[i]));
    }
    state_done(&st);
    return true;
}

bool report_origins(report *r)
{
    const area_id *areas;
    uint32_t n;
    bool unreleased;
    TRY(compared(r, &areas, &n));
    TRY(any_unreleased(r, areas, n, &unreleased));
    r->preliminary = any_flash(r, areas, n);
    r->internal = r->preliminary || unreleased;
    return true;
}

/* ---- the papers behind the targets ---- */
typedef struct paper {
    str source, note;
    ind_id inds[PLACES_NAMED];
    uint32_t n, more; /* indicators named; and how many further ones */
} paper;

typedef struct papers {
    paper list[SOURCES_MAX];
    uint32_t n;
    bool many; /* further ones are not told */
} papers;

static bool prints_target(const board_row *row, target_use use)
{
    return use == TARGETS_PROGRESS ? has(row->progress.of_target) : row->target.stored.given;
}

static void add_paper(papers *p, str source, str note, ind_id i)
{
    uint32_t at = 0;
    while (at < p->n && !(str_eq(p->list[at].source, source) && str_eq(p->list[at].note, note)))
        at++;
    if (at == SOURCES_MAX) {
        p->many = true;
        return;
    }
    paper *k = &p->list[at];
    if (at == p->n) {
        *k = (paper){.source = source, .note = note};
        p->n++;
    }
    if (k->n && k->inds[k->n - 1] == i)
        return;
    if (k->n < PLACES_NAMED)
        k->inds[k->n++] = i;
    else
        k->more++;
}

/* The targets of one indicator's year as they stand in the store. */
static void add_papers(report *r, const state *st, const board_row *row, target_use use, papers *p)
{
    const area *own = &r->d->k->areas[r->b.area];
    int year = period_year(row->s.t);
    for (size_t i = 0; i < st->b.n; i++) {
        obs_key key = st->b.key[i];
        area_id a = obs_key_area(key);
        if (obs_key_ind(key) != row->s.ind->id || period_year(obs_key_period(key)) != year ||
            !desk_sees(r->d, a, row->s.ind->id) ||
            (a != r->b.area &&
             (use != TARGETS_MEMBERS || !is_among(own->additive, own->n_additive, a))))
            continue;
        const obs_extra *x = obs_batch_extra(&st->b, i);
        const commit *k = &st->commits[st->b.line[i]];
        add_paper(p, x->source.n ? x->source : k->source, x->note, row->s.ind->id);
    }
}

static bool find_papers(report *r, target_use use, papers *p)
{
    key_range *ranges;
    state st;
    size_t m = 0;
    TRY(ranges = cx_alloc(r->c, ((size_t)r->b.n + 1) * sizeof *ranges));
    for (uint32_t i = 0; i < r->b.n; i++) {
        const board_row *row = &r->b.rows[i];
        period jan = {FREQ_M, period_year(row->s.t) * 12}, dec = {FREQ_M, jan.ord + 11};
        if (prints_target(row, use) || use == TARGETS_MEMBERS)
            ranges[m++] = (key_range){
                obs_key_make(row->s.ind->id, row->s.b, KIND_TARGET, TIER_ASSIGNED, jan, 0),
                obs_key_make(row->s.ind->id, row->s.b, KIND_TARGET, TIER_STRIVE, dec, AREA_LAST)};
    }
    if (!m)
        return true;
    qsort(ranges, m, sizeof *ranges, by_min);
    TRY(state_load(r->c, r->d->s, r->d->k, desk_instant(r->d), ranges, m,
                   use == TARGETS_MEMBERS ? ID_NONE : r->b.area, &st));
    for (uint32_t i = 0; i < r->b.n; i++)
        if (prints_target(&r->b.rows[i], use) || use == TARGETS_MEMBERS)
            add_papers(r, &st, &r->b.rows[i], use, p);
    state_done(&st);
    return true;
}

static void put_paper(const report *r, const paper *k, bool named, sb *b)
{
    bool zh = r->c->lang == LANG_ZH;
    bool same = k->source.n && str_starts(k->note, k->source); /* the note says it in full */
    if (!same)
        sb_put(b, k->source.n ? k->source : zh ? S("未注明") : S("not stated"));
    if (k->note.n) {
        sb_putz(b, same ? "" : zh ? "，" : ", ");
        sb_put(b, k->note);
    }
    for (uint32_t i = 0; named && i < k->n; i++) {
        sb_putz(b, i ? (zh ? "、" : ", ") : zh ? "（" : " (");
        sb_put(b, name_of(r, &r->d->k->inds[k->inds[i]]));
    }
    if (named && k->more)
        sb_printf(b, zh ? "等%u项" : " and %u more", zh ? k->n + k->more : k->more);
    if (named)
        sb_putz(b, zh ? "）" : ")");
}

bool report_target_note(report *r, target_use use)
{
    bool zh = r->c->lang == LANG_ZH;
    papers *p;
    sb b CLEANUP(sb_done) = {0};
    TRY(p = CX_NEW(r->c, papers));
    TRY(find_papers(r, use, p));
    if (!p->n)
        return true;
    sb_init(&b, 0);
    sb_putz(&b, zh ? "目标值来源：" : "Source of the targets: ");
    for (uint32_t i = 0; i < p->n; i++) {
        sb_putz(&b, i ? (zh ? "；" : "; ") : "");
        put_paper(r, &p->list[i], p->n > 1, &b);
    }
    if (p->many)
        sb_putz(&b, zh ? "等" : " and others");
    sb_putz(&b, zh ? "。" : ".");
    r->noted = true;
    return sb_ok(&b) ? doc_text(r->doc, DOC_NOTE, sb_str(&b)) : fail_memory(r->c);
}
