#include "testing.h"
#include "base/dec.h"
#include "base/str.h"
#include <float.h>
#include <math.h>

static void test_parse(void **state)
{
    static const struct {
        const char *in;
        dec_status st;
        int64_t coef;
        int scale;
    } row[] = {
        {"0", DEC_OK, 0, 0},
        {"12.50", DEC_OK, 1250, 2},
        {"-3", DEC_OK, -3, 0},
        {"+3", DEC_OK, 3, 0},
        {".5", DEC_OK, 5, 1},
        {"-.5", DEC_OK, -5, 1},
        {"5.", DEC_OK, 5, 0},
        {"0.00", DEC_OK, 0, 2},
        {"-0", DEC_OK, 0, 0},
        {"000123.4500", DEC_OK, 1234500, 4},
        {"0.000001", DEC_OK, 1, 6},
        {"1.2e3", DEC_OK, 1200, 0},
        {"1.2E+3", DEC_OK, 1200, 0},
        {"1.2e-3", DEC_OK, 12, 4},
        {"1.50e1", DEC_OK, 150, 1},
        {"0e999", DEC_OK, 0, 0},
        {"0.0e-999", DEC_OK, 0, 0},
        {"999999999999999999", DEC_OK, 999999999999999999, 0},
        {"-999999999999999999", DEC_OK, -999999999999999999, 0},
        {"0.999999999999999999", DEC_OK, 999999999999999999, 18},
        {"0.000000000000000001", DEC_OK, 1, 18},
        {"000000000000000000000000000001", DEC_OK, 1, 0},
        {"1e17", DEC_OK, 100000000000000000, 0},
        {"1.00e-18", DEC_OK, 1, 18}, /* only zeros are lost */
        {"0.00000000000000000000000", DEC_OK, 0, 0},
        {"1e18", DEC_RANGE, 0, 0},
        {"1000000000000000000", DEC_RANGE, 0, 0},
        {"9223372036854775807", DEC_RANGE, 0, 0},
        {"18446744073709551617", DEC_RANGE, 0, 0}, /* 2^64 + 1 */
        {"123456789012345678901234567890", DEC_RANGE, 0, 0},
        {"1.2345678901234567890", DEC_RANGE, 0, 0},
        {"0.0000000000000000001", DEC_RANGE, 0, 0},
        {"1e-19", DEC_RANGE, 0, 0},
        {"1e99999999999999999999", DEC_RANGE, 0, 0},
        {"1e-99999999999999999999", DEC_RANGE, 0, 0},
        {"", DEC_SYNTAX, 0, 0},
        {"-", DEC_SYNTAX, 0, 0},
        {"+", DEC_SYNTAX, 0, 0},
        {".", DEC_SYNTAX, 0, 0},
        {"-.", DEC_SYNTAX, 0, 0},
        {"--1", DEC_SYNTAX, 0, 0},
        {"1.2.3", DEC_SYNTAX, 0, 0},
        {"1,234", DEC_SYNTAX, 0, 0},
        {" 1", DEC_SYNTAX, 0, 0},
        {"1 ", DEC_SYNTAX, 0, 0},
        {"1e", DEC_SYNTAX, 0, 0},
        {"1e+", DEC_SYNTAX, 0, 0},
        {"1e1.5", DEC_SYNTAX, 0, 0},
        {"e5", DEC_SYNTAX, 0, 0},
        {".e5", DEC_SYNTAX, 0, 0},
        {"0x10", DEC_SYNTAX, 0, 0},
        {"nan", DEC_SYNTAX, 0, 0},
        {"inf", DEC_SYNTAX, 0, 0},
        {"5%", DEC_SYNTAX, 0, 0},
        {"123456789012345678901234567890x", DEC_SYNTAX, 0, 0},
        {"１", DEC_SYNTAX, 0, 0},
    };
    int failed = 0;
    for (size_t i = 0; i < COUNT_OF(row); i++) {
        dec d = {0, 0};
        dec_status st = dec_parse(str_of(row[i].in), &d);
        if (st != row[i].st || (st == DEC_OK && (d.coef != row[i].coef || d.scale != row[i].scale)))
            CASE_FAILED("'%s': %d %lld %d\n", row[i].in, st, (long long)d.coef, d.scale);
    }
    assert_int_equal(failed, 0);
    dec d;
    assert_int_equal(dec_parse((str){NULL, 0}, &d), DEC_SYNTAX);
    assert_int_equal(dec_parse(str_sub(S("1234"), 0, 2), &d), DEC_OK);
    assert_int_equal(d.coef, 12);
}

