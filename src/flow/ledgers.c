#include "flow/ledgers.h"
#include "base/embed.h"
#include "base/mem.h"
#include "base/os.h"
#include "base/str.h"
#include "flow/ledger_text.h"
#include "flow/ledgers_impl.h"
#include "flow/who.h"
#include "store/named.h"

#define HELD_TRIES 3 /* then the question is answered with everybody else waiting */

/* ---- the object ---- */
bool ledgers_new(cx *c, ledgers **ret)
{
    ledgers *l = mem_zalloc(1, sizeof *l);
    *ret = l;
    if (!l)
        return fail_memory(c);
    atomic_init(&l->refs, 1);
    pthread_rwlock_init(&l->lock, NULL);
    pthread_mutex_init(&l->eyes_lock, NULL);
    return true;
}

void ledgers_hold(ledgers *l)
{
    if (l)
        atomic_fetch_add(&l->refs, 1);
}

static void drop_entries(ledgers *l)
{
    for (size_t i = 0; i < l->n; i++) {
        book_free(l->list[i].b);
        arena_free(l->list[i].a);
    }
    l->n = 0;
    map_done(&l->kinds);
    l->kinds = (map){0};
    arena_free(l->a);
    l->a = NULL;
    l->types_to = l->seen_id = 0;
    l->read = false;
}

void ledgers_release(ledgers *l)
{
    if (!l || atomic_fetch_sub(&l->refs, 1) != 1)
        return;
    ledger_eyes_drop(l);
    drop_entries(l);
    mem_free(l->list);
    calendar_free(l->days);
    pthread_mutex_destroy(&l->eyes_lock);
    pthread_rwlock_destroy(&l->lock);
    mem_free(l);
}

ledger_entry *ledgers_find(ledgers *l, str code)
{
    for (size_t i = 0; i < l->n; i++)
        if (str_eq(l->list[i].code, code))
            return &l->list[i];
    return NULL;
}

/* ---- types ---- */
bool ledger_named(cx *c, const char *prefix, str code, str *ret)
{
    char *z = cx_printf(c, "%s" STR_FMT, prefix, STR_ARG(code));
    *ret = str_of(z);
    return z != NULL;
}

static bool note_kind(void *user, str type, str field, field_kind k)
{
    ledgers *l = user;
    char *key = arena_printf(l->a, STR_FMT "." STR_FMT, STR_ARG(type), STR_ARG(field));
    return key && map_put(&l->kinds, str_of(key), k);
}

/* Fields of a type that is not read yet. The lock is the writing one: what types and filters look into is
 * read, and so known, before anything is compiled beside others. */
static bool skim(ledgers *l, str type)
{
    ledger_entry *e = ledgers_find(l, type);
    cx c;
    if (!e || e->skimmed)
        return false;
    if (cx_init(&c, LANG_ZH)) {
        /* what is wrong with it is said when it is read */
        e->skimmed =
            ledger_type_skim(&c, e->file, e->json, l, note_kind) || c.err.code != ERR_MEMORY;
        cx_done(&c);
    }
    l->starved |= !e->skimmed;
    return e->skimmed;
}

static bool kind_of(void *user, str type, str field, field_kind *ret)
{
    ledgers *l = user;
    char room[96];
    if (type.n + field.n + 1 >= sizeof room)
        return false;
    int n = snprintf(room, sizeof room, STR_FMT "." STR_FMT, STR_ARG(type), STR_ARG(field));
    uint32_t k = map_get(&l->kinds, (str){room, (size_t)n});
    if (k == MAP_NONE && skim(l, type))
        k = map_get(&l->kinds, (str){room, (size_t)n});
    *ret = (field_kind)k;
    return k != MAP_NONE;
}

static const type_others *others_of(ledgers *l)
{
    l->others = (type_others){.user = l, .kind = kind_of};
    return &l->others;
}

