/* The parser that otherwise runs inside the worker, here in the open. */
#include "io/biff.h"
#include "io/ole.h"
#include "io_test.h"

typedef struct heard {
    uint32_t strings, sheets, cells, merges;
    uint32_t stop_at; /* say no at this call; 0 = never */
    char last[64];    /* text of the last cell with a text of its own */
} heard;

static bool go_on(heard *h)
{
    return h->stop_at == 0 || --h->stop_at > 0;
}

static bool on_string(void *user, str text)
{
    heard *h = user;
    h->strings++;
    return go_on(h);
}

static bool on_sheet(void *user, str name, bool hidden)
{
    heard *h = user;
    h->sheets++;
    return go_on(h);
}

static bool on_cell(void *user, const xls_cell *k)
{
    heard *h = user;
    h->cells++;
    if (k->text.n > 0)
        snprintf(h->last, sizeof h->last, STR_FMT, STR_ARG(k->text));
    return go_on(h);
}

static bool on_merge(void *user, merge m)
{
    heard *h = user;
    h->merges++;
    return go_on(h);
}

static xls_status run(str data, heard *h)
{
    xls_sink sink = {h, on_string, on_sheet, on_cell, on_merge};
    return biff_read(data, &sink);
}

static os_file load(const char *name)
{
    cx c;
    char path[512], rel[128];
    os_file f;
    assert_true(cx_init(&c, LANG_ZH));
    snprintf(rel, sizeof rel, "office/%s", name);
    data_path(path, sizeof path, rel);
    assert_true(os_map(&c, path, 1 << 26, &f));
    cx_done(&c);
    return f;
}

static void test_files(void **state)
{
    static const struct {
        const char *name;
        uint32_t strings, sheets, cells, merges;
    } row[] = {{"desk.xls", 10, 2, 22, 3},
               {"many.xls", 1501, 1, 4502, 0},
               {"small.xls", 9, 2, 18, 1},
               {"excel95.xls", 0, 1, 9, 0}};
    int failed = 0;
    for (size_t i = 0; i < COUNT_OF(row); i++) {
        heard h = {0};
        os_file f = load(row[i].name);
        assert_int_equal(run(f.data, &h), XLS_OK);
        if (h.strings != row[i].strings || h.sheets != row[i].sheets || h.cells != row[i].cells ||
            h.merges != row[i].merges)
            CASE_FAILED("%s: %u strings %u sheets %u cells %u merges\n", row[i].name, h.strings,
                        h.sheets, h.cells, h.merges);
        uint32_t calls = h.strings + h.sheets + h.cells + h.merges;
        for (uint32_t n = 1; n <= calls; n += 1 + calls / 50) {
            h = (heard){.stop_at = n};
            assert_int_equal(run(f.data, &h), XLS_STOPPED);
        }
        os_unmap(&f);
    }
    assert_int_equal(failed, 0);
}

/* --- streams made by hand, in the smallest box ------------------------------------------ */

typedef struct box {
    char p[512 * 40];
    size_t n; /* bytes of the stream */
} box;

static void put16(char *p, unsigned v)
{
    p[0] = (char)v;
    p[1] = (char)(v >> 8);
}

static void put32(char *p, uint32_t v)
{
    put16(p, v & 0xFFFF);
    put16(p + 2, v >> 16);
}

static void record(box *b, unsigned id, str data)
{
    char *p = b->p + 512 * 3 + b->n;
    put16(p, id);
    put16(p + 2, (unsigned)data.n);
    if (data.n)
        memcpy(p + 4, data.p, data.n);
    b->n += 4 + data.n;
}

