/* Expressions: every operator and function, what is missing, what is refused and where, summaries. */
#include "expr_help.h"
#include "base/os.h"
#include "base/sb.h"

/* A value as the tables below write it. */
static const char *show(expr_value v)
{
    static char out[256];
    if (expr_missing(v)) {
        snprintf(out, sizeof out, "missing");
        return out;
    }
    switch (v.kind) {
    case EXPR_NUM:
        snprintf(out, sizeof out, "%.12g", v.num);
        break;
    case EXPR_FLAG:
        snprintf(out, sizeof out, "%s", v.num == 1 ? "yes" : v.num == 0 ? "no" : "neither");
        break;
    case EXPR_DATE:
        period_print((period){FREQ_D, (int32_t)v.num}, out);
        break;
    case EXPR_TEXT:
        snprintf(out, sizeof out, "'" STR_FMT "'", STR_ARG(v.text));
        break;
    default:
        snprintf(out, sizeof out, "[" STR_FMT "]", STR_ARG(v.text));
    }
    return out;
}

typedef struct row {
    const char *text, *gives;
} row;

static int run_rows(const row *rows, size_t n)
{
    int failed = 0;
    expr_scope s = help_scope();
    for (size_t i = 0; i < n; i++) {
        cx c;
        const expr *e;
        help_row r = help_row_plain();
        assert_true(cx_init(&c, LANG_EN));
        expr_env env = help_env(&r, c.a);
        if (!expr_compile(&c, str_of(rows[i].text), &s, &e)) {
            CASE_FAILED("%s: %s\n", rows[i].text, c.err.en);
        } else {
            expr_value v = expr_eval(e, &env);
            if (v.kind != expr_kind_of(e) || strcmp(show(v), rows[i].gives) != 0)
                CASE_FAILED("%s gives %s, not %s\n", rows[i].text, show(v), rows[i].gives);
            if ((v.kind == EXPR_FLAG || v.kind == EXPR_NUM) && expr_true(e, &env) != (v.num > 0))
                CASE_FAILED("%s: expr_true says otherwise\n", rows[i].text);
        }
        cx_done(&c);
    }
    return failed;
}

static void test_operators(void **state)
{
    static const row rows[] = {
        {"1 + 2 * 3", "7"},
        {"(1 + 2) * 3", "9"},
        {"7 - 2 - 1", "4"},
        {"8 / 4 / 2", "1"},
        {"-2 * -3", "6"},
        {"- - 2", "2"},
        {"2 - -3", "5"},
        {"1.5e3 + .5", "1500.5"},
        {"1e-2", "0.01"},
        {"amount / nought", "missing"},
        {"0 / 0", "missing"},
        {"1e17 * 1e17 * 1e17 * 1e17 * 1e17 * 1e17 * 1e17 * 1e17 * 1e17 * 1e17 * 1e17 * 1e17 * 1e17 "
         "* 1e17 * 1e17 * 1e17 * 1e17 * 1e17 * 1e17",
         "missing"},
        {"amount + gap", "missing"},
        {"-gap", "missing"},
        {"amount + paid", "140.5"},
        {"done + 1", "2"},
        {"金额 ＋ 1", "8"},
        {"（1 ＋ 2） × 3 ÷ 1 − 1", "8"},
        {"'a' + 'b' + title", "'ab招商引资大会'"},
        {"'a' + blank", "missing"},
        {"blank + 'a'", "missing"},
        {"due - begin", "60"},
        {"due - '2024-06-18'", "12"},
        {"'2024-06-30' - begin", "60"},
        {"due - never", "missing"},
        {"due + 1", "2024-07-01"},
        {"1 + due", "2024-07-01"},
        {"due - 30", "2024-05-31"},
        {"due + 0.9", "2024-06-30"},
        {"due + 1e9", "missing"},
        {"due - 1e9", "missing"},
        {"date'2024-02-29' + 366", "2025-03-01"},
        {"amount = 120.5", "yes"},
        {"0.1 + 0.2 = 0.3", "yes"},
        {"0.1 + 0.2 > 0.3", "no"},
        {"0.1 + 0.2 <= 0.3", "yes"},
        {"0.3 >= 0.1 + 0.2", "yes"},
        {"0.1 + 0.2 <> 0.3", "no"},
        {"500000000.01 = 500000000.02", "no"},
        {"amount <> 120.5", "no"},
        {"amount < 121", "yes"},
        {"amount ≤ 120.5", "yes"},
        {"amount > 121", "no"},
        {"amount ≥ 120.5", "yes"},
        {"amount ≠ 1", "yes"},
        {"amount ＞＝ 120.5 and amount ＜ 200 and amount ＝ amount", "yes"},
        {"amount ＜＞ 1", "yes"},
        {"gap = gap", "no"},
        {"gap <> 1", "no"},
        {"gap < 1", "no"},
        {"gap >= 1", "no"},
        {"not gap > 1", "yes"},
        {"title = '招商引资大会'", "yes"},
        {"title <> 'x'", "yes"},
        {"stage = 'issue'", "no"},
        {"stage < 'j'", "yes"},
        {"stage <= 'issued'", "yes"},
        {"stage > 'j'", "no"},
        {"stage >= 'issued'", "yes"},
        {"blank = 'x'", "no"},
        {"blank <> 'x'", "no"},
        {"blank < 'x'", "no"},
        {"'x' > blank", "no"},
        {"stage = ‘issued’", "yes"},
        {"'it''s' = 'it''s'", "yes"},
        {"'it''s'", "'it's'"},
        {"due > '2024-06-18'", "yes"},
        {"'2024-06-18' < due", "yes"},
        {"due = date'2024-06-30'", "yes"},
        {"due <> begin", "yes"},
        {"never < due", "no"},
        {"done", "yes"},
        {"done = true", "yes"},
        {"done = open", "no"},
        {"unsaid", "missing"},
        {"not done", "no"},
        {"not unsaid", "yes"},
        {"not not done", "yes"},
        {"not done or done and open", "no"},
        {"(not done or done) and open", "no"},
        {"done or unsaid", "yes"},
        {"unsaid or done", "yes"},
        {"unsaid and done", "no"},
        {"true AND Not false", "yes"},
        {"1 < 2 and 2 < 3 or 1 / 0 > 2", "yes"},
        {"\t1\n+\r1\xc2\xa0+　1", "3"},
    };
    assert_int_equal(run_rows(rows, COUNT_OF(rows)), 0);
}

