#include "base/mem.h"
#include "base/os.h"
#include "base/sb.h"
#include "base/str.h"
#include "store/db_impl.h"
#include <sqlite3.h>
#include <sys/stat.h>

#define APPLICATION_ID 1145651524 /* "DIAD"; also in setup_create */

typedef struct lite {
    db d;
    sqlite3 *h;
    db_mode mode;
    bool lost; /* must be opened again */
} lite;
typedef struct lite_rows {
    db_rows r;
    sqlite3_stmt *st;
    db_stmt *from; /* NULL: prepared for this once */
} lite_rows;

static const db_ops lite_ops;

/* ---- failures ---- */

static db_fault classify(sqlite3 *h, int rc)
{
    switch (rc & 0xFF) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return DB_FINE;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return DB_BUSY;
    case SQLITE_FULL:
        return DB_FULL;
    case SQLITE_IOERR:
        /* Quotas and limits come as failed writes. */
        return rc == SQLITE_IOERR_WRITE || rc == SQLITE_IOERR_SHMSIZE || rc == SQLITE_IOERR_FSYNC
                   ? DB_FULL
                   : DB_OTHER;
    case SQLITE_CONSTRAINT:
        return rc == SQLITE_CONSTRAINT_UNIQUE || rc == SQLITE_CONSTRAINT_PRIMARYKEY ? DB_TAKEN
                                                                                    : DB_OTHER;
    case SQLITE_ERROR:
        return h && strstr(sqlite3_errmsg(h), "no such table") ? DB_NO_TABLE : DB_OTHER;
    default:
        return DB_OTHER;
    }
}

static bool describe(cx *c, const char *path, sqlite3 *h, int rc)
{
    const char *why = h ? sqlite3_errmsg(h) : sqlite3_errstr(rc);
    switch (rc & 0xFF) {
    case SQLITE_NOMEM:
        return fail_memory(c);
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return fail(c, ERR_DISK, "数据库 %s 不可写（%s）：检查权限或磁盘是否只读",
                    "database %s cannot be written (%s): check permissions and whether the disk "
                    "is read-only",
                    path, why);
    case SQLITE_CORRUPT:
        return fail(c, ERR_DB, "数据库 %s 已损坏（%s）：请用备份恢复（diaodu restore）",
                    "database %s is damaged (%s): restore a backup (diaodu restore)", path, why);
    case SQLITE_NOTADB:
        return fail(c, ERR_FORMAT, "%s 不是 diaodu 数据库（%s）",
                    "%s is not a diaodu database (%s)", path, why);
    case SQLITE_CANTOPEN:
        return fail(c, ERR_DB, "无法打开数据库 %s（%s）", "cannot open database %s (%s)", path,
                    h && sqlite3_system_errno(h) ? strerror(sqlite3_system_errno(h)) : why);
    default:
        return fail(c, ERR_DB, "数据库 %s 出错：%s", "database %s failed: %s", path, why);
    }
}

static bool failed(cx *c, lite *l, int rc)
{
    l->d.last = classify(l->h, rc);
    if (!c)
        return false;
    if (l->d.last == DB_BUSY)
        return fail(
            c, ERR_CONFLICT,
            "数据库 %s 正被另一个进程写入（import、serve 或 migrate），等待 %d 秒后放弃：稍后再试",
            "database %s is being written by another process (import, serve or migrate); "
            "gave up after %d s: try again later",
            l->d.label, db_wait_ms / 1000);
    if (l->d.last == DB_FULL)
        return fail(c, ERR_DISK,
                    "磁盘已满或写入失败，数据库 %s 未作任何改动：请腾出空间、检查磁盘后重试",
                    "the disk is full or fails to write; database %s was not changed: make room or "
                    "check the disk, then try again",
                    l->d.label);
    return describe(c, l->d.label, l->h, rc);
}

/* ---- statements ---- */

