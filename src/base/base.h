/* base.h: the first include of every source file. Attributes, always-on assertions, slices, and
 * the ban on calls that overflow or truncate silently. Knows nothing of economics. */
#ifndef DIAODU_BASE_H
#define DIAODU_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECKED __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define CLEANUP(f) __attribute__((cleanup(f)))
#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

/* A broken promise between two pieces of this program: never user input. Always on. */
#define MUST(x) ((x) ? (void)0 : must_failed(#x, __FILE__, __LINE__))
_Noreturn void must_failed(const char *what, const char *file, int line);

/* Propagate a failure that has already been described in the context. */
#define TRY(call)                                                                                  \
    do {                                                                                           \
        if (!(call))                                                                               \
            return false;                                                                          \
    } while (0)

/* A borrowed slice of UTF-8 text; not NUL-terminated. p may be NULL only when n is 0. */
typedef struct str {
    const char *p;
    size_t n;
} str;
#define S(lit) ((str){"" lit, sizeof(lit) - 1})
#define STR_FMT "%.*s"
#define STR_ARG(s) (int)(s).n, (s).p ? (s).p : ""

#pragma GCC poison sprintf strcpy strcat strncpy strncat gets vsprintf strtok

#endif
