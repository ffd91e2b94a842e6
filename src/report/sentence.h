/* sentence.h: what a bulletin says of figures (statistics section 3): condition -> Chinese and
 * English. The lines are data (catalogue/sentences.csv); here they are read, checked and said.
 * Pure: facts in, text out. Figures are taken as displayed (rounded half away from zero), so
 * differences in print are those of the figures in print (R15). */
#ifndef DIAODU_SENTENCE_H
#define DIAODU_SENTENCE_H
#include "base/err.h"
#include "base/sb.h"
#include "num/num.h"

/* Figures: id, name in the table, decimals in print (-1: as many as it has, at most facts.decimals).
 * Those in the second list are worked out by facts_finish(). */
#define FIG_TABLE(X)                                                                               \
    X(V, "V", -1)            /* level */                                                           \
    X(G, "g", 1)             /* growth, percent */                                                 \
    X(P, "p", 1)             /* previous figure's growth (the year's, when yearly) */              \
    X(Y, "y", 1)             /* growth a year ago */                                               \
    X(GP, "G", 1)            /* the parent's */                                                    \
    X(GPY, "Gy", 1)          /* the parent's a year ago */                                         \
    X(TURN, "turn", 0)       /* panel's turn: 1 to profit, 2 to loss, 3 less, 4 more */            \
    X(TURN_BY, "turn_by", 1) /* percent of the loss, positive */                                   \
    X(RATIO, "ratio", 9)     /* level over base, not rounded */                                    \
    X(YEARLY, "yearly", 0)                                                                         \
    X(RANK, "rank", 0)                                                                             \
    X(RANKED, "ranked", 0)                                                                         \
    X(BOTTOM, "bottom", 0)                                                                         \
    X(TIED, "tied", 0)                                                                             \
    X(MOVED, "moved", 0)                                                                           \
    X(N, "n", 0)                                                                                   \
    X(M, "m", 0)                                                                                   \
    X(A, "a", 0)                                                                                   \
    X(B_, "b", 0)                                                                                  \
    X(C_, "c", 0)                                                                                  \
    X(PROGRESS, "progress", 1)                                                                     \
    X(TIME, "time", 1)                                                                             \
    X(PROGRESS_LAST, "progress_last", 1)                                                           \
    X(C, "C", -1)          /* cumulative */                                                        \
    X(T, "T", -1)          /* the checkpoint's target */                                           \
    X(AT_END, "at_end", 0) /* the checkpoint's own month */                                        \
    X(OWED, "owed", -1)                                                                            \
    X(MONTHS, "months", 0) /* left to the checkpoint */                                            \
    X(MONTHS_T, "t", 0)    /* gone by */                                                           \
    X(R, "R", -1)          /* required per month */                                                \
    X(FORECAST, "P", -1)   /* forecast of the first half */                                        \
    X(JUNE, "B", -1)       /* what June must deliver */                                            \
    X(G_NEEDED, "g_needed", 1)                                                                     \
    X(G_TARGET, "g_target", 1)                                                                     \
    X(VS_EXPECTED, "vs_expected", 1)                                                               \
    X(OF_G, "of_g", 1) /* growth of the whole */                                                   \
    X(PULL, "pull", 1)                                                                             \
    X(CONTRIBUTION, "contribution", 1)                                                             \
    X(G_EX, "g_ex", 1)                                                                             \
    X(RUN, "run", 0)                                                                               \
    X(LOW, "low", 0) /* 1 lowest, 0 highest */                                                     \
    X(EQUAL, "equal", 0)                                                                           \
    X(SINCE, "since", 0) /* year of the first reading, when the run reaches it */                  \
    X(YEARS, "years", 0)                                                                           \
    X(SHARE, "share", 1)                                                                           \
    X(SHARE_LAST, "share_last", 1)                                                                 \
    X(HIGHEST, "max", 1)                                                                           \
    X(LOWEST, "min", 1)                                                                            \
    X(SINCE_START, "since_start", -1)                                                              \
    X(LAST_START, "last_start", -1)                                                                \
    X(IDX, "idx", 1)                                                                               \
    X(IDX_PREV, "idx_prev", 1)                                                                     \
    X(MEAN2, "mean2", 1)                                                                           \
    X(BASE_HIGH, "base_high", 0)                                                                   \
    X(G_SAME, "g_same", 1)                                                                         \
    X(G_NAT, "g_nat", 1)                                                                           \
    X(RATE, "rate", 1)                                                                             \
    X(NEW_RATE, "new_rate", 1)                                                                     \
    X(DONE_RATE, "done_rate", 1)                                                                   \
    /* made by facts_finish() */                                                                   \
    X(D, "d", 1)                                                                                   \
    X(DY, "dy", 1)                                                                                 \
    X(DG, "dG", 1)                                                                                 \
    X(DGY, "dGy", 1)                                                                               \
    X(DD, "dd", 1)                                                                                 \
    X(TIMES, "times", 1)                                                                           \
    X(MULTIPLE, "multiple", 1)                                                                     \
    X(P_TIMES, "p_times", 1)                                                                       \
    X(AHEAD, "ahead", 1)                                                                           \
    X(AHEAD_LAST, "ahead_last", 1)                                                                 \
    X(SHORT, "short", -1)                                                                          \
    X(K, "k", 1)              /* June over the monthly mean so far */                              \
    X(JUNE_LIMIT, "1.3x", -1) /* 1.3 × that mean */                                               \
    X(ABOVE, "above", 1)      /* required per month over the mean so far, percent */               \
    X(DEX, "dex", 1)                                                                               \
    X(SHARE_CHANGE, "share_change", 1)                                                             \
    X(RANGE, "range", 1)                                                                           \
    X(MORE, "more", -1)                                                                            \
    X(IDX_CHANGE, "idx_change", 1)                                                                 \
    X(OVER, "over", 1)                                                                             \
    X(D_VARIANTS, "d_variants", 1)                                                                 \
    X(BREADTH, "breadth", 1)
