/* PostgreSQL through libpq, which is loaded when it is first needed: a site without PostgreSQL does
 * not need it, a site with a relative of PostgreSQL may name its vendor's (DIAODU_LIBPQ). */
#include "base/mem.h"
#include "base/sb.h"
#include "base/str.h"
#include "store/db_impl.h"
#include <dlfcn.h>
#include <libpq-fe.h>
#include <pthread.h>

/* clang-format never comes to rest over this list. */
/* clang-format off */
#define PQ_CALLS(X)                                                                                \
    X(PQconnectdbParams) X(PQfinish) X(PQreset) X(PQstatus) X(PQerrorMessage)                      \
    X(PQsetNoticeProcessor) X(PQexec) X(PQexecParams) X(PQresultStatus) X(PQresultErrorField)      \
    X(PQclear) X(PQntuples) X(PQftype) X(PQgetvalue) X(PQgetlength) X(PQgetisnull)                 \
    X(PQcmdTuples) X(PQconsumeInput)
/* clang-format on */

static struct {
    void *lib;
#define X(name) __typeof__(name) *name;
    PQ_CALLS(X)
#undef X
} pq;

typedef struct pg {
    db d;
    PGconn *conn;
    char *url;
    db_mode mode;
    bool lost; /* seen to be gone; libpq may not know yet */
} pg;
typedef struct pg_rows {
    db_rows r;
    PGresult *res;
    int at, n;
} pg_rows;

enum { OID_BYTEA = 17, OID_INT8 = 20, OID_INT4 = 23, OID_TEXT = 25 };

/* ---- the library ---- */

static bool load_calls(void)
{
    bool all = true;
#define X(name) all = (pq.name = (__typeof__(name) *)dlsym(pq.lib, #name)) != NULL && all;
    PQ_CALLS(X)
#undef X
    return all;
}

static bool load_library(cx *c)
{
    const char *own = getenv("DIAODU_LIBPQ"), *name = own && *own ? own : "libpq.so.5";
    pq.lib = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (pq.lib && load_calls())
        return true;
    fail(c, ERR_SYSTEM,
         "无法加载 PostgreSQL 客户端库（%s）：安装 libpq5，或用环境变量 DIAODU_LIBPQ 指明其位置",
         "cannot load the PostgreSQL client library (%s): install libpq5, or say where it is with "
         "DIAODU_LIBPQ",
         pq.lib ? name : dlerror());
    if (pq.lib)
        dlclose(pq.lib);
    pq.lib = NULL;
    return false;
}

static bool need_library(cx *c)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&lock);
    bool there = pq.lib || load_library(c);
    pthread_mutex_unlock(&lock);
    return there;
}

/* ---- the url without its password ---- */

static bool put_label(sb *b, str url)
{
    ptrdiff_t at = str_find(url, S("@")), scheme = str_find(url, S("://"));
    ptrdiff_t path = scheme < 0 ? -1 : str_find(str_from(url, (size_t)scheme + 3), S("/"));
    size_t user = (size_t)scheme + 3;
    bool has_user = scheme >= 0 && at > scheme && (path < 0 || (size_t)at < user + (size_t)path);
    if (has_user) {
        str who = str_sub(url, user, (size_t)at - user), name;
        sb_put(b, str_sub(url, 0, user));
        str_split(&who, ':', &name);
        sb_put(b, name);
        url = str_from(url, (size_t)at);
    }
    ptrdiff_t secret = str_find(url, S("password="));
    if (secret >= 0) {
        str rest = str_from(url, (size_t)secret);
        ptrdiff_t next = str_find(rest, S("&"));
        sb_put(b, str_sub(url, 0, (size_t)secret));
        url = next < 0 ? S("") : str_from(rest, (size_t)next + 1);
    }
    sb_put(b, url);
    return sb_ok(b);
}

/* ---- failures ---- */

static db_fault classify(const pg *p, const char *state)
{
    static const struct {
        const char *state;
        db_fault fault;
    } table[] = {
        {"55P03", DB_BUSY}, {"40001", DB_BUSY},     {"40P01", DB_BUSY},
        {"53100", DB_FULL}, {"42P01", DB_NO_TABLE}, {"23505", DB_TAKEN},
        {"57P01", DB_GONE}, {"57P02", DB_GONE},     {"57P03", DB_GONE},
    };
    if (pq.PQstatus(p->conn) != CONNECTION_OK ||
        !*state) /* without a state it is libpq that speaks */
        return DB_GONE;
    for (size_t i = 0; i < COUNT_OF(table); i++)
        if (!strcmp(table[i].state, state))
            return table[i].fault;
    return DB_OTHER;
}

/* libpq's messages end in line breaks and may hold several lines: the first one says it. */
static str first_line(const char *text)
{
    str line = S(""), rest = str_of(text);
    while (!line.n && str_split(&rest, '\n', &line))
        line = str_trim(line);
    return line;
}