static void test_print(void **state)
{
    static const struct {
        dec d;
        const char *want;
    } row[] = {
        {{0, 0}, "0"},
        {{0, 2}, "0.00"},
        {{1250, 2}, "12.50"},
        {{-5, 1}, "-0.5"},
        {{1, 18}, "0.000000000000000001"},
        {{-999999999999999999, 18}, "-0.999999999999999999"},
        {{-999999999999999999, 0}, "-999999999999999999"},
        {{100, 0}, "100"},
    };
    int failed = 0;
    for (size_t i = 0; i < COUNT_OF(row); i++) {
        char out[DEC_TEXT_MAX];
        size_t n = dec_print(row[i].d, out);
        if (strcmp(out, row[i].want) != 0 || n != strlen(out))
            CASE_FAILED("'%s': '%s' %zu\n", row[i].want, out, n);
    }
    assert_int_equal(failed, 0);
}

/* Text of a decimal with 1 to 18 significant digits, some as reported tables have them. */
static dec any_decimal(uint64_t *r)
{
    uint64_t v = (uint64_t)rnd(r) << 31 | rnd(r);
    int64_t limit = 1;
    for (unsigned digits = rnd(r) % 18 + 1; digits > 0; digits--)
        limit *= 10;
    int64_t coef = (int64_t)(v % (uint64_t)limit);
    return (dec){rnd(r) % 3 == 0 ? -coef : coef, (int8_t)(rnd(r) % 19)};
}

static void test_double_is_strtod_and_print_parses_back(void **state)
{
    uint64_t r = 42;
    for (int i = 0; i < 200000; i++) {
        dec d = any_decimal(&r), back;
        char text[DEC_TEXT_MAX];
        size_t n = dec_print(d, text);
        if (dec_double(d) != strtod(text, NULL))
            fail_msg("%s: %.17g", text, dec_double(d));
        if (dec_parse((str){text, n}, &back) != DEC_OK || back.coef != d.coef ||
            back.scale != d.scale)
            fail_msg("%s is not read as it was", text);
    }
    /* Around 2^53, where one division stops being enough. */
    for (int64_t c = ((int64_t)1 << 53) - 500; c < ((int64_t)1 << 53) + 500; c++)
        for (int8_t scale = 0; scale <= 18; scale++) {
            char text[DEC_TEXT_MAX];
            dec_print((dec){c, scale}, text);
            if (dec_double((dec){c, scale}) != strtod(text, NULL))
                fail_msg("%s", text);
        }
}

static void test_same(void **state)
{
    assert_true(dec_same((dec){125, 1}, (dec){1250, 2}));
    assert_true(dec_same((dec){0, 0}, (dec){0, 5}));
    assert_true(dec_same((dec){-100, 2}, (dec){-1, 0}));
    assert_false(dec_same((dec){125, 1}, (dec){125, 2}));
    assert_false(dec_same((dec){1, 0}, (dec){-1, 0}));
    assert_false(dec_same((dec){10, 0}, (dec){1, 0}));
}

static void test_add(void **state)
{
    static const struct {
        dec a, b;
        bool ok;
        dec want;
    } row[] = {
        {{1, 1}, {2, 1}, true, {3, 1}},       {{1250, 2}, {5, 1}, true, {1300, 2}},
        {{-1, 0}, {1, 3}, true, {-999, 3}},   {{999999999999999999, 0}, {1, 0}, false, {0, 0}},
        {{1, 0}, {1, 18}, false, {0, 0}},     {{1, 18}, {-1, 18}, true, {0, 18}},
        {{0, 0}, {-125, 1}, true, {-125, 1}},
    };
    for (size_t i = 0; i < COUNT_OF(row); i++) {
        dec got;
        assert_int_equal(dec_add(row[i].a, row[i].b, &got), row[i].ok);
        if (row[i].ok) {
            assert_int_equal(got.coef, row[i].want.coef);
            assert_int_equal(got.scale, row[i].want.scale);
        }
    }
}

static void test_shift(void **state)
{
    static const struct {
        dec a;
        int k;
        bool ok;
        dec want;
    } row[] = {
        {{125, 1}, 0, true, {125, 1}},       {{125, 1}, 1, true, {125, 0}},
        {{125, 1}, 4, true, {125000, 0}},    {{125, 1}, -4, true, {125, 5}},
        {{-7, 0}, 8, true, {-700000000, 0}}, {{1, 0}, 17, true, {100000000000000000, 0}},
        {{1, 0}, 18, false, {0, 0}},         {{-1, 0}, 18, false, {0, 0}},
        {{1, 18}, -1, false, {0, 0}},        {{100, 18}, -2, true, {1, 18}},
        {{0, 3}, 100, true, {0, 0}},         {{0, 3}, -100, true, {0, 0}},
        {{1, 0}, 2147483647, false, {0, 0}}, {{1, 0}, -2147483647 - 1, false, {0, 0}},
    };
    int failed = 0;
    for (size_t i = 0; i < COUNT_OF(row); i++) {
        dec got = {0, 0};
        bool ok = dec_shift(row[i].a, row[i].k, &got);
        if (ok != row[i].ok ||
            (ok && (got.coef != row[i].want.coef || got.scale != row[i].want.scale)))
            CASE_FAILED("row %zu: %d %lld %d\n", i, ok, (long long)got.coef, got.scale);
    }
    assert_int_equal(failed, 0);
}

