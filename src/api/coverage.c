/* Coverage of an assessed set (M18): which indicators lack a figure, a target, an owner or a claim;
 * how much of the roster has reported. */
#include "api/answers.h"
#include "base/str.h"
#include "flow/claims.h"
#include "panel/board.h"

struct covered {
    bool figure, target, owner;
    uint32_t roster, reported;
};

static void cover(const desk *d, const claims *all, spot s, period asked, struct covered *ret)
{
    *ret = (struct covered){0};
    const claim *w = claims_find(all, d->k->areas[s.a].code, s.ind->code);
    ret->owner = (w && w->leader.n && w->org.n) || (s.ind->leader_post.n && s.ind->owner_org.n);
    ret->target = target_of_year(s).stored.given;
    if (!board_period(s.ind, asked, d->as_of, &s.t))
        return;
    value v = value_at(s);
    ret->figure = has(v.level) || has(v.growth);
    const area *a = &d->k->areas[s.a];
    for (uint32_t i = 0; i < a->n_additive; i++) {
        if (!area_valid(d->k, a->additive[i], s.t) || !desk_sees(d, a->additive[i], s.ind->id))
            continue;
        v = value_at(spot_area(s, a->additive[i]));
        ret->roster++;
        ret->reported += has(v.level) || has(v.growth);
    }
}

static void put_cover(json *j, const indicator *i, const struct covered *w, lang l)
{
    json_obj(j, NULL);
    json_str(j, "indicator", i->code);
    put_ind_name(j, "name", i, l);
    json_strz(j, "figure", w->figure ? "yes" : "no");
    json_strz(j, "target", w->target ? "yes" : "no");
    json_strz(j, "owner", w->owner ? "yes" : "no");
    json_int(j, "reported", w->reported);
    json_int(j, "roster", w->roster);
    json_end(j, '}');
}

bool answer_coverage(cx *c, const desk *d, const query *q, sb *out)
{
    area_id a;
    period asked;
    const set *t = catalog_set(d->k, q->set, false);
    int64_t whole = 0, asked_of = 0;
    TRY(desk_need_area(c, d, q->area, &a));
    TRY(need_period(c, q->period, &asked));
    if (!t)
        return fail(c, ERR_UNKNOWN, "没有名为“" STR_FMT "”的指标集；见 diaodu export sets",
                    "no indicator set called \"" STR_FMT "\"; see diaodu export sets",
                    STR_ARG(q->set));
    ind_id *members = cx_alloc(c, (t->n ? t->n : 1) * sizeof *members);
    TRY(members);
    uint32_t n = set_members(d->k, t, asked, members, t->n);
    claims all;
    if (!claims_load(c, d->s, desk_instant(d), &all)) {
        claims_done(&all);
        return false;
    }
    json j;
    json_init(&j, out);
    json_obj(&j, NULL);
    put_area(&j, "area", d->k, a, c->lang);
    json_str(&j, "set", t->code);
    json_str(&j, "name", t->name);
    put_period(&j, "period", asked);
    json_arr(&j, "rows");
    for (uint32_t i = 0; i < n; i++) {
        struct covered w;
        const indicator *ind = &d->k->inds[members[i]];
        if (!desk_sees(d, a, ind->id))
            continue;
        asked_of++;
        spot s =
            spot_at(d->p, ind->id, a, period_containing(period_as_month(asked), ind->freqs[0]));
        cover(d, &all, s, asked, &w);
        put_cover(&j, ind, &w, c->lang);
        whole += w.figure && w.target && w.owner;
    }
    claims_done(&all);
    json_end(&j, ']');
    json_obj(&j, "total");
    json_int(&j, "indicators", asked_of);
    json_int(&j, "covered", whole);
    json_num(&j, "percent", asked_of ? (double)whole / (double)asked_of * 100 : MISSING);
    json_end(&j, '}');
    json_end(&j, '}');
    return sb_ok(out) || fail_memory(c);
}
