#include "panel/derive.h"
#include "base/mem.h"
#include "base/os.h"
#include <stdatomic.h>

/* Memory of all slices that were worked out together. */
typedef struct slab {
    _Atomic uint32_t refs;
    char *at;
} slab;

typedef struct entry {
    derived_slice d; /* first: what derived_at() gives */
    _Atomic uint32_t refs;
    const slice *now, *ago; /* held: what it was made from */
    slab *slab;
} entry;

/* Who stands beside whom in one layout. */
typedef struct siblings {
    _Atomic uint32_t refs;
    uint32_t n, n_groups;
    area_id *areas;
    uint64_t *family; /* by local index: parent and level; NO_FAMILY = none */
    uint32_t *start;  /* group g: member[start[g]] .. member[start[g + 1] - 1] */
    uint32_t *member; /* local indices, ascending within a group */
    bool *run;        /* by group: its members are neighbours */
    uint32_t largest; /* group */
} siblings;
#define NO_FAMILY UINT64_MAX

typedef struct table {
    siblings *sib; /* NULL = a cube that is not derived */
    int32_t first;
    uint32_t n;
    entry **entries;
} table;

struct derived {
    const catalog *k;
    table *tables; /* by cube of the snapshot */
    uint32_t n, fresh;
};

/* ---- siblings ---- */
static void siblings_release(siblings *s)
{
    if (!s || atomic_fetch_sub(&s->refs, 1) != 1)
        return;
    mem_free(s->areas);
    mem_free(s->family);
    mem_free(s->start);
    mem_free(s->member);
    mem_free(s->run);
    mem_free(s);
}

static siblings *siblings_hold(siblings *s)
{
    atomic_fetch_add(&s->refs, 1);
    return s;
}

static siblings *siblings_alloc(uint32_t n)
{
    siblings *s = mem_zalloc(1, sizeof *s);
    if (!s)
        return NULL;
    atomic_init(&s->refs, 1);
    s->n = n;
    s->areas = mem_alloc(n * sizeof *s->areas);
    s->family = mem_alloc(n * sizeof *s->family);
    s->start = mem_alloc((n + 1) * sizeof *s->start);
    s->member = mem_alloc(n * sizeof *s->member);
    s->run = mem_alloc(n * sizeof *s->run);
    if (s->areas && s->family && s->start && s->member && s->run)
        return s;
    siblings_release(s);
    return NULL;
}

static uint64_t family_of(const area *a)
{
    return a->parent == ID_NONE ? NO_FAMILY : (uint64_t)a->parent << 8 | (uint64_t)a->level;
}

typedef struct seat {
    uint64_t family;
    uint32_t local;
} seat;

static int cmp_seat(const void *a, const void *b)
{
    const seat *x = a, *y = b;
    if (x->family != y->family)
        return x->family < y->family ? -1 : 1;
    return (x->local > y->local) - (x->local < y->local);
}

/* Groups out of seats that stand in order. */
static void seat_groups(siblings *s, const seat *seats)
{
    uint32_t g = 0, i = 0;
    while (i < s->n && seats[i].family != NO_FAMILY) {
        uint32_t from = i;
        for (; i < s->n && seats[i].family == seats[from].family; i++)
            s->member[i] = seats[i].local;
        s->start[g] = from;
        s->run[g++] = s->member[i - 1] - s->member[from] == i - 1 - from;
        s->largest = i - from > s->largest ? i - from : s->largest;
    }
    s->start[g] = i;
    s->n_groups = g;
}

static siblings *siblings_new(const layout *l, const catalog *k)
{
    siblings *s = siblings_alloc(l->n);
    seat *seats = mem_alloc(l->n * sizeof *seats);
    if (!s || !seats) {
        siblings_release(s);
        mem_free(seats);
        return NULL;
    }
    for (uint32_t i = 0; i < l->n; i++) {
        s->areas[i] = l->areas[i];
        s->family[i] = family_of(&k->areas[l->areas[i]]);
        seats[i] = (seat){s->family[i], i};
    }
    qsort(seats, l->n, sizeof *seats, cmp_seat);
    seat_groups(s, seats);
    mem_free(seats);
    return s;
}

static bool same_areas(const siblings *s, const layout *l)
{
    return s && s->n == l->n && memcmp(s->areas, l->areas, l->n * sizeof *l->areas) == 0;
}

static bool same_families(const siblings *s, const catalog *k)
{
    for (uint32_t i = 0; i < s->n; i++)
        if (s->family[i] != family_of(&k->areas[s->areas[i]]))
            return false;
    return true;
}

