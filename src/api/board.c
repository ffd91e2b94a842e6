#include "api/answers.h"
#include "api/why.h"
#include "base/str.h"
#include "panel/overview.h"

static void put_rank(json *j, const char *key, int rank)
{
    if (rank > 0)
        json_int(j, key, rank);
    else
        json_nil(j, key);
}

static void put_change(json *j, const char *key, const standing *s)
{
    if (s->has_change)
        json_int(j, key, s->change);
    else
        json_nil(j, key);
}

static const char *single_source(const board_row *r)
{
    if (!has(r->single.level))
        return NULL;
    return r->single.derived ? "derived" : "reported";
}

static const char *single_growth_source(const board_row *r)
{
    if (r->period_growth.source == SOURCE_COMPUTED && r->s.b == BASIS_YTD)
        return "derived";
    return growth_source_name(r->period_growth.source);
}

static void put_values(json *j, const board_row *r, lang l)
{
    const indicator *i = r->s.ind;
    json_str(j, "indicator", i->code);
    put_ind_name(j, "name", i, l);
    json_str(j, "unit", unit_said(r->s.p->k->units, i->unit, l));
    put_period(j, "period", r->s.t);
    json_bool(j, "stale", r->stale);
    json_strz(j, "basis", basis_name(r->s.b));
    json_strz(j, "kind", measure_kind_name(r->v.kind));
    if (r->v.growth_kind != KIND_NONE && r->v.growth_kind != r->v.kind)
        json_strz(j, "growth_kind", measure_kind_name(r->v.growth_kind));
    json_num(j, "level", r->v.level);
    json_num(j, "growth", r->g.g);
    json_strz(j, "growth_source", growth_source_name(r->g.source));
    if (r->g.source == SOURCE_COMPUTED && i->price == PRICE_COMPARABLE)
        json_bool(j, "growth_as_reported", true); /* printed with † (R1) */
    json_num(j, "growth_computed", r->g.computed);
    json_num(j, "growth_nominal", r->g.nominal);
    json_num(j, "period_level", r->single.level);
    json_strz(j, "period_level_source", single_source(r));
    json_num(j, "period_growth", r->period_growth.g);
    json_strz(j, "period_growth_source", single_growth_source(r));
    json_num(j, "mom", r->mom);
    json_num(j, "since_year_start", r->since_year_start);
    json_num(j, "since_year_start_last_year", r->since_year_start_last_year);
    json_num(j, "more_or_less", r->more_or_less);
    json_num(j, "since_prev", r->since_prev);
    json_strz(j, "turn", turn_name(r->g.turn));
    json_num(j, "growth_change_year", r->change_year);
    json_num(j, "growth_change_prev", r->change_prev);
    json_num(j, "vs_parent", r->vs_parent);
    json_num(j, "vs_nation", r->vs_nation);
    json_num(j, "vs_benchmark", r->vs_benchmark);
}

static void put_ranks(json *j, const board_row *r)
{
    bool points = measure_by_points(r->s.ind);
    put_rank(j, "rank_level", r->by_level.rank);
    put_rank(j, "rank_growth", r->by_growth.rank);
    json_int(j, "ranked", r->by_growth.ranked);
    json_int(j, "ranked_level", r->by_level.ranked);
    put_rank(j, "rank_growth_from_bottom", r->by_growth.from_bottom);
    put_change(j, "rank_growth_change", &r->by_growth);
    put_rank(j, "rank_published", r->rank_published);
    json_bool(j, "tied", points ? r->by_level.tied : r->by_growth.tied);
    json_bool(j, "mixed", r->by_growth.mixed);
    json_arr(j, "ranks");
    for (uint32_t i = 0; i < r->n_places; i++) {
        const board_place *p = &r->places[i];
        json_obj(j, NULL);
        json_str(j, "set", p->set);
        json_strz(j, "by", p->by == BY_GROWTH ? "growth" : "level");
        put_rank(j, "rank", p->at.rank);
        json_int(j, "ranked", p->at.ranked);
        json_bool(j, "tied", p->at.tied);
        put_change(j, "change", &p->at);
        json_end(j, '}');
    }
    json_end(j, ']');
}

