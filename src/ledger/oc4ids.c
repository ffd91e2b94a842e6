/* A row as a project of the standard. Members are written as they come by; an object or list is opened by the
 * first value that stands in it, so that none is empty. */
#include "ledger/oc4ids.h"
#include "base/str.h"
#include <math.h>

#define DEPTH 4
#define MAX_PARTIES 64

typedef struct writer {
    cx *c;
    json *j;
    const oc4ids_desk *d;
    const struct type_oc4ids *o;
    ledger_view *v;
    const book *b;
    uint32_t row;
    const char *open[DEPTH]; /* names of the objects and lists that stand open */
    int n_open;
} writer;

bool oc4ids_id(cx *c, const ledger_type *t, str code, str *ret)
{
    *ret = code;
    if (str_starts(code, S("oc4ids-"))) /* of another publisher: it keeps its own */
        return true;
    char *z = cx_printf(c, STR_FMT "-" STR_FMT, STR_ARG(t->oc4ids->prefix), STR_ARG(code));
    *ret = str_of(z);
    return z != NULL;
}

const char *oc4ids_path(const ledger_type *t, str column)
{
    for (uint32_t i = 0; i < t->oc4ids->n_members; i++) {
        const oc4ids_member *m = &t->oc4ids->members[i];
        bool stage = m->name == TYPE_NAME_STAGE && str_eqz(column, "stage");
        if (stage || (m->name < t->n_fields && str_eq(t->fields[m->name].code, column)) ||
            (m->lat < t->n_fields && str_eq(t->fields[m->lat].code, column)))
            return m->path;
    }
    return str_eqz(column, "code") ? "id" : "";
}

/* ---- opening and closing ---- */
static bool is_list(const char *name)
{
    static const char *const lists[] = {"identifiers", "additionalClassifications",
                                        "locations",   "forecasts",
                                        "metrics",     "parties",
                                        "documents",   "milestones"};
    for (size_t i = 0; i < COUNT_OF(lists); i++)
        if (!strcmp(name, lists[i]))
            return true;
    return false;
}

/* There is one location: its object opens and closes with the list. */
static void close_to(writer *w, int depth)
{
    while (w->n_open > depth) {
        const char *name = w->open[--w->n_open];
        if (!strcmp(name, "locations"))
            json_end(w->j, '}');
        json_end(w->j, is_list(name) ? ']' : '}');
    }
}

static void open_one(writer *w, const char *name)
{
    (is_list(name) ? json_arr : json_obj)(w->j, name);
    if (!strcmp(name, "locations")) {
        json_obj(w->j, NULL);
        json_strz(w->j, "id", "1");
    }
    w->open[w->n_open++] = name;
}

/* Stand where the last name of a path is written: *ret_last. */
static bool open_path(writer *w, const char *path, const char **ret_last)
{
    str rest = str_of(path), one;
    int depth = 0;
    *ret_last = path;
    while (str_split(&rest, '.', &one)) {
        bool last = one.p + one.n == path + strlen(path);
        const char *name = cx_strdup(w->c, one);
        TRY(name);
        *ret_last = name;
        if (last && !is_list(name))
            break;
        if (depth == w->n_open || strcmp(w->open[depth], name) != 0) {
            close_to(w, depth);
            open_one(w, name);
        }
        depth++;
    }
    close_to(w, depth);
    return true;
}

/* ---- values ---- */
static bool number_text(cx *c, double v, str *ret)
{
    dec d;
    char out[DEC_TEXT_MAX];
    *ret = S("");
    if (isnan(v) || !dec_from_double(v, 15, &d))
        return true;
    dec_print(d, out);
    return arena_str(c->a, str_of(out), ret) || fail_memory(c);
}

static bool value_text(cx *c, expr_value v, str *ret)
{
    char day[PERIOD_TEXT_MAX];
    *ret = S("");
    if (expr_missing(v))
        return true;
    switch (v.kind) {
    case EXPR_NUM:
        return number_text(c, v.num, ret);
    case EXPR_DATE:
        period_print((period){FREQ_D, (int32_t)v.num}, day);
        return arena_str(c->a, str_of(day), ret) || fail_memory(c);
    case EXPR_FLAG:
        *ret = v.num != 0 ? S("yes") : S("no");
        return true;
    case EXPR_TEXT:
    case EXPR_LIST:
        break;
    }
    *ret = v.text;
    return true;
}

