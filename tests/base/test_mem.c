#include "testing.h"
#include "base/str.h"

static void test_sizes(void **state)
{
    void *p = mem_alloc(0);
    assert_non_null(p);
    mem_free(p);
    unsigned char *z = mem_zalloc(16, 4);
    assert_non_null(z);
    for (int i = 0; i < 64; i++)
        assert_int_equal(z[i], 0);
    mem_free(z);
    p = mem_zalloc(0, 8);
    assert_non_null(p);
    mem_free(p);
    assert_null(mem_zalloc(SIZE_MAX / 4, 8)); /* the product overflows */
    p = mem_realloc(NULL, 8);
    assert_non_null(p);
    p = mem_realloc(p, 4096);
    assert_non_null(p);
    mem_free(p);
    mem_free(NULL);
}

static void test_fail_after(void **state)
{
    void *p;
    mem_fail_after(2, false);
    p = mem_alloc(1);
    assert_non_null(p);
    assert_null(mem_realloc(p, 100)); /* and p stays valid */
    *(char *)p = 1;
    mem_free(p);
    p = mem_zalloc(1, 1);
    assert_non_null(p);
    mem_free(p);
    assert_int_equal(mem_count(), 3);

    mem_fail_after(1, true);
    for (int i = 0; i < 3; i++)
        assert_null(mem_alloc(1));
    assert_int_equal(mem_count(), 3);
    mem_fail_after(0, false);
    assert_int_equal(mem_count(), 0);
}

static void test_grow(void **state)
{
    uint32_t *a = NULL;
    size_t cap = 0;
    assert_true(MEM_GROW(a, cap, 0));
    assert_null(a);
    for (size_t n = 1; n < 1000; n++) {
        size_t before = cap;
        assert_true(MEM_GROW(a, cap, n));
        assert_true(cap >= n && (cap == before || cap == 8 || cap == 2 * before));
        a[n - 1] = (uint32_t)n;
    }
    for (size_t n = 1; n < 1000; n++)
        assert_int_equal(a[n - 1], n);

    uint32_t *same = a;
    size_t was = cap;
    assert_false(MEM_GROW(a, cap, SIZE_MAX));
    assert_false(MEM_GROW(a, cap, SIZE_MAX / 2));
    mem_fail_after(1, false);
    assert_false(MEM_GROW(a, cap, 2 * was));
    mem_fail_after(0, false);
    assert_ptr_equal(a, same);
    assert_int_equal(cap, was);
    mem_free(a);
}

/* ---- arena ---- */
static void test_arena_gives_zeroed_aligned_memory(void **state)
{
    uint64_t r = 1;
    arena *a = arena_new(0);
    assert_non_null(a);
    assert_int_equal(arena_used(a), 0);
    size_t sum = 0;
    for (int i = 0; i < 3000; i++) {
        size_t n = rnd(&r) % 3000;
        unsigned char *p = arena_alloc(a, n);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % 16, 0);
        for (size_t k = 0; k < n; k++)
            if (p[k])
                fail_msg("byte %zu of block %d is not zero", k, i);
        memset(p, 0xAB, n); /* who overlaps it would see it */
        sum += (n + 15) / 16 * 16;
        assert_int_equal(arena_used(a), sum);
    }
    char *large = arena_alloc(a, (size_t)5 << 20); /* larger than any block */
    assert_non_null(large);
    large[((size_t)5 << 20) - 1] = 1;
    arena_free(a);
    arena_free(NULL);
}

static void test_arena_limit(void **state)
{
    arena *a = arena_new(100);
    assert_non_null(arena_alloc(a, 64));
    assert_null(arena_alloc(a, 48)); /* 112 in all */
    assert_non_null(arena_alloc(a, 32));
    assert_null(arena_alloc(a, 1));
    assert_non_null(arena_alloc(a, 0));
    assert_null(arena_alloc(a, SIZE_MAX));
    assert_null(arena_alloc(a, SIZE_MAX - 70));
    assert_int_equal(arena_used(a), 96);
    arena_free(a);
}

static void test_arena_text(void **state)
{
    arena *a = arena_new(0);
    str copy;
    char from[] = "区域经济";
    char *z = arena_strdup(a, str_of(from));
    assert_true(arena_str(a, (str){from, 6}, &copy));
    memset(from, 'x', sizeof from - 1);
    assert_string_equal(z, "区域经济");
    assert_true(str_eqz(copy, "区域"));
    assert_int_equal(copy.p[copy.n], 0);
    assert_string_equal(arena_strdup(a, (str){NULL, 0}), "");
    assert_string_equal(arena_printf(a, "%d%s", 12, "万元"), "12万元");
    assert_string_equal(arena_printf(a, "%s", ""), "");
    char *wide = arena_printf(a, "%9000d", 1);
    assert_int_equal(strlen(wide), 9000);
    arena_free(a);
}

static bool use_arena(void *user)
{
    arena *a = arena_new(0);
    str s = {NULL, 0};
    bool ok = a != NULL;
    for (int i = 0; ok && i < 12; i++)
        ok = arena_alloc(a, (size_t)1000 << i % 8) && arena_strdup(a, S("text")) &&
             arena_str(a, S("text"), &s) && arena_printf(a, "%*d", 500 * i, i);
    arena_free(a);
    return ok;
}

static bool use_grow(void *user)
{
    char *p = NULL;
    size_t cap = 0;
    bool ok = true;
    for (size_t n = 1; ok && n < 200; n++)
        if ((ok = MEM_GROW(p, cap, n)))
            p[n - 1] = 'x';
    mem_free(p);
    return ok;
}

static void test_torture(void **state)
{
    torture(use_arena, NULL);
    torture(use_grow, NULL);
}

static void broken(void)
{
    MUST(1 == 2);
}

static void kept(void)
{
    MUST(1 == 1);
}

static void test_must(void **state)
{
    assert_true(breaks_promise(broken));
    assert_false(breaks_promise(kept));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_fail_after),
        cmocka_unit_test(test_grow),
        cmocka_unit_test(test_arena_gives_zeroed_aligned_memory),
        cmocka_unit_test(test_arena_limit),
        cmocka_unit_test(test_arena_text),
        cmocka_unit_test(test_torture),
        cmocka_unit_test(test_must),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
