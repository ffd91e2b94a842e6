/* What rows sum up to, by up to two fields. */
#include "base/dec.h"
#include "ledger/find_impl.h"
#include "model/period.h"
#include "num/num.h"

/* ---- one of the two groupings ---- */
typedef struct group {
    str key;
    double num;     /* of numbers and dates, to order by */
    uint32_t place; /* in `all`, else behind it in the type's order; UINT32_MAX = neither */
    uint32_t rank;
} group;

typedef struct axis {
    const book *b;
    uint32_t name;
    coded coded;
    map index; /* key -> group */
    group *groups;
    size_t n, cap;
    /* Groups of the rows of a number (a list: several): pool[start[number]] up to start[number + 1]. Where
     * nothing numbers them, the rows themselves are the numbers. */
    uint32_t *start, *pool;
    size_t n_pool, cap_pool;
} axis;

static void axis_done(axis *x)
{
    map_done(&x->index);
    mem_free(x->groups);
    mem_free(x->start);
    mem_free(x->pool);
}

/* A key that does not live as long as the book is copied. */
static bool group_of(cx *c, axis *x, str key, double num, bool copy, uint32_t *ret)
{
    *ret = map_get(&x->index, key);
    if (*ret != MAP_NONE)
        return true;
    if (copy && !arena_str(c->a, key, &key))
        return fail_memory(c);
    if (!MEM_GROW(x->groups, x->cap, x->n + 1) || !map_put(&x->index, key, (uint32_t)x->n))
        return fail_memory(c);
    *ret = (uint32_t)x->n;
    x->groups[x->n++] = (group){key, num, UINT32_MAX, 0};
    return true;
}

static bool pool_add(cx *c, axis *x, str key, double num, bool copy)
{
    uint32_t g;
    TRY(group_of(c, x, key, num, copy, &g));
    if (!MEM_GROW(x->pool, x->cap_pool, x->n_pool + 1))
        return fail_memory(c);
    x->pool[x->n_pool++] = g;
    return true;
}

/* A number or date that nothing numbers, as a key: worked out by the program. */
static str key_text(expr_value v, char out[DEC_TEXT_MAX])
{
    dec d;
    if (expr_missing(v))
        return S("");
    if (v.kind == EXPR_DATE)
        return (str){out, period_print((period){FREQ_D, (int32_t)v.num}, out)};
    if (dec_from_double(v.num, 15, &d))
        return (str){out, dec_print(d, out)};
    return (str){out, (size_t)snprintf(out, DEC_TEXT_MAX, "%.15g", v.num)};
}

static bool pool_value(cx *c, axis *x, expr_value v)
{
    char out[DEC_TEXT_MAX];
    str rest = v.text, one;
    const size_t before = x->n_pool;
    if (v.kind != EXPR_TEXT && v.kind != EXPR_LIST)
        return pool_add(c, x, key_text(v, out), v.num, true);
    if (v.kind == EXPR_TEXT)
        return pool_add(c, x, v.text, v.num, false);
    while (str_split(&rest, ';', &one))
        if (one.n)
            TRY(pool_add(c, x, one, MISSING, false));
    return x->n_pool > before || pool_add(c, x, S(""), MISSING, false);
}

static expr_value coded_value(const axis *x, uint32_t i)
{
    const book *b = x->b;
    if (x->coded.by == CODED_STAGE)
        return (expr_value){EXPR_TEXT, MISSING, b->type->stages[i].code};
    if (x->coded.by == CODED_LIGHT)
        return (expr_value){EXPR_TEXT, MISSING, str_of(light_mark_name((light_mark)i))};
    if (x->coded.by == CODED_SAME || i == 0)
        return (expr_value){EXPR_TEXT, MISSING, {"", 0}};
    const book_value *v = &b->columns[x->name].values[i];
    const type_field *f = &b->type->fields[x->name]; /* as written, be it a number or a date */
    return (expr_value){f->many ? EXPR_LIST : EXPR_TEXT, v->num, v->text};
}

