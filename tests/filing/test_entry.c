/* Findings at entry: a table of cases by rule, what must never fire, what scaling must not change. */
#include "filing/entry.h"
#include "num/num.h"
#include "testing.h"

#define NO NAN
#define HARD ENTRY_MANDATORY
#define SOFT ENTRY_VERIFICATION

/* January-June of a monthly cumulative flow at current prices. */
static const entry_context flow = {
    .nature = NATURE_FLOW,
    .basis = BASIS_YTD,
    .price = PRICE_CURRENT,
    .decimals = 2,
    .period = {FREQ_M, 2024 * 12 + 5},
    .last_year = 300,
    .last_level = 260,
    .last_growth = 4,
    .last_month = 50,
    .max_month = 60,
};

static const entry_finding *find(const entry_finding *l, size_t n, const char *rule)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(l[i].rule, rule))
            return &l[i];
    return NULL;
}

typedef struct change {
    nature nature;
    basis basis;
    price price;
    index_base index;
    int month; /* 0 = June */
    bool joint, negative, percent;
    double last_year, last_level, last_growth, max_month;
} change;
#define SAME .last_year = 300, .last_level = 260, .last_growth = 4, .max_month = 60
#define FLOW .nature = NATURE_FLOW, .basis = BASIS_YTD, .price = PRICE_CURRENT

static entry_context context_of(const change *c)
{
    entry_context x = flow;
    x.nature = c->nature;
    x.basis = c->basis;
    x.price = c->price;
    x.index_base = c->index;
    x.joint_jan_feb = c->joint;
    x.ever_negative = c->negative;
    x.percent = c->percent;
    if (c->month)
        x.period.ord = 2024 * 12 + c->month - 1;
    x.last_year = c->last_year;
    x.last_level = c->last_level;
    x.last_growth = c->last_growth;
    x.max_month = c->max_month;
    return x;
}

