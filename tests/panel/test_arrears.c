/* Causes and plans of arrears: coverage, kept and missed, what has neither, triage (M17, M24, M28). */
#include "panel/panel_help.h"

static const char areas[] = AREAS "P,市,prefecture,,,,,\nA,甲,county,P,,,,\nB,乙,county,P,,,,\n";
#define CAUSES "area,indicator,period,cause,side,text\n"
#define PLANS "area,indicator,checkpoint,item,period,due,measure,support,amount,unit\n"
#define FLOW INDS "x,收入,亿元,flow,M,,,,sum,current,,\n"
#define TARGETS                                                                                    \
    OBS "A,x,2024-06,,target,60,,,,,,,,\nB,x,2024-06,,target,60,,,,,,,,\n"                         \
        "P,x,2024-06,,target,120,,,,,,,,\n"
#define LEVELS                                                                                     \
    "A,x,2024-03,,final,20,,,,,,,,\nB,x,2024-03,,final,25,,,,,,,,\nP,x,2024-03,,final,45,,,,,,,,"  \
    "\n"                                                                                           \
    "A,x,2024-04,,final,29,,,,,,,,\nB,x,2024-04,,final,33,,,,,,,,\nP,x,2024-04,,final,62,,,,,,,,"  \
    "\n"                                                                                           \
    "A,x,2024-05,,final,41,,,,,,,,\nB,x,2024-05,,final,40,,,,,,,,\nP,x,2024-05,,final,81,,,,,,,,"  \
    "\n"

static arrears list_of(world *w, const char *area, const char *p, const char *checkpoint)
{
    arrears l;
    board_options o = {.only = ID_NONE, .as_of = INT64_MAX, .checkpoint = str_of(checkpoint)};
    if (!arrears_make(&w->d.c, w->p, area_of(&w->d, area), at(p), &o, &l))
        fail_msg("%s", w->d.c.err.en);
    return l;
}

static const arrears_row *row_of(const arrears *l, const char *area)
{
    for (uint32_t i = 0; i < l->n; i++) {
        const board_row *b = l->rows[i].b;
        if (str_eqz(b->s.p->k->areas[b->s.a].code, area))
            return &l->rows[i];
    }
    fail_msg("no row of %s", area);
    return NULL;
}

static const plan_view *plan_of(const arrears_row *r, const char *item)
{
    for (uint32_t i = 0; i < r->n_plans; i++)
        if (str_eqz(r->plans[i].plan->item, item))
            return &r->plans[i];
    fail_msg("no plan row %s", item);
    return NULL;
}

/* March: 40 owed, 10 promised for April, 12 for May, 12 for June, 5 in another unit for July. */
static const char plans[] = PLANS "A,x,2024-H1,1,2024-03,2024-04,m,甲项目,10,\n"
                                  "A,x,2024-H1,2,2024-03,2024-05,m,乙项目,11,\n"
                                  "A,x,2024-H1,3,2024-03,2024-06,m,,120000,万元\n"
                                  "A,x,2024-H1,4,2024-03,2024-07,m,,5,\n"
                                  "A,x,2024-H1,5,2024-03,2024-05,宣传,,,\n";

static void coverage(void **state)
{
    (void)state;
    world w;
    world_open_gaps(&w, areas, FLOW, TARGETS LEVELS, NULL, plans);
    arrears l = list_of(&w, "P", "2024-03", "H1");
    assert_int_equal(l.n, 3);
    assert_ptr_equal(&l.rows[0], row_of(&l, "P")); /* its own row first */
    const arrears_row *r = row_of(&l, "A");
    same(r->at.owed, 40);
    same(r->planned, 33);
    same(r->planned_per_month, 11);
    same(r->at.required_per_month, 40.0 / 3);
    same(r->late, 5); /* after the checkpoint: promised, but not for it */
    same(r->uncovered, 7);
    same(r->uncovered_pp, NAN);
    assert_int_equal(r->open, 5);
    assert_true(str_eqz(r->lever->plan->item, "3"));
    assert_ptr_equal(row_of(&l, "P")->debtor, r); /* 40 against 35 */
    same(row_of(&l, "B")->planned, NAN);          /* no plan is not a plan of nothing */
    same(row_of(&l, "B")->uncovered, 35);
    world_close(&w);
}

