/* What holds of every ledger whatever its type says: random types and random acts against a small model; and of
 * the task that comes with the program, through every path its moves allow. */
#include "ledger_help.h"
#include "store/named.h"

/* ---- a type by chance ---- */
enum { STAGES = 5, MOVES = 8, ROWS = 24, PEOPLE = 3, ACTS = 220 };

typedef struct rule {
    uint32_t from, to, other; /* bits of stages, a stage, bits of moves */
    bool file, a, b, note, sets_a;
} rule;
typedef struct chance {
    int n_stages, n_moves;
    rule moves[MOVES];
} chance;

/* What stands, by the model. */
typedef struct stands {
    uint32_t stage, version, files;
    int by[MOVES]; /* who made it last; -1 = nobody */
    bool gone;
    char a[16], b[16];
} stands;

static void list_bits(sb *out, char letter, uint32_t bits)
{
    sb_putc(out, '[');
    for (uint32_t i = 0, n = 0; i < 32; i++)
        if (bits >> i & 1)
            sb_printf(out, "%s\"%c%u\"", n++ ? "," : "", letter, i);
    sb_putc(out, ']');
}

static void invent(uint64_t *seed, chance *t, sb *json)
{
    t->n_stages = 2 + (int)(rnd(seed) % (STAGES - 1));
    t->n_moves = 2 + (int)(rnd(seed) % (MOVES - 1));
    sb_putz(json, "{\"code\":\"matter\",\"name\":\"事项\",\"title\":\"a\",\"fields\":["
                  "{\"code\":\"a\",\"name\":\"甲\",\"kind\":\"text\"},"
                  "{\"code\":\"b\",\"name\":\"乙\",\"kind\":\"text\"},"
                  "{\"code\":\"proof\",\"name\":\"佐证\",\"kind\":\"file\"}],\"stages\":[");
    for (int i = 0; i < t->n_stages; i++)
        sb_printf(json, "%s{\"code\":\"s%d\",\"name\":\"阶段\"}", i ? "," : "", i);
    sb_putz(json, "],\"moves\":[");
    for (int i = 0; i < t->n_moves; i++) {
        rule *m = &t->moves[i];
        m->from = 1 + rnd(seed) % ((1u << t->n_stages) - 1);
        m->to = rnd(seed) % (uint32_t)t->n_stages;
        m->other = rnd(seed) % 3 ? 0 : rnd(seed) % (1u << t->n_moves);
        m->file = rnd(seed) % 3 == 0;
        m->a = rnd(seed) % 3 == 0;
        m->b = rnd(seed) % 4 == 0;
        m->note = rnd(seed) % 4 == 0;
        m->sets_a = rnd(seed) % 5 == 0;
        sb_printf(json, "%s{\"code\":\"m%d\",\"name\":\"步\",\"to\":\"s%u\",\"note\":%s,\"from\":",
                  i ? "," : "", i, m->to, m->note ? "true" : "false");
        list_bits(json, 's', m->from);
        sb_putz(json, ",\"other_than\":");
        list_bits(json, 'm', m->other);
        sb_printf(json, ",\"needs\":[%s%s%s]%s}", m->a ? "\"a\"" : "",
                  m->b ? m->a ? ",\"b\"" : "\"b\"" : "",
                  m->file ? m->a || m->b ? ",\"proof\"" : "\"proof\"" : "",
                  m->sets_a ? ",\"set\":{\"a\":\"'set'\"}" : "");
    }
    sb_putz(json, "]}");
}

/* ---- acts and what the model says of them ---- */
typedef struct story {
    place p;
    chance t;
    stands rows[ROWS], then[ROWS]; /* now, and at an instant in the midst */
    char codes[ROWS][24];
    int n, n_then;
    int64_t instant;
    uint64_t seed;
} story;

static const char *const words[] = {"", "x", "甲,乙", "\"q\"", "-y", "=z", "a;b"};

static bool allowed(const chance *t, const stands *r, const rule *m, int who, const char *note)
{
    bool other = true;
    for (int i = 0; i < t->n_moves; i++)
        other &= !(m->other >> i & 1) || r->by[i] != who;
    return !r->gone && (m->from >> r->stage & 1) && other && (!m->note || *note) &&
           (!m->a || m->sets_a || r->a[0]) && (!m->b || r->b[0]) && (!m->file || r->files);
}

static ledger_order order_by(story *w, int row, int who, const char *fields)
{
    static const char *const people[PEOPLE] = {"p0", "p1", "p2"};
    ledger_order o = order_of(&w->p, "matter", w->codes[row], fields);
    o.by = str_of(people[who]);
    return o;
}

