/* expr_impl.h: what the compiler of expressions (expr.c), its reader of words (expr_word.c), the table
 * of built-in functions (expr_table.c) and the evaluation (expr_run.c) share. Not for others. */
#ifndef DIAODU_LEDGER_EXPR_IMPL_H
#define DIAODU_LEDGER_EXPR_IMPL_H
#include "base/str.h"
#include "ledger/expr.h"
#include "num/num.h"

/* ---- the tree: each node carries the function that works it out ---- */
typedef struct expr_acc {
    num_adder add;
    double best;
    uint64_t rows, hits;
} expr_acc;

typedef struct expr_run {
    const expr_env *env;
    const expr_acc *sums; /* of the group, in expr_sums_result() */
} expr_run;

typedef struct expr_node expr_node;
typedef double (*expr_num_fn)(const expr_node *n, const expr_run *r);
typedef str (*expr_text_fn)(const expr_node *n, const expr_run *r);

struct expr_node {
    expr_num_fn num;   /* NUM, DATE, FLAG; else NULL */
    expr_text_fn text; /* TEXT, LIST; else NULL */
    const expr_node *a, *b, *c;
    const expr_node *const *args; /* of a function: all of them, the first three are a, b, c */
    uint32_t n_args, id;
    expr_kind kind;
    bool constant; /* value or words is the result */
    double value;
    str words;         /* of a constant text; the name of a name or function */
    uint32_t from, to; /* its place in the text, in bytes */
};

typedef struct expr_sum expr_sum;
struct expr {
    const expr_node *top;
    expr_sum *sums;
    uint32_t n_sums;
};

typedef void (*expr_add_fn)(expr_acc *acc, double v);
struct expr_sum {
    struct expr_sum *next;
    expr_add_fn add;
    expr of; /* its top is NULL: count() */
};

/* ---- evaluation (expr_run.c) ---- */
double expr_run_const(const expr_node *n, const expr_run *r);
str expr_run_words(const expr_node *n, const expr_run *r);
double expr_run_name(const expr_node *n, const expr_run *r);
str expr_run_name_text(const expr_node *n, const expr_run *r);
double expr_run_call(const expr_node *n, const expr_run *r);
str expr_run_call_text(const expr_node *n, const expr_run *r);
expr_value expr_run_value(const expr_node *n, const expr_run *r);
bool expr_run_date(str s, double *ret); /* YYYY-MM-DD */

/* ---- operators and built-in functions (expr_table.c) ---- */
typedef struct expr_op {
    expr_num_fn num;
    expr_text_fn text;
    bool pure; /* depends on its operands alone and makes no text: constants are folded */
} expr_op;
extern const expr_op expr_op_and, expr_op_or, expr_op_not, expr_op_minus, expr_op_plus,
    expr_op_less, expr_op_times, expr_op_over, expr_op_shift, expr_op_shift_back, expr_op_join;
/* Comparisons by their word (see below), of numbers and of texts. */
const expr_op *expr_op_compare(char word, bool texts);

/* What a function wants of its arguments, a letter each; the last one counts for all that follow.
 *   n number  d date  t text  l list or text  f condition  N number or text  D date or text  * anything
 *   = all of these of one kind: min and max want numbers or dates, if() what it likes
 * What it gives: n d t f, or = for the kind of those. */
typedef struct expr_builtin {
    const char *name;
    const char *wants;
    char gives;
    uint8_t min, max;
    expr_op op;
    expr_text_fn kinds_text; /* where it gives a text only for some kinds: if() */
} expr_builtin;
const expr_builtin *expr_builtin_of(str name); /* NULL = none */

typedef struct expr_summer {
    const char *name;
    char wants; /* 0 nothing, f condition, n number, o number or date */
    bool bare;  /* may stand without argument */
    expr_add_fn add;
    expr_num_fn result;
} expr_summer;
const expr_summer *expr_summer_of(str name); /* NULL = none */

/* ---- words (expr_word.c) ---- */
/* The word at hand: 0 the end, N number, T text, D date, A name, B true or false, & and, | or, ! not,
 * ( ) , + - * / = < >, l <=, g >=, x <>, ? anything else. */
typedef struct expr_word {
    char is;
    uint32_t from, to;
    double value;
    str text;
} expr_word;

typedef struct expr_reader {
    cx *c;
    arena *a;
    str all;
    const expr_scope *scope;
    expr_word w;
    int depth;
    bool summed; /* inside a summary function */
    expr_sum *sums, **sums_end;
    uint32_t n_sums;
} expr_reader;

/* Go on to the next word. */
bool expr_next(expr_reader *r) CHECKED;
/* Describe what is wrong at a byte of the text; always false. */
bool expr_bad(expr_reader *r, uint32_t where, const char *zh, const char *en, ...)
    __attribute__((format(printf, 3, 5), format(printf, 4, 5), cold));
#ifdef __clang_analyzer__ /* as in err.h */
#define expr_bad(...) ((void)expr_bad(__VA_ARGS__), false)
#endif

#endif
