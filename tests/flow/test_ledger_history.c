/* Ledgers over time, on both engines: as of a time, types defined anew, a database restored or tampered with,
 * readers beside a writer. */
#include "ledger_help.h"
#include <pthread.h>
#include <stdatomic.h>

/* ---- as of ---- */
static void as_it_was(place *p, int64_t at, const char *code, const char *cond)
{
    desk was, now = p->d;
    desk_options o = {.url = p->url, .mode = STORE_READ, .as_of = at, .only = ID_NONE};
    ok(&p->c, desk_open(&p->c, &o, &was));
    p->d = was;
    HOLDS(p, code, cond);
    p->d = now;
    desk_close(&was);
}

static void test_as_of(void **state)
{
    place p;
    place_begin(&p, state);
    const char *one = add(&p, "matter", "title=修路|amount=5|org=fgw|due=2030-01-01");
    int64_t first = p.d.head.recorded_at;
    ok(&p.c, try_attach(&p, one, "a.txt", S("x"), NULL));
    ok(&p.c, try_move(&p, one, "issue", "", "", NULL));
    desk_again(&p);
    int64_t second = p.d.head.recorded_at;
    /* a type with a field more and one fewer */
    str json = help_quoted(&p.c, help_matter);
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 0);
    ptrdiff_t at = str_find(json, S("{\"code\":\"due\"")),
              level = str_find(json, S("{\"code\":\"level\"")),
              proof = str_find(json, S("{\"code\":\"proof\""));
    assert_true(at > 0 && level > at && proof > level);
    sb_put(&b, str_sub(json, 0, (size_t)at));
    sb_putz(&b, "{\"code\":\"place\",\"name\":\"地点\",\"kind\":\"text\"},");
    sb_put(&b, str_sub(json, (size_t)at, (size_t)(level - at)));
    sb_put(&b, str_from(json, (size_t)proof));
    /* the check that speaks of it goes as well */
    str code, whole = sb_str(&b);
    ptrdiff_t checks = str_find(whole, S("\"checks\"")), alerts = str_find(whole, S("\"alerts\""));
    refused(&p.c, ledger_define(&p.c, &p.d, p.url, "m.json", whole, S("admin"), &code), ERR_FORMAT,
            "checks[0].test");
    char *z = cx_printf(&p.c, STR_FMT STR_FMT, STR_ARG(str_sub(whole, 0, (size_t)checks)),
                        STR_ARG(str_from(whole, (size_t)alerts)));
    ok(&p.c, ledger_define(&p.c, &p.d, p.url, "m.json", str_of(z), S("admin"), &code));
    int64_t head = head_id(&p);
    ok(&p.c,
       ledger_define(&p.c, &p.d, p.url, "m.json", str_of(z), S("admin"), &code)); /* the same */
    assert_int_equal(head_id(&p), head);
    desk_again(&p);
    ok(&p.c, try_set(&p, one, "place=城南|title=铺路", NULL));
    desk_again(&p);
    HOLDS(&p, one, "place = '城南' and title = '铺路' and version = 4 and stage = 'issued'");
    as_it_was(&p, first, one,
              "title = '修路' and stage = 'draft' and version = 1 and files(proof) = 0");
    as_it_was(&p, second, one, "level = 'normal' and stage = 'issued' and version = 3");
    as_it_was(&p, second, one, "files(proof) = 1 and title = '修路'");
    /* and the field comes back with what it held */
    help_define(&p, help_matter);
    HOLDS(&p, one, "level = 'normal' and version = 4");
    place_end(&p);
}

