/* A letter and a printed ledger with every allocation failing in turn: an error that says so, nothing
 * leaked, and the same bytes once there is memory. */
#include "flow/flow_test.h"
#include "flow/ledger.h"
#include "flow/ledger_over.h"
#include "io/docx_out.h"
#include "io/html_out.h"
#include "report/ledger_letter.h"
#include "report/ledger_print.h"

static const char type_json[] =
    "{\"code\":\"visit\",\"name\":\"走访\",\"title\":\"title\",\"area\":\"area\",\"codes\":\"ZF-{"
    "n3}\","
    "\"fields\":[{\"code\":\"title\",\"name\":\"事项\",\"kind\":\"text\",\"required\":true},"
    "{\"code\":\"area\",\"name\":\"地区\",\"kind\":\"area\"},"
    "{\"code\":\"due\",\"name\":\"时限\",\"kind\":\"date\"},"
    "{\"code\":\"amount\",\"name\":\"金额\",\"kind\":\"number\",\"unit\":\"万元\"},"
    "{\"code\":\"unit\",\"name\":\"单位\",\"kind\":\"org\"},"
    "{\"code\":\"up\",\"name\":\"上级\",\"kind\":\"link\",\"to\":\"visit\"}],"
    "\"stages\":[{\"code\":\"open\",\"name\":\"在办\"}],"
    "\"summaries\":[{\"code\":\"areas\",\"name\":\"按地区\",\"by\":\"area\",\"total\":true,"
    "\"columns\":"
    "[{\"code\":\"n\",\"name\":\"件数\",\"value\":\"count()\",\"decimals\":0}]}],"
    "\"list\":[\"title\",\"area\",\"due\",\"amount\"],"
    "\"children\":[{\"type\":\"visit\",\"field\":\"up\"}],"
    "\"print\":{\"title\":\"走访台账\",\"note\":\"附注\",\"columns\":[{\"name\":\"事项\",\"value\":"
    "\"title\"},{\"name\":\"金额\",\"value\":\"amount\"}]},"
    "\"letters\":[{\"code\":\"ask\",\"name\":\"函\",\"kind\":\"letter\",\"number\":\"函〔{year}〕{"
    "n}号\","
    "\"body\":[{\"title\":\"关于“{title}”办理进度情况的提示函（第一次提示，请尽快回复）\"},"
    "{\"to\":\"{area}：\"},{\"head\":\"一、进度\"},{\"para\":\"至{due}须办{amount}万元。\"},"
    "{\"table\":[[\"事项\",\"{title}\"],[\"上级\",\"{up}\"]]},{\"head\":\"二、下级\"},"
    "{\"rows\":{\"type\":\"visit\",\"field\":\"up\",\"sort\":\"-due\",\"where\":\"amount > 0\"},"
    "\"columns\":[{\"name\":\"事项\",\"value\":\"title\"},{\"name\":\"一半\",\"value\":\"amount / "
    "2\"}]},"
    "{\"summary\":\"areas\"},{\"sign\":\"{office}\"},{\"attach\":\"清单\"}]},"
    "{\"code\":\"all\",\"name\":\"函\",\"kind\":\"letter\",\"number\":\"函〔{year}〕{n}号\","
    "\"over\":{\"by\":\"unit\",\"where\":\"amount > 0\",\"pause\":20},"
    "\"body\":[{\"title\":\"提示函\"},{\"to\":\"{to}：\"},"
    "{\"para\":\"共{count()}件，{sum(amount)}万元，最迟{max_of(due)}。\"},"
    "{\"list\":[{\"name\":\"事项\",\"value\":\"title\"},{\"name\":\"金额\",\"value\":\"amount\"}],"
    "\"sort\":\"amount\"},{\"sign\":\"{office}\"}]}]}";

typedef struct bench {
    const char *url;
    desk d;
    sb whole; /* as it came out once */
} bench;

