/* A project package as tables: project by project; what is left of the document at the end was not read. */
#include "ledger/oc4ids_int.h"
#include "base/str.h"

#define FIRST_LINE 2 /* line 1 is the header */
#define UNREAD_SHOWN 400
#define PROJECT_DEPTH 1 /* of the list of projects */

/* ---- a project ---- */
/* "budget" leaves out all that stands below it. */
static bool left_out(const oc4ids_reading *r, const char *path)
{
    str rest = r->d->without, one, at = str_of(path);
    while (rest.n && str_split(&rest, ',', &one)) {
        one = str_trim(one);
        if (str_starts(at, one) && (at.n == one.n || at.p[one.n] == '.'))
            return true;
    }
    return false;
}

static bool writable(const oc4ids_reading *r, const oc4ids_member *m)
{
    bool entered = m->name < r->t->n_fields && !r->t->fields[m->name].formula;
    return m->kind == OC4IDS_METRIC || m->kind == OC4IDS_MILESTONES ||
           (!m->value && (entered || m->name == TYPE_NAME_STAGE));
}

/* A list for a field that has its value already is left for the report. */
static bool said_before(oc4ids_reading *r, const oc4ids_member *m)
{
    return m->name != UINT32_MAX && oc4ids_value(r, m->name)->n > 0;
}

static bool read_member(oc4ids_reading *r, const oc4ids_member *m, json_t *project)
{
    if (!writable(r, m) || left_out(r, m->path) || (m->kind > OC4IDS_CODES && said_before(r, m)))
        return true;
    return (m->kind <= OC4IDS_CODES ? oc4ids_read_field : oc4ids_read_list)(r, m, project);
}

/* The code of the row: ours without the prefix, another publisher's as it is. */
static bool read_id(oc4ids_reading *r, json_t *project)
{
    str id, prefix = r->o->prefix;
    TRY(oc4ids_take_text(r, project, "id", "id", &id));
    r->code = id;
    if (str_starts(id, prefix) && id.n > prefix.n + 1 && id.p[prefix.n] == '-')
        r->code = str_from(id, prefix.n + 1);
    return id.n || oc4ids_refuse(r, "id", S(""), "缺少 id：项目的唯一标识",
                                 "is missing: what a project is known by");
}

/* Of the identifiers of items that carry nothing else nothing is lost. */
static bool own_ids(oc4ids_reading *r, json_t *project)
{
    json_t *list = json_object_get(project, "locations"), *first = json_array_get(list, 0);
    return !json_is_object(first) || oc4ids_done(r, first, "id");
}

static bool put_row(oc4ids_reading *r)
{
    oc4ids_lines *t = &r->tables[OC4IDS_ROWS];
    size_t from = t->text.n;
    const char *place = cx_strdup(r->c, str_of(r->place));
    csv_put(&t->text, r->code);
    oc4ids_cell(&t->text, r->stage);
    for (uint32_t i = 0; i < r->t->n_fields; i++)
        if (!r->t->fields[i].formula && r->t->fields[i].kind != FIELD_FILE)
            oc4ids_cell(&t->text, r->values[i]);
    sb_putc(&t->text, '\n');
    return place && oc4ids_line(r, OC4IDS_ROWS, from, place);
}

static bool read_project(oc4ids_reading *r, json_t *project, size_t i)
{
    snprintf(r->place, sizeof r->place, "projects[%zu]", i);
    r->line = (uint32_t)r->tables[OC4IDS_ROWS].n + FIRST_LINE;
    r->code = S("");
    r->stage = r->d->with ? r->d->with_stage : S("");
    for (uint32_t f = 0; f < r->t->n_fields; f++)
        r->values[f] = r->d->with ? r->d->with[f] : S("");
    if (!json_is_object(project))
        return oc4ids_refuse(r, "", S(""), "须为对象 {…}", "must be an object {…}") && put_row(r);
    TRY(read_id(r, project));
    for (uint32_t k = 0; k < r->o->n_members; k++)
        TRY(read_member(r, &r->o->members[k], project));
    TRY(oc4ids_settle_parties(r, project) && own_ids(r, project));
    return oc4ids_done(r, project, "updated") && put_row(r);
}

/* ---- what was not read ---- */
typedef struct unread {
    cx *c;
    const struct type_oc4ids *o;
    bool whole; /* below a member that is told as one */
    map index;
    const char **paths;
    uint32_t *counts;
    size_t n, cap, cap_counts;
} unread;

static bool count_leaf(unread *u, const char *path)
{
    uint32_t at = map_get(&u->index, str_of(path));
    if (at == MAP_NONE) {
        const char *kept = cx_strdup(u->c, str_of(path));
        TRY(kept);
        at = (uint32_t)u->n;
        if (!MEM_GROW(u->paths, u->cap, u->n + 1) ||
            !MEM_GROW(u->counts, u->cap_counts, u->n + 1) || !map_put(&u->index, str_of(kept), at))
            return fail_memory(u->c);
        u->paths[u->n] = kept;
        u->counts[u->n++] = 0;
    }
    MUST(u->counts && at < u->n);
    u->counts[at]++;
    return true;
}

/* A member of a project that nothing at all is read from is told as a whole. */
static bool is_mapped(const unread *u, const char *key)
{
    size_t n = strlen(key);
    for (uint32_t i = 0; i < u->o->n_members; i++)
        if (!strncmp(u->o->members[i].path, key, n) &&
            (!u->o->members[i].path[n] || u->o->members[i].path[n] == '.'))
            return true;
    return !strcmp(key, "publicAuthority");
}

