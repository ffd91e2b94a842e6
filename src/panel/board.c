#include "panel/board.h"
#include "base/str.h"

/* ---- which period a row shows ---- */
int64_t board_release(const indicator *i, period t)
{
    int y, m, d, day = i->release_day > 0 ? i->release_day : 1;
    int months = 1 + (i->release_lag > 0 ? i->release_lag : 0);
    date_split(period_last_day(t), &y, &m, &d);
    m += months;
    y += (m - 1) / 12;
    m = (m - 1) % 12 + 1;
    int last = date_days_in_month(y, m);
    return date_ord(y, m, day < last ? day : last);
}

bool board_period(const indicator *i, period asked, int64_t as_of, period *ret)
{
    int lag = i->release_lag > 0 ? i->release_lag : 0;
    period limit = period_add(period_as_month(asked), -lag);
    if (i->freqs[0] == FREQ_D || i->freqs[0] == FREQ_W || i->freqs[0] == FREQ_T)
        limit = lag ? limit : asked;
    period t = period_containing(limit, i->freqs[0]);
    while (period_last_day(t) > period_last_day(limit))
        t = period_add(t, -1);
    if (!period_exists(i, i->basis, t)) {
        if (lag == 0)
            return false; /* January boards have no row for a joint January-February */
        t = period_previous(i, i->basis, t);
    }
    if (as_of != INT64_MAX && i->release_day > 0)
        while (board_release(i, t) > time_day(as_of) && board_release(i, t) - time_day(as_of) < 400)
            t = period_previous(i, i->basis, t);
    *ret = t;
    return true;
}

static bool same_point(period a, period b)
{
    return period_last_day(a) == period_last_day(b);
}

/* ---- pieces of a row ---- */
static void null_because(board_row *r, const char *field, double v, reason why)
{
    if (!has(v) && why != REASON_NONE && r->n_nulls < (int)COUNT_OF(r->nulls))
        r->nulls[r->n_nulls++] = (null_reason){field, why};
}

/* Null because a break lies between the two periods. */
static void null_across(spot s, board_row *r, const char *field, double v, period older)
{
    if (!has(v) && measure_break(s, older))
        null_because(r, field, v, REASON_BASIS_BREAK);
}

static void stock_fields(spot s, board_row *r)
{
    if (target_class_of(s.ind) != CLASS_STOCK)
        return;
    spot then = spot_period(s, period_years(s.t, -1));
    period prev = period_add(s.t, -1);
    r->since_year_start = r->v.level - stock_start(s);
    r->since_year_start_last_year = value_at(then).level - stock_start(then);
    r->more_or_less = r->since_year_start - r->since_year_start_last_year * measure_link(s, then.t);
    r->since_prev = r->v.level - value_at(spot_period(s, prev)).level * measure_link(s, prev);
    null_across(s, r, "since_year_start", r->since_year_start, year_end(s.ind, then.t));
    null_across(s, r, "more_or_less", r->more_or_less, then.t);
    null_across(s, r, "since_prev", r->since_prev, prev);
}

static double gap_to(spot s, double own, area_id other)
{
    return other == ID_NONE || other == s.a ? MISSING : own - measure_points(spot_area(s, other));
}

static void gaps(spot s, board_row *r)
{
    const catalog *k = s.p->k;
    const area *a = &k->areas[s.a];
    double own = measure_by_points(s.ind) ? r->v.level : r->g.g;
    r->vs_parent = gap_to(s, own, a->parent);
    r->vs_nation = gap_to(s, own, area_nation(k, s.a));
    r->vs_benchmark = gap_to(s, own, a->benchmark);
}

static bool add_place(cx *c, spot s, board_row *r, const set *roster)
{
    for (int by = BY_GROWTH; by <= BY_LEVEL; by++) {
        board_place *p = &r->places[r->n_places];
        if (by == BY_GROWTH && measure_by_points(s.ind))
            continue;
        *p = (board_place){roster ? roster->code : S("default"), (rank_by)by, {0}};
        TRY(standing_at(c, s, (rank_by)by, roster, &p->at));
        r->n_places++;
    }
    return true;
}

static bool is_member(const set *t, area_id a, period p)
{
    for (uint32_t i = 0; i < t->n; i++)
        if (t->members[i].id == a && validity_on(t->members[i].valid, period_last_day(p)))
            return true;
    return false;
}

