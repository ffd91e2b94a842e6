/* Fields, series and the formulas of a type. */
#include "ledger/book.h"
#include "ledger/media.h"
#include "ledger/type_json.h"
#include <math.h>

static const char *const kinds[FIELD_KIND_MAX_] = {
    "text", "number", "date",   "period",    "flag", "choice", "area",
    "org",  "post",   "person", "indicator", "link", "file",   "checklist"};

const char *field_kind_name(field_kind k)
{
    return kinds[k];
}

bool type_kind(reading *r, json_t *o, field_kind *ret)
{
    str s;
    TRY(type_text(r, o, "kind", true, &s));
    for (field_kind k = 0; k < FIELD_KIND_MAX_; k++)
        if (str_eqz(s, kinds[k])) {
            *ret = k;
            return true;
        }
    return type_bad(
        r, "kind",
        "应为以下之一：text number date period flag choice area org post person indicator link "
        "file checklist",
        "must be one of text number date period flag choice area org post person indicator "
        "link file checklist");
}

static bool read_options(reading *r, json_t *o, type_field *f)
{
    json_t *list;
    size_t n;
    bool wants = f->kind == FIELD_CHOICE || f->kind == FIELD_CHECKLIST;
    TRY(type_list(r, o, "options", 500, &list, &n));
    if (wants != (n > 0))
        return wants ? type_bad(r, "options", "须列出各选项", "must list the options")
                     : type_bad(r, "options", "只有 choice、checklist 有选项",
                                "only choice and checklist have options");
    type_choice *out = TYPE_NEW(r, n, type_choice);
    TRY(out);
    for (size_t i = 0; i < n; i++) {
        json_t *one = json_array_get(list, i);
        size_t at = type_in(r, "options", (int)i);
        TRY(type_known(r, one, "code name name_en when") &&
            type_text(r, one, "code", true, &out[i].code) &&
            type_named(r, one, "name", true, &out[i].name));
        for (size_t k = 0; k < i; k++)
            if (str_eq(out[k].code, out[i].code))
                return type_bad(r, "code", "与前面的选项重复", "stands before already");
        if (str_contains(out[i].code, ";") || str_contains(out[i].code, ","))
            return type_bad(r, "code", "不能含 ; 或 ,", "may not have ; or ,");
        type_out(r, at);
    }
    f->options = out;
    f->n_options = (uint32_t)n;
    return true;
}

static bool may_be_many(field_kind k)
{
    return k == FIELD_TEXT || k == FIELD_CHOICE || (k >= FIELD_AREA && k <= FIELD_LINK);
}

static bool read_limits(reading *r, json_t *o, type_field *f)
{
    int64_t decimals, chars, lines, mb;
    TRY(type_text(r, o, "unit", false, &f->unit) && type_number(r, o, "min", &f->min) &&
        type_number(r, o, "max", &f->max) && type_text(r, o, "media", false, &f->media) &&
        type_whole(r, o, "decimals", -1, 9, &decimals) &&
        type_whole(r, o, "lines", 1, 60, &lines) && type_whole(r, o, "max_mb", 20, 64, &mb));
    f->decimals = (int)decimals;
    f->lines = (uint32_t)lines;
    f->max_bytes = (uint64_t)mb << 20;
    f->max_chars = lines > 1 ? 20000 : 500;
    if (f->kind == FIELD_TEXT) { /* max is of its characters then */
        TRY(type_whole(r, o, "max", f->max_chars, 100000, &chars));
        f->max_chars = (uint32_t)chars;
    }
    return true;
}

/* Endings of files, set apart by ; each of a kind that can be told by its first bytes. */
static bool read_media(reading *r, const type_field *f)
{
    str rest = f->media, one;
    while (f->media.n && str_split(&rest, ';', &one)) {
        if (media_of(one))
            continue;
        char zh[160], en[160];
        snprintf(zh, sizeof zh, "不认得扩展名 “%.40s”", one.n ? one.p : "");
        snprintf(en, sizeof en, "the ending “%.40s” is not known", one.n ? one.p : "");
        return type_bad(r, "media", zh, en);
    }
    return true;
}

static bool read_field(reading *r, json_t *o, type_field *f)
{
    TRY(type_known(
            r, o,
            "code name name_en kind required many unit decimals min max lines options to media "
            "max_mb formula start help help_en locked aliases") &&
        type_code(r, o, "code", &f->code) && type_named(r, o, "name", true, &f->name) &&
        type_named(r, o, "help", false, &f->help) && type_kind(r, o, &f->kind) &&
        type_flag(r, o, "required", &f->required) && type_flag(r, o, "many", &f->many) &&
        read_options(r, o, f) && read_limits(r, o, f) && type_text(r, o, "to", false, &f->to) &&
        type_texts(r, o, "aliases", &f->aliases, &f->n_aliases));
    if ((f->kind == FIELD_LINK) != (f->to.n > 0))
        return type_bad(r, "to", "link 字段（且只有它）须写明所指台账的代码",
                        "a link, and only a link, says which type it points to");
    TRY(read_media(r, f));
    if (f->min > f->max)
        return type_bad(r, "max", "不能小于 min", "may not be below min");
    if (f->many && !may_be_many(f->kind))
        return type_bad(r, "many", "此类字段只有一个值", "a field of this kind has one value");
    uint32_t id;
    expr_kind kind;
    if (type_field_of(r->t, f->code) != UINT32_MAX || type_name_id(r->t, f->code, &id, &kind))
        return type_bad(r, "code", "代码重复，或与 code、stage 等内置名相同",
                        "is given twice, or is a built-in name such as code or stage");
    return true;
}

