/* init, backup, restore, migrate, doctor: care of the database. */
#include "base/str.h"
#include "cli/cli.h"
#include "flow/desk.h"
#include "flow/init.h"
#include "store/rotate.h"

/* What was done, as --format asks; `detail` only where it is not a line for people. */
static bool say(cx *c, const args *a, const char *zh, const char *en, const char *what, str detail)
{
    sb b CLEANUP(sb_done) = {0};
    json j;
    const char *line = cx_printf(c, "%s%s", c->lang == LANG_EN ? en : zh, what);
    if (!line)
        return false;
    sb_init(&b, 0);
    if (a->format == OUT_TABLE) {
        sb_put(&b, detail);
        sb_printf(&b, "%s\n", line);
        return sb_ok(&b) ? cli_out(c, sb_str(&b)) : fail_memory(c);
    }
    json_init(&j, &b);
    json_obj(&j, NULL);
    json_arr(&j, "rows");
    json_obj(&j, NULL);
    json_strz(&j, "command", a->command);
    json_strz(&j, "text", line);
    json_str(&j, "detail", detail);
    json_end(&j, '}');
    json_end(&j, ']');
    json_end(&j, '}');
    return sb_ok(&b) ? cli_print(c, a, sb_str(&b)) : fail_memory(c);
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
    return say(c, a, "已建库：", "created ", a->db, S(""));
}

/* "removed PATH" a line; NULL when out of memory. */
static str old_copies(cx *c, str paths)
{
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 0);
    for (str path; str_split(&paths, '\n', &path);)
        if (path.n)
            sb_printf(&b, "%s" STR_FMT "\n", c->lang == LANG_EN ? "removed " : "已删旧备份：",
                      STR_ARG(path));
    char *text = sb_ok(&b) ? cx_strdup(c, sb_str(&b)) : NULL;
    if (!text)
        (void)fail_memory(c);
    return str_of(text);
}

/* What keeps the catalogue from being built, as a finding; false only when it cannot be looked at. */
static bool look_at_catalog(cx *c, store *s, str *ret_torn, err *ret)
{
    if (desk_check(c, s, ret_torn))
        return true;
    if (c->err.code != ERR_DB && c->err.code != ERR_DATA && c->err.code != ERR_FORMAT)
        return false;
    *ret = c->err;
    cx_clear(c);
    return true;
}

bool run_backup(cx *c, const args *a)
{
    store *s = NULL;
    backup_keep keep = {0};
    const char *folder = arg(a, "into"), *file = a->rest[0];
    str removed = S(""), torn;
    TRY(need_rest(c, a, folder ? 0 : 1));
    if (arg_on(a, "keep")) {
        if (!folder)
            return fail(c, ERR_USAGE, "--keep 与 --into 文件夹 一起用", "--keep goes with --into");
        TRY(backup_keep_parse(c, arg_str(a, "keep"), &keep));
    }
    cli_progress_start(c);
    err unsound = {0};
    bool ok = store_open(c, a->db, STORE_READ, &s) && look_at_catalog(c, s, &torn, &unsound);
    if (unsound.code != ERR_NONE)
        keep = (backup_keep){0}; /* a good copy is not removed for one that is not */
    ok = ok && (folder ? store_backup_rotate(c, s, folder, keep, &file, &removed)
                       : store_backup(c, s, file));
    store_close(s);
    if (ok && unsound.code != ERR_NONE)
        return fail(c, unsound.code, "已备份到 %s，但%s；旧备份一份未删",
                    "backed up to %s, but %s; no older copy was removed", file,
                    c->lang == LANG_EN ? unsound.en : unsound.zh);
    if (ok && removed.n)
        ok = (removed = old_copies(c, removed)).p != NULL;
    return ok && say(c, a, "已备份并校验：", "backed up and verified: ", file, removed);
}

bool run_restore(cx *c, const args *a)
{
    TRY(need_rest(c, a, 1));
    cli_progress_start(c);
    TRY(store_restore(c, a->db, a->rest[0], arg_on(a, "force")));
    return say(c, a, "已恢复到：", "restored into ", a->db, S(""));
}

bool run_migrate(cx *c, const args *a)
{
    str plan;
    cli_progress_start(c);
    TRY(need_rest(c, a, 0));
    TRY(store_migrate(c, a->db, arg_on(a, "dry-run"), &plan));
    bool dry = arg_on(a, "dry-run");
    return say(c, a, dry ? "仅检查，未改动" : "库结构已是最新",
               dry ? "nothing was changed" : "the schema is up to date", "", plan);
}

static void put_check(json *j, const char *check, const char *state, str text)
{
    json_obj(j, NULL);
    json_strz(j, "check", check);
    json_strz(j, "state", state);
    json_str(j, "text", text);
    json_end(j, '}');
}

/* One row a check, and one a finding about what is stored. */
static bool doctor_answer(cx *c, const args *a, int schema, str findings, str torn, sb *b)
{
    json j;
    uint64_t left;
    bool low = store_disk_low(a->db, &left);
    const char *number = cx_printf(c, "%d", schema), *mb = "";
    if (left != UINT64_MAX)
        mb = cx_printf(c, "%llu MB", (unsigned long long)(left >> 20));
    if (!number || !mb)
        return false;
    json_init(&j, b);
    json_obj(&j, NULL);
    json_bool(&j, "sound", findings.n == 0);
    json_arr(&j, "rows");
    put_check(&j, "schema", "ok", str_of(number));
    put_check(&j, "disk", low ? "low" : left == UINT64_MAX ? "unknown" : "ok", str_of(mb));
    if (!findings.n)
        put_check(&j, "content", "ok", S(""));
    for (str line; findings.n && str_split(&findings, '\n', &line);)
        if (line.n)
            put_check(&j, "content", "bad", line);
    for (str line; torn.n && str_split(&torn, '\n', &line);)
        if (line.n)
            put_check(&j, "content", "warning", line);
    json_end(&j, ']');
    json_end(&j, '}');
    return sb_ok(b) || fail_memory(c);
}

bool run_doctor(cx *c, const args *a)
{
    store *s = NULL;
    str findings = {"", 0}, torn = {"", 0};
    size_t n = 0;
    int schema = 0;
    err unsound = {0};
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 0);
    TRY(need_rest(c, a, 0));
    cli_progress_start(c);
    bool ok = store_open(c, a->db, STORE_READ, &s) && store_verify(c, s, &findings, &n);
    if (ok && n == 0)
        ok = look_at_catalog(c, s, &torn, &unsound);
    if (unsound.code != ERR_NONE) {
        findings = str_of(c->lang == LANG_EN ? unsound.en : unsound.zh);
        n = 1;
    }
    store_close(s);
    TRY(ok && store_schema(c, a->db, &schema));
    TRY(doctor_answer(c, a, schema, findings, torn, &b) && cli_print(c, a, sb_str(&b)));
    cli_warn_disk(c, a->db);
    if (n)
        return fail(c, ERR_DATA, "%s 有 %zu 处问题；请从备份恢复（diaodu restore）",
                    "%s has %zu problems; restore a backup (diaodu restore)", a->db, n);
    return a->format != OUT_TABLE || say(c, a, "完好：", "sound: ", a->db, S(""));
}
