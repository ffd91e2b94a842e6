/* Sets and rosters, breaks, weights, organisations, posts, shapes. */
#include "model/catalog_impl.h"

bool usable(const finisher *f, enum table_no t, size_t i)
{
    return !f->b->t[t].rows[i].withdrawn;
}

static void *item_of(const finisher *f, enum table_no t, size_t i)
{
    return f->b->t[t].rows[i].item;
}

/* ---- sets and rosters ---- */
typedef struct member_ref {
    set_member m;
    uint32_t set, row;
    enum table_no t;
} member_ref;
typedef struct member_list {
    member_ref *v;
    size_t n;
    map sets; /* kind and code -> set */
} member_list;

static set *set_of(finisher *f, member_list *l, const set_row *row, bool roster)
{
    char key[128];
    size_t n = (size_t)snprintf(key, sizeof key, "%c" STR_FMT,
                                roster          ? 'r'
                                : row->of_areas ? 'a'
                                                : 'i',
                                STR_ARG(row->code));
    uint32_t at = map_get(&l->sets, (str){key, n});
    if (at == MAP_NONE) {
        at = f->k->n_sets;
        str kept = keep(f, (str){key, n});
        if (f->failed || !map_put(&l->sets, kept, at)) {
            f->failed = f->failed || !fail_memory(f->c);
            return NULL;
        }
        f->k->sets[at] =
            (set){.code = str_from(kept, 1), .of_areas = row->of_areas, .roster = roster};
        f->k->n_sets++;
    }
    return &f->k->sets[at];
}

static void collect_members(finisher *f, member_list *l, enum table_no t)
{
    for (uint32_t i = 0; i < f->b->t[t].n && !f->failed; i++) {
        const set_row *row = item_of(f, t, i);
        if (!usable(f, t, i))
            continue;
        uint32_t id = row->of_areas ? ref_area(f, t, i, S_MEMBER, row->member)
                                    : ref_ind(f, t, i, S_MEMBER, row->member);
        if (id == ID_NONE)
            continue;
        set *s = set_of(f, l, row, t == TABLE_ROSTERS);
        if (!s)
            return;
        s->name = row->name; /* the last row's name; kept below */
        s->n++;
        l->v[l->n++] = (member_ref){{id, row->valid}, (uint32_t)(s - f->k->sets), i, t};
    }
}

static int by_member(const void *x, const void *y)
{
    const member_ref *a = x, *b = y;
    if (a->set != b->set)
        return a->set < b->set ? -1 : 1;
    if (a->m.id != b->m.id)
        return a->m.id < b->m.id ? -1 : 1;
    return (a->m.valid.from > b->m.valid.from) - (a->m.valid.from < b->m.valid.from);
}

static void fill_sets(finisher *f, const member_list *l)
{
    set_member *members = keep_array(f, l->n, sizeof *members);
    set_member **next = keep_array(f, f->k->n_sets, sizeof *next);
    if (!members || !next)
        return;
    for (uint32_t i = 0; i < f->k->n_sets; i++) {
        set *s = &f->k->sets[i];
        s->name = keep(f, s->name);
        s->members = next[i] = members;
        members += s->n;
    }
    for (size_t i = 0; i < l->n; i++)
        *next[l->v[i].set]++ = l->v[i].m;
}

static void refuse_overlaps(finisher *f, member_list *l)
{
    if (l->n)
        qsort(l->v, l->n, sizeof *l->v, by_member);
    for (size_t i = 1; i < l->n; i++) {
        const member_ref *a = &l->v[i - 1], *b = &l->v[i];
        if (a->set != b->set || a->m.id != b->m.id || a->m.valid.to <= b->m.valid.from)
            continue;
        const member_ref *late = row_line(f, b->t, b->row) ? b : a;
        const set_row *row = item_of(f, late->t, late->row);
        TELL(f, ISSUE_ERROR, late->t, late->row, S_FROM, row->member,
             STR_FMT " 中 " STR_FMT " 的起止日期重叠：请给较早的一行填上止日（to，不含）",
             "the limits of " STR_FMT " in " STR_FMT
             " overlap: give the earlier row an end (to, exclusive)",
             STR_ARG(row->code), STR_ARG(row->member));
    }
}

