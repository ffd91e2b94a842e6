/* Cells of one row to the noun they describe; references stay text until the catalogue is finished.
 */
#include "model/catalog_impl.h"
#include "model/outline.h"
#include <math.h>

#define CODE_MAX 100

void reader_noted(reader *r, issue_severity s, bool ok)
{
    r->bad = r->bad || s == ISSUE_ERROR;
    r->failed = r->failed || !ok;
}

/* ---- cells ---- */
/* Codes stand in `;` lists and in ratio:NUM/DEN, so these separators cannot be part of them. */
str read_code(reader *r, int column, const char *forbidden)
{
    str s = r->cells[column];
    if (s.n > CODE_MAX)
        BAD(r, column, "编码不得超过 %d 字节", "a code has at most %d bytes", CODE_MAX);
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ' || s.p[i] == 0x7F || strchr(forbidden, s.p[i])) {
            BAD(r, column, "编码中不得有空格、控制符和 %s", "a code has no spaces, controls or %s",
                forbidden);
            break;
        }
    return s;
}

int64_t read_date(reader *r, int column, int64_t open)
{
    period p;
    str s = r->cells[column];
    if (s.n == 0)
        return open;
    if (period_parse_iso(s, &p) && (p.f == FREQ_Y || p.f == FREQ_M || p.f == FREQ_D))
        return period_first_day(p);
    BAD(r, column, "日期应写作 2024、2024-03 或 2024-03-18",
        "a date is written 2024, 2024-03 or 2024-03-18");
    return open;
}

validity read_validity(reader *r, int from, int to)
{
    validity v = {read_date(r, from, INT64_MIN), read_date(r, to, INT64_MAX)};
    if (!r->bad && v.from >= v.to)
        BAD(r, to, "止日（不含）须晚于起日", "the end (exclusive) must be later than the start");
    return v;
}

int read_int(reader *r, int column, int lo, int hi, int empty)
{
    int64_t v;
    str s = r->cells[column];
    if (s.n == 0)
        return empty;
    if (str_int(s, &v) && v >= lo && v <= hi)
        return (int)v;
    BAD(r, column, "应为 %d 到 %d 的整数", "must be a whole number from %d to %d", lo, hi);
    return empty;
}

static double read_number(reader *r, int column, double lo, double hi)
{
    dec d;
    str s = r->cells[column];
    if (s.n == 0)
        return NAN;
    if (dec_parse(s, &d) == DEC_OK) {
        double v = dec_double(d);
        if (v >= lo && v <= hi)
            return v;
    }
    BAD(r, column, "应为 %g 到 %g 的数", "must be a number from %g to %g", lo, hi);
    return NAN;
}

bool read_yes(reader *r, int column, bool empty)
{
    str s = r->cells[column];
    if (s.n == 0)
        return empty;
    if (str_ieqz(s, "yes") || str_eqz(s, "是"))
        return true;
    if (!str_ieqz(s, "no") && !str_eqz(s, "否"))
        BAD(r, column, "应为 yes 或 no", "must be yes or no");
    return false;
}

static void bad_word(reader *r, int column, const char *words)
{
    BAD(r, column, "应为以下之一：%s", "must be one of: %s", words);
}