static void put_check(json *j, const board_check *k)
{
    char name[32];
    snprintf(name, sizeof name, STR_FMT, STR_ARG(k->name));
    const checkpoint *p = &k->at;
    if (!p->exists) {
        json_nil(j, name);
        return;
    }
    json_obj(j, name);
    json_num(j, "target", p->target);
    json_num(j, "done", p->done);
    json_num(j, "owed", p->owed);
    json_num(j, "surplus", p->surplus);
    json_num(j, "owed_pp", p->owed_pp);
    json_bool(j, "due", p->due);
    json_strz(j, "state", check_state_name(p->state));
    json_num(j, "months_left", p->months_left);
    json_num(j, "required_per_month", p->required_per_month);
    json_num(j, "required_growth", p->required_growth);
    json_num(j, "max_ever_per_month", p->max_ever_per_month);
    json_strz(j, "feasible", feasible_name(p->feasible));
    json_end(j, '}');
}

static void put_targets(json *j, const board_row *r)
{
    const year_target *t = &r->target;
    json_num(j, "share_of_parent", r->share);
    json_num(j, "contribution_to_parent", r->contribution);
    json_num(j, "pull_on_parent", r->pull);
    json_num(j, "target_level", t->level);
    json_num(j, "target_growth", t->growth);
    json_strz(j, "target_source", t->derived ? "derived" : t->stored.given ? "given" : NULL);
    json_num(j, "vs_target", r->vs_target);
    json_num(j, "vs_expected", r->vs_expected);
    json_num(j, "owed_pp", r->owed_pp);
    json_num(j, "used", r->ceiling.used);
    json_num(j, "room", r->ceiling.room);
    json_num(j, "allowed_per_month", r->ceiling.per_month);
    json_num(j, "progress", r->progress.of_target);
    json_num(j, "progress_time", r->progress.time);
    json_num(j, "progress_last_year", r->progress.last_year);
    json_num(j, "progress_usual", r->progress.usual);
    json_obj(j, "checkpoints");
    for (uint32_t i = 0; i < r->n_checks; i++)
        put_check(j, &r->checks[i]);
    json_end(j, '}');
}

static bool put_light(cx *c, json *j, const light *l)
{
    const char *text = light_text(c, l);
    if (!text)
        return false;
    json_strz(j, "light", light_name(l->color));
    json_arr(j, "reasons");
    json_obj(j, NULL);
    json_strz(j, "rule", l->rule);
    json_strz(j, "text", text);
    json_obj(j, "figures");
    for (int i = 0; i < l->n_figures; i++)
        json_num(j, l->figures[i].name, l->figures[i].value);
    json_end(j, '}');
    json_end(j, '}');
    json_end(j, ']');
    return true;
}

static bool put_row(cx *c, json *j, const board_row *r)
{
    json_obj(j, NULL);
    put_values(j, r, c->lang);
    put_ranks(j, r);
    put_targets(j, r);
    TRY(put_light(c, j, &r->light));
    json_obj(j, "null_reasons");
    for (int i = 0; i < r->n_nulls; i++)
        json_strz(j, r->nulls[i].field, reason_name(r->nulls[i].why));
    json_end(j, '}');
    json_end(j, '}');
    return true;
}

/* The same text of a row, for telling whether it changed. */
static bool row_text(cx *c, const board_row *r, sb *out)
{
    json j;
    sb_reset(out);
    json_init(&j, out);
    TRY(put_row(c, &j, r));
    return sb_ok(out) || fail_memory(c);
}

