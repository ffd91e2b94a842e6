/* Members that say how rows are drawn in time and space, and what they are in sums of investment. */
#include "ledger/type_json.h"

/* ---- gantt ---- */
static bool day_field(reading *r, const char *member, str code, uint32_t *ret)
{
    *ret = UINT32_MAX;
    if (!code.n)
        return true;
    *ret = type_field_of(r->t, code);
    return (*ret != UINT32_MAX && r->t->fields[*ret].kind == FIELD_DATE &&
            !r->t->fields[*ret].many) ||
           type_bad(r, member, "须为两个日期字段的代码，没有的写 \"\"",
                    "is the codes of two date fields, \"\" for one that is not there");
}

static bool read_span(reading *r, json_t *o, const char *member, type_span *ret)
{
    const str *codes;
    uint32_t n;
    *ret = (type_span){UINT32_MAX, UINT32_MAX};
    TRY(type_texts(r, o, member, &codes, &n));
    if (!n)
        return true;
    return (n == 2 || day_field(r, member, S("?"), &ret->from)) &&
           day_field(r, member, codes[0], &ret->from) && day_field(r, member, codes[1], &ret->to);
}

static bool read_gantt(reading *r, json_t *root)
{
    type_gantt *g = &r->t->gantt;
    json_t *o = json_object_get(root, "gantt");
    g->plan = g->forecast = g->actual = g->baseline = (type_span){UINT32_MAX, UINT32_MAX};
    if (!o)
        return true;
    size_t at = type_in(r, "gantt", -1);
    TRY(type_known(r, o, "plan forecast actual baseline") && read_span(r, o, "plan", &g->plan) &&
        read_span(r, o, "forecast", &g->forecast) && read_span(r, o, "actual", &g->actual) &&
        read_span(r, o, "baseline", &g->baseline));
    g->is = g->plan.to != UINT32_MAX;
    if (!g->is)
        return type_bad(r, "plan", "缺少：计划起止的两个日期字段",
                        "is missing: the two date fields of the plan");
    type_out(r, at);
    return true;
}

/* ---- map ---- */
static bool of_kind(reading *r, json_t *o, const char *member, field_kind k, bool required,
                    uint32_t *ret)
{
    TRY(type_one_field(r, o, member, ret));
    if (*ret == UINT32_MAX)
        return !required || type_bad(r, member, "缺少", "is missing");
    return (r->t->fields[*ret].kind == k && !r->t->fields[*ret].many) ||
           type_bad(r, member, "所指字段的类型不对", "the field it names is of another kind");
}

static bool read_map(reading *r, json_t *root)
{
    type_map *m = &r->t->map;
    json_t *o = json_object_get(root, "map");
    m->lon = m->lat = m->value = UINT32_MAX;
    if (!o)
        return true;
    size_t at = type_in(r, "map", -1);
    TRY(type_known(r, o, "lon lat value") && of_kind(r, o, "lon", FIELD_NUMBER, false, &m->lon) &&
        of_kind(r, o, "lat", FIELD_NUMBER, m->lon != UINT32_MAX, &m->lat) &&
        of_kind(r, o, "value", FIELD_NUMBER, false, &m->value));
    m->is = true;
    if (r->t->area == UINT32_MAX)
        return type_bad(r, "value", "地图要有地区：写明 area", "a map needs areas: give `area`");
    type_out(r, at);
    return true;
}

/* ---- investment ---- */
/* A day, a month or (`flag`) whether it is so at all. */
static bool of_time(reading *r, json_t *o, const char *member, bool flag, bool required,
                    uint32_t *ret)
{
    TRY(type_one_field(r, o, member, ret));
    if (*ret == UINT32_MAX)
        return !required || type_bad(r, member, "缺少", "is missing");
    field_kind k = r->t->fields[*ret].kind;
    return k == FIELD_DATE || k == FIELD_PERIOD || (flag && k == FIELD_FLAG) ||
           type_bad(r, member, "所指字段的类型不对", "the field it names is of another kind");
}

