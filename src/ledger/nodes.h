/* nodes.h: the milestones of a row as a schedule (project/schedule.h): its nodes are tasks, what they depend
 * on by code, its end the end that the type's `gantt` names. Pure. */
#ifndef DIAODU_LEDGER_NODES_H
#define DIAODU_LEDGER_NODES_H
#include "ledger/book.h"
#include "project/schedule.h"

typedef struct nodes {
    uint32_t n;
    schedule_task *tasks; /* by milestone */
    schedule_slot *slots;
    schedule_sum sum;
    schedule_fault fault;
    uint32_t at;    /* of a fault */
    uint32_t stray; /* a milestone that depends on one that is not there; UINT32_MAX = none */
    str stray_name;
    void *block;
} nodes;

/* False = no memory. `end` SCHEDULE_NONE: the day on which all is done. What depends on a node that is not
 * there does not wait for it, and `stray` says so. */
bool nodes_run(const book_milestone *list, uint32_t n, const calendar *days, int64_t today,
               int64_t end, nodes *ret);
void nodes_done(nodes *s);
/* ERR_DATA that names a circle, a node that is not there or a duration that cannot be; true when all is well. */
bool nodes_sound(cx *c, const book_milestone *list, const nodes *s) CHECKED;
#endif
