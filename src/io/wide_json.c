#include "base/os.h"
#include "io/wide_int.h"
#include <jansson.h>

/* The mapping as JSON. What the file itself says (title, period) stands under "found" and is read
 * anew from the next file; what stands beside it holds for every file with this header. Fields:
 *
 * {"version": 1, "name": "…", "fingerprint": "64 hex digits", "home": "520300", "kind": "flash",
 *  "sheets": [{
 *    "name": "1季度", "table": 1,           which table of the sheet, from the top
 *    "header": "64 hex digits",             recognises the table in other files
 *    "orientation": "areas_by_indicators",  for reading only
 *    "skip": false,
 *    "pin_rows": false,                     true: the next three hold, else they are found anew
 *    "header_rows": [3, 4], "data_from": 5, "data_to": 20,           rows as Excel counts them
 *    "period", "area", "indicator", "kind", "basis", "unit":         for the whole table
 *    "found": {…},
 *    "columns": [{"col": "B", "header": "固定资产投资 / 累计",
 *      "role": value | area | indicator | period | unit | stub | code | ignore,
 *      "measure": level | growth | index_growth | base | rank | ignore, "by": level | growth,
 *      "indicator": code, "area": code or "@province" "@nation" "@city" …, "@own", "@total",
 *      "period": "2024-05", "basis", "kind", "unit",
 *      "not_understood": "…"}],              delete it when the rest says what the column is
 *    "rows": [{"row": 7, "text": "其中:轻工业", "role": data | total | skip,
 *      "indicator", "area", "unit", "period"}]}]}
 */

static const struct {
    char what;
    const char *name;
} parents[] = {{'n', "@nation"}, {'p', "@province"}, {'c', "@city"},
               {'z', "@zhou"},   {'x', "@county"},   {'q', "@district"},
               {'m', "@league"}, {'h', "@banner"},   {'s', "@home"}};

/* ---- out ---- */
static void put_period(json *j, const char *key, period p)
{
    char out[PERIOD_TEXT_MAX];
    json_str(j, key, (str){out, period_print(p, out)});
}

static void put_area(json *j, const catalog *k, const facet *f)
{
    if (f->own || f->total) {
        json_strz(j, "area", f->own ? "@own" : "@total");
        return;
    }
    if (f->area != ID_NONE) {
        json_str(j, "area", k->areas[f->area].code);
        return;
    }
    for (size_t i = 0; i < COUNT_OF(parents); i++)
        if (f->parent && f->parent == parents[i].what)
            json_strz(j, "area", parents[i].name);
}

static void put_units(json *j, const facet *f)
{
    if (f->n_units == 1) {
        json_str(j, "unit", f->unit[0]);
    } else if (f->n_units) {
        json_arr(j, "unit");
        for (uint8_t i = 0; i < f->n_units; i++)
            json_str(j, NULL, f->unit[i]);
        json_end(j, ']');
    }
}

static void put_column(json *j, const catalog *k, const wcol *w)
{
    char letters[8];
    column_letters(w->col, letters);
    json_obj(j, NULL);
    json_strz(j, "col", letters);
    json_str(j, "header", w->header);
    json_strz(j, "role", col_role_name(w->role));
    if (w->role == COL_VALUE) {
        if (w->ms != MS_NONE)
            json_strz(j, "measure", measure_name((measure)w->ms));
        if (w->ms == MS_RANK)
            json_strz(j, "by", w->by_level ? "level" : "growth");
        if (w->ms == MS_IGNORE && w->why)
            json_strz(j, "because", ignored_text((ignored)w->why, LANG_ZH));
        if (w->ms != MS_IGNORE) {
            if (w->f.ind != ID_NONE && !w->f.left.n)
                json_str(j, "indicator", k->inds[w->f.ind].code);
            if (!w->f.left.n)
                put_area(j, k, &w->f);
            if (w->f.basis)
                json_strz(j, "basis", basis_name((basis)w->f.basis));
            if (w->f.kind)
                json_strz(j, "kind", kind_name((kind)w->f.kind));
            put_units(j, &w->f);
            if (w->pin_period)
                put_period(j, "period", w->pin);
            if (w->f.left.n)
                json_str(j, "not_understood", w->f.left);
        }
    }
    json_end(j, '}');
}

