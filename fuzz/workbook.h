/* workbook.h: what holds of every workbook that a reader returns, and of every refusal. */
#ifndef DIAODU_FUZZ_WORKBOOK_H
#define DIAODU_FUZZ_WORKBOOK_H
#include "fuzz.h"
#include "base/str.h"
#include "io/sheet.h"

static const sheet_limits fuzz_limits = {.total_bytes = 16 << 20, .cells = 100000, .entries = 100};

static inline void check_row(const sheet *s, const sheet_row *r)
{
    MUST(r->n > 0);
    for (uint32_t k = 0; k < r->n; k++) {
        const cell *x = &r->cells[k];
        MUST(k == 0 || r->cells[k - 1].col < x->col);
        MUST(x->col < s->n_cols);
        MUST(x->type > CELL_T_EMPTY && x->type <= CELL_T_ERROR);
        MUST(utf8_valid(x->text));
        MUST(x->text.n > 0 || x->type == CELL_T_NO_CACHE || x->type == CELL_T_ERROR);
        if (r->n < 64)
            MUST(sheet_cell(s, r->row, x->col) == x && (sheet_covering(s, r->row, x->col), true));
    }
}

static inline void check_workbook(const workbook *w)
{
    char place[96];
    for (uint32_t i = 0; i < w->n_sheets; i++) {
        const sheet *s = &w->sheets[i];
        MUST(utf8_valid(s->name));
        for (uint32_t r = 0; r < s->n_rows; r++) {
            MUST(r == 0 || s->rows[r - 1].row < s->rows[r].row);
            check_row(s, &s->rows[r]);
        }
        sheet_place(w, s, s->n_rows, s->n_cols, place);
        MUST(utf8_valid(str_of(place)));
    }
}

static inline void check_refusal(const cx *c)
{
    MUST(c->err.code != ERR_NONE && c->err.zh[0] && c->err.en[0]);
    MUST(utf8_valid(str_of(c->err.zh)) && utf8_valid(str_of(c->err.en)));
}

static inline void check_file(str data)
{
    cx c;
    workbook *w = NULL;
    MUST(cx_init(&c, LANG_ZH));
    if (workbook_parse(&c, data, "fuzz", &fuzz_limits, &w)) {
        check_workbook(w);
        workbook_free(w);
    } else {
        check_refusal(&c);
    }
    cx_done(&c);
}

#endif
