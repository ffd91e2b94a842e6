/* Expressions compiled: one pass over the words makes a typed tree, constants folded. */
#include "ledger/expr_impl.h"

typedef expr_node node;
typedef expr_reader reader;

static const char *kind_said(expr_kind k, lang l)
{
    static const char *const names[][2] = {
        [EXPR_NUM] = {"数", "a number"},
        [EXPR_TEXT] = {"文字", "a text"},
        [EXPR_DATE] = {"日期", "a date"},
        [EXPR_FLAG] = {"是非（条件）", "a condition (yes or no)"},
        [EXPR_LIST] = {"多选", "a list of codes"}};
    return names[k][l];
}
#define KIND_ZH(x) kind_said((x)->kind, LANG_ZH)
#define KIND_EN(x) kind_said((x)->kind, LANG_EN)

/* The piece of the text a node was made from, for messages. */
static str said(const reader *r, const node *n)
{
    size_t len = n->to - n->from;
    const size_t most = 48;
    if (len > most) {
        for (len = most; len > 0 && ((unsigned char)r->all.p[n->from + len] & 0xC0) == 0x80;)
            len--;
    }
    return str_sub(r->all, n->from, len);
}

static bool wordy(expr_kind k)
{
    return k == EXPR_TEXT || k == EXPR_LIST;
}

/* ---- nodes ---- */
static node *node_new(reader *r, expr_kind k, uint32_t from, uint32_t to)
{
    node *n = arena_alloc(r->a, sizeof *n);
    if (!n) {
        (void)fail_memory(r->c);
        return NULL;
    }
    n->kind = k;
    n->from = from;
    n->to = to;
    return n;
}

static void make_constant(node *n, double value, str words)
{
    n->constant = true;
    n->value = value;
    n->words = words;
    n->num = wordy(n->kind) ? NULL : expr_run_const;
    n->text = wordy(n->kind) ? expr_run_words : NULL;
}

static bool all_constant(const node *n)
{
    for (uint32_t i = 0; i < n->n_args; i++)
        if (!n->args[i]->constant)
            return false;
    return (n->args || n->a) && (!n->a || n->a->constant) && (!n->b || n->b->constant);
}

/* Give the node its work; of constants it is done at once. */
static node *finish(node *n, const expr_op *op)
{
    const expr_run nothing = {.env = NULL};
    n->num = op->num;
    n->text = op->text;
    if (op->pure && all_constant(n))
        make_constant(n, n->num ? n->num(n, &nothing) : MISSING,
                      n->text ? n->text(n, &nothing) : (str){0});
    return n;
}

static node *binary(reader *r, const expr_op *op, expr_kind k, const node *a, const node *b)
{
    node *n = node_new(r, k, a->from, b->to);
    if (!n)
        return NULL;
    n->a = a;
    n->b = b;
    return finish(n, op);
}

/* ---- kinds ---- */
/* A text constant where a date is wanted: '2024-06-30'. */
static bool as_date(reader *r, node **x)
{
    node *n = *x;
    double day;
    if (n->kind == EXPR_DATE)
        return true;
    if (n->kind != EXPR_TEXT || !n->constant)
        return expr_bad(r, n->from, "“%.*s”是%s%.0s，这里要日期",
                        "\"%.*s\" is %.0s%s; a date is wanted here", STR_ARG(said(r, n)),
                        KIND_ZH(n), KIND_EN(n));
    if (!expr_run_date(n->words, &day))
        return expr_bad(r, n->from, "%.*s 不是日期，应如 '2024-06-30'",
                        "%.*s is no date; write it like '2024-06-30'", STR_ARG(said(r, n)));
    node *made = node_new(r, EXPR_DATE, n->from, n->to);
    if (!made)
        return false;
    make_constant(made, day, (str){0});
    *x = made;
    return true;
}

static bool is_number(const node *n)
{
    return n->kind == EXPR_NUM || n->kind == EXPR_FLAG;
}

static bool want_number(reader *r, const node *n)
{
    return is_number(n) || expr_bad(r, n->from, "“%.*s”是%s%.0s，这里要数",
                                    "\"%.*s\" is %.0s%s; a number is wanted here",
                                    STR_ARG(said(r, n)), KIND_ZH(n), KIND_EN(n));
}

