/* Members of a type file. */
#include "ledger/type_json.h"
#include <math.h>

bool type_bad(reading *r, const char *member, const char *zh, const char *en)
{
    const char *dot = r->place[0] && member[0] ? "." : "";
    return fail(r->c, ERR_FORMAT, "%s：%s%s%s：%s%.0s", "%s: %s%s%s: %.0s%s", r->file, r->place,
                dot, member, zh, en);
}

size_t type_in(reading *r, const char *member, int i)
{
    size_t at = strlen(r->place), room = sizeof r->place - at;
    char index[16] = "";
    if (i >= 0)
        snprintf(index, sizeof index, "[%d]", i);
    snprintf(r->place + at, room, "%s%s%s", at ? "." : "", member, index);
    return at;
}

void type_out(reading *r, size_t at)
{
    r->place[at] = 0;
}

void *type_new(reading *r, size_t n, size_t size)
{
    void *p = arena_alloc(r->a, n * size);
    if (!p)
        (void)fail_memory(r->c);
    return p;
}

bool type_known(reading *r, json_t *o, const char *names)
{
    const char *key;
    json_t *v;
    if (!json_is_object(o))
        return type_bad(r, "", "须为对象 {…}", "must be an object {…}");
    json_object_foreach(o, key, v)
    {
        str rest = str_of(names), one;
        bool known = false;
        while (!known && str_split(&rest, ' ', &one))
            known = str_eqz(one, key);
        if (!known)
            return type_bad(r, key, "没有这一项；请核对拼写（docs/ledgers.md）",
                            "there is no such member; check its spelling (docs/ledgers.md)");
    }
    return true;
}

bool type_text(reading *r, json_t *o, const char *member, bool required, str *ret)
{
    json_t *v = json_object_get(o, member);
    *ret = S("");
    if (!v)
        return !required || type_bad(r, member, "缺少", "is missing");
    if (!json_is_string(v))
        return type_bad(r, member, "须为文字", "must be text");
    str s = {json_string_value(v), json_string_length(v)};
    if (required && !str_trim(s).n)
        return type_bad(r, member, "不能为空", "may not be empty");
    return arena_str(r->a, s, ret) || fail_memory(r->c);
}

bool type_flag(reading *r, json_t *o, const char *member, bool *ret)
{
    json_t *v = json_object_get(o, member);
    *ret = json_is_true(v);
    return !v || json_is_boolean(v) ||
           type_bad(r, member, "须为 true 或 false", "is true or false");
}

bool type_number(reading *r, json_t *o, const char *member, double *ret)
{
    json_t *v = json_object_get(o, member);
    *ret = v ? json_number_value(v) : NAN;
    return !v || json_is_number(v) || type_bad(r, member, "须为数", "must be a number");
}

bool type_whole(reading *r, json_t *o, const char *member, int64_t absent, int64_t max,
                int64_t *ret)
{
    json_t *v = json_object_get(o, member);
    *ret = v ? json_integer_value(v) : absent;
    if (v && (!json_is_integer(v) || *ret < 0 || *ret > max))
        return type_bad(r, member, "须为不太大的非负整数",
                        "must be a whole number that is not too big");
    return true;
}

bool type_named(reading *r, json_t *o, const char *stem, bool required, type_name *ret)
{
    char en[40];
    snprintf(en, sizeof en, "%s_en", stem);
    TRY(type_text(r, o, stem, required, &ret->zh) && type_text(r, o, en, false, &ret->en));
    if (!ret->en.n)
        ret->en = ret->zh;
    return true;
}

bool type_code(reading *r, json_t *o, const char *member, str *ret)
{
    TRY(type_text(r, o, member, true, ret));
    bool ok = ret->n <= 40 && ret->p[0] >= 'a' && ret->p[0] <= 'z';
    for (size_t i = 1; ok && i < ret->n; i++) {
        char x = ret->p[i];
        ok = (x >= 'a' && x <= 'z') || (x >= '0' && x <= '9') || x == '_';
    }
    return ok ||
           type_bad(r, member, "代码须以小写字母开头，只含小写字母、数字、_（至多 40 个）",
                    "a code begins with a lower-case letter and has lower-case letters, digits and "
                    "_ (at most 40)");
}

