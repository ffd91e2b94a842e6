/* Taking an import back: "A, B, C, then B taken back" stands as "A, C" does, in whatever units they
 * spoke; exactly the commit that was asked for; and only its own keys are read. */
#include "flow/flow_test.h"
#include <math.h>

#define HEAD                                                                                       \
    "area,indicator,period,kind,level,growth,base_level,series_basis,rank_published,unit,note,"    \
    "released\n"
enum { SEEDS = 400, KEYS = 3, FILES = 3 };

/* ---- the property: one desk holds the rows of all seeds, each under keys of its own ---- */
/* A figure that was never said before, or a mark, or nothing. */
static void put_figure(sb *b, uint64_t *r, uint32_t *count, int chance, bool mark)
{
    static const char *const tails[] = {"", ".5", ".25"};
    if ((int)(rnd(r) % 10) < chance)
        sb_printf(b, "%u%s", ++*count, tails[rnd(r) % 3]);
    else if (mark && rnd(r) % 10 < 3)
        sb_putz(b, "—");
    sb_putc(b, ',');
}

/* The row of one key in one file; no two files say the same, which would make no version. Small seeds
 * say little: the first that fails is the simplest. */
static void put_row(sb *b, uint32_t seed, int f, int key, uint64_t *r, uint32_t *count)
{
    static const char *const areas[KEYS] = {"520300", "520302", "520303"};
    static const char *const units[] = {"", "亿元", "万元"};
    bool plain = seed < SEEDS / 4;
    if (rnd(r) % 10 < 3)
        return;
    sb_printf(b, "%s,fai,%u-%02u,%s,", areas[key], 1980 + seed / 12, seed % 12 + 1,
              key == 2 ? "flash" : "final");
    put_figure(b, r, count, 5, !plain);
    put_figure(b, r, count, plain ? 0 : 5, !plain);
    put_figure(b, r, count, 4, false);
    if (!plain && rnd(r) % 3 == 0)
        sb_printf(b, "b%u", ++*count);
    sb_putc(b, ',');
    if (!plain && rnd(r) % 3 == 0)
        sb_printf(b, "%u", rnd(r) % 30 * FILES + (uint32_t)f + 1);
    sb_printf(b, ",%s,", units[rnd(r) % 3]);
    if (!plain && rnd(r) % 2)
        sb_printf(b, "n%u", *count);
    sb_putc(b, ',');
    if (!plain && rnd(r) % 3 == 0)
        sb_printf(b, "2024-%02u-%02u", rnd(r) % 12 + 1, rnd(r) % 9 * FILES + (uint32_t)f + 1);
    sb_putc(b, '\n');
}

/* The rows of one seed in file `f`, the same whenever they are asked for. */
static void put_seed(sb *b, uint32_t seed, int f)
{
    uint64_t r = seed * 7919u + 17;
    uint32_t count = (seed + 1) * 1000;
    sb other CLEANUP(sb_done) = {0};
    sb_init(&other, 0);
    for (int i = 0; i < FILES; i++)
        for (int key = 0; key < KEYS; key++)
            put_row(i == f ? b : &other, seed, i, key, &r, &count);
}

static bool same_double(double a, double b)
{
    return (isnan(a) && isnan(b)) || fabs(a - b) <= 1e-12 * fmax(fabs(a), fabs(b));
}

static double growth_of(const state *s, size_t i)
{
    return s->b.growth_st && part_state_of(s->b.growth_st[i]) == PART_VALUE
               ? dec_double(part_dec(s->b.growth[i], s->b.growth_st[i]))
               : NAN;
}

/* Row i of one desk and j of the other (SIZE_MAX = no row, which says as little as an empty one). */
static bool same_row(const catalog *k, const state *x, size_t i, const state *y, size_t j)
{
    if (j == SIZE_MAX)
        return !state_said(x, i);
    const obs_extra *a = obs_batch_extra(&x->b, i), *b = obs_batch_extra(&y->b, j);
    return same_double(obs_canonical(k, &x->b, i, 'l'), obs_canonical(k, &y->b, j, 'l')) &&
           same_double(obs_canonical(k, &x->b, i, 'b'), obs_canonical(k, &y->b, j, 'b')) &&
           same_double(growth_of(x, i), growth_of(y, j)) &&
           str_eq(a->series_basis, b->series_basis) && a->released == b->released &&
           a->rank_published == b->rank_published;
}

