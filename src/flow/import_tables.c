/* Catalogue tables: the rows that differ from what stands. */
#include "base/csv.h"
#include "base/map.h"
#include "base/str.h"
#include "flow/import_int.h"
#include "flow/state.h"

/* The catalogue as the tables of this file leave it: what is put is not read back before the
 * commit, and a dry run puts nothing. */
bool import_catalog(cx *c, store *s, import_job *j, catalog **ret)
{
    issues list;
    issues_init(&list, c->a);
    bool ok = desk_catalog_with(c, s, STORE_NOW, j->put, j->n_put, &list, ret);
    if (ok && !*ret)
        ok = fail(c, ERR_DATA, "文件中的目录表不自洽：%s", "the file's tables contradict: %s",
                  list.n ? c->lang == LANG_EN ? list.list[0].en : list.list[0].zh : "");
    issues_done(&list);
    return ok;
}

/* The next record of a text that csv_put() wrote: up to a line break outside quotes. */
static bool next_record(str *rest, str *record)
{
    bool quoted = false;
    size_t n = 0;
    for (; n < rest->n && (quoted || rest->p[n] != '\n'); n++)
        quoted = quoted != (rest->p[n] == '"');
    *record = str_sub(*rest, 0, n);
    *rest = str_from(*rest, n + 1);
    return record->n > 0;
}

/* Records of `now` that `then` does not have, with the header. */
static bool new_records(cx *c, str then, str now, sb *out, uint64_t *n)
{
    map seen = {0};
    str rest = then, record;
    bool ok = true, header = true;
    while (ok && next_record(&rest, &record))
        ok = map_put(&seen, record, 1);
    rest = now;
    *n = 0;
    while (ok && next_record(&rest, &record)) {
        if (header || map_get(&seen, record) == MAP_NONE) {
            sb_put(out, record);
            sb_putc(out, '\n');
            *n += !header;
        }
        header = false;
    }
    map_done(&seen);
    return (ok && sb_ok(out)) || fail_memory(c);
}

/* How many rows say `withdrawn`. */
static bool removed_rows(cx *c, str text, uint64_t *n)
{
    csv r;
    bool header = true;
    size_t at = SIZE_MAX;
    *n = 0;
    csv_init(&r, text);
    while (csv_next(c, &r)) {
        for (size_t i = 0; header && i < r.n; i++)
            if (str_ieqz(str_trim(r.fields[i]), "withdrawn"))
                at = i;
        *n += !header && at < r.n && withdrawn_said(r.fields[at]);
        header = false;
    }
    csv_done(&r);
    return c->err.code == ERR_NONE;
}

/* What later tables of the file see, in a dry run as well. */
static bool remember(cx *c, import_job *j, str table, str text)
{
    table_text *all = cx_alloc(c, (j->n_put + 1) * sizeof *all);
    if (!all || !arena_str(c->a, text, &text))
        return fail_memory(c);
    if (j->n_put)
        memcpy(all, j->put, j->n_put * sizeof *all);
    all[j->n_put++] = (table_text){table, text};
    j->put = all;
    return true;
}

/* Rows below the header; as far as a text can be read, which its reader tells. */
static bool count_rows(cx *c, str text, uint64_t *n)
{
    csv r;
    *n = 0;
    csv_init(&r, text);
    while (csv_next(c, &r))
        ++*n;
    csv_done(&r);
    *n -= *n > 0;
    if (c->err.code == ERR_FORMAT || c->err.code == ERR_LIMIT)
        cx_clear(c);
    return c->err.code == ERR_NONE;
}

/* From the table before and after: rows that came, rows that went, rows said to go. */
static bool count_changes(cx *c, import_result *r, str before, str after, uint64_t came,
                          uint64_t went, uint64_t said)
{
    uint64_t withdrawn = said < went ? said : went, old, new;
    TRY(count_rows(c, before, &old) && count_rows(c, after, &new));
    uint64_t added = new + withdrawn - old;
    r->withdrawn += withdrawn;
    r->added += added < came ? added : came;
    r->changed += added < came ? came - added : 0;
    return true;
}

