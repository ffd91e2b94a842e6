#include "check.h"
#include "model/cell.h"

/* want: the number, % behind it for percent, p for points; or blank masked none slight; NULL bad.
 * why: a piece of the reason a bad cell must carry. */
typedef struct row {
    const char *text, *want, *why;
} row;

static const row levels[] = {
    {"0", "0", 0},
    {"5", "5", 0},
    {"12.5", "12.5", 0},
    {"12.50", "12.50", 0},
    {"-3", "-3", 0},
    {"-0.5", "-0.5", 0},
    {"+7.25", "7.25", 0},
    {".5", "0.5", 0},
    {"-.5", "-0.5", 0},
    {"007", "7", 0},
    {"100000000", "100000000", 0},
    {"999999999999999999", "999999999999999999", 0},
    {"-999999999999999999", "-999999999999999999", 0},
    {"0.123456789012345678", "0.123456789012345678", 0},
    {"12345678901234567.8", "12345678901234567.8", 0},
    {"2934.8000000000002", "2934.8000000000002", 0},
    {"0000000000000000000001", "1", 0},
    {"1,234", "1,234", 0},
    {"1,234.5", "1,234.5", 0},
    {"12,345,678.90", "12,345,678.90", 0},
    {"1，234.5", "1,234.5", 0},
    {"1,234,567", "1,234,567", 0},
    {"-1,234", "-1,234", 0},
    {"1 234.5", "1,234.5", 0},
    {"1\xC2\xA0"
     "234",
     "1,234", 0},
    {"1\xE2\x80\x89"
     "234 567",
     "1,234,567", 0},
    {"１２３．４５", "123.45", 0},
    {"－１２", "-12", 0},
    {"＋１２", "12", 0},
    {"−12.5", "-12.5", 0},
    {"﹣12.5", "-12.5", 0},
    {"–12.5", "-12.5", 0},
    {"—12.5", "-12.5", 0},
    {"- 12.5", "-12.5", 0},
    {" 12.5 ", "12.5", 0},
    {"\xC2\xA0"
     "12.5\xE3\x80\x80",
     "12.5", 0},
    {"\t12.5\r\n", "12.5", 0},
    {"\xEF\xBB\xBF"
     "12.5",
     "12.5", 0},
    {"\xE2\x80\x8B"
     "12.5",
     "12.5", 0},
    {"(1,234)", "-1,234", 0},
    {"（1,234）", "-1,234", 0},
    {"(0.5)", "-0.5", 0},
    {"( 12.5 )", "-12.5", 0},
    {"(3.2%)", "-3.2%", 0},
    {"(3.2)%", "-3.2%", 0},
    {"65.2%", "65.2%", 0},
    {"65.2 ％", "65.2%", 0},
    {"1.2e3", "1200", 0},
    {"1.2E+3", "1200", 0},
    {"12e-1", "1.2", 0},
    {"-1.5e2", "-150", 0},
    {"(1.5e2)", "-150", 0},
    /* missing */
    {"", "blank", 0},
    {" ", "blank", 0},
    {"　", "blank", 0},
    {"\t\n", "blank", 0},
    {"\xC2\xA0", "blank", 0},
    {"-", "masked", 0},
    {"--", "masked", 0},
    {"－", "masked", 0},
    {"−", "masked", 0},
    {" - ", "masked", 0},
    {"—", "none", 0},
    {"——", "none", 0},
    {"— —", "none", 0},
    {"–", "none", 0},
    {"―", "none", 0},
    {"…", "slight", 0},
    {"……", "slight", 0},
    {"...", "slight", 0},
    {"......", "slight", 0},
    {"．．．", "slight", 0},
    {"/", "masked", 0},
    {"／", "masked", 0},
    {"//", "masked", 0},
    {"X", "masked", 0},
    {"x", "masked", 0},
    {"XX", "masked", 0},
    {"xxx", "masked", 0},
    {"Ｘ", "masked", 0},
    {"×", "masked", 0},
    {"*", "masked", 0},
    {"**", "masked", 0},
    {"＊＊", "masked", 0},
    {"***", "masked", 0},
    {"N/A", "masked", 0},
    {"n/a", "masked", 0},
    {"NA", "masked", 0},
    {"不详", "masked", 0},
    {"不 详", "masked", 0},
    {"暂无", "masked", 0},
    {"暂无数据", "masked", 0},
    {"未公布", "masked", 0},
    /* unreadable */
    {"12,34", NULL, "逗号"},
    {"1,2345", NULL, "逗号"},
    {"1234,567", NULL, "逗号"},
    {"1,,234", NULL, "逗号"},
    {"1,234,", NULL, "逗号"},
    {"1,234,56", NULL, "逗号"},
    {"0,123", NULL, "逗号"},
    {"1.234,5", NULL, "逗号"},
    {",234", NULL, "不是数字"},
    {"3 5", NULL, "逗号"},
    {"1 2 3", NULL, "逗号"},
    {"5.", NULL, "不是数字"},
    {".", NULL, "不是数字"},
    {"..", NULL, "不是数字"},
    {"1.2.3", NULL, "不是数字"},
    {"1。2", NULL, NULL},
    {"--5", NULL, "正负号"},
    {"+-5", NULL, "正负号"},
    {"-+5", NULL, "正负号"},
    {"5-", NULL, "不是数字"},
    {"5+", NULL, "不是数字"},
    {"3-5", NULL, "不是数字"},
    {"3~5", NULL, "不是数字"},
    {"3/5", NULL, "不是数字"},
    {"(5", NULL, "不是数字"},
    {"5)", NULL, "不是数字"},
    {"((5))", NULL, "不是数字"},
    {"(-5)", NULL, "正负号"},
    {"()", NULL, "不是数字"},
    {"(5)5", NULL, "不是数字"},
    {"-(5)", NULL, "不是数字"},
    {"%", NULL, "没有数字"},
    {"％", NULL, "没有数字"},
    {"-%", NULL, "没有数字"},
    {"%5", NULL, "不是数字"},
    {"5%%", NULL, "不是数字"},
    {"5‰", NULL, "单位"},
    {"12.5亿元", NULL, "单位"},
    {"12.5万", NULL, "单位"},
    {"5倍", NULL, "单位"},
    {"5个百分点", NULL, "单位"},
    {"12kg", NULL, "单位"},
    {"0x10", NULL, "单位"},
    {"1e", NULL, "单位"},
    {"1e400", NULL, "18"},
    {"1e99", NULL, "18"},
    {"1234567890123456789", NULL, "18"},
    {"0.1234567890123456789", NULL, "18"},
    {"99999999999999999999999999999999999999999999999999999999999999999999999", NULL, "18"},
    {"持平", NULL, "持平"},
    {"与上年持平", NULL, "持平"},
    {"增长5.3", NULL, "增速栏"},
    {"下降5.3%", NULL, "增速栏"},
    {"▲5.3", NULL, "增速栏"},
    {"5.3↓", NULL, "增速栏"},
    {"约5", NULL, "不是数字"},
    {"≥5", NULL, "不是数字"},
    {">5", NULL, "不是数字"},
    {"五", NULL, "不是数字"},
    {"abc", NULL, "不是数字"},
    {"NaN", NULL, "不是数字"},
    {"inf", NULL, "不是数字"},
    {"#DIV/0!", NULL, "公式"},
    {"#REF!", NULL, "公式"},
    {"#N/A", NULL, "公式"},
    {"2024年5月", NULL, "单位"},
    {"\xff", NULL, "不是数字"},
    {"5\xff", NULL, "不是数字"},
    {"注：本表为初步数，年度数据以统计年鉴为准，部分指标口径有调整，增速按可比口径计算，请注意使用"
     "。",
     NULL, "不是数字"},
};

