/* Arrears reconciled up the tree (R13). */
#include "panel/panel_help.h"

static const char areas[] =
    AREAS "P,市,prefecture,,,,,\nA,甲,county,P,,,,\nB,乙,county,P,,,,\nO,市本级,own,P,,,,\n";

static owed_list list_of(world *w, const char *ind, const char *p, const char *checkpoint)
{
    spot s = spot_in(w, "P", ind, p);
    period when;
    owed_list l;
    if (!checkpoint_parse(str_of(checkpoint), s.t, &when) || !owed_make(&w->d.c, s, when, &l))
        fail_msg("%s", w->d.c.err.en);
    return l;
}

/* T = (10, 8, 6), C = (7, 9, 6.5), city 26 / 23.5: Σ owed 3, the city owes 2.5. */
static void identity(void **state)
{
    (void)state;
    world w;
    world_open(&w, areas, INDS "x,收入,亿元,flow,M,,,,sum,current,,\n",
               OBS "A,x,2024-06,,target,10,,,,,,,,\nB,x,2024-06,,target,8,,,,,,,,\nO,x,2024-06,,"
                   "target,6,,,,,,,,\n"
                   "P,x,2024-06,,target,26,,,,,,,,\nA,x,2024-06,,final,7,,,,,,,,\nB,x,2024-06,,"
                   "final,9,,,,,,,,\n"
                   "O,x,2024-06,,final,6.5,,,,,,,,\nP,x,2024-06,,final,23.5,,,,,,,,\n"
                   "A,x,2024-05,,final,7,,,,,,,,\nP,x,2024-05,,final,20,,,,,,,,\n");
    owed_list l = list_of(&w, "x", "2024-06", "H1");
    assert_int_equal(l.n, 3); /* 市本级 is a debtor like a county */
    same(l.total.owed_sum, 3);
    same(l.total.surplus_sum, 1.5);
    same(l.total.reserve, 2);
    same(l.total.unallocated, 1);
    same(l.total.parent_gap, 2.5);
    same(l.total.owed_sum - l.total.surplus_sum + l.total.reserve - l.total.unallocated,
         l.total.parent_gap);
    l = list_of(&w, "x", "2024-05", "H1"); /* two have not reported */
    assert_int_equal(l.total.n_missing, 2);
    same(l.total.unallocated, NAN);
    same(l.total.parent_gap, 6);
    world_close(&w);
}

/* The identity closes on any figures. */
static void identity_on_random_figures(void **state)
{
    (void)state;
    uint64_t seed = 11;
    for (int round = 0; round < 30; round++) {
        char obs[2048];
        int n = snprintf(obs, sizeof obs, OBS);
        for (const char *a = "ABOP"; *a; a++)
            for (int k = 0; k < 2; k++)
                n += snprintf(obs + n, sizeof obs - (size_t)n, "%c,x,2024%s,,%s,%u.%02u,,,,,,,,\n",
                              *a, k ? "-05" : "", k ? "final" : "target", rnd(&seed) % 900,
                              rnd(&seed) % 100);
        world w;
        world_open(&w, areas, INDS "x,收入,亿元,flow,M,,,,sum,current,,\n", obs);
        owed_total t = list_of(&w, "x", "2024-05", round % 2 ? "H1" : "Y").total;
        near(t.owed_sum - t.surplus_sum + t.reserve - t.unallocated, t.parent_gap, 1e-9);
        world_close(&w);
    }
}

/* A yearly indicator has nothing at half-year. */
static void no_half_of_a_year(void **state)
{
    (void)state;
    world w;
    world_open(&w, areas, INDS "y,年度,亿元,flow,Y,,,,none,current,,\n",
               OBS "A,y,2023,,target,100,,,,,,,,\nA,y,2023,,final,110,,,,,,,,\n");
    same(list_of(&w, "y", "2023", "H1").rows[0].level, NAN);
    same(list_of(&w, "y", "2023", "Y").rows[0].level, 110);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(identity),
        cmocka_unit_test(identity_on_random_figures),
        cmocka_unit_test(no_half_of_a_year),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
