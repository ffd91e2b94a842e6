#include "filing/entry.h"
#include "base/str.h"
#include "num/num.h"

const entry_limits entry_limits_default = {
    .slip = 8,
    .slip_hard = 1000,
    .jump = 10,
    .differs = 0.5,
    .differs_comparable = 15,
    .month = 1.5,
    .rate_low = -100,
    .rate_high = 1000,
    .share_high = 100,
    .index_low = 50,
    .index_high = 200,
    .index_calm_low = 80,
    .index_calm_high = 120,
    .diffusion_calm_low = 30,
    .diffusion_calm_high = 70,
};
static const entry_limits *const limit = &entry_limits_default;

const char *entry_grade_name(entry_grade g)
{
    return g == ENTRY_MANDATORY ? "mandatory" : "verification";
}

/* ---- what follows from the figure ---- */
static bool by_points(const entry_context *x)
{
    return x->nature == NATURE_RATE || x->nature == NATURE_INDEX;
}

double entry_growth(const entry_figure *f, const entry_context *x)
{
    if (x->nature == NATURE_INDEX)
        return x->index_base == IDX_LY ? f->level - 100 : MISSING;
    if (x->nature == NATURE_RATE || x->price == PRICE_CONSTANT)
        return MISSING;
    return num_growth(f->level, x->last_year);
}

/* Is it the first figure of its year: with nothing before it that it would contain. */
static bool first_of_year(const entry_context *x)
{
    int step = x->period.f == FREQ_M   ? 1
               : x->period.f == FREQ_Q ? 3
               : x->period.f == FREQ_H ? 6
                                       : 12;
    return period_last_month(x->period) <= step;
}

static bool is_pair(const entry_context *x)
{
    return x->joint_jan_feb && x->period.f == FREQ_M && period_last_month(x->period) <= 2;
}

double entry_month(const entry_figure *f, const entry_context *x)
{
    if (by_points(x) || x->basis == BASIS_END || is_pair(x))
        return MISSING;
    if (x->basis == BASIS_YTD && !first_of_year(x))
        return f->level - x->last_level;
    return f->level;
}

/* ---- findings ---- */
typedef struct findings {
    entry_finding *list;
    size_t n;
    int decimals;
} findings;

__attribute__((format(printf, 4, 6), format(printf, 5, 6))) static void
say(findings *l, entry_grade grade, const char *rule, const char *zh, const char *en, ...)
{
    va_list a, b;
    MUST(l->n < ENTRY_MAX);
    entry_finding *r = &l->list[l->n++];
    r->grade = grade;
    r->rule = rule;
    va_start(a, en);
    va_copy(b, a);
    vsnprintf(r->zh, sizeof r->zh, zh, a);
    vsnprintf(r->en, sizeof r->en, en, b);
    va_end(b);
    va_end(a);
}

static void check_text(findings *l, const entry_figure *f, const entry_context *x)
{
    bool levels_only = by_points(x) && x->index_base != IDX_LY;
    if (f->bad_level)
        say(l, ENTRY_MANDATORY, "unreadable", "总量不是数字；请只填数字",
            "the level is not a number; type digits only");
    if (f->bad_growth)
        say(l, ENTRY_MANDATORY, "unreadable", "增速不是数字；请填百分数，如 5.3",
            "the growth is not a number; type percent, such as 5.3");
    if (!l->n && !has(f->level) && (levels_only || !has(f->growth)))
        say(l, ENTRY_MANDATORY, "missing", "尚未填报", "nothing is filled in");
}

static void check_falls(findings *l, const entry_figure *f, const entry_context *x)
{
    bool adds = x->nature == NATURE_FLOW || x->nature == NATURE_COUNT;
    if (!adds || x->basis != BASIS_YTD || x->ever_negative || first_of_year(x) || is_pair(x) ||
        !(f->level < x->last_level))
        return;
    say(l, ENTRY_VERIFICATION, "cumulative_falls",
        "累计 %.*f 小于上期累计 %.*f，少 %.*f；请核对是否填了当月数",
        "the cumulative %.*f is below the one before, %.*f, by %.*f; was the single month typed?",
        l->decimals, f->level, l->decimals, x->last_level, l->decimals, x->last_level - f->level);
}