static const type_field *field_of(const writer *w, uint32_t name)
{
    return name < w->b->type->n_fields ? &w->b->type->fields[name] : NULL;
}

/* As it is stored: digits as they were entered. */
static bool stored(writer *w, const oc4ids_member *m, uint32_t name, str *ret)
{
    const type_field *f = field_of(w, name);
    if (m->value)
        return value_text(w->c, view_value(w->v, w->b, w->row, m->value), ret);
    if (name == TYPE_NAME_STAGE)
        *ret = w->b->type->stages[w->b->rows[w->row].stage].code;
    else if (f && f->formula)
        return value_text(w->c, book_get(w->b, w->row, name), ret);
    else
        *ret = f ? book_entered(w->b, w->row, name)->text : S("");
    return true;
}

/* As people read it: names for codes. */
static bool said(writer *w, uint32_t name, str text, str *ret)
{
    const type_field *f = field_of(w, name);
    bool coded = f && (f->kind == FIELD_CHOICE || f->kind == FIELD_CHECKLIST ||
                       (f->kind >= FIELD_AREA && f->kind <= FIELD_LINK));
    *ret = text;
    return !coded || !text.n || w->d->said(w->c, w->d->user, f, text, ret);
}

static bool no_amount(writer *w, const oc4ids_member *m, str text, str unit)
{
    const type_field *f = field_of(w, m->name);
    return fail(w->c, ERR_DATA,
                STR_FMT " 的 " STR_FMT "（" STR_FMT "，单位“" STR_FMT "”）不能换算成" STR_FMT
                        "；请改该字段的单位或值",
                STR_FMT ", " STR_FMT ": " STR_FMT " (unit “" STR_FMT "”) is no amount in " STR_FMT
                        "; mend the unit of the field or its value",
                STR_ARG(w->b->rows[w->row].code), STR_ARG(f ? f->code : str_of(m->path)),
                STR_ARG(str_sub(text, 0, 40)), STR_ARG(unit), STR_ARG(w->o->unit));
}

static bool put_amount(writer *w, const oc4ids_member *m, const char *key, str text, str unit)
{
    dec d;
    char out[DEC_TEXT_MAX];
    if (dec_parse(text, &d) != DEC_OK ||
        unit_convert(w->d->units, d, unit, w->o->unit, &d) != UNIT_OK)
        return no_amount(w, m, text, unit);
    dec_print(d, out);
    json_obj(w->j, key);
    json_raw(w->j, "amount", str_of(out));
    json_str(w->j, "currency", w->o->currency);
    json_end(w->j, '}');
    return true;
}

/* A day as the standard has it: an instant, of which only the day is said. */
static bool put_day(writer *w, const char *key, str day, bool end)
{
    char *z = cx_printf(w->c, STR_FMT "T%s+08:00", STR_ARG(day), end ? "23:59:59" : "00:00:00");
    json_strz(w->j, key, z);
    return z != NULL;
}

static str theirs(const oc4ids_member *m, str own)
{
    for (uint32_t i = 0; i < m->n_pairs; i++)
        if (str_eq(m->pairs[i].own, own))
            return m->pairs[i].theirs;
    return S("");
}

/* ---- one value at a path ---- */
static bool put_codes(writer *w, const oc4ids_member *m, str text)
{
    sb seen CLEANUP(sb_done) = {0};
    str rest = text, own, list, one;
    const char *key;
    bool begun = false;
    sb_init(&seen, 1 << 16);
    while (str_split(&rest, ';', &own)) {
        list = theirs(m, own);
        while (list.n && str_split(&list, ';', &one)) {
            if (book_list_has(sb_str(&seen), one))
                continue;
            sb_putz(&seen, seen.n ? ";" : "");
            sb_put(&seen, one);
            if (!begun) {
                TRY(open_path(w, m->path, &key));
                json_arr(w->j, key);
            }
            begun = true;
            json_str(w->j, NULL, one);
        }
    }
    if (begun)
        json_end(w->j, ']');
    return sb_ok(&seen) || fail_memory(w->c);
}

static bool put_point(writer *w, const oc4ids_member *m, str lon)
{
    const char *key;
    str lat;
    TRY(stored(w, m, m->lat, &lat));
    if (!lat.n)
        return true;
    TRY(open_path(w, m->path, &key));
    json_obj(w->j, key);
    json_strz(w->j, "type", "Point");
    json_arr(w->j, "coordinates");
    json_raw(w->j, NULL, lon);
    json_raw(w->j, NULL, lat);
    json_end(w->j, ']');
    json_end(w->j, '}');
    return true;
}

