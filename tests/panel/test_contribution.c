/* Who made the growth: pulls, contributions, residual, growth without a member. */
#include "panel/panel_help.h"
#include "base/str.h"

static contributions parts_of(world *w, const char *area, const char *ind, const char *p,
                              bool components, const char *without)
{
    spot s = spot_in(w, area, ind, p);
    member *rows;
    uint32_t n;
    contributions r;
    cx *c = &w->d.c;
    if (!(components ? contribution_components(c, s, &rows, &n)
                     : contribution_areas(c, s, &rows, &n)))
        fail_msg("%s", c->err.en);
    for (uint32_t i = 0; i < n; i++)
        rows[i].excluded = without && str_eqz(rows[i].code, without);
    if (!contributions_make(c, s, rows, n, &r))
        fail_msg("%s", c->err.en);
    if (has(r.sum_of_pulls) && has(r.growth))
        same(r.sum_of_pulls + r.residual, r.growth);
    return r;
}

static const member *part(const contributions *r, const char *code)
{
    for (uint32_t i = 0; i < r->n; i++)
        if (str_eqz(r->rows[i].code, code))
            return &r->rows[i];
    fail_msg("no member %s", code);
    return NULL;
}

/* R9: 山西 2021, weights of last year's levels: 0.434 + 4.435 + 4.246 = 9.115, published 9.1. */
static void constant_price(void **state)
{
    (void)state;
    world w;
    world_open(
        &w, AREAS "P,山西,province,,,,,\n",
        INDS
        "gdp,生产总值,亿元,flow,Q,,,,none,constant,,\n"
        "va1,一产,亿元,flow,Q,,,,none,constant,,gdp\nva2,二产,亿元,flow,Q,,,,none,constant,,gdp\n"
        "va3,三产,亿元,flow,Q,,,,none,constant,,gdp\n",
        OBS "P,gdp,2020,,final,17651.93,,,,,,,,\nP,va1,2020,,final,946.68,,,,,,,,\n"
            "P,va2,2020,,final,7675.44,,,,,,,,\nP,va3,2020,,final,9029.81,,,,,,,,\n"
            "P,gdp,2021,,final,22590.16,9.1,,,,,,,\nP,va1,2021,,final,1286.87,8.1,,,,,,,\n"
            "P,va2,2021,,final,11213.13,10.2,,,,,,,\nP,va3,2021,,final,10090.16,8.3,,,,,,,\n");
    contributions r = parts_of(&w, "P", "gdp", "2021", true, "va2");
    near(part(&r, "va1")->pull, 0.434, 0.001);
    near(part(&r, "va2")->pull, 4.435, 0.001);
    near(part(&r, "va3")->pull, 4.246, 0.001);
    near(part(&r, "va2")->contribution, 48.7, 0.05);
    near(r.sum_of_pulls, 9.115, 0.001);
    same(r.growth, 9.1);
    near(r.residual, -0.015, 0.001);
    double share = 7675.44 / 17651.93;
    same(r.excluded_growth, (9.1 - share * 10.2) / (1 - share));
    world_close(&w);
}

/* Levels: members that add up leave no residue, shares and weights come to 100. R20: a newcomer of 3
 * with base 2.8 beside 100/95 lifts growth by 0.05 points. */
static void levels(void **state)
{
    (void)state;
    world w;
    world_open(
        &w, AREAS "P,市,prefecture,,,,,\nA,甲,county,P,,,,\nB,乙,county,P,,,,\nC,园区,park,P,,,,\n",
        INDS "x,产值,亿元,flow,M,,,,sum,current,,\n",
        OBS "A,x,2024-03,,final,100,,95,,,,,,\nB,x,2024-03,,final,3,,2.8,,,,,,\n"
            "P,x,2024-03,,final,103,,97.8,,,,,,\nC,x,2024-03,,final,50,,40,,,,,,\n");
    contributions r = parts_of(&w, "P", "x", "2024-03", false, "B");
    assert_int_equal(r.n, 2); /* the park is in nobody's total */
    same(r.residual, 0);
    same(r.rows[0].weight + r.rows[1].weight, 100);
    same(r.rows[0].contribution + r.rows[1].contribution, 100);
    near(r.growth - r.excluded_growth, 0.05, 0.005);
    board_row a = row_in(&w, "A", "x", "2024-03"), b = row_in(&w, "B", "x", "2024-03");
    same(a.share + b.share, 100);
    same(a.pull, r.rows[0].pull);
    board_row c = row_in(&w, "C", "x", "2024-03");
    same(c.share, 50.0 / 103 * 100);
    same(c.pull, NAN);
    same(c.contribution, NAN);
    world_close(&w);
}

