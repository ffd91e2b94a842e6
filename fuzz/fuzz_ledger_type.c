/* Type files of ledgers: whatever they say, they are refused with a reason and its place, or a book of that
 * type takes rows and works out what it says without coming to harm. */
#include "base/sb.h"
#include "base/str.h"
#include "fuzz.h"
#include "ledger/view.h"

static bool kind_there(void *user, str type, str field, field_kind *ret)
{
    *ret = (field_kind)((type.n * 7 + field.n) % FIELD_KIND_MAX_);
    return field.n % 5 != 4;
}

static bool kind_told(void *user, str type, str field, field_kind k)
{
    MUST(type.n && field.n && k < FIELD_KIND_MAX_ && field_kind_name(k)[0]);
    return true;
}

static const book *other(void *user, str type)
{
    return user;
}

/* What a row holds: a value that reads, else nothing. */
static void put_row(cx *c, const ledger_type *t, book *b, const char *code, str typed, int64_t id)
{
    sb text CLEANUP(sb_done) = {0};
    book_commit k = {id, 1700000000000000 + id, S("li")};
    sb_init(&text, 0);
    sb_putz(&text, "code,.act,.stage,.note");
    for (uint32_t f = 0; f < t->n_fields; f++)
        sb_printf(&text, "," STR_FMT, STR_ARG(t->fields[f].code));
    sb_printf(&text, "\n%s,add,,", code);
    for (uint32_t f = 0; f < t->n_fields; f++) {
        str v = S("");
        if (!book_read_value(c, &t->fields[f], NULL, typed, NULL, NULL, &v)) {
            MUST(c->err.code == ERR_DATA);
            cx_clear(c);
            v = t->fields[f].n_options ? t->fields[f].options[0].code : S("");
        }
        sb_putc(&text, ',');
        csv_put(&text, v);
    }
    sb_putc(&text, '\n');
    MUST(book_apply(c, b, S("rows"), &k, sb_str(&text)));
}

static void live(cx *c, ledger_type *t)
{
    book *b;
    MUST(book_new(c, t, &b));
    ledger_view v = {.user = b, .book = other, .me = S("li"), .today = 739000, .c = c};
    for (uint32_t f = 0; f < t->n_fields; f++)
        b->columns[f].wanted = true;
    put_row(c, t, b, "A", S("2024-06-18"), 1);
    put_row(c, t, b, "B", S("12"), 2);
    put_row(c, t, b, "C", S(""), 3);
    MUST(book_index(c, b));
    MUST(book_settle(c, b, &v, false));
    MUST(book_settle(c, b, &v, true));
    bool has[TYPE_MAX_FIELDS + 1] = {0};
    book_value values[TYPE_MAX_FIELDS + 1] = {0};
    view_draft d = {has, values, 0};
    for (uint32_t m = 0; m < t->n_moves; m++) {
        view_row at = {&v, b, m % 2 ? BOOK_NO_ROW : 0, &d};
        expr_env env;
        view_env(&at, &env);
        if (t->moves[m].when)
            (void)expr_true(t->moves[m].when, &env);
        for (uint32_t i = 0; i < t->moves[m].n_set; i++)
            (void)expr_eval(t->moves[m].set[i].value, &env);
    }
    for (uint32_t i = 0; i < t->n_checks; i++)
        (void)view_true(&v, b, 1, t->checks[i].test);
    for (uint32_t p = 0; p < t->n_prints; p++)
        for (uint32_t i = 0; i < t->prints[p].n_columns; i++)
            (void)view_value(&v, b, 2, t->prints[p].columns[i].value);
    if (t->guard)
        (void)view_true(&v, b, 0, t->guard);
    for (uint32_t f = 0; f < t->n_fields; f++) {
        view_row at = {&v, b, 0, NULL};
        (void)view_lacking(&at, f, NULL, 0);
        (void)book_get(b, 0, f);
        if (t->fields[f].start)
            (void)view_value(&v, b, 0, t->fields[f].start);
    }
    book_numbering n;
    str code;
    MUST(book_numbering_begin(c, b, 739000, &n) && book_numbering_take(c, &n, &code) && code.n);
    MUST(book_find(b, code) == BOOK_NO_ROW);
    view_done(&v);
    book_free(b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const type_others others = {NULL, kind_there};
    str json = {(const char *)data, size};
    cx c;
    ledger_type *t;
    MUST(cx_init(&c, LANG_EN));
    bool skimmed = ledger_type_skim(&c, "f", json, NULL, kind_told);
    MUST(skimmed || c.err.code == ERR_FORMAT || c.err.code == ERR_LIMIT);
    cx_clear(&c);
    if (ledger_type_read(&c, c.a, "f", json, &others, &t)) {
        MUST(skimmed && t->n_fields && t->n_stages && t->title < t->n_fields);
        live(&c, t);
    } else {
        MUST(c.err.code == ERR_FORMAT || c.err.code == ERR_LIMIT);
        MUST(utf8_valid(str_of(c.err.zh)) && utf8_valid(str_of(c.err.en)) && c.err.en[0]);
    }
    cx_done(&c);
    return 0;
}
