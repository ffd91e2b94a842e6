/* Rows, columns and events of a book. */
#include "ledger/book_impl.h"
#include <math.h>

static const char *const acts[BOOK_ACT_MAX_] = {"add",    "set",       "move", "remove", "restore",
                                                "series", "milestone", "file", "comment"};

const char *book_act_name(book_act a)
{
    return acts[a];
}

bool book_new(cx *c, const ledger_type *t, book **ret)
{
    book *b = mem_zalloc(1, sizeof *b);
    *ret = b;
    if (!b)
        return fail_memory(c);
    b->type = t;
    b->stamp = 1;
    b->all_dirty = true;
    b->a = arena_new((size_t)4 << 30);
    b->columns = mem_zalloc(t->n_fields + 1, sizeof *b->columns);
    b->results = mem_zalloc(t->n_fields + 1, sizeof *b->results);
    if (b->a && b->columns && b->results)
        return true;
    book_free(b);
    *ret = NULL;
    return fail_memory(c);
}

static void column_done(book_column *w)
{
    mem_free(w->at);
    mem_free(w->values);
    mem_free(w->start);
    mem_free(w->rows);
    map_done(&w->index);
    map_done(&w->parts);
}

static void row_done(book_row *r)
{
    mem_free(r->points);
    mem_free(r->milestones);
    mem_free(r->files);
}

void book_free(book *b)
{
    if (!b)
        return;
    for (uint32_t f = 0; f < b->type->n_fields; f++) {
        if (b->columns)
            column_done(&b->columns[f]);
        if (b->results) {
            mem_free(b->results[f].num);
            mem_free(b->results[f].text);
        }
    }
    for (size_t i = 0; i < b->n; i++)
        row_done(&b->rows[i]);
    mem_free(b->columns);
    mem_free(b->results);
    mem_free(b->rows);
    mem_free(b->events);
    mem_free(b->people);
    mem_free(b->dirty);
    map_done(&b->index);
    map_done(&b->person_index);
    arena_free(b->a);
    mem_free(b);
}

/* ---- rows ---- */
uint32_t book_find(const book *b, str code)
{
    uint32_t at = map_get(&b->index, code);
    return at == MAP_NONE ? BOOK_NO_ROW : at;
}

static bool is_computed(const type_field *f)
{
    return f->formula != NULL;
}

static bool columns_grow(book *b, size_t cap)
{
    for (uint32_t f = 0; f < b->type->n_fields; f++) {
        const type_field *t = &b->type->fields[f];
        if (t->kind == FIELD_FILE)
            continue;
        if (!is_computed(t)) {
            uint32_t *at = mem_realloc(b->columns[f].at, cap * sizeof *at);
            if (!at)
                return false;
            b->columns[f].at = at;
            continue;
        }
        bool text = field_expr_kind(t) == EXPR_TEXT;
        double *num = mem_realloc(b->results[f].num, cap * sizeof *num);
        if (!num)
            return false;
        b->results[f].num = num;
        str *texts = text ? mem_realloc(b->results[f].text, cap * sizeof *texts) : NULL;
        if (text && !texts)
            return false;
        b->results[f].text = texts;
    }
    b->cap_columns = cap;
    return true;
}

static bool row_new(cx *c, book *b, str code, uint32_t *ret)
{
    str kept;
    if (!MEM_GROW(b->rows, b->cap, b->n + 1) ||
        (b->n == b->cap_columns && !columns_grow(b, b->cap)) || !arena_str(b->a, code, &kept) ||
        !map_put(&b->index, kept, (uint32_t)b->n))
        return fail_memory(c);
    uint32_t row = (uint32_t)b->n++;
    b->rows[row] = (book_row){
        .code = kept, .light = MARK_GREEN, .event = UINT32_MAX, .first_event = UINT32_MAX};
    for (uint32_t f = 0; f < b->type->n_fields; f++) {
        if (b->columns[f].at)
            b->columns[f].at[row] = 0;
        if (b->results[f].num)
            b->results[f].num[row] = NAN;
        if (b->results[f].text)
            b->results[f].text[row] = S("");
    }
    *ret = row;
    return true;
}

bool book_row_of(cx *c, book *b, str code, bool make, uint32_t *ret)
{
    *ret = book_find(b, code);
    if (*ret != BOOK_NO_ROW || (make && row_new(c, b, code, ret)))
        return true;
    return c->err.code ? false
                       : fail(c, ERR_DB, "台账 " STR_FMT " 的记录提到没有的行 " STR_FMT,
                              "ledger " STR_FMT ": the history speaks of a row " STR_FMT
                              " that was never added",
                              STR_ARG(b->type->code), STR_ARG(code));
}

bool book_dirty(cx *c, book *b, uint32_t row)
{
    b->stamp++;
    if (b->all_dirty)
        return true;
    if (!MEM_GROW(b->dirty, b->cap_dirty, b->n_dirty + 1))
        return fail_memory(c);
    b->dirty[b->n_dirty++] = row;
    return true;
}

/* ---- values ---- */
static bool column_value(cx *c, book *b, uint32_t field, str text, uint32_t *ret)
{
    book_column *w = &b->columns[field];
    str kept;
    *ret = 0;
    if (!w->n_values) { /* [0]: missing */
        if (!MEM_GROW(w->values, w->cap, 1))
            return fail_memory(c);
        w->values[w->n_values++] = (book_value){{"", 0}, NAN};
    }
    if (!text.n)
        return true;
    *ret = map_get(&w->index, text);
    if (*ret != MAP_NONE)
        return true;
    if (!MEM_GROW(w->values, w->cap, w->n_values + 1) || !arena_str(b->a, text, &kept) ||
        !map_put(&w->index, kept, (uint32_t)w->n_values))
        return fail_memory(c);
    *ret = (uint32_t)w->n_values;
    w->values[w->n_values++] = (book_value){kept, book_number(&b->type->fields[field], kept)};
    return true;
}

