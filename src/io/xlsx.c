#include "io/xlsx.h"
#include "base/mem.h"
#include "base/str.h"
#include "io/xml.h"

#define PART_MAX 512
#define FORMATS_MAX 65536 /* Excel allows 64,000 cell formats */

void xlsx_init(xlsx *x, reader *r, zip_in *z)
{
    *x = (xlsx){.r = r, .z = z};
    sb_init(&x->text, (size_t)r->lim.cell_bytes + 1);
}

void xlsx_done(xlsx *x)
{
    mem_free(x->xf);
    mem_free(x->strings);
    sb_done(&x->text);
}

bool xlsx_capture(xlsx *x, str s)
{
    if (x->text.n + s.n > x->r->lim.cell_bytes)
        return reader_limit(x->r, "单元格文字过长（字节）",
                            "the text of a cell is too long (bytes)", x->r->lim.cell_bytes);
    sb_put(&x->text, s);
    return true;
}

static int hex(char ch)
{
    if (ch >= '0' && ch <= '9')
        return ch - '0';
    ch |= 0x20;
    return ch >= 'a' && ch <= 'f' ? ch - 'a' + 10 : -1;
}

/* The character that _xHHHH_ at s stands for; 0 when it is not such an escape. */
static uint32_t escaped(str s)
{
    if (s.n < 7 || s.p[0] != '_' || s.p[1] != 'x' || s.p[6] != '_')
        return 0;
    uint32_t cp = 0;
    for (size_t i = 2; i < 6; i++) {
        int h = hex(s.p[i]);
        if (h < 0)
            return 0;
        cp = cp << 4 | (uint32_t)h;
    }
    return cp >= 0xD800 && cp < 0xE000 ? 0 : cp;
}

/* Undone in place: the character is never longer than its escape. */
static size_t unescape(char *p, size_t n)
{
    if (!memchr(p, '_', n))
        return n;
    size_t out = 0;
    for (size_t i = 0; i < n;) {
        uint32_t cp = escaped((str){p + i, n - i});
        if (!cp) {
            p[out++] = p[i++];
            continue;
        }
        char u[4];
        size_t len = utf8_encode(cp, u);
        memcpy(p + out, u, len);
        out += len;
        i += 7;
    }
    return out;
}

bool xlsx_text(xlsx *x, str *ret)
{
    if (!sb_ok(&x->text))
        return fail_memory(x->r->c);
    if (x->text.n)
        x->text.n = unescape(x->text.p, x->text.n);
    return reader_text(x->r, sb_str(&x->text), ret);
}

/* --- relationships ---------------------------------------------------------------------- */

typedef struct rel {
    const char *id, *type, *target; /* type: only the word after the last slash */
} rel;
typedef struct rels {
    reader *r;
    rel *list;
    size_t n, cap;
} rels;

static bool nothing(void *user, const char *name)
{
    return true;
}

static bool on_rel(void *user, const char *name, const char **attr)
{
    rels *l = user;
    const char *id = xml_attr(attr, "Id"), *type = xml_attr(attr, "Type");
    const char *target = xml_attr(attr, "Target");
    if (!xml_is(name, "Relationship") || !id || !type || !target)
        return true;
    if (l->n >= l->r->lim.entries)
        return reader_limit(l->r, "关系过多", "too many relationships", l->r->lim.entries);
    if (!MEM_GROW(l->list, l->cap, l->n + 1))
        return fail_memory(l->r->c);
    const char *word = strrchr(type, '/');
    rel *e = &l->list[l->n];
    e->id = arena_strdup(l->r->w->a, str_of(id));
    e->type = arena_strdup(l->r->w->a, str_of(word ? word + 1 : type));
    e->target = arena_strdup(l->r->w->a, str_of(target));
    if (!e->id || !e->type || !e->target)
        return fail_memory(l->r->c);
    l->n++;
    return true;
}

static const char *rel_target(const rels *l, const char *id, const char *type)
{
    for (size_t i = 0; i < l->n; i++)
        if ((!id || xml_is(l->list[i].id, id)) && (!type || xml_is(l->list[i].type, type)))
            return l->list[i].target;
    return NULL;
}

