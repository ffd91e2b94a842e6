/* type.h: a ledger type as data: what its rows hold, the stages they go through, what each move needs,
 * what is worked out, warned of, summed up and printed. Read from one JSON file (docs/ledgers.md);
 * nothing here knows any type by name. Pure. */
#ifndef DIAODU_LEDGER_TYPE_H
#define DIAODU_LEDGER_TYPE_H
#include "base/err.h"
#include "ledger/expr.h"
#include "model/period.h"

#define TYPE_MAX_BYTES ((size_t)256 << 10)
#define TYPE_MAX_FIELDS 160
#define TYPE_MAX_STAGES 40
#define TYPE_MAX_ALERTS 32 /* one bit each */

typedef enum field_kind {
    FIELD_TEXT,
    FIELD_NUMBER,
    FIELD_DATE,
    FIELD_PERIOD,
    FIELD_FLAG,
    FIELD_CHOICE,
    FIELD_AREA,
    FIELD_ORG,
    FIELD_POST,
    FIELD_PERSON,
    FIELD_INDICATOR,
    FIELD_LINK,
    FIELD_FILE,
    FIELD_CHECKLIST,
    FIELD_KIND_MAX_
} field_kind;
const char *field_kind_name(field_kind k); /* text number date … as in the file */

typedef enum light_mark { MARK_RED, MARK_YELLOW, MARK_BLUE, MARK_GREEN, MARK_GREY } light_mark;
const char *light_mark_name(light_mark m);

typedef struct type_name {
    str zh, en; /* en is zh where none is given */
} type_name;
str type_said(type_name n, lang l);

typedef struct type_choice {
    str code;
    type_name name;
    const expr *when; /* of a checklist: does it apply; NULL = always */
} type_choice;

typedef struct type_field {
    str code;
    type_name name, help;
    field_kind kind;
    bool required, many;
    str unit;
    int decimals;    /* -1 = as typed */
    double min, max; /* NaN = no limit */
    uint32_t max_chars, lines;
    const type_choice *options;
    uint32_t n_options;
    str to; /* type of a link */
    str media;
    uint64_t max_bytes;
    const expr *formula; /* computed, never written; NULL */
    str start_text;      /* of a new row; "" = none */
    const expr *start;   /* the same, worked out */
    const expr *locked;  /* cannot be changed while it holds */
    const str *aliases;
    uint32_t n_aliases;
} type_field;

typedef struct type_stage {
    str code;
    type_name name;
    bool final;
} type_stage;

/* A member of "set" or of "creates": the field and what it becomes. */
typedef struct type_set {
    str field_text;
    uint32_t field; /* of this type; UINT32_MAX where the field is another type's */
    const expr *value;
} type_set;

typedef struct type_move {
    str code;
    type_name name, why;
    uint64_t from; /* bit per stage */
    uint32_t to;
    const uint32_t *needs, *asks; /* fields */
    uint32_t n_needs, n_asks;
    const expr *when;
    bool dispatch; /* the right it wants, else fill */
    bool note;
    uint64_t other_than; /* bit per move */
    const type_set *set;
    uint32_t n_set;
    str creates; /* type of a row that comes with it; "" = none */
    uint32_t creates_link;
    const type_set *creates_set;
    uint32_t n_creates_set;
} type_move;

typedef struct type_series {
    str code;
    type_name name;
    str unit;
    freq f;
    bool plan, actual;
    int decimals;
} type_series;

typedef struct type_check {
    str code;
    const expr *test;
    uint32_t field; /* it speaks of; UINT32_MAX = the row */
    type_name name;
} type_check;

typedef struct type_alert {
    str code, letter;
    light_mark light;
    const expr *when;
    type_name name;
} type_alert;

typedef struct type_column {
    str code, unit;
    str text; /* of the aggregate, as written */
    type_name name;
    int decimals;
    const expr *value; /* an aggregate */
} type_column;
typedef struct type_summary {
    str code;
    type_name name;
    uint32_t by, by2; /* names (TYPE_NAME_*); UINT32_MAX = none */
    const expr *where;
    str all, all_of; /* "org" and "department" of org:department */
    const type_column *columns;
    uint32_t n_columns;
    bool total;
    const expr *only; /* over the columns, by their order */
} type_summary;

