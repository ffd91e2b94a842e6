#include "flow/import.h"
#include "base/str.h"
#include "flow/import_int.h"

static bool known_bytes(cx *c, store *s, const sha256 *hash, bool *ret)
{
    commit *list;
    size_t n;
    *ret = false;
    TRY(store_commits(c, s, 0, STORE_NOW, &list, &n));
    for (size_t i = 0; i < n; i++)
        *ret |= memcmp(&list[i].file_sha256, hash, sizeof *hash) == 0;
    return true;
}

static bool put_part(cx *c, store *s, import_job *j, const import_part *p, catalog **k)
{
    if (catalog_table(p->table))
        return import_put_table(c, s, p, j);
    if (str_eqz(p->table, "observations"))
        return (*k || import_catalog(c, s, j, k)) && import_put_obs(c, s, *k, p->text, j);
    if (import_ledger_columns(p->table))
        return (*k || import_catalog(c, s, j, k)) &&
               import_put_ledgers(c, s, *k, p->table, p->text, j);
    MUST(str_eqz(p->table, "claims")); /* import_table_of() knows no others */
    return (*k || import_catalog(c, s, j, k)) && import_put_claims(c, s, *k, p->text, j);
}

static bool put_parts(cx *c, store *s, import_job *j)
{
    catalog *k = NULL;
    bool ok = true;
    for (size_t i = 0; ok && i < j->r->n_parts; i++) {
        j->r->list.part = (uint32_t)i;
        ok = put_part(c, s, j, &j->r->parts[i], &k);
    }
    catalog_free(k);
    return ok;
}

static bool remember_mapping(cx *c, store *s, import_job *j)
{
    sb b CLEANUP(sb_done) = {0};
    /* What is remembered is how everybody's next file of this layout is read. */
    bool may = !j->o->who || j->whole;
    if (!j->mapping_json.n || j->o->dry_run || !may)
        return true;
    sb_init(&b, 0);
    sb_putz(&b, "name,fingerprint,body\n");
    csv_put(&b, str_of(j->base_name));
    sb_putc(&b, ',');
    csv_put(&b, j->fingerprint);
    sb_putc(&b, ',');
    csv_put(&b, j->mapping_json);
    sb_putc(&b, '\n');
    return sb_ok(&b) ? store_put_table(c, s, S("mappings"), sb_str(&b)) : fail_memory(c);
}

