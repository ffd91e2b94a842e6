/* db_impl.h: what the two engines share with db.c; nobody else includes it. */
#ifndef DIAODU_DB_IMPL_H
#define DIAODU_DB_IMPL_H
#include "store/db.h"

typedef struct db_stmt {
    str name;
    const char *sql; /* NUL-terminated */
    void *prepared;  /* the engine's, kept */
    bool busy;       /* its rows are being read */
} db_stmt;

typedef struct db_ops {
    void (*close)(db *d);
    bool (*script)(cx *c, db *d, const char *sql, const char *what);
    bool (*query)(cx *c, db *d, db_stmt *s, const db_arg *args, size_t n, db_rows **ret);
    bool (*next)(cx *c, db_rows *r, bool *more);
    int64_t (*get_int)(const db_rows *r, int col);
    str (*get_bytes)(const db_rows *r, int col);
    bool (*get_null)(const db_rows *r, int col);
    int64_t (*changed)(const db_rows *r);
    void (*end)(db_rows *r);
    void (*rollback)(db *d);
    bool (*current)(db *d);
    bool (*revive)(cx *c, db *d);
} db_ops;

/* Each engine's connection and rows start with these. */
struct db {
    const db_ops *ops;
    bool pg;
    char *label;
    db_fault last;
    int open; /* rows being read: while there are some, the connection must stay */
    arena *a; /* statements */
    db_stmt *stmts;
    size_t n_stmts, cap_stmts;
};
struct db_rows {
    db *d;
};

bool db_sqlite_open(cx *c, const char *path, db_mode m, db **ret) CHECKED;
bool db_pg_open(cx *c, const char *url, db_mode m, db **ret) CHECKED;
/* Copy an open SQLite database, as it is at one moment, to a new file without a log. */
bool db_sqlite_copy(cx *c, db *d, const char *to, const char *what) CHECKED;
/* Common first and last steps of the two. */
bool db_init(cx *c, db *d, const db_ops *ops, bool pg, const char *label) CHECKED;
void db_fini(db *d);
/* The text of a statement without arguments, for the engine's own set-up. */
const char *db_sql(db *d, const char *name);

#endif
