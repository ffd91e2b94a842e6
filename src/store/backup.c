/* Copies for safety: one portable format, a SQLite file without a log, whatever the engine. */
#include "base/mem.h"
#include "base/os.h"
#include "base/str.h"
#include "store/db_impl.h"
#include "store/store_impl.h"
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

static char *beside(cx *c, const char *path)
{
    return cx_printf(c, "%s.tmp%ld", path, (long)getpid());
}

/* Throw away a file that was not finished, with what SQLite may have put next to it. */
static void discard(const char *tmp)
{
    static const char *const tails[] = {"", "-journal", "-wal", "-shm"};
    for (size_t i = 0; i < COUNT_OF(tails); i++) {
        char name[4200];
        snprintf(name, sizeof name, "%s%s", tmp, tails[i]);
        unlink(name);
    }
}

#define STALE 3600 /* seconds without a change */

/* A process that was killed could not clean up: what is left of it beside `path` goes now. */
static void discard_stale(const char *path)
{
    char dir[4096], name[4400];
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
    snprintf(dir, sizeof dir, "%.*s", slash ? (int)(slash - path) + 1 : 1, slash ? path : ".");
    DIR *d = opendir(dir);
    struct stat st;
    size_t n = strlen(base);
    for (struct dirent *e; d && (e = readdir(d));) {
        if (strncmp(e->d_name, base, n) || strncmp(e->d_name + n, ".tmp", 4) ||
            e->d_name[n + 4] < '0' || e->d_name[n + 4] > '9')
            continue;
        snprintf(name, sizeof name, "%s/%s", dir, e->d_name);
        if (stat(name, &st) == 0 && st.st_mtime < os_now_us() / 1000000 - STALE)
            unlink(name);
    }
    if (d)
        closedir(d);
}

static bool taken(cx *c, const char *path)
{
    return fail(c, ERR_CONFLICT, "%s 已经存在，未覆盖：请换一个文件名",
                "%s exists already and is not overwritten: choose another name", path);
}

bool store_check_file(cx *c, const char *path)
{
    store *s;
    str findings;
    size_t n;
    TRY(store_open_any(c, path, STORE_READ, &s));
    bool ok = store_verify(c, s, &findings, &n);
    store_close(s);
    str first = findings;
    if (ok && n) {
        str_split(&findings, '\n', &first);
        return fail(c, ERR_DB, "%s 核对不通过：" STR_FMT, "%s does not verify: " STR_FMT, path,
                    STR_ARG(first));
    }
    return ok;
}

/* ---- rows from one engine to the other ---- */

typedef struct transfer {
    db *from, *to;
    int64_t last; /* id of the newest commit that is taken */
    const char *what;
    uint64_t done;
} transfer;

static bool own_key(str key)
{
    return str_eq(key, S("app")) || str_eq(key, S("schema")) || str_eq(key, S("writer")) ||
           str_eq(key, S("accounts"));
}

static bool copy_settings(cx *c, transfer *t)
{
    db_rows *r CLEANUP(db_endp) = NULL;
    TRY(db_query(c, t->from, "meta_all", DB_NO_ARGS, &r));
    for (bool more;;) {
        TRY(db_next(c, r, &more));
        if (!more)
            return true;
        if (!own_key(db_bytes(r, 0)))
            TRY(db_run(c, t->to, "meta_insert", DB_ARGS(DB_T(db_bytes(r, 0)), DB_T(db_bytes(r, 1))),
                       NULL));
    }
}

#define BYTES(r, col) DB_B(db_bytes(r, col).p, db_bytes(r, col).n)

