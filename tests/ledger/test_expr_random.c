/* Expressions against a plain reference: random trees are printed, with as few brackets as the grammar
 * asks for, compiled and worked out for random rows; a straightforward evaluator of the trees must say
 * the same. */
#include "expr_help.h"
#include "base/sb.h"

enum { MOST = 200 }; /* nodes of a tree */

typedef enum what { W_NUMBER, W_WORD, W_NAME, W_BINARY, W_NOT, W_NEGATIVE, W_CALL } what;

/* Binary operators by how they bind: or, and, comparison, sum, product. */
static const struct {
    const char *text;
    int binds;
} signs[] = {{"or", 1}, {"and", 2}, {"=", 4}, {"<>", 4}, {"<", 4}, {"<=", 4},
             {">", 4},  {">=", 4},  {"+", 5}, {"-", 5},  {"*", 6}, {"/", 6}};
enum { OR, AND, EQ, NE, LT, LE, GT, GE, PLUS, LESS, TIMES, OVER };

static const char *const calls[] = {"if",    "missing", "present", "min", "max",    "abs",
                                    "floor", "year",    "days",    "has", "starts", "adddays"};
enum {
    C_IF,
    C_MISSING,
    C_PRESENT,
    C_MIN,
    C_MAX,
    C_ABS,
    C_FLOOR,
    C_YEAR,
    C_DAYS,
    C_HAS,
    C_STARTS,
    C_ADD
};

typedef struct tree {
    what is;
    expr_kind kind;
    int op; /* sign, call or name */
    double num;
    const char *word;
    struct tree *args[3];
    int n;
} tree;

typedef struct maker {
    uint64_t rnd;
    tree pool[MOST];
    int used;
} maker;

static tree *make(maker *m, expr_kind k, int depth);

static tree *node(maker *m, what is, expr_kind k, int op)
{
    assert_true(m->used < MOST);
    tree *t = &m->pool[m->used++];
    *t = (tree){.is = is, .kind = k, .op = op};
    return t;
}

static tree *leaf(maker *m, expr_kind k)
{
    static const char *const words[] = {"issued", "fgw", "a'b", "招商", "z"};
    if (k == EXPR_NUM && rnd(&m->rnd) % 2) {
        tree *t = node(m, W_NUMBER, k, 0);
        t->num = rnd(&m->rnd) % 8 / 4.0;
        return t;
    }
    if (k == EXPR_TEXT && rnd(&m->rnd) % 2) {
        tree *t = node(m, W_WORD, k, 0);
        t->word = words[rnd(&m->rnd) % COUNT_OF(words)];
        return t;
    }
    for (;;) {
        uint32_t i = rnd(&m->rnd) % HELP_NAMES;
        if (help_names[i].kind == k)
            return node(m, W_NAME, k, (int)i);
    }
}

static tree *with(tree *t, tree *a, tree *b, tree *c)
{
    t->args[0] = a;
    t->args[1] = b;
    t->args[2] = c;
    t->n = c ? 3 : b ? 2 : 1;
    return t;
}

static tree *make_flag(maker *m, int depth)
{
    static const expr_kind kinds[] = {EXPR_NUM, EXPR_TEXT, EXPR_DATE, EXPR_FLAG};
    expr_kind k = kinds[rnd(&m->rnd) % 4];
    tree *t;
    switch (rnd(&m->rnd) % 6) {
    case 0:
        t = node(m, W_BINARY, EXPR_FLAG, rnd(&m->rnd) % 2 ? AND : OR);
        return with(t, make(m, EXPR_FLAG, depth), make(m, EXPR_FLAG, depth), NULL);
    case 1:
        return with(node(m, W_NOT, EXPR_FLAG, 0), make(m, EXPR_FLAG, depth), NULL, NULL);
    case 2:
        t = node(m, W_CALL, EXPR_FLAG, rnd(&m->rnd) % 2 ? C_MISSING : C_PRESENT);
        return with(t, make(m, k, depth), NULL, NULL);
    case 3:
        t = node(m, W_CALL, EXPR_FLAG, rnd(&m->rnd) % 2 ? C_HAS : C_STARTS);
        k = t->op == C_HAS ? EXPR_LIST : EXPR_TEXT;
        return with(t, make(m, k, depth), make(m, EXPR_TEXT, depth), NULL);
    default:
        t = node(m, W_BINARY, EXPR_FLAG, EQ + (int)(rnd(&m->rnd) % 6));
        return with(t, make(m, k, depth), make(m, k, depth), NULL);
    }
}

