#include "base/csv.h"
#include "base/sb.h"
#include "io_test.h"

/* Records joined as a|b|c, one a line. */
static void expect_records(const char *text, const char *want)
{
    cx c;
    csv r;
    char got[4096];
    size_t n = 0;
    assert_true(cx_init(&c, LANG_EN));
    csv_init(&r, str_of(text));
    while (csv_next(&c, &r)) {
        n += (size_t)snprintf(got + n, sizeof got - n, "%u:", r.line);
        for (size_t i = 0; i < r.n; i++)
            n += (size_t)snprintf(got + n, sizeof got - n, "%s" STR_FMT, i ? "|" : "",
                                  STR_ARG(r.fields[i]));
        n += (size_t)snprintf(got + n, sizeof got - n, "\n");
    }
    got[n] = 0;
    csv_done(&r);
    if (c.err.code)
        fail_msg("%s", c.err.en);
    assert_string_equal(got, want);
    cx_done(&c);
}

static void expect_error(const char *text, err_code code, const char *en)
{
    cx c;
    csv r;
    assert_true(cx_init(&c, LANG_EN));
    csv_init(&r, str_of(text));
    while (csv_next(&c, &r))
        ;
    csv_done(&r);
    assert_int_equal(c.err.code, code);
    if (!strstr(c.err.en, en))
        fail_msg("%s", c.err.en);
    cx_done(&c);
}

static void test_plain(void **state)
{
    expect_records("", "");
    expect_records("\n\r\n  \n", "");
    expect_records("a,b\n1,2\n", "1:a|b\n2:1|2\n");
    expect_records("a,b\r\n1,2", "1:a|b\n2:1|2\n");
    expect_records("a,b\n\n \n1,\n,\n", "1:a|b\n4:1|\n5:|\n");
    expect_records("a\rb\r", "1:a\n2:b\n");
    expect_records("a long field of more than eight,\xE5\xB9\xBF\xE4\xB8\x9C\n x ,y\n",
                   "1:a long field of more than eight|\xE5\xB9\xBF\xE4\xB8\x9C\n2: x |y\n");
}

static void test_separators(void **state)
{
    expect_records("a;b;c\n1,5;2;3\n", "1:a|b|c\n2:1,5|2|3\n");
    expect_records("a\tb\n1,5\t2\n", "1:a|b\n2:1,5|2\n");
    expect_records("\"x;y;z;\",b\n1,2\n", "1:x;y;z;|b\n2:1|2\n");
    expect_records("sep=;\r\na,b;c\n", "2:a,b|c\n");
    expect_records("\n\na;b\n1;2", "3:a|b\n4:1|2\n");
    expect_records("a;b\n\"1\r\n2\";3\n", "1:a|b\n2:1\r\n2|3\n");
}

static void test_quotes(void **state)
{
    expect_records("\"a\",\"b\"\n", "1:a|b\n");
    expect_records("\"a\"\"b\",\"\"\"\",\"\"\n", "1:a\"b|\"|\n");
    expect_records("\"a\nb\",c\nd,e\n", "1:a\nb|c\n3:d|e\n");
    expect_records("\"a\"b,c\"d\r\n", "1:ab|c\"d\n");
    expect_records("x,\"a\"\r\n\"b\"\r\n", "1:x|a\n2:b\n");
    expect_records("\"a\"", "1:a\n");
    expect_records("a,\"b\"\"\"", "1:a|b\"\n");
    expect_error("a,b\n1,\"2\n3,4\n", ERR_FORMAT, "line 2: a quote");
}

static void test_guard_is_removed(void **state)
{
    expect_records("'=1,'+1,'-x,'@a,'\tb\n", "1:=1|+1|-x|@a|\tb\n");
    expect_records("'a,',\"'=\"\"x\"\n", "1:'a|'|=\"x\n");
}

static void test_undo_buffer_moves(void **state)
{
    sb b;
    cx c;
    csv r;
    sb_init(&b, 0);
    for (int i = 0; i < 200; i++)
        sb_printf(&b, "%s\"%d\"\"%0*d\"", i ? "," : "", i, 20 + i, i);
    assert_true(cx_init(&c, LANG_EN));
    csv_init(&r, sb_str(&b));
    assert_true(csv_next(&c, &r));
    assert_int_equal(r.n, 200);
    assert_true(r.quoted_any);
    for (int i = 0; i < 200; i++) {
        char want[300];
        snprintf(want, sizeof want, "%d\"%0*d", i, 20 + i, i);
        assert_true(str_eqz(r.fields[i], want));
    }
    csv_done(&r);
    cx_done(&c);
    sb_done(&b);
}

