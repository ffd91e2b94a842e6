#include "testing.h"
#include "base/str.h"
#include "io/docx_fill.h"
#include "io/zipout.h"
#include <time.h>

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

static bool give_text(void *user, str name, const doc_block **first, bool *known)
{
    (void)name;
    *first = user;
    *known = true;
    return true;
}

/* A .docx whose body is `n` times `one` between `head` and `tail`. */
static void make_of(cx *c, const char *head, const char *one, int n, const char *tail, sb *out)
{
    zip_out *z;
    sb xml CLEANUP(sb_done) = {0};
    sb_init(&xml, 0);
    sb_putz(&xml, "<w:x xmlns:w=\"w\">");
    sb_putz(&xml, head);
    for (int i = 0; i < n; i++)
        sb_putz(&xml, one);
    sb_putz(&xml, tail);
    sb_putz(&xml, "</w:x>");
    assert_true(zip_out_new(c, &z));
    assert_true(zip_out_add(z, "word/document.xml", sb_str(&xml)));
    assert_true(zip_out_close(z, out));
}

/* A large paragraph for each of many: refused before it is put together, not after. */
static void repeated_paragraphs_are_bounded(void **state)
{
    (void)state;
    enum { BLOCKS = 1100 };
    static doc_block blocks[BLOCKS];
    const fill_source from = {.user = blocks, .text = give_text};
    cx c;
    sb docx CLEANUP(sb_done) = {0}, out CLEANUP(sb_done) = {0};
    sb_init(&docx, 0);
    sb_init(&out, 0);
    for (int i = 0; i < BLOCKS; i++)
        blocks[i] = (doc_block){
            .kind = DOC_PARA, .text = S("y"), .next = i + 1 < BLOCKS ? &blocks[i + 1] : NULL};
    assert_true(cx_init(&c, LANG_EN));
    make_of(&c, "<w:p><w:r><w:t>{{text x}}</w:t>", "<w:t>abcdefghijklmnopqrst</w:t>", 1 << 15,
            "</w:r></w:p>", &docx);
    assert_false(docx_fill(&c, sb_str(&docx), &from, &out));
    assert_int_equal(c.err.code, ERR_LIMIT);
    cx_done(&c);
}

static bool no_items(void *user, str name, uint32_t *n, bool *known)
{
    (void)user;
    (void)name;
    *n = 0;
    *known = true;
    return true;
}

static bool stop(void *user, const char *what, uint64_t done, uint64_t total)
{
    (void)what;
    (void)done;
    (void)total;
    ++*(int *)user;
    return false;
}

/* Tags without an end, or with an end far behind, take time by their length only; long work asks
 * whether it shall go on. */
static void work_is_bounded(void **state)
{
    (void)state;
    static const char *const bodies[][3] = {
        {"<w:p>{{x}}", "<w:t>", ""},
        {"<w:p>{{x}}<!--", "<w:t>", "--></w:p>"},
        {"<w:p>{{x}}", "<w:t/>", "<w:t>y</w:t></w:p>"},
    };
    const fill_source from = {.value = give_value};
    cx c;
    int asked = 0;
    clock_t begin = clock();
    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        sb docx CLEANUP(sb_done) = {0}, out CLEANUP(sb_done) = {0};
        sb_init(&docx, 0);
        sb_init(&out, 0);
        assert_true(cx_init(&c, LANG_EN));
        make_of(&c, bodies[i][0], bodies[i][1], 160000, bodies[i][2], &docx);
        assert_true(docx_fill(&c, sb_str(&docx), &from, &out) == (i > 0));
        cx_done(&c);
    }
    assert_true((double)(clock() - begin) / CLOCKS_PER_SEC < 3); /* was: over 3 s of 160,000 tags */
    sb docx CLEANUP(sb_done) = {0}, out CLEANUP(sb_done) = {0};
    sb_init(&docx, 0);
    sb_init(&out, 0);
    assert_true(cx_init(&c, LANG_EN));
    c.progress = stop;
    c.progress_user = &asked;
    make_of(&c, "<w:p><w:r><w:t>", "{{#l}}{{/l}}", 3000, "</w:t></w:r></w:p>", &docx);
    const fill_source looping = {.value = give_value, .loop = no_items};
    assert_false(docx_fill(&c, sb_str(&docx), &looping, &out));
    assert_int_equal(c.err.code, ERR_CANCELLED);
    assert_int_equal(asked, 1);
    cx_done(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_are_bounded_together),
        cmocka_unit_test(repeated_paragraphs_are_bounded),
        cmocka_unit_test(work_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
