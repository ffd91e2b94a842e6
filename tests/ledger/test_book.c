/* Books: every text of a commit, whatever the type has become since; values as people write them; codes. */
#include "ledger/ledger_help.h"
#include "base/embed.h"

static const char fields[] =
    ",{`code`:`amount`,`name`:`金额`,`kind`:`number`,`unit`:`万元`,`min`:-10,`max`:100000}"
    ",{`code`:`due`,`name`:`时限`,`kind`:`date`}"
    ",{`code`:`asof`,`name`:`时期`,`kind`:`period`}"
    ",{`code`:`done`,`name`:`完成`,`kind`:`flag`}"
    ",{`code`:`kind`,`name`:`类别`,`kind`:`choice`,`options`:["
    "{`code`:`a`,`name`:`甲类`,`name_en`:`First kind`},{`code`:`b`,`name`:`乙类`}]}"
    ",{`code`:`tags`,`name`:`标签`,`kind`:`choice`,`many`:true,`options`:["
    "{`code`:`a`,`name`:`甲`},{`code`:`b`,`name`:`乙`},{`code`:`c`,`name`:`丙`}]}"
    ",{`code`:`area`,`name`:`地区`,`kind`:`area`}"
    ",{`code`:`org`,`name`:`单位`,`kind`:`org`}"
    ",{`code`:`with_orgs`,`name`:`配合`,`kind`:`org`,`many`:true}"
    ",{`code`:`parent`,`name`:`上级`,`kind`:`link`,`to`:`t`}"
    ",{`code`:`docs`,`name`:`资料`,`kind`:`checklist`,`options`:["
    "{`code`:`licence`,`name`:`营业执照`},{`code`:`tax`,`name`:`纳税证明`}]}"
    ",{`code`:`proof`,`name`:`佐证`,`kind`:`file`}"
    ",{`code`:`notes`,`name`:`说明`,`kind`:`text`,`lines`:4,`max`:10}"
    ",{`code`:`twice`,`name`:`两倍`,`kind`:`number`,`formula`:`amount * 2`}"
    ",{`code`:`said`,`name`:`说`,`kind`:`text`,`formula`:`title + '!'`}";
static const char more[] =
    ",`codes`:`RW-{year}-{n4}`,`area`:`area`,`org`:`org`,`milestones`:true"
    ",`moves`:[{`code`:`report`,`name`:`报`,`from`:[`open`],`to`:`open`},"
    "{`code`:`end`,`name`:`完`,`from`:[`open`],`to`:`done`}]"
    ",`series`:[{`code`:`rev`,`name`:`收入`,`frequency`:`M`,`plan`:true,`actual`:true},"
    "{`code`:`tax`,`name`:`税`,`frequency`:`Q`,`actual`:true}]"
    ",`alerts`:[{`code`:`big`,`name`:`大`,`light`:`red`,`when`:`amount > 100`},"
    "{`code`:`mid`,`name`:`中`,`light`:`yellow`,`when`:`amount > 10`}]";

static book *new_book(cx *c)
{
    book *b;
    ok(c, book_new(c, read_small(c, fields, more), &b));
    return b;
}

static void settle(cx *c, book *b)
{
    ledger_view v = {.c = c, .me = S(""), .today = day("2024-06-18")};
    ok(c, book_settle(c, b, &v, SETTLE_WRITTEN));
    view_done(&v);
}

static const char head[] = "code,.act,.stage,.note,title,amount,tags\n";

static const char *text_of_rows(cx *c, const char *rows)
{
    return cx_printf(c, "%s%s", head, rows);
}
#define ROWS(c, b, id, on, by, rows) take(c, b, "rows", made(id, on, by), text_of_rows(c, rows))

