#include "report/report.h"
#include "base/csv.h"
#include "base/embed.h"

static str definitions(void)
{
    const embedded *e = embed_find("catalogue/reports.csv");
    MUST(e);
    return (str){(const char *)e->data, e->size};
}

static bool keep_line(cx *c, const csv *r, report_line *to)
{
    str *const fields[] = {&to->report, &to->kind, &to->what, &to->zh, &to->en};
    if (r->n != COUNT_OF(fields))
        return fail(c, ERR_FORMAT, "报告定义第 %u 行不是 5 列",
                    "report definitions, line %u: not 5 columns", r->line);
    for (size_t i = 0; i < COUNT_OF(fields); i++)
        if (!arena_str(c->a, r->fields[i], fields[i]))
            return fail_memory(c);
    return true;
}

bool report_lines(cx *c, const report_line **ret, size_t *ret_n)
{
    csv r CLEANUP(csv_done) = {0};
    str text = definitions();
    size_t most = 0, n = 0;
    for (size_t i = 0; i < text.n; i++)
        most += text.p[i] == '\n';
    report_line *list = cx_alloc(c, (most + 1) * sizeof *list);
    TRY(list);
    csv_init(&r, text);
    for (bool header = true; csv_next(c, &r); header = false)
        if (!header)
            TRY(keep_line(c, &r, &list[n++]));
    *ret = list;
    *ret_n = n;
    return c->err.code == ERR_NONE;
}

bool report_names(cx *c, str *ret)
{
    const report_line *l;
    size_t n;
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 0);
    TRY(report_lines(c, &l, &n));
    for (size_t i = 0; i < n; i++) {
        if (i && str_eq(l[i].report, l[i - 1].report))
            continue;
        if (b.n)
            sb_putc(&b, ' ');
        sb_put(&b, l[i].report);
    }
    return (sb_ok(&b) && arena_str(c->a, sb_str(&b), ret)) || fail_memory(c);
}

bool report_need(cx *c, str name)
{
    const report_line *l;
    str names;
    size_t n;
    TRY(report_lines(c, &l, &n));
    for (size_t i = 0; i < n; i++)
        if (str_eq(l[i].report, name))
            return true;
    TRY(report_names(c, &names));
    return fail(c, ERR_UNKNOWN, "没有报告“" STR_FMT "”；有：" STR_FMT,
                "no report \"" STR_FMT "\"; there are: " STR_FMT, STR_ARG(name), STR_ARG(names));
}

/* ---- words of headings ---- */
static bool as_of_text(report *r, sb *out)
{
    char text[TIME_TEXT_MAX];
    bool zh = r->c->lang == LANG_ZH;
    time_print(r->d->as_of == STORE_NOW ? r->d->head.recorded_at : r->d->as_of, text);
    sb_printf(out, zh ? "数据截至%.10s %.5s" : "figures as of %.10s %.5s", text, text + 11);
    if (r->preliminary)
        sb_putz(out, zh ? "，初步数" : ", preliminary");
    return sb_ok(out) || fail_memory(r->c);
}

bool report_word(report *r, str name, sb *out, bool *ret_known)
{
    char when[64];
    bool days = r->asked.f == FREQ_D || r->asked.f == FREQ_W;
    *ret_known = true;
    if (str_eqz(name, "area")) {
        sb_put(out, area_name(r, r->b.area));
    } else if (str_eqz(name, "whole")) {
        area_id a;
        TRY(compared_area(r, &a));
        sb_put(out, area_name(r, a));
    } else if (str_eqz(name, "period")) {
        period_name(r->asked, days ? BASIS_PERIOD : BASIS_YTD, r->c->lang, when);
        sb_putz(out, when);
    } else if (str_eqz(name, "mark")) {
        return as_of_text(r, out);
    } else {
        *ret_known = false;
    }
    return true;
}

/* A heading with its {words}. */
static bool fill_words(report *r, str t, sb *out)
{
    for (ptrdiff_t open; (open = str_find(t, S("{"))) >= 0;) {
        ptrdiff_t end = str_find(t, S("}"));
        bool known = false;
        if (end > open)
            sb_put(out, str_sub(t, 0, (size_t)open));
        if (end > open)
            TRY(report_word(r, str_sub(t, (size_t)open + 1, (size_t)(end - open) - 1), out,
                            &known));
        if (!known)
            return fail(r->c, ERR_FORMAT, "报告定义中的“" STR_FMT "”无法识别",
                        "report definitions: \"" STR_FMT "\" is unknown", STR_ARG(t));
        t = str_from(t, (size_t)end + 1);
    }
    sb_put(out, t);
    return sb_ok(out) || fail_memory(r->c);
}

/* Which marks stand behind figures of the document. */
static void marks_in(const doc *d, bool used[MARK_MAX_])
{
    for (const doc_block *b = d->first; b; b = b->next)
        for (size_t i = 0; b->table && i < (size_t)b->table->rows * b->table->cols; i++)
            used[isfinite(b->table->cells[i].v) ? b->table->cells[i].mark : MARK_NONE] = true;
}