static void test_functions(void **state)
{
    static const row rows[] = {
        {"if(done, 'a', 'b')", "'a'"},
        {"if(open, 'a', title)", "'招商引资大会'"},
        {"if(unsaid, 1, 2)", "2"},
        {"if(open, 1)", "missing"},
        {"if(open, 'a')", "missing"},
        {"if(done, due, '2024-01-01')", "2024-06-30"},
        {"if(open, '2024-02-01', due)", "2024-06-30"},
        {"if(open, due, '2024-02-01')", "2024-02-01"},
        {"if(done, true, open)", "yes"},
        {"if(done, orgs, none)", "[371202;fgw; tjj]"},
        {"if(amount > 100, if(paid > 100, 1, 2), 3)", "2"},
        {"missing(gap)", "yes"},
        {"missing(amount)", "no"},
        {"missing(blank) and missing(never) and missing(none) and missing(unsaid)", "yes"},
        {"present(gap)", "no"},
        {"present(title) and present(due) and present(orgs)", "yes"},
        {"min(3, amount, 2)", "2"},
        {"max(3, amount, 2)", "120.5"},
        {"min(amount)", "120.5"},
        {"max(1, gap)", "missing"},
        {"min(gap, 1)", "missing"},
        {"max(due, begin)", "2024-06-30"},
        {"min('2024-06-01', due, begin)", "2024-05-01"},
        {"min('2024-06-01', '2024-05-02', due)", "2024-05-02"},
        {"max(done, open)", "1"},
        {"abs(-2.5)", "2.5"},
        {"round(amount, 0)", "121"},
        {"round(amount)", "121"},
        {"round(-1.255, 2)", "-1.26"},
        {"round(1255, -2)", "1300"},
        {"round(1, 99)", "missing"},
        {"round(gap, 1)", "missing"},
        {"floor(-1.5)", "-2"},
        {"ceil(1.2)", "2"},
        {"1 / ceil(-0.5)", "missing"},
        {"year(due)", "2024"},
        {"month(due)", "6"},
        {"quarter(due)", "2"},
        {"quarter('2024-12-31')", "4"},
        {"year(never)", "missing"},
        {"month(never)", "missing"},
        {"quarter(never)", "missing"},
        {"days(begin, due)", "60"},
        {"days(due, begin)", "-60"},
        {"days(never, due)", "missing"},
        {"workdays(today(), due)", "8"},
        {"workdays(due, today())", "-8"},
        {"workdays('2024-06-14', '2024-06-17')", "1"},
        {"workdays(due, never)", "missing"},
        {"addworkdays('2024-06-14', 3)", "2024-06-19"},
        {"addworkdays('2024-06-14', -1)", "2024-06-13"},
        {"addworkdays('2024-06-15', 0)", "2024-06-17"},
        {"addworkdays(due, gap)", "missing"},
        {"addworkdays(due, 1e7)", "missing"},
        {"addworkdays(due, 1e6)", "missing"},
        {"adddays(due, -30)", "2024-05-31"},
        {"adddays('2024-06-30', 1)", "2024-07-01"},
        {"today()", "2024-06-18"},
        {"today() > due", "no"},
        {"text(amount)", "'120.5'"},
        {"text(0.1 + 0.2)", "'0.3'"},
        {"text(100)", "'100'"},
        {"text(0.00001)", "'0.00001'"},
        {"text(1e11 * 1e11)", "'1e+22'"},
        {"text(due)", "'2024-06-30'"},
        {"text(done) + text(open)", "'yesno'"},
        {"text(orgs)", "'371202;fgw; tjj'"},
        {"text(gap)", "missing"},
        {"text(title)", "'招商引资大会'"},
        {"has(orgs, 'fgw') and has(orgs, 'tjj') and has(orgs, '371202')", "yes"},
        {"has(orgs, 'gw')", "no"},
        {"has(none, 'fgw')", "no"},
        {"has(orgs, blank)", "no"},
        {"has(stage, 'issued')", "yes"},
        {"contains(title, '引资')", "yes"},
        {"contains(title, 'x')", "no"},
        {"contains(blank, 'x')", "no"},
        {"contains(title, blank)", "no"},
        {"starts(title, '招商')", "yes"},
        {"starts(title, '引资')", "no"},
        {"starts(blank, 'x')", "no"},
        {"len(title)", "6"},
        {"len(orgs)", "3"},
        {"len(blank)", "missing"},
        {"number('12.50')", "12.5"},
        {"number(' 7 ')", "7"},
        {"number(title)", "missing"},
        {"number(amount)", "120.5"},
        {"number(done) + 1", "2"},
        {"date('2024-06-30')", "2024-06-30"},
        {"date('2024-06-31')", "missing"},
        {"date(title)", "missing"},
        {"date(due)", "2024-06-30"},
        {"date('2024-0' + '6-30')", "2024-06-30"},
        {"twice(amount) + 1", "242"},
        {"echo(title)", "'招商引资大会'"},
        {"echo(title) = '招商引资大会'", "yes"},
        {"kinds()", "0"},
        {"kinds(a, b.c, title, 1, 'x', due > today())", "6"},
        {"sum(revenue.plan) - sum(revenue)", "100"},
    };
    assert_int_equal(run_rows(rows, COUNT_OF(rows)), 0);
}

