/* The desk, its areas, indicators and sets. */
#include "api/lists.h"
#include "base/embed.h"
#include "base/str.h"

/* ---- pages ---- */
void pager_start(pager *w, json *j, const list_query *q)
{
    *w = (pager){j, q->cursor, q->limit ? q->limit : 100, 0};
    json_arr(j, "rows");
}

bool pager_wants(pager *w)
{
    uint32_t at = w->total++;
    return at >= w->skip && at - w->skip < w->room;
}

void pager_end(pager *w, const list_query *q)
{
    json_end(w->j, ']');
    json_int(w->j, "total", w->total);
    if ((uint64_t)q->cursor + w->room < w->total) {
        char next[16];
        snprintf(next, sizeof next, "%u", q->cursor + w->room);
        json_strz(w->j, "next", next);
    } else {
        json_nil(w->j, "next");
    }
}

static void put_words(json *j, const char *key, str words)
{
    str one;
    json_arr(j, key);
    while (words.n && str_split(&words, ';', &one))
        if (str_trim(one).n)
            json_str(j, NULL, str_trim(one));
    json_end(j, ']');
}

/* ---- the desk ---- */
struct span {
    bool any;
    int32_t first, last;
};

static bool slice_any(const slice *s)
{
    bool any = false;
    for (uint32_t i = 0; s && i < s->n && !any; i++)
        any = has(s->level[i]) || (s->growth && has(s->growth[i]));
    return any;
}

static void spans_of(const panel *p, struct span out[8], struct span all[8])
{
    for (uint32_t i = 0; i < p->n_cubes; i++) {
        const cube *q = &p->cubes[i];
        if (q->kind != KIND_FINAL && q->kind != KIND_FLASH)
            continue;
        int32_t first = 0, last = (int32_t)q->n - 1;
        while (first <= last && !slice_any(q->slices[first]))
            first++;
        while (last >= first && !slice_any(q->slices[last]))
            last--;
        if (first > last)
            continue;
        bool own = p->k->inds[q->ind].freqs[0] == q->freq;
        struct span *s = own ? &out[q->freq] : &all[q->freq];
        int32_t a = q->first + first, b = q->first + last;
        *s = (struct span){true, s->any && s->first < a ? s->first : a,
                           s->any && s->last > b ? s->last : b};
    }
}

static void put_periods(json *j, const panel *p)
{
    struct span own[8] = {0}, other[8] = {0};
    spans_of(p, own, other);
    json_arr(j, "periods");
    for (freq f = FREQ_Y; f <= FREQ_D; f++) {
        struct span *s = own[f].any ? &own[f] : &other[f];
        if (!s->any)
            continue;
        char name[2] = {freq_char(f), 0};
        json_obj(j, NULL);
        json_strz(j, "frequency", name);
        put_period(j, "first", (period){f, s->first});
        put_period(j, "last", (period){f, s->last});
        json_end(j, '}');
    }
    json_end(j, ']');
}

static void put_counts(json *j, const desk *d)
{
    uint32_t areas = 0, inds = 0, sets = 0;
    for (area_id i = 0; i < d->k->n_areas; i++)
        areas += !d->k->areas[i].withdrawn;
    for (ind_id i = 0; i < d->k->n_inds; i++)
        inds += !d->k->inds[i].withdrawn;
    for (uint32_t i = 0; i < d->k->n_sets; i++)
        sets += d->k->sets[i].n > 0;
    json_obj(j, "counts");
    json_int(j, "areas", areas);
    json_int(j, "indicators", inds);
    json_int(j, "sets", sets);
    json_int(j, "values", (int64_t)panel_values(d->p));
    json_end(j, '}');
}

bool answer_desk(cx *c, const desk *d, const list_query *q, sb *out)
{
    json j;
    (void)q;
    json_init(&j, out);
    json_obj(&j, NULL);
    put_area(&j, "home", d->k, d->home, c->lang);
    put_area(&j, "nation", d->k, d->k->nation, c->lang);
    put_time(&j, "as_of", desk_instant(d));
    json_int(&j, "commit", d->head.id);
    json_strz(&j, "version", diaodu_version);
    json_bool(&j, "demo", d->demo);
    put_counts(&j, d);
    put_periods(&j, d->p);
    json_end(&j, '}');
    return sb_ok(out) || fail_memory(c);
}

/* ---- areas ---- */
static void put_area_row(json *j, const catalog *k, const area *a)
{
    json_str(j, "code", a->code);
    json_str(j, "name", a->name);
    json_str(j, "name_en", a->name_en);
    json_strz(j, "level", area_level_name(a->level));
    if (a->parent == ID_NONE)
        json_nil(j, "parent");
    else
        json_str(j, "parent", k->areas[a->parent].code);
    put_validity(j, a->valid);
    uint32_t children = 0;
    for (uint32_t i = 0; i < a->n_children; i++)
        children += !k->areas[a->children[i]].withdrawn;
    json_int(j, "children", children);
}