static bool lite_script(cx *c, db *d, const char *sql, const char *what)
{
    lite *l = (lite *)d;
    int rc = sqlite3_exec(l->h, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK || failed(c, l, rc);
}

static int bind(sqlite3_stmt *st, const db_arg *args, size_t n)
{
    static const char *const names[] = {"$1", "$2", "$3", "$4",  "$5",  "$6",
                                        "$7", "$8", "$9", "$10", "$11", "$12"};
    int rc = SQLITE_OK;
    for (size_t i = 0; i < n && rc == SQLITE_OK; i++) {
        int at = sqlite3_bind_parameter_index(st, names[i]);
        const char *p = args[i].s.p ? args[i].s.p : "";
        MUST(at);
        if (args[i].type == DB_INT)
            rc = sqlite3_bind_int64(st, at, args[i].i);
        else if (args[i].type == DB_TEXT)
            rc = sqlite3_bind_text64(st, at, p, args[i].s.n, SQLITE_STATIC, SQLITE_UTF8);
        else
            rc = sqlite3_bind_blob64(st, at, p, args[i].s.n, SQLITE_STATIC);
    }
    return rc;
}

/* The kept statement, or a second one while the rows of the first are being read. */
static int prepare(lite *l, db_stmt *s, lite_rows *r)
{
    if (s->prepared && !s->busy) {
        r->st = s->prepared;
        r->from = s;
        return SQLITE_OK;
    }
    unsigned how = s->prepared ? 0 : SQLITE_PREPARE_PERSISTENT;
    int rc = sqlite3_prepare_v3(l->h, s->sql, -1, how, &r->st, NULL);
    if (rc == SQLITE_OK && !s->prepared) {
        s->prepared = r->st;
        r->from = s;
    }
    return rc;
}

static bool lite_query(cx *c, db *d, db_stmt *s, const db_arg *args, size_t n, db_rows **ret)
{
    lite *l = (lite *)d;
    if (!l->h)
        return failed(c, l, SQLITE_CANTOPEN);
    lite_rows *r = mem_zalloc(1, sizeof *r);
    if (!r)
        return c ? fail_memory(c) : false;
    r->r.d = d;
    int rc = prepare(l, s, r);
    if (rc == SQLITE_OK) {
        if (r->from)
            s->busy = true;
        rc = bind(r->st, args, n);
    }
    if (rc != SQLITE_OK) {
        failed(c, l, rc);
        d->ops->end(&r->r);
        return false;
    }
    *ret = &r->r;
    return true;
}

static bool lite_next(cx *c, db_rows *rows, bool *more)
{
    lite_rows *r = (lite_rows *)rows;
    int rc = sqlite3_step(r->st);
    *more = rc == SQLITE_ROW;
    return rc == SQLITE_ROW || rc == SQLITE_DONE || failed(c, (lite *)rows->d, rc);
}

static int64_t lite_int(const db_rows *r, int col)
{
    return sqlite3_column_int64(((const lite_rows *)r)->st, col);
}

static str lite_bytes(const db_rows *rows, int col)
{
    sqlite3_stmt *st = ((const lite_rows *)rows)->st;
    const char *p = sqlite3_column_blob(st, col); /* text comes back as its UTF-8 bytes */
    return (str){p, p ? (size_t)sqlite3_column_bytes(st, col) : 0};
}

static bool lite_null(const db_rows *r, int col)
{
    return sqlite3_column_type(((const lite_rows *)r)->st, col) == SQLITE_NULL;
}

static int64_t lite_changed(const db_rows *r)
{
    return sqlite3_changes64(((const lite *)r->d)->h);
}

static void lite_end(db_rows *rows)
{
    lite_rows *r = (lite_rows *)rows;
    if (r->from) {
        sqlite3_reset(r->st);
        sqlite3_clear_bindings(r->st);
        r->from->busy = false;
    } else {
        sqlite3_finalize(r->st);
    }
    mem_free(r);
}

/* ---- opening ---- */

static void shut(lite *l)
{
    for (size_t i = 0; i < l->d.n_stmts; i++) {
        sqlite3_finalize(l->d.stmts[i].prepared);
        l->d.stmts[i].prepared = NULL;
        l->d.stmts[i].busy = false;
    }
    sqlite3_close(l->h);
    l->h = NULL;
    l->lost = false;
}

static void lite_close(db *d)
{
    shut((lite *)d);
    db_fini(d);
    mem_free(d);
}

static int open_handle(lite *l, const char *name, int flags)
{
    int rc = sqlite3_open_v2(name, &l->h, flags | SQLITE_OPEN_NOMUTEX, NULL);
    if (rc == SQLITE_OK) {
        sqlite3_extended_result_codes(l->h, 1);
        sqlite3_busy_timeout(l->h, db_wait_ms);
    }
    return rc;
}

/* Application id and number of tables: the first look into the file. */
static int look(lite *l, int64_t *id, int64_t *tables)
{
    sqlite3_stmt *st = NULL;
    int rc = sqlite3_prepare_v2(l->h, db_sql(&l->d, "file_kind"), -1, &st, NULL);
    if (rc == SQLITE_OK && (rc = sqlite3_step(st)) == SQLITE_ROW) {
        *id = sqlite3_column_int64(st, 0);
        *tables = sqlite3_column_int64(st, 1);
    }
    sqlite3_finalize(st);
    return rc == SQLITE_ROW ? SQLITE_OK : rc;
}

/* On a read-only medium SQLite cannot keep its shared memory. If no write is waiting in the log, the
 * file alone is the database and can be read as one that does not change. */
static int open_immutable(lite *l)
{
    struct stat st;
    sb uri CLEANUP(sb_done) = {0};
    sb_init(&uri, 0);
    sb_printf(&uri, "%s-wal", l->d.label);
    const char *wal = sb_cstr(&uri);
    if (!wal || (stat(wal, &st) == 0 && st.st_size > 0))
        return SQLITE_CANTOPEN;
    sb_reset(&uri);
    sb_putz(&uri, "file:");
    for (const char *p = l->d.label; *p; p++) {
        if (strchr("%?#", *p))
            sb_printf(&uri, "%%%02X", (unsigned char)*p);
        else
            sb_putc(&uri, *p);
    }
    sb_putz(&uri, "?immutable=1");
    shut(l);
    const char *name = sb_cstr(&uri);
    return name ? open_handle(l, name, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI) : SQLITE_NOMEM;
}

static int open_and_look(lite *l, int64_t *id, int64_t *tables)
{
    static const int flags[] = {
        [DB_READ] = SQLITE_OPEN_READONLY,
        [DB_WRITE] = SQLITE_OPEN_READWRITE,
        [DB_CREATE] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
    };
    int rc = open_handle(l, l->d.label, flags[l->mode]);
    if (rc == SQLITE_OK)
        rc = look(l, id, tables);
    int kind = rc & 0xFF;
    if (l->mode == DB_READ && (kind == SQLITE_CANTOPEN || kind == SQLITE_READONLY)) {
        int again = open_immutable(l);
        if (again == SQLITE_OK)
            rc = look(l, id, tables);
    }
    return rc;
}

static bool start(cx *c, lite *l)
{
    int64_t id = 0, tables = 0;
    if (strstr(l->d.label, "://"))
        return fail(c, ERR_USAGE, "不支持数据库 %s；--db 为文件或 postgresql://…",
                    "database %s is of no known kind; --db is a file or postgresql://…",
                    l->d.label);
    if (os_is_dir(l->d.label))
        return fail(c, ERR_USAGE, "%s 是文件夹；--db 为其中的文件，如 %s/diaodu.db",
                    "%s is a folder; --db is a file in it, such as %s/diaodu.db", l->d.label,
                    l->d.label);
    if (l->mode != DB_CREATE && !os_exists(l->d.label))
        return fail(c, ERR_UNKNOWN, "找不到数据库 %s：先用 diaodu init 建立，或用 --db 指明位置",
                    "there is no database %s: make one with diaodu init, or name it with --db",
                    l->d.label);
    int rc = open_and_look(l, &id, &tables);
    if (rc != SQLITE_OK)
        return failed(c, l, rc);
    if (id != APPLICATION_ID && (id || tables))
        return fail(c, ERR_FORMAT, "%s 是别的程序的 SQLite 数据库，不是 diaodu 的",
                    "%s is a SQLite database of another program, not of diaodu", l->d.label);
    if (l->mode == DB_CREATE && !tables)
        TRY(lite_script(c, &l->d, db_sql(&l->d, "setup_create"), "setup"));
    return lite_script(c, &l->d, db_sql(&l->d, l->mode == DB_READ ? "setup_read" : "setup_write"),
                       "setup");
}

static void lite_rollback(db *d)
{
    lite *l = (lite *)d;
    if (l->h && !sqlite3_get_autocommit(l->h) &&
        sqlite3_exec(l->h, db_sql(d, "rollback"), NULL, NULL, NULL) != SQLITE_OK)
        l->lost = true;
    if (l->lost && !d->open)
        shut(l);
}

/* The file may have been moved away or replaced (a restore): what is written to the old one is lost. */
static bool lite_current(db *d)
{
    lite *l = (lite *)d;
    int moved = 0;
    return l->h && !l->lost &&
           sqlite3_file_control(l->h, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK &&
           !moved;
}

static bool lite_revive(cx *c, db *d)
{
    lite *l = (lite *)d;
    shut(l);
    if (start(c, l))
        return true;
    shut(l);
    return false;
}

bool db_sqlite_open(cx *c, const char *path, db_mode m, db **ret)
{
    lite *l = mem_zalloc(1, sizeof *l);
    if (!l)
        return fail_memory(c);
    l->mode = m;
    if (!db_init(c, &l->d, &lite_ops, false, path) || !start(c, l)) {
        lite_close(&l->d);
        return false;
    }
    *ret = &l->d;
    return true;
}

/* ---- copying ---- */

#define COPY_PAGES 1024

static bool copy_pages(cx *c, lite *l, sqlite3 *to, const char *path, const char *what)
{
    sqlite3_backup *b = sqlite3_backup_init(to, "main", l->h, "main");
    if (!b)
        return describe(c, path, to, sqlite3_errcode(to));
    int rc;
    bool ok;
    do {
        rc = sqlite3_backup_step(b, COPY_PAGES);
        uint64_t all = (uint64_t)sqlite3_backup_pagecount(b);
        ok = cx_progress(c, what, all - (uint64_t)sqlite3_backup_remaining(b), all);
    } while (ok && rc == SQLITE_OK);
    int end = sqlite3_backup_finish(b);
    if (ok && end == SQLITE_OK)
        end = sqlite3_exec(to, db_sql(&l->d, "wal_off"), NULL, NULL, NULL);
    if (ok && (end == SQLITE_FULL || classify(to, end) == DB_FULL))
        return fail(c, ERR_DISK, "磁盘已满，没有写成 %s", "the disk is full: %s was not written",
                    path);
    return ok && (end == SQLITE_OK || describe(c, path, to, end));
}

/* The open reading transaction keeps the state still while others write. */
bool db_sqlite_copy(cx *c, db *d, const char *to, const char *what)
{
    lite *l = (lite *)d;
    sqlite3 *h = NULL;
    TRY(db_run(c, d, "begin_read", DB_NO_ARGS, NULL));
    bool ok = db_run(c, d, "commit_last", DB_NO_ARGS, NULL);
    if (ok) {
        int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
        int rc = sqlite3_open_v2(to, &h, flags, NULL);
        ok = (rc == SQLITE_OK || describe(c, to, h, rc)) && copy_pages(c, l, h, to, what);
        sqlite3_close(h);
    }
    db_rollback(d);
    return ok;
}

static const db_ops lite_ops = {
    .close = lite_close,
    .script = lite_script,
    .query = lite_query,
    .next = lite_next,
    .get_int = lite_int,
    .get_bytes = lite_bytes,
    .get_null = lite_null,
    .changed = lite_changed,
    .end = lite_end,
    .rollback = lite_rollback,
    .current = lite_current,
    .revive = lite_revive,
};
