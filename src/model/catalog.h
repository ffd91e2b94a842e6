/* catalog.h: the nouns that figures are attached to: areas, indicators, sets, rosters, breaks,
 * weights, organisations, posts, people and their rights,
 * causes of gaps and plans to make up for them. Built from tables in CSV (the columns of contract section 4): the
 * built-in ones and those that users imported, in the order in which they were committed; a later
 * row of the same key replaces the earlier one. Immutable once finished; read by many threads.
 *
 * Ids are the order of first appearance of a code, so they are stable: an older state of the
 * catalogue is a prefix. They pack into observation keys (area < 2^20, indicator < 2^13). */
#ifndef DIAODU_CATALOG_H
#define DIAODU_CATALOG_H
#include "base/base.h"
#include "base/err.h"
#include "model/issue.h"
#include "model/names.h"
#include "model/period.h"
#include "model/unit.h"

struct sb; /* base/sb.h */

typedef uint32_t area_id;
typedef uint32_t ind_id;
#define ID_NONE UINT32_MAX
#define AREA_MAX (1u << 20)
#define IND_MAX (1u << 13)

/* Days as FREQ_D ordinals; from inclusive, to exclusive; open ends are INT64_MIN / INT64_MAX. */
typedef struct validity {
    int64_t from, to;
} validity;

typedef struct area {
    area_id id;
    str code, name, name_en;
    area_level level;
    area_id parent;        /* geographic; ID_NONE at the top */
    area_id additive_to;   /* whose total contains it; ID_NONE = nobody's (parks, `-`) */
    bool members_complete; /* its additive children make up the whole */
    area_id benchmark;     /* ID_NONE = none */
    str groups;            /* `;`-separated plates */
    validity valid;
    str replaced_by; /* `;`-separated codes */
    double lon, lat; /* NaN = unknown */
    /* made by catalog_finish(): all areas ever under this parent / additive to it, by id */
    const area_id *children, *additive;
    uint32_t n_children, n_additive;
    uint32_t order; /* position when all areas stand in order of their codes, for display */
    bool withdrawn; /* the code keeps its id, but names nothing: no lookup finds it, never valid */
} area;

typedef struct indicator {
    ind_id id;
    str code, name, name_en, aliases, domain, unit;
    nature nature;
    freq freqs[8]; /* first = its own; FREQ_NONE ends the list */
    basis basis;   /* resolved: flow and count ytd, stock end, others period unless given */
    bool joint_jan_feb;
    direction direction;
    aggregation aggregation;
    ind_id agg_num, agg_den; /* weighted: agg_den = the weight; ratio: both */
    price price;
    index_base index_base;
    int index_year;               /* fixed:YYYY */
    int release_lag, release_day; /* -1 = not given */
    uint32_t levels;              /* bit per area_level; 0 = everywhere */
    ind_id variant_of;
    str variant;
    ind_id parent;
    str supports, matches; /* `;`-separated codes */
    str owner_org, owner_post, leader_post;
    int decimals; /* -1 = not given: 1 for rates and growths, 2 for levels */
    str definition;
    validity valid;
    ind_id replaced_by;
    const ind_id *components; /* indicators whose `parent` is this one */
    uint32_t n_components;
    uint32_t order; /* catalogue order = order of first appearance */
    bool withdrawn; /* as for areas */
} indicator;

typedef struct set_member {
    uint32_t id; /* area_id or ind_id by the set's kind */
    validity valid;
} set_member;
typedef struct set {
    str code, name;
    bool of_areas, roster; /* roster: from table `rosters` */
    const set_member *members;
    uint32_t n;
} set;

typedef struct series_break {
    ind_id ind;
    area_id area; /* ID_NONE = every area; else the area and all below it */
    int64_t from; /* first day of the new basis */
    str old_basis, new_basis, note;
    bool linkable;
    double factor; /* old × factor is comparable with new; NaN = none */
} series_break;

typedef struct weight {
    area_id area;
    ind_id ind;
    int year;
    str member; /* area or indicator code */
    double weight;
} weight;

typedef struct org {
    str code, name, kind;
    area_id area;
    str parent;
} org;
typedef struct post {
    str code, title, org, holder;
    validity valid;
} post;

/* Who may do what (rights/rights.h decides). A person holds posts by table posts (holder = the
 * person's code); a grant gives a role to a post or to a person, for an area and some domains. */
