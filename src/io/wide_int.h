/* wide_int.h: what the pieces of the reader of wide tables share. No other room includes it.
 *
 * The idea: a figure in a wide table is described by the texts around it. Every text (title, sheet
 * name, header cell, stub cell) is read into a `facet`: which area, indicator, measure, period,
 * basis, unit, kind it speaks of. A cell's meaning is its row's facet laid over its column's over
 * the table's, so that areas × indicators, indicators × measures, areas × months, long lists and
 * their mixtures are one case.
 *
 *   wide_words.c    the vocabulary, one table          wide_heads.c   words of stub headers and notes
 *   wide_names.c    indicators and areas by name
 *   wide_read.c     one text into one facet            wide_facet.c   facets laid over each other
 *   wide_grid.c     cells, merges, rows of a sheet     wide_split.c   tables within a sheet
 *   wide_header.c   columns from the header            wide_stub.c    rows from the stub
 *   wide_roles.c    what columns mean together         wide_unclear.c points that are not certain
 *   wide_apply.c    cells into tidy lines              wide_total.c   合计 against the sum
 *   wide_json.c     mapping to and from JSON           wide_overlay.c corrections laid over
 *   wide_show.c     mapping for people, fingerprint    wide.c         the calls of wide.h */
#ifndef DIAODU_WIDE_INT_H
#define DIAODU_WIDE_INT_H
#include "base/map.h"
#include "base/str.h"
#include "io/wide.h"
#include "model/cell.h"

/* ---- words ---- */
typedef enum word_type {
    W_NONE,
    W_LEVEL,
    W_GROWTH,
    W_INDEX_GROWTH, /* 为上年同期%: growth = value − 100 */
    W_DIFF,         /* 增减: growth where it is in %, else an amount */
    W_PM,           /* ±: growth where it is in %, else a movement */
    W_BASE,
    W_RANK,
    W_RANK_LEVEL,
    W_RANK_GROWTH,
    W_IGNORE,  /* arg = ignored */
    W_BASIS,   /* arg = basis */
    W_QUARTER, /* 本季, 当季: basis period, of the quarter */
    W_KIND,    /* arg = kind */
    W_LAST_YEAR,
    W_PARENT, /* 全省, 全国, 全市 …: arg = the character it ends with, 'p' 'n' 's' */
    W_OWN,    /* 市本级; arg 1 = only when nothing else is said */
    W_TOTAL,  /* 合计 */
    W_SUB,    /* 其中 */
    W_NOISE,  /* says nothing that matters here */
    W_UNIT    /* 百分点 */
} word_type;

typedef enum ignored {
    IG_NONE,
    IG_POINTS,
    IG_SHARE,
    IG_PROGRESS,
    IG_RANK_MOVE,
    IG_RANK_OLD,
    IG_DIFF,
    IG_YEAR_START,
    IG_MOM,
    IG_OLD_GROWTH,
    IG_GAP,
    IG_TWO_YEAR,
    IG_CONTRIBUTION,
    IG_VARIANT,
    IG_STOCK_MONTH,
    IG_RATE_GROWTH,
    IG_LEVEL_RANK,
    IG_TOTAL_COLUMN,
    IG_NOTE,
    IG_SUMMARY,
    IG_UNKNOWN,
    IG_USER,
    IG_MAX_
} ignored;
const char *ignored_text(ignored why, lang l);

typedef struct word {
    const char *text; /* folded and normalised */
    uint8_t type;
    uint8_t arg;
} word;
extern const word wide_words[];
extern const size_t wide_n_words;
/* Rewritings applied to folded texts of both sides before comparing: pairs from, to. */
extern const char *const wide_rewrites[][2];
extern const size_t wide_n_rewrites;

/* What a column of the stub is, as its header says. */
typedef enum head {
    HEAD_NONE,
    HEAD_AREA,
    HEAD_IND,
    HEAD_UNIT,
    HEAD_PERIOD,
    HEAD_CODE,
    HEAD_SEQ,
    HEAD_NOTE,
    HEAD_ANY /* 单位, 名称: the contents decide */
} head;
head wide_head(str bare); /* text without punctuation */
bool wide_is_signature(str folded);
bool wide_is_note(str folded); /* 注：, 制表人：, 数据来源 … */

