#include "check.h"
#include "model/names.h"

typedef struct word {
    const char *text;
    int value; /* -1: refused */
} word;

/* Every word reads as its value and every value prints as its word. */
#define CHECK_ENUM(type, ...)                                                                      \
    static void type##_words(void **state)                                                         \
    {                                                                                              \
        (void)state;                                                                               \
        static const word t[] = {__VA_ARGS__, {"nonsense", -1}, {"\xff", -1}, {"?", -1}};          \
        for (size_t i = 0; i < COUNT_OF(t); i++) {                                                 \
            type v = (type)99;                                                                     \
            assert_int_equal(type##_parse(str_of(t[i].text), &v), t[i].value >= 0);                \
            if (t[i].value < 0)                                                                    \
                continue;                                                                          \
            assert_int_equal((int)v, t[i].value);                                                  \
            type again;                                                                            \
            assert_true(type##_parse(str_of(type##_name(v)), &again));                             \
            assert_int_equal((int)again, (int)v);                                                  \
        }                                                                                          \
    }

// clang-format off
CHECK_ENUM(area_level, {"", LEVEL_NONE}, {"nation", LEVEL_NATION}, {"province", LEVEL_PROVINCE},
           {"prefecture", LEVEL_PREFECTURE}, {"county", LEVEL_COUNTY}, {"own", LEVEL_OWN},
           {"park", LEVEL_PARK}, {"town", LEVEL_TOWN}, {"street", LEVEL_STREET},
           {" County ", LEVEL_COUNTY}, {"PARK", LEVEL_PARK}, {"countyx", -1}, {"count", -1})
CHECK_ENUM(nature, {"", NATURE_NONE}, {"flow", NATURE_FLOW}, {"stock", NATURE_STOCK},
           {"rate", NATURE_RATE}, {"index", NATURE_INDEX}, {"count", NATURE_COUNT},
           {"per_capita", NATURE_PER_CAPITA}, {"Per_Capita", NATURE_PER_CAPITA}, {"per capita", -1})
CHECK_ENUM(direction, {"", DIR_HIGHER}, {"higher", DIR_HIGHER}, {"lower", DIR_LOWER},
           {"none", DIR_NONE}, {"　lower", DIR_LOWER})
CHECK_ENUM(price, {"", PRICE_EMPTY}, {"constant", PRICE_CONSTANT}, {"comparable", PRICE_COMPARABLE},
           {"current", PRICE_CURRENT})
CHECK_ENUM(kind, {"", KIND_NONE}, {"target", KIND_TARGET}, {"expected", KIND_EXPECTED},
           {"forecast", KIND_FORECAST}, {"flash", KIND_FLASH}, {"final", KIND_FINAL})
CHECK_ENUM(comparison, {"", CMP_NONE}, {"exact", CMP_EXACT}, {"about", CMP_ABOUT},
           {"at_least", CMP_AT_LEAST}, {"at_most", CMP_AT_MOST}, {"range", CMP_RANGE},
           {"positive", CMP_POSITIVE}, {"synchronous", CMP_SYNCHRONOUS})
CHECK_ENUM(tier, {"", TIER_ASSIGNED}, {"assigned", TIER_ASSIGNED}, {"set", TIER_SET},
           {"strive", TIER_STRIVE})
CHECK_ENUM(assess, {"", ASSESS_NONE}, {"level", ASSESS_LEVEL}, {"growth", ASSESS_GROWTH},
           {"both", ASSESS_BOTH})
CHECK_ENUM(basis, {"", BASIS_NONE}, {"ytd", BASIS_YTD}, {"period", BASIS_PERIOD},
           {"end", BASIS_END}, {"YTD", BASIS_YTD})
// clang-format on

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(area_level_words), cmocka_unit_test(nature_words),
        cmocka_unit_test(direction_words),  cmocka_unit_test(price_words),
        cmocka_unit_test(kind_words),       cmocka_unit_test(comparison_words),
        cmocka_unit_test(tier_words),       cmocka_unit_test(assess_words),
        cmocka_unit_test(basis_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
