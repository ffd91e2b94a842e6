/* What a person typed: against the built-in tables, and against a few made for the purpose. */
#include "base/embed.h"
#include "base/os.h"
#include "catalog_help.h"

static str embedded_text(const char *name)
{
    const embedded *e = embed_find(name);
    if (!e)
        fail_msg("not embedded: %s", name);
    return (str){(const char *)e->data, e->size};
}

static bool is_builtin(const char *table, char path[64])
{
    snprintf(path, 64, "catalogue/%s.csv", table);
    return embed_find(path) != NULL;
}

static void load_builtin(desk *d)
{
    char path[64];
    *d = (desk){0};
    assert_true(cx_init(&d->c, LANG_ZH));
    d->a = arena_new(0);
    assert_non_null(d->a);
    issues_init(&d->list, d->a);
    assert_true(catalog_builder_new(&d->c, embedded_text("catalogue/units.csv"), &d->b));
    for (const table_def *t = catalog_tables; t->name; t++)
        if (is_builtin(t->name, path))
            assert_true(
                catalog_add_table(&d->c, d->b, str_of(t->name), embedded_text(path), &d->list));
    assert_true(catalog_finish(&d->c, d->b, &d->list, &d->k));
}

static int open_builtin(void **state)
{
    static desk d;
    load_builtin(&d);
    *state = &d;
    return 0;
}

static int close_desk(void **state)
{
    desk_close(*state);
    return 0;
}

static void builtin_has_no_findings(void **state)
{
    desk *d = *state;
    if (d->list.n)
        desk_show(d);
    assert_int_equal(d->list.n, 0);
    assert_non_null(d->k);
    assert_true(d->k->n_areas >= 3342);
    assert_true(d->k->n_inds >= 100);
    assert_true(d->k->n_sets > 0);
    assert_int_equal(d->k->nation, area_of(d, "000000"));
    for (uint32_t i = 1; i < d->k->n_areas; i++)
        assert_int_equal(area_nation(d->k, i), d->k->nation);
}

static double loading_ms(void)
{
    double best = 1e9;
    for (int i = 0; i < 20; i++) {
        desk d;
        double t = os_monotonic();
        load_builtin(&d);
        t = (os_monotonic() - t) * 1e3;
        desk_close(&d);
        best = t < best ? t : best;
    }
    return best;
}

/* The promise is 6 ms for a release build; a sanitizer or a busy machine gets ten times that. */
static void builtin_loads_fast(void **state)
{
    double ms = loading_ms();
    print_message("built-in catalogue: %.2f ms\n", ms);
    assert_true(ms < 60 * slower());
}

/* Every area is found by its own full name and by every short form, below its own parent. */
static void every_name_finds_its_area(void **state)
{
    desk *d = *state;
    for (uint32_t i = 0; i < d->k->n_areas; i++) {
        const area *a = &d->k->areas[i];
        area_id out[64];
        int64_t day = a->valid.to == INT64_MAX ? date_ord(2023, 12, 31) : a->valid.to - 1;
        uint32_t n = catalog_find_area(d->k, a->name, a->parent, day, out, 64), hit = 0;
        for (uint32_t k = 0; k < n && k < 64; k++)
            hit += out[k] == i;
        if (hit != 1)
            fail_msg(STR_FMT " " STR_FMT ": %u of %u", STR_ARG(a->code), STR_ARG(a->name), hit, n);
    }
}

