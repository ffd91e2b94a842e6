/* Mappings: corrected by hand, remembered for the next month, shown, refused when wrong. */
#include "wide_test.h"

static const char may[] = "2024年1-5月各县区指标\n"
                          "县区|固定资产投资（亿元）|增速（%）|活跃度|备注\n"
                          "红花岗区|10.5|3.2|7|好\n"
                          "新蒲新区|11.5|4.2|8|好\n"
                          "汇川区|12.5|-5.2|9|好\n";
static const char june[] = "2024年1-6月各县区指标\n"
                           "县区|固定资产投资（亿元）|增速（%）|活跃度|备注\n"
                           "汇川区|22.5|-1.2|19|好\n"
                           "新蒲新区|21.5|2.2|18|好\n"
                           "红花岗区|20.5|1.2|17|好\n";

static str to_json(office *o)
{
    sb b CLEANUP(sb_done);
    sb_init(&b, 0);
    assert_true(mapping_to_json(&o->c, o->m, o->k, &b));
    return str_of(cx_strdup(&o->c, sb_str(&b)));
}

static str replaced(office *o, str s, const char *from, const char *to)
{
    ptrdiff_t at = str_find(s, str_of(from));
    if (at < 0)
        fprintf(stderr, "%s not in " STR_FMT "\n", from, STR_ARG(s));
    assert_true(at >= 0);
    return str_of(cx_printf(&o->c, STR_FMT "%s" STR_FMT, STR_ARG(str_sub(s, 0, (size_t)at)), to,
                            STR_ARG(str_from(s, (size_t)at + strlen(from)))));
}

static void apply_json(office *o, const char *text, str json)
{
    workbook *w = text_workbook(&o->c, "Sheet1", text);
    office_clear(o);
    issues_init(&o->unclear, o->c.a);
    issues_init(&o->found, o->c.a);
    assert_true(mapping_from_json(&o->c, json, o->k, o->hint.today, &o->m));
    assert_true(wide_apply(&o->c, w, o->m, o->k, true, &o->rows, &o->found));
}

static void has(const office *o, const char *line)
{
    if (!str_contains(sb_str(&o->rows.csv), line)) {
        fprintf(stderr, "no %s in\n" STR_FMT, line, STR_ARG(sb_str(&o->rows.csv)));
        fail_msg("missing line");
    }
}

static void corrected(void **state)
{
    (void)state;
    office o;
    office_open(&o, "code,name,level,parent\n520390,新蒲新区,park,520300\n");
    assert_true(office_read(&o, text_workbook(&o.c, "Sheet1", may), false));
    assert_true(o.unclear.n == 1); /* the column 活跃度 */
    office_close(&o);
    office_open(&o, NULL);
    assert_true(office_read(&o, text_workbook(&o.c, "Sheet1", may), false));
    assert_int_equal(o.rows.n, 2);
    assert_int_equal(o.unclear.n, 2);
    str json = to_json(&o);
    json = replaced(&o, json, "\"not_understood\":\"活跃度\"", "\"measure\":\"ignore\"");
    json = replaced(&o, json, "\"indicator\":null", "\"area\":\"520304\"");
    apply_json(&o, may, json);
    assert_int_equal(o.rows.n, 3);
    has(&o, "520304,fai,2024-05,ytd,final,11.5,4.2,");
    /* the next month: other order, other period */
    apply_json(&o, june, json);
    assert_int_equal(o.rows.n, 3);
    has(&o, "520304,fai,2024-06,ytd,final,21.5,2.2,");
    has(&o, "520302,fai,2024-06,ytd,final,20.5,1.2,");
    office_close(&o);
}

static void fingerprints(void **state)
{
    (void)state;
    office o;
    char a[65], b[65];
    office_open(&o, NULL);
    assert_true(wide_fingerprint(&o.c, text_workbook(&o.c, "5月", may), a));
    assert_true(wide_fingerprint(&o.c, text_workbook(&o.c, "6月", june), b));
    assert_string_equal(a, b);
    assert_true(wide_fingerprint(
        &o.c, text_workbook(&o.c, "1", "地区|2024年1-2月|2024年1-3月|同比\n红花岗区|1|2|3\n"), a));
    assert_true(wide_fingerprint(
        &o.c, text_workbook(&o.c, "1", "地区|2024年1-2月|1-3月|1-4月|同比\n汇川区|1|2|3|4\n"), b));
    assert_string_equal(a, b);
    assert_true(
        wide_fingerprint(&o.c, text_workbook(&o.c, "1", "地区|总量|同比\n汇川区|1|2\n"), b));
    assert_string_not_equal(a, b);
    office_close(&o);
}

