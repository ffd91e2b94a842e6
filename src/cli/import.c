/* import and set: numbers in. */
#include "flow/import.h"
#include "api/import.h"
#include "flow/set.h"
#include "base/str.h"
#include "cli/cli.h"
#include <unistd.h>

static bool ask_terminal(void *user, str description)
{
    cx *c = user;
    char line[16];
    cli_progress_clear();
    fprintf(stderr, STR_FMT "\n%s", STR_ARG(description),
            c->lang == LANG_EN ? "import like this? [y/N] " : "按此导入？[y/N] ");
    return fgets(line, sizeof line, stdin) && (line[0] == 'y' || line[0] == 'Y');
}

static bool read_options(cx *c, const args *a, import_options *o)
{
    *o = (import_options){.reason = arg_str(a, "reason"),
                          .by = arg_str(a, "as"),
                          .dry_run = arg_on(a, "dry-run"),
                          .partial = arg_on(a, "partial"),
                          .yes = arg_on(a, "yes"),
                          .withdraw = arg_on(a, "withdraw"),
                          .rejects = arg(a, "rejects"),
                          .with = arg_str(a, "with"),
                          .without = arg_str(a, "without"),
                          .today = time_day(os_now_us())};
    TRY(cli_who(c, a, &o->who));
    if (isatty(STDIN_FILENO) && isatty(STDERR_FILENO)) {
        o->confirm = ask_terminal;
        o->user = c;
    }
    if (arg_on(a, "map")) {
        os_file f;
        TRY(os_map(c, arg(a, "map"), 16 << 20, &f));
        char *t = cx_strdup(c, f.data);
        os_unmap(&f);
        if (!t)
            return false;
        o->map = str_of(t);
    }
    return true;
}

/* The result of one file; several stand one after the other, with commas. */
static bool put_result(cx *c, const char *path, const import_result *r, sb *b)
{
    json j;
    sb_putz(b, b->n ? "," : "");
    json_init(&j, b);
    json_obj(&j, NULL);
    TRY(put_import(c, &j, path, r));
    json_end(&j, '}');
    return sb_ok(b) || fail_memory(c);
}

/* One file is one object; several, and CSV, are rows. */
static bool print_results(cx *c, const args *a, str results, size_t n)
{
    sb b CLEANUP(sb_done) = {0};
    bool rows = n > 1 || a->format == OUT_CSV;
    sb_init(&b, 0);
    sb_putz(&b, rows ? "{\"rows\":[" : "");
    sb_put(&b, results);
    sb_putz(&b, rows ? "]}" : "");
    return sb_ok(&b) ? n == 0 || cli_print(c, a, sb_str(&b)) : fail_memory(c);
}

bool cli_print_import(cx *c, const args *a, const import_result *r)
{
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 0);
    return put_result(c, "-", r, &b) && print_results(c, a, sb_str(&b), 1);
}

bool cli_show_import(cx *c, const char *path, const import_result *r, const import_options *o)
{
    sb b CLEANUP(sb_done) = {0};
    bool en = c->lang == LANG_EN;
    sb_init(&b, 0);
    sb_printf(&b, en ? "%s: table " STR_FMT ", %llu " : "%s：" STR_FMT " 表 %llu ", path,
              STR_ARG(r->table), (unsigned long long)r->rows);
    sb_putz(&b, !en ? "行" : r->rows == 1 ? "row" : "rows");
    sb_printf(&b,
              en ? ", %llu new, %llu changed, %llu as they stood"
                 : "，新增 %llu，变更 %llu，未变 %llu",
              (unsigned long long)r->added, (unsigned long long)r->changed,
              (unsigned long long)r->unchanged);
    if (r->refused)
        sb_printf(&b, en ? ", %llu refused" : "，未采用 %llu", (unsigned long long)r->refused);
    if (r->left_out)
        sb_printf(&b,
                  !en                ? "，%llu 处未读入（见上）"
                  : r->left_out == 1 ? ", %llu point left out (named above)"
                                     : ", %llu points left out (named above)",
                  (unsigned long long)r->left_out);
    if (r->handed_in)
        sb_printf(&b,
                  en ? ", %llu filled into forms, to be submitted (diaodu todo)"
                     : "，%llu 个预计数已填入报表、待提交（见 diaodu todo）",
                  (unsigned long long)r->handed_in);
    if (r->withdrawn)
        sb_printf(&b, en ? ", %llu withdrawn" : "，撤回 %llu", (unsigned long long)r->withdrawn);
    if (r->rejects.n)
        sb_printf(&b, en ? "; refused rows are in " STR_FMT : "；退回行在 " STR_FMT,
                  STR_ARG(r->rejects));
    if (o->dry_run)
        sb_putz(&b, en ? " (dry run: nothing was written)" : "（仅检查，未写入）");
    else if (r->known_file && !r->commit_id)
        sb_putz(&b, en ? " (this very file was imported before: nothing changed)"
                       : "（同一文件已导入过，没有变化）");
    else if (!r->commit_id)
        sb_putz(&b, en ? " (nothing changed)" : "（没有变化）");
    sb_putc(&b, '\n');
    return sb_ok(&b) ? cli_out(c, sb_str(&b)) : fail_memory(c);
}

