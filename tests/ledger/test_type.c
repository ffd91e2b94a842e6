/* Types: what a file may say and how each mistake is told, with its place, in both languages. */
#include "ledger/ledger_help.h"
#include "base/embed.h"

typedef struct mistake {
    const char *fields, *more; /* of small_type() */
    const char *en, *zh;       /* must stand in the messages */
} mistake;

static bool has(const char *all, const char *part)
{
    return strstr(all, part) != NULL;
}

static int mistakes(const mistake *list, size_t n)
{
    int failed = 0;
    for (size_t i = 0; i < n; i++) {
        CX(c);
        ledger_type *t;
        str json = small_type(c.a, list[i].fields, list[i].more);
        if (ledger_type_read(&c, c.a, "t.json", json, NULL, &t))
            CASE_FAILED("%s %s: was taken\n", list[i].fields, list[i].more);
        else if (c.err.code != ERR_FORMAT || !has(c.err.en, list[i].en) ||
                 !has(c.err.zh, list[i].zh) || !has(c.err.en, "t.json"))
            CASE_FAILED("%s %s: %s: %s | %s\n", list[i].fields, list[i].more, err_name(c.err.code),
                        c.err.en, c.err.zh);
    }
    return failed;
}
#define MISTAKES(list) assert_int_equal(mistakes(list, COUNT_OF(list)), 0)

#define F(code, kind, more) ",{`code`:`" code "`,`name`:`字段`,`kind`:`" kind "`" more "}"

static void test_fields(void **state)
{
    static const mistake list[] = {
        {",{`code`:`a`,`name`:`甲`,`kind`:`number`,`colour`:1}", "", "fields[1].colour: there is",
         "fields[1].colour：没有这一项"},
        {",7", "", "fields[1]: must be an object", "须为对象"},
        {",{`name`:`甲`,`kind`:`number`}", "", "fields[1].code: is missing", "缺少"},
        {",{`code`:`a`,`kind`:`number`}", "", "fields[1].name: is missing", "缺少"},
        {",{`code`:`a`,`name`:` `,`kind`:`number`}", "", "fields[1].name: may not be empty", "空"},
        {",{`code`:`a`,`name`:3,`kind`:`number`}", "", "fields[1].name: must be text", "文字"},
        {",{`code`:`a`,`name`:`甲`}", "", "fields[1].kind: is missing", "缺少"},
        {F("a", "colour", ""), "", "fields[1].kind: must be one of", "应为以下之一"},
        {F("A", "number", ""), "", "fields[1].code: a code begins", "小写字母"},
        {F("1a", "number", ""), "", "fields[1].code: a code begins", "小写字母"},
        {F("a-b", "number", ""), "", "fields[1].code: a code begins", "小写字母"},
        {F("a23456789012345678901234567890123456789012", "number", ""), "",
         "fields[1].code: a code begins", "40"},
        {F("title", "number", ""), "", "fields[1].code: is given twice", "重复"},
        {F("code", "text", ""), "", "fields[1].code: is given twice", "内置名"},
        {F("stage", "text", ""), "", "fields[1].code", "内置名"},
        {F("version", "text", ""), "", "fields[1].code", "内置名"},
        {F("changed_by", "text", ""), "", "fields[1].code", "内置名"},
        {F("light", "text", ""), "", "fields[1].code", "内置名"},
        {F("a", "text", ",`required`:`yes`"), "", "fields[1].required: is true or false", "true"},
        {F("a", "number", ",`min`:`0`"), "", "fields[1].min: must be a number", "须为数"},
        {F("a", "number", ",`min`:5,`max`:4"), "", "fields[1].max", "min"},
        {F("a", "number", ",`decimals`:10"), "", "fields[1].decimals: must be a whole", "整数"},
        {F("a", "number", ",`decimals`:-2"), "", "fields[1].decimals: must be a whole", "整数"},
        {F("a", "number", ",`decimals`:1.5"), "", "fields[1].decimals: must be a whole", "整数"},
        {F("a", "text", ",`max`:100001"), "", "fields[1].max: must be a whole", "整数"},
        {F("a", "text", ",`lines`:61"), "", "fields[1].lines: must be a whole", "整数"},
        {F("a", "file", ",`max_mb`:65"), "", "fields[1].max_mb: must be a whole", "整数"},
        {F("a", "choice", ""), "", "fields[1].options: must list", "列出"},
        {F("a", "checklist", ",`options`:[]"), "", "fields[1].options: must list", "列出"},
        {F("a", "choice", ",`options`:{}"), "", "fields[1].options: must be a list", "列表"},
        {F("a", "text", ",`options`:[{`code`:`x`,`name`:`y`}]"), "", "fields[1].options: only",
         "只有 choice"},
        {F("a", "choice", ",`options`:[{`code`:`x`,`name`:`y`},{`code`:`x`,`name`:`z`}]"), "",
         "fields[1].options[1].code: stands before", "重复"},
        {F("a", "choice", ",`options`:[{`code`:`x;y`,`name`:`y`}]"), "",
         "fields[1].options[0].code: may not have", "不能含"},
        {F("a", "choice", ",`options`:[{`code`:`x`}]"), "", "fields[1].options[0].name: is missing",
         "缺少"},
        {F("a", "choice", ",`options`:[{`code`:`x`,`name`:`y`,`light`:1}]"), "",
         "fields[1].options[0].light: there is no such", "没有这一项"},
        {F("a", "checklist", ",`options`:[{`code`:`x`,`name`:`y`,`when`:`nope = 1`}]"), "",
         "fields[1].options[0].when: ", "options[0].when"},
        {F("a", "link", ""), "", "fields[1].to: a link", "link 字段"},
        {F("a", "text", ",`to`:`t`"), "", "fields[1].to: a link", "link 字段"},
        {F("a", "number", ",`many`:true"), "", "fields[1].many: a field of this kind", "一个值"},
        {F("a", "date", ",`many`:true"), "", "fields[1].many", "一个值"},
        {F("a", "text", ",`aliases`:`x`"), "", "fields[1].aliases: must be a list", "列表"},
        {F("a", "text", ",`aliases`:[1]"), "", "fields[1].aliases: its items", "文字"},
        {F("a", "number", ",`formula`:`1 +`"), "", "fields[1].formula: ", "fields[1].formula"},
        {F("a", "number", ",`formula`:`'x'`"), "", "fields[1].formula: what the formula", "不符"},
        {F("a", "date", ",`formula`:`1`"), "", "fields[1].formula: what", "不符"},
        {F("a", "text", ",`formula`:`today()`"), "", "fields[1].formula: what", "不符"},
        {F("a", "flag", ",`formula`:`1`"), "", "fields[1].formula: what", "不符"},
        {F("a", "number", ",`formula`:`1`,`required`:true"), "", "fields[1].formula: a field",
         "必填"},
        {F("a", "file", ",`formula`:`'x'`"), "", "fields[1].formula: a field", "不能由公式"},
        {F("a", "org", ",`many`:true,`formula`:`'x'`"), "", "fields[1].formula", "不能由公式"},
        {F("a", "number", ",`formula`:`1`,`start`:`2`"), "", "fields[1].start", "公式"},
        {F("a", "text", ",`locked`:`title`"), "", "fields[1].locked", "条件"},
        {F("a", "number", ",`start`:`=today()`"), "", "fields[1].start", "不符"},
        {F("a", "number", ",`start`:`many`"), "", "fields[1].start", "“many”"},
        {F("a", "choice", ",`options`:[{`code`:`x`,`name`:`y`}],`start`:`z`"), "",
         "fields[1].start", "没有这个选项"},
        {F("a", "file", ",`start`:`x`"), "", "fields[1].start", "附件"},
        {F("a", "number", ",`formula`:`b`") F("b", "number", ",`formula`:`a`"), "",
         "fields[1].formula: the formulas refer", "圈"},
        {F("a", "number", ",`formula`:`a + 1`"), "", "fields[1].formula: the formulas refer", "圈"},
        {F("a", "number", ",`formula`:`lacking(b)`")
             F("b", "checklist", ",`options`:[{`code`:`x`,`name`:`y`,`when`:`a > 0`}]"),
         "", "the formulas refer", "圈"},
        {F("b", "checklist", ",`options`:[{`code`:`x`,`name`:`y`,`when`:`lacking(b) > 0`}]"), "",
         "fields[1].", "圈"},
        {F("a", "text", ",`formula`:`me()`"), "", "a formula may not use me()", "me()"},
        {F("a", "flag", ",`formula`:`mine()`"), "", "a formula may not use me()", "me()"},
        {F("a", "text", ",`formula`:`light`"), "", "a formula may not use me()", "light"},
        {F("a", "file", ",`media`:`pdf;exe`"), "", "fields[1].media", "exe"},
    };
    MISTAKES(list);
}

