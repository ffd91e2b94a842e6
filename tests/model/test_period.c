#include "check.h"
#include "model/period.h"

static period iso(const char *s)
{
    period p;
    if (!period_parse_iso(str_of(s), &p))
        fail_msg("%s is refused", s);
    return p;
}

static void same(period p, const char *text)
{
    char out[PERIOD_TEXT_MAX];
    assert_int_equal(period_print(p, out), strlen(text));
    assert_string_equal(out, text);
}

static void canonical(void **state)
{
    (void)state;
    static const char *const good[] = {
        "2024",       "1000",       "2869",       "2024-H1",    "2024-H2",    "2024-Q1",
        "2024-Q4",    "2024-01",    "2024-12",    "2024-W01",   "2024-W52",   "2020-W53",
        "2026-W53",   "2015-W53",   "2009-W53",   "2024-02-29", "2000-02-29", "2024-12-31",
        "2869-12-31", "2024-03-T1", "2024-03-T3", "2023-12-31", "1949-10-01"};
    static const char *const bad[] = {
        "",           "202",        "20244",      "0999",       "2870",        "2024-",
        "2024-H0",    "2024-H3",    "2024-Q0",    "2024-Q5",    "2024-q1",     "2024-00",
        "2024-13",    "2024-3",     "2024-W00",   "2024-W53",   "2023-W53",    "2025-W53",
        "2024-W1",    "2024-w12",   "2023-02-29", "1900-02-29", "2024-04-31",  "2024-03-T0",
        "2024-03-T4", "2024-00-T1", "2024-13-T1", "2024-03-00", "2024-03-1",   "2024-03-011",
        "2024/03",    "2024-03/18", "2024 03",    " 2024",      "2024 ",       "２０２４",
        "2024-0x",    "2024-x3",    "20x4-03",    "2024-03-x1", "2024-03-18T", "-024"};
    for (size_t i = 0; i < COUNT_OF(good); i++)
        same(iso(good[i]), good[i]);
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        period p;
        if (period_parse_iso(str_of(bad[i]), &p))
            fail_msg("%s is taken", bad[i]);
    }
}

static void ordinals(void **state)
{
    (void)state;
    assert_int_equal(iso("2024").ord, 2024);
    assert_int_equal(iso("2024-H2").ord, 2024 * 2 + 1);
    assert_int_equal(iso("2024-Q3").ord, 2024 * 4 + 2);
    assert_int_equal(iso("2024-03").ord, 2024 * 12 + 2);
    assert_int_equal(iso("2024-03-T2").ord, (2024 * 12 + 2) * 3 + 1);
    assert_int_equal(iso("2024-03-18").ord, date_ord(2024, 3, 18));
    assert_int_equal(iso("2024-W01").ord, (date_ord(2024, 1, 1) - 2) / 7);
    assert_true(iso("2869-12-31").ord < 1 << 20);
    assert_int_equal(period_print(PERIOD_NONE, (char[PERIOD_TEXT_MAX]){0}), 0);
    assert_int_equal(period_print((period){FREQ_M, -1}, (char[PERIOD_TEXT_MAX]){0}), 0);
    assert_int_equal(period_print((period){FREQ_M, 1 << 20}, (char[PERIOD_TEXT_MAX]){0}), 0);
    same((period){FREQ_Y, (1 << 20) - 1}, "1048575");
    same((period){FREQ_H, (1 << 20) - 1}, "524287-H2");
    same((period){FREQ_T, (1 << 20) - 1}, "29127-02-T1");
    same((period){FREQ_W, (1 << 20) - 1}, "20096-W17");
    same((period){FREQ_M, 4}, "0000-05");
}

static void days_of(const char *text, const char *first, const char *last)
{
    period p = iso(text);
    assert_int_equal(period_first_day(p), iso(first).ord);
    assert_int_equal(period_last_day(p), iso(last).ord);
}

