/* Letters of ledgers: what they say, and issuing one. */
#include "flow/ledger_issue.h"
#include "base/str.h"
#include "flow/ledger_draft.h"
#include "flow/ledger_said.h"
#include "flow/ledgers_impl.h"

#define SUBJECT_MAX 290 /* characters: what the register's subject holds, and a little less */

/* ---- what a letter says ---- */
lang ledger_letter_lang(const cx *c, const type_letter *l)
{
    return l->english ? c->lang : LANG_ZH;
}

bool ledger_letter_say(cx *c, ledger_hold *h, uint32_t row, const letter_words *w, str office,
                       sb *out, uint32_t *ret_gaps, uint32_t *ret_given)
{
    const letter_text *t = c->lang == LANG_ZH ? &w->zh : &w->en;
    uint32_t gaps = 0, given = 0;
    for (uint32_t i = 0; i < t->n; i++) {
        const letter_piece *p = &t->list[i];
        size_t before;
        sb_put(out, p->words);
        before = out->n;
        if (!p->e && !p->office)
            continue;
        if (p->office)
            sb_put(out, office);
        else
            TRY(ledger_said(c, h, h->b, row, p->e, SAID_PAPER, out));
        if (out->n > before) {
            given++;
            continue;
        }
        gaps++;
        sb_putz(out, c->lang == LANG_ZH ? "＿＿＿" : "______");
    }
    if (ret_gaps)
        *ret_gaps = gaps;
    if (ret_given)
        *ret_given = given;
    return sb_ok(out) || fail_memory(c);
}

static str org_name(const catalog *k, str code)
{
    const org *o = code.n ? catalog_org(k, code) : NULL;
    return o ? o->name : S("");
}

str ledger_office(const desk *d, str login, int64_t day)
{
    const catalog *k = d->k;
    const person *p = login.n ? catalog_person(k, login) : NULL;
    str found = S("");
    for (uint32_t i = 0; p && !found.n && i < k->n_posts; i++)
        if (str_eq(k->posts[i].holder, login) && validity_on(k->posts[i].valid, day))
            found = org_name(k, k->posts[i].org);
    if (!found.n && p)
        found = org_name(k, p->org);
    for (uint32_t i = 0; !found.n && i < k->n_orgs; i++)
        if (str_eqz(k->orgs[i].kind, "office") &&
            (k->orgs[i].area == d->home || k->orgs[i].area == ID_NONE))
            found = k->orgs[i].name;
    return found;
}

const char *ledger_letter_lock(cx *c, ledger_hold *h, uint32_t row, const type_letter *l)
{
    bool zh = c->lang == LANG_ZH;
    if (h->b->rows[row].withdrawn)
        return zh ? "已经撤除" : "it was removed";
    if (l->when && !view_true(&h->view, h->b, row, l->when))
        return zh ? "按现在的情况不出这份文件" : "it does not apply as things stand";
    return NULL;
}

bool ledger_letter_find(cx *c, const ledger_type *t, str code, const type_letter **ret)
{
    *ret = type_letter_of(t, code);
    return *ret || fail(c, ERR_UNKNOWN, "台账 " STR_FMT " 没有函件 “" STR_FMT "”",
                        "ledger " STR_FMT " has no letter “" STR_FMT "”", STR_ARG(t->code),
                        STR_ARG(str_sub(code, 0, 40)));
}

/* ---- issuing ---- */
typedef struct issuing {
    cx *c;
    const desk *d;
    const letter_order *o;
    store *w;
    /* of the row it is about; texts in c->a */
    str subject, name, area, to, kind;
    int reply_days;
    /* of the register */
    str code, number;
    sb line, word;
} issuing;

static bool kept(cx *c, str s, str *ret)
{
    return arena_str(c->a, s, ret) || fail_memory(c);
}

