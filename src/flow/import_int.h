/* import_int.h: the steps of an import, for the files import*.c only. */
#ifndef DIAODU_IMPORT_INT_H
#define DIAODU_IMPORT_INT_H
#include "base/map.h"
#include "flow/import.h"
#include "flow/tidy_obs.h"

typedef struct import_job {
    const import_options *o;
    import_result *r;
    const char *path;
    os_file file;
    str utf8;        /* of a text file */
    workbook *w;     /* of an office file; NULL = text */
    bool guess;      /* of a wide table: the best reading was asked for, the rest is left out */
    table_text *put; /* catalogue tables of this file so far, as they will stand */
    size_t n_put;
    const char **files; /* of refused rows, written by this import */
    size_t n_files;
    str mapping_json, fingerprint; /* to be remembered */
    sha256 hash;
    const char *base_name;
    table_text *rows; /* of ledgers, as this file writes them: what its other tables speak of */
    size_t n_rows;
    map refused;   /* codes of rows of ledgers that were refused */
    bool whole;    /* with rights: may they accept figures of the whole desk */
    int64_t which; /* the commit to take back; 0 = the newest standing import of `hash` */
} import_job;

/* Read the file and say what tables it holds (r->parts); wide tables become tidy text through a
 * mapping. */
bool import_read(cx *c, store *s, const catalog *k, area_id home, import_job *j) CHECKED;
void import_job_done(import_job *j);
/* A project package (import_oc4ids.c) as tables of a ledger; does the file look like one. */
bool import_is_oc4ids(str table); /* oc4ids, oc4ids:TYPE */
bool import_looks_oc4ids(const import_job *j);
bool import_oc4ids(cx *c, store *s, const catalog *k, area_id home, import_job *j) CHECKED;
/* A new part at the end of r->parts. */
bool import_add_part(cx *c, import_job *j, str table, import_part **ret) CHECKED;
/* Tidy sheets of a workbook as parts, sheets of the same table as one. */
bool import_tidy_sheets(cx *c, import_job *j) CHECKED;
/* The catalogue as it stands with the tables of this file so far. */
bool import_catalog(cx *c, store *s, import_job *j, catalog **ret) CHECKED;
/* Rows of a catalogue table against what stands; puts the changed ones. */
bool import_put_table(cx *c, store *s, const import_part *p, import_job *j) CHECKED;
/* Observations against what stands; puts what is new. */
bool import_put_obs(cx *c, store *s, const catalog *k, str text, import_job *j) CHECKED;
/* Claims against what stands; puts what is new. */
bool import_put_claims(cx *c, store *s, const catalog *k, str text, import_job *j) CHECKED;
/* Columns that a table of ledgers must have: ledgers, ledger_series, milestones, and ledger:TYPE for rows of
 * one type without the column type; NULL for another table. What else stands there are fields. */
const char *import_ledger_columns(str table);
/* Rows of ledgers (import_ledgers.c) against what stands; puts what is new. */
bool import_put_ledgers(cx *c, store *s, const catalog *k, str table, str text,
                        import_job *j) CHECKED;
/* Warnings about rows that are taken all the same; `b` before it is compared. */
bool import_notices(cx *c, store *s, const catalog *k, const obs_batch *b, issues *list) CHECKED;
/* Make the tables that nothing refers to what they are without these commits. */
bool import_take_back_tables(cx *c, store *s, const int64_t *ids, size_t n, import_job *j) CHECKED;
/* Take back what one import said (j->which, j->hash), and record which. */
bool import_take_back(cx *c, store *s, import_job *j) CHECKED;
/* The stretches of keys a sorted batch touches, one per cube; none for no rows. *ret is to be freed by
 * mem_free(). */
bool import_ranges(cx *c, const obs_batch *b, key_range **ret, size_t *ret_n) CHECKED;
/* Two parts of one state and, where they are values, of one number. */
bool import_same_part(uint8_t a, int64_t ca, uint8_t b, int64_t cb);
/* Which table a header belongs to; "" when none. `asked` (a table's name or "") wins. */
bool import_table_of(cx *c, str header, str asked, str *ret) CHECKED;
/* The columns a table knows, separated by blanks, "*" in front = required. */
const char *import_columns_of(str table);
bool import_knows_column(str table, str name);

/* ---- rights (import_rights.c): ERR_DENIED, with a finding for every row that is not theirs ---- */
bool import_may_obs(cx *c, const catalog *k, const obs_batch *b, import_job *j) CHECKED;
bool import_may_table(cx *c, const catalog *k, str table, str text, import_job *j) CHECKED;
bool import_may_withdraw(cx *c, const import_options *o, const catalog *k) CHECKED;

/* Forecasts of somebody who fills forms and may not write figures (import_filing.c): they go into the open
 * submissions that ask for them. *ret_done: that was so, nothing else is to be done with the batch. */
bool import_hand_in(cx *c, store *s, const catalog *k, const obs_batch *b, import_job *j,
                    bool *ret_done) CHECKED;

/* ---- rows that were refused (import_rejects.c) ---- */
/* Rows with an error, and errors that the list could not hold or that name no row. */
bool import_refused_rows(cx *c, const issues *l, uint64_t *ret) CHECKED;
/* The text without the refused rows of a part, in c->a; line numbers stay. *ret_any: some were
 * left out. */
bool import_without_refused(cx *c, const issues *l, uint32_t part, str text, str *ret,
                            bool *ret_any) CHECKED;
/* Lines of a part that were refused already, in order; in c->a. */
bool import_refused_lines(cx *c, const issues *l, uint32_t part, uint32_t **ret,
                          size_t *ret_n) CHECKED;
/* Write the refused rows with their reasons; names the files in r->rejects. */
bool import_write_rejects(cx *c, import_job *j) CHECKED;
/* Remove the files of import_write_rejects(): the commit they belong to failed. */
void import_drop_rejects(import_job *j);

#endif
