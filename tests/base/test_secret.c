#include "testing.h"
#include "base/secret.h"
#include "base/str.h"

static void passwords(void **state)
{
    (void)state;
    cx c;
    char one[SECRET_TEXT_MAX], two[SECRET_TEXT_MAX];
    assert_true(cx_init(&c, LANG_EN));
    assert_true(secret_hash(&c, S("correct horse"), one));
    assert_true(secret_hash(&c, S("correct horse"), two));
    assert_string_not_equal(one, two); /* a salt each */
    assert_true(str_starts(str_of(one), S("$argon2id$v=19$m=19456,t=2,p=1$")));
    assert_true(secret_fits(S("correct horse"), str_of(one)));
    assert_false(secret_fits(S("correct Horse"), str_of(one)));
    assert_false(secret_fits(S(""), str_of(one)));
    assert_false(secret_fits(S(""), S("")));
    assert_false(secret_fits(S("x"), S("$1$md5")));
    assert_false(secret_fits(S("x"), S("$argon2id$broken")));
    cx_done(&c);
}

static void acceptable(void **state)
{
    static const char *const bad[] = {"short",       "1234567890",    "aaaaaaaaaaaa",
                                      "password123", "zhaoliu-01",    "qwertyuiop12",
                                      "9876543210",  "\xFFxxxxxxxxxx"};
    static const char *const good[] = {"correct horse battery", "一二三四五六七八九十",
                                       "Zy7-kk29-bq"};
    (void)state;
    cx c;
    assert_true(cx_init(&c, LANG_EN));
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        if (secret_acceptable(&c, str_of(bad[i]), S("zhaoliu")))
            fail_msg("%s was taken", bad[i]);
        assert_int_equal(c.err.code, ERR_DATA);
        cx_clear(&c);
    }
    for (size_t i = 0; i < COUNT_OF(good); i++)
        if (!secret_acceptable(&c, str_of(good[i]), S("zhaoliu")))
            fail_msg("%s: %s", good[i], c.err.en);
    cx_done(&c);
}

/* RFC 6238, appendix B: the secret "12345678901234567890", the last six digits. */
static void second_factor(void **state)
{
    static const struct {
        int64_t seconds;
        int code;
    } table[] = {{59, 287082},       {1111111109, 81804},  {1111111111, 50471},
                 {1234567890, 5924}, {2000000000, 279037}, {20000000000, 353130}};
    (void)state;
    str key = S("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    int64_t at;
    for (size_t i = 0; i < COUNT_OF(table); i++)
        assert_int_equal(totp_code(key, totp_step(table[i].seconds * 1000000)), table[i].code);
    assert_true(totp_fits(key, S("287082"), 59000000, -1, &at) && at == 1);
    assert_true(totp_fits(key, S("287082"), 89000000, 0, &at) && at == 1); /* a step late */
    assert_false(totp_fits(key, S("287082"), 59000000, 1, &at));           /* used before */
    assert_false(totp_fits(key, S("287082"), 120000000, 0, &at));
    assert_false(totp_fits(key, S("28708"), 59000000, -1, &at));
    assert_int_equal(totp_code(S("not base 32"), 1), -1);
    char made[TOTP_SECRET_MAX];
    totp_new(made);
    assert_int_equal(strlen(made), 32);
    assert_true(totp_code(str_of(made), 1) >= 0);
}

static void randomness(void **state)
{
    (void)state;
    char a[41], b[41];
    secret_random(a, 40);
    secret_random(b, 40);
    assert_int_equal(strlen(a), 40);
    assert_string_not_equal(a, b);
    assert_true(secret_equal(str_of(a), str_of(a)) && !secret_equal(str_of(a), str_of(b)));
    assert_false(secret_equal(S("a"), S("ab")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(passwords), cmocka_unit_test(acceptable),
                                       cmocka_unit_test(second_factor),
                                       cmocka_unit_test(randomness)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
