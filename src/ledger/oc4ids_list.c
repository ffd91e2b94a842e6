/* Lists of a project: identifiers, classifications, places, parties, figures and nodes. */
#include "ledger/oc4ids_int.h"
#include "base/str.h"

/* ---- items of lists ---- */
static bool in_scheme(json_t *item, str scheme)
{
    return json_is_object(item) &&
           (!scheme.n || str_eq(oc4ids_text(json_object_get(item, "scheme")), scheme));
}

static bool read_identifier(oc4ids_reading *r, const oc4ids_member *m, json_t *project)
{
    json_t *list = json_object_get(project, m->path), *one;
    size_t i;
    str text;
    json_array_foreach(list, i, one)
    {
        if (!in_scheme(one, m->scheme) || !oc4ids_text(json_object_get(one, "id")).n)
            continue;
        TRY(oc4ids_take_text(r, one, "id", m->path, &text));
        oc4ids_set(r, m->name, text);
        return !m->scheme.n || oc4ids_done(r, one, "scheme");
    }
    return true;
}

static bool read_classes(oc4ids_reading *r, const oc4ids_member *m, json_t *project)
{
    json_t *list = json_object_get(project, m->path), *one;
    sb b CLEANUP(sb_done) = {0};
    size_t i;
    str text;
    sb_init(&b, 1 << 16);
    json_array_foreach(list, i, one)
    {
        if (!in_scheme(one, m->scheme))
            continue;
        TRY(oc4ids_take_text(r, one, "id", m->path, &text));
        sb_putz(&b, b.n && text.n ? ";" : "");
        sb_put(&b, text);
        TRY(oc4ids_done(r, one, "scheme") && oc4ids_done(r, one, "description"));
    }
    TRY((sb_ok(&b) && arena_str(r->c->a, sb_str(&b), &text)) || fail_memory(r->c));
    oc4ids_set(r, m->name, text);
    return true;
}

static bool read_gazetteer(oc4ids_reading *r, const oc4ids_member *m, json_t *project)
{
    const char *key;
    json_t *o = oc4ids_walk(project, m->path, &key), *g = o ? json_object_get(o, key) : NULL;
    json_t *list = json_object_get(g, "identifiers");
    str text = oc4ids_text(json_array_get(list, 0));
    if (!in_scheme(g, m->scheme) || !text.n)
        return true;
    TRY(arena_str(r->c->a, text, &text) || fail_memory(r->c));
    return oc4ids_done_at(r, list, 0) && oc4ids_done(r, g, "scheme") &&
           oc4ids_take_name(r, m, text);
}

/* Longitude, then latitude, as GeoJSON has them. A line or a surface is left unread. */
static bool read_point(oc4ids_reading *r, const oc4ids_member *m, json_t *project)
{
    const char *key;
    json_t *o = oc4ids_walk(project, m->path, &key), *g = o ? json_object_get(o, key) : NULL;
    json_t *list = json_object_get(g, "coordinates");
    str lon, lat;
    if (!json_is_object(g) || !str_eqz(oc4ids_text(json_object_get(g, "type")), "Point"))
        return true;
    TRY(oc4ids_number(r, json_array_get(list, 0), &lon) &&
        oc4ids_number(r, json_array_get(list, 1), &lat));
    if (!lon.n || !lat.n)
        return oc4ids_refuse(r, m->path, S(""), "coordinates 须为 [经度, 纬度]",
                             "coordinates must be [longitude, latitude]");
    oc4ids_set(r, m->name, lon);
    oc4ids_set(r, m->lat, lat);
    return oc4ids_done(r, g, "type") && oc4ids_done_at(r, list, 0) && oc4ids_done_at(r, list, 1);
}

/* ---- parties ---- */
/* Has it one of these roles; those that it has are read. */
static bool in_role(oc4ids_reading *r, const oc4ids_member *m, json_t *one, bool *ret)
{
    json_t *roles = json_object_get(one, "roles");
    *ret = false;
    for (uint32_t k = 0; k < m->n_roles; k++) {
        size_t at = oc4ids_place(roles, m->roles[k]);
        if (at == SIZE_MAX)
            continue;
        *ret = true;
        TRY(oc4ids_done_at(r, roles, at));
    }
    return true;
}

