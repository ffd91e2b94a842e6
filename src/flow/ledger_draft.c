#include "flow/ledger_draft.h"
#include "flow/ledger_said.h"
#include "base/sb.h"
#include "base/str.h"
#include "flow/ledgers_impl.h"
#include <math.h>

bool draft_begin(cx *c, ledger_hold *h, const book *b, uint32_t row, ledger_refusal *why,
                 draft *ret)
{
    const ledger_type *t = b->type;
    *ret = (draft){.h = h,
                   .t = t,
                   .b = b,
                   .row = row,
                   .code = row == BOOK_NO_ROW ? S("") : b->rows[row].code,
                   .stage = row == BOOK_NO_ROW ? 0 : b->rows[row].stage,
                   .act = row == BOOK_NO_ROW ? "add" : "set",
                   .note = S(""),
                   .why = why};
    ret->has = cx_alloc(c, t->n_fields + 1);
    ret->values = cx_alloc(c, (t->n_fields + 1) * sizeof *ret->values);
    return ret->has && ret->values;
}

bool draft_find(cx *c, const ledger_hold *h, str code, uint32_t *ret)
{
    *ret = book_find(h->b, code);
    if (ledger_row_seen(h, *ret))
        return true;
    *ret = BOOK_NO_ROW;
    return fail(c, ERR_UNKNOWN, "台账“" STR_FMT "”没有 " STR_FMT,
                "ledger " STR_FMT ": there is no row " STR_FMT,
                STR_ARG(type_said(h->type->name, LANG_ZH)), STR_ARG(str_sub(code, 0, 80)));
}

bool draft_refuse(cx *c, draft *w, uint32_t field, const char *zh, const char *en)
{
    if (w->why)
        w->why->field = field == UINT32_MAX ? S("") : w->t->fields[field].code;
    if (field == UINT32_MAX)
        return fail(c, ERR_DATA, "%s%.0s", "%.0s%s", zh, en);
    const char *name = cx_strdup(c, w->t->fields[field].name.zh);
    const char *name_en = cx_strdup(c, w->t->fields[field].name.en);
    return name && name_en &&
           fail(c, ERR_DATA, "“%s”%.0s%s%.0s", "%.0s“%s” %.0s%s", name, name_en, zh, en);
}

/* What the reader of a value found, said with the field's name. */
static bool refuse_read(cx *c, draft *w, uint32_t field)
{
    err why = c->err;
    if (why.code == ERR_MEMORY)
        return false;
    cx_clear(c);
    return draft_refuse(c, w, field, why.zh, why.en);
}

str draft_value(const draft *w, uint32_t field)
{
    if (w->has[field])
        return w->values[field].text;
    return w->row == BOOK_NO_ROW ? S("") : book_entered(w->b, w->row, field)->text;
}

void draft_row(draft *w, view_draft *room, view_row *ret)
{
    *room = (view_draft){.has = w->has, .values = w->values, .stage = w->stage};
    *ret = (view_row){.v = &w->h->view, .b = w->b, .row = w->row, .draft = room};
}

static bool holds(draft *w, const expr *e)
{
    view_draft room;
    view_row row;
    expr_env env;
    draft_row(w, &room, &row);
    view_env(&row, &env);
    return expr_true(e, &env);
}

/* ---- values ---- */
static void put(draft *w, uint32_t field, str text)
{
    str stands = w->row == BOOK_NO_ROW ? S("") : book_entered(w->b, w->row, field)->text;
    w->has[field] = !str_eq(stands, text);
    w->values[field] = (book_value){text, book_number(&w->t->fields[field], text)};
}

bool draft_take(cx *c, draft *w, uint32_t field, str text, bool free_)
{
    const type_field *f = &w->t->fields[field];
    str read;
    if (f->kind == FIELD_FILE)
        return draft_refuse(c, w, field, "是附件，请上传文件", "is for files: attach one");
    if (!book_read_value(c, f, w->h->d->k->units, text, ledger_resolve, w->h, &read))
        return refuse_read(c, w, field);
    bool same = w->row != BOOK_NO_ROW && str_eq(book_entered(w->b, w->row, field)->text, read);
    if (!free_ && !same && f->locked && w->row != BOOK_NO_ROW &&
        view_true(&w->h->view, w->b, w->row, f->locked))
        return draft_refuse(c, w, field, "现在不能改动", "cannot be changed now");
    put(w, field, read);
    return true;
}

bool draft_inputs(cx *c, draft *w, const ledger_input *list, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t f = type_field_by_heading(c, w->t, list[i].field);
        if (f == UINT32_MAX)
            return fail(c, ERR_USAGE, "台账“%.*s”没有字段 “" STR_FMT "”",
                        "ledger %.*s has no field “" STR_FMT "”", (int)w->t->name.zh.n,
                        w->t->name.zh.p, STR_ARG(str_sub(list[i].field, 0, 60)));
        TRY(draft_take(c, w, f, list[i].text, false));
    }
    return true;
}

