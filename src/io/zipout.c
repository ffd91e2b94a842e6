#include "io/zipout.h"
#include "io/zipin.h"
#include <time.h>
#include <zip.h>

#define PART_MAX ((size_t)64 << 20)
#define READ_MAX ((size_t)256 << 20)
#define PARTS_MAX 10000
#define RATIO_MAX 200 /* unpacked/packed beyond the first MiB: Word's own XML stays below 50 */

struct zip_out {
    cx *c;
    zip_t *z;
    zip_source_t *src; /* one reference of ours: the bytes are read from it at the end */
    time_t when;
    size_t read; /* bytes unpacked so far */
};

static bool broken(cx *c, const char *why)
{
    return fail(c, ERR_FORMAT, "压缩包无法写成：%s", "the archive cannot be made: %s", why);
}

static bool open_source(cx *c, zip_source_t *src, int flags, zip_out **ret)
{
    zip_error_t e;
    zip_error_init(&e);
    zip_out *z = mem_zalloc(1, sizeof *z);
    if (!z) {
        zip_source_free(src);
        return fail_memory(c);
    }
    /* 1980-01-01, the first time an archive can say; local, as archives are */
    struct tm t = {.tm_year = 80, .tm_mday = 1, .tm_isdst = -1};
    *z = (zip_out){.c = c, .src = src, .when = mktime(&t)};
    zip_source_keep(src);
    z->z = zip_open_from_source(src, flags, &e);
    if (z->z) {
        *ret = z;
        return true;
    }
    zip_source_free(src);
    zip_source_free(src);
    mem_free(z);
    bool no = broken(c, zip_error_strerror(&e));
    zip_error_fini(&e);
    return no;
}

bool zip_out_from(cx *c, str data, zip_out **ret)
{
    zip_error_t e;
    zip_error_init(&e);
    if (zip_in_stated(data) > PARTS_MAX) /* before the library makes an object for each */
        return fail(c, ERR_LIMIT, "压缩包内文件超过 %d 个", "more than %d files in the archive",
                    PARTS_MAX);
    zip_source_t *src = zip_source_buffer_create(data.p, data.n, 0, &e);
    if (!src)
        return fail_memory(c);
    return open_source(c, src, data.n ? 0 : ZIP_CREATE | ZIP_TRUNCATE, ret);
}

bool zip_out_new(cx *c, zip_out **ret)
{
    return zip_out_from(c, (str){NULL, 0}, ret);
}

const char *zip_out_name(const zip_out *z, uint32_t i)
{
    return (zip_int64_t)i < zip_get_num_entries(z->z, 0) ? zip_get_name(z->z, i, 0) : NULL;
}

static bool guard(zip_out *z, size_t n, uint64_t packed)
{
    if (n > PART_MAX || z->read > READ_MAX)
        return fail(z->c, ERR_LIMIT, "压缩包内有部件超过 64 MiB，或合计超过 256 MiB",
                    "a part of the archive is larger than 64 MiB, or all are larger than 256 MiB");
    return n <= 1 << 20 || (n - (1 << 20)) / RATIO_MAX <= packed ||
           fail(z->c, ERR_LIMIT, "压缩比异常，疑似压缩炸弹",
                "the compression ratio is that of a zip bomb");
}

bool zip_out_read(zip_out *z, uint32_t i, sb *out)
{
    char buf[1 << 14];
    zip_int64_t n = -1;
    zip_stat_t st;
    size_t before = out->n;
    zip_file_t *f = zip_stat_index(z->z, i, 0, &st) == 0 ? zip_fopen_index(z->z, i, 0) : NULL;
    bool ok = true;
    while (ok && f && (n = zip_fread(f, buf, sizeof buf)) > 0) {
        sb_put(out, (str){buf, (size_t)n});
        z->read += (size_t)n;
        ok = guard(z, out->n - before, st.valid & ZIP_STAT_COMP_SIZE ? st.comp_size : 0);
    }
    if (f)
        zip_fclose(f);
    TRY(ok);
    if (n < 0)
        return broken(z->c, "damaged part");
    return sb_ok(out) || fail_memory(z->c);
}

bool zip_out_add(zip_out *z, const char *name, str data)
{
    zip_source_t *s = zip_source_buffer(z->z, data.p, data.n, 0);
    if (!s)
        return fail_memory(z->c);
    zip_int64_t at = zip_file_add(z->z, name, s, ZIP_FL_ENC_UTF_8 | ZIP_FL_OVERWRITE);
    if (at < 0) {
        zip_source_free(s);
        return broken(z->c, zip_strerror(z->z));
    }
    return zip_file_set_mtime(z->z, (zip_uint64_t)at, z->when, 0) == 0 ||
           broken(z->c, zip_strerror(z->z));
}

void zip_out_drop(zip_out *z)
{
    if (!z)
        return;
    if (z->z)
        zip_discard(z->z);
    zip_source_free(z->src);
    mem_free(z);
}

static bool copy_out(zip_out *z, sb *out)
{
    char buf[1 << 15];
    zip_int64_t n = -1;
    if (zip_source_open(z->src) != 0)
        return broken(z->c, zip_error_strerror(zip_source_error(z->src)));
    while ((n = zip_source_read(z->src, buf, sizeof buf)) > 0)
        sb_put(out, (str){buf, (size_t)n});
    zip_source_close(z->src);
    if (n < 0)
        return broken(z->c, zip_error_strerror(zip_source_error(z->src)));
    return sb_ok(out) || fail_memory(z->c);
}

bool zip_out_close(zip_out *z, sb *out)
{
    bool ok = zip_close(z->z) == 0;
    if (ok)
        z->z = NULL;
    else
        (void)broken(z->c, zip_strerror(z->z));
    ok = ok && copy_out(z, out);
    zip_out_drop(z);
    return ok;
}
