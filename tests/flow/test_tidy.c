/* tidy_obs: a long text, most of whose rows take the short way, reads as its pieces do, which are
 * too short for that. */
#include "flow/tidy_obs.h"
#include "../model/catalog_help.h"
#include "testing.h"

#define AREAS 300
#define LINES 12000
#define PIECE 900 /* lines; below the 64 KB from which the short way is taken */

static void make_catalog(desk *d)
{
    sb t CLEANUP(sb_done);
    sb_init(&t, 0);
    sb_putz(&t, "code,name,level,parent\nP,省,province,\n");
    for (int i = 0; i < AREAS; i++)
        sb_printf(&t, "%s%d,县%d,county,P\n", i % 7 ? "52" : "a-long-code-of-21-bytes-", i, i);
    sb_putc(&t, 0);
    desk_add(d, "areas", t.p);
    desk_add(d, "indicators",
             "code,name,unit,nature,frequency,domain,direction,aggregation\n"
             "g,产值,亿元,flow,M;Q,x,higher,sum\nrate_of_something_long,率,%,rate,M,x,higher,sum\n"
             "s,存量,户,stock,Q,x,higher,sum\n");
    desk_clean(d);
}

static const char *pick(uint64_t *seed, const char *const *list, size_t n, int usual)
{
    return (int)(rnd(seed) % 100) < usual ? list[0] : list[rnd(seed) % n];
}
#define PICK(seed, usual, ...)                                                                     \
    pick(seed, (const char *const[]){__VA_ARGS__}, COUNT_OF(((const char *const[]){__VA_ARGS__})), \
         usual)

static void put_number(sb *b, uint64_t *seed)
{
    uint32_t r = rnd(seed);
    if (r % 50 == 0) {
        sb_putz(b,
                PICK(seed, 0, "", "-", "…", "1,234", "abc", "1e3", ".5", "5.", "1.2.3", "--1", "-",
                     "123456789012345678", "1234567890123456789", "0.12345678901234567",
                     "-123456.78901234567", " 12", "１２", "00012.50", "-0", "-0.0", "12%",
                     "99999999", "9999999.9", "12345678.9", "*", "+5", "1 234", "/5", "5/", ":"));
        return;
    }
    sb_printf(b, "%s%u", r % 3 ? "" : "-", r >> 8 & (r % 5 ? 0xFFFF : 0xFFFFFF));
    if (r % 4)
        sb_printf(b, ".%0*u", 1 + (int)(r >> 4) % 3, r % 10);
}

/* One line in the columns of the header; mostly like its neighbours, now and then odd. */
static void put_line(sb *b, uint64_t *seed, int round, int line)
{
    int area = round % 2 ? line % AREAS : (int)(rnd(seed) % AREAS), month = line / AREAS;
    if (rnd(seed) % 400 == 0) {
        sb_putz(b, PICK(seed, 0, "\n", "\r\n", "X,g,2024-01,final,5,,\n", "P,g,2024-01,final\n",
                        "P,g,2024-01,final,5,,,,,,,\n", "P,g,2024-13,final,5,,\n", " \n"));
        return;
    }
    sb_printf(b, "%s%s%d,", rnd(seed) % 200 ? "" : " ",
              area % 7 ? "52" : "a-long-code-of-21-bytes-", area);
    sb_printf(b, "%s,", PICK(seed, 90, "g", "rate_of_something_long", "s", "none"));
    sb_printf(b, "%d-%s%d,", 2000 + month / 9, rnd(seed) % 30 ? "0" : "Q", 1 + month % 9);
    sb_printf(b, "%s,", PICK(seed, 97, "final", "flash", "target", "", "Final", "nonsense"));
    put_number(b, seed);
    sb_putc(b, ',');
    if (round % 3 || rnd(seed) % 9 == 0)
        put_number(b, seed);
    sb_printf(b, ",%s", PICK(seed, 97, "", "x", "a note", " "));
    sb_putz(b, round % 4 == 3 && rnd(seed) % 2 ? "\r\n" : "\n");
}

static const char *const headers[] = {
    "area,indicator,period,kind,level,growth,note\n",
    "area,indicator,period,kind,level,growth,basis\n",
    "area,indicator,period,kind,growth,base_level,unit\n",
    "area,indicator,period,kind,level,growth,unknown\n",
};

static void parse(desk *d, str text, int threads, issues *list, tidy_obs *ret)
{
    if (!tidy_obs_parse(&d->c, d->k, text, threads, list, ret))
        fail_msg("%s", d->c.err.en);
}

