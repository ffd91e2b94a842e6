/* Splits of a target: pieces that add up, never below nothing, over areas and over time (M19). */
#include "panel/split.h"
#include "panel/panel_help.h"

#define N_AREAS 17

static const char inds[] =
    INDS "x,某,亿元,flow,M,,,,none,current,,\nc,项目数,户,count,M,ytd,,,none,,,\n"
         "s,余额,亿元,stock,M,,,,none,current,,\n";

static void whole_world(world *w, char text[1 << 14], uint64_t *seed)
{
    char areas[2048];
    int at = snprintf(areas, sizeof areas, AREAS "P,市,prefecture,,,,,\n");
    for (int i = 0; i < N_AREAS; i++)
        at += snprintf(areas + at, sizeof areas - (size_t)at, "A%d,县%d,county,P,,,,\n", i, i);
    at = snprintf(text, 1 << 14, OBS);
    for (int i = 0; i < N_AREAS; i++)
        at += snprintf(text + at, (1 << 14) - (size_t)at,
                       "A%d,x,2023-12,,final,%d.%d,,,,,,,,\nA%d,c,2023-12,,final,%d,,,,,,,,\n", i,
                       (int)(rnd(seed) % 900), (int)(rnd(seed) % 10), i, (int)(rnd(seed) % 9));
    for (int m = 1; m <= 12; m++) /* a month that took back what had been reported */
        at += snprintf(text + at, (1 << 14) - (size_t)at,
                       "P,x,2023-%02d,,final,%d,,,,,,,,\nP,c,2023-%02d,,final,%d,,,,,,,,\n"
                       "P,s,2023-%02d,,final,%d,,,,,,,,\n",
                       m, m == 6 ? 40 : m * 10, m, m, m, 100 + m);
    snprintf(text + at, (1 << 14) - (size_t)at, "P,s,2022-12,,final,100,,,,,,,,\n");
    world_open(w, areas, inds, text);
}

static spot year_of(world *w, const char *ind)
{
    ind_id i = ind_of(&w->d, ind);
    return spot_at(w->p, i, area_of(&w->d, "P"), at("2024-12"));
}

static split over_areas(world *w, const char *ind, double whole, double reserve, split_method m,
                        int decimals)
{
    split s;
    if (!split_areas(&w->d.c, year_of(w, ind), whole, reserve, m, decimals, &s))
        fail_msg("%s", w->d.c.err.en);
    assert_int_equal(s.why, SPLIT_OK);
    return s;
}

static split over_time(world *w, const char *ind, double whole, split_method m, int decimals)
{
    split s;
    if (!split_time(&w->d.c, year_of(w, ind), whole, m, decimals, &s))
        fail_msg("%s", w->d.c.err.en);
    assert_int_equal(s.why, SPLIT_OK);
    return s;
}

/* In units of the last decimal: whole pieces, none negative, each within one of its exact share. */
static void pieces_add_up(const split *s, double total, double unit)
{
    double sum = 0;
    for (uint32_t i = 0; i < s->n; i++) {
        double units = s->pieces[i].level * unit;
        assert_true(s->pieces[i].level >= 0);
        near(units, round(units), 1e-6);
        assert_true(fabs(units - total * unit * s->pieces[i].share) < 1 + 1e-6);
        sum += round(units);
    }
    near(sum, total * unit, 1e-6);
}

