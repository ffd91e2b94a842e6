#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"

void map_done(map *m)
{
    mem_free(m->slots);
    *m = (map){0};
}

static size_t slot_of(const map *m, str key)
{
    size_t mask = m->cap - 1, i = str_hash(key) & mask;
    while (m->slots[i].used && !str_eq(m->slots[i].key, key))
        i = (i + 1) & mask;
    return i;
}

uint32_t map_get(const map *m, str key)
{
    if (m->cap == 0)
        return MAP_NONE;
    size_t i = slot_of(m, key);
    return m->slots[i].used ? m->slots[i].value : MAP_NONE;
}

static bool grow(map *m)
{
    map bigger = {.cap = m->cap ? m->cap * 2 : 16};
    bigger.slots = mem_zalloc(bigger.cap, sizeof *bigger.slots);
    if (!bigger.slots)
        return false;
    for (size_t i = 0; i < m->cap; i++)
        if (m->slots[i].used)
            bigger.slots[slot_of(&bigger, m->slots[i].key)] = m->slots[i];
    bigger.n = m->n;
    mem_free(m->slots);
    *m = bigger;
    return true;
}

bool map_put(map *m, str key, uint32_t value)
{
    if (m->n * 4 >= m->cap * 3 && !grow(m))
        return false;
    size_t i = slot_of(m, key);
    if (!m->slots[i].used)
        m->n++;
    m->slots[i] = (struct map_slot){key, value, true};
    return true;
}
