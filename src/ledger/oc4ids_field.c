/* One value of a project as the value of a field. What was read is taken out of the document. */
#include "ledger/oc4ids_int.h"
#include "base/str.h"

#define TEXT_MAX ((size_t)64 << 10)

/* ---- findings ---- */
bool oc4ids_refuse(oc4ids_reading *r, const char *path, str text, const char *zh, const char *en)
{
    r->list->part = 0;
    return issue_add(r->c, r->list, ISSUE_ERROR, r->line, str_of(path), text, "%s%.0s", "%.0s%s",
                     zh, en);
}

/* ---- taking out of the document ---- */
str oc4ids_text(const json_t *v)
{
    return json_is_string(v) ? (str){json_string_value(v), json_string_length(v)} : S("");
}

bool oc4ids_done(oc4ids_reading *r, json_t *o, const char *key)
{
    return json_object_set_new(o, key, json_null()) == 0 || fail_memory(r->c);
}

bool oc4ids_done_at(oc4ids_reading *r, json_t *list, size_t i)
{
    return json_array_set_new(list, i, json_null()) == 0 || fail_memory(r->c);
}

/* The object in which the last name of a path stands, and that name; NULL when there is none. Of locations
 * the first is read. */
json_t *oc4ids_walk(json_t *project, const char *path, const char **ret_last)
{
    json_t *o = project;
    const char *dot;
    char name[40];
    while ((dot = strchr(path, '.'))) {
        snprintf(name, sizeof name, "%.*s", (int)(dot - path), path);
        o = json_object_get(o, name);
        o = json_is_array(o) ? json_array_get(o, 0) : o;
        path = dot + 1;
    }
    *ret_last = path;
    return json_is_object(o) ? o : NULL;
}

/* A text at a key, in c->a, and it is read; "" when there is none. Another kind of value is an error. */
bool oc4ids_take_text(oc4ids_reading *r, json_t *o, const char *key, const char *path, str *ret)
{
    json_t *v = json_object_get(o, key);
    *ret = S("");
    if (!v || json_is_null(v))
        return true;
    str s = str_trim(oc4ids_text(v));
    bool good = json_is_string(v) && s.n <= TEXT_MAX;
    if (good)
        TRY(arena_str(r->c->a, s, ret) || fail_memory(r->c));
    TRY(oc4ids_done(r, o, key));
    return good || oc4ids_refuse(r, path, S(""), "须为文字（至多 64 KB）；请改正该值",
                                 "must be text (at most 64 KB); mend the value");
}

/* A number as the shortest text that means it. */
bool oc4ids_number(oc4ids_reading *r, const json_t *v, str *ret)
{
    sb b CLEANUP(sb_done) = {0};
    dec d;
    char out[DEC_TEXT_MAX];
    sb_init(&b, 400);
    *ret = S("");
    if (json_is_integer(v))
        sb_printf(&b, "%lld", (long long)json_integer_value(v));
    else if (json_is_real(v))
        sb_double(&b, json_real_value(v));
    if (!sb_ok(&b) || dec_parse(sb_str(&b), &d) != DEC_OK)
        return true;
    dec_print(d, out);
    return arena_str(r->c->a, str_of(out), ret) || fail_memory(r->c);
}

/* ---- values of fields ---- */
static const type_field *field_of(const oc4ids_reading *r, uint32_t name)
{
    return name < r->t->n_fields ? &r->t->fields[name] : NULL;
}

str *oc4ids_value(oc4ids_reading *r, uint32_t name)
{
    return name == TYPE_NAME_STAGE ? &r->stage : &r->values[name];
}

void oc4ids_set(oc4ids_reading *r, uint32_t name, str text)
{
    str *to = oc4ids_value(r, name);
    if (!to->n)
        *to = text;
}

/* Does the desk know an area or organisation by this name or code. */
bool oc4ids_known(oc4ids_reading *r, const type_field *f, str text, bool *ret)
{
    str code;
    *ret = r->d->resolve(r->c, r->d->user, f, text, &code);
    if (!*ret && (r->c->err.code == ERR_MEMORY || r->c->err.code == ERR_DB))
        return false;
    cx_clear(r->c);
    return true;
}

