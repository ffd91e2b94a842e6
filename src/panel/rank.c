#include "panel/rank.h"

static bool roster(cx *c, const catalog *k, area_id parent, area_level level, period t,
                   area_id **ret, uint32_t *n)
{
    uint32_t max = parent == ID_NONE ? k->n_areas : k->areas[parent].n_children + 64;
    for (;;) {
        area_id *list = cx_alloc(c, (max ? max : 1) * sizeof *list);
        if (!list)
            return false;
        *n = area_roster(k, parent, level, t, list, max);
        *ret = list;
        if (*n <= max)
            return true;
        max = *n;
    }
}

bool ranking_roster(cx *c, spot s, area_id **ret, uint32_t *n)
{
    const area *a = &s.p->k->areas[s.a];
    return roster(c, s.p->k, a->parent, a->level, s.t, ret, n);
}

bool ranking_below(cx *c, const catalog *k, area_id parent, period t, area_id **ret, uint32_t *n)
{
    uint32_t count[LEVEL_STREET + 1] = {0};
    area_level most = LEVEL_NONE;
    const area *p = &k->areas[parent];
    for (uint32_t i = 0; i < p->n_children; i++) {
        const area *a = &k->areas[p->children[i]];
        if (a->level != LEVEL_OWN && a->level != LEVEL_PARK && area_valid(k, a->id, t))
            count[a->level]++;
    }
    for (area_level l = LEVEL_NONE; l <= LEVEL_STREET; l++)
        if (count[l] > count[most])
            most = l;
    return roster(c, k, parent, most, t, ret, n);
}

bool ranking_make(cx *c, spot s, rank_by by, const area_id *members, uint32_t n, ranking *ret)
{
    *ret = (ranking){.lower = s.ind->direction == DIR_LOWER, .none = s.ind->direction == DIR_NONE};
    area_id *sisters = NULL;
    if (!members) {
        TRY(ranking_roster(c, s, &sisters, &n));
        members = sisters;
    }
    ret->areas = cx_alloc(c, (n ? n : 1) * sizeof *ret->areas);
    ret->values = cx_alloc(c, (n ? n : 1) * sizeof *ret->values);
    if (!ret->areas || !ret->values)
        return false;
    memcpy(ret->areas, members, n * sizeof *members);
    ret->n = n;
    growth_source first = SOURCE_NONE;
    for (uint32_t i = 0; i < n; i++) {
        spot m = spot_area(s, members[i]);
        value v = value_at(m);
        if (by == BY_LEVEL) {
            ret->values[i] = v.level;
            continue;
        }
        growth g = growth_of(m, &v);
        ret->values[i] = g.g;
        if (!has(g.g))
            continue;
        if (first == SOURCE_NONE)
            first = g.source;
        ret->mixed |= g.source != first;
    }
    return true;
}

static standing standing_of(const ranking *r, num_place p)
{
    standing s = {.ranked = p.ranked, .members = (int)r->n, .mixed = r->mixed};
    if (!r->mixed && !r->none) {
        s.rank = p.rank;
        s.from_bottom = p.from_bottom;
        s.tied = p.tied;
    }
    return s;
}

bool ranking_published_tie(cx *c, spot s, int rank, bool *ret)
{
    area_id *areas;
    uint32_t n;
    *ret = false;
    TRY(ranking_roster(c, s, &areas, &n));
    for (uint32_t i = 0; i < n && !*ret; i++)
        *ret = areas[i] != s.a && value_stored(spot_area(s, areas[i])).rank == rank;
    return true;
}

int standing_shown(const standing *s, int rank_published)
{
    return rank_published ? rank_published : standing_tells(s) ? s->rank : 0;
}

bool standing_tells(const standing *s)
{
    return s->rank > 0 && s->ranked >= 2 && 2 * s->ranked >= s->members;
}

standing ranking_standing(const ranking *r, area_id a)
{
    uint32_t own = r->n;
    for (uint32_t i = 0; i < r->n; i++)
        if (r->areas[i] == a)
            own = i;
    return standing_of(r, num_rank_of(r->values, r->n, own, r->lower));
}

bool ranking_all(cx *c, const ranking *r, ranking_places *ret)
{
    size_t n = r->n ? r->n : 1;
    num_place *p = cx_alloc(c, n * sizeof *p);
    uint32_t *scratch = cx_alloc(c, 2 * n * sizeof *scratch);
    ret->places = cx_alloc(c, n * sizeof *ret->places);
    ret->gaps = cx_alloc(c, n * sizeof *ret->gaps);
    if (!p || !scratch || !ret->places || !ret->gaps)
        return false;
    num_places(r->values, r->n, r->lower, p, ret->gaps, scratch);
    for (uint32_t i = 0; i < r->n; i++)
        ret->places[i] = standing_of(r, p[i]);
    return true;
}

static bool same_members(const ranking *a, const ranking *b)
{
    return a->n == b->n && (a->n == 0 || !memcmp(a->areas, b->areas, a->n * sizeof *a->areas));
}

static bool make(cx *c, spot s, rank_by by, const set *roster, ranking *ret)
{
    if (!roster)
        return ranking_make(c, s, by, NULL, 0, ret);
    area_id *m = cx_alloc(c, (roster->n ? roster->n : 1) * sizeof *m);
    if (!m)
        return false;
    uint32_t n = set_members(s.p->k, roster, s.t, m, roster->n);
    return ranking_make(c, s, by, m, n, ret);
}

bool standing_at(cx *c, spot s, rank_by by, const set *roster, standing *ret)
{
    ranking now, then;
    TRY(make(c, s, by, roster, &now));
    *ret = ranking_standing(&now, s.a);
    spot before = spot_period(s, period_previous(s.ind, s.b, s.t));
    if (ret->rank == 0 || measure_break(s, before.t))
        return true;
    TRY(make(c, before, by, roster, &then));
    standing old = ranking_standing(&then, s.a);
    if (old.rank > 0 && same_members(&now, &then)) {
        ret->change = old.rank - ret->rank;
        ret->has_change = true;
    }
    return true;
}
