/* ledger, task: rows of ledgers from the command line. */
#include "api/ledger_chart.h"
#include "api/ledger_papers.h"
#include "base/os.h"
#include "base/str.h"
#include "cli/cli.h"
#include "flow/ledger_issue.h"
#include <jansson.h>

typedef struct asked {
    const args *a;
    desk d;
    ledger_query q;
    ledger_order o;
    const char *verb;
    const char *const *rest; /* what follows the verb */
    int n;
} asked;

static bool usage(cx *c, const char *what)
{
    return fail(c, ERR_USAGE, "用法：diaodu %s；见 diaodu help ledger",
                "usage: diaodu %s; see diaodu help ledger", what);
}

/* ---- what is printed ---- */
/* The columns of a list: code, stage, light, then the type's own or those asked for. */
static bool list_columns(cx *c, const asked *w, const ledger_type *t, cli_column *out, size_t *n)
{
    str rest = w->q.columns, one;
    uint32_t fields[CLI_COLUMNS_MAX], m = 0;
    while (rest.n && m < CLI_COLUMNS_MAX - 3 && str_split(&rest, ',', &one))
        if (type_field_of(t, str_trim(one)) != UINT32_MAX)
            fields[m++] = type_field_of(t, str_trim(one));
    for (uint32_t i = 0; !w->q.columns.n && i < t->n_list && m < CLI_COLUMNS_MAX - 3; i++)
        fields[m++] = t->list[i];
    out[(*n)++] = (cli_column){"code", "编号", "code", -1, false};
    out[(*n)++] = (cli_column){"stage_name", "阶段", "stage", -1, false};
    out[(*n)++] = (cli_column){"light", "灯", "light", -4, false};
    for (uint32_t i = 0; i < m; i++) {
        const type_field *f = &t->fields[fields[i]];
        bool named = f->kind == FIELD_CHOICE || (f->kind >= FIELD_AREA && f->kind <= FIELD_LINK);
        cli_column k = {.decimals =
                            f->kind == FIELD_NUMBER ? f->decimals >= 0 ? f->decimals : -2 : -1};
        k.field = named ? cx_printf(c, STR_FMT "_name", STR_ARG(f->code)) : cx_strdup(c, f->code);
        k.zh = cx_strdup(c, f->name.zh);
        k.en = cx_strdup(c, f->name.en);
        TRY(k.field && k.zh && k.en);
        out[(*n)++] = k;
    }
    return true;
}

static bool print_list(cx *c, const asked *w, str json)
{
    ledger_hold h;
    cli_column columns[CLI_COLUMNS_MAX];
    size_t n = 0;
    TRY(ledger_open(c, &w->d, w->q.type, &h));
    bool ok = list_columns(c, w, h.type, columns, &n);
    ledger_done(&h);
    return ok && cli_print_with(c, w->a, columns, n, json);
}

static bool run_list(cx *c, asked *w)
{
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    return answer_ledger_list(c, &w->d, &w->q, &out) && print_list(c, w, sb_str(&out));
}

static bool run_types(cx *c, asked *w)
{
    static const cli_column columns[] = {
        {"code", "代码", "code", -1, false},       {"name", "名称", "name", -1, false},
        {"name_en", "英文", "English", -1, false}, {"group", "类别", "group", -1, false},
        {"total", "条数", "rows", 0, false},       {"open", "未办结", "open", 0, false}};
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    return answer_ledgers(c, &w->d, &out) &&
           cli_print_with(c, w->a, columns, COUNT_OF(columns), sb_str(&out));
}

/* A card is many things: as a table its fields, one a line. */
static bool print_card(cx *c, const asked *w, str json)
{
    static const cli_column columns[] = {{"at", "时间", "at", -1, false},
                                         {"by_name", "谁", "who", -1, false},
                                         {"act", "动作", "act", -4, false},
                                         {"move", "步骤", "move", -1, false},
                                         {"note", "说明", "note", -1, false}};
    if (w->a->format != OUT_TABLE)
        return cli_print_with(c, w->a, columns, COUNT_OF(columns), json);
    ledger_hold h;
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    TRY(ledger_open(c, &w->d, w->q.type, &h));
    bool ok = cli_ledger_card(c, h.type, json, &out);
    ledger_done(&h);
    return ok && cli_out(c, sb_str(&out));
}

static bool run_show(cx *c, asked *w)
{
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    return answer_ledger_card(c, &w->d, &w->q, &out) && print_card(c, w, sb_str(&out));
}

