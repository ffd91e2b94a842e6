/* Accounts, what was handed out, who tried; on both engines. */
#include "engines.h"
#include "store/account.h"

static credential handed(const char *id, credential_kind k, int64_t until)
{
    static int64_t made;
    return (credential){.hash = os_sha256(str_of(id)),
                        .id = str_of(id),
                        .kind = k,
                        .name = S("n"),
                        .origin = S("127.0.0.1"),
                        .made_at = ++made,
                        .expires_at = until};
}

static bool set_secret(cx *c, void *user, account *a)
{
    (void)c;
    a->secret = str_of(user);
    a->failed++;
    return true;
}

static bool refuse(cx *c, void *user, account *a)
{
    (void)user;
    a->secret = S("never");
    return (fail)(c, ERR_USAGE, "不", "no");
}

static size_t count(cx *c, store *s, credential **list)
{
    size_t n;
    ok(c, credentials_load(c, s, list, &n));
    return n;
}

static void test_accounts(void **state)
{
    CX(c);
    store *s = open_store(&c, fresh(state), STORE_CREATE);
    account a, *all;
    bool found;
    size_t n;
    str before, after;
    account_change make = {.create = true, .edit = set_secret, .user = (void *)"one"};
    ok(&c, accounts_mark(&c, s, &before));
    ok(&c, account_apply(&c, s, S("li"), &make, &a));
    assert_true(str_eqz(a.secret, "one") && a.failed == 1 && a.made_at > 0);
    refused(&c, account_apply(&c, s, S("li"), &make, NULL), ERR_CONFLICT, "exists already");
    ok(&c, accounts_mark(&c, s, &after));
    assert_false(str_eq(before, after));
    account_change edit = {.edit = set_secret, .user = (void *)"two"};
    refused(&c, account_apply(&c, s, S("zhao"), &edit, NULL), ERR_UNKNOWN, "no account");
    ok(&c, account_apply(&c, s, S("li"), &edit, NULL));
    ok(&c, account_find(&c, s, S("li"), &a, &found));
    assert_true(found && str_eqz(a.secret, "two") && a.failed == 2);
    account_change no = {.edit = refuse};
    refused(&c, account_apply(&c, s, S("li"), &no, NULL), ERR_USAGE, "no");
    ok(&c, account_find(&c, s, S("li"), &a, &found));
    assert_true(str_eqz(a.secret, "two"));
    ok(&c, account_find(&c, s, S("nobody"), &a, &found));
    assert_false(found);
    ok(&c, account_apply(&c, s, S("an"), &make, NULL));
    ok(&c, accounts_load(&c, s, &all, &n));
    assert_true(n == 2 && str_eqz(all[0].login, "an"));
    store_close(s);
}

static void test_credentials(void **state)
{
    CX(c);
    store *s = open_store(&c, fresh(state), STORE_CREATE);
    account_change make = {.create = true};
    credential *list, one = handed("s1", CRED_SESSION, os_now_us() + 1000000000),
                      two = handed("s2", CRED_SESSION, os_now_us() + 1000000000),
                      token = handed("t1", CRED_TOKEN, INT64_MAX), old = handed("l1", CRED_LINK, 1);
    ok(&c, account_apply(&c, s, S("li"), &make, NULL));
    ok(&c, account_apply(&c, s, S("zhao"), &make, NULL));
    credential *each[] = {&one, &two, &token, &old};
    for (size_t i = 0; i < COUNT_OF(each); i++) {
        account_change add = {.add = each[i], .outcome = "in", .origin = S("::1")};
        ok(&c, account_apply(&c, s, S("li"), &add, NULL));
    }
    assert_int_equal(count(&c, s, &list), 4);
    assert_true(!memcmp(&list[0].hash, &one.hash, 32) && list[2].kind == CRED_TOKEN);
    account_change theirs = {.drop = S("s1"), .drop_one = true};
    refused(&c, account_apply(&c, s, S("zhao"), &theirs, NULL), ERR_UNKNOWN, "no such session");
    assert_int_equal(count(&c, s, &list), 4);
    ok(&c, credentials_sweep(&c, s));
    assert_int_equal(count(&c, s, &list), 3);
    account_change others = {.drop = S("s2"), .drop_kinds = 1u << CRED_SESSION};
    ok(&c, account_apply(&c, s, S("li"), &others, NULL));
    assert_int_equal(count(&c, s, &list), 2);
    assert_true(str_eqz(list[0].id, "s2"));
    account_change last = {.drop = S("t1"), .drop_one = true};
    ok(&c, account_apply(&c, s, S("li"), &last, NULL));
    assert_int_equal(count(&c, s, &list), 1);
    signin *in;
    size_t n;
    ok(&c, signins_load(&c, s, S("li"), &in, &n));
    assert_true(n == 4 && str_eqz(in[0].outcome, "in") && in[0].at >= in[3].at);
    ok(&c, signins_load(&c, s, S("zhao"), &in, &n));
    assert_int_equal(n, 0);
    store_close(s);
}