static bool changed(cx *c, const board_row *r, const board *old, bool *ret)
{
    sb a CLEANUP(sb_done) = {0}, b CLEANUP(sb_done) = {0};
    sb_init(&a, 0);
    sb_init(&b, 0);
    *ret = true;
    TRY(row_text(c, r, &a));
    for (uint32_t i = 0; i < old->n; i++)
        if (str_eq(old->rows[i].s.ind->code, r->s.ind->code)) {
            TRY(row_text(c, &old->rows[i], &b));
            *ret = !str_eq(sb_str(&a), sb_str(&b));
        }
    return true;
}

static bool drop_unchanged(cx *c, const desk *d, const query *q, const board_options *o, board *b)
{
    desk then;
    board old;
    desk_options w = {.as_of = q->since,
                      .may_be_empty = true, /* then everything is new since */
                      .released_by = d->p->released_by,
                      .kinds = d->p->kinds,
                      .only = ID_NONE};
    TRY(desk_open_on(c, d->s, &w, &then));
    area_id a = catalog_area(then.k, d->k->areas[b->area].code);
    bool ok =
        a != ID_NONE ? board_make(c, then.p, a, b->period, o, &old) : (old = (board){0}, true);
    uint32_t n = 0;
    for (uint32_t i = 0; ok && i < b->n; i++) {
        bool differs;
        ok = changed(c, &b->rows[i], &old, &differs);
        if (ok && differs)
            b->rows[n++] = b->rows[i];
    }
    b->n = n;
    desk_close(&then);
    return ok;
}

static void put_counts(json *j, const board *b)
{
    board_counts n = board_count(b);
    json_obj(j, "total");
    json_int(j, "indicators", n.indicators);
    json_int(j, "above_parent", n.above_parent);
    json_int(j, "below_parent", n.below_parent);
    json_int(j, "ranked", n.ranked);
    json_num(j, "mean_rank", n.mean_rank);
    json_int(j, "first", n.first);
    json_int(j, "top3", n.top3);
    json_int(j, "last", n.last);
    json_int(j, "second_last", n.second_last);
    json_int(j, "ahead_of_time", n.ahead_of_time);
    json_int(j, "behind_time", n.behind_time);
    json_int(j, "below_expected", n.below_expected);
    json_int(j, "green", n.green);
    json_int(j, "yellow", n.yellow);
    json_int(j, "red", n.red);
    json_end(j, '}');
}

bool answer_board(cx *c, const desk *d, const query *q, sb *out)
{
    board b;
    area_id a;
    period p, at;
    board_options o = {.all = q->all,
                       .checkpoint = q->checkpoint,
                       .delta = d->delta,
                       .only = ID_NONE,
                       .who = d->who,
                       .as_of = d->as_of};
    TRY(desk_need_area(c, d, q->area, &a));
    TRY(need_period(c, q->period, &p));
    if (q->checkpoint.n)
        TRY(need_checkpoint(c, q->checkpoint, p, &at));
    if (q->why.n && !q->indicator.n)
        return fail(c, ERR_USAGE, "why 需要 indicator：一次问一个数",
                    "why needs an indicator: it explains one figure");
    if (q->indicator.n)
        TRY(desk_need_ind(c, d, q->indicator, &o.only));
    TRY(board_make(c, d->p, a, p, &o, &b));
    if (q->since)
        TRY(drop_unchanged(c, d, q, &o, &b));
    json j;
    json_init(&j, out);
    json_obj(&j, NULL);
    put_area(&j, "area", d->k, a, c->lang);
    put_period(&j, "period", p);
    put_time(&j, "as_of", desk_instant(d));
    put_area(&j, "parent", d->k, b.parent, c->lang);
    json_arr(&j, "rows");
    for (uint32_t i = 0; i < b.n; i++)
        TRY(put_row(c, &j, &b.rows[i]));
    json_end(&j, ']');
    put_counts(&j, &b);
    if (q->why.n)
        TRY(put_why(c, d, q, &b, &j));
    json_end(&j, '}');
    return sb_ok(out) || fail_memory(c);
}