static const struct {
    const char *name;
    double level, growth;
    const char *rule; /* NULL: nothing may be found */
    entry_grade grade;
    change c;
} cases[] = {
    {"smooth", 315, 5, NULL, HARD, {FLOW, SAME}},
    {"growth alone", NO, 5, NULL, HARD, {FLOW, SAME}},
    {"level alone", 315, NO, NULL, HARD, {FLOW, SAME}},
    {"nothing", NO, NO, "missing", HARD, {FLOW, SAME}},
    {"the month instead of the cumulative", 52, 5, "cumulative_falls", SOFT, {FLOW, SAME}},
    {"a fall of what may fall", 250, -16, "growth_jump", SOFT, {FLOW, SAME, .negative = true}},
    {"a first loss", -3, NO, "negative", SOFT, {FLOW, SAME}},
    {"a loss where there were losses",
     -3,
     -101,
     "growth_floor",
     SOFT,
     {FLOW, .last_year = 300, .last_level = 2, .last_growth = -95, .max_month = 60,
      .negative = true}},
    {"a negative stock",
     -3,
     NO,
     "negative",
     HARD,
     {.nature = NATURE_STOCK,
      .basis = BASIS_END,
      .last_year = 300,
      .last_level = 260,
      .last_growth = NO,
      .max_month = NO}},
    {"growth of -100", 3, -100, "growth_floor", HARD, {FLOW, SAME}},
    {"万元 typed as 亿元", 3150000, 5, "unit_slip", HARD, {FLOW, SAME}},
    {"亿元 typed as 万元", 0.0315, 5, "unit_slip", HARD, {FLOW, SAME}},
    {"eight times", 2400, NO, "unit_slip", SOFT, {FLOW, SAME}},
    {"not quite eight times", 2399, NO, "month_large", SOFT, {FLOW, SAME}},
    {"one eighth", 37.5, NO, "unit_slip", SOFT, {FLOW, SAME}},
    {"a thousand times, but so was last month",
     300.5,
     NO,
     "unit_slip",
     SOFT,
     {FLOW, .last_year = 0.3, .last_level = 260, .last_growth = NO, .max_month = 60}},
    {"nothing else to go by than last month",
     300.5,
     NO,
     "unit_slip",
     SOFT,
     {FLOW, .last_year = 0.3, .last_level = 260, .last_growth = NO, .max_month = NO}},
    {"small figures round far",
     0.12,
     5,
     NULL,
     HARD,
     {FLOW, .last_year = 0.11, .last_level = 0.1, .last_growth = 4, .max_month = 0.06}},
    {"a thousand times without a year ago",
     300000,
     NO,
     "unit_slip",
     HARD,
     {FLOW, .last_year = NO, .last_level = 260, .last_growth = NO, .max_month = NO}},
    {"events may leap",
     3000,
     NO,
     "unit_slip",
     SOFT,
     {.nature = NATURE_COUNT,
      .basis = BASIS_YTD,
      .last_year = 1,
      .last_level = 2,
      .last_growth = NO,
      .max_month = NO}},
    {"ten points faster", NO, 14, NULL, HARD, {FLOW, SAME}},
    {"more than ten points", NO, 14.1, "growth_jump", SOFT, {FLOW, SAME}},
    {"more than ten points, from levels", 345, NO, "growth_jump", SOFT, {FLOW, SAME}},
    {"growth as computed", 315, 5.4, NULL, HARD, {FLOW, SAME}},
    {"growth not as computed", 315, 5.6, "growth_differs", SOFT, {FLOW, SAME}},
    {"comparable prices are not the ratio",
     315,
     9,
     NULL,
     HARD,
     {.nature = NATURE_FLOW, .basis = BASIS_YTD, .price = PRICE_COMPARABLE, SAME}},
    {"but not that far",
     315,
     -10.5,
     "growth_differs",
     SOFT,
     {.nature = NATURE_FLOW,
      .basis = BASIS_YTD,
      .price = PRICE_COMPARABLE,
      .last_year = 300,
      .last_level = 260,
      .last_growth = -9,
      .max_month = 60}},
    {"constant prices are not computed",
     315,
     -5,
     NULL,
     HARD,
     {.nature = NATURE_FLOW, .basis = BASIS_YTD, .price = PRICE_CONSTANT, SAME}},
    {"a month of one and a half",
     350,
     NO,
     NULL,
     HARD,
     {FLOW, .last_year = NO, .last_level = 260, .last_growth = NO, .max_month = 60}},
    {"a larger month",
     350.1,
     NO,
     "month_large",
     SOFT,
     {FLOW, .last_year = NO, .last_level = 260, .last_growth = NO, .max_month = 60}},
    {"a month of nothing",
     260,
     NO,
     "month_zero",
     SOFT,
     {FLOW, .last_year = NO, .last_level = 260, .last_growth = NO, .max_month = 60}},
    {"no event in a month",
     260,
     NO,
     NULL,
     HARD,
     {.nature = NATURE_COUNT,
      .basis = BASIS_YTD,
      .last_year = NO,
      .last_level = 260,
      .last_growth = NO,
      .max_month = 60}},
    {"February of a pair is no month",
     200,
     NO,
     NULL,
     HARD,
     {FLOW, .month = 2, .joint = true, .last_year = NO, .last_level = NO, .last_growth = NO,
      .max_month = 60}},
    {"January is its own month",
     100,
     NO,
     "month_large",
     SOFT,
     {FLOW, .month = 1, .last_year = NO, .last_level = NO, .last_growth = NO, .max_month = 60}},
    {"a balance as it was",
     260,
     NO,
     "unchanged",
     SOFT,
     {.nature = NATURE_STOCK,
      .basis = BASIS_END,
      .last_year = NO,
      .last_level = 260,
      .last_growth = NO,
      .max_month = NO}},
    {"a rate",
     5.1,
     NO,
     NULL,
     HARD,
     {.nature = NATURE_RATE, .basis = BASIS_PERIOD, .percent = true, SAME}},
    {"a rate without a level",
     NO,
     5,
     "missing",
     HARD,
     {.nature = NATURE_RATE, .basis = BASIS_PERIOD, .percent = true, SAME}},
    {"a share above all",
     101,
     NO,
     "range",
     SOFT,
     {.nature = NATURE_RATE, .basis = BASIS_PERIOD, .percent = true, SAME}},
    {"a rate beyond",
     2000,
     NO,
     "range",
     HARD,
     {.nature = NATURE_RATE, .basis = BASIS_PERIOD, SAME}},
    {"an index",
     102.3,
     2.3,
     NULL,
     HARD,
     {.nature = NATURE_INDEX, .index = IDX_LY, .basis = BASIS_PERIOD, SAME}},
    {"an index and another change",
     102.3,
     3.3,
     "growth_differs",
     SOFT,
     {.nature = NATURE_INDEX, .index = IDX_LY, .basis = BASIS_PERIOD, SAME}},
    {"the change instead of the index",
     2.3,
     NO,
     "range",
     HARD,
     {.nature = NATURE_INDEX, .index = IDX_LY, .basis = BASIS_PERIOD, SAME}},
    {"a wild index",
     125,
     NO,
     "range",
     SOFT,
     {.nature = NATURE_INDEX, .index = IDX_PREV, .basis = BASIS_PERIOD, SAME}},
    {"a diffusion index",
     101,
     NO,
     "range",
     HARD,
     {.nature = NATURE_INDEX, .index = IDX_DIFFUSION, .basis = BASIS_PERIOD, SAME}},
};

