/* What projects carry, by who asks: rows that may not be seen are in no sum and in no list, and what would be wrong
 * without them is not told. Every allocation of an answer fails in turn. */
#include "ledger_help.h"
#include "api/investment.h"

#define READ (1u << ACT_READ)
#define UNIT (1u << ACT_UNIT)

static const char works[] =
    "{`code`:`works`,`name`:`工程`,`title`:`title`,`area`:`area`,%s`fields`:["
    "{`code`:`title`,`name`:`名称`,`kind`:`text`},{`code`:`area`,`name`:`地区`,`kind`:`area`},"
    "{`code`:`total`,`name`:`总投资`,`kind`:`number`,`unit`:`万元`},"
    "{`code`:`entered`,`name`:`入库`,`kind`:`period`}],"
    "`stages`:[{`code`:`open`,`name`:`在建`}],"
    "`series`:[{`code`:`invest`,`name`:`完成`,`unit`:`万元`,`frequency`:`M`,`plan`:true,"
    "`actual`:true}],"
    "`investment`:{`series`:`invest`,`total`:`total`,`entered`:`entered`,`indicator`:`fai`}}";

static void define_works(place *p, const char *more)
{
    char json[2000];
    snprintf(json, sizeof json, works, more);
    help_define(p, json);
}

static void project(place *p, const char *name, const char *area, const char *total,
                    const char *actual)
{
    char fields[200];
    snprintf(fields, sizeof fields, "title=t|area=%s|total=%s|entered=2024-01", area, total);
    str code;
    ok(&p->c, try_add(p, "works", name, fields, &code, NULL));
    desk_again(p);
    ledger_cell cell = {S("invest"), S("2024-03"), (str){NULL, 0}, str_of(actual)};
    ledger_order o = order_of(p, "works", name, "");
    ok(&p->c, ledger_series(&p->c, &p->d, &o, &cell, 1, NULL));
    desk_again(p);
}

/* Three projects of 1, 2 and 4亿元, in a county, in another and in the city itself. */
static void projects(place *p, const char *more)
{
    define_works(p, more);
    project(p, "G1", "520302", "10000", "1000");
    project(p, "G2", "520303", "20000", "1000");
    project(p, "G3", "520300", "40000", "1000");
}

static investment_query query_of(const char *area)
{
    period at;
    assert_true(period_parse_iso(S("2024-03"), &at));
    return (investment_query){.area = str_of(area),
                              .type = S("works"),
                              .period = at,
                              .asked = {.target = NAN},
                              .top = 5,
                              .limit = 20};
}

typedef bool (*answer_fn_)(cx *c, const desk *d, const investment_query *q, sb *out);

static bool asks(place *p, const subject *who, const char *area, answer_fn_ fn, char *out, size_t n)
{
    investment_query q = query_of(area);
    sb b CLEANUP(sb_done) = {0};
    desk d = p->d;
    d.who = who;
    sb_init(&b, 0);
    cx_clear(&p->c);
    bool good = fn(&p->c, &d, &q, &b);
    snprintf(out, n, STR_FMT, STR_ARG(sb_str(&b)));
    return good;
}

static char said[20000];
#define HAS(word)                                                                                  \
    do {                                                                                           \
        if (!strstr(said, word))                                                                   \
            fail_msg("%s is not in %s", word, said);                                               \
    } while (0)
#define HAS_NOT(word)                                                                              \
    do {                                                                                           \
        if (strstr(said, word))                                                                    \
            fail_msg("%s is in %s", word, said);                                                   \
    } while (0)

static subject with(place *p, uint32_t acts, const char *area, bool only)
{
    right *r = cx_alloc(&p->c, sizeof *r);
    assert_non_null(r);
    *r = (right){.acts = acts, .area = catalog_area(p->d.k, str_of(area)), .only = only};
    return (subject){
        .login = S("zhao"), .list = r, .n = 1, .print = acts * 1000u + r->area * 2u + only};
}

