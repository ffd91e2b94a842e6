/* Rows of one table become one sorted batch: rows of the same key are put together or refused. */
#include "base/str.h"
#include "flow/tidy_obs.h"

const char tidy_comparison_column[] = "同期栏";

static bool append(obs_batch *d, const tidy_obs *t, int part)
{
    const obs_batch *b = &t->parts[part];
    if (!obs_batch_reserve(d, d->n + b->n) || !obs_batch_need_line(d))
        return false;
    for (size_t i = 0; i < b->n; i++) {
        size_t at;
        if (!obs_batch_copy(d, b, i, &at))
            return false;
        d->line[at] = tidy_obs_line(t, part, i);
    }
    return true;
}

/* Two statements about one part: does the second contradict the first? */
static bool clash(uint8_t a, int64_t ca, uint8_t b, int64_t cb)
{
    if (!part_state_of(a) || !part_state_of(b))
        return false;
    if (part_state_of(a) != part_state_of(b))
        return true;
    return part_state_of(a) == PART_VALUE && !dec_same(part_dec(ca, a), part_dec(cb, b));
}

/* Levels and bases: 12 万元 and 0.0012 亿元 do not contradict, 12 万元 and 12 亿元 do. */
static bool clash_amount(const catalog *k, const obs_batch *b, size_t i, size_t j, char which)
{
    const uint8_t *st = which == 'l' ? b->level_st : b->base_st;
    const int64_t *coef = which == 'l' ? b->level : b->base;
    if (!st || !part_state_of(st[i]) || !part_state_of(st[j]))
        return false;
    if (part_state_of(st[i]) != PART_VALUE || part_state_of(st[j]) != PART_VALUE)
        return clash(st[i], coef[i], st[j], coef[j]);
    return !(obs_canonical(k, b, i, which) == obs_canonical(k, b, j, which));
}

static bool clash_text(str a, str b)
{
    return a.n && b.n && !str_eq(a, b);
}

static bool contradicts(const catalog *k, const obs_batch *b, size_t i, size_t j)
{
    const obs_extra *x = obs_batch_extra(b, i), *y = obs_batch_extra(b, j);
    return clash_amount(k, b, i, j, 'l') || clash_amount(k, b, i, j, 'b') ||
           (b->growth_st && clash(b->growth_st[i], b->growth[i], b->growth_st[j], b->growth[j])) ||
           clash_text(x->series_basis, y->series_basis) ||
           (x->rank_published && y->rank_published && x->rank_published != y->rank_published) ||
           clash(x->low_st, x->low, y->low_st, y->low) ||
           clash(x->high_st, x->high, y->high_st, y->high) ||
           (x->comparison && y->comparison && x->comparison != y->comparison) ||
           (x->assess && y->assess && x->assess != y->assess);
}

static void take_part(int64_t *coef, uint8_t *st, int64_t from, uint8_t from_st)
{
    if (!part_state_of(*st)) {
        *coef = from;
        *st = from_st;
    }
}

/* One unit covers level and base of a row: say the base of row r in another. */
static bool restate_base(const catalog *k, obs_batch *b, size_t r, str from, str to)
{
    dec v;
    if (!b->base_st || part_state_of(b->base_st[r]) != PART_VALUE || str_eq(from, to))
        return true;
    if (!obs_restate(k, obs_key_ind(b->key[r]), part_dec(b->base[r], b->base_st[r]), from, to, &v))
        return true; /* units were checked row by row */
    return obs_batch_set_base(b, r, PART_VALUE, v);
}

/* Add what row j says and row i does not. */
static bool combine(const catalog *k, obs_batch *b, size_t i, size_t j)
{
    const obs_extra *y = obs_batch_extra(b, j);
    obs_extra x = *obs_batch_extra(b, i);
    bool level_i = part_state_of(b->level_st[i]), level_j = part_state_of(b->level_st[j]);
    bool base_i = b->base_st && part_state_of(b->base_st[i]);
    str unit = !level_i && (level_j || !base_i) ? y->unit : x.unit;
    TRY(restate_base(k, b, i, x.unit, unit) && restate_base(k, b, j, y->unit, unit));
    x.unit = unit;
    take_part(&b->level[i], &b->level_st[i], b->level[j], b->level_st[j]);
    if (b->growth_st)
        take_part(&b->growth[i], &b->growth_st[i], b->growth[j], b->growth_st[j]);
    if (b->base_st)
        take_part(&b->base[i], &b->base_st[i], b->base[j], b->base_st[j]);
    if (!x.series_basis.n)
        x.series_basis = y->series_basis;
    if (!x.source.n)
        x.source = y->source;
    if (!x.note.n)
        x.note = y->note;
    if (x.released == INT64_MIN)
        x.released = y->released;
    if (!x.rank_published)
        x.rank_published = y->rank_published;
    take_part(&x.low, &x.low_st, y->low, y->low_st);
    take_part(&x.high, &x.high_st, y->high, y->high_st);
    if (!x.comparison)
        x.comparison = y->comparison;
    if (!x.assess)
        x.assess = y->assess;
    return !b->extra || obs_batch_set_extra(b, i, &x);
}

