"""Change cells of a workbook as a person would: xlsx_edit.py IN OUT [CELL=VALUE | swap ROW ROW]…; xlsx_edit.py IN prints it.
VALUE is a number, text, or =ERROR / =FORMULA / =TRUE / =PERCENT NUMBER for the odd cells. As a module: cells()."""
import re
import sys
import zipfile
from xml.etree import ElementTree as E

NS = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'
E.register_namespace('', NS[1:-1])
SHEET = 'xl/worksheets/sheet1.xml'


def place(ref):
    letters, row = re.fullmatch(r'([A-Z]+)(\d+)', ref).groups()
    col = 0
    for ch in letters:
        col = col * 26 + ord(ch) - 64
    return int(row), col


def strings(z):
    if 'xl/sharedStrings.xml' not in z.namelist():
        return []
    return [''.join(t.text or '' for t in si.iter(NS + 't'))
            for si in E.fromstring(z.read('xl/sharedStrings.xml')).iter(NS + 'si')]


def cells(path):
    """{ref: text} of the first sheet."""
    with zipfile.ZipFile(path) as z:
        shared, out = strings(z), {}
        for c in E.fromstring(z.read(SHEET)).iter(NS + 'c'):
            v = c.find(NS + 'v')
            if c.get('t') == 'inlineStr':
                out[c.get('r')] = ''.join(t.text or '' for t in c.iter(NS + 't'))
            elif v is not None and v.text:
                out[c.get('r')] = shared[int(v.text)] if c.get('t') == 's' else v.text
        return out


def comments(path):
    """{ref: text} of the comments of the first sheet."""
    with zipfile.ZipFile(path) as z:
        if 'xl/comments1.xml' not in z.namelist():
            return {}
        return {c.get('ref'): ''.join(t.text or '' for t in c.iter(NS + 't'))
                for c in E.fromstring(z.read('xl/comments1.xml')).iter(NS + 'comment')}


def fill(c, value, styles):
    for child in list(c):
        c.remove(child)
    c.attrib.pop('t', None)
    if value == '':
        return
    if value.startswith('='):
        word, _, rest = value[1:].partition(' ')
        kind = {'ERROR': 'e', 'TRUE': 'b'}.get(word)
        if kind:
            c.set('t', kind)
        if word in ('ERROR', 'FORMULA'):
            E.SubElement(c, NS + 'f').text = 'A1/0'
        if word == 'PERCENT':
            c.set('s', str(styles))
        if word != 'FORMULA':
            E.SubElement(c, NS + 'v').text = {'ERROR': '#DIV/0!', 'TRUE': '1'}.get(word, rest)
    elif re.fullmatch(r'-?[0-9]+(\.[0-9]+)?', value):
        E.SubElement(c, NS + 'v').text = value
    else:
        c.set('t', 'inlineStr')
        E.SubElement(E.SubElement(c, NS + 'is'), NS + 't').text = value


def cell(rows, ref):
    number, col = place(ref)
    row = rows[number]
    for c in row:
        if c.get('r') == ref:
            return c
    c = E.Element(NS + 'c', {'r': ref})
    row.insert(sum(place(x.get('r'))[1] < col for x in row), c)
    return c


def swap(rows, a, b):
    """As sorting does: the cells of two rows change places."""
    first, second = list(rows[a]), list(rows[b])
    for row, content in ((rows[a], second), (rows[b], first)):
        for c in list(row):
            row.remove(c)
        for c in content:
            c.set('r', re.sub(r'\d+', row.get('r'), c.get('r')))
            row.append(c)


def edit(source, target, changes):
    with zipfile.ZipFile(source) as z:
        parts = {n: z.read(n) for n in z.namelist()}
    root = E.fromstring(parts[SHEET])
    data = root.find(NS + 'sheetData')
    styles = E.fromstring(parts['xl/styles.xml'])
    formats = styles.find(NS + 'cellXfs')
    E.SubElement(formats, NS + 'xf', {'numFmtId': '10', 'fontId': '0', 'fillId': '0', 'borderId': '0',
                                      'xfId': '0', 'applyNumberFormat': '1'})
    percent = len(formats) - 1
    formats.set('count', str(len(formats)))
    rows = {int(r.get('r')): r for r in data}
    todo = list(changes)
    while todo:
        word = todo.pop(0)
        if word == 'swap':
            swap(rows, int(todo.pop(0)), int(todo.pop(0)))
            continue
        ref, _, value = word.partition('=')
        if int(place(ref)[0]) not in rows:
            rows[place(ref)[0]] = E.SubElement(data, NS + 'row', {'r': str(place(ref)[0])})
        fill(cell(rows, ref), value, percent)
    parts[SHEET] = E.tostring(root, 'utf-8', xml_declaration=True)
    parts['xl/styles.xml'] = E.tostring(styles, 'utf-8', xml_declaration=True)
    with zipfile.ZipFile(target, 'w', zipfile.ZIP_DEFLATED) as z:
        for n, text in parts.items():
            z.writestr(n, text)


if __name__ == '__main__':
    if len(sys.argv) == 2:
        for where, text in cells(sys.argv[1]).items():
            print(f'{where}\t{text}')
        for where, text in comments(sys.argv[1]).items():
            print(f'#{where}\t{text}'.replace('\n', ' / '))
    else:
        edit(sys.argv[1], sys.argv[2], sys.argv[3:])
