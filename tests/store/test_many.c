/* Several processes, and a world that fails: full disk, read-only disk, server gone. */
#include "store/engines.h"
#include "base/embed.h"
#include <ctype.h>
#include <errno.h>
#include <sys/resource.h>
#include <sys/stat.h>

/* ---- many writers, many readers ---- */

enum { WRITERS = 3, COMMITS = 12, ROWS = 2000, TABLES = 2 };

static void write_some(const char *url, int commits)
{
    cx c;
    store *s;
    obs_batch b;
    if (!cx_init(&c, LANG_EN))
        _exit(8);
    CHILD_OK(&c, store_open(&c, url, STORE_WRITE, &s));
    obs_batch_init(&b, c.a);
    CHILD_OK(&c, gen_panel(&b, ROWS, 1, 1, 0, true));
    for (int i = 0; i < commits; i++) {
        CHILD_OK(&c, store_begin(&c, s, &by_test));
        for (int t = 0; t < TABLES; t++)
            CHILD_OK(&c, store_put_table(&c, s, S("t"), S("x\n1\n")));
        CHILD_OK(&c, store_put_obs(&c, s, &b));
        CHILD_OK(&c, store_commit(&c, s, NULL));
    }
    store_close(s);
}

typedef struct counts {
    int64_t rows, tables;
} counts;
static bool count_rows(void *user, const commit *k, const obs_batch *b)
{
    ((counts *)user)->rows += (int64_t)b->n;
    return true;
}
static bool count_table(void *user, const commit *k, str name, str csv)
{
    ((counts *)user)->tables++;
    return true;
}

/* What is seen at any moment is some number of whole commits. */
static void test_writers_and_reader(void **state)
{
    CX(c);
    const char *url = fresh(state);
    store_close(open_store(&c, url, STORE_CREATE));
    pid_t p[WRITERS];
    for (int i = 0; i < WRITERS; i++)
        p[i] = child(write_some, url, COMMITS);
    store *s = open_store(&c, url, STORE_READ);
    for (int64_t seen = 0; seen < WRITERS * COMMITS;) {
        commit head;
        counts n = {0, 0};
        ok(&c, store_head(&c, s, STORE_NOW, &head));
        assert_true(head.id >= seen);
        seen = head.id;
        ok(&c, store_each_chunk(&c, s, 0, head.id ? head.recorded_at : 0, NULL, 0, count_rows, &n));
        ok(&c, store_each_table(&c, s, 0, head.id ? head.recorded_at : 0, count_table, &n));
        assert_int_equal(n.rows, seen * ROWS);
        assert_int_equal(n.tables, seen * TABLES);
        for (int i = 0; i < WRITERS; i++) {
            int st;
            if (p[i] && waitpid(p[i], &st, WNOHANG) == p[i]) {
                assert_true(WIFEXITED(st) && !WEXITSTATUS(st));
                p[i] = 0;
            }
        }
    }
    for (int i = 0; i < WRITERS; i++)
        if (p[i])
            child_ends(p[i]);
    store_close(s);
    sound(&c, url);
}

/* ---- full disk ---- */

static void limit_files(rlim_t bytes)
{
    struct rlimit r;
    getrlimit(RLIMIT_FSIZE, &r);
    r.rlim_cur = bytes;
    setrlimit(RLIMIT_FSIZE, &r);
}

static void fill_up(const char *url, int unused)
{
    cx c;
    store *s;
    obs_batch b;
    commit head;
    counts n = {0, 0};
    signal(SIGXFSZ, SIG_IGN);
    if (!cx_init(&c, LANG_EN))
        _exit(8);
    obs_batch_init(&b, c.a);
    CHILD_OK(&c, gen_panel(&b, 1000, 2, 100, 0, true));
    CHILD_OK(&c, store_open(&c, url, STORE_WRITE, &s));
    /* Wherever the write stops: one clear error, the last commit stands, the next one works. */
    for (rlim_t k = 1; k <= 8; k++) {
        limit_files(k << 16);
        bool done =
            store_begin(&c, s, &by_test) && store_put_obs(&c, s, &b) && store_commit(&c, s, NULL);
        store_rollback(s);
        limit_files(RLIM_INFINITY);
        if (done || c.err.code != ERR_DISK || !strstr(c.err.en, "disk is full or fails")) {
            fprintf(stderr, "at %d: %d %s\n", (int)k, done, c.err.en);
            _exit(7);
        }
        cx_clear(&c);
        CHILD_OK(&c, store_head(&c, s, STORE_NOW, &head));
        if (head.id != (int64_t)k)
            _exit(6);
        n = (counts){0, 0};
        CHILD_OK(&c, store_each_chunk(&c, s, 0, STORE_NOW, NULL, 0, count_rows, &n));
        if (n.rows != 0)
            _exit(5);
        CHILD_OK(&c, store_begin(&c, s, &by_test));
        CHILD_OK(&c, store_put_table(&c, s, S("t"), S("x\n")));
        CHILD_OK(&c, store_commit(&c, s, NULL));
    }
    store_close(s);
}

