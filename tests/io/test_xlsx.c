/* before base.h, which poisons a name in it */
#include <xlsxwriter.h>
#include "io_test.h"
#include <unistd.h>

static workbook *open_sample(cx *c, const char *name)
{
    char path[512];
    workbook *w = NULL;
    data_path(path, sizeof path, name);
    if (!workbook_open(c, path, NULL, &w))
        fail_msg("%s", c->err.en);
    return w;
}

static void test_samples(void **state)
{
    cx c;
    assert_true(cx_init(&c, LANG_ZH));
    workbook *w = open_sample(&c, "office_samples/wide_a.xlsx");
    assert_int_equal(w->format, FILE_XLSX);
    assert_int_equal(w->n_sheets, 1);
    expect_cell(w, 0, "A1", CELL_T_TEXT, "2024年1-5月各县（市、区）主要经济指标");
    const cell *k = sheet_covering(&w->sheets[0], 2, 2);
    assert_true(str_eqz(k->text, "固定资产投资"));
    workbook_free(w);
    w = open_sample(&c, "office_samples/wide_c.xlsx");
    assert_int_equal(w->n_sheets, 3);
    expect_cell(w, 0, "C17", CELL_T_NO_CACHE, "");
    assert_true(at(w, 0, "C17")->formula);
    assert_int_equal(w->no_cache, 16);
    workbook_free(w);
    cx_done(&c);
}

/* Written by libxlsxwriter, read back. */
static void test_written(void **state)
{
    char path[] = "/tmp/io_test_XXXXXX";
    close(mkstemp(path));
    lxw_workbook *out = workbook_new(path);
    lxw_worksheet *s = workbook_add_worksheet(out, "一季度");
    lxw_worksheet *h = workbook_add_worksheet(out, "藏");
    worksheet_hide(h);
    lxw_format *pct = workbook_add_format(out), *month = workbook_add_format(out);
    lxw_format *day = workbook_add_format(out);
    format_set_num_format(pct, "0.0%");
    format_set_num_format(month, "yyyy\"年\"m\"月\"");
    format_set_num_format_index(day, 14);
    worksheet_merge_range(s, 0, 0, 0, 3, "标题", NULL);
    worksheet_write_number(s, 1, 0, 2934.8000000000002, NULL);
    worksheet_write_number(s, 1, 1, 0.053, pct);
    worksheet_write_number(s, 1, 2, 45352, month);
    worksheet_write_number(s, 1, 3, 45369.5, day);
    worksheet_write_string(s, 2, 0, "a<&>\"\n 县", NULL);
    worksheet_write_boolean(s, 2, 1, 1, NULL);
    worksheet_write_formula_num(s, 2, 2, "=1/3", NULL, 1.0 / 3);
    worksheet_write_number(s, 2, 3, -0.1, NULL);
    worksheet_write_number(s, 3, 0, 1e20, NULL);
    worksheet_write_number(s, 3, 1, 123456789012345678.0, NULL);
    worksheet_write_number(s, 3, 2, -1.05e-7, NULL);
    worksheet_write_blank(s, 3, 3, pct);
    assert_int_equal(workbook_close(out), LXW_NO_ERROR);
    cx c;
    workbook *w;
    assert_true(cx_init(&c, LANG_ZH));
    assert_true(workbook_open(&c, path, NULL, &w));
    unlink(path);
    assert_int_equal(w->n_sheets, 2);
    assert_true(str_eqz(w->sheets[0].name, "一季度"));
    assert_false(w->sheets[0].hidden);
    assert_true(w->sheets[1].hidden);
    assert_int_equal(w->sheets[0].n_merges, 1);
    assert_int_equal(w->sheets[0].n_cols, 4);
    assert_true(str_eqz(sheet_covering(&w->sheets[0], 0, 3)->text, "标题"));
    expect_cell(w, 0, "A2", CELL_T_NUMBER, "2934.8");
    expect_cell(w, 0, "B2", CELL_T_PERCENT, "5.3");
    expect_cell(w, 0, "C2", CELL_T_DATE, "2024-03-01");
    assert_true(at(w, 0, "C2")->month_fmt);
    expect_cell(w, 0, "D2", CELL_T_DATE, "2024-03-18");
    assert_false(at(w, 0, "D2")->month_fmt);
    expect_cell(w, 0, "A3", CELL_T_TEXT, "a<&>\"\n 县");
    expect_cell(w, 0, "B3", CELL_T_BOOL, "TRUE");
    expect_cell(w, 0, "C3", CELL_T_NUMBER, "0.333333333333333");
    assert_true(at(w, 0, "C3")->formula);
    expect_cell(w, 0, "D3", CELL_T_NUMBER, "-0.1");
    expect_cell(w, 0, "A4", CELL_T_NUMBER, "1e+20");
    expect_cell(w, 0, "B4", CELL_T_NUMBER, "123456789012346000");
    expect_cell(w, 0, "C4", CELL_T_NUMBER, "-0.000000105");
    assert_null(at(w, 0, "D4"));
    workbook_free(w);
    cx_done(&c);
}

