/* Wide tables: whatever a sheet holds, a mapping is proposed, reads back from its JSON, and reads
 * the same figures; every line has its place. The input is the text of a workbook: tab-separated
 * cells, a line "#sheet NAME" starts a sheet, "#merge R0 C0 R1 C1" merges cells of it. Numbers are
 * number cells; "=…" is a formula without a result, "N%" a percentage, an ISO date a date. */
#include "base/embed.h"
#include "base/str.h"
#include "fuzz.h"
#include "io/wide.h"

#define MOST 400 /* rows, columns, merges of a sheet */

/* The nation, its provinces and one of them in full: the rest would only cost time. */
static str some_areas(cx *c, str all)
{
    sb b;
    str line;
    sb_init(&b, 0);
    for (bool head = true; all.n && str_split(&all, '\n', &line); head = false)
        if (head || str_starts(line, S("52")) || str_starts(str_from(line, 2), S("0000"))) {
            sb_put(&b, line);
            sb_putc(&b, '\n');
        }
    char *p = cx_strdup(c, sb_str(&b));
    sb_done(&b);
    return str_of(p);
}

static catalog *the_catalog(void)
{
    static catalog *k;
    static cx c;
    static const char *const files[] = {"catalogue/areas.csv", "catalogue/indicators.csv"};
    if (k)
        return k;
    catalog_builder *b;
    issues l;
    MUST(cx_init(&c, LANG_EN));
    issues_init(&l, c.a);
    const embedded *units = embed_find("catalogue/units.csv");
    MUST(catalog_builder_new(&c, (str){(const char *)units->data, units->size}, &b));
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        const embedded *e = embed_find(files[i]);
        str text = {(const char *)e->data, e->size};
        MUST(catalog_add_table(&c, b, i ? S("indicators") : S("areas"),
                               i ? text : some_areas(&c, text), &l));
    }
    MUST(catalog_finish(&c, b, &l, &k));
    catalog_builder_free(b);
    issues_done(&l);
    return k;
}

/* ---- the workbook ---- */
static cell a_cell(str s, uint32_t col)
{
    dec d;
    period p;
    cell x = {.col = col, .type = CELL_T_TEXT, .text = s};
    if (dec_parse(s, &d) == DEC_OK)
        x.type = CELL_T_NUMBER;
    else if (str_starts(s, S("=")))
        x = (cell){.col = col, .type = CELL_T_NO_CACHE, .formula = true};
    else if (str_starts(s, S("#")))
        x.type = CELL_T_ERROR;
    else if (s.n == 10 && period_parse_iso(s, &p) && p.f == FREQ_D)
        x.type = CELL_T_DATE;
    else if (str_ends(s, S("%")) && dec_parse(str_sub(s, 0, s.n - 1), &d) == DEC_OK)
        x = (cell){.col = col, .type = CELL_T_PERCENT, .text = str_sub(s, 0, s.n - 1)};
    return x;
}

static void add_row(cx *c, sheet *s, uint32_t row, str line)
{
    cell *cells = cx_alloc(c, MOST * sizeof *cells);
    uint32_t n = 0, col = 0;
    str field;
    MUST(cells);
    while (col < MOST && str_split(&line, '\t', &field)) {
        if (field.n)
            cells[n++] = a_cell(field, col);
        col++;
    }
    if (n && s->n_rows < MOST) {
        s->rows[s->n_rows++] = (sheet_row){row, n, cells};
        if (cells[n - 1].col >= s->n_cols)
            s->n_cols = cells[n - 1].col + 1;
    }
}

static void add_merge(sheet *s, str line)
{
    uint32_t v[4] = {0};
    str word;
    str_split(&line, ' ', &word);
    for (int i = 0; i < 4 && str_split(&line, ' ', &word); i++) {
        int64_t n;
        if (!str_int(word, &n) || n < 0 || n > 1048575)
            return;
        v[i] = (uint32_t)n;
    }
    if (v[2] >= v[0] && v[3] >= v[1] && s->n_merges < MOST)
        s->merges[s->n_merges++] = (merge){v[0], v[1], v[2], v[3]};
}

static sheet *add_sheet(cx *c, workbook *w, str name)
{
    sheet *s = &w->sheets[w->n_sheets++];
    s->name = name;
    s->rows = cx_alloc(c, MOST * sizeof *s->rows);
    s->merges = cx_alloc(c, MOST * sizeof *s->merges);
    MUST(s->rows && s->merges);
    return s;
}

static void a_workbook(cx *c, str text, workbook *w)
{
    str line;
    uint32_t row = 0;
    *w = (workbook){.a = c->a, .format = FILE_XLSX, .path = S("fuzz.xlsx")};
    w->sheets = cx_alloc(c, 8 * sizeof *w->sheets);
    MUST(w->sheets);
    sheet *s = add_sheet(c, w, S("Sheet1"));
    while (str_split(&text, '\n', &line)) {
        if (str_starts(line, S("#sheet ")) && w->n_sheets < 8) {
            s = add_sheet(c, w, str_from(line, 7));
            row = 0;
        } else if (str_starts(line, S("#merge "))) {
            add_merge(s, line);
        } else {
            add_row(c, s, row++, line);
        }
    }
}

/* ---- what must hold ---- */
static void check_rows(const workbook *w, const wide_rows *r)
{
    str csv = sb_str(&r->csv), line;
    size_t lines = 0;
    while (csv.n && str_split(&csv, '\n', &line))
        lines += line.n > 0;
    MUST(lines == r->n + 1);
    for (size_t i = 0; i < r->n; i++)
        MUST(r->places[i].sheet < w->n_sheets);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cx c;
    workbook w;
    issues l;
    mapping *m, *back;
    wide_rows one, two;
    const catalog *k = the_catalog();
    if (!utf8_valid((str){(const char *)data, size}))
        return 0;
    MUST(cx_init(&c, LANG_ZH));
    a_workbook(&c, (str){(const char *)data, size}, &w);
    issues_init(&l, c.a);
    wide_hint h = {catalog_area(k, S("520300")), date_ord(2024, 7, 15), KIND_NONE};
    MUST(wide_propose(&c, &w, k, &h, &m, &l));
    bool certain = l.n == 0;
    MUST(wide_apply(&c, &w, m, k, true, &one, &l));
    check_rows(&w, &one);
    sb json CLEANUP(sb_done);
    sb show CLEANUP(sb_done);
    sb_init(&json, 0);
    sb_init(&show, 0);
    MUST(mapping_to_json(&c, m, k, &json));
    MUST(mapping_describe(&c, m, k, &show));
    MUST(mapping_from_json(&c, sb_str(&json), k, h.today, &back));
    MUST(wide_apply(&c, &w, back, k, false, &two, &l));
    check_rows(&w, &two);
    if (certain)
        MUST(str_eq(sb_str(&one.csv), sb_str(&two.csv)));
    wide_rows_done(&one);
    wide_rows_done(&two);
    issues_done(&l);
    cx_done(&c);
    return 0;
}
