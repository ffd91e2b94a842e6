#include "report/sentence.h"
#include "base/csv.h"
#include "base/embed.h"
#include "base/str.h"

#define RULE_MAX 256
#define TERM_MAX 6
#define LAST_YEAR_ZH "上年同期"

static const struct {
    const char *name;
    int decimals;
} figs[FIG_MAX] = {
#define X(id, name, decimals) {name, decimals},
    FIG_TABLE(X)
#undef X
};
static const char *const words[WORD_MAX] = {
#define X(id, name) name,
    WORD_TABLE(X)
#undef X
};

typedef enum op { OP_KNOWN, OP_LT, OP_LE, OP_EQ, OP_NE, OP_GE, OP_GT } op;
/* One comparison of a condition; all of them must hold. */
typedef struct term {
    op op;
    int left;      /* figure, or FIG_MAX + word */
    int right;     /* figure, -1 = the number */
    double number; /* NaN where right is a figure */
} term;

typedef struct rule {
    int line; /* 0 = composite */
    str group, text[2];
    term terms[TERM_MAX];
    int n_terms;
} rule;

struct sentences {
    rule rules[RULE_MAX];
    size_t n;
    house_style style;
};

/* ---- reading the table ---- */
static int fig_find(str name)
{
    for (int i = 0; i < FIG_MAX; i++)
        if (str_eqz(name, figs[i].name))
            return i;
    return -1;
}

static int name_find(str name)
{
    int at = fig_find(name);
    for (int i = 0; at < 0 && i < WORD_MAX; i++)
        if (str_eqz(name, words[i]))
            at = FIG_MAX + i;
    return at;
}

static bool bad(cx *c, const csv *r, str what)
{
    return fail(c, ERR_FORMAT, "句式表第 %u 行：“" STR_FMT "”无法识别；见 docs/formulas.md",
                "sentence table, line %u: \"" STR_FMT "\" is unknown; see docs/formulas.md",
                r->line, STR_ARG(what));
}

static bool number_of(str s, double *ret)
{
    char z[32], *end;
    if (s.n == 0 || s.n >= sizeof z)
        return false;
    snprintf(z, sizeof z, STR_FMT, STR_ARG(s));
    *ret = strtod(z, &end);
    return *end == 0;
}

static bool term_parse(cx *c, const csv *r, str s, term *ret)
{
    static const struct {
        const char *text;
        op op;
    } ops[] = {{"<=", OP_LE}, {">=", OP_GE}, {"!=", OP_NE},
               {"<", OP_LT},  {">", OP_GT},  {"=", OP_EQ}};
    *ret = (term){.op = OP_KNOWN, .right = -1, .number = MISSING};
    str left = s;
    for (size_t i = 0; i < COUNT_OF(ops); i++) {
        ptrdiff_t at = str_find(s, str_of(ops[i].text));
        if (at < 0)
            continue;
        left.n = (size_t)at;
        str right = str_from(s, left.n + strlen(ops[i].text));
        ret->op = ops[i].op;
        ret->right = fig_find(right);
        if (ret->right < 0 && !number_of(right, &ret->number))
            return bad(c, r, s);
        break;
    }
    ret->left = name_find(left);
    if (ret->left < 0 || (ret->op != OP_KNOWN && ret->left >= FIG_MAX))
        return bad(c, r, s);
    return true;
}

/* {name}, {|name|}, {name#}, {name?word:word} */
typedef struct slot {
    int at;
    bool absolute, ordinal;
    str more, less; /* .p NULL = print the figure */
} slot;

static bool slot_parse(str s, slot *ret)
{
    *ret = (slot){0};
    ptrdiff_t q = str_find(s, S("?"));
    if (q >= 0) {
        str rest = str_from(s, (size_t)q + 1);
        if (!str_split(&rest, ':', &ret->more))
            return false;
        ret->less = rest;
        s.n = (size_t)q;
    } else if (s.n > 2 && s.p[0] == '|' && s.p[s.n - 1] == '|') {
        ret->absolute = true;
        s = str_sub(s, 1, s.n - 2);
    } else if (str_ends(s, S("#"))) {
        ret->ordinal = true;
        s.n--;
    }
    ret->at = name_find(s);
    return ret->at >= 0 && (ret->at < FIG_MAX || (!ret->more.p && !ret->absolute && !ret->ordinal));
}