#define MOVE(more) ",`moves`:[{`code`:`go`,`name`:`走`,`from`:[`open`],`to`:`done`" more "}]"

static void test_moves(void **state)
{
    static const char due[] = F("due", "date", "") F("n", "number", ",`formula`:`1`")
        F("l", "link", ",`to`:`t`") F("f", "file", "");
    static const mistake list[] = {
        {due, MOVE(",`x`:1"), "moves[0].x: there is no", "没有这一项"},
        {due, ",`moves`:{}", "moves: must be a list", "列表"},
        {due, ",`moves`:[{`name`:`走`,`from`:[`open`],`to`:`done`}]", "moves[0].code: is missing",
         "缺少"},
        {due, ",`moves`:[{`code`:`go`,`name`:`走`,`to`:`done`}]", "moves[0].from: must list",
         "列出"},
        {due, ",`moves`:[{`code`:`go`,`name`:`走`,`from`:[`open`]}]", "moves[0].to: is missing",
         "缺少"},
        {due, ",`moves`:[{`code`:`go`,`name`:`走`,`from`:[`x`],`to`:`done`}]",
         "moves[0].from: there is no such stage", "没有这个阶段"},
        {due, ",`moves`:[{`code`:`go`,`name`:`走`,`from`:[`open`],`to`:`x`}]",
         "moves[0].to: there is no such stage", "没有这个阶段"},
        {due, MOVE(",`right`:`all`"), "moves[0].right: is fill or dispatch", "dispatch"},
        {due, MOVE(",`needs`:[`x`]"), "moves[0].needs: there is no field “x”", "没有字段 “x”"},
        {due, MOVE(",`asks`:[`x`]"), "moves[0].asks: there is no field “x”", "没有字段 “x”"},
        {due, MOVE(",`when`:`due >`,`why`:`晚`"), "moves[0].when: ", "moves[0].when"},
        {due, MOVE(",`when`:`title`,`why`:`晚`"), "moves[0].when: ", "条件"},
        {due, MOVE(",`when`:`due > today()`"), "moves[0].why: a move with", "须说明"},
        {due, MOVE(",`note`:1"), "moves[0].note: is true or", "true"},
        {due, MOVE(",`other_than`:[`x`]"), "moves[0].other_than: there is no such move",
         "没有这一步"},
        {due, MOVE(",`set`:[]"), "moves[0].set: must be {", "表达式"},
        {due, MOVE(",`set`:{`x`:`1`}"), "moves[0].set.x: there is no such field", "可写"},
        {due, MOVE(",`set`:{`n`:`1`}"), "moves[0].set.n: there is no such field", "可写"},
        {due, MOVE(",`set`:{`f`:`'x'`}"), "moves[0].set.f: there is no such field", "可写"},
        {due, MOVE(",`set`:{`due`:1}"), "moves[0].set.due: must be an expression", "表达式"},
        {due, MOVE(",`set`:{`due`:`1 +`}"), "moves[0].set.due: ", "moves[0].set.due"},
        {due, MOVE(",`set`:{`due`:`1`}"), "moves[0].set.due: what", "不符"},
        {due, MOVE(",`creates`:{`link`:`l`}"), "moves[0].creates.type: is missing", "缺少"},
        {due, MOVE(",`creates`:{`type`:`t`}"), "moves[0].creates.link: is missing", "缺少"},
        {due, MOVE(",`creates`:{`type`:`u`,`link`:`l`}"), "moves[0].creates.link: must be a link",
         "link 字段"},
        {due, MOVE(",`creates`:{`type`:`t`,`link`:`due`}"), "moves[0].creates.link: must be a link",
         "link 字段"},
        {due, MOVE(",`creates`:{`type`:`t`,`link`:`l`,`x`:1}"), "moves[0].creates.x: there is no",
         "没有这一项"},
        {due, MOVE(",`creates`:{`type`:`t`,`link`:`l`,`fields`:{`title`:`nope`}}"),
         "moves[0].creates.fields.title: ", "creates.fields.title"},
        {due,
         ",`moves`:[{`code`:`go`,`name`:`走`,`from`:[`open`],`to`:`done`},"
         "{`code`:`go`,`name`:`走`,`from`:[`open`],`to`:`done`}]",
         "moves[1].code: is given twice", "重复"},
    };
    MISTAKES(list);
}