static bool add_entry(cx *c, ledgers *l, const char *file, str json, str *ret_code)
{
    ledger_entry *e;
    str code = str_of(file);
    ptrdiff_t slash = str_find(code, S("ledgers/"));
    if (slash >= 0)
        code = str_from(code, (size_t)slash + 8);
    else if (str_starts(code, S(LEDGER_TYPE_PREFIX)))
        code = str_from(code, sizeof LEDGER_TYPE_PREFIX - 1);
    if (str_ends(code, S(".json")))
        code.n -= 5;
    e = ledgers_find(l, code);
    if (!e) {
        if (!MEM_GROW(l->list, l->cap, l->n + 1))
            return fail_memory(c);
        e = &l->list[l->n++];
        *e = (ledger_entry){0};
        if (!arena_str(l->a, code, &e->code))
            return fail_memory(c);
    }
    *ret_code = e->code;
    return (arena_str(l->a, json, &e->json) && (e->file = arena_strdup(l->a, str_of(file)))) ||
           fail_memory(c);
}

static bool gather_built_in(cx *c, ledgers *l)
{
    size_t n;
    const embedded *all = embed_all(&n);
    str code;
    for (size_t i = 0; i < n; i++)
        if (str_starts(str_of(all[i].name), S("catalogue/ledgers/")))
            TRY(add_entry(c, l, all[i].name, (str){(const char *)all[i].data, all[i].size}, &code));
    return true;
}

static bool gather_defined(cx *c, ledgers *l, store *s, int64_t to)
{
    str *names, json, code;
    size_t n;
    int64_t at;
    TRY(store_named(c, s, S(LEDGER_TYPE_PREFIX), 0, to, &names, &n));
    for (size_t i = 0; i < n; i++) {
        const char *file = cx_strdup(c, names[i]);
        TRY(file && store_named_newest(c, s, names[i], to, &json, &at) &&
            add_entry(c, l, file, json, &code));
    }
    return true;
}

/* One that cannot be read is only refused when it is asked for. */
static bool read_entry(cx *c, ledgers *l, ledger_entry *e)
{
    arena_free(e->a); /* of a try that ran out of memory */
    e->a = arena_new(0);
    if (!e->a)
        return fail_memory(c);
    if (ledger_type_read(c, e->a, e->file, e->json, others_of(l), &e->type))
        return true;
    e->type = NULL;
    e->why = c->err;
    if (c->err.code == ERR_MEMORY)
        return false;
    cx_clear(c);
    return true;
}

static bool note_fields(cx *c, ledgers *l, ledger_entry *e)
{
    if (e->skimmed || (!e->type && skim(l, e->code)))
        return true;
    for (uint32_t i = 0; e->type && i < e->type->n_fields; i++)
        if (!note_kind(l, e->type->code, e->type->fields[i].code, e->type->fields[i].kind))
            return fail_memory(c);
    e->skimmed = e->type != NULL;
    return e->skimmed || fail_memory(c);
}

/* Expressions over rows of other types: what they look into is looked into as well. */
static bool look_inside(cx *c, ledgers *l, arena *a, const char *file, type_uses *u)
{
    for (uint32_t i = 0; i < u->n_inner; i++) {
        const ledger_entry *o = ledgers_find(l, u->inner[i].type);
        if (!o || !o->type || type_inner(c, a, o->type, u, i))
            continue;
        err why = c->err;
        if (why.code == ERR_MEMORY)
            return false;
        cx_clear(c);
        return fail(c, ERR_FORMAT, "%s：“" STR_FMT "”（对台账 " STR_FMT "）：%s%.0s",
                    "%s: “" STR_FMT "” (of ledger " STR_FMT "): %.0s%s", file,
                    STR_ARG(u->inner[i].text), STR_ARG(o->code), why.zh, why.en);
    }
    return true;
}

static bool ensure(cx *c, ledgers *l, str code);

