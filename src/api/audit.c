/* Who did what to one figure: every event that touched it, of whatever kind, before and after. */
#include "api/import.h"
#include "api/lists.h"
#include "api/rows.h"
#include "base/str.h"
#include "flow/state.h"

#define CELLS_MAX 48

/* What stands in one place: a figure of a kind, a row of a table. */
typedef struct cells {
    str name[CELLS_MAX], value[CELLS_MAX];
    size_t n;
} cells;

/* One place: what it is and how it stood last. */
typedef struct place {
    const char *what; /* figure target cause plan claim definition */
    str key;          /* of a row; "" for figures */
    cells now;
    bool any;
    struct place *next;
} place;

typedef struct event {
    const commit *k;
    const char *what, *kind, *tier, *basis; /* the last three: NULL where there is none */
    const cells *before, *after;            /* NULL: nothing stood, nothing stands */
    size_t n;                               /* in the order of reading */
} event;

typedef struct trail {
    cx *c;
    const desk *d;
    const list_query *q;
    int64_t since;
    area_id area;
    ind_id ind;
    period p;
    place *places;
    event *list;
    size_t n, cap;
} trail;

/* ---- collecting ---- */
static bool add_event(trail *t, const event *e)
{
    const list_query *q = t->q;
    if ((q->who.n && !str_eq(q->who, e->k->recorded_by)) ||
        (q->action.n && !str_eq(q->action, e->k->action)) || e->k->recorded_at < t->since)
        return true;
    if (t->n == t->cap) {
        event *more = cx_alloc(t->c, (t->cap = t->cap ? t->cap * 2 : 32) * sizeof *more);
        TRY(more);
        if (t->n)
            memcpy(more, t->list, t->n * sizeof *more);
        t->list = more;
    }
    t->list[t->n] = *e;
    t->list[t->n].n = t->n;
    t->n++;
    return true;
}

static bool keep_commit(cx *c, const commit *k, const commit **ret)
{
    commit *own = CX_NEW(c, commit);
    TRY(own);
    *own = *k;
    *ret = own;
    return (arena_str(c->a, k->recorded_by, &own->recorded_by) &&
            arena_str(c->a, k->action, &own->action) && arena_str(c->a, k->reason, &own->reason) &&
            arena_str(c->a, k->source, &own->source)) ||
           fail_memory(c);
}

static const cells *keep_cells(cx *c, const cells *from)
{
    cells *own = CX_NEW(c, cells);
    if (own)
        *own = *from;
    return own;
}

static void set_cell(cells *w, str name, str value)
{
    size_t i = 0;
    while (i < w->n && !str_eq(w->name[i], name))
        i++;
    if (i == CELLS_MAX || (i == w->n && !value.n))
        return;
    w->n += i == w->n;
    w->name[i] = name;
    w->value[i] = value;
}

static str cell_of(const cells *w, str name)
{
    for (size_t i = 0; w && i < w->n; i++)
        if (str_eq(w->name[i], name))
            return w->value[i];
    return (str){"", 0};
}

static bool empty(const cells *w)
{
    for (size_t i = 0; i < w->n; i++)
        if (w->value[i].n)
            return false;
    return true;
}

/* From what stood to what stands; `e` says the rest. */
static bool moved(trail *t, place *p, const cells *next, event e)
{
    if (p->any && !empty(&p->now))
        TRY(e.before = keep_cells(t->c, &p->now));
    if (!empty(next))
        TRY(e.after = keep_cells(t->c, next));
    p->now = *next;
    p->any = true;
    e.what = p->what;
    return (!e.before && !e.after) || add_event(t, &e);
}

/* ---- figures ---- */
static bool set_part(cx *c, cells *w, str name, const int64_t *coef, const uint8_t *st, size_t i)
{
    static const char *const states[] = {NULL, NULL, "masked", "negligible", ""};
    part_state s = st ? part_state_of(st[i]) : PART_ABSENT;
    char text[DEC_TEXT_MAX] = "";
    char *own;
    if (s == PART_ABSENT)
        return true;
    if (s == PART_VALUE)
        dec_print(part_dec(coef[i], st[i]), text);
    TRY(own = cx_strdup(c, s == PART_VALUE ? str_of(text) : str_of(states[s])));
    set_cell(w, name, str_of(own));
    return true;
}