typedef struct person {
    str code, name, org, note;
} person;
typedef struct role {
    str code, name, name_en;
    uint32_t acts; /* bit per act */
} role;
typedef struct grant {
    str subject; /* post:CODE or user:CODE */
    bool to_post;
    str who;       /* CODE of the subject */
    uint32_t role; /* index into catalog.roles */
    area_id area;  /* ID_NONE = every area */
    grant_scope scope;
    str domains; /* `;`-separated, "" = all */
    validity valid;
    str note;
} grant;

/* What units fill (filing/filing.h): a form asks an organisation for some indicators of some areas,
 * period after period. A day is counted in the period's last month, or so many months after it. */
typedef struct form_day {
    int months, day; /* day 0 = not given */
} form_day;
typedef struct form {
    str code, name, name_en;
    form_kind kind;
    const ind_id *inds;
    uint32_t n_inds;
    freq freq; /* FREQ_D: a forecast a day, of the month the day lies in */
    form_day opens, due, closes;
    bool workday;   /* a day that is none moves to the next that is */
    int steps;      /* 1 to 3 */
    bool by_itself; /* what is signed stands without statistics' acceptance */
    str table_no, authority, approval;
    int64_t valid_to; /* first day on which it is not issued any more; INT64_MAX = open */
    int remind_days, escalate_days; /* before and after the due day; -1 = never */
    str note;
} form;
typedef struct form_unit {
    uint32_t form; /* index into catalog.forms */
    str org;
    area_id area;
    const ind_id *inds; /* of the form's; all of them where none are named */
    uint32_t n_inds;
    validity valid;
    str note;
} form_unit;
/* When a reporting net is open (M60). Microseconds UTC. */
typedef struct net_window {
    str code, name, level, source, note;
    str indicators; /* `;`-separated codes, for showing */
    int64_t opens, closes;
} net_window;
/* The holder of a post lets somebody else do its duties for some days. */
typedef struct delegation {
    str post, to;
    validity valid;
    str note;
} delegation;

/* Where an area lies, for schematic maps only (model/outline.h). */
typedef struct area_shape {
    area_id area;
    validity valid;
    str outline;
} area_shape;
/* Why a target is not reached (M17): the code list, and what was said of one gap. */
typedef struct cause_code {
    str code, name, name_en, parent;
    str route, route_en; /* whom a gap of this cause goes to; "" = not said */
} cause_code;
typedef struct gap_cause {
    area_id area;
    ind_id ind;
    period period;  /* the figures it speaks of, as a month */
    uint32_t cause; /* index into catalog.cause_codes */
    gap_side side;
    str text, org, person;
} gap_cause;
/* One row of a plan to make up for a gap (M24): by the end of `due` the figure is to stand `amount`
 * above what it was in `period`. Rows of one period add up. */
typedef struct gap_plan {
    area_id area;
    ind_id ind;
    period checkpoint; /* the target it is to reach, as a month */
    str item;          /* its number in the plan */
    period period;     /* the figures it starts from, as a month */
    period due;        /* a month */
    str measure, support;
    str amount_text, unit; /* as written; unit "" = the indicator's */
    double amount;         /* in the indicator's unit, or in points; NaN = none was given */
    bool points;           /* of growth, or of a rate */
    str org, leader, person, note;
} gap_plan;

typedef struct catalog {
    arena *a;
    area *areas;
    uint32_t n_areas;
    indicator *inds;
    uint32_t n_inds;
    set *sets;
    uint32_t n_sets;
    series_break *breaks;
    uint32_t n_breaks;
    weight *weights; /* sorted by (area, ind, year, member) */
    uint32_t n_weights;
    org *orgs;
    uint32_t n_orgs;
    post *posts;
    uint32_t n_posts;
    area_shape *shapes; /* sorted by (area, from) */
    uint32_t n_shapes;
    cause_code *cause_codes; /* in order of first appearance */
    uint32_t n_cause_codes;
    gap_cause *gap_causes; /* sorted by (area, ind, period, cause) */
    uint32_t n_gap_causes;
    gap_plan *gap_plans; /* sorted by (area, ind, checkpoint, period, due, item) */
    uint32_t n_gap_plans;
    person *people; /* in order of first appearance */
    uint32_t n_people;
    role *roles; /* in order of first appearance */
    uint32_t n_roles;
    grant *grants; /* sorted by (subject, role, area, from) */
    uint32_t n_grants;
    form *forms; /* in order of first appearance */
    uint32_t n_forms;
    form_unit *form_units; /* sorted by (form, org, area, from) */
    uint32_t n_form_units;
    net_window *windows; /* sorted by (opens, code) */
    uint32_t n_windows;
    delegation *delegations; /* sorted by (post, to, from) */
    uint32_t n_delegations;
    const unit_table *units;
    area_id nation;              /* the only area of level nation, else ID_NONE */
    struct catalog_index *index; /* code and name maps */
} catalog;