static const row growths[] = {
    {"5.3", "5.3", 0},
    {"-3.2", "-3.2", 0},
    {"0.0", "0.0", 0},
    {"5.3%", "5.3%", 0},
    {"５．３％", "5.3%", 0},
    {"+5.3", "5.3", 0},
    {"1,234.5", "1,234.5", 0},
    {"(3.2)", "-3.2", 0},
    {"（3.2%）", "-3.2%", 0},
    {"增长5.3", "5.3", 0},
    {"增长 5.3%", "5.3%", 0},
    {"增长+5.3", "5.3", 0},
    {"上升5.3", "5.3", 0},
    {"提高5.3", "5.3", 0},
    {"上涨5.3%", "5.3%", 0},
    {"增加5.3", "5.3", 0},
    {"↑5.3", "5.3", 0},
    {"▲5.3%", "5.3%", 0},
    {"△ 5.3", "5.3", 0},
    {"5.3↑", "5.3", 0},
    {"5.3%▲", "5.3%", 0},
    {"下降3.2", "-3.2", 0},
    {"下降 3.2 ％", "-3.2%", 0},
    {"减少3.2", "-3.2", 0},
    {"回落3.2", "-3.2", 0},
    {"下跌3.2", "-3.2", 0},
    {"降低3.2%", "-3.2%", 0},
    {"下滑3.2", "-3.2", 0},
    {"↓3.2", "-3.2", 0},
    {"▼3.2%", "-3.2%", 0},
    {"▽3.2", "-3.2", 0},
    {"3.2↓", "-3.2", 0},
    {"−3.2", "-3.2", 0},
    {"－3.2", "-3.2", 0},
    {"—3.2", "-3.2", 0},
    {"同比增长5.3%", "5.3%", 0},
    {"同比下降3.2", "-3.2", 0},
    {"同比-3.2", "-3.2", 0},
    {"1.54个百分点", "1.54p", 0},
    {"提高1.54个百分点", "1.54p", 0},
    {"回落0.3个百分点", "-0.3p", 0},
    {"-0.3 百分点", "-0.3p", 0},
    {"持平", "0", 0},
    {"持　平", "0", 0},
    {"与上年持平", "0", 0},
    {"与去年持平", "0", 0},
    {"与上年同期持平", "0", 0},
    {"与去年同期持平", "0", 0},
    {"同比持平", "0", 0},
    {"较上年持平", "0", 0},
    /* missing */
    {"", "blank", 0},
    {"—", "none", 0},
    {"-", "masked", 0},
    {"**", "masked", 0},
    {"X", "masked", 0},
    {"…", "slight", 0},
    /* unreadable */
    {"下降-3.2", NULL, "正负号"},
    {"下降+3.2", NULL, "正负号"},
    {"增长-3", NULL, "正负号"},
    {"增长－3", NULL, "正负号"},
    {"↑-3", NULL, "正负号"},
    {"▼-3", NULL, "正负号"},
    {"-3↓", NULL, "正负号"},
    {"下降3↓", NULL, "正负号"},
    {"↑3↓", NULL, "正负号"},
    {"-下降3", NULL, "正负号"},
    {"-↓3", NULL, "正负号"},
    {"--3", NULL, "正负号"},
    {"下降--3", NULL, "正负号"},
    {"(-3.2)", NULL, "正负号"},
    {"增长", NULL, "没有数字"},
    {"下降", NULL, "没有数字"},
    {"↑", NULL, "没有数字"},
    {"下降％", NULL, "没有数字"},
    {"增长%", NULL, "没有数字"},
    {"个百分点", NULL, "没有数字"},
    {"下降X%", NULL, "不是数字"},
    {"1.2倍", NULL, "倍"},
    {"增长1.2倍", NULL, "倍"},
    {"倍", NULL, "没有数字"},
    {"1.2e3", NULL, "单位"},
    {"5.3亿元", NULL, "单位"},
    {"5.3%个百分点", NULL, "单位"},
    {"增长5.3%左右", NULL, "单位"},
    {"增长两成", NULL, "不是数字"},
    {"与全省持平", NULL, "不是数字"},
    {"基本持平", NULL, "不是数字"},
    {"持平5", NULL, "不是数字"},
    {"由负转正", NULL, "不是数字"},
    {"扭亏为盈", NULL, "不是数字"},
    {"增长下降5", NULL, "正负号"},
    {"#VALUE!", NULL, "公式"},
    {"5.3 6.1", NULL, "空格"},
};