static bool want_condition(reader *r, const node *n)
{
    return n->kind == EXPR_FLAG ||
           expr_bad(r, n->from, "“%.*s”是%s%.0s，这里要条件，如 amount > 0",
                    "\"%.*s\" is %.0s%s; a condition is wanted here, like amount > 0",
                    STR_ARG(said(r, n)), KIND_ZH(n), KIND_EN(n));
}

static bool differ(reader *r, const node *a, const node *b)
{
    return expr_bad(r, b->from, "“%.*s”是%s%.0s，“%.*s”是%s%.0s，不能放在一起",
                    "\"%.*s\" is %.0s%s and \"%.*s\" is %.0s%s: they do not go together",
                    STR_ARG(said(r, a)), KIND_ZH(a), KIND_EN(a), STR_ARG(said(r, b)), KIND_ZH(b),
                    KIND_EN(b));
}

/* Bring both to one kind: a date and a text constant to dates, yes/no beside a number to numbers. */
static bool unify(reader *r, node **a, node **b)
{
    if (((*a)->kind == EXPR_DATE && (*b)->kind == EXPR_TEXT && (*b)->constant) ||
        ((*b)->kind == EXPR_DATE && (*a)->kind == EXPR_TEXT && (*a)->constant))
        return as_date(r, a) && as_date(r, b);
    if ((*a)->kind == (*b)->kind || (is_number(*a) && is_number(*b)))
        return true;
    return differ(r, *a, *b);
}

/* ---- grammar; each gives NULL with the error described ---- */
static node *read_or(reader *r);
static node *read_unary(reader *r);

static bool enter(reader *r)
{
    if (++r->depth <= EXPR_MAX_DEPTH)
        return true;
    return fail(r->c, ERR_LIMIT, "表达式嵌套最多 %d 层", "an expression nests at most %d deep",
                EXPR_MAX_DEPTH);
}

static bool close_bracket(reader *r)
{
    if (r->w.is == ')')
        return expr_next(r);
    return expr_bad(r, r->w.from, "这里应是右括号 ) 或运算符", "expected ) or an operator here");
}

static node *read_constant(reader *r)
{
    static const struct {
        char is;
        expr_kind kind;
    } kinds[] = {{'N', EXPR_NUM}, {'T', EXPR_TEXT}, {'D', EXPR_DATE}, {'B', EXPR_FLAG}};
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        if (kinds[i].is != r->w.is)
            continue;
        node *n = node_new(r, kinds[i].kind, r->w.from, r->w.to);
        if (!n)
            return NULL;
        make_constant(n, r->w.value, kinds[i].kind == EXPR_TEXT ? r->w.text : (str){0});
        return expr_next(r) ? n : NULL;
    }
    (void)expr_bad(r, r->w.from, "这里应是数、'文字'、字段、函数或左括号",
                   "expected a number, a 'text', a field, a function or ( here");
    return NULL;
}

static bool group_only(const reader *r)
{
    return r->scope->aggregate && !r->summed;
}

static bool keep(reader *r, str s, str *ret)
{
    return arena_str(r->a, s, ret) || fail_memory(r->c);
}

static node *name_node(reader *r, const expr_word *w)
{
    uint32_t id = 0;
    expr_kind kind = EXPR_NUM;
    if (!r->scope->name || !r->scope->name(r->scope->user, w->text, &id, &kind)) {
        (void)expr_bad(r, w->from, "没有“%.*s”这个字段或名称（文字要加单引号）",
                       "there is no field or name \"%.*s\" (a text stands in single quotes)",
                       STR_ARG(w->text));
        return NULL;
    }
    if (group_only(r)) {
        (void)expr_bad(r, w->from, "汇总中字段“%.*s”要放在 count()、sum() 等之内",
                       "in a summary the field \"%.*s\" goes inside count(), sum() or the like",
                       STR_ARG(w->text));
        return NULL;
    }
    node *n = node_new(r, kind, w->from, w->to);
    if (!n || !keep(r, w->text, &n->words))
        return NULL;
    n->id = id;
    n->num = wordy(kind) ? NULL : expr_run_name;
    n->text = wordy(kind) ? expr_run_name_text : NULL;
    return n;
}