static void finish_sets(finisher *f)
{
    size_t n = f->b->t[TABLE_SETS].n + f->b->t[TABLE_ROSTERS].n;
    member_list l = {.v = mem_alloc(n * sizeof *l.v)};
    f->k->sets = keep_array(f, n, sizeof *f->k->sets);
    if (!l.v)
        f->failed = !fail_memory(f->c);
    if (!f->failed)
        collect_members(f, &l, TABLE_SETS);
    if (!f->failed)
        collect_members(f, &l, TABLE_ROSTERS);
    if (!f->failed)
        fill_sets(f, &l);
    if (!f->failed)
        refuse_overlaps(f, &l);
    mem_free(l.v);
    map_done(&l.sets);
}

/* ---- the roster `default`, and rosters with an area's code ---- */
/* The parent that a member of `default` is ranked under; see area_roster(). */
static area_id ranked_under(const catalog *k, const uint8_t *has_units, area_id id)
{
    const area *a = &k->areas[id];
    if (a->additive_to != ID_NONE)
        return a->additive_to;
    if (a->level != LEVEL_PARK)
        return a->parent;
    for (area_id p = a->parent; p != ID_NONE; p = k->areas[p].parent)
        if (has_units[p])
            return p;
    return a->parent;
}

/* under[i]: whom member i of `default` is ranked under. */
static void rank_under(const finisher *f, const set *s, uint8_t *has_units, area_id *under)
{
    const catalog *k = f->k;
    for (uint32_t i = 0; i < s->n; i++) {
        const area *a = &k->areas[s->members[i].id];
        area_id p = a->additive_to != ID_NONE ? a->additive_to : a->parent;
        if (a->level != LEVEL_PARK && p != ID_NONE)
            has_units[p] = 1;
    }
    for (uint32_t i = 0; i < s->n; i++)
        under[i] = ranked_under(k, has_units, s->members[i].id);
}

static void group_default(finisher *f, const set *s)
{
    uint32_t n = f->k->n_areas;
    uint32_t *from = f->ix->default_from = keep_array(f, (size_t)n + 2, sizeof *from);
    set_member *out = f->ix->default_members = keep_array(f, s->n, sizeof *out);
    uint8_t *has_units = mem_zalloc((size_t)n + 1, 1);
    area_id *under = mem_alloc(((size_t)s->n + 1) * sizeof *under);
    if (!f->failed && (!has_units || !under))
        f->failed = !fail_memory(f->c);
    if (!f->failed) {
        rank_under(f, s, has_units, under);
        for (uint32_t i = 0; i < s->n; i++)
            if (under[i] != ID_NONE)
                from[under[i] + 2]++;
        for (uint32_t g = 2; g < n + 2; g++)
            from[g] += from[g - 1];
        for (uint32_t i = 0; i < s->n; i++)
            if (under[i] != ID_NONE)
                out[from[under[i] + 1]++] = s->members[i];
    }
    mem_free(has_units);
    mem_free(under);
}

static void index_rosters(finisher *f)
{
    catalog *k = f->k;
    f->ix->roster_of = keep_array(f, k->n_areas, sizeof *f->ix->roster_of);
    if (f->failed)
        return;
    memset(f->ix->roster_of, 0xFF, k->n_areas * sizeof *f->ix->roster_of);
    for (uint32_t i = 0; i < k->n_sets && !f->failed; i++) {
        const set *s = &k->sets[i];
        if (!s->roster)
            continue;
        area_id a = map_get(&f->ix->areas, s->code);
        if (a != MAP_NONE)
            f->ix->roster_of[a] = i;
        else if (str_eqz(s->code, "default"))
            group_default(f, s);
    }
}

/* ---- breaks ---- */
static int by_break(const void *x, const void *y)
{
    const series_break *a = x, *b = y;
    if (a->ind != b->ind)
        return a->ind < b->ind ? -1 : 1;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    return (a->area > b->area) - (a->area < b->area);
}

