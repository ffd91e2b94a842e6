/* Tables with something wrong: what is said, where, and that nothing else suffers. */
#include "base/mem.h"
#include "catalog_help.h"

#define AREAS "code,name,level,parent,additive_to,valid_from,valid_to,replaced_by\n"
#define INDS                                                                                       \
    "code,name,unit,nature,frequency,basis,aggregation,index_base,levels,parent,variant_of\n"

static int open_desk(void **state)
{
    static desk d;
    desk_open(&d);
    *state = &d;
    return 0;
}

static int close_desk(void **state)
{
    desk_close(*state);
    return 0;
}

/* Forget what was said so far. */
static void quiet(desk *d)
{
    d->list.n = d->list.errors = 0;
}

static void header(void **state)
{
    desk *d = *state;
    desk_add(d, "areas", "");
    assert_true(desk_said(d, ISSUE_ERROR, 1, "", "empty"));
    quiet(d);
    desk_add(d, "areas", "Code,name\n1,a\n");
    assert_true(desk_said(d, ISSUE_ERROR, 1, "level", "lacks the required column level"));
    assert_int_equal(d->list.n, 1);
    quiet(d);
    desk_add(d, "areas", "code,name,level,code\n1,a,town,2\n");
    assert_true(desk_said(d, ISSUE_ERROR, 1, "code", "twice"));
    quiet(d);
    desk_add(d, "areas",
             "\xEF\xBB\xBF"
             "CODE, Name ,level,人口,\n1,a,town,5,\n");
    assert_true(desk_said(d, ISSUE_WARNING, 1, "人口", "unknown column"));
    assert_int_equal(d->list.n, 1);
    quiet(d);
    desk_clean(d);
    assert_int_equal(d->k->n_areas, 1);
    assert_false(catalog_add_table(&d->c, d->b, S("cities"), S("a\n"), &d->list));
    assert_int_equal(d->c.err.code, ERR_UNKNOWN);
    cx_clear(&d->c);
    assert_null(catalog_table(S("cities")));
    assert_non_null(catalog_table(S("rosters")));
}

static void syntax(void **state)
{
    desk *d = *state;
    desk_add(d, "areas", AREAS "1,\"a,town\n2,b,town\n");
    assert_int_equal(d->list.errors, 1);
    assert_int_equal(d->c.err.code, ERR_NONE);
    quiet(d);
    desk_add(d, "areas", "code,name,level\n1,\xff\xff,town\n");
    assert_true(desk_said(d, ISSUE_ERROR, 0, "", "not UTF-8"));
    quiet(d);
    desk_add(d, "areas", "code,name,level\n1,a,town,extra\n2,b,town,,\n\n , \n");
    assert_true(desk_said(d, ISSUE_ERROR, 2, "code", "more cells"));
    assert_int_equal(d->list.n, 1);
    quiet(d);
    desk_clean(d);
    assert_int_equal(d->k->n_areas, 1);
    assert_int_equal(area_of(d, "2"), 0); /* a refused row takes no id */
}

