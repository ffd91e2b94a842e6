/* schedule.h: a network of tasks in working days (critical path method; Kelley and Walker 1959): from
 * the end back to the latest day on which each may begin, and from today on to the day on which it will be
 * done. Durations are working days, dependencies finish-to-start, days FREQ_D ordinals, INT64_MIN = none.
 *
 * A task of k days that ends on day F begins on the k-th working day up to F; a task of 0 days is a node in
 * time, its day that of the last task it depends on. Float (slack) is the working days from its earliest
 * to its latest finish: below 0, the end cannot be kept any more. Pure. */
#ifndef DIAODU_PROJECT_SCHEDULE_H
#define DIAODU_PROJECT_SCHEDULE_H
#include "base/err.h"
#include "model/calendar.h"

#define SCHEDULE_NONE INT64_MIN
#define SCHEDULE_MAX_TASKS 20000
#define SCHEDULE_MAX_DAYS 10000 /* of one task: some 40 years */

typedef struct schedule_task {
    int32_t days;                      /* 0 … SCHEDULE_MAX_DAYS */
    int64_t started, forecast, actual; /* days of beginning and finish */
    const uint32_t *after;             /* tasks that it depends on */
    uint32_t n_after;
} schedule_task;

typedef enum schedule_state {
    SCHEDULE_DONE,
    SCHEDULE_LATE,         /* not done, and its latest finish has passed */
    SCHEDULE_SHOULD_START, /* not begun, and its latest start has passed */
    SCHEDULE_RUNNING,
    SCHEDULE_DUE,     /* may begin: all that it depends on is done */
    SCHEDULE_WAITING, /* for what it depends on */
    SCHEDULE_STATE_MAX_
} schedule_state;
/* done late should_start running due waiting; and as people say it. */
const char *schedule_state_name(schedule_state s);
const char *schedule_state_said(schedule_state s, lang l);

typedef struct schedule_slot {
    int64_t early_start, early_finish; /* as it stands today; of what is done: as it was */
    int64_t late_start, late_finish;   /* that keep the end; NONE without an end */
    int32_t slack;
    bool critical; /* has the least slack of all that is not done */
    schedule_state state;
} schedule_slot;

typedef struct schedule_sum {
    int64_t finish; /* the latest early finish; NONE without tasks */
    int64_t end;    /* what late dates were counted from: as asked, else `finish` */
    int32_t slack;  /* the least of what is not done; 0 when all is */
    uint32_t open;  /* not done */
} schedule_sum;

/* What is wrong with a network; `task` is the first that is concerned. */
typedef enum schedule_fault { SCHEDULE_FINE, SCHEDULE_CIRCLE, SCHEDULE_TOO_LONG } schedule_fault;

/* `end` NONE = the day on which it will be done. `days` NULL: Monday to Friday. `out` has room for n, `room`
 * for SCHEDULE_ROOM(n) numbers. Of a circle *ret_at is a task in it. Takes time as tasks and dependencies. */
#define SCHEDULE_ROOM(n) ((size_t)(n)*5 + 1)
schedule_fault schedule_run(const schedule_task *tasks, uint32_t n, const calendar *days,
                            int64_t today, int64_t end, schedule_slot *out, int64_t *room,
                            schedule_sum *ret, uint32_t *ret_at);

/* The tasks of a circle that goes through `at`, each before the one that depends on it, `at` first; their
 * number, at most n. `ret` has room for n, `room` for n. */
uint32_t schedule_circle(const schedule_task *tasks, uint32_t n, uint32_t at, uint32_t *ret,
                         uint32_t *room);
#endif
