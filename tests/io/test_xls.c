#include "base/mem.h"
#include "io/ole.h"
#include "io/xls_worker.h"
#include "io_test.h"
#include <fcntl.h>
#include <freexl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

static workbook *open_file(cx *c, const char *name)
{
    char path[512], rel[128];
    workbook *w = NULL;
    snprintf(rel, sizeof rel, "office/%s", name);
    data_path(path, sizeof path, rel);
    if (!workbook_open(c, path, NULL, &w))
        fail_msg("%s", c->err.en);
    assert_int_equal(w->format, FILE_XLS);
    return w;
}

static os_file load(cx *c, const char *name)
{
    char path[512], rel[128];
    os_file f;
    snprintf(rel, sizeof rel, "office/%s", name);
    data_path(path, sizeof path, rel);
    assert_true(os_map(c, path, 1 << 26, &f));
    return f;
}

/* Valgrind and qemu have no system call filter: there the reading is tested, not the walls. */
static int find_walls(void **state)
{
    cx c;
    if (!cx_init(&c, LANG_ZH))
        return -1;
    os_file f = load(&c, "small.xls");
    workbook *w = NULL;
    if (!workbook_parse(&c, f.data, "x", NULL, &w))
        xls_bound.unconfined = c.err.code == ERR_SYSTEM;
    workbook_free(w);
    os_unmap(&f);
    cx_done(&c);
    return 0;
}

static void test_desk(void **state)
{
    cx c;
    assert_true(cx_init(&c, LANG_ZH));
    workbook *w = open_file(&c, "desk.xls");
    assert_int_equal(w->n_sheets, 2);
    assert_true(str_eqz(w->sheets[0].name, "一季度"));
    assert_false(w->sheets[0].hidden);
    assert_true(w->sheets[1].hidden);
    assert_int_equal(w->sheets[0].n_merges, 3);
    assert_true(str_eqz(sheet_covering(&w->sheets[0], 1, 2)->text, "固定资产投资"));
    expect_cell(w, 0, "D3", CELL_T_DATE, "2024-03-01");
    assert_true(at(w, 0, "D3")->month_fmt);
    expect_cell(w, 0, "E3", CELL_T_DATE, "2024-03-18");
    assert_false(at(w, 0, "E3")->month_fmt);
    expect_cell(w, 0, "A4", CELL_T_TEXT, "红花岗区");
    expect_cell(w, 0, "B4", CELL_T_NUMBER, "293.48");
    expect_cell(w, 0, "C4", CELL_T_PERCENT, "5.3");
    expect_cell(w, 0, "D4", CELL_T_NUMBER, "2934.8");
    expect_cell(w, 0, "E4", CELL_T_TEXT, "1,234.50");
    expect_cell(w, 0, "C5", CELL_T_PERCENT, "-16.7");
    expect_cell(w, 0, "D5", CELL_T_BOOL, "TRUE");
    expect_cell(w, 0, "E5", CELL_T_NUMBER, "5.3");
    expect_cell(w, 0, "B6", CELL_T_ERROR, "#REF!");
    expect_cell(w, 0, "E6", CELL_T_TEXT, "12:00:00");
    expect_cell(w, 0, "IV65536", CELL_T_TEXT, "角");
    workbook_free(w);
    cx_done(&c);
}

static void test_many_strings(void **state)
{
    cx c;
    assert_true(cx_init(&c, LANG_ZH));
    workbook *w = open_file(&c, "many.xls");
    for (unsigned i = 0; i < 1500; i++) {
        char part[32];
        snprintf(part, sizeof part, i % 3 ? "县%u" : "county %u ", i);
        const cell *k = sheet_cell(&w->sheets[0], i, 0);
        size_t n = strlen(part);
        assert_int_equal(k->text.n, n * (1 + i % 40));
        for (size_t at_ = 0; at_ < k->text.n; at_ += n)
            assert_memory_equal(k->text.p + at_, part, n);
        snprintf(part, sizeof part, "%g", i / 8.0);
        assert_true(str_eqz(sheet_cell(&w->sheets[0], i, 2)->text, part));
    }
    expect_cell(w, 0, "D1", CELL_T_DATE, "2024-03-01");
    expect_cell(w, 0, "D2", CELL_T_TEXT, "粗体");
    workbook_free(w);
    cx_done(&c);
}

