/* names.h: the closed vocabularies of the contract: one table each, spelled once. */
#ifndef DIAODU_NAMES_H
#define DIAODU_NAMES_H
#include "base/base.h"
#include "model/period.h"

typedef enum area_level {
    LEVEL_NONE,
    LEVEL_NATION,
    LEVEL_PROVINCE,
    LEVEL_PREFECTURE,
    LEVEL_COUNTY,
    LEVEL_OWN,
    LEVEL_PARK,
    LEVEL_TOWN,
    LEVEL_STREET
} area_level;
typedef enum nature {
    NATURE_NONE,
    NATURE_FLOW,
    NATURE_STOCK,
    NATURE_RATE,
    NATURE_INDEX,
    NATURE_COUNT,
    NATURE_PER_CAPITA
} nature;
typedef enum direction { DIR_HIGHER, DIR_LOWER, DIR_NONE } direction; /* empty = higher */
typedef enum price { PRICE_EMPTY, PRICE_CONSTANT, PRICE_COMPARABLE, PRICE_CURRENT } price;
typedef enum kind {
    KIND_NONE,
    KIND_TARGET,
    KIND_EXPECTED,
    KIND_FORECAST,
    KIND_FLASH,
    KIND_FINAL
} kind;
typedef enum comparison {
    CMP_NONE,
    CMP_EXACT,
    CMP_ABOUT,
    CMP_AT_LEAST,
    CMP_AT_MOST,
    CMP_RANGE,
    CMP_POSITIVE,
    CMP_SYNCHRONOUS
} comparison;
typedef enum tier { TIER_ASSIGNED, TIER_SET, TIER_STRIVE } tier; /* empty = assigned */
typedef enum assess { ASSESS_NONE, ASSESS_LEVEL, ASSESS_GROWTH, ASSESS_BOTH } assess;
typedef enum aggregation { AGG_NONE, AGG_SUM, AGG_WEIGHTED, AGG_RATIO } aggregation;
typedef enum gap_side { SIDE_NONE, SIDE_OBJECTIVE, SIDE_SUBJECTIVE, SIDE_MIXED } gap_side;
/* What a role lets people do (rights/rights.h). */
typedef enum act {
    ACT_READ,      /* figures, targets, arrears, documents */
    ACT_RANK,      /* ranks alone */
    ACT_UNIT,      /* figures of single respondents */
    ACT_SUBMIT,    /* fill what is handed in */
    ACT_CHECK,     /* look it through: the first step after filling */
    ACT_REVIEW,    /* the second */
    ACT_SIGN,      /* the principal's signature: hands it in */
    ACT_ACCEPT,    /* decide on what was handed in; write figures */
    ACT_TARGET,    /* targets and claims */
    ACT_GAP,       /* causes and plans of arrears */
    ACT_CATALOGUE, /* areas, indicators, sets and the like */
    ACT_PEOPLE,    /* people, posts, roles, accounts */
    ACT_AUDIT,     /* who did what */
    ACT_LEDGER,    /* fill rows of ledgers */
    ACT_DISPATCH,  /* issue, close and withdraw them, all rows of the area */
    ACT_MAX_
} act;
typedef enum form_kind { FORM_FORECAST, FORM_DISPATCH } form_kind;
typedef enum grant_scope { SCOPE_SUBTREE, SCOPE_ONLY } grant_scope; /* empty = subtree */
typedef enum index_base { IDX_NONE, IDX_LY, IDX_PREV, IDX_FIXED, IDX_DIFFUSION } index_base;

/* x_parse: the contract's word (case-insensitive) to the value, false when it is none of them;
 * the empty text gives the default noted above. x_name: the word. */
#define ENUM_DECL(type)                                                                            \
    bool type##_parse(str s, type *ret);                                                           \
    const char *type##_name(type v);
ENUM_DECL(area_level)
ENUM_DECL(nature)
ENUM_DECL(direction)
ENUM_DECL(price)
ENUM_DECL(kind)
ENUM_DECL(comparison)
ENUM_DECL(tier)
ENUM_DECL(assess)
ENUM_DECL(basis)
ENUM_DECL(gap_side)
ENUM_DECL(act)
ENUM_DECL(grant_scope)
ENUM_DECL(form_kind)

#endif
