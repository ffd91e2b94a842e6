/* import.h: what an import came to, as JSON; command line and HTTP write the same. */
#ifndef DIAODU_API_IMPORT_H
#define DIAODU_API_IMPORT_H
#include "api/answers.h"
#include "flow/import.h"
#include "flow/state.h"

/* Members of the result object, which the caller opens and closes. */
bool put_import(cx *c, json *j, const char *path, const import_result *r) CHECKED;
/* "preview": the cells of the sheets with the role of each, to be coloured. */
bool put_preview(cx *c, json *j, const import_result *r) CHECKED;

/* Version i of state_versions() as an object; n 0 = not numbered. */
void put_version(json *j, const char *key, const state *s, const indicator *ind, size_t i,
                 int64_t n);
/* Has the value of this key, or anything when key is 0, changed after commit `since`? Then both
 * versions are written as members "yours" and "current". Reads within the writer's lock. */
bool put_conflict(cx *c, store *s, const catalog *k, obs_key key, int64_t since, json *j,
                  bool *ret_changed) CHECKED;

#endif