/* A promised 30 by April (20 + 10) and 41 by May; it had 29 and 41. */
static void kept_and_missed(void **state)
{
    (void)state;
    world w;
    world_open_gaps(&w, areas, FLOW, TARGETS LEVELS, NULL, plans);
    arrears l = list_of(&w, "P", "2024-05", "H1");
    const arrears_row *r = row_of(&l, "A");
    assert_int_equal(plan_of(r, "1")->state, PLAN_MISSED);
    same(plan_of(r, "1")->promised, 10);
    same(plan_of(r, "1")->delivered, 9);
    assert_int_equal(plan_of(r, "2")->state, PLAN_KEPT);
    same(plan_of(r, "2")->promised, 21);
    same(plan_of(r, "2")->delivered, 21);
    assert_int_equal(plan_of(r, "3")->state, PLAN_OPEN);
    assert_int_equal(plan_of(r, "5")->state, PLAN_UNKNOWN); /* nothing was promised in figures */
    assert_int_equal(plan_of(r, "5")->why, REASON_NO_AMOUNT);
    same(r->planned, 12); /* what is due counts no more, kept or not */
    same(r->uncovered, 19 - 12);
    assert_int_equal(r->kept, 1);
    assert_int_equal(r->missed, 1);
    assert_int_equal(r->open, 2);
    l = list_of(&w, "P", "2024-06", "H1"); /* June has not been reported */
    assert_int_equal(plan_of(row_of(&l, "A"), "3")->state, PLAN_UNKNOWN);
    assert_int_equal(plan_of(row_of(&l, "A"), "3")->why, REASON_NOT_REPORTED);
    world_close(&w);
}

/* A later plan takes the place of the one before it; a plan of a later period is not known yet. */
static void the_newest_plan_counts(void **state)
{
    (void)state;
    world w;
    world_open_gaps(&w, areas, FLOW, TARGETS LEVELS, NULL,
                    PLANS
                    "A,x,2024-H1,1,2024-03,2024-06,m,,40,\nA,x,2024-H1,2,2024-05,2024-06,m,,10,\n");
    arrears l = list_of(&w, "P", "2024-04", "H1");
    assert_int_equal(row_of(&l, "A")->n_plans, 1);
    same(row_of(&l, "A")->planned, 40);
    same(row_of(&l, "A")->uncovered, 0);
    l = list_of(&w, "P", "2024-05", "H1");
    assert_int_equal(row_of(&l, "A")->n_plans, 2);
    same(row_of(&l, "A")->planned, 10);
    same(row_of(&l, "A")->uncovered, 9);
    l = list_of(&w, "P", "2024-05", "Y"); /* another checkpoint, another plan */
    for (uint32_t i = 0; i < l.n; i++)
        assert_int_equal(l.rows[i].n_plans, 0);
    world_close(&w);
}

static void causes(void **state)
{
    (void)state;
    world w;
    world_open_gaps(&w, areas, FLOW, TARGETS LEVELS,
                    CAUSES "A,x,2023-12,work,subjective,去年\nA,x,2024-03,work,subjective,慢\n"
                           "A,x,2024-04,market,objective,\nA,x,2024-04,work,mixed,\"慢,散\"\n"
                           "A,x,2024-06,market,objective,以后\n",
                    NULL);
    arrears l = list_of(&w, "P", "2024-03", "H1");
    const arrears_row *r = row_of(&l, "A");
    assert_int_equal(r->n_causes, 1);
    assert_false(r->causes_old);
    assert_string_equal(arrears_cause_text(&w.d.c, r), "主观·工作问题：慢");
    l = list_of(&w, "P", "2024-05", "H1");
    r = row_of(&l, "A");
    assert_int_equal(r->n_causes, 2); /* the newest, not the sum of all */
    assert_true(r->causes_old);
    w.d.c.lang = LANG_EN;
    assert_string_equal(arrears_cause_text(&w.d.c, r), "objective, market; both, work: 慢,散");
    assert_int_equal(row_of(&l, "B")->n_causes, 0);
    assert_string_equal(arrears_cause_text(&w.d.c, row_of(&l, "B")), "");
    world_close(&w);
}

