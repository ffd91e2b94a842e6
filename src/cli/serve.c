/* serve: the desk over HTTP on this machine. */
#include "http/server.h"
#include "base/str.h"
#include "cli/cli.h"

#define IDLE_MINUTES 120

static void say_ready(void *user, const char *address)
{
    cx *c = user;
    fprintf(stderr,
            c->lang == LANG_EN ? "diaodu: serving on %s (Ctrl-C stops)\n"
                               : "调度：正在 %s 上服务（Ctrl-C 停止）\n",
            address);
    fflush(stderr);
}

static void say(void *user, const char *line)
{
    cx *c = user;
    fprintf(stderr, c->lang == LANG_EN ? "diaodu: %s\n" : "调度：%s\n", line);
    fflush(stderr);
}

bool run_serve(cx *c, const args *a)
{
    int64_t threads = 0, idle = IDLE_MINUTES;
    if (a->n_rest)
        return fail(c, ERR_USAGE, "用法：diaodu serve [--listen 127.0.0.1:8080]",
                    "usage: diaodu serve [--listen 127.0.0.1:8080]");
    if (arg_on(a, "threads") &&
        (!str_int(arg_str(a, "threads"), &threads) || threads < 1 || threads > 8))
        return fail(c, ERR_USAGE, "--threads 须在 1 到 8 之间", "--threads is 1 to 8");
    if (arg_on(a, "idle") && (!str_int(arg_str(a, "idle"), &idle) || idle < 1 || idle > 720))
        return fail(c, ERR_USAGE, "--idle 须在 1 到 720 分钟之间", "--idle is 1 to 720 minutes");
    str proxy = arg_str(a, "proxy");
    if (proxy.n && ((!str_starts(proxy, S("https://")) && !str_starts(proxy, S("http://"))) ||
                    str_ends(proxy, S("/"))))
        return fail(
            c, ERR_USAGE, "--proxy 须为反向代理的网址，如 https://desk.example（末尾无 /）",
            "--proxy is the proxy's origin, such as https://desk.example, without a / at its "
            "end");
    if (arg_on(a, "tls-cert") != arg_on(a, "tls-key"))
        return fail(c, ERR_USAGE, "--tls-cert 与 --tls-key 要一起给（PEM 文件）",
                    "--tls-cert and --tls-key go together (PEM files)");
    server_options o = {.url = a->db,
                        .listen = arg_on(a, "listen") ? arg(a, "listen") : "127.0.0.1:8080",
                        .names = arg(a, "host"),
                        .proxy = arg(a, "proxy"),
                        .cert = arg(a, "tls-cert"),
                        .key = arg(a, "tls-key"),
                        .idle_minutes = (int)idle,
                        .threads = (int)threads,
                        .ready = say_ready,
                        .say = say,
                        .user = c};
    return server_run(c, &o);
}
