/* The life of a submission: a table of every act in every state, what holds on every path, days, locks,
 * timeliness and reminders. */
#include "filing/filing.h"
#include "base/embed.h"
#include "base/str.h"
#include "testing.h"

static calendar *official;

static int up(void **state)
{
    static cx c;
    const embedded *h = embed_find("catalogue/calendar/holidays.csv"),
                   *f = embed_find("catalogue/calendar/spring_festival.csv");
    (void)state;
    return h && f && cx_init(&c, LANG_EN) &&
                   calendar_load(&c, (str){(const char *)h->data, h->size},
                                 (str){(const char *)f->data, f->size}, &official)
               ? 0
               : -1;
}

static int down(void **state)
{
    (void)state;
    calendar_free(official);
    return 0;
}

static period at(const char *text)
{
    period p;
    if (!period_parse_iso(str_of(text), &p))
        fail_msg("not a period: %s", text);
    return p;
}

static int64_t day(const char *text)
{
    return *text ? period_last_day(at(text)) : INT64_MAX;
}

/* ---- words ---- */
static void words(void **state)
{
    (void)state;
    for (filing_state s = 0; s < FILING_STATE_MAX_; s++) {
        filing_state back;
        assert_true(filing_state_parse(str_of(filing_state_name(s)), &back) && back == s);
    }
    for (filing_act a = 0; a < FILING_ACT_MAX_; a++) {
        filing_act back;
        assert_true(filing_act_parse(str_of(filing_act_name(a)), &back) && back == a);
    }
    filing_state s;
    filing_act a;
    assert_false(filing_state_parse(S("Draft"), &s) || filing_state_parse(S(""), &s));
    assert_false(filing_act_parse(S("saved"), &a) || filing_act_parse(S(""), &a));
}

/* ---- every act in every state ---- */
typedef struct way {
    filing_state from;
    filing_act act;
    int steps; /* bits: 1 = forms of one step, 2 = of two, 4 = of three */
    filing_state to;
} way;

static const way ways[] = {
    {FILING_DRAFT, FILING_SAVE, 7, FILING_DRAFT},
    {FILING_DRAFT, FILING_SUBMIT, 7, FILING_SUBMITTED},
    {FILING_DRAFT, FILING_EXTEND, 7, FILING_DRAFT},
    {FILING_DRAFT, FILING_COMMENT, 7, FILING_DRAFT},
    {FILING_SUBMITTED, FILING_CHECK, 4, FILING_CHECKED},
    {FILING_SUBMITTED, FILING_REVIEW, 2, FILING_REVIEWED},
    {FILING_SUBMITTED, FILING_SIGN, 1, FILING_SIGNED},
    {FILING_SUBMITTED, FILING_RETURN, 7, FILING_RETURNED},
    {FILING_SUBMITTED, FILING_WITHDRAW, 7, FILING_DRAFT},
    {FILING_SUBMITTED, FILING_EXTEND, 7, FILING_SUBMITTED},
    {FILING_SUBMITTED, FILING_COMMENT, 7, FILING_SUBMITTED},
    {FILING_CHECKED, FILING_REVIEW, 4, FILING_REVIEWED},
    {FILING_CHECKED, FILING_RETURN, 7, FILING_RETURNED},
    {FILING_CHECKED, FILING_WITHDRAW, 7, FILING_DRAFT},
    {FILING_CHECKED, FILING_EXTEND, 7, FILING_CHECKED},
    {FILING_CHECKED, FILING_COMMENT, 7, FILING_CHECKED},
    {FILING_REVIEWED, FILING_SIGN, 6, FILING_SIGNED},
    {FILING_REVIEWED, FILING_RETURN, 7, FILING_RETURNED},
    {FILING_REVIEWED, FILING_WITHDRAW, 7, FILING_DRAFT},
    {FILING_REVIEWED, FILING_EXTEND, 7, FILING_REVIEWED},
    {FILING_REVIEWED, FILING_COMMENT, 7, FILING_REVIEWED},
    {FILING_SIGNED, FILING_ACCEPT, 7, FILING_ACCEPTED},
    {FILING_SIGNED, FILING_RETURN, 7, FILING_RETURNED},
    {FILING_SIGNED, FILING_WITHDRAW, 7, FILING_DRAFT},
    {FILING_SIGNED, FILING_COMMENT, 7, FILING_SIGNED},
    {FILING_SIGNED, FILING_SCAN, 7, FILING_SIGNED},
    {FILING_RETURNED, FILING_SAVE, 7, FILING_RETURNED},
    {FILING_RETURNED, FILING_SUBMIT, 7, FILING_SUBMITTED},
    {FILING_RETURNED, FILING_EXTEND, 7, FILING_RETURNED},
    {FILING_RETURNED, FILING_COMMENT, 7, FILING_RETURNED},
    {FILING_ACCEPTED, FILING_REOPEN, 7, FILING_RETURNED},
    {FILING_ACCEPTED, FILING_COMMENT, 7, FILING_ACCEPTED},
    {FILING_ACCEPTED, FILING_SCAN, 7, FILING_ACCEPTED},
};

