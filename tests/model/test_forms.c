/* Forms, who fills them, windows of reporting nets, delegations: what the cells say, what is refused and how,
 * and that what is exported says the same again. */
#include "catalog_help.h"
#include "model/period.h"

static const char areas[] =
    "code,name,level,parent\n1,甲市,prefecture,\n2,乙县,county,1\n3,丙县,county,1\n";
static const char inds[] = "code,name,unit,nature,frequency\na,A,亿元,flow,M\nb,B,亿元,flow,M\n"
                           "c,C,亿元,flow,M\n";
static const char orgs[] = "code,name\no,O\np,P\n";

#define FORM "code,name,kind,indicators,frequency,due_day"
#define UNIT "form,org,area"

static int open_desk(void **state)
{
    static desk d;
    desk_open(&d);
    desk_add(&d, "areas", areas);
    desk_add(&d, "indicators", inds);
    desk_add(&d, "orgs", orgs);
    *state = &d;
    return 0;
}

static int close_desk(void **state)
{
    desk_close(*state);
    return 0;
}

static bool same_day(form_day d, int months, int day)
{
    return d.months == months && d.day == day;
}

static void good(void **state)
{
    desk *d = *state;
    desk_add(d, "forms",
             FORM ",name_en,open_day,close_day,workday,steps,accept,table_no,authority,approval,"
                  "valid_to,remind_days,escalate_days,note\n"
                  "yj,预计表,forecast,b; a;b,M,28,Forecast,20,+5,yes,2,statistics,1号,统计局,文,"
                  "2027-12-31,7,0,注\n"
                  "dd,调度表,dispatch,c,Q,+10,,,,,,,,,,,,,\n"
                  "rb,日报,forecast,a,D,1,,,,否,1,auto,,,,,,,\n");
    desk_add(d, "form_units",
             UNIT ",indicators,from,to,note\n"
                  "yj,p,3,,,,\nyj,o,3,a,2024-01,2025-01,x\nyj,o,2,,2024-01,,\ndd,o,2,c,,,\n");
    desk_add(d, "windows",
             "code,name,opens,closes,level,source,indicators,note\n"
             "w2,下旬,2024-06-28T00:00,2024-06-30,省,一套表,a;b,\n"
             "w1,上旬,2024-06-05T09:00,2024-06-08T18:00:30,,,,注\n");
    desk_add(d, "delegations",
             "post,person,from,to,note\nq,li,2024-06-01,2024-06-08,出差\n"
             "q,li,2024-05-01,2024-05-08,\n");
    desk_clean(d);
    const catalog *k = d->k;
    assert_int_equal(k->n_forms, 3);
    const form *f = catalog_form(k, S("yj"));
    assert_true(f && f->kind == FORM_FORECAST && f->freq == FREQ_M && f->n_inds == 2 &&
                f->inds[0] == ind_of(d, "b") && f->inds[1] == ind_of(d, "a")); /* each once */
    assert_true(same_day(f->opens, 0, 20) && same_day(f->due, 0, 28) && same_day(f->closes, 1, 5));
    assert_true(f->workday && f->steps == 2 && !f->by_itself && f->remind_days == 7 &&
                f->escalate_days == 0 && f->valid_to == date_ord(2028, 1, 1));
    assert_true(str_eqz(f->table_no, "1号") && str_eqz(f->authority, "统计局") &&
                str_eqz(f->approval, "文") && str_eqz(f->name_en, "Forecast"));
    f = catalog_form(k, S("dd"));
    assert_true(f && f->kind == FORM_DISPATCH && f->freq == FREQ_Q && f->steps == 3 &&
                !f->workday && !f->by_itself && f->valid_to == INT64_MAX && f->remind_days == 3 &&
                f->escalate_days == 2 && !f->opens.day && !f->closes.day);
    f = catalog_form(k, S("rb"));
    assert_true(f && f->freq == FREQ_D && f->steps == 1 && f->by_itself);
    assert_null(catalog_form(k, S("xx")));
    assert_int_equal(k->n_form_units, 4); /* by form, organisation, area */
    const form_unit *u = k->form_units;
    assert_true(str_eqz(u[0].org, "o") && u[0].area == area_of(d, "2") && u[0].n_inds == 2);
    assert_true(str_eqz(u[1].org, "o") && u[1].area == area_of(d, "3") && u[1].n_inds == 1 &&
                u[1].valid.from == date_ord(2024, 1, 1) && u[1].valid.to == date_ord(2025, 1, 1));
    assert_true(str_eqz(u[2].org, "p") && u[3].form == 1);
    assert_true(k->n_windows == 2 && str_eqz(k->windows[0].code, "w1"));
    assert_true(k->windows[0].closes - k->windows[0].opens ==
                (3 * 24 * 3600 + 9 * 3600 + 30) * 1000000LL);
    assert_true(k->n_delegations == 2 && k->delegations[0].valid.from == date_ord(2024, 5, 1));
}

/* ---- what is refused ---- */
typedef struct bad {
    const char *table, *text; /* one row is wrong */
    uint32_t line;            /* 0 = anywhere: what is found when all tables are there */
    const char *column, *said;
} bad;

