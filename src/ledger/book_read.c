/* The texts of commits into a book. Their columns: docs/formats.md, "Texts of ledgers". */
#include "base/csv.h"
#include "ledger/book_impl.h"
#include <math.h>

#define CLEARED "-" /* a value that was there and is not any more */

typedef struct text_reader {
    cx *c;
    book *b;
    const book_commit *k;
    csv r;
    uint32_t *fields; /* by column: field of the type; UINT32_MAX = not one of them */
    size_t n;
} text_reader;

static bool torn(text_reader *t)
{
    return fail(t->c, ERR_DB,
                "台账 " STR_FMT " 的记录（第 %lld 次提交第 %u 行）不完整：请运行 diaodu doctor",
                "ledger " STR_FMT
                ": the text of commit %lld, line %u is not complete: run diaodu doctor",
                STR_ARG(t->b->type->code), (long long)t->k->id, t->r.line);
}

static str cell(const text_reader *t, size_t i)
{
    return i < t->r.n ? t->r.fields[i] : (str){"", 0};
}

static bool keep(text_reader *t, str s, str *ret)
{
    return arena_str(t->b->a, str_eqz(s, CLEARED) ? S("") : s, ret) || fail_memory(t->c);
}

/* ---- rows: code, .act, .stage, .note, fields … ---- */
static bool read_act(text_reader *t, str s, book_act *act, uint32_t *move)
{
    *move = UINT32_MAX;
    if (str_starts(s, S("move:"))) {
        *act = BOOK_MOVE;
        *move = type_move_of(t->b->type, str_from(s, 5));
        return true;
    }
    for (*act = BOOK_ADD; *act <= BOOK_RESTORE; ++*act)
        if (str_eqz(s, book_act_name(*act)))
            return true;
    return torn(t);
}

static bool take_row(text_reader *t)
{
    book *b = t->b;
    uint32_t row, move;
    book_act act;
    TRY(t->r.n >= 4 || torn(t));
    TRY(read_act(t, cell(t, 1), &act, &move) &&
        book_row_of(t->c, b, cell(t, 0), act == BOOK_ADD, &row));
    str stage = cell(t, 2);
    uint32_t at = stage.n ? type_stage_of(b->type, stage) : UINT32_MAX;
    if (at != UINT32_MAX)
        b->rows[row].stage = (uint8_t)at;
    if (act == BOOK_REMOVE || act == BOOK_RESTORE)
        b->rows[row].withdrawn = act == BOOK_REMOVE;
    for (size_t i = 4; i < t->r.n && i < t->n; i++) {
        str s = cell(t, i);
        if (t->fields[i] != UINT32_MAX && s.n)
            TRY(book_put(t->c, b, row, t->fields[i], str_eqz(s, CLEARED) ? S("") : s));
    }
    return book_add_event(t->c, b, row, t->k, act, move) && book_dirty(t->c, b, row);
}

/* ---- series: code, series, period, plan, actual ---- */
static int point_cmp(const book_point *a, uint16_t series, int32_t ord)
{
    if (a->series != series)
        return a->series < series ? -1 : 1;
    return a->ord < ord ? -1 : a->ord > ord;
}

static bool point_of(text_reader *t, book_row *r, uint16_t series, int32_t ord, book_point **ret)
{
    uint32_t i = r->n_points;
    size_t cap = r->cap_points;
    while (i && point_cmp(&r->points[i - 1], series, ord) > 0)
        i--;
    if (i && point_cmp(&r->points[i - 1], series, ord) == 0) {
        *ret = &r->points[i - 1];
        return true;
    }
    if (!MEM_GROW(r->points, cap, r->n_points + 1))
        return fail_memory(t->c);
    r->cap_points = (uint32_t)cap;
    memmove(&r->points[i + 1], &r->points[i], (r->n_points - i) * sizeof *r->points);
    r->n_points++;
    r->points[i] = (book_point){.series = series,
                                .ord = ord,
                                .plan = NAN,
                                .actual = NAN,
                                .plan_text = S(""),
                                .actual_text = S("")};
    *ret = &r->points[i];
    return true;
}

static bool put_amount(text_reader *t, str s, str *text, double *num)
{
    static const type_field number = {.kind = FIELD_NUMBER};
    if (!s.n)
        return true;
    TRY(keep(t, s, text));
    *num = book_number(&number, *text);
    return true;
}

/* Rows of one row of the ledger stand together: they are one event. */
static bool one_event(text_reader *t, uint32_t row, book_act act)
{
    const book_row *r = &t->b->rows[row];
    const book_event *last = r->event == UINT32_MAX ? NULL : &t->b->events[r->event];
    if (last && last->commit == t->k->id && last->act == act)
        return true;
    return book_add_event(t->c, t->b, row, t->k, act, UINT32_MAX) && book_dirty(t->c, t->b, row);
}

static bool take_point(text_reader *t)
{
    uint32_t row, series = type_series_of(t->b->type, cell(t, 1));
    period p;
    book_point *to = NULL;
    TRY(t->r.n == 5 || torn(t));
    TRY(book_row_of(t->c, t->b, cell(t, 0), false, &row));
    if (series == UINT32_MAX || !period_parse_iso(cell(t, 2), &p) ||
        p.f != t->b->type->series[series].f) /* of a series that the type does not have any more */
        return one_event(t, row, BOOK_SERIES);
    return point_of(t, &t->b->rows[row], (uint16_t)series, p.ord, &to) &&
           put_amount(t, cell(t, 3), &to->plan_text, &to->plan) &&
           put_amount(t, cell(t, 4), &to->actual_text, &to->actual) &&
           one_event(t, row, BOOK_SERIES);
}

