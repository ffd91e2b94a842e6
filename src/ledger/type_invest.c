/* The member "investment" of a type: which fields and series say what a project invests (docs/ledgers.md,
 * "Investment"). */
#include "ledger/type_json.h"
#include <math.h>

#define DOMAINS_MAX 60

/* Kinds that a field may have, one bit each. */
#define AS_NUMBER (1u << FIELD_NUMBER)
#define AS_MONTH (1u << FIELD_DATE | 1u << FIELD_PERIOD)
#define AS_STOP (AS_MONTH | 1u << FIELD_FLAG)

static bool one_field(reading *r, json_t *o, const char *member, unsigned kinds, uint32_t *ret)
{
    TRY(type_one_field(r, o, member, ret));
    const type_field *f = *ret == UINT32_MAX ? NULL : &r->t->fields[*ret];
    return !f || (!f->many && kinds >> f->kind & 1u) ||
           type_bad(r, member, "所指字段的类型不对", "the field it names is of another kind");
}

static bool fields_of(reading *r, json_t *o, type_investment *v)
{
    const struct {
        const char *name;
        unsigned kinds;
        bool required;
        uint32_t *at;
    } members[] = {{"total", AS_NUMBER, true, &v->total},
                   {"entered", AS_MONTH, true, &v->entered},
                   {"before", AS_NUMBER, false, &v->before},
                   {"before_to", AS_MONTH, false, &v->before_to},
                   {"land", AS_NUMBER, false, &v->land},
                   {"left", AS_MONTH, false, &v->left},
                   {"stopped", AS_STOP, false, &v->stopped},
                   {"capacity", AS_NUMBER, false, &v->capacity},
                   {"expected", AS_MONTH, false, &v->expected},
                   {"probability", AS_NUMBER, false, &v->probability}};
    for (size_t i = 0; i < COUNT_OF(members); i++) {
        TRY(one_field(r, o, members[i].name, members[i].kinds, members[i].at));
        if (members[i].required && *members[i].at == UINT32_MAX)
            return type_bad(r, members[i].name, "缺少", "is missing");
    }
    TRY(type_one_field(r, o, "domain", &v->domain));
    return v->domain == UINT32_MAX || r->t->fields[v->domain].kind == FIELD_CHOICE ||
           type_bad(r, "domain", "须为选项字段", "must be a field of kind choice");
}

/* A monthly series: amounts that were done. */
static bool series_of(reading *r, json_t *o, const char *member, bool required, uint32_t *ret)
{
    str code;
    *ret = UINT32_MAX;
    TRY(type_text(r, o, member, required, &code));
    if (!code.n)
        return true;
    *ret = type_series_of(r->t, code);
    if (*ret == UINT32_MAX)
        return type_bad(r, member, "没有这个序列", "there is no such series");
    return (r->t->series[*ret].f == FREQ_M && r->t->series[*ret].actual) ||
           type_bad(r, member, "须为有实际数的月度序列", "must be a monthly series with actuals");
}

static bool is_domain(const reading *r, const type_investment *v, str code)
{
    const type_field *f = v->domain == UINT32_MAX ? NULL : &r->t->fields[v->domain];
    for (uint32_t i = 0; f && i < f->n_options; i++)
        if (str_eq(f->options[i].code, code))
            return true;
    return false;
}

static bool domains_of(reading *r, json_t *o, type_investment *v)
{
    json_t *list;
    size_t n;
    TRY(type_list(r, o, "domains", DOMAINS_MAX, &list, &n));
    type_invest_domain *out = TYPE_NEW(r, n, type_invest_domain);
    TRY(out);
    for (size_t i = 0; i < n; i++) {
        json_t *one = json_array_get(list, i);
        size_t at = type_in(r, "domains", (int)i);
        TRY(type_known(r, one, "domain indicator") &&
            type_text(r, one, "domain", true, &out[i].domain) &&
            type_text(r, one, "indicator", true, &out[i].indicator) &&
            type_once(r, out, sizeof *out, i));
        if (!is_domain(r, v, out[i].domain))
            return type_bad(r, "domain", "不是 domain 字段的选项",
                            "is no option of the field under domain");
        type_out(r, at);
    }
    v->domains = out;
    v->n_domains = (uint32_t)n;
    return true;
}

static bool in_domains(const type_investment *v, str code)
{
    for (uint32_t i = 0; i < v->n_domains; i++)
        if (str_eq(v->domains[i].domain, code))
            return true;
    return false;
}

static bool overlaps_of(reading *r, json_t *o, type_investment *v)
{
    json_t *list;
    size_t n;
    TRY(type_list(r, o, "overlaps", DOMAINS_MAX, &list, &n));
    type_overlap *out = TYPE_NEW(r, n, type_overlap);
    TRY(out);
    for (size_t i = 0; i < n; i++) {
        json_t *one = json_array_get(list, i);
        size_t at = type_in(r, "overlaps", (int)i);
        TRY(type_known(r, one, "of indicator name name_en") &&
            type_texts(r, one, "of", &out[i].of, &out[i].n_of) &&
            type_text(r, one, "indicator", false, &out[i].indicator) &&
            type_named(r, one, "name", false, &out[i].name));
        for (uint32_t k = 0; k < out[i].n_of; k++)
            if (!in_domains(v, out[i].of[k]))
                return type_bad(r, "of", "须为 domains 中的领域", "names domains of the list");
        if (out[i].n_of < 2)
            return type_bad(r, "of", "至少两个领域", "needs at least two domains");
        type_out(r, at);
    }
    v->overlaps = out;
    v->n_overlaps = (uint32_t)n;
    return true;
}

bool type_read_investment(reading *r, json_t *root)
{
    json_t *o = json_object_get(root, "investment");
    if (!o)
        return true;
    type_investment *v = TYPE_NEW(r, 1, type_investment);
    TRY(v);
    size_t at = type_in(r, "investment", -1);
    TRY(type_known(r, o,
                   "series adjust total before before_to land entered left stopped capacity "
                   "expected probability domain indicator real_estate enter_from domains "
                   "overlaps") &&
        series_of(r, o, "series", true, &v->series) &&
        series_of(r, o, "adjust", false, &v->adjust) && fields_of(r, o, v) &&
        type_text(r, o, "indicator", true, &v->indicator) &&
        type_text(r, o, "real_estate", false, &v->real_estate) &&
        type_number(r, o, "enter_from", &v->enter_from) && domains_of(r, o, v) &&
        overlaps_of(r, o, v));
    if (r->t->area == UINT32_MAX)
        return type_bad(r, "", "须有 area：投资按地区汇总",
                        "needs the type's area: investment adds up by area");
    type_out(r, at);
    r->t->investment = v;
    return true;
}