typedef enum fig {
#define X(id, name, decimals) FIG_##id,
    FIG_TABLE(X)
#undef X
        FIG_MAX
} fig;

#define WORD_TABLE(X)                                                                              \
    X(UNIT, "unit")                                                                                \
    X(A, "A")                     /* name of the period compared with: 1—5月, 上年全年 */   \
    X(B, "B_name")                /* the period that equals this one */                            \
    X(PARENT, "parent")           /* 全省; province */                                           \
    X(PARENT_RATE, "parent_rate") /* 全省; provincial */                                         \
    X(NAMES, "names")                                                                              \
    X(GOAL, "goal") /* 上半年; first-half */                                                    \
    X(OF, "of")     /* the whole that is pulled: 全市规模以上工业增加值 */              \
    X(MEMBERS, "members")                                                                          \
    X(SPAN, "span") /* 季度 月; quarters months */                                              \
    X(VERDICT, "verdict")                                                                          \
    X(DETAIL, "detail")                                                                            \
    X(TOP, "top")                                                                                  \
    X(LOW_NAME, "low_name")                                                                        \
    X(INDICATOR, "indicator")
typedef enum word {
#define X(id, name) WORD_##id,
    WORD_TABLE(X)
#undef X
        WORD_MAX
} word;

typedef struct facts {
    double v[FIG_MAX]; /* NaN = unknown */
    str w[WORD_MAX];   /* empty = unknown */
    int decimals;      /* of levels in print */
    lang lang;
} facts;
void facts_init(facts *f, lang l); /* nothing known, levels at two decimals */
/* Round the given figures to what is displayed and work out the differences; once, after all is
 * set. */
void facts_finish(facts *f);

typedef struct sentences sentences;
/* Read the table (columns line group when zh en); lives in c->a. ERR_FORMAT names line and word. */
bool sentences_load(cx *c, str csv, sentences **ret) CHECKED;
bool sentences_builtin(cx *c, sentences **ret) CHECKED;
/* Say the first line of a group whose condition holds. Returns its number in statistics section 3,
 * 0 when none holds (nothing is appended). The group `change_year` is `change` against a year ago,
 * in the house's word for that period. */
int sentence_say(const sentences *s, const char *group, const facts *f, sb *out);
/* A composite (c1 …) by its group: the parts that hold, joined by ， or ", ". Returns how many. */
int sentence_compose(const sentences *s, const char *group, const facts *f, sb *out);

/* How sentences speak of last year: 上年同期 (statistics) or 去年同期 (speeches). */
typedef enum house_style { STYLE_STATISTICS, STYLE_SPEECH } house_style;
void sentences_style(sentences *s, house_style h);

/* 一平两降 (M35): each industry's growth now and a year ago; `tolerance` in points. Fills VERDICT and
 * DETAIL in the arena; false when a figure is missing or memory is out (then *ret_said is false). */
bool sectors_verdict(cx *c, const double now[3], const double year_ago[3], double tolerance,
                     facts *f, bool *ret_said) CHECKED;

#endif
