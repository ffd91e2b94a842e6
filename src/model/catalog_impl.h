/* catalog_impl.h: what the files of the catalogue share; nobody else includes it.
 *
 *   catalog_table.c  CSV text -> cells of rows, keys, duplicates      (syntax of a table)
 *   catalog_row.c    cells -> one typed row, references still as text (syntax of a row)
 *   catalog_build.c  typed rows -> catalogue: references, cycles, children
 *   catalog_lists.c  the same for sets, rosters, breaks, weights, orgs, posts, shapes
 *   catalog_gaps.c   the same for causes of gaps and plans
 *   catalog_people.c the same for people, roles and grants
 *   catalog_forms.c  the same for forms, who fills them, windows and delegations
 *   catalog_short.c  short forms of area names
 *   catalog_find.c   index of names; what a person typed
 *   catalog_ask.c    validity, rosters, breaks
 *   catalog_export.c catalogue -> CSV */
#ifndef DIAODU_CATALOG_IMPL_H
#define DIAODU_CATALOG_IMPL_H
#include "base/map.h"
#include "base/str.h"
#include "model/catalog.h"

/* ---- columns: enumerator and name, "*" = required, in the order of export ---- */
#define AREA_COLUMNS(X)                                                                            \
    X(A_CODE, "*code")                                                                             \
    X(A_NAME, "*name")                                                                             \
    X(A_NAME_EN, "name_en")                                                                        \
    X(A_LEVEL, "*level")                                                                           \
    X(A_PARENT, "parent")                                                                          \
    X(A_ADDITIVE, "additive_to")                                                                   \
    X(A_COMPLETE, "members_complete")                                                              \
    X(A_BENCHMARK, "benchmark")                                                                    \
    X(A_GROUPS, "groups")                                                                          \
    X(A_FROM, "valid_from")                                                                        \
    X(A_TO, "valid_to")                                                                            \
    X(A_REPLACED, "replaced_by")                                                                   \
    X(A_LON, "lon")                                                                                \
    X(A_LAT, "lat")
#define IND_COLUMNS(X)                                                                             \
    X(I_CODE, "*code")                                                                             \
    X(I_NAME, "*name")                                                                             \
    X(I_NAME_EN, "name_en")                                                                        \
    X(I_ALIASES, "aliases")                                                                        \
    X(I_DOMAIN, "domain")                                                                          \
    X(I_UNIT, "*unit")                                                                             \
    X(I_NATURE, "*nature")                                                                         \
    X(I_FREQUENCY, "*frequency")                                                                   \
    X(I_BASIS, "basis")                                                                            \
    X(I_JOINT, "joint_jan_feb")                                                                    \
    X(I_DIRECTION, "direction")                                                                    \
    X(I_AGGREGATION, "aggregation")                                                                \
    X(I_PRICE, "price")                                                                            \
    X(I_INDEX_BASE, "index_base")                                                                  \
    X(I_LAG, "release_lag")                                                                        \
    X(I_DAY, "release_day")                                                                        \
    X(I_LEVELS, "levels")                                                                          \
    X(I_VARIANT_OF, "variant_of")                                                                  \
    X(I_VARIANT, "variant")                                                                        \
    X(I_PARENT, "parent")                                                                          \
    X(I_SUPPORTS, "supports")                                                                      \
    X(I_MATCHES, "matches")                                                                        \
    X(I_OWNER_ORG, "owner_org")                                                                    \
    X(I_OWNER_POST, "owner_post")                                                                  \
    X(I_LEADER_POST, "leader_post")                                                                \
    X(I_DECIMALS, "decimals")                                                                      \
    X(I_DEFINITION, "definition")                                                                  \
    X(I_FROM, "valid_from")                                                                        \
    X(I_TO, "valid_to")                                                                            \
    X(I_REPLACED, "replaced_by")
#define SET_COLUMNS(X)                                                                             \
    X(S_CODE, "*code")                                                                             \
    X(S_NAME, "*name")                                                                             \
    X(S_KIND, "*kind")                                                                             \
    X(S_MEMBER, "*member")                                                                         \
    X(S_FROM, "from")                                                                              \
    X(S_TO, "to")