/* Written by SheetJS: a small file in the mini stream, formulas with stored values. */
static void test_small(void **state)
{
    cx c;
    assert_true(cx_init(&c, LANG_ZH));
    workbook *w = open_file(&c, "small.xls");
    expect_cell(w, 0, "B5", CELL_T_NUMBER, "339.48");
    expect_cell(w, 0, "C5", CELL_T_TEXT, "合计文字");
    expect_cell(w, 0, "D5", CELL_T_BOOL, "TRUE");
    expect_cell(w, 0, "C3", CELL_T_PERCENT, "5.3");
    assert_true(w->sheets[1].hidden);
    workbook_free(w);
    cx_done(&c);
}

static void expect_excel95(workbook *w)
{
    expect_cell(w, 0, "A1", CELL_T_TEXT, "地区");
    expect_cell(w, 0, "A2", CELL_T_TEXT, "红花岗区");
    expect_cell(w, 0, "B3", CELL_T_NUMBER, "12.34");
    expect_cell(w, 0, "C3", CELL_T_NUMBER, "7");
}

static xls_status by_freexl(str data, const char *path, const xls_sink *sink)
{
    return xls_read_old(path, sink);
}

/* Excel 95: by ourselves, and by libfreexl from inside the confinement. */
static void test_excel95(void **state)
{
    cx c;
    assert_true(cx_init(&c, LANG_ZH));
    workbook *w = open_file(&c, "excel95.xls");
    assert_true(str_eqz(w->sheets[0].name, "表一"));
    expect_excel95(w);
    expect_cell(w, 0, "B2", CELL_T_PERCENT, "5.3");
    expect_cell(w, 0, "C2", CELL_T_DATE, "2024-03-01");
    assert_true(at(w, 0, "C2")->month_fmt);
    expect_cell(w, 0, "A4", CELL_T_TEXT, "合计");
    workbook_free(w);
    xls_bounds usual = xls_bound;
    xls_bound.body = by_freexl;
    w = open_file(&c, "excel95.xls");
    expect_excel95(w);
    workbook_free(w);
    xls_bound = usual;
    cx_done(&c);
}

/* libfreexl, an independent reader, sees the same texts and numbers. */
static void test_against_freexl(void **state)
{
    cx c;
    char path[512];
    const void *h;
    assert_true(cx_init(&c, LANG_ZH));
    workbook *w = open_file(&c, "many.xls");
    data_path(path, sizeof path, "office/many.xls");
    assert_int_equal(freexl_open(path, &h), FREEXL_OK);
    assert_int_equal(freexl_select_active_worksheet(h, 0), FREEXL_OK);
    for (unsigned i = 0; i < 1500; i++) {
        FreeXL_CellValue v;
        char text[32];
        assert_int_equal(freexl_get_cell_value(h, i, 0, &v), FREEXL_OK);
        assert_true(str_eqz(sheet_cell(&w->sheets[0], i, 0)->text, v.value.text_value));
        assert_int_equal(freexl_get_cell_value(h, i, 2, &v), FREEXL_OK);
        snprintf(text, sizeof text, "%.15g",
                 v.type == FREEXL_CELL_INT ? v.value.int_value : v.value.double_value);
        assert_true(str_eqz(sheet_cell(&w->sheets[0], i, 2)->text, text));
    }
    freexl_close(h);
    workbook_free(w);
    cx_done(&c);
}

static void test_damaged(void **state)
{
    cx c;
    assert_true(cx_init(&c, LANG_ZH));
    os_file f = load(&c, "small.xls");
    for (size_t n = 8; n < f.data.n; n += 301) {
        workbook *w = NULL;
        if (!workbook_parse(&c, str_sub(f.data, 0, n), "x", NULL, &w))
            assert_int_equal(c.err.code, ERR_FORMAT);
        else
            expect_cell(w, 1, "A1", CELL_T_TEXT, "x"); /* only the end of the box was missing */
        workbook_free(w);
        cx_clear(&c);
    }
    os_unmap(&f);
    static const char ole[4096] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
    expect_fail((str){ole, sizeof ole}, NULL, ERR_FORMAT, "损坏", "damaged");
    expect_fail(S("\x09\x04\x06\x00\x04\x00\x10\x00"), NULL, ERR_FORMAT, "过旧", "before Excel 5");
    cx_done(&c);
}

