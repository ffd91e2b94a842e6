#include "panel/panel.h"
#include "base/os.h"
#include "base/str.h"
#include <stdatomic.h>

#define NONE UINT32_MAX
#define CUBE_KEY(key) ((uint32_t)((key) >> 40))

bool panel_new(cx *c, const catalog *k, panel **ret)
{
    panel *p = mem_zalloc(1, sizeof *p);
    if (!p)
        return fail_memory(c);
    p->k = k;
    p->kinds = 1 << KIND_FINAL | 1 << KIND_FLASH;
    p->released_by = INT64_MAX;
    p->n_basis = 1;
    p->cap_basis = 8;
    p->basis_names = mem_zalloc(p->cap_basis, sizeof *p->basis_names);
    if (!p->basis_names) {
        mem_free(p);
        return fail_memory(c);
    }
    *ret = p;
    return true;
}

/* ---- slices and layouts ---- */
const slice *slice_hold(const slice *s)
{
    if (s)
        atomic_fetch_add(&((slice *)s)->refs, 1);
    return s;
}

void slice_release(const slice *held)
{
    slice *s = (slice *)held;
    if (!s || atomic_fetch_sub(&s->refs, 1) != 1)
        return;
    mem_free(s->level);
    mem_free(s->growth);
    mem_free(s->base);
    mem_free(s->sbasis);
    mem_free(s->rank);
    mem_free(s);
}

static void cube_release(cube *q)
{
    for (uint32_t i = 0; i < q->n; i++)
        slice_release(q->slices[i]);
    mem_free(q->slices);
    if (q->layout && atomic_fetch_sub(q->layout_refs, 1) == 1) {
        mem_free(q->layout->areas);
        mem_free(q->layout->local);
        mem_free(q->layout);
        mem_free((void *)q->layout_refs);
    }
}

void panel_free(panel *p)
{
    if (!p)
        return;
    for (uint32_t i = 0; i < p->n_cubes; i++)
        cube_release(&p->cubes[i]);
    for (uint32_t i = 1; i < p->n_basis; i++)
        mem_free((char *)p->basis_names[i].p);
    mem_free(p->basis_names);
    mem_free(p->cubes);
    mem_free(p->cube_map);
    mem_free(p->notes);
    mem_free(p);
}

static double *missing_column(uint32_t n)
{
    double *v = mem_alloc((n ? n : 1) * sizeof *v);
    if (v)
        for (uint32_t i = 0; i < n; i++)
            v[i] = MISSING;
    return v;
}

/* A column with room for n areas, holding what `old` (of m <= n areas) held. */
static bool grow_column(double **col, uint32_t m, uint32_t n)
{
    if (!*col)
        return true;
    double *v = missing_column(n);
    if (!v)
        return false;
    memcpy(v, *col, m * sizeof *v);
    mem_free(*col);
    *col = v;
    return true;
}

static bool grow_column16(uint16_t **col, uint32_t m, uint32_t n)
{
    if (!*col)
        return true;
    uint16_t *v = mem_zalloc(n, sizeof *v);
    if (!v)
        return false;
    memcpy(v, *col, m * sizeof *v);
    mem_free(*col);
    *col = v;
    return true;
}

static bool slice_grow(slice *s, uint32_t n)
{
    if (!grow_column(&s->level, s->n, n) || !grow_column(&s->growth, s->n, n) ||
        !grow_column(&s->base, s->n, n) || !grow_column16(&s->sbasis, s->n, n) ||
        !grow_column16(&s->rank, s->n, n))
        return false;
    s->n = n;
    return true;
}

static slice *slice_new(uint32_t n)
{
    slice *s = mem_zalloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->n = n;
    atomic_init(&s->refs, 1);
    s->level = missing_column(n);
    if (!s->level) {
        mem_free(s);
        return NULL;
    }
    return s;
}

static void *copy_of(const void *p, size_t bytes, bool *ok)
{
    if (!p)
        return NULL;
    void *q = mem_alloc(bytes ? bytes : 1);
    if (q)
        memcpy(q, p, bytes);
    else
        *ok = false;
    return q;
}