/* A bare name as argument of a function of the scope: a value, or else only a name. */
static node *bare_name(reader *r, const expr_word *w)
{
    uint32_t id;
    expr_kind kind;
    if (r->scope->name && r->scope->name(r->scope->user, w->text, &id, &kind))
        return name_node(r, w);
    node *n = node_new(r, EXPR_TEXT, w->from, w->to);
    str words;
    if (!n || !keep(r, w->text, &words))
        return NULL;
    make_constant(n, MISSING, words);
    n->id = EXPR_NO_NAME;
    return n;
}

/* ---- calls ---- */
typedef struct call {
    expr_word name;
    node *args[EXPR_MAX_ARGS];
    uint32_t n;
    uint32_t to;
} call;

/* A name followed by , or ) stands for itself; the words after it are looked at and put back. */
static bool read_argument(reader *r, bool names_too, node **ret)
{
    if (names_too && r->w.is == 'A') {
        const expr_word name = r->w;
        TRY(expr_next(r));
        if (r->w.is == ',' || r->w.is == ')') {
            *ret = bare_name(r, &name);
            return *ret != NULL;
        }
        r->w = name;
    }
    *ret = read_or(r);
    return *ret != NULL;
}

/* The arguments up to and with the closing bracket; the word at hand is the opening one. */
static bool read_arguments(reader *r, call *k, bool names_too)
{
    TRY(enter(r) && expr_next(r));
    while (r->w.is != ')') {
        if (k->n == EXPR_MAX_ARGS)
            return expr_bad(r, r->w.from, "函数最多 %d 个参数",
                            "a function takes at most %d arguments", EXPR_MAX_ARGS);
        TRY(read_argument(r, names_too, &k->args[k->n++]));
        if (r->w.is == ')')
            break;
        if (r->w.is != ',')
            return expr_bad(r, r->w.from, "这里应是逗号、右括号 ) 或运算符",
                            "expected a comma, ) or an operator here");
        TRY(expr_next(r));
        if (r->w.is == ')')
            return expr_bad(r, r->w.from, "逗号后缺少参数",
                            "an argument is missing after the comma");
    }
    k->to = r->w.to;
    r->depth--;
    return expr_next(r);
}

static node *call_node(reader *r, const call *k, expr_kind kind)
{
    node *n = node_new(r, kind, k->name.from, k->to);
    const node **args = arena_alloc(r->a, k->n * sizeof *args);
    if (!n)
        return NULL;
    if (!args) {
        (void)fail_memory(r->c);
        return NULL;
    }
    memcpy(args, k->args, k->n * sizeof *args);
    n->args = args;
    n->n_args = k->n;
    n->a = k->n > 0 ? args[0] : NULL;
    n->b = k->n > 1 ? args[1] : NULL;
    n->c = k->n > 2 ? args[2] : NULL;
    return n;
}

/* One argument against its letter (expr_impl.h); `=` is looked at as a group. */
static bool check_argument(reader *r, char wants, node **x)
{
    const node *n = *x;
    switch (wants) {
    case 'n':
    case 'o': /* a date was seen before */
        return want_number(r, n);
    case 'd':
        return as_date(r, x);
    case 'f':
        return want_condition(r, n);
    case 't':
    case 'l':
        return n->kind == EXPR_TEXT || (wants == 'l' && n->kind == EXPR_LIST) ||
               expr_bad(r, n->from, "“%.*s”是%s%.0s，这里要文字（text() 可转换）",
                        "\"%.*s\" is %.0s%s; a text is wanted here (text() makes one)",
                        STR_ARG(said(r, n)), KIND_ZH(n), KIND_EN(n));
    case 'N':
        return n->kind == EXPR_TEXT || want_number(r, n);
    case 'D':
        return n->kind == EXPR_TEXT || as_date(r, x);
    default:
        return true;
    }
}

/* The arguments from `first` on become one kind. */
static bool unify_arguments(reader *r, call *k, uint32_t first, bool numbers, expr_kind *ret)
{
    for (int round = 0; round < 2; round++) /* a date that comes last counts for the first too */
        for (uint32_t i = first + 1; i < k->n; i++)
            TRY(unify(r, &k->args[first], &k->args[i]));
    *ret = k->args[first]->kind;
    for (uint32_t i = first; i < k->n; i++)
        if (*ret == EXPR_FLAG && k->args[i]->kind == EXPR_NUM)
            *ret = EXPR_NUM;
    if (!numbers)
        return true;
    *ret = *ret == EXPR_FLAG ? EXPR_NUM : *ret;
    return *ret == EXPR_DATE || want_number(r, k->args[first]);
}

