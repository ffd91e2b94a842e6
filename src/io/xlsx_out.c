#include <xlsxwriter.h> /* before base.h, which poisons a name in it */

#include "io/xlsx_file.h"
#include "io/xlsx_out.h"
#include "base/mem.h"
#include "base/str.h"
#include <math.h>

#define MAX_DECIMALS 9
#define AUTO_COLS 256
#define WIDTH_MIN 8
#define WIDTH_MAX 48

struct xlsx_out {
    xlsx_file file;
    lxw_worksheet *sheet;
    lxw_format *bold, *fixed[MAX_DECIMALS + 1], *date, *month;
    uint32_t n_sheets;
    uint8_t width[AUTO_COLS]; /* of the widest text; 255 = set by the caller */
    uint32_t n_width;
};

static void own_formats(xlsx_out *x)
{
    x->bold = workbook_add_format(x->file.book);
    x->date = workbook_add_format(x->file.book);
    x->month = workbook_add_format(x->file.book);
    if (!x->bold || !x->date || !x->month)
        return;
    format_set_bold(x->bold);
    format_set_num_format(x->date, "yyyy-mm-dd");
    format_set_num_format(x->month, "yyyy\"年\"m\"月\"");
}

bool xlsx_out_new(cx *c, const char *path, xlsx_out **ret)
{
    xlsx_out *x = mem_zalloc(1, sizeof *x);
    if (!x)
        return fail_memory(c);
    if (!xlsx_file_new(c, path, true, &x->file)) {
        mem_free(x);
        return false;
    }
    own_formats(x);
    if (!x->month) {
        xlsx_out_drop(x);
        return fail_memory(c);
    }
    *ret = x;
    return true;
}

/* --- sheets ----------------------------------------------------------------------------- */

/* `name` cut to `max` characters, with nothing that Excel refuses; NUL-terminated. */
static void fit_name(str name, size_t max, char out[128])
{
    size_t n = 0, count = 0;
    name = str_trim(name);
    while (name.n > 0 && count < max) {
        uint32_t cp;
        size_t len = utf8_decode(name, &cp);
        bool bad = len == 0 || cp < 32 || (cp < 128 && strchr("[]:*?/\\'", (int)cp));
        if (len == 0)
            len = 1;
        if (bad)
            out[n++] = '_';
        else
            memcpy(out + n, name.p, len);
        n += bad ? 0 : len;
        count += cp > 0xFFFF ? 2 : 1;
        name = str_from(name, len);
    }
    out[n] = 0;
}

static void set_widths(xlsx_out *x)
{
    for (uint32_t i = 0; x->sheet && i < x->n_width; i++) {
        double w = x->width[i] + 2;
        if (x->width[i] != 255)
            worksheet_set_column(x->sheet, (lxw_col_t)i, (lxw_col_t)i,
                                 w < WIDTH_MIN ? WIDTH_MIN : w, NULL);
    }
    memset(x->width, 0, sizeof x->width);
    x->n_width = 0;
}

bool xlsx_out_sheet(xlsx_out *x, str name)
{
    char z[128];
    set_widths(x);
    TRY(xlsx_file_rows(&x->file, x->sheet));
    x->n_sheets++;
    fit_name(name, 31, z);
    for (unsigned k = 2; !z[0] || workbook_validate_sheet_name(x->file.book, z) != LXW_NO_ERROR;
         k++) {
        char base[128];
        MUST(k < 100000);
        fit_name(name, 24, base);
        snprintf(z, sizeof z, "%.100s(%u)", base[0] ? base : "Sheet", k);
    }
    x->sheet = workbook_add_worksheet(x->file.book, z);
    return x->sheet || fail_memory(x->file.c);
}

void xlsx_out_width(xlsx_out *x, uint32_t col, double characters)
{
    worksheet_set_column(x->sheet, (lxw_col_t)col, (lxw_col_t)col, characters, NULL);
    if (col >= AUTO_COLS)
        return;
    x->width[col] = 255;
    if (col >= x->n_width)
        x->n_width = col + 1;
}

void xlsx_out_freeze(xlsx_out *x, uint32_t rows, uint32_t cols)
{
    worksheet_freeze_panes(x->sheet, rows, (lxw_col_t)cols);
}

/* --- cells ------------------------------------------------------------------------------ */

static void widen(xlsx_out *x, uint32_t col, size_t width)
{
    if (col >= AUTO_COLS || x->width[col] == 255)
        return;
    if (width > WIDTH_MAX)
        width = WIDTH_MAX;
    if (width > x->width[col])
        x->width[col] = (uint8_t)width;
    if (col >= x->n_width)
        x->n_width = col + 1;
}

static bool is_hex(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!strchr("0123456789abcdefABCDEF", p[i]) || p[i] == 0)
            return false;
    return true;
}

