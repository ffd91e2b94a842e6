/* One figure: growth and its source, base, single periods, breaks, computed parents. */
#include "panel/panel_help.h"

static const char areas[] = AREAS "N,全国,nation,,,,,\nP,省,province,N,,,,\nA,甲,prefecture,P,,,,\n"
                                  "B,乙,prefecture,P,,,,\n";

/* R1: real growth is published or null, never the ratio of current-price levels (山西 2021). */
static void constant_price_has_no_ratio(void **state)
{
    (void)state;
    world w;
    world_open(&w, areas, INDS "gdp,生产总值,亿元,flow,Q,,,,none,constant,,\n",
               OBS "P,gdp,2020,,final,17835.58,,,,,,,,\nP,gdp,2021,,final,22590.16,,,,,,,,\n"
                   "A,gdp,2020,,final,17835.58,,,,,,,,\nA,gdp,2021,,final,22590.16,9.1,,,,,,,\n");
    board_row r = row_in(&w, "P", "gdp", "2021");
    same(r.g.g, NAN);
    assert_int_equal(r.g.source, SOURCE_NONE);
    assert_int_equal(r.g.why, REASON_REAL_NOT_PUBLISHED);
    near(r.g.nominal, 26.66, 0.01);
    same(r.mom, NAN);
    same(r.period_growth.g, NAN);
    r = row_in(&w, "A", "gdp", "2021");
    same(r.g.g, 9.1);
    assert_int_equal(r.g.source, SOURCE_PUBLISHED);
    world_close(&w);
}

/* R1, R11: FAI of the nation, June 2021: +4.66 on the comparable base, not -24.8 or -9.1. */
static void single_month_on_comparable_base(void **state)
{
    (void)state;
    world w;
    world_open(
        &w, areas, INDS "fai,投资,亿元,flow,M,,yes,,none,comparable,,\n",
        OBS "N,fai,2020-05,,final,199194,,,,,,,,\nN,fai,2020-06,,final,281603,-3.1,,,,,,,\n"
            "N,fai,2021-05,,final,193917,15.4,,,,,,,\nN,fai,2021-06,,final,255900,12.6,,,,,,,\n");
    board_row r = row_in(&w, "N", "fai", "2021-06");
    same(r.g.g, 12.6);
    near(r.g.base, 227264.65, 0.01);
    near(r.g.computed, -9.13, 0.01);
    near(r.period_growth.g, 4.66, 0.005);
    same(r.single.level, 255900 - 193917);
    assert_true(r.single.derived);
    near(r.change_year, 12.6 + 3.1, 1e-9);
    world_close(&w);
}

/* A mark is missing, never 0. */
static void marks_are_missing(void **state)
{
    (void)state;
    world w;
    world_open(&w, areas, INDS "x,某,亿元,flow,M,,,,sum,current,,\n",
               OBS "P,x,2023-02,,final,10,,,,,,,,\nP,x,2024-02,,final,…,…,,,,,,,\n"
                   "A,x,2024-02,,final,—,,,,,,,,\nB,x,2024-02,,final,5,,,,,,,,\n");
    board_row r = row_in(&w, "P", "x", "2024-02");
    same(r.v.level, NAN);
    same(r.g.g, NAN);
    assert_int_equal(r.g.why, REASON_NOT_REPORTED);
    same(r.g.computed, NAN);
    assert_int_equal(r.by_level.rank, 0);
    world_close(&w);
}

/* A parent that publishes only its growth gets its level from its members. */
static void level_computed_beside_published_growth(void **state)
{
    (void)state;
    world w;
    world_open(&w, areas, INDS "x,某,亿元,flow,M,,,,sum,current,,\n",
               OBS "P,x,2024-02,,final,,6.5,,,,,,,\nA,x,2024-02,,final,3,,,,,,,,\n"
                   "B,x,2024-02,,final,5,,,,,,,,\nA,x,2024-03,,final,4,,,,,,,,\n"
                   "A,x,2023-02,,final,2,,,,,,,,\nB,x,2023-02,,final,4,,,,,,,,\n"
                   "P,x,2025-02,,final,,,,,,,,,\nA,x,2025-02,,final,-3,,,,,,,,\n"
                   "B,x,2025-02,,final,-5,,,,,,,,\n");
    board_row r = row_in(&w, "P", "x", "2024-02");
    same(r.v.level, 8);
    assert_int_equal(r.v.kind, KIND_COMPUTED);
    assert_int_equal(r.v.growth_kind, KIND_FINAL);
    same(r.g.g, 6.5);
    r = row_in(&w, "P", "x", "2024-03"); /* one member is missing */
    same(r.v.level, NAN);
    r = row_in(&w, "P", "x", "2023-02");
    same(r.v.level, 6);
    r = row_in(&w, "P", "x", "2025-02");
    same(r.g.g, -200);
    assert_int_equal(r.g.turn, TURN_TO_LOSS);
    world_close(&w);
}

