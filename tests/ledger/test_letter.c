/* Letters of a type file: what they may say, what is refused and where, and their numbers. */
#include "ledger/letter.h"
#include "ledger/ledger_help.h"

#define ONE(body)                                                                                  \
    ",`letters`:[{`code`:`slip`,`name`:`单`,`kind`:`form`,`number`:`督办〔{year}〕{n}号`,"   \
    "`body`:[" body "]}]"

static void test_reads(void **state)
{
    cx c;
    (void)state;
    assert_true(cx_init(&c, LANG_EN));
    ledger_type *t = read_small(
        &c, ",{`code`:`due`,`name`:`时限`,`kind`:`date`},{`code`:`o`,`name`:`单位`,`kind`:`org`}",
        ",`letters`:[{`code`:`slip`,`name`:`单`,`kind`:`letter`,`number`:`督办〔{year}〕{n}号`,"
        "`to`:`o`,`when`:`present(due)`,`reply_days`:7,`body`:["
        "{`title`:`关于{title}的函`,`title_en`:`On {title}`},{`to`:`{o}：`,`to_en`:`{o}:`},"
        "{`para`:`请于{adddays(due, 3)}前{title}。`,`para_en`:`By {due}`},"
        "{`table`:[[`事项`,`{title}`,`Matter`],[``,`{due}`]]},{`sign`:`{office}`},"
        "{`attach`:`清单`,`attach_en`:`List`}]}]");
    const type_letter *l = type_letter_of(t, S("slip"));
    assert_non_null(l);
    assert_null(type_letter_of(t, S("other")));
    assert_int_equal(l->n_blocks, 6);
    assert_int_equal(l->reply_days, 7);
    assert_true(l->english);
    assert_non_null(l->when);
    const letter_text *p = &l->blocks[2].text.zh;
    assert_int_equal(p->n, 3);
    assert_true(str_eq(p->list[0].words, S("请于")) && p->list[0].e);
    assert_true(str_eq(p->list[1].words, S("前")) && p->list[1].e);
    assert_true(str_eq(p->list[2].words, S("。")) && !p->list[2].e);
    assert_true(l->blocks[4].text.zh.list[0].office);
    cx_done(&c);
}

static void test_english(void **state)
{
    cx c;
    (void)state;
    assert_true(cx_init(&c, LANG_EN));
    ledger_type *t = read_small(&c, "", ONE("{`title`:`督办单`},{`para`:`{title}`}"));
    assert_false(t->letters[0].english);
    t = read_small(&c, "", ONE("{`title`:`{title}`},{`para`:`{title}: {code}`}"));
    assert_true(t->letters[0].english);
    cx_done(&c);
}

static void test_refuses(void **state)
{
    static const struct {
        const char *more, *where, *what;
    } cases[] = {
        {ONE("{`para`:`x`}"), "letters[0].body", "begins with a title"},
        {ONE("{`title`:`{titel}`}"), "letters[0].body[0].title", "titel"},
        {ONE("{`title`:`{title`}"), "letters[0].body[0].title", "without its }"},
        {ONE("{`title`:`a{ }`}"), "letters[0].body[0].title", "empty {}"},
        {ONE("{`title`:`a`},{`frob`:`a`}"), "letters[0].body[1]", "is one of"},
        {ONE("{`title`:`a`,`more`:1}"), "letters[0].body[0].more", "no such member"},
        {ONE("{`title`:`a`},{`table`:[[`x`]]}"), "letters[0].body[1].table[0]", "label"},
        {ONE("{`title`:`a`},{`table`:[]}"), "letters[0].body[1].table", "at least one"},
        {ONE("{`title`:`a`},{`rows`:{`type`:`u`},`columns`:[]}"), "letters[0].body[1].rows.field",
         "missing"},
        {ONE("{`title`:`a`},{`rows`:{`type`:`u`,`field`:`t`},`columns`:[]}"),
         "letters[0].body[1].columns", "at least one"},
        {",`letters`:[{`code`:`x`,`name`:`x`,`kind`:`song`,`body`:[{`title`:`a`}]}]",
         "letters[0].kind", "is form"},
        {",`letters`:[{`code`:`x`,`name`:`x`,`kind`:`form`,`number`:`{n}`,`body`:[{`title`:`a`}]}]",
         "letters[0].number", "{year}"},
        {",`letters`:[{`code`:`x`,`name`:`x`,`kind`:`form`,`to`:`title`,`body`:[{`title`:`a`}]}]",
         "letters[0].to", "kind org"},
        {",`alerts`:[{`code`:`late`,`light`:`red`,`when`:`final()`,`name`:`x`,`letter`:`slip`}]",
         "alerts[0].letter", "no such letter"},
    };
    int failed = 0;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        cx c;
        ledger_type *t;
        assert_true(cx_init(&c, LANG_EN));
        if (ledger_type_read(&c, c.a, "t.json", small_type(c.a, "", cases[i].more), NULL, &t))
            CASE_FAILED("%s: was taken\n", cases[i].where);
        else if (!strstr(c.err.en, cases[i].where) || !strstr(c.err.en, cases[i].what))
            CASE_FAILED("%s, %s: %s\n", cases[i].where, cases[i].what, c.err.en);
        cx_done(&c);
    }
    assert_int_equal(failed, 0);
}

