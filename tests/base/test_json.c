#include "testing.h"
#include "base/sb.h"
#include "base/str.h"
#include <jansson.h>
#include <math.h>

static void test_escapes(void **state)
{
    static const struct {
        str in;
        const char *want;
    } row[] = {
        {S(""), "\"\""},
        {{NULL, 0}, "\"\""},
        {S("全国"), "\"全国\""},
        {S("a\"b\\c/"), "\"a\\\"b\\\\c/\""},
        {S("\n\t\r\b\x1F\x7F"), "\"\\n\\u0009\\u000d\\u0008\\u001f\\u007f\""},
        {S("a\0b"), "\"a\\u0000b\""},
        {S("\"\""), "\"\\\"\\\"\""},
        {S("a\xFF\xE5\x9Bz"), "\"a\\ufffd\\ufffd\\ufffdz\""},
    };
    int failed = 0;
    sb b;
    sb_init(&b, 0);
    for (size_t i = 0; i < COUNT_OF(row); i++) {
        sb_reset(&b);
        json_put(&b, row[i].in);
        if (strcmp(sb_cstr(&b), row[i].want) != 0)
            CASE_FAILED("row %zu: %s\n", i, sb_cstr(&b));
    }
    sb_done(&b);
    assert_int_equal(failed, 0);
}

static void write_sample(json *j)
{
    json_obj(j, NULL);
    json_str(j, "str", S("甲\n"));
    json_strz(j, "strz", "x");
    json_strz(j, "none", NULL);
    json_arr(j, "list");
    json_num(j, NULL, 1.5);
    json_num(j, NULL, NAN);
    json_int(j, NULL, INT64_MIN);
    json_arr(j, NULL);
    json_end(j, ']');
    json_obj(j, NULL);
    json_end(j, '}');
    json_bool(j, NULL, true);
    json_nil(j, NULL);
    json_end(j, ']');
    json_obj(j, "a \"key\"");
    json_bool(j, "no", false);
    json_nil(j, "nil");
    json_end(j, '}');
    json_int(j, "last", 7);
    json_end(j, '}');
}

static void test_writer(void **state)
{
    sb b;
    json j;
    sb_init(&b, 0);
    json_init(&j, &b);
    write_sample(&j);
    assert_string_equal(sb_cstr(&b), "{\"str\":\"甲\\n\",\"strz\":\"x\",\"none\":null,"
                                     "\"list\":[1.5,null,-9223372036854775808,[],{},true,null],"
                                     "\"a \\\"key\\\"\":{\"no\":false,\"nil\":null},\"last\":7}");
    json_error_t e;
    json_t *read = json_loads(sb_cstr(&b), 0, &e);
    assert_non_null(read);
    json_decref(read);
    sb_done(&b);
}

/* Any bytes give a string that another reader takes. */
static void test_any_bytes_are_read_by_jansson(void **state)
{
    uint64_t r = 9;
    sb b;
    sb_init(&b, 0);
    for (int i = 0; i < 20000; i++) {
        char text[12];
        size_t n = rnd(&r) % sizeof text;
        for (size_t k = 0; k < n; k++)
            text[k] = (char)(rnd(&r) % 3 ? rnd(&r) % 0x60 + 0x20 : rnd(&r) % 255 + 1);
        sb_reset(&b);
        json_put(&b, (str){text, n});
        json_error_t e;
        json_t *read = json_loads(sb_cstr(&b), JSON_DECODE_ANY, &e);
        if (!read)
            fail_msg("%s: %s", e.text, sb_cstr(&b));
        if (utf8_valid((str){text, n}))
            assert_true(str_eqz((str){text, n}, json_string_value(read)));
        json_decref(read);
    }
    sb_done(&b);
}

static json misused;
static sb misused_out;

static void start(void)
{
    sb_init(&misused_out, 0);
    json_init(&misused, &misused_out);
}

static void key_in_array(void)
{
    start();
    json_arr(&misused, NULL);
    json_int(&misused, "key", 1);
}

static void no_key_in_object(void)
{
    start();
    json_obj(&misused, NULL);
    json_int(&misused, NULL, 1);
}

static void key_at_the_top(void)
{
    start();
    json_obj(&misused, "key");
}

static void two_at_the_top(void)
{
    start();
    json_int(&misused, NULL, 1);
    json_int(&misused, NULL, 2);
}

static void wrong_close(void)
{
    start();
    json_arr(&misused, NULL);
    json_end(&misused, '}');
}

static void close_too_often(void)
{
    start();
    json_arr(&misused, NULL);
    json_end(&misused, ']');
    json_end(&misused, ']');
}

static void too_deep(void)
{
    start();
    for (int i = 0; i < 64; i++)
        json_arr(&misused, NULL);
}

static void deep(void)
{
    start();
    for (int i = 0; i < 63; i++)
        if (i % 2)
            json_arr(&misused, "a");
        else
            json_obj(&misused, NULL);
    for (int i = 62; i >= 0; i--)
        json_end(&misused, i % 2 ? ']' : '}');
}

static void test_misuse(void **state)
{
    static void (*const bad[])(void) = {key_in_array,   no_key_in_object, key_at_the_top,
                                        two_at_the_top, wrong_close,      close_too_often,
                                        too_deep};
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        if (!breaks_promise(bad[i]))
            fail_msg("misuse %zu is not noticed", i);
    deep();
    assert_true(sb_ok(&misused_out));
    sb_done(&misused_out);
}

static bool write_all(void *user)
{
    sb b;
    json j;
    sb_init(&b, 0);
    json_init(&j, &b);
    json_arr(&j, NULL);
    for (int i = 0; i < 10; i++)
        write_sample(&j);
    json_end(&j, ']');
    bool ok = sb_ok(&b);
    sb_done(&b);
    return ok;
}

static void test_torture(void **state)
{
    torture(write_all, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_escapes),
        cmocka_unit_test(test_writer),
        cmocka_unit_test(test_any_bytes_are_read_by_jansson),
        cmocka_unit_test(test_misuse),
        cmocka_unit_test(test_torture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
