/* Tidy tables in the sheets of an office file: sheets of one table become one text, whatever the
 * order of their columns, with the place of every line. */
#include "base/str.h"
#include "flow/import_int.h"

#define TEXT_MAX ((size_t)512 << 20) /* bytes of all tables of a file as text */
#define NAME_MAX_BYTES 256           /* of a header cell: no column's name is longer */
#define NAMES_TOLD 10

typedef struct tidy_book {
    cx *c;
    import_job *j;
    str *tables;  /* by sheet; "" = none */
    str *columns; /* of the table that is being written */
    size_t n_columns, cap;
    size_t made; /* bytes of the tables before this one */
} tidy_book;

static void book_done(tidy_book *b)
{
    mem_free(b->tables);
    mem_free(b->columns);
}

/* What a cell says as a field of CSV. An apostrophe that guards a number or a formula is none of the
 * text; the one of '十四五' is. */
static str field_of(const cell *x)
{
    str t = str_trim(x->text);
    if (x->type == CELL_T_NO_CACHE)
        return S("");
    bool guard =
        x->type == CELL_T_TEXT && t.n > 1 && t.p[0] == '\'' && strchr("=+-@0123456789.", t.p[1]);
    return guard ? str_from(t, 1) : t;
}

static bool header_text(cx *c, const sheet *s, sb *b)
{
    uint32_t col = 0;
    sb_reset(b);
    for (uint32_t i = 0; s->n_rows && i < s->rows[0].n; i++) {
        for (; col < s->rows[0].cells[i].col; col++)
            sb_putc(b, ',');
        csv_put(b, str_sub(field_of(&s->rows[0].cells[i]), 0, NAME_MAX_BYTES));
    }
    return sb_ok(b) || fail_memory(c);
}

/* Which table each sheet holds. A table that the user named must be one of them: else the first
 * sheet is taken for it, so that what it lacks is said; but a wide sheet is read as observations. */
static bool name_sheets(tidy_book *b)
{
    workbook *w = b->j->w;
    str asked = b->j->o->table, table;
    sb head CLEANUP(sb_done) = {0};
    bool any = false;
    sb_init(&head, 0);
    for (uint32_t i = 0; i < w->n_sheets; i++) {
        b->tables[i] = S("");
        TRY(header_text(b->c, &w->sheets[i], &head));
        TRY(import_table_of(b->c, sb_str(&head), S(""), &table));
        if (!asked.n || str_eq(asked, table))
            b->tables[i] = table;
        any |= b->tables[i].n > 0;
    }
    TRY(import_table_of(b->c, S(""), asked, &table)); /* a name that is none is refused */
    if (!any && asked.n && !str_eqz(asked, "observations") && w->n_sheets)
        b->tables[0] = asked;
    return true;
}

static size_t column_at(const tidy_book *b, str name, size_t i)
{
    while (i < b->n_columns && !str_eq(b->columns[i], name))
        i++;
    return i;
}

/* Names that the table does not have, told once: a row has no room for them. */
typedef struct strangers {
    sb names;
    uint32_t n;
} strangers;

static void strangers_done(strangers *s)
{
    sb_done(&s->names);
}

static void strange(strangers *s, str name)
{
    if (s->n++ >= NAMES_TOLD)
        return;
    sb_putz(&s->names, s->n > 1 ? ", " : "");
    sb_put(&s->names, str_sub(name, 0, NAME_MAX_BYTES));
}

static bool tell_strangers(tidy_book *b, str table, const strangers *s)
{
    str names;
    if (s->n == 0)
        return true;
    if (!sb_ok(&s->names) || !arena_str(b->c->a, sb_str(&s->names), &names))
        return fail_memory(b->c);
    b->j->r->list.part = (uint32_t)b->j->r->n_parts - 1;
    return issue_add(b->c, &b->j->r->list, ISSUE_WARNING, 0, names, names,
                     "不认识的列（%u 列），未读取；表 " STR_FMT " 的列有：%s（* 为必需）",
                     "unknown columns (%u), not read; table " STR_FMT " has: %s (* = required)",
                     s->n, STR_ARG(table), import_columns_of(table));
}

/* The columns of the sheets of one table, those that the table knows. A name that stands twice in
 * one header stays twice, for the reader to refuse. */
static bool find_columns(tidy_book *b, str table)
{
    workbook *w = b->j->w;
    strangers s CLEANUP(strangers_done) = {.n = 0};
    sb_init(&s.names, 0);
    b->n_columns = 0;
    for (uint32_t i = 0; i < w->n_sheets; i++) {
        size_t before = b->n_columns;
        for (uint32_t k = 0; str_eq(b->tables[i], table) && k < w->sheets[i].rows[0].n; k++) {
            str name = field_of(&w->sheets[i].rows[0].cells[k]);
            if (!import_knows_column(table, name)) {
                if (name.n)
                    strange(&s, name);
                continue;
            }
            size_t at = column_at(b, name, 0);
            if (at < before || column_at(b, name, at + 1) < b->n_columns)
                continue;
            if (!MEM_GROW(b->columns, b->cap, b->n_columns + 1))
                return fail_memory(b->c);
            b->columns[b->n_columns++] = name;
        }
    }
    return tell_strangers(b, table, &s);
}