/* ---- facets ---- */
typedef enum measure {
    MS_NONE,
    MS_LEVEL,
    MS_GROWTH,
    MS_INDEX_GROWTH,
    MS_BASE,
    MS_RANK,
    MS_IGNORE
} measure;

/* bits of facet.flags */
#define FL_LEVEL 1u
#define FL_GROWTH 2u
#define FL_INDEX_GROWTH 4u
#define FL_BASE 8u
#define FL_RANK 16u
#define FL_DIFF 32u
#define FL_PM 64u
#define FL_POINTS 128u
#define FL_LAST_YEAR 256u
#define FL_SUB 512u
#define FL_QUARTER 1024u
#define FL_PERCENT 2048u /* a % stood there */
#define FL_MANY_INDS 4096u
#define FL_MANY_AREAS 8192u
#define FL_NUMBERED 16384u /* 一、 1. ① stood in front */
#define FL_NOISE 65536u    /* a word of no consequence: 平均, 最高 */
#define FL_DATE 32768u     /* the period came from a date cell */
#define FL_MEASURES (FL_LEVEL | FL_GROWTH | FL_INDEX_GROWTH | FL_BASE | FL_RANK | FL_DIFF | FL_PM)

#define WIDE_UNITS 3
typedef struct facet {
    ind_id ind;   /* ID_NONE */
    area_id area; /* ID_NONE */
    uint32_t flags;
    uint8_t basis, kind, why; /* why = ignored, IG_NONE = not */
    char parent;              /* of W_PARENT, 0 = none */
    bool own, total;
    bool ranks_level, ranks_growth;
    bool has_period, has_month; /* month: more than a year was said */
    period_text when;
    uint8_t n_units;
    str unit[WIDE_UNITS]; /* as written; % is a flag and a unit */
    str left;             /* what could not be read; empty = everything was */
    str remark;           /* the same within brackets behind a name that was read */
    str ind_text;         /* the piece that named the indicator */
    period paper;         /* the date of the paper itself: 填报日期 */
    uint32_t known;       /* pieces understood that say something */
} facet;
extern const facet facet_none;

typedef enum want { WANT_ANY, WANT_AREA, WANT_IND, WANT_PERIOD, WANT_UNIT, WANT_TITLE } want;

/* ---- grid ---- */
typedef enum value_state {
    VAL_NONE,
    VAL_TEXT,
    VAL_NUMBER,
    VAL_MASK,
    VAL_DATE,
    VAL_BROKEN
} value_state;
value_state grid_value(const cell *x);
typedef enum row_kind { ROW_BLANK, ROW_SINGLE, ROW_TEXTS, ROW_DATA, ROW_COUNT, ROW_NOTE } row_kind;
typedef struct grid_row {
    uint8_t kind;
    uint16_t texts, values;
    uint32_t first, last;  /* columns */
    bool signature;        /* 填表人, 联系电话 */
    bool unit_line, years; /* 单位：… stands there; the numbers are years */
} grid_row;
typedef struct grid {
    const sheet *s;
    grid_row *rows; /* one a sheet_row */
} grid;
bool grid_open(cx *c, const sheet *s, grid *ret) CHECKED;
bool grid_open_top(cx *c, const sheet *s, grid *ret, uint32_t *ret_data) CHECKED;
/* A cell as a label, trimmed: a date that stands for its month reads as one. */
bool grid_label(cx *c, const cell *x, str *ret) CHECKED;
const cell *grid_cell(const grid *g, uint32_t i, uint32_t col); /* of sheet.rows[i]; NULL */

/* ---- analysis ---- */
typedef struct name_entry {
    uint32_t id;
    bool by_name; /* the name itself, not an alias */
    bool many;
} name_entry;
typedef struct name_index {
    map at; /* normalised text → index into e */
    name_entry *e;
    size_t n, cap;
    uint32_t longest; /* code points */
} name_index;

