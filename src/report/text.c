/* Paragraphs and charts of a document. */
#include "flow/sees.h"
#include "panel/overview.h"
#include "panel/trend.h"
#include "report/form.h"

#define AREAS_TOLD 6
#define PULLS_TOLD 3
#define CHART_INDICATORS 12
#define CHART_AREAS 40
#define CHART_PERIODS 13
#define CHART_LIMIT 150 /* percent; a growth beyond it would flatten all others */
#define SECTOR_TOLERANCE 0.5

static bool zh(const report *r)
{
    return r->c->lang == LANG_ZH;
}

/* A paragraph with its full stop. */
static bool put_para(report *r, sb *b)
{
    sb_putz(b, zh(r) ? "。" : ".");
    if (sb_ok(b) && !zh(r) && b->p[0] >= 'a' && b->p[0] <= 'z')
        b->p[0] = (char)(b->p[0] - 'a' + 'A');
    return sb_ok(b) ? doc_text(r->doc, DOC_PARA, sb_str(b)) : fail_memory(r->c);
}

static bool say(report *r, const char *group, const facts *f)
{
    sb b CLEANUP(sb_done) = {0};
    sb_init(&b, 0);
    if (!sentence_say(r->s, group, f, &b))
        return sb_ok(&b) || fail_memory(r->c);
    return put_para(r, &b);
}

static void parent_words(const report *r, facts *f)
{
    if (r->b.parent == ID_NONE)
        return;
    const area *up = &r->d->k->areas[r->b.parent];
    f->w[WORD_PARENT] = str_of(area_word(up, f->lang, false));
    f->w[WORD_PARENT_RATE] = str_of(area_word(up, f->lang, true));
}

/* ---- the whole ---- */

/* How many exceed the parent and how many are among the first: one sentence when both can be said
 * of the same indicators, else one each. */
static bool standings(report *r)
{
    facts f;
    double ranked = 0, top = 0, compared = 0, above = 0;
    bool same = true;
    for (uint32_t i = 0; i < r->b.n; i++) {
        const board_row *row = &r->b.rows[i];
        const standing *st = measure_by_points(row->s.ind) ? &row->by_level : &row->by_growth;
        bool tells = standing_tells(st);
        same &= tells == has(row->vs_parent);
        ranked += tells;
        top += tells && st->rank <= 3;
        compared += has(row->vs_parent);
        above += form_on_parent(row) > 0;
    }
    facts_init(&f, r->c->lang);
    parent_words(r, &f);
    f.v[FIG_A] = above;
    f.v[FIG_B_] = top;
    f.v[FIG_N] = compared;
    facts_finish(&f);
    if (same)
        return say(r, "set", &f);
    TRY(say(r, "above", &f));
    f.v[FIG_N] = ranked;
    return say(r, "top", &f);
}

static bool counts(report *r, str title)
{
    (void)title;
    facts f;
    facts_init(&f, r->c->lang);
    double up = 0, down = 0, flat = 0;
    for (uint32_t i = 0; i < r->b.n; i++) {
        double g = num_round(r->b.rows[i].g.g, 1);
        up += g > 0;
        down += g < 0;
        flat += g == 0;
    }
    if (up + down + flat > 0) {
        f.v[FIG_N] = up + down + flat;
        f.v[FIG_A] = up;
        f.v[FIG_B_] = down;
        f.v[FIG_C_] = flat > 0 ? flat : MISSING;
        facts_finish(&f);
        TRY(say(r, "ups", &f));
    }
    return standings(r);
}

static double sector_growth(report *r, const char *code, int years)
{
    ind_id i = catalog_ind(r->d->k, str_of(code));
    period t;
    if (i == ID_NONE || !board_period(&r->d->k->inds[i], r->asked, r->d->as_of, &t))
        return MISSING;
    return growth_at(spot_at(r->d->p, i, r->b.area, period_years(t, years))).g;
}

static bool verdict(report *r, str title)
{
    (void)title;
    static const char *const codes[] = {"va_primary", "va_secondary", "va_tertiary"};
    double now[3], ago[3];
    facts f;
    bool said;
    for (int i = 0; i < 3; i++) {
        now[i] = sector_growth(r, codes[i], 0);
        ago[i] = sector_growth(r, codes[i], -1);
    }
    facts_init(&f, r->c->lang);
    TRY(sectors_verdict(r->c, now, ago, SECTOR_TOLERANCE, &f, &said));
    return !said || say(r, "sectors", &f);
}