/* Every type that is looked into, and then expressions over its rows, which may look into more. */
static bool ensure_uses(cx *c, ledgers *l, arena *a, const char *file, type_uses *u)
{
    uint32_t done = 0;
    do {
        for (; done < u->n; done++)
            TRY(ensure(c, l, u->list[done]));
        TRY(look_inside(c, l, a, file, u));
    } while (done < u->n);
    return true;
}

/* Types that look into each other are read together or not at all. */
static void end_reading(ledgers *l, bool ok)
{
    for (size_t i = 0; i < l->n; i++) {
        ledger_entry *e = &l->list[i];
        if (e->fresh && !ok) {
            e->tried = false;
            e->type = NULL;
        }
        e->fresh = false;
    }
}

static bool read_with_uses(cx *c, ledgers *l, ledger_entry *e)
{
    l->starved = false;
    bool ok = read_entry(c, l, e) && note_fields(c, l, e) && !l->starved &&
              (!e->type || ensure_uses(c, l, e->a, e->file, &e->type->uses));
    if (l->starved) {
        l->starved = ok = false;
        (void)fail_memory(c);
    }
    if (ok)
        return true;
    e->type = NULL;
    e->why = c->err;
    if (c->err.code == ERR_MEMORY)
        return false;
    cx_clear(c);
    return true;
}

/* Read a type and what it looks into. False only for want of memory: why it cannot be read stays with it. */
static bool ensure(cx *c, ledgers *l, str code)
{
    ledger_entry *e = ledgers_find(l, code);
    if (!e || e->tried)
        return true;
    e->tried = e->fresh = true; /* types may look into each other */
    l->reading++;
    bool ok = read_with_uses(c, l, e);
    if (!--l->reading)
        end_reading(l, ok);
    return ok;
}

bool ledgers_read_all(cx *c, ledgers *l)
{
    for (size_t i = 0; i < l->n; i++)
        TRY(ensure(c, l, l->list[i].code));
    return true;
}

/* One on top of those that are there; `file` names it in messages. */
static bool gather_trial(cx *c, ledgers *l, const char *file, str code, str json)
{
    str name, as;
    TRY(ledger_named(c, LEDGER_TYPE_PREFIX, code, &name));
    const char *named = cx_strdup(c, name);
    TRY(named && add_entry(c, l, named, json, &as));
    ledgers_find(l, as)->file = file;
    return true;
}

bool ledgers_gather(cx *c, ledgers *l, store *s, int64_t to, const ledger_trial *trial)
{
    drop_entries(l);
    l->a = arena_new(0);
    if (!l->a)
        return fail_memory(c);
    TRY(gather_built_in(c, l) && gather_defined(c, l, s, to) &&
        (!trial || gather_trial(c, l, trial->file, trial->code, trial->json)));
    l->read = true;
    l->types_to = to;
    return true;
}

/* A new definition is rare: then everything is read anew. */
static bool refresh_types(cx *c, ledgers *l, store *s, int64_t to)
{
    str *names;
    size_t n;
    if (l->read && l->types_to >= to)
        return true;
    if (l->read) {
        TRY(store_named(c, s, S(LEDGER_TYPE_PREFIX), l->types_to, to, &names, &n));
        if (!n) {
            l->types_to = to;
            return true;
        }
    }
    return ledgers_gather(c, l, s, to, NULL);
}

bool ledgers_types(cx *c, const desk *d)
{
    return refresh_types(c, d->books, d->s, d->head.id) && ledgers_read_all(c, d->books);
}

/* ---- books ---- */
struct reading_book {
    cx *c;
    book *b;
};

static bool take_text(void *user, const commit *k, str text)
{
    struct reading_book *r = user;
    book_commit w = {k->id, k->recorded_at, k->recorded_by};
    return book_apply(r->c, r->b, ledger_text_kind(text), &w, text);
}

