#include "io/docx_fill.h"
#include "io/docx_out.h"
#include "io/xml.h"
#include "io/zipout.h"

#define SPANS_MAX 4096
#define LOOP_DEPTH 2
#define FILLED_MAX ((size_t)128 << 20) /* bytes of all parts when filled: they are held together */
#define WORK_MAX 1000000               /* placeholders; a table or a block counts for many */
#define WORK_BLOCK 1000

/* ---- joining what Word split over runs ---- */
typedef struct span {
    size_t open, text, end; /* <w:t…>, its text, </w:t> in the paragraph */
} span;

static ptrdiff_t find_from(str s, size_t from, const char *what)
{
    ptrdiff_t at = from <= s.n ? str_find(str_from(s, from), str_of(what)) : -1;
    return at < 0 ? -1 : at + (ptrdiff_t)from;
}

/* The next <name> or <name …> that has content. */
static ptrdiff_t find_tag(str s, size_t from, const char *open)
{
    for (ptrdiff_t at; (at = find_from(s, from, open)) >= 0; from = (size_t)at + 1) {
        size_t after = (size_t)at + strlen(open);
        if (after < s.n && (s.p[after] == '>' || s.p[after] == ' '))
            return at;
    }
    return -1;
}

/* The end of a span is looked for once, however many begin before it. */
static size_t spans_of(str para, span *out)
{
    size_t n = 0, from = 0;
    ptrdiff_t at, end = find_from(para, 0, "</w:t>");
    while (n < SPANS_MAX && end >= 0 && (at = find_tag(para, from, "<w:t")) >= 0) {
        ptrdiff_t gt = find_from(para, (size_t)at, ">");
        if (end < at)
            end = find_from(para, (size_t)at, "</w:t>");
        if (gt < 0 || end < 0)
            break;
        from = (size_t)gt + 1;
        if (para.p[gt - 1] == '/' || end < gt)
            continue;
        out[n++] = (span){(size_t)at, (size_t)gt + 1, (size_t)end};
        from = (size_t)end;
    }
    return n;
}

/* Each character goes to its own span; those of a placeholder to the span in which it begins. */
static void join_spans(str para, const span *s, size_t n, str all, sb *out)
{
    size_t done = 0, at = 0, base = 0;
    bool more = true; /* a }} may still follow */
    for (size_t i = 0; i < n; i++) {
        size_t len = s[i].end - s[i].text, stop = base + len;
        sb_put(out, str_sub(para, done, s[i].open - done));
        sb_putz(out, "<w:t xml:space=\"preserve\">");
        while (at < stop) {
            ptrdiff_t open =
                find_from(str_sub(all, 0, stop + 1 < all.n ? stop + 1 : all.n), at, "{{");
            size_t plain = open < 0 || (size_t)open > stop ? stop : (size_t)open;
            sb_put(out, str_sub(all, at, plain - at));
            at = plain;
            if (at >= stop)
                break;
            ptrdiff_t end = more ? find_from(all, at, "}}") : -1;
            more = end >= 0;
            size_t to = end < 0 ? stop : (size_t)end + 2;
            sb_put(out, str_sub(all, at, to - at));
            at = to;
        }
        done = s[i].end;
        base = stop;
    }
    sb_put(out, str_from(para, done));
}

static bool join_para(cx *c, str para, span *s, sb *out)
{
    sb all CLEANUP(sb_done) = {0};
    sb_init(&all, 0);
    size_t n = spans_of(para, s);
    for (size_t i = 0; i < n; i++)
        sb_put(&all, str_sub(para, s[i].text, s[i].end - s[i].text));
    if (!sb_ok(&all))
        return fail_memory(c);
    if (str_find(sb_str(&all), S("{{")) < 0)
        sb_put(out, para);
    else
        join_spans(para, s, n, sb_str(&all), out);
    return true;
}

