/* From the blocks of a letter to a document. */
#include "report/ledger_letter.h"
#include "base/str.h"
#include "flow/ledger_said.h"
#include "flow/ledger_sums.h"
#include "ledger/find.h"

#define ROWS_MAX 2000 /* of one table in a letter */
#define LONG 16       /* half characters of a text that stands left */
#define TITLE_LINE 40 /* half characters of a title on one line: 2号 on 156 mm */

typedef struct letter {
    cx *c;
    doc *doc;
    ledger_hold *h;
    const letter_subject *about;
    uint32_t row; /* of a letter about one */
    const type_letter *l;
    const letter_facts *f;
    str number, office;
    bool headed; /* a heading waits for what stands below it */
    bool signed_;
    uint32_t annexes;
} letter;

static bool zh(const letter *w)
{
    return w->c->lang == LANG_ZH;
}

static bool say(letter *w, const letter_words *words, sb *out, uint32_t *gaps, uint32_t *given)
{
    sb_reset(out);
    return ledger_letter_say(w->c, w->h, w->about, words, w->office, out, gaps, given);
}

/* ---- the head ---- */
static bool by_line(letter *w, str left, str right)
{
    char *z = cx_printf(w->c, STR_FMT "\t" STR_FMT, STR_ARG(left), STR_ARG(right));
    return z && doc_text(w->doc, DOC_SPLIT, str_of(z));
}

/* 纪要: its own heading in red, number, office and day, line; no seal. */
static bool head_minutes(letter *w, str title)
{
    str day;
    TRY(ledger_said_day(w->c, (double)w->f->day, SAID_PAPER, &day) &&
        doc_text(w->doc, DOC_OFFICE, title));
    if (w->number.n)
        TRY(doc_text(w->doc, DOC_CENTER, w->number));
    w->signed_ = true; /* the head says it */
    return by_line(w, w->office, day) && doc_text(w->doc, DOC_RULE, S(""));
}

/* Where the first line of a title of several is best to end: nearest to `aim`, behind a closing mark or
 * before an opening one if that leaves no more than the lines there are. Bytes; 0 = nowhere. */
static size_t line_end(str s, size_t aim, size_t lines)
{
    size_t all = utf8_width(s), here = 0, best = 0, best_cost = SIZE_MAX;
    uint32_t before = 0;
    for (size_t i = 0, n; i < s.n; i += n) {
        uint32_t ch = 0;
        n = utf8_decode(str_from(s, i), &ch);
        n = n ? n : 1;
        bool closes = ch == 0x201D || ch == 0xFF09 || ch == 0x300B;
        bool mark = before == 0x201D || before == 0x300B || ch == 0x201C || ch == 0x300A;
        bool opened = before == 0x201C || before == 0xFF08 || before == 0x300A;
        bool word = ch < 0x2E80 && before < 0x2E80 && !mark;
        bool fits = here <= TITLE_LINE && all - here <= TITLE_LINE * (lines - 1);
        size_t off = here > aim ? here - aim : aim - here, cost = mark ? off : off + TITLE_LINE;
        if (i && fits && !closes && !opened && !word && cost < best_cost) {
            best = i;
            best_cost = cost;
        }
        here += utf8_width(str_sub(s, i, n));
        before = ch;
    }
    return best;
}

/* A title of several lines is divided into like ones: no single character on the last, no word torn. */
static bool divide_title(letter *w, str s, str *ret)
{
    sb out CLEANUP(sb_done) = {0};
    *ret = s;
    sb_init(&out, 0);
    for (size_t width = utf8_width(s), lines; width > TITLE_LINE; width = utf8_width(s)) {
        lines = (width + TITLE_LINE - 1) / TITLE_LINE;
        size_t end = line_end(s, width / lines, lines);
        if (!end)
            break;
        sb_put(&out, str_trim(str_sub(s, 0, end)));
        sb_putc(&out, '\n');
        s = str_from(s, end);
    }
    sb_put(&out, s);
    return (sb_ok(&out) && arena_str(w->c->a, sb_str(&out), ret)) || fail_memory(w->c);
}

