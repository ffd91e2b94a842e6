#include "io/zipin.h"
#include "base/mem.h"
#include "base/str.h"

#define PIECE (64u << 10)

static uint64_t number(const uint8_t *p, size_t bytes)
{
    uint64_t v = 0;
    while (bytes-- > 0)
        v = v << 8 | p[bytes];
    return v;
}

/* Number of entries that the archive's end record states (at p + at); the record for large archives
 * states it when the small one cannot. */
static uint64_t stated_at(str data, size_t at)
{
    const uint8_t *p = (const uint8_t *)data.p;
    uint64_t n = number(p + at + 10, 2);
    if (n != 0xFFFF || at < 20 || memcmp(p + at - 20, "PK\6\7", 4) != 0)
        return n;
    uint64_t big = number(p + at - 20 + 8, 8);
    if (data.n < 56 || big > data.n - 56 || memcmp(p + big, "PK\6\6", 4) != 0)
        return n;
    return number(p + big + 32, 8);
}

uint64_t zip_in_stated(str data)
{
    if (data.n < 22)
        return 0;
    size_t stop = data.n - 22 > 65535 ? data.n - 22 - 65535 : 0;
    for (size_t i = data.n - 22 + 1; i-- > stop;)
        if (memcmp(data.p + i, "PK\5\6", 4) == 0)
            return stated_at(data, i);
    return 0;
}

static bool lower_name(reader *r, const char *name, str *ret)
{
    char *p = arena_strdup(r->w->a, str_of(name));
    if (!p)
        return fail_memory(r->c);
    for (char *q = p; *q; q++)
        *q = *q == '\\' ? '/' : (char)(*q >= 'A' && *q <= 'Z' ? *q + 32 : *q);
    *ret = str_of(p);
    return true;
}

static bool index_names(reader *r, zip_in *z)
{
    zip_int64_t n = zip_get_num_entries(z->z, 0);
    if (n > (zip_int64_t)r->lim.entries)
        return reader_limit(r, "压缩包内文件过多", "too many files in the archive", r->lim.entries);
    z->n = (uint32_t)(n > 0 ? n : 0);
    for (uint32_t i = 0; i < z->n; i++) {
        const char *raw = zip_get_name(z->z, i, ZIP_FL_ENC_RAW);
        str name;
        if (!raw)
            return reader_bad(r, "压缩包目录损坏", "the archive's directory is damaged", "");
        TRY(lower_name(r, raw, &name));
        if (map_get(&z->names, name) != MAP_NONE)
            return reader_bad(r, "压缩包内文件名重复", "the archive holds a name twice", raw);
        if (!map_put(&z->names, name, i))
            return fail_memory(r->c);
    }
    return true;
}

bool zip_in_open(reader *r, str data, zip_in *ret)
{
    *ret = (zip_in){0};
    if (zip_in_stated(data) > r->lim.entries)
        return reader_limit(r, "压缩包内文件过多", "too many files in the archive", r->lim.entries);
    zip_error_t e;
    zip_error_init(&e);
    zip_source_t *src = zip_source_buffer_create(data.p, data.n, 0, &e);
    if (src)
        ret->z = zip_open_from_source(src, ZIP_RDONLY, &e);
    if (src && !ret->z)
        zip_source_free(src);
    bool memory = zip_error_code_zip(&e) == ZIP_ER_MEMORY;
    zip_error_fini(&e);
    if (!ret->z)
        return memory ? fail_memory(r->c)
                      : reader_bad(r, "文件不完整或已损坏（压缩包无法打开）",
                                   "the file is incomplete or damaged (its archive cannot be "
                                   "opened)",
                                   "");
    return index_names(r, ret);
}

void zip_in_close(zip_in *z)
{
    if (z->z)
        zip_discard(z->z);
    map_done(&z->names);
    *z = (zip_in){0};
}

static uint32_t find(const zip_in *z, const char *name)
{
    char low[512];
    size_t n = strlen(name);
    if (n >= sizeof low)
        return MAP_NONE;
    for (size_t i = 0; i <= n; i++)
        low[i] = (char)(name[i] >= 'A' && name[i] <= 'Z' ? name[i] + 32 : name[i]);
    return map_get(&z->names, (str){low, n});
}

bool zip_in_has(const zip_in *z, const char *name)
{
    return find(z, name) != MAP_NONE;
}

static bool damaged(reader *r, const char *name)
{
    return reader_bad(r, "文件不完整或已损坏", "the file is incomplete or damaged", name);
}

/* Guards on what came out so far of an entry. */
static bool guard(reader *r, uint64_t out, uint64_t packed, size_t piece)
{
    r->unpacked += piece;
    if (r->unpacked > r->lim.total_bytes)
        return reader_limit(r, "解压后过大（字节）", "unpacks to too many bytes",
                            r->lim.total_bytes);
    if (out > (1u << 20) && (out - (1u << 20)) / r->lim.ratio > packed)
        return reader_limit(r, "压缩比异常，疑似压缩炸弹",
                            "the compression ratio is that of a zip bomb", r->lim.ratio);
    return true;
}

bool zip_in_stream(reader *r, zip_in *z, const char *name, zip_sink sink, void *user)
{
    uint32_t i = find(z, name);
    zip_stat_t st;
    if (i == MAP_NONE)
        return reader_bad(r, "文件缺少内容", "a part of the file is missing", name);
    if (zip_stat_index(z->z, i, 0, &st) != 0)
        return damaged(r, name);
    if (st.encryption_method != ZIP_EM_NONE)
        return reader_password(r);
    zip_file_t *f = zip_fopen_index(z->z, i, 0);
    char *buf = mem_alloc(PIECE);
    bool ok = true;
    uint64_t out = 0;
    if (!f)
        ok = damaged(r, name);
    else if (!buf)
        ok = fail_memory(r->c);
    while (ok) {
        zip_int64_t n = zip_fread(f, buf, PIECE);
        if (n < 0)
            ok = damaged(r, name);
        if (n <= 0)
            break;
        out += (uint64_t)n;
        ok = guard(r, out, st.comp_size, (size_t)n) && sink(user, (str){buf, (size_t)n});
        if (ok && out % (1u << 20) == 0)
            ok = reader_progress(r, out, st.size > out ? st.size : out);
    }
    mem_free(buf);
    if (f)
        zip_fclose(f);
    return ok;
}

str zip_in_head(zip_in *z, const char *name, char *buf, size_t n)
{
    uint32_t i = find(z, name);
    zip_file_t *f = i == MAP_NONE ? NULL : zip_fopen_index(z->z, i, 0);
    zip_int64_t got = f ? zip_fread(f, buf, n) : 0;
    if (f)
        zip_fclose(f);
    return (str){buf, got > 0 ? (size_t)got : 0};
}
