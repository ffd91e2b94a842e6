#include "io/wide_int.h"

/* What stands around a table and holds for all of it: title, unit line, sheet name, file name. */

typedef struct around {
    facet f;
    bool has_unit_line;
} around;

/* 填报单位：遵义市统计局 is not a unit of measure. */
static bool names_an_office(str before)
{
    static const char *const ends[] = {"填报", "报送", "编制", "制表", "责任",
                                       "主管", "牵头", "填表", "发布", "编报",
                                       "主办", "统计", "报告", "调查", "承办"};
    for (size_t i = 0; i < COUNT_OF(ends); i++)
        if (str_ends(before, str_of(ends[i])))
            return true;
    return false;
}

/* 单位：亿元、% → the units; text in front of it is a title. */
static bool take_unit_line(wide *x, str norm, facet *f, str *ret_before)
{
    ptrdiff_t at = str_find(norm, S("计量单位"));
    if (at < 0)
        at = str_find(norm, S("单位"));
    if (at < 0 || names_an_office(str_sub(norm, 0, (size_t)at))) {
        *ret_before = norm;
        return true;
    }
    *ret_before = str_sub(norm, 0, (size_t)at);
    str rest = str_from(norm, (size_t)at);
    size_t i = 0;
    while (i < rest.n && rest.p[i] != ':' && rest.p[i] != ',')
        i++;
    if (i >= rest.n) {
        *ret_before = norm;
        return true;
    }
    rest = str_from(rest, i + 1);
    while (rest.n && strchr(")]", rest.p[rest.n - 1]))
        rest.n--;
    facet u;
    TRY(wide_read_new(x, rest, WANT_ANY, &u));
    for (uint8_t k = 0; k < u.n_units; k++)
        facet_add_unit(f, u.unit[k]);
    f->flags |= u.flags & FL_PERCENT;
    if (!u.n_units && rest.n && rest.n <= 18)
        facet_add_unit(f, rest);
    return true;
}

static bool speaks_of_paper(str norm)
{
    static const char *const words[] = {"日期", "制表",     "填表", "填报", "打印",   "表号",
                                        "文号", "制定机关", "批准", "备案", "有效期", "报送"};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_contains(norm, words[i]))
            return true;
    return false;
}

/* Prose may hold a short word that is also an indicator's alias: such a find is none. */
static void doubt_indicator(facet *f)
{
    if (f->left.n && utf8_count(f->ind_text) < 4) {
        f->ind = ID_NONE;
        f->flags &= ~FL_MANY_INDS;
    }
}

/* 目标 in 目标任务完成情况 does not make figures targets. */
static void doubt_kind(facet *f)
{
    if (f->kind == KIND_TARGET && ((f->flags & FL_LEVEL) || f->why != IG_NONE))
        f->kind = KIND_NONE;
}

static bool ends_month(period day)
{
    int y, m, d;
    date_split(day.ord, &y, &m, &d);
    return d == date_days_in_month(y, m);
}

static void merge_title(facet *all, facet *f)
{
    doubt_indicator(f);
    doubt_kind(f);
    f->why = IG_NONE;
    f->left = (str){"", 0};
    if (f->has_period && f->when.p.f == FREQ_D && !ends_month(f->when.p))
        f->has_period = f->has_month = false;
    else if (f->has_period && f->when.p.f == FREQ_D)
        f->when.p = period_as_month(f->when.p);
    if (all->has_period && all->has_month && f->has_period && f->has_month)
        f->has_period = false; /* the first title with a month stands */
    if (all->ind != ID_NONE)
        f->ind = ID_NONE;
    facet_under(all, f);
}

static bool read_paper(wide *x, str norm, facet *all)
{
    facet f;
    TRY(wide_read(x, norm, WANT_TITLE, &f));
    if (f.has_period && f.when.p.f == FREQ_D && f.when.year)
        all->paper = f.when.p;
    return true;
}

