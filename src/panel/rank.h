/* rank.h: places among sister areas (F18, R7, R12). */
#ifndef DIAODU_RANK_H
#define DIAODU_RANK_H
#include "panel/measure.h"

typedef enum rank_by { BY_GROWTH, BY_LEVEL } rank_by;

/* The place of one area in one ranking; `change` = places won since the previous period (+ is up). */
typedef struct standing {
    int rank, from_bottom; /* 0 = null */
    int ranked, members;   /* with a figure; all of the roster */
    bool tied, mixed;      /* mixed: growth sources differ; then rank is null */
    int change;
    bool has_change;
} standing;

/* Values of the members for ranking; growth sources are compared (mixed). Arrays from c->a. */
typedef struct ranking {
    area_id *areas;
    double *values;
    uint32_t n;
    bool mixed;
    bool lower, none; /* by the indicator's direction */
} ranking;
/* `members` NULL: the default roster of the areas under the parent of s.a at s.a's level. */
bool ranking_make(cx *c, spot s, rank_by by, const area_id *members, uint32_t n,
                  ranking *ret) CHECKED;
/* The default roster of s.a in s.t. */
bool ranking_roster(cx *c, spot s, area_id **ret, uint32_t *n) CHECKED;
/* Who is ranked below a parent, for all faces: the roster of the level that most of its children
 * have (市本级 and parks apart; of levels with as many the upper one). 0 where nobody is. */
bool ranking_below(cx *c, const catalog *k, area_id parent, period t, area_id **ret,
                   uint32_t *n) CHECKED;
standing ranking_standing(const ranking *r, area_id a);
/* Worth a sentence: at least two are ranked, and half of those who should be. */
bool standing_tells(const standing *s);
/* Does a sister area carry the same published place? Then both are joint (R12). */
bool ranking_published_tie(cx *c, spot s, int rank, bool *ret) CHECKED;
/* The place that documents print: the published one, else ours where standing_tells(); 0 = none. */
int standing_shown(const standing *s, int rank_published);
/* All at once, n log n: places[i] is the standing of areas[i], gaps[i] its gap_ahead() (overview.h).
 * Arrays from c->a. */
typedef struct ranking_places {
    standing *places;
    double *gaps;
} ranking_places;
bool ranking_all(cx *c, const ranking *r, ranking_places *ret) CHECKED;
/* With movement against the previous period of the series: null when the roster changed, one of the
 * two has no rank, or a break lies between. `roster` NULL = default, else a named roster or set. */
bool standing_at(cx *c, spot s, rank_by by, const set *roster, standing *ret) CHECKED;

#endif
