/* Cells: every text has an answer in every column; a value is a decimal that reads back, a bad cell
 * says why in both languages, a mark is a mark in all columns. */
#include "fuzz.h"
#include "model/cell.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    str s = {(const char *)data, size};
    bool missing = cell_is_missing_mark(s);

    for (cell_column column = CELL_LEVEL; column <= CELL_RANK; column++) {
        cell_read r = cell_parse(s, column), again;
        char text[DEC_TEXT_MAX];
        MUST(missing == (r.state != CELL_VALUE && r.state != CELL_BAD));
        MUST((r.state == CELL_BAD) == (r.why_zh && r.why_en));
        if (r.state != CELL_VALUE)
            continue;
        MUST(!r.points || column == CELL_GROWTH);
        again = cell_parse((str){text, dec_print(r.v, text)}, column);
        MUST(again.state == CELL_VALUE && again.v.coef == r.v.coef && again.v.scale == r.v.scale);
    }
    return 0;
}