static const way *way_of(filing_state from, filing_act a, int steps)
{
    for (size_t i = 0; i < COUNT_OF(ways); i++)
        if (ways[i].from == from && ways[i].act == a && (ways[i].steps >> (steps - 1) & 1))
            return &ways[i];
    return NULL;
}

static void every_act(void **state)
{
    int failed = 0;
    (void)state;
    for (int steps = 1; steps <= 3; steps++)
        for (filing_state s = 0; s < FILING_STATE_MAX_; s++)
            for (filing_act a = 0; a < FILING_ACT_MAX_; a++) {
                filing_state to = FILING_STATE_MAX_;
                bool can = filing_next(s, a, steps, &to);
                const way *w = way_of(s, a, steps);
                if (can != (w != NULL) || to != (w ? w->to : FILING_STATE_MAX_))
                    CASE_FAILED("%d steps, %s in %s: %s\n", steps, filing_act_name(a),
                                filing_state_name(s), can ? filing_state_name(to) : "not possible");
            }
    assert_int_equal(failed, 0);
}

/* Whose right each act needs. */
static void rights(void **state)
{
    static const struct {
        filing_act a;
        filing_state from;
        act right;
    } table[] = {
        {FILING_SAVE, FILING_DRAFT, ACT_SUBMIT},
        {FILING_SUBMIT, FILING_RETURNED, ACT_SUBMIT},
        {FILING_CHECK, FILING_SUBMITTED, ACT_CHECK},
        {FILING_REVIEW, FILING_SUBMITTED, ACT_REVIEW},
        {FILING_REVIEW, FILING_CHECKED, ACT_REVIEW},
        {FILING_SIGN, FILING_SUBMITTED, ACT_SIGN},
        {FILING_SIGN, FILING_REVIEWED, ACT_SIGN},
        {FILING_RETURN, FILING_SUBMITTED, ACT_CHECK},
        {FILING_RETURN, FILING_CHECKED, ACT_REVIEW},
        {FILING_RETURN, FILING_REVIEWED, ACT_SIGN},
        {FILING_RETURN, FILING_SIGNED, ACT_ACCEPT},
        {FILING_WITHDRAW, FILING_SUBMITTED, ACT_SUBMIT},
        {FILING_WITHDRAW, FILING_REVIEWED, ACT_SUBMIT},
        {FILING_WITHDRAW, FILING_SIGNED, ACT_SIGN},
        {FILING_ACCEPT, FILING_SIGNED, ACT_ACCEPT},
        {FILING_REOPEN, FILING_ACCEPTED, ACT_ACCEPT},
        {FILING_EXTEND, FILING_DRAFT, ACT_ACCEPT},
        {FILING_COMMENT, FILING_DRAFT, ACT_SUBMIT},
        {FILING_SCAN, FILING_SIGNED, ACT_SUBMIT},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(table); i++)
        if (filing_right(table[i].a, table[i].from) != table[i].right)
            fail_msg("row %zu: %s", i, act_name(filing_right(table[i].a, table[i].from)));
    for (filing_act a = 0; a < FILING_ACT_MAX_; a++) {
        bool step = a == FILING_CHECK || a == FILING_REVIEW || a == FILING_SIGN;
        assert_int_equal(filing_own(a), !step);
        assert_int_equal(filing_needs_reason(a), a == FILING_RETURN || a == FILING_WITHDRAW ||
                                                     a == FILING_REOPEN || a == FILING_EXTEND ||
                                                     a == FILING_COMMENT);
    }
}

