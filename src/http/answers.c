/* Questions: the same functions, and so the same bytes, as the command line's --format json. */
#include "base/str.h"
#include "api/lists.h"
#include "flow/export.h"
#include "http/handlers.h"
#include "io/xlsx_csv.h"
#include <unistd.h>

/* A query_word over the parameters. A switch that says 0 or false was not given. */
bool params_word(void *user, const char *name, str *ret)
{
    str v;
    if (!params_get(user, name, &v))
        return false;
    const param_def *d = param_find(str_of(name));
    if (d && !strcmp(d->type, "boolean") && (str_eqz(v, "0") || str_eqz(v, "false")))
        return false;
    *ret = v;
    return true;
}

bool get_answer(cx *c, const call *k, reply *r)
{
    query q;
    desk d = call_desk(k);
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    const answer *a = answer_find(str_of(k->route->answer));
    MUST(a);
    TRY(query_read(c, params_word, (void *)k->p, &q));
    TRY(a->fn(c, &d, &q, &out));
    return reply_json(c, &out, r);
}

bool get_split(cx *c, const call *k, reply *r)
{
    split_query q;
    split s;
    desk d = call_desk(k);
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    TRY(query_split(c, params_word, (void *)k->p, &q));
    TRY(answer_split(c, &d, &q, &s, &out));
    return reply_json(c, &out, r);
}

/* ---- lists ---- */
static bool read_page(cx *c, const params *p, list_query *q)
{
    str limit, cursor;
    int64_t n = 100, at = 0;
    *q = (list_query){0};
    (void)params_get(p, "q", &q->q);
    (void)params_get(p, "parent", &q->parent);
    (void)params_get(p, "level", &q->level);
    (void)params_get(p, "domain", &q->domain);
    (void)params_get(p, "area", &q->area);
    (void)params_get(p, "indicator", &q->indicator);
    (void)params_get(p, "period", &q->period);
    (void)params_get(p, "basis", &q->basis);
    (void)params_get(p, "kind", &q->kind);
    (void)params_get(p, "tier", &q->tier);
    (void)params_get(p, "who", &q->who);
    (void)params_get(p, "action", &q->action);
    (void)params_get(p, "since", &q->since);
    if (params_get(p, "limit", &limit) && (!str_int(limit, &n) || n < 1 || n > 1000))
        return fail(c, ERR_USAGE, "limit 须在 1 到 1000 之间", "limit is 1 to 1000");
    if (params_get(p, "cursor", &cursor) && cursor.n &&
        (!str_int(cursor, &at) || at < 0 || at > UINT32_MAX))
        return fail(c, ERR_USAGE, "cursor 无效；请用上一页的 next",
                    "this cursor is none of ours; use `next` of the page before");
    q->limit = (uint32_t)n;
    q->cursor = (uint32_t)at;
    return true;
}

typedef bool (*list_fn)(cx *c, const desk *d, const list_query *q, sb *out);

static bool list(cx *c, const call *k, list_fn fn, reply *r)
{
    list_query q;
    desk d = call_desk(k);
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    TRY(read_page(c, k->p, &q));
    q.code = k->at;
    TRY(fn(c, &d, &q, &out));
    return reply_json(c, &out, r);
}

bool get_desk(cx *c, const call *k, reply *r)
{
    return list(c, k, answer_desk, r);
}

bool get_areas(cx *c, const call *k, reply *r)
{
    return list(c, k, answer_areas, r);
}

bool get_area(cx *c, const call *k, reply *r)
{
    return list(c, k, answer_area, r);
}

bool get_indicators(cx *c, const call *k, reply *r)
{
    return list(c, k, answer_indicators, r);
}

bool get_indicator(cx *c, const call *k, reply *r)
{
    return list(c, k, answer_indicator, r);
}

bool get_sets(cx *c, const call *k, reply *r)
{
    return list(c, k, answer_sets, r);
}

bool get_causes(cx *c, const call *k, reply *r)
{
    return list(c, k, answer_causes, r);
}

bool get_search(cx *c, const call *k, reply *r)
{
    return list(c, k, answer_search, r);
}

bool get_versions(cx *c, const call *k, reply *r)
{
    return list(c, k, answer_versions, r);
}

bool get_audit(cx *c, const call *k, reply *r)
{
    return list(c, k, answer_audit, r);
}

bool get_commits(cx *c, const call *k, reply *r)
{
    return list(c, k, answer_commits, r);
}

/* ---- whole tables ---- */
static bool export_options_of(cx *c, const call *k, const desk *d, export_options *o)
{
    const struct {
        const char *name;
        period *at;
    } periods[] = {{"period", &o->period}, {"from", &o->from}, {"to", &o->to}};
    str v;
    *o = (export_options){.area = ID_NONE, .ind = ID_NONE};
    if (params_get(k->p, "area", &v))
        TRY(desk_need_area(c, d, v, &o->area));
    if (params_get(k->p, "indicator", &v))
        TRY(desk_need_ind(c, d, v, &o->ind));
    if (params_get(k->p, "kind", &v))
        (void)kind_parse(v, &o->kind); /* the words were checked */
    for (size_t i = 0; i < COUNT_OF(periods); i++)
        if (params_get(k->p, periods[i].name, &v))
            TRY(need_period(c, v, periods[i].at));
    return true;
}

/* The workbook writer wants a file: one without a name as soon as it is read. */
static bool as_workbook(cx *c, str table, str csv, sb *out)
{
    char dir[] = "/tmp/diaodu-XXXXXX";
    os_file f;
    if (!mkdtemp(dir))
        return fail_errno(c, "无法建立临时目录", "cannot make a temporary folder", "/tmp");
    char *path = cx_printf(c, "%s/export.xlsx", dir);
    bool ok = path && xlsx_write_csv(c, path, table, csv) && os_map(c, path, (size_t)2 << 30, &f);
    if (ok) {
        sb_put(out, f.data);
        os_unmap(&f);
    }
    if (path)
        unlink(path);
    rmdir(dir);
    return ok && (sb_ok(out) || fail_memory(c));
}

bool get_export(cx *c, const call *k, reply *r)
{
    export_options o;
    str format = S("csv"), none;
    desk d = call_desk(k);
    sb out CLEANUP(sb_done) = {0}, book CLEANUP(sb_done) = {0};
    sb_init(&out, (size_t)2 << 30);
    sb_init(&book, (size_t)2 << 30);
    (void)params_get(k->p, "format", &format);
    if (params_word((void *)k->p, "bom", &none) && str_eqz(format, "csv"))
        sb_putz(&out, "\xEF\xBB\xBF");
    TRY(export_options_of(c, k, &d, &o));
    TRY(export_table(c, &d, k->at, &o, &out));
    bool xlsx = str_eqz(format, "xlsx");
    if (xlsx)
        TRY(as_workbook(c, k->at, sb_str(&out), &book));
    r->type =
        xlsx ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" : "text/csv";
    snprintf(r->disposition, sizeof r->disposition, "attachment; filename=\"" STR_FMT ".%s\"",
             STR_ARG(str_sub(k->at, 0, 40)), xlsx ? "xlsx" : "csv");
    r->body = body_take(xlsx ? &book : &out);
    return r->body || fail_memory(c);
}