static void put_row(json *j, const catalog *k, const wpin *p)
{
    json_obj(j, NULL);
    if (p->row != UINT32_MAX)
        json_int(j, "row", (int64_t)p->row + 1);
    if (p->text.n)
        json_str(j, "text", p->text);
    if (p->has_role)
        json_strz(j, "role", p->role == RR_TOTAL ? "total" : p->role == RR_SKIP ? "skip" : "data");
    if (p->ind != ID_NONE)
        json_str(j, "indicator", k->inds[p->ind].code);
    else if (!p->has_role && p->area == ID_NONE && !p->parent)
        json_strz(j, "indicator", NULL);
    facet f = facet_none;
    f.area = p->area;
    f.parent = p->parent;
    put_area(j, k, &f);
    if (p->unit.n)
        json_str(j, "unit", p->unit);
    if (p->pin_period)
        put_period(j, "period", p->pin);
    json_end(j, '}');
}

static void put_found(json *j, const catalog *k, const wtable *t)
{
    json_obj(j, "found");
    if (t->ctx.has_period && t->ctx.when.year)
        put_period(j, "period", t->ctx.when.p);
    if (t->area != ID_NONE)
        json_str(j, "area", k->areas[t->area].code);
    if (t->ctx.ind != ID_NONE)
        json_str(j, "indicator", k->inds[t->ctx.ind].code);
    json_strz(j, "kind", kind_name((kind)t->kind));
    put_units(j, &t->ctx);
    json_end(j, '}');
}

static void put_table(json *j, const catalog *k, const wtable *t)
{
    json_obj(j, NULL);
    json_str(j, "name", t->sheet_name);
    json_int(j, "table", (int64_t)t->ordinal + 1);
    json_strz(j, "header", t->key);
    json_strz(j, "orientation", t->orientation);
    json_bool(j, "skip", t->skip);
    json_bool(j, "pin_rows", t->pin_rows);
    json_arr(j, "header_rows");
    json_int(j, NULL, (int64_t)t->shown[0] + 1);
    json_int(j, NULL, (int64_t)t->shown[1] + 1);
    json_end(j, ']');
    json_int(j, "data_from", (int64_t)t->shown[2] + 1);
    json_int(j, "data_to", (int64_t)t->shown[3] + 1);
    if (t->pin_period)
        put_period(j, "period", t->pin);
    if (t->pin_area != ID_NONE)
        json_str(j, "area", k->areas[t->pin_area].code);
    if (t->pin_ind != ID_NONE)
        json_str(j, "indicator", k->inds[t->pin_ind].code);
    if (t->pin_kind)
        json_strz(j, "kind", kind_name((kind)t->pin_kind));
    if (t->pin_basis)
        json_strz(j, "basis", basis_name((basis)t->pin_basis));
    if (t->pin_unit.n)
        json_str(j, "unit", t->pin_unit);
    put_found(j, k, t);
    json_arr(j, "columns");
    for (uint32_t i = 0; i < t->n_cols; i++)
        put_column(j, k, &t->cols[i]);
    json_end(j, ']');
    json_arr(j, "rows");
    for (uint32_t i = 0; i < t->n_pins; i++)
        put_row(j, k, &t->pins[i]);
    json_end(j, ']');
    json_end(j, '}');
}

