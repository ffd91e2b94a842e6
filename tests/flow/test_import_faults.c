/* Every allocation of an import and of reading the desk fails in turn, SQLite's, expat's and
 * jansson's as well, and the disk is full at every size: an error that says so, nothing leaked, the
 * database as it was; then once whole. */
#include "testing.h"
#include "api/answers.h"
#include "base/base.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/os.h"
#include "base/sb.h"
#include "base/str.h"
#include "flow/desk.h"
#include "flow/import.h"
#include "flow/init.h"
#include "io/xlsx_csv.h"
#include "store/store_impl.h"
#include <jansson.h>
#include <setjmp.h>
#include <cmocka.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char dir[64];
static const char wide_text[] = "2024年1-6月固定资产投资,,\n地区,累计（亿元）,增速（%）\n"
                                "遵义市,70,5\n红花岗区,30,4.5\n汇川区,40,-1.2\n";

static const char *path(const char *name)
{
    static char ring[16][160];
    static int at;
    char *p = ring[at++ % 16];
    snprintf(p, sizeof ring[0], "%s/%s", dir, name);
    return p;
}

/* ---- SQLite's memory through mem.h ---- */
typedef struct sized {
    _Alignas(16) size_t n;
} sized;

static void *lite_malloc(int n)
{
    sized *p = mem_alloc(sizeof *p + (size_t)n);
    if (p)
        p->n = (size_t)n;
    return p ? p + 1 : NULL;
}
static void lite_free(void *p)
{
    if (p)
        mem_free((sized *)p - 1);
}
static void *lite_realloc(void *p, int n)
{
    sized *q = mem_realloc((sized *)p - 1, sizeof *q + (size_t)n);
    if (q)
        q->n = (size_t)n;
    return q ? q + 1 : NULL;
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
static void *json_alloc(size_t n)
{
    return mem_alloc(n);
}

static void put_file(const char *name, str text)
{
    cx c;
    assert_true(cx_init(&c, LANG_EN));
    if (!os_write_file(&c, path(name), text))
        fail_msg("%s", cx_message(&c));
    cx_done(&c);
}

/* A small catalogue: the built-in one has thousands of rows, and every round reads it. */
static bool small_desk(cx *c, const char *url)
{
    static const struct {
        const char *name, *text;
    } tables[] = {
        {"areas",
         "code,name,level,parent\n520000,贵州省,province,\n520300,遵义市,prefecture,520000\n"
         "520302,红花岗区,county,520300\n520303,汇川区,county,520300\n"},
        {"indicators", "code,name,unit,nature,frequency,price\n"
                       "fai,固定资产投资,亿元,flow,M,current\n"},
    };
    store *s = NULL;
    commit meta = {.recorded_by = S("t"), .action = S("init"), .reason = S("r"), .source = S("s")};
    bool ok = store_open(c, url, STORE_CREATE, &s) && store_begin(c, s, &meta);
    for (size_t i = 0; ok && i < COUNT_OF(tables); i++)
        ok = store_put_table(c, s, str_of(tables[i].name), str_of(tables[i].text));
    ok = ok && store_commit(c, s, NULL) && store_meta_set(c, s, "home", S("520300"));
    store_close(s);
    return ok;
}

static int up(void **state)
{
    static sqlite3_mem_methods m = {lite_malloc,  lite_free, lite_realloc,  lite_size,
                                    lite_roundup, lite_init, lite_shutdown, NULL};
    store_threads = 1; /* the counter of mem.h is not for threads */
    json_set_alloc_funcs(json_alloc, mem_free);
    if (sqlite3_config(SQLITE_CONFIG_MALLOC, &m) != SQLITE_OK)
        return -1;
    signal(SIGXFSZ, SIG_IGN);
    snprintf(dir, sizeof dir, "/tmp/diaodu-faults-XXXXXX");
    if (!mkdtemp(dir))
        return -1;
    put_file("obs.csv", S("area,indicator,period,kind,level,growth,note\n"
                          "520302,fai,2024-05,final,10,5.3,\"a, b\"\n"
                          "520303,fai,2024-05,final,20,,\n520300,fai,2024-05,final,31,4,\n"));
    put_file("areas.csv", S("code,name,level,parent\n520304,播州区,county,520300\n"
                            "520305,某区,county,520300\n"));
    put_file("half.csv", S("area,indicator,period,kind,level\n520302,fai,2024-06,final,11\n"
                           "520302,fai,2024-13,final,12\nnone,fai,2024-06,final,13\n"));
    put_file("wide.csv", str_of(wide_text));
    return 0;
}

static int down(void **state)
{
    char cmd[96];
    snprintf(cmd, sizeof cmd, "rm -rf %s", dir);
    return system(cmd);
}

/* ---- what a database holds ---- */
static int64_t head_id(const char *url)
{
    cx c;
    store *s;
    commit k = {0};
    str text;
    size_t n;
    assert_true(cx_init(&c, LANG_EN));
    if (!store_open(&c, url, STORE_READ, &s) || !store_head(&c, s, STORE_NOW, &k) ||
        !store_verify(&c, s, &text, &n))
        fail_msg("%s: %s", url, cx_message(&c));
    if (n)
        fail_msg("%s: " STR_FMT, url, STR_ARG(text));
    store_close(s);
    cx_done(&c);
    return k.id;
}

static void fresh(const char *url)
{
    static const char *const tails[] = {"", "-wal", "-shm", "-journal"};
    char name[200];
    cx c;
    for (size_t i = 0; i < COUNT_OF(tails); i++) {
        snprintf(name, sizeof name, "%s%s", url, tails[i]);
        unlink(name);
    }
    assert_true(cx_init(&c, LANG_EN));
    if (!small_desk(&c, url))
        fail_msg("%s", cx_message(&c));
    cx_done(&c);
}

/* ---- what is tortured ---- */
typedef struct victim {
    const char *url, *file;
    bool partial, dry_run;
    const char *rejects;
} victim;

static bool import_it(cx *c, const victim *v)
{
    import_options o = {.by = S("t"),
                        .yes = true,
                        .partial = v->partial,
                        .dry_run = v->dry_run,
                        .rejects = v->rejects,
                        .today = 20000};
    import_result r;
    bool ok = import_file(c, v->url, v->file, &o, &r);
    if (!ok && c->err.code == ERR_NONE)
        fail_msg("%s failed without a reason", v->file);
    if (ok && c->err.code != ERR_NONE)
        fail_msg("%s succeeded with an error: %s", v->file, cx_message(c));
    import_result_done(&r);
    return ok;
}

static bool read_it(cx *c, const victim *v)
{
    desk d;
    bool changed;
    sb out CLEANUP(sb_done) = {0};
    query q = {.area = S("520300"), .period = S("2024-05")};
    desk_options o = {.url = v->url, .mode = STORE_READ, .only = ID_NONE};
    sb_init(&out, 0);
    TRY(desk_open(c, &o, &d));
    bool ok = desk_refresh(c, &d, &changed) && answer_board(c, &d, &q, &out);
    desk_close(&d);
    return ok;
}

/* Let the n-th allocation fail, and with `stay` all after it, until one run is not hit any more.
 * `commits`: how many the run that succeeds makes. */
static void fail_each(const char *name, bool (*fn)(cx *, const victim *), const victim *v,
                      bool stay, int64_t commits)
{
    int64_t before = head_id(v->url);
    long stride = slower() > 1 ? 2 * (long)slower() + 1 : 1; /* under an emulator a sample */
    for (long n = 1;; n += stride) {
        cx c;
        assert_true(cx_init(&c, LANG_EN));
        mem_fail_after(n, stay);
        bool good = fn(&c, v), hit = mem_count() >= n;
        mem_fail_after(0, false);
        if (!good && c.err.code != ERR_MEMORY)
            fail_msg("%s, allocation %ld: %s: %s", name, n, err_name(c.err.code), c.err.en);
        cx_done(&c);
        /* A failure that could be done without (a cache of SQLite's) ends well. */
        if (n % 16 == 0 || good)
            assert_int_equal(head_id(v->url), before + (good ? commits : 0));
        if (good && commits) {
            if (!hit)
                return;
            fresh(v->url);
        } else if (good && !hit) {
            return;
        }
    }
}

static void test_import_memory(void **state)
{
    cx c;
    assert_true(cx_init(&c, LANG_EN));
    assert_true(xlsx_write_csv(&c, path("wide.xlsx"), S("表"), str_of(wide_text)));
    cx_done(&c);
    const char *url = path("mem.db");
    const victim all[] = {
        {.url = url, .file = path("obs.csv")},
        {.url = url, .file = path("areas.csv")},
        {.url = url, .file = path("wide.csv")},
        {.url = url, .file = path("wide.xlsx")},
        {.url = url, .file = path("half.csv"), .partial = true, .rejects = path("rejects.csv")},
        {.url = url, .file = path("obs.csv"), .dry_run = true},
    };
    for (size_t i = 0; i < COUNT_OF(all); i++)
        for (int stay = 0; stay < 2; stay++) {
            fresh(url);
            fail_each(all[i].file, import_it, &all[i], stay, !all[i].dry_run);
        }
}

/* What an office sends, into the built-in catalogue: every so many allocations, for there are
 * many. */
static void test_office_memory(void **state)
{
    static const char *const books[] = {"flat_header.xlsx", "form2_counties_o.ods"};
    const char *root = getenv("DIAODU_ROOT"), *url = path("office.db");
    char file[400];
    for (size_t i = 0; i < COUNT_OF(books); i++) {
        victim v = {.url = url, .file = file, .dry_run = true};
        cx c;
        snprintf(file, sizeof file, "%s/tests/data/office_wide/%s", root ? root : ".", books[i]);
        unlink(url);
        assert_true(cx_init(&c, LANG_EN));
        assert_true(init_desk(&c, url, S("520300"), S("t"), false));
        mem_fail_after(0, false);
        if (!import_it(&c, &v))
            fail_msg("%s: %s", file, cx_message(&c));
        long all = mem_count();
        cx_done(&c);
        v.dry_run = false;
        for (long n = 1, good = 0; !good && n < 2 * all; n += all / 60 + 1) {
            assert_true(cx_init(&c, LANG_EN));
            mem_fail_after(n, true);
            good = import_it(&c, &v);
            mem_fail_after(0, false);
            if (!good && c.err.code != ERR_MEMORY)
                fail_msg("%s, allocation %ld: %s", file, n, c.err.en);
            cx_done(&c);
            assert_int_equal(head_id(url), good ? 2 : 1);
        }
    }
}

static void test_read_memory(void **state)
{
    victim v = {.url = path("read.db"), .file = path("obs.csv")};
    for (int stay = 0; stay < 2; stay++) {
        cx c;
        fresh(v.url);
        assert_true(cx_init(&c, LANG_EN));
        assert_true(import_it(&c, &v));
        cx_done(&c);
        fail_each("read", read_it, &v, stay, 0);
    }
}

static void calm_import(const victim *v)
{
    cx c;
    assert_true(cx_init(&c, LANG_EN));
    if (!import_it(&c, v))
        fail_msg("%s", cx_message(&c));
    cx_done(&c);
}

static void must_answer(const desk *d)
{
    cx c;
    query q = {.area = S("520300"), .period = S("2024-05")};
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    assert_true(cx_init(&c, LANG_EN));
    if (!answer_board(&c, d, &q, &out))
        fail_msg("%s", cx_message(&c));
    cx_done(&c);
}

/* A desk stays open while others write; a refresh that failed leaves it able to answer and to try
 * again. Both commits are new to it: one of figures, one of areas. */
static void test_refresh_memory(void **state)
{
    victim obs = {.url = path("refresh.db"), .file = path("obs.csv")},
           areas = {.url = obs.url, .file = path("areas.csv")};
    desk_options o = {.url = obs.url, .mode = STORE_READ, .only = ID_NONE};
    long stride = slower() > 1 ? 2 * (long)slower() + 1 : 1;
    for (long n = 1, hit = 1, open = 0; hit; n += stride) {
        static desk d;
        cx c;
        bool changed;
        assert_true(cx_init(&c, LANG_EN));
        if (!open) {
            fresh(obs.url);
            assert_true(desk_open(&c, &o, &d));
            calm_import(&obs);
            calm_import(&areas);
            open = 1;
        }
        mem_fail_after(n, true);
        bool good = desk_refresh(&c, &d, &changed);
        hit = mem_count() >= n;
        mem_fail_after(0, false);
        if (!good && c.err.code != ERR_MEMORY)
            fail_msg("allocation %ld: %s", n, c.err.en);
        assert_int_equal(d.head.id, good ? 3 : 1);
        must_answer(&d);
        cx_done(&c);
        if (good) {
            desk_close(&d);
            open = 0;
        }
    }
}

/* ---- a full disk ---- */

/* In a child whose files may not grow beyond `most` bytes. Returns its error code. */
static err_code with_limit(bool (*fn)(cx *, const victim *), const victim *v, rlim_t most)
{
    int st;
    fflush(NULL);
    pid_t p = fork();
    assert_true(p >= 0);
    if (p == 0) {
        cx c;
        struct rlimit r = {most, most};
        bool ready = cx_init(&c, LANG_EN) && setrlimit(RLIMIT_FSIZE, &r) == 0;
        bool good = ready && fn(&c, v);
        _exit(!ready ? 99 : good ? 0 : c.err.code == ERR_NONE ? 98 : (int)c.err.code);
    }
    assert_int_equal(waitpid(p, &st, 0), p);
    if (!WIFEXITED(st))
        fail_msg("%s: ended by signal %d at %llu bytes", v->file, WTERMSIG(st),
                 (unsigned long long)most);
    return (err_code)WEXITSTATUS(st);
}

static off_t size_of(const char *name)
{
    struct stat st;
    return stat(name, &st) == 0 ? st.st_size : 0;
}

static void test_import_disk(void **state)
{
    const char *url = path("disk.db");
    sb big CLEANUP(sb_done) = {0};
    sb_init(&big, 0);
    sb_putz(&big, "area,indicator,period,kind,level,note\n");
    for (int y = 0; y < 40; y++)
        for (int m = 2; m < 13; m++)
            sb_printf(&big, "520302,fai,%d-%02d,final,%d.%d,note %d of these\n", 1980 + y, m, y * m,
                      m, y * 7919 + m * 104729);
    put_file("big.csv", sb_str(&big));
    const victim v = {.url = url, .file = path("big.csv")};
    fresh(url);
    int64_t before = head_id(url);
    rlim_t most = 4096;
    int full = 0;
    for (err_code e; (e = with_limit(import_it, &v, most)) != ERR_NONE; most += 4096, full++) {
        if (e != ERR_DISK)
            fail_msg("%llu bytes: %s", (unsigned long long)most, err_name(e));
        assert_int_equal(head_id(url), before);
        assert_true(most < (rlim_t)1 << 24);
    }
    assert_true(full > 0);
    assert_int_equal(head_id(url), before + 1);
}

static bool export_it(cx *c, const victim *v)
{
    static char text[100000];
    memset(text, 'x', sizeof text);
    return os_write_file(c, v->file, (str){text, sizeof text});
}

static bool export_book(cx *c, const victim *v)
{
    return xlsx_write_csv(c, v->file, S("t"), str_of(wide_text));
}

/* The rows that were refused do not fit: nothing is committed. An export leaves what was there. */
static void test_files_disk(void **state)
{
    const char *url = path("rejects.db"), *rejects = path("rejects.csv");
    victim half = {.url = url, .file = path("half.csv"), .partial = true, .rejects = rejects};
    fresh(url);
    unlink(rejects);
    os_fault_write_after(1);
    cx c;
    assert_true(cx_init(&c, LANG_EN));
    assert_false(import_it(&c, &half));
    os_fault_write_after(0);
    assert_int_equal(c.err.code, ERR_DISK);
    cx_done(&c);
    assert_int_equal(size_of(rejects), 0);
    assert_int_equal(head_id(url), 1);
    calm_import(&half);
    assert_true(size_of(rejects) > 0);
    assert_int_equal(head_id(url), 2);

    victim csv = {.file = path("out.csv")}, book = {.file = path("out.xlsx")};
    put_file("out.csv", S("before"));
    put_file("out.xlsx", S("before"));
    assert_int_equal(with_limit(export_it, &csv, 4096), ERR_DISK);
    assert_int_equal(with_limit(export_book, &book, 1024), ERR_DISK);
    assert_int_equal(size_of(csv.file), 6);
    assert_int_equal(size_of(book.file), 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_import_memory), cmocka_unit_test(test_office_memory),
        cmocka_unit_test(test_read_memory),   cmocka_unit_test(test_refresh_memory),
        cmocka_unit_test(test_import_disk),   cmocka_unit_test(test_files_disk),
    };
    return cmocka_run_group_tests(tests, up, down);
}
