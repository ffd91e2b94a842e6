/* Every type file that ships reads: members, fields, moves, expressions, and what they say of each other. */
#include "base/embed.h"
#include "base/str.h"
#include "ledger/type.h"
#include "testing.h"

enum { MAX_TYPES = 64 };

typedef struct shipped {
    cx c;
    const embedded *files[MAX_TYPES];
    size_t n;
    struct {
        str type, field;
        field_kind kind;
    } kinds[MAX_TYPES * TYPE_MAX_FIELDS];
    uint32_t n_kinds;
    ledger_type *types[MAX_TYPES];
} shipped;

static bool note(void *user, str type, str field, field_kind k)
{
    shipped *s = user;
    s->kinds[s->n_kinds].kind = k;
    return arena_str(s->c.a, type, &s->kinds[s->n_kinds].type) &&
           arena_str(s->c.a, field, &s->kinds[s->n_kinds++].field);
}

static bool kind_of(void *user, str type, str field, field_kind *ret)
{
    const shipped *s = user;
    for (uint32_t i = 0; i < s->n_kinds; i++)
        if (str_eq(s->kinds[i].type, type) && str_eq(s->kinds[i].field, field)) {
            *ret = s->kinds[i].kind;
            return true;
        }
    return false;
}

static void fine(shipped *s, bool ok)
{
    if (!ok)
        fail_msg("%s", s->c.err.en);
}

static str content(const embedded *f)
{
    return (str){(const char *)f->data, f->size};
}

static void load(shipped *s)
{
    size_t n;
    const embedded *all = embed_all(&n);
    assert_true(cx_init(&s->c, LANG_EN));
    for (size_t i = 0; i < n; i++) {
        if (!str_starts(str_of(all[i].name), S("catalogue/ledgers/")))
            continue;
        assert_in_range(s->n, 0, MAX_TYPES - 1);
        s->files[s->n++] = &all[i];
        fine(s, ledger_type_skim(&s->c, all[i].name, content(&all[i]), s, note));
    }
    assert_in_range(s->n, 20, MAX_TYPES);
}

static void test_read(void **state)
{
    (void)state;
    static shipped s;
    load(&s);
    type_others others = {&s, kind_of};
    for (size_t i = 0; i < s.n; i++)
        fine(&s, ledger_type_read(&s.c, s.c.a, s.files[i]->name, content(s.files[i]), &others,
                                  &s.types[i]));
    field_kind k;
    for (size_t i = 0; i < s.n; i++)
        for (uint32_t w = 0; w < s.types[i]->uses.n_wants; w++) {
            const struct type_want *want = &s.types[i]->uses.wants[w];
            if (!kind_of(&s, want->type, want->field, &k))
                fail_msg("%s: " STR_FMT " has no field " STR_FMT, s.files[i]->name,
                         STR_ARG(want->type), STR_ARG(want->field));
        }
    cx_done(&s.c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_read)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
