#include "report/pdf.h"
#include "report/tool.h"

static const tool office = {
    .name = "LibreOffice",
    .own = "DIAODU_SOFFICE",
    .programs = (const char *const[]){"soffice", "libreoffice", NULL},
    .get = "apt install libreoffice-writer",
    .else_zh = "改用 docx",
    .else_en = "use docx",
};

static const tool rsvg = {
    .name = "rsvg-convert",
    .own = "DIAODU_RSVG",
    .programs = (const char *const[]){"rsvg-convert", NULL},
    .setting = "SOURCE_DATE_EPOCH=0", /* else the file is dated by the clock */
    .get = "apt install librsvg2-bin",
    .else_zh = "改用 svg",
    .else_en = "use svg",
};

const char *pdf_program(cx *c)
{
    return tool_program(c, &office);
}

bool pdf_convert(cx *c, str docx, int seconds, sb *out)
{
    static const char *const arguments[] = {"-env:UserInstallation=file://@/profile",
                                            "--headless",
                                            "--norestore",
                                            "--convert-to",
                                            "pdf",
                                            "--outdir",
                                            "@/",
                                            "@/document.docx",
                                            NULL};
    return tool_run(c, &office, docx, "document.docx", arguments, "document.pdf", seconds, out);
}

const char *pdf_svg_program(cx *c)
{
    return tool_program(c, &rsvg);
}

bool pdf_of_svg(cx *c, str svg, int seconds, sb *out)
{
    static const char *const arguments[] = {"-f", "pdf", "-o", "@/chart.pdf", "@/chart.svg", NULL};
    return tool_run(c, &rsvg, svg, "chart.svg", arguments, "chart.pdf", seconds, out);
}