typedef struct wide {
    area_id near; /* of several areas with one name the one below it is meant; ID_NONE = home */
    cx *c;
    const workbook *w;
    const catalog *k;
    wide_hint hint;
    map words;
    name_index inds, areas;
    map seen[6]; /* text → index into facets, one a want */
    facet *facets;
    size_t n_facets, cap_facets;
    grid *grids; /* one a sheet */
} wide;

bool wide_init(wide *x, cx *c, const workbook *w, const catalog *k, const wide_hint *h) CHECKED;
void wide_done(wide *x);
/* Fold, then rewrite: the form in which texts are compared. In the context's arena. */
bool wide_norm(cx *c, str s, str *ret) CHECKED;
/* A finding in both languages, ready made. */
bool wide_say(cx *c, issues *l, issue_severity s, str column, str text, const char *zh,
              const char *en) CHECKED;
str wide_bare(cx *c, str norm); /* without punctuation; {NULL,0} when out of memory */
/* Remembered by text. `under` is used for areas only. */
bool wide_read(wide *x, str text, want wt, facet *ret) CHECKED;
bool wide_read_new(wide *x, str text, want wt, facet *ret) CHECKED;

/* names */
bool names_build(wide *x) CHECKED;
void names_near(wide *x, area_id near); /* forgets what was read with another one */
ind_id names_ind(const wide *x, str norm, bool *ret_many);
area_id names_area(wide *x, str text, bool *ret_many);
area_id names_area_short(const wide *x, str norm, bool *ret_many);
/* 其中 rows and sub-headers: `child` read as a part of `parent`; ID_NONE when that gives nothing. */
bool names_child(wide *x, str child, ind_id parent, ind_id *ret) CHECKED;
/* The area that 全省, 全市 … means, seen from `from`. */
area_id names_parent(const wide *x, char what, area_id from);
bool like_area(str s); /* does an unknown text sound like an area? */
area_id names_own(const wide *x, area_id of);
bool names_is_part(const catalog *k, ind_id i, ind_id whole);
bool wide_below(const catalog *k, area_id a, area_id top); /* a is top or below it */

/* facet arithmetic */
measure facet_measure(const facet *f);
ignored facet_why(const facet *f); /* of MS_IGNORE */
void facet_add_unit(facet *f, str unit);
/* `lower` said under `upper`: what it says stands, the rest comes from above. */
void facet_under(facet *upper, const facet *lower);
/* A year from one and a month from the other; the nearer one first. False when none. */
bool facet_when(const period_text *near, bool has_near, const period_text *far, bool has_far,
                period_text *ret);

/* ---- mapping ---- */
typedef enum col_role {
    COL_VALUE,
    COL_AREA,
    COL_IND,
    COL_PERIOD,
    COL_UNIT,
    COL_STUB, /* texts that may say anything */
    COL_CODE, /* area codes */
    COL_IGNORE
} col_role;
const char *col_role_name(col_role r);

#define WIDE_LEVELS 8
typedef struct wcol {
    uint32_t col;
    col_role role;
    str header; /* levels joined by " / " */
    str key;    /* folded, without digits and periods: recognises the column next month */
    facet f;
    uint8_t ms;                  /* measure */
    uint8_t why;                 /* ignored */
    bool by_level;               /* a rank by amount, not by growth */
    bool old;                    /* a figure of last year that is not the base of one beside it */
    uint64_t from[WIDE_LEVELS];  /* header cells above: row << 32 | col */
    uint8_t n_levels, ind_level; /* which level named the indicator */
    uint32_t panel;              /* index of the panel (columns that share a stub) */
    bool bare_month;             /* one month named without saying whether it is cumulative */
    bool has_figures;
    bool pin_period; /* the mapping says the period: it is not read again */
    period pin;
} wcol;