static bool last(report *r, str title)
{
    (void)title;
    sb names CLEANUP(sb_done) = {0};
    facts f;
    sb_init(&names, 0);
    facts_init(&f, r->c->lang);
    parent_words(r, &f);
    int n = 0;
    for (uint32_t i = 0; i < r->b.n; i++) {
        const board_row *row = &r->b.rows[i];
        const standing *st = measure_by_points(row->s.ind) ? &row->by_level : &row->by_growth;
        if (st->from_bottom != 1 || !standing_tells(st))
            continue;
        if (n++)
            sb_putz(&names, zh(r) ? "、" : ", ");
        sb_put(&names, name_of(r, row->s.ind));
    }
    if (!sb_ok(&names) || !arena_str(r->c->a, sb_str(&names), &f.w[WORD_NAMES]))
        return fail_memory(r->c);
    f.v[FIG_N] = n;
    facts_finish(&f);
    return say(r, "last", &f);
}

/* ---- indicator by indicator ---- */
/* 1—9月，全省发电量…；what is not out says so. */
static bool indicator_says(report *r, const board_row *row, const char *group, int least)
{
    sb b CLEANUP(sb_done) = {0}, said CLEANUP(sb_done) = {0};
    facts f;
    const char *when;
    sb_init(&b, 0);
    sb_init(&said, 0);
    TRY(row_facts(r, row, &f));
    TRY(when = period_said(r->c, row->s.ind, row->s.b, row->s.t, period_year(r->asked)));
    if (sentence_compose(r->s, group, &f, &said) < least) {
        bool all = !strcmp(group, row_composite(row)); /* who has no figure at all is named once */
        if (!all || !sentence_say(r->s, "missing", &f, &said))
            return sb_ok(&said) || fail_memory(r->c);
        sb_putz(&b, when);
        sb_putz(&b, zh(r) ? "，" : ": ");
    } else {
        const area *a = &r->d->k->areas[r->b.area];
        str area = zh(r) ? str_of(area_word(a, LANG_ZH, false)) : area_name(r, a->id);
        str name = name_of(r, row->s.ind);
        if (!strcmp(group, "stocks") && str_ends(name, S("余额"))) /* the sentence begins with it */
            name.n -= strlen("余额");
        sb_printf(&b, zh(r) ? "%s，" STR_FMT STR_FMT : "%s: " STR_FMT ", " STR_FMT ", ", when,
                  STR_ARG(area), STR_ARG(name));
    }
    sb_put(&b, sb_str(&said));
    return put_para(r, &b);
}

static bool indicators(report *r, str title)
{
    (void)title;
    for (uint32_t i = 0; i < r->b.n; i++)
        TRY(indicator_says(r, &r->b.rows[i], row_composite(&r->b.rows[i]), 1));
    return true;
}

static bool position(report *r, str title)
{
    (void)title;
    for (uint32_t i = 0; i < r->b.n; i++)
        if (r->b.rows[i].by_growth.rank > 0)
            TRY(indicator_says(r, &r->b.rows[i], "position", 2));
    return true;
}

static bool outlook(report *r, str title)
{
    (void)title;
    for (uint32_t i = 0; i < r->b.n; i++)
        if (!measure_by_points(r->b.rows[i].s.ind) && r->b.rows[i].s.ind->index_base == IDX_NONE)
            TRY(indicator_says(r, &r->b.rows[i], "outlook", 2));
    return true;
}

static bool owed(report *r, str title)
{
    (void)title;
    for (uint32_t i = 0; i < r->b.n; i++)
        TRY(indicator_says(r, &r->b.rows[i], "task", 1));
    return true;
}

/* ---- areas ---- */
/* The ranking of the areas below in the row's figure; n 0 = there is none. */
static bool below(report *r, const board_row *row, ranking *ret)
{
    area_id *members;
    uint32_t n;
    *ret = (ranking){0};
    if (measure_by_points(row->s.ind))
        return true;
    TRY(ranking_below(r->c, r->d->k, r->b.area, row->s.t, &members, &n));
    if (n < 3 || !desk_sees_all(r->d, members, n, row->s.ind->id))
        return true;
    return ranking_make(r->c, spot_area(row->s, members[0]), BY_GROWTH, members, n, ret);
}