static void test_other(void **state)
{
    static const struct {
        const char *block, *what; /* NULL = it fits */
    } cases[] = {
        {"{`rows`:{`type`:`u`,`field`:`up`,`sort`:`-n`,`where`:`n > 1`},`columns`:[{`name`:`x`,"
         "`value`:`text(n)`}]}",
         NULL},
        {"{`rows`:{`type`:`u`,`field`:`n`},`columns`:[{`name`:`x`,`value`:`n`}]}", "links here"},
        {"{`rows`:{`type`:`u`,`field`:`up`,`sort`:`m`},`columns`:[{`name`:`x`,`value`:`n`}]}",
         "rows.sort"},
        {"{`rows`:{`type`:`u`,`field`:`up`,`where`:`title`},`columns`:[{`name`:`x`,`value`:`n`}]}",
         "condition"},
        {"{`rows`:{`type`:`u`,`field`:`up`},`columns`:[{`name`:`x`,`value`:`m`}]}", "m"},
        {"{`summary`:`all`,`type`:`u`}", "no such summary"},
    };
    int failed = 0;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        cx c;
        ledger_type *u;
        assert_true(cx_init(&c, LANG_EN));
        char *more = arena_printf(c.a, ONE("{`title`:`a`},%s"), cases[i].block);
        ledger_type *t = read_small(&c, "", more);
        str json = quoted(c.a, "{`code`:`u`,`name`:`u`,`title`:`title`,`fields`:[{`code`:`title`,"
                               "`name`:`a`,`kind`:`text`},{`code`:`n`,`name`:`b`,`kind`:`number`},"
                               "{`code`:`up`,`name`:`c`,`kind`:`link`,`to`:`t`}],"
                               "`stages`:[{`code`:`open`,`name`:`x`}]}");
        ok(&c, ledger_type_read(&c, c.a, "u.json", json, NULL, &u));
        bool fits =
            letter_check_other(&c, "t.json", t, &t->letters[0], &t->letters[0].blocks[1], u);
        if (fits != !cases[i].what || (!fits && !strstr(c.err.en, cases[i].what)))
            CASE_FAILED("%zu: %s\n", i, c.err.en);
        cx_done(&c);
    }
    assert_int_equal(failed, 0);
}

static void test_numbers(void **state)
{
    static const struct {
        const char *number;
        int year;
        int64_t n;
    } cases[] = {{"督办〔2026〕3号", 2026, 3},
                 {"督办〔2026〕12号", 2026, 12},
                 {"督办〔2025〕3号", 2026, 0},
                 {"督办〔2026〕号", 2026, 0},
                 {"督办〔2026〕x号", 2026, 0},
                 {"提示〔2026〕3号", 2026, 0},
                 {"", 2026, 0},
                 {"督办〔2026〕-3号", 2026, 0}};
    cx c;
    str s;
    int64_t n;
    (void)state;
    assert_true(cx_init(&c, LANG_ZH));
    ledger_type *t = read_small(&c, "", ONE("{`title`:`a`}"));
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        ok(&c, letter_number_read(&c, &t->letters[0], cases[i].year, str_of(cases[i].number), &n));
        assert_int_equal(n, cases[i].n);
    }
    ok(&c, letter_number(&c, &t->letters[0], 2026, 7, &s));
    assert_true(str_eqz(s, "督办〔2026〕7号"));
    ok(&c, letter_number(&c, &t->letters[0], 2026, -1, &s));
    assert_true(str_eqz(s, "督办〔2026〕　号"));
    cx_done(&c);
}

static bool read_once(void *user)
{
    cx c;
    ledger_type *t;
    if (!cx_init(&c, LANG_ZH))
        return false;
    char *text = arena_strdup(c.a, str_of(user));
    bool done = text && ledger_type_read(&c, c.a, "t.json", str_of(text), NULL, &t);
    cx_done(&c);
    return done;
}

static void test_memory(void **state)
{
    cx c;
    (void)state;
    assert_true(cx_init(&c, LANG_ZH));
    str text = small_type(c.a, "", ONE("{`title`:`{title}单`},{`table`:[[`a`,`{code}`]]}"));
    torture(read_once, (void *)text.p);
    cx_done(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads),   cmocka_unit_test(test_english),
        cmocka_unit_test(test_refuses), cmocka_unit_test(test_other),
        cmocka_unit_test(test_numbers), cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
