#include "io/docx_out.h"
#include "io/docx_chart.h"
#include "io/zipout.h"

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define PKG "http://schemas.openxmlformats.org/package/2006/"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define W_NS                                                                                       \
    "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"" OFFICE   \
    "\""
#define WORD_TYPE "application/vnd.openxmlformats-officedocument.wordprocessingml."
#define CHART_MAX 64

/* GB/T 9704-2012 in twentieths of a point (1 mm = 56.6929). 28 characters of 16 pt are 2 mm more than
 * 156 mm: the style Normal sets each 0.25 pt closer. (A character grid would say the same, but
 * LibreOffice misreads one that narrows.) */
enum {
    PAGE_W = 11906,
    PAGE_H = 16838,
    TOP = 2098,    /* 37 mm */
    LEFT = 1587,   /* 28 mm */
    RIGHT = 1474,  /* 26 mm: leaves 156 mm of text */
    BOTTOM = 1984, /* 35 mm: leaves 225 mm of text */
    TEXT_W = PAGE_W - LEFT - RIGHT,
    TEXT_H = PAGE_H - TOP - BOTTOM,
    LINE = TEXT_H / 22,
    DENSE = 850,   /* 15 mm: margins of a ledger of many columns */
    FOOTER = 1304, /* the number's line lies 7 mm below the text */
    EMU = 635      /* per twentieth of a point */
};

static const char styles[] = HEAD
    "<w:styles " W_NS "><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Times New Roman\" "
    "w:hAnsi=\"Times New Roman\" w:eastAsia=\"仿宋_GB2312\" w:cs=\"Times New Roman\"/><w:kern "
    "w:val=\"2\"/><w:sz w:val=\"32\"/><w:szCs w:val=\"32\"/><w:lang w:val=\"en-US\" "
    "w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/>"
    "<w:qFormat/><w:pPr><w:widowControl w:val=\"0\"/><w:jc "
    "w:val=\"both\"/></w:pPr><w:rPr><w:spacing "
    "w:val=\"-5\"/><w:sz w:val=\"32\"/><w:szCs w:val=\"32\"/></w:rPr></w:style>"
    "<w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal "
    "Table\"/><w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/><w:tblCellMar><w:left w:w=\"57\" "
    "w:type=\"dxa\"/><w:right w:w=\"57\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>"
    "<w:style w:type=\"paragraph\" w:styleId=\"Title\"><w:name w:val=\"Title\"/><w:basedOn "
    "w:val=\"Normal\"/><w:qFormat/><w:pPr><w:spacing w:after=\"0\"/><w:jc "
    "w:val=\"center\"/></w:pPr>"
    "<w:rPr><w:rFonts w:eastAsia=\"方正小标宋简体\"/><w:spacing w:val=\"0\"/><w:sz "
    "w:val=\"44\"/><w:szCs w:val=\"44\"/></w:rPr>"
    "</w:style><w:style w:type=\"paragraph\" w:styleId=\"Subtitle\"><w:name w:val=\"Subtitle\"/>"
    "<w:basedOn w:val=\"Normal\"/><w:qFormat/><w:pPr><w:jc "
    "w:val=\"center\"/></w:pPr><w:rPr><w:rFonts "
    "w:eastAsia=\"楷体_GB2312\"/></w:rPr></w:style><w:style w:type=\"paragraph\" "
    "w:styleId=\"Heading1\"><w:name w:val=\"heading 1\"/><w:basedOn w:val=\"Normal\"/><w:next "
    "w:val=\"BodyText\"/><w:qFormat/><w:pPr><w:keepNext/><w:ind w:firstLineChars=\"200\" "
    "w:firstLine=\"632\"/><w:outlineLvl w:val=\"0\"/></w:pPr><w:rPr><w:rFonts w:eastAsia=\"黑体\"/>"
    "</w:rPr></w:style><w:style w:type=\"paragraph\" w:styleId=\"Heading2\"><w:name "
    "w:val=\"heading "
    "2\"/><w:basedOn w:val=\"Normal\"/><w:next w:val=\"BodyText\"/><w:qFormat/><w:pPr><w:keepNext/>"
    "<w:ind w:firstLineChars=\"200\" w:firstLine=\"632\"/><w:outlineLvl "
    "w:val=\"1\"/></w:pPr><w:rPr>"
    "<w:rFonts w:eastAsia=\"楷体_GB2312\"/></w:rPr></w:style><w:style w:type=\"paragraph\" "
    "w:styleId=\"BodyText\"><w:name w:val=\"Body Text\"/><w:basedOn w:val=\"Normal\"/><w:qFormat/>"
    "<w:pPr><w:ind w:firstLineChars=\"200\" w:firstLine=\"632\"/></w:pPr></w:style><w:style "
    "w:type=\"paragraph\" w:styleId=\"Caption\"><w:name w:val=\"caption\"/><w:basedOn "
    "w:val=\"Normal\"/><w:qFormat/><w:pPr><w:keepNext/><w:jc "
    "w:val=\"center\"/></w:pPr><w:rPr><w:rFonts "
    "w:eastAsia=\"黑体\"/><w:spacing w:val=\"0\"/><w:sz w:val=\"28\"/><w:szCs "
    "w:val=\"28\"/></w:rPr></w:style><w:style "
    "w:type=\"paragraph\" w:styleId=\"Small\"><w:name w:val=\"Table Note\"/><w:basedOn "
    "w:val=\"Normal\"/><w:pPr><w:keepLines/><w:snapToGrid w:val=\"0\"/></w:pPr><w:rPr><w:spacing "
    "w:val=\"0\"/><w:sz w:val=\"21\"/><w:szCs "
    "w:val=\"21\"/></w:rPr></w:style><w:style w:type=\"paragraph\" w:styleId=\"Cell\"><w:name "
    "w:val=\"Table Cell\"/><w:basedOn w:val=\"Normal\"/><w:pPr><w:snapToGrid w:val=\"0\"/><w:jc "
    "w:val=\"center\"/></w:pPr><w:rPr><w:spacing w:val=\"0\"/><w:sz w:val=\"21\"/><w:szCs "
    "w:val=\"21\"/></w:rPr></w:style>"
    /* official papers */
    "<w:style w:type=\"paragraph\" w:styleId=\"Office\"><w:name w:val=\"Office\"/><w:basedOn "
    "w:val=\"Normal\"/><w:pPr><w:snapToGrid w:val=\"0\"/><w:jc w:val=\"center\"/></w:pPr><w:rPr>"
    "<w:rFonts w:eastAsia=\"方正小标宋简体\"/><w:color w:val=\"FF0000\"/><w:spacing w:val=\"0\"/>"
    "</w:rPr></w:style><w:style w:type=\"paragraph\" w:styleId=\"Center\"><w:name "
    "w:val=\"Center\"/><w:basedOn w:val=\"Normal\"/><w:pPr><w:jc "
    "w:val=\"center\"/></w:pPr></w:style>"
    "<w:style w:type=\"paragraph\" w:styleId=\"Left\"><w:name w:val=\"Left\"/><w:basedOn "
    "w:val=\"Normal\"/></w:style><w:style w:type=\"paragraph\" w:styleId=\"Right\"><w:name "
    "w:val=\"Right\"/><w:basedOn w:val=\"Normal\"/><w:pPr><w:keepLines/><w:jc w:val=\"right\"/>"
    "</w:pPr></w:style><w:style w:type=\"paragraph\" w:styleId=\"Annex\"><w:name w:val=\"Annex\"/>"
    "<w:basedOn w:val=\"Normal\"/><w:next w:val=\"BodyText\"/><w:pPr><w:pageBreakBefore/></w:pPr>"
    "<w:rPr><w:rFonts w:eastAsia=\"黑体\"/></w:rPr></w:style>"
    "</w:styles>";

