#include "io/reader.h"
#include "base/dec.h"
#include "base/mem.h"
#include "base/str.h"
#include <math.h>

#define POOL_BLOCK (32u << 10)

bool reader_bad(reader *r, const char *zh, const char *en, const char *detail)
{
    const char *colon = detail[0] ? ": " : "";
    char z[512], e[512];
    snprintf(z, sizeof z, "%s%s%s", zh, colon, detail);
    snprintf(e, sizeof e, "%s%s%s", en, colon, detail);
    return fail(r->c, ERR_FORMAT, "%1$s：%2$s%3$.0s", "%1$s: %2$.0s%3$s", r->w->path.p, z, e);
}

static const sheet *last_sheet(const reader *r)
{
    static const sheet none;
    return r->n_sheets ? &r->sheets[r->n_sheets - 1] : &none;
}

/* Names the sheet also while it is not known yet whether there will be several. */
static void place_of(const reader *r, uint32_t row, uint32_t col, char out[96])
{
    workbook several = {.n_sheets = 2};
    sheet_place(&several, last_sheet(r), row, col, out);
}

bool reader_bad_cell(reader *r, uint32_t row, uint32_t col, const char *zh, const char *en)
{
    char place[96];
    place_of(r, row, col, place);
    return reader_bad(r, zh, en, place);
}

bool reader_limit(reader *r, const char *zh, const char *en, uint64_t limit)
{
    return fail(r->c, ERR_LIMIT, "%1$s：%2$s%3$.0s，上限 %4$llu",
                "%1$s: %2$.0s%3$s, the limit is %4$llu", r->w->path.p, zh, en,
                (unsigned long long)limit);
}

bool reader_password(reader *r)
{
    return reader_bad(r, "文件有密码保护，请先取消密码再导入",
                      "the file is password-protected; remove the password first", "");
}

bool reader_progress(reader *r, uint64_t done, uint64_t total)
{
    return cx_progress(r->c, r->c->lang == LANG_ZH ? "读取文件" : "reading the file", done, total);
}

static sheet_limits defaults(const sheet_limits *lim)
{
    sheet_limits d = {.file_bytes = 1ull << 30,
                      .total_bytes = 2ull << 30,
                      .entries = 10000,
                      .ratio = 200,
                      .cells = 20000000,
                      .columns = 16384,
                      .cell_bytes = 32767 * 4};
    sheet_limits l = lim ? *lim : d;
#define DEFAULT(field) l.field = l.field ? l.field : d.field
    DEFAULT(file_bytes);
    DEFAULT(total_bytes);
    DEFAULT(entries);
    DEFAULT(ratio);
    DEFAULT(cells);
    DEFAULT(columns);
    DEFAULT(cell_bytes);
#undef DEFAULT
    return l;
}

bool reader_init(reader *r, cx *c, const char *path, const sheet_limits *lim, file_format f)
{
    *r = (reader){.c = c, .lim = defaults(lim)};
    uint64_t max = r->lim.total_bytes + r->lim.cells * (sizeof(cell) + sizeof(merge)) + (64 << 20);
    arena *a = arena_new(max > SIZE_MAX ? SIZE_MAX : (size_t)max);
    if (!a)
        return fail_memory(c);
    r->w = arena_alloc(a, sizeof *r->w);
    char *p = r->w ? arena_strdup(a, str_of(path)) : NULL;
    if (!p) {
        r->w = NULL;
        arena_free(a);
        return fail_memory(c);
    }
    r->w->a = a;
    r->w->format = f;
    r->w->path = str_of(p);
    return true;
}

void reader_done(reader *r)
{
    workbook_free(r->w);
    mem_free(r->sheets);
    mem_free(r->rows);
    mem_free(r->cur);
    mem_free(r->merges);
    *r = (reader){0};
}

bool reader_text(reader *r, str s, str *ret)
{
    if (s.n > r->lim.cell_bytes)
        return reader_limit(r, "单元格文字过长（字节）", "the text of a cell is too long (bytes)",
                            r->lim.cell_bytes);
    if (s.n > POOL_BLOCK / 8) {
        if (!arena_str(r->w->a, s, ret))
            return fail_memory(r->c);
        return true;
    }
    if (s.n > r->pool_n) {
        r->pool = arena_alloc(r->w->a, POOL_BLOCK);
        if (!r->pool) {
            r->pool_n = 0;
            return fail_memory(r->c);
        }
        r->pool_n = POOL_BLOCK;
    }
    *ret = (str){r->pool, s.n};
    if (s.n == 0)
        return true;
    memcpy(r->pool, s.p, s.n);
    r->pool += s.n;
    r->pool_n -= s.n;
    return true;
}

