/* What the scripts here kill, and how they look at what is left.
 *   crash_store create URL
 *   crash_store write URL ACK       commit for ever; every acknowledged id is appended to ACK
 *   crash_store check URL ACK       all acknowledged commits are there, and nothing half
 *   crash_store backup URL FILE
 *   crash_store restore URL FILE
 *   crash_store migrate URL         through steps that this program does not have
 *   crash_store sound URL [ID…]     verifies; its newest commit is one of ID… */
#include "base/base.h"
#include "base/err.h"
#include "base/os.h"
#include "base/str.h"
#include "store/store.h"
#include "store/store_impl.h"
#include <fcntl.h>
#include <unistd.h>

static size_t rows_of(int64_t id)
{
    static const size_t n[] = {1, 700, 140000, 9000};
    return n[id % 4];
}

static bool make_rows(int64_t id, obs_batch *b)
{
    for (size_t i = 0, at; i < rows_of(id); i++) {
        period p = {FREQ_M, 24000 + (int32_t)(i / 1000)};
        TRY(obs_batch_add(b, obs_key_make(0, BASIS_YTD, KIND_FINAL, 0, p, (area_id)(i % 1000)),
                          &at));
        TRY(obs_batch_set_level(b, at, PART_VALUE, (dec){id * 1000 + (int64_t)i % 7, 2}));
    }
    return true;
}

static bool write_one(cx *c, store *s, int ack)
{
    commit k = {.recorded_by = S("crash"), .action = S("import")}, done;
    obs_batch b CLEANUP(obs_batch_done);
    obs_batch_init(&b, c->a);
    TRY(store_begin(c, s, &k));
    char *text = cx_printf(c, "id\n%lld\n", (long long)s->cur.id);
    TRY(text && make_rows(s->cur.id, &b));
    TRY(store_put_table(c, s, S("t"), str_of(text)));
    TRY(store_put_obs(c, s, &b));
    TRY(store_commit(c, s, &done));
    char line[32];
    int n = snprintf(line, sizeof line, "%lld\n", (long long)done.id);
    MUST(write(ack, line, (size_t)n) == n);
    return true;
}

static bool write_for_ever(const char *url, const char *ack_file)
{
    cx c;
    store *s;
    int ack = open(ack_file, O_WRONLY | O_APPEND | O_CREAT, 0666);
    MUST(ack >= 0 && cx_init(&c, LANG_EN));
    bool good = store_open(&c, url, STORE_WRITE, &s);
    while (good) {
        cx_done(&c);
        MUST(cx_init(&c, LANG_EN));
        good = write_one(&c, s, ack);
    }
    fprintf(stderr, "%s\n", cx_message(&c));
    return false;
}

typedef struct look {
    cx *c;
    int64_t rows[2]; /* of the commit before the newest and of the newest */
    int64_t tables, last;
} look;

static bool wrong(look *l, int64_t id, const char *what)
{
    return fail(l->c, ERR_DATA, "%lld: %s", "commit %lld: %s", (long long)id, what);
}

static bool see_rows(void *user, const commit *k, const obs_batch *b)
{
    look *l = user;
    for (size_t i = 0; i < b->n; i++) {
        int64_t want = k->id * 1000 + (l->last == k->id ? l->rows[1] + (int64_t)i : (int64_t)i) % 7;
        if (b->level[i] != want)
            return wrong(l, k->id, "a row has another value");
    }
    if (l->last != k->id) {
        if (l->last && l->rows[1] != (int64_t)rows_of(l->last))
            return wrong(l, l->last, "rows are missing");
        l->last = k->id;
        l->rows[1] = 0;
    }
    l->rows[1] += (int64_t)b->n;
    return k->rows == (int64_t)rows_of(k->id) || wrong(l, k->id, "its size is another");
}

static bool see_table(void *user, const commit *k, str name, str csv)
{
    look *l = user;
    char want[40];
    snprintf(want, sizeof want, "id\n%lld\n", (long long)k->id);
    return (k->id == ++l->tables && str_eqz(csv, want)) || wrong(l, k->id, "its table is another");
}

static int64_t last_acknowledged(cx *c, const char *file)
{
    os_file f;
    int64_t id = 0, v;
    if (!os_exists(file) || !os_map(c, file, 1 << 24, &f))
        return 0;
    str rest = f.data, line;
    while (str_split(&rest, '\n', &line))
        if (str_int(line, &v) && rest.p) /* the last piece may be half a line */
            id = v;
    os_unmap(&f);
    return id;
}

