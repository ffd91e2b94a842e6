/* The parent's side: start the worker, take its answer apart without trusting it. */
#include "base/mem.h"
#include "base/os.h"
#include "base/str.h"
#include "io/reader.h"
#include "io/xls_worker.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct answer {
    reader *r;
    int fd;
    double deadline;
    char buf[1 << 16];
    size_t at, n;
    str *strings;
    size_t n_strings, cap_strings;
    char *text; /* of the message being read */
    size_t text_cap;
    uint64_t bytes; /* received */
} answer;

static bool damaged(reader *r)
{
    return reader_bad(
        r, "文件不完整或已损坏（xls 无法读取）；请用 Excel 或 WPS 打开并另存为 .xlsx",
        "the file is incomplete or damaged (its xls cannot be read); open it in Excel "
        "or WPS and save it as .xlsx",
        "");
}

/* More bytes into the buffer; asks now and then whether to go on. */
static bool refill(answer *a)
{
    for (;;) {
        struct pollfd p = {.fd = a->fd, .events = POLLIN};
        int ready = poll(&p, 1, 200);
        TRY(reader_progress(a->r, a->bytes, a->bytes + 1));
        if (os_monotonic() > a->deadline)
            return damaged(a->r);
        if (ready < 0 && errno != EINTR)
            return damaged(a->r);
        if (ready <= 0)
            continue;
        ssize_t n = read(a->fd, a->buf, sizeof a->buf);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return damaged(a->r); /* it died before it said that it was done */
        a->at = 0;
        a->n = (size_t)n;
        a->bytes += (uint64_t)n;
        return true;
    }
}

static bool get(answer *a, void *p, size_t n)
{
    char *to = p;
    while (n > 0) {
        if (a->at == a->n)
            TRY(refill(a));
        size_t part = a->n - a->at < n ? a->n - a->at : n;
        memcpy(to, a->buf + a->at, part);
        a->at += part;
        to += part;
        n -= part;
    }
    return true;
}

/* A text, kept in the workbook. */
static bool get_text(answer *a, str *ret)
{
    uint32_t n;
    TRY(get(a, &n, sizeof n));
    if (n > a->r->lim.cell_bytes)
        return reader_limit(a->r, "单元格文字过长（字节）",
                            "the text of a cell is too long (bytes)", a->r->lim.cell_bytes);
    if (!MEM_GROW(a->text, a->text_cap, (size_t)n + 1))
        return fail_memory(a->r->c);
    TRY(get(a, a->text, n));
    if (!utf8_valid((str){a->text, n}))
        return damaged(a->r);
    a->r->unpacked += n;
    if (a->r->unpacked > a->r->lim.total_bytes)
        return reader_limit(a->r, "解压后过大（字节）", "unpacks to too many bytes",
                            a->r->lim.total_bytes);
    return reader_text(a->r, (str){a->text, n}, ret);
}

static bool get_string(answer *a)
{
    if (a->n_strings >= a->r->lim.cells)
        return reader_limit(a->r, "共享字符串过多", "too many shared strings", a->r->lim.cells);
    if (!MEM_GROW(a->strings, a->cap_strings, a->n_strings + 1))
        return fail_memory(a->r->c);
    TRY(get_text(a, &a->strings[a->n_strings]));
    a->n_strings++;
    return true;
}

static bool get_sheet(answer *a)
{
    uint8_t hidden;
    str name = {0};
    TRY(get(a, &hidden, 1));
    TRY(get_text(a, &name));
    return reader_sheet(a->r, name, hidden);
}

static bool get_cell(answer *a)
{
    xls_wire w;
    TRY(get(a, &w, sizeof w));
    if (a->r->n_sheets == 0 || w.type > CELL_T_ERROR || w.type == CELL_T_EMPTY || w.f > FMT_TIME ||
        w.row >= READER_MAX_ROW || (w.shared != XLS_OWN_TEXT && w.shared >= a->n_strings))
        return damaged(a->r);
    cell k = {.col = w.col, .type = w.type, .formula = w.formula};
    if (w.type == CELL_T_NUMBER)
        TRY(reader_double(a->r, w.number, (numfmt)w.f, w.from1904, &k));
    else if (w.shared != XLS_OWN_TEXT)
        k.text = a->strings[w.shared];
    else
        TRY(get_text(a, &k.text));
    if (k.type == CELL_T_TEXT && k.text.n == 0)
        return true;
    return reader_cell(a->r, w.row, &k);
}

