#include "io/numfmt.h"
#include "io_test.h"

static void test_codes(void **state)
{
    static const struct {
        const char *code;
        numfmt want;
    } row[] = {
        {"General", FMT_NUMBER},
        {"0.00", FMT_NUMBER},
        {"#,##0.00_);[Red]\\(#,##0.00\\)", FMT_NUMBER},
        {"_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", FMT_NUMBER},
        {"0.00E+00", FMT_NUMBER},
        {"@", FMT_NUMBER},
        {"0\"月\"", FMT_NUMBER},
        {"[Red]0.0", FMT_NUMBER},
        {"[>=100]0;0.0", FMT_NUMBER},
        {"General\"天\"", FMT_NUMBER},
        {"0.0\"%\"", FMT_NUMBER},
        {"0.0\\%", FMT_NUMBER},
        {"0.0%", FMT_PERCENT},
        {"0%;[Red]-0%", FMT_PERCENT},
        {"yyyy-mm-dd", FMT_DATE},
        {"yyyy\"年\"m\"月\"d\"日\";@", FMT_DATE},
        {"[$-804]yyyy\"年\"m\"月\"", FMT_MONTH},
        {"yyyy\"年\"m\"月\";@", FMT_MONTH},
        {"yyyy/m", FMT_MONTH},
        {"[DBNum1][$-804]yyyy\"年\"m\"月\"", FMT_MONTH},
        {"yyyy年m月", FMT_MONTH},
        {"mmm-yy", FMT_MONTH},
        {"m\"月\"", FMT_MONTH},
        {"e\"年\"", FMT_YEAR},
        {"yyyy\"年\"", FMT_YEAR},
        {"yyyy\\-mm\\-dd\\ hh:mm:ss", FMT_DATE},
        {"h:mm", FMT_TIME},
        {"mm:ss", FMT_TIME},
        {"[h]:mm:ss", FMT_TIME},
        {"h:mm AM/PM", FMT_TIME},
        {"[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", FMT_DATE},
        {"", FMT_NUMBER},
        {"\"", FMT_NUMBER},
        {"\\", FMT_NUMBER},
        {"[", FMT_NUMBER},
        {"yyyymmddyyyymmddyyyymmddyyyymmddyyyymmddyyyymmddyyyymmdd", FMT_DATE},
    };
    for (size_t i = 0; i < COUNT_OF(row); i++)
        if (numfmt_code(str_of(row[i].code)) != row[i].want)
            fail_msg("%s: %d", row[i].code, numfmt_code(str_of(row[i].code)));
    assert_int_equal(numfmt_builtin(9), FMT_PERCENT);
    assert_int_equal(numfmt_builtin(14), FMT_DATE);
    assert_int_equal(numfmt_builtin(57), FMT_MONTH);
    assert_int_equal(numfmt_builtin(2), FMT_NUMBER);
}

static void expect_date(double serial, bool from1904, const char *want)
{
    char d[11];
    assert_true(numfmt_date(serial, from1904, d));
    assert_string_equal(d, want);
}

static void test_dates(void **state)
{
    char d[16];
    expect_date(1, false, "1900-01-01");
    expect_date(59, false, "1900-02-28");
    expect_date(60, false, "1900-02-28");
    expect_date(61, false, "1900-03-01");
    expect_date(25569, false, "1970-01-01");
    expect_date(45352.75, false, "2024-03-01");
    expect_date(2958465, false, "9999-12-31");
    expect_date(0, true, "1904-01-01");
    expect_date(43890, true, "2024-03-01");
    assert_false(numfmt_date(0, false, d));
    assert_false(numfmt_date(-1, false, d));
    assert_false(numfmt_date(2958466, false, d));
    assert_false(numfmt_date(1e300, false, d));
    assert_false(numfmt_date(2958000, true, d));
    assert_true(numfmt_time(0.5, d));
    assert_string_equal(d, "12:00:00");
    assert_true(numfmt_time(2.0625, d));
    assert_string_equal(d, "49:30:00");
    assert_false(numfmt_time(-0.5, d));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_codes), cmocka_unit_test(test_dates)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