static void test_bare_names(void **state)
{
    cx c;
    const expr *e;
    expr_scope s = help_scope();
    help_row r = help_row_plain();
    assert_true(cx_init(&c, LANG_EN));
    expr_env env = help_env(&r, c.a);
    assert_true(expr_compile(&c, S("kinds(title, nobody, stage + '', 'x')"), &s, &e));
    assert_true(expr_eval(e, &env).num == 4);
    assert_string_equal(r.seen, "5:招商引资大会 0:nobody 0: 0:x ");
    cx_done(&c);
}

typedef struct wrong {
    const char *text;
    unsigned at;      /* 0 = none is named */
    const char *says; /* English */
} wrong;

static int run_wrong(const wrong *rows, size_t n, const expr_scope *s)
{
    int failed = 0;
    for (size_t i = 0; i < n; i++) {
        cx c;
        const expr *e = NULL;
        char place[64] = "";
        assert_true(cx_init(&c, LANG_EN));
        if (rows[i].at)
            snprintf(place, sizeof place, "character %u (", rows[i].at);
        if (expr_compile(&c, str_of(rows[i].text), s, &e))
            CASE_FAILED("accepted: %s\n", rows[i].text);
        else if (!strstr(c.err.en, rows[i].says) || !strstr(c.err.en, place) || !c.err.zh[0])
            CASE_FAILED("%s\n  says %s\n  not %s %s\n", rows[i].text, c.err.en, place,
                        rows[i].says);
        else if (c.err.code != ERR_USAGE && c.err.code != ERR_LIMIT)
            CASE_FAILED("%s: error %d\n", rows[i].text, (int)c.err.code);
        cx_done(&c);
    }
    return failed;
}

