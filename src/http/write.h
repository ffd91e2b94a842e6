/* write.h: what the handlers that write share; for src/http/write.c and rows.c only. */
#ifndef DIAODU_HTTP_WRITE_H
#define DIAODU_HTTP_WRITE_H
#include "api/import.h"
#include "flow/set.h"
#include "http/server_int.h"
#include <jansson.h>

/* What the caller saw last (If-Match). */
typedef struct guard {
    const subject *who; /* whom both versions would be shown */
    const catalog *k;
    obs_key key;    /* 0 = any change counts, or those of `rows` */
    str table, csv; /* rows of a table whose codes count; "" = none */
    int64_t since;  /* commit of the tag; -1 = not given */
    sb *extra;      /* the two versions, for the refusal */
} guard;
/* From If-Match into g->since. */
bool write_read_tag(cx *c, const call *k, guard *g) CHECKED;
/* import_options.guard; `user` is the guard. */
bool write_guard(cx *c, store *s, void *user) CHECKED;
/* The key of a value as typed. */
bool write_key(cx *c, const catalog *k, const set_values *v, obs_key *ret) CHECKED;
/* Run an import into `out`; a refusal becomes r->status with the result (or both versions). With
 * `around` the result is member "result" of that object, which is without its closing brace. */
bool write_import(cx *c, const call *k, const char *name, import_options *o, str around, sb *out,
                  guard *g, reply *r) CHECKED;
/* After a write: the new state is published, the result answered. */
bool write_answer(cx *c, const call *k, sb *out, reply *r) CHECKED;
/* The body as an object; *ret is to be released. */
bool write_body(cx *c, const call *k, json_t **ret) CHECKED;
/* A write whose body is an object: `fn` does it into `out` (a refusal: r->status), `extra` is for the
 * two versions of a lost update; then the answer. */
typedef bool (*write_fn)(cx *c, const call *k, json_t *root, sb *out, sb *extra, reply *r);
bool write_with(cx *c, const call *k, write_fn fn, reply *r) CHECKED;
/* A member that is text or absent (""), in c->a. Numbers are refused with a hint. */
bool write_text(cx *c, json_t *root, const char *name, str *ret) CHECKED;
/* A member that is true, false or absent (false). Anything else is refused: a "true" taken for false
 * would make a real write of a trial. */
bool write_flag(cx *c, json_t *root, const char *name, bool *ret) CHECKED;
/* Every member is one of the blank-separated names, else ERR_USAGE. */
bool write_known(cx *c, json_t *root, const char *names) CHECKED;

#endif
