#include "rights/rights.h"
#include "base/str.h"

/* ---- whose ---- */
static bool holds(const catalog *k, str post_code, str login, int64_t day)
{
    for (uint32_t i = 0; i < k->n_posts; i++) {
        const post *p = &k->posts[i];
        if (str_eq(p->code, post_code) && validity_on(p->valid, day) && str_eq(p->holder, login))
            return true;
    }
    return false;
}

/* The holder of a post lets them stand in for it. */
static bool stands_in(const catalog *k, str post_code, str login, int64_t day)
{
    for (uint32_t i = 0; i < k->n_delegations; i++) {
        const delegation *d = &k->delegations[i];
        if (str_eq(d->post, post_code) && str_eq(d->to, login) && validity_on(d->valid, day))
            return true;
    }
    return false;
}

static bool counts(const catalog *k, const grant *g, str login, int64_t day)
{
    if (!validity_on(g->valid, day))
        return false;
    if (!g->to_post)
        return str_eq(g->who, login);
    return holds(k, g->who, login, day) || stands_in(k, g->who, login, day);
}

static int by_right(const void *x, const void *y)
{
    const right *a = x, *b = y;
    if (a->area != b->area)
        return a->area < b->area ? -1 : 1;
    if (a->acts != b->acts)
        return a->acts < b->acts ? -1 : 1;
    if (a->only != b->only)
        return a->only - b->only;
    int d = str_cmp(a->domains, b->domains);
    return d ? d : str_cmp(a->post, b->post);
}

static uint64_t print_of(const right *list, uint32_t n)
{
    uint64_t h = 0x9E3779B97F4A7C15u;
    for (uint32_t i = 0; i < n; i++) {
        uint64_t parts[] = {list[i].acts, list[i].area, list[i].only, str_hash(list[i].domains),
                            str_hash(list[i].post)};
        for (size_t j = 0; j < COUNT_OF(parts); j++)
            h = (h ^ parts[j]) * 0x100000001B3u + (h >> 29);
    }
    return h;
}

static str org_of_post(const catalog *k, str post_code)
{
    for (uint32_t i = 0; i < k->n_posts; i++)
        if (str_eq(k->posts[i].code, post_code))
            return k->posts[i].org;
    return S("");
}

bool rights_of(cx *c, const catalog *k, str login, int64_t day, subject *ret)
{
    right *list = cx_alloc(c, (k->n_grants + 1) * sizeof *list);
    uint32_t n = 0;
    if (!list)
        return false;
    for (uint32_t i = 0; i < k->n_grants; i++) {
        const grant *g = &k->grants[i];
        if (!counts(k, g, login, day))
            continue;
        list[n] = (right){
            .acts = k->roles[g->role].acts, .area = g->area, .only = g->scope == SCOPE_ONLY};
        if (!arena_str(c->a, g->domains, &list[n].domains) ||
            !arena_str(c->a, g->to_post ? org_of_post(k, g->who) : S(""), &list[n].org) ||
            !arena_str(c->a, g->to_post ? g->who : S(""), &list[n].post))
            return fail_memory(c);
        n++;
    }
    qsort(list, n, sizeof *list, by_right);
    *ret = (subject){.list = list, .n = n, .print = print_of(list, n)};
    return arena_str(c->a, login, &ret->login) || fail_memory(c);
}

/* ---- the decision ---- */
static bool in_domain(str domains, str domain)
{
    str rest = domains, one;
    if (!domains.n)
        return true;
    while (domain.n && str_split(&rest, ';', &one))
        if (str_eq(str_trim(one), domain))
            return true;
    return false;
}

static bool in_area(const right *r, const catalog *k, area_id area)
{
    if (r->area == ID_NONE)
        return true;
    if (area == ID_NONE || area >= k->n_areas)
        return false;
    return r->only ? area == r->area : area_below(k, area, r->area);
}

static bool has_domain(const right *r, const catalog *k, ind_id ind)
{
    return in_domain(r->domains, ind < k->n_inds ? k->inds[ind].domain : (str){"", 0});
}

bool rights_may(const subject *who, const catalog *k, act a, area_id area, ind_id ind)
{
    if (!who)
        return true;
    for (uint32_t i = 0; i < who->n; i++) {
        const right *r = &who->list[i];
        if ((r->acts >> a & 1) && has_domain(r, k, ind) && in_area(r, k, area))
            return true;
    }
    return false;
}

bool rights_see(const subject *who, const catalog *k, area_id area, ind_id ind, secrecy s)
{
    if (!rights_may(who, k, ACT_READ, area, ind))
        return false;
    switch (s) {
    case SECRET_NOT:
        return true;
    case SECRET_DRAFT:
        return rights_may(who, k, ACT_SUBMIT, area, ind) ||
               rights_may(who, k, ACT_ACCEPT, area, ind);
    case SECRET_UNIT:
        return rights_may(who, k, ACT_UNIT, area, ind);
    }
    return false;
}

bool rights_see_rank(const subject *who, const catalog *k, area_id area, ind_id ind)
{
    return rights_may(who, k, ACT_RANK, area, ind) || rights_may(who, k, ACT_READ, area, ind);
}

