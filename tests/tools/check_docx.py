#!/usr/bin/env python3
"""Open a document with python-docx and measure it against GB/T 9704-2012.

usage: check_docx.py FILE.docx     prints "ok …" or "not ok …" a question
"""
import io
import sys
import zipfile

import docx
import openpyxl
from docx.oxml.ns import qn


def say(what, good, got=''):
    print(f'{"ok" if good else "not ok"} {what}{"" if good else f" ({got})"}')


def mm(length):
    return length.emu / 36000


d = docx.Document(sys.argv[1])
s = d.sections[0]
across = s.orientation == docx.enum.section.WD_ORIENT.LANDSCAPE
width, height = mm(s.page_width), mm(s.page_height)
say('A4', abs(width - (297 if across else 210)) < 0.3 and abs(height - (210 if across else 297)) < 0.3,
    (width, height))
text = (width - mm(s.left_margin) - mm(s.right_margin), height - mm(s.top_margin) - mm(s.bottom_margin))
say('text area 156 × 225 mm', abs(min(text) - 156) < 0.3 and abs(max(text) - 225) < 0.3, text)
if not across:
    say('top 37 mm, left 28 mm', abs(mm(s.top_margin) - 37) < 0.2 and abs(mm(s.left_margin) - 28) < 0.2,
        (mm(s.top_margin), mm(s.left_margin)))
    pitch = int(s._sectPr.find(qn('w:docGrid')).get(qn('w:linePitch'))) / 20
    say('22 lines', 22 <= text[1] / 25.4 * 72 / pitch < 23, pitch)
    normal = d.styles['Normal']
    close = int(normal.element.rPr.find(qn('w:spacing')).get(qn('w:val'))) / 20
    say('3号', normal.font.size.pt == 16, normal.font.size)
    say('28 characters', 28 <= text[0] / 25.4 * 72 / (16 + close) < 29, close)
for t in d.tables:
    if t.rows[0]._tr.trPr is None or t.rows[0]._tr.trPr.find(qn('w:tblHeader')) is None:
        say('the header row repeats', False)
z = zipfile.ZipFile(sys.argv[1])
say('the archive is whole', z.testzip() is None)
books = [n for n in z.namelist() if n.endswith('.xlsx')]
charts = [n for n in z.namelist() if n.startswith('word/charts/chart')]
say('a workbook in each chart', len(books) == len(charts), (books, charts))
for n in books:
    w = openpyxl.load_workbook(io.BytesIO(z.read(n)))
    say(f'{n} opens', w.active.max_row > 1 and isinstance(w.active['B2'].value, (int, float)))
