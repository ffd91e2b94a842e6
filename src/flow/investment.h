/* investment.h: the projects of an area as plain figures (project/remaining.h), and the figures of the desk that
 * they are held against: what a horizon requires, its comparable base, what is estimated apart. Amounts are in
 * the unit of the indicator that the type's member "investment" names. */
#ifndef DIAODU_FLOW_INVESTMENT_H
#define DIAODU_FLOW_INVESTMENT_H
#include "flow/ledgers.h"
#include "panel/target.h"
#include "project/remaining.h"

typedef struct investment {
    ledger_hold h; /* held until investment_done() */
    const desk *d;
    const type_investment *what;
    ind_id ind, real_estate; /* real_estate ID_NONE = told with the others */
    area_id area;
    period t;          /* a month */
    invest_project *p; /* rows of the area, towns and parks inside it included, that may be seen */
    uint32_t *rows;    /* of the book, beside p */
    size_t n;
    uint32_t unseen; /* rows of the area that who asks may not see */
    double enter_from;
} investment;

/* `at` is a month; `type` "" = the first that has the member. ERR_UNKNOWN: no such type or area; ERR_USAGE: its
 * rows invest nothing; ERR_DATA: a unit that does not convert. Lists in c->a. */
bool investment_open(cx *c, const desk *d, str type, str area, period at, investment *ret) CHECKED;
void investment_done(investment *v); /* safe twice */

/* The domains of a row, by their place in what->domains; returns how many, at most max. */
uint32_t investment_domains(const investment *v, size_t i, uint32_t *ret, uint32_t max);
/* A figure of the area as far as who asks may see it, at a month: NaN level else. */
bool investment_spot(const investment *v, ind_id ind, spot *ret);
ind_id investment_indicator(const investment *v, str code); /* ID_NONE: none that they may see */

#define INVEST_WHY_UNSEEN "rows_unseen" /* some projects of the area may not be seen */

/* ---- what is required, and what is there ---- */
typedef struct invest_asked {
    double target;  /* growth in percent; NaN = the desk's */
    period horizon; /* a month; FREQ_NONE = end of the next quarter (docs/formulas.md) */
} invest_asked;

/* Something told apart from the projects: what it is now, and what it can bring. */
typedef struct invest_apart {
    double level, base, growth; /* now, cumulative; the growth is on the comparable base */
    double base_rest;           /* its base of the months to come */
    double estimate;
    const char *why; /* the estimate is not known: a word; NULL */
} invest_apart;

typedef struct invest_outlook {
    period horizon;
    int months;           /* that can still be used; crossing a year: those of the new one */
    invest_window window; /* with the first-year rate */
    double level, growth; /* published, of the period asked */
    double base_now;
    const char *base_from;   /* base_level, comparable, published, target; NULL = not known */
    const char *target_from; /* asked, checkpoint, year; NULL = there is none */
    const char *why_level, *why_base; /* words; NULL */
    invest_apart real_estate, below;
    invest_rate first_year, in_horizon;
    double by_pace[PACE_RATE + 1]; /* executable, by what it was worked out from */
    uint32_t n_by_pace[PACE_RATE + 1];
    double unknown_left;                  /* what remains of projects whose pace is not known */
    uint32_t expected, overdue, unlikely; /* projects; unlikely: expected, without a probability */
    invest_known known;
    invest_support support;
} invest_outlook;
/* Marks in v->p which projects are told apart. ERR_USAGE: the horizon is not after the period, or later than
 * the year after it. */
bool investment_outlook(cx *c, investment *v, const invest_asked *asked,
                        invest_outlook *ret) CHECKED;
#endif