#define SERIES(more) ",`series`:[{`code`:`r`,`name`:`收入`,`frequency`:`M`,`actual`:true" more "}]"
#define SUMMARY(more)                                                                              \
    ",`summaries`:[{`code`:`s`,`name`:`按`,`columns`:[{`code`:`n`,`name`:`件`,"                  \
    "`value`:`count()`}]" more "}]"

static void test_others(void **state)
{
    static const char due[] =
        F("due", "date", "") F("o", "org", "") F("a", "area", "") F("os", "org", ",`many`:true");
    static const mistake list[] = {
        {due, ",`colour`:1", "colour: there is no such member", "没有这一项"},
        {due, ",`rules`:{}", "rules: there is no such member", "没有这一项"},
        {due, ",`private`:1", "private: is true or false", "true"},
        {due, ",`codes`:`RW;{n4}`", "codes: ", "codes"},
        {due, ",`codes`:`RW-{year}`", "codes: ", "{n3}"},
        {due, ",`codes`:`RW-{n12}`", "codes: ", "{n3}"},
        {due, ",`codes`:`RW-{n4}-{n4}`", "codes: ", "{n3}"},
        {due, ",`codes`:`RW {n4}`", "codes: ", "codes"},
        {due, ",`codes`:`RW-{day}-{n4}`", "codes: ", "{n3}"},
        {due, ",`area`:`x`", "area: there is no field", "没有字段"},
        {due, ",`area`:`o`", "area: the field it names", "类型不对"},
        {due, ",`org`:`a`", "org: the field it names", "类型不对"},
        {due, ",`org`:`os`", "org: the field it names", "类型不对"},
        {due, ",`also_orgs`:[`due`]", "also_orgs: must be fields of kind org", "单位字段"},
        {due, ",`also_orgs`:`o`", "also_orgs: must be a list", "列表"},
        {due, SERIES(",`x`:1"), "series[0].x: there is no", "没有这一项"},
        {due, ",`series`:[{`code`:`r`,`name`:`收入`,`frequency`:`X`,`actual`:true}]",
         "series[0].frequency: must be one of", "D W M"},
        {due, ",`series`:[{`code`:`r`,`name`:`收入`,`frequency`:`MM`,`actual`:true}]",
         "series[0].frequency", "D W M"},
        {due, ",`series`:[{`code`:`r`,`name`:`收入`,`frequency`:`M`}]",
         "series[0].actual: at least", "至少一项"},
        {due, ",`series`:[{`code`:`due`,`name`:`收入`,`frequency`:`M`,`plan`:true}]",
         "series[0].code: is given twice", "重复"},
        {due, ",`checks`:[{`code`:`c`,`name`:`x`}]", "checks[0].test: is missing", "缺少"},
        {due, ",`checks`:[{`code`:`c`,`name`:`x`,`test`:`due`}]", "checks[0].test: ", "条件"},
        {due, ",`checks`:[{`code`:`c`,`name`:`x`,`test`:`present(due)`,`field`:`x`}]",
         "checks[0].field: there is no field", "没有字段"},
        {due, ",`checks`:[{`code`:`c`,`test`:`present(due)`}]", "checks[0].name: is missing",
         "缺少"},
        {due,
         ",`checks`:[{`code`:`c`,`name`:`x`,`test`:`present(due)`},"
         "{`code`:`c`,`name`:`x`,`test`:`present(due)`}]",
         "checks[1].code: is given twice", "重复"},
        {due, ",`alerts`:[{`code`:`l`,`name`:`x`,`light`:`pink`,`when`:`present(due)`}]",
         "alerts[0].light: is red", "red yellow"},
        {due, ",`alerts`:[{`code`:`l`,`name`:`x`,`light`:`red`}]", "alerts[0].when: is missing",
         "缺少"},
        {due, ",`alerts`:[{`code`:`l`,`name`:`x`,`light`:`red`,`when`:`due`}]",
         "alerts[0].when: ", "条件"},
        {due, ",`alerts`:[{`code`:`l`,`name`:`x`,`light`:`red`,`when`:`mine()`}]",
         "alerts: an alert may not use me()", "预警"},
        {due,
         ",`alerts`:[{`code`:`l`,`name`:`x`,`light`:`red`,`when`:`present(due)`},"
         "{`code`:`l`,`name`:`x`,`light`:`red`,`when`:`present(due)`}]",
         "alerts[1].code: is given twice", "重复"},
        {due, SUMMARY(",`by`:`x`"), "summaries[0].by: there is no such field", "没有这个字段"},
        {due, SUMMARY(",`by2`:`x`"), "summaries[0].by2: there is no such field", "没有这个字段"},
        {due, SUMMARY(",`all`:`people`"), "summaries[0].all: is org", "org:类别"},
        {due, SUMMARY(",`only`:`x = 1`"), "summaries[0].only: ", "summaries[0].only"},
        {due, SUMMARY(",`only`:`n`"), "", ""},
        {due, SUMMARY(",`where`:`due`"), "summaries[0].where: ", "条件"},
        {due, SUMMARY(",`total`:1"), "summaries[0].total: is true", "true"},
        {due, ",`summaries`:[{`code`:`s`,`name`:`按`}]", "summaries[0].columns: needs", "至少"},
        {due, ",`summaries`:[{`code`:`s`,`name`:`按`,`columns`:[{`code`:`n`,`name`:`件`}]}]",
         "summaries[0].columns[0].value: is missing", "缺少"},
        {due,
         ",`summaries`:[{`code`:`s`,`name`:`按`,`columns`:[{`code`:`n`,`name`:`件`,"
         "`value`:`due`}]}]",
         "summaries[0].columns[0].value: ", "columns[0].value"},
        {due, ",`views`:[{`code`:`v`,`name`:`我`,`where`:`x = 1`}]",
         "views[0].where: ", "views[0].where"},
        {due, ",`views`:[{`code`:`v`,`name`:`我`,`where`:`title`}]", "views[0].where: ", "条件"},
        {due, ",`views`:[{`code`:`v`,`name`:`我`,`sort`:`-x`}]", "views[0].sort: sorts by", "排序"},
        {due, ",`views`:[{`code`:`v`,`name`:`我`},{`code`:`v`,`name`:`我`}]",
         "views[1].code: is given twice", "重复"},
        {due, ",`sort`:`due,x`", "sort: sorts by", "排序"},
        {due, ",`list`:[`x`]", "list: there is no field", "没有字段"},
        {due, ",`calendar`:{`from`:`title`}", "calendar.from: must be a date", "日期字段"},
        {due, ",`calendar`:{}", "calendar.from: must be a date", "日期字段"},
        {due, ",`calendar`:{`from`:`due`,`to`:`title`}", "calendar.to: must be a date", "日期字段"},
        {due, ",`card`:[{`name`:`基本`,`fields`:[`x`]}]", "card[0].fields: there is no field",
         "没有字段"},
        {due, ",`card`:[{`fields`:[`due`]}]", "card[0].name: is missing", "缺少"},
        {due, ",`children`:[{`type`:`t`}]", "children[0].field: is missing", "缺少"},
        {due, ",`guard`:`due >`", "guard: ", "guard"},
        {due, ",`guard`:`title`,`guard_text`:`x`", "guard: ", "条件"},
        {due, ",`guard`:`present(due)`", "guard_text: is missing", "缺少"},
        {due, ",`print`:{`columns`:[]}", "print.title: is missing", "缺少"},
        {due, ",`print`:{`title`:`台账`,`columns`:[{`name`:`x`}]}",
         "print.columns[0].value: is missing", "缺少"},
        {due, ",`print`:{`title`:`台账`,`columns`:[{`name`:`x`,`value`:`nope`}]}",
         "print.columns[0].value: ", "print.columns[0].value"},
    };
    int failed = 0;
    for (size_t i = 0; i < COUNT_OF(list); i++)
        if (list[i].en[0])
            failed += mistakes(&list[i], 1);
    assert_int_equal(failed, 0);
}

