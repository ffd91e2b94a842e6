#include "api/answers.h"
#include "base/str.h"
#include "panel/overview.h"

struct line {
    uint32_t i;
    int rank;
    double value;
};

static int cmp_line(const void *a, const void *b)
{
    const struct line *x = a, *y = b;
    int rx = x->rank ? x->rank : INT32_MAX, ry = y->rank ? y->rank : INT32_MAX;
    if (rx != ry)
        return rx < ry ? -1 : 1;
    if (has(x->value) != has(y->value))
        return has(x->value) ? -1 : 1;
    if (has(x->value) && x->value != y->value)
        return x->value > y->value ? -1 : 1;
    return (x->i > y->i) - (x->i < y->i);
}

bool need_members(cx *c, const desk *d, const query *q, period t, area_id parent, area_id **ret,
                  uint32_t *n, str *set_code)
{
    *set_code = S("default");
    if (q->set.n) {
        const set *r = catalog_set(d->k, q->set, true);
        if (!r)
            return fail(c, ERR_UNKNOWN, "没有名为“" STR_FMT "”的地区名单",
                        "no area set called \"" STR_FMT "\"", STR_ARG(q->set));
        *set_code = r->code;
        *ret = cx_alloc(c, (r->n ? r->n : 1) * sizeof **ret);
        if (!*ret)
            return false;
        *n = set_members(d->k, r, t, *ret, r->n);
        return true;
    }
    return ranking_below(c, d->k, parent, t, ret, n);
}

/* What one row says beside its place is the area's own figure: its value, and through the gap the next
 * one's. Who may only see ranks gets the place alone. */
static bool put_rows(cx *c, json *j, const desk *d, spot s, period before, const ranking *r,
                     const ranking *old)
{
    struct line *order = cx_alloc(c, (r->n ? r->n : 1) * sizeof *order);
    ranking_places at, before_at;
    if (!order)
        return false;
    TRY(ranking_all(c, r, &at) && ranking_all(c, old, &before_at));
    for (uint32_t i = 0; i < r->n; i++)
        order[i] = (struct line){i, at.places[i].rank, r->lower ? -r->values[i] : r->values[i]};
    qsort(order, r->n, sizeof *order, cmp_line);
    bool same =
        old->n == r->n && (r->n == 0 || !memcmp(old->areas, r->areas, r->n * sizeof *r->areas));
    bool all = desk_sees_all(d, r->areas, r->n, s.ind->id);
    json_arr(j, "rows");
    for (uint32_t i = 0; i < r->n; i++) {
        uint32_t own = order[i].i;
        const area *a = &s.p->k->areas[r->areas[own]];
        bool seen = desk_sees(d, a->id, s.ind->id);
        if (!seen && !rights_see_rank(d->who, d->k, a->id, s.ind->id))
            continue;
        standing now = at.places[own], then = same ? before_at.places[own] : (standing){0};
        json_obj(j, NULL);
        if (now.rank)
            json_int(j, "rank", now.rank);
        else
            json_nil(j, "rank");
        json_str(j, "area", a->code);
        json_str(j, "name", area_said(a, c->lang));
        json_num(j, "value", seen ? r->values[own] : MISSING);
        if (now.rank && then.rank && !measure_break(spot_area(s, a->id), before))
            json_int(j, "change", then.rank - now.rank);
        else
            json_nil(j, "change");
        json_num(j, "gap_ahead", all ? at.gaps[own] : MISSING);
        json_int(j, "ranked", now.ranked);
        json_bool(j, "tied", now.tied);
        json_end(j, '}');
    }
    json_end(j, ']');
    return true;
}

static void put_spread(json *j, const catalog *k, spread s)
{
    const struct {
        const char *name;
        int n;
    } counts[] = {{"up", s.up}, {"down", s.down}, {"flat", s.flat}};
    for (size_t i = 0; i < COUNT_OF(counts); i++)
        if (s.up + s.down + s.flat > 0)
            json_int(j, counts[i].name, counts[i].n);
        else
            json_nil(j, counts[i].name);
    json_int(j, "missing", s.missing);
    json_num(j, "max", s.max);
    json_str(j, "max_area", s.max_area == ID_NONE ? S("") : k->areas[s.max_area].name);
    json_num(j, "min", s.min);
    json_str(j, "min_area", s.min_area == ID_NONE ? S("") : k->areas[s.min_area].name);
    json_num(j, "range", s.range);
    json_num(j, "stdev", s.stdev);
}

