#include "api/rows.h"
#include "api/lists.h"
#include "base/csv.h"
#include "base/map.h"
#include "base/str.h"
#include "flow/claims.h"
#include "flow/sees.h"

/* ---- what a column takes ---- */
#define LEVELS "nation province prefecture county own park town street"
#define ANY NULL
static const struct {
    const char *table, *column, *type, *words;
} kinds[] = {
    {"areas", "level", "word", LEVELS},
    {"indicators", "nature", "word", "flow stock rate index count per_capita"},
    {"indicators", "frequency", "words", "D W M Q H Y"},
    {"indicators", "basis", "word", "ytd period end"},
    {"indicators", "direction", "word", "higher lower none"},
    {"indicators", "price", "word", "constant comparable current"},
    {"indicators", "index_base", "text", "ly=100 prev=100 diffusion=50"},
    {"indicators", "aggregation", "text", "sum none"},
    {"indicators", "levels", "words", LEVELS},
    {"indicators", "parent", "indicator", ""},
    {"indicators", "replaced_by", "indicator", ""},
    {"indicators", "variant_of", "indicator", ""},
    {"indicators", "supports", "indicators", ""},
    {"indicators", "matches", "indicators", ""},
    {"indicators", "definition", "long", ""},
    {"indicators", "unit", "unit", ""},
    {"sets", "kind", "word", "area indicator"},
    {"rosters", "kind", "word", "area indicator"},
    {"orgs", "parent", "text", ""},
    {"areas", "replaced_by", "areas", ""},
    {ANY, "joint_jan_feb", "word", "yes no"},
    {ANY, "members_complete", "word", "yes no"},
    {ANY, "linkable", "word", "yes no"},
    {ANY, "parent", "area", ""},
    {ANY, "additive_to", "area", ""},
    {ANY, "benchmark", "area", ""},
    {ANY, "area", "area", ""},
    {ANY, "indicator", "indicator", ""},
    {ANY, "valid_from", "day", ""},
    {ANY, "valid_to", "day", ""},
    {ANY, "from", "day", ""},
    {ANY, "to", "day", ""},
};

static bool put_units(cx *c, json *j)
{
    str text;
    csv r;
    bool header = true;
    TRY(desk_units(&text));
    csv_init(&r, text);
    while (csv_next(c, &r)) {
        if (!header && r.n)
            json_str(j, NULL, r.fields[0]);
        header = false;
    }
    csv_done(&r);
    return c->err.code == ERR_NONE;
}

static bool put_column(cx *c, json *j, str table, str name)
{
    bool required = name.n && name.p[0] == '*';
    name = str_from(name, required);
    const char *type = catalog_number_column(table, name) ? "number" : "text", *words = "";
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if ((!kinds[i].table || str_eqz(table, kinds[i].table)) && str_eqz(name, kinds[i].column)) {
            type = kinds[i].type;
            words = kinds[i].words;
            break;
        }
    str rest = str_of(words), one;
    json_obj(j, NULL);
    json_str(j, "name", name);
    json_bool(j, "required", required);
    json_strz(j, "type", type);
    json_arr(j, "words");
    while (rest.n && str_split(&rest, ' ', &one))
        json_str(j, NULL, one);
    if (!strcmp(type, "unit"))
        TRY(put_units(c, j));
    json_end(j, ']');
    json_end(j, '}');
    return true;
}

static const char *columns_of(str table)
{
    const table_def *t = catalog_table(table);
    return t ? t->columns : str_eqz(table, "claims") ? CLAIM_COLUMNS : NULL;
}

static bool put_columns(cx *c, json *j, str table)
{
    str rest = str_of(columns_of(table)), name;
    json_arr(j, "columns");
    while (rest.p && str_split(&rest, ' ', &name))
        if (!str_eqz(name, "withdrawn"))
            TRY(put_column(c, j, table, name));
    json_end(j, ']');
    return true;
}