static uint32_t seed_of(obs_key k)
{
    period p = obs_key_period(k);
    return (uint32_t)(period_year(p) - 1980) * 12 + (uint32_t)(p.ord % 12);
}

/* Marks every seed of which a row of `x` is not so in `y`. */
static void compare(const catalog *k, const state *x, const state *y, bool *differs)
{
    for (size_t i = 0; i < x->b.n; i++)
        if (!same_row(k, x, i, y, state_find(y, x->b.key[i])))
            differs[seed_of(x->b.key[i])] = true;
}

static void load_all(cx *c, const char *url, catalog **k, state *ret)
{
    store *s;
    ok(c, store_open(c, url, STORE_READ, &s));
    ok(c, desk_catalog(c, s, STORE_NOW, k));
    ok(c, state_load(c, s, *k, STORE_NOW, NULL, 0, ID_NONE, ret));
    store_close(s);
}

static void show(uint32_t seed)
{
    for (int f = 0; f < FILES; f++) {
        sb b CLEANUP(sb_done) = {0};
        sb_init(&b, 0);
        put_seed(&b, seed, f);
        print_error("%c\n" STR_FMT, 'A' + f, STR_ARG(sb_str(&b)));
    }
}

static void test_without_the_middle(void **unused)
{
    const char *url = test_path("with.db"), *want = test_path("without.db");
    sb files[FILES] = {{0}};
    small_desk(url);
    small_desk(want);
    for (int f = 0; f < FILES; f++) {
        sb_init(&files[f], 0);
        sb_putz(&files[f], HEAD);
        for (uint32_t seed = 0; seed < SEEDS; seed++)
            put_seed(&files[f], seed, f);
        take_file(url, "f.csv", sb_str(&files[f]), false, NULL);
        if (f != 1)
            take_file(want, "f.csv", sb_str(&files[f]), false, NULL);
    }
    take_file(url, "f.csv", sb_str(&files[1]), true, NULL);
    cx c;
    catalog *k, *k2;
    state got, expected;
    bool differs[SEEDS] = {false};
    uint32_t n = 0, first = 0;
    assert_true(cx_init(&c, LANG_EN));
    load_all(&c, url, &k, &got);
    load_all(&c, want, &k2, &expected);
    assert_true(expected.b.n > (size_t)SEEDS * 2);
    compare(k, &got, &expected, differs);
    compare(k, &expected, &got, differs);
    for (uint32_t seed = SEEDS; seed-- > 0;)
        if (differs[seed]) {
            first = seed;
            n++;
        }
    if (n)
        show(first);
    assert_int_equal(n, 0);
    state_done(&got);
    state_done(&expected);
    catalog_free(k);
    catalog_free(k2);
    cx_done(&c);
    for (int f = 0; f < FILES; f++)
        sb_done(&files[f]);
}

/* ---- exactly this commit ---- */
#define ONE(level, unit)                                                                           \
    "area,indicator,period,kind,level,unit\n520300,fai,2024-03,final," level "," unit "\n"

/* The newest commit of action withdraw; the reason it was refused for in `why`. */
static bool take_back(const char *url, int64_t id, sb *why)
{
    cx c;
    store *s;
    commit *list, which = {.id = id, .source = S("t.csv")};
    size_t n;
    import_result r;
    import_options o = {.by = S("t"), .reason = S("r"), .today = 20000};
    assert_true(cx_init(&c, LANG_EN));
    ok(&c, store_open(&c, url, STORE_READ, &s));
    ok(&c, store_commits(&c, s, id - 1, STORE_NOW, &list, &n));
    if (n && list[0].id == id)
        which = list[0];
    bool good = import_withdraw(&c, url, &which, &o, &r);
    sb_done(why);
    sb_init(why, 0);
    sb_printf(why, "%s%c", good ? "" : c.err.en, 0);
    store_close(s);
    import_result_done(&r);
    cx_done(&c);
    return good;
}