/* The total as the last line of the table, under the same columns. */
static bool print_summary(cx *c, const asked *w, const cli_column *columns, size_t n, str json)
{
    json_t *root = w->a->format == OUT_TABLE ? json_loadb(json.p, json.n, 0, NULL) : NULL;
    json_t *total = root ? json_object_get(root, "total") : NULL;
    char *text = NULL;
    if (json_is_object(total) &&
        !json_object_set_new(total, "group_name",
                             json_string(c->lang == LANG_EN ? "total" : "合计")) &&
        !json_array_append(json_object_get(root, "rows"), total) && !json_object_del(root, "total"))
        text = json_dumps(root, JSON_COMPACT);
    bool ok = cli_print_with(c, w->a, columns, n, text ? str_of(text) : json);
    free(text); /* jansson's own */
    json_decref(root);
    return ok;
}

static bool run_summary(cx *c, asked *w)
{
    sb out CLEANUP(sb_done) = {0};
    ledger_hold h;
    cli_column columns[CLI_COLUMNS_MAX] = {{"group_name", "分组", "group", -1, false},
                                           {"group2_name", "", "", -1, false}};
    size_t n = 2;
    sb_init(&out, 0);
    TRY(answer_ledger_summary(c, &w->d, &w->q, &out) && ledger_open(c, &w->d, w->q.type, &h));
    if (w->q.group.n) {
        columns[n++] = (cli_column){"n", "条数", "rows", -1, false};
        columns[n++] = (cli_column){"sum", "合计", "sum", -2, false};
    }
    for (uint32_t i = 0; i < h.type->n_summaries && !w->q.group.n; i++) {
        const type_summary *s = &h.type->summaries[i];
        if (!str_eq(s->code, w->q.summary) && (w->q.summary.n || i))
            continue;
        for (uint32_t k = 0; k < s->n_columns && n < CLI_COLUMNS_MAX; k++) {
            const type_column *t = &s->columns[k];
            columns[n++] =
                (cli_column){cx_strdup(c, t->code), cx_strdup(c, t->name.zh),
                             cx_strdup(c, t->name.en), t->decimals >= 0 ? t->decimals : -2, false};
        }
    }
    ledger_done(&h);
    for (size_t i = 0; i < n; i++)
        if (!columns[i].field || !columns[i].zh || !columns[i].en)
            return fail_memory(c);
    return print_summary(c, w, columns, n, sb_str(&out));
}

/* ---- writing ---- */
/* field=value … */
static bool read_fields(cx *c, asked *w, int from)
{
    ledger_input *list = cx_alloc(c, ((size_t)w->n + 1) * sizeof *list);
    size_t n = 0;
    TRY(list);
    for (int i = from; i < w->n; i++) {
        str s = str_of(w->rest[i]);
        ptrdiff_t eq = str_find(s, S("="));
        if (eq <= 0)
            return fail(c, ERR_USAGE, "“%s” 应写成 字段=值", "“%s” is to be FIELD=VALUE",
                        w->rest[i]);
        list[n++] = (ledger_input){str_sub(s, 0, (size_t)eq), str_from(s, (size_t)eq + 1)};
    }
    w->o.fields = list;
    w->o.n = n;
    return true;
}

/* The row as it stands after a write. */
static bool shown(cx *c, asked *w, str code)
{
    args again = *w->a;
    desk d;
    TRY(cli_desk(c, &again, false, ID_NONE, &d));
    desk was = w->d;
    w->d = d;
    w->q.code = code;
    bool ok = run_show(c, w);
    w->d = was;
    desk_close(&d);
    return ok;
}

static bool run_add(cx *c, asked *w)
{
    str code;
    TRY(read_fields(c, w, 0));
    for (size_t i = 0; i < w->o.n; i++)
        if (str_eqz(w->o.fields[i].field,
                    "code")) { /* no field, but what the row is to be called */
            ledger_input *list = (ledger_input *)w->o.fields;
            w->o.code = list[i].text;
            list[i] = list[--w->o.n];
            break;
        }
    return ledger_add(c, &w->d, &w->o, &code, NULL) && shown(c, w, code);
}

static bool need_code(cx *c, asked *w, int more, const char *how)
{
    if (w->n < 1 + more)
        return usage(c, how);
    w->o.code = w->q.code = str_of(w->rest[0]);
    return true;
}

static bool run_set_row(cx *c, asked *w)
{
    return need_code(c, w, 1, "ledger TYPE set CODE FIELD=VALUE…") && read_fields(c, w, 1) &&
           ledger_set(c, &w->d, &w->o, NULL) && shown(c, w, w->o.code);
}

