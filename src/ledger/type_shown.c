/* What is shown of a type: summaries, views, list, card, print. */
#include "ledger/type_json.h"

/* ---- summaries ---- */
static bool column_name(void *user, str name, uint32_t *ret_id, expr_kind *ret_kind)
{
    const type_summary *s = user;
    for (uint32_t i = 0; i < s->n_columns; i++)
        if (str_eq(s->columns[i].code, name)) {
            *ret_id = i;
            *ret_kind = expr_kind_of(s->columns[i].value);
            return true;
        }
    return false;
}

static bool read_only(reading *r, json_t *o, type_summary *s)
{
    str text;
    expr_scope over = {.user = s, .name = column_name, .a = r->a};
    TRY(type_text(r, o, "only", false, &text));
    if (!text.n)
        return true;
    if (expr_compile(r->c, text, &over, &s->only))
        return expr_is_condition(s->only) ||
               type_bad(r, "only", "须为条件，如 n = 0", "must be a condition, like n = 0");
    err why = r->c->err;
    if (why.code == ERR_MEMORY)
        return false;
    cx_clear(r->c);
    return type_bad(r, "only", why.zh, why.en);
}

static bool read_columns(reading *r, json_t *o, type_summary *s)
{
    json_t *list;
    size_t n;
    TRY(type_list(r, o, "columns", 40, &list, &n));
    type_column *out = TYPE_NEW(r, n, type_column);
    TRY(out);
    for (size_t i = 0; i < n; i++) {
        json_t *one = json_array_get(list, i);
        int64_t decimals;
        size_t at = type_in(r, "columns", (int)i);
        TRY(type_known(r, one, "code name name_en value decimals unit") &&
            type_code(r, one, "code", &out[i].code) &&
            type_named(r, one, "name", true, &out[i].name) && type_once(r, out, sizeof *out, i) &&
            type_text(r, one, "unit", false, &out[i].unit) &&
            type_whole(r, one, "decimals", -1, 9, &decimals) &&
            type_expr(r, one, "value", true, &out[i].value) &&
            type_text(r, one, "value", false, &out[i].text));
        out[i].decimals = (int)decimals;
        if (!out[i].value)
            return type_bad(r, "value", "缺少", "is missing");
        type_out(r, at);
    }
    s->columns = out;
    s->n_columns = (uint32_t)n;
    return n > 0 || type_bad(r, "columns", "至少要有一列", "needs at least one column");
}

static bool read_by(reading *r, json_t *o, const char *member, uint32_t *ret)
{
    str name;
    expr_kind kind;
    *ret = UINT32_MAX;
    TRY(type_text(r, o, member, false, &name));
    return !name.n || type_name_id(r->t, name, ret, &kind) ||
           type_bad(r, member, "没有这个字段", "there is no such field");
}

static bool read_summary(reading *r, json_t *o, type_summary *s)
{
    str all;
    TRY(type_known(r, o, "code name name_en by by2 where all columns total only") &&
        type_code(r, o, "code", &s->code) && type_named(r, o, "name", true, &s->name) &&
        read_by(r, o, "by", &s->by) && read_by(r, o, "by2", &s->by2) &&
        type_condition(r, o, "where", &s->where) && type_text(r, o, "all", false, &all) &&
        type_flag(r, o, "total", &s->total) && read_columns(r, o, s) && read_only(r, o, s));
    s->all_of = all;
    if (all.n && !str_split(&s->all_of, ':', &s->all))
        s->all = all;
    if (all.n && !str_eqz(s->all, "org") && !str_eqz(s->all, "options") &&
        !str_eqz(s->all, "areas"))
        return type_bad(r, "all", "为 org、org:类别、options 或 areas",
                        "is org, org:KIND, options or areas");
    return true;
}

bool type_read_summaries(reading *r, json_t *root)
{
    json_t *list;
    size_t n;
    TRY(type_list(r, root, "summaries", 60, &list, &n));
    type_summary *out = TYPE_NEW(r, n, type_summary);
    TRY(out);
    for (size_t i = 0; i < n; i++) {
        size_t at = type_in(r, "summaries", (int)i);
        TRY(read_summary(r, json_array_get(list, i), &out[i]) && type_once(r, out, sizeof *out, i));
        type_out(r, at);
    }
    r->t->summaries = out;
    r->t->n_summaries = (uint32_t)n;
    return true;
}

