#include "flow/export.h"
#include "api/ledger.h"
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
        TRY(desk_need_area(c, d, arg_str(a, "area"), &o->area));
    if (arg_on(a, "indicator"))
        TRY(desk_need_ind(c, d, arg_str(a, "indicator"), &o->ind));
    if (arg_on(a, "kind") && !kind_parse(arg_str(a, "kind"), &o->kind))
        return fail(c, ERR_USAGE, "--kind 须为 final、flash、forecast、expected 或 target",
                    "--kind is final, flash, forecast, expected or target");
    return period_option(c, a, "period", &o->period) && period_option(c, a, "from", &o->from) &&
           period_option(c, a, "to", &o->to);
}

/* The name's ending says the format; one that cannot be written is refused, not filled with CSV. */
static bool check_output(cx *c, const args *a)
{
    str path = arg_str(a, "output");
    const char *slash = path.p ? strrchr(path.p, '/') : NULL;
    const char *name = slash ? slash + 1 : path.p, *dot = name ? strrchr(name, '.') : NULL;
    if (!dot || str_eqz(path, "-"))
        return true;
    if (!strcmp(dot, ".xlsx") && a->format == OUT_JSON)
        return fail(c, ERR_USAGE, "%s 不能写 JSON；请用 .json", "%s cannot hold JSON; use .json",
                    path.p);
    if (strcmp(dot, ".xlsx") != 0 && strcmp(dot, ".csv") != 0 && strcmp(dot, ".json") != 0 &&
        strcmp(dot, ".txt") != 0)
        return fail(c, ERR_USAGE, "不能写成“%s”；-o 可为 .csv、.xlsx 或 .json",
                    "cannot write \"%s\"; -o takes .csv, .xlsx or .json", dot);
    return true;
}

static bool write_file(cx *c, const args *a, str table, str csv)
{
    const char *path = arg(a, "output");
    if (!strcmp(path, "-"))
        return cli_out(c, csv);
    if (str_ends(str_of(path), S(".xlsx")))
        return xlsx_write_csv(c, path, table, csv);
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 0);
    if (arg_on(a, "bom"))
        sb_putz(&b, "\xEF\xBB\xBF");
    sb_put(&b, csv);
    return sb_ok(&b) ? os_write_file(c, path, sb_str(&b)) : fail_memory(c);
}

/* The same rows; a value is the text it is in CSV, an empty one null. */
static bool to_json(cx *c, str table, str text, sb *out)
{
    csv r CLEANUP(csv_done);
    json j;
    str *names = NULL;
    size_t n = 0;
    csv_init(&r, text);
    json_init(&j, out);
    json_obj(&j, NULL);
    json_str(&j, "table", table);
    json_arr(&j, "rows");
    while (csv_next(c, &r)) {
        if (!names) {
            TRY(names = cx_alloc(c, r.n * sizeof *names));
            for (n = 0; n < r.n; n++)
                if (!arena_str(c->a, r.fields[n], &names[n]))
                    return fail_memory(c);
            continue;
        }
        json_obj(&j, NULL);
        for (size_t i = 0; i < n && i < r.n; i++)
            if (r.fields[i].n)
                json_str(&j, names[i].p, r.fields[i]);
            else
                json_nil(&j, names[i].p);
        json_end(&j, '}');
    }
    json_end(&j, ']');
    json_end(&j, '}');
    sb_putc(out, '\n');
    return c->err.code == ERR_NONE && (sb_ok(out) || fail_memory(c));
}

/* Projects are JSON, whatever the format of tables. */
static bool export_oc4ids(cx *c, const args *a)
{
    desk d;
    ledger_query q = {.type = arg_str(a, "type"),
                      .where = arg_str(a, "where"),
                      .q = arg_str(a, "q"),
                      .view = arg_str(a, "view"),
                      .sort = arg_str(a, "sort")};
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, (size_t)4 << 30);
    str path = arg_str(a, "output");
    if (path.n && !str_eqz(path, "-") && !str_ends(path, S(".json")))
        return fail(c, ERR_USAGE, "OC4IDS 是 JSON：-o 文件名.json", "OC4IDS is JSON: -o FILE.json");
    TRY(cli_desk(c, a, false, ID_NONE, &d));
    bool ok = answer_ledger_oc4ids(c, &d, &q, &out);
    sb_putc(&out, '\n');
    ok = ok && (path.n ? write_file(c, a, S("oc4ids"), sb_str(&out)) : cli_out(c, sb_str(&out)));
    desk_close(&d);
    return ok;
}

bool run_export(cx *c, const args *a)
{
    desk d;
    export_options o;
    if (a->n_rest != 1)
        return fail(c, ERR_USAGE, "用法：diaodu export 表 [-o 文件]",
                    "usage: diaodu export TABLE [-o FILE]");
    if (!strcmp(a->rest[0], "oc4ids"))
        return export_oc4ids(c, a);
    TRY(check_output(c, a));
    TRY(cli_desk(c, a, true, ID_NONE, &d));
    sb out CLEANUP(sb_done) = {0};
    sb as_json CLEANUP(sb_done) = {0};
    sb_init(&out, (size_t)8 << 30);
    sb_init(&as_json, (size_t)8 << 30);
    str table = str_of(a->rest[0]);
    bool ok = read_options(c, a, &d, &o) && export_table(c, &d, table, &o, &out);
    str text = sb_str(&out);
    bool book = arg_on(a, "output") && str_ends(arg_str(a, "output"), S(".xlsx"));
    bool wants_json = a->format == OUT_JSON ||
                      (arg_on(a, "output") && str_ends(arg_str(a, "output"), S(".json")));
    if (ok && wants_json && !book) {
        ok = to_json(c, table, text, &as_json);
        text = sb_str(&as_json);
    }
    ok = ok && (arg_on(a, "output") ? write_file(c, a, table, text) : cli_out(c, text));
    desk_close(&d);
    return ok;
}