/* Making an account is an event of the chain; a sign-in is not. */
static void test_events(void **state)
{
    CX(c);
    const char *url = fresh(state);
    store *s = open_store(&c, url, STORE_CREATE);
    commit head, event = by_test;
    event.action = S("account");
    event.reason = S("add li");
    account_change make = {.create = true, .event = &event}, quiet = {.outcome = "wrong"};
    ok(&c, account_apply(&c, s, S("li"), &make, NULL));
    ok(&c, store_head(&c, s, STORE_NOW, &head));
    assert_true(head.id == 1 && str_eqz(head.reason, "add li") && str_eqz(head.action, "account"));
    refused(&c, account_apply(&c, s, S("li"), &make, NULL), ERR_CONFLICT, "exists");
    ok(&c, account_apply(&c, s, S("li"), &quiet, NULL));
    ok(&c, store_head(&c, s, STORE_NOW, &head));
    assert_int_equal(head.id, 1); /* a refused one left nothing */
    store_close(s);
    sound(&c, url);
}

/* A backup keeps accounts and tokens; sessions that were open then do not come back. */
static void test_restored(void **state)
{
    CX(c);
    const char *url = fresh(state), *file = test_path("accounts.db"), *to = fresh(state);
    store *s = open_store(&c, url, STORE_CREATE);
    credential *list, session = handed("s", CRED_SESSION, INT64_MAX),
                      token = handed("t", CRED_TOKEN, INT64_MAX);
    account_change make = {.create = true,
                           .edit = set_secret,
                           .user = (void *)"x",
                           .add = &session},
                   more = {.add = &token};
    account a;
    bool found;
    str mark, then;
    unlink(file);
    ok(&c, account_apply(&c, s, S("li"), &make, NULL));
    ok(&c, account_apply(&c, s, S("li"), &more, NULL));
    ok(&c, accounts_mark(&c, s, &then));
    ok(&c, store_backup(&c, s, file));
    store_close(s);
    ok(&c, store_restore(&c, to, file, false));
    s = open_store(&c, to, STORE_READ);
    ok(&c, account_find(&c, s, S("li"), &a, &found));
    assert_true(found && str_eqz(a.secret, "x"));
    assert_int_equal(count(&c, s, &list), 1);
    assert_int_equal(list[0].kind, CRED_TOKEN);
    ok(&c, accounts_mark(&c, s, &mark));
    assert_false(str_eq(mark, then));
    store_close(s);
    ok(&c, store_restore(&c, to, file, true)); /* again, over what is there */
}

static const char two_days_ago[] = "update signins set at = at - 172800000000";

static void noted(cx *c, store *s, const char *outcome, int n)
{
    account_change x = {.outcome = outcome, .origin = S("10.0.0.1")};
    for (int i = 0; i < n; i++)
        ok(c, account_apply(c, s, S("li"), &x, NULL));
}

/* A day of sign-ins is one commit, however many there were, made when the next day begins. */
static void test_sealed(void **state)
{
    CX(c);
    const char *url = fresh(state);
    store *s = open_store(&c, url, STORE_CREATE);
    account_change make = {.create = true};
    commit head;
    ok(&c, account_apply(&c, s, S("li"), &make, NULL));
    noted(&c, s, "wrong", 5);
    ok(&c, store_head(&c, s, STORE_NOW, &head));
    assert_int_equal(head.id, 0);
    outside(url, two_days_ago);
    noted(&c, s, "in", 1);
    noted(&c, s, "wrong", 2);
    ok(&c, store_head(&c, s, STORE_NOW, &head));
    assert_true(head.id == 1 && head.rows == 5 && str_eqz(head.action, "signins") &&
                str_eqz(head.reason, "1-5"));
    outside(url, "update signins set at = at - 86400000000 where seq > 5");
    account_change event = {.event = &by_test}; /* whatever comes first that day */
    ok(&c, account_apply(&c, s, S("li"), &event, NULL));
    ok(&c, store_head(&c, s, STORE_NOW, &head));
    assert_int_equal(head.id, 3);
    store_close(s);
    sound(&c, url);
    s = open_store(&c, url, STORE_READ);
    commit *list;
    size_t n;
    ok(&c, store_commits(&c, s, 0, STORE_NOW, &list, &n));
    assert_true(n == 3 && str_eqz(list[1].reason, "6-8") && list[1].rows == 3);
    store_close(s);
}

