/* Writes: an import, one value, taking back; jobs to watch them. */
#include "http/write.h"
#include "api/rows.h"
#include "base/str.h"
#include "flow/gap.h"
#include "flow/set.h"
#include "http/jobs.h"
#include "http/stream.h"
#include <unistd.h>

/* ---- what the caller saw last (If-Match) ---- */

/* "12-89ab…": an entity tag of ours begins with the commit it was made from. */
bool write_read_tag(cx *c, const call *k, guard *g)
{
    str tag = k->rq->if_match;
    g->since = -1;
    if (!tag.n || str_eqz(tag, "*"))
        return true;
    if (str_starts(tag, S("W/")))
        tag = str_from(tag, 2);
    ptrdiff_t dash = str_find(tag, S("-"));
    if (tag.p[0] == '"' && dash > 1 && str_int(str_sub(tag, 1, (size_t)dash - 1), &g->since))
        return true;
    return fail(c, ERR_USAGE, "If-Match 须为本台给出的 ETag", "If-Match is an ETag of this desk");
}

/* What changed since is told to those who may see it; the others are refused as writers right after. */
static bool may_know(const guard *g)
{
    if (!g->who)
        return true;
    if (g->table.n)
        return g->k && rights_table(g->table) != TABLE_FIGURE &&
               rights_may(g->who, g->k, rights_table_act(g->table), ID_NONE, ID_NONE);
    return !g->key || (g->k && rights_see(g->who, g->k, obs_key_area(g->key), obs_key_ind(g->key),
                                          SECRET_NOT));
}

bool write_guard(cx *c, store *s, void *user)
{
    guard *g = user;
    bool changed = false;
    json j;
    if (g->since < 0 || !may_know(g))
        return true;
    json_init(&j, g->extra);
    json_obj(&j, NULL);
    if (g->table.n)
        TRY(put_rows_conflict(c, s, g->table, g->csv, g->since, &j, &changed));
    else
        TRY(put_conflict(c, s, g->k, g->key, g->since, &j, &changed));
    json_end(&j, '}');
    return !changed || fail(c, ERR_CONFLICT, "此后已被他人改动；请看过新的内容再决定",
                            "somebody changed it since; look at what stands now and decide again");
}

/* ---- what comes back ---- */
bool write_answer(cx *c, const call *k, sb *out, reply *r)
{
    if (!server_refresh(c, k->srv)) /* it is written; the next look takes it in, or says why not */
        cx_clear(c);
    return reply_json(c, out, r);
}

/* A refusal says what an answer would have said, and both versions of a lost update. */
static void refused(cx *c, const call *k, const char *member, str object, reply *r)
{
    problem_with(c, member, object, k->rq->path, r);
}

static bool result_json(cx *c, const call *k, const char *name, const import_result *r,
                        const char *rejected, bool preview, bool ok, sb *out)
{
    json j;
    (void)k;
    json_init(&j, out);
    json_obj(&j, NULL);
    TRY(put_import(c, &j, name, r));
    json_strz(&j, "rejected_csv", rejected);
    json_strz(&j, "error", ok ? NULL : cx_message(c));
    if (preview)
        TRY(put_preview(c, &j, r));
    json_end(&j, '}');
    return sb_ok(out) || fail_memory(c);
}

/* ---- import ---- */
static bool flag(const params *p, const char *name)
{
    str v;
    return params_word((void *)p, name, &v);
}

static int64_t today(void)
{
    return time_day(os_now_us());
}

/* Refused rows go to a folder of their own and come back as text. */
static char *rejected_text(cx *c, const char *path)
{
    os_file f;
    char *text = NULL;
    if (!os_exists(path))
        return NULL;
    if (os_map(c, path, (size_t)64 << 20, &f)) {
        text = cx_strdup(c, f.data);
        os_unmap(&f);
    }
    unlink(path);
    return text;
}