static void area_cells(void **state)
{
    desk *d = *state;
    desk_add(d, "areas",
             "code,name,level,members_complete,valid_from,valid_to,lon,lat\n"
             "1,,town,,,,,\n"
             "2,b,village,,,,,\n"
             "3,c,town,maybe,,,,\n"
             "4,d,town,,2024-13,,,\n"
             "5,e,town,,2024-Q1,,,\n"
             "6,f,town,,2024,2024-01-01,,\n"
             "7,g,town,,,,181,\n"
             "8,h,town,,,,,north\n"
             "9;0,i,town,,,,,\n"
             "a b,j,town,,,,,\n"
             "ok,k,Town,是,2024-02,2024-03-02,110.5,-3\n");
    assert_true(desk_said(d, ISSUE_ERROR, 2, "name", "required"));
    assert_true(desk_said(d, ISSUE_ERROR, 3, "level", "nation province"));
    assert_true(desk_said(d, ISSUE_ERROR, 4, "members_complete", "yes or no"));
    assert_true(desk_said(d, ISSUE_ERROR, 5, "valid_from", "2024-03-18"));
    assert_true(desk_said(d, ISSUE_ERROR, 6, "valid_from", "2024-03-18"));
    assert_true(desk_said(d, ISSUE_ERROR, 7, "valid_to", "later"));
    assert_true(desk_said(d, ISSUE_ERROR, 8, "lon", "-180 to 180"));
    assert_true(desk_said(d, ISSUE_ERROR, 9, "lat", "number"));
    assert_true(desk_said(d, ISSUE_ERROR, 10, "code", "no spaces"));
    assert_true(desk_said(d, ISSUE_ERROR, 11, "code", "no spaces"));
    assert_int_equal(d->list.n, 10);
    assert_true(str_eqz(d->list.list[1].text, "village"));
    quiet(d);
    desk_clean(d);
    assert_int_equal(d->k->n_areas, 1);
    validity v = d->k->areas[0].valid;
    assert_int_equal(v.from, date_ord(2024, 2, 1));
    assert_int_equal(v.to, date_ord(2024, 3, 2));
    assert_true(validity_on(v, date_ord(2024, 3, 1)));
    assert_false(validity_on(v, date_ord(2024, 3, 2)));
}

static void indicator_cells(void **state)
{
    desk *d = *state;
    desk_add(d, "indicators",
             INDS "1,a,亿元,flow,,,,,,,\n"
                  "2,b,亿元,flow,M;X,,,,,,\n"
                  "3,c,亿元,flew,M,,,,,,\n"
                  "4,d,亿元,flow,M,yearly,,,,,\n"
                  "5,e,亿元,flow,M,,average,,,,\n"
                  "6,f,亿元,rate,M,,weighted:,,,,\n"
                  "7,g,亿元,rate,M,,ratio:a,,,,\n"
                  "8,h,点,index,M,,,,,,\n"
                  "9,i,点,index,M,,,fixed:20,,,\n"
                  "10,j,点,index,M,,,fixed:2020=1000,,,\n"
                  "11,k,亿元,flow,M,,,,city,,\n"
                  "1/2,l,亿元,flow,M,,,,,,\n"
                  "13,m,斗,flow,M,,,,,,\n"
                  "14,n,上年=100,index,M;q;Season;e,,,LY=100,county;town,,\n");
    assert_true(desk_said(d, ISSUE_ERROR, 2, "frequency", "required"));
    assert_true(desk_said(d, ISSUE_ERROR, 3, "frequency", "D W M Q H Y"));
    assert_true(desk_said(d, ISSUE_ERROR, 4, "nature", "per_capita"));
    assert_true(desk_said(d, ISSUE_ERROR, 5, "basis", "ytd period end"));
    assert_true(desk_said(d, ISSUE_ERROR, 6, "aggregation", "ratio:NUM/DEN"));
    assert_true(desk_said(d, ISSUE_ERROR, 7, "aggregation", "weighted:CODE"));
    assert_true(desk_said(d, ISSUE_ERROR, 8, "aggregation", "ratio:NUM/DEN"));
    assert_true(desk_said(d, ISSUE_ERROR, 9, "index_base", "needs its base"));
    assert_true(desk_said(d, ISSUE_ERROR, 10, "index_base", "fixed:2020"));
    assert_true(desk_said(d, ISSUE_ERROR, 11, "index_base", "fixed:2020"));
    assert_true(desk_said(d, ISSUE_ERROR, 12, "levels", "prefecture"));
    assert_true(desk_said(d, ISSUE_ERROR, 13, "code", "no spaces"));
    assert_true(desk_said(d, ISSUE_WARNING, 14, "unit", "not in the table of units"));
    assert_int_equal(d->list.n, 13);
    quiet(d);
    desk_clean(d);
    assert_int_equal(d->k->n_inds, 2);
    const indicator *v = &d->k->inds[1];
    assert_int_equal(v->freqs[0], FREQ_M);
    assert_int_equal(v->freqs[1], FREQ_Q);
    assert_int_equal(v->freqs[2], FREQ_NONE);
    assert_int_equal(v->levels, 1u << LEVEL_COUNTY | 1u << LEVEL_TOWN);
}