static void test_rows(void **state)
{
    CX(c);
    book *b = new_book(&c);
    ROWS(&c, b, 1, "2024-01-02", "li", "RW-1,add,open,,修路,120,a;b\nRW-2,add,,,植树,,\n");
    uint32_t one = row_at(b, "RW-1"), two = row_at(b, "RW-2");
    assert_true(b->n == 2 && b->rows[one].version == 1 && !b->rows[one].withdrawn);
    is_text(value_at(b, one, "title").text, "修路");
    is_text(value_at(b, one, "tags").text, "a;b");
    is_text(value_at(b, one, "stage").text, "open");
    is_text(value_at(b, one, "code").text, "RW-1");
    is_text(value_at(b, one, "created_by").text, "li");
    assert_true(value_at(b, one, "created_on").num == day("2024-01-02"));
    assert_true(isnan(value_at(b, two, "amount").num) && value_at(b, one, "version").num == 1);
    assert_int_equal(book_find(b, S("RW-3")), BOOK_NO_ROW);
    /* an empty cell says nothing, - takes away; what the type does not know is passed over */
    take(&c, b, "rows", made(2, "2024-01-03", "wu"),
         "code,.act,.stage,.note,amount,tags,gone,title\nRW-1,set,,,-,,x,\nRW-2,set,,,7.50,-,,"
         "种树\n");
    assert_true(isnan(value_at(b, one, "amount").num));
    is_text(value_at(b, one, "tags").text, "a;b");
    is_text(value_at(b, one, "title").text, "修路");
    is_text(value_at(b, two, "title").text, "种树");
    is_text(book_entered(b, two, field_at(b->type, "amount"))->text, "7.50");
    assert_true(value_at(b, two, "amount").num == 7.5);
    is_text(value_at(b, two, "changed_by").text, "wu");
    /* moves, one of which the type does not have; its stage holds */
    ROWS(&c, b, 3, "2024-01-04", "xu", "RW-1,move:report,,进展,,,\n");
    ROWS(&c, b, 4, "2024-01-05", "xu", "RW-1,move:end,done,,,,\n");
    ROWS(&c, b, 5, "2024-01-06", "xu", "RW-2,move:sent_back,away,,,,\n");
    assert_true(b->rows[one].stage == 1 && b->rows[two].stage == 0 && b->rows[one].version == 4);
    assert_int_equal(book_moved(b, one, 0)->commit, 3);
    assert_int_equal(book_moved(b, one, 1)->commit, 4);
    assert_null(book_moved(b, two, 0));
    assert_int_equal(book_staged(b, one)->commit, 4);
    assert_int_equal(book_staged(b, two)->commit, 1);
    /* removed and restored */
    ROWS(&c, b, 6, "2024-01-07", "xu", "RW-2,remove,,重复,,,\n");
    assert_true(b->rows[two].withdrawn && b->n == 2);
    ROWS(&c, b, 7, "2024-01-08", "xu", "RW-2,restore,,错了,,,\n");
    assert_true(!b->rows[two].withdrawn && b->rows[two].version == 5);
    is_text(book_person(b, b->events[b->rows[two].event].by), "xu");
    is_text(book_person(b, 99), "");
    /* a header alone, nothing, and a kind of a newer program */
    ROWS(&c, b, 8, "2024-01-09", "xu", "");
    take(&c, b, "rows", made(8, "2024-01-09", "xu"), "");
    take(&c, b, "wishes", made(8, "2024-01-09", "xu"), "code,wish\nRW-9,x\n");
    assert_int_equal(b->n, 2);
    book_free(b);
    book_free(NULL);
}

static void torn(const char *kind, const char *text)
{
    CX(c);
    book *b = new_book(&c);
    ROWS(&c, b, 1, "2024-01-02", "li", "RW-1,add,open,,修路,120,\n");
    book_commit k = made(2, "2024-01-03", "li");
    if (book_apply(&c, b, str_of(kind), &k, str_of(text)))
        fail_msg("%s: %s was taken", kind, text);
    if (c.err.code != ERR_DB && c.err.code != ERR_FORMAT && c.err.code != ERR_DATA)
        fail_msg("%s: %s", text, err_name(c.err.code));
    assert_true(c.err.en[0] && c.err.zh[0]);
    book_free(b);
}

