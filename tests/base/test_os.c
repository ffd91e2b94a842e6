#include "testing.h"
#include "base/os.h"
#include "base/str.h"
#include <dirent.h>
#include <sys/stat.h>

static char dir[] = "/tmp/diaodu_os_XXXXXX";

typedef struct at {
    char path[256];
} at;

static at in_dir(const char *name)
{
    at a;
    snprintf(a.path, sizeof a.path, "%s/%s", dir, name);
    return a;
}

static int files_in_dir(void)
{
    int n = 0;
    DIR *d = opendir(dir);
    assert_non_null(d);
    for (struct dirent *e; (e = readdir(d));)
        n += e->d_name[0] != '.';
    closedir(d);
    return n;
}

static int setup(void **state)
{
    return mkdtemp(dir) ? 0 : -1;
}

static int teardown(void **state)
{
    return rmdir(dir);
}

static int open_cx(void **state)
{
    static cx c;
    *state = &c;
    return cx_init(&c, LANG_EN) ? 0 : -1;
}

static int close_cx(void **state)
{
    cx_done(*state);
    return 0;
}

static void expect_content(cx *c, const char *path, const char *want)
{
    os_file f;
    assert_true(os_map(c, path, 1 << 20, &f));
    assert_true(str_eqz(f.data, want));
    os_unmap(&f);
    os_unmap(&f); /* twice is harmless */
    assert_int_equal(f.data.n, 0);
}

static void test_write_and_map(void **state)
{
    cx *c = *state;
    at a = in_dir("甲.txt"), b = in_dir("b");
    assert_false(os_exists(a.path));
    assert_true(os_write_file(c, a.path, S("一")));
    assert_true(os_exists(a.path));
    expect_content(c, a.path, "一");
    assert_true(os_write_file(c, a.path, S("")));
    expect_content(c, a.path, "");
    assert_true(os_write_file(c, a.path, S("three")));
    assert_true(os_write_file(c, b.path, S("other")));
    assert_true(os_rename(c, a.path, b.path));
    assert_false(os_exists(a.path));
    expect_content(c, b.path, "three");
    assert_int_equal(files_in_dir(), 1); /* no temporary file is left */
    unlink(b.path);
}

static void test_large_write(void **state)
{
    cx *c = *state;
    at a = in_dir("large");
    size_t n = (size_t)3 << 20;
    char *p = malloc(n);
    for (size_t i = 0; i < n; i++)
        p[i] = (char)(i * 7 >> 3);
    assert_true(os_write_file(c, a.path, (str){p, n}));
    os_file f;
    assert_false(os_map(c, a.path, n - 1, &f));
    assert_int_equal(c->err.code, ERR_LIMIT);
    cx_clear(c);
    assert_true(os_map(c, a.path, n, &f));
    assert_true(str_eq(f.data, (str){p, n}));
    os_unmap(&f);
    free(p);
    unlink(a.path);
}

static void test_what_cannot_be_read(void **state)
{
    cx *c = *state;
    os_file f;
    at none = in_dir("none"), pipe_at = in_dir("pipe");
    assert_false(os_map(c, none.path, 100, &f));
    assert_int_equal(c->err.code, ERR_UNKNOWN);
    assert_non_null(strstr(c->err.en, none.path));
    cx_clear(c);
    assert_false(os_map(c, dir, 100, &f));
    assert_int_equal(c->err.code, ERR_UNKNOWN);
    cx_clear(c);
    assert_int_equal(mkfifo(pipe_at.path, 0600), 0); /* nobody writes: must not wait */
    assert_false(os_map(c, pipe_at.path, 100, &f));
    assert_int_equal(c->err.code, ERR_UNKNOWN);
    unlink(pipe_at.path);
}

static void test_what_cannot_be_written(void **state)
{
    cx *c = *state;
    at deep = in_dir("no/such/folder"), none = in_dir("none"), to = in_dir("to");
    assert_false(os_write_file(c, deep.path, S("x")));
    assert_int_equal(c->err.code, ERR_UNKNOWN);
    cx_clear(c);
    assert_false(os_rename(c, none.path, to.path));
    assert_int_equal(c->err.code, ERR_UNKNOWN);
    cx_clear(c);
    assert_false(os_write_file(c, dir, S("x"))); /* a folder stands there */
    assert_int_equal(c->err.code, ERR_SYSTEM);
    char left[300];
    snprintf(left, sizeof left, "%s.tmp%ld", dir, (long)getpid());
    assert_false(os_exists(left));
    assert_int_equal(files_in_dir(), 0);
}

