/* oc4ids_int.h: a project package being read. For src/ledger/oc4ids_*.c only. */
#ifndef DIAODU_LEDGER_OC4IDS_INT_H
#define DIAODU_LEDGER_OC4IDS_INT_H
#include "ledger/oc4ids.h"
#include <jansson.h>

/* A table in the making. */
typedef struct oc4ids_lines {
    sb text;
    const char **places; /* by line, after the header */
    size_t n, cap;
    uint32_t rows;
} oc4ids_lines;
enum { OC4IDS_ROWS, OC4IDS_SERIES, OC4IDS_STEPS, OC4IDS_TABLES };

typedef struct oc4ids_reading {
    cx *c;
    const ledger_type *t;
    const struct type_oc4ids *o;
    const book *b;
    const oc4ids_desk *d;
    issues *list;
    oc4ids_lines tables[OC4IDS_TABLES];
    char place[32]; /* projects[3] */
    str code, stage;
    str *values;   /* of the row, by field; "" = nothing said */
    uint32_t line; /* that the row will have */
} oc4ids_reading;

/* An error of the row at hand; text is what stood there. */
bool oc4ids_refuse(oc4ids_reading *r, const char *path, str text, const char *zh,
                   const char *en) CHECKED;
/* The text of a value, borrowed; "" for what is no text. */
str oc4ids_text(const json_t *v);
/* It was read: false only when out of memory, which is said. */
bool oc4ids_done(oc4ids_reading *r, json_t *o, const char *key) CHECKED;
bool oc4ids_done_at(oc4ids_reading *r, json_t *list, size_t i) CHECKED;
/* The object in which the last name of a path stands, and that name; NULL when there is none. */
json_t *oc4ids_walk(json_t *project, const char *path, const char **ret_last);
/* Take a text, day, number or {amount, currency} (into `unit`); "" when there is none or it was refused.
 * Texts in c->a. */
bool oc4ids_take_text(oc4ids_reading *r, json_t *o, const char *key, const char *path,
                      str *ret) CHECKED;
bool oc4ids_take_day(oc4ids_reading *r, json_t *o, const char *key, const char *path,
                     str *ret) CHECKED;
bool oc4ids_number(oc4ids_reading *r, const json_t *v, str *ret) CHECKED;
bool oc4ids_take_value(oc4ids_reading *r, json_t *v, const char *path, str unit, str *ret) CHECKED;
/* The value so far of a field or the stage. */
str *oc4ids_value(oc4ids_reading *r, uint32_t name);
/* The value of a field or the stage; what a member before it said stays. */
void oc4ids_set(oc4ids_reading *r, uint32_t name, str text);
/* A number as it stands already where it is the same: 12.50 for 12.5. */
str oc4ids_same(str stands, str now);
/* Does the desk know an area or organisation by this name or code. */
bool oc4ids_known(oc4ids_reading *r, const type_field *f, str text, bool *ret) CHECKED;
/* One that it does not know: to the field that takes such, or an error. */
bool oc4ids_foreign(oc4ids_reading *r, const oc4ids_member *m, str text) CHECKED;
bool oc4ids_take_name(oc4ids_reading *r, const oc4ids_member *m, str text) CHECKED;
/* Where a code stands in a list; SIZE_MAX. */
size_t oc4ids_place(json_t *list, str code);
/* A line was put at `from` of a table. */
bool oc4ids_line(oc4ids_reading *r, uint32_t which, size_t from, const char *place) CHECKED;
void oc4ids_cell(sb *b, str text); /* after a comma */

/* Members by their kind: single values (oc4ids_field.c), lists (oc4ids_list.c). */
bool oc4ids_read_field(oc4ids_reading *r, const oc4ids_member *m, json_t *project) CHECKED;
bool oc4ids_read_list(oc4ids_reading *r, const oc4ids_member *m, json_t *project) CHECKED;
/* Names and identifiers of parties of which a role was read, and references to them. */
bool oc4ids_settle_parties(oc4ids_reading *r, json_t *project) CHECKED;
#endif