/* ---- text ---- */
static void put_para(sb *b, const char *style, str text, bool keep)
{
    str rest = text, line;
    sb_printf(b, "<w:p><w:pPr><w:pStyle w:val=\"%s\"/>%s</w:pPr><w:r>", style,
              keep ? "<w:keepNext/>" : "");
    for (bool first = true; first || rest.n; first = false) {
        if (!str_split(&rest, '\n', &line))
            line = S("");
        sb_printf(b, "%s<w:t xml:space=\"preserve\">", first ? "" : "<w:br/>");
        xml_put(b, line);
        sb_putz(b, "</w:t>");
    }
    sb_putz(b, "</w:r></w:p>");
}

/* Lines of a text of a cell: breaks between them. */
static void put_lines(sb *b, str s)
{
    str line;
    for (bool first = true; s.n && str_split(&s, '\n', &line); first = false) {
        sb_printf(b, "%s<w:t xml:space=\"preserve\">", first ? "" : "<w:br/>");
        xml_put(b, line);
        sb_putz(b, "</w:t>");
    }
}

/* ---- official papers ---- */
#define OFFICE_SIZE 72 /* half-points: smaller where the name is long */

static void put_office(sb *b, str name)
{
    int width = (int)utf8_width(name), size = width ? TEXT_W / 10 * 2 / width : OFFICE_SIZE;
    size = size < OFFICE_SIZE ? size : OFFICE_SIZE;
    size = size > 32 ? size : 32;
    sb_printf(b,
              "<w:p><w:pPr><w:pStyle w:val=\"Office\"/></w:pPr><w:r><w:rPr><w:sz w:val=\"%d\"/>"
              "<w:szCs w:val=\"%d\"/></w:rPr><w:t xml:space=\"preserve\">",
              size, size);
    xml_put(b, name);
    sb_putz(b, "</w:t></w:r></w:p>");
}