static void duplicates(void **state)
{
    desk *d = *state;
    desk_add(d, "areas",
             "code,name,level,valid_from\n"
             "1,a,town,\n"
             "2,b,town,\n"
             "1,a,town,\n" /* equal: counts once */
             "2,c,town,\n" /* differs from line 3 */
             "2,b,town,\n" /* equal to line 3, but that is refused */
             "3,d,town,\n"
             "2,e,town,\n");
    assert_true(desk_said(d, ISSUE_ERROR, 3, "code", "line 5"));
    assert_true(desk_said(d, ISSUE_ERROR, 5, "code", "line 3"));
    assert_true(desk_said(d, ISSUE_ERROR, 8, "code", "line 3"));
    assert_int_equal(d->list.n, 3);
    quiet(d);
    desk_clean(d);
    assert_int_equal(d->k->n_areas, 2);
    assert_int_equal(area_of(d, "3"), 1);
    /* a later table replaces; a key with a date is the same however the date is written */
    desk_add(d, "areas", "code,name,level\n1,new,county\n");
    desk_add(d, "sets", "code,name,kind,member,from\ns,S,area,1,2024\n");
    desk_add(d, "sets", "code,name,kind,member,from,to\ns,T,Area,1,2024-01-01,2026\n");
    desk_clean(d);
    assert_true(str_eqz(d->k->areas[0].name, "new"));
    assert_int_equal(d->k->n_sets, 1);
    assert_int_equal(d->k->sets[0].n, 1);
    assert_true(str_eqz(d->k->sets[0].name, "T"));
}

static void withdrawn(void **state)
{
    desk *d = *state;
    desk_add(d, "areas",
             "code,name,level,withdrawn\n1,a,town,no\n2,b,town,\n9,,,yes\n3,,,perhaps\n");
    assert_true(desk_said(d, ISSUE_WARNING, 4, "withdrawn", "no row of this key"));
    assert_true(desk_said(d, ISSUE_ERROR, 5, "withdrawn", "yes or no"));
    quiet(d);
    desk_add(d, "sets", "code,name,kind,member\ns,S,area,1\ns,S,area,2\n");
    desk_clean(d);
    desk_add(d, "sets", "code,kind,member,withdrawn\ns,area,1,yes\n");
    desk_clean(d);
    assert_int_equal(d->k->sets[0].n, 1);
    desk_add(d, "areas", "code,withdrawn\n2,yes\n");
    desk_finish(d);
    assert_null(d->k);
    assert_true(desk_said(d, ISSUE_ERROR, 0, "member", "\"s\" refers to area \"2\""));
}

static void references(void **state)
{
    desk *d = *state;
    desk_add(d, "areas", AREAS "1,a,town,2,,,,\n2,b,county,,,,,\n"); /* forward is fine */
    desk_clean(d);
    desk_add(d, "areas", AREAS "3,c,town,9,,,,\n4,d,town,2,8,,,\n5,e,town,2,,,,1;7\n");
    desk_finish(d);
    assert_null(d->k);
    assert_true(desk_said(d, ISSUE_ERROR, 2, "parent", "\"3\" refers to area \"9\""));
    assert_true(desk_said(d, ISSUE_ERROR, 3, "additive_to", "area \"8\""));
    assert_true(desk_said(d, ISSUE_ERROR, 4, "replaced_by", "area \"7\""));
    assert_int_equal(d->list.n, 3);
    quiet(d);
    desk_add(d, "indicators",
             INDS "i,a,亿元,flow,M,,,,,,\nj,b,%,rate,M,,ratio:i/k,,,,\nl,c,亿元,flow,M,,,,,m,n\n");
    desk_finish(d);
    assert_true(desk_said(d, ISSUE_ERROR, 0, "parent", "area \"9\""));
    assert_true(desk_said(d, ISSUE_ERROR, 3, "aggregation", "indicator \"k\""));
    assert_true(desk_said(d, ISSUE_ERROR, 4, "parent", "indicator \"m\""));
    assert_true(desk_said(d, ISSUE_ERROR, 4, "variant_of", "indicator \"n\""));
}

