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

/* Tables first, in the order in which they refer to each other; observations last, read with the
 * catalogue as the tables of the same file leave it. */
static bool put_sources(cx *c, store *s, import_job *j)
{
    catalog *k = NULL;
    bool ok = true, obs = false;
    for (size_t i = 0; ok && i < j->n_sources; i++) {
        if (str_eqz(j->sources[i].table, "observations"))
            obs = true;
        else if (catalog_table(j->sources[i].table))
            ok = import_put_table(c, s, &j->sources[i], j);
        else { /* a table that the catalogue does not read, such as claims */
            j->r->added++;
            ok = j->o->dry_run || store_put_table(c, s, j->sources[i].table, j->sources[i].text);
        }
    }
    ok = ok && (!obs || desk_catalog(c, s, STORE_NOW, &k));
    for (size_t i = 0; ok && i < j->n_sources; i++)
        if (str_eqz(j->sources[i].table, "observations"))
            ok = import_put_obs(c, s, k, j->sources[i].text, j);
    catalog_free(k);
    return ok;
}

static bool remember_mapping(cx *c, store *s, import_job *j)
{
    sb b CLEANUP(sb_done) = {0};
    if (!j->mapping_json.n || j->o->dry_run)
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
    return fail(
        c, ERR_DATA,
        "%s：%zu 行不能采用，整个文件没有导入；改正后重试，或用 --partial 先导入其余各行",
        "%s: %zu rows cannot be taken, so nothing was imported; mend them, or import the rest "
        "with --partial",
        j->path, j->r->list.errors);
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
    commit meta = {.recorded_by = j->o->by.n ? j->o->by : str_of(os_user()),
                   .action = str_of(action),
                   .reason = str_of(why),
                   .source = str_of(j->base_name),
                   .file_sha256 = j->hash};
    return store_begin(c, s, &meta);
}

static bool write_all(cx *c, store *s, import_job *j)
{
    bool back = j->o->withdraw;
    if (!j->o->dry_run)
        TRY(start(c, s, j, back ? "withdraw" : "import"));
    TRY(back ? import_take_back(c, s, j) : put_sources(c, s, j));
    j->r->refused = j->r->list.errors;
    if (j->r->list.errors && !j->o->partial)
        return refused_error(c, j);
    TRY(remember_mapping(c, s, j));
    uint64_t news = j->r->added + j->r->changed + j->r->withdrawn;
    if (j->o->dry_run)
        return true;
    if (news == 0 && !j->mapping_json.n) { /* nothing to record */
        store_rollback(s);
        return true;
    }
    commit k;
    TRY(store_commit(c, s, &k));
    j->r->commit_id = k.id;
    return true;
}

static bool run(cx *c, store *s, import_job *j)
{
    catalog *k = NULL;
    str home = {"", 0};
    TRY(store_meta_get(c, s, "home", &home));
    TRY(desk_catalog(c, s, STORE_NOW, &k));
    bool ok = import_read(c, s, k, catalog_area(k, home), j);
    catalog_free(k);
    TRY(ok);
    TRY(known_bytes(c, s, &j->hash, &j->r->known_file));
    if (!write_all(c, s, j)) {
        store_rollback(s);
        return false;
    }
    if (j->r->refused && j->o->partial && !j->o->dry_run)
        return import_write_rejects(c, j,
                                    j->wide        ? sb_str(&j->rows.csv)
                                    : j->n_sources ? j->sources[0].text
                                                   : S(""));
    return true;
}

bool import_file(cx *c, const char *url, const char *path, const import_options *o,
                 import_result *ret)
{
    store *s = NULL;
    *ret = (import_result){0};
    issues_init(&ret->list, c->a);
    import_job j = {.o = o, .r = ret, .path = path, .base_name = base_name(path)};
    bool ok = store_open(c, url, STORE_WRITE, &s) && run(c, s, &j);
    ret->table = j.n_sources ? j.sources[0].table : S("");
    store_close(s);
    ret->places = NULL;
    if (j.wide) { /* the result keeps the places for messages */
        wide_place *p = cx_alloc(c, (j.rows.n + 1) * sizeof *p);
        if (p && j.rows.n)
            memcpy(p, j.rows.places, j.rows.n * sizeof *p);
        ret->places = p;
    }
    import_job_done(&j);
    return ok;
}

