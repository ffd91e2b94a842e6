/* type_json.h: members of a type file, read with their place in messages. For type_read*.c only. */
#ifndef DIAODU_LEDGER_TYPE_JSON_H
#define DIAODU_LEDGER_TYPE_JSON_H
#include "base/str.h"
#include "ledger/type.h"
#include <jansson.h>

typedef struct reading {
    cx *c;
    arena *a;
    const char *file;
    ledger_type *t;
    char place[200]; /* "moves[2].needs" */
} reading;

/* Describe what is wrong with `member` of the object at hand; always false. */
bool type_bad(reading *r, const char *member, const char *zh, const char *en);
/* Step into member [i] of a list (i < 0: an object) and out again; *ret_at is for type_out(). */
size_t type_in(reading *r, const char *member, int i);
void type_out(reading *r, size_t at);

bool type_known(reading *r, json_t *o, const char *names) CHECKED; /* blank-separated */
bool type_text(reading *r, json_t *o, const char *member, bool required, str *ret) CHECKED;
bool type_flag(reading *r, json_t *o, const char *member, bool *ret) CHECKED;
bool type_number(reading *r, json_t *o, const char *member, double *ret) CHECKED; /* NaN = absent */
bool type_whole(reading *r, json_t *o, const char *member, int64_t absent, int64_t max,
                int64_t *ret) CHECKED;
/* "name" and "name_en", or those of another stem. */
bool type_named(reading *r, json_t *o, const char *stem, bool required, type_name *ret) CHECKED;
bool type_code(reading *r, json_t *o, const char *member, str *ret) CHECKED; /* [a-z][a-z0-9_]* */
/* The code of item `i` of a list whose items are `size` bytes and begin with their codes; each once. */
bool type_once(reading *r, const void *list, size_t size, size_t i) CHECKED;
/* A list of objects or texts: *ret NULL and 0 when absent. */
bool type_list(reading *r, json_t *o, const char *member, size_t max, json_t **ret,
               size_t *ret_n) CHECKED;
bool type_texts(reading *r, json_t *o, const char *member, const str **ret,
                uint32_t *ret_n) CHECKED;
bool type_field_list(reading *r, json_t *o, const char *member, const uint32_t **ret,
                     uint32_t *ret_n) CHECKED;
bool type_one_field(reading *r, json_t *o, const char *member, uint32_t *ret) CHECKED;
bool type_kind(reading *r, json_t *o, field_kind *ret) CHECKED;
/* An expression over a row (or, aggregate, over rows); NULL when absent. */
bool type_expr(reading *r, json_t *o, const char *member, bool aggregate, const expr **ret) CHECKED;
bool type_expr_text(reading *r, const char *member, str text, bool aggregate,
                    const expr **ret) CHECKED;
/* One that holds or not (expr_true() takes no other); NULL when absent. */
bool type_condition(reading *r, json_t *o, const char *member, const expr **ret) CHECKED;
void *type_new(reading *r, size_t n, size_t size);
#define TYPE_NEW(r, n, type) ((type *)type_new((r), (size_t)(n) + 1, sizeof(type)))

/* ---- type_fields.c, type_moves.c, type_shown.c, type_drawn.c ---- */
bool type_read_fields(reading *r, json_t *root) CHECKED;
bool type_read_formulas(reading *r, json_t *root) CHECKED; /* once all names are known */
bool type_read_stages(reading *r, json_t *root) CHECKED;
bool type_read_move_codes(reading *r, json_t *root) CHECKED; /* formulas may name them */
bool type_read_moves(reading *r, json_t *root) CHECKED;
bool type_read_alerts(reading *r, json_t *root) CHECKED; /* and checks */
bool type_read_summaries(reading *r, json_t *root) CHECKED;
bool type_read_shown(reading *r, json_t *root) CHECKED;   /* list, views, children, print, guard */
bool type_read_drawn(reading *r, json_t *root) CHECKED;   /* gantt, map, investment */
bool type_read_letters(reading *r, json_t *root) CHECKED; /* letter.c; once the alerts are known */
bool type_read_oc4ids(reading *r,
                      json_t *root) CHECKED; /* type_oc4ids.c; once the series are known */
/* type_scope.c: what an expression of this type may name. */
bool type_scope(cx *c, const ledger_type *t, bool aggregate, arena *a, type_uses *uses,
                expr_scope *ret) CHECKED;
/* type_deps.c: order of computed fields, what looks beyond the row. */
bool type_depend(reading *r) CHECKED;
#endif
