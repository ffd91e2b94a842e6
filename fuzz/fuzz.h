/* fuzz.h: what a fuzzer is. fuzz_NAME.c defines the one function; libFuzzer calls it in the fuzz
 * build, driver.c replays fuzz/corpus/NAME through it as a unit test in all others. */
#ifndef DIAODU_FUZZ_H
#define DIAODU_FUZZ_H
#include "base/base.h"

/* Returns 0. A broken promise ends the program (MUST). */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