/* The file as a whole. */
static void refused_file(const char *z, err_code code, const char *en)
{
    CX(c);
    ledger_type *t;
    assert_false(ledger_type_read(&c, c.a, "t.json", quoted(c.a, z), NULL, &t));
    if (c.err.code != code || !has(c.err.en, en))
        fail_msg("%s: %s %s", z, err_name(c.err.code), c.err.en);
}

static void test_file(void **state)
{
    refused_file("", ERR_FORMAT, "not JSON");
    refused_file("{\n`code`:}", ERR_FORMAT, "line 2, column 8");
    refused_file("{`code`:`t`,`code`:`u`}", ERR_FORMAT, "not JSON");
    refused_file("{`code`:`\\u0000`}", ERR_FORMAT, "not JSON");
    refused_file("[]", ERR_FORMAT, "must be an object");
    refused_file("{}", ERR_FORMAT, "code: is missing");
    refused_file("{`code`:`t`,`name`:`x`}", ERR_FORMAT, "fields: needs at least one");
    refused_file("{`code`:`t`,`name`:`x`,`fields`:[{`code`:`a`,`name`:`x`,`kind`:`text`}]}",
                 ERR_FORMAT, "stages: needs at least one");
    refused_file("{`code`:`t`,`name`:`x`,`fields`:[{`code`:`a`,`name`:`x`,`kind`:`text`}],"
                 "`stages`:[{`code`:`s`,`name`:`x`}]}",
                 ERR_FORMAT, "title: is missing");
    refused_file("{`code`:`t`,`name`:`x`,`fields`:[{`code`:`a`,`name`:`x`,`kind`:`date`}],"
                 "`stages`:[{`code`:`s`,`name`:`x`}],`title`:`a`}",
                 ERR_FORMAT, "title: the field it names");
    refused_file("{`code`:`t`,`name`:`x`,`fields`:[{`code`:`a`,`name`:`x`,`kind`:`text`}],"
                 "`stages`:[{`code`:`s`,`name`:`x`},{`code`:`s`,`name`:`x`}],`title`:`a`}",
                 ERR_FORMAT, "stages[1].code: is given twice");
    CX(c);
    sb big CLEANUP(sb_done) = {0};
    ledger_type *t;
    sb_init(&big, 0);
    for (size_t i = 0; i <= TYPE_MAX_BYTES; i++)
        sb_putc(&big, ' ');
    assert_false(ledger_type_read(&c, c.a, "t.json", sb_str(&big), NULL, &t));
    assert_int_equal(c.err.code, ERR_LIMIT);
}

