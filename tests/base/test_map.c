#include "testing.h"
#include "base/map.h"
#include "base/str.h"

static void test_few(void **state)
{
    map m = {0};
    assert_int_equal(map_get(&m, S("x")), MAP_NONE);
    map_done(&m); /* nothing in it */
    assert_true(map_put(&m, S("甲"), 1));
    assert_true(map_put(&m, S(""), 2));
    assert_true(map_put(&m, S("甲"), 3)); /* again */
    assert_int_equal(m.n, 2);
    assert_int_equal(map_get(&m, S("甲")), 3);
    assert_int_equal(map_get(&m, (str){NULL, 0}), 2);
    assert_int_equal(map_get(&m, S("乙")), MAP_NONE);
    map_done(&m);
    map_done(&m);
    assert_int_equal(map_get(&m, S("甲")), MAP_NONE);
}

/* Against a plain array: keys are numbers below 5000, put and asked for at random. */
static void test_agrees_with_an_array(void **state)
{
    enum { KEYS = 5000 };
    static char text[KEYS][8];
    static uint32_t want[KEYS];
    uint64_t r = 1;
    size_t n = 0;
    map m = {0};
    for (int i = 0; i < KEYS; i++) {
        snprintf(text[i], sizeof text[i], "%d", i);
        want[i] = MAP_NONE;
    }
    for (int step = 0; step < 50000; step++) {
        uint32_t k = rnd(&r) % KEYS, v = rnd(&r) & 0xFFFF;
        if (map_get(&m, str_of(text[k])) != want[k])
            fail_msg("step %d: key %u", step, k);
        if (rnd(&r) % 3 == 0) {
            assert_true(map_put(&m, str_of(text[k]), v));
            n += want[k] == MAP_NONE;
            want[k] = v;
        }
    }
    assert_int_equal(m.n, n);
    for (int i = 0; i < KEYS; i++)
        assert_int_equal(map_get(&m, str_of(text[i])), want[i]);
    map_done(&m);
}

static bool fill(void *user)
{
    static char text[100][8];
    map m = {0};
    uint32_t n = 0;
    while (n < 100) {
        snprintf(text[n], sizeof text[n], "k%u", n);
        if (!map_put(&m, str_of(text[n]), n))
            break;
        n++;
    }
    for (uint32_t i = 0; i < n; i++) /* what went in before the failure is still there */
        assert_int_equal(map_get(&m, str_of(text[i])), i);
    assert_int_equal(m.n, n);
    map_done(&m);
    return n == 100;
}

static void test_torture(void **state)
{
    torture(fill, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_few),
        cmocka_unit_test(test_agrees_with_an_array),
        cmocka_unit_test(test_torture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
