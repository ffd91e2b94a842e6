/* What an expression sees of a row: every function, with what is missing, at the ends of years, over other
 * rows, in drafts. */
#include "ledger/ledger_help.h"
#include "ledger/type_json.h"

static const char fields[] =
    ",{`code`:`amount`,`name`:`金额`,`kind`:`number`}"
    ",{`code`:`due`,`name`:`时限`,`kind`:`date`}"
    ",{`code`:`owner`,`name`:`人`,`kind`:`person`}"
    ",{`code`:`area`,`name`:`地区`,`kind`:`area`}"
    ",{`code`:`kind`,`name`:`类`,`kind`:`choice`,`options`:[{`code`:`person`,`name`:`个人`},"
    "{`code`:`firm`,`name`:`企业`}]}"
    ",{`code`:`docs`,`name`:`资料`,`kind`:`checklist`,`options`:[{`code`:`a`,`name`:`甲`},"
    "{`code`:`b`,`name`:`乙`,`when`:`kind <> 'person'`},{`code`:`c`,`name`:`丙`,`when`:`amount > "
    "5`}]}"
    ",{`code`:`proof`,`name`:`佐证`,`kind`:`file`}"
    ",{`code`:`parent`,`name`:`上级`,`kind`:`link`,`to`:`t`}"
    ",{`code`:`half`,`name`:`半`,`kind`:`number`,`formula`:`amount / 2`}"
    ",{`code`:`quarter`,`name`:`四分之一`,`kind`:`number`,`formula`:`half / 2`}"
    ",{`code`:`children`,`name`:`下级`,`kind`:`number`,`formula`:`linked('t', 'parent')`}";
static const char more[] =
    ",`area`:`area`,`milestones`:true,`gantt`:{`plan`:[``,`due`]}"
    ",`moves`:[{`code`:`report`,`name`:`报`,`from`:[`open`],`to`:`open`},"
    "{`code`:`end`,`name`:`完`,`from`:[`open`],`to`:`done`}]"
    ",`series`:[{`code`:`rev`,`name`:`收入`,`frequency`:`M`,`plan`:true,`actual`:true},"
    "{`code`:`tax`,`name`:`税`,`frequency`:`Q`,`actual`:true},"
    "{`code`:`goal`,`name`:`目标`,`frequency`:`Y`,`plan`:true}]";

typedef struct world {
    cx c;
    book *t, *u; /* t: of the type above; u: agenda, whose rows name rows of t */
    ledger_view v;
} world;

static const book *other(void *user, str type)
{
    const world *w = user;
    return str_eqz(type, "t") ? w->t : str_eqz(type, "u") ? w->u : NULL;
}

static bool kinds(void *user, str type, str field, field_kind *ret)
{
    *ret = str_eqz(field, "due")                               ? FIELD_DATE
           : str_eqz(field, "title") || str_eqz(field, "kind") ? FIELD_TEXT
           : str_eqz(field, "docs")                            ? FIELD_CHECKLIST
                                                               : FIELD_NUMBER;
    return !str_eqz(field, "none");
}

static double figure(void *user, view_figure f, str indicator, str area, str period)
{
    if (!str_eqz(indicator, "gdp") || !str_eqz(area, "520303") || !str_eqz(period, "2024-06"))
        return NAN;
    return f == VIEW_LEVEL ? 100 : f == VIEW_GROWTH ? 5.5 : 94.8;
}

static bool mine(void *user, const book *b, uint32_t row)
{
    return str_eqz(book_entered(b, row, type_field_of(b->type, S("owner")))->text, "li");
}

static void index_both(world *w)
{
    ok(&w->c, book_index(&w->c, w->t));
    ok(&w->c, book_index(&w->c, w->u));
    ok(&w->c, book_settle(&w->c, w->t, &w->v, SETTLE_ALL));
    ok(&w->c, book_settle(&w->c, w->u, &w->v, SETTLE_ALL));
}

static void put(world *w, bool of_u, const char *kind, int64_t id, const char *on, const char *by,
                const char *text)
{
    take(&w->c, of_u ? w->u : w->t, kind, made(id, on, by), text);
}

