/* db.h: SQL on two engines behind one small face; only src/store knows it. Statements are named
 * and lie in sql/queries/store.sql; nothing here is assembled from text. Arguments are $1, $2, …;
 * their memory must stay until db_end(). A connection belongs to one thread at a time. */
#ifndef DIAODU_DB_H
#define DIAODU_DB_H
#include "base/base.h"
#include "base/err.h"

typedef struct db db;
typedef struct db_rows db_rows;
typedef enum db_mode { DB_READ, DB_WRITE, DB_CREATE } db_mode;

/* Why the last call failed, for those who can do something about it. */
typedef enum db_fault {
    DB_FINE,
    DB_BUSY,     /* somebody else holds the lock */
    DB_GONE,     /* connection lost */
    DB_FULL,     /* disk */
    DB_NO_TABLE, /* the schema is not there */
    DB_TAKEN,    /* a unique key exists already */
    DB_OTHER
} db_fault;

bool db_url_is_pg(const char *url);
/* `url`: a file or postgresql://… For SQLite: READ and WRITE want the file (ERR_UNKNOWN names
 * `diaodu init`), CREATE makes it. What is not a SQLite file is ERR_FORMAT. */
bool db_open(cx *c, const char *url, db_mode m, db **ret) CHECKED;
void db_close(db *d); /* NULL-safe; an open transaction is rolled back */
bool db_is_pg(const db *d);
const char *db_label(const db *d); /* the url without password */
db_fault db_last(const db *d);

/* ---- statements; `c` may be NULL: then failures are not described, only classified ---- */
typedef struct db_arg {
    enum { DB_INT, DB_TEXT, DB_BLOB } type;
    int64_t i;
    str s;
} db_arg;
#define DB_I(v) ((db_arg){DB_INT, (int64_t)(v), {NULL, 0}})
#define DB_T(v) ((db_arg){DB_TEXT, 0, (v)})
#define DB_B(ptr, len) ((db_arg){DB_BLOB, 0, {(const char *)(ptr), (len)}})
#define DB_NO_ARGS NULL, 0
#define DB_ARGS(...)                                                                               \
    (const db_arg[]){__VA_ARGS__}, sizeof((const db_arg[]){__VA_ARGS__}) / sizeof(db_arg)
#define DB_MAX_ARGS 12

/* Run a statement; *changed (may be NULL) = rows it touched. */
bool db_run(cx *c, db *d, const char *name, const db_arg *args, size_t n, int64_t *changed) CHECKED;
/* Run a statement that gives rows; read them with db_next() until *more is false, then db_end(). */
bool db_query(cx *c, db *d, const char *name, const db_arg *args, size_t n, db_rows **ret) CHECKED;
bool db_next(cx *c, db_rows *r, bool *more) CHECKED;
int64_t db_int(const db_rows *r, int col);
str db_bytes(const db_rows *r, int col); /* text or blob; valid until the next db_next() */
bool db_null(const db_rows *r, int col);
void db_end(db_rows *r);   /* NULL-safe */
void db_endp(db_rows **r); /* for CLEANUP */

extern int db_wait_ms; /* how long to wait for a lock: 30 s; tests make it shorter */

/* Several statements of this engine, without arguments (migrations). `what` is for messages. */
bool db_script(cx *c, db *d, str sql, const char *what) CHECKED;
/* The lines of a script that are for this engine: those outside of `-- @sqlite|@pg … -- @all`
 * blocks of the other one. Allocated in c->a. */
bool db_lines_for(cx *c, bool pg, str sql, str *ret) CHECKED;

/* End the open transaction, if there is one, without a trace. Cannot fail: where the engine does not
 * obey, the connection is dropped, which comes to the same. */
void db_rollback(db *d);

/* Make sure there is a connection: one that was lost, or whose file was replaced, is opened again.
 * Not inside a transaction. */
bool db_revive(cx *c, db *d) CHECKED;
bool db_current(db *d); /* connected, as far as one can know without asking the server */

#endif
