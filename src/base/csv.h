/* csv.h: RFC 4180 in place. The reader hands out slices of its input (or of the record's own
 * buffer where quotes had to be undone); nothing is copied otherwise. Separator , ; or tab,
 * recognised from the header line (a first line `sep=;` as Excel writes it says so and is not a
 * record). Lines end in LF, CR LF, or CR when there is no LF at all. */
#ifndef DIAODU_CSV_H
#define DIAODU_CSV_H
#include "base/base.h"
#include "base/err.h"

#define CSV_MAX_FIELDS 16384
#define CSV_MAX_FIELD_BYTES (1u << 20)

typedef struct csv {
    str rest;
    char sep, eol;
    uint32_t line; /* 1-based line on which the current record starts */
    uint32_t next_line;
    str *fields;
    size_t n, cap;
    char *undo; /* unquoted text of the current record */
    size_t undo_cap, undo_n;
    bool quoted_any;
} csv;

/* `data` must be UTF-8 without mark and outlive the reader. */
void csv_init(csv *r, str data);
void csv_done(csv *r);
/* Next record into r->fields[0..n): true; false at the end or on failure (then c->err is set:
 * unclosed quote with its line, more fields or a longer field than the maximum above, or out of
 * memory). Blank lines are skipped. Text between a closing quote and the separator is kept as
 * it is. Import undoes the formula-injection guard: a leading ' before = + - @ tab CR is
 * removed. */
bool csv_next(cx *c, csv *r);

#endif