/* ---- milestones: code, milestone, removed, name, plan, forecast, actual, depends_on, days, owner;
 * of newer texts also: started, baseline ---- */
static int64_t day_of(str s)
{
    period p;
    return period_parse_iso(s, &p) && p.f == FREQ_D ? p.ord : INT64_MIN;
}

static bool take_milestone(text_reader *t)
{
    uint32_t row, i = 0;
    TRY(t->r.n == 10 || t->r.n == 12 || torn(t));
    TRY(book_row_of(t->c, t->b, cell(t, 0), false, &row));
    book_row *r = &t->b->rows[row];
    size_t cap = r->cap_milestones;
    while (i < r->n_milestones && !str_eq(r->milestones[i].code, cell(t, 1)))
        i++;
    if (cell(t, 2).n) {
        if (i < r->n_milestones) {
            r->n_milestones--;
            memmove(&r->milestones[i], &r->milestones[i + 1],
                    (r->n_milestones - i) * sizeof *r->milestones);
        }
        return one_event(t, row, BOOK_MILESTONE);
    }
    if (i == r->n_milestones) {
        if (!MEM_GROW(r->milestones, cap, r->n_milestones + 1))
            return fail_memory(t->c);
        r->cap_milestones = (uint32_t)cap;
        r->milestones[r->n_milestones++] = (book_milestone){0};
        TRY(keep(t, cell(t, 1), &r->milestones[i].code));
    }
    book_milestone *m = &r->milestones[i];
    static const type_field number = {.kind = FIELD_NUMBER};
    m->plan = day_of(cell(t, 4));
    m->forecast = day_of(cell(t, 5));
    m->actual = day_of(cell(t, 6));
    m->started = day_of(cell(t, 10));
    m->baseline = day_of(cell(t, 11));
    m->days = book_number(&number, cell(t, 8));
    return keep(t, cell(t, 3), &m->name) && keep(t, cell(t, 7), &m->depends_on) &&
           keep(t, cell(t, 9), &m->owner) && one_event(t, row, BOOK_MILESTONE);
}

/* ---- files: code, field, hash, name, media, size, removed ---- */
static bool take_file(text_reader *t)
{
    uint32_t row, field = type_field_of(t->b->type, cell(t, 1)), i = 0;
    int64_t size;
    TRY((t->r.n == 7 && str_int(cell(t, 5), &size)) || torn(t));
    TRY(book_row_of(t->c, t->b, cell(t, 0), false, &row));
    if (field == UINT32_MAX)
        return one_event(t, row, BOOK_FILE);
    book_row *r = &t->b->rows[row];
    size_t cap = r->cap_files;
    while (i < r->n_files && !(r->files[i].field == field && str_eq(r->files[i].hash, cell(t, 2))))
        i++;
    bool gone = cell(t, 6).n > 0;
    if (gone && i < r->n_files) {
        r->n_files--;
        memmove(&r->files[i], &r->files[i + 1], (r->n_files - i) * sizeof *r->files);
    }
    if (!gone && i == r->n_files) {
        if (!MEM_GROW(r->files, cap, r->n_files + 1))
            return fail_memory(t->c);
        r->cap_files = (uint32_t)cap;
        book_file *f = &r->files[r->n_files++];
        *f = (book_file){.field = field, .size = (uint64_t)size, .at = t->k->at};
        TRY(keep(t, cell(t, 2), &f->hash) && keep(t, cell(t, 3), &f->name) &&
            keep(t, cell(t, 4), &f->media));
    }
    TRY(one_event(t, row, BOOK_FILE));
    if (!gone && i < r->n_files)
        r->files[i].by = t->b->events[r->event].by;
    return true;
}

/* ---- comments: code, text ---- */
static bool take_comment(text_reader *t)
{
    uint32_t row;
    TRY(t->r.n == 2 || torn(t));
    TRY(book_row_of(t->c, t->b, cell(t, 0), false, &row));
    t->b->rows[row].comments++;
    t->b->stamp++;
    return book_add_event(t->c, t->b, row, t->k, BOOK_COMMENT, UINT32_MAX);
}

/* ---- a text ---- */
static bool take_header(text_reader *t)
{
    t->n = t->r.n;
    t->fields = cx_alloc(t->c, (t->n + 1) * sizeof *t->fields);
    TRY(t->fields);
    for (size_t i = 0; i < t->n; i++)
        t->fields[i] = type_field_of(t->b->type, t->r.fields[i]);
    return true;
}

bool book_apply(cx *c, book *b, str kind, const book_commit *k, str text)
{
    static const struct {
        const char *kind;
        bool (*take)(text_reader *t);
    } kinds[] = {{"rows", take_row},
                 {"series", take_point},
                 {"milestones", take_milestone},
                 {"files", take_file},
                 {"comments", take_comment}};
    text_reader t = {.c = c, .b = b, .k = k};
    bool ok = true, header = true;
    size_t w = 0;
    while (w < COUNT_OF(kinds) && !str_eqz(kind, kinds[w].kind))
        w++;
    if (w == COUNT_OF(kinds))
        return true; /* of a newer program */
    csv_init(&t.r, text);
    while (ok && csv_next(c, &t.r)) {
        ok = header ? take_header(&t) : kinds[w].take(&t);
        header = false;
    }
    csv_done(&t.r);
    return ok && !c->err.code;
}
