/* What one text of a header or stub says: measure, basis, kind, indicator, unit, period. */
#include "io/wide_int.h"
#include "wide_test.h"

typedef struct want_facet {
    const char *text;
    measure ms;
    const char *ind, *basis, *kind, *period, *unit;
    const char *left; /* NULL = everything is read */
} want_facet;

static const want_facet texts[] = {
    {.text = "总量", .ms = MS_LEVEL},
    {.text = "绝对额（亿元）", .ms = MS_LEVEL, .unit = "亿元"},
    {.text = "累计", .ms = MS_NONE, .basis = "ytd"},
    {.text = "本年累计", .ms = MS_NONE, .basis = "ytd"},
    {.text = "1—本月累计", .ms = MS_NONE, .basis = "ytd"},
    {.text = "1-5月累计", .ms = MS_NONE, .basis = "ytd", .period = "05"},
    {.text = "5月当月", .ms = MS_NONE, .basis = "period", .period = "05"},
    {.text = "12月止累计（亿元）", .ms = MS_NONE, .basis = "ytd", .period = "12", .unit = "亿元"},
    {.text = "1—5月", .ms = MS_NONE, .period = "05"},
    {.text = "１－５月", .ms = MS_NONE, .period = "05"},
    {.text = "本月", .ms = MS_NONE, .basis = "period"},
    {.text = "当月完成", .ms = MS_NONE, .basis = "period"},
    {.text = "本月完成(万元)", .ms = MS_NONE, .basis = "period", .unit = "万元"},
    {.text = "期末余额", .ms = MS_NONE, .basis = "end"},
    {.text = "同比", .ms = MS_GROWTH},
    {.text = "同比增长", .ms = MS_GROWTH},
    {.text = "同比±%", .ms = MS_GROWTH, .unit = "%"},
    {.text = "同比（±％）", .ms = MS_GROWTH, .unit = "%"},
    {.text = "同比增长（%）", .ms = MS_GROWTH, .unit = "%"},
    {.text = "同比增减%", .ms = MS_GROWTH, .unit = "%"},
    {.text = "比上年同期±%", .ms = MS_GROWTH, .unit = "%"},
    {.text = "比上年同期增长（%）", .ms = MS_GROWTH, .unit = "%"},
    {.text = "比去年同期增长%", .ms = MS_GROWTH, .unit = "%"},
    {.text = "较上年同期增减（%）", .ms = MS_GROWTH, .unit = "%"},
    {.text = "增长±%", .ms = MS_GROWTH, .unit = "%"},
    {.text = "增长速度（%）", .ms = MS_GROWTH, .unit = "%"},
    {.text = "增幅", .ms = MS_GROWTH},
    {.text = "±%", .ms = MS_GROWTH, .unit = "%"},
    {.text = "增速％", .ms = MS_GROWTH, .unit = "%"},
    {.text = "增(+)减(-)%", .ms = MS_GROWTH, .unit = "%"},
    {.text = "累计同比（%）", .ms = MS_GROWTH, .basis = "ytd", .unit = "%"},
    {.text = "当月同比", .ms = MS_GROWTH, .basis = "period"},
    {.text = "本月同比±%", .ms = MS_GROWTH, .basis = "period", .unit = "%"},
    {.text = "1-5月增速（%）", .ms = MS_GROWTH, .period = "05", .unit = "%"},
    {.text = "名义增速", .ms = MS_GROWTH},
    {.text = "可比价增速%", .ms = MS_GROWTH, .unit = "%"},
    {.text = "为上年同期%", .ms = MS_INDEX_GROWTH, .unit = "%"},
    {.text = "上年同期", .ms = MS_BASE},
    {.text = "去年同期（1-5月）", .ms = MS_BASE, .period = "05"},
    {.text = "上年同期累计", .ms = MS_BASE},
    {.text = "去年同期数（万元）", .ms = MS_BASE, .unit = "万元"},
    {.text = "同期数", .ms = MS_BASE},
    {.text = "位次", .ms = MS_RANK},
    {.text = "排名", .ms = MS_RANK},
    {.text = "增速位次", .ms = MS_RANK},
    {.text = "总量位次", .ms = MS_RANK},
    {.text = "增速居全省位次", .ms = MS_RANK},
    {.text = "居全省位次", .ms = MS_RANK},
    {.text = "全市排名", .ms = MS_RANK},
    {.text = "较上月位次±", .ms = MS_IGNORE},
    {.text = "位次变化", .ms = MS_IGNORE},
    {.text = "位次±", .ms = MS_IGNORE},
    {.text = "上年同期位次", .ms = MS_IGNORE},
    {.text = "比上月累计增速±百分点", .ms = MS_IGNORE},
    {.text = "与全省差（百分点）", .ms = MS_IGNORE},
    {.text = "增减（百分点）", .ms = MS_IGNORE},
    {.text = "同比提高百分点", .ms = MS_IGNORE, .left = "提高"},
    {.text = "占全省%", .ms = MS_IGNORE},
    {.text = "占全省比重（%）", .ms = MS_IGNORE},
    {.text = "完成%", .ms = MS_IGNORE},
    {.text = "完成年度目标%", .ms = MS_IGNORE},
    {.text = "占年度计划%", .ms = MS_IGNORE},
    {.text = "序时进度", .ms = MS_IGNORE},
    {.text = "较序时±百分点", .ms = MS_IGNORE},
    {.text = "上年同期进度%", .ms = MS_IGNORE},
    {.text = "比年初增减", .ms = MS_IGNORE},
    {.text = "较年初增加（亿元）", .ms = MS_IGNORE},
    {.text = "同比多（少）增", .ms = MS_IGNORE},
    {.text = "环比", .ms = MS_IGNORE},
    {.text = "比上月增长（%）", .ms = MS_IGNORE},
    {.text = "增减额", .ms = MS_IGNORE},
    {.text = "同比增减额（亿元）", .ms = MS_IGNORE},
    {.text = "同比增长（亿元）", .ms = MS_IGNORE},
    {.text = "增减（万元）", .ms = MS_IGNORE},
    {.text = "两年平均增速", .ms = MS_IGNORE},
    {.text = "上年同期增速", .ms = MS_IGNORE},
    {.text = "贡献率（%）", .ms = MS_IGNORE},
    {.text = "拉动（百分点）", .ms = MS_IGNORE},
    {.text = "超（欠）额", .ms = MS_IGNORE},
    {.text = "差距", .ms = MS_IGNORE},
    {.text = "年度目标", .ms = MS_NONE, .kind = "target"},
    {.text = "全年目标（亿元）", .ms = MS_NONE, .kind = "target", .unit = "亿元"},
    {.text = "年初预算数", .ms = MS_NONE, .kind = "target"},
    {.text = "上半年目标", .ms = MS_NONE, .kind = "target", .period = "H1"},
    {.text = "增速目标", .ms = MS_GROWTH, .kind = "target"},
    {.text = "6月预计", .ms = MS_NONE, .kind = "forecast", .period = "06"},
    {.text = "预计同比%", .ms = MS_GROWTH, .kind = "forecast", .unit = "%"},
    {.text = "上半年预计", .ms = MS_NONE, .kind = "forecast", .period = "H1"},
    {.text = "1—5月完成", .ms = MS_LEVEL, .period = "05"},
    {.text = "固定资产投资", .ms = MS_NONE, .ind = "fai"},
    {.text = "固定资产投资（不含农户）", .ms = MS_NONE, .ind = "fai"},
    {.text = "固定资产投资（亿元）", .ms = MS_NONE, .ind = "fai", .unit = "亿元"},
    {.text = "固定资产投资增速(%)", .ms = MS_GROWTH, .ind = "fai", .unit = "%"},
    {.text = "1-5月固定资产投资增长", .ms = MS_GROWTH, .ind = "fai", .period = "05"},
    {.text = "规模以上工业增加值", .ms = MS_NONE, .ind = "va_industry"},
    {.text = "规上工业增加值增速", .ms = MS_GROWTH, .ind = "va_industry"},
    {.text = "社零总额", .ms = MS_NONE, .ind = "retail_sales"},
    {.text = "社会消费品零售总额（万元）", .ms = MS_NONE, .ind = "retail_sales", .unit = "万元"},
    {.text = "GDP（亿元）", .ms = MS_NONE, .ind = "gdp", .unit = "亿元"},
    {.text = "地区生产总值（GDP）", .ms = MS_NONE, .ind = "gdp"},
    {.text = "GDP增速", .ms = MS_GROWTH, .ind = "gdp"},
    {.text = "地方一般公共预算收入", .ms = MS_NONE, .ind = "budget_revenue"},
    {.text = "一、一般公共预算收入", .ms = MS_NONE, .ind = "budget_revenue"},
    {.text = "（二）税收收入", .ms = MS_NONE, .ind = "tax_revenue"},
    {.text = "1.税收收入", .ms = MS_NONE, .ind = "tax_revenue"},
    {.text = "①税收收入", .ms = MS_NONE, .ind = "tax_revenue"},
    {.text = "其中：税收收入", .ms = MS_NONE, .ind = "tax_revenue"},
    {.text = "#税收收入", .ms = MS_NONE, .ind = "tax_revenue"},
    {.text = "——税收收入", .ms = MS_NONE, .ind = "tax_revenue"},
    {.text = "金融机构各项存款余额", .ms = MS_NONE, .ind = "deposits"},
    {.text = "金融机构存款余额（人民币）", .ms = MS_NONE, .ind = "deposits"},
    {.text = "月末金融机构人民币各项贷款余额", .ms = MS_NONE, .ind = "loans", .basis = "end"},
    {.text = "城镇常住居民人均可支配收入(元)", .ms = MS_NONE, .ind = "income_urban", .unit = "元"},
    {.text = "居民消费价格指数（上年同月=100）",
     .ms = MS_NONE,
     .ind = "cpi",
     .unit = "上年同月=100"},
    {.text = "全社会用电量(万千瓦时)", .ms = MS_NONE, .ind = "electricity", .unit = "万千瓦时"},
    {.text = "固定资产投资 Investment in Fixed Assets", .ms = MS_NONE, .ind = "fai"},
    /* what is not known stays unread, whatever known words it holds */
    {.text = "工业企业户数", .ms = MS_NONE, .left = "企业户数"},
    {.text = "民营工业增加值", .ms = MS_NONE, .left = "民营工业增加值"},
    {.text = "新蒲新区", .ms = MS_NONE, .left = "新蒲新区"},
    {.text = "数字经济核心产业增加值", .ms = MS_NONE, .left = "数字经济核心产业增加值"},
};