static bool get_merge(answer *a)
{
    merge m;
    TRY(get(a, &m, sizeof m));
    return a->r->n_sheets == 0 ? damaged(a->r) : reader_merge(a->r, m);
}

static bool verdict(answer *a)
{
    uint8_t st;
    TRY(get(a, &st, 1));
    switch (st) {
    case XLS_OK:
        return a->r->n_sheets > 0 || damaged(a->r);
    case XLS_PASSWORD:
        return reader_password(a->r);
    case XLS_NO_BOOK:
        return reader_bad(
            a->r, "文件中没有工作簿：可能不完整，或是 Word 等其他文档",
            "the file holds no workbook: it is incomplete, or a Word or other document", "");
    case XLS_OLD:
        return reader_bad(
            a->r, "xls 版本过旧（Excel 4 及更早），请用 Excel 或 WPS 打开并另存为 .xlsx",
            "an xls from before Excel 5; open it in Excel or WPS and save it as .xlsx", "");
    case XLS_MEMORY:
        return reader_limit(a->r, "文件需要的内存过多（字节）",
                            "the file needs too much memory (bytes)", xls_bound.memory);
    case XLS_UNCONFINED:
        return fail(
            a->r->c, ERR_SYSTEM,
            "%s：本机无法隔离读取 .xls（需要 Linux seccomp）；请另存为 .xlsx 再导入",
            "%s: .xls cannot be read in confinement here (Linux seccomp is needed); save it "
            "as .xlsx",
            a->r->w->path.p);
    default:
        return damaged(a->r);
    }
}

static bool read_answer(answer *a)
{
    for (;;) {
        char tag;
        bool ok;
        TRY(get(a, &tag, 1));
        switch (tag) {
        case 'G':
            ok = get_string(a);
            break;
        case 'S':
            ok = get_sheet(a);
            break;
        case 'C':
            ok = get_cell(a);
            break;
        case 'M':
            ok = get_merge(a);
            break;
        case 'E':
            return verdict(a);
        default:
            ok = damaged(a->r);
        }
        TRY(ok);
    }
}

/* The file as a descriptor that the worker can map. */
static int memory_file(str data)
{
    int fd = memfd_create("xls", MFD_CLOEXEC);
    for (size_t at = 0; fd >= 0 && at < data.n;) {
        ssize_t n = write(fd, data.p + at, data.n - at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            close(fd);
            return -1;
        }
        at += (size_t)n;
    }
    return fd;
}

/* What this process has mapped now, and as much more as is granted: a limit below what is inherited
 * would end the worker at its first allocation. 0 = unknown. */
static uint64_t address_space(void)
{
    unsigned long long pages = 0;
    FILE *f = fopen("/proc/self/statm", "re");
    bool ok = f && fscanf(f, "%llu", &pages) == 1;
    if (f)
        fclose(f);
    return ok ? pages * (uint64_t)sysconf(_SC_PAGESIZE) + xls_bound.memory : 0;
}

static bool run(reader *r, int file)
{
    int p[2];
    uint64_t limit = address_space();
    answer *a = mem_zalloc(1, sizeof *a);
    if (!a)
        return fail_memory(r->c);
    if (pipe2(p, O_CLOEXEC) != 0) {
        mem_free(a);
        return fail_errno(r->c, "无法启动读取进程", "cannot start the reading process for",
                          r->w->path.p);
    }
    pid_t child = fork();
    if (child == 0)
        xls_worker(file, p[1], limit);
    close(p[1]);
    bool ok = child > 0;
    if (ok) {
        *a = (answer){.r = r, .fd = p[0], .deadline = os_monotonic() + xls_bound.wall_seconds};
        ok = read_answer(a);
        kill(child, SIGKILL);
        while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
            ;
    } else {
        fail_errno(r->c, "无法启动读取进程", "cannot start the reading process for", r->w->path.p);
    }
    close(p[0]);
    mem_free(a->strings);
    mem_free(a->text);
    mem_free(a);
    return ok;
}

bool xls_read(reader *r, str data)
{
    int file = memory_file(data);
    if (file < 0)
        return fail_errno(r->c, "无法准备文件", "cannot prepare the file", r->w->path.p);
    bool ok = run(r, file);
    close(file);
    return ok;
}