#define BREAK_COLUMNS(X)                                                                           \
    X(B_INDICATOR, "*indicator")                                                                   \
    X(B_AREA, "area")                                                                              \
    X(B_FROM, "*from")                                                                             \
    X(B_OLD, "old")                                                                                \
    X(B_NEW, "new")                                                                                \
    X(B_LINKABLE, "linkable")                                                                      \
    X(B_FACTOR, "factor")                                                                          \
    X(B_NOTE, "note")
#define WEIGHT_COLUMNS(X)                                                                          \
    X(W_AREA, "*area")                                                                             \
    X(W_INDICATOR, "*indicator")                                                                   \
    X(W_YEAR, "*year")                                                                             \
    X(W_MEMBER, "*member")                                                                         \
    X(W_WEIGHT, "*weight")
#define ORG_COLUMNS(X)                                                                             \
    X(O_CODE, "*code")                                                                             \
    X(O_NAME, "*name")                                                                             \
    X(O_KIND, "kind")                                                                              \
    X(O_AREA, "area")                                                                              \
    X(O_PARENT, "parent")
#define POST_COLUMNS(X)                                                                            \
    X(P_CODE, "*code")                                                                             \
    X(P_TITLE, "*title")                                                                           \
    X(P_ORG, "org")                                                                                \
    X(P_HOLDER, "holder")                                                                          \
    X(P_FROM, "from")                                                                              \
    X(P_TO, "to")
#define SHAPE_COLUMNS(X)                                                                           \
    X(H_AREA, "*area")                                                                             \
    X(H_FROM, "from")                                                                              \
    X(H_TO, "to")                                                                                  \
    X(H_OUTLINE, "*outline")
#define PERSON_COLUMNS(X)                                                                          \
    X(U_CODE, "*code")                                                                             \
    X(U_NAME, "*name")                                                                             \
    X(U_ORG, "org")                                                                                \
    X(U_NOTE, "note")
#define ROLE_COLUMNS(X)                                                                            \
    X(R_CODE, "*code")                                                                             \
    X(R_NAME, "*name")                                                                             \
    X(R_NAME_EN, "name_en")                                                                        \
    X(R_ACTIONS, "*actions")
#define GRANT_COLUMNS(X)                                                                           \
    X(T_SUBJECT, "*subject")                                                                       \
    X(T_ROLE, "*role")                                                                             \
    X(T_AREA, "area")                                                                              \
    X(T_SCOPE, "scope")                                                                            \
    X(T_DOMAINS, "domains")                                                                        \
    X(T_FROM, "from")                                                                              \
    X(T_TO, "to")                                                                                  \
    X(T_NOTE, "note")
#define FORM_COLUMNS(X)                                                                            \
    X(F_CODE, "*code")                                                                             \
    X(F_NAME, "*name")                                                                             \
    X(F_NAME_EN, "name_en")                                                                        \
    X(F_KIND, "*kind")                                                                             \
    X(F_INDICATORS, "*indicators")                                                                 \
    X(F_FREQUENCY, "*frequency")                                                                   \
    X(F_OPENS, "open_day")                                                                         \
    X(F_DUE, "*due_day")                                                                           \
    X(F_CLOSES, "close_day")                                                                       \
    X(F_WORKDAY, "workday")                                                                        \
    X(F_STEPS, "steps")                                                                            \
    X(F_ACCEPT, "accept")                                                                          \
    X(F_TABLE_NO, "table_no")                                                                      \
    X(F_AUTHORITY, "authority")                                                                    \
    X(F_APPROVAL, "approval")                                                                      \
    X(F_VALID_TO, "valid_to")                                                                      \
    X(F_REMIND, "remind_days")                                                                     \
    X(F_ESCALATE, "escalate_days")                                                                 \
    X(F_NOTE, "note")
#define UNIT_COLUMNS(X)                                                                            \
    X(N_FORM, "*form")                                                                             \
    X(N_ORG, "*org")                                                                               \
    X(N_AREA, "*area")                                                                             \
    X(N_INDICATORS, "indicators")                                                                  \
    X(N_FROM, "from")                                                                              \
    X(N_TO, "to")                                                                                  \
    X(N_NOTE, "note")