static bool notes(report *r)
{
    bool zh = r->c->lang == LANG_ZH, used[MARK_MAX_] = {false};
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 0);
    sb_putz(&b, zh ? "注：" : "Note: ");
    TRY(as_of_text(r, &b));
    marks_in(r->doc, used);
    if (used[MARK_COMPUTED])
        sb_putz(&b,
                zh ? "；‡增速未公布，由总量推算" : "; ‡ no growth published, computed from levels");
    if (used[MARK_REPORTED])
        sb_putz(&b, zh ? "；†按报告数直接计算，非可比口径"
                       : "; † computed from levels as reported, not on a comparable base");
    sb_putz(&b,
            zh ? "；“—”为未公布或不适用；两个增速之差以百分点计，按所列数计算。"
               : "; — not published or not applicable; differences of growths are in percentage "
                 "points, between figures as shown.");
    return sb_ok(&b) ? doc_text(r->doc, DOC_NOTE, sb_str(&b)) : fail_memory(r->c);
}

/* ---- blocks ---- */
static bool run_block(report *r, const block_def *b, str title)
{
    const doc_block *before = r->doc->last;
    r->nothing = false;
    TRY(b->fn(r, title));
    if (r->doc->last == before || r->nothing)
        return true;
    r->said = true;
    return r->noted || b->targets == TARGETS_NONE || report_target_note(r, b->targets);
}

bool report_block(report *r, str kind, str what, str title, bool *ret_known)
{
    const block_def *lists[] = {text_blocks, form_blocks};
    size_t n[] = {n_text_blocks, n_form_blocks};
    *ret_known = true;
    if (str_eqz(kind, "note") && str_eqz(what, "notes"))
        return notes(r);
    for (size_t l = 0; l < 2; l++)
        for (size_t i = 0; i < n[l]; i++)
            if (str_eqz(kind, lists[l][i].kind) && str_eqz(what, lists[l][i].what))
                return run_block(r, &lists[l][i], title);
    *ret_known = false;
    return true;
}

/* Where a title may be divided stands as |: it is when it does not fit on a line, so that no word is
 * torn. 20 characters stand beside each other, 29 on a page that is turned; one is left for the
 * space that Word puts around figures. */
static bool put_title(report *r, str text)
{
    sb b CLEANUP(sb_done) = {0};
    str rest = text, part;
    size_t room = r->doc->landscape ? 56 : 38;
    sb_init(&b, 0);
    size_t width = utf8_width(text) - 1; /* without the mark itself */
    for (size_t i = 2; i < text.n; i++) /* “ and ” are as wide as a character between Chinese */
        width += !memcmp(text.p + i - 2, "\xE2\x80\x9C", 3) ||
                 !memcmp(text.p + i - 2, "\xE2\x80\x9D", 3);
    bool divide = width > room;
    for (bool first = true; rest.n && str_split(&rest, '|', &part); first = false) {
        if (!first && divide)
            sb_putc(&b, '\n');
        sb_put(&b, part);
    }
    return sb_ok(&b) ? doc_text(r->doc, DOC_TITLE, sb_str(&b)) : fail_memory(r->c);
}

static bool words_block(report *r, str kind, str text)
{
    static const struct {
        const char *name;
        doc_kind kind;
    } kinds[] = {{"title", DOC_TITLE}, {"subtitle", DOC_SUBTITLE}, {"head1", DOC_HEAD1},
                 {"head2", DOC_HEAD2}, {"para", DOC_PARA},         {"note", DOC_NOTE}};
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 0);
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (str_eqz(kind, kinds[i].name)) {
            TRY(fill_words(r, text, &b));
            return kinds[i].kind == DOC_TITLE ? put_title(r, sb_str(&b))
                                              : doc_text(r->doc, kinds[i].kind, sb_str(&b));
        }
    return fail(r->c, ERR_FORMAT, "报告定义中没有“" STR_FMT "”这种块",
                "report definitions know no block \"" STR_FMT "\"", STR_ARG(kind));
}

static bool one_block(report *r, const report_line *l)
{
    bool known;
    str text = r->c->lang == LANG_ZH ? l->zh : l->en;
    if (str_eqz(l->kind, "name") ||
        str_eqz(l->kind, "lack")) /* what lists call it; see report_make() */
        return true;
    if (str_eqz(l->kind, "landscape")) {
        r->doc->landscape = true;
        return true;
    }
    if (l->what.n) {
        TRY(report_block(r, l->kind, l->what, text, &known));
        return known || fail(r->c, ERR_FORMAT, "报告定义中没有块 " STR_FMT " " STR_FMT,
                             "report definitions know no block " STR_FMT " " STR_FMT,
                             STR_ARG(l->kind), STR_ARG(l->what));
    }
    return words_block(r, l->kind, text);
}

