/* Expressions: the operators, the built-in functions and the summary functions. Each is one small
 * function and one row. */
#include "base/dec.h"
#include "ledger/expr_impl.h"
#include "model/period.h"
#include <math.h>

#define NUM(name) static double name(const expr_node *n, const expr_run *r)
#define TEXT(name) static str name(const expr_node *n, const expr_run *r)
#define A (n->a->num(n->a, r))
#define B (n->b->num(n->b, r))
#define A_TEXT (n->a->text(n->a, r))
#define B_TEXT (n->b->text(n->b, r))

static bool holds(const expr_node *n, const expr_run *r)
{
    return n->num(n, r) > 0;
}

static double usable(double v)
{
    return isfinite(v) ? v + 0.0 : MISSING; /* never -0 */
}

/* Days that can be written: years 1000 to 2869 (period.h). */
static double day_or_missing(double v)
{
    static const double first = 365243, last = 1048246;
    return v >= first && v <= last ? floor(v) : MISSING;
}

/* ---- operators ---- */
NUM(run_and)
{
    return holds(n->a, r) && holds(n->b, r);
}
NUM(run_or)
{
    return holds(n->a, r) || holds(n->b, r);
}
NUM(run_not)
{
    return !holds(n->a, r);
}
NUM(run_minus)
{
    return 0 - A; /* never -0 */
}
NUM(run_plus)
{
    return usable(A + B);
}
NUM(run_less)
{
    return usable(A - B);
}
NUM(run_times)
{
    return usable(A * B);
}
NUM(run_over)
{
    return usable(A / B);
}
NUM(run_shift)
{
    return day_or_missing(A + B);
}
NUM(run_shift_back)
{
    return day_or_missing(A - B);
}

static str joined(const expr_env *env, str a, str b)
{
    char *out = env->a ? arena_alloc(env->a, a.n + b.n) : NULL;
    if (!out)
        return (str){0};
    memcpy(out, a.p, a.n);
    memcpy(out + a.n, b.p, b.n);
    return (str){out, a.n + b.n};
}

TEXT(run_join)
{
    str a = A_TEXT, b = B_TEXT;
    return a.n && b.n ? joined(r->env, a, b) : (str){0};
}

const expr_op expr_op_and = {run_and, NULL, true}, expr_op_or = {run_or, NULL, true},
              expr_op_not = {run_not, NULL, true}, expr_op_minus = {run_minus, NULL, true},
              expr_op_plus = {run_plus, NULL, true}, expr_op_less = {run_less, NULL, true},
              expr_op_times = {run_times, NULL, true}, expr_op_over = {run_over, NULL, true},
              expr_op_shift = {run_shift, NULL, true},
              expr_op_shift_back = {run_shift_back, NULL, true},
              expr_op_join = {NULL, run_join, false};

/* ---- comparisons ---- */
/* The parts of a sum as people write it add up: 0.1 + 0.2 is 0.3. As num_round() has it. */
static bool same(double a, double b)
{
    return a == b || fabs(a - b) <= 1e-14 * fmax(fabs(a), fabs(b));
}

NUM(run_eq)
{
    return same(A, B);
}
NUM(run_ne)
{
    double a = A, b = B;
    return has(a) && has(b) && !same(a, b);
}
NUM(run_lt)
{
    double a = A, b = B;
    return a < b && !same(a, b);
}
NUM(run_le)
{
    double a = A, b = B;
    return a < b || same(a, b);
}
NUM(run_gt)
{
    double a = A, b = B;
    return a > b && !same(a, b);
}
NUM(run_ge)
{
    double a = A, b = B;
    return a > b || same(a, b);
}
NUM(run_text_eq)
{
    str a = A_TEXT, b = B_TEXT;
    return a.n == b.n && a.n > 0 && memcmp(a.p, b.p, a.n) == 0;
}
NUM(run_text_ne)
{
    str a = A_TEXT, b = B_TEXT;
    return a.n > 0 && b.n > 0 && (a.n != b.n || memcmp(a.p, b.p, a.n) != 0);
}
NUM(run_text_lt)
{
    str a = A_TEXT, b = B_TEXT;
    return a.n > 0 && b.n > 0 && str_cmp(a, b) < 0;
}
NUM(run_text_le)
{
    str a = A_TEXT, b = B_TEXT;
    return a.n > 0 && b.n > 0 && str_cmp(a, b) <= 0;
}
NUM(run_text_gt)
{
    str a = A_TEXT, b = B_TEXT;
    return a.n > 0 && b.n > 0 && str_cmp(a, b) > 0;
}
NUM(run_text_ge)
{
    str a = A_TEXT, b = B_TEXT;
    return a.n > 0 && b.n > 0 && str_cmp(a, b) >= 0;
}

