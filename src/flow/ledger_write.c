/* Adding, changing and moving rows. */
#include "base/csv.h"
#include "base/os.h"
#include "base/str.h"
#include "flow/ledger_said.h"
#include "flow/ledger_writing.h"
#include "flow/ledgers_impl.h"

/* ---- adding ---- */
bool draft_code(cx *c, str code)
{
    bool ok = code.n <= 80;
    for (size_t i = 0; ok && i < code.n; i++)
        ok = (unsigned char)code.p[i] > ' ' && code.p[i] != ';' && code.p[i] != ',';
    return ok || fail(c, ERR_DATA, "代码至多 80 字节，不能含空格、; 和 ,",
                      "a code has at most 80 bytes and no blank, ; or ,");
}

static bool new_code(cx *c, draft *r, str given)
{
    book_numbering n;
    r->code = str_trim(given);
    if (!r->code.n)
        return book_numbering_begin(c, r->b, r->h->view.today, &n) &&
               book_numbering_take(c, &n, &r->code);
    TRY(draft_code(c, r->code));
    return book_find(r->b, r->code) == BOOK_NO_ROW ||
           fail(c, ERR_CONFLICT, "代码 " STR_FMT " 已有；另取一个，或改动原有的那一条",
                "there is a row " STR_FMT " already: take another code, or change that row",
                STR_ARG(r->code));
}

static bool put_new(cx *c, writing *w, str *ret_code)
{
    draft r;
    TRY(draft_begin(c, &w->h, w->h.b, BOOK_NO_ROW, w->why, &r));
    r.note = w->o->note;
    TRY(draft_inputs(c, &r, w->o->fields, w->o->n) && draft_start(c, &r) &&
        draft_check(c, &r, ACT_LEDGER) && new_code(c, &r, w->o->code));
    *ret_code = r.code;
    ledger_line line = draft_line(&r);
    return ledger_text_rows(c, r.t, &line, 1, &w->text);
}

bool ledger_add(cx *c, const desk *d, const ledger_order *o, str *ret_code, ledger_refusal *why)
{
    writing w = {.c = c, .o = o, .why = why};
    bool ok =
        writing_begin(c, d, o, "add", &w) && put_new(c, &w, ret_code) && writing_finish(c, &w);
    writing_end(&w);
    return ok;
}

/* ---- changing ---- */
static bool put_changed(cx *c, writing *w, bool *ret_any)
{
    draft r;
    uint32_t row;
    TRY(writing_row(c, w, ACT_LEDGER, &row) && writing_there(c, &w->h, row) &&
        draft_begin(c, &w->h, w->h.b, row, w->why, &r));
    r.note = w->o->note;
    TRY(draft_inputs(c, &r, w->o->fields, w->o->n) && draft_check(c, &r, ACT_LEDGER));
    *ret_any = !draft_nothing(&r);
    ledger_line line = draft_line(&r);
    return !*ret_any || ledger_text_rows(c, r.t, &line, 1, &w->text);
}

bool ledger_set(cx *c, const desk *d, const ledger_order *o, ledger_refusal *why)
{
    writing w = {.c = c, .o = o, .why = why};
    bool any = false;
    bool ok = writing_begin(c, d, o, "set", &w) && put_changed(c, &w, &any) &&
              (!any || writing_finish(c, &w));
    writing_end(&w);
    return ok;
}

/* ---- moving ---- */
static bool missing(draft *r, uint32_t field)
{
    view_draft room;
    view_row row;
    const type_field *f = &r->t->fields[field];
    draft_row(r, &room, &row);
    if (f->kind == FIELD_FILE)
        return r->row == BOOK_NO_ROW || !book_files(r->b, r->row, field);
    if (f->kind == FIELD_CHECKLIST)
        return view_lacking(&row, field, NULL, 0) > 0;
    if (f->formula) {
        expr_env env;
        view_env(&row, &env);
        return expr_missing(expr_eval(f->formula, &env));
    }
    return !draft_value(r, field).n;
}

/* Who made one of these moves last must not be who makes this one. */
static bool by_another(const ledger_hold *h, uint32_t row, const type_move *m, str me)
{
    for (uint32_t i = 0; i < h->type->n_moves; i++) {
        const book_event *e = m->other_than >> i & 1 ? book_moved(h->b, row, i) : NULL;
        if (e && str_eq(book_person(h->b, e->by), me))
            return false;
    }
    return true;
}

static bool wrong_stage(cx *c, const ledger_type *t, uint32_t stage, const type_move *m)
{
    const char *at = cx_strdup(c, t->stages[stage].name.zh),
               *at_en = cx_strdup(c, t->stages[stage].name.en);
    const char *move = cx_strdup(c, m->name.zh), *move_en = cx_strdup(c, m->name.en);
    return at && at_en && move && move_en &&
           fail(c, ERR_DENIED, "处于“%s”%.0s阶段，不能“%s”%.0s",
                "in stage “%.0s%s” it cannot be “%.0s%s”", at, at_en, move, move_en);
}

