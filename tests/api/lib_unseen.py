"""Ledgers for unseen.py: a desk of rows that says other things in the areas that somebody may not see, and everything
that they may ask to find out."""
import csv
import json
import os

COUNTIES = ['520302', '520303', '520304', '520322']
AREAS = ['520300'] + COUNTIES
INDS = ['retail_sales', 'fai', 'electricity', 'gdp']
CODES = {'meeting': 'M{}', 'agenda': 'A{}', 'decision': 'D{}0;D{}1', 'task': 'T{}', 'letter': 'X{}', 'library_unit': 'U{}',
         'promise': 'P{}electricitygrowth;P{}gdplevel'}
FILTERS = {  # what somebody may try to find out by asking
    'meeting': ["linked('decision', 'meeting', 'contains(content, ''secret'')') > 0", "contains(title, 'secret')",
                "linked('task', 'meeting', 'due > date''2099-01-05''') > 0", "linked('promise', 'meeting', 'value > 6') > 0",
                "linked('promise', 'meeting', 'actual > 5.2') > 0"],
    'decision': ["contains(of(meeting, 'title'), 'secret')", "of(meeting, 'place') = 'secret hall'"],
    'task': ["rows('task', 'area', '520302', 'contains(title, ''secret'')') > 0",
             "rows('promise', 'area', '520302', 'value > 6') > 0", "rows('promise', 'area', '520302', 'actual > 5.2') > 1",
             "level('electricity', '520302', '2024-06') > 46.5", "growth('gdp', '520304', '2024-06') > 3.7",
             "base('fai', '520322', '2023-06') > 1", "rows('letter', 'from_row', 'T1', 'contains(subject, ''secret'')') > 0"],
    'promise': ['actual > 5.2', 'kept', "light = 'red'", 'gap > 0', "growth(indicator, '520302', period) > 5.2"],
    'library_unit': ['effect > 0', 'effect < 0.05', "contains(name, 'secret')"],
    'agenda': ["contains(of(meeting, 'title'), 'secret')"], 'letter': ["contains(subject, 'secret')"]}


def keep_ledgers(run, db, areas):
    """A meeting of every area with an agenda, two decisions and a task each, promises for every figure, a unit on its way
    into the library, letters, comments, files; in `areas` they say other things."""
    def tell(a, text):
        return f'secret {text}' if a in areas else text
    tables = {
        'meeting': [['code', 'title', 'area', 'place']], 'agenda': [['code', 'meeting', 'order', 'item']],
        'decision': [['code', 'meeting', 'order', 'content', 'area', 'due']],
        'task': [['code', 'title', 'area', 'meeting', 'due']],
        'promise': [['code', 'meeting', 'area', 'org', 'content', 'indicator', 'measure', 'value', 'period']],
        'library_threshold': [['code', 'name', 'profession', 'line', 'indicator'], ['L', 'line', 'industry', '2000', 'electricity']],
        'library_unit': [['code', 'name', 'area', 'threshold', 'aggregate_area', 'effect_period', 'value', 'base_value']],
        'letter': [['code', 'subject', 'area', 'from_type', 'from_row']],
        'project': [['code', 'name', 'area', 'lead_org', 'nature', 'domain', 'total', 'entered_on']],
        'series': [['type', 'code', 'field', 'period', 'plan', 'actual']]}
    for n, a in enumerate(AREAS):
        other = COUNTIES[n % 4]  # a decision may be of another area than its meeting
        tables['meeting'].append([f'M{n}', tell(a, f'meeting {n}'), a, tell(a, 'hall')])
        tables['agenda'].append([f'A{n}', f'M{n}', '1', tell(a, 'item')])  # a part of its meeting
        for k, b in enumerate((a, other)):
            tables['decision'].append([f'D{n}{k}', f'M{n}', str(k + 1), tell(b, f'decision {n} {k}'), b,
                                       '2099-01-09' if b in areas else '2099-01-01'])
        tables['task'].append([f'T{n}', tell(a, f'task {n}'), a, f'M{n}', '2099-01-09' if a in areas else '2099-01-01'])
        tables['letter'].append([f'X{n}', tell(a, f'letter {n}'), a, 'task', f'T{n}'])
        for i in INDS:
            for m in ('growth', 'level'):
                tables['promise'].append([f'P{n}{i}{m}', f'M{n}', a, f'u{COUNTIES[n % 4]}' if a in areas else f'u{COUNTIES[n - 1]}',
                                          tell(a, 'promise'), i, m, '9' if a in areas else '5', '2024-06'])
        tables['library_unit'].append([f'U{n}', tell(a, f'unit {n}'), a, 'L', a, '2024-06', '30' if a in areas else '20', '10'])
        tables['project'].append([f'J{n}', tell(a, f'project {n}'), a, f'u{COUNTIES[n - 1]}', 'new', 'industry',
                                  '70' if a in areas else '50', '2024-02-01' if a in areas else '2023-03-01'])
        tables['series'] += [['project', f'J{n}', 'invest', f'2024-0{m}', '', '3' if a in areas else '2'] for m in (4, 5, 6)]
    for table, rows in tables.items():
        with open(f'{table}.csv', 'w', encoding='utf-8') as f:
            csv.writer(f, lineterminator='\n').writerows(rows)
        run(db, 'import', 'ledger_series' if table == 'series' else f'ledger:{table}', f'{table}.csv', '--yes', '--reason', 'r')
    for n, a in enumerate(AREAS):
        with open('proof.pdf', 'w', encoding='utf-8') as f:
            f.write('%PDF-1.4 ' + tell(a, 'proof'))
        run(db, 'ledger', 'task', 'comment', f'T{n}', tell(a, 'words'))
        run(db, 'ledger', 'task', 'attach', f'T{n}', 'evidence', 'proof.pdf')
        run(db, 'ledger', 'task', 'set', f'T{n}', f'problems={tell(a, "none")}', '--note', tell(a, 'why'))
    run(db, 'ledger', 'task', 'remove', 'T2', '--note', tell(AREAS[2], 'gone'))


def ledger_commands():
    yield ['ledger']
    for t, codes in CODES.items():
        with open(os.path.join(os.environ['DIAODU_ROOT'], f'catalogue/ledgers/{t}.json'), encoding='utf-8') as f:
            type_ = json.load(f)
        yield from (['ledger', t, 'list'], ['ledger', t, 'list', '--withdrawn'], ['ledger', t, 'list', '--q', 'secret'],
                    ['ledger', t, 'list', f'--sort=-{type_["title"]}'])
        for v in type_.get('views', []):
            yield ['ledger', t, 'list', '--view', v['code']]
        for m in type_.get('summaries', []):
            yield ['ledger', t, 'summary', m['code']]
        for w in FILTERS[t]:
            yield ['ledger', t, 'list', '--where', w]
            for m in type_.get('summaries', [])[:1]:
                yield ['ledger', t, 'summary', m['code'], '--where', w]
        for n in range(5):
            for code in codes.format(n, n).split(';'):
                yield ['ledger', t, 'show', code]