static void references_of_lists(void **state)
{
    desk *d = *state;
    desk_add(d, "areas", AREAS "1,a,town,,,,,\n");
    desk_add(d, "indicators", INDS "i,a,亿元,flow,M,,,,,,\n");
    desk_add(d, "sets", "code,name,kind,member\ns,S,area,i\ns,S,indicator,1\ns,S,both,1\n");
    desk_add(d, "rosters", "code,name,kind,member\ns,S,indicator,i\n");
    assert_true(desk_said(d, ISSUE_ERROR, 4, "kind", "indicator area"));
    assert_true(desk_said(d, ISSUE_ERROR, 2, "kind", "area"));
    quiet(d);
    desk_add(d, "breaks", "indicator,area,from,factor\nx,1,2020,\ni,y,2020,\ni,1,,\ni,1,2020,2\n");
    assert_true(desk_said(d, ISSUE_ERROR, 4, "from", "required"));
    assert_true(desk_said(d, ISSUE_WARNING, 5, "factor", "not used"));
    quiet(d);
    desk_add(d, "weights",
             "area,indicator,year,member,weight\n1,i,2020,1,-2\n1,i,20,1,2\n1,i,2020,zz,2\n1,i,"
             "2020,i,3\n");
    assert_true(desk_said(d, ISSUE_ERROR, 2, "weight", "number"));
    assert_true(desk_said(d, ISSUE_ERROR, 3, "year", "whole number"));
    quiet(d);
    desk_add(d, "orgs", "code,name,area,parent\no,O,1,\np,P,3,q\n");
    desk_add(d, "posts", "code,title,org,from,to\nt,T,none,,2020\nt,T,o,2019,\n");
    desk_finish(d);
    assert_null(d->k);
    assert_true(desk_said(d, ISSUE_ERROR, 0, "member", "area \"i\""));
    assert_true(desk_said(d, ISSUE_ERROR, 0, "member", "indicator \"1\""));
    assert_true(desk_said(d, ISSUE_ERROR, 0, "indicator", "indicator \"x\""));
    assert_true(desk_said(d, ISSUE_ERROR, 0, "area", "area \"y\""));
    assert_true(desk_said(d, ISSUE_ERROR, 0, "member", "neither"));
    assert_true(desk_said(d, ISSUE_ERROR, 0, "area", "\"p\" refers to area \"3\""));
    assert_true(desk_said(d, ISSUE_ERROR, 0, "parent", "organisation \"q\""));
    assert_true(desk_said(d, ISSUE_WARNING, 2, "org", "\"none\""));
    assert_true(desk_said(d, ISSUE_ERROR, 3, "from", "overlap"));
}

