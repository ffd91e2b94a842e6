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

/* Lines of `now` that `then` does not have, with the header. */
static bool new_lines(cx *c, str then, str now, sb *out, uint64_t *n)
{
    map seen = {0};
    str rest = then, line;
    bool ok = true;
    while (ok && rest.p && str_split(&rest, '\n', &line))
        ok = map_put(&seen, line, 1);
    rest = now;
    bool header = true;
    *n = 0;
    while (ok && rest.p && str_split(&rest, '\n', &line)) {
        if (header || (line.n && map_get(&seen, line) == MAP_NONE)) {
            sb_put(out, line);
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
            if (str_eqz(str_trim(r.fields[i]), "withdrawn"))
                at = i;
        *n += !header && at < r.n && str_ieqz(str_trim(r.fields[at]), "yes");
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

static uint64_t count_lines(str text)
{
    uint64_t n = 0;
    for (size_t i = 0; i < text.n; i++)
        n += text.p[i] == '\n' && i + 1 < text.n;
    return n;
}

/* From the table before and after: lines that came, lines that went, rows said to go. */
static void count_rows(import_result *r, str before, str after, uint64_t came, uint64_t went,
                       uint64_t said)
{
    uint64_t withdrawn = said < went ? said : went;
    uint64_t added = count_lines(after) + withdrawn - count_lines(before);
    r->withdrawn += withdrawn;
    r->added += added < came ? added : came;
    r->changed += added < came ? came - added : 0;
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
    TRY(new_lines(c, sb_str(&a), sb_str(&b), &out, &n));
    TRY(new_lines(c, sb_str(&b), sb_str(&a), &gone, &went));
    TRY(removed_rows(c, text, &withdrawn));
    count_rows(j->r, sb_str(&a), sb_str(&b), n, went, withdrawn);
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

/* Do figures stand under a code? */
static bool has_figures(cx *c, store *s, const catalog *k, area_id area, ind_id ind, bool *ret)
{
    state st;
    key_range r = {obs_key_first(ind), obs_key_last(ind)};
    TRY(state_load(c, s, k, STORE_NOW, &r, ind == ID_NONE ? 0 : 1, area, &st));
    *ret = false;
    for (size_t i = 0; i < st.b.n && !*ret; i++)
        *ret = part_state_of(st.b.level_st[i]) == PART_VALUE ||
               (st.b.growth_st && part_state_of(st.b.growth_st[i]) == PART_VALUE);
    state_done(&st);
    return true;
}

/* Figures that name nothing any more could be neither shown nor mended. */
static bool refuse_used(cx *c, store *s, const catalog *k, str table, str text, issues *list)
{
    bool areas = str_eqz(table, "areas"), ok = true, header = true;
    size_t code = SIZE_MAX, gone = SIZE_MAX;
    csv r;
    csv_init(&r, areas || str_eqz(table, "indicators") ? text : S(""));
    while (ok && csv_next(c, &r)) {
        for (size_t i = 0; header && i < r.n; i++) {
            gone = str_ieqz(str_trim(r.fields[i]), "withdrawn") ? i : gone;
            code = str_ieqz(str_trim(r.fields[i]), "code") ? i : code;
        }
        if (header && gone == SIZE_MAX)
            break;
        header = false;
        if (code >= r.n || gone >= r.n || !str_ieqz(str_trim(r.fields[gone]), "yes"))
            continue;
        str one = str_trim(r.fields[code]);
        area_id a = areas ? catalog_area(k, one) : ID_NONE;
        ind_id i = areas ? ID_NONE : catalog_ind(k, one);
        bool used = false;
        ok = (a == ID_NONE && i == ID_NONE) || has_figures(c, s, k, a, i, &used);
        if (ok && used)
            ok = issue_add(c, list, ISSUE_ERROR, r.line, S("withdrawn"), one,
                           "此代码下有数，不能撤销；终止请填 valid_to",
                           "figures stand under this code, so it cannot be taken back; to end it "
                           "give valid_to");
    }
    csv_done(&r);
    return ok && c->err.code == ERR_NONE;
}

bool import_put_table(cx *c, store *s, const import_part *p, import_job *j)
{
    catalog *old = NULL, *k = NULL;
    uint64_t before, after, rows = count_lines(p->text);
    str text = p->text;
    TRY(import_refused_rows(c, &j->r->list, &before));
    bool any, ok = import_catalog(c, s, j, &old) &&
                   refuse_used(c, s, old, p->table, p->text, &j->r->list) &&
                   (!j->o->partial ||
                    import_without_refused(c, &j->r->list, j->r->list.part, text, &text, &any)) &&
                   read_rows(c, s, j, p->table, &text, &k) &&
                   import_refused_rows(c, &j->r->list, &after);
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
    TRY(new_lines(c, then, now, &gone, &n_gone));
    TRY(new_lines(c, now, then, &back, &n_back));
    j->r->withdrawn += n_gone;
    if (j->o->dry_run)
        return true;
    str rest = sb_str(&gone), line;
    for (bool header = true; rest.p && str_split(&rest, '\n', &line) && line.n; header = false) {
        sb_put(&rows, line);
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