/* "sum(FIELD)" of a number field, as a file would say it. */
static bool sum_column(cx *c, const ledger_type *t, str field, type_column *ret)
{
    uint32_t f = type_field_of(t, field);
    expr_scope s;
    type_uses uses = {.n = 0};
    if (f == UINT32_MAX || t->fields[f].kind != FIELD_NUMBER)
        return fail(c, ERR_UNKNOWN, "台账 " STR_FMT " 没有数值字段 " STR_FMT,
                    "ledger " STR_FMT " has no number field " STR_FMT, STR_ARG(t->code),
                    STR_ARG(str_sub(field, 0, 40)));
    const char *text = cx_printf(c, "sum(" STR_FMT ")", STR_ARG(field));
    TRY(text && type_scope(c, t, true, c->a, &uses, &s));
    *ret = (type_column){.code = S("sum"),
                         .unit = t->fields[f].unit,
                         .text = str_of(text),
                         .name = t->fields[f].name,
                         .decimals = t->fields[f].decimals};
    return expr_compile(c, ret->text, &s, &ret->value);
}

bool type_summary_by(cx *c, const ledger_type *t, str by, str sum, type_summary *ret)
{
    type_column *columns = cx_alloc(c, 2 * sizeof *columns);
    expr_scope s;
    expr_kind kind;
    type_uses uses = {.n = 0};
    TRY(columns);
    *ret = (type_summary){.code = by, .by2 = UINT32_MAX, .columns = columns, .n_columns = 1};
    if (!type_name_id(t, by, &ret->by, &kind))
        return fail(c, ERR_UNKNOWN, "台账 " STR_FMT " 没有字段 " STR_FMT,
                    "ledger " STR_FMT " has no field " STR_FMT, STR_ARG(t->code),
                    STR_ARG(str_sub(by, 0, 40)));
    ret->name = ret->by < t->n_fields ? t->fields[ret->by].name : (type_name){by, by};
    ret->total = true;
    columns[0] =
        (type_column){.code = S("n"), .text = S("count()"), .name = {S("条数"), S("Rows")}};
    TRY(type_scope(c, t, true, c->a, &uses, &s) &&
        expr_compile(c, columns[0].text, &s, &columns[0].value));
    ret->n_columns += sum.n > 0;
    return !sum.n || sum_column(c, t, sum, &columns[1]);
}

/* ---- views ---- */
static bool check_sort(reading *r, const char *member, str sort)
{
    str rest = sort, one;
    uint32_t id;
    expr_kind kind;
    while (sort.n && str_split(&rest, ',', &one)) {
        one = str_trim(one);
        if (one.n && one.p[0] == '-')
            one = str_from(one, 1);
        if (!type_name_id(r->t, one, &id, &kind))
            return type_bad(r, member, "按没有的字段排序", "sorts by a field that is not there");
    }
    return true;
}

static bool read_views(reading *r, json_t *root)
{
    json_t *list;
    size_t n;
    TRY(type_list(r, root, "views", 40, &list, &n));
    type_view *out = TYPE_NEW(r, n, type_view);
    TRY(out);
    for (size_t i = 0; i < n; i++) {
        json_t *o = json_array_get(list, i);
        const expr *where;
        size_t at = type_in(r, "views", (int)i);
        TRY(type_known(r, o, "code name name_en where sort") &&
            type_code(r, o, "code", &out[i].code) && type_named(r, o, "name", true, &out[i].name) &&
            type_once(r, out, sizeof *out, i) && type_text(r, o, "where", false, &out[i].where) &&
            type_condition(r, o, "where", &where) && type_text(r, o, "sort", false, &out[i].sort) &&
            check_sort(r, "sort", out[i].sort));
        type_out(r, at);
    }
    r->t->views = out;
    r->t->n_views = (uint32_t)n;
    return true;
}

static bool read_children(reading *r, json_t *root)
{
    json_t *list;
    size_t n;
    TRY(type_list(r, root, "children", 40, &list, &n));
    type_child *out = TYPE_NEW(r, n, type_child);
    TRY(out);
    for (size_t i = 0; i < n; i++) {
        json_t *o = json_array_get(list, i);
        size_t at = type_in(r, "children", (int)i);
        TRY(type_known(r, o, "type field") && type_code(r, o, "type", &out[i].type) &&
            type_code(r, o, "field", &out[i].field));
        type_out(r, at);
    }
    r->t->children = out;
    r->t->n_children = (uint32_t)n;
    return true;
}

