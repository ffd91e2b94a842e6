/* A folder of backups that keeps itself small. */
#include "store/engines.h"
#include "base/os.h"
#include "store/rotate.h"
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

/* ---- what stays ---- */

static void test_keep_parse(void **state)
{
    static const struct {
        const char *text;
        int v[3]; /* v[0] 0 = refused */
    } cases[] = {
        {"1", {1, 0, 0}},
        {"14", {14, 0, 0}},
        {"14,8", {14, 8, 0}},
        {"14,8,24", {14, 8, 24}},
        {"1,0,12", {1, 0, 12}},
        {"", {0}},
        {"0", {0}},
        {"-3", {0}},
        {"3,-1", {0}},
        {"3,", {0}},
        {"3,4,5,6", {0}},
        {"viele", {0}},
        {"3 ", {0}},
        {"99999999999999999999", {0}},
        {"10001", {0}},
    };
    CX(c);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        backup_keep k = {0};
        if (!cases[i].v[0]) {
            refused(&c, backup_keep_parse(&c, str_of(cases[i].text), &k), ERR_USAGE, "--keep");
            continue;
        }
        ok(&c, backup_keep_parse(&c, str_of(cases[i].text), &k));
        assert_true(k.newest == cases[i].v[0] && k.weeks == cases[i].v[1] &&
                    k.months == cases[i].v[2]);
    }
}

#define DAY INT64_C(86400)

/* One copy a day for two years: what stays is a newest run, then Sundays, then ends of months. */
static void test_keep_grandfather(void **state)
{
    enum { N = 730 };
    static int64_t times[N];
    static bool keep[N];
    const int64_t last = 20773 * DAY + 7200; /* Monday 2026-11-16, two o'clock */
    size_t n = 0;
    for (size_t i = 0; i < N; i++)
        times[i] = last - (int64_t)i * DAY;
    backup_keep_mark((backup_keep){7, 4, 12}, times, N, keep);
    for (size_t i = 0; i < N; i++) {
        int y, m, d;
        date_split(times[i] / DAY + date_ord(1970, 1, 1), &y, &m, &d);
        bool sunday = times[i] / DAY % 7 == 3;
        bool week = i == 0 || (sunday && i <= 15);
        bool month = i == 0 || (d == date_days_in_month(y, m) && i < 350);
        if (keep[i] != (i < 7 || week || month))
            fail_msg("%d-%d-%d (%zu): %d", y, m, d, i, keep[i]);
        n += keep[i];
    }
    assert_int_equal(n, 7 + 2 + 11); /* the first Sunday is among the newest */
    backup_keep_mark((backup_keep){0}, times, N, keep);
    for (size_t i = 0; i < N; i++)
        assert_true(keep[i]);
}

/* Weeks without a copy do not use up a place. */
static void test_keep_gaps(void **state)
{
    const int64_t t[] = {20700 * DAY, 20600 * DAY, 20599 * DAY + 1, 20599 * DAY, 20000 * DAY};
    bool keep[5];
    backup_keep_mark((backup_keep){1, 3, 0}, t, 5, keep);
    assert_true(keep[0] && keep[1] && !keep[2] && !keep[3] && keep[4]);
    backup_keep_mark((backup_keep){1, 0, 2}, t, 5, keep);
    assert_true(keep[0] && keep[1] && !keep[2] && !keep[3] && !keep[4]);
}

/* ---- the folder ---- */

static const char *folder(const char *name)
{
    const char *f = test_path(name);
    assert_int_equal(mkdir(f, 0777), 0);
    return f;
}

static int files_in(const char *dir, const char *ending)
{
    int n = 0;
    DIR *d = opendir(dir);
    assert_non_null(d);
    for (struct dirent *e; (e = readdir(d));)
        n += e->d_name[0] != '.' && str_ends(str_of(e->d_name), str_of(ending));
    closedir(d);
    return n;
}

static const char *filled(cx *c, void **state)
{
    const char *url = fresh(state);
    store *s = open_store(c, url, STORE_CREATE);
    put(c, s, NULL, "code,name\n1,甲\n");
    store_close(s);
    return url;
}

static const char *rotate(cx *c, const char *url, const char *dir, backup_keep k, str *removed)
{
    const char *file = NULL;
    store *s = open_store(c, url, STORE_READ);
    ok(c, store_backup_rotate(c, s, dir, k, &file, removed));
    store_close(s);
    assert_true(os_exists(file));
    return file;
}

static bool rotate_fails(cx *c, const char *url, const char *dir, backup_keep k)
{
    const char *file;
    str removed;
    store *s = open_store(c, url, STORE_READ);
    bool made = store_backup_rotate(c, s, dir, k, &file, &removed);
    store_close(s);
    return made;
}

/* What a backup that was killed long ago did not finish. */
static void left_half(cx *c, const char *path)
{
    const struct timespec long_ago[2] = {{.tv_sec = 1}, {.tv_sec = 1}};
    ok(c, os_write_file(c, path, S("half")));
    assert_int_equal(utimensat(AT_FDCWD, path, long_ago, 0), 0);
}

static const int64_t noon = (20773 * DAY + 4 * 3600) * 1000000; /* 2026-11-16T12:00 in China */

static void at_day(int n)
{
    os_fault_clock(noon + n * DAY * 1000000);
}