/* By its identifier where that is a code of the desk, else by its name. */
static bool take_party(oc4ids_reading *r, const oc4ids_member *m, str id, str name, sb *b)
{
    const type_field *f = &r->t->fields[m->name];
    bool by_id = false, good = true;
    if (f->kind == FIELD_ORG) {
        TRY(!id.n || oc4ids_known(r, f, id, &by_id));
        TRY(by_id || !name.n || oc4ids_known(r, f, name, &good));
    }
    str text = by_id || !name.n ? id : name;
    if (!good && text.n)
        return oc4ids_foreign(r, m, text);
    sb_putz(b, b->n && text.n ? ";" : "");
    sb_put(b, text);
    return true;
}

/* A project may only refer to its public authority. */
static bool read_authority(oc4ids_reading *r, const oc4ids_member *m, json_t *project, sb *b)
{
    json_t *ref = json_object_get(project, "publicAuthority");
    bool is = false;
    str id, name;
    for (uint32_t k = 0; k < m->n_roles; k++)
        is |= str_eqz(m->roles[k], "publicAuthority");
    if (!is || !json_is_object(ref))
        return true;
    return oc4ids_take_text(r, ref, "id", "publicAuthority.id", &id) &&
           oc4ids_take_text(r, ref, "name", "publicAuthority.name", &name) &&
           take_party(r, m, id, name, b);
}

static bool read_parties(oc4ids_reading *r, const oc4ids_member *m, json_t *project)
{
    json_t *list = json_object_get(project, m->path), *one;
    sb b CLEANUP(sb_done) = {0};
    size_t i;
    str text;
    bool many = r->t->fields[m->name].many, had = false;
    sb_init(&b, 1 << 16);
    json_array_foreach(list, i, one)
    {
        bool is = false;
        if (!json_is_object(one) || (had && !many))
            continue;
        TRY(in_role(r, m, one, &is));
        if (!is)
            continue;
        had = true;
        str id = oc4ids_text(json_object_get(one, "id")),
            name = oc4ids_text(json_object_get(one, "name"));
        TRY((arena_str(r->c->a, str_trim(id), &id) && arena_str(r->c->a, str_trim(name), &name)) ||
            fail_memory(r->c));
        TRY(take_party(r, m, id, name, &b));
    }
    TRY(had || read_authority(r, m, project, &b));
    TRY((sb_ok(&b) && arena_str(r->c->a, sb_str(&b), &text)) || fail_memory(r->c));
    oc4ids_set(r, m->name, text);
    return true;
}

/* Names and identifiers of parties of which a role was read, and references to them. */
bool oc4ids_settle_parties(oc4ids_reading *r, json_t *project)
{
    json_t *list = json_object_get(project, "parties"), *one,
           *ref = json_object_get(project, "publicAuthority");
    size_t i, k;
    json_array_foreach(list, i, one)
    {
        json_t *roles = json_object_get(one, "roles"), *role;
        bool read = false;
        json_array_foreach(roles, k, role) read |= json_is_null(role);
        if (!read)
            continue;
        bool same = json_is_object(ref) &&
                    json_equal(json_object_get(ref, "id"), json_object_get(one, "id"));
        if (same)
            TRY(oc4ids_done(r, ref, "id") && oc4ids_done(r, ref, "name"));
        TRY(oc4ids_done(r, one, "id") && oc4ids_done(r, one, "name"));
    }
    return true;
}

/* ---- tables ---- */
bool oc4ids_line(oc4ids_reading *r, uint32_t which, size_t from, const char *place)
{
    oc4ids_lines *t = &r->tables[which];
    if (!sb_ok(&t->text))
        return fail_memory(r->c);
    t->rows++;
    for (size_t i = from; i < t->text.n;
         i++) { /* a text of several lines is several lines there too */
        if (t->text.p[i] != '\n')
            continue;
        if (!MEM_GROW(t->places, t->cap, t->n + 1))
            return fail_memory(r->c);
        t->places[t->n++] = place;
    }
    return true;
}

