#include "check.h"
#include "base/mem.h"
#include "base/str.h"
#include "model/unit.h"

static const char sample[] = "unit,name_en,dimension,factor,aliases\n"
                             "元,,money_cny,1,人民币元;CNY\n"
                             "千元,,money_cny,1000,\n"
                             "万元,,money_cny,10000,\n"
                             "百万元,,money_cny,1000000,\n"
                             "亿元,,money_cny,100000000,亿元人民币\n"
                             "美元,,money_usd,1,USD\n"
                             "万美元,,money_usd,10000,\n"
                             "亿美元,,money_usd,100000000,\n"
                             "平方米,,area,1,㎡\n"
                             "公顷,,area,10000,\n"
                             "亩,,area,10000/15,\n"
                             "万亩,,area,100000000/15,\n"
                             "吨,,mass,1,t\n"
                             "千克,,mass,0.001,公斤;kg\n"
                             "毫克,,mass,0.000000001,\n"
                             "亿吨,,mass,100000000,\n"
                             "百分之七吨,,mass,0.07,\n"
                             "MW,,power,1000000,兆瓦\n"
                             "mW,,power,0.001,\n"
                             "kWh,,energy,1,度\n"
                             "%,,percent,1,百分比\n"
                             "‰,,percent,1/10,\n";

typedef struct fixture {
    cx c;
    unit_table *t;
} fixture;

static int setup(void **state)
{
    fixture *f = calloc(1, sizeof(*f));
    if (!f || !cx_init(&f->c, LANG_EN) || !unit_table_load(&f->c, str_of(sample), &f->t))
        return -1;
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    fixture *f = *state;
    unit_table_free(f->t);
    cx_done(&f->c);
    free(f);
    return 0;
}

static void finding(void **state)
{
    fixture *f = *state;
    static const struct {
        const char *name, *unit; /* unit NULL: unknown */
    } t[] = {{"亿元", "亿元"},
             {"（亿元）", "亿元"},
             {"(亿元)", "亿元"},
             {" 亿 元 ", "亿元"},
             {"亿\xE3\x80\x80元", "亿元"},
             {"单位：亿元", "亿元"},
             {"计量单位: 亿元", "亿元"},
             {"（单位：亿元）", NULL},
             {"单位：（亿元）", "亿元"},
             {"亿元人民币", "亿元"},
             {"CNY", "元"},
             {"cny", "元"},
             {"ＣＮＹ", "元"},
             {"usd", "美元"},
             {"％", "%"},
             {"%", "%"},
             {"（％）", "%"},
             {"㎡", "平方米"},
             {"KG", "千克"},
             {"公斤", "千克"},
             {"MW", "MW"},
             {"mW", "mW"},
             {"mw", NULL}, /* two units differ only in case */
             {"兆瓦", "MW"},
             {"KWH", "kWh"},
             {"度", "kWh"},
             {"", NULL},
             {"()", NULL},
             {"单位：", NULL},
             {"亿", NULL},
             {"英镑", NULL},
             {"亿元、%", NULL},
             {"\xff", NULL},
             {"很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长的单位", NULL}};
    for (size_t i = 0; i < COUNT_OF(t); i++) {
        const unit *u = unit_find(f->t, str_of(t[i].name));
        if ((u != NULL) != (t[i].unit != NULL) || (u && !str_eqz(u->name, t[i].unit)))
            fail_msg("%s: " STR_FMT, t[i].name, STR_ARG(u ? u->name : S("unknown")));
    }
    const unit *mu = unit_find(f->t, S("亩"));
    assert_true(str_eqz(mu->dimension, "area"));
    assert_int_equal(mu->factor_num.coef, 10000);
    assert_int_equal(mu->factor_den, 15);
}