bool type_once(reading *r, const void *list, size_t size, size_t i)
{
    const char *at = list;
    for (size_t k = 0; k < i; k++)
        if (str_eq(*(const str *)(at + k * size), *(const str *)(at + i * size)))
            return type_bad(r, "code", "代码重复", "is given twice");
    return true;
}

bool type_list(reading *r, json_t *o, const char *member, size_t max, json_t **ret, size_t *ret_n)
{
    *ret = json_object_get(o, member);
    *ret_n = json_array_size(*ret);
    if (*ret && !json_is_array(*ret))
        return type_bad(r, member, "须为列表 […]", "must be a list […]");
    return *ret_n <= max || type_bad(r, member, "项数过多", "has too many items");
}

bool type_texts(reading *r, json_t *o, const char *member, const str **ret, uint32_t *ret_n)
{
    json_t *list;
    size_t n;
    TRY(type_list(r, o, member, 200, &list, &n));
    str *out = TYPE_NEW(r, n, str);
    TRY(out);
    for (size_t i = 0; i < n; i++) {
        json_t *v = json_array_get(list, i);
        if (!json_is_string(v))
            return type_bad(r, member, "各项须为文字", "its items must be text");
        TRY(arena_str(r->a, (str){json_string_value(v), json_string_length(v)}, &out[i]) ||
            fail_memory(r->c));
    }
    *ret = out;
    *ret_n = (uint32_t)n;
    return true;
}

static bool field_named(reading *r, const char *member, str code, uint32_t *ret)
{
    *ret = type_field_of(r->t, code);
    if (*ret != UINT32_MAX)
        return true;
    char zh[160], en[160];
    snprintf(zh, sizeof zh, "没有字段 “%.60s”", code.p);
    snprintf(en, sizeof en, "there is no field “%.60s”", code.p);
    return type_bad(r, member, zh, en);
}

bool type_field_list(reading *r, json_t *o, const char *member, const uint32_t **ret,
                     uint32_t *ret_n)
{
    const str *names;
    TRY(type_texts(r, o, member, &names, ret_n));
    uint32_t *out = TYPE_NEW(r, *ret_n, uint32_t);
    TRY(out);
    for (uint32_t i = 0; i < *ret_n; i++)
        TRY(field_named(r, member, names[i], &out[i]));
    *ret = out;
    return true;
}

bool type_one_field(reading *r, json_t *o, const char *member, uint32_t *ret)
{
    str code;
    *ret = UINT32_MAX;
    TRY(type_text(r, o, member, false, &code));
    return !code.n || field_named(r, member, code, ret);
}

bool type_expr_text(reading *r, const char *member, str text, bool aggregate, const expr **ret)
{
    expr_scope s;
    TRY(type_scope(r->c, r->t, aggregate, r->a, &r->t->uses, &s));
    if (expr_compile(r->c, text, &s, ret))
        return true;
    err why = r->c->err;
    if (why.code == ERR_MEMORY)
        return false;
    cx_clear(r->c);
    return type_bad(r, member, why.zh, why.en);
}

bool type_expr(reading *r, json_t *o, const char *member, bool aggregate, const expr **ret)
{
    str text;
    *ret = NULL;
    TRY(type_text(r, o, member, false, &text));
    return !text.n || type_expr_text(r, member, text, aggregate, ret);
}

bool type_condition(reading *r, json_t *o, const char *member, const expr **ret)
{
    TRY(type_expr(r, o, member, false, ret));
    return !*ret || expr_is_condition(*ret) ||
           type_bad(r, member, "须为条件，如 amount > 0", "must be a condition, like amount > 0");
}
