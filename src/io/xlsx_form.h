/* xlsx_form.h: a form as a workbook to be filled and brought back: one protected sheet (no password)
 * where only the cells to fill are open, the first columns hidden for what tells the rows apart, wrong
 * cells red with a comment. Same content, same bytes. */
#ifndef DIAODU_XLSX_FORM_H
#define DIAODU_XLSX_FORM_H
#include "base/err.h"
#include "base/sb.h"

typedef enum form_look {
    FORM_NONE,  /* not written */
    FORM_TITLE, /* these two, without a border, reach to the last column, or to the next cell */
    FORM_WORDS,
    FORM_CODE, /* of the hidden columns */
    FORM_HEAD,
    FORM_FIXED, /* locked */
    FORM_KNOWN, /* locked and grey: filled by the system */
    FORM_FILL,  /* open, yellow */
    FORM_WRONG, /* open, red */
    FORM_BAD,   /* locked, red */
    FORM_LOOK_MAX_
} form_look;

typedef struct form_cell {
    form_look look;
    str text;     /* a plain decimal of at most 15 digits becomes a number where `number` */
    bool number;  /* aligned as one; text that is none stays text */
    int decimals; /* shown; < 0 = those it has */
    str comment;  /* "" = none */
} form_cell;

typedef struct xlsx_form {
    str name;              /* of the sheet */
    uint32_t rows, cols;   /* of all cells */
    uint32_t hidden;       /* the first columns */
    uint32_t header;       /* the row of names: frozen, repeated on every page */
    const uint8_t *widths; /* of the columns, in characters */
    const form_cell *cells;
} xlsx_form;

bool xlsx_form_write(cx *c, const xlsx_form *f, sb *out) CHECKED;

#endif