/* A first loss is possible; a negative stock, count or income a head is not. */
static void check_sign(findings *l, const entry_figure *f, const entry_context *x)
{
    if (!(f->level < 0) || x->ever_negative)
        return;
    say(l, x->nature == NATURE_FLOW ? ENTRY_VERIFICATION : ENTRY_MANDATORY, "negative",
        "总量为负（%.*f），而该指标从未为负", "the level is negative (%.*f); this series never was",
        l->decimals, f->level);
}

static void check_floor(findings *l, const entry_figure *f, const entry_context *x)
{
    bool gone = f->growth == -100 && f->level == 0;
    if (!(f->growth <= -100) || gone)
        return;
    say(l, x->ever_negative ? ENTRY_VERIFICATION : ENTRY_MANDATORY, "growth_floor",
        "增速 %.1f%% 不大于 -100%%", "a growth of %.1f percent is -100 or below", f->growth);
}

/* How many times one figure is the other, the larger over the smaller; 1 where that says nothing. */
static double times(double a, double b)
{
    if (!(a > 0) || !(b > 0))
        return 1;
    return a > b ? a / b : b / a;
}

/* Is a figure at a threshold: what only rounding in binary keeps below is. */
static bool at_least(double v, double least)
{
    return v >= least * (1 - 1e-9);
}

/* Another figure of the series has this size: then it moved, and no unit was mistaken. */
static bool vouched(const entry_figure *f, const entry_context *x)
{
    double months = period_last_month(x->period);
    bool before = x->last_level > 0 && times(f->level, x->last_level) < limit->slip;
    bool large = f->level > x->last_year && f->level <= x->max_month * months * limit->month;
    return before || large;
}

static void check_slip(findings *l, const entry_figure *f, const entry_context *x)
{
    bool year = has(x->last_year);
    double than = year ? x->last_year : x->last_level, n = times(f->level, than);
    if (!at_least(n, limit->slip))
        return;
    bool certain = at_least(n, limit->slip_hard) && !vouched(f, x) && x->nature != NATURE_COUNT;
    entry_grade grade = certain ? ENTRY_MANDATORY : ENTRY_VERIFICATION;
    if (year)
        say(l, grade, "unit_slip",
            "总量 %.*f 与上年同期 %.*f 相差 %.*f 倍；请核对计量单位（万元、亿元）",
            "the level %.*f and that of a year ago, %.*f, are %.*f times apart; is it the right "
            "unit?",
            l->decimals, f->level, l->decimals, than, n < 100 ? 1 : 0, n);
    else
        say(l, grade, "unit_slip",
            "总量 %.*f 与上期 %.*f 相差 %.*f 倍；请核对计量单位（万元、亿元）",
            "the level %.*f and that of the period before, %.*f, are %.*f times apart; is it the "
            "right unit?",
            l->decimals, f->level, l->decimals, than, n < 100 ? 1 : 0, n);
}

/* The growth that counts: as typed, else what the levels say. */
static double growth_of_figure(const entry_figure *f, const entry_context *x)
{
    return has(f->growth) ? f->growth : entry_growth(f, x);
}

static void check_jump(findings *l, const entry_figure *f, const entry_context *x)
{
    double g = growth_of_figure(f, x), moved = fabs(g - x->last_growth);
    if (!(moved > limit->jump + 1e-9))
        return;
    say(l, ENTRY_VERIFICATION, "growth_jump", "增速 %.1f%%，上期 %.1f%%，相差 %.1f 个百分点",
        "growth is %.1f percent after %.1f percent, %.1f points apart", g, x->last_growth, moved);
}

/* What rounding of both levels may move their ratio by, in points (R11). */
static double rounding(const entry_figure *f, const entry_context *x, int decimals)
{
    double unit = pow(10, -decimals), b = x->last_year;
    return x->nature == NATURE_INDEX ? unit / 2 + 0.05
                                     : 0.05 + 100 * (unit / 2) * (1 / b + fabs(f->level) / (b * b));
}

