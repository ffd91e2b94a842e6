/* schedule_bench: a network of 5,000 tasks, each after up to three earlier ones, worked out anew for another end: milliseconds,
 * best of nine. benchmarks/projects.sh runs it. */
#include "base/embed.h"
#include "base/os.h"
#include "model/period.h"
#include "project/schedule.h"

enum { TASKS = 5000, AFTER = 3 };

typedef struct network {
    schedule_task tasks[TASKS];
    uint32_t after[TASKS][AFTER];
    schedule_slot slots[TASKS];
    int64_t room[SCHEDULE_ROOM(TASKS)];
} network;

static void fill(network *w)
{
    static const uint32_t back[AFTER] = {1, 7, 50};
    for (uint32_t i = 0; i < TASKS; i++) {
        schedule_task *t = &w->tasks[i];
        *t = (schedule_task){.days = (int32_t)(i % 9 + 1),
                             .started = SCHEDULE_NONE,
                             .forecast = SCHEDULE_NONE,
                             .actual = SCHEDULE_NONE,
                             .after = w->after[i]};
        for (uint32_t k = 0; i % 10 && k < AFTER; k++)
            if (i >= back[k])
                w->after[i][t->n_after++] = i - back[k];
    }
}

static bool measure(network *w, const char *name, const calendar *days)
{
    int64_t today = date_ord(2024, 6, 18);
    double best = 1e9;
    for (int i = 0; i < 9; i++) {
        schedule_sum sum;
        uint32_t at;
        double from = os_monotonic();
        MUST(schedule_run(w->tasks, TASKS, days, today, today + 9000 + i, w->slots, w->room, &sum,
                          &at) == SCHEDULE_FINE);
        double took = os_monotonic() - from;
        best = took < best ? took : best;
    }
    printf("%-44s %9.2f ms  goal <= 20 ms  %s\n", name, best * 1000,
           best <= 0.02 ? "reached" : "NOT reached");
    return true;
}

int main(void)
{
    static network w;
    const embedded *h = embed_find("catalogue/calendar/holidays.csv");
    const embedded *s = embed_find("catalogue/calendar/spring_festival.csv");
    cx c;
    calendar *days;
    MUST(h && s && cx_init(&c, LANG_EN));
    fill(&w);
    bool ok = measure(&w, "5,000 tasks, Monday to Friday", NULL) &&
              calendar_load(&c, (str){(const char *)h->data, h->size},
                            (str){(const char *)s->data, s->size}, &days);
    if (ok) {
        ok = measure(&w, "5,000 tasks, the holidays of the catalogue", days);
        calendar_free(days);
    } else
        fprintf(stderr, "%s\n", c.err.en);
    cx_done(&c);
    return !ok;
}
