/* Targets and checkpoints of every kind of indicator (R2, R14, R18, F8-F12). */
#include "panel/panel_help.h"

static const char areas[] = AREAS "P,市,prefecture,,,,,\nA,甲,county,P,,,,\n";

static void flow_with_level(void **state)
{
    (void)state;
    world w;
    world_open(&w, areas, INDS "x,收入,亿元,flow,M,,,,none,current,,\n",
               OBS "A,x,2024,,target,120,,,,,,,,\nA,x,2024-05,,final,40,,,,,,,,\nA,x,2024-04,,"
                   "final,25,,,,,,,,\n"
                   "A,x,2023-05,,final,36,,,,,,,,\nA,x,2023-06,,final,54,,,,,,,,\nA,x,2023-12,,"
                   "final,100,,,,,,,,\n"
                   "A,x,2024-06,,final,62,,,,,,,,\nA,x,2024-07,,final,70,,,,,,,,\n");
    board_row r = row_in(&w, "A", "x", "2024-05");
    const checkpoint *k = check_in(&r, "H1");
    same(k->target, 60);
    same(k->done, 40.0 / 60 * 100);
    same(k->owed, 20);
    same(k->surplus, 0);
    same(k->months_left, 1);
    same(k->required_per_month, 20);
    same(k->required_growth, (20.0 / 18 - 1) * 100);
    same(k->max_ever_per_month, 18); /* June of last year */
    assert_int_equal(k->state, STATE_OPEN);
    assert_int_equal(k->feasible, FEASIBLE_WITHIN_REACH); /* 40/36 − 1 so far */
    same(r.progress.of_target, 40.0 / 120 * 100);
    same(r.progress.time, 5 / 12.0 * 100);
    same(r.progress.last_year, 36);
    same(r.progress.usual, NAN); /* one year is none */
    r = row_in(&w, "A", "x", "2024-06");
    k = check_in(&r, "H1");
    assert_int_equal(k->state, STATE_REACHED);
    same(k->surplus, 2);
    same(k->required_per_month, 0);
    same(k->required_growth, NAN);
    r = row_in(&w, "A", "x", "2024-07"); /* past: judged on June */
    k = check_in(&r, "H1");
    same(k->done, 62.0 / 60 * 100);
    same(k->months_left, 0);
    same(k->required_per_month, NAN);
    world_close(&w);
}

/* T5: 1 -> 1, 2 -> 1, 5 -> 3, 10 -> 5 at half-year; T8: one signed of one. */
static void counts(void **state)
{
    (void)state;
    static const double want[][2] = {{1, 1}, {2, 1}, {5, 3}, {10, 5}, {0, 0}};
    for (size_t i = 0; i < COUNT_OF(want); i++) {
        char obs[512];
        snprintf(obs, sizeof obs, OBS "A,x,2024,,target,%g,,,,,,,,\nA,x,2024-03,,final,1,,,,,,,,\n",
                 want[i][0]);
        world w;
        world_open(&w, areas, INDS "x,新签约项目,户,count,M,,,,none,,,\n", obs);
        board_row r = row_in(&w, "A", "x", "2024-03");
        same(check_in(&r, "H1")->target, want[i][1]);
        same(check_in(&r, "Y")->target, want[i][0]);
        if (want[i][0] == 1)
            assert_int_equal(check_in(&r, "Y")->state, STATE_REACHED);
        world_close(&w);
    }
}

/* F11: s = .42, g = 3, target 6 -> 8.17. T17: from −8.89 to 15 with s = 1/6 and 1/4. */
static void growth_needed(void **state)
{
    (void)state;
    static const double rows[][4] = {
        {42, 3, 6, 8.1724}, {100.0 / 6, -8.89, 15, 19.778}, {25, -8.89, 15, 22.9633}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char obs[512];
        snprintf(obs, sizeof obs,
                 OBS "A,x,2024,,target,,%g,,,,,,,\nA,x,2024-Q2,,final,,%g,,,,,,,\n"
                     "A,x,2023-Q2,,final,%.9f,,,,,,,,\nA,x,2023-Q4,,final,100,,,,,,,,\n",
                 rows[i][2], rows[i][1], rows[i][0]);
        world w;
        world_open(&w, areas, INDS "x,增加值,亿元,flow,Q,,,,none,constant,,\n", obs);
        board_row r = row_in(&w, "A", "x", "2024-06");
        const checkpoint *k = check_in(&r, "Y");
        near(k->required_growth, rows[i][3], 0.001);
        same(k->target, NAN);
        same(k->owed, NAN);
        same(k->owed_pp, rows[i][2] - rows[i][1]);
        same(r.owed_pp, rows[i][2] - rows[i][1]);
        same(check_in(&r, "H1")->owed_pp, k->owed_pp); /* the annual growth at every checkpoint */
        same(r.progress.of_target, NAN);
        world_close(&w);
    }
}