static int by_col(const void *a, const void *b)
{
    const cell *x = a, *y = b;
    return x->col < y->col ? -1 : x->col > y->col;
}

/* Put the row being filled among the rows of the sheet. */
static bool close_row(reader *r)
{
    if (r->n_cur == 0)
        return true;
    if (r->cells_mixed) {
        qsort(r->cur, r->n_cur, sizeof *r->cur, by_col);
        for (size_t i = 1; i < r->n_cur; i++)
            if (r->cur[i].col == r->cur[i - 1].col)
                return reader_bad_cell(r, r->cur_row, r->cur[i].col, "单元格重复出现",
                                       "a cell is given twice");
    }
    if (!MEM_GROW(r->rows, r->cap_rows, r->n_rows + 1))
        return fail_memory(r->c);
    cell *cells = arena_alloc(r->w->a, r->n_cur * sizeof *cells);
    if (!cells)
        return fail_memory(r->c);
    memcpy(cells, r->cur, r->n_cur * sizeof *cells);
    sheet *s = &r->sheets[r->n_sheets - 1];
    if (cells[r->n_cur - 1].col >= s->n_cols)
        s->n_cols = cells[r->n_cur - 1].col + 1;
    if (r->n_rows && r->rows[r->n_rows - 1].row >= r->cur_row)
        r->rows_mixed = true;
    r->rows[r->n_rows++] = (sheet_row){r->cur_row, (uint32_t)r->n_cur, cells};
    r->n_cur = 0;
    r->cells_mixed = false;
    return true;
}

bool reader_column(reader *r, uint32_t row, uint32_t col)
{
    if (col < r->lim.columns)
        return true;
    char place[96], zh[160], en[160];
    place_of(r, row, col, place);
    snprintf(zh, sizeof zh, "列数过多（%s）", place);
    snprintf(en, sizeof en, "too many columns (%s)", place);
    return reader_limit(r, zh, en, r->lim.columns);
}

static bool count_cells(reader *r, uint64_t n)
{
    r->cells += n;
    if (r->cells > r->lim.cells)
        return reader_limit(r, "单元格过多", "too many cells", r->lim.cells);
    return true;
}

bool reader_cell(reader *r, uint32_t row, const cell *k)
{
    if (row != r->cur_row) {
        TRY(close_row(r));
        r->cur_row = row;
    }
    TRY(reader_column(r, row, k->col));
    TRY(count_cells(r, 1));
    if (r->n_cur == r->cap_cur && !MEM_GROW(r->cur, r->cap_cur, r->n_cur + 1))
        return fail_memory(r->c);
    if (r->n_cur && r->cur[r->n_cur - 1].col >= k->col)
        r->cells_mixed = true;
    r->w->no_cache += k->type == CELL_T_NO_CACHE;
    r->cur[r->n_cur++] = *k;
    return true;
}

bool reader_repeat_row(reader *r, uint32_t at, uint64_t times)
{
    if (r->n_cur == 0 || r->cur_row != at || times < 2)
        return true;
    if (at + times > READER_MAX_ROW)
        return reader_limit(r, "行数过多", "too many rows", READER_MAX_ROW);
    TRY(close_row(r));
    sheet_row row = r->rows[r->n_rows - 1];
    TRY(count_cells(r, (uint64_t)row.n * (times - 1)));
    if (!MEM_GROW(r->rows, r->cap_rows, r->n_rows + times))
        return fail_memory(r->c);
    for (uint64_t i = 1; i < times; i++) {
        row.row++;
        r->rows[r->n_rows++] = row;
    }
    for (uint32_t i = 0; i < row.n; i++)
        if (row.cells[i].type == CELL_T_NO_CACHE)
            r->w->no_cache += (uint32_t)times - 1;
    r->cur_row = row.row;
    return true;
}