static bool may_start(cx *c, const ledger_hold *h, uint32_t row, const type_move *m, str me)
{
    const book_row *r = &h->b->rows[row];
    if (h->d->as_of != STORE_NOW)
        return fail(c, ERR_DENIED, "这是过去的样子，不能改动",
                    "this is how it stood; it cannot be changed");
    TRY(writing_there(c, h, row));
    if (!(m->from >> r->stage & 1))
        return wrong_stage(c, h->type, r->stage, m);
    if (!ledger_may(h, m->dispatch ? ACT_DISPATCH : ACT_LEDGER, row))
        return fail(c, ERR_DENIED, "没有这一步的权限", "this step is not yours to do");
    return by_another(h, row, m, me) ||
           fail(c, ERR_DENIED, "须由另一人办理（不能审自己办的）",
                "somebody else must do this (not whoever did the step before)");
}

/* What the row must hold before the move, and the move's condition. */
bool ledger_move_ready(cx *c, draft *r, const type_move *m)
{
    view_draft room;
    view_row row;
    expr_env env;
    for (uint32_t i = 0; i < m->n_needs; i++)
        if (missing(r, m->needs[i]))
            return draft_refuse(c, r, m->needs[i], "还没有，这一步不能办",
                                "is still missing for this step");
    if (!m->when)
        return true;
    draft_row(r, &room, &row);
    view_env(&row, &env);
    if (expr_true(m->when, &env))
        return true;
    const char *zh = cx_strdup(c, m->why.zh), *en = cx_strdup(c, m->why.en);
    return zh && en && draft_refuse(c, r, UINT32_MAX, zh, en);
}

const char *ledger_move_lock(cx *c, ledger_hold *h, uint32_t row, const type_move *m,
                             uint32_t *needs, uint32_t max, uint32_t *ret_n)
{
    draft r;
    err before = c->err;
    const char *why = NULL;
    *ret_n = 0;
    bool open =
        may_start(c, h, row, m, ledger_me(h->d, S(""))) && draft_begin(c, h, h->b, row, NULL, &r);
    for (uint32_t i = 0; open && i < m->n_needs; i++)
        if (missing(&r, m->needs[i]) && *ret_n < max)
            needs[(*ret_n)++] = m->needs[i];
    if (!open || (!*ret_n && !ledger_move_ready(c, &r, m))) {
        why = cx_strdup(c, str_of(cx_message(c)));
        why = why ? why : "";
    }
    c->err = before;
    return why;
}

/* A row of another type that comes with a move; its code goes into the link. */
static bool put_created(cx *c, writing *w, draft *r, const type_move *m, str *ret)
{
    const book *b = ledger_other(&w->h, m->creates);
    draft n;
    str text;
    view_draft room;
    view_row row;
    expr_env env;
    if (!b)
        return fail(c, ERR_UNKNOWN, "没有台账 " STR_FMT, "there is no ledger " STR_FMT,
                    STR_ARG(m->creates));
    TRY(draft_begin(c, &w->h, b, BOOK_NO_ROW, NULL, &n));
    draft_row(r, &room, &row);
    view_env(&row, &env);
    for (uint32_t i = 0; i < m->n_creates_set; i++) {
        uint32_t f = type_field_of(b->type, m->creates_set[i].field_text);
        if (f == UINT32_MAX)
            return fail(c, ERR_FORMAT, "台账 " STR_FMT " 没有字段 " STR_FMT,
                        "ledger " STR_FMT " has no field " STR_FMT, STR_ARG(m->creates),
                        STR_ARG(m->creates_set[i].field_text));
        TRY(ledger_value_text(c, expr_eval(m->creates_set[i].value, &env), &text) &&
            draft_take(c, &n, f, text, true));
    }
    TRY(draft_start(c, &n) && draft_check(c, &n, ACT_LEDGER) && new_code(c, &n, S("")) &&
        draft_take_code(c, r, m->creates_link, n.code));
    *ret = n.code;
    ledger_line line = draft_line(&n);
    w->other_type = m->creates;
    return ledger_text_rows(c, b->type, &line, 1, &w->other);
}

/* The row after a move; `line` points into the draft. */
static bool draft_moved(cx *c, writing *w, uint32_t row, draft *r, str *ret_created)
{
    const ledger_order *o = w->o;
    uint32_t at = type_move_of(w->h.type, o->move);
    if (at == UINT32_MAX)
        return fail(c, ERR_USAGE, "台账 " STR_FMT " 没有“" STR_FMT "”这一步",
                    "ledger " STR_FMT " has no move " STR_FMT, STR_ARG(o->type),
                    STR_ARG(str_sub(o->move, 0, 40)));
    const type_move *m = &w->h.type->moves[at];
    TRY(may_start(c, &w->h, row, m, ledger_me(w->h.d, o->by)) &&
        draft_begin(c, &w->h, w->h.b, row, w->why, r));
    r->note = o->note;
    TRY(draft_inputs(c, r, o->fields, o->n));
    if (m->note && !str_trim(o->note).n)
        return fail(c, ERR_USAGE, "须写明说明或理由", "a note is needed");
    TRY(ledger_move_ready(
        c, r, m)); /* before what the move writes: an extension moves the deadline it is held to */
    for (uint32_t i = 0; i < m->n_set; i++)
        TRY(draft_set(c, r, m->set[i].field, m->set[i].value));
    r->stage = m->to;
    char *act = cx_printf(c, "move:" STR_FMT, STR_ARG(m->code));
    TRY(r->act = act);
    return draft_check(c, r, m->dispatch ? ACT_DISPATCH : ACT_LEDGER) &&
           (!m->creates.n || put_created(c, w, r, m, ret_created));
}

