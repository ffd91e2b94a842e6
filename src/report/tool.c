#include "report/tool.h"
#include "base/os.h"
#include "base/str.h"
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MADE_MAX_BYTES ((size_t)512 << 20)

const char *tool_program(cx *c, const tool *t)
{
    const char *own = getenv(t->own), *path = getenv("PATH");
    if (own)
        return access(own, X_OK) == 0 ? own : NULL;
    for (size_t i = 0; path && t->programs[i]; i++) {
        str rest = str_of(path), dir;
        while (str_split(&rest, ':', &dir)) {
            const char *at = cx_printf(c, STR_FMT "/%s", STR_ARG(dir), t->programs[i]);
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

static _Noreturn void become(char *const *argv, char *const *env)
{
    sigset_t none; /* a thread of a server blocks what would end it */
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null < 0 || setpgid(0, 0) != 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 ||
        dup2(null, 2) < 0)
        _exit(127);
    execve(argv[0], argv, env);
    _exit(127);
}

/* Wait for the child, `seconds` at most; then its whole group is ended. */
static bool wait_for(cx *c, const tool *t, pid_t child, int seconds)
{
    double until = os_monotonic() + seconds;
    int status;
    for (;;) {
        pid_t got = waitpid(child, &status, WNOHANG);
        if (got == child)
            return (WIFEXITED(status) && WEXITSTATUS(status) == 0) ||
                   fail(c, ERR_SYSTEM, "%s 转换失败；请%s%.0s", "%s could not convert it; %.0s%s",
                        t->name, t->else_zh, t->else_en);
        if (got < 0)
            return fail_errno(c, "无法等待", "cannot wait for", t->name);
        if (os_monotonic() > until || !cx_progress(c, "pdf", 0, 0))
            break;
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    }
    kill(-child, SIGKILL);
    (void)waitpid(child, &status, 0);
    return fail(c, ERR_SYSTEM, "%s 超过 %d 秒仍未完成；请%s%.0s",
                "%s took longer than %d seconds; %.0s%s", t->name, seconds, t->else_zh, t->else_en);
}

/* Our environment and the tool's setting, made before the fork: a child of a threaded program may not
 * ask for memory. */
static bool environment(cx *c, const tool *t, const char ***ret)
{
    size_t n = 0;
    while (environ[n])
        n++;
    const char **out = *ret = cx_alloc(c, (n + 2) * sizeof *out);
    TRY(out);
    memcpy(out, environ, n * sizeof *out);
    out[n] = t->setting;
    out[n + 1] = NULL;
    return true;
}

static bool run_in(cx *c, const tool *t, const char *const *argv, int seconds)
{
    const char **env;
    TRY(environment(c, t, &env));
    pid_t child = fork();
    if (child < 0)
        return fail_errno(c, "无法启动", "cannot start", argv[0]);
    if (child == 0)
        become((char *const *)argv, (char *const *)env);
    return wait_for(c, t, child, seconds);
}

/* "@/x" and "…file://@/x" with the folder's path. */
static bool place(cx *c, const char *argument, const char *dir, const char **ret)
{
    const char *at = strstr(argument, "@/");
    *ret = !at ? argument
               : cx_printf(c, STR_FMT "%s%s", STR_ARG(((str){argument, (size_t)(at - argument)})),
                           dir, at + 1);
    return *ret != NULL;
}

static bool convert(cx *c, const tool *t, const char *program, const char *dir, str in,
                    const char *from, const char *const *arguments, const char *to, int seconds,
                    sb *out)
{
    const char *argv[TOOL_MAX_ARGS + 2] = {program}, *given = cx_printf(c, "%s/%s", dir, from),
                                     *made = cx_printf(c, "%s/%s", dir, to);
    os_file f;
    TRY(given && made && os_write_file(c, given, in));
    for (size_t i = 0; arguments[i]; i++) {
        MUST(i < TOOL_MAX_ARGS);
        TRY(place(c, arguments[i], dir, &argv[i + 1]));
    }
    TRY(run_in(c, t, argv, seconds));
    if (!os_exists(made))
        return fail(c, ERR_SYSTEM, "%s 未写出 PDF（安装是否完整：%s）",
                    "%s wrote no PDF (is all of it installed: %s)", t->name, t->get);
    TRY(os_map(c, made, MADE_MAX_BYTES, &f));
    sb_put(out, f.data);
    os_unmap(&f);
    return sb_ok(out) || fail_memory(c);
}

bool tool_run(cx *c, const tool *t, str in, const char *from, const char *const *arguments,
              const char *to, int seconds, sb *out)
{
    const char *tmp = getenv("TMPDIR"), *program = tool_program(c, t);
    if (!program)
        return fail(c, ERR_SYSTEM, "没有找到 %s：%s，或%s%.0s", "%s was not found: %s, or %.0s%s",
                    t->name, t->get, t->else_zh, t->else_en);
    char *dir = cx_printf(c, "%s/diaodu-pdf-XXXXXX", tmp ? tmp : "/tmp");
    TRY(dir);
    if (!mkdtemp(dir))
        return fail_errno(c, "无法建立", "cannot make", dir);
    bool ok = convert(c, t, program, dir, in, from, arguments, to, seconds, out);
    (void)nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    return ok;
}
