#include "testing.h"
#include "base/str.h"
#include "http/params.h"
#include "http/request.h"

#define H "Host: a\r\n"

static void heads(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int status; /* 0 = more is needed, 1 = taken, else refused with it */
    } rows[] = {
        {"GET / HTTP/1.1\r\n" H "\r\n", 1},
        {"\r\nGET / HTTP/1.1\r\n" H "\r\n", 1},
        {"GET / HTTP/1.1\r\n" H, 0},
        {"GET / HTTP/1.0\r\n\r\n", 1},
        {"GET / HTTP/1.1\r\n\r\n", 400},
        {"GET / HTTP/1.1\n" H "\n", 400},
        {"GET  / HTTP/1.1\r\n" H "\r\n", 400},
        {"GET x HTTP/1.1\r\n" H "\r\n", 400},
        {"G@T / HTTP/1.1\r\n" H "\r\n", 400},
        {"GET / HTTP/1.1 \r\n" H "\r\n", 400},
        {"GET / HTTP/3.0\r\n" H "\r\n", 505},
        {"GET / HTTP/1.1\r\n" H H "\r\n", 400},
        {"GET / HTTP/1.1\r\n" H " x: folded\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\n" H "x : y\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\n" H "x: a\rb\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\n" H "Content-Length: 1\r\nContent-Length: 1\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\n" H "Content-Length: -1\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\n" H "Content-Length: 1 1\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\n" H "Transfer-Encoding: gzip, chunked\r\n\r\n", 501},
        {"GET / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n", 400},
    };
    int failed = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        request r;
        int got = request_parse(str_of(rows[i].text), &r);
        int status = got > 0 ? 1 : -got;
        if (status != rows[i].status)
            CASE_FAILED("row %zu: %d, not %d\n", i, status, rows[i].status);
    }
    assert_int_equal(failed, 0);
}

static void what_a_head_says(void **state)
{
    (void)state;
    request r;
    str s = S("PUT /a%20b?x=1&y HTTP/1.1\r\nhost:  h:1 \r\nContent-Length: 12\r\n"
              "Connection: Close\r\nETag: z\r\n\r\nbody");
    assert_int_equal(request_parse(s, &r), s.n - 4);
    assert_true(str_eqz(r.method, "PUT") && str_eqz(r.path, "/a%20b") && str_eqz(r.query, "x=1&y"));
    assert_true(str_eqz(r.host, "h:1") && r.length == 12 && !r.keep_alive && !r.old);
    assert_true(header_lists(S("br, gzip;q=0.5"), "gzip"));
    assert_false(header_lists(S("gzip;q=0, br"), "gzip"));
    assert_false(header_lists(S("xgzip"), "gzip"));
}

static void chunked_bodies(void **state)
{
    (void)state;
    char good[] = "5\r\nhello\r\n6;x=\"y\"\r\n world\r\n0\r\nA: b\r\n\r\nGET";
    char bad[][16] = {"x\r\n", "\r\n", "5\nhello", "2\r\nabc\r\n", "5\rx", "ffffffffffff\r\n"};
    for (size_t step = 1; step < sizeof good; step++) {
        chunked k = {.state = CHUNK_SIZE};
        char out[32];
        size_t n = 0, at = 0, used, data, left = sizeof good - 1;
        while (k.state != CHUNK_DONE && at < left) {
            char piece[sizeof good];
            size_t take = left - at < step ? left - at : step;
            memcpy(piece, good + at, take);
            assert_true(chunked_feed(&k, piece, take, &used, &data));
            memcpy(out + n, piece, data);
            n += data;
            at += used;
        }
        assert_int_equal(n, 11);
        assert_memory_equal(out, "hello world", 11);
        assert_int_equal(left - at, 3);
    }
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        chunked k = {.state = CHUNK_SIZE};
        size_t used, data;
        assert_false(chunked_feed(&k, bad[i], strlen(bad[i]), &used, &data));
    }
}

static void queries(void **state)
{
    (void)state;
    cx c;
    params p;
    str v;
    assert_true(cx_init(&c, LANG_EN));
    assert_true(params_parse(&c, S("a=%E9%81%B5+x&b&c=1%262"), &p));
    assert_true(params_get(&p, "a", &v) && str_eqz(v, "遵 x"));
    assert_true(params_get(&p, "b", &v) && v.n == 0);
    assert_true(params_get(&p, "c", &v) && str_eqz(v, "1&2"));
    assert_false(params_get(&p, "d", &v));
    static const char *const bad[] = {"a=%", "a=%4", "a=%zz", "a=%00", "a=%0a", "a=%ff", "a=1&a=2"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        assert_false(params_parse(&c, str_of(bad[i]), &p));
        assert_int_equal(c.err.code, ERR_USAGE);
        cx_clear(&c);
    }
    cx_done(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heads),
        cmocka_unit_test(what_a_head_says),
        cmocka_unit_test(chunked_bodies),
        cmocka_unit_test(queries),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
