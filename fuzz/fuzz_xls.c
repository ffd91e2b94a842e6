/* xls through the worker: whatever happens in there, the caller gets a workbook or one refusal. */
#include "fuzz.h"
#include "io/ole.h"
#include "io/xls_worker.h"
#include "workbook.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    str s = {(const char *)data, size};
    xls_bound.cpu_seconds = 1;
    xls_bound.wall_seconds = 5;
    if (ole_is(s) || (size > 4 && data[0] == 9))
        check_file(s);
    return 0;
}
