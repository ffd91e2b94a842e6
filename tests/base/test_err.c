#include "testing.h"
#include "base/err.h"
#include "base/str.h"
#include <errno.h>

static int open_cx(void **state)
{
    static cx c;
    *state = &c;
    return cx_init(&c, LANG_ZH) ? 0 : -1;
}

static int close_cx(void **state)
{
    cx_done(*state);
    cx_done(*state); /* twice is harmless */
    return 0;
}

static void test_table(void **state)
{
    static const struct {
        err_code code;
        int http, exit;
        const char *name;
    } row[] = {
        {ERR_NONE, 200, 0, "ERR_NONE"},           {ERR_DATA, 422, 1, "ERR_DATA"},
        {ERR_USAGE, 400, 2, "ERR_USAGE"},         {ERR_UNKNOWN, 404, 2, "ERR_UNKNOWN"},
        {ERR_CANCELLED, 499, 3, "ERR_CANCELLED"}, {ERR_SYSTEM, 500, 3, "ERR_SYSTEM"},
    };
    for (size_t i = 0; i < COUNT_OF(row); i++) {
        assert_int_equal(err_http(row[i].code), row[i].http);
        assert_int_equal(err_exit(row[i].code), row[i].exit);
        assert_string_equal(err_name(row[i].code), row[i].name);
    }
    for (int c = ERR_NONE + 1; c < ERR_MAX_; c++)
        assert_true(err_http(c) >= 400 && err_exit(c) > 0 && strncmp(err_name(c), "ERR_", 4) == 0);
}

static void test_first_failure_wins(void **state)
{
    cx *c = *state;
    assert_false((fail)(c, ERR_DATA, "第 %d 行：%s", "line %d: %s", 3, "x"));
    assert_int_equal(c->err.code, ERR_DATA);
    assert_string_equal(c->err.zh, "第 3 行：x");
    assert_string_equal(c->err.en, "line 3: x");
    assert_string_equal(cx_message(c), c->err.zh);
    c->lang = LANG_EN;
    assert_string_equal(cx_message(c), c->err.en);

    assert_false((fail)(c, ERR_DB, "二", "two"));
    assert_false(fail_memory(c));
    errno = ENOENT;
    assert_false(fail_errno(c, "无法打开", "cannot open", "x"));
    assert_int_equal(c->err.code, ERR_DATA);
    assert_string_equal(c->err.en, "line 3: x");

    char *kept = cx_strdup(c, S("kept"));
    cx_clear(c);
    assert_int_equal(c->err.code, ERR_NONE);
    assert_string_equal(cx_message(c), "");
    assert_string_equal(kept, "kept");
    assert_false(fail_memory(c));
    assert_int_equal(c->err.code, ERR_MEMORY);
}

/* Whatever the length, no message ends in half a character, and none is cut too early. */
static void test_cut_at_a_character(void **state)
{
    cx *c = *state;
    static const char *const unit[] = {"a", "é", "国", "\xF0\x9F\x93\x88"};
    for (size_t u = 0; u < COUNT_OF(unit); u++)
        for (size_t lead = 0; lead < 5; lead++) {
            char text[1200] = "";
            size_t n = 0;
            while (n < lead)
                text[n++] = '.';
            while (n + strlen(unit[u]) < sizeof text)
                n += (size_t)snprintf(text + n, sizeof text - n, "%s", unit[u]);
            cx_clear(c);
            assert_false((fail)(c, ERR_DATA, "%s", "%s", text));
            size_t got = strlen(c->err.zh);
            assert_true(utf8_valid(str_of(c->err.zh)));
            assert_true(got < sizeof c->err.zh && got + strlen(unit[u]) >= sizeof c->err.zh);
            assert_memory_equal(c->err.zh, text, got);
            assert_string_equal(c->err.zh, c->err.en);
        }
}