static bool template_check(cx *c, const csv *r, str s)
{
    ptrdiff_t open;
    while ((open = str_find(s, S("{"))) >= 0) {
        slot l;
        s = str_from(s, (size_t)open + 1);
        ptrdiff_t end = str_find(s, S("}"));
        if (end < 0 || !slot_parse(str_sub(s, 0, (size_t)end), &l))
            return bad(c, r, s);
        s = str_from(s, (size_t)end + 1);
    }
    return true;
}

static bool rule_read(cx *c, const csv *r, rule *u)
{
    int64_t line;
    *u = (rule){0};
    str when = r->fields[2], word;
    if (str_int(r->fields[0], &line) && line > 0 && line <= 50)
        u->line = (int)line;
    else if (r->fields[0].n < 2 || r->fields[0].p[0] != 'c')
        return bad(c, r, r->fields[0]);
    while (when.n && str_split(&when, ' ', &word)) {
        if (u->n_terms == TERM_MAX)
            return bad(c, r, r->fields[2]);
        TRY(term_parse(c, r, word, &u->terms[u->n_terms++]));
    }
    TRY(arena_str(c->a, r->fields[1], &u->group) || fail_memory(c));
    for (int l = 0; l < 2; l++) {
        TRY(template_check(c, r, r->fields[3 + l]));
        TRY(arena_str(c->a, r->fields[3 + l], &u->text[l]) || fail_memory(c));
    }
    return true;
}

bool sentences_load(cx *c, str text, sentences **ret)
{
    csv r CLEANUP(csv_done) = {0};
    sentences *s = CX_NEW(c, sentences);
    if (!s)
        return false;
    csv_init(&r, text);
    for (bool header = true; csv_next(c, &r); header = false) {
        if (r.n != 5)
            return bad(c, &r, r.n ? r.fields[0] : S(""));
        if (header)
            continue;
        if (s->n == RULE_MAX)
            return fail(c, ERR_LIMIT, "句式超过 %d 条", "more than %d sentences", RULE_MAX);
        TRY(rule_read(c, &r, &s->rules[s->n++]));
    }
    *ret = s;
    return c->err.code == ERR_NONE;
}

bool sentences_builtin(cx *c, sentences **ret)
{
    const embedded *e = embed_find("catalogue/sentences.csv");
    MUST(e);
    return sentences_load(c, (str){(const char *)e->data, e->size}, ret);
}

void sentences_style(sentences *s, house_style h)
{
    s->style = h;
}

/* ---- facts ---- */
void facts_init(facts *f, lang l)
{
    *f = (facts){.decimals = 2, .lang = l};
    for (int i = 0; i < FIG_MAX; i++)
        f->v[i] = MISSING;
}

static int places(const facts *f, fig i)
{
    return figs[i].decimals < 0 ? f->decimals : figs[i].decimals;
}

/* A difference or ratio of figures as displayed, itself as displayed. */
static void make(facts *f, fig to, double v)
{
    f->v[to] = has(v) && isfinite(v) ? num_round(v, places(f, to)) : MISSING;
}

void facts_finish(facts *f)
{
    double *v = f->v;
    for (int i = 0; i < FIG_D; i++)
        if (i != FIG_RATIO && has(v[i]))
            v[i] = num_round(v[i], places(f, (fig)i));
    make(f, FIG_D, v[FIG_G] - v[FIG_P]);
    make(f, FIG_DY, v[FIG_G] - v[FIG_Y]);
    make(f, FIG_DG, v[FIG_G] - v[FIG_GP]);
    make(f, FIG_DGY, v[FIG_GP] - v[FIG_GPY]);
    make(f, FIG_DD, fabs(v[FIG_DY]) - fabs(v[FIG_DGY]));
    make(f, FIG_TIMES, v[FIG_G] / 100);
    make(f, FIG_MULTIPLE, v[FIG_G] / 100 + 1);
    make(f, FIG_P_TIMES, v[FIG_P] / 100);
    make(f, FIG_AHEAD, v[FIG_PROGRESS] - v[FIG_TIME]);
    make(f, FIG_AHEAD_LAST, v[FIG_PROGRESS] - v[FIG_PROGRESS_LAST]);
    make(f, FIG_SHORT, v[FIG_T] - v[FIG_FORECAST]);
    double mean = v[FIG_C] / v[FIG_MONTHS_T];
    make(f, FIG_K, v[FIG_JUNE] / mean);
    v[FIG_JUNE_LIMIT] = isfinite(mean) ? 1.3 * mean : MISSING;
    make(f, FIG_ABOVE, mean > 0 ? (v[FIG_R] / mean - 1) * 100 : MISSING);
    make(f, FIG_DEX, v[FIG_G_EX] - v[FIG_G]);
    make(f, FIG_SHARE_CHANGE, v[FIG_SHARE] - v[FIG_SHARE_LAST]);
    make(f, FIG_RANGE, v[FIG_HIGHEST] - v[FIG_LOWEST]);
    make(f, FIG_MORE, v[FIG_SINCE_START] - v[FIG_LAST_START]);
    make(f, FIG_IDX_CHANGE, v[FIG_IDX] - v[FIG_IDX_PREV]);
    make(f, FIG_OVER, v[FIG_IDX] - 50);
    make(f, FIG_D_VARIANTS, fabs(v[FIG_G_SAME] - v[FIG_G_NAT]));
    make(f, FIG_BREADTH, v[FIG_N] > 0 ? v[FIG_A] / v[FIG_N] * 100 : MISSING);
}