/* A full disk: the old file stays as it was, nothing is left beside it. */
static void test_full_disk(void **state)
{
    cx *c = *state;
    at a = in_dir("a");
    assert_true(os_write_file(c, a.path, S("old")));
    os_fault_write_after(1);
    assert_false(os_write_file(c, a.path, S("new")));
    assert_int_equal(c->err.code, ERR_DISK);
    assert_non_null(strstr(c->err.zh, "磁盘已满"));
    cx_clear(c);
    expect_content(c, a.path, "old");
    assert_int_equal(files_in_dir(), 1);
    assert_true(os_write_file(c, a.path, S("new"))); /* the fault was for one write */
    os_fault_write_after(1);
    os_fault_write_after(0);
    assert_true(os_write_file(c, a.path, S("newer")));
    expect_content(c, a.path, "newer");
    unlink(a.path);
}

static void test_paths(void **state)
{
    uint64_t here = 0, below = 0;
    at none = in_dir("not/yet/there");
    assert_true(os_is_dir(dir));
    assert_true(os_is_dir("/"));
    assert_false(os_is_dir("/no/such/folder"));
    assert_false(os_is_dir("/proc/self/stat"));
    assert_true(os_disk_free(dir, &here));
    assert_true(os_disk_free(none.path, &below));
    assert_true(here > 0 && below > 0);
    assert_true(os_disk_free("no such name", &below));
    assert_true(os_disk_free("/no such name", &below));
}

static void test_time_and_machine(void **state)
{
    int64_t t = os_now_us();
    assert_true(t > (int64_t)1700000000 * 1000000);
    os_fault_clock(12345);
    assert_int_equal(os_now_us(), 12345);
    os_fault_clock(0);
    assert_true(os_now_us() >= t);
    double m = os_monotonic();
    assert_true(os_monotonic() >= m);
    assert_true(strlen(os_user()) > 0);
    assert_true(os_cpus() >= 1 && os_cpus() <= 64);
}

static void test_sm3(void **state)
{
    static const struct {
        const char *in, *want; /* GB/T 32905-2016, annex A */
    } row[] = {
        {"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"},
        {"abcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcd",
         "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"},
    };
    char hex[65];
    for (size_t i = 0; i < COUNT_OF(row); i++) {
        sha256 h = os_sm3(str_of(row[i].in));
        os_hex(h.b, sizeof h.b, hex);
        assert_string_equal(hex, row[i].want);
    }
}

static void test_sha256(void **state)
{
    static const struct {
        const char *in, *want; /* FIPS 180-4 */
    } row[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };
    char hex[65];
    for (size_t i = 0; i < COUNT_OF(row); i++) {
        sha256 h = os_sha256(str_of(row[i].in));
        os_hex(h.b, sizeof h.b, hex);
        assert_string_equal(hex, row[i].want);
    }
    sha256 h = os_sha256((str){NULL, 0});
    os_hex(h.b, sizeof h.b, hex);
    assert_string_equal(hex, row[0].want);
    os_hex(h.b, 0, hex);
    assert_string_equal(hex, "");
}

static void mark(void *arg, int index)
{
    __atomic_add_fetch((int *)arg + index, 1, __ATOMIC_RELAXED);
}

static void test_parallel(void **state)
{
    for (int n = 0; n <= 64; n++) {
        int seen[65] = {0};
        os_parallel(n, mark, seen);
        for (int i = 0; i < 65; i++)
            assert_int_equal(seen[i], i < n);
    }
}

static bool write_and_map(void *user)
{
    at *a = user;
    cx c;
    os_file f;
    bool ok = cx_init(&c, LANG_EN);
    if (ok) {
        ok = os_write_file(&c, a->path, S("text")) && os_map(&c, a->path, 100, &f);
        assert_int_equal(c.err.code, ok ? ERR_NONE : ERR_MEMORY);
        if (ok)
            os_unmap(&f);
    }
    cx_done(&c);
    return ok;
}

static void test_torture(void **state)
{
    at a = in_dir("tortured");
    torture(write_and_map, &a);
    assert_int_equal(files_in_dir(), 1);
    unlink(a.path);
}

#define WITH_CX(t) cmocka_unit_test_setup_teardown(t, open_cx, close_cx)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CX(test_write_and_map),
        WITH_CX(test_large_write),
        WITH_CX(test_what_cannot_be_read),
        WITH_CX(test_what_cannot_be_written),
        WITH_CX(test_full_disk),
        cmocka_unit_test(test_paths),
        cmocka_unit_test(test_time_and_machine),
        cmocka_unit_test(test_sha256),
        cmocka_unit_test(test_sm3),
        cmocka_unit_test(test_parallel),
        cmocka_unit_test(test_torture),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
