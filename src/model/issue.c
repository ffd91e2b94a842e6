#include "model/issue.h"
#include "base/str.h"

#define ISSUES_DEFAULT_MAX 10000
#define ISSUE_TEXT_MAX 240 /* a cell of a megabyte is not quoted whole */

void issues_init(issues *l, arena *a)
{
    MUST(a);
    *l = (issues){.a = a, .max = ISSUES_DEFAULT_MAX};
}

void issues_done(issues *l)
{
    mem_free(l->list);
    l->list = NULL;
    l->n = l->cap = l->errors = 0;
}

/* At most ISSUE_TEXT_MAX bytes, cut between characters. */
static str shown(str s)
{
    if (s.n <= ISSUE_TEXT_MAX)
        return s;
    size_t n = ISSUE_TEXT_MAX;
    while (n > 0 && ((unsigned char)s.p[n] & 0xC0) == 0x80)
        n--;
    return (str){s.p, n};
}

__attribute__((format(printf, 2, 0))) static char *format(arena *a, const char *fmt, va_list ap)
{
    va_list again;
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, again);
    va_end(again);
    char *z = n < 0 ? NULL : arena_alloc(a, (size_t)n + 1);
    if (z)
        vsnprintf(z, (size_t)n + 1, fmt, ap);
    return z;
}

bool issue_add(cx *c, issues *l, issue_severity s, uint32_t line, str column, str text,
               const char *zh, const char *en, ...)
{
    if (s == ISSUE_ERROR)
        l->errors++;
    if (l->n >= l->max)
        return true;
    if (!MEM_GROW(l->list, l->cap, l->n + 1))
        return fail_memory(c);
    issue i = {.severity = s, .line = line, .part = l->part};
    va_list ap;
    va_start(ap, en);
    i.zh = format(l->a, zh, ap);
    va_end(ap);
    va_start(ap, en);
    i.en = format(l->a, en, ap);
    va_end(ap);
    if (!i.zh || !i.en || !arena_str(l->a, column, &i.column) ||
        !arena_str(l->a, shown(text), &i.text))
        return fail_memory(c);
    l->list[l->n++] = i;
    return true;
}