static bool told(const ranking *k, spread *ret)
{
    if (k->n == 0 || k->mixed)
        return false;
    *ret = spread_of(k);
    return ret->up + ret->down + ret->flat >= 2;
}

/* Those that reported now or a year ago; who never does is not waited for. */
static uint32_t expected_of(const board_row *row, const ranking *k)
{
    uint32_t n = 0;
    period ago = period_years(row->s.t, -1);
    for (uint32_t i = 0; i < k->n; i++)
        n += has(k->values[i]) ||
             has(value_at(spot_period(spot_area(row->s, k->areas[i]), ago)).level);
    return n;
}

static bool areas_say(report *r, const board_row *row, const spread *sp, uint32_t n)
{
    sb b CLEANUP(sb_done) = {0};
    facts f;
    sb_init(&b, 0);
    facts_init(&f, r->c->lang);
    f.v[FIG_N] = n;
    f.v[FIG_M] = sp->up + sp->down + sp->flat;
    f.v[FIG_A] = sp->up;
    f.v[FIG_B_] = sp->down;
    f.v[FIG_C_] = sp->flat;
    f.v[FIG_HIGHEST] = sp->max;
    f.v[FIG_LOWEST] = sp->min;
    area_level level = r->d->k->areas[sp->max_area].level;
    f.w[WORD_MEMBERS] = !zh(r)                      ? S("areas")
                        : level == LEVEL_PROVINCE   ? S("省（区、市）")
                        : level == LEVEL_PREFECTURE ? S("市（州）")
                        : level == LEVEL_COUNTY     ? S("县（市、区）")
                                                    : S("地区");
    f.w[WORD_TOP] = area_name(r, sp->max_area);
    f.w[WORD_LOW_NAME] = area_name(r, sp->min_area);
    facts_finish(&f);
    sb_put(&b, name_of(r, row->s.ind));
    sb_putz(&b, zh(r) ? "：" : ": ");
    if (!sentence_say(r->s, "spread", &f, &b))
        return true;
    return put_para(r, &b);
}

static bool areas(report *r, str title)
{
    (void)title;
    int n = 0;
    for (uint32_t i = 0; i < r->b.n && n < AREAS_TOLD; i++) {
        ranking k;
        spread sp;
        TRY(below(r, &r->b.rows[i], &k));
        if (!told(&k, &sp))
            continue;
        TRY(areas_say(r, &r->b.rows[i], &sp, expected_of(&r->b.rows[i], &k)));
        n++;
    }
    return true;
}

/* ---- who makes the growth ---- */
static int by_pull(const void *a, const void *b)
{
    double x = ((const member *)a)->pull, y = ((const member *)b)->pull;
    if (!has(x) || !has(y))
        return has(y) - has(x);
    return x > y ? -1 : x < y;
}

static bool pull_says(report *r, const board_row *row, const contributions *k, const member *m)
{
    sb b CLEANUP(sb_done) = {0};
    facts f;
    sb_init(&b, 0);
    facts_init(&f, r->c->lang);
    f.v[FIG_OF_G] = f.v[FIG_G] = k->growth;
    f.v[FIG_PULL] = m->pull;
    f.v[FIG_CONTRIBUTION] = m->contribution;
    f.w[WORD_OF] = name_of(r, row->s.ind);
    facts_finish(&f);
    area_id who = m->at.a;
    sb_put(&b, who != r->b.area ? area_name(r, who) : name_of(r, m->at.ind));
    if (!zh(r))
        sb_putc(&b, ' ');
    if (!sentence_compose(r->s, "exclusions", &f, &b))
        return true;
    return put_para(r, &b);
}

