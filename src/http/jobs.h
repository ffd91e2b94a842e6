/* jobs.h: writes in progress and done, so that they can be watched, cancelled and asked for again.
 * Any thread. A job is its owner's (a login; "" on a desk without accounts) and nobody else's. Finished ones are kept for a while, then forgotten. */
#ifndef DIAODU_HTTP_JOBS_H
#define DIAODU_HTTP_JOBS_H
#include "http/route.h"

typedef struct job job;
typedef struct jobs jobs;
typedef enum job_state { JOB_QUEUED, JOB_RUNNING, JOB_DONE, JOB_FAILED, JOB_CANCELLED } job_state;

jobs *jobs_new(void) CHECKED;
void jobs_free(jobs *t); /* NULL-safe */
/* The job of a key, or a new one (*ret_new), held for the caller; one step, so that two requests with
 * the same key at once are one job. `key` "" = always new; `print` is of the request, and job_print()
 * tells whether a job that was there is of the same one. What failed on our side (5xx) is not kept
 * under its key: the same request may be tried again. NULL when out of memory. */
job *jobs_of_key(jobs *t, str owner, str key, uint64_t print, bool *ret_new);
uint64_t job_print(const job *j);
job *jobs_find(jobs *t, str owner, str id); /* held; NULL when there is none */
/* Ask all that are not over to stop. */
void jobs_cancel(jobs *t);
job *job_hold(job *j);
void job_release(job *j); /* NULL-safe */
const char *job_id(const job *j);

void job_start(job *j);
/* Keeps status, type and body of the reply. */
void job_end(job *j, const reply *r);
bool job_progress(void *user, const char *what, uint64_t done, uint64_t total); /* a progress_fn */
void job_cancel(job *j);
bool job_over(job *j);
/* What it answered, when it is over; the body is held for the caller. */
bool job_reply(job *j, reply *r);
uint64_t job_serial(job *j); /* grows with every change */
bool job_json(cx *c, job *j, sb *out) CHECKED;
bool jobs_json(cx *c, jobs *t, str owner, sb *out) CHECKED;

#endif