static const row ranks[] = {
    {"1", "1", 0},
    {"14", "14", 0},
    {"3.0", "3", 0},
    {"３", "3", 0},
    {" 3 ", "3", 0},
    {"第3", "3", 0},
    {"第3位", "3", 0},
    {"第 3 位", "3", 0},
    {"第3名", "3", 0},
    {"3位", "3", 0},
    {"并列第3位", "3", 0},
    {"并列3", "3", 0},
    {"第3位（并列）", "3", 0},
    {"3(并列)", "3", 0},
    {"第三", "3", 0},
    {"第十位", "10", 0},
    {"第十三位", "13", 0},
    {"第二十一位", "21", 0},
    {"并列第三位", "3", 0},
    {"1,234", "1,234", 0},
    {"", "blank", 0},
    {"—", "none", 0},
    {"-", "masked", 0},
    {"X", "masked", 0},
    {"…", "slight", 0},
    {"0", NULL, "位次"},
    {"-1", NULL, "位次"},
    {"+1", NULL, "位次"},
    {"1.5", NULL, "位次"},
    {"3%", NULL, "位次"},
    {"3/14", NULL, "位次"},
    {"(3)", NULL, "位次"},
    {"1e2", NULL, "位次"},
    {"第位", NULL, "位次"},
    {"末位", NULL, "位次"},
    {"倒数第一", NULL, "位次"},
    {"持平", NULL, "位次"},
    {"第三十五六位", NULL, "位次"},
    {"第3位第4位", NULL, "位次"},
    {"1234567890123456789", NULL, "位次"},
    {"#N/A", NULL, "公式"},
};

