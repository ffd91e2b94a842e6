/* Random walks through every type that ships: rows with values by chance, every step tried with what it needs and without.
 * Whatever is accepted keeps the type's own rules: stages only by steps, needs and evidence, checks, four eyes; nothing
 * disappears; what is refused writes nothing; who has no right writes and sees nothing. */
#include "ledger_help.h"
#include "base/os.h"
#include <math.h>

enum { MAX_TYPES = 64, MAX_ROWS = 16, ACTS = 30, TRIES = 12, DEEP = 3 };

typedef struct walker {
    place p;
    uint64_t seed;
    str types[MAX_TYPES];
    uint32_t n;
    char codes[MAX_TYPES][MAX_ROWS][80];
    uint32_t n_rows[MAX_TYPES];
    uint32_t moved, refused, started;
} walker;

static uint32_t of(walker *w, uint32_t n)
{
    return n ? (uint32_t)(rnd(&w->seed) % n) : 0;
}

static uint32_t type_at(const walker *w, str code)
{
    for (uint32_t i = 0; i < w->n; i++)
        if (str_eq(w->types[i], code))
            return i;
    return UINT32_MAX;
}

static bool grow(walker *w, uint32_t at, int depth);

/* ---- values by chance ---- */
static const char *one_of(walker *w, const char *const *list, uint32_t n)
{
    return list[of(w, n)];
}

static str options(walker *w, const type_field *f, bool all)
{
    sb b CLEANUP(sb_done) = {0};
    str ret;
    sb_init(&b, 1 << 16);
    uint32_t from = of(w, f->n_options);
    for (uint32_t i = 0; i < f->n_options; i++) {
        bool take = all || i == from || ((f->many || f->kind == FIELD_CHECKLIST) && of(w, 3) == 0);
        if (!take || (!f->many && f->kind != FIELD_CHECKLIST && i != from))
            continue;
        sb_putz(&b, b.n ? ";" : "");
        sb_put(&b, f->options[i].code);
    }
    assert_true(arena_str(w->p.c.a, sb_str(&b), &ret));
    return ret;
}

static str link_to(walker *w, const type_field *f, int depth)
{
    uint32_t at = type_at(w, f->to);
    if (at == UINT32_MAX || (!w->n_rows[at] && (depth >= DEEP || !grow(w, at, depth + 1))))
        return S("");
    return str_of(w->codes[at][of(w, w->n_rows[at])]);
}

static str by_chance(walker *w, const type_field *f, int depth)
{
    static const char *const areas[] = {"520300", "520302", "520303"};
    static const char *const orgs[] = {"gov", "fgw", "gxj", "touzi"};
    static const char *const people[] = {"li", "wu", "xu"};
    cx *c = &w->p.c;
    int64_t day = time_day(os_now_us()) + (int64_t)of(w, 500) - 400;
    char text[PERIOD_TEXT_MAX];
    period_print((period){FREQ_D, (int32_t)day}, text);
    switch (f->kind) {
    case FIELD_TEXT:
        return f->max_chars < 5 ? S("3091") : str_of(cx_printf(c, "词%u", of(w, 1000)));
    case FIELD_NUMBER: {
        double lo = isnan(f->min) ? 0 : f->min, hi = isnan(f->max) ? lo + 100 : f->max;
        return str_of(cx_printf(c, "%.0f", lo + (hi - lo) * of(w, 101) / 100));
    }
    case FIELD_DATE:
        return str_of(cx_strdup(c, str_of(text)));
    case FIELD_PERIOD:
        return str_of(cx_strdup(c, str_sub(str_of(text), 0, 7)));
    case FIELD_FLAG:
        return of(w, 2) ? S("yes") : S("no");
    case FIELD_CHOICE:
        return options(w, f, false);
    case FIELD_CHECKLIST:
        return options(w, f, of(w, 2));
    case FIELD_AREA:
        return str_of(one_of(w, areas, COUNT_OF(areas)));
    case FIELD_ORG:
        return str_of(one_of(w, orgs, COUNT_OF(orgs)));
    case FIELD_POST:
        return S("kz");
    case FIELD_PERSON:
        return str_of(one_of(w, people, COUNT_OF(people)));
    case FIELD_INDICATOR:
        return S("fai");
    case FIELD_LINK:
        return link_to(w, f, depth);
    default:
        return S("");
    }
}