/* R23: no growth on a base that is not positive, but the words. */
static void turns(void **state)
{
    (void)state;
    static const struct {
        const char *then, *now;
        turn want;
        double growth;
    } rows[] = {{"-5", "3", TURN_TO_PROFIT, NAN},
                {"5", "-3", TURN_TO_LOSS, -160},
                {"-5", "-3", TURN_LOSS_LESS, NAN},
                {"-5", "-8", TURN_LOSS_MORE, NAN},
                {"5", "8", TURN_NONE, 60}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char obs[512];
        snprintf(obs, sizeof obs,
                 OBS "A,x,2023-02,,final,%s,,,,,,,,\nA,x,2024-02,,final,%s,,,,,,,,\n", rows[i].then,
                 rows[i].now);
        world w;
        world_open(&w, areas, INDS "x,利润,亿元,flow,M,,,,none,,,\n", obs);
        board_row r = row_in(&w, "A", "x", "2024-02");
        same(r.g.g, rows[i].growth);
        assert_int_equal(r.g.turn, rows[i].want);
        assert_int_equal(r.g.why, isnan(rows[i].growth) ? REASON_BASE_NOT_POSITIVE : REASON_NONE);
        world_close(&w);
    }
}

/* R6: a change of series_basis stops growth, derived months and movement of rank. */
static void series_basis_breaks(void **state)
{
    (void)state;
    world w;
    world_open(&w, areas,
               INDS "x,某,亿元,flow,M,,,,none,current,,\ny,某乙,亿元,flow,M,,,,none,comparable,,\n",
               OBS "A,x,2023-02,,final,10,,,旧,,,,,\nA,x,2024-02,,final,20,,,新,,,,,\n"
                   "B,x,2023-02,,final,10,,,,,,,,\nB,x,2024-02,,final,20,,,新,,,,,\n"
                   "A,x,2024-01,,final,5,,,旧,,,,,\nB,x,2024-01,,final,5,,,新,,,,,\n"
                   "A,y,2023-02,,final,10,,,,,,,,\nA,y,2024-02,,final,20,,,新,,,,,\n"
                   "B,y,2023-02,,final,10,,,,,,,,\nB,y,2024-02,,final,20,,10,新,,,,,\n");
    board_row r = row_in(&w, "A", "x", "2024-02");
    same(r.g.g, NAN);
    assert_int_equal(r.g.why, REASON_BASIS_BREAK);
    same(r.g.computed, 100); /* always the plain ratio */
    same(r.single.level, NAN);
    assert_false(r.by_level.has_change);
    r = row_in(&w, "B", "x", "2024-02"); /* current price: one side empty is no break */
    same(r.g.g, 100);
    same(r.single.level, 15);
    assert_true(r.by_level.has_change);
    r = row_in(&w, "A", "y", "2024-02");
    assert_int_equal(r.g.why, REASON_BASIS_BREAK);
    r = row_in(&w, "B", "y", "2024-02"); /* a comparable base was published beside it */
    same(r.g.g, 100);
    world_close(&w);
}