static void test_mul_ratio(void **state)
{
    static const struct {
        dec a;
        int64_t num, den;
        bool ok;
        dec want;
    } row[] = {
        {{125, 1}, 1, 1, true, {125, 1}},
        {{125, 1}, 10000, 1, true, {1250000, 1}}, /* 万元 → 元 */
        {{125, 1}, 1, 10000, true, {125, 5}},
        {{1, 0}, 1, 3, false, {0, 0}},
        {{3, 0}, 1, 3, true, {1, 0}},
        {{1, 0}, 1, 8, true, {125, 3}},
        {{-1, 0}, 1, 8, true, {-125, 3}},
        {{10, 1}, 1, 15, false, {0, 0}},
        {{15, 0}, 2, 15, true, {2, 0}}, /* 亩 → 公顷 has 15 below */
        {{0, 2}, 7, 3, true, {0, 2}},
        {{999999999999999999, 0}, 2, 1, false, {0, 0}},
        {{500000000000000000, 18}, 1000, 1, true, {500000000000000000, 15}},
        {{1, 18}, 1, 2, false, {0, 0}},
        {{1, 0}, 1, 0, false, {0, 0}},
        {{1, 0}, 1, -1, false, {0, 0}},
        {{999999999999999999, 0}, INT64_MAX, INT64_MAX, true, {999999999999999999, 0}},
        {{999999999999999999, 18}, INT64_MIN, 1, false, {0, 0}},
        {{7, 0}, -10, 4, true, {-175, 1}},
    };
    int failed = 0;
    for (size_t i = 0; i < COUNT_OF(row); i++) {
        dec got = {0, 0};
        bool ok = dec_mul_ratio(row[i].a, row[i].num, row[i].den, &got);
        if (ok != row[i].ok ||
            (ok && (got.coef != row[i].want.coef || got.scale != row[i].want.scale)))
            CASE_FAILED("row %zu: %d %lld %d\n", i, ok, (long long)got.coef, got.scale);
    }
    assert_int_equal(failed, 0);
}

static void test_from_double(void **state)
{
    static const struct {
        double v;
        int digits;
        const char *want; /* NULL: refused */
    } row[] = {
        {0, 15, "0"},
        {-0.0, 15, "0"},
        {0.1, 15, "0.1"},
        {0.1 + 0.2, 15, "0.3"},
        {0.1 + 0.2, 17, "0.30000000000000004"},
        {-12.5, 15, "-12.5"},
        {1200, 15, "1200"},
        {1e15, 15, "1000000000000000"},
        {123456789012345678.0, 15, "123456789012346000"},
        {1e17, 15, "100000000000000000"},
        {1e18, 15, NULL},
        {1.0 / 3, 15, "0.333333333333333"},
        {2.0 / 3, 3, "0.667"},
        {1e-10, 15, "0.0000000001"},
        {1e-18, 15, "0.000000000000000001"},
        {1e-19, 15, NULL},
        {999999999999999.0, 15, "999999999999999"},
        {DBL_MAX, 15, NULL},
        {DBL_MIN, 15, NULL},
        {NAN, 15, NULL},
        {INFINITY, 15, NULL},
        {-INFINITY, 15, NULL},
    };
    int failed = 0;
    for (size_t i = 0; i < COUNT_OF(row); i++) {
        dec d;
        char text[DEC_TEXT_MAX] = "refused";
        if (dec_from_double(row[i].v, row[i].digits, &d))
            dec_print(d, text);
        if (strcmp(text, row[i].want ? row[i].want : "refused") != 0)
            CASE_FAILED("%.17g: %s\n", row[i].v, text);
    }
    assert_int_equal(failed, 0);
}

/* The quick way without printing finds what printing 15 digits finds. */
static void test_from_double_is_printf(void **state)
{
    uint64_t r = 3;
    for (int i = 0; i < 200000; i++) {
        dec d = any_decimal(&r), got, want;
        char text[48];
        double v = dec_double(d);
        if (i % 4 == 0)
            v = v * rnd(&r) / 1e9; /* digits of arithmetic */
        else if (i % 4 == 1)
            v = nextafter(v, 0);
        snprintf(text, sizeof text, "%.15g", v);
        bool ok = dec_from_double(v, 15, &got);
        if (ok != (dec_parse(str_of(text), &want) == DEC_OK) ||
            (ok && (got.coef != want.coef || got.scale != want.scale)))
            fail_msg("%s: %d %lld %d", text, ok, (long long)got.coef, got.scale);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse),
        cmocka_unit_test(test_print),
        cmocka_unit_test(test_double_is_strtod_and_print_parses_back),
        cmocka_unit_test(test_same),
        cmocka_unit_test(test_add),
        cmocka_unit_test(test_shift),
        cmocka_unit_test(test_mul_ratio),
        cmocka_unit_test(test_from_double),
        cmocka_unit_test(test_from_double_is_printf),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