static bool copy_commits(cx *c, transfer *t)
{
    db_rows *r CLEANUP(db_endp) = NULL;
    TRY(db_query(c, t->from, "commits_between", DB_ARGS(DB_I(0), DB_I(INT64_MAX)), &r));
    for (bool more;;) {
        TRY(db_next(c, r, &more));
        if (!more)
            return true;
        t->last = db_int(r, 0);
        TRY(db_run(c, t->to, "commit_add",
                   DB_ARGS(DB_I(t->last), DB_I(db_int(r, 1)), DB_T(db_bytes(r, 2)),
                           DB_T(db_bytes(r, 3)), DB_T(db_bytes(r, 4)), DB_T(db_bytes(r, 5)),
                           BYTES(r, 6), DB_I(db_int(r, 7)), BYTES(r, 8)),
                   NULL));
    }
}

static bool copy_texts(cx *c, transfer *t, const db_rows *r, const char *add, const char *kinds)
{
    db_arg args[DB_MAX_ARGS];
    size_t n = strlen(kinds);
    MUST(n <= COUNT_OF(args));
    for (size_t i = 0; i < n; i++)
        args[i] = kinds[i] == 't' ? DB_T(db_bytes(r, (int)i)) : DB_I(db_int(r, (int)i));
    return db_run(c, t->to, add, args, n, NULL);
}

static bool copy_account(cx *c, transfer *t, const db_rows *r)
{
    return copy_texts(c, t, r, "account_add", "tttiiiiii");
}

static bool copy_filing(cx *c, transfer *t, const db_rows *r)
{
    return copy_texts(c, t, r, "filing_add", "tttitttii");
}

static bool copy_filing_act(cx *c, transfer *t, const db_rows *r)
{
    return copy_texts(c, t, r, "filing_act_add", "tttittttitit");
}

/* Sessions and links belong to the desk they were opened on: only tokens come along. */
static bool copy_credential(cx *c, transfer *t, const db_rows *r)
{
    return !str_eq(db_bytes(r, 3), S("token")) ||
           db_run(c, t->to, "credential_add",
                  DB_ARGS(BYTES(r, 0), DB_T(db_bytes(r, 1)), DB_T(db_bytes(r, 2)),
                          DB_T(db_bytes(r, 3)), DB_T(db_bytes(r, 4)), DB_I(db_int(r, 5)),
                          DB_I(db_int(r, 6)), DB_T(db_bytes(r, 7)), DB_I(db_int(r, 8))),
                  NULL);
}

/* Some rows after number *seq; they may be many. */
static bool copy_signins(cx *c, transfer *t, int64_t *seq, bool *any)
{
    db_rows *r CLEANUP(db_endp) = NULL;
    TRY(db_query(c, t->from, "signins_span", DB_ARGS(DB_I(*seq), DB_I(INT64_MAX)), &r));
    *any = false;
    for (bool more;;) {
        TRY(db_next(c, r, &more));
        if (!more)
            return true;
        *any = true;
        *seq = db_int(r, 0);
        TRY(db_run(c, t->to, "signin_add",
                   DB_ARGS(DB_I(*seq), DB_I(db_int(r, 1)), DB_T(db_bytes(r, 2)),
                           DB_T(db_bytes(r, 3)), DB_T(db_bytes(r, 4))),
                   NULL));
    }
}

static bool copy_all_signins(cx *c, transfer *t)
{
    int64_t seq = 0;
    for (bool any = true; any;)
        TRY(copy_signins(c, t, &seq, &any));
    return true;
}

static bool copy_each(cx *c, transfer *t, const char *query,
                      bool (*copy)(cx *, transfer *, const db_rows *))
{
    db_rows *r CLEANUP(db_endp) = NULL;
    TRY(db_query(c, t->from, query, DB_NO_ARGS, &r));
    for (bool more;;) {
        TRY(db_next(c, r, &more));
        if (!more)
            return true;
        TRY(copy(c, t, r));
    }
}

static bool copy_table(cx *c, transfer *t, const db_rows *r)
{
    return db_run(c, t->to, "table_add",
                  DB_ARGS(DB_I(db_int(r, 0)), DB_I(db_int(r, 1)), DB_T(db_bytes(r, 2)), BYTES(r, 3),
                          BYTES(r, 4)),
                  NULL);
}

