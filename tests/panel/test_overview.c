/* Counts over boards and rankings: T1-T4, T17-T19 of the catalogue of requirements, and F21, F44, F50. */
#include "panel/overview.h"
#include "panel/panel_help.h"
#include "panel/trend.h"

/* T1: of 13 counties 4 grew and 9 fell. F44: range and extremes, never a coefficient of variation. */
static void up_and_down(void **state)
{
    (void)state;
    area_id ids[13];
    double v[13] = {1, 2, 3, 4, -1, -2, -3, -4, -5, -6, -7, -8, -9};
    for (uint32_t i = 0; i < 13; i++)
        ids[i] = i;
    ranking r = {.areas = ids, .values = v, .n = 13};
    spread s = spread_of(&r);
    assert_int_equal(s.up, 4);
    assert_int_equal(s.down, 9);
    assert_int_equal(s.up + s.down + s.flat + s.missing, 13);
    assert_true(fabs(s.up / 13.0 * 100 - 30.77) < 0.005);
    assert_true(fabs(s.down / 13.0 * 100 - 69.23) < 0.005);
    assert_true(s.range == 13 && s.max_area == 3 && s.min_area == 12);
    assert_true(gap_ahead(&r, 2) == 1); /* 3 to the 4 before it */
    assert_true(isnan(gap_ahead(&r, 3)));
    v[0] = -0.04; /* prints 持平: neither up nor down */
    v[1] = MISSING;
    s = spread_of(&r);
    assert_int_equal(s.flat, 1);
    assert_int_equal(s.missing, 1);
    assert_int_equal(s.up, 2);
}

static board_row ranked(int rank, int from_bottom, double vs_expected, const indicator *i)
{
    board_row r = {.s = {.ind = i}, .vs_expected = vs_expected, .vs_parent = MISSING};
    int all = rank + from_bottom - 1;
    r.by_growth = (standing){rank, from_bottom, .ranked = all, .members = all};
    r.v.level = 1;
    r.progress.of_target = r.progress.time = MISSING;
    return r;
}

/* T2, T3: three last and three second-last; five of the six below expectation. */
static void bottom_set(void **state)
{
    (void)state;
    static const indicator flow = {.nature = NATURE_FLOW};
    board_row rows[6];
    for (int i = 0; i < 6; i++)
        rows[i] = ranked(9 - i / 3, 1 + i / 3, i == 3 ? 0.5 : -6, &flow);
    board b = {.rows = rows, .n = 6};
    board_counts n = board_count(&b);
    assert_int_equal(n.last, 3);
    assert_int_equal(n.second_last, 3);
    assert_int_equal(n.below_expected, 5);
    assert_true(n.below_expected <= n.last + n.second_last);
}

/* T19: ranks 3 5 2 1 3 3 7 8 3 1: mean 3.6, seven in the top three, two first. */
static void ten_ranks(void **state)
{
    (void)state;
    static const indicator flow = {.nature = NATURE_FLOW};
    static const int ranks[10] = {3, 5, 2, 1, 3, 3, 7, 8, 3, 1};
    board_row rows[10];
    for (int i = 0; i < 10; i++)
        rows[i] = ranked(ranks[i], 10, MISSING, &flow);
    board b = {.rows = rows, .n = 10};
    board_counts n = board_count(&b);
    assert_true(fabs(n.mean_rank - 3.6) < 1e-12);
    assert_int_equal(n.top3, 7);
    assert_int_equal(n.first, 2);
}

/* T17, T18: 24 March is 7 days before the quarter's end, 18 June 12 days before the half-year's. */
static void days_left(void **state)
{
    (void)state;
    assert_int_equal(date_ord(2024, 3, 31) - date_ord(2024, 3, 24), 7);
    assert_int_equal(date_ord(2024, 6, 30) - date_ord(2024, 6, 18), 12);
    assert_true(fabs(num_growth_needed(15, -8.89, 1.0 / 6) - 19.78) < 0.005);
    assert_true(fabs(num_growth_needed(15, -8.89, 0.25) - 22.96) < 0.005);
}

static const char areas[] = AREAS "P,市,prefecture,,,,,\n";

/* F21, R25: lowest in the last n readings; equal values and short runs say nothing. F50: base year. */
static void lowest_since(void **state)
{
    (void)state;
    world w;
    world_open(&w, areas, INDS "x,某,亿元,flow,Q,,,,none,current,,\n",
               OBS "P,x,2022-Q4,,final,80,9,,,,,,,\nP,x,2023-Q1,,final,100,8,,,,,,,\n"
                   "P,x,2023-Q2,,final,100,7,,,,,,,\nP,x,2023-Q3,,final,100,6.5,,,,,,,\n"
                   "P,x,2023-Q4,,final,100,6,,,,,,,\nP,x,2024-Q1,,final,110,5,,,,,,,\n"
                   "P,x,2021-Q1,,final,80,10,,,,,,,\nP,x,2022-Q1,,final,90,9,,,,,,,\n");
    spot s = spot_in(&w, "P", "x", "2024-Q1");
    finding f[TREND_MAX];
    int n = trend_find(s, f);
    bool seen = false;
    for (int k = 0; k < n; k++)
        if (f[k].kind == TREND_LOWEST) {
            seen = true;
            assert_int_equal(f[k].periods,
                             6); /* 2022-Q3 is not stored: nothing is said across it */
            assert_true(f[k].value == 5);
            assert_false(f[k].from_start); /* records begin before the gap */
        }
    assert_true(seen);
    base_year b = base_year_at(s, 2022);
    assert_true(fabs(b.recovery - 110.0 / 90 * 100) < 1e-9);
    assert_true(fabs(b.mean_growth - (sqrt(1.08 * 1.05) - 1) * 100) < 1e-9);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(up_and_down), cmocka_unit_test(bottom_set),   cmocka_unit_test(ten_ranks),
        cmocka_unit_test(days_left),   cmocka_unit_test(lowest_since),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
