#include "api/why.h"
#include "api/why_table.h"
#include "base/str.h"
#include "flow/state.h"

struct writer {
    cx *c;
    const desk *d;
    json *j;
    tier tier; /* of the targets that are asked for */
    period at; /* the checkpoint asked for; ord 0 without */
    const board_check *check;
};

/* Where the newest stored version under a spot came from. */
static bool put_origin(struct writer *w, spot s, kind only)
{
    static const kind kinds[] = {KIND_FINAL, KIND_FLASH};
    bool seen = desk_sees(w->d, s.a, s.ind->id); /* else it is a yardstick: the figure alone */
    for (size_t i = 0; seen && i < COUNT_OF(kinds); i++) {
        kind k = only != KIND_NONE ? only : kinds[i];
        period t = k == KIND_TARGET ? period_as_month(s.t) : s.t;
        obs_key key =
            obs_key_make(s.ind->id, s.b, k, k == KIND_TARGET ? w->tier : TIER_ASSIGNED, t, s.a);
        key_range r = {key, key};
        state st;
        TRY(state_load(w->c, w->d->s, w->d->k, desk_instant(w->d), &r, 1, s.a, &st));
        if (st.b.n) {
            const obs_extra *x = obs_batch_extra(&st.b, 0);
            const commit *k0 = &st.commits[st.b.line[0]];
            json_str(w->j, "source", x->source.n ? x->source : k0->source);
            put_time(w->j, "recorded_at", k0->recorded_at);
            json_str(w->j, "recorded_by", k0->recorded_by);
            json_str(w->j, "reason", k0->reason);
            json_int(w->j, "version", st.version[0]);
            state_done(&st);
            return true;
        }
        state_done(&st);
        if (only != KIND_NONE)
            break;
    }
    json_nil(w->j, "source");
    json_nil(w->j, "recorded_at");
    return true;
}

static bool put_input(struct writer *w, const char *name, spot s, double v, kind k)
{
    json_obj(w->j, NULL);
    json_strz(w->j, "name", name);
    json_str(w->j, "area", s.p->k->areas[s.a].code);
    put_period(w->j, "period", s.t);
    json_num(w->j, "value", v);
    TRY(put_origin(w, s, k));
    json_end(w->j, '}');
    return true;
}

static bool put_area_input(struct writer *w, const char *name, spot s, area_id a, enum input in)
{
    if (a == ID_NONE)
        return true;
    spot q = spot_area(s, a);
    growth g = growth_at(q);
    double v = in == IN_PARENT_LEVEL  ? value_at(q).level
               : in == IN_PARENT_BASE ? (s.ind->price == PRICE_CONSTANT ? g.last_year : g.base)
                                      : measure_points(q);
    return put_input(w, name, q, v, KIND_NONE);
}

static bool put_ranking(struct writer *w, const board_row *r, const char *field)
{
    ranking list;
    if (r->rank_published && strcmp(field, "rank_level") != 0)
        TRY(put_input(w, "rank_published", r->s, r->rank_published, KIND_NONE));
    TRY(ranking_make(w->c, r->s, strcmp(field, "rank_level") ? BY_GROWTH : BY_LEVEL, NULL, 0,
                     &list));
    for (uint32_t i = 0; i < list.n; i++) {
        spot s = spot_area(r->s, list.areas[i]);
        const area *a = &s.p->k->areas[s.a];
        if (!rights_see_rank(w->d->who, w->d->k, s.a, s.ind->id))
            continue;
        json_obj(w->j, NULL);
        json_str(w->j, "name", area_said(a, w->c->lang));
        json_str(w->j, "area", a->code);
        put_period(w->j, "period", s.t);
        json_num(w->j, "value", desk_sees(w->d, s.a, s.ind->id) ? list.values[i] : MISSING);
        TRY(put_origin(w, s, KIND_NONE));
        json_end(w->j, '}');
    }
    return true;
}

