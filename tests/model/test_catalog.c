#include "catalog_help.h"
#include <math.h>

#define AREA_HEAD "code,name,level,parent,additive_to,valid_from,valid_to,replaced_by\n"
static const char areas[] = AREA_HEAD "000000,全国,nation,,,,,\n"
                                      "510000,四川省,province,000000,,,,\n"
                                      "510100,成都市,prefecture,510000,,,,\n"
                                      "510104,锦江区,county,510100,,,,\n"
                                      "512000,资阳市,prefecture,510000,,,,\n"
                                      "512002,雁江区,county,512000,,,,\n"
                                      "512081,简阳市,county,512000,,,2016-05,510180\n"
                                      "510180,简阳市,county,510100,,2016-05,2016-12,510185\n"
                                      "510185,简阳市,county,510100,,2016-12,,\n"
                                      "510100-TF,天府新区,park,510104,,2014-10,,\n"
                                      "510100-BJ,成都市本级,own,510100,,,,\n"
                                      "370000,山东省,province,000000,,,,\n"
                                      "370100,济南市,prefecture,370000,,,,\n"
                                      "370102,历下区,county,370100,,,,\n"
                                      "371200,莱芜市,prefecture,370000,,,2019-01,370100\n"
                                      "371202,莱城区,county,371200,,,2019-01,370116\n"
                                      "371203,钢城区,county,371200,,,2019-01,370117\n"
                                      "370116,莱芜区,county,370100,,2019-01,,\n"
                                      "370117,钢城区,county,370100,,2019-01,,\n";

#define IND_HEAD                                                                                   \
    "code,name,aliases,unit,nature,frequency,basis,aggregation,price,index_base,parent,levels\n"
static const char inds[] = IND_HEAD
    "gdp,地区生产总值,GDP;生产总值,亿元,flow,Q,,,constant,,,\n"
    "gdp1,第一产业增加值,,亿元,flow,Q,,,constant,,gdp,\n"
    "fai,固定资产投资（不含农户）,固投,亿元,flow,M;W,,,comparable,,,province;prefecture;county\n"
    "loans,贷款余额,,亿元,stock,E,,,,,,\n"
    "rate,失业率,,%,rate,M,,weighted:gdp,,,,\n"
    "share,占比,,%,rate,M,,ratio:fai/gdp,,,,\n"
    "cpi,居民消费价格指数,CPI,点,index,M,,,,ly=100,,\n"
    "pmi,采购经理指数,,点,index,M,,,,diffusion=50,,\n"
    "hpi,住宅价格指数,,点,index,M,,,,fixed:2020=100,,\n"
    "new,新设经营主体,,户,count,M,,,,,,\n"
    "ent,规上工业企业数,,户,count,M,end,,,,,\n";

static int open_desk(void **state)
{
    static desk d;
    desk_open(&d);
    desk_add(&d, "areas", areas);
    desk_add(&d, "indicators", inds);
    *state = &d;
    return 0;
}

static int close_desk(void **state)
{
    desk_close(*state);
    return 0;
}

static void areas_as_written(void **state)
{
    desk *d = *state;
    desk_clean(d);
    const catalog *k = d->k;
    assert_int_equal(k->n_areas, 19);
    assert_int_equal(k->nation, area_of(d, "000000"));
    const area *a = &k->areas[area_of(d, "510104")];
    assert_true(str_eqz(a->name, "锦江区"));
    assert_int_equal(a->level, LEVEL_COUNTY);
    assert_int_equal(a->parent, area_of(d, "510100"));
    assert_int_equal(a->additive_to, a->parent);
    assert_true(a->members_complete);
    assert_true(isnan(a->lon));
    assert_int_equal(k->areas[area_of(d, "510100-TF")].additive_to, ID_NONE);
    assert_int_equal(k->areas[area_of(d, "510100-BJ")].additive_to, area_of(d, "510100"));
    const area *city = &k->areas[area_of(d, "510100")];
    assert_string_equal(codes(d, city->children, city->n_children),
                        "510104 510180 510185 510100-BJ");
    assert_string_equal(codes(d, city->additive, city->n_additive),
                        "510104 510180 510185 510100-BJ");
    assert_true(k->areas[area_of(d, "370000")].order < city->order);
    assert_int_equal(area_nation(k, a->id), k->nation);
    assert_true(area_below(k, a->id, city->id));
    assert_true(area_below(k, city->id, city->id));
    assert_false(area_below(k, city->id, a->id));
    assert_int_equal(catalog_area(k, S("999999")), ID_NONE);
}