static bool put_title(letter *w, const letter_block *b)
{
    str title;
    sb text CLEANUP(sb_done) = {0};
    bool red =
        w->l->kind == LETTER_LETTER || w->l->kind == LETTER_NOTICE || w->l->kind == LETTER_CIRCULAR;
    sb_init(&text, 0);
    TRY(say(w, &b->text, &text, NULL, NULL));
    if (w->l->kind == LETTER_MINUTES && b == w->l->blocks)
        return head_minutes(w, sb_str(&text));
    TRY(divide_title(w, sb_str(&text), &title));
    if (b != w->l->blocks || !w->l->number.n)
        return doc_text(w->doc, DOC_TITLE, title);
    if (!red) { /* 督办单 */
        TRY(doc_text(w->doc, DOC_TITLE, title));
        return doc_text(w->doc, DOC_RIGHT, w->number);
    }
    TRY(doc_text(w->doc, DOC_OFFICE, w->office));
    if (w->l->kind == LETTER_LETTER) /* 信函格式: lines, then the number on the right */
        return doc_text(w->doc, DOC_RULE, S("=")) && doc_text(w->doc, DOC_RIGHT, w->number) &&
               doc_text(w->doc, DOC_PARA, S("")) && doc_text(w->doc, DOC_TITLE, title) &&
               doc_text(w->doc, DOC_PARA, S(""));
    return doc_text(w->doc, DOC_CENTER, w->number) && doc_text(w->doc, DOC_RULE, S("")) &&
           doc_text(w->doc, DOC_PARA, S("")) && doc_text(w->doc, DOC_TITLE, title) &&
           doc_text(w->doc, DOC_PARA, S(""));
}

/* ---- text ---- */
/* What a heading promised and nobody has entered yet. */
static bool settle_head(letter *w)
{
    bool waits = w->headed;
    w->headed = false;
    return !waits || doc_text(w->doc, DOC_PARA, zh(w) ? S("（待补充）") : S("(to be added)"));
}

/* A paragraph a line; left out where all of its expressions gave nothing. */
static bool put_para(letter *w, const letter_block *b)
{
    sb text CLEANUP(sb_done) = {0};
    uint32_t gaps, given;
    str rest, line;
    sb_init(&text, 0);
    TRY(say(w, &b->text, &text, &gaps, &given));
    if (gaps && !given)
        return true;
    w->headed = false;
    rest = sb_str(&text);
    while (rest.n && str_split(&rest, '\n', &line))
        if (str_trim(line).n)
            TRY(doc_text(w->doc, b->part == PART_TO ? DOC_LEFT : DOC_PARA, str_trim(line)));
    return true;
}

static bool put_head(letter *w, const letter_block *b)
{
    sb text CLEANUP(sb_done) = {0};
    sb_init(&text, 0);
    TRY(settle_head(w) && say(w, &b->text, &text, NULL, NULL));
    w->headed = true;
    return doc_text(w->doc, DOC_HEAD1, sb_str(&text));
}

/* ---- tables ---- */
/* Cells where something is missing stay empty, to be filled in. */
static bool put_form(letter *w, const letter_block *b)
{
    sb text CLEANUP(sb_done) = {0};
    doc_table *t;
    uint32_t gaps, given;
    sb_init(&text, 0);
    TRY(doc_table_new(w->doc, S(""), 2, b->n_lines, 0, &t));
    t->form = true;
    w->headed = false;
    for (uint32_t i = 0; i < b->n_lines; i++) {
        TRY(say(w, &b->lines[i].label, &text, NULL, NULL) &&
            doc_put_text(w->doc, t, i, 0, sb_str(&text)) &&
            say(w, &b->lines[i].value, &text, &gaps, &given));
        if (!gaps || given)
            TRY(doc_put_text(w->doc, t, i, 1, str_trim(sb_str(&text))));
    }
    return true;
}

static bool put_told(letter *w, doc_table *t, uint32_t row, uint32_t col, const ledger_told *told)
{
    if (!told->number)
        return doc_put_text(w->doc, t, row, col, told->text);
    doc_put_number(t, row, col, told->v, told->decimals);
    return true;
}