static const struct {
    const char *v, *from, *to, *want; /* want: the number, or the status */
} conversions[] = {
    {"2509", "万元", "亿元", "0.2509"},  /* T20 */
    {"521.33", "公顷", "亩", "7819.95"}, /* T6 */
    {"2931.67", "公顷", "亩", "43975.05"},
    {"3453", "公顷", "亩", "51795"},
    {"12.50", "万元", "亿元", "0.001250"},
    {"12.50", "亿元", "万元", "125000"},
    {"1.23", "亿元", "万元", "12300"},
    {"1.23456", "亿元", "万元", "12345.6"},
    {"0.0001", "亿元", "万元", "1"},
    {"1", "百万元", "千元", "1000"},
    {"1", "千元", "百万元", "0.001"},
    {"-3.5", "亿元", "元", "-350000000"},
    {"0", "亿元", "万元", "0"},
    {"16.1", "亿元", "亿元", "16.1"},
    {"16.10", "亿元人民币", "亿元", "16.10"},
    {"5", "（万元）", "万元", "5"},
    {"1.50", "万元", "（万元）", "1.50"},
    {"15", "亩", "公顷", "1"},
    {"15.0", "亩", "公顷", "1.0"},
    {"7.5", "亩", "公顷", "0.5"},
    {"1", "亩", "公顷", "inexact"},
    {"10", "亩", "公顷", "inexact"},
    {"3", "亩", "平方米", "2000"},
    {"1", "万亩", "亩", "10000"},
    {"1", "公顷", "万亩", "0.0015"},
    {"1.00", "公顷", "平方米", "10000"},
    {"1", "毫克", "亿吨", "0.00000000000000001"},
    {"1", "亿吨", "毫克", "100000000000000000"},
    {"7", "吨", "百分之七吨", "100"},
    {"1", "百分之七吨", "千克", "70"},
    {"1", "吨", "百分之七吨", "inexact"},
    {"1", "MW", "mW", "1000000000"},
    {"999999999999999999", "亿元", "元", "inexact"},
    {"0.000000000000000001", "元", "亿元", "inexact"},
    {"1.2", "%", "‰", "12"},
    {"1.2", "‰", "%", "0.12"},
    {"100", "万美元", "亿美元", "0.0100"},
    {"100", "亿美元", "亿元", "dimension"}, /* currencies never */
    {"1", "美元", "元", "dimension"},
    {"1", "亩", "亿元", "dimension"},
    {"5", "蒲式耳", "蒲式耳", "5"},
    {"5", "（蒲式耳）", "蒲式耳", "5"},
    {"5", "", "", "5"},
    {"5", "蒲式耳", "吨", "unknown"},
    {"5", "吨", "蒲式耳", "unknown"},
    {"5", "", "吨", "unknown"},
};

static void converting(void **state)
{
    fixture *f = *state;
    static const char *const status[] = {"ok", "unknown", "dimension", "inexact"};
    for (size_t i = 0; i < COUNT_OF(conversions); i++) {
        dec v, ret = {77, 0};
        char got[DEC_TEXT_MAX];
        assert_int_equal(dec_parse(str_of(conversions[i].v), &v), DEC_OK);
        unit_status s =
            unit_convert(f->t, v, str_of(conversions[i].from), str_of(conversions[i].to), &ret);
        dec_print(ret, got);
        if (s != UNIT_OK)
            assert_int_equal(ret.coef, 77);
        const char *g = s == UNIT_OK ? got : status[s];
        if (strcmp(g, conversions[i].want) != 0)
            fail_msg("%s %s in %s: %s, not %s", conversions[i].v, conversions[i].from,
                     conversions[i].to, g, conversions[i].want);
    }
}

/* T20: 16.1 亿元 + 9 亿元 + 2509 万元 = 25.3509 亿元, exactly. */
static void total_investment(void **state)
{
    fixture *f = *state;
    dec small;
    assert_int_equal(unit_convert(f->t, (dec){2509, 0}, S("万元"), S("亿元"), &small), UNIT_OK);
    assert_int_equal(small.scale, 4);
    assert_int_equal(161000 + 90000 + small.coef, 253509);
}

/* There and back is where it began, and a unit and itself are the same figure. */
static void there_and_back(void **state)
{
    fixture *f = *state;
    static const char *const units[] = {"元",     "千元",   "万元", "百万元", "亿元", "美元",
                                        "亿美元", "平方米", "公顷", "亩",     "吨",   "千克"};
    uint64_t seed = 5;
    size_t done = 0;
    for (int i = 0; i < 100000; i++) {
        str a = str_of(units[rnd(&seed) % COUNT_OF(units)]);
        str b = str_of(units[rnd(&seed) % COUNT_OF(units)]);
        dec v = {(int64_t)rnd(&seed) - 1000000000, (int8_t)(rnd(&seed) % 7)}, there, back;
        if (unit_convert(f->t, v, a, b, &there) != UNIT_OK)
            continue;
        done++;
        assert_int_equal(unit_convert(f->t, there, b, a, &back), UNIT_OK);
        assert_true(dec_same(v, back));
    }
    assert_true(done > 20000);
}

