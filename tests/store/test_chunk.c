#include "store/store_test.h"
#include "store/chunk.h"

static void round_trip(size_t rows, int columns, uint64_t seed)
{
    cx c CLEANUP(cx_done);
    assert_true(cx_init(&c, LANG_EN));
    obs_batch b CLEANUP(obs_batch_done), d CLEANUP(obs_batch_done);
    sb out CLEANUP(sb_done);
    sb_init(&out, 0);
    obs_batch_init(&b, c.a);
    obs_batch_init(&d, c.a);
    gen_seed(seed);
    assert_true(gen_batch(&b, rows, columns));
    size_t from = gen_below(b.n), to = from + 1 + gen_below(b.n - from);
    if (to - from > CHUNK_ROWS)
        to = from + CHUNK_ROWS;
    size_t kept = 0;
    if (seed % 2) /* appended after others */
        assert_true(obs_batch_add(&d, 7, &kept)), kept = 1;
    assert_true(chunk_encode(&c, &b, from, to, &out));
    ok(&c, chunk_decode(&c, sb_str(&out), &d));
    assert_int_equal(d.n, kept + to - from);
    for (size_t i = from; i < to; i++)
        if (!gen_same_row(&b, i, &d, kept + i - from))
            fail_msg("row %zu of %zu differs", i, to - from);
}

static void test_round_trip(void **state)
{
    for (uint64_t seed = 1; seed < 400; seed++)
        round_trip(1 + seed * seed % 3000, (int)(seed % 8), seed);
    round_trip(200000, 7, 5);
}

static void test_edges(void **state)
{
    cx c CLEANUP(cx_done);
    assert_true(cx_init(&c, LANG_EN));
    static const int64_t v[] = {0,
                                1,
                                -1,
                                INT64_C(999999999999999999),
                                INT64_C(-999999999999999999),
                                (INT64_C(1) << 57) - 1,
                                -(INT64_C(1) << 57),
                                127,
                                128,
                                -64,
                                -65};
    obs_batch b CLEANUP(obs_batch_done), d CLEANUP(obs_batch_done);
    sb out CLEANUP(sb_done);
    sb_init(&out, 0);
    obs_batch_init(&b, c.a);
    obs_batch_init(&d, c.a);
    for (size_t i = 0, at; i < 1000; i++) {
        obs_key last = obs_key_make(IND_MAX - 1, BASIS_END, KIND_FINAL, TIER_STRIVE,
                                    (period){FREQ_D, 0xFFFFF}, (area_id)(AREA_MAX - 1000 + i));
        assert_true(obs_batch_add(&b, i ? last : 0, &at));
        dec x = {v[i % (i < 500 ? COUNT_OF(v) : 2)], 18};
        assert_true(obs_batch_set_level(&b, at, PART_VALUE, x));
    }
    assert_true(chunk_encode(&c, &b, 0, b.n, &out));
    ok(&c, chunk_decode(&c, sb_str(&out), &d));
    for (size_t i = 0; i < b.n; i++)
        assert_true(gen_same_row(&b, i, &d, i));
}

/* A chunk without a column into a batch that has it: what stood there before must not show. */
static void test_reuse(void **state)
{
    cx c CLEANUP(cx_done);
    assert_true(cx_init(&c, LANG_EN));
    obs_batch b CLEANUP(obs_batch_done), d CLEANUP(obs_batch_done);
    sb full CLEANUP(sb_done), bare CLEANUP(sb_done);
    sb_init(&full, 0);
    sb_init(&bare, 0);
    obs_batch_init(&b, c.a);
    obs_batch_init(&d, c.a);
    assert_true(gen_batch(&b, 500, 7));
    assert_true(chunk_encode(&c, &b, 0, b.n, &full));
    obs_batch_clear(&b);
    assert_true(gen_batch(&b, 400, 0));
    assert_true(chunk_encode(&c, &b, 0, b.n, &bare));
    for (int i = 0; i < 3; i++) {
        obs_batch_clear(&d);
        ok(&c, chunk_decode(&c, sb_str(i % 2 ? &full : &bare), &d));
    }
    assert_int_equal(b.n, d.n);
    for (size_t i = 0; i < b.n; i++)
        assert_true(gen_same_row(&b, i, &d, i));
}

