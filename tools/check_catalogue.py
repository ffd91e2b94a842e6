#!/usr/bin/env python3
"""Check catalogue/*.csv and data/demo/*.csv: every reference exists, every name means one thing.

usage: check_catalogue.py [ROOT]      prints FILE:LINE: what is wrong; exit 1 if anything is
"""
import csv
import datetime
import io
import os
import re
import sys
import unicodedata
from collections import Counter, defaultdict

AREAS = ('code name name_en level parent additive_to members_complete benchmark groups valid_from '
         'valid_to replaced_by lon lat').split()
INDICATORS = ('code name name_en aliases domain unit nature frequency basis joint_jan_feb direction '
              'aggregation price index_base release_lag release_day levels variant_of variant parent '
              'supports matches owner_org owner_post leader_post decimals definition valid_from '
              'valid_to replaced_by').split()
OBSERVATIONS = ('area indicator period basis kind level growth base_level series_basis '
                'rank_published low high comparison tier assess unit source released note').split()
SETS = 'code name kind member from to'.split()
BREAKS = 'indicator area from old new linkable factor note'.split()
LEVELS = 'nation province prefecture county own park town street'.split()
WORDS = {
    'nature': 'flow stock rate index count per_capita', 'basis': 'ytd period end',
    'joint_jan_feb': 'yes no', 'direction': 'higher lower none', 'price': 'constant comparable current',
    'members_complete': 'yes no', 'linkable': 'yes no', 'kind': 'target expected forecast flash final',
    'comparison': 'exact about at_least at_most range positive synchronous',
    'tier': 'assigned set strive', 'assess': 'level growth both',
    'variant': 'natural same_scope nominal real current_month',
}
FREQUENCIES = 'DWTMQHY'
REQUIRED = 'I1-I105'      # every row of the requirements resolves
DEMO_BYTES = 12_000_000
NUMBER = re.compile(r'-?\d+(\.\d+)?$')
faults = 0


def fault(path, line, text):
    global faults
    faults += 1
    if faults <= 50:
        print(f'{path}:{line}: {text}')


def fold(s):
    return re.sub(r'\s', '', unicodedata.normalize('NFKC', s)).lower()


def day(s):
    """First day of 2024, 2024-03 or 2024-03-18; None when it is none of them."""
    m = re.fullmatch(r'(\d{4})(?:-(\d\d))?(?:-(\d\d))?', s)
    try:
        return m and datetime.date(int(m[1]), int(m[2] or 1), int(m[3] or 1))
    except ValueError:
        return None


class Table:
    """Rows of one CSV file as dicts, with their line; format faults are reported on the way."""

    def __init__(self, root, path, columns, exact=True, optional=False):
        self.path, self.rows = path, []
        full = os.path.join(root, path)
        if not os.path.exists(full):
            if not optional:
                fault(path, 0, 'is missing')
            return
        with open(full, 'rb') as f:
            data = f.read()
        try:
            text = data.decode('utf-8')
        except UnicodeDecodeError as e:
            fault(path, 0, f'not UTF-8: {e}')
            return
        if text.startswith('\ufeff') or '\r' in text or not text.endswith('\n'):
            fault(path, 1, 'wants UTF-8 without BOM, LF, a newline at the end')
        reader = csv.reader(io.StringIO(text, newline=''), strict=True)
        head = next(reader, [])
        if head != columns if exact else set(head) - set(columns) or len(set(head)) < len(head):
            fault(path, 1, f'columns are {head}')
            return
        for cells in reader:
            if len(cells) != len(head):
                fault(path, reader.line_num, f'{len(cells)} cells under {len(head)} columns')
                continue
            for c in cells:
                if c != c.strip() or any(unicodedata.category(x) == 'Cc' for x in c):
                    fault(path, reader.line_num, f'blanks or controls in {c!r}')
            self.rows.append((reader.line_num, dict(zip(head, cells))))

    def each(self):
        return iter(self.rows)

    def say(self, line, text):
        fault(self.path, line, text)

    def need(self, line, row, *columns):
        for c in columns:
            if not row.get(c):
                self.say(line, f'{c} is empty')

    def words(self, line, row, *columns):
        for c in columns:
            if row.get(c) and row[c] not in WORDS[c].split():
                self.say(line, f'{c}: {row[c]} is not one of {WORDS[c]}')

    def valid(self, line, row, a, b):
        days = [day(row[c]) if row[c] else None for c in (a, b)]
        for c, d in zip((a, b), days):
            if row[c] and not d:
                self.say(line, f'{c}: {row[c]} is no date')
        if all(days) and days[0] >= days[1]:
            self.say(line, f'{b} is not after {a}')

    def refs(self, line, row, column, known):
        for code in filter(None, row.get(column, '').split(';')):
            if code not in known:
                self.say(line, f'{column}: {code} does not exist')

    def unique(self, *columns):
        seen = {}
        for line, row in self.each():
            key = tuple(row.get(c, '') for c in columns)
            if key in seen:
                self.say(line, f'{",".join(key)} stands on line {seen[key]} too')
            seen.setdefault(key, line)


