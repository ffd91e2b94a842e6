/* From a file to the text of tables: tidy ones as they are, wide ones through a mapping. */
#include "base/csv.h"
#include "base/str.h"
#include "base/text.h"
#include "flow/claims.h"
#include "flow/import_int.h"
#include "io/geo.h"
#include <strings.h>

#define MAX_FILE ((size_t)4 << 30)

/* Names of columns, whatever their case. */
static bool same_name(str a, str b)
{
    return a.n == b.n && strncasecmp(a.p, b.p, a.n) == 0;
}

/* Does the header have every required column of a table? Columns are "*name name …". */
static bool header_fits(const char *columns, const str *fields, size_t n)
{
    str rest = str_of(columns), word;
    while (str_split(&rest, ' ', &word)) {
        if (!word.n || word.p[0] != '*')
            continue;
        bool found = false;
        for (size_t i = 0; i < n; i++)
            found |= same_name(str_trim(fields[i]), str_from(word, 1));
        if (!found)
            return false;
    }
    return true;
}

/* Columns of a table that the header has: the more, the better the guess. */
static size_t known_columns(const char *columns, const str *fields, size_t n)
{
    size_t known = 0;
    for (size_t i = 0; i < n; i++) {
        str rest = str_of(columns), word;
        while (str_split(&rest, ' ', &word)) {
            str name = word.n && word.p[0] == '*' ? str_from(word, 1) : word;
            known += name.n && same_name(name, str_trim(fields[i]));
        }
    }
    return known;
}

const char *import_columns_of(str table)
{
    const table_def *t = catalog_table(table);
    const char *ledger = import_ledger_columns(table);
    return t                          ? t->columns
           : ledger                   ? ledger
           : str_eqz(table, "claims") ? CLAIM_COLUMNS
                                      : tidy_obs_columns;
}

bool import_knows_column(str table, str name)
{
    return import_ledger_columns(table) || known_columns(import_columns_of(table), &name, 1) > 0;
}

static str best_table(const str *fields, size_t n)
{
    str best = {"", 0};
    size_t most = 0;
    if (header_fits(tidy_obs_columns, fields, n)) {
        best = S("observations");
        most = known_columns(tidy_obs_columns, fields, n);
    }
    if (!best.n && header_fits("*area *indicator *leader *org", fields, n)) {
        best = S("claims");
        most = 4;
    }
    static const char *const ledgers[] = {"ledger_series", "milestones", "ledgers"};
    for (size_t i = 0; !best.n && i < COUNT_OF(ledgers); i++)
        if (header_fits(import_ledger_columns(str_of(ledgers[i])), fields, n))
            best = str_of(ledgers[i]);
    for (const table_def *t = catalog_tables; t->name && !import_ledger_columns(best); t++) {
        if (!header_fits(t->columns, fields, n))
            continue;
        size_t known = known_columns(t->columns, fields, n);
        if (known > most) {
            most = known;
            best = str_of(t->name);
        }
    }
    return best;
}

static bool no_such_table(cx *c, str asked)
{
    const char *names = catalog_table_names(c);
    return names && fail(c, ERR_USAGE, "没有名为“" STR_FMT "”的表；可导入 observations, claims, %s",
                         "no table \"" STR_FMT "\"; tables are observations, claims, %s",
                         STR_ARG(asked), names);
}

bool import_table_of(cx *c, str header, str asked, str *ret)
{
    csv r;
    csv_init(&r, header);
    *ret = (str){"", 0};
    bool got = csv_next(c, &r);
    if (got) {
        str best = best_table(r.fields, r.n);
        if (best.n)
            *ret = best;
    }
    csv_done(&r);
    if (c->err.code != ERR_NONE)
        return false;
    if (asked.n && (str_eqz(asked, "observations") || str_eqz(asked, "claims") ||
                    catalog_table(asked) || import_ledger_columns(asked)))
        *ret = asked;
    return !asked.n || str_eq(*ret, asked) || no_such_table(c, asked);
}

/* area, indicator, period and a figure, but no kind: not a wide table, and not whole either. */
static bool lacks_kind(cx *c, const char *path, str header)
{
    static const char *const names[] = {"area", "indicator", "period", "level", "growth", "kind"};
    bool has[COUNT_OF(names)] = {false};
    csv r;
    csv_init(&r, header);
    bool got = csv_next(c, &r);
    for (size_t i = 0; got && i < r.n; i++)
        for (size_t k = 0; k < COUNT_OF(names); k++)
            has[k] |= str_ieqz(str_trim(r.fields[i]), names[k]);
    csv_done(&r);
    if (c->err.code != ERR_NONE)
        return false;
    return !has[0] || !has[1] || !has[2] || !(has[3] || has[4]) || has[5] ||
           fail(c, ERR_DATA, "%s 像是 observations 表，但缺少必需的列 kind；请加上该列（如 final）",
                "%s looks like observations, but column kind is missing; add it (such as final)",
                path);
}