static void begin(world *w)
{
    static const type_others others = {NULL, kinds};
    ledger_type *t, *u;
    *w = (world){0};
    assert_true(cx_init(&w->c, LANG_EN));
    ok(&w->c,
       ledger_type_read(&w->c, w->c.a, "t.json", small_type(w->c.a, fields, more), &others, &t));
    ok(&w->c, ledger_type_read(
                  &w->c, w->c.a, "u.json",
                  small_type(w->c.a,
                             ",{`code`:`about`,`name`:`关于`,`kind`:`link`,`to`:`t`}"
                             ",{`code`:`all`,`name`:`关于`,`kind`:`link`,`to`:`t`,`many`:true}"
                             ",{`code`:`amount`,`name`:`额`,`kind`:`number`}"
                             ",{`code`:`big`,`name`:`大`,`kind`:`flag`,`formula`:`amount > 10`}",
                             ""),
                  &others, &u));
    ok(&w->c, book_new(&w->c, t, &w->t));
    ok(&w->c, book_new(&w->c, u, &w->u));
    w->t->columns[field_at(t, "parent")].wanted = true;
    w->u->columns[field_at(u, "about")].wanted = true;
    w->u->columns[field_at(u, "all")].wanted = true;
    w->v = (ledger_view){.user = w,
                         .book = other,
                         .figure = figure,
                         .me = S("li"),
                         .mine = mine,
                         .today = day("2024-06-18"),
                         .c = &w->c};
    put(w, false, "rows", 1, "2024-06-03", "li",
        "code,.act,.stage,.note,title,amount,due,owner,area,kind,docs,parent\n"
        "A,add,open,,修路,8,2024-06-30,li,520303,firm,a,\n"
        "B,add,open,,植树,,,wu,,person,,A\nC,add,open,,种花,2,2024-05-01,,520303,,,A\n");
    put(w, true, "rows", 2, "2024-06-03", "li",
        "code,.act,.stage,.note,title,about,all,amount\n"
        "U1,add,open,,一,A,A;B,5\nU2,add,open,,二,A,B,50\nU3,add,open,,三,B,,\nU4,add,done,,四,A,A,"
        "7\n");
    put(w, true, "rows", 3, "2024-06-04", "li", "code,.act,.stage,.note\nU4,remove,,x\n");
    index_both(w);
}

static void end(world *w)
{
    view_done(&w->v);
    book_free(w->t);
    book_free(w->u);
    cx_done(&w->c);
}

static const expr *compiled(world *w, const char *text)
{
    expr_scope s;
    type_uses uses = {.n = 0};
    const expr *e;
    ok(&w->c, type_scope(&w->c, w->t->type, false, w->c.a, &uses, &s));
    ok(&w->c, expr_compile(&w->c, str_of(text), &s, &e));
    return e;
}

/* As it would be said: numbers with up to two decimals, days as written, missing as ?. */
static const char *said(world *w, expr_value v)
{
    char out[PERIOD_TEXT_MAX];
    if (expr_missing(v))
        return "?";
    if (v.kind == EXPR_TEXT || v.kind == EXPR_LIST)
        return cx_strdup(&w->c, v.text);
    if (v.kind == EXPR_FLAG)
        return v.num ? "yes" : "no";
    if (v.kind == EXPR_DATE) {
        period_print((period){FREQ_D, (int32_t)v.num}, out);
        return cx_strdup(&w->c, str_of(out));
    }
    return cx_printf(&w->c, "%.10g", v.num);
}

typedef struct case_ {
    const char *row, *text, *want; /* row NULL: one that is not there yet */
} case_;

static int wrong(world *w, const case_ *list, size_t n)
{
    int failed = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t row = list[i].row ? row_at(w->t, list[i].row) : BOOK_NO_ROW;
        const char *got = said(w, view_value(&w->v, w->t, row, compiled(w, list[i].text)));
        if (strcmp(got, list[i].want))
            CASE_FAILED("%s of %s: %s, not %s\n", list[i].text, list[i].row ? list[i].row : "-",
                        got, list[i].want);
    }
    return failed;
}
#define CASES(w, list) assert_int_equal(wrong(w, list, COUNT_OF(list)), 0)