static void months_move(void **state)
{
    (void)state;
    office o;
    office_open(&o, NULL);
    assert_true(office_read(&o,
                            text_workbook(&o.c, "Sheet1",
                                          "固定资产投资（累计，亿元）\n"
                                          "地区|2024年1-2月|2024年1-3月|去年同期（1-3月）\n"
                                          "红花岗区|1|2|1.5\n"),
                            false));
    str json = to_json(&o);
    apply_json(&o,
               "工业投资（累计，万元）\n"
               "地区|2024年1-2月|2024年1-3月|2024年1-4月|去年同期（1-4月）\n"
               "红花岗区|1|2|4|3\n",
               json);
    /* the title's indicator and unit are read anew, the columns are known by their headers */
    has(&o, "520302,investment_industry,2024-04,ytd,final,4,,3,,,,,万元,");
    has(&o, "520302,investment_industry,2023-04,ytd,final,3,,,,,,,万元,同期栏");
    office_close(&o);
}

static void pinned(void **state)
{
    (void)state;
    office o;
    office_open(&o, NULL);
    assert_true(office_read(&o, text_workbook(&o.c, "Sheet1", may), false));
    str json = to_json(&o);
    json = replaced(&o, json, "\"pin_rows\":false",
                    "\"pin_rows\":true,\"period\":\"2023年1-4月\",\"kind\":\"flash\"");
    json = replaced(&o, json, "\"data_to\":5", "\"data_to\":3");
    json = replaced(&o, json, "\"unit\":\"亿元\"", "\"unit\":\"万元\"");
    apply_json(&o, may, json);
    assert_int_equal(o.rows.n, 1);
    has(&o, "520302,fai,2023-04,ytd,flash,10.5,3.2,,,,,,万元,");
    json = replaced(&o, to_json(&o), "\"skip\":false", "\"skip\":true");
    apply_json(&o, may, json);
    assert_int_equal(o.rows.n, 0);
    office_close(&o);
}

static void by_letter(void **state)
{
    (void)state;
    office o;
    office_open(&o, NULL);
    apply_json(&o, may,
               S("{\"version\":1,\"home\":\"520300\",\"sheets\":[{\"name\":\"Sheet1\",\"columns\":["
                 "{\"col\":\"D\",\"role\":\"value\",\"measure\":\"level\",\"indicator\":\"retail_"
                 "sales\",\"unit\":\"亿元\"},{\"col\":\"C\",\"role\":\"ignore\"}]}]}"));
    assert_int_equal(o.rows.n, 4);
    has(&o, "520303,retail_sales,2024-05,ytd,final,9,,,,,,,亿元,");
    has(&o, "520303,fai,2024-05,ytd,final,12.5,,,");
    office_close(&o);
}

static void refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",
        "[]",
        "{",
        "{\"sheets\":1}",
        "{\"sheets\":[],\"home\":\"nowhere\"}",
        "{\"sheets\":[{\"columns\":[{\"col\":\"1\"}]}]}",
        "{\"sheets\":[{\"columns\":[{\"col\":\"A\",\"role\":\"x\"}]}]}",
        "{\"sheets\":[{\"columns\":[{\"col\":\"A\",\"measure\":\"x\"}]}]}",
        "{\"sheets\":[{\"columns\":[{\"col\":\"A\",\"indicator\":\"x\"}]}]}",
        "{\"sheets\":[{\"columns\":[{\"col\":\"A\",\"period\":\"x\"}]}]}",
        "{\"sheets\":[{\"rows\":[{\"role\":\"x\"}]}]}",
        "{\"sheets\":[{\"basis\":\"x\"}]}",
        "{\"sheets\":[{\"kind\":1}]}"};
    office o;
    office_open(&o, NULL);
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        cx_clear(&o.c);
        if (mapping_from_json(&o.c, str_of(wrong[i]), o.k, o.hint.today, &o.m))
            fprintf(stderr, "taken: %s\n", wrong[i]);
        assert_int_not_equal(o.c.err.code, ERR_NONE);
    }
    cx_clear(&o.c);
    office_close(&o);
}

static void shown(void **state)
{
    (void)state;
    office o;
    office_open(&o, NULL);
    assert_true(office_read(&o, text_workbook(&o.c, "Sheet1", may), false));
    for (int l = LANG_ZH; l <= LANG_EN; l++) {
        sb b CLEANUP(sb_done);
        sb_init(&b, 0);
        o.c.lang = (lang)l;
        assert_true(mapping_describe(&o.c, o.m, o.k, &b));
        assert_true(str_contains(sb_str(&b), "固定资产投资"));
        assert_true(str_contains(sb_str(&b), l == LANG_ZH ? "增速" : "growth"));
        assert_true(str_contains(sb_str(&b), "活跃度"));
    }
    office_close(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(corrected), cmocka_unit_test(fingerprints), cmocka_unit_test(months_move),
        cmocka_unit_test(pinned),    cmocka_unit_test(by_letter),    cmocka_unit_test(refused),
        cmocka_unit_test(shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
