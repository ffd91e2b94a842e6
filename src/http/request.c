#include "http/request.h"
#include "base/str.h"

static bool is_token(str s)
{
    static const char more[] = "!#$%&'*+-.^_`|~";
    for (size_t i = 0; i < s.n; i++) {
        char ch = s.p[i];
        bool alnum = (ch >= '0' && ch <= '9') || ((ch | 32) >= 'a' && (ch | 32) <= 'z');
        if (!alnum && (!ch || !strchr(more, ch)))
            return false;
    }
    return s.n > 0;
}

/* A target as browsers and curl send it: visible ASCII, from / on. */
static bool is_target(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ' || (unsigned char)s.p[i] >= 0x7F)
            return false;
    return s.n > 0 && s.p[0] == '/';
}

static int request_line(str line, request *r)
{
    ptrdiff_t first = str_find(line, S(" "));
    if (first <= 0)
        return -400;
    r->method = str_sub(line, 0, (size_t)first);
    str rest = str_from(line, (size_t)first + 1);
    ptrdiff_t second = str_find(rest, S(" "));
    if (!is_token(r->method) || second <= 0)
        return -400;
    r->target = str_sub(rest, 0, (size_t)second);
    str version = str_from(rest, (size_t)second + 1);
    if (version.n != 8 || !str_starts(version, S("HTTP/")) || version.p[6] != '.')
        return -400;
    if (version.p[5] != '1' || version.p[7] < '0' || version.p[7] > '9')
        return -505;
    if (r->target.n > REQUEST_TARGET_MAX)
        return -414;
    if (!is_target(r->target))
        return -400;
    r->old = version.p[7] == '0';
    r->keep_alive = !r->old;
    ptrdiff_t mark = str_find(r->target, S("?"));
    r->path = mark < 0 ? r->target : str_sub(r->target, 0, (size_t)mark);
    r->query = mark < 0 ? (str){"", 0} : str_from(r->target, (size_t)mark + 1);
    return 0;
}

bool header_lists(str value, const char *word)
{
    str part;
    while (value.n && str_split(&value, ',', &part)) {
        str name;
        (void)str_split(&part, ';', &name);
        if (!str_ieqz(str_trim(name), word))
            continue;
        str q = part.p ? str_trim(part) : (str){"", 0};
        return !(str_eqz(q, "q=0") || str_eqz(q, "q=0.0") || str_eqz(q, "q=0.00") ||
                 str_eqz(q, "q=0.000"));
    }
    return false;
}

static bool is_value(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (((unsigned char)s.p[i] < ' ' && s.p[i] != '\t') || s.p[i] == 0x7F)
            return false;
    return true;
}

struct seen {
    bool length, chunked, host;
};

static int body_header(request *r, struct seen *w, str name, str value)
{
    if (str_ieqz(name, "content-length")) {
        int64_t n;
        if (w->length || !value.n || value.n > 15 || value.p[0] < '0' || value.p[0] > '9' ||
            !str_int(value, &n))
            return -400;
        w->length = true;
        r->length = n;
    } else if (str_ieqz(name, "transfer-encoding")) {
        if (w->chunked || !str_ieqz(value, "chunked"))
            return w->chunked ? -400 : -501;
        w->chunked = true;
        r->length = -1;
    }
    return w->length && w->chunked ? -400 : 0; /* one of the two is a lie */
}

static int one_header(request *r, struct seen *w, str name, str value)
{
    const struct {
        const char *name;
        str *at;
    } known[] = {
        {"host", &r->host},
        {"origin", &r->origin},
        {"accept-encoding", &r->accept_encoding},
        {"accept-language", &r->accept_language},
        {"if-none-match", &r->if_none_match},
        {"if-match", &r->if_match},
        {"idempotency-key", &r->idempotency_key},
        {"prefer", &r->prefer},
        {"content-type", &r->content_type},
        {"sec-fetch-site", &r->fetch_site},
        {"sec-fetch-mode", &r->fetch_mode},
        {"expect", &r->expect},
        {"cookie", &r->cookie},
        {"authorization", &r->authorization},
        {"x-forwarded-for", &r->forwarded_for},
    };
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (name.n == strlen(known[i].name) && str_ieqz(name, known[i].name)) {
            if (known[i].at == &r->host && w->host)
                return -400;
            w->host |= known[i].at == &r->host;
            *known[i].at = value;
            return 0;
        }
    if (str_ieqz(name, "connection")) {
        if (header_lists(value, "close"))
            r->keep_alive = false;
        else if (header_lists(value, "keep-alive"))
            r->keep_alive = true;
        return 0;
    }
    return body_header(r, w, name, value);
}

