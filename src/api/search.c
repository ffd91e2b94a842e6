/* Finding areas and indicators by what people type: code, name, alias, pinyin initials. */
#include "api/lists.h"
#include "base/embed.h"
#include "base/str.h"
#include <pthread.h>

/* ---- initials: catalogue/pinyin.txt, a line a letter; a character of several readings stands in
 * several lines ---- */
#define FIRST 0x4E00u
#define LAST 0x9FFFu
static uint32_t letters_of[LAST - FIRST + 1]; /* bit 0 = a */
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void read_line(str line)
{
    uint32_t letter = (uint32_t)(line.p[0] - 'a'), cp;
    for (line = str_from(line, 2); line.n;) {
        size_t n = utf8_decode(line, &cp);
        MUST(n > 0);
        if (cp >= FIRST && cp <= LAST)
            letters_of[cp - FIRST] |= 1u << letter;
        line = str_from(line, n);
    }
}

static void read_table(void)
{
    const embedded *e = embed_find("catalogue/pinyin.txt");
    str rest = e ? (str){(const char *)e->data, e->size} : (str){"", 0}, line;
    while (rest.n && str_split(&rest, '\n', &line))
        if (line.n > 2 && line.p[0] >= 'a' && line.p[0] <= 'z' && line.p[1] == ' ')
            read_line(line);
}

/* Is the character written with this letter: a reading's initial, or the letter itself? */
static bool begins_with(uint32_t cp, char letter)
{
    if (cp < 0x80)
        return (char)(cp >= 'A' && cp <= 'Z' ? cp | 32 : cp) == letter;
    return cp >= FIRST && cp <= LAST && letter >= 'a' && letter <= 'z' &&
           (letters_of[cp - FIRST] >> (letter - 'a') & 1);
}

/* 3 when the initials are the whole text, 4 when they begin it, else 0. */
static int match_initials(str text, str typed)
{
    bool chinese = false;
    for (; typed.n; typed = str_from(typed, 1)) {
        uint32_t cp;
        size_t n = text.n ? utf8_decode(text, &cp) : 0;
        if (!n || !begins_with(cp, typed.p[0]))
            return 0;
        chinese |= cp >= FIRST;
        text = str_from(text, n);
    }
    return !chinese ? 0 : text.n ? 4 : 3;
}

static char lower(char ch)
{
    return ch >= 'A' && ch <= 'Z' ? (char)(ch | 32) : ch;
}

static bool same_at(str text, str typed)
{
    size_t i = 0;
    while (i < typed.n && lower(text.p[i]) == typed.p[i])
        i++;
    return i == typed.n;
}

int match_text(str text, str typed)
{
    pthread_once(&once, read_table);
    if (!typed.n || !text.n)
        return 0;
    if (text.n >= typed.n && same_at(text, typed))
        return text.n == typed.n ? 1 : 2;
    int initials = match_initials(text, typed);
    if (initials)
        return initials;
    for (size_t i = 1; i + typed.n <= text.n; i++)
        if (same_at(str_from(text, i), typed))
            return 5;
    return 0;
}

/* ---- the answer ---- */
struct hit {
    int score;
    bool is_area;
    uint32_t id, size; /* size: shorter names first */
};

static int cmp_hit(const void *x, const void *y)
{
    const struct hit *a = x, *b = y;
    if (a->score != b->score)
        return a->score - b->score;
    if (a->is_area != b->is_area)
        return a->is_area ? 1 : -1;
    if (a->size != b->size)
        return a->size < b->size ? -1 : 1;
    return (a->id > b->id) - (a->id < b->id);
}

static int best(int a, int b)
{
    return !a ? b : !b ? a : a < b ? a : b;
}

static int match_list(str words, str typed)
{
    int score = 0;
    str one;
    while (words.n && str_split(&words, ';', &one))
        score = best(score, match_text(str_trim(one), typed));
    return score;
}

/* The name without 市 省 县 区 州: zy is all of 遵义市. */
static str short_name(str name)
{
    static const char *const ends[] = {"市", "省", "县", "区", "州"};
    for (size_t i = 0; i < COUNT_OF(ends); i++)
        if (name.n > 6 && str_ends(name, str_of(ends[i])))
            return str_sub(name, 0, name.n - 3);
    return name;
}

static int score_area(const area *a, str typed)
{
    int s = best(match_text(a->code, typed), match_text(a->name, typed));
    s = best(s, match_text(short_name(a->name), typed));
    s = best(s, match_text(a->name_en, typed));
    return s ? s * 4 + (a->level > LEVEL_PREFECTURE) : 0; /* the larger one first */
}

static int score_ind(const indicator *i, str typed)
{
    int s = best(match_text(i->code, typed), match_text(i->name, typed));
    s = best(s, match_text(i->name_en, typed));
    int alias = match_list(i->aliases, typed);
    return s && (!alias || s <= alias) ? s * 4 : alias ? alias * 4 + 1 : 0;
}

static uint32_t find_all(const desk *d, str typed, struct hit *hits)
{
    const catalog *k = d->k;
    uint32_t n = 0;
    for (area_id i = 0; i < k->n_areas; i++) {
        int s = k->areas[i].withdrawn ? 0 : score_area(&k->areas[i], typed);
        if (s)
            hits[n++] = (struct hit){s, true, i, (uint32_t)k->areas[i].name.n};
    }
    for (ind_id i = 0; i < k->n_inds; i++) {
        int s = k->inds[i].withdrawn || !desk_knows_ind(d, i) ? 0 : score_ind(&k->inds[i], typed);
        if (s)
            hits[n++] = (struct hit){s, false, i, (uint32_t)k->inds[i].name.n};
    }
    qsort(hits, n, sizeof *hits, cmp_hit);
    return n;
}

static void put_hit(json *j, const catalog *k, const struct hit *h)
{
    json_obj(j, NULL);
    json_strz(j, "kind", h->is_area ? "area" : "indicator");
    if (h->is_area) {
        const area *a = &k->areas[h->id];
        json_str(j, "code", a->code);
        json_str(j, "name", a->name);
        json_str(j, "name_en", a->name_en);
        json_strz(j, "level", area_level_name(a->level));
        json_str(j, "parent", a->parent == ID_NONE ? S("") : k->areas[a->parent].name);
    } else {
        const indicator *i = &k->inds[h->id];
        json_str(j, "code", i->code);
        json_str(j, "name", i->name);
        json_str(j, "name_en", i->name_en);
        json_str(j, "domain", i->domain);
        json_str(j, "unit", i->unit);
    }
    json_end(j, '}');
}

bool answer_search(cx *c, const desk *d, const list_query *q, sb *out)
{
    str typed;
    json j;
    pager w;
    struct hit *hits = cx_alloc(c, (d->k->n_areas + d->k->n_inds + 1) * sizeof *hits);
    if (!hits)
        return false;
    TRY(str_fold(c->a, q->q, &typed) || fail_memory(c));
    uint32_t n = find_all(d, typed, hits);
    json_init(&j, out);
    json_obj(&j, NULL);
    json_str(&j, "q", q->q);
    pager_start(&w, &j, q);
    for (uint32_t i = 0; i < n; i++)
        if (pager_wants(&w))
            put_hit(&j, d->k, &hits[i]);
    pager_end(&w, q);
    json_end(&j, '}');
    return sb_ok(out) || fail_memory(c);
}
