#include "store/store_test.h"
#include "store/chunk.h"
#include "store/store.h"
#include "store/store_impl.h"

static void test_first(void **state)
{
    cx c CLEANUP(cx_done);
    assert_true(cx_init(&c, LANG_EN));
    store *s;
    str f;
    size_t n;
    commit k;
    refused(&c, store_open(&c, test_path("a.db"), STORE_READ, &s), ERR_UNKNOWN, "diaodu init");
    ok(&c, store_open(&c, test_path("a.db"), STORE_CREATE, &s));
    obs_batch b CLEANUP(obs_batch_done);
    obs_batch_init(&b, c.a);
    assert_true(gen_batch(&b, 300000, 7));
    ok(&c, store_begin(&c, s, &(commit){.recorded_by = S("me"), .action = S("import")}));
    ok(&c, store_put_table(&c, s, S("areas"), S("code,name\n1,a\n")));
    ok(&c, store_put_obs(&c, s, &b));
    ok(&c, store_commit(&c, s, &k));
    assert_int_equal(k.rows, b.n);
    ok(&c, store_verify(&c, s, &f, &n));
    printf(STR_FMT, STR_ARG(f));
    assert_int_equal(n, 0);
    ok(&c, store_backup(&c, s, test_path("b.db")));
    store_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