static void broken_tables(void **state)
{
    fixture *f = *state;
    static const struct {
        const char *csv, *says;
    } t[] = {
        {"", "no header"},
        {"unit,name_en,dimension,factor\n", "aliases"},
        {"unit,name_en,dimension,factor,aliases\n亿元,money\n", "line 2"},
        {"unit,name_en,dimension,factor,aliases\n亿元,,money,,\n", "factor"},
        {"unit,name_en,dimension,factor,aliases\n亿元,,money,abc,\n", "factor"},
        {"unit,name_en,dimension,factor,aliases\n亿元,,money,0,\n", "factor"},
        {"unit,name_en,dimension,factor,aliases\n亿元,,money,-1,\n", "factor"},
        {"unit,name_en,dimension,factor,aliases\n亿元,,money,1/0,\n", "factor"},
        {"unit,name_en,dimension,factor,aliases\n亿元,,money,1/-15,\n", "factor"},
        {"unit,name_en,dimension,factor,aliases\n亿元,,money,1/1.5,\n", "factor"},
        {"unit,name_en,dimension,factor,aliases\n亿元,,money,1/,\n", "factor"},
        {"unit,name_en,dimension,factor,aliases\n亿元,,,1,\n", "dimension"},
        {"unit,name_en,dimension,factor,aliases\n,,money,1,\n", "name"},
        {"unit,name_en,dimension,factor,aliases\n亿元,,money,1,\n（亿元）,,money,2,\n", "twice"},
        {"unit,name_en,dimension,factor,aliases\n亿元,,money,1,甲;乙\n万元,,money,2,乙\n",
         "line 3"},
        {"unit,name_en,dimension,factor,aliases\n\"亿元,,money,1,\n", "line 2"},
    };
    for (size_t i = 0; i < COUNT_OF(t); i++) {
        unit_table *u = NULL;
        cx_clear(&f->c);
        assert_false(unit_table_load(&f->c, str_of(t[i].csv), &u));
        assert_null(u);
        assert_int_equal(f->c.err.code, ERR_FORMAT);
        if (!strstr(f->c.err.en, t[i].says) || !f->c.err.zh[0])
            fail_msg("%zu: %s", i, f->c.err.en);
    }
    cx_clear(&f->c);
    unit_table *u = NULL;
    str good = S("aliases,unit,name_en,note,factor,dimension\r\n甲; 甲 ;,亿元,A,x,1,money\r\n");
    assert_true(unit_table_load(&f->c, good, &u));
    assert_non_null(unit_find(u, S("甲")));
    assert_true(str_eqz(unit_said(u, S("甲"), LANG_EN), "A"));
    assert_true(str_eqz(unit_said(u, S("甲"), LANG_ZH), "甲"));
    assert_true(str_eqz(unit_said(u, S("乙"), LANG_EN), "乙"));
    assert_true(str_eqz(unit_said(u, S("上月=100"), LANG_EN), "last month = 100"));
    unit_table_free(u);
    unit_table_free(NULL);
}

static void out_of_memory(void **state)
{
    fixture *f = *state;
    bool ok = false;
    for (long n = 1; !ok; n++) {
        unit_table *u = NULL;
        assert_true(n < 10000);
        cx_clear(&f->c);
        mem_fail_after(n, false);
        ok = unit_table_load(&f->c, str_of(sample), &u);
        mem_fail_after(0, false);
        assert_true(ok || f->c.err.code == ERR_MEMORY);
        unit_table_free(u);
    }
    cx_clear(&f->c);
}

/* The table that is shipped: every unit finds itself, and one that converts at all converts back.
 */
static void shipped(void **state)
{
    fixture *f = *state;
    char path[1024];
    os_file file;
    unit_table *u;
    snprintf(path, sizeof(path), "%s/catalogue/units.csv", getenv("DIAODU_ROOT"));
    if (!os_exists(path))
        skip();
    assert_true(os_map(&f->c, path, 1 << 20, &file));
    if (!unit_table_load(&f->c, file.data, &u))
        fail_msg("%s", f->c.err.en);
    str rest = file.data, line, name;
    assert_true(str_split(&rest, '\n', &line));
    while (str_split(&rest, '\n', &line)) {
        if (str_trim(line).n == 0)
            continue;
        str tail = line;
        assert_true(str_split(&tail, ',', &name));
        const unit *me = unit_find(u, name);
        assert_true(me && str_eq(me->name, name));
    }
    dec v;
    assert_int_equal(unit_convert(u, (dec){2509, 0}, S("万元"), S("亿元"), &v), UNIT_OK);
    assert_true(dec_same(v, (dec){2509, 4}));
    assert_int_equal(unit_convert(u, (dec){52133, 2}, S("公顷"), S("亩"), &v), UNIT_OK);
    assert_true(dec_same(v, (dec){781995, 2}));
    assert_int_equal(unit_convert(u, (dec){1, 0}, S("亿美元"), S("亿元"), &v), UNIT_DIMENSION);
    unit_table_free(u);
    os_unmap(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finding),          cmocka_unit_test(converting),
        cmocka_unit_test(total_investment), cmocka_unit_test(there_and_back),
        cmocka_unit_test(broken_tables),    cmocka_unit_test(out_of_memory),
        cmocka_unit_test(shipped),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