static const struct {
    const char *text, *under, *code;
} short_names[] = {
    {"520300", NULL, "520300"},
    {"遵义市", NULL, "520300"},
    {"遵义", NULL, "520300"},
    {" 遵 义 市 ", NULL, "520300"},
    {"遵义\u3000", NULL, "520300"},
    {"道真仡佬族苗族自治县", NULL, "520325"},
    {"道真县", NULL, "520325"},
    {"道真自治县", NULL, "520325"},
    {"道真", NULL, "520325"},
    {"务川县", NULL, "520326"},
    {"务川", NULL, "520326"},
    {"恩施州", NULL, "422800"},
    {"恩施", "422800", "422800 422801"},
    {"广西", NULL, "450000"},
    {"内蒙古", NULL, "150000"},
    {"新疆", NULL, "650000"},
    {"宁夏", NULL, "640000"},
    {"西藏", NULL, "540000"},
    {"香港", NULL, "810000"},
    {"延边州", NULL, "222400"},
    {"延边", NULL, "222400"},
    {"湘西州", NULL, "433100"},
    {"大通县", NULL, "630121"},
    {"东乡县", NULL, "622926"},
    {"积石山县", NULL, "622927"},
    {"鄂温克旗", NULL, "150724"},
    {"鄂伦春旗", NULL, "150723"},
    {"莫旗", NULL, "150722"},
    {"莫力达瓦旗", NULL, "150722"},
    {"前郭县", NULL, "220721"},
    {"前郭尔罗斯县", NULL, "220721"},
    {"巴州", NULL, "652800 511902"},
    {"巴州", "650000", "652800"},
    {"巴音郭楞州", NULL, "652800"},
    {"克州", NULL, "653000"},
    {"伊犁州", NULL, "654000"},
    {"黔西南州", NULL, "522300"},
    {"双江县", NULL, "530925"},
    {"龙胜县", NULL, "450328"},
    {"元江县", NULL, "530428"},
    {"三都县", NULL, "522732"},
    {"大兴安岭", NULL, "232700"},
    {"神农架", NULL, "429021"},
    {"锡林郭勒", NULL, "152500"},
    {"锡盟", NULL, "152500"},
    {"浦东", NULL, "310115"},
    {"北京", NULL, "110000"},
    {"顺河区", NULL, "410203"},
    {"全国", NULL, "000000"},
    {"", NULL, ""},
    {"   ", NULL, ""},
    {"全市", NULL, ""},
    {"火星", NULL, ""},
    {"市", NULL, ""},
    {"县", NULL, ""},
    {"鼓楼区", "320100", "320106"},
    {"鼓楼", "320300", "320302"},
    {"鼓楼区", "350000", "350102"},
    {"鼓楼区", "320000", "320106 320302"},
    {"鼓楼区", "110000", "320106 320302 350102 410204"},
    {"鼓楼区", NULL, "320106 320302 350102 410204"},
    {"朝阳", "110000", "110105"},
    {"朝阳", "210000", "211300 211321"},
    {"朝阳", "220000", "220104"},
    {"朝阳", NULL, "211300 110105 211321 220104"},
    {"朝阳县", NULL, "211321"},
    {"海南", "630000", "632500"},
    {"海南省", "630000", "460000"},
    {"河南", "630000", "632324"},
    {"吉林", "220000", "220000 220200"},
    {"长沙", "430000", "430100 430121"},
};

static void short_names_of_areas(void **state)
{
    desk *d = *state;
    for (size_t i = 0; i < COUNT_OF(short_names); i++) {
        const char *got = find(d, short_names[i].text, short_names[i].under, NULL);
        if (strcmp(got, short_names[i].code) != 0)
            fail_msg("%s under %s: got \"%s\", not \"%s\"", short_names[i].text,
                     short_names[i].under ? short_names[i].under : "-", got, short_names[i].code);
    }
}

static void names_on_a_day(void **state)
{
    desk *d = *state;
    assert_string_equal(find(d, "简阳市", NULL, "2015-12-31"), "512081");
    assert_string_equal(find(d, "简阳市", NULL, "2016-06"), "510180");
    assert_string_equal(find(d, "简阳", NULL, "2017"), "510185");
    assert_string_equal(find(d, "简阳市", NULL, NULL), "510185"); /* any day: what still stands */
    assert_string_equal(find(d, "莱芜市", NULL, NULL), "371200"); /* nothing else has that name */
    assert_string_equal(find(d, "莱芜市", NULL, "2022"),
                        "371200"); /* none is valid: better than none */
    assert_string_equal(find(d, "莱芜", NULL, "2018"), "371200");
    assert_string_equal(find(d, "莱芜", NULL, "2020"), "370116");
    assert_string_equal(find(d, "512081", NULL, "2020"), "512081"); /* a code is a code */
}

static void best_are_written_first(void **state)
{
    desk *d = *state;
    area_id out[2] = {ID_NONE, ID_NONE};
    assert_int_equal(catalog_find_area(d->k, S("鼓楼区"), ID_NONE, INT64_MAX, out, 2), 4);
    assert_string_equal(codes(d, out, 2), "320106 320302");
    assert_int_equal(catalog_find_area(d->k, S("鼓楼区"), ID_NONE, INT64_MAX, out, 0), 4);
    static char longest[5000];
    memset(longest, 'x', sizeof longest - 1);
    assert_int_equal(catalog_find_area(d->k, str_of(longest), ID_NONE, INT64_MAX, out, 2), 0);
    assert_int_equal(catalog_find_area(d->k, S("\xff\xfe\xe4"), ID_NONE, INT64_MAX, out, 2), 0);
}