static spot at_year_end(spot s)
{
    return spot_period(s, (period){FREQ_M, period_year(s.t) * 12 + 11});
}

static bool put_target_level(struct writer *w, const board_row *r)
{
    w->tier = r->target.stored.tier;
    return put_input(w, "target_level", at_year_end(r->s), r->target.level, KIND_TARGET);
}

static bool put_target_growth(struct writer *w, const board_row *r)
{
    w->tier = r->target.stored.tier;
    return put_input(w, "target_growth", at_year_end(r->s), r->target.growth, KIND_TARGET);
}

/* A figure of the row itself: no version of its own stands behind it. */
static bool put_plain(struct writer *w, const char *name, spot s, double v)
{
    json_obj(w->j, NULL);
    json_strz(w->j, "name", name);
    json_str(w->j, "area", s.p->k->areas[s.a].code);
    put_period(w->j, "period", s.t);
    json_num(w->j, "value", v);
    json_nil(w->j, "source");
    json_nil(w->j, "recorded_at");
    json_end(w->j, '}');
    return true;
}

/* Where the checkpoint is judged: at the row's period, once past at its own last month. */
static spot judged_at(const struct writer *w, const board_row *r)
{
    period own = r->s.t;
    MUST(w->check);
    if (w->check->at.months_left <= 0 && w->at.f == FREQ_M)
        (void)period_point(w->at, r->s.t.f, &own);
    return spot_period(r->s, own);
}

static bool put_point_target(struct writer *w, const board_row *r)
{
    target own = target_stored(r->s, w->at);
    spot s = spot_period(r->s, w->at);
    if (!has(own.level))
        return put_plain(w, "checkpoint_target", s, w->check->at.target);
    w->tier = own.tier;
    return put_input(w, "checkpoint_target", s, own.level, KIND_TARGET);
}

static bool put_point_growth_target(struct writer *w, const board_row *r)
{
    target own = target_stored(r->s, w->at);
    if (!has(own.growth))
        return put_target_growth(w, r);
    w->tier = own.tier;
    return put_input(w, "target_growth", spot_period(r->s, w->at), own.growth, KIND_TARGET);
}

/* Inputs of a checkpoint. */
static bool put_point(struct writer *w, const board_row *r, enum input in)
{
    spot s = judged_at(w, r);
    period to;
    if (in == IN_POINT_TARGET)
        return put_point_target(w, r);
    if (in == IN_POINT_GROWN)
        return put_point_growth_target(w, r);
    if (in == IN_POINT_GROWTH)
        return put_input(w, "growth", s, growth_at(s).g, KIND_NONE);
    if (in == IN_POINT_OWED)
        return put_plain(w, "owed", s, w->check->at.owed);
    if (in == IN_MONTHS_LEFT)
        return put_plain(w, "months_left", s, w->check->at.months_left);
    if (in == IN_POINT_LEVEL)
        return put_input(w, "level", s,
                         target_class_of(s.ind) == CLASS_LEVEL ? value_at(s).level
                                                               : cumulative_at(s),
                         KIND_NONE);
    if (w->at.f != FREQ_M || !period_point(w->at, s.t.f, &to))
        return true; /* no figure stands for that day */
    s = spot_period(s, period_years(to, -1));
    return put_input(w, "checkpoint_last_year", s, cumulative_at(s), KIND_NONE);
}

