/* letter.h: documents of a ledger type as data ("letters" of its file, docs/ledgers.md): supervision
 * slips, reminders, notices, minutes. Texts hold {expressions} over the row; how it is laid out and
 * said is report/ledger_letter.h. Lives as long as the type. Pure. */
#ifndef DIAODU_LEDGER_LETTER_H
#define DIAODU_LEDGER_LETTER_H
#include "ledger/type.h"

#define LETTER_MAX_BLOCKS 60
#define LETTER_MAX_LINES 60 /* of a form */

/* By GB/T 9704: a letter stands under the office's name and a double line, minutes under their own
 * heading; forms, agendas and scripts are papers of the house. */
typedef enum letter_kind {
    LETTER_FORM,
    LETTER_LETTER,
    LETTER_NOTICE,
    LETTER_MINUTES,
    LETTER_AGENDA,
    LETTER_SCRIPT,
    LETTER_CIRCULAR,
    LETTER_KIND_MAX_
} letter_kind;
const char *letter_kind_name(letter_kind k); /* form letter notice … as in the file */

/* Words, then what comes behind them. */
typedef struct letter_piece {
    str words;
    const expr *e; /* NULL = nothing */
    bool office;   /* the office that issues it */
    bool to;       /* the organisation that it goes to; of a letter over a list */
} letter_piece;
typedef struct letter_text {
    const letter_piece *list;
    uint32_t n;
} letter_text;
typedef struct letter_words {
    letter_text zh, en; /* en is zh where none is given */
} letter_words;

typedef enum letter_part {
    PART_TITLE,
    PART_TO, /* whom it addresses, from the margin */
    PART_PARA,
    PART_HEAD,
    PART_TABLE,   /* a form of two columns */
    PART_ROWS,    /* rows of another type that link here */
    PART_SUMMARY, /* a summary of some type */
    PART_LIST,    /* the rows that a letter over a list is about, a line each */
    PART_SIGN,
    PART_ATTACH, /* what follows is an annex of this name */
    PART_MAX_
} letter_part;

typedef struct letter_line {
    letter_words label, value;
} letter_line;
typedef struct letter_column {
    type_name name;
    str value;     /* expression over the rows' type; checked by letter_check_other() */
    const expr *e; /* the same of PART_LIST: rows of this type */
} letter_column;

typedef struct letter_block {
    letter_part part;
    letter_words text;
    const letter_line *lines;
    uint32_t n_lines;
    str type; /* of rows and summaries */
    str field, sort, where;
    const letter_column *columns;
    uint32_t n_columns;
    str summary;
} letter_block;

typedef struct type_letter {
    str code;
    type_name name;
    letter_kind kind;
    str number;       /* "督办〔{year}〕{n}号"; "" = it has none */
    uint32_t to;      /* org field; UINT32_MAX = nobody */
    const expr *when; /* may it be written; NULL = always */
    int reply_days;   /* working days; 0 = no reply is wanted */
    /* Over a list: one letter to one organisation (`to`) about all its rows for which `where` holds; its
     * texts are aggregates over them. Rows that had one within `pause` days wait. */
    bool over;
    const expr *where;
    int pause;
    const letter_block *blocks;
    uint32_t n_blocks;
    bool english; /* every text of it has its English */
} type_letter;

const type_letter *type_letter_of(const ledger_type *t, str code); /* NULL = none */
/* The number of the year: n < 0 leaves room to write it in. Text in c->a. */
bool letter_number(cx *c, const type_letter *l, int year, int64_t n, str *ret) CHECKED;
/* The n of a number of that letter and year; 0 = it is none. */
bool letter_number_read(cx *c, const type_letter *l, int year, str number, int64_t *ret) CHECKED;
/* Do the rows and summaries of a block fit the type they speak of: columns can be read, the field links
 * here, the summary is there. ERR_FORMAT names `file` and the letter. */
bool letter_check_other(cx *c, const char *file, const ledger_type *t, const type_letter *l,
                        const letter_block *b, const ledger_type *other) CHECKED;

#endif