static void add(cx *c, bench *b, const char *const *fields, size_t n)
{
    ledger_input in[8];
    str code;
    bool changed;
    for (size_t i = 0; i < n; i++)
        in[i] = (ledger_input){str_of(fields[2 * i]), str_of(fields[2 * i + 1])};
    ledger_order o = {.url = b->url,
                      .type = S("visit"),
                      .code = S(""),
                      .version = -1,
                      .fields = in,
                      .n = n,
                      .note = S(""),
                      .by = S("t")};
    ok(c, ledger_add(c, &b->d, &o, &code, NULL));
    ok(c, desk_refresh(c, &b->d, &changed));
}

static bool write_letter(cx *c, bench *b, sb *out)
{
    ledger_hold h;
    doc made, printed;
    letter_facts f = {
        .number = S("函〔2026〕1号"), .day = date_ord(2026, 6, 18), .office = S("甲办公室")};
    uint32_t rows[] = {0, 1, 2};
    const letter_subject about = {.row = 0}, all = {.rows = rows, .n = 3, .to = S("甲局")};
    const over_unit *units;
    over_past past = {NULL, 0};
    uint32_t n_units;
    print_wanted p = {.rows = rows, .n = 3, .office = S("甲办公室")};
    TRY(ledger_open(c, &b->d, S("visit"), &h));
    p.form = type_print_of(h.type, S("print"));
    bool ok = ledger_letter(c, &h, &about, &h.type->letters[0], &f, &made) &&
              html_write(c, &made, out) && docx_write(c, &made, out) &&
              ledger_letter(c, &h, &all, &h.type->letters[1], &f, &made) &&
              html_write(c, &made, out) &&
              ledger_over_units(c, &h, &h.type->letters[1], &past, &units, &n_units) &&
              ledger_print(c, &h, &p, &printed) && html_write(c, &printed, out) &&
              ledger_print_csv(c, &h, &p, out);
    ledger_done(&h);
    return ok;
}

static bool letter_once(void *user)
{
    bench *b = user;
    cx c;
    sb out = {0};
    if (!cx_init(&c, LANG_ZH))
        return false;
    sb_init(&out, 0);
    bool done = write_letter(&c, b, &out);
    if (!done)
        assert_int_equal(c.err.code, ERR_MEMORY);
    else
        assert_true(str_eq(sb_str(&out), sb_str(&b->whole)));
    sb_done(&out);
    cx_done(&c);
    return done;
}

static bool find(const sb *b, const char *text)
{
    return str_find(sb_str(b), str_of(text)) >= 0;
}

static void test_memory(void **state)
{
    static const char *const up[] = {"title", "甲 <乙> & 丙", "area",   "520303",
                                     "due",   "2026-06-30",   "amount", "12.25"};
    static const char *const low[] = {"title",  "下一级", "area", "520302",
                                      "amount", "3",      "up",   "ZF-001"};
    cx c;
    bench b = {.url = test_path("letter.db")};
    desk_options o = {.url = b.url, .mode = STORE_READ, .only = ID_NONE};
    str code;
    bool changed;
    (void)state;
    small_desk(b.url);
    assert_true(cx_init(&c, LANG_ZH));
    ok(&c, desk_open(&c, &o, &b.d));
    ok(&c, ledger_define(&c, &b.d, b.url, "visit.json", str_of(type_json), S("t"), &code));
    ok(&c, desk_refresh(&c, &b.d, &changed));
    add(&c, &b, up, 4);
    add(&c, &b, low, 4);
    add(&c, &b, low, 3); /* belongs to nobody */
    sb_init(&b.whole, 0);
    ok(&c, write_letter(&c, &b, &b.whole));
    assert_true(find(&b.whole, "甲 &lt;乙&gt; &amp; 丙"));
    assert_false(find(&b.whole, "“甲 <乙>")); /* the CSV has it as it is */
    assert_true(find(&b.whole, "至2026年6月30日须办12.25万元。"));
    assert_true(find(&b.whole, "<td class=\"n\">1.5</td>"));
    assert_true(find(&b.whole, "<td>合计</td><td class=\"n\">3</td>"));
    assert_true(find(&b.whole, "附件：清单"));
    assert_true(find(&b.whole, "甲局："));
    assert_true(find(&b.whole, "共3件，18.25万元，最迟2026年6月30日。"));
    torture(letter_once, &b);
    sb_done(&b.whole);
    desk_close(&b.d);
    cx_done(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