static void test_rotate(void **state)
{
    CX(c);
    const char *url = filled(&c, state), *dir = folder(on_pg(state) ? "rotp" : "rot"), *file = NULL;
    backup_keep k = {3, 0, 0};
    str removed = S("");
    for (int i = 0; i < 5; i++) {
        at_day(i);
        file = rotate(&c, url, dir, k, &removed);
        assert_int_equal(files_in(dir, ".db"), i < 3 ? i + 1 : 3);
        assert_int_equal(removed.n > 0, i >= 3);
    }
    assert_true(str_ends(str_of(file), S("-20261120T120000.db")));
    assert_true(str_contains(removed, "-20261117T120000.db\n"));
    /* The same second again: the first copy stands. */
    refused(&c, rotate_fails(&c, url, dir, k), ERR_CONFLICT, "exists already");
    assert_int_equal(files_in(dir, ".db"), 3);
    /* What it made can be brought back. */
    const char *again = fresh(state);
    ok(&c, store_restore(&c, again, file, false));
    sound(&c, again);
    os_fault_clock(0);
}

/* Nothing is touched but finished copies of this desk: neither another desk's, nor files, links and
 * folders that only look like it. */
static void test_rotate_others(void **state)
{
    CX(c);
    const char *url = filled(&c, state), *dir = folder("mixed");
    str removed = S("");
    at_day(0);
    const char *mine = rotate(&c, url, dir, (backup_keep){1, 0, 0}, &removed);
    os_fault_clock(noon + 1000000);
    const char *theirs = rotate(&c, filled(&c, state), dir, (backup_keep){1, 0, 0}, &removed);
    assert_int_equal(removed.n, 0);
    char *stem = cx_printf(&c, "%.*s", (int)(strlen(mine) - strlen("20261116T120000.db")), mine);
    static const char *const kept[] = {"20261116T120000.db.bak",    "20261116T120000",
                                       "20261316T120000.db",        "20261116T250000.db",
                                       "2026111-T120000.db",        "copy.db",
                                       "20261116T120000.db.tmp12x", "20261116T120000.db.tmp"};
    for (size_t i = 0; i < COUNT_OF(kept); i++)
        ok(&c, os_write_file(&c, cx_printf(&c, "%s%s", stem, kept[i]), S("mine")));
    left_half(&c, cx_printf(&c, "%s20261115T120000.db.tmp77", stem));
    left_half(&c, cx_printf(&c, "%s20261115T120000.db.tmp77-journal", stem));
    assert_int_equal(mkdir(cx_printf(&c, "%s20261114T120000.db", stem), 0777), 0);
    assert_int_equal(symlink(theirs, cx_printf(&c, "%s20261113T120000.db", stem)), 0);
    /* A clock that once ran ahead: that copy neither goes nor takes the place of a real one. */
    ok(&c, os_write_file(&c, cx_printf(&c, "%s20301114T120000.db", stem), S("later")));
    os_fault_clock(noon + 5 * DAY * 1000000);
    const char *newest = rotate(&c, url, dir, (backup_keep){1, 0, 0}, &removed);
    os_fault_clock(0);
    assert_true(os_exists(newest) && os_exists(theirs) && !os_exists(mine));
    for (size_t i = 0; i < COUNT_OF(kept); i++)
        assert_true(os_exists(cx_printf(&c, "%s%s", stem, kept[i])));
    assert_true(os_exists(cx_printf(&c, "%s20261114T120000.db", stem)));
    assert_true(os_exists(cx_printf(&c, "%s20261113T120000.db", stem)));
    assert_true(os_exists(cx_printf(&c, "%s20301114T120000.db", stem)));
    assert_int_equal(files_in(dir, ".tmp77"), 0);
    assert_int_equal(files_in(dir, "-journal"), 0);
}

/* Whatever goes wrong, the copies that there are stay. */
static void test_rotate_faults(void **state)
{
    CX(c);
    const char *url = filled(&c, state), *dir = folder(on_pg(state) ? "faultp" : "fault");
    backup_keep k = {1, 0, 0};
    str removed = S("");
    refused(&c, rotate_fails(&c, url, test_path("no_such_disk"), k), ERR_UNKNOWN, "make it first");
    at_day(0);
    const char *good = rotate(&c, url, dir, k, &removed);
    at_day(1);
    os_fault_disk(1 << 20);
    refused(&c, rotate_fails(&c, url, dir, k), ERR_DISK, "none was made");
    os_fault_disk(UINT64_MAX);
    assert_int_equal(files_in(dir, ""), 1);
    /* The database is damaged: its copy is refused, the good one stays. */
    outside(url, "update commits set reason = 'because' where id = 1");
    refused(&c, rotate_fails(&c, url, dir, k), ERR_DB, "does not verify");
    assert_int_equal(files_in(dir, ""), 1);
    assert_true(os_exists(good));
    ok(&c, store_restore(&c, url, good, true));
    os_fault_clock(0);
    sound(&c, url);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keep_parse), cmocka_unit_test(test_keep_grandfather),
        cmocka_unit_test(test_keep_gaps),  BOTH(test_rotate),
        ONLY_SQLITE(test_rotate_others),   BOTH(test_rotate_faults),
    };
    return cmocka_run_group_tests(tests, engines_up, engines_down);
}