bool write_import(cx *c, const call *k, const char *name, import_options *o, str around, sb *out,
                  guard *g, reply *r)
{
    import_result got;
    char dir[] = "/tmp/diaodu-XXXXXX", path[64] = "";
    bool made = o->partial && mkdtemp(dir);
    snprintf(path, sizeof path, "%s/rejected.csv", dir);
    o->rejects = path;
    bool ok = import_file(c, live_url(k->srv->live), name, o, &got);
    char *rejected = made ? rejected_text(c, path) : NULL;
    if (made)
        rmdir(dir);
    got.rejects = S("");
    sb one CLEANUP(sb_done) = {0};
    sb_init(&one, 0);
    bool told = result_json(c, k, name, &got, rejected, flag(k->p, "preview"), ok, &one);
    import_result_done(&got);
    if (!told)
        return false;
    sb_put(out, around);
    sb_putz(out, around.n ? ",\"result\":" : "");
    sb_put(out, sb_str(&one));
    sb_putz(out, around.n ? "}" : "");
    if (!sb_ok(out))
        return fail_memory(c);
    if (ok || (o->dry_run && c->err.code == ERR_DATA)) {
        cx_clear(c);
        return true;
    }
    bool conflict = c->err.code == ERR_CONFLICT;
    refused(c, k, conflict ? "versions" : "result", conflict ? sb_str(g->extra) : sb_str(&one), r);
    return true;
}

bool put_import_file(cx *c, const call *k, reply *r)
{
    sb out CLEANUP(sb_done) = {0}, extra CLEANUP(sb_done) = {0};
    guard g = {.who = call_who(k), .extra = &extra};
    str name = S("upload");
    import_options o = {.who = call_who(k),
                        .dry_run = flag(k->p, "dry_run"),
                        .partial = flag(k->p, "partial"),
                        .yes = flag(k->p, "yes"),
                        .withdraw = flag(k->p, "withdraw"),
                        .today = today(),
                        .data = k->body,
                        .guard = write_guard,
                        .guard_user = &g};
    sb_init(&out, 0);
    sb_init(&extra, 1 << 20);
    (void)params_get(k->p, "table", &o.table);
    (void)params_get(k->p, "reason", &o.reason);
    (void)params_get(k->p, "map", &o.map);
    (void)params_get(k->p, "name", &name);
    (void)params_get(k->p, "with", &o.with);
    (void)params_get(k->p, "without", &o.without);
    TRY(write_read_tag(c, k, &g));
    if (!k->body.n)
        return fail(c, ERR_USAGE, "请求没有内容；请把文件作为请求体 PUT 上来",
                    "the request is empty; PUT the file as its body");
    const char *file = cx_strdup(c, str_sub(name, 0, 200));
    TRY(file && write_import(c, k, file, &o, S(""), &out, &g, r));
    return r->status || write_answer(c, k, &out, r);
}

/* ---- one value ---- */
bool write_text(cx *c, json_t *root, const char *name, str *ret)
{
    json_t *v = json_object_get(root, name);
    *ret = (str){"", 0};
    if (!v || json_is_null(v))
        return true;
    if (json_is_number(v))
        return fail(c, ERR_USAGE, "%s 须写成字符串（如 \"2934.8\"）：JSON 数字会丢失小数的准确写法",
                    "%s is a string, such as \"2934.8\": a JSON number loses the exact decimal",
                    name);
    if (!json_is_string(v))
        return fail(c, ERR_USAGE, "%s 须为字符串", "%s is a string", name);
    return arena_str(c->a, (str){json_string_value(v), json_string_length(v)}, ret) ||
           fail_memory(c);
}

bool write_flag(cx *c, json_t *root, const char *name, bool *ret)
{
    json_t *v = json_object_get(root, name);
    *ret = json_is_true(v);
    return !v || json_is_boolean(v) || json_is_null(v) ||
           fail(c, ERR_USAGE, "%s 须为 true 或 false（不加引号）",
                "%s is true or false, without quotes", name);
}

