#include "base/sb.h"
#include "io_test.h"

#define HEAD                                                                                       \
    "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\" "              \
    "xmlns:style=\"s\" xmlns:number=\"n\" xmlns:calcext=\"c\" xmlns:draw=\"d\" "                   \
    "xmlns:dc=\"dc\">"
#define STYLES                                                                                     \
    "<office:automatic-styles><number:date-style style:name=\"N1\"><number:year/>"                 \
    "<number:text>年</number:text><number:month/></number:date-style><number:date-style "         \
    "style:name=\"N2\"><number:year/><number:month/><number:day/></number:date-style>"             \
    "<number:date-style style:name=\"N3\"><number:year/></number:date-style><style:style "         \
    "style:name=\"ce1\" style:family=\"table-cell\" style:data-style-name=\"N1\"/><style:style "   \
    "style:name=\"ce2\" style:family=\"table-cell\" style:data-style-name=\"N2\"/><style:style "   \
    "style:name=\"ce3\" style:family=\"table-cell\" style:parent-style-name=\"ce1\"/>"             \
    "<style:style style:name=\"ce4\" style:family=\"table-cell\" style:data-style-name=\"N3\"/>"   \
    "<style:style style:name=\"ta2\" style:family=\"table\"><style:table-properties "              \
    "table:display=\"false\"/></style:style></office:automatic-styles>"
#define BODY "<office:body><office:spreadsheet>"
#define TAIL "</office:spreadsheet></office:body></office:document-content>"

static blob make_ods(str content)
{
    part parts[] = {{"mimetype", S("application/vnd.oasis.opendocument.spreadsheet")},
                    {"content.xml", content},
                    {"META-INF/manifest.xml", S("<manifest:manifest xmlns:manifest=\"m\"/>")}};
    return make_zip(parts, COUNT_OF(parts));
}

static workbook *read_content(cx *c, const char *content)
{
    blob b = make_ods(str_of(content));
    workbook *w = read_blob(c, b, NULL);
    free(b.p);
    if (!w)
        fail_msg("%s", c->err.en);
    assert_int_equal(w->format, FILE_ODS);
    return w;
}

