/* init, backup, restore, migrate, doctor: care of the database. */
#include "base/str.h"
#include "cli/cli.h"
#include "flow/init.h"

static bool say(cx *c, const char *zh, const char *en, const char *what)
{
    const char *line = cx_printf(c, "%s%s\n", c->lang == LANG_EN ? en : zh, what);
    return line && cli_out(c, str_of(line));
}

static bool need_rest(cx *c, const args *a, int n)
{
    if (a->n_rest == n)
        return true;
    const command *k = command_find(a->command);
    return fail(c, ERR_USAGE, "用法：diaodu %s %s", "usage: diaodu %s %s", k->name, k->synopsis);
}

/* A full disk is better told before it is full. */
void cli_warn_disk(cx *c, const char *url)
{
    uint64_t left;
    if (!store_disk_low(url, &left))
        return;
    fprintf(stderr,
            c->lang == LANG_EN ? "diaodu: only %llu MB are left on the disk; make room soon\n"
                               : "diaodu: 磁盘只剩 %llu MB，请尽快清理\n",
            (unsigned long long)(left >> 20));
}

bool run_init(cx *c, const args *a)
{
    str by = arg_on(a, "as") ? arg_str(a, "as") : str_of(os_user());
    TRY(need_rest(c, a, 0));
    TRY(init_desk(c, a->db, arg_str(a, "home"), by, arg_on(a, "demo")));
    cli_warn_disk(c, a->db);
    return say(c, "已建库：", "created ", a->db);
}

bool run_backup(cx *c, const args *a)
{
    store *s = NULL;
    TRY(need_rest(c, a, 1));
    bool ok = store_open(c, a->db, STORE_READ, &s) && store_backup(c, s, a->rest[0]);
    store_close(s);
    return ok && say(c, "已备份并校验：", "backed up and verified: ", a->rest[0]);
}

bool run_restore(cx *c, const args *a)
{
    TRY(need_rest(c, a, 1));
    TRY(store_restore(c, a->db, a->rest[0], arg_on(a, "force")));
    return say(c, "已恢复到：", "restored into ", a->db);
}

bool run_migrate(cx *c, const args *a)
{
    str plan;
    cli_progress_start(c);
    TRY(need_rest(c, a, 0));
    TRY(store_migrate(c, a->db, arg_on(a, "dry-run"), &plan));
    return cli_out(c, plan) &&
           say(c, arg_on(a, "dry-run") ? "仅检查，未改动" : "库结构已是最新",
               arg_on(a, "dry-run") ? "nothing was changed" : "the schema is up to date", "");
}

bool run_doctor(cx *c, const args *a)
{
    store *s = NULL;
    str findings = {"", 0};
    size_t n = 0;
    TRY(need_rest(c, a, 0));
    bool ok = store_open(c, a->db, STORE_READ, &s) && store_verify(c, s, &findings, &n);
    store_close(s);
    TRY(ok && cli_out(c, findings));
    cli_warn_disk(c, a->db);
    if (n)
        return fail(c, ERR_DATA, "%s 有 %zu 处问题；请从备份恢复（diaodu restore）",
                    "%s has %zu problems; restore a backup (diaodu restore)", a->db, n);
    return say(c, "完好：", "sound: ", a->db);
}
