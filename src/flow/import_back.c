/* Taking an import back: new versions that say what stood without it. Which commit a withdrawal took
 * back stands in its table `withdrawals`; older ones took the newest standing import of their bytes. */
#include "base/csv.h"
#include "base/map.h"
#include "base/str.h"
#include "flow/import_int.h"
#include "flow/ledgers.h"
#include "flow/state.h"
#include "store/named.h"

/* ---- what stands ---- */
struct history {
    cx *c;
    commit *list;
    size_t n;
    int64_t *named; /* the commit that withdrawal i says it took back; 0 = none */
    uint32_t *by;   /* index + 1 of the withdrawal of import i; 0 = it stands */
};

static bool is_action(const commit *k, const char *action)
{
    return str_eqz(k->action, action);
}

/* MAP_NONE when there is none. */
static uint32_t index_of(const struct history *h, int64_t id)
{
    size_t lo = 0, hi = h->n;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (h->list[mid].id < id)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < h->n && h->list[lo].id == id ? (uint32_t)lo : MAP_NONE;
}

static bool see_named(void *user, const commit *k, str name, str text)
{
    struct history *h = user;
    uint32_t at = index_of(h, k->id);
    csv r;
    if (!str_eqz(name, "withdrawals") || at == MAP_NONE)
        return true;
    csv_init(&r, text);
    while (csv_next(h->c, &r))
        if (!str_int(r.fields[0], &h->named[at]))
            h->named[at] = 0; /* the header */
    csv_done(&r);
    return h->c->err.code == ERR_NONE;
}

/* Which imports are taken back, and by what. */
static bool mark(struct history *h)
{
    map newest = {0}; /* by the bytes of the file */
    bool ok = true;
    uint32_t *before = cx_alloc(h->c, (h->n + 1) * sizeof *before); /* of the same bytes */
    TRY(before);
    for (uint32_t i = 0; ok && i < h->n; i++) {
        const commit *k = &h->list[i];
        str bytes = {(const char *)k->file_sha256.b, sizeof k->file_sha256.b};
        uint32_t at = is_action(k, "withdraw") && h->named[i] ? index_of(h, h->named[i])
                                                              : map_get(&newest, bytes);
        before[i] = at;
        if (is_action(k, "import")) {
            ok = map_put(&newest, bytes, i);
        } else if (is_action(k, "withdraw")) {
            while (!h->named[i] && at != MAP_NONE && h->by[at])
                at = before[at];
            if (at != MAP_NONE)
                h->by[at] = i + 1;
        }
    }
    map_done(&newest);
    return ok || fail_memory(h->c);
}

static bool read_history(cx *c, store *s, struct history *ret)
{
    *ret = (struct history){.c = c};
    TRY(store_commits(c, s, 0, STORE_NOW, &ret->list, &ret->n));
    ret->named = cx_alloc(c, (ret->n + 1) * sizeof *ret->named);
    ret->by = cx_alloc(c, (ret->n + 1) * sizeof *ret->by);
    TRY(ret->named && ret->by);
    memset(ret->named, 0, ret->n * sizeof *ret->named);
    memset(ret->by, 0, ret->n * sizeof *ret->by);
    return store_each_table(c, s, 0, STORE_NOW, see_named, ret) && mark(ret);
}

/* ---- which one ---- */
/* The commits that count for nothing once an import is taken back: it, the imports taken back before,
 * and the withdrawals themselves, which only restated what stood. */
struct forgotten {
    int64_t *ids; /* ascending */
    size_t n;
    commit last; /* the import that is taken back */
};

static bool newest_of(cx *c, const struct history *h, const sha256 *hash, uint32_t *ret)
{
    *ret = MAP_NONE;
    for (uint32_t i = 0; i < h->n; i++)
        if (is_action(&h->list[i], "import") && !h->by[i] &&
            !memcmp(&h->list[i].file_sha256, hash, sizeof *hash))
            *ret = i;
    return *ret != MAP_NONE ||
           fail(c, ERR_UNKNOWN, "这个文件没有导入过（按内容比对），无从撤回",
                "this very file was not imported (compared by content); there is nothing to "
                "take back");
}

static bool this_one(cx *c, const struct history *h, int64_t id, uint32_t *ret)
{
    *ret = index_of(h, id);
    if (*ret == MAP_NONE)
        return fail(c, ERR_UNKNOWN, "没有第 %lld 次提交", "there is no commit %lld", (long long)id);
    if (h->by[*ret])
        return fail(c, ERR_DATA, "第 %lld 次提交已由第 %lld 次提交撤回；要恢复请再导入一次",
                    "commit %lld was taken back by commit %lld; import it again to have it back",
                    (long long)id, (long long)h->list[h->by[*ret] - 1].id);
    if (is_action(&h->list[*ret], "import"))
        return true;
    return fail(
        c, ERR_DATA, "第 %lld 次提交不是导入，不能撤回；撤回本身要恢复，请再导入一次",
        "commit %lld is no import and cannot be taken back; to undo a withdrawal import the "
        "file again",
        (long long)id);
}

