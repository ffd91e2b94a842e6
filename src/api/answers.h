/* answers.h: the answers of the desk as JSON (contract section 6). One function an answer; command
 * line and HTTP call the same, tables and CSV are made from the same text. */
#ifndef DIAODU_ANSWERS_H
#define DIAODU_ANSWERS_H
#include "base/sb.h"
#include "flow/desk.h"
#include "panel/split.h"

/* What was asked; the names are the options' (contract section 5). Empty = not given. */
typedef struct query {
    str area, indicator, period, parent, checkpoint, by, exclude, from, to, why, set;
    str form, org, state; /* handing in */
    str boundary;         /* series: on the boundary of this day */
    bool all;
    bool partial;  /* rollup: the sum of those that reported, marked */
    int base_year; /* trend: compare with this year, 0 = not asked */
    int64_t since; /* instant, 0 = none */
} query;

typedef bool (*answer_fn)(cx *c, const desk *d, const query *q, sb *out);
bool answer_board(cx *c, const desk *d, const query *q, sb *out) CHECKED;
bool answer_rank(cx *c, const desk *d, const query *q, sb *out) CHECKED;
bool answer_owed(cx *c, const desk *d, const query *q, sb *out) CHECKED;
/* owed with causes, plans, their keeping, and what has neither */
bool answer_arrears(cx *c, const desk *d, const query *q, sb *out) CHECKED;
/* all versions of the causes and plans of one figure; reads the store */
bool answer_gaps(cx *c, const desk *d, const query *q, sb *out) CHECKED;
bool answer_contribution(cx *c, const desk *d, const query *q, sb *out) CHECKED;
/* The outlines of the areas that a ranking below q->area (or of q->set) ranks, as they were in the
 * period; "missing" names those that have none. */
bool answer_map(cx *c, const desk *d, const query *q, sb *out) CHECKED;
bool answer_series(cx *c, const desk *d, const query *q, sb *out) CHECKED;
bool answer_plates(cx *c, const desk *d, const query *q, sb *out) CHECKED;
bool answer_coverage(cx *c, const desk *d, const query *q, sb *out) CHECKED;
/* series on another boundary (q->boundary) */
bool answer_boundary(cx *c, const desk *d, const query *q, sb *out) CHECKED;
bool answer_trend(cx *c, const desk *d, const query *q, sb *out) CHECKED;

/* ---- what units forecast ---- */
bool answer_rollup(cx *c, const desk *d, const query *q, sb *out) CHECKED;
/* Forecasts against what came. Reads the store. */
bool answer_accuracy(cx *c, const desk *d, const query *q, sb *out) CHECKED;
/* The days before a period closes; depends on the clock. Reads the store. */
bool answer_sprint(cx *c, const desk *d, const query *q, sb *out) CHECKED;
/* Days of forms, nets and releases; depends on the clock. Reads the store. */
bool answer_calendar(cx *c, const desk *d, const query *q, sb *out) CHECKED;

bool answer_targets(cx *c, const desk *d, const query *q, sb *out) CHECKED;
bool answer_reconcile(cx *c, const desk *d, const query *q, sb *out) CHECKED;
/* One piece that a person gave: the area's code or name or the period, and the level as typed. */
typedef struct split_part {
    str at, level;
} split_part;
typedef struct split_query {
    str area, indicator, period;
    double whole; /* NaN = the stored target of the year */
    double reserve;
    bool over_areas;
    split_method method;
    tier tier;               /* of the targets that stand there now and would be written over */
    const split_part *parts; /* SPLIT_MANUAL */
    size_t n_parts;
} split_query;
/* A year's target over time or areas; the pieces are returned for writing. One that cannot be
 * divided so is an answer too: no rows, and the reason (ret->why). */
bool answer_split(cx *c, const desk *d, const split_query *q, split *ret, sb *out) CHECKED;
/* Fails with that reason unless it is SPLIT_OK. */
bool split_need(cx *c, split_why why) CHECKED;

/* ---- what can be asked ---- */
typedef struct answer {
    const char *name;
    answer_fn fn;
    const char *needs;  /* words that must be given, blank-separated */
    const char *params; /* all words it reads besides as_of, released_by, kinds */
} answer;
extern const answer answers[];
extern const size_t n_answers;
const answer *answer_find(str name); /* NULL when there is none */
/* Where the words come from: true and the text when `name` (with _) was given. */
typedef bool (*query_word)(void *user, const char *name, str *ret);
bool query_read(cx *c, query_word word, void *user, query *q) CHECKED;
bool query_since(cx *c, str text, int64_t *ret) CHECKED; /* a time, said as --since */
bool query_desk(cx *c, query_word word, void *user, desk_options *o) CHECKED;
bool query_split(cx *c, query_word word, void *user, split_query *q) CHECKED;

/* Shared pieces. */
/* The area that was named, else the desk's own, else the first of theirs: one where they may read
 * something. */
bool need_own_area(cx *c, const desk *d, str text, area_id *ret) CHECKED;
bool need_form(cx *c, const desk *d, str code, const form **ret) CHECKED;
/* The time as of which an answer about days speaks: as asked, else the clock. Microseconds. */
int64_t answer_instant(const desk *d);
/* Whom a ranking below `parent` in t ranks: the default roster, or the set q->set. */
bool need_members(cx *c, const desk *d, const query *q, period t, area_id parent, area_id **ret,
                  uint32_t *n, str *set_code) CHECKED;
void put_area(json *j, const char *key, const catalog *k, area_id a,
              lang l); /* {code,name} or null */
void put_period(json *j, const char *key, period p);
void put_day(json *j, const char *key, int64_t day); /* date, null at the open ends and 0 */
void put_time(json *j, const char *key, int64_t us);
/* "events" of a series: {day, kind, text}: area (it began or ended), boundary, basis, indicator. */
bool put_events(cx *c, json *j, const catalog *k, ind_id ind, area_id a) CHECKED;
void put_ind_name(json *j, const char *key, const indicator *i, lang l);
void put_validity(json *j, validity v); /* valid_from, valid_to: days or null */
/* The fields of an owed row, without its braces. */
void put_owed(json *j, spot s, const checkpoint *at, double level, lang l);
bool need_period(cx *c, str text, period *ret) CHECKED;
/* A checkpoint of the asked period's year: Q1, H1, Q3, Y or a date. */
bool need_checkpoint(cx *c, str text, period asked, period *ret) CHECKED;

#endif