bool ledger_value_text(cx *c, expr_value v, str *ret)
{
    sb b CLEANUP(sb_done) = {0};
    char day[PERIOD_TEXT_MAX];
    *ret = S("");
    if (expr_missing(v))
        return true;
    switch (v.kind) {
    case EXPR_NUM:
        sb_init(&b, 64);
        sb_double(&b, v.num);
        return (sb_ok(&b) && arena_str(c->a, sb_str(&b), ret)) || fail_memory(c);
    case EXPR_FLAG:
        *ret = v.num != 0 ? S("yes") : S("no");
        return true;
    case EXPR_DATE:
        period_print((period){FREQ_D, (int32_t)v.num}, day);
        return arena_str(c->a, str_of(day), ret) || fail_memory(c);
    case EXPR_TEXT:
    case EXPR_LIST:
        break;
    }
    *ret = v.text;
    return true;
}

bool draft_set(cx *c, draft *w, uint32_t field, const expr *e)
{
    view_draft room;
    view_row row;
    expr_env env;
    str text;
    draft_row(w, &room, &row);
    view_env(&row, &env);
    return ledger_value_text(c, expr_eval(e, &env), &text) && draft_take(c, w, field, text, true);
}

bool draft_take_code(cx *c, draft *w, uint32_t field, str code)
{
    str all = code;
    str stands = w->t->fields[field].many ? draft_value(w, field) : S("");
    if (stands.n) {
        char *z = cx_printf(c, STR_FMT ";" STR_FMT, STR_ARG(stands), STR_ARG(code));
        all = str_of(z);
        TRY(z);
    }
    put(w, field, all);
    return true;
}

bool draft_start(cx *c, draft *w)
{
    for (uint32_t i = 0; i < w->t->n_fields; i++) {
        const type_field *f = &w->t->fields[i];
        if (w->has[i] || f->formula)
            continue;
        if (f->start_text.n)
            TRY(draft_take(c, w, i, f->start_text, true));
        else if (f->start)
            TRY(draft_set(c, w, i, f->start));
    }
    return true;
}

/* ---- checking ---- */
static str role_value(const draft *w, uint32_t field)
{
    return field == UINT32_MAX ? S("") : draft_value(w, field);
}

static bool check_rights(cx *c, const draft *w, act a)
{
    if (w->t->private_ ||
        ledger_may_for(w->h, a, role_value(w, w->t->area), role_value(w, w->t->org)) ||
        ledger_may_part(w->h, w->t, a, role_value(w, w->t->belongs)))
        return true;
    return fail(c, ERR_DENIED, "没有在这个地区、单位写入“" STR_FMT "”的权限",
                "you may not write rows of " STR_FMT " for this area and organisation",
                STR_ARG(type_said(w->t->name, c->lang)));
}

/* What is closed is corrected by those who dispatch only. */
static bool check_open(cx *c, const draft *w)
{
    bool set = w->row != BOOK_NO_ROW && !strcmp(w->act, "set") && !draft_nothing(w);
    if (!set || !w->t->stages[w->b->rows[w->row].stage].final || w->t->private_ ||
        ledger_may(w->h, ACT_DISPATCH, w->row))
        return true;
    return fail(c, ERR_DENIED, STR_FMT " 已办结，只有调度部门可以更正",
                STR_FMT " is closed: only those who dispatch may correct it", STR_ARG(w->code));
}

bool draft_check(cx *c, draft *w, act a)
{
    for (uint32_t i = 0; i < w->t->n_fields; i++) {
        const type_field *f = &w->t->fields[i];
        bool touched = w->row == BOOK_NO_ROW || w->has[i];
        if (f->required && touched && f->kind != FIELD_FILE && !draft_value(w, i).n)
            return draft_refuse(c, w, i, "必填", "must be filled in");
    }
    for (uint32_t i = 0; i < w->t->n_checks; i++) {
        const type_check *k = &w->t->checks[i];
        if (holds(w, k->test))
            continue;
        const char *zh = cx_strdup(c, k->name.zh), *en = cx_strdup(c, k->name.en);
        TRY(zh && en);
        if (w->why)
            w->why->field = k->field == UINT32_MAX ? S("") : w->t->fields[k->field].code;
        return fail(c, ERR_DATA, "不符合要求：%s%.0s", "refused: %.0s%s", zh, en);
    }
    return check_rights(c, w, a) && check_open(c, w);
}

bool draft_nothing(const draft *w)
{
    for (uint32_t i = 0; i < w->t->n_fields; i++)
        if (w->has[i])
            return false;
    return true;
}

ledger_line draft_line(const draft *w)
{
    bool moved = w->row == BOOK_NO_ROW || w->stage != w->b->rows[w->row].stage;
    return (ledger_line){.code = w->code,
                         .act = w->act,
                         .stage = moved ? w->t->stages[w->stage].code : S(""),
                         .note = w->note,
                         .has = w->has,
                         .values = w->values};
}

bool ledger_start_values(cx *c, ledger_hold *h, const str **ret)
{
    draft w;
    str *list = cx_alloc(c, (h->type->n_fields + 1) * sizeof *list);
    TRY(list && draft_begin(c, h, h->b, BOOK_NO_ROW, NULL, &w));
    if (!draft_start(c, &w)) {
        if (c->err.code == ERR_MEMORY)
            return false;
        cx_clear(c); /* said when the row is added */
    }
    for (uint32_t i = 0; i < h->type->n_fields; i++)
        list[i] = w.has[i] ? w.values[i].text : S("");
    *ret = list;
    return true;
}
