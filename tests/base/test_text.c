#include "testing.h"
#include "base/str.h"
#include "base/text.h"

static void test_guess(void **state)
{
    static const struct {
        str in;
        encoding want;
    } row[] = {
        {S(""), ENC_UTF8},
        {S("plain"), ENC_UTF8},
        {S("地区"), ENC_UTF8},
        {S("\xEF\xBB\xBF"), ENC_UTF8_BOM},
        {S("\xEF\xBB\xBF地区"), ENC_UTF8_BOM},
        {S("\xFF\xFE\x30\x57"), ENC_UTF16LE},
        {S("\xFE\xFF\x57\x30"), ENC_UTF16BE},
        {S("\xB5\xD8\xC7\xF8"), ENC_GB18030},
        {S("\x84\x31\x95\x33\xB5\xD8"), ENC_GB18030},
        {S("\xFF"), ENC_GB18030}, /* nothing else is left */
    };
    int failed = 0;
    for (size_t i = 0; i < COUNT_OF(row); i++)
        if (text_guess(row[i].in) != row[i].want)
            CASE_FAILED("row %zu: %d\n", i, text_guess(row[i].in));
    assert_int_equal(failed, 0);
    assert_int_equal(text_guess((str){NULL, 0}), ENC_UTF8);
}

static void test_convert(void **state)
{
    static const struct {
        str in;
        encoding from;
        const char *want; /* NULL: refused, and the message says */
        const char *place;
    } row[] = {
        {S(""), ENC_UTF8, "", NULL},
        {S("地区,x"), ENC_UTF8, "地区,x", NULL},
        {S("\xEF\xBB\xBF地区"), ENC_UTF8_BOM, "地区", NULL},
        {S("地区"), ENC_UTF8_BOM, "地区", NULL}, /* said to have a mark, has none */
        {S("x"), ENC_UTF8_BOM, "x", NULL},
        {S("\xFF\xFE\x30\x57\x61\0"), ENC_UTF16LE, "地a", NULL},
        {S("\x30\x57"), ENC_UTF16LE, "地", NULL},
        {S("\xFE\xFF\x57\x30\0\x61"), ENC_UTF16BE, "地a", NULL},
        {S("\xFF\xFE\x40\xD8\x00\xDC"), ENC_UTF16LE, "\xF0\xA0\x80\x80", NULL},
        {S("\xFF\xFE"), ENC_UTF16LE, "", NULL},
        {S(""), ENC_UTF16LE, "", NULL},
        {S("\xB5\xD8\xC7\xF8,a\n"), ENC_GB18030, "地区,a\n", NULL},
        {S("\x84\x31\x95\x33\xB5\xD8"), ENC_GB18030, "地", NULL},
        {S("\x82\x35\x8F\x33"), ENC_GB18030, "\xE9\xBE\xA6", NULL}, /* four bytes */
        {S("\x95\x32\x82\x36"), ENC_GB18030, "\xF0\xA0\x80\x80", NULL},
        {S("abc\xFF"), ENC_UTF8, NULL, "byte 4 "},
        {S("\xEF\xBB\xBF"
           "a\xFF"),
         ENC_UTF8_BOM, NULL, "byte 5 "},
        {S("\xB5\xD8\xFF\xFF"), ENC_GB18030, NULL, "byte 3 "},
        {S("ab\xB5"), ENC_GB18030, NULL, "byte 3 "}, /* cut off */
        {S("\xFF\xFE\x61\0\x62"), ENC_UTF16LE, NULL, "byte 5 "},
        {S("\xFF\xFE\x61\0\x00\xDC"), ENC_UTF16LE, NULL, "byte 5 "}, /* half a pair */
        {S("\x61"), ENC_UTF16BE, NULL, "byte 1 "},
    };
    int failed = 0;
    for (size_t i = 0; i < COUNT_OF(row); i++) {
        cx c;
        str got = {NULL, 0};
        assert_true(cx_init(&c, LANG_EN));
        bool ok = text_to_utf8(&c, row[i].in, row[i].from, &got);
        if (ok != (row[i].want != NULL))
            CASE_FAILED("row %zu: %s\n", i, ok ? "taken" : c.err.en);
        else if (ok && !str_eqz(got, row[i].want))
            CASE_FAILED("row %zu: '" STR_FMT "'\n", i, STR_ARG(got));
        else if (!ok && (c.err.code != ERR_FORMAT || !strstr(c.err.en, row[i].place)))
            CASE_FAILED("row %zu: %s\n", i, c.err.en);
        cx_done(&c);
    }
    assert_int_equal(failed, 0);
}