typedef struct type_view {
    str code, where, sort;
    type_name name;
} type_view;
typedef struct type_child {
    str type, field;
} type_child;
/* How rows are drawn in time: date fields of their first and last day; UINT32_MAX = none. */
typedef struct type_span {
    uint32_t from, to;
} type_span;
typedef struct type_gantt {
    bool is;
    type_span plan, forecast, actual, baseline; /* plan.to is the end of a row's schedule */
} type_gantt;
/* Where rows lie: degrees east and north, and what is summed up by area; UINT32_MAX = none. */
typedef struct type_map {
    bool is;
    uint32_t lon, lat, value;
} type_map;
/* Rows whose monthly amounts are a part of an indicator of the desk (fixed-asset investment): which of
 * their series and fields say what; UINT32_MAX and "" = none. Amounts in the unit of the indicator. */
typedef struct type_domain {
    str domain;    /* option of the field `domain`; "" = of none */
    str indicator; /* its published total */
    str within;    /* indicator that it is a part of beside being a domain: an overlap; "" = none */
} type_domain;
typedef struct type_investment {
    bool is;
    uint32_t series, adjust;           /* done a month; change of the planned total */
    uint32_t total, before, before_to; /* planned; done up to and including a month */
    uint32_t land; /* of the total, what is paid for land: no investment to come */
    uint32_t entered, left, stopped; /* the statistical library */
    uint32_t capacity;               /* a month at most */
    uint32_t expected, probability;  /* month of entry, percent */
    uint32_t domain;
    str indicator, real_estate;
    double enter_from; /* total from which it belongs into the library; NaN = 5 million yuan */
    const type_domain *domains;
    uint32_t n_domains;
} type_investment;
typedef struct type_print_column {
    type_name name;
    const expr *value;
} type_print_column;
/* A form that offices print: the type's own has the code "print". */
typedef struct type_print {
    str code;
    type_name name, title, note;
    const type_print_column *columns;
    uint32_t n_columns;
} type_print;

/* What is known of other types while one is read: of() takes the kind of the field it fetches. */
typedef struct type_others {
    void *user;
    bool (*kind)(void *user, str type, str field, field_kind *ret); /* false = there is none */
} type_others;

#define TYPE_MAX_USES 48
/* What is looked into: codes of types, and the fields of theirs that are searched by value. */
typedef struct type_uses {
    str list[TYPE_MAX_USES];
    bool values[TYPE_MAX_USES]; /* what its rows say counts, not only that they are there */
    uint32_t n;
    struct type_want {
        str type, field;
    } wants[TYPE_MAX_USES];
    uint32_t n_wants;
    /* Expressions over rows of other types, linked('t','f','…'): type_inner() looks into them. */
    struct type_inner {
        str type, text;
        bool number; /* what is summed up, else a condition */
    } inner[TYPE_MAX_USES];
    uint32_t n_inner;
} type_uses;

typedef struct ledger_type ledger_type;
struct ledger_type {
    const type_others *others; /* outlives the type; NULL = nothing is known */
    str code, group, codes;
    type_name name, note;
    str json; /* the file as it was given */
    const type_field *fields;
    uint32_t n_fields;
    const type_stage *stages;
    uint32_t n_stages;
    const type_move *moves;
    uint32_t n_moves;
    const type_series *series;
    uint32_t n_series;
    bool milestones, private_;
    bool unit_level; /* rows are single respondents: seen with ACT_UNIT, else only counted */
    uint32_t title, area, org; /* fields; UINT32_MAX = none */
    uint32_t
        belongs; /* link to the row that it is a part of: whoever sees or keeps that one, this one too */
    uint32_t due; /* the day by which a row wants something: calendar.to, else from */
    const uint32_t *also_orgs;
    uint32_t n_also_orgs;
    const type_check *checks;
    uint32_t n_checks;
    const type_alert *alerts;
    uint32_t n_alerts;
    const type_summary *summaries;
    uint32_t n_summaries;
    const type_view *views;
    uint32_t n_views;
    const type_child *children;
    uint32_t n_children;
    const expr *guard;
    type_name guard_text;
    type_gantt gantt;
    type_map map;
    type_investment investment;
    const struct type_oc4ids *oc4ids; /* ledger/oc4ids.h; NULL = not to be exchanged */
    const type_print *prints;
    uint32_t n_prints;
    const struct type_letter *letters; /* ledger/letter.h */
    uint32_t n_letters;
    const uint32_t *list; /* fields of the list */
    uint32_t n_list;
    str sort;
    const uint32_t *order; /* computed fields, each after those it uses */
    uint32_t n_order;
    const bool
        *shifts; /* by field: worked out of other rows or of figures, by itself or through others */
    uint32_t shifting_alerts; /* bit per alert: likewise */
    bool figures;             /* a computed field or alert looks at figures of the desk */
    bool shifting;  /* a computed field or alert looks at other rows or at figures of the desk */
    type_uses uses; /* other types it looks into: links, children, linked() … */
};