static void finish_breaks(finisher *f)
{
    catalog *k = f->k;
    const enum table_no t = TABLE_BREAKS;
    k->breaks = keep_array(f, f->b->t[t].n, sizeof *k->breaks);
    uint32_t *from = f->ix->break_from = keep_array(f, (size_t)k->n_inds + 1, sizeof *from);
    for (uint32_t i = 0; i < f->b->t[t].n && !f->failed; i++) {
        const break_row *row = item_of(f, t, i);
        if (!usable(f, t, i))
            continue;
        series_break b = row->v;
        b.ind = ref_ind(f, t, i, B_INDICATOR, row->ind);
        b.area = ref_area(f, t, i, B_AREA, row->area);
        b.old_basis = keep(f, b.old_basis);
        b.new_basis = keep(f, b.new_basis);
        b.note = keep(f, b.note);
        if (b.ind != ID_NONE)
            k->breaks[k->n_breaks++] = b;
    }
    if (f->failed)
        return;
    if (k->n_breaks)
        qsort(k->breaks, k->n_breaks, sizeof *k->breaks, by_break);
    for (uint32_t i = 0; i < k->n_breaks; i++)
        from[k->breaks[i].ind + 1]++;
    for (uint32_t i = 0; i < k->n_inds; i++)
        from[i + 1] += from[i];
}

/* ---- weights ---- */
static int by_weight(const void *x, const void *y)
{
    const weight *a = x, *b = y;
    if (a->area != b->area)
        return a->area < b->area ? -1 : 1;
    if (a->ind != b->ind)
        return a->ind < b->ind ? -1 : 1;
    if (a->year != b->year)
        return a->year < b->year ? -1 : 1;
    return str_cmp(a->member, b->member);
}

static void finish_weights(finisher *f)
{
    catalog *k = f->k;
    const enum table_no t = TABLE_WEIGHTS;
    k->weights = keep_array(f, f->b->t[t].n, sizeof *k->weights);
    for (uint32_t i = 0; i < f->b->t[t].n && !f->failed; i++) {
        const weight_row *row = item_of(f, t, i);
        if (!usable(f, t, i))
            continue;
        weight w = row->v;
        w.area = ref_area(f, t, i, W_AREA, row->area);
        w.ind = ref_ind(f, t, i, W_INDICATOR, row->ind);
        if (map_get(&f->ix->areas, w.member) == MAP_NONE &&
            map_get(&f->ix->inds, w.member) == MAP_NONE)
            TELL(f, ISSUE_ERROR, t, i, W_MEMBER, w.member,
                 "权数的成员“" STR_FMT "”既不是地区也不是指标：请改正编码",
                 "the member \"" STR_FMT
                 "\" of a weight is neither an area nor an indicator: correct the code",
                 STR_ARG(w.member));
        w.member = keep(f, w.member);
        k->weights[k->n_weights++] = w;
    }
    if (k->n_weights && !f->failed)
        qsort(k->weights, k->n_weights, sizeof *k->weights, by_weight);
}

/* ---- organisations and posts ---- */
static uint32_t org_parent_edge(const finisher *f, uint32_t row, int edge)
{
    const brow *r = &f->b->t[TABLE_ORGS].rows[row];
    str parent = ((const org_row *)r->item)->v.parent;
    return r->withdrawn || parent.n == 0 ? ID_NONE : map_get(&f->b->t[TABLE_ORGS].keys, parent);
}

static str org_row_code(const finisher *f, uint32_t row)
{
    return ((const org_row *)item_of(f, TABLE_ORGS, row))->v.code;
}

bool org_exists(const finisher *f, str code)
{
    uint32_t at = map_get(&f->b->t[TABLE_ORGS].keys, code);
    return code.n == 0 || (at != MAP_NONE && usable(f, TABLE_ORGS, at));
}

static void finish_orgs(finisher *f)
{
    catalog *k = f->k;
    const enum table_no t = TABLE_ORGS;
    uint32_t n = (uint32_t)f->b->t[t].n;
    k->orgs = keep_array(f, n, sizeof *k->orgs);
    for (uint32_t i = 0; i < n && !f->failed; i++) {
        const org_row *row = item_of(f, t, i);
        if (!usable(f, t, i))
            continue;
        org o = row->v;
        o.area = ref_area(f, t, i, O_AREA, row->area);
        if (!org_exists(f, o.parent))
            TELL(f, ISSUE_ERROR, t, i, O_PARENT, o.parent,
                 "上级单位“" STR_FMT "”不存在：请改正编码，或先导入该单位",
                 "the parent organisation \"" STR_FMT
                 "\" does not exist: correct the code or import it first",
                 STR_ARG(o.parent));
        o.code = keep(f, o.code);
        o.name = keep(f, o.name);
        o.kind = keep(f, o.kind);
        o.parent = keep(f, o.parent);
        k->orgs[k->n_orgs++] = o;
    }
    refuse_cycles(f, t, O_PARENT, n, 1, org_parent_edge, org_row_code);
}