static void move_row(obs_batch *b, size_t to, size_t from)
{
    b->key[to] = b->key[from];
    b->level[to] = b->level[from];
    b->level_st[to] = b->level_st[from];
    b->line[to] = b->line[from];
    if (b->growth_st) {
        b->growth[to] = b->growth[from];
        b->growth_st[to] = b->growth_st[from];
    }
    if (b->base_st) {
        b->base[to] = b->base[from];
        b->base_st[to] = b->base_st[from];
    }
    if (b->extra)
        b->extra[to] = b->extra[from];
}

static bool list_clash(cx *c, issues *list, const obs_batch *b, size_t i, size_t j)
{
    return issue_add(
               c, list, ISSUE_ERROR, b->line[i], S(""), (str){"", 0},
               "与第 %u 行是同一个数但不一致，两行都未采用；请留下正确的一行",
               "contradicts line %u about the same figure; neither was taken, keep the right one",
               b->line[j]) &&
           issue_add(
               c, list, ISSUE_ERROR, b->line[j], S(""), (str){"", 0},
               "与第 %u 行是同一个数但不一致，两行都未采用；请留下正确的一行",
               "contradicts line %u about the same figure; neither was taken, keep the right one",
               b->line[i]);
}

/* A figure taken from a column of last year's comparison gives way to one that is reported. */
static bool from_comparison(const obs_batch *b, size_t i)
{
    return str_eqz(obs_batch_extra(b, i)->source, tidy_comparison_column);
}

/* True when one of the two gives way: row i then holds the other. */
static bool gives_way(obs_batch *b, size_t i, size_t j)
{
    bool first = from_comparison(b, i), second = from_comparison(b, j);
    if (first == second)
        return false;
    if (first)
        move_row(b, i, j);
    return true;
}

static bool fold(cx *c, const catalog *k, obs_batch *b, issues *list)
{
    size_t at = 0;
    for (size_t i = 0, j; i < b->n; i = j) {
        bool clashes = false;
        for (j = i + 1; j < b->n && b->key[j] == b->key[i]; j++) {
            if (b->extra && gives_way(b, i, j))
                continue;
            if (contradicts(k, b, i, j)) {
                clashes = true;
                TRY(list_clash(c, list, b, i, j));
            } else if (!combine(k, b, i, j)) {
                return fail_memory(c);
            }
        }
        if (!clashes) {
            if (at != i)
                move_row(b, at, i);
            at++;
        }
    }
    b->n = at;
    return true;
}

/* A line column for the only part. */
static bool number_rows(tidy_obs *t)
{
    obs_batch *b = &t->parts[0];
    if (b->line)
        return true;
    if (!obs_batch_need_line(b))
        return false;
    for (size_t i = 0; i < b->n; i++)
        b->line[i] = t->before[0] + (uint32_t)i + 1;
    return true;
}

bool tidy_obs_merge(cx *c, const catalog *k, tidy_obs *t, issues *list, obs_batch *ret)
{
    obs_batch_init(ret, c->a);
    bool ok = true;
    if (t->n_parts == 1) { /* the common case moves */
        ok = number_rows(t);
        *ret = t->parts[0];
        obs_batch_init(&t->parts[0], t->arenas[0]);
    }
    for (int i = 0; ok && t->n_parts > 1 && i < t->n_parts; i++) {
        ok = append(ret, t, i);
        obs_batch_done(&t->parts[i]);
    }
    ok = ok && obs_batch_sort(ret);
    if (!ok)
        fail_memory(c);
    ok = ok && fold(c, k, ret, list);
    if (!ok)
        obs_batch_done(ret);
    return ok;
}
