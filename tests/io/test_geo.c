/* Maps: what is kept of a border is kept by both neighbours, near the line that was; rings, codes,
 * validity as they are read. */
#include "testing.h"
#include "base/csv.h"
#include "base/embed.h"
#include "base/str.h"
#include "io/geo.h"
#include "model/outline.h"
#include <math.h>

typedef struct world {
    cx c;
    issues list;
    catalog *k;
} world;

static void open_world(world *w)
{
    catalog_builder *b;
    const embedded *units = embed_find("catalogue/units.csv");
    assert_true(cx_init(&w->c, LANG_EN));
    issues_init(&w->list, w->c.a);
    assert_true(catalog_builder_new(&w->c, (str){(const char *)units->data, units->size}, &b));
    assert_true(catalog_add_table(&w->c, b, S("areas"),
                                  S("code,name,level,valid_to\n370100,济南市,prefecture,\n371200,"
                                    "莱芜市,prefecture,2019-01\n"),
                                  &w->list));
    assert_true(catalog_finish(&w->c, b, &w->list, &w->k));
    catalog_builder_free(b);
}

static void close_world(world *w)
{
    catalog_free(w->k);
    issues_done(&w->list);
    cx_done(&w->c);
}

static void read_text(world *w, str text, geo_table *g)
{
    if (!geo_read(&w->c, text, w->k, g, &w->list))
        fail_msg("%s", w->c.err.en);
}

/* ---- a patchwork of cells with ragged borders ---- */
enum { SIDE = 4, STEPS = 60 };
typedef struct spot2 {
    double x, y;
} spot2;

/* Point i of the border that starts at corner (cx, cy), going right or up: the same for whoever asks. */
static spot2 ragged(int cx, int cy, bool up, int i)
{
    uint64_t seed = 1 + (uint64_t)cx * 71 + (uint64_t)cy * 1009 + up * 5003u + (uint64_t)i * 31337;
    (void)rnd(&seed);
    double shake = i % STEPS ? (rnd(&seed) % 1000 / 1000.0 - 0.5) * 0.02 : 0,
           at = (double)i / STEPS;
    return up ? (spot2){100 + cx + shake, 30 + cy + at} : (spot2){100 + cx + at, 30 + cy + shake};
}

static void put_side(sb *b, int x, int y, bool up, bool back)
{
    for (int i = 0; i < STEPS; i++) {
        spot2 p = ragged(x, y, up, back ? STEPS - i : i);
        sb_printf(b, "[%.6f,%.6f],", p.x, p.y);
    }
}

static void put_cell(sb *b, int x, int y)
{
    sb_printf(b,
              "{\"type\":\"Feature\",\"properties\":{\"code\":\"%d%d\"},\"geometry\":{\"type\":"
              "\"Polygon\",\"coordinates\":[[",
              x, y);
    bool other = (x + y) % 2; /* half of them run the other way round */
    if (other) {
        put_side(b, x, y, true, false);
        put_side(b, x, y + 1, false, false);
        put_side(b, x + 1, y, true, true);
        put_side(b, x, y, false, true);
    } else {
        put_side(b, x, y, false, false);
        put_side(b, x + 1, y, true, false);
        put_side(b, x, y + 1, false, true);
        put_side(b, x, y, true, true);
    }
    sb_printf(b, "[%d,%d]]]}}", 100 + x, 30 + y);
}

typedef struct outline_points {
    int32_t x[8 * STEPS], y[8 * STEPS];
    int n;
} outline_points;

static outline_points points_of(const char *s)
{
    outline_points p = {.n = 1};
    int dx, dy, used;
    assert_int_equal(sscanf(s, "M%d %dl%n", &p.x[0], &p.y[0], &used), 2);
    for (s += used; sscanf(s, "%d %d%n", &dx, &dy, &used) == 2; s += used, p.n++) {
        p.x[p.n] = p.x[p.n - 1] + dx;
        p.y[p.n] = p.y[p.n - 1] + dy;
    }
    return p;
}

static bool has_point(const outline_points *p, int32_t x, int32_t y)
{
    for (int i = 0; i < p->n; i++)
        if (p->x[i] == x && p->y[i] == y)
            return true;
    return false;
}

/* Along the border both keep the same points, and some are left off. */
static int shared(const outline_points *a, const outline_points *b, int cx, int cy, bool up)
{
    int kept = 0;
    for (int i = 0; i <= STEPS; i++) {
        spot2 p = ragged(cx, cy, up, i);
        int32_t x = (int32_t)lround(p.x * 1000), y = (int32_t)lround(p.y * 1000);
        assert_int_equal(has_point(a, x, y), has_point(b, x, y));
        kept += has_point(a, x, y);
    }
    return kept;
}