static int by_post(const void *x, const void *y)
{
    const post *a = x, *b = y;
    int d = str_cmp(a->code, b->code);
    return d ? d : (a->valid.from > b->valid.from) - (a->valid.from < b->valid.from);
}

/* Two terms of one post overlap: said at the newest row of that post. */
static void tell_post(finisher *f, str code)
{
    const enum table_no t = TABLE_POSTS;
    size_t at = 0;
    for (size_t i = 0; i < f->b->t[t].n; i++)
        if (usable(f, t, i) && str_eq(((const post *)item_of(f, t, i))->code, code) &&
            row_line(f, t, i) >= row_line(f, t, at))
            at = i;
    TELL(f, ISSUE_ERROR, t, at, P_FROM, code,
         "岗位 " STR_FMT " 的两任起止日期重叠：请给前任填上止日（to，不含）",
         "two terms of post " STR_FMT " overlap: give the earlier one an end (to, exclusive)",
         STR_ARG(code));
}

static void finish_posts(finisher *f)
{
    catalog *k = f->k;
    const enum table_no t = TABLE_POSTS;
    k->posts = keep_array(f, f->b->t[t].n, sizeof *k->posts);
    for (uint32_t i = 0; i < f->b->t[t].n && !f->failed; i++) {
        if (!usable(f, t, i))
            continue;
        post p = *(const post *)item_of(f, t, i);
        if (!org_exists(f, p.org))
            TELL(f, ISSUE_WARNING, t, i, P_ORG, p.org, "单位“" STR_FMT "”尚不存在：请导入该单位",
                 "the organisation \"" STR_FMT "\" does not exist yet: import it", STR_ARG(p.org));
        p.code = keep(f, p.code);
        p.title = keep(f, p.title);
        p.org = keep(f, p.org);
        p.holder = keep(f, p.holder);
        k->posts[k->n_posts++] = p;
    }
    if (f->failed || !k->n_posts)
        return;
    qsort(k->posts, k->n_posts, sizeof *k->posts, by_post);
    for (uint32_t i = 1; i < k->n_posts; i++) {
        const post *a = &k->posts[i - 1], *b = &k->posts[i];
        if (str_eq(a->code, b->code) && a->valid.to > b->valid.from)
            tell_post(f, a->code);
    }
}

/* ---- shapes ---- */
static int by_shape(const void *x, const void *y)
{
    const area_shape *a = x, *b = y;
    if (a->area != b->area)
        return a->area < b->area ? -1 : 1;
    return (a->valid.from > b->valid.from) - (a->valid.from < b->valid.from);
}

static void finish_shapes(finisher *f)
{
    catalog *k = f->k;
    const enum table_no t = TABLE_SHAPES;
    k->shapes = keep_array(f, f->b->t[t].n, sizeof *k->shapes);
    for (uint32_t i = 0; i < f->b->t[t].n && !f->failed; i++) {
        const shape_row *row = item_of(f, t, i);
        if (!usable(f, t, i))
            continue;
        area_shape s = row->v;
        s.area = ref_area(f, t, i, H_AREA, row->area);
        if (s.area == ID_NONE)
            continue;
        s.outline = keep(f, s.outline);
        k->shapes[k->n_shapes++] = s;
    }
    if (k->n_shapes && !f->failed)
        qsort(k->shapes, k->n_shapes, sizeof *k->shapes, by_shape);
}

void finish_lists(finisher *f)
{
    finish_sets(f);
    if (!f->failed)
        index_rosters(f);
    if (!f->failed)
        finish_breaks(f);
    if (!f->failed)
        finish_weights(f);
    if (!f->failed)
        finish_orgs(f);
    if (!f->failed)
        finish_posts(f);
    if (!f->failed)
        finish_shapes(f);
}