/* ---- headings: those with nothing below go, the others are numbered ---- */
static bool empty_heading(const doc_block *b)
{
    const doc_block *n = b->next;
    if (b->kind == DOC_HEAD2)
        return !n || n->kind == DOC_HEAD1 || n->kind == DOC_HEAD2;
    return b->kind == DOC_HEAD1 && (!n || n->kind == DOC_HEAD1);
}

static void prune(doc *d, doc_kind k)
{
    doc_block **at = &d->first;
    d->last = NULL;
    while (*at) {
        if ((*at)->kind == k && empty_heading(*at)) {
            *at = (*at)->next;
            continue;
        }
        d->last = *at;
        at = &(*at)->next;
    }
}

static bool number_headings(doc *d)
{
    static const char *const zh[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"};
    static const char *const en[] = {"I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"};
    bool in_zh = d->lang == LANG_ZH;
    unsigned n[2] = {0, 0};
    for (doc_block *b = d->first; b; b = b->next) {
        const char *text = NULL;
        if (b->kind == DOC_HEAD1) {
            n[1] = 0;
            text = cx_printf(d->c, in_zh ? "%s、" STR_FMT : "%s. " STR_FMT,
                             (in_zh ? zh : en)[n[0]++ % 10], STR_ARG(b->text));
        } else if (b->kind == DOC_HEAD2) {
            text = in_zh ? cx_printf(d->c, "（%s）" STR_FMT, zh[n[1]++ % 10], STR_ARG(b->text))
                         : cx_printf(d->c, "(%u) " STR_FMT, ++n[1], STR_ARG(b->text));
        } else {
            continue;
        }
        TRY(text);
        b->text = str_of(text);
    }
    return true;
}

/* ---- the whole ---- */
bool report_open(cx *c, const desk *d, area_id a, period p, doc *doc, report *ret)
{
    sentences *s;
    board_options o = {.delta = d->delta, .only = ID_NONE, .who = d->who, .as_of = d->as_of};
    doc_init(doc, c);
    *ret = (report){.c = c, .d = d, .asked = p, .doc = doc};
    TRY(sentences_builtin(c, &s));
    ret->s = s;
    return board_make(c, d->p, a, p, &o, &ret->b) && report_origins(ret);
}

static void append(doc *d, doc_block *b)
{
    b->next = NULL;
    if (d->last)
        d->last->next = b;
    else
        d->first = b;
    d->last = b;
}

/* Title and notes with one sentence between them instead of empty tables and headings. */
static bool say_lack(report *r, str why, str *ret)
{
    bool zh = r->c->lang == LANG_ZH;
    sb b CLEANUP(sb_done) = {0};
    bool known;
    doc notes = {.first = NULL};
    doc_block *next, *at = r->doc->first;
    if (!r->b.n || !why.n)
        why = zh ? S("没有任何指标有这一时期或上年同期的数，也没有当年的目标")
                 : S("no indicator has a figure of this period or of a year before, nor a target");
    sb_init(&b, 0);
    sb_printf(&b, zh ? "" STR_FMT : "Nothing to show for " STR_FMT ", ",
              STR_ARG(area_name(r, r->b.area)));
    TRY(report_word(r, S("period"), &b, &known));
    sb_printf(&b, zh ? "没有可列的内容：" STR_FMT "。" : ": " STR_FMT ".", STR_ARG(why));
    TRY((sb_ok(&b) && arena_str(r->c->a, sb_str(&b), ret)) || fail_memory(r->c));
    for (r->doc->first = r->doc->last = NULL; at; at = next) {
        next = at->next;
        if (at->kind == DOC_TITLE || at->kind == DOC_SUBTITLE)
            append(r->doc, at);
        else if (at->kind == DOC_NOTE)
            append(&notes, at);
    }
    TRY(doc_text(r->doc, DOC_PARA, *ret));
    r->doc->last->next = notes.first;
    if (notes.last)
        r->doc->last = notes.last;
    return true;
}

bool report_make(cx *c, const desk *d, str name, area_id a, period p, bool internal, doc *ret,
                 str *ret_lack)
{
    const report_line *l;
    size_t n;
    report r;
    str why = S("");
    *ret_lack = S("");
    TRY(report_need(c, name) && report_open(c, d, a, p, ret, &r));
    if (internal || r.internal)
        ret->mark = c->lang == LANG_ZH ? S("内部资料　注意保存") : S("Internal");
    TRY(report_lines(c, &l, &n));
    for (size_t i = 0; i < n; i++) {
        if (!str_eq(l[i].report, name))
            continue;
        TRY(one_block(&r, &l[i]));
        if (str_eqz(l[i].kind, "lack"))
            why = c->lang == LANG_ZH ? l[i].zh : l[i].en;
    }
    if (!r.said)
        return say_lack(&r, why, ret_lack);
    prune(ret, DOC_HEAD2);
    prune(ret, DOC_HEAD1);
    return number_headings(ret);
}
