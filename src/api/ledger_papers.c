/* Exports, printed forms and letters of ledgers. */
#include "api/ledger_papers.h"
#include "base/str.h"
#include "flow/ledger_over.h"
#include "flow/ledger_said.h"
#include "report/ledger_letter.h"
#include "report/ledger_print.h"

/* ---- lists ---- */
bool ledger_export_format(cx *c, str name, ledger_export *ret)
{
    ret->csv = str_eqz(name, "csv");
    return ret->csv || report_format_parse(name, &ret->format) ||
           fail(c, ERR_USAGE, "格式须为 csv、xlsx、docx、html 或 pdf",
                "the format is csv, xlsx, docx, html or pdf");
}

static bool form_of(cx *c, const ledger_type *t, str code, const type_print **ret)
{
    *ret = NULL;
    if (!code.n || str_eqz(code, "table"))
        return true;
    *ret = type_print_of(t, code);
    return *ret || str_eqz(code, "print") || /* one without a form of its own prints its list */
           fail(c, ERR_UNKNOWN, "没有表样 " STR_FMT, "there is no form " STR_FMT,
                STR_ARG(str_sub(code, 0, 40)));
}

static bool write_rows(cx *c, ledger_hold *h, const ledger_export *w, sb *out)
{
    uint32_t *rows, n;
    print_wanted p = {0};
    TRY(form_of(c, h->type, w->form, &p.form) && ledger_rows_of(c, h, &w->q, &rows, &n) &&
        ledger_columns_of(c, h->type, w->q.columns, &p.columns, &p.n_columns));
    p.rows = rows;
    p.n = n;
    p.office = ledger_office(h->d, h->d->who ? h->view.me : w->by, h->view.today);
    return w->csv ? ledger_print_csv(c, h, &p, out) : ledger_print_file(c, h, &p, w->format, out);
}

bool ledger_export_write(cx *c, const desk *d, const ledger_export *w, sb *out)
{
    ledger_hold h;
    TRY(ledger_open_query(c, d, &w->q, &h));
    bool ok = write_rows(c, &h, w, out);
    ledger_done(&h);
    return ok;
}

/* ---- letters ---- */
/* What the register says of a letter that was issued. */
typedef struct issued {
    str number, by, about;
    int64_t at;
} issued;

static str cell(const ledger_hold *h, uint32_t row, const char *field)
{
    uint32_t f = type_field_of(h->type, str_of(field));
    return f == UINT32_MAX ? S("") : book_entered(h->b, row, f)->text;
}

/* Of a letter over a list the code is its organisation's. */
static bool is_issue_of(const ledger_hold *h, uint32_t row, const ledger_letter_wanted *w)
{
    if (!ledger_row_seen(h, row))
        return false;
    const char *of = cell(h, row, "about").n ? "to_org" : "from_row";
    return str_eq(cell(h, row, "from_type"), w->type) && str_eq(cell(h, row, of), w->code) &&
           str_eq(cell(h, row, "letter"), w->letter);
}

static bool read_issue(cx *c, const desk *d, const ledger_letter_wanted *w, issued *ret)
{
    ledger_hold h;
    TRY(ledger_open(c, d, S(LEDGER_LETTERS), &h));
    uint32_t row = book_find(h.b, w->number);
    bool ok =
        is_issue_of(&h, row, w) || fail(c, ERR_UNKNOWN, "发函登记里没有这份函件的 " STR_FMT,
                                        "the register of letters has no " STR_FMT " of this letter",
                                        STR_ARG(str_sub(w->number, 0, 80)));
    if (ok) {
        const book_event *e = &h.b->events[h.b->rows[row].first_event];
        ret->at = e->at;
        ok = (arena_str(c->a, cell(&h, row, "number"), &ret->number) &&
              arena_str(c->a, cell(&h, row, "about"), &ret->about) &&
              arena_str(c->a, book_person(h.b, e->by), &ret->by)) ||
             fail_memory(c);
    }
    ledger_done(&h);
    return ok;
}