static void test_torn(void **state)
{
    static const char *const list[][2] = {
        {"rows", "code,.act,.stage\nRW-1,set,\n"},
        {"rows", "code,.act,.stage,.note\nRW-1,set,\n"},
        {"rows", "code,.act,.stage,.note\nRW-1,sat,,\n"},
        {"rows", "code,.act,.stage,.note\nRW-1,,,\n"},
        {"rows", "code,.act,.stage,.note\nRW-1,series,,\n"},
        {"rows", "code,.act,.stage,.note\nRW-9,set,,\n"},
        {"rows", "code,.act,.stage,.note\nRW-9,move:end,done,\n"},
        {"rows", "code,.act,.stage,.note,title\nRW-1,set,,,\"half"},
        {"series", "code,series,period,plan,actual\nRW-1,rev,2024-01,1\n"},
        {"series", "code,series,period,plan,actual\nRW-9,rev,2024-01,1,2\n"},
        {"milestones", "code,milestone,removed,name\nRW-1,m1,,x\n"},
        {"milestones", "code,milestone,removed,name,plan,forecast,actual,depends_on,days,owner\nRW-"
                       "9,m,,,,,,,,\n"},
        {"files", "code,field,hash,name,media,size,removed\nRW-1,proof,ab,a.pdf,x\n"},
        {"files", "code,field,hash,name,media,size,removed\nRW-1,proof,ab,a.pdf,x,big,\n"},
        {"files", "code,field,hash,name,media,size,removed\nRW-9,proof,ab,a.pdf,x,1,\n"},
        {"comments", "code,text\nRW-1\n"},
        {"comments", "code,text\nRW-9,x\n"},
    };
    for (size_t i = 0; i < COUNT_OF(list); i++)
        torn(list[i][0], list[i][1]);
}

#define SERIES_HEAD "code,series,period,plan,actual\n"
static void series(cx *c, book *b, int64_t id, const char *rows)
{
    take(c, b, "series", made(id, "2024-03-01", "li"), cx_printf(c, SERIES_HEAD "%s", rows));
}

static void test_series(void **state)
{
    CX(c);
    book *b = new_book(&c);
    ROWS(&c, b, 1, "2024-01-02", "li", "A,add,open,,修路,120,\nB,add,,,植树,,\n");
    series(&c, b, 2,
           "A,rev,2024-02,10,\nA,rev,2024-01,5,4.50\nA,tax,2024-Q1,,1\nB,rev,2024-01,,9\n");
    const book_row *a = &b->rows[row_at(b, "A")];
    assert_int_equal(a->n_points, 3);
    assert_true(a->points[0].plan == 5 && a->points[0].actual == 4.5 && a->points[1].plan == 10);
    assert_true(isnan(a->points[1].actual) && a->points[2].series == 1);
    is_text(a->points[0].actual_text, "4.50");
    assert_int_equal(a->version, 2); /* one event for all of a commit */
    series(&c, b, 3, "A,rev,2024-01,-,\nA,rev,2023-12,1,\n");
    a = &b->rows[row_at(b, "A")];
    assert_int_equal(a->n_points, 4);
    assert_true(a->points[0].plan == 1 && isnan(a->points[1].plan) && a->points[1].actual == 4.5);
    is_text(a->points[1].plan_text, "");
    /* of a series that is not there (any more), or had another frequency: still a version */
    series(&c, b, 4, "A,profit,2024-01,1,\n");
    series(&c, b, 5, "A,rev,2024-Q1,1,\n");
    series(&c, b, 6, "A,rev,nonsense,1,\n");
    a = &b->rows[row_at(b, "A")];
    assert_true(a->n_points == 4 && a->version == 6);
    book_free(b);
}

#define STEPS_HEAD "code,milestone,removed,name,plan,forecast,actual,depends_on,days,owner\n"
static void steps(cx *c, book *b, int64_t id, const char *rows)
{
    take(c, b, "milestones", made(id, "2024-03-01", "li"), cx_printf(c, STEPS_HEAD "%s", rows));
}

static void test_milestones(void **state)
{
    CX(c);
    book *b = new_book(&c);
    ROWS(&c, b, 1, "2024-01-02", "li", "A,add,open,,修路,120,\n");
    steps(&c, b, 2, "A,m1,,立项,2024-02-01,2024-02-03,,,5,li\nA,m2,,开工,2024-04-01,,,m1,,\n");
    const book_row *a = &b->rows[row_at(b, "A")];
    assert_true(a->n_milestones == 2 && a->version == 2);
    assert_true(a->milestones[0].plan == day("2024-02-01") && a->milestones[0].days == 5);
    assert_true(a->milestones[0].actual == INT64_MIN && isnan(a->milestones[1].days));
    is_text(a->milestones[1].depends_on, "m1");
    steps(&c, b, 3, "A,m1,yes,,,,,,,\nA,m3,yes,,,,,,,\n");
    steps(&c, b, 4, "A,m2,,开工了,,,2024-03-30,-,,wu\n");
    a = &b->rows[row_at(b, "A")];
    assert_true(a->n_milestones == 1 && a->version == 4);
    is_text(a->milestones[0].name, "开工了");
    is_text(a->milestones[0].depends_on, "");
    assert_true(a->milestones[0].plan == INT64_MIN && a->milestones[0].actual == day("2024-03-30"));
    book_free(b);
}

