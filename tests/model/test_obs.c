#include "base/base.h"
#include "base/mem.h"
#include "base/str.h"
#include "model/obs.h"
#include <setjmp.h>
#include <cmocka.h>

static uint64_t state = 88172645463325252u;
static uint64_t rnd(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    return state ^= state << 17;
}

/* Sorting keeps rows whole and equal keys in their order. `mask`: which bits of the keys vary. */
static void sort_case(size_t n, uint64_t mask)
{
    arena *a = arena_new(0);
    obs_batch b CLEANUP(obs_batch_done);
    obs_batch_init(&b, a);
    for (size_t i = 0, at; i < n; i++) {
        assert_true(obs_batch_add(&b, (rnd() & mask) | (UINT64_C(1) << 60), &at));
        assert_int_equal(at, i);
        int64_t v = (int64_t)(b.key[i] >> 3);
        assert_true(obs_batch_set_level(&b, i, PART_VALUE, (dec){v, (int8_t)(v % 7)}));
        if (i % 3 == 1)
            assert_true(obs_batch_set_growth(&b, i, PART_VALUE, (dec){v + 1, 1}));
        if (i % 5 == 2)
            assert_true(obs_batch_set_base(&b, i, PART_VALUE, (dec){v + 2, 2}));
        obs_extra x = obs_extra_none;
        x.rank_published = (uint32_t)(v % 50 + 1);
        if (i % 2)
            assert_true(obs_batch_set_extra(&b, i, &x));
        assert_true(obs_batch_need_line(&b));
        b.line[i] = (uint32_t)i;
    }
    assert_true(obs_batch_sort(&b));
    for (size_t i = 0; i < n; i++) {
        int64_t v = (int64_t)(b.key[i] >> 3);
        uint32_t line = b.line[i];
        assert_true(!i || b.key[i - 1] < b.key[i] ||
                    (b.key[i - 1] == b.key[i] && b.line[i - 1] < line));
        assert_true(b.level[i] == v && b.level_st[i] == PART(PART_VALUE, v % 7));
        assert_true(!b.growth || b.growth[i] == (line % 3 == 1 ? v + 1 : 0));
        assert_true(!b.base || b.base_st[i] == (line % 5 == 2 ? PART(PART_VALUE, 2) : 0));
        assert_int_equal(obs_batch_extra(&b, i)->rank_published, line % 2 ? v % 50 + 1 : 0);
    }
    arena_free(a);
}

static void test_sort(void **st)
{
    const uint64_t all = UINT64_MAX >> 1;
    for (size_t n = 0; n < 50; n++)
        sort_case(n, all);
    sort_case(5000, all);
    sort_case(5000, 0);
    sort_case(5000, 0xFF);
    sort_case(70000, 0xFFF00FF);
    sort_case(3000, UINT64_C(0x5555555555555555));
}

static void test_sort_in_order(void **st)
{
    obs_batch b CLEANUP(obs_batch_done);
    obs_batch_init(&b, NULL);
    for (size_t i = 0, at; i < 100; i++)
        assert_true(obs_batch_add(&b, i / 2, &at));
    mem_fail_after(1, true); /* nothing is allocated when nothing is to be done */
    assert_true(obs_batch_sort(&b));
    mem_fail_after(0, false);
}

static void test_extras(void **st)
{
    arena *a = arena_new(0);
    obs_batch b CLEANUP(obs_batch_done);
    obs_batch_init(&b, a);
    size_t at;
    char text[16];
    obs_extra x = obs_extra_none;
    for (size_t i = 0; i < 3000; i++) {
        assert_true(obs_batch_add(&b, i, &at));
        assert_true(obs_batch_set_extra(&b, at, &obs_extra_none));
        assert_true(i || !b.extra); /* an empty one needs no column */
        snprintf(text, sizeof text, "来源%zu", i % 300);
        x.source = str_of(text);
        assert_true(i % 7 == 6 || obs_batch_set_extra(&b, at, &x));
    }
    assert_int_equal(b.n_extras, 300);
    for (size_t i = 0; i < 3000; i++) {
        snprintf(text, sizeof text, "来源%zu", i % 300);
        assert_true(str_eqz(obs_batch_extra(&b, i)->source, i % 7 == 6 ? "" : text));
    }
    assert_true(obs_extra_same(obs_batch_extra(&b, 6), &obs_extra_none));
    obs_batch_clear(&b);
    assert_int_equal(b.n_extras, 0);
    uint32_t one, two, three;
    x.source = S("甲");
    assert_true(obs_batch_intern(&b, &x, &one));
    x.released = 5;
    assert_true(obs_batch_intern(&b, &x, &two));
    x.released = INT64_MIN;
    assert_true(obs_batch_intern(&b, &x, &three));
    assert_true(one == 1 && two == 2 && three == 1);
    arena_free(a);
}

/* Out of memory at every place: false, never a crash; what was there is still right. */
static void test_memory(void **st)
{
    for (long n = 1;; n++) {
        arena *a = arena_new(0);
        obs_batch b CLEANUP(obs_batch_done);
        obs_batch_init(&b, a);
        mem_fail_after(n, false);
        bool good = true;
        for (size_t i = 0, at; good && i < 200; i++) {
            obs_extra x = obs_extra_none;
            x.rank_published = (uint32_t)(i + 1);
            good = obs_batch_add(&b, rnd() >> 1, &at) &&
                   obs_batch_set_growth(&b, at, PART_VALUE, (dec){1, 0}) &&
                   obs_batch_set_extra(&b, at, &x);
        }
        good = good && obs_batch_sort(&b);
        bool hit = mem_count() >= n;
        mem_fail_after(0, false);
        assert_true(good != hit);
        for (size_t i = 0; good && i < b.n; i++)
            assert_true(i == 0 || b.key[i - 1] <= b.key[i]);
        arena_free(a);
        if (!hit)
            break;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sort),
        cmocka_unit_test(test_sort_in_order),
        cmocka_unit_test(test_extras),
        cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