static void indicators_as_written(void **state)
{
    desk *d = *state;
    desk_clean(d);
    const catalog *k = d->k;
    const indicator *gdp = &k->inds[ind_of(d, "gdp")], *fai = &k->inds[ind_of(d, "fai")];
    assert_int_equal(gdp->basis, BASIS_YTD);
    assert_int_equal(gdp->aggregation, AGG_SUM);
    assert_int_equal(gdp->price, PRICE_CONSTANT);
    assert_int_equal(gdp->n_components, 1);
    assert_int_equal(gdp->components[0], ind_of(d, "gdp1"));
    assert_int_equal(gdp->release_lag, -1);
    assert_int_equal(gdp->decimals, -1);
    assert_int_equal(fai->freqs[0], FREQ_M);
    assert_int_equal(fai->freqs[1], FREQ_W);
    assert_true(ind_has_freq(fai, FREQ_W));
    assert_false(ind_has_freq(fai, FREQ_Q));
    assert_true(ind_at_level(fai, LEVEL_COUNTY));
    assert_false(ind_at_level(fai, LEVEL_TOWN));
    assert_true(ind_at_level(gdp, LEVEL_TOWN));
    const indicator *loans = &k->inds[ind_of(d, "loans")];
    assert_int_equal(loans->basis, BASIS_END);
    assert_int_equal(loans->freqs[0], FREQ_M);
    const indicator *rate = &k->inds[ind_of(d, "rate")], *share = &k->inds[ind_of(d, "share")];
    assert_int_equal(rate->basis, BASIS_PERIOD);
    assert_int_equal(rate->aggregation, AGG_WEIGHTED);
    assert_int_equal(rate->agg_den, gdp->id);
    assert_int_equal(rate->agg_num, ID_NONE);
    assert_int_equal(share->aggregation, AGG_RATIO);
    assert_int_equal(share->agg_num, fai->id);
    assert_int_equal(share->agg_den, gdp->id);
    assert_int_equal(k->inds[ind_of(d, "cpi")].index_base, IDX_LY);
    assert_int_equal(k->inds[ind_of(d, "cpi")].aggregation, AGG_NONE);
    assert_int_equal(k->inds[ind_of(d, "pmi")].index_base, IDX_DIFFUSION);
    assert_int_equal(k->inds[ind_of(d, "hpi")].index_base, IDX_FIXED);
    assert_int_equal(k->inds[ind_of(d, "hpi")].index_year, 2020);
    assert_true(ind_event_count(&k->inds[ind_of(d, "new")]));
    assert_false(ind_event_count(&k->inds[ind_of(d, "ent")]));
}

/* 简阳 moved from 资阳 to 成都 in May 2016 and changed its code in December. */
static void validity_follows_the_last_day(void **state)
{
    desk *d = *state;
    desk_clean(d);
    area_id a = area_of(d, "512081"), b = area_of(d, "510180"), e = area_of(d, "510185");
    assert_true(area_valid(d->k, a, at("2016-04")));
    assert_true(area_valid(d->k, a, at("2016-Q1")));
    assert_false(area_valid(d->k, a, at("2016-Q2")));
    assert_false(area_valid(d->k, a, at("2016-05")));
    assert_true(area_valid(d->k, b, at("2016-05")));
    assert_true(area_valid(d->k, b, at("2016-11")));
    assert_false(area_valid(d->k, b, at("2016-12")));
    assert_true(area_valid(d->k, e, at("2016-12")));
    assert_true(area_valid(d->k, e, at("2016")));
    assert_string_equal(roster(d, "510100", LEVEL_COUNTY, "2016-04"), "510104");
    assert_string_equal(roster(d, "510100", LEVEL_COUNTY, "2016-06"), "510104 510180");
    assert_string_equal(roster(d, "510100", LEVEL_COUNTY, "2016"), "510104 510185");
    assert_string_equal(roster(d, "512000", LEVEL_COUNTY, "2016-04"), "512002 512081");
    assert_string_equal(roster(d, "512000", LEVEL_COUNTY, "2016-05"), "512002");
    assert_string_equal(roster(d, "370000", LEVEL_PREFECTURE, "2018"), "370100 371200");
    assert_string_equal(roster(d, "370000", LEVEL_PREFECTURE, "2019"), "370100");
    assert_string_equal(roster(d, "370100", LEVEL_COUNTY, "2019-01"), "370102 370116 370117");
    assert_string_equal(roster(d, "510100", LEVEL_OWN, "2019-01"), "");
}