#define WINDOW_COLUMNS(X)                                                                          \
    X(V_CODE, "*code")                                                                             \
    X(V_NAME, "*name")                                                                             \
    X(V_OPENS, "*opens")                                                                           \
    X(V_CLOSES, "*closes")                                                                         \
    X(V_LEVEL, "level")                                                                            \
    X(V_SOURCE, "source")                                                                          \
    X(V_INDICATORS, "indicators")                                                                  \
    X(V_NOTE, "note")
#define DELEGATION_COLUMNS(X)                                                                      \
    X(D_POST, "*post")                                                                             \
    X(D_TO, "*person")                                                                             \
    X(D_FROM, "*from")                                                                             \
    X(D_UNTIL, "*to")                                                                              \
    X(D_NOTE, "note")
#define CODE_COLUMNS(X)                                                                            \
    X(C_CODE, "*code")                                                                             \
    X(C_NAME, "*name")                                                                             \
    X(C_NAME_EN, "name_en")                                                                        \
    X(C_PARENT, "parent")                                                                          \
    X(C_ROUTE, "route")                                                                            \
    X(C_ROUTE_EN, "route_en")
#define CAUSE_COLUMNS(X)                                                                           \
    X(G_AREA, "*area")                                                                             \
    X(G_INDICATOR, "*indicator")                                                                   \
    X(G_PERIOD, "*period")                                                                         \
    X(G_CAUSE, "*cause")                                                                           \
    X(G_SIDE, "*side")                                                                             \
    X(G_TEXT, "text")                                                                              \
    X(G_ORG, "org")                                                                                \
    X(G_PERSON, "person")
#define PLAN_COLUMNS(X)                                                                            \
    X(M_AREA, "*area")                                                                             \
    X(M_INDICATOR, "*indicator")                                                                   \
    X(M_CHECKPOINT, "*checkpoint")                                                                 \
    X(M_ITEM, "*item")                                                                             \
    X(M_PERIOD, "*period")                                                                         \
    X(M_DUE, "*due")                                                                               \
    X(M_MEASURE, "*measure")                                                                       \
    X(M_SUPPORT, "support")                                                                        \
    X(M_AMOUNT, "amount")                                                                          \
    X(M_UNIT, "unit")                                                                              \
    X(M_ORG, "org")                                                                                \
    X(M_LEADER, "leader")                                                                          \
    X(M_PERSON, "person")                                                                          \
    X(M_NOTE, "note")
#define COLUMN_ENUM(e, name) e,
enum area_column { AREA_COLUMNS(COLUMN_ENUM) A_MAX_ };
enum ind_column { IND_COLUMNS(COLUMN_ENUM) I_MAX_ };
enum set_column { SET_COLUMNS(COLUMN_ENUM) S_MAX_ };
enum break_column { BREAK_COLUMNS(COLUMN_ENUM) B_MAX_ };
enum weight_column { WEIGHT_COLUMNS(COLUMN_ENUM) W_MAX_ };
enum org_column { ORG_COLUMNS(COLUMN_ENUM) O_MAX_ };
enum post_column { POST_COLUMNS(COLUMN_ENUM) P_MAX_ };
enum shape_column { SHAPE_COLUMNS(COLUMN_ENUM) H_MAX_ };
enum code_column { CODE_COLUMNS(COLUMN_ENUM) C_MAX_ };
enum cause_column { CAUSE_COLUMNS(COLUMN_ENUM) G_MAX_ };
enum plan_column { PLAN_COLUMNS(COLUMN_ENUM) M_MAX_ };
enum person_column { PERSON_COLUMNS(COLUMN_ENUM) U_MAX_ };
enum role_column { ROLE_COLUMNS(COLUMN_ENUM) R_MAX_ };
enum grant_column { GRANT_COLUMNS(COLUMN_ENUM) T_MAX_ };
enum form_column { FORM_COLUMNS(COLUMN_ENUM) F_MAX_ };
enum form_unit_column { UNIT_COLUMNS(COLUMN_ENUM) N_MAX_ };
enum window_column { WINDOW_COLUMNS(COLUMN_ENUM) V_MAX_ };
enum delegation_column { DELEGATION_COLUMNS(COLUMN_ENUM) D_MAX_ };

