/* The member "investment" of a type: what it may say and how each mistake is told. */
#include "ledger/ledger_help.h"

typedef struct mistake {
    const char *more;    /* of small_type() */
    const char *en, *zh; /* must stand in the messages */
} mistake;

#define F(code, kind, more) ",{`code`:`" code "`,`name`:`字段`,`kind`:`" kind "`" more "}"
#define INVEST(more)                                                                               \
    ",`series`:[{`code`:`m`,`name`:`月`,`unit`:`亿元`,`frequency`:`M`,`actual`:true},"          \
    "{`code`:`q`,`name`:`季`,`unit`:`亿元`,`frequency`:`Q`,`actual`:true}],`investment`:{" more    \
    "}"
#define INVEST_FIELDS                                                                              \
    F("area", "area", "")                                                                          \
    F("total", "number", "")                                                                       \
    F("in", "date", "")                                                                            \
    F("halted", "flag", "")                                                                        \
    F("kind", "choice",                                                                            \
      ",`options`:[{`code`:`x`,`name`:`甲`},{`code`:`y`,`name`:`乙`},{`code`:`z`,`name`:`丙`}]")

static void test_mistakes(void **state)
{
#define GOOD "`series`:`m`,`total`:`total`,`entered`:`in`,`indicator`:`fai`"
    static const mistake list[] = {
        {INVEST("`total`:`total`"), "investment.series: is missing", "缺少"},
        {INVEST("`series`:`n`"), "investment.series: must be a monthly", "月度"},
        {INVEST("`series`:`q`"), "investment.series: must be a monthly", "月度"},
        {INVEST("`series`:`m`"), "investment.total: is missing", "缺少"},
        {INVEST("`series`:`m`,`total`:`in`"), "investment.total: the field", "类型"},
        {INVEST("`series`:`m`,`total`:`total`"), "investment.entered: is", "缺少"},
        {INVEST("`series`:`m`,`total`:`total`,`entered`:`in`"), "investment.indicator: is missing",
         "缺少"},
        {INVEST(GOOD ",`colour`:1"), "investment.colour: there is no", "没有"},
        {INVEST(GOOD ",`stopped`:`total`"), "investment.stopped: the field", "类型"},
        {INVEST(GOOD ",`domain`:`total`"), "investment.domain: must be", "选项"},
        {INVEST(GOOD ",`domains`:[{`domain`:`x`,`indicator`:`a`}]"),
         "investment.domains[0].domain: is no option", "选项"},
        {INVEST(GOOD ",`domain`:`kind`,`domains`:[{`domain`:`w`,`indicator`:`a`}]"),
         "investment.domains[0].domain: is no option", "选项"},
        {INVEST(GOOD ",`domain`:`kind`,`domains`:[{`domain`:`x`}]"),
         "investment.domains[0].indicator: is missing", "缺少"},
        {INVEST(GOOD ",`stopped`:`halted`"), "investment: investment adds up", "写明 area"},
    };
    for (size_t i = 0; i < COUNT_OF(list); i++) {
        CX(c);
        ledger_type *t;
        str json = small_type(c.a, INVEST_FIELDS, list[i].more);
        if (ledger_type_read(&c, c.a, "t.json", json, NULL, &t) || c.err.code != ERR_FORMAT ||
            !strstr(c.err.en, list[i].en) || !strstr(c.err.zh, list[i].zh))
            fail_msg("%s: %s | %s", list[i].more, c.err.en, c.err.zh);
    }
}

static void test_what_is_read(void **state)
{
    CX(c);
    ledger_type *t;
    str json = small_type(
        c.a, INVEST_FIELDS,
        INVEST(GOOD
               ",`adjust`:`m`,`stopped`:`halted`,`domain`:`kind`,`enter_from`:0.05,`domains`:["
               "{`domain`:`x`,`indicator`:`a`},{`indicator`:`b`,`within`:`a`}]") ",`area`:`area`");
    ok(&c, ledger_type_read(&c, c.a, "t.json", json, NULL, &t));
    const type_investment *v = &t->investment;
    assert_true(v->is && v->series == 0 && v->adjust == 0 && v->left == UINT32_MAX);
    assert_true(v->enter_from == 0.05 && v->n_domains == 2);
    assert_true(!v->domains[1].domain.n && str_eqz(v->domains[1].within, "a"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_what_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
