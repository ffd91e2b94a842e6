/* Every allocation fails in turn, SQLite's own as well: an error that says so, never a crash, never
 * half a commit. */
#include "store/engines.h"

/* ---- SQLite's memory through mem.h ---- */

typedef struct sized {
    _Alignas(16) size_t n;
} sized;

static void *lite_malloc(int n)
{
    sized *p = mem_alloc(sizeof *p + (size_t)n);
    if (!p)
        return NULL;
    p->n = (size_t)n;
    return p + 1;
}
static void lite_free(void *p)
{
    if (p)
        mem_free((sized *)p - 1);
}
static void *lite_realloc(void *p, int n)
{
    sized *q = mem_realloc((sized *)p - 1, sizeof *q + (size_t)n);
    if (!q)
        return NULL;
    q->n = (size_t)n;
    return q + 1;
}
static int lite_size(void *p)
{
    return p ? (int)((sized *)p - 1)->n : 0;
}
static int lite_roundup(int n)
{
    return (n + 7) & ~7;
}
static int lite_init(void *unused)
{
    return SQLITE_OK;
}
static void lite_shutdown(void *unused)
{
}

static int up(void **state)
{
    static sqlite3_mem_methods m = {lite_malloc,  lite_free, lite_realloc,  lite_size,
                                    lite_roundup, lite_init, lite_shutdown, NULL};
    store_threads = 1; /* the counter of mem.h is not for threads */
    if (sqlite3_config(SQLITE_CONFIG_MALLOC, &m) != SQLITE_OK)
        return -1;
    return engines_up(state);
}

/* ---- what is tortured ---- */

typedef struct victim {
    cx c;
    const char *url;
    store *s;
    obs_batch b;
    size_t rows; /* what each() saw */
} victim;

static bool write_one(victim *v)
{
    return store_begin(&v->c, v->s, &by_test) &&
           store_put_table(&v->c, v->s, S("areas"), S("code,name\n1,2\n")) &&
           store_put_obs(&v->c, v->s, &v->b) && store_commit(&v->c, v->s, NULL);
}
static bool add_rows(void *user, const commit *k, const obs_batch *b)
{
    ((victim *)user)->rows += b->n;
    return true;
}
static bool see_table(void *user, const commit *k, str name, str csv)
{
    return true;
}
static bool read_all(victim *v)
{
    key_range r[] = {{0, UINT64_MAX}, {5, 6}};
    commit *list;
    size_t n;
    v->rows = 0;
    return store_each_chunk(&v->c, v->s, 0, STORE_NOW, r, 2, add_rows, v) &&
           store_each_table(&v->c, v->s, 0, STORE_NOW, see_table, NULL) &&
           store_commits(&v->c, v->s, 0, STORE_NOW, &list, &n);
}
static bool open_again(victim *v)
{
    store *s;
    str text;
    TRY(store_open(&v->c, v->url, STORE_WRITE, &s));
    bool good = store_meta_set(&v->c, s, "k", S("v")) && store_meta_get(&v->c, s, "k", &text);
    store_close(s);
    return good;
}
static bool check_all(victim *v)
{
    str text;
    size_t n = 0;
    TRY(store_verify(&v->c, v->s, &text, &n));
    if (n)
        fail_msg("verify: " STR_FMT, STR_ARG(text));
    return true;
}
static bool backup_it(victim *v)
{
    const char *file = test_path("torture-copy.db");
    unlink(file);
    return store_backup(&v->c, v->s, file);
}
static bool restore_it(victim *v)
{
    const char *to = test_path("torture-to.db");
    return store_restore(&v->c, to, test_path("torture-from.db"), true);
}

static int64_t head_id(victim *v)
{
    commit k;
    ok(&v->c, store_head(&v->c, v->s, STORE_NOW, &k));
    return k.id;
}

/* Let the n-th allocation fail, and with `stay` all after it, until one run is not hit any more. */
static void torture(victim *v, const char *name, bool (*fn)(victim *), long stride, bool stay)
{
    for (long n = 1;; n += stride) {
        cx_done(&v->c);
        assert_true(cx_init(&v->c, LANG_EN));
        int64_t before = head_id(v);
        mem_fail_after(n, stay);
        bool good = fn(v), hit = mem_count() >= n;
        mem_fail_after(0, false);
        store_rollback(v->s);
        if (!good && v->c.err.code != ERR_MEMORY)
            fail_msg("%s, allocation %ld: %s: %s", name, n, err_name(v->c.err.code), v->c.err.en);
        cx_clear(&v->c);
        assert_int_equal(head_id(v), before + (good && fn == write_one));
        if (!hit) {
            assert_true(good);
            return;
        }
    }
}

static void test_torture(void **state)
{
    static const struct {
        const char *name;
        bool (*fn)(victim *);
        long stride;
    } all[] = {
        {"write", write_one, 1},  {"read", read_all, 1},     {"open", open_again, 1},
        {"verify", check_all, 3}, {"backup", backup_it, 37}, {"restore", restore_it, 97},
    };
    victim v = {.url = fresh(state)};
    assert_true(cx_init(&v.c, LANG_EN));
    v.s = open_store(&v.c, v.url, STORE_CREATE);
    arena *a = arena_new(0);
    obs_batch_init(&v.b, a);
    gen_seed(3);
    assert_true(gen_batch(&v.b, 300, 7));
    put(&v.c, v.s, &v.b, "a\n1\n");
    unlink(test_path("torture-from.db"));
    ok(&v.c, store_backup(&v.c, v.s, test_path("torture-from.db")));
    for (size_t i = 0; i < COUNT_OF(all); i++)
        for (int stay = 0; stay < 2; stay++)
            torture(&v, all[i].name, all[i].fn, all[i].stride, stay);
    assert_true(read_all(&v));
    assert_int_equal(v.rows, (size_t)head_id(&v) * v.b.n);
    store_close(v.s);
    obs_batch_done(&v.b);
    arena_free(a);
    sound(&v.c, v.url);
    cx_done(&v.c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {BOTH(test_torture)};
    return cmocka_run_group_tests(tests, up, engines_down);
}
