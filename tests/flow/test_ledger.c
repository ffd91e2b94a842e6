/* Rows of ledgers written on a real database, on both engines: what each act writes, what is refused, who
 * may. */
#include "ledger_help.h"
#include "store/named.h"

/* ---- adding and changing ---- */
static void test_add(void **state)
{
    place p;
    ledger_refusal why = {0};
    str code;
    place_begin(&p, state);
    char want[40];
    int y, m, day_;
    date_split(who_today(), &y, &m, &day_);
    snprintf(want, sizeof want, "SX-%04d-0001", y);
    const char *one =
        add(&p, "matter", "title=修路|area=红花岗区|org=发改委|amount=1亿元|due=2030年1月2日");
    assert_string_equal(one, want);
    HOLDS(&p, one, "title = '修路' and area = '520302' and org = 'fgw' and amount = 10000");
    HOLDS(&p, one,
          "due = date'2030-01-02' and level = 'normal' and stage = 'draft' and version = 1");
    HOLDS(&p, one, "double = 20000 and children = 0 and created_by = 'admin' and light = 'green'");
    /* by heading; a code of one's own; links by code and by name */
    ok(&p.c, try_add(&p, "matter", " A-1 ", "Subject=种树|上级=修路|配合单位=工信局；发改委", &code,
                     NULL));
    assert_true(str_eqz(code, "A-1"));
    desk_again(&p);
    HOLDS(&p, "A-1", "of(parent, 'title') = '修路' and has(with_orgs, 'gxj')");
    HOLDS(&p, one, "children = 1");
    /* refused, and nothing written */
    static const struct {
        const char *code, *fields, *field, *word;
        err_code err;
    } bad[] = {
        {"", "area=红花岗区", "title", "must be filled in", ERR_DATA},
        {"", "title=x|nope=1", "", "has no field", ERR_USAGE},
        {"", "title=x|amount=-1", "amount", "below", ERR_DATA},
        {"", "title=x|amount=许多", "amount", "no number", ERR_DATA},
        {"", "title=x|due=明天", "due", "no date", ERR_DATA},
        {"", "title=x|org=公安局", "org", "公安局", ERR_DATA},
        {"", "title=x|area=北京市", "area", "北京", ERR_DATA},
        {"", "title=x|reviewer=nobody", "reviewer", "nobody", ERR_DATA},
        {"", "title=x|level=慢", "level", "not one of the options", ERR_DATA},
        {"", "title=x|parent=SX-9", "parent", "SX-9", ERR_DATA},
        {"", "title=x|double=4", "double", "worked out", ERR_DATA},
        {"", "title=x|proof=a.pdf", "proof", "attach", ERR_DATA},
        {"", "title=x|level=urgent", "amount", "urgent ones have", ERR_DATA},
        {"A-1", "title=x", "", "already", ERR_CONFLICT},
        {"a b", "title=x", "", "no blank", ERR_DATA},
        {"a;b", "title=x", "", "no blank", ERR_DATA},
        {"a\xff", "title=x", "", "UTF-8", ERR_USAGE},
    };
    int64_t head = head_id(&p);
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        why.field = S("");
        if (try_add(&p, "matter", bad[i].code, bad[i].fields, &code, &why) ||
            p.c.err.code != bad[i].err || !strstr(p.c.err.en, bad[i].word) ||
            !str_eqz(why.field, bad[i].field))
            fail_msg("%s: %s %s (" STR_FMT ")", bad[i].fields, err_name(p.c.err.code), p.c.err.en,
                     STR_ARG(why.field));
        cx_clear(&p.c);
    }
    assert_int_equal(head_id(&p), head);
    refused(&p.c, try_add(&p, "none", "", "title=x", &code, NULL), ERR_UNKNOWN, "none");
    place_end(&p);
}

static void test_set(void **state)
{
    place p;
    ledger_refusal why = {0};
    place_begin(&p, state);
    const char *one = add(&p, "matter", "title=修路|amount=5|due=2030-01-01|org=fgw");
    int64_t head = head_id(&p);
    ok(&p.c, try_set(&p, one, "title=修路|amount=5", NULL)); /* as it stands: nothing written */
    ok(&p.c, try_set(&p, one, "", NULL));
    assert_int_equal(head_id(&p), head);
    ok(&p.c, try_set(&p, one, "title=铺路|due=|amount=7", NULL));
    desk_again(&p);
    HOLDS(&p, one,
          "title = '铺路' and missing(due) and amount = 7 and version = 2 and double = 14");
    refused(&p.c, try_set(&p, one, "title=", &why), ERR_DATA, "must be filled in");
    refused(&p.c, try_set(&p, one, "level=urgent|amount=", &why), ERR_DATA, "have an amount");
    assert_true(str_eqz(why.field, "amount"));
    refused(&p.c, try_set(&p, "none", "title=x", NULL), ERR_UNKNOWN, "none");
    refused(&p.c, try_set(&p, one, "title=a\nb", NULL), ERR_DATA, "control");
    /* texts as odd as they come stand as they were written */
    static const char *const odd[] = {"a,b\"c\"", "=1+1",    "-x", "@x",  "'",   "暂无", "—",
                                      "x;y",      "+86 851", "''", "<b>", "\\N", "null"};
    for (size_t i = 0; i < COUNT_OF(odd); i++) {
        ledger_order o = order_of(&p, "matter", one, "title=x");
        ((ledger_input *)o.fields)[0].text = str_of(odd[i]);
        ok(&p.c, ledger_set(&p.c, &p.d, &o, NULL));
        desk_again(&p);
        ledger_hold h;
        ok(&p.c, ledger_open(&p.c, &p.d, S("matter"), &h));
        str got = book_entered(h.b, book_find(h.b, str_of(one)), 0)->text;
        if (!str_eqz(got, odd[i]))
            fail_msg("“%s” stands as “" STR_FMT "”", odd[i], STR_ARG(got));
        ledger_done(&h);
    }
    place_end(&p);
}

