/* Letters over lists that wait to be written. */
#include "api/ledger_papers.h"
#include "base/str.h"
#include "flow/ledger_over.h"
#include "flow/ledger_issue.h"
#include "flow/ledger_said.h"

static void put_titled(json *j, const ledger_hold *h, uint32_t row)
{
    json_str(j, "code", h->b->rows[row].code);
    json_str(j, "title", book_entered(h->b, row, h->type->title)->text);
}

static bool put_unit(cx *c, json *j, ledger_hold *h, const type_letter *l, const over_unit *u)
{
    str name;
    TRY(ledger_said_code(c, h, &h->type->fields[l->to], u->org, &name));
    json_obj(j, NULL);
    json_str(j, "letter", l->code);
    json_str(j, "letter_name", type_said(l->name, c->lang));
    json_str(j, "org", u->org);
    json_str(j, "org_name", name);
    json_int(j, "n", u->n);
    json_int(j, "unanswered", u->unanswered);
    json_int(j, "waiting", u->n_paused);
    json_arr(j, "about");
    for (uint32_t i = 0; i < u->n; i++) {
        json_obj(j, NULL);
        put_titled(j, h, u->rows[i]);
        json_end(j, '}');
    }
    json_end(j, ']');
    json_arr(j, "paused");
    for (uint32_t i = 0; i < u->n_paused; i++) {
        json_obj(j, NULL);
        put_titled(j, h, u->paused[i].row);
        json_str(j, "number", u->paused[i].had->number);
        json_str(j, "letter_code", u->paused[i].had->code);
        put_day(j, "issued_on", u->paused[i].had->issued);
        json_end(j, '}');
    }
    json_end(j, ']');
    json_end(j, '}');
    return sb_ok(j->b) || fail_memory(c);
}

static bool put_units(cx *c, json *j, ledger_hold *h, const type_letter *l, const over_past *past)
{
    const over_unit *list;
    uint32_t n;
    TRY(ledger_over_units(c, h, l, past, &list, &n));
    for (uint32_t i = 0; i < n; i++)
        TRY(put_unit(c, j, h, l, &list[i]));
    return true;
}

/* What the type has, before the register is read: one type is held at a time. */
static bool wanted(cx *c, const desk *d, str type, str letter, str **ret, uint32_t *ret_n)
{
    ledger_hold h;
    const type_letter *l = NULL;
    TRY(ledger_open(c, d, type, &h));
    str *list = cx_alloc(c, (h.type->n_letters + 1) * sizeof *list);
    bool ok = list && (!letter.n || ledger_letter_find(c, h.type, letter, &l));
    if (ok && l && !l->over)
        ok = fail(c, ERR_USAGE, "这份函件逐条发出，没有待发清单",
                  "this letter is written of a row; it has no list");
    *ret = list;
    *ret_n = 0;
    for (uint32_t i = 0; ok && i < h.type->n_letters; i++)
        if (h.type->letters[i].over && (!l || l == &h.type->letters[i]))
            ok = arena_str(c->a, h.type->letters[i].code, &list[(*ret_n)++]) || fail_memory(c);
    ledger_done(&h);
    return ok;
}

static bool put_letter(cx *c, json *j, const desk *d, str type, str letter)
{
    ledger_hold h;
    over_past past;
    const type_letter *l;
    TRY(ledger_open(c, d, S(LEDGER_LETTERS), &h));
    bool ok = ledger_over_past(c, &h, type, letter, &past);
    ledger_done(&h);
    TRY(ok && ledger_open(c, d, type, &h));
    ok = ledger_letter_find(c, h.type, letter, &l) && put_units(c, j, &h, l, &past);
    ledger_done(&h);
    return ok;
}

bool answer_ledger_letters(cx *c, const desk *d, str type, str letter, sb *out)
{
    json j;
    str *list;
    uint32_t n;
    TRY(wanted(c, d, type, letter, &list, &n));
    json_init(&j, out);
    json_obj(&j, NULL);
    json_str(&j, "type", type);
    json_arr(&j, "rows");
    for (uint32_t i = 0; i < n; i++)
        TRY(put_letter(c, &j, d, type, list[i]));
    json_end(&j, ']');
    json_end(&j, '}');
    return sb_ok(out) || fail_memory(c);
}
