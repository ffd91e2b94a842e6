/* A network of tasks: what the textbook works out, what is done and running, the end moved, circles. */
#include "base/str.h"
#include "model/period.h"
#include "project/schedule.h"
#include "testing.h"

#define MAX 12
static const uint32_t on_a[] = {0}, on_b[] = {1}, on_bc[] = {1, 2}, on_d[] = {3}, on_self[] = {0};

static schedule_task task(int32_t days, const uint32_t *after, uint32_t n)
{
    return (schedule_task){days, SCHEDULE_NONE, SCHEDULE_NONE, SCHEDULE_NONE, after, n};
}

static int64_t day(const char *z)
{
    period p;
    assert_true(period_parse_iso(str_of(z), &p) && p.f == FREQ_D);
    return p.ord;
}

static void is_day(int64_t got, const char *want)
{
    char out[PERIOD_TEXT_MAX];
    period_print((period){FREQ_D, (int32_t)got}, out);
    assert_string_equal(out, want);
}

/* Monday 2024-06-03 is today: a 3, b 5 and c 2 after a, d 4 after b and c. */
static void diamond(schedule_task t[4])
{
    t[0] = task(3, NULL, 0);
    t[1] = task(5, on_a, 1);
    t[2] = task(2, on_a, 1);
    t[3] = task(4, on_bc, 2);
}

static schedule_sum run(const schedule_task *t, uint32_t n, const char *end, schedule_slot *out)
{
    int64_t room[SCHEDULE_ROOM(MAX)];
    schedule_sum sum;
    uint32_t at;
    assert_int_equal(schedule_run(t, n, NULL, day("2024-06-03"), end ? day(end) : SCHEDULE_NONE,
                                  out, room, &sum, &at),
                     SCHEDULE_FINE);
    return sum;
}

static void test_textbook(void **state)
{
    schedule_task t[4];
    schedule_slot s[4];
    diamond(t);
    schedule_sum sum = run(t, 4, NULL, s);
    is_day(s[0].early_start, "2024-06-03");
    is_day(s[0].early_finish, "2024-06-05");
    is_day(s[1].early_start, "2024-06-06");
    is_day(s[1].early_finish, "2024-06-12"); /* over a weekend */
    is_day(s[2].early_finish, "2024-06-07");
    is_day(s[3].early_start, "2024-06-13");
    is_day(s[3].early_finish, "2024-06-18");
    is_day(sum.finish, "2024-06-18");
    is_day(s[2].late_start, "2024-06-11");
    assert_int_equal(s[2].slack, 3);
    assert_int_equal(sum.slack, 0);
    assert_true(s[0].critical && s[1].critical && !s[2].critical && s[3].critical);
    assert_int_equal(s[0].state, SCHEDULE_DUE);
    assert_int_equal(s[3].state, SCHEDULE_WAITING);
}

static void test_end_moved(void **state)
{
    schedule_task t[4];
    schedule_slot s[4];
    diamond(t);
    schedule_sum sum = run(t, 4, "2024-06-28", s); /* eight working days more */
    assert_int_equal(sum.slack, 8);
    is_day(s[0].late_start, "2024-06-13");
    is_day(s[3].late_finish, "2024-06-28");
    sum = run(t, 4, "2024-06-12", s);
    assert_int_equal(sum.slack, -4);
    is_day(s[0].late_start, "2024-05-28");
    assert_int_equal(s[0].state, SCHEDULE_LATE); /* by 30 May */
    assert_int_equal(s[1].state, SCHEDULE_SHOULD_START);
}

static void test_weekend_end(void **state)
{
    schedule_task t[1] = {task(0, NULL, 0)};
    schedule_slot s[1];
    schedule_sum sum = run(t, 1, "2024-06-09", s); /* a Sunday: Friday is its last working day */
    is_day(s[0].late_finish, "2024-06-07");
    is_day(s[0].late_start, "2024-06-07");
    is_day(s[0].early_finish, "2024-06-03");
    assert_int_equal(sum.slack, 4);
}

static void test_progress(void **state)
{
    schedule_task t[4];
    schedule_slot s[4];
    diamond(t);
    t[0].started = day("2024-05-27");
    t[0].actual = day("2024-05-30");
    t[1].started = day("2024-05-31"); /* runs since Friday: until Thursday */
    schedule_sum sum = run(t, 4, "2024-06-14", s);
    assert_int_equal(s[0].state, SCHEDULE_DONE);
    is_day(s[0].early_start, "2024-05-27");
    is_day(s[0].early_finish, "2024-05-30");
    assert_int_equal(s[1].state, SCHEDULE_RUNNING);
    is_day(s[1].early_finish, "2024-06-06");
    is_day(s[2].early_start, "2024-06-03");
    assert_int_equal(s[2].state, SCHEDULE_DUE);
    is_day(sum.finish, "2024-06-12");
    assert_int_equal(sum.slack, 2);
    t[1].forecast = day("2024-06-14"); /* who is at work says later */
    sum = run(t, 4, "2024-06-14", s);
    is_day(sum.finish, "2024-06-20");
    assert_int_equal(sum.slack, -4);
    assert_int_equal(sum.open, 3);
}

static void test_done(void **state)
{
    schedule_task t[1] = {task(3, NULL, 0)};
    schedule_slot s[1];
    t[0].actual = day("2024-05-30");
    schedule_sum sum = run(t, 1, "2024-05-29", s);
    assert_int_equal(sum.open, 0);
    assert_int_equal(sum.slack, 0);
    assert_false(s[0].critical);
    is_day(sum.finish, "2024-05-30");
    sum = run(t, 0, NULL, s);
    assert_true(sum.finish == SCHEDULE_NONE);
}