/* The rows that link here and may be seen, in order. */
static bool find_linked(letter *w, const letter_block *b, book *other, uint32_t **ret,
                        uint32_t *ret_n)
{
    const uint32_t *list;
    uint32_t n, n_keys, field = type_field_of(other->type, b->field);
    type_uses uses = {.n = 0};
    const expr *where = NULL;
    const bool *seen;
    find_key keys[FIND_MAX_KEYS];
    *ret_n = 0;
    TRY((!b->where.n || type_filter(w->c, other->type, b->where, &uses, &where)) &&
        ledger_other_rows_seen(w->c, w->h, other, &seen) &&
        find_keys(w->c, other->type, b->sort, keys, &n_keys));
    if (field != UINT32_MAX)
        book_holders(other, field, w->h->b->rows[w->row].code, &list, &n);
    else
        n = 0;
    TRY(*ret = cx_alloc(w->c, ((size_t)n + 1) * sizeof **ret));
    for (uint32_t i = 0; i < n; i++)
        if (!other->rows[list[i]].withdrawn && (!seen || seen[list[i]]) &&
            (!where || view_true(&w->h->view, other, list[i], where)))
            (*ret)[(*ret_n)++] = list[i];
    if (*ret_n > ROWS_MAX)
        return fail(w->c, ERR_LIMIT, "一份文件的表至多 %d 行",
                    "a table of a letter has at most %d rows", ROWS_MAX);
    return find_sort(w->c, other, keys, n_keys, *ret, *ret_n, 0, *ret_n);
}

/* A column of a table of rows of `b`, behind its heading. */
static bool put_column(letter *w, doc_table *t, uint32_t k, str name, book *b, const uint32_t *rows,
                       uint32_t n, const expr *e)
{
    ledger_told told;
    bool texts = false;
    TRY(doc_put_text(w->doc, t, 0, k, name));
    for (uint32_t i = 0; i < n; i++) {
        TRY(ledger_tell(w->c, w->h, b, rows[i], e, SAID_PAPER, &told) &&
            put_told(w, t, i + 1, k, &told));
        texts |= utf8_width(told.text) > LONG;
    }
    for (uint32_t i = 0; i < n && texts; i++)
        doc_at(t, i + 1, k)->left = true;
    return true;
}

static bool put_linked(letter *w, const letter_block *b, book *other, const uint32_t *rows,
                       uint32_t n)
{
    doc_table *t;
    TRY(doc_table_new(w->doc, S(""), b->n_columns, n + 1, 1, &t));
    w->headed = false;
    for (uint32_t k = 0; k < b->n_columns; k++) {
        type_uses uses = {.n = 0};
        const expr *e = b->columns[k].e;
        TRY((e || type_expression(w->c, other->type, b->columns[k].value, &uses, &e)) &&
            put_column(w, t, k, type_said(b->columns[k].name, w->c->lang), other, rows, n, e));
    }
    return true;
}

/* The rows that a letter over a list is about, in the order that the block says. */
static bool put_list(letter *w, const letter_block *b)
{
    find_key keys[FIND_MAX_KEYS];
    uint32_t n_keys, n = w->about->n, *rows = cx_alloc(w->c, (n + 1) * sizeof *rows);
    TRY(rows && find_keys(w->c, w->h->type, b->sort, keys, &n_keys));
    memcpy(rows, w->about->rows, n * sizeof *rows);
    return find_sort(w->c, w->h->b, keys, n_keys, rows, n, 0, n) &&
           put_linked(w, b, w->h->b, rows, n);
}

static bool put_rows(letter *w, const letter_block *b)
{
    book *other = ledger_other(w->h, b->type);
    uint32_t *rows, n;
    if (!other)
        return fail(w->c, ERR_FORMAT, "没有台账 " STR_FMT, "there is no ledger " STR_FMT,
                    STR_ARG(b->type));
    TRY(find_linked(w, b, other, &rows, &n));
    return !n || put_linked(w, b, other, rows, n);
}

static void put_figure(doc_table *t, uint32_t row, uint32_t col, const type_column *k, expr_value v)
{
    if (v.kind == EXPR_NUM || v.kind == EXPR_FLAG)
        doc_put_number(t, row, col, v.num, k->decimals);
    else
        doc_at(t, row, col)->text = v.text;
}

static bool put_line(letter *w, const ledger_type *type, const type_summary *s, doc_table *t,
                     uint32_t row, const find_line *l)
{
    str name = zh(w) ? S("合计") : S("Total");
    uint32_t col = 0;
    if (s->by != UINT32_MAX) {
        if (l->key.n)
            TRY(ledger_group_said(w->c, w->h, type, s->by, l->key, &name));
        TRY(doc_put_text(w->doc, t, row, col++, name));
    }
    if (s->by2 != UINT32_MAX) {
        TRY(ledger_group_said(w->c, w->h, type, s->by2, l->key2, &name) &&
            doc_put_text(w->doc, t, row, col++, name));
    }
    for (uint32_t i = 0; i < s->n_columns; i++)
        put_figure(t, row, col++, &s->columns[i], l->values[i]);
    return true;
}