static bool is_word(const char *words, const char *name)
{
    str rest = str_of(words), one;
    while (str_split(&rest, ' ', &one))
        if (str_eqz(one, name))
            return true;
    return false;
}

static bool unknown(cx *c, const char *name)
{
    return fail(c, ERR_USAGE, "没有字段 %.80s；见 /openapi.json",
                "there is no member %.80s; see /openapi.json", name);
}

bool write_known(cx *c, json_t *root, const char *names)
{
    const char *name;
    json_t *value;
    json_object_foreach(root, name, value)
    {
        if (!is_word(names, name))
            return unknown(c, name);
    }
    return true;
}

typedef struct member {
    const char *name;
    str *at;
} member;

/* All texts of a body; `also`: blank-separated names of what is not a text. */
static bool texts(cx *c, json_t *root, const member *all, size_t n, const char *also)
{
    const char *name;
    json_t *value;
    for (size_t i = 0; i < n; i++)
        TRY(write_text(c, root, all[i].name, all[i].at));
    json_object_foreach(root, name, value)
    {
        bool known = is_word(also, name);
        for (size_t i = 0; i < n; i++)
            known |= !strcmp(name, all[i].name);
        if (!known)
            return unknown(c, name);
    }
    return true;
}

static bool members(cx *c, json_t *root, set_values *v, str *reason, bool *dry)
{
    const member all[] = {{"area", &v->area},
                          {"indicator", &v->indicator},
                          {"period", &v->period},
                          {"basis", &v->basis},
                          {"kind", &v->kind},
                          {"level", &v->level},
                          {"growth", &v->growth},
                          {"base_level", &v->base_level},
                          {"unit", &v->unit},
                          {"tier", &v->tier},
                          {"comparison", &v->comparison},
                          {"note", &v->note},
                          {"reason", reason}};
    return write_flag(c, root, "dry_run", dry) && texts(c, root, all, COUNT_OF(all), "dry_run");
}

/* The body as an object; *ret is to be released. */
bool write_body(cx *c, const call *k, json_t **ret)
{
    json_error_t e;
    *ret = json_loadb(k->body.p ? k->body.p : "", k->body.n, JSON_REJECT_DUPLICATES, &e);
    if (json_is_object(*ret))
        return true;
    json_decref(*ret);
    *ret = NULL;
    return fail(c, ERR_USAGE, "请求体须为 JSON 对象：第 %d 行 %s",
                "the body is a JSON object: line %d: %s", e.line, e.text);
}

bool write_with(cx *c, const call *k, write_fn fn, reply *r)
{
    json_t *root;
    sb out CLEANUP(sb_done) = {0}, extra CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    sb_init(&extra, 1 << 20);
    TRY(write_body(c, k, &root));
    bool ok = fn(c, k, root, &out, &extra, r);
    json_decref(root);
    return ok && (r->status || write_answer(c, k, &out, r));
}

/* The key of the value, for If-Match. */
bool write_key(cx *c, const catalog *k, const set_values *v, obs_key *ret)
{
    area_id a;
    ind_id i;
    period p;
    basis b;
    kind what = KIND_FINAL;
    tier t = TIER_ASSIGNED;
    TRY(catalog_need_area(c, k, v->area, &a));
    TRY(catalog_need_ind(c, k, v->indicator, &i));
    TRY(need_period(c, v->period, &p));
    b = k->inds[i].basis;
    if ((v->basis.n && !basis_parse(v->basis, &b)) || (v->kind.n && !kind_parse(v->kind, &what)) ||
        (v->tier.n && !tier_parse(v->tier, &t)))
        return fail(c, ERR_USAGE, "basis、kind、tier 中有不认识的词",
                    "a word in basis, kind or tier is not known");
    bool aim = what == KIND_TARGET; /* targets lie at months */
    period own = aim ? period_as_month(p) : period_point(p, k->inds[i].freqs[0], &own) ? own : p;
    *ret = obs_key_make(i, b, what, aim ? t : TIER_ASSIGNED, own, a);
    return true;
}