/* Paragraph by paragraph; one that holds others (a text box) is taken from the inner one on. */
static bool join_part(cx *c, str xml, sb *out)
{
    span *s = cx_alloc(c, SPANS_MAX * sizeof *s);
    TRY(s);
    size_t done = 0;
    for (ptrdiff_t at; (at = find_tag(xml, done, "<w:p")) >= 0;) {
        ptrdiff_t end = find_from(xml, (size_t)at, "</w:p>"), gt = find_from(xml, (size_t)at, ">"),
                  inner;
        if (end < 0 || gt < 0)
            break;
        while ((inner = find_tag(xml, (size_t)at + 1, "<w:p")) >= 0 && inner < end)
            at = inner;
        size_t to = (size_t)end + strlen("</w:p>");
        sb_put(out, str_sub(xml, done, (size_t)at - done));
        TRY(join_para(c, str_sub(xml, (size_t)at, to - (size_t)at), s, out));
        done = to;
    }
    sb_put(out, str_from(xml, done));
    return sb_ok(out) || fail_memory(c);
}

/* ---- filling ---- */
typedef struct fill {
    cx *c;
    const fill_source *from;
    int item, depth;
    uint64_t work;
    size_t made; /* bytes of the parts before this one */
} fill;

/* A template is written by somebody: what it may cost is bounded, whatever stands in it. Asked before
 * `more` bytes are put. */
static bool charge(fill *f, uint64_t units, const sb *out, size_t more)
{
    uint64_t before = f->work;
    f->work += units;
    if (f->made + out->n + more > FILLED_MAX)
        return fail(f->c, ERR_LIMIT, "模板填好后超过 128 MiB",
                    "the template is larger than 128 MiB when filled");
    if (f->work > WORK_MAX)
        return fail(f->c, ERR_LIMIT, "模板中的占位符过多",
                    "the template has too many placeholders");
    return before / WORK_BLOCK == f->work / WORK_BLOCK ||
           cx_progress(f->c, f->c->lang == LANG_ZH ? "填写模板" : "filling the template", f->work,
                       0);
}

static bool unknown(fill *f, str name)
{
    return fail(f->c, ERR_DATA, "模板中的 {{" STR_FMT "}} 无法识别；见 docs/formats.md",
                "the template's {{" STR_FMT "}} is unknown; see docs/formats.md", STR_ARG(name));
}

/* Where the last <w:p or <w:tr in [from, at) begins. */
static ptrdiff_t last_tag(str s, size_t from, size_t at, const char *open)
{
    ptrdiff_t found = -1;
    size_t n = strlen(open);
    for (size_t i = at; i-- > from && found < 0;)
        if (i + n < s.n && !memcmp(s.p + i, open, n) && (s.p[i + n] == '>' || s.p[i + n] == ' '))
            found = (ptrdiff_t)i;
    return found;
}

/* The element `open` around [at, to), not before `from`: false when they do not lie in one. */
static bool around(str s, size_t from, size_t at, size_t to, const char *open, const char *close,
                   size_t *a, size_t *b)
{
    ptrdiff_t start = last_tag(s, from, at, open), end = find_from(s, to, close);
    if (start < 0 || end < 0)
        return false;
    ptrdiff_t first = find_from(s, (size_t)start, close);
    *a = (size_t)start;
    *b = (size_t)end + strlen(close);
    return first == end;
}

static bool expand(fill *f, str xml, sb *out);

static bool repeat(fill *f, str name, str unit, sb *out)
{
    uint32_t n = 0;
    bool known = false;
    int outer = f->item;
    TRY(f->from->loop(f->from->user, name, &n, &known));
    if (!known)
        return unknown(f, name);
    if (++f->depth > LOOP_DEPTH)
        return fail(f->c, ERR_LIMIT, "模板循环嵌套过深",
                    "loops of the template are nested too deep");
    for (uint32_t i = 0; i < n; i++) {
        f->item = (int)i;
        TRY(charge(f, 1, out, unit.n));
        TRY(expand(f, unit, out));
    }
    f->item = outer;
    f->depth--;
    return true;
}

