#include "flow/export.h"
#include "base/str.h"
#include "flow/sees.h"
#include "flow/state.h"

static void put(sb *b, str v)
{
    csv_put(b, v);
    sb_putc(b, ',');
}

static void put_part(sb *b, uint8_t st, int64_t coef, bool marks)
{
    char text[DEC_TEXT_MAX];
    if (part_state_of(st) == PART_VALUE) {
        dec_print(part_dec(coef, st), text);
        sb_putz(b, text);
    } else if (part_state_of(st) == PART_NEGLIGIBLE) {
        sb_putz(b, "…");
    } else if (part_state_of(st) == PART_MASKED && marks) {
        sb_putz(b, "—");
    }
    sb_putc(b, ',');
}

static void put_word(sb *b, const char *w)
{
    put(b, str_of(w));
}

/* `marks`: nothing but marks is said, so they are written. */
static void put_observation(sb *b, const catalog *k, const state *s, size_t i, bool marks)
{
    obs_key key = s->b.key[i];
    const obs_extra *x = obs_batch_extra(&s->b, i);
    const indicator *ind = &k->inds[obs_key_ind(key)];
    char text[PERIOD_TEXT_MAX];
    put(b, k->areas[obs_key_area(key)].code);
    put(b, ind->code);
    period_print(obs_key_period(key), text);
    put_word(b, text);
    put_word(b, basis_name(obs_key_basis(key)));
    put_word(b, kind_name(obs_key_kind(key)));
    put_part(b, s->b.level_st[i], s->b.level[i], marks);
    put_part(b, s->b.growth_st ? s->b.growth_st[i] : 0, s->b.growth_st ? s->b.growth[i] : 0, marks);
    put_part(b, s->b.base_st ? s->b.base_st[i] : 0, s->b.base_st ? s->b.base[i] : 0, marks);
    put(b, x->series_basis);
    if (x->rank_published)
        sb_printf(b, "%u", x->rank_published);
    sb_putc(b, ',');
    put_part(b, x->low_st, x->low, false);
    put_part(b, x->high_st, x->high, false);
    put_word(b, x->comparison ? comparison_name(x->comparison) : "");
    put_word(b, obs_key_kind(key) == KIND_TARGET ? tier_name(obs_key_tier(key)) : "");
    put_word(b, x->assess ? assess_name(x->assess) : "");
    put(b, x->unit.n ? x->unit : ind->unit);
    put(b, x->source.n ? x->source : s->commits[s->b.line[i]].source);
    if (x->released != INT64_MIN) {
        period_print((period){FREQ_D, (int32_t)x->released}, text);
        put_word(b, text);
    } else {
        sb_putc(b, ',');
    }
    csv_put(b, x->note);
    sb_putc(b, '\n');
}

static bool is_mark(uint8_t st)
{
    return part_state_of(st) == PART_MASKED || part_state_of(st) == PART_NEGLIGIBLE;
}

static bool marked(const state *s, size_t i)
{
    return is_mark(s->b.level_st[i]) || (s->b.growth_st && is_mark(s->b.growth_st[i])) ||
           (s->b.base_st && is_mark(s->b.base_st[i]));
}

static bool chosen(const export_options *o, obs_key key)
{
    period t = obs_key_period(key);
    int64_t day = period_last_day(t);
    return (o->kind == KIND_NONE || obs_key_kind(key) == o->kind) &&
           (o->period.f == FREQ_NONE || period_last_day(o->period) == day) &&
           (o->from.f == FREQ_NONE || day >= period_last_day(o->from)) &&
           (o->to.f == FREQ_NONE || day <= period_last_day(o->to));
}

static bool export_observations(cx *c, const desk *d, const export_options *o, sb *out)
{
    state s;
    key_range r = {obs_key_first(o->ind), obs_key_last(o->ind)};
    TRY(state_load(c, d->s, d->k, desk_instant(d), &r, o->ind == ID_NONE ? 0 : 1, o->area, &s));
    sb_putz(out,
            "area,indicator,period,basis,kind,level,growth,base_level,series_basis,rank_published,"
            "low,high,comparison,tier,assess,unit,source,released,note\n");
    for (size_t i = 0; i < s.b.n; i++)
        if ((state_said(&s, i) || marked(&s, i)) && chosen(o, s.b.key[i]) &&
            desk_sees(d, obs_key_area(s.b.key[i]), obs_key_ind(s.b.key[i])))
            put_observation(out, d->k, &s, i, !state_said(&s, i));
    state_done(&s);
    return sb_ok(out) || fail_memory(c);
}

static bool export_commits(cx *c, const desk *d, sb *out)
{
    commit *list;
    size_t n;
    TRY(store_commits(c, d->s, 0, desk_instant(d), &list, &n));
    sb_putz(out, "id,recorded_at,recorded_by,action,reason,source,rows,file_sha256\n");
    for (size_t i = 0; i < n; i++) {
        char when[TIME_TEXT_MAX], hex[65];
        time_print(list[i].recorded_at, when);
        os_hex(list[i].file_sha256.b, 32, hex);
        sb_printf(out, "%lld,%s,", (long long)list[i].id, when);
        put(out, list[i].recorded_by);
        put(out, list[i].action);
        put(out, list[i].reason);
        put(out, list[i].source);
        sb_printf(out, "%lld,%s\n", (long long)list[i].rows, hex);
    }
    return sb_ok(out) || fail_memory(c);
}

bool export_table(cx *c, const desk *d, str table, const export_options *o, sb *out)
{
    if (str_eqz(table, "observations"))
        return export_observations(c, d, o, out);
    if (str_eqz(table, "commits"))
        return desk_need_table(c, d, table) && export_commits(c, d, out);
    if (str_eqz(table, "claims"))
        return desk_table(c, d, table, out);
    if (catalog_table(table))
        return desk_table(c, d, table, out);
    if (str_eqz(table, "ledgers") || str_starts(table, S("ledger:"))) {
        str type = str_starts(table, S("ledger:")) ? str_sub(table, 7, 40) : S("TYPE");
        return fail(c, ERR_USAGE, "台账用 diaodu ledger " STR_FMT " export 导出",
                    "a ledger is exported by diaodu ledger " STR_FMT " export", STR_ARG(type));
    }
    const char *names = catalog_table_names(c);
    return names &&
           fail(c, ERR_USAGE, "不能导出“" STR_FMT "”；可为 observations, claims, commits, %s",
                "cannot export \"" STR_FMT "\"; tables are observations, claims, commits, %s",
                STR_ARG(table), names);
}
