#include "io/reader.h"
#include "base/mem.h"
#include "base/str.h"

static const sheet_row *find_row(const sheet *s, uint32_t row)
{
    size_t lo = 0, hi = s->n_rows;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (s->rows[mid].row < row)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < s->n_rows && s->rows[lo].row == row ? &s->rows[lo] : NULL;
}

const cell *sheet_cell(const sheet *s, uint32_t row, uint32_t col)
{
    const sheet_row *r = find_row(s, row);
    if (!r)
        return NULL;
    if (col < r->n && r->cells[col].col == col)
        return &r->cells[col];
    size_t lo = 0, hi = r->n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (r->cells[mid].col < col)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < r->n && r->cells[lo].col == col ? &r->cells[lo] : NULL;
}

static bool covers(const merge *m, uint32_t row, uint32_t col)
{
    return m->row0 <= row && row <= m->row1 && m->col0 <= col && col <= m->col1;
}

/* merge_max is a complete binary tree over the merges: a node holds the lowest row its merges reach
 * down to. Below `node` lie merges [at, at + width); only those before `end` start early enough. */
static const merge *covering(const sheet *s, size_t node, size_t at, size_t width, size_t end,
                             uint32_t row, uint32_t col)
{
    if (at >= end || s->merge_max[node] < row + 1)
        return NULL;
    if (width == 1)
        return covers(&s->merges[at], row, col) ? &s->merges[at] : NULL;
    const merge *m = covering(s, 2 * node, at, width / 2, end, row, col);
    return m ? m : covering(s, 2 * node + 1, at + width / 2, width / 2, end, row, col);
}

static size_t tree_width(size_t n)
{
    size_t width = 1;
    while (width < n)
        width *= 2;
    return width;
}

static const merge *find_merge(const sheet *s, uint32_t row, uint32_t col)
{
    size_t lo = 0, hi = s->n_merges;
    if (!s->merge_max) {
        for (; lo < hi; lo++)
            if (covers(&s->merges[lo], row, col))
                return &s->merges[lo];
        return NULL;
    }
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (s->merges[mid].row0 <= row)
            lo = mid + 1;
        else
            hi = mid;
    }
    return covering(s, 1, 0, tree_width(s->n_merges), lo, row, col);
}

const cell *sheet_covering(const sheet *s, uint32_t row, uint32_t col)
{
    const merge *m = s->n_merges ? find_merge(s, row, col) : NULL;
    return m ? sheet_cell(s, m->row0, m->col0) : sheet_cell(s, row, col);
}

static int by_place(const void *a, const void *b)
{
    const merge *x = a, *y = b;
    if (x->row0 != y->row0)
        return x->row0 < y->row0 ? -1 : 1;
    return x->col0 < y->col0 ? -1 : x->col0 > y->col0;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* More merges over one row than there are columns: they overlap, and looking through them all for
 * every cell would take for ever. `ends` is room for n numbers. */
static bool overlap(const sheet *s, uint32_t *ends)
{
    uint32_t width = s->n_cols;
    for (size_t i = 0; i < s->n_merges; i++) {
        ends[i] = s->merges[i].row1;
        if (s->merges[i].col1 >= width)
            width = s->merges[i].col1 + 1;
    }
    qsort(ends, s->n_merges, sizeof *ends, by_number);
    for (size_t i = 0, gone = 0; i < s->n_merges; i++) {
        while (ends[gone] < s->merges[i].row0)
            gone++;
        if (i + 1 - gone > width)
            return true;
    }
    return false;
}

bool sheet_index_merges(arena *a, sheet *s, bool *ret_overlap)
{
    *ret_overlap = false;
    if (s->n_merges == 0)
        return true;
    qsort(s->merges, s->n_merges, sizeof *s->merges, by_place);
    size_t width = tree_width(s->n_merges);
    uint32_t *max = arena_alloc(a, 2 * width * sizeof *max);
    if (!max)
        return false;
    *ret_overlap = overlap(s, max);
    memset(max, 0, 2 * width * sizeof *max);
    for (size_t i = 0; i < s->n_merges; i++)
        max[width + i] = s->merges[i].row1 + 1;
    for (size_t i = width - 1; i > 0; i--)
        max[i] = max[2 * i] > max[2 * i + 1] ? max[2 * i] : max[2 * i + 1];
    s->merge_max = max;
    return true;
}

void sheet_place(const workbook *w, const sheet *s, uint32_t row, uint32_t col, char out[96])
{
    char letters[8];
    size_t n = sizeof letters;
    uint64_t k = (uint64_t)col + 1;
    letters[--n] = 0;
    while (k > 0) {
        letters[--n] = (char)('A' + (k - 1) % 26);
        k = (k - 1) / 26;
    }
    if (w->n_sheets < 2 || s->name.n == 0) {
        snprintf(out, 96, "%s%u", letters + n, row + 1);
        return;
    }
    size_t keep = s->name.n;
    if (keep > 72)
        for (keep = 72; keep > 0 && ((uint8_t)s->name.p[keep] & 0xC0) == 0x80;)
            keep--;
    snprintf(out, 96, "%.*s!%s%u", (int)keep, s->name.p, letters + n, row + 1);
}