static void test_refused(void **state)
{
    static const wrong rows[] = {
        {"", 1, "expected a number"},
        {"  ", 3, "expected a number"},
        {"1 +", 4, "expected a number"},
        {"1 2", 3, "expected an operator or the end"},
        {"(1", 3, "expected ) or an operator"},
        {"(1 2)", 4, "expected ) or an operator"},
        {"1)", 2, "expected an operator"},
        {"min(1 2)", 7, "expected a comma"},
        {"min(1,)", 7, "missing after the comma"},
        {"min(1", 6, "expected a comma"},
        {"min(", 5, "expected a number"},
        {"'abc", 1, "does not end"},
        {"12.5.1", 1, "no number"},
        {"1234567890123456789", 1, "18 digits"},
        {"date'2024-02-30'", 1, "a day that exists"},
        {"due > '2024-13-01'", 7, "'2024-13-01' is no date"},
        {"days('x', due)", 6, "'x' is no date"},
        {"amount # 1", 8, "expected an operator"},
        {"amount != 1", 8, "expected an operator"},
        {"amount == 1", 9, "expected a number"},
        {"金额 > 标题", 6, "no field or name \"标题\""},
        {"nobody", 1, "no field or name \"nobody\""},
        {"title.x", 1, "no field or name \"title.x\""},
        {"nothing(1)", 1, "no function nothing()"},
        {"count()", 1, "for summaries only"},
        {"title = 5", 9, "\"title\" is a text and \"5\" is a number"},
        {"amount = 'x'", 10, "\"amount\" is a number and \"'x'\" is a text"},
        {"due = title", 7, "\"due\" is a date and \"title\" is a text"},
        {"due = 5", 7, "do not go together"},
        {"done = 'yes'", 8, "do not go together"},
        {"orgs = 'fgw'", 1, "write has(orgs, 'code')"},
        {"'fgw' = orgs", 9, "write has(orgs, 'code')"},
        {"title = ''", 9, "write missing()"},
        {"1 < amount < 3", 12, "do not chain"},
        {"title + 1", 9, "do not go together"},
        {"due + due", 7, "do not go together"},
        {"due + begin", 7, "do not go together"},
        {"1 - due", 1, "a date is wanted"},
        {"title - 1", 1, "a number is wanted"},
        {"1 - title", 5, "a number is wanted"},
        {"orgs + 'x'", 8, "do not go together"},
        {"title * 2", 1, "a number is wanted"},
        {"2 / due", 5, "a number is wanted"},
        {"-title", 2, "a number is wanted"},
        {"not amount", 5, "a condition is wanted"},
        {"amount and done", 1, "a condition is wanted"},
        {"done or title", 9, "a condition is wanted"},
        {"if(amount, 1, 2)", 4, "a condition is wanted"},
        {"if(done, 1, 'x')", 13, "do not go together"},
        {"if(done)", 1, "if() takes 2 to 3 arguments, here are 1"},
        {"min()", 1, "min() takes 1 to 16"},
        {"min(title, 'x')", 5, "a number is wanted"},
        {"min(1, due)", 8, "do not go together"},
        {"min(due, title)", 10, "do not go together"},
        {"abs('x')", 5, "a number is wanted"},
        {"abs(1, 2)", 1, "abs() takes 1 arguments, here are 2"},
        {"year(5)", 6, "a date is wanted"},
        {"year(title)", 6, "a date is wanted"},
        {"has(5, 'x')", 5, "a text is wanted"},
        {"has(orgs, 5)", 11, "a text is wanted"},
        {"has(orgs, orgs)", 11, "a text is wanted"},
        {"contains(orgs, 'x')", 10, "a text is wanted"},
        {"number(due)", 8, "a number is wanted"},
        {"date(5)", 6, "a date is wanted"},
        {"today(1)", 1, "today() takes 0"},
        {"twice(title)", 1, "twice() takes a number"},
        {"1 + twice()", 5, "twice() takes a number"},
        {"sum(amount)", 1, "sum() takes a series"},
        {"kinds(nobody + 1)", 7, "no field or name"},
        {"kinds(1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17)", 46, "at most 16"},
        {"\xff", 0, "not UTF-8"},
    };
    expr_scope s = help_scope();
    assert_int_equal(run_wrong(rows, COUNT_OF(rows), &s), 0);
}

