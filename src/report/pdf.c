#include "report/pdf.h"
#include "base/os.h"
#include "base/str.h"
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PDF_MAX_BYTES ((size_t)512 << 20)

const char *pdf_program(cx *c)
{
    static const char *const names[] = {"soffice", "libreoffice"};
    const char *own = getenv("DIAODU_SOFFICE"), *path = getenv("PATH");
    if (own)
        return access(own, X_OK) == 0 ? own : NULL;
    for (size_t i = 0; path && i < COUNT_OF(names); i++) {
        str rest = str_of(path), dir;
        while (str_split(&rest, ':', &dir)) {
            const char *at = cx_printf(c, STR_FMT "/%s", STR_ARG(dir), names[i]);
            if (at && access(at, X_OK) == 0)
                return at;
        }
    }
    return NULL;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *w)
{
    (void)st;
    (void)type;
    (void)w;
    return remove(path);
}

static _Noreturn void run(const char *program, const char *dir, const char *profile,
                          const char *file)
{
    sigset_t none; /* a thread of a server blocks what would end it */
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null < 0 || setpgid(0, 0) != 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 ||
        dup2(null, 2) < 0)
        _exit(127);
    execl(program, program, profile, "--headless", "--norestore", "--convert-to", "pdf", "--outdir",
          dir, file, (char *)NULL);
    _exit(127);
}

/* Wait for the child, `seconds` at most; then its whole group is ended. */
static bool wait_for(cx *c, pid_t child, int seconds)
{
    double until = os_monotonic() + seconds;
    int status;
    for (;;) {
        pid_t got = waitpid(child, &status, WNOHANG);
        if (got == child)
            return (WIFEXITED(status) && WEXITSTATUS(status) == 0) ||
                   fail(c, ERR_SYSTEM, "LibreOffice 转换失败；请改用 docx",
                        "LibreOffice could not convert it; use docx");
        if (got < 0)
            return fail_errno(c, "无法等待", "cannot wait for", "LibreOffice");
        if (os_monotonic() > until || !cx_progress(c, "pdf", 0, 0))
            break;
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    }
    kill(-child, SIGKILL);
    (void)waitpid(child, &status, 0);
    return fail(c, ERR_SYSTEM, "LibreOffice 超过 %d 秒仍未完成；请改用 docx",
                "LibreOffice took longer than %d seconds; use docx", seconds);
}

static bool convert(cx *c, const char *program, const char *dir, str docx, int seconds, sb *out)
{
    const char *in = cx_printf(c, "%s/document.docx", dir),
               *made = cx_printf(c, "%s/document.pdf", dir),
               *profile = cx_printf(c, "-env:UserInstallation=file://%s/profile", dir);
    os_file f;
    TRY(in && made && profile && os_write_file(c, in, docx));
    pid_t child = fork();
    if (child < 0)
        return fail_errno(c, "无法启动", "cannot start", program);
    if (child == 0)
        run(program, dir, profile, in);
    TRY(wait_for(c, child, seconds));
    if (!os_exists(made))
        return fail(c, ERR_SYSTEM, "LibreOffice 未写出 PDF（是否缺少 libreoffice-writer？）",
                    "LibreOffice wrote no PDF (is libreoffice-writer installed?)");
    TRY(os_map(c, made, PDF_MAX_BYTES, &f));
    sb_put(out, f.data);
    os_unmap(&f);
    return sb_ok(out) || fail_memory(c);
}

bool pdf_convert(cx *c, str docx, int seconds, sb *out)
{
    const char *tmp = getenv("TMPDIR"), *program = pdf_program(c);
    if (!program)
        return fail(c, ERR_SYSTEM,
                    "没有找到 LibreOffice：apt install libreoffice-writer，或改用 docx",
                    "LibreOffice was not found: apt install libreoffice-writer, or use docx");
    char *dir = cx_printf(c, "%s/diaodu-pdf-XXXXXX", tmp ? tmp : "/tmp");
    TRY(dir);
    if (!mkdtemp(dir))
        return fail_errno(c, "无法建立", "cannot make", dir);
    bool ok = convert(c, program, dir, docx, seconds, out);
    (void)nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    return ok;
}
