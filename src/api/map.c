/* Schematic shapes of areas; figures are joined on the page. */
#include "api/answers.h"
#include "base/str.h"
#include "model/outline.h"

static void put_shapes(json *j, const catalog *k, const area_id *list, uint32_t n, period t, lang l)
{
    json_arr(j, "rows");
    for (uint32_t i = 0; i < n; i++) {
        const area_shape *s = catalog_shape(k, list[i], t);
        if (!s)
            continue;
        json_obj(j, NULL);
        json_str(j, "area", k->areas[list[i]].code);
        json_str(j, "name", area_said(&k->areas[list[i]], l));
        put_validity(j, s->valid);
        json_str(j, "outline", s->outline);
        json_end(j, '}');
    }
    json_end(j, ']');
    json_arr(j, "missing");
    for (uint32_t i = 0; i < n; i++)
        if (!catalog_shape(k, list[i], t))
            put_area(j, NULL, k, list[i], l);
    json_end(j, ']');
}

bool answer_map(cx *c, const desk *d, const query *q, sb *out)
{
    area_id parent, *list;
    uint32_t n;
    period t;
    str set_code;
    TRY(desk_need_ranked(c, d, q->area, &parent));
    TRY(need_period(c, q->period, &t));
    TRY(need_members(c, d, q, t, parent, &list, &n, &set_code));
    json j;
    json_init(&j, out);
    json_obj(&j, NULL);
    put_area(&j, "area", d->k, parent, c->lang);
    put_period(&j, "period", t);
    json_str(&j, "set", set_code);
    put_time(&j, "as_of", desk_instant(d));
    json_int(&j, "grid", OUTLINE_GRID);
    put_shapes(&j, d->k, list, n, t, c->lang);
    json_end(&j, '}');
    return sb_ok(out) || fail_memory(c);
}
