/* A type as a whole, and finding things in it. */
#include "ledger/type.h"
#include "ledger/type_json.h"

str type_said(type_name n, lang l)
{
    return l == LANG_EN ? n.en : n.zh;
}

uint32_t type_field_of(const ledger_type *t, str code)
{
    for (uint32_t i = 0; i < t->n_fields; i++)
        if (str_eq(t->fields[i].code, code))
            return i;
    return UINT32_MAX;
}

static bool heads(cx *c, str folded, str name, bool *ret)
{
    str f;
    if (!str_fold(c->a, name, &f))
        return fail_memory(c);
    *ret = name.n && str_eq(f, folded);
    return true;
}

uint32_t type_field_by_heading(cx *c, const ledger_type *t, str heading)
{
    str folded;
    uint32_t at = type_field_of(t, heading);
    if (at != UINT32_MAX)
        return at;
    if (!str_fold(c->a, heading, &folded)) {
        (void)fail_memory(c);
        return UINT32_MAX;
    }
    for (uint32_t i = 0; i < t->n_fields; i++) {
        const type_field *f = &t->fields[i];
        bool is = false;
        if (!heads(c, folded, f->name.zh, &is) || (!is && !heads(c, folded, f->name.en, &is)))
            return UINT32_MAX;
        for (uint32_t k = 0; !is && k < f->n_aliases; k++)
            if (!heads(c, folded, f->aliases[k], &is))
                return UINT32_MAX;
        if (is)
            return i;
    }
    return UINT32_MAX;
}

uint32_t type_stage_of(const ledger_type *t, str code)
{
    for (uint32_t i = 0; i < t->n_stages; i++)
        if (str_eq(t->stages[i].code, code))
            return i;
    return UINT32_MAX;
}

uint32_t type_move_of(const ledger_type *t, str code)
{
    for (uint32_t i = 0; i < t->n_moves; i++)
        if (str_eq(t->moves[i].code, code))
            return i;
    return UINT32_MAX;
}

uint32_t type_series_of(const ledger_type *t, str code)
{
    for (uint32_t i = 0; i < t->n_series; i++)
        if (str_eq(t->series[i].code, code))
            return i;
    return UINT32_MAX;
}

const type_print *type_print_of(const ledger_type *t, str code)
{
    for (uint32_t i = 0; i < t->n_prints; i++)
        if (str_eq(t->prints[i].code, code))
            return &t->prints[i];
    return NULL;
}

/* ---- reading ---- */
static bool of_kind(reading *r, const char *member, uint32_t field, field_kind k)
{
    return field == UINT32_MAX || (r->t->fields[field].kind == k && !r->t->fields[field].many) ||
           type_bad(r, member, "所指字段的类型不对", "the field it names is of another kind");
}

static bool read_roles(reading *r, json_t *root)
{
    ledger_type *t = r->t;
    TRY(type_one_field(r, root, "title", &t->title) && type_one_field(r, root, "area", &t->area) &&
        type_one_field(r, root, "org", &t->org) &&
        type_one_field(r, root, "belongs", &t->belongs) &&
        of_kind(r, "belongs", t->belongs, FIELD_LINK) &&
        type_field_list(r, root, "also_orgs", &t->also_orgs, &t->n_also_orgs) &&
        of_kind(r, "title", t->title, FIELD_TEXT) && of_kind(r, "area", t->area, FIELD_AREA) &&
        of_kind(r, "org", t->org, FIELD_ORG));
    for (uint32_t i = 0; i < t->n_also_orgs; i++)
        if (t->fields[t->also_orgs[i]].kind != FIELD_ORG)
            return type_bad(r, "also_orgs", "须为单位字段", "must be fields of kind org");
    if (t->title == UINT32_MAX)
        return type_bad(r, "title", "缺少：哪个字段是一行的名称",
                        "is missing: the field that names a row");
    return true;
}

/* "RW-{year}-{n4}": one number, and what may stand in a code. */
static bool read_codes(reading *r, json_t *root)
{
    static const char *const dated[] = {"{year}", "{month}"};
    str *codes = &r->t->codes;
    uint32_t numbers = 0;
    TRY(type_text(r, root, "codes", false, codes));
    for (size_t i = 0; i < codes->n; i++) {
        str rest = str_from(*codes, i);
        bool known = rest.p[0] != '{' && (unsigned char)rest.p[0] > ' ' && rest.p[0] != ';' &&
                     rest.p[0] != ',' && rest.p[0] != '}';
        for (size_t k = 0; !known && k < COUNT_OF(dated); k++)
            if (str_starts(rest, str_of(dated[k]))) {
                known = true;
                i += strlen(dated[k]) - 1;
            }
        if (!known && rest.n > 3 && str_starts(rest, S("{n")) && rest.p[2] >= '3' &&
            rest.p[2] <= '6' && rest.p[3] == '}') {
            known = ++numbers == 1;
            i += 3;
        }
        if (!known)
            numbers = 2;
    }
    return !codes->n || (numbers == 1 && codes->n <= 40) ||
           type_bad(r, "codes", "须含一个 {n3} 到 {n6}，可含 {year} {month}，不含空格、; 和 ,",
                    "has one of {n3} to {n6}, may have {year} and {month}, no blank, ; or ,");
}

