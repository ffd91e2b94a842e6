/* target set|split|reconcile|claim|list */
#include "base/str.h"
#include "cli/cli.h"
#include "flow/import.h"
#include "flow/target.h"

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
static bool write_rows(cx *c, const args *a, const char *name, str table, str text)
{
    import_options o = {.table = table,
                        .data = text,
                        .reason = arg_on(a, "reason") ? arg_str(a, "reason") : S("target"),
                        .by = arg_str(a, "as"),
                        .dry_run = arg_on(a, "dry-run")};
    import_result r;
    TRY(cli_who(c, a, &o.who));
    bool ok = import_file(c, a->db, name, &o, &r);
    if (!ok)
        import_first_error(c, &r);
    if (ok && a->format != OUT_TABLE && strcmp(a->rest[0], "split") != 0)
        ok = cli_print_import(c, a, &r); /* a split prints its pieces */
    import_result_done(&r);
    return ok;
}

static bool codes(cx *c, const args *a, const desk *d, str *area_code, str *ind)
{
    area_id area;
    ind_id i;
    TRY(desk_need_area(c, d, arg_str(a, "area"), &area));
    TRY(desk_need_ind(c, d, arg_str(a, "indicator"), &i));
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
    target_words w = {arg_str(a, "tier"),  arg_str(a, "comparison"), arg_str(a, "assess"),
                      arg_str(a, "level"), arg_str(a, "growth"),     arg_str(a, "low"),
                      arg_str(a, "high")};
    return target_text(c, area_code, ind, arg_str(a, "period"), &w, &b) &&
           write_rows(c, a, "target", S("observations"), sb_str(&b));
}

/* "520302=120;520303=80" of --parts */
static bool read_parts(cx *c, const args *a, split_query *q)
{
    str rest = arg_str(a, "parts"), one;
    split_part *list = cx_alloc(c, (rest.n + 1) * sizeof *list);
    if (!list)
        return false;
    while (rest.n && str_split(&rest, ';', &one)) {
        str level = one, at;
        if (!str_trim(one).n)
            continue;
        if (!str_split(&level, '=', &at) || !level.p)
            return fail(c, ERR_USAGE, "--parts 写作 地区=数值;…（或 时期=数值;…）",
                        "--parts is AREA=LEVEL;… (or PERIOD=LEVEL;…)");
        list[q->n_parts++] = (split_part){str_trim(at), str_trim(level)};
    }
    q->parts = list;
    return q->n_parts || q->method != SPLIT_MANUAL ||
           fail(c, ERR_USAGE, "手工分解需要 --parts", "a split by hand needs --parts");
}

static bool target_split(cx *c, const args *a, const desk *d, sb *out)
{
    split_query q;
    str area_code, ind;
    split s;
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 0);
    target_words w = {.tier = arg_str(a, "tier"),
                      .comparison = arg_str(a, "comparison"),
                      .assess = arg_str(a, "assess")};
    TRY(need(c, a, "area indicator period"));
    TRY(codes(c, a, d, &area_code, &ind));
    TRY(query_split(c, cli_word, (void *)a, &q) && read_parts(c, a, &q));
    TRY(answer_split(c, d, &q, &s, out) && split_need(c, s.why));
    return arg_on(a, "dry-run") || (target_split_text(c, d->k, ind, &s, &w, &b) &&
                                    write_rows(c, a, "split", S("observations"), sb_str(&b)));
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
    return sb_ok(&b) ? write_rows(c, a, "claim", S("claims"), sb_str(&b)) : fail_memory(c);
}

static bool run(cx *c, const args *a, const desk *d)
{
    const char *what = a->rest[0];
    query q = {.area = arg_str(a, "area"),
               .indicator = arg_str(a, "indicator"),
               .period = arg_str(a, "period"),
               .all = arg_on(a, "all")};
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
