/* flow_test.h: a small desk in a folder of its own, and files into it. */
#ifndef FLOW_TEST_H
#define FLOW_TEST_H
#include "testing.h"
#include "base/os.h"
#include "base/sb.h"
#include "base/str.h"
#include "flow/desk.h"
#include "flow/export.h"
#include "flow/import.h"
#include "flow/state.h"

/* The call must succeed; else its message is shown. */
#define ok(c, call)                                                                                \
    do {                                                                                           \
        if (!(call))                                                                               \
            fail_msg("%s: %s", #call, cx_message(c));                                              \
    } while (0)

static char test_dir[64];
static inline void test_dir_remove(void)
{
    char cmd[96];
    snprintf(cmd, sizeof cmd, "rm -rf %s", test_dir);
    if (system(cmd) != 0)
        fprintf(stderr, "cannot remove %s\n", test_dir);
}

static inline const char *test_path(const char *name)
{
    static char ring[8][160];
    static int at;
    if (!test_dir[0]) {
        snprintf(test_dir, sizeof test_dir, "/tmp/diaodu-flow-XXXXXX");
        assert_non_null(mkdtemp(test_dir));
        atexit(test_dir_remove);
    }
    char *p = ring[at++ % 8];
    snprintf(p, sizeof ring[0], "%s/%s", test_dir, name);
    return p;
}

typedef struct named_text {
    const char *name, *text;
} named_text;
static const named_text small_tables[] = {
    {"areas", "code,name,level,parent\n520000,贵州省,province,\n520300,遵义市,prefecture,520000\n"
              "520302,红花岗区,county,520300\n520303,汇川区,county,520300\n"},
    {"indicators", "code,name,unit,nature,frequency,price\nfai,固定资产投资,亿元,flow,M,current\n"
                   "pop,人口,人,stock,M,\n"},
};

/* One commit of tables as they are given, unchecked; the first one makes the database. */
static inline void put_tables(const char *url, const named_text *t, size_t n, bool create)
{
    cx c;
    store *s = NULL;
    commit meta = {.recorded_by = S("t"), .action = S("init"), .reason = S("r"), .source = S("s")};
    assert_true(cx_init(&c, LANG_EN));
    ok(&c, store_open(&c, url, create ? STORE_CREATE : STORE_WRITE, &s));
    ok(&c, store_begin(&c, s, &meta));
    for (size_t i = 0; i < n; i++)
        ok(&c, store_put_table(&c, s, str_of(t[i].name), str_of(t[i].text)));
    ok(&c, store_commit(&c, s, NULL));
    ok(&c, store_meta_set(&c, s, "home", S("520300")));
    store_close(s);
    cx_done(&c);
}

static inline void small_desk(const char *url)
{
    put_tables(url, small_tables, COUNT_OF(small_tables), true);
}

static const char *take_as = ""; /* the table that files are said to be */

/* Import bytes under a name; the commit it made, 0 = none, -1 = refused (the reason in English in
 * `why`, which may be NULL). */
static inline int64_t take_file(const char *url, const char *name, str data, bool withdraw, sb *why)
{
    cx c;
    import_result r;
    import_options o = {
        .table = str_of(take_as), .by = S("t"), .today = 20000, .data = data, .withdraw = withdraw};
    assert_true(cx_init(&c, LANG_EN));
    bool good = import_file(&c, url, name, &o, &r);
    int64_t id = good ? r.commit_id : -1;
    for (size_t i = 0; why && !good && i < r.list.n; i++)
        sb_printf(why, "%s\n", r.list.list[i].en);
    if (!good && why)
        sb_putz(why, c.err.en);
    else if (!good)
        fail_msg("%s: %s%s%s", name, cx_message(&c), r.list.n ? ": " : "",
                 r.list.n ? r.list.list[0].en : "");
    import_result_done(&r);
    cx_done(&c);
    return id;
}

static inline int64_t take_text(const char *url, const char *text)
{
    return take_file(url, "t.csv", str_of(text), false, NULL);
}

/* A table as it is exported. */
static inline void exported(const char *url, const char *table, sb *out)
{
    cx c;
    desk d;
    desk_options o = {.url = url, .mode = STORE_READ, .only = ID_NONE, .no_values = true};
    export_options e = {.area = ID_NONE, .ind = ID_NONE, .kind = KIND_NONE};
    assert_true(cx_init(&c, LANG_EN));
    sb_done(out);
    sb_init(out, 0);
    ok(&c, desk_open(&c, &o, &d));
    ok(&c, export_table(&c, &d, str_of(table), &e, out));
    sb_putc(out, '\0');
    out->n--;
    assert_true(sb_ok(out));
    desk_close(&d);
    cx_done(&c);
}

#endif
