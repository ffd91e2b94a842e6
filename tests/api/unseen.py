"""What a person may not see leaves no trace: two desks differ only in figures that somebody may not see,
and every answer, table and document must be the same bytes for them on both, while the administrator sees
the difference. Ranks are the same on both: they are theirs to see."""
import concurrent.futures
import csv
import datetime
import io
import itertools
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.environ['DIAODU_ROOT'], 'tests/api'))
from lib_unseen import COUNTIES, INDS, keep_ledgers, ledger_commands  # noqa: E402

TODAY = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=8)
ROUND = TODAY.strftime('%Y-%m')  # of what is handed in: the window is open
DRAFTS = ['retail_sales', 'electricity']
os.environ['DIAODU_LANG'] = 'en'
PROGRAM = 'diaodu'


def run(db, *args, ok=True):
    p = subprocess.run([PROGRAM, *args, '--db', db], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if ok and p.returncode:
        raise SystemExit(f'not ok {args}: {p.stderr.decode()}')
    return p


def check(name, ok, why=''):
    print(f'ok {name}' if ok else f'{why}\nnot ok {name}', flush=True)


def periods(ind):
    for year in (2022, 2023, 2024):
        for m in (3, 6, 9, 12) if ind == 'gdp' else range(2, 13):
            if year < 2024 or m <= 6:
                yield f'{year}-{m:02}', year, m


def write(db, hidden):
    """`hidden`: (county, indicator) pairs whose figures are a little other."""
    rows = [['area', 'indicator', 'period', 'kind', 'level', 'growth', 'note', 'source']]
    for n, area in enumerate(['520300'] + COUNTIES):
        for k, ind in enumerate(INDS):
            off = 0.3 if (area, ind) in hidden else 0  # seen after rounding; no rank changes
            for p, year, m in periods(ind):
                base = (400 if area == '520300' else 100 - 7 * n + k) * (1 + 0.05 * (year - 2022))
                rows.append([area, ind, p, 'final', f'{base * m / 12 + off:.2f}',
                             f'{5 - n + k / 2 + off + (year - 2022) / 4:.2f}', *['secret' if off else ''] * 2])
            for year in (2023, 2024):
                rows.append([area, ind, str(year), 'target', f'{(420 if n == 0 else 100) + off:.2f}', '', '', ''])
    # forecasts that err by more the further down the list, so that no place hangs on what is hidden
    forecasts = [['area', 'indicator', 'period', 'kind', 'level', 'growth']]
    for n, area in enumerate(['520300'] + COUNTIES):
        for k, ind in enumerate(INDS):
            off = 0.3 if (area, ind) in hidden else 0
            for p, year, m in [*periods(ind), ('2024-09', 2024, 9)]:
                base = (400 if area == '520300' else 100 - 7 * n + k) * (1 + 0.05 * (year - 2022))
                forecasts.append([area, ind, p, 'forecast', f'{base * m / 12 * (1 + n / 50) + off:.2f}',
                                  f'{5 + k / 2 + n + off:.2f}'])
    for name, lines in {
        'forecasts.csv': forecasts,
        'figures.csv': rows,
        'claims.csv': [['area', 'indicator', 'leader', 'org']] +
                      [[c, i, 'secret' if (c, i) in hidden else 'leader', 'org'] for c in COUNTIES for i in INDS],
        'causes.csv': [['area', 'indicator', 'period', 'cause', 'side', 'text']] +
                      [[c, i, '2024-06', 'market', 'objective', 'secret' if (c, i) in hidden else 'text']
                       for c in COUNTIES for i in INDS],
        'plans.csv': [['area', 'indicator', 'checkpoint', 'item', 'period', 'due', 'measure', 'amount']] +
                     [[c, i, '2024-12', '1', '2024-06', '2024-09', 'build', '9' if (c, i) in hidden else '8']
                      for c in COUNTIES for i in INDS],
    }.items():
        with open(name, 'w', encoding='utf-8') as f:
            csv.writer(f, lineterminator='\n').writerows(lines)
        run(db, 'import', name, '--yes', '--reason', 'r')


def hand_in(db, hidden):
    """A draft of every county, which two of them have signed; explanations and comments with it."""
    orgs = [f'u{c}' for c in COUNTIES]
    for table, rows in {
        'orgs': [['code', 'name', 'area']] + [[o, o, c] for o, c in zip(orgs, COUNTIES)],
        'forms': [['code', 'name', 'kind', 'indicators', 'frequency', 'due_day', 'steps'],
                  ['yj', 'yj', 'forecast', ';'.join(DRAFTS), 'M', '31', '1'],
                  ['ls', 'ls', 'forecast', DRAFTS[0], 'M', '31', '1']],
        'form_units': [['form', 'org', 'area', 'from']] +
                      [[f, o, c, f'{ROUND}-01'] for f in ('yj', 'ls') for o, c in zip(orgs, COUNTIES)],
    }.items():
        with open(f'{table}.csv', 'w', encoding='utf-8') as f:
            csv.writer(f, lineterminator='\n').writerows(rows)
        run(db, 'import', f'{table}.csv', '--yes', '--reason', 'r')
    for n, (o, c) in enumerate(zip(orgs, COUNTIES)):
        for form, inds in (('yj', DRAFTS), ('ls', DRAFTS[:1])):
            key = ['--form', form, '--org', o, '--period', ROUND]
            with open('fill.csv', 'w', encoding='utf-8') as f:
                w = csv.writer(f, lineterminator='\n')
                w.writerow(['area', 'indicator', 'level', 'growth', 'note'])
                for k, i in enumerate(inds):
                    off = (c, i) in hidden
                    w.writerow([c, i, f'{500 + 10 * n + k + (0.3 if off else 0):.2f}', '', 'the secret plant opened' if off
                                else 'the larger plant opened'])
            run(db, 'filing', 'save', 'fill.csv', *key)
            if n % 2:
                run(db, 'filing', 'submit', *key)
                run(db, 'filing', 'sign', *key)


def desk(db, hidden, areas=frozenset()):
    run(db, 'init', '--home', '520300')
    for u in ('county', 'city', 'trade', 'one'):
        run(db, 'user', 'add', u, '--name', u)
    for who, role, *more in (
            ('county', 'principal', '--area', '520303'), ('county', 'ranks', '--area', '520300'),
            ('city', 'leader', '--area', '520300', '--scope', 'only'),
            ('trade', 'sector', '--area', '520300', '--domains', '贸易消费'),
            ('one', 'viewer', '--area', '520303', '--domains', '贸易消费')):
        run(db, 'role', 'grant', f'user:{who}', role, *more)
    write(db, hidden)
    hand_in(db, hidden)
    keep_ledgers(run, db, areas)


def commands():
    P = ['--period', '2024-06']
    for area in ['520300', '520302', '520303']:
        A = ['--area', area]
        yield from (['board', *A, *P], ['board', *A, *P, '--all'], ['owed', *A, *P], ['arrears', *A, *P],
                    ['map', *A, *P], ['coverage', *A, *P, '--set', 'headline_004_1'],
                    ['target', 'list', *A, *P], ['target', 'reconcile', *A, *P],
                    ['rollup', *A, *P], ['rollup', *A, '--period', '2024-09', '--partial'], ['accuracy', *A],
                    ['calendar', *A, '--from', '2024-06-01', '--to', '2024-08-31', '--all'],
                    ['investment', 'remaining', *A, *P], ['investment', 'remaining', *A, *P, '--why', 'invested'],
                    ['investment', 'link', *A, *P], ['investment', 'link', *A, *P, '--why', 'inside'])
        for ind in INDS:
            I = ['--indicator', ind]
            yield from (['board', *A, *I, *P], ['gaps', *A, *I], ['contribution', *A, *I, *P],
                        ['contribution', *A, *I, *P, '--by', 'component'], ['series', *A, *I],
                        ['contribution', *A, *I, *P, '--exclude', '520302'],
                        ['series', *A, *I, '--boundary', '2024-01-01'], ['trend', *A, *I, *P],
                        ['plates', '--parent', area, *I, *P], ['owed', *A, *I, *P],
                        ['rollup', *A, *I, *P], ['accuracy', *A, *I],
                        ['sprint', *A, *I, '--period', '2024-09'],
                        ['export', 'observations', *A, *I],
                        ['audit', 'log', *A, *I, *P], ['audit', 'log', *A, *I, '--period', '2024'],
                        ['target', 'split', *A, *I, '--period', '2024', '--dry-run'],
                        ['target', 'split', *A, *I, '--period', '2024', '--across', 'areas', '--method', 'even',
                         '--dry-run'])
            for by in ('growth', 'level'):
                yield ['rank', '--parent', area, *I, *P, '--by', by]
            if ind == 'retail_sales' and area != '520302':
                for field in WHY:
                    yield ['board', *A, *I, *P, '--why', field]
    for form in ('yj', 'ls'):
        yield ['filings', '--form', form]
        yield ['filings', '--form', form, '--period', ROUND]
        for c in COUNTIES:
            yield ['filing', '--form', form, '--org', f'u{c}', '--period', ROUND]
            yield ['filings', '--form', form, '--org', f'u{c}', '--area', c]
        for state in ('draft', 'signed'):
            yield ['filings', '--form', form, '--state', state]
    yield from ledger_commands()
    yield from (['todo'], ['forms'], ['burden'], ['rollup', '--period', ROUND, '--form', 'yj'],
                ['rollup', '--period', ROUND, '--partial'])
    for table in TABLES:
        yield ['export', table]
    for name, area in itertools.product(REPORTS, ('520300', '520303')):
        yield ['report', name, '--area', area, *P, '-o', 'out.html']


def masked(text):
    text = re.sub(rb'\b[0-9a-f]{64}\b', b'HASH', text)  # of a text with the time in it
    return re.sub(rb'20\d\d-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(\+08:00)?', b'TIME', text)


def answer(db, cmd, user):
    extra = [] if cmd[0] in ('export', 'report') else ['--format', 'json']
    made = b''
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, 'out.html')
        p = run(db, *(out if w == 'out.html' else w for w in cmd), *extra, '--as', user, ok=False)
        if os.path.exists(out):
            with open(out, 'rb') as f:
                made = f.read()
    if p.returncode == 3:
        raise SystemExit(f'not ok {cmd}: {p.stderr.decode()}')
    # it says where it was written, and when
    return (p.returncode, *(masked(text).replace(out.encode(), b'') for text in (p.stdout, p.stderr, made)))


