#include "model/boundary.h"
#include "base/str.h"

#define WALK_MAX 32  /* changes of one territory between two days */
#define DEPTH_MAX 32 /* areas within areas */

typedef struct ids {
    area_id *v;
    size_t n, cap;
} ids;

typedef struct tracer {
    cx *c;
    const catalog *k;
    area_id whole;
    int64_t day, then; /* the boundary's day; the period's last day */
    ids members;       /* of the whole, on `day` */
    ids missing;
    uint8_t *part; /* by area, on `then`: 1 = belongs to the whole */
    bool failed;
} tracer;

static bool on(const tracer *t, area_id a, int64_t day)
{
    return validity_on(t->k->areas[a].valid, day);
}

static void add(tracer *t, ids *l, area_id a)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->v[i] == a)
            return;
    if (!MEM_GROW(l->v, l->cap, l->n + 1))
        t->failed = t->failed || !fail_memory(t->c);
    else
        l->v[l->n++] = a;
}

/* ---- members on the day ---- */
static void break_up(tracer *t, area_id a, int depth)
{
    const area *v = &t->k->areas[a];
    bool any = false;
    for (uint32_t i = 0; depth < DEPTH_MAX && v->members_complete && i < v->n_additive; i++)
        if (on(t, v->additive[i], t->day)) {
            any = true;
            break_up(t, v->additive[i], depth + 1);
        }
    if (!any)
        add(t, &t->members, a);
}

/* ---- one step in time ---- */
static bool replaced_by(const area *x, str code)
{
    str rest = x->replaced_by, part;
    while (rest.n && str_split(&rest, ';', &part))
        if (str_eq(str_trim(part), code))
            return true;
    return false;
}

static void predecessors(tracer *t, area_id a, ids *out)
{
    for (uint32_t i = 0; i < t->k->n_areas; i++)
        if (t->k->areas[i].replaced_by.n && replaced_by(&t->k->areas[i], t->k->areas[a].code))
            add(t, out, i);
}

static bool has_predecessor(tracer *t, area_id a)
{
    for (uint32_t i = 0; i < t->k->n_areas; i++)
        if (t->k->areas[i].replaced_by.n && replaced_by(&t->k->areas[i], t->k->areas[a].code))
            return true;
    return false;
}

/* What became `a`: its predecessors; else what was merged into the area above on the day it began.
 */
static void step_back(tracer *t, area_id a, ids *out)
{
    predecessors(t, a, out);
    area_id up = t->k->areas[a].additive_to;
    if (out->n || up == ID_NONE)
        return;
    ids merged = {0};
    predecessors(t, up, &merged);
    for (size_t i = 0; i < merged.n; i++)
        if (t->k->areas[merged.v[i]].valid.to == t->k->areas[a].valid.from)
            add(t, out, merged.v[i]);
    mem_free(merged.v);
}

/* What `a` became: its successors, or those of their members that began with the merger. */
static void step_forward(tracer *t, area_id a, ids *out)
{
    const area *x = &t->k->areas[a];
    str rest = x->replaced_by, part;
    while (rest.n && str_split(&rest, ';', &part)) {
        area_id s = catalog_area(t->k, str_trim(part));
        if (s == ID_NONE)
            continue;
        const area *v = &t->k->areas[s];
        size_t before = out->n;
        for (uint32_t i = 0; v->valid.from < x->valid.to && i < v->n_additive; i++)
            if (t->k->areas[v->additive[i]].valid.from == x->valid.to &&
                !has_predecessor(t, v->additive[i]))
                add(t, out, v->additive[i]);
        if (out->n == before)
            add(t, out, s);
    }
}

/* Areas valid on `to` that continue `a`; false when there is no way there. */
static bool walk(tracer *t, area_id a, int64_t to, ids *out, int depth)
{
    if (on(t, a, to)) {
        add(t, out, a);
        return !t->failed;
    }
    if (depth == WALK_MAX || t->failed)
        return false;
    ids next = {0};
    bool back = to < t->k->areas[a].valid.from;
    if (back)
        step_back(t, a, &next);
    else
        step_forward(t, a, &next);
    bool ok = next.n > 0;
    for (size_t i = 0; i < next.n && ok; i++) {
        validity v = t->k->areas[next.v[i]].valid, own = t->k->areas[a].valid;
        /* time must go on, or a circle of replaced_by would never end */
        ok = (back ? v.from < own.from : v.to > own.to) && walk(t, next.v[i], to, out, depth + 1);
    }
    mem_free(next.v);
    return ok && !t->failed;
}

