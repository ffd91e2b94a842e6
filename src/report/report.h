/* report.h: documents of the desk: bulletin, four-aspect analysis, the forms of statistics section 2.
 * What a report consists of is data (catalogue/reports.csv: blocks in their order); a block is a
 * function here. The result is a doc (io/doc.h) for any of the writers. */
#ifndef DIAODU_REPORT_H
#define DIAODU_REPORT_H
#include "flow/desk.h"
#include "io/doc.h"
#include "panel/board.h"
#include "report/sentence.h"

/* What all blocks of one document see. */
typedef struct report {
    cx *c;
    const desk *d;
    board b;
    period asked;
    const sentences *s;
    doc *doc;
    bool preliminary; /* a flash figure or a forecast stands in it */
    bool internal;    /* so does one that is not released yet */
    bool noted;       /* the source of the targets has been named */
    bool nothing;     /* of the block at work: it had nothing to show */
    bool said;        /* some block showed something */
    str *divisions;   /* names of industries (breadth.c), NULL until asked for */
    uint32_t n_divisions;
} report;

/* The definitions (docs/formats.md), in their order; in c->a. */
typedef struct report_line {
    str report, kind, what, zh, en;
} report_line;
bool report_lines(cx *c, const report_line **ret, size_t *ret_n) CHECKED;
/* Names of the reports, in their order, blank-separated; in c->a. */
bool report_names(cx *c, str *ret) CHECKED;
bool report_need(cx *c, str name) CHECKED; /* ERR_UNKNOWN lists the names there are */
/* ERR_UNKNOWN lists the names, ERR_USAGE a form that has no such period. `internal` marks the document
 * 内部资料 whatever its figures. *ret_lack is "" or what is missing when the document has nothing to
 * show; it then says so itself (c->a). */
bool report_make(cx *c, const desk *d, str name, area_id a, period p, bool internal, doc *ret,
                 str *ret_lack) CHECKED;
/* One block by its name in the table ("text indicators"), for templates; false in *ret_known when
 * there is none. */
bool report_open(cx *c, const desk *d, area_id a, period p, doc *doc, report *ret) CHECKED;
bool report_block(report *r, str kind, str what, str title, bool *ret_known) CHECKED;

/* The words of headings: area, period, mark (as-of time, 初步数), whole (compared_area). */
bool report_word(report *r, str name, sb *out, bool *ret_known) CHECKED;

/* ---- where figures come from (origins.c) ---- */
/* Sets preliminary and internal by the figures of the board and of the areas and parts that are
 * compared with it. */
bool report_origins(report *r) CHECKED;
/* Whose targets a block prints. */
typedef enum target_use {
    TARGETS_NONE,
    TARGETS_PROGRESS, /* the area's own, where there is a progress */
    TARGETS_OWN,
    TARGETS_MEMBERS /* the members' too */
} target_use;
/* A note that names the sources of these targets; nothing when there is none. */
bool report_target_note(report *r, target_use use) CHECKED;

/* ---- pieces (facts.c) ---- */
/* 1—5月, 上年全年; names without the year where it is this year's. Text in c->a, NULL = no memory. */
const char *period_said(cx *c, const indicator *i, basis b, period t, int this_year);
const char *area_word(const area *a, lang l, bool adjective); /* 全省; province, provincial */
/* Industries below an indicator: N, and A that grew; unknown where fewer than three have a growth. */
bool breadth_facts(report *r, const board_row *row, facts *f) CHECKED;
bool row_facts(report *r, const board_row *row, facts *ret) CHECKED;
/* Does the paragraph's composite exist for it; which one. */
const char *row_composite(const board_row *row);
/* June's cumulative as forecast; NaN when there is none or the period knows no June. */
double half_forecast(spot s);
str name_of(const report *r, const indicator *i);
str area_name(const report *r, area_id a);
str unit_of(const report *r, const indicator *i);

/* ---- blocks (text.c, forms.c) ---- */
/* Whose members the area tables compare: the area itself, or the one above it. */
bool compared_area(report *r, area_id *ret) CHECKED;
typedef bool (*block_fn)(report *r, str title);
typedef struct block_def {
    const char *kind, *what;
    block_fn fn;
    target_use targets;
} block_def;
extern const block_def text_blocks[], form_blocks[];
extern const size_t n_text_blocks, n_form_blocks;

#endif