/* Two who saw the same version: the second one is told, and nothing of theirs is written. */
static void test_versions(void **state)
{
    place p;
    place_begin(&p, state);
    const char *one = add(&p, "matter", "title=修路");
    ledger_order first = order_of(&p, "matter", one, "title=甲"),
                 second = order_of(&p, "matter", one, "title=乙");
    first.version = second.version = 1;
    ok(&p.c, ledger_set(&p.c, &p.d, &first, NULL));
    int64_t head = head_id(&p);
    refused(&p.c, ledger_set(&p.c, &p.d, &second, NULL), ERR_CONFLICT, "version 2 now, you saw 1");
    second.move = S("issue");
    refused(&p.c, ledger_move(&p.c, &p.d, &second, NULL, NULL), ERR_CONFLICT, "changed since");
    second.note = S("x");
    refused(&p.c, ledger_remove(&p.c, &p.d, &second, false), ERR_CONFLICT, "changed since");
    ledger_cell cell = {S("paid"), S("2024-01"), S("1"), {0}};
    refused(&p.c, ledger_series(&p.c, &p.d, &second, &cell, 1, NULL), ERR_CONFLICT, "since");
    ledger_step step = {.milestone = S("m")};
    refused(&p.c, ledger_milestones(&p.c, &p.d, &second, &step, 1, NULL), ERR_CONFLICT, "since");
    ledger_upload u = {S("proof"), S("a.txt"), S(""), S("x")};
    refused(&p.c, ledger_attach(&p.c, &p.d, &second, &u, NULL), ERR_CONFLICT, "since");
    assert_int_equal(head_id(&p), head);
    desk_again(&p);
    HOLDS(&p, one, "title = '甲' and version = 2");
    ok(&p.c, ledger_comment(&p.c, &p.d, &second)); /* a comment is nobody's version */
    place_end(&p);
}

/* ---- moves ---- */
static void test_moves(void **state)
{
    place p;
    ledger_refusal why = {0};
    place_begin(&p, state);
    const char *one = add(&p, "matter", "title=修路|amount=5");
    refused(&p.c, try_move(&p, one, "fly", "", "", NULL), ERR_USAGE, "has no move fly");
    refused(&p.c, try_move(&p, one, "finish", "", "", NULL), ERR_DENIED, "cannot be");
    refused(&p.c, try_move(&p, one, "issue", "", "", &why), ERR_DATA, "still missing");
    assert_true(str_eqz(why.field, "org"));
    refused(&p.c, try_move(&p, one, "issue", "org=fgw|due=2020-01-01", "", &why), ERR_DATA,
            "must be later");
    assert_true(str_eqz(why.field, ""));
    desk_again(&p);
    HOLDS(&p, one, "missing(org) and version = 1"); /* nothing of a refused move is written */
    ok(&p.c, try_move(&p, one, "issue", "org=fgw|due=2030-01-01|amount=6", "", NULL));
    desk_again(&p);
    HOLDS(&p, one, "stage = 'issued' and org = 'fgw' and amount = 6 and version = 2");
    refused(&p.c, try_set(&p, one, "amount=7", &why), ERR_DATA, "cannot be changed now");
    assert_true(str_eqz(why.field, "amount"));
    refused(&p.c, try_move(&p, one, "report", "amount=7", "x", NULL), ERR_DATA,
            "cannot be changed");
    refused(&p.c, try_move(&p, one, "report", "", "  ", NULL), ERR_USAGE, "note");
    ok(&p.c, try_move(&p, one, "report", "", "过半", NULL));
    refused(&p.c, try_move(&p, one, "finish", "", "", &why), ERR_DATA, "still missing");
    assert_true(str_eqz(why.field, "proof"));
    ok(&p.c, try_attach(&p, one, "a.txt", S("done"), NULL));
    ok(&p.c, try_move(&p, one, "finish", "", "", NULL));
    refused(&p.c, try_move(&p, one, "close", "", "", NULL), ERR_DENIED, "somebody else");
    ledger_order o = order_of(&p, "matter", one, "");
    o.move = S("close");
    o.by = S("another");
    ok(&p.c, ledger_move(&p.c, &p.d, &o, NULL, NULL));
    desk_again(&p);
    HOLDS(&p, one, "final() and version = 6 and moved_by('finish') = 'admin' and light = 'grey'");
    refused(&p.c, try_move(&p, one, "report", "", "x", NULL), ERR_DENIED, "cannot be");
    place_end(&p);
}