bool reader_merge(reader *r, merge m)
{
    if (m.row0 > m.row1 || m.col0 > m.col1)
        return reader_bad(r, "合并单元格的范围有误", "a merged range is upside down", "");
    TRY(reader_column(r, m.row1, m.col1));
    if (m.row0 == m.row1 && m.col0 == m.col1)
        return true;
    if (r->n_merges >= r->lim.cells)
        return reader_limit(r, "合并单元格过多", "too many merged ranges", r->lim.cells);
    if (!MEM_GROW(r->merges, r->cap_merges, r->n_merges + 1))
        return fail_memory(r->c);
    r->merges[r->n_merges++] = m;
    return true;
}

static int by_row(const void *a, const void *b)
{
    const sheet_row *x = a, *y = b;
    return x->row < y->row ? -1 : x->row > y->row;
}

static void *keep(reader *r, const void *p, size_t n)
{
    void *q = arena_alloc(r->w->a, n);
    if (q)
        memcpy(q, p, n);
    return q;
}

static bool close_sheet(reader *r)
{
    if (!r->open)
        return true;
    r->open = false;
    TRY(close_row(r));
    sheet *s = &r->sheets[r->n_sheets - 1];
    if (r->rows_mixed) {
        qsort(r->rows, r->n_rows, sizeof *r->rows, by_row);
        for (size_t i = 1; i < r->n_rows; i++)
            if (r->rows[i].row == r->rows[i - 1].row)
                return reader_bad_cell(r, r->rows[i].row, r->rows[i].cells[0].col, "一行重复出现",
                                       "a row is given twice");
    }
    s->n_rows = (uint32_t)r->n_rows;
    s->n_merges = (uint32_t)r->n_merges;
    if (r->n_rows && !(s->rows = keep(r, r->rows, r->n_rows * sizeof *r->rows)))
        return fail_memory(r->c);
    if (r->n_merges && !(s->merges = keep(r, r->merges, r->n_merges * sizeof *r->merges)))
        return fail_memory(r->c);
    bool overlapping;
    if (!sheet_index_merges(r->w->a, s, &overlapping))
        return fail_memory(r->c);
    if (overlapping)
        return reader_bad(r, "合并单元格互相重叠", "merged ranges overlap", "");
    r->n_rows = r->n_merges = 0;
    r->rows_mixed = false;
    return true;
}

bool reader_sheet(reader *r, str name, bool hidden)
{
    TRY(close_sheet(r));
    if (r->n_sheets >= r->lim.entries)
        return reader_limit(r, "工作表过多", "too many sheets", r->lim.entries);
    if (!MEM_GROW(r->sheets, r->cap_sheets, r->n_sheets + 1))
        return fail_memory(r->c);
    sheet s = {.hidden = hidden};
    TRY(reader_text(r, name, &s.name));
    r->sheets[r->n_sheets++] = s;
    r->open = true;
    r->cur_row = 0;
    return true;
}

bool reader_finish(reader *r, workbook **ret)
{
    TRY(close_sheet(r));
    workbook *w = r->w;
    w->n_sheets = (uint32_t)r->n_sheets;
    if (r->n_sheets && !(w->sheets = keep(r, r->sheets, r->n_sheets * sizeof *w->sheets)))
        return fail_memory(r->c);
    r->w = NULL; /* now the caller's */
    *ret = w;
    return true;
}

/* Plain notation rounded to 15 significant digits without a detour through double, which gives the
 * same where the 16th digit is not near a half; false = let the double decide. */
static bool round15(str s, dec *ret)
{
    size_t i = 0;
    bool neg = s.n && s.p[0] == '-', point = false, up = false;
    int digits = 0, scale = 0;
    int64_t coef = 0;
    for (i = neg; i < s.n; i++) {
        char ch = s.p[i];
        if (ch == '.' && !point) {
            point = true;
        } else if (ch < '0' || ch > '9') {
            return false;
        } else if (digits < 15) {
            coef = coef * 10 + (ch - '0');
            digits += coef != 0;
            scale += point;
        } else if (!point || (digits == 15 && ch >= '3' && ch <= '6')) {
            return false;
        } else if (digits++ == 15) {
            up = ch > '6';
        }
    }
    if (s.n <= neg + (size_t)point)
        return false;
    coef += up;
    while (scale > 0 && coef % 10 == 0) {
        coef /= 10;
        scale--;
    }
    *ret = (dec){neg ? -coef : coef, (int8_t)scale};
    return scale <= 17;
}

