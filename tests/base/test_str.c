#include "testing.h"
#include "base/str.h"

#define NOTHING ((str){NULL, 0})

static void test_equal(void **state)
{
    assert_true(str_eq(S("abc"), S("abc")));
    assert_true(str_eq(S(""), NOTHING));
    assert_false(str_eq(S("abc"), S("abd")));
    assert_false(str_eq(S("abc"), S("ab")));
    assert_true(str_eqz(S("国"), "国"));
    assert_true(str_eqz(NOTHING, ""));
    assert_true(str_eqz(NOTHING, NULL));
    assert_true(str_ieqz(S("GdP"), "gDp"));
    assert_false(str_ieqz(S("gdp"), "gdpx"));
    assert_false(str_ieqz(S("["), "{")); /* 0x20 apart, but no letters */
    assert_true(str_eqz(str_of(NULL), ""));
    assert_true(str_eqz(str_of("x"), "x"));
}

static void test_order(void **state)
{
    static const char *const sorted[] = {"", "A", "Aa", "B", "a", "\xC3\xA9", "中", "国", "\xFF"};
    int failed = 0;
    for (int i = 0; i < (int)COUNT_OF(sorted); i++)
        for (int k = 0; k < (int)COUNT_OF(sorted); k++) {
            int d = str_cmp(str_of(sorted[i]), str_of(sorted[k]));
            int want = strcmp(sorted[i], sorted[k]);
            if ((d > 0) - (d < 0) != (want > 0) - (want < 0))
                CASE_FAILED("'%s' and '%s': %d\n", sorted[i], sorted[k], d);
        }
    assert_int_equal(failed, 0);
    assert_int_equal(str_cmp(NOTHING, S("")), 0);
    assert_true(str_cmp(NOTHING, S("a")) < 0);
}

static void test_find(void **state)
{
    assert_true(str_starts(S("GDP增速"), S("GDP")));
    assert_true(str_starts(S("x"), S("")));
    assert_false(str_starts(S("GD"), S("GDP")));
    assert_true(str_ends(S("GDP增速"), S("增速")));
    assert_true(str_ends(NOTHING, NOTHING));
    assert_true(str_ends(NOTHING, S("")));
    assert_false(str_ends(NOTHING, S("x")));
    assert_false(str_ends(S("速"), S("增速")));
    assert_int_equal(str_find(S("abcabc"), S("ca")), 2);
    assert_int_equal(str_find(S("abc"), S("")), 0);
    assert_int_equal(str_find(S("abc"), S("abcd")), -1);
    assert_int_equal(str_find(NOTHING, S("a")), -1);
    assert_int_equal(str_find(S("a\0b"), S("b")), 2);
    assert_true(str_contains(S("同比增长"), "增长"));
    assert_false(str_contains(S("同比增长"), "下降"));
}

static void test_sub(void **state)
{
    str s = S("abcdef");
    assert_true(str_eqz(str_sub(s, 1, 3), "bcd"));
    assert_true(str_eqz(str_sub(s, 4, 99), "ef"));
    assert_true(str_eqz(str_sub(s, 6, 1), ""));
    assert_true(str_eqz(str_sub(s, 99, SIZE_MAX), ""));
    assert_true(str_eqz(str_sub(s, 2, SIZE_MAX), "cdef"));
    assert_true(str_eqz(str_from(s, 5), "f"));
    assert_int_equal(str_from(NOTHING, 3).n, 0);
}

static void test_trim(void **state)
{
    static const struct {
        const char *in, *want;
    } row[] = {
        {"", ""},
        {"a", "a"},
        {" \t\r\n\v\f a b \t\r\n\v\f ", "a b"},
        {"\xC2\xA0 a\xC2\xA0", "a"},
        {"\xE3\x80\x80全国\xE3\x80\x80", "全国"},
        {"\xEF\xBB\xBFindicator\xE2\x80\x8B", "indicator"},
        {"\xE2\x80\x8B\xE3\x80\x80\xC2\xA0 \xEF\xBB\xBF", ""},
        {"中", "中"},
        {"x\xA0", "x\xA0"},         /* half of a no-break space is no space */
        {"\xC3\xA0", "\xC3\xA0"},   /* à ends in the same byte */
        {"a\xE3\x80", "a\xE3\x80"}, /* cut off */
        {"\x80\x80 ", "\x80\x80"},
    };
    int failed = 0;
    for (size_t i = 0; i < COUNT_OF(row); i++) {
        str got = str_trim(str_of(row[i].in));
        if (!str_eqz(got, row[i].want))
            CASE_FAILED("row %zu: '" STR_FMT "'\n", i, STR_ARG(got));
    }
    assert_int_equal(failed, 0);
    assert_int_equal(str_trim(NOTHING).n, 0);
}

