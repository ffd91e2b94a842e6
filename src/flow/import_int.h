/* import_int.h: the steps of an import, for the files import*.c only. */
#ifndef DIAODU_IMPORT_INT_H
#define DIAODU_IMPORT_INT_H
#include "flow/import.h"
#include "flow/tidy_obs.h"

/* One table's text out of a file, with the place of every line. */
typedef struct source {
    str table, text;
    sheet *sheet; /* of a workbook: line i stands in rows[i - 1]; NULL = lines of the file */
} source;

typedef struct import_job {
    const import_options *o;
    import_result *r;
    const char *path;
    os_file file;
    str utf8;    /* of a text file */
    workbook *w; /* of an office file; NULL = text */
    source *sources;
    size_t n_sources;
    wide_rows rows; /* of a wide table */
    bool wide;
    str mapping_json, fingerprint; /* to be remembered */
    sha256 hash;
    const char *base_name;
} import_job;

/* Read the file and say what tables it holds; wide tables become tidy text through a mapping. */
bool import_read(cx *c, store *s, const catalog *k, area_id home, import_job *j) CHECKED;
void import_job_done(import_job *j);
/* Rows of a catalogue table against what stands; puts the changed ones. */
bool import_put_table(cx *c, store *s, const source *src, import_job *j) CHECKED;
/* Observations against what stands; puts what is new. */
bool import_put_obs(cx *c, store *s, const catalog *k, str text, import_job *j) CHECKED;
/* Take back what the newest import of the same bytes said. */
bool import_take_back(cx *c, store *s, import_job *j) CHECKED;
/* Which table a header belongs to; "" when none. `table` as given by the user wins. */
bool import_table_of(cx *c, str header, str asked, str *ret) CHECKED;
bool import_write_rejects(cx *c, import_job *j, str text) CHECKED;

#endif
