/* expr_help.h: a made-up row for the tests of expressions. */
#ifndef DIAODU_TESTS_LEDGER_EXPR_HELP_H
#define DIAODU_TESTS_LEDGER_EXPR_HELP_H
#include "base/str.h"
#include "ledger/expr.h"
#include "model/period.h"
#include "testing.h"
#include <math.h>

/* A name's id is its place here. */
static const struct {
    const char *name;
    expr_kind kind;
} help_names[] = {
    {"amount", EXPR_NUM}, {"paid", EXPR_NUM},   {"nought", EXPR_NUM}, {"gap", EXPR_NUM},
    {"title", EXPR_TEXT}, {"stage", EXPR_TEXT}, {"blank", EXPR_TEXT}, {"due", EXPR_DATE},
    {"begin", EXPR_DATE}, {"never", EXPR_DATE}, {"done", EXPR_FLAG},  {"unsaid", EXPR_FLAG},
    {"orgs", EXPR_LIST},  {"none", EXPR_LIST},  {"金额", EXPR_NUM},   {"open", EXPR_FLAG},
};
enum { HELP_NAMES = COUNT_OF(help_names) };

typedef struct help_row {
    expr_value v[HELP_NAMES];
    uint32_t calls, bare; /* of the functions of the scope */
    char seen[128];       /* the last call's bare texts */
} help_row;

static inline int64_t help_day(const char *z)
{
    period p;
    assert_true(period_parse_iso(str_of(z), &p));
    return p.ord;
}

static inline expr_value help_value(expr_kind k, double num, const char *text)
{
    return (expr_value){k, num, str_of(text)};
}

static inline help_row help_row_plain(void)
{
    help_row r = {0};
    for (size_t i = 0; i < HELP_NAMES; i++)
        r.v[i] = help_value(help_names[i].kind, NAN, NULL);
    r.v[0].num = 120.5;
    r.v[1].num = 20;
    r.v[2].num = 0;
    r.v[4].text = S("招商引资大会");
    r.v[5].text = S("issued");
    r.v[7].num = (double)help_day("2024-06-30");
    r.v[8].num = (double)help_day("2024-05-01");
    r.v[10].num = 1;
    r.v[12].text = S("371202;fgw; tjj");
    r.v[14].num = 7;
    r.v[15].num = 0;
    return r;
}

static inline bool help_name(void *user, str name, uint32_t *ret_id, expr_kind *ret_kind)
{
    for (uint32_t i = 0; i < HELP_NAMES; i++) {
        if (str_eqz(name, help_names[i].name)) {
            *ret_id = i;
            *ret_kind = help_names[i].kind;
            return true;
        }
    }
    return false;
}

/* twice(number)  echo(text)  kinds(…) how many arguments  sum(series)  group()  me() */
enum { HELP_TWICE, HELP_ECHO, HELP_KINDS, HELP_SUM, HELP_GROUP, HELP_ME };

static inline bool help_function(void *user, str name, const expr_arg *args, uint32_t n,
                                 uint32_t *ret_id, expr_kind *ret_kind, cx *c)
{
    static const struct {
        const char *name;
        expr_kind kind;
    } own[] = {{"twice", EXPR_NUM}, {"echo", EXPR_TEXT},  {"kinds", EXPR_NUM},
               {"sum", EXPR_NUM},   {"group", EXPR_TEXT}, {"me", EXPR_TEXT}};
    for (uint32_t i = 0; i < COUNT_OF(own); i++) {
        if (!str_eqz(name, own[i].name))
            continue;
        if (i == HELP_TWICE && (n != 1 || args[0].kind != EXPR_NUM))
            return (fail)(c, ERR_USAGE, "twice() 要一个数", "twice() takes a number");
        if (i == HELP_SUM && (n != 1 || !str_starts(args[0].name, S("revenue"))))
            return (fail)(c, ERR_USAGE, "sum() 要序列", "sum() takes a series");
        *ret_id = i;
        *ret_kind = own[i].kind;
        return true;
    }
    return false;
}

static inline expr_value help_get(void *user, uint32_t id)
{
    return ((help_row *)user)->v[id];
}

static inline expr_value help_call(void *user, uint32_t id, const expr_value *args,
                                   const uint32_t *names, uint32_t n)
{
    help_row *r = user;
    r->calls++;
    r->seen[0] = '\0';
    for (uint32_t i = 0; i < n; i++) {
        size_t at = strlen(r->seen);
        snprintf(r->seen + at, sizeof r->seen - at, "%u:" STR_FMT " ", (unsigned)(names[i] + 1),
                 STR_ARG(args[i].text));
    }
    switch (id) {
    case HELP_TWICE:
        return help_value(EXPR_NUM, args[0].num * 2, NULL);
    case HELP_ECHO:
        return args[0];
    case HELP_KINDS:
        return help_value(EXPR_NUM, n, NULL);
    case HELP_SUM:
        return help_value(EXPR_NUM, str_eqz(args[0].text, "revenue.plan") ? 1000 : 900, NULL);
    case HELP_GROUP:
        return help_value(EXPR_TEXT, NAN, "fgw");
    default:
        return help_value(EXPR_TEXT, NAN, "post-1");
    }
}

static inline expr_env help_env(help_row *r, arena *a)
{
    return (expr_env){
        .user = r, .name = help_get, .call = help_call, .today = help_day("2024-06-18"), .a = a};
}

static inline expr_scope help_scope(void)
{
    return (expr_scope){.name = help_name, .function = help_function};
}

#endif