/* The part that `target` means, seen from part `from`. */
static void resolve(const char *from, const char *target, char out[PART_MAX])
{
    const char *slash = strrchr(from, '/');
    size_t n = slash && target[0] != '/' ? (size_t)(slash - from) + 1 : 0;
    memcpy(out, from, n);
    while (*target) {
        size_t len = strcspn(target, "/\\");
        if (len == 2 && target[0] == '.' && target[1] == '.') {
            while (n > 0 && out[--n] == '/')
                ;
            while (n > 0 && out[n - 1] != '/')
                n--;
        } else if (len > 0 && !(len == 1 && target[0] == '.') && n + len + 2 < PART_MAX) {
            memcpy(out + n, target, len);
            n += len;
            if (target[len])
                out[n++] = '/';
        }
        target += len + (target[len] != 0);
    }
    out[n] = 0;
}

static bool read_rels(xlsx *x, const char *part, rels *l)
{
    static const xml_hooks hooks = {on_rel, nothing, NULL};
    char name[PART_MAX + 16];
    const char *slash = strrchr(part, '/');
    int dir = slash ? (int)(slash - part) + 1 : 0;
    snprintf(name, sizeof name, "%.*s_rels/%s.rels", dir, part, part + dir);
    return !zip_in_has(x->z, name) || xml_part(x->r, x->z, name, &hooks, l);
}

/* --- the workbook part ------------------------------------------------------------------ */

typedef struct sheet_ref {
    const char *name, *id;
    bool hidden;
} sheet_ref;
typedef struct book {
    xlsx *x;
    sheet_ref *list;
    size_t n, cap;
} book;

static bool on_book(void *user, const char *name, const char **attr)
{
    book *b = user;
    reader *r = b->x->r;
    if (xml_is(name, "workbookPr"))
        b->x->from1904 = xml_true(xml_attr(attr, "date1904"));
    if (!xml_is(name, "sheet"))
        return true;
    const char *title = xml_attr(attr, "name"), *id = xml_attr(attr, "id");
    const char *state = xml_attr(attr, "state");
    if (!title || !id)
        return reader_bad(r, "工作表没有名称", "a sheet has no name", "xl/workbook.xml");
    if (b->n >= r->lim.entries)
        return reader_limit(r, "工作表过多", "too many sheets", r->lim.entries);
    if (!MEM_GROW(b->list, b->cap, b->n + 1))
        return fail_memory(r->c);
    sheet_ref *e = &b->list[b->n];
    e->name = arena_strdup(r->w->a, str_of(title));
    e->id = arena_strdup(r->w->a, str_of(id));
    e->hidden = state && !xml_is(state, "visible");
    if (!e->name || !e->id)
        return fail_memory(r->c);
    b->n++;
    return true;
}

/* --- styles ----------------------------------------------------------------------------- */

typedef struct styles {
    xlsx *x;
    struct custom {
        uint32_t id;
        numfmt f;
    } * list;
    size_t n, cap;
    bool in_cells; /* inside cellXfs */
} styles;

static bool custom_format(styles *s, const char **attr)
{
    reader *r = s->x->r;
    uint64_t id;
    const char *code = xml_attr(attr, "formatCode");
    if (!xml_uint(xml_attr(attr, "numFmtId"), UINT32_MAX, &id) || !code)
        return true;
    if (s->n >= FORMATS_MAX)
        return reader_limit(r, "数字格式过多", "too many number formats", FORMATS_MAX);
    if (!MEM_GROW(s->list, s->cap, s->n + 1))
        return fail_memory(r->c);
    s->list[s->n++] = (struct custom){(uint32_t)id, numfmt_code(str_of(code))};
    return true;
}

static bool cell_format(styles *s, const char **attr)
{
    xlsx *x = s->x;
    uint64_t id;
    if (!xml_uint(xml_attr(attr, "numFmtId"), UINT32_MAX, &id))
        id = 0;
    if (x->n_xf >= FORMATS_MAX)
        return reader_limit(x->r, "单元格格式过多", "too many cell formats", FORMATS_MAX);
    if (!MEM_GROW(x->xf, x->cap_xf, x->n_xf + 1))
        return fail_memory(x->r->c);
    numfmt f = numfmt_builtin((uint32_t)id);
    for (size_t i = s->n; i-- > 0;)
        if (s->list[i].id == id) {
            f = s->list[i].f;
            break;
        }
    x->xf[x->n_xf++] = (uint8_t)f;
    return true;
}

static bool on_style(void *user, const char *name, const char **attr)
{
    styles *s = user;
    if (xml_is(name, "numFmt"))
        return custom_format(s, attr);
    if (xml_is(name, "cellXfs"))
        s->in_cells = true;
    else if (s->in_cells && xml_is(name, "xf"))
        return cell_format(s, attr);
    return true;
}

