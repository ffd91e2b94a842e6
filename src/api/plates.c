/* Plates: groups of areas below a parent (their `groups`, and named area sets), summed without
 * double counting and only when every member has a figure (M39, R21). */
#include "api/answers.h"
#include "base/str.h"
#include "panel/board.h"

struct plate_list {
    str *names;
    uint32_t n;
    uint32_t cap;
};

static bool has_group(str groups, str name)
{
    str rest = groups, part;
    while (groups.n && str_split(&rest, ';', &part))
        if (str_eq(str_trim(part), name))
            return true;
    return false;
}

static bool add_names(cx *c, struct plate_list *l, str groups)
{
    str rest = groups, part;
    while (groups.n && str_split(&rest, ';', &part)) {
        bool known = false;
        part = str_trim(part);
        for (uint32_t i = 0; i < l->n; i++)
            known |= str_eq(l->names[i], part);
        if (known || !part.n || l->n == l->cap)
            continue;
        l->names[l->n++] = part;
    }
    (void)c;
    return true;
}

static void put_plate(json *j, spot s, str name, const plate *now, const plate *then)
{
    const catalog *k = s.p->k;
    json_obj(j, NULL);
    json_str(j, "name", name);
    json_num(j, "level", now->level);
    json_num(j, "growth", now->growth);
    json_num(j, "growth_change_year", now->growth - then->growth);
    json_int(j, "members", now->n);
    json_int(j, "missing", now->n_missing);
    json_str(j, "first_missing",
             now->first_missing == ID_NONE ? S("") : k->areas[now->first_missing].name);
    json_end(j, '}');
}

static bool one_plate(cx *c, json *j, const desk *d, spot s, str name, const area_id *m, uint32_t n)
{
    plate now, then;
    if (n == 0 || !desk_sees_all(d, m, n, s.ind->id))
        return true;
    TRY(plate_make(c, s, m, n, &now));
    TRY(plate_make(c, spot_period(s, period_years(s.t, -1)), m, n, &then));
    put_plate(j, s, name, &now, &then);
    return true;
}

/* Members of a group: children of the parent that carry its name. Parks and the like lie inside the
 * areas that add to the parent's total: beside such areas they would count twice and are left out. */
static uint32_t group_members(spot s, str name, area_id *out)
{
    const catalog *k = s.p->k;
    const area *p = &k->areas[s.a];
    uint32_t n = 0, adding = 0;
    for (uint32_t i = 0; i < p->n_children; i++) {
        const area *a = &k->areas[p->children[i]];
        if (!area_valid(k, a->id, s.t) || !has_group(a->groups, name))
            continue;
        bool adds = a->additive_to == s.a;
        if (adds && adding == 0)
            n = 0;
        if (adds || adding == 0)
            out[n++] = a->id;
        adding += adds;
    }
    return n;
}

static bool put_groups(cx *c, json *j, const desk *d, spot s)
{
    const catalog *k = s.p->k;
    const area *p = &k->areas[s.a];
    struct plate_list l = {.cap = 256};
    area_id *m = cx_alloc(c, (p->n_children + 1) * sizeof *m);
    l.names = cx_alloc(c, l.cap * sizeof *l.names);
    if (!m || !l.names)
        return false;
    for (uint32_t i = 0; i < p->n_children; i++)
        TRY(add_names(c, &l, k->areas[p->children[i]].groups));
    for (uint32_t i = 0; i < l.n; i++)
        TRY(one_plate(c, j, d, s, l.names[i], m, group_members(s, l.names[i], m)));
    return true;
}

static bool put_sets(cx *c, json *j, const desk *d, spot s)
{
    const catalog *k = s.p->k;
    for (uint32_t i = 0; i < k->n_sets; i++) {
        const set *t = &k->sets[i];
        if (!t->of_areas || t->roster || t->n == 0 || !area_below(k, t->members[0].id, s.a))
            continue;
        area_id *m = cx_alloc(c, t->n * sizeof *m);
        if (!m)
            return false;
        TRY(one_plate(c, j, d, s, t->name, m, set_members(k, t, s.t, m, t->n)));
    }
    return true;
}

bool answer_plates(cx *c, const desk *d, const query *q, sb *out)
{
    ind_id ind;
    area_id parent = d->home != ID_NONE ? d->home : d->k->nation;
    period asked;
    str where = q->parent.n ? q->parent : q->area;
    TRY(desk_need_ind(c, d, q->indicator, &ind));
    if (where.n)
        TRY(desk_need_area(c, d, where, &parent));
    if (parent == ID_NONE)
        return fail(c, ERR_USAGE, "不知道是哪个地区的板块；请加 --parent",
                    "whose plates is not known; add --parent");
    if (!desk_sees(d, parent, ind))
        return catalog_no_area(c, where);
    TRY(need_period(c, q->period, &asked));
    spot s = spot_at(d->p, ind, parent, asked);
    json j;
    json_init(&j, out);
    json_obj(&j, NULL);
    json_str(&j, "indicator", s.ind->code);
    put_ind_name(&j, "name", s.ind, c->lang);
    json_str(&j, "unit", unit_said(d->k->units, s.ind->unit, c->lang));
    put_area(&j, "parent", d->k, parent, c->lang);
    bool any = board_period(s.ind, asked, d->as_of, &s.t);
    put_period(&j, "period", s.t);
    json_arr(&j, "rows");
    if (any)
        TRY(put_groups(c, &j, d, s) && put_sets(c, &j, d, s));
    json_end(&j, ']');
    json_obj(&j, "total");
    json_num(&j, "level", any ? value_at(s).level : MISSING);
    json_num(&j, "growth", any ? growth_at(s).g : MISSING);
    json_end(&j, '}');
    json_end(&j, '}');
    return sb_ok(out) || fail_memory(c);
}
