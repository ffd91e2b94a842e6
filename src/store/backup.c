/* Copies for safety: one portable format, a SQLite file without a log, whatever the engine. */
#include "base/mem.h"
#include "base/os.h"
#include "base/str.h"
#include "store/db_impl.h"
#include "store/store_impl.h"
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

static bool taken(cx *c, const char *path)
{
    return fail(c, ERR_CONFLICT, "%s 已经存在,未覆盖:请换一个文件名",
                "%s exists already and is not overwritten: choose another name", path);
}

bool store_copy_file(cx *c, db *d, const char *path)
{
    if (os_exists(path))
        return taken(c, path);
    char *tmp = beside(c, path);
    TRY(tmp);
    discard(tmp);
    bool ok =
        db_sqlite_copy(c, d, tmp, "backup") && store_check_file(c, tmp) && os_rename(c, tmp, path);
    if (!ok)
        discard(tmp);
    return ok;
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
        return fail(c, ERR_DB, "%s 核对不通过:" STR_FMT, "%s does not verify: " STR_FMT, path,
                    STR_ARG(first));
    }
    return ok;
}

bool store_backup(cx *c, store *s, const char *path)
{
    MUST(!s->in_tx);
    TRY(db_revive(c, s->d));
    return store_copy_file(c, s->d, path);
}
