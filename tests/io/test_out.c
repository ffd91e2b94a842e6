#include "base/csv.h"
#include "io/csv_out.h"
#include "io/xlsx_csv.h"
#include "io/xlsx_doc.h"
#include "io/xlsx_out.h"
#include "io_test.h"
#include <math.h>
#include <sys/resource.h>
#include <signal.h>
#include <unistd.h>

static char dir[] = "/tmp/io_out_XXXXXX";
static char path[64];

static int make_dir(void **state)
{
    if (!mkdtemp(dir))
        return -1;
    snprintf(path, sizeof path, "%s/t.xlsx", dir);
    return 0;
}

static int remove_dir(void **state)
{
    unlink(path);
    return rmdir(dir); /* fails when a temporary file was left behind */
}

static workbook *read_back(cx *c)
{
    workbook *w = NULL;
    if (!workbook_open(c, path, NULL, &w))
        fail_msg("%s", c->err.en);
    return w;
}

static dec d(const char *text)
{
    dec v;
    assert_int_equal(dec_parse(str_of(text), &v), DEC_OK);
    return v;
}

static void test_round_trip(void **state)
{
    cx c;
    xlsx_out *x;
    assert_true(cx_init(&c, LANG_ZH));
    assert_true(xlsx_out_new(&c, path, &x));
    assert_true(xlsx_out_sheet(x, S("一季度")));
    str names[] = {S("地区"), S("水平")};
    assert_true(xlsx_out_header(x, 0, names, 2));
    assert_true(xlsx_out_text(x, 1, 0, S("=1+1 _x000D_ \x01 <&> 县"), LOOK_PLAIN));
    assert_true(xlsx_out_dec(x, 1, 1, d("2934.80"), AS_IT_IS));
    assert_true(xlsx_out_dec(x, 1, 2, d("-0.053"), 1));
    assert_true(xlsx_out_dec(x, 1, 3, d("123456789012345678"), AS_IT_IS));
    assert_true(xlsx_out_number(x, 1, 4, NAN, 2));
    assert_true(xlsx_out_number(x, 1, 5, 1.0 / 3, 2));
    assert_true(xlsx_out_date(x, 1, 6, 19783, false));
    assert_true(xlsx_out_date(x, 1, 7, 19783, true));
    xlsx_out_width(x, 0, 30);
    assert_true(xlsx_out_close(x));
    workbook *w = read_back(&c);
    assert_int_equal(w->n_sheets, 1);
    assert_true(str_eqz(w->sheets[0].name, "一季度"));
    expect_cell(w, 0, "A1", CELL_T_TEXT, "地区");
    expect_cell(w, 0, "A2", CELL_T_TEXT, "=1+1 _x000D_ \x01 <&> 县");
    expect_cell(w, 0, "B2", CELL_T_NUMBER, "2934.8");
    expect_cell(w, 0, "C2", CELL_T_NUMBER, "-0.053");
    expect_cell(w, 0, "D2", CELL_T_TEXT, "123456789012345678");
    assert_null(at(w, 0, "E2"));
    expect_cell(w, 0, "F2", CELL_T_NUMBER, "0.333333333333333");
    expect_cell(w, 0, "G2", CELL_T_DATE, "2024-03-01");
    assert_false(at(w, 0, "G2")->month_fmt);
    expect_cell(w, 0, "H2", CELL_T_DATE, "2024-03-01");
    assert_true(at(w, 0, "H2")->month_fmt);
    workbook_free(w);
    cx_done(&c);
}

static void test_sheet_names(void **state)
{
    static const char *const names[] = {
        "a/b:c", "",   "A_B_C", "很长的名字很长的名字很长的名字很长的名字很长的名字很长的名字很长",
        "  ",    "'x'"};
    cx c;
    xlsx_out *x;
    assert_true(cx_init(&c, LANG_ZH));
    assert_true(xlsx_out_new(&c, path, &x));
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        assert_true(xlsx_out_sheet(x, str_of(names[i])));
        assert_true(xlsx_out_text(x, 0, 0, S("x"), LOOK_BOLD));
    }
    assert_true(xlsx_out_close(x));
    workbook *w = read_back(&c);
    assert_int_equal(w->n_sheets, COUNT_OF(names));
    assert_true(str_eqz(w->sheets[0].name, "a_b_c"));
    assert_true(str_eqz(w->sheets[2].name, "A_B_C(2)"));
    assert_int_equal(utf8_count(w->sheets[3].name), 31);
    workbook_free(w);
    assert_true(xlsx_out_new(&c, path, &x)); /* no sheet at all */
    assert_true(xlsx_out_close(x));
    workbook_free(read_back(&c));
    cx_done(&c);
}

static void test_failures(void **state)
{
    cx c;
    xlsx_out *x;
    assert_true(cx_init(&c, LANG_ZH));
    assert_false(xlsx_out_new(&c, "/nonexistent/x.xlsx", &x));
    assert_true(strstr(c.err.zh, "/nonexistent/x.xlsx"));
    cx_clear(&c);
    assert_true(xlsx_out_new(&c, path, &x));
    assert_true(xlsx_out_sheet(x, S("s")));
    assert_false(xlsx_out_number(x, 2000000, 0, 1, 0));
    assert_int_equal(c.err.code, ERR_LIMIT);
    cx_clear(&c);
    assert_false(xlsx_out_text(x, 0, 100000, S("x"), LOOK_PLAIN));
    assert_int_equal(c.err.code, ERR_LIMIT);
    cx_clear(&c);
    char *big = malloc(40000);
    memset(big, 'x', 40000);
    assert_false(xlsx_out_text(x, 0, 0, (str){big, 40000}, LOOK_PLAIN));
    assert_int_equal(c.err.code, ERR_LIMIT);
    free(big);
    xlsx_out_drop(x);
    xlsx_out_drop(NULL);
    cx_done(&c);
}

