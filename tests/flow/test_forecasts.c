/* What was forecast on which day, and which forecast counts: the last before the figure came. */
#include "flow/flow_test.h"
#include "flow/forecasts.h"
#include "api/answers.h"
#include <math.h>

#define HEAD "area,indicator,period,kind,level,growth\n"

/* Noon of a day in Shanghai, some seconds on. */
static int64_t at(int y, int m, int d, int seconds)
{
    return ((date_ord(y, m, d) - date_ord(1970, 1, 1)) * 86400 + 4 * 3600 + seconds) * 1000000;
}

static void say(const char *url, int m, int d, int seconds, const char *rows)
{
    static int n;
    char name[32], text[512];
    snprintf(name, sizeof name, "f%d.csv", ++n);
    snprintf(text, sizeof text, HEAD "%s", rows);
    os_fault_clock(at(2024, m, d, seconds));
    assert_true(take_file(url, name, str_of(text), false, NULL) > 0);
}

static const char *desk_of_june(void)
{
    static char url[160];
    if (url[0])
        return url;
    snprintf(url, sizeof url, "%s", test_path("june.db"));
    os_fault_clock(at(2024, 5, 1, 0));
    small_desk(url);
    say(url, 5, 2, 0,
        "520300,fai,2024,target,600,\n520300,fai,2023-06,final,240,\n"
        "520300,fai,2023-05,final,180,\n520300,fai,2024-04,final,169,\n");
    say(url, 6, 10, 0, "520300,fai,2024-05,final,200,\n520302,fai,2024-05,final,90,\n");
    say(url, 6, 16, 0, "520300,fai,2024-06,forecast,280,\n520302,fai,2024-06,forecast,150,25\n");
    say(url, 6, 17, 0, "520300,fai,2024-06,forecast,285,\n");
    say(url, 6, 17, 60, "520300,fai,2024-06,forecast,286,\n");
    say(url, 6, 18, -3600, "520300,fai,2024-06,forecast,290,\n520302,fai,2024-06,forecast,,24\n");
    /* the figures, a forecast that knows them, and the figures again */
    say(url, 7, 15, 0, "520300,fai,2024-06,flash,296,\n");
    say(url, 7, 16, 0, "520300,fai,2024-06,forecast,296,\n");
    say(url, 7, 20, 0,
        "520300,fai,2024-06,final,298,\n520302,fai,2024-06,final,150,\n"
        "520302,fai,2024-07,forecast,180,\n520302,fai,2024-07,final,181,\n");
    return url;
}

static void open_at(cx *c, const char *url, int64_t as_of, desk *d)
{
    desk_options o = {.url = url, .mode = STORE_READ, .as_of = as_of, .only = ID_NONE};
    assert_true(cx_init(c, LANG_EN));
    ok(c, desk_open(c, &o, d));
}

static void load(cx *c, const desk *d, const char *area, period t, forecast_log *log)
{
    static bool areas[16];
    memset(areas, 0, sizeof areas);
    areas[catalog_area(d->k, str_of(area))] = true;
    forecast_ask ask = {.ind = ID_NONE, .areas = areas, .from = t, .to = t};
    ok(c, forecasts_load(c, d, &ask, log));
}

static const period june = {FREQ_M, 2024 * 12 + 5};

static void counted(void **state)
{
    (void)state;
    cx c;
    desk d;
    forecast_log l;
    open_at(&c, desk_of_june(), 0, &d);
    load(&c, &d, "520300", june, &l);
    assert_int_equal(l.n, 7);
    const forecast_event *e = forecast_counted(l.list, l.n);
    assert_non_null(e);
    assert_true(e->level == 290);
    /* before anything came there is none */
    assert_null(forecast_counted(l.list, 4));
    forecasts_done(&l);
    /* a level that was said and a growth that was said later are one forecast */
    load(&c, &d, "520302", june, &l);
    e = forecast_counted(l.list, l.n);
    assert_non_null(e);
    assert_true(e->level == 150 && e->growth == 24);
    forecasts_done(&l);
    /* in one commit with the figure it is no forecast */
    load(&c, &d, "520302", period_add(june, 1), &l);
    assert_int_equal(l.n, 2);
    assert_null(forecast_counted(l.list, l.n));
    forecasts_done(&l);
    desk_close(&d);
    cx_done(&c);
}

