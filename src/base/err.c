#include "base/err.h"
#include "base/str.h"
#include <errno.h>
#undef fail
#undef fail_memory
#undef fail_errno
#undef fail_about

static const struct {
    const char *name;
    int http, exit;
} table[] = {
#define X(name, http, exit) [name] = {#name, http, exit},
    ERR_TABLE(X)
#undef X
};

int err_exit(err_code c)
{
    return table[c].exit;
}

int err_http(err_code c)
{
    return table[c].http;
}

const char *err_name(err_code c)
{
    return table[c].name;
}

bool cx_init(cx *c, lang l)
{
    *c = (cx){.a = arena_new(0), .lang = l};
    return c->a != NULL;
}

void cx_done(cx *c)
{
    arena_free(c->a);
    c->a = NULL;
}

void cx_clear(cx *c)
{
    c->err.code = ERR_NONE;
    c->err.zh[0] = c->err.en[0] = 0;
}

/* vsnprintf that never leaves half a character at the end. */
static void print_cut(char *out, size_t cap, const char *fmt, va_list ap)
{
    uint32_t cp;
    int n = vsnprintf(out, cap, fmt, ap);
    if (n < 0)
        out[0] = 0;
    if (n < (int)cap)
        return;
    size_t start = cap - 2; /* of the last character */
    while (start > 0 && ((uint8_t)out[start] & 0xC0) == 0x80)
        start--;
    if (utf8_decode((str){out + start, cap - 1 - start}, &cp) != cap - 1 - start)
        out[start] = 0;
}

/* What was quoted may have been cut within a character, or be no text at all: such bytes are left out. */
static void drop_torn(char *z)
{
    str rest = {z, strlen(z)};
    char *to = z;
    while (rest.n) {
        uint32_t cp;
        size_t n = utf8_decode(rest, &cp);
        for (size_t i = 0; i < n; i++)
            *to++ = rest.p[i];
        rest = (str){rest.p + (n ? n : 1), rest.n - (n ? n : 1)};
    }
    *to = 0;
}

bool fail(cx *c, err_code code, const char *zh, const char *en, ...)
{
    if (c->err.code != ERR_NONE)
        return false;
    va_list ap, aq;
    va_start(ap, en);
    va_copy(aq, ap);
    c->err.code = code;
    print_cut(c->err.zh, sizeof c->err.zh, zh, ap);
    print_cut(c->err.en, sizeof c->err.en, en, aq);
    drop_torn(c->err.zh);
    drop_torn(c->err.en);
    va_end(aq);
    va_end(ap);
    return false;
}

bool fail_about(cx *c, const char *path)
{
    err e = c->err;
    if (e.code == ERR_NONE || e.code == ERR_MEMORY)
        return false;
    cx_clear(c);
    return fail(c, e.code, "%1$s：%2$s%3$.0s", "%1$s: %2$.0s%3$s", path, e.zh, e.en);
}

bool fail_memory(cx *c)
{
    return fail(c, ERR_MEMORY, "内存不足；请关闭其他程序或换用内存更大的机器",
                "out of memory; close other programs or use a machine with more memory");
}

PRINTF_LIKE(3, 4) static void print(char *out, size_t cap, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    print_cut(out, cap, fmt, ap);
    va_end(ap);
}

/* What people meet, in Chinese; NULL leaves it to the C library. */
static const char *errno_zh(int e)
{
    switch (e) {
    case ENOENT:
        return "没有这个文件或目录";
    case EACCES:
    case EPERM:
        return "没有权限";
    case ENOSPC:
        return "磁盘已满";
    case EDQUOT:
        return "超出磁盘配额";
    case EROFS:
        return "所在的文件系统是只读的";
    case EISDIR:
        return "是目录，不是文件";
    case ENOTDIR:
        return "路径中有一段不是目录";
    case ENAMETOOLONG:
        return "文件名太长";
    case EEXIST:
        return "已经存在";
    case EMFILE:
    case ENFILE:
        return "打开的文件太多";
    case EFBIG:
        return "文件超过系统允许的大小";
    case EIO:
        return "读写磁盘出错，磁盘可能已损坏";
    case ENOMEM:
        return "内存不足";
    case EINVAL:
        return "不支持";
    default:
        return NULL;
    }
}

bool fail_errno(cx *c, const char *what_zh, const char *what_en, const char *path)
{
    int e = errno;
    err_code code = e == ENOSPC || e == EDQUOT || e == EROFS || e == EFBIG ? ERR_DISK
                    : e == ENOENT                                          ? ERR_UNKNOWN
                    : e == ENOMEM                                          ? ERR_MEMORY
                                                                           : ERR_SYSTEM;
    char buf[128];
    const char *en = strerror_r(e, buf, sizeof buf), *zh = errno_zh(e);
    if (c->err.code != ERR_NONE)
        return false;
    c->err.code = code;
    print(c->err.zh, sizeof c->err.zh, "%s %s：%s", what_zh, path, zh ? zh : en);
    print(c->err.en, sizeof c->err.en, "%s %s: %s", what_en, path, en);
    return false;
}

bool cx_progress(cx *c, const char *what, uint64_t done, uint64_t total)
{
    if (!c->progress || c->progress(c->progress_user, what, done, total))
        return true;
    return fail(c, ERR_CANCELLED, "已按要求中断；没有写入任何内容",
                "stopped as asked; nothing was written");
}

const char *cx_message(const cx *c)
{
    return c->lang == LANG_EN ? c->err.en : c->err.zh;
}

void *cx_alloc(cx *c, size_t n)
{
    void *p = arena_alloc(c->a, n);
    if (!p)
        fail_memory(c);
    return p;
}

char *cx_strdup(cx *c, str s)
{
    char *p = arena_strdup(c->a, s);
    if (!p)
        fail_memory(c);
    return p;
}

char *cx_printf(cx *c, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    char *p = n < 0 ? NULL : cx_alloc(c, (size_t)n + 1);
    if (!p) {
        fail_memory(c);
        return NULL;
    }
    va_start(ap, fmt);
    vsnprintf(p, (size_t)n + 1, fmt, ap);
    va_end(ap);
    return p;
}
