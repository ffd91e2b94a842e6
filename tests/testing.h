/* testing.h: cmocka and what the tests of all rooms share. cmocka has a macro fail(): tests say
 * fail_msg(), and (fail)(c, …) where they mean ours. */
#ifndef DIAODU_TESTS_TESTING_H
#define DIAODU_TESTS_TESTING_H
#include "base/base.h"
#include "base/err.h"
#include "base/mem.h"
#include <setjmp.h>
#include <cmocka.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* A small generator, the same on every machine. */
static inline uint32_t rnd(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

/* How much longer than usual things may take: 1, more where the tests run under an emulator or
 * valgrind (tools/arm64.sh, tools/long.sh). */
static inline double slower(void)
{
    const char *z = getenv("TEST_SLOWER");
    return z ? strtod(z, NULL) : 1;
}

/* In a table-driven test: say which row is wrong, go on, assert_int_equal(failed, 0) at the end. */
#define CASE_FAILED(...)                                                                           \
    do {                                                                                           \
        print_error(__VA_ARGS__);                                                                  \
        failed++;                                                                                  \
    } while (0)

/* Run `body` with the first allocation failing, then the second, and so on, each once alone and
 * once with all after it, until none is left to fail. body() releases what it made, whatever
 * happens, and returns whether it succeeded: it must say no exactly when it was refused memory.
 * Leaks are found by the sanitizer build. */
static inline void torture(bool (*body)(void *user), void *user)
{
    for (int stay = 0; stay < 2; stay++) {
        for (long n = 1;; n++) {
            mem_fail_after(n, stay);
            bool ok = body(user);
            long made = mem_count();
            mem_fail_after(0, false);
            if (ok != (made < n))
                fail_msg("allocation %ld of %ld refused%s: body says %s", n, made,
                         stay ? " with all after it" : "", ok ? "success" : "failure");
            if (made < n)
                break;
            assert_true(n < 100000);
        }
    }
}

/* Does fn() break a promise (MUST)? Runs in a child. */
static inline bool breaks_promise(void (*fn)(void))
{
    int status = 0;
    fflush(NULL);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        signal(SIGABRT, SIG_DFL);
        if (!freopen("/dev/null", "w", stderr))
            _exit(2);
        fn();
        _exit(0);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

#endif
