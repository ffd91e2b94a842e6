/* Expressions: whatever is typed compiles or is refused with a reason; what compiles gives values of its
 * kind for any row, as missing as it may be. */
#include "base/str.h"
#include "fuzz.h"
#include "ledger/expr.h"
#include <math.h>

typedef struct answers {
    uint64_t seed;
    uint32_t uses, asked;
} answers;

static bool find_name(void *user, str name, uint32_t *ret_id, expr_kind *ret_kind)
{
    static const expr_kind kinds[] = {EXPR_NUM, EXPR_TEXT, EXPR_DATE, EXPR_FLAG, EXPR_LIST};
    static const char letters[] = "ntdfl"; /* n1, title, due, flag, list */
    const char *at = name.n && name.p[0] ? strchr(letters, name.p[0]) : NULL;
    if (!at)
        return false;
    *ret_id = (uint32_t)(at - letters);
    *ret_kind = kinds[*ret_id];
    return true;
}

static bool find_function(void *user, str name, const expr_arg *args, uint32_t n, uint32_t *ret_id,
                          expr_kind *ret_kind, cx *c)
{
    if (!find_name(user, name, ret_id, ret_kind))
        return str_eqz(name, "bad") && fail(c, ERR_USAGE, "不行", "no");
    for (uint32_t i = 0; i < n; i++)
        MUST(!args[i].constant || args[i].value.kind == args[i].kind);
    return true;
}

static expr_value answer(void *user, uint32_t id)
{
    static const str texts[] = {{0}, S("fgw"), S("招商;z"), S("2024-06-30"), S("12.5")};
    static const double numbers[] = {NAN, 0, 1, -2.5, 1e18};
    answers *a = user;
    uint32_t pick = (uint32_t)(a->seed % 5);
    a->seed = a->seed / 5 * 2862933555777941757u + 3037000493u;
    a->asked++;
    expr_value v = {.kind = (expr_kind)id, .num = numbers[pick]};
    if (id == EXPR_DATE)
        v.num = pick ? 739000 + pick : NAN;
    else if (id == EXPR_FLAG)
        v.num = pick ? pick % 2 : NAN;
    else if (id != EXPR_NUM)
        v.text = texts[pick];
    return v;
}

static expr_value call(void *user, uint32_t id, const expr_value *args, const uint32_t *names,
                       uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        MUST(args[i].kind <= EXPR_LIST && (names[i] <= EXPR_LIST || names[i] == EXPR_NO_NAME));
    return answer(user, id);
}

static void used(void *user, bool function, uint32_t id, str name)
{
    ((answers *)user)->uses++;
    MUST(name.n && (id <= EXPR_LIST || (id == EXPR_NO_NAME && !function)));
}

static void check_value(const expr *e, expr_value v)
{
    MUST(v.kind == expr_kind_of(e));
    if (v.kind == EXPR_TEXT || v.kind == EXPR_LIST)
        MUST(utf8_valid(v.text));
    else
        MUST(isnan(v.num) ||
             (isfinite(v.num) && (v.kind != EXPR_FLAG || v.num == 0 || v.num == 1)));
    if (v.kind == EXPR_DATE && !isnan(v.num))
        MUST(v.num > 0 && v.num < 1 << 20 && v.num == floor(v.num));
}

static void work_out(const expr *e, bool aggregate, arena *a, answers *with)
{
    const expr_env env = {.user = with, .name = answer, .call = call, .today = 739420, .a = a};
    double state[4096];
    for (uint32_t k = 0; !aggregate && k < 6; k++) {
        with->seed = k * UINT64_C(6364136223846793005);
        check_value(e, expr_eval(e, &env));
    }
    if (!aggregate || expr_sums_size(e) > sizeof state)
        return;
    expr_sums_init(e, state);
    for (uint32_t k = 0; k < 6; k++)
        expr_sums_add(e, state, &env);
    check_value(e, expr_sums_result(e, state, &env));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    str text = {(const char *)data, size};
    for (int aggregate = 0; aggregate < 2; aggregate++) {
        cx c;
        const expr *e;
        answers with = {0};
        expr_scope s = {.name = find_name, .function = find_function, .aggregate = aggregate};
        MUST(cx_init(&c, size % 2 ? LANG_ZH : LANG_EN));
        if (expr_compile(&c, text, &s, &e)) {
            expr_uses(e, used, &with);
            work_out(e, aggregate, c.a, &with);
            MUST(with.uses || !with.asked);
        } else {
            MUST(c.err.code == ERR_USAGE || c.err.code == ERR_LIMIT);
            MUST(utf8_valid(str_of(c.err.zh)) && utf8_valid(str_of(c.err.en)));
        }
        cx_done(&c);
    }
    return 0;
}