/* The first cumulative of a year is its single period: its published growth is that one's too. */
static void first_period_of_the_year(void **state)
{
    (void)state;
    world w;
    world_open(
        &w, areas,
        INDS "gdp,生产总值,亿元,flow,Q,,,,none,constant,,\nx,某,亿元,flow,M,,yes,,none,current,,\n"
             "z,某丙,亿元,flow,M,,,,none,current,,\n",
        OBS "A,gdp,2024-Q1,,final,100,5.3,,,,,,,\nA,gdp,2024-Q2,,final,210,5,,,,,,,\n"
            "A,x,2024-02,,final,10,4,,,,,,,\nA,x,2024-03,,final,16,5,,,,,,,\n"
            "A,z,2024-01,,final,10,,,,,,,,\nA,z,2023-01,,final,8,,,,,,,,\n");
    board_row r = row_in(&w, "A", "gdp", "2024-03");
    same(r.period_growth.g, 5.3);
    assert_int_equal(r.period_growth.source, SOURCE_PUBLISHED);
    r = row_in(&w, "A", "gdp", "2024-06");
    same(r.single.level, 110);
    same(r.period_growth.g, NAN);
    r = row_in(&w, "A", "x", "2024-02"); /* January and February together are no month */
    same(r.single.level, NAN);
    same(r.period_growth.g, NAN);
    same(r.mom, NAN);
    r = row_in(&w, "A", "x", "2024-03");
    same(r.single.level, 6);
    same(r.mom, NAN);
    r = row_in(&w, "A", "z", "2024-01");
    same(r.single.level, 10);
    same(r.period_growth.g, 25);
    world_close(&w);
}

/* R3: indices by their base. */
static void indices(void **state)
{
    (void)state;
    world w;
    world_open(&w, areas,
               INDS "cpi,居民消费价格,点,index,M,,,,none,,ly=100,\nchain,环比价格,点,index,M,,,,"
                    "none,,prev=100,\n"
                    "pmi,采购经理指数,%,index,M,,,,none,,diffusion=50,\nfix,定基,点,index,M,,,,"
                    "none,,fixed:2020,\n",
               OBS "A,cpi,2024-05,,final,101.2,,,,,,,,\nA,cpi,2023-05,,final,100.6,,,,,,,,\n"
                   "A,chain,2024-05,,final,100.3,,,,,,,,\nA,pmi,2024-05,,final,49.5,,,,,,,,\n"
                   "A,pmi,2024-04,,final,50.2,,,,,,,,\nA,fix,2024-05,,final,110,,,,,,,,\n"
                   "A,fix,2023-05,,final,100,,,,,,,,\nA,cpi,2024-04,,final,-,,,,,,,,\n");
    board_row r = row_in(&w, "A", "cpi", "2024-05");
    same(r.g.g, 101.2 - 100);
    assert_int_equal(r.g.source, SOURCE_INDEX);
    same(r.g.computed, NAN);
    assert_int_equal(row_in(&w, "A", "cpi", "2024-04").g.why, REASON_NOT_REPORTED);
    r = row_in(&w, "A", "chain", "2024-05");
    same(r.g.g, NAN);
    near(r.mom, 0.3, 1e-9);
    r = row_in(&w, "A", "pmi", "2024-05");
    same(r.g.g, NAN);
    near(r.change_prev, -0.7, 1e-9);
    r = row_in(&w, "A", "fix", "2024-05");
    same(r.g.g, 10.000000000000009);
    assert_int_equal(row_in(&w, "A", "fix", "2023-05").g.why, REASON_NO_BASE);
    world_close(&w);
}

/* What exists is counted like a stock: since the start of the year, no month on month. */
static void counts_of_what_exists(void **state)
{
    (void)state;
    world w;
    world_open(&w, areas, INDS "firms,规上企业,户,count,M,end,,,none,,,\n",
               OBS "A,firms,2022-12,,final,90,,,,,,,,\nA,firms,2023-05,,final,94,,,,,,,,\n"
                   "A,firms,2023-12,,final,100,,,,,,,,\nA,firms,2024-04,,final,105,,,,,,,,\n"
                   "A,firms,2024-05,,final,107,,,,,,,,\n");
    board_row r = row_in(&w, "A", "firms", "2024-05");
    same(r.since_year_start, 7);
    same(r.since_year_start_last_year, 4);
    same(r.more_or_less, 3);
    same(r.since_prev, 2);
    same(r.mom, NAN);
    world_close(&w);
}

/* A rate has no growth, whatever stands in its growth column; a cumulative one has no single period;
 * a ratio of two indicators is made in every area that has both. */
