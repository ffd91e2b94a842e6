/* tidy_fast.h: rows of `observations` that say nothing new in how they say it: area, indicator,
 * period, basis and kind spelled as in a row read before, plain numbers, nothing else. Nearly all
 * rows of a large file are so. Whatever is different is left to the reader in tidy_obs.c, which
 * then teaches. */
#ifndef DIAODU_TIDY_FAST_H
#define DIAODU_TIDY_FAST_H
#include "model/obs.h"

typedef enum fast_role {
    FAST_AREA,
    FAST_INDICATOR,
    FAST_PERIOD,
    FAST_BASIS,
    FAST_KIND,
    FAST_LEVEL,
    FAST_GROWTH,
    FAST_BASE,
    FAST_EMPTY, /* a row that says something here is not for us */
    FAST_OTHER  /* nor is a table with such a column */
} fast_role;
#define FAST_FIELDS 24

typedef struct tidy_fast tidy_fast;
/* The roles of the fields in order; how many areas there may be. NULL when out of memory or such a
 * table is not for us. */
tidy_fast *tidy_fast_new(const fast_role *roles, size_t n, char sep, size_t areas);
void tidy_fast_free(tidy_fast *f); /* NULL-safe */
/* A row was read and has no extras: its fields in the order of the roles, and what they meant. */
void tidy_fast_learn(tidy_fast *f, const str *fields, size_t n, obs_key key);
/* Append rows from the start of `text`, which has no quotes, to a batch that has a line column;
 * returns what is left: empty, or starting at a line for the other reader. *line is the number of
 * the last line taken. */
str tidy_fast_rows(tidy_fast *f, str text, obs_batch *b, uint32_t *line);

#endif