static void test_define(void **state)
{
    place p;
    str code;
    place_begin(&p, state);
    static const struct {
        const char *from, *to, *word;
    } bad[] = {
        {"`formula`:`amount * 2`", "`formula`:`amount *`", "fields[11].formula"},
        {"`to`:`notice`", "`to`:`nowhere`", "creates.link"},
        {"linked('matter','parent')", "linked('nowhere','parent')", "no ledger “nowhere”"},
        {"linked('matter','parent')", "linked('matter','nothing')", "to search by"},
        {"linked('matter','parent')", "linked('matter','double')", "to search by"},
        {"linked('matter','parent')", "linked('matter','parent','nope = 1')", "nope"},
        {"linked('matter','parent')", "linked('matter','parent','title')", "no condition"},
        {"{`title`:`title + '的通知'`,", "{`name`:`title`,", "no such field that can be written"},
        {"`due`:`due`}}", "`due`:`title`}}", "no such field that can be written"},
        {"linked('matter','parent')", "of(notice, 'nothing')", "has no field"},
    };
    int64_t head = head_id(&p);
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        str from = help_quoted(&p.c, bad[i].from), to = help_quoted(&p.c, bad[i].to),
            json = help_quoted(&p.c, help_matter);
        ptrdiff_t at = str_find(json, from);
        assert_true(at >= 0);
        char *z = cx_printf(&p.c, STR_FMT STR_FMT STR_FMT, STR_ARG(str_sub(json, 0, (size_t)at)),
                            STR_ARG(to), STR_ARG(str_from(json, (size_t)at + from.n)));
        if (ledger_define(&p.c, &p.d, p.url, "m.json", str_of(z), S("x"), &code) ||
            p.c.err.code != ERR_FORMAT || !strstr(p.c.err.en, bad[i].word))
            fail_msg("%s: %s %s", bad[i].to, err_name(p.c.err.code), p.c.err.en);
        cx_clear(&p.c);
    }
    refused(&p.c, ledger_define(&p.c, &p.d, p.url, "m.json", S("{"), S("x"), &code), ERR_FORMAT,
            "JSON");
    /* one that others look into may not lose what they look for */
    str json =
        help_quoted(&p.c, "{`code`:`uses`,`name`:`用`,`title`:`title`,`fields`:[{`code`:`title`,"
                          "`name`:`名`,`kind`:`text`},{`code`:`n`,`name`:`知`,`kind`:`link`,"
                          "`to`:`notice`},{`code`:`d`,`name`:`日`,`kind`:`date`,"
                          "`formula`:`of(n, 'due')`}],`stages`:[{`code`:`s`,`name`:`在`}]}");
    ok(&p.c, ledger_define(&p.c, &p.d, p.url, "u.json", json, S("x"), &code));
    desk_again(&p);
    json = help_quoted(&p.c, "{`code`:`notice`,`name`:`通知`,`title`:`title`,`fields`:["
                             "{`code`:`title`,`name`:`标题`,`kind`:`text`}],"
                             "`stages`:[{`code`:`open`,`name`:`在办`}]}");
    refused(&p.c, ledger_define(&p.c, &p.d, p.url, "n.json", json, S("x"), &code), ERR_FORMAT,
            "could not be read then");
    assert_int_equal(head_id(&p), head + 1);
    desk_again(&p);
    (void)add(&p, "uses", "title=x");
    place_end(&p);
}

/* Two types that look into each other: what is worked out of the one is not what the other held before. */
static void test_circle_of_types(void **state)
{
    place p;
    place_begin(&p, state);
    help_define(&p,
                "{`code`:`west`,`name`:`西`,`title`:`title`,`fields`:[{`code`:`title`,`name`:`名`,"
                "`kind`:`text`},{`code`:`n`,`name`:`数`,`kind`:`number`},{`code`:`n2`,`name`:`数`,"
                "`kind`:`number`,`formula`:`n + 1`}],`stages`:[{`code`:`s`,`name`:`在`}]}");
    help_define(&p,
                "{`code`:`east`,`name`:`东`,`title`:`title`,`fields`:[{`code`:`title`,`name`:`名`,"
                "`kind`:`text`},{`code`:`w`,`name`:`西`,`kind`:`link`,`to`:`west`},{`code`:`wn`,"
                "`name`:`数`,`kind`:`number`,`formula`:`of(w, 'n2')`}],"
                "`stages`:[{`code`:`s`,`name`:`在`}]}");
    help_define(&p,
                "{`code`:`west`,`name`:`西`,`title`:`title`,`fields`:[{`code`:`title`,`name`:`名`,"
                "`kind`:`text`},{`code`:`n`,`name`:`数`,`kind`:`number`},{`code`:`n2`,`name`:`数`,"
                "`kind`:`number`,`formula`:`n + 1`},{`code`:`big`,`name`:`大`,`kind`:`number`,"
                "`formula`:`linked('east', 'w', 'wn > 5')`}],`stages`:[{`code`:`s`,`name`:`在`}]}");
    const char *w = add(&p, "west", "title=w|n=10"),
               *e = add(&p, "east", cx_printf(&p.c, "title=e|w=%s", w));
    assert_true(holds_now(&p, "west", w, "big = 1 and n2 = 11"));
    assert_true(holds_now(&p, "east", e, "wn = 11"));
    ledger_order o = order_of(&p, "west", w, "n=1");
    ok(&p.c, ledger_set(&p.c, &p.d, &o, NULL));
    desk_again(&p);
    assert_true(holds_now(&p, "west", w, "big = 0 and n2 = 2"));
    assert_true(holds_now(&p, "east", e, "wn = 2"));
    o = order_of(&p, "west", w, "n=20");
    ok(&p.c, ledger_set(&p.c, &p.d, &o, NULL));
    desk_again(&p);
    assert_true(holds_now(&p, "east", e, "wn = 21 and of(w, 'big') = 1"));
    assert_true(holds_now(&p, "west", w, "big = 1"));
    place_end(&p);
}

/* ---- a database restored behind the back of those who read ---- */
static void test_restored(void **state)
{
    place p;
    place_begin(&p, state);
    const char *one = add(&p, "matter", "title=旧"), *file = test_path("ledger-backup.db");
    unlink(file);
    store *s = open_store(&p.c, p.url, STORE_WRITE);
    ok(&p.c, store_backup(&p.c, s, file));
    store_close(s);
    ok(&p.c, try_set(&p, one, "title=丢了", NULL));
    ok(&p.c, try_set(&p, one, "title=也丢了", NULL));
    desk_again(&p);
    HOLDS(&p, one, "title = '也丢了' and version = 3");
    struct ledgers *books = p.d.books; /* of those who answer: they outlive the desk */
    ledgers_hold(books);
    desk_close(&p.d);
    ok(&p.c, store_restore(&p.c, p.url, file, true));
    desk_at(&p);
    ledgers_release(p.d.books);
    p.d.books = books;
    ok(&p.c, try_set(&p, one, "amount=1", NULL)); /* written before anybody looked */
    desk_again(&p);
    HOLDS(&p, one, "title = '旧' and version = 2 and amount = 1");
    /* and one that goes on to as many commits as were read */
    ok(&p.c, try_set(&p, one, "amount=2", NULL));
    desk_again(&p);
    HOLDS(&p, one, "title = '旧' and version = 3 and amount = 2");
    unlink(file);
    place_end(&p);
}

