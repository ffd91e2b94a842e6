/* Everything that was ever said of one figure's causes and plans, oldest first: who, when, why. */
#include "api/answers.h"
#include "base/csv.h"
#include "base/str.h"

#define COLUMNS_MAX 32
#define NAME_MAX_ 32

struct history {
    cx *c;
    json j;
    str area, indicator;
    int64_t n;
};

static size_t column_of(const csv *head, const char *name)
{
    size_t i = 0;
    while (i < head->n && !str_ieqz(str_trim(head->fields[i]), name))
        i++;
    return i;
}

/* The table's own name of a column, as a C string; what the import did not read is not told. */
static bool known(str table, str name, char out[NAME_MAX_])
{
    str rest = str_of(catalog_table(table)->columns), word;
    while (str_split(&rest, ' ', &word)) {
        str own = word.n && word.p[0] == '*' ? str_from(word, 1) : word;
        snprintf(out, NAME_MAX_, STR_FMT, STR_ARG(own));
        if (str_ieqz(name, out))
            return own.n > 0;
    }
    return false;
}

static void put_row(struct history *w, const commit *k, str table, const csv *r, const str *names,
                    size_t n, size_t gone)
{
    json *j = &w->j;
    json_obj(j, NULL);
    json_str(j, "table", table);
    json_int(j, "commit", k->id);
    put_time(j, "recorded_at", k->recorded_at);
    json_str(j, "recorded_by", k->recorded_by);
    json_str(j, "reason", k->reason);
    json_str(j, "source", k->source);
    json_bool(j, "withdrawn", gone < r->n && withdrawn_said(r->fields[gone]));
    json_obj(j, "cells");
    for (size_t i = 0; i < n && i < r->n; i++) {
        char name[NAME_MAX_];
        if (i != gone && known(table, names[i], name))
            json_str(j, name, str_trim(r->fields[i]));
    }
    json_end(j, '}');
    json_end(j, '}');
    w->n++;
}

static bool see_table(void *user, const commit *k, str table, str text)
{
    struct history *w = user;
    str names[COLUMNS_MAX];
    csv r;
    if (!str_eqz(table, "gap_causes") && !str_eqz(table, "gap_plans"))
        return true;
    csv_init(&r, text);
    bool ok = csv_next(w->c, &r);
    size_t n = ok && r.n < COLUMNS_MAX ? r.n : 0;
    size_t area = column_of(&r, "area"), ind = column_of(&r, "indicator");
    size_t gone = column_of(&r, "withdrawn");
    for (size_t i = 0; ok && i < n; i++)
        ok = arena_str(w->c->a, str_trim(r.fields[i]), &names[i]) || fail_memory(w->c);
    while (ok && csv_next(w->c, &r))
        if (area < r.n && ind < r.n && str_eq(str_trim(r.fields[area]), w->area) &&
            str_eq(str_trim(r.fields[ind]), w->indicator))
            put_row(w, k, table, &r, names, n, gone);
    csv_done(&r);
    return ok && w->c->err.code == ERR_NONE;
}

bool answer_gaps(cx *c, const desk *d, const query *q, sb *out)
{
    area_id a;
    ind_id i;
    TRY(desk_need_figure(c, d, q->area, q->indicator, &a, &i));
    struct history w = {.c = c, .area = d->k->areas[a].code, .indicator = d->k->inds[i].code};
    json *j = &w.j;
    json_init(j, out);
    json_obj(j, NULL);
    put_area(j, "area", d->k, a, c->lang);
    json_str(j, "indicator", w.indicator);
    put_ind_name(j, "name", &d->k->inds[i], c->lang);
    put_time(j, "as_of", desk_instant(d));
    json_arr(j, "rows");
    TRY(store_each_table(c, d->s, 0, desk_instant(d), see_table, &w));
    json_end(j, ']');
    json_int(j, "total", w.n);
    json_end(j, '}');
    return sb_ok(out) || fail_memory(c);
}