static bool refresh_book(cx *c, ledger_entry *e, store *s, int64_t to)
{
    str name;
    struct reading_book r = {c, e->b};
    if (!e->b) {
        TRY(book_new(c, e->type, &e->b));
        r.b = e->b;
        e->loaded = 0;
    }
    if (e->loaded >= to)
        return true;
    TRY(ledger_named(c, LEDGER_TEXT_PREFIX, e->code, &name));
    if (store_each_named(c, s, name, e->loaded, to, take_text, &r)) {
        e->loaded = to;
        return true;
    }
    book_free(e->b); /* half of a commit may be in it */
    e->b = NULL;
    return false;
}

/* ---- what one type looks into, the deepest first ---- */
typedef struct closure {
    ledger_entry *list[64];
    uint32_t n;
    str visiting[64];
    uint32_t n_visiting;
} closure;

static void close_over(ledgers *l, str code, closure *w)
{
    ledger_entry *e = ledgers_find(l, code);
    if (!e || !e->type || w->n_visiting == COUNT_OF(w->visiting))
        return;
    for (uint32_t i = 0; i < w->n_visiting; i++)
        if (str_eq(w->visiting[i], code))
            return; /* seen, or a circle */
    w->visiting[w->n_visiting++] = code;
    for (uint32_t i = 0; i < e->type->uses.n; i++)
        close_over(l, e->type->uses.list[i], w);
    w->list[w->n++] = e;
}

static uint64_t mixed(uint64_t a, uint64_t b)
{
    return (a ^ b) * UINT64_C(0x9E3779B97F4A7C15) + (a >> 29);
}

static bool looks_into_itself(const ledger_type *t)
{
    for (uint32_t i = 0; i < t->uses.n; i++)
        if (str_eq(t->uses.list[i], t->code))
            return true;
    return false;
}

/* What computed fields of a type were worked out of: the day, and where they look further, everything there. */
static uint64_t settle_key(ledgers *l, const ledger_entry *e, const ledger_hold *h)
{
    uint64_t key = mixed((uint64_t)h->view.today, 1);
    closure w = {.n = 0};
    bool figures = false;
    if (!e->type->shifting)
        return key;
    close_over(l, e->code, &w);
    for (uint32_t i = 0; i < w.n; i++) {
        const book *b = w.list[i]->b;
        figures |= w.list[i]->type->figures;
        key = mixed(key, b ? b->stamp : 0);
        key = mixed(key, b && (w.list[i] != e || looks_into_itself(e->type)) ? b->worked : 0);
    }
    /* a writer's figures may be older than the rows that it finds */
    return figures ? mixed(key, h->d->p ? (uint64_t)h->d->p->commit_id : 0) : key;
}

static bool indexed(const book *b)
{
    for (uint32_t f = 0; f < b->type->n_fields; f++) {
        const book_column *w = &b->columns[f];
        if (w->wanted && w->at && w->n_values && w->held_at != b->stamp)
            return false;
    }
    return true;
}

static bool fresh(ledgers *l, const closure *w, int64_t to, const ledger_hold *h)
{
    if (!l->read || l->types_to < to)
        return false;
    for (uint32_t i = 0; i < w->n; i++) {
        const ledger_entry *e = w->list[i];
        if (!e->b || e->loaded < to || !indexed(e->b) || e->b->all_dirty || e->b->n_dirty ||
            e->settled != settle_key(l, e, h))
            return false;
    }
    return true;
}

static void want(ledgers *l, const type_uses *u)
{
    for (uint32_t i = 0; i < u->n_wants; i++) {
        ledger_entry *e = ledgers_find(l, u->wants[i].type);
        uint32_t f = e && e->b ? type_field_of(e->type, u->wants[i].field) : UINT32_MAX;
        if (f != UINT32_MAX)
            e->b->columns[f].wanted = true;
    }
}

static bool load_days(cx *c, ledgers *l)
{
    const embedded *h = embed_find("catalogue/calendar/holidays.csv"),
                   *f = embed_find("catalogue/calendar/spring_festival.csv");
    return l->days || (h && f &&
                       calendar_load(c, (str){(const char *)h->data, h->size},
                                     (str){(const char *)f->data, f->size}, &l->days));
}

