/* What happened to a series beside its figures: how the area and its territory, the indicator and its
 * basis changed. Worked out from validity, replaced_by and breaks of the catalogue. */
#include "api/answers.h"
#include "base/str.h"

struct events {
    json *j;
    const catalog *k;
    lang lang;
};

/* A macro, so that the compiler reads both as formats. */
#define SAID(e, zh, en) ((e)->lang == LANG_EN ? (en) : (zh))

static void put_event(const struct events *e, int64_t day, const char *kind, const char *text)
{
    json_obj(e->j, NULL);
    put_period(e->j, "day", (period){FREQ_D, (int32_t)day});
    json_strz(e->j, "kind", kind);
    json_strz(e->j, "text", text);
    json_end(e->j, '}');
}

static bool is_day(int64_t day)
{
    return day != INT64_MIN && day != INT64_MAX;
}

static bool names(const catalog *k, str codes, area_id a)
{
    str one;
    while (codes.n && str_split(&codes, ';', &one))
        if (catalog_area(k, str_trim(one)) == a)
            return true;
    return false;
}

/* The area that became this one: replaced by it, and by nothing else; ID_NONE. */
static area_id before(const catalog *k, area_id a)
{
    for (area_id i = 0; i < k->n_areas; i++)
        if (k->areas[i].replaced_by.n && !k->areas[i].withdrawn &&
            k->areas[i].valid.to == k->areas[a].valid.from && names(k, k->areas[i].replaced_by, a))
            return i;
    return ID_NONE;
}

static bool area_began(cx *c, const struct events *e, const area *a)
{
    if (!is_day(a->valid.from))
        return true;
    area_id old = before(e->k, a->id);
    str name = old == ID_NONE ? S("") : area_said(&e->k->areas[old], e->lang);
    const char *text =
        old == ID_NONE
            ? SAID(e, "设立", "established")
            : cx_printf(c, SAID(e, "由" STR_FMT "改设", "made from " STR_FMT), STR_ARG(name));
    TRY(text);
    put_event(e, a->valid.from, "area", text);
    return true;
}

static bool area_ended(cx *c, const struct events *e, const area *a)
{
    sb b CLEANUP(sb_done) = {0};
    str rest = a->replaced_by, one;
    bool any = false;
    if (!is_day(a->valid.to))
        return true;
    sb_init(&b, 0);
    while (rest.n && str_split(&rest, ';', &one)) {
        area_id to = catalog_area(e->k, str_trim(one));
        if (to == ID_NONE)
            continue;
        sb_putz(&b, any ? SAID(e, "、", ", ") : SAID(e, "撤销，其后为", "ended; since then "));
        sb_put(&b, area_said(&e->k->areas[to], e->lang));
        any = true;
    }
    if (!any)
        sb_putz(&b, SAID(e, "撤销", "ended"));
    TRY(sb_ok(&b) || fail_memory(c));
    put_event(e, a->valid.to, "area", sb_cstr(&b));
    return true;
}

/* Whole areas that were merged into it. */
static bool merged(cx *c, const struct events *e, const area *a)
{
    for (area_id i = 0; i < e->k->n_areas; i++) {
        const area *o = &e->k->areas[i];
        if (o->withdrawn || !is_day(o->valid.to) || o->valid.to == a->valid.from ||
            !names(e->k, o->replaced_by, a->id))
            continue;
        const char *text = cx_printf(c, SAID(e, STR_FMT "并入", STR_FMT " merged into it"),
                                     STR_ARG(area_said(o, e->lang)));
        TRY(text);
        put_event(e, o->valid.to, "boundary", text);
    }
    return true;
}

/* Members that came from under another area or went there. */
static bool moved(cx *c, const struct events *e, const area *a)
{
    for (uint32_t i = 0; i < a->n_children; i++) {
        const area *m = &e->k->areas[a->children[i]];
        area_id old = is_day(m->valid.from) ? before(e->k, m->id) : ID_NONE;
        const area *from = old != ID_NONE ? &e->k->areas[old] : NULL;
        const char *text;
        if (from && from->parent != a->id && from->parent != ID_NONE &&
            !names(e->k, e->k->areas[from->parent].replaced_by, a->id)) {
            TRY(text = cx_printf(
                    c, SAID(e, STR_FMT "由" STR_FMT "划入", STR_FMT " came from " STR_FMT),
                    STR_ARG(area_said(m, e->lang)),
                    STR_ARG(area_said(&e->k->areas[from->parent], e->lang))));
            put_event(e, m->valid.from, "boundary", text);
        }
        str rest = is_day(m->valid.to) && m->valid.to != a->valid.to ? m->replaced_by : S("");
        str one;
        while (rest.n && str_split(&rest, ';', &one)) {
            area_id to = catalog_area(e->k, str_trim(one));
            if (to == ID_NONE || e->k->areas[to].parent == a->id ||
                e->k->areas[to].parent == ID_NONE || to == a->id)
                continue;
            TRY(text =
                    cx_printf(c, SAID(e, STR_FMT "划归" STR_FMT, STR_FMT " went to " STR_FMT),
                              STR_ARG(area_said(m, e->lang)),
                              STR_ARG(area_said(&e->k->areas[e->k->areas[to].parent], e->lang))));
            put_event(e, m->valid.to, "boundary", text);
        }
    }
    return true;
}

static bool is_below(const catalog *k, area_id a, area_id top)
{
    while (a != ID_NONE && a != top)
        a = k->areas[a].parent;
    return a == top;
}

static bool breaks(cx *c, const struct events *e, ind_id ind, area_id a)
{
    for (uint32_t i = 0; i < e->k->n_breaks; i++) {
        const series_break *b = &e->k->breaks[i];
        if (b->ind != ind || (b->area != ID_NONE && !is_below(e->k, a, b->area)))
            continue;
        const char *text = cx_printf(
            c,
            SAID(e, "口径变动：" STR_FMT "→" STR_FMT "%s" STR_FMT "（%s）",
                 "basis changed: " STR_FMT " to " STR_FMT "%s" STR_FMT " (%s)"),
            STR_ARG(b->old_basis), STR_ARG(b->new_basis), b->note.n ? SAID(e, "，", ", ") : "",
            STR_ARG(b->note),
            b->linkable ? SAID(e, "可衔接", "linked") : SAID(e, "不可比", "not comparable"));
        TRY(text);
        put_event(e, b->from, "basis", text);
    }
    return true;
}

static bool indicator_changed(cx *c, const struct events *e, const indicator *i)
{
    if (is_day(i->valid.from))
        put_event(e, i->valid.from, "indicator", SAID(e, "指标启用", "indicator begins"));
    if (!is_day(i->valid.to))
        return true;
    const char *text =
        i->replaced_by == ID_NONE
            ? SAID(e, "指标停用", "indicator ends")
            : cx_printf(c,
                        SAID(e, "指标停用，改为" STR_FMT, "indicator ends, replaced by " STR_FMT),
                        STR_ARG(ind_said(&e->k->inds[i->replaced_by], e->lang)));
    TRY(text);
    put_event(e, i->valid.to, "indicator", text);
    return true;
}

bool put_events(cx *c, json *j, const catalog *k, ind_id ind, area_id a)
{
    struct events e = {j, k, c->lang};
    const area *own = &k->areas[a];
    json_arr(j, "events");
    TRY(area_began(c, &e, own) && area_ended(c, &e, own) && merged(c, &e, own) &&
        moved(c, &e, own) && breaks(c, &e, ind, a) && indicator_changed(c, &e, &k->inds[ind]));
    json_end(j, ']');
    return true;
}