static bool put_gazetteer(writer *w, const oc4ids_member *m, str code)
{
    const char *key;
    TRY(open_path(w, m->path, &key));
    json_obj(w->j, key);
    json_str(w->j, "scheme", m->scheme);
    json_arr(w->j, "identifiers");
    json_str(w->j, NULL, code);
    json_end(w->j, ']');
    json_end(w->j, '}');
    return true;
}

static str stage_name(const writer *w)
{
    return w->b->type->stages[w->b->rows[w->row].stage].name.zh;
}

static bool put_classes(writer *w, const oc4ids_member *m, str text)
{
    const char *key;
    str rest = text, one, name;
    TRY(open_path(w, m->path, &key));
    const type_field *f = field_of(w, m->name);
    bool free_text = f && !f->many && f->kind != FIELD_CHECKLIST;
    if (free_text)
        rest = S("");
    for (bool more = free_text || str_split(&rest, ';', &one); more;
         more = !free_text && str_split(&rest, ';', &one)) {
        one = free_text ? text : one;
        name = stage_name(w);
        TRY(m->name == TYPE_NAME_STAGE || said(w, m->name, one, &name));
        json_obj(w->j, NULL);
        json_str(w->j, "scheme", m->scheme);
        json_str(w->j, "id", one);
        if (!str_eq(name, one))
            json_str(w->j, "description", name);
        json_end(w->j, '}');
    }
    return true;
}

static bool put_scalar(writer *w, const oc4ids_member *m, str text)
{
    const char *key;
    const type_field *f = field_of(w, m->name);
    if (m->kind == OC4IDS_CODE && !theirs(m, text).n)
        return true;
    TRY(open_path(w, m->path, &key));
    if (m->kind == OC4IDS_AMOUNT)
        return put_amount(w, m, key, text, m->value || !f ? m->unit : f->unit);
    if (m->kind == OC4IDS_DATE)
        return put_day(w, key, text, false);
    if (m->kind == OC4IDS_CODE)
        text = theirs(m, text);
    else
        TRY(said(w, m->name, text, &text));
    json_str(w->j, key, text);
    return true;
}

static bool put_identifier(writer *w, const oc4ids_member *m, str text)
{
    const char *key;
    TRY(open_path(w, m->path, &key));
    json_obj(w->j, NULL);
    json_str(w->j, "id", text);
    if (m->scheme.n)
        json_str(w->j, "scheme", m->scheme);
    json_end(w->j, '}');
    return true;
}

/* ---- parties ---- */
typedef struct party {
    str id, name;
    uint64_t roles; /* bit per member whose roles it has */
} party;
typedef struct parties {
    party list[MAX_PARTIES];
    uint32_t n;
} parties;

static void add_party(parties *p, str id, str name, uint32_t member)
{
    uint32_t at = 0;
    while (at < p->n && !str_eq(p->list[at].id, id))
        at++;
    if (at == MAX_PARTIES)
        return; /* more organisations than a project has */
    if (at == p->n)
        p->list[p->n++] = (party){.id = id, .name = name};
    p->list[at].roles |= UINT64_C(1) << member;
}

/* The organisations of a row, each once with all its roles. A name without a code is called by its field. */
static bool gather_parties(writer *w, parties *p)
{
    p->n = 0;
    for (uint32_t i = 0; i < w->o->n_members; i++) {
        const oc4ids_member *m = &w->o->members[i];
        str text, one, name, rest;
        if (m->kind != OC4IDS_PARTY)
            continue;
        const type_field *f = field_of(w, m->name);
        TRY(stored(w, m, m->name, &text));
        if (text.n && f->kind == FIELD_TEXT)
            add_party(p, f->code, text, i);
        rest = text;
        while (text.n && f->kind == FIELD_ORG && str_split(&rest, ';', &one)) {
            TRY(said(w, m->name, one, &name));
            add_party(p, one, name, i);
        }
    }
    return true;
}

/* The next role of a party from member *m, role *k on; each told once. */
static bool next_role(const writer *w, const party *p, uint32_t *m, uint32_t *k, str *ret)
{
    for (; *m < w->o->n_members; ++*m, *k = 0) {
        const oc4ids_member *at = &w->o->members[*m];
        if (!(p->roles >> *m & 1) || *k >= at->n_roles)
            continue;
        *ret = at->roles[(*k)++];
        return true;
    }
    return false;
}

