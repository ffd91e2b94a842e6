#include "model/table.h"
#include "base/str.h"

static bool locate(cx *c, table *t, const char *column)
{
    size_t i = 0;
    while (i < t->width && !str_ieqz(str_trim(t->r.fields[i]), column))
        i++;
    t->at[t->n++] = i;
    return i < t->width ||
           fail(c, ERR_FORMAT, "%s：缺少列 %s", "%s: column %s is missing", t->name, column);
}

bool table_open(cx *c, const char *name, str data, const char *const *columns, table *ret)
{
    *ret = (table){.name = name};
    csv_init(&ret->r, data);
    if (!csv_next(c, &ret->r))
        return c->err.code != ERR_NONE
                   ? false
                   : fail(c, ERR_FORMAT, "%s：没有表头", "%s: no header line", name);
    ret->width = ret->r.n;
    for (; *columns; columns++) {
        MUST(ret->n < TABLE_COLUMNS);
        TRY(locate(c, ret, *columns));
    }
    return true;
}

bool table_next(cx *c, table *t)
{
    TRY(csv_next(c, &t->r));
    if (t->r.n != t->width)
        return fail(c, ERR_FORMAT, "%s 第 %u 行：应有 %zu 列，实有 %zu 列",
                    "%s line %u: %zu fields expected, found %zu", t->name, t->r.line, t->width,
                    t->r.n);
    for (size_t i = 0; i < t->n; i++)
        t->f[i] = str_trim(t->r.fields[t->at[i]]);
    return true;
}

void table_done(table *t)
{
    csv_done(&t->r);
}