static const char *const strings =
    "<sst " XMLNS
    "><si><t>一</t></si><si><r><t>粗</t></r><r><rPr><b/></rPr><t xml:space=\"preserve\"> 体"
    "</t></r><rPh sb=\"0\" eb=\"1\"><t>ふり</t></rPh></si><si/><si><t>x_x000A_y_x005F_z_xD800_"
    "</t></si></sst>";
static const char *const styles =
    "<styleSheet " XMLNS "><numFmts><numFmt numFmtId=\"176\" formatCode=\"0.00%\"/><numFmt "
    "numFmtId=\"177\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;\"/><numFmt numFmtId=\"178\" "
    "formatCode=\"yyyy&quot;年&quot;\"/></numFmts><cellStyleXfs><xf numFmtId=\"9\"/></cellStyleXfs>"
    "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"176\"/><xf numFmtId=\"177\"/><xf "
    "numFmtId=\"178\"/>"
    "<xf numFmtId=\"20\"/></cellXfs></styleSheet>";

static workbook *read_sheet(cx *c, const char *data)
{
    blob b = make_xlsx(data, styles, strings);
    workbook *w = read_blob(c, b, NULL);
    if (!w)
        fail_msg("%s", c->err.en);
    free(b.p);
    return w;
}

static void test_hand_made(void **state)
{
    cx c;
    assert_true(cx_init(&c, LANG_ZH));
    workbook *w = read_sheet(
        &c,
        "<sheetData><row r=\"2\"><c r=\"B2\" t=\"s\"><v>1</v></c><c t=\"s\"><v>0</v></c><c "
        "r=\"E2\" "
        "t=\"s\"><v>2</v></c><c r=\"F2\" t=\"s\"><v> 3 </v></c></row>"
        "<row><c s=\"1\"><v>0.075</v></c><c s=\"2\"><v>45352</v></c><c s=\"3\"><v>45352</v></c>"
        "<c s=\"4\"><v>0.5</v></c><c s=\"1\" t=\"str\"><f>x</f><v>q</v></c></row>"
        "<row><c t=\"e\"><v>#REF!</v></c><c t=\"d\" s=\"2\"><v>2024-05-01T00:00:00</v></c>"
        "<c><f>A1</f></c><c><f>A1</f><v/></c><c t=\"str\"><f>A1</f><v></v></c><c t=\"inlineStr\">"
        "<is><t>in</t><rPh><t>no</t></rPh></is></c><c t=\"b\"><v>0</v></c></row></sheetData>"
        "<mergeCells><mergeCell ref=\"A1:B2\"/><mergeCell ref=\"C1\"/></mergeCells>");
    expect_cell(w, 0, "B2", CELL_T_TEXT, "粗 体");
    expect_cell(w, 0, "C2", CELL_T_TEXT, "一");
    assert_null(at(w, 0, "E2"));
    expect_cell(w, 0, "F2", CELL_T_TEXT, "x\ny_z_xD800_");
    expect_cell(w, 0, "A3", CELL_T_PERCENT, "7.5");
    expect_cell(w, 0, "B3", CELL_T_DATE, "2024-03-01");
    expect_cell(w, 0, "C3", CELL_T_TEXT, "2024年");
    expect_cell(w, 0, "D3", CELL_T_TEXT, "12:00:00");
    expect_cell(w, 0, "E3", CELL_T_TEXT, "q");
    assert_true(at(w, 0, "E3")->formula);
    expect_cell(w, 0, "A4", CELL_T_ERROR, "#REF!");
    expect_cell(w, 0, "B4", CELL_T_DATE, "2024-05-01");
    assert_true(at(w, 0, "B4")->month_fmt);
    expect_cell(w, 0, "C4", CELL_T_NO_CACHE, "");
    expect_cell(w, 0, "D4", CELL_T_NO_CACHE, "");
    assert_null(at(w, 0, "E4"));
    expect_cell(w, 0, "F4", CELL_T_TEXT, "in");
    expect_cell(w, 0, "G4", CELL_T_BOOL, "FALSE");
    assert_int_equal(w->no_cache, 2);
    assert_int_equal(w->sheets[0].n_merges, 1);
    workbook_free(w);
    cx_done(&c);
}