/* A type outlives the hold only as long as nobody defines another: nobody does. */
static const ledger_type *type_of(walker *w, uint32_t at)
{
    ledger_hold h;
    ok(&w->p.c, ledger_open(&w->p.c, &w->p.d, w->types[at], &h));
    const ledger_type *t = h.type;
    ledger_done(&h);
    return t;
}

static ledger_order order_for(walker *w, uint32_t at, const char *code, uint32_t max)
{
    static const char *const people[] = {"li", "wu", "xu"};
    ledger_input *list = cx_alloc(&w->p.c, (max + 1) * sizeof *list);
    assert_non_null(list);
    return (ledger_order){.url = w->p.url,
                          .type = w->types[at],
                          .code = str_of(code),
                          .version = -1,
                          .by = str_of(one_of(w, people, COUNT_OF(people))),
                          .note = of(w, 4) ? S("因") : S(""),
                          .fields = list};
}

static void give(walker *w, ledger_order *o, const type_field *f, int depth)
{
    str text = f->formula || f->kind == FIELD_FILE ? S("") : by_chance(w, f, depth);
    if (text.n)
        ((ledger_input *)o->fields)[o->n++] = (ledger_input){f->code, text};
}

/* ---- what must hold of a row that was just written ---- */
typedef struct seen {
    uint32_t stage, version, n;
    char last[64][16]; /* who made each move last */
} seen;

static void look(walker *w, uint32_t at, const char *code, seen *ret)
{
    ledger_hold h;
    *ret = (seen){0};
    desk_again(&w->p);
    ok(&w->p.c, ledger_open(&w->p.c, &w->p.d, w->types[at], &h));
    uint32_t row = book_find(h.b, str_of(code));
    if (row == BOOK_NO_ROW)
        fail_msg("%s disappeared", code);
    ret->stage = h.b->rows[row].stage;
    ret->version = h.b->rows[row].version;
    ret->n = (uint32_t)h.b->n;
    for (uint32_t m = 0; m < h.type->n_moves && m < 64; m++) {
        const book_event *e = book_moved(h.b, row, m);
        if (e)
            snprintf(ret->last[m], sizeof ret->last[m], STR_FMT, STR_ARG(book_person(h.b, e->by)));
    }
    ledger_done(&h);
}

static bool is_set(const type_move *m, uint32_t field)
{
    for (uint32_t i = 0; i < m->n_set; i++)
        if (m->set[i].field == field)
            return true;
    return false;
}

static void keeps_rules(walker *w, uint32_t at, const char *code, const type_move *m)
{
    ledger_hold h;
    ok(&w->p.c, ledger_open(&w->p.c, &w->p.d, w->types[at], &h));
    const ledger_type *t = h.type;
    uint32_t row = book_find(h.b, str_of(code));
    for (uint32_t i = 0; i < t->n_checks; i++)
        if (!view_true(&h.view, h.b, row, t->checks[i].test))
            fail_msg(STR_FMT " %s stands against its check " STR_FMT, STR_ARG(t->code), code,
                     STR_ARG(t->checks[i].code));
    for (uint32_t f = 0; f < t->n_fields; f++)
        if (t->fields[f].required && t->fields[f].kind != FIELD_FILE &&
            !book_entered(h.b, row, f)->text.n)
            fail_msg(STR_FMT " %s lacks " STR_FMT, STR_ARG(t->code), code,
                     STR_ARG(t->fields[f].code));
    for (uint32_t i = 0; m && i < m->n_needs; i++) {
        const type_field *f = &t->fields[m->needs[i]];
        view_row v = {&h.view, h.b, row, NULL};
        bool there = f->formula || is_set(m, m->needs[i]) ? true
                     : f->kind == FIELD_FILE              ? book_files(h.b, row, m->needs[i]) > 0
                     : f->kind == FIELD_CHECKLIST         ? !view_lacking(&v, m->needs[i], NULL, 0)
                                                  : book_entered(h.b, row, m->needs[i])->text.n > 0;
        if (!there)
            fail_msg(STR_FMT " %s went “" STR_FMT "” without " STR_FMT, STR_ARG(t->code), code,
                     STR_ARG(m->code), STR_ARG(f->code));
    }
    ledger_done(&h);
}