static void test_circle(void **state)
{
    /* 4 -> 0; 1 -> 2 -> 3 -> 1 by dependencies; 5 waits for 3 */
    static const uint32_t on_c[] = {2}, on_four[] = {4};
    schedule_task t[6] = {task(1, on_four, 1), task(1, on_d, 1), task(1, on_b, 1),
                          task(1, on_c, 1),    task(1, NULL, 0), task(1, on_d, 1)};
    schedule_slot s[6];
    int64_t room[SCHEDULE_ROOM(MAX)];
    uint32_t at, way[6], more[6];
    schedule_sum sum;
    assert_int_equal(schedule_run(t, 6, NULL, 0, 0, s, room, &sum, &at), SCHEDULE_CIRCLE);
    uint32_t n = schedule_circle(t, 6, at, way, more);
    assert_int_equal(n, 3);
    for (uint32_t i = 0; i < n; i++) /* each before the one that depends on it */
        assert_int_equal(t[way[(i + 1) % n]].after[0], way[i]);
    n = schedule_circle(t, 6, 5, way, more); /* 5 only leads there */
    assert_int_equal(n, 3);
    t[0] = task(1, on_self, 1);
    assert_int_equal(schedule_run(t, 1, NULL, 0, 0, s, room, &sum, &at), SCHEDULE_CIRCLE);
    assert_int_equal(schedule_circle(t, 1, at, way, more), 1);
    t[0] = task(SCHEDULE_MAX_DAYS + 1, NULL, 0);
    assert_int_equal(schedule_run(t, 1, NULL, 0, 0, s, room, &sum, &at), SCHEDULE_TOO_LONG);
}

/* ---- random networks against every path through them ---- */
typedef struct drawn {
    schedule_task t[8];
    uint32_t after[8][8], n;
} drawn;

static uint32_t pick(uint64_t *state, uint32_t below)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*state >> 33) % below;
}

/* Tasks depend on some of those before them in an order that is not theirs in the list. */
static void draw(uint64_t *state, drawn *w)
{
    uint32_t order[8];
    w->n = 1 + pick(state, 8);
    for (uint32_t i = 0; i < w->n; i++) {
        uint32_t k = pick(state, i + 1);
        order[i] = order[k];
        order[k] = i;
    }
    for (uint32_t i = 0; i < w->n; i++) {
        schedule_task *t = &w->t[order[i]];
        *t = task((int32_t)pick(state, 12), w->after[order[i]], 0);
        for (uint32_t k = 0; k < i; k++)
            if (pick(state, 3) == 0)
                w->after[order[i]][t->n_after++] = order[k];
    }
}

/* Working days of the longest way that ends with task i, its own among them. */
static int64_t longest_to(const drawn *w, uint32_t i)
{
    int64_t most = 0;
    for (uint32_t k = 0; k < w->t[i].n_after; k++) {
        int64_t way = longest_to(w, w->t[i].after[k]);
        most = way > most ? way : most;
    }
    return most + w->t[i].days;
}

/* … of the longest way from behind task i to the end. */
static int64_t longest_from(const drawn *w, uint32_t i)
{
    int64_t most = 0;
    for (uint32_t j = 0; j < w->n; j++)
        for (uint32_t k = 0; k < w->t[j].n_after; k++)
            if (w->t[j].after[k] == i) {
                int64_t way = w->t[j].days + longest_from(w, j);
                most = way > most ? way : most;
            }
    return most;
}

static int64_t workday(int64_t today, int64_t n) /* the n-th from today on; 1 is today */
{
    return calendar_add_workdays(NULL, calendar_add_workdays(NULL, today, 0), (int)n - 1);
}

static void against_paths(const drawn *w, int64_t today, int64_t spare)
{
    schedule_slot out[8];
    int64_t room[SCHEDULE_ROOM(8)], all = 0;
    schedule_sum sum;
    uint32_t at;
    for (uint32_t i = 0; i < w->n; i++)
        all = longest_to(w, i) > all ? longest_to(w, i) : all;
    all = all > 1 ? all : 1; /* what takes no time is done today at the earliest */
    int64_t end = workday(today, all + spare);
    assert_int_equal(schedule_run(w->t, w->n, NULL, today, end, out, room, &sum, &at),
                     SCHEDULE_FINE);
    assert_int_equal(sum.finish, workday(today, all));
    for (uint32_t i = 0; i < w->n; i++) {
        int64_t early = longest_to(w, i) > 1 ? longest_to(w, i) : 1;
        int64_t late = all + spare - longest_from(w, i);
        assert_int_equal(out[i].early_finish, workday(today, early));
        assert_int_equal(out[i].late_finish, workday(today, late));
        assert_int_equal(out[i].slack, late - early);
        assert_int_equal(out[i].late_start,
                         workday(today, w->t[i].days ? late - w->t[i].days + 1 : late));
        assert_int_equal(out[i].critical, out[i].slack == sum.slack);
    }
}

static void test_every_path(void **state)
{
    uint64_t seed = 20240618;
    for (int round = 0; round < 4000; round++) {
        drawn w;
        draw(&seed, &w);
        int64_t today = day("2024-06-03") + (int64_t)pick(&seed, 14); /* weekends too */
        against_paths(&w, today, (int64_t)pick(&seed, 30) - 10);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_textbook),    cmocka_unit_test(test_end_moved),
        cmocka_unit_test(test_weekend_end), cmocka_unit_test(test_progress),
        cmocka_unit_test(test_done),        cmocka_unit_test(test_circle),
        cmocka_unit_test(test_every_path)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