static void test_creates(void **state)
{
    place p;
    ledger_refusal why = {0};
    place_begin(&p, state);
    const char *one = add(&p, "matter", "title=修路|org=fgw|due=2030-01-01");
    ok(&p.c, try_move(&p, one, "issue", "", "", NULL));
    ledger_order o = order_of(&p, "matter", one, "");
    o.move = S("notify");
    str made;
    ok(&p.c, ledger_move(&p.c, &p.d, &o, &made, &why));
    desk_again(&p);
    const char *code = cx_strdup(&p.c, made);
    HOLDS(&p, one, cx_printf(&p.c, "notice = '%s' and of(notice, 'title') = '修路的通知'", code));
    assert_true(holds_now(&p, "notice", code, "due = date'2030-01-01' and version = 1"));
    /* what cannot be made stops the move as well */
    int64_t head = head_id(&p);
    const char *two =
        add(&p, "matter", "title=一二三四五六七八九十一二三四五六七八九十|org=fgw|due=2030-01-01");
    ok(&p.c, try_move(&p, two, "issue", "", "", NULL));
    refused(&p.c, try_move(&p, two, "notify", "", "", NULL), ERR_DATA, "too long");
    assert_int_equal(head_id(&p), head + 2);
    ledger_item item = {.code = str_of(one), .version = -1};
    ok(&p.c, ledger_bulk(&p.c, &p.d, &o, &item, 1));
    assert_false(item.ok);
    place_end(&p);
}

static const char *locked(place *p, const char *code, const char *move, uint32_t *n)
{
    ledger_hold h;
    uint32_t needs[8];
    ok(&p->c, ledger_open(&p->c, &p->d, S("matter"), &h));
    uint32_t m = type_move_of(h.type, str_of(move));
    const char *why = ledger_move_lock(&p->c, &h, book_find(h.b, str_of(code)), &h.type->moves[m],
                                       needs, COUNT_OF(needs), n);
    ledger_done(&h);
    assert_int_equal(p->c.err.code, ERR_NONE);
    return why;
}

static void test_locks(void **state)
{
    place p;
    uint32_t n;
    place_begin(&p, state);
    const char *one = add(&p, "matter", "title=修路");
    assert_null(locked(&p, one, "issue", &n));
    assert_int_equal(n, 2); /* org and due are missing */
    assert_non_null(strstr(locked(&p, one, "close", &n), "cannot be"));
    ok(&p.c, try_set(&p, one, "org=fgw|due=2020-01-01", NULL));
    desk_again(&p);
    assert_non_null(strstr(locked(&p, one, "issue", &n), "must be later"));
    ok(&p.c, try_remove(&p, one, "x", false));
    desk_again(&p);
    assert_non_null(strstr(locked(&p, one, "issue", &n), "was removed"));
    place_end(&p);
}

/* ---- out and back ---- */
static void test_remove(void **state)
{
    place p;
    place_begin(&p, state);
    const char *one = add(&p, "matter", "title=修路|amount=5");
    refused(&p.c, try_remove(&p, one, " ", false), ERR_USAGE, "reason");
    refused(&p.c, try_remove(&p, one, "x", true), ERR_CONFLICT, "was not removed");
    ok(&p.c, try_remove(&p, one, "重复", false));
    desk_again(&p);
    refused(&p.c, try_remove(&p, one, "x", false), ERR_CONFLICT, "already");
    refused(&p.c, try_set(&p, one, "title=x", NULL), ERR_DENIED, "restore it first");
    refused(&p.c, try_move(&p, one, "issue", "", "", NULL), ERR_DENIED, "restore it first");
    refused(&p.c, try_attach(&p, one, "a.txt", S("x"), NULL), ERR_DENIED, "restore it first");
    ledger_cell cell = {S("paid"), S("2024-01"), S("1"), {0}};
    refused(&p.c, try_series(&p, one, &cell, 1), ERR_DENIED, "restore it first");
    ledger_hold h;
    ok(&p.c, ledger_open(&p.c, &p.d, S("matter"), &h));
    assert_true(h.b->rows[book_find(h.b, str_of(one))].withdrawn);
    ledger_done(&h);
    ok(&p.c, try_remove(&p, one, "错了", true));
    ok(&p.c, try_set(&p, one, "title=x", NULL));
    desk_again(&p);
    HOLDS(&p, one, "title = 'x' and amount = 5 and version = 4");
    /* its code is not given again */
    ok(&p.c, try_remove(&p, one, "重复", false));
    assert_string_not_equal(add(&p, "matter", "title=y"), one);
    place_end(&p);
}