#define FILES_HEAD "code,field,hash,name,media,size,removed\n"
static void files(cx *c, book *b, int64_t id, const char *rows)
{
    take(c, b, "files", made(id, "2024-03-01", "wu"), cx_printf(c, FILES_HEAD "%s", rows));
}

static void test_files_and_comments(void **state)
{
    CX(c);
    book *b = new_book(&c);
    uint32_t proof = field_at(b->type, "proof");
    ROWS(&c, b, 1, "2024-01-02", "li", "A,add,open,,修路,120,\n");
    files(&c, b, 2,
          "A,proof,aa,收据.pdf,application/pdf,10,\nA,proof,bb,\"a,b.pdf\",application/pdf,11,\n");
    const book_row *a = &b->rows[row_at(b, "A")];
    assert_true(a->n_files == 2 && a->files[0].size == 10 && a->version == 2);
    is_text(a->files[1].name, "a,b.pdf");
    is_text(book_person(b, a->files[0].by), "wu");
    assert_int_equal(book_files(b, 0, proof), 2);
    files(&c, b, 3, "A,proof,aa,再来.pdf,application/pdf,10,\n"); /* there already */
    assert_int_equal(b->rows[0].n_files, 2);
    files(&c, b, 4, "A,proof,aa,,,10,yes\n");
    files(&c, b, 5, "A,proof,zz,,,10,yes\n");              /* was never there */
    files(&c, b, 6, "A,photos,cc,x.jpg,image/jpeg,10,\n"); /* of a field that is gone */
    a = &b->rows[0];
    assert_true(a->n_files == 1 && a->version == 6 && book_files(b, 0, proof) == 1);
    is_text(a->files[0].hash, "bb");
    /* a comment is an event, but no version and no change */
    take(&c, b, "comments", made(7, "2024-05-01", "xu"), "code,text\nA,\"好,\n\"\"快\"\"\"\n");
    assert_true(b->rows[0].comments == 1 && b->rows[0].version == 6);
    is_text(value_at(b, 0, "changed_by").text, "wu");
    assert_true(value_at(b, 0, "changed_on").num == day("2024-03-01"));
    assert_int_equal(b->events[b->rows[0].event].act, BOOK_COMMENT);
    book_free(b);
}

static void holds(const book *b, const char *field, const char *code, const char *rows)
{
    const uint32_t *list;
    uint32_t n;
    char got[200] = "";
    book_holders(b, field_at(b->type, field), str_of(code), &list, &n);
    for (uint32_t i = 0; i < n; i++)
        snprintf(got + strlen(got), sizeof got - strlen(got), "%s" STR_FMT, i ? " " : "",
                 STR_ARG(b->rows[list[i]].code));
    if (strcmp(got, rows))
        fail_msg("%s %s: “%s” is not “%s”", field, code, got, rows);
}