static void test_utf8_is_borrowed(void **state)
{
    cx c;
    str in = S("地区"), marked = S("\xEF\xBB\xBF地区"), got;
    assert_true(cx_init(&c, LANG_EN));
    assert_true(text_to_utf8(&c, in, ENC_UTF8, &got));
    assert_ptr_equal(got.p, in.p);
    assert_true(text_to_utf8(&c, marked, ENC_UTF8_BOM, &got));
    assert_ptr_equal(got.p, marked.p + 3);
    assert_int_equal(arena_used(c.a), 0);
    cx_done(&c);
}

/* Every code point written as UTF-16 comes out as UTF-8 writes it. */
static void test_all_of_utf16(void **state)
{
    size_t n = 0, m = 0;
    char *in = malloc(5 << 20), *want = malloc(5 << 20);
    for (uint32_t cp = 1; cp <= 0x10FFFF; cp++) {
        if (cp >= 0xD800 && cp <= 0xDFFF)
            continue;
        uint32_t unit[2] = {cp, 0};
        if (cp >= 0x10000) {
            unit[0] = 0xD800 + ((cp - 0x10000) >> 10);
            unit[1] = 0xDC00 + ((cp - 0x10000) & 0x3FF);
        }
        for (int k = 0; k < (cp >= 0x10000 ? 2 : 1); k++) {
            in[n++] = (char)(unit[k] & 0xFF);
            in[n++] = (char)(unit[k] >> 8);
        }
        m += utf8_encode(cp, want + m);
    }
    cx c;
    str got = {NULL, 0};
    assert_true(cx_init(&c, LANG_EN));
    assert_true(text_to_utf8(&c, (str){in, n}, ENC_UTF16LE, &got));
    assert_int_equal(got.n, m);
    assert_memory_equal(got.p, want, m);
    cx_done(&c);
    free(in);
    free(want);
}

/* All two-byte characters of GB18030, the ones that need most room in UTF-8 among them. */
static void test_all_two_byte_gb18030(void **state)
{
    cx c;
    assert_true(cx_init(&c, LANG_EN));
    for (int hi = 0x81; hi <= 0xFE; hi++) {
        char in[2 * 190];
        size_t n = 0;
        for (int lo = 0x40; lo <= 0xFE; lo++) {
            if (lo == 0x7F)
                continue;
            in[n++] = (char)hi;
            in[n++] = (char)lo;
        }
        str got = {NULL, 0};
        if (!text_to_utf8(&c, (str){in, n}, ENC_GB18030, &got))
            fail_msg("row %02X: %s", hi, c.err.en);
        assert_true(utf8_valid(got));
        assert_int_equal(utf8_count(got), 190);
    }
    cx_done(&c);
}

static bool convert(void *user)
{
    cx c;
    str got;
    bool ok = cx_init(&c, LANG_EN);
    if (ok) {
        ok = text_to_utf8(&c, S("\xB5\xD8\xC7\xF8"), ENC_GB18030, &got) && str_eqz(got, "地区");
        assert_int_equal(c.err.code, ok ? ERR_NONE : ERR_MEMORY);
    }
    cx_done(&c);
    return ok;
}

static void test_torture(void **state)
{
    torture(convert, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_guess),
        cmocka_unit_test(test_convert),
        cmocka_unit_test(test_utf8_is_borrowed),
        cmocka_unit_test(test_all_of_utf16),
        cmocka_unit_test(test_all_two_byte_gb18030),
        cmocka_unit_test(test_torture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
