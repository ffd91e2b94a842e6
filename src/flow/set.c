#include "flow/set.h"

bool set_text(cx *c, const catalog *k, const set_values *v, sb *out)
{
    area_id a;
    ind_id i;
    bool figures = v->level.n || v->growth.n || v->base_level.n;
    if (figures == v->withdraw)
        return fail(
            c, ERR_USAGE, "须给出 --level、--growth 或 --base-level；撤回一个数只用 --withdraw",
            "give --level, --growth or --base-level; to take a figure back, --withdraw alone");
    TRY(catalog_need_area(c, k, v->area, &a));
    TRY(catalog_need_ind(c, k, v->indicator, &i));
    const str fields[] = {k->areas[a].code,
                          k->inds[i].code,
                          v->period,
                          v->basis,
                          v->kind.n ? v->kind : S("final"),
                          v->level,
                          v->growth,
                          v->base_level,
                          v->unit,
                          v->tier,
                          v->comparison,
                          v->note};
    sb_putz(out, "area,indicator,period,basis,kind,level,growth,base_level,unit,tier,comparison,"
                 "note\n");
    for (size_t f = 0; f < COUNT_OF(fields); f++) {
        sb_putz(out, f ? "," : "");
        csv_put(out, fields[f]);
    }
    sb_putc(out, '\n');
    return sb_ok(out) || fail_memory(c);
}
