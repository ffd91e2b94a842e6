#include "io/geo.h"
#include "base/csv.h"
#include "base/map.h"
#include "base/str.h"
#include "io/geo_int.h"

bool geo_looks(str data)
{
    str s = str_starts(data, S("\xEF\xBB\xBF")) ? str_from(data, 3) : data;
    while (s.n && (s.p[0] == ' ' || s.p[0] == '\n' || s.p[0] == '\r' || s.p[0] == '\t'))
        s = str_from(s, 1);
    return s.n && s.p[0] == '{';
}

/* By the level that most of its areas have: provinces are drawn the smallest. */
static int tolerance_of(const geo_map *m, const catalog *k)
{
    uint32_t count[16] = {0}, most = LEVEL_COUNTY;
    for (size_t i = 0; i < m->n_features; i++) {
        area_id a = catalog_area(k, m->features[i].area);
        if (a != ID_NONE && ++count[k->areas[a].level] > count[most])
            most = k->areas[a].level;
    }
    return most == LEVEL_NATION || most == LEVEL_PROVINCE ? 20 : most == LEVEL_PREFECTURE ? 8 : 3;
}

/* Rings of features of one area and validity go to the first of them. */
static bool join_features(cx *c, geo_map *m)
{
    map seen = {0};
    bool ok = true;
    for (size_t r = 0; ok && r < m->n_rings; r++) {
        const geo_feature *f = &m->features[m->rings[r].feature];
        char *key = cx_printf(c, STR_FMT "\n" STR_FMT "\n" STR_FMT, STR_ARG(f->area),
                              STR_ARG(f->from), STR_ARG(f->to));
        uint32_t first = key ? map_get(&seen, str_of(key)) : 0;
        ok = key != NULL;
        if (ok && first == MAP_NONE)
            ok = map_put(&seen, str_of(key), m->rings[r].feature) || fail_memory(c);
        else if (ok)
            m->rings[r].feature = first;
    }
    map_done(&seen);
    return ok;
}

/* What is smaller than the grid stays as a dot: no island is left out. */
static void put_ring(sb *b, const geo_map *m, const geo_ring *r)
{
    const geo_point *p = m->points + r->from;
    const uint8_t *keep = m->keep + r->from;
    int32_t x = 0, y = 0;
    bool first = true;
    if (r->n < 3) {
        sb_printf(b, "M%d %dl%d 0 0 %dz", p->x, p->y, p->x < 0 ? 1 : -1, p->y < 0 ? 1 : -1);
        return;
    }
    for (uint32_t i = 0, more = 0; i < r->n; i++) {
        if (!keep[i])
            continue;
        if (first)
            sb_printf(b, "M%d %dl", p[i].x, p[i].y);
        else
            sb_printf(b, "%s%d %d", more++ ? " " : "", p[i].x - x, p[i].y - y);
        first = false;
        x = p[i].x;
        y = p[i].y;
    }
    sb_putc(b, 'z');
}

static bool put_feature(cx *c, const geo_map *m, uint32_t at, const uint32_t *next,
                        uint32_t first_ring, sb *b)
{
    const geo_feature *f = &m->features[at];
    csv_put(b, f->area);
    sb_putc(b, ',');
    csv_put(b, f->from);
    sb_putc(b, ',');
    csv_put(b, f->to);
    sb_putc(b, ',');
    size_t before = b->n;
    for (uint32_t r = first_ring; r != UINT32_MAX; r = next[r])
        put_ring(b, m, &m->rings[r]);
    if (b->n - before > CSV_MAX_FIELD_BYTES)
        return fail(
            c, ERR_LIMIT, "第 %u 个要素（" STR_FMT "）的轮廓过细，化简后仍超过 1 MB；请先化简",
            "feature %u (" STR_FMT ") is too fine, beyond 1 MB when simplified; simplify it first",
            f->number, STR_ARG(f->name));
    sb_putc(b, '\n');
    return sb_ok(b) || fail_memory(c);
}

static bool put_features(cx *c, const geo_map *m, sb *b, geo_table *ret)
{
    size_t n = m->n_features + 1;
    uint32_t *next = cx_alloc(c, (m->n_rings + 1) * sizeof *next);
    uint32_t *first = cx_alloc(c, n * sizeof *first);
    ret->names = cx_alloc(c, n * sizeof *ret->names);
    if (!next || !first || !ret->names)
        return false;
    memset(first, 0xFF, n * sizeof *first);
    for (size_t r = m->n_rings; r-- > 0;) {
        next[r] = first[m->rings[r].feature];
        first[m->rings[r].feature] = (uint32_t)r;
    }
    sb_putz(b, "area,from,to,outline\n");
    for (uint32_t i = 0; i < m->n_features; i++) {
        const geo_feature *f = &m->features[i];
        if (first[i] == UINT32_MAX)
            continue;
        TRY(put_feature(c, m, i, next, first[i], b));
        const char *name = c->lang == LANG_EN
                               ? cx_printf(c, "feature %u (" STR_FMT ")", f->number,
                                           STR_ARG(f->name.n ? f->name : f->area))
                               : cx_printf(c, "第 %u 个要素（" STR_FMT "）", f->number,
                                           STR_ARG(f->name.n ? f->name : f->area));
        ret->names[ret->n++] = name;
        TRY(name);
    }
    return true;
}

static bool tell(cx *c, const geo_map *m, issues *list)
{
    uint32_t open = 0, number = 0;
    for (size_t i = 0; i < m->n_features; i++) {
        number = m->features[i].unclosed && !open++ ? m->features[i].number : number;
    }
    if (open)
        TRY(issue_add(c, list, ISSUE_NOTE, 0, S(""), S(""),
                      "%u 个要素有未闭合的环，已闭合；首个是第 %u 个",
                      "%u features have a ring that is not closed; closed; the first is number %u",
                      open, number));
    return !m->left_out ||
           issue_add(c, list, ISSUE_WARNING, 0, S(""), S(""), "%u 个要素没有多边形，未导入",
                     "%u features have no polygon and were left out", m->left_out);
}

static bool convert(cx *c, str data, const catalog *k, geo_map *m, geo_table *ret, issues *list)
{
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 0);
    TRY(geo_parse(c, data, k, m));
    if (m->n_features == 0)
        return fail(c, ERR_DATA, "地图中没有多边形", "there is no polygon in the map");
    ret->tolerance = tolerance_of(m, k);
    TRY(tell(c, m, list) && join_features(c, m) && geo_simplify(c, m, ret->tolerance));
    TRY(put_features(c, m, &b, ret));
    return arena_str(c->a, sb_str(&b), &ret->csv) || fail_memory(c);
}

bool geo_read(cx *c, str data, const catalog *k, geo_table *ret, issues *list)
{
    geo_map m = {0};
    *ret = (geo_table){.csv = {"", 0}};
    if (str_starts(data, S("\xEF\xBB\xBF")))
        data = str_from(data, 3);
    bool ok = convert(c, data, k, &m, ret, list);
    geo_map_done(&m);
    return ok;
}
