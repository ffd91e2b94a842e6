/* Observations: what is new against what stands. An equal value makes no version; a mask is kept
 * only where nothing stands; last year's figure from a comparison column only where none stands. */
#include "base/str.h"
#include "flow/import_int.h"
#include "flow/state.h"

bool import_ranges(cx *c, const obs_batch *b, key_range **ret, size_t *ret_n)
{
    size_t n = 0, cap = 0;
    key_range *r = NULL;
    for (size_t i = 0; i < b->n; i++) {
        if (n && r[n - 1].min >> 40 == b->key[i] >> 40) {
            r[n - 1].max = b->key[i];
            continue;
        }
        if (!MEM_GROW(r, cap, n + 1)) {
            mem_free(r);
            return fail_memory(c);
        }
        r[n++] = (key_range){b->key[i], b->key[i]};
    }
    *ret = r;
    *ret_n = n;
    return true;
}

bool import_same_part(uint8_t a, int64_t ca, uint8_t b, int64_t cb)
{
    part_state s = part_state_of(a);
    return s == part_state_of(b) && (s != PART_VALUE || dec_same(part_dec(ca, a), part_dec(cb, b)));
}

/* What a part says beyond what stands: absent when nothing. */
static uint8_t news(uint8_t said, int64_t coef, uint8_t stood, int64_t old)
{
    part_state s = part_state_of(said), o = part_state_of(stood);
    if (s == PART_ABSENT || import_same_part(said, coef, stood, old))
        return PART(PART_ABSENT, 0);
    if ((s == PART_MASKED || s == PART_NEGLIGIBLE) && o != PART_ABSENT && o != PART_WITHDRAWN)
        return PART(PART_ABSENT, 0);
    return said;
}

/* The same for levels and bases: equal digits in another unit are another amount. */
static uint8_t news_amount(uint8_t said, int64_t coef, uint8_t stood, int64_t old, bool same_unit)
{
    bool both = part_state_of(said) == PART_VALUE && part_state_of(stood) == PART_VALUE;
    return both && !same_unit ? said : news(said, coef, stood, old);
}

/* Fields of an extra that are figures of their own: a difference is a version. */
static bool extra_news(const obs_extra *x, const obs_extra *o)
{
    return (x->series_basis.n && !str_eq(x->series_basis, o->series_basis)) ||
           (x->released != INT64_MIN && x->released != o->released) ||
           (x->rank_published && x->rank_published != o->rank_published) ||
           (x->low_st && !import_same_part(x->low_st, x->low, o->low_st, o->low)) ||
           (x->high_st && !import_same_part(x->high_st, x->high, o->high_st, o->high)) ||
           (x->comparison && x->comparison != o->comparison) ||
           (x->assess && x->assess != o->assess);
}

struct diff {
    cx *c;
    const catalog *k;
    const obs_batch *b; /* new */
    const state *s;     /* standing */
    obs_batch *out;
    import_result *r;
    bool retract;
};

/* Level against level, base against base, in the canonical unit: 12 万元 is 0.0012 亿元. */
static bool amount_same(const struct diff *d, size_t i, size_t j, char which)
{
    const obs_extra *x = obs_batch_extra(d->b, i), *o = obs_batch_extra(&d->s->b, j);
    if (str_eq(x->unit, o->unit))
        return false; /* news() compares them exactly */
    return obs_canonical(d->k, d->b, i, which) == obs_canonical(d->k, &d->s->b, j, which);
}

/* What a row says that did not stand. */
struct told {
    uint8_t level, growth, base;
    bool extra;
};

