/* Rows of the catalogue that are taken back: one reading of `withdrawn`, and no code under which
 * anything stands goes. */
#include "flow/flow_test.h"

/* The import is refused, with this in a finding or in the reason. */
static void refused_text(const char *url, const char *text, const char *word)
{
    sb why CLEANUP(sb_done) = {0};
    sb_init(&why, 0);
    if (take_file(url, "t.csv", str_of(text), false, &why) != -1)
        fail_msg("was taken: %s", text);
    sb_putc(&why, '\0');
    if (!strstr(why.p, word))
        fail_msg("%s is not in %s", word, why.p);
}

static bool has_row(const char *url, const char *table, const char *start)
{
    sb out CLEANUP(sb_done) = {0};
    char line[64];
    exported(url, table, &out);
    snprintf(line, sizeof line, "\n%s", start);
    return strstr(out.p, line) != NULL;
}

static void test_withdrawn_is_said(void **unused)
{
    static const char *const heads[] = {"withdrawn", "Withdrawn", " WITHDRAWN "};
    static const char *const words[] = {"yes", "YES", "是", " 是"};
    const char *url = test_path("said.db");
    char text[256];
    small_desk(url);
    for (size_t i = 0; i < COUNT_OF(heads); i++)
        for (size_t j = 0; j < COUNT_OF(words); j++) {
            take_text(url, "code,title,org\np1,科长,\np2,处长,\np3,主任,\n");
            snprintf(text, sizeof text, "code,title,org,%s\np1,,,%s\np2,副处长,,no\n", heads[i],
                     words[j]);
            assert_true(take_text(url, text) > 0);
            if (has_row(url, "posts", "p1,") || !has_row(url, "posts", "p2,副处长") ||
                !has_row(url, "posts", "p3,"))
                fail_msg("%s", text);
            /* two rows that say it in two ways */
            snprintf(text, sizeof text, "code,title,%s\np2,,yes\np3,,%s\n", heads[i], words[j]);
            assert_true(take_text(url, text) > 0);
            if (has_row(url, "posts", "p2,") || has_row(url, "posts", "p3,"))
                fail_msg("%s", text);
        }
}

static void test_claims_too(void **unused)
{
    const char *url = test_path("claims.db");
    small_desk(url);
    take_text(url, "area,indicator,leader,org\n520302,fai,张三,发改局\n");
    assert_true(has_row(url, "claims", "520302,fai,张三"));
    take_text(url, "area,indicator,leader,org,Withdrawn\n520302,fai,张三,发改局,是\n");
    assert_false(has_row(url, "claims", "520302,fai,张三"));
}

/* A code goes only when nothing at all stands under it: a range, a rank or a base is a figure. */
static void test_nothing_is_orphaned(void **unused)
{
    static const struct {
        const char *columns, *period, *kind, *cells;
    } figures[] = {
        {"level", "2024-03", "final", "5"},          {"growth", "2024-03", "final", "5"},
        {"base_level", "2024-03", "final", "5"},     {"low,high", "2024", "target", "5,6"},
        {"rank_published", "2024-03", "final", "5"},
    };
    const char *url = test_path("orphans.db");
    char text[256];
    small_desk(url);
    for (unsigned i = 0; i < COUNT_OF(figures); i++) {
        snprintf(text, sizeof text, "code,name,unit,nature,frequency\nq%u,指标%u,亿元,flow,M\n", i,
                 i);
        take_text(url, text);
        snprintf(text, sizeof text, "area,indicator,period,kind,%s\n520302,q%u,%s,%s,%s\n",
                 figures[i].columns, i, figures[i].period, figures[i].kind, figures[i].cells);
        assert_true(take_text(url, text) > 0);
        snprintf(text, sizeof text, "code,name,unit,nature,frequency,withdrawn\nq%u,,,,,是\n", i);
        refused_text(url, text, "figures stand under this code");
    }
    take_text(url, "code,name,unit,nature,frequency\nfree,无数,亿元,flow,M\n");
    refused_text(url, "code,name,unit,nature,frequency,withdrawn\nq1,,,,,是\nfree,,,,,yes\n",
                 "figures stand under this code");
    assert_true(has_row(url, "indicators", "free,"));
    take_text(url, "code,name,unit,nature,frequency,withdrawn\nfree,,,,,Yes\n");
    assert_false(has_row(url, "indicators", "free,"));
    refused_text(url, "code,name,level,withdrawn\n520302,,,是\n", "figures stand under this code");
    take_text(url, "code,name,level,withdrawn\n520303,,,是\n");
    assert_false(has_row(url, "areas", "520303,"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_withdrawn_is_said),
        cmocka_unit_test(test_claims_too),
        cmocka_unit_test(test_nothing_is_orphaned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
