#include "base/err.h"
#include "base/str.h"
#include <errno.h>
#undef fail
#undef fail_memory
#undef fail_errno

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
    int n = vsnprintf(out, cap, fmt, ap);
    if (n < (int)cap)
        return;
    size_t end = cap - 1;
    while (end > 0 && ((uint8_t)out[end - 1] & 0xC0) == 0x80)
        end--;
    if (end > 0 && (uint8_t)out[end - 1] >= 0xC0)
        end--;
    out[end] = 0;
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
    va_end(aq);
    va_end(ap);
    return false;
}

bool fail_memory(cx *c)
{
    return fail(c, ERR_MEMORY, "内存不足；请关闭其他程序或换用内存更大的机器",
                "out of memory; close other programs or use a machine with more memory");
}

bool fail_errno(cx *c, const char *what_zh, const char *what_en, const char *path)
{
    int e = errno;
    err_code code = e == ENOSPC || e == EDQUOT || e == EROFS ? ERR_DISK
                    : e == ENOENT                            ? ERR_UNKNOWN
                    : e == ENOMEM                            ? ERR_MEMORY
                                                             : ERR_SYSTEM;
    char buf[128];
    const char *why = strerror_r(e, buf, sizeof buf);
    if (c->err.code != ERR_NONE)
        return false;
    fail(c, code, "%s：%s", "%s: %s", path, why);
    char zh[sizeof c->err.zh], en[sizeof c->err.en];
    snprintf(zh, sizeof zh, "%s %.600s", what_zh, c->err.zh);
    snprintf(en, sizeof en, "%s %.600s", what_en, c->err.en);
    memcpy(c->err.zh, zh, sizeof zh);
    memcpy(c->err.en, en, sizeof en);
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
    if (!p)
        return NULL;
    va_start(ap, fmt);
    vsnprintf(p, (size_t)n + 1, fmt, ap);
    va_end(ap);
    return p;
}
