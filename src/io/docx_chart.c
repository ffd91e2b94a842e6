#include "io/docx_chart.h"
#include "io/zipout.h"
#include <math.h>

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define PKG "http://schemas.openxmlformats.org/package/2006/"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define SHEET_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml."

static const char *const colors[] = {"1F5FA8", "B5532A", "5B7F3A", "7A5195", "8A8A8A"};

static void text_cache(sb *b, const str *labels, uint32_t n)
{
    sb_printf(b, "<c:strCache><c:ptCount val=\"%u\"/>", n);
    for (uint32_t i = 0; i < n; i++) {
        sb_printf(b, "<c:pt idx=\"%u\"><c:v>", i);
        xml_put(b, labels[i]);
        sb_putz(b, "</c:v></c:pt>");
    }
    sb_putz(b, "</c:strCache>");
}

static void put_series(sb *b, const doc_chart *h, uint32_t k)
{
    char col = (char)('B' + k);
    const char *color = colors[k % COUNT_OF(colors)];
    sb_printf(
        b, "<c:ser><c:idx val=\"%u\"/><c:order val=\"%u\"/><c:tx><c:strRef><c:f>Sheet1!$%c$1</c:f>",
        k, k, col);
    text_cache(b, &h->series[k].name, 1);
    sb_putz(b, "</c:strRef></c:tx><c:spPr>");
    if (h->line)
        sb_printf(b,
                  "<a:ln w=\"28575\" cap=\"rnd\"><a:solidFill><a:srgbClr val=\"%s\"/></a:solidFill>"
                  "<a:round/></a:ln></c:spPr><c:marker><c:symbol val=\"circle\"/><c:size "
                  "val=\"4\"/><c:spPr><a:solidFill><a:srgbClr val=\"%s\"/></a:solidFill></c:spPr>"
                  "</c:marker>",
                  color, color);
    else
        sb_printf(b,
                  "<a:solidFill><a:srgbClr val=\"%s\"/></a:solidFill></c:spPr>"
                  "<c:invertIfNegative val=\"0\"/>",
                  color);
    sb_printf(b, "<c:cat><c:strRef><c:f>Sheet1!$A$2:$A$%u</c:f>", h->n + 1);
    text_cache(b, h->labels, h->n);
    sb_printf(b,
              "</c:strRef></c:cat><c:val><c:numRef><c:f>Sheet1!$%c$2:$%c$%u</c:f><c:numCache>"
              "<c:formatCode>General</c:formatCode><c:ptCount val=\"%u\"/>",
              col, col, h->n + 1, h->n);
    for (uint32_t i = 0; i < h->n; i++)
        if (isfinite(h->series[k].v[i])) {
            sb_printf(b, "<c:pt idx=\"%u\"><c:v>", i);
            sb_double(b, h->series[k].v[i]);
            sb_putz(b, "</c:v></c:pt>");
        }
    sb_putz(b, "</c:numCache></c:numRef></c:val>");
    if (h->line)
        sb_putz(b, "<c:smooth val=\"0\"/>");
    sb_putz(b, "</c:ser>");
}

static void put_font(sb *b, int hundredths)
{
    sb_printf(b,
              "<a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz=\"%d\" b=\"0\"><a:latin "
              "typeface=\"Times New Roman\"/><a:ea typeface=\"仿宋\"/></a:defRPr></a:pPr>",
              hundredths);
}

static void put_title(sb *b, str text, int size, const char *overlay)
{
    sb_putz(b, "<c:title><c:tx><c:rich>");
    put_font(b, size);
    sb_printf(b, "<a:r><a:rPr lang=\"zh-CN\" sz=\"%d\" b=\"0\"/><a:t>", size);
    xml_put(b, text);
    sb_printf(b, "</a:t></a:r></a:p></c:rich></c:tx><c:overlay val=\"%s\"/></c:title>", overlay);
}

static void put_axes(sb *b, const doc_chart *h)
{
    sb_putz(b,
            "<c:catAx><c:axId val=\"1001\"/><c:scaling><c:orientation val=\"minMax\"/></c:scaling>"
            "<c:delete val=\"0\"/><c:axPos val=\"b\"/><c:numFmt formatCode=\"General\" "
            "sourceLinked=\"0\"/><c:majorTickMark val=\"none\"/><c:minorTickMark val=\"none\"/>"
            "<c:tickLblPos val=\"low\"/><c:spPr><a:ln w=\"9525\"><a:solidFill><a:srgbClr "
            "val=\"808080\"/></a:solidFill></a:ln></c:spPr><c:txPr>");
    put_font(b, 900);
    sb_putz(
        b, "<a:endParaRPr lang=\"zh-CN\"/></a:p></c:txPr><c:crossAx val=\"1002\"/><c:crosses "
           "val=\"autoZero\"/></c:catAx><c:valAx><c:axId val=\"1002\"/><c:scaling><c:orientation "
           "val=\"minMax\"/></c:scaling><c:delete val=\"0\"/><c:axPos val=\"l\"/><c:majorGridlines>"
           "<c:spPr><a:ln w=\"6350\"><a:solidFill><a:srgbClr val=\"D9D9D9\"/></a:solidFill></a:ln>"
           "</c:spPr></c:majorGridlines>");
    if (h->unit.n)
        put_title(b, h->unit, 900, "0");
    sb_putz(b,
            "<c:numFmt formatCode=\"General\" sourceLinked=\"0\"/><c:majorTickMark val=\"none\"/>"
            "<c:minorTickMark val=\"none\"/><c:tickLblPos val=\"nextTo\"/><c:spPr><a:ln><a:noFill/>"
            "</a:ln></c:spPr><c:txPr>");
    put_font(b, 900);
    sb_putz(b, "<a:endParaRPr lang=\"zh-CN\"/></a:p></c:txPr><c:crossAx val=\"1001\"/><c:crosses "
               "val=\"autoZero\"/></c:valAx>");
}

