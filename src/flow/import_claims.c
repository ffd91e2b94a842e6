/* Claims: the rows that differ from what stands, with the codes that the catalogue knows. */
#include "base/csv.h"
#include "base/str.h"
#include "flow/claims.h"
#include "flow/import_int.h"
#include <strings.h>

enum { AREA, INDICATOR, LEADER, ORG, WITHDRAWN, COLUMNS };
static const char *const names[COLUMNS] = {"area", "indicator", "leader", "org", "withdrawn"};

struct reading {
    import_job *j;
    const catalog *k;
    claims *standing;
    sb *out;
    int at[COLUMNS]; /* column of the file; -1 = not there */
    uint32_t line;
    bool bad;
};

#define BAD(c, w, column, text, ...)                                                               \
    ((w)->bad = true,                                                                              \
     issue_add((c), &(w)->j->r->list, ISSUE_ERROR, (w)->line, S(column), (text), __VA_ARGS__))

static bool read_header(cx *c, struct reading *w, const csv *r)
{
    for (int i = 0; i < COLUMNS; i++)
        w->at[i] = -1;
    for (size_t f = 0; f < r->n; f++) {
        str name = str_trim(r->fields[f]);
        int i = 0;
        while (i < COLUMNS && !str_ieqz(name, names[i]))
            i++;
        if (i < COLUMNS)
            w->at[i] = (int)f;
        else
            TRY(issue_add(c, &w->j->r->list, ISSUE_WARNING, r->line, name, S(""),
                          "claims 表没有这一列；未读", "claims has no such column; not read"));
    }
    for (int i = AREA; i <= INDICATOR; i++)
        if (w->at[i] < 0)
            return fail(c, ERR_DATA, "claims 表缺少必需的列 %s",
                        "claims lacks the required column %s", names[i]);
    return true;
}

static str field(const struct reading *w, const csv *r, int i)
{
    size_t at = w->at[i] < 0 ? SIZE_MAX : (size_t)w->at[i];
    return at < r->n ? str_trim(r->fields[at]) : (str){"", 0};
}

static bool check(cx *c, struct reading *w, claim *one, bool away)
{
    area_id a = catalog_area(w->k, one->area);
    ind_id i = catalog_ind(w->k, one->indicator);
    if (a == ID_NONE)
        TRY(BAD(c, w, "area", one->area, "没有代码为此的地区", "there is no area of this code"));
    if (i == ID_NONE)
        TRY(BAD(c, w, "indicator", one->indicator, "没有代码为此的指标",
                "there is no indicator of this code"));
    if (!away && one->leader.n && !one->org.n)
        TRY(BAD(c, w, "org", one->org, "认领须有牵头单位；退回认领则两项都留空",
                "a claim names the organisation too; leave both empty to give it back"));
    if (!away && !one->leader.n && one->org.n)
        TRY(BAD(c, w, "leader", one->leader, "认领须有分管领导；退回认领则两项都留空",
                "a claim names the leader too; leave both empty to give it back"));
    return true;
}

static bool read_claim(cx *c, struct reading *w, const csv *r)
{
    import_result *to = w->j->r;
    claim one = {field(w, r, AREA), field(w, r, INDICATOR), field(w, r, LEADER), field(w, r, ORG)};
    bool away = withdrawn_said(field(w, r, WITHDRAWN));
    w->line = r->line;
    w->bad = false;
    to->rows++;
    TRY(check(c, w, &one, away));
    if (w->bad)
        return true;
    to->good++;
    if (away)
        one.leader = one.org = (str){"", 0};
    const claim *then = claims_find(w->standing, one.area, one.indicator);
    bool stood = then && (then->leader.n || then->org.n);
    if (then ? str_eq(then->leader, one.leader) && str_eq(then->org, one.org)
             : !one.leader.n && !one.org.n) {
        to->unchanged++;
        return true;
    }
    *(one.leader.n ? stood ? &to->changed : &to->added : &to->withdrawn) += 1;
    const str fields[] = {one.area, one.indicator, one.leader, one.org};
    for (size_t f = 0; f < COUNT_OF(fields); f++) {
        sb_putz(w->out, f ? "," : "");
        csv_put(w->out, fields[f]);
    }
    sb_putc(w->out, '\n');
    return claims_put(c, w->standing, &one);
}

bool import_put_claims(cx *c, store *s, const catalog *k, str text, import_job *j)
{
    claims standing;
    sb out CLEANUP(sb_done) = {0};
    csv r;
    struct reading w = {.j = j, .k = k, .standing = &standing, .out = &out};
    TRY(import_may_table(c, k, S("claims"), text, j));
    sb_init(&out, 0);
    sb_putz(&out, "area,indicator,leader,org\n");
    size_t head = out.n;
    bool ok = claims_load(c, s, STORE_NOW, &standing), header = true;
    csv_init(&r, text);
    while (ok && csv_next(c, &r)) {
        ok = header ? read_header(c, &w, &r) : read_claim(c, &w, &r);
        header = false;
    }
    csv_done(&r);
    claims_done(&standing);
    TRY(ok && c->err.code == ERR_NONE);
    if (!sb_ok(&out))
        return fail_memory(c);
    bool refused = j->r->list.errors > 0 && !j->o->partial;
    return refused || out.n == head || j->o->dry_run ||
           store_put_table(c, s, S("claims"), sb_str(&out));
}