typedef enum row_role { RR_DATA, RR_TOTAL, RR_GROUP, RR_SKIP } row_role;
typedef struct wrow {
    uint32_t i; /* index into sheet.rows */
    uint32_t f; /* index into table facets */
    uint8_t role;
} wrow;

typedef struct wpin { /* a row as the mapping names it */
    uint32_t row;     /* 0-based row of the sheet, UINT32_MAX = wherever the text stands */
    str text;         /* folded */
    uint8_t role;
    bool has_role, pin_period;
    ind_id ind;
    area_id area;
    char parent;
    str unit;
    period pin;
} wpin;

typedef struct wtable {
    uint32_t sheet;
    str sheet_name;
    uint32_t title_from;             /* indices into sheet.rows */
    uint32_t header_from, header_to; /* [from, to) */
    uint32_t data_from, data_to;     /* [from, to) */
    bool skip;
    str skip_zh, skip_en;
    facet ctx;       /* what title, unit line and sheet name say */
    bool year_pairs; /* columns 2024年 | 2023年: the title's months hold for both */
    int year;        /* of the title, else the newest among the columns; 0 = none */
    period pin;
    bool pin_period;
    area_id area;   /* values without an area are its own */
    area_id common; /* parent of the areas listed, else `area`: what 全市, 全省 mean */
    uint8_t kind;
    bool kinds_said; /* some column says 预计 or 目标: the title's word does not hold for all */
    uint8_t bare; /* basis of months named without 累计 or 当月; BASIS_NONE = the indicator's */
    bool ranks_growth; /* some column ranks by growth */
    bool has_growth;
    bool areas_down; /* a column of areas: a row without one is not the table's own */
    wcol *cols;
    uint32_t n_cols;
    uint32_t n_panels;
    wrow *rows; /* panel by panel: rows[p * n_rows + r] */
    uint32_t n_rows;
    facet *facets;
    size_t n_facets, cap_facets;
    wpin *pins;
    uint32_t n_pins;
    const char *orientation;
    uint32_t shown[4]; /* rows of the sheet, inclusive: header from, to, data from, to */
    uint32_t ordinal;  /* which table of its sheet */
    bool pin_rows;     /* the mapping says where header and data lie: then rows of the sheet */
    uint8_t pin_kind, pin_basis; /* said by the mapping, like the next three */
    area_id pin_area;
    ind_id pin_ind;
    str pin_unit;
    char key[65]; /* fingerprint of the header */
} wtable;

struct mapping {
    int version;
    str name;
    char fingerprint[65];
    wide_hint hint;
    bool loaded; /* from JSON: its statements go before what is found */
    wtable *tables;
    uint32_t n_tables;
};

/* ---- what one figure means ---- */
typedef enum unclear {
    UN_NONE,
    UN_COLUMN, /* the header is not understood */
    UN_NO_HEADER,
    UN_IND, /* unknown indicator */
    UN_IND_MANY,
    UN_IND_NONE,  /* none named anywhere */
    UN_IND_CLASH, /* row and column name different ones */
    UN_AREA,
    UN_AREA_MANY,
    UN_AREA_OWN,
    UN_AREA_NONE,
    UN_AREA_CLASH,
    UN_PERIOD,
    UN_YEAR,
    UN_FREQ, /* not a period of the indicator */
    UN_UNIT,
    UN_REMARK,     /* usable, but something in brackets was not understood */
    UN_UNIT_GUESS, /* usable: the table's unit does not fit, the indicator's own is taken */
    UN_YEAR_GUESS, /* usable: the year is the newest possible one */
    UN_DIFF,       /* usable: 增减 without a unit */
    UN_TARGET,     /* usable: a target that may be a growth */
    UN_MOVED,      /* usable: said while reading, not asked: taken as the latest quarter's */
    UN_SAME,       /* two columns say the same of the same */
    UN_MAX_
} unclear_why;
typedef enum where { AT_TABLE, AT_COLUMN, AT_ROW } where;

