/* The decision: a table of who may do what, and what holds whatever the grants are. */
#include "../model/catalog_help.h"
#include "model/period.h"
#include "rights/rights.h"

static const char areas[] = "code,name,level,parent\n"
                            "500000,省,province,\n"
                            "500100,甲市,prefecture,500000\n"
                            "500101,东区,county,500100\n"
                            "500102,西县,county,500100\n"
                            "500101-P,园区,park,500101\n"
                            "500200,乙市,prefecture,500000\n"
                            "500201,北县,county,500200\n";
static const char inds[] = "code,name,domain,unit,nature,frequency\n"
                           "gdp,生产总值,综合,亿元,flow,Q\n"
                           "power,用电量,工业,亿元,flow,M\n"
                           "fai,投资,投资,亿元,flow,M\n"
                           "odd,无领域,,亿元,flow,M\n";
static const char roles[] =
    "code,name,actions\n"
    "all,全部,read;rank;unit;submit;accept;target;gap;catalogue;people;audit\n"
    "reader,查阅,read\n"
    "filler,填报,read;submit\n"
    "ranks,位次,rank\n"
    "unit,单位级,read;unit\n";
static const char posts[] = "code,title,holder,from,to\n"
                            "head,局长,li,2024-01-01,2024-06-01\n"
                            "head,局长,zhao,2024-06-01,\n"
                            "clerk,科员,wang,,\n";
static const char grants[] = "subject,role,area,scope,domains,from,to\n"
                             "user:root,all,,,,,\n"
                             "post:head,filler,500101,,,,\n"
                             "post:head,ranks,500100,,,,\n"
                             "post:clerk,reader,500100,,工业;投资,,\n"
                             "user:guest,reader,500100,only,,2024-03-01,2024-04-01\n"
                             "user:unit,unit,500101,,工业,,\n"
                             "user:unit,reader,500100,,,,\n";

static int up(void **state)
{
    static desk d;
    desk_open(&d);
    desk_add(&d, "areas", areas);
    desk_add(&d, "indicators", inds);
    desk_add(&d, "roles", roles);
    desk_add(&d, "posts", posts);
    desk_add(&d, "grants", grants);
    desk_finish(&d);
    assert_non_null(d.k);
    *state = &d;
    return 0;
}

static int down(void **state)
{
    desk_close(*state);
    return 0;
}

static int64_t day(const char *text)
{
    period p;
    assert_true(period_parse_iso(str_of(text), &p));
    return period_last_day(p);
}

static area_id spot(const desk *d, const char *code)
{
    return *code ? catalog_area(d->k, str_of(code)) : ID_NONE;
}

static ind_id of(const desk *d, const char *code)
{
    return *code ? catalog_ind(d->k, str_of(code)) : ID_NONE;
}

static subject who(desk *d, const char *login, const char *on)
{
    subject s;
    if (!rights_of(&d->c, d->k, str_of(login), day(on), &s))
        fail_msg("%s", d->c.err.en);
    return s;
}

