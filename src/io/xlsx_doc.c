#include <xlsxwriter.h> /* before base.h, which poisons a name in it */

#include "io/xlsx_doc.h"
#include "io/xlsx_file.h"
#include <math.h>

#define SHEETS_MAX 250
#define PLACES_MAX 2 /* decimals of a figure in a sheet */

typedef struct book {
    cx *c;
    const doc *d;
    const xlsx_file *file;
    lxw_workbook *w; /* the file's */
    lxw_format *title, *head, *text, *note;
    lxw_format *number[PLACES_MAX + 1][2][MARK_MAX_]; /* by decimals, signed, mark */
    str heading;                                      /* the document's title */
    int n_sheets;
} book;

static bool check(book *b, lxw_error e)
{
    return xlsx_file_check(b->file, e, 0, 0);
}

/* As many decimals as are printed: "0.##" would leave a bare point behind whole figures. */
static bool number_format(book *b, int places, bool is_signed, doc_mark mark)
{
    static const char *const codes[PLACES_MAX + 1] = {"0", "0.0", "0.00"};
    const char *p = codes[places], *m = doc_mark_text[mark];
    lxw_format *f = workbook_add_format(b->w);
    char *quoted = *m ? cx_printf(b->c, "\"%s\"", m) : cx_printf(b->c, "%s", "");
    char *code = quoted && is_signed
                     ? cx_printf(b->c, "+%s%s;-%s%s;%s%s", p, quoted, p, quoted, p, quoted)
                 : quoted ? cx_printf(b->c, "%s%s", p, quoted)
                          : NULL;
    TRY(f && code ? true : fail_memory(b->c));
    format_set_border(f, LXW_BORDER_THIN);
    format_set_num_format(f, code);
    b->number[places][is_signed][mark] = f;
    return true;
}

static bool formats(book *b)
{
    lxw_format **all[] = {&b->title, &b->head, &b->text, &b->note};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        if (!(*all[i] = workbook_add_format(b->w)))
            return fail_memory(b->c);
        format_set_align(*all[i], LXW_ALIGN_VERTICAL_CENTER);
        if (i < 2)
            format_set_bold(*all[i]);
        if (i < 2)
            format_set_align(*all[i], LXW_ALIGN_CENTER);
        if (i > 0)
            format_set_text_wrap(*all[i]);
    }
    format_set_font_size(b->title, 16);
    format_set_border(b->head, LXW_BORDER_THIN);
    format_set_border(b->text, LXW_BORDER_THIN);
    format_set_bg_color(b->head, 0xEEF1F5);
    for (int i = 0; i <= PLACES_MAX; i++)
        for (int s = 0; s < 2; s++)
            for (doc_mark m = MARK_NONE; m < MARK_MAX_; m++)
                TRY(number_format(b, i, s, m));
    return true;
}

static bool zstr(book *b, str s, char **ret)
{
    return (*ret = cx_strdup(b->c, s)) != NULL;
}

/* A title that is divided over lines stands on one here. */
static bool one_line(book *b, str s, char **ret)
{
    size_t n = 0;
    TRY(zstr(b, s, ret));
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != '\n')
            (*ret)[n++] = s.p[i];
    (*ret)[n] = 0;
    return true;
}

/* ---- sheets ---- */
static bool sheet_new(book *b, str name, lxw_worksheet **ret)
{
    char z[128];
    size_t n = 0;
    int units = 0;
    for (size_t i = 0; i < name.n && n < 100;) {
        uint32_t cp;
        size_t len = utf8_decode(str_from(name, i), &cp);
        MUST(len > 0);
        units += cp > 0xFFFF ? 2 : 1;
        if (units > 26) /* 31, and a number behind it */
            break;
        if (cp < 128 && strchr("[]:*?/\\'", (int)cp))
            z[n++] = '_';
        else
            for (size_t k = 0; k < len; k++)
                z[n++] = name.p[i + k];
        i += len;
    }
    z[n] = 0;
    if (++b->n_sheets > SHEETS_MAX)
        return fail(b->c, ERR_LIMIT, "工作表超过 %d 张", "more than %d sheets", SHEETS_MAX);
    if (!n || workbook_validate_sheet_name(b->w, z) != LXW_NO_ERROR)
        snprintf(z + n, sizeof z - n, "(%d)", b->n_sheets);
    *ret = workbook_add_worksheet(b->w, z);
    return *ret || fail_memory(b->c);
}

