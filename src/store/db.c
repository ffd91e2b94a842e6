#include "store/db.h"
#include "base/embed.h"
#include "base/mem.h"
#include "base/str.h"
#include "store/db_impl.h"

#define STATEMENTS "sql/queries/store.sql"

int db_wait_ms = 30000;

bool db_url_is_pg(const char *url)
{
    return !strncmp(url, "postgresql://", 13) || !strncmp(url, "postgres://", 11);
}

/* ---- the text of statements ---- */

/* `-- @sqlite`, `-- @pg` or `-- @all` alone in a line; 0 when it is none. */
static char engine_mark(str line)
{
    line = str_trim(line);
    return str_eq(line, S("-- @sqlite")) ? 's'
           : str_eq(line, S("-- @pg"))   ? 'p'
           : str_eq(line, S("-- @all"))  ? 'a'
                                         : 0;
}

bool db_lines_for(cx *c, bool pg, str sql, str *ret)
{
    char *out = cx_alloc(c, sql.n + 2), *p = out;
    if (!out)
        return false;
    char now = 'a';
    str line;
    while (str_split(&sql, '\n', &line)) {
        char mark = engine_mark(line);
        if (mark)
            now = mark;
        else if (now == 'a' || (now == 'p') == pg) {
            memcpy(p, line.p, line.n);
            p += line.n;
            *p++ = '\n';
        }
    }
    *p = 0;
    *ret = (str){out, (size_t)(p - out)};
    return true;
}

/* The name after `-- name: `, if the statement is for this engine; else empty. */
static str statement_name(bool pg, str line)
{
    str name, engine = str_trim(str_from(line, strlen("-- name: ")));
    str_split(&engine, ' ', &name);
    engine = str_trim(engine);
    if (engine.n && !str_eq(engine, pg ? S("@pg") : S("@sqlite")))
        return S("");
    return name;
}

static bool add_statement(db *d, str name, str sql)
{
    TRY(MEM_GROW(d->stmts, d->cap_stmts, d->n_stmts + 1));
    char *text = arena_strdup(d->a, str_trim(sql));
    d->stmts[d->n_stmts++] = (db_stmt){.name = name, .sql = text};
    return text != NULL;
}

static bool load_statements(db *d, str file)
{
    str rest = file, line, name = S("");
    size_t start = 0;
    for (bool more = true; more;) {
        size_t at = rest.p ? (size_t)(rest.p - file.p) : file.n;
        more = str_split(&rest, '\n', &line);
        if (more && !str_starts(line, S("-- name: ")))
            continue;
        if (!more)
            at = file.n;
        if (name.n)
            TRY(add_statement(d, name, str_sub(file, start, at - start)));
        if (more) {
            name = statement_name(d->pg, line);
            start = at + line.n;
        }
    }
    return true;
}

static db_stmt *find_statement(db *d, const char *name)
{
    for (size_t i = 0; i < d->n_stmts; i++)
        if (str_eqz(d->stmts[i].name, name))
            return &d->stmts[i];
    return NULL;
}

const char *db_sql(db *d, const char *name)
{
    db_stmt *s = find_statement(d, name);
    MUST(s);
    return s->sql;
}

/* ---- a connection ---- */

bool db_init(cx *c, db *d, const db_ops *ops, bool pg, const char *label)
{
    d->ops = ops;
    d->pg = pg;
    d->a = arena_new(0);
    d->label = d->a ? arena_strdup(d->a, str_of(label)) : NULL;
    if (!d->label)
        return fail_memory(c);
    const embedded *e = embed_find(STATEMENTS);
    MUST(e);
    return load_statements(d, (str){(const char *)e->data, e->size}) || fail_memory(c);
}

void db_fini(db *d)
{
    mem_free(d->stmts);
    arena_free(d->a);
}

bool db_open(cx *c, const char *url, db_mode m, db **ret)
{
    *ret = NULL;
    return db_url_is_pg(url) ? db_pg_open(c, url, m, ret) : db_sqlite_open(c, url, m, ret);
}

void db_close(db *d)
{
    if (d)
        d->ops->close(d);
}

bool db_is_pg(const db *d)
{
    return d->pg;
}

const char *db_label(const db *d)
{
    return d->label;
}

db_fault db_last(const db *d)
{
    return d->last;
}

/* ---- statements ---- */

bool db_query(cx *c, db *d, const char *name, const db_arg *args, size_t n, db_rows **ret)
{
    db_stmt *s = find_statement(d, name);
    MUST(s && n <= DB_MAX_ARGS);
    *ret = NULL;
    d->last = DB_FINE;
    TRY(d->ops->query(c, d, s, args, n, ret));
    d->open++;
    return true;
}

bool db_run(cx *c, db *d, const char *name, const db_arg *args, size_t n, int64_t *changed)
{
    db_rows *r CLEANUP(db_endp) = NULL;
    TRY(db_query(c, d, name, args, n, &r));
    for (bool more = true; more;)
        TRY(db_next(c, r, &more));
    if (changed)
        *changed = d->ops->changed(r);
    return true;
}

bool db_next(cx *c, db_rows *r, bool *more)
{
    return r->d->ops->next(c, r, more);
}

int64_t db_int(const db_rows *r, int col)
{
    return r->d->ops->get_int(r, col);
}

str db_bytes(const db_rows *r, int col)
{
    return r->d->ops->get_bytes(r, col);
}

bool db_null(const db_rows *r, int col)
{
    return r->d->ops->get_null(r, col);
}

void db_end(db_rows *r)
{
    if (!r)
        return;
    r->d->open--;
    r->d->ops->end(r);
}

void db_endp(db_rows **r)
{
    db_end(*r);
}

bool db_script(cx *c, db *d, str sql, const char *what)
{
    str lines;
    TRY(db_lines_for(c, d->pg, sql, &lines));
    d->last = DB_FINE;
    return d->ops->script(c, d, lines.p, what);
}

void db_rollback(db *d)
{
    d->ops->rollback(d);
}

bool db_revive(cx *c, db *d)
{
    return d->open || d->ops->current(d) || d->ops->revive(c, d);
}

bool db_current(db *d)
{
    return d->ops->current(d);
}