static bool run_move(cx *c, asked *w)
{
    TRY(need_code(c, w, 1, "ledger TYPE move CODE MOVE [FIELD=VALUE…] [--note TEXT]"));
    w->o.move = str_of(w->rest[1]);
    return read_fields(c, w, 2) && ledger_move(c, &w->d, &w->o, NULL, NULL) &&
           shown(c, w, w->o.code);
}

static bool run_comment(cx *c, asked *w)
{
    TRY(need_code(c, w, 1, "ledger TYPE comment CODE TEXT"));
    w->o.note = str_of(w->rest[1]);
    return ledger_comment(c, &w->d, &w->o) && shown(c, w, w->o.code);
}

static bool run_attach(cx *c, asked *w)
{
    os_file f;
    TRY(need_code(c, w, 2, "ledger TYPE attach CODE FIELD FILE"));
    const char *slash = strrchr(w->rest[2], '/');
    TRY(os_map(c, w->rest[2], (size_t)64 << 20, &f));
    ledger_upload u = {.field = str_of(w->rest[1]),
                       .name = str_of(slash ? slash + 1 : w->rest[2]),
                       .bytes = f.data};
    bool ok = ledger_attach(c, &w->d, &w->o, &u, NULL);
    os_unmap(&f);
    return ok && shown(c, w, w->o.code);
}

static bool run_series_cell(cx *c, asked *w)
{
    TRY(need_code(c, w, 3, "ledger TYPE series CODE SERIES PERIOD plan=X|actual=X"));
    ledger_cell cell = {.series = str_of(w->rest[1]), .period = str_of(w->rest[2])};
    for (int i = 3; i < w->n; i++) {
        str s = str_of(w->rest[i]);
        if (str_starts(s, S("plan=")))
            cell.plan = str_from(s, 5);
        else if (str_starts(s, S("actual=")))
            cell.actual = str_from(s, 7);
        else
            return usage(c, "ledger TYPE series CODE SERIES PERIOD plan=X|actual=X");
    }
    return ledger_series(c, &w->d, &w->o, &cell, 1, NULL) && shown(c, w, w->o.code);
}

static bool run_removed(cx *c, asked *w)
{
    return need_code(c, w, 0, "ledger TYPE remove|restore CODE --note TEXT") &&
           ledger_remove(c, &w->d, &w->o, !strcmp(w->verb, "restore")) && shown(c, w, w->o.code);
}

static bool run_define(cx *c, asked *w)
{
    os_file f;
    str code;
    if (w->a->n_rest != 2)
        return usage(c, "ledger define FILE.json");
    TRY(os_map(c, w->a->rest[1], TYPE_MAX_BYTES, &f));
    bool ok = ledger_define(c, &w->d, w->a->db, w->a->rest[1], f.data, arg_str(w->a, "as"), &code);
    os_unmap(&f);
    const char *said = ok ? cx_printf(c,
                                      c->lang == LANG_EN ? "ledger " STR_FMT " is defined\n"
                                                         : "台账 " STR_FMT " 已定义\n",
                                      STR_ARG(code))
                          : NULL;
    return said && cli_out(c, str_of(said));
}

/* ---- files ---- */
static bool output_ending(cx *c, const asked *w, const char *how, str *ret)
{
    const char *dot = arg_on(w->a, "output") ? strrchr(arg(w->a, "output"), '.') : NULL;
    *ret = dot ? str_of(dot + 1) : S("");
    return dot || usage(c, how);
}

static bool run_rows_out(cx *c, asked *w)
{
    static const char how[] =
        "ledger TYPE export [print|FORM] [--where …] -o FILE.csv|.xlsx|.docx|.html|.pdf";
    sb out CLEANUP(sb_done) = {0};
    ledger_export e = {.q = w->q, .by = w->o.by, .form = w->n ? str_of(w->rest[0]) : S("")};
    str ending;
    sb_init(&out, 0);
    if (w->n > 1)
        return usage(c, how);
    return output_ending(c, w, how, &ending) && ledger_export_format(c, ending, &e) &&
           ledger_export_write(c, &w->d, &e, &out) &&
           os_write_file(c, arg(w->a, "output"), sb_str(&out));
}

