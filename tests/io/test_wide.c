/* The three workbooks of the office and the generated ones, each against its tidy answer. With a
 * file name as argument: show what is made of it. */
#include "wide_test.h"
#include <dirent.h>

/* ---- comparing with the answer ---- */
typedef struct tidy_row {
    str key; /* area|indicator|period|basis|kind */
    str level, growth, unit, base, rank;
    bool from_base, seen;
} tidy_row;
typedef struct tidy {
    tidy_row *rows;
    size_t n, cap;
} tidy;

static str own_period(const catalog *k, cx *c, ind_id i, basis b, kind kd, str text)
{
    period p, stored;
    char out[PERIOD_TEXT_MAX];
    (void)kd;
    if (!period_parse_iso(text, &p))
        return text;
    period m;
    if (b != BASIS_PERIOD && period_point(p, k->inds[i].freqs[0], &m))
        p = m;
    else if (b == BASIS_PERIOD && k->inds[i].freqs[0] == FREQ_Q && period_point(p, FREQ_Q, &m))
        p = m;
    stored = p;
    return str_of(cx_strdup(c, (str){out, period_print(stored, out)}));
}

static str number(cx *c, str s)
{
    dec d;
    if (dec_parse(s, &d) != DEC_OK)
        return s;
    return str_of(cx_printf(c, "%.10g", dec_double(d)));
}

static void add_tidy(office *o, tidy *t, str area, str ind, str p, str b, str kd, tidy_row r)
{
    ind_id i = catalog_ind(o->k, ind);
    assert_int_not_equal(i, ID_NONE);
    basis bs = BASIS_NONE;
    kind kn = KIND_FINAL;
    if (b.n)
        assert_true(basis_parse(b, &bs));
    if (kd.n)
        assert_true(kind_parse(kd, &kn));
    if (bs == BASIS_NONE)
        bs = o->k->inds[i].basis;
    str pt = own_period(o->k, &o->c, i, bs, kn, p);
    r.key =
        str_of(cx_printf(&o->c, STR_FMT "|" STR_FMT "|" STR_FMT "|%s|%s", STR_ARG(area),
                         STR_ARG(o->k->inds[i].name), STR_ARG(pt), basis_name(bs), kind_name(kn)));
    r.level = number(&o->c, r.level);
    r.growth = number(&o->c, r.growth);
    r.base = number(&o->c, r.base);
    assert_true(MEM_GROW(t->rows, t->cap, t->n + 1));
    for (size_t j = 0; j < t->n; j++)
        if (str_eq(t->rows[j].key, r.key)) { /* complementary lines of one key */
            if (!t->rows[j].level.n)
                t->rows[j].level = r.level;
            if (!t->rows[j].growth.n)
                t->rows[j].growth = r.growth;
            return;
        }
    t->rows[t->n++] = r;
}

static str field(const csv *r, const str *names, size_t n, const char *name)
{
    for (size_t i = 0; i < n && i < r->n; i++)
        if (str_eqz(names[i], name))
            return str_trim(r->fields[i]);
    return (str){"", 0};
}

static void read_tidy(office *o, str text, tidy *t)
{
    csv r;
    str names[32];
    size_t n = 0;
    csv_init(&r, text);
    while (csv_next(&o->c, &r)) {
        if (!n) {
            for (; n < r.n && n < COUNT_OF(names); n++)
                names[n] = str_of(cx_strdup(&o->c, str_trim(r.fields[n])));
            continue;
        }
        tidy_row w = {.level = field(&r, names, n, "level"),
                      .growth = field(&r, names, n, "growth"),
                      .unit = field(&r, names, n, "unit"),
                      .base = field(&r, names, n, "base_level"),
                      .rank = field(&r, names, n, "rank_published"),
                      .from_base = str_eqz(field(&r, names, n, "source"), "同期栏")};
        str *all[] = {&w.level, &w.growth, &w.unit, &w.base, &w.rank};
        for (size_t i = 0; i < COUNT_OF(all); i++)
            *all[i] = str_of(cx_strdup(&o->c, *all[i]));
        str ind = field(&r, names, n, "indicator");
        if (!ind.n) {
            ind_id found[2];
            str name = field(&r, names, n, "indicator_name");
            assert_true(catalog_find_ind(o->k, name, INT64_MAX, found, 2) >= 1);
            ind = o->k->inds[found[0]].code;
        }
        add_tidy(o, t, field(&r, names, n, "area"), ind, field(&r, names, n, "period"),
                 field(&r, names, n, "basis"), field(&r, names, n, "kind"), w);
    }
    assert_int_equal(o->c.err.code, ERR_NONE);
    csv_done(&r);
}

static bool is_value(str s)
{
    dec d;
    return s.n && dec_parse(s, &d) == DEC_OK;
}

