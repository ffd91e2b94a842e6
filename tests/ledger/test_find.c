/* Finding, sorting and summing up rows, against a plain reference on random books: row by row, by a
 * comparison of values, group by group. */
#include "base/sb.h"
#include "base/str.h"
#include "ledger/find.h"
#include "model/period.h"
#include "testing.h"
#include <math.h>

static const char type_text[] =
    "{'code':'thing','name':'事','title':'title','fields':["
    "{'code':'title','name':'名','kind':'text'},{'code':'amount','name':'额','kind':'number'},"
    "{'code':'due','name':'限','kind':'date'},{'code':'done','name':'完','kind':'flag'},"
    "{'code':'urgency','name':'急','kind':'choice','options':[{'code':'u','name':'特急件','name_en'"
    ":"
    "'Urgent'},{'code':'n','name':'平件','name_en':'Normal'},{'code':'a','name':'缓','name_en':'"
    "Slow'}]},"
    "{'code':'org','name':'单位','kind':'org'},{'code':'with','name':'配合','kind':'org','many':"
    "true},"
    "{'code':'files','name':'附件','kind':'file'},"
    "{'code':'twice','name':'倍','kind':'number','formula':'amount * 2'},"
    "{'code':'label','name':'签','kind':'text','formula':\"if(done, org + '/' + urgency, title)\"},"
    "{'code':'until','name':'到','kind':'date','formula':'due + 1'}],"
    "'stages':[{'code':'open','name':'办'},{'code':'wait','name':'等'},"
    "{'code':'shut','name':'完','final':true}],"
    "'alerts':[{'code':'late','name':'迟','light':'red','when':'not final() and due < today()'},"
    "{'code':'soon','name':'近','light':'yellow','when':'amount > 3'}]}";
enum { TITLE, AMOUNT, DUE, DONE, URGENCY, ORG, WITH, FILES, TWICE, LABEL, UNTIL };

typedef struct desk {
    cx c;
    ledger_type *t;
    book *b;
    ledger_view v;
    uint64_t rnd;
} desk;

static const char *pick(desk *d, const char *const *from, size_t n)
{
    return from[rnd(&d->rnd) % n];
}
#define PICK(d, ...)                                                                               \
    pick(d, (const char *const[]){__VA_ARGS__}, COUNT_OF(((const char *const[]){__VA_ARGS__})))

/* Quotes of the type's text: ' stands for ", and \" for '. */
static void read_type(desk *d)
{
    char json[sizeof type_text];
    size_t n = 0;
    for (const char *p = type_text; *p; p++) {
        bool inner = p[0] == '\\' && p[1] == '"';
        json[n++] = *p;
        if (inner)
            json[n - 1] = '"';
        p += inner;
    }
    for (size_t i = 0, depth = 0; i < n; i++) { /* a text in "…" keeps its ' */
        if (json[i] == '"')
            depth = !depth;
        else if (json[i] == '\'' && !depth)
            json[i] = '"';
    }
    if (!ledger_type_read(&d->c, d->c.a, "thing.json", (str){json, n}, NULL, &d->t))
        fail_msg("%s", d->c.err.en);
}

static void put_rows(desk *d, sb *b, uint32_t n)
{
    sb_putz(b, ".code,.act,.stage,.note,title,amount,due,done,urgency,org,with\n");
    for (uint32_t i = 0; i < n; i++) {
        sb_printf(
            b, "R%u,add,%s,,%s%s,", i, PICK(d, "open", "wait", "shut"),
            PICK(d, "", "招商引资", "Ｇdp 增长", "安全生产检查一二三", "安全生产检查一二四", "abc"),
            PICK(d, "", "甲", "丙乙乙乙", "乙", " 12"));
        sb_printf(b, "%s,", PICK(d, "", "1", "2.50", "-3", "10", "2.5"));
        sb_printf(b, "%s,", PICK(d, "", "2024-06-01", "2024-06-30", "2023-12-31"));
        sb_printf(b, "%s,%s,", PICK(d, "", "1", "0"), PICK(d, "", "u", "n", "a", "gone"));
        sb_printf(b, "%s,%s\n", PICK(d, "", "fgw", "tjj", "sww"),
                  PICK(d, "", "fgw", "fgw;tjj", "sww;fgw", "tjj"));
    }
    for (uint32_t i = 0; i < n / 10; i++)
        sb_printf(b, "R%u,remove,,,,,,,,,\n", rnd(&d->rnd) % n);
}