/* ---- series, milestones, comments ---- */
static void test_series(void **state)
{
    place p;
    place_begin(&p, state);
    const char *one = add(&p, "matter", "title=修路");
    const ledger_cell good[] = {
        {S("paid"), S("2024-01"), S("10"), S("0.5亿元")},
        {S("paid"), S("2024年2月"), {NULL, 0}, S("3")},
        {S("staff"), S("2024-Q1"), {NULL, 0}, S("7")},
    };
    ok(&p.c, try_series(&p, one, good, COUNT_OF(good)));
    desk_again(&p);
    HOLDS(&p, one, "sum(paid) = 5003 and sum(paid.plan) = 10 and sum(staff) = 7 and version = 2");
    int64_t head = head_id(&p);
    ok(&p.c, try_series(&p, one, good, COUNT_OF(good))); /* as it stands */
    ok(&p.c, try_series(&p, one, NULL, 0));
    assert_int_equal(head_id(&p), head);
    ledger_cell gone = {S("paid"), S("2024-01"), {NULL, 0}, S("")};
    ok(&p.c, try_series(&p, one, &gone, 1));
    desk_again(&p);
    HOLDS(&p, one, "sum(paid) = 3 and sum(paid.plan) = 10 and missing(at(paid, '2024-01'))");
    static const struct {
        ledger_cell cell;
        const char *word;
    } bad[] = {
        {{{"none", 4}, {"2024-01", 7}, {"1", 1}, {NULL, 0}}, "no series"},
        {{{"paid", 4}, {"2024-Q1", 7}, {"1", 1}, {NULL, 0}}, "does not fit"},
        {{{"paid", 4}, {"soon", 4}, {"1", 1}, {NULL, 0}}, "is no period"},
        {{{"paid", 4}, {"2024-01", 7}, {"many", 4}, {NULL, 0}}, "no number"},
        {{{"staff", 5}, {"2024-Q1", 7}, {"1", 1}, {NULL, 0}}, "no such column"},
        {{{"paid", 4}, {"2024-01", 7}, {"5吨", sizeof "5吨" - 1}, {NULL, 0}}, "no number"},
    };
    head = head_id(&p);
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        ledger_cell both[] = {good[1], bad[i].cell};
        if (try_series(&p, one, both, 2) || !strstr(p.c.err.en, bad[i].word))
            fail_msg("%s: %s", bad[i].word, p.c.err.en);
        cx_clear(&p.c);
    }
    assert_int_equal(head_id(&p), head);
    place_end(&p);
}

static bool try_steps(place *p, const char *code, const ledger_step *list, size_t n)
{
    ledger_order o = order_of(p, "matter", code, "");
    return ledger_milestones(&p->c, &p->d, &o, list, n, NULL);
}

static void test_milestones(void **state)
{
    place p;
    place_begin(&p, state);
    const char *one = add(&p, "matter", "title=修路");
    ledger_step steps[] = {
        {.milestone = S("m1"), .name = S("立项"), .plan = S("2024年1月2日"), .days = S("5")},
        {.milestone = S("m2"), .name = S("开工"), .plan = S("2030-01-01"), .depends_on = S("m1")}};
    ok(&p.c, try_steps(&p, one, steps, 2));
    desk_again(&p);
    HOLDS(&p, one, "milestones() = 2 and late_milestones() = 1 and version = 2");
    int64_t head = head_id(&p);
    ok(&p.c, try_steps(&p, one, steps, 2)); /* as it stands */
    assert_int_equal(head_id(&p), head);
    ledger_step done = {.milestone = S(" m1 "), .actual = S("2024-01-03")};
    ok(&p.c, try_steps(&p, one, &done, 1)); /* what is not said stays */
    desk_again(&p);
    ledger_hold h;
    ok(&p.c, ledger_open(&p.c, &p.d, S("matter"), &h));
    const book_row *r = &h.b->rows[book_find(h.b, str_of(one))];
    assert_int_equal(r->n_milestones, 2);
    assert_true(str_eqz(r->milestones[0].name, "立项") && r->milestones[0].days == 5);
    assert_true(r->milestones[0].plan != INT64_MIN && r->milestones[0].actual != INT64_MIN);
    ledger_done(&h);
    ledger_step ring[] = {{.milestone = S("m3"), .depends_on = S("m2")},
                          {.milestone = S("m1"), .depends_on = S("m3")}};
    refused(&p.c, try_steps(&p, one, ring, 2), ERR_DATA, "m2(开工) → m3 → m1(立项) → m2");
    ledger_step gone[] = {{.milestone = S("m1"), .removed = true},
                          {.milestone = S("m2"), .depends_on = S("")}};
    refused(&p.c, try_steps(&p, one, gone, 1), ERR_DATA, "m2 depends on m1");
    ok(&p.c, try_steps(&p, one, gone, 2));
    desk_again(&p);
    HOLDS(&p, one, "milestones() = 1 and milestones_done() = 0");
    ledger_step bad[] = {{.milestone = S("")},
                         {.milestone = S("a;b")},
                         {.milestone = S("m"), .plan = S("soon")},
                         {.milestone = S("m"), .days = S("-1")},
                         {.milestone = S("m"), .days = S("10001")},
                         {.milestone = S("m"), .depends_on = S("m")},
                         {.milestone = S("m"), .started = S("soon")},
                         {.milestone = S("m"), .name = S("a\xff")},
                         {.milestone = S("m1"), .removed = true}};
    head = head_id(&p);
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        if (try_steps(&p, one, &bad[i], 1))
            fail_msg("%zu was taken", i);
        cx_clear(&p.c);
    }
    assert_int_equal(head_id(&p), head);
    const char *note = add(&p, "notice", "title=x");
    ledger_order o = order_of(&p, "notice", note, "");
    refused(&p.c, ledger_milestones(&p.c, &p.d, &o, steps, 1, NULL), ERR_USAGE, "no milestones");
    place_end(&p);
}