static void assert_level(const char *url, const char *level)
{
    sb out CLEANUP(sb_done) = {0};
    exported(url, "observations", &out);
    char want[64];
    snprintf(want, sizeof want, "520300,fai,2024-03,ytd,final,%s,", level);
    if (!strstr(out.p, want))
        fail_msg("%s is not in\n%s", want, out.p);
}

static void test_the_one_asked_for(void **unused)
{
    const char *url = test_path("exact.db");
    sb why CLEANUP(sb_done) = {0};
    char named[64];
    small_desk(url);
    int64_t first = take_text(url, ONE("5", "")), second = take_text(url, ONE("6", "")),
            third = take_text(url, ONE("5", ""));
    assert_true(first > 0 && second > first && third > second);
    assert_true(take_back(url, first, &why)); /* the third says the same and stands */
    assert_level(url, "5");
    assert_false(take_back(url, first, &why));
    snprintf(named, sizeof named, "was taken back by commit %lld", (long long)third + 1);
    assert_non_null(strstr(why.p, named));
    assert_false(take_back(url, third + 1, &why));
    assert_non_null(strstr(why.p, "is no import"));
    assert_true(take_back(url, third, &why));
    assert_level(url, "6");
    assert_true(take_back(url, second, &why));
    sb out CLEANUP(sb_done) = {0};
    exported(url, "observations", &out);
    assert_null(strstr(out.p, "2024-03"));
    /* by its bytes: nothing of them stands, then the newest that does */
    assert_int_equal(take_file(url, "t.csv", S(ONE("5", "")), true, &why), -1);
    take_text(url, ONE("5", ""));
    take_file(url, "t.csv", S(ONE("5", "")), true, NULL);
    exported(url, "observations", &out);
    assert_null(strstr(out.p, "2024-03"));
}

/* ---- units ---- */
static void assert_row(const char *url, const char *row)
{
    sb out CLEANUP(sb_done) = {0};
    exported(url, "observations", &out);
    if (!strstr(out.p, row))
        fail_msg("%s is not in\n%s", row, out.p);
}

/* Level and base of one row stand in one unit, whichever was said last and in what. */
static void test_one_unit_stands(void **unused)
{
#define BASED(level, base, unit)                                                                   \
    "area,indicator,period,kind,level,base_level,unit\n520300,fai,2024-03,final," level "," base   \
    "," unit "\n"
    const char *url = test_path("units.db");
    small_desk(url);
    take_text(url, BASED("3300000", "3000000", "万元"));
    take_text(url, BASED("331", "", "亿元"));
    assert_row(url, "final,331,,300.0000,,,,,,,,亿元,");
    take_text(url, BASED("", "301", "亿元"));
    take_text(url, BASED("3320000", "", "万元"));
    assert_row(url, "final,3320000,,3010000,,,,,,,,万元,");
    take_text(url, BASED("", "302", "亿元")); /* the level keeps the unit it was reported in */
    assert_row(url, "final,3320000,,3020000,,,,,,,,万元,");
    take_file(url, "t.csv", S(BASED("3320000", "", "万元")), true, NULL);
    assert_row(url, "final,331,,302,,,,,,,,亿元,");
    take_file(url, "t.csv", S(BASED("331", "", "亿元")), true, NULL);
    assert_row(url, "final,3300000,,3020000,,,,,,,,万元,");
}

/* An indicator that became another one: its old amounts are no amounts of the new unit. */
static void test_no_such_unit(void **unused)
{
    const char *url = test_path("dimension.db");
    static const named_text now[] = {
        {"indicators", "code,name,unit,nature,frequency\nfai,改为人数,人,stock,M\n"}};
    small_desk(url);
    take_text(url, BASED("3300000", "3000000", "万元"));
    put_tables(url, now, 1, false);
    take_text(url, BASED("7", "", ""));
    sb out CLEANUP(sb_done) = {0};
    exported(url, "observations", &out);
    assert_non_null(strstr(out.p, "520300,fai,2024-03,"));
    assert_null(strstr(out.p, "7,,3000000"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_the_middle),
        cmocka_unit_test(test_the_one_asked_for),
        cmocka_unit_test(test_one_unit_stands),
        cmocka_unit_test(test_no_such_unit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