/* Names that an expression may use: fields by their index, then these. */
enum {
    TYPE_NAME_CODE = 1000,
    TYPE_NAME_STAGE,
    TYPE_NAME_VERSION,
    TYPE_NAME_CREATED_BY,
    TYPE_NAME_CHANGED_BY,
    TYPE_NAME_CREATED_ON,
    TYPE_NAME_CHANGED_ON,
    TYPE_NAME_LIGHT,
    TYPE_NAME_SERIES = 2000 /* + 2 × series, and 1 for its plan */
};
/* Functions beside those of expr.h (what they mean: docs/ledgers.md; who answers: env.c). */
typedef enum type_function {
    FN_FINAL,
    FN_ME,
    FN_MINE,
    FN_IN_STAGE,
    FN_DAYS_IN_STAGE,
    FN_FILES,
    FN_LACKING,
    FN_SUM,
    FN_YTD,
    FN_LAST,
    FN_LAST_PERIOD,
    FN_AT,
    FN_REACH,
    FN_BETWEEN,
    FN_UPTO,
    FN_AFTER,
    FN_LATE_MILESTONES,
    FN_NEXT_MILESTONE,
    FN_MILESTONES,
    FN_MILESTONES_DONE,
    FN_DUE_MILESTONES,
    FN_SLACK,
    FN_SHOULD_START,
    FN_SCHEDULE_END,
    FN_OF,
    FN_LINKED,
    FN_ROWS,
    FN_LINKED_SUM,
    FN_ROWS_SUM,
    FN_LEVEL,
    FN_GROWTH,
    FN_BASE,
    FN_MOVED_ON,
    FN_MOVED_BY,
    FN_MAX_
} type_function;

/* Read a type. Everything lives in `a`; `file` names it in messages. ERR_FORMAT says which member and
 * what is wrong with it. References to other types are only noted (uses): whether they are there is
 * the caller's business. */
bool ledger_type_read(cx *c, arena *a, const char *file, str json, const type_others *others,
                      ledger_type **ret) CHECKED;
/* Only its code and its fields' kinds, for `others`: told one by one; ERR_FORMAT as above. */
bool ledger_type_skim(cx *c, const char *file, str json, void *user,
                      bool (*field)(void *user, str type, str field, field_kind k)) CHECKED;

uint32_t type_field_of(const ledger_type *t, str code); /* UINT32_MAX = none */
/* By code, name, English name or alias, spelling folded: a heading of an import. */
uint32_t type_field_by_heading(cx *c, const ledger_type *t, str heading);
uint32_t type_stage_of(const ledger_type *t, str code);
uint32_t type_move_of(const ledger_type *t, str code);
/* A printed form by its code; NULL. */
const type_print *type_print_of(const ledger_type *t, str code);
uint32_t type_series_of(const ledger_type *t, str code);
/* Compile what a person typed: a filter of this type's rows; other types it looks into are added to
 * `uses`. Lives in c->a. */
bool type_filter(cx *c, const ledger_type *t, str text, type_uses *uses, const expr **ret) CHECKED;
/* The same for anything that can be worked out of a row, of whatever kind. */
bool type_expression(cx *c, const ledger_type *t, str text, type_uses *uses,
                     const expr **ret) CHECKED;
/* Add to `u` what the expression of u->inner[i] looks into, compiled against its type `t`; ERR_USAGE when
 * it cannot be read. */
bool type_inner(cx *c, arena *a, const ledger_type *t, type_uses *u, uint32_t i) CHECKED;
bool type_use(cx *c, arena *a, type_uses *u, str type) CHECKED; /* add one */
bool type_use_values(cx *c, arena *a, type_uses *u, str type) CHECKED;
bool type_want_field(cx *c, arena *a, type_uses *u, str type, str field) CHECKED;
/* A name an expression or a sort may use: a field, or one of the built-in ones. */
bool type_name_id(const ledger_type *t, str name, uint32_t *ret_id, expr_kind *ret_kind);
/* A summary that no file names: how many rows by a field of any kind and, unless "", what a number field
 * sums to; with a total. In c->a. ERR_UNKNOWN. */
bool type_summary_by(cx *c, const ledger_type *t, str by, str sum, type_summary *ret) CHECKED;
expr_kind field_expr_kind(const type_field *f);
/* May what an expression gives be written to a field. */
bool type_set_fits(const type_field *f, const expr *e);
#endif
