/* expr.h: the language of ledger types, filters and summaries (docs/ledgers.md, "Expressions").
 * A text is compiled once against a scope that says which names and functions there are, then worked
 * out row by row without an allocation. Kinds are settled while compiling: what does not fit is an
 * error there, never at a row. Pure: the day is given.
 *
 * Missing is NaN (number, date, yes/no) or the empty text (text, list). It propagates through
 * arithmetic and functions; a comparison with a missing side is false; a condition that is missing
 * counts as not true, so that `not done` holds where nobody has said whether it is done. */
#ifndef DIAODU_LEDGER_EXPR_H
#define DIAODU_LEDGER_EXPR_H
#include "base/err.h"
#include "model/calendar.h"

#define EXPR_MAX_BYTES 4096
#define EXPR_MAX_DEPTH 64 /* brackets, calls, not and - inside one another */
#define EXPR_MAX_ARGS 16  /* of one function */
#define EXPR_NO_NAME UINT32_MAX

typedef enum expr_kind {
    EXPR_NUM,
    EXPR_TEXT,
    EXPR_DATE,
    EXPR_FLAG,
    EXPR_LIST /* codes separated by ; */
} expr_kind;

/* NUM, DATE (FREQ_D ordinal) and FLAG (0 or 1) are in num, TEXT and LIST in text (borrowed). */
typedef struct expr_value {
    expr_kind kind;
    double num;
    str text;
} expr_value;
bool expr_missing(expr_value v);

typedef struct expr expr;

/* What a scope may know of an argument of one of its functions. */
typedef struct expr_arg {
    expr_kind kind; /* TEXT for a bare name that the scope does not know as a value */
    bool constant;  /* `value` is known now */
    expr_value value;
    str name;    /* a bare name, dots included (revenue.plan); empty = something else */
    uint32_t id; /* of that name if the scope knows it as a value, else EXPR_NO_NAME */
} expr_arg;

/* What names and functions there are besides the built-in ones (which cannot be hidden). */
typedef struct expr_scope {
    void *user;
    /* NULL = no names. */
    bool (*name)(void *user, str name, uint32_t *ret_id, expr_kind *ret_kind);
    /* Checks the arguments. False: with an error in `c` what is wrong with them (zh/en, without place:
     * that is put before it), without one there is no such function. NULL = no functions. An argument
     * is evaluated before the call, but for a bare name that is no value: the call gets it as text. */
    bool (*function)(void *user, str name, const expr_arg *args, uint32_t n, uint32_t *ret_id,
                     expr_kind *ret_kind, cx *c);
    /* Summaries: count() count(cond) sum(x) avg(x) min_of(x) max_of(x) share(cond) may be used, not
     * nested, and names only inside of them. Inside them sum() and its like mean the scope's own. */
    bool aggregate;
    /* Outside of them, of the scope's functions group() and those for which this says yes: they are
     * called without a row. NULL = only group(). */
    bool (*of_group)(void *user, str name);
    arena *a; /* where the compiled expression lives; NULL = c->a */
} expr_scope;

/* `text` may be gone afterwards. ERR_USAGE says at which character (from 1) of the text what is wrong
 * and what was expected; ERR_LIMIT: longer or deeper than the limits above. */
bool expr_compile(cx *c, str text, const expr_scope *s, const expr **ret) CHECKED;
expr_kind expr_kind_of(const expr *e);
bool expr_is_condition(const expr *e); /* may expr_true() be asked of it */

/* What an expression is as a whole: a name or a function of the scope by its id, EXPR_NO_NAME for anything
 * else; of a function the id of its first argument where that is a name, and the text of its second one
 * where that is constant. */
typedef struct expr_top {
    bool called;
    uint32_t id, first;
    str word;
} expr_top;
expr_top expr_top_of(const expr *e);

/* The names and functions of the scope that an expression uses, each as often as it stands there; a
 * bare name that is no value with EXPR_NO_NAME. Built-in functions are not told, today() neither. */
typedef void (*expr_use_fn)(void *user, bool function, uint32_t id, str name);
void expr_uses(const expr *e, expr_use_fn fn, void *user);

/* Where the values come from: the row at hand. Values are of the kind told while compiling. */
typedef struct expr_env {
    void *user;
    expr_value (*name)(void *user, uint32_t id);
    /* arg_names[i] = id of a bare name that is a value, else EXPR_NO_NAME. */
    expr_value (*call)(void *user, uint32_t id, const expr_value *args, const uint32_t *arg_names,
                       uint32_t n);
    int64_t today;        /* FREQ_D ordinal */
    const calendar *days; /* NULL: Monday to Friday are working days */
    arena *a;             /* for texts made, by + and text(); NULL, or no room left: missing */
} expr_env;
/* Of an expression without summary functions. Text lives in the env, in env->a or in the expression. */
expr_value expr_eval(const expr *e, const expr_env *env);
/* Does it hold; missing is false. `e` is a FLAG or NUM (a number holds when it is above 0). */
bool expr_true(const expr *e, const expr_env *env);

/* How a condition is put together, for those that look at its parts one by one: a and b, a or b, not a.
 * The parts are made in c->a. False only when out of memory. */
typedef enum expr_joint { EXPR_WHOLE, EXPR_AND, EXPR_OR, EXPR_NOT } expr_joint;
bool expr_split(cx *c, const expr *e, expr_joint *ret, const expr **ret_a,
                const expr **ret_b) CHECKED;

/* ---- summaries ---- */
/* Feed every row of a group, then take the result. The state is expr_sums_size() bytes of the caller's,
 * aligned for double; 0 when there is nothing to add up. No value at all: sum, avg, min_of, max_of are
 * missing; no row: share is. share is in percent. */
size_t expr_sums_size(const expr *e);
void expr_sums_init(const expr *e, void *state);
void expr_sums_add(const expr *e, void *state, const expr_env *env);
/* The same piece by piece, for those that know better than to work out every row: how many summary
 * functions there are, the argument of the i-th as an expression (NULL = count() without), and adding a
 * value of it (of count(): 1). */
uint32_t expr_sums_count(const expr *e);
const expr *expr_sums_of(const expr *e, uint32_t i);
void expr_sums_put(const expr *e, void *state, uint32_t i, double value);
/* `env` answers functions of the group; its name() is not asked. */
expr_value expr_sums_result(const expr *e, const void *state, const expr_env *env);

#endif
