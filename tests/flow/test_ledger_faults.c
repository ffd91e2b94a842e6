/* Every allocation of a write to a ledger fails in turn: what is refused wrote nothing, what was read stays
 * sound. */
#include "ledger_help.h"
#include <limits.h>

static int up(void **state)
{
    store_threads = 1; /* the counter of mem.h is not for threads */
    return engines_up(state);
}

/* ---- without memory: what is refused wrote nothing ---- */
typedef struct short_of {
    const char *url, *code;
    int act;
} short_of;

static bool one_act(cx *c, const desk *d, const short_of *w)
{
    ledger_input in[] = {
        {S("title"), S("新的")}, {S("org"), S("发改委")}, {S("due"), S("2030-01-01")}};
    ledger_order o = {
        .url = w->url, .type = S("matter"), .code = str_of(w->code), .version = -1, .by = S("t")};
    str code;
    switch (w->act) {
    case 0: /* add */
        o.code = S("");
        o.fields = in;
        o.n = COUNT_OF(in);
        return ledger_add(c, d, &o, &code, NULL);
    case 1: /* a move that makes another row */
        o.move = S("notify");
        return ledger_move(c, d, &o, &code, NULL);
    case 2: {
        ledger_upload u = {S("proof"), S("a.txt"), S(""), S("bytes")};
        return ledger_attach(c, d, &o, &u, NULL);
    }
    case 3: {
        str json =
            S("{\"code\":\"fresh\",\"name\":\"新\",\"title\":\"title\",\"fields\":[{\"code\":"
              "\"title\",\"name\":\"名\",\"kind\":\"text\"}],\"stages\":[{\"code\":\"s\","
              "\"name\":\"在\"}]}");
        return ledger_define(c, d, w->url, "f.json", json, S("t"), &code);
    }
    case 4: { /* bulk */
        ledger_item items[] = {{.code = o.code, .version = -1}, {.code = S("none"), .version = -1}};
        o.fields = in;
        o.n = 1;
        return ledger_bulk(c, d, &o, items, 2);
    }
    case 5: { /* nodes that depend on each other */
        ledger_step steps[] = {{.milestone = S("m1"), .name = S("出图"), .days = S("5")},
                               {.milestone = S("m2"), .days = S("9"), .depends_on = S("m1")}};
        return ledger_milestones(c, d, &o, steps, 2, NULL);
    }
    case 6: { /* planned backward from the end */
        ledger_replan p = {.plan = true, .baseline = true};
        return ledger_reschedule(c, d, &o, &p, NULL);
    }
    default: {
        ledger_cell cell = {S("paid"), S("2024-01"), S("1"), S("2")};
        return ledger_series(c, d, &o, &cell, 1, NULL);
    }
    }
}

static const desk_options *reading(place *p)
{
    static desk_options o;
    o = (desk_options){.url = p->url, .mode = STORE_READ, .only = ID_NONE, .no_values = true};
    return &o;
}

/* What opening a ledger allocates: every act begins with it, so only the first act need fail in it. */
static long opening(place *p)
{
    cx c;
    desk d;
    ledger_hold h;
    assert_true(cx_init(&c, LANG_EN));
    ok(&c, desk_open(&c, reading(p), &d));
    mem_fail_after(LONG_MAX, false);
    ok(&c, ledger_open(&c, &d, S("matter"), &h));
    long made = mem_count();
    mem_fail_after(0, false);
    ledger_done(&h);
    desk_close(&d);
    cx_done(&c);
    return made;
}

static void every_allocation(place *p, const char *code, int act)
{
    short_of w = {p->url, code, act};
    int64_t head = head_id(p);
    for (long n = act == 0 ? 1 : opening(p) - 8;; n++) {
        cx c;
        desk d;
        assert_true(cx_init(&c, LANG_EN));
        ok(&c, desk_open(&c, reading(p), &d));
        mem_fail_after(n, false);
        bool good = one_act(&c, &d, &w);
        long made = mem_count();
        mem_fail_after(0, false);
        if (!good && c.err.code != ERR_MEMORY)
            fail_msg("act %d, allocation %ld: %s %s", act, n, err_name(c.err.code), c.err.en);
        cx_clear(&c); /* what was read is not spoiled by what failed in it */
        ledger_hold h;
        ok(&c, ledger_open(&c, &d, S("matter"), &h));
        ledger_done(&h);
        desk_close(&d);
        cx_done(&c);
        if (good) {
            if (made >= n)
                fail_msg("act %d, allocation %ld of %ld refused, and yet done", act, n, made);
            break;
        }
        if (head_id(p) != head)
            fail_msg("act %d, allocation %ld: refused, and something is written", act, n);
        assert_true(n < 20000);
    }
    assert_int_equal(head_id(p), head + 1);
    sound(&p->c, p->url);
}

static void test_every_allocation(void **state)
{
    place p;
    place_begin(&p, state);
    const char *one = add(&p, "matter", "title=修路|org=fgw|due=2030-01-01");
    ok(&p.c, try_move(&p, one, "issue", "", "", NULL));
    desk_again(&p);
    for (int act = 0; act < 8; act++)
        every_allocation(&p, one, act);
    place_end(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {ONLY_SQLITE(test_every_allocation)};
    return cmocka_run_group_tests(tests, up, engines_down);
}
