#include "api/papers.h"
#include "base/str.h"
#include <stdarg.h>

typedef bool (*paper_fn)(cx *c, const desk *d, const paper_wanted *w, doc *ret);
static const struct {
    const char *name, *needs;
    paper_fn fn;
} papers[] = {
    {"signature", "form org period", paper_signature},
    {"status", "period", paper_status},
    {"notice", "period", paper_notice},
    {"handover", "post", paper_handover},
};

static size_t paper_at(str name)
{
    size_t i = 0;
    while (i < COUNT_OF(papers) && !str_eqz(name, papers[i].name))
        i++;
    return i;
}

static bool no_paper(cx *c, str name)
{
    return fail(c, ERR_UNKNOWN, "没有“" STR_FMT "”这种文件；有 signature、status、notice、handover",
                "there is no paper \"" STR_FMT "\": signature, status, notice or handover",
                STR_ARG(str_sub(name, 0, 40)));
}

bool paper_read(cx *c, query_word word, void *user, str paper, paper_wanted *ret)
{
    size_t i = paper_at(paper);
    str need, none;
    *ret = (paper_wanted){.paper = paper};
    if (i == COUNT_OF(papers))
        return no_paper(c, paper);
    str rest = str_of(papers[i].needs);
    while (rest.n && str_split(&rest, ' ', &need)) {
        char name[16];
        snprintf(name, sizeof name, STR_FMT, STR_ARG(need));
        if (!word(user, name, &none))
            return fail(c, ERR_USAGE, STR_FMT " 需要 %s", STR_FMT " needs %s", STR_ARG(paper),
                        papers[i].needs);
    }
    (void)word(user, "hash", &ret->hash);
    (void)word(user, "post", &ret->post);
    return query_read(c, word, user, &ret->q);
}

bool paper_write(cx *c, const desk *d, const paper_wanted *w, sb *out)
{
    size_t i = paper_at(w->paper);
    doc made;
    if (i == COUNT_OF(papers))
        return no_paper(c, w->paper);
    doc_init(&made, c);
    return papers[i].fn(c, d, w, &made) && report_file(c, &made, w->format, out);
}

/* ---- shared ---- */
bool paper_line(doc *d, doc_kind k, const char *fmt, ...)
{
    char text[2048];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    MUST(n >= 0);
    size_t len = (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
    while (len > 0 && (size_t)n >= sizeof text && ((uint8_t)text[len] & 0xC0) == 0x80)
        len--; /* no torn character */
    return doc_text(d, k, (str){text, len});
}

bool paper_table(doc *d, str name, const char *heads, uint32_t rows, doc_table **ret)
{
    str rest = str_of(heads), one;
    uint32_t cols = 1, col = 0;
    for (const char *p = heads; *p; p++)
        cols += *p == '|';
    TRY(doc_table_new(d, name, cols, rows + 1, 1, ret));
    while (col < cols && str_split(&rest, '|', &one))
        TRY(doc_put_text(d, *ret, 0, col++, one));
    return true;
}

static str kept(cx *c, const char *text)
{
    str ret;
    return arena_str(c->a, str_of(text), &ret) ? ret : S("");
}

str paper_day(cx *c, int64_t day)
{
    char text[PERIOD_TEXT_MAX];
    if (day == 0 || day == INT64_MAX || day == INT64_MIN)
        return S("—");
    period_print((period){FREQ_D, (int32_t)day}, text);
    return kept(c, text);
}

str paper_time(cx *c, int64_t us)
{
    char text[TIME_TEXT_MAX];
    if (!us)
        return S("—");
    time_print(us, text);
    text[10] = ' ';
    text[16] = 0; /* minutes are enough on paper */
    return kept(c, text);
}

str paper_person(const catalog *k, str login)
{
    const person *p = login.n ? catalog_person(k, login) : NULL;
    return p && p->name.n ? p->name : login;
}

str paper_round(cx *c, period p)
{
    char name[64];
    period_name(p, p.f == FREQ_D ? BASIS_PERIOD : BASIS_YTD, c->lang, name);
    return kept(c, name);
}

static str or_none(str s)
{
    return s.n ? s : S("—");
}

bool paper_form_head(doc *d, const form *f)
{
    bool zh = d->lang == LANG_ZH;
    str to = paper_day(d->c, f->valid_to == INT64_MAX ? INT64_MAX : f->valid_to - 1);
    if (f->kind == FORM_DISPATCH)
        TRY(paper_line(d, DOC_NOTE, "%s",
                       zh ? "内部调度表：不含统计数据。"
                          : "Internal dispatch form: no statistics."));
    return paper_line(d, DOC_NOTE,
                      zh ? "表号：" STR_FMT "　制定机关：" STR_FMT "　批准（备案）文号：" STR_FMT
                           "　有效期至：" STR_FMT
                         : "Form no.: " STR_FMT "; issued by: " STR_FMT "; approval: " STR_FMT
                           "; valid to: " STR_FMT,
                      STR_ARG(or_none(f->table_no)), STR_ARG(or_none(f->authority)),
                      STR_ARG(or_none(f->approval)), STR_ARG(to));
}
