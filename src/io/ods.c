#include "base/map.h"
#include "base/mem.h"
#include "base/sb.h"
#include "base/str.h"
#include "io/reader.h"
#include "io/xml.h"

#define STYLES_MAX 65536

/* A cell style's number format, a table style's visibility, a date style's parts. */
typedef struct style {
    const char *data_style; /* NULL = none */
    const char *parent;     /* NULL = none */
    numfmt f;
    bool hidden;
} style;

typedef struct column_style {
    uint64_t first, n;
    uint32_t style;
} column_style;

typedef struct ods {
    reader *r;
    style *styles;
    size_t n_styles, cap_styles;
    map names;      /* "family name" -> style */
    uint32_t style; /* being read; MAP_NONE = none */
    bool year, month, day, time;
    column_style *cols;
    size_t n_cols, cap_cols;
    sb text;
    bool spreadsheet, in_table, in_cell, in_text, got_text;
    int skip; /* depth inside what is no cell content: notes, drawings, ruby */
    uint64_t row, col, row_times, col_times, next_col;
    uint32_t row_style;
    bool covered, error;
    uint64_t span_rows, span_cols;
    char type; /* first letter of the value type; 0 = none */
    cell k;
    numfmt f;
} ods;

/* --- styles ----------------------------------------------------------------------------- */

static uint32_t find_style(const ods *o, const char *family, const char *name)
{
    char key[256];
    if (!name)
        return MAP_NONE;
    int n = snprintf(key, sizeof key, "%s %s", family, name);
    return n < (int)sizeof key ? map_get(&o->names, (str){key, (size_t)n}) : MAP_NONE;
}

/* Keep a copy of an attribute; NULL stays NULL. */
static bool copy(ods *o, const char *value, const char **ret)
{
    *ret = value ? arena_strdup(o->r->w->a, str_of(value)) : NULL;
    return !value || *ret || fail_memory(o->r->c);
}

static bool add_style(ods *o, const char *family, const char **attr)
{
    const char *name = xml_attr(attr, "name");
    reader *r = o->r;
    o->style = MAP_NONE;
    if (!name || strlen(family) + strlen(name) + 2 > 256)
        return true;
    if (o->n_styles >= STYLES_MAX)
        return reader_limit(r, "样式过多", "too many styles", STYLES_MAX);
    if (!MEM_GROW(o->styles, o->cap_styles, o->n_styles + 1))
        return fail_memory(r->c);
    style *s = &o->styles[o->n_styles];
    *s = (style){.f = FMT_NUMBER};
    TRY(copy(o, xml_attr(attr, "data-style-name"), &s->data_style));
    TRY(copy(o, xml_attr(attr, "parent-style-name"), &s->parent));
    char *key = arena_printf(r->w->a, "%s %s", family, name);
    if (!key || !map_put(&o->names, str_of(key), (uint32_t)o->n_styles))
        return fail_memory(r->c);
    o->style = (uint32_t)o->n_styles++;
    return true;
}

static bool style_start(void *user, const char *name, const char **attr)
{
    ods *o = user;
    if (xml_is(name, "style")) {
        const char *family = xml_attr(attr, "family");
        return add_style(o, family ? family : "", attr);
    }
    if (xml_is(name, "date-style")) {
        o->year = o->month = o->day = o->time = false;
        return add_style(o, "data", attr);
    }
    if (o->style == MAP_NONE)
        return true;
    const char *display = xml_attr(attr, "display");
    if (xml_is(name, "table-properties") && display && xml_is(display, "false"))
        o->styles[o->style].hidden = true;
    o->year = o->year || xml_is(name, "year");
    o->month = o->month || xml_is(name, "month");
    o->day = o->day || xml_is(name, "day") || xml_is(name, "day-of-week");
    o->time = o->time || xml_is(name, "hours") || xml_is(name, "minutes");
    return true;
}

static bool style_end(void *user, const char *name)
{
    ods *o = user;
    if (xml_is(name, "date-style") && o->style != MAP_NONE) {
        numfmt f = o->day || o->time ? FMT_DATE : o->month ? FMT_MONTH : FMT_YEAR;
        o->styles[o->style].f = f;
    }
    if (xml_is(name, "date-style") || xml_is(name, "style"))
        o->style = MAP_NONE;
    return true;
}

