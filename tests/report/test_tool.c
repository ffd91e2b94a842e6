/* Programs beside ours: what is said when there is none, it fails, it takes too long or writes nothing; its
 * folder is gone afterwards; a drawing comes out as one page of its size, the same bytes each time. */
#include "base/os.h"
#include "base/str.h"
#include "report/pdf.h"
#include "report/tool.h"
#include "testing.h"
#include <dirent.h>
#include <sys/stat.h>

static char place[] = "/tmp/diaodu-test-tool-XXXXXX";

static int entries(void)
{
    int n = 0;
    DIR *d = opendir(place);
    assert_non_null(d);
    while (readdir(d))
        n++;
    closedir(d);
    return n;
}

static void failures(void **state)
{
    static const struct {
        const char *script; /* NULL = there is no such program */
        const char *says;
    } cases[] = {
        {NULL, "was not found: apt install librsvg2-bin, or use svg"},
        {"exit 1", "could not convert it; use svg"},
        {"kill -9 $$", "could not convert it; use svg"},
        {"exit 0", "wrote no PDF"},
        {"sleep 60 & sleep 60", "took longer than 1 seconds; use svg"},
    };
    (void)state;
    cx c;
    char path[80], script[200];
    snprintf(path, sizeof path, "%s/convert", place);
    setenv("DIAODU_RSVG", path, 1);
    assert_true(cx_init(&c, LANG_EN));
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        sb out CLEANUP(sb_done) = {0};
        sb_init(&out, 0);
        if (cases[i].script) {
            snprintf(script, sizeof script, "#!/bin/sh\n%s\n", cases[i].script);
            assert_true(os_write_file(&c, path, str_of(script)));
            assert_int_equal(chmod(path, 0755), 0);
        }
        int before = entries();
        assert_false(pdf_of_svg(&c, S("<svg/>"), 1, &out));
        assert_int_equal(c.err.code, ERR_SYSTEM);
        if (!strstr(c.err.en, cases[i].says))
            fail_msg("%s: %s", cases[i].script ? cases[i].script : "none", c.err.en);
        assert_int_equal(out.n, 0);
        assert_int_equal(entries(), before);
        cx_clear(&c);
    }
    unlink(path);
    unsetenv("DIAODU_RSVG");
    cx_done(&c);
}

/* Its arguments, what its environment says; and it has nothing to read. */
static void runs(void **state)
{
    static const char *const names[] = {"sh", NULL};
    const tool shell = {.name = "sh",
                        .own = "DIAODU_TEST_TOOL",
                        .programs = names,
                        .setting = "PROBE=42",
                        .get = "apt install dash",
                        .else_zh = "不用",
                        .else_en = "do without"};
    static const char *const arguments[] = {
        "-c",    "read line || true; cat $1 >$2; echo \"$PROBE $3 $line\" >>$2",
        "sh",    "@/in",
        "@/out", "x=file://@/y",
        NULL};
    (void)state;
    cx c;
    sb out CLEANUP(sb_done) = {0};
    assert_true(cx_init(&c, LANG_ZH));
    sb_init(&out, 0);
    assert_true(tool_run(&c, &shell, S("given\n"), "in", arguments, "out", 10, &out));
    char *got = sb_cstr(&out);
    assert_non_null(got);
    assert_memory_equal(got, "given\n42 x=file:///tmp/", 23);
    assert_non_null(strstr(got, "/y \n"));
    cx_done(&c);
}

static void draws(void **state)
{
    (void)state;
    cx c;
    sb out CLEANUP(sb_done) = {0}, again CLEANUP(sb_done) = {0};
    str svg = S("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"420mm\" height=\"297mm\" "
                "viewBox=\"0 0 420 297\"><rect width=\"9\" height=\"9\"/></svg>");
    assert_true(cx_init(&c, LANG_ZH));
    if (!pdf_svg_program(&c)) { /* tests/cli says so where it is missing */
        cx_done(&c);
        return;
    }
    sb_init(&out, 0);
    sb_init(&again, 0);
    assert_true(pdf_of_svg(&c, svg, PDF_SECONDS, &out) && pdf_of_svg(&c, svg, PDF_SECONDS, &again));
    assert_true(str_starts(sb_str(&out), S("%PDF-")));
    assert_true(str_eq(sb_str(&out), sb_str(&again)));
    assert_false(pdf_of_svg(&c, S("<svg"), PDF_SECONDS, &again));
    cx_done(&c);
}

static int make_place(void **state)
{
    (void)state;
    return mkdtemp(place) && setenv("TMPDIR", place, 1) == 0 ? 0 : -1;
}

static int remove_place(void **state)
{
    (void)state;
    return rmdir(place); /* fails where something was left behind */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(failures), cmocka_unit_test(runs),
                                       cmocka_unit_test(draws)};
    return cmocka_run_group_tests(tests, make_place, remove_place);
}