static bool settle_once(cx *c, ledger_hold *h, const closure *w)
{
    for (uint32_t i = 0; i < w->n; i++) {
        ledger_entry *e = w->list[i];
        uint64_t key = settle_key(h->l, e, h);
        TRY(book_settle(c, e->b, &h->view,
                        e->settled == key                ? SETTLE_WRITTEN
                        : e->settled_on == h->view.today ? SETTLE_SHIFTED
                                                         : SETTLE_ALL));
        e->settled = key;
        e->settled_on = h->view.today;
    }
    return true;
}

static bool settled(const ledger_hold *h, const closure *w)
{
    for (uint32_t i = 0; i < w->n; i++)
        if (w->list[i]->settled != settle_key(h->l, w->list[i], h))
            return false;
    return true;
}

/* The deepest first: of() and linked() look at computed fields. Types that look into each other (a meeting
 * at its decisions, a decision at its meeting) have no deepest one: again, until nothing comes out
 * otherwise; what does not come to rest stays as it came out last. */
static bool settle_types(cx *c, ledger_hold *h, const closure *w)
{
    for (uint32_t round = 0; round < w->n + 2; round++) {
        TRY(settle_once(c, h, w));
        if (settled(h, w))
            return true;
    }
    for (uint32_t i = 0; i < w->n; i++)
        w->list[i]->settled = settle_key(h->l, w->list[i], h);
    return true;
}

/* Read, index and settle what the question needs; with everybody else shut out. */
static bool prepare(cx *c, ledger_hold *h, const closure *w, const type_uses *extra, int64_t to)
{
    ledgers *l = h->l;
    bool ok = true;
    for (uint32_t i = 0; i < w->n; i++)
        TRY(refresh_book(c, w->list[i], h->d->s, to));
    for (uint32_t i = 0; i < w->n; i++)
        want(l, &w->list[i]->type->uses);
    want(l, extra);
    for (uint32_t i = 0; i < w->n; i++)
        TRY(book_index(c, w->list[i]->b));
    h->whole = !h->own;
    h->view.seen = NULL;
    ok = settle_types(c, h, w);
    h->whole = false;
    return ok;
}

/* ---- holding ---- */
book *ledger_other(const ledger_hold *h, str type)
{
    ledger_entry *e = ledgers_find(h->l, type);
    return e ? e->b : NULL;
}

static const book *other(void *user, str type)
{
    return ledger_other(user, type);
}

static void view_of(ledger_hold *h, cx *c, const desk *d)
{
    h->view = (ledger_view){.user = h,
                            .book = other,
                            .figure = d->p ? ledger_figure : NULL,
                            .mine = ledger_mine,
                            .me = d->who ? d->who->login : S(""),
                            .today = d->as_of == STORE_NOW ? who_today() : time_day(d->as_of),
                            .days = h->l->days,
                            .c = c};
}

void ledger_asks_no_more(ledger_hold *h)
{
    h->view.seen = NULL;
    h->view.figure = h->d->p ? ledger_figure : NULL;
}

static bool no_type(cx *c, str type)
{
    return fail(c, ERR_UNKNOWN, "没有台账 “" STR_FMT "”；用 diaodu ledger 看有哪些",
                "there is no ledger “" STR_FMT "”; diaodu ledger lists those there are",
                STR_ARG(str_sub(type, 0, 60)));
}

static bool found(cx *c, ledger_hold *h, str type, ledger_entry **ret)
{
    *ret = ledgers_find(h->l, type);
    if (!*ret)
        return no_type(c, type);
    if (!(*ret)->type) {
        c->err = (*ret)->why;
        return false;
    }
    return ledger_type_seen(h->d, (*ret)->type) || no_type(c, type);
}

static bool all_read(ledgers *l, const type_uses *uses)
{
    for (uint32_t i = 0; i < uses->n; i++) {
        const ledger_entry *e = ledgers_find(l, uses->list[i]);
        if (e && !e->tried)
            return false;
    }
    return true;
}

