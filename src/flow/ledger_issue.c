/* Letters of ledgers: what they say, and issuing one. */
#include "flow/ledger_issue.h"
#include "base/str.h"
#include "flow/ledger_draft.h"
#include "flow/ledger_over.h"
#include "flow/ledger_said.h"
#include "flow/ledgers_impl.h"

#define SUBJECT_MAX 290 /* characters: what the register's subject holds, and a little less */

/* ---- what a letter says ---- */
lang ledger_letter_lang(const cx *c, const type_letter *l)
{
    return l->english ? c->lang : LANG_ZH;
}

/* An aggregate over the rows. */
static bool sum_up(cx *c, ledger_hold *h, const letter_subject *about, const expr *e, sb *out)
{
    view_row at = {.v = &h->view, .b = h->b};
    expr_env env;
    ledger_told told;
    void *state = cx_alloc(c, expr_sums_size(e) + 1);
    TRY(state);
    view_env(&at, &env);
    expr_sums_init(e, state);
    for (uint32_t i = 0; i < about->n; i++) {
        at.row = about->rows[i];
        expr_sums_add(e, state, &env);
    }
    TRY(ledger_tell_value(c, expr_sums_result(e, state, &env), SAID_PAPER, &told));
    (void)ledger_told_put(&told, out);
    return true;
}

static bool say_piece(cx *c, ledger_hold *h, const letter_subject *about, const letter_piece *p,
                      str office, sb *out)
{
    if (p->office || p->to) {
        sb_put(out, p->office ? office : about->to);
        return true;
    }
    return about->rows ? sum_up(c, h, about, p->e, out)
                       : ledger_said(c, h, h->b, about->row, p->e, SAID_PAPER, out);
}

