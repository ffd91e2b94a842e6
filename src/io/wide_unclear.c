#include "io/wide_int.h"

/* Points of a proposal that are not certain: one entry a place and reason, so that a person can
 * look there, and the reader can say what it did not take. */

typedef struct say {
    const char *zh, *en;
} say;

static const say says[UN_MAX_] = {
    [UN_COLUMN] = {"这一列的表头没有全部看懂，未读入；请在映射中指明指标和口径，或设为 ignore",
                   "the header of this column was not fully understood and it was left out; name "
                   "its indicator and measure in the mapping, or set it to ignore"},
    [UN_NO_HEADER] = {"表上没有表头；请在映射中指明各列",
                      "the table has no header; name its columns "
                      "in the mapping"},
    [UN_IND] = {"指标目录中没有这个名称，未读入；请导入该指标、补充别名，或在映射中指明代码",
                "no indicator of the catalogue has this name and it was left out; add the "
                "indicator or an alias, or give its code in the mapping"},
    [UN_IND_MANY] = {"有几个指标叫这个名称，未读入；请在映射中指明代码",
                     "several indicators have this name and it was left out; give the code in the "
                     "mapping"},
    [UN_IND_NONE] = {"看不出是哪个指标；请在映射中指明",
                     "the indicator is not named anywhere; give "
                     "it in the mapping"},
    [UN_IND_CLASH] = {"行和列各指一个指标，未读入；请在映射中指明",
                      "row and column name different indicators and it was left out; say in the "
                      "mapping which one is meant"},
    [UN_AREA] = {"地区目录中没有这个名称，未读入；请导入该地区，或在映射中指明代码",
                 "no area of the catalogue has this name and it was left out; add the area or give "
                 "its code in the mapping"},
    [UN_AREA_MANY] = {"有几个地区叫这个名称或代码与名称不符，未读入；请在映射中指明代码",
                      "several areas have this name, or code and name disagree, and it was left "
                      "out; give the code in the mapping"},
    [UN_AREA_OWN] = {"目录中没有本级（own）地区，未读入；请导入一个 level=own 的地区",
                     "the catalogue has no own area (市本级) for this and it was left out; add an "
                     "area of level own"},
    [UN_AREA_NONE] =
        {"看不出是哪个地区；请用 --home 或在映射中指明",
         "the area is not named anywhere; set the home area or give it in the mapping"},
    [UN_AREA_CLASH] = {"行和列各指一个地区，未读入；请在映射中指明",
                       "row and column name different areas and it was left out; say in the "
                       "mapping which one is meant"},
    [UN_PERIOD] = {"标题、表头和表名都没有时期；请在映射中指明 period",
                   "no period stands in title, header or sheet name; give `period` in the mapping"},
    [UN_YEAR] = {"只有月份没有年份；请在映射中指明 period",
                 "a month without a year; give `period` in the mapping"},
    [UN_FREQ] = {"不是该指标的时期（频率不符），未读入；请核对，或在映射中指明 period",
                 "not a period of the indicator's frequency and it was left out; check it or give "
                 "`period` in the mapping"},
    [UN_UNIT] = {"单位与指标的单位不能换算，未读入；请在映射中指明 unit",
                 "the unit does not convert to the indicator's and it was left out; give `unit` in "
                 "the mapping"},
    [UN_REMARK] = {"括号里的说明没有看懂，按名称本身读入；请核对指标",
                   "the remark in brackets was not understood and the name alone is taken; check "
                   "the indicator"},
    [UN_UNIT_GUESS] = {"表上的单位不适用于该指标，按指标自己的单位读入；请核对",
                       "the table's unit does not fit the indicator and its own unit is taken; "
                       "check it"},
    [UN_YEAR_GUESS] = {"只有月份没有年份，按最近的年份读入；请核对，或在映射中指明 period",
                       "a month without a year is taken as the newest possible one; check it or "
                       "give `period` in the mapping"},
    [UN_DIFF] = {"“增减”没有写单位，按增速（%）读入；请核对",
                 "增减 without a unit is taken as growth in %; check it"},
    [UN_TARGET] = {"目标列可能是增速，按总量读入；请核对",
                   "this target may be a growth; it is taken as "
                   "an amount; check it"},
    [UN_MOVED] = {"该指标没有这个月的数，按此前最近一季的数读入；请核对时期",
                  "the indicator has no figure of this month; taken as that of the latest quarter "
                  "before it, check the period"},
    [UN_SAME] = {"与另一列说的是同一个数；请在映射中指明各列的口径",
                 "says the same as another column; tell the columns apart in the mapping"},
};

typedef struct unclear_list {
    wide *x;
    const grid *g;
    const wtable *t;
    points_for why;
    issues *list;
    size_t left; /* points that leave figures out */
    map said;
} unclear_list;

static bool place_of(unclear_list *u, where at, const wrow *row, const wcol *w, char out[96])
{
    uint32_t r, col = w->col;
    if (at == AT_ROW) {
        r = u->g->s->rows[row->i].row;
        for (uint32_t i = 0; i < u->t->n_cols; i++)
            if (u->t->cols[i].role != COL_VALUE && u->t->cols[i].role != COL_IGNORE &&
                u->t->cols[i].role != COL_UNIT && u->t->cols[i].panel == w->panel)
                col = i;
        for (uint32_t i = u->t->n_cols; i > 0; i--)
            if (u->t->cols[i - 1].role == COL_AREA || u->t->cols[i - 1].role == COL_IND)
                if (u->t->cols[i - 1].panel == w->panel)
                    col = i - 1;
    } else if (u->t->header_to > u->t->header_from) {
        r = u->g->s->rows[u->t->header_to - 1].row;
    } else {
        r = u->g->s->rows[u->t->data_from].row;
    }
    sheet_place(u->x->w, u->g->s, r, col, out);
    return true;
}

