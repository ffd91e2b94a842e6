/* Letters over a list: who is due one, about what. */
#include "flow/ledger_over.h"
#include "base/map.h"
#include "base/str.h"
#include <math.h>

/* ---- what was sent ---- */
typedef struct register_fields {
    uint32_t from_type, letter, number, to, about, issued, due, replied;
} register_fields;

static register_fields fields_of(const ledger_type *t)
{
    return (register_fields){type_field_of(t, S("from_type")), type_field_of(t, S("letter")),
                             type_field_of(t, S("number")),    type_field_of(t, S("to_org")),
                             type_field_of(t, S("about")),     type_field_of(t, S("issued_on")),
                             type_field_of(t, S("reply_due")), type_field_of(t, S("replied_on"))};
}

static const book_value *value(const book *b, uint32_t row, uint32_t field)
{
    static const book_value none = {{"", 0}, NAN};
    return field == UINT32_MAX ? &none : book_entered(b, row, field);
}

static int64_t day_of(const book_value *v)
{
    return v->text.n && !isnan(v->num) ? (int64_t)v->num : INT64_MIN;
}

bool ledger_over_past(cx *c, const ledger_hold *reg, str type, str letter, over_past *ret)
{
    const book *b = reg->b;
    const register_fields f = fields_of(reg->type);
    uint32_t n = 0, void_ = type_stage_of(reg->type, S("void"));
    over_sent *list = cx_alloc(c, (b->n + 1) * sizeof *list);
    TRY(list);
    for (uint32_t i = 0; i < b->n; i++) {
        if (b->rows[i].withdrawn || b->rows[i].stage == void_ ||
            !str_eq(value(b, i, f.from_type)->text, type) ||
            !str_eq(value(b, i, f.letter)->text, letter) || !value(b, i, f.about)->text.n)
            continue;
        int64_t due = day_of(value(b, i, f.due));
        over_sent *s = &list[n++];
        s->issued = day_of(value(b, i, f.issued));
        s->overdue = due != INT64_MIN && due < reg->view.today && !value(b, i, f.replied)->text.n;
        if (!arena_str(c->a, b->rows[i].code, &s->code) ||
            !arena_str(c->a, value(b, i, f.number)->text, &s->number) ||
            !arena_str(c->a, value(b, i, f.to)->text, &s->to) ||
            !arena_str(c->a, value(b, i, f.about)->text, &s->about))
            return fail_memory(c);
    }
    *ret = (over_past){list, n};
    return true;
}

/* ---- who is due one ---- */
typedef struct due_row {
    uint32_t row, unit;
    const over_sent *had; /* NULL = it is due now */
} due_row;

typedef struct finding {
    cx *c;
    ledger_hold *h;
    const type_letter *l;
    const over_past *past;
    const over_sent **had; /* by row: the newest within the pause */
    due_row *due;
    uint32_t n_due, n_units;
    map units; /* code of the organisation -> its number */
    over_unit *list;
} finding;

static void mark_had(finding *w)
{
    for (uint32_t i = 0; i < w->past->n; i++) {
        const over_sent *s = &w->past->list[i];
        str rest = s->about, one;
        if (s->issued == INT64_MIN || w->h->view.today - s->issued >= w->l->pause)
            continue;
        while (str_split(&rest, ';', &one)) {
            uint32_t row = book_find(w->h->b, one);
            if (row != BOOK_NO_ROW)
                w->had[row] = s;
        }
    }
}

static bool take_row(finding *w, uint32_t row)
{
    const book *b = w->h->b;
    str org = book_entered(b, row, w->l->to)->text;
    if (b->rows[row].withdrawn || !org.n || !ledger_row_seen(w->h, row) ||
        !ledger_may(w->h, ACT_DISPATCH, row) || !view_true(&w->h->view, b, row, w->l->where))
        return true;
    uint32_t unit = map_get(&w->units, org);
    if (unit == MAP_NONE) {
        unit = w->n_units++;
        if (!map_put(&w->units, org, unit))
            return fail_memory(w->c);
    }
    w->due[w->n_due++] = (due_row){row, unit, w->had[row]};
    return true;
}