static slice *slice_clone(const slice *s)
{
    slice *d = mem_zalloc(1, sizeof *d);
    if (!d)
        return NULL;
    bool ok = true;
    d->n = s->n;
    atomic_init(&d->refs, 1);
    d->level = copy_of(s->level, s->n * sizeof *s->level, &ok);
    d->growth = copy_of(s->growth, s->n * sizeof *s->growth, &ok);
    d->base = copy_of(s->base, s->n * sizeof *s->base, &ok);
    d->sbasis = copy_of(s->sbasis, s->n * sizeof *s->sbasis, &ok);
    d->rank = copy_of(s->rank, s->n * sizeof *s->rank, &ok);
    if (!ok) {
        slice_release(d);
        return NULL;
    }
    return d;
}

static layout *layout_new(uint32_t n_catalog)
{
    layout *l = mem_zalloc(1, sizeof *l);
    if (!l)
        return NULL;
    l->n_local = n_catalog;
    l->local = mem_alloc((n_catalog ? n_catalog : 1) * sizeof *l->local);
    if (!l->local) {
        mem_free(l);
        return NULL;
    }
    memset(l->local, 0xFF, n_catalog * sizeof *l->local);
    return l;
}

/* A layout that other snapshots read must not change under them. */
static bool layout_own(cube *q, uint32_t n_catalog)
{
    if (atomic_load(q->layout_refs) == 1 && q->layout->n_local >= n_catalog)
        return true;
    layout *l = layout_new(n_catalog);
    _Atomic uint32_t *refs = mem_zalloc(1, sizeof *refs);
    if (!l || !refs || !MEM_GROW(l->areas, l->cap, q->layout->n)) {
        if (l) {
            mem_free(l->local);
            mem_free(l->areas);
        }
        mem_free(l);
        mem_free((void *)refs);
        return false;
    }
    l->n = q->layout->n;
    memcpy(l->areas, q->layout->areas, l->n * sizeof *l->areas);
    for (uint32_t i = 0; i < l->n; i++)
        l->local[l->areas[i]] = i;
    atomic_init(refs, 1);
    cube old = {.layout = q->layout, .layout_refs = q->layout_refs};
    cube_release(&old);
    q->layout = l;
    q->layout_refs = refs;
    return true;
}

/* ---- cubes ---- */
static uint32_t hash_key(uint32_t k)
{
    return k * 2654435761u;
}

static uint32_t map_slot(const panel *p, uint32_t key)
{
    uint32_t mask = p->cube_map_cap - 1, i = hash_key(key) >> 7 & mask;
    while (p->cube_map[i] != NONE) {
        const cube *q = &p->cubes[p->cube_map[i]];
        if (CUBE_KEY(obs_key_make(q->ind, q->basis, q->kind, q->tier, (period){q->freq, 0}, 0)) ==
            key)
            return i;
        i = (i + 1) & mask;
    }
    return i;
}

static bool map_rebuild(panel *p, uint32_t cap)
{
    uint32_t *m = mem_alloc(cap * sizeof *m);
    if (!m)
        return false;
    memset(m, 0xFF, cap * sizeof *m);
    mem_free(p->cube_map);
    p->cube_map = m;
    p->cube_map_cap = cap;
    for (uint32_t i = 0; i < p->n_cubes; i++) {
        const cube *q = &p->cubes[i];
        obs_key k = obs_key_make(q->ind, q->basis, q->kind, q->tier, (period){q->freq, 0}, 0);
        p->cube_map[map_slot(p, CUBE_KEY(k))] = i;
    }
    return true;
}

static cube *find_cube(const panel *p, uint32_t key)
{
    if (p->cube_map_cap == 0)
        return NULL;
    uint32_t v = p->cube_map[map_slot(p, key)];
    return v == NONE ? NULL : &p->cubes[v];
}