/* NUL-terminated, and text that looks like Excel's _xHHHH_ escapes escaped itself. */
static char *cell_text(xlsx_out *x, str s)
{
    size_t more = 0;
    for (size_t i = 0; i + 7 <= s.n; i++)
        more += s.p[i] == '_' && s.p[i + 1] == 'x' && s.p[i + 6] == '_' && is_hex(s.p + i + 2, 4);
    char *z = mem_alloc(s.n + more * 6 + 1);
    if (!z) {
        fail_memory(x->file.c);
        return NULL;
    }
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (more && i + 7 <= s.n && s.p[i] == '_' && s.p[i + 1] == 'x' && s.p[i + 6] == '_' &&
            is_hex(s.p + i + 2, 4)) {
            memcpy(z + n, "_x005F", 6);
            n += 6;
        }
        z[n++] = s.p[i] ? s.p[i] : ' ';
    }
    z[n] = 0;
    return z;
}

bool xlsx_out_text(xlsx_out *x, uint32_t row, uint32_t col, str s, out_look look)
{
    MUST(x->sheet);
    if (s.n == 0)
        return true;
    char *z = cell_text(x, s);
    if (!z)
        return false;
    widen(x, col, utf8_width(s));
    lxw_error e = col >= LXW_COL_MAX ? LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE
                                     : worksheet_write_string(x->sheet, row, (lxw_col_t)col, z,
                                                              look == LOOK_BOLD ? x->bold : NULL);
    mem_free(z);
    return xlsx_file_check(&x->file, e, row, col);
}

static lxw_format *fixed(xlsx_out *x, int decimals)
{
    static const char *const codes[MAX_DECIMALS + 1] = {
        "0",       "0.0",      "0.00",      "0.000",      "0.0000",
        "0.00000", "0.000000", "0.0000000", "0.00000000", "0.000000000"};
    if (decimals < 0)
        return NULL;
    if (decimals > MAX_DECIMALS)
        decimals = MAX_DECIMALS;
    if (!x->fixed[decimals] && (x->fixed[decimals] = workbook_add_format(x->file.book)))
        format_set_num_format(x->fixed[decimals], codes[decimals]);
    return x->fixed[decimals];
}

bool xlsx_out_number(xlsx_out *x, uint32_t row, uint32_t col, double v, int decimals)
{
    MUST(x->sheet);
    char text[64];
    if (!isfinite(v))
        return true;
    lxw_format *f = fixed(x, decimals);
    if (decimals >= 0 && !f)
        return fail_memory(x->file.c);
    widen(x, col,
          (size_t)snprintf(text, sizeof text, decimals < 0 ? "%.*g" : "%.*f",
                           decimals < 0 ? 15 : decimals, fabs(v) < 1e30 ? v : 0));
    lxw_error e = col >= LXW_COL_MAX ? LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE
                                     : worksheet_write_number(x->sheet, row, (lxw_col_t)col, v, f);
    return xlsx_file_check(&x->file, e, row, col);
}

bool xlsx_out_dec(xlsx_out *x, uint32_t row, uint32_t col, dec d, int decimals)
{
    int64_t top = d.coef < 0 ? -d.coef : d.coef;
    if (top >= 1000000000000000) {
        char text[DEC_TEXT_MAX];
        size_t n = dec_print(d, text);
        return xlsx_out_text(x, row, col, (str){text, n}, LOOK_PLAIN);
    }
    return xlsx_out_number(x, row, col, dec_double(d),
                           decimals < 0 && d.scale ? d.scale : decimals);
}

bool xlsx_out_date(xlsx_out *x, uint32_t row, uint32_t col, int64_t day, bool month)
{
    MUST(x->sheet);
    widen(x, col, 10);
    lxw_error e = col >= LXW_COL_MAX
                      ? LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE
                      : worksheet_write_number(x->sheet, row, (lxw_col_t)col, (double)(day + 25569),
                                               month ? x->month : x->date);
    return xlsx_file_check(&x->file, e, row, col);
}

bool xlsx_out_header(xlsx_out *x, uint32_t row, const str *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        TRY(xlsx_out_text(x, row, (uint32_t)i, names[i], LOOK_BOLD));
    if (row == 0)
        xlsx_out_freeze(x, 1, 0);
    return true;
}

/* --- the end ---------------------------------------------------------------------------- */

bool xlsx_out_close(xlsx_out *x)
{
    bool ok = x->n_sheets > 0 || xlsx_out_sheet(x, S("Sheet1"));
    set_widths(x);
    ok = ok && xlsx_file_rows(&x->file, x->sheet) && xlsx_file_close(&x->file);
    xlsx_out_drop(x);
    return ok;
}

void xlsx_out_drop(xlsx_out *x)
{
    if (!x)
        return;
    xlsx_file_drop(&x->file);
    mem_free(x);
}
