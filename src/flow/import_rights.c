/* May whoever imports write what the file says? Asked of every row before anything is compared, so that
 * a refusal tells nothing of what stands. */
#include "base/csv.h"
#include "base/str.h"
#include "flow/import_int.h"

static bool refuse_row(cx *c, import_job *j, uint32_t line, str what)
{
    return issue_add(c, &j->r->list, ISSUE_ERROR, line, S(""), what, "没有写这一行的权限",
                     "you have no right to write this row");
}

/* Nothing of the file lands, with --partial either: what one may write must be another file. */
static bool denied(cx *c, size_t rows, str table)
{
    return fail(c, ERR_DENIED,
                "表 " STR_FMT
                " 中有 %zu 行无权写入，整个文件没有导入；请去掉这些行，或由有权者导入",
                "table " STR_FMT ": %zu rows are not yours to write, nothing was imported; leave "
                "them out, or let somebody import them who may",
                STR_ARG(table), rows);
}

bool import_may_obs(cx *c, const catalog *k, const obs_batch *b, import_job *j)
{
    size_t bad = 0;
    for (size_t i = 0; j->o->who && i < b->n; i++) {
        obs_key key = b->key[i];
        area_id a = obs_key_area(key);
        if (rights_may(j->o->who, k, rights_kind_act(obs_key_kind(key)), a, obs_key_ind(key)))
            continue;
        bad++;
        TRY(refuse_row(c, j, b->line[i], k->areas[a].code));
    }
    return !bad || denied(c, bad, S("observations"));
}

static size_t column(const csv *r, const char *name)
{
    for (size_t i = 0; i < r->n; i++)
        if (str_ieqz(str_trim(r->fields[i]), name))
            return i;
    return SIZE_MAX;
}

/* Rows about the figure of an area: each by its own. */
static bool may_rows(cx *c, const catalog *k, str table, str text, import_job *j, size_t *bad)
{
    csv r;
    csv_init(&r, text);
    bool ok = csv_next(c, &r);
    size_t area = ok ? column(&r, "area") : SIZE_MAX, ind = ok ? column(&r, "indicator") : SIZE_MAX;
    while (ok && csv_next(c, &r)) {
        area_id a = area < r.n ? catalog_area(k, str_trim(r.fields[area])) : ID_NONE;
        ind_id i = ind < r.n ? catalog_ind(k, str_trim(r.fields[ind])) : ID_NONE;
        if (rights_may(j->o->who, k, rights_table_act(table), a, i))
            continue;
        ++*bad;
        ok = refuse_row(c, j, r.line, area < r.n ? str_trim(r.fields[area]) : S(""));
    }
    csv_done(&r);
    return ok && c->err.code == ERR_NONE;
}

bool import_may_table(cx *c, const catalog *k, str table, str text, import_job *j)
{
    size_t bad = 0;
    if (!j->o->who)
        return true;
    if (rights_table(table) == TABLE_FIGURE) {
        TRY(may_rows(c, k, table, text, j, &bad));
        return !bad || denied(c, bad, table);
    }
    return rights_may(j->o->who, k, rights_table_act(table), ID_NONE, ID_NONE) ||
           fail(c, ERR_DENIED, "没有修改表 " STR_FMT " 的权限",
                "you have no right to change table " STR_FMT, STR_ARG(table));
}

bool import_may_withdraw(cx *c, const import_options *o, const catalog *k)
{
    static const act all[] = {ACT_ACCEPT, ACT_TARGET, ACT_GAP, ACT_CATALOGUE, ACT_PEOPLE};
    for (size_t i = 0; i < COUNT_OF(all); i++)
        if (!rights_may(o->who, k, all[i], ID_NONE, ID_NONE))
            return fail(c, ERR_DENIED, "撤回整次导入须有全部写权限；单个数可用 set --withdraw",
                        "taking back a whole import needs every right to write; a single figure: "
                        "set --withdraw");
    return true;
}