/* Groups of every number that is used; others keep none. */
static bool fill_used(cx *c, axis *x, const bool *used, size_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        x->start[i] = (uint32_t)x->n_pool;
        if (used[i])
            TRY(pool_value(
                c, x, x->coded.by == CODED_NOT ? book_get(x->b, i, x->name) : coded_value(x, i)));
    }
    x->start[count] = (uint32_t)x->n_pool;
    return true;
}

static bool axis_fill(cx *c, axis *x, const uint32_t *rows, size_t n)
{
    const bool by_row = x->coded.by == CODED_NOT;
    size_t count = by_row ? x->b->n : x->coded.n;
    x->start = mem_zalloc(count + 2, sizeof *x->start);
    bool *used = x->start ? mem_zalloc(count + 1, sizeof *used) : NULL;
    if (!used)
        return fail_memory(c);
    for (size_t i = 0; i < n; i++)
        used[by_row ? rows[i] : coded_row(&x->coded, rows[i])] = true;
    bool ok = fill_used(c, x, used, count);
    mem_free(used);
    return ok;
}

static int by_place(const void *a, const void *b)
{
    const group *x = *(const group *const *)a, *y = *(const group *const *)b;
    if (x->place != y->place)
        return x->place < y->place ? -1 : 1;
    if (!x->key.n || !y->key.n) /* missing is last */
        return (x->key.n == 0) - (y->key.n == 0);
    if (has(x->num) && has(y->num) && x->num != y->num)
        return x->num < y->num ? -1 : 1;
    return str_cmp(x->key, y->key);
}

static bool axis_rank(cx *c, axis *x, const str *all, uint32_t n_all)
{
    uint32_t g;
    for (uint32_t i = 0; i < n_all; i++)
        TRY(group_of(c, x, all[i], MISSING, false, &g));
    group **order = mem_alloc((x->n + 1) * sizeof(group *));
    if (!order)
        return fail_memory(c);
    for (size_t i = 0; i < x->n; i++) {
        uint32_t place = find_place(x->b->type, x->name, x->groups[i].key);
        x->groups[i].place = place == UINT32_MAX ? place : n_all + place;
        order[i] = &x->groups[i];
    }
    for (uint32_t i = n_all; i-- > 0;) { /* given twice: where it stands first */
        g = map_get(&x->index, all[i]);
        MUST(g < x->n);
        x->groups[g].place = i;
    }
    qsort(order, x->n, sizeof(group *), by_place);
    for (size_t i = 0; i < x->n; i++)
        order[i]->rank = (uint32_t)i;
    mem_free(order);
    return true;
}

static bool axis_make(cx *c, axis *x, const book *b, uint32_t name, const str *all, uint32_t n_all,
                      const uint32_t *rows, size_t n)
{
    *x = (axis){.b = b, .name = name, .coded = coded_name(b, name)};
    if (name == UINT32_MAX)
        x->coded = (coded){.by = CODED_SAME, .b = b, .n = 1};
    return axis_fill(c, x, rows, n) && axis_rank(c, x, all, n_all);
}

static inline const uint32_t *axis_groups(const axis *x, uint32_t row, uint32_t *ret_n)
{
    uint32_t i = x->coded.by == CODED_NOT ? row : coded_row(&x->coded, row);
    *ret_n = x->start[i + 1] - x->start[i];
    return x->pool + x->start[i];
}

/* ---- lines ---- */
typedef struct piece { /* a summary function of a column */
    const expr *of;
    uint32_t i;
    size_t at; /* of the column's state in a line's */
    probe *p;  /* NULL: count() */
    double value;
} piece;

typedef struct line {
    uint32_t g1, g2, rows;
} line;

typedef struct table {
    cx *c;
    const find_sums *what;
    axis x, y;
    uint32_t *cells; /* groups times groups: the line, 0 = none yet */
    line *lines;
    size_t n, cap;
    char *states;
    size_t cap_states, size;
    piece *pieces;
    uint32_t n_pieces;
    str key; /* what group() says */
} table;

