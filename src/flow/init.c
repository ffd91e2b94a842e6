#include "flow/init.h"
#include "base/embed.h"
#include "base/str.h"

static const char *const built_in[] = {"areas", "indicators", "sets", "rosters", "breaks"};

static bool put_built_in(cx *c, store *s)
{
    for (size_t i = 0; i < COUNT_OF(built_in); i++) {
        char name[64];
        snprintf(name, sizeof name, "catalogue/%s.csv", built_in[i]);
        const embedded *e = embed_find(name);
        if (e)
            TRY(store_put_table(c, s, str_of(built_in[i]), (str){(const char *)e->data, e->size}));
    }
    return true;
}

static bool fill(cx *c, store *s, str home, str by)
{
    catalog *k = NULL;
    area_id a;
    commit meta = {.recorded_by = by,
                   .action = S("init"),
                   .reason = S("built-in catalogue"),
                   .source = S("diaodu")};
    TRY(store_begin(c, s, &meta));
    if (!put_built_in(c, s)) {
        store_rollback(s);
        return false;
    }
    TRY(store_commit(c, s, NULL));
    if (!home.n)
        return true;
    TRY(desk_catalog(c, s, STORE_NOW, &k));
    bool ok = catalog_need_area(c, k, home, &a) && store_meta_set(c, s, "home", k->areas[a].code);
    catalog_free(k);
    return ok;
}

/* Names a wrong home before anything is made. */
static bool home_exists(cx *c, str home)
{
    catalog_builder *b = NULL;
    catalog *k = NULL;
    issues list;
    str units;
    area_id a;
    const embedded *e = embed_find("catalogue/areas.csv");
    if (!home.n || !e)
        return true;
    issues_init(&list, c->a);
    bool ok = desk_units(&units) && catalog_builder_new(c, units, &b) &&
              catalog_add_table(c, b, S("areas"), (str){(const char *)e->data, e->size}, &list) &&
              catalog_finish(c, b, &list, &k) && catalog_need_area(c, k, home, &a);
    catalog_free(k);
    catalog_builder_free(b);
    issues_done(&list);
    return ok;
}

bool init_desk(cx *c, const char *url, str home, str by, bool demo)
{
    store *s = NULL;
    TRY(home_exists(c, home));
    bool ok = store_open(c, url, STORE_CREATE, &s) && fill(c, s, home, by) &&
              (!demo || store_meta_set(c, s, "demo", S("yes")));
    store_close(s);
    return ok;
}