static bool check_count(reader *r, const call *k, uint32_t min, uint32_t max)
{
    if (k->n >= min && k->n <= max)
        return true;
    if (min == max)
        return expr_bad(r, k->name.from, "%.*s() 要 %u 个参数，这里有 %u 个",
                        "%.*s() takes %u arguments, here are %u", STR_ARG(k->name.text), min, k->n);
    return expr_bad(r, k->name.from, "%.*s() 要 %u 到 %u 个参数，这里有 %u 个",
                    "%.*s() takes %u to %u arguments, here are %u", STR_ARG(k->name.text), min, max,
                    k->n);
}

static node *call_builtin(reader *r, call *k, const expr_builtin *f)
{
    static const char letters[] = "ndtf";
    static const expr_kind kinds[] = {EXPR_NUM, EXPR_DATE, EXPR_TEXT, EXPR_FLAG};
    expr_kind kind = EXPR_NUM;
    char wants = '\0';
    if (!read_arguments(r, k, false) || !check_count(r, k, f->min, f->max))
        return NULL;
    for (uint32_t i = 0; i < k->n; i++) {
        wants = i < strlen(f->wants) ? f->wants[i] : wants;
        if (!check_argument(r, wants, &k->args[i]))
            return NULL;
    }
    if (f->gives != '=')
        kind = kinds[strchr(letters, f->gives) - letters];
    else if (!unify_arguments(r, k, (uint32_t)strlen(f->wants) - 1, !f->kinds_text, &kind))
        return NULL;
    node *n = call_node(r, k, kind);
    expr_op op = f->op;
    if (n && wordy(kind) && f->kinds_text)
        op = (expr_op){NULL, f->kinds_text, f->op.pure};
    return n ? finish(n, &op) : NULL;
}

static node *call_sum(reader *r, call *k, const expr_summer *f)
{
    r->summed = true;
    bool ok = read_arguments(r, k, false) && check_count(r, k, f->bare ? 0 : 1, 1);
    r->summed = false;
    bool day = ok && k->n && f->wants == 'o' && k->args[0]->kind == EXPR_DATE;
    if (!ok || (k->n && !day && !check_argument(r, f->wants, &k->args[0])))
        return NULL;
    node *n = node_new(r, day ? EXPR_DATE : EXPR_NUM, k->name.from, k->to);
    expr_sum *s = n ? arena_alloc(r->a, sizeof *s) : NULL;
    if (!s) {
        (void)fail_memory(r->c);
        return NULL;
    }
    n->num = f->result;
    n->id = r->n_sums++;
    s->add = f->add;
    s->of.top = k->n ? k->args[0] : NULL;
    *r->sums_end = s;
    r->sums_end = &s->next;
    return n;
}

static void refuse_call(reader *r, const call *k)
{
    if (expr_summer_of(k->name.text))
        (void)expr_bad(r, k->name.from,
                       r->summed ? "%.*s() 是汇总函数，不能放在另一个汇总函数之内"
                                 : "%.*s() 是汇总函数，只能用在汇总中",
                       r->summed ? "%.*s() sums up rows and cannot stand inside another of its like"
                                 : "%.*s() sums up rows and is for summaries only",
                       STR_ARG(k->name.text));
    else
        (void)expr_bad(r, k->name.from, "没有函数 %.*s()", "there is no function %.*s()",
                       STR_ARG(k->name.text));
}

