/* What of tasks and other ledgers hangs on a post. */
#include "api/paper_handover.h"
#include "base/mem.h"
#include "base/str.h"
#include "flow/ledgers.h"
#include <math.h>
#include <stdlib.h>

typedef struct hanging {
    str ledger, code, title, stage;
    double due;
    size_t nth; /* as found: equal days stay in order */
} hanging;

typedef struct gathering {
    cx *c;
    const desk *d;
    const post *post;
    str *types; /* gathered first: one ledger is held at a time */
    size_t n_types, cap_types;
    hanging *list;
    size_t n, cap;
    int64_t today;
} gathering;

static bool note_type(cx *c, void *user, const ledger_type *t)
{
    gathering *w = user;
    if (t->private_)
        return true;
    if (!MEM_GROW(w->types, w->cap_types, w->n_types + 1))
        return fail_memory(c);
    return arena_str(c->a, t->code, &w->types[w->n_types++]) || fail_memory(c);
}

static bool names_post(const gathering *w, const book *b, uint32_t row)
{
    const ledger_type *t = b->type;
    for (uint32_t f = 0; f < t->n_fields; f++) {
        str held = t->fields[f].kind == FIELD_POST     ? w->post->code
                   : t->fields[f].kind == FIELD_PERSON ? w->post->holder
                                                       : S("");
        if (held.n && !t->fields[f].formula && book_list_has(book_entered(b, row, f)->text, held))
            return true;
    }
    return false;
}

static bool keep(gathering *w, const ledger_hold *h, uint32_t row)
{
    const ledger_type *t = h->type;
    const book_row *r = &h->b->rows[row];
    cx *c = w->c;
    if (!MEM_GROW(w->list, w->cap, w->n + 1))
        return fail_memory(c);
    hanging *x = &w->list[w->n];
    *x = (hanging){.due = NAN, .nth = w->n};
    w->n++;
    if (t->due != UINT32_MAX)
        x->due = book_get(h->b, row, t->due).num;
    return (arena_str(c->a, type_said(t->name, c->lang), &x->ledger) &&
            arena_str(c->a, r->code, &x->code) &&
            arena_str(c->a, book_entered(h->b, row, t->title)->text, &x->title) &&
            arena_str(c->a, type_said(t->stages[r->stage].name, c->lang), &x->stage)) ||
           fail_memory(c);
}

static bool gather(gathering *w, str type)
{
    ledger_hold h;
    bool ok = true;
    TRY(ledger_open(w->c, w->d, type, &h));
    w->today = h.view.today;
    for (uint32_t i = 0; ok && i < h.b->n; i++)
        if (ledger_row_seen(&h, i) && !h.b->rows[i].withdrawn &&
            !h.type->stages[h.b->rows[i].stage].final && names_post(w, h.b, i))
            ok = keep(w, &h, i);
    ledger_done(&h);
    return ok;
}

static int by_day(const void *a, const void *b)
{
    const hanging *x = a, *y = b;
    double dx = isnan(x->due) ? INFINITY : x->due, dy = isnan(y->due) ? INFINITY : y->due;
    return dx < dy ? -1 : dx > dy ? 1 : x->nth < y->nth ? -1 : 1;
}

static bool put(gathering *w, doc *out)
{
    bool zh = w->c->lang == LANG_ZH;
    doc_table *t;
    if (!w->n)
        return paper_line(out, DOC_PARA, "%s", zh ? "无。" : "None.");
    qsort(w->list, w->n, sizeof *w->list, by_day);
    TRY(paper_table(out, S(""),
                    zh ? "台账|编号|事项|阶段|时限|剩余天数"
                       : "Ledger|Code|Matter|Stage|Due|Days left",
                    (uint32_t)w->n, &t));
    for (uint32_t i = 0; i < w->n; i++) {
        const hanging *x = &w->list[i];
        bool dated = !isnan(x->due);
        TRY(doc_put_text(out, t, i + 1, 0, x->ledger) && doc_put_text(out, t, i + 1, 1, x->code) &&
            doc_put_text(out, t, i + 1, 2, x->title) && doc_put_text(out, t, i + 1, 3, x->stage) &&
            doc_put_text(out, t, i + 1, 4, paper_day(w->c, dated ? (int64_t)x->due : 0)));
        doc_at(t, i + 1, 2)->left = true;
        if (dated)
            doc_put_number(t, i + 1, 5, x->due - (double)w->today, 0);
        else
            TRY(doc_put_text(out, t, i + 1, 5, S("—")));
    }
    return true;
}

bool handover_rows(cx *c, const desk *d, const post *p, doc *out)
{
    gathering w = {.c = c, .d = d, .post = p};
    bool ok = ledgers_each_type(c, d, note_type, &w);
    for (size_t i = 0; ok && i < w.n_types; i++)
        ok = gather(&w, w.types[i]);
    ok = ok && put(&w, out);
    mem_free(w.types);
    mem_free(w.list);
    return ok;
}