static cube *make_cube(panel *p, obs_key k)
{
    if ((p->n_cubes + 1) * 2 > p->cube_map_cap &&
        !map_rebuild(p, p->cube_map_cap ? p->cube_map_cap * 2 : 64))
        return NULL;
    if (!MEM_GROW(p->cubes, p->cap_cubes, p->n_cubes + 1))
        return NULL;
    cube *q = &p->cubes[p->n_cubes];
    *q = (cube){.ind = obs_key_ind(k),
                .basis = obs_key_basis(k),
                .kind = obs_key_kind(k),
                .tier = obs_key_tier(k),
                .freq = obs_key_period(k).f,
                .first = obs_key_period(k).ord};
    q->layout = layout_new(p->k->n_areas);
    q->layout_refs = mem_zalloc(1, sizeof *q->layout_refs);
    if (!q->layout || !q->layout_refs) {
        if (q->layout)
            mem_free(q->layout->local);
        mem_free(q->layout);
        mem_free((void *)q->layout_refs);
        return NULL;
    }
    atomic_init(q->layout_refs, 1);
    p->cube_map[map_slot(p, CUBE_KEY(k))] = p->n_cubes++;
    return q;
}

/* The slot of a period, widening the range of the cube where needed. */
static slice **cube_slot(cube *q, int32_t ord)
{
    if (q->n > 0 && ord >= q->first && ord < q->first + (int32_t)q->n)
        return &q->slices[ord - q->first];
    int32_t first = q->n == 0 || ord < q->first ? ord : q->first;
    int32_t last =
        q->n == 0 || ord > q->first + (int32_t)q->n - 1 ? ord : q->first + (int32_t)q->n - 1;
    uint32_t n = (uint32_t)(last - first + 1);
    slice **s = mem_zalloc(n, sizeof *s);
    if (!s)
        return NULL;
    if (q->n > 0)
        memcpy(s + (q->first - first), q->slices, q->n * sizeof *s);
    mem_free(q->slices);
    q->slices = s;
    q->first = first;
    q->n = n;
    return &s[ord - first];
}

/* A slice of our own for this period: made, or cloned when other snapshots share it. */
static slice *cube_writable(cube *q, int32_t ord)
{
    slice **slot = cube_slot(q, ord);
    if (!slot)
        return NULL;
    slice *s = *slot;
    if (!s) {
        s = slice_new(q->layout->n);
    } else if (atomic_load(&s->refs) > 1) {
        s = slice_clone(s);
        if (s)
            slice_release(*slot);
    }
    if (s)
        *slot = s;
    return s;
}

static uint32_t cube_add_area(cube *q, area_id a, uint32_t n_catalog)
{
    if (!layout_own(q, n_catalog))
        return NONE;
    layout *l = q->layout;
    if (a >= l->n_local || !MEM_GROW(l->areas, l->cap, l->n + 1))
        return NONE;
    l->areas[l->n] = a;
    l->local[a] = l->n;
    return l->n++;
}

/* ---- applying versions ---- */
static double *column_of(slice *s, double **col)
{
    if (!*col)
        *col = missing_column(s->n);
    return *col;
}

static uint32_t series_basis_id(panel *p, str name)
{
    for (uint32_t i = 0; i < p->n_basis; i++)
        if (str_eq(p->basis_names[i], name))
            return i;
    if (p->n_basis >= UINT16_MAX || !MEM_GROW(p->basis_names, p->cap_basis, p->n_basis + 1))
        return NONE;
    char *t = mem_alloc(name.n + 1);
    if (!t)
        return NONE;
    memcpy(t, name.p, name.n);
    t[name.n] = 0;
    p->basis_names[p->n_basis] = (str){t, name.n};
    return p->n_basis++;
}

static bool put_note(panel *p, obs_key k, const obs_extra *x)
{
    if (!MEM_GROW(p->notes, p->cap_notes, p->n_notes + 1))
        return false;
    target_note *t = &p->notes[p->n_notes++];
    *t = (target_note){.key = k, .comparison = x->comparison, .assess = x->assess};
    t->low =
        part_state_of(x->low_st) == PART_VALUE ? dec_double(part_dec(x->low, x->low_st)) : MISSING;
    t->high = part_state_of(x->high_st) == PART_VALUE ? dec_double(part_dec(x->high, x->high_st))
                                                      : MISSING;
    p->notes_sorted = false;
    return true;
}

