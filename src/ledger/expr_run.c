/* Expressions worked out: values, names and calls; what operators and functions do is in expr_table.c. */
#include "ledger/expr_impl.h"
#include "model/period.h"

bool expr_missing(expr_value v)
{
    return v.kind == EXPR_TEXT || v.kind == EXPR_LIST ? v.text.n == 0 : isnan(v.num);
}

bool expr_run_date(str s, double *ret)
{
    period p;
    if (!period_parse_iso(str_trim(s), &p) || p.f != FREQ_D)
        return false;
    *ret = p.ord;
    return true;
}

double expr_run_const(const expr_node *n, const expr_run *r)
{
    return n->value;
}

str expr_run_words(const expr_node *n, const expr_run *r)
{
    return n->words;
}

double expr_run_name(const expr_node *n, const expr_run *r)
{
    return r->env->name(r->env->user, n->id).num;
}

str expr_run_name_text(const expr_node *n, const expr_run *r)
{
    return r->env->name(r->env->user, n->id).text;
}

expr_value expr_run_value(const expr_node *n, const expr_run *r)
{
    expr_value v = {.kind = n->kind, .num = MISSING};
    if (n->num)
        v.num = n->num(n, r);
    else
        v.text = n->text(n, r);
    return v;
}

static expr_value call(const expr_node *n, const expr_run *r)
{
    expr_value args[EXPR_MAX_ARGS];
    uint32_t names[EXPR_MAX_ARGS];
    for (uint32_t i = 0; i < n->n_args; i++) {
        const expr_node *arg = n->args[i];
        bool named = arg->num == expr_run_name || arg->text == expr_run_name_text;
        args[i] = expr_run_value(arg, r);
        names[i] = named ? arg->id : EXPR_NO_NAME;
    }
    return r->env->call(r->env->user, n->id, args, names, n->n_args);
}

double expr_run_call(const expr_node *n, const expr_run *r)
{
    return call(n, r).num;
}

str expr_run_call_text(const expr_node *n, const expr_run *r)
{
    return call(n, r).text;
}

expr_kind expr_kind_of(const expr *e)
{
    return e->top->kind;
}

bool expr_is_condition(const expr *e)
{
    return !e->sums && (e->top->kind == EXPR_FLAG || e->top->kind == EXPR_NUM);
}

expr_value expr_eval(const expr *e, const expr_env *env)
{
    MUST(!e->sums);
    return expr_run_value(e->top, &(expr_run){.env = env});
}

bool expr_true(const expr *e, const expr_env *env)
{
    MUST(!e->sums && e->top->num);
    return e->top->num(e->top, &(expr_run){.env = env}) > 0;
}

static bool is_name(const expr_node *n)
{
    return n->num == expr_run_name || n->text == expr_run_name_text;
}

expr_top expr_top_of(const expr *e)
{
    const expr_node *n = e->top;
    expr_top ret = {.id = EXPR_NO_NAME, .first = EXPR_NO_NAME, .word = {"", 0}};
    ret.called = n->num == expr_run_call || n->text == expr_run_call_text;
    if (!ret.called && !is_name(n))
        return ret;
    ret.id = n->id;
    if (ret.called && n->n_args > 0 && is_name(n->args[0]))
        ret.first = n->args[0]->id;
    if (ret.called && n->n_args > 1 && n->args[1]->constant)
        ret.word = n->args[1]->words;
    return ret;
}

/* A bare name that is no value is a constant, with an id that says so. */
static void uses(const expr_node *n, expr_use_fn fn, void *user)
{
    bool name = is_name(n);
    bool called = n->num == expr_run_call || n->text == expr_run_call_text;
    bool bare = n->constant && n->id == EXPR_NO_NAME;
    if (name || called || bare)
        fn(user, called, n->id, n->words);
    if (n->args) {
        for (uint32_t i = 0; i < n->n_args; i++)
            uses(n->args[i], fn, user);
        return;
    }
    if (n->a)
        uses(n->a, fn, user);
    if (n->b)
        uses(n->b, fn, user);
}

void expr_uses(const expr *e, expr_use_fn fn, void *user)
{
    uses(e->top, fn, user);
    for (const expr_sum *s = e->sums; s; s = s->next)
        if (s->of.top)
            uses(s->of.top, fn, user);
}

bool expr_split(cx *c, const expr *e, expr_joint *ret, const expr **ret_a, const expr **ret_b)
{
    const expr_node *n = e->top;
    expr *two = NULL;
    *ret = n->constant                 ? EXPR_WHOLE
           : n->num == expr_op_and.num ? EXPR_AND
           : n->num == expr_op_or.num  ? EXPR_OR
           : n->num == expr_op_not.num ? EXPR_NOT
                                       : EXPR_WHOLE;
    if (*ret == EXPR_WHOLE)
        return true;
    two = cx_alloc(c, 2 * sizeof *two);
    if (!two)
        return false;
    two[0].top = n->a;
    two[1].top = n->b;
    *ret_a = &two[0];
    *ret_b = &two[1];
    return true;
}

size_t expr_sums_size(const expr *e)
{
    return e->n_sums * sizeof(expr_acc);
}

void expr_sums_init(const expr *e, void *state)
{
    expr_acc *acc = state;
    for (uint32_t i = 0; i < e->n_sums; i++)
        acc[i] = (expr_acc){.best = MISSING};
}

void expr_sums_add(const expr *e, void *state, const expr_env *env)
{
    const expr_run r = {.env = env};
    expr_acc *acc = state;
    for (const expr_sum *s = e->sums; s; s = s->next)
        s->add(acc++, s->of.top ? s->of.top->num(s->of.top, &r) : 1);
}

uint32_t expr_sums_count(const expr *e)
{
    return e->n_sums;
}

static const expr_sum *sum_at(const expr *e, uint32_t i)
{
    const expr_sum *s = e->sums;
    while (i-- > 0)
        s = s->next;
    return s;
}

const expr *expr_sums_of(const expr *e, uint32_t i)
{
    const expr_sum *s = sum_at(e, i);
    return s->of.top ? &s->of : NULL;
}

void expr_sums_put(const expr *e, void *state, uint32_t i, double value)
{
    sum_at(e, i)->add((expr_acc *)state + i, value);
}

expr_value expr_sums_result(const expr *e, const void *state, const expr_env *env)
{
    return expr_run_value(e->top, &(expr_run){.env = env, .sums = state});
}
