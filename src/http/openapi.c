/* The interface as OpenAPI 3.1: paths and parameters from the route table, the shapes of answers
 * from openapi/schemas.json (the tests hold every answer against them). */
#include "base/embed.h"
#include "base/str.h"
#include "http/server_int.h"

static void put_type(json *j, const param_def *d)
{
    str rest = str_of(d->type), one;
    json_obj(j, "schema");
    if (strchr(d->type, '|')) {
        json_strz(j, "type", "string");
        json_arr(j, "enum");
        while (rest.p && str_split(&rest, '|', &one))
            json_str(j, NULL, one);
        json_end(j, ']');
    } else if (!strcmp(d->type, "integer") || !strcmp(d->type, "boolean")) {
        json_strz(j, "type", d->type);
    } else {
        json_strz(j, "type", "string");
        if (!strcmp(d->type, "date"))
            json_strz(j, "format", "date");
        if (!strcmp(d->type, "decimal"))
            json_strz(j, "pattern", "^-?[0-9]*[.]?[0-9]+$");
    }
    json_end(j, '}');
}

static void put_header_param(json *j, const char *name, const char *text)
{
    json_obj(j, NULL);
    json_strz(j, "name", name);
    json_strz(j, "in", "header");
    json_strz(j, "description", text);
    json_obj(j, "schema");
    json_strz(j, "type", "string");
    json_end(j, '}');
    json_end(j, '}');
}

static void put_parameters(json *j, const route *r, lang l)
{
    bool en = l == LANG_EN;
    route_param w;
    json_arr(j, "parameters");
    for (size_t i = 0; route_param_at(r, i, &w); i++) {
        json_obj(j, NULL);
        json_str(j, "name", str_of(w.def->name));
        json_strz(j, "in", w.in_path ? "path" : "query");
        json_bool(j, "required", w.required);
        json_strz(j, "description", en ? w.def->en : w.def->zh);
        put_type(j, w.def);
        json_end(j, '}');
    }
    if (r->flags & ROUTE_CACHED)
        put_header_param(j, "If-None-Match",
                         en ? "ETag of an earlier answer: 304 when it still holds"
                            : "此前答案的 ETag：未变则答 304");
    if (r->flags & ROUTE_WRITE) {
        put_header_param(j, "If-Match",
                         en ? "ETag seen last: 412 when somebody was first"
                            : "上次所见的 ETag：他人已先改则答 412");
        put_header_param(j, "Idempotency-Key",
                         en ? "the same key with the same request is done once"
                            : "同一键同一请求只做一次");
        put_header_param(j, "Prefer",
                         en ? "respond-async: answer 202 at once" : "respond-async：立即答 202");
    }
    json_end(j, ']');
}

static void put_content(json *j, const char *what)
{
    bool media = strchr(what, '/') != NULL;
    json_obj(j, "content");
    json_obj(j, media ? what : "application/json");
    json_obj(j, "schema");
    if (!media) {
        char ref[96];
        snprintf(ref, sizeof ref, "#/components/schemas/%s", what);
        json_strz(j, "$ref", ref);
    } else {
        json_strz(j, "type", strcmp(what, "application/json") ? "string" : "object");
    }
    json_end(j, '}');
    json_end(j, '}');
    json_end(j, '}');
}

static void put_response(json *j, const char *status, const char *text, const char *what)
{
    json_obj(j, status);
    json_strz(j, "description", text);
    if (what)
        put_content(j, what);
    json_end(j, '}');
}

static void put_problem_response(json *j, const char *status, lang l)
{
    json_obj(j, status);
    json_strz(j, "description", l == LANG_EN ? "a problem (RFC 9457)" : "问题说明（RFC 9457）");
    json_obj(j, "content");
    json_obj(j, "application/problem+json");
    json_obj(j, "schema");
    json_strz(j, "$ref", "#/components/schemas/problem");
    json_end(j, '}');
    json_end(j, '}');
    json_end(j, '}');
    json_end(j, '}');
}

static void put_responses(json *j, const route *r, lang l)
{
    json_obj(j, "responses");
    bool both = !strcmp(r->path, "/api/v1/series"); /* on another boundary it has other rows */
    put_response(j, "200", l == LANG_EN ? r->en : r->zh, both ? "series_or_boundary" : r->answer);
    if (r->flags & ROUTE_WRITE)
        put_response(j, "202", l == LANG_EN ? "queued: watch the job" : "已排队：请看任务", "job");
    if (r->flags & ROUTE_CACHED)
        put_response(j, "304", l == LANG_EN ? "still holds" : "未变", NULL);
    put_problem_response(j, "default", l);
    json_end(j, '}');
}

static void put_operation(json *j, const route *r, lang l)
{
    char method[8], id[96];
    size_t n = 0, m = 0;
    for (; r->method[n] && n + 1 < sizeof method; n++)
        method[n] = (char)(r->method[n] | 32);
    method[n] = 0;
    m = (size_t)snprintf(id, sizeof id, "%s", method);
    for (const char *p = r->path; *p && m + 1 < sizeof id; p++)
        if ((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9'))
            id[m++] = *p;
        else if (m && id[m - 1] != '_')
            id[m++] = '_';
    while (m && id[m - 1] == '_')
        m--;
    id[m] = 0;
    json_obj(j, method);
    json_strz(j, "operationId", id);
    json_strz(j, "summary", l == LANG_EN ? r->en : r->zh);
    put_parameters(j, r, l);
    if (r->takes) {
        json_obj(j, "requestBody");
        json_bool(j, "required", true);
        put_content(j, r->takes);
        json_end(j, '}');
    }
    put_responses(j, r, l);
    json_end(j, '}');
}

static void put_paths(json *j, lang l)
{
    json_obj(j, "paths");
    for (size_t i = 0; i < n_routes; i++) {
        bool first = true;
        for (size_t k = 0; k < i; k++)
            first &= strcmp(routes[k].path, routes[i].path) != 0;
        if (!first)
            continue;
        json_obj(j, routes[i].path);
        for (size_t k = i; k < n_routes; k++)
            if (!strcmp(routes[k].path, routes[i].path))
                put_operation(j, &routes[k], l);
        json_end(j, '}');
    }
    json_end(j, '}');
}

bool get_openapi(cx *c, const call *k, reply *r)
{
    sb b CLEANUP(sb_done) = {0};
    json j;
    char url[96];
    const embedded *e = embed_find("openapi/schemas.json");
    MUST(e);
    snprintf(url, sizeof url, "http://%s:%d", k->srv->host, k->srv->port);
    sb_init(&b, 4 << 20);
    json_init(&j, &b);
    json_obj(&j, NULL);
    json_strz(&j, "openapi", "3.1.0");
    json_obj(&j, "info");
    json_strz(&j, "title",
              c->lang == LANG_EN ? "Diaodu, dispatch desk of a regional economy"
                                 : "调度：区域经济运行调度台");
    json_strz(&j, "version", diaodu_version);
    json_obj(&j, "license");
    json_strz(&j, "name", "Apache-2.0");
    json_strz(&j, "identifier", "Apache-2.0");
    json_end(&j, '}');
    json_end(&j, '}');
    json_arr(&j, "servers");
    json_obj(&j, NULL);
    json_strz(&j, "url", url);
    json_end(&j, '}');
    json_end(&j, ']');
    put_paths(&j, c->lang);
    json_obj(&j, "components");
    json_raw(&j, "schemas", str_trim((str){(const char *)e->data, e->size}));
    json_end(&j, '}');
    json_end(&j, '}');
    return reply_json(c, &b, r);
}