bool mapping_to_json(cx *c, const mapping *m, const catalog *k, sb *out)
{
    json j;
    json_init(&j, out);
    json_obj(&j, NULL);
    json_int(&j, "version", m->version);
    if (m->name.n)
        json_str(&j, "name", m->name);
    json_strz(&j, "fingerprint", m->fingerprint);
    if (m->hint.home != ID_NONE)
        json_str(&j, "home", k->areas[m->hint.home].code);
    if (m->hint.kind != KIND_NONE)
        json_strz(&j, "kind", kind_name(m->hint.kind));
    json_arr(&j, "sheets");
    for (uint32_t i = 0; i < m->n_tables; i++)
        put_table(&j, k, &m->tables[i]);
    json_end(&j, ']');
    json_end(&j, '}');
    return sb_ok(out) || fail_memory(c);
}

/* ---- in ---- */
typedef struct reader {
    cx *c;
    const catalog *k;
    const char *where; /* for messages: the sheet's name */
} reader;

static bool wrong(const reader *r, const char *field, str value)
{
    return fail(r->c, ERR_DATA, "映射中“%s”的 %s 不能用“" STR_FMT "”；请改正后再导入",
                "mapping, sheet \"%s\": %s cannot be \"" STR_FMT "\"; mend it and import again",
                r->where, field, STR_ARG(value));
}

static bool get_text(const reader *r, json_t *o, const char *field, str *ret)
{
    json_t *v = json_object_get(o, field);
    *ret = (str){"", 0};
    if (!v || json_is_null(v))
        return true;
    if (!json_is_string(v))
        return wrong(r, field, S("…"));
    char *p = cx_strdup(r->c, (str){json_string_value(v), json_string_length(v)});
    *ret = str_of(p);
    return p != NULL;
}

static bool get_area(const reader *r, json_t *o, facet *f)
{
    str s;
    TRY(get_text(r, o, "area", &s));
    if (!s.n)
        return true;
    f->own = str_eqz(s, "@own");
    f->total = str_eqz(s, "@total");
    for (size_t i = 0; i < COUNT_OF(parents); i++)
        if (str_eqz(s, parents[i].name))
            f->parent = parents[i].what;
    if (f->own || f->total || f->parent)
        return true;
    f->area = catalog_area(r->k, s);
    return f->area != ID_NONE || wrong(r, "area", s);
}

static bool get_ind(const reader *r, json_t *o, ind_id *ret)
{
    str s;
    TRY(get_text(r, o, "indicator", &s));
    *ret = s.n ? catalog_ind(r->k, s) : ID_NONE;
    return !s.n || *ret != ID_NONE || wrong(r, "indicator", s);
}

static bool get_period(const reader *r, json_t *o, bool *ret_pin, period *ret)
{
    str s;
    TRY(get_text(r, o, "period", &s));
    *ret_pin = s.n > 0;
    if (!s.n || period_parse_iso(s, ret))
        return true;
    period_text t;
    if (!period_parse_text(s, &t) || !t.year)
        return wrong(r, "period", s);
    *ret = t.p;
    return true;
}

static bool get_basis(const reader *r, json_t *o, uint8_t *ret)
{
    str s;
    basis b = BASIS_NONE;
    TRY(get_text(r, o, "basis", &s));
    if (s.n && !basis_parse(s, &b))
        return wrong(r, "basis", s);
    *ret = (uint8_t)b;
    return true;
}

static bool get_kind(const reader *r, json_t *o, uint8_t *ret)
{
    str s;
    kind k = KIND_NONE;
    TRY(get_text(r, o, "kind", &s));
    if (s.n && !kind_parse(s, &k))
        return wrong(r, "kind", s);
    *ret = (uint8_t)k;
    return true;
}

static bool get_units(const reader *r, json_t *o, facet *f)
{
    json_t *v = json_object_get(o, "unit"), *one;
    size_t i;
    str s;
    if (json_is_array(v)) {
        json_array_foreach(v, i, one)
        {
            if (!json_is_string(one))
                return wrong(r, "unit", S("…"));
            char *p = cx_strdup(r->c, str_of(json_string_value(one)));
            if (!p)
                return false;
            facet_add_unit(f, str_of(p));
        }
    } else {
        TRY(get_text(r, o, "unit", &s));
        if (s.n)
            facet_add_unit(f, s);
    }
    for (uint8_t k = 0; k < f->n_units; k++)
        f->flags |= str_eqz(f->unit[k], "%") ? FL_PERCENT : 0;
    return true;
}