/* In a parent that did not grow only pulls are given. */
static void falling_parent(void **state)
{
    (void)state;
    world w;
    world_open(&w, AREAS "P,市,prefecture,,,,,\nA,甲,county,P,,,,\nB,乙,county,P,,,,\n",
               INDS "x,产值,亿元,flow,M,,,,sum,,,\n",
               OBS "A,x,2023-03,,final,60,,,,,,,,\nB,x,2023-03,,final,40,,,,,,,,\n"
                   "A,x,2024-03,,final,50,,,,,,,,\nB,x,2024-03,,final,42,,,,,,,,\n");
    contributions r = parts_of(&w, "P", "x", "2024-03", false, NULL);
    same(r.growth, -8); /* of the computed parent */
    same(part(&r, "A")->pull, -10);
    same(part(&r, "B")->pull, 2);
    same(part(&r, "A")->contribution, NAN);
    assert_int_equal(r.why, REASON_PARENT_NOT_POSITIVE);
    world_close(&w);
}

/* Growth only: weights of last year; one without a weight leaves none. A member without a base makes
 * the growth of a computed parent, and the base under its pulls, null. */
static void growth_only(void **state)
{
    (void)state;
    world w;
    world_open(&w, AREAS "P,市,prefecture,,,,,\nA,甲,county,P,,,,\nB,乙,county,P,,,,\n",
               INDS
               "x,产值,亿元,flow,M,,,,sum,comparable,,\ny,产值乙,亿元,flow,M,,,,sum,current,,\n",
               OBS "A,x,2023-03,,final,60,,,,,,,,\nB,x,2023-03,,final,40,,,,,,,,\n"
                   "A,x,2024-03,,final,,10,,,,,,,\nB,x,2024-03,,final,,-5,,,,,,,\nP,x,2024-03,,"
                   "final,,4.2,,,,,,,\n"
                   "A,x,2024-04,,final,,10,,,,,,,\nB,x,2024-04,,final,,-5,,,,,,,\nP,x,2024-04,,"
                   "final,,4.2,,,,,,,\n"
                   "A,y,2024-03,,final,66,,60,,,,,,\nB,y,2024-03,,final,50,,,,,,,,\n");
    contributions r = parts_of(&w, "P", "x", "2024-03", false, NULL);
    same(part(&r, "A")->pull, 6);
    same(part(&r, "B")->pull, -2);
    same(r.sum_of_pulls, 4);
    near(r.residual, 0.2, 1e-9);
    r = parts_of(&w, "P", "x", "2024-04", false, NULL);
    assert_int_equal(r.why, REASON_NO_WEIGHTS);
    same(r.sum_of_pulls, NAN);
    r = parts_of(&w, "P", "y", "2024-03", false, NULL);
    same(r.parent_level, 116);
    same(r.growth, NAN);
    same(r.parent_base, NAN);
    same(part(&r, "A")->pull, NAN);
    world_close(&w);
}

/* A parent without a figure still weighs its members by last year's level, whatever its basis was. */
static void parent_without_a_figure(void **state)
{
    (void)state;
    world w;
    world_open(&w, AREAS "P,市,prefecture,,,,,\nA,甲,county,P,,,,\nB,乙,county,P,,,,\n",
               INDS "x,增加值,亿元,flow,Q,,,,none,constant,,\n",
               OBS "P,x,2023-Q4,,final,200,,,旧,,,,,\nA,x,2023-Q4,,final,50,,,,,,,,\n"
                   "A,x,2024-Q4,,final,55,8,,,,,,,\nB,x,2024-Q4,,final,150,,,,,,,,\n");
    contributions r = parts_of(&w, "P", "x", "2024", false, NULL);
    same(part(&r, "A")->weight, 25);
    same(part(&r, "A")->pull, 2);
    same(part(&r, "B")->pull, NAN);
    assert_int_equal(r.n_missing, 1);
    same(r.growth, NAN);
    world_close(&w);
}

/* T16: 地税 +10.42, 国税 −0.4: the whole lies between its parts. */
static void composite_lies_between(void **state)
{
    (void)state;
    for (int local = 10; local <= 90; local += 20) {
        char obs[1024];
        snprintf(obs, sizeof obs,
                 OBS "A,x,2024-03,,final,%g,10.42,,,,,,,\nB,x,2024-03,,final,%g,-0.4,,,,,,,\n",
                 local * 1.1042, (100 - local) * 0.996);
        world w;
        world_open(&w, AREAS "P,州,prefecture,,,,,\nA,地税,own,P,,,,\nB,国税,own,P,,,,\n",
                   INDS "x,税收,亿元,flow,M,,,,sum,,,\n", obs);
        double g = row_in(&w, "P", "x", "2024-03").g.g;
        assert_true(g > -0.4 && g < 10.42);
        same(g, local * 0.1042 - (100 - local) * 0.004);
        world_close(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(constant_price),         cmocka_unit_test(levels),
        cmocka_unit_test(falling_parent),         cmocka_unit_test(growth_only),
        cmocka_unit_test(composite_lies_between), cmocka_unit_test(parent_without_a_figure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
