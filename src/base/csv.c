#include "base/csv.h"
#include "base/mem.h"
#include "base/str.h"

/* Eight bytes at a time: a word whose bytes with the top bit set are zero bytes of `w` (the first
 * of them is exact, which is all that is asked). */
#define ONES 0x0101010101010101u
#define HIGHS 0x8080808080808080u
static inline uint64_t zero_bytes(uint64_t w)
{
    return (w - ONES) & ~w & HIGHS;
}

/* Offset of the first `sep` or end of line at or after `i`; s.n when there is none. */
static size_t field_end(str s, size_t i, char sep, char eol)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    uint64_t a = ONES * (uint8_t)sep, b = ONES * (uint8_t)eol;
    for (; i + 8 <= s.n; i += 8) {
        uint64_t w;
        memcpy(&w, s.p + i, 8);
        uint64_t hit = zero_bytes(w ^ a) | zero_bytes(w ^ b);
        if (hit)
            return i + (size_t)(__builtin_ctzll(hit) >> 3);
    }
#endif
    while (i < s.n && s.p[i] != sep && s.p[i] != eol)
        i++;
    return i;
}

static bool sep_line(csv *r)
{
    str s = r->rest;
    if (s.n < 5 || !str_ieqz(str_sub(s, 0, 4), "sep=") || !strchr(",;\t", s.p[4]) || s.p[4] == 0)
        return false;
    size_t i = 5;
    if (i < s.n && s.p[i] == '\r')
        i++;
    if (i < s.n && s.p[i] == '\n')
        i++;
    if (i == 5 && s.n > 5)
        return false;
    r->sep = s.p[4];
    r->rest = str_from(s, i);
    r->next_line = 2;
    return true;
}

/* The separator that the first line with text holds most of, outside quotes. */
static char guess_sep(str s)
{
    static const char seps[] = ",;\t";
    size_t count[3] = {0};
    bool quoted = false, text = false;
    for (size_t i = 0; i < s.n; i++) {
        char ch = s.p[i];
        bool end = ch == '\n' || ch == '\r';
        if (end && text && !quoted)
            break;
        quoted = quoted != (ch == '"');
        for (size_t k = 0; !quoted && k < 3; k++)
            count[k] += ch == seps[k];
        text = text || (!end && ch != ' ');
    }
    size_t best = 0;
    for (size_t k = 1; k < 3; k++)
        if (count[k] > count[best])
            best = k;
    return seps[best];
}

void csv_init(csv *r, str data)
{
    *r = (csv){.rest = data, .sep = ',', .eol = '\n', .next_line = 1};
    if (data.n == 0)
        return;
    if (!memchr(data.p, '\n', data.n) && memchr(data.p, '\r', data.n))
        r->eol = '\r';
    if (!sep_line(r))
        r->sep = guess_sep(data);
}

void csv_done(csv *r)
{
    mem_free(r->fields);
    mem_free(r->undo);
    *r = (csv){0};
}

static bool too_long(cx *c, const csv *r, bool in_quotes)
{
    if (in_quotes)
        return fail(c, ERR_LIMIT, "第 %u 行：引号中的文字超过 %u 字节，可能缺少右引号",
                    "line %u: the quoted text is longer than %u bytes; is a closing quote missing?",
                    r->line, CSV_MAX_FIELD_BYTES);
    return fail(c, ERR_LIMIT, "第 %u 行：一个单元格超过 %u 字节",
                "line %u: a field is longer than %u bytes", r->line, CSV_MAX_FIELD_BYTES);
}

static bool push(cx *c, csv *r, str field)
{
    if (field.n > CSV_MAX_FIELD_BYTES)
        return too_long(c, r, false);
    if (field.n > 1 && field.p[0] == '\'' && field.p[1] != 0 && strchr("=+-@\t\r", field.p[1]))
        field = str_from(field, 1);
    if (r->n == r->cap) {
        if (r->n >= CSV_MAX_FIELDS)
            return fail(c, ERR_LIMIT, "第 %u 行：超过 %d 列", "line %u: more than %d columns",
                        r->line, CSV_MAX_FIELDS);
        if (!MEM_GROW(r->fields, r->cap, r->n + 1))
            return fail_memory(c);
    }
    r->fields[r->n++] = field;
    return true;
}