/* As wide as the text; the two lines of a letter are 170 mm. */
static void put_rule(sb *b, bool two)
{
    sb_printf(b,
              "<w:p><w:pPr><w:pStyle w:val=\"Left\"/><w:pBdr><w:bottom w:val=\"%s\" w:sz=\"%d\" "
              "w:space=\"1\" w:color=\"FF0000\"/></w:pBdr><w:snapToGrid w:val=\"0\"/><w:spacing "
              "w:after=\"120\" w:line=\"120\" w:lineRule=\"exact\"/><w:ind w:left=\"%d\" "
              "w:right=\"%d\"/></w:pPr></w:p>",
              two ? "thickThinSmallGap" : "single", two ? 24 : 18, two ? -397 : 0, two ? -397 : 0);
}

static void put_right(sb *b, str text, int indent, bool keep)
{
    sb_printf(b,
              "<w:p><w:pPr><w:pStyle w:val=\"Right\"/>%s<w:ind w:right=\"%d\"/></w:pPr><w:r>"
              "<w:t xml:space=\"preserve\">",
              keep ? "<w:keepNext/>" : "",
              indent * 158); /* half of 16 pt less what Normal takes off */
    xml_put(b, text);
    sb_putz(b, "</w:t></w:r></w:p>");
}

static void put_split(sb *b, str text, bool imprint)
{
    str rest = text, left = text;
    if (!str_split(&rest, '\t', &left))
        rest = S("");
    sb_putz(b, "<w:p><w:pPr><w:pStyle w:val=\"Left\"/>");
    if (imprint)
        sb_putz(b, "<w:keepLines/><w:pBdr><w:top w:val=\"single\" w:sz=\"8\" w:space=\"1\" "
                   "w:color=\"000000\"/><w:bottom w:val=\"single\" w:sz=\"8\" w:space=\"1\" "
                   "w:color=\"000000\"/></w:pBdr>");
    sb_printf(b, "<w:tabs><w:tab w:val=\"right\" w:pos=\"%d\"/></w:tabs>",
              TEXT_W - (imprint ? 280 : 0));
    if (imprint)
        sb_putz(b, "<w:ind w:left=\"280\" w:right=\"280\"/>");
    const char *open =
        imprint ? "<w:r><w:rPr><w:sz w:val=\"28\"/><w:szCs w:val=\"28\"/></w:rPr>" : "<w:r>";
    sb_printf(b, "</w:pPr>%s", open);
    put_lines(b, left);
    if (rest.n) {
        sb_putz(b, "<w:tab/>");
        put_lines(b, rest);
    }
    sb_putz(b, "</w:r></w:p>");
}

/* ---- tables ---- */
/* Half-points that let `cols` columns stand in the width. */
static int cell_size(uint32_t cols, bool landscape)
{
    uint32_t room = landscape ? 12 : 8;
    return cols <= room ? 21 : cols <= room + 4 ? 18 : 15;
}

static const char *cell_side(const doc_table *t, const doc_cell *c, uint32_t col)
{
    if (t->form)
        return col == 0 ? "center" : "left";
    return c->number ? "right" : col == 0 || c->left ? "left" : "center";
}

static void put_cell(sb *b, const doc_table *t, uint32_t row, uint32_t col, int width, int size)
{
    const doc_cell *c = &t->cells[(size_t)row * t->cols + col];
    char text[DOC_CELL_MAX];
    sb_printf(b, "<w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/>", width);
    if (c->cols > 1)
        sb_printf(b, "<w:gridSpan w:val=\"%u\"/>", c->cols);
    if (c->rows > 1)
        sb_putz(b, "<w:vMerge w:val=\"restart\"/>");
    else if (c->covered)
        sb_putz(b, "<w:vMerge/>");
    sb_putz(b, "<w:vAlign w:val=\"center\"/></w:tcPr><w:p><w:pPr><w:pStyle w:val=\"Cell\"/>");
    if (row + 1 == t->rows || row < t->header) /* not the note alone on a page, nor the header */
        sb_putz(b, "<w:keepNext/>");
    if (row >= t->header && !c->covered)
        sb_printf(b, "<w:jc w:val=\"%s\"/>", cell_side(t, c, col));
    sb_putz(b, "</w:pPr>");
    str s = c->covered ? S("") : doc_cell_text(c, text);
    if (s.n) {
        sb_putz(b, "<w:r><w:rPr>");
        if (row < t->header || (t->form && col == 0))
            sb_putz(b, "<w:rFonts w:eastAsia=\"黑体\"/>");
        sb_printf(b, "<w:sz w:val=\"%d\"/><w:szCs w:val=\"%d\"/></w:rPr>", size, size);
        put_lines(b, s);
        sb_putz(b, "</w:r>");
    }
    sb_putz(b, "</w:p></w:tc>");
}

/* Does the cell lie to the right of a cell that spans columns (then it is not written at all)? Only in
 * the header does a cell span both rows and columns. */
