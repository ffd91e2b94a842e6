/* One row of a ledger as an object, and its card. */
#include "api/ledger.h"
#include "base/csv.h"
#include "base/str.h"
#include "flow/ledger.h"
#include "flow/ledger_issue.h"
#include "flow/ledger_said.h"
#include "flow/ledger_text.h"
#include "store/named.h"
#include <ctype.h>
#include <math.h>

#define CHILDREN_SHOWN 200
#define NEEDS_MAX 64

/* ---- a row ---- */
static bool is_coded(const type_field *f)
{
    return f->kind == FIELD_CHOICE || (f->kind >= FIELD_AREA && f->kind <= FIELD_LINK);
}

static const char *name_key(cx *c, const type_field *f)
{
    return cx_printf(c, STR_FMT "_name", STR_ARG(f->code));
}

static bool put_many(cx *c, json *j, const ledger_hold *h, const type_field *f, str list)
{
    const char *key = cx_strdup(c, f->code), *names = name_key(c, f);
    str rest = list, one, said;
    TRY(key && names);
    json_arr(j, key);
    while (list.n && str_split(&rest, ';', &one))
        json_str(j, NULL, one);
    json_end(j, ']');
    if (!is_coded(f))
        return true;
    rest = list;
    json_arr(j, names);
    while (list.n && str_split(&rest, ';', &one)) {
        TRY(ledger_said_code(c, h, f, one, &said));
        json_str(j, NULL, said);
    }
    json_end(j, ']');
    return true;
}

static void put_text(json *j, const char *key, str s)
{
    if (s.n)
        json_str(j, key, s);
    else
        json_nil(j, key);
}

static void put_files(cx *c, json *j, const char *key, const ledger_hold *h, uint32_t row,
                      uint32_t field)
{
    const book_row *r = &h->b->rows[row];
    json_arr(j, key);
    for (uint32_t i = 0; i < r->n_files; i++) {
        const book_file *f = &r->files[i];
        if (f->field != field)
            continue;
        json_obj(j, NULL);
        json_str(j, "name", f->name);
        json_str(j, "hash", f->hash);
        json_int(j, "size", (int64_t)f->size);
        json_str(j, "media", f->media);
        put_time(j, "at", f->at);
        json_str(j, "by", book_person(h->b, f->by));
        json_end(j, '}');
    }
    json_end(j, ']');
    (void)c;
}

static bool put_day_value(json *j, const char *key, double day)
{
    if (isnan(day))
        json_nil(j, key);
    else
        put_period(j, key, (period){FREQ_D, (int32_t)day});
    return true;
}

static bool put_value(cx *c, json *j, const ledger_hold *h, uint32_t row, uint32_t field)
{
    const type_field *f = &h->type->fields[field];
    const char *key = cx_strdup(c, f->code);
    expr_value v;
    str said;
    TRY(key);
    if (f->kind == FIELD_FILE) {
        put_files(c, j, key, h, row, field);
        return true;
    }
    v = book_get(h->b, row, field);
    if (v.kind == EXPR_LIST)
        return put_many(c, j, h, f, v.text);
    if (f->kind == FIELD_DATE)
        return put_day_value(j, key, v.num);
    if (v.kind == EXPR_FLAG && !isnan(v.num))
        json_bool(j, key, v.num != 0);
    else if (v.kind == EXPR_NUM || v.kind == EXPR_FLAG)
        json_num(j, key, v.num);
    else
        put_text(j, key, v.text);
    if (!is_coded(f))
        return true;
    const char *name = name_key(c, f);
    TRY(name && ledger_said_code(c, h, f, v.text, &said));
    put_text(j, name, v.text.n ? said : S(""));
    return true;
}

static void put_alerts(json *j, const ledger_hold *h, const book_row *r, lang l)
{
    json_arr(j, "alerts");
    for (uint32_t i = 0; i < h->type->n_alerts; i++) {
        const type_alert *a = &h->type->alerts[i];
        if (!(r->alerts >> i & 1))
            continue;
        json_obj(j, NULL);
        json_str(j, "code", a->code);
        json_str(j, "name", type_said(a->name, l));
        json_strz(j, "light", light_mark_name(a->light));
        put_text(j, "letter", a->letter);
        json_end(j, '}');
    }
    json_end(j, ']');
}

