/* What units hand in: versions of a row, what was done with it, in the chain and out of it; on both
 * engines. */
#include "engines.h"
#include "store/filing.h"

static const char head[] = "area,indicator,level,growth,note,verdict,reason,by\n";

static filing row_of(const char *org, int64_t version, const char *state, const char *body)
{
    return (filing){.key = {S("yj"), str_of(org), S("2026-06")},
                    .version = version,
                    .state = str_of(state),
                    .filler = S("li"),
                    .body = str_of(body)};
}

static filing_event done(const char *act)
{
    return (filing_event){.act = str_of(act), .login = S("li"), .post = S("p1"), .note = S("n")};
}

/* A commit with the row, what was done, and its text. */
static bool put_act(cx *c, store *s, const filing *f, filing_event *e, const char *text)
{
    e->at = os_now_us();
    return store_begin(c, s, &by_test) && filing_put(c, s, f, e, str_of(text)) &&
           store_commit(c, s, NULL);
}

static filing found(cx *c, store *s, const char *org)
{
    filing f;
    ok(c, filing_find(c, s, (filing_key){S("yj"), str_of(org), S("2026-06")}, &f));
    return f;
}

static int64_t head_of(cx *c, store *s)
{
    commit k;
    ok(c, store_head(c, s, STORE_NOW, &k));
    return k.id;
}

/* A save is no event: the row and its number only. */
static void test_saves(void **state)
{
    CX(c);
    const char *url = fresh(state);
    store *s = open_store(&c, url, STORE_CREATE);
    filing f = found(&c, s, "a");
    assert_true(f.version == 0 && !f.state.n && !f.body.n && !f.extended);
    for (int64_t v = 1; v <= 3; v++) {
        filing next = row_of("a", v, "draft", head);
        ok(&c, filing_save(&c, s, &next));
        assert_int_equal(found(&c, s, "a").version, v);
    }
    assert_true(str_eqz(found(&c, s, "a").body, head) && found(&c, s, "a").changed_at > 0);
    assert_int_equal(head_of(&c, s), 0);
    /* whoever saw another version writes nothing */
    for (int64_t v = 0; v <= 6; v++) {
        filing late = row_of("a", v, "draft", "lost");
        if (v == 4)
            continue;
        refused(&c, filing_save(&c, s, &late), ERR_CONFLICT, "version 3 now");
    }
    assert_true(found(&c, s, "a").version == 3 && str_eqz(found(&c, s, "a").body, head));
    filing other = row_of("b", 1, "draft", head);
    ok(&c, filing_save(&c, s, &other));
    store_close(s);
    sound(&c, url);
}

static void test_acts(void **state)
{
    CX(c);
    const char *url = fresh(state);
    store *s = open_store(&c, url, STORE_CREATE);
    filing f = row_of("a", 1, "draft", head);
    filing_event e = done("submit"), *list, one;
    size_t n;
    bool any;
    str text;
    ok(&c, filing_save(&c, s, &f));
    f = row_of("a", 2, "submitted", head);
    ok(&c, put_act(&c, s, &f, &e, "one\n"));
    assert_true(e.version == 2 && e.commit_id == 1 && e.hash.n == 64 && e.at > 0 &&
                str_eqz(e.state, "submitted") && str_eqz(e.key.org, "a"));
    filing_event stale = done("sign");
    filing again = row_of("a", 2, "signed", "lost");
    assert_false(put_act(&c, s, &again, &stale, "two\n"));
    assert_int_equal(c.err.code, ERR_CONFLICT);
    store_rollback(s);
    cx_clear(&c);
    assert_int_equal(head_of(&c, s), 1); /* nothing of it */
    assert_true(str_eqz(found(&c, s, "a").state, "submitted"));
    f = row_of("a", 3, "signed", head);
    filing_event sign = done("sign");
    ok(&c, put_act(&c, s, &f, &sign, "two\n"));
    f = row_of("b", 1, "draft", head);
    filing_event extend = done("extend");
    ok(&c, put_act(&c, s, &f, &extend, "three\n"));
    ok(&c, filing_events_load(&c, s, (filing_key){S("yj"), S(""), S("")}, &list, &n));
    assert_int_equal(n, 3);
    assert_true(str_eqz(list[0].act, "submit") && str_eqz(list[1].act, "sign") &&
                str_eqz(list[2].key.org, "b") && list[1].commit_id == 2);
    ok(&c, filing_event_by_hash(&c, s, sign.hash, &one, &any));
    assert_true(any && one.version == 3 && str_eqz(one.login, "li") && str_eqz(one.post, "p1") &&
                str_eqz(one.note, "n") && one.at == sign.at);
    ok(&c, filing_event_by_hash(&c, s, S("none"), &one, &any));
    assert_false(any);
    ok(&c, filing_text(&c, s, one.commit_id, S(FILING_TEXT_TABLE), &text));
    assert_true(str_eqz(text, "two\n"));
    refused(&c, filing_text(&c, s, 1, S(FILING_SCAN_TABLE), &text), ERR_UNKNOWN, "no such text");
    refused(&c, filing_text(&c, s, 9, S(FILING_TEXT_TABLE), &text), ERR_UNKNOWN, "no such text");
    store_close(s);
    sound(&c, url);
}

