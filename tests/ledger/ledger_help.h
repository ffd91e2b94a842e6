/* ledger_help.h: types and books for tests, written with ` for " so that they can be read. */
#ifndef DIAODU_TESTS_LEDGER_HELP_H
#define DIAODU_TESTS_LEDGER_HELP_H
#include "base/sb.h"
#include "base/str.h"
#include "ledger/book.h"
#include "ledger/view.h"
#include "testing.h"
#include <math.h>

/* The call must succeed; else its message is shown. */
#define ok(c, call)                                                                                \
    do {                                                                                           \
        if (!(call))                                                                               \
            fail_msg("%s: %s", #call, cx_message(c));                                              \
    } while (0)

/* ` becomes "; lives in `a`. */
static inline str quoted(arena *a, const char *z)
{
    char *s = arena_strdup(a, str_of(z));
    assert_non_null(s);
    for (char *p = s; *p; p++)
        if (*p == '`')
            *p = '"';
    return str_of(s);
}

/* A type with a title and two stages, more fields (",{…}") and more members (",`moves`:…"). */
static inline str small_type(arena *a, const char *fields, const char *more)
{
    char *z = arena_printf(
        a,
        "{`code`:`t`,`name`:`台账`,`name_en`:`Ledger`,`title`:`title`,"
        "`fields`:[{`code`:`title`,`name`:`名称`,`name_en`:`Title`,`kind`:`text`}%s],"
        "`stages`:[{`code`:`open`,`name`:`在办`},{`code`:`done`,`name`:`办结`,`final`:true}]%s}",
        fields, more);
    assert_non_null(z);
    return quoted(a, z);
}

static inline ledger_type *read_small(cx *c, const char *fields, const char *more)
{
    ledger_type *t;
    ok(c, ledger_type_read(c, c->a, "t.json", small_type(c->a, fields, more), NULL, &t));
    return t;
}

static inline int64_t day(const char *z)
{
    period p;
    assert_true(period_parse_iso(str_of(z), &p) && p.f == FREQ_D);
    return p.ord;
}

/* Noon of a day where the tests are; commits are numbered by the caller. */
static inline book_commit made(int64_t id, const char *on, const char *by)
{
    return (book_commit){id, (day(on) - day("1970-01-01")) * 86400000000 + 4 * 3600000000,
                         str_of(by)};
}

static inline void take(cx *c, book *b, const char *kind, book_commit k, const char *text)
{
    ok(c, book_apply(c, b, str_of(kind), &k, str_of(text)));
}

static inline uint32_t row_at(const book *b, const char *code)
{
    uint32_t row = book_find(b, str_of(code));
    if (row == BOOK_NO_ROW)
        fail_msg("there is no row %s", code);
    return row;
}

static inline void is_text(str got, const char *want)
{
    if (!str_eqz(got, want))
        fail_msg("“" STR_FMT "” is not “%s”", STR_ARG(got), want);
}

static inline uint32_t field_at(const ledger_type *t, const char *code)
{
    uint32_t f = type_field_of(t, str_of(code));
    assert_true(f != UINT32_MAX);
    return f;
}

/* A value of a row by the name of a field or of what is built in. */
static inline expr_value value_at(const book *b, uint32_t row, const char *name)
{
    uint32_t id;
    expr_kind k;
    if (!type_name_id(b->type, str_of(name), &id, &k))
        fail_msg("no name %s", name);
    expr_value v = book_get(b, row, id);
    assert_int_equal(v.kind, k);
    return v;
}

#define CX(c)                                                                                      \
    cx c CLEANUP(cx_done);                                                                         \
    assert_true(cx_init(&c, LANG_EN))

#endif
