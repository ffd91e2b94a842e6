/* A form as a workbook: what is written is read again, the same content is the same bytes. */
#include "base/str.h"
#include "io/sheet.h"
#include "io/xlsx_form.h"
#include "testing.h"

enum { ROWS = 3, COLS = 4 };

static void make(form_cell cells[ROWS * COLS], xlsx_form *f)
{
    static const uint8_t widths[COLS] = {8, 8, 20, 12};
    memset(cells, 0, ROWS * COLS * sizeof *cells);
    cells[0] = (form_cell){.look = FORM_CODE, .text = S("mark")};
    cells[1] = (form_cell){.look = FORM_TITLE, .text = S("主要指标预计表")};
    for (int i = 0; i < COLS; i++)
        cells[COLS + i] = (form_cell){.look = i ? FORM_HEAD : FORM_CODE, .text = S("列")};
    cells[2 * COLS] = (form_cell){.look = FORM_CODE, .text = S("520303")};
    cells[2 * COLS + 1] =
        (form_cell){.look = FORM_FILL, .text = S("12.50"), .number = true, .decimals = -1};
    cells[2 * COLS + 2] = (form_cell){.look = FORM_WRONG,
                                      .text = S("1234567890123456"),
                                      .number = true,
                                      .decimals = -1,
                                      .comment = S("须改正：单位")};
    cells[2 * COLS + 3] = (form_cell){.look = FORM_KNOWN, .text = S("约一百"), .number = true};
    *f = (xlsx_form){.name = S("报表"),
                     .rows = ROWS,
                     .cols = COLS,
                     .hidden = 1,
                     .header = 1,
                     .widths = widths,
                     .cells = cells};
}

static void test_there_and_back(void **state)
{
    cx c;
    assert_true(cx_init(&c, LANG_ZH));
    form_cell cells[ROWS * COLS];
    xlsx_form f;
    workbook *w = NULL;
    sb a CLEANUP(sb_done) = {0}, b CLEANUP(sb_done) = {0};
    sb_init(&a, 0);
    sb_init(&b, 0);
    make(cells, &f);
    assert_true(xlsx_form_write(&c, &f, &a) && xlsx_form_write(&c, &f, &b));
    assert_true(str_eq(sb_str(&a), sb_str(&b)));
    assert_true(workbook_parse(&c, sb_str(&a), "form", NULL, &w));
    const sheet *t = &w->sheets[0];
    assert_true(str_eqz(t->name, "报表"));
    assert_true(str_eqz(sheet_cell(t, 0, 0)->text, "mark"));
    assert_true(str_eqz(sheet_covering(t, 0, 3)->text, "主要指标预计表")); /* to the last column */
    assert_int_equal(sheet_cell(t, 2, 0)->type, CELL_T_TEXT);              /* a code, no number */
    assert_int_equal(sheet_cell(t, 2, 1)->type, CELL_T_NUMBER);
    assert_true(str_eqz(sheet_cell(t, 2, 1)->text, "12.5"));
    /* sixteen digits, which no workbook holds, and words stay as they are */
    assert_int_equal(sheet_cell(t, 2, 2)->type, CELL_T_TEXT);
    assert_true(str_eqz(sheet_cell(t, 2, 2)->text, "1234567890123456"));
    assert_true(str_eqz(sheet_cell(t, 2, 3)->text, "约一百"));
    workbook_free(w);
    cx_done(&c);
}

/* A comment is cut at a character, never within one. */
static void test_long_comment(void **state)
{
    cx c;
    assert_true(cx_init(&c, LANG_ZH));
    form_cell cells[ROWS * COLS];
    xlsx_form f;
    sb a CLEANUP(sb_done) = {0}, words CLEANUP(sb_done) = {0};
    sb_init(&a, 0);
    sb_init(&words, 0);
    for (int i = 0; i < 2000; i++)
        sb_putz(&words, "误");
    make(cells, &f);
    cells[2 * COLS + 1].comment = sb_str(&words);
    assert_true(xlsx_form_write(&c, &f, &a));
    cx_done(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_there_and_back),
        cmocka_unit_test(test_long_comment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