/* {{#name}} stands at `at`; `from` is what has been put out of xml so far. *next: where to go on. */
static bool put_loop(fill *f, str xml, size_t from, size_t at, size_t open_end, str name, sb *out,
                     size_t *next)
{
    char mark[80];
    size_t a, b, a2, b2;
    if (name.n > 64)
        return unknown(f, name);
    TRY(charge(f, 1 + xml.n / 65536, out, 0)); /* it is searched as a whole */
    snprintf(mark, sizeof mark, "{{/" STR_FMT "}}", STR_ARG(name));
    ptrdiff_t end = find_from(xml, open_end, mark);
    if (end < 0)
        return fail(f->c, ERR_DATA, "模板中的 {{#" STR_FMT "}} 没有 {{/" STR_FMT "}}",
                    "the template's {{#" STR_FMT "}} has no {{/" STR_FMT "}}", STR_ARG(name),
                    STR_ARG(name));
    size_t close_end = (size_t)end + strlen(mark);
    sb unit CLEANUP(sb_done) = {0};
    sb_init(&unit, 0);
    if (around(xml, from, at, close_end, "<w:tr", "</w:tr>", &a, &b)) { /* one table row */
        sb_put(out, str_sub(xml, from, a - from));
        sb_put(&unit, str_sub(xml, a, at - a));
        sb_put(&unit, str_sub(xml, open_end, (size_t)end - open_end));
        sb_put(&unit, str_sub(xml, close_end, b - close_end));
        *next = b;
    } else if (around(xml, from, at, open_end, "<w:p", "</w:p>", &a, &b) &&
               around(xml, b, (size_t)end, close_end, "<w:p", "</w:p>", &a2, &b2)) {
        sb_put(out, str_sub(xml, from, a - from));
        sb_put(&unit, str_sub(xml, b, a2 - b));
        *next = b2;
    } else { /* within one paragraph */
        sb_put(out, str_sub(xml, from, at - from));
        sb_put(&unit, str_sub(xml, open_end, (size_t)end - open_end));
        *next = close_end;
    }
    if (!sb_ok(&unit))
        return fail_memory(f->c);
    return repeat(f, name, sb_str(&unit), out);
}

/* A paragraph that stands for a table or for several paragraphs. */
static bool put_whole(fill *f, str xml, size_t from, size_t at, size_t end, str name, sb *out,
                      size_t *next)
{
    size_t a, b;
    bool known = false, table = str_starts(name, S("table "));
    str what = str_trim(str_from(name, table ? 6 : 5));
    TRY(charge(f, WORK_BLOCK, out, 0));
    if (!around(xml, from, at, end, "<w:p", "</w:p>", &a, &b))
        return unknown(f, name);
    sb_put(out, str_sub(xml, from, a - from));
    *next = b;
    if (table) {
        const doc_table *t = NULL;
        TRY(f->from->table(f->from->user, what, &t, &known));
        if (known && t)
            docx_table_xml(out, t, false);
        if (known) /* a cell must end in a paragraph, and two tables would become one */
            sb_putz(out, "<w:p/>");
        return known || unknown(f, name);
    }
    const doc_block *k = NULL;
    TRY(f->from->text(f->from->user, what, &k, &known));
    for (; k; k = k->next) {
        if (k->kind != DOC_PARA)
            continue;
        TRY(charge(f, 1, out, b - a + k->text.n));
        sb_put(out, str_sub(xml, a, at - a));
        xml_put(out, k->text);
        sb_put(out, str_sub(xml, end, b - end));
    }
    return known || unknown(f, name);
}

