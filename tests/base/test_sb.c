#include "testing.h"
#include "base/csv.h"
#include "base/sb.h"
#include "base/str.h"
#include <float.h>
#include <math.h>

static void test_building(void **state)
{
    sb b;
    sb_init(&b, 0);
    assert_int_equal(sb_str(&b).n, 0);
    assert_string_equal(sb_cstr(&b), "");
    sb_put(&b, S("甲"));
    sb_put(&b, (str){NULL, 0});
    sb_putz(&b, " = ");
    sb_putz(&b, NULL);
    sb_printf(&b, "%d", 12);
    sb_pad(&b, 2);
    sb_putc(&b, '|');
    sb_printf(&b, "%s", "");
    assert_string_equal(sb_cstr(&b), "甲 = 12  |");
    assert_true(str_eqz(sb_str(&b), "甲 = 12  |"));
    sb_reset(&b);
    sb_putz(&b, "again");
    assert_string_equal(sb_cstr(&b), "again");
    sb_done(&b);
    sb_done(&b);
    sb_putz(&b, "after done");
    assert_string_equal(sb_cstr(&b), "after done");
    sb_done(&b);
}

/* Past its limit it holds nothing, says so once, and starts anew after sb_reset(). */
static void test_limit(void **state)
{
    sb b;
    sb_init(&b, 10);
    sb_putz(&b, "123456789");
    assert_true(sb_ok(&b));
    assert_string_equal(sb_cstr(&b), "123456789");
    sb_putc(&b, '0');
    assert_false(sb_ok(&b));
    assert_null(sb_cstr(&b));
    assert_int_equal(sb_str(&b).n, 0);
    sb_reset(&b);
    sb_printf(&b, "%010d", 1);
    assert_false(sb_ok(&b));
    sb_putz(&b, "x");
    assert_false(sb_ok(&b));
    sb_reset(&b);
    sb_printf(&b, "%09d", 1);
    assert_string_equal(sb_cstr(&b), "000000001");
    sb_reset(&b);
    sb_putc(&b, 'x');
    sb_put(&b, (str){"", SIZE_MAX}); /* the sum overflows */
    assert_false(sb_ok(&b));
    sb_done(&b);
}

static const char *text_of(sb *b, void (*put)(sb *, str), const char *in)
{
    sb_reset(b);
    put(b, str_of(in));
    return sb_cstr(b);
}

static void test_double(void **state)
{
    static const struct {
        double v;
        const char *want;
    } row[] = {
        {0, "0"},
        {-0.0, "0"},
        {1, "1"},
        {-1, "-1"},
        {0.05, "0.05"},
        {0.1, "0.1"},
        {0.1 + 0.2, "0.30000000000000004"},
        {123456789.12, "123456789.12"},
        {1000000, "1000000"},
        {1e6 + 0.5, "1000000.5"},
        {100, "100"},
        {1.0 / 3, "0.3333333333333333"},
        {-2.5e-5, "-0.000025"},
        {1e-7, "0.0000001"},
        {1.5e-7, "0.00000015"},
        {9.5e-8, "9.5e-8"},
        {1e-8, "1e-8"},
        {1e20, "100000000000000000000"},
        {123456789012345680000.0, "123456789012345680000"},
        {1e21, "1e+21"},
        {-1.25e300, "-1.25e+300"},
        {9007199254740993.0, "9007199254740992"},
        {DBL_MAX, "1.7976931348623157e+308"},
        {DBL_MIN, "2.2250738585072014e-308"},
        {5e-324, "5e-324"},
        {-4.94e-322, "-4.94e-322"},
        {NAN, "null"},
        {INFINITY, "null"},
        {-INFINITY, "null"},
    };
    int failed = 0;
    sb b;
    sb_init(&b, 0);
    for (size_t i = 0; i < COUNT_OF(row); i++) {
        sb_reset(&b);
        sb_double(&b, row[i].v);
        if (strcmp(sb_cstr(&b), row[i].want) != 0)
            CASE_FAILED("%.17g: %s\n", row[i].v, sb_cstr(&b));
    }
    sb_done(&b);
    assert_int_equal(failed, 0);
}