static void show(const cell_read *r, char *out, size_t n)
{
    static const char *const states[] = {[CELL_BLANK] = "blank",
                                         [CELL_MASKED] = "masked",
                                         [CELL_NONE] = "none",
                                         [CELL_NEGLIGIBLE] = "slight",
                                         [CELL_BAD] = "bad"};
    char v[DEC_TEXT_MAX];
    dec_print(r->v, v);
    if (r->state == CELL_VALUE)
        snprintf(out, n, "%s%s%s", v, r->percent ? "%" : "", r->points ? "p" : "");
    else
        snprintf(out, n, "%s", states[r->state]);
}

static int check(const row *t, size_t n, cell_column column)
{
    int failed = 0;
    for (size_t i = 0; i < n; i++) {
        char got[64], want[64];
        size_t k = 0; /* the commas of `want` are for the reader of the table */
        for (const char *p = t[i].want ? t[i].want : "bad"; *p; p++)
            if (*p != ',')
                want[k++] = *p;
        want[k] = 0;
        cell_read r = cell_parse(str_of(t[i].text), column);
        show(&r, got, sizeof(got));
        if (strcmp(got, want) != 0)
            CASE_FAILED("column %d, \"%s\": %s, not %s\n", column, t[i].text, got, want);
        if ((r.state == CELL_BAD) != (r.why_zh && r.why_en && *r.why_zh && *r.why_en))
            CASE_FAILED("\"%s\": reason\n", t[i].text);
        if (t[i].why && r.why_zh && !strstr(r.why_zh, t[i].why))
            CASE_FAILED("column %d, \"%s\": %s\n", column, t[i].text, r.why_zh);
        bool missing = r.state != CELL_BAD && r.state != CELL_VALUE;
        if (cell_is_missing_mark(str_of(t[i].text)) != missing)
            CASE_FAILED("\"%s\": missing mark\n", t[i].text);
    }
    return failed;
}

