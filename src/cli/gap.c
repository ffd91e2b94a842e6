/* cause, plan: why a target is missed and how it is made up for. */
#include "flow/gap.h"
#include "base/str.h"
#include "cli/cli.h"

static bool record(cx *c, const args *a, gap_table t)
{
    desk d;
    import_result r;
    gap_values v = {.area = str_of(a->rest[0]),
                    .indicator = str_of(a->rest[1]),
                    .period = str_of(a->rest[2]),
                    .org = arg_str(a, "org"),
                    .person = arg_str(a, "person"),
                    .cause = arg_str(a, "cause"),
                    .side = arg_str(a, "side"),
                    .text = arg_str(a, "text"),
                    .checkpoint = arg_str(a, "checkpoint"),
                    .item = arg_str(a, "item"),
                    .due = arg_str(a, "due"),
                    .measure = arg_str(a, "measure"),
                    .support = arg_str(a, "support"),
                    .amount = arg_str(a, "amount"),
                    .unit = arg_str(a, "unit"),
                    .leader = arg_str(a, "leader"),
                    .note = arg_str(a, "note"),
                    .withdraw = arg_on(a, "withdraw")};
    import_options o = {
        .reason = arg_str(a, "reason"), .by = arg_str(a, "as"), .dry_run = arg_on(a, "dry-run")};
    TRY(cli_desk(c, a, true, ID_NONE, &d));
    o.who = d.who;
    bool ok = gap_write(c, a->db, &d, t, &v, &o, &r);
    ok = ok && (a->format == OUT_TABLE ? cli_show_import(c, a->command, &r, &o)
                                       : cli_print_import(c, a, &r));
    import_result_done(&r);
    desk_close(&d);
    return ok;
}

bool run_cause(cx *c, const args *a)
{
    if (a->n_rest != 3 || !arg_on(a, "cause"))
        return fail(
            c, ERR_USAGE,
            "用法：diaodu cause 地区 指标 时期 --cause 代码 --side objective|subjective|mixed "
            "--text 说明 --reason 为什么登记；撤回：--cause 代码 --withdraw --reason 原因",
            "usage: diaodu cause AREA INDICATOR PERIOD --cause CODE "
            "--side objective|subjective|mixed --text TEXT --reason TEXT; "
            "to take back: --cause CODE --withdraw --reason TEXT");
    return record(c, a, GAP_CAUSE);
}

bool run_plan(cx *c, const args *a)
{
    if (a->n_rest != 3)
        return fail(c, ERR_USAGE,
                    "用法：diaodu plan 地区 指标 时期 --checkpoint H1 --due 2024-06 --measure 措施 "
                    "--support 项目 --amount 数额 --reason 为什么登记；"
                    "撤回：--item 序号 --withdraw --reason 原因",
                    "usage: diaodu plan AREA INDICATOR PERIOD --checkpoint H1 --due 2024-06 "
                    "--measure TEXT --support PROJECT --amount X --reason TEXT; "
                    "to take back: --item N --withdraw --reason TEXT");
    return record(c, a, GAP_PLAN);
}