static bool set_it(cx *c, const call *k, json_t *root, sb *out, sb *extra, reply *r)
{
    set_values v = {0};
    str reason;
    guard g = {.who = call_who(k), .extra = extra};
    import_options o = {.who = call_who(k), .guard = write_guard, .guard_user = &g};
    import_result got;
    sb row CLEANUP(sb_done) = {0};
    desk d = call_desk(k);
    sb_init(&row, 1 << 20);
    TRY(members(c, root, &v, &reason, &o.dry_run));
    if (!reason.n)
        return fail(c, ERR_USAGE, "改数须写明原因：reason", "a correction needs its reason");
    o.reason = reason;
    TRY(write_read_tag(c, k, &g));
    g.k = d.k;
    TRY(set_text(c, d.k, &v, &row) && write_key(c, d.k, &v, &g.key));
    bool ok = import_text(c, live_url(k->srv->live), S("observations"), sb_str(&row), &o, &got);
    if (!ok && c->err.code == ERR_DATA)
        import_first_error(c, &got);
    bool told = result_json(c, k, "-", &got, NULL, false, ok, out);
    import_result_done(&got);
    if (!told)
        return false;
    if (!ok && c->err.code == ERR_CONFLICT) {
        refused(c, k, "versions", sb_str(extra), r);
        return true;
    }
    return ok;
}

bool post_set(cx *c, const call *k, reply *r)
{
    return write_with(c, k, set_it, r);
}

/* ---- why a target is missed, and how it is made up for ---- */
static bool gap_it(cx *c, const call *k, json_t *root, sb *out, sb *extra, reply *r)
{
    gap_values v = {0};
    import_result got;
    gap_table t = k->route->fn == post_plan ? GAP_PLAN : GAP_CAUSE;
    guard g = {.who = call_who(k), .extra = extra};
    import_options o = {.who = call_who(k), .guard = write_guard, .guard_user = &g};
    /* of a plan, of both, of a cause */
    enum { PLAN = 9, BOTH = 6, CAUSE = 3 };
    const member all[PLAN + BOTH + CAUSE] = {{"checkpoint", &v.checkpoint},
                                             {"item", &v.item},
                                             {"due", &v.due},
                                             {"measure", &v.measure},
                                             {"support", &v.support},
                                             {"amount", &v.amount},
                                             {"unit", &v.unit},
                                             {"leader", &v.leader},
                                             {"note", &v.note},
                                             {"area", &v.area},
                                             {"indicator", &v.indicator},
                                             {"period", &v.period},
                                             {"org", &v.org},
                                             {"person", &v.person},
                                             {"reason", &o.reason},
                                             {"cause", &v.cause},
                                             {"side", &v.side},
                                             {"text", &v.text}};
    desk d = call_desk(k);
    TRY(write_flag(c, root, "withdraw", &v.withdraw) && write_flag(c, root, "dry_run", &o.dry_run));
    TRY(texts(c, root, t == GAP_PLAN ? all : all + PLAN, BOTH + (t == GAP_PLAN ? PLAN : CAUSE),
              "withdraw dry_run"));
    TRY(write_read_tag(c, k, &g));
    bool ok = gap_write(c, live_url(k->srv->live), &d, t, &v, &o, &got);
    bool told = result_json(c, k, "-", &got, NULL, false, ok, out);
    import_result_done(&got);
    if (!ok && told && c->err.code == ERR_CONFLICT && extra->n) {
        refused(c, k, "versions", sb_str(extra), r);
        return true;
    }
    return ok && told;
}

bool post_cause(cx *c, const call *k, reply *r)
{
    return write_with(c, k, gap_it, r);
}