/* ---- saying ---- */
static bool known(const facts *f, int at)
{
    return at < FIG_MAX ? has(f->v[at]) : f->w[at - FIG_MAX].n > 0;
}

static bool term_holds(const term *t, const facts *f)
{
    if (!known(f, t->left) || t->op == OP_KNOWN)
        return known(f, t->left);
    double a = f->v[t->left], b = t->right >= 0 ? f->v[t->right] : t->number;
    if (!has(b))
        return false;
    switch (t->op) {
    case OP_LT:
        return a < b;
    case OP_LE:
        return a <= b;
    case OP_EQ:
        return a == b;
    case OP_NE:
        return a != b;
    case OP_GE:
        return a >= b;
    default:
        return a > b;
    }
}

static bool rule_holds(const rule *u, const facts *f)
{
    for (int i = 0; i < u->n_terms; i++)
        if (!term_holds(&u->terms[i], f))
            return false;
    return true;
}

static void put_figure(sb *out, const facts *f, fig i, bool absolute)
{
    char z[400];
    double v = absolute ? fabs(f->v[i]) : f->v[i];
    size_t n = (size_t)snprintf(z, sizeof z, "%.*f", places(f, i), v);
    MUST(n < sizeof z);
    /* levels and counts as they stand, growths always with their decimal */
    while (figs[i].decimals < 0 && memchr(z, '.', n) && (z[n - 1] == '0' || z[n - 1] == '.'))
        if (z[--n] == '.')
            break;
    sb_put(out, (str){z, n});
}

static void put_ordinal(sb *out, int n)
{
    static const char *const ends[] = {"th", "st", "nd", "rd"};
    int last = n % 10;
    sb_printf(out, "%d%s", n, n % 100 / 10 == 1 || last > 3 ? "th" : ends[last]);
}

static void put_word(sb *out, const sentences *s, const facts *f, str w)
{
    bool speech = s->style == STYLE_SPEECH && str_eqz(w, LAST_YEAR_ZH) && f->lang == LANG_ZH;
    sb_put(out, speech ? S("去年同期") : w);
}

/* False when something in it is not known. */
static bool put_template(sb *out, const sentences *s, str t, const facts *f)
{
    bool all = true;
    while (t.n) {
        slot l;
        if (*t.p == '{') {
            ptrdiff_t end = str_find(t, S("}"));
            MUST(end > 0 && slot_parse(str_sub(t, 1, (size_t)end - 1), &l));
            t = str_from(t, (size_t)end + 1);
            if (!known(f, l.at))
                all = false;
            else if (l.at >= FIG_MAX)
                put_word(out, s, f, f->w[l.at - FIG_MAX]);
            else if (l.more.p)
                sb_put(out, f->v[l.at] >= 0 ? l.more : l.less);
            else if (l.ordinal)
                put_ordinal(out, (int)f->v[l.at]);
            else
                put_figure(out, f, (fig)l.at, l.absolute);
        } else if (*t.p == '[') { /* left out when something in it is not known */
            ptrdiff_t end = str_find(t, S("]"));
            MUST(end > 0);
            size_t before = out->n;
            if (!put_template(out, s, str_sub(t, 1, (size_t)end - 1), f) && sb_ok(out))
                out->n = before;
            t = str_from(t, (size_t)end + 1);
        } else {
            sb_putc(out, *t.p);
            t = str_from(t, 1);
        }
    }
    return all;
}

