#include "flow/ledger_text.h"
#include "base/str.h"

str ledger_text_kind(str text)
{
    static const char *const heads[][2] = {{"code,.act,", "rows"},
                                           {"code,series,", "series"},
                                           {"code,milestone,", "milestones"},
                                           {"code,field,hash,", "files"},
                                           {"code,text", "comments"}};
    for (size_t i = 0; i < COUNT_OF(heads); i++)
        if (str_starts(text, str_of(heads[i][0])))
            return str_of(heads[i][1]);
    return S("");
}

bool ledger_text_rows(cx *c, const ledger_type *t, const ledger_line *lines, size_t n, sb *out)
{
    bool *used = cx_alloc(c, t->n_fields + 1);
    TRY(used);
    for (size_t i = 0; i < n; i++)
        for (uint32_t f = 0; f < t->n_fields && lines[i].has; f++)
            used[f] |= lines[i].has[f];
    sb_putz(out, "code,.act,.stage,.note");
    for (uint32_t f = 0; f < t->n_fields; f++)
        if (used[f]) {
            sb_putc(out, ',');
            sb_put(out, t->fields[f].code);
        }
    sb_putc(out, '\n');
    for (size_t i = 0; i < n; i++) {
        const ledger_line *l = &lines[i];
        csv_put(out, l->code);
        sb_putc(out, ',');
        sb_putz(out, l->act);
        sb_putc(out, ',');
        sb_put(out, l->stage);
        sb_putc(out, ',');
        csv_put(out, l->note);
        for (uint32_t f = 0; f < t->n_fields; f++) {
            if (!used[f])
                continue;
            sb_putc(out, ',');
            if (l->has && l->has[f])
                csv_put(out, l->values[f].text.n ? l->values[f].text : S("-"));
        }
        sb_putc(out, '\n');
    }
    return sb_ok(out) || fail_memory(c);
}
