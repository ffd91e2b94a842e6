#include "store/engines.h"
#include "store/chunk.h"

static void test_create_and_refuse(void **state)
{
    CX(c);
    const char *url = fresh(state);
    store *s;
    int v;
    refused(&c, store_open(&c, url, STORE_READ, &s), ERR_UNKNOWN, "diaodu init");
    refused(&c, store_open(&c, url, STORE_WRITE, &s), ERR_UNKNOWN, "diaodu init");
    s = open_store(&c, url, STORE_CREATE);
    assert_int_equal(store_is_postgres(s), on_pg(state));
    store_close(s);
    refused(&c, store_open(&c, url, STORE_CREATE, &s), ERR_CONFLICT, "exists already");
    store_close(open_store(&c, url, STORE_READ));
    store_close(open_store(&c, url, STORE_WRITE));
    ok(&c, store_schema(&c, url, &v));
    assert_int_equal(v, store_schema_built_in());
    outside(url, "update meta set value = '999' where key = 'schema'");
    refused(&c, store_open(&c, url, STORE_READ, &s), ERR_DB, "upgrade diaodu");
    outside(url, "update meta set value = '0' where key = 'schema'");
    refused(&c, store_open(&c, url, STORE_READ, &s), ERR_UNKNOWN, "empty");
}

static void test_foreign_files(void **state)
{
    CX(c);
    store *s;
    int v;
    const char *text = test_path("letter.txt"), *other = test_path("other.db");
    const char *empty = test_path("empty.db");
    ok(&c,
       os_write_file(&c, text, S("This is a letter and no database at all, however long it is")));
    ok(&c, os_write_file(&c, empty, S("")));
    outside(other, "create table theirs (x)");
    for (int m = STORE_READ; m <= STORE_CREATE; m++) {
        refused(&c, store_open(&c, text, (store_mode)m, &s), ERR_FORMAT, "not a diaodu database");
        refused(&c, store_open(&c, other, (store_mode)m, &s), ERR_FORMAT, "another program");
    }
    ok(&c, store_schema(&c, other, &v));
    assert_int_equal(v, 0);
    refused(&c, store_open(&c, empty, STORE_WRITE, &s), ERR_UNKNOWN, "init");
    store_close(open_store(&c, empty, STORE_CREATE));
    refused(&c, store_open(&c, "/nowhere/at/all.db", STORE_CREATE, &s), ERR_DB, "/nowhere");
    refused(&c, store_open(&c, "/tmp", STORE_WRITE, &s), ERR_USAGE, "/tmp is a folder");
    refused(&c, store_open(&c, "mysql://a/b", STORE_CREATE, &s), ERR_USAGE, "no known kind");
}

typedef struct tables {
    cx *c;
    char text[4096];
} tables;
static bool list_table(void *user, const commit *k, str name, str csv)
{
    tables *t = user;
    size_t n = strlen(t->text);
    snprintf(t->text + n, sizeof t->text - n, "%lld " STR_FMT ":" STR_FMT ";", (long long)k->id,
             STR_ARG(name), STR_ARG(csv));
    return true;
}

/* Random batches come back as they were put, commit by commit, up to the moment asked for. */
static void test_round_trip(void **state)
{
    CX(c);
    const char *url = fresh(state);
    store *s = open_store(&c, url, STORE_CREATE);
    enum { COMMITS = 12 };
    obs_batch b[COMMITS];
    commit k[COMMITS];
    for (int i = 0; i < COMMITS; i++) {
        gen_seed((uint64_t)i + 77);
        obs_batch_init(&b[i], c.a);
        assert_true(gen_batch(&b[i], i == 3 ? 150000 : 1 + gen_below(4000), i % 8));
        k[i] = put(&c, s, i == 5 ? NULL : &b[i], i % 3 ? NULL : "code,name\n一,\"a\nb\"\n");
        assert_int_equal(k[i].id, i + 1);
        assert_int_equal(k[i].rows, i == 5 ? 0 : b[i].n);
    }
    store_close(s);
    s = open_store(&c, url, STORE_READ);
    for (int last = -1; last < COMMITS; last++) {
        gathered g = {0};
        commit head;
        obs_batch_init(&g.b, c.a);
        int64_t as_of = last < 0 ? k[0].recorded_at - 1 : k[last].recorded_at;
        ok(&c, store_head(&c, s, as_of, &head));
        assert_int_equal(head.id, last + 1);
        ok(&c, store_each_chunk(&c, s, 0, as_of, NULL, 0, gather, &g));
        size_t at = 0;
        for (int i = 0; i <= last; i++) {
            if (i == 5)
                continue;
            same_rows(&b[i], &g.b, at);
            at += b[i].n;
        }
        assert_int_equal(g.b.n, at);
        assert_false(g.out_of_order);
        obs_batch_done(&g.b);
    }
    gathered g = {0};
    obs_batch_init(&g.b, c.a);
    ok(&c, store_each_chunk(&c, s, k[9].id, STORE_NOW, NULL, 0, gather, &g)); /* only what is new */
    assert_int_equal(g.b.n, b[10].n + b[11].n);
    obs_batch_done(&g.b);
    tables t = {.c = &c};
    ok(&c, store_each_table(&c, s, 1, k[6].recorded_at, list_table, &t));
    assert_string_equal(t.text,
                        "4 areas:code,name\n一,\"a\nb\"\n;7 areas:code,name\n一,\"a\nb\"\n;");
    commit *list;
    size_t n;
    ok(&c, store_commits(&c, s, 3, STORE_NOW, &list, &n));
    assert_int_equal(n, COMMITS - 3);
    assert_true(list[0].id == 4 && str_eqz(list[0].recorded_by, "tester") &&
                str_eqz(list[0].action, "import") && str_eqz(list[0].reason, "r") &&
                str_eqz(list[0].source, "s") && list[0].rows == (int64_t)b[3].n &&
                !memcmp(&list[0].chain, &k[3].chain, 32));
    store_close(s);
    sound(&c, url);
    for (int i = 0; i < COMMITS; i++)
        obs_batch_done(&b[i]);
}