static void test_comments(void **state)
{
    place p;
    place_begin(&p, state);
    const char *one = add(&p, "matter", "title=修路");
    ok(&p.c, try_comment(&p, one, "  请,\"快\"\n办 "));
    refused(&p.c, try_comment(&p, one, " \n "), ERR_USAGE, "a comment has");
    refused(&p.c, try_comment(&p, one, "\xff"), ERR_USAGE, "UTF-8");
    refused(&p.c, try_comment(&p, "none", "x"), ERR_UNKNOWN, "none");
    sb big CLEANUP(sb_done) = {0};
    sb_init(&big, 0);
    for (int i = 0; i < 4001; i++)
        sb_putc(&big, 'x');
    sb_putc(&big, 0);
    refused(&p.c, try_comment(&p, one, big.p), ERR_USAGE, "a comment has");
    desk_again(&p);
    HOLDS(&p, one, "version = 1");
    ledger_hold h;
    ok(&p.c, ledger_open(&p.c, &p.d, S("matter"), &h));
    assert_int_equal(h.b->rows[book_find(h.b, str_of(one))].comments, 1);
    ledger_done(&h);
    /* notes are held as short */
    ledger_order o = order_of(&p, "matter", one, "title=y");
    o.note = sb_str(&big);
    refused(&p.c, ledger_set(&p.c, &p.d, &o, NULL), ERR_USAGE, "too long");
    o.note = S("\xff");
    refused(&p.c, ledger_set(&p.c, &p.d, &o, NULL), ERR_USAGE, "UTF-8");
    place_end(&p);
}

/* ---- files ---- */
static const char pdf[] = "%PDF-1.7\n\0\x01\xff bytes";

static const char *hash_of(place *p, str bytes)
{
    char *hex = cx_alloc(&p->c, 65);
    sha256 h = os_sha256(bytes);
    assert_non_null(hex);
    os_hex(h.b, sizeof h.b, hex);
    return hex;
}

static bool file_of(place *p, const char *code, const char *hash, str *bytes)
{
    str name, media;
    return ledger_file_bytes(&p->c, &p->d, S("matter"), str_of(code), str_of(hash), bytes, &name,
                             &media);
}

static bool try_detach(place *p, const char *code, const char *hash)
{
    ledger_order o = order_of(p, "matter", code, "");
    o.note = S("错了");
    return ledger_detach(&p->c, &p->d, &o, S("proof"), str_of(hash));
}

static size_t blobs(place *p)
{
    str *names;
    size_t n;
    ok(&p->c, store_named(&p->c, p->d.s, S(".blob:"), 0, INT64_MAX, &names, &n));
    return n;
}

