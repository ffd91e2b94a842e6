/* import.h: the way of a file into the desk: read, understand, check, compare with what stands,
 * commit whole or not at all (contract section 4). */
#ifndef DIAODU_IMPORT_H
#define DIAODU_IMPORT_H
#include "flow/desk.h"
#include "io/sheet.h"
#include "io/wide.h"
#include "model/issue.h"

typedef struct import_options {
    str table;          /* areas, indicators, observations …; "" = recognise */
    str reason, by;     /* reason "" = the file's name and hash */
    str map;            /* JSON of a mapping to use, "" = remembered or proposed */
    const subject *who; /* whose rights; NULL = the administrator. Rows that are not theirs to write
                           refuse the file (ERR_DENIED), with --partial as well. */
    bool dry_run, partial, yes, withdraw;
    bool retract;     /* import_text: take back what stands under the keys of the rows */
    bool interactive; /* a proposal may be shown and asked about through `confirm` */
    bool (*confirm)(void *user, str description); /* NULL = never asked */
    void *user;
    const char *rejects; /* where --partial writes refused rows; NULL = FILE.rejected.csv */
    int64_t today;       /* day ordinal */
    str data;    /* the bytes of the file, whose path then only names it; p NULL = read it */
    str action;  /* what the commit is called; "" = import or withdraw */
    str with;    /* of projects: FIELD=VALUE;… that stand whatever the file says */
    str without; /* of projects: paths that are not read, commas between them */
    bool always; /* record the commit even where every value stood already */
    /* Asked before anything is put, with the writer's lock held; false refuses. NULL = not asked. */
    bool (*guard)(cx *c, store *s, void *user);
    void *guard_user;
} import_options;

/* Where a column of a table stands in the file that it was made of. */
typedef struct import_column {
    str column;
    const char *path; /* "" = it is called as it is */
} import_column;

/* One table of a file: tables of the same name in several sheets are one. */
typedef struct import_part {
    str table;
    str text;              /* CSV with header; valid while the import runs */
    wide_rows rows;        /* of an office file: line i + 2 of the text stands in places[i] */
    const char **features; /* of a map or projects: line i + 2 is features[i]; NULL for others */
    uint32_t n_features;
    const import_column *columns; /* of projects: paths of columns behind that */
    uint32_t n_columns;
} import_part;

typedef struct import_result {
    str table;        /* names of the tables in the file, "areas,observations" */
    uint64_t rows;    /* data rows read */
    uint64_t good;    /* of them taken; rows of one key are one */
    uint64_t refused; /* rows with an error */
    uint64_t added, changed,
        unchanged; /* values: no version before / a new version / as they stood */
    uint64_t withdrawn;
    uint64_t
        handed_in; /* forecasts of somebody who only fills: they stand in a form, to be submitted */
    uint64_t left_out;         /* points of a wide table that were not read, all listed */
    int64_t commit_id;         /* 0 = nothing was written */
    bool known_file;           /* the very same bytes were imported before */
    str rejects;               /* file(s) written by --partial, ", " between them; "" = none */
    str mapping;               /* description of the mapping used, "" for tidy tables */
    issues list;               /* findings; issue.part is the index into parts */
    str proposal;              /* the same as JSON, to be corrected and given back as `map` */
    bool certain;              /* nothing about the mapping was unclear */
    const struct mapping *map; /* in c->a; NULL for tidy tables */
    workbook *w;               /* for naming places; NULL for text files */
    import_part *parts;        /* in the order in which they refer to each other */
    size_t n_parts, parts_cap;
} import_result;

/* One file, one transaction, also when it holds several tables: later ones see those before them.
 * Refused rows without `partial`: false with ERR_DATA and nothing written; the list says each.
 * With it they are written to a file (a file a table) before the commit: if that fails, nothing is
 * committed. *ret is to be released by import_result_done() whatever is returned. */
bool import_file(cx *c, const char *url, const char *path, const import_options *o,
                 import_result *ret) CHECKED;
void import_result_done(import_result *r);
/* "file 第7行“level”列" / "file Sheet1!D7" of a finding, for messages; text in c->a. */
const char *import_place(cx *c, const import_result *r, const char *path, const issue *i);

/* The first error of the findings as the failure, with its column; nothing when there is none. */
void import_first_error(cx *c, const import_result *r);

/* Take back what this one import said, by new versions; other imports of the same bytes stay.
 * ERR_DATA when it was taken back before (naming by which commit) or is no import. */
bool import_withdraw(cx *c, const char *url, const commit *which, const import_options *o,
                     import_result *ret) CHECKED;

/* Write rows of one table and commit (also used by `set` and `target`). `csv` with header. */
bool import_text(cx *c, const char *url, str table, str csv, const import_options *o,
                 import_result *ret) CHECKED;

#endif