/* F8, T7: 1600 at +40 % is a base of 1142.86; half is 800. */
static void level_from_growth(void **state)
{
    (void)state;
    world w;
    world_open(
        &w, areas, INDS "x,投资,亿元,flow,M,,,,none,current,,\n",
        OBS "A,x,2024,,target,,40,,,,,,,\nA,x,2024-03,,final,100,,,,,,,,\n"
            "A,x,2023-12,,final,1142.857142857,,,,,,,,\nA,x,2023-06,,final,571.4285714286,,,,,,,,\n"
            "A,x,2025-06,,target,,10,,,,,,,\nA,x,2025-03,,final,120,,,,,,,,\nA,x,2024-06,,final,"
            "800,,,,,,,,\n"
            "P,x,2024,,target,,40,,,,,,,\nP,x,2024-03,,final,100,12,,,,,,,\nP,x,2023-12,,final,"
            "1000,,,,,,,,\n");
    board_row r = row_in(&w, "A", "x", "2024-03");
    near(r.target.level, 1600, 1e-6);
    assert_true(r.target.derived);
    near(check_in(&r, "H1")->target, 800, 1e-6);
    r = row_in(&w, "A", "x", "2025-03"); /* a checkpoint's own growth, without one of the year */
    near(check_in(&r, "H1")->target, 880, 1e-9);
    assert_false(check_in(&r, "Y")->exists);
    r = row_in(&w, "P", "x", "2024-03"); /* a growth is published: no level is derived */
    same(r.target.level, NAN);
    same(check_in(&r, "H1")->target, NAN);
    world_close(&w);
}

/* Both given: comparable prices are judged by growth, unless `assess` says otherwise. */
static void judged_as_said(void **state)
{
    (void)state;
    static const struct {
        const char *assess;
        double target, owed_pp;
    } rows[] = {{"", NAN, 2}, {"level", 50, NAN}, {"growth", NAN, 2}, {"both", 50, 2}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char obs[512];
        snprintf(obs, sizeof obs,
                 OBS "A,x,2024,,target,100,8,,,,,%s,,\nA,x,2024-03,,final,20,6,,,,,,,\n",
                 rows[i].assess);
        world w;
        world_open(&w, areas, INDS "x,投资,亿元,flow,M,,,,none,comparable,,\n", obs);
        board_row r = row_in(&w, "A", "x", "2024-03");
        same(check_in(&r, "H1")->target, rows[i].target);
        same(check_in(&r, "H1")->owed_pp, rows[i].owed_pp);
        world_close(&w);
    }
}

/* R2: deposits of 四川, March 2015. */
static void stocks(void **state)
{
    (void)state;
    world w;
    world_open(
        &w, areas,
        INDS "d,存款,亿元,stock,M,,,,none,comparable,,\nf,隐性债务,亿元,stock,M,,,lower,none,,,\n",
        OBS "A,d,2015,,target,,8,,,,,,,\nA,d,2015-03,,final,55935.71,8.53,,,,,,,\n"
            "A,d,2014-12,,final,54322.28,,,,,,,,\nA,d,2014-03,,final,51539.06,,,,,,,,\n"
            "A,d,2013-12,,final,48477,,,,,,,,\nA,d,2015-06,,target,,9,,,,,,,\n"
            "A,d,2014-06,,final,52000,,,,,,,,\n"
            "A,f,2015,,target,80,,,,,,,,\nA,f,2014-12,,final,100,,,,,,,,\nA,f,2015-03,,final,97,,,,"
            ",,,,\n"
            "P,d,2015,,target,,8,,,,,,,\nP,d,2015-03,,final,55935.71,,,,,,,,\n"
            "P,d,2014-12,,final,54322.28,,,,,,,,\n");
    board_row r = row_in(&w, "P", "d", "2015-03");
    near(r.target.level, 58668.06, 0.01);
    near(r.progress.of_target, 37.13, 0.01);
    near(check_in(&r, "H1")->target, 56495.17, 0.01);
    near(check_in(&r, "H1")->owed, 559.46, 0.01);
    r = row_in(&w, "A", "d", "2015-03");
    near(r.since_year_start, 1613.43, 1e-6);
    near(r.more_or_less, -1448.63, 1e-6);
    near(r.owed_pp, -0.53, 1e-9);
    same(r.mom, NAN);
    same(check_in(&r, "H1")->target, 52000 * 1.09); /* the checkpoint's own */
    r = row_in(&w, "A", "f", "2015-03");
    same(check_in(&r, "H1")->target, 90);
    same(check_in(&r, "H1")->owed, 7);
    same(check_in(&r, "H1")->done, 30);
    same(r.progress.of_target, 15);
    world_close(&w);
}