static void decisions(void **state)
{
    static const struct {
        const char *login, *on;
        act a;
        const char *area, *ind;
        bool may;
    } table[] = {
        {"root", "2024-05-01", ACT_PEOPLE, "", "", true},
        {"root", "2024-05-01", ACT_ACCEPT, "500201", "odd", true},
        {"li", "2024-05-31", ACT_SUBMIT, "500101", "gdp", true},
        {"li", "2024-05-31", ACT_SUBMIT, "500101-P", "gdp", true},
        {"li", "2024-05-31", ACT_SUBMIT, "500102", "gdp", false},
        {"li", "2024-05-31", ACT_READ, "500102", "gdp", false},
        {"li", "2024-05-31", ACT_RANK, "500102", "gdp", true},
        {"li", "2024-05-31", ACT_RANK, "500201", "gdp", false},
        {"li", "2024-05-31", ACT_READ, "500100", "gdp", false},
        {"li", "2024-06-01", ACT_READ, "500101", "gdp", false}, /* the post went to somebody else */
        {"zhao", "2024-05-31", ACT_SUBMIT, "500101", "gdp", false},
        {"zhao", "2024-06-01", ACT_SUBMIT, "500101", "gdp", true},
        {"zhao", "2024-06-01", ACT_ACCEPT, "500101", "gdp", false},
        {"wang", "2024-06-01", ACT_READ, "500102", "power", true},
        {"wang", "2024-06-01", ACT_READ, "500102", "fai", true},
        {"wang", "2024-06-01", ACT_READ, "500102", "gdp", false},
        {"wang", "2024-06-01", ACT_READ, "500102", "odd", false},
        {"wang", "2024-06-01", ACT_READ, "500102", "", false}, /* all domains together */
        {"wang", "2024-06-01", ACT_READ, "", "power", false},  /* the whole desk */
        {"guest", "2024-03-15", ACT_READ, "500100", "gdp", true},
        {"guest", "2024-03-15", ACT_READ, "500101", "gdp", false}, /* this area only */
        {"guest", "2024-04-01", ACT_READ, "500100", "gdp", false},
        {"guest", "2024-02-29", ACT_READ, "500100", "gdp", false},
        {"nobody", "2024-03-15", ACT_READ, "500100", "gdp", false},
        {"head", "2024-03-15", ACT_READ, "500101", "gdp", false}, /* a post is not a person */
    };
    desk *d = *state;
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        subject s = who(d, table[i].login, table[i].on);
        if (rights_may(&s, d->k, table[i].a, spot(d, table[i].area), of(d, table[i].ind)) !=
            table[i].may)
            fail_msg("row %zu: %s %s %s %s %s", i, table[i].login, table[i].on,
                     act_name(table[i].a), table[i].area, table[i].ind);
    }
}

static void secrets(void **state)
{
    desk *d = *state;
    subject unit = who(d, "unit", "2024-06-01"), zhao = who(d, "zhao", "2024-06-01");
    area_id east = spot(d, "500101"), west = spot(d, "500102");
    ind_id power = of(d, "power"), gdp = of(d, "gdp");
    assert_true(rights_see(&unit, d->k, west, gdp, SECRET_NOT));
    assert_true(rights_see(&unit, d->k, east, power, SECRET_UNIT));
    assert_false(rights_see(&unit, d->k, east, gdp, SECRET_UNIT));
    assert_false(rights_see(&unit, d->k, west, power, SECRET_UNIT));
    assert_false(rights_see(&unit, d->k, east, power, SECRET_DRAFT));
    assert_true(rights_see(&zhao, d->k, east, power, SECRET_DRAFT));
    assert_false(rights_see(&zhao, d->k, west, power, SECRET_DRAFT));
    assert_false(rights_see(&zhao, d->k, east, power, SECRET_UNIT));
    assert_true(rights_see_rank(&zhao, d->k, west, power));
    assert_true(rights_see_rank(&unit, d->k, west, power)); /* who may read it may */
    assert_false(rights_see_all_below(&zhao, d->k, spot(d, "500100")));
    assert_true(rights_see_all_below(&zhao, d->k, east));
    subject wang = who(d, "wang", "2024-06-01");
    assert_false(rights_see_all_below(&wang, d->k, east)); /* some domains only */
    assert_true(rights_somewhere(&wang, d->k, ACT_READ, power));
    assert_false(rights_somewhere(&wang, d->k, ACT_READ, gdp));
    assert_false(rights_somewhere(&wang, d->k, ACT_SUBMIT, ID_NONE));
}

/* Nobody at the database itself: everything. */
static void administrator(void **state)
{
    desk *d = *state;
    for (act a = 0; a < ACT_MAX_; a++)
        assert_true(rights_may(NULL, d->k, a, ID_NONE, ID_NONE));
    assert_true(rights_see(NULL, d->k, 0, 0, SECRET_UNIT));
    assert_true(rights_see_all_below(NULL, d->k, 0));
}

/* Every subset of some rights: more rights never allow less, an area's right reaches all below it,
 * the whole desk and all domains need their own right, nothing is seen that may not be read. */