bool rights_somewhere(const subject *who, const catalog *k, act a, ind_id ind)
{
    if (!who)
        return true;
    for (uint32_t i = 0; i < who->n; i++)
        if ((who->list[i].acts >> a & 1) && (ind == ID_NONE || has_domain(&who->list[i], k, ind)))
            return true;
    return false;
}

bool rights_area(const subject *who, const catalog *k, act a, area_id area)
{
    if (!who)
        return true;
    for (uint32_t i = 0; i < who->n; i++)
        if ((who->list[i].acts >> a & 1) && in_area(&who->list[i], k, area))
            return true;
    return false;
}

/* `org` or one that it lies under. */
static bool org_below(const catalog *k, str org, str top)
{
    for (uint32_t steps = 0; org.n && steps <= k->n_orgs; steps++) {
        if (str_eq(org, top))
            return true;
        const struct org *o = catalog_org(k, org);
        org = o ? o->parent : S("");
    }
    return false;
}

bool rights_of_unit(const subject *who, const catalog *k, act a, str org, area_id area, ind_id ind,
                    str *ret_post)
{
    if (ret_post)
        *ret_post = S("");
    if (!who)
        return true;
    for (uint32_t i = 0; i < who->n; i++) {
        const right *r = &who->list[i];
        if (!(r->acts >> a & 1) || !has_domain(r, k, ind) || !in_area(r, k, area) ||
            (r->org.n && !org_below(k, org, r->org)))
            continue;
        if (ret_post)
            *ret_post = r->post;
        return true;
    }
    return false;
}

bool rights_of_row(const subject *who, const catalog *k, act a, area_id area, str org)
{
    if (!who)
        return true;
    for (uint32_t i = 0; i < who->n; i++) {
        const right *r = &who->list[i];
        bool unit = !r->org.n || a == ACT_DISPATCH || (org.n && org_below(k, org, r->org));
        bool place =
            in_area(r, k, area) || (area == ID_NONE && r->org.n && unit && a == ACT_LEDGER);
        if ((r->acts >> a & 1) && unit && place)
            return true;
    }
    return false;
}

bool rights_in_org(const subject *who, const catalog *k, str org)
{
    if (!who)
        return true;
    for (uint32_t i = 0; i < who->n; i++)
        if (who->list[i].org.n && org_below(k, org, who->list[i].org))
            return true;
    return false;
}

bool rights_see_all_below(const subject *who, const catalog *k, area_id top)
{
    if (!who)
        return true;
    for (uint32_t i = 0; i < who->n; i++) {
        const right *r = &who->list[i];
        if ((r->acts >> ACT_READ & 1) && !r->domains.n && !r->only && in_area(r, k, top))
            return true;
    }
    return false;
}

/* ---- tables ---- */
static const struct {
    const char *name;
    table_rule rule;
    act write;
} tables[] = {
    {"observations", TABLE_FIGURE, ACT_ACCEPT}, {"weights", TABLE_FIGURE, ACT_CATALOGUE},
    {"claims", TABLE_FIGURE, ACT_TARGET},       {"gap_causes", TABLE_FIGURE, ACT_GAP},
    {"gap_plans", TABLE_FIGURE, ACT_GAP},       {"people", TABLE_PERSON, ACT_PEOPLE},
    {"roles", TABLE_PERSON, ACT_PEOPLE},        {"grants", TABLE_PERSON, ACT_PEOPLE},
    {"orgs", TABLE_OPEN, ACT_PEOPLE},           {"posts", TABLE_OPEN, ACT_PEOPLE},
    {"commits", TABLE_LOG, ACT_MAX_},           {"areas", TABLE_OPEN, ACT_CATALOGUE},
    {"indicators", TABLE_OPEN, ACT_CATALOGUE},  {"sets", TABLE_OPEN, ACT_CATALOGUE},
    {"rosters", TABLE_OPEN, ACT_CATALOGUE},     {"breaks", TABLE_OPEN, ACT_CATALOGUE},
    {"cause_codes", TABLE_OPEN, ACT_CATALOGUE}, {"shapes", TABLE_OPEN, ACT_CATALOGUE},
    {"mappings", TABLE_OPEN, ACT_CATALOGUE},    {"forms", TABLE_OPEN, ACT_CATALOGUE},
    {"form_units", TABLE_OPEN, ACT_CATALOGUE},  {"windows", TABLE_OPEN, ACT_CATALOGUE},
    {"delegations", TABLE_OPEN, ACT_PEOPLE},
};

table_rule rights_table(str name)
{
    for (size_t i = 0; i < COUNT_OF(tables); i++)
        if (str_eqz(name, tables[i].name))
            return tables[i].rule;
    return TABLE_PERSON;
}

act rights_table_act(str name)
{
    for (size_t i = 0; i < COUNT_OF(tables); i++)
        if (str_eqz(name, tables[i].name))
            return tables[i].write;
    return ACT_PEOPLE;
}

act rights_kind_act(kind k)
{
    return k == KIND_TARGET ? ACT_TARGET : ACT_ACCEPT;
}
