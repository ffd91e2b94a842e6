/* Exports and letters of ledgers over HTTP: the bytes of the command line. */
#include "api/ledger_chart.h"
#include "api/ledger_papers.h"
#include "base/str.h"
#include "flow/ledger_issue.h"
#include "http/write.h"
#include "io/html_out.h"
#include "report/pdf.h"

static bool answer_bytes(cx *c, sb *out, const char *type, bool html, reply *r)
{
    r->type = type;
    if (html)
        r->style = html_style_sha256();
    r->body = body_take(out);
    return r->body || fail_memory(c);
}

bool get_ledger_export(cx *c, const call *k, reply *r)
{
    ledger_export w = {.csv = true};
    str v;
    desk d = call_desk(k);
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    TRY(ledger_query_read(c, params_word, (void *)k->p, &w.q));
    w.q.type = k->at;
    if (params_get(k->p, "format", &v))
        TRY(ledger_export_format(c, v, &w));
    (void)params_get(k->p, "form", &w.form);
    TRY((w.csv || report_ready(c, w.format, r)) && ledger_export_write(c, &d, &w, &out));
    bool html = !w.csv && w.format == REPORT_HTML;
    if (!html) /* the code of a type that there is */
        snprintf(r->disposition, sizeof r->disposition, "attachment; filename=\"" STR_FMT ".%s\"",
                 STR_ARG(str_sub(k->at, 0, 60)), w.csv ? "csv" : report_format_name(w.format));
    return answer_bytes(c, &out, w.csv ? "text/csv" : report_format_type(w.format), html, r);
}

bool get_ledger_letter(cx *c, const call *k, reply *r)
{
    ledger_letter_wanted w = {.type = k->at, .format = REPORT_DOCX};
    str v;
    desk d = call_desk(k);
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    (void)params_get(k->p, "code", &w.code);
    (void)params_get(k->p, "letter", &w.letter);
    (void)params_get(k->p, "number", &w.number);
    if (params_get(k->p, "document", &v))
        (void)report_format_parse(v, &w.format); /* the words were checked */
    TRY(report_ready(c, w.format, r) && ledger_letter_write(c, &d, &w, &out));
    if (w.format != REPORT_HTML) /* codes of a type and a letter that there are */
        snprintf(r->disposition, sizeof r->disposition,
                 "attachment; filename=\"" STR_FMT "-" STR_FMT ".%s\"",
                 STR_ARG(str_sub(w.type, 0, 40)), STR_ARG(str_sub(w.letter, 0, 40)),
                 report_format_name(w.format));
    return answer_bytes(c, &out, report_format_type(w.format), w.format == REPORT_HTML, r);
}

static bool chart_ready(cx *c, const ledger_chart *w, reply *r)
{
    if (!w->pdf || pdf_svg_program(c))
        return true;
    r->status = 501;
    return fail(c, ERR_SYSTEM,
                "本机没有 rsvg-convert，不能出 PDF：apt install librsvg2-bin，或改用 svg",
                "no PDF without rsvg-convert on this machine: apt install librsvg2-bin, or use "
                "svg");
}

bool get_ledger_chart(cx *c, const call *k, reply *r)
{
    ledger_chart w = {0};
    str paper = S(""), format = S("");
    desk d = call_desk(k);
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    TRY(ledger_query_read(c, params_word, (void *)k->p, &w.q));
    w.q.type = k->at;
    (void)params_get(k->p, "paper", &paper);
    (void)params_get(k->p, "format", &format);
    TRY(ledger_chart_read(c, paper, format, &w) && chart_ready(c, &w, r) &&
        ledger_chart_write(c, &d, &w, &out));
    /* the code of a type that there is */
    snprintf(r->disposition, sizeof r->disposition, "attachment; filename=\"" STR_FMT ".%s\"",
             STR_ARG(str_sub(k->at, 0, 60)), w.pdf ? "pdf" : "svg");
    return answer_bytes(c, &out, w.pdf ? "application/pdf" : "image/svg+xml", false, r);
}

bool get_ledger_letters(cx *c, const call *k, reply *r)
{
    str letter = S("");
    desk d = call_desk(k);
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    (void)params_get(k->p, "letter", &letter);
    return answer_ledger_letters(c, &d, k->at, letter, &out) && reply_json(c, &out, r);
}

static bool issue_it(cx *c, const call *k, json_t *root, sb *out, sb *extra, reply *r)
{
    letter_order o = {.url = live_url(k->srv->live), .type = k->at, .code = S(""), .by = S("")};
    str code, number;
    desk d = call_desk(k);
    (void)extra;
    (void)r;
    (void)params_get(k->p, "code", &o.code);
    TRY(write_known(c, root, "letter") && write_text(c, root, "letter", &o.letter) &&
        ledger_issue(c, &d, &o, &code, &number));
    if (!server_refresh(c, k->srv))
        cx_clear(c);
    return answer_ledger_issued(c, code, number, o.letter, out);
}

bool post_ledger_letter(cx *c, const call *k, reply *r)
{
    return write_with(c, k, issue_it, r);
}