static void table_done(table *t)
{
    axis_done(&t->x);
    axis_done(&t->y);
    mem_free(t->cells);
    mem_free(t->lines);
    mem_free(t->states);
}

/* The state of line i; the total is line 0. */
static char *state_of(const table *t, size_t i)
{
    return t->states + i * t->size;
}

static bool line_new(table *t, uint32_t g1, uint32_t g2)
{
    const find_sums *w = t->what;
    if (!MEM_GROW(t->lines, t->cap, t->n + 1) ||
        !mem_grow((void **)&t->states, &t->cap_states, (t->n + 1) * t->size + 1, 1))
        return fail_memory(t->c);
    t->lines[t->n] = (line){g1, g2, 0};
    char *at = state_of(t, t->n++);
    for (uint32_t i = 0; i < w->n_values; i++) {
        expr_sums_init(w->values[i], at);
        at += expr_sums_size(w->values[i]);
    }
    return true;
}

static bool make_pieces(table *t, const book *b)
{
    const find_sums *w = t->what;
    for (uint32_t i = 0; i < w->n_values; i++)
        t->n_pieces += expr_sums_count(w->values[i]);
    t->pieces = cx_alloc(t->c, (t->n_pieces + 1) * sizeof *t->pieces);
    if (!t->pieces)
        return false;
    piece *p = t->pieces;
    for (uint32_t i = 0; i < w->n_values; i++) {
        for (uint32_t k = 0; k < expr_sums_count(w->values[i]); k++, p++) {
            const expr *of = expr_sums_of(w->values[i], k);
            *p = (piece){w->values[i], k, t->size, NULL, 1};
            TRY(!of || probe_new(t->c, b, of, &p->p));
        }
        t->size += expr_sums_size(w->values[i]);
    }
    return true;
}

static void put(table *t, size_t i)
{
    t->lines[i].rows++;
    for (uint32_t k = 0; k < t->n_pieces; k++) {
        const piece *p = &t->pieces[k];
        expr_sums_put(p->of, state_of(t, i) + p->at, p->i, p->value);
    }
}

static bool put_row(table *t, uint32_t row)
{
    uint32_t n1, n2;
    const uint32_t *g1 = axis_groups(&t->x, row, &n1), *g2 = axis_groups(&t->y, row, &n2);
    put(t, 0);
    for (uint32_t i = 0; i < n1; i++) {
        for (uint32_t k = 0; k < n2; k++) {
            uint32_t *cell = &t->cells[g1[i] * t->y.n + g2[k]];
            if (!*cell) {
                TRY(line_new(t, g1[i], g2[k]));
                *cell = (uint32_t)t->n - 1;
            }
            put(t, *cell);
        }
    }
    return true;
}

static bool put_rows(table *t, const book *b, ledger_view *v, const uint32_t *rows, size_t n)
{
    view_row at = {.v = v, .b = b};
    expr_env env;
    view_env(&at, &env);
    for (size_t i = 0; i < n; i++) {
        at.row = rows[i];
        for (uint32_t k = 0; k < t->n_pieces; k++)
            if (t->pieces[k].p)
                t->pieces[k].value = probe_value(t->pieces[k].p, &at, &env);
        TRY(put_row(t, rows[i]));
    }
    return true;
}

/* Groups that appear though they have no rows. */
static bool put_all(table *t)
{
    uint32_t empty = 0;
    bool *seen = cx_alloc(t->c, t->x.n + 1);
    if (!seen)
        return false;
    for (size_t i = 1; i < t->n; i++)
        seen[t->lines[i].g1] = true;
    if (t->what->n_all && !group_of(t->c, &t->y, S(""), MISSING, false, &empty))
        return false;
    for (uint32_t i = 0; i < t->what->n_all; i++) {
        uint32_t g = map_get(&t->x.index, t->what->all[i]);
        if (!seen[g])
            TRY(line_new(t, g, empty));
        seen[g] = true;
    }
    return true;
}