static bool warn(oc4ids_reading *r, const char *path, str text, const char *zh, const char *en)
{
    r->list->part = 0;
    return issue_add(r->c, r->list, ISSUE_WARNING, r->line, str_of(path), text, "%s%.0s", "%.0s%s",
                     zh, en);
}

/* An area or organisation that the desk does not know: to the field that takes such, or what was asked
 * for stands instead; else an error. */
bool oc4ids_foreign(oc4ids_reading *r, const oc4ids_member *m, str text)
{
    const type_field *f = field_of(r, m->name);
    if (m->other != UINT32_MAX && !r->values[m->other].n) {
        oc4ids_set(r, m->other, text);
        return warn(r, m->path, text, "本台没有这个名称，已写入文字字段",
                    "is not known here: written to the text field instead");
    }
    bool area = f->kind == FIELD_AREA;
    return oc4ids_refuse(
        r, m->path, text,
        area ? "本台没有这个地区；请改名称，或用 --with 给出这些项目的地区"
             : "本台没有这个单位；请先登记，或改为已有单位的名称，或用 --with 给出单位",
        area ? "is no area of this desk; mend the name, or say which one with --with"
             : "is no organisation of this desk; add it first, mend the name, or say which one "
               "with --with");
}

bool oc4ids_take_name(oc4ids_reading *r, const oc4ids_member *m, str text)
{
    const type_field *f = field_of(r, m->name);
    bool good = true;
    if (f && (f->kind == FIELD_AREA || f->kind == FIELD_ORG))
        TRY(oc4ids_known(r, f, text, &good));
    if (!good)
        return oc4ids_foreign(r, m, text);
    oc4ids_set(r, m->name, text);
    return true;
}

static bool read_text(oc4ids_reading *r, const oc4ids_member *m, json_t *project)
{
    const char *key;
    str text;
    json_t *o = oc4ids_walk(project, m->path, &key);
    return !o || !json_object_get(o, key) ||
           (oc4ids_take_text(r, o, key, m->path, &text) &&
            (!text.n || oc4ids_take_name(r, m, text)));
}

/* 2018-12-10T15:53:00Z: the day as the publisher wrote it. */
static bool day_of(str text, str *ret)
{
    period p;
    int64_t us;
    *ret = str_sub(text, 0, 10);
    return text.n >= 10 && time_parse(text, &us) && period_parse_iso(*ret, &p) && p.f == FREQ_D;
}

bool oc4ids_take_day(oc4ids_reading *r, json_t *o, const char *key, const char *path, str *ret)
{
    str text;
    *ret = S("");
    TRY(oc4ids_take_text(r, o, key, path, &text));
    return !text.n || day_of(text, ret) ||
           (*ret = S(""), oc4ids_refuse(r, path, text, "不是日期时间（如 2018-12-10T00:00:00Z）",
                                        "is no date-time (such as 2018-12-10T00:00:00Z)"));
}

static bool read_date(oc4ids_reading *r, const oc4ids_member *m, json_t *project)
{
    const char *key;
    str day;
    json_t *o = oc4ids_walk(project, m->path, &key);
    if (!o || !json_object_get(o, key))
        return true;
    TRY(oc4ids_take_day(r, o, key, m->path, &day));
    oc4ids_set(r, m->name, day);
    return true;
}

/* Digits that only came with the other unit: 16.10000000. */
static dec shortest(dec d)
{
    while (d.scale > 0 && d.coef % 10 == 0)
        d = (dec){d.coef / 10, (int8_t)(d.scale - 1)};
    return d;
}

str oc4ids_same(str stands, str now)
{
    dec a, b;
    bool same = dec_parse(stands, &a) == DEC_OK && dec_parse(now, &b) == DEC_OK && dec_same(a, b);
    return same ? stands : now;
}

