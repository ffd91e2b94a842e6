/* The two formats into rings on the grid. */
#include "base/mem.h"
#include "base/str.h"
#include "io/geo_int.h"
#include "model/outline.h"
#include <jansson.h>
#include <math.h>

#define DEPTH 8 /* collections within collections */
#define PROGRESS_EACH 65536

typedef struct reader {
    cx *c;
    geo_map *m;
    const catalog *k;
    const json_t *arcs; /* TopoJSON; NULL for GeoJSON */
    bool steps;         /* arcs are differences on a grid of their own */
    double scale[2], move[2];
    str from, to;                   /* of the whole file */
    uint32_t ring, point, features; /* what is being read, from 1 */
    geo_feature *f;
    double *arc; /* one arc, decoded */
    size_t arc_cap;
    uint32_t n_read; /* points looked at, kept or not */
} reader;

static bool bad(const reader *r, const char *zh, const char *en)
{
    return fail(r->c, ERR_DATA, "第 %u 个要素（" STR_FMT "）第 %u 环第 %u 点：%s",
                "feature %u (" STR_FMT ") ring %u point %u: %s", r->f->number,
                STR_ARG(r->f->name.n ? r->f->name : r->f->area), r->ring, r->point,
                r->c->lang == LANG_EN ? en : zh);
}

/* ---- points and rings ---- */
static bool too_many(const reader *r, uint32_t most)
{
    return fail(r->c, ERR_LIMIT, "地图超过 %u 个点；请先化简",
                "more than %u points; simplify it first", most);
}

/* Before work on n points: equal ones leave nothing behind, but are to be read all the same. */
static bool more_points(reader *r, size_t n)
{
    if (n > GEO_MAX_READ - r->n_read)
        return too_many(r, GEO_MAX_READ);
    uint32_t before = r->n_read;
    r->n_read += (uint32_t)n;
    return before / PROGRESS_EACH == r->n_read / PROGRESS_EACH ||
           cx_progress(r->c, "read", r->n_read, 0);
}

static bool add_point(reader *r, double lon, double lat)
{
    geo_map *m = r->m;
    r->point++;
    if (!isfinite(lon) || !isfinite(lat) || fabs(lon) > 180 || fabs(lat) > 90)
        return bad(r, "不是经纬度（经度 −180 至 180 在前，纬度 −90 至 90 在后）；请先转换为度",
                   "no longitude (-180 to 180) followed by a latitude (-90 to 90); convert to "
                   "degrees first");
    geo_point p = {(int32_t)lround(lon * OUTLINE_GRID), (int32_t)lround(lat * OUTLINE_GRID)};
    geo_ring *g = &m->rings[m->n_rings - 1];
    if (g->n && m->points[m->n_points - 1].x == p.x && m->points[m->n_points - 1].y == p.y)
        return true;
    if (m->n_points >= GEO_MAX_POINTS)
        return too_many(r, GEO_MAX_POINTS);
    if (!MEM_GROW(m->points, m->points_cap, m->n_points + 1))
        return fail_memory(r->c);
    m->points[m->n_points++] = p;
    g->n++;
    return true;
}

static bool begin_ring(reader *r)
{
    geo_map *m = r->m;
    if (!MEM_GROW(m->rings, m->rings_cap, m->n_rings + 1))
        return fail_memory(r->c);
    m->rings[m->n_rings++] = (geo_ring){(uint32_t)m->n_points, 0, (uint32_t)(r->f - m->features)};
    r->ring++;
    r->point = 0;
    return true;
}

static bool end_ring(reader *r)
{
    geo_ring *g = &r->m->rings[r->m->n_rings - 1];
    if (r->point < 3)
        return bad(r, "环至少要有三个点", "a ring has at least three points");
    const geo_point *p = r->m->points + g->from;
    if (g->n > 1 && p[0].x == p[g->n - 1].x && p[0].y == p[g->n - 1].y) {
        g->n--;
        r->m->n_points--;
    } else if (g->n > 1) {
        r->f->unclosed = true;
    }
    return true;
}

static bool position(reader *r, const json_t *p, double out[2])
{
    for (size_t i = 0; i < 2; i++) {
        const json_t *v = json_array_get(p, i);
        if (!json_is_number(v)) {
            r->point++;
            return bad(r, "坐标应为 [经度, 纬度] 两个数", "a position is [longitude, latitude]");
        }
        out[i] = json_number_value(v);
    }
    return true;
}

