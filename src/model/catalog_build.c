/* From typed rows to a catalogue: references, cycles, children. The lists (sets, breaks …) are in
 * catalog_lists.c. */
#include "model/catalog_impl.h"
#include "base/sb.h"

#define POOL_BLOCK 65536

/* ---- builder ---- */
bool catalog_builder_new(cx *c, str units_csv, catalog_builder **ret)
{
    *ret = NULL;
    catalog_builder *b = mem_zalloc(1, sizeof *b);
    if (!b)
        return fail_memory(c);
    b->a = arena_new(0);
    if (!b->a || !arena_str(b->a, units_csv, &b->units_csv)) {
        catalog_builder_free(b);
        return fail_memory(c);
    }
    if (!unit_table_load(c, b->units_csv, &b->units)) {
        catalog_builder_free(b);
        return false;
    }
    *ret = b;
    return true;
}

void catalog_builder_free(catalog_builder *b)
{
    if (!b)
        return;
    for (int t = 0; t < TABLE_MAX_; t++) {
        mem_free(b->t[t].rows);
        map_done(&b->t[t].keys);
    }
    unit_table_free(b->units);
    arena_free(b->a);
    mem_free(b);
}

void catalog_free(catalog *k)
{
    if (!k)
        return;
    if (k->index) {
        map_done(&k->index->areas);
        map_done(&k->index->inds);
        unit_table_free(k->index->units);
        index_free(k->index);
    }
    arena_free(k->a); /* the catalogue itself lies in it */
}

/* ---- helpers of finishing ---- */
void finisher_noted(finisher *f, bool ok)
{
    f->failed = f->failed || !ok;
}

uint32_t row_line(const finisher *f, enum table_no t, size_t row)
{
    const brow *r = &f->b->t[t].rows[row];
    return r->batch == f->b->batch ? r->line : 0;
}

/* What a row is called in messages. */
static str row_code(const finisher *f, enum table_no t, size_t row)
{
    const void *item = f->b->t[t].rows[row].item;
    switch (t) {
    case TABLE_AREAS:
        return ((const area_row *)item)->v.code;
    case TABLE_INDICATORS:
        return ((const ind_row *)item)->v.code;
    case TABLE_SETS:
    case TABLE_ROSTERS:
        return ((const set_row *)item)->code;
    case TABLE_BREAKS:
        return ((const break_row *)item)->ind;
    case TABLE_WEIGHTS:
        return ((const weight_row *)item)->area;
    case TABLE_ORGS:
        return ((const org_row *)item)->v.code;
    case TABLE_POSTS:
        return ((const post *)item)->code;
    case TABLE_SHAPES:
        return ((const shape_row *)item)->area;
    case TABLE_CAUSE_CODES:
        return ((const cause_code *)item)->code;
    case TABLE_GAP_CAUSES:
        return ((const cause_row *)item)->area;
    case TABLE_GAP_PLANS:
        return ((const plan_row *)item)->area;
    case TABLE_PEOPLE:
        return ((const person *)item)->code;
    case TABLE_ROLES:
        return ((const role *)item)->code;
    case TABLE_GRANTS:
        return ((const grant_row *)item)->v.subject;
    case TABLE_FORMS:
        return ((const form_row *)item)->v.code;
    case TABLE_FORM_UNITS:
        return ((const form_unit_row *)item)->v.org;
    case TABLE_WINDOWS:
        return ((const net_window *)item)->code;
    case TABLE_DELEGATIONS:
        return ((const delegation *)item)->post;
    case TABLE_MAX_:
        break;
    }
    return (str){0};
}

void *keep_array(finisher *f, size_t n, size_t size)
{
    size_t bytes;
    void *p = NULL;
    if (!f->failed && !__builtin_mul_overflow(n ? n : 1, size, &bytes))
        p = arena_alloc(f->k->a, bytes);
    if (!p && !f->failed)
        f->failed = !fail_memory(f->c);
    return p;
}

str keep(finisher *f, str s)
{
    if (s.n == 0)
        return (str){"", 0};
    if (s.n > f->pool_left) {
        size_t n = s.n > POOL_BLOCK / 4 ? s.n : POOL_BLOCK;
        char *p = keep_array(f, n, 1);
        if (!p)
            return (str){"", 0};
        if (n != POOL_BLOCK)
            return (str){memcpy(p, s.p, s.n), s.n};
        f->pool = p;
        f->pool_left = n;
    }
    char *p = memcpy(f->pool, s.p, s.n);
    f->pool += s.n;
    f->pool_left -= s.n;
    return (str){p, s.n};
}