static bool refused_error(cx *c, const import_job *j)
{
    return fail(c, ERR_DATA,
                "%s：%zu 行不能采用，整个文件没有导入；改正后重试，或用 --partial 先导入其余各行",
                "%s: %zu of its rows cannot be taken, so nothing was imported; mend what is named "
                "above, or "
                "import the rest with --partial",
                j->path, (size_t)j->r->refused);
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool start(cx *c, store *s, import_job *j, const char *action)
{
    char hex[65];
    os_hex(j->hash.b, 32, hex);
    const char *why = j->o->reason.n ? cx_strdup(c, j->o->reason)
                                     : cx_printf(c, "%s sha256:%.16s", j->base_name, hex);
    if (!why)
        return false;
    commit meta = {.recorded_by = j->o->who    ? j->o->who->login
                                  : j->o->by.n ? j->o->by
                                               : str_of(os_user()),
                   .action = j->o->action.n ? j->o->action : str_of(action),
                   .reason = str_of(why),
                   .source = str_of(j->base_name),
                   .file_sha256 = j->hash};
    return store_begin(c, s, &meta);
}

/* The refused rows are on the disk before the others are final. */
static bool finish(cx *c, store *s, import_job *j)
{
    commit k;
    import_result *r = j->r;
    TRY(cx_progress(c, "commit", 0, 0)); /* the last moment to stop it */
    if (r->refused && j->o->partial)
        TRY(import_write_rejects(c, j));
    /* A withdrawal is recorded even if others said the same: later ones must know of it. */
    if (r->added + r->changed + r->withdrawn + r->handed_in == 0 &&
        !(j->mapping_json.n && (!j->o->who || j->whole)) && !j->o->withdraw && !j->o->always) {
        store_rollback(s); /* nothing to record */
        return true;
    }
    if (!store_commit(c, s, &k)) {
        import_drop_rejects(j);
        return false;
    }
    r->commit_id = k.id;
    return true;
}

/* What is asked of the whole import; its rows are asked one by one. */
static bool check_rights(cx *c, store *s, import_job *j)
{
    catalog *k = NULL;
    if (!j->o->who)
        return true;
    TRY(desk_catalog(c, s, STORE_NOW, &k));
    bool ok = !j->o->withdraw || import_may_withdraw(c, j->o, k);
    j->whole = rights_may(j->o->who, k, ACT_ACCEPT, ID_NONE, ID_NONE);
    catalog_free(k);
    return ok;
}

static bool write_all(cx *c, store *s, import_job *j)
{
    bool back = j->o->withdraw;
    TRY(check_rights(c, s, j));
    if (!j->o->dry_run)
        TRY(start(c, s, j, back ? "withdraw" : "import"));
    TRY(!j->o->guard || j->o->guard(c, s, j->o->guard_user));
    TRY(back ? import_take_back(c, s, j) : put_parts(c, s, j));
    TRY(import_refused_rows(c, &j->r->list, &j->r->refused));
    if (j->r->refused && !j->o->partial)
        return refused_error(c, j);
    TRY(remember_mapping(c, s, j));
    return j->o->dry_run || finish(c, s, j);
}

static bool run(cx *c, store *s, import_job *j)
{
    catalog *k = NULL;
    str home = {"", 0};
    TRY(store_meta_get(c, s, "home", &home));
    TRY(desk_catalog(c, s, STORE_NOW, &k));
    bool ok = import_read(c, s, k, catalog_area(k, home), j);
    catalog_free(k);
    return ok && known_bytes(c, s, &j->hash, &j->r->known_file) && write_all(c, s, j);
}

bool import_file(cx *c, const char *url, const char *path, const import_options *o,
                 import_result *ret)
{
    store *s = NULL;
    *ret = (import_result){.table = S(""), .certain = true};
    issues_init(&ret->list, c->a);
    import_job j = {.o = o, .r = ret, .path = path, .base_name = base_name(path)};
    bool ok = store_open(c, url, STORE_WRITE, &s) && run(c, s, &j);
    store_close(s); /* rolls back what was not committed */
    import_job_done(&j);
    return ok;
}

bool import_text(cx *c, const char *url, str table, str text, const import_options *o,
                 import_result *ret)
{
    store *s = NULL;
    import_part *p;
    *ret = (import_result){.table = table, .certain = true};
    issues_init(&ret->list, c->a);
    import_job j = {.o = o, .r = ret, .path = "-", .base_name = ""};
    TRY(import_add_part(c, &j, table, &p));
    p->text = text;
    bool ok = store_open(c, url, STORE_WRITE, &s) && write_all(c, s, &j);
    store_close(s);
    map_done(&j.refused);
    return ok;
}

bool import_withdraw(cx *c, const char *url, const commit *which, const import_options *o,
                     import_result *ret)
{
    store *s = NULL;
    import_options w = *o;
    w.withdraw = true;
    *ret = (import_result){.table = S(""), .certain = true};
    issues_init(&ret->list, c->a);
    const char *name = cx_strdup(c, which->source);
    if (!name)
        return false;
    import_job j = {.o = &w,
                    .r = ret,
                    .path = name,
                    .base_name = name,
                    .hash = which->file_sha256,
                    .which = which->id};
    bool ok = store_open(c, url, STORE_WRITE, &s) && write_all(c, s, &j);
    store_close(s);
    return ok;
}

void import_result_done(import_result *r)
{
    issues_done(&r->list);
    for (size_t i = 0; i < r->n_parts; i++)
        wide_rows_done(&r->parts[i].rows);
    mem_free(r->parts);
    r->parts = NULL;
    r->n_parts = r->parts_cap = 0;
    workbook_free(r->w);
    r->w = NULL;
}

void import_first_error(cx *c, const import_result *r)
{
    for (size_t i = 0; i < r->list.n; i++) {
        const issue *x = &r->list.list[i];
        if (x->severity != ISSUE_ERROR)
            continue;
        cx_clear(c);
        (void)fail(c, ERR_DATA, STR_FMT "：%s%.0s", STR_FMT ": %.0s%s", STR_ARG(x->column), x->zh,
                   x->en);
        return;
    }
}

/* "file feature 7", "file projects[3].completion.endDate" */
static const char *feature_place(cx *c, const import_part *part, const char *path, const issue *i)
{
    const char *feature = part->features[i->line - 2];
    const import_column *k = NULL;
    for (uint32_t n = 0; n < part->n_columns && !k; n++)
        if (str_eq(part->columns[n].column, i->column))
            k = &part->columns[n];
    if (!part->columns || !i->column.n)
        return cx_printf(c, "%s %s", path, feature);
    if (!k || k->path[0])
        return cx_printf(c, "%s %s." STR_FMT, path, feature,
                         STR_ARG(k ? str_of(k->path) : i->column));
    return cx_printf(c, "%s %s " STR_FMT, path, feature, STR_ARG(i->column));
}

const char *import_place(cx *c, const import_result *r, const char *path, const issue *i)
{
    char place[96];
    const import_part *part = i->part < r->n_parts ? &r->parts[i->part] : NULL;
    if (i->line >= 1 && part && part->rows.n && i->line - 1 <= part->rows.n) {
        const wide_place *p = &part->rows.places[i->line > 1 ? i->line - 2 : 0];
        sheet_place(r->w, &r->w->sheets[p->sheet], p->row, p->col, place);
        return i->column.n && i->line > 1
                   ? cx_printf(c, "%s %s " STR_FMT, path, place, STR_ARG(i->column))
                   : cx_printf(c, "%s %s", path, place);
    }
    if (i->line > 1 && part && i->line - 2 < part->n_features)
        return feature_place(c, part, path, i);
    if (i->line == 0)
        return i->text.n ? cx_printf(c, "%s " STR_FMT, path, STR_ARG(i->text)) : path;
    if (c->lang == LANG_EN)
        return cx_printf(c, "%s line %u%s" STR_FMT, path, i->line, i->column.n ? " column " : "",
                         STR_ARG(i->column));
    return cx_printf(c, "%s 第%u行%s" STR_FMT "%s", path, i->line, i->column.n ? "“" : "",
                     STR_ARG(i->column), i->column.n ? "”列" : "");
}