static void need_says_what_it_wants(void **state)
{
    desk *d = *state;
    area_id a;
    ind_id i;
    assert_true(catalog_need_area(&d->c, d->k, S("遵义"), &a));
    assert_int_equal(a, area_of(d, "520300"));
    assert_false(catalog_need_area(&d->c, d->k, S("朝阳"), &a));
    assert_int_equal(d->c.err.code, ERR_UNKNOWN);
    assert_non_null(strstr(d->c.err.zh, "朝阳市 (211300)"));
    assert_non_null(strstr(d->c.err.en, "朝阳区 (110105)"));
    cx_clear(&d->c);
    assert_false(catalog_need_area(&d->c, d->k, S("火星"), &a));
    assert_int_equal(a, ID_NONE);
    assert_non_null(strstr(d->c.err.en, "火星"));
    cx_clear(&d->c);
    assert_true(catalog_need_ind(&d->c, d->k, S("GDP"), &i));
    assert_int_equal(i, ind_of(d, "gdp"));
    assert_false(catalog_need_ind(&d->c, d->k, S("幸福指数"), &i));
    assert_int_equal(d->c.err.code, ERR_UNKNOWN);
}

/* ---- indicators ---- */
#define HEAD "code,name,name_en,aliases,unit,nature,frequency,valid_to\n"
static const char inds[] =
    HEAD "fai,固定资产投资（不含农户）,Fixed Asset Investment,固投;固定资产投资额,亿元,flow,M,\n"
         "gdp,地区生产总值,GDP,生产总值; 国内生产总值（GDP）,亿元,flow,Q,\n"
         "rev,一般公共预算收入,,,亿元,flow,M,\n"
         "rev_same,一般公共预算收入（同口径）,,,亿元,flow,M,\n"
         "x1,工业用电量,,用电,亿元,flow,M,\n"
         "x2,全社会用电量,,用电,亿元,flow,M,\n"
         "old,旧指标,,,亿元,flow,M,2015\n"
         "new,旧指标,,,亿元,flow,M,\n"
         "paren,(特殊),,,亿元,flow,M,\n";

static const char *ind_find(const desk *d, const char *text, const char *day)
{
    static char out[256];
    ind_id found[8];
    out[0] = 0;
    uint32_t n =
        catalog_find_ind(d->k, str_of(text), day ? period_last_day(at(day)) : INT64_MAX, found, 8);
    for (uint32_t i = 0; i < n && i < 8; i++) {
        size_t len = strlen(out);
        snprintf(out + len, sizeof out - len, "%s" STR_FMT, i ? " " : "",
                 STR_ARG(d->k->inds[found[i]].code));
    }
    return out;
}

static void names_of_indicators(void **state)
{
    static const char *const pairs[][2] = {
        {"fai", "fai"},
        {"FAI", "fai"},
        {"固定资产投资（不含农户）", "fai"},
        {"固定资产投资(不含农户)", "fai"},
        {"固定资产投资", "fai"},
        {"固定资产投资（全口径）", "fai"},
        {"固投", "fai"},
        {"fixed asset investment", "fai"},
        {"国内生产总值", "gdp"},
        {"国内生产总值（gdp）", "gdp"},
        {"生产总值（亿元）", "gdp"},
        {"Gdp", "gdp"},
        {"一般公共预算收入", "rev"},
        {"一般公共预算收入（同口径）", "rev_same"},
        {"一般公共预算收入（自然口径）", "rev"},
        {"用电", "x1 x2"},
        {"固定资产投资增速", ""},
        {"投资", ""},
        {"（）", ""},
        {")", ""},
        {"(特殊)", "paren"},
        {"", ""},
    };
    desk d;
    desk_open(&d);
    desk_add(&d, "indicators", inds);
    desk_clean(&d);
    for (size_t i = 0; i < COUNT_OF(pairs); i++)
        if (strcmp(ind_find(&d, pairs[i][0], NULL), pairs[i][1]) != 0)
            fail_msg("%s: got \"%s\", not \"%s\"", pairs[i][0], ind_find(&d, pairs[i][0], NULL),
                     pairs[i][1]);
    assert_string_equal(ind_find(&d, "旧指标", "2014"), "old new");
    assert_string_equal(ind_find(&d, "旧指标", "2016"), "new");
    assert_string_equal(ind_find(&d, "旧指标", NULL), "new");
    ind_id i;
    assert_false(catalog_need_ind(&d.c, d.k, S("用电"), &i));
    assert_non_null(strstr(d.c.err.en, "工业用电量 (x1), 全社会用电量 (x2)"));
    desk_close(&d);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_builtin, close_desk)
    const struct CMUnitTest tests[] = {
        TEST(builtin_has_no_findings),        TEST(every_name_finds_its_area),
        TEST(short_names_of_areas),           TEST(names_on_a_day),
        TEST(best_are_written_first),         TEST(need_says_what_it_wants),
        cmocka_unit_test(builtin_loads_fast), cmocka_unit_test(names_of_indicators),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
