/* Backup, restore, verification, migration. */
#include "store/engines.h"
#include "base/os.h"
#include <fcntl.h>
#include <sys/stat.h>

/* A database with three commits; the last chunk rows are in *b (may be NULL). */
static const char *filled(cx *c, void **state)
{
    const char *url = fresh(state);
    store *s = open_store(c, url, STORE_CREATE);
    for (int i = 0; i < 3; i++) {
        BATCH(b, *c);
        gen_seed((uint64_t)i + 5);
        assert_true(i == 1 ? gen_panel(&b, 1000, 5, 30, 0, true) : gen_batch(&b, 500, 7));
        put(c, s, &b, "code,name\n1,甲\n2,乙\n");
    }
    ok(c, store_meta_set(c, s, "home", S("520000")));
    store_close(s);
    return url;
}

/* Both hold the same commits (their chains say so), settings and rows. */
static void same_content(cx *c, const char *one, const char *two)
{
    store *s = open_store(c, one, STORE_READ), *t = open_store(c, two, STORE_READ);
    commit *k, *l;
    size_t n, m;
    str v, w;
    ok(c, store_commits(c, s, 0, STORE_NOW, &k, &n));
    ok(c, store_commits(c, t, 0, STORE_NOW, &l, &m));
    assert_int_equal(n, m);
    for (size_t i = 0; i < n; i++)
        assert_true(k[i].id == l[i].id && k[i].recorded_at == l[i].recorded_at &&
                    !memcmp(&k[i].chain, &l[i].chain, sizeof k[i].chain));
    ok(c, store_meta_get(c, s, "home", &v));
    ok(c, store_meta_get(c, t, "home", &w));
    assert_true(str_eq(v, w) && str_eqz(v, "520000"));
    gathered g = {0}, h = {0};
    obs_batch_init(&g.b, c->a);
    obs_batch_init(&h.b, c->a);
    ok(c, store_each_chunk(c, s, 0, STORE_NOW, NULL, 0, gather, &g));
    ok(c, store_each_chunk(c, t, 0, STORE_NOW, NULL, 0, gather, &h));
    assert_int_equal(g.b.n, h.b.n);
    same_rows(&g.b, &h.b, 0);
    obs_batch_done(&g.b);
    obs_batch_done(&h.b);
    store_close(s);
    store_close(t);
}

static void test_backup_restore(void **state)
{
    CX(c);
    const char *url = filled(&c, state), *file = test_path("backup.db");
    unlink(file);
    store *s = open_store(&c, url, STORE_WRITE);
    ok(&c, store_backup(&c, s, file));
    refused(&c, store_backup(&c, s, file), ERR_CONFLICT, "exists already");
    refused(&c, store_backup(&c, s, "/nowhere/b.db"), ERR_DB, "/nowhere");
    same_content(&c, url, file);
    assert_false(os_exists(cx_printf(&c, "%s-wal", file)));
    /* Into an empty place of either engine, and not over data. */
    const char *again = fresh(state);
    ok(&c, store_restore(&c, again, file, false));
    same_content(&c, url, again);
    refused(&c, store_restore(&c, again, file, false), ERR_CONFLICT, "--force");
    store *t = open_store(&c, again, STORE_WRITE);
    put(&c, t, NULL, "x\n");
    store_close(t);
    ok(&c, store_restore(&c, again, file, true));
    same_content(&c, url, again);
    sound(&c, again);
    t = open_store(&c, again, STORE_WRITE);
    assert_int_equal(put(&c, t, NULL, "x\n").id, 4);
    store_close(t);
    refused(&c, store_restore(&c, again, "/nowhere/b.db", true), ERR_UNKNOWN, "/nowhere/b.db");
    store_close(s);
    if (!server_url[0])
        return;
    /* Across the engines. */
    void *other = on_pg(state) ? "sqlite" : "postgresql";
    const char *across = fresh(&other);
    ok(&c, store_restore(&c, across, file, false));
    same_content(&c, url, across);
}

/* A damaged backup is refused before anything happens to the target. */
static void test_restore_damaged(void **state)
{
    CX(c);
    const char *url = filled(&c, state), *file = test_path("bad.db"), *to = fresh(state);
    store *s = open_store(&c, url, STORE_READ);
    unlink(file);
    ok(&c, store_backup(&c, s, file));
    store_close(s);
    outside(file, "update commit_tables set body = x'31' where commit_id = 2");
    refused(&c, store_restore(&c, to, file, false), ERR_DB, "does not verify");
    refused(&c, store_restore(&c, url, file, true), ERR_DB, "does not verify");
    sound(&c, url);
    ok(&c, os_write_file(&c, file, S("no database")));
    refused(&c, store_restore(&c, url, file, true), ERR_FORMAT, "not a diaodu database");
    sound(&c, url);
}