/* So many of a list are too many; # in an item is its number. */
static void many_of(const char *head, const char *item, int n, const char *tail, sb *out)
{
    sb_reset(out);
    sb_putz(out, head);
    for (int i = 0; i < n; i++) {
        sb_putz(out, i ? "," : "");
        for (const char *p = item; *p; p++)
            if (*p == '#')
                sb_printf(out, "%d", i);
            else
                sb_putc(out, *p);
    }
    sb_putz(out, tail);
    sb_putc(out, 0);
}

static void test_limits(void **state)
{
    static const struct {
        const char *head, *item, *tail, *en;
        int most;
        bool fields;
    } list[] = {
        {",", "{`code`:`f#`,`name`:`x`,`kind`:`text`}", "", "fields: has too many",
         TYPE_MAX_FIELDS - 1, true},
        {",`moves`:[", "{`code`:`m#`,`name`:`x`,`from`:[`open`],`to`:`done`}", "]",
         "moves: has too many", 60, false},
        {",`alerts`:[", "{`code`:`a#`,`name`:`x`,`light`:`red`,`when`:`final()`}", "]",
         "alerts: has too many", TYPE_MAX_ALERTS, false},
        {",`checks`:[", "{`code`:`a#`,`name`:`x`,`test`:`final()`}", "]", "checks: has too many",
         60, false},
        {",`series`:[", "{`code`:`s#`,`name`:`x`,`frequency`:`M`,`plan`:true}", "]",
         "series: has too many", 60, false},
        {",`views`:[", "{`code`:`v#`,`name`:`x`}", "]", "views: has too many", 40, false},
        {",`children`:[", "{`type`:`t`,`field`:`f#`}", "]", "children: has too many", 40, false},
        {",`card`:[", "{`name`:`v#`,`fields`:[]}", "]", "card: has too many", 40, false},
    };
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 0);
    for (size_t i = 0; i < COUNT_OF(list); i++)
        for (int more = 0; more < 2; more++) {
            CX(c);
            ledger_type *t;
            many_of(list[i].head, list[i].item, list[i].most + more, list[i].tail, &b);
            str json = small_type(c.a, list[i].fields ? b.p : "", list[i].fields ? "" : b.p);
            bool good = ledger_type_read(&c, c.a, "t.json", json, NULL, &t);
            if (good != !more || (more && !has(c.err.en, list[i].en)))
                fail_msg("%s + %d: %s", list[i].en, more, c.err.en);
        }
}

static void test_looks_into_too_many(void **state)
{
    CX(c);
    ledger_type *t;
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 0);
    for (int i = 0; i <= TYPE_MAX_USES; i++)
        sb_printf(&b, ",{`code`:`f%d`,`name`:`x`,`kind`:`link`,`to`:`t%d`}", i, i);
    sb_putc(&b, 0);
    assert_false(ledger_type_read(&c, c.a, "t.json", small_type(c.a, b.p, ""), NULL, &t));
    assert_int_equal(c.err.code, ERR_LIMIT);
}

/* Formulas that use each other twice over may not make a write work for years. */
static void test_formulas_that_multiply(void **state)
{
    CX(c);
    ledger_type *t;
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 0);
    sb_putz(&b, ",{`code`:`f0`,`name`:`x`,`kind`:`number`}");
    for (int i = 1; i < 60; i++)
        sb_printf(&b, ",{`code`:`f%d`,`name`:`x`,`kind`:`number`,`formula`:`f%d + f%d`}", i, i - 1,
                  i - 1);
    sb_putc(&b, 0);
    assert_false(ledger_type_read(&c, c.a, "t.json", small_type(c.a, b.p, ""), NULL, &t));
    assert_int_equal(c.err.code, ERR_FORMAT);
    assert_true(has(c.err.en, "too often"));
}