static bool forget(cx *c, store *s, const import_job *j, struct forgotten *ret)
{
    struct history h;
    uint32_t last;
    *ret = (struct forgotten){0};
    TRY(read_history(c, s, &h));
    TRY(j->which ? this_one(c, &h, j->which, &last) : newest_of(c, &h, &j->hash, &last));
    ret->ids = cx_alloc(c, (h.n + 1) * sizeof *ret->ids);
    TRY(ret->ids);
    for (uint32_t i = 0; i < h.n; i++)
        if (i == last || h.by[i] || is_action(&h.list[i], "withdraw"))
            ret->ids[ret->n++] = h.list[i].id;
    ret->last = h.list[last];
    return true;
}

/* ---- figures ---- */
/* What a part must say so that `then` stands again where `now` does. `moved`: equal digits are not
 * equal amounts, they are said in another unit. */
static uint8_t back(uint8_t now, int64_t coef_now, uint8_t then, int64_t coef_then, bool moved)
{
    part_state o = part_state_of(then), s = part_state_of(now);
    if (moved && o == PART_VALUE)
        return then;
    if (import_same_part(now, coef_now, then, coef_then) || s == PART_ABSENT)
        return 0;
    return o == PART_ABSENT || o == PART_MASKED ? (s == PART_MASKED ? 0 : PART(PART_WITHDRAWN, 0))
                                                : then;
}

struct undo {
    cx *c;
    state *now;
    state *then; /* the same keys without what is forgotten */
    obs_batch *out;
    import_result *r;
};

/* Beside level, growth and base: do two rows say the same? */
static bool same_figures(const obs_extra *x, const obs_extra *o)
{
    return str_eq(x->series_basis, o->series_basis) && x->released == o->released &&
           x->rank_published == o->rank_published &&
           import_same_part(x->low_st, x->low, o->low_st, o->low) &&
           import_same_part(x->high_st, x->high, o->high_st, o->high) &&
           x->comparison == o->comparison && x->assess == o->assess;
}

/* What stood, said again: with the source it had. */
static obs_extra restated(const struct undo *u, size_t j)
{
    obs_extra x = j == SIZE_MAX ? obs_extra_none : *obs_batch_extra(&u->then->b, j);
    if (j != SIZE_MAX && !x.source.n) {
        const commit *k = &u->then->commits[u->then->b.line[j]];
        x.source = k->source.n ? k->source : k->action;
    }
    x.anew = true;
    return x;
}

static bool undo_row(struct undo *u, size_t i)
{
    const obs_batch *b = &u->now->b, *o = &u->then->b;
    size_t j = state_find(u->then, b->key[i]), at;
    bool had = j != SIZE_MAX,
         moved = had && !str_eq(obs_batch_extra(b, i)->unit, obs_batch_extra(o, j)->unit);
    uint8_t level =
        back(b->level_st[i], b->level[i], had ? o->level_st[j] : 0, had ? o->level[j] : 0, moved);
    uint8_t growth = !b->growth_st ? 0
                                   : back(b->growth_st[i], b->growth[i],
                                          had && o->growth_st ? o->growth_st[j] : 0,
                                          had && o->growth_st ? o->growth[j] : 0, false);
    uint8_t base = !b->base_st
                       ? 0
                       : back(b->base_st[i], b->base[i], had && o->base_st ? o->base_st[j] : 0,
                              had && o->base_st ? o->base[j] : 0, moved);
    obs_extra x = restated(u, j);
    if (!level && !growth && !base &&
        same_figures(obs_batch_extra(b, i), had ? obs_batch_extra(o, j) : &obs_extra_none))
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
           obs_batch_set_extra(u->out, at, &x);
}

/* The rows of one commit, sorted. */
struct said {
    cx *c;
    obs_batch b;
};

static bool see_rows(void *user, const commit *k, const obs_batch *b)
{
    struct said *w = user;
    size_t at;
    (void)k;
    for (size_t i = 0; i < b->n; i++)
        if (!obs_batch_add(&w->b, b->key[i], &at))
            return fail_memory(w->c);
    return true;
}

/* Of what stands in the stretches, only what the commit spoke of. */
static bool undo_rows(struct undo *u, const obs_batch *said)
{
    size_t at = 0;
    for (size_t i = 0; i < u->now->b.n; i++) {
        while (at < said->n && said->key[at] < u->now->b.key[i])
            at++;
        if (at < said->n && said->key[at] == u->now->b.key[i])
            TRY(undo_row(u, i));
    }
    return true;
}