static bool swallowed(const doc_table *t, uint32_t row, uint32_t col)
{
    for (uint32_t up = row < t->header ? 0 : row; up <= row; up++)
        for (uint32_t k = 0; k < col; k++) {
            const doc_cell *c = &t->cells[(size_t)up * t->cols + k];
            if (c->cols > 1 && k + c->cols > col && up + (c->rows ? c->rows : 1) > row)
                return true;
        }
    return false;
}

/* ---- widths of columns, in half characters ---- */
#define CELL_SIDES 230             /* twips that a cell's margins and borders take */
#define DENSE_SIDES 130            /* of a ledger of many columns */
#define HALF(size) ((size)*11 / 2) /* twips of half a character, letters being uneven */

static bool cjk(uint32_t ch)
{
    return ch >= 0x2E80;
}

/* No line ends after an opening mark, none begins with a closing one. */
static bool may_break(uint32_t before, uint32_t after)
{
    static const uint32_t opening[] = {0xFF08, 0x201C, 0x300A, '('},
                          closing[] = {0xFF09, 0x201D, 0x300B, ')',    '%',
                                       0xFF0C, 0x3002, 0x3001, 0xFF1B, 0xFF1A};
    for (size_t i = 0; i < COUNT_OF(opening); i++)
        if (before == opening[i])
            return false;
    for (size_t i = 0; i < COUNT_OF(closing); i++)
        if (after == closing[i])
            return false;
    return before == ' ' || before == '-' || cjk(before) || cjk(after);
}

/* The widest piece of a text that no line break can divide. */
static int widest_piece(str s)
{
    int most = 0, here = 0;
    uint32_t before = ' ';
    for (size_t i = 0; i < s.n;) {
        uint32_t ch = 0;
        size_t n = utf8_decode(str_from(s, i), &ch);
        i += n ? n : 1;
        here = (may_break(before, ch) ? 0 : here) + (cjk(ch) || ch == '%' ? 2 : 1);
        most = here > most ? here : most;
        before = ch;
    }
    return most;
}

/* Widths in three measures: figures on one line; no word divided; no text over more than two or three
 * lines. */
#define MEASURES 3
#define COLS_MAX 512
#define FORM_SIZE 28   /* 4号 */
#define FORM_LONG 14   /* lines above which a form is set closer, to stay on its page */
#define CODE_MOST 16   /* half characters of a code that is kept whole */
#define HEAD_MOST 1400 /* twips that a name asks for by itself */
#define TEXT_MOST 160  /* half characters of a text that count for the width of its column */

/* The width of a code or a day, which are not to be divided, 0 for another text: capitals are wide, and
 * there is air between figures and 年月日. */
static int code_width(str s)
{
    int w = 0, wide = 0, turns = 0;
    bool digit = false, before = false;
    for (size_t i = 0; i < s.n;) {
        uint32_t ch = 0;
        size_t n = utf8_decode(str_from(s, i), &ch);
        bool day = ch == 0x5E74 || ch == 0x6708 || ch == 0x65E5;
        if (!n || ch == ' ' || (ch >= 127 && !day))
            return 0;
        turns += i > 0 && day != before;
        digit |= ch >= '0' && ch <= '9';
        wide += ch >= 'A' && ch <= 'Z';
        w += day ? 2 : 1;
        before = day;
        i += n;
    }
    return digit && w <= CODE_MOST ? w + (wide + turns + 1) / 2 : 0;
}

/* `whole`: codes and days are not divided. */
static void needed(const doc_table *t, uint32_t col, bool whole, int need[MEASURES])
{
    for (int m = 0; m < MEASURES; m++)
        need[m] = 4;
    for (uint32_t row = 0; row < t->rows; row++) {
        const doc_cell *c = &t->cells[(size_t)row * t->cols + col];
        char text[DOC_CELL_MAX];
        if (c->covered || c->cols > 1)
            continue;
        str s = doc_cell_text(c, text);
        int w = (int)utf8_width(s),
            code = c->number ? w
                   : whole   ? code_width(s)
                             : 0,
            piece = code ? code : widest_piece(s);
        if (!c->number)
            w = row < t->header ? (w + 2) / 3 + 1 : w > 14 ? (w + 1) / 2 + 2 : w;
        const int here[MEASURES] = {c->number ? w : 0, piece, w > piece ? w : piece};
        for (int m = 0; m < MEASURES; m++)
            need[m] = here[m] > need[m] ? here[m] : need[m];
    }
    for (int m = 0; m < MEASURES; m++)
        need[m] = need[m] < 28 ? need[m] : 28;
}

/* Half-points of the text: the usual size, smaller while the wishes do not fit. Long texts may be
 * divided at any size. */
static int fitting_size(const int (*need)[MEASURES], uint32_t cols, bool texts, int width,
                        int sides, int size)
{
    for (;; size -= 3) {
        long sum[MEASURES] = {0};
        for (uint32_t k = 0; k < cols; k++)
            for (int m = 0; m < MEASURES; m++)
                sum[m] += need[k][m] * HALF(size) + sides;
        if (size <= 15 || sum[2] <= width || ((texts || size <= 18) && sum[1] <= width))
            return size;
    }
}