static void borders_stay_shared(void **state)
{
    (void)state;
    world w;
    geo_table g;
    sb b;
    csv r;
    static outline_points cell[SIDE][SIDE];
    open_world(&w);
    sb_init(&b, 0);
    sb_putz(&b, "{\"type\":\"FeatureCollection\",\"features\":[");
    for (int i = 0; i < SIDE * SIDE; i++) {
        sb_putz(&b, i ? "," : "");
        put_cell(&b, i / SIDE, i % SIDE);
    }
    sb_putz(&b, "]}");
    read_text(&w, sb_str(&b), &g);
    assert_int_equal(g.n, SIDE * SIDE);
    csv_init(&r, g.csv);
    assert_true(csv_next(&w.c, &r));
    while (csv_next(&w.c, &r))
        cell[r.fields[0].p[0] - '0'][r.fields[0].p[1] - '0'] =
            points_of(cx_strdup(&w.c, r.fields[3]));
    csv_done(&r);
    int kept = 0, borders = 0;
    for (int x = 0; x < SIDE; x++)
        for (int y = 0; y + 1 < SIDE; y++, borders += 2) {
            kept += shared(&cell[x][y], &cell[x][y + 1], x, y + 1, false);
            kept += shared(&cell[y][x], &cell[y + 1][x], y + 1, x, true);
        }
    assert_true(kept > borders * 2 && kept < borders * STEPS);
    sb_done(&b);
    close_world(&w);
}

#define ONE(props, rings)                                                                          \
    "{\"type\":\"Feature\",\"properties\":{" props "},\"geometry\":{\"type\":\"Polygon\","         \
    "\"coordinates\":[" rings "]}}"
#define MANY(text)                                                                                 \
    "{\"type\":\"FeatureCollection\",\"valid_from\":\"2001\",\"features\":[" text "]}"
#define SQUARE "[[117,36],[118,36],[118,37],[117,37],[117,36]]"

static void rows_as_read(void **state)
{
    (void)state;
    static const struct {
        const char *text, *csv;
    } cases[] = {
        {ONE("\"adcode\":370100", SQUARE), "370100,,,M117000 36000l1000 0 0 1000 -1000 0z"},
        {ONE("\"gb\":\"156371200\"", SQUARE), "371200,,,M117000 36000l1000 0 0 1000 -1000 0z"},
        {ONE("\"code\":370100000000", SQUARE), "370100,,,M117000 36000l1000 0 0 1000 -1000 0z"},
        {ONE("\"name\":\"济南\"", SQUARE), "370100,,,M117000 36000l1000 0 0 1000 -1000 0z"},
        {ONE("\"code\":\"9\",\"name\":\"莱芜市\"", SQUARE),
         "371200,,,M117000 36000l1000 0 0 1000 -1000 0z"},
        {ONE("\"code\":\"9\",\"name\":\"某\"", SQUARE), "9,,,M117000 36000l1000 0 0 1000 -1000 0z"},
        {ONE("\"code\":\"370100\",\"valid_from\":\"2019-01\",\"valid_to\":\"2020\"", SQUARE),
         "370100,2019-01,2020,M117000 36000l1000 0 0 1000 -1000 0z"},
        {MANY(ONE("\"code\":\"370100\"", SQUARE) "," ONE("\"code\":\"370100\"", SQUARE)),
         "370100,2001,,M117000 36000l1000 0 0 1000 -1000 0zM117000 36000l1000 0 0 1000 -1000 0z"},
        /* smaller than the grid, and flat: still there */
        {ONE("\"code\":\"370100\"", "[[117,36],[117.0001,36],[117,36.0001],[117,36]]"),
         "370100,,,M117000 36000l-1 0 0 -1z"},
        {ONE("\"code\":\"370100\"", "[[117,36],[117.5,36],[118,36],[117.2,36]]"),
         "370100,,,M117000 36000l500 0 500 0z"},
        {ONE("\"code\":\"370100\"", "[[180,90],[179,90],[179,89]]"),
         "370100,,,M180000 90000l-1000 0 0 -1000z"},
    };
    int failed = 0;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        world w;
        geo_table g;
        open_world(&w);
        read_text(&w, str_of(cases[i].text), &g);
        const char *want = cx_printf(&w.c, "area,from,to,outline\n%s\n", cases[i].csv);
        if (!str_eqz(g.csv, want))
            CASE_FAILED("case %zu: " STR_FMT "wanted %s\n", i, STR_ARG(g.csv), want);
        close_world(&w);
    }
    assert_int_equal(failed, 0);
}

