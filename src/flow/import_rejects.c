/* Refused rows: how many, the text without them, and the file in which they can be mended. */
#include "base/csv.h"
#include "base/str.h"
#include "flow/import_int.h"
#include <unistd.h>

/* Errors that name a row, by part and line, one a row. */
typedef struct refused {
    const issue **rows;
    size_t n;
} refused;

static int cmp_place(const void *a, const void *b)
{
    const issue *x = *(const issue *const *)a, *y = *(const issue *const *)b;
    if (x->part != y->part)
        return x->part < y->part ? -1 : 1;
    if (issue_refuses(x) != issue_refuses(y))
        return issue_refuses(x) < issue_refuses(y) ? -1 : 1;
    return x < y ? -1 : x > y; /* the first thing said of a row is the reason that is given */
}

static bool refused_find(const issues *l, refused *ret)
{
    *ret = (refused){.rows = mem_alloc((l->n + 1) * sizeof *ret->rows)};
    if (!ret->rows)
        return false;
    for (size_t i = 0; i < l->n; i++)
        if (l->list[i].severity == ISSUE_ERROR && issue_refuses(&l->list[i]) > 0)
            ret->rows[ret->n++] = &l->list[i];
    qsort(ret->rows, ret->n, sizeof *ret->rows, cmp_place);
    size_t n = 0;
    for (size_t i = 0; i < ret->n; i++)
        if (n == 0 || ret->rows[n - 1]->part != ret->rows[i]->part ||
            issue_refuses(ret->rows[n - 1]) != issue_refuses(ret->rows[i]))
            ret->rows[n++] = ret->rows[i];
    ret->n = n;
    return true;
}

static void refused_done(refused *r)
{
    mem_free(r->rows);
    *r = (refused){0};
}

/* Why a row was refused; NULL when it was not. */
static const issue *refused_at(const refused *r, uint32_t part, uint32_t line)
{
    size_t lo = 0, hi = r->n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        const issue *i = r->rows[mid];
        if (i->part < part || (i->part == part && issue_refuses(i) < line))
            lo = mid + 1;
        else
            hi = mid;
    }
    bool is = lo < r->n && r->rows[lo]->part == part && issue_refuses(r->rows[lo]) == line;
    return is ? r->rows[lo] : NULL;
}

bool import_refused_rows(cx *c, const issues *l, uint64_t *ret)
{
    refused r CLEANUP(refused_done) = {0};
    size_t listed = 0, whole = 0;
    if (!refused_find(l, &r))
        return fail_memory(c);
    for (size_t i = 0; i < l->n; i++) {
        listed += l->list[i].severity == ISSUE_ERROR;
        whole += l->list[i].severity == ISSUE_ERROR && issue_refuses(&l->list[i]) == 0;
    }
    *ret = r.n + whole + (l->errors - listed);
    return true;
}

bool import_refused_lines(cx *c, const issues *l, uint32_t part, uint32_t **ret, size_t *ret_n)
{
    refused no CLEANUP(refused_done) = {0};
    if (!refused_find(l, &no))
        return fail_memory(c);
    TRY(*ret = cx_alloc(c, (no.n + 1) * sizeof **ret));
    *ret_n = 0;
    for (size_t i = 0; i < no.n; i++)
        if (no.rows[i]->part == part)
            (*ret)[(*ret_n)++] = issue_refuses(no.rows[i]);
    return true;
}

bool import_without_refused(cx *c, const issues *l, uint32_t part, str text, str *ret,
                            bool *ret_any)
{
    refused no CLEANUP(refused_done) = {0};
    sb b CLEANUP(sb_done) = {0};
    csv r CLEANUP(csv_done);
    uint32_t line = 1;
    sb_init(&b, 0);
    csv_init(&r, text);
    *ret_any = false;
    if (!refused_find(l, &no))
        return fail_memory(c);
    while (csv_next(c, &r)) {
        for (; line < r.line; line++)
            sb_putc(&b, '\n');
        if (r.line > 1 && refused_at(&no, part, r.line)) {
            *ret_any = true;
            continue;
        }
        for (size_t i = 0; i < r.n; i++) {
            sb_putz(&b, i ? "," : "");
            csv_put(&b, r.fields[i]);
        }
        sb_putc(&b, '\n');
        line = r.next_line;
    }
    if (c->err.code != ERR_NONE)
        return false;
    return (sb_ok(&b) && arena_str(c->a, sb_str(&b), ret)) || fail_memory(c);
}

/* ---- the file to be mended ---- */

/* A record, without the column `error` of a file that was mended before; what names no source comes
 * from the file that was refused. */