/* ---- slices ---- */
static void entry_release(entry *e)
{
    if (!e || atomic_fetch_sub(&e->refs, 1) != 1)
        return;
    slice_release(e->now);
    slice_release(e->ago);
    if (atomic_fetch_sub(&e->slab->refs, 1) == 1) {
        mem_free(e->slab->at);
        mem_free(e->slab);
    }
    mem_free(e);
}

/* One slice to be worked out. */
typedef struct task {
    entry *e;
    const siblings *sib;
    int64_t day, day_ago; /* last of the period, and of the year before's */
} task;

typedef struct crew {
    const catalog *k;
    const task *tasks;
    uint32_t n_tasks, room; /* room: the largest layout */
    int threads;
    double *scratch; /* 6 columns and a rank column of `room` for each thread */
    _Atomic uint32_t next;
} crew;

/* A thread's columns. `none` is all missing. */
typedef struct bench {
    double *v, *b, *share, *pull, *ago, *none;
    uint32_t *rank, *order;
} bench;

static bench bench_of(const crew *w, int index)
{
    double *p = w->scratch + (size_t)index * w->room * 7;
    size_t n = w->room;
    return (bench){p,
                   p + n,
                   p + 2 * n,
                   p + 3 * n,
                   p + 4 * n,
                   p + 5 * n,
                   (uint32_t *)(p + 6 * n),
                   (uint32_t *)(p + 6 * n) + n};
}

/* Sum of a group's column, passing over those that did not exist on the day. */
static double sum_of(const crew *w, const siblings *s, const uint32_t *m, const double *v,
                     uint32_t n, int64_t day)
{
    double sum = num_total(v, n);
    if (has(sum))
        return sum;
    sum = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (has(v[i]))
            sum += v[i];
        else if (validity_on(w->k->areas[s->areas[m[i]]].valid, day))
            return MISSING;
    }
    return sum;
}

typedef struct group_columns {
    const double *v, *b;
    double *share, *pull;
    uint32_t *rank;
} group_columns;

static void derive_group(const crew *w, const task *t, const uint32_t *m, uint32_t n,
                         group_columns g, uint32_t *order)
{
    num_shares(g.v, sum_of(w, t->sib, m, g.v, n, t->day), n, g.share);
    if (t->e->ago)
        num_pulls(g.v, g.b, sum_of(w, t->sib, m, g.b, n, t->day_ago), n, g.pull);
    num_ranks(g.v, n, false, g.rank, order);
}

/* Members that lie apart, or partly outside the slice, are brought together first. */
static void derive_scattered(const crew *w, const task *t, const uint32_t *m, uint32_t n,
                             const bench *s, const double *ago)
{
    const derived_slice *d = &t->e->d;
    double *share = (double *)d->share, *pull = (double *)d->pull;
    for (uint32_t i = 0; i < n; i++) {
        s->v[i] = m[i] < d->n ? t->e->now->level[m[i]] : MISSING;
        s->b[i] = m[i] < d->n ? ago[m[i]] : MISSING;
    }
    derive_group(w, t, m, n, (group_columns){s->v, s->b, s->share, s->pull, s->rank}, s->order);
    for (uint32_t i = 0; i < n && m[i] < d->n; i++) {
        share[m[i]] = s->share[i];
        if (t->e->ago)
            pull[m[i]] = s->pull[i];
        ((uint32_t *)d->rank)[m[i]] = s->rank[i];
    }
}

/* Last year's levels with as many areas as this slice has. */
static const double *year_ago(const entry *e, const bench *s)
{
    if (!e->ago)
        return s->none;
    if (e->ago->n >= e->d.n)
        return e->ago->level;
    memcpy(s->ago, e->ago->level, e->ago->n * sizeof *s->ago);
    memcpy(s->ago + e->ago->n, s->none, (e->d.n - e->ago->n) * sizeof *s->ago);
    return s->ago;
}

static void derive_slice(const crew *w, const task *t, const bench *s)
{
    const entry *e = t->e;
    const siblings *sib = t->sib;
    const double *ago = year_ago(e, s);
    double *share = (double *)e->d.share, *pull = (double *)e->d.pull;
    uint32_t *rank = (uint32_t *)e->d.rank;
    if (e->ago)
        num_growths(e->now->level, ago, e->d.n, (double *)e->d.yoy);
    for (uint32_t i = 0; i < e->d.n; i++)
        if (sib->family[i] == NO_FAMILY) {
            share[i] = MISSING;
            rank[i] = 0;
            if (e->ago)
                pull[i] = MISSING;
        }
    for (uint32_t g = 0; g < sib->n_groups; g++) {
        const uint32_t *m = sib->member + sib->start[g];
        uint32_t n = sib->start[g + 1] - sib->start[g], a = m[0];
        if (sib->run[g] && a + n <= e->d.n)
            derive_group(w, t, m, n,
                         (group_columns){e->now->level + a, ago + a, share + a, pull + a, rank + a},
                         s->order);
        else
            derive_scattered(w, t, m, n, s, ago);
    }
}

