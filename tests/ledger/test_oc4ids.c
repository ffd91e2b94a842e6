/* The member "oc4ids" of a type, and a project package as tables: every allocation fails in turn, what is wrong is told with its
 * place. */
#include "base/os.h"
#include "base/str.h"
#include "ledger/oc4ids.h"
#include "testing.h"

static void fine(const cx *c, bool ok)
{
    if (!ok)
        fail_msg("%s", c->err.en);
}

static char *file_of(cx *c, const char *name)
{
    os_file f;
    char *path = cx_printf(c, "%s/tests/data/oc4ids/%s", getenv("DIAODU_ROOT"), name);
    fine(c, path && os_map(c, path, SIZE_MAX, &f));
    char *text = cx_strdup(c, f.data);
    os_unmap(&f);
    assert_non_null(text);
    return text;
}

static bool resolve(cx *c, void *user, const type_field *f, str text, str *ret)
{
    *ret = text;
    return (fail)(c, ERR_DATA, "没有", "is none");
}

/* The memory that is wanted for a text that fails is the test's own; what was done before it is let go. */
static bool read_once(const ledger_type *t, const unit_table *u, const char *json, uint32_t *rows)
{
    cx c;
    issues l;
    oc4ids_tables got = {0};
    oc4ids_desk d = {.units = u, .resolve = resolve, .with_stage = S(""), .without = S("")};
    if (!cx_init(&c, LANG_EN))
        return false;
    issues_init(&l, c.a);
    bool good = oc4ids_read(&c, t, NULL, &d, str_of(json), &got, &l);
    assert_true(good || c.err.code == ERR_MEMORY);
    *rows = got.rows.rows;
    issues_done(&l);
    cx_done(&c);
    return good;
}

static void test_memory(void **state)
{
    cx c;
    ledger_type *t;
    unit_table *u;
    uint32_t rows;
    assert_true(cx_init(&c, LANG_EN));
    char *json = file_of(&c, "example.json"), *type = file_of(&c, "works.json");
    fine(&c, ledger_type_read(&c, c.a, "works.json", str_of(type), NULL, &t));
    fine(&c, unit_table_load(&c, S("unit,name_en,dimension,factor,aliases\n元,yuan,CNY,1,\n"), &u));
    assert_true(read_once(t, u, json, &rows));
    assert_int_equal(rows, 1);
    for (long n = 1;; n++) {
        mem_fail_after(n, false);
        bool good = read_once(t, u, json, &rows);
        mem_fail_after(0, false);
        if (good)
            break;
        assert_true(n < 100000);
    }
    unit_table_free(u);
    cx_done(&c);
}

/* A mistake in the mapping is refused with its place. */
static void test_mapping(void **state)
{
    static const struct {
        const char *from, *to, *said;
    } wrong[] = {
        {"{\"path\": \"title\", \"field\": \"name\"}", "{\"path\": \"titel\", \"field\": \"name\"}",
         "oc4ids.members[0].path: is no path of OC4IDS"},
        {"\"field\": \"begins\"", "\"field\": \"begun\"", "there is no field “begun”"},
        {"\"field\": \"ended\"", "\"field\": \"name\"", "members[8].path: does not go with"},
        {"\"open\": \"implementation\"", "\"opened\": \"implementation\"",
         "members[3].codes: has a code that the field"},
        {"\"done\": [\"completion\"", "\"done\": [7", "members[3].codes"},
        {"\"series\": \"spent\"", "\"series\": \"spend\"", "there is no such series"},
        {", \"roles\": [\"publicAuthority\"]", "", "members[14].path: does not go with"},
        {"\"else\": \"authority\"", "\"else\": \"budget\"", "members[13].else"},
        {"\"currency\": \"GBP\", ", "", "oc4ids.currency: is missing"},
        {"\"lat\": \"lat\"", "\"lat\": \"about\"", "members[12].path: does not go with"},
        {"if(over > 0,", "if(ower > 0,", "members[11]"},
    };
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        cx c;
        ledger_type *t;
        assert_true(cx_init(&c, LANG_EN));
        char *text = file_of(&c, "works.json"), *at = strstr(text, wrong[i].from);
        assert_non_null(at);
        char *other = cx_printf(&c, "%.*s%s%s", (int)(at - text), text, wrong[i].to,
                                at + strlen(wrong[i].from));
        assert_non_null(other);
        bool read = ledger_type_read(&c, c.a, "works.json", str_of(other), NULL, &t);
        if (read || !strstr(c.err.en, "oc4ids.") || (i < 10 && !strstr(c.err.en, wrong[i].said)))
            fail_msg("%zu: %s", i, read ? "read" : c.err.en);
        cx_done(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_memory),
                                       cmocka_unit_test(test_mapping)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