/* `text`: the rows of the part that can be taken. */
static bool put_changes(cx *c, store *s, const import_part *p, str text, uint64_t good,
                        const catalog *old, const catalog *k, import_job *j)
{
    sb a CLEANUP(sb_done) = {0}, b CLEANUP(sb_done) = {0}, out CLEANUP(sb_done) = {0};
    sb gone CLEANUP(sb_done) = {0};
    uint64_t n, went, withdrawn;
    sb_init(&gone, 0);
    sb_init(&a, 0);
    sb_init(&b, 0);
    sb_init(&out, 0);
    TRY(catalog_export(c, old, p->table, &a));
    TRY(catalog_export(c, k, p->table, &b));
    TRY(new_records(c, sb_str(&a), sb_str(&b), &out, &n));
    TRY(new_records(c, sb_str(&b), sb_str(&a), &gone, &went));
    TRY(removed_rows(c, text, &withdrawn));
    TRY(count_changes(c, j->r, sb_str(&a), sb_str(&b), n, went, withdrawn));
    j->r->unchanged += good > n + withdrawn ? good - n - withdrawn : 0;
    if (n == 0 && went == 0)
        return true;
    TRY(remember(c, j, p->table, withdrawn ? text : sb_str(&out)));
    return j->o->dry_run || store_put_table(c, s, p->table, j->put[j->n_put - 1].csv);
}

/* The catalogue with the rows of `*text` on top. With --partial, rows whose references do not hold
 * are left out and the rest looked at again (a row may hang on one that was left out). */
static bool read_rows(cx *c, store *s, import_job *j, str table, str *text, catalog **ret)
{
    table_text *all = cx_alloc(c, (j->n_put + 1) * sizeof *all);
    if (!all)
        return false;
    if (j->n_put)
        memcpy(all, j->put, j->n_put * sizeof *all);
    for (bool again = true; again;) {
        size_t errors = j->r->list.errors;
        all[j->n_put] = (table_text){table, *text};
        TRY(desk_catalog_with(c, s, STORE_NOW, all, j->n_put + 1, &j->r->list, ret));
        again = !*ret && j->o->partial && j->r->list.errors > errors;
        if (again)
            TRY(import_without_refused(c, &j->r->list, j->r->list.part, *text, text, &again));
    }
    return true;
}

/* ---- withdrawn areas and indicators ---- */
/* Codes that a file withdraws, with the line of each. */
struct leaving {
    bool areas; /* else indicators */
    uint32_t *line;
    size_t n;     /* ids there are */
    size_t count; /* of them withdrawn */
};

static bool read_leaving(cx *c, const catalog *k, str text, struct leaving *l)
{
    size_t code = SIZE_MAX, gone = SIZE_MAX;
    bool header = true;
    csv r;
    csv_init(&r, text);
    while (csv_next(c, &r)) {
        for (size_t i = 0; header && i < r.n; i++) {
            gone = str_ieqz(str_trim(r.fields[i]), "withdrawn") ? i : gone;
            code = str_ieqz(str_trim(r.fields[i]), "code") ? i : code;
        }
        if (header && gone == SIZE_MAX)
            break;
        header = false;
        if (code >= r.n || gone >= r.n || !withdrawn_said(r.fields[gone]))
            continue;
        str one = str_trim(r.fields[code]);
        uint32_t id = l->areas ? catalog_area(k, one) : catalog_ind(k, one);
        if (id >= l->n)
            continue;
        l->count += l->line[id] == 0;
        l->line[id] = r.line;
    }
    csv_done(&r);
    /* what is wrong with the text as CSV is told by the reader of the table */
    if (c->err.code == ERR_FORMAT || c->err.code == ERR_LIMIT)
        cx_clear(c);
    return c->err.code == ERR_NONE;
}

/* The keys that can hold figures of what leaves. */
static bool filter_of(cx *c, const struct leaving *l, state_filter *ret)
{
    bool *areas = cx_alloc(c, l->n * sizeof *areas);
    key_range *ranges = cx_alloc(c, l->count * sizeof *ranges);
    TRY(areas && ranges);
    *ret = (state_filter){0};
    for (uint32_t i = 0; i < l->n; i++) {
        areas[i] = l->line[i] > 0;
        if (!l->areas && areas[i])
            ranges[ret->n_ranges++] =
                (key_range){obs_key_first((ind_id)i), obs_key_last((ind_id)i)};
    }
    if (l->areas)
        ret->areas = areas;
    else
        ret->ranges = ranges;
    return true;
}

