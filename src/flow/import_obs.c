/* Observations: what is new against what stands. An equal value makes no version; a mask is kept
 * only where nothing stands; last year's figure from a comparison column only where none stands. */
#include "base/str.h"
#include "flow/import_int.h"
#include "flow/state.h"

/* The stretches of keys a batch touches: one per cube. */
static bool ranges_of(cx *c, const obs_batch *b, key_range **ret, size_t *ret_n)
{
    size_t n = 0, cap = 0;
    key_range *r = NULL;
    for (size_t i = 0; i < b->n; i++) {
        if (n && r[n - 1].min >> 40 == b->key[i] >> 40) {
            r[n - 1].max = b->key[i];
            continue;
        }
        if (!MEM_GROW(r, cap, n + 1)) {
            mem_free(r);
            return fail_memory(c);
        }
        r[n++] = (key_range){b->key[i], b->key[i]};
    }
    *ret = r;
    *ret_n = n;
    return true;
}

static bool same_part(uint8_t a, int64_t ca, uint8_t b, int64_t cb)
{
    part_state s = part_state_of(a);
    return s == part_state_of(b) && (s != PART_VALUE || dec_same(part_dec(ca, a), part_dec(cb, b)));
}

/* What a part says beyond what stands: absent when nothing. */
static uint8_t news(uint8_t said, int64_t coef, uint8_t stood, int64_t old)
{
    part_state s = part_state_of(said), o = part_state_of(stood);
    if (s == PART_ABSENT || same_part(said, coef, stood, old))
        return PART(PART_ABSENT, 0);
    if ((s == PART_MASKED || s == PART_NEGLIGIBLE) && o != PART_ABSENT && o != PART_WITHDRAWN)
        return PART(PART_ABSENT, 0);
    return said;
}

/* Fields of an extra that are figures of their own: a difference is a version. */
static bool extra_news(const obs_extra *x, const obs_extra *o)
{
    return (x->series_basis.n && !str_eq(x->series_basis, o->series_basis)) ||
           (x->released != INT64_MIN && x->released != o->released) ||
           (x->rank_published && x->rank_published != o->rank_published) ||
           (x->low_st && !same_part(x->low_st, x->low, o->low_st, o->low)) ||
           (x->high_st && !same_part(x->high_st, x->high, o->high_st, o->high)) ||
           (x->comparison && x->comparison != o->comparison) ||
           (x->assess && x->assess != o->assess);
}

struct diff {
    cx *c;
    const catalog *k;
    const obs_batch *b; /* new */
    const state *s;     /* standing */
    obs_batch *out;
    import_result *r;
};

/* Level against level in the canonical unit: 12 万元 is 0.0012 亿元. */
static bool level_same(const struct diff *d, size_t i, size_t j)
{
    const obs_extra *x = obs_batch_extra(d->b, i), *o = obs_batch_extra(&d->s->b, j);
    if (part_state_of(d->b->level_st[i]) != PART_VALUE || str_eq(x->unit, o->unit))
        return false;
    return obs_canonical(d->k, d->b, i, 'l') == obs_canonical(d->k, &d->s->b, j, 'l');
}

static bool put(struct diff *d, size_t i, uint8_t level, uint8_t growth, uint8_t base, bool extra)
{
    const obs_batch *b = d->b;
    size_t at;
    if (!obs_batch_add(d->out, b->key[i], &at))
        return fail_memory(d->c);
    bool ok = obs_batch_set_level(d->out, at, part_state_of(level), part_dec(b->level[i], level));
    if (part_state_of(growth))
        ok = ok && obs_batch_set_growth(d->out, at, part_state_of(growth),
                                        part_dec(b->growth[i], growth));
    if (part_state_of(base))
        ok = ok && obs_batch_set_base(d->out, at, part_state_of(base), part_dec(b->base[i], base));
    if (extra || b->extra)
        ok = ok && obs_batch_set_extra(d->out, at, obs_batch_extra(b, i));
    return ok || fail_memory(d->c);
}

