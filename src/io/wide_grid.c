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

static bool count_cells(cx *c, const sheet_row *r, grid_row *g, uint32_t *numbers, uint32_t *masks,
                        bool *heads, bool *letters, bool *note)
{
    *letters = true;
    for (uint32_t i = 0; i < r->n; i++) {
        const cell *x = &r->cells[i];
        value_state v = grid_value(x);
        if (v == VAL_NONE)
            continue;
        if (!g->texts && !*numbers && !*masks)
            g->first = x->col;
        g->last = x->col;
        *numbers += v == VAL_NUMBER || v == VAL_BROKEN;
        *masks += v == VAL_MASK;
        if (v != VAL_TEXT && v != VAL_DATE)
            continue;
        str f;
        if (x->text.n > 400)
            f = str_sub(x->text, 0, 0);
        else if (!str_fold(c->a, x->text, &f))
            return fail_memory(c);
        if (g->texts == 0 && !*numbers)
            *note = wide_is_note(f);
        g->signature = g->signature || (!*numbers && g->texts == 0 && wide_is_signature(f));
        g->texts++;
        g->unit_line = g->unit_line || is_unit_line(f);
        *letters = *letters && counts_letters(f);
        str bare = wide_bare(c, f);
        *heads = *heads || wide_head(bare) != HEAD_NONE;
    }
    return true;
}

static bool look_at_row(cx *c, const sheet_row *r, grid_row *g)
{
    uint32_t numbers = 0, masks = 0;
    bool heads = false, letters = false, note = false, years = false, count = false;
    TRY(count_cells(c, r, g, &numbers, &masks, &heads, &letters, &note));
    if (numbers)
        number_pattern(r, &years, &count);
    g->values = (uint16_t)(numbers + masks > UINT16_MAX ? UINT16_MAX : numbers + masks);
    g->years = (years && (heads || (g->texts == 0 && numbers > 1 && g->first > 0))) ||
               (count && heads && numbers <= 12);
    if (!g->texts && !numbers)
        g->kind = masks > 1 ? ROW_DATA : ROW_BLANK;
    else if ((note && numbers == 0) || (g->signature && numbers <= 2))
        g->kind = ROW_NOTE;
    else if (count && letters)
        g->kind = ROW_COUNT;
    else if (g->years)
        g->kind = ROW_TEXTS;
    else if (numbers > 1 || (numbers && g->texts) || (masks && g->texts))
        g->kind = g->unit_line && numbers < 2 ? ROW_SINGLE : ROW_DATA;
    else
        g->kind = g->texts > 1 && !g->unit_line ? ROW_TEXTS : ROW_SINGLE;
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