str wide_row_name(const grid *g, const wtable *t, uint32_t panel, uint32_t i)
{
    for (uint32_t k = 0; k < t->n_cols; k++) {
        const wcol *s = &t->cols[k];
        if (s->panel != panel || (s->role != COL_AREA && s->role != COL_IND && s->role != COL_STUB))
            continue;
        const cell *c = grid_cell(g, i, s->col);
        if (c && str_trim(c->text).n)
            return str_trim(c->text);
    }
    return (str){"", 0};
}

static str text_of(const unclear_list *u, where at, const wrow *row, const wcol *w)
{
    if (at == AT_TABLE)
        return u->t->sheet_name;
    return at == AT_COLUMN ? w->header : wide_row_name(u->g, u->t, w->panel, row->i);
}

/* Rows with unknown names are refused line by line where they are read strictly. */
static bool said_elsewhere(const unclear_list *u, unclear_why why, where at)
{
    return (u->why == POINTS_STRICT || u->why == POINTS_KNOWN) && at == AT_ROW &&
           (why == UN_AREA || why == UN_IND);
}

static issue_severity how_grave(const unclear_list *u, where at, bool usable)
{
    if (usable || u->why == POINTS_GUESS)
        return ISSUE_WARNING;
    if (u->why == POINTS_ASKED)
        return at == AT_ROW || at == AT_TABLE ? ISSUE_ERROR : ISSUE_WARNING;
    return u->why == POINTS_KNOWN && at == AT_COLUMN ? ISSUE_WARNING : ISSUE_ERROR;
}

static bool report(unclear_list *u, unclear_why why, where at, bool usable, const wrow *row,
                   const wcol *w)
{
    cx *c = u->x->c;
    uint32_t n = at == AT_ROW ? row->i : at == AT_COLUMN ? w->col : 0;
    char *key = cx_printf(c, "%d %d %u", (int)why, (int)at, n);
    if (!key)
        return false;
    if (map_get(&u->said, str_of(key)) != MAP_NONE)
        return true;
    if (!map_put(&u->said, str_of(key), 1))
        return fail_memory(c);
    if (!usable && said_elsewhere(u, why, at))
        return true;
    u->left += !usable;
    char place[96];
    TRY(place_of(u, at, row, w, place));
    str text = text_of(u, at, row, w);
    char *p = cx_strdup(c, str_of(place));
    char *z = cx_printf(c, "%s “" STR_FMT "”：%s", place, STR_ARG(text), says[why].zh);
    char *e = cx_printf(c, "%s \"" STR_FMT "\": %s", place, STR_ARG(text), says[why].en);
    return p && z && e && wide_say(c, u->list, how_grave(u, at, usable), text, str_of(p), z, e);
}

/* Two columns of a row with one meaning. */
typedef struct taken {
    mean m;
    uint32_t col;
} taken;

static bool same_meaning(const mean *a, const mean *b)
{
    return a->area == b->area && a->ind == b->ind && a->basis == b->basis && a->kind == b->kind &&
           a->ms == b->ms && a->p.f == b->p.f && a->p.ord == b->p.ord;
}

static bool look_at_cell(unclear_list *u, const wrow *row, const row_sum *rs, const cell *v,
                         taken *took, uint32_t *n_took)
{
    const wcol *w = &u->t->cols[v->col];
    value_state vs = grid_value(v);
    if (vs == VAL_NONE || vs == VAL_MASK)
        return true;
    mean m;
    wide_mean(u->x, u->t, &u->t->facets[row->f], rs, w, &m);
    if (m.why != IG_NONE)
        return true;
    if (m.unclear != UN_NONE)
        return report(u, m.unclear, (where)m.at, false, row, w);
    if (m.doubt != UN_NONE)
        TRY(report(u, m.doubt, (where)m.at, true, row, w));
    if (m.moved && u->why != POINTS_ASKED)
        TRY(report(u, UN_MOVED, AT_ROW, true, row, w));
    for (uint32_t i = 0; i < *n_took && m.ms != MS_RANK && !m.total; i++)
        if (same_meaning(&took[i].m, &m) && !u->t->cols[v->col].f.parent)
            return report(u, UN_SAME, AT_COLUMN, true, row, w);
    if (*n_took < 64)
        took[(*n_took)++] = (taken){m, v->col};
    return true;
}

bool wide_unclear(wide *x, const wtable *t, points_for why, issues *list, size_t *ret_left)
{
    unclear_list u = {.x = x, .g = &x->grids[t->sheet], .t = t, .why = why, .list = list};
    bool ok = true;
    if (t->skip)
        return true;
    for (size_t r = 0; ok && r < (size_t)t->n_rows * t->n_panels; r++) {
        const wrow *row = &t->rows[r];
        if (row->role != RR_DATA && row->role != RR_TOTAL)
            continue;
        uint32_t panel = (uint32_t)(r / t->n_rows), n_took = 0;
        taken took[64];
        const sheet_row *sr = &u.g->s->rows[row->i];
        row_sum rs = wide_row_sum(u.g, t, panel, row->i);
        for (uint32_t j = 0; ok && j < sr->n && sr->cells[j].col < t->n_cols; j++) {
            const wcol *w = &t->cols[sr->cells[j].col];
            if (w->role == COL_VALUE && w->panel == panel)
                ok = look_at_cell(&u, row, &rs, &sr->cells[j], took, &n_took);
        }
    }
    map_done(&u.said);
    *ret_left += u.left;
    return ok;
}