static void rates(void **state)
{
    (void)state;
    world w;
    world_open(&w, areas,
               INDS "tax,税收,亿元,flow,M,,,,none,,,\nrev,收入,亿元,flow,M,,,,none,,,\n"
                    "part,税收占比,%,rate,M,ytd,,,ratio:tax/rev,,,\n",
               OBS "A,part,2024-05,,final,70,1.5,,,,,,,\nA,part,2024-04,,final,68,,,,,,,,\n"
                   "A,part,2023-05,,final,69,,,,,,,,\nB,tax,2024-05,,final,30,,,,,,,,\nB,rev,2024-"
                   "05,,final,40,,,,,,,,\n");
    board_row r = row_in(&w, "A", "part", "2024-05");
    same(r.g.g, NAN);
    assert_int_equal(r.g.source, SOURCE_NONE);
    same(r.g.computed, NAN);
    same(r.single.level, NAN);
    same(r.mom, NAN);
    same(r.change_year, 1);
    same(r.change_prev, 2);
    assert_int_equal(r.by_level.rank, 2);
    assert_false(r.by_growth.mixed);
    r = row_in(&w, "B", "part", "2024-05");
    same(r.v.level, 75);
    assert_int_equal(r.v.kind, KIND_COMPUTED);
    same(r.share, NAN);
    world_close(&w);
}

/* T20: 16.1 + 9 亿元 + 2509 万元 = 25.3509 亿元. */
static void units(void **state)
{
    (void)state;
    world w;
    world_open(
        &w,
        AREAS
        "P,省,province,,,,,\nA,甲,prefecture,P,,,,\nB,乙,prefecture,P,,,,\nC,丙,prefecture,P,,,,\n",
        INDS "x,总投资,亿元,flow,M,,,,sum,,,\n",
        "area,indicator,period,kind,level,unit\nA,x,2024-05,final,16.1,亿元\nB,x,2024-05,final,9,\n"
        "C,x,2024-05,final,2509,万元\n");
    same(row_in(&w, "P", "x", "2024-05").v.level, 25.3509);
    world_close(&w);
}

/* A board shows the latest period that the calendar has; what should be there and is not is null. */
static void period_shown(void **state)
{
    (void)state;
    world w;
    world_open(&w, areas,
               INDS "gdp,生产总值,亿元,flow,Q,,,,none,constant,,\nx,某,亿元,flow,M,,yes,,none,,,\n",
               OBS "A,gdp,2024-Q1,,final,100,5,,,,,,,\nA,x,2023-12,,final,1,,,,,,,,\n");
    board_options o = {.only = ID_NONE, .as_of = INT64_MAX};
    board b;
    assert_true(board_make(&w.d.c, w.p, area_of(&w.d, "A"), at("2024-05"), &o, &b));
    assert_int_equal(b.n, 1); /* nothing of x in 2024-05 nor a year before */
    assert_true(b.rows[0].stale);
    same(b.rows[0].v.level, 100);
    assert_true(board_make(&w.d.c, w.p, area_of(&w.d, "A"), at("2025-03"), &o, &b));
    assert_int_equal(b.n, 1);
    assert_false(b.rows[0].stale);
    same(b.rows[0].v.level, NAN); /* 2025-Q1 is due; that of last year never stands for it */
    assert_int_equal(b.rows[0].nulls[0].why, REASON_NOT_REPORTED);
    assert_true(board_make(&w.d.c, w.p, area_of(&w.d, "A"), at("2024-01"), &o, &b));
    assert_int_equal(b.n,
                     0); /* January of a joint indicator has no row; gdp of 2023 has no figure */
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(constant_price_has_no_ratio),
        cmocka_unit_test(single_month_on_comparable_base),
        cmocka_unit_test(marks_are_missing),
        cmocka_unit_test(level_computed_beside_published_growth),
        cmocka_unit_test(turns),
        cmocka_unit_test(series_basis_breaks),
        cmocka_unit_test(first_period_of_the_year),
        cmocka_unit_test(indices),
        cmocka_unit_test(counts_of_what_exists),
        cmocka_unit_test(rates),
        cmocka_unit_test(units),
        cmocka_unit_test(period_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