static void test_holders(void **state)
{
    CX(c);
    book *b = new_book(&c);
    b->columns[field_at(b->type, "tags")].wanted = true;
    b->columns[field_at(b->type, "title")].wanted = true;
    b->columns[field_at(b->type, "parent")].wanted = true;
    b->columns[field_at(b->type, "twice")].wanted = true; /* never indexed: not entered */
    ok(&c, book_index(&c, b));                            /* of nothing */
    holds(b, "tags", "a", "");
    ROWS(&c, b, 1, "2024-01-02", "li",
         "A,add,open,,x,1,a;b\nB,add,open,,x,2,b\nC,add,open,,y,3,\nD,add,open,,y,4,c;a\n");
    holds(b, "tags", "a", ""); /* not indexed yet */
    ok(&c, book_index(&c, b));
    holds(b, "tags", "a", "A D");
    holds(b, "tags", "b", "A B");
    holds(b, "tags", "c", "D");
    holds(b, "tags", "d", "");
    holds(b, "tags", "a;b", "");
    holds(b, "title", "x", "A B");
    holds(b, "title", "", "");
    holds(b, "parent", "A", "");
    holds(b, "amount", "1", ""); /* nobody wanted it */
    holds(b, "twice", "2", "");
    ROWS(&c, b, 2, "2024-01-03", "li", "A,set,,,,,c\nC,set,,,x,,b;c;a\nD,set,,,,,-\n");
    ok(&c, book_index(&c, b));
    holds(b, "tags", "a", "C");
    holds(b, "tags", "b", "B C");
    holds(b, "tags", "c", "A C");
    holds(b, "title", "x", "A B C");
    holds(b, "title", "y", "D");
    ok(&c, book_index(&c, b)); /* nothing to do */
    holds(b, "tags", "a", "C");
    book_free(b);
}

/* Many rows, held against a plain search, through changes. */
static void test_holders_random(void **state)
{
    CX(c);
    uint64_t seed = 20240618;
    book *b = new_book(&c);
    uint32_t tags = field_at(b->type, "tags");
    static const char *const pool[] = {"a", "b", "c", "a;b", "b;c", "a;b;c", "c;a", "-", ""};
    b->columns[tags].wanted = true;
    for (int round = 0; round < 30; round++) {
        sb t CLEANUP(sb_done) = {0};
        sb_init(&t, 0);
        sb_putz(&t, head);
        for (int i = 0; i < 40; i++) {
            int r = round < 3 ? round * 40 + i : (int)(rnd(&seed) % 120);
            sb_printf(&t, "R%d,%s,,,x,1,%s\n", r, round < 3 ? "add" : "set",
                      pool[rnd(&seed) % COUNT_OF(pool)]);
        }
        book_commit k = made(round + 1, "2024-01-02", "li");
        ok(&c, book_apply(&c, b, S("rows"), &k, sb_str(&t)));
        ok(&c, book_index(&c, b));
        for (const char *code = "abcd"; *code; code++) {
            const uint32_t *list;
            uint32_t n, at = 0;
            book_holders(b, tags, (str){code, 1}, &list, &n);
            for (uint32_t i = 0; i < b->n; i++)
                if (book_list_has(book_entered(b, i, tags)->text, (str){code, 1}))
                    assert_true(at < n && list[at++] == i);
            assert_int_equal(at, n);
        }
    }
    book_free(b);
}

static void test_settled(void **state)
{
    CX(c);
    book *b = new_book(&c);
    ROWS(&c, b, 1, "2024-01-02", "li", "A,add,open,,x,120,\nB,add,done,,y,20,\nC,add,done,,z,,\n");
    settle(&c, b);
    assert_true(value_at(b, 0, "twice").num == 240 && isnan(value_at(b, 2, "twice").num));
    is_text(value_at(b, 0, "said").text, "x!");
    is_text(value_at(b, 0, "light").text, "red");
    assert_int_equal(b->rows[0].alerts, 3);
    is_text(value_at(b, 1, "light").text, "yellow");
    is_text(value_at(b, 2, "light").text, "grey");
    uint64_t stamp = b->stamp;
    ROWS(&c, b, 2, "2024-01-03", "li", "A,set,,,,-,\nC,set,,,,1,\n");
    assert_true(b->stamp > stamp && b->n_dirty == 2);
    settle(&c, b);
    assert_true(isnan(value_at(b, 0, "twice").num) && value_at(b, 2, "twice").num == 2);
    is_text(value_at(b, 0, "light").text, "green");
    assert_true(!b->n_dirty && b->rows[0].alerts == 0);
    book_free(b);
}

/* ---- codes ---- */
static const char *next_code(cx *c, const book *b, const char *on)
{
    book_numbering n;
    str code;
    ok(c, book_numbering_begin(c, b, day(on), &n));
    ok(c, book_numbering_take(c, &n, &code));
    const char *z = cx_strdup(c, code);
    assert_non_null(z);
    return z;
}

