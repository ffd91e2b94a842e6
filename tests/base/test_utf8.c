#include "testing.h"
#include "base/str.h"

static void test_every_code_point(void **state)
{
    char b[4];
    uint32_t back = 0;
    for (uint32_t cp = 0; cp <= 0x10FFFF; cp++) {
        bool surrogate = cp >= 0xD800 && cp <= 0xDFFF;
        size_t n = utf8_encode(cp, b), want = cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
        size_t read = utf8_decode((str){b, n}, &back);
        if (n != want || read != (surrogate ? 0 : n) || (!surrogate && back != cp))
            fail_msg("U+%04X: %zu bytes, %zu read as U+%04X", cp, n, read, back);
        for (size_t cut = 0; cut < n; cut++)
            if (utf8_decode((str){b, cut}, &back) != 0)
                fail_msg("U+%04X cut to %zu bytes is taken", cp, cut);
    }
}

static void test_valid(void **state)
{
    static const struct {
        const char *text;
        bool ok;
    } row[] = {
        {"", true},
        {"plain ASCII, longer than eight bytes", true},
        {"eight by国", true},
        {"12345678\xF0\xA0\x80\x80", true},
        {"\xC0\x80", false},         /* overlong NUL */
        {"\xC1\xBF", false},         /* overlong */
        {"\xE0\x9F\xBF", false},     /* overlong */
        {"\xF0\x8F\xBF\xBF", false}, /* overlong */
        {"\xED\xA0\x80", false},     /* surrogate */
        {"\xF4\x90\x80\x80", false}, /* past U+10FFFF */
        {"\xF8\x88\x80\x80\x80", false},
        {"\x80", false},
        {"abc\xE4\xB8", false}, /* cut off */
        {"\xE4\xB8.", false},
        {"1234567\xFF", false},
        {"\xD6\xD0\xB9\xFA", false}, /* 中国 in GB18030 */
    };
    int failed = 0;
    for (size_t i = 0; i < COUNT_OF(row); i++)
        if (utf8_valid(str_of(row[i].text)) != row[i].ok)
            CASE_FAILED("row %zu\n", i);
    assert_int_equal(failed, 0);
    assert_true(utf8_valid((str){NULL, 0}));
}

/* The quick way by eights agrees with one character at a time, on bytes that are mostly text. */
static void test_valid_agrees_with_decode(void **state)
{
    uint64_t r = 7;
    static const char *const piece[] = {"abcdefg",          "x",        "é",   "国",
                                        "\xF0\x9F\x93\x88", "\xE5\x9B", "\xBD"};
    for (int k = 0; k < 20000; k++) {
        char b[64];
        size_t n = 0, i = 0;
        for (unsigned m = rnd(&r) % 10; m > 0; m--) {
            unsigned which = rnd(&r) % (rnd(&r) % 4 ? 5 : 7);
            n += (size_t)snprintf(b + n, sizeof b - n, "%s", piece[which]);
        }
        n = n < sizeof b ? n : sizeof b - 1;
        bool ok = true;
        for (size_t step; ok && i < n; i += step) {
            uint32_t cp;
            step = utf8_decode((str){b + i, n - i}, &cp);
            ok = step > 0;
        }
        if (utf8_valid((str){b, n}) != ok)
            fail_msg("case %d", k);
    }
}

static void test_width_and_count(void **state)
{
    static const struct {
        const char *text;
        size_t width, count;
    } row[] = {
        {"", 0, 0},
        {"abc", 3, 3},
        {"地区", 4, 2},
        {"GDP增速（%）", 12, 8},
        {"ｶﾅ", 2, 2}, /* half-width */
        {"＝", 2, 1},
        {"e\xCC\x81", 1, 2},                 /* combining accent */
        {"\xEF\xBB\xBFx\xE2\x80\x8B", 1, 3}, /* marks take no room */
        {"한글", 4, 2},
        {"\xF0\xA0\x80\x80", 2, 1},
        {"\xF0\x9F\x93\x88", 2, 1},
        {"—", 1, 1},
        {"\xFFx", 2, 2},
    };
    int failed = 0;
    for (size_t i = 0; i < COUNT_OF(row); i++) {
        size_t w = utf8_width(str_of(row[i].text)), n = utf8_count(str_of(row[i].text));
        if (w != row[i].width || n != row[i].count)
            CASE_FAILED("'%s': width %zu, count %zu\n", row[i].text, w, n);
    }
    assert_int_equal(failed, 0);
}

static void test_fold(void **state)
{
    static const struct {
        const char *in, *want;
    } row[] = {
        {"", ""},
        {"GDP", "gdp"},
        {"ＧＤＰ（％）", "gdp(%)"},
        {" 规上 工业\t增加值\r\n", "规上工业增加值"},
        {"全\xC2\xA0国\xE3\x80\x80", "全国"},
        {"\xEF\xBB\xBF地\xE2\x80\x8B区", "地区"},
        {"【累计】：同比", "[累计]:同比"},
        {"１月—２月", "1月—2月"}, /* not between digits */
        {"1—2月", "1-2月"},
        {"1 － 2月", "1-2月"},
        {"1～9月", "1-9月"},
        {"2023~2024", "2023-2024"},
        {"2023–24", "2023-24"},
        {"１―３", "1-3"},
        {"1−2", "1-2"},
        {"A～B", "a～b"},
        {"A~B", "a~b"},
        {"A－B", "a－b"},
        {"A-B", "a-b"},
        {"1—", "1—"},
        {"—1", "—1"},
        {"1——2", "1——2"},
        {"÷×、。", "÷×、。"},
        {"É", "É"},         /* ASCII only */
        {"a\xFF", "a\xFF"}, /* bad bytes pass */
        {"1—\xFF", "1—\xFF"},
    };
    int failed = 0;
    arena *a = arena_new(0);
    for (size_t i = 0; i < COUNT_OF(row); i++) {
        str got = {NULL, 0}, again;
        assert_true(str_fold(a, str_of(row[i].in), &got));
        if (!str_eqz(got, row[i].want))
            CASE_FAILED("'%s': '" STR_FMT "'\n", row[i].in, STR_ARG(got));
        assert_true(str_fold(a, got, &again));
        if (!str_eq(got, again))
            CASE_FAILED("'%s' folded twice: '" STR_FMT "'\n", row[i].in, STR_ARG(again));
    }
    assert_int_equal(failed, 0);
    str got;
    assert_true(str_fold(a, (str){NULL, 0}, &got));
    assert_int_equal(got.n, 0);
    arena_free(a);
}

static bool fold_once(void *user)
{
    str got;
    arena *a = arena_new(0);
    bool ok = a && str_fold(a, S("ＧＤＰ 增速"), &got) && str_eqz(got, "gdp增速");
    arena_free(a);
    return ok;
}

static void test_torture(void **state)
{
    torture(fold_once, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_code_point),
        cmocka_unit_test(test_valid),
        cmocka_unit_test(test_valid_agrees_with_decode),
        cmocka_unit_test(test_width_and_count),
        cmocka_unit_test(test_fold),
        cmocka_unit_test(test_torture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