/* Replace every occurrence of one byte string by another of the same length. */
static char *patched(str data, str from, str to)
{
    char *p = malloc(data.n);
    memcpy(p, data.p, data.n);
    for (size_t i = 0; i + from.n <= data.n; i++)
        if (memcmp(p + i, from.p, from.n) == 0)
            memcpy(p + i, to.p, to.n);
    return p;
}

static void test_locked(void **state)
{
    cx c;
    assert_true(cx_init(&c, LANG_ZH));
    os_file f = load(&c, "desk.xls");
    /* the DATEMODE record becomes FILEPASS */
    char *p = patched(f.data, S("\x22\x00\x02\x00"), S("\x2F\x00\x02\x00"));
    expect_fail((str){p, f.data.n}, NULL, ERR_FORMAT, "密码", "password");
    free(p);
    /* no stream of the name */
    p = patched(f.data, S("W\0o\0r\0k\0b"), S("W\0o\0r\0d\0D"));
    expect_fail((str){p, f.data.n}, NULL, ERR_FORMAT, "没有工作簿", "no workbook");
    /* an encrypted xlsx is a compound file with this stream */
    char *entry = memmem(p, f.data.n, "W\0o\0r\0d\0D", 9);
    static const char name[] = "EncryptedPackage";
    for (size_t i = 0; i < sizeof name; i++)
        entry[2 * i] = name[i];
    entry[64] = 2 * sizeof name;
    expect_fail((str){p, f.data.n}, NULL, ERR_FORMAT, "密码", "password");
    free(p);
    os_unmap(&f);
    cx_done(&c);
}

static void test_limits(void **state)
{
    cx c;
    assert_true(cx_init(&c, LANG_ZH));
    os_file f = load(&c, "desk.xls");
    expect_fail(f.data, &(sheet_limits){.cells = 15}, ERR_LIMIT, "单元格过多", "too many cells");
    expect_fail(f.data, &(sheet_limits){.columns = 200}, ERR_LIMIT, "一季度!IV65536", "columns");
    expect_fail(f.data, &(sheet_limits){.cell_bytes = 8}, ERR_LIMIT, "文字过长", "too long");
    os_unmap(&f);
    cx_done(&c);
}

/* --- a worker that misbehaves ----------------------------------------------------------- */

static xls_status crash(str data, const char *path, const xls_sink *sink)
{
    abort();
}

static xls_status loop(str data, const char *path, const xls_sink *sink)
{
    volatile bool on = true;
    while (on)
        ;
    return XLS_OK;
}

static xls_status eat(str data, const char *path, const xls_sink *sink)
{
    for (int i = 0; i < 64; i++) {
        char *p = mem_alloc(16 << 20);
        if (!p)
            return XLS_MEMORY;
        memset(p, 1, 16 << 20);
    }
    return XLS_OK;
}

static xls_status trespass_write(str data, const char *path, const xls_sink *sink)
{
    int fd = open("/tmp/io_test_trespass", O_WRONLY | O_CREAT, 0600);
    return fd == 0 ? XLS_NO_BOOK : XLS_OK; /* descriptor 0: nothing was opened */
}

static xls_status trespass_socket(str data, const char *path, const xls_sink *sink)
{
    return socket(AF_INET, SOCK_STREAM, 0) < 0 ? XLS_PASSWORD : XLS_NO_BOOK;
}

