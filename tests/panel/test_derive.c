/* derive: against brute force over random panels, and what its columns must add up to. */
#include "panel/derive.h"
#include "../model/catalog_help.h"
#include "testing.h"

#define CITIES 7
#define COUNTIES 160 /* one city has more than 128: ranks by sorting */
#define MONTHS 30
#define FIRST (2020 * 12)

static area_id areas[1 + CITIES + COUNTIES];
static uint32_t n_areas;

/* A province, cities, counties spread unevenly; the last county exists only from 2021 on. */
static void make_catalog(desk *d)
{
    sb t CLEANUP(sb_done);
    sb_init(&t, 0);
    sb_putz(&t, "code,name,level,parent,valid_from\nP,省,province,,\n");
    for (int i = 0; i < CITIES; i++)
        sb_printf(&t, "C%d,市%d,prefecture,P,\n", i, i);
    for (int i = 0; i < COUNTIES; i++)
        sb_printf(&t, "X%d,县%d,county,C%d,%s\n", i, i, i < 135 ? 0 : i % CITIES,
                  i == COUNTIES - 1 ? "2021-01-01" : "");
    sb_putc(&t, 0);
    desk_add(d, "areas", t.p);
    desk_add(d, "indicators",
             "code,name,unit,nature,frequency,domain,direction,aggregation\n"
             "g,产值,亿元,flow,M,x,higher,sum\nq,季值,亿元,flow,Q,x,higher,sum\n");
    desk_clean(d);
    n_areas = d->k->n_areas;
    for (uint32_t i = 0; i < n_areas; i++)
        areas[i] = i;
}

static void put(desk *d, obs_batch *b, const char *ind, period t, area_id a, int64_t coef)
{
    size_t at;
    const indicator *i = &d->k->inds[ind_of(d, ind)];
    assert_true(
        obs_batch_add(b, obs_key_make(i->id, i->basis, KIND_FINAL, TIER_ASSIGNED, t, a), &at));
    assert_true(obs_batch_set_level(b, at, PART_VALUE, (dec){coef, 2}));
}

/* Values with ties, zeros, negatives; `holes` of 16 are missing. */
static void fill(desk *d, panel *p, uint64_t *seed, int holes, bool shuffled)
{
    obs_batch b;
    obs_batch_init(&b, d->c.a);
    for (uint32_t i = n_areas; shuffled && i-- > 1;) {
        uint32_t j = rnd(seed) % (i + 1);
        area_id t = areas[i];
        areas[i] = areas[j];
        areas[j] = t;
    }
    for (int32_t m = 0; m < MONTHS; m++)
        for (uint32_t i = 0; i < n_areas; i++) {
            uint32_t r = rnd(seed);
            if ((int)(r % 16) < holes || (areas[i] == n_areas - 1 && m < 12))
                continue;
            int64_t v = holes && r % 23 == 0 ? -(int64_t)(r >> 8 & 1023) : 1 + (r >> 8 & 0x3FFF);
            put(d, &b, "g", (period){FREQ_M, FIRST + m}, areas[i], v);
            if (m < MONTHS / 3)
                put(d, &b, "q", (period){FREQ_Q, FIRST / 3 + m}, areas[i], v + 3);
        }
    assert_true(panel_apply(&d->c, p, &b));
    assert_true(panel_seal(&d->c, p));
    obs_batch_done(&b);
}

/* ---- brute force ---- */
static double level(const panel *p, const cube *q, int32_t ord, area_id a)
{
    return panel_stored(p, q->ind, q->basis, q->kind, q->tier, (period){q->freq, ord}, a).level;
}

static bool sibling(const desk *d, area_id a, area_id b)
{
    const area *x = &d->k->areas[a], *y = &d->k->areas[b];
    return x->parent != ID_NONE && x->parent == y->parent && x->level == y->level;
}

/* Sum over the siblings that are in the cube; missing when one that exists has no value. */
static double sum(const desk *d, const panel *p, const cube *q, int32_t ord, area_id a)
{
    double s = 0;
    bool any = false;
    for (area_id x = 0; x < n_areas; x++) {
        if (!sibling(d, a, x) || cube_area(q, x) == UINT32_MAX)
            continue;
        double v = level(p, q, ord, x);
        if (!has(v) && area_valid(d->k, x, (period){q->freq, ord}))
            return MISSING;
        s += has(v) ? v : 0;
        any = true;
    }
    return any ? s : MISSING;
}