/* Rates hold at every checkpoint and are never summed; indices by level or growth. */
static void rates(void **state)
{
    (void)state;
    world w;
    world_open(&w, areas,
               INDS "u,失业率,%,rate,M,,,lower,none,,,\ncpi,价格,点,index,M,,,,none,,ly=100,\n",
               OBS "A,u,2024,,target,5.5,,,,,,,,\nA,u,2024-01,,final,5,,,,,,,,\nA,u,2024-02,,final,"
                   "5.6,,,,,,,,\n"
                   "A,u,2024-03,,final,5.2,,,,,,,,\nA,u,2024-06,,final,5.3,,,,,,,,\nA,u,2024-07,,"
                   "final,5.4,,,,,,,,\n"
                   "A,cpi,2024,,target,,3,,,at_most,,,,\nA,cpi,2024-07,,final,103.2,,,,,,,,\n");
    board_row r = row_in(&w, "A", "u", "2024-07");
    const checkpoint *k = check_in(&r, "H1");
    same(k->target, 5.5);
    near(k->owed_pp, -0.2, 1e-9); /* June, not the sum of six months */
    assert_int_equal(k->state, STATE_REACHED);
    assert_int_equal(check_in(&r, "Y")->state, STATE_OPEN);
    same(r.progress.time, NAN);
    near(r.owed_pp, -0.1, 1e-9);
    assert_int_equal(r.light.color, LIGHT_GREEN);
    r = row_in(&w, "A", "cpi", "2024-07"); /* 0.2 above: near */
    assert_int_equal(r.light.color, LIGHT_YELLOW);
    world_close(&w);
}

/* Ceilings: used, room, allowed; never owed. */
static void ceilings(void **state)
{
    (void)state;
    world w;
    world_open(
        &w, areas, INDS "x,事故,户,count,M,,,lower,none,,,\n",
        OBS
        "A,x,2024,,target,120,,,,,,,,\nA,x,2024-05,,final,50,,,,,,,,\nP,x,2024,,target,40,,,,,,,,\n"
        "P,x,2024-05,,final,50,,,,,,,,\n");
    board_row r = row_in(&w, "A", "x", "2024-05");
    same(r.ceiling.used, 50.0 / 120 * 100);
    same(r.ceiling.room, 70);
    same(r.ceiling.per_month, 10);
    assert_false(check_in(&r, "H1")->exists);
    assert_int_equal(check_in(&r, "Y")->state, STATE_WITHIN);
    same(check_in(&r, "Y")->owed, NAN);
    same(r.progress.of_target, NAN);
    r = row_in(&w, "P", "x", "2024-05");
    assert_int_equal(check_in(&r, "Y")->state, STATE_EXCEEDED);
    same(r.ceiling.room, -10);
    same(r.ceiling.per_month, 0);
    assert_int_equal(r.light.color, LIGHT_RED);
    world_close(&w);
}

/* A yearly indicator has no half-year; nothing has a state before it has a figure. */
static void no_figure_no_state(void **state)
{
    (void)state;
    world w;
    world_open(
        &w, areas,
        INDS "y,年度,亿元,flow,Y,,,,none,current,,\ng,增加值,亿元,flow,Q,,,,none,constant,,\n"
             "s,余额,亿元,stock,M,,,,none,,,\n",
        OBS
        "A,y,2023,,target,100,,,,,,,,\nA,y,2023,,final,110,,,,,,,,\nA,g,2024,,target,,6,,,,,,,\n"
        "A,s,2024,,target,100,,,,,,,,\nA,s,2024-06,,final,90,5,,,,,,,\n");
    board_row r = row_in(&w, "A", "y", "2024-05");
    same(check_in(&r, "H1")->done, NAN);
    assert_int_equal(check_in(&r, "H1")->state, STATE_NONE);
    same(check_in(&r, "Y")->done, 110);
    r = row_in(&w, "A", "g", "2024-06");
    assert_int_equal(check_in(&r, "Y")->state, STATE_NONE);
    assert_int_equal(r.light.color, LIGHT_GREY);
    r = row_in(&w, "A", "s", "2024-06"); /* last December is not known: no half-year target */
    assert_int_equal(check_in(&r, "H1")->state, STATE_NONE);
    assert_int_equal(check_in(&r, "Y")->state, STATE_OPEN);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flow_with_level),
        cmocka_unit_test(counts),
        cmocka_unit_test(growth_needed),
        cmocka_unit_test(level_from_growth),
        cmocka_unit_test(judged_as_said),
        cmocka_unit_test(stocks),
        cmocka_unit_test(rates),
        cmocka_unit_test(ceilings),
        cmocka_unit_test(no_figure_no_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