static void run_crew(void *arg, int index)
{
    crew *w = arg;
    bench s = bench_of(w, index);
    for (uint32_t i = 0; i < w->room; i++)
        s.none[i] = MISSING;
    for (uint32_t i; (i = atomic_fetch_add(&w->next, 1)) < w->n_tasks;)
        derive_slice(w, &w->tasks[i], &s);
}

/* ---- a snapshot ---- */
typedef struct plan {
    const panel *p;
    const derived *before;
    derived *d;
    task *tasks;
    size_t n, cap;
    size_t bytes; /* of the columns of all tasks */
    uint32_t room;
} plan;

/* Bytes of the columns of a slice; without a year before, growth and pull are one missing column
 * for all. */
static size_t column_bytes(uint32_t n, bool ago)
{
    return ((size_t)n * ((ago ? 3 : 1) * sizeof(double) + sizeof(uint32_t)) + 63) / 64 * 64;
}

/* The siblings of a layout: a neighbouring cube's or those of the snapshot before, where they are
 * the same. */
static siblings *siblings_for(const plan *w, const cube *q, uint32_t index)
{
    const derived *old = w->before;
    for (uint32_t i = index; i-- > 0 && index - i < 8;)
        if (same_areas(w->d->tables[i].sib, q->layout))
            return siblings_hold(w->d->tables[i].sib);
    if (old && old->k == w->p->k && index < old->n) {
        siblings *s = old->tables[index].sib;
        if (same_areas(s, q->layout) && same_families(s, w->p->k))
            return siblings_hold(s);
    }
    return siblings_new(q->layout, w->p->k);
}

/* What the snapshot before had of this slice, when it was made from the same. */
static entry *standing_entry(const plan *w, const table *t, uint32_t index, int32_t ord,
                             const slice *now, const slice *ago)
{
    if (!w->before || index >= w->before->n)
        return NULL;
    const table *o = &w->before->tables[index];
    if (o->sib != t->sib || ord < o->first || ord >= o->first + (int32_t)o->n)
        return NULL;
    entry *e = o->entries[ord - o->first];
    return e && e->now == now && e->ago == ago ? e : NULL;
}

static bool plan_slice(plan *w, table *t, const cube *q, uint32_t index, uint32_t at)
{
    const slice *now = q->slices[at];
    int32_t ord = q->first + (int32_t)at;
    if (!now)
        return true;
    period t0 = {q->freq, ord}, t1 = period_years(t0, -1);
    const slice *ago = t1.f == FREQ_NONE ? NULL : cube_slice(q, t1.ord);
    entry *e = standing_entry(w, t, index, ord, now, ago);
    if (e) {
        atomic_fetch_add(&e->refs, 1);
        t->entries[at] = e;
        return true;
    }
    if (!MEM_GROW(w->tasks, w->cap, w->n + 1) || !(e = mem_zalloc(1, sizeof *e)))
        return false;
    e->d.n = now->n < q->layout->n ? now->n : q->layout->n;
    e->now = now;
    e->ago = ago;
    w->tasks[w->n++] = (task){e, t->sib, period_last_day(t0), period_last_day(t1)};
    w->bytes += column_bytes(e->d.n, ago);
    t->entries[at] = e;
    return true;
}

static bool plan_cube(plan *w, uint32_t index)
{
    const cube *q = &w->p->cubes[index];
    table *t = &w->d->tables[index];
    if (!(w->p->kinds & 1 << q->kind))
        return true;
    if (!(t->sib = siblings_for(w, q, index)) ||
        !(t->entries = mem_zalloc(q->n, sizeof *t->entries)))
        return false;
    t->first = q->first;
    t->n = q->n;
    w->room = q->layout->n > w->room ? q->layout->n : w->room;
    for (uint32_t at = 0; at < q->n; at++)
        if (!plan_slice(w, t, q, index, at))
            return false;
    return true;
}

/* Give every task its columns; from here on the entries own what they point to. */
static bool plan_memory(plan *w)
{
    slab *s = mem_zalloc(1, sizeof *s);
    char *p = s ? mem_alloc(w->bytes + w->room * sizeof(double)) : NULL;
    if (!p) {
        mem_free(s);
        return false;
    }
    s->at = p;
    double *none = (double *)p;
    for (uint32_t i = 0; i < w->room; i++)
        none[i] = MISSING;
    p += w->room * sizeof *none;
    atomic_init(&s->refs, (uint32_t)w->n);
    for (size_t i = 0; i < w->n; i++) {
        entry *e = w->tasks[i].e;
        size_t n = e->d.n;
        e->d.share = (double *)p;
        e->d.yoy = e->ago ? e->d.share + n : none;
        e->d.pull = e->ago ? e->d.yoy + n : none;
        e->d.rank = (uint32_t *)(e->d.share + (e->ago ? 3 : 1) * n);
        p += column_bytes(e->d.n, e->ago);
        e->slab = s;
        slice_hold(e->now);
        slice_hold(e->ago);
        atomic_init(&e->refs, 1);
    }
    return true;
}

