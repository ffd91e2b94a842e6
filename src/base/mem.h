/* mem.h: every heap allocation of the program goes through here, so that tests can make the n-th
 * one fail. Callers get NULL and report ERR_MEMORY; nothing aborts. */
#ifndef DIAODU_MEM_H
#define DIAODU_MEM_H
#include "base/base.h"

void *mem_alloc(size_t n) CHECKED;                   /* uninitialised; n == 0 is allowed */
void *mem_zalloc(size_t count, size_t size) CHECKED; /* zeroed; checks the product for overflow */
void *mem_realloc(void *p, size_t n) CHECKED;        /* on failure p stays valid */
void mem_free(void *p);

/* Fault injection (tests only): the n-th allocation from now (1 = the next) and, with `stay`, all
 * after it fail. 0 switches it off. Not thread-safe by design: single-threaded tests. */
void mem_fail_after(long n, bool stay);
long mem_count(void); /* allocations since the last mem_fail_after() */

/* Grow `*p` (element size `size`) so that it holds at least `need` elements; doubles. */
bool mem_grow(void **p, size_t *cap, size_t need, size_t size) CHECKED;
#define MEM_GROW(ptr, cap, need) mem_grow((void **)&(ptr), &(cap), (need), sizeof(*(ptr)))

/* Arena: bump allocation with one lifetime (a request, a file, a document). */
typedef struct arena arena;
arena *arena_new(size_t max_bytes) CHECKED;    /* NULL when out of memory; max_bytes 0 = 1 GiB */
void arena_free(arena *a);                     /* NULL-safe */
void *arena_alloc(arena *a, size_t n) CHECKED; /* 16-byte aligned, zeroed; NULL past the limit */
size_t arena_used(const arena *a);
char *arena_strdup(arena *a, str s) CHECKED; /* NUL-terminated copy */
bool arena_str(arena *a, str s, str *ret) CHECKED;
char *arena_printf(arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3) CHECKED;

#endif
