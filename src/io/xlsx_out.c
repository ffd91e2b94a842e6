#include <xlsxwriter.h> /* before base.h, which poisons a name in it */

#include "io/xlsx_out.h"
#include "base/mem.h"
#include "base/str.h"
#include <fcntl.h>
#include <math.h>
#include <unistd.h>
#include <zip.h>

#define MAX_DECIMALS 9
#define AUTO_COLS 256
#define WIDTH_MIN 8
#define WIDTH_MAX 48

struct xlsx_out {
    cx *c;
    char *path, *tmp, *dir;
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *bold, *fixed[MAX_DECIMALS + 1], *date, *month;
    uint32_t n_sheets;
    uint8_t width[AUTO_COLS]; /* of the widest text; 255 = set by the caller */
    uint32_t n_width;
};

static bool disk(xlsx_out *x, const char *why)
{
    return fail(x->c, ERR_DISK, "无法写入 %s：%s", "cannot write %s: %s", x->path, why);
}

static bool check(xlsx_out *x, lxw_error e, uint32_t row, uint32_t col)
{
    switch (e) {
    case LXW_NO_ERROR:
        return true;
    case LXW_ERROR_MEMORY_MALLOC_FAILED:
        return fail_memory(x->c);
    case LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE:
        return fail(x->c, ERR_LIMIT, "%s：超过一张工作表的行列上限（第 %u 行第 %u 列）",
                    "%s: beyond the rows or columns of a sheet (row %u, column %u)", x->path,
                    row + 1, col + 1);
    case LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED:
        return fail(x->c, ERR_LIMIT, "%s：第 %u 行第 %u 列的文字超过 32767 字",
                    "%s: the text in row %u, column %u is longer than 32,767 characters", x->path,
                    row + 1, col + 1);
    default:
        return disk(x, lxw_strerror(e));
    }
}

static void own_formats(xlsx_out *x)
{
    x->bold = workbook_add_format(x->book);
    x->date = workbook_add_format(x->book);
    x->month = workbook_add_format(x->book);
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
    x->c = c;
    const char *slash = strrchr(path, '/');
    x->path = cx_strdup(c, str_of(path));
    x->tmp = x->path ? cx_printf(c, "%s.tmp%ld", path, (long)getpid()) : NULL;
    x->dir = !x->tmp ? NULL
             : slash ? cx_strdup(c, (str){path, (size_t)(slash - path) + 1})
                     : cx_strdup(c, S("."));
    if (!x->dir) {
        mem_free(x);
        return false;
    }
    /* temporary files beside the target: one disk to be full, not two */
    lxw_workbook_options o = {
        .constant_memory = LXW_TRUE, .tmpdir = x->dir, .use_zip64 = LXW_FALSE};
    int fd = open(x->tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0) {
        mem_free(x);
        return fail_errno(c, "无法写入", "cannot write", path);
    }
    close(fd);
    x->book = workbook_new_opt(x->tmp, &o);
    if (x->book)
        own_formats(x);
    if (!x->book || !x->month) {
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

/* The library does not look whether rows reached its temporary file. */
static bool rows_written(xlsx_out *x)
{
    FILE *f = x->sheet ? x->sheet->optimize_tmpfile : NULL;
    return !f || (fflush(f) == 0 && !ferror(f)) || disk(x, strerror(errno));
}

bool xlsx_out_sheet(xlsx_out *x, str name)
{
    char z[128];
    set_widths(x);
    TRY(rows_written(x));
    x->n_sheets++;
    fit_name(name, 31, z);
    for (unsigned k = 2; !z[0] || workbook_validate_sheet_name(x->book, z) != LXW_NO_ERROR; k++) {
        char base[128];
        MUST(k < 100000);
        fit_name(name, 24, base);
        snprintf(z, sizeof z, "%.100s(%u)", base[0] ? base : "Sheet", k);
    }
    x->sheet = workbook_add_worksheet(x->book, z);
    return x->sheet || fail_memory(x->c);
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
        fail_memory(x->c);
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
    return check(x, e, row, col);
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
    if (!x->fixed[decimals] && (x->fixed[decimals] = workbook_add_format(x->book)))
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
        return fail_memory(x->c);
    widen(x, col,
          (size_t)snprintf(text, sizeof text, decimals < 0 ? "%.*g" : "%.*f",
                           decimals < 0 ? 15 : decimals, fabs(v) < 1e30 ? v : 0));
    lxw_error e = col >= LXW_COL_MAX ? LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE
                                     : worksheet_write_number(x->sheet, row, (lxw_col_t)col, v, f);
    return check(x, e, row, col);
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
    return check(x, e, row, col);
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

/* Every part ends as XML ends: where a disk ran full while the library copied its temporary files,
 * it would not. Reading also checks the sums. */
static bool whole(const char *path)
{
    int why;
    zip_t *z = zip_open(path, ZIP_RDONLY, &why);
    bool ok = z != NULL;
    char buf[1 << 14];
    for (zip_int64_t i = 0; ok && i < zip_get_num_entries(z, 0); i++) {
        zip_file_t *f = zip_fopen_index(z, (zip_uint64_t)i, 0);
        zip_int64_t n = 0;
        char last = 0;
        while (f && (n = zip_fread(f, buf, sizeof buf)) > 0)
            for (zip_int64_t k = n; k-- > 0;)
                if (buf[k] != '\n' && buf[k] != '\r') {
                    last = buf[k];
                    break;
                }
        ok = f && n == 0 && last == '>';
        if (f)
            zip_fclose(f);
    }
    if (z)
        zip_discard(z);
    return ok;
}

static bool put_in_place(xlsx_out *x)
{
    int fd = open(x->tmp, O_RDONLY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        ok = close(fd) == 0 && ok;
    if (ok && rename(x->tmp, x->path) == 0)
        return true;
    return fail_errno(x->c, "无法写入", "cannot write", x->path);
}

bool xlsx_out_close(xlsx_out *x)
{
    bool ok = x->n_sheets > 0 || xlsx_out_sheet(x, S("Sheet1"));
    set_widths(x);
    ok = ok && rows_written(x);
    lxw_error e = workbook_close(x->book);
    x->book = NULL;
    ok = ok && check(x, e, 0, 0);
    if (ok && !whole(x->tmp))
        ok = disk(x, "incomplete");
    ok = ok && put_in_place(x);
    xlsx_out_drop(x);
    return ok;
}

void xlsx_out_drop(xlsx_out *x)
{
    if (!x)
        return;
    if (x->book)
        (void)!workbook_close(x->book);
    unlink(x->tmp);
    mem_free(x);
}