static bool even(void *user, const book *b, uint32_t row)
{
    return row % 2 == 0;
}

static void desk_open(desk *d, uint32_t n, uint64_t seed)
{
    static const book_commit k = {1, 1704067200000000, {"clerk", 5}};
    sb text CLEANUP(sb_done) = {0};
    *d = (desk){.rnd = seed};
    sb_init(&text, 0);
    assert_true(cx_init(&d->c, LANG_EN));
    read_type(d);
    put_rows(d, &text, n);
    d->v =
        (ledger_view){.me = S("clerk"), .today = date_ord(2024, 6, 18), .c = &d->c, .mine = even};
    if (!book_new(&d->c, d->t, &d->b) || !book_apply(&d->c, d->b, S("rows"), &k, sb_str(&text)) ||
        !book_settle(&d->c, d->b, &d->v, SETTLE_ALL))
        fail_msg("%s", d->c.err.en);
}

static void desk_shut(desk *d)
{
    view_done(&d->v);
    book_free(d->b);
    cx_done(&d->c);
}

static const expr *filter(desk *d, const char *text)
{
    type_uses uses = {.n = 0};
    const expr *e;
    if (!type_filter(&d->c, d->t, str_of(text), &uses, &e))
        fail_msg("%s: %s", text, d->c.err.en);
    return e;
}

/* ---- filters ---- */
static const char *const conditions[] = {
    "amount > 1",
    "stage = 'open'",
    "final()",
    "not in_stage('open', 'wait')",
    "light = 'red' or light = 'yellow'",
    "missing(org) and missing(due)",
    "due < today() and not final() or done",
    "has(with, 'fgw') and amount < twice",
    "urgency = 'u' or urgency = 'n' and org <> 'fgw'",
    "twice > 4",
    "label = 'fgw/u'",
    "not (done or missing(done)) and starts(title, '招商')",
    "code = 'R7'",
    "me() = 'clerk' and amount = 2.5",
    "today() > '2025-01-01'",
    "until - due = 1",
    "created_by = 'clerk' and version = 1",
    "1 = 1",
    "not true",
    "urgency <> org and org <> 'tjj'",
    "if(done, org, urgency) = 'fgw' or len(with) > 1",
    "mine()",
    "final() or mine()",
};

static void test_filter(void **state)
{
    for (uint32_t size = 0; size < 4; size++) {
        static const uint32_t sizes[] = {0, 1, 37, 700};
        desk d;
        desk_open(&d, sizes[size], size + 1);
        bool *seen = cx_alloc(&d.c, d.b->n + 1);
        assert_non_null(seen);
        for (size_t i = 0; i < d.b->n; i++)
            seen[i] = rnd(&d.rnd) % 4;
        for (size_t i = 0; i < COUNT_OF(conditions); i++) {
            const expr *where[2] = {filter(&d, conditions[i]), filter(&d, "amount <> 10")};
            find_ask ask = {.where = where,
                            .n_where = 1 + (uint32_t)i % 2,
                            .withdrawn = i % 3 == 0,
                            .seen = i % 4 == 0 ? NULL : seen};
            uint32_t *rows;
            size_t n, at = 0;
            assert_true(find_rows(&d.c, d.b, &d.v, &ask, &rows, &n));
            for (uint32_t row = 0; row < d.b->n; row++) {
                bool want = (ask.withdrawn || !d.b->rows[row].withdrawn) &&
                            (!ask.seen || seen[row]) && view_true(&d.v, d.b, row, where[0]) &&
                            (ask.n_where == 1 || view_true(&d.v, d.b, row, where[1]));
                bool got = at < n && rows[at] == row;
                if (want != got)
                    fail_msg("%s: row %u", conditions[i], row);
                at += got;
            }
            assert_int_equal(at, n);
        }
        desk_shut(&d);
    }
}

