#include "base/mem.h"

/* Fault injection counters: tests only, single-threaded. */
static long fail_in;
static bool fail_stays;
static long counted;

void must_failed(const char *what, const char *file, int line)
{
    fprintf(stderr, "diaodu: broken promise: %s (%s:%d)\n", what, file, line);
    abort();
}

static bool refuse(void)
{
    __atomic_add_fetch(&counted, 1, __ATOMIC_RELAXED);
    if (fail_in == 0)
        return false;
    if (fail_in < 0)
        return true;
    if (--fail_in > 0)
        return false;
    fail_in = fail_stays ? -1 : 0;
    return true;
}

void mem_fail_after(long n, bool stay)
{
    fail_in = n;
    fail_stays = stay;
    counted = 0;
}

long mem_count(void)
{
    return counted;
}

void *mem_alloc(size_t n)
{
    return refuse() ? NULL : malloc(n ? n : 1);
}

void *mem_zalloc(size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes))
        return NULL;
    return refuse() ? NULL : calloc(bytes ? bytes : 1, 1);
}

void *mem_realloc(void *p, size_t n)
{
    return refuse() ? NULL : realloc(p, n ? n : 1);
}

void mem_free(void *p)
{
    free(p);
}

bool mem_grow(void **p, size_t *cap, size_t need, size_t size)
{
    size_t n = *cap ? *cap : 8, bytes;
    if (need <= *cap)
        return true;
    while (n < need)
        if (__builtin_mul_overflow(n, 2, &n))
            return false;
    if (__builtin_mul_overflow(n, size, &bytes))
        return false;
    void *q = mem_realloc(*p, bytes);
    if (!q)
        return false;
    *p = q;
    *cap = n;
    return true;
}

/* ---- arena ---- */
typedef struct block {
    struct block *next;
    size_t used, size;
    _Alignas(16) char data[];
} block;

struct arena {
    block *head;
    size_t used, max;
};

#define FIRST_BLOCK 4096
#define LARGEST_BLOCK ((size_t)1 << 20)
#define ARENA_DEFAULT_MAX ((size_t)1 << 30)

arena *arena_new(size_t max_bytes)
{
    arena *a = mem_zalloc(1, sizeof *a);
    if (a)
        a->max = max_bytes ? max_bytes : ARENA_DEFAULT_MAX;
    return a;
}

void arena_free(arena *a)
{
    if (!a)
        return;
    for (block *b = a->head, *next; b; b = next) {
        next = b->next;
        mem_free(b);
    }
    mem_free(a);
}

static block *block_new(arena *a, size_t n)
{
    size_t size = a->head ? a->head->size * 2 : FIRST_BLOCK;
    if (size > LARGEST_BLOCK)
        size = LARGEST_BLOCK;
    if (size < n)
        size = n;
    block *b = mem_zalloc(1, sizeof *b + size);
    if (!b)
        return NULL;
    b->size = size;
    b->next = a->head;
    return a->head = b;
}

void *arena_alloc(arena *a, size_t n)
{
    if (n > SIZE_MAX - 64)
        return NULL;
    n = (n + 15) & ~(size_t)15;
    if (n > a->max - a->used)
        return NULL;
    block *b = a->head;
    if (!b || b->size - b->used < n)
        b = block_new(a, n);
    if (!b)
        return NULL;
    void *p = b->data + b->used;
    b->used += n;
    a->used += n;
    return p;
}

size_t arena_used(const arena *a)
{
    return a->used;
}

char *arena_strdup(arena *a, str s)
{
    char *p = arena_alloc(a, s.n + 1);
    if (p && s.n)
        memcpy(p, s.p, s.n);
    return p;
}

bool arena_str(arena *a, str s, str *ret)
{
    char *p = arena_strdup(a, s);
    if (!p)
        return false;
    *ret = (str){p, s.n};
    return true;
}

char *arena_printf(arena *a, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    char *p = n < 0 ? NULL : arena_alloc(a, (size_t)n + 1);
    if (!p)
        return NULL;
    va_start(ap, fmt);
    vsnprintf(p, (size_t)n + 1, fmt, ap);
    va_end(ap);
    return p;
}