static bool apply_extra(panel *p, slice *s, uint32_t at, obs_key k, const obs_extra *x)
{
    if (x->anew && s->sbasis)
        s->sbasis[at] = 0;
    if (x->anew && s->rank)
        s->rank[at] = 0;
    if (x->series_basis.n) {
        uint32_t id = series_basis_id(p, x->series_basis);
        if (id == NONE || (!s->sbasis && !(s->sbasis = mem_zalloc(s->n, sizeof *s->sbasis))))
            return false;
        s->sbasis[at] = (uint16_t)id;
    }
    if (x->rank_published) {
        if (!s->rank && !(s->rank = mem_zalloc(s->n, sizeof *s->rank)))
            return false;
        s->rank[at] = (uint16_t)(x->rank_published > UINT16_MAX ? UINT16_MAX : x->rank_published);
    }
    if (x->comparison || x->assess || x->low_st || x->high_st ||
        (x->anew && obs_key_kind(k) == KIND_TARGET))
        return put_note(p, k, x);
    return true;
}

static double part_value(part_state s, double v, double standing)
{
    switch (s) {
    case PART_VALUE:
        return v;
    case PART_WITHDRAWN:
        return MISSING;
    default:
        return standing;
    }
}

static bool known_key(const catalog *k, obs_key key)
{
    return obs_key_area(key) < k->n_areas && obs_key_ind(key) < k->n_inds;
}

static bool apply_row(panel *p, slice *s, uint32_t at, const obs_batch *b, size_t i)
{
    part_state st = part_state_of(b->level_st[i]);
    const obs_extra *x = b->extra && b->extra[i] ? obs_batch_extra(b, i) : NULL;
    if (x && x->released > p->released_by)
        return true;
    if (st == PART_VALUE && !x)
        s->level[at] = dec_double(part_dec(b->level[i], b->level_st[i]));
    else if (st != PART_ABSENT)
        s->level[at] = part_value(st, obs_canonical(p->k, b, i, 'l'), s->level[at]);
    if (b->growth_st && (st = part_state_of(b->growth_st[i])) != PART_ABSENT) {
        double *g = column_of(s, &s->growth);
        if (!g)
            return false;
        g[at] = part_value(st, dec_double(part_dec(b->growth[i], b->growth_st[i])), g[at]);
    }
    if (b->base_st && (st = part_state_of(b->base_st[i])) != PART_ABSENT) {
        double *v = column_of(s, &s->base);
        if (!v)
            return false;
        v[at] = part_value(st, obs_canonical(p->k, b, i, 'b'), v[at]);
    }
    return !x || apply_extra(p, s, at, b->key[i], x);
}

typedef enum applied { APPLIED, NO_MEMORY, UNKNOWN_KEY } applied;

/* One row into a slice of its cube. */
static bool apply_to(panel *p, cube *q, slice *s, const obs_batch *b, size_t i)
{
    area_id a = obs_key_area(b->key[i]);
    uint32_t at = a < q->layout->n_local ? q->layout->local[a] : NONE;
    if (at == NONE && (at = cube_add_area(q, a, p->k->n_areas)) == NONE)
        return false;
    /* Room for the whole layout, and for those that are likely to follow. */
    if (at >= s->n && !slice_grow(s, q->layout->n > at + 1 ? q->layout->n : at + 1 + at / 4))
        return false;
    return apply_row(p, s, at, b, i);
}

/* Rows from i on that belong into one slice; returns where they end. */
static size_t slice_end(const obs_batch *b, size_t i)
{
    uint64_t key = b->key[i] >> 20;
    while (++i < b->n && b->key[i] >> 20 == key)
        ;
    return i;
}

/* Apply the rows of the cubes whose number is `share` modulo `of`. */
static applied apply_share(panel *p, const obs_batch *b, uint32_t share, uint32_t of)
{
    for (size_t i = 0, end; i < b->n; i = end) {
        obs_key k = b->key[i];
        end = slice_end(b, i);
        cube *q = find_cube(p, CUBE_KEY(k));
        if (of > 1 && (!q || (uint32_t)(q - p->cubes) % of != share))
            continue;
        if (!q && !(known_key(p->k, k) && (q = make_cube(p, k))))
            return known_key(p->k, k) ? NO_MEMORY : UNKNOWN_KEY;
        slice *s = cube_writable(q, obs_key_period(k).ord);
        if (!s)
            return NO_MEMORY;
        for (; i < end; i++) {
            if (!known_key(p->k, b->key[i]))
                return UNKNOWN_KEY;
            if (!apply_to(p, q, s, b, i))
                return NO_MEMORY;
        }
    }
    return APPLIED;
}