def answers(db, user, asked):
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(lambda cmd: answer(db, cmd, user), asked))


with open(os.path.join(os.environ['DIAODU_ROOT'], 'src/api/why_table.c'), encoding='utf-8') as f:
    WHY = sorted({w.replace('*', 'Y') for w in re.findall(r'^    \{"([a-zA-Z0-9_*]+)",', f.read(), re.M)})
desk('plain.db', set())
TABLES = run('plain.db', 'export', 'nonsense', ok=False).stderr.decode()
TABLES = re.search(r'tables are ([a-z_, ]+)', TABLES).group(1).split(', ')
REPORTS = [r['name'] for r in csv.DictReader(io.StringIO(
    run('plain.db', 'report', 'list', '--format', 'csv').stdout.decode()))]
check('there is something to try', len(WHY) > 20 and len(TABLES) > 12 and len(REPORTS) > 5,
      [WHY, TABLES, REPORTS])
ALL = list(commands())
OTHERS = {(c, i) for c in COUNTIES for i in INDS}
HIDDEN = {  # user: what they may not see
    'county': {(c, i) for c, i in OTHERS if c != '520303'},
    'city': OTHERS,
    'trade': {(c, i) for c, i in OTHERS if i != 'retail_sales'},
    'one': {(c, i) for c, i in OTHERS if (c, i) != ('520303', 'retail_sales')},
}
ROWS = {  # and the areas whose rows of ledgers they may not see
    'county': {'520300', *COUNTIES} - {'520303'}, 'city': set(COUNTIES), 'trade': set(), 'one': {'520300', *COUNTIES} - {'520303'}}
