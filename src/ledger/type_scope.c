/* What an expression of a type may name: its fields, the built-in names, the functions of a row. */
#include "ledger/type_json.h"

static const struct {
    const char *name;
    uint32_t id;
    expr_kind kind;
} names[] = {
    {"code", TYPE_NAME_CODE, EXPR_TEXT},
    {"stage", TYPE_NAME_STAGE, EXPR_TEXT},
    {"version", TYPE_NAME_VERSION, EXPR_NUM},
    {"created_by", TYPE_NAME_CREATED_BY, EXPR_TEXT},
    {"changed_by", TYPE_NAME_CHANGED_BY, EXPR_TEXT},
    {"created_on", TYPE_NAME_CREATED_ON, EXPR_DATE},
    {"changed_on", TYPE_NAME_CHANGED_ON, EXPR_DATE},
    {"light", TYPE_NAME_LIGHT, EXPR_TEXT},
};

/* Arguments, one letter each: f file field, c checklist, s series, l link, T type of a ledger,
 * F field of that type, x condition over its rows, v amount of its rows, m move, g stage, t text, d date or period, * any;
 * a capital A at the end: as many more as wanted. What may be left out stands behind a bar. */
static const struct {
    const char *name, *args;
    type_function id;
    expr_kind kind;
} functions[] = {
    {"final", "", FN_FINAL, EXPR_FLAG},
    {"me", "", FN_ME, EXPR_TEXT},
    {"mine", "", FN_MINE, EXPR_FLAG},
    {"in_stage", "gA", FN_IN_STAGE, EXPR_FLAG},
    {"days_in_stage", "", FN_DAYS_IN_STAGE, EXPR_NUM},
    {"files", "f", FN_FILES, EXPR_NUM},
    {"lacking", "c", FN_LACKING, EXPR_NUM},
    {"sum", "s", FN_SUM, EXPR_NUM},
    {"ytd", "s", FN_YTD, EXPR_NUM},
    {"last", "s", FN_LAST, EXPR_NUM},
    {"last_period", "s", FN_LAST_PERIOD, EXPR_TEXT},
    {"at", "st", FN_AT, EXPR_NUM},
    {"reach", "sn", FN_REACH, EXPR_TEXT},
    {"between", "stt", FN_BETWEEN, EXPR_NUM},
    {"upto", "st", FN_UPTO, EXPR_NUM},
    {"after", "st", FN_AFTER, EXPR_NUM},
    {"late_milestones", "", FN_LATE_MILESTONES, EXPR_NUM},
    {"next_milestone", "", FN_NEXT_MILESTONE, EXPR_DATE},
    {"milestones", "", FN_MILESTONES, EXPR_NUM},
    {"milestones_done", "", FN_MILESTONES_DONE, EXPR_NUM},
    {"due_milestones", "n", FN_DUE_MILESTONES, EXPR_NUM},
    {"slack", "", FN_SLACK, EXPR_NUM},
    {"should_start", "", FN_SHOULD_START, EXPR_NUM},
    {"schedule_end", "", FN_SCHEDULE_END, EXPR_DATE},
    {"of", "lF", FN_OF, EXPR_TEXT},
    {"linked", "TF|x", FN_LINKED, EXPR_NUM},
    {"rows", "TF*|x", FN_ROWS, EXPR_NUM},
    {"linked_sum", "TFv|x", FN_LINKED_SUM, EXPR_NUM},
    {"rows_sum", "TF*v|x", FN_ROWS_SUM, EXPR_NUM},
    {"level", "t*t", FN_LEVEL, EXPR_NUM},
    {"growth", "t*t", FN_GROWTH, EXPR_NUM},
    {"base", "t*t", FN_BASE, EXPR_NUM},
    {"moved_on", "m", FN_MOVED_ON, EXPR_DATE},
    {"moved_by", "m", FN_MOVED_BY, EXPR_TEXT},
};

expr_kind field_expr_kind(const type_field *f)
{
    if (f->many)
        return EXPR_LIST;
    switch (f->kind) {
    case FIELD_NUMBER:
        return EXPR_NUM;
    case FIELD_DATE:
        return EXPR_DATE;
    case FIELD_FLAG:
        return EXPR_FLAG;
    case FIELD_FILE:
    case FIELD_CHECKLIST:
        return EXPR_LIST;
    default:
        return EXPR_TEXT;
    }
}

bool type_name_id(const ledger_type *t, str name, uint32_t *ret_id, expr_kind *ret_kind)
{
    uint32_t f = type_field_of(t, name);
    if (f != UINT32_MAX) {
        *ret_id = f;
        *ret_kind = field_expr_kind(&t->fields[f]);
        return true;
    }
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (str_eqz(name, names[i].name)) {
            *ret_id = names[i].id;
            *ret_kind = names[i].kind;
            return true;
        }
    return false;
}