static void cycles(void **state)
{
    desk *d = *state;
    desk_add(d, "areas",
             AREAS "1,a,town,3,,,,\n2,b,town,1,,,,\n3,c,town,2,,,,\n4,d,town,1,,,,\n"
                   "5,e,town,,5,,,\n");
    desk_finish(d);
    assert_null(d->k);
    assert_true(desk_said(d, ISSUE_ERROR, 2, "parent", "1 → 3 → 2 → 1"));
    assert_true(desk_said(d, ISSUE_ERROR, 6, "additive_to", "5 → 5"));
    quiet(d);
    desk_add(d, "areas", AREAS "1,a,town,,,,,\n5,e,town,,,,,\n");
    desk_add(d, "indicators",
             INDS "a,A,%,rate,M,,ratio:b/c,,,,\nb,B,%,rate,M,,,,,,\nc,C,%,rate,M,,weighted:d,,,,\n"
                  "d,D,%,rate,M,,ratio:b/a,,,,\ne,E,%,rate,M,,,,,f,\nf,F,%,rate,M,,,,,e,\n"
                  "g,G,%,rate,M,,,,,,g\n");
    desk_add(d, "orgs", "code,name,parent\no,O,p\np,P,o\n");
    desk_finish(d);
    assert_null(d->k);
    assert_true(desk_said(d, ISSUE_ERROR, 0, "aggregation", "a → c → d → a"));
    assert_true(desk_said(d, ISSUE_ERROR, 0, "parent", "e → f → e"));
    assert_true(desk_said(d, ISSUE_ERROR, 0, "variant_of", "g → g"));
    assert_true(desk_said(d, ISSUE_ERROR, 2, "parent", "o → p → o"));
    assert_int_equal(d->list.n, 4);
}

static void overlapping_limits(void **state)
{
    desk *d = *state;
    desk_add(d, "areas", AREAS "1,a,town,,,,,\n");
    desk_add(d, "rosters",
             "code,name,kind,member,from,to\n"
             "r,R,area,1,2010,2012\nr,R,area,1,2012,2014\nr,R,area,1,2013,\n");
    desk_finish(d);
    assert_null(d->k);
    assert_true(desk_said(d, ISSUE_ERROR, 4, "from", "the limits of r in 1 overlap"));
    assert_int_equal(d->list.n, 1);
}

/* A list keeps at most `max` findings, and counts them all. */
static void many_findings(void **state)
{
    desk *d = *state;
    sb b CLEANUP(sb_done);
    sb_init(&b, 0);
    sb_putz(&b, "code,name,level\n");
    for (int i = 0; i < 300; i++)
        sb_printf(&b, "%d,a,nowhere\n", i);
    d->list.max = 50;
    desk_add(d, "areas", sb_cstr(&b));
    assert_int_equal(d->list.n, 50);
    assert_int_equal(d->list.errors, 300);
    assert_int_equal(d->list.list[49].line, 51);
}

static void long_cells_are_cut(void **state)
{
    desk *d = *state;
    sb b CLEANUP(sb_done);
    sb_init(&b, 0);
    sb_putz(&b, "code,name,level\n1,a,");
    for (int i = 0; i < 1000; i++)
        sb_putz(&b, "县");
    sb_putz(&b, "\n");
    for (int i = 0; i < 300; i++)
        sb_putz(&b, "9");
    sb_putz(&b, ",a,town\n");
    desk_add(d, "areas", sb_cstr(&b));
    assert_int_equal(d->list.n, 2);
    assert_int_equal(d->list.list[0].text.n, 240);
    assert_true(utf8_valid(d->list.list[0].text));
    assert_true(desk_said(d, ISSUE_ERROR, 3, "code", "at most 100 bytes"));
}

/* Ids must fit into keys of observations: beyond that rows are refused, once, with the line. */
static void too_many_indicators(void **state)
{
    desk *d = *state;
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 0);
    sb_putz(&b, "code,name,unit,nature,frequency\n");
    for (unsigned i = 0; i < IND_MAX + 2; i++)
        sb_printf(&b, "i%u,a,亿元,flow,M\n", i);
    desk_add(d, "indicators", sb_cstr(&b));
    assert_true(desk_said(d, ISSUE_ERROR, IND_MAX + 2, "", "limit of 8192"));
    assert_int_equal(d->list.n, 1);
    quiet(d);
    desk_clean(d);
    assert_int_equal(d->k->n_inds, IND_MAX);
}

static void too_long_keys(void **state)
{
    desk *d = *state;
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 0);
    sb_putz(&b, "code,name,kind,member\nr,R,area,");
    for (int i = 0; i < 1100; i++)
        sb_putc(&b, 'x');
    desk_add(d, "sets", sb_cstr(&b));
    assert_true(desk_said(d, ISSUE_ERROR, 2, "member", "too long"));
    assert_int_equal(d->list.n, 1);
}

