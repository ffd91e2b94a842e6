#include "base/str.h"
#include "io/xlsx.h"
#include "io/xml.h"

typedef enum value_type {
    V_NUMBER,
    V_SHARED,
    V_STRING,
    V_INLINE,
    V_BOOL,
    V_ERROR,
    V_DATE
} value_type;

typedef struct sheet_state {
    xlsx *x;
    bool in_data, in_cell, in_inline, capture;
    int phonetic;          /* depth inside rPh */
    uint32_t row, col;     /* 0-based, of the cell being read */
    bool any_row, any_col; /* row and col hold the position before */
    value_type type;
    numfmt fmt;
    bool has_formula, has_value;
} sheet_state;

/* "AB12" at *p; *p is left behind it. */
static bool reference(const char **p, uint32_t *row, uint32_t *col)
{
    uint64_t c = 0, n = 0;
    const char *s = *p;
    for (; (*s | 0x20) >= 'a' && (*s | 0x20) <= 'z' && c < 100000000; s++)
        c = c * 26 + (uint64_t)((*s | 0x20) - 'a' + 1);
    for (; *s >= '0' && *s <= '9' && n < 100000000; s++)
        n = n * 10 + (uint64_t)(*s - '0');
    if (c == 0 || n == 0 || n > READER_MAX_ROW)
        return false;
    *row = (uint32_t)n - 1;
    *col = (uint32_t)(c - 1 > UINT32_MAX ? UINT32_MAX : c - 1);
    *p = s;
    return true;
}

static bool bad_reference(sheet_state *s, const char *text)
{
    char shown[64];
    snprintf(shown, sizeof shown, "%.40s", text);
    return reader_bad(s->x->r, "单元格地址有误", "a cell address makes no sense", shown);
}

static bool start_row(sheet_state *s, const char **attr)
{
    uint64_t n;
    const char *r = xml_attr(attr, "r");
    if (r) {
        if (!xml_uint(r, READER_MAX_ROW, &n) || n == 0)
            return bad_reference(s, r);
        s->row = (uint32_t)n - 1;
    } else if (s->any_row && ++s->row >= READER_MAX_ROW) {
        return bad_reference(s, "row");
    }
    s->any_row = true;
    s->any_col = false;
    return true;
}

static value_type value_of(const char *t)
{
    switch (t[0]) {
    case 's':
        return t[1] ? V_STRING : V_SHARED;
    case 'i':
        return V_INLINE;
    case 'b':
        return V_BOOL;
    case 'e':
        return V_ERROR;
    case 'd':
        return V_DATE;
    default:
        return V_NUMBER;
    }
}

static bool start_cell(sheet_state *s, const char **attr)
{
    const char *ref = NULL, *type = "", *style = NULL;
    for (; attr[0]; attr += 2) {
        if (attr[0][0] == 0 || attr[0][1] != 0)
            continue;
        if (attr[0][0] == 'r')
            ref = attr[1];
        else if (attr[0][0] == 't')
            type = attr[1];
        else if (attr[0][0] == 's')
            style = attr[1];
    }
    const char *p = ref;
    if (ref && (!reference(&p, &s->row, &s->col) || *p))
        return bad_reference(s, ref);
    if (!ref)
        s->col = s->any_col ? s->col + 1 : 0;
    TRY(reader_column(s->x->r, s->row, s->col));
    s->any_col = s->any_row = true;
    uint64_t xf;
    s->fmt = xml_uint(style, UINT32_MAX, &xf) && xf < s->x->n_xf ? s->x->xf[xf] : FMT_NUMBER;
    s->type = value_of(type);
    s->has_formula = s->has_value = false;
    s->in_cell = true;
    sb_reset(&s->x->text);
    return true;
}

static bool merged_range(sheet_state *s, const char *ref)
{
    merge m;
    const char *p = ref ? ref : "";
    if (!reference(&p, &m.row0, &m.col0))
        return bad_reference(s, p);
    m.row1 = m.row0;
    m.col1 = m.col0;
    if (*p == ':') {
        p++;
        if (!reference(&p, &m.row1, &m.col1))
            return bad_reference(s, ref);
    }
    return *p ? bad_reference(s, ref) : reader_merge(s->x->r, m);
}