static void test_errno(void **state)
{
    cx *c = *state;
    static const struct {
        int e;
        err_code code;
        const char *zh, *en;
    } row[] = {
        {ENOSPC, ERR_DISK, "磁盘已满", "No space left"},
        {EDQUOT, ERR_DISK, "配额", "quota"},
        {EROFS, ERR_DISK, "只读", "Read-only"},
        {ENOENT, ERR_UNKNOWN, "没有这个文件", "No such file"},
        {ENOMEM, ERR_MEMORY, "内存不足", "memory"},
        {EACCES, ERR_SYSTEM, "没有权限", "Permission denied"},
        {EIO, ERR_SYSTEM, "磁盘", "Input/output"},
        {EPERM, ERR_SYSTEM, "没有权限", "not permitted"},
        {EISDIR, ERR_SYSTEM, "是目录", "Is a directory"},
        {ENOTDIR, ERR_SYSTEM, "不是目录", "Not a directory"},
        {ENAMETOOLONG, ERR_SYSTEM, "太长", "too long"},
        {EEXIST, ERR_SYSTEM, "已经存在", "exists"},
        {EMFILE, ERR_SYSTEM, "打开的文件太多", "open files"},
        {EFBIG, ERR_DISK, "大小", "too large"},
        {EINVAL, ERR_SYSTEM, "不支持", "Invalid"},
        {ELOOP, ERR_SYSTEM, "symbolic links", "symbolic links"},
    };
    int failed = 0;
    for (size_t i = 0; i < COUNT_OF(row); i++) {
        cx_clear(c);
        errno = row[i].e;
        if (fail_errno(c, "无法写入", "cannot write", "/数据/甲.db") ||
            c->err.code != row[i].code || !strstr(c->err.zh, row[i].zh) ||
            !strstr(c->err.en, row[i].en) ||
            strncmp(c->err.zh, "无法写入 /数据/甲.db：", strlen("无法写入 /数据/甲.db：")) != 0 ||
            strncmp(c->err.en, "cannot write /数据/甲.db: ", 20) != 0)
            CASE_FAILED("errno %d: %d '%s' '%s'\n", row[i].e, c->err.code, c->err.zh, c->err.en);
    }
    assert_int_equal(failed, 0);
    char path[2400] = "";
    while (strlen(path) + 3 < sizeof path)
        snprintf(path + strlen(path), sizeof path - strlen(path), "省");
    cx_clear(c);
    errno = ENAMETOOLONG;
    assert_false(fail_errno(c, "无法打开", "cannot open", path));
    assert_true(utf8_valid(str_of(c->err.zh)) && utf8_valid(str_of(c->err.en)));
}

static bool count_down(void *user, const char *what, uint64_t done, uint64_t total)
{
    assert_string_equal(what, "行");
    assert_true(total == 10 && done <= total);
    return --*(int *)user > 0;
}

static void test_progress(void **state)
{
    cx *c = *state;
    int left = 3;
    c->progress = NULL;
    assert_true(cx_progress(c, "行", 1, 10));
    c->progress = count_down;
    c->progress_user = &left;
    assert_true(cx_progress(c, "行", 1, 10));
    assert_true(cx_progress(c, "行", 2, 10));
    assert_false(cx_progress(c, "行", 3, 10));
    assert_int_equal(c->err.code, ERR_CANCELLED);
}

static void test_arena_of_the_context(void **state)
{
    cx *c = *state;
    int *p = CX_NEW(c, int);
    assert_non_null(p);
    assert_int_equal(*p, 0);
    assert_string_equal(cx_strdup(c, str_sub(S("abcdef"), 1, 2)), "bc");
    assert_string_equal(cx_printf(c, "%s=%d", "x", 7), "x=7");
    assert_null(cx_alloc(c, (size_t)2 << 30)); /* past the limit of the arena */
    assert_int_equal(c->err.code, ERR_MEMORY);
}

static void test_torn_quotes(void **state)
{
    cx *c = *state;
    (void)(fail)(c, ERR_DATA, "甲“%.4s”乙", "a \"%.4s\" b", "中文");
    assert_string_equal(c->err.zh, "甲“中”乙");
    assert_string_equal(c->err.en, "a \"中\" b");
    cx_clear(c);
    (void)(fail)(c, ERR_DATA, "%s", "%s", "\xff\x80x");
    assert_string_equal(c->err.zh, "x");
}

static bool use_cx(void *user)
{
    cx c;
    if (!cx_init(&c, LANG_EN)) {
        cx_done(&c);
        return false;
    }
    bool ok = true;
    for (int i = 0; ok && i < 5; i++)
        ok = cx_alloc(&c, 3000) && cx_strdup(&c, S("some text")) && cx_printf(&c, "%4000d", i);
    assert_int_equal(c.err.code, ok ? ERR_NONE : ERR_MEMORY);
    cx_done(&c);
    return ok;
}

static void test_torture(void **state)
{
    torture(use_cx, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test_setup_teardown(test_first_failure_wins, open_cx, close_cx),
        cmocka_unit_test_setup_teardown(test_cut_at_a_character, open_cx, close_cx),
        cmocka_unit_test_setup_teardown(test_torn_quotes, open_cx, close_cx),
        cmocka_unit_test_setup_teardown(test_errno, open_cx, close_cx),
        cmocka_unit_test_setup_teardown(test_progress, open_cx, close_cx),
        cmocka_unit_test_setup_teardown(test_arena_of_the_context, open_cx, close_cx),
        cmocka_unit_test(test_torture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