static void test_values(void **state)
{
    cx c;
    assert_true(cx_init(&c, LANG_ZH));
    workbook *w = read_content(
        &c, HEAD STYLES BODY
        "<table:tracked-changes><table:cell-content-change><text:p>no</text:p>"
        "</table:cell-content-change></table:tracked-changes>"
        "<table:table table:name=\"表一\"><table:table-column table:number-columns-repeated=\"2\"/>"
        "<table:table-column table:default-cell-style-name=\"ce1\"/>"
        "<table:table-row>"
        "<table:table-cell office:value-type=\"float\" office:value=\"2934.8000000000002\"><text:p>"
        "2,934.80</text:p></table:table-cell>"
        "<table:table-cell office:value-type=\"percentage\" office:value=\"0.053\"><text:p>5.3%"
        "</text:p></table:table-cell>"
        "<table:table-cell office:value-type=\"date\" office:date-value=\"2024-03-01\"/>"
        "<table:table-cell table:style-name=\"ce2\" office:value-type=\"date\" "
        "office:date-value=\"2024-03-18T12:00:00\"/>"
        "<table:table-cell table:style-name=\"ce3\" office:value-type=\"date\" "
        "office:date-value=\"2024-05-01\"/>"
        "<table:table-cell table:style-name=\"ce4\" office:value-type=\"date\" "
        "office:date-value=\"2024-05-01\"/>"
        "<table:table-cell office:value-type=\"boolean\" office:boolean-value=\"true\"/>"
        "<table:table-cell office:value-type=\"time\" office:time-value=\"PT12H30M05S\"/>"
        "<table:table-cell office:value-type=\"currency\" office:value=\"-1.50\"/>"
        "</table:table-row>"
        "<table:table-row>"
        "<table:table-cell "
        "office:value-type=\"string\"><office:annotation><dc:creator>w</dc:creator>"
        "<text:p>note</text:p></office:annotation><text:p>一<text:span>二</text:span> <text:s "
        "text:c=\"2\"/>三</text:p><text:p>\n  "
        "四\n</text:p><draw:frame><text:p>no</text:p></draw:frame>"
        "</table:table-cell>"
        "<table:table-cell table:formula=\"of:=1/0\" office:value-type=\"string\" "
        "office:string-value=\"\" calcext:value-type=\"error\"><text:p>#DIV/0!</text:p>"
        "</table:table-cell>"
        "<table:table-cell table:formula=\"of:=A1\" office:value-type=\"float\" "
        "office:value=\"7\"/>"
        "<table:table-cell table:formula=\"of:=A1\"/>"
        "<table:table-cell table:formula=\"of:=A1\" office:value-type=\"string\"/>"
        "<table:table-cell office:value-type=\"string\" office:string-value=\"attr\"/>"
        "</table:table-row></table:table>"
        "<table:table table:name=\"藏\" "
        "table:style-name=\"ta2\"><table:table-row/></table:table>" TAIL);
    assert_int_equal(w->n_sheets, 2);
    assert_true(str_eqz(w->sheets[0].name, "表一"));
    assert_false(w->sheets[0].hidden);
    assert_true(w->sheets[1].hidden);
    expect_cell(w, 0, "A1", CELL_T_NUMBER, "2934.8");
    expect_cell(w, 0, "B1", CELL_T_PERCENT, "5.3");
    expect_cell(w, 0, "C1", CELL_T_DATE, "2024-03-01");
    assert_true(at(w, 0, "C1")->month_fmt);
    expect_cell(w, 0, "D1", CELL_T_DATE, "2024-03-18");
    assert_false(at(w, 0, "D1")->month_fmt);
    assert_true(at(w, 0, "E1")->month_fmt);
    expect_cell(w, 0, "F1", CELL_T_TEXT, "2024年");
    expect_cell(w, 0, "G1", CELL_T_BOOL, "TRUE");
    expect_cell(w, 0, "H1", CELL_T_TEXT, "12:30:05");
    expect_cell(w, 0, "I1", CELL_T_NUMBER, "-1.5");
    expect_cell(w, 0, "A2", CELL_T_TEXT, "一二   三\n四 ");
    expect_cell(w, 0, "B2", CELL_T_ERROR, "#DIV/0!");
    expect_cell(w, 0, "C2", CELL_T_NUMBER, "7");
    assert_true(at(w, 0, "C2")->formula);
    expect_cell(w, 0, "D2", CELL_T_NO_CACHE, "");
    assert_null(at(w, 0, "E2"));
    expect_cell(w, 0, "F2", CELL_T_TEXT, "attr");
    assert_int_equal(w->no_cache, 1);
    workbook_free(w);
    cx_done(&c);
}

static void test_repeats_and_spans(void **state)
{
    cx c;
    assert_true(cx_init(&c, LANG_ZH));
    workbook *w = read_content(
        &c, HEAD BODY
        "<table:table table:name=\"S\"><table:table-header-rows><table:table-row>"
        "<table:table-cell table:number-columns-spanned=\"2\" table:number-rows-spanned=\"2\" "
        "office:value-type=\"string\"><text:p>头</text:p></"
        "table:table-cell><table:covered-table-cell>"
        "<text:p>covered</text:p></table:covered-table-cell><table:table-cell "
        "table:number-columns-repeated=\"3\" office:value-type=\"float\" office:value=\"1\"/>"
        "<table:table-cell table:number-columns-repeated=\"16000\"/></table:table-row>"
        "</table:table-header-rows><table:table-row><table:covered-table-cell "
        "table:number-columns-repeated=\"2\"/><table:table-cell "
        "office:value-type=\"string\"><text:p>x"
        "</text:p></table:table-cell></table:table-row>"
        "<table:table-row table:number-rows-repeated=\"3\"><table:table-cell/></table:table-row>"
        "<table:table-row table:number-rows-repeated=\"4\"><table:table-cell "
        "office:value-type=\"float\" "
        "office:value=\"5\"/></table:table-row>"
        "<table:table-row table:number-rows-repeated=\"1048567\"><table:table-cell "
        "table:number-columns-repeated=\"16384\"/></table:table-row></table:table>" TAIL);
    const sheet *s = &w->sheets[0];
    assert_true(str_eqz(sheet_covering(s, 1, 1)->text, "头"));
    assert_null(at(w, 0, "B1"));
    expect_cell(w, 0, "E1", CELL_T_NUMBER, "1");
    assert_null(at(w, 0, "F1"));
    expect_cell(w, 0, "C2", CELL_T_TEXT, "x");
    assert_null(at(w, 0, "A3"));
    for (uint32_t i = 5; i < 9; i++)
        assert_true(str_eqz(sheet_cell(s, i, 0)->text, "5"));
    assert_null(sheet_cell(s, 9, 0));
    assert_int_equal(s->n_rows, 6);
    assert_int_equal(s->n_cols, 5);
    workbook_free(w);
    cx_done(&c);
}