static bool put_by(letter *w, const ledger_type *type, uint32_t by, doc_table *t, uint32_t *col)
{
    if (by == UINT32_MAX)
        return true;
    str name = by < type->n_fields ? type_said(type->fields[by].name, w->c->lang)
               : zh(w)             ? S("分组")
                                   : S("Group");
    return doc_put_text(w->doc, t, 0, (*col)++, name);
}

static bool column_head(letter *w, doc_table *t, uint32_t col, const type_column *k)
{
    str name = type_said(k->name, w->c->lang);
    if (!k->unit.n)
        return doc_put_text(w->doc, t, 0, col, name);
    char *z = cx_printf(w->c, zh(w) ? STR_FMT "（" STR_FMT "）" : STR_FMT " (" STR_FMT ")",
                        STR_ARG(name), STR_ARG(k->unit));
    return z && doc_put_text(w->doc, t, 0, col, str_of(z));
}

static bool put_table(letter *w, const ledger_type *type, const type_summary *s,
                      const find_table *found)
{
    uint32_t by = (s->by != UINT32_MAX) + (s->by2 != UINT32_MAX), col = 0, n = (uint32_t)found->n,
             last = s->total && by && n > 1;
    doc_table *t;
    TRY(doc_table_new(w->doc, S(""), by + s->n_columns, n + last + 1, 1, &t) &&
        put_by(w, type, s->by, t, &col) && put_by(w, type, s->by2, t, &col));
    for (uint32_t i = 0; i < s->n_columns; i++)
        TRY(column_head(w, t, col + i, &s->columns[i]));
    for (uint32_t i = 0; i < n; i++)
        TRY(put_line(w, type, s, t, i + 1, &found->lines[i]));
    find_line total = found->total;
    total.key = total.key2 = S("");
    return !last || put_line(w, type, s, t, n + 1, &total);
}

static bool put_summary(letter *w, const letter_block *b)
{
    book *other = str_eq(b->type, w->h->type->code) ? w->h->b : ledger_other(w->h, b->type);
    const type_summary *s = other ? ledger_summary_of(other->type, b->summary) : NULL;
    find_ask ask = {.q = S("")};
    find_table found;
    if (!s)
        return fail(w->c, ERR_FORMAT, "台账 " STR_FMT " 没有汇总 " STR_FMT,
                    "ledger " STR_FMT " has no summary " STR_FMT, STR_ARG(b->type),
                    STR_ARG(b->summary));
    TRY(ledger_other_rows_seen(w->c, w->h, other, &ask.seen) &&
        ledger_sum(w->c, w->h, other, s, &ask, &found));
    if (found.n > ROWS_MAX)
        return fail(w->c, ERR_LIMIT, "一份文件的表至多 %d 行",
                    "a table of a letter has at most %d rows", ROWS_MAX);
    w->headed = false;
    if (!found.n)
        return doc_text(w->doc, DOC_PARA, zh(w) ? S("无。") : S("None."));
    return put_table(w, other->type, s, &found);
}

/* ---- the foot ---- */
/* "附件：1. …" above the signature: what comes after it in the body. */
static bool name_annexes(letter *w)
{
    sb text CLEANUP(sb_done) = {0}, one CLEANUP(sb_done) = {0};
    uint32_t n = 0, all = 0;
    sb_init(&text, 0);
    sb_init(&one, 0);
    for (uint32_t i = 0; i < w->l->n_blocks; i++)
        all += w->l->blocks[i].part == PART_ATTACH;
    for (uint32_t i = 0; i < w->l->n_blocks; i++) {
        const letter_block *b = &w->l->blocks[i];
        if (b->part != PART_ATTACH)
            continue;
        TRY(say(w, &b->text, &one, NULL, NULL));
        if (!n++)
            sb_putz(&text, zh(w) ? "附件：" : "Annex: ");
        else
            sb_putz(&text, zh(w) ? "；" : "; ");
        if (all > 1)
            sb_printf(&text, zh(w) ? "%u．" : "%u. ", n);
        sb_put(&text, sb_str(&one));
    }
    if (!sb_ok(&text))
        return fail_memory(w->c);
    return !n || (doc_text(w->doc, DOC_PARA, S("")) && doc_text(w->doc, DOC_PARA, sb_str(&text)));
}