static bool style_end(void *user, const char *name)
{
    styles *s = user;
    if (xml_is(name, "cellXfs"))
        s->in_cells = false;
    return true;
}

/* --- shared strings --------------------------------------------------------------------- */

typedef struct strings {
    xlsx *x;
    bool in_item, capture;
    int phonetic;
} strings;

static bool string_start(void *user, const char *name, const char **attr)
{
    strings *s = user;
    if (xml_is(name, "si")) {
        s->in_item = true;
        sb_reset(&s->x->text);
    } else if (xml_is(name, "rPh")) {
        s->phonetic++;
    } else if (s->in_item && s->phonetic == 0 && xml_is(name, "t")) {
        s->capture = true;
    }
    return true;
}

static bool string_end(void *user, const char *name)
{
    strings *s = user;
    xlsx *x = s->x;
    if (xml_is(name, "t"))
        s->capture = false;
    else if (xml_is(name, "rPh"))
        s->phonetic--;
    if (!xml_is(name, "si"))
        return true;
    s->in_item = false;
    if (x->n_strings >= x->r->lim.cells)
        return reader_limit(x->r, "共享字符串过多", "too many shared strings", x->r->lim.cells);
    if (!MEM_GROW(x->strings, x->cap_strings, x->n_strings + 1))
        return fail_memory(x->r->c);
    TRY(xlsx_text(x, &x->strings[x->n_strings]));
    x->n_strings++;
    return true;
}

static bool string_text(void *user, str text)
{
    strings *s = user;
    return !s->capture || xlsx_capture(s->x, text);
}

/* --- together --------------------------------------------------------------------------- */

static bool read_tables(xlsx *x, const char *book_part, const rels *l)
{
    static const xml_hooks style_hooks = {on_style, style_end, NULL};
    static const xml_hooks string_hooks = {string_start, string_end, string_text};
    char part[PART_MAX];
    const char *target = rel_target(l, NULL, "styles");
    if (target) {
        styles s = {.x = x};
        resolve(book_part, target, part);
        bool ok = !zip_in_has(x->z, part) || xml_part(x->r, x->z, part, &style_hooks, &s);
        mem_free(s.list);
        TRY(ok);
    }
    target = rel_target(l, NULL, "sharedStrings");
    if (!target)
        return true;
    strings s = {.x = x};
    resolve(book_part, target, part);
    return xml_part(x->r, x->z, part, &string_hooks, &s);
}

static bool read_sheets(xlsx *x, const char *book_part, const rels *l, const book *b)
{
    for (size_t i = 0; i < b->n; i++) {
        const rel *found = NULL;
        for (size_t k = 0; k < l->n && !found; k++)
            if (xml_is(l->list[k].id, b->list[i].id))
                found = &l->list[k];
        if (!found)
            return reader_bad(x->r, "找不到工作表的内容", "the content of a sheet cannot be found",
                              b->list[i].name);
        if (!xml_is(found->type, "worksheet"))
            continue; /* a chart or macro sheet */
        char part[PART_MAX];
        resolve(book_part, found->target, part);
        TRY(reader_sheet(x->r, str_of(b->list[i].name), b->list[i].hidden));
        TRY(xlsx_sheet_part(x, part));
    }
    if (x->r->n_sheets == 0)
        return reader_bad(x->r, "文件中没有工作表", "the file holds no sheet", "");
    return true;
}

static bool read_book(xlsx *x, rels *top, rels *inner, book *b)
{
    static const xml_hooks hooks = {on_book, nothing, NULL};
    char part[PART_MAX];
    TRY(read_rels(x, "", top));
    const char *target = rel_target(top, NULL, "officeDocument");
    resolve("", target ? target : "xl/workbook.xml", part);
    TRY(xml_part(x->r, x->z, part, &hooks, b));
    TRY(read_rels(x, part, inner));
    TRY(read_tables(x, part, inner));
    return read_sheets(x, part, inner, b);
}

bool xlsx_read(reader *r, zip_in *z)
{
    xlsx x;
    xlsx_init(&x, r, z);
    rels top = {.r = r}, inner = {.r = r};
    book b = {.x = &x};
    bool ok = read_book(&x, &top, &inner, &b);
    mem_free(top.list);
    mem_free(inner.list);
    mem_free(b.list);
    xlsx_done(&x);
    return ok;
}