static bool expand(fill *f, str xml, sb *out)
{
    size_t from = 0;
    for (ptrdiff_t at; (at = find_from(xml, from, "{{")) >= 0;) {
        ptrdiff_t end = find_from(xml, (size_t)at, "}}");
        if (end < 0)
            break;
        str name = str_trim(str_sub(xml, (size_t)at + 2, (size_t)end - (size_t)at - 2));
        if (str_starts(name, S("#"))) {
            TRY(put_loop(f, xml, from, (size_t)at, (size_t)end + 2, str_trim(str_from(name, 1)),
                         out, &from));
        } else if (str_starts(name, S("table ")) || str_starts(name, S("text "))) {
            TRY(put_whole(f, xml, from, (size_t)at, (size_t)end + 2, name, out, &from));
        } else {
            bool known = false;
            sb value CLEANUP(sb_done) = {0};
            sb_init(&value, 0);
            TRY(charge(f, 1, out, (size_t)at - from));
            TRY(f->from->value(f->from->user, name, f->item, &value, &known));
            if (!known)
                return unknown(f, name);
            sb_put(out, str_sub(xml, from, (size_t)at - from));
            xml_put(out, sb_str(&value));
            from = (size_t)end + 2;
        }
    }
    sb_put(out, str_from(xml, from));
    return sb_ok(out) || fail_memory(f->c);
}

/* ---- the archive ---- */
static bool filled_part(const char *name)
{
    str s = str_of(name);
    return str_eqz(s, "word/document.xml") ||
           ((str_starts(s, S("word/header")) || str_starts(s, S("word/footer"))) &&
            str_ends(s, S(".xml")));
}

/* What was well-formed is not any more. */
static bool reaches_over(fill *f, const char *name)
{
    if (f->c->err.code != ERR_FORMAT)
        return false;
    cx_clear(f->c);
    return fail(
        f->c, ERR_DATA,
        "模板 %s 中的循环跨越了段落或单元格；请让 {{#…}} 与 {{/…}} 同处一行、一段，或各占一段",
        "a loop in the template's %s reaches over paragraphs or cells; put {{#…}} and "
        "{{/…}} into one row, one paragraph, or paragraphs of their own",
        name);
}

static bool fill_part(fill *f, zip_out *z, uint32_t i, const char *name)
{
    sb xml CLEANUP(sb_done) = {0}, joined CLEANUP(sb_done) = {0}, done CLEANUP(sb_done) = {0};
    str kept;
    sb_init(&xml, 0);
    sb_init(&joined, 0);
    sb_init(&done, 0);
    TRY(zip_out_read(z, i, &xml));
    if (str_find(sb_str(&xml), S("{")) < 0)
        return true; /* stays as it is */
    TRY(xml_check(f->c, sb_str(&xml), "template.docx", name));
    TRY(join_part(f->c, sb_str(&xml), &joined));
    if (str_find(sb_str(&joined), S("{{")) < 0)
        return true;
    TRY(expand(f, sb_str(&joined), &done) && charge(f, 0, &done, 0));
    f->made += done.n;
    if (!xml_check(f->c, sb_str(&done), "template.docx", name))
        return reaches_over(f, name);
    if (!arena_str(f->c->a, sb_str(&done), &kept))
        return fail_memory(f->c);
    return zip_out_add(z, name, kept);
}

bool docx_fill(cx *c, str docx, const fill_source *from, sb *out)
{
    zip_out *z;
    fill f = {.c = c, .from = from, .item = -1};
    bool body = false, ok = true;
    const char *name;
    if (docx.n < 4 || memcmp(docx.p, "PK\3\4", 4) != 0)
        return fail(c, ERR_FORMAT, "模板不是 .docx 文件", "the template is not a .docx file");
    TRY(zip_out_from(c, docx, &z));
    for (uint32_t i = 0; ok && (name = zip_out_name(z, i)); i++)
        if (filled_part(name)) {
            body |= !strcmp(name, "word/document.xml");
            name = cx_strdup(c, str_of(name));
            ok = name && fill_part(&f, z, i, name);
        }
    if (ok && !body)
        ok = fail(c, ERR_FORMAT, "模板里没有 word/document.xml",
                  "the template has no word/document.xml");
    if (ok)
        return zip_out_close(z, out);
    zip_out_drop(z);
    return false;
}