/* What is put may come in any order: the chain is over all tables, then all chunks. */
static void test_order_of_puts(void **state)
{
    const char *url = fresh(state);
    CX(c);
    BATCH(b, c);
    gen_seed(5);
    assert_true(gen_batch(&b, 100, 7));
    store *s = open_store(&c, url, STORE_CREATE);
    ok(&c, store_begin(&c, s, &by_test));
    ok(&c, store_put_obs(&c, s, &b));
    ok(&c, store_put_table(&c, s, S("mappings"), S("x\n1\n")));
    ok(&c, store_commit(&c, s, NULL));
    store_close(s);
    sound(&c, url);
}

static void test_settings(void **state)
{
    CX(c);
    store *s = open_store(&c, fresh(state), STORE_CREATE);
    str v;
    ok(&c, store_meta_get(&c, s, "home", &v));
    assert_int_equal(v.n, 0);
    ok(&c, store_meta_set(&c, s, "home", S("520000")));
    ok(&c, store_meta_set(&c, s, "home", S("贵州省")));
    ok(&c, store_meta_get(&c, s, "home", &v));
    assert_true(str_eqz(v, "贵州省"));
    ok(&c, store_begin(&c, s, &by_test)); /* inside a transaction it goes with it */
    ok(&c, store_meta_set(&c, s, "home", S("x")));
    store_rollback(s);
    ok(&c, store_meta_get(&c, s, "home", &v));
    assert_true(str_eqz(v, "贵州省"));
    store_close(s);
}

/* Time never runs backwards, whatever the clock says. */
static void test_clock(void **state)
{
    CX(c);
    store *s = open_store(&c, fresh(state), STORE_CREATE);
    static const int64_t clock[] = {1700000000000000, 1700000000000000, 1600000000000000, 1,
                                    1700000000000002, 1700000000000100};
    int64_t before = 0;
    for (size_t i = 0; i < COUNT_OF(clock); i++) {
        os_fault_clock(clock[i]);
        commit k = put(&c, s, NULL, "a\n1\n");
        assert_true(k.recorded_at > before && k.recorded_at >= clock[i]);
        before = k.recorded_at;
    }
    os_fault_clock(0);
    assert_int_equal(before, 1700000000000100);
    store_close(s);
}

static void test_rollback(void **state)
{
    CX(c);
    const char *url = fresh(state);
    store *s = open_store(&c, url, STORE_CREATE);
    BATCH(b, c);
    commit head, k = put(&c, s, NULL, "a\n1\n");
    assert_true(gen_batch(&b, 70000, 7));
    for (int how = 0; how < 3; how++) {
        ok(&c, store_begin(&c, s, &by_test));
        ok(&c, store_put_table(&c, s, S("t"), S("x\n")));
        ok(&c, store_put_obs(&c, s, &b));
        ok(&c, store_head(&c, s, STORE_NOW, &head)); /* not even the writer sees it yet */
        assert_int_equal(head.id, k.id);
        if (how == 0)
            store_rollback(s);
        if (how == 1) { /* a put that failed poisons the transaction */
            s->tx_bad = true;
            refused(&c, store_commit(&c, s, NULL), ERR_DB, "earlier step");
        }
        if (how == 2) {
            store_close(s);
            s = open_store(&c, url, STORE_WRITE);
        }
        gathered g = {0};
        obs_batch_init(&g.b, c.a);
        tables t = {.c = &c};
        ok(&c, store_each_chunk(&c, s, 0, STORE_NOW, NULL, 0, gather, &g));
        ok(&c, store_each_table(&c, s, 0, STORE_NOW, list_table, &t));
        assert_int_equal(g.b.n, 0);
        assert_string_equal(t.text, "1 areas:a\n1\n;");
        obs_batch_done(&g.b);
    }
    assert_int_equal(put(&c, s, &b, NULL).id, 2);
    store_close(s);
    sound(&c, url);
}