/* ---- rows of a text ---- */
static void read_row(table_row *w)
{
    w->withdrawn = false;
    w->code = w->area = w->indicator = (str){"", 0};
    for (size_t i = 0; i < w->n; i++) {
        str v = str_trim(w->fields[i]);
        if (str_ieqz(w->names[i], "code"))
            w->code = v;
        else if (str_ieqz(w->names[i], "area"))
            w->area = v;
        else if (str_ieqz(w->names[i], "indicator"))
            w->indicator = v;
        else if (str_ieqz(w->names[i], "withdrawn"))
            w->withdrawn = withdrawn_said(v);
    }
}

bool rows_of_text(cx *c, const commit *k, str text, row_fn fn, void *user)
{
    csv r;
    str *names = NULL;
    size_t n_names = 0;
    bool ok = true;
    csv_init(&r, text);
    while (ok && csv_next(c, &r)) {
        table_row w = {.k = k, .names = names, .fields = r.fields};
        if (names) {
            w.n = r.n < n_names ? r.n : n_names;
            read_row(&w);
            ok = fn(user, &w);
            continue;
        }
        n_names = r.n;
        names = cx_alloc(c, (n_names + 1) * sizeof *names);
        ok = names != NULL;
        for (size_t i = 0; ok && i < n_names; i++)
            ok = arena_str(c->a, str_trim(r.fields[i]), &names[i]) || fail_memory(c);
    }
    csv_done(&r);
    if (ok && k && c->err.code == ERR_FORMAT)
        cx_clear(c); /* a stored row torn at a line break: the catalogue has none of it either */
    return ok && c->err.code == ERR_NONE;
}

static bool wanted(const rows_query *q, const table_row *w)
{
    return (!q->code.n || str_eq(q->code, w->code)) && (!q->area.n || str_eq(q->area, w->area)) &&
           (!q->indicator.n || str_eq(q->indicator, w->indicator));
}

static void put_row(json *j, const char *key, const table_row *w)
{
    json_obj(j, key);
    for (size_t i = 0; i < w->n; i++) {
        char name[64];
        snprintf(name, sizeof name, STR_FMT, STR_ARG(str_sub(w->names[i], 0, 60)));
        if (strcmp(name, "withdrawn") != 0)
            json_str(j, name, w->fields[i]);
    }
    json_end(j, '}');
}

static void put_entry(json *j, const char *key, const table_row *w)
{
    const commit *k = w->k;
    json_obj(j, key);
    json_int(j, "commit", k->id);
    put_time(j, "recorded_at", k->recorded_at);
    json_str(j, "recorded_by", k->recorded_by);
    json_str(j, "reason", k->reason);
    json_str(j, "source", k->source);
    json_bool(j, "withdrawn", w->withdrawn);
    put_row(j, "row", w);
    json_end(j, '}');
}

/* ---- as it stands ---- */
struct listing {
    const rows_query *q;
    pager w;
    json *j;
};

static bool list_row(void *user, const table_row *w)
{
    struct listing *l = user;
    if (wanted(l->q, w) && pager_wants(&l->w))
        put_row(l->j, NULL, w);
    return true;
}

/* ---- who wrote it when ---- */
struct history {
    cx *c;
    const desk *d; /* whose rights; NULL = all rows */
    const rows_query *q;
    row_fn fn;
    void *user;
};

static bool see_row(void *user, const table_row *w)
{
    struct history *h = user;
    if (!wanted(h->q, w))
        return true;
    if (h->d && rights_table(h->q->table) == TABLE_FIGURE &&
        !desk_sees(h->d, catalog_area(h->d->k, w->area), catalog_ind(h->d->k, w->indicator)))
        return true;
    return h->fn(h->user, w);
}

static bool see_text(void *user, const commit *k, str name, str text)
{
    struct history *h = user;
    return !str_eq(name, h->q->table) || rows_of_text(h->c, k, text, see_row, h);
}

static bool each_version(cx *c, const desk *d, store *s, int64_t as_of, const rows_query *q,
                         row_fn fn, void *user)
{
    struct history h = {c, d, q, fn, user};
    return store_each_table(c, s, 0, as_of, see_text, &h);
}

static bool put_version_row(void *user, const table_row *w)
{
    put_entry(user, NULL, w);
    return true;
}