/* ---- words ---- */
static str org_name(void *user, const type_field *f, str code)
{
    assert_true(f->kind == FIELD_ORG);
    return str_eqz(code, "fgw") ? S("发改委 NDRC") : (str){"", 0};
}

/* Small letters, narrow signs. */
static void naive_fold(const char *z, char *out)
{
    for (str s = str_of(z); s.n > 0;) {
        uint32_t cp;
        size_t n = utf8_decode(s, &cp);
        if (cp >= 0xFF01 && cp <= 0xFF5E)
            cp -= 0xFEE0;
        if (cp >= 'A' && cp <= 'Z')
            cp += 32;
        out += utf8_encode(cp, out);
        s = str_from(s, n);
    }
    *out = '\0';
}

static bool naive_word(const desk *d, uint32_t row, const char *word)
{
    static const uint32_t fields[] = {TITLE, URGENCY, ORG, WITH, LABEL};
    char all[1024] = "", folded[1024], want[64];
    size_t at = (size_t)snprintf(all, sizeof all, STR_FMT, STR_ARG(d->b->rows[row].code));
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        str s = book_get(d->b, row, fields[i]).text;
        at += (size_t)snprintf(all + at, sizeof all - at, "|" STR_FMT, STR_ARG(s));
        if (fields[i] == URGENCY && s.n)
            at += (size_t)snprintf(all + at, sizeof all - at, "|%s",
                                   str_eqz(s, "u")   ? "特急件|Urgent"
                                   : str_eqz(s, "n") ? "平件|Normal"
                                   : str_eqz(s, "a") ? "缓|Slow"
                                                     : "");
        if (i > 1 && fields[i] != LABEL && str_contains(s, "fgw"))
            at += (size_t)snprintf(all + at, sizeof all - at, "|发改委 NDRC");
    }
    naive_fold(all, folded);
    naive_fold(word, want);
    return strstr(folded, want) != NULL;
}

static void test_words(void **state)
{
    static const char *const questions[][3] = {{"招商"},
                                               {"招商", "甲"},
                                               {"GDP"},
                                               {"ｇＤp", "增长"},
                                               {"r1"},
                                               {"urgent"},
                                               {"特急", "fgw"},
                                               {"ndrc"},
                                               {"发改委", "一二四"},
                                               {"1"},
                                               {"１2"},
                                               {"生产检查一二"},
                                               {"nobody"},
                                               {"sww;fgw"},
                                               {"/U"},
                                               {"乙乙乙"},
                                               {"c甲"},
                                               {"长乙"},
                                               {"z"},
                                               {"安全生产检查一二三四五六七八九十"}};
    desk d;
    desk_open(&d, 400, 9);
    for (size_t i = 0; i < COUNT_OF(questions); i++) {
        char q[256] = "　";
        uint32_t *rows;
        size_t n, at = 0;
        for (int k = 0; k < 3 && questions[i][k]; k++)
            snprintf(q + strlen(q), sizeof q - strlen(q), "%s%s", k ? (i % 2 ? "　" : " \t") : "",
                     questions[i][k]);
        find_ask ask = {.q = str_of(q), .withdrawn = true, .said = org_name};
        assert_true(find_rows(&d.c, d.b, &d.v, &ask, &rows, &n));
        for (uint32_t row = 0; row < d.b->n; row++) {
            bool want = true, got = at < n && rows[at] == row;
            for (int k = 0; k < 3 && questions[i][k]; k++)
                want &= naive_word(&d, row, questions[i][k]);
            if (want != got)
                fail_msg("%s: row %u", q, row);
            at += got;
        }
    }
    desk_shut(&d);
}

static void test_words_refused(void **state)
{
    desk d;
    uint32_t *rows;
    size_t n;
    find_ask ask = {.q = S("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15")};
    desk_open(&d, 3, 1);
    assert_true(find_rows(&d.c, d.b, &d.v, &ask, &rows, &n));
    assert_int_equal(n, 0);
    ask.q = S("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16");
    assert_false(find_rows(&d.c, d.b, &d.v, &ask, &rows, &n));
    assert_int_equal(d.c.err.code, ERR_USAGE);
    cx_clear(&d.c);
    ask.q = S("\xff");
    assert_false(find_rows(&d.c, d.b, &d.v, &ask, &rows, &n));
    assert_int_equal(d.c.err.code, ERR_USAGE);
    desk_shut(&d);
}