static int cmp_area(const void *x, const void *y, void *areas)
{
    const area *a = areas;
    uint32_t m = a[*(const area_id *)x].order, n = a[*(const area_id *)y].order;
    return (m > n) - (m < n);
}

/* All areas in order of their codes. */
static bool in_order(cx *c, const catalog *k, area_id **ret)
{
    *ret = cx_alloc(c, (k->n_areas + 1) * sizeof **ret);
    if (!*ret)
        return false;
    for (area_id i = 0; i < k->n_areas; i++)
        (*ret)[i] = i;
    qsort_r(*ret, k->n_areas, sizeof **ret, cmp_area, k->areas);
    return true;
}

bool answer_areas(cx *c, const desk *d, const list_query *q, sb *out)
{
    area_id parent = ID_NONE, *order;
    area_level level = LEVEL_NONE;
    str typed;
    json j;
    pager w;
    if (q->parent.n)
        TRY(catalog_need_area(c, d->k, q->parent, &parent));
    if (q->level.n && !area_level_parse(q->level, &level))
        return fail(c, ERR_USAGE,
                    "没有层级“" STR_FMT "”；可为 nation、province、prefecture、county 等",
                    "no level \"" STR_FMT "\"; levels are nation, province, prefecture, county …",
                    STR_ARG(q->level));
    TRY(str_fold(c->a, q->q, &typed) || fail_memory(c));
    TRY(in_order(c, d->k, &order));
    json_init(&j, out);
    json_obj(&j, NULL);
    put_time(&j, "as_of", desk_instant(d));
    pager_start(&w, &j, q);
    for (area_id i = 0; i < d->k->n_areas; i++) {
        const area *a = &d->k->areas[order[i]];
        if (a->withdrawn || (parent != ID_NONE && a->parent != parent) ||
            (level != LEVEL_NONE && a->level != level) ||
            (typed.n && !match_text(a->code, typed) && !match_text(a->name, typed) &&
             !match_text(a->name_en, typed)) ||
            !pager_wants(&w))
            continue;
        json_obj(&j, NULL);
        put_area_row(&j, d->k, a);
        json_end(&j, '}');
    }
    pager_end(&w, q);
    json_end(&j, '}');
    return sb_ok(out) || fail_memory(c);
}

static void put_relatives(json *j, const catalog *k, const area *a, lang l)
{
    area_id up[32];
    size_t n = 0;
    for (area_id i = a->parent; i != ID_NONE && n < COUNT_OF(up); i = k->areas[i].parent)
        up[n++] = i;
    json_arr(j, "ancestors"); /* from the top down */
    while (n)
        put_area(j, NULL, k, up[--n], l);
    json_end(j, ']');
    json_arr(j, "members");
    for (uint32_t i = 0; i < a->n_children; i++) {
        const area *m = &k->areas[a->children[i]];
        if (m->withdrawn)
            continue;
        json_obj(j, NULL);
        json_str(j, "code", m->code);
        json_str(j, "name", m->name);
        json_strz(j, "level", area_level_name(m->level));
        put_validity(j, m->valid);
        json_end(j, '}');
    }
    json_end(j, ']');
}

bool answer_area(cx *c, const desk *d, const list_query *q, sb *out)
{
    area_id id;
    json j;
    TRY(catalog_need_area(c, d->k, q->code, &id));
    const catalog *k = d->k;
    const area *a = &k->areas[id];
    json_init(&j, out);
    json_obj(&j, NULL);
    put_area_row(&j, k, a);
    put_area(&j, "additive_to", k, a->additive_to, c->lang);
    put_area(&j, "benchmark", k, a->benchmark, c->lang);
    json_bool(&j, "members_complete", a->members_complete);
    put_words(&j, "groups", a->groups);
    put_words(&j, "replaced_by", a->replaced_by);
    json_num(&j, "lon", a->lon);
    json_num(&j, "lat", a->lat);
    put_relatives(&j, k, a, c->lang);
    put_time(&j, "as_of", desk_instant(d));
    json_end(&j, '}');
    return sb_ok(out) || fail_memory(c);
}

/* ---- indicators ---- */
static void put_freqs(json *j, const indicator *i)
{
    json_arr(j, "frequencies");
    for (size_t k = 0; k < COUNT_OF(i->freqs) && i->freqs[k] != FREQ_NONE; k++) {
        char name[2] = {freq_char(i->freqs[k]), 0};
        json_strz(j, NULL, name);
    }
    json_end(j, ']');
}

static void put_indicator(json *j, const catalog *k, const indicator *i)
{
    json_str(j, "code", i->code);
    json_str(j, "name", i->name);
    json_str(j, "name_en", i->name_en);
    json_str(j, "domain", i->domain);
    json_str(j, "unit", i->unit);
    json_strz(j, "nature", nature_name(i->nature));
    json_strz(j, "direction", direction_name(i->direction));
    json_strz(j, "basis", basis_name(i->basis));
    put_freqs(j, i);
    json_bool(j, "joint_jan_feb", i->joint_jan_feb);
    if (i->decimals < 0)
        json_nil(j, "decimals");
    else
        json_int(j, "decimals", i->decimals);
    if (i->parent == ID_NONE)
        json_nil(j, "parent");
    else
        json_str(j, "parent", k->inds[i->parent].code);
    json_int(j, "components", i->n_components);
}