static void test_files(void **state)
{
    place p;
    ledger_refusal why = {0};
    str bytes = {pdf, sizeof pdf}, got;
    place_begin(&p, state);
    const char *one = add(&p, "matter", "title=修路|org=fgw|due=2030-01-01"),
               *two = add(&p, "matter", "title=种树"), *hash = hash_of(&p, bytes);
    ok(&p.c, try_attach(&p, one, "证明 一.PDF", bytes, &why));
    desk_again(&p);
    ok(&p.c, file_of(&p, one, hash, &got));
    assert_true(str_eq(got, bytes));
    refused(&p.c, file_of(&p, two, hash, &got), ERR_UNKNOWN, "no such file");
    refused(&p.c, file_of(&p, one, "00", &got), ERR_UNKNOWN, "no such file");
    int64_t head = head_id(&p);
    ok(&p.c, try_attach(&p, one, "again.pdf", bytes, NULL)); /* there already */
    assert_int_equal(head_id(&p), head);
    ok(&p.c, try_attach(&p, two, "same.pdf", bytes, NULL)); /* stored once */
    assert_int_equal(blobs(&p), 1);
    desk_again(&p);
    HOLDS(&p, two, "files(proof) = 1 and version = 2");
    static const struct {
        const char *name, *bytes, *word;
    } bad[] = {
        {"a.exe", "MZ", "not taken"},     {"a.png", "\x89PNG", "not taken"},
        {"a", "x", "not taken"},          {"", "x", "file name"},
        {"a/b.pdf", "%PDF", "file name"}, {"a\\b.pdf", "%PDF", "file name"},
        {"a\n.pdf", "%PDF", "file name"}, {"a\xff.pdf", "%PDF", "file name"},
        {"a.pdf", "MZ", "is not what"},   {"a.jpg", "%PDF", "is not what"},
        {"a.pdf", "", "a file has"},      {"a.pdf", "%PD", "is not what"},
    };
    head = head_id(&p);
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        if (try_attach(&p, one, bad[i].name, str_of(bad[i].bytes), &why) ||
            !strstr(p.c.err.en, bad[i].word))
            fail_msg("%s: %s", bad[i].name, p.c.err.en);
        cx_clear(&p.c);
    }
    assert_true(str_eqz(why.field, "proof"));
    sb big CLEANUP(sb_done) = {0};
    sb_init(&big, 0);
    for (size_t i = 0; i <= 1 << 20; i++)
        sb_putc(&big, 'x');
    refused(&p.c, try_attach(&p, one, "a.txt", sb_str(&big), NULL), ERR_LIMIT, "1 MB");
    assert_int_equal(head_id(&p), head); /* nothing is left of them */
    assert_int_equal(blobs(&p), 1);
    big.n--;
    ok(&p.c, try_attach(&p, one, "a.jpeg", S("\xFF\xD8\xFF\xE0x"), NULL)); /* jpg is jpeg */
    ok(&p.c, try_attach(&p, one, "a.txt", sb_str(&big), NULL));            /* 1 MB to the byte */
    /* let go of one: the bytes stay in the history, the row has them no more */
    refused(&p.c, try_detach(&p, one, "00"), ERR_UNKNOWN, "no such file");
    ok(&p.c, try_detach(&p, one, hash));
    desk_again(&p);
    refused(&p.c, file_of(&p, one, hash, &got), ERR_UNKNOWN, "no such file");
    ok(&p.c, file_of(&p, two, hash, &got));
    HOLDS(&p, one, "files(proof) = 2");
    /* what is closed keeps its proof */
    ok(&p.c, try_move(&p, one, "issue", "", "", NULL));
    ok(&p.c, try_move(&p, one, "finish", "", "", NULL));
    ledger_order o = order_of(&p, "matter", one, "");
    o.move = S("close");
    o.by = S("another");
    ok(&p.c, ledger_move(&p.c, &p.d, &o, NULL, NULL));
    refused(&p.c, try_detach(&p, one, hash_of(&p, sb_str(&big))), ERR_DENIED, "closed");
    sound(&p.c, p.url);
    place_end(&p);
}

/* ---- many ---- */
static void test_bulk(void **state)
{
    place p;
    place_begin(&p, state);
    const char *a = add(&p, "matter", "title=甲|amount=1"),
               *b = add(&p, "matter", "title=乙|amount=2"),
               *d = add(&p, "matter", "title=丁|amount=4");
    ok(&p.c, try_move(&p, b, "issue", "org=fgw|due=2030-01-01", "", NULL));
    ledger_item items[] = {{.code = str_of(a), .version = -1}, {.code = str_of(b), .version = -1},
                           {.code = S("none"), .version = -1}, {.code = str_of(d), .version = 7},
                           {.code = str_of(a), .version = 1},  {.code = str_of(d), .version = 1}};
    ledger_order o = order_of(&p, "matter", "", "amount=9");
    int64_t head = head_id(&p);
    ok(&p.c, ledger_bulk(&p.c, &p.d, &o, items, COUNT_OF(items)));
    assert_int_equal(head_id(&p), head + 1); /* one commit */
    assert_true(items[0].ok && !items[1].ok && !items[2].ok && !items[3].ok && !items[4].ok);
    assert_non_null(strstr(cx_strdup(&p.c, items[1].error), "cannot be changed now"));
    assert_non_null(strstr(cx_strdup(&p.c, items[2].error), "there is no row"));
    assert_non_null(strstr(cx_strdup(&p.c, items[3].error), "you saw 7"));
    assert_non_null(strstr(cx_strdup(&p.c, items[4].error), "twice"));
    desk_again(&p);
    HOLDS(&p, a, "amount = 9 and version = 2");
    HOLDS(&p, b, "amount = 2");
    o = order_of(&p, "matter", "", "org=gxj|due=2031-01-01");
    o.move = S("issue");
    ledger_item two[] = {{.code = str_of(a), .version = 2}, {.code = str_of(b), .version = -1}};
    ok(&p.c, ledger_bulk(&p.c, &p.d, &o, two, 2));
    desk_again(&p);
    assert_true(two[0].ok && !two[1].ok);
    HOLDS(&p, a, "stage = 'issued' and org = 'gxj' and version = 3");
    head = head_id(&p);
    ok(&p.c, ledger_bulk(&p.c, &p.d, &o, two + 1, 1)); /* nobody: nothing written */
    ok(&p.c, ledger_bulk(&p.c, &p.d, &o, NULL, 0));
    assert_int_equal(head_id(&p), head);
    refused(&p.c, ledger_bulk(&p.c, &p.d, &o, NULL, LEDGER_BULK_MAX + 1), ERR_LIMIT, "at most");
    place_end(&p);
}