/* ---- every allocation fails once ---- */
static bool whole_life(desk *d)
{
    static const char areas[] = AREAS "2,乙县,county,1,,,,\n1,甲市,prefecture,,,,,\n3,"
                                      "道真仡佬族苗族自治县,county,1,,,2020,2\n3,x,town,,,,,\n";
    static const char inds[] = INDS "a,A（甲）,亿元,flow,M,,,,,,\nb,B,%,rate,M,,ratio:a/zz,,,,\n";
    cx *c = &d->c;
    TRY(catalog_builder_new(c, str_of(UNITS), &d->b));
    TRY(catalog_add_table(c, d->b, S("areas"), str_of(areas), &d->list));
    TRY(catalog_add_table(c, d->b, S("indicators"), str_of(inds), &d->list));
    TRY(catalog_add_table(c, d->b, S("rosters"),
                          S("code,name,kind,member\ndefault,D,area,2\n1,\"E\"\"\",area,2\n"),
                          &d->list));
    TRY(catalog_finish(c, d->b, &d->list, &d->k));
    TRY(catalog_add_table(c, d->b, S("indicators"),
                          S("code,name,unit,nature,frequency\nzz,Ｚ,亿元,flow,M\n"), &d->list));
    TRY(catalog_add_table(c, d->b, S("breaks"), S("indicator,from\nzz,2020\n"), &d->list));
    TRY(catalog_add_table(c, d->b, S("weights"),
                          S("area,indicator,year,member,weight\n1,a,2020,2,3\n"), &d->list));
    TRY(catalog_add_table(c, d->b, S("orgs"), S("code,name\no,O\n"), &d->list));
    TRY(catalog_add_table(c, d->b, S("posts"), S("code,title\nt,T\n"), &d->list));
    TRY(catalog_add_table(c, d->b, S("cause_codes"), S("code,name\nc,C\n"), &d->list));
    TRY(catalog_add_table(c, d->b, S("gap_causes"),
                          S("area,indicator,period,cause,side\n1,a,2024-05,c,mixed\n"), &d->list));
    TRY(catalog_add_table(c, d->b, S("gap_plans"),
                          S("area,indicator,checkpoint,item,period,due,measure,amount,unit\n"
                            "1,a,2024-06,1,2024-05,2024-06,m,10000,万元\n"),
                          &d->list));
    TRY(catalog_finish(c, d->b, &d->list, &d->k));
    for (const table_def *t = catalog_tables; d->k && t->name; t++) {
        sb out CLEANUP(sb_done);
        sb_init(&out, 0);
        TRY(catalog_export(c, d->k, str_of(t->name), &out));
    }
    ind_id i;
    return d->k && catalog_need_ind(c, d->k, S("Z（z）"), &i);
}

static void every_allocation_refused(void **state)
{
    bool done = false;
    long n = 1;
    for (; !done && n < 20000; n++) {
        desk d = {0};
        assert_true(cx_init(&d.c, LANG_ZH));
        d.a = arena_new(0);
        issues_init(&d.list, d.a);
        mem_fail_after(n, n % 2 == 0);
        done = whole_life(&d);
        mem_fail_after(0, false);
        if (!done)
            assert_int_equal(d.c.err.code, ERR_MEMORY);
        desk_close(&d);
    }
    assert_true(done);
    assert_true(n > 50);
}

/* ---- random tables: finish or say why ---- */
static uint64_t seed = 20241118;
static unsigned any(unsigned n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(seed >> 33) % n;
}