/* With --issue it gets its number first; what is written is then the letter as issued. */
static bool issue_letter(cx *c, asked *w, ledger_letter_wanted *l)
{
    sb out CLEANUP(sb_done) = {0};
    str code, number;
    letter_order o = {
        .url = w->a->db, .type = l->type, .code = l->code, .letter = l->letter, .by = w->o.by};
    sb_init(&out, 0);
    TRY(ledger_issue(c, &w->d, &o, &code, &number) &&
        answer_ledger_issued(c, code, number, l->letter, &out));
    l->number = code;
    desk_close(&w->d);
    TRY(cli_desk(c, w->a, false, ID_NONE, &w->d));
    if (w->a->format == OUT_JSON)
        return cli_out(c, sb_str(&out));
    const char *said = cx_printf(c,
                                 c->lang == LANG_EN ? "issued: " STR_FMT " (" STR_FMT ")\n"
                                                    : "已签发：" STR_FMT "（" STR_FMT "）\n",
                                 STR_ARG(number), STR_ARG(code));
    return said && cli_out(c, str_of(said));
}

static bool run_letter(cx *c, asked *w)
{
    static const char how[] = "ledger TYPE letter NAME CODE|UNIT [--issue | --number LETTER-CODE] "
                              "-o FILE.docx|.html|.pdf";
    sb out CLEANUP(sb_done) = {0};
    str ending;
    ledger_letter_wanted l = {.type = w->q.type, .number = arg_str(w->a, "number"), .by = w->o.by};
    sb_init(&out, 0);
    if (w->n != 2)
        return usage(c, how);
    l.letter = str_of(w->rest[0]);
    l.code = str_of(w->rest[1]);
    bool file = arg_on(w->a, "output") || !arg_on(w->a, "issue");
    if (file && !(output_ending(c, w, how, &ending) && report_format_parse(ending, &l.format)))
        return c->err.code ? false : usage(c, how);
    TRY(!arg_on(w->a, "issue") || issue_letter(c, w, &l));
    return !file || (ledger_letter_write(c, &w->d, &l, &out) &&
                     os_write_file(c, arg(w->a, "output"), sb_str(&out)));
}

/* Who is due a letter over a list. */
static bool run_letters(cx *c, asked *w)
{
    static const cli_column columns[] = {{"letter", "函件", "letter", -1, false},
                                         {"org", "单位", "unit", -1, false},
                                         {"org_name", "名称", "name", -1, false},
                                         {"n", "该发条数", "rows", 0, false},
                                         {"waiting", "刚发过", "had one", 0, false},
                                         {"unanswered", "逾期未复", "no reply", 0, false}};
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    if (w->n > 1)
        return usage(c, "ledger TYPE letters [NAME]");
    return answer_ledger_letters(c, &w->d, w->q.type, w->n ? str_of(w->rest[0]) : S(""), &out) &&
           cli_print_with(c, w->a, columns, COUNT_OF(columns), sb_str(&out));
}

/* ---- in time ---- */
static bool run_schedule(cx *c, asked *w)
{
    static const cli_column columns[] = {{"milestone", "节点", "node", -1, false},
                                         {"name", "名称", "name", -1, false},
                                         {"days", "工作日", "days", 0, false},
                                         {"state_name", "状态", "state", -1, false},
                                         {"plan", "计划", "plan", -1, false},
                                         {"early_finish", "预计完成", "forecast", -1, false},
                                         {"late_start", "最迟开始", "latest start", -1, false},
                                         {"late_finish", "最迟完成", "latest finish", -1, false},
                                         {"slack", "机动", "slack", 0, false},
                                         {"critical", "关键", "critical", -4, false}};
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    return need_code(c, w, 0, "ledger TYPE schedule CODE [--end DAY]") &&
           answer_ledger_schedule(c, &w->d, &w->q, &out) &&
           cli_print_with(c, w->a, columns, COUNT_OF(columns), sb_str(&out));
}

static bool run_gantt(cx *c, asked *w)
{
    static const cli_column columns[] = {{"code", "编号", "code", -1, false},
                                         {"title", "名称", "title", -1, false},
                                         {"stage_name", "阶段", "stage", -1, false},
                                         {"light", "灯", "light", -4, false}};
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    return answer_ledger_gantt(c, &w->d, &w->q, &out) &&
           cli_print_with(c, w->a, columns, COUNT_OF(columns), sb_str(&out));
}

static bool run_nodes(cx *c, asked *w)
{
    static const cli_column columns[] = {
        {"code", "编号", "code", -1, false},           {"title", "名称", "title", -1, false},
        {"milestone_name", "节点", "node", -1, false}, {"plan", "计划", "plan", -1, false},
        {"days", "距今天数", "days", 0, false},        {"owner", "责任人", "owner", -1, false}};
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    return answer_ledger_nodes(c, &w->d, &w->q, &out) &&
           cli_print_with(c, w->a, columns, COUNT_OF(columns), sb_str(&out));
}