static void level_cells(void **state)
{
    (void)state;
    assert_int_equal(check(levels, COUNT_OF(levels), CELL_LEVEL), 0);
}

static void growth_cells(void **state)
{
    (void)state;
    assert_int_equal(check(growths, COUNT_OF(growths), CELL_GROWTH), 0);
}

static void rank_cells(void **state)
{
    (void)state;
    assert_int_equal(check(ranks, COUNT_OF(ranks), CELL_RANK), 0);
}

/* A decimal that was printed reads back as itself, in a level and in a growth column. */
static void what_was_printed(void **state)
{
    (void)state;
    uint64_t seed = 3;
    for (int i = 0; i < 200000; i++) {
        char text[DEC_TEXT_MAX];
        int64_t coef = ((int64_t)rnd(&seed) << 31 | rnd(&seed)) % 1000000000000000000;
        for (uint32_t cut = rnd(&seed) % 18; cut > 0; cut--)
            coef /= 10;
        dec d = {rnd(&seed) % 2 ? -coef : coef, (int8_t)(rnd(&seed) % 19)};
        size_t n = dec_print(d, text);
        for (cell_column column = CELL_LEVEL; column <= CELL_GROWTH; column++) {
            cell_read r = cell_parse((str){text, n}, column);
            if (r.state != CELL_VALUE)
                fail_msg("%s", text);
            assert_int_equal(r.v.coef, d.coef);
            assert_int_equal(r.v.scale, d.scale);
        }
    }
}

/* Any bytes at all, and characters that cells are made of: an answer, and one that makes sense. */
static void any_bytes(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "1",    "23",       "456",  ",", ".",  "-",    "+",        "%",  "％", "(",
        ")",    "增长",     "下降", "↑", "▼",  "持平", "个百分点", "第", "位", "并列",
        "十",   "—",        "…",    "X", "*",  " ",    "　",       "e",  "倍", "\xff",
        "\xe5", "\xe5\xa2", "#",    "/", "０", "−",    "同比"};
    uint64_t seed = 11;
    for (int i = 0; i < 300000; i++) {
        char text[160];
        size_t n = 0;
        if (i % 2) {
            for (n = 0; n < rnd(&seed) % 120; n++)
                text[n] = (char)rnd(&seed);
        } else {
            for (uint32_t k = rnd(&seed) % 10; k > 0; k--)
                n += (size_t)snprintf(text + n, sizeof(text) - n, "%s",
                                      pieces[rnd(&seed) % COUNT_OF(pieces)]);
        }
        char *exact = malloc(n ? n : 1); /* so that a sanitizer sees a step too far */
        assert_non_null(exact);
        memcpy(exact, text, n);
        for (cell_column column = CELL_LEVEL; column <= CELL_RANK; column++) {
            cell_read r = cell_parse((str){exact, n}, column);
            assert_true((r.state == CELL_BAD) == (r.why_zh != NULL));
            if (r.state == CELL_VALUE) {
                assert_in_range(r.v.scale, 0, 18);
                assert_true(r.v.coef < 1000000000000000000 && r.v.coef > -1000000000000000000);
                assert_true(column != CELL_RANK || (r.v.coef > 0 && r.v.scale == 0));
            }
            assert_true(r.state == CELL_VALUE || (!r.percent && !r.points && r.v.coef == 0));
        }
        free(exact);
    }
    assert_int_equal(cell_parse((str){NULL, 0}, CELL_LEVEL).state, CELL_BLANK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(level_cells), cmocka_unit_test(growth_cells),
        cmocka_unit_test(rank_cells),  cmocka_unit_test(what_was_printed),
        cmocka_unit_test(any_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
