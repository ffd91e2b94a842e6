/* Rows of the catalogue. A line break in a cell makes no second row, in no table; `withdrawn` is read in
 * one way; no code under which anything stands goes. */
#include "flow/flow_test.h"
#include "io/xlsx_csv.h"

/* The import is refused, with this in a finding or in the reason. */
static void refused_text(const char *url, const char *text, const char *word)
{
    sb why CLEANUP(sb_done) = {0};
    sb_init(&why, 0);
    if (take_file(url, "t.csv", str_of(text), false, &why) != -1)
        fail_msg("was taken: %s", text);
    sb_putc(&why, '\0');
    if (!strstr(why.p, word))
        fail_msg("%s is not in %s", word, why.p);
}

static bool has_row(const char *url, const char *table, const char *start)
{
    sb out CLEANUP(sb_done) = {0};
    char line[64];
    exported(url, table, &out);
    snprintf(line, sizeof line, "\n%s", start);
    return strstr(out.p, line) != NULL;
}

static void test_withdrawn_is_said(void **unused)
{
    static const char *const heads[] = {"withdrawn", "Withdrawn", " WITHDRAWN "};
    static const char *const words[] = {"yes", "YES", "是", " 是"};
    const char *url = test_path("said.db");
    char text[256];
    small_desk(url);
    for (size_t i = 0; i < COUNT_OF(heads); i++)
        for (size_t j = 0; j < COUNT_OF(words); j++) {
            take_text(url, "code,title,org\np1,科长,\np2,处长,\np3,主任,\n");
            snprintf(text, sizeof text, "code,title,org,%s\np1,,,%s\np2,副处长,,no\n", heads[i],
                     words[j]);
            assert_true(take_text(url, text) > 0);
            if (has_row(url, "posts", "p1,") || !has_row(url, "posts", "p2,副处长") ||
                !has_row(url, "posts", "p3,"))
                fail_msg("%s", text);
            /* two rows that say it in two ways */
            snprintf(text, sizeof text, "code,title,%s\np2,,yes\np3,,%s\n", heads[i], words[j]);
            assert_true(take_text(url, text) > 0);
            if (has_row(url, "posts", "p2,") || has_row(url, "posts", "p3,"))
                fail_msg("%s", text);
        }
}

static void test_claims_too(void **unused)
{
    const char *url = test_path("claims.db");
    small_desk(url);
    take_text(url, "area,indicator,leader,org\n520302,fai,张三,发改局\n");
    assert_true(has_row(url, "claims", "520302,fai,张三"));
    take_text(url, "area,indicator,leader,org,Withdrawn\n520302,fai,张三,发改局,是\n");
    assert_false(has_row(url, "claims", "520302,fai,张三"));
}

/* A code goes only when nothing at all stands under it: a range, a rank or a base is a figure. */
static void test_nothing_is_orphaned(void **unused)
{
    static const struct {
        const char *columns, *period, *kind, *cells;
    } figures[] = {
        {"level", "2024-03", "final", "5"},          {"growth", "2024-03", "final", "5"},
        {"base_level", "2024-03", "final", "5"},     {"low,high", "2024", "target", "5,6"},
        {"rank_published", "2024-03", "final", "5"},
    };
    const char *url = test_path("orphans.db");
    char text[256];
    small_desk(url);
    for (unsigned i = 0; i < COUNT_OF(figures); i++) {
        snprintf(text, sizeof text, "code,name,unit,nature,frequency\nq%u,指标%u,亿元,flow,M\n", i,
                 i);
        take_text(url, text);
        snprintf(text, sizeof text, "area,indicator,period,kind,%s\n520302,q%u,%s,%s,%s\n",
                 figures[i].columns, i, figures[i].period, figures[i].kind, figures[i].cells);
        assert_true(take_text(url, text) > 0);
        snprintf(text, sizeof text, "code,name,unit,nature,frequency,withdrawn\nq%u,,,,,是\n", i);
        refused_text(url, text, "figures stand under this code");
    }
    take_text(url, "code,name,unit,nature,frequency\nfree,无数,亿元,flow,M\n");
    refused_text(url, "code,name,unit,nature,frequency,withdrawn\nq1,,,,,是\nfree,,,,,yes\n",
                 "figures stand under this code");
    assert_true(has_row(url, "indicators", "free,"));
    take_text(url, "code,name,unit,nature,frequency,withdrawn\nfree,,,,,Yes\n");
    assert_false(has_row(url, "indicators", "free,"));
    refused_text(url, "code,name,level,withdrawn\n520302,,,是\n", "figures stand under this code");
    take_text(url, "code,name,level,withdrawn\n520303,,,是\n");
    assert_false(has_row(url, "areas", "520303,"));
}