/* Row i of the batch, with row j of what stands (SIZE_MAX = nothing). */
static bool compare(struct diff *d, size_t i, size_t j)
{
    const obs_batch *b = d->b, *o = &d->s->b;
    bool stands = j != SIZE_MAX;
    const obs_extra *x = obs_batch_extra(b, i);
    uint8_t level = b->level_st[i], growth = b->growth_st ? b->growth_st[i] : 0,
            base = b->base_st ? b->base_st[i] : 0;
    bool extra = extra_news(x, stands ? obs_batch_extra(o, j) : &obs_extra_none);
    bool fill_only = str_eqz(x->source, tidy_comparison_column);
    if (stands) {
        level = fill_only && part_state_of(o->level_st[j]) == PART_VALUE ? 0
                : level_same(d, i, j)                                    ? 0
                                      : news(level, b->level[i], o->level_st[j], o->level[j]);
        growth = news(growth, b->growth_st ? b->growth[i] : 0, o->growth_st ? o->growth_st[j] : 0,
                      o->growth_st ? o->growth[j] : 0);
        base = news(base, b->base_st ? b->base[i] : 0, o->base_st ? o->base_st[j] : 0,
                    o->base_st ? o->base[j] : 0);
    }
    if (!part_state_of(level) && !part_state_of(growth) && !part_state_of(base) && !extra) {
        d->r->unchanged++;
        return true;
    }
    if (stands)
        d->r->changed++;
    else
        d->r->added++;
    return put(d, i, level, growth, base, extra);
}

static bool diff_all(struct diff *d)
{
    size_t j = 0;
    for (size_t i = 0; i < d->b->n; i++) {
        while (j < d->s->b.n && d->s->b.key[j] < d->b->key[i])
            j++;
        bool stands = j < d->s->b.n && d->s->b.key[j] == d->b->key[i];
        if (i % 65536 == 0)
            TRY(cx_progress(d->c, "compare", i, d->b->n));
        TRY(compare(d, i, stands ? j : SIZE_MAX));
    }
    return true;
}

/* Nothing stands in these cubes: the whole batch is news, and need not be copied. */
static bool put_new(cx *c, store *s, const obs_batch *b, import_job *j)
{
    j->r->added += b->n;
    return j->o->dry_run || store_put_obs(c, s, b);
}

static bool any_silent(const obs_batch *b)
{
    for (size_t i = 0; i < b->n; i++)
        if (!part_state_of(b->level_st[i]) && !(b->growth_st && part_state_of(b->growth_st[i])) &&
            !(b->base_st && part_state_of(b->base_st[i])))
            return true;
    return false;
}

static bool put_batch(cx *c, store *s, const catalog *k, const obs_batch *b, import_job *j)
{
    key_range *ranges = NULL;
    size_t n = 0;
    state old;
    TRY(ranges_of(c, b, &ranges, &n));
    bool ok = state_load(c, s, STORE_NOW, ranges, n, ID_NONE, &old);
    mem_free(ranges);
    TRY(ok);
    if (old.b.n == 0 && !any_silent(b)) {
        state_done(&old);
        return put_new(c, s, b, j);
    }
    obs_batch out;
    obs_batch_init(&out, c->a);
    struct diff d = {c, k, b, &old, &out, j->r};
    ok = diff_all(&d) && (out.n == 0 || j->o->dry_run || store_put_obs(c, s, &out));
    obs_batch_done(&out);
    state_done(&old);
    return ok;
}

/* What is wrong with the text as a whole, with the file that it is in. */
static bool in_file(cx *c, const char *path)
{
    const char *zh = cx_strdup(c, str_of(c->err.zh)), *en = cx_strdup(c, str_of(c->err.en));
    err_code code = c->err.code;
    if (!zh || !en)
        return false;
    cx_clear(c);
    return fail(c, code, "%s：%s%.0s", "%s: %.0s%s", path, zh, en);
}

static const char *cell_of_line(cx *c, void *user, uint32_t line)
{
    const import_result *r = user;
    char place[96];
    const import_part *part = &r->parts[r->list.part];
    if (line < 2 || line - 2 >= part->rows.n)
        return NULL;
    const wide_place *p = &part->rows.places[line - 2];
    sheet_place(r->w, &r->w->sheets[p->sheet], p->row, p->col, place);
    return cx_strdup(c, str_of(place));
}

bool import_put_obs(cx *c, store *s, const catalog *k, str text, import_job *j)
{
    tidy_obs t;
    obs_batch b;
    size_t errors = j->r->list.errors;
    j->r->list.line_name = j->r->w ? cell_of_line : NULL;
    j->r->list.user = j->r;
    if (!tidy_obs_parse(c, k, text, os_cpus(), &j->r->list, &t))
        return c->err.code == ERR_DATA || c->err.code == ERR_FORMAT ? in_file(c, j->path) : false;
    j->r->rows += t.lines;
    if (!tidy_obs_merge(c, k, &t, &j->r->list, &b)) {
        tidy_obs_done(&t);
        return false;
    }
    j->r->good += b.n;
    bool refused = j->r->list.errors > errors;
    bool ok = (refused && !j->o->partial) || put_batch(c, s, k, &b, j);
    obs_batch_done(&b);
    tidy_obs_done(&t);
    return ok;
}