/* ---- rights ---- */
#define ACTS(a) (1u << (a))
enum { READ = ACTS(ACT_READ), FILL = ACTS(ACT_LEDGER), LEAD = ACTS(ACT_DISPATCH) };

static subject who_with(place *p, const char *login, uint32_t acts, const char *area,
                        const char *org)
{
    right *r = cx_alloc(&p->c, sizeof *r);
    assert_non_null(r);
    *r = (right){.acts = acts,
                 .area = area ? catalog_area(p->d.k, str_of(area)) : ID_NONE,
                 .domains = S(""),
                 .org = str_of(org),
                 .post = *org ? S("kz") : S("")};
    return (subject){.login = str_of(login), .list = r, .n = 1};
}

#define AS(p, s) ((p)->d.who = (s))

static void test_rights(void **state)
{
    place p;
    str code;
    place_begin(&p, state);
    const char *fgw = add(&p, "matter", "title=发改的|area=520302|org=fgw|due=2030-01-01"),
               *gxj = add(&p, "matter", "title=工信的|area=520302|org=gxj|with_orgs=fgw"),
               *far = add(&p, "matter", "title=别处的|area=520303|org=gxj|due=2030-01-01"),
               *none = add(&p, "matter", "title=没有地区的|due=2030-01-01");
    subject filler = who_with(&p, "zhao", READ | FILL, "520302", "fgw"),
            section = who_with(&p, "li", FILL, "520302", "touzi"),
            leader = who_with(&p, "xu", READ | LEAD, "520302", "gov"),
            all = who_with(&p, "chief", READ | FILL | LEAD, NULL, ""),
            reader = who_with(&p, "wang", READ, "520302", ""), nobody = {.login = S("no")};
    /* fills what belongs to their organisation or lies below it, in their area */
    AS(&p, &filler);
    ok(&p.c, try_set(&p, fgw, "amount=5", NULL));
    refused(&p.c, try_set(&p, gxj, "amount=5", NULL), ERR_DENIED, "may not change");
    refused(&p.c, try_set(&p, far, "amount=5", NULL), ERR_UNKNOWN, "there is no row");
    refused(&p.c, try_set(&p, "SX-none", "amount=5", NULL), ERR_UNKNOWN, "there is no row");
    refused(&p.c, try_set(&p, none, "amount=5", NULL), ERR_UNKNOWN, "there is no row");
    refused(&p.c, try_move(&p, fgw, "issue", "", "", NULL), ERR_DENIED, "not yours");
    refused(&p.c, try_remove(&p, fgw, "x", false), ERR_DENIED, "may not change");
    ok(&p.c, try_comment(&p, gxj, "看到了"));
    refused(&p.c, try_comment(&p, far, "看到了"), ERR_UNKNOWN, "no row");
    ok(&p.c, try_add(&p, "matter", "", "title=新|area=520302|org=touzi", &code, NULL));
    refused(&p.c, try_add(&p, "matter", "", "title=新|area=520302|org=gxj", &code, NULL),
            ERR_DENIED, "may not write");
    refused(&p.c, try_add(&p, "matter", "", "title=新|area=520303|org=fgw", &code, NULL), ERR_DATA,
            "520303");
    /* may not give their rows away to where they may not write */
    refused(&p.c, try_set(&p, fgw, "org=gxj", NULL), ERR_DENIED, "may not write");
    /* a section below: sees what names it or what lies below it only, by no right to read */
    AS(&p, &section);
    refused(&p.c, try_set(&p, fgw, "amount=6", NULL), ERR_UNKNOWN, "no row");
    desk_again(&p);
    assert_true(holds_now(&p, "matter", cx_strdup(&p.c, code), "version = 1"));
    assert_false(holds_now(&p, "matter", gxj, "version > 0"));
    /* dispatch: all rows of the area, whoever's */
    AS(&p, &leader);
    ok(&p.c, try_set(&p, gxj, "amount=6", NULL));
    ok(&p.c, try_move(&p, fgw, "issue", "", "", NULL));
    refused(&p.c, try_move(&p, far, "issue", "", "", NULL), ERR_DENIED,
            "not yours"); /* seen: below gov */
    ok(&p.c, try_remove(&p, gxj, "重复", false));
    ok(&p.c, try_remove(&p, gxj, "错了", true));
    AS(&p, &reader);
    refused(&p.c, try_set(&p, fgw, "amount=7", NULL), ERR_DENIED, "may not change");
    refused(&p.c, try_attach(&p, fgw, "a.txt", S("x"), NULL), ERR_DENIED, "may not change");
    refused(&p.c, try_add(&p, "matter", "", "title=新|area=520302", &code, NULL), ERR_DENIED,
            "may not write");
    ok(&p.c, try_comment(&p, fgw, "看到了"));
    desk_again(&p);
    assert_true(holds_now(&p, "matter", fgw, "stage = 'issued'"));
    assert_false(holds_now(&p, "matter", far, "version > 0"));
    AS(&p, &nobody);
    ledger_hold h;
    refused(&p.c, ledger_open(&p.c, &p.d, S("matter"), &h), ERR_UNKNOWN, "there is no ledger");
    refused(&p.c, try_comment(&p, fgw, "x"), ERR_UNKNOWN, "there is no ledger");
    refused(
        &p.c,
        ledger_define(&p.c, &p.d, p.url, "t.json", help_quoted(&p.c, help_notice), S("x"), &code),
        ERR_DENIED, "catalogue");
    AS(&p, &all);
    ok(&p.c, try_move(&p, none, "issue", "org=gxj", "", NULL));
    ok(&p.c, try_set(&p, far, "org=fgw", NULL));
    refused(
        &p.c,
        ledger_define(&p.c, &p.d, p.url, "t.json", help_quoted(&p.c, help_notice), S("x"), &code),
        ERR_DENIED, "catalogue");
    /* who finished may not close, by their login whatever they call themselves */
    AS(&p, &leader);
    ok(&p.c, try_attach(&p, fgw, "a.txt", S("x"), NULL));
    ok(&p.c, try_move(&p, fgw, "finish", "", "", NULL));
    refused(&p.c, try_move(&p, fgw, "close", "", "", NULL), ERR_DENIED, "somebody else");
    AS(&p, &all);
    ok(&p.c, try_move(&p, fgw, "close", "", "", NULL));
    desk_again(&p);
    AS(&p, NULL);
    HOLDS(&p, fgw,
          "stage = 'closed' and moved_by('close') = 'chief' and moved_by('finish') = 'xu'");
    p.d.who = NULL;
    place_end(&p);
}