static bool describe(cx *c, const pg *p, str why)
{
    switch (p->d.last) {
    case DB_BUSY:
        return fail(
            c, ERR_CONFLICT,
            "数据库 %s 正被另一个进程写入（import、serve 或 migrate），等待后放弃：稍后再试",
            "database %s is being written by another process (import, serve or migrate); "
            "gave up waiting: try again later",
            p->d.label);
    case DB_GONE:
        return fail(c, ERR_DB, "与数据库 %s 的连接中断（" STR_FMT "）：恢复后重试即可",
                    "the connection to database %s is lost (" STR_FMT
                    "): try again when it is back",
                    p->d.label, STR_ARG(why));
    case DB_FULL:
        return fail(c, ERR_DISK, "数据库 %s 的磁盘已满，未作任何改动：请腾出空间后重试",
                    "the disk of database %s is full; nothing was changed: make room and try again",
                    p->d.label);
    default:
        return fail(c, ERR_DB, "数据库 %s 出错：" STR_FMT, "database %s failed: " STR_FMT,
                    p->d.label, STR_ARG(why));
    }
}

/* `res` may be NULL: then the connection knows. */
static bool failed(cx *c, pg *p, const PGresult *res)
{
    const char *state = res ? pq.PQresultErrorField(res, PG_DIAG_SQLSTATE) : NULL;
    const char *text = res ? pq.PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    p->d.last = classify(p, state ? state : "");
    p->lost |= p->d.last == DB_GONE;
    str why = first_line(text ? text : pq.PQerrorMessage(p->conn));
    return c ? describe(c, p, why) : false;
}

static bool good(const PGresult *res)
{
    if (!res)
        return false;
    ExecStatusType t = pq.PQresultStatus(res);
    return t == PGRES_COMMAND_OK || t == PGRES_TUPLES_OK || t == PGRES_EMPTY_QUERY;
}

/* ---- statements ---- */

static bool pg_script(cx *c, db *d, const char *sql, const char *what)
{
    pg *p = (pg *)d;
    PGresult *res = pq.PQexec(p->conn, sql);
    bool fine = good(res) || failed(c, p, res);
    pq.PQclear(res);
    return fine;
}

static void put_be64(uint8_t out[8], uint64_t v)
{
    for (int i = 0; i < 8; i++)
        out[i] = (uint8_t)(v >> (56 - 8 * i));
}

static PGresult *execute(pg *p, const char *sql, const db_arg *args, size_t n)
{
    static const Oid oids[] = {[DB_INT] = OID_INT8, [DB_TEXT] = OID_TEXT, [DB_BLOB] = OID_BYTEA};
    Oid types[DB_MAX_ARGS];
    const char *values[DB_MAX_ARGS];
    int lengths[DB_MAX_ARGS], formats[DB_MAX_ARGS];
    uint8_t ints[DB_MAX_ARGS][8];
    for (size_t i = 0; i < n; i++) {
        types[i] = oids[args[i].type];
        formats[i] = 1;
        values[i] = args[i].s.p ? args[i].s.p : "";
        lengths[i] = (int)args[i].s.n;
        if (args[i].type == DB_INT) {
            put_be64(ints[i], (uint64_t)args[i].i);
            values[i] = (const char *)ints[i];
            lengths[i] = 8;
        }
    }
    return pq.PQexecParams(p->conn, sql, (int)n, types, values, lengths, formats, 1);
}

/* libpq counts in int, and the server takes no more than a gigabyte in one value. */
static bool sizes_fit(const db_arg *args, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (args[i].s.n > (1u << 30) - 64)
            return false;
    return true;
}

static bool pg_query(cx *c, db *d, db_stmt *s, const db_arg *args, size_t n, db_rows **ret)
{
    pg *p = (pg *)d;
    if (!sizes_fit(args, n))
        return c ? fail(c, ERR_LIMIT, "一项内容超过 1 GB，PostgreSQL 存不下",
                        "one item is larger than the 1 GB that PostgreSQL can keep")
                 : false;
    pg_rows *r = mem_zalloc(1, sizeof *r);
    if (!r)
        return c ? fail_memory(c) : false;
    r->r.d = d;
    r->at = -1;
    r->res = execute(p, s->sql, args, n);
    if (!good(r->res)) {
        failed(c, p, r->res);
        d->ops->end(&r->r);
        return false;
    }
    r->n = pq.PQntuples(r->res);
    *ret = &r->r;
    return true;
}

static bool pg_next(cx *c, db_rows *rows, bool *more)
{
    pg_rows *r = (pg_rows *)rows;
    *more = ++r->at < r->n;
    return true;
}

