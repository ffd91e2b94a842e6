/* Maps: whatever a file holds, a table comes out whose every outline is one, or an error that says
 * why; findings name features that are there. */
#include "base/csv.h"
#include "base/embed.h"
#include "base/str.h"
#include "fuzz.h"
#include "io/geo.h"
#include "model/outline.h"

static catalog *the_catalog(void)
{
    static catalog *k;
    static cx c;
    catalog_builder *b;
    issues l;
    if (k)
        return k;
    MUST(cx_init(&c, LANG_EN));
    issues_init(&l, c.a);
    const embedded *units = embed_find("catalogue/units.csv");
    MUST(catalog_builder_new(&c, (str){(const char *)units->data, units->size}, &b));
    MUST(catalog_add_table(&c, b, S("areas"),
                           S("code,name,level\n370100,济南市,prefecture\n371200,莱芜市,prefecture\n"
                             "37,山东省,province\n"),
                           &l));
    MUST(catalog_finish(&c, b, &l, &k));
    catalog_builder_free(b);
    issues_done(&l);
    return k;
}

static void check_table(cx *c, const geo_table *g)
{
    csv r;
    outline_size size;
    uint32_t rows = 0;
    csv_init(&r, g->csv);
    MUST(csv_next(c, &r) && r.n == 4);
    while (csv_next(c, &r)) {
        MUST(r.n == 4 && rows < g->n && g->names[rows]);
        MUST(outline_measure(r.fields[3], &size) && size.rings);
        rows++;
    }
    MUST(c->err.code == ERR_NONE && rows == g->n);
    csv_done(&r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cx c;
    issues l;
    geo_table g;
    str s = {(const char *)data, size};
    MUST(cx_init(&c, size % 2 ? LANG_ZH : LANG_EN));
    issues_init(&l, c.a);
    if (geo_looks(s) && geo_read(&c, s, the_catalog(), &g, &l))
        check_table(&c, &g);
    else
        MUST(!geo_looks(s) || c.err.code != ERR_NONE);
    issues_done(&l);
    cx_done(&c);
    return 0;
}