static void test_what_is_read(void **state)
{
    CX(c);
    const ledger_type *t = read_small(
        &c,
        F("amount", "number", ",`unit`:`万元`,`decimals`:2,`min`:0,`max`:100,`help`:`说`")
            F("kind", "choice",
              ",`options`:[{`code`:`a`,`name`:`甲`,`name_en`:`A`},{`code`:`b`,`name`:`乙`}],"
              "`start`:`a`,`required`:true") F("org", "org", ",`aliases`:[`牵头单位`,`责任单位`]")
                F("area", "area", "") F("with_orgs", "org", ",`many`:true")
                    F("twice", "number", ",`formula`:`half * 4`")
                        F("half", "number", ",`formula`:`amount / 2`")
                            F("note", "text", ",`lines`:3,`locked`:`final()`")
                                F("born", "date", ",`start`:`=today()`"),
        ",`codes`:`RW-{year}-{n4}`,`area`:`area`,`org`:`org`,`also_orgs`:[`with_orgs`],"
        "`milestones`:true,`sort`:`-amount`,`list`:[`amount`]"
        ",`moves`:[{`code`:`go`,`name`:`走`,`from`:[`open`],`to`:`open`,`needs`:[`amount`],"
        "`right`:`dispatch`,`note`:true,`set`:{`born`:`today()`,`note`:`me()`}},"
        "{`code`:`end`,`name`:`完`,`from`:[`open`,`done`],`to`:`done`,`other_than`:[`go`],"
        "`when`:`amount > 1`,`why`:`太少`,`why_en`:`too little`}]"
        ",`alerts`:[{`code`:`late`,`name`:`迟`,`light`:`yellow`,`when`:`amount > 5`,"
        "`letter`:`urge`}]"
        ",`letters`:[{`code`:`urge`,`name`:`催`,`kind`:`notice`,`body`:[{`title`:`{title}`}]}]");
    assert_int_equal(t->n_fields, 10);
    const type_field *f = &t->fields[1];
    is_text(f->unit, "万元");
    assert_true(f->decimals == 2 && f->min == 0 && f->max == 100 && isnan(t->fields[2].min));
    is_text(type_said(f->name, LANG_EN), "字段"); /* no English one: the Chinese */
    is_text(type_said(t->name, LANG_EN), "Ledger");
    is_text(type_said(t->name, LANG_ZH), "台账");
    is_text(type_said(t->fields[2].options[0].name, LANG_EN), "A");
    assert_true(t->fields[2].required && t->fields[2].n_options == 2);
    assert_true(t->area == field_at(t, "area") && t->org == field_at(t, "org"));
    assert_true(t->n_also_orgs == 1 && t->milestones && !t->private_ && !t->shifting);
    assert_int_equal(t->n_order, 2);
    assert_int_equal(t->order[0], field_at(t, "half"));
    assert_int_equal(t->order[1], field_at(t, "twice"));
    const type_move *m = &t->moves[1];
    assert_true(m->from == 3 && m->to == 1 && m->other_than == 1 && !m->dispatch && m->when);
    assert_true(t->moves[0].dispatch && t->moves[0].note && t->moves[0].n_set == 2);
    is_text(m->why.en, "too little");
    assert_true(t->n_alerts == 1 && t->alerts[0].light == MARK_YELLOW);
    is_text(t->alerts[0].letter, "urge");
    is_text(t->fields[9].start_text, "");
    assert_non_null(t->fields[9].start);
    assert_true(t->fields[8].max_chars == 20000 && t->fields[0].max_chars == 500);
    assert_int_equal(type_field_by_heading(&c, t, S("责任单位")), field_at(t, "org"));
    assert_int_equal(type_field_by_heading(&c, t, S("ＡＭＯＵＮＴ")), UINT32_MAX);
    assert_int_equal(type_field_by_heading(&c, t, S("ｔｉｔｌｅ")), 0); /* its English name */
    assert_int_equal(type_field_by_heading(&c, t, S("没有")), UINT32_MAX);
    assert_int_equal(type_stage_of(t, S("done")), 1);
    assert_int_equal(type_move_of(t, S("no")), UINT32_MAX);
    for (field_kind k = 0; k < FIELD_KIND_MAX_; k++)
        assert_true(field_kind_name(k)[0]);
}

/* ---- references ---- */
static bool kind_there(void *user, str type, str field, field_kind *ret)
{
    *ret = str_eqz(field, "due") ? FIELD_DATE : FIELD_NUMBER;
    return str_eqz(type, "meeting") && !str_eqz(field, "none");
}

static bool read_with(cx *c, const char *formula, ledger_type **ret)
{
    static const type_others others = {NULL, kind_there};
    char fields[600];
    snprintf(fields, sizeof fields,
             F("meeting", "link", ",`to`:`meeting`") F("f", "file", "") F("a", "area", "")
                 F("k", "checklist", ",`options`:[{`code`:`x`,`name`:`y`}]")
                     F("n", "number", ",`formula`:`%s`"),
             formula);
    return ledger_type_read(
        c, c->a, "t.json", small_type(c->a, fields, SERIES(",`plan`:true") MOVE("")), &others, ret);
}

