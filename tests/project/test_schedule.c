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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_textbook),    cmocka_unit_test(test_end_moved),
        cmocka_unit_test(test_weekend_end), cmocka_unit_test(test_progress),
        cmocka_unit_test(test_done),        cmocka_unit_test(test_circle)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