/* Each organisation's rows, in the order of the book. */
static bool share_out(finding *w)
{
    cx *c = w->c;
    over_unit *list = w->list = cx_alloc(c, (w->n_units + 1) * sizeof *list);
    TRY(list);
    for (uint32_t i = 0; i < w->n_due; i++) {
        over_unit *u = &list[w->due[i].unit];
        *(w->due[i].had ? &u->n_paused : &u->n) += 1;
    }
    for (uint32_t i = 0; i < w->n_units; i++) {
        list[i].rows = cx_alloc(c, (list[i].n + 1) * sizeof *list[i].rows);
        list[i].paused = cx_alloc(c, (list[i].n_paused + 1) * sizeof *list[i].paused);
        TRY(list[i].rows && list[i].paused);
        list[i].n = list[i].n_paused = 0;
    }
    for (uint32_t i = 0; i < w->n_due; i++) {
        const due_row *d = &w->due[i];
        over_unit *u = &list[d->unit];
        u->org = book_entered(w->h->b, d->row, w->l->to)->text;
        if (d->had)
            u->paused[u->n_paused++] = (over_paused){d->row, d->had};
        else
            u->rows[u->n++] = d->row;
    }
    return true;
}

static bool about_some(const finding *w, const over_sent *s, const uint32_t *unit_of)
{
    str rest = s->about, one;
    uint32_t unit = map_get(&w->units, s->to);
    while (unit != MAP_NONE && str_split(&rest, ';', &one)) {
        uint32_t row = book_find(w->h->b, one);
        if (row != BOOK_NO_ROW && unit_of[row] == unit)
            return true;
    }
    return false;
}

static bool count_unanswered(finding *w)
{
    uint32_t *unit_of = cx_alloc(w->c, (w->h->b->n + 1) * sizeof *unit_of);
    TRY(unit_of);
    memset(unit_of, 0xFF, (w->h->b->n + 1) * sizeof *unit_of);
    for (uint32_t i = 0; i < w->n_due; i++)
        if (!w->due[i].had)
            unit_of[w->due[i].row] = w->due[i].unit;
    for (uint32_t i = 0; i < w->past->n; i++) {
        const over_sent *s = &w->past->list[i];
        if (s->overdue && about_some(w, s, unit_of))
            w->list[map_get(&w->units, s->to)].unanswered++;
    }
    return true;
}

static int by_rows(const void *a, const void *b)
{
    const over_unit *x = a, *y = b;
    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    return str_cmp(x->org, y->org);
}

static bool find_all(finding *w)
{
    size_t n = w->h->b->n + 1;
    w->had = cx_alloc(w->c, n * sizeof(const over_sent *));
    w->due = cx_alloc(w->c, n * sizeof *w->due);
    TRY(w->had && w->due);
    mark_had(w);
    for (uint32_t i = 0; i < w->h->b->n; i++)
        TRY(take_row(w, i));
    TRY(share_out(w) && count_unanswered(w));
    qsort(w->list, w->n_units, sizeof *w->list, by_rows);
    return true;
}

bool ledger_over_units(cx *c, ledger_hold *h, const type_letter *l, const over_past *past,
                       const over_unit **ret, uint32_t *ret_n)
{
    finding w = {.c = c, .h = h, .l = l, .past = past};
    bool ok = find_all(&w);
    map_done(&w.units);
    *ret = w.list;
    *ret_n = w.n_units;
    return ok;
}

bool ledger_over_unit(cx *c, ledger_hold *h, const type_letter *l, const over_past *past, str org,
                      over_unit *ret)
{
    const over_unit *list;
    uint32_t n, waits = 0;
    TRY(ledger_over_units(c, h, l, past, &list, &n));
    for (uint32_t i = 0; i < n; i++) {
        if (!str_eq(list[i].org, org))
            continue;
        *ret = list[i];
        waits = ret->n_paused;
        if (ret->n > OVER_MAX_ROWS)
            return fail(c, ERR_LIMIT, "一份函件至多写 %d 条，现有 %u 条",
                        "a letter is about at most %d rows, these are %u", OVER_MAX_ROWS, ret->n);
        if (ret->n)
            return true;
    }
    if (waits)
        return fail(c, ERR_DATA, "“" STR_FMT "”的 %u 条都在 %d 天内发过，暂不再发",
                    "all rows of “" STR_FMT "” (%u) had one within %d days", STR_ARG(org), waits,
                    l->pause);
    return fail(c, ERR_DATA, "“" STR_FMT "”现在没有该发函的条目",
                "no row of “" STR_FMT "” wants a letter now", STR_ARG(str_sub(org, 0, 80)));
}

bool ledger_over_rows(cx *c, const ledger_hold *h, str about, const uint32_t **ret, uint32_t *ret_n)
{
    uint32_t *list = cx_alloc(c, (about.n / 2 + 1) * sizeof *list), n = 0;
    str one;
    TRY(list);
    while (str_split(&about, ';', &one)) {
        list[n] = book_find(h->b, one);
        if (!ledger_row_seen(h, list[n]))
            return fail(c, ERR_UNKNOWN, "这份函件写到的条目不全在可见范围内",
                        "not all the rows of this letter are theirs to see");
        n++;
    }
    *ret = list;
    *ret_n = n;
    return true;
}