static void expect_bad(const char *rows, const sheet_limits *lim, err_code code, const char *zh,
                       const char *en)
{
    char content[4096];
    snprintf(content, sizeof content,
             HEAD BODY "<table:table table:name=\"S\">%s</table:table>" TAIL, rows);
    expect_fail_blob(make_ods(str_of(content)), lim, code, zh, en);
}

#define ONE "office:value-type=\"float\" office:value=\"1\""

static void test_bad(void **state)
{
    expect_bad("<table:table-row><table:table-cell table:number-columns-repeated=\"1000000\" " ONE
               "/></table:table-row>",
               NULL, ERR_LIMIT, "列数过多（S!XFE1）", "too many columns");
    expect_bad("<table:table-row table:number-rows-repeated=\"2000000\"><table:table-cell " ONE
               "/></table:table-row>",
               NULL, ERR_LIMIT, "行数过多", "too many rows, the limit is 1048576");
    expect_bad("<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell "
               "table:number-columns-repeated=\"100\" " ONE "/></table:table-row>",
               NULL, ERR_LIMIT, "单元格过多", "too many cells, the limit is 20000000");
    expect_bad("<table:table-row table:number-rows-repeated=\"4000000000\"/><table:table-row "
               "table:number-rows-repeated=\"4000000000\"/><table:table-row><table:table-cell " ONE
               "/></table:table-row>",
               NULL, ERR_LIMIT, "行数过多", "too many rows");
    expect_bad("<table:table-row><table:table-cell table:number-columns-spanned=\"4000000000\" "
               "table:number-rows-spanned=\"4000000000\"/></table:table-row>",
               NULL, ERR_FORMAT, "合并单元格", "merged");
    expect_bad("<table:table-row><table:table-cell " ONE "x/>", NULL, ERR_FORMAT, "XML 无法读取",
               "its XML cannot be read");
    expect_bad(
        "<table:table-row><table:table-cell office:value-type=\"float\" office:value=\"q\"/>", NULL,
        ERR_FORMAT, "数字无法读取", "number cannot be read");
    expect_bad(
        "<table:table-row><table:table-cell><text:p><text:s text:c=\"4000000000\"/></text:p>", NULL,
        ERR_LIMIT, "单元格文字过长", "limit is 131068");
    expect_fail_blob(make_ods(S(HEAD BODY TAIL)), NULL, ERR_FORMAT, "没有工作表", "no sheet");
    expect_fail_blob(make_ods(S("<!DOCTYPE a [<!ENTITY b \"c\">]>" HEAD BODY TAIL)), NULL,
                     ERR_FORMAT, "DTD", "DTD");
    part odt[] = {{"mimetype", S("application/vnd.oasis.opendocument.text")},
                  {"content.xml", S("<a/>")}};
    expect_fail_blob(make_zip(odt, 2), NULL, ERR_FORMAT, "不是表格", "no spreadsheet");
    part locked[] = {
        {"mimetype", S("application/vnd.oasis.opendocument.spreadsheet")},
        {"content.xml", S("\x01\x02\x03")},
        {"META-INF/manifest.xml",
         S("<m:manifest xmlns:m=\"m\"><m:file-entry><m:encryption-data/></m:file-entry>"
           "</m:manifest>")}};
    expect_fail_blob(make_zip(locked, 3), NULL, ERR_FORMAT, "密码", "password");
}

static void test_torture(void **state)
{
    blob b = make_ods(S(HEAD STYLES BODY
                        "<table:table table:name=\"S\"><table:table-column "
                        "table:default-cell-style-name=\"ce1\"/><table:table-row "
                        "table:number-rows-repeated=\"20\"><table:table-cell " ONE
                        " table:number-columns-spanned=\"2\"/><table:table-cell><text:p>x</text:p>"
                        "</table:table-cell></table:table-row></table:table>" TAIL));
    torture(torture_read, &b);
    free(b.p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_values),
                                       cmocka_unit_test(test_repeats_and_spans),
                                       cmocka_unit_test(test_bad), cmocka_unit_test(test_torture)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