bool book_put(cx *c, book *b, uint32_t row, uint32_t field, str text)
{
    uint32_t id;
    if (!b->columns[field].at)
        return true; /* computed or attached: not entered */
    TRY(column_value(c, b, field, text, &id));
    b->columns[field].at[row] = id;
    return true;
}

const book_value *book_entered(const book *b, uint32_t row, uint32_t field)
{
    static const book_value missing = {{"", 0}, NAN};
    const book_column *w = &b->columns[field];
    return w->at && w->n_values ? &w->values[w->at[row]] : &missing;
}

/* ---- people and events ---- */
static bool person_of(cx *c, book *b, str by, uint32_t *ret)
{
    str kept;
    *ret = map_get(&b->person_index, by);
    if (*ret != MAP_NONE)
        return true;
    if (!MEM_GROW(b->people, b->cap_people, b->n_people + 1) || !arena_str(b->a, by, &kept) ||
        !map_put(&b->person_index, kept, (uint32_t)b->n_people))
        return fail_memory(c);
    *ret = (uint32_t)b->n_people;
    b->people[b->n_people++] = kept;
    return true;
}

str book_person(const book *b, uint32_t by)
{
    return by < b->n_people ? b->people[by] : (str){"", 0};
}

bool book_add_event(cx *c, book *b, uint32_t row, const book_commit *k, book_act act, uint32_t move)
{
    book_row *r = &b->rows[row];
    uint32_t by;
    TRY(person_of(c, b, k->by, &by));
    if (!MEM_GROW(b->events, b->cap_events, b->n_events + 1))
        return fail_memory(c);
    b->events[b->n_events] = (book_event){.commit = k->id,
                                          .at = k->at,
                                          .by = by,
                                          .before = r->event,
                                          .act = (uint8_t)act,
                                          .move = (uint8_t)(move < UINT8_MAX ? move : UINT8_MAX),
                                          .stage = r->stage};
    r->event = (uint32_t)b->n_events++;
    if (r->first_event == UINT32_MAX)
        r->first_event = r->event;
    if (act != BOOK_COMMENT)
        r->version++;
    return true;
}

const book_event *book_moved(const book *b, uint32_t row, uint32_t move)
{
    for (uint32_t e = b->rows[row].event; e != UINT32_MAX; e = b->events[e].before)
        if (b->events[e].act == BOOK_MOVE && b->events[e].move == move)
            return &b->events[e];
    return NULL;
}

const book_event *book_staged(const book *b, uint32_t row)
{
    const book_event *first = NULL;
    for (uint32_t e = b->rows[row].event; e != UINT32_MAX; e = b->events[e].before) {
        if (b->events[e].stage != b->rows[row].stage)
            break;
        first = &b->events[e];
    }
    return first;
}

uint32_t book_files(const book *b, uint32_t row, uint32_t field)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < b->rows[row].n_files; i++)
        n += b->rows[row].files[i].field == field;
    return n;
}

/* ---- asking ---- */
static expr_value num_value(expr_kind kind, double v)
{
    return (expr_value){.kind = kind, .num = v, .text = {"", 0}};
}

static expr_value text_value(expr_kind kind, str s)
{
    return (expr_value){.kind = kind, .num = NAN, .text = s};
}

const book_event *book_changed(const book *b, uint32_t row)
{
    uint32_t e = b->rows[row].event;
    while (e != UINT32_MAX && b->events[e].act == BOOK_COMMENT)
        e = b->events[e].before;
    return e == UINT32_MAX ? NULL : &b->events[e];
}

static expr_value built_in(const book *b, uint32_t row, uint32_t name)
{
    const book_row *r = &b->rows[row];
    const book_event *first = r->first_event == UINT32_MAX ? NULL : &b->events[r->first_event];
    const book_event *last = book_changed(b, row);
    switch (name) {
    case TYPE_NAME_CODE:
        return text_value(EXPR_TEXT, r->code);
    case TYPE_NAME_STAGE:
        return text_value(EXPR_TEXT, b->type->stages[r->stage].code);
    case TYPE_NAME_VERSION:
        return num_value(EXPR_NUM, r->version);
    case TYPE_NAME_CREATED_BY:
        return text_value(EXPR_TEXT, first ? book_person(b, first->by) : S(""));
    case TYPE_NAME_CHANGED_BY:
        return text_value(EXPR_TEXT, last ? book_person(b, last->by) : S(""));
    case TYPE_NAME_CREATED_ON:
        return num_value(EXPR_DATE, first ? (double)time_day(first->at) : NAN);
    case TYPE_NAME_CHANGED_ON:
        return num_value(EXPR_DATE, last ? (double)time_day(last->at) : NAN);
    case TYPE_NAME_LIGHT:
        return text_value(EXPR_TEXT, str_of(light_mark_name(r->light)));
    default: /* a series by itself has no value */
        return num_value(EXPR_NUM, NAN);
    }
}

expr_value book_get(const book *b, uint32_t row, uint32_t name)
{
    if (name >= b->type->n_fields)
        return built_in(b, row, name);
    const type_field *f = &b->type->fields[name];
    expr_kind kind = field_expr_kind(f);
    bool text = kind == EXPR_TEXT || kind == EXPR_LIST;
    if (is_computed(f))
        return text ? text_value(kind, b->results[name].text[row])
                    : num_value(kind, b->results[name].num[row]);
    const book_value *v = book_entered(b, row, name);
    return text ? text_value(kind, v->text) : num_value(kind, v->num);
}
