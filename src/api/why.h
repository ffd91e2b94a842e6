/* why.h: "why this number": the formula in words and figures, and its inputs with where they came
 * from. One row a field in the table of why.c. */
#ifndef DIAODU_WHY_H
#define DIAODU_WHY_H
#include "api/answers.h"
#include "panel/board.h"

/* Adds "why":[{indicator, field, formula, text, inputs:[{name, value, source, recorded_at}]}] for
 * q->why over the rows of a board. ERR_USAGE names the fields that can be asked. */
bool put_why(cx *c, const desk *d, const query *q, const board *b, json *j) CHECKED;

#endif
