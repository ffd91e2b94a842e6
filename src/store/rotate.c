#include "store/rotate.h"
#include "base/mem.h"
#include "base/sb.h"
#include "base/str.h"
#include "model/period.h"
#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DAY = 86400, SHANGHAI = 8 * 3600, STALE = 3600, MARGIN = 16 << 20 };

/* ---- what stays ---- */

bool backup_keep_parse(cx *c, str text, backup_keep *ret)
{
    int64_t v[3] = {0, 0, 0};
    size_t n = 0;
    str rest = text, word;
    bool good = text.n > 0;
    while (good && str_split(&rest, ',', &word)) {
        good = n < COUNT_OF(v) && str_int(word, &v[n]) && v[n] >= (n == 0) && v[n] <= KEEP_MAX;
        n += good;
    }
    if (!good)
        return fail(c, ERR_USAGE,
                    "--keep 写保留几份，可再加周数、月数，如 14 或 14,8,24；不能是“" STR_FMT "”",
                    "--keep is how many files stay, then weeks and months if wanted, such as 14 or "
                    "14,8,24; not \"" STR_FMT "\"",
                    STR_ARG(text));
    *ret = (backup_keep){(int)v[0], (int)v[1], (int)v[2]};
    return true;
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* Day 0 of 1970 was a Thursday. */
static int64_t week_of(int64_t t)
{
    return floor_div(floor_div(t, DAY) + 3, 7);
}

static int64_t month_of(int64_t t)
{
    int y, m, d;
    date_split(floor_div(t, DAY) + date_ord(1970, 1, 1), &y, &m, &d);
    return (int64_t)y * 12 + m;
}

/* The newest of each of the first `n_kept` weeks or months that have one. */
static void mark_each(int64_t (*group)(int64_t), int n_kept, const int64_t *times, size_t n,
                      bool *keep)
{
    int64_t last = 0;
    for (size_t i = 0; i < n && n_kept > 0; i++) {
        int64_t g = group(times[i]);
        if (i > 0 && g == last)
            continue;
        last = g;
        keep[i] = true;
        n_kept--;
    }
}

void backup_keep_mark(backup_keep k, const int64_t *times, size_t n, bool *keep)
{
    for (size_t i = 0; i < n; i++)
        keep[i] = k.newest == 0 || i < (size_t)k.newest;
    mark_each(week_of, k.weeks, times, n, keep);
    mark_each(month_of, k.months, times, n, keep);
}

/* ---- names ---- */

#define PREFIX_MAX 32

/* "diaodu-DESK-" */
static bool prefix_of(cx *c, store *s, char ret[PREFIX_MAX])
{
    commit *list;
    size_t n;
    char hex[9] = "00000000";
    TRY(store_commits(c, s, 0, STORE_NOW, &list, &n));
    if (n)
        os_hex(list[0].chain.b, 4, hex);
    snprintf(ret, PREFIX_MAX, "diaodu-%s-", hex);
    return true;
}

static char *stamp(cx *c, int64_t t)
{
    int y, m, d, s = (int)(t - floor_div(t, DAY) * DAY);
    date_split(floor_div(t, DAY) + date_ord(1970, 1, 1), &y, &m, &d);
    return cx_printf(c, "%04d%02d%02dT%02d%02d%02d", y, m, d, s / 3600, s / 60 % 60, s % 60);
}

#define STAMP_LEN 15

static bool read_stamp(str s, int64_t *ret)
{
    int64_t day, time;
    if (s.n != STAMP_LEN || s.p[8] != 'T' || s.p[0] < '0' || s.p[9] < '0' || s.p[9] > '2' ||
        !str_int(str_sub(s, 0, 8), &day) || !str_int(str_from(s, 9), &time))
        return false;
    int y = (int)(day / 10000), m = (int)(day / 100 % 100), d = (int)(day % 100);
    int hour = (int)(time / 10000), min = (int)(time / 100 % 100), sec = (int)(time % 100);
    if (y < 1970 || m < 1 || m > 12 || d < 1 || d > date_days_in_month(y, m) || hour > 23 ||
        min > 59 || sec > 59)
        return false;
    *ret = (date_ord(y, m, d) - date_ord(1970, 1, 1)) * DAY + hour * 3600 + min * 60 + sec;
    return true;
}

/* A finished copy of this desk, and when it was made. */
static bool is_copy(str name, str prefix, int64_t *ret)
{
    str tail = S(".db");
    return name.n == prefix.n + STAMP_LEN + tail.n && str_starts(name, prefix) &&
           str_ends(name, tail) && read_stamp(str_sub(name, prefix.n, STAMP_LEN), ret);
}

/* What a killed backup of this desk left: NAME.tmpPID, with a tail of SQLite's at times. */
static bool is_half(str name, str prefix)
{
    int64_t t, pid;
    size_t n = prefix.n + STAMP_LEN + 3;
    str rest = str_from(name, n), digits;
    if (!is_copy(str_sub(name, 0, n), prefix, &t) || !str_starts(rest, S(".tmp")))
        return false;
    rest = str_from(rest, 4);
    return str_split(&rest, '-', &digits) && str_int(digits, &pid) && pid > 0;
}

/* ---- the folder ---- */

typedef struct copy {
    int64_t time;
    const char *path;
} copy;
typedef struct copies {
    copy *list;
    size_t n, cap;
} copies;

static void copies_done(copies *l)
{
    mem_free(l->list);
}

static bool copies_add(cx *c, copies *l, int64_t time, const char *path)
{
    if (!path || !mem_grow((void **)&l->list, &l->cap, l->n + 1, sizeof *l->list))
        return fail_memory(c);
    l->list[l->n++] = (copy){time, path};
    return true;
}

static int newer_first(const void *a, const void *b)
{
    const copy *x = a, *y = b;
    return (x->time < y->time) - (x->time > y->time);
}

/* The copies up to the newest one; half-done ones that nobody writes any more go to `halves`.
 * Copies with a later time stay out of it: a clock that once ran ahead must not cost the real ones
 * their place. */
static bool look(cx *c, const char *folder, str prefix, int64_t newest, copies *l, copies *halves)
{
    DIR *d = opendir(folder);
    bool ok = d != NULL;
    if (!ok)
        return fail_errno(c, "无法读取", "cannot read", folder);
    for (struct dirent *e; ok && (e = readdir(d));) {
        struct stat st;
        str name = str_of(e->d_name);
        int64_t t = 0;
        bool whole = is_copy(name, prefix, &t), half = !whole && is_half(name, prefix);
        if (!whole && !half)
            continue;
        const char *path = cx_printf(c, "%s/%s", folder, e->d_name);
        ok = path != NULL;
        if (!ok || lstat(path, &st) != 0 || !S_ISREG(st.st_mode))
            continue;
        if (whole && t <= newest)
            ok = copies_add(c, l, t, path);
        else if (half && st.st_mtime < os_now_us() / 1000000 - STALE)
            ok = copies_add(c, halves, 0, path);
    }
    closedir(d);
    if (ok && l->n)
        qsort(l->list, l->n, sizeof *l->list, newer_first);
    return ok;
}

static bool remove_one(cx *c, const char *path, const char *made, sb *removed)
{
    if (unlink(path) != 0 && errno != ENOENT)
        return fail(c, ERR_SYSTEM, "已备份到 %s，但旧备份 %s 删不掉（%s）：请检查权限",
                    "backed up to %s, but the old copy %s cannot be removed (%s): see to its "
                    "permissions",
                    made, path, strerror(errno));
    sb_printf(removed, "%s\n", path);
    return true;
}

static bool remove_old(cx *c, const char *folder, str prefix, int64_t newest, backup_keep k,
                       const char *made, sb *removed)
{
    copies l CLEANUP(copies_done) = {0}, halves CLEANUP(copies_done) = {0};
    TRY(look(c, folder, prefix, newest, &l, &halves));
    int64_t *times = cx_alloc(c, (l.n + 1) * sizeof *times);
    bool *keep = cx_alloc(c, l.n + 1);
    TRY(times && keep);
    for (size_t i = 0; i < l.n; i++)
        times[i] = l.list[i].time;
    backup_keep_mark(k, times, l.n, keep);
    for (size_t i = 0; i < l.n; i++)
        if (!keep[i] && times[i] < newest)
            TRY(remove_one(c, l.list[i].path, made, removed));
    for (size_t i = 0; i < halves.n; i++)
        TRY(remove_one(c, halves.list[i].path, made, removed));
    return true;
}

/* ---- the copy ---- */

static uint64_t file_size(const char *path)
{
    struct stat st;
    return path && stat(path, &st) == 0 ? (uint64_t)st.st_size : 0;
}

/* A copy is as large as the database with its log. The size of a server's is unknown: there the
 * write itself says when it is too large. */
static bool room_for_copy(cx *c, store *s, const char *folder)
{
    uint64_t left, need = 0;
    if (!store_is_postgres(s)) {
        const char *wal = cx_printf(c, "%s-wal", store_url(s));
        TRY(wal);
        need = file_size(store_url(s)) + file_size(wal);
    }
    need += MARGIN;
    if (!os_disk_free(folder, &left) || left >= need)
        return true;
    return fail(c, ERR_DISK,
                "%s 所在磁盘只剩 %llu MB，备份需要 %llu MB：未备份，旧备份都在；请腾出空间或减少 "
                "--keep",
                "%s has %llu MB left and a backup takes %llu MB: none was made and the old ones "
                "are all there; make room or lower --keep",
                folder, (unsigned long long)(left >> 20), (unsigned long long)(need >> 20));
}

bool store_backup_rotate(cx *c, store *s, const char *folder, backup_keep k, const char **ret_file,
                         str *ret_removed)
{
    char prefix[PREFIX_MAX];
    sb removed CLEANUP(sb_done) = {0};
    sb_init(&removed, 0);
    if (!os_is_dir(folder))
        return fail(c, ERR_UNKNOWN, "没有文件夹 %s：请先建立，或接上备份盘",
                    "there is no folder %s: make it first, or connect the backup disk", folder);
    TRY(prefix_of(c, s, prefix) && room_for_copy(c, s, folder));
    int64_t now = floor_div(os_now_us(), 1000000) + SHANGHAI;
    const char *at = stamp(c, now),
               *file = at ? cx_printf(c, "%s/%s%s.db", folder, prefix, at) : NULL;
    TRY(file && store_backup(c, s, file));
    TRY(remove_old(c, folder, str_of(prefix), now, k, file, &removed));
    *ret_file = file;
    char *lines = sb_ok(&removed) ? cx_strdup(c, sb_str(&removed)) : NULL;
    *ret_removed = lines ? str_of(lines) : (str){"", 0};
    return lines || fail_memory(c);
}