static bool ranks(cx *c, spot s, board_row *r)
{
    const catalog *k = s.p->k;
    r->places = cx_alloc(c, (2 * (size_t)k->n_sets + 2) * sizeof *r->places);
    if (!r->places)
        return false;
    TRY(add_place(c, s, r, NULL));
    for (uint32_t i = 0; i < r->n_places; i++)
        *(r->places[i].by == BY_GROWTH ? &r->by_growth : &r->by_level) = r->places[i].at;
    for (uint32_t i = 0; i < k->n_sets; i++) {
        const set *t = &k->sets[i];
        if (t->of_areas && t->roster && !str_eqz(t->code, "default") && is_member(t, s.a, s.t))
            TRY(add_place(c, s, r, t));
    }
    if (r->by_growth.mixed)
        null_because(r, "rank_growth", MISSING, REASON_MIXED);
    return true;
}

static bool adds_up(const indicator *i)
{
    return i->nature == NATURE_FLOW || i->nature == NATURE_STOCK || i->nature == NATURE_COUNT;
}

/* Share of the parent, and what the area gave to its growth. */
static bool part_of_parent(cx *c, spot s, board_row *r)
{
    const area *a = &s.p->k->areas[s.a];
    r->share = r->contribution = r->pull = MISSING;
    if (a->parent == ID_NONE || !adds_up(s.ind))
        return true;
    spot parent = spot_area(s, a->parent);
    double whole = value_at(parent).level;
    if (whole > 0)
        r->share = r->v.level / whole * 100;
    if (a->additive_to != a->parent) {
        null_because(r, "contribution_to_parent", MISSING, REASON_NOT_ADDITIVE);
        null_because(r, "pull_on_parent", MISSING, REASON_NOT_ADDITIVE);
        return true;
    }
    member *rows;
    uint32_t n;
    contributions all;
    TRY(contribution_areas(c, parent, &rows, &n));
    TRY(contributions_make(c, parent, rows, n, &all));
    for (uint32_t i = 0; i < n; i++)
        if (rows[i].at.a == s.a) {
            r->contribution = rows[i].contribution;
            r->pull = rows[i].pull;
        }
    null_because(r, "contribution_to_parent", r->contribution, all.why);
    if (all.why != REASON_PARENT_NOT_POSITIVE)
        null_because(r, "pull_on_parent", r->pull, all.why);
    return true;
}

/* The growth of a target or expectation: an index to last year = 100 says it by its level. */
static double growth_said(const indicator *i, double level, double growth)
{
    if (!has(growth) && i->nature == NATURE_INDEX && i->index_base == IDX_LY)
        return level - 100;
    return growth;
}

static double expected_gap(spot s, const board_row *r)
{
    stored e = panel_stored(s.p, s.ind->id, s.b, KIND_EXPECTED, TIER_ASSIGNED, s.t, s.a);
    if (measure_by_points(s.ind))
        return r->v.level - e.level;
    return r->g.g - growth_said(s.ind, e.level, e.growth);
}

static void target_fields(spot s, board_row *r)
{
    r->target = target_of_year(s);
    target own = target_stored(s, s.t);
    const indicator *i = s.ind;
    if (measure_by_points(i))
        r->vs_target = r->v.level - (has(own.level) ? own.level : r->target.stored.level);
    else {
        double aim = growth_said(i, own.level, own.growth);
        r->vs_target = r->g.g - (has(aim) ? aim : r->target.growth);
    }
    r->vs_expected = expected_gap(s, r);
    r->owed_pp = target_owed_pp(s, &r->target, r->g.g, r->v.level);
    r->progress = progress_at(s, &r->target);
    r->ceiling = ceiling_at(s, &r->target);
}

static bool add_check(cx *c, spot s, board_row *r, str name, bool always)
{
    period at;
    (void)c;
    if (!checkpoint_parse(name, s.t, &at) || period_year(at) != period_year(s.t) ||
        (!always && !checkpoint_stored(s, at)))
        return true;
    for (uint32_t i = 0; i < r->n_checks; i++)
        if (str_eq(r->checks[i].name, name))
            return true;
    r->checks[r->n_checks++] = (board_check){name, checkpoint_at(s, at)};
    return true;
}