static bool import_one(cx *c, const args *a, const char *path, const import_options *o, sb *results)
{
    import_result r;
    bool ok = import_file(c, a->db, path, o, &r);
    cli_progress_clear();
    if (arg_on(a, "show-map") && r.mapping.n && a->format == OUT_TABLE)
        ok = cli_out(c, r.mapping) && ok;
    if (arg_on(a, "show-map") && r.proposal.n && a->format == OUT_JSON) {
        cli_show_findings(c, path,
                          &r); /* on standard error; the mapping alone on standard output */
        ok = cli_out(c, r.proposal) && cli_out(c, S("\n")) && ok;
    } else if (a->format != OUT_TABLE) {
        bool shown = put_result(c, path, &r, results);
        ok = ok && shown;
    } else {
        cli_show_findings(c, path, &r);
        ok = ok && cli_show_import(c, path, &r, o);
    }
    bool refused = ok && r.refused > 0;
    import_result_done(&r);
    if (refused)
        return fail(c, ERR_DATA, "%s：有行未采用", "%s: some rows were not taken", path);
    return ok;
}

bool run_import(cx *c, const args *a)
{
    import_options o;
    int first = 0;
    TRY(read_options(c, a, &o));
    if (a->n_rest > 0 &&
        (catalog_table(str_of(a->rest[0])) || !strcmp(a->rest[0], "observations") ||
         !strcmp(a->rest[0], "claims") || !strcmp(a->rest[0], "ledgers") ||
         !strcmp(a->rest[0], "ledger_series") || !strcmp(a->rest[0], "milestones") ||
         !strncmp(a->rest[0], "ledger:", 7) || !strcmp(a->rest[0], "oc4ids") ||
         !strncmp(a->rest[0], "oc4ids:", 7)) &&
        (a->n_rest > 1 || !os_exists(a->rest[0])))
        o.table = str_of(a->rest[first++]);
    if (first == a->n_rest)
        return fail(c, ERR_USAGE, "用法：diaodu import [表] 文件…",
                    "usage: diaodu import [TABLE] FILE…");
    cli_progress_start(c);
    sb results CLEANUP(sb_done) = {0};
    sb_init(&results, 0);
    size_t n = 0;
    bool ok = true;
    for (int i = first; ok && i < a->n_rest; i++, n++)
        ok = import_one(c, a, a->rest[i], &o, &results);
    if (a->format != OUT_TABLE)
        ok = print_results(c, a, sb_str(&results), n) && ok;
    cli_warn_disk(c, a->db);
    return ok;
}

/* ---- set ---- */
static bool set_row(cx *c, const args *a, sb *b)
{
    desk d;
    set_values v = {.area = str_of(a->rest[0]),
                    .indicator = str_of(a->rest[1]),
                    .period = str_of(a->rest[2]),
                    .basis = arg_str(a, "basis"),
                    .kind = arg_str(a, "kind"),
                    .level = arg_str(a, "level"),
                    .growth = arg_str(a, "growth"),
                    .base_level = arg_str(a, "base-level"),
                    .unit = arg_str(a, "unit"),
                    .tier = arg_str(a, "tier"),
                    .comparison = arg_str(a, "comparison"),
                    .withdraw = arg_on(a, "withdraw")};
    TRY(cli_desk(c, a, true, ID_NONE, &d));
    bool ok = set_text(c, d.k, &v, b);
    desk_close(&d);
    return ok;
}

bool run_set(cx *c, const args *a)
{
    import_options o = {.reason = arg_str(a, "reason"),
                        .by = arg_str(a, "as"),
                        .dry_run = arg_on(a, "dry-run"),
                        .retract = arg_on(a, "withdraw")};
    sb b CLEANUP(sb_done) = {0};
    import_result r;
    sb_init(&b, 0);
    if (a->n_rest != 3)
        return fail(c, ERR_USAGE,
                    "用法：diaodu set 地区 指标 时期 --level X --growth G --reason 原因；"
                    "撤回一个数：--withdraw --reason 原因",
                    "usage: diaodu set AREA INDICATOR PERIOD --level X --growth G --reason TEXT; "
                    "to take one back: --withdraw --reason TEXT");
    TRY(cli_who(c, a, &o.who));
    if (!arg_on(a, "reason"))
        return fail(c, ERR_USAGE, "改数须写明原因：--reason",
                    "a correction needs its reason: --reason");
    TRY(set_row(c, a, &b));
    bool ok = import_text(c, a->db, S("observations"), sb_str(&b), &o, &r);
    if (!ok)
        import_first_error(c, &r);
    ok = ok &&
         (a->format == OUT_TABLE ? cli_show_import(c, "set", &r, &o) : cli_print_import(c, a, &r));
    import_result_done(&r);
    return ok;
}