static void put_writers(json *j, const ledger_hold *h, const book_row *r)
{
    const book_event *first = &h->b->events[r->first_event],
                     *last = book_changed(h->b, (uint32_t)(r - h->b->rows));
    put_time(j, "created_at", first->at);
    json_str(j, "created_by", book_person(h->b, first->by));
    put_time(j, "changed_at", last->at);
    json_str(j, "changed_by", book_person(h->b, last->by));
}

bool put_ledger_row(cx *c, json *j, const char *key, const ledger_hold *h, uint32_t row,
                    const uint32_t *fields, uint32_t n)
{
    const book_row *r = &h->b->rows[row];
    const type_stage *s = &h->type->stages[r->stage];
    json_obj(j, key);
    json_str(j, "code", r->code);
    json_int(j, "version", r->version);
    json_str(j, "stage", s->code);
    json_str(j, "stage_name", type_said(s->name, c->lang));
    json_strz(j, "light", light_mark_name(r->light));
    put_alerts(j, h, r, c->lang);
    for (uint32_t i = 0; i < (fields ? n : h->type->n_fields); i++)
        TRY(put_value(c, j, h, row, fields ? fields[i] : i));
    put_writers(j, h, r);
    json_int(j, "comments", r->comments);
    json_int(j, "files", r->n_files);
    if (r->withdrawn)
        json_bool(j, "withdrawn", true);
    json_end(j, '}');
    return sb_ok(j->b) || fail_memory(c);
}

/* ---- series and milestones ---- */
static void put_amount(json *j, const char *key, str text)
{
    if (text.n)
        json_raw(j, key, text); /* an exact decimal is a JSON number */
    else
        json_nil(j, key);
}

static void put_series(json *j, const ledger_hold *h, const book_row *r)
{
    json_arr(j, "series");
    for (uint32_t s = 0; s < h->type->n_series; s++) {
        json_obj(j, NULL);
        json_str(j, "code", h->type->series[s].code);
        json_arr(j, "rows");
        for (uint32_t i = 0; i < r->n_points; i++) {
            const book_point *p = &r->points[i];
            if (p->series != s)
                continue;
            json_obj(j, NULL);
            put_period(j, "period", (period){h->type->series[s].f, p->ord});
            put_amount(j, "plan", p->plan_text);
            put_amount(j, "actual", p->actual_text);
            json_end(j, '}');
        }
        json_end(j, ']');
        json_end(j, '}');
    }
    json_end(j, ']');
}

static void put_milestones(json *j, const ledger_hold *h, const book_row *r)
{
    json_arr(j, "milestones");
    for (uint32_t i = 0; i < r->n_milestones; i++) {
        const book_milestone *m = &r->milestones[i];
        str rest = m->depends_on, one;
        json_obj(j, NULL);
        json_str(j, "milestone", m->code);
        json_str(j, "name", m->name);
        put_day(j, "plan", m->plan);
        put_day(j, "forecast", m->forecast);
        put_day(j, "actual", m->actual);
        json_arr(j, "depends_on");
        while (m->depends_on.n && str_split(&rest, ';', &one))
            json_str(j, NULL, one);
        json_end(j, ']');
        json_num(j, "days", m->days);
        put_text(j, "owner", m->owner);
        put_day(j, "started", m->started);
        put_day(j, "baseline", m->baseline);
        json_bool(j, "late",
                  m->actual == INT64_MIN && m->plan != INT64_MIN && m->plan < h->view.today);
        json_end(j, '}');
    }
    json_end(j, ']');
}

/* ---- what may be done ---- */
static bool put_moves(cx *c, json *j, ledger_hold *h, uint32_t row)
{
    uint32_t needs[NEEDS_MAX], n;
    json_arr(j, "moves");
    for (uint32_t i = 0; i < h->type->n_moves; i++) {
        const type_move *m = &h->type->moves[i];
        if (!(m->from >> h->b->rows[row].stage & 1) ||
            !ledger_may(h, m->dispatch ? ACT_DISPATCH : ACT_LEDGER, row))
            continue; /* a step that is not theirs at all is not offered */
        const char *why = ledger_move_lock(c, h, row, m, needs, NEEDS_MAX, &n);
        json_obj(j, NULL);
        json_str(j, "code", m->code);
        json_str(j, "name", type_said(m->name, c->lang));
        json_bool(j, "allowed", !why);
        json_strz(j, "why", why);
        json_arr(j, "needs");
        for (uint32_t k = 0; k < n; k++)
            json_str(j, NULL, h->type->fields[needs[k]].code);
        json_end(j, ']');
        json_end(j, '}');
    }
    json_end(j, ']');
    return sb_ok(j->b) || fail_memory(c);
}

