#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"

void map_done(map *m)
{
    mem_free(m->slots);
    *m = (map){0};
}

/* The slot of a key, or the free one where it belongs. The stored hash saves most comparisons of
 * text, and all hashing when the map grows. */
static size_t slot_of(const map *m, str key, uint32_t hash)
{
    size_t mask = m->cap - 1, i = hash & mask;
    while (m->slots[i].used && (m->slots[i].hash != hash || !str_eq(m->slots[i].key, key)))
        i = (i + 1) & mask;
    return i;
}

uint32_t map_get(const map *m, str key)
{
    if (m->cap == 0)
        return MAP_NONE;
    size_t i = slot_of(m, key, (uint32_t)str_hash(key));
    return m->slots[i].used ? m->slots[i].value : MAP_NONE;
}

static bool grow(map *m)
{
    map bigger = {.cap = m->cap ? m->cap * 2 : 16};
    bigger.slots = mem_zalloc(bigger.cap, sizeof *bigger.slots);
    if (!bigger.slots)
        return false;
    size_t mask = bigger.cap - 1;
    for (size_t i = 0; i < m->cap; i++) {
        size_t at = m->slots[i].hash & mask;
        while (m->slots[i].used && bigger.slots[at].used)
            at = (at + 1) & mask;
        if (m->slots[i].used)
            bigger.slots[at] = m->slots[i];
    }
    bigger.n = m->n;
    mem_free(m->slots);
    *m = bigger;
    return true;
}

bool map_put(map *m, str key, uint32_t value)
{
    if (m->n * 4 >= m->cap * 3 && !grow(m))
        return false;
    uint32_t hash = (uint32_t)str_hash(key);
    size_t i = slot_of(m, key, hash);
    if (!m->slots[i].used)
        m->n++;
    m->slots[i] = (struct map_slot){key, value, hash, true};
    return true;
}