static void test_names(void **state)
{
    static const case_ list[] = {
        {"A", "title", "修路"},
        {"A", "amount", "8"},
        {"B", "amount", "?"},
        {"A", "due", "2024-06-30"},
        {"A", "half", "4"},
        {"A", "quarter", "2"},
        {"B", "quarter", "?"},
        {"A", "code", "A"},
        {"A", "stage", "open"},
        {"A", "version", "1"},
        {"A", "created_by", "li"},
        {"A", "created_on", "2024-06-03"},
        {"A", "changed_on", "2024-06-03"},
        {"A", "light", "green"},
        {"A", "today()", "2024-06-18"},
        {"A", "me()", "li"},
        {"A", "mine()", "yes"},
        {"B", "mine()", "no"},
        {"A", "final()", "no"},
        {"A", "in_stage('done', 'open')", "yes"},
        {"A", "in_stage('done')", "no"},
        {"A", "days_in_stage()", "15"},
        {"A", "files(proof)", "0"},
        {"A", "if(amount > 5, 'big', 'small')", "big"},
        {"A", "workdays(today(), due)", "8"},
        {"A", "rev", "?"}, /* a series has no value by itself */
        /* one that is not there yet */
        {NULL, "code", "?"},
        {NULL, "stage", "open"},
        {NULL, "version", "?"},
        {NULL, "created_on", "2024-06-18"},
        {NULL, "changed_by", "li"},
        {NULL, "title", "?"},
        {NULL, "half", "?"},
        {NULL, "days_in_stage()", "?"},
        {NULL, "files(proof)", "0"},
        {NULL, "mine()", "no"},
        {NULL, "moved_on('end')", "?"},
        {NULL, "sum(rev)", "?"},
        {NULL, "milestones()", "0"},
        {NULL, "lacking(docs)", "1"},
        {NULL, "linked('u', 'about')", "?"},
        {NULL, "light", "?"},
    };
    world w;
    begin(&w);
    CASES(&w, list);
    end(&w);
}

static void test_moves(void **state)
{
    static const case_ list[] = {
        {"A", "moved_on('report')", "2024-06-10"},
        {"A", "moved_by('report')", "xu"},
        {"A", "moved_on('end')", "2024-06-17"},
        {"B", "moved_on('report')", "?"},
        {"B", "moved_by('report')", "?"},
        {"A", "final()", "yes"},
        {"A", "days_in_stage()", "1"},
        {"A", "changed_by", "zhao"},
        {"A", "version", "4"},
        {"A", "light", "grey"},
    };
    world w;
    begin(&w);
    put(&w, false, "rows", 4, "2024-06-09", "wu", "code,.act,.stage,.note\nA,move:report,,x\n");
    put(&w, false, "rows", 5, "2024-06-10", "xu", "code,.act,.stage,.note\nA,move:report,,x\n");
    put(&w, false, "rows", 6, "2024-06-17", "zhao", "code,.act,.stage,.note\nA,move:end,done,\n");
    put(&w, false, "comments", 7, "2024-06-18", "li", "code,text\nA,好\n");
    index_both(&w);
    CASES(&w, list);
    end(&w);
}

#define SERIES "code,series,period,plan,actual\n"
static void points(world *w, int64_t id, const char *text)
{
    put(w, false, "series", id, "2024-06-05", "li", text);
}