static bool read_all(reading *r, json_t *root)
{
    ledger_type *t = r->t;
    str form;
    TRY(type_known(r, root,
                   "code name name_en group form note note_en codes title area org also_orgs "
                   "private unit_level belongs "
                   "fields stages moves series milestones checks alerts summaries views list sort "
                   "calendar "
                   "card children guard guard_text guard_text_en print prints letters gantt map "
                   "investment oc4ids") &&
        type_code(r, root, "code", &t->code) && type_named(r, root, "name", true, &t->name) &&
        type_named(r, root, "note", false, &t->note) &&
        type_text(r, root, "group", false, &t->group) && type_text(r, root, "form", false, &form) &&
        read_codes(r, root) && type_flag(r, root, "private", &t->private_) &&
        type_flag(r, root, "unit_level", &t->unit_level) &&
        type_flag(r, root, "milestones", &t->milestones));
    return type_read_fields(r, root) && type_read_stages(r, root) && read_roles(r, root) &&
           type_read_drawn(r, root) && type_read_move_codes(r, root) &&
           type_read_formulas(r, root) && type_read_moves(r, root) && type_read_alerts(r, root) &&
           type_read_summaries(r, root) && type_read_shown(r, root) && type_read_letters(r, root) &&
           type_read_oc4ids(r, root) && type_depend(r);
}

static bool load(cx *c, const char *file, str json, json_t **ret)
{
    json_error_t e;
    if (json.n > TYPE_MAX_BYTES)
        return fail(c, ERR_LIMIT, "%s：台账类型文件至多 %zu KB",
                    "%s: a type file has at most %zu KB", file, TYPE_MAX_BYTES >> 10);
    *ret = json_loadb(json.p, json.n, JSON_REJECT_DUPLICATES, &e);
    return *ret || fail(c, ERR_FORMAT, "%s 第 %d 行第 %d 列：不是 JSON：%s",
                        "%s line %d, column %d: not JSON: %s", file, e.line, e.column, e.text);
}

bool ledger_type_skim(cx *c, const char *file, str json, void *user,
                      bool (*field)(void *user, str type, str field, field_kind k))
{
    reading r = {.c = c, .a = c->a, .file = file};
    json_t *root = NULL, *list;
    str code, name;
    field_kind kind;
    size_t n;
    TRY(load(c, file, json, &root));
    bool ok = type_code(&r, root, "code", &code) &&
              type_list(&r, root, "fields", TYPE_MAX_FIELDS, &list, &n);
    for (size_t i = 0; ok && i < n; i++) {
        json_t *o = json_array_get(list, i);
        size_t at = type_in(&r, "fields", (int)i);
        ok = type_code(&r, o, "code", &name) && type_kind(&r, o, &kind) &&
             (field(user, code, name, kind) || fail_memory(c));
        type_out(&r, at);
    }
    json_decref(root);
    return ok;
}

bool ledger_type_read(cx *c, arena *a, const char *file, str json, const type_others *others,
                      ledger_type **ret)
{
    reading r = {.c = c, .a = a, .file = file};
    json_t *root = NULL;
    TRY(load(c, file, json, &root));
    *ret = r.t = TYPE_NEW(&r, 1, ledger_type);
    if (r.t)
        r.t->others = others;
    bool ok = r.t && (arena_str(a, json, &r.t->json) || fail_memory(c)) && read_all(&r, root);
    json_decref(root);
    return ok;
}

bool type_expression(cx *c, const ledger_type *t, str text, type_uses *uses, const expr **ret)
{
    expr_scope s;
    return type_scope(c, t, false, c->a, uses, &s) && expr_compile(c, text, &s, ret);
}

bool type_filter(cx *c, const ledger_type *t, str text, type_uses *uses, const expr **ret)
{
    TRY(type_expression(c, t, text, uses, ret));
    return expr_is_condition(*ret) || fail(c, ERR_USAGE, "筛选须为条件，如 amount > 0",
                                           "a filter must be a condition, like amount > 0");
}