/* Ask the scope; what it says is wrong gets its place here. */
static bool ask_scope(reader *r, const call *k, uint32_t *id, expr_kind *kind)
{
    expr_arg args[EXPR_MAX_ARGS] = {0};
    for (uint32_t i = 0; i < k->n; i++) {
        const node *n = k->args[i];
        bool bare = n->constant && n->id == EXPR_NO_NAME;
        bool name = n->num == expr_run_name || n->text == expr_run_name_text;
        args[i] = (expr_arg){n->kind, n->constant && !bare, {0}, {0}, name ? n->id : EXPR_NO_NAME};
        args[i].value = (expr_value){n->kind, n->value, n->constant ? n->words : (str){0}};
        args[i].name = name || bare ? n->words : (str){0};
    }
    cx own = {.a = r->c->a, .lang = r->c->lang};
    if (r->scope->function(r->scope->user, k->name.text, args, k->n, id, kind, &own))
        return true;
    if (own.err.code == ERR_MEMORY)
        return fail_memory(r->c);
    if (own.err.code != ERR_NONE)
        return expr_bad(r, k->name.from, "%s%.0s", "%.0s%s", own.err.zh, own.err.en);
    refuse_call(r, k);
    return false;
}

static node *call_scope(reader *r, call *k)
{
    uint32_t id = 0;
    expr_kind kind = EXPR_NUM;
    const expr_scope *s = r->scope;
    bool allowed = s->function && (!group_only(r) || str_eqz(k->name.text, "group") ||
                                   (s->of_group && s->of_group(s->user, k->name.text)));
    if (!allowed) {
        refuse_call(r, k);
        return NULL;
    }
    if (!read_arguments(r, k, true) || !ask_scope(r, k, &id, &kind))
        return NULL;
    node *n = call_node(r, k, kind);
    if (!n || !keep(r, k->name.text, &n->words))
        return NULL;
    n->id = id;
    n->num = wordy(kind) ? NULL : expr_run_call;
    n->text = wordy(kind) ? expr_run_call_text : NULL;
    return n;
}

static node *read_name_or_call(reader *r)
{
    call k = {.name = r->w};
    if (!expr_next(r))
        return NULL;
    if (r->w.is != '(')
        return name_node(r, &k.name);
    const expr_builtin *own = expr_builtin_of(k.name.text);
    if (own)
        return call_builtin(r, &k, own);
    const expr_summer *sum = group_only(r) ? expr_summer_of(k.name.text) : NULL;
    return sum ? call_sum(r, &k, sum) : call_scope(r, &k);
}

/* ---- operators ---- */
static node *read_primary(reader *r)
{
    if (r->w.is == 'A')
        return read_name_or_call(r);
    if (r->w.is != '(')
        return read_constant(r);
    if (!enter(r) || !expr_next(r))
        return NULL;
    node *n = read_or(r);
    r->depth--;
    return n && close_bracket(r) ? n : NULL;
}

static node *prefixed(reader *r, const expr_op *op, expr_kind kind, node *(*read)(reader *),
                      bool (*want)(reader *, const node *))
{
    const uint32_t from = r->w.from;
    if (!enter(r) || !expr_next(r))
        return NULL;
    node *a = read(r);
    r->depth--;
    if (!a || !want(r, a))
        return NULL;
    node *n = node_new(r, kind, from, a->to);
    if (!n)
        return NULL;
    n->a = a;
    return finish(n, op);
}

static node *read_unary(reader *r)
{
    if (r->w.is == '-')
        return prefixed(r, &expr_op_minus, EXPR_NUM, read_unary, want_number);
    return read_primary(r);
}

static node *read_product(reader *r)
{
    node *a = read_unary(r);
    while (a && (r->w.is == '*' || r->w.is == '/')) {
        const expr_op *op = r->w.is == '*' ? &expr_op_times : &expr_op_over;
        node *b = expr_next(r) ? read_unary(r) : NULL;
        if (!b || !want_number(r, a) || !want_number(r, b))
            return NULL;
        a = binary(r, op, EXPR_NUM, a, b);
    }
    return a;
}

static node *plus(reader *r, node *a, node *b)
{
    if (a->kind == EXPR_DATE && is_number(b))
        return binary(r, &expr_op_shift, EXPR_DATE, a, b);
    if (is_number(a) && b->kind == EXPR_DATE)
        return binary(r, &expr_op_shift, EXPR_DATE, a, b);
    if (a->kind == EXPR_TEXT && b->kind == EXPR_TEXT)
        return binary(r, &expr_op_join, EXPR_TEXT, a, b);
    if (is_number(a) && is_number(b))
        return binary(r, &expr_op_plus, EXPR_NUM, a, b);
    (void)differ(r, a, b);
    return NULL;
}