/* *ret_read false: it names types that are to be read first, with the writing lock. */
static bool compiled(cx *c, ledger_hold *h, str where, bool alone, type_uses *uses, bool *ret_read)
{
    *uses = (type_uses){.n = 0};
    *ret_read = true;
    h->where = NULL;
    if (!where.n)
        return true;
    TRY(type_filter(c, h->type, where, uses, &h->where));
    if (alone)
        return ensure_uses(c, h->l, c->a, "where", uses);
    *ret_read =
        all_read(h->l, uses) && look_inside(c, h->l, c->a, "where", uses) && all_read(h->l, uses);
    return c->err.code == ERR_NONE;
}

/* A database that was restored since goes another way from some commit on: then nothing that was read
 * holds. With the writing lock. */
static bool same_history(cx *c, ledgers *l, const desk *d)
{
    sha256 chain;
    bool found = true;
    if (l->seen_id) {
        TRY(store_chain_of(c, d->s, l->seen_id, &chain, &found));
        if (!found || memcmp(&chain, &l->seen_chain, sizeof chain))
            drop_entries(l);
    }
    if (d->head.id > l->seen_id || !l->read) {
        l->seen_id = d->head.id;
        l->seen_chain = d->head.chain;
    }
    l->known_id = d->head.id;
    l->known_chain = d->head.chain;
    return true;
}

/* A state older than what was read may be one of before, or of a database restored since: that was looked
 * at for it. */
static bool known_history(const ledgers *l, const desk *d)
{
    return d->head.id >= l->seen_id ||
           (d->head.id == l->known_id &&
            !memcmp(&d->head.chain, &l->known_chain, sizeof l->known_chain));
}

enum looked { LOOKED_READY, LOOKED_NOT, LOOKED_ELSEWHERE };

/* With either lock: is everything there? Else, with the writing one, see to it. */
static bool look(cx *c, ledger_hold *h, str type, str where, bool alone, enum looked *ret)
{
    int64_t to = h->d->head.id;
    ledger_entry *e;
    type_uses uses;
    closure w = {.n = 0};
    *ret = LOOKED_NOT;
    if (alone)
        TRY(load_days(c, h->l) && same_history(c, h->l, h->d) &&
            refresh_types(c, h->l, h->d->s, to) && ensure(c, h->l, type));
    else if (!h->l->read || h->l->types_to < to || !known_history(h->l, h->d))
        return true;
    bool read;
    e = ledgers_find(h->l, type);
    if (e && !e->tried)
        return true;
    TRY(found(c, h, type, &e));
    h->type = e->type;
    view_of(h, c, h->d);
    TRY(compiled(c, h, where, alone, &uses, &read));
    if (!read)
        return true;
    if (ledger_needs_eyes(h, type, where.n ? &uses : NULL)) {
        *ret = LOOKED_ELSEWHERE;
        return true;
    }
    close_over(h->l, type, &w);
    for (uint32_t i = 0; i < uses.n; i++)
        close_over(h->l, uses.list[i], &w);
    if (alone)
        TRY(prepare(c, h, &w, &uses, to));
    bool ready = fresh(h->l, &w, to, h);
    for (uint32_t i = 0; i < uses.n_wants && ready; i++) {
        ledger_entry *o = ledgers_find(h->l, uses.wants[i].type);
        uint32_t f = o && o->b ? type_field_of(o->type, uses.wants[i].field) : UINT32_MAX;
        ready = f == UINT32_MAX || o->b->columns[f].wanted;
    }
    if (where.n && h->d->who)
        h->view.seen = ledger_counts;
    *ret = ready ? LOOKED_READY : LOOKED_NOT;
    h->b = e->b;
    h->commit = e->loaded;
    return true;
}