static void test_series(void **state)
{
    static const case_ list[] = {
        {"A", "sum(rev)", "60"},
        {"A", "ytd(rev)", "60"},
        {"A", "sum(rev.actual)", "60"},
        {"A", "sum(rev.plan)", "100"},
        {"A", "between(rev, '2024-02', '2024-04')", "50"},
        {"A", "between(rev, '2024-05', '2024-06')", "?"},
        {"A", "between(rev, '2024-Q1', '2024-Q1')", "30"},
        {"A", "upto(rev, '2024-02')", "30"},
        {"A", "after(rev, '2024-02')", "30"},
        {"A", "after(rev, '2024-01-31')", "50"},
        {"A", "after(rev, 'x')", "?"},
        {"A", "after(rev.plan, '2024-01')", "60"},
        {"A", "last(rev)", "30"},
        {"A", "last_period(rev)", "2024-04"},
        {"A", "last_period(rev.plan)", "2024-02"},
        {"A", "at(rev, '2024-02')", "20"},
        {"A", "at(rev, '2024-03')", "?"},
        {"A", "at(rev, '2024-05')", "?"},
        {"A", "at(rev, '2024-Q1')", "?"},
        {"A", "at(rev, '2024')", "?"},
        {"A", "at(rev, 'x')", "?"},
        {"A", "at(rev.plan, '2024-01')", "40"},
        {"A", "sum(tax)", "9"},
        {"A", "last_period(tax)", "2024-Q1"},
        {"A", "at(tax, '2023-Q4')", "4"},
        {"A", "at(tax, '2023-12')", "?"},
        {"A", "sum(goal)", "500"}, /* has only a plan: that is what it means */
        {"A", "sum(rev) / sum(rev.plan)", "0.6"},
        {"B", "sum(rev)", "?"},
        {"B", "last(rev)", "?"},
        {"B", "last_period(rev)", "?"},
        {"B", "at(rev, '2024-01')", "?"},
    };
    world w;
    begin(&w);
    points(&w, 4,
           SERIES "A,rev,2024-01,40,10\nA,rev,2024-02,60,20\nA,rev,2024-04,,30\n"
                  "A,tax,2023-Q4,,4\nA,tax,2024-Q1,,5\nA,goal,2024,500,\n");
    points(&w, 5, SERIES "A,rev,2024-03,7,7\n");
    points(&w, 6, SERIES "A,rev,2024-03,-,-\n"); /* taken away again */
    index_both(&w);
    CASES(&w, list);
    end(&w);
}

/* F40: when the cumulative of the year reaches the line. */
static void test_reach(void **state)
{
    static const struct {
        const char *points, *text, *want;
    } list[] = {
        {"", "reach(rev, 100)", "?"},
        {"A,rev,2023-12,,7\nA,rev,2024-01,,10\nA,rev,2024-02,,20\n", "ytd(rev)", "30"},
        {"A,rev,2024-01,,10\n", "reach(rev, 100)", "2024-10"},
        {"A,rev,2024-01,,10\n", "reach(rev, 120)", "2024-12"},
        {"A,rev,2024-01,,10\n", "reach(rev, 120.5)", "?"}, /* not within the year */
        {"A,rev,2024-01,,10\nA,rev,2024-02,,90\n", "reach(rev, 100)", "2024-02"},
        {"A,rev,2024-01,,100\n", "reach(rev, 100)", "2024-01"},
        {"A,rev,2024-01,,60\nA,rev,2024-02,,60\n", "reach(rev, 100)", "2024-02"},
        /* January and February told together */
        {"A,rev,2024-02,,20\n", "reach(rev, 100)", "2024-10"},
        {"A,rev,2024-02,,20\nA,rev,2024-03,,10\n", "reach(rev, 100)", "2024-10"},
        /* a month that is not told counts as told with the next */
        {"A,rev,2024-01,,10\nA,rev,2024-04,,30\n", "reach(rev, 100)", "2024-10"},
        /* last year's months do not count */
        {"A,rev,2023-11,,40\nA,rev,2023-12,,40\nA,rev,2024-01,,10\n", "reach(rev, 100)", "2024-10"},
        /* reached last year: what is asked is this one */
        {"A,rev,2023-06,,200\nA,rev,2024-01,,10\n", "reach(rev, 100)", "2024-10"},
        {"A,rev,2023-06,,200\n", "reach(rev, 100)", "2023-06"},
        {"A,rev,2024-06,,0\n", "reach(rev, 100)", "?"},
        {"A,rev,2024-06,,-5\n", "reach(rev, 100)", "?"},
        {"A,rev,2024-12,,99\n", "reach(rev, 100)", "?"},
        {"A,rev,2024-12,,100\n", "reach(rev, 100)", "2024-12"},
        {"A,rev,2024-01,,-5\nA,rev,2024-02,,25\n", "reach(rev, 100)", "2024-10"},
        {"A,rev,2024-01,,10\n", "reach(rev, amount - 8)", "2024-01"},   /* a line of nothing */
        {"A,rev,2024-01,,10\n", "reach(rev, at(rev, '2023-01'))", "?"}, /* no line */
        {"A,rev,2024-01,50,10\n", "reach(rev.plan, 100)", "2024-02"},
        {"A,tax,2024-Q1,,30\n", "reach(tax, 100)", "2024-10"},
        {"A,tax,2024-Q1,,30\nA,tax,2024-Q2,,70\n", "reach(tax, 100)", "2024-06"},
        /* thirds that add up to the line */
        {"A,rev,2024-03,,0.3\n", "reach(rev, 0.7)", "2024-07"},
    };
    int failed = 0;
    for (size_t i = 0; i < COUNT_OF(list); i++) {
        world w;
        begin(&w);
        points(&w, 4, cx_printf(&w.c, SERIES "%s", list[i].points));
        const char *got = said(&w, view_value(&w.v, w.t, 0, compiled(&w, list[i].text)));
        if (strcmp(got, list[i].want))
            CASE_FAILED("%s %s: %s, not %s\n", list[i].points, list[i].text, got, list[i].want);
        end(&w);
    }
    assert_int_equal(failed, 0);
}

