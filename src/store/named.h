/* named.h: texts of commits found by their exact name: those that begin with a dot and are not read when
 * a desk is opened. Written with store_put_table(). */
#ifndef DIAODU_STORE_NAMED_H
#define DIAODU_STORE_NAMED_H
#include "store/store.h"

/* Every text of that name in commits > after and <= to (an id), oldest first. The commit has id,
 * recorded_at, recorded_by and reason; it and the text are valid during the call. `fn` returning false
 * stops with that failure, and reads nothing itself. */
typedef bool (*store_named_fn)(void *user, const commit *k, str text);
bool store_each_named(cx *c, store *s, str name, int64_t after, int64_t to, store_named_fn fn,
                      void *user) CHECKED;
/* Names that begin with `prefix` and were written in commits > after and <= to, in
 * the order of their newest commits; in c->a. */
bool store_named(cx *c, store *s, str prefix, int64_t after, int64_t to, str **ret,
                 size_t *ret_n) CHECKED;
/* The newest text of that name in commits <= to, in c->a; *ret_commit 0 when there is none. */
bool store_named_newest(cx *c, store *s, str name, int64_t to, str *ret,
                        int64_t *ret_commit) CHECKED;
/* The chain of a commit, as it stands now; false in *ret_found when there is none. */
bool store_chain_of(cx *c, store *s, int64_t commit_id, sha256 *ret, bool *ret_found) CHECKED;

#endif