static bool get_role(const reader *r, json_t *o, col_role *ret)
{
    str s;
    TRY(get_text(r, o, "role", &s));
    if (!s.n)
        s = S("value");
    for (int i = COL_VALUE; i <= COL_IGNORE; i++)
        if (str_eqz(s, col_role_name((col_role)i))) {
            *ret = (col_role)i;
            return true;
        }
    return wrong(r, "role", s);
}

static bool get_letters(const reader *r, json_t *o, uint32_t *ret)
{
    str s;
    uint32_t col = 0;
    TRY(get_text(r, o, "col", &s));
    for (size_t i = 0; i < s.n && i < 3; i++) {
        char ch = s.p[i] >= 'a' && s.p[i] <= 'z' ? (char)(s.p[i] - 32) : s.p[i];
        if (ch < 'A' || ch > 'Z')
            return wrong(r, "col", s);
        col = col * 26 + (uint32_t)(ch - 'A') + 1;
    }
    if (!s.n || s.n > 3)
        return wrong(r, "col", s);
    *ret = col - 1;
    return true;
}

static bool get_column(const reader *r, json_t *o, wcol *w)
{
    str measured, by;
    w->f = facet_none;
    TRY(get_letters(r, o, &w->col));
    TRY(get_text(r, o, "header", &w->header));
    TRY(header_key(r->c, w->header, &w->key));
    TRY(get_role(r, o, &w->role));
    TRY(get_text(r, o, "measure", &measured));
    TRY(get_text(r, o, "by", &by));
    TRY(get_text(r, o, "not_understood", &w->f.left));
    w->by_level = str_eqz(by, "level");
    for (int i = MS_LEVEL; i <= MS_IGNORE; i++)
        if (str_eqz(measured, measure_name((measure)i)))
            w->ms = (uint8_t)i;
    if (measured.n && w->ms == MS_NONE)
        return wrong(r, "measure", measured);
    return get_ind(r, o, &w->f.ind) && get_area(r, o, &w->f) && get_basis(r, o, &w->f.basis) &&
           get_kind(r, o, &w->f.kind) && get_units(r, o, &w->f) &&
           get_period(r, o, &w->pin_period, &w->pin);
}

static bool get_row(const reader *r, json_t *o, wpin *p)
{
    str s;
    facet f = facet_none;
    json_t *row = json_object_get(o, "row");
    int64_t n = json_is_integer(row) ? json_integer_value(row) : 0;
    p->row = n > 0 && n < UINT32_MAX ? (uint32_t)n - 1 : UINT32_MAX;
    TRY(get_text(r, o, "text", &s));
    TRY(str_fold(r->c->a, s, &p->text) || fail_memory(r->c));
    TRY(get_text(r, o, "role", &s));
    p->has_role = s.n > 0;
    p->role = str_eqz(s, "total") ? RR_TOTAL : str_eqz(s, "skip") ? RR_SKIP : RR_DATA;
    if (s.n && p->role == RR_DATA && !str_eqz(s, "data"))
        return wrong(r, "role", s);
    TRY(get_ind(r, o, &p->ind) && get_area(r, o, &f) && get_text(r, o, "unit", &p->unit) &&
        get_period(r, o, &p->pin_period, &p->pin));
    p->area = f.area;
    p->parent = f.parent;
    return true;
}

static uint32_t row_number(json_t *v)
{
    json_int_t n = json_is_integer(v) ? json_integer_value(v) : 1;
    return n < 1 ? 0 : n > UINT32_MAX / 2 ? UINT32_MAX / 2 : (uint32_t)n - 1;
}