static bool put_one(struct writer *w, const board_row *r, const char *field, enum input in)
{
    spot s = r->s, ly = spot_period(s, period_years(s.t, -1));
    spot prev = spot_period(s, period_previous(s.ind, s.b, s.t));
    const area *a = &s.p->k->areas[s.a];
    switch (in) {
    case IN_LEVEL:
        return put_input(w, "level", s, r->v.level, KIND_NONE);
    case IN_GROWTH:
        return put_input(w, "growth", s, measure_points(s), KIND_NONE);
    case IN_BASE:
        return put_input(w, "base", s, r->g.base, KIND_NONE);
    case IN_LAST_YEAR:
        return put_input(w, "last_year", ly, value_at(ly).level, KIND_NONE);
    case IN_PREVIOUS:
        return put_input(w, "previous", prev, value_at(prev).level, KIND_NONE);
    case IN_PREVIOUS_LY:
        ly = spot_period(prev, period_years(prev.t, -1));
        return put_input(w, "previous_last_year", ly, value_at(ly).level, KIND_NONE);
    case IN_SINGLE:
        return put_input(w, "period_level", s, r->single.level, KIND_NONE);
    case IN_GROWTH_LY:
        return put_input(w, "growth_last_year", ly, measure_points(ly), KIND_NONE);
    case IN_GROWTH_PREV:
        return put_input(w, "growth_previous", prev, measure_points(prev), KIND_NONE);
    case IN_PARENT_LEVEL:
        return put_area_input(w, "parent_level", s, a->parent, in);
    case IN_PARENT_BASE:
        return put_area_input(w, "parent_base", s, a->parent, in);
    case IN_PARENT_GROWTH:
        return put_area_input(w, "parent_growth", s, a->parent, in);
    case IN_NATION_GROWTH:
        return put_area_input(w, "nation_growth", s, area_nation(s.p->k, s.a), in);
    case IN_BENCHMARK_GROWTH:
        return put_area_input(w, "benchmark_growth", s, a->benchmark, in);
    case IN_TARGET:
        return has(r->target.level) && !r->target.by_growth ? put_target_level(w, r)
                                                            : put_target_growth(w, r);
    case IN_TARGET_LEVEL:
        return put_target_level(w, r);
    case IN_TARGET_GROWTH:
        return put_target_growth(w, r);
    case IN_POINT_TARGET:
    case IN_POINT_GROWTH:
    case IN_POINT_LEVEL:
    case IN_POINT_GROWN:
    case IN_POINT_LY:
    case IN_POINT_OWED:
    case IN_MONTHS_LEFT:
        return put_point(w, r, in);
    case IN_YEAR_START:
        ly = spot_period(s, year_end(s.ind, ly.t));
        return put_input(w, "year_start", ly, value_at(ly).level, KIND_NONE);
    case IN_YEAR_START_LY:
        ly = spot_period(s, year_end(s.ind, period_years(s.t, -2)));
        return put_input(w, "year_start_last_year", ly, value_at(ly).level, KIND_NONE);
    case IN_YEAR_END_LY:
        ly = spot_period(s, year_end(s.ind, ly.t));
        return put_input(w, "last_year_whole", ly, cumulative_at(ly), KIND_NONE);
    case IN_EXPECTED:
        return put_input(w, "expected", s, r->g.g - r->vs_expected, KIND_EXPECTED);
    case IN_RANKING:
        return put_ranking(w, r, field);
    case IN_END:
        break;
    }
    return true;
}

static bool unknown_field(cx *c, str field)
{
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 0);
    for (size_t i = 0; i < why_rows; i++)
        if (!i || strcmp(why_table[i - 1].field, why_table[i].field))
            sb_printf(&b, "%s%s", i ? " " : "", why_table[i].field);
    char *list = sb_cstr(&b);
    return fail(c, ERR_USAGE, "--why 不认识“" STR_FMT "”；可问（* 为考核时点，如 H1、Y）：%s",
                "--why does not know \"" STR_FMT "\"; it knows (* is a checkpoint, as H1 or Y): %s",
                STR_ARG(field), list ? list : "");
}

/* Is `asked` this field; *point = what stands for its `*`, empty without. */
static bool is_field(const char *field, str asked, str *point)
{
    const char *star = strchr(field, '*');
    *point = S("");
    if (!star)
        return str_eqz(asked, field);
    str before = {field, (size_t)(star - field)}, after = str_of(star + 1);
    if (asked.n <= before.n + after.n || !str_starts(asked, before) || !str_ends(asked, after))
        return false;
    *point = str_sub(asked, before.n, asked.n - before.n - after.n);
    return !memchr(point->p, '_', point->n); /* H1_owed_pp is not the owed of a point */
}

