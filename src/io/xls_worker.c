#include "io/xls_worker.h"
#include "base/str.h"
#include <fcntl.h>
#include <freexl.h>
#include <iconv.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

xls_bounds xls_bound = {xls_read_book, 20, 30, 1u << 30, false};

/* --- answering -------------------------------------------------------------------------- */

typedef struct pipe_out {
    char buf[1 << 16];
    size_t n;
} pipe_out;
static pipe_out out; /* one worker, one process */

static bool flush(void)
{
    for (size_t at = 0; at < out.n;) {
        ssize_t n = write(STDOUT_FILENO, out.buf + at, out.n - at);
        if (n <= 0)
            return false;
        at += (size_t)n;
    }
    out.n = 0;
    return true;
}

static bool put(const void *p, size_t n)
{
    const char *from = p;
    while (n > 0) {
        size_t room = sizeof out.buf - out.n, part = n < room ? n : room;
        memcpy(out.buf + out.n, from, part);
        out.n += part;
        from += part;
        n -= part;
        if (out.n == sizeof out.buf && !flush())
            return false;
    }
    return true;
}

static bool put_text(str s)
{
    uint32_t n = (uint32_t)s.n;
    return put(&n, sizeof n) && put(s.p, s.n);
}

static bool send_string(void *user, str text)
{
    return put("G", 1) && put_text(text);
}

static bool send_sheet(void *user, str name, bool hidden)
{
    uint8_t h = hidden;
    return put("S", 1) && put(&h, 1) && put_text(name);
}

static bool send_cell(void *user, const xls_cell *k)
{
    xls_wire w;
    memset(&w, 0, sizeof w);
    w.row = k->row;
    w.col = k->col;
    w.shared = k->shared;
    w.type = (uint8_t)k->type;
    w.f = (uint8_t)k->f;
    w.formula = k->formula;
    w.from1904 = k->from1904;
    w.number = k->number;
    bool text = k->type != CELL_T_NUMBER && k->shared == XLS_OWN_TEXT;
    return put("C", 1) && put(&w, sizeof w) && (!text || put_text(k->text));
}

static bool send_merge(void *user, merge m)
{
    return put("M", 1) && put(&m, sizeof m);
}

/* --- files from before Excel 97 --------------------------------------------------------- */

static xls_status old_cell(const xls_sink *sink, uint32_t row, uint32_t col,
                           const FreeXL_CellValue *v)
{
    xls_cell k = {.row = row, .col = col, .type = CELL_T_TEXT, .shared = XLS_OWN_TEXT};
    switch (v->type) {
    case FREEXL_CELL_INT:
        k.type = CELL_T_NUMBER;
        k.number = v->value.int_value;
        break;
    case FREEXL_CELL_DOUBLE:
        k.type = CELL_T_NUMBER;
        k.number = v->value.double_value;
        break;
    case FREEXL_CELL_DATE:
    case FREEXL_CELL_DATETIME:
        k.type = CELL_T_DATE;
        k.text = str_sub(str_of(v->value.text_value), 0, 10);
        break;
    case FREEXL_CELL_TEXT:
    case FREEXL_CELL_SST_TEXT:
    case FREEXL_CELL_TIME:
        k.text = str_of(v->value.text_value);
        if (k.text.n == 0)
            return XLS_OK;
        break;
    default:
        return XLS_OK;
    }
    return sink->cell(sink->user, &k) ? XLS_OK : XLS_STOPPED;
}

static xls_status old_sheet(const void *h, unsigned short no, const xls_sink *sink)
{
    const char *name = NULL;
    unsigned rows = 0;
    unsigned short cols = 0;
    if (freexl_get_worksheet_name(h, no, &name) != FREEXL_OK ||
        freexl_select_active_worksheet(h, no) != FREEXL_OK ||
        freexl_worksheet_dimensions(h, &rows, &cols) != FREEXL_OK)
        return XLS_DAMAGED;
    if (!sink->sheet(sink->user, str_of(name), false))
        return XLS_STOPPED;
    for (unsigned r = 0; r < rows; r++)
        for (unsigned short c = 0; c < cols; c++) {
            FreeXL_CellValue v;
            xls_status st =
                freexl_get_cell_value(h, r, c, &v) == FREEXL_OK ? old_cell(sink, r, c, &v) : XLS_OK;
            if (st != XLS_OK)
                return st;
        }
    return XLS_OK;
}

xls_status xls_read_old(const char *path, const xls_sink *sink)
{
    const void *h = NULL;
    unsigned n = 0, locked = 0;
    int rc = freexl_open(path, &h);
    if (rc != FREEXL_OK)
        return rc == FREEXL_INSUFFICIENT_MEMORY ? XLS_MEMORY : XLS_OLD;
    freexl_get_info(h, FREEXL_BIFF_PASSWORD, &locked);
    freexl_get_info(h, FREEXL_BIFF_SHEET_COUNT, &n);
    if (locked != FREEXL_BIFF_PLAIN)
        return XLS_PASSWORD;
    xls_status st = n ? XLS_OK : XLS_OLD;
    for (unsigned i = 0; st == XLS_OK && i < n && i < UINT16_MAX; i++)
        st = old_sheet(h, (unsigned short)i, sink);
    freexl_close(h);
    return st;
}