/* How a date cell of this style is shown. */
static numfmt date_format(const ods *o, uint32_t style_no)
{
    for (int hops = 0; style_no != MAP_NONE && hops < 10; hops++) {
        const style *s = &o->styles[style_no];
        uint32_t data = find_style(o, "data", s->data_style);
        if (data != MAP_NONE)
            return o->styles[data].f;
        style_no = find_style(o, "table-cell", s->parent);
    }
    return FMT_DATE;
}

static uint32_t cell_style(const ods *o, const char *name)
{
    if (name)
        return find_style(o, "table-cell", name);
    if (o->row_style != MAP_NONE)
        return o->row_style;
    for (size_t i = 0; i < o->n_cols; i++)
        if (o->col - o->cols[i].first < o->cols[i].n)
            return o->cols[i].style;
    return MAP_NONE;
}

/* --- tables, columns, rows -------------------------------------------------------------- */

static uint64_t count(const char *value)
{
    uint64_t n;
    return xml_uint(value, UINT32_MAX, &n) && n > 0 ? n : 1;
}

static bool start_table(ods *o, const char **attr)
{
    const char *name = xml_attr(attr, "name");
    uint32_t s = find_style(o, "table", xml_attr(attr, "style-name"));
    o->in_table = true;
    o->row = o->row_times = o->next_col = 0;
    o->n_cols = 0;
    return reader_sheet(o->r, str_of(name), s != MAP_NONE && o->styles[s].hidden);
}

static bool start_column(ods *o, const char **attr)
{
    uint64_t n = count(xml_attr(attr, "number-columns-repeated"));
    uint32_t s = find_style(o, "table-cell", xml_attr(attr, "default-cell-style-name"));
    if (s != MAP_NONE && o->n_cols < STYLES_MAX) {
        if (!MEM_GROW(o->cols, o->cap_cols, o->n_cols + 1))
            return fail_memory(o->r->c);
        o->cols[o->n_cols++] = (column_style){o->next_col, n, s};
    }
    o->next_col += n;
    return true;
}

static void start_row(ods *o, const char **attr)
{
    o->col = 0;
    o->row_times = count(xml_attr(attr, "number-rows-repeated"));
    o->row_style = find_style(o, "table-cell", xml_attr(attr, "default-cell-style-name"));
}

static bool end_row(ods *o)
{
    if (o->row < READER_MAX_ROW)
        TRY(reader_repeat_row(o->r, (uint32_t)o->row, o->row_times));
    o->row += o->row_times;
    return true;
}

/* --- cells ------------------------------------------------------------------------------ */

/* "PT12H30M00S" as HH:MM:SS; anything else as it stands. */
static bool time_value(ods *o, const char *v)
{
    unsigned h, m;
    double s;
    char out[32];
    o->k.type = CELL_T_TEXT;
    if (sscanf(v, "PT%5uH%2uM%lfS", &h, &m, &s) == 3 && s >= 0 && s < 61)
        snprintf(out, sizeof out, "%02u:%02u:%02u", h, m, (unsigned)s);
    else
        snprintf(out, sizeof out, "%.31s", v);
    return reader_text(o->r, str_of(out), &o->k.text);
}

/* The value that stands in the attributes; text comes later, from the paragraphs. */
static bool attribute_value(ods *o, const char **attr)
{
    const char *v = NULL;
    switch (o->type) {
    case 'f':
    case 'c':
    case 'p':
        v = xml_attr(attr, "value");
        return !v || reader_number(o->r, str_of(v), o->type == 'p' ? FMT_PERCENT : FMT_NUMBER,
                                   false, &o->k);
    case 'd':
        v = xml_attr(attr, "date-value");
        return !v || reader_iso_date(o->r, str_of(v), o->f, &o->k);
    case 't':
        v = xml_attr(attr, "time-value");
        return !v || time_value(o, v);
    case 'b':
        v = xml_attr(attr, "boolean-value");
        o->k.type = CELL_T_BOOL;
        o->k.text = xml_true(v) ? S("TRUE") : S("FALSE");
        return true;
    default:
        v = xml_attr(attr, "string-value");
        o->k.type = v && *v ? CELL_T_TEXT : CELL_T_EMPTY;
        return o->k.type == CELL_T_EMPTY || reader_text(o->r, str_of(v), &o->k.text);
    }
}

