/* book_impl.h: inside of books; for src/ledger/book*.c only. */
#ifndef DIAODU_LEDGER_BOOK_IMPL_H
#define DIAODU_LEDGER_BOOK_IMPL_H
#include "base/str.h"
#include "ledger/book.h"

bool book_row_of(cx *c, book *b, str code, bool make, uint32_t *ret) CHECKED;
bool book_put(cx *c, book *b, uint32_t row, uint32_t field, str text) CHECKED;
bool book_add_event(cx *c, book *b, uint32_t row, const book_commit *k, book_act act,
                    uint32_t move) CHECKED;
bool book_dirty(cx *c, book *b, uint32_t row) CHECKED;
#endif
