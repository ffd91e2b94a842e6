/* One transaction of a ledger: opened with the writer's lock, held against what was seen, committed whole. */
#include "flow/ledger_writing.h"
#include "base/os.h"
#include "base/str.h"
#include "flow/ledgers_impl.h"

bool writing_begin(cx *c, const desk *d, const ledger_order *o, const char *act, writing *w)
{
    char *reason = cx_printf(c, STR_FMT " %s " STR_FMT "%s" STR_FMT, STR_ARG(o->type), act,
                             STR_ARG(o->code), o->note.n ? ": " : "", STR_ARG(o->note));
    commit meta = {.recorded_by = ledger_me(d, o->by),
                   .action = S("ledger"),
                   .reason = str_of(reason),
                   .source = S("")};
    TRY(reason);
    if (o->note.n > LEDGER_NOTE_MAX)
        return fail(c, ERR_USAGE, "说明过长（至多 %d 字节）",
                    "the note is too long (at most %d bytes)", LEDGER_NOTE_MAX);
    sb_init(&w->text, 0);
    sb_init(&w->other, 0);
    return store_open(c, o->url, STORE_WRITE, &w->w) && store_begin(c, w->w, &meta) &&
           ledger_open_within(c, d, w->w, o->type, &w->h);
}

static bool put_text(cx *c, writing *w, str type, str text)
{
    str name;
    return !text.n || (ledger_named(c, LEDGER_TEXT_PREFIX, type, &name) &&
                       store_put_table(c, w->w, name, text));
}

bool writing_finish(cx *c, writing *w)
{
    ledger_done(&w->h);
    if (!sb_ok(&w->text) || !sb_ok(&w->other))
        return fail_memory(c);
    return put_text(c, w, w->o->type, sb_str(&w->text)) &&
           put_text(c, w, w->other_type, sb_str(&w->other)) && store_commit(c, w->w, NULL);
}

void writing_end(writing *w)
{
    ledger_done(&w->h);
    store_close(w->w); /* rolls back what was not committed */
    sb_done(&w->text);
    sb_done(&w->other);
}

bool writing_version(cx *c, const ledger_hold *h, uint32_t row, int64_t version)
{
    const book_row *r = &h->b->rows[row];
    if (version < 0 || version == r->version)
        return true;
    return fail(c, ERR_CONFLICT,
                STR_FMT " 此后已被改动（现为第 %u 版，您看到的是第 %lld 版）；请看过新的内容再决定",
                STR_FMT
                " was changed since (version %u now, you saw %lld); look at what stands now and "
                "decide again",
                STR_ARG(r->code), r->version, (long long)version);
}

bool writing_may(cx *c, const ledger_hold *h, uint32_t row, act a)
{
    return ledger_may(h, a, row) ||
           fail(c, ERR_DENIED, "没有改动 " STR_FMT " 的权限", "you may not change " STR_FMT,
                STR_ARG(h->b->rows[row].code));
}

bool writing_there(cx *c, const ledger_hold *h, uint32_t row)
{
    return !h->b->rows[row].withdrawn ||
           fail(c, ERR_DENIED, STR_FMT " 已撤除；要改动请先恢复",
                STR_FMT " was removed; restore it first", STR_ARG(h->b->rows[row].code));
}

/* The row of the order, its version and the right to write it. */
bool writing_row(cx *c, writing *w, act a, uint32_t *ret)
{
    return draft_find(c, &w->h, w->o->code, ret) &&
           writing_version(c, &w->h, *ret, w->o->version) && writing_may(c, &w->h, *ret, a);
}
