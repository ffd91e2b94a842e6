/* ledger_issue.h: letters of a ledger row (ledger/letter.h): what they say, when they may be written, and
 * issuing one: the next number of the year, a row of type `letter` that is received and answered, and a
 * word of it in the row it is about, all in one commit. */
#ifndef DIAODU_FLOW_LEDGER_ISSUE_H
#define DIAODU_FLOW_LEDGER_ISSUE_H
#include "base/sb.h"
#include "flow/ledger.h"
#include "ledger/letter.h"

#define LEDGER_LETTERS "letter" /* the type in which letters are registered */

/* Can this letter be written of the row as it stands: NULL = yes, else why not, in the context's
 * language. Writing needs to see the row; issuing needs ACT_DISPATCH as well. */
const char *ledger_letter_lock(cx *c, ledger_hold *h, uint32_t row, const type_letter *l);
/* The language a letter is written in: Chinese unless it has its English. */
lang ledger_letter_lang(const cx *c, const type_letter *l);

/* What a letter speaks of: a row, or (a letter over a list) several of one organisation. */
typedef struct letter_subject {
    uint32_t row; /* where `rows` is NULL */
    const uint32_t *rows;
    uint32_t n;
    str to; /* what that organisation is called */
} letter_subject;
/* A text with what its expressions give, in the context's language. *ret_gaps: how many of its
 * expressions gave nothing: room to write stands there; *ret_given: how many gave something. Both may be
 * NULL. */
bool ledger_letter_say(cx *c, ledger_hold *h, const letter_subject *about, const letter_words *w,
                       str office, sb *out, uint32_t *ret_gaps, uint32_t *ret_given) CHECKED;
/* The organisation by which a person issues letters: that of a post they hold on the day, else their own;
 * where they have none, the organisation of kind `office` of the desk's home. "" = unknown. */
str ledger_office(const desk *d, str login, int64_t day);

typedef struct letter_order {
    const char *url;
    str type, code, letter; /* code: of the row; of a letter over a list, its organisation's */
    str by;                 /* recorded where there are no accounts */
} letter_order;
/* *ret_code: of the row of type `letter`; *ret_number: its number. Both in c->a. ERR_UNKNOWN: no such
 * letter, ERR_DENIED: not theirs, ERR_DATA: it does not apply now, ERR_USAGE: it has no number. */
bool ledger_issue(cx *c, const desk *d, const letter_order *o, str *ret_code,
                  str *ret_number) CHECKED;
/* The organisation that a letter over a list goes to, by its code or name. In c->a. */
bool ledger_letter_org(cx *c, ledger_hold *h, const type_letter *l, str text, str *ret) CHECKED;
bool ledger_letter_find(cx *c, const ledger_type *t, str code, const type_letter **ret) CHECKED;

#endif
