/* Handing in fails as a whole: every allocation in turn, and a full disk; and its tables changed from outside
 * are found and located, on both engines. */
#include "../store/engines.h"
#include "testing.h"
#include "flow/audit.h"
#include "flow/filing.h"
#include "flow/import.h"
#include "flow/who.h"
#include <sys/resource.h>
#include <sys/stat.h>

static char now[PERIOD_TEXT_MAX]; /* the round of this month */

static const struct {
    const char *name, *text;
} tables[] = {
    {"areas", "code,name,level,parent\n520000,贵州省,province,\n520300,遵义市,prefecture,520000\n"
              "520302,红花岗区,county,520300\n520303,汇川区,county,520300\n"},
    {"indicators", "code,name,unit,nature,frequency,price\n"
                   "fai,固定资产投资,亿元,flow,M,current\npower,用电量,亿元,flow,M,current\n"},
    {"orgs", "code,name,kind,area\na,甲,,520302\nb,乙,,520303\n"},
    {"forms",
     "code,name,kind,indicators,frequency,due_day,steps\nyj,预计,forecast,fai;power,M,31,1\n"},
    {"form_units", "form,org,area\nyj,a,520302\nyj,b,520303\n"},
};

static int up(void **state)
{
    store_threads = 1; /* the counter of mem.h is not for threads */
    signal(SIGXFSZ, SIG_IGN);
    period_print(period_containing((period){FREQ_D, (int32_t)who_today()}, FREQ_M), now);
    return engines_up(state);
}

static void make_desk(const char *url)
{
    CX(c);
    store *s = open_store(&c, url, STORE_CREATE);
    ok(&c, store_begin(&c, s, &by_test));
    for (size_t i = 0; i < COUNT_OF(tables); i++)
        ok(&c, store_put_table(&c, s, str_of(tables[i].name), str_of(tables[i].text)));
    ok(&c, store_commit(&c, s, NULL));
    ok(&c, store_meta_set(&c, s, "home", S("520300")));
    store_close(s);
}

/* ---- acts ---- */
typedef struct step {
    const char *org, *act; /* "save" among them */
    const char *level;
} step;

static const step story[] = {{"a", "save", "10"}, {"a", "submit", ""},   {"a", "sign", ""},
                             {"a", "accept", ""}, {"a", "comment", ""},  {"b", "save", "20"},
                             {"b", "submit", ""}, {"b", "withdraw", ""}, {"b", "save", "21"}};

static bool act_on(cx *c, const char *url, const step *x)
{
    desk d;
    char area[] = "52030x";
    area[5] = *x->org == 'a' ? '2' : '3';
    desk_options options = {.url = url, .mode = STORE_READ, .only = ID_NONE};
    filing_entry cells[2] = {{.ind = S("fai")}, {.ind = S("power")}};
    for (size_t i = 0; i < COUNT_OF(cells); i++) {
        cells[i].area = str_of(area);
        cells[i].level = str_of(x->level);
        cells[i].growth = S("5");
        cells[i].has_level = cells[i].has_growth = true;
    }
    filing_order o = {.url = url,
                      .key = {S("yj"), str_of(x->org), str_of(now)},
                      .version = -1,
                      .by = str_of("t"),
                      .note = S("why")};
    bool save = !strcmp(x->act, "save");
    assert_true(filing_act_parse(str_of(x->act), &o.act));
    if (save) {
        o.entries = cells;
        o.n = COUNT_OF(cells);
    }
    TRY(desk_open(c, &options, &d));
    bool good = save ? filing_fill(c, &d, &o) : filing_do(c, &d, &o);
    desk_close(&d);
    return good;
}

static void calm(const char *url, size_t steps)
{
    for (size_t i = 0; i < steps; i++) {
        CX(c);
        if (!act_on(&c, url, &story[i]))
            fail_msg("%s %s: %s", story[i].org, story[i].act, cx_message(&c));
    }
}

/* ---- what there is ---- */
typedef struct count {
    int64_t head, version, events, figures;
} count;

static bool add_rows(void *user, const commit *k, const obs_batch *b)
{
    (void)k;
    ((count *)user)->figures += (int64_t)b->n;
    return true;
}

static size_t audited(const char *url, sb *text)
{
    CX(c);
    audit a;
    store *s = open_store(&c, url, STORE_READ);
    ok(&c, audit_run(&c, s, &a));
    store_close(s);
    if (text)
        sb_put(text, a.findings);
    else if (a.n_findings)
        fail_msg(STR_FMT, STR_ARG(a.findings));
    return a.n_findings;
}

