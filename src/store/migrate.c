#include "base/embed.h"
#include "base/os.h"
#include "base/str.h"
#include "store/store_impl.h"
#include <time.h>

/* NNN of "sql/NNN_x.sql"; 0 when the file is no step. */
static int step_number(const char *name)
{
    int n = 0;
    if (strncmp(name, "sql/", 4) || strlen(name) < 9 || name[7] != '_')
        return 0;
    for (int i = 4; i < 7; i++) {
        if (name[i] < '0' || name[i] > '9')
            return 0;
        n = n * 10 + name[i] - '0';
    }
    return n;
}

static bool next_embedded(int after, migration *ret)
{
    size_t n;
    const embedded *all = embed_all(&n), *best = NULL;
    for (size_t i = 0; i < n; i++) {
        int number = step_number(all[i].name);
        if (number > after && (!best || number < step_number(best->name)))
            best = &all[i];
    }
    if (best)
        *ret = (migration){
            step_number(best->name), best->name, {(const char *)best->data, best->size}};
    return best != NULL;
}
bool (*store_next_migration)(int after, migration *ret) = next_embedded;

int store_schema_built_in(void)
{
    migration m = {0};
    while (store_next_migration(m.number, &m))
        ;
    return m.number;
}

bool store_schema_of(cx *c, db *d, int *ret)
{
    db_rows *r CLEANUP(db_endp) = NULL;
    bool more;
    int64_t v;
    *ret = 0;
    if (!db_query(c, d, "schema_get", DB_NO_ARGS, &r)) {
        if (db_last(d) != DB_NO_TABLE)
            return false;
        cx_clear(c);
        return true;
    }
    TRY(db_next(c, r, &more));
    if (more && str_eq(db_bytes(r, 0), S("diaodu")) && str_int(db_bytes(r, 1), &v) && v > 0 &&
        v < 1000)
        *ret = (int)v;
    return true;
}

bool store_schema(cx *c, const char *url, int *ret)
{
    db *d;
    *ret = 0;
    if (!db_open(c, url, DB_READ, &d)) {
        bool foreign = c->err.code == ERR_FORMAT;
        if (foreign)
            cx_clear(c);
        return foreign;
    }
    bool ok = store_schema_of(c, d, ret);
    db_close(d);
    return ok;
}

/* ---- steps ---- */

static bool run_step(cx *c, db *d, const migration *m)
{
    char *number = cx_printf(c, "%d", m->number);
    TRY(number);
    TRY(db_script(c, d, m->sql, m->name));
    return db_run(c, d, "meta_update", DB_ARGS(DB_T(S("schema")), DB_T(str_of(number))), NULL);
}

/* One step in its own transaction; passed over when another process has done it meanwhile. */
static bool step(cx *c, db *d, const migration *m)
{
    int now = 0;
    /* The very first step makes the row that later ones lock. */
    bool first = m->number == 1;
    TRY(first ? db_run(c, d, "begin_write", DB_NO_ARGS, NULL) : store_tx_begin(c, d));
    bool ok = first || store_schema_of(c, d, &now);
    if (ok && now < m->number)
        ok = run_step(c, d, m);
    if (ok && store_tx_commit(c, d))
        return true;
    db_rollback(d);
    return false;
}

bool store_apply(cx *c, db *d, int from)
{
    int newest = store_schema_built_in();
    for (migration m = {.number = from}; store_next_migration(m.number, &m);) {
        TRY(cx_progress(c, "migrate", (uint64_t)m.number - 1, (uint64_t)newest));
        TRY(step(c, d, &m));
    }
    return true;
}

/* ---- bringing up to date ---- */

static bool say(cx *c, sb *b, const char *zh, const char *en, const char *what)
{
    sb_putz(b, c->lang == LANG_ZH ? zh : en);
    sb_putz(b, what);
    sb_putc(b, '\n');
    return sb_ok(b) || fail_memory(c);
}

static bool plan(cx *c, const char *url, int from, char **ret_backup, str *ret_plan)
{
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 0);
    *ret_backup = NULL;
    if (!db_url_is_pg(url)) {
        char t[32];
        time_t now = (time_t)(os_now_us() / 1000000);
        struct tm tm;
        strftime(t, sizeof t, "%Y%m%d-%H%M%S", localtime_r(&now, &tm));
        *ret_backup = cx_printf(c, "%s.schema-%d.%s.bak", url, from, t);
        TRY(*ret_backup);
        TRY(say(c, &b, "备份到 ", "back up to ", *ret_backup));
    } else {
        TRY(say(c, &b, "PostgreSQL：升级前请自行备份（diaodu backup FILE）",
                "PostgreSQL: make a backup before migrating (diaodu backup FILE)", ""));
    }
    for (migration m = {.number = from}; store_next_migration(m.number, &m);)
        TRY(say(c, &b, "执行 ", "apply ", m.name));
    return arena_str(c->a, sb_str(&b), ret_plan) || fail_memory(c);
}

static bool migrate_open(cx *c, const char *url, db *d, bool dry_run, str *ret_plan)
{
    int from, newest = store_schema_built_in();
    char *backup;
    TRY(store_schema_of(c, d, &from));
    if (!from)
        return fail(c, ERR_UNKNOWN, "数据库 %s 是空的：先用 diaodu init 建立",
                    "database %s is empty: make it with diaodu init", db_label(d));
    if (from > newest)
        return fail(c, ERR_DB, "数据库 %s 的结构 %d 比本程序（%d）新：请升级 diaodu",
                    "database %s has schema %d, newer than this program (%d): upgrade diaodu",
                    db_label(d), from, newest);
    *ret_plan = S("");
    if (from == newest)
        return true;
    TRY(plan(c, url, from, &backup, ret_plan));
    if (dry_run)
        return true;
    TRY(!backup || store_copy_file(c, d, backup));
    return store_apply(c, d, from);
}

bool store_migrate(cx *c, const char *url, bool dry_run, str *ret_plan)
{
    db *d;
    TRY(db_open(c, url, dry_run ? DB_READ : DB_WRITE, &d));
    bool ok = migrate_open(c, url, d, dry_run, ret_plan);
    db_close(d);
    return ok;
}
