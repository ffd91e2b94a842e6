/* store_impl.h: what the files of src/store share; nobody else includes it. */
#ifndef DIAODU_STORE_IMPL_H
#define DIAODU_STORE_IMPL_H
#include "base/sb.h"
#include "store/db.h"
#include "store/store.h"

struct store {
    db *d;
    store_mode mode;
    bool in_tx, tx_bad;
    arena *tx_arena;
    commit cur;    /* being written */
    commit before; /* the newest when the lock was taken; id 0 = none */
    int64_t n_tables, n_chunks, n_obs;
    sb manifest; /* what the chain is made of, after the head: tables */
    sb chunks;   /* and what comes after them, in whatever order they were put */
};

/* Open whatever the version of the schema (that of the file is at most this program's). */
bool store_open_any(cx *c, const char *url, store_mode mode, store **ret) CHECKED;

/* For tests and measurements. */
extern int store_threads;          /* 0 = as many as processors, at most 8 */
extern uint64_t store_chunks_read; /* bodies fetched since the start of the program */
int store_thread_count(void);

/* ---- commits ---- */
/* Row of `head_at` or `commits_between` as a commit; texts in `a`. */
bool store_commit_row(cx *c, const db_rows *r, arena *a, commit *ret) CHECKED;
typedef struct commit_list {
    commit *list;
    size_t n, cap;
} commit_list;
void commit_list_done(commit_list *l);
bool store_load_commits(cx *c, store *s, int64_t after, int64_t as_of, arena *a,
                        commit_list *ret) CHECKED;
/* The commit of that id, NULL when it is not in the list. */
const commit *commit_list_find(const commit_list *l, int64_t id);

/* ---- the chain ----
 * manifest = for every table, then every chunk, in the order of seq:
 *   "table SEQ LENGTH:NAME HASH\n"   "chunk SEQ KEYMIN KEYMAX N HASH\n"
 * chain = SHA-256("commit ID RECORDED_AT ROWS FILE_HASH L:BY L:ACTION L:REASON L:SOURCE\n" manifest
 * "after CHAIN\n") with the hash of the commit before, or zeros. */
void chain_table(sb *m, int64_t seq, str name, const sha256 *h);
void chain_chunk(sb *m, int64_t seq, int64_t key_min, int64_t key_max, int64_t n, const sha256 *h);
typedef sha256 (*hash_fn)(str data); /* os_sha256; os_sm3 makes the second chain, never stored */
bool chain_close(cx *c, hash_fn hash, const commit *k, str manifest, const sha256 *before,
                 sha256 *ret) CHECKED;

/* ---- schema ---- */
/* Version of an open database; 0 when there is none of ours. */
bool store_schema_of(cx *c, db *d, int *ret) CHECKED;
/* Apply steps from `from` (exclusive) to the newest, each in a transaction of its own. */
bool store_apply(cx *c, db *d, int from) CHECKED;
typedef struct migration {
    int number;
    const char *name; /* sql/NNN_x.sql */
    str sql;
} migration;
/* The step with the smallest number above `after`; false when there is none. Tests put their own
 * steps here. */
extern bool (*store_next_migration)(int after, migration *ret);

/* A function type_rows(): all rows of a statement as an array in c->a, each made by `read`. */
#define STORE_ROWS_INTO(type, read)                                                                \
    static bool type##_rows(cx *c, store *s, const char *name, const db_arg *args, size_t n,       \
                            type **ret, size_t *ret_n)                                             \
    {                                                                                              \
        db_rows *r CLEANUP(db_endp) = NULL;                                                        \
        size_t cap = 0;                                                                            \
        type *list = NULL;                                                                         \
        *ret_n = 0;                                                                                \
        *ret = NULL;                                                                               \
        TRY(s->in_tx || db_revive(c, s->d));                                                       \
        TRY(db_query(c, s->d, name, args, n, &r));                                                 \
        for (bool more;;) {                                                                        \
            TRY(db_next(c, r, &more));                                                             \
            if (!more)                                                                             \
                break;                                                                             \
            if (*ret_n == cap) {                                                                   \
                type *larger = cx_alloc(c, (cap = cap ? cap * 2 : 16) * sizeof *larger);           \
                TRY(larger);                                                                       \
                if (list)                                                                          \
                    memcpy(larger, list, *ret_n * sizeof *list);                                   \
                list = larger;                                                                     \
            }                                                                                      \
            TRY(read(c, r, &list[*ret_n]));                                                        \
            ++*ret_n;                                                                              \
        }                                                                                          \
        *ret = list;                                                                               \
        return true;                                                                               \
    }

/* ---- copies ---- */
/* A consistent copy of an open SQLite database as one file without a log: written beside `path`
 * and renamed. Refuses a path that exists. */
bool store_copy_file(cx *c, db *d, const char *path) CHECKED;
/* Verify a file as a whole; any finding is ERR_DB. */
bool store_check_file(cx *c, const char *path) CHECKED;

/* ---- sign-ins (account.h) ---- */
/* The newest row; zeros when there is none. */
bool signin_newest(cx *c, store *s, int64_t *ret_seq, int64_t *ret_at) CHECKED;
/* Put what was noted before today into the chain, if there is any; a transaction of its own. */
bool signins_seal(cx *c, store *s) CHECKED;
/* Hash of the rows after `after` up to `to` as a chain: h = SHA-256(h "SEQ AT L:LOGIN L:OUTCOME
 * L:ORIGIN\n") from zeros; *gap is the first number that is missing, 0 = none. */
bool signins_digest(cx *c, store *s, int64_t after, int64_t to, sha256 *ret, int64_t *ret_n,
                    int64_t *ret_gap) CHECKED;
/* Which rows such a commit covers: (*after, *to]. False: its reason is not one of ours. */
bool signins_span(str reason, int64_t *after, int64_t *to);

/* Another value of accounts_mark(), within a transaction. */
bool store_mark_accounts(cx *c, db *d) CHECKED;

bool store_tx_begin(cx *c, db *d) CHECKED; /* takes the writer's lock */
bool store_tx_commit(cx *c, db *d) CHECKED;

#endif