/* Room for n more bytes of unquoted text; fields that lie in the old buffer move along. */
static bool undo_room(cx *c, csv *r, size_t n)
{
    size_t need = r->undo_n + n;
    if (need <= r->undo_cap)
        return true;
    size_t cap = need + need / 2 + 256;
    char *p = mem_alloc(cap);
    if (!p)
        return fail_memory(c);
    if (r->undo_n)
        memcpy(p, r->undo, r->undo_n);
    uintptr_t old = (uintptr_t)r->undo;
    for (size_t i = 0; r->undo && i < r->n; i++) {
        uintptr_t at = (uintptr_t)r->fields[i].p;
        if (at >= old && at < old + r->undo_n)
            r->fields[i].p = p + (at - old);
    }
    mem_free(r->undo);
    r->undo = p;
    r->undo_cap = cap;
    return true;
}

/* The quoted field at *at (which stands on its opening quote); *at is left on what ends it. */
static bool quoted(cx *c, csv *r, size_t *at)
{
    str s = r->rest;
    size_t from = *at + 1, i = from, doubled = 0;
    for (;;) {
        const char *q = i < s.n ? memchr(s.p + i, '"', s.n - i) : NULL;
        if (!q)
            return fail(c, ERR_FORMAT, "第 %u 行：引号没有结束（从第 %u 行开始的记录）",
                        "line %u: a quote is not closed (record starting on line %u)", r->next_line,
                        r->line);
        i = (size_t)(q - s.p) + 1;
        if (i >= s.n || s.p[i] != '"')
            break;
        i++;
        doubled++;
    }
    str in = str_sub(s, from, i - 1 - from);
    size_t end = field_end(s, i, r->sep, r->eol);
    size_t tail =
        end - i -
        (end > i && r->eol == '\n' && s.p[end - 1] == '\r' && (end == s.n || s.p[end] == '\n'));
    if (in.n + tail > CSV_MAX_FIELD_BYTES)
        return too_long(c, r, true);
    for (const char *p = in.p, *e = in.p + in.n;
         p < e && (p = memchr(p, r->eol, (size_t)(e - p))) != NULL; p++)
        r->next_line++;
    *at = end;
    r->quoted_any = true;
    if (!doubled && !tail)
        return push(c, r, in);
    TRY(undo_room(c, r, in.n + tail));
    char *out = r->undo + r->undo_n;
    size_t n = 0;
    for (size_t k = 0; k < in.n; k++) {
        out[n++] = in.p[k];
        k += in.p[k] == '"';
    }
    memcpy(out + n, s.p + i, tail);
    n += tail;
    r->undo_n += n;
    return push(c, r, (str){out, n});
}

static void skip_blank(csv *r)
{
    size_t i = 0;
    for (size_t k = 0; k < r->rest.n; k++) {
        char ch = r->rest.p[k];
        if (ch == r->eol) {
            r->next_line++;
            i = k + 1;
        } else if (ch != ' ' && ch != '\r') {
            break;
        } else if (k + 1 == r->rest.n) {
            i = k + 1;
        }
    }
    r->rest = str_from(r->rest, i);
}

bool csv_next(cx *c, csv *r)
{
    r->n = r->undo_n = 0;
    r->quoted_any = false;
    skip_blank(r);
    if (r->rest.n == 0)
        return false;
    r->line = r->next_line;
    str s = r->rest;
    size_t i = 0;
    for (;;) {
        if (i < s.n && s.p[i] == '"') {
            TRY(quoted(c, r, &i));
        } else {
            size_t end = field_end(s, i, r->sep, r->eol), n = end - i;
            bool last = end == s.n || s.p[end] == r->eol;
            if (last && n && s.p[end - 1] == '\r')
                n--;
            TRY(push(c, r, (str){s.p + i, n}));
            i = end;
        }
        if (i == s.n || s.p[i] == r->eol)
            break;
        i++;
    }
    if (i < s.n)
        i++;
    r->next_line++;
    r->rest = str_from(s, i);
    return true;
}
