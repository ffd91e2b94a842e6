#include "catalog_help.h"
#include "model/boundary.h"

static const char areas[] =
    "code,name,level,parent,additive_to,members_complete,valid_from,valid_to,replaced_by\n"
    "51,四川省,province,,,,,,\n"
    "5101,成都市,prefecture,51,,,,,\n"
    "510104,锦江区,county,5101,,,,,\n"
    "5101-BJ,市本级,own,5101,,,,,\n"
    "5101-TF,天府新区,park,510104,,,,,\n"
    "5120,资阳市,prefecture,51,,,,,\n"
    "512002,雁江区,county,5120,,,,,\n"
    "512081,简阳市,county,5120,,,,2016-05,510180\n"
    "510180,简阳市,county,5101,,,2016-05,2016-12,510185\n"
    "510185,简阳市,county,5101,,,2016-12,,\n"
    "37,山东省,province,,,,,,\n"
    "3701,济南市,prefecture,37,,,,,\n"
    "370102,历下区,county,3701,,,,,\n"
    "3712,莱芜市,prefecture,37,,,,2019-01,3701\n"
    "370116,莱芜区,county,3701,,,2019-01,,\n"
    "370117,钢城区,county,3701,,,2019-01,,\n"
    "32,江苏省,province,,,,,,\n"
    "320106,鼓楼区,county,32,,,,2013-03,320199\n"
    "320107,下关区,county,32,,,,2013-03,320199\n"
    "320199,新鼓楼区,county,32,,,2013-03,,\n"
    "320300,大区,county,32,,,,2015,320301;320302\n"
    "320301,东大区,county,32,,,2015,,\n"
    "320302,西大区,county,32,,,2015,,\n"
    "320400,新设区,county,32,,,2018,,\n";

static int open_desk(void **state)
{
    static desk d;
    desk_open(&d);
    desk_add(&d, "areas", areas);
    desk_clean(&d);
    *state = &d;
    return 0;
}

static int close_desk(void **state)
{
    desk_close(*state);
    return 0;
}

/* "parts" or "! missing" */
static const char *parts(desk *d, const char *area, const char *day, const char *p)
{
    static char text[256];
    boundary b;
    assert_true(boundary_on(&d->c, d->k, area_of(d, area), period_last_day(at(day)), at(p), &b));
    if (b.n_missing)
        assert_int_equal(b.n_parts, 0);
    snprintf(text, sizeof text, "%s%s", b.n_missing ? "! " : "",
             b.n_missing ? codes(d, b.missing, b.n_missing) : codes(d, b.parts, b.n_parts));
    return text;
}

static void nothing_changed(void **state)
{
    desk *d = *state;
    assert_string_equal(parts(d, "51", "2020", "2010"), "51");
    assert_string_equal(parts(d, "5101", "2020", "2018-03"), "5101");
    assert_string_equal(parts(d, "510104", "2020", "2010"), "510104");
    assert_string_equal(parts(d, "5101-TF", "2020", "2010"), "5101-TF");
}

static void a_county_moved(void **state)
{
    desk *d = *state;
    assert_string_equal(parts(d, "5101", "2017", "2015"), "5101 512081");
    assert_string_equal(parts(d, "5101", "2015", "2017"), "510104 5101-BJ");
    assert_string_equal(parts(d, "5120", "2017", "2015"), "512002");
    assert_string_equal(parts(d, "5120", "2015", "2017"), "5120 510185");
    assert_string_equal(parts(d, "510185", "2017", "2016-06"), "510180");
    assert_string_equal(parts(d, "510185", "2017", "2010"), "512081");
    assert_string_equal(parts(d, "512081", "2010", "2020"), "510185");
    assert_string_equal(parts(d, "51", "2017", "2015"), "51");
}

static void a_city_merged(void **state)
{
    desk *d = *state;
    /* the districts that began when 莱芜 was merged continue it, though no row says so */
    assert_string_equal(parts(d, "3712", "2018", "2020"), "370116 370117");
    assert_string_equal(parts(d, "3701", "2020", "2018"), "3701 3712");
    assert_string_equal(parts(d, "3701", "2018", "2020"), "370102");
    /* one of them alone was a part of 莱芜 that has no figures of its own */
    assert_string_equal(parts(d, "370116", "2020", "2018"), "! 370116");
    assert_string_equal(parts(d, "3712", "2020", "2018"), "! 3712");
}

static void merged_and_split_counties(void **state)
{
    desk *d = *state;
    assert_string_equal(parts(d, "320199", "2020", "2010"), "320106 320107");
    assert_string_equal(parts(d, "320106", "2010", "2020"), "! 320106");
    assert_string_equal(parts(d, "320300", "2010", "2020"), "320301 320302");
    assert_string_equal(parts(d, "320301", "2020", "2010"), "! 320301");
    assert_string_equal(parts(d, "320400", "2020", "2010"), "! 320400");
    assert_string_equal(parts(d, "32", "2020", "2010"), "! 320400");
    assert_string_equal(parts(d, "32", "2010", "2016"), "32");
}

/* Two areas that replace each other for ever must not hang or crash. */
static void circles_end(void **state)
{
    desk *d = *state;
    desk_add(d, "areas",
             "code,name,level,parent,valid_from,valid_to,replaced_by\n"
             "x,甲,county,32,2000,2010,y\ny,乙,county,32,2005,2012,x\n");
    desk_clean(d);
    assert_string_equal(parts(d, "x", "2005", "2020"), "! x");
    assert_string_equal(parts(d, "y", "2011", "1990"), "! y");
}

static void out_of_memory(void **state)
{
    desk *d = *state;
    boundary b;
    bool done = false;
    for (long n = 1; !done && n < 1000; n++) {
        cx_clear(&d->c);
        mem_fail_after(n, false);
        done = boundary_on(&d->c, d->k, area_of(d, "5101"), period_last_day(at("2017")), at("2015"),
                           &b);
        mem_fail_after(0, false);
        assert_true(done || d->c.err.code == ERR_MEMORY);
    }
    assert_true(done);
    assert_int_equal(b.n_parts, 2);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_desk, close_desk)
    const struct CMUnitTest tests[] = {
        TEST(nothing_changed),           TEST(a_county_moved), TEST(a_city_merged),
        TEST(merged_and_split_counties), TEST(circles_end),    TEST(out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