bool import_text(cx *c, const char *url, str table, str text, const import_options *o,
                 import_result *ret)
{
    store *s = NULL;
    *ret = (import_result){0};
    issues_init(&ret->list, c->a);
    source src = {table, text, NULL};
    import_job j = {
        .o = o, .r = ret, .path = "-", .base_name = "", .sources = &src, .n_sources = 1};
    bool ok = store_open(c, url, STORE_WRITE, &s);
    if (ok && !write_all(c, s, &j)) {
        store_rollback(s);
        ok = false;
    }
    store_close(s);
    ret->table = table;
    return ok;
}

void import_result_done(import_result *r)
{
    issues_done(&r->list);
    workbook_free(r->w);
    r->w = NULL;
}

const char *import_place(cx *c, const import_result *r, const char *path, const issue *i)
{
    char place[96];
    if (i->line >= 2 && r->places && i->line - 2 < r->n_places) {
        const wide_place *p = &r->places[i->line - 2];
        sheet_place(r->w, &r->w->sheets[p->sheet], p->row, p->col, place);
        return cx_printf(c, "%s %s", path, place);
    }
    if (i->line == 0)
        return i->text.n ? cx_printf(c, "%s " STR_FMT, path, STR_ARG(i->text)) : path;
    if (r->w && r->w->n_sheets && i->line - 1 < r->w->sheets[0].n_rows) {
        sheet_place(r->w, &r->w->sheets[0], r->w->sheets[0].rows[i->line - 1].row, 0, place);
        return cx_printf(c, "%s %s " STR_FMT, path, place, STR_ARG(i->column));
    }
    if (c->lang == LANG_EN)
        return cx_printf(c, "%s line %u%s" STR_FMT, path, i->line, i->column.n ? " column " : "",
                         STR_ARG(i->column));
    return cx_printf(c, "%s 第%u行%s" STR_FMT "%s", path, i->line, i->column.n ? "“" : "",
                     STR_ARG(i->column), i->column.n ? "”列" : "");
}

/* ---- refused rows ---- */
static int cmp_line(const void *a, const void *b)
{
    uint32_t x = (*(const issue *const *)a)->line, y = (*(const issue *const *)b)->line;
    return (x > y) - (x < y);
}

/* The header and the refused lines as they stood, with the reason as last column: mend and import. */
bool import_write_rejects(cx *c, import_job *j, str text)
{
    sb b CLEANUP(sb_done) = {0};
    const issues *l = &j->r->list;
    const issue **order = cx_alloc(c, (l->n + 1) * sizeof *order);
    size_t n = 0, at = 0;
    if (!order)
        return false;
    for (size_t i = 0; i < l->n; i++)
        if (l->list[i].severity == ISSUE_ERROR && l->list[i].line > 0)
            order[n++] = &l->list[i];
    qsort(order, n, sizeof *order, cmp_line);
    sb_init(&b, 0);
    str rest = text, line;
    uint32_t number = 0;
    while (rest.p && str_split(&rest, '\n', &line)) {
        number++;
        line = str_trim(line);
        if (number == 1) {
            sb_put(&b, line);
            sb_putz(&b, ",error\n");
        }
        for (bool once = true; at < n && order[at]->line == number; at++) {
            if (number == 1 || !once)
                continue;
            sb_put(&b, line);
            sb_putc(&b, ',');
            csv_put(&b, str_of(c->lang == LANG_EN ? order[at]->en : order[at]->zh));
            sb_putc(&b, '\n');
            once = false;
        }
    }
    const char *path = j->o->rejects ? j->o->rejects : cx_printf(c, "%s.rejected.csv", j->path);
    if (!path || !sb_ok(&b))
        return fail_memory(c);
    TRY(os_write_file(c, path, sb_str(&b)));
    j->r->rejects = str_of(path);
    return true;
}