static bool copy_chunk(cx *c, transfer *t, const db_rows *r)
{
    return db_run(c, t->to, "chunk_add",
                  DB_ARGS(DB_I(db_int(r, 0)), DB_I(db_int(r, 1)), DB_I(db_int(r, 2)),
                          DB_I(db_int(r, 3)), DB_I(db_int(r, 4)), BYTES(r, 5), BYTES(r, 6)),
                  NULL);
}

/* One page after (*id, *seq) of the rows that `query` gives. */
static bool copy_page(cx *c, transfer *t, const char *query,
                      bool (*copy)(cx *, transfer *, const db_rows *), int64_t *id, int64_t *seq,
                      bool *any)
{
    db_rows *r CLEANUP(db_endp) = NULL;
    TRY(db_query(c, t->from, query, DB_ARGS(DB_I(*id), DB_I(*seq), DB_I(t->last)), &r));
    *any = false;
    for (bool more;;) {
        TRY(db_next(c, r, &more));
        if (!more)
            return true;
        *any = true;
        *id = db_int(r, 0);
        *seq = db_int(r, 1);
        TRY(copy(c, t, r));
        TRY(cx_progress(c, t->what, ++t->done, 0));
    }
}

static bool copy_bodies(cx *c, transfer *t, const char *query,
                        bool (*copy)(cx *, transfer *, const db_rows *))
{
    int64_t id = 0, seq = -1;
    for (bool any = true; any;)
        TRY(copy_page(c, t, query, copy, &id, &seq, &any));
    return true;
}

/* Everything up to the newest commit at this moment: what is committed later does not matter, for
 * nothing is ever changed. Both schemas are the newest; `to` is empty and in a transaction. */
static bool copy_all(cx *c, db *from, db *to, const char *what)
{
    transfer t = {.from = from, .to = to, .what = what};
    return copy_settings(c, &t) && copy_commits(c, &t) &&
           copy_bodies(c, &t, "tables_after", copy_table) &&
           copy_bodies(c, &t, "chunks_after", copy_chunk) &&
           copy_each(c, &t, "accounts_all", copy_account) &&
           copy_each(c, &t, "credentials_all", copy_credential) && copy_all_signins(c, &t) &&
           copy_each(c, &t, "filings_all", copy_filing) &&
           copy_each(c, &t, "filing_acts_all", copy_filing_act) && store_mark_accounts(c, to);
}

/* ---- backup ---- */

static bool copy_to_file(cx *c, db *from, const char *tmp)
{
    db *to;
    TRY(db_sqlite_open(c, tmp, DB_CREATE, &to));
    bool ok = store_apply(c, to, 0) && store_tx_begin(c, to);
    if (ok) {
        /* one state of all tables: what is handed in is overwritten, and its commits must be there */
        ok = db_run(c, from, "begin_snapshot", DB_NO_ARGS, NULL) &&
             copy_all(c, from, to, "backup") && store_tx_commit(c, to);
        db_rollback(from);
        if (!ok)
            db_rollback(to);
    }
    ok = ok && db_run(c, to, "wal_off", DB_NO_ARGS, NULL);
    db_close(to);
    return ok;
}

bool store_copy_file(cx *c, db *d, const char *path)
{
    if (os_exists(path))
        return taken(c, path);
    char *tmp = beside(c, path);
    TRY(tmp);
    discard(tmp);
    discard_stale(path);
    bool ok = db_is_pg(d) ? copy_to_file(c, d, tmp) : db_sqlite_copy(c, d, tmp, "backup");
    ok = ok && store_check_file(c, tmp) && os_rename(c, tmp, path);
    if (!ok)
        discard(tmp);
    return ok;
}

bool store_backup(cx *c, store *s, const char *path)
{
    MUST(!s->in_tx);
    TRY(db_revive(c, s->d));
    return store_copy_file(c, s->d, path);
}