static void check_differs(findings *l, const entry_figure *f, const entry_context *x)
{
    double g = entry_growth(f, x), off = fabs(f->growth - g);
    double least = x->price == PRICE_COMPARABLE ? limit->differs_comparable : limit->differs;
    if (!(off > fmax(least, rounding(f, x, l->decimals))))
        return;
    say(l, ENTRY_VERIFICATION, "growth_differs",
        "填报增速 %.1f%%，按总量与上年同期计算为 %.1f%%，相差 %.1f 个百分点",
        "growth typed as %.1f percent, the levels say %.1f percent, %.1f points apart", f->growth,
        g, off);
}

static void check_month(findings *l, const entry_figure *f, const entry_context *x)
{
    double m = entry_month(f, x);
    if (x->max_month > 0 && m > x->max_month * limit->month)
        say(l, ENTRY_VERIFICATION, "month_large", "推算当期 %.*f，是历史最大单期 %.*f 的 %.2f 倍",
            "the single period would be %.*f; the largest ever was %.*f: %.2f times that",
            l->decimals, m, l->decimals, x->max_month, m / x->max_month);
    /* of events there may be none */
    if (m == 0 && x->nature != NATURE_COUNT)
        say(l, ENTRY_VERIFICATION, "month_zero", "推算当期为 0（上年当期 %.*f）",
            "the single period would be 0 (a year ago %.*f)", l->decimals, x->last_month);
    if (x->nature == NATURE_STOCK && f->level == x->last_level)
        say(l, ENTRY_VERIFICATION, "unchanged", "期末数 %.*f 与上期完全相同",
            "the level %.*f is exactly that of the period before", l->decimals, f->level);
}

/* ---- rates and indices: by range only ---- */
typedef struct range {
    double low, high, calm_low, calm_high;
} range;

static range range_of(const entry_context *x)
{
    if (x->nature == NATURE_RATE)
        return (range){limit->rate_low, limit->rate_high, x->ever_negative ? limit->rate_low : 0,
                       x->percent ? limit->share_high : limit->rate_high};
    if (x->index_base == IDX_DIFFUSION)
        return (range){0, 100, limit->diffusion_calm_low, limit->diffusion_calm_high};
    if (x->index_base == IDX_FIXED)
        return (range){0, INFINITY, 0, INFINITY};
    return (range){limit->index_low, limit->index_high, limit->index_calm_low,
                   limit->index_calm_high};
}

static void check_range(findings *l, const entry_figure *f, const entry_context *x)
{
    range r = range_of(x);
    bool out = f->level < r.low || f->level > r.high;
    if (!out && !(f->level < r.calm_low) && !(f->level > r.calm_high))
        return;
    bool moved = out && x->nature == NATURE_INDEX && x->index_base != IDX_FIXED &&
                 x->index_base != IDX_DIFFUSION;
    if (moved)
        say(l, ENTRY_MANDATORY, "range",
            "指数 %.*f 不在 %g 至 %g 之间；请填指数（如 102.3），不填涨跌幅",
            "an index of %.*f is not between %g and %g; type the index (102.3), not the change",
            l->decimals, f->level, r.low, r.high);
    else
        say(l, out ? ENTRY_MANDATORY : ENTRY_VERIFICATION, "range", "%.*f 超出通常范围 %g 至 %g",
            "%.*f lies outside the usual range of %g to %g", l->decimals, f->level,
            out ? r.low : r.calm_low, out ? r.high : r.calm_high);
}

size_t entry_check(const entry_figure *f, const entry_context *x, entry_finding out[ENTRY_MAX])
{
    findings l = {.list = out, .decimals = x->decimals < 0 ? 2 : x->decimals};
    entry_finding kept[ENTRY_MAX];
    size_t n = 0;
    check_text(&l, f, x);
    if (by_points(x)) {
        check_range(&l, f, x);
    } else {
        check_falls(&l, f, x);
        check_sign(&l, f, x);
        check_floor(&l, f, x);
        check_slip(&l, f, x);
        check_jump(&l, f, x);
        check_month(&l, f, x);
    }
    check_differs(&l, f, x);
    for (int grade = ENTRY_MANDATORY; grade <= ENTRY_VERIFICATION; grade++)
        for (size_t i = 0; i < l.n; i++)
            if (out[i].grade == (entry_grade)grade)
                kept[n++] = out[i];
    memcpy(out, kept, n * sizeof *out);
    return n;
}