/* ---- every path ---- */
/* What was done since it lay with the unit last. */
typedef struct done {
    bool submitted, checked, reviewed, signed_;
} done;

static long paths;

static void walk(filing_state s, int steps, done d, int depth)
{
    bool at_unit = s == FILING_DRAFT || s == FILING_RETURNED;
    paths++;
    if (at_unit) {
        assert_false(d.submitted || d.checked || d.reviewed || d.signed_);
    } else {
        assert_true(d.submitted);
        assert_true(s != FILING_CHECKED || (steps == 3 && d.checked));
        assert_true(s != FILING_REVIEWED || (steps > 1 && d.reviewed && (steps < 3 || d.checked)));
        if (s == FILING_SIGNED || s == FILING_ACCEPTED) {
            assert_true(d.signed_ && (steps < 2 || d.reviewed) && (steps < 3 || d.checked));
        } else {
            assert_false(d.signed_);
        }
    }
    for (filing_act a = 0; depth && a < FILING_ACT_MAX_; a++) {
        filing_state to;
        done then = d;
        if (!filing_next(s, a, steps, &to))
            continue;
        assert_true(a != FILING_ACCEPT || s == FILING_SIGNED);
        assert_true(to != FILING_ACCEPTED || s == FILING_ACCEPTED || a == FILING_ACCEPT);
        assert_true(a != FILING_SAVE || at_unit);
        if (to == s) /* nothing moved: one path is like the other */
            continue;
        then.submitted |= a == FILING_SUBMIT;
        then.checked |= a == FILING_CHECK;
        then.reviewed |= a == FILING_REVIEW;
        then.signed_ |= a == FILING_SIGN;
        if (to == FILING_DRAFT || to == FILING_RETURNED)
            then = (done){0};
        walk(to, steps, then, depth - 1);
    }
}

static void every_path(void **state)
{
    (void)state;
    for (int steps = 1; steps <= 3; steps++)
        walk(FILING_DRAFT, steps, (done){0}, 14);
    print_message("%ld paths\n", paths);
    assert_true(paths > 10000);
}

/* ---- days ---- */
#define IN(m, d) ((form_day){.months = (m), .day = (d)})