bool answer_indicators(cx *c, const desk *d, const list_query *q, sb *out)
{
    str typed;
    json j;
    pager w;
    TRY(str_fold(c->a, q->q, &typed) || fail_memory(c));
    json_init(&j, out);
    json_obj(&j, NULL);
    put_time(&j, "as_of", desk_instant(d));
    pager_start(&w, &j, q);
    for (ind_id n = 0; n < d->k->n_inds; n++) {
        const indicator *i = &d->k->inds[n];
        if (i->withdrawn || !desk_knows_ind(d, n) ||
            (q->domain.n && !str_eq(q->domain, i->domain)) ||
            (typed.n && !match_text(i->code, typed) && !match_text(i->name, typed) &&
             !match_text(i->name_en, typed)) ||
            !pager_wants(&w))
            continue;
        json_obj(&j, NULL);
        put_indicator(&j, d->k, i);
        json_end(&j, '}');
    }
    pager_end(&w, q);
    json_end(&j, '}');
    return sb_ok(out) || fail_memory(c);
}

static void put_codes(json *j, const char *key, const catalog *k, const ind_id *list, uint32_t n)
{
    json_arr(j, key);
    for (uint32_t i = 0; i < n; i++) {
        json_obj(j, NULL);
        json_str(j, "code", k->inds[list[i]].code);
        json_str(j, "name", k->inds[list[i]].name);
        json_end(j, '}');
    }
    json_end(j, ']');
}

bool answer_indicator(cx *c, const desk *d, const list_query *q, sb *out)
{
    static const char *const prices[] = {NULL, "constant", "comparable", "current"};
    ind_id id;
    json j;
    TRY(desk_need_ind(c, d, q->code, &id));
    const indicator *i = &d->k->inds[id];
    json_init(&j, out);
    json_obj(&j, NULL);
    put_indicator(&j, d->k, i);
    put_words(&j, "aliases", i->aliases);
    json_str(&j, "definition", i->definition);
    json_strz(&j, "price", prices[i->price]);
    json_num(&j, "release_lag", i->release_lag < 0 ? MISSING : i->release_lag);
    json_num(&j, "release_day", i->release_day < 0 ? MISSING : i->release_day);
    json_arr(&j, "levels");
    for (area_level l = LEVEL_NATION; l <= LEVEL_STREET; l++)
        if (i->levels & 1u << l)
            json_strz(&j, NULL, area_level_name(l));
    json_end(&j, ']');
    json_str(&j, "variant_of", i->variant_of == ID_NONE ? S("") : d->k->inds[i->variant_of].code);
    json_str(&j, "variant", i->variant);
    put_codes(&j, "members", d->k, i->components, i->n_components);
    put_words(&j, "supports", i->supports);
    put_words(&j, "matches", i->matches);
    json_str(&j, "owner_org", i->owner_org);
    json_str(&j, "owner_post", i->owner_post);
    json_str(&j, "leader_post", i->leader_post);
    put_validity(&j, i->valid);
    put_time(&j, "as_of", desk_instant(d));
    json_end(&j, '}');
    return sb_ok(out) || fail_memory(c);
}

/* ---- sets ---- */
bool answer_sets(cx *c, const desk *d, const list_query *q, sb *out)
{
    const catalog *k = d->k;
    json j;
    (void)q;
    uint32_t n = 0;
    json_init(&j, out);
    json_obj(&j, NULL);
    put_time(&j, "as_of", desk_instant(d));
    json_arr(&j, "rows");
    for (uint32_t i = 0; i < k->n_sets; i++) {
        const set *s = &k->sets[i];
        if (s->n == 0)
            continue;
        n++;
        json_obj(&j, NULL);
        json_str(&j, "code", s->code);
        json_str(&j, "name", s->name);
        json_strz(&j, "kind", s->of_areas ? "area" : "indicator");
        json_bool(&j, "roster", s->roster);
        json_arr(&j, "members");
        for (uint32_t m = 0; m < s->n; m++) {
            uint32_t id = s->members[m].id;
            if (!s->of_areas && !desk_knows_ind(d, id))
                continue;
            json_obj(&j, NULL);
            json_str(&j, "code", s->of_areas ? k->areas[id].code : k->inds[id].code);
            json_str(&j, "name", s->of_areas ? k->areas[id].name : k->inds[id].name);
            put_validity(&j, s->members[m].valid);
            json_end(&j, '}');
        }
        json_end(&j, ']');
        json_end(&j, '}');
    }
    json_end(&j, ']');
    json_int(&j, "total", n);
    json_end(&j, '}');
    return sb_ok(out) || fail_memory(c);
}
