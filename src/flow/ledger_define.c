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

/* What it looks into must be there: types, and the fields that are searched. */
static bool whole(cx *c, ledgers *l, const char *file, const ledger_type *t)
{
    for (uint32_t i = 0; i < t->uses.n; i++)
        if (!ledgers_find(l, t->uses.list[i]))
            return fail(c, ERR_FORMAT, "%s：没有台账 “" STR_FMT "”，请先定义它",
                        "%s: there is no ledger “" STR_FMT "”: define it first", file,
                        STR_ARG(t->uses.list[i]));
    for (uint32_t i = 0; i < t->uses.n_wants; i++) {
        const struct type_want *w = &t->uses.wants[i];
        const ledger_entry *e = ledgers_find(l, w->type);
        uint32_t f = e->type ? type_field_of(e->type, w->field) : 0;
        if (f == UINT32_MAX ||
            (e->type && (e->type->fields[f].formula || e->type->fields[f].kind == FIELD_FILE)))
            return fail(c, ERR_FORMAT, "%s：台账 " STR_FMT " 没有可查找的字段 “" STR_FMT "”",
                        "%s: ledger " STR_FMT " has no field “" STR_FMT "” to search by", file,
                        STR_ARG(w->type), STR_ARG(w->field));
    }
    return true;
}

static bool creates_well(cx *c, ledgers *l, const char *file, const ledger_type *t)
{
    for (uint32_t i = 0; i < t->n_moves; i++) {
        const type_move *m = &t->moves[i];
        const ledger_entry *e = m->creates.n ? ledgers_find(l, m->creates) : NULL;
        for (uint32_t k = 0; e && e->type && k < m->n_creates_set; k++) {
            uint32_t f = type_field_of(e->type, m->creates_set[k].field_text);
            if (f == UINT32_MAX || e->type->fields[f].formula ||
                !type_set_fits(&e->type->fields[f], m->creates_set[k].value))
                return fail(c, ERR_FORMAT,
                            "%s：moves[%u].creates.fields." STR_FMT "：台账 " STR_FMT
                            " 没有这个可写的字段，或类型不符",
                            "%s: moves[%u].creates.fields." STR_FMT ": ledger " STR_FMT
                            " has no such field that can be written, or of another kind",
                            file, i, STR_ARG(m->creates_set[k].field_text), STR_ARG(m->creates));
        }
    }
    return true;
}

/* Those that could be read must be so still: another type may ask for a field that is gone now. */
static bool others_stand(cx *c, ledgers *now, ledgers *then, str code)
{
    for (size_t i = 0; i < then->n; i++) {
        const ledger_entry *e = &then->list[i], *was = ledgers_find(now, e->code);
        if (str_eq(e->code, code) || !was || !was->type)
            continue;
        if (!e->type) {
            err why = e->why;
            return fail(c, ERR_FORMAT, "这样定义后台账 " STR_FMT " 就不能用了：%s%.0s",
                        "ledger " STR_FMT " could not be read then: %.0s%s", STR_ARG(e->code),
                        why.zh, why.en);
        }
        if (!whole(c, then, e->file, e->type)) {
            err why = c->err;
            cx_clear(c);
            if (whole(c, now, e->file, was->type)) {
                c->err = why;
                return false;
            }
            cx_clear(c); /* it was not whole before */
        }
    }
    return true;
}

/* What is kept of the type as it will be. */
typedef struct defined {
    str code;
    str *stages; /* their codes; in c->a */
    uint32_t n;
} defined;

static bool keep_stages(cx *c, const ledger_type *t, defined *ret)
{
    TRY(ret->stages = cx_alloc(c, (t->n_stages + 1) * sizeof *ret->stages));
    for (ret->n = 0; ret->n < t->n_stages; ret->n++)
        if (!arena_str(c->a, t->stages[ret->n].code, &ret->stages[ret->n]))
            return fail_memory(c);
    return true;
}