static void days(void **state)
{
    static const struct {
        freq f;
        form_day opens, due, closes;
        bool workday;
        const char *round, *o, *d, *c; /* "" in the last: never */
    } table[] = {
        {FREQ_M, IN(0, 20), IN(0, 28), IN(1, 5), false, "2024-06", "2024-06-20", "2024-06-28",
         "2024-07-05"},
        {FREQ_M, IN(0, 0), IN(0, 28), IN(0, 0), false, "2024-06", "2024-06-01", "2024-06-28", ""},
        /* the month has no such day: its last */
        {FREQ_M, IN(0, 29), IN(0, 30), IN(0, 31), false, "2023-02", "2023-02-28", "2023-02-28",
         "2023-02-28"},
        {FREQ_M, IN(0, 29), IN(0, 30), IN(0, 31), false, "2024-02", "2024-02-29", "2024-02-29",
         "2024-02-29"},
        {FREQ_M, IN(0, 29), IN(0, 30), IN(0, 31), false, "2024-04", "2024-04-29", "2024-04-30",
         "2024-04-30"},
        {FREQ_M, IN(0, 29), IN(0, 30), IN(0, 31), false, "2024-05", "2024-05-29", "2024-05-30",
         "2024-05-31"},
        {FREQ_M, IN(0, 25), IN(1, 31), IN(2, 31), false, "2024-12", "2024-12-25", "2025-01-31",
         "2025-02-28"},
        /* the 28th of September 2024 is a Saturday, the 29th is worked; October begins with a week off */
        {FREQ_M, IN(0, 20), IN(0, 28), IN(1, 1), true, "2024-09", "2024-09-20", "2024-09-29",
         "2024-10-08"},
        {FREQ_M, IN(0, 20), IN(0, 28), IN(1, 1), false, "2024-09", "2024-09-20", "2024-09-28",
         "2024-10-01"},
        /* only what must be handed in moves; a window that opens on a Sunday does */
        {FREQ_M, IN(0, 1), IN(0, 12), IN(0, 13), true, "2024-09", "2024-09-01", "2024-09-12",
         "2024-09-13"},
        {FREQ_Q, IN(0, 20), IN(0, 28), IN(1, 5), false, "2024-Q1", "2024-03-20", "2024-03-28",
         "2024-04-05"},
        {FREQ_Q, IN(1, 1), IN(1, 10), IN(1, 15), true, "2024-Q4", "2025-01-01", "2025-01-10",
         "2025-01-15"},
        {FREQ_D, IN(0, 20), IN(0, 28), IN(1, 5), true, "2024-10-01", "2024-10-01", "2024-10-01",
         "2024-10-01"},
    };
    int failed = 0;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        form f = {.freq = table[i].f,
                  .opens = table[i].opens,
                  .due = table[i].due,
                  .closes = table[i].closes,
                  .workday = table[i].workday};
        filing_days d = filing_days_of(&f, at(table[i].round), official);
        if (d.opens != day(table[i].o) || d.due != day(table[i].d) || d.closes != day(table[i].c))
            CASE_FAILED("row %zu\n", i);
    }
    assert_int_equal(failed, 0);
}

/* Any form, any period: the days lie in order and in the months they name. */
static void days_in_order(void **state)
{
    uint64_t seed = 7;
    (void)state;
    for (int i = 0; i < 20000; i++) {
        int months = (int)(rnd(&seed) % 3), first = (int)(rnd(&seed) % 31) + 1;
        form f = {.freq = rnd(&seed) % 2 ? FREQ_M : FREQ_Q,
                  .opens = IN(0, (int)(rnd(&seed) % 2) * (int)(rnd(&seed) % (uint32_t)first)),
                  .due = IN(months, first),
                  .workday = rnd(&seed) % 2};
        f.closes = rnd(&seed) % 2 ? IN(months, first + (int)(rnd(&seed) % 5)) : IN(months + 1, 3);
        if (f.closes.day > 31)
            f.closes.day = 31;
        period p = {f.freq, at("2020-01").ord + (int32_t)(rnd(&seed) % 80)};
        if (f.freq == FREQ_Q)
            p = period_containing(p, FREQ_Q);
        if (f.freq == FREQ_Q)
            p = at("2021-Q1"), p.ord += (int32_t)(rnd(&seed) % 20);
        filing_days d = filing_days_of(&f, p, official);
        period month = period_as_month(p);
        assert_true(d.opens <= d.due && d.due <= d.closes);
        assert_true(d.opens >= period_first_day(month) && d.opens <= period_last_day(month));
        assert_true(!f.workday || (calendar_is_workday(official, d.due) &&
                                   calendar_is_workday(official, d.closes)));
        period due = period_add(month, f.due.months);
        assert_true(d.due >= period_first_day(due));
        assert_true(f.workday || d.due <= period_last_day(due));
    }
}

