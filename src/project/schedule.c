#include "project/schedule.h"

/* Positions on the axis of working days: 0 is the end of today, or of the next working day; -1 is where
 * what begins today begins. */
typedef struct axis {
    const calendar *days;
    int64_t origin;
} axis;

const char *schedule_state_name(schedule_state s)
{
    static const char *const names[] = {"done",    "late", "should_start",
                                        "running", "due",  "waiting"};
    return names[s];
}

const char *schedule_state_said(schedule_state s, lang l)
{
    static const char *const said[][2] = {
        {"已完成", "done"},      {"逾期", "overdue"},     {"应开未开", "overdue to begin"},
        {"进行中", "under way"}, {"可开始", "may begin"}, {"待前置", "waiting"}};
    return said[s][l == LANG_EN];
}

static int64_t place(const axis *x, int64_t day)
{
    return calendar_workdays_between(x->days, x->origin, day);
}

static int64_t day_at(const axis *x, int64_t place)
{
    return calendar_add_workdays(x->days, x->origin, (int)place);
}

/* ---- order ---- */
typedef struct network {
    const schedule_task *tasks;
    uint32_t n;
    int64_t *order, *degree; /* degree: dependencies not placed yet */
    int64_t *first, *next,
        *early; /* of each task the tasks that depend on it, as chains of edges */
} network;

/* Tasks in an order in which each stands after those it depends on: how many could be placed. Every round
 * looks at the tasks that depend on one that was placed, so each dependency is looked at once; they are
 * found by a list that is threaded through the tasks (first, next) where each has one dependency that
 * is still open: a task waits with the first of its dependencies that is not placed. */
static uint32_t place_all(const network *w)
{
    uint32_t placed = 0, seen = 0;
    for (uint32_t i = 0; i < w->n; i++)
        w->first[i] = w->next[i] = -1;
    for (uint32_t i = 0; i < w->n; i++)
        w->degree[i] = 0; /* the first dependency that was not looked at */
    for (uint32_t i = 0; i < w->n; i++)
        w->early[i] = -1; /* placed at */
    for (uint32_t i = 0; i < w->n; i++) {
        const schedule_task *t = &w->tasks[i];
        if (!t->n_after) {
            w->early[i] = placed;
            w->order[placed++] = i;
            continue;
        }
        w->next[i] = w->first[t->after[0]];
        w->first[t->after[0]] = i;
    }
    for (; seen < placed; seen++) {
        int64_t waits = w->first[w->order[seen]];
        while (waits >= 0) {
            const schedule_task *t = &w->tasks[waits];
            int64_t then = w->next[waits], *k = &w->degree[waits];
            while (*k < t->n_after && w->early[t->after[*k]] >= 0)
                ++*k;
            if (*k == t->n_after) {
                w->early[waits] = placed;
                w->order[placed++] = waits;
            } else {
                w->next[waits] = w->first[t->after[*k]];
                w->first[t->after[*k]] = waits;
            }
            waits = then;
        }
    }
    return placed;
}

static int64_t most(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* ---- forward: from today ---- */
static int64_t finish_of(const axis *x, const network *w, uint32_t i)
{
    const schedule_task *t = &w->tasks[i];
    int64_t begin = -1, stated = t->forecast == SCHEDULE_NONE ? -1 : place(x, t->forecast);
    if (t->actual != SCHEDULE_NONE)
        return place(x, t->actual);
    if (t->started != SCHEDULE_NONE) /* who is at work knows best; it cannot have ended yet */
        return most(t->forecast == SCHEDULE_NONE ? place(x, t->started - 1) + t->days : stated, 0);
    for (uint32_t k = 0; k < t->n_after; k++)
        begin = most(begin, w->early[t->after[k]]);
    return most(begin + t->days, stated);
}

/* ---- backward: from the end ---- */
static void from_end(const network *w, int64_t end, int64_t *late)
{
    for (uint32_t i = 0; i < w->n; i++)
        late[i] = INT64_MAX;
    for (uint32_t k = w->n; k-- > 0;) {
        uint32_t i = (uint32_t)w->order[k];
        const schedule_task *t = &w->tasks[i];
        if (late[i] == INT64_MAX)
            late[i] = end;
        for (uint32_t a = 0; t->actual == SCHEDULE_NONE && a < t->n_after; a++) {
            int64_t *before = &late[t->after[a]], must = late[i] - t->days;
            *before = *before < must ? *before : must;
        }
    }
}

static schedule_state state_of(const network *w, uint32_t i, int64_t late)
{
    const schedule_task *t = &w->tasks[i];
    if (t->actual != SCHEDULE_NONE)
        return SCHEDULE_DONE;
    if (late < 0)
        return SCHEDULE_LATE;
    if (t->started != SCHEDULE_NONE)
        return SCHEDULE_RUNNING;
    if (late - t->days < -1)
        return SCHEDULE_SHOULD_START;
    for (uint32_t k = 0; k < t->n_after; k++)
        if (w->tasks[t->after[k]].actual == SCHEDULE_NONE)
            return SCHEDULE_WAITING;
    return SCHEDULE_DUE;
}

/* The first working day of a task of k days that ends at `finish`; of a node its own day. */
static int64_t start_day(const axis *x, int64_t finish, int32_t days)
{
    return day_at(x, days ? finish - days + 1 : finish);
}

static void fill(const axis *x, const network *w, uint32_t i, int64_t late, schedule_slot *s)
{
    const schedule_task *t = &w->tasks[i];
    /* a node that nothing stands before could have been yesterday: it is done today at the earliest */
    int64_t early = t->actual != SCHEDULE_NONE ? w->early[i] : most(w->early[i], 0);
    bool done = t->actual != SCHEDULE_NONE, begun = t->started != SCHEDULE_NONE;
    *s = (schedule_slot){.early_finish = done ? t->actual : day_at(x, early),
                         .early_start = begun ? t->started : start_day(x, early, t->days),
                         .late_finish = day_at(x, late),
                         .late_start = start_day(x, late, t->days),
                         .slack = (int32_t)(late - early),
                         .state = state_of(w, i, late)};
}

static bool fits(const schedule_task *tasks, uint32_t n, uint32_t *ret_at)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < n; i++) {
        sum += tasks[i].days;
        *ret_at = i;
        if (tasks[i].days < 0 || tasks[i].days > SCHEDULE_MAX_DAYS ||
            sum > (int64_t)SCHEDULE_MAX_DAYS * 100)
            return false;
    }
    return n <= SCHEDULE_MAX_TASKS;
}