static tree *make_number(maker *m, int depth)
{
    static const int one[] = {C_ABS, C_FLOOR};
    tree *t;
    switch (rnd(&m->rnd) % 6) {
    case 0:
        return with(node(m, W_NEGATIVE, EXPR_NUM, 0), make(m, EXPR_NUM, depth), NULL, NULL);
    case 1:
        t = node(m, W_CALL, EXPR_NUM, one[rnd(&m->rnd) % 2]);
        return with(t, make(m, EXPR_NUM, depth), NULL, NULL);
    case 2:
        t = node(m, W_CALL, EXPR_NUM, rnd(&m->rnd) % 2 ? C_MIN : C_MAX);
        return with(t, make(m, EXPR_NUM, depth), make(m, EXPR_NUM, depth), NULL);
    case 3:
        if (rnd(&m->rnd) % 2)
            return with(node(m, W_CALL, EXPR_NUM, C_YEAR), make(m, EXPR_DATE, depth), NULL, NULL);
        t = node(m, W_CALL, EXPR_NUM, C_DAYS);
        return with(t, make(m, EXPR_DATE, depth), make(m, EXPR_DATE, depth), NULL);
    default:
        t = node(m, W_BINARY, EXPR_NUM, PLUS + (int)(rnd(&m->rnd) % 4));
        return with(t, make(m, EXPR_NUM, depth), make(m, EXPR_NUM, depth), NULL);
    }
}

static tree *make(maker *m, expr_kind k, int depth)
{
    tree *t;
    if (depth == 0 || k == EXPR_LIST || m->used > MOST / 2 || rnd(&m->rnd) % 5 == 0)
        return leaf(m, k);
    depth--;
    if (rnd(&m->rnd) % 6 == 0) {
        t = node(m, W_CALL, k, C_IF);
        return with(t, make(m, EXPR_FLAG, depth), make(m, k, depth), make(m, k, depth));
    }
    if (k == EXPR_FLAG)
        return make_flag(m, depth);
    if (k == EXPR_NUM)
        return make_number(m, depth);
    if (k == EXPR_TEXT)
        return with(node(m, W_BINARY, k, PLUS), make(m, k, depth), make(m, k, depth), NULL);
    t = node(m, W_CALL, k, C_ADD);
    return with(t, make(m, k, depth), make(m, EXPR_NUM, depth), NULL);
}

/* ---- as text ---- */
static int binds(const tree *t)
{
    switch (t->is) {
    case W_BINARY:
        return signs[t->op].binds;
    case W_NOT:
        return 3;
    case W_NEGATIVE:
        return 7;
    default:
        return 8;
    }
}

static void print(sb *b, const tree *t, maker *m);

static void print_at(sb *b, const tree *t, int least, maker *m)
{
    bool bracket = binds(t) < least || rnd(&m->rnd) % 8 == 0;
    sb_putz(b, bracket ? "(" : "");
    print(b, t, m);
    sb_putz(b, bracket ? ")" : "");
}

static void print_word(sb *b, const char *z)
{
    sb_putc(b, '\'');
    for (; *z; z++) {
        sb_putc(b, *z);
        if (*z == '\'')
            sb_putc(b, '\'');
    }
    sb_putc(b, '\'');
}

static void print(sb *b, const tree *t, maker *m)
{
    switch (t->is) {
    case W_NUMBER:
        sb_double(b, t->num);
        break;
    case W_WORD:
        print_word(b, t->word);
        break;
    case W_NAME:
        sb_putz(b, help_names[t->op].name);
        break;
    case W_NOT:
    case W_NEGATIVE:
        sb_putz(b, t->is == W_NOT ? "not " : "- ");
        print_at(b, t->args[0], binds(t), m);
        break;
    case W_BINARY:
        print_at(b, t->args[0], binds(t) + (binds(t) == 4), m); /* comparisons do not chain */
        sb_printf(b, " %s ", signs[t->op].text);
        print_at(b, t->args[1], binds(t) + 1, m);
        break;
    default:
        sb_printf(b, "%s(", calls[t->op]);
        for (int i = 0; i < t->n; i++) {
            sb_putz(b, i ? ", " : "");
            print(b, t->args[i], m);
        }
        sb_putc(b, ')');
    }
}

