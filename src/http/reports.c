/* Documents: the same function, and so the same bytes, as `diaodu report`. */
#include "api/reports.h"
#include "base/str.h"
#include "http/handlers.h"
#include "io/html_out.h"
#include "report/write.h"

bool get_reports(cx *c, const call *k, reply *r)
{
    sb out CLEANUP(sb_done) = {0};
    (void)k;
    sb_init(&out, 0);
    return answer_reports(c, &out) && reply_json(c, &out, r);
}

static bool wanted_of(cx *c, const call *k, const desk *d, report_wanted *w)
{
    str v;
    *w = (report_wanted){.name = k->at, .format = REPORT_DOCX};
    if (params_get(k->p, "format", &v))
        (void)report_format_parse(v, &w->format); /* the words were checked */
    w->internal = params_word((void *)k->p, "internal", &v);
    (void)params_get(k->p, "area", &v);
    TRY(desk_need_area(c, d, v, &w->area));
    (void)params_get(k->p, "period", &v);
    return need_period(c, v, &w->period);
}

static bool answer_file(cx *c, const call *k, const desk *d, const report_wanted *w, reply *r)
{
    char when[PERIOD_TEXT_MAX];
    str lack; /* the document says it too */
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    TRY(report_write(c, d, w, &out, &lack));
    r->type = report_format_type(w->format);
    if (w->format == REPORT_HTML)
        r->style = html_style_sha256();
    else if (period_print(w->period, when))
        snprintf(r->disposition, sizeof r->disposition,
                 "attachment; filename=\"" STR_FMT "-" STR_FMT "-%s.%s\"", STR_ARG(k->at),
                 STR_ARG(str_sub(d->k->areas[w->area].code, 0, 40)), when,
                 report_format_name(w->format));
    r->body = body_take(&out);
    return r->body || fail_memory(c);
}

/* PDF needs a program beside ours; conversions wait in a queue of their own. */
bool report_ready(cx *c, report_format f, reply *r)
{
    if (report_format_ready(c, f))
        return true;
    r->status = 501;
    return fail(c, ERR_SYSTEM,
                "本机没有 LibreOffice，不能出 PDF：apt install libreoffice-writer，或改用 docx",
                "no PDF without LibreOffice on this machine: apt install libreoffice-writer, or "
                "use docx");
}

bool get_report(cx *c, const call *k, reply *r)
{
    report_wanted w;
    desk d = call_desk(k);
    TRY(wanted_of(c, k, &d, &w));
    return report_ready(c, w.format, r) && answer_file(c, k, &d, &w, r);
}

bool post_report(cx *c, const call *k, reply *r)
{
    report_wanted w;
    desk d = call_desk(k);
    TRY(wanted_of(c, k, &d, &w));
    if (!k->body.n)
        return fail(c, ERR_USAGE, "请求没有内容；请把 .docx 模板作为请求体 POST 上来",
                    "the request is empty; POST the .docx template as its body");
    w.template = k->body;
    return answer_file(c, k, &d, &w, r);
}
