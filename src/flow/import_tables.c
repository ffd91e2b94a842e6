/* Catalogue tables: the rows that differ from what stands. */
#include "base/csv.h"
#include "base/map.h"
#include "base/str.h"
#include "flow/import_int.h"

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

static bool removed_rows(cx *c, const source *src, bool *any)
{
    csv r;
    bool header = true;
    size_t at = SIZE_MAX;
    *any = false;
    csv_init(&r, src->text);
    while (csv_next(c, &r)) {
        for (size_t i = 0; header && i < r.n; i++)
            if (str_eqz(str_trim(r.fields[i]), "withdrawn"))
                at = i;
        *any |= !header && at < r.n && str_ieqz(str_trim(r.fields[at]), "yes");
        header = false;
    }
    csv_done(&r);
    return c->err.code == ERR_NONE;
}

static bool put_changes(cx *c, store *s, const source *src, const catalog *old, const catalog *k,
                        import_job *j)
{
    sb a CLEANUP(sb_done) = {0}, b CLEANUP(sb_done) = {0}, out CLEANUP(sb_done) = {0};
    uint64_t n;
    bool withdrawn;
    sb_init(&a, 0);
    sb_init(&b, 0);
    sb_init(&out, 0);
    TRY(catalog_export(c, old, src->table, &a));
    TRY(catalog_export(c, k, src->table, &b));
    TRY(new_lines(c, sb_str(&a), sb_str(&b), &out, &n));
    TRY(removed_rows(c, src, &withdrawn));
    j->r->changed += n;
    j->r->unchanged += j->r->good > n ? j->r->good - n : 0;
    if (j->o->dry_run)
        return true;
    if (withdrawn)
        return store_put_table(c, s, src->table, src->text);
    return n == 0 || store_put_table(c, s, src->table, sb_str(&out));
}

static uint64_t count_lines(str text)
{
    uint64_t n = 0;
    for (size_t i = 0; i < text.n; i++)
        n += text.p[i] == '\n' && i + 1 < text.n;
    return n;
}

bool import_put_table(cx *c, store *s, const source *src, import_job *j)
{
    catalog *old = NULL, *k = NULL;
    size_t errors = j->r->list.errors;
    bool ok = desk_catalog(c, s, STORE_NOW, &old) &&
              desk_catalog_with(c, s, STORE_NOW, src->table, src->text, &j->r->list, &k);
    size_t refused = j->r->list.errors - errors;
    uint64_t rows = count_lines(src->text);
    j->r->rows += rows;
    j->r->good += rows > refused ? rows - refused : 0;
    if (ok && (refused == 0 || j->o->partial) && old && k)
        ok = put_changes(c, s, src, old, k, j);
    catalog_free(k);
    catalog_free(old);
    return ok;
}