static int say(const sentences *s, const char *group, const facts *f, sb *out)
{
    for (size_t i = 0; i < s->n; i++) {
        const rule *u = &s->rules[i];
        if (u->line == 0 || !str_eqz(u->group, group) || !rule_holds(u, f))
            continue;
        size_t before = out->n;
        if (put_template(out, s, u->text[f->lang], f))
            return u->line;
        if (sb_ok(out))
            out->n = before;
    }
    return 0;
}

int sentence_say(const sentences *s, const char *group, const facts *f, sb *out)
{
    if (strcmp(group, "change_year") != 0)
        return say(s, group, f, out);
    facts y = *f;
    y.v[FIG_P] = f->v[FIG_Y];
    y.v[FIG_D] = f->v[FIG_DY];
    y.v[FIG_P_TIMES] = f->v[FIG_Y] / 100;
    y.v[FIG_YEARLY] = 1;
    y.w[WORD_A] = f->lang == LANG_ZH ? S(LAST_YEAR_ZH) : S("a year earlier");
    return say(s, "change", &y, out);
}

int sentence_compose(const sentences *s, const char *group, const facts *f, sb *out)
{
    int n = 0;
    for (size_t i = 0; i < s->n; i++) {
        str parts = s->rules[i].text[0], part;
        if (s->rules[i].line != 0 || !str_eqz(s->rules[i].group, group))
            continue;
        while (str_split(&parts, '|', &part)) {
            char name[32];
            snprintf(name, sizeof name, STR_FMT, STR_ARG(str_from(part, 1)));
            size_t before = out->n;
            if (n)
                sb_putz(out, f->lang == LANG_ZH ? "，" : ", ");
            if (sentence_say(s, name, f, out))
                n++;
            else if (sb_ok(out))
                out->n = before;
        }
        break;
    }
    return n;
}

/* ---- the three industries ---- */
enum { MOVE_UP, MOVE_FLAT, MOVE_DOWN };

bool sectors_verdict(cx *c, const double now[3], const double year_ago[3], double tolerance,
                     facts *f, bool *ret_said)
{
    static const char *const zh[] = {"一产", "二产", "三产"},
                             *const en[] = {"primary", "secondary", "tertiary"},
                             *const verdict_zh[] = {"升", "平", "降"},
                             *const verdict_en[] = {"faster", "steady", "slower"},
                             *const move_zh[] = {"增速提高", "基本持平", "增速回落"},
                             *const count_zh[] = {"", "一", "两", "三"},
                             *const count_en[] = {"", "one", "two", "three"};
    bool in_zh = f->lang == LANG_ZH;
    sb v CLEANUP(sb_done) = {0}, d CLEANUP(sb_done) = {0};
    sb_init(&v, 0);
    sb_init(&d, 0);
    *ret_said = false;
    for (int move = MOVE_UP; move <= MOVE_DOWN; move++) {
        int n = 0;
        for (int i = 0; i < 3; i++) {
            double diff = num_round(num_round(now[i], 1) - num_round(year_ago[i], 1), 1);
            if (!has(diff))
                return true;
            int is = fabs(diff) <= tolerance + 1e-9 ? MOVE_FLAT : diff > 0 ? MOVE_UP : MOVE_DOWN;
            if (is != move)
                continue;
            if (n == 0 && d.n)
                sb_putz(&d, in_zh ? "，" : ", ");
            if (n++)
                sb_putz(&d, in_zh ? "、" : " and ");
            sb_putz(&d, in_zh ? zh[i] : en[i]);
        }
        if (n == 0)
            continue;
        sb_printf(&d, in_zh ? "%s" : " %s", in_zh ? move_zh[move] : verdict_en[move]);
        if (v.n && !in_zh)
            sb_putz(&v, ", ");
        sb_printf(&v, in_zh ? "%s%s" : "%s %s", (in_zh ? count_zh : count_en)[n],
                  (in_zh ? verdict_zh : verdict_en)[move]);
    }
    TRY(sb_ok(&v) && sb_ok(&d) && arena_str(c->a, sb_str(&v), &f->w[WORD_VERDICT]) &&
                arena_str(c->a, sb_str(&d), &f->w[WORD_DETAIL])
            ? true
            : fail_memory(c));
    *ret_said = true;
    return true;
}