static bool refuse_leaving(cx *c, store *s, const catalog *k, struct leaving *l, issues *list)
{
    state st;
    state_filter f;
    TRY(filter_of(c, l, &f) && state_load_where(c, s, k, &f, &st));
    bool ok = true;
    for (size_t i = 0; ok && i < st.b.n; i++) {
        obs_key key = st.b.key[i];
        uint32_t id = l->areas ? obs_key_area(key) : obs_key_ind(key);
        if (!l->line[id] || !state_said(&st, i))
            continue;
        ok = issue_add(c, list, ISSUE_ERROR, l->line[id], S("withdrawn"),
                       l->areas ? k->areas[id].code : k->inds[id].code,
                       "此代码下有数，不能撤销；终止请填 valid_to",
                       "figures stand under this code, so it cannot be taken back; to end it "
                       "give valid_to");
        l->line[id] = 0; /* said once */
    }
    state_done(&st);
    return ok;
}

/* Figures that name nothing any more could be neither shown nor mended. */
static bool refuse_used(cx *c, store *s, const catalog *k, str table, str text, issues *list)
{
    struct leaving l = {.areas = str_eqz(table, "areas")};
    if (!l.areas && !str_eqz(table, "indicators"))
        return true;
    l.n = l.areas ? k->n_areas : k->n_inds;
    l.line = cx_alloc(c, (l.n + 1) * sizeof *l.line);
    TRY(l.line);
    memset(l.line, 0, l.n * sizeof *l.line);
    return read_leaving(c, k, text, &l) && (l.count == 0 || refuse_leaving(c, s, k, &l, list));
}

bool import_put_table(cx *c, store *s, const import_part *p, import_job *j)
{
    catalog *old = NULL, *k = NULL;
    uint64_t before, after, rows;
    str text = p->text;
    TRY(count_rows(c, p->text, &rows) && import_refused_rows(c, &j->r->list, &before));
    bool any,
        ok = import_catalog(c, s, j, &old) && import_may_table(c, old, p->table, p->text, j) &&
             refuse_used(c, s, old, p->table, p->text, &j->r->list) &&
             (!j->o->partial ||
              import_without_refused(c, &j->r->list, j->r->list.part, text, &text, &any)) &&
             read_rows(c, s, j, p->table, &text, &k) && import_refused_rows(c, &j->r->list, &after);
    if (ok) {
        uint64_t refused = after - before, good = k && rows > refused ? rows - refused : 0;
        j->r->rows += rows;
        j->r->good += good;
        if (k && old && (refused == 0 || j->o->partial))
            ok = put_changes(c, s, p, text, good, old, k, j);
    }
    catalog_free(k);
    catalog_free(old);
    return ok;
}

/* ---- taking back ---- */
/* The rows that came go, then those that stood come again. */
static bool undo_table(cx *c, store *s, str table, str now, str then, import_job *j)
{
    sb gone CLEANUP(sb_done) = {0}, back CLEANUP(sb_done) = {0}, rows CLEANUP(sb_done) = {0};
    uint64_t n_gone, n_back;
    sb_init(&gone, 0);
    sb_init(&back, 0);
    sb_init(&rows, 0);
    TRY(new_records(c, then, now, &gone, &n_gone));
    TRY(new_records(c, now, then, &back, &n_back));
    j->r->withdrawn += n_gone;
    if (j->o->dry_run)
        return true;
    str rest = sb_str(&gone), record;
    for (bool header = true; next_record(&rest, &record); header = false) {
        sb_put(&rows, record);
        sb_putz(&rows, header ? ",withdrawn\n" : ",yes\n");
    }
    if (!sb_ok(&rows))
        return fail_memory(c);
    return (!n_gone || store_put_table(c, s, table, sb_str(&rows))) &&
           (!n_back || store_put_table(c, s, table, sb_str(&back)));
}

static bool undo_tables(cx *c, store *s, const catalog *now, const catalog *then, import_job *j)
{
    for (const table_def *t = catalog_tables; t->name; t++) {
        sb a CLEANUP(sb_done) = {0}, b CLEANUP(sb_done) = {0};
        if (!catalog_table_is_leaf(str_of(t->name)))
            continue;
        sb_init(&a, 0);
        sb_init(&b, 0);
        TRY(catalog_export(c, now, str_of(t->name), &a));
        TRY(catalog_export(c, then, str_of(t->name), &b));
        TRY(undo_table(c, s, str_of(t->name), sb_str(&a), sb_str(&b), j));
    }
    return true;
}

bool import_take_back_tables(cx *c, store *s, const int64_t *ids, size_t n, import_job *j)
{
    catalog *now = NULL, *then = NULL;
    bool ok = desk_catalog(c, s, STORE_NOW, &now) && desk_catalog_without(c, s, ids, n, &then) &&
              undo_tables(c, s, now, then, j);
    catalog_free(then);
    catalog_free(now);
    return ok;
}