static void first_and_last_days(void **state)
{
    (void)state;
    days_of("2024", "2024-01-01", "2024-12-31");
    days_of("2024-H1", "2024-01-01", "2024-06-30");
    days_of("2024-H2", "2024-07-01", "2024-12-31");
    days_of("2024-Q1", "2024-01-01", "2024-03-31");
    days_of("2024-Q4", "2024-10-01", "2024-12-31");
    days_of("2024-02", "2024-02-01", "2024-02-29");
    days_of("2023-02", "2023-02-01", "2023-02-28");
    days_of("2024-12", "2024-12-01", "2024-12-31");
    days_of("2024-02-T1", "2024-02-01", "2024-02-10");
    days_of("2024-02-T2", "2024-02-11", "2024-02-20");
    days_of("2024-02-T3", "2024-02-21", "2024-02-29");
    days_of("2024-12-T3", "2024-12-21", "2024-12-31");
    days_of("2024-06-18", "2024-06-18", "2024-06-18");
    /* ISO weeks at the ends of years */
    days_of("2024-W01", "2024-01-01", "2024-01-07");
    days_of("2024-W52", "2024-12-23", "2024-12-29");
    days_of("2025-W01", "2024-12-30", "2025-01-05");
    days_of("2020-W53", "2020-12-28", "2021-01-03");
    days_of("2021-W01", "2021-01-04", "2021-01-10");
    days_of("2026-W53", "2026-12-28", "2027-01-03");
    days_of("2016-W01", "2016-01-04", "2016-01-10");
    days_of("2015-W53", "2015-12-28", "2016-01-03");
    assert_int_equal(period_year(iso("2020-W53")), 2021);
    assert_int_equal(period_last_month(iso("2020-W53")), 1);
    assert_int_equal(period_year(iso("2025-W01")), 2025);
    assert_int_equal(period_year(iso("2024-H2")), 2024);
    assert_int_equal(period_last_month(iso("2024-H1")), 6);
    assert_int_equal(period_last_month(iso("2024-Q3")), 9);
    assert_int_equal(period_last_month(iso("2024-05-T3")), 5);
    assert_int_equal(period_last_month(iso("2024")), 12);
    same(period_as_month(iso("2024-Q2")), "2024-06");
    same(period_as_month(iso("2020-W53")), "2021-01");
    same(period_as_month(iso("2024-03-18")), "2024-03");
    assert_int_equal(period_as_month(PERIOD_NONE).f, FREQ_NONE);
}

static void points(void **state)
{
    (void)state;
    static const struct {
        const char *from;
        char to;
        const char *want; /* NULL: no such point */
    } t[] = {{"2024-06", 'Q', "2024-Q2"}, {"2024-06", 'H', "2024-H1"}, {"2024-H1", 'M', "2024-06"},
             {"2024-Q2", 'H', "2024-H1"}, {"2024-12", 'Y', "2024"},    {"2024-Q4", 'Y', "2024"},
             {"2024-H2", 'Y', "2024"},    {"2024", 'M', "2024-12"},    {"2024", 'Q', "2024-Q4"},
             {"2024", 'H', "2024-H2"},    {"2024-05", 'Q', NULL},      {"2024-05", 'M', "2024-05"},
             {"2024-03", 'Q', "2024-Q1"}, {"2024-03", 'H', NULL},      {"2024-Q3", 'H', NULL},
             {"2024-H1", 'Y', NULL},      {"2024-Q1", 'M', "2024-03"}, {"2024-12", 'T', NULL},
             {"2024-03-31", 'M', NULL},   {"2024-W52", 'Y', NULL},     {"2024-12", 'D', NULL},
             {"2024-12-T3", 'M', NULL}};
    for (size_t i = 0; i < COUNT_OF(t); i++) {
        period p;
        assert_int_equal(period_point(iso(t[i].from), freq_parse(t[i].to), &p), t[i].want != NULL);
        if (t[i].want)
            same(p, t[i].want);
    }
    same(period_containing(iso("2024-05"), FREQ_Q), "2024-Q2");
    same(period_containing(iso("2024-05"), FREQ_Y), "2024");
    same(period_containing(iso("2024-Q3"), FREQ_H), "2024-H2");
    same(period_containing(iso("2024"), FREQ_M), "2024-12");
    same(period_containing(iso("2024-02"), FREQ_T), "2024-02-T3");
    same(period_containing(iso("2024-02"), FREQ_D), "2024-02-29");
    same(period_containing(iso("2024"), FREQ_W), "2025-W01");
    same(period_containing(iso("2024-03-10"), FREQ_T), "2024-03-T1");
    same(period_containing(iso("2024-03-11"), FREQ_T), "2024-03-T2");
    same(period_containing(iso("2024-03-31"), FREQ_T), "2024-03-T3");
    same(period_containing(iso("2020-W53"), FREQ_M), "2021-01");
    same(period_containing(iso("2020-W53"), FREQ_W), "2020-W53");
    assert_int_equal(period_containing(iso("2024"), FREQ_NONE).f, FREQ_NONE);
    assert_int_equal(period_containing(PERIOD_NONE, FREQ_M).f, FREQ_NONE);
}