static bool set_text(cx *c, cells *w, str name, str text)
{
    str own;
    if (!text.n)
        return true;
    TRY(arena_str(c->a, text, &own) || fail_memory(c));
    set_cell(w, name, own);
    return true;
}

static bool figure_version(trail *t, place *p, const state *s, size_t i, event e)
{
    const obs_batch *b = &s->b;
    const obs_extra *x = obs_batch_extra(b, i);
    cells next = p->now;
    if (x->anew)
        next = (cells){.n = 0};
    TRY(set_part(t->c, &next, S("level"), b->level, b->level_st, i) &&
        set_part(t->c, &next, S("growth"), b->growth, b->growth_st, i) &&
        set_part(t->c, &next, S("base_level"), b->base, b->base_st, i));
    if (!cell_of(&next, S("level")).n && !cell_of(&next, S("growth")).n &&
        !cell_of(&next, S("base_level")).n)
        next.n = 0; /* nothing stands: nor does what was said about it */
    else
        TRY(set_text(t->c, &next, S("unit"), x->unit) &&
            set_text(t->c, &next, S("source"), x->source) &&
            set_text(t->c, &next, S("note"), x->note));
    TRY(keep_commit(t->c, &s->commits[b->line[i]], &e.k));
    return moved(t, p, &next, e);
}

static bool figures_of(trail *t, basis b, kind k, tier r)
{
    state s;
    period at;
    const indicator *ind = &t->d->k->inds[t->ind];
    if (!obs_period(ind, b, k, t->p, &at))
        return true;
    obs_key key = obs_key_make(t->ind, b, k, r, at, t->area);
    place *p = CX_NEW(t->c, place);
    TRY(p);
    p->what = k == KIND_TARGET ? "target" : "figure";
    event e = {.kind = kind_name(k),
               .basis = basis_name(b),
               .tier = k == KIND_TARGET ? tier_name(r) : NULL};
    TRY(state_versions(t->c, t->d->s, desk_instant(t->d), key, &s));
    bool ok = true;
    for (size_t i = 0; ok && i < s.b.n; i++)
        if (s.b.key[i] == key)
            ok = figure_version(t, p, &s, i, e);
    state_done(&s);
    return ok;
}

static bool figures(trail *t)
{
    for (basis b = BASIS_YTD; b <= BASIS_END; b++)
        for (kind k = KIND_TARGET; k <= KIND_FINAL; k++)
            for (tier r = TIER_ASSIGNED; r <= (k == KIND_TARGET ? TIER_STRIVE : TIER_ASSIGNED); r++)
                TRY(figures_of(t, b, k, r));
    return true;
}

/* ---- rows ---- */
static const struct {
    const char *table, *what, *key; /* columns that name a row of this area and indicator */
} tables[] = {
    {"gap_causes", "cause", "period cause"},
    {"gap_plans", "plan", "checkpoint item period"},
    {"claims", "claim", ""},
    {"indicators", "definition", ""},
};

static str field_of(const table_row *w, const char *name)
{
    for (size_t i = 0; i < w->n; i++)
        if (str_ieqz(w->names[i], name))
            return str_trim(w->fields[i]);
    return (str){"", 0};
}

/* Does a row speak of this figure? Causes and plans have periods of their own. */
static bool about(const trail *t, size_t table, const table_row *w)
{
    period p;
    const indicator *ind = &t->d->k->inds[t->ind];
    if (table == 3)
        return str_eq(w->code, ind->code);
    if (!str_eq(w->area, t->d->k->areas[t->area].code) || !str_eq(w->indicator, ind->code))
        return false;
    str said = field_of(w, "period");
    return table == 2 || (period_parse_iso(said, &p) &&
                          period_last_day(p) == period_last_day(period_as_month(t->p)));
}

static bool place_of(trail *t, size_t table, const table_row *w, place **ret)
{
    sb key CLEANUP(sb_done) = {0};
    str rest = str_of(tables[table].key), name;
    sb_init(&key, 0);
    sb_putz(&key, tables[table].table);
    while (rest.n && str_split(&rest, ' ', &name)) {
        char z[32];
        snprintf(z, sizeof z, STR_FMT, STR_ARG(name));
        sb_putc(&key, '\n');
        sb_put(&key, field_of(w, z));
    }
    for (*ret = t->places; *ret; *ret = (*ret)->next)
        if (str_eq((*ret)->key, sb_str(&key)))
            return true;
    place *p = CX_NEW(t->c, place);
    TRY(p && (arena_str(t->c->a, sb_str(&key), &p->key) || fail_memory(t->c)));
    p->what = tables[table].what;
    p->next = t->places;
    *ret = t->places = p;
    return true;
}

