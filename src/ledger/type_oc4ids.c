/* The member "oc4ids" of a type's file: which field is which member of the standard. */
#include "ledger/oc4ids.h"
#include "ledger/type_json.h"

/* Members of a project that can be mapped, in the order of the standard. */
static const struct {
    const char *path;
    oc4ids_kind kind;
} places[] = {
    {"identifiers", OC4IDS_IDENTIFIER},
    {"title", OC4IDS_TEXT},
    {"description", OC4IDS_TEXT},
    {"status", OC4IDS_CODE},
    {"period.startDate", OC4IDS_DATE},
    {"period.endDate", OC4IDS_DATE},
    {"period.maxExtentDate", OC4IDS_DATE},
    {"identificationPeriod.startDate", OC4IDS_DATE},
    {"identificationPeriod.endDate", OC4IDS_DATE},
    {"preparationPeriod.startDate", OC4IDS_DATE},
    {"preparationPeriod.endDate", OC4IDS_DATE},
    {"implementationPeriod.startDate", OC4IDS_DATE},
    {"implementationPeriod.endDate", OC4IDS_DATE},
    {"completionPeriod.startDate", OC4IDS_DATE},
    {"completionPeriod.endDate", OC4IDS_DATE},
    {"maintenancePeriod.startDate", OC4IDS_DATE},
    {"maintenancePeriod.endDate", OC4IDS_DATE},
    {"decommissioningPeriod.startDate", OC4IDS_DATE},
    {"decommissioningPeriod.endDate", OC4IDS_DATE},
    {"sector", OC4IDS_CODES},
    {"additionalClassifications", OC4IDS_CLASS},
    {"type", OC4IDS_CODE},
    {"purpose", OC4IDS_TEXT},
    {"assetLifetime.startDate", OC4IDS_DATE},
    {"assetLifetime.endDate", OC4IDS_DATE},
    {"locations.description", OC4IDS_TEXT},
    {"locations.geometry", OC4IDS_POINT},
    {"locations.gazetteer", OC4IDS_GAZETTEER},
    {"locations.address.streetAddress", OC4IDS_TEXT},
    {"locations.address.locality", OC4IDS_TEXT},
    {"locations.address.region", OC4IDS_TEXT},
    {"budget.description", OC4IDS_TEXT},
    {"budget.amount", OC4IDS_AMOUNT},
    {"budget.requestDate", OC4IDS_DATE},
    {"budget.approvalDate", OC4IDS_DATE},
    {"forecasts", OC4IDS_METRIC},
    {"metrics", OC4IDS_METRIC},
    {"parties", OC4IDS_PARTY},
    {"documents", OC4IDS_DOCUMENTS},
    {"milestones", OC4IDS_MILESTONES},
    {"completion.endDate", OC4IDS_DATE},
    {"completion.endDateDetails", OC4IDS_TEXT},
    {"completion.finalValue", OC4IDS_AMOUNT},
    {"completion.finalValueDetails", OC4IDS_TEXT},
    {"completion.finalScope", OC4IDS_TEXT},
    {"completion.finalScopeDetails", OC4IDS_TEXT},
};

static bool read_place(reading *r, json_t *o, oc4ids_member *m)
{
    str path;
    TRY(type_text(r, o, "path", true, &path));
    for (uint32_t i = 0; i < COUNT_OF(places); i++)
        if (str_eqz(path, places[i].path)) {
            m->place = i;
            m->path = places[i].path;
            m->kind = places[i].kind;
            return true;
        }
    return type_bad(r, "path", "不是可对应的 OC4IDS 路径（docs/ledgers.md 有全部路径）",
                    "is no path of OC4IDS that can be mapped (docs/ledgers.md lists them)");
}

/* A field that is entered, or the stage. */
static bool read_field(reading *r, json_t *o, oc4ids_member *m)
{
    str name;
    m->name = m->lat = UINT32_MAX;
    TRY(type_text(r, o, "field", false, &name));
    if (str_eqz(name, "stage")) {
        m->name = TYPE_NAME_STAGE;
        return true;
    }
    return type_one_field(r, o, "field", &m->name) && type_one_field(r, o, "lat", &m->lat);
}