static bool read_title(wide *x, const cell *v, facet *all)
{
    str label, norm, before;
    facet f;
    TRY(grid_label(x->c, v, &label));
    if (!label.n || label.n > 400)
        return true;
    TRY(wide_norm(x->c, label, &norm));
    if (wide_is_note(norm))
        return read_paper(x, norm, all);
    if (!str_contains(norm, "单位名称"))
        TRY(take_unit_line(x, norm, all, &before));
    else
        before = norm;
    if (speaks_of_paper(before))
        return read_paper(x, before, all);
    if (!before.n)
        return true;
    /* The text is read a second time without its first 96 characters' limit mattering: titles of
     * more than that are prose. */
    TRY(wide_read(x, before, WANT_TITLE, &f));
    uint8_t units = all->n_units;
    uint32_t percent = all->flags & FL_PERCENT;
    if (units)
        f.n_units = 0;
    merge_title(all, &f);
    all->flags |= percent;
    return true;
}

/* 5月份 without a year on a paper of 2024年6月10日. */
static void year_of_paper(facet *f)
{
    if (f->paper.f != FREQ_D || !f->has_period || f->when.year)
        return;
    int y, m, d;
    date_split(f->paper.ord, &y, &m, &d);
    int year = period_last_month(f->when.p) > m ? y - 1 : y;
    f->when.p = period_years(f->when.p, year - period_year(f->when.p));
    f->when.year = year;
}

static bool read_titles(wide *x, const grid *g, const wtable *t, facet *all)
{
    for (uint32_t i = t->title_from; i < t->header_from; i++) {
        if (g->rows[i].kind == ROW_DATA)
            continue;
        const sheet_row *r = &g->s->rows[i];
        for (uint32_t j = 0; j < r->n && j < 64; j++)
            TRY(read_title(x, &r->cells[j], all));
    }
    return true;
}

/* The unit in the corner of the header. */
static bool read_corner(wide *x, const grid *g, const wtable *t, facet *all)
{
    for (uint32_t i = t->header_from; i < t->header_to; i++) {
        if (!g->rows[i].unit_line || all->n_units)
            continue;
        for (uint32_t j = 0; j < g->s->rows[i].n && j < 64; j++) {
            str label, norm, before;
            TRY(grid_label(x->c, &g->s->rows[i].cells[j], &label));
            TRY(wide_norm(x->c, label, &norm));
            TRY(take_unit_line(x, norm, all, &before));
        }
    }
    return true;
}

/* Below the table too: some offices put 单位：亿元 there. Notes are not read. */
static bool sheet_name_facet(wide *x, const wtable *t, facet *f)
{
    *f = facet_none;
    if (!t->sheet_name.n)
        return true;
    TRY(wide_read(x, t->sheet_name, WANT_TITLE, f));
    if (f->left.n) {
        bool many = false;
        f->ind = utf8_count(f->ind_text) >= 4 ? f->ind : ID_NONE;
        area_id a = names_area(x, t->sheet_name, &many);
        if (a != ID_NONE)
            f->area = a;
    }
    doubt_kind(f);
    return true;
}

/* The name of an indicator cut off at the 31 characters of a sheet's name, or by hand. */
static ind_id cut_name(const wide *x, str norm)
{
    ind_id found = ID_NONE;
    if (utf8_count(norm) < 4)
        return ID_NONE;
    for (uint32_t i = 0; i < x->k->n_inds; i++) {
        str name;
        if (x->k->inds[i].withdrawn || !wide_norm(x->c, x->k->inds[i].name, &name) ||
            !str_starts(name, norm))
            continue;
        if (found != ID_NONE)
            return ID_NONE;
        found = i;
    }
    return found;
}

