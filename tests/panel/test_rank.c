/* Places: ties, bottom, mixed sources, rosters, movement. */
#include "panel/overview.h"
#include "panel/panel_help.h"

static const char areas[] =
    AREAS "P,市,prefecture,,,,,\nA,甲,county,P,,,,\nB,乙,county,P,,,,\nC,丙,county,P,,,,\nD,丁,"
          "county,P,,,,\n"
          "E,戊,county,P,,,2024-02-01,\nO,市本级,own,P,,,,\nK,园区,park,P,,,,\n";

static void ties(void **state)
{
    (void)state;
    world w;
    world_open(&w, areas,
               INDS "x,某,亿元,flow,M,,,,none,current,,\nu,失业率,%,rate,M,,,lower,none,,,\n"
                    "n,无向,亿元,flow,M,,,none,none,,,\n",
               OBS "A,x,2024-02,,final,10,10,,,,,,,\nB,x,2024-02,,final,9,8,,,,,,,\n"
                   "C,x,2024-02,,final,9.00000000001,8,,,,,,,\nD,x,2024-02,,final,7,6,,,,,,,\n"
                   "E,x,2024-02,,final,99,99,,,,,,,\nO,x,2024-02,,final,50,50,,,,,,,\n"
                   "A,x,2024-01,,final,1,5,,,,,,,\nB,x,2024-01,,final,2,6,,,,,,,\n"
                   "C,x,2024-01,,final,3,7,,,,,,,\nE,x,2024-01,,final,1,1,,,,,,,\n"
                   "A,u,2024-02,,final,5,,,,,,,,\nB,u,2024-02,,final,4,,,,,,,,\nA,n,2024-02,,final,"
                   "5,1,,,,,,,\n"
                   "A,x,2024-03,,final,1,1,,,,,,,\nB,x,2024-03,,final,2,2,,,,,,,\n");
    board_row r = row_in(&w, "B", "x", "2024-02");
    assert_int_equal(r.by_growth.rank, 2);
    assert_int_equal(r.by_growth.from_bottom, 2);
    assert_int_equal(r.by_growth.ranked, 4); /* not the one that has ended, not 市本级 */
    assert_true(r.by_growth.tied);
    assert_int_equal(r.by_level.rank, 2);
    assert_true(r.by_level.tied);         /* within 1e-9 */
    assert_false(r.by_growth.has_change); /* the roster changed */
    assert_int_equal(row_in(&w, "D", "x", "2024-02").by_growth.rank, 4);
    assert_int_equal(row_in(&w, "O", "x", "2024-02").by_growth.rank, 0);
    r = row_in(&w, "B", "x", "2024-03");
    assert_int_equal(r.by_growth.rank, 1);
    assert_true(r.by_growth.has_change);
    assert_int_equal(r.by_growth.change, 1);
    r = row_in(&w, "C", "x", "2024-03"); /* no figure of its own: still says how many have one */
    assert_int_equal(r.by_growth.rank, 0);
    assert_int_equal(r.by_growth.ranked, 2);
    r = row_in(&w, "B", "u", "2024-02");
    assert_int_equal(r.by_level.rank, 1);
    assert_int_equal(r.by_growth.ranked, 0);
    r = row_in(&w, "A", "n", "2024-02");
    assert_int_equal(r.by_level.rank, 0);
    assert_int_equal(r.by_growth.ranked, 1);
    world_close(&w);
}

/* Published beside computed growth is not ranked. */
static void mixed(void **state)
{
    (void)state;
    world w;
    world_open(&w, areas, INDS "x,某,亿元,flow,M,,,,none,current,,\n",
               OBS "A,x,2024-02,,final,10,10,,,,,,,\nB,x,2024-02,,final,9,,,,,,,,\nB,x,2023-02,,"
                   "final,8,,,,,,,,\n");
    board_row r = row_in(&w, "A", "x", "2024-02");
    assert_true(r.by_growth.mixed);
    assert_int_equal(r.by_growth.rank, 0);
    assert_int_equal(r.by_growth.ranked, 2);
    assert_int_equal(r.by_level.rank, 1);
    world_close(&w);
}

/* 6.3: ranks of a whole are a permutation with ties; top and bottom add up. */
static void ranks_are_consistent(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (int round = 0; round < 200; round++) {
        double v[14];
        for (int i = 0; i < 14; i++)
            v[i] = rnd(&seed) % 8 == 0 ? MISSING : rnd(&seed) % 9;
        int n = num_rank_of(v, 14, 0, false).ranked;
        for (size_t i = 0; i < 14; i++) {
            num_place p = num_rank_of(v, 14, i, false), q = num_rank_of(v, 14, i, true);
            int tied = 0;
            for (int k = 0; k < 14; k++)
                tied += has(v[i]) && v[k] == v[i];
            assert_int_equal(p.ranked, n);
            assert_int_equal(p.rank, q.from_bottom);
            assert_int_equal(has(v[i]) ? p.rank + p.from_bottom + tied : 0, has(v[i]) ? n + 2 : 0);
            assert_int_equal(p.tied, tied > 1);
        }
    }
}

/* All at once is one by one: random rankings with ties, near ties and missing values, both ways. */
static void all_at_once(void **state)
{
    (void)state;
    uint64_t seed = 11;
    cx c;
    assert_true(cx_init(&c, LANG_ZH));
    for (int round = 0; round < 400; round++) {
        uint32_t n = (uint32_t)(rnd(&seed) % 300), spread = 1 + (uint32_t)(rnd(&seed) % 400);
        double v[300];
        area_id ids[300];
        for (uint32_t i = 0; i < n; i++) {
            ids[i] = n - i;
            v[i] = (double)(rnd(&seed) % spread) - 50;
            v[i] *= 1 + (double)(rnd(&seed) % 5) * 0.4e-9; /* chains of ties */
            if (rnd(&seed) % 7 == 0)
                v[i] = MISSING;
        }
        ranking r = {.areas = ids, .values = v, .n = n, .lower = round % 2, .none = round % 5 == 0};
        r.mixed = round % 7 == 0;
        ranking_places all;
        assert_true(ranking_all(&c, &r, &all));
        for (uint32_t i = 0; i < n; i++) {
            standing one = ranking_standing(&r, ids[i]), got = all.places[i];
            double gap = gap_ahead(&r, ids[i]);
            assert_int_equal(got.rank, one.rank);
            assert_int_equal(got.from_bottom, one.from_bottom);
            assert_int_equal(got.ranked, one.ranked);
            assert_int_equal(got.tied, one.tied);
            assert_int_equal(got.mixed, one.mixed);
            assert_true(has(gap) ? all.gaps[i] == gap : !has(all.gaps[i]));
        }
    }
    cx_done(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ties),
        cmocka_unit_test(mixed),
        cmocka_unit_test(all_at_once),
        cmocka_unit_test(ranks_are_consistent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
