#include "model/check.h"
#include "model/obs.h"
#include <math.h>

static period per(const char *s)
{
    period p;
    assert_true(period_parse_iso(str_of(s), &p));
    return p;
}

/* freqs as in the catalogue: "M", "QM"; basis y p e; kind f(inal) t(arget). */
static void test_period(void **state)
{
    static const struct {
        const char *freqs;
        char basis, kind;
        const char *given, *stored; /* NULL = refused */
    } cases[] = {
        {"M", 'y', 'f', "2024-06", "2024-06"},
        {"M", 'y', 'f', "2024-Q2", "2024-06"},
        {"M", 'y', 'f', "2024-H1", "2024-06"},
        {"M", 'y', 'f', "2024", "2024-12"},
        {"Q", 'y', 'f', "2024-06", "2024-Q2"},
        {"Q", 'y', 'f', "2024-H2", "2024-Q4"},
        {"Q", 'y', 'f', "2024-05", NULL},
        {"QM", 'y', 'f', "2024-05", "2024-05"},
        {"QM", 'y', 'f', "2024-06", "2024-Q2"},
        {"Y", 'e', 'f', "2024-12", "2024"},
        {"Y", 'e', 'f', "2024-Q3", NULL},
        {"H", 'e', 'f', "2024-Q2", "2024-H1"},
        {"D", 'e', 'f', "2024-06-30", "2024-06-30"},
        {"D", 'e', 'f', "2024-06", NULL},
        {"W", 'y', 'f', "2024-W12", "2024-W12"},
        {"M", 'y', 'f', "2024-W12", NULL},
        {"Q", 'p', 'f', "2024-06", "2024-Q2"},
        {"Q", 'p', 'f', "2024-05", NULL},
        {"Q", 'p', 'f', "2024-Q2", "2024-Q2"},
        {"M", 'p', 'f', "2024-Q2", NULL},
        {"MY", 'p', 'f', "2024", "2024"},
        {"M", 'p', 'f', "2024", NULL},
        {"M", 'p', 'f', "2024-06", "2024-06"},
        {"Y", 'p', 'f', "2024-12", "2024"},
        {"Q", 'y', 't', "2024", "2024-12"},
        {"Q", 'y', 't', "2024-05", "2024-05"},
        {"Q", 'p', 't', "2024", "2024-12"},
        {"M", 'e', 't', "2024-H1", "2024-06"},
        {"W", 'y', 't', "2024-W12", "2024-W12"},
        {"M", 'y', 't', "2024-W12", NULL},
    };
    int failed = 0;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        indicator ind = {.basis = BASIS_YTD};
        for (size_t f = 0; cases[i].freqs[f]; f++)
            ind.freqs[f] = freq_parse(cases[i].freqs[f]);
        basis b = cases[i].basis == 'y'   ? BASIS_YTD
                  : cases[i].basis == 'p' ? BASIS_PERIOD
                                          : BASIS_END;
        period p;
        bool good = obs_period(&ind, b, cases[i].kind == 't' ? KIND_TARGET : KIND_FINAL,
                               per(cases[i].given), &p);
        char text[PERIOD_TEXT_MAX] = "refused";
        if (good)
            period_print(p, text);
        if (strcmp(text, cases[i].stored ? cases[i].stored : "refused"))
            CASE_FAILED("case %zu: %s of %s: %s\n", i, cases[i].given, cases[i].freqs, text);
    }
    assert_int_equal(failed, 0);
}

static void test_canonical(void **state)
{
    cx c CLEANUP(cx_done);
    assert_true(cx_init(&c, LANG_EN));
    unit_table *t;
    assert_true(
        unit_table_load(&c,
                        S("unit,name_en,dimension,factor,aliases\n元,,钱,1,\n万元,,钱,10000,\n"
                          "亿元,,钱,100000000,\n公顷,,面积,15,\n亩,,面积,1,\n%,,率,1,\n"),
                        &t));
    indicator inds[2] = {{.unit = S("亿元")}, {.unit = S("公顷")}};
    catalog k = {.inds = inds, .n_inds = 2, .units = t};
    static const struct {
        ind_id ind;
        part_state state;
        dec v;
        const char *unit;
        double want;
    } cases[] = {
        {0, PART_VALUE, {12345, 2}, "", 123.45},   {0, PART_VALUE, {12345, 2}, "万元", 0.012345},
        {0, PART_VALUE, {5, 0}, "亿元", 5},        {0, PART_VALUE, {5, 0}, "亩", NAN},
        {0, PART_VALUE, {5, 0}, "坪", NAN},        {0, PART_MASKED, {0, 0}, "", NAN},
        {0, PART_NEGLIGIBLE, {0, 0}, "", NAN},     {0, PART_WITHDRAWN, {0, 0}, "", NAN},
        {0, PART_ABSENT, {0, 0}, "", NAN},         {1, PART_VALUE, {30, 0}, "亩", 2},
        {1, PART_VALUE, {10, 0}, "亩", 10.0 / 15},
    };
    obs_batch b CLEANUP(obs_batch_done);
    obs_batch_init(&b, c.a);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        size_t at;
        obs_key key = obs_key_make(cases[i].ind, BASIS_YTD, KIND_FINAL, 0, per("2024-06"), 1);
        obs_extra x = obs_extra_none;
        x.unit = str_of(cases[i].unit);
        assert_true(obs_batch_add(&b, key, &at));
        assert_true(isnan(obs_canonical(&k, &b, at, 'b')));
        assert_true(obs_batch_set_level(&b, at, cases[i].state, cases[i].v));
        assert_true(obs_batch_set_extra(&b, at, &x));
        double v = obs_canonical(&k, &b, at, 'l');
        if (!(fabs(v - cases[i].want) < 1e-15 || (isnan(v) && isnan(cases[i].want))))
            fail_msg("case %zu: %.17g", i, v);
    }
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_true(obs_batch_set_base(&b, i, cases[i].state, cases[i].v));
        double v = obs_canonical(&k, &b, i, 'b');
        assert_true(fabs(v - cases[i].want) < 1e-15 || (isnan(v) && isnan(cases[i].want)));
    }
    unit_table_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_period),
                                       cmocka_unit_test(test_canonical)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