static const bad bads[] = {
    {"forms", FORM "\nx,X,,a,M,28\n", 2, "kind", "required"},
    {"forms", FORM "\nx,X,maybe,a,M,28\n", 2, "kind", "forecast dispatch"},
    {"forms", FORM "\nx,X,forecast,,M,28\n", 2, "indicators", "required"},
    {"forms", FORM "\nx,X,forecast,a,W,28\n", 2, "frequency", "M Q D"},
    {"forms", FORM "\nx,X,forecast,a,MQ,28\n", 2, "frequency", "M Q D"},
    {"forms", FORM "\nx,X,forecast,a,M,32\n", 2, "due_day", "a day is written 20"},
    {"forms", FORM "\nx,X,forecast,a,M,0\n", 2, "due_day", "a day is written 20"},
    {"forms", FORM "\nx,X,forecast,a,M,-1\n", 2, "due_day", "a day is written 20"},
    {"forms", FORM "\nx,X,forecast,a,M,20th\n", 2, "due_day", "a day is written 20"},
    {"forms", FORM "\nx,X,forecast,a,M,++++1\n", 2, "due_day", "a day is written 20"},
    {"forms", FORM "\nx,X,forecast,a,M,+\n", 2, "due_day", "a day is written 20"},
    {"forms", FORM "\nx,X,forecast,a,M,\n", 2, "due_day", "required"},
    {"forms", FORM "\nx;y,X,forecast,a,M,20\n", 2, "code", "no spaces"},
    {"forms", FORM ",open_day\nx,X,forecast,a,M,20,21\n", 2, "due_day", "before the opening day"},
    {"forms", FORM ",close_day\nx,X,forecast,a,M,+5,31\n", 2, "close_day", "before the due day"},
    {"forms", FORM ",workday\nx,X,forecast,a,M,20,maybe\n", 2, "workday", "yes or no"},
    {"forms", FORM ",steps\nx,X,forecast,a,M,20,0\n", 2, "steps", "1 to 3"},
    {"forms", FORM ",steps\nx,X,forecast,a,M,20,4\n", 2, "steps", "1 to 3"},
    {"forms", FORM ",steps\nx,X,forecast,a,M,20,two\n", 2, "steps", "1 to 3"},
    {"forms", FORM ",accept\nx,X,forecast,a,M,20,nobody\n", 2, "accept", "statistics auto"},
    {"forms", FORM ",valid_to\nx,X,forecast,a,M,20,2024-13\n", 2, "valid_to", "2024-03-18"},
    {"forms", FORM ",remind_days\nx,X,forecast,a,M,20,61\n", 2, "remind_days", "0 to 60"},
    {"forms", FORM ",escalate_days\nx,X,forecast,a,M,20,-1\n", 2, "escalate_days", "0 to 60"},
    {"forms", FORM "\nx,X,forecast,a,M,20\nx,Y,forecast,a,M,21\n", 3, "code", "same key"},
    {"forms", FORM "\nx,X,forecast,a;zz,M,20\n", 0, "indicators", "\"zz\""},
    {"form_units", UNIT "\nnone,o,2\n", 0, "form", "no form \"none\""},
    {"form_units", UNIT "\nyj,none,2\n", 0, "org", "no organisation \"none\""},
    {"form_units", UNIT "\nyj,o,9\n", 0, "area", "\"9\""},
    {"form_units", UNIT ",indicators\nyj,o,2,c\n", 0, "indicators", "does not ask"},
    {"form_units", UNIT ",indicators\nyj,o,2,zz\n", 0, "indicators", "\"zz\""},
    {"form_units", UNIT ",from,to\nyj,o,2,2024-02,2024-01\n", 2, "to", "later"},
    {"form_units", UNIT ",from\nyj,o,2,soon\n", 2, "from", "2024-03-18"},
    {"form_units", UNIT ",note\nyj,o,2,x\nyj,o,2,y\n", 3, "form", "same key"},
    {"windows", "code,name,opens,closes\nw,W,2024-06-08,2024-06-01\n", 2, "closes",
     "later than it opens"},
    {"windows", "code,name,opens,closes\nw,W,2024-06-08,2024-06-08\n", 2, "closes",
     "later than it opens"},
    {"windows", "code,name,opens,closes\nw,W,noon,2024-06-08\n", 2, "opens", "a time is written"},
    {"windows", "code,name,opens,closes\nw,W,2024-06-08,\n", 2, "closes", "required"},
    {"delegations", "post,person,from,to\nq,,2024-06-01,2024-06-02\n", 2, "person", "required"},
    {"delegations", "post,person,from,to\nq,li,2024-06-01,\n", 2, "to", "required"},
    {"delegations", "post,person,from,to\nq,li,2024-06-02,2024-06-01\n", 2, "to", "later"},
    {"delegations", "post,person,from,to\nq,li,x,2024-06-01\n", 2, "from", "2024-03-18"},
};

