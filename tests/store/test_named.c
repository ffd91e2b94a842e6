/* Texts found by their name, on both engines. */
#include "store/engines.h"
#include "store/named.h"

static int64_t put_named(cx *c, store *s, const char *const (*list)[2], size_t n)
{
    commit k;
    ok(c, store_begin(c, s, &by_test));
    for (size_t i = 0; i < n; i++)
        ok(c, store_put_table(c, s, str_of(list[i][0]), str_of(list[i][1])));
    ok(c, store_commit(c, s, &k));
    return k.id;
}
#define PUT(c, s, ...)                                                                             \
    put_named(c, s, (const char *const[][2]){__VA_ARGS__},                                         \
              sizeof((const char *const[][2]){__VA_ARGS__}) / sizeof(const char *[2]))

typedef struct heard {
    sb all;
    size_t n, most;
} heard;

static bool hear(void *user, const commit *k, str text)
{
    heard *h = user;
    assert_true(k->recorded_at > 0 && str_eqz(k->recorded_by, "tester") && str_eqz(k->reason, "r"));
    sb_printf(&h->all, "%lld:" STR_FMT " ", (long long)k->id, STR_ARG(text));
    return ++h->n < h->most;
}

static void heard_is(cx *c, store *s, const char *name, int64_t after, int64_t to, const char *want)
{
    heard h = {.most = SIZE_MAX};
    sb_init(&h.all, 0);
    ok(c, store_each_named(c, s, str_of(name), after, to, hear, &h));
    if (!str_eqz(sb_str(&h.all), want))
        fail_msg("%s after %lld to %lld: “" STR_FMT "” is not “%s”", name, (long long)after,
                 (long long)to, STR_ARG(sb_str(&h.all)), want);
    sb_done(&h.all);
}

static void names_are(cx *c, store *s, const char *prefix, int64_t after, int64_t to,
                      const char *want)
{
    str *names;
    size_t n;
    sb all CLEANUP(sb_done) = {0};
    sb_init(&all, 0);
    ok(c, store_named(c, s, str_of(prefix), after, to, &names, &n));
    for (size_t i = 0; i < n; i++)
        sb_printf(&all, STR_FMT " ", STR_ARG(names[i]));
    if (!str_eqz(sb_str(&all), want))
        fail_msg("%s: “" STR_FMT "” is not “%s”", prefix, STR_ARG(sb_str(&all)), want);
}

static void newest_is(cx *c, store *s, const char *name, int64_t to, const char *want, int64_t at)
{
    str got;
    int64_t id;
    ok(c, store_named_newest(c, s, str_of(name), to, &got, &id));
    assert_int_equal(id, at);
    assert_true(str_eqz(got, want));
}

static void test_named(void **state)
{
    CX(c);
    const char *url = fresh(state);
    store *s = open_store(&c, url, STORE_CREATE);
    heard_is(&c, s, ".ledger:a", 0, INT64_MAX, "");
    names_are(&c, s, ".", 0, INT64_MAX, "");
    newest_is(&c, s, ".type:a", INT64_MAX, "", 0);
    assert_int_equal(PUT(&c, s, {".type:a", "one"}, {".ledger:a", "x"}, {".ledger:a", "y"}), 1);
    assert_int_equal(PUT(&c, s, {".ledger:a_b", "other"}, {".ledger:aXb", "odd"}), 2);
    assert_int_equal(PUT(&c, s, {"areas", "code,name\n"}, {".type:b", "b"}, {".type:a", "two"}), 3);
    assert_int_equal(PUT(&c, s, {".ledger:a", "z"}, {".type:b", "b2"}), 4);
    heard_is(&c, s, ".ledger:a", 0, INT64_MAX, "1:x 1:y 4:z ");
    heard_is(&c, s, ".ledger:a", 1, INT64_MAX, "4:z ");
    heard_is(&c, s, ".ledger:a", 0, 3, "1:x 1:y ");
    heard_is(&c, s, ".ledger:a", 4, INT64_MAX, "");
    heard_is(&c, s, ".ledger:a", 3, 2, "");
    heard_is(&c, s, ".ledger:", 0, INT64_MAX, "");
    heard_is(&c, s, ".ledger:a_b", 0, INT64_MAX, "2:other ");     /* _ is no pattern */
    names_are(&c, s, ".type:", 0, INT64_MAX, ".type:a .type:b "); /* by their newest commits */
    names_are(&c, s, ".type:", 0, 1, ".type:a ");
    names_are(&c, s, ".type:", 3, INT64_MAX, ".type:b ");
    names_are(&c, s, ".ledger:a_", 0, INT64_MAX, ".ledger:a_b ");
    names_are(&c, s, ".TYPE:", 0, INT64_MAX, "");
    newest_is(&c, s, ".type:a", INT64_MAX, "two", 3);
    newest_is(&c, s, ".type:a", 2, "one", 1);
    newest_is(&c, s, ".type:a", 0, "", 0);
    newest_is(&c, s, ".ledger:a", 1, "y", 1); /* the last of the commit */
    /* one that wants no more stops it, and the store goes on */
    heard h = {.most = 2};
    sb_init(&h.all, 0);
    assert_false(store_each_named(&c, s, S(".ledger:a"), 0, INT64_MAX, hear, &h));
    assert_int_equal(h.n, 2);
    sb_done(&h.all);
    cx_clear(&c);
    heard_is(&c, s, ".ledger:a", 3, INT64_MAX, "4:z ");
    /* chains */
    sha256 chain;
    bool found;
    commit head;
    ok(&c, store_head(&c, s, STORE_NOW, &head));
    ok(&c, store_chain_of(&c, s, 4, &chain, &found));
    assert_true(found && !memcmp(&chain, &head.chain, sizeof chain));
    ok(&c, store_chain_of(&c, s, 3, &chain, &found));
    assert_true(found && memcmp(&chain, &head.chain, sizeof chain));
    ok(&c, store_chain_of(&c, s, 5, &chain, &found));
    assert_false(found);
    store_close(s);
    sound(&c, url);
}

