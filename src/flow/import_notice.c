/* What is remarkable about rows that are taken all the same: a comparable base that differs from last
 * year's stored figure, a figure of an area that was not valid then. */
#include "base/str.h"
#include "flow/import_int.h"
#include "flow/state.h"

#define SAME 1e-9 /* relative; amounts in two units differ by less */

/* Last year's key of the same figure, among the final ones. */
static obs_key year_ago(obs_key k)
{
    return obs_key_make(obs_key_ind(k), obs_key_basis(k), KIND_FINAL, obs_key_tier(k),
                        period_years(obs_key_period(k), -1), obs_key_area(k));
}

static bool has_base(const obs_batch *b, size_t i)
{
    kind k = obs_key_kind(b->key[i]);
    return part_state_of(b->base_st[i]) == PART_VALUE && (k == KIND_FINAL || k == KIND_FLASH);
}

static bool restated(cx *c, const catalog *k, const obs_batch *b, size_t i, const state *old,
                     issues *list)
{
    size_t j = state_find(old, year_ago(b->key[i]));
    if (j == SIZE_MAX)
        return true;
    double said = obs_canonical(k, b, i, 'b'), stood = obs_canonical(k, &old->b, j, 'l');
    if (!(fabs(said - stood) > SAME * fmax(fabs(said), fabs(stood))))
        return true;
    char a[DEC_TEXT_MAX], o[DEC_TEXT_MAX];
    (void)dec_print(part_dec(b->base[i], b->base_st[i]), a);
    (void)dec_print(part_dec(old->b.level[j], old->b.level_st[j]), o);
    return issue_add(c, list, ISSUE_WARNING, b->line[i], S("base_level"),
                     str_of(cx_strdup(c, str_of(a))),
                     "base_restated：同期数与库中去年的数 %s 不同；增速按同期数计算，去年的数不变",
                     "base_restated: differs from last year's stored figure %s; growth goes by the "
                     "base, last year's figure stays",
                     o);
}

static int by_key(const void *a, const void *b)
{
    const key_range *x = a, *y = b;
    return (x->min > y->min) - (x->min < y->min);
}

/* Last year's keys of the rows with a base, ascending and each once; n of them in *ret. */
static bool keys_ago(cx *c, const obs_batch *b, size_t room, key_range **ret, size_t *ret_n)
{
    size_t n = 0, kept = 0;
    key_range *r = cx_alloc(c, room * sizeof *r);
    if (!r)
        return false;
    for (size_t i = 0; i < b->n; i++)
        if (has_base(b, i))
            r[n++] = (key_range){year_ago(b->key[i]), year_ago(b->key[i])};
    qsort(r, n, sizeof *r, by_key);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || r[kept - 1].min != r[i].min)
            r[kept++] = r[i];
    *ret = r;
    *ret_n = kept;
    return true;
}

static bool bases(cx *c, store *s, const catalog *k, const obs_batch *b, issues *list)
{
    size_t n = 0;
    key_range *r;
    state old;
    for (size_t i = 0; b->base_st && i < b->n; i++)
        n += has_base(b, i);
    if (n == 0)
        return true;
    TRY(keys_ago(c, b, n, &r, &n));
    TRY(state_load(c, s, k, STORE_NOW, r, n, ID_NONE, &old));
    bool ok = true;
    for (size_t i = 0; ok && i < b->n; i++)
        if (has_base(b, i))
            ok = restated(c, k, b, i, &old, list);
    state_done(&old);
    return ok;
}

static bool out_of_time(cx *c, const catalog *k, const obs_batch *b, issues *list)
{
    for (size_t i = 0; i < b->n; i++) {
        const area *a = &k->areas[obs_key_area(b->key[i])];
        period t = obs_key_period(b->key[i]);
        char text[PERIOD_TEXT_MAX];
        if ((a->valid.from == INT64_MIN && a->valid.to == INT64_MAX) || area_valid(k, a->id, t))
            continue;
        period_print(t, text);
        TRY(issue_add(c, list, ISSUE_WARNING, b->line[i], S("area"), a->code,
                      "该地区在 %s 未生效；这个数保留，但不计入合计与位次",
                      "the area is not valid in %s; the figure is kept, outside sums and ranks",
                      text));
    }
    return true;
}

bool import_notices(cx *c, store *s, const catalog *k, const obs_batch *b, issues *list)
{
    return bases(c, s, k, b, list) && out_of_time(c, k, b, list);
}