static bool has_role(const writer *w, const party *p, const char *role)
{
    uint32_t m = 0, k = 0;
    str one;
    while (next_role(w, p, &m, &k, &one))
        if (str_eqz(one, role))
            return true;
    return false;
}

static bool put_roles(writer *w, const party *p)
{
    sb told CLEANUP(sb_done) = {0};
    uint32_t m = 0, k = 0;
    str one;
    sb_init(&told, 1 << 16);
    json_arr(w->j, "roles");
    while (next_role(w, p, &m, &k, &one)) {
        if (book_list_has(sb_str(&told), one))
            continue;
        sb_putz(&told, told.n ? ";" : "");
        sb_put(&told, one);
        json_str(w->j, NULL, one);
    }
    json_end(w->j, ']');
    return sb_ok(&told) || fail_memory(w->c);
}

static bool put_parties(writer *w, const parties *p)
{
    const char *key;
    if (!p->n)
        return true;
    TRY(open_path(w, "parties", &key));
    for (uint32_t i = 0; i < p->n; i++) {
        json_obj(w->j, NULL);
        json_str(w->j, "id", p->list[i].id);
        json_str(w->j, "name", p->list[i].name);
        TRY(put_roles(w, &p->list[i]));
        json_end(w->j, '}');
    }
    return true;
}

static void put_authority(writer *w, const parties *p)
{
    for (uint32_t i = 0; i < p->n; i++)
        if (has_role(w, &p->list[i], "publicAuthority")) {
            json_obj(w->j, "publicAuthority");
            json_str(w->j, "id", p->list[i].id);
            json_str(w->j, "name", p->list[i].name);
            json_end(w->j, '}');
            return;
        }
}

/* ---- lists of figures, nodes and files ---- */
static bool put_observation(writer *w, const oc4ids_member *m, const type_series *s, period t,
                            str text)
{
    char name[PERIOD_TEXT_MAX], day[PERIOD_TEXT_MAX];
    dec d;
    period_print(t, name);
    json_obj(w->j, NULL);
    json_strz(w->j, "id", name);
    json_obj(w->j, "period");
    period_print((period){FREQ_D, (int32_t)period_first_day(t)}, day);
    TRY(put_day(w, "startDate", str_of(day), false));
    period_print((period){FREQ_D, (int32_t)period_last_day(t)}, day);
    TRY(put_day(w, "endDate", str_of(day), true));
    json_end(w->j, '}');
    if (unit_convert(w->d->units, (dec){1, 0}, s->unit, w->o->unit, &d) == UNIT_OK) {
        TRY(put_amount(w, m, "value", text, s->unit));
    } else {
        json_raw(w->j, "measure", text);
        if (s->unit.n) {
            json_obj(w->j, "unit");
            json_str(w->j, "name", s->unit);
            json_end(w->j, '}');
        }
    }
    json_end(w->j, '}');
    return true;
}

static bool put_metric(writer *w, const oc4ids_member *m)
{
    const book_row *r = &w->b->rows[w->row];
    const type_series *s = &w->b->type->series[m->series];
    bool plan = !strcmp(m->path, "forecasts"), begun = false;
    const char *key;
    for (uint32_t i = 0; i < r->n_points; i++) {
        const book_point *p = &r->points[i];
        str text = plan ? p->plan_text : p->actual_text;
        if (p->series != m->series || !text.n)
            continue;
        if (!begun) {
            TRY(open_path(w, m->path, &key));
            json_obj(w->j, NULL);
            json_str(w->j, "id", m->id);
            json_str(w->j, "title", s->name.zh);
            json_arr(w->j, "observations");
        }
        begun = true;
        TRY(put_observation(w, m, s, (period){s->f, p->ord}, text));
    }
    if (begun) {
        json_end(w->j, ']');
        json_end(w->j, '}');
    }
    return true;
}

static bool put_milestone_day(writer *w, const char *key, int64_t day)
{
    char text[PERIOD_TEXT_MAX];
    if (day == INT64_MIN)
        return true;
    period_print((period){FREQ_D, (int32_t)day}, text);
    return put_day(w, key, str_of(text), false);
}