static bool checkpoints(cx *c, spot s, const board_options *o, board_row *r)
{
    r->checks = cx_alloc(c, 5 * sizeof *r->checks);
    if (!r->checks)
        return false;
    TRY(add_check(c, s, r, S("Q1"), false));
    TRY(add_check(c, s, r, S("H1"), true));
    TRY(add_check(c, s, r, S("Q3"), false));
    TRY(add_check(c, s, r, S("Y"), true));
    if (o->checkpoint.n)
        TRY(add_check(c, s, r, o->checkpoint, true));
    return true;
}

static void judge(spot s, const board_options *o, board_row *r)
{
    const area *a = &s.p->k->areas[s.a];
    light_input in = {.s = s,
                      .target = &r->target,
                      .progress = &r->progress,
                      .ceiling = &r->ceiling,
                      .level = r->v.level,
                      .growth = r->g.g,
                      .vs_parent = r->vs_parent,
                      .parent_growth = MISSING,
                      .delta = o->delta ? o->delta[s.ind->id] : LIGHT_DELTA_DEFAULT};
    if (a->parent != ID_NONE && !measure_by_points(s.ind))
        in.parent_growth = growth_at(spot_area(s, a->parent)).g;
    r->light = light_of(&in);
}

bool board_row_make(cx *c, spot s, const board_options *o, board_row *ret)
{
    board_row r = {.s = s,
                   .since_year_start = MISSING,
                   .since_year_start_last_year = MISSING,
                   .more_or_less = MISSING,
                   .since_prev = MISSING};
    r.v = value_at(s);
    r.g = growth_of(s, &r.v);
    r.rank_published = r.v.rank;
    r.single = single_at(s);
    r.period_growth = single_growth_at(s);
    r.mom = single_mom(s);
    stock_fields(s, &r);
    r.change_year = change_year(s);
    r.change_prev = change_previous(s);
    if (measure_by_points(s.ind)) {
        null_across(s, &r, "growth_change_year", r.change_year, period_years(s.t, -1));
        null_across(s, &r, "growth_change_prev", r.change_prev, period_previous(s.ind, s.b, s.t));
    }
    gaps(s, &r);
    null_because(&r, "level", r.v.level, REASON_NOT_REPORTED);
    null_because(&r, "growth", r.g.g, r.g.why);
    TRY(ranks(c, s, &r));
    TRY(part_of_parent(c, s, &r));
    target_fields(s, &r);
    TRY(checkpoints(c, s, o, &r));
    judge(s, o, &r);
    *ret = r;
    return true;
}

/* ---- the board ---- */
static bool any_value(spot s)
{
    value v = value_at(s);
    if (has(v.level) || has(v.growth))
        return true;
    if (s.b != BASIS_YTD)
        return false;
    s.b = BASIS_PERIOD;
    v = value_stored(s);
    return has(v.level) || has(v.growth);
}

static bool has_target(spot s)
{
    int32_t first = period_year(s.t) * 12;
    for (int m = 0; m < 12; m++)
        if (target_stored(s, (period){FREQ_M, first + m}).given)
            return true;
    return false;
}

static bool wanted(spot s, bool all)
{
    const area *a = &s.p->k->areas[s.a];
    if (!ind_at_level(s.ind, a->level))
        return false;
    if (any_value(s) || any_value(spot_period(s, period_years(s.t, -1))) || has_target(s))
        return true;
    return all && validity_on(s.ind->valid, period_last_day(s.t));
}

bool board_make(cx *c, const panel *p, area_id a, period asked, const board_options *o, board *ret)
{
    const catalog *k = p->k;
    board b = {.area = a, .parent = k->areas[a].parent, .period = asked, .as_of = p->as_of};
    b.rows = cx_alloc(c, (k->n_inds ? k->n_inds : 1) * sizeof *b.rows);
    if (!b.rows)
        return false;
    for (ind_id i = 0; i < k->n_inds; i++) {
        spot s = spot_at(p, i, a, asked);
        if ((o->only != ID_NONE && o->only != i) || !rights_see(o->who, k, a, i, SECRET_NOT))
            continue;
        if (!board_period(s.ind, asked, o->as_of, &s.t) || !wanted(s, o->all))
            continue;
        board_row *r = &b.rows[b.n];
        TRY(board_row_make(c, s, o, r));
        r->stale = !same_point(s.t, asked);
        b.n++;
    }
    *ret = b;
    return true;
}