/* A letter over a list: the rows it was about, or those that it would be about now. */
static bool list_subject(cx *c, ledger_hold *h, const type_letter *l, const ledger_letter_wanted *w,
                         const issued *was, const over_past *past, letter_subject *ret)
{
    str org = w->code;
    if (was) {
        TRY(ledger_over_rows(c, h, was->about, &ret->rows, &ret->n));
    } else {
        over_unit unit;
        TRY(ledger_letter_org(c, h, l, w->code, &org) &&
            ledger_over_unit(c, h, l, past, org, &unit));
        ret->rows = unit.rows;
        ret->n = unit.n;
    }
    return ledger_said_code(c, h, &h->type->fields[l->to], org, &ret->to);
}

static bool row_subject(cx *c, const ledger_hold *h, const ledger_letter_wanted *w,
                        letter_subject *ret)
{
    ret->row = book_find(h->b, w->code);
    return ledger_row_seen(h, ret->row) || fail(c, ERR_UNKNOWN, "台账 " STR_FMT " 没有 " STR_FMT,
                                                "ledger " STR_FMT " has no row " STR_FMT,
                                                STR_ARG(w->type), STR_ARG(str_sub(w->code, 0, 80)));
}

static bool make_held(cx *c, ledger_hold *h, const ledger_letter_wanted *w, const issued *was,
                      const over_past *past, doc *ret)
{
    const type_letter *l = type_letter_of(h->type, w->letter);
    letter_subject about = {0};
    bool listed = l && l->over;
    TRY(listed ? list_subject(c, h, l, w, was, past, &about) : row_subject(c, h, w, &about));
    TRY(ledger_letter_find(c, h->type, w->letter, &l));
    bool theirs = listed || ledger_may(h, ACT_DISPATCH, about.row);
    letter_facts f = {.number = was ? was->number : S(""), .day = h->view.today};
    str me = !theirs ? S("") : h->d->who ? h->view.me : w->by;
    f.office = ledger_office(h->d, was ? was->by : me, f.day);
    return ledger_letter(c, h, &about, l, &f, ret);
}

static bool make(cx *c, const desk *d, const ledger_letter_wanted *w, const issued *was, doc *ret)
{
    ledger_hold h = {.held = false};
    over_past past = {NULL, 0};
    if (!was) {
        TRY(ledger_open(c, d, S(LEDGER_LETTERS), &h));
        bool read = ledger_over_past(c, &h, w->type, w->letter, &past);
        ledger_done(&h);
        TRY(read);
    }
    TRY(ledger_open(c, d, w->type, &h));
    bool ok = make_held(c, &h, w, was, &past, ret);
    ledger_done(&h);
    return ok;
}

bool ledger_letter_write(cx *c, const desk *d, const ledger_letter_wanted *w, sb *out)
{
    issued was;
    desk then;
    doc made;
    if (w->format == REPORT_XLSX)
        return fail(c, ERR_USAGE, "函件导出为 docx、html 或 pdf",
                    "a letter is written as docx, html or pdf");
    if (!w->number.n)
        return make(c, d, w, NULL, &made) && report_file(c, &made, w->format, out);
    TRY(read_issue(c, d, w, &was));
    desk_options o = {.as_of = was.at, .no_values = !d->p, .only = ID_NONE};
    TRY(desk_open_on(c, d->s, &o, &then));
    then.who = d->who;
    bool ok = make(c, &then, w, &was, &made) && report_file(c, &made, w->format, out);
    desk_close(&then);
    return ok;
}

bool answer_ledger_issued(cx *c, str code, str number, str letter, sb *out)
{
    json j;
    json_init(&j, out);
    json_obj(&j, NULL);
    json_str(&j, "code", code);
    json_str(&j, "number", number);
    json_str(&j, "letter", letter);
    json_end(&j, '}');
    return sb_ok(out) || fail_memory(c);
}