static bool of_series(reading *r, json_t *o, const char *member, bool required, uint32_t *ret)
{
    str code;
    *ret = UINT32_MAX;
    TRY(type_text(r, o, member, required, &code));
    if (!code.n)
        return true;
    *ret = type_series_of(r->t, code);
    return (*ret != UINT32_MAX && r->t->series[*ret].f == FREQ_M && r->t->series[*ret].actual) ||
           type_bad(r, member, "须为有实际数的月度序列", "must be a monthly series with actuals");
}

static bool is_option(const reading *r, uint32_t field, str code)
{
    for (uint32_t i = 0; field != UINT32_MAX && i < r->t->fields[field].n_options; i++)
        if (str_eq(r->t->fields[field].options[i].code, code))
            return true;
    return false;
}

static bool read_domains(reading *r, json_t *o, type_investment *v)
{
    json_t *list;
    size_t n;
    TRY(type_list(r, o, "domains", 40, &list, &n));
    type_domain *out = TYPE_NEW(r, n, type_domain);
    TRY(out);
    for (size_t i = 0; i < n; i++) {
        json_t *one = json_array_get(list, i);
        size_t at = type_in(r, "domains", (int)i);
        TRY(type_known(r, one, "domain indicator within") &&
            type_text(r, one, "domain", false, &out[i].domain) &&
            type_text(r, one, "indicator", true, &out[i].indicator) &&
            type_text(r, one, "within", false, &out[i].within));
        if (out[i].domain.n && !is_option(r, v->domain, out[i].domain))
            return type_bad(r, "domain", "不是 domain 字段的选项",
                            "is no option of the field under domain");
        type_out(r, at);
    }
    v->domains = out;
    v->n_domains = (uint32_t)n;
    return true;
}

static bool read_investment(reading *r, json_t *root)
{
    type_investment *v = &r->t->investment;
    json_t *o = json_object_get(root, "investment");
    if (!o)
        return true;
    size_t at = type_in(r, "investment", -1);
    TRY(type_known(r, o,
                   "series total before before_to land adjust entered left stopped capacity "
                   "expected probability domain indicator real_estate domains enter_from") &&
        of_series(r, o, "series", true, &v->series) &&
        of_series(r, o, "adjust", false, &v->adjust) &&
        of_kind(r, o, "total", FIELD_NUMBER, true, &v->total) &&
        of_kind(r, o, "before", FIELD_NUMBER, false, &v->before) &&
        of_time(r, o, "before_to", false, v->before != UINT32_MAX, &v->before_to) &&
        of_kind(r, o, "land", FIELD_NUMBER, false, &v->land) &&
        of_time(r, o, "entered", false, true, &v->entered) &&
        of_time(r, o, "left", false, false, &v->left) &&
        of_time(r, o, "stopped", true, false, &v->stopped) &&
        of_kind(r, o, "capacity", FIELD_NUMBER, false, &v->capacity) &&
        of_time(r, o, "expected", false, false, &v->expected) &&
        of_kind(r, o, "probability", FIELD_NUMBER, false, &v->probability) &&
        type_one_field(r, o, "domain", &v->domain) &&
        type_number(r, o, "enter_from", &v->enter_from) &&
        type_text(r, o, "indicator", true, &v->indicator) &&
        type_text(r, o, "real_estate", false, &v->real_estate) && read_domains(r, o, v));
    if (v->domain != UINT32_MAX && r->t->fields[v->domain].kind != FIELD_CHOICE)
        return type_bad(r, "domain", "须为选项字段", "must be a field of kind choice");
    if (r->t->area == UINT32_MAX)
        return type_bad(r, "", "投资按地区汇总：写明 area",
                        "investment adds up by area: give `area`");
    v->is = true;
    type_out(r, at);
    return true;
}

bool type_read_drawn(reading *r, json_t *root)
{
    return read_gantt(r, root) && read_map(r, root) && read_investment(r, root);
}