/* Bytes as they come, and inside a transaction: what is committed, not what is on its way. */
static void test_bytes(void **state)
{
    CX(c);
    const char *url = fresh(state);
    store *s = open_store(&c, url, STORE_CREATE);
    char all[256 * 40];
    for (size_t i = 0; i < sizeof all; i++)
        all[i] = (char)i;
    str got, bytes = {all, sizeof all};
    int64_t id;
    ok(&c, store_begin(&c, s, &by_test));
    ok(&c, store_put_table(&c, s, S(".blob:00"), bytes));
    ok(&c, store_put_table(&c, s, S(".blob:01"), S("")));
    ok(&c, store_commit(&c, s, NULL));
    ok(&c, store_named_newest(&c, s, S(".blob:00"), INT64_MAX, &got, &id));
    assert_true(id == 1 && str_eq(got, bytes));
    ok(&c, store_named_newest(&c, s, S(".blob:01"), INT64_MAX, &got, &id));
    assert_true(id == 1 && got.n == 0);
    ok(&c, store_begin(&c, s, &by_test));
    commit head;
    ok(&c, store_head(&c, s, STORE_NOW, &head));
    assert_int_equal(head.id, 1);
    ok(&c, store_named_newest(&c, s, S(".blob:00"), head.id, &got, &id));
    assert_true(id == 1 && str_eq(got, bytes));
    ok(&c, store_put_table(&c, s, S(".blob:02"), bytes));
    heard_is(&c, s, ".blob:02", 0, head.id, "");
    store_rollback(s);
    names_are(&c, s, ".blob:", 0, INT64_MAX, ".blob:00 .blob:01 ");
    store_close(s);
    sound(&c, url);
}

/* More than a page, in one commit and over many. */
static void test_pages(void **state)
{
    CX(c);
    store *s = open_store(&c, fresh(state), STORE_CREATE);
    for (int k = 0; k < 3; k++) {
        ok(&c, store_begin(&c, s, &by_test));
        for (int i = 0; i < 300; i++) {
            char text[24];
            snprintf(text, sizeof text, "%d", k * 300 + i);
            ok(&c, store_put_table(&c, s, S(".ledger:a"), str_of(text)));
            if (i % 3 == 0)
                ok(&c, store_put_table(&c, s, S(".ledger:b"), S("between")));
        }
        ok(&c, store_commit(&c, s, NULL));
    }
    sb want CLEANUP(sb_done) = {0};
    for (int after = 0; after < 3; after++) {
        sb_done(&want);
        want = (sb){0};
        sb_init(&want, 0);
        for (int i = after * 300; i < 900; i++)
            sb_printf(&want, "%d:%d ", i / 300 + 1, i);
        sb_putc(&want, 0);
        heard_is(&c, s, ".ledger:a", after, INT64_MAX, want.p);
    }
    store_close(s);
}

/* A database of before ledgers (schema 3) is brought up to date as it is. */
static void test_from_schema_3(void **state)
{
    CX(c);
    const char *url = fresh(state);
    store *s = open_store(&c, url, STORE_CREATE);
    str text;
    int v;
    (void)PUT(&c, s, {"areas", "code,name\n1,甲\n"}, {".type:a", "one"});
    store_close(s);
    outside(url, "drop index commit_tables_name");
    outside(url, "update meta set value = '3' where key = 'schema'");
    ok(&c, store_schema(&c, url, &v));
    assert_int_equal(v, 3);
    refused(&c, store_open(&c, url, STORE_READ, &s), ERR_DB, "diaodu migrate");
    ok(&c, store_migrate(&c, url, false, &text));
    ok(&c, store_schema(&c, url, &v));
    assert_int_equal(v, store_schema_built_in());
    outside(url, "drop index commit_tables_name"); /* it is there */
    s = open_store(&c, url, STORE_WRITE);
    newest_is(&c, s, ".type:a", INT64_MAX, "one", 1);
    assert_int_equal(PUT(&c, s, {".type:a", "two"}), 2);
    names_are(&c, s, ".type:", 1, INT64_MAX, ".type:a ");
    store_close(s);
    sound(&c, url);
}

int main(void)
{
    const struct CMUnitTest tests[] = {BOTH(test_named), BOTH(test_bytes), BOTH(test_pages),
                                       BOTH(test_from_schema_3)};
    return cmocka_run_group_tests(tests, engines_up, engines_down);
}
