#include "io/html_out.h"
#include "base/os.h"
#include "base/str.h"
#include <pthread.h>

static const char style[] =
    "body{font-family:\"Noto Serif CJK SC\",\"Source Han Serif SC\",FangSong,serif;line-height:1.8;"
    "max-width:56em;margin:2em auto;padding:0 "
    "1em;color:#1a1a1a}h1{text-align:center;font-size:1.6em;"
    "font-weight:600}h2{font-size:1.15em;margin-top:1.6em}h3{font-size:1em}.sub,.mark,caption{text-"
    "align:"
    "center}.mark{text-align:left;font-weight:700}p{text-indent:2em;margin:.4em "
    "0}.note{font-size:.85em;"
    "text-indent:0;color:#555}table{border-collapse:collapse;width:100%;font-size:.85em;margin:1em "
    "0;"
    "font-variant-numeric:tabular-nums}caption{font-weight:600;padding:.4em}th,td{border:1px solid "
    "#999;"
    "padding:.15em .5em}th{background:#f3f3f3;font-weight:600}td.n{text-align:right}@media "
    "print{body{"
    "max-width:none;margin:0}thead{display:table-header-group}.annex{break-before:page}}"
    ".office{color:#c00;text-align:center;font-size:2em;font-weight:600}.rule{border:0;border-top:"
    "3px double #c00}.edge{text-indent:0}.right{text-indent:0;text-align:right}.split{display:flex;"
    "justify-content:space-between}.imprint{border:solid #333;border-width:1px 0;font-size:.9em;"
    "margin-top:2em}.form td:first-child{text-align:center;width:22%;font-weight:600}";

static void put_lines(sb *b, str s)
{
    str line;
    for (bool first = true; s.n && str_split(&s, '\n', &line); first = false) {
        sb_putz(b, first ? "" : "<br>");
        xml_put(b, line);
    }
}

static void put_cell(sb *b, const doc_table *t, uint32_t row, uint32_t col)
{
    const doc_cell *c = &t->cells[(size_t)row * t->cols + col];
    char text[DOC_CELL_MAX];
    const char *tag = row < t->header ? "th" : "td";
    if (c->covered)
        return;
    sb_printf(b, "<%s", tag);
    if (c->cols > 1)
        sb_printf(b, " colspan=\"%u\"", c->cols);
    if (c->rows > 1)
        sb_printf(b, " rowspan=\"%u\"", c->rows);
    sb_putz(b, c->number ? " class=\"n\">" : ">");
    put_lines(b, doc_cell_text(c, text));
    sb_printf(b, "</%s>", tag);
}

static void put_table(sb *b, const doc_table *t)
{
    sb_printf(b, "<table%s><caption>", t->form ? " class=\"form\"" : "");
    xml_put(b, t->name);
    sb_putz(b, t->header ? "</caption>\n<thead>" : "</caption>\n");
    for (uint32_t row = 0; row < t->rows; row++) {
        sb_putz(b, row != t->header ? "<tr>" : row ? "</thead>\n<tbody><tr>" : "<tbody><tr>");
        for (uint32_t col = 0; col < t->cols; col++)
            put_cell(b, t, row, col);
        sb_putz(b, "</tr>\n");
    }
    sb_putz(b, t->rows > t->header ? "</tbody></table>\n" : "</thead></table>\n");
}

static void put_chart(sb *b, const doc_chart *h)
{
    sb_putz(b, "<table><caption>");
    xml_put(b, h->name);
    sb_putz(b, " (");
    xml_put(b, h->unit);
    sb_putz(b, ")</caption>\n<thead><tr><td></td>");
    for (uint32_t k = 0; k < h->n_series; k++) {
        sb_putz(b, "<th>");
        xml_put(b, h->series[k].name);
        sb_putz(b, "</th>");
    }
    sb_putz(b, "</tr></thead>\n<tbody>");
    for (uint32_t i = 0; i < h->n; i++) {
        sb_putz(b, "<tr><td>");
        xml_put(b, h->labels[i]);
        sb_putz(b, "</td>");
        for (uint32_t k = 0; k < h->n_series; k++) {
            doc_cell c = {.number = true, .decimals = 1, .v = h->series[k].v[i]};
            char text[DOC_CELL_MAX];
            sb_putz(b, "<td class=\"n\">");
            sb_put(b, doc_cell_text(&c, text));
            sb_putz(b, "</td>");
        }
        sb_putz(b, "</tr>\n");
    }
    sb_putz(b, "</tbody></table>\n");
}