enum table_no {
    TABLE_AREAS,
    TABLE_INDICATORS,
    TABLE_SETS,
    TABLE_ROSTERS,
    TABLE_BREAKS,
    TABLE_WEIGHTS,
    TABLE_ORGS,
    TABLE_POSTS,
    TABLE_SHAPES,
    TABLE_CAUSE_CODES,
    TABLE_GAP_CAUSES,
    TABLE_GAP_PLANS,
    TABLE_PEOPLE,
    TABLE_ROLES,
    TABLE_GRANTS,
    TABLE_FORMS,
    TABLE_FORM_UNITS,
    TABLE_WINDOWS,
    TABLE_DELEGATIONS,
    TABLE_MAX_
};

/* ---- typed rows: the noun, and what it refers to as the table spelled it ---- */
typedef struct area_row {
    area v;
    str parent, additive_to, benchmark;
} area_row;
typedef struct ind_row {
    indicator v;
    str agg_num, agg_den, variant_of, parent, replaced_by;
} ind_row;
typedef struct set_row {
    str code, name, member;
    bool of_areas;
    validity valid;
} set_row;
typedef struct break_row {
    series_break v;
    str ind, area;
} break_row;
typedef struct weight_row {
    weight v;
    str area, ind;
} weight_row;
typedef struct org_row {
    org v;
    str area;
} org_row;

typedef struct shape_row {
    area_shape v;
    str area;
} shape_row;
typedef struct cause_row {
    gap_cause v;
    str area, ind, cause;
} cause_row;
typedef struct plan_row {
    gap_plan v;
    str area, ind;
} plan_row;

typedef struct grant_row {
    grant v;
    str role, area;
} grant_row;

typedef struct form_row {
    form v;
    str indicators;
} form_row;
typedef struct form_unit_row {
    form_unit v;
    str form, area, indicators;
} form_unit_row;

/* ---- one row being read ---- */
typedef struct reader {
    cx *c;
    issues *list;
    const unit_table *units;
    const struct table_spec *spec;
    const str *cells; /* one for each column of the table; trimmed */
    uint32_t line;
    bool bad;    /* the row has an error: leave it out */
    bool failed; /* not the row's fault: described in c */
} reader;

typedef struct table_spec {
    int n_columns;
    size_t item_size;
    void (*read)(reader *r, void *item);
    struct {
        int8_t column; /* -1 ends the list */
        char how;      /* 't' text, 'd' date, 'y' year, 'w' word, 'm' period as a month */
    } key[5];
} table_spec;
extern const table_spec table_specs[TABLE_MAX_];

str column_name(const table_spec *spec, int column);
/* Note something about the row; an error makes it bad. Formats take the same arguments. */
#define SAY(r, severity, column, zh, en, ...)                                                      \
    reader_noted((r), (severity),                                                                  \
                 issue_add((r)->c, (r)->list, (severity), (r)->line,                               \
                           column_name((r)->spec, (column)), (r)->cells[column], (zh),             \
                           (en)__VA_OPT__(, ) __VA_ARGS__))
#define BAD(r, column, zh, en, ...)                                                                \
    SAY((r), ISSUE_ERROR, (column), (zh), (en)__VA_OPT__(, ) __VA_ARGS__)
void reader_noted(reader *r, issue_severity s, bool ok);
/* A date cell as the first day of it: 2024, 2024-03, 2024-03-18. `open` when empty. */
int64_t read_date(reader *r, int column, int64_t open);
bool read_yes(reader *r, int column, bool empty);
int read_int(reader *r, int column, int lo, int hi, int empty);
/* A period as the month of its last day; PERIOD_NONE when it cannot be read or is empty. */
period read_month(reader *r, int column);
void read_cause_code(reader *r, void *item);
void read_gap_cause(reader *r, void *item);
void read_gap_plan(reader *r, void *item);
void read_person(reader *r, void *item);
void read_role(reader *r, void *item);
void read_grant(reader *r, void *item);
validity read_validity(reader *r, int from, int to);
void read_form(reader *r, void *item);
void read_form_unit(reader *r, void *item);
void read_window(reader *r, void *item);
void read_delegation(reader *r, void *item);
/* A code without the forbidden separators. */
str read_code(reader *r, int column, const char *forbidden);

