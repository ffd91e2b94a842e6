/* A small world from text: areas, indicators and observations, and its board. */
#ifndef DIAODU_TEST_PANEL_HELP_H
#define DIAODU_TEST_PANEL_HELP_H
#include "flow/tidy_obs.h"
#include "model/catalog_help.h"
#include "panel/arrears.h"
#include "testing.h"

#define AREAS "code,name,level,parent,additive_to,valid_from,valid_to,members_complete\n"
#define INDS                                                                                       \
    "code,name,unit,nature,frequency,basis,joint_jan_feb,direction,aggregation,price,index_base,"  \
    "parent\n"
#define OBS                                                                                        \
    "area,indicator,period,basis,kind,level,growth,base_level,series_basis,comparison,tier,"       \
    "assess,low,high\n"

typedef struct world {
    desk d;
    tidy_obs t;
    obs_batch b;
    panel *p;
} world;

/* With causes of gaps and plans, tables as CSV. */
static inline void world_open_gaps(world *w, const char *areas, const char *inds, const char *obs,
                                   const char *causes, const char *plans)
{
    *w = (world){0};
    desk_open(&w->d);
    desk_add(&w->d, "areas", areas);
    desk_add(&w->d, "indicators", inds);
    desk_add(&w->d, "cause_codes",
             "code,name,name_en\nmarket,市场问题,market\nwork,工作问题,work\n");
    if (causes)
        desk_add(&w->d, "gap_causes", causes);
    if (plans)
        desk_add(&w->d, "gap_plans", plans);
    desk_clean(&w->d);
    cx *c = &w->d.c;
    if (!tidy_obs_parse(c, w->d.k, str_of(obs), 1, &w->d.list, &w->t) ||
        !tidy_obs_merge(c, w->d.k, &w->t, &w->d.list, &w->b) || !panel_new(c, w->d.k, &w->p) ||
        !panel_apply(c, w->p, &w->b) || !panel_seal(c, w->p))
        fail_msg("%s", c->err.en);
    if (w->d.list.n)
        desk_show(&w->d);
    assert_int_equal(w->d.list.n, 0);
}

static inline void world_open(world *w, const char *areas, const char *inds, const char *obs)
{
    world_open_gaps(w, areas, inds, obs, NULL, NULL);
}

static inline void world_close(world *w)
{
    panel_free(w->p);
    obs_batch_done(&w->b);
    tidy_obs_done(&w->t);
    desk_close(&w->d);
}

static inline spot spot_in(world *w, const char *area, const char *ind, const char *p)
{
    ind_id i = ind_of(&w->d, ind);
    period t;
    if (!board_period(&w->d.k->inds[i], at(p), INT64_MAX, &t))
        fail_msg("no period of %s in %s", ind, p);
    return spot_at(w->p, i, area_of(&w->d, area), t);
}

static inline board_row row_in(world *w, const char *area, const char *ind, const char *p)
{
    board_row r;
    board_options o = {.only = ID_NONE, .as_of = INT64_MAX};
    if (!board_row_make(&w->d.c, spot_in(w, area, ind, p), &o, &r))
        fail_msg("%s", w->d.c.err.en);
    return r;
}

static inline const checkpoint *check_in(const board_row *r, const char *name)
{
    for (uint32_t i = 0; i < r->n_checks; i++)
        if (str_eqz(r->checks[i].name, name))
            return &r->checks[i].at;
    fail_msg("no checkpoint %s", name);
    return NULL;
}

/* Equal to a relative 1e-9, or to `digits` decimals where the text says so; NAN means null. */
static inline void same(double got, double want)
{
    if (isnan(want) ? !isnan(got) : !(fabs(got - want) <= 1e-9 * fmax(1, fabs(want))))
        fail_msg("%.12g is not %.12g", got, want);
}
static inline void near(double got, double want, double within)
{
    if (!(fabs(got - want) <= within))
        fail_msg("%.12g is not within %g of %.12g", got, within, want);
}
#endif