/* ---- line breaks in cells ---- */
/* '#' in a row is a digit of its key, '@' its text. */
static const struct breakable {
    const char *table, *head, *row;
} breakable[] = {
    {"areas", "code,name,level,parent", "x#,@,county,520300"},
    {"indicators", "code,name,unit,nature,frequency,definition", "x#,甲#,亿元,flow,M,@"},
    {"sets", "code,name,kind,member", "s#,@,indicator,fai"},
    {"rosters", "code,name,kind,member", "r#,@,area,520302"},
    {"breaks", "indicator,area,from,note", "fai,,202#-01,@"},
    {"weights", "area,indicator,year,member,weight", "520300,fai,202#,\"520302\n\",0.5"},
    {"orgs", "code,name", "o#,@"},
    {"posts", "code,title,org,holder", "p#,@,,张三"},
    {"shapes", "area,from,outline", "520302,\"202#-01-01\n\",M0 0l0 9 9 0z"},
    {"cause_codes", "code,name", "c#,@"},
    {"gap_causes", "area,indicator,period,cause,side,text",
     "520300,fai,2024-0#,market,objective,@"},
    {"gap_plans", "area,indicator,checkpoint,item,period,due,measure",
     "520300,fai,2024-06,#,2024-03,2024-05,@"},
    {"people", "code,name", "u#,@"},
    {"roles", "code,name,actions", "r#,@,read"},
    {"forms", "code,name,kind,indicators,frequency,due_day,note", "f#,表,forecast,fai,M,25,@"},
    {"form_units", "form,org,area,from,note", "ff,oo,520300,202#-01-01,@"},
    {"windows", "code,name,opens,closes", "w#,@,2026-01-01,2026-01-05"},
    {"delegations", "post,person,from,to,note", "p#,u1,2026-01-01,2026-01-05,@"},
    {"grants", "subject,role,from,note", "user:u1,viewer,202#-01-01,@"},
};

static void put_row_of(sb *b, const char *row, char key, const char *text)
{
    for (; *row; row++)
        if (*row == '#')
            sb_putc(b, key);
        else if (*row == '@')
            sb_printf(b, "\"%s\"", text);
        else
            sb_putc(b, *row);
    sb_putc(b, '\n');
}

/* One row of a table, as CSV or as a workbook. */
static void take_row_of(const char *url, const struct breakable *t, char key, const char *text,
                        bool book)
{
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 0);
    sb_printf(&b, "%s\n", t->head);
    put_row_of(&b, t->row, key, text);
    if (!book) {
        take_file(url, "t.csv", sb_str(&b), false, NULL);
        return;
    }
    cx c;
    os_file f;
    const char *path = test_path("t.xlsx");
    assert_true(cx_init(&c, LANG_EN));
    ok(&c, xlsx_write_csv(&c, path, str_of(t->table), sb_str(&b)));
    ok(&c, os_map(&c, path, SIZE_MAX, &f));
    take_file(url, "t.xlsx", f.data, false, NULL);
    os_unmap(&f);
    cx_done(&c);
}

static void assert_whole(const char *url, const struct breakable *t, const char *first,
                         const char *second)
{
    sb out CLEANUP(sb_done) = {0};
    cx c;
    store *s = NULL;
    str torn;
    exported(url, t->table, &out);
    if (strchr(t->row, '@') && (!strstr(out.p, first) || !strstr(out.p, second)))
        fail_msg("%s: %s and %s are not in\n%s", t->table, first, second, out.p);
    /* the table says of itself that it is known: nothing is written */
    assert_int_equal(take_file(url, "t.csv", sb_str(&out), false, NULL), 0);
    assert_true(cx_init(&c, LANG_EN));
    ok(&c, store_open(&c, url, STORE_READ, &s));
    ok(&c, desk_check(&c, s, &torn));
    assert_int_equal(torn.n, 0);
    store_close(s);
    cx_done(&c);
}