static void moving(void **state)
{
    (void)state;
    same(period_add(iso("2024-12"), 1), "2025-01");
    same(period_add(iso("2024-01"), -1), "2023-12");
    same(period_add(iso("2020-W53"), 1), "2021-W01");
    same(period_add(iso("2024-W52"), 1), "2025-W01");
    same(period_add(iso("2024-03-T1"), -1), "2024-02-T3");
    same(period_add(iso("2024-02-28"), 1), "2024-02-29");
    same(period_years(iso("2024-02-29"), 1), "2025-02-28");
    same(period_years(iso("2024-02-29"), 4), "2028-02-29");
    same(period_years(iso("2020-W53"), 1), "2021-W52");
    same(period_years(iso("2020-W53"), 6), "2026-W53");
    same(period_years(iso("2025-W01"), -1), "2024-W01");
    same(period_years(iso("2024-06"), -1), "2023-06");
    same(period_years(iso("2024-Q2"), 1), "2025-Q2");
    same(period_years(iso("2024-03-T2"), -4), "2020-03-T2");
    assert_int_equal(period_add(iso("2024"), -2025).f, FREQ_NONE);
    assert_int_equal(period_add(iso("2869-12-31"), 100000).f, FREQ_NONE);
    assert_int_equal(period_add(iso("2024"), INT32_MAX).f, FREQ_NONE);
    assert_int_equal(period_add(PERIOD_NONE, 3).f, FREQ_NONE);
    assert_int_equal(period_years(PERIOD_NONE, 3).f, FREQ_NONE);
    for (freq f = FREQ_Y; f <= FREQ_D; f++) {
        period p = period_containing(iso("2024-03-18"), f);
        assert_int_equal(period_years(p, INT32_MAX).f, FREQ_NONE);
        assert_int_equal(period_years(p, INT32_MIN).f, FREQ_NONE);
        assert_int_equal(period_years(p, -2025).f, FREQ_NONE);
    }
}

static void order(void **state)
{
    (void)state;
    static const char *const ascending[] = {"2023",    "2024-01-T3", "2024-W05", "2024-Q1",
                                            "2024-03", "2024-05",    "2024-H1",  "2024-Q2",
                                            "2024-06", "2024-06-30", "2024"};
    for (size_t i = 0; i < COUNT_OF(ascending); i++)
        for (size_t j = 0; j < COUNT_OF(ascending); j++)
            assert_int_equal(period_cmp(iso(ascending[i]), iso(ascending[j])), (i > j) - (i < j));
}

/* Over 1900-2150, for every frequency: print and parse are inverse, periods follow one another
 * without gap, moving there and back ends where it began. */
