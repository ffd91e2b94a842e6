/* Lights: the defaults of the contract, one row a case. */
#include "panel/panel_help.h"

static const char areas[] = AREAS "P,市,prefecture,,,,,\nA,甲,county,P,,,,\n";

typedef struct light_case {
    const char *what, *ind, *obs, *period;
    light_color want;
} light_case;

#define FLOW "x,某,亿元,flow,M,,,,none,current,,\n"
#define REAL "x,某,亿元,flow,M,,,,none,comparable,,\n"
#define STOCK "x,某,亿元,stock,M,,,,none,comparable,,\n"
#define RATE "x,某,%,rate,M,,,lower,none,,,\n"
#define CAPPED "x,某,亿元,flow,M,,,lower,none,comparable,,\n"
#define PIECES "x,某,户,count,M,,,,none,,,\n"
#define CPI "x,某,点,index,M,,,,none,,ly=100,\n"

static const light_case cases[] = {
    {"on schedule", FLOW, "A,x,2024,,target,120,,,,,,,,\nA,x,2024-06,,final,60,,,,,,,,\n",
     "2024-06", LIGHT_GREEN},
    {"a little behind", FLOW, "A,x,2024,,target,120,,,,,,,,\nA,x,2024-06,,final,55,,,,,,,,\n",
     "2024-06", LIGHT_YELLOW},
    {"far behind", FLOW, "A,x,2024,,target,120,,,,,,,,\nA,x,2024-06,,final,50,,,,,,,,\n", "2024-06",
     LIGHT_RED},
    {"behind time, as usual", FLOW,
     "A,x,2024,,target,120,,,,,,,,\nA,x,2024-06,,final,50,,,,,,,,\nA,x,2023-06,,final,42,,,,,,,,\n"
     "A,x,2023-12,,final,100,,,,,,,,\nA,x,2022-06,,final,42,,,,,,,,\nA,x,2022-12,,final,100,,,,,,,,"
     "\n",
     "2024-06", LIGHT_YELLOW},
    {"late in the year it is tighter", FLOW,
     "A,x,2024,,target,120,,,,,,,,\nA,x,2024-10,,final,96,,,,,,,,\n", "2024-10", LIGHT_RED},
    {"growth at target and parent", REAL,
     "A,x,2024,,target,,6,,,,,,,\nA,x,2024-06,,final,5,6,,,,,,,\nP,x,2024-06,,final,5,6,,,,,,,\n",
     "2024-06", LIGHT_GREEN},
    {"about: 0.2 short", REAL, "A,x,2024,,target,,6,,,about,,,,\nA,x,2024-06,,final,5,5.8,,,,,,,\n",
     "2024-06", LIGHT_GREEN},
    {"below the parent", REAL,
     "A,x,2024,,target,,6,,,,,,,\nA,x,2024-06,,final,5,6,,,,,,,\nP,x,2024-06,,final,5,7,,,,,,,\n",
     "2024-06", LIGHT_YELLOW},
    {"within a point of target", REAL,
     "A,x,2024,,target,,6,,,,,,,\nA,x,2024-06,,final,5,5.1,,,,,,,\n", "2024-06", LIGHT_YELLOW},
    {"beyond", REAL, "A,x,2024,,target,,6,,,,,,,\nA,x,2024-06,,final,5,4.9,,,,,,,\n", "2024-06",
     LIGHT_RED},
    {"negative", REAL, "A,x,2024,,target,,0,,,,,,,\nA,x,2024-06,,final,5,-0.1,,,,,,,\n", "2024-06",
     LIGHT_RED},
    {"stock by its growth", STOCK, "A,x,2024,,target,,8,,,,,,,\nA,x,2024-06,,final,5,8,,,,,,,\n",
     "2024-06", LIGHT_GREEN},
    {"stock near", STOCK, "A,x,2024,,target,,8,,,,,,,\nA,x,2024-06,,final,5,7.5,,,,,,,\n",
     "2024-06", LIGHT_YELLOW},
    {"stock without anything to judge by", STOCK,
     "A,x,2024,,target,8,,,,,,,,\nA,x,2024-06,,final,,7.5,,,,,,,\n", "2024-06", LIGHT_GREY},
    {"stock with a level: near the growth it means", STOCK,
     "A,x,2024,,target,108,,,,,,,,\nA,x,2023-12,,final,100,,,,,,,,\nA,x,2024-06,,final,102,7.5,,,,,"
     ",,\n",
     "2024-06", LIGHT_YELLOW},
    {"rate inside", RATE, "A,x,2024,,target,5.5,,,,,,,,\nA,x,2024-06,,final,5.5,,,,,,,,\n",
     "2024-06", LIGHT_GREEN},
    {"rate near", RATE, "A,x,2024,,target,5.5,,,,,,,,\nA,x,2024-06,,final,5.8,,,,,,,,\n", "2024-06",
     LIGHT_YELLOW},
    {"rate outside", RATE, "A,x,2024,,target,5.5,,,,,,,,\nA,x,2024-06,,final,5.9,,,,,,,,\n",
     "2024-06", LIGHT_RED},
    {"rate below its range", RATE,
     "A,x,2024,,target,,,,,range,,,3,5\nA,x,2024-06,,final,2,,,,,,,,\n", "2024-06", LIGHT_RED},
    {"index as a rate", CPI, "A,x,2024,,target,,3,,,at_most,,,,\nA,x,2024-06,,final,101,,,,,,,,\n",
     "2024-06", LIGHT_GREEN},
    {"ceiling by growth", CAPPED, "A,x,2024,,target,,2,,,,,,,\nA,x,2024-06,,final,5,1,,,,,,,\n",
     "2024-06", LIGHT_GREEN},
    {"ceiling by growth, above", CAPPED,
     "A,x,2024,,target,,2,,,,,,,\nA,x,2024-06,,final,5,3.5,,,,,,,\n", "2024-06", LIGHT_RED},
    {"two pieces: no red before autumn", PIECES,
     "A,x,2024,,target,2,,,,,,,,\nA,x,2024-08,,final,0,,,,,,,,\n", "2024-08", LIGHT_YELLOW},
    {"two pieces in autumn", PIECES, "A,x,2024,,target,2,,,,,,,,\nA,x,2024-09,,final,0,,,,,,,,\n",
     "2024-09", LIGHT_RED},
    {"against the parent", REAL, "A,x,2024-06,,final,5,6,,,,,,,\nP,x,2024-06,,final,5,6,,,,,,,\n",
     "2024-06", LIGHT_GREEN},
    {"a point below the parent", REAL,
     "A,x,2024-06,,final,5,5,,,,,,,\nP,x,2024-06,,final,5,6,,,,,,,\n", "2024-06", LIGHT_YELLOW},
    {"more than that", REAL, "A,x,2024-06,,final,5,4.9,,,,,,,\nP,x,2024-06,,final,5,6,,,,,,,\n",
     "2024-06", LIGHT_RED},
    {"at most", REAL, "A,x,2024,,target,,6,,,at_most,,,,\nA,x,2024-06,,final,5,5,,,,,,,\n",
     "2024-06", LIGHT_GREEN},
    {"nothing", REAL, "A,x,2024,,target,,6,,,,,,,\n", "2024-06", LIGHT_GREY},
};