/* ---- acts ---- */
static bool grow(walker *w, uint32_t at, int depth)
{
    const ledger_type *t = type_of(w, at);
    for (int try = 0; try < TRIES && w->n_rows[at] < MAX_ROWS; try++) {
        ledger_order o = order_for(w, at, "", t->n_fields);
        str code;
        for (uint32_t f = 0; f < t->n_fields; f++)
            if (t->fields[f].required || of(w, 4) == 0)
                give(w, &o, &t->fields[f], depth);
        int64_t head = head_id(&w->p);
        if (ledger_add(&w->p.c, &w->p.d, &o, &code, NULL)) {
            uint32_t row = w->n_rows[at]++;
            snprintf(w->codes[at][row], sizeof w->codes[0][0], STR_FMT, STR_ARG(code));
            desk_again(&w->p);
            keeps_rules(w, at, w->codes[at][row], NULL);
            return true;
        }
        assert_int_equal(head_id(&w->p), head);
        w->refused++;
        cx_clear(&w->p.c);
    }
    return false;
}

static void attach_all(walker *w, uint32_t at, const char *code, const type_move *m,
                       const ledger_type *t)
{
    for (uint32_t i = 0; i < m->n_needs; i++) {
        const type_field *f = &t->fields[m->needs[i]];
        ledger_order o = order_for(w, at, code, 0);
        ledger_upload u = {f->code, S("a.pdf"), S(""), S("%PDF-1.4")};
        if (f->kind != FIELD_FILE || of(w, 4) == 0)
            continue;
        w->refused += !ledger_attach(&w->p.c, &w->p.d, &o, &u, NULL);
        cx_clear(&w->p.c);
    }
    desk_again(&w->p);
}

static void step(walker *w, uint32_t at, const char *code, const ledger_type *t)
{
    uint32_t which = of(w, t->n_moves);
    seen before, after;
    look(w, at, code, &before);
    /* One that may be made, where there is one; an end not too soon, rather on than round. */
    bool end = of(w, 8) == 0, round = of(w, 3) == 0;
    for (uint32_t i = 0; i < t->n_moves; i++) {
        const type_move *m = &t->moves[which];
        if ((m->from >> before.stage & 1) && (end || !t->stages[m->to].final) &&
            (round || m->to != before.stage))
            break;
        which = (which + 1) % t->n_moves;
    }
    const type_move *m = &t->moves[which];
    attach_all(w, at, code, m, t);
    ledger_order o = order_for(w, at, code, t->n_fields);
    o.move = m->code;
    for (uint32_t i = 0; i < m->n_needs; i++)
        if (of(w, 8))
            give(w, &o, &t->fields[m->needs[i]], 0);
    for (uint32_t i = 0; i < m->n_asks; i++)
        if (of(w, 2))
            give(w, &o, &t->fields[m->asks[i]], 0);
    look(w, at, code, &before);
    int64_t head = head_id(&w->p);
    bool done = ledger_move(&w->p.c, &w->p.d, &o, NULL, NULL);
    cx_clear(&w->p.c);
    look(w, at, code, &after);
    w->moved += done;
    w->refused += !done;
    assert_int_equal(head_id(&w->p), head + done);
    assert_true(after.n >= before.n); /* nothing disappears */
    if (!done) {
        assert_true(after.stage == before.stage && after.version == before.version);
        return;
    }
    assert_true(m->from >> before.stage & 1);
    assert_int_equal(after.stage, m->to);
    assert_true(!m->note || o.note.n);
    for (uint32_t i = 0; i < t->n_moves && i < 64; i++)
        assert_false((m->other_than >> i & 1) && str_eqz(o.by, before.last[i]));
    keeps_rules(w, at, code, m);
}