static void outlines(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool good;
    } cases[] = {
        {"M0 0l1 0 0 1z", true},
        {"M0 0l1 0 0 1zM5 5l-1 0 0 -1z", true},
        {"", false},
        {"M0 0z", false},
        {"M0 0l1 0z", false},
        {"M0 0l1 0 0 1", false},
        {"M0 0l1 0 0z", false},
        {"M0  0l1 0 0 1z", false},
        {"M0 0l1 0 0 1z ", false},
        {"M180001 0l-1 0 0 1z", false},
        {"M0 0l1 0 0 90001z", false},
        {"M0 0l1 0 0 1000000z", false},
        {"M180000 -90000l-1 0 0 1z", true},
    };
    int failed = 0;
    outline_size size;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (outline_measure(str_of(cases[i].text), &size) != cases[i].good)
            CASE_FAILED("%s\n", cases[i].text);
    assert_int_equal(failed, 0);
    assert_true(outline_measure(S("M1 2l3 0 0 4zM9 9l1 0 0 -1z"), &size));
    assert_true(size.rings == 2 && size.points == 6 && size.x0 == 1 && size.y0 == 2 &&
                size.x1 == 10 && size.y1 == 9);
}

/* A border of a million points in one zigzag must not take for ever. */
static void long_lines(void **state)
{
    (void)state;
    world w;
    geo_table g;
    sb b;
    open_world(&w);
    sb_init(&b, 0);
    sb_putz(&b, "{\"type\":\"Feature\",\"properties\":{\"code\":\"370100\"},\"geometry\":{\"type\":"
                "\"Polygon\",\"coordinates\":[[");
    for (int i = 0; i < 300000; i++)
        sb_printf(&b, "[%.3f,%.3f],", -170 + i * 0.001, i % 2 ? 10 + i * 0.0001 : 10);
    sb_putz(&b, "[130,0],[-170,0]]]}}");
    bool ok = geo_read(&w.c, sb_str(&b), w.k, &g, &w.list);
    assert_false(ok); /* what is left of it is beyond a field */
    assert_int_equal(w.c.err.code, ERR_LIMIT);
    sb_done(&b);
    close_world(&w);
}

static bool under_pressure(void *user)
{
    geo_table g;
    cx c;
    issues list;
    world *w = user;
    if (!cx_init(&c, LANG_ZH))
        return false;
    issues_init(&list, c.a);
    bool ok = geo_read(&c, S(MANY(ONE("\"code\":\"370100\"", SQUARE))), w->k, &g, &list);
    issues_done(&list);
    cx_done(&c);
    return ok;
}

static bool stop_at_once(void *user, const char *what, uint64_t done, uint64_t total)
{
    (void)user;
    (void)what;
    (void)done;
    (void)total;
    return false;
}

/* Equal points leave nothing behind; a small file can name them without end. */
static void much_ado(void **state)
{
    (void)state;
    enum { POINTS = 20000, TIMES = 600 };
    sb b;
    world w;
    geo_table g;
    open_world(&w);
    sb_init(&b, 0);
    sb_putz(&b, "{\"type\":\"Topology\",\"arcs\":[[[100,30]");
    for (int i = 1; i < POINTS; i++)
        sb_putz(&b, ",[100,30]");
    sb_putz(&b, "]],\"objects\":{\"o\":{\"type\":\"Polygon\",\"id\":\"370100\",\"arcs\":[[0");
    for (int i = 1; i < TIMES; i++)
        sb_putz(&b, ",0");
    sb_putz(&b, "]]}}}");
    assert_true(sb_ok(&b));
    assert_false(geo_read(&w.c, sb_str(&b), w.k, &g, &w.list));
    assert_int_equal(w.c.err.code, ERR_LIMIT);
    cx_clear(&w.c);
    w.c.progress = stop_at_once;
    assert_false(geo_read(&w.c, sb_str(&b), w.k, &g, &w.list));
    assert_int_equal(w.c.err.code, ERR_CANCELLED);
    sb_done(&b);
    close_world(&w);
}

static void out_of_memory(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    torture(under_pressure, &w);
    close_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(borders_stay_shared),
        cmocka_unit_test(rows_as_read),
        cmocka_unit_test(outlines),
        cmocka_unit_test(long_lines),
        cmocka_unit_test(much_ado),
        cmocka_unit_test(out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
