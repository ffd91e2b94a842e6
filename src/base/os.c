#include "base/os.h"
#include "base/str.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <pwd.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

static long fault_in; /* tests: the n-th write from now fails as on a full disk */

void os_fault_write_after(long n)
{
    fault_in = n;
}

static bool write_all(int fd, str data)
{
    for (size_t done = 0; done < data.n;) {
        if (fault_in > 0 && --fault_in == 0) {
            errno = ENOSPC;
            return false;
        }
        ssize_t n = write(fd, data.p + done, data.n - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        done += (size_t)n;
    }
    return true;
}

static bool map_fd(cx *c, int fd, const char *path, size_t max, os_file *ret)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return fail_errno(c, "无法读取", "cannot read", path);
    if (!S_ISREG(st.st_mode))
        return fail(c, ERR_UNKNOWN, "%s 不是文件", "%s is not a file", path);
    if ((uint64_t)st.st_size > max)
        return fail(c, ERR_LIMIT, "%s 超过 %zu 字节的上限；请拆分后导入",
                    "%s is larger than the limit of %zu bytes; split it and import the parts", path,
                    max);
    *ret = (os_file){{"", 0}, false};
    if (st.st_size == 0)
        return true;
    void *p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (p == MAP_FAILED)
        return fail_errno(c, "无法读取", "cannot read", path);
    *ret = (os_file){{p, (size_t)st.st_size}, true};
    return true;
}

bool os_map(cx *c, const char *path, size_t max, os_file *ret)
{
    /* O_NONBLOCK: a pipe without a writer is refused, not waited for. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return fail_errno(c, "无法打开", "cannot open", path);
    bool ok = map_fd(c, fd, path, max, ret);
    close(fd);
    return ok;
}

void os_unmap(os_file *f)
{
    if (f->mapped)
        munmap((void *)f->data.p, f->data.n);
    *f = (os_file){{"", 0}, false};
}

/* What is no file (a pipe, a device) is written through: a new file must not take its place. */
static bool write_through(cx *c, const char *path, str data)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return fail_errno(c, "无法写入", "cannot write", path);
    bool ok = write_all(fd, data);
    if (!ok)
        fail_errno(c, "无法写入", "cannot write", path);
    if (close(fd) != 0 && ok)
        ok = fail_errno(c, "无法写入", "cannot write", path);
    return ok;
}

bool os_write_file(cx *c, const char *path, str data)
{
    char real[PATH_MAX];
    struct stat st;
    if (stat(path, &st) == 0) {
        if (!S_ISREG(st.st_mode))
            return write_through(c, path, data);
        path = realpath(path, real) ? real : path; /* a link stays, its file is replaced */
    }
    char *tmp = cx_printf(c, "%s.tmp%ld", path, (long)getpid());
    if (!tmp)
        return false;
    int fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0)
        return fail_errno(c, "无法写入", "cannot write", path);
    bool ok = write_all(fd, data) && fsync(fd) == 0;
    if (!ok)
        fail_errno(c, "无法写入", "cannot write", path);
    if (close(fd) != 0 && ok)
        ok = fail_errno(c, "无法写入", "cannot write", path);
    ok = ok && os_rename(c, tmp, path);
    if (!ok)
        unlink(tmp);
    return ok;
}

/* The folder itself must reach the disk, or the new name may be gone after a power cut. */
static bool sync_folder(const char *path)
{
    char dir[4096];
    const char *slash = strrchr(path, '/');
    if (slash)
        snprintf(dir, sizeof dir, "%.*s", (int)(slash - path) + 1, path);
    int fd = open(slash ? dir : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool ok = fsync(fd) == 0 || errno == EINVAL; /* some file systems cannot */
    close(fd);
    return ok;
}

bool os_rename(cx *c, const char *from, const char *to)
{
    if (rename(from, to) != 0 || !sync_folder(to))
        return fail_errno(c, "无法写入", "cannot write", to);
    return true;
}

bool os_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

bool os_is_dir(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static uint64_t fault_disk = UINT64_MAX; /* tests: bytes that are left */

void os_fault_disk(uint64_t left)
{
    fault_disk = left;
}

bool os_disk_free(const char *path, uint64_t *ret)
{
    struct statvfs v;
    char dir[4096];
    snprintf(dir, sizeof dir, "%s", path);
    while (statvfs(dir, &v) != 0) { /* a file that does not exist yet: its folder */
        char *slash = strrchr(dir, '/');
        if (!slash || slash == dir) {
            if (statvfs(slash ? "/" : ".", &v) != 0)
                return false;
            break;
        }
        *slash = 0;
    }
    *ret = fault_disk < UINT64_MAX ? fault_disk : (uint64_t)v.f_bavail * v.f_frsize;
    return true;
}

static int64_t fault_clock; /* tests: what the wall clock says; 0 = the truth */

void os_fault_clock(int64_t us)
{
    fault_clock = us;
}

int64_t os_now_us(void)
{
    if (fault_clock)
        return fault_clock;
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

double os_monotonic(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

const char *os_user(void)
{
    static _Thread_local char name[64];
    struct passwd pw, *found = NULL;
    char buf[1024];
    if (getpwuid_r(geteuid(), &pw, buf, sizeof buf, &found) != 0 || !found)
        return "unknown";
    snprintf(name, sizeof name, "%s", pw.pw_name);
    return name;
}

int os_cpus(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > 64 ? 64 : (int)n;
}

static sha256 digest(str data, const EVP_MD *md)
{
    sha256 h = {{0}};
    unsigned n = 0;
    MUST(EVP_Digest(data.p ? data.p : "", data.n, h.b, &n, md, NULL) == 1 && n == sizeof h.b);
    return h;
}

sha256 os_sha256(str data)
{
    return digest(data, EVP_sha256());
}

sha256 os_sm3(str data)
{
    return digest(data, EVP_sm3());
}

void os_hex(const uint8_t *b, size_t n, char *out)
{
    for (size_t i = 0; i < n; i++) {
        out[2 * i] = "0123456789abcdef"[b[i] >> 4];
        out[2 * i + 1] = "0123456789abcdef"[b[i] & 15];
    }
    out[2 * n] = 0;
}

struct task {
    void (*fn)(void *, int);
    void *arg;
    int index;
};

static void *run_task(void *p)
{
    struct task *t = p;
    t->fn(t->arg, t->index);
    return NULL;
}

void os_will_write(void *p, size_t n)
{
    const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t from = ((uintptr_t)p + page - 1) & ~(page - 1), to = ((uintptr_t)p + n) & ~(page - 1);
    if (to > from)
        (void)madvise((char *)p + (from - (uintptr_t)p), to - from, MADV_POPULATE_WRITE);
}

void os_parallel(int n, void (*fn)(void *arg, int index), void *arg)
{
    struct task tasks[64];
    pthread_t threads[64];
    bool started[64] = {false};
    MUST(n <= 64);
    for (int i = 1; i < n; i++) {
        tasks[i] = (struct task){fn, arg, i};
        started[i] = pthread_create(&threads[i], NULL, run_task, &tasks[i]) == 0;
    }
    if (n > 0)
        fn(arg, 0);
    for (int i = 1; i < n; i++) {
        if (started[i])
            pthread_join(threads[i], NULL);
        else
            fn(arg, i);
    }
}
