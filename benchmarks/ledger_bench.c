/* ledger_bench: questions to a ledger of many rows and twenty fields, in one process on one core:
 *   ledger_bench ROWS
 * Results are lines "name milliseconds", best of nine. benchmarks/ledger.sh runs it. */
#include "base/mem.h"
#include "base/os.h"
#include "base/sb.h"
#include "base/str.h"
#include "ledger/find.h"

static const char type_text[] =
    "{'code':'bench','name':'测试','title':'title','fields':["
    "{'code':'title','name':'事项','kind':'text'},{'code':'note','name':'说明','kind':'text'},"
    "{'code':'amount','name':'金额','kind':'number'},{'code':'paid','name':'已付','kind':'number'},"
    "{'code':'due','name':'时限','kind':'date'},{'code':'begin','name':'开始','kind':'date'},"
    "{'code':'done_on','name':'办结','kind':'date'},{'code':'done','name':'完成','kind':'flag'},"
    "{'code':'urgency','name':'缓急','kind':'choice','options':[{'code':'urgent','name':'急'},"
    "{'code':'normal','name':'平'},{'code':'slow','name':'缓'}]},"
    "{'code':'area','name':'地区','kind':'area'},{'code':'org','name':'单位','kind':'org'},"
    "{'code':'with_orgs','name':'配合','kind':'org','many':true},"
    "{'code':'post','name':'岗位','kind':'post'},{'code':'person','name':'责任人','kind':'person'},"
    "{'code':'indicator','name':'指标','kind':'indicator'},"
    "{'code':'link','name':'关联','kind':'link','to':'bench'},"
    "{'code':'asof','name':'月份','kind':'period'},{'code':'source','name':'来源','kind':'text'},"
    "{'code':'left','name':'余额','kind':'number','formula':'amount - paid'},"
    "{'code':'late','name':'逾期','kind':'number','formula':'max(0, days(due, today()))'}],"
    "'stages':[{'code':'draft','name':'拟办'},{'code':'issued','name':'下发'},"
    "{'code':'closed','name':'办结','final':true}],"
    "'summaries':[{'code':'units','name':'按单位','by':'org','by2':'stage','columns':["
    "{'code':'n','name':'件数','value':'count()'},"
    "{'code':'open','name':'在办','value':'count(not final())'},"
    "{'code':'late','name':'逾期','value':'count(not final() and due < today())'},"
    "{'code':'amount','name':'金额','value':'sum(amount)'},"
    "{'code':'paid','name':'支付率','value':'round(sum(paid) / sum(amount) * 100, 1)'},"
    "{'code':'left','name':'最大余额','value':'max_of(left)'}]}]}";

typedef struct bench {
    cx setup;
    const ledger_type *t;
    book *b;
    ledger_view v;
} bench;

static uint64_t state = 20240618;
static uint32_t rnd(uint32_t below)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((state >> 33) % below);
}

static void put_date(sb *b, uint32_t days)
{
    char out[PERIOD_TEXT_MAX];
    period_print((period){FREQ_D, (int32_t)(date_ord(2022, 1, 1) + rnd(days))}, out);
    sb_printf(b, ",%s", out);
}

static void put_row(sb *b, uint32_t i)
{
    static const char *const stages[] = {"draft", "issued", "closed"};
    static const char *const urgency[] = {"urgent", "normal", "slow", ""};
    static const char *const words[] = {"招商引资", "固定资产投资", "工业运行",
                                        "营商环境", "安全生产",     "GDP"};
    sb_printf(b, "RW-%06u,add,%s,", i, stages[rnd(3)]);
    sb_printf(b, ",关于%s工作的督办事项第%u号,落实%s会议第%u项要求，限期反馈进展", words[rnd(6)],
              rnd(1000000), words[rnd(6)], rnd(1000000));
    sb_printf(b, ",%u.%02u,%u", rnd(1000000), rnd(100), rnd(500000));
    put_date(b, 1000);
    put_date(b, 1000);
    if (rnd(2))
        put_date(b, 1000);
    else
        sb_putc(b, ',');
    sb_printf(b, ",%u,%s,3712%02u,org%02u", rnd(2), urgency[rnd(4)], rnd(14), rnd(60));
    sb_printf(b, ",org%02u;org%02u,post%03u,p%04u,I%03u,RW-%06u", rnd(60), rnd(60), rnd(300),
              rnd(1000), rnd(100), rnd(i + 1));
    sb_printf(b, ",2024-%02u,%s\n", rnd(12) + 1, words[rnd(6)]);
}

static bool make_type(bench *w)
{
    char *json = cx_strdup(&w->setup, str_of(type_text));
    ledger_type *t;
    TRY(json);
    for (char *p = json; *p; p++) /* its own texts have none */
        *p = *p == '\'' ? '"' : *p;
    TRY(ledger_type_read(&w->setup, w->setup.a, "bench.json", str_of(json), NULL, &t));
    w->t = t;
    return book_new(&w->setup, t, &w->b);
}