static count counted(const char *url, const char *org)
{
    CX(c);
    commit k;
    filing f;
    filing_event *list;
    size_t n;
    count r = {0};
    filing_key key = {S("yj"), str_of(org), str_of(now)};
    store *s = open_store(&c, url, STORE_READ);
    ok(&c, store_head(&c, s, STORE_NOW, &k));
    ok(&c, filing_find(&c, s, key, &f));
    ok(&c, filing_events_load(&c, s, key, &list, &n));
    ok(&c, store_each_chunk(&c, s, 0, STORE_NOW, NULL, 0, add_rows, &r));
    store_close(s);
    r.head = k.id;
    r.version = f.version;
    r.events = (int64_t)n;
    return r;
}

/* What a step makes: one version; but for a save one act and one commit; of an acceptance the figures. */
static void grew(const char *what, const count *was, const count *is, const step *x, bool done)
{
    bool act = done && strcmp(x->act, "save") != 0;
    int64_t figures = done && !strcmp(x->act, "accept") ? 2 : 0;
    if (is->version != was->version + done || is->events != was->events + act ||
        is->head != was->head + act || is->figures != was->figures + figures)
        fail_msg("%s, %s %s: version %lld to %lld, %lld acts to %lld, head %lld to %lld", what,
                 x->act, done ? "done" : "failed", (long long)was->version, (long long)is->version,
                 (long long)was->events, (long long)is->events, (long long)was->head,
                 (long long)is->head);
}

static void copy_of(const char *from, const char *to)
{
    char cmd[400];
    snprintf(cmd, sizeof cmd, "rm -f %s %s-wal %s-shm && cp %s %s", to, to, to, from, to);
    assert_int_equal(system(cmd), 0);
}

/* A desk on which so many steps were done, as one file. */
static const char *desk_before(size_t steps)
{
    const char *made = test_path("made.db"), *whole = test_path("whole.db");
    char cmd[200];
    snprintf(cmd, sizeof cmd, "rm -f %s* %s*", made, whole);
    assert_int_equal(system(cmd), 0);
    make_desk(made);
    calm(made, steps);
    CX(c);
    store *s = open_store(&c, made, STORE_READ);
    ok(&c, store_backup(&c, s, whole));
    store_close(s);
    return whole;
}

/* ---- no memory ---- */
static void test_memory(void **state)
{
    long stride = slower() > 1 ? 2 * (long)slower() + 1 : 1;
    long tried = 0;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(story); i++) {
        const step *x = &story[i];
        const char *before = desk_before(i), *url = test_path("mem.db");
        copy_of(before, url);
        count was = counted(url, x->org);
        for (int stay = 0; stay < 2; stay++)
            for (long n = 1, hit = 1; hit; n += stride, tried++) {
                CX(c);
                mem_fail_after(n, stay);
                bool good = act_on(&c, url, x);
                hit = mem_count() >= n;
                mem_fail_after(0, false);
                if (!good && c.err.code != ERR_MEMORY)
                    fail_msg("%s, allocation %ld: %s", x->act, n, c.err.en);
                if (!good && n % 16)
                    continue;
                count is = counted(url, x->org);
                grew("memory", &was, &is, x, good);
                if (good)
                    copy_of(before, url);
            }
        assert_int_equal(audited(before, NULL), 0);
    }
    print_message("%ld runs\n", tried);
}

/* ---- no room ---- */
static bool fits(const char *url, const step *x, rlim_t most)
{
    int st;
    fflush(NULL);
    pid_t p = fork();
    assert_true(p >= 0);
    if (p == 0) {
        cx c;
        struct rlimit r = {most, most};
        bool ready = cx_init(&c, LANG_EN) && setrlimit(RLIMIT_FSIZE, &r) == 0;
        bool good = ready && act_on(&c, url, x);
        _exit(!ready ? 99 : good ? 0 : c.err.code == ERR_DISK ? 1 : 98);
    }
    assert_int_equal(waitpid(p, &st, 0), p);
    if (!WIFEXITED(st) || WEXITSTATUS(st) > 1)
        fail_msg("%s with %llu bytes: ended with %x", x->act, (unsigned long long)most, st);
    return WEXITSTATUS(st) == 0;
}

static void test_disk(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(story); i++) {
        const step *x = &story[i];
        const char *before = desk_before(i), *url = test_path("disk.db");
        int full = 0;
        copy_of(before, url);
        count was = counted(url, x->org);
        for (rlim_t most = 4096; !fits(url, x, most); most += 4096, full++) {
            count is = counted(url, x->org);
            grew("disk", &was, &is, x, false);
            copy_of(before, url);
        }
        count is = counted(url, x->org);
        grew("disk", &was, &is, x, true);
        assert_int_equal(audited(url, NULL), 0);
        assert_true(full > 0);
    }
}