/* ---- the reference ---- */
typedef struct val {
    bool missing;
    double num;
    char text[1024];
} val;

static void work_out(const tree *t, const help_row *r, val *ret);

static int compare(const val *a, const val *b, bool text)
{
    if (text)
        return strcmp(a->text, b->text);
    if (a->num == b->num || fabs(a->num - b->num) <= 1e-14 * fmax(fabs(a->num), fabs(b->num)))
        return 0;
    return a->num < b->num ? -1 : 1;
}

static bool compared(int op, int c)
{
    const bool says[] = {
        [EQ] = c == 0, [NE] = c != 0, [LT] = c<0, [LE] = c <= 0, [GT] = c> 0, [GE] = c >= 0};
    return says[op];
}

static void put_number(val *ret, double v, bool day)
{
    ret->num = day && isfinite(v) ? floor(v) : v;
    ret->missing =
        !isfinite(v) ||
        (day && (v < (double)help_day("1000-01-01") || v > (double)help_day("2869-12-31")));
}

static void arithmetic(const tree *t, const val *a, const val *b, val *ret)
{
    ret->missing = a->missing || b->missing;
    if (ret->missing)
        return;
    if (t->kind == EXPR_TEXT)
        assert_true(snprintf(ret->text, sizeof ret->text, "%s%s", a->text, b->text) <
                    (int)sizeof ret->text);
    else
        put_number(ret,
                   t->op == PLUS    ? a->num + b->num
                   : t->op == LESS  ? a->num - b->num
                   : t->op == TIMES ? a->num * b->num
                                    : a->num / b->num,
                   false);
}

static void binary(const tree *t, const help_row *r, val *ret)
{
    val a, b;
    work_out(t->args[0], r, &a);
    work_out(t->args[1], r, &b);
    bool x = !a.missing && a.num == 1, y = !b.missing && b.num == 1;
    if (t->op == OR)
        put_number(ret, x || y, false);
    else if (t->op == AND)
        put_number(ret, x && y, false);
    else if (t->op >= PLUS)
        arithmetic(t, &a, &b, ret);
    else
        put_number(ret,
                   !a.missing && !b.missing &&
                       compared(t->op, compare(&a, &b, t->args[0]->kind == EXPR_TEXT)),
                   false);
}

static bool in_list(const char *list, const char *code)
{
    char copy[1024];
    assert_true(snprintf(copy, sizeof copy, ";%s;", list) < (int)sizeof copy);
    for (char *at = copy; (at = strstr(at, code)); at++) {
        const char *before = at - 1, *after = at + strlen(code);
        while (*before == ' ')
            before--;
        if (*before == ';' && *after == ';')
            return true;
    }
    return false;
}

static void call(const tree *t, const help_row *r, val *ret)
{
    val v[3] = {0};
    int y, m, d;
    for (int i = 0; i < t->n; i++)
        work_out(t->args[i], r, &v[i]);
    bool any = v[0].missing || (t->n > 1 && v[1].missing);
    switch (t->op) {
    case C_IF:
        *ret = !v[0].missing && v[0].num == 1 ? v[1] : v[2];
        return;
    case C_MISSING:
    case C_PRESENT:
        put_number(ret, v[0].missing == (t->op == C_MISSING), false);
        return;
    case C_HAS:
        put_number(ret, !any && in_list(v[0].text, v[1].text), false);
        return;
    case C_STARTS:
        put_number(ret, !any && strncmp(v[0].text, v[1].text, strlen(v[1].text)) == 0, false);
        return;
    default:
        ret->missing = true;
        if (any)
            return;
    }
    switch (t->op) {
    case C_MIN:
        put_number(ret, v[0].num < v[1].num ? v[0].num : v[1].num, false);
        return;
    case C_MAX:
        put_number(ret, v[0].num > v[1].num ? v[0].num : v[1].num, false);
        return;
    case C_ABS:
        put_number(ret, fabs(v[0].num), false);
        return;
    case C_FLOOR:
        put_number(ret, floor(v[0].num), false);
        return;
    case C_YEAR:
        date_split((int64_t)v[0].num, &y, &m, &d);
        put_number(ret, y, false);
        return;
    case C_DAYS:
        put_number(ret, v[1].num - v[0].num, false);
        return;
    default:
        put_number(ret, v[0].num + v[1].num, true);
    }
}