struct reading {
    trail *t;
    size_t table;
    const commit *k; /* kept; NULL until needed */
};

static bool see_row(void *user, const table_row *w)
{
    struct reading *r = user;
    trail *t = r->t;
    place *p;
    cells next = {.n = 0};
    event e = {0};
    if (!about(t, r->table, w))
        return true;
    TRY(place_of(t, r->table, w, &p));
    for (size_t i = 0; i < w->n && !w->withdrawn; i++) {
        str name, value;
        TRY((arena_str(t->c->a, w->names[i], &name) &&
             arena_str(t->c->a, str_trim(w->fields[i]), &value)) ||
            fail_memory(t->c));
        set_cell(&next, name, value);
    }
    if (!r->k)
        TRY(keep_commit(t->c, w->k, &r->k));
    e.k = r->k;
    return moved(t, p, &next, e);
}

static bool see_text(void *user, const commit *k, str name, str text)
{
    trail *t = user;
    for (size_t i = 0; i < COUNT_OF(tables); i++)
        if (str_eqz(name, tables[i].table)) {
            struct reading r = {.t = t, .table = i};
            return rows_of_text(t->c, k, text, see_row, &r);
        }
    return true;
}

/* ---- telling ---- */
static int newest_first(const void *x, const void *y)
{
    const event *a = x, *b = y;
    if (a->k->id != b->k->id)
        return a->k->id < b->k->id ? 1 : -1;
    return a->n < b->n ? -1 : a->n > b->n;
}

static const char *label(const cx *c, str name)
{
    static const struct {
        const char *name, *zh, *en;
    } labels[] = {{"level", "总量", "level"},       {"growth", "增速", "growth"},
                  {"base_level", "基数", "base"},   {"unit", "单位", "unit"},
                  {"source", "来源", "source"},     {"note", "备注", "note"},
                  {"cause", "原因", "cause"},       {"side", "主客观", "side"},
                  {"text", "说明", "text"},         {"measure", "措施", "measure"},
                  {"due", "时限", "due"},           {"amount", "数额", "amount"},
                  {"support", "支撑", "support"},   {"person", "责任人", "person"},
                  {"leader", "分管领导", "leader"}, {"org", "单位", "organisation"},
                  {"name", "名称", "name"},         {"definition", "定义", "definition"}};
    for (size_t i = 0; i < COUNT_OF(labels); i++)
        if (str_eqz(name, labels[i].name))
            return c->lang == LANG_EN ? labels[i].en : labels[i].zh;
    return NULL;
}

static void put_cells(json *j, const char *key, const cells *w)
{
    if (!w) {
        json_nil(j, key);
        return;
    }
    json_obj(j, key);
    for (size_t i = 0; i < w->n; i++) {
        char name[64];
        snprintf(name, sizeof name, STR_FMT, STR_ARG(str_sub(w->name[i], 0, 60)));
        if (w->value[i].n)
            json_str(j, name, w->value[i]);
    }
    json_end(j, '}');
}

/* A code as people read it, where it stands for a name or a word. */
static str in_words(const trail *t, str name, str value)
{
    static const char *const sides[][3] = {{"objective", "客观", "objective"},
                                           {"subjective", "主观", "subjective"},
                                           {"mixed", "主客观", "both"}};
    const catalog *k = t->d->k;
    bool en = t->c->lang == LANG_EN;
    for (uint32_t i = 0; str_eqz(name, "cause") && i < k->n_cause_codes; i++)
        if (str_eq(value, k->cause_codes[i].code))
            return en && k->cause_codes[i].name_en.n ? k->cause_codes[i].name_en
                                                     : k->cause_codes[i].name;
    for (size_t i = 0; str_eqz(name, "side") && i < COUNT_OF(sides); i++)
        if (str_eqz(value, sides[i][0]))
            return str_of(sides[i][en ? 2 : 1]);
    return value;
}