static void put_text(sb *b, const char *open, str s, const char *close)
{
    sb_putz(b, open);
    put_lines(b, s);
    sb_putz(b, close);
}

/* Left and right of a tab. */
static void put_split(sb *b, const char *open, str s, const char *close)
{
    str rest = s, left = s;
    if (!str_split(&rest, '\t', &left))
        rest = S("");
    sb_putz(b, open);
    put_lines(b, left);
    if (rest.n)
        sb_putz(b, "</span><span>");
    put_lines(b, rest);
    sb_putz(b, close);
}

bool html_write(cx *c, const doc *d, sb *b)
{
    static const char *const tags[][2] = {
        [DOC_TITLE] = {"<h1>", "</h1>\n"},
        [DOC_SUBTITLE] = {"<div class=\"sub\">", "</div>\n"},
        [DOC_HEAD1] = {"<h2>", "</h2>\n"},
        [DOC_HEAD2] = {"<h3>", "</h3>\n"},
        [DOC_PARA] = {"<p>", "</p>\n"},
        [DOC_NOTE] = {"<p class=\"note\">", "</p>\n"},
        [DOC_OFFICE] = {"<div class=\"office\">", "</div>\n"},
        [DOC_RULE] = {"<hr class=\"rule\">", "\n"},
        [DOC_CENTER] = {"<div class=\"sub\">", "</div>\n"},
        [DOC_LEFT] = {"<p class=\"edge\">", "</p>\n"},
        [DOC_RIGHT] = {"<p class=\"right\">", "</p>\n"},
        [DOC_SPLIT] = {"<div class=\"split\"><span>", "</span></div>\n"},
        [DOC_ANNEX] = {"<h2 class=\"annex\">", "</h2>\n"},
        [DOC_IMPRINT] = {"<div class=\"split imprint\"><span>", "</span></div>\n"}};
    str title = {0};
    for (const doc_block *k = d->first; k && !title.n; k = k->next)
        if (k->kind == DOC_TITLE)
            title = k->text;
    sb_printf(b, "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\"><title>",
              d->lang == LANG_ZH ? "zh-CN" : "en");
    xml_put(b, title);
    sb_printf(b, "</title><style>%s</style></head>\n<body>\n", style);
    if (d->mark.n)
        put_text(b, "<div class=\"mark\">", d->mark, "</div>\n");
    for (const doc_block *k = d->first; k; k = k->next) {
        if (k->kind == DOC_TABLE)
            put_table(b, k->table);
        else if (k->kind == DOC_CHART)
            put_chart(b, k->chart);
        else if (k->kind == DOC_SPLIT || k->kind == DOC_IMPRINT)
            put_split(b, tags[k->kind][0], k->text, tags[k->kind][1]);
        else if (k->kind == DOC_RULE)
            sb_putz(b, tags[k->kind][0]);
        else
            put_text(b, tags[k->kind][0], k->text, tags[k->kind][1]);
    }
    sb_putz(b, "</body></html>\n");
    return sb_ok(b) || fail_memory(c);
}

static char style_sum[45];

static void sum_style(void)
{
    sha256 sum = os_sha256((str){style, sizeof style - 1});
    MUST(str_base64((str){(const char *)sum.b, sizeof sum.b}, style_sum) < sizeof style_sum);
}

const char *html_style_sha256(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, sum_style);
    return style_sum;
}