static bool try_one(story *w, int row, stands *after)
{
    int who = (int)(rnd(&w->seed) % PEOPLE);
    const char *word = words[rnd(&w->seed) % COUNT_OF(words)],
               *note = rnd(&w->seed) % 3 ? "因" : "";
    stands *r = &w->rows[row];
    cx *c = &w->p.c;
    bool good, expect;
    ledger_order o;
    *after = *r;
    switch (rnd(&w->seed) % 8) {
    case 0: { /* a field */
        bool a = rnd(&w->seed) % 2;
        char *now = a ? after->a : after->b;
        o = order_by(w, row, who, cx_printf(c, "%s=", a ? "a" : "b"));
        ((ledger_input *)o.fields)[0].text = str_of(word);
        expect = !r->gone;
        after->version += strcmp(now, word) != 0;
        snprintf(now, sizeof after->a, "%s", word);
        good = ledger_set(c, &w->p.d, &o, NULL);
        break;
    }
    case 1: {
        char bytes[8];
        snprintf(bytes, sizeof bytes, "f%u", rnd(&w->seed) % 2);
        o = order_by(w, row, who, "");
        ledger_upload u = {S("proof"), S("a.txt"), S(""), str_of(bytes)};
        uint32_t bit = 1u << (bytes[1] - '0');
        expect = !r->gone;
        after->version += !(r->files & bit);
        after->files |= bit;
        good = ledger_attach(c, &w->p.d, &o, &u, NULL);
        break;
    }
    case 2: {
        uint32_t which = rnd(&w->seed) % 2;
        char bytes[8], hex[65];
        snprintf(bytes, sizeof bytes, "f%u", which);
        sha256 h = os_sha256(str_of(bytes));
        os_hex(h.b, sizeof h.b, hex);
        o = order_by(w, row, who, "");
        expect = !r->gone && (r->files >> which & 1);
        after->version++;
        after->files &= ~(1u << which);
        good = ledger_detach(c, &w->p.d, &o, S("proof"), str_of(hex));
        break;
    }
    case 3: {
        bool back = rnd(&w->seed) % 4 != 0;
        o = order_by(w, row, who, "");
        o.note = str_of(note);
        expect = r->gone == back && *note;
        after->version++;
        after->gone = !back;
        good = ledger_remove(c, &w->p.d, &o, back);
        break;
    }
    default: {
        int i = (int)(rnd(&w->seed) % (uint32_t)w->t.n_moves);
        const rule *m = &w->t.moves[i];
        o = order_by(w, row, who, "");
        o.move = str_of(cx_printf(c, "m%d", i));
        o.note = str_of(note);
        expect = allowed(&w->t, r, m, who, note);
        after->version++;
        after->stage = m->to;
        after->by[i] = who;
        if (m->sets_a)
            snprintf(after->a, sizeof after->a, "set");
        good = ledger_move(c, &w->p.d, &o, NULL, NULL);
    }
    }
    if (good != expect)
        fail_msg("row %d: %s, the model says %s: %s", row, good ? "done" : "refused",
                 expect ? "yes" : "no", cx_message(c));
    cx_clear(c);
    return good;
}

static void one_row_is(story *w, const book *b, int i, const stands *want)
{
    uint32_t row = book_find(b, str_of(w->codes[i]));
    if (row == BOOK_NO_ROW)
        fail_msg("row %d disappeared", i);
    const book_row *r = &b->rows[row];
    uint32_t files = (want->files & 1) + (want->files >> 1);
    if (r->stage != want->stage || r->version != want->version || r->withdrawn != want->gone ||
        r->n_files != files || !str_eqz(book_entered(b, row, 0)->text, want->a) ||
        !str_eqz(book_entered(b, row, 1)->text, want->b))
        fail_msg("row %d: stage %u version %u files %u “" STR_FMT "”, the model: %u %u %u “%s”", i,
                 r->stage, r->version, r->n_files, STR_ARG(book_entered(b, row, 0)->text),
                 want->stage, want->version, files, want->a);
    for (int m = 0; m < w->t.n_moves; m++) {
        const book_event *e = book_moved(b, row, (uint32_t)m);
        assert_true(!e == (want->by[m] < 0));
        if (e)
            assert_int_equal(book_person(b, e->by).p[1] - '0', want->by[m]);
    }
}

static void rows_are(story *w, const desk *d, const stands *want, int n)
{
    ledger_hold h;
    ok(&w->p.c, ledger_open(&w->p.c, d, S("matter"), &h));
    assert_int_equal(h.b->n, n);
    for (int i = 0; i < n; i++)
        one_row_is(w, h.b, i, &want[i]);
    ledger_done(&h);
}

static void grow(story *w)
{
    str code;
    stands *r = &w->rows[w->n];
    *r = (stands){.version = 1, .a = "begun"};
    for (int i = 0; i < MOVES; i++)
        r->by[i] = -1;
    ledger_order o = order_of(&w->p, "matter", "", "a=begun");
    ok(&w->p.c, ledger_add(&w->p.c, &w->p.d, &o, &code, NULL));
    snprintf(w->codes[w->n], sizeof w->codes[0], STR_FMT, STR_ARG(code));
    w->n++;
}