static bool put_moved(cx *c, writing *w, str *ret_created)
{
    draft r;
    uint32_t row;
    TRY(draft_find(c, &w->h, w->o->code, &row) && writing_version(c, &w->h, row, w->o->version) &&
        draft_moved(c, w, row, &r, ret_created));
    ledger_line line = draft_line(&r);
    return ledger_text_rows(c, r.t, &line, 1, &w->text);
}

bool ledger_move(cx *c, const desk *d, const ledger_order *o, str *ret_created, ledger_refusal *why)
{
    writing w = {.c = c, .o = o, .why = why};
    str created = S("");
    bool ok =
        writing_begin(c, d, o, "move", &w) && put_moved(c, &w, &created) && writing_finish(c, &w);
    writing_end(&w);
    if (ret_created)
        *ret_created = created;
    return ok;
}

/* ---- removing ---- */
static bool put_removed(cx *c, writing *w, bool restore)
{
    uint32_t row;
    TRY(writing_row(c, w, ACT_DISPATCH, &row));
    if (!str_trim(w->o->note).n)
        return fail(c, ERR_USAGE, "须写明理由", "a reason is needed");
    if (w->h.b->rows[row].withdrawn != restore)
        return fail(c, ERR_CONFLICT, restore ? "没有撤除，不必恢复" : "已经撤除",
                    restore ? "it was not removed" : "it was removed already");
    ledger_line line = {.code = w->h.b->rows[row].code,
                        .act = restore ? "restore" : "remove",
                        .stage = S(""),
                        .note = w->o->note};
    return ledger_text_rows(c, w->h.type, &line, 1, &w->text);
}

bool ledger_remove(cx *c, const desk *d, const ledger_order *o, bool restore)
{
    writing w = {.c = c, .o = o};
    bool ok = writing_begin(c, d, o, restore ? "restore" : "remove", &w) &&
              put_removed(c, &w, restore) && writing_finish(c, &w);
    writing_end(&w);
    return ok;
}

/* ---- many ---- */
static bool bulk_one(cx *c, writing *w, const ledger_item *item, draft *r)
{
    uint32_t row;
    TRY(draft_find(c, &w->h, item->code, &row) && writing_version(c, &w->h, row, item->version));
    if (w->o->move.n) {
        uint32_t at = type_move_of(w->h.type, w->o->move);
        if (at != UINT32_MAX && w->h.type->moves[at].creates.n)
            return fail(c, ERR_USAGE, "这一步会新建另一条，请逐条办理",
                        "this step makes another row: do it one by one");
        str created = S("");
        return draft_moved(c, w, row, r, &created);
    }
    TRY(writing_may(c, &w->h, row, ACT_LEDGER) && writing_there(c, &w->h, row) &&
        draft_begin(c, &w->h, w->h.b, row, w->why, r));
    r->note = w->o->note;
    return draft_inputs(c, r, w->o->fields, w->o->n) && draft_check(c, r, ACT_LEDGER);
}

static bool bulk_all(cx *c, writing *w, ledger_item *items, size_t n)
{
    ledger_line *lines = cx_alloc(c, (n + 1) * sizeof *lines);
    size_t good = 0;
    TRY(lines);
    for (size_t i = 0; i < n; i++) {
        draft r;
        items[i].error = S("");
        items[i].ok = bulk_one(c, w, &items[i], &r);
        for (size_t k = 0; items[i].ok && k < i; k++)
            if (str_eq(items[k].code, items[i].code))
                items[i].ok = fail(c, ERR_USAGE, "同一条列了两次", "is listed twice");
        if (!items[i].ok) {
            if (c->err.code == ERR_MEMORY)
                return false;
            items[i].error = str_of(cx_strdup(c, str_of(cx_message(c))));
            cx_clear(c);
        } else if (w->o->move.n || !draft_nothing(&r)) {
            lines[good++] = draft_line(&r);
        }
    }
    return !good || ledger_text_rows(c, w->h.type, lines, good, &w->text);
}

bool ledger_bulk(cx *c, const desk *d, const ledger_order *o, ledger_item *items, size_t n)
{
    writing w = {.c = c, .o = o};
    if (n > LEDGER_BULK_MAX)
        return fail(c, ERR_LIMIT, "一次至多 %d 条", "at most %d rows at once", LEDGER_BULK_MAX);
    bool ok = writing_begin(c, d, o, "bulk", &w) && bulk_all(c, &w, items, n) &&
              (!w.text.n || writing_finish(c, &w));
    writing_end(&w);
    return ok;
}
