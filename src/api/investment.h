/* investment.h: remaining investment and what it carries (M90, M91, F28, F29, R24), and how the ledger's
 * projects make up the published investment (M102, F57), as JSON. Command line and HTTP call the same; the
 * shapes are in openapi/schemas.json, the words of `why` in docs/api.md. */
#ifndef DIAODU_API_INVESTMENT_H
#define DIAODU_API_INVESTMENT_H
#include "api/answers.h"
#include "flow/investment.h"

#define INVESTMENT_TOP 5
#define INVESTMENT_TOP_MAX 50
#define INVESTMENT_PAGE 20
#define INVESTMENT_PAGE_MAX 1000

typedef struct investment_query {
    str area, type, why; /* why "" = what the answer is mainly about */
    period period;       /* a month */
    invest_asked asked;
    uint32_t top, cursor, limit;
} investment_query;
bool investment_query_read(cx *c, query_word word, void *user, investment_query *q) CHECKED;

bool answer_investment_remaining(cx *c, const desk *d, const investment_query *q, sb *out) CHECKED;
bool answer_investment_link(cx *c, const desk *d, const investment_query *q, sb *out) CHECKED;

/* ---- shared ---- */
/* The head of both: an object is opened and stays open. */
void put_investment_head(cx *c, json *j, const investment *v);
/* "why", "amount", "total", "cursor" and "rows": the projects that make up a number. `o` NULL: of the link.
 * ERR_USAGE names the words there are. */
bool put_investment_rows(cx *c, json *j, const investment *v, const invest_outlook *o,
                         const investment_query *q) CHECKED;
/* One row of a ledger by name: code, title, area, area_name; its object is opened and stays open. */
bool put_investment_row(cx *c, json *j, const investment *v, size_t i) CHECKED;
/* A number to nine decimals (of 亿元: a tenth of a yuan): sums carry no noise of binary fractions. */
void put_investment_figure(json *j, const char *key, double v);
/* Has it invested outside the library though by its total it belongs into it? */
bool investment_should_enter(const investment *v, size_t i, const invest_year *y);
/* 12.5亿元 as a sentence has it. */
const char *investment_amount_said(cx *c, const investment *v, double amount);
#endif
