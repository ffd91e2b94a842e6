/* Who is valid, who is below whom, who is ranked with whom, where a series breaks. */
#include "model/catalog_impl.h"

bool validity_on(validity v, int64_t day)
{
    return day >= v.from && day < v.to;
}

bool area_valid(const catalog *k, area_id a, period p)
{
    return a < k->n_areas && validity_on(k->areas[a].valid, period_last_day(p));
}

bool area_below(const catalog *k, area_id a, area_id ancestor)
{
    if (ancestor == ID_NONE)
        return false;
    while (a != ID_NONE && a != ancestor)
        a = k->areas[a].parent;
    return a == ancestor;
}

area_id area_nation(const catalog *k, area_id a)
{
    for (; a != ID_NONE; a = k->areas[a].parent)
        if (k->areas[a].level == LEVEL_NATION)
            return a;
    return k->nation;
}

str area_said(const area *a, lang l)
{
    return l == LANG_EN && a->name_en.n ? a->name_en : a->name;
}

str ind_said(const indicator *i, lang l)
{
    return l == LANG_EN && i->name_en.n ? i->name_en : i->name;
}

typedef struct id_list {
    uint32_t *out, n, max;
} id_list;

static void put_id(id_list *l, uint32_t id)
{
    if (l->n < l->max)
        l->out[l->n] = id;
    l->n++;
}

/* Areas of a roster in force on `day`; the `own` part of a total is never ranked. */
static void put_ranked(const catalog *k, id_list *l, const set_member *m, uint32_t n, int64_t day)
{
    for (uint32_t i = 0; i < n; i++) {
        const area *a = &k->areas[m[i].id];
        if (a->level != LEVEL_OWN && validity_on(m[i].valid, day) && validity_on(a->valid, day))
            put_id(l, m[i].id);
    }
}

static void put_children(const catalog *k, id_list *l, const area *parent, area_level level,
                         int64_t day)
{
    for (uint32_t i = 0; i < parent->n_children; i++) {
        const area *a = &k->areas[parent->children[i]];
        if (a->level == level && validity_on(a->valid, day))
            put_id(l, a->id);
    }
}

uint32_t area_roster(const catalog *k, area_id parent, area_level level, period p, area_id *out,
                     uint32_t max)
{
    id_list l = {out, 0, max};
    int64_t day = period_last_day(p);
    const catalog_index *ix = k->index;
    if (parent >= k->n_areas || level == LEVEL_OWN)
        return 0;
    if (ix->roster_of[parent] != ID_NONE) {
        const set *s = &k->sets[ix->roster_of[parent]];
        put_ranked(k, &l, s->members, s->n, day);
    }
    if (l.n == 0 && ix->default_from)
        put_ranked(k, &l, ix->default_members + ix->default_from[parent],
                   ix->default_from[parent + 1] - ix->default_from[parent], day);
    if (l.n == 0)
        put_children(k, &l, &k->areas[parent], level, day);
    return l.n;
}

uint32_t set_members(const catalog *k, const set *s, period p, uint32_t *out, uint32_t max)
{
    id_list l = {out, 0, max};
    int64_t day = period_last_day(p);
    for (uint32_t i = 0; i < s->n; i++) {
        uint32_t id = s->members[i].id;
        validity v = s->of_areas ? k->areas[id].valid : k->inds[id].valid;
        if (validity_on(s->members[i].valid, day) && validity_on(v, day))
            put_id(&l, id);
    }
    return l.n;
}

const series_break *catalog_break(const catalog *k, ind_id i, area_id a, period older, period newer)
{
    const series_break *found = NULL;
    int64_t after = period_last_day(older), until = period_last_day(newer);
    if (i >= k->n_inds)
        return NULL;
    for (uint32_t b = k->index->break_from[i]; b < k->index->break_from[i + 1]; b++) {
        const series_break *v = &k->breaks[b];
        if (v->from <= after || v->from > until)
            continue;
        if (v->area != ID_NONE && !area_below(k, a, v->area))
            continue;
        if (!v->linkable)
            return v;
        found = v;
    }
    return found;
}

bool ind_has_freq(const indicator *i, freq f)
{
    for (size_t n = 0; n < COUNT_OF(i->freqs) && i->freqs[n] != FREQ_NONE; n++)
        if (i->freqs[n] == f)
            return true;
    return false;
}

bool ind_at_level(const indicator *i, area_level l)
{
    return i->levels == 0 || (i->levels >> l & 1);
}

bool ind_event_count(const indicator *i)
{
    return i->nature == NATURE_COUNT && i->basis == BASIS_YTD;
}

const area_shape *catalog_shape(const catalog *k, area_id a, period p)
{
    const area_shape *best = NULL;
    uint32_t lo = 0, hi = k->n_shapes;
    int64_t day = period_last_day(p);
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (k->shapes[mid].area < a)
            lo = mid + 1;
        else
            hi = mid;
    }
    for (; lo < k->n_shapes && k->shapes[lo].area == a; lo++)
        if (validity_on(k->shapes[lo].valid, day))
            best = &k->shapes[lo]; /* in the order of `from` */
    return best;
}

/* In the order of k->weights. */
static int weight_order(const weight *w, area_id a, ind_id i, int year, str member)
{
    if (w->area != a)
        return w->area < a ? -1 : 1;
    if (w->ind != i)
        return w->ind < i ? -1 : 1;
    if (w->year != year)
        return w->year < year ? -1 : 1;
    return str_cmp(w->member, member);
}

const weight *catalog_weight(const catalog *k, area_id a, ind_id i, int year, str member)
{
    size_t lo = 0, hi = k->n_weights;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (weight_order(&k->weights[mid], a, i, year, member) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < k->n_weights && weight_order(&k->weights[lo], a, i, year, member) == 0
               ? &k->weights[lo]
               : NULL;
}