static bool read_series(reading *r, json_t *root)
{
    json_t *list;
    size_t n;
    TRY(type_list(r, root, "series", 60, &list, &n));
    type_series *out = TYPE_NEW(r, n, type_series);
    TRY(out);
    for (size_t i = 0; i < n; i++) {
        json_t *o = json_array_get(list, i);
        type_series *s = &out[i];
        size_t at = type_in(r, "series", (int)i);
        str f;
        int64_t decimals;
        TRY(type_known(r, o, "code name name_en unit frequency plan actual decimals") &&
            type_code(r, o, "code", &s->code) && type_named(r, o, "name", true, &s->name) &&
            type_text(r, o, "unit", false, &s->unit) && type_text(r, o, "frequency", true, &f) &&
            type_flag(r, o, "plan", &s->plan) && type_flag(r, o, "actual", &s->actual) &&
            type_whole(r, o, "decimals", -1, 9, &decimals));
        s->decimals = (int)decimals;
        s->f = f.n == 1 ? freq_parse(f.p[0]) : FREQ_NONE;
        if (s->f == FREQ_NONE)
            return type_bad(r, "frequency", "应为 D W M Q H Y 之一", "must be one of D W M Q H Y");
        if (!s->plan && !s->actual)
            return type_bad(r, "actual", "plan 与 actual 至少一项为 true",
                            "at least one of plan and actual is true");
        if (type_field_of(r->t, s->code) != UINT32_MAX ||
            type_series_of(r->t, s->code) != UINT32_MAX)
            return type_bad(r, "code", "代码重复", "is given twice");
        r->t->series = out; /* so that the next ones are held against it */
        r->t->n_series = (uint32_t)i + 1;
        type_out(r, at);
    }
    return true;
}

bool type_read_fields(reading *r, json_t *root)
{
    json_t *list;
    size_t n;
    TRY(type_list(r, root, "fields", TYPE_MAX_FIELDS, &list, &n));
    if (!n)
        return type_bad(r, "fields", "至少要有一个字段", "needs at least one field");
    type_field *out = TYPE_NEW(r, n, type_field);
    TRY(out);
    r->t->fields = out;
    for (size_t i = 0; i < n; i++) {
        size_t at = type_in(r, "fields", (int)i);
        TRY(read_field(r, json_array_get(list, i), &out[i]));
        r->t->n_fields = (uint32_t)i + 1;
        type_out(r, at);
    }
    return read_series(r, root);
}

static bool fits(field_kind f, expr_kind k)
{
    switch (f) {
    case FIELD_NUMBER:
        return k == EXPR_NUM;
    case FIELD_DATE:
        return k == EXPR_DATE;
    case FIELD_FLAG:
        return k == EXPR_FLAG;
    default:
        return k == EXPR_TEXT;
    }
}

bool type_set_fits(const type_field *f, const expr *e)
{
    expr_kind k = expr_kind_of(e);
    switch (f->kind) {
    case FIELD_NUMBER:
    case FIELD_DATE:
    case FIELD_FLAG:
        return fits(f->kind, k);
    case FIELD_PERIOD:
        return k == EXPR_TEXT || k == EXPR_DATE;
    case FIELD_TEXT: /* anything can be said */
        return true;
    default:
        return k == EXPR_TEXT || (k == EXPR_LIST && (f->many || f->kind == FIELD_CHECKLIST));
    }
}

static bool read_start(reading *r, json_t *o, type_field *f)
{
    str value;
    TRY(type_text(r, o, "start", false, &f->start_text));
    if (!f->start_text.n)
        return true;
    if (f->kind == FIELD_FILE || f->formula)
        return type_bad(r, "start", "附件与由公式得出的字段没有初值",
                        "files and computed fields do not start with a value");
    if (f->start_text.p[0] != '=') {
        if (book_read_value(r->c, f, NULL, f->start_text, NULL, NULL, &value))
            return true;
        err why = r->c->err;
        if (why.code == ERR_MEMORY)
            return false;
        cx_clear(r->c);
        return type_bad(r, "start", why.zh, why.en);
    }
    str text = str_from(f->start_text, 1);
    f->start_text = S("");
    TRY(type_expr_text(r, "start", text, false, &f->start));
    return type_set_fits(f, f->start) ||
           type_bad(r, "start", "表达式的结果与字段类型不符",
                    "what the expression gives is not of the field's kind");
}

static bool read_formula(reading *r, json_t *o, type_field *f)
{
    TRY(type_expr(r, o, "formula", false, &f->formula) &&
        type_condition(r, o, "locked", &f->locked) && read_start(r, o, f));
    if (!f->formula)
        return true;
    if (f->many || f->kind == FIELD_FILE || f->kind == FIELD_CHECKLIST || f->required)
        return type_bad(r, "formula", "此类字段或必填字段不能由公式得出",
                        "a field of this kind, or a required one, cannot be worked out");
    return fits(f->kind, expr_kind_of(f->formula)) ||
           type_bad(r, "formula", "公式的结果与字段类型不符",
                    "what the formula gives is not of the field's kind");
}

static bool read_when(reading *r, json_t *o, uint32_t i, type_choice *options)
{
    size_t at = type_in(r, "options", (int)i);
    TRY(type_condition(r, o, "when", &options[i].when));
    type_out(r, at);
    return true;
}

bool type_read_formulas(reading *r, json_t *root)
{
    json_t *list = json_object_get(root, "fields");
    for (uint32_t i = 0; i < r->t->n_fields; i++) {
        json_t *o = json_array_get(list, i), *options = json_object_get(o, "options");
        type_field *f = (type_field *)&r->t->fields[i];
        size_t at = type_in(r, "fields", (int)i);
        TRY(read_formula(r, o, f));
        for (uint32_t k = 0; k < f->n_options; k++)
            TRY(read_when(r, json_array_get(options, k), k, (type_choice *)f->options));
        type_out(r, at);
    }
    return true;
}
