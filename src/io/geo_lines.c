/* Simplification that keeps borders shared: rings are cut where three lines meet, and the pieces
 * between are simplified in one direction whoever owns them (Douglas and Peucker). */
#include "base/mem.h"
#include "io/geo_int.h"

#define PIECE 1024u /* longer pieces are cut here, so that no input takes quadratic time */

/* ---- where lines meet ---- */
typedef struct node {
    geo_point at, a, b; /* its neighbours on the first ring that passed */
    bool used, meets;
} node;
typedef struct nodes {
    node *v;
    size_t mask;
} nodes;

static bool same(geo_point a, geo_point b)
{
    return a.x == b.x && a.y == b.y;
}

static bool before(geo_point a, geo_point b)
{
    return a.x != b.x ? a.x < b.x : a.y < b.y;
}

static node *node_at(const nodes *t, geo_point p)
{
    uint64_t h = ((uint64_t)(uint32_t)p.x << 32 | (uint32_t)p.y) * 0x9E3779B97F4A7C15u;
    size_t i = (size_t)(h >> 29) & t->mask;
    while (t->v[i].used && !same(t->v[i].at, p))
        i = (i + 1) & t->mask;
    return &t->v[i];
}

static bool find_nodes(const geo_map *m, nodes *t)
{
    size_t room = 16;
    while (room < m->n_points * 2)
        room *= 2;
    *t = (nodes){mem_zalloc(room, sizeof *t->v), room - 1};
    for (size_t r = 0; t->v && r < m->n_rings; r++) {
        const geo_point *p = m->points + m->rings[r].from;
        uint32_t n = m->rings[r].n;
        for (uint32_t i = 0; i < n; i++) {
            geo_point a = p[(i + n - 1) % n], b = p[(i + 1) % n];
            node *x = node_at(t, p[i]);
            if (!x->used)
                *x = (node){p[i], a, b, true, false};
            else if (!(same(x->a, a) && same(x->b, b)) && !(same(x->a, b) && same(x->b, a)))
                x->meets = true;
        }
    }
    return t->v != NULL;
}

/* ---- one piece ---- */
typedef struct piece {
    const geo_point *p; /* of the ring */
    uint8_t *keep;
    uint32_t n;     /* points of the ring */
    uint32_t first; /* of the piece, in the direction of going */
    uint32_t sides;
    bool back;
} piece;

static uint32_t place(const piece *s, uint32_t i)
{
    return s->back ? (s->first + s->n - i % s->n) % s->n : (s->first + i) % s->n;
}

static geo_point at(const piece *s, uint32_t i)
{
    return s->p[place(s, i)];
}

/* Square of the distance of p from the side a-b. */
static double off(geo_point p, geo_point a, geo_point b)
{
    double dx = b.x - a.x, dy = b.y - a.y, x = p.x - a.x, y = p.y - a.y;
    double length = dx * dx + dy * dy, t = length > 0 ? (x * dx + y * dy) / length : 0;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    x -= t * dx;
    y -= t * dy;
    return x * x + y * y;
}

static uint32_t farthest(const piece *s, uint32_t lo, uint32_t hi, double *far)
{
    uint32_t best = lo;
    *far = -1;
    for (uint32_t i = lo + 1; i < hi; i++) {
        double d = off(at(s, i), at(s, lo), at(s, hi));
        if (d > *far) {
            *far = d;
            best = i;
        }
    }
    return best;
}

static void thin(const piece *s, uint32_t lo, uint32_t hi, double limit)
{
    uint32_t stack[PIECE + 1], n = 0;
    s->keep[place(s, lo)] = s->keep[place(s, hi)] = 1;
    stack[n++] = hi;
    while (n) {
        double far;
        uint32_t i = farthest(s, lo, stack[n - 1], &far);
        if (far > limit) {
            s->keep[place(s, i)] = 1;
            stack[n++] = i;
        } else {
            lo = stack[--n];
        }
    }
}

static void simplify_piece(piece s, double limit)
{
    geo_point a = at(&s, 0), z = at(&s, s.sides);
    bool back = same(a, z) ? before(at(&s, s.sides - 1), at(&s, 1)) : before(z, a);
    if (back) {
        s.first = place(&s, s.sides);
        s.back = true;
    }
    for (uint32_t lo = 0; lo < s.sides; lo += PIECE)
        thin(&s, lo, lo + PIECE < s.sides ? lo + PIECE : s.sides, limit);
}

/* ---- a ring ---- */
/* A ring that fell flat keeps the point farthest from its first, and the one farthest from both. */
static void keep_three(const geo_point *p, uint8_t *keep, uint32_t n, uint32_t first)
{
    uint32_t kept = 0, second = first, third = first;
    for (uint32_t i = 0; i < n; i++)
        kept += keep[i];
    if (kept >= 3 || n < 3)
        return;
    double far = -1;
    for (uint32_t i = 0; i < n; i++)
        if (off(p[i], p[first], p[first]) > far) {
            far = off(p[i], p[first], p[first]);
            second = i;
        }
    far = -1;
    for (uint32_t i = 0; i < n; i++)
        if (i != first && i != second && off(p[i], p[first], p[second]) > far) {
            far = off(p[i], p[first], p[second]);
            third = i;
        }
    memset(keep, 0, n);
    keep[first] = keep[second] = keep[third] = 1;
}

static void simplify_ring(const geo_map *m, const geo_ring *r, const nodes *t, double limit)
{
    const geo_point *p = m->points + r->from;
    uint8_t *keep = m->keep + r->from;
    uint32_t start = 0, n = r->n;
    bool meets = false;
    for (uint32_t i = 0; i < n; i++) {
        bool here = node_at(t, p[i])->meets;
        if ((here && !meets) || (here == meets && before(p[i], p[start])))
            start = i;
        meets |= here;
    }
    for (uint32_t from = 0, i = 1; i <= n; i++) {
        if (i < n && !node_at(t, p[(start + i) % n])->meets)
            continue;
        simplify_piece((piece){p, keep, n, (start + from) % n, i - from, false}, limit);
        from = i;
    }
    keep_three(p, keep, n, start);
}

bool geo_simplify(cx *c, geo_map *m, int tolerance)
{
    nodes t;
    m->keep = mem_zalloc(m->n_points ? m->n_points : 1, 1);
    bool ok = m->keep && find_nodes(m, &t);
    if (!ok)
        return fail_memory(c);
    for (size_t r = 0; r < m->n_rings; r++)
        simplify_ring(m, &m->rings[r], &t, (double)tolerance * tolerance);
    mem_free(t.v);
    return true;
}

void geo_map_done(geo_map *m)
{
    mem_free(m->points);
    mem_free(m->keep);
    mem_free(m->rings);
    mem_free(m->features);
    *m = (geo_map){0};
}