void oc4ids_cell(sb *b, str text)
{
    sb_putc(b, ',');
    csv_put(b, text);
}

/* ---- figures and nodes ---- */
static bool period_of(oc4ids_reading *r, freq f, json_t *o, const char *path, str *ret)
{
    json_t *span = json_object_get(o, "period");
    str from, to;
    period a, b, p;
    char text[PERIOD_TEXT_MAX];
    *ret = S("");
    if (!json_is_object(span))
        return oc4ids_refuse(r, path, S(""), "缺少 period", "period is missing");
    TRY(oc4ids_take_day(r, span, "startDate", path, &from) &&
        oc4ids_take_day(r, span, "endDate", path, &to));
    bool whole = period_parse_iso(from, &a) && period_parse_iso(to, &b) &&
                 (p = period_containing(a, f), period_first_day(p) == a.ord) &&
                 period_last_day(p) == b.ord;
    if (!whole)
        return !from.n || !to.n ||
               oc4ids_refuse(r, path, from, "起止日期不是该序列的一个完整时期",
                             "does not begin and end with a period of the series");
    period_print(p, text);
    return arena_str(r->c->a, str_of(text), ret) || fail_memory(r->c);
}

static bool measure_of(oc4ids_reading *r, const oc4ids_member *m, json_t *o, const char *path,
                       str *ret)
{
    const type_series *s = &r->t->series[m->series];
    json_t *v = json_object_get(o, "measure"), *value = json_object_get(o, "value");
    *ret = S("");
    if (value && !json_is_null(value))
        return oc4ids_take_value(r, value, path, s->unit, ret);
    if (!v || json_is_null(v))
        return true;
    TRY(json_is_string(v) ? oc4ids_take_text(r, o, "measure", path, ret)
                          : oc4ids_number(r, v, ret));
    json_t *unit = json_object_get(o, "unit");
    if (str_eq(oc4ids_text(json_object_get(unit, "name")), s->unit))
        TRY(oc4ids_done(r, unit, "name"));
    return oc4ids_done(r, o, "measure");
}

/* As it stands already, where it is the same number. */
static str as_stands(const oc4ids_reading *r, uint32_t series, str period, bool plan, str now)
{
    uint32_t row = r->b ? book_find(r->b, r->code) : BOOK_NO_ROW;
    char name[PERIOD_TEXT_MAX];
    for (uint32_t i = 0; row != BOOK_NO_ROW && i < r->b->rows[row].n_points; i++) {
        const book_point *p = &r->b->rows[row].points[i];
        period_print((struct period){r->t->series[series].f, p->ord}, name);
        if (p->series == series && str_eqz(period, name))
            return oc4ids_same(plan ? p->plan_text : p->actual_text, now);
    }
    return now;
}

static bool read_observation(oc4ids_reading *r, const oc4ids_member *m, json_t *o,
                             const char *place)
{
    const char *path = place + strlen(r->place) + 1;
    bool plan = !strcmp(m->path, "forecasts");
    size_t errors = r->list->errors;
    str period, text;
    oc4ids_lines *t = &r->tables[OC4IDS_SERIES];
    if (!json_is_object(o))
        return oc4ids_refuse(r, path, S(""), "须为对象", "must be an object");
    TRY(period_of(r, r->t->series[m->series].f, o, path, &period) &&
        measure_of(r, m, o, path, &text));
    TRY(oc4ids_done(r, o, "id"));
    if (!period.n || !text.n || r->list->errors != errors)
        return true;
    size_t from = t->text.n;
    text = as_stands(r, m->series, period, plan, text);
    sb_put(&t->text, r->t->code);
    oc4ids_cell(&t->text, r->code);
    oc4ids_cell(&t->text, r->t->series[m->series].code);
    oc4ids_cell(&t->text, period);
    oc4ids_cell(&t->text, plan ? text : S(""));
    oc4ids_cell(&t->text, plan ? S("") : text);
    sb_putc(&t->text, '\n');
    return oc4ids_line(r, OC4IDS_SERIES, from, place);
}

