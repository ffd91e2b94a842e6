/* The wall chart drawn from rows made by hand: a schedule of twelve nodes against its golden text, sheets
 * of 60 and 200 rows, what does not fit, names of any bytes. Every coordinate lies on the sheet. */
#include "base/os.h"
#include "base/str.h"
#include "model/period.h"
#include "report/wallchart.h"
#include "testing.h"
#include <math.h>

static int64_t day(int m, int d)
{
    return date_ord(2024, m, d);
}

static bool open_calendar(cx *c, calendar **ret)
{
    return calendar_load(c, S("date,name,kind\n2024-05-01,劳动节,off\n2024-05-11,劳动节,work\n"),
                         S("year,date\n2024,2024-02-10\n"), ret);
}

/* ---- a schedule ---- */
static const struct {
    const char *name, *who;
    int plan[4], actual[4]; /* month, day; 0 = none */
    int forecast[2], slip;
    bool critical;
} tasks[] = {
    {"项目建议书批复", "发展改革委", {3, 1, 3, 15}, {3, 1, 3, 14}, {0}, 0, true},
    {"用地预审与选址", "自然资源局", {3, 11, 4, 10}, {3, 12, 4, 12}, {0}, 2, true},
    {"可行性研究报告批复", "发展改革委", {4, 11, 5, 10}, {4, 15, 5, 20}, {0}, 10, true},
    {"环境影响评价", "生态环境局", {4, 11, 5, 6}, {4, 12, 5, 6}, {0}, 0, false},
    {"初步设计及概算批复", "住房城乡建设局", {5, 11, 6, 14}, {5, 21, 0, 0}, {6, 25}, 11, true},
    {"施工图设计审查", "设计院", {6, 15, 7, 12}, {0}, {7, 23}, 11, true},
    {"土地征收及场地平整", "经济开发区管委会", {5, 6, 7, 5}, {5, 10, 0, 0}, {7, 3}, 0, false},
    {"施工许可", "住房城乡建设局", {7, 13, 7, 26}, {0}, {8, 6}, 11, true},
    {"水电气接入", "供电公司", {7, 1, 8, 15}, {0}, {8, 15}, 0, false},
    {"土建施工", "承建单位", {7, 29, 10, 31}, {0}, {11, 11}, 11, true},
    {"设备采购与安装（含进口成套生产线到港、清关、吊装与单机调试）",
     "建设单位",
     {9, 1, 11, 30},
     {0},
     {12, 10},
     10,
     true},
    {"联动试车与竣工验收", "建设单位", {12, 2, 12, 25}, {0}, {1, 6}, 12, true},
};

static const wall_link links[] = {{0, 1, true},  {1, 2, true},   {1, 3, false}, {2, 4, true},
                                  {4, 5, true},  {5, 7, true},   {6, 9, false}, {7, 9, true},
                                  {9, 10, true}, {10, 11, true}, {3, 4, false}, {8, 10, false}};

static int64_t day_of(const int *d)
{
    return d[0] ? day(d[0], d[1]) : WALL_NONE;
}

static void schedule(wall_chart *w, wall_row *rows, wall_node *nodes, const calendar *k)
{
    for (size_t i = 0; i < COUNT_OF(tasks); i++) {
        wall_row *r = &rows[i];
        *r = (wall_row){.name = str_of(tasks[i].name),
                        .second = str_of(tasks[i].who),
                        .group = S(""),
                        .critical = tasks[i].critical,
                        .late = tasks[i].slip > 0,
                        .note = tasks[i].slip ? S("晚11天") : S("按期")};
        r->plan = (wall_span){day_of(tasks[i].plan), day_of(tasks[i].plan + 2)};
        r->baseline = (wall_span){r->plan.from, r->plan.to - 3};
        r->actual = (wall_span){day_of(tasks[i].actual), day_of(tasks[i].actual + 2)};
        r->forecast = (wall_span){WALL_NONE, day_of(tasks[i].forecast)};
        if (tasks[i].forecast[0] == 1)
            r->forecast.to = date_ord(2025, 1, tasks[i].forecast[1]);
        bool done = r->actual.to != WALL_NONE;
        nodes[i] = (wall_node){S(""), done ? r->actual.to : r->plan.to,
                               done                          ? WALL_DONE
                               : r->plan.to < day(6, 18)     ? WALL_LATE
                               : r->actual.from != WALL_NONE ? WALL_RUNNING
                                                             : WALL_WAITING};
        nodes[i].name = i % 2 ? S("7月26日") : S("");
        r->nodes = &nodes[i];
        r->n_nodes = 1;
    }
    *w = (wall_chart){.title = S("新能源电池产业园一期　倒排工期图"),
                      .left = S("倒排至2024年12月25日　预计2025年1月6日　晚12天"),
                      .right = S("示例州重点项目办　数据截至2024年6月18日"),
                      .mark = S("内部资料　注意保存"),
                      .made = S("2024年6月18日制"),
                      .column = S("节点"),
                      .second = S("责任单位"),
                      .from = WALL_NONE,
                      .to = WALL_NONE,
                      .today = day(6, 18),
                      .end = day(12, 25),
                      .days = k,
                      .rows = rows,
                      .n_rows = COUNT_OF(tasks),
                      .links = links,
                      .n_links = COUNT_OF(links)};
}