/* ---- explanations ---- */
#define LETTERS_MAX 512
#define LETTERS_LEAST 6
#define LETTERS_KINDS 3

/* Of several that begin alike the longer stands first: they are taken out in this order. */
static const char *const words[] = {
    "confirmed", "verified", "checked", "correct", "reviewed", "normal",   "figures",
    "figure",    "really",   "true",    "fine",    "okay",     "data",     "good",
    "none",      "same",     "right",   "above",   "yes",      "the",      "and",
    "are",       "is",       "ok",      "it",      "we",       "as",       "all",
    "have",      "been",     "was",     "no",      "problem",  "problems",
};
static const char *const phrases[] = {
    "已经核实", "没有问题", "数据真实", "真实准确", "真实可靠", "准确无误", "情况属实", "符合实际",
    "按实填报", "如实填报", "据实填报", "没问题",   "经核实",   "经核对",   "经核查",   "已核实",
    "已核对",   "已核查",   "已复核",   "已确认",   "数据",     "情况",     "核实",     "核对",
    "核查",     "复核",     "确认",     "属实",     "无误",     "正常",     "真实",     "准确",
    "同上",     "暂无",     "说明",     "以上",     "已经",
};

/* A letter, an ideograph or a digit in lower case and half width; 0 for blanks and punctuation. */
static uint32_t letter(uint32_t cp)
{
    if (cp >= 0xFF01 && cp <= 0xFF5E)
        cp -= 0xFEE0;
    if (cp >= 'A' && cp <= 'Z')
        return cp + 32;
    if (cp < 0x80)
        return (cp >= 'a' && cp <= 'z') || (cp >= '0' && cp <= '9') ? cp : 0;
    bool mark = cp < 0xC0 || (cp >= 0x2000 && cp <= 0x2BFF) || (cp >= 0x3000 && cp <= 0x303F) ||
                cp >= 0xFE00;
    return mark && cp < 0x20000 ? 0 : cp;
}

/* The letters of a text; a 0 for whatever stands between them. */
static size_t letters_of(str s, uint32_t out[LETTERS_MAX])
{
    size_t n = 0;
    while (s.n && n < LETTERS_MAX) {
        uint32_t cp = 0;
        size_t len = utf8_decode(s, &cp);
        s = str_from(s, len ? len : 1);
        out[n++] = len ? letter(cp) : 0;
    }
    return n;
}

static bool latin(uint32_t cp)
{
    return cp && cp < 0x80;
}

/* Does the phrase stand at i; one in Latin letters only as a word of its own. */
static bool stands_at(const uint32_t *v, size_t n, size_t i, const uint32_t *w, size_t len)
{
    if (!len || i + len > n || memcmp(v + i, w, len * sizeof *v) != 0)
        return false;
    return !latin(w[0]) || (!(i && latin(v[i - 1])) && !(i + len < n && latin(v[i + len])));
}

/* A phrase leaves a gap: what stood on its two sides does not become one. */
static size_t take_out(uint32_t *v, size_t n, const char *const *list, size_t n_list)
{
    uint32_t w[LETTERS_MAX];
    for (size_t p = 0; p < n_list; p++) {
        size_t len = letters_of(str_of(list[p]), w), kept = 0;
        for (size_t i = 0; i < n;) {
            bool gone = stands_at(v, n, i, w, len);
            v[kept++] = gone ? 0 : v[i];
            i += gone ? len : 1;
        }
        n = kept;
    }
    return n;
}

static size_t close_up(uint32_t *v, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (v[i])
            v[kept++] = v[i];
    return kept;
}

bool entry_explained(str text)
{
    uint32_t v[LETTERS_MAX];
    size_t n = letters_of(text, v), kinds = 0;
    n = close_up(v, take_out(v, n, words, COUNT_OF(words)));
    n = close_up(v, take_out(v, n, phrases, COUNT_OF(phrases)));
    for (size_t i = 0; i < n; i++) {
        bool seen = false;
        for (size_t k = 0; k < i; k++)
            seen |= v[k] == v[i];
        kinds += !seen;
    }
    return n >= LETTERS_LEAST && kinds >= LETTERS_KINDS;
}