static uint32_t rank_of(const desk *d, const panel *p, const cube *q, int32_t ord, area_id a)
{
    double v = level(p, q, ord, a);
    uint32_t better = 0;
    if (!has(v) || d->k->areas[a].parent == ID_NONE)
        return 0;
    for (area_id x = 0; x < n_areas; x++)
        better += sibling(d, a, x) && level(p, q, ord, x) > v;
    return better + 1;
}

static void same(double got, double want)
{
    if (has(got) != has(want) || (has(want) && fabs(got - want) > 1e-9 * fmax(1, fabs(want))))
        fail_msg("%.17g, not %.17g", got, want);
}

static void compare_cell(desk *d, const panel *p, const cube *q, const derived_slice *s,
                         int32_t ord, area_id a)
{
    uint32_t at = cube_area(q, a);
    if (at >= s->n)
        return;
    int32_t year = q->freq == FREQ_M ? 12 : 4;
    double v = level(p, q, ord, a), b = level(p, q, ord - year, a);
    double whole = sum(d, p, q, ord, a), before = sum(d, p, q, ord - year, a);
    same(s->yoy[at], num_growth(v, b));
    same(s->share[at], whole > 0 ? v / whole * 100 : MISSING);
    same(s->pull[at], num_pull(v, b, before));
    assert_int_equal(s->rank[at], rank_of(d, p, q, ord, a));
}

static void compare_all(desk *d, const panel *p, const derived *r)
{
    for (uint32_t i = 0; i < p->n_cubes; i++) {
        const cube *q = &p->cubes[i];
        for (int32_t ord = q->first; ord < q->first + (int32_t)q->n; ord++) {
            const derived_slice *s = derived_at(r, p, q, ord);
            assert_int_equal(s != NULL, cube_slice(q, ord) != NULL);
            for (area_id a = 0; s && a < n_areas; a += 1 + (area_id)(ord % 3))
                compare_cell(d, p, q, s, ord, a);
        }
        assert_null(derived_at(r, p, q, q->first - 1));
        assert_null(derived_at(r, p, q, q->first + (int32_t)q->n));
    }
}

static void test_brute_force(void **state)
{
    (void)state;
    for (int round = 0; round < 6; round++) {
        desk d;
        panel *p;
        derived *r;
        uint64_t seed = (uint64_t)round + 7;
        desk_open(&d);
        make_catalog(&d);
        assert_true(panel_new(&d.c, d.k, &p));
        fill(&d, p, &seed, round % 3 == 2 ? 5 : round % 3, round >= 3);
        assert_true(derive_new(&d.c, p, &r));
        compare_all(&d, p, r);
        assert_true(derived_bytes(r) > 0);
        derive_free(r);
        panel_free(p);
        desk_close(&d);
    }
}

/* Shares of a family are 100 in all; its pulls are its growth. */
static void check_family(desk *d, const panel *p, const cube *q, const derived_slice *s,
                         int32_t ord, area_id head)
{
    double shares = 0, pulls = 0;
    for (area_id a = 0; a < n_areas; a++)
        if (sibling(d, head, a)) {
            shares += s->share[cube_area(q, a)];
            pulls += s->pull[cube_area(q, a)];
        }
    if (ord >= q->first + 12) {
        double want = num_growth(sum(d, p, q, ord, head), sum(d, p, q, ord - 12, head));
        if (has(pulls))
            same(pulls, want);
        else /* who did not exist then has no pull */
            assert_true(ord < FIRST + 24 && d->k->areas[head].level == LEVEL_COUNTY);
    }
    same(shares, 100);
}

static void test_sums(void **state)
{
    (void)state;
    desk d;
    panel *p;
    derived *r;
    uint64_t seed = 3;
    desk_open(&d);
    make_catalog(&d);
    assert_true(panel_new(&d.c, d.k, &p));
    fill(&d, p, &seed, 0, true);
    assert_true(derive_new(&d.c, p, &r));
    const cube *q =
        panel_cube(p, ind_of(&d, "g"), d.k->inds[0].basis, KIND_FINAL, TIER_ASSIGNED, FREQ_M);
    assert_non_null(q);
    for (int32_t ord = FIRST + 12; ord < FIRST + MONTHS; ord++)
        for (int i = 0; i < CITIES + 3; i++)
            check_family(&d, p, q, derived_at(r, p, q, ord), ord, (area_id)(1 + i));
    derive_free(r);
    panel_free(p);
    desk_close(&d);
}