area_id ref_area(finisher *f, enum table_no t, size_t row, int column, str code)
{
    if (code.n == 0)
        return ID_NONE;
    uint32_t id = map_get(&f->ix->areas, code);
    if (id == MAP_NONE)
        TELL(f, ISSUE_ERROR, t, row, column, code,
             "“" STR_FMT "”所引用的地区“" STR_FMT "”不存在：请改正编码，或先导入该地区",
             "\"" STR_FMT "\" refers to area \"" STR_FMT
             "\", which does not exist: correct the code or import that area first",
             STR_ARG(row_code(f, t, row)), STR_ARG(code));
    return id;
}

ind_id ref_ind(finisher *f, enum table_no t, size_t row, int column, str code)
{
    if (code.n == 0)
        return ID_NONE;
    uint32_t id = map_get(&f->ix->inds, code);
    if (id == MAP_NONE)
        TELL(f, ISSUE_ERROR, t, row, column, code,
             "“" STR_FMT "”所引用的指标“" STR_FMT "”不存在：请改正编码，或先导入该指标",
             "\"" STR_FMT "\" refers to indicator \"" STR_FMT
             "\", which does not exist: correct the code or import that indicator first",
             STR_ARG(row_code(f, t, row)), STR_ARG(code));
    return id;
}

/* Every code of a `;` list must exist. */
static void ref_list(finisher *f, enum table_no t, size_t row, int column, str list, bool areas)
{
    str part;
    while (list.n && str_split(&list, ';', &part)) {
        part = str_trim(part);
        if (areas)
            ref_area(f, t, row, column, part);
        else
            ref_ind(f, t, row, column, part);
    }
}

/* ---- cycles ---- */
typedef struct walk_step {
    uint32_t id;
    int edge;
} walk_step;

static void tell_cycle(finisher *f, enum table_no t, int column, const walk_step *from, size_t n,
                       code_fn code)
{
    sb way CLEANUP(sb_done) = {0};
    sb_init(&way, 4096);
    for (size_t i = 0; i < n && i < 8; i++) {
        sb_put(&way, code(f, from[i].id));
        sb_putz(&way, " → ");
    }
    sb_putz(&way, n > 8 ? "… → " : "");
    sb_put(&way, code(f, from[0].id));
    const char *z = sb_cstr(&way);
    size_t at = 0; /* a row of the file at hand, if one is in the circle */
    for (size_t i = n; i-- > 0;)
        at = row_line(f, t, from[i].id) ? i : at;
    TELL(f, ISSUE_ERROR, t, from[at].id, column, code(f, from[0].id),
         "引用成环：%s：请改正其中一行",
         "these rows refer to each other in a circle: %s: correct one", z ? z : "");
}

void refuse_cycles(finisher *f, enum table_no t, int column, uint32_t n, int edges, edge_fn edge,
                   code_fn code)
{
    if (f->failed)
        return;
    uint8_t *colour = mem_zalloc(n, 1); /* 0 new, 1 on the way, 2 done */
    walk_step *way = mem_alloc(((size_t)n + 1) * sizeof *way);
    for (uint32_t start = 0; colour && way && start < n; start++) {
        if (colour[start])
            continue;
        size_t depth = 0;
        way[depth++] = (walk_step){start, 0};
        colour[start] = 1;
        while (depth) {
            walk_step *top = &way[depth - 1];
            if (top->edge == edges) {
                colour[top->id] = 2;
                depth--;
                continue;
            }
            uint32_t to = edge(f, top->id, top->edge++);
            if (to == ID_NONE || colour[to] == 2)
                continue;
            if (colour[to] == 0) {
                colour[to] = 1;
                way[depth++] = (walk_step){to, 0};
                continue;
            }
            size_t i = depth;
            while (way[i - 1].id != to)
                i--;
            tell_cycle(f, t, column, way + i - 1, depth - i + 1, code);
        }
    }
    if (!colour || !way)
        f->failed = !fail_memory(f->c);
    mem_free(colour);
    mem_free(way);
}

static uint32_t area_parent_edge(const finisher *f, uint32_t id, int edge)
{
    return f->k->areas[id].parent;
}

static uint32_t area_additive_edge(const finisher *f, uint32_t id, int edge)
{
    return f->k->areas[id].additive_to;
}

static uint32_t ind_parent_edge(const finisher *f, uint32_t id, int edge)
{
    return f->k->inds[id].parent;
}

static uint32_t ind_variant_edge(const finisher *f, uint32_t id, int edge)
{
    return f->k->inds[id].variant_of;
}

static uint32_t ind_agg_edge(const finisher *f, uint32_t id, int edge)
{
    return edge ? f->k->inds[id].agg_den : f->k->inds[id].agg_num;
}

static str area_code(const finisher *f, uint32_t id)
{
    return f->k->areas[id].code;
}

static str ind_code(const finisher *f, uint32_t id)
{
    return f->k->inds[id].code;
}