/* No room for the file: an error, the old file stays, nothing is left lying about. */
static void test_full_disk(void **state)
{
    cx c;
    xlsx_out *x;
    struct rlimit old, tight;
    assert_true(cx_init(&c, LANG_ZH));
    assert_true(xlsx_write_csv(&c, path, S("s"), S("a,b\n1,2\n")));
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &old);
    static const rlim_t sizes[] = {1000, 20000, 100000, 4 << 20};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        tight = old;
        tight.rlim_cur = sizes[i];
        assert_true(xlsx_out_new(&c, path, &x));
        setrlimit(RLIMIT_FSIZE, &tight);
        bool ok = xlsx_out_sheet(x, S("s"));
        for (uint32_t k = 0; ok && k < 20000; k++)
            ok = xlsx_out_number(x, k, 0, sin(k), AS_IT_IS);
        ok = ok ? xlsx_out_close(x) : (xlsx_out_drop(x), false);
        setrlimit(RLIMIT_FSIZE, &old);
        if (sizes[i] < 1 << 20) {
            assert_false(ok);
            assert_int_equal(c.err.code, ERR_DISK);
        } else {
            assert_true(ok);
        }
        cx_clear(&c);
        workbook *w = read_back(&c);
        assert_int_equal(w->sheets[0].n_rows, ok ? 20000 : 2);
        workbook_free(w);
    }
    cx_done(&c);
}

/* A document as a workbook: with too little room for one of its parts there is an error, never a
 * broken file. From sizes that suffice for nothing up to one that does for all. */
static void test_document_on_full_disk(void **state)
{
    cx c;
    doc d;
    doc_table *t;
    struct rlimit old, tight;
    int good = 0, bad = 0;
    assert_true(cx_init(&c, LANG_EN));
    assert_int_equal(setenv("TMPDIR", dir, 1), 0);
    doc_init(&d, &c);
    for (int sheet = 0; sheet < 3; sheet++) {
        assert_true(doc_table_new(&d, S("t"), 4, 400, 1, &t));
        for (uint32_t k = 0; k < 1600; k++)
            doc_put_number(t, k / 4, k % 4, sin(k + 1600 * sheet), 2);
    }
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &old);
    for (rlim_t size = 256; size < 200000; size += size / 8) {
        sb out CLEANUP(sb_done) = {0};
        sb_init(&out, 0);
        tight = old;
        tight.rlim_cur = size;
        setrlimit(RLIMIT_FSIZE, &tight);
        bool ok = xlsx_doc_write(&c, &d, &out);
        setrlimit(RLIMIT_FSIZE, &old);
        if (!ok) {
            assert_int_equal(c.err.code, ERR_DISK);
            cx_clear(&c);
            bad++;
            continue;
        }
        FILE *f = fopen(path, "wb");
        assert_int_equal(fwrite(out.p, 1, out.n, f), out.n);
        assert_int_equal(fclose(f), 0);
        workbook *w = read_back(&c);
        assert_int_equal(w->n_sheets, 3);
        for (uint32_t i = 0; i < 3; i++)
            assert_int_equal(w->sheets[i].n_rows, 400);
        workbook_free(w);
        good++;
    }
    assert_true(good > 5 && bad > 5);
    assert_int_equal(unsetenv("TMPDIR"), 0);
    cx_done(&c);
}

static void test_from_csv(void **state)
{
    cx c;
    assert_true(cx_init(&c, LANG_ZH));
    assert_true(
        xlsx_write_csv(&c, path, S("observations"), S("area,level\n520302,1.50\n007,'=x\n")));
    workbook *w = read_back(&c);
    expect_cell(w, 0, "A2", CELL_T_TEXT, "520302");
    expect_cell(w, 0, "B2", CELL_T_NUMBER, "1.5");
    expect_cell(w, 0, "A3", CELL_T_TEXT, "007");
    expect_cell(w, 0, "B3", CELL_T_TEXT, "=x");
    workbook_free(w);
    assert_false(xlsx_write_csv(&c, path, S("obs"), S("a\n\"b")));
    assert_int_equal(c.err.code, ERR_FORMAT);
    cx_done(&c);
}

static void test_csv_rows(void **state)
{
    cx c;
    sb b;
    csv r;
    sb_init(&b, 0);
    csv_out_begin(&b, true);
    str one[] = {S("a,\"b"), S("=cmd"), S("-1.5"), S("县\n区"), S("")};
    str empty[] = {S("")};
    csv_out_row(&b, one, 5);
    csv_out_row(&b, empty, 1);
    assert_true(cx_init(&c, LANG_ZH));
    char file[80];
    snprintf(file, sizeof file, "%s/t.csv", dir);
    assert_true(csv_out_save(&c, file, &b));
    os_file f;
    assert_true(os_map(&c, file, 1 << 20, &f));
    assert_memory_equal(f.data.p, "\xEF\xBB\xBF", 3);
    csv_init(&r, str_from(f.data, 3));
    assert_true(csv_next(&c, &r));
    assert_int_equal(r.n, 5);
    for (size_t i = 0; i < 5; i++)
        assert_true(str_eq(r.fields[i], one[i]));
    assert_true(csv_next(&c, &r));
    assert_int_equal(r.n, 1);
    assert_false(csv_next(&c, &r));
    csv_done(&r);
    os_unmap(&f);
    unlink(file);
    sb_done(&b);
    cx_done(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_sheet_names),
        cmocka_unit_test(test_failures),
        cmocka_unit_test(test_full_disk),
        cmocka_unit_test(test_document_on_full_disk),
        cmocka_unit_test(test_from_csv),
        cmocka_unit_test(test_csv_rows),
    };
    return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