def cycles(table, edges):
    for line, row in table.each():
        at, steps = row['code'], 0
        while at and steps <= len(edges):
            at, steps = edges.get(at, ''), steps + 1
        if at:
            table.say(line, f'{row["code"]} lies in a circle')


def check_units(root):
    t = Table(root, 'catalogue/units.csv', 'unit name_en dimension factor aliases'.split())
    dims, seen = {}, {}
    for line, r in t.each():
        t.need(line, r, 'unit', 'name_en', 'dimension', 'factor')
        if not re.fullmatch(r'[1-9]\d*(/[1-9]\d*)?|0\.\d*[1-9]\d*', r['factor']):
            t.say(line, f'factor {r["factor"]}')
        for name in [r['unit'], *filter(None, r['aliases'].split(';'))]:
            key = unicodedata.normalize('NFKC', name)
            if seen.setdefault(key, line) != line:
                t.say(line, f'{name} stands on line {seen[key]} too')
            dims[key] = r['dimension']
    return dims


def check_areas(root):
    t = Table(root, 'catalogue/areas.csv', AREAS)
    by = {r['code']: r for _, r in t.each()}
    t.unique('code')
    cycles(t, {c: r['parent'] for c, r in by.items()})
    for line, r in t.each():
        t.need(line, r, 'code', 'name', 'level')
        t.words(line, r, 'members_complete')
        t.valid(line, r, 'valid_from', 'valid_to')
        for c in ('parent', 'benchmark', 'replaced_by'):
            t.refs(line, r, c, by)
        if r['additive_to'] not in by and r['additive_to'] not in ('', '-'):
            t.say(line, f'additive_to: {r["additive_to"]} does not exist')
        if r['level'] not in LEVELS or not re.fullmatch(r'\d{6}', r['code']):
            t.say(line, f'level {r["level"]}, code {r["code"]}')
            continue
        up = by.get(r['parent'])
        if not up:
            if r['level'] != 'nation':
                t.say(line, 'has no parent')
            continue
        if LEVELS.index(up['level']) >= LEVELS.index(r['level']) and r['level'] not in ('own', 'park'):
            t.say(line, f'a {r["level"]} in a {up["level"]}')
        stem = up['code'].rstrip('0')
        if not r['code'].startswith(stem + '0' * (len(stem) % 2)):
            t.say(line, f'code {r["code"]} does not lie in {up["code"]}')
        for heir in filter(None, r['replaced_by'].split(';')):
            if heir in by and by[heir]['valid_from'] not in ('', r['valid_to']):
                t.say(line, f'ends {r["valid_to"]}, its heir {heir} begins {by[heir]["valid_from"]}')
        if r['replaced_by'] and not r['valid_to']:
            t.say(line, 'is replaced but does not end')
        if r['level'] in ('nation', 'province') and not r['name_en']:
            t.say(line, 'wants an English name')
        if r['level'] == 'province' and r['additive_to'] != '-' and not r['groups']:
            t.say(line, 'is in no plate')
    same = defaultdict(list)
    for line, r in t.each():
        same[r['name'], r['parent']].append((day(r['valid_from']) or datetime.date.min,
                                             day(r['valid_to']) or datetime.date.max, line))
    for (name, _), spans in same.items():
        spans.sort()
        for a, b in zip(spans, spans[1:]):
            if b[0] < a[1]:
                t.say(b[2], f'{name} stands on line {a[2]} at the same time')
    return by