static void test_numbering(void **state)
{
    CX(c);
    book *b = new_book(&c);
    assert_string_equal(next_code(&c, b, "2024-06-18"), "RW-2024-0001");
    ROWS(&c, b, 1, "2024-01-02", "li",
         "RW-2024-0001,add,open,,x,1,\nRW-2024-0007,add,open,,x,1,\nRW-2023-0100,add,open,,x,1,\n"
         "RW-2024-x,add,,,x,1,\nRW-2024--9,add,,,x,1,\nRW-2024-,add,,,x,1,\nother,add,,,x,1,\n"
         "RW-2024-99999999999999999999,add,,,x,1,\n");
    assert_string_equal(next_code(&c, b, "2024-12-31"), "RW-2024-0008");
    assert_string_equal(next_code(&c, b, "2025-01-01"), "RW-2025-0001");
    assert_string_equal(next_code(&c, b, "2023-01-01"), "RW-2023-0101");
    ROWS(&c, b, 2, "2024-01-02", "li", "RW-2024-0007,remove,,x,,,\nRW-2024-9999,add,,,x,1,\n");
    book_numbering n;
    str code;
    ok(&c, book_numbering_begin(&c, b, day("2024-06-18"), &n));
    ok(&c, book_numbering_take(&c, &n, &code));
    is_text(code, "RW-2024-10000"); /* wider than planned, and still another */
    ok(&c, book_numbering_take(&c, &n, &code));
    is_text(code, "RW-2024-10001");
    book_free(b);
}

static void test_other_patterns(void **state)
{
    static const struct {
        const char *codes, *row, *want;
    } list[] = {
        {"", "00041", "00042"},
        {"{n3}", "041", "042"},
        {"督办〔{year}〕{n3}号", "督办〔2024〕041号", "督办〔2024〕042号"},
        {"{year}{month}-{n6}", "202406-000009", "202406-000010"},
        {"{year}{month}-{n6}", "202405-000009", "202406-000001"},
        {"Z{n5}", "Z7", "Z00008"},
    };
    for (size_t i = 0; i < COUNT_OF(list); i++) {
        CX(c);
        book *b;
        char m[80], row[120];
        snprintf(m, sizeof m, ",`codes`:`%s`", list[i].codes);
        snprintf(row, sizeof row, "code,.act,.stage,.note,title\n%s,add,,,x\n", list[i].row);
        ok(&c, book_new(&c, read_small(&c, "", list[i].codes[0] ? m : ""), &b));
        take(&c, b, "rows", made(1, "2024-06-01", "li"), row);
        assert_string_equal(next_code(&c, b, "2024-06-18"), list[i].want);
        book_free(b);
    }
}

/* ---- values ---- */
static const struct {
    const char *field, *typed, *want; /* NULL = refused */
} values[] = {
    {"title", "  修路 ", "修路"},
    {"title", "", ""},
    {"title", "—", "—"}, /* a text may say so */
    {"title", "暂无", "暂无"},
    {"title", "x", "x"},
    {"title", "a\nb", NULL},
    {"title", "a\x01", NULL},
    {"title", "a\xff", NULL},
    {"notes", "一二三\n四五六", "一二三\n四五六"},
    {"notes", "一二三四五六七八九十", "一二三四五六七八九十"},
    {"notes", "一二三四五六七八九十一", NULL},
    {"amount", "12.50", "12.50"},
    {"amount", "1,234.5", "1234.5"},
    {"amount", "１２．５", "12.5"},
    {"amount", " -3 ", "-3"},
    {"amount", "0", "0"},
    {"amount", "12万元", "12"},
    {"amount", "0.5亿元", "5000"},
    {"amount", "5000元", "0.5000"},
    {"amount", "5 吨", NULL},
    {"amount", "—", ""},
    {"amount", "…", ""},
    {"amount", "abc", NULL},
    {"amount", "1e3", "1000"},
    {"amount", "-11", NULL},
    {"amount", "100000.01", NULL},
    {"amount", "100000", "100000"},
    {"due", "2024-06-18", "2024-06-18"},
    {"due", "2024年6月18日", "2024-06-18"},
    {"due", "2024/6/18", "2024-06-18"},
    {"due", "2024.6.18", "2024-06-18"},
    {"due", "２０２４－０６－１８", "2024-06-18"},
    {"due", "20240618", "2024-06-18"},
    {"due", "2024-06", NULL},
    {"due", "2024-02-30", NULL},
    {"due", "明天", NULL},
    {"asof", "2024-06", "2024-06"},
    {"asof", "2024年6月", "2024-06"},
    {"asof", "2024-Q2", "2024-Q2"},
    {"asof", "2024年二季度", "2024-Q2"},
    {"asof", "上半年", NULL},
    {"done", "是", "yes"},
    {"done", "YES", "yes"},
    {"done", "√", "yes"},
    {"done", "否", "no"},
    {"done", "false", "no"},
    {"done", "×", "no"},
    {"done", "也许", NULL},
    {"kind", "a", "a"},
    {"kind", "甲类", "a"},
    {"kind", "first kind", "a"},
    {"kind", "ＦＩＲＳＴ ＫＩＮＤ", "a"},
    {"kind", "丙类", NULL},
    {"kind", "a;b", NULL},
    {"tags", "a;b", "a;b"},
    {"tags", "甲、丙", "a;c"},
    {"tags", "甲；乙;甲", "a;b"},
    {"tags", "乙\n丙", "b;c"},
    {"tags", ";;", ""},
    {"tags", "甲;丁", NULL},
    {"docs", "营业执照", "licence"},
    {"docs", "licence;tax", "licence;tax"},
    {"docs", "房产证", NULL},
    {"org", " 发改委 ", "发改委"}, /* nobody resolves it here */
    {"with_orgs", "a;b", "a;b"},
    {"parent", "RW-1", "RW-1"},
    {"proof", "x.pdf", NULL},
    {"twice", "4", NULL},
    {"twice", "", ""},
};