static void test_limits(void **state)
{
    static const char *const inside[] = {"(", "-", "not ", "abs("};
    expr_scope s = help_scope();
    for (size_t k = 0; k < COUNT_OF(inside); k++) {
        for (int depth = EXPR_MAX_DEPTH; depth <= EXPR_MAX_DEPTH + 1; depth++) {
            cx c;
            const expr *e;
            sb b CLEANUP(sb_done) = {0};
            sb_init(&b, 0);
            assert_true(cx_init(&c, LANG_ZH));
            for (int i = 0; i < depth; i++)
                sb_putz(&b, inside[k]);
            sb_putz(&b, k == 2 ? "done" : "1");
            for (int i = 0; i < depth && strchr(inside[k], '('); i++)
                sb_putc(&b, ')');
            assert_int_equal(expr_compile(&c, sb_str(&b), &s, &e), depth <= EXPR_MAX_DEPTH);
            assert_int_equal(c.err.code, depth <= EXPR_MAX_DEPTH ? ERR_NONE : ERR_LIMIT);
            cx_done(&c);
        }
    }
    for (int more = 0; more < 2; more++) { /* long, but not deep: fine up to the limit */
        cx c;
        const expr *e;
        help_row r = help_row_plain();
        expr_env env = help_env(&r, NULL);
        sb b CLEANUP(sb_done) = {0};
        sb_init(&b, 0);
        assert_true(cx_init(&c, LANG_EN));
        sb_putz(&b, "金额");
        for (int i = 0; i < (EXPR_MAX_BYTES - 6) / 2; i++)
            sb_putz(&b, "+1");
        sb_putz(&b, more ? " " : "");
        assert_int_equal(b.n, EXPR_MAX_BYTES + more);
        assert_int_equal(expr_compile(&c, sb_str(&b), &s, &e), !more);
        assert_true(more ? c.err.code == ERR_LIMIT : expr_eval(e, &env).num == 2052);
        cx_done(&c);
    }
}

/* A long operand is named in part, cut between characters; texts are not made without an arena. */
static void test_edges(void **state)
{
    cx c;
    const expr *e;
    expr_scope s = help_scope(), none = {0};
    help_row r = help_row_plain();
    expr_env env = help_env(&r, NULL);
    assert_true(cx_init(&c, LANG_ZH));
    assert_false(
        expr_compile(&c, S("amount > '一二三四五六七八九十一二三四五六七八九十'"), &s, &e));
    assert_true(utf8_valid(str_of(c.err.zh)) && utf8_valid(str_of(c.err.en)));
    assert_non_null(strstr(c.err.zh, "第 10 个字"));
    cx_clear(&c);
    assert_true(expr_compile(&c, S("title + 'x'"), &s, &e));
    assert_true(expr_missing(expr_eval(e, &env)));
    assert_true(expr_compile(&c, S("text(amount)"), &s, &e));
    assert_true(expr_missing(expr_eval(e, &env)));
    assert_true(expr_compile(&c, S("text(due)"), &s, &e));
    assert_true(expr_missing(expr_eval(e, &env)));
    assert_true(expr_compile(&c, S("1 + 1 = 2"), &none, &e));
    assert_true(expr_true(e, &env));
    assert_false(expr_compile(&c, S("amount"), &none, &e));
    cx_clear(&c);
    assert_false(expr_compile(&c, S("me()"), &none, &e));
    cx_done(&c);
}

static void test_calendar(void **state)
{
    cx c;
    calendar *k;
    const expr *e;
    expr_scope s = help_scope();
    help_row r = help_row_plain();
    assert_true(cx_init(&c, LANG_EN));
    assert_true(calendar_load(&c, S("date,name,kind\n2024-06-19,休,off\n2024-06-22,班,work\n"),
                              S("year,date\n2024,2024-02-10\n"), &k));
    expr_env env = help_env(&r, c.a);
    env.days = k;
    assert_true(expr_compile(&c,
                             S("addworkdays(today(), 1) = '2024-06-20' and "
                               "workdays('2024-06-21', '2024-06-23') = 1"),
                             &s, &e));
    assert_true(expr_true(e, &env));
    env.days = NULL;
    assert_false(expr_true(e, &env));
    assert_true(calendar_is_workday(NULL, help_day("2024-06-21")));
    assert_false(calendar_is_workday(NULL, help_day("2024-06-22")));
    calendar_free(k);
    cx_done(&c);
}

/* ---- what an expression uses ---- */
static void note_use(void *user, bool function, uint32_t id, str name)
{
    sb *b = user;
    sb_printf(b, "%s" STR_FMT "=%d ", function ? "()" : "", STR_ARG(name),
              id == EXPR_NO_NAME ? -1 : (int)id);
}