static bool say_applied(cx *c, applied r)
{
    if (r == UNKNOWN_KEY)
        return fail(c, ERR_DB, "库中有一个数的地区或指标不在目录中；请运行 diaodu doctor",
                    "a stored figure names an area or indicator that the catalogue lacks; run "
                    "diaodu doctor");
    return r == APPLIED || fail_memory(c);
}

bool panel_apply(cx *c, panel *p, const obs_batch *b)
{
    return say_applied(c, apply_share(p, b, 0, 1));
}

struct sharing {
    panel *p;
    const obs_batch *b;
    size_t n;
    uint32_t threads;
    applied result[64];
};

static void run_share(void *arg, int index)
{
    struct sharing *w = arg;
    for (size_t i = 0; i < w->n && w->result[index] == APPLIED; i++)
        w->result[index] = apply_share(w->p, &w->b[i], (uint32_t)index, w->threads);
}

/* Cubes are made beforehand: threads must not see the list of them grow. */
static applied make_cubes(panel *p, const obs_batch *b)
{
    uint32_t last = NONE;
    for (size_t i = 0; i < b->n; i++) {
        uint32_t key = CUBE_KEY(b->key[i]);
        if (key == last)
            continue;
        last = key;
        if (!known_key(p->k, b->key[i]))
            return UNKNOWN_KEY;
        if (!find_cube(p, key) && !make_cube(p, b->key[i]))
            return NO_MEMORY;
    }
    return APPLIED;
}

bool panel_apply_all(cx *c, panel *p, const obs_batch *b, size_t n, int threads)
{
    struct sharing w = {.p = p,
                        .b = b,
                        .n = n,
                        .threads = threads < 1    ? 1
                                   : threads < 64 ? (uint32_t)threads
                                                  : 64};
    for (size_t i = 0; i < n; i++)
        if (b[i].extra) /* texts and notes are the panel's, not a cube's */
            w.threads = 1;
    for (size_t i = 0; i < n && w.threads > 1; i++)
        if ((w.result[0] = make_cubes(p, &b[i])) != APPLIED)
            return say_applied(c, w.result[0]);
    os_parallel((int)w.threads, run_share, &w);
    for (uint32_t i = 0; i < w.threads; i++)
        if (w.result[i] != APPLIED)
            return say_applied(c, w.result[i]);
    return true;
}

bool panel_fork(cx *c, const panel *p, panel **ret)
{
    panel *d;
    TRY(panel_new(c, p->k, &d));
    d->as_of = p->as_of;
    d->commit_id = p->commit_id;
    d->kinds = p->kinds;
    d->released_by = p->released_by;
    bool ok = MEM_GROW(d->cubes, d->cap_cubes, p->n_cubes) &&
              MEM_GROW(d->notes, d->cap_notes, p->n_notes) &&
              MEM_GROW(d->basis_names, d->cap_basis, p->n_basis);
    for (uint32_t i = 1; ok && i < p->n_basis; i++)
        ok = series_basis_id(d, p->basis_names[i]) != NONE;
    for (uint32_t i = 0; ok && i < p->n_cubes; i++) {
        cube *q = &d->cubes[i];
        *q = p->cubes[i];
        q->slices = mem_alloc((q->n ? q->n : 1) * sizeof *q->slices);
        ok = q->slices != NULL;
        if (!ok)
            break;
        memcpy(q->slices, p->cubes[i].slices, q->n * sizeof *q->slices);
        atomic_fetch_add(q->layout_refs, 1);
        for (uint32_t t = 0; t < q->n; t++)
            if (q->slices[t])
                atomic_fetch_add(&q->slices[t]->refs, 1);
        d->n_cubes++;
    }
    ok = ok && map_rebuild(d, p->cube_map_cap ? p->cube_map_cap : 64);
    if (!ok) {
        panel_free(d);
        return fail_memory(c);
    }
    if (p->n_notes)
        memcpy(d->notes, p->notes, p->n_notes * sizeof *p->notes);
    d->n_notes = p->n_notes;
    *ret = d;
    return true;
}

static int cmp_note(const void *a, const void *b)
{
    const target_note *x = a, *y = b;
    return (x->key > y->key) - (x->key < y->key);
}