static void read_anew(story *w, int64_t as_of, const stands *want, int n)
{
    desk d;
    desk_options o = {.url = w->p.url, .mode = STORE_READ, .as_of = as_of, .only = ID_NONE};
    ok(&w->p.c, desk_open(&w->p.c, &o, &d));
    rows_are(w, &d, want, n);
    desk_close(&d);
}

static void tell(void **state, uint64_t seed)
{
    story w = {.seed = seed};
    sb json CLEANUP(sb_done) = {0};
    sb_init(&json, 0);
    place_begin(&w.p, state);
    invent(&w.seed, &w.t, &json);
    sb_putc(&json, 0);
    help_define(&w.p, json.p);
    for (int i = 0; i < ACTS; i++) {
        if (w.n < 2 || (w.n < ROWS && rnd(&w.seed) % 12 == 0))
            grow(&w);
        int row = (int)(rnd(&w.seed) % (uint32_t)w.n);
        int64_t head = head_id(&w.p);
        stands after;
        bool done = try_one(&w, row, &after);
        bool written = done && after.version != w.rows[row].version;
        assert_int_equal(head_id(&w.p), head + written); /* a refused act writes nothing */
        if (done)
            w.rows[row] = after;
        if (i % 10 == 0 || i == ACTS / 2) {
            desk_again(&w.p);
            rows_are(&w, &w.p.d, w.rows, w.n);
        }
        if (i == ACTS / 2) {
            w.instant = w.p.d.head.recorded_at;
            memcpy(w.then, w.rows, sizeof w.then);
            w.n_then = w.n;
        }
    }
    desk_again(&w.p);
    rows_are(&w, &w.p.d, w.rows, w.n);
    read_anew(&w, STORE_NOW, w.rows, w.n); /* the history read from its beginning says the same */
    read_anew(&w, w.instant, w.then, w.n_then);
    sound(&w.p.c, w.p.url);
    place_end(&w.p);
}

static void test_random(void **state)
{
    const char *z = getenv("TEST_ROUNDS");
    int rounds = z ? atoi(z) : on_pg(state) ? 2 : 6;
    for (int i = 0; i < rounds; i++)
        tell(state, 1000003u * (uint64_t)(i + 1));
}

/* ---- the task, through every path ---- */
static const char six[] =
    "leader=kz|lead_org=fgw|person=kz|target=修完|due=2099-12-31|progress_plan=每周";

static bool move_task(place *p, const char *code, const char *move, const char *by,
                      const char *fields)
{
    ledger_order o = order_of(p, "task", code, fields);
    o.move = str_of(move);
    o.by = str_of(by);
    o.note = S("因");
    return ledger_move(&p->c, &p->d, &o, NULL, NULL);
}

/* Of the six fields every subset: only all of them will do. */
static void test_task_issue(void **state)
{
    place p;
    place_begin(&p, state);
    for (uint32_t set = 0; set < 64; set++) {
        sb given CLEANUP(sb_done) = {0};
        str rest = str_of(six), one;
        sb_init(&given, 0);
        for (uint32_t i = 0; str_split(&rest, '|', &one); i++)
            if (set >> i & 1) {
                sb_putz(&given, given.n ? "|" : "");
                sb_put(&given, one);
            }
        sb_putc(&given, 0);
        bool with = set % 2; /* before the move, or with it */
        const char *code = add(&p, "task", "title=修路");
        ledger_order o = order_of(&p, "task", code, given.p);
        if (!with)
            ok(&p.c, ledger_set(&p.c, &p.d, &o, NULL));
        bool good = move_task(&p, code, "issue", "admin", with ? given.p : "");
        if (good != (set == 63))
            fail_msg("%s: %s", given.p, good ? "issued" : cx_message(&p.c));
        cx_clear(&p.c);
    }
    place_end(&p);
}

/* An act on a task; fields go with it. */
typedef struct deed {
    int move; /* of the type; else -1 attach, -2 detach, -3 remove, -4 restore, -5 clear the six */
    bool fields;
    char by; /* A or B */
} deed;
enum { LONGEST = 9, KNOWN = 400 };
typedef struct spot_ {
    char key[64];
    deed path[LONGEST];
    int n;
} spot_;