static str first_line(str text)
{
    const char *nl = text.n ? memchr(text.p, '\n', text.n) : NULL;
    return (str){text.p, nl ? (size_t)(nl - text.p) : text.n};
}

bool import_add_part(cx *c, import_job *j, str table, import_part **ret)
{
    import_result *r = j->r;
    if (!MEM_GROW(r->parts, r->parts_cap, r->n_parts + 1))
        return fail_memory(c);
    r->parts[r->n_parts] = (import_part){.table = table, .text = S("")};
    *ret = &r->parts[r->n_parts++];
    return true;
}

/* ---- wide tables ---- */
struct remembered {
    cx *c;
    str fingerprint, body;
};

static bool see_mapping(void *user, const commit *k, str name, str text)
{
    struct remembered *m = user;
    (void)k;
    if (!str_eqz(name, "mappings"))
        return true;
    csv r;
    csv_init(&r, text);
    while (csv_next(m->c, &r))
        if (r.n >= 3 && str_eq(r.fields[1], m->fingerprint)) {
            char *p = cx_strdup(m->c, r.fields[2]);
            m->body = p ? str_of(p) : m->body;
        }
    csv_done(&r);
    return m->c->err.code == ERR_NONE;
}

/* List what keeps a proposal from being certain, as the reason of the refusal. */
static bool unclear_error(cx *c, const import_job *j, const issues *l)
{
    const issue *i = &l->list[0];
    return fail(c, ERR_DATA,
                "%s 的表式有 %zu 处不能确定，首处：%s（" STR_FMT
                "）；用 --map 给出映射，或用 --yes 采用最可能的理解",
                "%s: points of the layout that are unclear: %zu, the first: %s (" STR_FMT
                "); give a mapping with --map, or take the best guess with --yes",
                j->path, l->n, c->lang == LANG_EN ? i->en : i->zh, STR_ARG(i->text));
}

static void put_points(const cx *c, const issues *l, sb *b)
{
    bool en = c->lang == LANG_EN;
    if (l->n)
        sb_printf(b,
                  !en         ? "有 %zu 处不能确定：\n"
                  : l->n == 1 ? "%zu point is unclear:\n"
                              : "%zu points are unclear:\n",
                  l->n);
    for (size_t i = 0; i < l->n; i++)
        sb_printf(b, "  %s\n", en ? l->list[i].en : l->list[i].zh);
}

static bool ask(cx *c, import_job *j, const mapping *m, const catalog *k, const issues *unclear)
{
    sb text CLEANUP(sb_done) = {0};
    mapping *seen;
    bool rows_only = unclear->n == unclear->errors;
    sb_init(&text, 0);
    TRY(wide_understood(c, j->w, m, k, &seen) && mapping_describe(c, seen, k, &text));
    if (j->o->confirm && !j->o->yes)
        put_points(c, unclear, &text);
    if (!sb_ok(&text))
        return fail_memory(c);
    char *p = cx_strdup(c, sb_str(&text));
    if (!p)
        return false;
    j->r->mapping = str_of(p);
    j->guess = j->o->yes;
    if (j->o->confirm && !j->o->yes) {
        j->guess = j->o->confirm(j->o->user, j->r->mapping);
        return j->guess ||
               fail(c, ERR_CANCELLED, "已取消；没有写入任何内容", "cancelled; nothing was written");
    }
    return j->o->yes || (rows_only && (j->o->partial || !unclear->n)) ||
           unclear_error(c, j, unclear);
}

static bool choose_mapping(cx *c, store *s, const catalog *k, area_id home, import_job *j,
                           mapping **ret)
{
    char print[65];
    issues unclear;
    issues_init(&unclear, c->a);
    TRY(wide_fingerprint(c, j->w, print));
    char *fp = cx_strdup(c, str_of(print));
    if (!fp)
        return false;
    struct remembered known = {c, str_of(fp), {"", 0}};
    TRY(store_each_table(c, s, 0, STORE_NOW, see_mapping, &known));
    str json = j->o->map.n ? j->o->map : known.body;
    if (json.n) {
        TRY(mapping_from_json(c, json, k, j->o->today, ret));
    } else {
        wide_hint h = {home, j->o->today, KIND_NONE};
        if (!wide_propose(c, j->w, k, &h, ret, &unclear)) {
            issues_done(&unclear);
            return false;
        }
    }
    j->r->map = *ret;
    j->r->certain = unclear.n == 0;
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 0);
    bool ok = (mapping_to_json(c, *ret, k, &b) || fail_memory(c)) &&
              (arena_str(c->a, sb_str(&b), &j->r->proposal) || fail_memory(c)) &&
              ask(c, j, *ret, k, &unclear);
    if (!ok)
        for (size_t i = 0; i < unclear.n; i++) {
            const issue *u = &unclear.list[i];
            if (!issue_add(c, &j->r->list, ISSUE_ERROR, 0, u->column, u->text, "%s%.0s", "%.0s%s",
                           u->zh, u->en))
                break;
        }
    issues_done(&unclear);
    if (!ok || (json.n && str_eq(json, known.body)))
        return ok;
    j->mapping_json = j->r->proposal;
    j->fingerprint = known.fingerprint;
    return true;
}