static void test_who_sees_what(void **state)
{
    place p;
    place_begin(&p, state);
    projects(&p, "");
    assert_true(asks(&p, NULL, "520300", answer_investment_remaining, said, sizeof said));
    HAS("\"unseen\":0,\"remaining\":6.7,");
    HAS("\"executable\":0.9,"); /* 0.1 a month, three months */
    HAS("\"code\":\"G1\"");

    subject city = with(&p, READ, "520300", true), county = with(&p, READ, "520302", false);
    assert_true(asks(&p, &city, "520300", answer_investment_remaining, said, sizeof said));
    HAS("\"unseen\":2,\"remaining\":3.9,"); /* its own: sums of what they see, and how many they do not */
    HAS("\"executable\":null,");
    HAS("\"executable\":\"rows_unseen\"");
    HAS("\"reason\":\"rows_unseen\"");
    HAS_NOT("\"code\":\"G1\"");
    assert_true(asks(&p, &city, "520300", answer_investment_link, said, sizeof said));
    HAS("\"inside\":0.1,");

    assert_true(asks(&p, &county, "520302", answer_investment_remaining, said, sizeof said));
    HAS("\"unseen\":0,\"remaining\":0.9,");
    assert_false(asks(&p, &county, "520300", answer_investment_link, said, sizeof said));
    assert_int_equal(p.c.err.code, ERR_UNKNOWN);
    assert_false(asks(&p, &county, "520303", answer_investment_remaining, said, sizeof said));
    assert_int_equal(p.c.err.code, ERR_UNKNOWN);
    place_end(&p);
}

/* Named respondents: who may only read the area is told how many there are; a private row is nobody else's. */
static void test_single_respondents(void **state)
{
    place p;
    place_begin(&p, state);
    projects(&p, "`unit_level`:true,");
    subject reads = with(&p, READ, "520300", false), unit = with(&p, READ | UNIT, "520300", false);
    assert_true(asks(&p, &reads, "520300", answer_investment_remaining, said, sizeof said));
    HAS("\"unseen\":3,\"remaining\":0,");
    HAS_NOT("\"code\":\"G");
    assert_true(asks(&p, &unit, "520300", answer_investment_remaining, said, sizeof said));
    HAS("\"unseen\":0,\"remaining\":6.7,");
    define_works(&p, "`private`:true,");
    assert_true(asks(&p, &unit, "520300", answer_investment_remaining, said, sizeof said));
    HAS("\"unseen\":0,\"remaining\":0,");
    place_end(&p);
}

/* What cannot be asked: in both languages, with what to do. */
static void test_what_is_refused(void **state)
{
    place p;
    place_begin(&p, state);
    define_works(&p, "");
    const struct {
        const char *type;
        err_code code;
        const char *en;
    } list[] = {{"matter", ERR_USAGE, "no member"}, {"none", ERR_UNKNOWN, "none"}};
    for (size_t i = 0; i < COUNT_OF(list); i++) {
        investment_query q = query_of("520300");
        sb b CLEANUP(sb_done) = {0};
        sb_init(&b, 0);
        cx_clear(&p.c);
        q.type = str_of(list[i].type);
        assert_false(answer_investment_remaining(&p.c, &p.d, &q, &b));
        assert_int_equal(p.c.err.code, list[i].code);
        assert_non_null(strstr(p.c.err.en, list[i].en));
    }
    place_end(&p);
}

static bool remembers(place *p, answer_fn_ fn, long n, long *ret_made)
{
    cx c;
    investment_query q = query_of("520300");
    sb b CLEANUP(sb_done) = {0};
    assert_true(cx_init(&c, LANG_ZH));
    sb_init(&b, 0);
    q.why = S("");
    mem_fail_after(n, false);
    bool good = fn(&c, &p->d, &q, &b);
    *ret_made = mem_count();
    mem_fail_after(0, false);
    if (!good && c.err.code != ERR_MEMORY)
        fail_msg("allocation %ld: %s %s", n, err_name(c.err.code), c.err.en);
    cx_done(&c);
    return good;
}

static void test_every_allocation(void **state)
{
    static const answer_fn_ list[] = {answer_investment_remaining, answer_investment_link};
    place p;
    place_begin(&p, state);
    projects(&p, "");
    for (size_t i = 0; i < COUNT_OF(list); i++)
        for (long n = 1, made = 0;; n++) {
            bool good = remembers(&p, list[i], n, &made);
            if (good != (made < n))
                fail_msg("allocation %ld of %ld refused: answered %d", n, made, good);
            if (good)
                break;
            assert_true(n < 20000);
        }
    place_end(&p);
}

static int up(void **state)
{
    store_threads = 1; /* the counter of mem.h is not for threads */
    return engines_up(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(test_who_sees_what),
        ONLY_SQLITE(test_single_respondents),
        ONLY_SQLITE(test_what_is_refused),
        ONLY_SQLITE(test_every_allocation),
    };
    return cmocka_run_group_tests(tests, up, engines_down);
}
