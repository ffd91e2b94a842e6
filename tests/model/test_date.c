#include "check.h"
#include "model/period.h"

static void days_count_up(void **state)
{
    (void)state;
    int y = 1900, m = 1, d = 1;
    int64_t ord = date_ord(y, m, d);
    while (y < 2150) {
        int a, b, c;
        assert_int_equal(date_ord(y, m, d), ord);
        date_split(ord, &a, &b, &c);
        assert_int_equal(a, y);
        assert_int_equal(b, m);
        assert_int_equal(c, d);
        ord++;
        if (++d > date_days_in_month(y, m)) {
            d = 1;
            if (++m > 12) {
                m = 1;
                y++;
            }
        }
    }
}

static void known_days(void **state)
{
    (void)state;
    static const struct {
        int y, m, d;
        int64_t ord;
    } t[] = {{0, 1, 1, 0},         {0, 2, 29, 59},       {0, 12, 31, 365},
             {1, 1, 1, 366},       {1970, 1, 1, 719528}, {2000, 2, 29, 730544},
             {2024, 3, 1, 739311}, {-1, 12, 31, -1},     {-400, 1, 1, -146097}};
    for (size_t i = 0; i < COUNT_OF(t); i++) {
        int y, m, d;
        assert_int_equal(date_ord(t[i].y, t[i].m, t[i].d), t[i].ord);
        date_split(t[i].ord, &y, &m, &d);
        assert_true(y == t[i].y && m == t[i].m && d == t[i].d);
    }
    assert_int_equal(date_days_in_month(1900, 2), 28);
    assert_int_equal(date_days_in_month(2000, 2), 29);
    assert_int_equal(date_days_in_month(2023, 2), 28);
    assert_int_equal(date_days_in_month(2024, 4), 30);
}

static const struct {
    const char *text, *printed; /* printed NULL: refused */
} instant_cases[] = {
    {"2024-06-18", "2024-06-18T23:59:59.999999+08:00"},
    {"2024-02-29", "2024-02-29T23:59:59.999999+08:00"},
    {"2024-06-18T09:00", "2024-06-18T09:00:00+08:00"},
    {"2024-06-18 09:00", "2024-06-18T09:00:00+08:00"},
    {"2024-06-18t09:00:30", "2024-06-18T09:00:30+08:00"},
    {"2024-06-18T09:00:30.5+08:00", "2024-06-18T09:00:30.500000+08:00"},
    {"2024-06-18T09:00:30,25", "2024-06-18T09:00:30.250000+08:00"},
    {"2024-06-18T09:00:30.1234567891", "2024-06-18T09:00:30.123456+08:00"},
    {"2024-06-18T01:00:00Z", "2024-06-18T09:00:00+08:00"},
    {"2024-06-18T01:00z", "2024-06-18T09:00:00+08:00"},
    {"2024-06-18T20:00Z", "2024-06-19T04:00:00+08:00"},
    {"2024-06-18T09:00+00:00", "2024-06-18T17:00:00+08:00"},
    {"2024-06-18T09:00-0500", "2024-06-18T22:00:00+08:00"},
    {"2024-06-18T09:00+08", "2024-06-18T09:00:00+08:00"},
    {"2024-06-18T09:00+05:30", "2024-06-18T11:30:00+08:00"},
    {"2024-12-31T23:59:59-01:00", "2025-01-01T08:59:59+08:00"},
    {"1969-12-31T23:59:59.5Z", "1970-01-01T07:59:59.500000+08:00"},
    {"1960-01-01T00:00:00.000001+08:00", "1960-01-01T00:00:00.000001+08:00"},
    {"0001-01-01T12:00", "0001-01-01T12:00:00+08:00"},
    {"9999-12-31T23:59:59", "9999-12-31T23:59:59+08:00"},
    {"", NULL},
    {"2024", NULL},
    {"2024-06", NULL},
    {"2023-02-29", NULL},
    {"2024-13-01", NULL},
    {"2024-06-00", NULL},
    {"2024-06-31", NULL},
    {"2024-6-1", NULL},
    {"0000-01-01", NULL},
    {"2024-06-18T", NULL},
    {"2024-06-18T24:00", NULL},
    {"2024-06-18T09", NULL},
    {"2024-06-18T09:60", NULL},
    {"2024-06-18T09:00:60", NULL},
    {"2024-06-18T09:00:30.", NULL},
    {"2024-06-18T09:00+8", NULL},
    {"2024-06-18T09:00+19:00", NULL},
    {"2024-06-18T09:00+08:0", NULL},
    {"2024-06-18T09:00+08:00x", NULL},
    {"2024-06-18T09:00Z ", NULL},
    {" 2024-06-18", NULL},
    {"2024/06/18", NULL},
};

static void instants(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(instant_cases); i++) {
        int64_t us = 0;
        char out[TIME_TEXT_MAX];
        bool ok = time_parse(str_of(instant_cases[i].text), &us);
        if (ok != (instant_cases[i].printed != NULL))
            fail_msg("%s: %s", instant_cases[i].text, ok ? "taken" : "refused");
        if (!ok)
            continue;
        time_print(us, out);
        assert_string_equal(out, instant_cases[i].printed);
        int64_t again;
        assert_true(time_parse(str_of(out), &again));
        assert_int_equal(again, us);
    }
}

static void instants_at_the_edge(void **state)
{
    (void)state;
    char out[TIME_TEXT_MAX];
    time_print(INT64_MAX, out);
    assert_string_equal(out, "294247-01-10T12:00:54.775807+08:00");
    time_print(INT64_MIN, out);
    assert_string_equal(out, "-290308-12-22T03:59:05.224192+08:00");
    time_print(0, out);
    assert_string_equal(out, "1970-01-01T08:00:00+08:00");
}

static void days_of_instants(void **state)
{
    (void)state;
    static const char *const cases[][2] = {{"2024-06-18T00:00:00+08:00", "2024-06-18"},
                                           {"2024-06-17T15:59:59Z", "2024-06-17"},
                                           {"2024-06-17T16:00:00Z", "2024-06-18"},
                                           {"1969-12-31T15:59:59Z", "1969-12-31"},
                                           {"1965-03-01T00:00:00Z", "1965-03-01"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t us;
        period day;
        assert_true(time_parse(str_of(cases[i][0]), &us));
        assert_true(period_parse_iso(str_of(cases[i][1]), &day));
        assert_int_equal(time_day(us), day.ord);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_count_up),    cmocka_unit_test(known_days),
        cmocka_unit_test(instants),         cmocka_unit_test(instants_at_the_edge),
        cmocka_unit_test(days_of_instants),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
