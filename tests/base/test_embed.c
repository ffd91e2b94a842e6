#include "testing.h"
#include "base/embed.h"

static void test_all_are_sorted_and_found(void **state)
{
    size_t n = 0;
    const embedded *all = embed_all(&n);
    assert_true(n > 0);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(all[i].data[all[i].size], 0);
        assert_true(i == 0 || strcmp(all[i - 1].name, all[i].name) < 0);
        assert_ptr_equal(embed_find(all[i].name), &all[i]);
    }
    assert_null(embed_find("catalogue/no such file"));
    assert_null(embed_find(""));
    assert_non_null(embed_find("sql/001_init.sql"));
    assert_true(strchr(diaodu_version, '.') != NULL);
}

/* What is embedded is what lies in the tree. */
static void test_bytes(void **state)
{
    const embedded *e = embed_find("sql/001_init.sql");
    const char *root = getenv("DIAODU_ROOT");
    char path[4096];
    if (!root)
        skip();
    snprintf(path, sizeof path, "%s/%s", root, e->name);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    char *text = malloc(e->size + 1);
    assert_int_equal(fread(text, 1, e->size + 1, f), e->size);
    assert_memory_equal(text, e->data, e->size);
    free(text);
    fclose(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_are_sorted_and_found),
        cmocka_unit_test(test_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
