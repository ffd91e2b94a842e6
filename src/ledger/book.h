/* book.h: the rows of one ledger type as they stand at a time, in memory: built from the texts of its
 * commits, oldest first, and carried on by the newer ones. A column of entered values is coded: a
 * number a row, the distinct values once, so that a filter looks at each value once. Computed fields
 * and lights are kept beside and worked out anew only where something they depend on changed.
 * Not safe for threads by itself: flow/ledgers.h guards it. Pure. */
#ifndef DIAODU_LEDGER_BOOK_H
#define DIAODU_LEDGER_BOOK_H
#include "base/map.h"
#include "ledger/type.h"
#include "model/unit.h"

#define BOOK_NO_ROW UINT32_MAX

typedef struct book_value {
    str text;   /* as written: exact decimal, day, codes separated by ; */
    double num; /* number, FREQ_D ordinal, 0 or 1; NaN for texts */
} book_value;

typedef struct book_column {
    uint32_t *at;       /* by row; 0 = missing */
    book_value *values; /* [0] is the missing one */
    size_t n_values, cap;
    map index;
    /* Which rows hold a code, where somebody searches by it: of lists, each of the codes. */
    bool wanted;
    uint64_t held_at; /* stamp of the book for which what follows holds; 0 = never */
    map parts;        /* of a list: code -> place in start; else a value's number is its place */
    uint32_t *start, *rows;
} book_column;

/* Of a computed field: one value a row. */
typedef struct book_result {
    double *num;
    str *text; /* NULL unless the field is text */
} book_result;

typedef enum book_act {
    BOOK_ADD,
    BOOK_SET,
    BOOK_MOVE,
    BOOK_REMOVE,
    BOOK_RESTORE,
    BOOK_SERIES,
    BOOK_MILESTONE,
    BOOK_FILE,
    BOOK_COMMENT,
    BOOK_ACT_MAX_
} book_act;
const char *
book_act_name(book_act a); /* add set move remove restore series milestone file comment */

typedef struct book_event {
    int64_t commit, at;       /* microseconds */
    uint32_t by;              /* into people */
    uint32_t before;          /* the row's event before this one; UINT32_MAX = none */
    uint8_t act, move, stage; /* the stage after it; move UINT8_MAX = none */
} book_event;

typedef struct book_point { /* of a series; sorted by series, period */
    uint16_t series;
    int32_t ord;
    double plan, actual;
    str plan_text, actual_text;
} book_point;

typedef struct book_milestone {
    str code, name, depends_on, owner; /* depends_on: codes separated by ; */
    int64_t plan, forecast, actual;    /* days of its finish; INT64_MIN = none */
    int64_t started, baseline;         /* work on it began; its finish by the first plan */
    double days;                       /* working days it takes; NaN */
} book_milestone;

typedef struct book_file {
    uint32_t field;
    str hash, name, media;
    uint64_t size;
    int64_t at;
    uint32_t by;
} book_file;

typedef struct book_row {
    str code;
    uint32_t version; /* how often it was written; comments do not count */
    uint8_t stage;
    bool withdrawn;
    uint8_t light;   /* light_mark */
    uint32_t alerts; /* bit per alert of the type that holds */
    uint32_t comments;
    uint32_t event; /* the newest */
    uint32_t first_event;
    book_point *points;
    book_milestone *milestones;
    book_file *files;
    uint32_t n_points, cap_points, n_milestones, cap_milestones, n_files, cap_files;
} book_row;

typedef struct book {
    const ledger_type *type;
    arena *a;
    book_row *rows;
    size_t n, cap;
    map index;            /* code -> row */
    book_column *columns; /* by field; computed ones stay empty */
    book_result *results; /* by field; of computed ones */
    size_t cap_columns;
    book_event *events;
    size_t n_events, cap_events;
    str *people;
    size_t n_people, cap_people;
    map person_index;
    uint32_t *dirty; /* rows whose computed fields are to be worked out again */
    size_t n_dirty, cap_dirty;
    bool all_dirty;
    uint64_t worked; /* grows whenever a computed field or light comes out otherwise than before */
    uint64_t stamp;  /* grows with every change: what was derived from it elsewhere is old then */
} book;

bool book_new(cx *c, const ledger_type *t, book **ret) CHECKED;
void book_free(book *b); /* NULL-safe */

/* Who and when a text was written. */
typedef struct book_commit {
    int64_t id, at;
    str by;
} book_commit;
/* One text of a commit: `kind` is rows, series, milestones, comments or files (docs/formats.md, "Texts of
 * ledgers"). Fields that the type does not have (any more) are passed over. ERR_DB when it cannot be
 * what was written. */
bool book_apply(cx *c, book *b, str kind, const book_commit *k, str text) CHECKED;

uint32_t book_find(const book *b, str code); /* BOOK_NO_ROW */
const book_value *book_entered(const book *b, uint32_t row, uint32_t field);
/* A value of a row by name (fields, built-in names). */
expr_value book_get(const book *b, uint32_t row, uint32_t name);
/* The code of a stage, the person of an event. */
str book_person(const book *b, uint32_t by);
/* The last event that changed the row: a comment does not. NULL = none. */
const book_event *book_changed(const book *b, uint32_t row);
/* The last event of a move, or one that changed the stage; NULL = never. */
const book_event *book_moved(const book *b, uint32_t row, uint32_t move);
const book_event *book_staged(const book *b, uint32_t row);
/* Rows whose (entered) field holds this code: only of fields that are wanted, after book_settle(). */
void book_holders(const book *b, uint32_t field, str code, const uint32_t **ret, uint32_t *ret_n);
bool book_indexed(const book *b, uint32_t field); /* may book_holders() be asked */
uint32_t book_files(const book *b, uint32_t row, uint32_t field);

/* Automatic codes for rows made on a day: above those that stand. Texts in c->a. */
typedef struct book_numbering {
    str prefix, suffix;
    int width;
    uint32_t next;
} book_numbering;
bool book_numbering_begin(cx *c, const book *b, int64_t day, book_numbering *ret) CHECKED;
bool book_numbering_take(cx *c, book_numbering *n, str *ret) CHECKED;

/* Makes the code that is stored of what was typed for an area, organisation, link …: by code or name. */
typedef bool (*book_resolve_fn)(cx *c, void *user, const type_field *f, str text, str *ret);
/* Read an entered value as a person writes it (any accepted spelling) into the text that is stored. ""
 * and marks for missing become "". False with ERR_DATA: what is wrong, without place. units, resolve may
 * be NULL. */
bool book_read_value(cx *c, const type_field *f, const unit_table *units, str text,
                     book_resolve_fn resolve, void *user, str *ret) CHECKED;
bool book_list_has(str list, str code); /* of codes separated by ; */
/* The number of a stored text: NaN where it is none. */
double book_number(const type_field *f, str text);
#endif
