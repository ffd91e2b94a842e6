/* entry.h: what is said of a figure while it is typed, before anybody signs for it (M59). Two grades:
 * a mandatory finding must be mended before the form can be submitted; a verification finding may
 * stand when it is explained in words that say something. Pure: the figure and what is known of its
 * series are given. Missing is NaN. Growths are in percent, levels in the indicator's own unit. */
#ifndef DIAODU_ENTRY_H
#define DIAODU_ENTRY_H
#include "model/catalog.h"

typedef enum entry_grade { ENTRY_MANDATORY, ENTRY_VERIFICATION } entry_grade;
const char *entry_grade_name(entry_grade g); /* mandatory verification */

/* What was typed. A text that is no number is bad_*, and its value NaN. */
typedef struct entry_figure {
    double level, growth;
    bool bad_level, bad_growth;
} entry_figure;

/* What is known of the series, without the figure itself. */
typedef struct entry_context {
    nature nature;
    basis basis;
    price price;
    index_base index_base;
    bool joint_jan_feb;
    bool percent;       /* the unit is %: a share, where it is a rate */
    int decimals;       /* of levels as printed; < 0 counts as 2 */
    period period;      /* the figure's own */
    double last_year;   /* the comparable base: the same period a year before */
    double last_level;  /* of the period before: of a cumulative one, of this year only */
    double last_growth; /* of the period before */
    double last_month;  /* the same single period a year before */
    double max_month;   /* the largest single period ever */
    bool ever_negative; /* some figure of the series was below 0 */
} entry_context;

typedef struct entry_finding {
    entry_grade grade;
    const char
        *rule; /* unreadable missing cumulative_falls negative growth_floor unit_slip growth_jump
                         growth_differs month_large month_zero unchanged range: stable words */
    char zh[256], en[256];
} entry_finding;
#define ENTRY_MAX 12

/* All thresholds, in one place. */
typedef struct entry_limits {
    double slip, slip_hard; /* times the base, or one over it: doubtful; certainly another unit */
    double jump;            /* points between the growths of two periods */
    double differs;         /* points between growth as typed and as computed, current prices */
    double differs_comparable;
    double month;                           /* times the largest single period ever */
    double rate_low, rate_high;             /* a rate beyond is none */
    double share_high;                      /* a share above wants words */
    double index_low, index_high;           /* ly=100, prev=100: beyond, the change was typed */
    double index_calm_low, index_calm_high; /* beyond: wants words */
    double diffusion_calm_low, diffusion_calm_high;
} entry_limits;
extern const entry_limits entry_limits_default;

/* The findings of a figure, mandatory ones first; returns how many (at most ENTRY_MAX). */
size_t entry_check(const entry_figure *f, const entry_context *x, entry_finding out[ENTRY_MAX]);
/* The growth that level and base say, by the rules of the desk: NaN where levels say none (constant
 * prices, rates) or the base is not positive. */
double entry_growth(const entry_figure *f, const entry_context *x);
/* The single period that the figure implies; NaN for a joint January-February, points and stocks. */
double entry_month(const entry_figure *f, const entry_context *x);

/* Does a text explain: at least six characters, three of them different, are left without phrases of
 * the trade (已核实, 属实, 无误, 正常, checked, ok …), punctuation and blanks. */
bool entry_explained(str text);

#endif
