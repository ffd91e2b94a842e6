/* Who asks: by which name they reach us, by which session or token they come in. */
#include "base/str.h"
#include "http/server_int.h"

#define COOKIE "diaodu_session"

/* ---- by which name ---- */
static bool local_name(str name)
{
    return str_ieqz(name, "localhost") || str_ieqz(name, "127.0.0.1") || str_ieqz(name, "[::1]");
}

/* Digits and dots, or brackets: no name that somebody else's DNS could point at us. */
static bool literal(str name)
{
    bool only = name.n > 0;
    for (size_t i = 0; i < name.n && only; i++)
        only = (name.p[i] >= '0' && name.p[i] <= '9') || name.p[i] == '.';
    return only || (name.n > 2 && name.p[0] == '[' && name.p[name.n - 1] == ']');
}

static bool listed(str names, str name)
{
    str one;
    while (names.n && str_split(&names, ',', &one)) {
        char z[256];
        snprintf(z, sizeof z, STR_FMT, STR_ARG(str_trim(one)));
        if (*z && str_ieqz(name, z))
            return true;
    }
    return false;
}

/* host[:port] that names this server: its names with its port, or the declared proxy's. */
bool host_ours(const server *s, str host)
{
    int64_t port = s->tls ? 443 : 80;
    ptrdiff_t colon = -1, mark = str_find(s->origin, S("://"));
    if (mark > 0 && str_eq(host, str_from(s->origin, (size_t)mark + 3)))
        return true;
    for (size_t i = host.n; i > 0 && host.p[i - 1] != ']' && colon < 0; i--)
        if (host.p[i - 1] == ':')
            colon = (ptrdiff_t)i - 1;
    str name = colon < 0 ? host : str_sub(host, 0, (size_t)colon);
    if (colon >= 0 && !str_int(str_from(host, (size_t)colon + 1), &port))
        return false;
    return port == s->port && (local_name(name) || str_ieqz(name, s->host) ||
                               listed(s->names, name) || (s->open && literal(name)));
}

bool origin_ours(const server *s, const request *rq)
{
    str scheme = s->tls ? S("https://") : S("http://");
    if (!rq->origin.n)
        return !rq->fetch_site.n || str_ieqz(rq->fetch_site, "same-origin") ||
               str_ieqz(rq->fetch_site, "none");
    if (s->origin.n && str_eq(rq->origin, s->origin))
        return true;
    return str_starts(rq->origin, scheme) && host_ours(s, str_from(rq->origin, scheme.n));
}

static bool encrypted(const server *s)
{
    return s->tls || str_starts(s->origin, S("https://"));
}

bool host_secure(const server *s, str host)
{
    ptrdiff_t colon = str_find(host, S(":"));
    str name = colon > 0 ? str_sub(host, 0, (size_t)colon) : host;
    return encrypted(s) && name.n && !local_name(name) && !str_starts(name, S("["));
}

/* ---- by which session ---- */
static str cookie_of(str header)
{
    str one, found = {"", 0};
    while (header.n && str_split(&header, ';', &one)) {
        one = str_trim(one);
        if (str_starts(one, S(COOKIE "=")))
            found = str_from(one, sizeof COOKIE);
    }
    return found;
}

static str bearer_of(str header)
{
    static const char scheme[] = "Bearer ";
    return str_starts(header, str_of(scheme)) ? str_trim(str_from(header, sizeof scheme - 1))
                                              : (str){"", 0};
}

/* Behind a declared proxy, whom it says it speaks for. */
static bool peer_of(cx *c, const server *s, const request *rq, const char *peer, str *ret)
{
    str rest = rq->forwarded_for, one = {"", 0}, last = str_of(peer);
    while (s->origin.n && rest.n && str_split(&rest, ',', &one))
        last = str_sub(str_trim(one), 0, 63);
    return arena_str(c->a, last, ret) || fail_memory(c);
}

bool caller_of(cx *c, server *s, const request *rq, const snapshot *now, const char *peer,
               caller *ret)
{
    credential k;
    *ret = (caller){.guarded = doors_guarded(s->doors), .login = S(""), .id = S("")};
    TRY(peer_of(c, s, rq, peer, &ret->peer));
    if (!ret->guarded)
        return true;
    str token = bearer_of(rq->authorization);
    ret->by_cookie = !token.n;
    if (!token.n)
        token = cookie_of(rq->cookie);
    if (!token.n)
        return true;
    /* A session travels as a cookie, a token as a header: neither as the other. */
    if (!doors_find(c, s->doors, token, &k) || (k.kind == CRED_SESSION) != ret->by_cookie)
        return c->err.code != ERR_NONE ? false
                                       : ret->by_cookie || fail(c, ERR_REFUSED, "令牌无效或已过期",
                                                                "the token is not valid");
    subject *who = CX_NEW(c, subject);
    desk d = snapshot_desk(now, NULL);
    TRY(who && rights_of(c, d.k, k.login, who_today(), who));
    ret->who = who;
    ret->login = k.login;
    ret->id = k.id;
    ret->expires_at = k.expires_at;
    return true;
}

static bool reads(str method)
{
    return str_eqz(method, "GET") || str_eqz(method, "HEAD") || str_eqz(method, "OPTIONS");
}

bool caller_may(cx *c, const caller *by, const route *r, const request *rq, const snapshot *now,
                int *status)
{
    desk d = snapshot_desk(now, NULL);
    if (!by->guarded || r->need == NEED_OPEN)
        return true;
    if (!by->who) {
        *status = 401;
        return fail(c, ERR_REFUSED, "请先登录（或登录已过期）", "sign in first, or again");
    }
    /* SameSite keeps a strange page's request without the cookie; this does not rest on that alone. */
    bool from_page = rq->origin.n || str_ieqz(rq->fetch_site, "same-origin");
    if (by->by_cookie && !reads(rq->method) && !from_page) {
        *status = 403;
        return fail(
            c, ERR_DENIED, "带会话的写请求须来自本台页面（Origin）；程序请用令牌",
            "a write with a session comes from our own page (Origin); programs use a token");
    }
    if (route_may(r, by, d.k))
        return true;
    *status = 404;
    return fail(c, ERR_UNKNOWN, "没有 " STR_FMT "；见 /openapi.json",
                "there is no " STR_FMT "; see /openapi.json", STR_ARG(str_sub(rq->path, 0, 200)));
}

void caller_cookie(const server *s, const char *token, char out[160])
{
    int seconds = *token ? WHO_SESSION_HOURS * 3600 : 0;
    snprintf(out, 160, COOKIE "=%s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%d%s", token,
             seconds, encrypted(s) ? "; Secure" : "");
}