/* ---- many projects ---- */
static void projects(wall_chart *w, wall_row *rows, wall_node *nodes, uint32_t n)
{
    static const char *const kinds[] = {"高标准农田改造提升工程", "国道改线及客运枢纽建设项目",
                                        "老旧小区改造", "生物医药中间体生产线扩建项目（二期）",
                                        "Wind farm grid connection, phase II"};
    static const char *const groups[] = {"产业项目", "交通项目", "城建项目", "民生项目"};
    uint64_t seed = 7;
    for (uint32_t i = 0; i < n; i++) {
        int64_t from = date_ord(2023, 3, 1) + rnd(&seed) % 500, to = from + 200 + rnd(&seed) % 500;
        wall_row *r = &rows[i];
        *r = (wall_row){.name = str_of(kinds[rnd(&seed) % COUNT_OF(kinds)]),
                        .second = S("分管副州长 · 发展改革委"),
                        .group = str_of(groups[i * 4 / n]),
                        .lit = true,
                        .light = rnd(&seed) % 5,
                        .note = S("56.2% 滞后12点"),
                        .plan = {from, to},
                        .baseline = {from - 20, to - 30},
                        .forecast = {WALL_NONE, to + (int64_t)(rnd(&seed) % 120) - 40},
                        .actual = {WALL_NONE, WALL_NONE}};
        r->late = r->light == MARK_RED;
        if (from < w->today)
            r->actual.from = from + rnd(&seed) % 40;
        if (to < w->today)
            r->actual.to = to + 10;
        for (uint32_t k = 0; k < 4; k++) {
            int64_t at = from + (to - from) * (k + 1) / 4;
            nodes[4 * i + k] = (wall_node){k == 1 ? S("主体封顶") : S("验收"), at,
                                           at < w->today ? rnd(&seed) % 4 ? WALL_DONE : WALL_LATE
                                           : at < w->today + 14 ? WALL_DUE
                                                                : WALL_WAITING};
        }
        r->nodes = &nodes[4 * i];
        r->n_nodes = 4;
    }
    w->rows = rows;
    w->n_rows = n;
}

static wall_chart sheet(wall_paper p)
{
    return (wall_chart){.title = S("2024年州级重点项目挂图作战图"),
                        .left = S("数据截至2024年6月18日"),
                        .right = S("示例州重点项目办"),
                        .mark = S("示例数据"),
                        .made = S("2024年6月18日制"),
                        .column = S("项目"),
                        .second = S("责任领导·单位"),
                        .from = WALL_NONE,
                        .to = WALL_NONE,
                        .today = day(6, 18),
                        .end = WALL_NONE,
                        .paper = p};
}

/* ---- looking at it ---- */
/* Numbers of an attribute stay between two ends. */
static void within(const char *svg, const char *attribute, double least, double most)
{
    for (const char *at = svg; (at = strstr(at, attribute)); at++) {
        double v = strtod(at + strlen(attribute), NULL);
        if (v < least - 0.01 || v > most + 0.01)
            fail_msg("%s%.2f is not between %.2f and %.2f: %.80s", attribute, v, least, most, at);
    }
}

static void looks_right(const char *svg, double width, double height, double small)
{
    static const char *const xs[] = {" x=\"", " x1=\"", " x2=\"", " cx=\""}, *const ys[] = {
                                                                                 " y=\"", " y1=\"",
                                                                                 " y2=\"",
                                                                                 " cy=\""};
    assert_non_null(svg);
    for (size_t i = 0; i < COUNT_OF(xs); i++) {
        within(svg, xs[i], 0, width);
        within(svg, ys[i], 0, height);
    }
    within(svg, "font-size=\"", small, 40);
    assert_null(strstr(svg, "nan"));
    assert_null(strstr(svg, "inf"));
}

