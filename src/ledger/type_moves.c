/* Stages, moves, checks and alerts of a type. */
#include "ledger/type_json.h"

static const char *const marks[] = {"red", "yellow", "blue", "green", "grey"};

const char *light_mark_name(light_mark m)
{
    return marks[m];
}

bool type_read_stages(reading *r, json_t *root)
{
    json_t *list;
    size_t n;
    TRY(type_list(r, root, "stages", TYPE_MAX_STAGES, &list, &n));
    if (!n)
        return type_bad(r, "stages", "至少要有一个阶段", "needs at least one stage");
    type_stage *out = TYPE_NEW(r, n, type_stage);
    TRY(out);
    r->t->stages = out;
    for (size_t i = 0; i < n; i++) {
        json_t *o = json_array_get(list, i);
        size_t at = type_in(r, "stages", (int)i);
        TRY(type_known(r, o, "code name name_en final") && type_code(r, o, "code", &out[i].code) &&
            type_named(r, o, "name", true, &out[i].name) &&
            type_flag(r, o, "final", &out[i].final));
        if (type_stage_of(r->t, out[i].code) != UINT32_MAX)
            return type_bad(r, "code", "代码重复", "is given twice");
        r->t->n_stages = (uint32_t)i + 1;
        type_out(r, at);
    }
    return true;
}

static bool read_stage(reading *r, const char *member, str code, uint32_t *ret)
{
    *ret = type_stage_of(r->t, code);
    return *ret != UINT32_MAX || type_bad(r, member, "没有这个阶段", "there is no such stage");
}

static bool read_way(reading *r, json_t *o, type_move *m)
{
    const str *from;
    uint32_t n, at;
    str to, right;
    TRY(type_texts(r, o, "from", &from, &n) && type_text(r, o, "to", true, &to) &&
        type_text(r, o, "right", false, &right));
    if (!n)
        return type_bad(r, "from", "须列出从哪些阶段可走这一步",
                        "must list the stages it starts from");
    for (uint32_t i = 0; i < n; i++) {
        TRY(read_stage(r, "from", from[i], &at));
        m->from |= (uint64_t)1 << (at % 64);
    }
    m->dispatch = str_eqz(right, "dispatch");
    if (right.n && !m->dispatch && !str_eqz(right, "fill"))
        return type_bad(r, "right", "为 fill 或 dispatch", "is fill or dispatch");
    return read_stage(r, "to", to, &m->to);
}

/* {"field": "expression", …}; of another type the fields are not known here. */
static bool read_set(reading *r, json_t *o, const char *member, bool own, const type_set **ret,
                     uint32_t *ret_n)
{
    json_t *set = json_object_get(o, member), *v;
    const char *key;
    uint32_t n = 0;
    if (set && !json_is_object(set))
        return type_bad(r, member, "须为 {\"字段\": \"表达式\"}",
                        "must be {\"field\": \"expression\"}");
    type_set *out = TYPE_NEW(r, json_object_size(set), type_set);
    TRY(out);
    size_t at = type_in(r, member, -1);
    json_object_foreach(set, key, v)
    {
        type_set *one = &out[n++];
        TRY(arena_str(r->a, str_of(key), &one->field_text) || fail_memory(r->c));
        one->field = own ? type_field_of(r->t, one->field_text) : UINT32_MAX;
        if (own && (one->field == UINT32_MAX || r->t->fields[one->field].formula ||
                    r->t->fields[one->field].kind == FIELD_FILE))
            return type_bad(r, key, "没有这个可写的字段",
                            "there is no such field that can be written");
        if (!json_is_string(v))
            return type_bad(r, key, "须为表达式", "must be an expression");
        TRY(type_expr_text(r, key, str_of(json_string_value(v)), false, &one->value));
        if (own && !type_set_fits(&r->t->fields[one->field], one->value))
            return type_bad(r, key, "表达式的结果与字段类型不符",
                            "what the expression gives is not of the field's kind");
    }
    type_out(r, at);
    *ret = out;
    *ret_n = n;
    return true;
}

static bool read_creates(reading *r, json_t *o, type_move *m)
{
    json_t *one = json_object_get(o, "creates");
    str link;
    m->creates_link = UINT32_MAX;
    if (!one)
        return true;
    size_t at = type_in(r, "creates", -1);
    TRY(type_known(r, one, "type link fields") && type_code(r, one, "type", &m->creates) &&
        type_text(r, one, "link", true, &link));
    m->creates_link = type_field_of(r->t, link);
    if (m->creates_link == UINT32_MAX || r->t->fields[m->creates_link].kind != FIELD_LINK ||
        r->t->fields[m->creates_link].formula ||
        !str_eq(r->t->fields[m->creates_link].to, m->creates))
        return type_bad(r, "link", "须为指向该台账的 link 字段",
                        "must be a link field to that type");
    TRY(read_set(r, one, "fields", false, &m->creates_set, &m->n_creates_set));
    type_out(r, at);
    return true;
}

