#include "flow/claims.h"
#include "base/csv.h"
#include "base/mem.h"
#include "base/str.h"

struct load {
    cx *c;
    claims *to;
};

/* Codes hold no blanks at their ends and no control bytes. */
static bool key_of(cx *c, str area, str indicator, str *ret)
{
    char *z = cx_printf(c, STR_FMT "\n" STR_FMT, STR_ARG(area), STR_ARG(indicator));
    *ret = z ? str_of(z) : (str){"", 0};
    return z != NULL;
}

bool claims_put(cx *c, claims *w, const claim *one)
{
    str key;
    TRY(key_of(c, one->area, one->indicator, &key));
    uint32_t at = map_get(&w->at, key);
    if (at == MAP_NONE) {
        if (w->n == w->cap) {
            uint32_t cap = w->cap ? w->cap * 2 : 64;
            claim *more = mem_realloc(w->list, cap * sizeof *more);
            if (!more)
                return fail_memory(c);
            w->list = more;
            w->cap = cap;
        }
        at = w->n;
        if (!map_put(&w->at, key, at))
            return fail_memory(c);
        w->n++;
    }
    claim *to = &w->list[at];
    return (arena_str(c->a, one->area, &to->area) &&
            arena_str(c->a, one->indicator, &to->indicator) &&
            arena_str(c->a, one->leader, &to->leader) && arena_str(c->a, one->org, &to->org)) ||
           fail_memory(c);
}

static bool see(void *user, const commit *k, str name, str text)
{
    struct load *w = user;
    csv r;
    bool ok = true, header = true;
    (void)k;
    if (!str_eqz(name, "claims"))
        return true;
    csv_init(&r, text);
    while (ok && csv_next(w->c, &r)) {
        if (!header && r.n >= 4)
            ok = claims_put(w->c, w->to,
                            &(claim){r.fields[0], r.fields[1], r.fields[2], r.fields[3]});
        header = false;
    }
    csv_done(&r);
    return ok && w->c->err.code == ERR_NONE;
}

bool claims_load(cx *c, store *s, int64_t as_of, claims *ret)
{
    *ret = (claims){0};
    struct load w = {c, ret};
    return store_each_table(c, s, 0, as_of, see, &w);
}

void claims_done(claims *w)
{
    mem_free(w->list);
    map_done(&w->at);
    *w = (claims){0};
}

const claim *claims_find(const claims *w, str area, str indicator)
{
    char room[512];
    if (area.n + indicator.n + 1 > sizeof room)
        return NULL;
    memcpy(room, area.p, area.n);
    room[area.n] = '\n';
    memcpy(room + area.n + 1, indicator.p, indicator.n);
    uint32_t at = map_get(&w->at, (str){room, area.n + 1 + indicator.n});
    return at == MAP_NONE ? NULL : &w->list[at];
}

bool claims_export(cx *c, store *s, int64_t as_of, sb *out)
{
    claims w;
    bool ok = claims_load(c, s, as_of, &w);
    sb_putz(out, "area,indicator,leader,org\n");
    for (uint32_t i = 0; ok && i < w.n; i++) {
        const str fields[] = {w.list[i].area, w.list[i].indicator, w.list[i].leader, w.list[i].org};
        for (size_t f = 0; w.list[i].leader.n && f < COUNT_OF(fields); f++) {
            csv_put(out, fields[f]);
            sb_putc(out, f + 1 < COUNT_OF(fields) ? ',' : '\n');
        }
    }
    claims_done(&w);
    return ok && (sb_ok(out) || fail_memory(c));
}
