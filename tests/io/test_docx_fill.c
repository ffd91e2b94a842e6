#include "testing.h"
#include "base/str.h"
#include "io/docx_fill.h"
#include "io/zipout.h"

#define VALUE ((size_t)1 << 20)
static char large[VALUE];

static bool give_value(void *user, str name, int item, sb *out, bool *known)
{
    (void)user;
    (void)item;
    *known = str_eqz(name, "x");
    sb_put(out, (str){large, VALUE});
    return true;
}

/* A .docx with `n` placeholders in the body and in each of two headers. */
static void make(cx *c, int n, sb *out)
{
    static const char *const names[] = {"word/document.xml", "word/header1.xml",
                                        "word/header2.xml"};
    zip_out *z;
    sb xml CLEANUP(sb_done) = {0};
    sb_init(&xml, 0);
    sb_putz(&xml, "<w:x xmlns:w=\"w\">");
    for (int i = 0; i < n; i++)
        sb_putz(&xml, "<w:p><w:r><w:t>{{x}}</w:t></w:r></w:p>");
    sb_putz(&xml, "</w:x>");
    assert_true(zip_out_new(c, &z));
    for (size_t i = 0; i < COUNT_OF(names); i++)
        assert_true(zip_out_add(z, names[i], sb_str(&xml)));
    assert_true(zip_out_close(z, out));
}

/* Each part alone would pass: they are held together, so they are bounded together. */
static void parts_are_bounded_together(void **state)
{
    (void)state;
    const fill_source from = {.value = give_value};
    const struct {
        int n;
        bool fits;
    } rows[] = {{2, true}, {60, false}};
    memset(large, 'y', sizeof large);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        cx c;
        sb docx CLEANUP(sb_done) = {0}, out CLEANUP(sb_done) = {0};
        sb_init(&docx, 0);
        sb_init(&out, 0);
        assert_true(cx_init(&c, LANG_EN));
        make(&c, rows[i].n, &docx);
        assert_true(docx_fill(&c, sb_str(&docx), &from, &out) == rows[i].fits);
        assert_int_equal(c.err.code, rows[i].fits ? ERR_NONE : ERR_LIMIT);
        cx_done(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(parts_are_bounded_together)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
