/* What goes out of and comes into the desk as files of what is handed in. */
#include "api/filing_sheet.h"
#include "api/papers.h"
#include "base/str.h"
#include "http/write.h"
#include "io/html_out.h"

#define XLSX_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

static bool query_of(cx *c, const call *k, query *q)
{
    return query_read(c, params_word, (void *)k->p, q);
}

/* ---- the workbook ---- */
bool get_filing_sheet(cx *c, const call *k, reply *r)
{
    query q;
    desk d = call_desk(k);
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    TRY(query_of(c, k, &q) && sheet_of(c, &d, &q, &out));
    r->type = XLSX_TYPE;
    /* codes are letters, digits and the like, else filing_open() had not found them */
    snprintf(r->disposition, sizeof r->disposition,
             "attachment; filename=\"" STR_FMT "-" STR_FMT "-" STR_FMT ".xlsx\"",
             STR_ARG(str_sub(q.form, 0, 40)), STR_ARG(str_sub(q.org, 0, 40)),
             STR_ARG(str_sub(q.period, 0, 16)));
    r->body = body_take(&out);
    return r->body || fail_memory(c);
}

/* Nothing was saved: the workbook with what is wrong in it marked. */
static bool answer_marked(cx *c, const call *k, str book, reply *r)
{
    char *text = mem_alloc(STR_BASE64_MAX(book.n) + 2);
    if (!text)
        return fail_memory(c);
    size_t n = str_base64(book, text + 1);
    text[0] = text[n + 1] = '"';
    problem_with(c, "marked", (str){text, n + 2}, k->rq->path, r);
    mem_free(text);
    return true;
}

bool put_filing_sheet(cx *c, const call *k, reply *r)
{
    query q;
    uint32_t saved;
    desk d = call_desk(k);
    filing_order o = {.url = live_url(k->srv->live)};
    sb out CLEANUP(sb_done) = {0}, marked CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    sb_init(&marked, 0);
    TRY(query_of(c, k, &q) && filing_version(c, k, &o.version));
    o.key = (filing_key){q.form, q.org, q.period};
    if (!k->body.n)
        return fail(c, ERR_USAGE, "请求没有内容；请把填好的工作簿作为请求体 PUT 上来",
                    "the request is empty; PUT the filled workbook as its body");
    if (!filing_sheet_save(c, &d, &o, k->body, &saved, &marked))
        return marked.n ? answer_marked(c, k, sb_str(&marked), r) : filing_refuse(c, k, o.key, r);
    if (!server_refresh(c, k->srv))
        cx_clear(c);
    const snapshot *now = live_now(k->srv->live);
    desk fresh = snapshot_desk(now, k->st);
    fresh.who = call_who(k);
    bool ok = answer_sheet_saved(c, &fresh, o.key, saved, &out);
    snapshot_release(now);
    return ok && reply_json(c, &out, r);
}

/* ---- paper ---- */
bool get_paper(cx *c, const call *k, reply *r)
{
    paper_wanted w;
    str v;
    desk d = call_desk(k);
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    TRY(paper_read(c, params_word, (void *)k->p, k->at, &w));
    if (params_get(k->p, "format", &v))
        (void)report_format_parse(v, &w.format); /* the words were checked */
    TRY(report_ready(c, w.format, r) && paper_write(c, &d, &w, &out));
    r->type = report_format_type(w.format);
    if (w.format == REPORT_HTML)
        r->style = html_style_sha256();
    else /* a name that there is: paper_read() knew it */
        snprintf(r->disposition, sizeof r->disposition, "attachment; filename=\"" STR_FMT ".%s\"",
                 STR_ARG(k->at), report_format_name(w.format));
    r->body = body_take(&out);
    return r->body || fail_memory(c);
}
