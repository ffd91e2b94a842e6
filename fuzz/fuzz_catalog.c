/* Catalogue tables: a line "#areas" starts a table. Whatever they say, the catalogue finishes or a
 * finding says why; one that finishes answers questions, and its export reads back as itself. */
#include "base/sb.h"
#include "base/str.h"
#include "fuzz.h"
#include "model/boundary.h"

static const char units[] =
    "unit,name_en,dimension,factor,aliases\n亿元,,CNY,100000000,\n%,,percent,1,\n";

typedef struct load {
    cx c;
    arena *a;
    issues list;
    catalog_builder *b;
    catalog *k;
} load;

static void start(load *l)
{
    MUST(cx_init(&l->c, LANG_EN));
    MUST(l->a = arena_new(0));
    issues_init(&l->list, l->a);
    MUST(catalog_builder_new(&l->c, str_of(units), &l->b));
}

static void stop(load *l)
{
    catalog_free(l->k);
    catalog_builder_free(l->b);
    issues_done(&l->list);
    arena_free(l->a);
    cx_done(&l->c);
}

static void finish(load *l)
{
    size_t before = l->list.errors;
    MUST(catalog_finish(&l->c, l->b, &l->list, &l->k));
    MUST((l->k == NULL) == (l->list.errors > before));
    for (size_t i = 0; i < l->list.n; i++)
        MUST(l->list.list[i].zh[0] && l->list.list[i].en[0]);
}

/* Each table starts at a line "#name". */
static void add_tables(load *l, str text)
{
    while (text.n) {
        str name = {0};
        if (!str_starts(text, S("#")) || !str_split(&text, '\n', &name))
            return;
        ptrdiff_t end = str_find(text, S("\n#"));
        str csv = end < 0 ? text : str_sub(text, 0, (size_t)end + 1);
        if (catalog_table(str_from(name, 1)))
            MUST(catalog_add_table(&l->c, l->b, str_from(name, 1), csv, &l->list));
        text = str_from(text, csv.n);
    }
}

static void ask(load *l)
{
    const catalog *k = l->k;
    uint32_t out[4];
    period p = {FREQ_M, 2016 * 12 + 4};
    for (uint32_t i = 0; i < k->n_areas && i < 50; i++) {
        const area *a = &k->areas[i];
        boundary b;
        for (int level = LEVEL_NATION; level <= LEVEL_STREET; level++)
            area_roster(k, i, (area_level)level, p, out, 4);
        MUST(boundary_on(&l->c, k, i, period_last_day((period){FREQ_Y, 2020}), p, &b));
        MUST(b.n_parts == 0 || b.n_missing == 0);
        if (!a->withdrawn)
            MUST(catalog_find_area(k, a->code, ID_NONE, INT64_MAX, out, 4) == 1 && out[0] == i);
        catalog_find_area(k, a->name, a->parent, period_last_day(p), out, 4);
    }
    for (uint32_t i = 0; i < k->n_inds && i < 50; i++) {
        catalog_find_ind(k, k->inds[i].name, INT64_MAX, out, 4);
        if (k->n_areas)
            catalog_break(k, i, 0, p, (period){FREQ_Y, 2020});
    }
}

static void export_all(load *l, sb *out)
{
    for (const table_def *t = catalog_tables; t->name; t++) {
        sb_printf(out, "#%s\n", t->name);
        MUST(catalog_export(&l->c, l->k, str_of(t->name), out));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    load l = {0}, again = {0};
    sb one CLEANUP(sb_done);
    sb two CLEANUP(sb_done);
    sb_init(&one, 0);
    sb_init(&two, 0);
    start(&l);
    add_tables(&l, (str){(const char *)data, size});
    finish(&l);
    if (l.k) {
        ask(&l);
        export_all(&l, &one);
    }
    /* An apostrophe may be a guard against formulas, which reading removes. */
    if (l.k && !memchr(data, '\'', size)) {
        start(&again);
        for (const table_def *t = catalog_tables; t->name; t++) {
            sb_reset(&two);
            MUST(catalog_export(&l.c, l.k, str_of(t->name), &two));
            MUST(catalog_add_table(&again.c, again.b, str_of(t->name), sb_str(&two), &again.list));
        }
        finish(&again);
        MUST(again.k);
        sb_reset(&two);
        export_all(&again, &two);
        MUST(str_eq(sb_str(&one), sb_str(&two)));
        stop(&again);
    }
    stop(&l);
    return 0;
}