/* "revenue", "revenue.actual", "revenue.plan" */
static bool series_name(const ledger_type *t, str name, uint32_t *ret_id)
{
    str rest = name, head = name;
    bool dotted = str_contains(name, ".") && str_split(&rest, '.', &head);
    uint32_t s = type_series_of(t, head);
    bool plan = dotted && str_eqz(rest, "plan");
    if (s == UINT32_MAX || (dotted && !plan && !str_eqz(rest, "actual")))
        return false;
    *ret_id = TYPE_NAME_SERIES + 2 * s + (plan || !t->series[s].actual);
    return true;
}

/* What compiling one expression knows and finds out. */
typedef struct scoped {
    const ledger_type *t;
    type_uses *uses;
    arena *a;
} scoped;

static bool find_name(void *user, str name, uint32_t *ret_id, expr_kind *ret_kind)
{
    const ledger_type *t = ((scoped *)user)->t;
    if (type_name_id(t, name, ret_id, ret_kind))
        return true;
    *ret_kind = EXPR_NUM;
    return series_name(t, name, ret_id);
}

static bool is_field(const ledger_type *t, const expr_arg *a, field_kind k)
{
    return a->id < t->n_fields && t->fields[a->id].kind == k;
}

static bool arg_fits(const ledger_type *t, char want, const expr_arg *a)
{
    bool text = a->constant && a->kind == EXPR_TEXT;
    switch (want) {
    case 'f':
        return is_field(t, a, FIELD_FILE);
    case 'c':
        return is_field(t, a, FIELD_CHECKLIST);
    case 'l':
        return is_field(t, a, FIELD_LINK);
    case 's':
        return a->name.n && a->id != EXPR_NO_NAME && a->id >= TYPE_NAME_SERIES;
    case 'm':
        return text && type_move_of(t, a->value.text) != UINT32_MAX;
    case 'g':
        return text && type_stage_of(t, a->value.text) != UINT32_MAX;
    case 'n':
        return a->kind == EXPR_NUM;
    case 'T':
    case 'F':
    case 'x':
    case 'v':
        return text;
    case 't':
        return a->kind == EXPR_TEXT;
    default:
        return true;
    }
}

static const char *said(char want, bool en)
{
    switch (want) {
    case 'f':
        return en ? "a file field" : "附件字段";
    case 'c':
        return en ? "a checklist field" : "清单字段";
    case 'l':
        return en ? "a link field" : "关联字段";
    case 's':
        return en ? "a series" : "序列";
    case 'm':
        return en ? "the code of a move" : "动作代码";
    case 'g':
        return en ? "the code of a stage" : "阶段代码";
    case 'n':
        return en ? "a number" : "数";
    case 'T':
        return en ? "the code of a ledger in quotes" : "引号内的台账代码";
    case 'F':
        return en ? "the code of a field in quotes" : "引号内的字段代码";
    case 'x':
    case 'v':
        return en ? "an expression in quotes" : "引号内的表达式";
    default:
        return en ? "text" : "文字";
    }
}

static bool args_fit(cx *c, const ledger_type *t, str name, const char *want, const expr_arg *args,
                     uint32_t n)
{
    bool spare = false;
    uint32_t i = 0;
    char last = '*';
    for (const char *w = want; *w && *w != 'A'; w++) {
        if (*w == '|') {
            spare = true;
            continue;
        }
        last = *w;
        if (i == n && spare)
            return true;
        if (i == n || !arg_fits(t, *w, &args[i]))
            return fail(c, ERR_FORMAT, STR_FMT "() 的第 %u 个参数须为%s%.0s",
                        STR_FMT "(): argument %u must be %.0s%s", STR_ARG(name), i + 1,
                        said(*w, false), said(*w, true));
        i++;
    }
    for (bool more = strchr(want, 'A'); more && i < n; i++)
        if (!arg_fits(t, last, &args[i]))
            return fail(c, ERR_FORMAT, STR_FMT "() 的第 %u 个参数须为%s%.0s",
                        STR_FMT "(): argument %u must be %.0s%s", STR_ARG(name), i + 1,
                        said(last, false), said(last, true));
    return i == n || fail(c, ERR_FORMAT, STR_FMT "() 的参数过多（至多 %u 个）",
                          STR_FMT "() takes at most %u arguments", STR_ARG(name), i);
}

/* The kind of what of() fetches: the other type says. */
static bool kind_of_other(cx *c, const ledger_type *t, const expr_arg *args, expr_kind *ret)
{
    str to = t->fields[args[0].id].to, field = args[1].value.text;
    type_field f = {0};
    if (!t->others || !t->others->kind(t->others->user, to, field, &f.kind))
        return fail(c, ERR_FORMAT, "台账 " STR_FMT " 没有字段 “" STR_FMT "”",
                    "ledger " STR_FMT " has no field “" STR_FMT "”", STR_ARG(to), STR_ARG(field));
    *ret = field_expr_kind(&f);
    return true;
}

