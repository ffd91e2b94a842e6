/* form.h: tables of figures with the headers of the trade (statistics section 2): what form.c gives to
 * forms.c and goals.c. Figures are in the indicator's unit, growths in percent, rounded as printed;
 * missing is NaN and prints as —. Failures (memory, ERR_LIMIT for too many rows) are described in r->c. */
#ifndef DIAODU_REPORT_FORM_H
#define DIAODU_REPORT_FORM_H
#include "report/report.h"

/* A table with its header: columns by |, a group before /. Without rows it says so, and r->nothing. */
bool form_new(report *r, str title, const char *zh_heads, const char *en_heads, uint32_t rows,
              doc_table **ret) CHECKED;

void form_pct(doc_table *t, uint32_t row, uint32_t col, double v);
/* A growth; one that nobody published is marked. */
void form_growth(doc_table *t, uint32_t row, uint32_t col, double g, growth_source source,
                 const indicator *i);
void form_points(doc_table *t, uint32_t row, uint32_t col, double v); /* with its sign */
void form_whole(doc_table *t, uint32_t row, uint32_t col, int v, bool known);
void form_level(doc_table *t, uint32_t row, uint32_t col, double v);
void form_live(doc_table *t, uint32_t row, uint32_t col, const char *formula); /* as doc_cell's */
/* The name as the board has it; an older figure says its period. */
bool form_indicator(report *r, doc_table *t, uint32_t row, uint32_t col,
                    const board_row *b) CHECKED;

double form_difference(double a, double b); /* of two figures as printed */
/* Above the parent in points, as printed: of growths as they are printed. */
double form_on_parent(const board_row *row);
const standing *standing_of(const board_row *row); /* by growth, of rates by level */

/* ---- goals.c ---- */
bool form_progress(report *r, str title) CHECKED;
bool form_half(report *r, str title) CHECKED; /* ERR_USAGE behind June */
bool form_owed(report *r, str title) CHECKED;

#endif