static bool undo_ranges(cx *c, store *s, const catalog *k, const state_filter *f,
                        const obs_batch *said, import_job *j)
{
    state now, then;
    obs_batch out;
    TRY(state_load(c, s, k, STORE_NOW, f->ranges, f->n_ranges, ID_NONE, &now));
    if (!state_load_where(c, s, k, f, &then)) {
        state_done(&now);
        return false;
    }
    obs_batch_init(&out, c->a);
    struct undo u = {c, &now, &then, &out, j->r};
    bool ok = undo_rows(&u, said) || fail_memory(c);
    ok = ok && (out.n == 0 || j->o->dry_run || store_put_obs(c, s, &out));
    obs_batch_done(&out);
    state_done(&then);
    state_done(&now);
    return ok;
}

static bool undo_figures(cx *c, store *s, const struct forgotten *gone, import_job *j)
{
    struct said w = {.c = c};
    catalog *k = NULL;
    key_range *ranges = NULL;
    state_filter f = {.skip = gone->ids, .n_skip = gone->n};
    obs_batch_init(&w.b, c->a);
    bool ok =
        store_each_chunk(c, s, gone->last.id - 1, gone->last.recorded_at, NULL, 0, see_rows, &w) &&
        (obs_batch_sort(&w.b) || fail_memory(c)) && import_ranges(c, &w.b, &ranges, &f.n_ranges);
    f.ranges = ranges;
    if (ok && f.n_ranges)
        ok = desk_catalog(c, s, STORE_NOW, &k) && undo_ranges(c, s, k, &f, &w.b, j);
    catalog_free(k);
    mem_free(ranges);
    obs_batch_done(&w.b);
    return ok;
}

/* ---- tables ---- */
struct tables_seen {
    const char *first; /* that is not taken back */
    bool leaf;
};

static bool see_table(void *user, const commit *k, str name, str csv)
{
    (void)k;
    (void)csv;
    struct tables_seen *seen = user;
    const table_def *t = catalog_table(name);
    if (t && catalog_table_is_leaf(name))
        seen->leaf = true;
    else if ((t || str_eqz(name, "claims")) && !seen->first)
        seen->first = t ? t->name : "claims";
    return true;
}

/* A row of a ledger has a life of its own once it is there: moves, comments and files build on it. */
static bool ledgers_stay(cx *c, import_job *j, bool others)
{
    static const char zh[] =
        "台账的行不随 --withdraw 撤回；多余的逐条撤除（ledger TYPE remove，留痕、可恢"
        "复），填错的改正后再导入一次",
                      en[] =
                          "rows of ledgers are not taken back by --withdraw; remove those that are "
                          "too many (ledger TYPE remove; they can be restored), import what was "
                          "wrong again";
    return others ? issue_add(c, &j->r->list, ISSUE_WARNING, 0, S(""), S(""), zh, en)
                  : fail(c, ERR_DATA, zh, en);
}

/* Figures may refer to rows of the catalogue that came with them or later: those stay. */
static bool tables_stay(cx *c, store *s, const commit *k, import_job *j, bool *ret_leaf)
{
    struct tables_seen seen = {0};
    str *ledgers;
    size_t n_ledgers;
    TRY(store_each_table(c, s, k->id - 1, k->recorded_at, see_table, &seen));
    const char *name = seen.first;
    bool others = k->rows > 0 || seen.leaf;
    *ret_leaf = seen.leaf;
    TRY(store_named(c, s, S(LEDGER_TEXT_PREFIX), k->id - 1, k->id, &ledgers, &n_ledgers));
    if (n_ledgers)
        TRY(ledgers_stay(c, j, others));
    static const char zh[] = "%s 表的行不随 --withdraw 撤回；请导入带 withdrawn 列（yes）的行",
                      en[] =
                          "rows of table %s are not taken back by --withdraw; import them with a "
                          "column withdrawn = yes";
    if (!name)
        return true;
    return others ? issue_add(c, &j->r->list, ISSUE_WARNING, 0, S(""), S(""), zh, en, name)
                  : fail(c, ERR_DATA, zh, en, name);
}

/* Say in the withdrawal itself what it takes back. */
static bool name_it(cx *c, store *s, int64_t id)
{
    const char *text = cx_printf(c, "commit\n%lld\n", (long long)id);
    return text && store_put_table(c, s, S("withdrawals"), str_of(text));
}

bool import_take_back(cx *c, store *s, import_job *j)
{
    struct forgotten gone;
    bool leaf = false;
    TRY(forget(c, s, j, &gone) && tables_stay(c, s, &gone.last, j, &leaf));
    TRY(j->o->dry_run || name_it(c, s, gone.last.id));
    if (leaf)
        TRY(import_take_back_tables(c, s, gone.ids, gone.n, j));
    return undo_figures(c, s, &gone, j);
}