/* {3} = that column in this row, {3:} = that column's body. */
static bool formula_text(book *b, const doc_table *t, const char *f, uint32_t row, uint32_t top,
                         char **ret)
{
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    sb_putc(&out, '=');
    while (*f) {
        char col[16];
        char *end;
        if (*f != '{') {
            sb_putc(&out, *f++);
            continue;
        }
        unsigned long k = strtoul(f + 1, &end, 10);
        MUST(k < t->cols && (*end == '}' || (end[0] == ':' && end[1] == '}')));
        lxw_col_to_name(col, (lxw_col_t)k, 0);
        if (*end == '}')
            sb_printf(&out, "%s%u", col, top + row + 1);
        else
            sb_printf(&out, "%s$%u:%s$%u", col, top + t->header + 1, col, top + t->rows);
        f = end + (*end == '}' ? 1 : 2);
    }
    return sb_ok(&out) ? zstr(b, sb_str(&out), ret) : fail_memory(b->c);
}

static bool put_number(book *b, lxw_worksheet *w, const doc_table *t, uint32_t row, uint32_t col,
                       uint32_t top)
{
    const doc_cell *c = &t->cells[(size_t)row * t->cols + col];
    int places = doc_cell_places(c);
    lxw_format *f = b->number[places < PLACES_MAX ? places : PLACES_MAX][c->signed_][c->mark];
    char *z = NULL;
    if (!isfinite(c->v))
        return check(b, worksheet_write_string(w, top + row, (lxw_col_t)col, "—", b->text));
    if (!c->formula)
        return check(b, worksheet_write_number(w, top + row, (lxw_col_t)col, c->v, f));
    TRY(formula_text(b, t, c->formula, row, top, &z));
    return check(b, worksheet_write_formula_num(w, top + row, (lxw_col_t)col, z, f, c->v));
}

static bool put_cell(book *b, lxw_worksheet *w, const doc_table *t, uint32_t row, uint32_t col,
                     uint32_t top)
{
    const doc_cell *c = &t->cells[(size_t)row * t->cols + col];
    lxw_format *f = row < t->header ? b->head : b->text;
    char *z = NULL;
    if (c->covered)
        return true;
    if (c->number)
        return put_number(b, w, t, row, col, top);
    TRY(zstr(b, c->text, &z));
    uint32_t down = c->rows ? c->rows : 1, across = c->cols ? c->cols : 1;
    if (down * across > 1)
        return check(b, worksheet_merge_range(w, top + row, (lxw_col_t)col, top + row + down - 1,
                                              (lxw_col_t)(col + across - 1), z, f));
    return check(b, *z ? worksheet_write_string(w, top + row, (lxw_col_t)col, z, f)
                       : worksheet_write_blank(w, top + row, (lxw_col_t)col, f));
}

static void widths(lxw_worksheet *w, const doc_table *t)
{
    for (uint32_t col = 0; col < t->cols; col++) {
        size_t most = 8;
        for (uint32_t row = t->header; row < t->rows; row++) {
            char text[DOC_CELL_MAX];
            size_t n = utf8_width(doc_cell_text(&t->cells[(size_t)row * t->cols + col], text)) + 2;
            most = n > most ? n : most;
        }
        worksheet_set_column(w, (lxw_col_t)col, (lxw_col_t)col, most < 36 ? (double)most : 36,
                             NULL);
    }
}

/* The notes of the document stand under every table: a sheet is read by itself. */
static bool put_notes(book *b, lxw_worksheet *w, uint32_t row)
{
    for (const doc_block *k = b->d->first; k; k = k->next) {
        char *z;
        if (k->kind != DOC_NOTE)
            continue;
        TRY(zstr(b, k->text, &z));
        TRY(check(b, worksheet_write_string(w, row++, 0, z, NULL)));
    }
    return true;
}

