#!/usr/bin/env python3
"""A workbook of plain text sheets, by hand: make_book.py OUT.xlsx|OUT.ods SHEET=FILE.csv…"""
import csv
import sys
import zipfile
from xml.sax.saxutils import escape

MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
PACK = 'http://schemas.openxmlformats.org/package/2006'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
OASIS = 'urn:oasis:names:tc:opendocument:xmlns:'


def xlsx(out, sheets):
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as z:
        numbers = range(1, len(sheets) + 1)
        kind = 'application/vnd.openxmlformats-officedocument.spreadsheetml.'
        z.writestr('[Content_Types].xml', f'{HEAD}<Types xmlns="{PACK}/content-types">'
                   '<Default Extension="rels" ContentType='
                   '"application/vnd.openxmlformats-package.relationships+xml"/>'
                   f'<Override PartName="/xl/workbook.xml" ContentType="{kind}sheet.main+xml"/>' +
                   ''.join(f'<Override PartName="/xl/worksheets/sheet{i}.xml" '
                           f'ContentType="{kind}worksheet+xml"/>' for i in numbers) + '</Types>')
        z.writestr('_rels/.rels', f'{HEAD}<Relationships xmlns="{PACK}/relationships"><Relationship '
                   f'Id="r1" Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>')
        z.writestr('xl/workbook.xml', f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets>' +
                   ''.join(f'<sheet name="{escape(s[0])}" sheetId="{i}" r:id="r{i}"/>'
                           for i, s in zip(numbers, sheets)) + '</sheets></workbook>')
        z.writestr('xl/_rels/workbook.xml.rels', f'{HEAD}<Relationships xmlns="{PACK}/relationships">' +
                   ''.join(f'<Relationship Id="r{i}" Type="{REL}/worksheet" '
                           f'Target="worksheets/sheet{i}.xml"/>' for i in numbers) + '</Relationships>')
        for i, (_, rows) in zip(numbers, sheets):
            body = ''.join('<row>' + ''.join(
                f'<c t="inlineStr"><is><t xml:space="preserve">{escape(v)}</t></is></c>'
                for v in row) + '</row>' for row in rows)
            z.writestr(f'xl/worksheets/sheet{i}.xml',
                       f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData></worksheet>')


def ods(out, sheets):
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as z:
        z.writestr('mimetype', 'application/vnd.oasis.opendocument.spreadsheet')
        body = ''.join(f'<table:table table:name="{escape(name)}">' + ''.join(
            '<table:table-row>' + ''.join(
                '<table:table-cell office:value-type="string"><text:p>'
                f'{escape(v)}</text:p></table:table-cell>' for v in row) + '</table:table-row>'
            for row in rows) + '</table:table>' for name, rows in sheets)
        z.writestr('content.xml', f'{HEAD}<office:document-content xmlns:office="{OASIS}office:1.0" '
                   f'xmlns:table="{OASIS}table:1.0" xmlns:text="{OASIS}text:1.0"><office:body>'
                   f'<office:spreadsheet>{body}</office:spreadsheet></office:body>'
                   '</office:document-content>')


pairs = [a.split('=', 1) for a in sys.argv[2:]]
book = [(name, list(csv.reader(open(path, encoding='utf-8', newline='')))) for name, path in pairs]
(ods if sys.argv[1].endswith('.ods') else xlsx)(sys.argv[1], book)