static bool has_texts(const doc_table *t)
{
    for (size_t i = 0; i < (size_t)t->cols * t->rows; i++)
        if (t->cells[i].left)
            return true;
    return false;
}

/* Every column has room for what cannot be divided; the rest is shared by how much there is to read. */
static void text_widths(const doc_table *t, int width, int half, int sides,
                        const int (*need)[MEASURES], int *out)
{
    double weight[COLS_MAX], all = 0;
    int rest = width;
    for (uint32_t k = 0; k < t->cols; k++) {
        double sum = 0;
        for (uint32_t row = t->header; row < t->rows; row++) {
            char text[DOC_CELL_MAX];
            const doc_cell *c = &t->cells[(size_t)row * t->cols + k];
            double w = (double)utf8_width(doc_cell_text(c, text));
            sum += w < TEXT_MOST ? w : TEXT_MOST;
        }
        out[k] = need[k][1];
        if (t->header) { /* names of columns take two lines, not three */
            int head = ((int)utf8_width(t->cells[k].text) + 3) / 2 * half + sides;
            out[k] = head > out[k] && head < HEAD_MOST ? head : out[k];
        }
        double more = sum / (t->rows - t->header) * half + sides - out[k];
        rest -= out[k];
        all += weight[k] = more > 0 ? more : 0;
    }
    for (uint32_t k = 0; k < t->cols && rest < 0; k++) /* without that comfort */
        out[k] = need[k][1];
    for (uint32_t k = 0; k < t->cols && rest > 0; k++)
        out[k] += (int)(rest * (all > 0 ? weight[k] / all : 1.0 / t->cols));
}

/* Between the last measure that fits and the next one, each column gets its share. */
static void share_widths(uint32_t cols, int width, const int (*need)[MEASURES],
                         const long sum[MEASURES], int *out)
{
    int m = 0;
    while (m < MEASURES && sum[m] <= width)
        m++;
    int low = m ? m - 1 : 0;
    long step = m && m < MEASURES ? sum[m] - sum[low] : 0;
    MUST(sum[low] > 0);
    for (uint32_t k = 0; k < cols; k++) {
        long least = need[k][low];
        out[k] = (int)(step > 0 ? least + (width - sum[low]) * (need[k][m] - least) / step
                                : width * least / sum[low]);
    }
}

static void column_widths(const doc_table *t, int width, int sides, int *size, int *out)
{
    int need[COLS_MAX][MEASURES];
    long sum[MEASURES] = {0};
    if (t->form) {
        *size = t->rows > FORM_LONG ? 24 : FORM_SIZE;
        out[0] = width * 22 / 100;
        out[1] = width - out[0];
        return;
    }
    for (uint32_t k = 0; k < t->cols; k++)
        needed(t, k, sides == CELL_SIDES, need[k]);
    bool texts = has_texts(t);
    *size = fitting_size(need, t->cols, texts, width, sides, *size);
    for (uint32_t k = 0; k < t->cols; k++)
        for (int m = 0; m < MEASURES; m++)
            sum[m] += need[k][m] = need[k][m] * HALF(*size) + sides;
    if (texts && sum[1] <= width)
        text_widths(t, width, HALF(*size), sides, need, out);
    else
        share_widths(t->cols, width, need, sum, out);
}

static void put_row(sb *b, const doc_table *t, uint32_t row, const int *widths, int size)
{
    sb_putz(b, "<w:tr><w:trPr><w:cantSplit/>");
    if (t->form) /* room to write in */
        sb_printf(b, "<w:trHeight w:val=\"%d\" w:hRule=\"atLeast\"/>",
                  t->rows > FORM_LONG ? 420 : 560);
    if (row < t->header)
        sb_putz(b, "<w:tblHeader/>");
    sb_putz(b, "</w:trPr>");
    for (uint32_t k = 0; k < t->cols; k++) {
        const doc_cell *c = &t->cells[(size_t)row * t->cols + k];
        if (c->covered && swallowed(t, row, k))
            continue;
        int width = 0;
        for (uint32_t i = 0; i < (c->cols ? c->cols : 1u); i++)
            width += widths[k + i];
        put_cell(b, t, row, k, width, size);
    }
    sb_putz(b, "</w:tr>");
}

