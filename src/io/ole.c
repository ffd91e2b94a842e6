#include "io/ole.h"
#include "base/mem.h"

#define END_OF_CHAIN 0xFFFFFFFEu
#define HEADER 512
#define ENTRY 128

typedef struct ole {
    str data;
    unsigned shift;     /* a sector has 1 << shift bytes */
    uint32_t n_sectors; /* that lie in the file, the last one perhaps cut short */
    uint32_t *fat;      /* sectors of the allocation table */
    size_t n_fat, cap_fat;
} ole;

uint16_t le16(const char *p)
{
    const uint8_t *b = (const uint8_t *)p;
    return (uint16_t)(b[0] | b[1] << 8);
}

uint32_t le32(const char *p)
{
    return le16(p) | (uint32_t)le16(p + 2) << 16;
}

bool ole_is(str data)
{
    return data.n >= 8 && memcmp(data.p, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) == 0;
}

/* The bytes of a sector; shorter where the file ends, empty beyond. */
static str sector(const ole *o, uint32_t s)
{
    uint64_t from = ((uint64_t)s + 1) << o->shift;
    size_t size = (size_t)1 << o->shift;
    if (from >= o->data.n)
        return (str){0};
    return (str){o->data.p + from, o->data.n - from < size ? o->data.n - (size_t)from : size};
}

static uint32_t next_sector(const ole *o, uint32_t s)
{
    uint32_t per = (1u << o->shift) / 4;
    if (s / per >= o->n_fat)
        return END_OF_CHAIN;
    str t = sector(o, o->fat[s / per]);
    size_t at = (size_t)(s % per) * 4;
    return t.p && at + 4 <= t.n ? le32(t.p + at) : END_OF_CHAIN;
}

static bool add_fat(ole *o, uint32_t s)
{
    if (s >= o->n_sectors || o->n_fat > o->n_sectors)
        return true;
    if (!MEM_GROW(o->fat, o->cap_fat, o->n_fat + 1))
        return false;
    o->fat[o->n_fat++] = s;
    return true;
}

static ole_status open_file(ole *o, str data)
{
    *o = (ole){.data = data};
    if (!data.p || !ole_is(data) || data.n < HEADER)
        return OLE_DAMAGED;
    o->shift = le16(data.p + 30);
    if (o->shift != 9 && o->shift != 12)
        return OLE_DAMAGED;
    o->n_sectors = (uint32_t)(data.n >> o->shift);
    for (size_t i = 0; i < 109; i++)
        if (!add_fat(o, le32(data.p + 76 + i * 4)))
            return OLE_MEMORY;
    uint32_t s = le32(data.p + 68);
    for (uint32_t steps = 0; s < o->n_sectors && steps < o->n_sectors; steps++) {
        str t = sector(o, s);
        if (t.n < (size_t)1 << o->shift)
            break;
        for (size_t i = 0; i + 8 <= t.n; i += 4)
            if (!add_fat(o, le32(t.p + i)))
                return OLE_MEMORY;
        s = le32(t.p + t.n - 4);
    }
    return OLE_OK;
}

/* Copy a chain of sectors, `size` bytes at most. */
static ole_status read_chain(const ole *o, uint32_t s, uint64_t size, char **ret, size_t *ret_n)
{
    size_t cap = size < o->data.n ? (size_t)size : o->data.n, n = 0;
    char *out = mem_alloc(cap + 1);
    if (!out)
        return OLE_MEMORY;
    for (uint32_t steps = 0; n < cap && s < o->n_sectors && steps <= o->n_sectors; steps++) {
        str t = sector(o, s);
        size_t take = t.n < cap - n ? t.n : cap - n;
        if (take)
            memcpy(out + n, t.p, take);
        n += take;
        s = next_sector(o, s);
    }
    *ret = out;
    *ret_n = n;
    return OLE_OK;
}

/* The small streams lie in pieces of 64 bytes inside the root's stream. */
static ole_status read_mini(const ole *o, const char *root, uint32_t s, uint64_t size, char **ret,
                            size_t *ret_n)
{
    char *box = NULL, *table = NULL, *out = NULL;
    size_t n_box = 0, n_table = 0, n = 0;
    size_t cap = size < o->data.n ? (size_t)size : o->data.n;
    ole_status st = read_chain(o, le32(root + 116), le32(root + 120), &box, &n_box);
    if (st == OLE_OK)
        st = read_chain(o, le32(o->data.p + 60), o->data.n, &table, &n_table);
    if (st == OLE_OK && !(out = mem_alloc(cap + 1)))
        st = OLE_MEMORY;
    for (size_t steps = 0; st == OLE_OK && n < cap && steps <= n_table / 4; steps++) {
        uint64_t from = (uint64_t)s * 64;
        if (from >= n_box || (uint64_t)s * 4 + 4 > n_table)
            break;
        size_t take = n_box - from < 64 ? n_box - (size_t)from : 64;
        if (take > cap - n)
            take = cap - n;
        memcpy(out + n, box + from, take);
        n += take;
        s = le32(table + (size_t)s * 4);
    }
    mem_free(box);
    mem_free(table);
    *ret = out;
    *ret_n = n;
    return st;
}

static bool named(const char *entry, const char *name)
{
    size_t n = strlen(name);
    if (le16(entry + 64) != 2 * (n + 1) || n >= 32)
        return false;
    for (size_t i = 0; i < n; i++)
        if (le16(entry + 2 * i) != (uint8_t)name[i])
            return false;
    return true;
}

static ole_status find_stream(const ole *o, const char *name, char **ret, size_t *ret_n)
{
    char *dir;
    size_t n;
    ole_status st = read_chain(o, le32(o->data.p + 48), o->data.n, &dir, &n);
    if (st != OLE_OK)
        return st;
    const char *root = NULL, *found = NULL;
    for (size_t i = 0; i + ENTRY <= n; i += ENTRY) {
        if (dir[i + 66] == 5 && !root)
            root = dir + i;
        if (dir[i + 66] == 2 && !found && named(dir + i, name))
            found = dir + i;
    }
    st = root ? OLE_ABSENT : OLE_DAMAGED;
    if (root && found) {
        uint32_t size = le32(found + 120);
        if (size < le32(o->data.p + 56))
            st = read_mini(o, root, le32(found + 116), size, ret, ret_n);
        else
            st = read_chain(o, le32(found + 116), size, ret, ret_n);
    }
    mem_free(dir);
    return st;
}

ole_status ole_stream(str data, const char *name, char **ret, size_t *ret_n)
{
    ole o;
    *ret = NULL;
    *ret_n = 0;
    ole_status st = open_file(&o, data);
    if (st == OLE_OK)
        st = find_stream(&o, name, ret, ret_n);
    mem_free(o.fat);
    return st;
}