static void test_out_of_order(void **state)
{
    cx c;
    assert_true(cx_init(&c, LANG_ZH));
    workbook *w =
        read_sheet(&c, "<sheetData><row r=\"5\"><c r=\"C5\"><v>3</v></c><c r=\"A5\"><v>1</v>"
                       "</c></row><row r=\"2\"><c r=\"A2\"><v>9</v></c></row></sheetData>");
    expect_cell(w, 0, "A5", CELL_T_NUMBER, "1");
    expect_cell(w, 0, "C5", CELL_T_NUMBER, "3");
    expect_cell(w, 0, "A2", CELL_T_NUMBER, "9");
    assert_int_equal(w->sheets[0].rows[0].row, 1);
    workbook_free(w);
    expect_fail_blob(make_xlsx("<sheetData><row><c r=\"C5\"/><c r=\"B5\"><v>3</v></c><c "
                               "r=\"B5\"><v>1</v></c></row></sheetData>",
                               NULL, NULL),
                     NULL, ERR_FORMAT, "重复", "twice: S!B5");
    expect_fail_blob(make_xlsx("<sheetData><row r=\"1\"><c><v>3</v></c></row><row "
                               "r=\"1\"><c><v>1</v></c></row></sheetData>",
                               NULL, NULL),
                     NULL, ERR_FORMAT, "重复", "cell is given twice: S!A1");
    expect_fail_blob(
        make_xlsx("<sheetData><row r=\"1\"><c><v>3</v></c></row><row r=\"2\"><c><v>3</v>"
                  "</c></row><row r=\"1\"><c><v>1</v></c></row></sheetData>",
                  NULL, NULL),
        NULL, ERR_FORMAT, "重复", "row is given twice: S!A1");
    cx_done(&c);
}

/* 15 significant digits, whatever digits the file carries. */
static void test_digits(void **state)
{
    static const char *const row[][2] = {
        {"2934.8000000000002", "2934.8"},
        {"0.1", "0.1"},
        {"1.10", "1.1"},
        {"3.0", "3"},
        {"-0", "0"},
        {"-0.0", "0"},
        {"100", "100"},
        {"0.30000000000000004", "0.3"},
        {"999999999999999.9", "1000000000000000"},
        {"123456789012345678", "123456789012346000"},
        {"0.1234567890123455", "0.123456789012345"},
        {"1.5E2", "150"},
        {"1E-7", "0.0000001"},
        {"4.3500000000000005", "4.35"},
        {"99.999999999999997", "100"},
        {"5.", "5"},
    };
    for (size_t i = 0; i < COUNT_OF(row); i++) {
        cx c;
        char data[200];
        assert_true(cx_init(&c, LANG_ZH));
        snprintf(data, sizeof data, "<sheetData><row><c><v>%s</v></c></row></sheetData>",
                 row[i][0]);
        workbook *w = read_sheet(&c, data);
        expect_cell(w, 0, "A1", CELL_T_NUMBER, row[i][1]);
        workbook_free(w);
        cx_done(&c);
    }
}