def check_names(tables):
    """No code, name, English name or alias of two indicators reads the same."""
    seen = {}
    for t in tables:
        for line, r in t.each():
            for text in [r['code'], r['name'], r['name_en'], *r['aliases'].split(';')]:
                key = fold(text)
                if key and seen.setdefault(key, r['code']) != r['code']:
                    t.say(line, f'{text} means {seen[key]} and {r["code"]}')
    return seen


def check_indicator(t, line, r, by, dims):
    t.need(line, r, 'code', 'name', 'name_en', 'domain', 'unit', 'nature', 'frequency')
    t.words(line, r, 'nature', 'basis', 'joint_jan_feb', 'direction', 'price', 'variant')
    t.valid(line, r, 'valid_from', 'valid_to')
    for c in ('variant_of', 'parent', 'supports', 'matches', 'replaced_by'):
        t.refs(line, r, c, by)
    if not re.fullmatch(r'[a-z][a-z0-9_]*', r['code']):
        t.say(line, f'code {r["code"]}: lower-case letters, digits, _')
    index = r['nature'] == 'index'
    if index != bool(r['index_base']):
        t.say(line, 'an index, and nothing else, has an index_base')
    if r['index_base'] and not re.fullmatch(r'ly=100|prev=100|diffusion=50|fixed:\d{4}', r['index_base']):
        t.say(line, f'index_base {r["index_base"]}')
    if not index and unicodedata.normalize('NFKC', r['unit']) not in dims:
        t.say(line, f'unit {r["unit"]} is not in units.csv')
    freqs = r['frequency'].split(';')
    if any(f not in FREQUENCIES or len(f) != 1 for f in freqs) or len(set(freqs)) < len(freqs):
        t.say(line, f'frequency {r["frequency"]}')
    if r['joint_jan_feb'] == 'yes' and freqs[0] != 'M':
        t.say(line, 'January and February are joint only where months are')
    for c, top in (('release_lag', 12), ('release_day', 31), ('decimals', 8)):
        if r[c] and not (r[c].isdigit() and int(r[c]) <= top and (c != 'release_day' or r[c] != '0')):
            t.say(line, f'{c} {r[c]}')
    for level in filter(None, r['levels'].split(';')):
        if level not in LEVELS:
            t.say(line, f'levels: {level}')
    m = re.fullmatch(r'(?:none|sum|weighted:(\w+)|ratio:(\w+)/(\w+))?', r['aggregation'])
    if not m:
        t.say(line, f'aggregation {r["aggregation"]}')
    for code in filter(None, m.groups() if m else ()):
        if code not in by:
            t.say(line, f'aggregation: {code} does not exist')
    if r['price'] == 'constant' and r['nature'] not in ('flow', 'per_capita'):
        t.say(line, f'a {r["nature"]} at constant prices')
    if r['price'] and r['nature'] in ('rate', 'index'):
        t.say(line, f'a {r["nature"]} has no price')
    if bool(r['variant_of']) != bool(r['variant']):
        t.say(line, 'variant and variant_of go together')
    if r['parent'] in by and r['nature'] != 'index' and by[r['parent']]['unit'] != r['unit']:
        t.say(line, f'parent {r["parent"]} has another unit')