static void test_milestones(void **state)
{
    static const case_ list[] = {
        {"A", "milestones()", "5"},      {"A", "milestones_done()", "1"},
        {"A", "late_milestones()", "1"}, {"A", "next_milestone()", "2024-06-17"},
        {"B", "milestones()", "0"},      {"B", "late_milestones()", "0"},
        {"B", "next_milestone()", "?"},  {"C", "next_milestone()", "?"},
        {"C", "late_milestones()", "0"},
    };
    world w;
    begin(&w);
    put(&w, false, "milestones", 4, "2024-06-05", "li",
        "code,milestone,removed,name,plan,forecast,actual,depends_on,days,owner\n"
        "A,m1,,一,2024-01-01,,2024-01-05,,,\nA,m2,,二,2024-06-17,,,,,\nA,m3,,三,2024-06-18,,,,,\n"
        "A,m4,,四,,,,,,\nA,m5,,五,2024-12-01,,,,,\nC,m1,,一,2024-01-01,,2024-01-05,,,\n");
    CASES(&w, list);
    end(&w);
}

static void test_schedule(void **state)
{
    static const case_ list[] = {
        {"A", "slack()", "-1"},
        {"A", "should_start()", "1"},
        {"A", "schedule_end()", "2024-07-01"},
        {"A", "due_milestones(7)", "1"},
        {"A", "due_milestones(0)", "0"},
        {"B", "slack()", "?"},
        {"B", "should_start()", "0"},
        {"B", "schedule_end()", "?"},
        {"C", "slack()", "-36"}, /* it was to end in May */
        {"C", "schedule_end()", "2024-06-20"},
    };
    world w;
    begin(&w);
    put(&w, false, "milestones", 4, "2024-06-05", "li",
        "code,milestone,removed,name,plan,forecast,actual,depends_on,days,owner,started,baseline\n"
        "A,m1,,一,2024-06-20,,,,5,,,2024-06-19\nA,m2,,二,2024-06-30,,,m1;gone,5,,,\n"
        "C,m1,,一,,,,,3,,,\n");
    CASES(&w, list);
    end(&w);
}