static bool same(const char *want, str got)
{
    return want ? str_eqz(got, want) : got.n == 0;
}

static str period_said(const facet *f, char out[PERIOD_TEXT_MAX])
{
    if (!f->has_period)
        return (str){"", 0};
    str s = {out, period_print(f->when.p, out)};
    return f->when.year ? s : str_from(s, s.n > 2 ? s.n - 2 : 0);
}

static int check_text(office *o, wide *x, const want_facet *w)
{
    facet f;
    char p[PERIOD_TEXT_MAX];
    assert_true(wide_read(x, str_of(w->text), WANT_ANY, &f));
    str ind = f.ind == ID_NONE ? (str){"", 0} : o->k->inds[f.ind].code;
    bool unread = w->left != NULL;
    bool ok = facet_measure(&f) == w->ms && (unread || same(w->ind, ind)) &&
              same(w->basis, f.basis ? str_of(basis_name((basis)f.basis)) : S("")) &&
              same(w->kind, f.kind ? str_of(kind_name((kind)f.kind)) : S("")) &&
              (!w->period || same(w->period, period_said(&f, p))) &&
              (!w->unit || (f.n_units && str_eqz(f.unit[0], w->unit))) &&
              (unread ? f.left.n > 0 : f.left.n == 0);
    if (!ok)
        fprintf(stderr,
                "%s: measure %s ind " STR_FMT " basis %d kind %d period " STR_FMT " unit " STR_FMT
                " left " STR_FMT "\n",
                w->text, measure_name(facet_measure(&f)), STR_ARG(ind), f.basis, f.kind,
                STR_ARG(period_said(&f, p)), STR_ARG(f.n_units ? f.unit[0] : S("")),
                STR_ARG(f.left));
    return !ok;
}

