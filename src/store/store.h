/* store.h: the memory of the desk. One header, two engines: a SQLite file (WAL) or PostgreSQL
 * ("postgresql://…", libpq loaded at run time). Append-only: a commit carries rows of tables (CSV text,
 * contract section 4) and observations (sorted chunks); nothing is ever overwritten. One writer at
 * a time, many readers; a commit is whole or not at all, also when the process is killed.
 *
 * What the database holds (sql/NNN_*.sql):
 *   meta(key, value)
 *   commits(id, recorded_at, recorded_by, action, reason, source, file_sha256, n_rows, chain)
 *   commit_tables(commit_id, seq, name, sha256, body)      body = CSV text with header
 *   chunks(commit_id, seq, key_min, key_max, n, sha256, body)
 * recorded_at is microseconds since 1970 UTC, strictly increasing with id, never set by callers.
 * Tables whose name begins with a dot are kept and not read by store_each_table().
 * chain = SHA-256 over the chain of the commit before, this one's fields and the hashes of all it
 * carries: nothing can be changed, removed or moved without store_verify() saying where.
 *
 * A store belongs to one thread at a time; threads open their own. A lost connection (PostgreSQL
 * gone, file replaced by a restore) is one ERR_DB; the next call tries again by itself. To see one
 * state over several calls, take store_head() first and pass its recorded_at as `as_of`. */
#ifndef DIAODU_STORE_H
#define DIAODU_STORE_H
#include "base/base.h"
#include "base/err.h"
#include "base/os.h"
#include "model/obs.h"

typedef struct store store;
typedef enum store_mode { STORE_READ, STORE_WRITE, STORE_CREATE } store_mode;
/* READ and WRITE want an existing, up-to-date schema (an older one: ERR_DB with the hint `diaodu
 * migrate`); CREATE makes it and refuses one that exists (ERR_CONFLICT). A missing file names
 * `diaodu init`. */
bool store_open(cx *c, const char *url, store_mode mode, store **ret) CHECKED;
void store_close(store *s); /* NULL-safe; an open transaction is rolled back */
bool store_is_postgres(const store *s);
const char *store_url(const store *s); /* without password, for messages */

/* ---- schema ---- */
int store_schema_built_in(void);                             /* newest NNN this program knows */
bool store_schema(cx *c, const char *url, int *ret) CHECKED; /* 0 = not ours or empty */
/* Bring the schema up to date, step by step with progress; SQLite is backed up beside the file
 * first. `dry_run` only says which steps (lines of text in *ret_plan, in c->a; "" when there are
 * none). Each step is a transaction: interrupted, the rest is done by the next call. */
bool store_migrate(cx *c, const char *url, bool dry_run, str *ret_plan) CHECKED;

/* ---- writing ---- */
typedef struct commit {
    int64_t id, recorded_at;
    str recorded_by, action, reason, source; /* action: init import set target withdraw migrate … */
    sha256 file_sha256;                      /* zero where no file was involved */
    int64_t rows; /* 0 in store_begin(): the observations that were put */
    sha256 chain;
} commit;
/* Takes the writer's lock (waits up to 30 s, then ERR_CONFLICT naming who may hold it). `meta` gives
 * recorded_by, action, reason, source, file hash, rows; id and time are the store's. What is read
 * until the commit is the state before it. */
bool store_begin(cx *c, store *s, const commit *meta) CHECKED;
bool store_put_table(cx *c, store *s, str name, str csv) CHECKED;
/* Rows must be sorted by key without duplicates. Cut into chunks of at most CHUNK_ROWS. */
bool store_put_obs(cx *c, store *s, const obs_batch *b) CHECKED;
/* Commit; *ret (may be NULL) is what was recorded, texts in c->a. On failure nothing is left behind
 * and the transaction is over. After a failed put, only store_rollback() or a store_commit() that
 * fails are possible. */
bool store_commit(cx *c, store *s, commit *ret) CHECKED;
void store_rollback(store *s);
/* Key-value settings outside the history (home area, language): small, overwritten. `app`, `schema`
 * and `writer` are the store's own. */
bool store_meta_get(cx *c, store *s, const char *key, str *ret) CHECKED; /* "" when absent; c->a */
bool store_meta_set(cx *c, store *s, const char *key, str value) CHECKED;

/* ---- reading ---- */
#define STORE_NOW INT64_MAX
/* Newest commit with recorded_at <= as_of; id 0 when there is none. */
bool store_head(cx *c, store *s, int64_t as_of, commit *ret) CHECKED;
/* Commits with id > after and recorded_at <= as_of, oldest first; texts in c->a. */
bool store_commits(cx *c, store *s, int64_t after, int64_t as_of, commit **ret,
                   size_t *ret_n) CHECKED;
/* All table texts up to as_of in commit order. `fn` returning false stops with that failure. */
typedef bool (*store_table_fn)(void *user, const commit *k, str name, str csv);
bool store_each_table(cx *c, store *s, int64_t after_commit, int64_t as_of, store_table_fn fn,
                      void *user) CHECKED;
/* Decoded chunks up to as_of in commit order, only those that overlap one of the key ranges
 * (n_ranges 0 = all); decoding may run on several threads, fn is called in order from one. Rows
 * outside the ranges may be among them. The batch is valid during the call. */
typedef struct key_range {
    obs_key min, max; /* inclusive */
} key_range;
typedef bool (*store_obs_fn)(void *user, const commit *k, const obs_batch *b);
bool store_each_chunk(cx *c, store *s, int64_t after_commit, int64_t as_of, const key_range *ranges,
                      size_t n_ranges, store_obs_fn fn, void *user) CHECKED;

/* ---- care ---- */
/* Consistent while others write; verified; one SQLite file without a log, from PostgreSQL too. The
 * file must not exist; it has its name only when it is whole. */
bool store_backup(cx *c, store *s, const char *path) CHECKED;
/* Make the database what the backup says, all or nothing; an older backup is migrated on the way.
 * A target that holds commits is replaced only with `force` (else ERR_CONFLICT). A SQLite target
 * must not be in use (ERR_CONFLICT); processes that open it later see the restored one. Ids may go
 * back then: whoever keeps a state compares the chain of its commit, not only the id. */
bool store_restore(cx *c, const char *url, const char *file, bool force) CHECKED;
/* True when less is free on the disk than the database's size or 200 MB, whichever is larger.
 * *free_bytes is UINT64_MAX when unknown (PostgreSQL). */
bool store_disk_low(const char *url, uint64_t *free_bytes);
/* Check hashes of every chunk and table, the engine's own integrity check, order of commits. Lines
 * of findings in *ret; false only when the check itself could not run. */
bool store_verify(cx *c, store *s, str *ret_findings, size_t *ret_n) CHECKED;
/* The same check, and the chain as it follows from what is stored now, one link a commit, oldest
 * first, in c->a: by SHA-256 and, over SM3 of everything it carries, by SM3. Links kept elsewhere
 * show whether history was written anew as a whole, which the chain alone cannot. */
typedef struct store_link {
    int64_t commit_id, recorded_at;
    sha256 chain, sm3;
} store_link;
bool store_verify_links(cx *c, store *s, str *ret_findings, size_t *ret_n, store_link **ret_links,
                        size_t *ret_n_links) CHECKED;

#endif