static bool has_stage(const defined *to, str code)
{
    for (uint32_t i = 0; i < to->n; i++)
        if (str_eq(to->stages[i], code))
            return true;
    return false;
}

/* A row whose stage is gone would be shown in one it left: closed ones would be open again. */
static bool rows_stand(cx *c, const desk *d, store *w, const defined *to)
{
    ledger_hold h;
    bool ok = true;
    if (!ledger_open_within(c, d, w, to->code, &h)) {
        bool is_new = c->err.code == ERR_UNKNOWN || c->err.code == ERR_FORMAT; /* or never read */
        if (is_new)
            cx_clear(c);
        return is_new;
    }
    for (uint32_t i = 0; ok && i < h.b->n; i++) {
        str stage = h.type->stages[h.b->rows[i].stage].code;
        ok = has_stage(to, stage) ||
             fail(c, ERR_DATA,
                  STR_FMT " 还处于阶段 " STR_FMT "，新的定义里没有它；请保留这个阶段，或先移走各行",
                  STR_FMT " stands in stage " STR_FMT
                          ", which the new definition lacks: keep the stage, or move the rows on",
                  STR_ARG(h.b->rows[i].code), STR_ARG(stage));
    }
    ledger_done(&h);
    return ok;
}

static bool try_type(cx *c, const desk *d, ledgers *then, const ledger_trial *trial, defined *ret)
{
    TRY(ledgers_types(c, d) && ledgers_gather(c, then, d->s, d->head.id, trial) &&
        ledgers_read_all(c, then));
    const ledger_entry *e = ledgers_find(then, trial->code);
    if (!e->type) {
        c->err = e->why;
        return false;
    }
    return whole(c, then, trial->file, e->type) && creates_well(c, then, trial->file, e->type) &&
           letters_fit(c, then, trial->file, e->type) &&
           others_stand(c, d->books, then, trial->code) && keep_stages(c, e->type, ret);
}

/* Read as it will be, beside those that are there. */
static bool tried(cx *c, const desk *d, const char *file, str json, defined *ret)
{
    ledgers *then;
    str code = S("");
    TRY(ledger_type_skim(c, file, json, &code, note_code) && ledgers_new(c, &then));
    if (!code.n) {
        ledgers_release(then);
        return fail(c, ERR_FORMAT, "%s：至少要有一个字段", "%s: needs at least one field", file);
    }
    ledger_trial trial = {file, code, json};
    pthread_rwlock_wrlock(&d->books->lock);
    bool ok = try_type(c, d, then, &trial, ret);
    pthread_rwlock_unlock(&d->books->lock);
    ledgers_release(then);
    ret->code = code; /* of c->a */
    return ok;
}

bool ledger_define(cx *c, const desk *d, const char *url, const char *file, str json, str by,
                   str *ret_code)
{
    store *w = NULL;
    str name, stands;
    int64_t at;
    defined to = {{"", 0}, NULL, 0};
    if (!rights_may(d->who, d->k, ACT_CATALOGUE, ID_NONE, ID_NONE))
        return fail(c, ERR_DENIED, "定义台账类型需要目录管理的权限",
                    "defining a ledger type needs the right catalogue");
    TRY(tried(c, d, file, json, &to));
    *ret_code = to.code;
    TRY(ledger_named(c, LEDGER_TYPE_PREFIX, *ret_code, &name));
    char *reason = cx_printf(c, "define " STR_FMT, STR_ARG(*ret_code));
    commit meta = {.recorded_by = ledger_me(d, by),
                   .action = S("ledger"),
                   .reason = str_of(reason),
                   .source = S("")};
    bool ok = reason && store_open(c, url, STORE_WRITE, &w) &&
              store_named_newest(c, w, name, INT64_MAX, &stands, &at);
    if (ok && !(at && str_eq(stands, json)))
        ok = store_begin(c, w, &meta) && rows_stand(c, d, w, &to) &&
             store_put_table(c, w, name, json) && store_commit(c, w, NULL);
    store_close(w);
    return ok;
}