static void test_lock(void **state)
{
    CX(c);
    const char *url = fresh(state);
    store *s = open_store(&c, url, STORE_CREATE), *other;
    db_wait_ms = 150;
    other = open_store(&c, url, STORE_WRITE);
    ok(&c, store_begin(&c, s, &by_test));
    refused(&c, store_begin(&c, other, &by_test), ERR_CONFLICT, "another process");
    ok(&c, store_commit(&c, s, NULL));
    commit k = put(&c, other, NULL, "a\n");
    assert_int_equal(k.id, 2);
    db_wait_ms = 30000;
    store_close(s);
    store_close(other);
}

static void test_bad_texts(void **state)
{
    CX(c);
    store *s = open_store(&c, fresh(state), STORE_CREATE);
    commit k = by_test;
    k.reason = S("half a character: \xE4\xB8");
    refused(&c, store_begin(&c, s, &k), ERR_USAGE, "UTF-8");
    k.reason = (str){"a\0b", 3};
    refused(&c, store_begin(&c, s, &k), ERR_USAGE, "UTF-8");
    k.reason = S("'; drop table commits; --");
    ok(&c, store_begin(&c, s, &k));
    ok(&c, store_put_table(&c, s, S("$1"), (str){"any\0bytes\xFF", 10}));
    ok(&c, store_commit(&c, s, &k));
    assert_true(str_eqz(k.reason, "'; drop table commits; --"));
    store_close(s);
}

/* Only chunks that overlap a range are fetched. */
static void test_ranges(void **state)
{
    CX(c);
    store *s = open_store(&c, fresh(state), STORE_CREATE);
    BATCH(b, c);
    assert_true(gen_panel(&b, 2000, 12, 40, 0, false)); /* 960,000 rows in 15 chunks */
    put(&c, s, &b, NULL);
    obs_batch_clear(&b);
    assert_true(gen_panel(&b, 2000, 2, 1, 40, false));
    put(&c, s, &b, NULL);
    struct {
        ind_id from, to, from2, to2;
        uint64_t chunks;
        size_t rows;
    } cases[] = {
        {0, 11, 1, 0, 16, 964000}, {3, 3, 1, 0, 2, 80000},  {0, 0, 1, 0, 3, 82000},
        {0, 0, 11, 11, 5, 162000}, {1, 2, 2, 4, 7, 322000}, {500, 600, 1, 0, 0, 0},
        {3, 3, 3, 3, 2, 80000},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        key_range r[3] = {
            {obs_key_make(cases[i].from2, 0, 0, 0, (period){0}, 0),
             obs_key_make(cases[i].to2 + 1, 0, 0, 0, (period){0}, 0) - 1},
            {obs_key_make(cases[i].from, 0, 0, 0, (period){0}, 0),
             obs_key_make(cases[i].to + 1, 0, 0, 0, (period){0}, 0) - 1},
            {9, 3},
        };
        gathered g = {0};
        obs_batch_init(&g.b, c.a);
        uint64_t before = store_chunks_read;
        ok(&c, store_each_chunk(&c, s, 0, STORE_NOW, r, 3, gather, &g));
        size_t in = 0;
        for (size_t j = 0; j < g.b.n; j++)
            in += (g.b.key[j] >= r[0].min && g.b.key[j] <= r[0].max) ||
                  (g.b.key[j] >= r[1].min && g.b.key[j] <= r[1].max);
        assert_int_equal(in, cases[i].rows);
        if (store_chunks_read - before != cases[i].chunks)
            fail_msg("case %zu read %d chunks", i, (int)(store_chunks_read - before));
        obs_batch_done(&g.b);
    }
    store_close(s);
}

static bool stop_there(void *user, const commit *k, const obs_batch *b)
{
    return (fail)(user, ERR_DATA, "够了", "enough");
}
static bool no_more(void *user, const char *what, uint64_t done, uint64_t total)
{
    return --*(int *)user > 0;
}

static void test_stop(void **state)
{
    CX(c);
    store *s = open_store(&c, fresh(state), STORE_CREATE);
    BATCH(b, c);
    assert_true(gen_panel(&b, 1000, 10, 120, 0, false));
    int left = 1;
    c.progress = no_more;
    c.progress_user = &left;
    ok(&c, store_begin(&c, s, &by_test));
    refused(&c, store_put_obs(&c, s, &b), ERR_CANCELLED, "nothing was written");
    store_rollback(s);
    c.progress = NULL;
    put(&c, s, &b, NULL);
    refused(&c, store_each_chunk(&c, s, 0, STORE_NOW, NULL, 0, stop_there, &c), ERR_DATA, "enough");
    left = 1;
    c.progress = no_more;
    gathered g = {0};
    obs_batch_init(&g.b, c.a);
    refused(&c, store_each_chunk(&c, s, 0, STORE_NOW, NULL, 0, gather, &g), ERR_CANCELLED,
            "stopped");
    obs_batch_done(&g.b);
    store_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(test_create_and_refuse),
        ONLY_SQLITE(test_foreign_files),
        BOTH(test_round_trip),
        BOTH(test_order_of_puts),
        BOTH(test_settings),
        BOTH(test_clock),
        BOTH(test_rollback),
        BOTH(test_lock),
        BOTH(test_bad_texts),
        BOTH(test_ranges),
        BOTH(test_stop),
    };
    return cmocka_run_group_tests(tests, engines_up, engines_down);
}
