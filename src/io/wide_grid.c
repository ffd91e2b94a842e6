#include "io/wide_int.h"

/* ---- cells ---- */
static bool has_digit(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] >= '0' && s.p[i] <= '9')
            return true;
    return false;
}

/* 6.5%左右, 增长7%以上, 5%-6%: a figure in words, as targets are set. */
static bool worded(str s)
{
    static const char *const starts[] = {"增长", "下降", "控制", "不低于", "力争",
                                         "达到", "≥",    "≤",    "约"};
    static const char *const parts[] = {"月", "年", "季", "同比", "百分点"};
    bool digit = s.p[0] >= '0' && s.p[0] <= '9', percent = false;
    for (size_t i = 0; i < COUNT_OF(starts) && !digit; i++)
        digit = str_starts(s, str_of(starts[i]));
    for (size_t i = 0; i < COUNT_OF(parts) && digit; i++)
        digit = !str_contains(s, parts[i]);
    percent = str_contains(s, "%") || str_contains(s, "％");
    return digit && percent && s.n <= 40 && has_digit(s);
}

/* What most texts are, without trying every reading: a plain number, or words. */
static value_state at_a_glance(str s)
{
    bool digits = false, plain = true;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char ch = (unsigned char)s.p[i];
        bool digit = ch >= '0' && ch <= '9';
        digits = digits || digit;
        plain = plain && (digit || (ch == '.' && i > 0) || (ch == '-' && i == 0));
    }
    if (digits && plain && s.n <= 15 && memchr(s.p, '.', s.n) == memrchr(s.p, '.', s.n))
        return VAL_NUMBER;
    bool full_width = memmem(s.p, s.n, "\xEF\xBC", 2) != NULL;
    return !digits && !full_width && s.n > 9 && !str_contains(s, "持平") ? VAL_TEXT : VAL_NONE;
}

value_state grid_value(const cell *x)
{
    if (!x)
        return VAL_NONE;
    switch (x->type) {
    case CELL_T_EMPTY:
        return VAL_NONE;
    case CELL_T_NUMBER:
    case CELL_T_PERCENT:
        return VAL_NUMBER;
    case CELL_T_DATE:
        return VAL_DATE;
    case CELL_T_NO_CACHE:
    case CELL_T_ERROR:
        return VAL_BROKEN;
    case CELL_T_BOOL:
        return VAL_TEXT;
    case CELL_T_TEXT:
        break;
    }
    str s = str_trim(x->text);
    if (!s.n)
        return VAL_NONE;
    if (s.n > 64)
        return VAL_TEXT;
    value_state glance = at_a_glance(s);
    if (glance != VAL_NONE)
        return glance;
    if (cell_is_missing_mark(s))
        return VAL_MASK;
    if (worded(s))
        return VAL_NUMBER;
    if (cell_parse(s, CELL_LEVEL).state == CELL_VALUE ||
        cell_parse(s, CELL_GROWTH).state == CELL_VALUE ||
        cell_parse(s, CELL_RANK).state == CELL_VALUE)
        return VAL_NUMBER;
    return VAL_TEXT;
}

/* A cell as a label: a date that stands for its month reads as one. */
bool grid_label(cx *c, const cell *x, str *ret)
{
    *ret = (str){"", 0};
    if (!x)
        return true;
    *ret = x->text;
    if (x->type == CELL_T_TEXT)
        *ret = str_trim(x->text);
    if (x->type != CELL_T_DATE)
        return true;
    period p;
    if (!period_parse_iso(str_sub(x->text, 0, 10), &p) || p.f != FREQ_D)
        return true;
    int y, m, d;
    date_split(p.ord, &y, &m, &d);
    if (!x->month_fmt && d != 1 && d != date_days_in_month(y, m))
        return true;
    char *s = cx_printf(c, "%d年%d月", y, m);
    *ret = str_of(s);
    return s != NULL;
}

const cell *grid_cell(const grid *g, uint32_t i, uint32_t col)
{
    const sheet_row *r = &g->s->rows[i];
    uint32_t lo = 0, hi = r->n;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (r->cells[mid].col < col)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < r->n && r->cells[lo].col == col ? &r->cells[lo] : NULL;
}

/* ---- rows ---- */
static bool whole_number(const cell *x, int64_t *ret)
{
    str s = str_trim(x->text);
    if (s.n > 2 && s.p[0] == '(' && s.p[s.n - 1] == ')')
        s = str_sub(s, 1, s.n - 2);
    return str_int(s, ret);
}

static bool is_year_number(int64_t v)
{
    return (v >= 1949 && v <= 2100) ||
           (v >= 194901 && v <= 210012 && v % 100 >= 1 && v % 100 <= 12);
}

/* All numbers are years in order, as in a header; or 1 2 3 … under it. */
static void number_pattern(const sheet_row *r, bool *ret_years, bool *ret_count)
{
    int64_t prev = 0, v;
    uint32_t n = 0;
    bool years = true, count = true;
    int step = 0;
    for (uint32_t i = 0; i < r->n; i++) {
        if (grid_value(&r->cells[i]) != VAL_NUMBER)
            continue;
        if (!whole_number(&r->cells[i], &v)) {
            years = count = false;
            break;
        }
        years = years && is_year_number(v);
        if (n > 0) {
            int dir = v > prev ? 1 : v < prev ? -1 : 0;
            years = years && dir != 0 && (step == 0 || dir == step);
            step = dir;
            count = count && v == prev + 1;
        } else {
            count = v >= 0 && v <= 3;
        }
        prev = v;
        n++;
    }
    *ret_years = years && n > 0;
    *ret_count = count && n >= 3;
}

