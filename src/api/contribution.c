#include "api/answers.h"
#include "base/str.h"
#include "flow/sees.h"
#include "panel/board.h"
#include "panel/contribution.h"

/* --exclude CODE,… : codes or names of members. */
static bool mark_excluded(cx *c, str list, member *rows, uint32_t n)
{
    str rest = list, part;
    while (list.n && str_split(&rest, ',', &part)) {
        bool found = false;
        part = str_trim(part);
        for (uint32_t i = 0; i < n; i++)
            if (str_eq(rows[i].code, part) || str_eq(rows[i].name, part))
                found = rows[i].excluded = true;
        if (!found)
            return fail(c, ERR_USAGE, "--exclude 中的“" STR_FMT "”不是成员",
                        "--exclude: \"" STR_FMT "\" is not a member", STR_ARG(part));
    }
    return true;
}

static void put_members(json *j, const contributions *r, lang l)
{
    json_arr(j, "rows");
    for (uint32_t i = 0; i < r->n; i++) {
        const member *m = &r->rows[i];
        json_obj(j, NULL);
        json_str(j, "code", m->code);
        const area *a = &m->at.p->k->areas[m->at.a];
        json_str(j, "name", str_eq(a->code, m->code) ? area_said(a, l) : ind_said(m->at.ind, l));
        json_num(j, "weight", m->weight);
        json_num(j, "growth", m->growth);
        json_num(j, "contribution", m->contribution);
        json_num(j, "pull", m->pull);
        json_bool(j, "excluded", m->excluded);
        json_end(j, '}');
    }
    json_end(j, ']');
    json_arr(j, "missing");
    for (uint32_t i = 0; i < r->n; i++)
        if (r->rows[i].missing)
            json_str(j, NULL, r->rows[i].code);
    json_end(j, ']');
}

bool answer_contribution(cx *c, const desk *d, const query *q, sb *out)
{
    ind_id ind;
    area_id a;
    period asked;
    member *rows;
    uint32_t n;
    contributions r;
    TRY(desk_need_figure(c, d, q->area, q->indicator, &a, &ind));
    TRY(need_period(c, q->period, &asked));
    spot s = spot_at(d->p, ind, a, asked);
    if (!board_period(s.ind, asked, d->as_of, &s.t))
        return fail(c, ERR_DATA, STR_FMT "在该时期没有数据（1—2月合并发布）",
                    STR_FMT " has no figure in this period (January and February are one)",
                    STR_ARG(s.ind->name));
    const char *by = "area";
    if (!q->by.n || str_eqz(q->by, "area")) {
        TRY(contribution_areas(c, s, &rows, &n));
    } else if (str_eqz(q->by, "component") || str_eqz(q->by, "industry")) {
        by = str_eqz(q->by, "component") ? "component" : "industry";
        TRY(contribution_components(c, s, &rows, &n));
    } else {
        return fail(c, ERR_USAGE, "--by 可为 area、component、industry；企业层级需要企业台账",
                    "--by is area, component or industry; enterprises need their ledger");
    }
    n = desk_seen_members(d, rows, n);
    TRY(mark_excluded(c, q->exclude, rows, n));
    TRY(contributions_make(c, s, rows, n, &r));
    json j;
    json_init(&j, out);
    json_obj(&j, NULL);
    json_str(&j, "indicator", s.ind->code);
    put_ind_name(&j, "name", s.ind, c->lang);
    put_area(&j, "area", d->k, a, c->lang);
    put_period(&j, "period", s.t);
    json_strz(&j, "by", by);
    put_time(&j, "as_of", desk_instant(d));
    put_members(&j, &r, c->lang);
    json_obj(&j, "total");
    json_num(&j, "growth", r.growth);
    json_num(&j, "sum_of_pulls", r.sum_of_pulls);
    json_num(&j, "residual", r.residual);
    json_num(&j, "excluded_growth", r.excluded_growth);
    json_end(&j, '}');
    json_obj(&j, "null_reasons");
    if (r.why != REASON_NONE)
        json_strz(&j, "contribution", reason_name(r.why));
    json_end(&j, '}');
    json_end(&j, '}');
    return sb_ok(out) || fail_memory(c);
}