static void test_other_rows(void **state)
{
    static const case_ list[] = {
        {"A", "linked('t', 'parent')", "2"},
        {"B", "linked('t', 'parent')", "0"},
        {"A", "children", "2"},
        {"A", "linked('u', 'about')", "2"}, /* not the one that was removed */
        {"B", "linked('u', 'about')", "1"},
        {"A", "linked('u', 'all')", "1"},
        {"B", "linked('u', 'all')", "2"},
        {"C", "linked('u', 'all')", "0"},
        {"A", "linked('u', 'about', 'amount > 10')", "1"},
        {"A", "linked('u', 'about', 'big')", "1"},
        {"A", "linked('u', 'about', 'amount > 1 and not final()')", "2"},
        {"A", "linked('u', 'about', 'missing(amount)')", "0"},
        {"B", "linked('u', 'about', 'missing(amount)')", "1"},
        {"A", "linked('u', 'about', 'nonsense +')", "?"},
        {"A", "linked('u', 'about', 'title')", "?"}, /* no condition */
        {"A", "linked('u', 'none')", "?"},
        {"A", "linked('u', 'amount')", "?"}, /* nobody prepared it: no number */
        {"A", "linked('none', 'about')", "?"},
        {"A", "linked_sum('u', 'about', 'amount')", "55"},
        {"A", "linked_sum('u', 'about', 'amount', 'amount > 10')", "50"},
        {"C", "linked_sum('u', 'all', 'amount')", "0"},
        {"B", "linked_sum('u', 'about', 'amount')", "?"},
        {"A", "linked_sum('u', 'about', 'title')", "?"},
        {"A", "rows_sum('t', 'parent', 'A', 'amount')", "2"},
        {"A", "rows('t', 'parent', code)", "2"},
        {"A", "rows('t', 'parent', 'A', 'amount > 1')", "1"},
        {"B", "rows('t', 'parent', owner)", "0"},
        {"C", "rows('t', 'parent', owner)", "?"}, /* nobody to look for */
        {"B", "of(parent, 'title')", "修路"},
        {"B", "of(parent, 'half')", "4"},
        {"B", "days(of(parent, 'due'), today())", "-12"},
        {"A", "of(parent, 'title')", "?"},
        {"A", "of(parent, 'amount')", "?"},
        {"C", "of(parent, 'docs')", "a"},
        {"A", "level('gdp', area, '2024-06')", "100"},
        {"A", "growth('gdp', area, '2024-06')", "5.5"},
        {"A", "base('gdp', area, '2024-06')", "94.8"},
        {"A", "level('gdp', area, '2024-05')", "?"},
        {"B", "level('gdp', area, '2024-06')", "?"}, /* no area */
    };
    world w;
    begin(&w);
    CASES(&w, list);
    assert_int_equal(wrong(&w, list, COUNT_OF(list)), 0); /* and again, from what was compiled */
    w.v.book = NULL;
    w.v.figure = NULL;
    w.v.mine = NULL;
    static const case_ nothing[] = {{"A", "linked('t', 'parent')", "?"},
                                    {"B", "of(parent, 'title')", "?"},
                                    {"A", "level('gdp', area, '2024-06')", "?"},
                                    {"A", "mine()", "no"}};
    CASES(&w, nothing);
    end(&w);
}

/* Rows that are changed after they were indexed are not counted wrongly: there is no number. */
static void test_stale_index(void **state)
{
    static const case_ list[] = {{"A", "linked('u', 'about')", "?"}};
    static const case_ again[] = {{"A", "linked('u', 'about')", "3"}};
    world w;
    begin(&w);
    put(&w, true, "rows", 9, "2024-06-09", "li", "code,.act,.stage,.note,about\nU9,add,open,,A\n");
    CASES(&w, list);
    index_both(&w);
    CASES(&w, again);
    end(&w);
}

/* linked() within linked(), to a depth. */
static void test_depth(void **state)
{
    static const case_ list[] = {
        {"A", "linked('t', 'parent', 'linked(''u'', ''about'') > 0')", "1"},
        {"A", "linked('t', 'parent', 'linked(''u'', ''about'') = 0')", "1"},
    };
    world w;
    begin(&w);
    CASES(&w, list);
    end(&w);
}

