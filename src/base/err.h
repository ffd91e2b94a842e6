/* err.h: why something failed. A context travels through every call that can fail; the first
 * failure is described in it once, in both languages, and `false` goes up the stack.
 * Libraries do not print: faces (cli, http) do. */
#ifndef DIAODU_ERR_H
#define DIAODU_ERR_H
#include "base/base.h"
#include "base/mem.h"

/* code, HTTP status, exit code */
#define ERR_TABLE(X)                                                                               \
    X(ERR_NONE, 200, 0)                                                                            \
    X(ERR_DATA, 422, 1)      /* the data says no: a check failed, a row was refused */             \
    X(ERR_USAGE, 400, 2)     /* wrong option or argument */                                        \
    X(ERR_UNKNOWN, 404, 2)   /* unknown code, file or name */                                      \
    X(ERR_REFUSED, 401, 1)   /* who they are is not proved */                                      \
    X(ERR_DENIED, 403, 1)    /* it is there, and not theirs to change */                           \
    X(ERR_CONFLICT, 412, 1)  /* somebody else changed it first */                                  \
    X(ERR_LIMIT, 413, 1)     /* a stated limit is passed */                                        \
    X(ERR_FORMAT, 422, 1)    /* a file cannot be read as what it claims to be */                   \
    X(ERR_CANCELLED, 499, 3) /* interrupted by the user; nothing was written */                    \
    X(ERR_MEMORY, 503, 3)                                                                          \
    X(ERR_DISK, 507, 3)                                                                            \
    X(ERR_DB, 503, 3)                                                                              \
    X(ERR_SYSTEM, 500, 3)

typedef enum err_code {
#define X(name, http, exit) name,
    ERR_TABLE(X)
#undef X
        ERR_MAX_
} err_code;
int err_exit(err_code c);
int err_http(err_code c);
const char *err_name(err_code c);

typedef enum lang { LANG_ZH, LANG_EN } lang;

typedef struct err {
    err_code code;
    char zh[768], en[768]; /* one line: what, where, how to mend; cut at a character boundary */
} err;

/* Told about long work: done and total in `unit`s; false asks to stop (ERR_CANCELLED). */
typedef bool (*progress_fn)(void *user, const char *what, uint64_t done, uint64_t total);

typedef struct cx {
    arena *a; /* lives as long as the request or command; never NULL */
    err err;
    lang lang;
    progress_fn progress; /* may be NULL */
    void *progress_user;
} cx;

bool cx_init(cx *c, lang l) CHECKED; /* false only when out of memory */
void cx_done(cx *c);
void cx_clear(cx *c); /* forget the error, keep the arena */

/* Describe a failure; always returns false. Both formats take the same arguments in the same
 * order (or use %1$s). A second failure does not overwrite the first. */
bool fail(cx *c, err_code code, const char *zh, const char *en, ...)
    __attribute__((format(printf, 3, 5), format(printf, 4, 5), cold));
bool fail_memory(cx *c) __attribute__((cold));
/* A failed system call on `path`: says errno in words; ENOSPC, EDQUOT, EFBIG and EROFS are ERR_DISK. */
bool fail_errno(cx *c, const char *what_zh, const char *what_en, const char *path)
    __attribute__((cold));
/* Put the name of the file in question before the failure described; always returns false. */
bool fail_about(cx *c, const char *path) __attribute__((cold));
#ifdef __clang_analyzer__ /* reads one file at a time: say what these always return */
#define fail(...) ((void)fail(__VA_ARGS__), false)
#define fail_memory(c) ((void)fail_memory(c), false)
#define fail_errno(...) ((void)fail_errno(__VA_ARGS__), false)
#define fail_about(...) ((void)fail_about(__VA_ARGS__), false)
#endif
/* Progress helper: false (ERR_CANCELLED described) when the user asked to stop. */
bool cx_progress(cx *c, const char *what, uint64_t done, uint64_t total) CHECKED;
const char *cx_message(const cx *c); /* in the context's language */

/* Arena of the context, failures described. */
void *cx_alloc(cx *c, size_t n) CHECKED;
#define CX_NEW(c, type) ((type *)cx_alloc((c), sizeof(type)))
char *cx_strdup(cx *c, str s) CHECKED;
char *cx_printf(cx *c, const char *fmt, ...) PRINTF_LIKE(2, 3) CHECKED;

#endif