/* ---- from outside ---- */
/* What somebody does to the tables, and what is said of it. */
static const struct {
    const char *sql, *said;
} deeds[] = {
    {"update filings set body = replace(body, ',10,', ',11,') where org = 'a'",
     "version 5: a figure in filings is not what the chain says (520302 fai)"},
    {"update filings set body = replace(body, 'accepted', 'open') where org = 'a'",
     "a figure in filings is not what the chain says (520302 power)"},
    {"update filings set body = '' where org = 'a'", "a figure in filings"},
    {"update filings set body = replace(body, ',open,', ',accepted,') where org = 'b'", "of b for"},
    {"update filings set body = replace(body, ',t', ',') where org = 'a'", "a figure in filings"},
    {"update filings set state = 'signed' where org = 'a'", "does not follow from the last act"},
    {"update filings set state = 'accepted' where org = 'b'", "does not follow from the last act"},
    {"update filings set version = 4 where org = 'a'", "does not follow from the last act"},
    {"update filings set version = 9 where org = 'a'", "does not follow from the last act"},
    {"update filings set filler = 'nobody' where org = 'a'", "who filled it"},
    {"update filings set extended = 99999 where org = 'b'", "its other last day"},
    {"delete from filings where org = 'a'", "it is missing from filings"},
    {"update filings set org = 'c' where org = 'a'", "it is missing from filings"},
    {"insert into filings select form, 'c', period, version, state, filler, body, extended, "
     "changed_at from filings where org = 'a'",
     "of c for"},
    {"delete from filing_acts where act = 'sign'", "missing from the table filing_acts"},
    {"update filing_acts set login = 'other' where act = 'sign'",
     "version 3: this act stands in filing_acts otherwise"},
    {"update filing_acts set post = 'other' where act = 'sign'", "otherwise than in the chain"},
    {"update filing_acts set note = 'other' where act = 'accept'",
     "version 4: this act stands in filing_acts otherwise"},
    {"update filing_acts set act = 'review' where act = 'sign'", "otherwise than in the chain"},
    {"update filing_acts set state = 'draft' where act = 'accept'", "otherwise than in the chain"},
    {"update filing_acts set at = at - 86400000000 where act = 'sign'",
     "version 3: this act stands in filing_acts otherwise"},
    {"update filing_acts set hash = 'x' where act = 'sign'", "otherwise than in the chain"},
    {"update filing_acts set version = 30 where act = 'comment'", "otherwise than in the chain"},
    {"update filing_acts set commit_id = 1 where act = 'comment'", "this act is not in the chain"},
    {"insert into filing_acts select form, org, period, 8, act, state, login, post, at, note, 99, "
     "hash from filing_acts where act = 'sign'",
     "version 8: this act is not in the chain"},
};

static void test_tampered(void **state)
{
    const char *whole = desk_before(COUNT_OF(story)), *url = fresh(state);
    int failed = 0;
    for (size_t i = 0; i < COUNT_OF(deeds); i++) {
        CX(c);
        sb text CLEANUP(sb_done) = {0};
        sb_init(&text, 0);
        ok(&c, store_restore(&c, url, whole, true));
        assert_int_equal(audited(url, NULL), 0);
        outside(url, deeds[i].sql);
        size_t n = audited(url, &text);
        sb_putc(&text, '\0');
        if (!n || !strstr(text.p, deeds[i].said))
            CASE_FAILED("%s\n  %zu findings: %s\n", deeds[i].sql, n, text.p);
    }
    assert_int_equal(failed, 0);
}

/* What is typed after an act is in no chain, and no finding; nor is what others write meanwhile. */
static void test_drafts(void **state)
{
    static const step more[] = {{"b", "save", "22"}, {"b", "submit", ""}, {"b", "sign", ""}};
    const char *whole = desk_before(COUNT_OF(story)), *url = fresh(state);
    CX(c);
    ok(&c, store_restore(&c, url, whole, true));
    for (size_t i = 0; i < COUNT_OF(more); i++) {
        ok(&c, act_on(&c, url, &more[i]));
        assert_int_equal(audited(url, NULL), 0);
    }
    outside(url, "update filings set body = replace(body, ',22,', ',23,') where org = 'b'");
    sb text CLEANUP(sb_done) = {0};
    sb_init(&text, 0);
    assert_int_equal(audited(url, &text), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {ONLY_SQLITE(test_memory), ONLY_SQLITE(test_disk),
                                       BOTH(test_tampered), BOTH(test_drafts)};
    return cmocka_run_group_tests(tests, up, engines_down);
}