/* From here on faults, a page each, would cost as much as the arithmetic. */
#define TOUCH_FROM ((size_t)16 << 20)

typedef struct pages {
    char *at;
    size_t n;
    int threads;
} pages;

static void touch_share(void *arg, int index)
{
    const pages *g = arg;
    size_t share = g->n / (size_t)g->threads;
    os_will_write(g->at + share * (size_t)index, share);
}

#define SLICES_PER_THREAD 8 /* fewer are done sooner than a thread starts */

static bool plan_run(plan *w)
{
    int threads = os_cpus() < 64 ? os_cpus() : 64;
    if ((size_t)threads > w->n / SLICES_PER_THREAD + 1)
        threads = (int)(w->n / SLICES_PER_THREAD) + 1;
    crew c = {.k = w->p->k, .tasks = w->tasks, .n_tasks = (uint32_t)w->n, .room = w->room};
    c.scratch = mem_alloc((size_t)threads * w->room * 7 * sizeof *c.scratch);
    if (!c.scratch || !plan_memory(w)) {
        mem_free(c.scratch);
        return false;
    }
    c.threads = threads;
    pages g = {w->tasks[0].e->slab->at, w->bytes, threads};
    if (g.n >= TOUCH_FROM)
        os_parallel(threads, touch_share, &g);
    os_parallel(threads, run_crew, &c);
    mem_free(c.scratch);
    return true;
}

/* Entries that never came to own anything. */
static void plan_undo(plan *w)
{
    for (uint32_t i = 0; w->d->tables && i < w->d->n; i++)
        for (uint32_t t = 0; t < w->d->tables[i].n; t++) {
            entry *e = w->d->tables[i].entries[t];
            if (e && !e->slab) {
                w->d->tables[i].entries[t] = NULL;
                mem_free(e);
            }
        }
}

bool derive_refresh(cx *c, const derived *before, const panel *p, derived **ret)
{
    plan w = {.p = p, .before = before};
    w.d = mem_zalloc(1, sizeof *w.d);
    bool ok = w.d && (w.d->tables = mem_zalloc(p->n_cubes, sizeof *w.d->tables));
    if (ok) {
        w.d->k = p->k;
        w.d->n = p->n_cubes;
    }
    for (uint32_t i = 0; ok && i < p->n_cubes; i++)
        ok = plan_cube(&w, i);
    ok = ok && (w.n == 0 || plan_run(&w));
    if (!ok && w.d)
        plan_undo(&w);
    mem_free(w.tasks);
    if (!ok) {
        derive_free(w.d);
        return fail_memory(c);
    }
    w.d->fresh = (uint32_t)w.n;
    *ret = w.d;
    return true;
}

bool derive_new(cx *c, const panel *p, derived **ret)
{
    return derive_refresh(c, NULL, p, ret);
}

void derive_free(derived *d)
{
    if (!d)
        return;
    for (uint32_t i = 0; d->tables && i < d->n; i++) {
        table *t = &d->tables[i];
        for (uint32_t k = 0; k < t->n; k++)
            entry_release(t->entries[k]);
        mem_free(t->entries);
        siblings_release(t->sib);
    }
    mem_free(d->tables);
    mem_free(d);
}

/* ---- reading ---- */
const derived_slice *derived_at(const derived *d, const panel *p, const cube *q, int32_t ord)
{
    size_t index = (size_t)(q - p->cubes);
    MUST(index < d->n);
    const table *t = &d->tables[index];
    if (ord < t->first || ord >= t->first + (int32_t)t->n)
        return NULL;
    const entry *e = t->entries[ord - t->first];
    return e ? &e->d : NULL;
}

size_t derived_bytes(const derived *d)
{
    size_t n = sizeof *d + d->n * sizeof *d->tables;
    for (uint32_t i = 0; i < d->n; i++) {
        const table *t = &d->tables[i];
        n += t->n * sizeof *t->entries;
        for (uint32_t k = 0; k < t->n; k++)
            if (t->entries[k])
                n += sizeof(entry) + column_bytes(t->entries[k]->d.n, t->entries[k]->ago);
    }
    return n;
}

uint32_t derived_fresh(const derived *d)
{
    return d->fresh;
}