static void says(void **state)
{
    (void)state;
    office o;
    wide x;
    int bad = 0;
    office_open(&o, NULL);
    workbook w = {.a = o.c.a};
    assert_true(wide_init(&x, &o.c, &w, o.k, &o.hint));
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        bad += check_text(&o, &x, &texts[i]);
    wide_done(&x);
    office_close(&o);
    assert_int_equal(bad, 0);
}

/* ---- areas ---- */
static void areas(void **state)
{
    (void)state;
    static const char *const names[][2] = {
        {"红花岗区", "520302"}, {"红花岗", "520302"},         {"播 州 区", "520304"},
        {"道真县", "520325"},   {"务川县", "520326"},         {"务川自治县", "520326"},
        {"遵义市", "520300"},   {"遵义", "520300"},           {"贵州省", "520000"},
        {"贵州", "520000"},     {"黔南州", "522700"},         {"黔东南", "522600"},
        {"六盘水", "520200"},   {"全国", "000000"},           {"北京", "110000"},
        {"内蒙古", "150000"},   {"遵义市红花岗区", "520302"}, {"1.汇川区", "520303"},
    };
    office o;
    wide x;
    int bad = 0;
    office_open(&o, NULL);
    workbook w = {.a = o.c.a};
    assert_true(wide_init(&x, &o.c, &w, o.k, &o.hint));
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        facet f;
        assert_true(wide_read(&x, str_of(names[i][0]), WANT_AREA, &f));
        area_id a = f.parent ? names_parent(&x, f.parent, o.hint.home) : f.area;
        bool ok = a != ID_NONE && str_eqz(o.k->areas[a].code, names[i][1]) && !f.left.n;
        if (!ok)
            fprintf(stderr, "%s: " STR_FMT " left " STR_FMT "\n", names[i][0],
                    STR_ARG(a == ID_NONE ? S("-") : o.k->areas[a].code), STR_ARG(f.left));
        bad += !ok;
    }
    wide_done(&x);
    office_close(&o);
    assert_int_equal(bad, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says),
        cmocka_unit_test(areas),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