static bool on_start(void *user, const char *name, const char **attr)
{
    sheet_state *s = user;
    if (s->in_cell) {
        if (xml_is(name, "v"))
            s->capture = s->has_value = true;
        else if (xml_is(name, "f"))
            s->has_formula = true;
        else if (xml_is(name, "is"))
            s->in_inline = true;
        else if (xml_is(name, "rPh"))
            s->phonetic++;
        else if (s->in_inline && s->phonetic == 0 && xml_is(name, "t"))
            s->capture = true;
        return true;
    }
    if (s->in_data) {
        if (xml_is(name, "c"))
            return start_cell(s, attr);
        return !xml_is(name, "row") || start_row(s, attr);
    }
    if (xml_is(name, "sheetData"))
        s->in_data = true;
    else if (xml_is(name, "mergeCell"))
        return merged_range(s, xml_attr(attr, "ref"));
    return true;
}

static bool shared_string(sheet_state *s, str raw, cell *k)
{
    int64_t i;
    if (!str_int(str_trim(raw), &i) || i < 0 || (uint64_t)i >= s->x->n_strings)
        return reader_bad_cell(s->x->r, s->row, s->col, "单元格引用了不存在的共享字符串",
                               "a cell refers to a shared string that does not exist");
    k->type = CELL_T_TEXT;
    k->text = s->x->strings[i];
    return true;
}

static bool read_value(sheet_state *s, cell *k)
{
    reader *r = s->x->r;
    str raw = sb_str(&s->x->text);
    switch (s->type) {
    case V_SHARED:
        return shared_string(s, raw, k);
    case V_STRING:
    case V_INLINE:
        k->type = CELL_T_TEXT;
        return xlsx_text(s->x, &k->text);
    case V_BOOL:
        k->type = CELL_T_BOOL;
        k->text = str_eqz(str_trim(raw), "0") || str_ieqz(raw, "false") ? S("FALSE") : S("TRUE");
        return true;
    case V_ERROR:
        k->type = CELL_T_ERROR;
        return reader_text(r, raw, &k->text);
    case V_DATE:
        return reader_iso_date(r, raw, s->fmt, k);
    case V_NUMBER:
        break;
    }
    return reader_number(r, raw, s->fmt, s->x->from1904, k);
}

static bool end_cell(sheet_state *s)
{
    cell k = {.col = s->col, .formula = s->has_formula};
    s->in_cell = s->in_inline = s->capture = false;
    s->phonetic = 0;
    if (!sb_ok(&s->x->text))
        return fail_memory(s->x->r->c);
    if (s->x->text.n == 0) {
        if (!s->has_formula || (s->type == V_STRING && s->has_value))
            return true;
        k.type = CELL_T_NO_CACHE;
        return reader_cell(s->x->r, s->row, &k);
    }
    TRY(read_value(s, &k));
    if (k.type == CELL_T_TEXT && k.text.n == 0)
        return true;
    return reader_cell(s->x->r, s->row, &k);
}

static bool on_end(void *user, const char *name)
{
    sheet_state *s = user;
    if (s->in_cell) {
        if (xml_is(name, "c"))
            return end_cell(s);
        if (xml_is(name, "v") || xml_is(name, "t"))
            s->capture = false;
        else if (xml_is(name, "rPh"))
            s->phonetic--;
        else if (xml_is(name, "is"))
            s->in_inline = false;
    } else if (xml_is(name, "sheetData")) {
        s->in_data = false;
    }
    return true;
}

static bool on_text(void *user, str text)
{
    sheet_state *s = user;
    return !s->capture || xlsx_capture(s->x, text);
}

static const xml_hooks hooks = {on_start, on_end, on_text};

bool xlsx_sheet_part(xlsx *x, const char *name)
{
    sheet_state s = {.x = x};
    return xml_part(x->r, x->z, name, &hooks, &s);
}

bool xlsx_sheet_xml(xlsx *x, str xml)
{
    sheet_state s = {.x = x};
    return xml_parse(x->r, xml, "sheet.xml", &hooks, &s);
}