static void every_period(void **state)
{
    (void)state;
    for (freq f = FREQ_Y; f <= FREQ_D; f++) {
        period p = period_containing(iso("1900-01-07"), f), q;
        for (int64_t next = period_first_day(p); period_year(p) <= 2150; p = period_add(p, 1)) {
            char text[PERIOD_TEXT_MAX];
            period_text t;
            size_t n = period_print(p, text);
            assert_true(period_parse_iso((str){text, n}, &q));
            assert_true(q.f == p.f && q.ord == p.ord);
            assert_true(period_parse_text((str){text, n}, &t));
            assert_true(t.p.f == p.f && t.p.ord == p.ord && t.year == atoi(text));
            assert_int_equal(period_first_day(p), next);
            next = period_last_day(p) + 1;
            assert_true(next > period_first_day(p));
            assert_int_equal(period_add(period_add(p, 37), -37).ord, p.ord);
            assert_int_equal(period_containing(p, f).ord, p.ord);
            assert_int_equal(period_last_month(p),
                             period_as_month((period){FREQ_D, (int)next - 1}).ord % 12 + 1);
            q = period_years(period_years(p, 3), -3);
            bool clamped = (f == FREQ_D && strcmp(text + 4, "-02-29") == 0) ||
                           (f == FREQ_W && strcmp(text + 4, "-W53") == 0);
            assert_true(q.ord == p.ord || clamped);
            if (f <= FREQ_M) {
                assert_true(period_point(p, FREQ_M, &q) && period_point(q, f, &q));
                assert_int_equal(q.ord, p.ord);
            }
        }
    }
}

static void frequencies(void **state)
{
    (void)state;
    static const struct {
        char c;
        freq f;
        int n;
    } t[] = {{'Y', FREQ_Y, 1},  {'H', FREQ_H, 2},  {'Q', FREQ_Q, 4},  {'M', FREQ_M, 12},
             {'T', FREQ_T, 36}, {'W', FREQ_W, 52}, {'D', FREQ_D, 365}};
    for (size_t i = 0; i < COUNT_OF(t); i++) {
        assert_int_equal(freq_parse(t[i].c), t[i].f);
        assert_int_equal(freq_parse((char)(t[i].c + 32)), t[i].f);
        assert_int_equal(freq_char(t[i].f), t[i].c);
        assert_int_equal(freq_per_year(t[i].f), t[i].n);
    }
    assert_int_equal(freq_parse('E'), FREQ_NONE);
    assert_int_equal(freq_parse(0), FREQ_NONE);
    assert_int_equal(freq_per_year(FREQ_NONE), 0);
}

static void names(void **state)
{
    (void)state;
    static const struct {
        const char *p;
        basis b;
        const char *zh, *en;
    } t[] = {
        {"2024-01", BASIS_YTD, "2024年1月", "Jan 2024"},
        {"2024-02", BASIS_YTD, "2024年1—2月", "Jan-Feb 2024"},
        {"2024-05", BASIS_YTD, "2024年1—5月", "Jan-May 2024"},
        {"2024-11", BASIS_YTD, "2024年1—11月", "Jan-Nov 2024"},
        {"2024-03", BASIS_YTD, "2024年一季度", "Q1 2024"},
        {"2024-Q1", BASIS_YTD, "2024年一季度", "Q1 2024"},
        {"2024-06", BASIS_YTD, "2024年上半年", "first half of 2024"},
        {"2024-Q2", BASIS_YTD, "2024年上半年", "first half of 2024"},
        {"2024-H1", BASIS_YTD, "2024年上半年", "first half of 2024"},
        {"2024-09", BASIS_YTD, "2024年前三季度", "first three quarters of 2024"},
        {"2024-Q3", BASIS_YTD, "2024年前三季度", "first three quarters of 2024"},
        {"2024-12", BASIS_YTD, "2024年全年", "full year 2024"},
        {"2024-Q4", BASIS_YTD, "2024年全年", "full year 2024"},
        {"2024-H2", BASIS_YTD, "2024年全年", "full year 2024"},
        {"2024", BASIS_YTD, "2024年全年", "full year 2024"},
        {"2024-05", BASIS_PERIOD, "2024年5月", "May 2024"},
        {"2024-05", BASIS_NONE, "2024年5月", "May 2024"},
        {"2024-Q2", BASIS_PERIOD, "2024年二季度", "Q2 2024"},
        {"2024-Q4", BASIS_PERIOD, "2024年四季度", "Q4 2024"},
        {"2024-H1", BASIS_PERIOD, "2024年上半年", "first half of 2024"},
        {"2024-H2", BASIS_PERIOD, "2024年下半年", "second half of 2024"},
        {"2024", BASIS_PERIOD, "2024年", "2024"},
        {"2024-05", BASIS_END, "2024年5月末", "end of May 2024"},
        {"2024-Q2", BASIS_END, "2024年6月末", "end of Jun 2024"},
        {"2024-12", BASIS_END, "2024年12月末", "end of Dec 2024"},
        {"2024", BASIS_END, "2024年末", "end of 2024"},
        {"2024-03-T1", BASIS_PERIOD, "2024年3月上旬", "first ten days of Mar 2024"},
        {"2024-03-T3", BASIS_YTD, "截至2024年3月下旬", "to last days of Mar 2024"},
        {"2024-03-T2", BASIS_END, "2024年3月中旬末", "end of second ten days of Mar 2024"},
        {"2024-W12", BASIS_PERIOD, "2024年第12周", "week 12 of 2024"},
        {"2020-W53", BASIS_PERIOD, "2020年第53周", "week 53 of 2020"},
        {"2024-03-18", BASIS_PERIOD, "2024年3月18日", "18 Mar 2024"},
        {"2024-03-18", BASIS_YTD, "截至2024年3月18日", "to 18 Mar 2024"},
        {"2024-03-18", BASIS_END, "2024年3月18日", "18 Mar 2024"},
    };
    for (size_t i = 0; i < COUNT_OF(t); i++) {
        char out[64];
        period_name(iso(t[i].p), t[i].b, LANG_ZH, out);
        assert_string_equal(out, t[i].zh);
        period_name(iso(t[i].p), t[i].b, LANG_EN, out);
        assert_string_equal(out, t[i].en);
    }
}