/* ---- order ---- */
static uint32_t naive_place(const ledger_type *t, uint32_t name, str code)
{
    for (uint32_t i = 0; name == URGENCY && i < t->fields[name].n_options; i++)
        if (str_eq(t->fields[name].options[i].code, code))
            return i;
    for (uint32_t i = 0; name == TYPE_NAME_LIGHT && i <= MARK_GREY; i++)
        if (str_eqz(code, light_mark_name((light_mark)i)))
            return i;
    if (name == TYPE_NAME_STAGE)
        return type_stage_of(t, code);
    return 999;
}

static int naive_compare(const book *b, const find_key *k, uint32_t x, uint32_t y)
{
    expr_value v = book_get(b, x, k->name), w = book_get(b, y, k->name);
    int c;
    if (expr_missing(v) || expr_missing(w))
        return expr_missing(v) - expr_missing(w);
    if (v.kind == EXPR_TEXT || v.kind == EXPR_LIST) {
        uint32_t p = naive_place(b->type, k->name, v.text),
                 q = naive_place(b->type, k->name, w.text);
        c = p != q ? (p > q) - (p < q) : str_cmp(v.text, w.text);
    } else {
        c = (v.num > w.num) - (v.num < w.num);
    }
    return k->down ? -c : c;
}

/* Insertion: stable, and plain to see. */
static void naive_sort(const book *b, const find_key *keys, uint32_t n_keys, uint32_t *rows,
                       size_t n)
{
    for (size_t i = 1; i < n; i++) {
        uint32_t x = rows[i];
        size_t at = i;
        for (; at > 0; at--) {
            int c = 0;
            for (uint32_t k = 0; k < n_keys && c == 0; k++)
                c = naive_compare(b, &keys[k], rows[at - 1], x);
            if (c <= 0)
                break;
            rows[at] = rows[at - 1];
        }
        rows[at] = x;
    }
}

static void test_sort(void **state)
{
    static const char *const orders[] = {"",
                                         "amount",
                                         "-amount",
                                         "title",
                                         "-title",
                                         "due,-amount",
                                         "urgency",
                                         "-urgency",
                                         "stage,-due",
                                         "light,-twice",
                                         "-label",
                                         "label,code",
                                         "-until",
                                         "with,-org",
                                         "done,title",
                                         "-done,-title",
                                         "code",
                                         "-code",
                                         "files,due",
                                         "version,org",
                                         "created_by,-created_on, changed_on , -stage",
                                         "org,with,urgency,done,due,amount,title,stage"};
    for (uint32_t size = 0; size < 4; size++) {
        static const uint32_t sizes[] = {1, 20, 100, 600};
        desk d;
        desk_open(&d, sizes[size], 77 + size);
        for (size_t i = 0; i < COUNT_OF(orders); i++) {
            find_key keys[FIND_MAX_KEYS];
            uint32_t n_keys, n = (uint32_t)d.b->n, want[1024];
            size_t from = rnd(&d.rnd) % (n + 2), limit = i % 3 ? rnd(&d.rnd) % 30 : SIZE_MAX;
            find_ask ask = {.withdrawn = true};
            find_page page;
            assert_true(find_keys(&d.c, d.t, str_of(orders[i]), keys, &n_keys));
            for (uint32_t k = 0; k < n; k++)
                want[k] = k;
            naive_sort(d.b, keys, n_keys, want, n);
            assert_true(find_list(&d.c, d.b, &d.v, &ask, keys, n_keys, from, limit, &page));
            assert_int_equal(page.total, n);
            assert_int_equal(page.n, from >= n ? 0 : n - from < limit ? n - from : limit);
            for (size_t k = 0; k < page.n; k++)
                if (page.rows[k] != want[from + k])
                    fail_msg("%s of %u: row %zu from %zu", orders[i], n, k, from);
        }
        desk_shut(&d);
    }
}