static bool run_reschedule(cx *c, asked *w)
{
    ledger_replan p = {.end = {NULL, 0}, .plan = true, .baseline = arg_on(w->a, "baseline")};
    if (arg_on(w->a, "end"))
        p.end = arg_str(w->a, "end");
    return need_code(c, w, 0, "ledger TYPE reschedule CODE --end DAY [--baseline]") &&
           ledger_reschedule(c, &w->d, &w->o, &p, NULL) && shown(c, w, w->o.code);
}

/* The wall chart of a list, or of one row's schedule. */
static bool run_chart(cx *c, asked *w)
{
    static const char how[] =
        "ledger TYPE chart [CODE] [--where …] [--paper A3|A0] -o FILE.svg|.pdf";
    sb out CLEANUP(sb_done) = {0};
    ledger_chart k = {.q = w->q, .by = w->o.by};
    str ending;
    sb_init(&out, 0);
    if (w->n > 1)
        return usage(c, how);
    k.q.code = w->n ? str_of(w->rest[0]) : S("");
    return output_ending(c, w, how, &ending) &&
           ledger_chart_read(c, arg_str(w->a, "paper"), ending, &k) &&
           ledger_chart_write(c, &w->d, &k, &out) &&
           os_write_file(c, arg(w->a, "output"), sb_str(&out));
}

/* ---- all of them ---- */
static const struct {
    const char *verb;
    bool (*run)(cx *c, asked *w);
} verbs[] = {
    {"list", run_list},       {"show", run_show},          {"add", run_add},
    {"set", run_set_row},     {"move", run_move},          {"comment", run_comment},
    {"attach", run_attach},   {"series", run_series_cell}, {"remove", run_removed},
    {"restore", run_removed}, {"summary", run_summary},    {"export", run_rows_out},
    {"letter", run_letter},   {"letters", run_letters},    {"schedule", run_schedule},
    {"gantt", run_gantt},     {"nodes", run_nodes},        {"reschedule", run_reschedule},
    {"chart", run_chart},
};

static bool run_verb(cx *c, asked *w)
{
    for (size_t i = 0; i < COUNT_OF(verbs); i++) {
        if (strcmp(w->verb, verbs[i].verb))
            continue;
        if (verbs[i].run == run_show)
            TRY(need_code(c, w, 0, "ledger TYPE show CODE"));
        if (verbs[i].run == run_summary && w->n)
            w->q.summary = str_of(w->rest[0]);
        return verbs[i].run(c, w);
    }
    return fail(c, ERR_USAGE,
                "没有“%s”；可用 list show add set move comment attach series remove restore "
                "summary export letter letters schedule reschedule gantt nodes chart",
                "there is no “%s”; use list show add set move comment attach series remove restore "
                "summary export letter letters schedule reschedule gantt nodes chart",
                w->verb);
}

/* The code of a row is no option here. */
static bool ledger_word(void *user, const char *name, str *ret)
{
    return strcmp(name, "code") != 0 && cli_word(user, name, ret);
}

static bool read_asked(cx *c, const args *a, asked *w)
{
    bool task = !strcmp(a->command, "task");
    int at = task ? 0 : 1;
    int64_t seen = -1;
    *w = (asked){.a = a};
    TRY(ledger_query_read(c, ledger_word, (void *)a, &w->q));
    w->q.type = task ? S("task") : a->n_rest ? str_of(a->rest[0]) : S("");
    w->verb = a->n_rest > at ? a->rest[at] : "list";
    w->rest = a->rest + at + 1;
    w->n = a->n_rest > at ? a->n_rest - at - 1 : 0;
    if (arg_on(a, "seen") && (!str_int(arg_str(a, "seen"), &seen) || seen < 0))
        return fail(c, ERR_USAGE, "--seen 须为版本号", "--seen is the number of a version");
    w->o = (ledger_order){.url = a->db,
                          .type = w->q.type,
                          .version = seen,
                          .note = arg_str(a, "note"),
                          .by = arg_str(a, "as")};
    return true;
}

bool run_ledger(cx *c, const args *a)
{
    asked w;
    TRY(read_asked(c, a, &w) && cli_desk(c, a, false, ID_NONE, &w.d));
    bool ok = !w.q.type.n                   ? run_types(c, &w)
              : str_eqz(w.q.type, "define") ? run_define(c, &w)
                                            : run_verb(c, &w);
    desk_close(&w.d);
    return ok;
}
