#include "testing.h"
#include "base/str.h"
#include "http/route.h"

static void paths(void **state)
{
    (void)state;
    str at;
    bool wrong;
    char allow[64];
    const route *r = route_find(S("GET"), S("/api/v1/areas/520300"), &at, &wrong, allow);
    assert_true(r && str_eqz(at, "520300"));
    assert_string_equal(r->path, "/api/v1/areas/{code}");
    r = route_find(S("GET"), S("/api/v1/jobs/ab/events"), &at, &wrong, allow);
    assert_true(r && (r->flags & ROUTE_STREAM) && str_eqz(at, "ab"));
    assert_non_null(route_find(S("HEAD"), S("/api/v1/board"), &at, &wrong, allow));
    assert_null(route_find(S("POST"), S("/api/v1/jobs/ab"), &at, &wrong, allow));
    assert_true(wrong);
    assert_string_equal(allow, "GET, HEAD, DELETE");
    static const char *const none[] = {"/api/v1/areas/", "/api/v1/areas/a/b", "/api/v1/boards", "/",
                                       "/api/v1/jobs//events"};
    for (size_t i = 0; i < COUNT_OF(none); i++) {
        assert_null(route_find(S("GET"), str_of(none[i]), &at, &wrong, allow));
        assert_false(wrong);
    }
}

/* Every row names parameters that exist; required ones are refused when missing. */
static void parameters(void **state)
{
    (void)state;
    cx c;
    assert_true(cx_init(&c, LANG_EN));
    for (size_t i = 0; i < n_routes; i++) {
        route_param w;
        bool must = false;
        for (size_t n = 0; route_param_at(&routes[i], n, &w); n++)
            must |= w.required && !w.in_path;
        params none = {.n = 0}, odd = {.list = {{S("frob"), S("1")}}, .n = 1};
        assert_true(route_check(&c, &routes[i], &none) == !must);
        cx_clear(&c);
        assert_false(route_check(&c, &routes[i], &odd));
        cx_clear(&c);
    }
    cx_done(&c);
}

/* A row that does not say whose it is is nobody's; nobody signed in gets what is open. */
static void needs(void **state)
{
    (void)state;
    catalog k = {0};
    const subject nothing = {.login = {"x", 1}};
    const caller out = {.guarded = true}, in = {.guarded = true, .who = &nothing}, local = {0};
    route forgotten = routes[0];
    forgotten.need = NEED_UNSAID;
    assert_false(route_may(&forgotten, &in, &k));
    assert_false(route_may(&forgotten, &local, &k));
    for (size_t i = 0; i < n_routes; i++) {
        assert_int_not_equal(routes[i].need, NEED_UNSAID);
        assert_true(route_may(&routes[i], &local, &k)); /* no accounts: nobody is asked */
        assert_int_equal(route_may(&routes[i], &out, &k), routes[i].need == NEED_OPEN);
        assert_int_equal(route_may(&routes[i], &in, &k),
                         routes[i].need == NEED_OPEN || routes[i].need == NEED_ACCOUNT);
    }
    call w = {.by = &out};
    assert_non_null(call_who(&w)); /* never the administrator by mistake */
    w.by = &local;
    assert_null(call_who(&w));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(paths), cmocka_unit_test(parameters),
                                       cmocka_unit_test(needs)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
