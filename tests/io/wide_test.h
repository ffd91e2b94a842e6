/* wide_test.h: the built-in catalogue, and a workbook through proposal, mapping and reading. */
#ifndef WIDE_TEST_H
#define WIDE_TEST_H
#include "base/csv.h"
#include "base/embed.h"
#include "base/os.h"
#include "io/wide.h"
#include "io_test.h"

typedef struct office {
    cx c;
    catalog *k;
    issues unclear, found;
    mapping *m;
    wide_rows rows;
    workbook *w;
    wide_hint hint;
} office;

static inline str embedded_table(const char *name)
{
    const embedded *e = embed_find(name);
    assert_non_null(e);
    return (str){(const char *)e->data, e->size};
}

static inline catalog *office_catalog(cx *c, const char *more_areas)
{
    catalog_builder *b = NULL;
    catalog *k = NULL;
    issues l;
    issues_init(&l, c->a);
    assert_true(catalog_builder_new(c, embedded_table("catalogue/units.csv"), &b));
    assert_true(catalog_add_table(c, b, S("areas"), embedded_table("catalogue/areas.csv"), &l));
    if (more_areas)
        assert_true(catalog_add_table(c, b, S("areas"), str_of(more_areas), &l));
    assert_true(
        catalog_add_table(c, b, S("indicators"), embedded_table("catalogue/indicators.csv"), &l));
    assert_true(catalog_finish(c, b, &l, &k));
    catalog_builder_free(b);
    issues_done(&l);
    return k;
}

static inline void office_open(office *o, const char *more_areas)
{
    memset(o, 0, sizeof(*o));
    assert_true(cx_init(&o->c, LANG_ZH));
    o->k = office_catalog(&o->c, more_areas);
    o->hint = (wide_hint){catalog_area(o->k, S("520300")), date_ord(2024, 7, 15), KIND_NONE};
}

static inline void office_clear(office *o)
{
    wide_rows_done(&o->rows);
    issues_done(&o->unclear);
    issues_done(&o->found);
    if (o->w && o->w->a)
        workbook_free(o->w);
    o->w = NULL;
}

static inline void office_close(office *o)
{
    office_clear(o);
    catalog_free(o->k);
    cx_done(&o->c);
}

/* Propose, and read with what was proposed (through JSON when `json`). */
static inline bool office_read(office *o, workbook *w, bool json)
{
    office_clear(o);
    o->w = w;
    issues_init(&o->unclear, o->c.a);
    issues_init(&o->found, o->c.a);
    TRY(wide_propose(&o->c, w, o->k, &o->hint, &o->m, &o->unclear));
    if (json) {
        sb b CLEANUP(sb_done);
        sb_init(&b, 0);
        TRY(mapping_to_json(&o->c, o->m, o->k, &b));
        char *text = cx_strdup(&o->c, sb_str(&b));
        TRY(mapping_from_json(&o->c, str_of(text), o->k, o->hint.today, &o->m));
    }
    return wide_apply(&o->c, w, o->m, o->k, true, &o->rows, &o->found);
}

/* A workbook of one sheet from text: cells parted by |, rows by newlines; numbers are numbers. */
static inline workbook *text_workbook(cx *c, const char *name, const char *text)
{
    workbook *w = CX_NEW(c, workbook);
    sheet *s = CX_NEW(c, sheet);
    str rest = str_of(text), row, field;
    assert_non_null(w);
    assert_non_null(s);
    *w =
        (workbook){.a = NULL, .format = FILE_XLSX, .path = S("x.xlsx"), .n_sheets = 1, .sheets = s};
    s->name = str_of(name);
    s->rows = cx_alloc(c, 200 * sizeof(sheet_row));
    for (uint32_t r = 0; r < 200 && str_split(&rest, '\n', &row); r++) {
        cell *cells = cx_alloc(c, 64 * sizeof(cell));
        uint32_t n = 0;
        for (uint32_t col = 0; col < 64 && str_split(&row, '|', &field); col++) {
            dec d;
            if (!str_trim(field).n)
                continue;
            bool number = dec_parse(str_trim(field), &d) == DEC_OK;
            cells[n++] = (cell){.col = col,
                                .type = number ? CELL_T_NUMBER : CELL_T_TEXT,
                                .text = number ? str_trim(field) : field};
            s->n_cols = col + 1 > s->n_cols ? col + 1 : s->n_cols;
        }
        if (n)
            s->rows[s->n_rows++] = (sheet_row){r, n, cells};
    }
    return w;
}

static inline void office_print(const issues *l, FILE *f)
{
    static const char *const names[] = {"note", "warning", "error"};
    for (size_t i = 0; i < l->n; i++)
        fprintf(f, "  %s: %s | %s\n", names[l->list[i].severity], l->list[i].zh, l->list[i].en);
}

#endif