/* What a killed backup left is swept up by a later one, but not what may still be growing. */
static void test_leftovers(void **state)
{
    CX(c);
    const char *url = filled(&c, state), *file = test_path("sweep.db");
    char *old = cx_printf(&c, "%s.tmp1234", file), *young = cx_printf(&c, "%s.tmp1235", file);
    char *other = cx_printf(&c, "%s.tmpl", file);
    ok(&c, os_write_file(&c, old, S("half")));
    ok(&c, os_write_file(&c, other, S("a template")));
    os_fault_clock(os_now_us() + INT64_C(4000) * 1000000);
    ok(&c, os_write_file(&c, young, S("half")));
    struct timespec now = {.tv_sec = os_now_us() / 1000000}, both[2] = {now, now};
    assert_int_equal(utimensat(AT_FDCWD, young, both, 0), 0);
    store *s = open_store(&c, url, STORE_READ);
    ok(&c, store_backup(&c, s, file));
    store_close(s);
    os_fault_clock(0);
    assert_true(!os_exists(old) && os_exists(young) && os_exists(other) && os_exists(file));
}

/* A SQLite file in use is not pulled away; a process that held it closed finds the new one. */
static void test_restore_in_use(void **state)
{
    CX(c);
    const char *url = filled(&c, state), *file = test_path("use.db");
    store *s = open_store(&c, url, STORE_WRITE);
    commit head;
    unlink(file);
    ok(&c, store_backup(&c, s, file));
    put(&c, s, NULL, "later\n");
    db_wait_ms = 100;
    refused(&c, store_restore(&c, url, file, true), ERR_CONFLICT, "in use");
    db_wait_ms = 30000;
    ok(&c, store_head(&c, s, STORE_NOW, &head));
    assert_int_equal(head.id, 4);
    store_close(s);
    s = open_store(&c, url, STORE_WRITE);
    ok(&c, store_head(&c, s, STORE_NOW, &head));
    char *moved = cx_printf(&c, "%s.old", url); /* as a restore by hand would do */
    assert_int_equal(rename(url, moved), 0);
    refused(&c, store_head(&c, s, STORE_NOW, &head), ERR_UNKNOWN, "no database");
    refused(&c, store_begin(&c, s, &by_test), ERR_UNKNOWN, "no database");
    unlink(cx_printf(&c, "%s-wal", url));
    unlink(cx_printf(&c, "%s-shm", url));
    ok(&c, store_restore(&c, url, file, false));
    ok(&c, store_head(&c, s, STORE_NOW, &head));
    assert_int_equal(head.id, 3);
    assert_int_equal(put(&c, s, NULL, "x\n").id, 4);
    store_close(s);
    sound(&c, url);
}

static void write_much(const char *url, int commits)
{
    cx c;
    store *s;
    obs_batch b;
    if (!cx_init(&c, LANG_EN))
        _exit(8);
    CHILD_OK(&c, store_open(&c, url, STORE_WRITE, &s));
    obs_batch_init(&b, c.a);
    for (int i = 0; i < commits; i++) {
        obs_batch_clear(&b);
        CHILD_OK(&c, gen_batch(&b, 3000, 7));
        CHILD_OK(&c, store_begin(&c, s, &by_test));
        CHILD_OK(&c, store_put_table(&c, s, S("t"), S("x\n1\n")));
        CHILD_OK(&c, store_put_obs(&c, s, &b));
        CHILD_OK(&c, store_commit(&c, s, NULL));
    }
    store_close(s);
}

static void test_backup_while_writing(void **state)
{
    CX(c);
    const char *url = filled(&c, state);
    pid_t p = child(write_much, url, 30);
    store *s = open_store(&c, url, STORE_READ);
    for (int i = 0; i < 4; i++) {
        commit head, copied;
        const char *file = test_path("busy.db");
        unlink(file);
        ok(&c, store_head(&c, s, STORE_NOW, &head));
        ok(&c, store_backup(&c, s, file)); /* verifies what it wrote */
        store *t = open_store(&c, file, STORE_READ);
        ok(&c, store_head(&c, t, STORE_NOW, &copied));
        assert_true(copied.id >= head.id);
        store_close(t);
    }
    child_ends(p);
    store_close(s);
    sound(&c, url);
}

/* ---- verification ---- */