static void test_functions_of_a_row(void **state)
{
    static const struct {
        const char *formula, *en; /* NULL = good */
    } list[] = {
        {"days(of(meeting, 'due'), today())", NULL},
        {"of(meeting, 'amount')", NULL},
        {"of(meeting, 'due')", "not of the field's kind"},
        {"of(meeting, 'none')", "has no field"},
        {"of(title, 'due')", "argument 1 must be a link field"},
        {"of(meeting)", "argument 2 must be the code of a field"},
        {"of(meeting, title)", "argument 2 must be"},
        {"of(meeting, 'amount', 1)", "at most 2"},
        {"files(f)", NULL},
        {"files(title)", "argument 1 must be a file field"},
        {"lacking(k)", NULL},
        {"lacking(f)", "argument 1 must be a checklist"},
        {"sum(r) + sum(r.plan) - sum(r.actual)", NULL},
        {"sum(title)", "argument 1 must be a series"},
        {"sum(r.forecast)", "argument 1 must be a series"},
        {"at(r, '2024-05') + last(r)", NULL},
        {"at(r)", "argument 2"},
        {"len(reach(r, 2000))", NULL},
        {"len(reach(r, '2000'))", "argument 2 must be a number"},
        {"len(last_period(r.plan))", NULL},
        {"linked('agenda', 'meeting')", NULL},
        {"linked('agenda', 'meeting', 'order > 1')", NULL},
        {"linked('agenda')", "argument 2"},
        {"linked(title, 'meeting')", "argument 1 must be the code of a ledger"},
        {"linked('agenda', 'meeting', 'x', 'y')", "at most 3"},
        {"rows('agenda', 'meeting', title)", NULL},
        {"rows('agenda', 'meeting')", "argument 3"},
        {"level('gdp', a, '2024-06') + growth('gdp', a, '2024-06') + base('gdp', a, '2024')", NULL},
        {"days(moved_on('go'), today())", NULL},
        {"days(moved_on('went'), today())", "argument 1 must be the code of a move"},
        {"len(moved_by('go'))", NULL},
        {"if(in_stage('open', 'done'), 1, 0)", NULL},
        {"if(in_stage('open', 'shut'), 1, 0)", "argument 2 must be the code of a stage"},
        {"if(in_stage(), 1, 0)", "argument 1 must be the code of a stage"},
        {"if(final(), days_in_stage(), 0)", NULL},
        {"final(1) + 1", "at most 0"},
        {"milestones() + milestones_done() + late_milestones()", NULL},
        {"days(next_milestone(), today())", NULL},
        {"version + days(created_on, changed_on)", NULL},
        {"ratio(1)", "ratio"},
    };
    int failed = 0;
    for (size_t i = 0; i < COUNT_OF(list); i++) {
        CX(c);
        ledger_type *t;
        bool good = read_with(&c, list[i].formula, &t);
        if (good != !list[i].en || (list[i].en && !has(c.err.en, list[i].en)))
            CASE_FAILED("%s: %s\n", list[i].formula, good ? "was taken" : c.err.en);
    }
    assert_int_equal(failed, 0);
}

static void test_what_it_looks_into(void **state)
{
    CX(c);
    ledger_type *t;
    ok(&c,
       read_with(&c,
                 "linked('agenda', 'of') + linked('agenda', 'of', '1 > 0') + rows('x', 'y', title)",
                 &t));
    assert_int_equal(t->uses.n, 3);
    is_text(t->uses.list[0], "agenda");
    is_text(t->uses.list[1], "x");
    is_text(t->uses.list[2], "meeting");
    assert_int_equal(t->uses.n_wants, 2);
    is_text(t->uses.wants[1].field, "y");
    assert_true(t->shifting);
    ok(&c, read_with(&c, "days_in_stage()", &t));
    assert_false(t->shifting);
}

static void test_filter(void **state)
{
    CX(c);
    type_uses u = {.n = 0};
    const expr *e;
    const ledger_type *t = read_small(&c, F("due", "date", ""), "");
    ok(&c, type_filter(&c, t, S("due > today() and mine() and light = 'red'"), &u, &e));
    assert_int_equal(u.n, 0);
    ok(&c, type_filter(&c, t, S("linked('x', 'y') > 0"), &u, &e));
    assert_true(u.n == 1 && u.n_wants == 1);
    static const char *const bad[] = {"",     "title",       "due",     "due +", "nope = 1", "code",
                                      "1 = ", "count() > 1", "today()", "'x'",   "stage"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        if (type_filter(&c, t, str_of(bad[i]), &u, &e))
            fail_msg("%s was taken", bad[i]);
        assert_int_equal(c.err.code, ERR_USAGE);
        cx_clear(&c);
    }
}

static bool count_field(void *user, str type, str field, field_kind k)
{
    int *n = user;
    is_text(type, "t");
    assert_true(*n >= 1 || (str_eqz(field, "title") && k == FIELD_TEXT));
    return ++*n < 3;
}

static void test_skim(void **state)
{
    CX(c);
    int n = 0;
    ok(&c,
       ledger_type_skim(&c, "t.json", small_type(c.a, F("due", "date", ""), ""), &n, count_field));
    assert_int_equal(n, 2);
    n = 1;
    assert_false(ledger_type_skim(&c, "t.json", small_type(c.a, F("due", "colour", ""), ""), &n,
                                  count_field));
    assert_int_equal(c.err.code, ERR_FORMAT);
    assert_true(has(c.err.en, "fields[1].kind"));
    cx_clear(&c);
    assert_false(
        ledger_type_skim(&c, "t.json", small_type(c.a, F("due", "date", ""), ""), &n, count_field));
    assert_int_equal(c.err.code, ERR_MEMORY);
    cx_clear(&c);
    assert_false(ledger_type_skim(&c, "t.json", S("7"), &n, count_field));
    assert_int_equal(c.err.code, ERR_FORMAT);
}