static void test_limits(void **state)
{
    size_t n = CSV_MAX_FIELD_BYTES + 100;
    char *p = malloc(n + 1);
    memset(p, 'x', n);
    p[n] = 0;
    expect_error(p, ERR_LIMIT, "line 1: a field is longer");
    p[0] = '"';
    p[n - 1] = '"';
    expect_error(p, ERR_LIMIT, "closing quote");
    memset(p, ',', n);
    expect_error(p, ERR_LIMIT, "more than 16384 columns");
    free(p);
}

static bool read_records(void *user)
{
    cx c;
    csv r;
    if (!cx_init(&c, LANG_EN))
        return false;
    csv_init(&r, str_of(user));
    while (csv_next(&c, &r))
        ;
    bool ok = c.err.code == ERR_NONE;
    csv_done(&r);
    cx_done(&c);
    return ok;
}

static void test_torture(void **state)
{
    char text[] = "a,b,c,d,e,f,g,h,i,j\n\"1\"\"\",2,\"3\"\"\"\n";
    torture(read_records, text);
    blob b = {text, sizeof text - 1};
    torture(torture_read, &b);
}

static void test_workbook_of_csv(void **state)
{
    cx c;
    workbook *w;
    assert_true(cx_init(&c, LANG_EN));
    /* GB18030: 地区,数值 */
    str gb = S("\xB5\xD8\xC7\xF8,\xCA\xFD\xD6\xB5\r\n\r\n\"a\nb\",1.50\r\nx,\r\n");
    assert_true(workbook_parse(&c, gb, "a.xls", NULL, &w));
    assert_int_equal(w->format, FILE_CSV);
    assert_int_equal(w->n_sheets, 1);
    expect_cell(w, 0, "A1", CELL_T_TEXT, "地区");
    expect_cell(w, 0, "B3", CELL_T_TEXT, "1.50");
    expect_cell(w, 0, "A5", CELL_T_TEXT, "x");
    assert_null(at(w, 0, "B5"));
    assert_int_equal(w->sheets[0].n_rows, 3);
    assert_int_equal(w->sheets[0].n_cols, 2);
    workbook_free(w);
    /* "Unicode text" of Excel: UTF-16 with tabs */
    str wide = S("\xFF\xFE\x0D\x54\t\0b\0\r\0\n\0"
                 "1\0\t\0"
                 "2\0");
    assert_true(workbook_parse(&c, wide, "a.txt", NULL, &w));
    expect_cell(w, 0, "A1", CELL_T_TEXT, "名");
    expect_cell(w, 0, "B2", CELL_T_TEXT, "2");
    workbook_free(w);
    cx_done(&c);
}

static void test_not_a_table(void **state)
{
    expect_fail(S(""), NULL, ERR_FORMAT, "空的", "empty");
    expect_fail(S("\xEF\xBB\xBF<html><table>"), NULL, ERR_FORMAT, "网页", "web page");
    expect_fail(S("<?xml version=\"1.0\"?><Workbook/>"), NULL, ERR_FORMAT, "XML", "XML");
    expect_fail(S("%PDF-1.4 ..."), NULL, ERR_FORMAT, "PDF", "PDF");
    expect_fail(S("a\0b"), NULL, ERR_FORMAT, "文本", "nor text");
    expect_fail(S("a,b\n\xFF\xFF\xFF"), NULL, ERR_FORMAT, "GB18030", "GB18030");
    expect_fail(S("a,b\n\"c"), NULL, ERR_FORMAT, "第 2 行", "line 2");
    expect_fail(S("a,b\nc,d"), &(sheet_limits){.cells = 3}, ERR_LIMIT, "单元格过多，上限 3",
                "limit is 3");
    expect_fail(S("a,b,c"), &(sheet_limits){.columns = 2}, ERR_LIMIT, "C1", "C1");
    expect_fail(S("a,bbbb"), &(sheet_limits){.cell_bytes = 3}, ERR_LIMIT, "上限 3", "limit is 3");
    expect_fail(S("a,bbbb"), &(sheet_limits){.file_bytes = 3}, ERR_LIMIT, "上限 3", "limit is 3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain),
        cmocka_unit_test(test_separators),
        cmocka_unit_test(test_quotes),
        cmocka_unit_test(test_guard_is_removed),
        cmocka_unit_test(test_undo_buffer_moves),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_torture),
        cmocka_unit_test(test_workbook_of_csv),
        cmocka_unit_test(test_not_a_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
