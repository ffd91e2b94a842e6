/* The BIFF8 reader that runs inside the worker, here in the open, where sanitizers see it. */
#include "fuzz.h"
#include "base/str.h"
#include "io/biff.h"

typedef struct tally {
    uint32_t strings;
    bool sheet;
    uint64_t cells;
} tally;

static bool on_string(void *user, str text)
{
    tally *t = user;
    MUST(utf8_valid(text) && !t->sheet);
    return ++t->strings < 100000;
}

static bool on_sheet(void *user, str name, bool hidden)
{
    tally *t = user;
    MUST(utf8_valid(name));
    t->sheet = true;
    return true;
}

static bool on_cell(void *user, const xls_cell *k)
{
    tally *t = user;
    MUST(t->sheet && k->row <= UINT16_MAX && k->col <= 2 * UINT16_MAX);
    MUST(k->type == CELL_T_NUMBER || k->shared < t->strings ||
         (k->shared == XLS_OWN_TEXT && utf8_valid(k->text) && k->text.n > 0));
    return ++t->cells < 100000;
}

static bool on_merge(void *user, merge m)
{
    MUST(m.row0 <= UINT16_MAX && m.col1 <= UINT16_MAX);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    tally t = {0};
    xls_sink sink = {&t, on_string, on_sheet, on_cell, on_merge};
    xls_status st = biff_read((str){(const char *)data, size}, &sink);
    MUST(st < XLS_STATUS_MAX_ && st != XLS_UNCONFINED);
    return 0;
}