static void put_record(sb *b, const csv *r, size_t left_out, size_t source, const char *file,
                       const char *last)
{
    for (size_t i = 0; i < r->n; i++)
        if (i != left_out) {
            csv_put(b, i == source && !r->fields[i].n ? str_of(file) : r->fields[i]);
            sb_putc(b, ',');
        }
    csv_put(b, str_of(last));
    sb_putc(b, '\n');
}

/* The header and the refused rows as they stood, with the reason as last column. *ret_n: rows. */
static bool rejects_text(cx *c, const import_job *j, const refused *no, uint32_t part, sb *b,
                         size_t *ret_n)
{
    csv r CLEANUP(csv_done);
    size_t left_out = SIZE_MAX, source = SIZE_MAX;
    bool header = true;
    csv_init(&r, j->r->parts[part].text);
    *ret_n = 0;
    while (csv_next(c, &r)) {
        const issue *why = refused_at(no, part, r.line);
        for (size_t i = 0; header && i < r.n; i++) {
            str name = str_trim(r.fields[i]);
            left_out = str_ieqz(name, "error") ? i : left_out;
            source = str_ieqz(name, "source") ? i : source;
        }
        if (header)
            put_record(b, &r, left_out, source, "", "error");
        else if (why)
            put_record(b, &r, left_out, source, j->base_name,
                       c->lang == LANG_EN ? why->en : why->zh);
        *ret_n += !header && why;
        header = false;
    }
    return c->err.code == ERR_NONE && (sb_ok(b) || fail_memory(c));
}

/* FILE.rejected.csv, or as asked; with the table's name where several tables have such rows. */
static const char *rejects_path(cx *c, const import_job *j, uint32_t part, bool several)
{
    const char *whole = j->o->rejects ? j->o->rejects : cx_printf(c, "%s.rejected.csv", j->path);
    str name = str_of(whole), table = j->r->parts[part].table;
    if (!whole || !several)
        return whole;
    if (str_ends(name, S(".csv")))
        name.n -= 4;
    return cx_printf(c, STR_FMT "." STR_FMT ".csv", STR_ARG(name), STR_ARG(table));
}

static bool holds(cx *c, const char *path, str text, bool *ret)
{
    os_file f;
    TRY(os_map(c, path, SIZE_MAX, &f));
    *ret = str_eq(f.data, text);
    os_unmap(&f);
    return true;
}

/* A file that is there already may be mended by now: the next free name, "….rejected.2.csv". A name
 * that was asked for is taken as asked. *ret_there: the very same text stands there. */
static bool free_path(cx *c, const import_job *j, str text, const char **path, bool *ret_there)
{
    str name = str_of(*path);
    *ret_there = false;
    if (str_ends(name, S(".csv")))
        name.n -= 4;
    for (int i = 2; !j->o->rejects && os_exists(*path); i++) {
        TRY(holds(c, *path, text, ret_there));
        if (*ret_there)
            return true;
        *path = cx_printf(c, STR_FMT ".%d.csv", STR_ARG(name), i);
        TRY(*path);
    }
    return true;
}

static bool write_part(cx *c, import_job *j, const refused *no, uint32_t part, bool several)
{
    sb b CLEANUP(sb_done) = {0};
    size_t n;
    sb_init(&b, 0);
    sb_putz(&b, "\xEF\xBB\xBF"); /* or Excel on Chinese Windows reads GBK */
    TRY(rejects_text(c, j, no, part, &b, &n));
    if (!n)
        return true;
    bool there;
    const char *path = rejects_path(c, j, part, several);
    TRY(path && (sb_ok(&b) || fail_memory(c)) && free_path(c, j, sb_str(&b), &path, &there));
    str before = j->r->rejects;
    const char *all = before.n ? cx_printf(c, STR_FMT ", %s", STR_ARG(before), path) : path;
    TRY(all);
    if (!there) {
        TRY(os_write_file(c, path, sb_str(&b)));
        j->files[j->n_files++] = path;
    }
    j->r->rejects = str_of(all);
    return true;
}

bool import_write_rejects(cx *c, import_job *j)
{
    refused no CLEANUP(refused_done) = {0};
    TRY(j->files = cx_alloc(c, j->r->n_parts * sizeof *j->files));
    if (!refused_find(&j->r->list, &no))
        return fail_memory(c);
    bool several = no.n && no.rows[0]->part != no.rows[no.n - 1]->part;
    for (uint32_t i = 0; i < j->r->n_parts; i++)
        if (!write_part(c, j, &no, i, several)) {
            import_drop_rejects(j);
            return false;
        }
    return true;
}

void import_drop_rejects(import_job *j)
{
    for (size_t i = 0; i < j->n_files; i++)
        unlink(j->files[i]);
    j->n_files = 0;
    j->r->rejects = S("");
}