static bool put(struct diff *d, size_t i, const struct told *t)
{
    const obs_batch *b = d->b;
    size_t at;
    if (!obs_batch_add(d->out, b->key[i], &at))
        return fail_memory(d->c);
    bool ok =
        obs_batch_set_level(d->out, at, part_state_of(t->level), part_dec(b->level[i], t->level));
    if (part_state_of(t->growth))
        ok = ok && obs_batch_set_growth(d->out, at, part_state_of(t->growth),
                                        part_dec(b->growth[i], t->growth));
    if (part_state_of(t->base))
        ok = ok &&
             obs_batch_set_base(d->out, at, part_state_of(t->base), part_dec(b->base[i], t->base));
    if (b->extra)
        ok = ok && obs_batch_set_extra(d->out, at, obs_batch_extra(b, i));
    return ok || fail_memory(d->c);
}

/* Nothing is said any more under the key of row i. */
static bool retract(struct diff *d, size_t i, size_t j)
{
    const obs_batch *o = &d->s->b;
    obs_extra none = obs_extra_none;
    dec zero = {0};
    size_t at;
    bool any = false;
    if (j == SIZE_MAX)
        return true;
    const uint8_t stood[] = {o->level_st[j], o->growth_st ? o->growth_st[j] : 0,
                             o->base_st ? o->base_st[j] : 0};
    part_state gone[COUNT_OF(stood)];
    for (size_t k = 0; k < COUNT_OF(stood); k++) {
        part_state s = part_state_of(stood[k]);
        gone[k] = s == PART_ABSENT || s == PART_WITHDRAWN ? PART_ABSENT : PART_WITHDRAWN;
        any |= gone[k] == PART_WITHDRAWN;
    }
    if (!any && !extra_news(obs_batch_extra(o, j), &none))
        return true;
    d->r->withdrawn++;
    none.anew = true;
    return (obs_batch_add(d->out, d->b->key[i], &at) &&
            obs_batch_set_level(d->out, at, gone[0], zero) &&
            (!gone[1] || obs_batch_set_growth(d->out, at, gone[1], zero)) &&
            (!gone[2] || obs_batch_set_base(d->out, at, gone[2], zero)) &&
            obs_batch_set_extra(d->out, at, &none)) ||
           fail_memory(d->c);
}

/* Row i of the batch, with row j of what stands (SIZE_MAX = nothing). */
static bool compare(struct diff *d, size_t i, size_t j)
{
    const obs_batch *b = d->b, *o = &d->s->b;
    bool stands = j != SIZE_MAX;
    const obs_extra *x = obs_batch_extra(b, i);
    struct told t = {b->level_st[i], b->growth_st ? b->growth_st[i] : 0,
                     b->base_st ? b->base_st[i] : 0,
                     extra_news(x, stands ? obs_batch_extra(o, j) : &obs_extra_none)};
    bool fill_only = str_eqz(x->source, tidy_comparison_column);
    if (stands) {
        bool same_unit = str_eq(x->unit, obs_batch_extra(o, j)->unit);
        bool filled = fill_only && part_state_of(o->level_st[j]) == PART_VALUE;
        t.level = filled || amount_same(d, i, j, 'l')
                      ? 0
                      : news_amount(t.level, b->level[i], o->level_st[j], o->level[j], same_unit);
        t.growth = news(t.growth, b->growth_st ? b->growth[i] : 0,
                        o->growth_st ? o->growth_st[j] : 0, o->growth_st ? o->growth[j] : 0);
        t.base = amount_same(d, i, j, 'b') ? 0
                                           : news_amount(t.base, b->base_st ? b->base[i] : 0,
                                                         o->base_st ? o->base_st[j] : 0,
                                                         o->base_st ? o->base[j] : 0, same_unit);
    }
    if (!part_state_of(t.level) && !part_state_of(t.growth) && !part_state_of(t.base) && !t.extra) {
        d->r->unchanged++;
        return true;
    }
    *(stands ? &d->r->changed : &d->r->added) += 1;
    return put(d, i, &t);
}

