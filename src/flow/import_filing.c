/* A file from somebody who fills forms: its forecasts go where the forms ask for them, and wait there for
 * submission and signature. What they may not hand in refuses the file. */
#include "base/dec.h"
#include "base/str.h"
#include "flow/filing.h"
#include "flow/import_int.h"
#include "flow/who.h"

#define ROUNDS_AWAY 13 /* rounds before and after today's that a figure is looked for in */

/* Where a row belongs. */
typedef struct place {
    const form_unit *u;
    period round;
} place;

static bool asks(const form_unit *u, obs_key key)
{
    for (uint32_t i = 0; u->area == obs_key_area(key) && i < u->n_inds; i++)
        if (u->inds[i] == obs_key_ind(key))
            return true;
    return false;
}

/* The round of a form that asks for this very figure: one that is open, else the nearest. */
static bool find_round(const form *f, const indicator *ind, obs_key key, period *ret)
{
    int64_t today = who_today();
    period now = period_containing((period){FREQ_D, (int32_t)today}, f->freq), own;
    bool any = false;
    if (obs_key_basis(key) != ind->basis)
        return false;
    for (int i = f->freq == FREQ_D ? 0 : -ROUNDS_AWAY; i <= (f->freq == FREQ_D ? 0 : ROUNDS_AWAY);
         i++) {
        period p = period_add(now, i);
        if (p.f == FREQ_NONE || !filing_cell_period(ind, p, &own) ||
            period_cmp(own, obs_key_period(key)) != 0)
            continue;
        filing_days d = filing_days_of(f, p, NULL);
        bool open = d.opens <= today && today <= d.closes;
        if (!any || open)
            *ret = p;
        any = true;
        if (open)
            break;
    }
    return any;
}

/* The first form that asks them for it and is theirs to fill. */
static bool find_place(const catalog *k, const import_job *j, obs_key key, place *ret)
{
    for (uint32_t i = 0; i < k->n_form_units; i++) {
        const form_unit *u = &k->form_units[i];
        const form *f = &k->forms[u->form];
        period round;
        if (f->kind != FORM_FORECAST || !asks(u, key) ||
            !find_round(f, &k->inds[obs_key_ind(key)], key, &round) ||
            !validity_on(u->valid, period_last_day(round)) ||
            !rights_of_unit(j->o->who, k, ACT_SUBMIT, u->org, u->area, obs_key_ind(key), NULL))
            continue;
        *ret = (place){u, round};
        return true;
    }
    return false;
}

/* Is every row one that they may not write as a figure, and a forecast: else it is an import like others. */
static bool is_handing_in(const catalog *k, const obs_batch *b, const import_job *j)
{
    bool any = false;
    for (size_t i = 0; i < b->n; i++) {
        obs_key key = b->key[i];
        if (rights_may(j->o->who, k, rights_kind_act(obs_key_kind(key)), obs_key_area(key),
                       obs_key_ind(key)))
            return false;
        any |= obs_key_kind(key) == KIND_FORECAST;
    }
    return any && rights_somewhere(j->o->who, k, ACT_SUBMIT, ID_NONE);
}

static bool number_of(cx *c, int64_t coef, uint8_t st, const catalog *k, ind_id ind, str unit,
                      bool *ret_has, str *ret)
{
    char text[DEC_TEXT_MAX];
    dec v = part_dec(coef, st);
    *ret = S("");
    *ret_has = part_state_of(st) == PART_VALUE;
    if (!*ret_has)
        return true;
    if (unit.n && !obs_restate(k, ind, v, unit, S(""), &v))
        return fail(c, ERR_DATA, "单位“" STR_FMT "”不能换算",
                    "unit \"" STR_FMT "\" does not convert", STR_ARG(unit));
    dec_print(v, text);
    return arena_str(c->a, str_of(text), ret) || fail_memory(c);
}

