/* check.h: cmocka and what the tests of this room share. */
#ifndef DIAODU_TESTS_MODEL_CHECK_H
#define DIAODU_TESTS_MODEL_CHECK_H
#include "base/base.h"
#include "base/err.h"
#include "base/os.h"
#include "base/str.h"
#include <setjmp.h>
#include <cmocka.h>

/* A small generator, the same on every machine. */
static inline uint32_t rnd(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

#define CASE_FAILED(...)                                                                           \
    do {                                                                                           \
        print_error(__VA_ARGS__);                                                                  \
        failed++;                                                                                  \
    } while (0)

#endif