static void work_out(const tree *t, const help_row *r, val *ret)
{
    *ret = (val){0};
    switch (t->is) {
    case W_NUMBER:
        put_number(ret, t->num, false);
        break;
    case W_WORD:
        snprintf(ret->text, sizeof ret->text, "%s", t->word);
        break;
    case W_NAME:
        ret->missing = expr_missing(r->v[t->op]);
        ret->num = r->v[t->op].num;
        snprintf(ret->text, sizeof ret->text, STR_FMT, STR_ARG(r->v[t->op].text));
        break;
    case W_NOT:
        work_out(t->args[0], r, ret);
        put_number(ret, ret->missing || ret->num != 1, false);
        break;
    case W_NEGATIVE:
        work_out(t->args[0], r, ret);
        ret->num = -ret->num;
        break;
    case W_BINARY:
        binary(t, r, ret);
        break;
    default:
        call(t, r, ret);
    }
}

/* ---- the comparison ---- */
static help_row random_row(maker *m)
{
    static const char *const words[] = {"", "issued", "fgw", "招商引资", "z"};
    static const char *const lists[] = {"", "fgw", "issued;z", "z; fgw;a'b"};
    help_row r = {0};
    for (size_t i = 0; i < HELP_NAMES; i++) {
        expr_kind k = help_names[i].kind;
        bool missing = rnd(&m->rnd) % 4 == 0;
        double v = k == EXPR_FLAG   ? rnd(&m->rnd) % 2
                   : k == EXPR_DATE ? (double)help_day("2023-12-30") + rnd(&m->rnd) % 4
                                    : (rnd(&m->rnd) % 16 - 6.0) / 4;
        r.v[i] = help_value(k, missing ? NAN : v,
                            k == EXPR_TEXT   ? words[rnd(&m->rnd) % COUNT_OF(words)]
                            : k == EXPR_LIST ? lists[rnd(&m->rnd) % COUNT_OF(lists)]
                                             : NULL);
    }
    return r;
}

static bool agree(expr_value v, const val *want)
{
    if (expr_missing(v) || want->missing)
        return expr_missing(v) == want->missing;
    return v.kind == EXPR_TEXT ? str_eqz(v.text, want->text) : v.num == want->num;
}

static void test_random(void **state)
{
    static const expr_kind kinds[] = {EXPR_FLAG, EXPR_FLAG, EXPR_NUM, EXPR_TEXT, EXPR_DATE};
    static maker m = {.rnd = 20240618};
    expr_scope s = help_scope();
    uint32_t present = 0, all = 0;
    for (int round = 0; round < 4000; round++) {
        cx c;
        const expr *e;
        sb b CLEANUP(sb_done) = {0};
        sb_init(&b, 0);
        m.used = 0;
        const tree *t = make(&m, kinds[round % (int)COUNT_OF(kinds)], 5);
        print(&b, t, &m);
        if (b.n > EXPR_MAX_BYTES)
            continue;
        assert_true(cx_init(&c, LANG_EN));
        if (!expr_compile(&c, sb_str(&b), &s, &e))
            fail_msg("%s\n%s", sb_cstr(&b), c.err.en);
        assert_int_equal(expr_kind_of(e), t->kind);
        for (int k = 0; k < 8; k++) {
            help_row r = random_row(&m);
            expr_env env = help_env(&r, c.a);
            val want;
            work_out(t, &r, &want);
            expr_value got = expr_eval(e, &env);
            if (!agree(got, &want))
                fail_msg("%s\n gives %g '" STR_FMT "', not %g '%s'%s", sb_cstr(&b), got.num,
                         STR_ARG(got.text), want.num, want.text, want.missing ? " missing" : "");
            present += !want.missing;
            all++;
        }
        cx_done(&c);
    }
    assert_true(present > all / 2 && all > 20000); /* it does try something */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_random)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
