/* audit verify|heads|log: was anything changed behind the desk's back, and who did what. */
#include "flow/audit.h"
#include "api/lists.h"
#include "base/str.h"
#include "cli/cli.h"

#define HEADS_MAX (64u << 20)

static bool usage(cx *c)
{
    return fail(c, ERR_USAGE,
                "用法：diaodu audit verify [--heads 文件] | heads [-o 文件] | log [--area A "
                "--indicator I --period P]；见 diaodu help audit",
                "usage: diaodu audit verify [--heads FILE] | heads [-o FILE] | log [--area A "
                "--indicator I --period P]; see diaodu help audit");
}

static bool verified(cx *c, const args *a, audit *ret)
{
    store *s = NULL;
    cli_progress_start(c);
    bool ok = store_open(c, a->db, STORE_READ, &s) && audit_run(c, s, ret);
    store_close(s);
    cli_progress_clear();
    return ok;
}

static bool hold_heads(cx *c, const args *a, audit *v)
{
    os_file f = {0};
    const char *file = arg(a, "heads");
    if (!file)
        return true;
    TRY(os_map(c, file, HEADS_MAX, &f));
    bool ok = audit_against(c, v, f.data, file);
    os_unmap(&f);
    return ok;
}

static void put_head(json *j, const audit *v)
{
    char hex[65], when[TIME_TEXT_MAX];
    if (!v->n_links) {
        json_nil(j, "head");
        return;
    }
    const store_link *l = &v->links[v->n_links - 1];
    time_print(l->recorded_at, when);
    json_obj(j, "head");
    json_int(j, "commit", l->commit_id);
    json_strz(j, "recorded_at", when);
    os_hex(l->chain.b, sizeof l->chain.b, hex);
    json_strz(j, "sha256", hex);
    os_hex(l->sm3.b, sizeof l->sm3.b, hex);
    json_strz(j, "sm3", hex);
    json_end(j, '}');
}

/* For people: what the head is, to be compared with a sheet of paper. */
static bool print_sound(cx *c, const audit *v)
{
    char chain[65], sm3[65], when[TIME_TEXT_MAX];
    const store_link *l = &v->links[v->n_links - 1];
    time_print(l->recorded_at, when);
    os_hex(l->chain.b, sizeof l->chain.b, chain);
    os_hex(l->sm3.b, sizeof l->sm3.b, sm3);
    const char *text =
        cx_printf(c,
                  c->lang == LANG_EN ? "sound: %zu commits, the last of %.19s\n  SHA-256 %s\n"
                                       "  SM3     %s\n"
                                     : "完好：%zu 次提交，最近一次 %.19s\n  SHA-256 %s\n"
                                       "  SM3     %s\n",
                  v->n_links, when, chain, sm3);
    return text && cli_out(c, str_of(text));
}

static bool print_verdict(cx *c, const args *a, const audit *v)
{
    if (a->format == OUT_TABLE && !v->n_findings && v->n_links)
        return print_sound(c, v);
    sb b CLEANUP(sb_done) = {0};
    json j;
    str rest = v->findings;
    sb_init(&b, 0);
    json_init(&j, &b);
    json_obj(&j, NULL);
    json_bool(&j, "sound", v->n_findings == 0);
    json_int(&j, "commits", (int64_t)v->n_links);
    json_arr(&j, "rows");
    for (str line; rest.n && str_split(&rest, '\n', &line);)
        if (line.n) {
            json_obj(&j, NULL);
            json_str(&j, "text", line);
            json_end(&j, '}');
        }
    json_end(&j, ']');
    put_head(&j, v);
    json_end(&j, '}');
    return sb_ok(&b) ? cli_print(c, a, sb_str(&b)) : fail_memory(c);
}

static bool verify(cx *c, const args *a)
{
    audit v;
    TRY(verified(c, a, &v) && hold_heads(c, a, &v) && print_verdict(c, a, &v));
    if (v.n_findings)
        return fail(c, ERR_DATA, "%s 的历史有 %zu 处不符；请从可信的备份恢复（diaodu restore）",
                    "the history of %s does not hold in %zu places; restore a backup you trust "
                    "(diaodu restore)",
                    a->db, v.n_findings);
    return true;
}

static bool heads(cx *c, const args *a)
{
    audit v;
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 0);
    TRY(verified(c, a, &v));
    if (v.n_findings)
        return fail(c, ERR_DATA, "历史有 %zu 处不符，不写链头；见 diaodu audit verify",
                    "the history does not hold in %zu places, no heads are written; see diaodu "
                    "audit verify",
                    v.n_findings);
    TRY(audit_heads(c, &v, &b));
    const char *file = arg(a, "output");
    return file && strcmp(file, "-") != 0 ? os_write_file(c, file, sb_str(&b))
                                          : cli_out(c, sb_str(&b));
}

static bool print_log(cx *c, const args *a)
{
    desk d;
    list_query q = {.area = arg_str(a, "area"),
                    .indicator = arg_str(a, "indicator"),
                    .period = arg_str(a, "period"),
                    .who = arg_str(a, "who"),
                    .action = arg_str(a, "action"),
                    .since = arg_str(a, "since"),
                    .limit = UINT32_MAX};
    bool one = q.area.n || q.indicator.n || q.period.n;
    if (one && !(q.area.n && q.indicator.n && q.period.n))
        return fail(c, ERR_USAGE, "一个数要 --area、--indicator 和 --period 一起给",
                    "one figure wants --area, --indicator and --period together");
    TRY(cli_desk(c, a, true, ID_NONE, &d));
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    bool ok =
        (one ? answer_audit : answer_commits)(c, &d, &q, &out) && cli_print(c, a, sb_str(&out));
    desk_close(&d);
    return ok;
}

bool run_audit(cx *c, const args *a)
{
    if (a->n_rest != 1)
        return usage(c);
    if (!strcmp(a->rest[0], "verify"))
        return verify(c, a);
    if (!strcmp(a->rest[0], "heads"))
        return heads(c, a);
    return strcmp(a->rest[0], "log") != 0 ? usage(c) : print_log(c, a);
}