void chart_xml(sb *b, const doc_chart *h)
{
    MUST(h->n_series > 0 && h->n_series <= 20);
    sb_putz(b, HEAD
            "<c:chartSpace xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" "
            "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" xmlns:r=\"" OFFICE
            "\"><c:roundedCorners val=\"0\"/><c:chart>");
    put_title(b, h->name, 1200, "0");
    sb_putz(b, "<c:autoTitleDeleted val=\"0\"/><c:plotArea><c:layout/>");
    sb_putz(b, h->line ? "<c:lineChart><c:grouping val=\"standard\"/><c:varyColors val=\"0\"/>"
                       : "<c:barChart><c:barDir val=\"col\"/><c:grouping val=\"clustered\"/>"
                         "<c:varyColors val=\"0\"/>");
    for (uint32_t k = 0; k < h->n_series; k++)
        put_series(b, h, k);
    sb_putz(b, h->line ? "<c:marker val=\"1\"/>" : "<c:gapWidth val=\"60\"/>");
    sb_printf(b, "<c:axId val=\"1001\"/><c:axId val=\"1002\"/></c:%s>",
              h->line ? "lineChart" : "barChart");
    put_axes(b, h);
    sb_putz(b, "</c:plotArea>");
    if (h->n_series > 1) {
        sb_putz(b, "<c:legend><c:legendPos val=\"b\"/><c:overlay val=\"0\"/><c:txPr>");
        put_font(b, 900);
        sb_putz(b, "<a:endParaRPr lang=\"zh-CN\"/></a:p></c:txPr></c:legend>");
    }
    sb_putz(b,
            "<c:plotVisOnly val=\"1\"/><c:dispBlanksAs val=\"gap\"/></c:chart><c:spPr><a:solidFill>"
            "<a:srgbClr val=\"FFFFFF\"/></a:solidFill><a:ln><a:noFill/></a:ln></c:spPr>"
            "<c:externalData r:id=\"rId1\"><c:autoUpdate val=\"0\"/></c:externalData>"
            "</c:chartSpace>");
}

/* ---- the workbook inside ---- */
static void book_text(sb *b, char col, uint32_t row, str s)
{
    sb_printf(b, "<c r=\"%c%u\" t=\"inlineStr\"><is><t>", col, row);
    xml_put(b, s);
    sb_putz(b, "</t></is></c>");
}

static void book_sheet(sb *b, const doc_chart *h)
{
    sb_putz(b,
            HEAD "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"
                 "<sheetData><row r=\"1\">");
    book_text(b, 'A', 1, S(" "));
    for (uint32_t k = 0; k < h->n_series; k++)
        book_text(b, (char)('B' + k), 1, h->series[k].name);
    sb_putz(b, "</row>");
    for (uint32_t i = 0; i < h->n; i++) {
        sb_printf(b, "<row r=\"%u\">", i + 2);
        book_text(b, 'A', i + 2, h->labels[i]);
        for (uint32_t k = 0; k < h->n_series; k++)
            if (isfinite(h->series[k].v[i])) {
                sb_printf(b, "<c r=\"%c%u\"><v>", (char)('B' + k), i + 2);
                sb_double(b, h->series[k].v[i]);
                sb_putz(b, "</v></c>");
            }
        sb_putz(b, "</row>");
    }
    sb_putz(b, "</sheetData></worksheet>");
}

bool chart_book(cx *c, const doc_chart *h, sb *out)
{
    zip_out *z;
    sb sheet CLEANUP(sb_done) = {0};
    sb_init(&sheet, 0);
    book_sheet(&sheet, h);
    if (!sb_ok(&sheet))
        return fail_memory(c);
    TRY(zip_out_new(c, &z));
    bool ok =
        zip_out_add(z, "[Content_Types].xml",
                    S(HEAD
                      "<Types xmlns=\"" PKG "content-types\"><Default Extension=\"rels\" "
                      "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                      "<Default Extension=\"xml\" ContentType=\"application/xml\"/><Override "
                      "PartName=\"/xl/workbook.xml\" ContentType=\"" SHEET_TYPE
                      "sheet.main+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" "
                      "ContentType=\"" SHEET_TYPE "worksheet+xml\"/></Types>")) &&
        zip_out_add(z, "_rels/.rels",
                    S(HEAD "<Relationships xmlns=\"" PKG
                           "relationships\"><Relationship Id=\"rId1\" "
                           "Type=\"" OFFICE "/officeDocument\" Target=\"xl/workbook.xml\"/>"
                           "</Relationships>")) &&
        zip_out_add(z, "xl/workbook.xml",
                    S(HEAD "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/"
                           "main\" xmlns:r=\"" OFFICE
                           "\"><sheets><sheet name=\"Sheet1\" sheetId=\"1\" "
                           "r:id=\"rId1\"/></sheets></workbook>")) &&
        zip_out_add(z, "xl/_rels/workbook.xml.rels",
                    S(HEAD "<Relationships xmlns=\"" PKG
                           "relationships\"><Relationship Id=\"rId1\" "
                           "Type=\"" OFFICE "/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
                           "</Relationships>")) &&
        zip_out_add(z, "xl/worksheets/sheet1.xml", sb_str(&sheet));
    if (ok)
        return zip_out_close(z, out);
    zip_out_drop(z);
    return false;
}