/* Codes that the type does not have (any more) stand behind those it has; only which is first among them
 * is left open, and there is one such code here. */
static void test_keys_refused(void **state)
{
    static const char *const bad[] = {"nobody",     "due,", "-",
                                      "due,,title", "a,b",  "due,due,due,due,due,due,due,due,due"};
    desk d;
    find_key keys[FIND_MAX_KEYS];
    uint32_t n;
    desk_open(&d, 0, 1);
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        assert_false(find_keys(&d.c, d.t, str_of(bad[i]), keys, &n));
        assert_int_equal(d.c.err.code, ERR_USAGE);
        cx_clear(&d.c);
    }
    desk_shut(&d);
}

/* ---- summaries ---- */
static bool scope_name(void *user, str name, uint32_t *ret_id, expr_kind *ret_kind)
{
    return type_name_id(user, name, ret_id, ret_kind);
}

static bool scope_function(void *user, str name, const expr_arg *args, uint32_t n, uint32_t *ret_id,
                           expr_kind *ret_kind, cx *c)
{
    *ret_id = str_eqz(name, "final") ? FN_FINAL : FN_MAX_;
    *ret_kind = str_eqz(name, "final") ? EXPR_FLAG : EXPR_TEXT;
    return true;
}

static const char *const columns[] = {"count()",
                                      "count(final())",
                                      "sum(amount)",
                                      "round(share(due < today() and not final()), 1)",
                                      "max_of(until)",
                                      "group() + ':' + text(count(amount > 1))",
                                      "avg(twice) + min_of(amount)",
                                      "1 + 1"};
enum { COLUMNS = COUNT_OF(columns) };

static bool only_name(void *user, str name, uint32_t *ret_id, expr_kind *ret_kind)
{
    *ret_id = (uint32_t)(name.p[0] - 'a');
    *ret_kind = EXPR_NUM;
    return name.n == 1;
}

static const expr *compile(desk *d, const char *text, bool aggregate)
{
    expr_scope s = {
        .user = d->t, .name = scope_name, .function = scope_function, .aggregate = true};
    const expr *e;
    if (!aggregate)
        s = (expr_scope){.name = only_name};
    if (!expr_compile(&d->c, str_of(text), &s, &e))
        fail_msg("%s: %s", text, d->c.err.en);
    return e;
}

/* Is the row in the group: does its value, or one of its codes, have that key. */
static bool in_group(const book *b, uint32_t row, uint32_t by, str key)
{
    expr_value v = by == UINT32_MAX ? (expr_value){EXPR_TEXT, NAN, {"", 0}} : book_get(b, row, by);
    char out[64];
    str rest = v.text, one;
    if (expr_missing(v))
        return key.n == 0;
    if (by == AMOUNT || by == DUE || by == DONE) /* entered: as it was written */
        return str_eq(key, book_entered(b, row, by)->text);
    if (v.kind == EXPR_NUM)
        return str_eq(key, (str){out, (size_t)snprintf(out, sizeof out, "%.15g", v.num)});
    if (v.kind == EXPR_DATE)
        return str_eq(key, (str){out, period_print((period){FREQ_D, (int32_t)v.num}, out)});
    if (v.kind == EXPR_TEXT)
        return str_eq(key, v.text);
    while (str_split(&rest, ';', &one))
        if (str_eq(one, key))
            return true;
    return false;
}

static expr_value say_key(void *user, uint32_t id, const expr_value *args, const uint32_t *names,
                          uint32_t n)
{
    return (expr_value){EXPR_TEXT, NAN, *(str *)user};
}