const expr_op *expr_op_compare(char word, bool texts)
{
    static const struct {
        char word;
        expr_op of[2];
    } rows[] = {
        {'=', {{run_eq, NULL, true}, {run_text_eq, NULL, true}}},
        {'x', {{run_ne, NULL, true}, {run_text_ne, NULL, true}}},
        {'<', {{run_lt, NULL, true}, {run_text_lt, NULL, true}}},
        {'l', {{run_le, NULL, true}, {run_text_le, NULL, true}}},
        {'>', {{run_gt, NULL, true}, {run_text_gt, NULL, true}}},
        {'g', {{run_ge, NULL, true}, {run_text_ge, NULL, true}}},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (rows[i].word == word)
            return &rows[i].of[texts];
    return NULL;
}

/* ---- functions ---- */
NUM(run_if)
{
    if (holds(n->a, r))
        return B;
    return n->c ? n->c->num(n->c, r) : MISSING;
}
TEXT(run_if_text)
{
    if (holds(n->a, r))
        return B_TEXT;
    return n->c ? n->c->text(n->c, r) : (str){0};
}
NUM(run_missing)
{
    return n->a->num ? isnan(A) : A_TEXT.n == 0;
}
NUM(run_present)
{
    return n->a->num ? !isnan(A) : A_TEXT.n > 0;
}

static double best(const expr_node *n, const expr_run *r, double sign)
{
    double v = A;
    for (uint32_t i = 1; i < n->n_args; i++) {
        double x = n->args[i]->num(n->args[i], r);
        if (isnan(x) || x * sign > v * sign)
            v = x;
        if (isnan(v))
            return v;
    }
    return v;
}

NUM(run_min)
{
    return best(n, r, -1);
}
NUM(run_max)
{
    return best(n, r, 1);
}
NUM(run_abs)
{
    return fabs(A);
}
NUM(run_round)
{
    double v = A, places = n->b ? B : 0;
    return places >= -15 && places <= 15 ? usable(num_round(v, (int)places)) : MISSING;
}
NUM(run_floor)
{
    return floor(A);
}
NUM(run_ceil)
{
    return ceil(A) + 0.0; /* never -0 */
}

/* Year, month and day of a date; false when it is missing. */
static bool split(double v, int *y, int *m)
{
    int d;
    if (isnan(v))
        return false;
    date_split((int64_t)v, y, m, &d);
    return true;
}

NUM(run_year)
{
    int y, m;
    return split(A, &y, &m) ? y : MISSING;
}
NUM(run_month)
{
    int y, m;
    return split(A, &y, &m) ? m : MISSING;
}
NUM(run_quarter)
{
    int y, m;
    return split(A, &y, &m) ? floor((m + 2) / 3.0) : MISSING;
}
NUM(run_days)
{
    return B - A;
}
NUM(run_workdays)
{
    double from = A, to = B;
    if (isnan(from) || isnan(to))
        return MISSING;
    return (double)calendar_workdays_between(r->env->days, (int64_t)from, (int64_t)to);
}
NUM(run_addworkdays)
{
    double day = A, by = B;
    if (isnan(day) || !(fabs(by) <= 1e6))
        return MISSING;
    return day_or_missing(
        (double)calendar_add_workdays(r->env->days, (int64_t)day, (int)floor(by)));
}
NUM(run_today)
{
    return (double)r->env->today;
}

/* Is `code` one of the codes of the list, which `;` separates. */
static bool listed(str list, str code)
{
    str one;
    while (str_split(&list, ';', &one))
        if (str_eq(str_trim(one), code))
            return true;
    return false;
}

NUM(run_has)
{
    str list = A_TEXT, code = B_TEXT;
    return list.n > 0 && code.n > 0 && listed(list, code);
}
NUM(run_contains)
{
    str s = A_TEXT, part = B_TEXT;
    return s.n > 0 && part.n > 0 && str_find(s, part) >= 0;
}
NUM(run_starts)
{
    str s = A_TEXT, part = B_TEXT;
    return s.n > 0 && part.n > 0 && str_starts(s, part);
}
NUM(run_len)
{
    str s = A_TEXT, one;
    double count = 0;
    if (s.n == 0)
        return MISSING;
    if (n->a->kind == EXPR_TEXT)
        return (double)utf8_count(s);
    while (str_split(&s, ';', &one))
        count += str_trim(one).n > 0;
    return count;
}
NUM(run_number)
{
    dec d;
    if (n->a->num)
        return A;
    return dec_parse(str_trim(A_TEXT), &d) == DEC_OK ? dec_double(d) : MISSING;
}
NUM(run_date_of)
{
    double day;
    if (n->a->num)
        return A;
    return expr_run_date(A_TEXT, &day) ? day : MISSING;
}

static str number_text(arena *a, double v)
{
    char digits[DEC_TEXT_MAX];
    dec d;
    if (dec_from_double(v, 15, &d))
        dec_print(d, digits);
    else
        snprintf(digits, sizeof digits, "%.15g", v);
    return str_of(arena_strdup(a, str_of(digits)));
}

TEXT(run_text)
{
    char day[PERIOD_TEXT_MAX];
    if (n->a->text)
        return A_TEXT;
    double v = A;
    if (isnan(v) || !r->env->a)
        return (str){0};
    if (n->a->kind == EXPR_NUM)
        return number_text(r->env->a, v);
    if (n->a->kind == EXPR_FLAG)
        return v > 0 ? S("yes") : S("no");
    period_print((period){FREQ_D, (int32_t)v}, day);
    return str_of(arena_strdup(r->env->a, str_of(day)));
}

const expr_builtin *expr_builtin_of(str name)
{
    static const expr_builtin rows[] = {
        {"if", "f=", '=', 2, 3, {run_if, NULL, true}, run_if_text},
        {"missing", "*", 'f', 1, 1, {run_missing, NULL, true}, NULL},
        {"present", "*", 'f', 1, 1, {run_present, NULL, true}, NULL},
        {"min", "=", '=', 1, EXPR_MAX_ARGS, {run_min, NULL, true}, NULL},
        {"max", "=", '=', 1, EXPR_MAX_ARGS, {run_max, NULL, true}, NULL},
        {"abs", "n", 'n', 1, 1, {run_abs, NULL, true}, NULL},
        {"round", "n", 'n', 1, 2, {run_round, NULL, true}, NULL},
        {"floor", "n", 'n', 1, 1, {run_floor, NULL, true}, NULL},
        {"ceil", "n", 'n', 1, 1, {run_ceil, NULL, true}, NULL},
        {"year", "d", 'n', 1, 1, {run_year, NULL, true}, NULL},
        {"month", "d", 'n', 1, 1, {run_month, NULL, true}, NULL},
        {"quarter", "d", 'n', 1, 1, {run_quarter, NULL, true}, NULL},
        {"days", "d", 'n', 2, 2, {run_days, NULL, true}, NULL},
        {"workdays", "d", 'n', 2, 2, {run_workdays, NULL, false}, NULL},
        {"addworkdays", "dn", 'd', 2, 2, {run_addworkdays, NULL, false}, NULL},
        {"adddays", "dn", 'd', 2, 2, {run_shift, NULL, true}, NULL},
        {"today", "", 'd', 0, 0, {run_today, NULL, false}, NULL},
        {"text", "*", 't', 1, 1, {NULL, run_text, false}, NULL},
        {"has", "lt", 'f', 2, 2, {run_has, NULL, true}, NULL},
        {"contains", "t", 'f', 2, 2, {run_contains, NULL, true}, NULL},
        {"starts", "t", 'f', 2, 2, {run_starts, NULL, true}, NULL},
        {"len", "l", 'n', 1, 1, {run_len, NULL, true}, NULL},
        {"number", "N", 'n', 1, 1, {run_number, NULL, true}, NULL},
        {"date", "D", 'd', 1, 1, {run_date_of, NULL, true}, NULL},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (str_eqz(name, rows[i].name))
            return &rows[i];
    return NULL;
}

/* ---- summary functions ---- */
static const expr_acc *acc_of(const expr_node *n, const expr_run *r)
{
    MUST(r->sums);
    return &r->sums[n->id];
}

static void add_row(expr_acc *acc, double v)
{
    acc->rows++;
    acc->hits += v > 0;
}

static void add_value(expr_acc *acc, double v)
{
    if (!isnan(v))
        num_add(&acc->add, v);
}

static void add_least(expr_acc *acc, double v)
{
    acc->best = fmin(acc->best, v); /* passes over NaN */
}

static void add_most(expr_acc *acc, double v)
{
    acc->best = fmax(acc->best, v);
}

NUM(sum_count)
{
    return (double)acc_of(n, r)->hits;
}
NUM(sum_sum)
{
    const num_adder *add = &acc_of(n, r)->add;
    return add->n ? usable(add->sum + add->lost) : MISSING;
}
NUM(sum_avg)
{
    const num_adder *add = &acc_of(n, r)->add;
    return add->n ? usable((add->sum + add->lost) / add->n) : MISSING;
}
NUM(sum_best)
{
    return acc_of(n, r)->best;
}
NUM(sum_share)
{
    const expr_acc *acc = acc_of(n, r);
    return acc->rows ? (double)acc->hits / (double)acc->rows * 100 : MISSING;
}

const expr_summer *expr_summer_of(str name)
{
    static const expr_summer rows[] = {
        {"count", 'f', true, add_row, sum_count},    {"share", 'f', false, add_row, sum_share},
        {"sum", 'n', false, add_value, sum_sum},     {"avg", 'n', false, add_value, sum_avg},
        {"min_of", 'o', false, add_least, sum_best}, {"max_of", 'o', false, add_most, sum_best},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (str_eqz(name, rows[i].name))
            return &rows[i];
    return NULL;
}