static bool read_metric(oc4ids_reading *r, const oc4ids_member *m, json_t *project)
{
    json_t *list = json_object_get(project, m->path), *one, *o;
    size_t i, k;
    json_array_foreach(list, i, one)
    {
        if (!str_eq(oc4ids_text(json_object_get(one, "id")), m->id))
            continue;
        json_array_foreach(json_object_get(one, "observations"), k, o)
        {
            const char *place =
                cx_printf(r->c, "%s.%s[%zu].observations[%zu]", r->place, m->path, i, k);
            TRY(place && read_observation(r, m, o, place));
        }
        TRY(oc4ids_done(r, one, "id") && oc4ids_done(r, one, "title"));
    }
    return true;
}

/* The milestone that is a date field of the row. */
static bool read_day_met(oc4ids_reading *r, const oc4ids_member *m, json_t *project)
{
    static const char *const rest[] = {"id", "title", "code", "status"};
    json_t *list = json_object_get(project, "milestones"), *one;
    size_t i;
    str day;
    json_array_foreach(list, i, one)
    {
        if (!str_eq(oc4ids_text(json_object_get(one, "id")), m->id) ||
            !oc4ids_text(json_object_get(one, "dateMet")).n)
            continue;
        TRY(oc4ids_take_day(r, one, "dateMet", "milestones.dateMet", &day));
        oc4ids_set(r, m->name, day);
        for (size_t k = 0; k < COUNT_OF(rest); k++)
            TRY(oc4ids_done(r, one, rest[k]));
    }
    return true;
}

static bool read_milestone(oc4ids_reading *r, json_t *o, const char *place)
{
    const char *path = place + strlen(r->place) + 1;
    oc4ids_lines *t = &r->tables[OC4IDS_STEPS];
    str id, title, due, met;
    if (!json_is_object(o))
        return oc4ids_refuse(r, path, S(""), "须为对象", "must be an object");
    TRY(oc4ids_take_text(r, o, "id", path, &id) && oc4ids_take_text(r, o, "title", path, &title) &&
        oc4ids_take_day(r, o, "dueDate", path, &due) &&
        oc4ids_take_day(r, o, "dateMet", path, &met));
    str status = oc4ids_text(json_object_get(o, "status"));
    if (str_eqz(status, met.n ? "met" : "scheduled"))
        TRY(oc4ids_done(r, o, "status"));
    if (!id.n)
        return oc4ids_refuse(r, path, S(""), "缺少 id", "id is missing");
    size_t from = t->text.n;
    sb_put(&t->text, r->t->code);
    oc4ids_cell(&t->text, r->code);
    oc4ids_cell(&t->text, id);
    oc4ids_cell(&t->text, title.n ? title : id);
    oc4ids_cell(&t->text, due);
    oc4ids_cell(&t->text, met);
    sb_putc(&t->text, '\n');
    return oc4ids_line(r, OC4IDS_STEPS, from, place);
}

static bool read_milestones(oc4ids_reading *r, json_t *project)
{
    json_t *list = json_object_get(project, "milestones"), *one;
    size_t i;
    json_array_foreach(list, i, one)
    {
        if (json_is_null(json_object_get(one, "id")))
            continue; /* read as a day of the row */
        const char *place = cx_printf(r->c, "%s.milestones[%zu]", r->place, i);
        TRY(place && read_milestone(r, one, place));
    }
    return true;
}

bool oc4ids_read_list(oc4ids_reading *r, const oc4ids_member *m, json_t *project)
{
    switch (m->kind) {
    case OC4IDS_METRIC:
        return read_metric(r, m, project);
    case OC4IDS_MILESTONES:
        return m->name == UINT32_MAX ? read_milestones(r, project) : read_day_met(r, m, project);
    case OC4IDS_IDENTIFIER:
        return read_identifier(r, m, project);
    case OC4IDS_CLASS:
        return read_classes(r, m, project);
    case OC4IDS_GAZETTEER:
        return read_gazetteer(r, m, project);
    case OC4IDS_POINT:
        return read_point(r, m, project);
    case OC4IDS_PARTY:
        return read_parties(r, m, project);
    default: /* the bytes of documents are not in the file */
        return true;
    }
}