static node *less(reader *r, node *a, node *b)
{
    if (a->kind == EXPR_DATE && is_number(b))
        return binary(r, &expr_op_shift_back, EXPR_DATE, a, b);
    if (a->kind == EXPR_DATE || b->kind == EXPR_DATE) /* days between; a constant may be a text */
        return as_date(r, &a) && as_date(r, &b) ? binary(r, &expr_op_less, EXPR_NUM, a, b) : NULL;
    if (want_number(r, a) && want_number(r, b))
        return binary(r, &expr_op_less, EXPR_NUM, a, b);
    return NULL;
}

static node *read_sum(reader *r)
{
    node *a = read_product(r);
    while (a && (r->w.is == '+' || r->w.is == '-')) {
        char sign = r->w.is;
        node *b = expr_next(r) ? read_product(r) : NULL;
        if (!b)
            return NULL;
        a = sign == '+' ? plus(r, a, b) : less(r, a, b);
    }
    return a;
}

static bool is_comparison(char word)
{
    return word != '\0' && strchr("=<>lgx", word);
}

static bool comparable(reader *r, node **a, node **b)
{
    for (int i = 0; i < 2; i++) {
        const node *n = i ? *b : *a;
        if (n->kind == EXPR_LIST)
            return expr_bad(r, n->from, "“%.*s”是多选，请写 has(%.*s, '代码')",
                            "\"%.*s\" is a list of codes; write has(%.*s, 'code')",
                            STR_ARG(said(r, n)), STR_ARG(said(r, n)));
        if (n->kind == EXPR_TEXT && n->constant && n->words.n == 0)
            return expr_bad(r, n->from, "与空文字比较总不成立，请写 missing() 或 present()",
                            "nothing equals an empty text; write missing() or present()");
    }
    return unify(r, a, b);
}

static node *read_comparison(reader *r)
{
    node *a = read_sum(r);
    if (!a || !is_comparison(r->w.is))
        return a;
    const char word = r->w.is;
    node *b = expr_next(r) ? read_sum(r) : NULL;
    if (!b || !comparable(r, &a, &b))
        return NULL;
    if (is_comparison(r->w.is)) {
        (void)expr_bad(r, r->w.from, "比较不能连写，请用 and 连接：0 < a and a < 9",
                       "comparisons do not chain; join them with and: 0 < a and a < 9");
        return NULL;
    }
    return binary(r, expr_op_compare(word, wordy(a->kind)), EXPR_FLAG, a, b);
}

static node *read_not(reader *r)
{
    if (r->w.is == '!')
        return prefixed(r, &expr_op_not, EXPR_FLAG, read_not, want_condition);
    return read_comparison(r);
}

static node *read_chain(reader *r, char word, const expr_op *op, node *(*read)(reader *))
{
    node *a = read(r);
    while (a && r->w.is == word) {
        node *b = expr_next(r) ? read(r) : NULL;
        if (!b || !want_condition(r, a) || !want_condition(r, b))
            return NULL;
        a = binary(r, op, EXPR_FLAG, a, b);
    }
    return a;
}

static node *read_and(reader *r)
{
    return read_chain(r, '&', &expr_op_and, read_not);
}

static node *read_or(reader *r)
{
    return read_chain(r, '|', &expr_op_or, read_and);
}

bool expr_compile(cx *c, str text, const expr_scope *s, const expr **ret)
{
    reader r = {.c = c, .a = s->a ? s->a : c->a, .all = text, .scope = s};
    r.sums_end = &r.sums;
    if (text.n > EXPR_MAX_BYTES)
        return fail(c, ERR_LIMIT, "表达式最多 %d 字节", "an expression has at most %d bytes",
                    EXPR_MAX_BYTES);
    if (!utf8_valid(text))
        return fail(c, ERR_USAGE, "表达式不是 UTF-8 文字", "the expression is not UTF-8");
    TRY(expr_next(&r));
    const node *top = read_or(&r);
    if (!top)
        return false;
    if (r.w.is != '\0')
        return expr_bad(&r, r.w.from, "这里应是运算符或末尾",
                        "expected an operator or the end here");
    expr *e = arena_alloc(r.a, sizeof *e);
    if (!e)
        return fail_memory(c);
    *e = (expr){top, r.sums, r.n_sums};
    *ret = e;
    return true;
}