static void lend(facet *ctx, const facet *from)
{
    if (ctx->ind == ID_NONE && from->ind != ID_NONE) {
        ctx->ind = from->ind;
        ctx->ind_text = from->ind_text;
        ctx->flags &= ~FL_MANY_INDS;
    }
    if (!ctx->basis)
        ctx->basis = from->basis;
    if (!ctx->kind)
        ctx->kind = from->kind;
    if (!(ctx->flags & (FL_LEVEL | FL_GROWTH)))
        ctx->flags |= from->flags & (FL_LEVEL | FL_GROWTH);
    if (!ctx->n_units) {
        memcpy(ctx->unit, from->unit, sizeof(ctx->unit));
        ctx->n_units = from->n_units;
        ctx->flags |= from->flags & FL_PERCENT;
    }
    if (from->has_period && !(ctx->has_period && ctx->has_month && ctx->when.year)) {
        period_text both;
        bool near = ctx->has_period && ctx->has_month;
        if (facet_when(near ? &ctx->when : &from->when, near || from->has_period,
                       near ? &from->when : &ctx->when, near || ctx->has_period, &both))
            ctx->when = both;
        ctx->has_period = true;
        ctx->has_month = ctx->has_month || from->has_month;
    }
}

static bool file_name_facet(wide *x, facet *f)
{
    str path = x->w->path;
    for (size_t i = path.n; i > 0; i--)
        if (path.p[i - 1] == '/' || path.p[i - 1] == '\\') {
            path = str_from(path, i);
            break;
        }
    for (size_t i = path.n; i > 0; i--)
        if (path.p[i - 1] == '.') {
            path = str_sub(path, 0, i - 1);
            break;
        }
    *f = facet_none;
    if (!path.n || path.n > 200)
        return true;
    facet all;
    TRY(wide_read_new(x, path, WANT_TITLE, &all));
    if (all.has_period && all.when.year && all.when.p.f != FREQ_D) {
        f->has_period = true;
        f->has_month = all.has_month;
        f->when = all.when;
    }
    return true;
}

/* A sheet without figures: the cover may say the period of all. */
bool wide_cover(wide *x, const grid *g, facet *all)
{
    for (uint32_t i = 0; i < g->s->n_rows && i < 40; i++)
        for (uint32_t j = 0; j < g->s->rows[i].n && j < 16; j++)
            TRY(read_title(x, &g->s->rows[i].cells[j], all));
    return true;
}

static void settle_area(wide *x, wtable *t, const facet *title, const facet *sheet)
{
    area_id a = title->area;
    if (a == ID_NONE && title->parent)
        a = names_parent(x, title->parent, x->hint.home);
    if (sheet->area != ID_NONE && (a == ID_NONE || wide_below(x->k, sheet->area, a)))
        a = sheet->area;
    t->area = a != ID_NONE ? a : x->hint.home;
}

bool wide_context(wide *x, const grid *g, wtable *t, const wtable *above)
{
    facet sheet, file;
    t->ctx = facet_none;
    TRY(read_titles(x, g, t, &t->ctx));
    TRY(read_corner(x, g, t, &t->ctx));
    year_of_paper(&t->ctx);
    TRY(sheet_name_facet(x, t, &sheet));
    settle_area(x, t, &t->ctx, &sheet);
    if (above) {
        facet lent = above->ctx;
        if (t->title_from < t->header_from)
            lent.ind = ID_NONE;
        if (t->ctx.area == ID_NONE && !t->ctx.parent && sheet.area == ID_NONE)
            t->area = above->area;
        lend(&t->ctx, &lent);
    }
    if (sheet.ind == ID_NONE && t->ctx.ind == ID_NONE) {
        str norm;
        TRY(wide_norm(x->c, t->sheet_name, &norm));
        sheet.ind = cut_name(x, norm);
    }
    lend(&t->ctx, &sheet);
    TRY(file_name_facet(x, &file));
    lend(&t->ctx, &file);
    t->kind = x->hint.kind != KIND_NONE ? (uint8_t)x->hint.kind
              : t->ctx.kind             ? t->ctx.kind
                                        : KIND_FINAL;
    t->ctx.area = ID_NONE;
    t->ctx.parent = 0;
    t->ctx.own = t->ctx.total = false;
    t->ctx.flags &= FL_LEVEL | FL_GROWTH | FL_RANK | FL_PERCENT | FL_MANY_INDS | FL_QUARTER;
    t->ctx.kind = KIND_NONE;
    return true;
}