static void names_without_year(void **state)
{
    (void)state;
    static const struct {
        const char *p;
        basis b;
        const char *zh, *en;
    } t[] = {
        {"2024-05", BASIS_YTD, "1—5月", "Jan-May"}, {"2024-06", BASIS_YTD, "上半年", "first half"},
        {"2024", BASIS_YTD, "全年", "full year"},   {"2024", BASIS_PERIOD, "全年", "year"},
        {"2024", BASIS_END, "年末", "end of year"}, {"2024-05", BASIS_END, "5月末", "end of May"},
        {"2024-Q2", BASIS_PERIOD, "二季度", "Q2"}};
    for (size_t i = 0; i < COUNT_OF(t); i++) {
        char out[64];
        period p = period_years(iso(t[i].p), -2024);
        period_name(p, t[i].b, LANG_ZH, out);
        assert_string_equal(out, t[i].zh);
        period_name(p, t[i].b, LANG_EN, out);
        assert_string_equal(out, t[i].en);
    }
    char out[64] = "x";
    period_name(PERIOD_NONE, BASIS_YTD, LANG_ZH, out);
    assert_string_equal(out, "");
}

/* What a bulletin prints reads as the same point and basis. */
static void names_read_again(void **state)
{
    (void)state;
    for (freq f = FREQ_Y; f <= FREQ_D; f++) {
        period p = period_containing(iso("2019-12-31"), f);
        for (; period_year(p) < 2025; p = period_add(p, 1)) {
            for (basis b = BASIS_YTD; b <= BASIS_END; b++) {
                char out[64];
                period_text t;
                period_name(p, b, LANG_ZH, out);
                if (!period_parse_text(str_of(out), &t))
                    fail_msg("%s is refused", out);
                assert_int_equal(period_last_day(t.p), period_last_day(p));
                bool dated = f == FREQ_D || f == FREQ_W || f == FREQ_T;
                assert_int_equal(t.end, b == BASIS_END && f != FREQ_D);
                if (!dated && b == BASIS_YTD && period_last_month(p) > 1)
                    assert_true(t.cumulative);
                if (!dated && b == BASIS_PERIOD && f == FREQ_M)
                    assert_true(t.single);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(canonical),
        cmocka_unit_test(ordinals),
        cmocka_unit_test(first_and_last_days),
        cmocka_unit_test(points),
        cmocka_unit_test(moving),
        cmocka_unit_test(order),
        cmocka_unit_test(every_period),
        cmocka_unit_test(frequencies),
        cmocka_unit_test(names),
        cmocka_unit_test(names_without_year),
        cmocka_unit_test(names_read_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
