#include "ledger/nodes.h"
#include "base/mem.h"
#include "base/sb.h"
#include "base/str.h"
#include <math.h>

#define FEW 24 /* milestones are compared faster than looked up */

static uint32_t find(const book_milestone *list, uint32_t n, const map *index, str code)
{
    if (n > FEW)
        return map_get(index, code); /* MAP_NONE is UINT32_MAX */
    for (uint32_t i = 0; i < n; i++)
        if (str_eq(list[i].code, code))
            return i;
    return UINT32_MAX;
}

/* Durations are counted in whole days; what takes part of one takes it. */
static int32_t whole_days(double days)
{
    if (isnan(days) || days < 0)
        return 0;
    return days > SCHEDULE_MAX_DAYS ? SCHEDULE_MAX_DAYS + 1 : (int32_t)ceil(days - 1e-9);
}

static size_t parts(str list)
{
    size_t n = 0;
    str rest = list, one;
    while (list.n && str_split(&rest, ';', &one))
        n++;
    return n;
}

static void link_all(const book_milestone *list, nodes *s, const map *index, uint32_t *after)
{
    for (uint32_t i = 0; i < s->n; i++) {
        const book_milestone *m = &list[i];
        str rest = m->depends_on, one;
        s->tasks[i] = (schedule_task){.days = whole_days(m->days),
                                      .started = m->started,
                                      .forecast = m->forecast,
                                      .actual = m->actual,
                                      .after = after};
        while (m->depends_on.n && str_split(&rest, ';', &one)) {
            uint32_t at = find(list, s->n, index, str_trim(one));
            if (at != UINT32_MAX) {
                after[s->tasks[i].n_after++] = at;
            } else if (s->stray == UINT32_MAX) {
                s->stray = i;
                s->stray_name = str_trim(one);
            }
        }
        after += s->tasks[i].n_after;
    }
}

static bool index_all(const book_milestone *list, uint32_t n, map *index)
{
    for (uint32_t i = 0; n > FEW && i < n; i++)
        if (!map_put(index, list[i].code, i))
            return false;
    return true;
}

bool nodes_run(const book_milestone *list, uint32_t n, const calendar *days, int64_t today,
               int64_t end, nodes *ret)
{
    size_t edges = 0, size;
    map index = {0};
    *ret = (nodes){.n = n, .stray = UINT32_MAX};
    for (uint32_t i = 0; i < n; i++)
        edges += parts(list[i].depends_on);
    size = SCHEDULE_ROOM(n) * sizeof(int64_t) +
           ((size_t)n + 1) * (sizeof(schedule_task) + sizeof(schedule_slot)) +
           (edges + 1) * sizeof(uint32_t);
    ret->block = mem_alloc(size);
    bool ok = ret->block && index_all(list, n, &index);
    if (ok) {
        int64_t *room = ret->block;
        ret->slots = (schedule_slot *)(room + SCHEDULE_ROOM(n));
        ret->tasks = (schedule_task *)(ret->slots + n + 1);
        link_all(list, ret, &index, (uint32_t *)(ret->tasks + n + 1));
        ret->fault =
            schedule_run(ret->tasks, n, days, today, end, ret->slots, room, &ret->sum, &ret->at);
    } else {
        nodes_done(ret);
    }
    map_done(&index);
    return ok;
}

void nodes_done(nodes *s)
{
    mem_free(s->block);
    s->block = NULL;
}

static bool circle(cx *c, const book_milestone *list, const nodes *s)
{
    sb b CLEANUP(sb_done) = {0};
    uint32_t *way = cx_alloc(c, ((size_t)s->n + 1) * 2 * sizeof *way);
    TRY(way);
    uint32_t n = schedule_circle(s->tasks, s->n, s->at, way, way + s->n + 1);
    sb_init(&b, (size_t)1 << 20);
    for (uint32_t i = 0; i <= n && n; i++) {
        const book_milestone *m = &list[way[i % n]];
        sb_putz(&b, i ? " → " : "");
        sb_put(&b, m->code);
        if (m->name.n && i < n)
            sb_printf(&b, "(" STR_FMT ")", STR_ARG(m->name));
        if (i == 20 && n > 22) {
            sb_putz(&b, " → …");
            break;
        }
    }
    if (!sb_ok(&b))
        return fail_memory(c);
    str said = sb_str(&b);
    return fail(c, ERR_DATA, "节点相互依赖成了圈：" STR_FMT "；请去掉其中一个前置节点",
                "milestones depend on each other in a circle: " STR_FMT
                "; take one of these dependencies away",
                STR_ARG(said));
}

bool nodes_sound(cx *c, const book_milestone *list, const nodes *s)
{
    if (s->stray != UINT32_MAX)
        return fail(c, ERR_DATA,
                    "节点 " STR_FMT " 的前置节点 " STR_FMT " 不存在；请先登记，或改正代码",
                    "milestone " STR_FMT " depends on " STR_FMT
                    ", which is not there; add it first, or mend the code",
                    STR_ARG(list[s->stray].code), STR_ARG(s->stray_name));
    if (s->fault == SCHEDULE_CIRCLE)
        return circle(c, list, s);
    return s->fault == SCHEDULE_FINE ||
           fail(c, ERR_LIMIT, "节点至多 %d 个，每个至多 %d 个工作日",
                "there may be %d milestones of at most %d working days each", SCHEDULE_MAX_TASKS,
                SCHEDULE_MAX_DAYS);
}
