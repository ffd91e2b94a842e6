#include "io/xml.h"
#include "base/mem.h"
#include "base/str.h"
#include <expat.h>

#define MAX_DEPTH 200
#define MAX_TOKEN (16u << 20) /* one tag or attribute */
#define MAX_MEMORY (128u << 20)

/* What the parser of this thread has allocated: expat's hooks carry no pointer of ours. Each block
 * has its size in front. */
static _Thread_local size_t held;
static _Thread_local bool over;
#define HEAD 16

static void *counted_realloc(void *p, size_t n)
{
    char *block = p ? (char *)p - HEAD : NULL;
    size_t old = 0;
    if (block)
        memcpy(&old, block, sizeof old);
    if (n > MAX_TOKEN || held - old + n > MAX_MEMORY) {
        over = true;
        return NULL;
    }
    block = mem_realloc(block, n + HEAD);
    if (!block)
        return NULL;
    held += n - old;
    memcpy(block, &n, sizeof n);
    return block + HEAD;
}

static void *counted_alloc(size_t n)
{
    return counted_realloc(NULL, n);
}

static void counted_free(void *p)
{
    if (!p)
        return;
    size_t n;
    memcpy(&n, (char *)p - HEAD, sizeof n);
    held -= n;
    mem_free((char *)p - HEAD);
}

typedef struct state {
    reader *r;
    const char *part;
    const xml_hooks *h;
    void *user;
    XML_Parser p;
    int depth;
    bool stopped; /* by us: the reason stands in the context */
} state;

static void stop(state *s)
{
    s->stopped = true;
    XML_StopParser(s->p, XML_FALSE);
}

static const char *local(const char *name)
{
    const char *colon = strchr(name, ':');
    return colon ? colon + 1 : name;
}

static void XMLCALL on_start(void *user, const XML_Char *name, const XML_Char **attr)
{
    state *s = user;
    if (s->stopped)
        return;
    if (++s->depth > MAX_DEPTH) {
        reader_bad(s->r, "XML 嵌套过深", "the XML is nested too deeply", s->part);
        stop(s);
    } else if (!s->h->start(s->user, local(name), (const char **)attr)) {
        stop(s);
    }
}

static void XMLCALL on_end(void *user, const XML_Char *name)
{
    state *s = user;
    s->depth--;
    if (!s->stopped && !s->h->end(s->user, local(name)))
        stop(s);
}

static void XMLCALL on_text(void *user, const XML_Char *p, int n)
{
    state *s = user;
    if (!s->stopped && !s->h->text(s->user, (str){p, (size_t)n}))
        stop(s);
}

static void XMLCALL on_doctype(void *user, const XML_Char *name, const XML_Char *sys,
                               const XML_Char *pub, int internal)
{
    state *s = user;
    reader_bad(s->r, "XML 中含有 DTD 或实体定义，拒绝读取", "the XML declares a DTD or entities",
               s->part);
    stop(s);
}

static void XMLCALL on_entity(void *user, const XML_Char *name, int parameter,
                              const XML_Char *value, int n, const XML_Char *base,
                              const XML_Char *sys, const XML_Char *pub, const XML_Char *notation)
{
    on_doctype(user, name, sys, pub, 0);
}

static bool explain(state *s)
{
    enum XML_Error e = XML_GetErrorCode(s->p);
    if (s->stopped)
        return false;
    if (over)
        return reader_limit(s->r, "XML 标记过大或过多（字节）",
                            "the XML's tags are too large or too many (bytes)", MAX_TOKEN);
    if (e == XML_ERROR_NO_MEMORY)
        return fail_memory(s->r->c);
    char where[192];
    snprintf(where, sizeof where, "%.80s, %lu:%lu, %s", s->part,
             (unsigned long)XML_GetCurrentLineNumber(s->p),
             (unsigned long)XML_GetCurrentColumnNumber(s->p) + 1, XML_ErrorString(e));
    return reader_bad(s->r, "文件已损坏（XML 无法读取）",
                      "the file is damaged (its XML cannot be read)", where);
}

static bool feed(void *user, str piece)
{
    state *s = user;
    while (piece.n > 0) {
        int n = piece.n > (1u << 20) ? 1 << 20 : (int)piece.n;
        if (XML_Parse(s->p, piece.p, n, 0) != XML_STATUS_OK)
            return explain(s);
        piece = str_from(piece, (size_t)n);
    }
    return true;
}

static bool begin(state *s)
{
    static const XML_Memory_Handling_Suite suite = {counted_alloc, counted_realloc, counted_free};
    held = 0;
    over = false;
    s->p = XML_ParserCreate_MM(NULL, &suite, NULL);
    if (!s->p)
        return fail_memory(s->r->c);
    XML_SetUserData(s->p, s);
    XML_SetElementHandler(s->p, on_start, on_end);
    if (s->h->text)
        XML_SetCharacterDataHandler(s->p, on_text);
    XML_SetStartDoctypeDeclHandler(s->p, on_doctype);
    XML_SetEntityDeclHandler(s->p, on_entity);
    return true;
}

static bool finish(state *s, bool ok)
{
    if (ok && XML_Parse(s->p, "", 0, 1) != XML_STATUS_OK)
        ok = explain(s);
    XML_ParserFree(s->p);
    return ok;
}

bool xml_part(reader *r, zip_in *z, const char *name, const xml_hooks *h, void *user)
{
    state s = {.r = r, .part = name, .h = h, .user = user};
    TRY(begin(&s));
    return finish(&s, zip_in_stream(r, z, name, feed, &s));
}

bool xml_parse(reader *r, str data, const char *name, const xml_hooks *h, void *user)
{
    state s = {.r = r, .part = name, .h = h, .user = user};
    TRY(begin(&s));
    return finish(&s, feed(&s, data));
}

static bool any_start(void *user, const char *name, const char **attr)
{
    return true;
}

static bool any_end(void *user, const char *name)
{
    return true;
}

bool xml_check(cx *c, str data, const char *what, const char *part)
{
    static const xml_hooks any = {any_start, any_end, NULL};
    reader r;
    TRY(reader_init(&r, c, what, NULL, FILE_XLSX));
    bool ok = xml_parse(&r, data, part, &any, NULL);
    reader_done(&r);
    return ok;
}

const char *xml_attr(const char **attr, const char *name)
{
    for (; attr[0]; attr += 2)
        if (strcmp(local(attr[0]), name) == 0)
            return attr[1];
    return NULL;
}

bool xml_is(const char *name, const char *wanted)
{
    return strcmp(name, wanted) == 0;
}

bool xml_true(const char *value)
{
    return value && (xml_is(value, "1") || xml_is(value, "true") || xml_is(value, "on"));
}

bool xml_uint(const char *value, uint64_t max, uint64_t *ret)
{
    if (!value || !*value)
        return false;
    uint64_t v = 0;
    for (; *value; value++) {
        if (*value < '0' || *value > '9')
            return false;
        v = v * 10 + (uint64_t)(*value - '0');
        if (v > max)
            return false;
    }
    *ret = v;
    return true;
}