/* What the other cells of a row tell: whether amounts stand in it, and of which basis. */
typedef struct row_sum {
    bool level, base, ytd, single;
} row_sum;
typedef struct mean {
    ignored why;
    unclear_why unclear, doubt; /* unclear: not usable; doubt: usable */
    uint8_t at;                 /* where */
    bool total;                 /* of a 合计 row or column */
    bool old;                   /* last year's: becomes an observation where none stands */
    bool moved;                 /* a monthly sheet's figure that its latest quarter holds */
    area_id area;
    ind_id ind;
    period p;
    uint8_t basis, kind, ms;
    str unit;
} mean;
void wide_mean(const wide *x, const wtable *t, const facet *row, const row_sum *rs, const wcol *w,
               mean *ret);
row_sum wide_row_sum(const grid *g, const wtable *t, uint32_t panel, uint32_t i);

/* ---- steps ---- */
/* Tables of sheet `s`, appended to `tables`. */
bool wide_split(wide *x, uint32_t sheet, grid *g, wtable **tables, uint32_t *n) CHECKED;
/* Titles, unit line, sheet name, file name; `above` = the table above on the sheet or NULL. */
bool wide_context(wide *x, const grid *g, wtable *t, const wtable *above) CHECKED;
bool wide_cover(wide *x, const grid *g, facet *all) CHECKED; /* titles of a sheet without figures */
bool wide_header(wide *x, const grid *g, wtable *t) CHECKED; /* columns with their facets */
bool wide_stub(wide *x, const grid *g, wtable *t) CHECKED;   /* rows with their facets */
bool wide_roles(wide *x, const grid *g, wtable *t) CHECKED;  /* what columns mean together */

/* All tables of the workbook; `fix` = a mapping whose statements go before what is found, or NULL. */
bool wide_analyse(wide *x, const mapping *fix, wtable **ret, uint32_t *ret_n) CHECKED;
/* Points that are not certain: one a column, row or table and reason. */
typedef enum points_for {
    POINTS_ASKED,  /* a proposal: is it certain? */
    POINTS_GUESS,  /* while reading: all are warnings */
    POINTS_STRICT, /* while reading: what waives figures is an error */
    POINTS_KNOWN   /* the same under a mapping that knows the columns: those are warnings */
} points_for;
/* *ret_left: points that leave figures out, added to. */
bool wide_unclear(wide *x, const wtable *t, points_for why, issues *list, size_t *ret_left) CHECKED;
/* What names a row: the first text of its stub; "" when none. */
str wide_row_name(const grid *g, const wtable *t, uint32_t panel, uint32_t i);
/* Of a row whose area or indicator is unknown: all but that. False: nothing can be said. */
bool wide_mean_unknown(const wide *x, const wtable *t, const facet *row, const row_sum *rs,
                       const wcol *w, mean *ret);
/* Statements of a mapping laid over a table as it is found. */
bool overlay_split(wide *x, const mapping *fix, uint32_t sheet, const grid *g, wtable **tables,
                   uint32_t *n, uint32_t from) CHECKED;
const wtable *overlay_find(const mapping *fix, const wtable *t);
void overlay_table(const wtable *fix, wtable *t);
void overlay_columns(const wtable *fix, wtable *t);
void overlay_rows(const wide *x, const grid *g, const wtable *fix, wtable *t);
void overlay_measures(const wtable *fix, wtable *t);
/* A header's text without what changes from month to month. */
bool header_key(cx *c, str header, str *ret) CHECKED;
bool table_fingerprint(cx *c, wtable *t) CHECKED; /* sets its key and its columns' */
bool add_wtable(wide *x, uint32_t sheet, wtable **tables, uint32_t *n, wtable **ret) CHECKED;
const char *measure_name(measure m);
void column_letters(uint32_t col, char out[8]);
/* Folded texts of the stub of sheet.rows[i], joined by |. */
bool row_text(cx *c, const grid *g, const wtable *t, uint32_t panel, uint32_t i, str *ret) CHECKED;
/* 合计 rows against the rows above them. */
bool wide_totals(wide *x, const grid *g, const wtable *t, issues *list) CHECKED;

#endif
