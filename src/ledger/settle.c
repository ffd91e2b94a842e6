/* What is worked out of rows: computed fields, lights, and who holds which code. */
#include "base/mem.h"
#include "base/str.h"
#include "ledger/view.h"
#include <math.h>

/* ---- computed fields and lights ---- */
static bool keep_text(cx *c, book *b, str now, str *to)
{
    if (str_eq(*to, now))
        return true;
    b->worked++;
    return arena_str(b->a, now, to) || fail_memory(c);
}

static void keep_number(book *b, double now, double *to)
{
    b->worked += *to != now && !(isnan(*to) && isnan(now));
    *to = now;
}

/* `shifted`: only what looks beyond the row. */
static bool settle_fields(cx *c, book *b, ledger_view *v, uint32_t row, bool shifted)
{
    const ledger_type *t = b->type;
    for (uint32_t i = 0; i < t->n_order; i++) {
        uint32_t f = t->order[i];
        if (shifted && !t->shifts[f])
            continue;
        expr_value x = view_value(v, b, row, t->fields[f].formula);
        keep_number(b, x.num, &b->results[f].num[row]);
        if (b->results[f].text)
            TRY(keep_text(c, b, x.text, &b->results[f].text[row]));
    }
    return true;
}

static void settle_light(book *b, ledger_view *v, uint32_t row, bool shifted)
{
    const ledger_type *t = b->type;
    book_row *r = &b->rows[row];
    uint8_t light = r->light;
    uint32_t anew = shifted ? t->shifting_alerts : UINT32_MAX;
    r->alerts &= ~anew;
    r->light = t->stages[r->stage].final ? MARK_GREY : MARK_GREEN;
    for (uint32_t i = t->n_alerts; i-- > 0;) {
        if ((anew >> i & 1) && view_true(v, b, row, t->alerts[i].when))
            r->alerts |= 1u << i;
        if (r->alerts >> i & 1)
            r->light = (uint8_t)t->alerts[i].light;
    }
    b->worked += r->light != light;
}

static bool settle_row(cx *c, book *b, ledger_view *v, uint32_t row, bool shifted)
{
    TRY(settle_fields(c, b, v, row, shifted));
    settle_light(b, v, row, shifted);
    return true;
}

/* ---- who holds a code ---- */
/* How many places a value counts for, and which: of a list one for each of its codes. */
static bool place_parts(book_column *w, bool list)
{
    uint32_t next = 0;
    if (!list)
        return true;
    for (size_t i = 1; i < w->n_values; i++) {
        str rest = w->values[i].text, one;
        while (str_split(&rest, ';', &one)) {
            if (map_get(&w->parts, one) != MAP_NONE)
                continue;
            next = (uint32_t)w->parts.n;
            if (!map_put(&w->parts, one, next))
                return false;
        }
    }
    return true;
}

typedef void (*place_fn)(book_column *w, uint32_t place, uint32_t row);

static void each_place(book_column *w, bool list, uint32_t row, place_fn fn)
{
    uint32_t id = w->at[row];
    str rest, one;
    if (!id)
        return;
    if (!list) {
        fn(w, id, row);
        return;
    }
    rest = w->values[id].text;
    while (str_split(&rest, ';', &one))
        fn(w, map_get(&w->parts, one), row);
}

static void count_place(book_column *w, uint32_t place, uint32_t row)
{
    (void)row;
    w->start[place + 2]++;
}

static void fill_place(book_column *w, uint32_t place, uint32_t row)
{
    w->rows[w->start[place + 1]++] = row;
}

static bool index_column(cx *c, book *b, uint32_t field)
{
    book_column *w = &b->columns[field];
    bool list = field_expr_kind(&b->type->fields[field]) == EXPR_LIST;
    map_done(&w->parts);
    w->parts = (map){0};
    mem_free(w->start);
    mem_free(w->rows);
    w->start = w->rows = NULL;
    if (!place_parts(w, list))
        return fail_memory(c);
    size_t places = (list ? w->parts.n : w->n_values) + 3, total = 0;
    w->start = mem_zalloc(places, sizeof *w->start);
    if (!w->start)
        return fail_memory(c);
    for (uint32_t i = 0; i < b->n; i++)
        each_place(w, list, i, count_place);
    for (size_t i = 2; i < places; i++) {
        w->start[i] += w->start[i - 1];
        total = w->start[i];
    }
    w->rows = mem_alloc((total + 1) * sizeof *w->rows);
    if (!w->rows)
        return fail_memory(c);
    for (uint32_t i = 0; i < b->n; i++)
        each_place(w, list, i, fill_place);
    w->held_at = b->stamp;
    return true;
}

bool book_indexed(const book *b, uint32_t field)
{
    const book_column *w = &b->columns[field];
    return w->wanted && (!b->n || (w->at && (w->held_at == b->stamp || !w->n_values)));
}

void book_holders(const book *b, uint32_t field, str code, const uint32_t **ret, uint32_t *ret_n)
{
    const book_column *w = &b->columns[field];
    bool list = field_expr_kind(&b->type->fields[field]) == EXPR_LIST;
    uint32_t place = map_get(list ? &w->parts : &w->index, code);
    *ret_n = 0;
    *ret = NULL;
    if (place == MAP_NONE || w->held_at != b->stamp || !w->start)
        return;
    *ret = w->rows + w->start[place];
    *ret_n = w->start[place + 1] - w->start[place];
}

bool book_index(cx *c, book *b)
{
    for (uint32_t f = 0; f < b->type->n_fields; f++) {
        book_column *w = &b->columns[f];
        if (w->wanted && w->at && w->n_values && w->held_at != b->stamp)
            TRY(index_column(c, b, f));
    }
    return true;
}

static bool settle_rows(cx *c, book *b, ledger_view *v, settle_what what)
{
    if (what == SETTLE_ALL) {
        for (size_t i = 0; i < b->n; i++)
            TRY(settle_row(c, b, v, (uint32_t)i, false));
        return true;
    }
    for (size_t i = 0; i < b->n_dirty; i++)
        TRY(settle_row(c, b, v, b->dirty[i], false));
    for (size_t i = 0; what == SETTLE_SHIFTED && i < b->n; i++)
        TRY(settle_row(c, b, v, (uint32_t)i, true));
    return true;
}

bool book_settle(cx *c, book *b, ledger_view *v, settle_what what)
{
    ledger_view nobody = *v; /* what is kept for all is worked out for nobody in particular */
    map counts = {0};
    nobody.me = S("");
    nobody.mine = NULL;
    nobody.seen = NULL;
    nobody.counts = &counts;
    bool ok = settle_rows(c, b, &nobody, b->all_dirty ? SETTLE_ALL : what);
    v->inner = nobody.inner;
    map_done(&counts);
    v->n_inner = nobody.n_inner;
    v->cap_inner = nobody.cap_inner;
    TRY(ok);
    b->n_dirty = 0;
    b->all_dirty = false;
    return true;
}