/* The rows of another ledger that they may not see cannot be linked to, nor looked for by name. */
static void test_links_unseen(void **state)
{
    place p;
    ledger_refusal why = {0};
    place_begin(&p, state);
    const char *far = add(&p, "matter", "title=别处的|area=520303|org=gxj"),
               *here = add(&p, "matter", "title=这里的|area=520302|org=fgw");
    (void)add(&p, "matter", "title=同名|area=520302|org=fgw");
    (void)add(&p, "matter", "title=同名|area=520302|org=fgw");
    refused(&p.c, try_set(&p, here, "parent=同名", &why), ERR_DATA, "several");
    subject filler = who_with(&p, "zhao", READ | FILL, "520302", "fgw");
    AS(&p, &filler);
    refused(&p.c, try_set(&p, here, "parent=别处的", &why), ERR_DATA, "别处的");
    refused(&p.c, try_set(&p, here, cx_printf(&p.c, "parent=%s", far), &why), ERR_DATA, far);
    ok(&p.c, try_set(&p, here, cx_printf(&p.c, "parent=%s", here), &why));
    p.d.who = NULL;
    place_end(&p);
}

static void test_private(void **state)
{
    place p;
    str code;
    place_begin(&p, state);
    subject li = who_with(&p, "li", READ, "520302", ""),
            wu = who_with(&p, "wu", READ | FILL, NULL, ""),
            chief = who_with(&p, "chief", READ | LEAD, NULL, "");
    AS(&p, &li);
    ledger_order o = order_of(&p, "filter", "", "title=我的");
    ok(&p.c, ledger_add(&p.c, &p.d, &o, &code, NULL));
    const char *mine = cx_strdup(&p.c, code);
    desk_again(&p);
    assert_true(holds_now(&p, "filter", mine, "version = 1"));
    o = order_of(&p, "filter", mine, "title=我的二");
    ok(&p.c, ledger_set(&p.c, &p.d, &o, NULL));
    desk_again(&p);
    AS(&p, &wu);
    assert_false(holds_now(&p, "filter", mine, "version > 0"));
    refused(&p.c, ledger_set(&p.c, &p.d, &o, NULL), ERR_UNKNOWN, "no row");
    AS(&p, &chief);
    assert_true(holds_now(&p, "filter", mine, "version > 0"));
    AS(&p, &li);
    o = order_of(&p, "filter", mine, "shared=是");
    ok(&p.c, ledger_set(&p.c, &p.d, &o, NULL));
    desk_again(&p);
    AS(&p, &wu);
    assert_true(holds_now(&p, "filter", mine, "version = 3")); /* seen, and not theirs to change */
    o = order_of(&p, "filter", mine, "title=改了");
    refused(&p.c, ledger_set(&p.c, &p.d, &o, NULL), ERR_DENIED, "may not change");
    AS(&p, &li);
    o.note = S("不用了");
    ok(&p.c, ledger_remove(&p.c, &p.d, &o, false));
    p.d.who = NULL;
    place_end(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(test_add),        BOTH(test_set),          BOTH(test_versions), BOTH(test_moves),
        BOTH(test_creates),    BOTH(test_locks),        BOTH(test_remove),   BOTH(test_series),
        BOTH(test_milestones), BOTH(test_comments),     BOTH(test_files),    BOTH(test_bulk),
        BOTH(test_rights),     BOTH(test_links_unseen), BOTH(test_private),
    };
    return cmocka_run_group_tests(tests, engines_up, engines_down);
}
