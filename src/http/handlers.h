/* handlers.h: one function a route (the table in route.c). */
#ifndef DIAODU_HTTP_HANDLERS_H
#define DIAODU_HTTP_HANDLERS_H
#include "http/route.h"
#include "report/write.h"
#include "store/filing.h"

/* A query_word (api/answers.h) over parameters; `user` is the params. */
bool params_word(void *user, const char *name, str *ret);

/* answers.c: the same bytes as the command line's --format json */
bool get_answer(cx *c, const call *k, reply *r);
bool get_split(cx *c, const call *k, reply *r);
bool get_desk(cx *c, const call *k, reply *r);
bool get_areas(cx *c, const call *k, reply *r);
bool get_area(cx *c, const call *k, reply *r);
bool get_indicators(cx *c, const call *k, reply *r);
bool get_indicator(cx *c, const call *k, reply *r);
bool get_causes(cx *c, const call *k, reply *r);
bool get_sets(cx *c, const call *k, reply *r);
bool get_search(cx *c, const call *k, reply *r);
bool get_versions(cx *c, const call *k, reply *r);
bool get_audit(cx *c, const call *k, reply *r);
bool get_commits(cx *c, const call *k, reply *r);
bool get_export(cx *c, const call *k, reply *r);

/* reports.c: the same files as the command line's `report` */
/* Can such a file be made here? Else the refusal (501). */
bool report_ready(cx *c, report_format f, reply *r) CHECKED;
bool get_reports(cx *c, const call *k, reply *r);
bool get_report(cx *c, const call *k, reply *r);
bool post_report(cx *c, const call *k, reply *r);

/* write.c */
bool put_import_file(cx *c, const call *k, reply *r);
bool post_set(cx *c, const call *k, reply *r);
bool post_cause(cx *c, const call *k, reply *r);
bool post_plan(cx *c, const call *k, reply *r);
bool post_withdraw(cx *c, const call *k, reply *r);
bool get_job(cx *c, const call *k, reply *r);
bool get_jobs(cx *c, const call *k, reply *r);
bool delete_job(cx *c, const call *k, reply *r);
bool get_job_events(cx *c, const call *k, reply *r);
bool get_events(cx *c, const call *k, reply *r);

/* rows.c */
bool get_rows(cx *c, const call *k, reply *r);
bool post_rows(cx *c, const call *k, reply *r);
bool post_split(cx *c, const call *k, reply *r);

/* filing.c: handing in */
bool put_filing_cells(cx *c, const call *k, reply *r);
bool post_filing_act(cx *c, const call *k, reply *r);
bool put_filing_scan(cx *c, const call *k, reply *r);
bool post_filings_act(cx *c, const call *k, reply *r);
bool get_signed(cx *c, const call *k, reply *r);
bool get_signed_scan(cx *c, const call *k, reply *r);
/* If-Match: "7" is the version they saw; "*" = whatever stands. */
bool filing_version(cx *c, const call *k, int64_t *ret) CHECKED;
/* What was refused because of what stands says what stands: true, and `r` is the refusal. */
bool filing_refuse(cx *c, const call *k, filing_key key, reply *r) CHECKED;

/* ledger.c: rows of ledgers */
bool get_ledgers(cx *c, const call *k, reply *r);
bool put_ledgers(cx *c, const call *k, reply *r); /* defines a type */
bool get_ledger_search(cx *c, const call *k, reply *r);
bool get_ledger_type(cx *c, const call *k, reply *r);
bool get_ledger_list(cx *c, const call *k, reply *r);
bool get_ledger_card(cx *c, const call *k, reply *r);
bool get_ledger_oc4ids(cx *c, const call *k, reply *r);
bool get_investment_remaining(cx *c, const call *k, reply *r);
bool get_investment_link(cx *c, const call *k, reply *r);
bool get_ledger_summary(cx *c, const call *k, reply *r);
bool get_ledger_schedule(cx *c, const call *k, reply *r);
bool get_ledger_gantt(cx *c, const call *k, reply *r);
bool get_ledger_nodes(cx *c, const call *k, reply *r);
bool post_ledger_schedule(cx *c, const call *k, reply *r);
bool get_ledger_file(cx *c, const call *k, reply *r);
bool post_ledger_add(cx *c, const call *k, reply *r);
bool put_ledger_row_fields(cx *c, const call *k, reply *r);
bool post_ledger_move(cx *c, const call *k, reply *r);
bool post_ledger_comment(cx *c, const call *k, reply *r);
bool post_ledger_remove(cx *c, const call *k, reply *r); /* and restore */
bool put_ledger_series(cx *c, const call *k, reply *r);
bool put_ledger_milestones(cx *c, const call *k, reply *r);
bool put_ledger_file(cx *c, const call *k, reply *r);
bool post_ledger_detach(cx *c, const call *k, reply *r);
bool post_ledger_bulk(cx *c, const call *k, reply *r);
/* ledger_papers.c */
bool get_ledger_export(cx *c, const call *k, reply *r);
bool get_ledger_letter(cx *c, const call *k, reply *r);
bool get_ledger_letters(cx *c, const call *k, reply *r);
bool get_ledger_chart(cx *c, const call *k, reply *r);
bool post_ledger_letter(cx *c, const call *k, reply *r);

/* papers.c: workbooks of submissions, what is printed of them */
bool get_filing_sheet(cx *c, const call *k, reply *r);
bool put_filing_sheet(cx *c, const call *k, reply *r);
bool get_paper(cx *c, const call *k, reply *r);

/* people.c: coming in, one's own account, everybody's */
bool get_session(cx *c, const call *k, reply *r);
bool post_session(cx *c, const call *k, reply *r);
bool delete_session(cx *c, const call *k, reply *r);
bool post_link(cx *c, const call *k, reply *r);
bool get_account(cx *c, const call *k, reply *r);
bool post_account(cx *c, const call *k, reply *r);
bool post_token(cx *c, const call *k, reply *r);
bool delete_credential(cx *c, const call *k, reply *r);
bool get_accounts(cx *c, const call *k, reply *r);
bool post_accounts(cx *c, const call *k, reply *r);

/* openapi.c */
bool get_openapi(cx *c, const call *k, reply *r);

/* health.c */
bool get_healthz(cx *c, const call *k, reply *r);
bool get_readyz(cx *c, const call *k, reply *r);
bool get_metrics(cx *c, const call *k, reply *r);

/* statics.c: the page. False without an error: there is no such file. */
bool get_static(cx *c, str path, reply *r);

#endif