static const char *at_root(const char *name)
{
    static char path[400];
    const char *root = getenv("DIAODU_ROOT");
    snprintf(path, sizeof path, "%s/tests/data/report/%s", root ? root : ".", name);
    return path;
}

static void golden(void **state)
{
    (void)state;
    cx c;
    calendar *k;
    wall_chart w;
    wall_row rows[COUNT_OF(tasks)];
    wall_node nodes[COUNT_OF(tasks)];
    sb out CLEANUP(sb_done) = {0}, again CLEANUP(sb_done) = {0};
    assert_true(cx_init(&c, LANG_ZH) && open_calendar(&c, &k));
    schedule(&w, rows, nodes, k);
    sb_init(&out, 0);
    sb_init(&again, 0);
    assert_true(wall_draw(&c, &w, &out) && wall_draw(&c, &w, &again));
    assert_true(str_eq(sb_str(&out), sb_str(&again)));
    looks_right(sb_cstr(&out), 420, 297, 1.8);
    if (getenv("BLESS"))
        assert_true(os_write_file(&c, at_root("wall_schedule.svg"), sb_str(&out)));
    os_file f;
    assert_true(os_map(&c, at_root("wall_schedule.svg"), 1 << 20, &f));
    if (!str_eq(f.data, sb_str(&out)))
        fail_msg("the chart is not as it was; look at it, then BLESS=1 ./test wallchart");
    os_unmap(&f);
    calendar_free(k);
    cx_done(&c);
}

/* Sheets that are full: as many lines as fit, texts no smaller than can be read. */
static void full(void **state)
{
    static const struct {
        wall_paper paper;
        uint32_t n;
        double width, height, small;
        const char *file;
    } sheets[] = {{WALL_A3, 60, 420, 297, 1.8, "wall_60.svg"},
                  {WALL_A0, 200, 1189, 841, 2.5, "wall_200.svg"},
                  {WALL_A0, 3, 1189, 841, 2.5, "wall_3.svg"}};
    (void)state;
    cx c;
    const char *keep = getenv("WALL_KEEP"); /* to look at them */
    static wall_row rows[400];
    static wall_node nodes[1600];
    assert_true(cx_init(&c, LANG_ZH));
    for (size_t i = 0; i < COUNT_OF(sheets); i++) {
        sb out CLEANUP(sb_done) = {0};
        wall_chart w = sheet(sheets[i].paper);
        projects(&w, rows, nodes, sheets[i].n);
        sb_init(&out, 0);
        c.lang = w.lang = i == 2 ? LANG_EN : LANG_ZH;
        assert_true(wall_draw(&c, &w, &out));
        looks_right(sb_cstr(&out), sheets[i].width, sheets[i].height, sheets[i].small);
        char path[400];
        snprintf(path, sizeof path, "%s/%s", keep ? keep : "", sheets[i].file);
        if (keep)
            assert_true(os_write_file(&c, path, sb_str(&out)));
    }
    cx_done(&c);
}

static void too_many(void **state)
{
    (void)state;
    cx c;
    static wall_row rows[400];
    static wall_node nodes[1600];
    sb out CLEANUP(sb_done) = {0};
    assert_true(cx_init(&c, LANG_ZH));
    sb_init(&out, 0);
    uint32_t a3 = wall_capacity(WALL_A3), a0 = wall_capacity(WALL_A0);
    assert_true(a3 >= 60 && a0 >= 204 && a0 < 390);
    wall_chart w = sheet(WALL_A3);
    projects(&w, rows, nodes, a3 - 4); /* four groups */
    assert_true(wall_draw(&c, &w, &out));
    projects(&w, rows, nodes, a3 - 3);
    sb_reset(&out);
    assert_false(wall_draw(&c, &w, &out));
    assert_int_equal(c.err.code, ERR_LIMIT);
    assert_non_null(strstr(c.err.zh, "A0"));
    assert_int_equal(out.n, 0);
    cx_clear(&c);
    w.paper = WALL_A0;
    projects(&w, rows, nodes, 390);
    assert_false(wall_draw(&c, &w, &out));
    assert_non_null(strstr(c.err.en, "narrow the filter"));
    cx_done(&c);
}