/* ---- builder ---- */
typedef struct brow {
    void *item; /* typed row; strings lie in the builder's arena */
    uint32_t line;
    uint32_t batch; /* which call of catalog_add_table() */
    bool withdrawn;
} brow;
typedef struct btable {
    brow *rows; /* by first appearance of the key: for areas and indicators the id */
    size_t n, cap;
    map keys;
} btable;
struct catalog_builder {
    arena *a;
    str units_csv;
    unit_table *units;
    uint32_t batch;
    btable t[TABLE_MAX_];
};

/* ---- finishing ---- */
typedef struct finisher {
    cx *c;
    const catalog_builder *b;
    issues *list;
    catalog *k;
    struct catalog_index *ix;
    size_t errors_before;
    uint32_t *cause_at; /* row of table cause_codes -> its place in the catalogue; ID_NONE */
    char *pool;         /* text of the catalogue, bump allocated without padding */
    size_t pool_left;
    bool failed; /* out of memory; described */
} finisher;
str keep(finisher *f, str s);
void *keep_array(finisher *f, size_t n, size_t size); /* zeroed; never NULL unless failed */
/* Note something about row `i` of a table. */
#define TELL(f, severity, table, row, column, text, zh, en, ...)                                   \
    finisher_noted((f), issue_add((f)->c, (f)->list, (severity), row_line((f), (table), (row)),    \
                                  column_name(&table_specs[table], (column)), (text), (zh),        \
                                  (en)__VA_OPT__(, ) __VA_ARGS__))
uint32_t row_line(const finisher *f, enum table_no t, size_t row);
bool usable(const finisher *f, enum table_no t, size_t row); /* not withdrawn */
bool org_exists(const finisher *f, str code);
void finisher_noted(finisher *f, bool ok);
/* Code to id; an unknown one is an error of that row. Empty gives ID_NONE. */
area_id ref_area(finisher *f, enum table_no t, size_t row, int column, str code);
ind_id ref_ind(finisher *f, enum table_no t, size_t row, int column, str code);
/* Cycles among n things with up to `edges` edges each: an error naming the way round. */
typedef uint32_t (*edge_fn)(const finisher *f, uint32_t id, int edge); /* ID_NONE = none */
typedef str (*code_fn)(const finisher *f, uint32_t id);
void refuse_cycles(finisher *f, enum table_no t, int column, uint32_t n, int edges, edge_fn edge,
                   code_fn code);
void finish_lists(finisher *f);  /* sets rosters breaks weights orgs posts shapes */
void finish_gaps(finisher *f);   /* cause_codes gap_causes gap_plans */
void finish_people(finisher *f); /* people roles grants */
void finish_forms(finisher *f);  /* forms form_units windows delegations */

/* ---- index ---- */
enum match_class { MATCH_CODE, MATCH_NAME, MATCH_ALIAS, MATCH_SHORT };
typedef struct name_entry {
    uint32_t id, next; /* next of the same text; UINT32_MAX ends */
    uint8_t class;
} name_entry;
typedef struct name_index {
    map heads; /* folded text -> first entry */
    name_entry *entries;
    size_t n, cap;
} name_index;
typedef struct catalog_index {
    map areas, inds; /* by code */
    name_index area_names, ind_names;
    unit_table *units;
    uint32_t *roster_of;    /* by area: set index of the roster with its code, ID_NONE */
    uint32_t *default_from; /* by area, n + 1: range in default_members of its `default` roster */
    set_member *default_members;
    uint32_t *break_from; /* by indicator, n + 1: range in catalog.breaks */
} catalog_index;
bool index_names(cx *c, catalog *k); /* false: out of memory, described */
void index_free(catalog_index *ix);

/* Short forms of a folded area name. Writes at most SHORT_MAX slices; `buf` holds those that are
 * not part of the name. Returns how many. */
#define SHORT_MAX 8
#define SHORT_BUF 512
size_t area_short_names(str folded, str out[SHORT_MAX], char buf[SHORT_BUF]);

#endif