static void test_disk_full(void **state)
{
    CX(c);
    const char *url = fresh(state), *copy = test_path("full-copy.db");
    store *s = open_store(&c, url, STORE_CREATE);
    put(&c, s, NULL, "x\n");
    store_close(s);
    child_ends(child(fill_up, url, 0));
    sound(&c, url);
    /* A backup that does not fit leaves no file. */
    BATCH(b, c);
    assert_true(gen_panel(&b, 1000, 2, 100, 0, true));
    s = open_store(&c, url, STORE_WRITE);
    put(&c, s, &b, NULL);
    void (*before)(int) = signal(SIGXFSZ, SIG_IGN);
    limit_files(200000);
    assert_false(store_backup(&c, s, copy));
    limit_files(RLIM_INFINITY);
    signal(SIGXFSZ, before);
    cx_clear(&c);
    assert_false(os_exists(copy));
    char *left = cx_printf(&c, "%s.tmp%ld", copy, (long)getpid());
    assert_false(os_exists(left));
    store_close(s);
    sound(&c, url);
}

/* ---- read-only disk ---- */

static void read_only(const char *url, int unused)
{
    cx c;
    store *s;
    commit head;
    counts n = {0, 0};
    if (getuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
        _exit(8);
    if (!cx_init(&c, LANG_EN))
        _exit(8);
    CHILD_OK(&c, store_open(&c, url, STORE_READ, &s));
    CHILD_OK(&c, store_head(&c, s, STORE_NOW, &head));
    CHILD_OK(&c, store_each_chunk(&c, s, 0, STORE_NOW, NULL, 0, count_rows, &n));
    store_close(s);
    if (head.id != 1 || n.rows != 1000)
        _exit(7);
    if (store_open(&c, url, STORE_WRITE, &s)) {
        if (store_begin(&c, s, &by_test))
            _exit(6);
        store_close(s);
    }
    if (c.err.code != ERR_DISK || !strstr(c.err.en, "cannot be written")) {
        fprintf(stderr, "%s\n", c.err.en);
        _exit(5);
    }
}

static void test_read_only(void **state)
{
    CX(c);
    char *dir = cx_strdup(&c, str_of(test_path("ro")));
    assert_int_equal(mkdir(dir, 0755), 0);
    chmod(test_dir, 0755);
    char *url = cx_printf(&c, "%s/a%%b?c.db", dir);
    store *s = open_store(&c, url, STORE_CREATE);
    BATCH(b, c);
    assert_true(gen_panel(&b, 1000, 1, 1, 0, true));
    put(&c, s, &b, NULL);
    store_close(s);
    assert_int_equal(chmod(url, 0444), 0);
    assert_int_equal(chmod(dir, 0555), 0);
    child_ends(child(read_only, url, 0));
    assert_int_equal(chmod(dir, 0755), 0);
}

/* ---- server gone ---- */

static void test_gone_and_back(void **state)
{
    CX(c);
    const char *url = fresh(state);
    store *s = open_store(&c, url, STORE_CREATE), *r = open_store(&c, url, STORE_READ);
    commit head;
    put(&c, s, NULL, "x\n");
    assert_true(pg_sh("halt", NULL, 0));
    refused(&c, store_head(&c, r, STORE_NOW, &head), ERR_DB, "cannot connect");
    refused(&c, store_begin(&c, s, &by_test), ERR_DB, "cannot connect");
    assert_true(pg_sh("again", NULL, 0));
    ok(&c, store_head(&c, r, STORE_NOW, &head)); /* by itself */
    assert_int_equal(head.id, 1);
    assert_int_equal(put(&c, s, NULL, "x\n").id, 2);
    /* In the middle of a transaction: one error, nothing left, the next one works. */
    ok(&c, store_begin(&c, s, &by_test));
    ok(&c, store_put_table(&c, s, S("t"), S("lost\n")));
    assert_true(pg_sh("kill", NULL, 0));
    refused(&c, store_put_table(&c, s, S("t"), S("lost\n")), ERR_DB, "is lost");
    assert_true(pg_sh("again", NULL, 0));
    refused(&c, store_commit(&c, s, NULL), ERR_DB, "earlier step");
    assert_int_equal(put(&c, s, NULL, "x\n").id, 3);
    /* And at the commit itself. */
    ok(&c, store_begin(&c, s, &by_test));
    assert_true(pg_sh("kill", NULL, 0));
    refused(&c, store_commit(&c, s, NULL), ERR_DB, "is lost");
    assert_true(pg_sh("again", NULL, 0));
    assert_int_equal(put(&c, s, NULL, "x\n").id, 4);
    store_close(s);
    store_close(r);
    sound(&c, url);
}

static void without_library(const char *url, int unused)
{
    cx c;
    store *s;
    if (!cx_init(&c, LANG_EN))
        _exit(8);
    static const char *const libraries[] = {"/nowhere/libpq.so", "libm.so.6"};
    for (size_t i = 0; i < COUNT_OF(libraries); i++) {
        setenv("DIAODU_LIBPQ", libraries[i], 1);
        if (store_open(&c, url, STORE_READ, &s) || c.err.code != ERR_SYSTEM ||
            !strstr(c.err.en, "libpq5") || !strstr(c.err.en, libraries[i]))
            _exit(7);
        cx_clear(&c);
    }
    cx_done(&c);
}

/* Runs first: once loaded, the library stays. */
static void test_no_library(void **state)
{
    child_ends(child(without_library, "postgresql://nobody@/nothing", 0));
}

static void test_no_server(void **state)
{
    CX(c);
    store *s;
    refused(&c,
            store_open(&c,
                       "postgresql://me:secret@/db?host=/nowhere&password=geheim&sslmode=disable",
                       STORE_READ, &s),
            ERR_DB, "postgresql://me@/db?host=/nowhere&sslmode=disable");
    refused(&c, store_open(&c, "postgres://u:p:q@h.invalid:1/d?connect_timeout=1", STORE_READ, &s),
            ERR_DB, "postgres://u@h.invalid:1/d");
    refused(&c, store_open(&c, "postgresql://h.invalid/d@e?password=x", STORE_READ, &s), ERR_DB,
            "postgresql://h.invalid/d@e?");
}

/* ---- dialect ---- */

/* What relatives of PostgreSQL do not have, or what only one engine knows outside of its block. */
static void test_dialect(void **state)
{
    static const char *const never[] = {
        "listen ",     "notify ",       "generated always as",
        "on conflict", "returning",     "pg_catalog",
        "pg_class",    "pg_stat",       "jsonb",
        "serial",      "now()",         "::",
        "full outer",  "lateral",       "unnest",
        "ilike",       "without rowid", "autoincrement",
        "insert or",   "replace into",  "ctid",
        "rowid",
    };
    size_t n;
    const embedded *all = embed_all(&n);
    int files = 0;
    for (size_t i = 0; i < n; i++) {
        if (strncmp(all[i].name, "sql/", 4))
            continue;
        files++;
        char *low = malloc(all[i].size + 1);
        assert_non_null(low);
        for (size_t j = 0; j <= all[i].size; j++)
            low[j] = (char)tolower(all[i].data[j]);
        for (size_t w = 0; w < COUNT_OF(never); w++)
            if (strstr(low, never[w]))
                fail_msg("%s: '%s' is not in the dialect that all engines share", all[i].name,
                         never[w]);
        free(low);
    }
    assert_true(files >= 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ONLY_PG(test_no_library),    ONLY_PG(test_no_server),     BOTH(test_writers_and_reader),
        ONLY_SQLITE(test_disk_full), ONLY_SQLITE(test_read_only), ONLY_PG(test_gone_and_back),
        ONLY_SQLITE(test_dialect),
    };
    return cmocka_run_group_tests(tests, engines_up_own, engines_down);
}