static bool count_left(unread *u, char path[200], size_t n, json_t *v, int depth)
{
    const char *key;
    size_t i;
    json_t *one;
    bool ok = true;
    if (json_is_null(v))
        return true;
    if (depth > 20 || (!json_is_object(v) && !json_is_array(v)))
        return count_leaf(u, path);
    if (json_is_array(v)) {
        if (!u->whole)
            snprintf(path + n, 200 - n, "[]");
        json_array_foreach(v, i, one) ok = ok && count_left(u, path, strlen(path), one, depth + 1);
        path[n] = 0;
        return ok;
    }
    json_object_foreach(v, key, one)
    {
        bool below = u->whole;
        if (!below)
            snprintf(path + n, 200 - n, "%s%.60s", n ? "." : "", key);
        u->whole |= depth == PROJECT_DEPTH && !is_mapped(u, key);
        ok = ok && count_left(u, path, strlen(path), one, depth + 1);
        u->whole = below;
        path[n] = 0;
    }
    return ok;
}

static bool tell_unread(oc4ids_reading *r, json_t *projects)
{
    unread u = {.c = r->c, .o = r->o};
    char path[200] = "projects";
    bool ok = count_left(&u, path, strlen(path), projects, 0);
    r->list->part = 0;
    for (size_t i = 0; ok && i < u.n && i < UNREAD_SHOWN; i++)
        ok = issue_add(r->c, r->list, ISSUE_WARNING, 0, S(""), str_of(u.paths[i]),
                       "台账没有对应的内容，未读 %u 处",
                       "nothing of the ledger is made of it, times it was left unread: %u",
                       u.counts[i]);
    map_done(&u.index);
    mem_free(u.paths);
    mem_free(u.counts);
    return ok;
}

/* ---- the document ---- */
static bool heads(oc4ids_reading *r)
{
    for (int i = 0; i < OC4IDS_TABLES; i++)
        sb_init(&r->tables[i].text, (size_t)1 << 30);
    sb_putz(&r->tables[OC4IDS_ROWS].text, "code,stage");
    for (uint32_t i = 0; i < r->t->n_fields; i++)
        if (!r->t->fields[i].formula && r->t->fields[i].kind != FIELD_FILE)
            oc4ids_cell(&r->tables[OC4IDS_ROWS].text, r->t->fields[i].code);
    sb_putc(&r->tables[OC4IDS_ROWS].text, '\n');
    sb_putz(&r->tables[OC4IDS_SERIES].text, "type,code,field,period,plan,actual\n");
    sb_putz(&r->tables[OC4IDS_STEPS].text, "type,code,milestone,name,plan,actual\n");
    r->values = cx_alloc(r->c, (r->t->n_fields + 1) * sizeof *r->values);
    return r->values != NULL;
}

static bool hand_over(oc4ids_reading *r, oc4ids_tables *ret)
{
    oc4ids_table *to[] = {&ret->rows, &ret->series, &ret->milestones};
    for (int i = 0; i < OC4IDS_TABLES; i++) {
        const oc4ids_lines *t = &r->tables[i];
        const char **places = cx_alloc(r->c, (t->n + 1) * sizeof *places);
        TRY(places);
        for (size_t k = 0; k < t->n; k++)
            places[k] = t->places[k];
        *to[i] = (oc4ids_table){.places = places, .n_places = (uint32_t)t->n, .rows = t->rows};
        TRY((sb_ok(&t->text) && arena_str(r->c->a, sb_str(&t->text), &to[i]->text)) ||
            fail_memory(r->c));
    }
    return true;
}

static bool read_package(oc4ids_reading *r, json_t *root, oc4ids_tables *ret)
{
    json_t *projects = json_object_get(root, "projects");
    str version = oc4ids_text(json_object_get(root, "version"));
    if (!json_array_size(projects))
        return fail(r->c, ERR_DATA, "不是 OC4IDS 项目包：没有 projects 列表，或列表为空",
                    "is no OC4IDS project package: it has no list projects, or an empty one");
    if (version.n && !str_eqz(version, OC4IDS_VERSION))
        return fail(r->c, ERR_DATA, "这是 OC4IDS " STR_FMT "，只读 " OC4IDS_VERSION,
                    "is of OC4IDS " STR_FMT ", only " OC4IDS_VERSION " is read",
                    STR_ARG(str_sub(version, 0, 20)));
    for (size_t i = 0; i < json_array_size(projects); i++)
        TRY(read_project(r, json_array_get(projects, i), i));
    return tell_unread(r, projects) && hand_over(r, ret);
}

bool oc4ids_read(cx *c, const ledger_type *t, const book *b, const oc4ids_desk *d, str json,
                 oc4ids_tables *ret, issues *list)
{
    oc4ids_reading r = {.c = c, .t = t, .o = t->oc4ids, .b = b, .d = d, .list = list};
    json_error_t e;
    str body = str_starts(json, S("\xEF\xBB\xBF")) ? str_from(json, 3) : json;
    if (json.n > OC4IDS_MAX_BYTES)
        return fail(c, ERR_LIMIT, "OC4IDS 文件至多 %zu MB", "an OC4IDS file has at most %zu MB",
                    OC4IDS_MAX_BYTES >> 20);
    json_t *root = json_loadb(body.p, body.n, JSON_REJECT_DUPLICATES, &e);
    if (!root)
        return fail(c, ERR_DATA, "第 %d 行第 %d 列：不是 JSON：%s",
                    "line %d, column %d: not JSON: %s", e.line, e.column, e.text);
    bool ok = heads(&r) && read_package(&r, root, ret);
    for (int i = 0; i < OC4IDS_TABLES; i++) {
        sb_done(&r.tables[i].text);
        mem_free(r.tables[i].places);
    }
    json_decref(root);
    list->part = 0;
    return ok;
}