static bool start_cell(ods *o, bool covered, const char **attr)
{
    o->k = (cell){0};
    o->type = 0;
    o->error = o->got_text = o->in_text = false;
    o->covered = covered;
    o->in_cell = true;
    o->col_times = count(xml_attr(attr, "number-columns-repeated"));
    o->span_cols = count(xml_attr(attr, "number-columns-spanned"));
    o->span_rows = count(xml_attr(attr, "number-rows-spanned"));
    sb_reset(&o->text);
    if (!attr[0] || covered)
        return true;
    for (const char **a = attr; a[0]; a += 2) {
        bool ext = strncmp(a[0], "calcext:", 8) == 0;
        if (ext && xml_is(a[0] + 8, "value-type") && xml_is(a[1], "error"))
            o->error = true;
        else if (!ext && xml_attr((const char *[]){a[0], a[1], NULL}, "value-type"))
            o->type = a[1][0];
        else if (xml_attr((const char *[]){a[0], a[1], NULL}, "formula"))
            o->k.formula = true;
    }
    o->f =
        o->type == 'd' ? date_format(o, cell_style(o, xml_attr(attr, "style-name"))) : FMT_NUMBER;
    return attribute_value(o, attr);
}

/* What the paragraphs say, where it matters. */
static bool settle_cell(ods *o)
{
    cell *k = &o->k;
    if (!sb_ok(&o->text))
        return fail_memory(o->r->c);
    bool text = o->text.n > 0;
    if (o->error) {
        k->type = CELL_T_ERROR;
        return reader_text(o->r, sb_str(&o->text), &k->text);
    }
    if ((k->type == CELL_T_EMPTY || (k->type == CELL_T_TEXT && o->type == 's')) && text) {
        k->type = CELL_T_TEXT;
        return reader_text(o->r, sb_str(&o->text), &k->text);
    }
    if (k->type == CELL_T_EMPTY && k->formula && o->type != 's')
        k->type = CELL_T_NO_CACHE;
    return true;
}

static bool end_cell(ods *o)
{
    o->in_cell = false;
    if (!o->covered)
        TRY(settle_cell(o));
    uint64_t times = o->col_times, first = o->col;
    o->col += times;
    bool merged = !o->covered && (o->span_cols > 1 || o->span_rows > 1);
    if (o->k.type == CELL_T_EMPTY && !merged)
        return true;
    if (o->row >= READER_MAX_ROW)
        return reader_limit(o->r, "行数过多", "too many rows", READER_MAX_ROW);
    uint32_t row = (uint32_t)o->row;
    for (uint64_t i = 0; i < times && o->k.type != CELL_T_EMPTY; i++) {
        TRY(reader_column(o->r, row, (uint32_t)(first + i > UINT32_MAX ? UINT32_MAX : first + i)));
        o->k.col = (uint32_t)(first + i);
        TRY(reader_cell(o->r, row, &o->k));
    }
    if (!merged)
        return true;
    uint64_t row1 = o->row + o->span_rows - 1, col1 = first + o->span_cols - 1;
    if (row1 >= READER_MAX_ROW || col1 > UINT32_MAX)
        return reader_bad(o->r, "合并单元格的范围有误", "a merged range makes no sense", "");
    return reader_merge(o->r, (merge){row, (uint32_t)first, (uint32_t)row1, (uint32_t)col1});
}

/* --- character data --------------------------------------------------------------------- */

static bool put(ods *o, str s)
{
    if (o->text.n + s.n > o->r->lim.cell_bytes)
        return reader_limit(o->r, "单元格文字过长（字节）",
                            "the text of a cell is too long (bytes)", o->r->lim.cell_bytes);
    sb_put(&o->text, s);
    return true;
}

/* White space of the file counts as one space, none at the start of a paragraph. */
static bool on_text(void *user, str text)
{
    ods *o = user;
    if (!o->in_text || o->skip || o->covered)
        return true;
    for (size_t i = 0; i < text.n;) {
        size_t n = 0;
        while (i + n < text.n && !strchr(" \t\r\n", text.p[i + n]))
            n++;
        TRY(put(o, str_sub(text, i, n)));
        i += n;
        if (i == text.n)
            break;
        char last = o->text.n ? o->text.p[o->text.n - 1] : '\n';
        if (last != ' ' && last != '\n')
            TRY(put(o, S(" ")));
        i++;
    }
    return true;
}