static bool make_book(bench *w, uint32_t n)
{
    static const book_commit k = {1, 1704067200000000, S("clerk")};
    sb text CLEANUP(sb_done) = {0};
    sb_init(&text, 0);
    sb_putz(
        &text,
        ".code,.act,.stage,.note,title,note,amount,paid,due,begin,done_on,done,urgency,area,org,"
        "with_orgs,post,person,indicator,link,asof,source\n");
    for (uint32_t i = 0; i < n; i++)
        put_row(&text, i);
    MUST(sb_ok(&text));
    double from = os_monotonic();
    TRY(book_apply(&w->setup, w->b, S("rows"), &k, sb_str(&text)));
    printf("load %.2f\n", (os_monotonic() - from) * 1000);
    w->v = (ledger_view){.me = S("clerk"), .today = date_ord(2024, 6, 18), .c = &w->setup};
    from = os_monotonic();
    TRY(book_settle(&w->setup, w->b, &w->v, true));
    printf("settle %.2f\n", (os_monotonic() - from) * 1000);
    return true;
}

typedef struct question {
    const char *name, *where, *q, *sort;
    uint32_t by, by2; /* of a summary */
    size_t limit;     /* 0: a summary */
} question;

/* From text to answer, as a request would have it. */
static bool ask(bench *w, const question *x, cx *c, size_t *ret)
{
    find_key keys[FIND_MAX_KEYS];
    const type_summary *s = w->t->summaries;
    const expr *where[1], *values[8];
    uint32_t n_keys;
    find_page page;
    find_table table;
    type_uses uses = {.n = 0};
    find_ask a = {.where = where, .n_where = *x->where != 0, .q = str_of(x->q)};
    w->v.c = c;
    TRY(!*x->where || type_filter(c, w->t, str_of(x->where), &uses, &where[0]));
    TRY(find_keys(c, w->t, str_of(x->sort), keys, &n_keys));
    if (x->limit) {
        TRY(find_list(c, w->b, &w->v, &a, keys, n_keys, 0, x->limit, &page));
        *ret = page.total;
        return true;
    }
    for (uint32_t i = 0; i < s->n_columns; i++)
        values[i] = s->columns[i].value;
    find_sums sums = {.by = x->by, .by2 = x->by2, .values = values, .n_values = s->n_columns};
    TRY(find_sum(c, w->b, &w->v, &a, &sums, &table));
    *ret = table.n;
    return true;
}

static bool measure(bench *w, const question *x)
{
    double best = 1e9;
    size_t n = 0;
    for (int i = 0; i < 9; i++) {
        cx c;
        MUST(cx_init(&c, LANG_EN));
        double from = os_monotonic();
        bool ok = ask(w, x, &c, &n);
        double took = os_monotonic() - from;
        if (!ok)
            fprintf(stderr, "%s: %s\n", x->name, c.err.en);
        w->v.c = &w->setup;
        cx_done(&c);
        TRY(ok);
        best = took < best ? took : best;
    }
    printf("%s %.2f %zu\n", x->name, best * 1000, n);
    return true;
}

int main(int argc, char **argv)
{
    enum { ORG = 10 }; /* fields by their place */
    static const question questions[] = {
        {"list_filter_sort", "stage = 'issued' and due < today() and has(with_orgs, 'org07')", "",
         "due,-amount", 0, 0, 100},
        {"list_half_by_number", "amount > 500000", "", "-amount,due", 0, 0, 100},
        {"list_all_by_choice_and_text", "", "", "urgency,stage,title", 0, 0, 100},
        {"list_all_by_text", "", "", "title", 0, 0, 100},
        {"list_computed", "late > 30 and left > 0", "", "-late,left", 0, 0, 100},
        {"list_words", "", "招商引资 123", "due", 0, 0, 100},
        {"list_words_anywhere", "", "gdp 环境", "-due", 0, 0, 100},
        {"whole_sorted", "", "", "area,org,due,-amount", 0, 0, SIZE_MAX},
        {"whole_sorted_by_text", "", "", "title", 0, 0, SIZE_MAX},
        {"summary_by_org", "", "", "", ORG, UINT32_MAX, 0},
        {"summary_by_org_and_stage", "due >= '2023-01-01'", "", "", ORG, TYPE_NAME_STAGE, 0},
        {"summary_by_list_field", "stage <> 'draft'", "", "", ORG + 1, UINT32_MAX, 0},
    };
    bench w = {0};
    uint32_t n = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 100000;
    MUST(cx_init(&w.setup, LANG_EN));
    bool ok = make_type(&w) && make_book(&w, n);
    for (size_t i = 0; ok && i < COUNT_OF(questions); i++)
        ok = measure(&w, &questions[i]);
    if (!ok && w.setup.err.code)
        fprintf(stderr, "%s\n", w.setup.err.en);
    book_free(w.b);
    cx_done(&w.setup);
    return !ok;
}
