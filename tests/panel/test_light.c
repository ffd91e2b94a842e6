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

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_rule)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