/* ---- arcs of TopoJSON ---- */
static bool decode_arc(reader *r, const json_t *arc, size_t n)
{
    double x = 0, y = 0, p[2] = {0};
    if (!MEM_GROW(r->arc, r->arc_cap, 2 * n))
        return fail_memory(r->c);
    for (size_t i = 0; i < n; i++) {
        TRY(position(r, json_array_get(arc, i), p));
        x = r->steps ? x + p[0] : p[0];
        y = r->steps ? y + p[1] : p[1];
        r->arc[2 * i] = r->steps ? x * r->scale[0] + r->move[0] : x;
        r->arc[2 * i + 1] = r->steps ? y * r->scale[1] + r->move[1] : y;
    }
    return true;
}

static bool add_arc(reader *r, const json_t *which)
{
    json_int_t i = json_is_integer(which) ? json_integer_value(which) : INT64_MAX;
    const json_t *arc = i == INT64_MAX ? NULL : json_array_get(r->arcs, (size_t)(i < 0 ? ~i : i));
    size_t n = json_array_size(arc);
    if (n == 0)
        return bad(r, "引用了不存在的弧（arcs）", "it names an arc that is not there");
    TRY(more_points(r, n) && decode_arc(r, arc, n));
    for (size_t j = 0; j < n; j++) {
        size_t at = i < 0 ? n - 1 - j : j;
        TRY(add_point(r, r->arc[2 * at], r->arc[2 * at + 1]));
    }
    return true;
}

static bool read_ring(reader *r, const json_t *ring)
{
    double p[2] = {0};
    TRY(begin_ring(r));
    if (!json_is_array(ring))
        return bad(r, "环应为坐标的数组", "a ring is an array of positions");
    TRY(r->arcs || more_points(r, json_array_size(ring)));
    for (size_t i = 0; i < json_array_size(ring); i++) {
        const json_t *v = json_array_get(ring, i);
        TRY(r->arcs ? add_arc(r, v) : position(r, v, p) && add_point(r, p[0], p[1]));
    }
    return end_ring(r);
}

static bool read_polygon(reader *r, const json_t *rings)
{
    for (size_t i = 0; i < json_array_size(rings); i++)
        TRY(read_ring(r, json_array_get(rings, i)));
    return true;
}

static bool read_geometry(reader *r, const json_t *g, int depth)
{
    const char *type = json_string_value(json_object_get(g, "type"));
    const json_t *body = json_object_get(g, r->arcs ? "arcs" : "coordinates");
    if (type && !strcmp(type, "Polygon"))
        return read_polygon(r, body);
    if (type && !strcmp(type, "MultiPolygon")) {
        for (size_t i = 0; i < json_array_size(body); i++)
            TRY(read_polygon(r, json_array_get(body, i)));
        return true;
    }
    if (!type || strcmp(type, "GeometryCollection") != 0)
        return true; /* points and lines are no areas */
    if (depth >= DEPTH)
        return fail(r->c, ERR_LIMIT, "图形嵌套超过 %d 层", "geometries nest deeper than %d", DEPTH);
    const json_t *list = json_object_get(g, "geometries");
    for (size_t i = 0; i < json_array_size(list); i++)
        TRY(read_geometry(r, json_array_get(list, i), depth + 1));
    return true;
}

/* ---- which area, since when ---- */
static bool text_of(reader *r, const json_t *v, str *ret)
{
    *ret = (str){"", 0};
    if (json_is_string(v))
        return arena_str(r->c->a, (str){json_string_value(v), json_string_length(v)}, ret) ||
               fail_memory(r->c);
    if (!json_is_integer(v))
        return true;
    char *p = cx_printf(r->c, "%lld", (long long)json_integer_value(v));
    *ret = p ? str_of(p) : *ret;
    return p != NULL;
}

/* 156370100 and 370100000000 are 370100. */
static str plain_code(str s)
{
    if (s.n == 9 && str_starts(s, S("156")))
        return str_from(s, 3);
    return s.n == 12 && str_eqz(str_from(s, 6), "000000") ? str_sub(s, 0, 6) : s;
}

static bool identify(reader *r, const json_t *feature, const json_t *props)
{
    static const char *const names[] = {"code", "adcode",   "area",         "area_code", "gb",
                                        "id",   "区划代码", "行政区划代码", "代码"};
    geo_feature *f = r->f;
    const json_t *name = json_object_get(props, "name");
    TRY(text_of(r, name ? name : json_object_get(props, "名称"), &f->name));
    for (size_t i = 0; i <= COUNT_OF(names); i++) {
        str v;
        TRY(text_of(r,
                    i < COUNT_OF(names) ? json_object_get(props, names[i])
                                        : json_object_get(feature, "id"),
                    &v));
        v = plain_code(str_trim(v));
        if (v.n && (!f->area.n || catalog_area(r->k, v) != ID_NONE))
            f->area = v;
        if (f->area.n && catalog_area(r->k, f->area) != ID_NONE)
            return true;
    }
    area_id found[2];
    if (f->name.n && catalog_find_area(r->k, f->name, ID_NONE, INT64_MAX, found, 2) == 1)
        f->area = r->k->areas[found[0]].code;
    else if (!f->area.n)
        f->area = f->name;
    return true;
}

