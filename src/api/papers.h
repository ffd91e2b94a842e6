/* papers.h: what is printed of handing in: the paper to sign, who has handed in, the monthly notice, the
 * handover of a post. Documents like those of report/, through the same writers. Same state, same
 * question: same bytes. */
#ifndef DIAODU_API_PAPERS_H
#define DIAODU_API_PAPERS_H
#include "api/filing.h"
#include "io/doc.h"
#include "report/write.h"

typedef struct paper_wanted {
    str paper; /* signature status notice handover */
    query q;   /* signature: form, org, period; status, notice: form, period, org, area; */
    str hash;  /* signature: of an earlier one that was signed; "" = as it stands */
    str post;  /* handover: the post */
    report_format format;
} paper_wanted;
/* The words of a face; a format that is not known is the caller's business. ERR_USAGE: what the paper
 * needs is missing. */
bool paper_read(cx *c, query_word word, void *user, str paper, paper_wanted *ret) CHECKED;
/* ERR_UNKNOWN for a paper that there is not, else as filing_open() and the writers say. */
bool paper_write(cx *c, const desk *d, const paper_wanted *w, sb *out) CHECKED;

/* ---- the papers ---- */
/* A submission to be signed, or as it was signed: then exactly the frozen text, with the catalogue and
 * the findings of that time. */
bool paper_signature(cx *c, const desk *d, const paper_wanted *w, doc *ret) CHECKED;
/* Form 14: unit by unit when it was due and came, how often it went back, how true the last one was. */
bool paper_status(cx *c, const desk *d, const paper_wanted *w, doc *ret) CHECKED;
/* The monthly notice of what came late, unsigned or not at all, and of what was far from true (M10). */
bool paper_notice(cx *c, const desk *d, const paper_wanted *w, doc *ret) CHECKED;
/* What a new holder of a post takes over (M13). */
bool paper_handover(cx *c, const desk *d, const paper_wanted *w, doc *ret) CHECKED;

/* ---- shared ---- */
/* A line of printf() as a block; at most 2,000 bytes are kept. */
bool paper_line(doc *d, doc_kind k, const char *fmt, ...) PRINTF_LIKE(3, 4) CHECKED;
/* A table whose columns are named by `heads`, separated by |. */
bool paper_table(doc *d, str name, const char *heads, uint32_t rows, doc_table **ret) CHECKED;
str paper_day(cx *c, int64_t day);             /* 2024-06-28; — for the open ends */
str paper_time(cx *c, int64_t us);             /* 2024-06-28 09:15, in Shanghai; — for 0 */
str paper_person(const catalog *k, str login); /* the name, else the login */
str paper_round(cx *c, period p);              /* 2024年1—6月 */
/* 表号, 制定机关, 批准（备案）文号, 有效期至 as a small line (R4). */
bool paper_form_head(doc *d, const form *f) CHECKED;

#endif
