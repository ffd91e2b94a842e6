/* Names: an index of folded texts, and what a person meant. */
#include "model/catalog_impl.h"
#include "base/sb.h"

#define QUERY_MAX 1024

/* ---- index ---- */
void index_free(catalog_index *ix)
{
    map_done(&ix->area_names.heads);
    map_done(&ix->ind_names.heads);
    mem_free(ix->area_names.entries);
    mem_free(ix->ind_names.entries);
    ix->area_names = ix->ind_names = (name_index){0};
}

/* Is str_fold() sure to change nothing? Lower case, digits and plain Chinese characters. */
static bool folded_already(str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char ch = (unsigned char)s.p[i];
        if (ch >= 0xE4 && ch <= 0xE9 && i + 2 < s.n)
            i += 2;
        else if (!((ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9')))
            return false;
    }
    return true;
}

static bool fold(arena *a, str s, str *ret)
{
    *ret = s;
    return folded_already(s) || str_fold(a, s, ret);
}

/* `text` must live as long as the index. All entries of one id are added one after the other, so a
 * repetition of it can only be at the head of a chain. */
static bool index_put(name_index *x, str text, uint32_t id, enum match_class class)
{
    if (text.n == 0)
        return true;
    uint32_t head = map_get(&x->heads, text);
    if (head != MAP_NONE && x->entries[head].id == id)
        return true; /* added before, with a better class */
    if (!MEM_GROW(x->entries, x->cap, x->n + 1))
        return false;
    x->entries[x->n] = (name_entry){id, head, (uint8_t) class};
    return map_put(&x->heads, text, (uint32_t)x->n++);
}

static bool index_text(arena *a, name_index *x, str text, uint32_t id, enum match_class class,
                       str *ret_folded)
{
    return fold(a, text, ret_folded) && index_put(x, *ret_folded, id, class);
}

static bool index_area(arena *a, name_index *x, const area *v)
{
    str name, other, shorts[SHORT_MAX];
    char buf[SHORT_BUF];
    if (!index_text(a, x, v->code, v->id, MATCH_CODE, &other) ||
        !index_text(a, x, v->name, v->id, MATCH_NAME, &name) ||
        !index_text(a, x, v->name_en, v->id, MATCH_ALIAS, &other))
        return false;
    size_t n = area_short_names(name, shorts, buf);
    for (size_t i = 0; i < n; i++) {
        str s = shorts[i];
        bool borrowed = s.p >= buf && s.p < buf + sizeof buf;
        if ((borrowed && !arena_str(a, s, &s)) || !index_put(x, s, v->id, MATCH_SHORT))
            return false;
    }
    return true;
}

/* Cut one parenthesised ending off a folded text. */
static bool cut_parentheses(str *s)
{
    int depth = 0;
    if (s->n < 3 || s->p[s->n - 1] != ')')
        return false;
    for (size_t i = s->n; i-- > 0;) {
        depth += (s->p[i] == ')') - (s->p[i] == '(');
        if (depth == 0) {
            s->n = i;
            return i > 0;
        }
    }
    return false;
}

static bool index_shortened(name_index *x, str folded, uint32_t id)
{
    while (cut_parentheses(&folded))
        if (!index_put(x, folded, id, MATCH_SHORT))
            return false;
    return true;
}

static bool index_indicator(arena *a, name_index *x, const indicator *v)
{
    str name, other, rest = v->aliases, part;
    if (!index_text(a, x, v->code, v->id, MATCH_CODE, &other) ||
        !index_text(a, x, v->name, v->id, MATCH_NAME, &name) ||
        !index_text(a, x, v->name_en, v->id, MATCH_ALIAS, &other))
        return false;
    while (rest.n && str_split(&rest, ';', &part))
        if (!index_text(a, x, part, v->id, MATCH_ALIAS, &other))
            return false;
    if (!index_shortened(x, name, v->id))
        return false;
    rest = v->aliases;
    while (rest.n && str_split(&rest, ';', &part))
        if (!fold(a, part, &other) || !index_shortened(x, other, v->id))
            return false;
    return true;
}

bool index_names(cx *c, catalog *k)
{
    for (uint32_t i = 0; i < k->n_areas; i++)
        if (!k->areas[i].withdrawn && !index_area(k->a, &k->index->area_names, &k->areas[i]))
            return fail_memory(c);
    for (uint32_t i = 0; i < k->n_inds; i++)
        if (!k->inds[i].withdrawn && !index_indicator(k->a, &k->index->ind_names, &k->inds[i]))
            return fail_memory(c);
    return true;
}

/* ---- by code ---- */
area_id catalog_area(const catalog *k, str code)
{
    return map_get(&k->index->areas, code);
}

ind_id catalog_ind(const catalog *k, str code)
{
    return map_get(&k->index->inds, code);
}

/* ---- by what was typed ---- */
typedef struct query {
    const catalog *k;
    area_id under;
    int64_t day;
    uint32_t *out;
    uint32_t max;
} query;

/* The smaller the better; equal scores are equally good. */
static unsigned area_score(const query *q, const name_entry *e)
{
    const area *v = &q->k->areas[e->id];
    bool outside = q->under != ID_NONE && !area_below(q->k, e->id, q->under);
    if (e->class == MATCH_CODE)
        return 0;
    if (q->day == INT64_MAX)
        return 1 + outside * 16u + e->class * 2u + (v->valid.to != INT64_MAX);
    return 1 + !validity_on(v->valid, q->day) * 32u + outside * 16u + e->class * 2u;
}

static unsigned ind_score(const query *q, const name_entry *e)
{
    validity v = q->k->inds[e->id].valid;
    if (e->class == MATCH_CODE)
        return 0;
    if (q->day == INT64_MAX)
        return 1 + e->class * 2u + (v.to != INT64_MAX);
    return 1 + !validity_on(v, q->day) * 16u + e->class * 2u;
}

/* `under` and its children, then level, then code. */
static uint64_t area_rank(const query *q, uint32_t id)
{
    const area *v = &q->k->areas[id];
    uint64_t far = q->under != ID_NONE && id != q->under && v->parent != q->under;
    return far << 40 | (uint64_t)v->level << 32 | v->order;
}

static uint64_t ind_rank(const query *q, uint32_t id)
{
    return q->k->inds[id].order;
}

typedef unsigned (*score_fn)(const query *q, const name_entry *e);
typedef uint64_t (*rank_fn)(const query *q, uint32_t id);

static uint32_t best_of(const query *q, const name_index *x, str folded, score_fn score,
                        rank_fn rank)
{
    uint32_t head = map_get(&x->heads, folded), n = 0;
    unsigned best = UINT32_MAX;
    for (uint32_t i = head; i != MAP_NONE; i = x->entries[i].next) {
        unsigned s = score(q, &x->entries[i]);
        best = s < best ? s : best;
    }
    for (uint32_t i = head; i != MAP_NONE; i = x->entries[i].next) {
        if (score(q, &x->entries[i]) != best)
            continue;
        uint32_t id = x->entries[i].id, at = n < q->max ? n : q->max;
        n++;
        while (at > 0 && rank(q, q->out[at - 1]) > rank(q, id)) {
            if (at < q->max)
                q->out[at] = q->out[at - 1];
            at--;
        }
        if (at < q->max)
            q->out[at] = id;
    }
    return n;
}

/* What differs between areas and indicators. */
typedef struct noun {
    const map *codes;
    const name_index *names;
    score_fn score;
    rank_fn rank;
    bool parentheses; /* endings in parentheses may be left off */
} noun;

static noun areas_of(const catalog *k)
{
    return (noun){&k->index->areas, &k->index->area_names, area_score, area_rank, false};
}

static noun inds_of(const catalog *k)
{
    return (noun){&k->index->inds, &k->index->ind_names, ind_score, ind_rank, true};
}

/* How many match; OUT_OF_MEMORY when the text could not be folded into `a`. */
#define OUT_OF_MEMORY UINT32_MAX
static uint32_t search(const query *q, noun of, str text, arena *a)
{
    str folded;
    text = str_trim(text);
    uint32_t n = 0, exact = map_get(of.codes, text);
    if (exact != MAP_NONE) {
        if (q->max)
            q->out[0] = exact;
        return 1;
    }
    if (text.n == 0 || text.n > QUERY_MAX)
        return 0;
    if (!a || !fold(a, text, &folded))
        return OUT_OF_MEMORY;
    do
        n = best_of(q, of.names, folded, of.score, of.rank);
    while (n == 0 && of.parentheses && cut_parentheses(&folded));
    return n;
}

static uint32_t search_alone(const query *q, noun of, str text)
{
    arena *a = arena_new(0);
    uint32_t n = search(q, of, text, a);
    arena_free(a);
    return n == OUT_OF_MEMORY ? 0 : n;
}

uint32_t catalog_find_area(const catalog *k, str text, area_id under, int64_t day, area_id *out,
                           uint32_t max)
{
    query q = {k, under, day, out, max};
    return search_alone(&q, areas_of(k), text);
}

uint32_t catalog_find_ind(const catalog *k, str text, int64_t day, ind_id *out, uint32_t max)
{
    query q = {k, ID_NONE, day, out, max};
    return search_alone(&q, inds_of(k), text);
}

/* ---- for commands ---- */
#define CANDIDATES 8

/* "朝阳区 (110105), 朝阳市 (211300)" */
static void put_candidate(sb *b, size_t i, str name, str code)
{
    sb_putz(b, i ? ", " : "");
    sb_put(b, name);
    sb_putz(b, " (");
    sb_put(b, code);
    sb_putz(b, ")");
}

bool catalog_no_area(cx *c, str text)
{
    return fail(c, ERR_UNKNOWN,
                "没有名称或编码为“" STR_FMT "”的地区：用 diaodu export areas 查看全部地区",
                "there is no area with the name or code \"" STR_FMT
                "\": diaodu export areas lists them all",
                STR_ARG(text));
}

bool catalog_no_ind(cx *c, str text)
{
    return fail(c, ERR_UNKNOWN,
                "没有名称或编码为“" STR_FMT "”的指标：用 diaodu export indicators 查看全部指标",
                "there is no indicator with the name or code \"" STR_FMT
                "\": diaodu export indicators lists them all",
                STR_ARG(text));
}

bool catalog_need_area(cx *c, const catalog *k, str text, area_id *ret)
{
    area_id found[CANDIDATES];
    *ret = ID_NONE;
    query q = {k, ID_NONE, INT64_MAX, found, CANDIDATES};
    uint32_t n = search(&q, areas_of(k), text, c->a);
    if (n == OUT_OF_MEMORY)
        return fail_memory(c);
    if (n == 1) {
        *ret = found[0];
        return true;
    }
    if (n == 0)
        return catalog_no_area(c, text);
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 4096);
    for (uint32_t i = 0; i < n && i < CANDIDATES; i++)
        put_candidate(&b, i, k->areas[found[i]].name, k->areas[found[i]].code);
    sb_putz(&b, n > CANDIDATES ? ", …" : "");
    const char *z = sb_cstr(&b);
    return fail(c, ERR_UNKNOWN, "“" STR_FMT "”可指 %u 个地区：%s：请用其中的编码",
                "\"" STR_FMT "\" may mean %u areas: %s: use one of these codes", STR_ARG(text), n,
                z ? z : "");
}

bool catalog_need_ind(cx *c, const catalog *k, str text, ind_id *ret)
{
    ind_id found[CANDIDATES];
    *ret = ID_NONE;
    query q = {k, ID_NONE, INT64_MAX, found, CANDIDATES};
    uint32_t n = search(&q, inds_of(k), text, c->a);
    if (n == OUT_OF_MEMORY)
        return fail_memory(c);
    if (n == 1) {
        *ret = found[0];
        return true;
    }
    if (n == 0)
        return catalog_no_ind(c, text);
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 4096);
    for (uint32_t i = 0; i < n && i < CANDIDATES; i++)
        put_candidate(&b, i, k->inds[found[i]].name, k->inds[found[i]].code);
    sb_putz(&b, n > CANDIDATES ? ", …" : "");
    const char *z = sb_cstr(&b);
    return fail(c, ERR_UNKNOWN, "“" STR_FMT "”可指 %u 个指标：%s：请用其中的编码",
                "\"" STR_FMT "\" may mean %u indicators: %s: use one of these codes", STR_ARG(text),
                n, z ? z : "");
}

const set *catalog_roster(const catalog *k, str code)
{
    for (uint32_t i = 0; i < k->n_sets; i++)
        if (k->sets[i].roster && str_eq(k->sets[i].code, code))
            return &k->sets[i];
    return NULL;
}

const set *catalog_set(const catalog *k, str code, bool of_areas)
{
    for (int roster = 0; roster < 2; roster++)
        for (uint32_t i = 0; i < k->n_sets; i++)
            if (k->sets[i].roster == (bool)roster && k->sets[i].of_areas == of_areas &&
                str_eq(k->sets[i].code, code))
                return &k->sets[i];
    const set *found = NULL;
    for (uint32_t i = 0; i < k->n_sets; i++) {
        if (k->sets[i].of_areas != of_areas || !str_eq(k->sets[i].name, code))
            continue;
        if (found)
            return NULL;
        found = &k->sets[i];
    }
    return found;
}