static void test_uses(void **state)
{
    static const struct {
        const char *text, *uses;
        bool aggregate;
    } rows[] = {
        {"1 + 2 > 3", "", false},
        {"amount + amount * paid", "amount=0 amount=0 paid=1 ", false},
        {"if(not done, max(paid, 1, 2, 3, gap), twice(-amount))",
         "done=10 paid=1 gap=3 ()twice=0 amount=0 ", false},
        {"kinds(nobody, title) > 0 or sum(revenue.plan) > today() - due",
         "()kinds=2 nobody=-1 title=4 ()sum=3 revenue.plan=-1 due=7 ", false},
        {"count(done) / count() + sum(amount)", "done=10 amount=0 ", true},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        cx c;
        const expr *e;
        sb b CLEANUP(sb_done) = {0};
        sb_init(&b, 0);
        expr_scope s = help_scope();
        s.aggregate = rows[i].aggregate;
        assert_true(cx_init(&c, LANG_EN));
        assert_true(expr_compile(&c, str_of(rows[i].text), &s, &e));
        expr_uses(e, note_use, &b);
        assert_string_equal(b.n ? sb_cstr(&b) : "", rows[i].uses);
        cx_done(&c);
    }
}

/* The text may be gone after compiling, and the arena is the one asked for. */
static void test_lives_on(void **state)
{
    cx c;
    const expr *e;
    char text[] = "kinds(nobody) = 1 and title <> 'x' and amount > 1";
    arena *a = arena_new(0);
    expr_scope s = help_scope();
    help_row r = help_row_plain();
    s.a = a;
    assert_non_null(a);
    assert_true(cx_init(&c, LANG_EN));
    assert_true(expr_compile(&c, str_of(text), &s, &e));
    cx_done(&c);
    memset(text, '#', sizeof text - 1);
    expr_env env = help_env(&r, NULL);
    assert_true(expr_true(e, &env));
    assert_string_equal(r.seen, "0:nobody ");
    arena_free(a);
}

/* ---- summaries ---- */
static bool of_group(void *user, str name)
{
    return str_eqz(name, "me");
}

static void test_sums(void **state)
{
    static const row rows[] = {
        {"count()", "4"},
        {"count(amount > 1)", "2"},
        {"count(missing(amount))", "1"},
        {"sum(amount)", "6.1"},
        {"avg(amount)", "2.03333333333"},
        {"round(avg(amount), 1)", "2"},
        {"min_of(amount)", "0.1"},
        {"max_of(amount)", "4"},
        {"max_of(due)", "2024-07-02"},
        {"days(min_of(due), max_of(due))", "2"},
        {"share(amount > 1)", "50"},
        {"count(amount > 1) / count() * 100 = share(amount > 1)", "yes"},
        {"sum(gap)", "missing"},
        {"avg(gap)", "missing"},
        {"min_of(gap)", "missing"},
        {"sum(done)", "4"},
        {"sum(sum(revenue) + amount - amount)", "2700"},
        {"if(count() > 3, sum(amount), 0)", "6.1"},
        {"group() + ':' + text(count())", "'fgw:4'"},
        {"me()", "'post-1'"},
        {"1 + 1", "2"},
        {"min(count(), sum(amount), 5)", "4"},
    };
    static const double amounts[] = {2, 0.1, NAN, 4};
    int failed = 0;
    expr_scope s = help_scope();
    s.aggregate = true;
    s.of_group = of_group;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        cx c;
        const expr *e;
        double state_of[64];
        help_row r = help_row_plain();
        assert_true(cx_init(&c, LANG_EN));
        expr_env env = help_env(&r, c.a);
        if (!expr_compile(&c, str_of(rows[i].text), &s, &e))
            fail_msg("%s: %s", rows[i].text, c.err.en);
        assert_true(expr_sums_size(e) <= sizeof state_of);
        expr_sums_init(e, state_of);
        for (size_t k = 0; k < COUNT_OF(amounts); k++) {
            r.v[0].num = amounts[k];
            r.v[7].num = (double)help_day("2024-06-30") + (double)(k % 3);
            expr_sums_add(e, state_of, &env);
        }
        const char *got = show(expr_sums_result(e, state_of, &env));
        if (strcmp(got, rows[i].gives) != 0)
            CASE_FAILED("%s gives %s, not %s\n", rows[i].text, got, rows[i].gives);
        cx_done(&c);
    }
    assert_int_equal(failed, 0);
}

