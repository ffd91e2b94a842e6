/* ods: a whole file ("PK…") or a bare content.xml. */
#include "fuzz.h"
#include "io/reader.h"
#include "workbook.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    str s = {(const char *)data, size};
    if (size > 2 && data[0] == 'P' && data[1] == 'K') {
        check_file(s);
        return 0;
    }
    cx c;
    reader r;
    workbook *w = NULL;
    MUST(cx_init(&c, LANG_EN));
    MUST(reader_init(&r, &c, "fuzz", &fuzz_limits, FILE_ODS));
    if (ods_content(&r, s) && reader_finish(&r, &w))
        check_workbook(w);
    else
        check_refusal(&c);
    workbook_free(w);
    reader_done(&r);
    cx_done(&c);
    return 0;
}