static void put_table(sb *b, const doc_table *t, bool landscape, bool dense, int width)
{
    int widths[COLS_MAX], size = cell_size(t->cols, landscape);
    column_widths(t, width, dense ? DENSE_SIDES : CELL_SIDES, &size, widths);
    sb_printf(b,
              "<w:tbl><w:tblPr><w:tblW w:w=\"%d\" w:type=\"dxa\"/><w:jc w:val=\"center\"/>"
              "<w:tblBorders>",
              width);
    static const char *const sides[] = {"top", "left", "bottom", "right", "insideH", "insideV"};
    for (size_t i = 0; i < COUNT_OF(sides); i++)
        sb_printf(b, "<w:%s w:val=\"single\" w:sz=\"%d\" w:space=\"0\" w:color=\"000000\"/>",
                  sides[i], i < 4 ? 8 : 4);
    sb_putz(b, "</w:tblBorders><w:tblLayout w:type=\"fixed\"/>");
    if (dense)
        sb_putz(b, "<w:tblCellMar><w:left w:w=\"28\" w:type=\"dxa\"/><w:right w:w=\"28\" "
                   "w:type=\"dxa\"/></w:tblCellMar>");
    sb_putz(b, "</w:tblPr><w:tblGrid>");
    for (uint32_t k = 0; k < t->cols; k++)
        sb_printf(b, "<w:gridCol w:w=\"%d\"/>", widths[k]);
    sb_putz(b, "</w:tblGrid>");
    for (uint32_t row = 0; row < t->rows; row++)
        put_row(b, t, row, widths, size);
    sb_putz(b, "</w:tbl>");
}

void docx_table_xml(sb *b, const doc_table *t, bool landscape)
{
    put_table(b, t, landscape, false, landscape ? TEXT_H : TEXT_W);
}

static void put_unit(sb *b, str unit)
{
    sb_putz(b, "<w:p><w:pPr><w:pStyle w:val=\"Small\"/><w:keepNext/><w:jc w:val=\"right\"/></w:pPr>"
               "<w:r><w:t>");
    xml_put(b, unit);
    sb_putz(b, "</w:t></w:r></w:p>");
}

/* ---- charts ---- */
static void put_chart(sb *b, const doc_chart *h, int n, bool landscape)
{
    long w = (long)(landscape ? TEXT_H : TEXT_W) * EMU, tall = 11L * LINE * EMU;
    sb_printf(
        b,
        "<w:p><w:pPr><w:pStyle w:val=\"Small\"/><w:jc w:val=\"center\"/></w:pPr><w:r><w:drawing>"
        "<wp:inline xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/"
        "wordprocessingDrawing\" distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent "
        "cx=\"%ld\" cy=\"%ld\"/><wp:effectExtent l=\"0\" t=\"0\" r=\"0\" b=\"0\"/><wp:docPr "
        "id=\"%d\" name=\"Chart %d\" descr=\"",
        w, tall, n, n);
    xml_put(b, h->name);
    sb_printf(
        b,
        "\"/><wp:cNvGraphicFramePr/><a:graphic xmlns:a=\"http://schemas.openxmlformats.org/"
        "drawingml/2006/main\"><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/"
        "2006/chart\"><c:chart xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" "
        "r:id=\"rIdChart%d\"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>",
        n);
}

/* ---- the body ---- */
static void put_section(sb *b, const doc *d)
{
    int w = d->landscape ? PAGE_H : PAGE_W, h = d->landscape ? PAGE_W : PAGE_H;
    sb_putz(b, "<w:sectPr>");
    if (d->mark.n)
        sb_putz(b, "<w:headerReference w:type=\"default\" r:id=\"rIdHeader\"/><w:headerReference "
                   "w:type=\"even\" r:id=\"rIdHeader\"/>");
    sb_putz(b, "<w:footerReference w:type=\"default\" r:id=\"rIdOdd\"/><w:footerReference "
               "w:type=\"even\" r:id=\"rIdEven\"/>");
    sb_printf(b, "<w:pgSz w:w=\"%d\" w:h=\"%d\"%s/>", w, h,
              d->landscape ? " w:orient=\"landscape\"" : "");
    if (d->dense)
        sb_printf(
            b,
            "<w:pgMar w:top=\"%d\" w:right=\"%d\" w:bottom=\"%d\" w:left=\"%d\" w:header=\"500\" "
            "w:footer=\"500\" w:gutter=\"0\"/>",
            DENSE + 300, DENSE, DENSE + 100, DENSE);
    else if (
        d->landscape) /* the page turned: its top is the long side, the binding edge is above */
        sb_printf(
            b,
            "<w:pgMar w:top=\"%d\" w:right=\"%d\" w:bottom=\"%d\" w:left=\"%d\" w:header=\"851\" "
            "w:footer=\"794\" w:gutter=\"0\"/>",
            LEFT, TOP, RIGHT, BOTTOM);
    else
        sb_printf(
            b,
            "<w:pgMar w:top=\"%d\" w:right=\"%d\" w:bottom=\"%d\" w:left=\"%d\" w:header=\"851\" "
            "w:footer=\"%d\" w:gutter=\"0\"/>",
            TOP, RIGHT, BOTTOM, LEFT, FOOTER);
    sb_printf(b, "<w:docGrid w:type=\"lines\" w:linePitch=\"%d\"/></w:sectPr>", LINE);
}