/* ---- taking an import back ---- */
static bool last_import(cx *c, store *s, const sha256 *hash, commit *ret)
{
    commit *list;
    size_t n;
    *ret = (commit){0};
    TRY(store_commits(c, s, 0, STORE_NOW, &list, &n));
    for (size_t i = 0; i < n; i++) {
        if (memcmp(&list[i].file_sha256, hash, sizeof *hash) != 0)
            continue;
        if (str_eqz(list[i].action, "import"))
            *ret = list[i];
        else if (str_eqz(list[i].action, "withdraw"))
            ret->id = 0;
    }
    return ret->id != 0 || fail(c, ERR_UNKNOWN, "这个文件没有导入过（按内容比对），无从撤回",
                                "this very file was not imported (compared by content); there is "
                                "nothing to take back");
}

/* What a part must say so that `then` stands again where `now` does. */
static uint8_t back(uint8_t now, int64_t coef_now, uint8_t then, int64_t coef_then)
{
    part_state o = part_state_of(then), s = part_state_of(now);
    if (same_part(now, coef_now, then, coef_then) || s == PART_ABSENT)
        return 0;
    return o == PART_ABSENT || o == PART_MASKED ? (s == PART_MASKED ? 0 : PART(PART_WITHDRAWN, 0))
                                                : then;
}

struct undo {
    cx *c;
    state *now;
    state *then; /* the same keys without that commit */
    obs_batch *out;
    import_result *r;
};

static bool undo_row(struct undo *u, size_t i)
{
    const obs_batch *b = &u->now->b, *o = &u->then->b;
    size_t j = state_find(u->then, b->key[i]), at;
    bool had = j != SIZE_MAX;
    uint8_t level =
        back(b->level_st[i], b->level[i], had ? o->level_st[j] : 0, had ? o->level[j] : 0);
    uint8_t growth = !b->growth_st ? 0
                                   : back(b->growth_st[i], b->growth[i],
                                          had && o->growth_st ? o->growth_st[j] : 0,
                                          had && o->growth_st ? o->growth[j] : 0);
    uint8_t base = !b->base_st
                       ? 0
                       : back(b->base_st[i], b->base[i], had && o->base_st ? o->base_st[j] : 0,
                              had && o->base_st ? o->base[j] : 0);
    if (!level && !growth && !base)
        return true;
    if (!obs_batch_add(u->out, b->key[i], &at))
        return false;
    u->r->withdrawn++;
    return obs_batch_set_level(u->out, at, part_state_of(level),
                               part_dec(had ? o->level[j] : 0, level)) &&
           (!growth ||
            obs_batch_set_growth(u->out, at, part_state_of(growth),
                                 part_dec(had && o->growth_st ? o->growth[j] : 0, growth))) &&
           (!base || obs_batch_set_base(u->out, at, part_state_of(base),
                                        part_dec(had && o->base_st ? o->base[j] : 0, base))) &&
           (!had || obs_batch_set_extra(u->out, at, obs_batch_extra(o, j)));
}

static bool see_table(void *user, const commit *k, str name, str csv)
{
    (void)k;
    (void)csv;
    const char **first = user;
    const table_def *t = catalog_table(name);
    if (t && !*first)
        *first = t->name;
    return true;
}

/* Figures may refer to rows of the catalogue that came with them or later: those stay. */
static bool tables_stay(cx *c, store *s, const commit *k, import_job *j, bool figures)
{
    const char *name = NULL;
    TRY(store_each_table(c, s, k->id - 1, k->recorded_at, see_table, &name));
    static const char zh[] = "%s 表的行不随 --withdraw 撤回；请导入带 withdrawn 列（yes）的行",
                      en[] =
                          "rows of table %s are not taken back by --withdraw; import them with a "
                          "column withdrawn = yes";
    if (!name)
        return true;
    return figures ? issue_add(c, &j->r->list, ISSUE_WARNING, 0, S(""), S(""), zh, en, name)
                   : fail(c, ERR_DATA, zh, en, name);
}

bool import_take_back(cx *c, store *s, import_job *j)
{
    commit k;
    state now, then;
    obs_batch out;
    TRY(last_import(c, s, &j->hash, &k) && tables_stay(c, s, &k, j, k.rows > 0));
    TRY(state_load(c, s, STORE_NOW, NULL, 0, ID_NONE, &now));
    if (!state_load_without(c, s, k.id, &then)) {
        state_done(&now);
        return false;
    }
    obs_batch_init(&out, c->a);
    struct undo u = {c, &now, &then, &out, j->r};
    bool ok = true;
    for (size_t i = 0; ok && i < now.b.n; i++)
        ok = undo_row(&u, i) || fail_memory(c);
    ok = ok && (out.n == 0 || j->o->dry_run || store_put_obs(c, s, &out));
    obs_batch_done(&out);
    state_done(&then);
    state_done(&now);
    return ok;
}