static void put_may(json *j, const ledger_hold *h, uint32_t row)
{
    const book_row *r = &h->b->rows[row];
    bool now = h->d->as_of == STORE_NOW;
    bool fill = now && !r->withdrawn && ledger_may(h, ACT_LEDGER, row);
    json_obj(j, "may");
    json_bool(j, "set", fill);
    json_bool(j, "comment", now);
    json_bool(j, "attach", fill);
    json_bool(j, "remove", now && ledger_may(h, ACT_DISPATCH, row));
    json_end(j, '}');
}

/* ---- history ---- */
typedef struct past {
    cx *c;
    json *j;
    const ledger_hold *h;
    str code;
    book_value *was; /* by field */
    str stage;
    uint32_t version;
    bool comments; /* tell comments, else everything else */
} past;

static void put_who(past *w, const commit *k)
{
    const person *p = catalog_person(w->h->d->k, k->recorded_by);
    put_time(w->j, "at", k->recorded_at);
    json_str(w->j, "by", k->recorded_by);
    json_str(w->j, "by_name", p ? p->name : k->recorded_by);
}

static bool put_change(past *w, uint32_t field, str now)
{
    book_value *was = &w->was[field];
    if (str_eq(was->text, now))
        return true;
    json_obj(w->j, NULL);
    json_str(w->j, "field", w->h->type->fields[field].code);
    put_text(w->j, "from", was->text);
    put_text(w->j, "to", now);
    json_end(w->j, '}');
    return arena_str(w->c->a, now, &was->text) || fail_memory(w->c);
}

static void begin_event(past *w, const commit *k, str act, str note)
{
    str move = S("");
    if (str_starts(act, S("move:"))) {
        move = str_from(act, 5);
        act = S("move");
    }
    json_obj(w->j, NULL);
    json_int(w->j, "version", ++w->version);
    put_who(w, k);
    json_str(w->j, "act", act);
    put_text(w->j, "move", move);
    put_text(w->j, "note", note);
}

static bool tell_row(past *w, const commit *k, const csv *head, const csv *r)
{
    str stage = r->n > 2 ? r->fields[2] : S("");
    begin_event(w, k, r->fields[1], r->n > 3 ? r->fields[3] : S(""));
    put_text(w->j, "from", w->stage);
    if (stage.n && !arena_str(w->c->a, stage, &w->stage))
        return fail_memory(w->c);
    put_text(w->j, "to", w->stage);
    json_arr(w->j, "changes");
    for (size_t i = 4; i < r->n && i < head->n; i++) {
        uint32_t f = type_field_of(w->h->type, head->fields[i]);
        str now = r->fields[i];
        if (f != UINT32_MAX && now.n)
            TRY(put_change(w, f, str_eqz(now, "-") ? S("") : now));
    }
    json_end(w->j, ']');
    json_int(w->j, "commit", k->id);
    json_end(w->j, '}');
    return true;
}

/* Series, milestones and files: what stands in the line, as one event a text. */
static void tell_part(past *w, const commit *k, const char *act, const csv *head, const csv *r,
                      bool first)
{
    if (first) {
        begin_event(w, k, str_of(act), S(""));
        put_text(w->j, "from", w->stage);
        put_text(w->j, "to", w->stage);
        json_arr(w->j, "changes");
    }
    json_obj(w->j, NULL);
    json_str(w->j, "field", r->fields[1]);
    for (size_t i = 2; i < r->n && i < head->n; i++)
        if (r->fields[i].n) {
            char key[24];
            snprintf(key, sizeof key, STR_FMT, STR_ARG(str_sub(head->fields[i], 0, 20)));
            json_str(w->j, key, r->fields[i]);
        }
    json_end(w->j, '}');
}