schedule_fault schedule_run(const schedule_task *tasks, uint32_t n, const calendar *days,
                            int64_t today, int64_t end, schedule_slot *out, int64_t *room,
                            schedule_sum *ret, uint32_t *ret_at)
{
    network w = {
        tasks, n, room, room + n, room + 2 * (size_t)n, room + 3 * (size_t)n, room + 4 * (size_t)n};
    axis x = {days, calendar_add_workdays(days, today, 0)};
    int64_t *late = w.degree, last = INT64_MIN, least = INT64_MAX;
    *ret = (schedule_sum){.finish = SCHEDULE_NONE, .end = end};
    if (!fits(tasks, n, ret_at))
        return SCHEDULE_TOO_LONG;
    if (place_all(&w) < n) {
        for (*ret_at = 0; w.early[*ret_at] >= 0;)
            ++*ret_at;
        return SCHEDULE_CIRCLE;
    }
    for (uint32_t k = 0; k < n; k++) {
        uint32_t i = (uint32_t)w.order[k];
        w.early[i] = finish_of(&x, &w, i);
        last = most(last, w.early[i]);
    }
    if (!n)
        return SCHEDULE_FINE;
    from_end(&w, end == SCHEDULE_NONE ? most(last, 0) : place(&x, end), late);
    for (uint32_t i = 0; i < n; i++) {
        fill(&x, &w, i, late[i], &out[i]);
        ret->finish = most(ret->finish, out[i].early_finish);
        ret->open += out[i].state != SCHEDULE_DONE;
        if (out[i].state != SCHEDULE_DONE && out[i].slack < least)
            least = out[i].slack;
    }
    for (uint32_t i = 0; i < n; i++)
        out[i].critical = out[i].state != SCHEDULE_DONE && out[i].slack == least;
    ret->slack = ret->open ? (int32_t)least : 0;
    ret->end = end == SCHEDULE_NONE ? ret->finish : end;
    return SCHEDULE_FINE;
}

/* Does a circle go through `at`? Every task that could not be placed depends on one that could not
 * either: following those from any of them must come round. */
uint32_t schedule_circle(const schedule_task *tasks, uint32_t n, uint32_t at, uint32_t *ret,
                         uint32_t *room)
{
    uint32_t depth = 0, *next = room; /* which dependency is tried; n_after + 1 = left behind */
    for (uint32_t i = 0; i < n; i++)
        next[i] = 0;
    ret[depth++] = at;
    while (depth) {
        uint32_t i = ret[depth - 1];
        if (next[i] >= tasks[i].n_after) {
            next[i] = UINT32_MAX;
            depth--;
            continue;
        }
        uint32_t to = tasks[i].after[next[i]++];
        uint32_t from = 0;
        while (from < depth && ret[from] != to)
            from++;
        if (from < depth) {
            for (uint32_t k = from; k < depth; k++)
                ret[k - from] = ret[k];
            depth -= from;
            break;
        }
        if (next[to] != UINT32_MAX)
            ret[depth++] = to;
    }
    for (uint32_t k = 0; k + 1 < depth - k; k++) { /* what comes first, first */
        uint32_t swap = ret[k];
        ret[k] = ret[depth - 1 - k];
        ret[depth - 1 - k] = swap;
    }
    return depth;
}