/* One clear line each, and nothing of the row is taken. */
static void refused(void **state)
{
    int failed = 0;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(bads); i++) {
        void *s;
        const bad *b = &bads[i];
        open_desk(&s);
        desk *d = s;
        if (strcmp(b->table, "forms") != 0)
            desk_add(d, "forms", FORM "\nyj,Y,forecast,a;b,M,28\n");
        desk_add(d, b->table, b->text);
        desk_finish(d);
        size_t at = 0;
        while (at < d->list.n && !(str_eqz(d->list.list[at].column, b->column) &&
                                   strstr(d->list.list[at].en, b->said) &&
                                   (!b->line || d->list.list[at].line == b->line)))
            at++;
        if (d->list.errors != 1 + (strstr(b->said, "same key") != NULL) || at == d->list.n) {
            desk_show(d);
            CASE_FAILED("row %zu: %s: %s\n", i, b->column, b->said);
        }
        close_desk(&s);
    }
    assert_int_equal(failed, 0);
}

/* ---- out and in again ---- */
static void export_of(desk *d, const char *table, sb *out)
{
    sb_init(out, 0);
    if (!catalog_export(&d->c, d->k, str_of(table), out))
        fail_msg("%s", d->c.err.en);
    sb_putc(out, '\0');
    out->n--;
}

static void round_trip(void **state)
{
    static const char *const names[] = {"forms", "form_units", "windows", "delegations"};
    good(state);
    desk *d = *state, again_desk;
    sb was[COUNT_OF(names)] = {0};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        export_of(d, names[i], &was[i]);
    desk_open(&again_desk);
    desk_add(&again_desk, "areas", areas);
    desk_add(&again_desk, "indicators", inds);
    desk_add(&again_desk, "orgs", orgs);
    for (size_t i = 0; i < COUNT_OF(names); i++)
        desk_add(&again_desk, names[i], was[i].p);
    desk_clean(&again_desk);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        sb now CLEANUP(sb_done) = {0};
        export_of(&again_desk, names[i], &now);
        assert_string_equal(was[i].p, now.p);
        sb_done(&was[i]);
    }
    desk_close(&again_desk);
}

/* A row that is withdrawn is gone; the others stay. */
static void withdrawn(void **state)
{
    desk *d = *state;
    desk_add(d, "forms", FORM "\nyj,Y,forecast,a;b,M,28\nzz,Z,forecast,a,M,28\n");
    desk_add(d, "form_units", UNIT "\nyj,o,2\nyj,o,3\n");
    desk_add(d, "delegations", "post,person,from,to\nq,li,2024-06-01,2024-06-08\n");
    desk_clean(d);
    desk_add(d, "forms", FORM ",withdrawn\nzz,,,,,,yes\n");
    desk_add(d, "form_units", UNIT ",withdrawn\nyj,o,2,yes\n");
    desk_add(d, "delegations", "post,person,from,to,withdrawn\nq,li,2024-06-01,2024-06-08,yes\n");
    desk_clean(d);
    assert_true(d->k->n_forms == 1 && d->k->n_form_units == 1 && d->k->n_delegations == 0);
    assert_true(d->k->form_units[0].area == area_of(d, "3"));
}

/* ---- every allocation fails once ---- */
static bool whole_life(void *user)
{
    desk d = {0};
    (void)user;
    bool ready = cx_init(&d.c, LANG_ZH);
    d.a = ready ? arena_new(0) : NULL;
    if (d.a)
        issues_init(&d.list, d.a);
    bool good =
        d.a && catalog_builder_new(&d.c, str_of(UNITS), &d.b) &&
        catalog_add_table(&d.c, d.b, S("areas"), str_of(areas), &d.list) &&
        catalog_add_table(&d.c, d.b, S("indicators"), str_of(inds), &d.list) &&
        catalog_add_table(&d.c, d.b, S("orgs"), str_of(orgs), &d.list) &&
        catalog_add_table(&d.c, d.b, S("forms"), S(FORM "\nyj,Y,forecast,a;b,M,28\n"), &d.list) &&
        catalog_add_table(&d.c, d.b, S("form_units"), S(UNIT "\nyj,o,2\nyj,o,3\n"), &d.list) &&
        catalog_add_table(&d.c, d.b, S("windows"),
                          S("code,name,opens,closes\nw,W,2024-06-07,2024-06-08\n"), &d.list) &&
        catalog_add_table(&d.c, d.b, S("delegations"),
                          S("post,person,from,to\nq,li,2024-06-01,2024-06-08\n"), &d.list) &&
        catalog_finish(&d.c, d.b, &d.list, &d.k) && d.k && d.k->n_form_units == 2;
    catalog_free(d.k);
    catalog_builder_free(d.b);
    if (d.a)
        issues_done(&d.list);
    arena_free(d.a);
    if (ready)
        cx_done(&d.c);
    return good;
}

static void memory(void **state)
{
    (void)state;
    torture(whole_life, NULL);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_desk, close_desk)
    const struct CMUnitTest tests[] = {TEST(good), cmocka_unit_test(refused), TEST(round_trip),
                                       TEST(withdrawn), cmocka_unit_test(memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
