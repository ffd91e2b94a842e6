/* xlsx: a whole file ("PK…"), a bare sheet ("<…"), or the parts of a file with NUL between them:
 * workbook, relationships, styles, shared strings, sheet. */
#include "fuzz.h"
#include "base/mem.h"
#include "io/reader.h"
#include "io/xlsx.h"
#include "workbook.h"

static void bare_sheet(str xml)
{
    cx c;
    reader r;
    xlsx x;
    workbook *w = NULL;
    uint8_t formats[] = {FMT_NUMBER, FMT_PERCENT, FMT_DATE, FMT_MONTH, FMT_YEAR, FMT_TIME};
    str strings[] = {S("一"), S(""), S("二")};
    MUST(cx_init(&c, LANG_EN));
    MUST(reader_init(&r, &c, "fuzz", &fuzz_limits, FILE_XLSX));
    xlsx_init(&x, &r, NULL);
    x.xf = formats;
    x.n_xf = COUNT_OF(formats);
    x.strings = strings;
    x.n_strings = COUNT_OF(strings);
    if (reader_sheet(&r, S("s"), false) && xlsx_sheet_xml(&x, xml) && reader_finish(&r, &w))
        check_workbook(w);
    else
        check_refusal(&c);
    x.xf = NULL;
    x.strings = NULL;
    xlsx_done(&x);
    workbook_free(w);
    reader_done(&r);
    cx_done(&c);
}

static void parts(str all)
{
    static const char *const names[] = {"xl/workbook.xml", "xl/_rels/workbook.xml.rels",
                                        "xl/styles.xml", "xl/sharedStrings.xml",
                                        "xl/worksheets/sheet1.xml"};
    zip_error_t e;
    zip_source_t *box = zip_source_buffer_create(NULL, 0, 0, &e);
    zip_t *z = zip_open_from_source(box, ZIP_TRUNCATE, &e);
    str part;
    MUST(z);
    zip_source_keep(box);
    for (size_t i = 0; i < COUNT_OF(names) && str_split(&all, 0, &part); i++) {
        zip_int64_t k = zip_file_add(z, names[i], zip_source_buffer(z, part.p, part.n, 0), 0);
        MUST(k >= 0);
        zip_set_file_compression(z, (zip_uint64_t)k, ZIP_CM_STORE, 0);
    }
    MUST(zip_close(z) == 0);
    zip_stat_t st;
    if (zip_source_stat(box, &st) == 0 && st.size > 0) {
        char *p = mem_alloc(st.size);
        MUST(p && zip_source_open(box) == 0);
        MUST(zip_source_read(box, p, st.size) == (zip_int64_t)st.size);
        zip_source_close(box);
        check_file((str){p, st.size});
        mem_free(p);
    }
    zip_source_free(box);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    str s = {(const char *)data, size};
    if (size > 2 && data[0] == 'P' && data[1] == 'K')
        check_file(s);
    else if (memchr(data, 0, size))
        parts(s);
    else
        bare_sheet(s);
    return 0;
}
