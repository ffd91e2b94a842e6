/* Problem details (RFC 9457) in the caller's language. */
#include "base/str.h"
#include "http/server_int.h"

static const struct {
    int status;
    const char *phrase, *zh, *en;
} statuses[] = {
    {200, "OK", "", ""},
    {202, "Accepted", "", ""},
    {204, "No Content", "", ""},
    {304, "Not Modified", "", ""},
    {400, "Bad Request", "请求有误", "The request is not right"},
    {401, "Unauthorized", "请先登录", "Sign in first"},
    {403, "Forbidden", "不允许", "Not allowed"},
    {404, "Not Found", "没有这个", "There is no such thing"},
    {405, "Method Not Allowed", "不能这样操作", "This cannot be done to it"},
    {408, "Request Timeout", "请求来得太慢", "The request came too slowly"},
    {409, "Conflict", "与现状冲突", "In conflict with what stands"},
    {411, "Length Required", "须说明长度", "The length must be said"},
    {412, "Precondition Failed", "已被他人先改", "Somebody else changed it first"},
    {413, "Content Too Large", "内容太大", "Too large"},
    {414, "URI Too Long", "网址太长", "The address is too long"},
    {415, "Unsupported Media Type", "不是能接受的格式", "Not a format that is taken"},
    {421, "Misdirected Request", "这里不服务该主机名", "This host name is not served here"},
    {422, "Unprocessable Content", "数据不能采用", "The data says no"},
    {428, "Precondition Required", "须给出前提", "A precondition is needed"},
    {431, "Request Header Fields Too Large", "请求头太大", "The headers are too large"},
    {499, "Client Closed Request", "已取消", "Cancelled"},
    {500, "Internal Server Error", "系统出错", "The system failed"},
    {501, "Not Implemented", "未实现", "Not implemented"},
    {503, "Service Unavailable", "暂时不能回答", "No answer for the moment"},
    {505, "HTTP Version Not Supported", "不支持该 HTTP 版本", "This version of HTTP is not spoken"},
    {507, "Insufficient Storage", "磁盘空间不足", "The disk is full"},
};

static size_t status_at(int status)
{
    for (size_t i = 0; i < COUNT_OF(statuses); i++)
        if (statuses[i].status == status)
            return i;
    return status_at(500);
}

const char *status_phrase(int status)
{
    return statuses[status_at(status)].phrase;
}

/* Messages speak of options; here they are called parameters: --base-year is base_year. */
static void put_detail(sb *out, const char *z)
{
    for (; *z; z++) {
        if (z[0] != '-' || z[1] != '-' || z[2] < 'a' || z[2] > 'z') {
            sb_putc(out, *z);
            continue;
        }
        for (z += 2; (*z >= 'a' && *z <= 'z') || (*z == '-' && z[1] >= 'a' && z[1] <= 'z'); z++)
            sb_putc(out, *z == '-' ? '_' : *z);
        z--;
    }
}

struct member {
    const char *name;
    str object;
};
struct members {
    struct member list[2];
};

static void put_problem(lang l, int status, const char *code, const char *detail, str path,
                        struct members more, reply *r)
{
    sb b CLEANUP(sb_done) = {0}, text CLEANUP(sb_done) = {0};
    json j;
    size_t at = status_at(status);
    char type[64];
    snprintf(type, sizeof type, "urn:diaodu:problem:%s", code);
    sb_init(&b, (16 << 10) + more.list[0].object.n + more.list[1].object.n);
    sb_init(&text, 4 << 10);
    put_detail(&text, detail);
    json_init(&j, &b);
    json_obj(&j, NULL);
    json_strz(&j, "type", type);
    json_strz(&j, "title", l == LANG_EN ? statuses[at].en : statuses[at].zh);
    json_int(&j, "status", status);
    json_str(&j, "detail", sb_str(&text));
    json_str(&j, "instance", str_sub(path, 0, 1024));
    for (size_t i = 0; i < COUNT_OF(more.list); i++)
        if (more.list[i].object.n)
            json_raw(&j, more.list[i].name, more.list[i].object);
    json_end(&j, '}');
    sb_putc(&b, '\n');
    *r = (reply){.status = status, .type = "application/problem+json"};
    r->body = body_take(&b); /* out of memory: a bare status is still an answer */
    if (status == 503)
        r->retry_after = 1;
}

static void of_error(cx *c, int status, str path, struct members more, reply *r)
{
    char code[32];
    const char *name = err_name(c->err.code);
    size_t n = 0;
    for (name += strncmp(name, "ERR_", 4) ? 0 : 4; name[n] && n + 1 < sizeof code; n++)
        code[n] = (char)(name[n] | 32);
    code[n] = 0;
    put_problem(c->lang, status ? status : err_http(c->err.code), code, cx_message(c), path, more,
                r);
}

void problem(cx *c, int status, str path, reply *r)
{
    of_error(c, status, path, (struct members){0}, r);
}

void problem_with(cx *c, const char *member, str object, str path, reply *r)
{
    of_error(c, 0, path, (struct members){{{member, object}}}, r);
}

void problem_clash(cx *c, str yours, str current, str path, reply *r)
{
    of_error(c, 0, path, (struct members){{{"current", current}, {"yours", yours}}}, r);
}

void problem_status(int status, lang l, str path, reply *r)
{
    size_t at = status_at(status);
    char code[8];
    snprintf(code, sizeof code, "%d", status);
    put_problem(l, status, code, l == LANG_EN ? statuses[at].en : statuses[at].zh, path,
                (struct members){0}, r);
}