/* ---- restore ---- */

static bool has_commits(cx *c, db *d, bool *ret)
{
    db_rows *r CLEANUP(db_endp) = NULL;
    return db_query(c, d, "commit_last", DB_NO_ARGS, &r) && db_next(c, r, ret);
}

/* May what stands at the target be replaced? An empty database always may. */
static bool may_replace(cx *c, db *target, int schema, bool force)
{
    bool used = false;
    TRY(!schema || has_commits(c, target, &used));
    if (used && !force)
        return fail(c, ERR_CONFLICT, "数据库 %s 中已有数据，未覆盖：确要替换请加 --force",
                    "database %s holds data and is not overwritten: say --force to replace it",
                    db_label(target));
    return true;
}

/* The schema of a backup that is whole and that this program can read. */
static bool examine(cx *c, const char *file, int *ret_schema)
{
    db *d;
    if (!os_exists(file))
        return fail(c, ERR_UNKNOWN, "找不到备份文件 %s", "there is no backup file %s", file);
    TRY(store_check_file(c, file));
    TRY(db_sqlite_open(c, file, DB_READ, &d));
    bool ok = store_schema_of(c, d, ret_schema);
    db_close(d);
    if (ok && (*ret_schema < 1 || *ret_schema > store_schema_built_in()))
        return fail(c, ERR_FORMAT, "%s 不是本程序能读的备份（结构 %d）",
                    "%s is not a backup that this program can read (schema %d)", file, *ret_schema);
    return ok;
}

/* An old backup must not bring back sessions that were ended since. */
static bool forget_sessions(cx *c, db *d)
{
    TRY(store_tx_begin(c, d));
    if (db_run(c, d, "credentials_brief", DB_NO_ARGS, NULL) && store_mark_accounts(c, d) &&
        store_tx_commit(c, d))
        return true;
    db_rollback(d);
    return false;
}

/* A copy of the backup with the newest schema. */
static bool prepare_copy(cx *c, const char *file, const char *tmp, int schema)
{
    db *from, *to;
    TRY(db_sqlite_open(c, file, DB_READ, &from));
    bool ok = db_sqlite_copy(c, from, tmp, "restore");
    db_close(from);
    TRY(ok && db_sqlite_open(c, tmp, DB_WRITE, &to));
    ok = (schema == store_schema_built_in() || store_apply(c, to, schema)) &&
         forget_sessions(c, to) && db_run(c, to, "wal_off", DB_NO_ARGS, NULL);
    db_close(to);
    return ok && store_check_file(c, tmp);
}

/* The file gives way to the new one while nobody uses it: leaving WAL mode needs it alone. */
static bool swap_in(cx *c, db *old, const char *tmp, const char *path)
{
    if (!db_run(c, old, "wal_off", DB_NO_ARGS, NULL) ||
        !db_run(c, old, "begin_alone", DB_NO_ARGS, NULL)) {
        if (db_last(old) != DB_BUSY)
            return false;
        cx_clear(c);
        return fail(c, ERR_CONFLICT, "数据库 %s 正在使用：请先停止 diaodu serve 等进程再恢复",
                    "database %s is in use: stop diaodu serve and other processes first", path);
    }
    return os_rename(c, tmp, path);
}

static bool restore_sqlite(cx *c, const char *path, const char *file, bool force)
{
    db *old = NULL;
    int v = 0;
    struct stat st;
    bool there = stat(path, &st) == 0 && st.st_size > 0;
    char *tmp = beside(c, path);
    TRY(tmp);
    if (there) {
        TRY(db_sqlite_open(c, path, DB_WRITE, &old));
        if (!store_schema_of(c, old, &v) || !may_replace(c, old, v, force)) {
            db_close(old);
            return false;
        }
    }
    discard(tmp);
    discard_stale(path);
    bool ok = examine(c, file, &v) && prepare_copy(c, file, tmp, v) &&
              (old ? swap_in(c, old, tmp, path) : os_rename(c, tmp, path));
    if (!ok)
        discard(tmp);
    db_close(old);
    return ok;
}