/* {amount, currency} in the unit of a field. `path` is where it stands. */
bool oc4ids_take_value(oc4ids_reading *r, json_t *v, const char *path, str unit, str *ret)
{
    str text, currency;
    dec d;
    char out[DEC_TEXT_MAX];
    json_t *amount = json_object_get(v, "amount");
    *ret = S("");
    if (!json_is_object(v))
        return oc4ids_refuse(r, path, S(""), "须为 {amount, currency}",
                             "must be {amount, currency}");
    TRY(oc4ids_take_text(r, v, "currency", path, &currency));
    if (!amount || json_is_null(amount))
        return true;
    TRY(oc4ids_number(r, amount, &text));
    TRY(oc4ids_done(r, v, "amount"));
    if (!text.n)
        return oc4ids_refuse(r, path, S(""), "amount 须为数，至多 18 位",
                             "amount must be a number of at most 18 digits");
    if (!str_eq(currency, r->o->currency))
        return oc4ids_refuse(r, path, currency, "币种与台账不同；请换算后再导入",
                             "is another currency than the ledger's; convert it before the import");
    if (dec_parse(text, &d) != DEC_OK ||
        unit_convert(r->d->units, d, r->o->unit, unit, &d) != UNIT_OK)
        return oc4ids_refuse(r, path, text, "不能精确换算成该字段的单位",
                             "cannot be converted exactly into the unit of its field");
    dec_print(shortest(d), out);
    return arena_str(r->c->a, str_of(out), ret) || fail_memory(r->c);
}

static bool read_amount(oc4ids_reading *r, const oc4ids_member *m, json_t *project)
{
    const char *key;
    str text;
    json_t *o = oc4ids_walk(project, m->path, &key), *v = o ? json_object_get(o, key) : NULL;
    if (!v || json_is_null(v))
        return true;
    TRY(oc4ids_take_value(r, v, m->path, r->t->fields[m->name].unit, &text));
    uint32_t row = r->b ? book_find(r->b, r->code) : BOOK_NO_ROW;
    if (row != BOOK_NO_ROW)
        text = oc4ids_same(book_entered(r->b, row, m->name)->text, text);
    oc4ids_set(r, m->name, text);
    return true;
}

/* ---- codes ---- */
static bool no_code(oc4ids_reading *r, const oc4ids_member *m, str text)
{
    sb zh CLEANUP(sb_done) = {0};
    sb_init(&zh, 600);
    for (uint32_t i = 0; i < m->n_pairs; i++)
        if (!i || !str_eq(m->pairs[i].theirs, m->pairs[i - 1].theirs)) {
            sb_putz(&zh, zh.n ? ", " : "");
            sb_put(&zh, m->pairs[i].theirs);
        }
    char *how =
             sb_ok(&zh) ? cx_printf(r->c, "台账没有与之对应的代码；可为 %s", sb_cstr(&zh)) : NULL,
         *how_en = sb_ok(&zh) ? cx_printf(r->c, "the ledger has no code for it; it may be %s",
                                          sb_cstr(&zh))
                              : NULL;
    return oc4ids_refuse(r, m->path, text, how ? how : "台账没有与之对应的代码",
                         how_en ? how_en : "the ledger has no code for it");
}

/* A row that is there may stand at a stage of its own that is the same to the standard. */
static bool stands_so(const oc4ids_reading *r, const oc4ids_member *m, str theirs)
{
    uint32_t row = r->b ? book_find(r->b, r->code) : BOOK_NO_ROW;
    if (row == BOOK_NO_ROW)
        return false;
    str own = m->name == TYPE_NAME_STAGE ? r->t->stages[r->b->rows[row].stage].code
                                         : book_entered(r->b, row, m->name)->text;
    for (uint32_t i = 0; i < m->n_pairs; i++)
        if (str_eq(m->pairs[i].own, own) && str_eq(m->pairs[i].theirs, theirs))
            return true;
    return false;
}

static bool read_code(oc4ids_reading *r, const oc4ids_member *m, json_t *project)
{
    const char *key;
    str text;
    json_t *o = oc4ids_walk(project, m->path, &key);
    if (!o || !json_object_get(o, key))
        return true;
    TRY(oc4ids_take_text(r, o, key, m->path, &text));
    if (!text.n || stands_so(r, m, text))
        return true;
    for (uint32_t i = 0; i < m->n_pairs; i++)
        if (str_eq(m->pairs[i].theirs, text)) {
            oc4ids_set(r, m->name, m->pairs[i].own);
            return true;
        }
    return no_code(r, m, text);
}

