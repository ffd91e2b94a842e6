#include "check.h"
#include "base/mem.h"
#include "model/calendar.h"
#include "model/period.h"

/* The official calendar of 2024 and of the turn to 2025. */
static const char holidays[] = "date,name,kind,paper_year\n"
                               "2023-12-30,元旦,off,2024\n2023-12-31,元旦,off,2024\n"
                               "2024-01-01,元旦,off,2024\n"
                               "2024-02-04,春节,work,2024\n2024-02-10,春节,off,2024\n"
                               "2024-02-11,春节,off,2024\n2024-02-12,春节,off,2024\n"
                               "2024-02-13,春节,off,2024\n2024-02-14,春节,off,2024\n"
                               "2024-02-15,春节,off,2024\n2024-02-16,春节,off,2024\n"
                               "2024-02-17,春节,off,2024\n2024-02-18,春节,work,2024\n"
                               "2024-04-04,清明节,off,2024\n2024-04-05,清明节,off,2024\n"
                               "2024-04-06,清明节,off,2024\n2024-04-07,清明节,work,2024\n"
                               "2024-04-28,劳动节,work,2024\n2024-05-01,劳动节,off,2024\n"
                               "2024-05-02,劳动节,off,2024\n2024-05-03,劳动节,off,2024\n"
                               "2024-05-04,劳动节,off,2024\n2024-05-05,劳动节,off,2024\n"
                               "2024-05-11,劳动节,work,2024\n2024-06-10,端午节,off,2024\n"
                               "2024-09-14,中秋节,work,2024\n2024-09-15,中秋节,off,2024\n"
                               "2024-09-16,中秋节,off,2024\n2024-09-17,中秋节,off,2024\n"
                               "2024-09-29,国庆节,work,2024\n2024-10-01,国庆节,off,2024\n"
                               "2024-10-02,国庆节,off,2024\n2024-10-03,国庆节,off,2024\n"
                               "2024-10-04,国庆节,off,2024\n2024-10-05,国庆节,off,2024\n"
                               "2024-10-06,国庆节,off,2024\n2024-10-07,国庆节,off,2024\n"
                               "2024-10-12,国庆节,work,2024\n2025-01-01,元旦,off,2025\n";
static const char springs[] = "year,date\n1950,1950-02-17\n2024,2024-02-10\n2025,2025-01-29\n"
                              "2027,2027-02-06\n2030,2030-02-03\n2100,2100-02-09\n";

typedef struct fixture {
    cx c;
    calendar *k;
} fixture;

static int setup(void **state)
{
    fixture *f = calloc(1, sizeof(*f));
    if (!f || !cx_init(&f->c, LANG_EN) ||
        !calendar_load(&f->c, str_of(holidays), str_of(springs), &f->k))
        return -1;
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    fixture *f = *state;
    calendar_free(f->k);
    cx_done(&f->c);
    free(f);
    return 0;
}

static int64_t day(const char *s)
{
    period p;
    assert_true(period_parse_iso(str_of(s), &p) && p.f == FREQ_D);
    return p.ord;
}

static void workdays(void **state)
{
    fixture *f = *state;
    static const struct {
        const char *day;
        bool work;
        const char *name;
    } t[] = {{"2024-01-01", false, "元旦"},   {"2024-01-02", true, ""},
             {"2024-01-06", false, ""},       {"2024-02-04", true, "春节"},
             {"2024-02-09", true, ""},        {"2024-02-10", false, "春节"},
             {"2024-02-17", false, "春节"},   {"2024-02-18", true, "春节"},
             {"2024-05-11", true, "劳动节"},  {"2024-05-12", false, ""},
             {"2024-06-10", false, "端午节"}, {"2024-10-12", true, "国庆节"},
             {"2030-01-01", true, ""},        {"2030-01-05", false, ""},
             {"1999-10-01", true, ""}};
    for (size_t i = 0; i < COUNT_OF(t); i++) {
        if (calendar_is_workday(f->k, day(t[i].day)) != t[i].work)
            fail_msg("%s", t[i].day);
        assert_true(str_eqz(calendar_day_name(f->k, day(t[i].day)), t[i].name));
    }
    assert_true(calendar_knows(f->k, day("2024-01-01")));
    assert_true(calendar_knows(f->k, day("2024-12-31")));
    assert_false(calendar_knows(f->k, day("2023-12-31")));
    assert_false(calendar_knows(f->k, day("2025-01-01")));
}

