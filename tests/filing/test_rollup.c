/* Sums of what units hand in, the accuracy of forecasts, the days left: worked examples and what must
 * hold of any figures. */
#include "filing/rollup.h"
#include "num/num.h"
#include "testing.h"

#define NO NAN

static void near(double got, double want)
{
    if (isnan(want) ? !isnan(got) : !(fabs(got - want) <= 1e-9 * fmax(1, fabs(want))))
        fail_msg("%.12g is not %.12g", got, want);
}

static const rollup_rule flow = {
    .price = PRICE_CURRENT, .adds = true, .single = true, .periods_before = 5};

/* Half-year of three counties: 120 + 90 + 60 = 270 after 250; 210 by May, so June is 60, 1.43 times the
 * mean month; the city itself says 280: 10 lie with nobody. */
static void half_year(void **state)
{
    (void)state;
    rollup_member m[] = {{120, 20, 100, 95, 18}, {90, 0, 90, 70, 20}, {60, 0, 60, 45, 15}};
    rollup r = rollup_of(m, 3, &flow);
    assert_true(r.members == 3 && r.reported == 3 && !r.partial);
    near(r.sum, 270);
    near(r.growth, 8);
    near(r.month, 60);
    near(r.last_year_month, 53);
    near(r.k, 60 / 42.0);
    near(rollup_residual(280, &r), 10);
    near(rollup_residual(NO, &r), NO);

    /* one is missing: never taken for zero */
    m[1].level = m[1].growth = NO;
    r = rollup_of(m, 3, &flow);
    assert_true(r.partial && r.members == 3 && r.reported == 2);
    near(r.sum, NO);
    near(r.growth, NO);
    near(r.month, NO);
    near(rollup_residual(280, &r), NO);

    /* asked for in part: marked, growth and month of the same two */
    rollup_rule part = flow;
    part.partial = true;
    r = rollup_of(m, 3, &part);
    assert_true(r.partial);
    near(r.sum, 180);
    near(r.growth, 12.5);
    near(r.month, 40);
    near(rollup_residual(280, &r), NO);

    /* a growth alone is a report, and no part of a sum */
    m[1].growth = 3;
    r = rollup_of(m, 3, &flow);
    assert_true(r.reported == 3 && r.partial);
    near(r.sum, NO);
}

/* Constant prices: Σ base·growth / Σ base. Growths only: the same, without a sum. */
static void real_growth(void **state)
{
    (void)state;
    rollup_member m[] = {{130, 6, 100, NO, NO}, {310, 4, 300, NO, NO}};
    rollup_rule r = {.price = PRICE_CONSTANT, .adds = true};
    near(rollup_of(m, 2, &r).growth, 4.5);
    near(rollup_of(m, 2, &r).sum, 440);
    near(rollup_of(m, 2, &r).month, NO);
    m[0].level = m[1].level = NO;
    r.price = PRICE_COMPARABLE;
    near(rollup_of(m, 2, &r).growth, 4.5);
    near(rollup_of(m, 2, &r).sum, NO);
    m[1].last_year = NO;
    near(rollup_of(m, 2, &r).growth, NO);
    r.adds = false;
    assert_int_equal(rollup_of(m, 2, &r).reported, 2);
    near(rollup_of(m, 2, &r).growth, NO);
    near(rollup_of(m, 0, &r).sum, NO);
}

static void own(void **state)
{
    (void)state;
    rollup_member m = {280, 9.1, 250, 215, 50};
    rollup r = rollup_own(&m, &flow);
    near(r.sum, 280);
    near(r.growth, 9.1);
    near(r.month, 65);
    near(r.k, 65 / 43.0);
    m.growth = NO;
    near(rollup_own(&m, &flow).growth, 12);
    rollup_rule january = flow;
    january.periods_before = 0;
    near(rollup_own(&m, &january).month, 280);
    near(rollup_own(&m, &january).k, NO);
}

/* Doubling every figure doubles the sums and changes no ratio; the order of units changes nothing; the
 * sum of two groups is the sum of the whole. */
static void any_units(void **state)
{
    (void)state;
    uint64_t seed = 11;
    for (int t = 0; t < 2000; t++) {
        rollup_member m[40], twice[40], back[40];
        size_t n = 1 + rnd(&seed) % 40, cut = rnd(&seed) % n;
        for (size_t i = 0; i < n; i++) {
            double base = 1 + rnd(&seed) % 10000 / 100.0;
            m[i] = (rollup_member){base * 1.1 + rnd(&seed) % 10, NO, base, base * 0.8, base * 0.2};
            twice[i] = (rollup_member){m[i].level * 2, NO, base * 2, base * 1.6, base * 0.4};
            back[n - 1 - i] = m[i];
        }
        rollup a = rollup_of(m, n, &flow), b = rollup_of(twice, n, &flow),
               c = rollup_of(back, n, &flow);
        near(b.sum, 2 * a.sum);
        near(b.growth, a.growth);
        near(b.k, a.k);
        near(c.sum, a.sum);
        near(a.sum - a.month, a.previous);
        if (cut)
            near(rollup_of(m, cut, &flow).sum + rollup_of(m + cut, n - cut, &flow).sum, a.sum);
    }
}