static bool tell_line(past *w, const commit *k, str kind, const csv *head, const csv *r, bool *open)
{
    if (str_eqz(kind, "comments")) {
        if (!w->comments)
            return true;
        json_obj(w->j, NULL);
        put_who(w, k);
        json_str(w->j, "text", r->n > 1 ? r->fields[1] : S(""));
        json_end(w->j, '}');
        return true;
    }
    if (w->comments)
        return true;
    if (str_eqz(kind, "rows"))
        return r->n < 2 || tell_row(w, k, head, r);
    if (r->n > 1)
        tell_part(w, k,
                  str_eqz(kind, "series")  ? "series"
                  : str_eqz(kind, "files") ? "file"
                                           : "milestone",
                  head, r, !*open);
    *open = true;
    return true;
}

/* Where the next line of the row begins, from *at on: an import may have brought 100,000 others with it. A line break
 * within quotes begins no line. */
static bool next_line(str text, str code, size_t *at, size_t *counted, bool *quoted)
{
    for (;;) {
        ptrdiff_t found = str_find(str_from(text, *at), code);
        if (found < 0)
            return false;
        size_t here = *at + (size_t)found, after = here + code.n;
        *at = after;
        if (!here || text.p[here - 1] != '\n' || after >= text.n || text.p[after] != ',')
            continue;
        while (*counted < here) {
            const char *mark = memchr(text.p + *counted, '"', here - *counted);
            *quoted ^= mark != NULL;
            *counted = mark ? (size_t)(mark - text.p) + 1 : here;
        }
        if (*quoted)
            continue;
        *at = here;
        return true;
    }
}

/* Codes that stand in a text as they are: nothing of them is quoted or guarded. */
static bool stands_bare(str code)
{
    bool bare = code.n > 0;
    for (size_t i = 0; bare && i < code.n; i++) {
        unsigned char x = (unsigned char)code.p[i];
        bare = isalnum(x) || x >= 0x80 || (i && strchr("-_./", x));
    }
    return bare;
}

static bool tell_each_line(past *w, const commit *k, str text, const csv *head, bool *open)
{
    csv r;
    bool ok = true;
    str kind = ledger_text_kind(text);
    csv_init(&r, text);
    while (ok && csv_next(w->c, &r))
        if (r.n && str_eq(r.fields[0], w->code))
            ok = tell_line(w, k, kind, head, &r, open);
    csv_done(&r);
    return ok;
}

static bool tell_lines(past *w, const commit *k, str text, const csv *head, bool *open)
{
    size_t at = 0, counted = 0;
    bool quoted = false, ok = true;
    str kind = ledger_text_kind(text);
    while (ok && next_line(text, w->code, &at, &counted, &quoted)) {
        csv r;
        csv_init(&r, str_from(text, at));
        r.sep = head->sep; /* a line by itself does not tell: codes may stand in it with many ; */
        ok = csv_next(w->c, &r) && tell_line(w, k, kind, head, &r, open);
        csv_done(&r);
        at += w->code.n;
    }
    return ok;
}

static bool tell_text(void *user, const commit *k, str text)
{
    past *w = user;
    csv head;
    bool open = false;
    csv_init(&head, text);
    bool ok = !csv_next(w->c, &head) ||
              (stands_bare(w->code) ? tell_lines : tell_each_line)(w, k, text, &head, &open);
    if (open) {
        json_end(w->j, ']');
        json_int(w->j, "commit", k->id);
        json_end(w->j, '}');
    }
    csv_done(&head);
    return ok && !w->c->err.code;
}

/* Only the commits that touched the row are read, and of them only those that say what is told. */
static bool put_past(cx *c, json *j, const ledger_hold *h, uint32_t row, bool comments)
{
    past w = {
        .c = c, .j = j, .h = h, .code = h->b->rows[row].code, .stage = S(""), .comments = comments};
    str name;
    uint32_t n = 0;
    for (uint32_t e = h->b->rows[row].event; e != UINT32_MAX; e = h->b->events[e].before)
        n++;
    int64_t *commits = cx_alloc(c, (n + 1) * sizeof *commits);
    w.was = cx_alloc(c, (h->type->n_fields + 1) * sizeof *w.was);
    TRY(commits && w.was && ledger_named(c, LEDGER_TEXT_PREFIX, h->type->code, &name));
    uint32_t from = n;
    for (uint32_t e = h->b->rows[row].event; e != UINT32_MAX; e = h->b->events[e].before)
        if ((h->b->events[e].act == BOOK_COMMENT) == comments)
            commits[--from] = h->b->events[e].commit;
    json_arr(j, comments ? "comments" : "history");
    for (uint32_t i = from; i < n; i++)
        if (i == from || commits[i] != commits[i - 1])
            TRY(store_each_named(c, h->d->s, name, commits[i] - 1, commits[i], tell_text, &w));
    json_end(j, ']');
    return sb_ok(j->b) || fail_memory(c);
}