/* Growth and rates are made up for in points; a year before counts for nothing in a cumulated flow. */
static void points_and_years(void **state)
{
    (void)state;
    world w;
    world_open_gaps(
        &w, areas,
        INDS "g,增加值,亿元,flow,M,,,,none,constant,,\nu,失业率,%,rate,M,,,lower,none,,,\n"
             "s,贷款,亿元,stock,M,,,,sum,,,\nx,收入,亿元,flow,M,,,,sum,current,,\n"
             "c,事故,户,count,M,ytd,,lower,sum,,,\n",
        OBS
        "A,g,2024,,target,,6,,,,,,,\nA,g,2024-03,,final,,4,,,,,,,\nA,g,2024-04,,final,,4.5,,,,,,,\n"
        "A,u,2024,,target,5,,,,,,,,\nA,u,2024-03,,final,6,,,,,,,,\nA,u,2024-04,,final,5.5,,,,,,,,\n"
        "A,s,2024,,target,120,,,,,,,,\nA,s,2023-12,,final,100,,,,,,,,\n"
        "A,s,2024-03,,final,101,,,,,,,,\nA,s,2024-04,,final,103,,,,,,,,\n"
        "A,x,2024,,target,120,,,,,,,,\nA,x,2023-12,,final,90,,,,,,,,\nA,x,2024-04,,final,30,,,,,,,,"
        "\n"
        "A,c,2024,,target,10,,,,at_most,,,,\nA,c,2024-04,,final,12,,,,,,,,\n",
        NULL,
        PLANS
        "A,g,2024-H1,1,2024-03,2024-04,m,,0.5,百分点\nA,g,2024-H1,2,2024-03,2024-06,m,,1,百分点\n"
        "A,u,2024-H1,1,2024-03,2024-04,m,,0.6,%\n"
        "A,s,2024-H1,1,2024-03,2024-04,m,,2,\n"
        "A,x,2024-H1,1,2023-12,2024-04,m,,30,\n"
        "A,c,2024-H1,1,2024-02,2024-04,m,,1,\n");
    arrears l = list_of(&w, "A", "2024-04", "H1");
    for (uint32_t i = 0; i < l.n; i++) {
        const arrears_row *r = &l.rows[i];
        const plan_view *v = &r->plans[0];
        switch (r->b->s.ind->code.p[0]) {
        case 'g':
            assert_int_equal(v->state, PLAN_KEPT);
            same(v->delivered, 0.5);
            same(r->planned_pp, 1);
            near(r->uncovered_pp, 0.5, 1e-9);
            same(r->planned, NAN);
            break;
        case 'u': /* lower is better */
            assert_int_equal(v->state, PLAN_MISSED);
            near(v->delivered, 0.5, 1e-9);
            break;
        case 's':
            assert_int_equal(v->state, PLAN_KEPT);
            break;
        case 'x':
            assert_int_equal(v->state, PLAN_KEPT);
            same(v->delivered, 30);
            break;
        default: /* a ceiling has no arrears: no verdict either */
            assert_int_equal(v->why, REASON_CEILING);
            assert_false(r->owes);
        }
    }
    assert_int_equal(l.n, 5);
    world_close(&w);
}

/* A quarterly figure is judged at the end of the quarter of `due`; January of a joint one in February. */
static void other_calendars(void **state)
{
    (void)state;
    world w;
    world_open_gaps(
        &w, areas,
        INDS "q,季度,亿元,flow,Q,,,,sum,current,,\nj,联合,亿元,flow,M,,yes,,sum,current,,\n",
        OBS "A,q,2024,,target,120,,,,,,,,\nA,q,2024-Q1,,final,20,,,,,,,,\nA,q,2024-Q2,,final,50,,,,"
            ",,,,\n"
            "A,j,2024,,target,120,,,,,,,,\nA,j,2023-12,,final,99,,,,,,,,\nA,j,2024-02,,final,9,,,,,"
            ",,,\n",
        NULL, PLANS "A,q,2024,1,2024-04,2024-05,m,,30,\nA,j,2024,1,2023-12,2024-01,m,,10,\n");
    arrears l = list_of(&w, "A", "2024-05", "Y");
    for (uint32_t i = 0; i < l.n; i++)
        if (l.rows[i].b->s.ind->code.p[0] == 'q')
            assert_int_equal(l.rows[i].plans[0].state, PLAN_OPEN);
    l = list_of(&w, "A", "2024-06", "Y");
    for (uint32_t i = 0; i < l.n; i++)
        if (l.rows[i].b->s.ind->code.p[0] == 'q') {
            assert_int_equal(l.rows[i].plans[0].state, PLAN_KEPT); /* from the first quarter: 30 */
            same(l.rows[i].plans[0].delivered, 30);
        }
    l = list_of(&w, "A", "2024-02", "Y");
    assert_int_equal(l.n, 1);
    assert_int_equal(l.rows[0].plans[0].state, PLAN_MISSED); /* 9 of 10 */
    same(l.rows[0].plans[0].delivered, 9);
    world_close(&w);
}

static void triage_by_light_and_trend(void **state)
{
    (void)state;
    board_row r = {.change_prev = -0.5, .vs_parent = -0.1};
    indicator i = {.nature = NATURE_FLOW};
    r.s.ind = &i;
    assert_int_equal(triage_of(&r), TRIAGE_NONE); /* grey */
    r.light.color = LIGHT_RED;
    assert_int_equal(triage_of(&r), TRIAGE_LOW);
    r.light.color = LIGHT_GREEN;
    assert_int_equal(triage_of(&r), TRIAGE_FALLING);
    r.vs_parent = 0.1;
    assert_int_equal(triage_of(&r), TRIAGE_SURE);
    r.by_growth = (standing){.change = -1, .has_change = true};
    assert_int_equal(triage_of(&r), TRIAGE_FALLING);
    r.change_prev = MISSING; /* a trend that nobody knows is none */
    r.light.color = LIGHT_YELLOW;
    assert_int_equal(triage_of(&r), TRIAGE_POTENTIAL);
    i.direction = DIR_LOWER;
    r.change_prev = 0.5;
    assert_int_equal(triage_of(&r), TRIAGE_FALLING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(coverage),
        cmocka_unit_test(kept_and_missed),
        cmocka_unit_test(the_newest_plan_counts),
        cmocka_unit_test(causes),
        cmocka_unit_test(points_and_years),
        cmocka_unit_test(triage_by_light_and_trend),
        cmocka_unit_test(other_calendars),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