static void properties(void **state)
{
    desk *d = *state;
    right pool[] = {
        {1u << ACT_READ, spot(d, "500100"), false, {"", 0}, {"", 0}, {"", 0}},
        {1u << ACT_READ | 1u << ACT_UNIT, spot(d, "500101"), false, S("工业"), {"", 0}, {"", 0}},
        {1u << ACT_SUBMIT, spot(d, "500101"), true, {"", 0}, {"", 0}, {"", 0}},
        {1u << ACT_RANK, ID_NONE, false, {"", 0}, {"", 0}, {"", 0}},
        {1u << ACT_ACCEPT | 1u << ACT_READ, ID_NONE, false, S("投资;工业"), {"", 0}, {"", 0}},
    };
    for (uint32_t bits = 0; bits < 1u << COUNT_OF(pool); bits++) {
        right list[COUNT_OF(pool)], more[COUNT_OF(pool) + 1];
        uint32_t n = 0;
        for (size_t i = 0; i < COUNT_OF(pool); i++)
            if (bits >> i & 1)
                list[n++] = pool[i];
        if (n)
            memcpy(more, list, n * sizeof *list);
        more[n] = (right){1u << ACT_GAP, spot(d, "500201"), false, {"", 0}, {"", 0}, {"", 0}};
        subject s = {.list = list, .n = n}, larger = {.list = more, .n = n + 1};
        for (act a = 0; a < ACT_MAX_; a++)
            for (area_id x = 0; x < d->k->n_areas; x++)
                for (ind_id i = 0; i < d->k->n_inds; i++) {
                    bool may = rights_may(&s, d->k, a, x, i);
                    assert_true(!may || rights_may(&larger, d->k, a, x, i));
                    assert_true(!rights_may(&s, d->k, a, ID_NONE, i) || may);
                    assert_true(!rights_may(&s, d->k, a, x, ID_NONE) || may);
                    assert_true(!rights_see(&s, d->k, x, i, SECRET_UNIT) ||
                                rights_see(&s, d->k, x, i, SECRET_NOT));
                    assert_true(!rights_see_all_below(&s, d->k, x) ||
                                rights_see(&s, d->k, x, i, SECRET_NOT));
                    assert_true(!may || rights_somewhere(&s, d->k, a, i));
                    area_id up = d->k->areas[x].parent;
                    bool by_only = a == ACT_SUBMIT;
                    if (up != ID_NONE && !by_only && rights_may(&s, d->k, a, up, i))
                        assert_true(may);
                }
    }
}

/* Whoever may do the same shares what was worked out. */
static void prints(void **state)
{
    desk *d = *state;
    assert_true(who(d, "li", "2024-05-31").print == who(d, "zhao", "2024-06-01").print);
    assert_true(who(d, "li", "2024-05-31").print != who(d, "li", "2024-06-01").print);
    assert_true(who(d, "li", "2024-06-01").print == who(d, "nobody", "2024-06-01").print);
    assert_true(who(d, "root", "2024-06-01").print != who(d, "wang", "2024-06-01").print);
}

/* Every table has its rule; one nobody thought of is for the fewest. */
static void tables(void **state)
{
    (void)state;
    assert_int_equal(rights_table(S("a new table")), TABLE_PERSON);
    for (const table_def *t = catalog_tables; t->name; t++) {
        bool person =
            !strcmp(t->name, "people") || !strcmp(t->name, "roles") || !strcmp(t->name, "grants");
        assert_int_equal(rights_table(str_of(t->name)) == TABLE_PERSON, person);
        bool rows = strstr(t->columns, "area ") && strstr(t->columns, "indicator ") &&
                    strcmp(t->name, "breaks") != 0;
        assert_int_equal(rights_table(str_of(t->name)) == TABLE_FIGURE, rows);
    }
    assert_int_equal(rights_kind_act(KIND_TARGET), ACT_TARGET);
    assert_int_equal(rights_kind_act(KIND_FINAL), ACT_ACCEPT);
}