/* Newer notes come later; keep the last of each key. Stable by construction: merge into place. */
bool panel_seal(cx *c, panel *p)
{
    if (p->notes_sorted || p->n_notes == 0)
        return p->notes_sorted = true;
    uint32_t n = p->n_notes;
    struct numbered {
        target_note t;
        uint32_t seq;
    } *w = mem_alloc(n * sizeof *w);
    if (!w)
        return fail_memory(c);
    for (uint32_t i = 0; i < n; i++)
        w[i] = (struct numbered){p->notes[i], i};
    /* sort by key only decides groups; the newest of a group is found by its number */
    qsort(w, n, sizeof *w, cmp_note);
    uint32_t m = 0;
    for (uint32_t i = 0; i < n;) {
        uint32_t best = i, j = i;
        for (; j < n && w[j].t.key == w[i].t.key; j++)
            if (w[j].seq > w[best].seq)
                best = j;
        p->notes[m++] = w[best].t;
        i = j;
    }
    p->n_notes = m;
    mem_free(w);
    return p->notes_sorted = true;
}

/* ---- reading ---- */
const cube *panel_cube(const panel *p, ind_id i, basis b, kind k, tier t, freq f)
{
    return find_cube(p, CUBE_KEY(obs_key_make(i, b, k, t, (period){f, 0}, 0)));
}

const slice *cube_slice(const cube *q, int32_t ord)
{
    if (!q || ord < q->first || ord >= q->first + (int32_t)q->n)
        return NULL;
    return q->slices[ord - q->first];
}

uint32_t cube_area(const cube *q, area_id a)
{
    return a < q->layout->n_local ? q->layout->local[a] : NONE;
}

stored panel_stored(const panel *p, ind_id i, basis b, kind k, tier t, period t0, area_id a)
{
    stored r = {MISSING, MISSING, MISSING, 0, 0};
    const cube *q = panel_cube(p, i, b, k, t, t0.f);
    const slice *s = cube_slice(q, t0.ord);
    if (!s)
        return r;
    uint32_t at = cube_area(q, a);
    if (at >= s->n)
        return r;
    r.level = s->level[at];
    if (s->growth)
        r.growth = s->growth[at];
    if (s->base)
        r.base = s->base[at];
    if (s->sbasis)
        r.sbasis = s->sbasis[at];
    if (s->rank)
        r.rank = s->rank[at];
    return r;
}

const target_note *panel_note(const panel *p, obs_key k)
{
    target_note key = {.key = k};
    return p->n_notes ? bsearch(&key, p->notes, p->n_notes, sizeof key, cmp_note) : NULL;
}

bool panel_span(const panel *p, ind_id i, basis b, freq f, int32_t *first, int32_t *last)
{
    bool any = false;
    for (kind k = KIND_FLASH; k <= KIND_FINAL; k++) {
        const cube *q = panel_cube(p, i, b, k, TIER_ASSIGNED, f);
        if (!q || q->n == 0)
            continue;
        int32_t end = q->first + (int32_t)q->n - 1;
        *first = any && *first < q->first ? *first : q->first;
        *last = any && *last > end ? *last : end;
        any = true;
    }
    return any;
}

uint64_t panel_values(const panel *p)
{
    uint64_t n = 0;
    for (uint32_t i = 0; i < p->n_cubes; i++)
        for (uint32_t t = 0; t < p->cubes[i].n; t++) {
            const slice *s = p->cubes[i].slices[t];
            for (uint32_t a = 0; s && a < s->n; a++)
                n += has(s->level[a]);
        }
    return n;
}

size_t panel_bytes(const panel *p)
{
    size_t n = sizeof *p + p->cap_cubes * sizeof *p->cubes + p->cube_map_cap * sizeof(uint32_t);
    for (uint32_t i = 0; i < p->n_cubes; i++) {
        const cube *q = &p->cubes[i];
        n += q->n * sizeof *q->slices + q->layout->n_local * sizeof(uint32_t);
        for (uint32_t t = 0; t < q->n; t++) {
            const slice *s = q->slices[t];
            if (s)
                n += sizeof *s + s->n * (sizeof(double) * (1 + !!s->growth + !!s->base) +
                                         sizeof(uint16_t) * (!!s->sbasis + !!s->rank));
        }
    }
    return n;
}