static int64_t pg_int(const db_rows *rows, int col)
{
    const pg_rows *r = (const pg_rows *)rows;
    const uint8_t *v = (const uint8_t *)pq.PQgetvalue(r->res, r->at, col);
    Oid type = pq.PQftype(r->res, col);
    int n = pq.PQgetlength(r->res, r->at, col);
    MUST((type == OID_INT8 && n == 8) || (type == OID_INT4 && n == 4));
    uint64_t x = v[0] & 0x80 ? UINT64_MAX : 0;
    for (int i = 0; i < n; i++)
        x = x << 8 | v[i];
    return (int64_t)x;
}

static str pg_bytes(const db_rows *rows, int col)
{
    const pg_rows *r = (const pg_rows *)rows;
    return (str){pq.PQgetvalue(r->res, r->at, col), (size_t)pq.PQgetlength(r->res, r->at, col)};
}

static bool pg_null(const db_rows *rows, int col)
{
    const pg_rows *r = (const pg_rows *)rows;
    return pq.PQgetisnull(r->res, r->at, col);
}

static int64_t pg_changed(const db_rows *rows)
{
    int64_t n = 0;
    return str_int(str_of(pq.PQcmdTuples(((const pg_rows *)rows)->res)), &n) ? n : 0;
}

static void pg_end(db_rows *rows)
{
    pq.PQclear(((pg_rows *)rows)->res);
    mem_free(rows);
}

/* ---- connection ---- */

static void be_quiet(void *arg, const char *message)
{
}

static bool connect_now(cx *c, pg *p)
{
    /* What stands before the url is a default, what stands after it holds. */
    const char *const names[] = {
        "connect_timeout", "keepalives_idle", "keepalives_interval",       "keepalives_count",
        "dbname",          "client_encoding", "fallback_application_name", NULL};
    const char *const values[] = {"10", "30", "10", "3", p->url, "UTF8", "diaodu", NULL};
    if (p->conn)
        pq.PQreset(p->conn);
    else
        p->conn = pq.PQconnectdbParams(names, values, 1);
    if (!p->conn)
        return c ? fail_memory(c) : false;
    if (pq.PQstatus(p->conn) != CONNECTION_OK) {
        str why = first_line(pq.PQerrorMessage(p->conn));
        p->d.last = DB_GONE;
        return c ? fail(c, ERR_DB, "无法连接数据库 %s：" STR_FMT,
                        "cannot connect to database %s: " STR_FMT, p->d.label, STR_ARG(why))
                 : false;
    }
    p->lost = false;
    pq.PQsetNoticeProcessor(p->conn, be_quiet, NULL);
    return p->mode != DB_READ || pg_script(c, &p->d, db_sql(&p->d, "setup_read"), "setup");
}

static void pg_rollback(db *d)
{
    pg *p = (pg *)d;
    PGresult *res = pq.PQexec(p->conn, db_sql(d, "rollback"));
    if (!good(res)) {
        pq.PQfinish(p->conn);
        p->conn = NULL;
    }
    pq.PQclear(res);
}

/* Reading what the server may have said meanwhile shows whether it has hung up: first its farewell,
 * then the end. */
static bool pg_current(db *d)
{
    pg *p = (pg *)d;
    for (int i = 0; i < 2; i++)
        if (p->lost || pq.PQstatus(p->conn) != CONNECTION_OK || !pq.PQconsumeInput(p->conn))
            return false;
    return pq.PQstatus(p->conn) == CONNECTION_OK;
}

static bool pg_revive(cx *c, db *d)
{
    return connect_now(c, (pg *)d);
}

static void pg_close(db *d)
{
    pg *p = (pg *)d;
    if (p->conn)
        pq.PQfinish(p->conn);
    mem_free(p->url);
    db_fini(d);
    mem_free(p);
}

static const db_ops pg_ops = {
    .close = pg_close,
    .script = pg_script,
    .query = pg_query,
    .next = pg_next,
    .get_int = pg_int,
    .get_bytes = pg_bytes,
    .get_null = pg_null,
    .changed = pg_changed,
    .end = pg_end,
    .rollback = pg_rollback,
    .current = pg_current,
    .revive = pg_revive,
};

static bool start(cx *c, pg *p, const char *url)
{
    sb label CLEANUP(sb_done) = {0};
    sb_init(&label, 0);
    size_t n = strlen(url) + 1;
    p->url = mem_alloc(n);
    if (!p->url || !put_label(&label, str_of(url)))
        return fail_memory(c);
    memcpy(p->url, url, n);
    const char *z = sb_cstr(&label);
    TRY(z || fail_memory(c));
    return db_init(c, &p->d, &pg_ops, true, z) && connect_now(c, p);
}

bool db_pg_open(cx *c, const char *url, db_mode m, db **ret)
{
    TRY(need_library(c));
    pg *p = mem_zalloc(1, sizeof *p);
    if (!p)
        return fail_memory(c);
    p->mode = m;
    if (!start(c, p, url)) {
        pg_close(&p->d);
        return false;
    }
    *ret = &p->d;
    return true;
}
