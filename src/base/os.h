/* os.h: files, time, hashes, randomness: the few system calls the rooms above need, each failure
 * described. os_fault_*() lets tests make the n-th write fail as a full disk would. */
#ifndef DIAODU_OS_H
#define DIAODU_OS_H
#include "base/base.h"
#include "base/err.h"

/* Read a whole file (at most `max` bytes, else ERR_LIMIT). *ret is mapped or allocated; release
 * with os_unmap(). */
typedef struct os_file {
    str data;
    bool mapped;
} os_file;
bool os_map(cx *c, const char *path, size_t max, os_file *ret) CHECKED;
void os_unmap(os_file *f);
/* Write to a temporary name beside `path`, fsync, rename: readers see the old or the new file. */
bool os_write_file(cx *c, const char *path, str data) CHECKED;
bool os_rename(cx *c, const char *from,
               const char *to) CHECKED; /* replaces; survives a power cut */
bool os_exists(const char *path);
bool os_is_dir(const char *path);
/* Bytes free for us where `path` lies; false when unknown. */
bool os_disk_free(const char *path, uint64_t *ret);
int64_t os_now_us(void);   /* wall clock, microseconds since 1970-01-01 UTC */
double os_monotonic(void); /* seconds, for rates and time left */
const char *os_user(void); /* name of the operating-system user, "unknown" if none */
int os_cpus(void);

typedef struct sha256 {
    uint8_t b[32];
} sha256;
sha256 os_sha256(str data);
sha256 os_sm3(str data);                            /* SM3 (GB/T 32905-2016), as many bytes */
void os_hex(const uint8_t *b, size_t n, char *out); /* 2n characters and NUL */

void os_fault_write_after(long n); /* tests: the n-th write fails with ENOSPC; 0 = off */
void os_fault_clock(int64_t us);   /* tests: what os_now_us() says; 0 = the truth again */
void os_fault_disk(
    uint64_t left); /* tests: what os_disk_free() says; UINT64_MAX = the truth again */

/* Say that all of these bytes will be written soon, so that the kernel hands out their pages in one
 * go instead of a fault each. Only advice: an old kernel loses nothing. */
void os_will_write(void *p, size_t n);

/* A worker that runs fn(arg) on `n` threads (index 0..n-1) and waits. Falls back to running them
 * one after the other where a thread cannot be made. */
void os_parallel(int n, void (*fn)(void *arg, int index), void *arg);

#endif