/* ---- rows that link here ---- */
/* Which rows link here say the books that are held; what they say, those that know what may be told. */
static bool put_children(cx *c, json *j, const ledger_hold *h, const ledger_hold *told, str code,
                         const type_child *k)
{
    book *b = ledger_other(h, k->type);
    const uint32_t *list;
    uint32_t n, total = 0, field = type_field_of(b->type, k->field);
    if (field == UINT32_MAX)
        return true;
    book_holders(b, field, code, &list, &n);
    json_obj(j, NULL);
    json_str(j, "type", b->type->code);
    json_str(j, "field", k->field);
    json_str(j, "name", type_said(b->type->name, c->lang));
    json_arr(j, "rows");
    for (uint32_t i = 0; i < n; i++) {
        if (b->rows[list[i]].withdrawn || !ledger_other_seen(h, b, list[i]))
            continue;
        uint32_t row = book_find(told->b, b->rows[list[i]].code);
        if (row != BOOK_NO_ROW && total++ < CHILDREN_SHOWN)
            TRY(put_ledger_row(c, j, NULL, told, row, NULL, 0));
    }
    json_end(j, ']');
    json_int(j, "total", total);
    json_end(j, '}');
    return true;
}

static bool put_child(cx *c, json *j, const ledger_hold *h, uint32_t row, const type_child *k)
{
    ledger_hold told;
    if (!ledger_other(h, k->type))
        return true;
    TRY(ledger_open_beside(c, h, k->type, &told));
    bool ok = put_children(c, j, h, &told, h->b->rows[row].code, k);
    ledger_done(&told);
    return ok;
}

static bool put_letters(cx *c, json *j, ledger_hold *h, uint32_t row)
{
    json_arr(j, "letters");
    for (uint32_t i = 0; i < h->type->n_letters; i++) {
        const type_letter *l = &h->type->letters[i];
        if (l->over) /* of an organisation, not of a row */
            continue;
        const char *why = ledger_letter_lock(c, h, row, l);
        json_obj(j, NULL);
        json_str(j, "code", l->code);
        json_str(j, "name", type_said(l->name, c->lang));
        json_strz(j, "kind", letter_kind_name(l->kind));
        json_bool(j, "ready", !why);
        json_strz(j, "why", why);
        json_end(j, '}');
    }
    json_end(j, ']');
    return sb_ok(j->b) || fail_memory(c);
}

/* ---- the card ---- */
static bool put_card(cx *c, json *j, ledger_hold *h, uint32_t row)
{
    const book_row *r = &h->b->rows[row];
    json_obj(j, NULL);
    TRY(put_ledger_row(c, j, "row", h, row, NULL, 0));
    put_may(j, h, row);
    TRY(put_moves(c, j, h, row));
    put_series(j, h, r);
    put_milestones(j, h, r);
    TRY(put_past(c, j, h, row, true) && put_past(c, j, h, row, false));
    json_arr(j, "linked");
    for (uint32_t i = 0; i < h->type->n_children; i++)
        TRY(put_child(c, j, h, row, &h->type->children[i]));
    json_end(j, ']');
    TRY(put_letters(c, j, h, row));
    json_bool(j, "guard", h->type->guard && view_true(&h->view, h->b, row, h->type->guard));
    json_end(j, '}');
    return sb_ok(j->b) || fail_memory(c);
}

bool answer_ledger_card(cx *c, const desk *d, const ledger_query *q, sb *out)
{
    ledger_hold h;
    json j;
    json_init(&j, out);
    TRY(ledger_open(c, d, q->type, &h));
    uint32_t row = book_find(h.b, q->code);
    bool ok = ledger_row_seen(&h, row) ? put_card(c, &j, &h, row)
                                       : fail(c, ERR_UNKNOWN, "台账 " STR_FMT " 没有 " STR_FMT,
                                              "ledger " STR_FMT " has no row " STR_FMT,
                                              STR_ARG(q->type), STR_ARG(str_sub(q->code, 0, 80)));
    ledger_done(&h);
    return ok;
}
