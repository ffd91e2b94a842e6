#include "flow/export.h"
#include "base/csv.h"
#include "base/str.h"
#include "cli/cli.h"
#include "io/xlsx_csv.h"

static bool period_option(cx *c, const args *a, const char *name, period *ret)
{
    *ret = PERIOD_NONE;
    return !arg_on(a, name) || need_period(c, arg_str(a, name), ret);
}

static bool read_options(cx *c, const args *a, const desk *d, export_options *o)
{
    *o = (export_options){.area = ID_NONE, .ind = ID_NONE};
    if (arg_on(a, "area"))
        TRY(catalog_need_area(c, d->k, arg_str(a, "area"), &o->area));
    if (arg_on(a, "indicator"))
        TRY(catalog_need_ind(c, d->k, arg_str(a, "indicator"), &o->ind));
    if (arg_on(a, "kind") && !kind_parse(arg_str(a, "kind"), &o->kind))
        return fail(c, ERR_USAGE, "--kind 须为 final、flash、forecast、expected 或 target",
                    "--kind is final, flash, forecast, expected or target");
    return period_option(c, a, "period", &o->period) && period_option(c, a, "from", &o->from) &&
           period_option(c, a, "to", &o->to);
}

static bool write_file(cx *c, const args *a, str table, str csv)
{
    const char *path = arg(a, "output");
    if (str_ends(str_of(path), S(".xlsx")))
        return xlsx_write_csv(c, path, table, csv);
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 0);
    if (arg_on(a, "bom"))
        sb_putz(&b, "\xEF\xBB\xBF");
    sb_put(&b, csv);
    return sb_ok(&b) ? os_write_file(c, path, sb_str(&b)) : fail_memory(c);
}

bool run_export(cx *c, const args *a)
{
    desk d;
    export_options o;
    if (a->n_rest != 1)
        return fail(c, ERR_USAGE, "用法：diaodu export 表 [-o 文件]",
                    "usage: diaodu export TABLE [-o FILE]");
    TRY(cli_desk(c, a, true, ID_NONE, &d));
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, (size_t)8 << 30);
    str table = str_of(a->rest[0]);
    bool ok = read_options(c, a, &d, &o) && export_table(c, &d, table, &o, &out);
    ok = ok &&
         (arg_on(a, "output") ? write_file(c, a, table, sb_str(&out)) : cli_out(c, sb_str(&out)));
    desk_close(&d);
    return ok;
}