/* ---- timeliness ---- */
static void timeliness(void **state)
{
    static const struct {
        filing_state s;
        int64_t signed_on, today; /* the due day is 100 */
        filing_time t;
    } table[] = {
        {FILING_DRAFT, 0, 100, FILING_NOT_DUE},
        {FILING_DRAFT, 0, 101, FILING_MISSING},
        {FILING_RETURNED, 0, 101, FILING_MISSING},
        {FILING_SUBMITTED, 0, 100, FILING_NOT_DUE},
        {FILING_SUBMITTED, 0, 101, FILING_UNSIGNED},
        {FILING_CHECKED, 0, 101, FILING_UNSIGNED},
        {FILING_REVIEWED, 0, 101, FILING_UNSIGNED},
        {FILING_SIGNED, 100, 100, FILING_ON_TIME},
        {FILING_SIGNED, 100, 300, FILING_ON_TIME},
        {FILING_SIGNED, 101, 101, FILING_LATE},
        {FILING_ACCEPTED, 99, 300, FILING_ON_TIME},
        {FILING_ACCEPTED, 101, 300, FILING_LATE},
        /* what statistics returned had been handed in */
        {FILING_RETURNED, 99, 300, FILING_ON_TIME},
        {FILING_RETURNED, 101, 300, FILING_LATE},
    };
    const filing_days d = {80, 100, 110};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(table); i++)
        if (filing_time_of(&d, table[i].s, table[i].signed_on, table[i].today) != table[i].t)
            fail_msg("row %zu", i);
}

/* ---- locks ---- */
static void locks(void **state)
{
    static const struct {
        filing_state s;
        int64_t valid_to, extended, today; /* open from 80, due 100, closes 110 */
        filing_rule rule;
        act who;
        bool at_unit;
        int64_t until;
    } table[] = {
        {FILING_DRAFT, 1000, 0, 79, FILING_NOT_YET, ACT_MAX_, false, 80},
        {FILING_DRAFT, 1000, 0, 80, FILING_OPEN, ACT_MAX_, false, INT64_MAX},
        {FILING_DRAFT, 1000, 0, 110, FILING_OPEN, ACT_MAX_, false, INT64_MAX},
        {FILING_DRAFT, 1000, 0, 111, FILING_CLOSED, ACT_ACCEPT, false, INT64_MAX},
        {FILING_DRAFT, 1000, 120, 111, FILING_OPEN, ACT_MAX_, false, INT64_MAX},
        {FILING_DRAFT, 1000, 120, 120, FILING_OPEN, ACT_MAX_, false, INT64_MAX},
        {FILING_DRAFT, 1000, 120, 121, FILING_CLOSED, ACT_ACCEPT, false, INT64_MAX},
        {FILING_DRAFT, 1000, 90, 105, FILING_OPEN, ACT_MAX_, false, INT64_MAX}, /* never shorter */
        {FILING_DRAFT, 100, 0, 99, FILING_OPEN, ACT_MAX_, false, INT64_MAX},
        {FILING_DRAFT, 100, 0, 100, FILING_EXPIRED, ACT_CATALOGUE, false, INT64_MAX},
        {FILING_DRAFT, 100, 200, 111, FILING_EXPIRED, ACT_CATALOGUE, false, INT64_MAX},
        /* what came back may be mended after the window */
        {FILING_RETURNED, 1000, 0, 111, FILING_OPEN, ACT_MAX_, false, INT64_MAX},
        {FILING_RETURNED, 100, 0, 111, FILING_EXPIRED, ACT_CATALOGUE, false, INT64_MAX},
        {FILING_SUBMITTED, 1000, 0, 90, FILING_UNDERWAY, ACT_CHECK, true, INT64_MAX},
        {FILING_SUBMITTED, 100, 0, 105, FILING_EXPIRED, ACT_CATALOGUE, false, INT64_MAX},
        {FILING_CHECKED, 1000, 0, 90, FILING_UNDERWAY, ACT_REVIEW, true, INT64_MAX},
        {FILING_REVIEWED, 1000, 0, 111, FILING_UNDERWAY, ACT_SIGN, true, INT64_MAX},
        {FILING_SIGNED, 1000, 0, 90, FILING_HANDED, ACT_ACCEPT, false, INT64_MAX},
        {FILING_ACCEPTED, 1000, 0, 90, FILING_DONE, ACT_ACCEPT, false, INT64_MAX},
    };
    const filing_days d = {80, 100, 110};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        form f = {.valid_to = table[i].valid_to, .steps = 3};
        filing_lock l = filing_lock_of(&f, &d, table[i].s, table[i].extended, table[i].today);
        if (l.rule != table[i].rule || l.who != table[i].who || l.at_unit != table[i].at_unit ||
            l.until != table[i].until)
            fail_msg("row %zu: %s", i, filing_rule_name(l.rule));
    }
}