static bool want_inner(cx *c, arena *a, type_uses *u, str type, str text, bool number)
{
    for (uint32_t i = 0; i < u->n_inner; i++)
        if (u->inner[i].number == number && str_eq(u->inner[i].type, type) &&
            str_eq(u->inner[i].text, text))
            return true;
    if (u->n_inner == TYPE_MAX_USES)
        return fail(c, ERR_LIMIT, "引号内的表达式过多（至多 %d 个）",
                    "has too many expressions in quotes (at most %d)", TYPE_MAX_USES);
    struct type_inner *one = &u->inner[u->n_inner++];
    one->number = number;
    return (arena_str(a, type, &one->type) && arena_str(a, text, &one->text)) || fail_memory(c);
}

/* The arguments that are expressions over rows of the type that the first one names. */
static bool want_inners(cx *c, const scoped *w, const char *want, const expr_arg *args, uint32_t n)
{
    uint32_t i = 0;
    for (; *want && i < n; want++) {
        if (*want == 'x' || *want == 'v')
            TRY(type_use_values(c, w->a, w->uses, args[0].value.text) &&
                want_inner(c, w->a, w->uses, args[0].value.text, args[i].value.text, *want == 'v'));
        i += *want != '|';
    }
    return true;
}

static bool find_function(void *user, str name, const expr_arg *args, uint32_t n, uint32_t *ret_id,
                          expr_kind *ret_kind, cx *c)
{
    const scoped *w = user;
    const ledger_type *t = w->t;
    for (size_t i = 0; i < COUNT_OF(functions); i++) {
        if (!str_eqz(name, functions[i].name))
            continue;
        TRY(args_fit(c, t, name, functions[i].args, args, n));
        if (functions[i].id >= FN_SLACK && functions[i].id <= FN_SCHEDULE_END && !t->gantt.is)
            return fail(c, ERR_FORMAT, STR_FMT "() 要有 gantt：计划的起止字段",
                        STR_FMT "() needs `gantt`: the fields of the plan", STR_ARG(name));
        *ret_id = functions[i].id;
        *ret_kind = functions[i].kind;
        if (functions[i].args[0] == 'T')
            return type_want_field(c, w->a, w->uses, args[0].value.text, args[1].value.text) &&
                   want_inners(c, w, functions[i].args, args, n);
        return functions[i].id != FN_OF ||
               (type_use_values(c, w->a, w->uses, t->fields[args[0].id].to) &&
                kind_of_other(c, t, args, ret_kind));
    }
    return false;
}

bool type_use(cx *c, arena *a, type_uses *u, str type)
{
    for (uint32_t i = 0; i < u->n; i++)
        if (str_eq(u->list[i], type))
            return true;
    if (u->n == TYPE_MAX_USES)
        return fail(c, ERR_LIMIT, "牵涉的台账过多（至多 %d 种）",
                    "looks into too many ledgers (at most %d)", TYPE_MAX_USES);
    return arena_str(a, type, &u->list[u->n++]) || fail_memory(c);
}

bool type_use_values(cx *c, arena *a, type_uses *u, str type)
{
    TRY(type_use(c, a, u, type));
    for (uint32_t i = 0; i < u->n; i++)
        u->values[i] |= str_eq(u->list[i], type);
    return true;
}

bool type_want_field(cx *c, arena *a, type_uses *u, str type, str field)
{
    TRY(type_use(c, a, u, type));
    for (uint32_t i = 0; i < u->n_wants; i++)
        if (str_eq(u->wants[i].type, type) && str_eq(u->wants[i].field, field))
            return true;
    if (u->n_wants == TYPE_MAX_USES)
        return fail(c, ERR_LIMIT, "牵涉的字段过多（至多 %d 个）",
                    "looks into too many fields (at most %d)", TYPE_MAX_USES);
    struct type_want *want = &u->wants[u->n_wants++];
    return (arena_str(a, type, &want->type) && arena_str(a, field, &want->field)) || fail_memory(c);
}

bool type_inner(cx *c, arena *a, const ledger_type *t, type_uses *u, uint32_t i)
{
    expr_scope s;
    const expr *e;
    TRY(type_scope(c, t, false, a, u, &s) && expr_compile(c, u->inner[i].text, &s, &e));
    str text = u->inner[i].text;
    if (u->inner[i].number)
        return expr_kind_of(e) == EXPR_NUM || fail(c, ERR_USAGE, "“" STR_FMT "” 不是数",
                                                   "“" STR_FMT "” is no number", STR_ARG(text));
    return expr_is_condition(e) || fail(c, ERR_USAGE, "“" STR_FMT "” 不是条件",
                                        "“" STR_FMT "” is no condition", STR_ARG(text));
}

bool type_scope(cx *c, const ledger_type *t, bool aggregate, arena *a, type_uses *uses,
                expr_scope *ret)
{
    scoped *w = arena_alloc(a, sizeof *w);
    if (!w)
        return fail_memory(c);
    *w = (scoped){t, uses, a};
    *ret = (expr_scope){
        .user = w, .name = find_name, .function = find_function, .aggregate = aggregate, .a = a};
    return true;
}
