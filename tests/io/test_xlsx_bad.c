#include "base/sb.h"
#include "io_test.h"

#define BOOK                                                                                       \
    {                                                                                              \
        "xl/workbook.xml",                                                                         \
            S("<workbook><sheets><sheet name=\"甲\" id=\"a\"/></sheets></workbook>")               \
    }
#define RELS                                                                                       \
    {                                                                                              \
        "xl/_rels/workbook.xml.rels",                                                              \
            S("<R><Relationship Id=\"a\" Type=\"/worksheet\" Target=\"s.xml\"/></R>")              \
    }

static void expect_bad_sheet(const char *data, err_code code, const char *zh, const char *en)
{
    expect_fail_blob(make_xlsx(data, NULL, NULL), NULL, code, zh, en);
}

static void expect_bad_xml(str xml, const sheet_limits *lim, err_code code, const char *zh,
                           const char *en)
{
    part parts[] = {BOOK, RELS, {"xl/s.xml", xml}};
    expect_fail_blob(make_zip(parts, COUNT_OF(parts)), lim, code, zh, en);
}

static void test_truncated(void **state)
{
    blob b = make_xlsx("<sheetData><row><c><v>1</v></c></row></sheetData>", NULL, NULL);
    for (size_t n = 4; n < b.n; n += 7) {
        cx c;
        workbook *w = NULL;
        assert_true(cx_init(&c, LANG_ZH));
        char *copy = malloc(n);
        memcpy(copy, b.p, n);
        assert_false(workbook_parse(&c, (str){copy, n}, "x", NULL, &w));
        assert_int_equal(c.err.code, ERR_FORMAT);
        cx_done(&c);
        free(copy);
    }
    free(b.p);
}

/* One byte wrong anywhere: read or refused, never worse. */
static void test_flipped(void **state)
{
    blob b = make_xlsx("<sheetData><row><c><v>1</v></c></row></sheetData>", NULL, NULL);
    for (size_t i = 0; i < b.n; i++) {
        cx c;
        workbook *w = NULL;
        assert_true(cx_init(&c, LANG_ZH));
        b.p[i] ^= 0x55;
        if (!workbook_parse(&c, (str){b.p, b.n}, "x", NULL, &w))
            assert_true(c.err.code == ERR_FORMAT || c.err.code == ERR_LIMIT);
        b.p[i] ^= 0x55;
        workbook_free(w);
        cx_done(&c);
    }
    free(b.p);
}

static void test_archives(void **state)
{
    part none[] = {{"readme.txt", S("x")}};
    expect_fail_blob(make_zip(none, 1), NULL, ERR_FORMAT, "没有表格", "no spreadsheet");
    part word[] = {{"word/document.xml", S("x")}};
    expect_fail_blob(make_zip(word, 1), NULL, ERR_FORMAT, "Word", "Word");
    part xlsb[] = {{"xl/workbook.bin", S("x")}};
    expect_fail_blob(make_zip(xlsb, 1), NULL, ERR_FORMAT, "xlsb", "xlsb");
    part twice[] = {BOOK, RELS, {"XL/WorkBook.xml", S("<workbook/>")}};
    expect_fail_blob(make_zip(twice, 3), NULL, ERR_FORMAT, "文件名重复", "a name twice");
    part few[] = {BOOK, RELS, {"xl/s.xml", S("<worksheet/>")}};
    expect_fail_blob(make_zip(few, 3), &(sheet_limits){.entries = 2}, ERR_LIMIT, "上限 2",
                     "limit is 2");
    expect_fail_blob(make_zip(few, 2), NULL, ERR_FORMAT, "缺少内容: xl/s.xml", "missing: xl/s.xml");
    part norels[] = {BOOK, {"xl/s.xml", S("<worksheet/>")}};
    expect_fail_blob(make_zip(norels, 2), NULL, ERR_FORMAT, "工作表的内容: 甲", "found: 甲");
    part wrong[] = {{"xl/workbook.xml", S("<workbook><sheets/></workbook>")}};
    expect_fail_blob(make_zip(wrong, 1), NULL, ERR_FORMAT, "没有工作表", "no sheet");
    expect_fail(S("PK\3\4 nothing of a zip"), NULL, ERR_FORMAT, "损坏", "damaged");
}