for user, hidden in HIDDEN.items():
    other = f'{user}.db'
    desk(other, hidden, ROWS[user])
    differ, seen = [], 0
    for cmd, a, b in zip(ALL, answers('plain.db', user, ALL), answers(other, user, ALL)):
        seen += a[0] == 0
        if a != b or b'secret' in b[1] + b[2] + b[3] and 'secret' not in ' '.join(cmd):
            differ.append((cmd, next((x, y) for x, y in zip(a, b) if x != y) if a != b else 'secret'))
    check(f'{user}: nothing of {len(hidden)} hidden series in {len(ALL)} answers, of which {seen} are theirs',
          not differ and 0 < seen, '\n'.join(f'{c}\n  {str(w)[:1500]}' for c, w in differ[:4]) + f'\n{len(differ)}')
run('county.db', 'user', 'add', 'root')
run('county.db', 'role', 'grant', 'user:root', 'admin')
run('plain.db', 'user', 'add', 'root')
run('plain.db', 'role', 'grant', 'user:root', 'admin')
SOME = ALL[::4]
told = sum(a != b for a, b in zip(answers('plain.db', 'root', SOME), answers('county.db', 'root', SOME)))
check('whoever may see all sees the difference', told > len(SOME) / 4, f'{told} of {len(SOME)}')
