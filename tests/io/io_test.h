/* io_test.h: making files in memory and looking at what was read from them. */
#ifndef IO_TEST_H
#define IO_TEST_H
#include "base/base.h"
#include "base/err.h"
#include "base/os.h"
#include "base/str.h"
#include "io/sheet.h"
#include "testing.h"
#include <zip.h>

typedef struct part {
    const char *name;
    str data;
} part;

typedef struct blob {
    char *p;
    size_t n;
} blob;

/* A zip archive of the parts; free(ret.p). Only the first part is stored, the others deflated. */
static inline blob make_zip(const part *parts, size_t n)
{
    zip_error_t e;
    zip_source_t *src = zip_source_buffer_create(NULL, 0, 0, &e);
    zip_t *z = zip_open_from_source(src, ZIP_TRUNCATE, &e);
    assert_non_null(z);
    zip_source_keep(src);
    for (size_t i = 0; i < n; i++) {
        zip_source_t *s = zip_source_buffer(z, parts[i].data.p, parts[i].data.n, 0);
        zip_int64_t k = zip_file_add(z, parts[i].name, s, 0);
        assert_true(k >= 0);
        if (i == 0)
            zip_set_file_compression(z, 0, ZIP_CM_STORE, 0);
    }
    assert_int_equal(zip_close(z), 0);
    zip_stat_t st;
    zip_source_stat(src, &st);
    blob b = {malloc(st.size), st.size};
    zip_source_open(src);
    assert_int_equal(zip_source_read(src, b.p, b.n), (zip_int64_t)b.n);
    zip_source_close(src);
    zip_source_free(src);
    return b;
}

#define XMLNS "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "
#define REL_TYPE "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

/* A workbook with one sheet "S"; styles and strings may be NULL. */
static inline blob make_xlsx(const char *sheet_data, const char *styles, const char *strings)
{
    char book[1024], rels[1024], body[65536];
    snprintf(book, sizeof book,
             "<workbook " XMLNS "xmlns:r=\"x\"><sheets><sheet name=\"S\" sheetId=\"1\" "
             "r:id=\"rId1\"/></sheets></workbook>");
    snprintf(rels, sizeof rels,
             "<Relationships><Relationship Id=\"rId1\" Type=\"" REL_TYPE "worksheet\" "
             "Target=\"worksheets/sheet1.xml\"/>%s%s</Relationships>",
             styles ? "<Relationship Id=\"rId2\" Type=\"" REL_TYPE "styles\" "
                      "Target=\"/xl/styles.xml\"/>"
                    : "",
             strings ? "<Relationship Id=\"rId3\" Type=\"" REL_TYPE "sharedStrings\" "
                       "Target=\"./sharedStrings.xml\"/>"
                     : "");
    int n = snprintf(body, sizeof body,
                     "<?xml version=\"1.0\"?><worksheet " XMLNS ">%s</worksheet>", sheet_data);
    assert_true(n < (int)sizeof body);
    part parts[] = {{"xl/workbook.xml", str_of(book)},
                    {"xl/_rels/workbook.xml.rels", str_of(rels)},
                    {"xl/worksheets/sheet1.xml", str_of(body)},
                    {"xl/styles.xml", str_of(styles)},
                    {"xl/sharedStrings.xml", str_of(strings)}};
    return make_zip(parts, COUNT_OF(parts));
}

static inline workbook *read_blob(cx *c, blob b, const sheet_limits *lim)
{
    workbook *w = NULL;
    if (!workbook_parse(c, (str){b.p, b.n}, "测试.xlsx", lim, &w))
        return NULL;
    return w;
}

/* Fails with this code, and the message in both languages holds these words and the file. */
static inline void expect_fail(str data, const sheet_limits *lim, err_code code, const char *zh,
                               const char *en)
{
    cx c;
    workbook *w = NULL;
    assert_true(cx_init(&c, LANG_ZH));
    assert_false(workbook_parse(&c, data, "坏.xlsx", lim, &w));
    if (c.err.code != code || !strstr(c.err.zh, zh) || !strstr(c.err.en, en))
        fail_msg("%s: %s | %s", err_name(c.err.code), c.err.zh, c.err.en);
    assert_non_null(strstr(c.err.zh, "坏.xlsx"));
    assert_non_null(strstr(c.err.en, "坏.xlsx"));
    cx_done(&c);
}

static inline void expect_fail_blob(blob b, const sheet_limits *lim, err_code code, const char *zh,
                                    const char *en)
{
    expect_fail((str){b.p, b.n}, lim, code, zh, en);
    free(b.p);
}

/* Body for torture(): read a blob. */
static inline bool torture_read(void *user)
{
    const blob *b = user;
    cx c;
    workbook *w = NULL;
    if (!cx_init(&c, LANG_EN))
        return false;
    bool ok = workbook_parse(&c, (str){b->p, b->n}, "x", NULL, &w);
    if (!ok && c.err.code != ERR_MEMORY)
        fail_msg("%s", c.err.en);
    workbook_free(w);
    cx_done(&c);
    return ok;
}

static inline const cell *at(const workbook *w, uint32_t sheet_no, const char *ref)
{
    uint32_t col = 0, row = 0;
    for (; *ref >= 'A' && *ref <= 'Z'; ref++)
        col = col * 26 + (uint32_t)(*ref - 'A' + 1);
    row = (uint32_t)strtoul(ref, NULL, 10);
    assert_true(sheet_no < w->n_sheets);
    return sheet_cell(&w->sheets[sheet_no], row - 1, col - 1);
}

static inline void expect_cell(const workbook *w, uint32_t sheet_no, const char *ref, cell_type t,
                               const char *text)
{
    const cell *k = at(w, sheet_no, ref);
    if (!k)
        fail_msg("%s is empty", ref);
    if (k->type != t || !str_eqz(k->text, text))
        fail_msg("%s: type %d text \"" STR_FMT "\", wanted %d \"%s\"", ref, k->type,
                 STR_ARG(k->text), t, text);
}

static inline void data_path(char *out, size_t n, const char *rel)
{
    const char *root = getenv("DIAODU_ROOT");
    snprintf(out, n, "%s/tests/data/%s", root ? root : ".", rel);
}

#endif