/* An archive whose end record is the large kind: read, and its number of entries believed. */
static void test_large_archive(void **state)
{
    blob b = make_xlsx("<sheetData><row><c><v>7</v></c></row></sheetData>", NULL, NULL);
    size_t end = b.n - 22, n = b.n + 76;
    uint8_t *p = calloc(1, n), *q = p + end;
    memcpy(p, b.p, end);
    memcpy(q, "PK\6\6", 4);
    q[4] = 44;
    q[12] = q[14] = 45;
    memcpy(q + 24, b.p + end + 8, 2);  /* entries on this disk */
    memcpy(q + 32, b.p + end + 10, 2); /* entries */
    memcpy(q + 40, b.p + end + 12, 4); /* size and place of the directory */
    memcpy(q + 48, b.p + end + 16, 4);
    memcpy(q + 56, "PK\6\7", 4);
    memcpy(q + 64, &(uint64_t){end}, 8);
    q[72] = 1;
    memcpy(q + 76, "PK\5\6\0\0\0\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 20);
    cx c;
    assert_true(cx_init(&c, LANG_ZH));
    workbook *w = read_blob(&c, (blob){(char *)p, n}, NULL);
    if (!w)
        fail_msg("%s", c.err.en);
    expect_cell(w, 0, "A1", CELL_T_NUMBER, "7");
    workbook_free(w);
    cx_done(&c);
    q[34] = 1; /* 65,541 entries */
    expect_fail((str){(char *)p, n}, NULL, ERR_LIMIT, "文件过多", "too many files");
    free(p);
    free(b.p);
}

static void test_bombs(void **state)
{
    size_t n = 8u << 20;
    char *p = malloc(n);
    memset(p, ' ', n);
    memcpy(p, "<worksheet>", 11);
    expect_bad_xml((str){p, n}, NULL, ERR_LIMIT, "压缩炸弹，上限 200",
                   "zip bomb, the limit is 200");
    expect_bad_xml((str){p, n}, &(sheet_limits){.total_bytes = 1 << 20}, ERR_LIMIT, "解压后过大",
                   "unpacks to too many bytes, the limit is 1048576");
    free(p);
    expect_bad_xml(S("<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><worksheet>&b;"
                     "</worksheet>"),
                   NULL, ERR_FORMAT, "DTD", "DTD");
    expect_bad_xml(S("<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><worksheet/>"), NULL, ERR_FORMAT,
                   "实体", "entities");
    sb b;
    sb_init(&b, 0);
    for (int i = 0; i < 300; i++)
        sb_putz(&b, "<a>");
    expect_bad_xml(sb_str(&b), NULL, ERR_FORMAT, "嵌套过深", "too deeply");
    /* a tag of many megabytes that does not compress, and more different names than memory */
    sheet_limits open = {.ratio = UINT32_MAX};
    sb_reset(&b);
    sb_putz(&b, "<worksheet a=\"");
    for (int i = 0; i < (20 << 20) / 8; i++)
        sb_put(&b, S("aaaaaaaa"));
    sb_putz(&b, "\"/>");
    expect_bad_xml(sb_str(&b), &open, ERR_LIMIT, "标记过大", "tags are too large");
    sb_done(&b);
}

static void test_cells_out_of_bounds(void **state)
{
    expect_bad_sheet("<sheetData><row><c r=\"AAAA1\"><v>1</v></c></row></sheetData>", ERR_LIMIT,
                     "列数过多（S!AAAA1），上限 16384", "(S!AAAA1), the limit is 16384");
    expect_bad_sheet("<sheetData><row><c r=\"ZZZZZZZZZZZZ1\"><v>1</v></c></row></sheetData>",
                     ERR_FORMAT, "地址", "address");
    expect_bad_sheet("<sheetData><row r=\"1048577\"/></sheetData>", ERR_FORMAT, "地址有误: 1048577",
                     "sense: 1048577");
    expect_bad_sheet("<sheetData><row><c r=\"A99999999999999999999\"/></row></sheetData>",
                     ERR_FORMAT, "地址", "address");
    expect_bad_sheet("<sheetData><row><c t=\"s\"><v>0</v></c></row></sheetData>", ERR_FORMAT,
                     "共享字符串: S!A1", "shared string that does not exist: S!A1");
    expect_bad_sheet("<sheetData><row><c><v>abc</v></c></row></sheetData>", ERR_FORMAT,
                     "数字无法读取", "number cannot be read");
    expect_bad_sheet("<sheetData><row><c><v>0x10</v></c></row></sheetData>", ERR_FORMAT,
                     "数字无法读取", "number cannot be read");
    expect_bad_sheet("<mergeCells><mergeCell ref=\"B2:A1\"/></mergeCells>", ERR_FORMAT,
                     "合并单元格", "merged");
    expect_bad_sheet("<mergeCells><mergeCell ref=\"A1:B\"/></mergeCells>", ERR_FORMAT, "地址",
                     "address");
    expect_bad_sheet("<mergeCells><mergeCell/></mergeCells>", ERR_FORMAT, "地址", "address");
    expect_bad_sheet("<sheetData><row></sheetData>", ERR_FORMAT, "XML 无法读取", "sheet1.xml, 1:");
    expect_bad_sheet("&nbsp;", ERR_FORMAT, "XML 无法读取", "undefined entity");
    sb b;
    sb_init(&b, 0);
    sb_putz(&b, "<worksheet><sheetData><row>");
    for (int i = 0; i < 17000; i++)
        sb_putz(&b, "<c/>");
    sb_putz(&b, "</row></sheetData></worksheet>");
    expect_bad_xml(sb_str(&b), NULL, ERR_LIMIT, "列数过多（甲!XFE1）", "too many columns");
    sb_reset(&b);
    sb_putz(&b, "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>");
    for (int i = 0; i < 14000; i++)
        sb_putz(&b, "0123456789");
    sb_putz(&b, "</t></is></c></row></sheetData></worksheet>");
    expect_bad_xml(sb_str(&b), NULL, ERR_LIMIT, "单元格文字过长", "limit is 131068");
    sb_done(&b);
}

static void test_infinite_numbers(void **state)
{
    cx c;
    assert_true(cx_init(&c, LANG_ZH));
    blob b = make_xlsx("<sheetData><row><c><v>1e999</v></c><c><v>-1e-400</v></c></row></sheetData>",
                       NULL, NULL);
    workbook *w = read_blob(&c, b, NULL);
    assert_non_null(w);
    expect_cell(w, 0, "A1", CELL_T_ERROR, "#NUM!");
    workbook_free(w);
    free(b.p);
    cx_done(&c);
}

static void test_no_file(void **state)
{
    cx c;
    workbook *w;
    assert_true(cx_init(&c, LANG_ZH));
    assert_false(workbook_open(&c, "/nonexistent/a.xlsx", NULL, &w));
    assert_int_equal(c.err.code, ERR_UNKNOWN);
    cx_done(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_truncated),
        cmocka_unit_test(test_flipped),
        cmocka_unit_test(test_archives),
        cmocka_unit_test(test_large_archive),
        cmocka_unit_test(test_bombs),
        cmocka_unit_test(test_cells_out_of_bounds),
        cmocka_unit_test(test_infinite_numbers),
        cmocka_unit_test(test_no_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