static void by_rule(void **state)
{
    (void)state;
    int failed = 0;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        entry_finding out[ENTRY_MAX];
        entry_context x = context_of(&cases[i].c);
        entry_figure f = {cases[i].level, cases[i].growth, false, false};
        size_t n = entry_check(&f, &x, out);
        if (!cases[i].rule) {
            if (n)
                CASE_FAILED("%s: %s %s\n", cases[i].name, out[0].rule, out[0].en);
            continue;
        }
        const entry_finding *r = find(out, n, cases[i].rule);
        if (!r || r->grade != cases[i].grade || !r->zh[0] || !r->en[0])
            CASE_FAILED("%s: %s is %s\n", cases[i].name, cases[i].rule,
                        r ? entry_grade_name(r->grade) : "not found");
    }
    assert_int_equal(failed, 0);
}

/* Mandatory ones first, each telling its figures; a text that is no number is not also missing. */
static void words(void **state)
{
    (void)state;
    entry_finding out[ENTRY_MAX];
    entry_figure f = {.level = NO, .growth = NO, .bad_level = true, .bad_growth = true};
    assert_int_equal(entry_check(&f, &flow, out), 2);
    assert_string_equal(out[0].rule, "unreadable");
    assert_string_equal(out[1].rule, "unreadable");
    f = (entry_figure){3150000, 5, false, false};
    size_t n = entry_check(&f, &flow, out);
    assert_true(n >= 3 && out[0].grade == HARD && out[n - 1].grade == SOFT);
    assert_non_null(strstr(out[0].zh, "3150000.00"));
    assert_non_null(strstr(out[0].en, "300.00"));
    f = (entry_figure){52, 5, false, false};
    n = entry_check(&f, &flow, out);
    assert_non_null(strstr(find(out, n, "cumulative_falls")->zh, "少 208.00"));
}

/* Nothing fires on a smooth series, whatever its growth, price and the length of the year so far; what
 * is a ratio does not change with the unit. */
static void smooth_and_scaled(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (int i = 0; i < 20000; i++) {
        double month = 1 + rnd(&seed) % 100000 / 10.0, g = (int)(rnd(&seed) % 600) / 10.0 - 30;
        int m = 2 + (int)(rnd(&seed) % 11);
        double wobble = (int)(rnd(&seed) % 40) / 10.0 - 2;
        entry_context x = flow;
        x.period.ord = 2024 * 12 + m - 1;
        x.price = (price)(rnd(&seed) % 4);
        x.joint_jan_feb = rnd(&seed) % 2;
        x.last_level = month * (m - 1);
        x.last_year = month * m / (1 + g / 100);
        x.last_growth = g + wobble;
        x.max_month = month;
        entry_figure f = {month * m, g, false, false};
        entry_finding out[ENTRY_MAX], big[ENTRY_MAX];
        size_t n = entry_check(&f, &x, out);
        if (n)
            fail_msg("%s: %s", out[0].rule, out[0].en);
        f.level = month * m * pow(10, (int)(rnd(&seed) % 9) - 4) * (1 + rnd(&seed) % 3);
        f.growth = NO;
        n = entry_check(&f, &x, out);
        double scale = 10000;
        f.level *= scale;
        x.last_level *= scale;
        x.last_year *= scale;
        x.max_month *= scale;
        assert_int_equal(entry_check(&f, &x, big), n);
        for (size_t k = 0; k < n; k++)
            if (strcmp(big[k].rule, out[k].rule) != 0 || big[k].grade != out[k].grade)
                fail_msg("%s, scaled %s", out[k].en, big[k].en);
    }
}