/* What names the row is no change of it. */
static bool names_row(str name)
{
    return str_ieqz(name, "area") || str_ieqz(name, "indicator") || str_ieqz(name, "period") ||
           str_ieqz(name, "code");
}

static void put_change_of(const trail *t, sb *b, str name, str was, str is)
{
    const cx *c = t->c;
    const char *word = label(c, name);
    if (names_row(name) || str_eq(was, is))
        return;
    was = in_words(t, name, was);
    is = in_words(t, name, is);
    if (b->n)
        sb_putz(b, c->lang == LANG_EN ? "; " : "；");
    if (word)
        sb_putz(b, word);
    else
        sb_put(b, name);
    sb_putc(b, ' ');
    if (was.n)
        sb_put(b, was);
    if (was.n)
        sb_putz(b, " → ");
    if (is.n)
        sb_put(b, is);
    else
        sb_putz(b, "—");
}

/* In words: only what changed. */
static bool put_change(const trail *t, json *j, const event *e)
{
    cx *c = t->c;
    bool made = !e->before && !strcmp(e->what, "definition"); /* all of it would be a page */
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 0);
    for (size_t i = 0; e->before && i < e->before->n; i++)
        put_change_of(t, &b, e->before->name[i], e->before->value[i],
                      cell_of(e->after, e->before->name[i]));
    for (size_t i = 0; e->after && i < e->after->n; i++)
        if (!cell_of(e->before, e->after->name[i]).n &&
            (!made || str_eqz(e->after->name[i], "name")))
            put_change_of(t, &b, e->after->name[i], (str){"", 0}, e->after->value[i]);
    if (!sb_ok(&b))
        return fail_memory(c);
    json_str(j, "change", sb_str(&b));
    return true;
}

static bool put_event(const trail *t, json *j, const event *e)
{
    const catalog *k = t->d->k;
    const person *p = catalog_person(k, e->k->recorded_by);
    char hex[65];
    bool audits = !t->d->who || rights_may(t->d->who, k, ACT_AUDIT, ID_NONE, ID_NONE);
    json_obj(j, NULL);
    put_time(j, "recorded_at", e->k->recorded_at);
    json_str(j, "recorded_by", e->k->recorded_by);
    json_str(j, "by_name", p ? p->name : S(""));
    json_str(j, "action", e->k->action);
    json_strz(j, "what", e->what);
    json_strz(j, "kind", e->kind);
    json_strz(j, "tier", e->tier);
    json_strz(j, "basis", e->basis);
    TRY(put_change(t, j, e));
    put_cells(j, "before", e->before);
    put_cells(j, "after", e->after);
    json_str(j, "reason", e->k->reason);
    json_str(j, "source", e->k->source);
    json_int(j, "commit", e->k->id);
    /* It is made of all that the commit carries, also of what not everybody may see. */
    os_hex(e->k->chain.b, sizeof e->k->chain.b, hex);
    json_strz(j, "chain", audits ? hex : NULL);
    json_end(j, '}');
    return true;
}

static bool put_trail(trail *t, sb *out)
{
    json j;
    pager w;
    const desk *d = t->d;
    const indicator *ind = &d->k->inds[t->ind];
    if (t->n)
        qsort(t->list, t->n, sizeof *t->list, newest_first);
    json_init(&j, out);
    json_obj(&j, NULL);
    put_area(&j, "area", d->k, t->area, t->c->lang);
    json_str(&j, "indicator", ind->code);
    put_ind_name(&j, "name", ind, t->c->lang);
    put_period(&j, "period", t->p);
    put_time(&j, "as_of", desk_instant(d));
    pager_start(&w, &j, t->q);
    for (size_t i = 0; i < t->n; i++)
        if (pager_wants(&w))
            TRY(put_event(t, &j, &t->list[i]));
    pager_end(&w, t->q);
    json_end(&j, '}');
    return sb_ok(out) || fail_memory(t->c);
}

bool answer_audit(cx *c, const desk *d, const list_query *q, sb *out)
{
    trail t = {.c = c, .d = d, .q = q};
    TRY(desk_need_figure(c, d, q->area, q->indicator, &t.area, &t.ind));
    TRY(need_period(c, q->period, &t.p));
    TRY(!q->since.n || query_since(c, q->since, &t.since));
    TRY(figures(&t) && store_each_table(c, d->s, 0, desk_instant(d), see_text, &t));
    return put_trail(&t, out);
}