static void every_rule(void **state)
{
    (void)state;
    int failed = 0;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char inds[512], obs[2048];
        snprintf(inds, sizeof inds, "%s%s", INDS, cases[i].ind);
        snprintf(obs, sizeof obs, "%s%s", OBS, cases[i].obs);
        world w;
        world_open(&w, areas, inds, obs);
        light l = row_in(&w, "A", "x", cases[i].period).light;
        if (l.color != cases[i].want)
            CASE_FAILED("%s: %s, not %s (rule %s)\n", cases[i].what, light_name(l.color),
                        light_name(cases[i].want), l.rule);
        if (!l.rule || !light_text(&w.d.c, &l))
            CASE_FAILED("%s: no reason\n", cases[i].what);
        world_close(&w);
    }
    assert_int_equal(failed, 0);
}

/* What is missing is not mentioned, and a sign is a word. */
static void the_words(void **state)
{
    (void)state;
    static const struct {
        light l;
        const char *zh, *en;
    } says[] = {
        {{.rule = "no_value"}, "没有数据", "no value"},
        {{.rule = "growth_target",
          .figures = {{"target_growth", 6}, {"delta", 0.5}},
          .n_figures = 2},
         "没有可比增速，目标6.0%",
         "no comparable growth, target 6.0%"},
        {{.rule = "growth_target",
          .figures = {{"growth", -0.04}, {"target_growth", 6}, {"parent_growth", 5.25}},
          .n_figures = 3},
         "增速0.0%，目标6.0%，上级5.3%",
         "growth 0.0%, target 6.0%, parent 5.3%"},
        {{.rule = "flow_level",
          .figures = {{"progress", 48},
                      {"progress_time", 50},
                      {"ahead_of_time", -2},
                      {"ahead_of_usual", 1.5}},
          .n_figures = 4},
         "完成年度目标的48.0%，序时进度50.0%，落后序时2.0个百分点，比常年快1.5个百分点",
         "48.0% of the year's target done, 50.0% of the time gone, 2.0 points behind time, "
         "1.5 points ahead of the usual pace"},
        {{.rule = "rate", .figures = {{"level", 2.861}, {"high", 2.9}}, .n_figures = 2},
         "现为2.86，应不高于2.9",
         "stands at 2.86, should not lie above 2.9"},
        {{.rule = "ceiling", .figures = {{"used", 103}, {"room", -3}}, .n_figures = 2},
         "已用控制数的103.0%，超出（余量为-3）",
         "103.0% of the ceiling used, exceeded (room -3)"},
        {{.rule = "vs_parent", .figures = {{"vs_parent", 0.01}}, .n_figures = 1},
         "与上级持平",
         "level with the parent"},
    };
    int failed = 0;
    for (size_t i = 0; i < COUNT_OF(says); i++)
        for (int l = LANG_ZH; l <= LANG_EN; l++) {
            cx c CLEANUP(cx_done);
            assert_true(cx_init(&c, (lang)l));
            const char *got = light_text(&c, &says[i].l);
            const char *want = l == LANG_EN ? says[i].en : says[i].zh;
            if (!got || strcmp(got, want))
                CASE_FAILED("%s, not %s\n", got ? got : "nothing", want);
        }
    assert_int_equal(failed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_rule), cmocka_unit_test(the_words)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