static void same_row(const obs_batch *x, size_t i, const obs_batch *y, size_t j)
{
    assert_int_equal(x->key[i], y->key[j]);
    assert_int_equal(x->level[i], y->level[j]);
    assert_int_equal(x->level_st[i], y->level_st[j]);
    assert_int_equal(x->growth_st ? x->growth_st[i] : 0, y->growth_st ? y->growth_st[j] : 0);
    assert_int_equal(x->growth_st ? x->growth[i] : 0, y->growth_st ? y->growth[j] : 0);
    assert_int_equal(x->base_st ? x->base_st[i] : 0, y->base_st ? y->base_st[j] : 0);
    assert_int_equal(x->base_st ? x->base[i] : 0, y->base_st ? y->base[j] : 0);
    assert_true(obs_extra_same(obs_batch_extra(x, i), obs_batch_extra(y, j)));
}

/* Walk the rows of the whole beside those of a piece. */
struct walk {
    const tidy_obs *t;
    int part;
    size_t row, rows;
};

static void same_piece(struct walk *w, const tidy_obs *piece, uint32_t lines_before)
{
    for (int i = 0; i < piece->n_parts; i++)
        for (size_t j = 0; j < piece->parts[i].n; j++) {
            while (w->row == w->t->parts[w->part].n) {
                w->row = 0;
                w->part++;
                assert_true(w->part < w->t->n_parts);
            }
            const obs_batch *b = &w->t->parts[w->part];
            same_row(b, w->row, &piece->parts[i], j);
            assert_int_equal(tidy_obs_line(w->t, w->part, w->row),
                             tidy_obs_line(piece, i, j) + lines_before);
            w->row++;
            w->rows++;
        }
}

static void compare(desk *d, uint64_t seed, int round, int threads)
{
    sb whole CLEANUP(sb_done), piece CLEANUP(sb_done);
    const char *header = headers[round % COUNT_OF(headers)];
    size_t errors = 0, start[LINES / PIECE + 2], n = 0;
    sb_init(&whole, 0);
    sb_init(&piece, 0);
    sb_putz(&whole, header);
    for (int i = 0; i < LINES; i++) {
        if (i % PIECE == 0)
            start[n++] = whole.n;
        put_line(&whole, &seed, round, i);
    }
    start[n] = whole.n;
    issues list;
    tidy_obs t;
    issues_init(&list, d->a);
    parse(d, sb_str(&whole), threads, &list, &t);
    assert_int_equal(t.lines, LINES);
    struct walk w = {.t = &t};
    for (size_t i = 0; i < n; i++) {
        tidy_obs p;
        issues one;
        issues_init(&one, d->a);
        sb_reset(&piece);
        sb_putz(&piece, header);
        sb_put(&piece, str_sub(sb_str(&whole), start[i], start[i + 1] - start[i]));
        assert_true(piece.n < 1 << 16);
        parse(d, sb_str(&piece), 1, &one, &p);
        same_piece(&w, &p, (uint32_t)i * PIECE);
        errors += one.errors;
        issues_done(&one);
        tidy_obs_done(&p);
    }
    assert_int_equal(w.rows, t.rows);
    assert_int_equal(errors, list.errors);
    assert_true(t.rows > LINES / 4 && errors > 50);
    issues_done(&list);
    tidy_obs_done(&t);
}

static void test_same_as_pieces(void **state)
{
    (void)state;
    desk d;
    desk_open(&d);
    make_catalog(&d);
    for (int round = 0; round < 8; round++)
        compare(&d, (uint64_t)round * 31 + 5, round, 1);
    desk_close(&d);
}

/* Over a megabyte: several parts; quotes at the very end turn all of it into one. */
static void test_parts(void **state)
{
    (void)state;
    for (int quotes = 0; quotes < 2; quotes++) {
        desk d;
        tidy_obs t;
        issues list;
        sb b CLEANUP(sb_done);
        desk_open(&d);
        make_catalog(&d);
        sb_init(&b, 0);
        sb_putz(&b, "area,indicator,period,kind,level,note\n");
        size_t n = 60000;
        for (size_t i = 0; i < n; i++)
            sb_printf(&b, "52%d,g,%d-%02d,final,%zu.5,\n", (int)(i % 299 / 6 * 6 + 1) / 7 * 7 + 1,
                      2000 + (int)(i / 2400), 1 + (int)(i / 200 % 12), i);
        if (quotes)
            sb_putz(&b, "521,g,2030-01,final,7,\"two\nlines, one row\"\n");
        issues_init(&list, d.a);
        parse(&d, sb_str(&b), 3, &list, &t);
        assert_int_equal(list.errors, 0);
        assert_int_equal(t.rows, n + (size_t)quotes);
        assert_int_equal(t.n_parts, quotes ? 1 : 3);
        size_t row = 0;
        for (int i = 0; i < t.n_parts; i++)
            for (size_t j = 0; j < t.parts[i].n && row < n; j++, row++) {
                assert_int_equal(t.parts[i].level[j], (int64_t)row * 10 + 5);
                assert_int_equal(tidy_obs_line(&t, i, j), row + 2);
            }
        issues_done(&list);
        tidy_obs_done(&t);
        desk_close(&d);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_as_pieces),
        cmocka_unit_test(test_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