/* Given back unfinished, nothing of an act stays. */
static void test_rolled_back(void **state)
{
    CX(c);
    const char *url = fresh(state);
    store *s = open_store(&c, url, STORE_CREATE);
    filing f = row_of("a", 1, "submitted", head);
    filing_event e = done("submit"), *list;
    size_t n;
    ok(&c, store_begin(&c, s, &by_test));
    ok(&c, filing_put(&c, s, &f, &e, S("one\n")));
    store_rollback(s);
    assert_int_equal(found(&c, s, "a").version, 0);
    ok(&c, filing_events_load(&c, s, (filing_key){S(""), S(""), S("")}, &list, &n));
    assert_int_equal(n, 0);
    store_close(s);
}

/* ---- two writers ---- */
#define RACES 40

/* Each tries every version until somebody has it. */
static void race(const char *url, int who)
{
    cx c;
    store *s;
    char name[16];
    int won = 0;
    snprintf(name, sizeof name, "w%d", who);
    if (!cx_init(&c, LANG_EN) || !store_open(&c, url, STORE_WRITE, &s))
        _exit(9);
    for (int64_t v = 1; v <= RACES;) {
        filing f = row_of("a", v, "draft", name);
        filing_event e = done("comment");
        f.filler = str_of(name);
        bool good = v % 2 ? filing_save(&c, s, &f) : put_act(&c, s, &f, &e, name);
        if (!good && c.err.code != ERR_CONFLICT) {
            fprintf(stderr, "%s\n", cx_message(&c));
            _exit(9);
        }
        store_rollback(s);
        cx_clear(&c);
        filing now;
        CHILD_OK(&c, filing_find(&c, s, f.key, &now));
        won += good;
        v = now.version + 1;
    }
    store_close(s);
    cx_done(&c);
    FILE *out = fopen(test_path(name), "w");
    if (!out || fprintf(out, "%d\n", won) < 0 || fclose(out) != 0)
        _exit(9);
}

static int wins(const char *name)
{
    int n = -1;
    FILE *in = fopen(test_path(name), "r");
    assert_non_null(in);
    assert_int_equal(fscanf(in, "%d", &n), 1);
    fclose(in);
    return n;
}

static void test_race(void **state)
{
    CX(c);
    const char *url = fresh(state);
    store *s = open_store(&c, url, STORE_CREATE);
    filing_event *list;
    size_t n;
    store_close(s);
    pid_t one = child(race, url, 1), two = child(race, url, 2);
    child_ends(one);
    child_ends(two);
    s = open_store(&c, url, STORE_READ);
    assert_int_equal(found(&c, s, "a").version, RACES);
    assert_int_equal(wins("w1") + wins("w2"), RACES); /* each version was somebody's, once */
    ok(&c, filing_events_load(&c, s, (filing_key){S(""), S(""), S("")}, &list, &n));
    assert_int_equal(n, RACES / 2);
    for (size_t i = 0; i < n; i++)
        assert_true(list[i].version == 2 * (int64_t)(i + 1) &&
                    list[i].commit_id == (int64_t)(i + 1));
    assert_int_equal(head_of(&c, s), RACES / 2);
    store_close(s);
    sound(&c, url);
}

/* ---- copies ---- */
static void filled(cx *c, const char *url)
{
    store *s = open_store(c, url, STORE_CREATE);
    filing f = row_of("a", 1, "submitted", "area,indicator\n5,gdp\n");
    filing_event e = done("submit");
    ok(c, put_act(c, s, &f, &e, "one\n"));
    f = row_of("b", 1, "draft", head);
    f.extended = 20000;
    ok(c, filing_save(c, s, &f));
    store_close(s);
}