size_t oc4ids_place(json_t *list, str code)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (str_eq(oc4ids_text(json_array_get(list, i)), code))
            return i;
    return SIZE_MAX;
}

/* Of the pairs all of whose codes stand in the list the one with the most; UINT32_MAX = none. */
static uint32_t best_pair(const oc4ids_member *m, json_t *list)
{
    uint32_t best = UINT32_MAX, most = 0;
    for (uint32_t i = 0; i < m->n_pairs; i++) {
        str rest = m->pairs[i].theirs, one;
        uint32_t n = 0;
        bool all = true;
        while (all && str_split(&rest, ';', &one)) {
            all = oc4ids_place(list, one) != SIZE_MAX;
            n++;
        }
        if (all && n > most) {
            most = n;
            best = i;
        }
    }
    return best;
}

static bool take_pair(oc4ids_reading *r, const oc4ids_member *m, json_t *list, uint32_t pair, sb *b)
{
    str rest = m->pairs[pair].theirs, one;
    while (str_split(&rest, ';', &one)) {
        size_t at = oc4ids_place(list, one);
        TRY(at == SIZE_MAX || oc4ids_done_at(r, list, at));
    }
    sb_putz(b, b->n ? ";" : "");
    sb_put(b, m->pairs[pair].own);
    return true;
}

static bool read_codes(oc4ids_reading *r, const oc4ids_member *m, json_t *project)
{
    const char *key;
    sb b CLEANUP(sb_done) = {0};
    json_t *o = oc4ids_walk(project, m->path, &key), *list = o ? json_object_get(o, key) : NULL;
    str text;
    sb_init(&b, 1 << 16);
    if (!json_array_size(list))
        return true;
    uint32_t pair = best_pair(m, list);
    if (pair == UINT32_MAX)
        return no_code(r, m, oc4ids_text(json_array_get(list, 0)));
    bool many = m->name < r->t->n_fields && r->t->fields[m->name].many;
    TRY(take_pair(r, m, list, pair, &b));
    while (many && (pair = best_pair(m, list)) != UINT32_MAX)
        TRY(take_pair(r, m, list, pair, &b));
    TRY((sb_ok(&b) && arena_str(r->c->a, sb_str(&b), &text)) || fail_memory(r->c));
    oc4ids_set(r, m->name, text);
    return true;
}

/* What a member before it said already: read too where it says the same, else left for the report. */
static bool read_again(oc4ids_reading *r, const oc4ids_member *m, json_t *project)
{
    const char *key;
    str had = *oc4ids_value(r, m->name), day, code, code_had;
    json_t *o = oc4ids_walk(project, m->path, &key);
    str text = o ? str_trim(oc4ids_text(json_object_get(o, key))) : S("");
    bool same =
        str_eq(text, had) || (m->kind == OC4IDS_DATE && day_of(text, &day) && str_eq(day, had));
    for (uint32_t i = 0; text.n && i < m->n_pairs; i++)
        same |= str_eq(m->pairs[i].own, had) && str_eq(m->pairs[i].theirs, text);
    const type_field *f = m->kind == OC4IDS_TEXT ? &r->t->fields[m->name] : NULL;
    if (text.n && !same && f && (f->kind == FIELD_AREA || f->kind == FIELD_ORG)) {
        same = r->d->resolve(r->c, r->d->user, f, text, &code) &&
               r->d->resolve(r->c, r->d->user, f, had, &code_had) && str_eq(code, code_had);
        if (r->c->err.code == ERR_MEMORY || r->c->err.code == ERR_DB)
            return false;
        cx_clear(r->c);
    }
    return !text.n || !same || oc4ids_done(r, o, key);
}

bool oc4ids_read_field(oc4ids_reading *r, const oc4ids_member *m, json_t *project)
{
    if (oc4ids_value(r, m->name)->n)
        return read_again(r, m, project);
    switch (m->kind) {
    case OC4IDS_DATE:
        return read_date(r, m, project);
    case OC4IDS_AMOUNT:
        return read_amount(r, m, project);
    case OC4IDS_CODE:
        return read_code(r, m, project);
    case OC4IDS_CODES:
        return read_codes(r, m, project);
    default:
        return read_text(r, m, project);
    }
}