static bool diff_all(struct diff *d)
{
    size_t j = 0;
    for (size_t i = 0; i < d->b->n; i++) {
        while (j < d->s->b.n && d->s->b.key[j] < d->b->key[i])
            j++;
        bool stands = j < d->s->b.n && d->s->b.key[j] == d->b->key[i];
        if (i % 65536 == 0)
            TRY(cx_progress(d->c, "compare", i, d->b->n));
        TRY(d->retract ? retract(d, i, stands ? j : SIZE_MAX)
                       : compare(d, i, stands ? j : SIZE_MAX));
    }
    return true;
}

/* Nothing stands in these cubes: the whole batch is news, and need not be copied. */
static bool put_new(cx *c, store *s, const obs_batch *b, import_job *j)
{
    j->r->added += b->n;
    return j->o->dry_run || store_put_obs(c, s, b);
}

static bool any_silent(const obs_batch *b)
{
    for (size_t i = 0; i < b->n; i++)
        if (!part_state_of(b->level_st[i]) && !(b->growth_st && part_state_of(b->growth_st[i])) &&
            !(b->base_st && part_state_of(b->base_st[i])))
            return true;
    return false;
}

static bool put_batch(cx *c, store *s, const catalog *k, const obs_batch *b, import_job *j)
{
    key_range *ranges = NULL;
    size_t n = 0;
    state old;
    TRY(import_ranges(c, b, &ranges, &n));
    bool ok = state_load(c, s, k, STORE_NOW, ranges, n, ID_NONE, &old);
    mem_free(ranges);
    TRY(ok);
    if (old.b.n == 0 && !any_silent(b)) {
        state_done(&old);
        return put_new(c, s, b, j);
    }
    obs_batch out;
    obs_batch_init(&out, c->a);
    struct diff d = {c, k, b, &old, &out, j->r, j->o->retract};
    ok = diff_all(&d) && (out.n == 0 || j->o->dry_run || store_put_obs(c, s, &out));
    obs_batch_done(&out);
    state_done(&old);
    return ok;
}

/* What is wrong with the text as a whole, with the file that it is in. */
static bool in_file(cx *c, const char *path)
{
    const char *zh = cx_strdup(c, str_of(c->err.zh)), *en = cx_strdup(c, str_of(c->err.en));
    err_code code = c->err.code;
    if (!zh || !en)
        return false;
    cx_clear(c);
    return fail(c, code, "%s：%s%.0s", "%s: %.0s%s", path, zh, en);
}

static const char *cell_of_line(cx *c, void *user, uint32_t line)
{
    const import_result *r = user;
    char place[96];
    const import_part *part = &r->parts[r->list.part];
    if (line < 2 || line - 2 >= part->rows.n)
        return NULL;
    const wide_place *p = &part->rows.places[line - 2];
    sheet_place(r->w, &r->w->sheets[p->sheet], p->row, p->col, place);
    return cx_strdup(c, str_of(place));
}

bool import_put_obs(cx *c, store *s, const catalog *k, str text, import_job *j)
{
    tidy_obs t;
    obs_batch b;
    size_t errors = j->r->list.errors;
    j->r->list.line_name = j->r->w ? cell_of_line : NULL;
    j->r->list.user = j->r;
    if (!tidy_obs_parse(c, k, text, os_cpus(), &j->r->list, &t))
        return c->err.code == ERR_DATA || c->err.code == ERR_FORMAT ? in_file(c, j->path) : false;
    j->r->rows += t.lines;
    if (!tidy_obs_merge(c, k, &t, &j->r->list, &b)) {
        tidy_obs_done(&t);
        return false;
    }
    j->r->good += b.n;
    bool refused = j->r->list.errors > errors, handed = false;
    bool ok = (refused && !j->o->partial) || import_hand_in(c, s, k, &b, j, &handed);
    ok = ok && ((refused && !j->o->partial) || handed ||
                (import_may_obs(c, k, &b, j) && import_notices(c, s, k, &b, &j->r->list) &&
                 put_batch(c, s, k, &b, j)));
    obs_batch_done(&b);
    tidy_obs_done(&t);
    return ok;
}