/* Up and down are said of growth (of rates: of points against a year ago), never of levels. */
static spread spread_by_growth(const desk *d, spot s, const ranking *r)
{
    if (!desk_sees_all(d, r->areas, r->n, s.ind->id)) {
        ranking none = {0};
        return spread_of(&none);
    }
    spread n = spread_of(r);
    n.up = n.down = n.flat = 0;
    for (uint32_t i = 0; i < r->n; i++) {
        spot at = spot_area(s, r->areas[i]);
        spot ly = spot_period(at, period_years(at.t, -1));
        double change = growth_at(at).g;
        if (measure_by_points(s.ind))
            change = measure_break(at, ly.t) ? MISSING : measure_points(at) - measure_points(ly);
        if (!has(change))
            continue;
        double shown = num_round(change, 1);
        n.up += shown > 0;
        n.down += shown < 0;
        n.flat += shown == 0;
    }
    return n;
}

bool answer_rank(cx *c, const desk *d, const query *q, sb *out)
{
    ind_id ind;
    area_id parent, *members;
    uint32_t n;
    period asked;
    str set_code;
    TRY(desk_need_ind(c, d, q->indicator, &ind));
    TRY(desk_need_ranked(c, d, q->parent.n ? q->parent : q->area, &parent));
    TRY(need_period(c, q->period, &asked));
    spot s = spot_at(d->p, ind, parent, asked);
    if (!board_period(s.ind, asked, d->as_of, &s.t))
        return fail(c, ERR_DATA, STR_FMT "在该时期没有数据（1—2月合并发布）",
                    STR_FMT " has no figure in this period (January and February are one)",
                    STR_ARG(s.ind->name));
    rank_by by =
        str_eqz(q->by, "level") || (!q->by.n && measure_by_points(s.ind)) ? BY_LEVEL : BY_GROWTH;
    if (q->by.n && !str_eqz(q->by, "level") && !str_eqz(q->by, "growth"))
        return fail(c, ERR_USAGE, "--by 只能是 growth 或 level", "--by is growth or level");
    TRY(need_members(c, d, q, s.t, parent, &members, &n, &set_code));
    ranking now, old = {0};
    TRY(ranking_make(c, s, by, members, n, &now));
    spot before = spot_period(s, period_previous(s.ind, s.b, s.t));
    TRY(need_members(c, d, q, before.t, parent, &members, &n, &set_code));
    TRY(ranking_make(c, before, by, members, n, &old));
    json j;
    json_init(&j, out);
    json_obj(&j, NULL);
    json_str(&j, "indicator", s.ind->code);
    put_ind_name(&j, "name", s.ind, c->lang);
    json_str(&j, "unit", unit_said(d->k->units, s.ind->unit, c->lang));
    put_area(&j, "parent", d->k, parent, c->lang);
    put_period(&j, "period", s.t);
    json_strz(&j, "by", by == BY_LEVEL ? "level" : "growth");
    json_str(&j, "set", set_code);
    put_time(&j, "as_of", desk_instant(d));
    TRY(put_rows(c, &j, d, s, before.t, &now, &old));
    json_obj(&j, "total");
    bool seen = desk_sees(d, parent, ind);
    json_num(&j, "value", !seen ? MISSING : by == BY_LEVEL ? value_at(s).level : growth_at(s).g);
    json_int(&j, "ranked", ranking_standing(&now, ID_NONE).ranked);
    json_int(&j, "members", now.n);
    json_bool(&j, "mixed", now.mixed);
    put_spread(&j, d->k, spread_by_growth(d, s, &now));
    json_end(&j, '}');
    json_end(&j, '}');
    return sb_ok(out) || fail_memory(c);
}