static bool put_table(book *b, const doc_table *t)
{
    lxw_worksheet *w;
    char *title = NULL;
    uint32_t top = 2;
    TRY(sheet_new(b, t->name, &w));
    TRY(one_line(b, b->heading, &title));
    if (t->cols > 1)
        TRY(check(b, worksheet_merge_range(w, 0, 0, 0, (lxw_col_t)(t->cols - 1), title, b->title)));
    if (b->d->mark.n) {
        char *mark;
        TRY(zstr(b, b->d->mark, &mark));
        TRY(check(b, worksheet_write_string(w, 1, 0, mark, NULL)));
    }
    worksheet_set_row(w, 0, 28, NULL);
    for (uint32_t row = 0; row < t->rows; row++)
        for (uint32_t col = 0; col < t->cols; col++)
            TRY(put_cell(b, w, t, row, col, top));
    if (t->header) /* names of columns break into two lines */
        worksheet_set_row(w, top + t->header - 1, 32, NULL);
    widths(w, t);
    worksheet_freeze_panes(w, top + t->header, 1);
    worksheet_set_landscape(w);
    worksheet_set_paper(w, 9); /* A4 */
    worksheet_fit_to_pages(w, 1, 0);
    TRY(check(b, worksheet_repeat_rows(w, top, top + t->header - 1)));
    return put_notes(b, w, top + t->rows);
}

/* Figures below each other, the chart beside them. */
static bool put_chart(book *b, const doc_chart *h)
{
    lxw_worksheet *w;
    lxw_chart *chart;
    char *z = NULL, *name = NULL;
    TRY(sheet_new(b, h->name, &w));
    TRY(chart = workbook_add_chart(b->w, h->line ? LXW_CHART_LINE : LXW_CHART_COLUMN));
    for (uint32_t i = 0; i < h->n; i++) {
        TRY(zstr(b, h->labels[i], &z));
        TRY(check(b, worksheet_write_string(w, i + 1, 0, z, b->text)));
    }
    TRY(zstr(b, str_of(w->name), &name));
    for (uint32_t k = 0; k < h->n_series; k++) {
        TRY(zstr(b, h->series[k].name, &z));
        TRY(check(b, worksheet_write_string(w, 0, (lxw_col_t)(k + 1), z, b->head)));
        for (uint32_t i = 0; i < h->n; i++)
            if (isfinite(h->series[k].v[i]))
                TRY(check(b, worksheet_write_number(w, i + 1, (lxw_col_t)(k + 1), h->series[k].v[i],
                                                    b->number[1][0][MARK_NONE])));
        lxw_chart_series *s = chart_add_series(chart, NULL, NULL);
        TRY(s || fail_memory(b->c));
        chart_series_set_categories(s, name, 1, 0, h->n, 0);
        chart_series_set_values(s, name, 1, (lxw_col_t)(k + 1), h->n, (lxw_col_t)(k + 1));
        chart_series_set_name_range(s, name, 0, (lxw_col_t)(k + 1));
    }
    worksheet_set_column(w, 0, 0, 22, NULL);
    TRY(zstr(b, h->name, &z));
    chart_title_set_name(chart, z);
    return check(b, worksheet_insert_chart(w, 1, (lxw_col_t)(h->n_series + 2), chart));
}

/* A document without a table: what it says, line by line. */
static bool put_words(book *b)
{
    lxw_worksheet *w;
    uint32_t row = 0;
    TRY(sheet_new(b, S(""), &w));
    for (const doc_block *k = b->d->first; k; k = k->next) {
        char *z;
        TRY(one_line(b, k->text, &z));
        TRY(check(b,
                  worksheet_write_string(w, row++, 0, z, k->kind == DOC_TITLE ? b->title : NULL)));
    }
    return true;
}

/* ---- the file ---- */
static bool fill(void *user, const xlsx_file *f)
{
    book *b = user;
    b->file = f;
    b->w = f->book;
    TRY(formats(b));
    for (const doc_block *k = b->d->first; k; k = k->next) {
        if (k->kind == DOC_TITLE)
            b->heading = k->text;
    }
    for (const doc_block *k = b->d->first; k; k = k->next) {
        if (k->kind == DOC_TABLE)
            TRY(put_table(b, k->table));
        else if (k->kind == DOC_CHART)
            TRY(put_chart(b, k->chart));
    }
    return b->n_sheets > 0 || put_words(b);
}

bool xlsx_doc_write(cx *c, const doc *d, sb *out)
{
    book b = {.c = c, .d = d};
    return xlsx_file_bytes(c, fill, &b, out);
}