static void areas_add_up(void **state)
{
    (void)state;
    world w;
    static char text[1 << 14];
    uint64_t seed = 11;
    whole_world(&w, text, &seed);
    split s = over_areas(&w, "c", 9, 0, SPLIT_EVEN, 0); /* the last piece was -7 */
    for (uint32_t i = 0; i < s.n; i++)
        same(s.pieces[i].level, i < 9);
    s = over_areas(&w, "x", 0.1, 0, SPLIT_EVEN, 2); /* the last piece was -0.06 */
    pieces_add_up(&s, 0.1, 100);
    s = over_areas(&w, "x", 0.05, 0, SPLIT_EVEN, 0); /* finer than the indicator is written */
    pieces_add_up(&s, 0.05, 100);
    s = over_areas(&w, "c", 20.5, 0, SPLIT_EVEN, 0); /* a count stays whole; half a thing is left */
    pieces_add_up(&s, 20, 1);
    for (int round_ = 0; round_ < 300; round_++) {
        double units = (double)(rnd(&seed) % 100000), kept = (double)(rnd(&seed) % 50);
        bool count = rnd(&seed) % 2;
        int decimals = count ? 0 : (int)(rnd(&seed) % 4);
        double unit = pow(10, decimals), reserve = fmin(units, kept) / unit;
        s = over_areas(&w, count ? "c" : "x", units / unit, reserve,
                       rnd(&seed) % 2 ? SPLIT_EVEN : SPLIT_CURVE, decimals);
        assert_int_equal(s.n, N_AREAS);
        pieces_add_up(&s, (units - fmin(units, kept)) / unit, unit);
    }
    s = over_areas(&w, "x", 9e17, 0, SPLIT_EVEN, 2); /* beyond exact whole numbers */
    same(s.pieces[3].level, 9e17 / N_AREAS);
    world_close(&w);
}

static void time_never_falls(void **state)
{
    (void)state;
    world w;
    static char text[1 << 14];
    uint64_t seed = 5;
    whole_world(&w, text, &seed);
    for (int round_ = 0; round_ < 300; round_++) {
        int decimals = (int)(rnd(&seed) % 3), finer = (int)(rnd(&seed) % 3);
        bool count = rnd(&seed) % 3 == 0;
        double whole = (double)(rnd(&seed) % 3000) / (count ? 1 : pow(10, decimals + finer));
        double unit = count ? 1 : pow(10, decimals), before = 0;
        split s = over_time(&w, count ? "c" : "x", whole, rnd(&seed) % 2 ? SPLIT_EVEN : SPLIT_CURVE,
                            decimals);
        assert_int_equal(s.n, 12);
        same(s.pieces[11].level, whole);
        for (uint32_t i = 0; i < s.n; i++) {
            double v = s.pieces[i].level;
            assert_true(v >= before && v <= whole);
            assert_true(fabs(v - whole * s.pieces[i].share) * unit < 1 + 1e-6);
            before = v;
        }
    }
    split s = over_time(&w, "c", 5, SPLIT_EVEN, 0); /* contract: 1, 2→1, 5→3 at half-year */
    same(s.pieces[0].level, 1);
    same(s.pieces[5].level, 3);
    s = over_time(&w, "x", 120, SPLIT_CURVE, 2); /* June had taken back: May's target holds */
    same(s.pieces[4].level, 50);
    same(s.pieces[5].level, 50);
    s = over_time(&w, "s", 124, SPLIT_CURVE, 2); /* a balance: half of the way at half-year */
    same(s.pieces[5].level, 118);
    world_close(&w);
}

static void by_hand_and_without(void **state)
{
    (void)state;
    world w;
    static char text[1 << 14];
    uint64_t seed = 3;
    whole_world(&w, text, &seed);
    split s = over_areas(&w, "x", 10, 0, SPLIT_MANUAL, 2);
    assert_int_equal(s.n, N_AREAS);
    assert_true(isnan(s.pieces[0].level));
    assert_true(split_areas(&w.d.c, year_of(&w, "s"), 10, 0, SPLIT_CURVE, 2, &s));
    assert_int_equal(s.why, SPLIT_NO_HISTORY);
    assert_int_equal(s.n, 0);
    assert_true(split_time(&w.d.c, year_of(&w, "x"), MISSING, SPLIT_EVEN, 2, &s));
    assert_int_equal(s.why, SPLIT_NO_TARGET);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(areas_add_up),
        cmocka_unit_test(time_never_falls),
        cmocka_unit_test(by_hand_and_without),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