static void test_damage(void **state)
{
    cx c CLEANUP(cx_done);
    assert_true(cx_init(&c, LANG_EN));
    obs_batch b CLEANUP(obs_batch_done), d CLEANUP(obs_batch_done);
    sb out CLEANUP(sb_done);
    sb_init(&out, 0);
    obs_batch_init(&b, c.a);
    obs_batch_init(&d, c.a);
    assert_true(gen_batch(&b, 300, 7));
    assert_true(chunk_encode(&c, &b, 0, b.n, &out));
    for (size_t i = 0; i < out.n; i++) {
        out.p[i] ^= (char)(1 << i % 8);
        assert_int_equal(chunk_read(sb_str(&out), &d), CHUNK_DAMAGED);
        out.p[i] ^= (char)(1 << i % 8);
    }
    for (size_t n = 0; n < out.n; n++)
        assert_int_equal(chunk_read((str){out.p, n}, &d), CHUNK_DAMAGED);
    assert_int_equal(d.n, 0);
    assert_false(chunk_decode(&c, S("not a chunk"), &d));
    assert_int_equal(c.err.code, ERR_DB);
    assert_non_null(strstr(cx_message(&c), "restore"));
}

/* The same with a right sum: the rest of the decoder must hold by itself. */
static void test_malice(void **state)
{
    cx c CLEANUP(cx_done);
    assert_true(cx_init(&c, LANG_EN));
    obs_batch b CLEANUP(obs_batch_done), d CLEANUP(obs_batch_done);
    sb out CLEANUP(sb_done);
    sb_init(&out, 0);
    obs_batch_init(&b, c.a);
    obs_batch_init(&d, c.a);
    assert_true(gen_batch(&b, 300, 7));
    assert_true(chunk_encode(&c, &b, 0, b.n, &out));
    char *bad = mem_alloc(out.n);
    assert_non_null(bad);
    for (int i = 0; i < 20000; i++) {
        memcpy(bad, out.p, out.n);
        for (uint64_t k = 1 + gen_below(4); k; k--)
            bad[gen_below(gen_below(2) ? 40 : out.n - 8)] = (char)gen_next();
        size_t n = gen_below(4) ? out.n : 10 + gen_below(out.n - 10);
        uint64_t sum = chunk_sum((str){bad, n - 8});
        for (int k = 0; k < 8; k++)
            bad[n - 8 + (size_t)k] = (char)(sum >> 8 * k);
        obs_batch_clear(&d);
        chunk_status st = chunk_read((str){bad, n}, &d);
        for (size_t r = 1; st == CHUNK_OK && r < d.n; r++)
            assert_true(d.key[r - 1] < d.key[r] && obs_key_kind(d.key[r]) <= KIND_FINAL);
    }
    mem_free(bad);
}

/* Known answers of XXH64, seed 0: the sum is part of the format. */
static void test_sum(void **state)
{
    assert_true(chunk_sum(S("")) == UINT64_C(0xEF46DB3751D8E999));
    assert_true(chunk_sum(S("a")) == UINT64_C(0xD24EC4F1A98C6E5B));
    assert_true(chunk_sum(S("abc")) == UINT64_C(0x44BC2CF5AD770999));
    assert_true(chunk_sum(S("Nobody inspects the spammish repetition")) ==
                UINT64_C(0xFBCEA83C8A378BF1));
}

static void test_memory(void **state)
{
    cx c CLEANUP(cx_done);
    assert_true(cx_init(&c, LANG_EN));
    sb out CLEANUP(sb_done);
    sb_init(&out, 0);
    obs_batch b CLEANUP(obs_batch_done);
    obs_batch_init(&b, c.a);
    assert_true(gen_batch(&b, 2000, 7));
    for (long n = 1, done = 0; !done; n++) {
        obs_batch d CLEANUP(obs_batch_done);
        arena *a = arena_new(0);
        obs_batch_init(&d, a);
        sb_done(&out);
        mem_fail_after(n, true);
        bool wrote = chunk_write(&b, 0, b.n, &out);
        chunk_status st = wrote ? chunk_read(sb_str(&out), &d) : CHUNK_MEMORY;
        mem_fail_after(0, false);
        assert_true(st == CHUNK_OK || st == CHUNK_MEMORY);
        done = st == CHUNK_OK;
        arena_free(a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip), cmocka_unit_test(test_edges),
        cmocka_unit_test(test_reuse),      cmocka_unit_test(test_damage),
        cmocka_unit_test(test_malice),     cmocka_unit_test(test_sum),
        cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