static bool validity_of(reader *r, const json_t *props, str *from, str *to)
{
    const json_t *f = json_object_get(props, "valid_from"), *t = json_object_get(props, "valid_to");
    return (!f || text_of(r, f, from)) && (!t || text_of(r, t, to));
}

static bool read_feature(reader *r, const json_t *feature, const json_t *geometry)
{
    geo_map *m = r->m;
    const json_t *props = json_object_get(feature, "properties");
    if (r->features >= GEO_MAX_FEATURES)
        return fail(r->c, ERR_LIMIT, "地图超过 %u 个要素；请分成几个文件",
                    "more than %u features; split the file", GEO_MAX_FEATURES);
    if (!MEM_GROW(m->features, m->features_cap, m->n_features + 1))
        return fail_memory(r->c);
    r->f = &m->features[m->n_features];
    *r->f = (geo_feature){.from = r->from, .to = r->to, .number = ++r->features};
    r->ring = 0;
    TRY(identify(r, feature, props) && validity_of(r, props, &r->f->from, &r->f->to));
    TRY(read_geometry(r, geometry, 0));
    if (!r->ring)
        m->left_out++;
    else
        m->n_features++;
    return true;
}

static bool read_features(reader *r, const json_t *root)
{
    const json_t *list = json_object_get(root, "features");
    TRY(validity_of(r, root, &r->from, &r->to));
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *f = json_array_get(list, i);
        TRY(read_feature(r, f, json_object_get(f, "geometry")));
    }
    return true;
}

static bool read_topology(reader *r, json_t *root)
{
    const char *key;
    json_t *object;
    const json_t *t = json_object_get(root, "transform");
    r->arcs = json_object_get(root, "arcs");
    r->steps = json_is_object(t);
    for (size_t i = 0; r->steps && i < 2; i++) {
        r->scale[i] = json_number_value(json_array_get(json_object_get(t, "scale"), i));
        r->move[i] = json_number_value(json_array_get(json_object_get(t, "translate"), i));
    }
    TRY(validity_of(r, root, &r->from, &r->to));
    json_object_foreach(json_object_get(root, "objects"), key, object)
    {
        const json_t *list = json_object_get(object, "geometries");
        if (!list)
            TRY(read_feature(r, object, object));
        for (size_t i = 0; i < json_array_size(list); i++)
            TRY(read_feature(r, json_array_get(list, i), json_array_get(list, i)));
    }
    return true;
}

static bool read_root(reader *r, json_t *root)
{
    const char *type = json_string_value(json_object_get(root, "type"));
    if (type && !strcmp(type, "FeatureCollection"))
        return read_features(r, root);
    if (type && !strcmp(type, "Feature"))
        return read_feature(r, root, json_object_get(root, "geometry"));
    if (type && !strcmp(type, "Topology"))
        return read_topology(r, root);
    return fail(r->c, ERR_FORMAT,
                "是 JSON，但不是 GeoJSON（FeatureCollection）或 TopoJSON（Topology）",
                "JSON, but neither GeoJSON (FeatureCollection) nor TopoJSON (Topology)");
}

bool geo_parse(cx *c, str data, const catalog *k, geo_map *m)
{
    json_error_t e;
    reader r = {.c = c, .m = m, .k = k, .from = {"", 0}, .to = {"", 0}};
    if (data.n > GEO_MAX_BYTES)
        return fail(c, ERR_LIMIT, "地图文件超过 %zu MB；请先化简",
                    "the map is larger than %zu MB; simplify it first", GEO_MAX_BYTES >> 20);
    json_t *root = json_loadb(data.p ? data.p : "", data.n, JSON_REJECT_DUPLICATES, &e);
    if (!root && json_error_code(&e) == json_error_out_of_memory)
        return fail_memory(c);
    if (!root)
        return fail(c, ERR_FORMAT, "不是完好的 JSON：第 %d 行第 %d 列：%s",
                    "no sound JSON: line %d column %d: %s", e.line, e.column, e.text);
    bool ok = read_root(&r, root);
    json_decref(root);
    mem_free(r.arc);
    return ok;
}