/* The title of the letter; one that says nothing of the row is joined by the row's. */
static bool make_subject(issuing *w, ledger_hold *h, uint32_t row, const type_letter *l)
{
    sb b CLEANUP(sb_done) = {0};
    const letter_words *title = &l->blocks[0].text;
    uint32_t gaps, given;
    lang was = w->c->lang;
    sb_init(&b, 0);
    w->c->lang = ledger_letter_lang(w->c, l);
    bool ok = ledger_letter_say(w->c, h, row, title, S(""), &b, &gaps, &given);
    if (ok && !gaps && !given) {
        sb_putz(&b, w->c->lang == LANG_ZH ? "：" : ": ");
        sb_put(&b, book_entered(h->b, row, h->type->title)->text);
    }
    w->c->lang = was;
    TRY(ok);
    if (!sb_ok(&b))
        return fail_memory(w->c);
    str s = sb_str(&b);
    while (utf8_count(s) > SUBJECT_MAX) /* whole characters */
        do
            s.n--;
        while (s.n && ((uint8_t)s.p[s.n] & 0xC0) == 0x80);
    return kept(w->c, s, &w->subject);
}

static str entered(const ledger_hold *h, uint32_t row, uint32_t field)
{
    return field == UINT32_MAX ? (str){"", 0} : book_entered(h->b, row, field)->text;
}

static bool gather(issuing *w, ledger_hold *h, const type_letter **ret)
{
    cx *c = w->c;
    const type_letter *l;
    uint32_t row;
    TRY(draft_find(c, h, w->o->code, &row) && ledger_letter_find(c, h->type, w->o->letter, ret));
    l = *ret;
    if (!l->number.n || str_eqz(h->type->code, LEDGER_LETTERS))
        return fail(c, ERR_USAGE, "这份文件不编号签发，直接导出即可",
                    "this paper has no number to be issued with; export it");
    if (!ledger_may(h, ACT_DISPATCH, row))
        return fail(c, ERR_DENIED, "没有签发的权限", "issuing is not yours to do");
    const char *why = ledger_letter_lock(c, h, row, l);
    if (why)
        return fail(c, ERR_DATA, "%s", "%s", why);
    w->reply_days = l->reply_days;
    return make_subject(w, h, row, l) && kept(c, type_said(l->name, c->lang), &w->name) &&
           kept(c, entered(h, row, h->type->area), &w->area) &&
           kept(c, entered(h, row, l->to), &w->to) &&
           kept(c, str_of(letter_kind_name(l->kind)), &w->kind);
}

/* Above every number of that pattern and year, whichever ledger it came from, void ones too. */
static bool next_number(issuing *w, const ledger_hold *h, const type_letter *l)
{
    uint32_t f = type_field_of(h->type, S("number"));
    int64_t most = 0, n;
    int year, month, day;
    date_split(h->view.today, &year, &month, &day);
    for (uint32_t i = 0; f != UINT32_MAX && i < h->b->n; i++) {
        TRY(letter_number_read(w->c, l, year, book_entered(h->b, i, f)->text, &n));
        most = n > most ? n : most;
    }
    return letter_number(w->c, l, year, most + 1, &w->number);
}

static bool put(issuing *w, draft *r, const char *field, str text)
{
    uint32_t f = type_field_of(r->t, str_of(field));
    return !text.n || f == UINT32_MAX || r->t->fields[f].formula ||
           draft_take(w->c, r, f, text, true);
}

static bool put_facts(issuing *w, ledger_hold *h, draft *r)
{
    str also = w->to, first = S(""), today, due = S("");
    if (also.n && !str_split(&also, ';', &first))
        first = also;
    if (first.n == w->to.n)
        also = S("");
    TRY(ledger_said_day(w->c, (double)h->view.today, SAID_TABLE, &today));
    if (w->reply_days)
        TRY(ledger_said_day(
            w->c, (double)calendar_add_workdays(h->view.days, h->view.today, w->reply_days),
            SAID_TABLE, &due));
    return put(w, r, "number", w->number) && put(w, r, "kind", w->kind) &&
           put(w, r, "letter", w->o->letter) && put(w, r, "from_type", w->o->type) &&
           put(w, r, "from_row", w->o->code) && put(w, r, "subject", w->subject) &&
           put(w, r, "area", w->area) && put(w, r, "to_org", first) && put(w, r, "also_to", also) &&
           put(w, r, "issued_on", today) && put(w, r, "reply_due", due);
}