static bool entry_of(cx *c, const catalog *k, const obs_batch *b, size_t i, filing_entry *ret)
{
    obs_key key = b->key[i];
    const obs_extra *x = obs_batch_extra(b, i);
    *ret = (filing_entry){.area = k->areas[obs_key_area(key)].code,
                          .ind = k->inds[obs_key_ind(key)].code,
                          .note = x->note,
                          .has_note = x->note.n > 0};
    TRY(number_of(c, b->level[i], b->level_st[i], k, obs_key_ind(key), x->unit, &ret->has_level,
                  &ret->level));
    return !b->growth || number_of(c, b->growth[i], b->growth_st[i], k, obs_key_ind(key), S(""),
                                   &ret->has_growth, &ret->growth);
}

static bool no_place(cx *c, import_job *j, uint32_t line, str area, bool forecast)
{
    return forecast
               ? issue_add(
                     c, &j->r->list, ISSUE_ERROR, line, S(""), area,
                     "没有由您填报、要这个数的报表：见 diaodu forms 和 diaodu todo",
                     "no form that is yours to fill asks for it: see diaodu forms, diaodu todo")
               : issue_add(c, &j->r->list, ISSUE_ERROR, line, S("kind"), area,
                           "统计数由统计部门导入；这里只能报预计数（forecast）",
                           "statistics are imported by statistics; only forecasts are handed in");
}

/* All rows of one submission, from `from` on; `done` marks them. */
static bool fill_one(cx *c, store *s, const catalog *k, const obs_batch *b, import_job *j,
                     const place *places, size_t from, bool *done)
{
    char at[PERIOD_TEXT_MAX];
    const place *p = &places[from];
    desk d = {.s = s, .k = (catalog *)k, .who = j->o->who};
    filing_entry *list = cx_alloc(c, b->n * sizeof *list);
    filing_order o = {.version = -1, .entries = list};
    TRY(list);
    period_print(p->round, at);
    o.key = (filing_key){k->forms[p->u->form].code, p->u->org, str_of(at)};
    for (size_t i = from; i < b->n; i++) {
        if (done[i] || places[i].u->form != p->u->form || !str_eq(places[i].u->org, p->u->org) ||
            period_cmp(places[i].round, p->round) != 0)
            continue;
        TRY(entry_of(c, k, b, i, &list[o.n++]));
        done[i] = true;
    }
    j->r->handed_in += o.n;
    return j->o->dry_run ? filing_fill_try(c, &d, &o) : filing_fill_within(c, &d, s, &o);
}

static bool find_places(cx *c, const catalog *k, const obs_batch *b, import_job *j, place *places)
{
    size_t bad = 0;
    for (size_t i = 0; i < b->n; i++) {
        bool forecast = obs_key_kind(b->key[i]) == KIND_FORECAST;
        if (forecast && find_place(k, j, b->key[i], &places[i]))
            continue;
        bad++;
        TRY(no_place(c, j, b->line ? b->line[i] : 0, k->areas[obs_key_area(b->key[i])].code,
                     forecast));
    }
    return !bad || fail(c, ERR_DENIED, "%zu 行不能报送，整个文件没有采用；见上面逐行的原因",
                        "%zu rows cannot be handed in, nothing of the file was taken; see the "
                        "reasons above",
                        bad);
}

bool import_hand_in(cx *c, store *s, const catalog *k, const obs_batch *b, import_job *j,
                    bool *ret_done)
{
    *ret_done = false;
    if (!j->o->who || !b->n || !is_handing_in(k, b, j))
        return true;
    place *places = cx_alloc(c, b->n * sizeof *places);
    bool *done = cx_alloc(c, b->n * sizeof *done);
    TRY(places && done);
    memset(done, 0, b->n * sizeof *done);
    TRY(find_places(c, k, b, j, places));
    for (size_t i = 0; i < b->n; i++)
        if (!done[i])
            TRY(fill_one(c, s, k, b, j, places, i, done));
    *ret_done = true;
    return true;
}