/* A day of the row as a milestone that was met. */
static bool put_day_met(writer *w, const oc4ids_member *m)
{
    const char *key;
    str day;
    TRY(stored(w, m, m->name, &day));
    if (!day.n)
        return true;
    TRY(open_path(w, m->path, &key));
    json_obj(w->j, NULL);
    json_str(w->j, "id", m->id);
    json_str(w->j, "title", field_of(w, m->name)->name.zh);
    if (m->code.n)
        json_str(w->j, "code", m->code);
    json_strz(w->j, "status", "met");
    TRY(put_day(w, "dateMet", day, false));
    json_end(w->j, '}');
    return true;
}

static bool put_milestones(writer *w, const oc4ids_member *m)
{
    const book_row *r = &w->b->rows[w->row];
    const char *key;
    for (uint32_t i = 0; i < r->n_milestones; i++) {
        const book_milestone *s = &r->milestones[i];
        TRY(open_path(w, m->path, &key));
        json_obj(w->j, NULL);
        json_str(w->j, "id", s->code);
        json_str(w->j, "title", s->name.n ? s->name : s->code);
        json_strz(w->j, "status", s->actual == INT64_MIN ? "scheduled" : "met");
        TRY(put_milestone_day(w, "dueDate", s->plan) && put_milestone_day(w, "dateMet", s->actual));
        json_end(w->j, '}');
    }
    return true;
}

static bool put_documents(writer *w, const oc4ids_member *m)
{
    const book_row *r = &w->b->rows[w->row];
    char at[TIME_TEXT_MAX];
    const char *key;
    for (uint32_t i = 0; i < r->n_files; i++) {
        const book_file *f = &r->files[i];
        if (f->field != m->name)
            continue;
        TRY(open_path(w, m->path, &key));
        time_print(f->at, at);
        json_obj(w->j, NULL);
        json_str(w->j, "id", f->hash);
        if (m->id.n)
            json_str(w->j, "documentType", m->id);
        json_str(w->j, "title", f->name);
        json_strz(w->j, "dateModified", at);
        if (f->media.n)
            json_str(w->j, "format", f->media);
        json_end(w->j, '}');
    }
    return true;
}

static bool put_member(writer *w, const oc4ids_member *m)
{
    str text;
    if (m->kind == OC4IDS_METRIC)
        return put_metric(w, m);
    if (m->kind == OC4IDS_MILESTONES)
        return (m->name == UINT32_MAX ? put_milestones : put_day_met)(w, m);
    if (m->kind == OC4IDS_DOCUMENTS)
        return put_documents(w, m);
    TRY(stored(w, m, m->name, &text));
    if (!text.n)
        return true;
    switch (m->kind) {
    case OC4IDS_CODES:
        return put_codes(w, m, text);
    case OC4IDS_POINT:
        return put_point(w, m, text);
    case OC4IDS_GAZETTEER:
        return put_gazetteer(w, m, text);
    case OC4IDS_CLASS:
        return put_classes(w, m, text);
    case OC4IDS_IDENTIFIER:
        return put_identifier(w, m, text);
    default:
        return put_scalar(w, m, text);
    }
}

static bool put_project(writer *w)
{
    parties p;
    char at[TIME_TEXT_MAX];
    str id;
    bool told = false;
    TRY(oc4ids_id(w->c, w->b->type, w->b->rows[w->row].code, &id) && gather_parties(w, &p));
    time_print(book_changed(w->b, w->row)->at, at);
    json_obj(w->j, NULL);
    json_str(w->j, "id", id);
    json_strz(w->j, "updated", at);
    put_authority(w, &p);
    for (uint32_t i = 0; i < w->o->n_members; i++) {
        const oc4ids_member *m = &w->o->members[w->o->order[i]];
        if (m->kind != OC4IDS_PARTY)
            TRY(put_member(w, m));
        else if (!told)
            TRY(put_parties(w, &p));
        told |= m->kind == OC4IDS_PARTY;
    }
    close_to(w, 0);
    json_end(w->j, '}');
    return sb_ok(w->j->b) || fail_memory(w->c);
}

/* What is made on the way goes with the row: there may be 20,000 of them. What the view keeps does not. */
bool oc4ids_put(cx *c, json *j, const oc4ids_desk *d, ledger_view *v, const book *b, uint32_t row)
{
    cx own = *c;
    writer w = {.c = &own, .j = j, .d = d, .o = b->type->oc4ids, .v = v, .b = b, .row = row};
    own.a = arena_new(0);
    if (!own.a)
        return fail_memory(c);
    bool ok = put_project(&w);
    c->err = own.err;
    arena_free(own.a);
    return ok;
}