static bool verified(cx *c, store *s)
{
    str text;
    size_t n;
    TRY(store_verify(c, s, &text, &n));
    return !n || fail(c, ERR_DATA, STR_FMT, STR_FMT, STR_ARG(text));
}

static bool check(cx *c, const char *url, const char *ack_file)
{
    store *s;
    commit head;
    look l = {.c = c};
    int64_t ack = last_acknowledged(c, ack_file);
    /* With the writer's lock once in our hands, a server has ended what the dead one began. */
    TRY(store_open(c, url, STORE_WRITE, &s));
    bool good = store_begin(c, s, &(commit){.recorded_by = S("check")});
    store_rollback(s);
    good = good && store_head(c, s, STORE_NOW, &head) &&
           store_each_chunk(c, s, 0, STORE_NOW, NULL, 0, see_rows, &l) &&
           store_each_table(c, s, 0, STORE_NOW, see_table, &l) && verified(c, s);
    store_close(s);
    TRY(good);
    /* One more than was acknowledged may be there: killed between the commit and the word. */
    if (head.id < ack || head.id > ack + 1 || l.tables != head.id || l.last != head.id)
        return fail(c, ERR_DATA, "%lld %lld", "acknowledged %lld, found %lld", (long long)ack,
                    (long long)head.id);
    if (head.id > ack) { /* the next one starts from what is there */
        char *text = cx_printf(c, "%lld\n", (long long)head.id);
        return text && os_write_file(c, ack_file, str_of(text));
    }
    return head.id == 0 || l.rows[1] == (int64_t)rows_of(head.id) ||
           wrong(&l, head.id, "rows are missing");
}

static bool backup(cx *c, const char *url, const char *file)
{
    store *s;
    TRY(store_open(c, url, STORE_READ, &s));
    bool good = store_backup(c, s, file);
    store_close(s);
    return good;
}

static bool more_steps(int after, migration *ret)
{
    static const migration steps[] = {
        {1, "sql/001_init.sql", {NULL, 0}},
        {101, "sql/101_a.sql", {"alter table commits add column a text;", 38}},
        {102, "sql/102_b.sql", {"create table b (x bigint); insert into b values (1);", 52}},
        {103, "sql/103_c.sql", {"update b set x = 2; create table c (y bigint);", 46}},
    };
    for (size_t i = 0; i < COUNT_OF(steps); i++)
        if (steps[i].number > after) {
            *ret = steps[i];
            return true;
        }
    return false;
}

static bool sound(cx *c, const char *url, int n, char **ids)
{
    store *s;
    commit head;
    TRY(store_open_any(c, url, STORE_READ, &s));
    bool good = store_head(c, s, STORE_NOW, &head) && verified(c, s);
    store_close(s);
    for (int i = 0; i < n; i++)
        if (atoll(ids[i]) == head.id)
            return good;
    return good &&
           (!n || fail(c, ERR_DATA, "%lld", "the newest commit is %lld", (long long)head.id));
}

static bool run(cx *c, const char *verb, int n, char **arg)
{
    str text;
    store *s;
    if (!strcmp(verb, "create")) {
        TRY(store_open(c, arg[0], STORE_CREATE, &s));
        store_close(s);
        return true;
    }
    if (!strcmp(verb, "sound"))
        return sound(c, arg[0], n - 1, arg + 1);
    if (!strcmp(verb, "migrate")) {
        store_next_migration = more_steps;
        return store_migrate(c, arg[0], false, &text);
    }
    MUST(n == 2);
    return !strcmp(verb, "write")    ? write_for_ever(arg[0], arg[1])
           : !strcmp(verb, "check")  ? check(c, arg[0], arg[1])
           : !strcmp(verb, "backup") ? backup(c, arg[0], arg[1])
                                     : store_restore(c, arg[0], arg[1], true);
}

int main(int argc, char **argv)
{
    cx c CLEANUP(cx_done);
    MUST(argc >= 3 && cx_init(&c, LANG_EN));
    if (run(&c, argv[1], argc - 2, argv + 2))
        return 0;
    fprintf(stderr, "%s\n", cx_message(&c));
    return 1;
}