/* A key project is under construction only with a substantive start, and that only with evidence. */
static void started_by_evidence(walker *w)
{
    static const char *const unsound[] = {
        "in_stage('building', 'completed', 'production') and missing(started)",
        "present(started) and len(start_evidence) < 1", "substantive and len(start_evidence) < 1"};
    uint32_t at = type_at(w, S("project"));
    for (uint32_t i = 0; i < w->n_rows[at]; i++) {
        w->started += holds_now(&w->p, "project", w->codes[at][i], "present(moved_on('start'))");
        for (size_t k = 0; k < COUNT_OF(unsound); k++)
            if (holds_now(&w->p, "project", w->codes[at][i], unsound[k]))
                fail_msg("%s: %s", w->codes[at][i], unsound[k]);
    }
}

static void nobody_writes(walker *w)
{
    subject nobody = {.login = S("zhao")};
    w->p.d.who = &nobody;
    for (uint32_t i = 0; i < w->n; i++) {
        ledger_hold h;
        str code;
        int64_t head = head_id(&w->p);
        ledger_order o = order_for(w, i, "", 0);
        if (ledger_add(&w->p.c, &w->p.d, &o, &code, NULL))
            fail_msg("somebody without rights added to " STR_FMT, STR_ARG(w->types[i]));
        cx_clear(&w->p.c);
        if (ledger_open(&w->p.c, &w->p.d, w->types[i], &h)) {
            for (uint32_t row = 0; row < h.b->n; row++)
                if (ledger_row_seen(&h, row) || ledger_may(&h, ACT_LEDGER, row))
                    fail_msg("somebody without rights sees rows of " STR_FMT, STR_ARG(w->types[i]));
            ledger_done(&h);
        }
        cx_clear(&w->p.c);
        assert_int_equal(head_id(&w->p), head);
    }
    w->p.d.who = NULL;
}

static bool note_type(cx *c, void *user, const ledger_type *t)
{
    walker *w = user;
    assert_true(w->n < MAX_TYPES);
    return arena_str(c->a, t->code, &w->types[w->n++]) || fail_memory(c);
}

static void test_walks(void **state)
{
    static walker w;
    uint32_t empty = 0;
    w = (walker){.seed = 77};
    place_begin(&w.p, state);
    ok(&w.p.c, ledgers_each_type(&w.p.c, &w.p.d, note_type, &w));
    for (uint32_t i = 0; i < w.n; i++) {
        const ledger_type *t = type_of(&w, i);
        bool project = str_eqz(w.types[i], "project");
        for (int k = 0; k < (project ? 6 : 2); k++)
            (void)grow(&w, i, 0); /* a type may want what chance does not give */
        empty += !w.n_rows[i];
        if (!w.n_rows[i])
            print_message("no row of " STR_FMT " by chance\n", STR_ARG(w.types[i]));
        for (int k = 0; w.n_rows[i] && t->n_moves && k < (project ? 8 * ACTS : ACTS); k++)
            step(&w, i, w.codes[i][of(&w, w.n_rows[i])], t);
    }
    started_by_evidence(&w);
    nobody_writes(&w);
    sound(&w.p.c, w.p.url);
    print_message("%u types, %u steps made, %u acts refused, %u projects started\n", w.n, w.moved,
                  w.refused, w.started);
    assert_true(w.moved > 3 * w.n && w.refused > w.n && empty * 5 < w.n && w.started);
    place_end(&w.p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {ONLY_SQLITE(test_walks)};
    return cmocka_run_group_tests(tests, engines_up, engines_down);
}