xls_status xls_read_book(str data, const char *path, const xls_sink *sink)
{
    xls_status st = biff_read(data, sink);
    return st == XLS_OLD ? xls_read_old(path, sink) : st;
}

/* --- shutting in ------------------------------------------------------------------------ */

static bool limit(__rlimit_resource_t what, uint64_t n)
{
    struct rlimit l = {n, n};
    return setrlimit(what, &l) == 0;
}

/* Only input on 0 and output on 1 stay; what the parent handles, the child does not. */
static bool strip(int file, int pipe)
{
    for (int s = 1; s < NSIG; s++)
        signal(s, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_DUMPABLE, 0);
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    /* above 2 first: either may be one of the three */
    file = fcntl(file, F_DUPFD, 10);
    pipe = fcntl(pipe, F_DUPFD, 10);
    if (file < 0 || pipe < 0 || nowhere < 0 || dup2(nowhere, 2) < 0 || dup2(file, 0) < 0 ||
        dup2(pipe, 1) < 0)
        return false;
    if (syscall(SYS_close_range, 3u, ~0u, 0u) != 0) /* a kernel before 5.9 */
        for (long fd = sysconf(_SC_OPEN_MAX); fd >= 3; fd--)
            close((int)fd);
    return true;
}

static bool limits(uint64_t address_space)
{
    return limit(RLIMIT_CPU, xls_bound.cpu_seconds) && limit(RLIMIT_CORE, 0) &&
           limit(RLIMIT_FSIZE, 0) &&
           (XLS_SANITIZED || address_space == 0 || limit(RLIMIT_AS, address_space));
}

/* Everything else ends the process. Opening a file does nothing and answers 0: that is where the
 * input already is, and libfreexl insists on opening something. */
static bool filter(void)
{
    static const int allowed[] = {
        SCMP_SYS(read),
        SCMP_SYS(write),
        SCMP_SYS(lseek),
        SCMP_SYS(close),
        SCMP_SYS(fstat),
        SCMP_SYS(newfstatat),
        SCMP_SYS(munmap),
        SCMP_SYS(mremap),
        SCMP_SYS(brk),
        SCMP_SYS(madvise),
        SCMP_SYS(futex),
        SCMP_SYS(exit),
        SCMP_SYS(exit_group),
        SCMP_SYS(rt_sigprocmask),
        SCMP_SYS(rt_sigreturn),
        SCMP_SYS(getrandom),
        SCMP_SYS(clock_gettime),
#if XLS_SANITIZED
        SCMP_SYS(getpid),
        SCMP_SYS(gettid),
        SCMP_SYS(sigaltstack),
        SCMP_SYS(rt_sigaction),
        SCMP_SYS(sched_yield),
        SCMP_SYS(readlink),
        SCMP_SYS(prctl),
        SCMP_SYS(nanosleep),
#endif
    };
    static const int mapping[] = {SCMP_SYS(mmap), SCMP_SYS(mprotect)};
    scmp_filter_ctx f = seccomp_init(SCMP_ACT_KILL_PROCESS);
    bool ok = f != NULL;
    for (size_t i = 0; ok && i < COUNT_OF(allowed); i++)
        ok = seccomp_rule_add(f, SCMP_ACT_ALLOW, allowed[i], 0) == 0;
    for (size_t i = 0; ok && i < COUNT_OF(mapping); i++)
        ok = seccomp_rule_add(f, SCMP_ACT_ALLOW, mapping[i], 1,
                              SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0;
    ok = ok && seccomp_rule_add(f, SCMP_ACT_ERRNO(0), SCMP_SYS(openat), 0) == 0;
    ok = ok && seccomp_rule_add(f, SCMP_ACT_ERRNO(0), SCMP_SYS(open), 0) == 0;
    ok = ok && seccomp_load(f) == 0; /* sets no_new_privs first */
    seccomp_release(f);
    return ok;
}

/* Conversion tables are loaded while files can still be opened: whoever asks for one of these later
 * finds it in memory. */
static void load_tables(void)
{
    static const char *const names[] = {"GB18030", "CP936",     "CP950",
                                        "CP1252",  "MACINTOSH", "UTF-16LE"};
    static __attribute__((used)) iconv_t held[COUNT_OF(names)];
    for (size_t i = 0; i < COUNT_OF(names); i++)
        held[i] = iconv_open("UTF-8", names[i]);
}

static _Noreturn void end(xls_status st)
{
    uint8_t byte = (uint8_t)st;
    bool told = put("E", 1) && put(&byte, 1) && flush();
    _exit(told ? 0 : 1);
}

_Noreturn void xls_worker(int file, int pipe, uint64_t address_space)
{
    static const xls_sink sink = {NULL, send_string, send_sheet, send_cell, send_merge};
    struct stat st;
    if (!strip(file, pipe) || lseek(0, 0, SEEK_SET) != 0)
        _exit(1);
    const char *p = fstat(0, &st) == 0 && st.st_size > 0
                        ? mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, 0, 0)
                        : MAP_FAILED;
    if (p == MAP_FAILED)
        _exit(1);
    load_tables();
    if (!limits(address_space) || (!filter() && !xls_bound.unconfined))
        end(XLS_UNCONFINED);
    end(xls_bound.body((str){p, (size_t)st.st_size}, "/proc/self/fd/0", &sink));
}