static const board_check *check_named(const board_row *r, str name)
{
    for (uint32_t i = 0; i < r->n_checks; i++)
        if (str_eq(r->checks[i].name, name))
            return &r->checks[i];
    return NULL;
}

static bool fits(const struct writer *w, const board_row *r, enum fits f)
{
    const indicator *i = r->s.ind;
    target_class class = target_class_of(i);
    target own = {.level = MISSING, .growth = MISSING};
    if (w->check)
        own = target_stored(r->s, w->at);
    const target *t = own.given ? &own : &r->target.stored;
    switch (f) {
    case FITS_ALL:
        return true;
    case FITS_OWN:
        return has(own.level);
    case FITS_GROWN:
        if (!w->check)
            return r->target.derived;
        return has(own.growth) || (r->target.derived && class != CLASS_STOCK);
    case FITS_YEAR:
        return !r->target.derived && w->at.f == FREQ_M && period_last_month(w->at) == 12;
    case FITS_STOCK:
        return class == CLASS_STOCK;
    case FITS_FALLING:
        return class == CLASS_STOCK && i->direction == DIR_LOWER;
    case FITS_HOLDS:
        return class == CLASS_LEVEL && has(t->level);
    case FITS_COUNT:
        return i->nature == NATURE_COUNT;
    case FITS_BELOW:
        return target_below(i, t);
    case FITS_PACE:
        return w->check && !has(w->check->at.owed) && class == CLASS_FLOW;
    case FITS_INDEX:
        return !has(r->target.stored.growth);
    }
    return false;
}

/* The explanation of what was asked that fits the row; NULL when there is no such field or the row
 * has no such checkpoint. */
static const explanation *explanation_of(struct writer *w, const board_row *r, str asked)
{
    for (size_t i = 0; i < why_rows; i++) {
        str point;
        if (!is_field(why_table[i].field, asked, &point))
            continue;
        w->check = point.n ? check_named(r, point) : NULL;
        if (point.n && (!w->check || !checkpoint_parse(point, r->s.t, &w->at)))
            return NULL;
        if (fits(w, r, why_table[i].fits))
            return &why_table[i];
    }
    return NULL;
}

static bool known_field(str asked)
{
    str point;
    for (size_t i = 0; i < why_rows; i++)
        if (is_field(why_table[i].field, asked, &point))
            return true;
    return false;
}

static bool no_checkpoint(cx *c, str field)
{
    return fail(c, ERR_USAGE, "“" STR_FMT "”的时点不在该行中：用 --checkpoint 指明时点",
                "the row has no checkpoint of \"" STR_FMT "\": name it by --checkpoint",
                STR_ARG(field));
}

static bool put_explanation(struct writer *w, const board_row *r, str asked)
{
    const explanation *e = explanation_of(w, r, asked);
    json *j = w->j;
    if (!e)
        return no_checkpoint(w->c, asked);
    json_obj(j, NULL);
    json_str(j, "indicator", r->s.ind->code);
    json_str(j, "field", asked);
    json_strz(j, "formula", e->formula);
    json_strz(j, "text", w->c->lang == LANG_EN ? e->en : e->zh);
    json_arr(j, "inputs");
    for (size_t k = 0; k < COUNT_OF(e->in) && e->in[k] != IN_END; k++)
        TRY(put_one(w, r, e->field, e->in[k]));
    json_end(j, ']');
    json_end(j, '}');
    return true;
}

bool put_why(cx *c, const desk *d, const query *q, const board *b, json *j)
{
    if (!known_field(q->why))
        return unknown_field(c, q->why);
    struct writer w = {.c = c, .d = d, .j = j, .tier = TIER_ASSIGNED};
    json_arr(j, "why");
    for (uint32_t i = 0; i < b->n; i++)
        TRY(put_explanation(&w, &b->rows[i], q->why));
    json_end(j, ']');
    return true;
}