static void adding(void **state)
{
    fixture *f = *state;
    static const struct {
        const char *from;
        int n;
        const char *want;
    } t[] = {{"2024-06-14", 1, "2024-06-17"},  {"2024-06-14", 3, "2024-06-19"},
             {"2024-06-15", 1, "2024-06-17"},  {"2024-06-15", 0, "2024-06-17"},
             {"2024-06-14", 0, "2024-06-14"},  {"2024-06-07", 1, "2024-06-11"},
             {"2024-09-30", 1, "2024-10-08"},  {"2024-09-30", 5, "2024-10-12"},
             {"2024-09-30", 6, "2024-10-14"},  {"2024-02-09", 1, "2024-02-18"},
             {"2024-02-18", -1, "2024-02-09"}, {"2024-06-17", -1, "2024-06-14"},
             {"2024-06-16", -1, "2024-06-14"}, {"2024-10-08", -2, "2024-09-29"},
             {"2024-10-03", 0, "2024-10-08"},  {"2024-04-30", 1, "2024-05-06"},
             {"2024-01-01", -1, "2023-12-29"}, {"2024-12-31", 1, "2025-01-02"}};
    for (size_t i = 0; i < COUNT_OF(t); i++)
        if (calendar_add_workdays(f->k, day(t[i].from), t[i].n) != day(t[i].want))
            fail_msg("%s + %d", t[i].from, t[i].n);
    assert_int_equal(calendar_workdays_between(f->k, day("2023-12-31"), day("2024-12-31")), 251);
    assert_int_equal(calendar_workdays_between(f->k, day("2024-06-18"), day("2024-06-30")), 8);
    assert_int_equal(calendar_workdays_between(f->k, day("2024-06-30"), day("2024-06-18")), -8);
    assert_int_equal(calendar_workdays_between(f->k, day("2024-06-18"), day("2024-06-18")), 0);
}

/* Counted one by one over several years, from every day. */
static void one_by_one(const calendar *k, int64_t from, int64_t to)
{
    int64_t n = 0, next = from;
    for (int64_t d = from; d < to; d++) {
        assert_int_equal(calendar_workdays_between(k, from - 1, d), n += calendar_is_workday(k, d));
        for (next = next > d ? next : d + 1; !calendar_is_workday(k, next);)
            next++;
        assert_int_equal(calendar_add_workdays(k, d, 1), next);
        assert_int_equal(calendar_add_workdays(k, d, 0), calendar_is_workday(k, d) ? d : next);
        for (int step = -40; step <= 300; step += 17) {
            int64_t there = calendar_add_workdays(k, d, step);
            assert_true(step == 0 || calendar_is_workday(k, there));
            if (step > 0 || calendar_is_workday(k, d))
                assert_int_equal(calendar_workdays_between(k, d, there), step);
        }
    }
}

static void counted(void **state)
{
    fixture *f = *state;
    one_by_one(f->k, day("2023-11-01"), day("2025-03-01"));
    one_by_one(f->k, -30, 60);
    int64_t far = calendar_add_workdays(f->k, day("2024-01-01"), 1000000);
    assert_int_equal(calendar_workdays_between(f->k, day("2024-01-01"), far), 1000000);
    far = calendar_add_workdays(f->k, day("2024-01-02"), -1000000);
    assert_int_equal(calendar_workdays_between(f->k, day("2024-01-02"), far), -1000000);
    assert_true(calendar_add_workdays(f->k, 0, INT32_MAX) > 0);
    assert_true(calendar_add_workdays(f->k, 0, INT32_MIN) < 0);
}

static void spring_festivals(void **state)
{
    fixture *f = *state;
    int64_t d;
    assert_true(calendar_spring_festival(f->k, 2024, &d) && d == day("2024-02-10"));
    assert_true(calendar_spring_festival(f->k, 1950, &d) && d == day("1950-02-17"));
    assert_true(calendar_spring_festival(f->k, 2100, &d) && d == day("2100-02-09"));
    assert_false(calendar_spring_festival(f->k, 2023, &d));
    assert_false(calendar_spring_festival(f->k, 1899, &d));
    assert_false(calendar_spring_festival(f->k, 2200, &d));
    assert_false(calendar_spring_festival(f->k, INT32_MIN, &d));
}