static int header_line(str line, request *r, struct seen *w)
{
    ptrdiff_t colon = str_find(line, S(":"));
    if (colon <= 0)
        return -400;
    str name = str_sub(line, 0, (size_t)colon), value = str_from(line, (size_t)colon + 1);
    while (value.n && (value.p[0] == ' ' || value.p[0] == '\t'))
        value = str_from(value, 1);
    while (value.n && (value.p[value.n - 1] == ' ' || value.p[value.n - 1] == '\t'))
        value.n--;
    if (!is_token(name) || !is_value(value)) /* a folded line starts with a blank: no token */
        return -400;
    return one_header(r, w, name, value);
}

/* One line without its CR LF; 0 when it is not there yet, -400 for a bare LF or CR. */
static int next_line(str bytes, size_t at, str *line)
{
    const char *nl = at < bytes.n ? memchr(bytes.p + at, '\n', bytes.n - at) : NULL;
    if (!nl)
        return 0;
    size_t end = (size_t)(nl - bytes.p);
    if (end == at || bytes.p[end - 1] != '\r' || memchr(bytes.p + at, '\r', end - 1 - at))
        return -400;
    *line = (str){bytes.p + at, end - 1 - at};
    return (int)(end + 1);
}

int request_parse(str bytes, request *ret)
{
    struct seen w = {0};
    size_t at = 0;
    str line;
    *ret = (request){0};
    bool full = bytes.n >= REQUEST_HEAD_MAX;
    if (full)
        bytes.n = REQUEST_HEAD_MAX;
    while (at + 1 < bytes.n && bytes.p[at] == '\r' && bytes.p[at + 1] == '\n' && at < 4)
        at += 2; /* blank lines before a request are allowed (RFC 9112, 2.2) */
    for (int i = 0;; i++) {
        int next = next_line(bytes, at, &line);
        if (next == 0)
            return !full ? 0 : i ? -431 : -414;
        if (next < 0)
            return next;
        at = (size_t)next;
        if (i > 0 && line.n == 0)
            break;
        if (i > REQUEST_HEADERS_MAX)
            return -431;
        int bad = i == 0 ? request_line(line, ret) : header_line(line, ret, &w);
        if (bad)
            return bad;
    }
    return w.host || ret->old ? (int)at : -400;
}

/* ---- chunked bodies ---- */
#define CHUNK_LINE_MAX 256
#define TRAILER_MAX 4096

static int hex_digit(char ch)
{
    return ch >= '0' && ch <= '9'                 ? ch - '0'
           : (ch | 32) >= 'a' && (ch | 32) <= 'f' ? (ch | 32) - 'a' + 10
                                                  : -1;
}

/* The size line: digits, then an extension that is not read, CR LF. */
static bool size_byte(chunked *k, char ch)
{
    if (ch == '\n') {
        if (!k->digits || !(k->line & 0x80000000))
            return false;
        k->state = k->left ? CHUNK_DATA : CHUNK_TRAILER;
        k->line = k->digits = 0;
        return true;
    }
    if (k->line & 0x80000000) /* a CR that no LF follows */
        return false;
    int v = hex_digit(ch);
    if (ch == '\r') {
        k->line |= 0x80000000;
    } else if (v >= 0 && k->line == k->digits) {
        k->left = k->left << 4 | (unsigned)v;
        k->digits++;
        k->line++;
        return k->digits <= 10;
    } else if (k->line == k->digits && ch != ';' && ch != ' ' && ch != '\t') {
        return false;
    } else {
        k->line++;
    }
    return (k->line & 0x7FFFFFFF) < CHUNK_LINE_MAX && (ch >= ' ' || ch == '\r' || ch == '\t');
}

/* Trailers are skipped; an empty line ends the body. `left` counts bytes, `line` of this line. */
static bool trailer_byte(chunked *k, char ch)
{
    if (++k->left > TRAILER_MAX)
        return false;
    if (ch == '\n') {
        if (k->line == 0 && k->digits == 1)
            k->state = CHUNK_DONE;
        bool crlf = k->digits == 1;
        k->line = k->digits = 0;
        return crlf;
    }
    if (k->digits) /* a CR that no LF follows */
        return false;
    if (ch == '\r')
        k->digits = 1;
    else
        k->line++;
    return true;
}

static bool end_byte(chunked *k, char ch)
{
    if (ch != "\r\n"[k->line])
        return false;
    if (++k->line == 2)
        *k = (chunked){.state = CHUNK_SIZE};
    return true;
}

bool chunked_feed(chunked *k, char *p, size_t n, size_t *used, size_t *data)
{
    size_t i = 0, out = 0;
    bool ok = true;
    while (ok && i < n && k->state != CHUNK_DONE) {
        if (k->state == CHUNK_DATA) {
            size_t take = n - i < k->left ? n - i : (size_t)k->left;
            memmove(p + out, p + i, take);
            out += take;
            i += take;
            k->left -= take;
            if (!k->left)
                k->state = CHUNK_END;
            continue;
        }
        char ch = p[i++];
        ok = k->state == CHUNK_SIZE  ? size_byte(k, ch)
             : k->state == CHUNK_END ? end_byte(k, ch)
                                     : trailer_byte(k, ch);
    }
    *used = i;
    *data = out;
    return ok;
}