/* ---- areas ---- */
static void copy_areas(finisher *f)
{
    const btable *t = &f->b->t[TABLE_AREAS];
    f->k->n_areas = (uint32_t)t->n;
    f->k->areas = keep_array(f, t->n, sizeof *f->k->areas);
    for (uint32_t i = 0; i < t->n && !f->failed; i++) {
        area *v = &f->k->areas[i];
        *v = ((const area_row *)t->rows[i].item)->v;
        v->id = i;
        v->code = keep(f, v->code);
        v->parent = v->additive_to = v->benchmark = ID_NONE;
        v->withdrawn = t->rows[i].withdrawn;
        if (v->withdrawn) {
            *v = (area){.id = i,
                        .code = v->code,
                        .parent = ID_NONE,
                        .additive_to = ID_NONE,
                        .benchmark = ID_NONE,
                        .valid = {INT64_MAX, INT64_MIN},
                        .lon = v->lon,
                        .lat = v->lat,
                        .withdrawn = true};
            continue;
        }
        v->name = keep(f, v->name);
        v->name_en = keep(f, v->name_en);
        v->groups = keep(f, v->groups);
        v->replaced_by = keep(f, v->replaced_by);
        if (!map_put(&f->ix->areas, v->code, i))
            f->failed = !fail_memory(f->c);
    }
}

static void link_areas(finisher *f)
{
    catalog *k = f->k;
    uint32_t nations = 0;
    k->nation = ID_NONE;
    for (uint32_t i = 0; i < k->n_areas && !f->failed; i++) {
        const area_row *row = f->b->t[TABLE_AREAS].rows[i].item;
        area *v = &k->areas[i];
        if (v->withdrawn)
            continue;
        v->parent = ref_area(f, TABLE_AREAS, i, A_PARENT, row->parent);
        bool same = str_eq(row->additive_to, row->parent);
        v->additive_to =
            same ? v->parent : ref_area(f, TABLE_AREAS, i, A_ADDITIVE, row->additive_to);
        v->benchmark = ref_area(f, TABLE_AREAS, i, A_BENCHMARK, row->benchmark);
        ref_list(f, TABLE_AREAS, i, A_REPLACED, v->replaced_by, true);
        if (v->level == LEVEL_NATION) {
            nations++;
            k->nation = i;
        }
    }
    if (nations != 1)
        k->nation = ID_NONE;
    refuse_cycles(f, TABLE_AREAS, A_PARENT, k->n_areas, 1, area_parent_edge, area_code);
    refuse_cycles(f, TABLE_AREAS, A_ADDITIVE, k->n_areas, 1, area_additive_edge, area_code);
}

/* Ids 0..n-1 grouped by up(id): ids of group g stand at [from[g], from[g + 1]) in *ret. */
static uint32_t *group(finisher *f, uint32_t n, edge_fn up, uint32_t **ret_from)
{
    uint32_t *ids = keep_array(f, n, sizeof *ids);
    uint32_t *from = keep_array(f, (size_t)n + 2, sizeof *from);
    *ret_from = from;
    if (!ids || !from)
        return NULL;
    for (uint32_t i = 0; i < n; i++)
        if (up(f, i, 0) != ID_NONE)
            from[up(f, i, 0) + 2]++;
    for (uint32_t g = 2; g < n + 2; g++)
        from[g] += from[g - 1];
    for (uint32_t i = 0; i < n; i++)
        if (up(f, i, 0) != ID_NONE)
            ids[from[up(f, i, 0) + 1]++] = i;
    return ids;
}

static void group_areas(finisher *f)
{
    uint32_t *child_from, *add_from, n = f->k->n_areas;
    uint32_t *children = group(f, n, area_parent_edge, &child_from);
    uint32_t *additive = group(f, n, area_additive_edge, &add_from);
    for (uint32_t i = 0; i < n && !f->failed; i++) {
        area *v = &f->k->areas[i];
        v->children = children + child_from[i];
        v->n_children = child_from[i + 1] - child_from[i];
        v->additive = additive + add_from[i];
        v->n_additive = add_from[i + 1] - add_from[i];
    }
}

static int by_code(const void *x, const void *y)
{
    return str_cmp((*(area *const *)x)->code, (*(area *const *)y)->code);
}

static void order_areas(finisher *f)
{
    uint32_t n = f->k->n_areas;
    bool sorted = true;
    for (uint32_t i = 0; i < n && !f->failed; i++) {
        f->k->areas[i].order = i;
        sorted = sorted && (i == 0 || str_cmp(f->k->areas[i - 1].code, f->k->areas[i].code) < 0);
    }
    if (sorted || f->failed)
        return;
    area **order = mem_alloc(n * sizeof *order);
    if (!order) {
        f->failed = !fail_memory(f->c);
        return;
    }
    for (uint32_t i = 0; i < n; i++)
        order[i] = &f->k->areas[i];
    qsort(order, n, sizeof *order, by_code);
    for (uint32_t i = 0; i < n; i++)
        order[i]->order = i;
    mem_free(order);
}