static void expect_shortest(sb *b, double v)
{
    char text[40], brief[40];
    sb_reset(b);
    sb_double(b, v);
    snprintf(text, sizeof text, "%s", sb_cstr(b));
    if (strtod(text, NULL) != v)
        fail_msg("%.17g: %s reads back as another number", v, text);
    size_t digits = 0, zeros = 0;
    for (const char *p = text; *p && *p != 'e'; p++) { /* significant ones */
        zeros = *p == '0' ? zeros + (digits > 0) : *p == '.' ? zeros : 0;
        digits += (*p > '0' && *p <= '9') || (*p == '0' && digits > 0);
    }
    digits -= zeros;
    if (digits > 1 && digits <= 17) {
        snprintf(brief, sizeof brief, "%.*e", (int)digits - 2, v);
        if (strtod(brief, NULL) == v)
            fail_msg("%.17g: %s is longer than %s", v, text, brief);
    }
    if (fabs(v) >= 1e-7 && fabs(v) < 1e21 && strchr(text, 'e'))
        fail_msg("%s has an exponent", text);
}

static void test_double_round_trip(void **state)
{
    uint64_t r = 11;
    sb b;
    sb_init(&b, 0);
    for (int i = 0; i < 100000; i++) {
        uint64_t bits = (uint64_t)rnd(&r) << 33 ^ (uint64_t)rnd(&r) << 8 ^ rnd(&r);
        double any, table = (double)(int64_t)(bits % 2000000000000u) / 100 - 5e9;
        memcpy(&any, &bits, sizeof any);
        expect_shortest(&b, table);
        expect_shortest(&b, table * 1e-9);
        if (isfinite(any) && any != 0)
            expect_shortest(&b, any);
    }
    sb_done(&b);
}

static void test_csv_put(void **state)
{
    static const struct {
        const char *in, *want;
    } row[] = {
        {"", ""},
        {"plain", "plain"},
        {"a,b", "\"a,b\""},
        {"a\"b", "\"a\"\"b\""},
        {"a\nb", "\"a\nb\""},
        {"a;b", "a;b"},
        {"=1+2", "'=1+2"},
        {"=SUM(A1,A2)", "\"'=SUM(A1,A2)\""},
        {"@x", "'@x"},
        {"+x", "'+x"},
        {"-x", "'-x"},
        {"\tx", "'\tx"},
        {"\rx", "\"'\rx\""},
        {"+", "'+"},
        {"--", "'--"},
        {"-1", "-1"},
        {"+1", "+1"},
        {"-1.50", "-1.50"},
        {"-.5", "-.5"},
        {"-1e5", "-1e5"},
        {"-1.5E-05", "-1.5E-05"},
        {"+3.2%", "+3.2%"},
        {"-1,234.50", "\"-1,234.50\""},
        {"-1,23", "\"'-1,23\""}, /* no thousands */
        {"-12345,678", "\"'-12345,678\""},
        {"-1+2", "'-1+2"}, /* a spreadsheet would work it out */
        {"-2024-01", "'-2024-01"},
        {"-E1", "'-E1"}, /* a cell */
        {"+E5", "'+E5"},
        {"-1e", "'-1e"},
        {"-.", "'-."},
        {"-1%%", "'-1%%"},
        {"-0.3个百分点", "'-0.3个百分点"},
        {"-", "-"},
        {"—", "—"},
        {"——", "——"},
        {"…", "…"},
        {"/", "/"},
        {"N/A", "N/A"},
        {"不详", "不详"},
        {"a=1", "a=1"},
        {"1-2", "1-2"},
    };
    int failed = 0;
    sb b;
    sb_init(&b, 0);
    for (size_t i = 0; i < COUNT_OF(row); i++)
        if (strcmp(text_of(&b, csv_put, row[i].in), row[i].want) != 0)
            CASE_FAILED("'%s': %s\n", row[i].in, sb_cstr(&b));
    sb_done(&b);
    assert_int_equal(failed, 0);
}