static void test_verify_finds(void **state)
{
    static const struct {
        const char *lite, *pg, *found; /* pg NULL = the same */
    } cases[] = {
        {"update chunks set body = x'00' || substr(body, 2) where commit_id = 2 and seq = 1",
         "update chunks set body = '\\x00'::bytea || substr(body, 2) where commit_id = 2 and seq = "
         "1",
         "commit 2/1: a chunk does not match its hash"},
        {"delete from chunks where commit_id = 2 and seq = 0", NULL,
         "commit 2/1: a chunk before this one is missing"},
        {"delete from chunks where commit_id = 2 and seq = 2", NULL, "commit 2: the chain"},
        {"update chunks set seq = 2 - seq + 10 where commit_id = 2;"
         "update chunks set seq = seq - 10 where commit_id = 2",
         NULL, "commit 2: the chain"},
        {"update chunks set key_max = key_max + 1 where commit_id = 1", NULL,
         "commit 1/0: a chunk does not match its index"},
        {"update commit_tables set body = x'3132' where commit_id = 3",
         "update commit_tables set body = '12'::bytea where commit_id = 3",
         "commit 3/0: the text of a table does not match its hash"},
        {"delete from commit_tables where commit_id = 3", NULL, "commit 3: the chain"},
        {"update commit_tables set name = 'posts' where commit_id = 3", NULL,
         "commit 3: the chain"},
        {"update chunks set (body, sha256) = (select body, sha256 from chunks where commit_id = 2 "
         "and "
         "seq = 1) where commit_id = 2 and seq = 2",
         NULL, "commit 2: the chain"},
        {"update commits set id = 102 where id = 3; update commits set id = 3 where id = 2;"
         "update commits set id = 2 where id = 102",
         NULL, "commit 2: the chain"},
        {"update commits set chain = (select chain from commits where id = 1) where id = 2", NULL,
         "commit 2: the chain"},
        {"update commits set reason = 'because' where id = 2", NULL, "commit 2: the chain"},
        {"update commits set recorded_by = 'another' where id = 3", NULL, "commit 3: the chain"},
        {"update commits set recorded_at = 5 where id = 3", NULL, "commit 3: its time"},
        {"update commits set id = 9 where id = 3;"
         "update chunks set commit_id = 9 where commit_id = 3;"
         "update commit_tables set commit_id = 9 where commit_id = 3",
         NULL, "commit 9: a commit before this one is missing"},
        {"delete from chunks where commit_id = 1; delete from commit_tables where commit_id = 1;"
         "delete from commits where id = 1",
         NULL, "commit 2: a commit before this one is missing"},
    };
    CX(c);
    const char *url = filled(&c, state), *file = test_path("whole.db");
    store *s = open_store(&c, url, STORE_READ);
    unlink(file);
    ok(&c, store_backup(&c, s, file));
    store_close(s);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        str text;
        const char *sql = on_pg(state) && cases[i].pg ? cases[i].pg : cases[i].lite;
        outside(url, sql);
        s = open_store(&c, url, STORE_READ);
        if (!findings(&c, s, &text) || !str_contains(text, cases[i].found))
            fail_msg("%s: " STR_FMT, sql, STR_ARG(text));
        store_close(s);
        ok(&c, store_restore(&c, url, file, true));
        sound(&c, url);
    }
}

/* Any byte of the file that matters: flipped on the disk, behind SQLite's back. */
static void test_flipped_bytes(void **state)
{
    CX(c);
    const char *url = filled(&c, state), *bad = test_path("flip.db"), *file = test_path("f.db");
    store *s = open_store(&c, url, STORE_WRITE);
    BATCH(more, c); /* so much that pages of empty tables do not count */
    assert_true(gen_panel(&more, 3000, 5, 30, 0, true));
    put(&c, s, &more, "code,name\n3,丙\n");
    unlink(file);
    ok(&c, store_backup(&c, s, file));
    store_close(s);
    os_file f;
    ok(&c, os_map(&c, file, 1 << 28, &f));
    size_t size = f.data.n;
    char *copy = cx_alloc(&c, size);
    assert_non_null(copy);
    memcpy(copy, f.data.p, size);
    os_unmap(&f);
    int found = 0, tried = 40;
    for (int i = 0; i < tried; i++) {
        size_t at = 100 + gen_below(size - 100);
        str text = S(""), whole = {copy, size};
        copy[at] ^= 0x10;
        ok(&c, os_write_file(&c, bad, whole));
        copy[at] ^= 0x10;
        bool opened = store_open(&c, bad, STORE_READ, &s);
        bool seen = !opened || findings(&c, s, &text);
        if (opened)
            store_close(s);
        cx_clear(&c);
        found += seen;
    }
    /* Some bytes of a SQLite file hold nothing (free room in pages). */
    assert_true(found > tried * 8 / 10);
}

/* ---- migration ---- */