static void test_line_breaks(void **unused)
{
    size_t n = 0;
    for (const table_def *t = catalog_tables; t->name; t++)
        n++;
    assert_int_equal(n, COUNT_OF(breakable)); /* a new table has its row here */
    for (size_t i = 0; i < 2 * COUNT_OF(breakable); i++) {
        const struct breakable *t = &breakable[i / 2];
        char name[64];
        snprintf(name, sizeof name, "breaks%zu.db", i);
        const char *url = test_path(name);
        small_desk(url);
        take_as = "";
        take_text(url, "code,name,kind,indicators,frequency,due_day\nff,表,forecast,fai,M,25\n");
        take_as = "orgs";
        take_text(url, "code,name\noo,单位\n");
        take_as = t->table;
        take_row_of(url, t, '2', "第一行\n第二行", i % 2);
        take_row_of(url, t, '3', "另一\r\n第二行\t尾", i % 2);
        assert_whole(url, t, "第一行 第二行", "另一 第二行 尾");
        take_row_of(url, t, '2', "第一行\n改了", i % 2);
        assert_whole(url, t, "第一行 改了", "另一 第二行 尾");
    }
    const char *url = test_path("breaks0.db");
    take_as = "nothing";
    refused_text(url, "code,title\np9,a\n", "weights, orgs, posts, shapes, cause_codes");
    take_as = "";
    refused_text(url, "code,title\np9,a\x01b\n", "control byte");
}

/* What programs before 0.1 left behind when they compared rows line by line. */
static void test_torn_rows(void **unused)
{
    static const named_text torn[] = {
        {"indicators",
         "code,name,unit,nature,frequency,definition\nx1,甲,亿元,flow,M,\"一\n二\"\n"},
        {"indicators", "code,name,unit,nature,frequency,definition\n第三行\n尾\",\n"},
        {"posts", "code,title\np1,\"甲\nb\"\n"},
        {"posts", "code,title\nc\"\n"},
        {"indicators", "code,name,unit,nature,frequency,definition\nx2,乙,亿元,flow,M,\"另一\n"},
    };
    const char *url = test_path("torn.db");
    small_desk(url);
    for (size_t i = 0; i < COUNT_OF(torn); i++)
        put_tables(url, &torn[i], 1, false);
    cx c;
    store *s = NULL;
    str told;
    assert_true(cx_init(&c, LANG_EN));
    ok(&c, store_open(&c, url, STORE_READ, &s));
    ok(&c, desk_check(&c, s, &told));
    assert_true(str_contains(told, "commit 3, table indicators, line 2: this row was torn"));
    assert_true(str_contains(told, "commit 3, table indicators, line 3: "));
    assert_true(str_contains(told, "commit 5, table posts, line 2: "));
    assert_true(str_contains(told, "commit 6, table indicators, line 2: "));
    store_close(s);
    cx_done(&c);
    assert_true(has_row(url, "indicators", "x1,甲"));
    assert_false(has_row(url, "indicators", "x2,"));
    /* and the desk can be mended */
    take_text(url, "code,name,unit,nature,frequency,definition\nx2,乙,亿元,flow,M,\"另一\n二\"\n");
    assert_true(has_row(url, "indicators", "x2,乙"));
    /* a whole row that is wrong is not torn: the catalogue contradicts itself */
    static const named_text wrong[] = {{"posts", "code,title\np2,\n"}};
    put_tables(url, wrong, 1, false);
    assert_true(cx_init(&c, LANG_EN));
    ok(&c, store_open(&c, url, STORE_READ, &s));
    assert_false(desk_check(&c, s, &told));
    assert_int_equal(c.err.code, ERR_DB);
    store_close(s);
    cx_done(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_line_breaks),         cmocka_unit_test(test_torn_rows),
        cmocka_unit_test(test_withdrawn_is_said),   cmocka_unit_test(test_claims_too),
        cmocka_unit_test(test_nothing_is_orphaned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