static void test_sealed_tampered(void **state)
{
    static const struct {
        const char *sql, *found;
    } cases[] = {
        {"update signins set outcome = 'in' where seq = 2",
         "commit 1: sign-ins 1 to 4 were changed"},
        {"update signins set at = at + 1 where seq = 4", "commit 1: sign-ins 1 to 4 were changed"},
        {"delete from signins where seq = 3", "commit 1: sign-ins 3 to 3 are missing"},
        {"delete from signins where seq = 4", "commit 1: sign-ins 4 to 4 are missing"},
        {"update signins set seq = 99 where seq = 1; update signins set seq = 1 where seq = 2;"
         "update signins set seq = 2 where seq = 99",
         "commit 1: sign-ins 1 to 4 were changed"},
        {"update commits set reason = '1-3' where id = 1",
         "commit 1: sign-ins 1 to 3 were changed"},
        {"update commits set reason = '2-4' where id = 1", "do not follow"},
        {"update commits set reason = 'x' where id = 1", "do not follow"},
    };
    CX(c);
    const char *url = fresh(state), *file = test_path("signins.db");
    store *s = open_store(&c, url, STORE_CREATE);
    account_change make = {.create = true};
    unlink(file);
    ok(&c, account_apply(&c, s, S("li"), &make, NULL));
    noted(&c, s, "wrong", 2);
    noted(&c, s, "in", 2);
    outside(url, two_days_ago);
    noted(&c, s, "in", 1);
    ok(&c, store_backup(&c, s, file));
    store_close(s);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        str text;
        outside(url, cases[i].sql);
        s = open_store(&c, url, STORE_READ);
        if (!findings(&c, s, &text) || !str_contains(text, cases[i].found))
            fail_msg("%s: " STR_FMT, cases[i].sql, STR_ARG(text));
        store_close(s);
        ok(&c, store_restore(&c, url, file, true));
        sound(&c, url); /* a backup carries them, from one engine to the other too */
    }
}

/* Which session rests is known by the database: to another process, and after a start. */
static void test_used(void **state)
{
    CX(c);
    const char *url = fresh(state);
    store *s = open_store(&c, url, STORE_CREATE), *other;
    credential *list, one = handed("u1", CRED_SESSION, INT64_MAX),
                      two = handed("u2", CRED_SESSION, INT64_MAX),
                      token = handed("ut", CRED_TOKEN, INT64_MAX);
    account_change make = {.create = true, .add = &one}, more = {.add = &two},
                   last = {.add = &token};
    str mark, then;
    ok(&c, account_apply(&c, s, S("li"), &make, NULL));
    ok(&c, account_apply(&c, s, S("li"), &more, NULL));
    ok(&c, account_apply(&c, s, S("li"), &last, NULL));
    ok(&c, accounts_mark(&c, s, &then));
    credential_use uses[] = {{two.hash, 1000}, {token.hash, 900}};
    ok(&c, credentials_used(&c, s, uses, 2, 0));
    ok(&c, accounts_mark(&c, s, &mark));
    assert_false(str_eq(mark, then));
    uses[0].at = 500; /* another process was later */
    ok(&c, credentials_used(&c, s, uses, 1, 999));
    assert_int_equal(count(&c, s, &list), 2); /* the first rested; a token may */
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(list[i].used_at, list[i].kind == CRED_TOKEN ? 900 : 1000);
    ok(&c, accounts_mark(&c, s, &then));
    ok(&c, credentials_used(&c, s, NULL, 0, 999));
    ok(&c, accounts_mark(&c, s, &mark));
    assert_true(str_eq(mark, then)); /* nothing to say, nothing to read again */
    other = open_store(&c, url, STORE_WRITE);
    ok(&c, store_begin(&c, other, &by_test));
    double began = os_monotonic();
    uses[0].at = 2000;
    bool done = credentials_used(&c, s, uses, 1, 0);
    assert_true(done == on_pg(state));       /* SQLite has one writer */
    assert_true(os_monotonic() - began < 5); /* it does not wait for it */
    cx_clear(&c);
    store_rollback(other);
    store_close(other);
    store_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(test_accounts), BOTH(test_credentials),     BOTH(test_events), BOTH(test_restored),
        BOTH(test_sealed),   BOTH(test_sealed_tampered), BOTH(test_used)};
    return cmocka_run_group_tests(tests, engines_up, engines_down);
}
