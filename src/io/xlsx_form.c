#include <xlsxwriter.h> /* before base.h, which poisons a name in it */

#include "io/xlsx_form.h"
#include "base/dec.h"
#include "io/xlsx_file.h"

#define PLACES_MAX 6     /* decimals that a format shows; PLACES_MAX + 1 = as many as there are */
#define COMMENT_MAX 1000 /* bytes shown in a comment */
#define DIGITS_MAX 1000000000000000LL

typedef struct form_book {
    cx *c;
    const xlsx_form *f;
    const xlsx_file *file;
    lxw_worksheet *w;
    lxw_format *looks[FORM_LOOK_MAX_][PLACES_MAX + 3]; /* the last one is text */
} form_book;

static void style(lxw_format *f, form_look look, size_t places)
{
    static const struct {
        lxw_color_t fill;
        bool bold, border, open, centre;
    } of[FORM_LOOK_MAX_] = {[FORM_TITLE] = {0, true, false, false, true},
                            [FORM_HEAD] = {0xEEF1F5, true, true, false, true},
                            [FORM_FIXED] = {0, false, true, false, false},
                            [FORM_KNOWN] = {0xD9D9D9, false, true, false, false},
                            [FORM_FILL] = {0xFFF2CC, false, true, true, false},
                            [FORM_WRONG] = {0xFFC7CE, false, true, true, false},
                            [FORM_BAD] = {0xFFC7CE, false, true, false, false}};
    static const char *const codes[] = {"0",      "0.0",     "0.00",     "0.000",
                                        "0.0000", "0.00000", "0.000000", "General"};
    format_set_align(f, LXW_ALIGN_VERTICAL_CENTER);
    if (of[look].fill) {
        format_set_pattern(f, LXW_PATTERN_SOLID);
        format_set_fg_color(f, of[look].fill);
    }
    if (of[look].bold)
        format_set_bold(f);
    if (of[look].border)
        format_set_border(f, LXW_BORDER_THIN);
    if (of[look].open)
        format_set_unlocked(f);
    if (of[look].centre)
        format_set_align(f, LXW_ALIGN_CENTER);
    if (look == FORM_TITLE)
        format_set_font_size(f, 16);
    else if (places < COUNT_OF(codes))
        format_set_num_format(f, codes[places]);
    else
        format_set_text_wrap(f);
}

static bool look_of(form_book *b, form_look look, size_t places, lxw_format **ret)
{
    lxw_format **at = &b->looks[look][places];
    if (!*at) {
        if (!(*at = workbook_add_format(b->file->book)))
            return fail_memory(b->c);
        style(*at, look, places);
    }
    *ret = *at;
    return true;
}

static bool check(const form_book *b, lxw_error e, uint32_t row, uint32_t col)
{
    return xlsx_file_check(b->file, e, row, col);
}

static bool is_number(const form_cell *x, dec *ret)
{
    return x->number && dec_parse(x->text, ret) == DEC_OK && ret->coef < DIGITS_MAX &&
           ret->coef > -DIGITS_MAX;
}

/* The last column up to which a line of words reaches. */
static uint32_t reach(const xlsx_form *f, uint32_t row, uint32_t col)
{
    uint32_t to = col;
    while (to + 1 < f->cols && f->cells[(size_t)row * f->cols + to + 1].look == FORM_NONE)
        to++;
    return to;
}

static bool put_words(form_book *b, uint32_t row, uint32_t col, const char *z, lxw_format *f)
{
    uint32_t to = reach(b->f, row, col);
    return check(b,
                 to > col
                     ? worksheet_merge_range(b->w, row, (lxw_col_t)col, row, (lxw_col_t)to, z, f)
                     : worksheet_write_string(b->w, row, (lxw_col_t)col, z, f),
                 row, col);
}

static bool put_comment(form_book *b, const form_cell *x, uint32_t row, uint32_t col)
{
    lxw_comment_options o = {.author = "diaodu", .width = 260, .height = 90};
    size_t n = x->comment.n < COMMENT_MAX ? x->comment.n : COMMENT_MAX;
    while (n < x->comment.n && n > 0 && ((uint8_t)x->comment.p[n] & 0xC0) == 0x80)
        n--; /* no torn character */
    char *z = cx_strdup(b->c, (str){x->comment.p, n});
    return z && check(b, worksheet_write_comment_opt(b->w, row, (lxw_col_t)col, z, &o), row, col);
}

static bool put_cell(form_book *b, uint32_t row, uint32_t col)
{
    const form_cell *x = &b->f->cells[(size_t)row * b->f->cols + col];
    dec v;
    lxw_format *f = NULL;
    if (x->look == FORM_NONE)
        return true;
    bool number = is_number(x, &v);
    size_t places = !number                                         ? PLACES_MAX + 2
                    : x->decimals >= 0 && x->decimals <= PLACES_MAX ? (size_t)x->decimals
                                                                    : PLACES_MAX + 1;
    /* an empty cell to fill takes a number as it is typed */
    if (x->number && !x->text.n)
        places = PLACES_MAX + 1;
    char *z = cx_strdup(b->c, x->text);
    TRY(z && look_of(b, x->look, places, &f));
    if (x->look == FORM_TITLE || x->look == FORM_WORDS)
        return put_words(b, row, col, z, f);
    TRY(check(b,
              number ? worksheet_write_number(b->w, row, (lxw_col_t)col, dec_double(v), f)
              : *z   ? worksheet_write_string(b->w, row, (lxw_col_t)col, z, f)
                     : worksheet_write_blank(b->w, row, (lxw_col_t)col, f),
              row, col));
    return !x->comment.n || put_comment(b, x, row, col);
}

static bool fill(void *user, const xlsx_file *file)
{
    form_book *b = user;
    const xlsx_form *f = b->f;
    lxw_row_col_options hidden = {.hidden = LXW_TRUE};
    /* what is locked can still be selected, copied, sorted and filtered */
    lxw_protection protect = {.format_columns = LXW_TRUE,
                              .format_rows = LXW_TRUE,
                              .sort = LXW_TRUE,
                              .autofilter = LXW_TRUE};
    char *name = cx_strdup(b->c, f->name);
    TRY(name);
    b->file = file;
    if (!(b->w = workbook_add_worksheet(file->book, name)))
        return fail_memory(b->c);
    for (uint32_t row = 0; row < f->rows; row++)
        for (uint32_t col = 0; col < f->cols; col++)
            TRY(put_cell(b, row, col));
    for (uint32_t col = 0; col < f->cols; col++)
        TRY(check(b,
                  worksheet_set_column_opt(b->w, (lxw_col_t)col, (lxw_col_t)col, f->widths[col],
                                           NULL, col < f->hidden ? &hidden : NULL),
                  0, col));
    worksheet_freeze_panes(b->w, f->header + 1, (lxw_col_t)f->hidden);
    worksheet_set_landscape(b->w);
    worksheet_set_paper(b->w, 9); /* A4 */
    worksheet_fit_to_pages(b->w, 1, 0);
    worksheet_protect(b->w, NULL, &protect);
    return check(b, worksheet_repeat_rows(b->w, f->header, f->header), f->header, 0);
}

bool xlsx_form_write(cx *c, const xlsx_form *f, sb *out)
{
    form_book b = {.c = c, .f = f};
    MUST(f->header < f->rows && f->hidden < f->cols);
    return xlsx_file_bytes(c, fill, &b, out);
}
