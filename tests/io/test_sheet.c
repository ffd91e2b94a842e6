#include "io/reader.h"
#include "io_test.h"

static uint64_t seed = 12345;
static uint32_t below(uint32_t n)
{
    return rnd(&seed) % n;
}

static void test_cells(void **state)
{
    cell a[] = {{.col = 0, .text = S("a")}, {.col = 3, .text = S("d")}, {.col = 16383}};
    cell b[] = {{.col = 1, .text = S("b")}};
    sheet_row rows[] = {{2, 3, a}, {7, 1, b}};
    sheet s = {.n_rows = 2, .rows = rows};
    assert_ptr_equal(sheet_cell(&s, 2, 0), &a[0]);
    assert_ptr_equal(sheet_cell(&s, 2, 3), &a[1]);
    assert_ptr_equal(sheet_cell(&s, 2, 16383), &a[2]);
    assert_ptr_equal(sheet_cell(&s, 7, 1), &b[0]);
    assert_null(sheet_cell(&s, 2, 1));
    assert_null(sheet_cell(&s, 3, 0));
    assert_null(sheet_cell(&s, 8, 0));
    assert_null(sheet_cell(&(sheet){0}, 0, 0));
}

/* The index and the search one by one agree on random merges. */
static void test_covering(void **state)
{
    static merge m[300];
    static cell cells[200][60];
    static sheet_row rows[200];
    for (uint32_t i = 0; i < 200; i++) {
        for (uint32_t k = 0; k < 60; k++)
            cells[i][k] = (cell){.col = k, .type = CELL_T_TEXT};
        rows[i] = (sheet_row){i, 60, cells[i]};
    }
    for (int round = 0; round < 20; round++) {
        uint32_t n = 1 + below(300), used = 0;
        for (uint32_t i = 0; i < n; i++) {
            merge x = {below(195), below(55), 0, 0};
            x.row1 = x.row0 + below(round % 2 ? 5 : 100);
            x.col1 = x.col0 + below(5);
            bool clash = false;
            for (uint32_t k = 0; k < used; k++)
                clash = clash || (x.row0 <= m[k].row1 && m[k].row0 <= x.row1 &&
                                  x.col0 <= m[k].col1 && m[k].col0 <= x.col1);
            if (!clash)
                m[used++] = x;
        }
        arena *a = arena_new(0);
        sheet slow = {.n_rows = 200, .rows = rows, .n_merges = used, .merges = m, .n_cols = 60};
        sheet fast = slow;
        bool overlap;
        assert_true(sheet_index_merges(a, &fast, &overlap));
        assert_false(overlap);
        for (uint32_t i = 0; i < 200; i++)
            for (uint32_t k = 0; k < 60; k++)
                assert_ptr_equal(sheet_covering(&slow, i, k), sheet_covering(&fast, i, k));
        arena_free(a);
    }
    for (uint32_t i = 0; i < 300; i++)
        m[i] = (merge){0, 0, 100, 3};
    arena *a = arena_new(0);
    sheet s = {.n_merges = 300, .merges = m};
    bool overlap;
    assert_true(sheet_index_merges(a, &s, &overlap));
    assert_true(overlap);
    arena_free(a);
}

static void test_place(void **state)
{
    char out[96];
    sheet sheets[2] = {{.name = S("1季度")}, {.name = S("x")}};
    workbook w = {.n_sheets = 1, .sheets = sheets};
    sheet_place(&w, &sheets[0], 6, 1, out);
    assert_string_equal(out, "B7");
    sheet_place(&w, &sheets[0], 0, 26, out);
    assert_string_equal(out, "AA1");
    sheet_place(&w, &sheets[0], 1048575, 16383, out);
    assert_string_equal(out, "XFD1048576");
    w.n_sheets = 2;
    sheet_place(&w, &sheets[0], 6, 1, out);
    assert_string_equal(out, "1季度!B7");
    char longer[200];
    memset(longer, 0, sizeof longer);
    for (size_t i = 0; i + 3 < sizeof longer; i += 3)
        memcpy(longer + i, "季", 3);
    sheets[1].name = str_of(longer);
    sheet_place(&w, &sheets[1], UINT32_MAX - 1, UINT32_MAX, out);
    assert_true(utf8_valid(str_of(out)));
    assert_non_null(strstr(out, "!"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cells),
                                       cmocka_unit_test(test_covering),
                                       cmocka_unit_test(test_place)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