#define LEVEL_WORDS "nation province prefecture county own park town street"
#define READ_WORD(r, column, type, to, words)                                                      \
    do {                                                                                           \
        if ((r)->cells[column].n && !type##_parse((r)->cells[column], (to)))                       \
            bad_word((r), (column), (words));                                                      \
    } while (0)

/* ---- areas ---- */
static void read_area(reader *r, void *item)
{
    area_row *row = item;
    area *v = &row->v;
    v->code = read_code(r, A_CODE, ";,");
    v->name = r->cells[A_NAME];
    v->name_en = r->cells[A_NAME_EN];
    READ_WORD(r, A_LEVEL, area_level, &v->level, LEVEL_WORDS);
    row->parent = r->cells[A_PARENT];
    row->additive_to = r->cells[A_ADDITIVE];
    if (row->additive_to.n == 0 && v->level != LEVEL_PARK)
        row->additive_to = row->parent;
    if (str_eqz(row->additive_to, "-"))
        row->additive_to = (str){0};
    v->members_complete = read_yes(r, A_COMPLETE, true);
    row->benchmark = r->cells[A_BENCHMARK];
    v->groups = r->cells[A_GROUPS];
    v->valid = read_validity(r, A_FROM, A_TO);
    v->replaced_by = r->cells[A_REPLACED];
    v->lon = read_number(r, A_LON, -180, 180);
    v->lat = read_number(r, A_LAT, -90, 90);
}

/* ---- indicators ---- */
/* D W M Q H Y (T ten days); E (end of month) is M, Season is Q. */
static freq frequency_of(str s)
{
    if (str_ieqz(s, "E"))
        return FREQ_M;
    if (str_ieqz(s, "S") || str_ieqz(s, "Season"))
        return FREQ_Q;
    if (s.n != 1)
        return FREQ_NONE;
    return freq_parse(s.p[0] >= 'a' && s.p[0] <= 'z' ? (char)(s.p[0] - 32) : s.p[0]);
}

static void read_frequencies(reader *r, indicator *v)
{
    str rest = r->cells[I_FREQUENCY], part;
    size_t n = 0;
    while (str_split(&rest, ';', &part)) {
        freq f = frequency_of(str_trim(part));
        if (f == FREQ_NONE) {
            BAD(r, I_FREQUENCY, "频率应为 D W M Q H Y，多个以 ; 分隔",
                "frequencies are D W M Q H Y, several separated by ;");
            return;
        }
        if (!ind_has_freq(v, f) && n + 1 < COUNT_OF(v->freqs))
            v->freqs[n++] = f;
    }
}

static void read_basis(reader *r, indicator *v)
{
    basis b = BASIS_NONE;
    READ_WORD(r, I_BASIS, basis, &b, "ytd period end");
    if (b == BASIS_NONE)
        b = v->nature == NATURE_FLOW || v->nature == NATURE_COUNT ? BASIS_YTD
            : v->nature == NATURE_STOCK                           ? BASIS_END
                                                                  : BASIS_PERIOD;
    v->basis = b;
}

static bool after_prefix(str s, const char *prefix, str *rest)
{
    size_t n = strlen(prefix);
    if (s.n < n || !str_ieqz(str_sub(s, 0, n), prefix))
        return false;
    *rest = str_trim(str_from(s, n));
    return true;
}

static void read_aggregation(reader *r, ind_row *row)
{
    str s = r->cells[I_AGGREGATION], rest;
    nature n = row->v.nature;
    aggregation *to = &row->v.aggregation;
    if (s.n == 0) {
        *to = n == NATURE_FLOW || n == NATURE_STOCK || n == NATURE_COUNT ? AGG_SUM : AGG_NONE;
    } else if (str_ieqz(s, "sum") || str_ieqz(s, "none")) {
        *to = str_ieqz(s, "sum") ? AGG_SUM : AGG_NONE;
    } else if (after_prefix(s, "weighted:", &rest) && rest.n) {
        *to = AGG_WEIGHTED;
        row->agg_den = rest;
    } else if (after_prefix(s, "ratio:", &rest) && str_split(&rest, '/', &row->agg_num) &&
               row->agg_num.n && rest.n) {
        *to = AGG_RATIO;
        row->agg_num = str_trim(row->agg_num);
        row->agg_den = str_trim(rest);
    } else {
        BAD(r, I_AGGREGATION, "应为 sum、none、weighted:指标编码 或 ratio:分子/分母",
            "must be sum, none, weighted:CODE or ratio:NUM/DEN");
    }
}

/* ly=100, prev=100, diffusion=50, fixed:2020 (or fixed:2020=100). */
static void read_index_base(reader *r, indicator *v)
{
    str s = r->cells[I_INDEX_BASE], rest;
    int64_t year;
    if (s.n == 0) {
        if (v->nature == NATURE_INDEX)
            BAD(r, I_INDEX_BASE, "指数须说明基期：ly=100、prev=100、fixed:2020 或 diffusion=50",
                "an index needs its base: ly=100, prev=100, fixed:2020 or diffusion=50");
    } else if (str_ieqz(s, "ly=100")) {
        v->index_base = IDX_LY;
    } else if (str_ieqz(s, "prev=100")) {
        v->index_base = IDX_PREV;
    } else if (str_ieqz(s, "diffusion=50")) {
        v->index_base = IDX_DIFFUSION;
    } else if (after_prefix(s, "fixed:", &rest) &&
               (rest.n == 4 || str_eqz(str_from(rest, 4), "=100")) &&
               str_int(str_sub(rest, 0, 4), &year) && year >= 1900) {
        v->index_base = IDX_FIXED;
        v->index_year = (int)year;
    } else {
        bad_word(r, I_INDEX_BASE, "ly=100 prev=100 fixed:2020 diffusion=50");
    }
}

static void read_levels(reader *r, indicator *v)
{
    str rest = r->cells[I_LEVELS], part;
    while (rest.n && str_split(&rest, ';', &part)) {
        area_level l = LEVEL_NONE;
        part = str_trim(part);
        if (part.n && (!area_level_parse(part, &l) || l == LEVEL_NONE)) {
            bad_word(r, I_LEVELS, LEVEL_WORDS);
            return;
        }
        if (l != LEVEL_NONE)
            v->levels |= 1u << l;
    }
}

static void read_texts(reader *r, indicator *v)
{
    v->code = read_code(r, I_CODE, ";,/");
    v->name = r->cells[I_NAME];
    v->name_en = r->cells[I_NAME_EN];
    v->aliases = r->cells[I_ALIASES];
    v->domain = r->cells[I_DOMAIN];
    v->unit = r->cells[I_UNIT];
    v->variant = r->cells[I_VARIANT];
    v->supports = r->cells[I_SUPPORTS];
    v->matches = r->cells[I_MATCHES];
    v->owner_org = r->cells[I_OWNER_ORG];
    v->owner_post = r->cells[I_OWNER_POST];
    v->leader_post = r->cells[I_LEADER_POST];
    v->definition = r->cells[I_DEFINITION];
}

static void read_indicator(reader *r, void *item)
{
    ind_row *row = item;
    indicator *v = &row->v;
    read_texts(r, v);
    READ_WORD(r, I_NATURE, nature, &v->nature, "flow stock rate index count per_capita");
    /* the unit of an index is its base (上年同月=100), which nothing converts */
    if (v->unit.n && v->nature != NATURE_INDEX && !unit_find(r->units, v->unit))
        SAY(r, ISSUE_WARNING, I_UNIT, "单位表中没有这一单位：只能按原单位读数，不能换算",
            "the unit is not in the table of units: values are read in it, but not converted");
    read_frequencies(r, v);
    read_basis(r, v);
    v->joint_jan_feb = read_yes(r, I_JOINT, false);
    READ_WORD(r, I_DIRECTION, direction, &v->direction, "higher lower none");
    read_aggregation(r, row);
    READ_WORD(r, I_PRICE, price, &v->price, "constant comparable current");
    read_index_base(r, v);
    v->release_lag = read_int(r, I_LAG, 0, 60, -1);
    v->release_day = read_int(r, I_DAY, 1, 31, -1);
    read_levels(r, v);
    row->variant_of = r->cells[I_VARIANT_OF];
    row->parent = r->cells[I_PARENT];
    v->decimals = read_int(r, I_DECIMALS, 0, 8, -1);
    v->valid = read_validity(r, I_FROM, I_TO);
    row->replaced_by = r->cells[I_REPLACED];
}

/* ---- lists ---- */
static void read_set(reader *r, void *item)
{
    set_row *row = item;
    bool roster = r->spec == &table_specs[TABLE_ROSTERS];
    row->code = read_code(r, S_CODE, ";,");
    row->name = r->cells[S_NAME];
    row->member = r->cells[S_MEMBER];
    row->of_areas = str_ieqz(r->cells[S_KIND], "area");
    if (roster && !row->of_areas)
        bad_word(r, S_KIND, "area");
    else if (!row->of_areas && !str_ieqz(r->cells[S_KIND], "indicator"))
        bad_word(r, S_KIND, "indicator area");
    row->valid = read_validity(r, S_FROM, S_TO);
}

static void read_break(reader *r, void *item)
{
    break_row *row = item;
    row->ind = r->cells[B_INDICATOR];
    row->area = r->cells[B_AREA];
    row->v.from = read_date(r, B_FROM, 0);
    row->v.old_basis = r->cells[B_OLD];
    row->v.new_basis = r->cells[B_NEW];
    row->v.note = r->cells[B_NOTE];
    row->v.linkable = read_yes(r, B_LINKABLE, false);
    row->v.factor = read_number(r, B_FACTOR, 1e-9, 1e9);
    if (r->cells[B_FACTOR].n && !row->v.linkable)
        SAY(r, ISSUE_WARNING, B_FACTOR, "不可衔接（linkable 不是 yes）的断点不用系数",
            "the factor of a break that is not linkable (linkable is not yes) is not used");
}

static void read_weight(reader *r, void *item)
{
    weight_row *row = item;
    row->area = r->cells[W_AREA];
    row->ind = r->cells[W_INDICATOR];
    row->v.year = read_int(r, W_YEAR, 1900, 2200, 0);
    row->v.member = r->cells[W_MEMBER];
    row->v.weight = read_number(r, W_WEIGHT, 0, 1e15);
}

static void read_org(reader *r, void *item)
{
    org_row *row = item;
    row->v.code = read_code(r, O_CODE, ";,");
    row->v.name = r->cells[O_NAME];
    row->v.kind = r->cells[O_KIND];
    row->area = r->cells[O_AREA];
    row->v.parent = r->cells[O_PARENT];
}

static void read_post(reader *r, void *item)
{
    post *p = item;
    p->code = read_code(r, P_CODE, ";,");
    p->title = r->cells[P_TITLE];
    p->org = r->cells[P_ORG];
    p->holder = r->cells[P_HOLDER];
    p->valid = read_validity(r, P_FROM, P_TO);
}

static void read_shape(reader *r, void *item)
{
    shape_row *row = item;
    outline_size size;
    row->area = r->cells[H_AREA];
    row->v.valid = read_validity(r, H_FROM, H_TO);
    row->v.outline = r->cells[H_OUTLINE];
    if (row->v.outline.n && !outline_measure(row->v.outline, &size))
        BAD(r, H_OUTLINE,
            "不是地图轮廓（M经度 纬度l…z，千分之一度）；请导入 GeoJSON 或 TopoJSON 文件",
            "no outline (M<x> <y>l…z in 1/1000 degree); import a GeoJSON or TopoJSON file");
}

#define SET_KEY                                                                                    \
    {                                                                                              \
        {S_CODE, 't'}, {S_KIND, 'w'}, {S_MEMBER, 't'}, {S_FROM, 'd'},                              \
        {                                                                                          \
            -1, 0                                                                                  \
        }                                                                                          \
    }
const table_spec table_specs[TABLE_MAX_] = {
    [TABLE_AREAS] = {A_MAX_, sizeof(area_row), read_area, {{A_CODE, 't'}, {-1, 0}}},
    [TABLE_INDICATORS] = {I_MAX_, sizeof(ind_row), read_indicator, {{I_CODE, 't'}, {-1, 0}}},
    [TABLE_SETS] = {S_MAX_, sizeof(set_row), read_set, SET_KEY},
    [TABLE_ROSTERS] = {S_MAX_, sizeof(set_row), read_set, SET_KEY},
    [TABLE_BREAKS] = {B_MAX_,
                      sizeof(break_row),
                      read_break,
                      {{B_INDICATOR, 't'}, {B_AREA, 't'}, {B_FROM, 'd'}, {-1, 0}}},
    [TABLE_WEIGHTS] =
        {W_MAX_,
         sizeof(weight_row),
         read_weight,
         {{W_AREA, 't'}, {W_INDICATOR, 't'}, {W_YEAR, 'y'}, {W_MEMBER, 't'}, {-1, 0}}},
    [TABLE_ORGS] = {O_MAX_, sizeof(org_row), read_org, {{O_CODE, 't'}, {-1, 0}}},
    [TABLE_POSTS] = {P_MAX_, sizeof(post), read_post, {{P_CODE, 't'}, {P_FROM, 'd'}, {-1, 0}}},
    [TABLE_SHAPES] = {H_MAX_,
                      sizeof(shape_row),
                      read_shape,
                      {{H_AREA, 't'}, {H_FROM, 'd'}, {-1, 0}}},
    [TABLE_CAUSE_CODES] = {C_MAX_, sizeof(cause_code), read_cause_code, {{C_CODE, 't'}, {-1, 0}}},
    [TABLE_GAP_CAUSES] =
        {G_MAX_,
         sizeof(cause_row),
         read_gap_cause,
         {{G_AREA, 't'}, {G_INDICATOR, 't'}, {G_PERIOD, 'm'}, {G_CAUSE, 't'}, {-1, 0}}},
    [TABLE_GAP_PLANS] =
        {M_MAX_,
         sizeof(plan_row),
         read_gap_plan,
         {{M_AREA, 't'}, {M_INDICATOR, 't'}, {M_CHECKPOINT, 'm'}, {M_ITEM, 't'}, {-1, 0}}},
    [TABLE_PEOPLE] = {U_MAX_, sizeof(person), read_person, {{U_CODE, 't'}, {-1, 0}}},
    [TABLE_ROLES] = {R_MAX_, sizeof(role), read_role, {{R_CODE, 't'}, {-1, 0}}},
    [TABLE_GRANTS] = {T_MAX_,
                      sizeof(grant_row),
                      read_grant,
                      {{T_SUBJECT, 't'}, {T_ROLE, 't'}, {T_AREA, 't'}, {T_FROM, 'd'}, {-1, 0}}},
    [TABLE_FORMS] = {F_MAX_, sizeof(form_row), read_form, {{F_CODE, 't'}, {-1, 0}}},
    [TABLE_FORM_UNITS] = {N_MAX_,
                          sizeof(form_unit_row),
                          read_form_unit,
                          {{N_FORM, 't'}, {N_ORG, 't'}, {N_AREA, 't'}, {N_FROM, 'd'}, {-1, 0}}},
    [TABLE_WINDOWS] = {V_MAX_, sizeof(net_window), read_window, {{V_CODE, 't'}, {-1, 0}}},
    [TABLE_DELEGATIONS] = {D_MAX_,
                           sizeof(delegation),
                           read_delegation,
                           {{D_POST, 't'}, {D_TO, 't'}, {D_FROM, 'd'}, {-1, 0}}},
};