static void broken_tables(void **state)
{
    fixture *f = *state;
    static const struct {
        const char *holidays, *springs, *says;
    } t[] = {
        {"", springs, "no header"},
        {"date,name\n", springs, "kind"},
        {"date,name,kind\n2024-13-01,x,off\n", springs, "no date"},
        {"date,name,kind\n2024-01,x,off\n", springs, "no date"},
        {"date,name,kind\n2024-01-01,x,free\n", springs, "off or work"},
        {"date,name,kind\n2024-01-01,x\n", springs, "line 2"},
        {"date,name,kind\n2024-01-01,x,off\n2024-01-01,x,work\n", springs, "2024-01-01"},
        {holidays, "year\n", "date"},
        {holidays, "year,date\n2024,2025-01-29\n", "differ"},
        {holidays, "year,date\n1800,1800-01-25\n", "differ"},
        {holidays, "year,date\n2024,soon\n", "no date"},
    };
    for (size_t i = 0; i < COUNT_OF(t); i++) {
        calendar *k = NULL;
        cx_clear(&f->c);
        assert_false(calendar_load(&f->c, str_of(t[i].holidays), str_of(t[i].springs), &k));
        assert_null(k);
        assert_int_equal(f->c.err.code, ERR_FORMAT);
        if (!strstr(f->c.err.en, t[i].says) || !f->c.err.zh[0])
            fail_msg("%zu: %s", i, f->c.err.en);
    }
    cx_clear(&f->c);
    calendar *k = NULL; /* unsorted, repeated, nothing special at all */
    assert_true(calendar_load(&f->c,
                              S("date,name,kind\n2024-06-10,a,off\n2024-01-01,b,OFF\n"
                                "2024-06-10,a,off\n"),
                              S("year,date\n"), &k));
    assert_int_equal(calendar_workdays_between(k, day("2023-12-31"), day("2024-12-31")), 260);
    calendar_free(k);
    assert_true(calendar_load(&f->c, S("date,name,kind\n"), S("year,date\n"), &k));
    assert_true(calendar_is_workday(k, day("2024-01-01")));
    assert_false(calendar_knows(k, day("2024-01-01")));
    calendar_free(k);
    calendar_free(NULL);
}

static void out_of_memory(void **state)
{
    fixture *f = *state;
    bool ok = false;
    for (long n = 1; !ok; n++) {
        calendar *k = NULL;
        assert_true(n < 10000);
        cx_clear(&f->c);
        mem_fail_after(n, false);
        ok = calendar_load(&f->c, str_of(holidays), str_of(springs), &k);
        mem_fail_after(0, false);
        assert_true(ok || f->c.err.code == ERR_MEMORY);
        calendar_free(k);
    }
    cx_clear(&f->c);
}

static void shipped(void **state)
{
    fixture *f = *state;
    char path[2][1024];
    os_file file[2];
    static const char *const names[] = {"holidays", "spring_festival"};
    for (int i = 0; i < 2; i++) {
        snprintf(path[i], sizeof(path[i]), "%s/catalogue/calendar/%s.csv", getenv("DIAODU_ROOT"),
                 names[i]);
        if (!os_exists(path[i]))
            skip();
    }
    for (int i = 0; i < 2; i++)
        assert_true(os_map(&f->c, path[i], 1 << 20, &file[i]));
    calendar *k;
    if (!calendar_load(&f->c, file[0].data, file[1].data, &k))
        fail_msg("%s", f->c.err.en);
    int64_t d;
    for (int y = 1950; y <= 2100; y++) {
        assert_true(calendar_spring_festival(k, y, &d));
        assert_true(d >= date_ord(y, 1, 21) && d <= date_ord(y, 2, 21));
    }
    for (int y = 2007; y <= 2026; y++) { /* 11 days of festivals, 13 from 2025 on */
        int64_t n = calendar_workdays_between(k, date_ord(y - 1, 12, 31), date_ord(y, 12, 31));
        assert_true(calendar_knows(k, date_ord(y, 7, 1)));
        assert_in_range(n, 246, 254);
        assert_true(calendar_spring_festival(k, y, &d));
        assert_false(calendar_is_workday(k, d));
    }
    one_by_one(k, date_ord(2006, 12, 1), date_ord(2027, 2, 1));
    calendar_free(k);
    os_unmap(&file[0]);
    os_unmap(&file[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(workdays),      cmocka_unit_test(adding),
        cmocka_unit_test(counted),       cmocka_unit_test(spring_festivals),
        cmocka_unit_test(broken_tables), cmocka_unit_test(out_of_memory),
        cmocka_unit_test(shipped),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