/* Levels 100, 102, 98, 110, 100, 100 forecast as 97, 100, 100, 105, 100, 96. */
static void errors(void **state)
{
    (void)state;
    static const double figure[] = {100, 102, 98, 110, 100, 100};
    static const double forecast[] = {97, 100, 100, 105, 100, 96};
    accuracy a = accuracy_of(forecast, figure, 6, false);
    assert_int_equal(a.n, 6);
    near(a.size, (3 + 200 / 102.0 + 200 / 98.0 + 500 / 110.0 + 0 + 4) / 6);
    near(a.bias, (3 + 200 / 102.0 - 200 / 98.0 + 500 / 110.0 + 0 + 4) / 6);
    assert_true(a.good && a.side == SIDE_LEVEL); /* four of six above */
    a = accuracy_of(forecast, figure, 6, true);
    near(a.size, 16 / 6.0);
    near(a.bias, 2);
    assert_false(a.good);

    static const double low[] = {97, 100, 96, 105, 99, 96}; /* too low six times */
    assert_int_equal(accuracy_of(low, figure, 6, false).side, SIDE_UNDER);
    assert_int_equal(accuracy_of(figure, low, 6, false).side, SIDE_OVER);
    assert_int_equal(accuracy_of(low, figure, 5, false).side, SIDE_LEVEL); /* too few to say */
    static const double five[] = {97, 100, 96, 105, 101, 96};              /* five of six */
    assert_int_equal(accuracy_of(five, figure, 6, false).side, SIDE_UNDER);
    assert_string_equal(accuracy_side_name(SIDE_OVER), "over");

    static const double gaps[] = {1, NO, 3, 4}, figures[] = {NO, 2, 0, 5};
    a = accuracy_of(gaps, figures, 4, false); /* of 0 no percent can be said */
    assert_int_equal(a.n, 1);
    near(a.size, 20);
    assert_int_equal(accuracy_of(gaps, figures, 4, true).n, 2);
    a = accuracy_of(gaps, figures, 1, true);
    assert_true(a.n == 0 && isnan(a.size) && isnan(a.bias) && !a.good);

    static const double loss[] = {-12}, less[] = {-10}; /* of a loss: still its size */
    near(accuracy_of(loss, less, 1, false).size, 20);
    near(accuracy_of(loss, less, 1, false).bias, 20);
}

static void league(void **state)
{
    (void)state;
    accuracy a[] = {{.n = 8, .size = 2}, {.n = 5, .size = 0.1}, {.n = 6, .size = 1},
                    {.n = 9, .size = 2}, {.n = 7, .size = 4},   {.n = 0, .size = NO}};
    uint32_t r[6], want[] = {2, 0, 1, 2, 4, 0};
    accuracy_ranks(a, 6, r);
    for (int i = 0; i < 6; i++)
        assert_int_equal(r[i], want[i]);
}

/* The forecast that is the figure has no error; the sign of the bias turns when the two are exchanged. */
static void any_errors(void **state)
{
    (void)state;
    uint64_t seed = 5;
    for (int t = 0; t < 2000; t++) {
        double f[12], v[12];
        for (int i = 0; i < 12; i++) {
            f[i] = 1 + rnd(&seed) % 1000;
            v[i] = 1 + rnd(&seed) % 1000;
        }
        accuracy a = accuracy_of(f, v, 12, true), b = accuracy_of(v, f, 12, true);
        near(a.size, b.size);
        near(a.bias, -b.bias);
        assert_true(fabs(a.bias) <= a.size + 1e-9);
        assert_true(accuracy_of(f, f, 12, false).size == 0);
    }
}

/* T18: 18 June, twelve days before the half-year's end: 240 of 300, ten more since the 13th. */
static void days(void **state)
{
    (void)state;
    pace_known k = {.now = 240,
                    .before = 230,
                    .now_day = date_ord(2024, 6, 18),
                    .before_day = date_ord(2024, 6, 13),
                    .target = 300,
                    .today = date_ord(2024, 6, 18),
                    .end = date_ord(2024, 6, 30)};
    pace p = pace_of(&k);
    assert_int_equal(p.days_left, 12);
    near(p.owed, 60);
    near(p.recent, 2);
    near(p.needed, 5);
    near(p.expected_close, 264);
    k.target = 230; /* reached */
    p = pace_of(&k);
    near(p.owed, 0);
    near(p.needed, 0);
    k.target = 300;
    k.today = k.end; /* no day is left to need anything in */
    p = pace_of(&k);
    assert_int_equal(p.days_left, 0);
    near(p.needed, NO);
    near(p.expected_close, 264); /* from the day the figure is of */
    k.before_day = k.now_day;
    near(pace_of(&k).recent, NO);
    k.target = NO;
    near(pace_of(&k).owed, NO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(half_year),  cmocka_unit_test(real_growth), cmocka_unit_test(own),
        cmocka_unit_test(any_units),  cmocka_unit_test(errors),      cmocka_unit_test(league),
        cmocka_unit_test(any_errors), cmocka_unit_test(days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