#define TEXT(t)                                                                                    \
    {                                                                                              \
        t, sizeof(t) - 1                                                                           \
    }
static const migration extra_steps[] = {
    {901, "sql/901_colour.sql", TEXT("alter table commits add column colour text;")},
    {902, "sql/902_shape.sql", TEXT("create table shapes (a bigint);")},
    {903, "sql/903_broken.sql", TEXT("create table more (a bigint); create tabel nonsense (b);")},
};
static int steps_known;
static bool (*built_in_steps)(int after, migration *ret);
static bool more_steps(int after, migration *ret)
{
    if (built_in_steps(after, ret))
        return true;
    for (int i = 0; i < steps_known; i++)
        if (extra_steps[i].number > after) {
            *ret = extra_steps[i];
            return true;
        }
    return false;
}

static bool fails_at_end(void *user, const char *what, uint64_t done, uint64_t total)
{
    return !(str_eqz(str_of(what), "migrate") && done == 901);
}

static void test_migration(void **state)
{
    CX(c);
    const char *url = filled(&c, state);
    store *s;
    str text;
    int v, built_in = store_schema_built_in();
    ok(&c, store_migrate(&c, url, false, &text));
    assert_int_equal(text.n, 0);
    built_in_steps = store_next_migration;
    store_next_migration = more_steps;
    steps_known = 2;
    refused(&c, store_open(&c, url, STORE_READ, &s), ERR_DB, "diaodu migrate");
    refused(&c, store_open(&c, url, STORE_WRITE, &s), ERR_DB, "diaodu migrate");
    ok(&c, store_migrate(&c, url, true, &text));
    assert_true(str_contains(text, "apply sql/901_colour.sql\napply sql/902_shape.sql\n"));
    ok(&c, store_schema(&c, url, &v));
    assert_int_equal(v, built_in);
    c.progress = fails_at_end; /* interrupted between the steps: the first one stays */
    refused(&c, store_migrate(&c, url, false, &text), ERR_CANCELLED, "stopped");
    c.progress = NULL;
    ok(&c, store_schema(&c, url, &v));
    assert_int_equal(v, 901);
    ok(&c, store_migrate(&c, url, false, &text));
    ok(&c, store_schema(&c, url, &v));
    assert_int_equal(v, 902);
    sound(&c, url);
    steps_known = 3; /* a step that fails half way leaves nothing */
    refused(&c, store_migrate(&c, url, false, &text), ERR_DB, "syntax error");
    ok(&c, store_schema(&c, url, &v));
    assert_int_equal(v, 902);
    steps_known = 2;
    sound(&c, url);
    outside(url, "create table more (a bigint)"); /* was not left behind */
    const char *two = fresh(state);
    store_close(open_store(&c, two, STORE_CREATE)); /* a new one has all steps */
    ok(&c, store_schema(&c, two, &v));
    assert_int_equal(v, 902);
    store_next_migration = built_in_steps;
    refused(&c, store_migrate(&c, url, true, &text), ERR_DB, "upgrade diaodu");
}

/* An old backup is brought up to date while it is restored; the backup itself stays as it is. */
static void test_restore_old(void **state)
{
    CX(c);
    const char *url = filled(&c, state), *file = test_path("old.db"), *to;
    store *s = open_store(&c, url, STORE_READ);
    int v, built_in = store_schema_built_in();
    unlink(file);
    ok(&c, store_backup(&c, s, file));
    store_close(s);
    built_in_steps = store_next_migration;
    store_next_migration = more_steps;
    steps_known = 2;
    to = fresh(state);
    ok(&c, store_restore(&c, to, file, false));
    ok(&c, store_schema(&c, to, &v));
    assert_int_equal(v, 902);
    sound(&c, to);
    ok(&c, store_schema(&c, file, &v));
    assert_int_equal(v, built_in);
    store_next_migration = built_in_steps;
}

static void test_disk_low(void **state)
{
    uint64_t room;
    bool low = store_disk_low(test_path("x.db"), &room);
    assert_true(room != UINT64_MAX && low == (room < (UINT64_C(200) << 20)));
    assert_false(store_disk_low("postgresql://host/db", &room));
    assert_true(room == UINT64_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(test_backup_restore),
        BOTH(test_restore_damaged),
        ONLY_SQLITE(test_restore_in_use),
        BOTH(test_backup_while_writing),
        BOTH(test_verify_finds),
        ONLY_SQLITE(test_flipped_bytes),
        BOTH(test_migration),
        BOTH(test_restore_old),
        ONLY_SQLITE(test_disk_low),
        ONLY_SQLITE(test_leftovers),
    };
    return cmocka_run_group_tests(tests, engines_up, engines_down);
}