def check_indicators(root, dims):
    main = Table(root, 'catalogue/indicators.csv', INDICATORS)
    demo = Table(root, 'data/demo/00_indicators.csv', INDICATORS, exact=False, optional=True)
    for _, r in demo.each():
        for c in INDICATORS:
            r.setdefault(c, '')
    by = {r['code']: r for t in (main, demo) for _, r in t.each()}
    for t in (main, demo):
        t.unique('code')
        cycles(t, {c: r['parent'] for c, r in by.items()})
        for line, r in t.each():
            check_indicator(t, line, r, by, dims)
    for line, r in main.each():
        if not r['definition'] or r['definition'].endswith('。'):
            main.say(line, 'wants a definition of one sentence, without a full stop')
        if not r['decimals']:
            main.say(line, 'decimals is empty')
    names = check_names((main, demo))
    first, last = (int(x[1:]) for x in REQUIRED.split('-'))
    for i in range(first, last + 1):
        if f'i{i}' not in names:
            main.say(1, f'no indicator is called I{i}')
    return by


def check_lists(root, areas, inds):
    for path in ('catalogue/sets.csv', 'catalogue/rosters.csv'):
        t = Table(root, path, SETS, optional='rosters' in path)
        t.unique('code', 'kind', 'member', 'from')
        names, sizes = {}, Counter()
        for line, r in t.each():
            t.need(line, r, 'code', 'name', 'kind', 'member')
            t.valid(line, r, 'from', 'to')
            if r['kind'] not in ('indicator', 'area'):
                t.say(line, f'kind {r["kind"]}')
            t.refs(line, r, 'member', areas if r['kind'] == 'area' else inds)
            if names.setdefault(r['code'], r['name']) != r['name']:
                t.say(line, f'{r["code"]} has two names')
            sizes[r['code']] += 1
        for code, n in sizes.items():
            if n < 2:
                t.say(1, f'{code} has one member')
    for path in ('catalogue/breaks.csv', 'data/demo/01_breaks.csv'):
        t = Table(root, path, BREAKS, exact=False, optional=True)
        for line, r in t.each():
            t.need(line, r, 'indicator', 'from')
            t.words(line, r, 'linkable')
            t.refs(line, r, 'indicator', inds)
            t.refs(line, r, 'area', areas)
            if not day(r['from']):
                t.say(line, f'from {r["from"]}')
    t = Table(root, 'catalogue/lights.csv', ['indicator', 'delta'])
    t.unique('indicator')
    for line, r in t.each():
        t.refs(line, r, 'indicator', inds)
        if not NUMBER.match(r['delta']) or float(r['delta']) <= 0:
            t.say(line, f'delta {r["delta"]}')


def check_calendar(root):
    t = Table(root, 'catalogue/calendar/holidays.csv', ['date', 'name', 'kind'])
    t.unique('date')
    for line, r in t.each():
        if not day(r['date']) or len(r['date']) != 10 or r['kind'] not in ('off', 'work') or not r['name']:
            t.say(line, ','.join(r.values()))
    t = Table(root, 'catalogue/calendar/spring_festival.csv', ['year', 'date'])
    for line, r in t.each():
        d = day(r['date'])
        if not d or str(d.year) != r['year'] or not (1, 20) < (d.month, d.day) < (2, 22):
            t.say(line, f'the Spring Festival of {r["year"]} on {r["date"]}')
    if [r['year'] for _, r in t.each()] != [str(y) for y in range(1950, 2101)]:
        t.say(1, 'wants every year from 1950 to 2100 once')


def check_classes(root):
    t = Table(root, 'catalogue/gbt4754_2017.csv', 'code parent level name'.split())
    t.unique('code')
    by = {r['code']: r for _, r in t.each()}
    for line, r in t.each():
        t.need(line, r, 'name')
        up = by.get(r['parent'])
        if (r['level'] == '1') != (r['parent'] == '') or (r['parent'] and not up):
            t.say(line, f'parent {r["parent"]}')
        elif up and int(up['level']) + 1 != int(r['level']):
            t.say(line, f'level {r["level"]} below {up["level"]}')
        elif r['level'] in '34' and not r['code'].startswith(r['parent']):
            t.say(line, f'{r["code"]} below {r["parent"]}')
    sizes = Counter(r['level'] for _, r in t.each())
    if [sizes[x] for x in '1234'] != [20, 97, 473, 1380]:
        t.say(1, f'the standard has 20, 97, 473, 1380 classes, this {dict(sizes)}')