/* ---- audit ---- */
static void test_audit(void **state)
{
    static const char *const changes[] = {
        "update commit_tables set body = replace(body, 'amount', 'amounT') where name = "
        "'.ledger:matter'",
        "update commit_tables set name = '.ledger:matteR' where name = '.ledger:matter'",
        "delete from commit_tables where name like '.blob:%'",
        "update commit_tables set name = '.blob:00' where name like '.blob:%'",
        "update commit_tables set seq = seq + 7 where name like '.blob:%'",
        "delete from commit_tables where name = '.type:notice'",
    };
    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        place p;
        place_begin(&p, state);
        const char *one = add(&p, "matter", "title=修路|amount=5");
        ok(&p.c, try_attach(&p, one, "a.txt", S("x"), NULL));
        sound(&p.c, p.url);
        char sql[300];
        snprintf(sql, sizeof sql, "%s", changes[i]);
        if (on_pg(state) && i == 0)
            snprintf(
                sql, sizeof sql,
                "update commit_tables set body = convert_to(replace(convert_from(body, 'UTF8'), "
                "'amount', 'amounT'), 'UTF8') where name = '.ledger:matter'");
        else if (i == 0)
            snprintf(sql, sizeof sql,
                     "update commit_tables set body = cast(replace(cast(body as text), 'amount', "
                     "'amounT') as blob) where name = '.ledger:matter'");
        desk_close(&p.d);
        outside(p.url, sql);
        desk_at(&p);
        str text;
        store *s = open_store(&p.c, p.url, STORE_READ);
        if (!findings(&p.c, s, &text))
            fail_msg("%s: was not found", sql);
        store_close(s);
        place_end(&p);
    }
}

/* ---- threads ---- */
typedef struct crowd {
    const char *url;
    struct ledgers *books;
    _Atomic bool stop;
    _Atomic uint32_t asked, wrong;
} crowd;

static void *read_on(void *arg)
{
    crowd *w = arg;
    desk_options o = {.url = w->url, .mode = STORE_READ, .only = ID_NONE, .no_values = true};
    while (!atomic_load(&w->stop)) {
        cx c;
        desk d;
        ledger_hold h;
        if (!cx_init(&c, LANG_EN))
            break;
        if (!desk_open(&c, &o, &d)) {
            atomic_fetch_add(&w->wrong, 1);
            cx_done(&c);
            break;
        }
        ledgers_release(d.books); /* all share one */
        ledgers_hold(w->books);
        d.books = w->books;
        if (!ledger_open_where(&c, &d, S("matter"), S("children = 0 and double = amount * 2"),
                               &h)) {
            fprintf(stderr, "%s\n", cx_message(&c));
            atomic_fetch_add(&w->wrong, 1);
        } else {
            /* every row is whole: its amount was added with it, and computed */
            for (uint32_t i = 0; i < h.b->n; i++)
                if (!view_true(&h.view, h.b, i, h.where))
                    atomic_fetch_add(&w->wrong, 1);
            ledger_done(&h);
        }
        atomic_fetch_add(&w->asked, 1);
        desk_close(&d);
        cx_done(&c);
    }
    return NULL;
}

static void test_threads(void **state)
{
    place p;
    pthread_t readers[2];
    place_begin(&p, state);
    (void)add(&p, "matter", "title=零|amount=1");
    crowd w = {.url = p.url, .books = p.d.books};
    for (size_t i = 0; i < COUNT_OF(readers); i++)
        assert_int_equal(pthread_create(&readers[i], NULL, read_on, &w), 0);
    for (int i = 0; i < 40; i++) {
        char fields[60];
        str code;
        snprintf(fields, sizeof fields, "title=第%d|amount=%d", i, i);
        ok(&p.c, try_add(&p, "matter", "", fields, &code, NULL));
        if (i % 8 == 0)
            help_define(&p, help_notice);
    }
    while (atomic_load(&w.asked) < 20 && !atomic_load(&w.wrong))
        usleep(1000);
    atomic_store(&w.stop, true);
    for (size_t i = 0; i < COUNT_OF(readers); i++)
        pthread_join(readers[i], NULL);
    assert_int_equal(atomic_load(&w.wrong), 0);
    place_end(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(test_as_of),    BOTH(test_define), BOTH(test_circle_of_types),
        BOTH(test_restored), BOTH(test_audit),  BOTH(test_threads),
    };
    return cmocka_run_group_tests(tests, engines_up, engines_down);
}