/* Put in piece by piece, the same comes out. */
static void test_sum_pieces(void **state)
{
    cx c;
    const expr *e;
    double one[32], other[32];
    expr_scope s = help_scope();
    help_row r = help_row_plain();
    s.aggregate = true;
    assert_true(cx_init(&c, LANG_EN));
    expr_env env = help_env(&r, c.a);
    assert_true(
        expr_compile(&c, S("count() * 1000 + sum(amount) + count(amount > 2) / 10"), &s, &e));
    assert_int_equal(expr_sums_count(e), 3);
    assert_null(expr_sums_of(e, 0));
    assert_int_equal(expr_kind_of(expr_sums_of(e, 2)), EXPR_FLAG);
    expr_sums_init(e, one);
    expr_sums_init(e, other);
    for (int k = 0; k < 5; k++) {
        r.v[0].num = k;
        expr_sums_add(e, one, &env);
        expr_sums_put(e, other, 0, 1);
        expr_sums_put(e, other, 1, expr_eval(expr_sums_of(e, 1), &env).num);
        expr_sums_put(e, other, 2, expr_true(expr_sums_of(e, 2), &env));
    }
    assert_true(expr_sums_result(e, one, &env).num == 5010.2);
    assert_true(expr_sums_result(e, other, &env).num == 5010.2);
    assert_true(expr_compile(&c, S("1"), &s, &e));
    assert_int_equal(expr_sums_count(e), 0);
    cx_done(&c);
}

static void test_split(void **state)
{
    static const struct {
        const char *text;
        expr_joint joint;
        bool a, b;
    } rows[] = {{"done and open", EXPR_AND, true, false},
                {"done or open or open", EXPR_OR, true, false},
                {"not open and done", EXPR_AND, true, true},
                {"not (done and open)", EXPR_NOT, false, false},
                {"done", EXPR_WHOLE, false, false},
                {"amount > 1", EXPR_WHOLE, false, false},
                {"true and false", EXPR_WHOLE, false, false},
                {"-amount", EXPR_WHOLE, false, false}};
    expr_scope s = help_scope();
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        cx c;
        const expr *e, *a = NULL, *b = NULL;
        expr_joint joint;
        help_row r = help_row_plain();
        assert_true(cx_init(&c, LANG_EN));
        expr_env env = help_env(&r, c.a);
        assert_true(expr_compile(&c, str_of(rows[i].text), &s, &e));
        assert_true(expr_split(&c, e, &joint, &a, &b));
        assert_int_equal(joint, rows[i].joint);
        if (joint != EXPR_WHOLE)
            assert_int_equal(expr_true(a, &env), rows[i].a);
        if (joint == EXPR_AND || joint == EXPR_OR)
            assert_int_equal(expr_true(b, &env), rows[i].b);
        cx_done(&c);
    }
}

static void test_no_rows(void **state)
{
    static const row rows[] = {{"count()", "0"},           {"count(done)", "0"},
                               {"sum(amount)", "missing"}, {"share(done)", "missing"},
                               {"max_of(due)", "missing"}, {"avg(amount)", "missing"}};
    expr_scope s = help_scope();
    s.aggregate = true;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        cx c;
        const expr *e;
        double state_of[16];
        assert_true(cx_init(&c, LANG_EN));
        expr_env env = help_env(NULL, c.a);
        assert_true(expr_compile(&c, str_of(rows[i].text), &s, &e));
        expr_sums_init(e, state_of);
        assert_string_equal(show(expr_sums_result(e, state_of, &env)), rows[i].gives);
        cx_done(&c);
    }
}

static void test_sums_refused(void **state)
{
    static const wrong rows[] = {
        {"amount", 1, "goes inside count()"},
        {"count() + amount", 11, "goes inside count()"},
        {"count(count() > 1)", 7, "cannot stand inside another"},
        {"sum(avg(amount))", 5, "cannot stand inside another"},
        {"sum(sum(amount))", 5, "sum() takes a series"},
        {"sum()", 1, "sum() takes 1 arguments"},
        {"count(amount)", 7, "a condition is wanted"},
        {"share()", 1, "share() takes 1"},
        {"sum(title)", 5, "a number is wanted"},
        {"max_of(title)", 8, "a number is wanted"},
        {"sum(due)", 5, "a number is wanted"},
        {"twice(count())", 1, "no function twice()"},
        {"me()", 1, "no function me()"},
    };
    expr_scope s = help_scope();
    s.aggregate = true;
    assert_int_equal(run_wrong(rows, COUNT_OF(rows), &s), 0);
}

