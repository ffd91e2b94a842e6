/* cli.h: the command line. A command is one file and one row in commands[] (cli.c); the row carries
 * summary and options, from which help, completion and the manual page are made. */
#ifndef DIAODU_CLI_H
#define DIAODU_CLI_H
#include "api/answers.h"
#include "base/sb.h"
#include "flow/filing.h"
#include "flow/import.h"

#define OPT_MAX 128
typedef struct option_def {
    const char *name;  /* without -- */
    const char *value; /* what stands behind it; NULL = a switch */
    const char *zh, *en;
} option_def;

typedef enum out_format { OUT_TABLE, OUT_JSON, OUT_CSV } out_format;

typedef struct args {
    const char *command;
    const char
        *option[OPT_MAX]; /* value by index into option_defs; "" for switches; NULL = absent */
    const char *rest[256];
    int n_rest;
    out_format format;
    const char *db;
} args;

extern const option_def option_defs[];
extern const int n_option_defs;
/* Value of an option, NULL when absent. MUST() when the name is not in option_defs. */
const char *arg(const args *a, const char *name);
str arg_str(const args *a, const char *name); /* "" when absent */
bool arg_on(const args *a, const char *name);

typedef struct command {
    const char *name;
    const char *synopsis; /* after the name */
    const char *zh, *en;
    const char
        *options; /* names of the options it takes, blank-separated, besides the common ones */
    bool (*run)(cx *c, const args *a);
} command;
extern const command commands[];
extern const int n_commands;
const command *command_find(const char *name);

int cli_main(int argc, char **argv);

bool run_init(cx *c, const args *a);
bool run_import(cx *c, const args *a);
bool run_set(cx *c, const args *a);
bool run_export(cx *c, const args *a);
bool run_report(cx *c, const args *a);
bool run_answer(cx *c, const args *a);
bool run_target(cx *c, const args *a); /* set, split, reconcile, claim, list */
bool run_filing(cx *c, const args *a);
/* filing_sheet.c: workbooks of submissions. */
bool run_filing_sheet(cx *c, const args *a);
bool cli_is_book(const char *path); /* by its ending */
/* A refusal leaves the marked workbook beside the file, or where -o says. */
bool cli_save_book(cx *c, const args *a, const desk *d, const filing_order *o,
                   const char *path) CHECKED;
bool run_ledger(cx *c, const args *a); /* rows of ledgers; task is one of them */
struct ledger_type;
bool cli_ledger_card(cx *c, const struct ledger_type *t, str json,
                     sb *out) CHECKED;     /* ledger_card.c: a card as text */
bool run_investment(cx *c, const args *a); /* remaining, link */
bool run_paper(cx *c, const args *a);      /* what is printed of handing in */
bool run_cause(cx *c, const args *a);      /* why a target is missed */
bool run_plan(cx *c, const args *a);       /* how it is made up for */
bool run_user(cx *c, const args *a);       /* accounts */
bool run_post(cx *c, const args *a);       /* who holds which post */
bool run_role(cx *c, const args *a);       /* who may do what */
bool run_serve(cx *c, const args *a);
bool run_backup(cx *c, const args *a);
bool run_restore(cx *c, const args *a);
bool run_migrate(cx *c, const args *a);
bool run_doctor(cx *c, const args *a);
bool run_audit(cx *c, const args *a); /* verify, heads, log */
bool run_help(cx *c, const args *a);
bool run_completion(cx *c, const args *a);
bool run_man(cx *c, const args *a);

/* A query_word (api/answers.h) over the options; `user` is the args. */
bool cli_word(void *user, const char *name, str *ret);
/* Open the desk of --db for reading as the options say. */
bool cli_desk(cx *c, const args *a, bool no_values, ind_id only, desk *ret) CHECKED;
/* Whose rights --as asks for: NULL without it, and on a desk that has no accounts (then it only names
 * who is recorded). ERR_UNKNOWN: no such account. */
bool cli_who(cx *c, const args *a, const subject **ret) CHECKED;
/* Print an answer (JSON text) as --format says. */
/* A stable word of an answer, and the name of a field, as tables say them; in c->a. */
const char *cli_value_word(cx *c, const char *word);
const char *cli_label(cx *c, const char *field);
bool cli_print(cx *c, const args *a, str json) CHECKED;
/* The same with columns of the caller's own, for answers whose columns are data. */
#define CLI_COLUMNS_MAX 20
typedef struct cli_column {
    const char *field, *zh, *en;
    int decimals; /* -1 = text; -2 = as it stands; -3 = signed whole; -4 = a stable word */
    bool sign;
} cli_column;
bool cli_print_with(cx *c, const args *a, const cli_column *columns, size_t n, str json) CHECKED;
/* The result of import_text() as --format json or csv. */
bool cli_print_import(cx *c, const args *a, const import_result *r) CHECKED;
/* What is wrong with a file, on standard error. */
void cli_show_findings(cx *c, const char *path, const import_result *r);
/* The same in one line, after whatever was found. */
bool cli_show_import(cx *c, const char *path, const import_result *r,
                     const import_options *o) CHECKED;
/* Write to standard output; a closed pipe is an ERR_SYSTEM without noise. */
bool cli_out(cx *c, str text) CHECKED;
/* One line on standard error when the disk of the database runs low. */
void cli_warn_disk(cx *c, const char *url);
/* Progress on standard error when it is a terminal: rows, rate, time left; Ctrl-C asks to stop. */
void cli_progress_start(cx *c);
void cli_progress_clear(void); /* take its line away before anything else is said */

#endif