/* One figure changed: its month and the same month a year later are new, all else is shared. */
static void test_refresh(void **state)
{
    (void)state;
    desk d;
    panel *p, *next;
    derived *r, *r2, *r3;
    uint64_t seed = 11;
    obs_batch b;
    desk_open(&d);
    make_catalog(&d);
    obs_batch_init(&b, d.c.a);
    assert_true(panel_new(&d.c, d.k, &p));
    fill(&d, p, &seed, 1, true);
    assert_true(derive_new(&d.c, p, &r));
    assert_int_equal(derived_fresh(r), MONTHS + MONTHS / 3);
    assert_true(panel_fork(&d.c, p, &next));
    put(&d, &b, "g", (period){FREQ_M, FIRST + 4}, 20, 12345);
    assert_true(panel_apply(&d.c, next, &b) && panel_seal(&d.c, next));
    assert_true(derive_refresh(&d.c, r, next, &r2));
    assert_int_equal(derived_fresh(r2), 2);
    compare_all(&d, next, r2);
    panel_free(p); /* what the older one was made from lives on in the newer */
    derive_free(r);
    compare_all(&d, next, r2);
    assert_true(derive_refresh(&d.c, r2, next, &r3));
    assert_int_equal(derived_fresh(r3), 0);
    derive_free(r2);
    compare_all(&d, next, r3);
    derive_free(r3);
    panel_free(next);
    obs_batch_done(&b);
    desk_close(&d);
}

/* A month more for every area, with an area that was never there. */
static void test_new_area(void **state)
{
    (void)state;
    desk d;
    panel *p, *next;
    derived *r, *r2;
    obs_batch b;
    desk_open(&d);
    make_catalog(&d);
    obs_batch_init(&b, d.c.a);
    for (int32_t m = 0; m < 14; m++)
        for (area_id a = 0; a + 5 < n_areas; a++)
            put(&d, &b, "g", (period){FREQ_M, FIRST + m}, a, 100 + a * 7 % 31);
    assert_true(panel_new(&d.c, d.k, &p));
    assert_true(panel_apply(&d.c, p, &b) && panel_seal(&d.c, p));
    assert_true(derive_new(&d.c, p, &r));
    assert_true(panel_fork(&d.c, p, &next));
    obs_batch_clear(&b);
    for (area_id a = n_areas; a-- > 0;)
        put(&d, &b, "g", (period){FREQ_M, FIRST + 14}, a, 200 + a);
    assert_true(panel_apply(&d.c, next, &b) && panel_seal(&d.c, next));
    assert_true(derive_refresh(&d.c, r, next, &r2));
    compare_all(&d, next, r2);
    compare_all(&d, p, r);
    derive_free(r2);
    derive_free(r);
    panel_free(next);
    panel_free(p);
    obs_batch_done(&b);
    desk_close(&d);
}

static void test_empty(void **state)
{
    (void)state;
    desk d;
    panel *p;
    derived *r;
    desk_open(&d);
    make_catalog(&d);
    assert_true(panel_new(&d.c, d.k, &p));
    assert_true(derive_new(&d.c, p, &r));
    assert_int_equal(derived_fresh(r), 0);
    derive_free(r);
    derive_free(NULL);
    panel_free(p);
    desk_close(&d);
}

/* ---- out of memory ---- */
struct tortured {
    desk d;
    panel *p, *next;
};

static bool derive_twice(void *user)
{
    struct tortured *t = user;
    derived *r = NULL, *r2 = NULL;
    cx_clear(&t->d.c);
    bool ok = derive_new(&t->d.c, t->p, &r) && derive_refresh(&t->d.c, r, t->next, &r2);
    derive_free(r);
    if (ok)
        derive_free(r2);
    return ok;
}

static void test_torture(void **state)
{
    (void)state;
    struct tortured t;
    obs_batch b;
    desk_open(&t.d);
    make_catalog(&t.d);
    obs_batch_init(&b, t.d.c.a);
    for (int32_t m = 0; m < 13; m++)
        for (area_id a = 0; a < 9; a++)
            put(&t.d, &b, "g", (period){FREQ_M, FIRST + m}, a, 100 + a);
    assert_true(panel_new(&t.d.c, t.d.k, &t.p) && panel_apply(&t.d.c, t.p, &b) &&
                panel_fork(&t.d.c, t.p, &t.next));
    obs_batch_clear(&b);
    put(&t.d, &b, "g", (period){FREQ_M, FIRST + 1}, 3, 7);
    put(&t.d, &b, "g", (period){FREQ_M, FIRST + 13}, 12, 7);
    assert_true(panel_apply(&t.d.c, t.next, &b));
    torture(derive_twice, &t);
    panel_free(t.next);
    panel_free(t.p);
    obs_batch_done(&b);
    desk_close(&t.d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_brute_force), cmocka_unit_test(test_sums),
        cmocka_unit_test(test_refresh),     cmocka_unit_test(test_new_area),
        cmocka_unit_test(test_empty),       cmocka_unit_test(test_torture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