static void test_values(void **state)
{
    CX(c);
    unit_table *units;
    const embedded *e = embed_find("catalogue/units.csv");
    assert_non_null(e);
    ok(&c, unit_table_load(&c, (str){(const char *)e->data, e->size}, &units));
    const ledger_type *t = read_small(&c, fields, more);
    int failed = 0;
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        str got = {0};
        const type_field *f = &t->fields[field_at(t, values[i].field)];
        bool good = book_read_value(&c, f, units, str_of(values[i].typed), NULL, NULL, &got);
        if (good != (values[i].want != NULL) || (good && !str_eqz(got, values[i].want)))
            CASE_FAILED("%s “%s”: “" STR_FMT "” %s\n", values[i].field, values[i].typed,
                        STR_ARG(got), good ? "" : c.err.en);
        if (!good && (c.err.code != ERR_DATA || !c.err.zh[0]))
            CASE_FAILED("%s: %s %s\n", values[i].typed, err_name(c.err.code), c.err.zh);
        cx_clear(&c);
    }
    unit_table_free(units);
    assert_int_equal(failed, 0);
}

static bool upper(cx *c, void *user, const type_field *f, str text, str *ret)
{
    ++*(int *)user;
    if (str_eqz(text, "none"))
        return (fail)(c, ERR_DATA, "没有", "there is none");
    *ret = str_eqz(text, "a") || str_eqz(text, "甲") ? S("A") : text;
    return true;
}

static void test_resolved(void **state)
{
    CX(c);
    int n = 0;
    str got;
    const ledger_type *t = read_small(&c, fields, more);
    const type_field *one = &t->fields[field_at(t, "org")],
                     *many = &t->fields[field_at(t, "with_orgs")];
    ok(&c, book_read_value(&c, one, NULL, S("甲"), upper, &n, &got));
    is_text(got, "A");
    ok(&c, book_read_value(&c, many, NULL, S("甲；b;a"), upper, &n, &got));
    is_text(got, "A;b"); /* two names of one are one */
    assert_int_equal(n, 4);
    assert_false(book_read_value(&c, many, NULL, S("b;none"), upper, &n, &got));
    assert_int_equal(c.err.code, ERR_DATA);
    cx_clear(&c);
    assert_false(
        book_read_value(&c, one, NULL, S("x;y"), NULL, NULL, &got)); /* one code has no ; */
}