static xls_status trespass_code(str data, const char *path, const xls_sink *sink)
{
    return mmap(NULL, 4096, PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ? XLS_PASSWORD : XLS_OK;
}

static xls_status babble(str data, const char *path, const xls_sink *sink)
{
    char noise[1000];
    memset(noise, 'C', sizeof noise);
    return write(1, noise, sizeof noise) > 0 ? XLS_OK : XLS_DAMAGED;
}

static xls_status bad_text(str data, const char *path, const xls_sink *sink)
{
    return sink->string(NULL, S("\xFF\xFE")) ? XLS_OK : XLS_STOPPED;
}

static xls_status no_string(str data, const char *path, const xls_sink *sink)
{
    xls_cell k = {.type = CELL_T_TEXT, .shared = 7};
    return sink->sheet(NULL, S("s"), false) && sink->cell(NULL, &k) ? XLS_OK : XLS_STOPPED;
}

static xls_status no_sheet(str data, const char *path, const xls_sink *sink)
{
    xls_cell k = {.type = CELL_T_NUMBER};
    return sink->cell(NULL, &k) ? XLS_OK : XLS_STOPPED;
}

static void misbehave(xls_status (*body)(str, const char *, const xls_sink *), err_code code,
                      const char *zh, const char *en)
{
    xls_bounds usual = xls_bound;
    xls_bound = (xls_bounds){body, 1, 3, 256 << 20, usual.unconfined};
    expect_fail(S("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), NULL, code, zh, en);
    xls_bound = usual;
}

static void test_worker_is_confined(void **state)
{
    misbehave(crash, ERR_FORMAT, "损坏", "damaged");
    misbehave(loop, ERR_FORMAT, "损坏", "damaged");
    misbehave(babble, ERR_FORMAT, "损坏", "damaged");
    misbehave(bad_text, ERR_FORMAT, "损坏", "damaged");
    misbehave(no_string, ERR_FORMAT, "损坏", "damaged");
    misbehave(no_sheet, ERR_FORMAT, "损坏", "damaged");
    if (xls_bound.unconfined)
        skip();
    misbehave(trespass_write, ERR_FORMAT, "没有工作簿", "no workbook");
    assert_int_not_equal(access("/tmp/io_test_trespass", F_OK), 0);
    misbehave(trespass_socket, ERR_FORMAT, "损坏", "damaged");
    misbehave(trespass_code, ERR_FORMAT, "损坏", "damaged");
    if (!XLS_SANITIZED)
        misbehave(eat, ERR_LIMIT, "内存", "memory");
}

static bool stop_now(void *user, const char *what, uint64_t done, uint64_t total)
{
    return false;
}

static void test_cancel(void **state)
{
    cx c;
    workbook *w;
    assert_true(cx_init(&c, LANG_ZH));
    xls_bounds usual = xls_bound;
    xls_bound.body = loop;
    c.progress = stop_now;
    assert_false(workbook_parse(&c, S("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "x", NULL, &w));
    assert_int_equal(c.err.code, ERR_CANCELLED);
    xls_bound = usual;
    cx_done(&c);
}

static void test_torture(void **state)
{
    cx c0;
    assert_true(cx_init(&c0, LANG_ZH));
    os_file f = load(&c0, "small.xls");
    long n;
    for (n = 1;; n++) {
        cx c;
        workbook *w = NULL;
        assert_true(cx_init(&c, LANG_EN));
        mem_fail_after(n, true);
        if (!workbook_parse(&c, f.data, "x", NULL, &w)) {
            mem_fail_after(0, false);
            if (c.err.code != ERR_MEMORY && c.err.code != ERR_LIMIT)
                fail_msg("allocation %ld: %s", n, c.err.en);
        }
        mem_fail_after(0, false);
        workbook_free(w);
        cx_done(&c);
        if (w)
            break;
        assert_true(n < 500);
    }
    os_unmap(&f);
    cx_done(&c0);
}

/* A chain that runs in a circle, sectors outside the file: the compound file's own reader. */
static void test_compound_file(void **state)
{
    cx c;
    char *out;
    size_t n;
    assert_true(cx_init(&c, LANG_ZH));
    os_file f = load(&c, "small.xls");
    assert_int_equal(ole_stream(f.data, "Workbook", &out, &n), OLE_OK);
    assert_true(n > 100 && le16(out) == 0x0809);
    mem_free(out);
    assert_int_equal(ole_stream(f.data, "Nothing", &out, &n), OLE_ABSENT);
    assert_null(out);
    for (size_t i = 0; i < f.data.n; i++) {
        char *p = malloc(f.data.n);
        memcpy(p, f.data.p, f.data.n);
        p[i] = (char)(p[i] + 1 + (i % 5) * 51);
        if (ole_stream((str){p, f.data.n}, "Workbook", &out, &n) == OLE_OK)
            mem_free(out);
        free(p);
    }
    os_unmap(&f);
    cx_done(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_desk),
        cmocka_unit_test(test_many_strings),
        cmocka_unit_test(test_small),
        cmocka_unit_test(test_excel95),
        cmocka_unit_test(test_against_freexl),
        cmocka_unit_test(test_damaged),
        cmocka_unit_test(test_locked),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_worker_is_confined),
        cmocka_unit_test(test_cancel),
        cmocka_unit_test(test_torture),
        cmocka_unit_test(test_compound_file),
    };
    return cmocka_run_group_tests(tests, find_walls, NULL);
}
