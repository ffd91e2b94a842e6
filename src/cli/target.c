/* target set|split|reconcile|claim|list */
#include "base/str.h"
#include "cli/cli.h"
#include "flow/import.h"

static bool usage(cx *c)
{
    return fail(c, ERR_USAGE,
                "用法：diaodu target set|split|reconcile|claim|list --area A --indicator I "
                "--period 年；见 diaodu help target",
                "usage: diaodu target set|split|reconcile|claim|list --area A --indicator I "
                "--period YEAR; see "
                "diaodu help target");
}

static bool need(cx *c, const args *a, const char *names)
{
    str rest = str_of(names), word;
    while (str_split(&rest, ' ', &word)) {
        char name[32];
        snprintf(name, sizeof name, STR_FMT, STR_ARG(word));
        if (!arg_on(a, name))
            return fail(c, ERR_USAGE, "target %s 需要 --%s", "target %s needs --%s", a->rest[0],
                        name);
    }
    return true;
}

/* Write rows of a table as one commit; the reason is part of a target's history. */
static bool write_rows(cx *c, const args *a, str table, str text)
{
    import_options o = {.reason = arg_on(a, "reason") ? arg_str(a, "reason") : S("target"),
                        .by = arg_str(a, "as"),
                        .dry_run = arg_on(a, "dry-run")};
    import_result r;
    bool ok = import_text(c, a->db, table, text, &o, &r);
    if (!ok)
        import_first_error(c, &r);
    if (ok && a->format != OUT_TABLE && strcmp(a->rest[0], "split") != 0)
        ok = cli_print_import(c, a, &r); /* a split prints its pieces */
    import_result_done(&r);
    return ok;
}

static const char columns[] =
    "area,indicator,period,kind,tier,comparison,assess,level,growth,low,high,note\n";

static void put_row(sb *b, const args *a, str area_code, str ind, str period_text, str level)
{
    const char *const fields[] = {arg(a, "tier"), arg(a, "comparison"), arg(a, "assess")};
    csv_put(b, area_code);
    sb_putc(b, ',');
    csv_put(b, ind);
    sb_putc(b, ',');
    csv_put(b, period_text);
    sb_putz(b, ",target,");
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        csv_put(b, str_of(fields[i]));
        sb_putc(b, ',');
    }
    csv_put(b, level);
    sb_putc(b, ',');
}

static bool codes(cx *c, const args *a, const desk *d, str *area_code, str *ind)
{
    area_id area;
    ind_id i;
    TRY(catalog_need_area(c, d->k, arg_str(a, "area"), &area));
    TRY(catalog_need_ind(c, d->k, arg_str(a, "indicator"), &i));
    *area_code = d->k->areas[area].code;
    *ind = d->k->inds[i].code;
    return true;
}

static bool target_set(cx *c, const args *a, const desk *d)
{
    str area_code, ind;
    sb b CLEANUP(sb_done) = {0};
    TRY(need(c, a, "area indicator period"));
    if (!arg_on(a, "level") && !arg_on(a, "growth") && !arg_on(a, "low") && !arg_on(a, "high") &&
        !arg_on(a, "comparison"))
        return fail(c, ERR_USAGE, "target set 需要 --level、--growth、--low 或 --high",
                    "target set needs --level, --growth, --low or --high");
    TRY(codes(c, a, d, &area_code, &ind));
    sb_init(&b, 0);
    sb_putz(&b, columns);
    put_row(&b, a, area_code, ind, arg_str(a, "period"), arg_str(a, "level"));
    csv_put(&b, arg_str(a, "growth"));
    sb_putc(&b, ',');
    csv_put(&b, arg_str(a, "low"));
    sb_putc(&b, ',');
    csv_put(&b, arg_str(a, "high"));
    sb_putz(&b, ",\n");
    return sb_ok(&b) ? write_rows(c, a, S("observations"), sb_str(&b)) : fail_memory(c);
}

static bool write_pieces(cx *c, const args *a, const desk *d, str ind, const split *s)
{
    sb b CLEANUP(sb_done) = {0}, v CLEANUP(sb_done) = {0};
    sb_init(&b, 0);
    sb_init(&v, 0);
    sb_putz(&b, columns);
    for (uint32_t i = 0; i < s->n; i++) {
        char at[PERIOD_TEXT_MAX];
        period_print(s->pieces[i].at, at);
        sb_reset(&v);
        sb_double(&v, s->pieces[i].level);
        put_row(&b, a, d->k->areas[s->pieces[i].area].code, ind, str_of(at), sb_str(&v));
        sb_putz(&b, ",,,\n");
    }
    return sb_ok(&b) ? write_rows(c, a, S("observations"), sb_str(&b)) : fail_memory(c);
}

static bool target_split(cx *c, const args *a, const desk *d, sb *out)
{
    split_query q;
    str area_code, ind;
    split s;
    TRY(need(c, a, "area indicator period"));
    TRY(codes(c, a, d, &area_code, &ind));
    TRY(query_split(c, cli_word, (void *)a, &q));
    TRY(answer_split(c, d, &q, &s, out));
    return arg_on(a, "dry-run") || write_pieces(c, a, d, ind, &s);
}

static bool target_claim(cx *c, const args *a, const desk *d)
{
    str area_code, ind;
    sb b CLEANUP(sb_done) = {0};
    TRY(need(c, a, "area indicator leader org"));
    TRY(codes(c, a, d, &area_code, &ind));
    sb_init(&b, 0);
    sb_putz(&b, "area,indicator,leader,org\n");
    csv_put(&b, area_code);
    sb_putc(&b, ',');
    csv_put(&b, ind);
    sb_putc(&b, ',');
    csv_put(&b, arg_str(a, "leader"));
    sb_putc(&b, ',');
    csv_put(&b, arg_str(a, "org"));
    sb_putc(&b, '\n');
    return sb_ok(&b) ? write_rows(c, a, S("claims"), sb_str(&b)) : fail_memory(c);
}

static bool run(cx *c, const args *a, const desk *d)
{
    const char *what = a->rest[0];
    query q = {.area = arg_str(a, "area"),
               .indicator = arg_str(a, "indicator"),
               .period = arg_str(a, "period")};
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    if (!strcmp(what, "set"))
        return target_set(c, a, d);
    if (!strcmp(what, "claim"))
        return target_claim(c, a, d);
    if (!strcmp(what, "split"))
        return target_split(c, a, d, &out) && cli_print(c, a, sb_str(&out));
    if (strcmp(what, "list") != 0 && strcmp(what, "reconcile") != 0)
        return usage(c);
    TRY(need(c, a, "area period"));
    if (!strcmp(what, "list"))
        return answer_targets(c, d, &q, &out) && cli_print(c, a, sb_str(&out));
    if (!strcmp(what, "reconcile"))
        return answer_reconcile(c, d, &q, &out) && cli_print(c, a, sb_str(&out));
    return usage(c);
}

bool run_target(cx *c, const args *a)
{
    desk d;
    if (a->n_rest != 1)
        return usage(c);
    TRY(cli_desk(c, a, false, ID_NONE, &d));
    bool ok = run(c, a, &d);
    desk_close(&d);
    return ok;
}