static void rosters_by_table(void **state)
{
    desk *d = *state;
    desk_add(d, "rosters",
             "code,name,kind,member,from,to\n"
             "default,默认,area,510104,,\n"
             "default,默认,area,510185,,\n"
             "default,默认,area,510100-TF,2018,\n"
             "default,默认,area,510100-BJ,,\n"
             "370000,山东各市,area,370100,,\n"
             "370000,山东各市,area,370116,,\n"
             "第一类,第一类县,area,510104,,\n"
             "第一类,第一类县,area,370102,2020,2022\n");
    desk_clean(d);
    /* the park is in nobody's total: it is ranked among the counties of the city around it */
    assert_string_equal(roster(d, "510100", LEVEL_COUNTY, "2019"), "510104 510185 510100-TF");
    assert_string_equal(roster(d, "510100", LEVEL_COUNTY, "2017"), "510104 510185");
    /* the province above has no member of its own in it: children */
    assert_string_equal(roster(d, "510000", LEVEL_PREFECTURE, "2019"), "510100 512000");
    assert_string_equal(roster(d, "510104", LEVEL_PARK, "2019"), "510100-TF");
    assert_string_equal(roster(d, "512000", LEVEL_COUNTY, "2017"), "512002");
    /* a roster with the parent's code: exactly those, whatever their level */
    assert_string_equal(roster(d, "370000", LEVEL_PREFECTURE, "2020"), "370100 370116");
    assert_string_equal(roster(d, "370000", LEVEL_PREFECTURE, "2018"), "370100");
    const set *s = catalog_roster(d->k, S("第一类"));
    assert_non_null(s);
    assert_ptr_equal(s, catalog_set(d->k, S("第一类县"), true));
    assert_null(catalog_set(d->k, S("第一类"), false));
    area_id out[4];
    assert_string_equal(codes(d, out, set_members(d->k, s, at("2021"), out, 4)), "510104 370102");
    assert_string_equal(codes(d, out, set_members(d->k, s, at("2022"), out, 4)), "510104");
    assert_int_equal(set_members(d->k, s, at("2021"), out, 1), 2);
}

/* A park alone in `default` says nothing about the counties around it. */
static void a_lonely_park(void **state)
{
    desk *d = *state;
    desk_add(d, "rosters", "code,name,kind,member\ndefault,默认,area,510100-TF\n");
    desk_clean(d);
    assert_string_equal(roster(d, "510100", LEVEL_COUNTY, "2015"), "510104");
    assert_string_equal(roster(d, "510104", LEVEL_PARK, "2015"), "510100-TF");
}

static void sets_of_both_kinds(void **state)
{
    desk *d = *state;
    desk_add(d, "sets",
             "code,name,kind,member,from,to\n"
             "main,主要指标,indicator,gdp,,\nmain,主要指标,indicator,fai,2020,\n"
             "main,中心城区,area,510104,,\n");
    desk_clean(d);
    const set *s = catalog_set(d->k, S("main"), false);
    assert_non_null(s);
    assert_int_equal(s->n, 2);
    assert_false(s->roster);
    uint32_t out[4];
    assert_int_equal(set_members(d->k, s, at("2019"), out, 4), 1);
    assert_int_equal(out[0], ind_of(d, "gdp"));
    assert_int_equal(catalog_set(d->k, S("main"), true)->n, 1);
    assert_null(catalog_roster(d->k, S("main")));
}