/* No signature alone on a page: what stands above it goes with it. */
static bool leads_to_sign(const doc_block *k)
{
    const doc_block *n = k->next;
    while (n && n->kind == DOC_PARA && !n->text.n)
        n = n->next;
    return n && n->kind == DOC_RIGHT;
}

static void put_block(sb *b, const doc *d, const doc_block *k, int *charts)
{
    static const char *const style[] = {
        [DOC_TITLE] = "Title",    [DOC_SUBTITLE] = "Subtitle", [DOC_HEAD1] = "Heading1",
        [DOC_HEAD2] = "Heading2", [DOC_PARA] = "BodyText",     [DOC_NOTE] = "Small",
        [DOC_CENTER] = "Center",  [DOC_LEFT] = "Left",         [DOC_ANNEX] = "Annex"};
    switch (k->kind) {
    case DOC_TABLE:
        if (k->table->name.n)
            put_para(b, "Caption", k->table->name, false);
        if (k->table->unit.n)
            put_unit(b, k->table->unit);
        put_table(b, k->table, d->landscape, d->dense,
                  d->dense       ? (d->landscape ? PAGE_H : PAGE_W) - 2 * DENSE
                  : d->landscape ? TEXT_H
                                 : TEXT_W);
        if (k->next && k->next->kind == DOC_TABLE) /* two tables would become one */
            put_para(b, "Small", S(""), false);
        break;
    case DOC_CHART:
        put_chart(b, k->chart, ++*charts, d->landscape);
        break;
    case DOC_OFFICE:
        put_office(b, k->text);
        break;
    case DOC_RULE:
        put_rule(b, k->text.n > 0);
        break;
    case DOC_RIGHT:
        put_right(b, k->text, k->indent, leads_to_sign(k));
        break;
    case DOC_SPLIT:
    case DOC_IMPRINT:
        put_split(b, k->text, k->kind == DOC_IMPRINT);
        break;
    default:
        put_para(b, style[k->kind], k->text, leads_to_sign(k));
    }
}

static void put_document(sb *b, const doc *d)
{
    int charts = 0;
    const doc_block *last = NULL;
    sb_putz(b, HEAD "<w:document " W_NS "><w:body>");
    for (const doc_block *k = d->first; k; k = k->next) {
        put_block(b, d, k, &charts);
        last = k;
    }
    if (!last || last->kind == DOC_TABLE)
        put_para(b, "Small", S(""), false);
    put_section(b, d);
    sb_putz(b, "</w:body></w:document>");
}

/* ---- the small parts ---- */
/* — 1 —, 4号, one character in from the outer edge. */
static void put_footer(sb *b, bool odd)
{
    static const char run[] =
        "<w:r><w:rPr><w:rFonts w:ascii=\"宋体\" w:hAnsi=\"宋体\" "
        "w:eastAsia=\"宋体\"/><w:sz w:val=\"28\"/><w:szCs w:val=\"28\"/></w:rPr>";
    sb_printf(b,
              HEAD
              "<w:ftr " W_NS "><w:p><w:pPr><w:snapToGrid w:val=\"0\"/><w:ind w:%s=\"280\"/><w:jc "
              "w:val=\"%s\"/></w:pPr>%s<w:t xml:space=\"preserve\">— </w:t></w:r>%s<w:fldChar "
              "w:fldCharType=\"begin\"/></w:r>%s<w:instrText xml:space=\"preserve\"> PAGE "
              "</w:instrText></w:r>%s<w:fldChar w:fldCharType=\"separate\"/></w:r>%s<w:t>1</w:t>"
              "</w:r>%s<w:fldChar w:fldCharType=\"end\"/></w:r>%s<w:t xml:space=\"preserve\"> —"
              "</w:t></w:r></w:p></w:ftr>",
              odd ? "right" : "left", odd ? "right" : "left", run, run, run, run, run, run, run);
}

static void put_header(sb *b, str mark)
{
    sb_putz(b, HEAD "<w:hdr " W_NS
                    "><w:p><w:pPr><w:snapToGrid w:val=\"0\"/><w:jc w:val=\"left\"/></w:pPr>"
                    "<w:r><w:rPr><w:rFonts w:eastAsia=\"黑体\"/><w:spacing w:val=\"0\"/><w:sz "
                    "w:val=\"28\"/></w:rPr><w:t>");
    xml_put(b, mark);
    sb_putz(b, "</w:t></w:r></w:p></w:hdr>");
}

static void put_types(sb *b, int charts)
{
    static const char *const parts[][2] = {{"document", "document.main"}, {"styles", "styles"},
                                           {"settings", "settings"},      {"header1", "header"},
                                           {"footer1", "footer"},         {"footer2", "footer"}};
    sb_putz(b, HEAD
            "<Types xmlns=\"" PKG "content-types\"><Default Extension=\"rels\" "
            "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default "
            "Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"xlsx\" "
            "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet\"/>");
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        sb_printf(b, "<Override PartName=\"/word/%s.xml\" ContentType=\"" WORD_TYPE "%s+xml\"/>",
                  parts[i][0], parts[i][1]);
    for (int i = 1; i <= charts; i++)
        sb_printf(b,
                  "<Override PartName=\"/word/charts/chart%d.xml\" ContentType=\"application/"
                  "vnd.openxmlformats-officedocument.drawingml.chart+xml\"/>",
                  i);
    sb_putz(b, "</Types>");
}

