/* People, the roles there are, and who holds which: the rows that rights are made of. */
#include "model/catalog_impl.h"

/* ---- cells ---- */
void read_person(reader *r, void *item)
{
    person *v = item;
    v->code = read_code(r, U_CODE, ";,: ");
    v->name = r->cells[U_NAME];
    v->org = r->cells[U_ORG];
    v->note = r->cells[U_NOTE];
}

void read_role(reader *r, void *item)
{
    role *v = item;
    str rest, one;
    v->code = read_code(r, R_CODE, ";,: ");
    v->name = r->cells[R_NAME];
    v->name_en = r->cells[R_NAME_EN];
    v->acts = 0;
    rest = r->cells[R_ACTIONS];
    while (rest.n && str_split(&rest, ';', &one)) {
        act a;
        if (!str_trim(one).n)
            continue;
        if (!act_parse(one, &a)) {
            BAD(r, R_ACTIONS, "应为以下之一或几个（; 分隔）：%s", "must be some of (by ;): %s",
                "read rank unit submit check review sign accept target gap catalogue people audit");
            return;
        }
        v->acts |= 1u << a;
    }
}

void read_grant(reader *r, void *item)
{
    grant_row *row = item;
    grant *v = &row->v;
    str s = r->cells[T_SUBJECT];
    v->to_post = str_starts(s, S("post:"));
    v->subject = s;
    v->who = str_from(s, 5);
    if ((!v->to_post && !str_starts(s, S("user:"))) || !v->who.n)
        BAD(r, T_SUBJECT, "应写作 post:岗位编码 或 user:人员编码",
            "is written post:CODE or user:CODE");
    row->role = r->cells[T_ROLE];
    row->area = r->cells[T_AREA];
    if (!grant_scope_parse(r->cells[T_SCOPE], &v->scope))
        BAD(r, T_SCOPE, "应为以下之一：%s", "must be one of: %s", "subtree only");
    if (v->scope == SCOPE_ONLY && !row->area.n)
        BAD(r, T_AREA, "范围为 only 时须给出地区", "scope only needs an area");
    v->domains = r->cells[T_DOMAINS];
    v->valid = read_validity(r, T_FROM, T_TO);
    v->note = r->cells[T_NOTE];
}

/* ---- finishing ---- */
static const void *item_of(const finisher *f, enum table_no t, size_t i)
{
    return f->b->t[t].rows[i].item;
}

static void finish_persons(finisher *f)
{
    catalog *k = f->k;
    const enum table_no t = TABLE_PEOPLE;
    k->people = keep_array(f, f->b->t[t].n, sizeof *k->people);
    for (size_t i = 0; i < f->b->t[t].n && !f->failed; i++) {
        if (!usable(f, t, i))
            continue;
        person v = *(const person *)item_of(f, t, i);
        if (!org_exists(f, v.org))
            TELL(f, ISSUE_WARNING, t, i, U_ORG, v.org, "单位“" STR_FMT "”尚不存在：请导入该单位",
                 "the organisation \"" STR_FMT "\" does not exist yet: import it", STR_ARG(v.org));
        str *texts[] = {&v.code, &v.name, &v.org, &v.note};
        for (size_t j = 0; j < COUNT_OF(texts); j++)
            *texts[j] = keep(f, *texts[j]);
        k->people[k->n_people++] = v;
    }
}

static void finish_roles(finisher *f)
{
    catalog *k = f->k;
    const enum table_no t = TABLE_ROLES;
    k->roles = keep_array(f, f->b->t[t].n, sizeof *k->roles);
    for (size_t i = 0; i < f->b->t[t].n && !f->failed; i++) {
        if (!usable(f, t, i))
            continue;
        role v = *(const role *)item_of(f, t, i);
        str *texts[] = {&v.code, &v.name, &v.name_en};
        for (size_t j = 0; j < COUNT_OF(texts); j++)
            *texts[j] = keep(f, *texts[j]);
        k->roles[k->n_roles++] = v;
    }
}

static uint32_t role_at(const catalog *k, str code)
{
    for (uint32_t i = 0; i < k->n_roles; i++)
        if (str_eq(k->roles[i].code, code))
            return i;
    return ID_NONE;
}

static int by_grant(const void *x, const void *y)
{
    const grant *a = x, *b = y;
    int d = str_cmp(a->subject, b->subject);
    if (d)
        return d;
    if (a->role != b->role)
        return a->role < b->role ? -1 : 1;
    if (a->area != b->area)
        return a->area < b->area ? -1 : 1;
    return (a->valid.from > b->valid.from) - (a->valid.from < b->valid.from);
}

static void finish_grants(finisher *f)
{
    catalog *k = f->k;
    const enum table_no t = TABLE_GRANTS;
    k->grants = keep_array(f, f->b->t[t].n, sizeof *k->grants);
    for (size_t i = 0; i < f->b->t[t].n && !f->failed; i++) {
        const grant_row *row = item_of(f, t, i);
        if (!usable(f, t, i))
            continue;
        grant v = row->v;
        v.role = role_at(k, row->role);
        if (v.role == ID_NONE)
            TELL(f, ISSUE_ERROR, t, i, T_ROLE, row->role,
                 "没有角色“" STR_FMT "”：请从 roles 表中选择，或先导入该角色",
                 "there is no role \"" STR_FMT "\": choose one of table roles or import it first",
                 STR_ARG(row->role));
        v.area = ref_area(f, t, i, T_AREA, row->area);
        if (row->area.n && v.area == ID_NONE)
            continue; /* an unknown area must not become every area */
        if (v.role == ID_NONE)
            continue;
        v.subject = keep(f, v.subject);
        v.who = str_from(v.subject, 5);
        v.domains = keep(f, v.domains);
        v.note = keep(f, v.note);
        k->grants[k->n_grants++] = v;
    }
    if (k->n_grants && !f->failed)
        qsort(k->grants, k->n_grants, sizeof *k->grants, by_grant);
}

void finish_people(finisher *f)
{
    finish_persons(f);
    if (!f->failed)
        finish_roles(f);
    if (!f->failed)
        finish_grants(f);
}

/* ---- asking ---- */
const person *catalog_person(const catalog *k, str code)
{
    for (uint32_t i = 0; i < k->n_people; i++)
        if (str_eq(k->people[i].code, code))
            return &k->people[i];
    return NULL;
}