/* Does a part lie within the boundary: does its own way back to the day stay in the whole? */
static bool within(tracer *t, area_id part)
{
    ids back = {0};
    bool ok = walk(t, part, t->day, &back, 0);
    for (size_t i = 0; i < back.n && ok; i++) {
        area_id a = back.v[i];
        while (a != ID_NONE && a != t->whole)
            a = t->k->areas[a].additive_to;
        ok = a == t->whole;
    }
    mem_free(back.v);
    return ok;
}

/* ---- the smallest list ---- */
/* Can an area stand for its members: are all of them parts? */
static bool all_members(const tracer *t, const area *v)
{
    bool any = false;
    if (!v->members_complete || !on(t, v->id, t->then))
        return false;
    for (uint32_t i = 0; i < v->n_additive; i++)
        if (on(t, v->additive[i], t->then)) {
            any = true;
            if (!t->part[v->additive[i]])
                return false;
        }
    return any;
}

static bool above(const tracer *t, area_id a, area_id of)
{
    do
        of = t->k->areas[of].additive_to;
    while (of != ID_NONE && of != a);
    return of == a;
}

static void fold_up(tracer *t)
{
    const catalog *k = t->k;
    for (bool more = true; more;) {
        more = false;
        for (uint32_t i = 0; i < k->n_areas; i++)
            if (!t->part[i] && k->areas[i].n_additive && all_members(t, &k->areas[i]) &&
                !above(t, i, t->whole)) {
                t->part[i] = 1;
                more = true;
            }
    }
    for (uint32_t i = 0; i < k->n_areas; i++)
        for (area_id up = k->areas[i].additive_to; t->part[i] && up != ID_NONE;
             up = k->areas[up].additive_to)
            if (t->part[up])
                t->part[i] = 2; /* contained: dropped below, after all have been looked at */
}

static int by_id(const void *x, const void *y)
{
    area_id a = *(const area_id *)x, b = *(const area_id *)y;
    return (a > b) - (a < b);
}

static const area_id *give(tracer *t, const ids *l, uint32_t *n)
{
    area_id *v = cx_alloc(t->c, (l->n ? l->n : 1) * sizeof *v);
    if (!v) {
        t->failed = true;
        return NULL;
    }
    if (l->n) {
        memcpy(v, l->v, l->n * sizeof *v);
        qsort(v, l->n, sizeof *v, by_id);
    }
    *n = (uint32_t)l->n;
    return v;
}

/* One member of the boundary: its parts on `then`, or it is missing. */
static void trace(tracer *t, area_id member)
{
    ids found = {0};
    bool ok = walk(t, member, t->then, &found, 0);
    for (size_t i = 0; i < found.n && ok; i++)
        ok = within(t, found.v[i]);
    for (size_t i = 0; i < found.n && ok; i++)
        t->part[found.v[i]] = 1;
    if (!ok)
        add(t, &t->missing, member);
    mem_free(found.v);
}

bool boundary_on(cx *c, const catalog *k, area_id a, int64_t day, period p, boundary *ret)
{
    *ret = (boundary){0};
    tracer t = {.c = c, .k = k, .whole = a, .day = day, .then = period_last_day(p)};
    t.part = cx_alloc(c, k->n_areas);
    if (!t.part)
        return false;
    if (on(&t, a, day))
        break_up(&t, a, 0);
    else
        add(&t, &t.missing, a);
    for (size_t i = 0; i < t.members.n && !t.failed; i++)
        trace(&t, t.members.v[i]);
    ids parts = {0};
    if (!t.failed && t.missing.n == 0) {
        fold_up(&t);
        for (uint32_t i = 0; i < k->n_areas; i++)
            if (t.part[i] == 1)
                add(&t, &parts, i);
    }
    ret->parts = give(&t, &parts, &ret->n_parts);
    ret->missing = give(&t, &t.missing, &ret->n_missing);
    mem_free(t.members.v);
    mem_free(t.missing.v);
    mem_free(parts.v);
    return !t.failed;
}