static void test_1904(void **state)
{
    static const char book[] =
        "<x:workbook xmlns:x=\"m\" xmlns:r=\"r\"><x:workbookPr date1904=\"1\"/><x:sheets><x:sheet "
        "name=\"b\" state=\"veryHidden\" r:id=\"q\"/><x:sheet name=\"c\" "
        "r:id=\"chart\"/></x:sheets>"
        "</x:workbook>";
    static const char top[] = "<Relationships><Relationship Id=\"z\" Type=\"" REL_TYPE
                              "officeDocument\" Target=\"/XL/book2.xml\"/></Relationships>";
    static const char rels[] =
        "<Relationships><Relationship Id=\"q\" Type=\"" REL_TYPE
        "worksheet\" Target=\"../other/s.xml\"/><Relationship Id=\"s\" Type=\"" REL_TYPE
        "styles\" Target=\"styles.xml\"/><Relationship Id=\"chart\" Type=\"" REL_TYPE
        "chartsheet\" Target=\"c.xml\"/></Relationships>";
    static const char s[] = "<x:worksheet xmlns:x=\"m\"><x:sheetData><x:row><x:c s=\"2\"><x:v>43890"
                            "</x:v></x:c></x:row></x:sheetData></x:worksheet>";
    part parts[] = {{"_rels/.rels", str_of(top)},
                    {"xl/book2.xml", str_of(book)},
                    {"xl/_rels/book2.xml.rels", str_of(rels)},
                    {"other/s.xml", str_of(s)},
                    {"xl/styles.xml", str_of(styles)}};
    blob b = make_zip(parts, COUNT_OF(parts));
    cx c;
    assert_true(cx_init(&c, LANG_ZH));
    workbook *w = read_blob(&c, b, NULL);
    if (!w)
        fail_msg("%s", c.err.en);
    assert_int_equal(w->n_sheets, 1);
    assert_true(w->sheets[0].hidden);
    expect_cell(w, 0, "A1", CELL_T_DATE, "2024-03-01");
    workbook_free(w);
    cx_done(&c);
    free(b.p);
}

static bool stop_now(void *user, const char *what, uint64_t done, uint64_t total)
{
    *(uint64_t *)user = total;
    return done < 2000000;
}

static void test_progress_and_cancel(void **state)
{
    size_t n = 4 << 20;
    char *big = malloc(n);
    size_t at_ = (size_t)snprintf(big, n, "<worksheet " XMLNS "><sheetData><row>");
    memset(big + at_, ' ', n - at_);
    memcpy(big + n - 30, "</row></sheetData></worksheet>", 30);
    part parts[] = {
        {"xl/workbook.xml",
         S("<workbook><sheets><sheet name=\"S\" id=\"a\"/></sheets></workbook>")},
        {"xl/_rels/workbook.xml.rels", S("<R><Relationship Id=\"a\" Type=\"/worksheet\" "
                                         "Target=\"s.xml\"/></R>")},
        {"xl/s.xml", {big, n}}};
    blob b = make_zip(parts, COUNT_OF(parts));
    cx c;
    uint64_t total = 0;
    sheet_limits lim = {.ratio = 1000000};
    assert_true(cx_init(&c, LANG_ZH));
    c.progress = stop_now;
    c.progress_user = &total;
    assert_null(read_blob(&c, b, &lim));
    assert_int_equal(c.err.code, ERR_CANCELLED);
    assert_int_equal(total, n);
    cx_done(&c);
    free(b.p);
    free(big);
}

static void test_torture(void **state)
{
    blob b = make_xlsx("<sheetData><row><c t=\"s\"><v>1</v></c><c><v>2</v></c></row></sheetData>"
                       "<mergeCells><mergeCell ref=\"A1:B2\"/></mergeCells>",
                       styles, strings);
    torture(torture_read, &b);
    free(b.p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_samples),
        cmocka_unit_test(test_written),
        cmocka_unit_test(test_hand_made),
        cmocka_unit_test(test_out_of_order),
        cmocka_unit_test(test_digits),
        cmocka_unit_test(test_1904),
        cmocka_unit_test(test_progress_and_cancel),
        cmocka_unit_test(test_torture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
