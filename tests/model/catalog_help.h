/* Building catalogues from text in tests. */
#ifndef DIAODU_TEST_CATALOG_HELP_H
#define DIAODU_TEST_CATALOG_HELP_H
#include "base/sb.h"
#include "base/str.h"
#include "model/catalog.h"
#include "testing.h" /* after ours: cmocka's macro fail() would eat theirs */

#define UNITS                                                                                           \
    "unit,name_en,dimension,factor,aliases\n元,,CNY,1,\n万元,,CNY,10000,\n亿元,,CNY,100000000,\n%" \
    ",,ratio,1,\n"                                                                                      \
    "点,,点,1,\n户,,户,1,\n百分点,,points,1,\n"

typedef struct desk {
    cx c;
    arena *a;
    issues list;
    catalog_builder *b;
    catalog *k;
} desk;

static inline void desk_open(desk *d)
{
    *d = (desk){0};
    assert_true(cx_init(&d->c, LANG_ZH));
    d->a = arena_new(0);
    assert_non_null(d->a);
    issues_init(&d->list, d->a);
    if (!catalog_builder_new(&d->c, str_of(UNITS), &d->b))
        fail_msg("%s", d->c.err.en);
}

static inline void desk_close(desk *d)
{
    catalog_free(d->k);
    catalog_builder_free(d->b);
    issues_done(&d->list);
    arena_free(d->a);
    cx_done(&d->c);
}

static inline void desk_add(desk *d, const char *table, const char *csv)
{
    if (!catalog_add_table(&d->c, d->b, str_of(table), str_of(csv), &d->list))
        fail_msg("%s", d->c.err.en);
}

static inline void desk_finish(desk *d)
{
    catalog_free(d->k);
    if (!catalog_finish(&d->c, d->b, &d->list, &d->k))
        fail_msg("%s", d->c.err.en);
}

static inline void desk_show(const desk *d)
{
    for (size_t i = 0; i < d->list.n; i++) {
        const issue *s = &d->list.list[i];
        print_message("%d line %u %.*s [%.*s] %s | %s\n", (int)s->severity, s->line,
                      STR_ARG(s->column), STR_ARG(s->text), s->zh, s->en);
    }
}

/* Finish and expect no finding at all. */
static inline void desk_clean(desk *d)
{
    desk_finish(d);
    if (d->list.n)
        desk_show(d);
    assert_int_equal(d->list.n, 0);
    assert_non_null(d->k);
}

/* Is there a finding at this line and column whose English text contains `en`? */
static inline bool desk_said(const desk *d, issue_severity s, uint32_t line, const char *column,
                             const char *en)
{
    for (size_t i = 0; i < d->list.n; i++) {
        const issue *x = &d->list.list[i];
        if (x->severity == s && x->line == line && str_eqz(x->column, column) &&
            strstr(x->en, en) && strlen(x->zh) > 0)
            return true;
    }
    desk_show(d);
    return false;
}

static inline area_id area_of(const desk *d, const char *code)
{
    area_id a = catalog_area(d->k, str_of(code));
    if (a == ID_NONE)
        fail_msg("no area %s", code);
    return a;
}

static inline ind_id ind_of(const desk *d, const char *code)
{
    ind_id i = catalog_ind(d->k, str_of(code));
    if (i == ID_NONE)
        fail_msg("no indicator %s", code);
    return i;
}

static inline period at(const char *iso)
{
    period p;
    if (!period_parse_iso(str_of(iso), &p))
        fail_msg("not a period: %s", iso);
    return p;
}

/* Codes of areas joined by spaces, in a static buffer. */
static inline const char *codes(const desk *d, const uint32_t *ids, uint32_t n)
{
    static char text[4096];
    size_t len = 0;
    text[0] = 0;
    for (uint32_t i = 0; i < n && len < sizeof text - 128; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, "%s" STR_FMT, i ? " " : "",
                                STR_ARG(d->k->areas[ids[i]].code));
    return text;
}

static inline const char *roster(const desk *d, const char *parent, area_level l, const char *p)
{
    area_id out[64];
    uint32_t n = area_roster(d->k, area_of(d, parent), l, at(p), out, 64);
    return codes(d, out, n);
}

/* What catalog_find_area() answers, as codes. */
static inline const char *find(const desk *d, const char *text, const char *under, const char *day)
{
    area_id out[16];
    int64_t on = day ? period_last_day(at(day)) : INT64_MAX;
    uint32_t n =
        catalog_find_area(d->k, str_of(text), under ? area_of(d, under) : ID_NONE, on, out, 16);
    return codes(d, out, n < 16 ? n : 16);
}
#endif