static bool is_unit_line(str folded)
{
    ptrdiff_t at = str_find(folded, S("单位:"));
    if (at < 0)
        at = str_find(folded, S("单位,"));
    return at >= 0 && at <= 60;
}

static bool counts_letters(str s)
{
    static const char *const letters[] = {"甲",   "乙", "丙", "丁", "栏次",
                                          "行次", "a",  "b",  "c",  "序号"};
    for (size_t i = 0; i < COUNT_OF(letters); i++)
        if (str_eqz(s, letters[i]))
            return true;
    return false;
}

typedef struct row_count {
    uint32_t numbers, masks;
    bool note;
} row_count;

static bool first_text(cx *c, const cell *x, grid_row *g, row_count *n)
{
    str f;
    if (x->text.n > 400)
        return true;
    TRY(str_fold(c->a, x->text, &f) || fail_memory(c));
    n->note = wide_is_note(f);
    g->signature = wide_is_signature(f);
    return true;
}

static bool count_cells(cx *c, const sheet_row *r, grid_row *g, row_count *n)
{
    for (uint32_t i = 0; i < r->n; i++) {
        const cell *x = &r->cells[i];
        value_state v = grid_value(x);
        if (v == VAL_NONE)
            continue;
        if (!g->texts && !n->numbers && !n->masks)
            g->first = x->col;
        g->last = x->col;
        n->numbers += v == VAL_NUMBER || v == VAL_BROKEN;
        n->masks += v == VAL_MASK;
        if (v != VAL_TEXT && v != VAL_DATE)
            continue;
        if (g->texts == 0 && !n->numbers)
            TRY(first_text(c, x, g, n));
        g->texts++;
        if (!g->unit_line && x->text.n <= 400 && str_contains(x->text, "单位")) {
            str f;
            TRY(str_fold(c->a, x->text, &f) || fail_memory(c));
            g->unit_line = is_unit_line(f);
        }
    }
    return true;
}

/* Are the texts beside numbers words of a header, or letters of a row that counts columns? */
static bool text_pattern(cx *c, const sheet_row *r, bool *ret_heads, bool *ret_letters)
{
    *ret_heads = false;
    *ret_letters = true;
    for (uint32_t i = 0; i < r->n; i++) {
        str f;
        if (grid_value(&r->cells[i]) != VAL_TEXT || r->cells[i].text.n > 400)
            continue;
        TRY(str_fold(c->a, r->cells[i].text, &f) || fail_memory(c));
        *ret_letters = *ret_letters && counts_letters(f);
        *ret_heads = *ret_heads || wide_head(wide_bare(c, f)) != HEAD_NONE;
    }
    return true;
}

static bool look_at_row(cx *c, const sheet_row *r, grid_row *g)
{
    row_count n = {0, 0, false};
    bool heads = false, letters = false, years = false, count = false;
    TRY(count_cells(c, r, g, &n));
    if (n.numbers)
        number_pattern(r, &years, &count);
    if (years || count)
        TRY(text_pattern(c, r, &heads, &letters));
    g->values = (uint16_t)(n.numbers + n.masks);
    g->years = (years && (heads || (g->texts == 0 && n.numbers > 1 && g->first > 0))) ||
               (count && heads && n.numbers <= 12);
    if (!g->texts && !n.numbers)
        g->kind = n.masks > 1 ? ROW_DATA : ROW_BLANK;
    else if ((n.note && n.numbers == 0) || (g->signature && n.numbers <= 2))
        g->kind = ROW_NOTE;
    else if (count && letters)
        g->kind = ROW_COUNT;
    else if (g->years)
        g->kind = ROW_TEXTS;
    else if (n.numbers > 1 || (n.numbers && g->texts) || (n.masks && g->texts))
        g->kind = g->unit_line && n.numbers < 2 ? ROW_SINGLE : ROW_DATA;
    else
        g->kind = g->texts > 1 && !g->unit_line ? ROW_TEXTS : ROW_SINGLE;
    return true;
}

/* Rows up to the first with figures. */
bool grid_open_top(cx *c, const sheet *s, grid *ret, uint32_t *ret_data)
{
    memset(ret, 0, sizeof(*ret));
    ret->s = s;
    ret->rows = cx_alloc(c, sizeof(grid_row) * (s->n_rows ? s->n_rows : 1));
    if (!ret->rows)
        return false;
    for (*ret_data = 0; *ret_data < s->n_rows; (*ret_data)++) {
        TRY(look_at_row(c, &s->rows[*ret_data], &ret->rows[*ret_data]));
        if (ret->rows[*ret_data].kind == ROW_DATA)
            break;
    }
    return true;
}

bool grid_open(cx *c, const sheet *s, grid *ret)
{
    memset(ret, 0, sizeof(*ret));
    ret->s = s;
    ret->rows = cx_alloc(c, sizeof(grid_row) * (s->n_rows ? s->n_rows : 1));
    if (!ret->rows)
        return false;
    for (uint32_t i = 0; i < s->n_rows; i++)
        TRY(look_at_row(c, &s->rows[i], &ret->rows[i]));
    return true;
}