/* ---- promises, memory, speed ---- */
static void eval_a_sum(void)
{
    cx c;
    const expr *e;
    expr_scope s = help_scope();
    s.aggregate = true;
    expr_env env = help_env(NULL, NULL);
    if (cx_init(&c, LANG_EN) && expr_compile(&c, S("count()"), &s, &e))
        (void)expr_eval(e, &env);
}

static void true_of_text(void)
{
    cx c;
    const expr *e;
    expr_scope s = help_scope();
    expr_env env = help_env(NULL, NULL);
    if (cx_init(&c, LANG_EN) && expr_compile(&c, S("'x'"), &s, &e))
        (void)expr_true(e, &env);
}

static void test_promises(void **state)
{
    assert_true(breaks_promise(eval_a_sum));
    assert_true(breaks_promise(true_of_text));
}

static bool compile_all(void *user)
{
    static const char *const texts[] = {
        "if(not done, max(paid, 1, 2, gap), twice(-amount)) > 1 + 2",
        "kinds(nobody, title) > 0 or has(orgs, 'it''s') or due > '2024-01-01'"};
    cx c;
    bool ok = cx_init(&c, LANG_EN);
    bool started = ok;
    expr_scope s = help_scope();
    for (int k = 0; ok && k < 3; k++) {
        const expr *e;
        arena *own =
            k == 0 ? arena_new(0) : NULL; /* a small arena of its own, so that more fails */
        s.a = own;
        s.aggregate = k == 2;
        ok =
            (k > 0 || own) &&
            expr_compile(&c, k < 2 ? str_of(texts[k]) : S("count(done) + sum(amount) + 1"), &s, &e);
        if (!ok && (k > 0 || own))
            assert_int_equal(c.err.code, ERR_MEMORY);
        arena_free(own);
    }
    if (started)
        cx_done(&c);
    return ok;
}

static void test_memory(void **state)
{
    torture(compile_all, NULL);
}

/* An arena that is full: compiling says so at every place where it can happen. */
static void test_full_arena(void **state)
{
    static const char *const texts[] = {
        "if(not done, max(paid, 1, 2, gap), twice(-amount)) > 1 + 2",
        "kinds(nobody, title) > 0 or has(orgs, 'it''s') or due > '2024-01-01'",
        "count(done) + sum(amount) + 1"};
    expr_scope s = help_scope();
    for (size_t k = 0; k < COUNT_OF(texts); k++) {
        bool done = false;
        s.aggregate = k == 2;
        for (size_t room = 16; !done; room += 16) {
            cx c;
            const expr *e;
            assert_true(cx_init(&c, LANG_EN) && room < 65536);
            s.a = arena_new(room);
            assert_non_null(s.a);
            done = expr_compile(&c, str_of(texts[k]), &s, &e);
            assert_int_equal(c.err.code, done ? ERR_NONE : ERR_MEMORY);
            arena_free(s.a);
            cx_done(&c);
        }
    }
}

/* 100,000 rows times about five nodes: 5 ms in a release build; here an order of magnitude of it. */
static void test_speed(void **state)
{
    cx c;
    const expr *e;
    expr_scope s = help_scope();
    help_row r = help_row_plain();
    uint32_t hits = 0;
    double best = 1e9;
    assert_true(cx_init(&c, LANG_EN));
    expr_env env = help_env(&r, NULL);
    assert_true(expr_compile(&c, S("stage = 'issued' and amount > 100"), &s, &e));
    for (int k = 0; k < 5; k++) {
        double from = os_monotonic();
        for (int i = 0; i < 100000; i++) {
            r.v[0].num = i % 200;
            hits += expr_true(e, &env);
        }
        double took = os_monotonic() - from;
        best = took < best ? took : best;
    }
    print_message("100,000 rows: %.2f ms\n", best * 1000);
    assert_int_equal(hits, 5 * 49500);
    assert_true(best < 0.2 * slower());
    cx_done(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_operators),  cmocka_unit_test(test_functions),
        cmocka_unit_test(test_bare_names), cmocka_unit_test(test_refused),
        cmocka_unit_test(test_limits),     cmocka_unit_test(test_edges),
        cmocka_unit_test(test_calendar),   cmocka_unit_test(test_uses),
        cmocka_unit_test(test_lives_on),   cmocka_unit_test(test_sums),
        cmocka_unit_test(test_no_rows),    cmocka_unit_test(test_sum_pieces),
        cmocka_unit_test(test_split),      cmocka_unit_test(test_sums_refused),
        cmocka_unit_test(test_promises),   cmocka_unit_test(test_memory),
        cmocka_unit_test(test_full_arena), cmocka_unit_test(test_speed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