static bool has_code(const reading *r, const oc4ids_member *m, str own)
{
    const type_field *f = m->name < r->t->n_fields ? &r->t->fields[m->name] : NULL;
    bool known = m->name == TYPE_NAME_STAGE && type_stage_of(r->t, own) != UINT32_MAX;
    for (uint32_t i = 0; f && i < f->n_options; i++)
        known |= str_eq(f->options[i].code, own);
    return known;
}

static bool read_pair(reading *r, str own, json_t *v, oc4ids_pair *ret)
{
    ret->own = own;
    if (!json_is_string(v) || !json_string_length(v))
        return type_bad(r, "codes", "各项须为文字，或文字的列表",
                        "its items must be text or lists of it");
    return arena_str(r->a, str_of(json_string_value(v)), &ret->theirs) || fail_memory(r->c);
}

static bool read_pairs(reading *r, json_t *o, oc4ids_member *m)
{
    json_t *codes = json_object_get(o, "codes"), *v;
    const char *key;
    size_t n = 0;
    if (codes && !json_is_object(codes))
        return type_bad(r, "codes", "须为对象 {…}", "must be an object {…}");
    json_object_foreach(codes, key, v) n += json_is_array(v) ? json_array_size(v) : 1;
    oc4ids_pair *list = TYPE_NEW(r, n, oc4ids_pair);
    TRY(list);
    m->pairs = list;
    json_object_foreach(codes, key, v)
    {
        str own;
        TRY(arena_str(r->a, str_of(key), &own) || fail_memory(r->c));
        if (!has_code(r, m, own))
            return type_bad(r, "codes", "有字段（或阶段）没有的代码",
                            "has a code that the field (or stage) does not have");
        for (size_t i = 0; i < (json_is_array(v) ? json_array_size(v) : 1); i++)
            TRY(read_pair(r, own, json_is_array(v) ? json_array_get(v, i) : v,
                          &list[m->n_pairs++]));
    }
    return true;
}

/* ---- what fits where ---- */
static bool is_one_of(const reading *r, uint32_t name, uint32_t kinds)
{
    return name < r->t->n_fields && (kinds >> r->t->fields[name].kind & 1);
}

static bool source_fits(const reading *r, const oc4ids_member *m)
{
    const uint32_t number = 1u << FIELD_NUMBER, unsaid = 1u << FIELD_FILE | 1u << FIELD_LINK;
    bool stage = m->name == TYPE_NAME_STAGE;
    switch (m->kind) {
    case OC4IDS_TEXT:
        return !stage && !is_one_of(r, m->name, 1u << FIELD_FILE | 1u << FIELD_CHECKLIST);
    case OC4IDS_DATE:
        return !stage && !is_one_of(r, m->name, ~(1u << FIELD_DATE));
    case OC4IDS_AMOUNT:
        return !stage && !is_one_of(r, m->name, ~number);
    case OC4IDS_CODE:
    case OC4IDS_CODES:
        return (stage || is_one_of(r, m->name, 1u << FIELD_CHOICE)) && m->n_pairs;
    case OC4IDS_IDENTIFIER:
        return is_one_of(r, m->name, 1u << FIELD_TEXT);
    case OC4IDS_CLASS:
        return (stage || is_one_of(r, m->name, ~unsaid)) && m->scheme.n;
    case OC4IDS_GAZETTEER:
        return is_one_of(r, m->name, 1u << FIELD_AREA) && m->scheme.n;
    case OC4IDS_POINT:
        return is_one_of(r, m->name, number) && is_one_of(r, m->lat, number);
    case OC4IDS_PARTY:
        return is_one_of(r, m->name, 1u << FIELD_ORG | 1u << FIELD_TEXT) && m->n_roles;
    case OC4IDS_METRIC:
        return m->series != UINT32_MAX;
    case OC4IDS_MILESTONES:
        return m->name == UINT32_MAX ? r->t->milestones : is_one_of(r, m->name, 1u << FIELD_DATE);
    case OC4IDS_DOCUMENTS:
        return is_one_of(r, m->name, 1u << FIELD_FILE);
    }
    return false;
}