static void test_lists(void **state)
{
    assert_true(book_list_has(S("a;b;c"), S("b")));
    assert_true(book_list_has(S("a"), S("a")));
    assert_false(book_list_has(S("ab;c"), S("a")));
    assert_false(book_list_has(S(""), S("a")));
    assert_false(book_list_has(S(""), S("")));
    type_field f = {.kind = FIELD_NUMBER};
    assert_true(book_number(&f, S("-1.5")) == -1.5 && isnan(book_number(&f, S(""))));
    char long_[100];
    memset(long_, '1', sizeof long_);
    assert_true(isnan(book_number(&f, (str){long_, sizeof long_})));
    /* of a field that was text before its type was defined anew */
    assert_true(isnan(book_number(&f, S("暂无"))) && isnan(book_number(&f, S("1万"))) &&
                isnan(book_number(&f, S("inf"))));
    f.kind = FIELD_DATE;
    assert_true(isnan(book_number(&f, S("2024-06"))));
    f.kind = FIELD_FLAG;
    assert_true(book_number(&f, S("no")) == 0 && isnan(book_number(&f, S(""))));
    f.kind = FIELD_TEXT;
    assert_true(isnan(book_number(&f, S("1"))));
    for (book_act a = 0; a < BOOK_ACT_MAX_; a++)
        assert_true(book_act_name(a)[0]);
}

/* ---- without memory ---- */
static bool build(void *user)
{
    cx c;
    ledger_type *t;
    book *b = NULL;
    ledger_view v = {.me = S(""), .today = 739000};
    book_commit k = {1, 1700000000000000, S("li")};
    if (!cx_init(&c, LANG_EN))
        return false;
    v.c = &c;
    bool good = ledger_type_read(&c, c.a, "t.json", *(str *)user, NULL, &t) && book_new(&c, t, &b);
    if (good)
        b->columns[field_at(t, "tags")].wanted = b->columns[field_at(t, "title")].wanted = true;
    good = good &&
           book_apply(&c, b, S("rows"), &k,
                      S("code,.act,.stage,.note,title,amount,tags\nA,add,open,,x,1,a;b\n"
                        "B,add,,,\"y\"\"\",2,c\n")) &&
           book_apply(&c, b, S("series"), &k, S(SERIES_HEAD "A,rev,2024-01,1,2\n")) &&
           book_apply(&c, b, S("milestones"), &k, S(STEPS_HEAD "A,m,,n,,,,,,\n")) &&
           book_apply(&c, b, S("files"), &k, S(FILES_HEAD "A,proof,ab,a.pdf,x,1,\n")) &&
           book_apply(&c, b, S("comments"), &k, S("code,text\nA,x\n")) && book_index(&c, b) &&
           book_settle(&c, b, &v, SETTLE_WRITTEN);
    if (good) {
        is_text(value_at(b, 0, "said").text, "x!");
        assert_true(value_at(b, 1, "twice").num == 4);
    }
    if (!good && c.err.code != ERR_MEMORY)
        fail_msg("not for want of memory: %s", c.err.en);
    view_done(&v);
    book_free(b);
    cx_done(&c);
    return good;
}

static bool read_values(void *user)
{
    cx c;
    const ledger_type *t = user;
    str got;
    if (!cx_init(&c, LANG_EN))
        return false;
    bool good = true;
    static const char *const list[][2] = {{"amount", "1,000"}, {"due", "2024年6月18日"},
                                          {"kind", "甲类"},    {"tags", "甲；乙"},
                                          {"title", "x"},      {"done", "是"}};
    for (size_t i = 0; i < COUNT_OF(list) && good; i++)
        good = book_read_value(&c, &t->fields[field_at(t, list[i][0])], NULL, str_of(list[i][1]),
                               NULL, NULL, &got);
    if (!good && c.err.code != ERR_MEMORY)
        fail_msg("not for want of memory: %s", c.err.en);
    cx_done(&c);
    return good;
}

static void test_every_allocation(void **state)
{
    CX(c);
    str json = small_type(c.a, fields, more);
    torture(build, &json);
    torture(read_values, read_small(&c, fields, more));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_torn),
        cmocka_unit_test(test_series),
        cmocka_unit_test(test_milestones),
        cmocka_unit_test(test_files_and_comments),
        cmocka_unit_test(test_holders),
        cmocka_unit_test(test_holders_random),
        cmocka_unit_test(test_settled),
        cmocka_unit_test(test_numbering),
        cmocka_unit_test(test_other_patterns),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_resolved),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_every_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