/* ---- those that come with the program ---- */
typedef struct shipped {
    cx *c;
    map kinds;
    ledger_type *list[64];
    size_t n;
} shipped;

static bool note_kind(void *user, str type, str field, field_kind k)
{
    shipped *w = user;
    char *key = cx_printf(w->c, STR_FMT "." STR_FMT, STR_ARG(type), STR_ARG(field));
    return key && map_put(&w->kinds, str_of(key), k);
}

static bool shipped_kind(void *user, str type, str field, field_kind *ret)
{
    shipped *w = user;
    char *key = cx_printf(w->c, STR_FMT "." STR_FMT, STR_ARG(type), STR_ARG(field));
    uint32_t k = key ? map_get(&w->kinds, str_of(key)) : MAP_NONE;
    *ret = (field_kind)k;
    return k != MAP_NONE;
}

static const ledger_type *shipped_type(const shipped *w, str code)
{
    for (size_t i = 0; i < w->n; i++)
        if (str_eq(w->list[i]->code, code))
            return w->list[i];
    return NULL;
}

static void whole(const shipped *w, const ledger_type *t)
{
    for (uint32_t i = 0; i < t->uses.n; i++)
        if (!shipped_type(w, t->uses.list[i]))
            fail_msg(STR_FMT " looks into " STR_FMT, STR_ARG(t->code), STR_ARG(t->uses.list[i]));
    for (uint32_t i = 0; i < t->uses.n_wants; i++) {
        const ledger_type *o = shipped_type(w, t->uses.wants[i].type);
        uint32_t f = type_field_of(o, t->uses.wants[i].field);
        if (f == UINT32_MAX || o->fields[f].formula || o->fields[f].kind == FIELD_FILE)
            fail_msg(STR_FMT " searches " STR_FMT "." STR_FMT, STR_ARG(t->code), STR_ARG(o->code),
                     STR_ARG(t->uses.wants[i].field));
    }
    for (uint32_t i = 0; i < t->n_moves; i++) {
        const type_move *m = &t->moves[i];
        const ledger_type *o = m->creates.n ? shipped_type(w, m->creates) : NULL;
        for (uint32_t k = 0; k < m->n_creates_set; k++) {
            uint32_t f = type_field_of(o, m->creates_set[k].field_text);
            if (f == UINT32_MAX || !type_set_fits(&o->fields[f], m->creates_set[k].value))
                fail_msg(STR_FMT "." STR_FMT " gives " STR_FMT, STR_ARG(t->code), STR_ARG(m->code),
                         STR_ARG(m->creates_set[k].field_text));
        }
    }
}

static void test_shipped(void **state)
{
    CX(c);
    shipped w = {.c = &c};
    size_t n;
    const embedded *all = embed_all(&n);
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < n; i++) {
            str json = {(const char *)all[i].data, all[i].size}, name = str_of(all[i].name);
            type_others others = {&w, shipped_kind};
            if (!str_starts(name, S("catalogue/ledgers/")))
                continue;
            if (!pass) {
                ok(&c, ledger_type_skim(&c, all[i].name, json, &w, note_kind));
                continue;
            }
            ok(&c, ledger_type_read(&c, c.a, all[i].name, json, &others, &w.list[w.n]));
            is_text(str_sub(name, 18, name.n - 18 - 5), cx_strdup(&c, w.list[w.n]->code));
            w.n++;
        }
    assert_true(w.n >= 20);
    for (size_t i = 0; i < w.n; i++)
        whole(&w, w.list[i]);
    map_done(&w.kinds);
}

static bool read_again(void *user)
{
    cx c;
    ledger_type *t;
    const str *json = user;
    if (!cx_init(&c, LANG_EN))
        return false;
    bool good = ledger_type_read(&c, c.a, "t.json", *json, NULL, &t);
    if (!good && c.err.code != ERR_MEMORY)
        fail_msg("not for want of memory: %s", c.err.en);
    cx_done(&c);
    return good;
}

static void test_every_allocation(void **state)
{
    CX(c);
    str json = small_type(
        c.a, F("a", "number", ",`formula`:`1 + 2`") F("l", "link", ",`to`:`t`,`many`:true"),
        MOVE(",`set`:{`title`:`me()`},`creates`:{`type`:`t`,`link`:`l`,`fields`:{`title`:`title`}}")
            SERIES("")
                SUMMARY(",`by`:`stage`,`only`:`n > 1`") ",`views`:[{`code`:`v`,`name`:`我`,`where`:"
                                                        "`mine()`}]"
                                                        ",`children`:[{`type`:`t`,`field`:`l`}]"
                                                        ",`alerts`:[{`code`:`l`,`name`:`x`,`light`:"
                                                        "`red`,`when`:`linked('t','l') > 1`}]");
    torture(read_again, &json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_moves),
        cmocka_unit_test(test_others),
        cmocka_unit_test(test_file),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_looks_into_too_many),
        cmocka_unit_test(test_formulas_that_multiply),
        cmocka_unit_test(test_what_is_read),
        cmocka_unit_test(test_functions_of_a_row),
        cmocka_unit_test(test_what_it_looks_into),
        cmocka_unit_test(test_filter),
        cmocka_unit_test(test_skim),
        cmocka_unit_test(test_shipped),
        cmocka_unit_test(test_every_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
