/* map.h: hash map from text to uint32. Keys are borrowed: they must outlive the map. */
#ifndef DIAODU_MAP_H
#define DIAODU_MAP_H
#include "base/base.h"

typedef struct map {
    struct map_slot {
        str key;
        uint32_t value, hash;
        bool used;
    } * slots;
    size_t cap, n;
} map;
#define MAP_NONE UINT32_MAX

void map_done(map *m);
uint32_t map_get(const map *m, str key); /* MAP_NONE when absent */
/* Insert or overwrite; false when out of memory. */
bool map_put(map *m, str key, uint32_t value) CHECKED;

#endif
