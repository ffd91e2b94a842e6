/* rotate.h: a folder of backups that keeps itself small: a new copy first, then the oldest go.
 * Files are named diaodu-DESK-YYYYMMDDTHHMMSS.db: DESK is eight hex digits of the chain of the
 * desk's first commit, so that several desks may share a folder; the time is China Standard Time. */
#ifndef DIAODU_ROTATE_H
#define DIAODU_ROTATE_H
#include "store/store.h"

/* What stays: the `newest` files, of each of the last `weeks` weeks (Monday to Sunday) and `months`
 * months that have one the last file. newest 0 = everything stays. */
typedef struct backup_keep {
    int newest, weeks, months;
} backup_keep;
#define KEEP_MAX 10000

/* "14", "14,8" or "14,8,24": newest (at least 1), weeks, months; else ERR_USAGE. */
bool backup_keep_parse(cx *c, str text, backup_keep *ret) CHECKED;

/* Which of `n` times stay; keep[i] is set for each. Times are seconds of China Standard Time since
 * 1970, newest first. */
void backup_keep_mark(backup_keep k, const int64_t *times, size_t n, bool *keep);

/* Back up into `folder` under a name of its own and then remove what `k` does not keep. Removed are
 * only regular files with such a name of this very desk and older than the new copy, and what
 * killed backups of it left half done; the new copy, verified, always stays. When the copy fails nothing
 * is removed. A folder that does not exist is refused, not made: it may be a disk that is not
 * there. Too little room for a copy: ERR_DISK before anything is written. *ret_file and the lines of
 * removed paths in *ret_removed live in c->a. False also when an old file cannot be removed; the
 * message then says that the copy was made. */
bool store_backup_rotate(cx *c, store *s, const char *folder, backup_keep k, const char **ret_file,
                         str *ret_removed) CHECKED;

#endif
