#include <xlsxwriter.h> /* before base.h, which poisons a name in it */

#include "io/xlsx_file.h"
#include "base/os.h"
#include "base/str.h"
#include <fcntl.h>
#include <unistd.h>
#include <zip.h>

#define BYTES_MAX ((size_t)256 << 20)
#define ROOT_MAX 64 /* bytes of the name of a part's outermost element */

static bool disk(const xlsx_file *f, const char *why)
{
    return fail(f->c, ERR_DISK, "无法写入 %s：%s", "cannot write %s: %s", f->path, why);
}

bool xlsx_file_check(const xlsx_file *f, lxw_error e, uint32_t row, uint32_t col)
{
    switch (e) {
    case LXW_NO_ERROR:
        return true;
    case LXW_ERROR_MEMORY_MALLOC_FAILED:
        return fail_memory(f->c);
    case LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE:
        return fail(f->c, ERR_LIMIT, "%s：超过一张工作表的行列上限（第 %u 行第 %u 列）",
                    "%s: beyond the rows or columns of a sheet (row %u, column %u)", f->path,
                    row + 1, col + 1);
    case LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED:
        return fail(f->c, ERR_LIMIT, "%s：第 %u 行第 %u 列的文字超过 32767 字",
                    "%s: the text in row %u, column %u is longer than 32,767 characters", f->path,
                    row + 1, col + 1);
    default:
        return disk(f, lxw_strerror(e));
    }
}

bool xlsx_file_new(cx *c, const char *path, bool by_row, xlsx_file *ret)
{
    const char *slash = strrchr(path, '/');
    *ret = (xlsx_file){.c = c};
    TRY(ret->path = cx_strdup(c, str_of(path)));
    TRY(ret->tmp = cx_printf(c, "%s.tmp%ld", path, (long)getpid()));
    TRY(ret->dir = cx_strdup(c, slash ? (str){path, (size_t)(slash - path) + 1} : S(".")));
    lxw_workbook_options o = {.constant_memory = by_row ? LXW_TRUE : LXW_FALSE,
                              .tmpdir = ret->dir,
                              .use_zip64 = LXW_FALSE};
    int fd = open(ret->tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0)
        return fail_errno(c, "无法写入", "cannot write", path);
    close(fd);
    ret->book = workbook_new_opt(ret->tmp, &o);
    if (ret->book)
        return true;
    unlink(ret->tmp);
    return fail_memory(c);
}

bool xlsx_file_rows(const xlsx_file *f, const lxw_worksheet *sheet)
{
    FILE *t = sheet ? sheet->optimize_tmpfile : NULL;
    return !t || (fflush(t) == 0 && !ferror(t)) || disk(f, strerror(errno));
}

/* ---- the end ---- */
/* Of one part: how its outermost element ends, and its last bytes. */
typedef struct part_end {
    char close[ROOT_MAX + 4], last[ROOT_MAX + 4]; /* "</worksheet>" */
    size_t n_close, n_last;
} part_end;

static void part_begin(part_end *p, str head)
{
    for (size_t i = 0; i + 1 < head.n && !p->n_close; i++) {
        size_t n = 0;
        if (head.p[i] != '<' || head.p[i + 1] == '?' || head.p[i + 1] == '!')
            continue;
        while (i + 1 + n < head.n && !strchr(" />\r\n\t", head.p[i + 1 + n]))
            n++;
        if (n < ROOT_MAX)
            p->n_close =
                (size_t)snprintf(p->close, sizeof p->close, "</%.*s>", (int)n, head.p + i + 1);
        break;
    }
}

static void part_more(part_end *p, str s)
{
    size_t room = sizeof p->last, take = s.n < room ? s.n : room;
    size_t stay = p->n_last + take > room ? room - take : p->n_last;
    memmove(p->last, p->last + p->n_last - stay, stay);
    memcpy(p->last + stay, s.p + s.n - take, take);
    p->n_last = stay + take;
}

static bool part_whole(const part_end *p)
{
    str last = str_trim((str){p->last, p->n_last});
    return p->n_close && str_ends(last, (str){p->close, p->n_close});
}

/* Every part ends as it began: where a disk ran full while the library copied its temporary files,
 * it would not. Reading also checks the sums. */
static bool whole(const char *path)
{
    int why;
    zip_t *z = zip_open(path, ZIP_RDONLY, &why);
    bool ok = z != NULL;
    char buf[1 << 14];
    for (zip_int64_t i = 0; ok && i < zip_get_num_entries(z, 0); i++) {
        zip_file_t *f = zip_fopen_index(z, (zip_uint64_t)i, 0);
        zip_int64_t n = 0;
        part_end p = {.n_close = 0};
        while (f && (n = zip_fread(f, buf, sizeof buf)) > 0) {
            if (!p.n_last)
                part_begin(&p, (str){buf, (size_t)n});
            part_more(&p, (str){buf, (size_t)n});
        }
        ok = f && n == 0 && part_whole(&p);
        if (f)
            zip_fclose(f);
    }
    if (z)
        zip_discard(z);
    return ok;
}

static bool put_in_place(xlsx_file *f)
{
    int fd = open(f->tmp, O_RDONLY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        ok = close(fd) == 0 && ok;
    if (ok && rename(f->tmp, f->path) == 0)
        return true;
    return fail_errno(f->c, "无法写入", "cannot write", f->path);
}

bool xlsx_file_close(xlsx_file *f)
{
    lxw_error e = workbook_close(f->book);
    f->book = NULL;
    bool ok = xlsx_file_check(f, e, 0, 0);
    if (ok && !whole(f->tmp))
        ok = disk(f, f->c->lang == LANG_ZH ? "磁盘已满" : "the disk is full");
    ok = ok && put_in_place(f);
    xlsx_file_drop(f);
    return ok;
}

void xlsx_file_drop(xlsx_file *f)
{
    if (f->book)
        (void)!workbook_close(f->book);
    f->book = NULL;
    if (f->tmp)
        unlink(f->tmp);
    f->tmp = NULL;
}

/* ---- as bytes ---- */
static bool bytes_at(cx *c, const char *path, xlsx_fill fill, void *user, sb *out)
{
    xlsx_file x;
    os_file f;
    lxw_doc_properties p = {.created = 315532800}; /* 1980: the library would take the clock */
    TRY(xlsx_file_new(c, path, false, &x));
    if (!xlsx_file_check(&x, workbook_set_properties(x.book, &p), 0, 0) || !fill(user, &x)) {
        xlsx_file_drop(&x);
        return false;
    }
    TRY(xlsx_file_close(&x) && os_map(c, path, BYTES_MAX, &f));
    sb_put(out, f.data);
    os_unmap(&f);
    return sb_ok(out) || fail_memory(c);
}

bool xlsx_file_bytes(cx *c, xlsx_fill fill, void *user, sb *out)
{
    const char *tmp = getenv("TMPDIR");
    char *dir = cx_printf(c, "%s/diaodu-xlsx-XXXXXX", tmp ? tmp : "/tmp");
    TRY(dir);
    if (!mkdtemp(dir))
        return fail_errno(c, "无法建立", "cannot make", dir);
    char *path = cx_printf(c, "%s/book.xlsx", dir);
    bool ok = path && bytes_at(c, path, fill, user, out);
    if (path)
        (void)unlink(path);
    (void)rmdir(dir);
    return ok;
}