/* Figures stand there, and none of them could be read: the first reason is the reason. */
static bool nothing_read(cx *c, const import_job *j)
{
    const issue *why = NULL;
    for (size_t i = 0; i < j->r->list.n && !why; i++)
        if (j->r->list.list[i].severity != ISSUE_NOTE)
            why = &j->r->list.list[i];
    return fail(c, ERR_DATA, "%s 没有读出任何数，什么也没有导入：%s",
                "%s: no figure could be read, "
                "nothing was imported: %s",
                j->path,
                !why                 ? ""
                : c->lang == LANG_EN ? why->en
                                     : why->zh);
}

static bool wide_source(cx *c, store *s, const catalog *k, area_id home, import_job *j)
{
    mapping *m;
    import_part *p;
    TRY(choose_mapping(c, s, k, home, j, &m));
    TRY(import_add_part(c, j, S("observations"), &p));
    TRY(wide_apply(c, j->w, m, k, j->guess, &p->rows, &j->r->list));
    j->r->left_out = p->rows.left_out;
    p->text = sb_str(&p->rows.csv);
    return p->rows.n || !p->rows.left_out || nothing_read(c, j);
}

static bool text_source(cx *c, import_job *j)
{
    str table;
    import_part *p;
    encoding e = text_guess(j->file.data);
    if (!text_to_utf8(c, j->file.data, e, &j->utf8))
        return fail_about(c, j->path);
    TRY(import_table_of(c, first_line(j->utf8), j->o->table, &table));
    if (!table.n)
        return lacks_kind(c, j->path, first_line(j->utf8));
    TRY(import_add_part(c, j, table, &p));
    p->text = j->utf8;
    return true;
}

/* A map: rows of the table `shapes`. */
static bool geo_source(cx *c, const catalog *k, import_job *j)
{
    geo_table g;
    import_part *p;
    if (j->o->table.n && !str_eqz(j->o->table, "shapes"))
        return fail(c, ERR_USAGE, "%s 是地图，只能导入 shapes 表",
                    "%s is a map: its table is shapes", j->path);
    TRY(geo_read(c, j->file.data, k, &g, &j->r->list));
    TRY(import_add_part(c, j, S("shapes"), &p));
    p->text = g.csv;
    p->features = g.names;
    p->n_features = g.n;
    return true;
}

static bool looks_binary(str data)
{
    return str_starts(data, S("PK\x03\x04")) || str_starts(data, S("\xD0\xCF\x11\xE0"));
}

static bool find_parts(cx *c, store *s, const catalog *k, area_id home, import_job *j)
{
    if (import_looks_oc4ids(j))
        return import_oc4ids(c, s, k, home, j);
    if (geo_looks(j->file.data))
        return geo_source(c, k, j);
    if (!looks_binary(j->file.data))
        TRY(text_source(c, j));
    if (j->r->n_parts)
        return true;
    TRY(workbook_parse(c, j->file.data, j->path, NULL, &j->w));
    j->r->w = j->w;
    return import_tidy_sheets(c, j) && (j->r->n_parts || wide_source(c, s, k, home, j));
}

static int rank_of(const import_part *p)
{
    const table_def *t = catalog_table(p->table);
    return t                                    ? (int)(t - catalog_tables)
           : str_eqz(p->table, "observations")  ? 1000
           : str_eqz(p->table, "ledger_series") ? 101 /* of rows that may be in the file as well */
           : str_eqz(p->table, "milestones")    ? 102
                                                : 100;
}

static int cmp_part(const void *a, const void *b)
{
    return rank_of(a) - rank_of(b);
}

bool import_read(cx *c, store *s, const catalog *k, area_id home, import_job *j)
{
    import_result *r = j->r;
    if (j->o->data.p)
        j->file.data = j->o->data;
    else
        TRY(os_map(c, j->path, MAX_FILE, &j->file));
    j->hash = os_sha256(j->file.data);
    if (j->file.data.n == 0)
        return fail(c, ERR_DATA, "%s 是空文件", "%s is an empty file", j->path);
    TRY(find_parts(c, s, k, home, j));
    qsort(r->parts, r->n_parts, sizeof *r->parts, cmp_part); /* no two of one table */
    for (size_t i = 0; i < r->n_parts; i++) {
        const char *names = cx_printf(c, "%s%s" STR_FMT, r->table.n ? r->table.p : "", i ? "," : "",
                                      STR_ARG(r->parts[i].table));
        if (!names)
            return false;
        r->table = str_of(names);
    }
    return true;
}

void import_job_done(import_job *j)
{
    for (size_t i = 0; i < j->r->n_parts; i++)
        j->r->parts[i].text = S(""); /* it may lie in the file */
    map_done(&j->refused);
    if (!j->o->data.p)
        os_unmap(&j->file);
}