static void random_cell(sb *b, bool mostly_good, str column)
{
    static const char *const odd[] = {"",           "-",       ";",    "1;2",  "yes",   "no",
                                      "2020",       "2020-02", "x",    "sum",  "M",     "ratio:1/2",
                                      "weighted:3", "own",     "park", "town", "area",  "indicator",
                                      "ly=100",     "\"",      "１２", "县",   "\"a\"", "1e9",
                                      "default",    "\xff",    "亿元"};
    if (mostly_good && any(30)) {
        if (str_ends(column, S("level")))
            sb_putz(b, any(2) ? "county" : "park");
        else if (str_eqz(column, "nature"))
            sb_putz(b, any(2) ? "flow" : "rate");
        else if (str_eqz(column, "kind"))
            sb_putz(b, any(9) ? "area" : "indicator");
        else if (str_eqz(column, "frequency"))
            sb_putz(b, "M;Q");
        else if (str_eqz(column, "code") || str_eqz(column, "member") || str_eqz(column, "name"))
            sb_printf(b, "%u", 1 + any(40));
        else if (str_eqz(column, "parent") && any(3) == 0)
            sb_printf(b, "%u", 1 + any(12));
        else if (str_eqz(column, "unit"))
            sb_putz(b, "亿元");
        else if (str_eqz(column, "side"))
            sb_putz(b, "mixed");
        else if (str_eqz(column, "period") || str_eqz(column, "due") ||
                 str_eqz(column, "checkpoint"))
            sb_printf(b, "20%u-%02u", 10 + any(10), 1 + any(12));
        else if (str_eqz(column, "year") || str_eqz(column, "from"))
            sb_printf(b, "%u", 2000 + any(20));
        return;
    }
    sb_putz(b, odd[any(COUNT_OF(odd))]);
}

static void random_table(desk *d, const table_def *t, bool mostly_good)
{
    sb b CLEANUP(sb_done);
    sb_init(&b, 0);
    unsigned rows = any(60);
    for (unsigned r = 0; r <= rows; r++) {
        str rest = str_of(t->columns), col;
        for (bool first = true; str_split(&rest, ' ', &col); first = false) {
            if (str_starts(col, S("*")))
                col = str_from(col, 1);
            if (!mostly_good && any(40) == 0)
                continue;
            sb_putz(&b, first ? "" : ",");
            if (r == 0)
                sb_put(&b, col);
            else
                random_cell(&b, mostly_good, col);
        }
        sb_putz(&b, any(9) ? "\n" : "\r\n");
    }
    assert_true(catalog_add_table(&d->c, d->b, str_of(t->name), sb_str(&b), &d->list));
}

static void random_questions(desk *d)
{
    uint32_t out[8];
    for (int q = 0; q < 50; q++) {
        area_id a = any(d->k->n_areas + 1);
        period p = {FREQ_Y, (int32_t)(1998 + any(25))};
        area_roster(d->k, a, (area_level)any(9), p, out, 8);
        if (d->k->n_inds && d->k->n_areas)
            catalog_break(d->k, any(d->k->n_inds), any(d->k->n_areas), p,
                          (period){FREQ_Y, (int32_t)(1998 + any(25))});
        if (d->k->n_sets)
            set_members(d->k, &d->k->sets[any(d->k->n_sets)], p, out, 8);
        char text[16];
        snprintf(text, sizeof text, "%u", any(50));
        catalog_find_area(d->k, str_of(text), a < d->k->n_areas ? a : ID_NONE, INT64_MAX, out, 8);
        catalog_find_ind(d->k, str_of(text), 730000, out, 8);
    }
    for (uint32_t i = 0; i < d->k->n_areas; i++)
        assert_false(d->k->areas[i].parent != ID_NONE &&
                     area_below(d->k, d->k->areas[i].parent, i));
}

static void random_tables(void **state)
{
    int finished = 0;
    for (int round = 0; round < 400; round++) {
        desk d;
        desk_open(&d);
        bool good = round % 4 != 0;
        unsigned tables = 1 + any(10);
        for (unsigned t = 0; t < tables; t++)
            random_table(&d, &catalog_tables[t < 2 ? t : any(11)], good);
        size_t before = d.list.errors;
        desk_finish(&d);
        assert_true((d.k != NULL) == (d.list.errors == before));
        for (size_t i = 0; i < d.list.n; i++)
            assert_true(d.list.list[i].zh[0] && d.list.list[i].en[0]);
        if (d.k) {
            finished++;
            random_questions(&d);
        }
        desk_close(&d);
    }
    print_message("%d of 400 random catalogues finished\n", finished);
    assert_true(finished > 20);
}

