/* issue.h: a list of what is wrong with rows of a file: where, what stood there, why, how to mend. */
#ifndef DIAODU_ISSUE_H
#define DIAODU_ISSUE_H
#include "base/base.h"
#include "base/err.h"

typedef enum issue_severity { ISSUE_NOTE, ISSUE_WARNING, ISSUE_ERROR } issue_severity;

typedef struct issue {
    issue_severity severity;
    uint32_t line;    /* 1-based line of the table text the reader was given; 0 = the whole table */
    uint32_t refuses; /* the line that falls with a finding about a cell of an office table; or 0 */
    uint32_t part;    /* of a file of several tables: which; as issues.part stood */
    str column;       /* header name, "" when the whole row */
    str text;         /* what stood there */
    const char *zh, *en; /* reason and way out, one sentence */
} issue;

typedef struct issues {
    arena *a;
    issue *list;
    size_t n, cap;
    size_t errors; /* how many of severity ERROR, also beyond `max` */
    size_t max;    /* kept at most (default 10,000): a broken file must not fill the memory */
    uint32_t part; /* set by who reads several tables into one list; else 0 */
    /* How messages call a line that is no line of the person's file; NULL = by its number. */
    const char *(*line_name)(cx *c, void *user, uint32_t line);
    void *user;
} issues;

/* The line that an error refuses; 0 = none in particular. */
static inline uint32_t issue_refuses(const issue *i)
{
    return i->line ? i->line : i->refuses;
}

void issues_init(issues *l, arena *a);
void issues_done(issues *l);
bool issue_add(cx *c, issues *l, issue_severity s, uint32_t line, str column, str text,
               const char *zh, const char *en, ...)
    __attribute__((format(printf, 7, 9), format(printf, 8, 9)));

#endif
