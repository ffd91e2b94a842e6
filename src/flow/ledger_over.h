/* ledger_over.h: letters over a list (ledger/letter.h, "over"): which organisations are due one, about which
 * of their rows; which rows wait because they had one lately; what was not answered. What was sent is read
 * from the register of letters first (one type is held at a time), then the rows are looked at. */
#ifndef DIAODU_FLOW_LEDGER_OVER_H
#define DIAODU_FLOW_LEDGER_OVER_H
#include "flow/ledgers.h"
#include "ledger/letter.h"

#define OVER_MAX_ROWS 500 /* of one letter */

/* One letter of this kind in the register that is not void. Texts in c->a. */
typedef struct over_sent {
    str code, number, to, about; /* about: codes of rows separated by ; */
    int64_t issued;              /* day; INT64_MIN = not said */
    bool overdue;                /* a reply was wanted by now and did not come */
} over_sent;
typedef struct over_past {
    const over_sent *list; /* as they were registered */
    uint32_t n;
} over_past;
/* `reg` holds the type `letter`. */
bool ledger_over_past(cx *c, const ledger_hold *reg, str type, str letter, over_past *ret) CHECKED;

typedef struct over_paused {
    uint32_t row;
    const over_sent *had;
} over_paused;
typedef struct over_unit {
    str org; /* code */
    uint32_t *rows;
    uint32_t n; /* 0: all of its rows wait */
    over_paused *paused;
    uint32_t n_paused;
    uint32_t unanswered; /* letters before this one, about some of these rows */
} over_unit;
/* The organisations with rows for which the letter's condition holds and for which who asks may issue
 * letters; most rows first. In c->a. */
bool ledger_over_units(cx *c, ledger_hold *h, const type_letter *l, const over_past *past,
                       const over_unit **ret, uint32_t *ret_n) CHECKED;
/* That of one organisation. ERR_DATA: no row of it is due, or more than a letter takes. */
bool ledger_over_unit(cx *c, ledger_hold *h, const type_letter *l, const over_past *past, str org,
                      over_unit *ret) CHECKED;
/* The rows of a letter that was issued, by their codes. ERR_UNKNOWN: they do not see all of them. */
bool ledger_over_rows(cx *c, const ledger_hold *h, str about, const uint32_t **ret,
                      uint32_t *ret_n) CHECKED;

#endif
