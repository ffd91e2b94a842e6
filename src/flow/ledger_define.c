/* A type of the desk's own. */
#include "base/os.h"
#include "base/str.h"
#include "flow/ledger.h"
#include "flow/ledgers_impl.h"
#include "ledger/letter.h"
#include "store/named.h"

static bool note_code(void *user, str type, str field, field_kind k)
{
    (void)field;
    (void)k;
    *(str *)user = type;
    return true;
}

/* Rows and summaries in its letters, against the types they come from. */
static bool letters_fit(cx *c, ledgers *l, const char *file, const ledger_type *t)
{
    for (uint32_t i = 0; i < t->n_letters; i++)
        for (uint32_t k = 0; k < t->letters[i].n_blocks; k++) {
            const letter_block *b = &t->letters[i].blocks[k];
            const ledger_entry *e = b->type.n ? ledgers_find(l, b->type) : NULL;
            const ledger_type *other = str_eq(b->type, t->code) ? t : e ? e->type : NULL;
            if (other)
                TRY(letter_check_other(c, file, t, &t->letters[i], b, other));
        }
    return true;
}

/* Read as it will be, beside those that are there; what it looks into must be there too. The types are
 * read anew afterwards whatever comes of it, so that kinds noted for the trial do not stay. */
static bool try_type(cx *c, const desk *d, arena *a, const char *file, str json, str *ret_code)
{
    ledgers *l = d->books;
    ledger_type *t;
    str code = S("");
    TRY(ledgers_types(c, d) && ledger_type_skim(c, file, json, &code, note_code) &&
        ledger_type_skim(c, file, json, l, ledgers_note_kind) &&
        ledger_type_read(c, a, file, json, ledgers_others(l), &t));
    for (uint32_t i = 0; i < t->uses.n; i++)
        if (!str_eq(t->uses.list[i], t->code) && !ledgers_find(l, t->uses.list[i]))
            return fail(c, ERR_FORMAT, "%s：没有台账 “" STR_FMT "”，请先定义它",
                        "%s: there is no ledger “" STR_FMT "”: define it first", file,
                        STR_ARG(t->uses.list[i]));
    return letters_fit(c, l, file, t) && (arena_str(c->a, t->code, ret_code) || fail_memory(c));
}

static bool tried(cx *c, const desk *d, const char *file, str json, str *ret_code)
{
    arena *a = arena_new(0);
    if (!a)
        return fail_memory(c);
    pthread_rwlock_wrlock(&d->books->lock);
    bool ok = try_type(c, d, a, file, json, ret_code);
    pthread_rwlock_unlock(&d->books->lock);
    ledgers_forget(d->books);
    arena_free(a);
    return ok;
}

bool ledger_define(cx *c, const desk *d, const char *url, const char *file, str json, str by,
                   str *ret_code)
{
    store *w = NULL;
    str name, stands;
    int64_t at;
    if (!rights_may(d->who, d->k, ACT_CATALOGUE, ID_NONE, ID_NONE))
        return fail(c, ERR_DENIED, "定义台账类型需要目录管理的权限",
                    "defining a ledger type needs the right catalogue");
    TRY(tried(c, d, file, json, ret_code) && ledger_named(c, LEDGER_TYPE_PREFIX, *ret_code, &name));
    char *reason = cx_printf(c, "define " STR_FMT, STR_ARG(*ret_code));
    commit meta = {.recorded_by = ledger_me(d, by),
                   .action = S("ledger"),
                   .reason = str_of(reason),
                   .source = S("")};
    bool ok = reason && store_open(c, url, STORE_WRITE, &w) &&
              store_named_newest(c, w, name, INT64_MAX, &stands, &at);
    if (ok && !(at && str_eq(stands, json)))
        ok = store_begin(c, w, &meta) && store_put_table(c, w, name, json) &&
             store_commit(c, w, NULL);
    store_close(w);
    return ok;
}