/* Whatever is typed: no more than there is room for, no finding twice but of unreadable texts, and the
 * same findings again. */
static void any_input(void **state)
{
    (void)state;
    static const double some[] = {NO, 0, -1, 1, 1e-9, 1e12, -1e12, 100, -100, INFINITY};
    uint64_t seed = 3;
    for (int i = 0; i < 100000; i++) {
        double v[7];
        for (int k = 0; k < 7; k++)
            v[k] = some[rnd(&seed) % COUNT_OF(some)];
        entry_context x = {.nature = (nature)(rnd(&seed) % 7),
                           .basis = (basis)(rnd(&seed) % 4),
                           .price = (price)(rnd(&seed) % 4),
                           .index_base = (index_base)(rnd(&seed) % 5),
                           .joint_jan_feb = rnd(&seed) % 2,
                           .percent = rnd(&seed) % 2,
                           .decimals = (int)(rnd(&seed) % 4) - 1,
                           .period = {(freq)(FREQ_Y + rnd(&seed) % 4), 0},
                           .last_year = v[0],
                           .last_level = v[1],
                           .last_growth = v[2],
                           .last_month = v[3],
                           .max_month = v[4],
                           .ever_negative = rnd(&seed) % 2};
        int per[] = {0, 1, 2, 4, 12};
        x.period.ord = 2024 * per[x.period.f] + (int)(rnd(&seed) % (unsigned)per[x.period.f]);
        entry_figure f = {v[5], v[6], rnd(&seed) % 2, rnd(&seed) % 2};
        entry_finding out[ENTRY_MAX], again[ENTRY_MAX];
        size_t n = entry_check(&f, &x, out);
        assert_true(n <= ENTRY_MAX);
        assert_int_equal(entry_check(&f, &x, again), n);
        for (size_t k = 1; k < n; k++) {
            assert_true(out[k - 1].grade <= out[k].grade);
            for (size_t o = 0; o < k; o++)
                assert_true(strcmp(out[o].rule, out[k].rule) != 0 ||
                            !strcmp(out[k].rule, "unreadable"));
        }
    }
}

static void implied(void **state)
{
    (void)state;
    entry_figure f = {315, NO, false, false};
    entry_context x = flow;
    assert_true(entry_month(&f, &x) == 55);
    assert_true(fabs(entry_growth(&f, &x) - 5) < 1e-9);
    x.price = PRICE_CONSTANT;
    assert_true(isnan(entry_growth(&f, &x)));
    x.last_level = NO;
    assert_true(isnan(entry_month(&f, &x)));
    x.period = (period){FREQ_Q, 2024 * 4};
    assert_true(entry_month(&f, &x) == 315);
    x.nature = NATURE_RATE;
    assert_true(isnan(entry_month(&f, &x)));
}

static void explanations(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool says;
    } texts[] = {
        {"", false},
        {"已核实", false},
        {"经核实，数据属实、无误。", false},
        {"情况正常，数据真实准确！！！", false},
        {"已核实属实无误正常已核实属实无误正常", false},
        {"Checked. OK", false},
        {"ＣＨＥＣＫＥＤ，ＯＫ！", false},
        {"The data are correct, all checked and verified.", false},
        {"111111", false},
        {"哈哈哈哈哈哈哈哈", false},
        {"————————————", false},
        {"汽车停产", false},
        {"龙头企业停产检修", true},
        {"已核实：两户企业退库，基数未调整", true},
        {"恢复正常生产后产能集中释放", true},
        {"5月起停征城建税", true},
        {"one plant closed for repairs", true},
        {"thesis okra", true}, /* a phrase inside a word is none */
    };
    int failed = 0;
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        if (entry_explained((str){texts[i].text, strlen(texts[i].text)}) != texts[i].says)
            CASE_FAILED("'%s'\n", texts[i].text);
    assert_int_equal(failed, 0);
    char longer[4096];
    memset(longer, 'x', sizeof longer);
    assert_false(entry_explained((str){longer, sizeof longer}));
    assert_false(entry_explained((str){"\xff\xfe\x80", 3}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_rule),   cmocka_unit_test(words),   cmocka_unit_test(smooth_and_scaled),
        cmocka_unit_test(any_input), cmocka_unit_test(implied), cmocka_unit_test(explanations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