static void same_filings(cx *c, const char *one, const char *two)
{
    store *s = open_store(c, one, STORE_READ), *t = open_store(c, two, STORE_READ);
    const filing_key any = {S(""), S(""), S("")};
    filing *a, *b;
    filing_event *x, *y;
    size_t n, m;
    str p, q;
    ok(c, filings_load(c, s, any, &a, &n));
    ok(c, filings_load(c, t, any, &b, &m));
    assert_true(n == 2 && m == 2);
    for (size_t i = 0; i < n; i++)
        assert_true(str_eq(a[i].key.org, b[i].key.org) && str_eq(a[i].body, b[i].body) &&
                    str_eq(a[i].state, b[i].state) && str_eq(a[i].filler, b[i].filler) &&
                    a[i].version == b[i].version && a[i].extended == b[i].extended &&
                    a[i].changed_at == b[i].changed_at);
    ok(c, filing_events_load(c, s, any, &x, &n));
    ok(c, filing_events_load(c, t, any, &y, &m));
    assert_true(n == 1 && m == 1 && str_eq(x->hash, y->hash) && x->at == y->at &&
                str_eq(x->act, y->act) && str_eq(x->note, y->note) &&
                x->commit_id == y->commit_id && x->version == y->version);
    ok(c, filing_text(c, s, 1, S(FILING_TEXT_TABLE), &p));
    ok(c, filing_text(c, t, 1, S(FILING_TEXT_TABLE), &q));
    assert_true(str_eq(p, q) && str_eqz(p, "one\n"));
    store_close(s);
    store_close(t);
}

/* A backup goes into either engine, and over what is there. */
static void test_copies(void **state)
{
    CX(c);
    static void *const engines[] = {"sqlite", "postgresql"};
    const char *url = fresh(state), *file = test_path("filings.db");
    filled(&c, url);
    unlink(file);
    store *s = open_store(&c, url, STORE_READ);
    ok(&c, store_backup(&c, s, file));
    store_close(s);
    same_filings(&c, url, file);
    for (size_t i = 0; i < COUNT_OF(engines); i++) {
        if (i && !server_url[0])
            continue;
        void *to_engine = engines[i];
        const char *to = fresh(&to_engine);
        ok(&c, store_restore(&c, to, file, false));
        same_filings(&c, url, to);
        store *t = open_store(&c, to, STORE_WRITE);
        filing f = row_of("c", 1, "draft", head);
        ok(&c, filing_save(&c, t, &f));
        store_close(t);
        ok(&c, store_restore(&c, to, file, true));
        same_filings(&c, url, to); /* what was there besides is gone */
        sound(&c, to);
    }
}

/* ---- from outside ---- */
static void test_tampered(void **state)
{
    static const char *const deeds[] = {
        "update commit_tables set body = 'two' where name = '.filing'",
        "delete from commit_tables where name = '.filing'",
        "update commit_tables set name = '.other' where name = '.filing'",
        "update commits set action = 'accept' where id = 1",
    };
    for (size_t i = 0; i < COUNT_OF(deeds); i++) {
        CX(c);
        str text;
        const char *url = fresh(state);
        filled(&c, url);
        sound(&c, url);
        outside(url, deeds[i]);
        store *s = open_store(&c, url, STORE_READ);
        if (!findings(&c, s, &text) || !strstr(cx_printf(&c, STR_FMT, STR_ARG(text)), "commit 1"))
            fail_msg("not found: %s", deeds[i]);
        store_close(s);
    }
}

/* ---- all texts ---- */
typedef struct texts {
    int64_t last;
    size_t n;
} texts;

static bool count_text(void *user, int64_t commit_id, str text)
{
    texts *t = user;
    char want[24];
    snprintf(want, sizeof want, "t%lld\n", (long long)commit_id);
    assert_true(commit_id > t->last && str_eqz(text, want));
    t->last = commit_id;
    t->n++;
    return true;
}

static bool look_twice(cx *c, store *s, void *user)
{
    filing f = row_of("b", 1, "draft", head);
    store *w = open_store(c, user, STORE_WRITE);
    assert_int_equal(found(c, s, "b").version, 0);
    ok(c, filing_save(c, w, &f));
    assert_int_equal(found(c, s, "b").version, 0); /* still as it was */
    store_close(w);
    return true;
}

static void test_reading(void **state)
{
    CX(c);
    const char *url = fresh(state);
    store *s = open_store(&c, url, STORE_CREATE);
    texts t = {0};
    for (int64_t v = 1; v <= 150; v++) { /* more than a page of them */
        filing f = row_of("a", v, "draft", head);
        filing_event e = done("comment");
        char text[24];
        snprintf(text, sizeof text, "t%lld\n", (long long)v);
        ok(&c, put_act(&c, s, &f, &e, text));
    }
    ok(&c, filing_each_text(&c, s, count_text, &t));
    assert_int_equal(t.n, 150);
    ok(&c, filing_still(&c, s, look_twice, (void *)url));
    assert_int_equal(found(&c, s, "b").version, 1);
    store_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {BOTH(test_saves),  BOTH(test_acts),   BOTH(test_rolled_back),
                                       BOTH(test_race),   BOTH(test_copies), BOTH(test_tampered),
                                       BOTH(test_reading)};
    return cmocka_run_group_tests(tests, engines_up, engines_down);
}