static bool pulls(report *r, const board_row *row, member *m, uint32_t n)
{
    contributions k;
    if (n < 2)
        return true;
    TRY(contributions_make(r->c, row->s, m, n, &k));
    if (!has(k.sum_of_pulls))
        return true;
    qsort(k.rows, k.n, sizeof *k.rows, by_pull);
    for (uint32_t i = 0; i < k.n && i < PULLS_TOLD; i++)
        if (has(k.rows[i].pull))
            TRY(pull_says(r, row, &k, &k.rows[i]));
    for (uint32_t i = k.n; i-- > PULLS_TOLD;)
        if (has(k.rows[i].pull))
            return k.rows[i].pull >= 0 || pull_says(r, row, &k, &k.rows[i]);
    return true;
}

static bool support(report *r, str title)
{
    (void)title;
    member *m;
    uint32_t n;
    int done = 0;
    for (uint32_t i = 0; i < r->b.n && done < PULLS_TOLD; i++) {
        const board_row *row = &r->b.rows[i];
        if (!has(row->g.g))
            continue;
        doc_block *before = r->doc->last;
        TRY(contribution_areas(r->c, row->s, &m, &n));
        n = desk_seen_members(r->d, m, n);
        TRY(pulls(r, row, m, n));
        done += r->doc->last != before;
    }
    return true;
}

static bool industries(report *r, str title)
{
    (void)title;
    member *m;
    uint32_t n;
    for (uint32_t i = 0; i < r->b.n; i++)
        if (has(r->b.rows[i].g.g) && r->b.rows[i].s.ind->n_components) {
            TRY(contribution_components(r->c, r->b.rows[i].s, &m, &n));
            n = desk_seen_members(r->d, m, n);
            TRY(pulls(r, &r->b.rows[i], m, n));
        }
    return true;
}

/* ---- charts ---- */
static bool chart(report *r, str name, bool line, str *labels, uint32_t n, doc_series *s,
                  uint32_t n_s)
{
    doc_chart h = {.unit = S("%"), .line = line, .labels = labels, .n = n, .n_series = n_s};
    TRY(arena_str(r->c->a, name, &h.name) || fail_memory(r->c));
    doc_series *kept = cx_alloc(r->c, n_s * sizeof *kept);
    TRY(kept);
    memcpy(kept, s, n_s * sizeof *kept);
    h.series = kept;
    return doc_chart_add(r->doc, &h);
}

/* What a chart does not show because it would flatten all others is told below it. */
static void left_out(const report *r, sb *b, str name, double g)
{
    if (b->n)
        sb_putz(b, zh(r) ? "；" : "; ");
    sb_printf(b, zh(r) ? STR_FMT "（%+.1f%%）" : STR_FMT " (%+.1f percent)", STR_ARG(name),
              num_round(g, 1));
}

static bool left_out_note(report *r, sb *b)
{
    if (!b->n)
        return sb_ok(b) || fail_memory(r->c);
    sb_putz(b, zh(r) ? "超出图幅，未绘入上图。" : ": beyond the chart, not drawn in it.");
    return sb_ok(b) ? doc_text(r->doc, DOC_NOTE, sb_str(b)) : fail_memory(r->c);
}

static bool growth_chart(report *r, str title)
{
    str labels[CHART_INDICATORS], *kept;
    double *own, *up;
    uint32_t n = 0;
    bool any_up = false;
    sb out CLEANUP(sb_done) = {0};
    sb_init(&out, 0);
    TRY(own = cx_alloc(r->c, CHART_INDICATORS * sizeof *own));
    TRY(up = cx_alloc(r->c, CHART_INDICATORS * sizeof *up));
    for (uint32_t i = 0; i < r->b.n && n < CHART_INDICATORS; i++) {
        const board_row *row = &r->b.rows[i];
        if (!has(row->g.g))
            continue;
        if (fabs(row->g.g) > CHART_LIMIT) {
            left_out(r, &out, name_of(r, row->s.ind), row->g.g);
            continue;
        }
        labels[n] = name_of(r, row->s.ind);
        own[n] = num_round(row->g.g, 1);
        up[n] = num_round(row->g.g - row->vs_parent, 1);
        any_up |= has(up[n]);
        n++;
    }
    if (n < 2)
        return true;
    TRY(kept = cx_alloc(r->c, n * sizeof *kept));
    memcpy(kept, labels, n * sizeof *kept);
    doc_series s[2] = {{area_name(r, r->b.area), own}, {S(""), up}};
    if (any_up)
        s[1].name = area_name(r, r->b.parent);
    return chart(r, title, false, kept, n, s, any_up ? 2 : 1) && left_out_note(r, &out);
}