/* ---- indicators ---- */
static void keep_texts(finisher *f, indicator *v)
{
    str *texts[] = {&v->name,      &v->name_en,    &v->aliases,     &v->domain,
                    &v->unit,      &v->variant,    &v->supports,    &v->matches,
                    &v->owner_org, &v->owner_post, &v->leader_post, &v->definition};
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        *texts[i] = keep(f, *texts[i]);
}

static void copy_indicators(finisher *f)
{
    const btable *t = &f->b->t[TABLE_INDICATORS];
    f->k->n_inds = (uint32_t)t->n;
    f->k->inds = keep_array(f, t->n, sizeof *f->k->inds);
    for (uint32_t i = 0; i < t->n && !f->failed; i++) {
        indicator *v = &f->k->inds[i];
        *v = ((const ind_row *)t->rows[i].item)->v;
        if (t->rows[i].withdrawn)
            *v = (indicator){.code = v->code, .valid = {INT64_MAX, INT64_MIN}, .withdrawn = true};
        v->id = v->order = i;
        v->agg_num = v->agg_den = v->variant_of = v->parent = v->replaced_by = ID_NONE;
        v->code = keep(f, v->code);
        keep_texts(f, v);
        if (!v->withdrawn && !map_put(&f->ix->inds, v->code, i))
            f->failed = !fail_memory(f->c);
    }
}

static void link_indicators(finisher *f)
{
    catalog *k = f->k;
    const enum table_no t = TABLE_INDICATORS;
    for (uint32_t i = 0; i < k->n_inds && !f->failed; i++) {
        const ind_row *row = f->b->t[t].rows[i].item;
        indicator *v = &k->inds[i];
        if (v->withdrawn)
            continue;
        v->agg_num = ref_ind(f, t, i, I_AGGREGATION, row->agg_num);
        v->agg_den = ref_ind(f, t, i, I_AGGREGATION, row->agg_den);
        v->variant_of = ref_ind(f, t, i, I_VARIANT_OF, row->variant_of);
        v->parent = ref_ind(f, t, i, I_PARENT, row->parent);
        v->replaced_by = ref_ind(f, t, i, I_REPLACED, row->replaced_by);
        ref_list(f, t, i, I_SUPPORTS, v->supports, false);
        ref_list(f, t, i, I_MATCHES, v->matches, false);
    }
    refuse_cycles(f, t, I_PARENT, k->n_inds, 1, ind_parent_edge, ind_code);
    refuse_cycles(f, t, I_VARIANT_OF, k->n_inds, 1, ind_variant_edge, ind_code);
    refuse_cycles(f, t, I_AGGREGATION, k->n_inds, 2, ind_agg_edge, ind_code);
    uint32_t *from, *ids = group(f, k->n_inds, ind_parent_edge, &from);
    for (uint32_t i = 0; i < k->n_inds && !f->failed; i++) {
        k->inds[i].components = ids + from[i];
        k->inds[i].n_components = from[i + 1] - from[i];
    }
}

/* ---- all of it ---- */
static catalog *new_catalog(cx *c)
{
    arena *a = arena_new(0);
    catalog *k = a ? arena_alloc(a, sizeof *k) : NULL;
    if (k) {
        k->a = a;
        k->index = arena_alloc(a, sizeof *k->index);
    }
    if (!k || !k->index) {
        arena_free(a);
        (void)!fail_memory(c);
        return NULL;
    }
    return k;
}

static bool finish(finisher *f)
{
    str units;
    if (!arena_str(f->k->a, f->b->units_csv, &units))
        return fail_memory(f->c);
    TRY(unit_table_load(f->c, units, &f->ix->units));
    f->k->units = f->ix->units;
    copy_areas(f);
    copy_indicators(f);
    if (!f->failed)
        link_areas(f);
    if (!f->failed)
        link_indicators(f);
    group_areas(f);
    order_areas(f);
    if (!f->failed)
        finish_lists(f);
    if (!f->failed)
        finish_gaps(f);
    if (!f->failed)
        finish_people(f);
    if (!f->failed)
        finish_forms(f);
    if (f->failed || f->list->errors > f->errors_before)
        return !f->failed;
    return index_names(f->c, f->k);
}

bool catalog_finish(cx *c, catalog_builder *b, issues *list, catalog **ret)
{
    *ret = NULL;
    catalog *k = new_catalog(c);
    if (!k)
        return false;
    finisher f = {
        .c = c, .b = b, .list = list, .k = k, .ix = k->index, .errors_before = list->errors};
    bool ok = finish(&f);
    if (!ok || list->errors > f.errors_before)
        catalog_free(k);
    else
        *ret = k;
    return ok;
}