/* Names in a language: the English one where there is one. */
str area_said(const area *a, lang l);
str ind_said(const indicator *i, lang l);

/* ---- building ---- */
typedef struct catalog_builder catalog_builder;
bool catalog_builder_new(cx *c, str units_csv, catalog_builder **ret) CHECKED;
void catalog_builder_free(catalog_builder *b); /* NULL-safe */
/* The tables that make up the catalogue: areas indicators sets rosters breaks weights orgs posts
 * cause_codes gap_causes gap_plans shapes people roles grants forms form_units windows delegations.
 * Ended by a NULL name; columns are separated by one space, "*" in front = required. */
typedef struct table_def {
    const char *name, *columns;
} table_def;
extern const table_def catalog_tables[];
const table_def *catalog_table(str name); /* NULL when it is none of them */
bool catalog_table_is_leaf(str name);     /* nothing refers to its rows */
/* "areas, indicators, …", in c->a; NULL when out of memory. */
const char *catalog_table_names(cx *c);
bool withdrawn_said(str cell); /* what a cell under `withdrawn` says: yes or 是 */
/* Does a column of a table (observations and commits too) hold numbers? What looks like one
 * elsewhere is a code, a name or a time: 0101 is not 101. */
bool catalog_number_column(str table, str column);
/* Take the rows of one table. Unknown columns (a warning), empty required cells, unknown words, bad
 * dates, the same key twice with different rows (both refused, naming both lines) go to `list` with
 * line and column; rows with an error are left out and take no id. Line breaks and tabs in a cell become
 * a blank, other control bytes are an error. A column `withdrawn` = yes
 * removes the key (then only the key's cells are needed). False only when something other than the
 * data failed. Identical rows of one key count once. `csv` is copied: it need not outlive the call.
 * Keys: areas, indicators, orgs, cause_codes by code; posts by code, from; sets and rosters by kind, code,
 * member, from; breaks by indicator, area, from; weights by area, indicator, year, member; gap_causes by area,
 * indicator, period, cause; gap_plans by area, indicator, checkpoint, item (periods as months);
 * shapes by area, from; people and roles by code; grants by subject, role, area, from;
 * forms and windows by code; form_units by form, org, area, from; delegations by post, to, from. */
bool catalog_add_table(cx *c, catalog_builder *b, str table, str csv, issues *list) CHECKED;
/* The same for a text that was stored: what an older program tore at a line break (half a row, a quote
 * that is not closed) is left out and told in `ret_torn` as a warning. */
bool catalog_add_stored(cx *c, catalog_builder *b, str table, str csv, issues *list,
                        issues *ret_torn) CHECKED;
/* Resolve references (forward ones are fine). Unknown area, indicator or parent, cycles, overlapping
 * limits go to `list` (line 0 when the row came from an earlier table than the last one added).
 * Errors found here make *ret NULL; errors that catalog_add_table() found do not. The catalogue owns
 * its memory; the builder may be freed, or take more tables and be finished again. */
bool catalog_finish(cx *c, catalog_builder *b, issues *list, catalog **ret) CHECKED;
void catalog_free(catalog *k); /* NULL-safe */
/* The rows of one table as they stand, as CSV with header (areas indicators sets …); for export.
 * Canonical: defaults are spelled out, dates are days, so two catalogues that say the same export
 * the same, and an export read again changes nothing. */
bool catalog_export(cx *c, const catalog *k, str table, struct sb *out) CHECKED;

