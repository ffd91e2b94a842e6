/* check.h: what the tests of this room share. */
#ifndef DIAODU_TESTS_MODEL_CHECK_H
#define DIAODU_TESTS_MODEL_CHECK_H
#include "testing.h"
#include "base/err.h"
#include "base/os.h"
#include "base/str.h"

#endif