static void put_rels(sb *b, int charts)
{
    static const char *const rels[][3] = {{"rIdStyles", "styles", "styles.xml"},
                                          {"rIdSettings", "settings", "settings.xml"},
                                          {"rIdHeader", "header", "header1.xml"},
                                          {"rIdOdd", "footer", "footer1.xml"},
                                          {"rIdEven", "footer", "footer2.xml"}};
    sb_putz(b, HEAD "<Relationships xmlns=\"" PKG "relationships\">");
    for (size_t i = 0; i < COUNT_OF(rels); i++)
        sb_printf(b, "<Relationship Id=\"%s\" Type=\"" OFFICE "/%s\" Target=\"%s\"/>", rels[i][0],
                  rels[i][1], rels[i][2]);
    for (int i = 1; i <= charts; i++)
        sb_printf(b,
                  "<Relationship Id=\"rIdChart%d\" Type=\"" OFFICE "/chart\" "
                  "Target=\"charts/chart%d.xml\"/>",
                  i, i);
    sb_putz(b, "</Relationships>");
}

/* ---- the archive ---- */
typedef struct parts {
    cx *c;
    zip_out *z;
} parts;

/* Copies the text: the archive reads it at the end. */
static bool add_part(parts *p, const char *name, sb *b)
{
    str kept;
    if (!sb_ok(b) || !arena_str(p->c->a, sb_str(b), &kept))
        return fail_memory(p->c);
    sb_reset(b);
    return zip_out_add(p->z, name, kept);
}

static bool add_charts(parts *p, const doc *d, sb *b)
{
    int n = 0;
    char name[96];
    for (const doc_block *k = d->first; k; k = k->next) {
        if (k->kind != DOC_CHART)
            continue;
        n++;
        chart_xml(b, k->chart);
        snprintf(name, sizeof name, "word/charts/chart%d.xml", n);
        TRY(add_part(p, name, b));
        sb_printf(b,
                  HEAD "<Relationships xmlns=\"" PKG "relationships\"><Relationship Id=\"rId1\" "
                       "Type=\"" OFFICE "/package\" Target=\"../embeddings/chart%d.xlsx\"/>"
                       "</Relationships>",
                  n);
        snprintf(name, sizeof name, "word/charts/_rels/chart%d.xml.rels", n);
        TRY(add_part(p, name, b));
        TRY(chart_book(p->c, k->chart, b));
        snprintf(name, sizeof name, "word/embeddings/chart%d.xlsx", n);
        TRY(add_part(p, name, b));
    }
    return true;
}

static bool add_all(parts *p, const doc *d, int charts, sb *b)
{
    put_types(b, charts);
    TRY(add_part(p, "[Content_Types].xml", b));
    sb_putz(b, HEAD "<Relationships xmlns=\"" PKG
                    "relationships\"><Relationship Id=\"rId1\" Type=\"" OFFICE
                    "/officeDocument\" Target=\"word/document.xml\"/></Relationships>");
    TRY(add_part(p, "_rels/.rels", b));
    put_document(b, d);
    TRY(add_part(p, "word/document.xml", b));
    put_rels(b, charts);
    TRY(add_part(p, "word/_rels/document.xml.rels", b));
    sb_putz(b, styles);
    TRY(add_part(p, "word/styles.xml", b));
    sb_putz(b, HEAD
            "<w:settings " W_NS "><w:evenAndOddHeaders/><w:compat><w:useFELayout/><w:compatSetting "
            "w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" "
            "w:val=\"15\"/></w:compat></w:settings>");
    TRY(add_part(p, "word/settings.xml", b));
    put_header(b, d->mark);
    TRY(add_part(p, "word/header1.xml", b));
    put_footer(b, true);
    TRY(add_part(p, "word/footer1.xml", b));
    put_footer(b, false);
    TRY(add_part(p, "word/footer2.xml", b));
    return add_charts(p, d, b);
}

bool docx_write(cx *c, const doc *d, sb *out)
{
    sb b CLEANUP(sb_done) = {0};
    parts p = {.c = c};
    int charts = 0;
    for (const doc_block *k = d->first; k; k = k->next)
        charts += k->kind == DOC_CHART;
    if (charts > CHART_MAX)
        return fail(c, ERR_LIMIT, "文档内图超过 %d 幅", "more than %d charts in a document",
                    CHART_MAX);
    sb_init(&b, 0);
    TRY(zip_out_new(c, &p.z));
    if (add_all(&p, d, charts, &b))
        return zip_out_close(p.z, out);
    zip_out_drop(p.z);
    return false;
}
