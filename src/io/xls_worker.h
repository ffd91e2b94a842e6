/* xls_worker.h: the confined process that reads xls files, and the stream it answers with (private
 * to this room). */
#ifndef DIAODU_XLS_WORKER_H
#define DIAODU_XLS_WORKER_H
#include "base/base.h"
#include "io/biff.h"

/* Sanitizers map terabytes and need a few system calls more. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define XLS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||                         \
    __has_feature(memory_sanitizer)
#define XLS_SANITIZED 1
#endif
#endif
#ifndef XLS_SANITIZED
#define XLS_SANITIZED 0
#endif

/* The stream: one letter a message, numbers little-endian as the machine writes them (both ends are
 * one program), text as length and bytes.
 *   G text                       next shared string
 *   S hidden:u8 text             next sheet
 *   C xls_wire [text]            a cell of the sheet
 *   M merge                      a merged range of the sheet
 *   E status:u8                  end; without it the worker died */
typedef struct xls_wire {
    uint32_t row, col, shared;
    uint8_t type, f, formula, from1904;
    double number;
} xls_wire;

/* Body of the child process: `file` and `out` are descriptors. Gives up every right it does not
 * need before it looks at the first byte. Does not return. */
_Noreturn void xls_worker(int file, int out, uint64_t address_space);

/* What bounds the worker; tests change it to see crashes, loops and trespasses end well. */
typedef struct xls_bounds {
    xls_status (*body)(str data, const char *path, const xls_sink *sink); /* xls_read_book */
    unsigned cpu_seconds, wall_seconds;
    uint64_t memory; /* beyond what is mapped at the fork; not in sanitizer builds */
    bool unconfined; /* go on where the system call filter cannot be had: under valgrind and qemu */
} xls_bounds;
extern xls_bounds xls_bound;

/* What the worker does when it is shut in: read the data, tell the sink. BIFF8 and 5 by ourselves, older
 * ones by libfreexl, which opens `path`. */
xls_status xls_read_book(str data, const char *path, const xls_sink *sink);
/* The part of libfreexl: texts, numbers and dates, no formats, merges or hidden sheets. */
xls_status xls_read_old(const char *path, const xls_sink *sink);

#endif
