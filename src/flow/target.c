#include "flow/target.h"
#include "base/str.h"

static const char columns[] =
    "area,indicator,period,kind,tier,comparison,assess,level,growth,low,high\n";

static void put_row(sb *b, str area, str ind, str at, const target_words *w, str level)
{
    const str fields[] = {area,      ind,   at,        S("target"), w->tier, w->comparison,
                          w->assess, level, w->growth, w->low,      w->high};
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        sb_putz(b, i ? "," : "");
        csv_put(b, fields[i]);
    }
    sb_putc(b, '\n');
}

bool target_text(cx *c, str area, str ind, str period_text, const target_words *w, sb *out)
{
    sb_putz(out, columns);
    put_row(out, area, ind, period_text, w, w->level);
    return sb_ok(out) || fail_memory(c);
}

bool target_split_text(cx *c, const catalog *k, str ind, const split *s, const target_words *w,
                       sb *out)
{
    const target_words said = {.tier = w->tier, .comparison = w->comparison, .assess = w->assess};
    sb v CLEANUP(sb_done) = {0};
    sb_init(&v, 0);
    sb_putz(out, columns);
    for (uint32_t i = 0; i < s->n; i++) {
        const split_piece *p = &s->pieces[i];
        char at[PERIOD_TEXT_MAX];
        if (!p->text.n && !has(p->level))
            continue;
        period_print(p->at, at);
        sb_reset(&v);
        if (p->text.n)
            sb_put(&v, p->text);
        else
            sb_double(&v, p->level);
        put_row(out, k->areas[p->area].code, ind, str_of(at), &said, sb_str(&v));
    }
    return (sb_ok(out) && sb_ok(&v)) || fail_memory(c);
}