static bool enter(issuing *w, ledger_hold *h, const type_letter *l)
{
    cx *c = w->c;
    draft r;
    book_numbering n;
    ledger_refusal why = {{"", 0}};
    TRY(next_number(w, h, l) && draft_begin(c, h, h->b, BOOK_NO_ROW, &why, &r) &&
        put_facts(w, h, &r) && draft_start(c, &r) && draft_check(c, &r, ACT_DISPATCH) &&
        book_numbering_begin(c, h->b, h->view.today, &n) && book_numbering_take(c, &n, &r.code));
    w->code = r.code;
    ledger_line line = draft_line(&r);
    return ledger_text_rows(c, r.t, &line, 1, &w->line);
}

/* In the row it is about, as a comment: that leaves its version alone. */
static bool note(issuing *w)
{
    bool zh = w->c->lang == LANG_ZH;
    char *text = cx_printf(w->c,
                           zh ? "签发" STR_FMT "　" STR_FMT "（" STR_FMT "）"
                              : "Issued: " STR_FMT " " STR_FMT " (" STR_FMT ")",
                           STR_ARG(w->name), STR_ARG(w->number), STR_ARG(w->code));
    TRY(text);
    sb_putz(&w->word, "code,text\n");
    csv_put(&w->word, w->o->code);
    sb_putc(&w->word, ',');
    csv_put(&w->word, str_of(text));
    sb_putc(&w->word, '\n');
    return true;
}

static bool put_text(issuing *w, str type, const sb *text)
{
    str name;
    return ledger_named(w->c, LEDGER_TEXT_PREFIX, type, &name) &&
           (sb_ok(text) || fail_memory(w->c)) && store_put_table(w->c, w->w, name, sb_str(text));
}

/* One type is held at a time; the writer's lock of the store keeps both as they are. */
static bool issue_all(issuing *w)
{
    cx *c = w->c;
    ledger_hold h = {.held = false};
    const type_letter *l = NULL;
    bool ok = ledger_open_within(c, w->d, w->w, w->o->type, &h) && gather(w, &h, &l);
    type_letter now = {0};
    if (ok) {
        now.kind = l->kind;
        ok = kept(c, l->number, &now.number);
    }
    ledger_done(&h);
    ok = ok && ledger_open_within(c, w->d, w->w, S(LEDGER_LETTERS), &h) && enter(w, &h, &now);
    ledger_done(&h);
    if (!ok)
        return false;
    return note(w) && put_text(w, S(LEDGER_LETTERS), &w->line) &&
           put_text(w, w->o->type, &w->word) && store_commit(c, w->w, NULL);
}

bool ledger_issue(cx *c, const desk *d, const letter_order *o, str *ret_code, str *ret_number)
{
    issuing w = {.c = c, .d = d, .o = o};
    char *reason = cx_printf(c, STR_FMT " letter " STR_FMT ": " STR_FMT, STR_ARG(o->type),
                             STR_ARG(o->code), STR_ARG(o->letter));
    commit meta = {.recorded_by = ledger_me(d, o->by),
                   .action = S("ledger"),
                   .reason = str_of(reason),
                   .source = S("")};
    TRY(reason);
    sb_init(&w.line, 0);
    sb_init(&w.word, 0);
    bool ok =
        store_open(c, o->url, STORE_WRITE, &w.w) && store_begin(c, w.w, &meta) && issue_all(&w);
    store_close(w.w); /* rolls back what was not committed */
    sb_done(&w.line);
    sb_done(&w.word);
    *ret_code = w.code;
    *ret_number = w.number;
    return ok;
}