static void test_lacking(void **state)
{
    str out[3];
    world w;
    begin(&w);
    static const case_ list[] = {
        {"A", "lacking(docs)", "2"}, /* b: a firm; c: more than 5 */
        {"B", "lacking(docs)", "1"}, /* a only */
        {"C", "lacking(docs)", "2"}, /* kind is missing: <> is false… so b applies not */
    };
    uint32_t docs = field_at(w.t->type, "docs");
    view_row at = {&w.v, w.t, 0, NULL};
    assert_int_equal(view_lacking(&at, docs, out, 3), 2);
    is_text(out[0], "b");
    is_text(out[1], "c");
    assert_int_equal(view_lacking(&at, docs, out, 1), 2);
    assert_int_equal(wrong(&w, list, 2), 0);
    /* of one without a kind: a comparison with what is missing is false */
    assert_string_equal(said(&w, view_value(&w.v, w.t, 2, compiled(&w, "lacking(docs)"))), "1");
    end(&w);
}

static void test_draft(void **state)
{
    world w;
    begin(&w);
    const ledger_type *t = w.t->type;
    bool has[32] = {0};
    book_value values[32] = {0};
    view_draft d = {has, values, 1};
    uint32_t amount = field_at(t, "amount"), title = field_at(t, "title"),
             docs = field_at(t, "docs");
    has[amount] = has[title] = has[docs] = true;
    values[amount] = (book_value){S("100"), 100};
    values[title] = (book_value){S(""), NAN}; /* taken away */
    values[docs] = (book_value){S("a;b;c"), NAN};
    static const char *const want[][2] = {
        {"amount", "100"},         {"half", "50"},
        {"quarter", "25"},         {"title", "?"},
        {"stage", "done"},         {"final()", "yes"},
        {"lacking(docs)", "0"},    {"due", "2024-06-30"},
        {"version", "1"},          {"in_stage('done')", "yes"},
        {"children", "2"},         {"sum(rev)", "?"},
        {"has(docs, 'c')", "yes"}, {"missing(title)", "yes"},
    };
    for (size_t i = 0; i < COUNT_OF(want); i++) {
        view_row at = {&w.v, w.t, 0, &d};
        expr_env env;
        view_env(&at, &env);
        const char *got = said(&w, expr_eval(compiled(&w, want[i][0]), &env));
        if (strcmp(got, want[i][1]))
            fail_msg("%s: %s, not %s", want[i][0], got, want[i][1]);
    }
    view_row at = {&w.v, w.t, 0, &d};
    is_text(view_text(&at, amount), "100");
    at.draft = NULL;
    is_text(view_text(&at, amount), "8");
    /* a new row */
    view_row fresh = {&w.v, w.t, BOOK_NO_ROW, &d};
    expr_env env;
    view_env(&fresh, &env);
    assert_string_equal(said(&w, expr_eval(compiled(&w, "half + if(missing(due), 1, 0)"), &env)),
                        "51");
    assert_string_equal(said(&w, expr_eval(compiled(&w, "children"), &env)), "?");
    end(&w);
}

/* What is kept for all does not depend on who asked first. */
static void test_nobody(void **state)
{
    world w;
    begin(&w);
    ledger_type *t;
    book *b;
    static const type_others others = {NULL, kinds};
    ok(&w.c, ledger_type_read(&w.c, w.c.a, "v.json",
                              small_type(w.c.a,
                                         ",{`code`:`n`,`name`:`数`,`kind`:`number`,`formula`:"
                                         "`linked('t', 'parent', 'mine() or owner = me()')`}",
                                         ""),
                              &others, &t));
    ok(&w.c, book_new(&w.c, t, &b));
    take(&w.c, b, "rows", made(9, "2024-06-01", "li"), "code,.act,.stage,.note,title\nA,add,,,x\n");
    w.v.me = S("wu"); /* who owns B */
    ok(&w.c, book_settle(&w.c, b, &w.v, SETTLE_ALL));
    assert_true(value_at(b, 0, "n").num == 0);
    is_text(w.v.me, "wu");
    assert_true(w.v.mine == mine);
    book_free(b);
    end(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),      cmocka_unit_test(test_moves),
        cmocka_unit_test(test_series),     cmocka_unit_test(test_reach),
        cmocka_unit_test(test_milestones), cmocka_unit_test(test_schedule),
        cmocka_unit_test(test_other_rows), cmocka_unit_test(test_stale_index),
        cmocka_unit_test(test_depth),      cmocka_unit_test(test_lacking),
        cmocka_unit_test(test_draft),      cmocka_unit_test(test_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