bool ledger_letter_say(cx *c, ledger_hold *h, const letter_subject *about, const letter_words *w,
                       str office, sb *out, uint32_t *ret_gaps, uint32_t *ret_given)
{
    const letter_text *t = c->lang == LANG_ZH ? &w->zh : &w->en;
    uint32_t gaps = 0, given = 0;
    for (uint32_t i = 0; i < t->n; i++) {
        const letter_piece *p = &t->list[i];
        size_t before;
        sb_put(out, p->words);
        before = out->n;
        if (!p->e && !p->office && !p->to)
            continue;
        TRY(say_piece(c, h, about, p, office, out));
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

static bool kept(cx *c, str s, str *ret)
{
    return arena_str(c->a, s, ret) || fail_memory(c);
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
    if (l->over)
        return zh ? "按单位汇总发出，不逐条发" : "it goes to an organisation about all its rows";
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

bool ledger_letter_org(cx *c, ledger_hold *h, const type_letter *l, str text, str *ret)
{
    if (ledger_resolve(c, h, &h->type->fields[l->to], str_trim(text), ret))
        return kept(c, *ret, ret);
    if (c->err.code == ERR_MEMORY)
        return false;
    cx_clear(c); /* it speaks of a field */
    return fail(c, ERR_UNKNOWN, "没有单位 “" STR_FMT "”", "there is no organisation “" STR_FMT "”",
                STR_ARG(str_sub(text, 0, 80)));
}

/* ---- issuing ---- */
typedef struct issuing {
    cx *c;
    const desk *d;
    const letter_order *o;
    store *w;
    /* of what it is about; texts in c->a */
    str subject, name, area, to, kind;
    const str *rows; /* codes */
    uint32_t n_rows;
    bool over;
    uint32_t times; /* of a letter over a list: the first, the second without an answer … */
    int reply_days;
    /* of the register */
    str code, number;
    sb line, word;
} issuing;

/* Whole characters, at most as many as the register takes. */
static str shortened(str s)
{
    while (utf8_count(s) > SUBJECT_MAX)
        do
            s.n--;
        while (s.n && ((uint8_t)s.p[s.n] & 0xC0) == 0x80);
    return s;
}

/* The title of the letter; one that says nothing of what it is about is joined by the title of the row. */
static bool make_subject(issuing *w, ledger_hold *h, const letter_subject *about,
                         const type_letter *l)
{
    sb b CLEANUP(sb_done) = {0};
    const letter_words *title = &l->blocks[0].text;
    uint32_t gaps, given, first = about->rows ? about->rows[0] : about->row;
    lang was = w->c->lang;
    sb_init(&b, 0);
    w->c->lang = ledger_letter_lang(w->c, l);
    bool ok = ledger_letter_say(w->c, h, about, title, S(""), &b, &gaps, &given);
    if (ok && !gaps && !given) {
        sb_putz(&b, w->c->lang == LANG_ZH ? "：" : ": ");
        sb_put(&b, book_entered(h->b, first, h->type->title)->text);
        if (about->n > 1)
            sb_printf(&b, w->c->lang == LANG_ZH ? "等%u项" : " and others (%u)", about->n);
    }
    w->c->lang = was;
    TRY(ok);
    return sb_ok(&b) ? kept(w->c, shortened(sb_str(&b)), &w->subject) : fail_memory(w->c);
}

static str entered(const ledger_hold *h, uint32_t row, uint32_t field)
{
    return field == UINT32_MAX ? (str){"", 0} : book_entered(h->b, row, field)->text;
}

/* Where its row in the register belongs: the area that all the rows are in, else the desk's. */
static str area_of(const ledger_hold *h, const uint32_t *rows, uint32_t n)
{
    const desk *d = h->d;
    str area = entered(h, rows[0], h->type->area);
    for (uint32_t i = 1; i < n; i++)
        if (!str_eq(area, entered(h, rows[i], h->type->area)))
            return d->home == ID_NONE ? S("") : d->k->areas[d->home].code;
    return area;
}

static bool gather_rows(issuing *w, ledger_hold *h, const letter_subject *about,
                        const type_letter *l)
{
    cx *c = w->c;
    const uint32_t *rows = about->rows ? about->rows : &about->row;
    uint32_t n = about->rows ? about->n : 1;
    str *codes = cx_alloc(c, n * sizeof *codes);
    w->rows = codes;
    w->n_rows = n;
    TRY(codes);
    for (uint32_t i = 0; i < n; i++)
        TRY(kept(c, h->b->rows[rows[i]].code, &codes[i]));
    w->over = l->over;
    w->reply_days = l->reply_days;
    return make_subject(w, h, about, l) && kept(c, type_said(l->name, c->lang), &w->name) &&
           kept(c, area_of(h, rows, n), &w->area) &&
           kept(c, str_of(letter_kind_name(l->kind)), &w->kind);
}

static bool gather_row(issuing *w, ledger_hold *h, const type_letter *l)
{
    cx *c = w->c;
    letter_subject about = {0};
    TRY(draft_find(c, h, w->o->code, &about.row));
    if (!ledger_may(h, ACT_DISPATCH, about.row))
        return fail(c, ERR_DENIED, "没有签发的权限", "issuing is not yours to do");
    const char *why = ledger_letter_lock(c, h, about.row, l);
    if (why)
        return fail(c, ERR_DATA, "%s", "%s", why);
    return gather_rows(w, h, &about, l) && kept(c, entered(h, about.row, l->to), &w->to);
}

static bool gather_list(issuing *w, ledger_hold *h, const type_letter *l, const over_past *past)
{
    over_unit unit;
    if (!ledger_may(h, ACT_DISPATCH, BOOK_NO_ROW))
        return fail(w->c, ERR_DENIED, "没有签发的权限", "issuing is not yours to do");
    TRY(ledger_letter_org(w->c, h, l, w->o->code, &w->to) &&
        ledger_over_unit(w->c, h, l, past, w->to, &unit));
    letter_subject about = {.rows = unit.rows, .n = unit.n};
    w->times = unit.unanswered + 1;
    return ledger_said_code(w->c, h, &h->type->fields[l->to], w->to, &about.to) &&
           gather_rows(w, h, &about, l);
}

static bool gather(issuing *w, ledger_hold *h, const over_past *past, const type_letter **ret)
{
    TRY(ledger_letter_find(w->c, h->type, w->o->letter, ret));
    if (!(*ret)->number.n || str_eqz(h->type->code, LEDGER_LETTERS))
        return fail(w->c, ERR_USAGE, "这份文件不编号签发，直接导出即可",
                    "this paper has no number to be issued with; export it");
    return (*ret)->over ? gather_list(w, h, *ret, past) : gather_row(w, h, *ret);
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

/* What it is about: the row it came from, or the rows of a list. */
static bool put_about(issuing *w, draft *r)
{
    sb all CLEANUP(sb_done) = {0};
    char times[16];
    if (!w->over)
        return put(w, r, "from_row", w->rows[0]);
    sb_init(&all, 0);
    for (uint32_t i = 0; i < w->n_rows; i++) {
        sb_putz(&all, i ? ";" : "");
        sb_put(&all, w->rows[i]);
    }
    snprintf(times, sizeof times, "%u", w->times);
    return (sb_ok(&all) || fail_memory(w->c)) && put(w, r, "about", sb_str(&all)) &&
           put(w, r, "times", str_of(times));
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
           put_about(w, r) && put(w, r, "subject", w->subject) && put(w, r, "area", w->area) &&
           put(w, r, "to_org", first) && put(w, r, "also_to", also) &&
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

/* In every row it is about, as a comment: that leaves its version alone. */
static bool note(issuing *w)
{
    bool zh = w->c->lang == LANG_ZH;
    char *text = cx_printf(w->c,
                           zh ? "签发" STR_FMT "　" STR_FMT "（" STR_FMT "）"
                              : "Issued: " STR_FMT " " STR_FMT " (" STR_FMT ")",
                           STR_ARG(w->name), STR_ARG(w->number), STR_ARG(w->code));
    TRY(text);
    sb_putz(&w->word, "code,text\n");
    for (uint32_t i = 0; i < w->n_rows; i++) {
        csv_put(&w->word, w->rows[i]);
        sb_putc(&w->word, ',');
        csv_put(&w->word, str_of(text));
        sb_putc(&w->word, '\n');
    }
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
    over_past past;
    bool ok = ledger_open_within(c, w->d, w->w, S(LEDGER_LETTERS), &h) &&
              ledger_over_past(c, &h, w->o->type, w->o->letter, &past);
    ledger_done(&h);
    ok = ok && ledger_open_within(c, w->d, w->w, w->o->type, &h) && gather(w, &h, &past, &l);
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