static void test_split(void **state)
{
    static const struct {
        const char *in, *want; /* pieces, each in brackets */
    } row[] = {
        {"a;b;c", "[a][b][c]"}, {"a", "[a]"},    {"", "[]"},           {";", "[][]"},
        {"a;", "[a][]"},        {";a", "[][a]"}, {"a;;b", "[a][][b]"}, {"中;国", "[中][国]"},
    };
    int failed = 0;
    for (size_t i = 0; i < COUNT_OF(row); i++) {
        char got[64] = "";
        size_t n = 0;
        str rest = str_of(row[i].in), part;
        while (str_split(&rest, ';', &part))
            n += (size_t)snprintf(got + n, sizeof got - n, "[" STR_FMT "]", STR_ARG(part));
        if (strcmp(got, row[i].want) != 0)
            CASE_FAILED("'%s': %s\n", row[i].in, got);
        if (str_split(&rest, ';', &part))
            CASE_FAILED("'%s' goes on after its end\n", row[i].in);
    }
    assert_int_equal(failed, 0);
    str none = NOTHING, part;
    assert_false(str_split(&none, ';', &part));
}

static void test_int(void **state)
{
    static const struct {
        const char *in;
        bool ok;
        int64_t want;
    } row[] = {
        {"0", true, 0},
        {"-0", true, 0},
        {"+7", true, 7},
        {"-12", true, -12},
        {"007", true, 7},
        {"9223372036854775807", true, INT64_MAX},
        {"9223372036854775808", false, 0},
        {"-9223372036854775808", true, INT64_MIN},
        {"-9223372036854775809", false, 0},
        {"99999999999999999999999", false, 0},
        {"", false, 0},
        {"-", false, 0},
        {"+", false, 0},
        {"+-1", false, 0},
        {"1 ", false, 0},
        {" 1", false, 0},
        {"1.0", false, 0},
        {"1e3", false, 0},
        {"0x10", false, 0},
        {"１", false, 0},
    };
    int failed = 0;
    for (size_t i = 0; i < COUNT_OF(row); i++) {
        int64_t v = 0;
        bool ok = str_int(str_of(row[i].in), &v);
        if (ok != row[i].ok || (ok && v != row[i].want))
            CASE_FAILED("'%s': %d %lld\n", row[i].in, ok, (long long)v);
    }
    assert_int_equal(failed, 0);
    int64_t kept = 42;
    assert_false(str_int(S("x"), &kept));
    assert_int_equal(kept, 42);
}

static void test_hash(void **state)
{
    assert_true(str_hash(S("abc")) == str_hash(str_sub(S("xabcx"), 1, 3)));
    assert_true(str_hash(S("")) == str_hash(NOTHING));
    assert_true(str_hash(S("ab")) != str_hash(S("ba")));
    /* Codes of the same length, as areas and indicators have, spread over the slots of a map. */
    unsigned used[1024] = {0}, most = 0;
    for (int i = 0; i < 4096; i++) {
        char code[16];
        int n = snprintf(code, sizeof code, "%06d", 110000 + i);
        unsigned *slot = &used[str_hash((str){code, (size_t)n}) % 1024];
        if (++*slot > most)
            most = *slot;
    }
    assert_true(most < 20); /* 4 on average */
}

/* RFC 4648, section 10; bytes above 127 too. */
static void test_base64(void **state)
{
    static const struct {
        const char *in, *want;
    } row[] = {{"", ""},
               {"f", "Zg=="},
               {"fo", "Zm8="},
               {"foo", "Zm9v"},
               {"foob", "Zm9vYg=="},
               {"fooba", "Zm9vYmE="},
               {"foobar", "Zm9vYmFy"},
               {"\xFF\xFE\x80", "//6A"}};
    int failed = 0;
    for (size_t i = 0; i < COUNT_OF(row); i++) {
        char out[STR_BASE64_MAX(6)];
        size_t n = str_base64(str_of(row[i].in), out);
        if (n != strlen(row[i].want) || strcmp(out, row[i].want) != 0)
            CASE_FAILED("'%s': %s\n", row[i].in, out);
    }
    assert_int_equal(failed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equal), cmocka_unit_test(test_order), cmocka_unit_test(test_find),
        cmocka_unit_test(test_sub),   cmocka_unit_test(test_trim),  cmocka_unit_test(test_split),
        cmocka_unit_test(test_int),   cmocka_unit_test(test_hash),  cmocka_unit_test(test_base64),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