/* ---- results ---- */
static expr_value say_group(void *user, uint32_t id, const expr_value *args, const uint32_t *names,
                            uint32_t n)
{
    return (expr_value){EXPR_TEXT, MISSING, ((const table *)user)->key};
}

static expr_value column_value(void *user, uint32_t id)
{
    return ((const expr_value *)user)[id];
}

static bool result(table *t, const ledger_view *v, size_t i, find_line *ret)
{
    const find_sums *w = t->what;
    const expr_env env = {
        .user = t, .call = say_group, .today = v->today, .days = v->days, .a = t->c->a};
    const char *at = state_of(t, i);
    expr_value *values = cx_alloc(t->c, (w->n_values + 1) * sizeof *values);
    if (!values)
        return false;
    *ret = (find_line){.rows = t->lines[i].rows, .values = values};
    if (i > 0) {
        ret->key = t->x.groups[t->lines[i].g1].key;
        ret->key2 = t->y.groups[t->lines[i].g2].key;
    }
    t->key = ret->key;
    for (uint32_t k = 0; k < w->n_values; k++) {
        values[k] = expr_sums_result(w->values[k], at, &env);
        at += expr_sums_size(w->values[k]);
    }
    return true;
}

static bool kept(const table *t, const ledger_view *v, const find_line *l)
{
    const expr_env env = {.user = (void *)(uintptr_t)l->values,
                          .name = column_value,
                          .today = v->today,
                          .days = v->days,
                          .a = t->c->a};
    return !t->what->only || expr_true(t->what->only, &env);
}

typedef struct ranked {
    uint64_t rank;
    size_t line;
} ranked;

static int by_rank(const void *a, const void *b)
{
    uint64_t x = ((const ranked *)a)->rank, y = ((const ranked *)b)->rank;
    return (x > y) - (x < y);
}

static bool results(table *t, const ledger_view *v, find_table *ret)
{
    ranked *order = cx_alloc(t->c, t->n * sizeof *order);
    find_line *lines = cx_alloc(t->c, t->n * sizeof *lines);
    if (!order || !lines)
        return false;
    for (size_t i = 1; i < t->n; i++) {
        const line *l = &t->lines[i];
        order[i].line = i;
        order[i].rank = (uint64_t)t->x.groups[l->g1].rank << 32 | t->y.groups[l->g2].rank;
    }
    qsort(order + 1, t->n - 1, sizeof *order, by_rank);
    *ret = (find_table){.lines = lines};
    for (size_t i = 1; i < t->n; i++) {
        TRY(result(t, v, order[i].line, &lines[ret->n]));
        ret->n += kept(t, v, &lines[ret->n]);
    }
    return result(t, v, 0, &ret->total);
}

static bool make_table(table *t, const book *b, const uint32_t *rows, size_t n)
{
    const find_sums *w = t->what;
    TRY(axis_make(t->c, &t->x, b, w->by, w->all, w->n_all, rows, n));
    TRY(axis_make(t->c, &t->y, b, w->by2, NULL, 0, rows, n));
    if (t->x.n && t->y.n > FIND_MAX_CELLS / t->x.n)
        return fail(t->c, ERR_LIMIT, "汇总的分组过多：%zu × %zu", "too many groups: %zu by %zu",
                    t->x.n, t->y.n);
    t->cells = mem_zalloc(t->x.n * t->y.n + 1, sizeof *t->cells);
    if (!t->cells)
        return fail_memory(t->c);
    return make_pieces(t, b) && line_new(t, 0, 0);
}

bool find_sum(cx *c, const book *b, ledger_view *v, const find_ask *ask, const find_sums *what,
              find_table *ret)
{
    table t = {.c = c, .what = what};
    uint32_t *rows;
    size_t n;
    TRY(find_rows(c, b, v, ask, &rows, &n));
    bool ok = make_table(&t, b, rows, n) && put_rows(&t, b, v, rows, n) && put_all(&t) &&
              results(&t, v, ret);
    table_done(&t);
    return ok;
}