static void breaks_between_periods(void **state)
{
    desk *d = *state;
    desk_add(d, "breaks",
             "indicator,area,from,old,new,linkable,factor,note\n"
             "fai,,2018,旧口径,新口径,no,,\n"
             "fai,510000,2020-01,新口径,财务支出法,yes,0.97,文件\n"
             "gdp,,2019,四经普前,四经普,yes,,\n");
    desk_clean(d);
    const catalog *k = d->k;
    ind_id fai = ind_of(d, "fai"), gdp = ind_of(d, "gdp");
    area_id jj = area_of(d, "510104"), jn = area_of(d, "370100");
    assert_null(catalog_break(k, fai, jj, at("2018-01"), at("2019-12")));
    assert_null(catalog_break(k, fai, jj, at("2017-01"), at("2017-12")));
    const series_break *b = catalog_break(k, fai, jj, at("2017-12"), at("2018-01"));
    assert_non_null(b);
    assert_false(b->linkable);
    assert_true(isnan(b->factor));
    b = catalog_break(k, fai, jj, at("2019-12"), at("2020-02"));
    assert_non_null(b);
    assert_true(b->linkable);
    assert_float_equal(b->factor, 0.97, 0);
    assert_null(catalog_break(k, fai, jn, at("2019-12"), at("2020-02")));
    assert_false(catalog_break(k, fai, jj, at("2016-12"), at("2020-02"))->linkable);
    assert_true(catalog_break(k, gdp, jn, at("2018-Q4"), at("2019-Q1"))->linkable);
    assert_null(catalog_break(k, ind_of(d, "cpi"), jn, at("2010-01"), at("2030-01")));
}

static void weights_orgs_posts(void **state)
{
    desk *d = *state;
    desk_add(d, "weights",
             "area,indicator,year,member,weight\n"
             "510100,gdp,2020,510104,30.5\n510000,gdp,2020,512000,7\n510100,gdp,2019,gdp1,3\n");
    desk_add(d, "orgs",
             "code,name,kind,area,parent\n"
             "cd-tj,成都市统计局,局,510100,sc-tj\nsc-tj,四川省统计局,局,510000,\n");
    desk_add(d, "posts",
             "code,title,org,holder,from,to\n"
             "cd-jz,局长,cd-tj,甲,,2020\ncd-jz,局长,cd-tj,乙,2020,\n");
    desk_clean(d);
    assert_int_equal(d->k->n_weights, 3);
    assert_int_equal(d->k->weights[0].area, area_of(d, "510000"));
    assert_int_equal(d->k->weights[1].year, 2019);
    assert_float_equal(d->k->weights[2].weight, 30.5, 0);
    for (uint32_t i = 0; i < d->k->n_weights; i++) {
        const weight *w = &d->k->weights[i];
        assert_ptr_equal(catalog_weight(d->k, w->area, w->ind, w->year, w->member), w);
        assert_null(catalog_weight(d->k, w->area, w->ind, w->year + 50, w->member));
        assert_null(catalog_weight(d->k, w->area, w->ind, w->year, S("zz")));
    }
    assert_int_equal(d->k->n_orgs, 2);
    assert_int_equal(d->k->orgs[0].area, area_of(d, "510100"));
    assert_int_equal(d->k->n_posts, 2);
    assert_true(str_eqz(d->k->posts[1].holder, "乙"));
}