/* Sum one group up by itself and compare the line; returns its rows. */
static uint32_t check_line(desk *d, const find_sums *what, const uint32_t *rows, size_t n,
                           const find_line *l, bool total)
{
    uint32_t hits = 0;
    for (uint32_t k = 0; k < what->n_values; k++) {
        double sums[64];
        str key = l->key;
        expr_env env = {.user = &key, .call = say_key, .today = d->v.today, .a = d->c.a};
        assert_true(expr_sums_size(what->values[k]) <= sizeof sums);
        expr_sums_init(what->values[k], sums);
        hits = 0;
        for (size_t i = 0; i < n; i++) {
            view_row at = {.v = &d->v, .b = d->b, .row = rows[i]};
            expr_env of_row;
            if (!total && (!in_group(d->b, rows[i], what->by, l->key) ||
                           !in_group(d->b, rows[i], what->by2, l->key2)))
                continue;
            view_env(&at, &of_row);
            expr_sums_add(what->values[k], sums, &of_row);
            hits++;
        }
        expr_value want = expr_sums_result(what->values[k], sums, &env), got = l->values[k];
        if (want.kind != got.kind || expr_missing(want) != expr_missing(got) ||
            (want.num != got.num && !isnan(want.num)) || !str_eq(want.text, got.text))
            fail_msg("by %u, %u: " STR_FMT "/" STR_FMT ", %s: %g " STR_FMT ", not %g " STR_FMT,
                     what->by, what->by2, STR_ARG(l->key), STR_ARG(l->key2), columns[k], got.num,
                     STR_ARG(got.text), want.num, STR_ARG(want.text));
    }
    assert_int_equal(hits, l->rows);
    return hits;
}

static size_t place_in(const str *all, uint32_t n, str key)
{
    for (uint32_t i = 0; i < n; i++)
        if (str_eq(all[i], key))
            return i;
    return n;
}

/* Lines stand in order, no pair twice. */
static void check_order(const desk *d, const find_sums *what, const find_line *x,
                        const find_line *y)
{
    size_t p = place_in(what->all, what->n_all, x->key),
           q = place_in(what->all, what->n_all, y->key);
    assert_true(p <= q);
    if (p < q || p < what->n_all)
        return;
    if (!str_eq(x->key, y->key)) {
        assert_true(x->key.n > 0);
        uint32_t a = naive_place(d->t, what->by, x->key), b = naive_place(d->t, what->by, y->key);
        assert_true(!y->key.n || a <= b);
        if (what->by == TWICE && y->key.n)
            assert_true(strtod(x->key.p, NULL) < strtod(y->key.p, NULL));
    }
}

static void test_sum(void **state)
{
    static const uint32_t by[][2] = {{ORG, UINT32_MAX},
                                     {WITH, UINT32_MAX},
                                     {URGENCY, TYPE_NAME_STAGE},
                                     {TYPE_NAME_LIGHT, WITH},
                                     {TWICE, UINT32_MAX},
                                     {LABEL, ORG},
                                     {UNTIL, TYPE_NAME_LIGHT},
                                     {UINT32_MAX, UINT32_MAX},
                                     {AMOUNT, DUE},
                                     {WITH, ORG},
                                     {DONE, TITLE},
                                     {TYPE_NAME_CODE, UINT32_MAX},
                                     {FILES, URGENCY}};
    static const str all[] = {S("none"), S("tjj"), S("fgw"), S("ztt")};
    for (uint32_t size = 0; size < 3; size++) {
        static const uint32_t sizes[] = {0, 60, 500};
        desk d;
        const expr *values[COLUMNS];
        desk_open(&d, sizes[size], 5 + size);
        for (uint32_t k = 0; k < COLUMNS; k++)
            values[k] = compile(&d, columns[k], true);
        for (size_t i = 0; i < COUNT_OF(by); i++) {
            const expr *where[] = {filter(&d, conditions[i % COUNT_OF(conditions)])};
            find_ask ask = {.where = where, .n_where = (uint32_t)i % 2};
            find_sums what = {
                .by = by[i][0], .by2 = by[i][1], .values = values, .n_values = COLUMNS};
            find_table table;
            uint32_t *rows;
            size_t n, hits = 0;
            bool lists = what.by == WITH || what.by2 == WITH;
            if (what.by == ORG || i % 3 == 0) {
                what.all = all;
                what.n_all = COUNT_OF(all);
            }
            assert_true(find_rows(&d.c, d.b, &d.v, &ask, &rows, &n));
            assert_true(find_sum(&d.c, d.b, &d.v, &ask, &what, &table));
            for (size_t k = 0; k < table.n; k++) {
                hits += check_line(&d, &what, rows, n, &table.lines[k], false);
                if (k > 0)
                    check_order(&d, &what, &table.lines[k - 1], &table.lines[k]);
            }
            assert_true(lists ? hits >= n : hits == n);
            assert_int_equal(check_line(&d, &what, rows, n, &table.total, true), n);
            for (uint32_t k = 0; k < what.n_all;
                 k++) { /* each appears, whether it has rows or not */
                size_t at = 0;
                while (at < table.n && !str_eq(table.lines[at].key, all[k]))
                    at++;
                assert_true(at < table.n);
            }
        }
        desk_shut(&d);
    }
}