static void causes_and_plans(void **state)
{
    desk *d = *state;
    desk_add(d, "areas", AREAS "1,a,town,,,,,\n");
    desk_add(d, "indicators", INDS "i,a,亿元,flow,M,,,,,,\n");
    desk_add(d, "cause_codes", "code,name,parent\nc,C,\nd,D,zz\n");
    desk_add(d, "gap_causes",
             "area,indicator,period,cause,side,text\n1,i,2024-05,c,outside,\n1,i,May,c,mixed,\n"
             "1,i,2024-05,c,,\n1,i,2024-05,zz,mixed,\n2,j,2024-06,c,mixed,\n"
             "1,i,2024-07,c,mixed,\"a\x01b\"\n1,i,2024-08,c,mixed,x\n1,i,2024-08,c,mixed,y\n");
    assert_true(desk_said(d, ISSUE_ERROR, 2, "side", "objective subjective mixed"));
    assert_true(desk_said(d, ISSUE_ERROR, 3, "period", "2024-Q2"));
    assert_true(desk_said(d, ISSUE_ERROR, 4, "side", "required"));
    assert_true(desk_said(d, ISSUE_ERROR, 7, "area", "control byte"));
    assert_true(desk_said(d, ISSUE_ERROR, 9, "area", "same key"));
    quiet(d);
    desk_add(d, "gap_plans",
             "area,indicator,checkpoint,item,period,due,measure,amount,unit\n"
             "1,i,2024-06,1,2024-05,2024-05,m,1,\n1,i,2024-06,2,2024-05,2024-06,m,-1,\n"
             "1,i,2024-06,3,2024-05,2024-06,m,1,户\n1,i,2024-06,4,2024-05,2024-06,,1,\n"
             "1,i,2024-06,5,2024-05,2024-06,m,1,百分点\n1,i,2024-06,6,2024-05,2024-06,m,,\n");
    assert_true(desk_said(d, ISSUE_ERROR, 2, "due", "later than period"));
    assert_true(desk_said(d, ISSUE_ERROR, 3, "amount", "positive"));
    assert_true(desk_said(d, ISSUE_ERROR, 5, "measure", "required"));
    desk_finish(d);
    assert_null(d->k);
    assert_true(desk_said(d, ISSUE_ERROR, 0, "parent", "parent cause \"zz\""));
    assert_true(desk_said(d, ISSUE_ERROR, 0, "cause", "no cause \"zz\""));
    assert_true(desk_said(d, ISSUE_ERROR, 0, "area", "area \"2\""));
    assert_true(desk_said(d, ISSUE_ERROR, 0, "indicator", "indicator \"j\""));
    assert_true(desk_said(d, ISSUE_ERROR, 4, "unit", "cannot be converted"));
    assert_false(desk_said(d, ISSUE_ERROR, 6, "unit", "") ||
                 desk_said(d, ISSUE_ERROR, 7, "amount", ""));
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_desk, close_desk)
    const struct CMUnitTest tests[] = {
        TEST(header),
        TEST(syntax),
        TEST(area_cells),
        TEST(indicator_cells),
        TEST(duplicates),
        TEST(withdrawn),
        TEST(references),
        TEST(references_of_lists),
        TEST(causes_and_plans),
        TEST(cycles),
        TEST(overlapping_limits),
        TEST(many_findings),
        TEST(long_cells_are_cut),
        TEST(too_many_indicators),
        TEST(too_long_keys),
        cmocka_unit_test(every_allocation_refused),
        cmocka_unit_test(random_tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