/* Same rows, same figures; masks are no values. Unit only where the answer gives one and a level. */
static int compare(office *o, const tidy *got, const tidy *want, const char *name)
{
    int bad = 0;
    for (size_t i = 0; i < want->n; i++) {
        tidy_row *w = &want->rows[i], *g = NULL;
        for (size_t j = 0; j < got->n && !g; j++)
            if (str_eq(got->rows[j].key, w->key))
                g = &got->rows[j];
        if (!g) {
            fprintf(stderr, "%s: missing " STR_FMT " " STR_FMT " " STR_FMT "\n", name,
                    STR_ARG(w->key), STR_ARG(w->level), STR_ARG(w->growth));
            bad++;
            continue;
        }
        g->seen = true;
        bool same = (is_value(g->level) ? str_eq(g->level, w->level) : !w->level.n) &&
                    (is_value(g->growth) ? str_eq(g->growth, w->growth) : !w->growth.n) &&
                    (!w->base.n || str_eq(w->base, g->base)) &&
                    (!w->rank.n || str_eq(w->rank, g->rank)) &&
                    (!w->unit.n || !w->level.n || str_eq(w->unit, g->unit) || !g->unit.n);
        if (!same) {
            fprintf(stderr, "%s: " STR_FMT ": want %.*s %.*s %.*s %.*s, got %.*s %.*s %.*s %.*s\n",
                    name, STR_ARG(w->key), STR_ARG(w->level), STR_ARG(w->growth), STR_ARG(w->unit),
                    STR_ARG(w->rank), STR_ARG(g->level), STR_ARG(g->growth), STR_ARG(g->unit),
                    STR_ARG(g->rank));
            bad++;
        }
    }
    for (size_t j = 0; j < got->n; j++)
        if (!got->rows[j].seen && (is_value(got->rows[j].level) || is_value(got->rows[j].growth))) {
            fprintf(stderr, "%s: not asked for " STR_FMT " " STR_FMT " " STR_FMT "\n", name,
                    STR_ARG(got->rows[j].key), STR_ARG(got->rows[j].level),
                    STR_ARG(got->rows[j].growth));
            bad++;
        }
    (void)o;
    return bad;
}

static int check_file(office *shared, const char *dir, const char *file, const char *answer,
                      bool json)
{
    office o = *shared;
    assert_true(cx_init(&o.c, LANG_ZH));
    workbook *w = NULL;
    char path[2048];
    os_file f;
    tidy got = {0}, want = {0};
    snprintf(path, sizeof path, "%s/%s", dir, file);
    bool ok = workbook_open(&o.c, path, NULL, &w) && office_read(&o, w, json);
    if (!ok)
        fprintf(stderr, "%s: %s\n", path, o.c.err.en);
    int bad = !ok;
    if (ok) {
        read_tidy(&o, sb_str(&o.rows.csv), &got);
        snprintf(path, sizeof path, "%s/%s", dir, answer);
        assert_true(os_map(&o.c, path, 1 << 24, &f));
        read_tidy(&o, f.data, &want);
        os_unmap(&f);
        bad += compare(&o, &got, &want, file);
        if (o.unclear.n && !strstr(file, "unclear")) {
            fprintf(stderr, "%s: not certain\n", file);
            office_print(&o.unclear, stderr);
            bad++;
        }
        if (!o.unclear.n && strstr(file, "unclear")) {
            fprintf(stderr, "%s: certain\n", file);
            bad++;
        }
        if (o.found.errors) {
            office_print(&o.found, stderr);
            bad++;
        }
    }
    mem_free(got.rows);
    mem_free(want.rows);
    office_clear(&o);
    cx_done(&o.c);
    return bad;
}

/* Every workbook of a folder that has an answer beside it. */
static int check_folder(const char *dir, bool json, int *ret_n)
{
    DIR *d = opendir(dir);
    int bad = 0;
    struct dirent *e;
    office o;
    office_open(&o, NULL);
    assert_non_null(d);
    while ((e = readdir(d))) {
        const char *dot = strrchr(e->d_name, '.');
        char answer[512];
        if (!dot || strstr(e->d_name, ".tidy.csv") || !strcmp(dot, ".md") || !strcmp(dot, ".py"))
            continue;
        snprintf(answer, sizeof answer, "%.*s.tidy.csv", (int)(dot - e->d_name), e->d_name);
        char path[2048];
        snprintf(path, sizeof path, "%s/%s", dir, answer);
        if (!os_exists(path))
            continue;
        bad += check_file(&o, dir, e->d_name, answer, json);
        (*ret_n)++;
    }
    closedir(d);
    office_close(&o);
    return bad;
}

static void folder(const char *name, bool json, int least)
{
    char dir[1024];
    const char *root = getenv("DIAODU_ROOT");
    int n = 0;
    snprintf(dir, sizeof dir, "%s/tests/data/%s", root ? root : "..", name);
    int bad = check_folder(dir, json, &n);
    assert_true(n >= least);
    assert_int_equal(bad, 0);
}

static void samples(void **state)
{
    (void)state;
    folder("office_samples", false, 3);
}

static void samples_through_json(void **state)
{
    (void)state;
    folder("office_samples", true, 3);
}

static void layouts(void **state)
{
    (void)state;
    folder("office_wide", false, 40);
}

static void layouts_through_json(void **state)
{
    (void)state;
    folder("office_wide", true, 40);
}

static int show(const char *path)
{
    office o;
    office_open(&o, NULL);
    workbook *w = NULL;
    bool ok = workbook_open(&o.c, path, NULL, &w) && office_read(&o, w, false);
    if (ok) {
        sb b CLEANUP(sb_done);
        sb_init(&b, 0);
        ok = mapping_describe(&o.c, o.m, o.k, &b);
        printf(STR_FMT, STR_ARG(sb_str(&b)));
        printf("unclear:\n");
        office_print(&o.unclear, stdout);
        printf("found:\n");
        office_print(&o.found, stdout);
        printf(STR_FMT, STR_ARG(sb_str(&o.rows.csv)));
    } else {
        fprintf(stderr, "%s\n", o.c.err.zh);
    }
    office_close(&o);
    return ok ? 0 : 1;
}

int main(int argc, char **argv)
{
    if (argc > 1)
        return show(argv[1]);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples),
        cmocka_unit_test(samples_through_json),
        cmocka_unit_test(layouts),
        cmocka_unit_test(layouts_through_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