bool post_plan(cx *c, const call *k, reply *r)
{
    return write_with(c, k, gap_it, r);
}

/* ---- taking back ---- */
static bool commit_of(cx *c, store *s, int64_t id, commit *ret)
{
    commit *list;
    size_t n;
    TRY(store_commits(c, s, id - 1, STORE_NOW, &list, &n));
    if (n && list[0].id == id) {
        *ret = list[0];
        return true;
    }
    return fail(c, ERR_UNKNOWN, "没有第 %lld 次提交", "there is no commit %lld", (long long)id);
}

static bool withdraw_it(cx *c, const call *k, json_t *root, sb *out, sb *extra, reply *r)
{
    commit which;
    import_result got;
    guard g = {.who = call_who(k), .extra = extra};
    import_options o = {.who = call_who(k), .guard = write_guard, .guard_user = &g};
    json_t *id = json_object_get(root, "commit");
    int64_t n = json_is_integer(id) ? (int64_t)json_integer_value(id) : 0;
    TRY(write_known(c, root, "commit reason dry_run"));
    TRY(write_flag(c, root, "dry_run", &o.dry_run) && write_text(c, root, "reason", &o.reason));
    if (n < 1 || !o.reason.n)
        return fail(c, ERR_USAGE, "请给出 commit（提交编号）和 reason（原因）",
                    "give commit (its number) and reason");
    TRY(write_read_tag(c, k, &g));
    TRY(commit_of(c, k->st, n, &which));
    if (!memcmp(&which.file_sha256, &(sha256){{0}}, sizeof(sha256)))
        return fail(c, ERR_DATA, "第 %lld 次提交不是文件导入；单个数请再改正一次（/api/v1/set）",
                    "commit %lld is no import of a file; correct a single value once more "
                    "(/api/v1/set)",
                    (long long)n);
    bool ok = import_withdraw(c, live_url(k->srv->live), &which, &o, &got);
    bool told = result_json(c, k, "-", &got, NULL, false, ok, out);
    import_result_done(&got);
    if (!ok && told && c->err.code == ERR_CONFLICT && extra->n) {
        refused(c, k, "versions", sb_str(extra), r);
        return true;
    }
    return ok && told;
}

bool post_withdraw(cx *c, const call *k, reply *r)
{
    return write_with(c, k, withdraw_it, r);
}

/* ---- jobs ---- */
static bool need_job(cx *c, const call *k, job **ret)
{
    *ret = jobs_find(k->srv->jobs, k->by->login, k->at);
    return *ret || fail(c, ERR_UNKNOWN, "没有任务 " STR_FMT "（结束一小时后即忘记）",
                        "there is no job " STR_FMT " (they are forgotten an hour after their end)",
                        STR_ARG(str_sub(k->at, 0, 40)));
}

bool get_job(cx *c, const call *k, reply *r)
{
    job *j;
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    TRY(need_job(c, k, &j));
    bool ok = job_json(c, j, &out) && reply_json(c, &out, r);
    job_release(j);
    return ok;
}

bool get_jobs(cx *c, const call *k, reply *r)
{
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    return jobs_json(c, k->srv->jobs, k->by->login, &out) && reply_json(c, &out, r);
}

bool delete_job(cx *c, const call *k, reply *r)
{
    job *j;
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    TRY(need_job(c, k, &j));
    job_cancel(j);
    bool ok = job_json(c, j, &out) && reply_json(c, &out, r);
    if (ok && !job_over(j))
        r->status = 202;
    job_release(j);
    return ok;
}

bool get_job_events(cx *c, const call *k, reply *r)
{
    job *j;
    TRY(need_job(c, k, &j));
    reply_stream(r, j);
    return true;
}

bool get_events(cx *c, const call *k, reply *r)
{
    (void)k;
    (void)c;
    reply_stream(r, NULL);
    return true;
}