static bool do_deed(place *p, const ledger_type *t, const char *code, deed x)
{
    char by[2] = {x.by, 0}, hex[65];
    ledger_order o = order_of(p, "task", code, "");
    o.by = str_of(by);
    o.note = S("因");
    sha256 h = os_sha256(S("proof"));
    os_hex(h.b, sizeof h.b, hex);
    ledger_upload u = {S("evidence"), S("a.pdf"), S(""), S("%PDF")};
    h = os_sha256(u.bytes);
    os_hex(h.b, sizeof h.b, hex);
    switch (x.move) {
    case -1:
        return ledger_attach(&p->c, &p->d, &o, &u, NULL);
    case -2:
        return ledger_detach(&p->c, &p->d, &o, S("evidence"), str_of(hex));
    case -3:
    case -4:
        return ledger_remove(&p->c, &p->d, &o, x.move == -4);
    case -5:
        o = order_of(p, "task", code, "leader=|target=|due=|evidence=");
        return ledger_set(&p->c, &p->d, &o, NULL);
    default:
        return move_task(p, code, cx_strdup(&p->c, t->moves[x.move].code), by,
                         !x.fields     ? ""
                         : x.move == 0 ? six
                                       : "result=好|review=属实|new_due=2100-06-30");
    }
}

/* Where a task stands, as far as the rules look; and what must hold there. */
static void where_it_is(place *p, const char *code, char key[64])
{
    ledger_hold h;
    desk_again(p);
    ok(&p->c, ledger_open(&p->c, &p->d, S("task"), &h));
    const ledger_type *t = h.type;
    uint32_t row = book_find(h.b, str_of(code)), finish = type_move_of(t, S("finish")),
             close = type_move_of(t, S("close")), issue = type_move_of(t, S("issue"));
    const book_event *f = book_moved(h.b, row, finish), *k = book_moved(h.b, row, close);
    str stage = t->stages[h.b->rows[row].stage].code;
    uint32_t files = book_files(h.b, row, type_field_of(t, S("evidence"))), filled = 0;
    for (uint32_t i = 0; i < t->moves[issue].n_needs; i++)
        filled += book_entered(h.b, row, t->moves[issue].needs[i])->text.n > 0;
    if (str_eqz(stage, "closed"))
        assert_true(files && f && k && !str_eq(book_person(h.b, f->by), book_person(h.b, k->by)) &&
                    filled == 6);
    if (str_eqz(stage, "issued") || str_eqz(stage, "signed") || str_eqz(stage, "finished"))
        assert_int_equal(filled, 6);
    bool result = book_entered(h.b, row, type_field_of(t, S("result")))->text.n > 0,
         review = book_entered(h.b, row, type_field_of(t, S("review")))->text.n > 0;
    snprintf(key, 64, STR_FMT " %u %u " STR_FMT " %d %d %d", STR_ARG(stage), files, filled == 6,
             STR_ARG(f ? book_person(h.b, f->by) : S("-")), result, review,
             h.b->rows[row].withdrawn);
    ledger_done(&h);
}

static const char *walk(place *p, const ledger_type *t, const spot_ *s)
{
    const char *code = add(p, "task", "title=修路");
    for (int i = 0; i < s->n; i++)
        if (!do_deed(p, t, code, s->path[i]))
            fail_msg("the same path fails now: %s", cx_message(&p->c));
    return code;
}

static void test_task_paths(void **state)
{
    place p;
    place_begin(&p, state);
    static spot_ known[KNOWN];
    int n = 1, closed = 0;
    ledger_hold h;
    ok(&p.c, ledger_open(&p.c, &p.d, S("task"), &h));
    const ledger_type *t = h.type;
    int moves = (int)t->n_moves;
    ledger_done(&h);
    known[0] = (spot_){.n = 0};
    for (int at = 0; at < n; at++) {
        const char *code = walk(&p, t, &known[at]);
        char key[64], before[64];
        where_it_is(&p, code, before);
        if (!at)
            memcpy(known[0].key, before, sizeof before);
        closed += strncmp(before, "closed", 6) == 0;
        for (int move = -5; move < moves; move++)
            for (int how = 0; how < 4; how++) {
                deed x = {move, how % 2, how / 2 ? 'B' : 'A'};
                if ((move < 0 && how) || !do_deed(&p, t, code, x)) {
                    cx_clear(&p.c);
                    continue;
                }
                where_it_is(&p, code, key);
                bool seen = known[at].n == LONGEST;
                for (int i = 0; i < n && !seen; i++)
                    seen = !strcmp(known[i].key, key);
                if (!seen) {
                    assert_true(n < KNOWN);
                    known[n] = known[at];
                    known[n].path[known[n].n++] = x;
                    memcpy(known[n++].key, key, sizeof key);
                }
                if (strcmp(key, before))
                    code = walk(&p, t, &known[at]);
            }
    }
    print_message("%d states of a task, %d of them closed\n", n, closed);
    assert_true(closed > 0 && n > 20);
    place_end(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(test_random),
        ONLY_SQLITE(test_task_issue),
        ONLY_SQLITE(test_task_paths),
    };
    return cmocka_run_group_tests(tests, engines_up, engines_down);
}