static bool read_move(reading *r, json_t *o, type_move *m)
{
    TRY(type_known(r, o,
                   "code name name_en from to needs when why why_en right other_than note asks set "
                   "creates") &&
        type_named(r, o, "name", true, &m->name) && type_named(r, o, "why", false, &m->why) &&
        read_way(r, o, m) && type_field_list(r, o, "needs", &m->needs, &m->n_needs) &&
        type_field_list(r, o, "asks", &m->asks, &m->n_asks) &&
        type_condition(r, o, "when", &m->when) && type_flag(r, o, "note", &m->note) &&
        read_set(r, o, "set", true, &m->set, &m->n_set) && read_creates(r, o, m));
    if (m->when && !m->why.zh.n)
        return type_bad(r, "why", "有条件 when 就须说明不符时怎么办",
                        "a move with a condition says why it may not be possible");
    return true;
}

static bool read_others(reading *r, json_t *list)
{
    for (uint32_t i = 0; i < r->t->n_moves; i++) {
        const str *names;
        uint32_t n;
        size_t at = type_in(r, "moves", (int)i);
        TRY(type_texts(r, json_array_get(list, i), "other_than", &names, &n));
        for (uint32_t k = 0; k < n; k++) {
            uint32_t other = type_move_of(r->t, names[k]);
            if (other == UINT32_MAX)
                return type_bad(r, "other_than", "没有这一步", "there is no such move");
            ((type_move *)r->t->moves)[i].other_than |= (uint64_t)1 << other;
        }
        type_out(r, at);
    }
    return true;
}

bool type_read_move_codes(reading *r, json_t *root)
{
    json_t *list;
    size_t n;
    TRY(type_list(r, root, "moves", 60, &list, &n));
    type_move *out = TYPE_NEW(r, n, type_move);
    TRY(out);
    for (size_t i = 0; i < n; i++) {
        size_t at = type_in(r, "moves", (int)i);
        TRY(type_code(r, json_array_get(list, i), "code", &out[i].code) &&
            type_once(r, out, sizeof *out, i));
        type_out(r, at);
    }
    r->t->moves = out;
    r->t->n_moves = (uint32_t)n;
    return true;
}

bool type_read_moves(reading *r, json_t *root)
{
    json_t *list = json_object_get(root, "moves");
    for (uint32_t i = 0; i < r->t->n_moves; i++) {
        size_t at = type_in(r, "moves", (int)i);
        TRY(read_move(r, json_array_get(list, i), (type_move *)&r->t->moves[i]));
        type_out(r, at);
    }
    return read_others(r, list);
}

static bool read_checks(reading *r, json_t *root)
{
    json_t *list;
    size_t n;
    TRY(type_list(r, root, "checks", 60, &list, &n));
    type_check *out = TYPE_NEW(r, n, type_check);
    TRY(out);
    for (size_t i = 0; i < n; i++) {
        json_t *o = json_array_get(list, i);
        size_t at = type_in(r, "checks", (int)i);
        TRY(type_known(r, o, "code test field name name_en") &&
            type_code(r, o, "code", &out[i].code) && type_named(r, o, "name", true, &out[i].name) &&
            type_once(r, out, sizeof *out, i) && type_condition(r, o, "test", &out[i].test) &&
            type_one_field(r, o, "field", &out[i].field));
        if (!out[i].test)
            return type_bad(r, "test", "缺少", "is missing");
        type_out(r, at);
    }
    r->t->checks = out;
    r->t->n_checks = (uint32_t)n;
    return true;
}

static bool read_mark(reading *r, json_t *o, light_mark *ret)
{
    str s;
    TRY(type_text(r, o, "light", true, &s));
    for (light_mark m = 0; m < COUNT_OF(marks); m++)
        if (str_eqz(s, marks[m])) {
            *ret = m;
            return true;
        }
    return type_bad(r, "light", "为 red yellow blue green grey 之一",
                    "is red yellow blue green or grey");
}

bool type_read_alerts(reading *r, json_t *root)
{
    json_t *list;
    size_t n;
    TRY(read_checks(r, root) && type_list(r, root, "alerts", TYPE_MAX_ALERTS, &list, &n));
    type_alert *out = TYPE_NEW(r, n, type_alert);
    TRY(out);
    for (size_t i = 0; i < n; i++) {
        json_t *o = json_array_get(list, i);
        size_t at = type_in(r, "alerts", (int)i);
        TRY(type_known(r, o, "code light when name name_en letter") &&
            type_code(r, o, "code", &out[i].code) && type_named(r, o, "name", true, &out[i].name) &&
            type_once(r, out, sizeof *out, i) && read_mark(r, o, &out[i].light) &&
            type_text(r, o, "letter", false, &out[i].letter) &&
            type_condition(r, o, "when", &out[i].when));
        if (!out[i].when)
            return type_bad(r, "when", "缺少", "is missing");
        type_out(r, at);
    }
    r->t->alerts = out;
    r->t->n_alerts = (uint32_t)n;
    return true;
}
