/* Who said what and when: the versions of one value, the log of commits. */
#include "api/import.h"
#include "api/lists.h"
#include "base/str.h"
#include "flow/state.h"

static bool words(cx *c, const list_query *q, const indicator *i, basis *b, kind *k, tier *t)
{
    *b = i->basis;
    *k = KIND_NONE;
    *t = TIER_ASSIGNED;
    if ((q->basis.n && !basis_parse(q->basis, b)) || (q->kind.n && !kind_parse(q->kind, k)) ||
        (q->tier.n && !tier_parse(q->tier, t)))
        return fail(c, ERR_USAGE, "basis、kind、tier 中有不认识的词",
                    "a word in basis, kind or tier is not known");
    return true;
}

static void put_part(json *j, const char *key, const int64_t *coef, const uint8_t *st, size_t i)
{
    static const char *const states[] = {NULL, NULL, "masked", "negligible", "withdrawn"};
    char text[DEC_TEXT_MAX], name[32];
    part_state s = st ? part_state_of(st[i]) : PART_ABSENT;
    if (s == PART_VALUE) {
        dec_print(part_dec(coef[i], st[i]), text);
        json_strz(j, key, text);
    } else {
        json_nil(j, key);
    }
    if (s == PART_VALUE || !states[s])
        return;
    snprintf(name, sizeof name, "%s_state", key);
    json_strz(j, name, states[s]);
}

void put_version(json *j, const char *key, const state *s, const indicator *ind, size_t i,
                 int64_t n)
{
    const obs_batch *b = &s->b;
    const obs_extra *x = obs_batch_extra(b, i);
    const commit *k = &s->commits[b->line[i]];
    json_obj(j, key);
    if (n)
        json_int(j, "version", n);
    json_strz(j, "kind", kind_name(obs_key_kind(b->key[i])));
    put_part(j, "level", b->level, b->level_st, i);
    put_part(j, "growth", b->growth, b->growth_st, i);
    put_part(j, "base_level", b->base, b->base_st, i);
    json_str(j, "unit", x->unit.n ? x->unit : ind->unit);
    json_int(j, "commit", k->id);
    put_time(j, "recorded_at", k->recorded_at);
    json_str(j, "recorded_by", k->recorded_by);
    json_str(j, "action", k->action);
    json_str(j, "reason", k->reason);
    json_str(j, "source", x->source.n ? x->source : k->source);
    json_str(j, "note", x->note);
    json_end(j, '}');
}

static bool put_kind(cx *c, const desk *d, json *j, obs_key key, int64_t *total)
{
    state s;
    int64_t n = 0;
    TRY(state_versions(c, d->s, desk_instant(d), key, &s));
    for (size_t i = 0; i < s.b.n; i++)
        if (s.b.key[i] == key)
            put_version(j, NULL, &s, &d->k->inds[obs_key_ind(key)], i, ++n);
    *total += n;
    state_done(&s);
    return true;
}

bool answer_versions(cx *c, const desk *d, const list_query *q, sb *out)
{
    area_id a;
    ind_id i;
    period p, own;
    basis b;
    kind only;
    tier t;
    json j;
    int64_t total = 0;
    TRY(desk_need_figure(c, d, q->area, q->indicator, &a, &i));
    TRY(need_period(c, q->period, &p));
    const indicator *ind = &d->k->inds[i];
    TRY(words(c, q, ind, &b, &only, &t));
    own = period_point(p, ind->freqs[0], &own) ? own : p;
    json_init(&j, out);
    json_obj(&j, NULL);
    put_area(&j, "area", d->k, a, c->lang);
    json_str(&j, "indicator", ind->code);
    put_ind_name(&j, "name", ind, c->lang);
    put_period(&j, "period", own);
    json_strz(&j, "basis", basis_name(b));
    put_time(&j, "as_of", desk_instant(d));
    json_arr(&j, "rows");
    for (kind k = KIND_TARGET; k <= KIND_FINAL; k++)
        if (only == KIND_NONE || only == k)
            TRY(put_kind(c, d, &j,
                         k == KIND_TARGET
                             ? obs_key_make(i, b, k, t, period_as_month(p), a) /* at months */
                             : obs_key_make(i, b, k, TIER_ASSIGNED, own, a),
                         &total));
    json_end(&j, ']');
    json_int(&j, "total", total);
    json_end(&j, '}');
    return sb_ok(out) || fail_memory(c);
}

static bool wanted(const list_query *q, int64_t since, const commit *k)
{
    return (!q->who.n || str_eq(q->who, k->recorded_by)) &&
           (!q->action.n || str_eq(q->action, k->action)) && k->recorded_at >= since;
}

bool answer_commits(cx *c, const desk *d, const list_query *q, sb *out)
{
    commit *list;
    size_t n;
    json j;
    pager w;
    TRY(desk_need_table(c, d, S("commits")));
    int64_t since = 0;
    TRY(!q->since.n || query_since(c, q->since, &since));
    TRY(store_commits(c, d->s, 0, desk_instant(d), &list, &n));
    json_init(&j, out);
    json_obj(&j, NULL);
    put_time(&j, "as_of", desk_instant(d));
    pager_start(&w, &j, q);
    for (size_t i = n; i-- > 0;) {
        char hex[65];
        if (!wanted(q, since, &list[i]) || !pager_wants(&w))
            continue;
        json_obj(&j, NULL);
        json_int(&j, "id", list[i].id);
        put_time(&j, "recorded_at", list[i].recorded_at);
        json_str(&j, "recorded_by", list[i].recorded_by);
        json_str(&j, "action", list[i].action);
        json_str(&j, "reason", list[i].reason);
        json_str(&j, "source", list[i].source);
        json_int(&j, "rows", list[i].rows);
        os_hex(list[i].file_sha256.b, 32, hex);
        json_strz(&j, "file_sha256", strspn(hex, "0") == 64 ? NULL : hex);
        os_hex(list[i].chain.b, 32, hex);
        json_strz(&j, "chain", hex);
        json_end(&j, '}');
    }
    pager_end(&w, q);
    json_end(&j, '}');
    return sb_ok(out) || fail_memory(c);
}