def check_causes(root):
    t = Table(root, 'catalogue/cause_codes.csv', 'code name name_en parent route route_en'.split())
    t.unique('code')
    by = {r['code']: r for _, r in t.each()}
    for line, r in t.each():
        t.need(line, r, 'code', 'name', 'name_en')
        t.refs(line, r, 'parent', by)
        if bool(r['route']) != bool(r['route_en']):
            t.say(line, 'route is said in both languages or in none')


def month_of(period):
    """(frequency, year, last month); None when it is no period."""
    m = re.fullmatch(r'(\d{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])|H([12])))?', period)
    if not m:
        return None
    return ('M' if m[2] else 'Q' if m[3] else 'H' if m[4] else 'Y', int(m[1]),
            int(m[2] or 0) or int(m[3] or 0) * 3 or int(m[4] or 0) * 6 or 12)


def check_observation(t, line, r, areas, inds, dims):
    t.words(line, r, 'basis', 'kind', 'comparison', 'tier', 'assess')
    t.need(line, r, 'area', 'indicator', 'period', 'kind', 'source')
    t.refs(line, r, 'area', areas)
    for c in ('level', 'growth', 'base_level', 'low', 'high'):
        if r.get(c) and not NUMBER.match(r[c]):
            t.say(line, f'{c} {r[c]}')
    if r.get('released') and not day(r['released']):
        t.say(line, f'released {r["released"]}')
    if not any(r.get(c) for c in ('level', 'growth', 'low', 'high')) and r.get('comparison') != 'positive':
        t.say(line, 'says nothing')
    ind, p = inds.get(r['indicator']), month_of(r['period'])
    if not ind or not p:
        t.say(line, f'{r["indicator"]} in {r["period"]}')
        return
    if r['kind'] != 'target' and p[0] not in ind['frequency'].split(';'):
        t.say(line, f'{r["indicator"]} has no {r["period"]}')
    if ind['joint_jan_feb'] == 'yes' and p[0] == 'M' and (p[2] == 1 or (p[2] == 2 and r['basis'] == 'period')):
        t.say(line, f'{r["indicator"]}: January and February are one period')
    unit = unicodedata.normalize('NFKC', r.get('unit', ''))
    if unit and dims.get(unit) != dims.get(unicodedata.normalize('NFKC', ind['unit'])):
        t.say(line, f'{r["indicator"]} in {unit}')
    if r.get('level') and NUMBER.match(r['level']):
        v = float(r['level'])
        if ind['index_base'] in ('ly=100', 'prev=100') and not 50 < v < 200:
            t.say(line, f'{r["indicator"]} is {v}')
        if v < 0 and ind['nature'] in ('stock', 'count', 'index', 'per_capita'):
            t.say(line, f'{r["indicator"]} is {v}')


def check_demo(root, areas, inds, dims):
    folder, seen, size, n = os.path.join(root, 'data/demo'), {}, 0, 0
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
        size += os.path.getsize(os.path.join(folder, name))
        if name in ('00_indicators.csv', '01_breaks.csv'):
            continue
        t = Table(root, 'data/demo/' + name, OBSERVATIONS, exact=False)
        for line, r in t.each():
            n += 1
            check_observation(t, line, r, areas, inds, dims)
            p = month_of(r['period'])
            key = (r['area'], r['indicator'], p and p[1:], r.get('basis'), r['kind'], r.get('tier'))
            if key in seen:
                t.say(line, f'the key of {seen[key]}')
            seen.setdefault(key, f'{name}:{line}')
    if size > DEMO_BYTES:
        fault('data/demo', 0, f'{size} bytes are more than {DEMO_BYTES}')
    return n


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), '..')
    dims = check_units(root)
    areas = check_areas(root)
    inds = check_indicators(root, dims)
    check_lists(root, areas, inds)
    check_calendar(root)
    check_classes(root)
    check_causes(root)
    rows = check_demo(root, areas, inds, dims)
    print(f'{len(areas)} areas, {len(inds)} indicators, {rows} demo figures, {faults} faults')
    sys.exit(faults > 0)


main()