static void sort_down(double *v, str *labels, uint32_t n)
{
    for (uint32_t i = 1; i < n; i++)
        for (uint32_t k = i; k > 0 && v[k] > v[k - 1]; k--) {
            double x = v[k];
            str s = labels[k];
            v[k] = v[k - 1];
            labels[k] = labels[k - 1];
            v[k - 1] = x;
            labels[k - 1] = s;
        }
}

static bool areas_chart(report *r, str title)
{
    (void)title;
    for (uint32_t i = 0; i < r->b.n; i++) {
        ranking k;
        spread sp;
        uint32_t n = 0;
        TRY(below(r, &r->b.rows[i], &k));
        if (!told(&k, &sp))
            continue;
        str *labels = cx_alloc(r->c, k.n * sizeof *labels);
        double *v = cx_alloc(r->c, k.n * sizeof *v);
        TRY(labels && v);
        sb out CLEANUP(sb_done) = {0};
        sb_init(&out, 0);
        for (uint32_t m = 0; m < k.n; m++) {
            if (!has(k.values[m]))
                continue;
            if (fabs(k.values[m]) > CHART_LIMIT) {
                left_out(r, &out, area_name(r, k.areas[m]), k.values[m]);
                continue;
            }
            labels[n] = area_name(r, k.areas[m]);
            v[n++] = num_round(k.values[m], 1);
        }
        sort_down(v, labels, n);
        const char *name =
            cx_printf(r->c, zh(r) ? "各地" STR_FMT "增速" : STR_FMT ": growth by area",
                      STR_ARG(name_of(r, r->b.rows[i].s.ind)));
        TRY(name);
        doc_series s = {str_of(zh(r) ? "增速" : "growth"), v};
        return chart(r, str_of(name), false, labels, n < CHART_AREAS ? n : CHART_AREAS, &s, 1) &&
               left_out_note(r, &out);
    }
    return true;
}

static bool trend_chart(report *r, str title)
{
    (void)title;
    const board_row *row = NULL;
    for (uint32_t i = 0; i < r->b.n && !row; i++)
        if (has(r->b.rows[i].g.g))
            row = &r->b.rows[i];
    if (!row)
        return true;
    str *labels = cx_alloc(r->c, CHART_PERIODS * sizeof *labels);
    double *v = cx_alloc(r->c, CHART_PERIODS * sizeof *v);
    TRY(labels && v);
    period t = row->s.t;
    for (int i = CHART_PERIODS; i-- > 0; t = period_previous(row->s.ind, row->s.b, t)) {
        char text[PERIOD_TEXT_MAX];
        if (t.f == FREQ_NONE)
            return true;
        period_print(t, text);
        TRY(arena_str(r->c->a, str_of(text), &labels[i]) || fail_memory(r->c));
        v[i] = num_round(growth_at(spot_period(row->s, t)).g, 1);
    }
    const char *name = cx_printf(r->c, zh(r) ? STR_FMT "增速走势" : STR_FMT ": growth over time",
                                 STR_ARG(name_of(r, row->s.ind)));
    TRY(name);
    doc_series s = {area_name(r, r->b.area), v};
    return chart(r, str_of(name), true, labels, CHART_PERIODS, &s, 1);
}

const block_def text_blocks[] = {
    {"text", "counts", counts, TARGETS_NONE},
    {"text", "verdict", verdict, TARGETS_NONE},
    {"text", "last", last, TARGETS_NONE},
    {"text", "indicators", indicators, TARGETS_PROGRESS},
    {"text", "position", position, TARGETS_NONE},
    {"text", "outlook", outlook, TARGETS_NONE},
    {"text", "owed", owed, TARGETS_OWN},
    {"text", "areas", areas, TARGETS_NONE},
    {"text", "support", support, TARGETS_NONE},
    {"text", "industries", industries, TARGETS_NONE},
    {"chart", "growth", growth_chart, TARGETS_NONE},
    {"chart", "areas", areas_chart, TARGETS_NONE},
    {"chart", "trend", trend_chart, TARGETS_NONE},
};
const size_t n_text_blocks = COUNT_OF(text_blocks);