static bool read_form(reading *r, json_t *o, type_print *form)
{
    json_t *list;
    size_t n;
    TRY(type_named(r, o, "title", true, &form->title) &&
        type_named(r, o, "note", false, &form->note) && type_list(r, o, "columns", 60, &list, &n));
    type_print_column *out = TYPE_NEW(r, n, type_print_column);
    TRY(out);
    for (size_t i = 0; i < n; i++) {
        json_t *one = json_array_get(list, i);
        size_t in = type_in(r, "columns", (int)i);
        TRY(type_known(r, one, "name name_en value") &&
            type_named(r, one, "name", true, &out[i].name) &&
            type_expr(r, one, "value", false, &out[i].value));
        if (!out[i].value)
            return type_bad(r, "value", "缺少", "is missing");
        type_out(r, in);
    }
    form->columns = out;
    form->n_columns = (uint32_t)n;
    return true;
}

/* The type's own form, and further ones. */
static bool read_prints(reading *r, json_t *root)
{
    json_t *own = json_object_get(root, "print"), *list;
    size_t n, first = own != NULL;
    TRY(type_list(r, root, "prints", 20, &list, &n));
    type_print *out = TYPE_NEW(r, n + first, type_print);
    TRY(out);
    if (own) {
        size_t at = type_in(r, "print", -1);
        out[0].code = S("print");
        TRY(type_known(r, own, "title title_en note note_en columns") &&
            read_form(r, own, &out[0]));
        out[0].name = out[0].title;
        type_out(r, at);
    }
    for (size_t i = 0; i < n; i++) {
        json_t *o = json_array_get(list, i);
        type_print *form = &out[first + i];
        size_t at = type_in(r, "prints", (int)i);
        TRY(type_known(r, o, "code name name_en title title_en note note_en columns") &&
            type_code(r, o, "code", &form->code) && type_named(r, o, "name", true, &form->name) &&
            type_once(r, out, sizeof *out, first + i) && read_form(r, o, form));
        if (str_eqz(form->code, "print") || str_eqz(form->code, "table"))
            return type_bad(r, "code", "print、table 另有所指",
                            "print and table mean something else");
        type_out(r, at);
    }
    r->t->prints = out;
    r->t->n_prints = (uint32_t)(n + first);
    return true;
}

/* {"from": field, "to": field}: dates. */
static bool read_calendar(reading *r, json_t *root)
{
    json_t *o = json_object_get(root, "calendar");
    uint32_t f;
    r->t->due = UINT32_MAX;
    if (!o)
        return true;
    size_t at = type_in(r, "calendar", -1);
    TRY(type_known(r, o, "from to"));
    for (int i = 0; i < 2; i++) {
        const char *member = i ? "to" : "from";
        TRY(type_one_field(r, o, member, &f));
        if (f == UINT32_MAX ? !i : r->t->fields[f].kind != FIELD_DATE)
            return type_bad(r, member, "须为日期字段", "must be a date field");
        r->t->due = f != UINT32_MAX ? f : r->t->due;
    }
    type_out(r, at);
    return true;
}

static bool read_card(reading *r, json_t *root)
{
    json_t *list;
    size_t n;
    TRY(type_list(r, root, "card", 40, &list, &n));
    for (size_t i = 0; i < n; i++) {
        json_t *o = json_array_get(list, i);
        const uint32_t *fields;
        uint32_t n_fields;
        type_name name;
        size_t at = type_in(r, "card", (int)i);
        TRY(type_known(r, o, "name name_en fields") && type_named(r, o, "name", true, &name) &&
            type_field_list(r, o, "fields", &fields, &n_fields));
        type_out(r, at);
    }
    return true;
}

bool type_read_shown(reading *r, json_t *root)
{
    ledger_type *t = r->t;
    TRY(type_field_list(r, root, "list", &t->list, &t->n_list) &&
        type_text(r, root, "sort", false, &t->sort) && check_sort(r, "sort", t->sort) &&
        read_views(r, root) && read_children(r, root) && read_calendar(r, root) &&
        read_card(r, root) && read_prints(r, root) && type_condition(r, root, "guard", &t->guard) &&
        type_named(r, root, "guard_text", t->guard != NULL, &t->guard_text));
    return true;
}
