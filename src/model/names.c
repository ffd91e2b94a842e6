#include "model/names.h"
#include "base/str.h"

static bool find(const char *const *words, size_t n, str s, size_t *ret)
{
    s = str_trim(s);
    for (size_t i = 0; i < n; i++) {
        if (str_ieqz(s, words[i])) {
            *ret = i;
            return true;
        }
    }
    return false;
}

/* One table an enumeration, in the order of its values; "" is the word of the unnamed one. `empty`
 * is what the empty text means. */
#define ENUM_TABLE(type, empty, ...)                                                               \
    static const char *const type##_words[] = {__VA_ARGS__};                                       \
    bool type##_parse(str s, type *ret)                                                            \
    {                                                                                              \
        size_t i = (size_t)(empty);                                                                \
        if (str_trim(s).n > 0 && !find(type##_words, COUNT_OF(type##_words), s, &i))               \
            return false;                                                                          \
        *ret = (type)i;                                                                            \
        return true;                                                                               \
    }                                                                                              \
    const char *type##_name(type v)                                                                \
    {                                                                                              \
        MUST((size_t)v < COUNT_OF(type##_words));                                                  \
        return type##_words[v];                                                                    \
    }

// clang-format off
ENUM_TABLE(area_level, LEVEL_NONE,
           "", "nation", "province", "prefecture", "county", "own", "park", "town", "street")
ENUM_TABLE(nature, NATURE_NONE, "", "flow", "stock", "rate", "index", "count", "per_capita")
ENUM_TABLE(direction, DIR_HIGHER, "higher", "lower", "none")
ENUM_TABLE(price, PRICE_EMPTY, "", "constant", "comparable", "current")
ENUM_TABLE(kind, KIND_NONE, "", "target", "expected", "forecast", "flash", "final")
ENUM_TABLE(comparison, CMP_NONE,
           "", "exact", "about", "at_least", "at_most", "range", "positive", "synchronous")
ENUM_TABLE(tier, TIER_ASSIGNED, "assigned", "set", "strive")
ENUM_TABLE(assess, ASSESS_NONE, "", "level", "growth", "both")
ENUM_TABLE(basis, BASIS_NONE, "", "ytd", "period", "end")
ENUM_TABLE(gap_side, SIDE_NONE, "", "objective", "subjective", "mixed")
ENUM_TABLE(act, ACT_MAX_,
           "read", "rank", "unit", "submit", "check", "review", "sign", "accept", "target", "gap", "catalogue", "people", "audit", "ledger", "dispatch")
ENUM_TABLE(grant_scope, SCOPE_SUBTREE, "subtree", "only")
ENUM_TABLE(form_kind, FORM_FORECAST, "forecast", "dispatch")
// clang-format on
