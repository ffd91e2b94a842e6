#!/usr/bin/env python3
"""Make a template as an office would, or look at what became of it.

usage: check_template.py make FILE.docx | check TEMPLATE.docx FILLED.docx
"""
import sys
import zipfile

import docx


def split_runs(p, *pieces):
    for i, piece in enumerate(pieces):
        p.add_run(piece).bold = i % 2 == 1


def make(path):
    d = docx.Document()
    d.sections[0].header.paragraphs[0].text = '某某市统计局　{{mark}}'
    split_runs(d.add_paragraph(), '{', '{ar', 'ea}', '}{{period}}经济简报')
    split_runs(d.add_paragraph('发电量'), '{{power_gene', 'ration.level}}亿千瓦时，', '增长{{power_generation', '.growth}}%。')
    d.add_paragraph('{{text indicators}}')
    d.add_paragraph('{{table brief}}')
    d.add_paragraph('{{#rows}}')
    d.add_paragraph('· {{name}}{{sentence}}')
    d.add_paragraph('{{/rows}}')
    t = d.add_table(rows=2, cols=3)
    for cell, text in zip(t.rows[0].cells, ('指标', '总量', '增速')):
        cell.text = text
    for cell, text in zip(t.rows[1].cells, ('{{#rows}}{{name}}', '{{level}}', '{{growth}}{{/rows}}')):
        cell.text = text
    d.add_paragraph('不动的文字 & <尖括号>')
    d.save(path)


def say(what, good, got=''):
    print(f'{"ok" if good else "not ok"} template: {what}{"" if good else f" ({got})"}')


def check(template, filled):
    d = docx.Document(filled)
    text = [p.text for p in d.paragraphs]
    say('runs joined', text[0] == '山西省2021年前三季度经济简报', text[0])
    say('values', text[1] == '发电量2747.6亿千瓦时，增长14.0%。', text[1])
    say('paragraphs', sum(t.startswith('前三季度，全省') for t in text) == 13, text)
    say('loop over paragraphs', sum(t.startswith('· ') for t in text) == 13)
    say('native table', len(d.tables) == 2 and len(d.tables[0].columns) == 8)
    say('loop over rows', len(d.tables[-1].rows) == 14 and d.tables[-1].cell(2, 1).text == '2747.6')
    say('header', '数据截至' in d.sections[0].header.paragraphs[0].text)
    say('plain text stays', '不动的文字 & <尖括号>' in text)
    say('nothing left over', not any('{{' in t for t in text))
    a, b = zipfile.ZipFile(template), zipfile.ZipFile(filled)
    say('same parts', a.namelist() == b.namelist())
    changed = [n for n in a.namelist() if a.read(n) != b.read(n)]
    say('other parts byte for byte', all(n == 'word/document.xml' or 'header' in n for n in changed), changed)


{'make': make, 'check': check}[sys.argv[1]](*sys.argv[2:])
