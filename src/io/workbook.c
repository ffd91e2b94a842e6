#include "base/csv.h"
#include "base/mem.h"
#include "base/os.h"
#include "base/str.h"
#include "base/text.h"
#include "io/ole.h"
#include "io/reader.h"
#include "io/zipin.h"

void workbook_free(workbook *w)
{
    if (w)
        arena_free(w->a);
}

/* --- CSV -------------------------------------------------------------------------------- */

static bool csv_row(reader *r, const csv *in)
{
    for (size_t i = 0; i < in->n; i++) {
        if (in->fields[i].n == 0)
            continue;
        cell k = {.col = (uint32_t)i, .type = CELL_T_TEXT};
        TRY(reader_text(r, in->fields[i], &k.text));
        TRY(reader_cell(r, in->line - 1, &k));
    }
    return true;
}

/* The record reader knows lines but not the file: its name is put in front. */
bool csv_read(reader *r, str text)
{
    csv in;
    csv_init(&in, text);
    bool ok = reader_sheet(r, S(""), false);
    for (uint32_t n = 1; ok && csv_next(r->c, &in); n++) {
        ok = csv_row(r, &in);
        if (ok && n % 65536 == 0)
            ok = reader_progress(r, text.n - in.rest.n, text.n);
    }
    csv_done(&in);
    return ok && (r->c->err.code == ERR_NONE || fail_about(r->c, r->w->path.p));
}

/* --- which format is it ----------------------------------------------------------------- */

static bool starts(str data, const char *magic, size_t n)
{
    return data.n >= n && memcmp(data.p, magic, n) == 0;
}

static file_format recognise(str data)
{
    if (starts(data, "PK\3\4", 4) || starts(data, "PK\5\6", 4))
        return FILE_XLSX; /* or ods: the archive says */
    if (ole_is(data))
        return FILE_XLS;
    if (data.n > 4 && data.p[0] == 9 && (data.p[1] == 0 || data.p[1] == 2 || data.p[1] == 4) &&
        data.p[3] == 0)
        return FILE_XLS; /* Excel 2 to 4: bare records */
    return FILE_CSV;
}

static bool read_zip(reader *r, str data)
{
    CLEANUP(zip_in_close) zip_in z = {0};
    TRY(zip_in_open(r, data, &z));
    char buf[64];
    str mime = zip_in_head(&z, "mimetype", buf, sizeof buf);
    if (zip_in_has(&z, "xl/workbook.xml"))
        return xlsx_read(r, &z);
    if (zip_in_has(&z, "xl/workbook.bin"))
        return reader_bad(r, "这是二进制工作簿（.xlsb），请另存为 .xlsx 再导入",
                          "this is a binary workbook (.xlsb); save it as .xlsx", "");
    if (zip_in_has(&z, "word/document.xml"))
        return reader_bad(r, "这是 Word 文档，不是表格", "this is a Word document, not a table",
                          "");
    if (str_starts(mime, S("application/vnd.oasis.opendocument.")) &&
        !str_contains(mime, "spreadsheet"))
        return reader_bad(r, "这是 OpenDocument 文件，但不是表格",
                          "this is an OpenDocument file, but no spreadsheet", "");
    if (zip_in_has(&z, "encrypted-package"))
        return reader_password(r);
    if (zip_in_has(&z, "content.xml")) {
        r->w->format = FILE_ODS;
        return ods_read(r, &z);
    }
    if (zip_in_has(&z, "_rels/.rels"))
        return xlsx_read(r, &z);
    return reader_bad(r, "压缩包里没有表格", "the archive holds no spreadsheet", "");
}

/* Text that is no table although it may be called .xls or .csv. */
static bool refuse_markup(reader *r, str text)
{
    str t = str_trim(str_sub(text, 0, 1024));
    if (starts(t, "%PDF-", 5))
        return reader_bad(r, "这是 PDF，不是表格", "this is a PDF, not a table", "");
    if (starts(t, "{\\rtf", 5))
        return reader_bad(r, "这是 RTF 文档，不是表格", "this is an RTF document, not a table", "");
    if (t.n < 2 || t.p[0] != '<' || !strchr("!?hHtTmMsSbBdDwWoO", t.p[1]))
        return true;
    return reader_bad(
        r, "这是网页或 XML 文件，只是用了表格的扩展名；请用 Excel 或 WPS 打开并另存为 .xlsx",
        "this is a web page or XML under a spreadsheet's name; open it in Excel or WPS "
        "and save it as .xlsx",
        "");
}

static bool read_text(reader *r, str data)
{
    encoding e = text_guess(data);
    TRY(refuse_markup(r, data));
    str text;
    if (!text_to_utf8(r->c, data, e, &text))
        return fail_about(r->c, r->w->path.p);
    TRY(refuse_markup(r, text));
    return csv_read(r, text);
}

bool workbook_parse(cx *c, str data, const char *path, const sheet_limits *limits, workbook **ret)
{
    file_format f = recognise(data);
    reader r;
    TRY(reader_init(&r, c, path, limits, f));
    bool ok;
    if (data.n > r.lim.file_bytes)
        ok =
            reader_limit(&r, "文件过大（字节）", "the file is too large (bytes)", r.lim.file_bytes);
    else if (data.n == 0)
        ok = reader_bad(&r, "文件是空的", "the file is empty", "");
    else if (f == FILE_XLSX)
        ok = read_zip(&r, data);
    else
        ok = f == FILE_XLS ? xls_read(&r, data) : read_text(&r, data);
    ok = ok && reader_finish(&r, ret);
    reader_done(&r);
    return ok;
}

bool workbook_open(cx *c, const char *path, const sheet_limits *limits, workbook **ret)
{
    uint64_t max = limits && limits->file_bytes ? limits->file_bytes : 1ull << 30;
    os_file f;
    TRY(os_map(c, path, (size_t)max, &f));
    bool ok = workbook_parse(c, f.data, path, limits, ret);
    os_unmap(&f);
    return ok;
}