/* Cells change under no lock but the open one; nothing is handed in before the window or past the form's
 * date; statistics' own acts are never locked. */
static void unlocked(void **state)
{
    (void)state;
    for (filing_rule r = 0; r <= FILING_DONE; r++)
        for (filing_act a = 0; a < FILING_ACT_MAX_; a++) {
            bool writes = a == FILING_SAVE || a == FILING_SUBMIT,
                 step = a == FILING_CHECK || a == FILING_REVIEW || a == FILING_SIGN,
                 no_form = r == FILING_NOT_YET || r == FILING_EXPIRED;
            bool want = writes ? r == FILING_OPEN : step ? !no_form : true;
            if (filing_unlocked(r, a) != want)
                fail_msg("%s under %s", filing_act_name(a), filing_rule_name(r));
        }
}

/* ---- reminders ---- */
static void urges(void **state)
{
    static const struct {
        int remind, escalate;
        filing_state s;
        int64_t today; /* open from 98, due 100 */
        filing_urge u;
    } table[] = {
        {3, 2, FILING_DRAFT, 97, URGE_NONE},          {3, 2, FILING_DRAFT, 98, URGE_REMIND},
        {1, 2, FILING_DRAFT, 98, URGE_NONE},          {1, 2, FILING_DRAFT, 99, URGE_REMIND},
        {0, 2, FILING_DRAFT, 99, URGE_NONE},          {-1, 2, FILING_DRAFT, 99, URGE_NONE},
        {3, 2, FILING_DRAFT, 100, URGE_TODAY},        {3, 2, FILING_REVIEWED, 100, URGE_TODAY},
        {3, 2, FILING_DRAFT, 101, URGE_OVERDUE},      {3, 2, FILING_RETURNED, 102, URGE_ESCALATE},
        {3, 0, FILING_DRAFT, 101, URGE_ESCALATE},     {3, -1, FILING_DRAFT, 900, URGE_OVERDUE},
        {3, 2, FILING_SUBMITTED, 102, URGE_ESCALATE}, {3, 2, FILING_SIGNED, 102, URGE_NONE},
        {3, 2, FILING_ACCEPTED, 102, URGE_NONE},      {3, 2, FILING_SIGNED, 99, URGE_NONE},
    };
    const filing_days d = {98, 100, 110};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        form f = {.remind_days = table[i].remind, .escalate_days = table[i].escalate};
        if (filing_urge_of(&f, &d, table[i].s, table[i].today) != table[i].u)
            fail_msg("row %zu", i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words),      cmocka_unit_test(every_act), cmocka_unit_test(rights),
        cmocka_unit_test(every_path), cmocka_unit_test(days),      cmocka_unit_test(days_in_order),
        cmocka_unit_test(timeliness), cmocka_unit_test(locks),     cmocka_unit_test(unlocked),
        cmocka_unit_test(urges),
    };
    return cmocka_run_group_tests(tests, up, down);
}
