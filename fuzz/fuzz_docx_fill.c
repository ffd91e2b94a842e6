/* The template filler: whatever a template's body says, it is filled into well-formed XML without a
 * placeholder left, or refused with a reason. The input is the text within word/document.xml's body,
 * or, when it begins as an archive does, the whole file. */
#include "base/str.h"
#include "fuzz.h"
#include "io/docx_fill.h"
#include "io/xml.h"
#include "io/zipout.h"

static bool give_value(void *user, str name, int item, sb *out, bool *known)
{
    *known = !str_eqz(name, "unknown") && !str_starts(name, S("/"));
    if (*known)
        sb_printf(out, "%d<&>", item);
    return true;
}

static bool give_loop(void *user, str name, uint32_t *n, bool *known)
{
    *known = name.n > 0;
    *n = name.n ? (uint32_t)(name.p[0] & 3) : 0;
    return true;
}

static bool give_table(void *user, str name, const doc_table **ret, bool *known)
{
    static doc_cell cell = {.text = {"x", 1}};
    static doc_table one = {.cols = 1, .rows = 1, .cells = &cell};
    *known = true;
    *ret = name.n & 1 ? &one : NULL;
    return true;
}

static bool give_text(void *user, str name, const doc_block **first, bool *known)
{
    static doc_block two = {.kind = DOC_PARA, .text = {"b", 1}},
                     one = {.next = &two, .kind = DOC_PARA, .text = {"a", 1}};
    *known = true;
    *first = name.n & 1 ? &one : NULL;
    return true;
}

static void pack(cx *c, str body, sb *out)
{
    zip_out *z;
    sb xml;
    str kept;
    sb_init(&xml, 0);
    sb_putz(&xml, "<w:document><w:body>");
    sb_put(&xml, body);
    sb_putz(&xml, "</w:body></w:document>");
    MUST(arena_str(c->a, sb_str(&xml), &kept) && zip_out_new(c, &z));
    sb_done(&xml);
    MUST(zip_out_add(z, "word/document.xml", kept) && zip_out_close(z, out));
}

/* The body of the archive: well-formed? */
static bool fine(cx *c, str docx)
{
    zip_out *z;
    bool ok = true;
    sb xml CLEANUP(sb_done) = {0};
    const char *name;
    sb_init(&xml, 0);
    MUST(zip_out_from(c, docx, &z));
    for (uint32_t i = 0; (name = zip_out_name(z, i)); i++)
        if (!strcmp(name, "word/document.xml")) {
            sb_reset(&xml);
            MUST(zip_out_read(z, i, &xml));
            ok = xml_check(c, sb_str(&xml), "x", "y");
            cx_clear(c);
        }
    zip_out_drop(z);
    return ok;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const fill_source from = {NULL, give_value, give_loop, give_table, give_text};
    cx c;
    sb docx CLEANUP(sb_done) = {0}, out CLEANUP(sb_done) = {0}, again CLEANUP(sb_done) = {0};
    str in = {(const char *)data, size};
    MUST(cx_init(&c, LANG_EN));
    sb_init(&docx, 0);
    sb_init(&out, 0);
    sb_init(&again, 0);
    bool whole = str_starts(in, S("PK"));
    if (!whole)
        pack(&c, in, &docx);
    if (docx_fill(&c, whole ? in : sb_str(&docx), &from, &out)) {
        bool was = fine(&c, whole ? in : sb_str(&docx)), is = fine(&c, sb_str(&out));
        MUST(is || !was);
        MUST(docx_fill(&c, whole ? in : sb_str(&docx), &from, &again));
        MUST(str_eq(sb_str(&out), sb_str(&again)));
    } else {
        MUST(c.err.code != ERR_NONE && c.err.code != ERR_MEMORY && c.err.zh[0] && c.err.en[0]);
    }
    cx_done(&c);
    return 0;
}