static bool clear(cx *c, db *d)
{
    static const char *const all[] = {"clear_chunks",      "clear_tables",      "clear_commits",
                                      "clear_credentials", "clear_accounts",    "clear_signins",
                                      "clear_filings",     "clear_filing_acts", "clear_settings"};
    for (size_t i = 0; i < COUNT_OF(all); i++)
        TRY(db_run(c, d, all[i], DB_NO_ARGS, NULL));
    return true;
}

static bool verify_inside(cx *c, db *d)
{
    store s = {.d = d, .mode = STORE_WRITE};
    str findings, first = S("");
    size_t n;
    TRY(store_verify(c, &s, &findings, &n));
    if (!n)
        return true;
    str_split(&findings, '\n', &first);
    return fail(c, ERR_DB, "恢复后的核对不通过：" STR_FMT,
                "what was restored does not verify: " STR_FMT, STR_ARG(first));
}

static bool fill_pg(cx *c, db *to, const char *file, bool force)
{
    db *from;
    int v;
    TRY(store_schema_of(c, to, &v));
    TRY(may_replace(c, to, v, force));
    if (v && v != store_schema_built_in())
        return fail(c, ERR_DB, "数据库 %s 的结构 %d 与本程序不同：先运行 diaodu migrate",
                    "database %s has another schema (%d): run diaodu migrate first", db_label(to),
                    v);
    TRY(v || store_apply(c, to, 0));
    TRY(db_sqlite_open(c, file, DB_READ, &from));
    bool ok = store_tx_begin(c, to);
    if (ok) {
        ok = may_replace(c, to, 1, force) && clear(c, to) && copy_all(c, from, to, "restore") &&
             verify_inside(c, to) && store_tx_commit(c, to);
        if (!ok)
            db_rollback(to);
    }
    db_close(from);
    return ok;
}

/* An older backup is brought up to date in a folder that nobody else can look into. */
static bool fill_pg_from_old(cx *c, db *to, const char *file, bool force, int schema)
{
    const char *folder = getenv("TMPDIR");
    char *dir = cx_printf(c, "%s/diaodu-restore-XXXXXX", folder && *folder ? folder : "/tmp");
    TRY(dir);
    if (!mkdtemp(dir))
        return fail_errno(c, "无法写入", "cannot write", dir);
    char *tmp = cx_printf(c, "%s/copy.db", dir);
    bool ok = tmp && prepare_copy(c, file, tmp, schema) && fill_pg(c, to, tmp, force);
    if (tmp)
        discard(tmp);
    rmdir(dir);
    return ok;
}

static bool restore_pg(cx *c, const char *url, const char *file, bool force)
{
    db *to;
    int v = 0;
    TRY(examine(c, file, &v));
    TRY(db_open(c, url, DB_CREATE, &to));
    bool ok = v == store_schema_built_in() ? fill_pg(c, to, file, force)
                                           : fill_pg_from_old(c, to, file, force, v);
    db_close(to);
    return ok;
}

bool store_restore(cx *c, const char *url, const char *file, bool force)
{
    return db_url_is_pg(url) ? restore_pg(c, url, file, force)
                             : restore_sqlite(c, url, file, force);
}

/* ---- room ---- */

#define LEAST_FREE (UINT64_C(200) << 20)

bool store_disk_low(const char *url, uint64_t *free_bytes)
{
    struct stat st;
    *free_bytes = UINT64_MAX;
    if (db_url_is_pg(url) || !os_disk_free(url, free_bytes))
        return false;
    uint64_t size = stat(url, &st) == 0 ? (uint64_t)st.st_size : 0;
    return *free_bytes < (size > LEAST_FREE ? size : LEAST_FREE);
}