static bool put_fields(tidy_book *b, wide_rows *out, const str *fields, wide_place at)
{
    size_t from = out->csv.n, lines = 0;
    for (size_t i = 0; i < b->n_columns; i++) {
        sb_putz(&out->csv, i ? "," : "");
        csv_put(&out->csv, fields[i]);
    }
    sb_putc(&out->csv, '\n');
    if (b->made + out->csv.n >= TEXT_MAX)
        return fail(b->c, ERR_LIMIT, "%s：表中文字超过 %zu MB；请分成几个文件",
                    "%s: its tables are larger than %zu MB as text; split the file", b->j->path,
                    TEXT_MAX >> 20);
    if (!sb_ok(&out->csv))
        return fail_memory(b->c);
    for (size_t i = from; i < out->csv.n; i++)
        lines += out->csv.p[i] == '\n';
    if (from == 0)
        lines--; /* the header has no place of its own */
    if (!MEM_GROW(out->places, out->cap, out->n + lines + 1))
        return fail_memory(b->c);
    while (lines--)
        out->places[out->n++] = at;
    return true;
}

/* Where each cell of the sheet's header goes; a name that stands twice takes two columns. */
static bool target_columns(tidy_book *b, const sheet *s, size_t **ret)
{
    size_t *to = mem_alloc((s->n_cols + 1) * sizeof *to);
    bool *taken = mem_zalloc(b->n_columns + 1, sizeof *taken);
    bool ok = to && taken;
    for (uint32_t i = 0; ok && i <= s->n_cols; i++)
        to[i] = SIZE_MAX;
    for (uint32_t i = 0; ok && i < s->rows[0].n; i++) {
        const cell *x = &s->rows[0].cells[i];
        size_t at = column_at(b, field_of(x), 0);
        while (at < b->n_columns && taken[at])
            at = column_at(b, field_of(x), at + 1);
        taken[at] = true;
        to[x->col] = at;
    }
    mem_free(taken);
    if (!ok)
        mem_free(to);
    *ret = to;
    return ok || fail_memory(b->c);
}

static bool put_sheet(tidy_book *b, uint32_t no, wide_rows *out, str *fields)
{
    const sheet *s = &b->j->w->sheets[no];
    size_t *to;
    bool ok = true;
    TRY(target_columns(b, s, &to));
    for (uint32_t i = 1; ok && i < s->n_rows; i++) {
        const sheet_row *r = &s->rows[i];
        for (size_t k = 0; k < b->n_columns; k++)
            fields[k] = S("");
        for (uint32_t k = 0; k < r->n; k++)
            if (to[r->cells[k].col] < b->n_columns)
                fields[to[r->cells[k].col]] = field_of(&r->cells[k]);
        ok = put_fields(b, out, fields, (wide_place){no, r->row, 0});
    }
    mem_free(to);
    return ok;
}

static bool put_table(tidy_book *b, str table)
{
    workbook *w = b->j->w;
    import_part *p;
    TRY(import_add_part(b->c, b->j, table, &p));
    TRY(find_columns(b, table));
    sb_init(&p->rows.csv, 0);
    TRY(put_fields(b, &p->rows, b->columns, (wide_place){0}));
    str *fields = mem_alloc((b->n_columns + 1) * sizeof *fields);
    if (!fields)
        return fail_memory(b->c);
    bool ok = true;
    for (uint32_t i = 0; ok && i < w->n_sheets; i++)
        if (str_eq(b->tables[i], table))
            ok = put_sheet(b, i, &p->rows, fields);
    mem_free(fields);
    p->text = sb_str(&p->rows.csv);
    b->made += p->rows.csv.n;
    return ok;
}

bool import_tidy_sheets(cx *c, import_job *j)
{
    tidy_book b CLEANUP(book_done) = {.c = c, .j = j};
    uint32_t n = j->w->n_sheets;
    b.tables = mem_zalloc(n + 1, sizeof *b.tables);
    if (!b.tables)
        return fail_memory(c);
    TRY(name_sheets(&b));
    for (uint32_t i = 0; i < n; i++) {
        bool done = !b.tables[i].n || j->w->sheets[i].n_rows == 0;
        for (uint32_t k = 0; k < i; k++)
            done |= str_eq(b.tables[k], b.tables[i]);
        if (!done)
            TRY(put_table(&b, b.tables[i]));
    }
    return true;
}