/* The office stands centred above the day, four characters in from the edge: the seal goes over it. */
static bool put_sign(letter *w, const letter_block *b)
{
    sb text CLEANUP(sb_done) = {0};
    str day;
    if (w->signed_)
        return true;
    sb_init(&text, 0);
    TRY(settle_head(w) && name_annexes(w) && say(w, &b->text, &text, NULL, NULL) &&
        ledger_said_day(w->c, (double)w->f->day, SAID_PAPER, &day));
    str name = sb_str(&text);
    int office = (int)utf8_width(name), date = (int)utf8_width(day), in = 8;
    int lead = in + (date - office) / 2;
    if (lead < 0) { /* a long name: it ends at the edge, the day moves in below its middle */
        in -= lead;
        lead = 0;
    }
    w->signed_ = true;
    TRY(doc_text(w->doc, DOC_PARA, S("")) && doc_text(w->doc, DOC_RIGHT, name));
    w->doc->last->indent = lead;
    TRY(doc_text(w->doc, DOC_RIGHT, day));
    w->doc->last->indent = in;
    return true;
}

static bool put_annex(letter *w, const letter_block *b)
{
    sb text CLEANUP(sb_done) = {0};
    char label[32];
    uint32_t all = 0;
    sb_init(&text, 0);
    for (uint32_t i = 0; i < w->l->n_blocks; i++)
        all += w->l->blocks[i].part == PART_ATTACH;
    snprintf(label, sizeof label, zh(w) ? "附件" : "Annex");
    if (all > 1)
        snprintf(label, sizeof label, zh(w) ? "附件%u" : "Annex %u", ++w->annexes);
    TRY(settle_head(w) && say(w, &b->text, &text, NULL, NULL) &&
        doc_text(w->doc, DOC_ANNEX, str_of(label)));
    w->headed = true;
    return doc_text(w->doc, DOC_TITLE, sb_str(&text));
}

/* 分送 of minutes: the units that they go to. */
static bool put_sent_to(letter *w)
{
    ledger_told told;
    if (w->l->kind != LETTER_MINUTES || w->l->to == UINT32_MAX || w->about->rows)
        return true;
    TRY(ledger_tell_name(w->c, w->h, w->h->b, w->row, w->l->to, SAID_PAPER, &told));
    if (!told.text.n)
        return true;
    char *z =
        cx_printf(w->c, zh(w) ? "分送：" STR_FMT "。" : "To: " STR_FMT ".", STR_ARG(told.text));
    return z && doc_text(w->doc, DOC_PARA, S("")) && doc_text(w->doc, DOC_IMPRINT, str_of(z));
}

static bool put_block(letter *w, const letter_block *b)
{
    switch (b->part) {
    case PART_TITLE:
        return put_title(w, b);
    case PART_HEAD:
        return put_head(w, b);
    case PART_TABLE:
        return put_form(w, b);
    case PART_ROWS:
        return put_rows(w, b);
    case PART_SUMMARY:
        return put_summary(w, b);
    case PART_LIST:
        return put_list(w, b);
    case PART_SIGN:
        return put_sign(w, b);
    case PART_ATTACH:
        return put_annex(w, b);
    default:
        return put_para(w, b);
    }
}

static bool put_all(letter *w)
{
    int year, month, day;
    date_split(w->f->day, &year, &month, &day);
    w->number = w->f->number;
    w->office = w->f->office;
    if (!w->number.n)
        TRY(letter_number(w->c, w->l, year, -1, &w->number));
    if (!w->office.n)
        w->office = zh(w) ? S("（发文单位）") : S("(issuing office)");
    for (uint32_t i = 0; i < w->l->n_blocks; i++)
        TRY(put_block(w, &w->l->blocks[i]));
    return settle_head(w) && put_sent_to(w);
}

bool ledger_letter(cx *c, ledger_hold *h, const letter_subject *about, const type_letter *l,
                   const letter_facts *f, doc *ret)
{
    letter w = {.c = c, .doc = ret, .h = h, .about = about, .row = about->row, .l = l, .f = f};
    const char *why = f->number.n || about->rows ? NULL : ledger_letter_lock(c, h, about->row, l);
    lang was = c->lang;
    if (why)
        return fail(c, ERR_DATA, "%s", "%s", why);
    c->lang = ledger_letter_lang(c, l);
    doc_init(ret, c);
    bool ok = put_all(&w);
    c->lang = was;
    return ok;
}