/* Every unit of the axis, from three days to five thousand years; the sheet stays a sheet. */
static void axes(void **state)
{
    static const struct {
        int days;
        const char *says;
    } spans[] = {{3, ">2024年6月<"},  {60, ">2024年7月<"},  {300, ">8/5<"},
                 {700, ">10月<"},     {2500, ">2030年<"},   {5000, ">4季<"},
                 {20000, ">2040年<"}, {1800000, ">6000年<"}};
    (void)state;
    cx c;
    assert_true(cx_init(&c, LANG_ZH));
    for (size_t i = 0; i < COUNT_OF(spans); i++) {
        sb out CLEANUP(sb_done) = {0};
        sb_init(&out, 0);
        wall_row r = {.name = S("一项"), .actual = {WALL_NONE, WALL_NONE}};
        r.forecast = r.baseline = r.actual;
        r.plan = (wall_span){day(6, 18), day(6, 18) + spans[i].days};
        wall_chart w = sheet(WALL_A3);
        w.rows = &r;
        w.n_rows = 1;
        assert_true(wall_draw(&c, &w, &out));
        const char *svg = sb_cstr(&out);
        looks_right(svg, 420, 297, 1.8);
        if (!strstr(svg, spans[i].says))
            fail_msg("%d days: no %s", spans[i].days, spans[i].says);
    }
    cx_done(&c);
}

/* Names are anybody's bytes: nothing of them becomes a tag, and what XML forbids is gone. */
static void names(void **state)
{
    (void)state;
    cx c;
    uint64_t seed = 3;
    char noise[300], *svg;
    assert_true(cx_init(&c, LANG_ZH));
    for (int round = 0; round < 300; round++) {
        sb out CLEANUP(sb_done) = {0};
        sb_init(&out, 0);
        for (size_t i = 0; i < sizeof noise; i++)
            noise[i] = (char)(rnd(&seed) % (round % 2 ? 256 : 96));
        str s = {noise, rnd(&seed) % sizeof noise};
        wall_node n = {s, day(6, 20), WALL_LATE};
        wall_row r = {.name = s, .second = s, .group = s, .note = s, .nodes = &n, .n_nodes = 1};
        r.plan = r.actual = r.forecast = r.baseline =
            (wall_span){day(1, 1) + rnd(&seed) % 400, day(1, 1) + rnd(&seed) % 400};
        wall_chart w = sheet(round % 3 ? WALL_A3 : WALL_A0);
        w.rows = &r;
        w.n_rows = 1;
        w.title = w.left = w.right = w.mark = w.made = w.column = w.second = s;
        assert_true(wall_draw(&c, &w, &out));
        svg = sb_cstr(&out);
        assert_non_null(svg);
        assert_true(utf8_valid(sb_str(&out)));
        for (char *p = svg; *p; p++)
            assert_true((unsigned char)*p >= 0x20 || *p == '\n' || *p == '\t');
        int open = 0; /* tags are ours: no < stands inside one */
        for (char *p = svg; *p; p++) {
            open += *p == '<' ? 1 : *p == '>' ? -1 : 0;
            assert_true(open == 0 || open == 1);
        }
    }
    wall_row none = {.name = S("只有名称"), .plan = {WALL_NONE, WALL_NONE}};
    none.actual = none.forecast = none.baseline = none.plan;
    wall_chart w = sheet(WALL_A3);
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    w.rows = &none;
    w.n_rows = 1;
    assert_true(wall_draw(&c, &w, &out));
    w.n_rows = 0;
    sb_reset(&out);
    assert_true(wall_draw(&c, &w, &out));
    looks_right(sb_cstr(&out), 420, 297, 1.8);
    cx_done(&c);
}

static bool draw_once(void *user)
{
    cx c;
    sb out CLEANUP(sb_done) = {0};
    static wall_row rows[8];
    static wall_node nodes[32];
    (void)user;
    if (!cx_init(&c, LANG_ZH))
        return false;
    sb_init(&out, 0);
    wall_chart w = sheet(WALL_A3);
    projects(&w, rows, nodes, 8);
    bool ok = wall_draw(&c, &w, &out);
    if (!ok)
        assert_int_equal(c.err.code, ERR_MEMORY);
    cx_done(&c);
    return ok;
}

static void no_memory(void **state)
{
    (void)state;
    torture(draw_once, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(golden),   cmocka_unit_test(full),
                                       cmocka_unit_test(too_many), cmocka_unit_test(axes),
                                       cmocka_unit_test(names),    cmocka_unit_test(no_memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