/* What is written is read again; a NUL inside is no reason to guard or to stop. */
static void test_csv_round_trip(void **state)
{
    static const char piece[] = "=+-@\t\r\n\",;'a1.% \0";
    uint64_t r = 5;
    cx c;
    sb b;
    assert_true(cx_init(&c, LANG_EN));
    sb_init(&b, 0);
    for (int i = 0; i < 30000; i++) {
        char text[3][8];
        str in[3];
        sb_reset(&b);
        for (int f = 0; f < 3; f++) {
            size_t n = rnd(&r) % 8;
            for (size_t k = 0; k < n; k++)
                text[f][k] = piece[rnd(&r) % (sizeof piece - 1)];
            if (n > 1 && text[f][0] == '\'') /* 'x is read as x where x needs a guard */
                text[f][0] = 'b';
            in[f] = (str){text[f], n};
            sb_putz(&b, f ? "," : "x,y,z,1,2\nx,");
            csv_put(&b, in[f]);
        }
        sb_putz(&b, ",x\n");
        csv rd;
        csv_init(&rd, sb_str(&b));
        bool head = csv_next(&c, &rd), record = csv_next(&c, &rd);
        if (!head || !record || rd.n != 5)
            fail_msg("%d: %s: '%s'", i, c.err.en, sb_cstr(&b));
        for (int f = 0; f < 3; f++)
            if (!str_eq(rd.fields[f + 1], in[f]))
                fail_msg("%d: '" STR_FMT "' from '%s'", i, STR_ARG(rd.fields[f + 1]), sb_cstr(&b));
        csv_done(&rd);
    }
    sb_done(&b);
    cx_done(&c);
}

static void test_xml_put(void **state)
{
    static const struct {
        const char *in, *want;
    } row[] = {
        {"a&b<c>\"d'", "a&amp;b&lt;c&gt;&quot;d'"},
        {"\t\n\x01\x1F国", "\t\n国"}, /* what XML 1.0 cannot say is left out */
        {"a\xFF\xE5\x9B", "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"\xEF\xBF\xBF", "\xEF\xBF\xBD"},
        {"\xF0\x9F\x93\x88", "\xF0\x9F\x93\x88"},
    };
    int failed = 0;
    sb b;
    sb_init(&b, 0);
    for (size_t i = 0; i < COUNT_OF(row); i++)
        if (strcmp(text_of(&b, xml_put, row[i].in), row[i].want) != 0)
            CASE_FAILED("row %zu: %s\n", i, sb_cstr(&b));
    sb_done(&b);
    assert_int_equal(failed, 0);
}

static bool build(void *user)
{
    sb b;
    sb_init(&b, 0);
    for (int i = 0; i < 40; i++) {
        sb_put(&b, S("text "));
        sb_printf(&b, "%d", i);
        sb_double(&b, i / 7.0);
        json_put(&b, S("a\"b\\\n"));
        csv_put(&b, S("=\"x\""));
        xml_put(&b, S("<&>"));
        sb_pad(&b, 20);
    }
    bool ok = sb_ok(&b) && sb_cstr(&b);
    if (!ok) { /* poisoned: empty, and stays so */
        sb_putz(&b, "more");
        assert_false(sb_ok(&b));
        assert_int_equal(sb_str(&b).n, 0);
        assert_null(sb_cstr(&b));
    }
    sb_done(&b);
    return ok;
}

static void test_torture(void **state)
{
    torture(build, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_building), cmocka_unit_test(test_limit),
        cmocka_unit_test(test_double),   cmocka_unit_test(test_double_round_trip),
        cmocka_unit_test(test_csv_put),  cmocka_unit_test(test_csv_round_trip),
        cmocka_unit_test(test_xml_put),  cmocka_unit_test(test_torture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