/* In the books of h->l. */
static bool hold_it(cx *c, ledger_hold *h, str type, str where)
{
    enum looked what;
    h->held = true;
    for (int tries = 0;; tries++) {
        bool alone = tries % 2 == 1;
        if (alone)
            pthread_rwlock_wrlock(&h->l->lock);
        else
            pthread_rwlock_rdlock(&h->l->lock);
        bool ok = look(c, h, type, where, alone, &what);
        if (ok && what == LOOKED_READY && (!alone || tries > HELD_TRIES))
            break;
        /* what was done alone is looked at again beside the others */
        view_done(&h->view);
        pthread_rwlock_unlock(&h->l->lock);
        h->held = false;
        if (ok && what == LOOKED_ELSEWHERE) {
            TRY(ledger_eyes_of(c, h->d, &h->own));
            h->l = h->own;
            return hold_it(c, h, type, where);
        }
        if (!ok || tries > 2 * HELD_TRIES)
            return ok ? fail(c, ERR_CONFLICT, "台账正被频繁改动，请再试一次",
                             "the ledger is being changed all the time; try again")
                      : false;
        h->held = true;
    }
    return ledger_rows_seen(c, h);
}

bool ledger_open_where(cx *c, const desk *d, str type, str where, ledger_hold *ret)
{
    *ret = (ledger_hold){.d = d, .l = d->books};
    if (hold_it(c, ret, type, where))
        return true;
    ledger_done(ret);
    return false;
}

bool ledger_open(cx *c, const desk *d, str type, ledger_hold *ret)
{
    return ledger_open_where(c, d, type, S(""), ret);
}

/* Rows that were read before a restore must not be written upon. */
static bool continues(cx *c, const desk *d, store *w)
{
    sha256 chain;
    bool found = true;
    TRY(!d->head.id || store_chain_of(c, w, d->head.id, &chain, &found));
    return !d->head.id || (found && !memcmp(&chain, &d->head.chain, sizeof chain)) ||
           fail(c, ERR_CONFLICT, "数据库刚刚恢复过，请刷新后再试",
                "the database was restored meanwhile; look again and try again");
}

bool ledger_open_within(cx *c, const desk *d, store *w, str type, ledger_hold *ret)
{
    desk *now = CX_NEW(c, desk);
    if (d->as_of != STORE_NOW)
        return fail(c, ERR_DENIED, "这是过去的样子，不能改动",
                    "this is how it stood; it cannot be changed");
    TRY(now);
    *now = *d;
    now->s = w;
    return continues(c, d, w) && store_head(c, w, STORE_NOW, &now->head) &&
           ledger_open(c, now, type, ret);
}

bool ledger_open_beside(cx *c, const ledger_hold *h, str type, ledger_hold *ret)
{
    if (!ledger_needs_eyes(h, type, NULL)) {
        ledger_entry *e = ledgers_find(h->l, type);
        MUST(e && e->b);
        *ret = *h;
        ret->type = e->type;
        ret->b = e->b;
        ret->seen = NULL;
        ret->held = false;
        ret->own = NULL;
        return true;
    }
    *ret = (ledger_hold){.d = h->d};
    TRY(ledger_eyes_of(c, h->d, &ret->own));
    ret->l = ret->own;
    if (hold_it(c, ret, type, S("")))
        return true;
    ledger_done(ret);
    return false;
}

void ledger_done(ledger_hold *h)
{
    if (h->held) {
        view_done(&h->view);
        pthread_rwlock_unlock(&h->l->lock);
    }
    ledgers_release(h->own);
    h->own = NULL;
    h->held = false;
}

bool ledgers_each_type(cx *c, const desk *d, ledger_type_fn fn, void *user)
{
    ledgers *l = d->books;
    pthread_rwlock_wrlock(&l->lock);
    bool ok = ledgers_types(c, d);
    for (size_t i = 0; ok && i < l->n; i++)
        if (l->list[i].type && ledger_type_seen(d, l->list[i].type))
            ok = fn(c, user, l->list[i].type);
    pthread_rwlock_unlock(&l->lock);
    return ok;
}