static void test_sum_only(void **state)
{
    static const str all[] = {S("none"), S("fgw"), S("ztt")};
    desk d;
    find_table table;
    find_ask ask = {0};
    desk_open(&d, 200, 3);
    const expr *values[] = {compile(&d, "count()", true), compile(&d, "sum(amount)", true)};
    find_sums what = {ORG, UINT32_MAX, all, COUNT_OF(all), values, 2, compile(&d, "a = 0", false)};
    assert_true(find_sum(&d.c, d.b, &d.v, &ask, &what, &table));
    assert_int_equal(table.n, 2);
    assert_true(str_eqz(table.lines[0].key, "none") && str_eqz(table.lines[1].key, "ztt"));
    assert_true(expr_missing(table.lines[0].values[1]));
    assert_true(table.total.rows > 100 && table.total.values[0].num == table.total.rows);
    what.only = compile(&d, "b > 0 or a > 1000", false);
    assert_true(find_sum(&d.c, d.b, &d.v, &ask, &what, &table));
    for (size_t i = 0; i < table.n; i++)
        assert_true(table.lines[i].values[1].num > 0);
    desk_shut(&d);
}

static void test_sum_limit(void **state)
{
    desk d;
    find_table table;
    find_ask ask = {.withdrawn = true};
    desk_open(&d, 2100, 3);
    find_sums what = {.by = TYPE_NAME_CODE, .by2 = TYPE_NAME_CODE};
    assert_false(find_sum(&d.c, d.b, &d.v, &ask, &what, &table));
    assert_int_equal(d.c.err.code, ERR_LIMIT);
    desk_shut(&d);
}

/* ---- memory ---- */
typedef struct asked {
    desk d;
    const expr *where[1], *values[2];
} asked;

static bool ask_all(void *user)
{
    static const str all[] = {S("none"), S("fgw")};
    asked *w = user;
    desk *d = &w->d;
    cx c;
    find_page page;
    find_table table;
    find_ask ask = {.where = w->where, .n_where = 1, .q = S("甲 f"), .withdrawn = true};
    find_sums what = {WITH, TWICE, all, 2, w->values, 2, NULL};
    find_key keys[FIND_MAX_KEYS];
    uint32_t n_keys;
    if (!cx_init(&c, LANG_EN))
        return false;
    d->v.c = &c;
    bool ok = find_keys(&c, d->t, S("urgency,-title,stage"), keys, &n_keys) &&
              find_list(&c, d->b, &d->v, &ask, keys, n_keys, 0, 10, &page);
    ask.q = S("");
    ok = ok && find_sum(&c, d->b, &d->v, &ask, &what, &table);
    if (!ok)
        assert_int_equal(c.err.code, ERR_MEMORY);
    cx_done(&c);
    return ok;
}

static void test_memory(void **state)
{
    asked w;
    desk_open(&w.d, 300, 8);
    w.where[0] = filter(&w.d, "amount > 0 and (final() or urgency <> 'n') and not done");
    w.values[0] = compile(&w.d, "count(amount > 0) + sum(twice)", true);
    w.values[1] = compile(&w.d, "count()", true);
    torture(ask_all, &w);
    w.d.v.c = &w.d.c;
    desk_shut(&w.d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_filter),        cmocka_unit_test(test_words),
        cmocka_unit_test(test_words_refused), cmocka_unit_test(test_sort),
        cmocka_unit_test(test_keys_refused),  cmocka_unit_test(test_sum),
        cmocka_unit_test(test_sum_only),      cmocka_unit_test(test_sum_limit),
        cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