/* ---- what organisations hand in ---- */
static void of_units(void **state)
{
    static const char *const units[][2] = {
        {"orgs",
         "code,name,kind,area,parent\ngov,甲市政府,,500100,\nstat,统计局,,500100,gov\n"
         "east,东区政府,,500101,gov\nfin,东区财政局,,500101,east\nwest,西县政府,,500102,gov\n"},
        {"roles", "code,name,actions\nfiller,填报,read;submit\nhead,负责人,read;check;sign\n"},
        {"posts", "code,title,org,holder,from,to\nfin-f,填报员,fin,li,,\nfin-h,局长,fin,wang,,\n"
                  "east-f,填报员,east,sun,,\nwest-f,填报员,west,sun,,\ngov-h,市长,gov,zhou,,\n"
                  "old-f,填报员,fin,wu,2024-01-01,2024-06-01\n"},
        {"grants", "subject,role,area,scope,domains\npost:fin-f,filler,500101,,\n"
                   "post:fin-h,head,500101,,\npost:east-f,filler,500101,,\n"
                   "post:west-f,filler,500102,,\npost:gov-h,head,500100,,\n"
                   "post:old-f,filler,500101,,\nuser:own,filler,500100,,\n"
                   "user:here,filler,500101,only,\nuser:some,filler,500101,,工业;投资\n"},
        {"delegations", "post,person,from,to\nfin-h,qian,2024-06-10,2024-06-20\n"
                        "gov-h,li,2024-06-10,2024-06-20\n"},
    };
    static const struct {
        const char *login, *on;
        act a;
        const char *org, *area;
        const char *post; /* NULL = they may not */
    } table[] = {
        {"li", "2024-06-01", ACT_SUBMIT, "fin", "500101", "fin-f"},
        {"li", "2024-06-01", ACT_SUBMIT, "fin", "500101-P", "fin-f"},
        {"li", "2024-06-01", ACT_SUBMIT, "fin", "500102", NULL},  /* another area */
        {"li", "2024-06-01", ACT_SUBMIT, "east", "500101", NULL}, /* the organisation above */
        {"li", "2024-06-01", ACT_SUBMIT, "stat", "500101", NULL}, /* another one */
        {"li", "2024-06-01", ACT_SIGN, "fin", "500101", NULL},
        {"sun", "2024-06-01", ACT_SUBMIT, "fin", "500101", "east-f"}, /* one below */
        {"sun", "2024-06-01", ACT_SUBMIT, "east", "500101", "east-f"},
        {"sun", "2024-06-01", ACT_SUBMIT, "west", "500102", "west-f"}, /* by the other post */
        {"sun", "2024-06-01", ACT_SUBMIT, "west", "500101", NULL},     /* neither has both */
        {"sun", "2024-06-01", ACT_SUBMIT, "gov", "500101", NULL},
        {"zhou", "2024-06-01", ACT_SIGN, "gov", "500100", "gov-h"},
        {"zhou", "2024-06-01", ACT_SIGN, "fin", "500101", "gov-h"}, /* two above */
        {"zhou", "2024-06-01", ACT_SUBMIT, "gov", "500100", NULL},
        {"wang", "2024-06-01", ACT_SIGN, "fin", "500101", "fin-h"},
        {"qian", "2024-06-09", ACT_SIGN, "fin", "500101", NULL}, /* not yet standing in */
        {"qian", "2024-06-10", ACT_SIGN, "fin", "500101", "fin-h"},
        {"qian", "2024-06-19", ACT_SIGN, "fin", "500101", "fin-h"},
        {"qian", "2024-06-20", ACT_SIGN, "fin", "500101", NULL},
        {"qian", "2024-06-15", ACT_SIGN, "east", "500101", NULL},
        {"wang", "2024-06-15", ACT_SIGN, "fin", "500101", "fin-h"}, /* the holder still may */
        {"li", "2024-06-15", ACT_SIGN, "fin", "500101", "gov-h"},   /* both posts at once */
        {"li", "2024-06-15", ACT_SUBMIT, "fin", "500101", "fin-f"},
        {"wu", "2024-05-31", ACT_SUBMIT, "fin", "500101", "old-f"},
        {"wu", "2024-06-01", ACT_SUBMIT, "fin", "500101", NULL}, /* handed over */
        {"own", "2024-06-01", ACT_SUBMIT, "fin", "500101",
         ""}, /* a right of their own: any unit there */
        {"own", "2024-06-01", ACT_SUBMIT, "west", "500102", ""},
        {"own", "2024-06-01", ACT_SUBMIT, "west", "500201", NULL},
        {"here", "2024-06-01", ACT_SUBMIT, "fin", "500101", ""},
        {"here", "2024-06-01", ACT_SUBMIT, "fin", "500101-P", NULL},
        {"nobody", "2024-06-01", ACT_SUBMIT, "fin", "500101", NULL},
    };
    desk d;
    int failed = 0;
    (void)state;
    desk_open(&d);
    desk_add(&d, "areas", areas);
    desk_add(&d, "indicators", inds);
    for (size_t i = 0; i < COUNT_OF(units); i++)
        desk_add(&d, units[i][0], units[i][1]);
    desk_clean(&d);
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        subject s = who(&d, table[i].login, table[i].on);
        str post = S("unset");
        bool may = rights_of_unit(&s, d.k, table[i].a, str_of(table[i].org),
                                  spot(&d, table[i].area), of(&d, "power"), &post);
        if (may != (table[i].post != NULL) || !str_eqz(post, may ? table[i].post : "") ||
            may != rights_of_unit(&s, d.k, table[i].a, str_of(table[i].org),
                                  spot(&d, table[i].area), of(&d, "power"), NULL))
            CASE_FAILED("row %zu: %s %s %s %s: %d by " STR_FMT "\n", i, table[i].login,
                        act_name(table[i].a), table[i].org, table[i].area, may, STR_ARG(post));
    }
    subject some = who(&d, "some", "2024-06-01"), all = who(&d, "li", "2024-06-01");
    static const char *const theirs[] = {"power", "fai", "gdp", "odd"};
    for (size_t i = 0; i < COUNT_OF(theirs); i++) { /* their domains only */
        ind_id ind = of(&d, theirs[i]);
        area_id east = spot(&d, "500101");
        assert_int_equal(rights_of_unit(&some, d.k, ACT_SUBMIT, S("fin"), east, ind, NULL), i < 2);
        assert_true(rights_of_unit(&all, d.k, ACT_SUBMIT, S("fin"), east, ind, NULL));
    }
    str post;
    assert_true(rights_of_unit(NULL, d.k, ACT_SIGN, S("fin"), spot(&d, "500101"), 0, &post));
    assert_true(post.n == 0); /* at the database itself */
    assert_int_equal(failed, 0);
    desk_close(&d);
}

