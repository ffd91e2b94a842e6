"""Workbooks written byte for byte the same every time: xlsx, ods and GB18030 CSV by hand."""
import datetime
import io
import zipfile
from xml.sax.saxutils import escape


class Pct:
    """A number formatted as a percentage: Pct(11.2) is stored 0.112."""

    def __init__(self, v):
        self.v = v


class Day:
    def __init__(self, y, m, d=1, month=True):
        self.y, self.m, self.d, self.month = y, m, d, month


class Formula:
    def __init__(self, text, cached=None):
        self.text, self.cached = text, cached


class Sheet:
    def __init__(self, name, hidden=False):
        self.name, self.hidden = name, hidden
        self.rows, self.merges = [], []

    def add(self, *cells):
        self.rows.append(list(cells))
        return len(self.rows) - 1

    def merge(self, r0, c0, r1, c1):
        self.merges.append((r0, c0, r1, c1))

    def title(self, text, width):
        r = self.add(text)
        self.merge(r, 0, r, width - 1)


def col(c):
    s = ""
    c += 1
    while c:
        c, r = divmod(c - 1, 26)
        s = chr(65 + r) + s
    return s


def serial(d):
    return (datetime.date(d.y, d.m, d.d) - datetime.date(1899, 12, 30)).days


def xlsx_cell(r, c, v):
    ref = f"{col(c)}{r + 1}"
    if v is None:
        return ""
    if isinstance(v, str):
        return f'<c r="{ref}" t="inlineStr"><is><t xml:space="preserve">{escape(v)}</t></is></c>'
    if isinstance(v, Pct):
        return f'<c r="{ref}" s="1"><v>{round(v.v / 100, 12)!r}</v></c>'
    if isinstance(v, Day):
        return f'<c r="{ref}" s="{2 if v.month else 3}"><v>{serial(v)}</v></c>'
    if isinstance(v, Formula):
        cached = "" if v.cached is None else f"<v>{v.cached!r}</v>"
        return f'<c r="{ref}"><f>{escape(v.text)}</f>{cached}</c>'
    return f'<c r="{ref}"><v>{v!r}</v></c>'


STYLES = """<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/>
<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd"/></numFmts>
<fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>
<cellStyleXfs count="1"><xf/></cellStyleXfs>
<cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="10" applyNumberFormat="1"/>
<xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/></cellXfs>
</styleSheet>"""
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def save(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in parts:
            i = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
            i.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            z.writestr(i, data)


def write_xlsx(path, sheets):
    parts = [("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
              '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
              '<Default Extension="xml" ContentType="application/xml"/>'
              '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
              '<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
              + "".join(f'<Override PartName="/xl/worksheets/sheet{i + 1}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>' for i in range(len(sheets)))
              + "</Types>"),
             ("_rels/.rels", f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>'),
             ("xl/workbook.xml", f'<workbook {MAIN} xmlns:r="{REL}"><sheets>' + "".join(
                 f'<sheet name="{escape(s.name)}" sheetId="{i + 1}"{" state=" + chr(34) + "hidden" + chr(34) if s.hidden else ""} r:id="rId{i + 1}"/>' for i, s in enumerate(sheets)) + "</sheets></workbook>"),
             ("xl/_rels/workbook.xml.rels", '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' + "".join(
                 f'<Relationship Id="rId{i + 1}" Type="{REL}/worksheet" Target="worksheets/sheet{i + 1}.xml"/>' for i in range(len(sheets)))
              + f'<Relationship Id="rId{len(sheets) + 1}" Type="{REL}/styles" Target="styles.xml"/></Relationships>'),
             ("xl/styles.xml", STYLES)]
    for i, s in enumerate(sheets):
        body = "".join(f'<row r="{r + 1}">' + "".join(xlsx_cell(r, c, v) for c, v in enumerate(row)) + "</row>"
                       for r, row in enumerate(s.rows) if any(v is not None for v in row))
        merges = "".join(f'<mergeCell ref="{col(a)}{r + 1}:{col(b)}{q + 1}"/>' for r, a, q, b in s.merges)
        if merges:
            merges = f'<mergeCells count="{len(s.merges)}">{merges}</mergeCells>'
        parts.append((f"xl/worksheets/sheet{i + 1}.xml", f"<worksheet {MAIN}><sheetData>{body}</sheetData>{merges}</worksheet>"))
    save(path, parts)


def ods_cell(v, span):
    attr = span
    if v is None:
        return f"<table:table-cell{attr}/>"
    if isinstance(v, str):
        t = escape(v).replace("\n", "</text:p><text:p>")
        return f'<table:table-cell{attr} office:value-type="string"><text:p>{t}</text:p></table:table-cell>'
    if isinstance(v, Pct):
        return f'<table:table-cell{attr} office:value-type="percentage" office:value="{round(v.v / 100, 12)!r}"><text:p>{v.v}%</text:p></table:table-cell>'
    if isinstance(v, Day):
        return f'<table:table-cell{attr} office:value-type="date" office:date-value="{v.y}-{v.m:02}-{v.d:02}"><text:p>{v.y}年{v.m}月</text:p></table:table-cell>'
    if isinstance(v, Formula):
        return f'<table:table-cell{attr} table:formula="of:={escape(v.text)}" office:value-type="float" office:value="{v.cached!r}"><text:p>{v.cached!r}</text:p></table:table-cell>'
    return f'<table:table-cell{attr} office:value-type="float" office:value="{v!r}"><text:p>{v!r}</text:p></table:table-cell>'


def write_ods(path, sheets):
    body = ""
    for s in sheets:
        body += f'<table:table table:name="{escape(s.name)}">'
        spans = {(r, a): (q - r + 1, b - a + 1) for r, a, q, b in s.merges}
        covered = {(y, x) for r, a, q, b in s.merges for y in range(r, q + 1) for x in range(a, b + 1)} - set(spans)
        width = max(len(r) for r in s.rows)
        for y, row in enumerate(s.rows):
            body += "<table:table-row>"
            for x in range(width):
                v = row[x] if x < len(row) else None
                if (y, x) in covered:
                    body += "<table:covered-table-cell/>"
                    continue
                h = spans.get((y, x))
                span = f' table:number-rows-spanned="{h[0]}" table:number-columns-spanned="{h[1]}"' if h else ""
                body += ods_cell(v, span)
            body += "</table:table-row>"
        body += "</table:table>"
    ns = " ".join(f'xmlns:{k}="urn:oasis:names:tc:opendocument:xmlns:{v}:1.0"' for k, v in
                  (("office", "office"), ("table", "table"), ("text", "text")))
    content = f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {ns} office:version="1.2"><office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>'
    save(path, [("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content),
                ("META-INF/manifest.xml", '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>')])


def plain(v):
    if v is None:
        return ""
    if isinstance(v, Pct):
        return f"{v.v}%"
    if isinstance(v, Day):
        return f"{v.y}年{v.m}月"
    if isinstance(v, Formula):
        return "" if v.cached is None else str(v.cached)
    s = str(v)
    return '"' + s.replace('"', '""') + '"' if any(x in s for x in ',"\n') else s


def write_csv(path, sheet, encoding="gb18030"):
    width = max(len(r) for r in sheet.rows)
    out = io.StringIO()
    for row in sheet.rows:
        cells = [plain(v) for v in row] + [""] * (width - len(row))
        out.write(",".join(cells) + "\r\n")
    with open(path, "wb") as f:
        f.write(out.getvalue().encode(encoding))
