/* A project package of the OC4IDS standard as rows of a ledger: its tables go the way of every other file. */
#include "base/str.h"
#include "flow/import_int.h"
#include "flow/ledger.h"
#include "flow/ledger_oc4ids.h"
#include "flow/ledger_said.h"
#include "io/geo.h"

#define LOOKED_AT ((size_t)64 << 10)

bool import_is_oc4ids(str table)
{
    return str_eqz(table, "oc4ids") || str_starts(table, S("oc4ids:"));
}

bool import_looks_oc4ids(const import_job *j)
{
    if (j->o->table.n)
        return import_is_oc4ids(j->o->table);
    return geo_looks(j->file.data) &&
           str_contains(str_sub(j->file.data, 0, LOOKED_AT), "\"projects\"");
}

/* ---- which ledger ---- */
struct chosen {
    str code;
};

static bool see_type(cx *c, void *user, const ledger_type *t)
{
    struct chosen *w = user;
    return !t || !t->oc4ids || w->code.n || arena_str(c->a, t->code, &w->code) || fail_memory(c);
}

bool ledger_oc4ids_type(cx *c, const desk *d, str asked, str *ret)
{
    struct chosen w = {.code = asked};
    TRY(asked.n || ledgers_each_type(c, d, see_type, &w));
    *ret = w.code;
    return w.code.n ||
           fail(c, ERR_UNKNOWN, "没有一种台账写明与 OC4IDS 的对应（类型文件的 oc4ids 一项）",
                "no ledger says how it goes with OC4IDS (member oc4ids of its type)");
}

bool ledger_need_oc4ids(cx *c, const ledger_hold *h)
{
    return h->type->oc4ids ||
           fail(c, ERR_USAGE, "台账 " STR_FMT " 没有写明与 OC4IDS 的对应（类型文件的 oc4ids 一项）",
                "ledger " STR_FMT
                " does not say how it goes with OC4IDS (member oc4ids of its type)",
                STR_ARG(h->type->code));
}

static bool said(cx *c, void *user, const type_field *f, str code, str *ret)
{
    return ledger_said_code(c, user, f, code, ret);
}

oc4ids_desk ledger_oc4ids_desk(ledger_hold *h)
{
    return (oc4ids_desk){.user = h,
                         .units = h->d->k->units,
                         .said = said,
                         .resolve = ledger_resolve,
                         .with_stage = {"", 0},
                         .without = {"", 0}};
}

/* ---- its tables ---- */
/* Which member of a project a column of rows is from, for the places of findings. */
static bool name_columns(cx *c, const ledger_type *t, import_part *p)
{
    import_column *list = cx_alloc(c, (t->n_fields + 2) * sizeof *list);
    TRY(list);
    p->columns = list;
    for (uint32_t i = 0; i < t->n_fields + 2; i++) {
        str code = i < t->n_fields ? t->fields[i].code : i > t->n_fields ? S("stage") : S("code");
        TRY(arena_str(c->a, code, &list[i].column) || fail_memory(c));
        TRY(list[i].path = cx_strdup(c, str_of(oc4ids_path(t, code))));
    }
    p->n_columns = t->n_fields + 2;
    return true;
}

static bool add_table(cx *c, import_job *j, str table, const oc4ids_table *from, import_part **ret)
{
    TRY(import_add_part(c, j, table, ret));
    (*ret)->text = from->text;
    (*ret)->features = from->places;
    (*ret)->n_features = from->n_places;
    return true;
}

/* "area=520000;stage=reserve" */
static bool read_with(cx *c, const ledger_type *t, str text, oc4ids_desk *d)
{
    str rest = text, value, name;
    str *list = cx_alloc(c, (t->n_fields + 1) * sizeof *list);
    TRY(list);
    for (uint32_t i = 0; i < t->n_fields; i++)
        list[i] = S("");
    d->with = list;
    while (str_split(&rest, ';', &value)) {
        if (!str_contains(value, "=") || !str_split(&value, '=', &name))
            return fail(c, ERR_USAGE, "--with 须为 字段=值;字段=值",
                        "--with is FIELD=VALUE;FIELD=VALUE");
        uint32_t f = type_field_by_heading(c, t, str_trim(name));
        if (f == UINT32_MAX && !str_eqz(str_trim(name), "stage"))
            return c->err.code == ERR_NONE &&
                   fail(c, ERR_USAGE, "台账 " STR_FMT " 没有字段 " STR_FMT,
                        "ledger " STR_FMT " has no field " STR_FMT, STR_ARG(t->code),
                        STR_ARG(str_sub(name, 0, 40)));
        *(f == UINT32_MAX ? &d->with_stage : &list[f]) = str_trim(value);
    }
    return true;
}

static bool read_hold(cx *c, import_job *j, ledger_hold *h)
{
    oc4ids_desk d = ledger_oc4ids_desk(h);
    oc4ids_tables got;
    import_part *p;
    str name;
    if (!ledger_need_oc4ids(c, h))
        return false;
    d.without = j->o->without;
    TRY(!j->o->with.n || read_with(c, h->type, j->o->with, &d));
    TRY(oc4ids_read(c, h->type, h->b, &d, j->file.data, &got, &j->r->list) ||
        (c->err.code == ERR_DATA && fail_about(c, j->path)));
    char *z = cx_printf(c, "ledger:" STR_FMT, STR_ARG(h->type->code));
    name = str_of(z);
    TRY(z && add_table(c, j, name, &got.rows, &p) && name_columns(c, h->type, p));
    return (!got.series.rows || add_table(c, j, S("ledger_series"), &got.series, &p)) &&
           (!got.milestones.rows || add_table(c, j, S("milestones"), &got.milestones, &p));
}

bool import_oc4ids(cx *c, store *s, const catalog *k, area_id home, import_job *j)
{
    desk d = {.s = s, .k = (catalog *)k, .as_of = STORE_NOW, .home = home, .who = j->o->who};
    str asked = str_starts(j->o->table, S("oc4ids:")) ? str_from(j->o->table, 7) : S(""), type;
    ledger_hold h;
    TRY(store_head(c, s, STORE_NOW, &d.head) && ledgers_new(c, &d.books));
    bool ok = ledger_oc4ids_type(c, &d, asked, &type) && ledger_open(c, &d, type, &h);
    if (ok) {
        ok = read_hold(c, j, &h);
        ledger_done(&h);
    }
    ledgers_release(d.books);
    return ok;
}