bool answer_rows(cx *c, const desk *d, const rows_query *q, sb *out)
{
    json j;
    sb text CLEANUP(sb_done) = {0};
    list_query page = {.cursor = q->cursor, .limit = q->limit};
    struct listing l = {.q = q, .j = &j};
    sb_init(&text, 0);
    if (!columns_of(q->table))
        return fail(
            c, ERR_UNKNOWN, "没有可逐行修改的表“" STR_FMT "”；数值的版本见 /api/v1/versions",
            "no table \"" STR_FMT "\" that is kept by rows; versions of figures: /api/v1/versions",
            STR_ARG(str_sub(q->table, 0, 40)));
    TRY(desk_table(c, d, q->table, &text));
    json_init(&j, out);
    json_obj(&j, NULL);
    json_str(&j, "table", q->table);
    put_time(&j, "as_of", desk_instant(d));
    TRY(put_columns(c, &j, q->table));
    pager_start(&l.w, &j, &page);
    TRY(rows_of_text(c, NULL, sb_str(&text), list_row, &l));
    pager_end(&l.w, &page);
    if (q->code.n || (q->area.n && q->indicator.n)) {
        json_arr(&j, "history");
        TRY(each_version(c, d, d->s, desk_instant(d), q, put_version_row, &j));
        json_end(&j, ']');
    } else {
        json_nil(&j, "history");
    }
    json_end(&j, '}');
    return sb_ok(out) || fail_memory(c);
}

/* ---- lost updates ---- */
struct clash {
    cx *c;
    map keys;
    rows_query found; /* key of the first row that somebody else wrote */
    bool any;
    int64_t since;
    sb yours, current;
};

static bool row_key(cx *c, const table_row *w, str *ret)
{
    char *z = w->code.n
                  ? cx_strdup(c, w->code)
                  : cx_printf(c, STR_FMT "\n" STR_FMT, STR_ARG(w->area), STR_ARG(w->indicator));
    *ret = z ? str_of(z) : (str){"", 0};
    return z != NULL;
}

static bool note_key(void *user, const table_row *w)
{
    struct clash *x = user;
    str key;
    return row_key(x->c, w, &key) && (map_put(&x->keys, key, 1) || fail_memory(x->c));
}

static bool compare_key(void *user, const table_row *w)
{
    struct clash *x = user;
    str key;
    TRY(row_key(x->c, w, &key));
    if (x->any || map_get(&x->keys, key) == MAP_NONE)
        return true;
    x->any = true;
    return (arena_str(x->c->a, w->code, &x->found.code) &&
            (w->code.n || (arena_str(x->c->a, w->area, &x->found.area) &&
                           arena_str(x->c->a, w->indicator, &x->found.indicator)))) ||
           fail_memory(x->c);
}

static bool remember_side(void *user, const table_row *w)
{
    struct clash *x = user;
    json j;
    sb *to = w->k->id > x->since ? &x->current : &x->yours;
    sb_reset(to);
    json_init(&j, to);
    put_entry(&j, NULL, w);
    return sb_ok(to) || fail_memory(x->c);
}

static bool find_clash(struct clash *x, store *s, str table, str csv)
{
    const rows_query all = {.table = table};
    struct history later = {x->c, NULL, &all, compare_key, x};
    TRY(rows_of_text(x->c, NULL, csv, note_key, x));
    TRY(store_each_table(x->c, s, x->since, STORE_NOW, see_text, &later));
    x->found.table = table;
    return !x->any || each_version(x->c, NULL, s, STORE_NOW, &x->found, remember_side, x);
}

bool put_rows_conflict(cx *c, store *s, str table, str csv, int64_t since, json *j,
                       bool *ret_changed)
{
    struct clash x = {.c = c, .since = since};
    sb_init(&x.yours, 0);
    sb_init(&x.current, 0);
    bool ok = find_clash(&x, s, table, csv);
    *ret_changed = x.any;
    if (ok && x.any) {
        json_raw(j, "yours", x.yours.n ? sb_str(&x.yours) : S("null"));
        json_raw(j, "current", sb_str(&x.current));
    }
    map_done(&x.keys);
    sb_done(&x.yours);
    sb_done(&x.current);
    return ok;
}