static bool check_member(reading *r, const oc4ids_member *m)
{
    bool from = m->name != UINT32_MAX, takes = m->kind <= OC4IDS_AMOUNT;
    bool none = m->kind == OC4IDS_METRIC || m->kind == OC4IDS_MILESTONES;
    if (!none && from == (m->value != NULL))
        return type_bad(r, "field", "须写明 field 或 value 其中之一",
                        "needs field or value, one of them");
    if (m->value && !takes)
        return type_bad(r, "value", "此处不能用表达式", "cannot be worked out here");
    if (!m->value && !source_fits(r, m))
        return type_bad(r, "path", "与所给的字段、序列、codes、scheme 或 roles 不相配",
                        "does not go with its field, series, codes, scheme or roles");
    if (m->other != UINT32_MAX && !is_one_of(r, m->other, 1u << FIELD_TEXT))
        return type_bad(r, "else", "须为文字字段", "must be a text field");
    return true;
}

static bool read_member(reading *r, json_t *o, oc4ids_member *m)
{
    str series;
    m->series = UINT32_MAX;
    TRY(type_known(r, o, "path field lat value unit codes scheme id code roles series else") &&
        read_place(r, o, m) && read_field(r, o, m) && type_expr(r, o, "value", false, &m->value) &&
        type_text(r, o, "unit", false, &m->unit) && read_pairs(r, o, m) &&
        type_text(r, o, "scheme", false, &m->scheme) && type_text(r, o, "id", false, &m->id) &&
        type_text(r, o, "code", false, &m->code) &&
        type_texts(r, o, "roles", &m->roles, &m->n_roles) &&
        type_one_field(r, o, "else", &m->other) && type_text(r, o, "series", false, &series));
    if (series.n) {
        m->series = type_series_of(r->t, series);
        if (m->series == UINT32_MAX)
            return type_bad(r, "series", "没有这个序列", "there is no such series");
        if (!m->id.n)
            m->id = series;
    }
    if (m->kind == OC4IDS_MILESTONES && m->name < r->t->n_fields && !m->id.n)
        m->id = r->t->fields[m->name].code;
    return check_member(r, m);
}

/* Members by the order of the standard, those of one place as they come. */
static bool put_in_order(reading *r, struct type_oc4ids *o)
{
    uint32_t *order = TYPE_NEW(r, o->n_members, uint32_t), n = 0;
    TRY(order);
    for (uint32_t p = 0; p < COUNT_OF(places); p++)
        for (uint32_t i = 0; i < o->n_members; i++)
            if (o->members[i].place == p)
                order[n++] = i;
    o->order = order;
    return true;
}

static bool read_all(reading *r, json_t *root, struct type_oc4ids *o)
{
    json_t *list;
    size_t n;
    TRY(type_known(r, root, "prefix currency unit members") &&
        type_text(r, root, "prefix", true, &o->prefix) &&
        type_text(r, root, "currency", true, &o->currency) &&
        type_text(r, root, "unit", true, &o->unit) &&
        type_list(r, root, "members", OC4IDS_MAX_MEMBERS, &list, &n));
    oc4ids_member *out = TYPE_NEW(r, n, oc4ids_member);
    TRY(out);
    for (size_t i = 0; i < n; i++) {
        size_t at = type_in(r, "members", (int)i);
        TRY(read_member(r, json_array_get(list, i), &out[i]));
        type_out(r, at);
    }
    o->members = out;
    o->n_members = (uint32_t)n;
    return put_in_order(r, o);
}

bool type_read_oc4ids(reading *r, json_t *root)
{
    json_t *o = json_object_get(root, "oc4ids");
    if (!o)
        return true;
    struct type_oc4ids *ret = TYPE_NEW(r, 1, struct type_oc4ids);
    size_t at = type_in(r, "oc4ids", -1);
    TRY(ret && read_all(r, o, ret));
    type_out(r, at);
    r->t->oc4ids = ret;
    return true;
}
