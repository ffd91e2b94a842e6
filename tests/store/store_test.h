/* store_test.h: cmocka and what the tests of this room share. */
#ifndef STORE_TEST_H
#define STORE_TEST_H
#include "base/base.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/os.h"
#include "base/sb.h"
#include "base/str.h"
#include "model/obs.h"
#include <setjmp.h>
#include <cmocka.h>

/* The call must succeed; else its message is shown. */
#define ok(c, call)                                                                                \
    do {                                                                                           \
        if (!(call))                                                                               \
            fail_msg("%s: %s", #call, cx_message(c));                                              \
    } while (0)
/* The call must fail with this code, and say this word in English. */
#define refused(c, call, err_, word)                                                               \
    do {                                                                                           \
        if (call)                                                                                  \
            fail_msg("%s did not fail", #call);                                                    \
        if ((c)->err.code != (err_) || !strstr((c)->err.en, (word)))                               \
            fail_msg("%s: %s: %s", #call, err_name((c)->err.code), (c)->err.en);                   \
        cx_clear(c);                                                                               \
    } while (0)

/* A new empty folder below the temporary one; removed at the end of the program. */
static char test_dir[64];
static inline void test_dir_remove(void)
{
    char cmd[96];
    snprintf(cmd, sizeof cmd, "rm -rf %s", test_dir);
    if (system(cmd) != 0)
        fprintf(stderr, "cannot remove %s\n", test_dir);
}
static inline const char *test_path(const char *name)
{
    static char ring[8][160];
    static int at;
    if (!test_dir[0]) {
        snprintf(test_dir, sizeof test_dir, "/tmp/diaodu-test-XXXXXX");
        assert_non_null(mkdtemp(test_dir));
        atexit(test_dir_remove);
    }
    char *p = ring[at++ % 8];
    snprintf(p, sizeof ring[0], "%s/%s", test_dir, name);
    return p;
}

#include "store/gen.h"
#endif
