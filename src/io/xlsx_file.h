/* xlsx_file.h: a workbook of libxlsxwriter from the first byte to the last, for all who write one.
 * The library does not look whether its temporary files could be written; here it is looked at,
 * and the file gets its name only when it is whole: a full disk leaves what was there before.
 * Include <xlsxwriter.h> first. */
#ifndef DIAODU_XLSX_FILE_H
#define DIAODU_XLSX_FILE_H
#include "base/err.h"
#include "base/sb.h"

typedef struct xlsx_file {
    cx *c;
    char *path, *tmp, *dir; /* in c->a */
    lxw_workbook *book;
} xlsx_file;

/* `by_row`: rows leave memory as they are written (they must come in order). Temporary files lie
 * beside `path`: one disk to be full, not two. */
bool xlsx_file_new(cx *c, const char *path, bool by_row, xlsx_file *ret) CHECKED;
/* What the library says of a cell (0, 0 where it is not about one); ERR_LIMIT, ERR_DISK. */
bool xlsx_file_check(const xlsx_file *f, lxw_error e, uint32_t row, uint32_t col) CHECKED;
/* Did the rows reach the temporary file? Of every sheet, before the next one begins. NULL: yes. */
bool xlsx_file_rows(const xlsx_file *f, const lxw_worksheet *sheet) CHECKED;
/* Finish: file in place or failure described; gone after either. */
bool xlsx_file_close(xlsx_file *f) CHECKED;
/* A workbook as bytes: `fill` writes it into a file of a folder of its own (TMPDIR, else /tmp), which
 * is gone afterwards. Its date is fixed: the same content gives the same bytes. */
typedef bool (*xlsx_fill)(void *user, const xlsx_file *f);
bool xlsx_file_bytes(cx *c, xlsx_fill fill, void *user, sb *out) CHECKED;
void xlsx_file_drop(xlsx_file *f); /* after a failure instead of close; again does nothing */

#endif