/* Header, one table, one directory of root and "Workbook", then the stream. */
static str finish(box *b)
{
    char *h = b->p, *fat = b->p + 512, *dir = b->p + 1024;
    size_t sectors = (b->n + 511) / 512 > 8 ? (b->n + 511) / 512 : 8;
    memcpy(h, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
    put16(h + 30, 9);
    put32(h + 48, 1);
    put32(h + 56, 4096);
    put32(h + 60, 0xFFFFFFFE);
    put32(h + 68, 0xFFFFFFFE);
    memset(h + 76, 0xFF, 436);
    put32(h + 76, 0);
    memset(fat, 0xFF, 512);
    put32(fat + 4, 0xFFFFFFFE);
    for (size_t i = 0; i < sectors; i++)
        put32(fat + 8 + i * 4, (uint32_t)(i + 1 < sectors ? i + 3 : 0xFFFFFFFE));
    dir[66] = 5;
    for (size_t i = 0; i < 8; i++)
        dir[128 + 2 * i] = "Workbook"[i];
    dir[128 + 64] = 18;
    dir[128 + 66] = 2;
    put32(dir + 128 + 116, 2);
    put32(dir + 128 + 120, (uint32_t)(sectors * 512));
    return (str){b->p, 512 * (3 + sectors)};
}

#define BOF8 S("\0\6\x05\0\0\0\0\0")
#define BOF8_SHEET S("\0\6\x10\0\0\0\0\0")

struct box_record {
    unsigned id;
    str data;
};

/* A workbook with one sheet of these records. */
static xls_status one_sheet(const struct box_record *list, size_t n, heard *h)
{
    static box b;
    memset(&b, 0, sizeof b);
    *h = (heard){0};
    record(&b, 0x0809, BOF8);
    record(&b, 0x0085, S("\x1F\0\0\0\0\0\1\0s"));
    record(&b, 0x000A, S(""));
    put32(b.p + 512 * 3 + 12 + 4, (uint32_t)b.n);
    record(&b, 0x0809, BOF8_SHEET);
    for (size_t i = 0; i < n; i++)
        record(&b, list[i].id, list[i].data);
    record(&b, 0x000A, S(""));
    return run(finish(&b), h);
}

#define ONE(id, data) one_sheet(&(struct box_record){id, S(data)}, 1, &h)

static void test_records(void **state)
{
    heard h;
    assert_int_equal(ONE(0x0204, "\0\0\0\0\0\0\2\0\0ab"), XLS_OK); /* LABEL */
    assert_string_equal(h.last, "ab");
    assert_int_equal(ONE(0x00D6, "\0\0\0\0\0\0\1\0\1\x0E\x54"), XLS_OK); /* RSTRING */
    assert_string_equal(h.last, "\xE5\x90\x8E");
    assert_int_equal(ONE(0x0204, "\0\0\0\0\0\0\2\0\1\x3D\xD8\x00\xDE"), XLS_OK); /* a pair */
    assert_string_equal(h.last, "\xF0\x9F\x98\x80");
    assert_int_equal(ONE(0x0204, "\0\0\0\0\0\0\2\0\1\x3D\xD8x\0"), XLS_OK); /* half a pair */
    assert_string_equal(h.last, "\xEF\xBF\xBDx");
    assert_int_equal(ONE(0x0204, "\0\0\0\0\0\0\1\0\1\x3D\xD8"), XLS_OK);
    assert_string_equal(h.last, "\xEF\xBF\xBD");
    assert_int_equal(ONE(0x0205, "\0\0\0\0\0\0\x24\1"), XLS_OK);
    assert_string_equal(h.last, "#NUM!");
    assert_int_equal(ONE(0x0205, "\0\0\0\0\0\0\x77\1"), XLS_OK);
    assert_string_equal(h.last, "#ERROR!");
    assert_int_equal(ONE(0x0006, "\0\0\0\0\0\0\1\0\1\0\0\0\xFF\xFF\0\0"), XLS_OK);
    assert_string_equal(h.last, "TRUE");
    assert_int_equal(ONE(0x0006, "\0\0\0\0\0\0\2\0\7\0\0\0\xFF\xFF\0\0"), XLS_OK);
    assert_string_equal(h.last, "#DIV/0!");
    assert_int_equal(ONE(0x0006, "\0\0\0\0\0\0\3\0\0\0\0\0\xFF\xFF\0\0"), XLS_OK);
    assert_int_equal(h.cells, 0);
    assert_int_equal(ONE(0x0207, "\1\0\0a"), XLS_OK); /* text of no formula */
    assert_int_equal(h.cells, 0);
    struct box_record chart[] = {{0x0809, BOF8}, {0x0205, S("\0\0\0\0\0\0\1\0")}, {0x000A, S("")}};
    assert_int_equal(one_sheet(chart, 3, &h), XLS_OK);
    assert_int_equal(h.cells, 0);
    struct box_record parts[] = {{0x0006, S("\0\0\0\0\0\0\0\0\0\0\0\0\xFF\xFF\0\0")},
                                 {0x0207, S("\3\0\0a")},
                                 {0x003C, S("\1b\0c\0")}};
    assert_int_equal(one_sheet(parts, 3, &h), XLS_OK);
    assert_string_equal(h.last, "abc");
}

static void test_bad_records(void **state)
{
    heard h;
    assert_int_equal(ONE(0x0203, "\0\0\0\0\0\0\1"), XLS_DAMAGED);
    assert_int_equal(ONE(0x0203, "\0\0\0\0\0\0\1\1"), XLS_DAMAGED);
    assert_int_equal(ONE(0x0203, "\0\0"), XLS_DAMAGED);
    assert_int_equal(ONE(0x027E, "\0\0\0\0\0\0\1\1"), XLS_DAMAGED);
    assert_int_equal(ONE(0x0006, "\0\0\0\0\0\0\1\1"), XLS_DAMAGED);
    assert_int_equal(ONE(0x00FD, "\0\0\0\0\0\0\0\0\0\0"), XLS_DAMAGED); /* no such string */
    assert_int_equal(ONE(0x0204, "\0\0\0\0\0\0\x09\0\0ab"), XLS_DAMAGED);
    assert_int_equal(ONE(0x0204, "\0\0\0\0\0\0\x09\0\4ab"), XLS_DAMAGED);
    assert_int_equal(ONE(0x0204, "\0\0\0\0\0\0\1\0\x08\xFF\xFFx"), XLS_DAMAGED);
    assert_int_equal(ONE(0x0204, "\0\0\0\0\0\0\1\0\1x"), XLS_DAMAGED); /* half a character */
    static box b;
    memset(&b, 0, sizeof b);
    record(&b, 0x0809, S("\0\7\5\0\0\0\0\0"));
    assert_int_equal(run(finish(&b), &h), XLS_DAMAGED);
    memset(&b, 0, sizeof b);
    record(&b, 0x0809, S("\0\4\5\0\0\0\0\0"));
    assert_int_equal(run(finish(&b), &h), XLS_OLD);
    memset(&b, 0, sizeof b);
    record(&b, 0x0809, BOF8);
    record(&b, 0x002F, S("\0\0"));
    assert_int_equal(run(finish(&b), &h), XLS_PASSWORD);
    memset(&b, 0, sizeof b);
    record(&b, 0x0809, BOF8);
    record(&b, 0x00FC, S("\1\0\0\0\1\0\0"));
    assert_int_equal(run(finish(&b), &h), XLS_DAMAGED);
    memset(&b, 0, sizeof b);
    record(&b, 0x0809, BOF8);
    record(&b, 0x0085, S("\xFF\xFF\xFF\x7F\0\0\1\0s"));
    record(&b, 0x000A, S(""));
    assert_int_equal(run(finish(&b), &h), XLS_DAMAGED); /* a sheet outside the file */
}

static bool read_small(void *user)
{
    heard h = {0};
    const os_file *f = user;
    xls_status st = run(f->data, &h);
    assert_true(st == XLS_OK || st == XLS_MEMORY);
    return st == XLS_OK;
}

static void test_torture(void **state)
{
    static const char *const names[] = {"small.xls", "excel95.xls", "desk.xls"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        os_file f = load(names[i]);
        torture(read_small, &f);
        os_unmap(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_files), cmocka_unit_test(test_records),
                                       cmocka_unit_test(test_bad_records),
                                       cmocka_unit_test(test_torture)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