/* text:s, text:tab, text:line-break and a new paragraph. */
static bool inside_cell(ods *o, const char *name, const char **attr)
{
    if (xml_is(name, "p")) {
        bool first = !o->got_text;
        o->in_text = o->got_text = true;
        return first || put(o, S("\n"));
    }
    if (xml_is(name, "line-break"))
        return put(o, S("\n"));
    if (xml_is(name, "tab"))
        return put(o, S("\t"));
    if (!xml_is(name, "s"))
        return true;
    for (uint64_t n = count(xml_attr(attr, "c")); n > 0; n--)
        TRY(put(o, S(" ")));
    return true;
}

/* --- elements --------------------------------------------------------------------------- */

static bool no_content(const char *name)
{
    static const char *const list[] = {
        "annotation", "frame",   "custom-shape", "g",      "rect",      "line",           "ellipse",
        "caption",    "control", "ruby-text",    "shapes", "dde-links", "tracked-changes"};
    for (size_t i = 0; i < COUNT_OF(list); i++)
        if (xml_is(name, list[i]))
            return true;
    return false;
}

static bool on_start(void *user, const char *name, const char **attr)
{
    ods *o = user;
    if (o->skip || (o->spreadsheet && no_content(name)) || (o->in_cell && xml_is(name, "table"))) {
        o->skip++;
        return true;
    }
    if (o->in_cell)
        return inside_cell(o, name, attr);
    if (o->in_table) {
        if (xml_is(name, "table-cell"))
            return start_cell(o, false, attr);
        if (xml_is(name, "covered-table-cell"))
            return start_cell(o, true, attr);
        if (xml_is(name, "table-row"))
            start_row(o, attr);
        else if (xml_is(name, "table-column"))
            return start_column(o, attr);
        return true;
    }
    if (o->spreadsheet)
        return !xml_is(name, "table") || start_table(o, attr);
    if (xml_is(name, "spreadsheet"))
        o->spreadsheet = true;
    return style_start(o, name, attr);
}

static bool on_end(void *user, const char *name)
{
    ods *o = user;
    if (o->skip) {
        o->skip--;
        return true;
    }
    if (o->in_cell) {
        if (xml_is(name, "table-cell") || xml_is(name, "covered-table-cell"))
            return end_cell(o);
        if (xml_is(name, "p"))
            o->in_text = false;
        return true;
    }
    if (o->in_table && xml_is(name, "table-row"))
        return end_row(o);
    if (o->in_table && xml_is(name, "table"))
        o->in_table = false;
    return o->spreadsheet || style_end(o, name);
}

/* --- together --------------------------------------------------------------------------- */

static bool manifest_start(void *user, const char *name, const char **attr)
{
    ods *o = user;
    return !xml_is(name, "encryption-data") || reader_password(o->r);
}

static bool nothing(void *user, const char *name)
{
    return true;
}

static bool read_all(ods *o, zip_in *z, str xml)
{
    static const xml_hooks manifest = {manifest_start, nothing, NULL};
    static const xml_hooks styles = {style_start, style_end, NULL};
    static const xml_hooks content = {on_start, on_end, on_text};
    if (z) {
        if (zip_in_has(z, "META-INF/manifest.xml"))
            TRY(xml_part(o->r, z, "META-INF/manifest.xml", &manifest, o));
        if (zip_in_has(z, "styles.xml"))
            TRY(xml_part(o->r, z, "styles.xml", &styles, o));
        o->style = MAP_NONE;
        TRY(xml_part(o->r, z, "content.xml", &content, o));
    } else {
        TRY(xml_parse(o->r, xml, "content.xml", &content, o));
    }
    if (o->r->n_sheets == 0)
        return reader_bad(o->r, "文件中没有工作表", "the file holds no sheet", "");
    return true;
}

static bool read_ods(reader *r, zip_in *z, str xml)
{
    ods o = {.r = r, .style = MAP_NONE, .row_style = MAP_NONE};
    sb_init(&o.text, (size_t)r->lim.cell_bytes + 1);
    bool ok = read_all(&o, z, xml);
    sb_done(&o.text);
    map_done(&o.names);
    mem_free(o.styles);
    mem_free(o.cols);
    return ok;
}

bool ods_read(reader *r, zip_in *z)
{
    return read_ods(r, z, (str){0});
}

bool ods_content(reader *r, str xml)
{
    return read_ods(r, NULL, xml);
}