/* What is wrong with a row is said, and never becomes a wider right. */
static void bad_rows(void **state)
{
    static const char *const bad[] = {
        "subject,role\nroot,all\n",
        "subject,role\npost:,all\n",
        "subject,role\nuser:a,emperor\n",
        "subject,role,area\nuser:a,all,999999\n",
        "subject,role,scope\nuser:a,all,only\n",
        "subject,role,area,scope\nuser:a,all,500100,near\n",
        "subject,role,from,to\nuser:a,all,2024-02-01,2024-01-01\n",
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        desk d;
        desk_open(&d);
        desk_add(&d, "areas", areas);
        desk_add(&d, "indicators", inds);
        desk_add(&d, "roles", roles);
        desk_add(&d, "grants", bad[i]);
        desk_finish(&d);
        if (!d.list.errors)
            fail_msg("row %zu was taken", i);
        assert_true(!d.k || d.k->n_grants == 0);
        desk_close(&d);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decisions),  cmocka_unit_test(secrets),  cmocka_unit_test(administrator),
        cmocka_unit_test(properties), cmocka_unit_test(prints),   cmocka_unit_test(tables),
        cmocka_unit_test(of_units),   cmocka_unit_test(bad_rows),
    };
    return cmocka_run_group_tests(tests, up, down);
}