/* ---- looking up ---- */
area_id catalog_area(const catalog *k, str code); /* by code only; ID_NONE */
ind_id catalog_ind(const catalog *k, str code);   /* by code only; ID_NONE */
/* What a person typed: code, exact name, alias, name without its suffix (遵义 for 遵义市, 道真县 for
 * 道真仡佬族苗族自治县), spelling folded. Returns how many match equally well (at most `max` written):
 * 1 means unambiguous. An exact code is alone. Else those valid on `day` (unless none is), of these
 * the ones below `under` (unless none is; `under` itself counts), of these the ones of the best kind
 * of match: exact name, alias (name_en), short name. With `day` = INT64_MAX (any) those that still
 * stand come before those that have ended, within one kind of match. Written in the order: `under`
 * and its children, the rest; then level from the nation down; then code.
 * Not here: 全市 全省 全国 and their like, which only a sheet's context can explain.
 * Indicators: parenthesised endings may be missing in the catalogue's name (固定资产投资 for
 * 固定资产投资（不含农户）) or, when nothing else matches, are left off the text. */
uint32_t catalog_find_area(const catalog *k, str text, area_id under, int64_t day, area_id *out,
                           uint32_t max);
uint32_t catalog_find_ind(const catalog *k, str text, int64_t day, ind_id *out, uint32_t max);
/* For commands: exactly one match or a clear ERR_UNKNOWN naming the candidates. */
bool catalog_need_area(cx *c, const catalog *k, str text, area_id *ret) CHECKED;
bool catalog_need_ind(cx *c, const catalog *k, str text, ind_id *ret) CHECKED;
/* What these say when there is none: for callers that must treat one that is there so. */
bool catalog_no_area(cx *c, str text);
bool catalog_no_ind(cx *c, str text);
/* By code, else by name where only one has it; sets come before rosters. NULL when none. */
const set *catalog_set(const catalog *k, str code, bool of_areas);
const set *catalog_roster(const catalog *k, str code); /* rosters only, by code */

/* ---- asking ---- */
bool validity_on(validity v, int64_t day);
bool area_valid(const catalog *k, area_id a, period p);         /* on p's last day */
bool area_below(const catalog *k, area_id a, area_id ancestor); /* a itself counts */
/* The nation `a` lies in, else the only nation; ID_NONE. */
area_id area_nation(const catalog *k, area_id a);
/* Default roster of the areas under `parent` for one level in period p (contract section 3): same
 * parent, same level, valid; or, where a roster carries the parent's code or the roster `default`
 * has members of this parent that are valid in p, exactly those, whatever their level. `own` is never
 * ranked. Writes ids, returns how many (writes at most max).
 * `default` is one list for all parents; a member belongs to the parent whose total contains it
 * (additive_to), else to its geographic parent; a park that is in nobody's total belongs to the
 * nearest area above it that has a member other than a park (新蒲新区 in 汇川区 is ranked among the
 * counties of 遵义). */
uint32_t area_roster(const catalog *k, area_id parent, area_level level, period p, area_id *out,
                     uint32_t max);
/* Members of a named set or roster in p. */
uint32_t set_members(const catalog *k, const set *s, period p, uint32_t *out, uint32_t max);
/* The break that lies between two periods of a series: its first day is after the last day of
 * `older` and not after the last day of `newer`. NULL when none; of several one that is not linkable,
 * else the latest. */
const series_break *catalog_break(const catalog *k, ind_id i, area_id a, period older,
                                  period newer);
/* The outline of an area in p: of those valid on p's last day the one that began last. NULL = none. */
const area_shape *catalog_shape(const catalog *k, area_id a, period p);
/* The weight of a member (a code) in an area's indicator and year; NULL when none is given. */
const weight *catalog_weight(const catalog *k, area_id a, ind_id i, int year, str member);
bool ind_has_freq(const indicator *i, freq f);
bool ind_at_level(const indicator *i, area_level l);
/* What was said of one figure's gap, and the plans for it; *n may become 0. */
const gap_cause *catalog_gap_causes(const catalog *k, area_id a, ind_id i, uint32_t *n);
const person *catalog_person(const catalog *k, str code); /* NULL = none */
const form *catalog_form(const catalog *k, str code);     /* NULL = none */
const org *catalog_org(const catalog *k, str code);       /* NULL = none */
const gap_plan *catalog_gap_plans(const catalog *k, area_id a, ind_id i, uint32_t *n);
bool ind_event_count(const indicator *i); /* a count that counts events: its basis is ytd */

#endif