/* A figure that was taken back did not come; the one that came later decides. */
static void taken_back(void **state)
{
    (void)state;
    forecast_event e[] = {
        {.commit = 1, .kind = KIND_FORECAST, .level = 10, .growth = NAN},
        {.commit = 2, .kind = KIND_FLASH},
        {.commit = 3, .kind = KIND_FORECAST, .level = 11, .growth = NAN},
        {.commit = 4, .kind = KIND_FLASH, .gone = true},
        {.commit = 5, .kind = KIND_FORECAST, .level = 12, .growth = NAN},
        {.commit = 6, .kind = KIND_FINAL},
        {.commit = 7, .kind = KIND_FORECAST, .level = 13, .growth = NAN},
        {.commit = 8, .kind = KIND_FLASH},
        {.commit = 9, .kind = KIND_FLASH, .gone = true},
    };
    assert_true(forecast_counted(e, 3)->level == 10);
    assert_null(forecast_counted(e, 5));
    assert_true(forecast_counted(e, COUNT_OF(e))->level == 12);
    assert_null(forecast_counted(e, 1));
}

static void answered(answer_fn fn, int64_t as_of, const query *q, const char *const *wanted)
{
    cx c;
    desk d;
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    open_at(&c, desk_of_june(), as_of, &d);
    ok(&c, fn(&c, &d, q, &out));
    for (; *wanted; wanted++)
        if (!strstr(sb_cstr(&out), *wanted))
            fail_msg("%s\nis not in\n%s", *wanted, sb_cstr(&out));
    desk_close(&d);
    cx_done(&c);
}

/* 18 June, twelve days before the close: 200 of 300 by May, 31 a month since April. */
static void sprint(void **state)
{
    (void)state;
    query q = {.area = S("520300"), .indicator = S("fai"), .period = S("2024-06")};
    answered(answer_sprint, at(2024, 6, 18, 0), &q,
             (const char *const[]){
                 "\"days\":[{\"day\":\"2024-06-16\",\"level\":280,\"growth\":16.666666666666675,"
                 "\"change\":null},{\"day\":\"2024-06-17\",\"level\":286,",
                 "\"change\":6},{\"day\":\"2024-06-18\",\"level\":290,", "\"change\":4}],",
                 "\"target\":300,\"done\":200,\"done_period\":\"2024-05\",\"days_left\":12,"
                 "\"owed\":100,\"pace\":1,\"pace_needed\":8.333333333333334,"
                 "\"expected_close\":230,\"implied_month\":90,\"last_year_month\":60",
                 "\"before\":286,\"change\":4,\"short\":10", "\"area\":\"520302\"", NULL});
    /* as it stood the day before */
    answered(
        answer_sprint, at(2024, 6, 17, 30), &q,
        (const char *const[]){"\"day\":\"2024-06-17\",\"level\":285", "\"days_left\":13", NULL});
    /* when it is over nothing is needed a day any more */
    answered(answer_sprint, at(2024, 7, 21, 0), &q,
             (const char *const[]){"\"done\":298,\"done_period\":\"2024-06\",\"days_left\":0,"
                                   "\"owed\":2,",
                                   "\"pace_needed\":null", NULL});
}

static void accuracies(void **state)
{
    (void)state;
    query q = {.area = S("520300"), .indicator = S("fai")};
    answered(answer_accuracy, 0, &q,
             (const char *const[]){"\"area\":\"520300\"", "\"n\":1,\"mape\":2.684563758389",
                                   "\"by\":\"level\",\"bias\":2.684563758389", "\"side\":\"level\"",
                                   "\"good\":true,\"rank\":null", "\"periods_needed\":6", NULL});
    /* against the flash, while it was the figure */
    answered(answer_accuracy, at(2024, 7, 17, 0), &q,
             (const char *const[]){"\"mape\":2.027027027027", NULL});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counted),
        cmocka_unit_test(taken_back),
        cmocka_unit_test(sprint),
        cmocka_unit_test(accuracies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
