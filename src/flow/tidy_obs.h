/* tidy_obs.h: the table `observations` (contract section 4) as text to rows. Parsed on all cores:
 * the text is cut at line ends, each part is read on its own, findings carry the line. */
#ifndef DIAODU_TIDY_OBS_H
#define DIAODU_TIDY_OBS_H
#include "model/catalog.h"
#include "model/issue.h"
#include "model/obs.h"

typedef struct tidy_obs {
    obs_batch *parts; /* one per core, in the order of the text; rows in the order of lines */
    int n_parts;
    size_t rows;      /* good rows */
    size_t lines;     /* data lines seen */
    arena **arenas;   /* text of the parts */
    uint32_t *before; /* by part: lines of the text before it */
} tidy_obs;

/* The line of a row. A part whose every line is a row has no line column. */
static inline uint32_t tidy_obs_line(const tidy_obs *t, int part, size_t row)
{
    const obs_batch *b = &t->parts[part];
    return b->line ? b->line[row] : t->before[part] + (uint32_t)row + 1;
}

/* `text`: UTF-8 CSV with header. Rows with an error are left out and listed. False only when
 * something other than the data failed, or a required column is missing (ERR_DATA). Tells progress in
 * rows ("read"). */
bool tidy_obs_parse(cx *c, const catalog *k, str text, int threads, issues *list,
                    tidy_obs *ret) CHECKED;
void tidy_obs_done(tidy_obs *t);
/* All parts as one batch sorted by key. Identical rows of one key count once, complementary ones
 * combine, contradicting ones are both refused naming both lines. Empties the parts; the text of the result
 * may still lie in `t`, so tidy_obs_done() comes after obs_batch_done(). */
bool tidy_obs_merge(cx *c, const catalog *k, tidy_obs *t, issues *list, obs_batch *ret) CHECKED;
/* Source of last year's values that a wide table gives beside this year's: they fill, never replace. */
extern const char tidy_comparison_column[];
/* Table definition for messages and exports. */
extern const char tidy_obs_columns[];

#endif