static bool number_text(reader *r, dec d, cell *k)
{
    char buf[DEC_TEXT_MAX];
    size_t n = dec_print(d, buf);
    return reader_text(r, (str){buf, n}, &k->text);
}

/* Too large or too small for a decimal: shown in exponent notation. */
static bool wild_number(reader *r, double v, cell *k)
{
    char buf[40];
    int n = snprintf(buf, sizeof buf, "%.15g", k->type == CELL_T_PERCENT ? v * 100 : v);
    return reader_text(r, (str){buf, (size_t)n}, &k->text);
}

static bool date_cell(reader *r, double v, numfmt f, bool from1904, cell *k, bool *ret)
{
    char date[16];
    *ret = f == FMT_TIME ? numfmt_time(v, date) : numfmt_date(v, from1904, date);
    if (!*ret)
        return true;
    k->type = f == FMT_TIME || f == FMT_YEAR ? CELL_T_TEXT : CELL_T_DATE;
    k->month_fmt = f == FMT_MONTH;
    if (f == FMT_YEAR)
        memcpy(date + 4, "年", sizeof "年");
    return reader_text(r, str_of(date), &k->text);
}

bool reader_iso_date(reader *r, str raw, numfmt f, cell *k)
{
    char text[16] = "0000-00-00";
    raw = str_trim(raw);
    k->type = raw.n >= 10 ? CELL_T_DATE : CELL_T_TEXT;
    for (size_t i = 0; i < 10 && i < raw.n; i++)
        if (text[i] == '-' ? raw.p[i] != '-' : raw.p[i] < '0' || raw.p[i] > '9')
            k->type = CELL_T_TEXT;
    if (k->type == CELL_T_TEXT)
        return reader_text(r, raw, &k->text);
    if (f != FMT_YEAR) {
        k->month_fmt = f == FMT_MONTH;
        return reader_text(r, str_sub(raw, 0, 10), &k->text);
    }
    k->type = CELL_T_TEXT;
    snprintf(text, sizeof text, "%.4s年", raw.p);
    return reader_text(r, str_of(text), &k->text);
}

static bool decimal_cell(reader *r, dec d, double v, cell *k)
{
    dec percent;
    if (k->type != CELL_T_PERCENT)
        return number_text(r, d, k);
    if (!dec_shift(d, 2, &percent))
        return wild_number(r, v, k);
    while (percent.scale > 0 && percent.coef % 10 == 0) {
        percent.coef /= 10;
        percent.scale--;
    }
    return number_text(r, percent, k);
}

bool reader_double(reader *r, double v, numfmt f, bool from1904, cell *k)
{
    bool done = false;
    if (!isfinite(v)) {
        k->type = CELL_T_ERROR;
        k->text = S("#NUM!");
        return true;
    }
    if (f >= FMT_DATE) {
        TRY(date_cell(r, v, f, from1904, k, &done));
        if (done)
            return true;
    }
    k->type = f == FMT_PERCENT ? CELL_T_PERCENT : CELL_T_NUMBER;
    dec d;
    return dec_from_double(v, 15, &d) ? decimal_cell(r, d, v, k) : wild_number(r, v, k);
}

bool reader_number(reader *r, str raw, numfmt f, bool from1904, cell *k)
{
    dec d;
    raw = str_trim(raw);
    if (f <= FMT_PERCENT && round15(raw, &d)) {
        k->type = f == FMT_PERCENT ? CELL_T_PERCENT : CELL_T_NUMBER;
        return decimal_cell(r, d, dec_double(d), k);
    }
    char buf[64], *end;
    if (raw.n == 0 || raw.n >= sizeof buf)
        return reader_bad(r, "单元格中的数字无法读取", "a number cannot be read", "");
    memcpy(buf, raw.p, raw.n);
    buf[raw.n] = 0;
    double v = strtod(buf, &end);
    if (*end || strspn(buf, "+-.0123456789eE") != raw.n)
        return reader_bad(r, "单元格中的数字无法读取", "a number cannot be read", buf);
    return reader_double(r, v, f, from1904, k);
}