static bool get_table(reader *r, json_t *o, wtable *t)
{
    str key, unit;
    t->area = t->common = t->pin_area = ID_NONE;
    t->ctx = facet_none;
    t->orientation = "";
    TRY(get_text(r, o, "name", &t->sheet_name));
    r->where = t->sheet_name.n ? t->sheet_name.p : "";
    TRY(get_text(r, o, "header", &key));
    if (key.n == 64)
        memcpy(t->key, key.p, 64);
    t->ordinal = row_number(json_object_get(o, "table"));
    t->skip = json_is_true(json_object_get(o, "skip"));
    t->pin_rows = json_is_true(json_object_get(o, "pin_rows"));
    json_t *rows = json_object_get(o, "header_rows");
    t->header_from = t->shown[0] = row_number(json_array_get(rows, 0));
    t->shown[1] = row_number(json_array_get(rows, 1));
    t->header_to = t->shown[1] + 1;
    t->data_from = t->shown[2] = row_number(json_object_get(o, "data_from"));
    t->shown[3] = row_number(json_object_get(o, "data_to"));
    t->data_to = t->shown[3] + 1;
    facet f = facet_none;
    TRY(get_ind(r, o, &t->pin_ind) && get_area(r, o, &f) && get_basis(r, o, &t->pin_basis) &&
        get_kind(r, o, &t->pin_kind) && get_text(r, o, "unit", &unit) &&
        get_period(r, o, &t->pin_period, &t->pin));
    t->pin_area = f.area;
    t->pin_unit = unit;
    json_t *cols = json_object_get(o, "columns"), *pins = json_object_get(o, "rows"), *one;
    size_t n_cols = json_array_size(cols), n_pins = json_array_size(pins), i;
    t->cols = cx_alloc(r->c, sizeof(wcol) * (n_cols + 1));
    t->pins = cx_alloc(r->c, sizeof(wpin) * (n_pins + 1));
    if (!t->cols || !t->pins)
        return false;
    json_array_foreach(cols, i, one) TRY(get_column(r, one, &t->cols[t->n_cols++]));
    json_array_foreach(pins, i, one) TRY(get_row(r, one, &t->pins[t->n_pins++]));
    return true;
}

static bool get_mapping(reader *r, json_t *o, int64_t today, mapping *m)
{
    str s;
    facet f = facet_none;
    uint8_t kd = 0;
    size_t i;
    json_t *sheets = json_object_get(o, "sheets"), *one;
    m->version = 1;
    m->loaded = true;
    m->hint.home = ID_NONE;
    m->hint.today = today;
    TRY(get_text(r, o, "name", &m->name));
    TRY(get_text(r, o, "fingerprint", &s));
    if (s.n == 64)
        memcpy(m->fingerprint, s.p, 64);
    TRY(get_text(r, o, "home", &s));
    if (s.n) {
        f.area = catalog_area(r->k, s);
        if (f.area == ID_NONE)
            return wrong(r, "home", s);
        m->hint.home = f.area;
    }
    TRY(get_kind(r, o, &kd));
    m->hint.kind = (kind)kd;
    if (!json_is_array(sheets))
        return wrong(r, "sheets", S("…"));
    m->tables = cx_alloc(r->c, sizeof(wtable) * (json_array_size(sheets) + 1));
    if (!m->tables)
        return false;
    json_array_foreach(sheets, i, one) TRY(get_table(r, one, &m->tables[m->n_tables++]));
    return true;
}

bool mapping_from_json(cx *c, str text, const catalog *k, int64_t today, mapping **ret)
{
    json_error_t e;
    json_t *o =
        json_loadb(text.p ? text.p : "", text.n, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &e);
    if (!o)
        return fail(c, ERR_FORMAT, "映射不是合法的 JSON：第 %d 行 %s",
                    "the mapping is not valid JSON: line %d, %s", e.line, e.text);
    reader r = {c, k, ""};
    mapping *m = CX_NEW(c, mapping);
    bool ok =
        m && (json_is_object(o) || wrong(&r, "mapping", S("…"))) && get_mapping(&r, o, today, m);
    json_decref(o);
    *ret = m;
    return ok;
}
