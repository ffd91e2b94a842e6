/* HTTP: a head is read the same whether it comes at once or is followed by more; what was taken lies
 * within the bytes; queries, paths and chunked bodies never reach beyond theirs. */
#include "fuzz.h"
#include "base/str.h"
#include "http/params.h"
#include "http/request.h"
#include "http/route.h"

static void check_inside(str whole, str part)
{
    MUST(!part.n || (part.p >= whole.p && part.p + part.n <= whole.p + whole.n));
}

static void check_route(cx *c, const request *r)
{
    params p;
    str path, at = {"", 0};
    bool wrong;
    char allow[64];
    if (!percent_decode(c, r->path, false, &path)) {
        cx_clear(c);
        return;
    }
    const route *to = route_find(r->method, path, &at, &wrong, allow);
    check_inside(path, at);
    MUST(!to || !wrong || allow[0]);
    if (params_parse(c, r->query, &p)) {
        for (size_t i = 0; i < p.n; i++)
            MUST(utf8_valid(p.list[i].name) && utf8_valid(p.list[i].value));
        if (to && !route_check(c, to, &p))
            MUST(c->err.code == ERR_USAGE);
    }
    cx_clear(c);
}

static void check_head(str s)
{
    request r, again;
    cx c;
    int n = request_parse(s, &r);
    if (n <= 0)
        return;
    MUST((size_t)n <= s.n && (size_t)n <= REQUEST_HEAD_MAX);
    MUST(request_parse((str){s.p, (size_t)n}, &again) == n);
    MUST(str_eq(r.target, again.target) && r.length == again.length);
    MUST(request_parse((str){s.p, (size_t)n - 1}, &again) == 0); /* one byte less is not enough */
    const str parts[] = {r.method, r.target, r.path, r.query, r.host, r.origin, r.if_match};
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        check_inside(s, parts[i]);
    MUST(cx_init(&c, LANG_EN));
    check_route(&c, &r);
    cx_done(&c);
}

/* In one piece and in two, a chunked body is the same bytes or the same refusal. */
static void check_chunks(str s)
{
    if (!s.n)
        return;
    size_t used, data, used2 = 0, data2 = 0, cut = (unsigned char)s.p[0] % s.n;
    char *a = malloc(s.n), *b = malloc(s.n);
    MUST(a && b);
    memcpy(a, s.p, s.n);
    memcpy(b, s.p, s.n);
    chunked one = {.state = CHUNK_SIZE}, two = one;
    bool ok = chunked_feed(&one, a, s.n, &used, &data);
    bool ok2 = chunked_feed(&two, b, cut, &used2, &data2);
    size_t first = data2, more = 0;
    if (ok2 && two.state != CHUNK_DONE) {
        MUST(used2 == cut);
        ok2 = chunked_feed(&two, b + cut, s.n - cut, &used2, &more);
        memmove(b + first, b + cut, more);
    }
    MUST(ok == ok2);
    if (ok)
        MUST(data == first + more && !memcmp(a, b, data));
    free(a);
    free(b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    str s = {(const char *)data, size};
    check_head(s);
    check_chunks(s);
    return 0;
}