static void export_reads_back(void **state)
{
    desk *d = *state;
    desk_add(d, "rosters",
             "code,name,kind,member,from,to\n第一类,\"县,一\",area,510104,2020-03,\n");
    desk_add(d, "sets", "code,name,kind,member\nmain,主要,indicator,gdp\n");
    desk_add(d, "breaks", "indicator,from,linkable,factor\nfai,2020,yes,0.97\n");
    desk_add(d, "weights", "area,indicator,year,member,weight\n510100,gdp,2020,510104,30.5\n");
    desk_add(d, "orgs", "code,name\ntj,统计局\n");
    desk_add(d, "cause_codes", "code,name,parent\nwork,工作问题,\nlate,\"迟,缓\",work\n");
    desk_add(d, "gap_causes",
             "area,indicator,period,cause,side,text\n510100,fai,2024-Q1,late,subjective,\"a,b\"\n");
    desk_add(d, "gap_plans",
             "area,indicator,checkpoint,item,period,due,measure,amount,unit\n"
             "510100,fai,2024-H1,2,2024-03,2024-06,m,20000,万元\n"
             "510100,fai,2024-06,10,2024-03,2024-06,m,1.50,\n");
    desk_add(d, "posts", "code,title,from\njz,局长,2020\n");
    desk_clean(d);
    desk e;
    desk_open(&e);
    for (const table_def *t = catalog_tables; t->name; t++) {
        sb out CLEANUP(sb_done);
        sb_init(&out, 0);
        assert_true(catalog_export(&d->c, d->k, str_of(t->name), &out));
        desk_add(&e, t->name, sb_cstr(&out));
        desk_add(d, t->name, sb_cstr(&out)); /* again on top of itself: nothing new */
    }
    desk_clean(&e);
    desk_clean(d);
    for (const table_def *t = catalog_tables; t->name; t++) {
        sb x CLEANUP(sb_done);
        sb y CLEANUP(sb_done);
        sb_init(&x, 0);
        sb_init(&y, 0);
        assert_true(catalog_export(&d->c, d->k, str_of(t->name), &x));
        assert_true(catalog_export(&e.c, e.k, str_of(t->name), &y));
        assert_string_equal(sb_cstr(&x), sb_cstr(&y));
        assert_true(x.n > 10);
    }
    sb z CLEANUP(sb_done);
    sb_init(&z, 0);
    assert_false(catalog_export(&d->c, d->k, S("cities"), &z));
    assert_int_equal(d->c.err.code, ERR_UNKNOWN);
    desk_close(&e);
}

/* An older state is a prefix: ids never move. */
static void ids_stay(void **state)
{
    desk *d = *state;
    desk_clean(d);
    area_id jj = area_of(d, "510104");
    desk_add(d, "areas",
             "code,name,level,parent,withdrawn\n"
             "510105,青羊区,county,510100,\n"
             "510104,,,,yes\n"
             "510185,简阳,county,510100,\n");
    desk_finish(d);
    assert_null(d->k); /* the park lies in 锦江区 */
    assert_true(desk_said(d, ISSUE_ERROR, 0, "parent", "\"510100-TF\" refers to area \"510104\""));
    d->list.n = d->list.errors = 0;
    desk_add(d, "areas", "code,name,level,parent,withdrawn\n510100-TF,,,,yes\n");
    desk_clean(d);
    assert_int_equal(d->k->n_areas, 20);
    assert_int_equal(catalog_area(d->k, S("510104")), ID_NONE);
    assert_true(d->k->areas[jj].withdrawn);
    assert_true(str_eqz(d->k->areas[jj].code, "510104"));
    assert_false(area_valid(d->k, jj, at("2020")));
    assert_int_equal(area_of(d, "510105"), 19);
    assert_true(str_eqz(d->k->areas[area_of(d, "510185")].name, "简阳"));
    assert_int_equal(d->k->areas[area_of(d, "510185")].valid.from, INT64_MIN);
    assert_string_equal(find(d, "锦江区", NULL, NULL), "");
    desk_add(d, "areas", AREA_HEAD "510104,锦江区,county,510100,,,,\n");
    desk_clean(d);
    assert_int_equal(area_of(d, "510104"), jj);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_desk, close_desk)
    const struct CMUnitTest tests[] = {
        TEST(areas_as_written),
        TEST(indicators_as_written),
        TEST(validity_follows_the_last_day),
        TEST(rosters_by_table),
        TEST(a_lonely_park),
        TEST(sets_of_both_kinds),
        TEST(breaks_between_periods),
        TEST(weights_orgs_posts),
        TEST(export_reads_back),
        TEST(ids_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
