#!/usr/bin/env python3
"""Random panels: what the program answers against what reference.py makes of the contract.

  compare.py [--short] [--keep DIR] PROGRAM SEED…

One "ok" or "not ok" line a seed, differences below it. --short asks less of each panel; --keep leaves
the tables and the database in DIR.
"""
import csv
import json
import os
import random
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from reference import Panel, STEP, at, month, name_of  # noqa: E402

AREA = 'code name level parent additive_to members_complete benchmark valid_from valid_to replaced_by'.split()
IND = ('code name unit nature frequency basis joint_jan_feb direction aggregation price index_base release_lag '
       'levels parent').split()
OBS = ('area indicator period basis kind level growth base_level series_basis rank_published low high comparison '
       'tier assess').split()
YEARS = range(2019, 2025)


def table(path, head, rows):
    with open(path, 'w', encoding='utf-8', newline='') as f:
        w = csv.DictWriter(f, head, restval='', lineterminator='\n')
        w.writeheader()
        w.writerows(rows)
    return path


class Gen:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.made = {}
        self.areas, self.inds, self.obs, self.weights, self.rosters, self.breaks = [], [], [], [], [], []
        self.make_areas()
        self.make_indicators()
        for i in self.inds:
            self.make_values(i)
            self.make_targets(i)
        self.make_rest()

    def area(self, code, level, parent='', **more):
        self.areas.append({'code': code, 'name': '地区' + code, 'level': level, 'parent': parent, **more})

    def make_areas(self):
        r = self.r
        self.area('TN', 'nation', members_complete='no')
        self.area('TP', 'province', 'TN')
        self.area('TQ', 'province', 'TN')
        self.area('TR', 'province', 'TN')
        if r.random() < .5:
            self.area('TP0', 'own', 'TP')
        for k in range(1, 5):
            self.area(f'T{k}', 'prefecture', 'TP', benchmark='T2' if k == 1 else '',
                      members_complete=r.choice(['', '', 'no']) if k == 2 else '')
        self.area('T100', 'own', 'T1')
        for k in range(1, r.randint(6, 9)):
            self.area(f'T10{k}', 'county', 'T1', additive_to=r.choice([''] * 6 + ['-']))
        self.area('T10X', 'county', 'T1', valid_to='2023-07-01', replaced_by='T10Y')
        self.area('T10Y', 'county', 'T1', valid_from='2023-07-01')
        self.area('T1K', 'park', 'T1', additive_to=r.choice(['', '-', 'T1']))
        self.area('T1L', 'park', 'T1')
        for k in range(1, 4):
            self.area(f'T20{k}', 'county', 'T2')

    def make_indicators(self):
        r = self.r
        kinds = [
            dict(nature='flow', frequency='M', price=r.choice(['', 'current'])),
            dict(nature='flow', frequency='M', joint_jan_feb='yes', price='current'),
            dict(nature='flow', frequency='M', joint_jan_feb='yes', price='comparable'),
            dict(nature='flow', frequency='Q', price='constant'),
            dict(nature='flow', frequency='Q', price=r.choice(['', 'comparable'])),
            dict(nature='flow', frequency='M', joint_jan_feb='yes', price='constant'),
            dict(nature='flow', frequency='M', release_lag='1', price=''),
            dict(nature='flow', frequency='M', basis='period', price='current'),
            dict(nature='flow', frequency='M', direction='lower', price='current'),
            dict(nature='flow', frequency='M', direction='none', price=''),
            dict(nature='stock', frequency='M', price=r.choice(['', 'current'])),
            dict(nature='stock', frequency='M', direction='lower'),
            dict(nature='stock', frequency='Q', price='comparable'),
            dict(nature='rate', frequency='M', unit='%', direction='lower'),
            dict(nature='rate', frequency='Q', unit='%', direction='higher'),
            dict(nature='index', frequency='M', index_base='ly=100', direction='none'),
            dict(nature='index', frequency='M', index_base='prev=100'),
            dict(nature='index', frequency='M', index_base='fixed:2020'),
            dict(nature='index', frequency='M', index_base='diffusion=50'),
            dict(nature='count', frequency='M', unit='个'),
            dict(nature='count', frequency='M', unit='起', direction='lower'),
            dict(nature='count', frequency='M', unit='家', basis='end'),
            dict(nature='per_capita', frequency='Q', basis='ytd', unit='元'),
            dict(nature='per_capita', frequency='M', unit='元', price='current'),
            dict(nature='flow', frequency='Y', price=''),
            dict(nature='flow', frequency='M', price='current', levels='county;prefecture'),
            dict(nature='flow', frequency='M', price='', _loss=True),
            dict(nature='flow', frequency='H', price='constant'),
            dict(nature='flow', frequency='M', joint_jan_feb='yes', release_lag='1', price='current'),
            dict(nature='rate', frequency='M', basis='ytd', unit='%', _agg='ratio:x00/x06'),
            dict(nature='flow', frequency='M', price='current', parent='x00'),
            dict(nature='flow', frequency='M', price='comparable', parent='x00'),
        ]
        for n, k in enumerate(kinds):
            i = {'code': f'x{n:02d}', 'name': f'指标{n:02d}', 'unit': '亿元', **k}
            if i['nature'] in ('flow', 'stock', 'count'):
                i['aggregation'] = r.choice(['sum', 'sum', 'none'])
            elif i['nature'] == 'rate':
                i['aggregation'] = r.choice(['none', 'weighted:x00' if i['frequency'] == 'M' else 'weighted:x04'])
            else:
                i['aggregation'] = 'none'
            i['aggregation'] = i.get('_agg', i['aggregation'])
            i['_growth'] = r.choice(['all', 'some', 'none', 'none']) if i.get('price') != 'constant' \
                else r.choice(['all', 'all', 'some'])
            i['_only'] = i['nature'] == 'flow' and r.random() < .12
            i['_base'] = r.random() < .15
            self.inds.append(i)

    def basis(self, i):
        return i.get('basis') or {'flow': 'ytd', 'count': 'ytd', 'stock': 'end'}.get(i['nature'], 'period')

    def times(self, i):
        step = STEP[i['frequency']]
        for y in YEARS:
            for m in range(step, 13, step):
                if not (m == 1 and i.get('joint_jan_feb') == 'yes'):
                    yield y * 12 + m - 1

    def path(self, i, a, scale):
        """Levels of one area over time."""
        r, vals, total = self.r, {}, 0
        pace, last = r.uniform(-.08, .15), scale
        for t in self.times(i):
            y, m = t // 12, month(t)
            size = scale * (1 + pace) ** (y - 2019) * r.uniform(.8, 1.25)
            if i['nature'] in ('rate',):
                v = r.uniform(2, 9)
            elif i['nature'] == 'index':
                v = r.uniform(96, 106) if i['index_base'] != 'diffusion=50' else r.uniform(45, 55)
            elif i['nature'] == 'stock' or self.basis(i) == 'end':
                last = last * r.uniform(.985, 1.025)
                v = last
            else:
                if i.get('_loss') and r.random() < .25:
                    size = -size
                if self.basis(i) == 'ytd':
                    step = STEP[i['frequency']]
                    total = size if m == step or m == 2 and i.get('joint_jan_feb') == 'yes' else total + size
                    v = total
                else:
                    v = size
            vals[t] = round(v) if i['nature'] == 'count' else round(v, 2)
        return vals

    def make_values(self, i):
        r = self.r
        leaves = [a['code'] for a in self.areas if a['level'] in ('county', 'own', 'park')] + ['T3', 'T4', 'TQ', 'TR']
        vals = {a: self.path(i, a, r.choice([20, 100, 100, 400])) for a in leaves}
        if r.random() < .3:
            vals['T102'] = dict(vals['T101'])
        add = i['nature'] in ('flow', 'stock', 'count')
        for p, kids in (('T2', ('T201', 'T202', 'T203')), ('T1', [a for a in leaves if a.startswith('T10')]),
                        ('TP', ('T1', 'T2', 'T3', 'T4')), ('TN', ('TP', 'TQ', 'TR'))):
            vals[p] = {t: round(sum(vals[k][t] for k in kids) * r.choice([1, 1, 1.01]), 2) if add
                       else vals[kids[0]][t] + 0.3 for t in vals[kids[0]]}
        i['_vals'] = vals
        drop = {p for p in ('T1', 'T2', 'TP') if i['aggregation'] != 'none' and r.random() < .5}
        hole = {(a, t) for a in vals for t in vals[a] if r.random() < .01}
        brk = r.choice([None, None, at('2023-04'), at('2024-01')])
        for a, series in vals.items():
            for t, v in series.items():
                if a == 'T10Y' and t < at('2022-01') or a == 'T10X' and t > at('2023-12') or (a, t) in hole:
                    continue
                row = {'area': a, 'indicator': i['code'], 'period': name_of(t, i['frequency']),
                       'kind': 'final' if r.random() < .8 else 'flash', 'level': v}
                if a in drop:
                    row['level'] = ''
                self.growth_into(i, row, a, t, v)
                if brk and t >= brk and i.get('price') in ('', 'current', 'comparable'):
                    row['series_basis'] = '新口径'
                elif brk and r.random() < .5:
                    row['series_basis'] = '旧口径'
                self.put(i, row, a, t)

    def growth_into(self, i, row, a, t, v):
        r = self.r
        old = i['_vals'][a].get(t - 12)
        if i['nature'] == 'rate' and r.random() < .05:
            row['growth'] = 1.5
        if i['nature'] in ('rate', 'index') or old is None or old <= 0 or v <= 0:
            return
        g = (v / old - 1) * 100 + r.uniform(-1.5, 1.5)
        if i['_growth'] == 'all' and r.random() < .97 or i['_growth'] == 'some' and r.random() < .4:
            row['growth'] = round(g, 1)
        if i['_base'] and r.random() < .6 and i.get('price') != 'constant':
            row['base_level'] = round(old * r.uniform(.97, 1.03), 2)
        if i['_only'] and a != 'TP' and 'growth' in row:
            row['level'] = ''

    def put(self, i, row, a, t):
        r = self.r
        if row.get('level', '') == '' and 'growth' not in row:
            if r.random() < .5:
                self.obs.append({**row, 'level': r.choice(['-', '—', '…', '*'])})
            return
        if row.get('level', '') == '':
            row.pop('base_level', None)
        if r.random() < .03:
            row['rank_published'] = r.randint(1, 9)
        self.obs.append(row)
        if r.random() < .04:
            other = {**row, 'kind': 'flash' if row['kind'] == 'final' else 'final'}
            if other['level'] != '':
                other['level'] = round(float(other['level']) * 1.02) if i['nature'] == 'count' \
                    else round(float(other['level']) * 1.02, 2)
            self.obs.append(other)
        if self.basis(i) == 'ytd' and month(t) > 3 and i['nature'] == 'flow' and r.random() < .05:
            p = {'area': a, 'indicator': i['code'], 'period': row['period'], 'basis': 'period', 'kind': 'final',
                 'level': round(abs(i['_vals'][a][t]) * .12, 2)}
            if r.random() < .5:
                p['growth'] = round(r.uniform(-8, 15), 1)
            self.obs.append(p)

    def make_targets(self, i):
        r, nature = self.r, i['nature']
        for a in ('TP', 'T1', 'T2', 'T3', 'T4', 'T100', 'T101', 'T102', 'T103', 'T104', 'T105', 'T10X', 'T1K'):
            for y in (2023, 2024):
                if r.random() < .2:
                    continue
                self.one_target(i, a, y)

    def one_target(self, i, a, y):
        r, nature, code = self.r, i['nature'], i['code']
        dec = y * 12 + 11
        vals = i['_vals'][a]
        row = {'area': a, 'indicator': code, 'period': str(y), 'kind': 'target'}
        step = STEP[i['frequency']]
        cum = self.basis(i) == 'period' and nature == 'flow'
        full = sum(vals[t] for t in range(dec - 12 - 12 + step, dec - 11, step) if t in vals) if cum \
            else vals.get(dec - 12, 100)
        if nature == 'rate':
            row['level'] = round(r.uniform(3, 8), 1)
        elif nature == 'index':
            if i['index_base'] != 'ly=100':
                return
            row[r.choice(['level', 'growth'])] = 103 if 'x' == r.choice('xy') else 3
            if row.get('level') == 3:
                row['level'] = 103
            if row.get('growth') == 103:
                row['growth'] = 3
        else:
            kind = r.choice(['level', 'level', 'growth', 'growth', 'both'])
            if kind != 'growth' and nature != 'per_capita':
                grow = r.uniform(.92, 1.15)
                row['level'] = r.choice([1, 2, 5, 10, 120]) if nature == 'count' and self.basis(i) == 'ytd' \
                    else round(full * grow, 2)
            if kind != 'level' or nature == 'per_capita':
                row['growth'] = round(r.uniform(-3, 12), 1)
            if kind == 'both' and r.random() < .5:
                row['assess'] = r.choice(['level', 'growth', 'both'])
        row['comparison'] = r.choice(['', '', 'exact', 'about', 'at_least', 'at_most'])
        if r.random() < .1 and nature in ('flow', 'stock', 'rate'):
            x = row.pop('level', None) if nature == 'rate' else row.pop('growth', None)
            if x is not None:
                row.update(comparison='range', low=x, high=round(x + 1.5, 1))
                if nature != 'rate':
                    row.pop('level', None)
        self.obs.append(row)
        if r.random() < .15 and nature in ('flow', 'stock') and 'level' in row:
            self.obs.append({**row, 'tier': 'strive', 'level': round(row['level'] * 1.1, 2)})
        if r.random() < .3 and nature in ('flow', 'stock', 'count') and ('level' in row or 'growth' in row):
            own = {k: v for k, v in row.items() if k not in ('assess', 'growth', 'level')}
            own['period'] = r.choice([f'{y}-H1', f'{y}-06', f'{y}-Q3', f'{y}-Q1'])
            t = at(own['period'])
            if 'level' in row and 'growth' not in row:
                own['level'] = round(vals.get(t, 50) * r.uniform(.9, 1.1)) if nature == 'count' \
                    else round(vals.get(t, 50) * r.uniform(.9, 1.1), 2)
                if cum:
                    own['level'] = round(full * month(t) / 12, 2)
            else:
                own['growth'] = round(r.uniform(-3, 12), 1)
            self.obs.append(own)
        if r.random() < .3 and nature in ('flow', 'stock'):
            self.obs.append({'area': a, 'indicator': code, 'period': name_of(at(f'{y}-06'), i['frequency'])
                             if i['frequency'] != 'Y' else str(y), 'kind': 'expected',
                             'growth': round(r.uniform(-3, 12), 1)})

    def make_rest(self):
        r = self.r
        for i in self.inds:
            if i['_only']:
                for p, kids in (('T1', [a['code'] for a in self.areas if a['code'].startswith('T10')]),
                                ('TP', ['T1', 'T2', 'T3', 'T4'])):
                    if r.random() < .7:
                        self.weights += [{'area': p, 'indicator': i['code'], 'year': y, 'member': m,
                                          'weight': round(r.uniform(.05, .4), 3)} for y in (2023, 2024) for m in kids]
            if r.random() < .15 and i['nature'] in ('flow', 'stock'):
                self.breaks.append({'indicator': i['code'], 'area': r.choice(['', 'TP', 'T101']),
                                    'from': r.choice(['2023-01', '2024-03', '2024-01']), 'old': '旧口径',
                                    'new': '新口径', 'linkable': r.choice(['no', 'no', 'yes'])})
                if self.breaks[-1]['linkable'] == 'yes' and r.random() < .5:
                    self.breaks[-1]['factor'] = 0.9
        if r.random() < .3:
            self.rosters += [{'code': r.choice(['default', 'T1']), 'name': '默认', 'kind': 'area', 'member': m}
                             for m in ['T1K'] + [f'T10{k}' for k in range(1, 6)]]
        for c in r.sample([a['code'] for a in self.areas if a['code'].startswith('T10')], 4) + ['T1K', 'T201']:
            self.rosters.append({'code': 'class1', 'name': '第一类', 'kind': 'area', 'member': c})

    def write(self, d):
        f = {'areas': table(f'{d}/areas.csv', AREA, self.areas),
             'indicators': table(f'{d}/indicators.csv', IND,
                                 [{k: v for k, v in i.items() if k in IND} for i in self.inds]),
             'observations': table(f'{d}/observations.csv', OBS, self.obs)}
        if self.weights:
            f['weights'] = table(f'{d}/weights.csv', 'area indicator year member weight'.split(), self.weights)
        f['rosters'] = table(f'{d}/rosters.csv', 'code name kind member from to'.split(), self.rosters)
        if self.breaks:
            f['breaks'] = table(f'{d}/breaks.csv', 'indicator area from old new linkable factor'.split(), self.breaks)
        return f


class Check:
    def __init__(self, program, db, ref):
        self.program, self.db, self.ref, self.bad, self.n = program, db, ref, [], 0

    def ask(self, *args):
        p = subprocess.run([self.program, *args, '--db', self.db, '--format', 'json'], capture_output=True, text=True)
        if p.returncode:
            self.bad.append((' '.join(args), '', '', 'exit 0', f'exit {p.returncode} {p.stderr.strip()}'))
            return None
        return json.loads(p.stdout)

    def same(self, want, got):
        if want == '?':
            return True
        if isinstance(want, bool) or isinstance(got, bool) or want is None or got is None:
            return want is got or want == got and type(want) is type(got)
        if isinstance(want, (int, float)) and isinstance(got, (int, float)):
            return abs(want - got) <= 1e-9 * max(1, abs(want), abs(got))
        if isinstance(want, dict) and isinstance(got, dict):
            return set(want) == set(got) and all(self.same(v, got[k]) for k, v in want.items())
        return want == got

    def field(self, where, ind, field, want, got):
        self.n += 1
        if isinstance(want, dict) and isinstance(got, dict):
            for k in want:
                self.field(where, ind, f'{field}.{k}', want[k], got.get(k, '(absent)'))
        elif not self.same(want, got):
            self.bad.append((where, ind, field, want, got))

    def board(self, a, P):
        got = self.ask('board', '--area', a, '--period', P)
        if got is None:
            return
        want = self.ref.board(a, at(P))
        where = f'board {a} {P}'
        mine, his = [r['indicator'] for r in want], [r['indicator'] for r in got['rows']]
        if mine != his:
            self.bad.append((where, '', 'rows', sorted(set(mine) - set(his)), sorted(set(his) - set(mine))))
        rows = {r['indicator']: r for r in got['rows']}
        for w in want:
            g = rows.get(w['indicator'])
            if not g:
                continue
            for k, v in w.items():
                if k == 'ranks':
                    self.field(where, w['indicator'], k, {f"{x['set']}/{x['by']}": x for x in v},
                               {f"{x['set']}/{x['by']}": x for x in g[k]})
                elif k == '_reason':
                    if self.ref.inds[w['indicator']]['nature'] != 'rate' and v in ('real_growth_not_published', 'no_base', 'base_not_positive', 'basis_break',
                             'not_reported'):
                        self.field(where, w['indicator'], 'null_reasons.growth', v,
                                   g['null_reasons'].get('growth'))
                elif not k.startswith('_'):
                    self.field(where, w['indicator'], k, v, g.get(k, '(absent)'))

    def rows(self, where, ind, want, got, key, fields):
        his = {r[key]: r for r in got}
        if {r[key] for r in want} != set(his):
            self.bad.append((where, ind, 'rows', sorted(r[key] for r in want), sorted(his)))
        for w in want:
            for f in fields:
                if w[key] in his:
                    self.field(f'{where} {w[key]}', ind, f, w[f], his[w[key]].get(f, '(absent)'))

    def contribution(self, i, a, P, exclude=(), by='area'):
        more = ['--by', by] + (['--exclude', ','.join(exclude)] if exclude else [])
        got = self.ask('contribution', '--indicator', i, '--area', a, '--period', P, *more)
        if got is None:
            return
        want = self.ref.contribution(i, a, self.ref.row_time(i, at(P)), exclude, by)
        where = f'contribution {a} {P} {exclude}'
        self.rows(where, i, want['rows'], got['rows'], 'code',
                  ('weight', 'growth', 'contribution', 'pull', 'excluded'))
        for k, v in want['total'].items():
            self.field(where, i, 'total.' + k, v, got['total'].get(k, '(absent)'))

    def rank(self, i, p, P, by):
        got = self.ask('rank', '--indicator', i, '--parent', p, '--period', P, '--by', by)
        if got:
            self.rows(f'rank {p} {P} {by}', i, self.ref.ranking(i, p, at(P), by), got['rows'], 'area',
                      ('rank', 'value', 'change', 'ranked'))

    def owed(self, i, a, P, cp):
        got = self.ask('owed', '--indicator', i, '--area', a, '--period', P, '--checkpoint', cp)
        if not got:
            return
        want = self.ref.owed(i, a, at(P), cp)
        where = f'owed {a} {P} {cp}'
        self.rows(where, i, want['rows'], got['rows'], 'area',
                  ('target', 'level', 'done', 'owed', 'surplus', 'months_left', 'required_per_month',
                   'required_growth', 'feasible'))
        if want['total'] and got['total'] and not isinstance(got['total'], list):
            for k, v in want['total'].items():
                self.field(where, i, 'total.' + k, v, got['total'].get(k, '(absent)'))
        else:
            self.field(where, i, 'total', bool(want['total']), bool(got['total']))


def run(program, seed, d, short):
    gen = Gen(seed)
    files = gen.write(d)
    db = f'{d}/x.db'
    for p in (db, db + '-wal', db + '-shm'):
        if os.path.exists(p):
            os.remove(p)
    do = lambda *args: subprocess.run([program, *args, '--db', db], check=True, capture_output=True, text=True)
    try:
        do('init')
        for t in ('areas', 'indicators', 'rosters', 'breaks', 'weights', 'observations'):
            if t in files:
                do('import', t, files[t], '--yes')
    except subprocess.CalledProcessError as e:
        return [('import', e.cmd[2:4], '', 'exit 0', (e.stdout + e.stderr)[:2000])], 0
    ck, r = Check(program, db, Panel(files)), random.Random(seed + 1000)
    codes = [i['code'] for i in gen.inds]
    pick = [a['code'] for a in gen.areas]
    for a in ['T1', 'T101', 'TP'] + r.sample(pick, 0 if short else 5):
        for P in r.sample(['2024-05', '2024-06', '2024-02', '2024-03', '2024-01', '2024-04', '2023-12', '2024-08',
                           '2024-12', '2024-10', '2023-07', '2024-07'], 2 if short else 3):
            ck.board(a, P)
    for a in ('T1', 'TP', 'T101'):
        ck.contribution('x00', a, '2024-05', r.choice([(), ('x30',)]), 'component')
    for i in r.sample(codes, 8) if short else codes:
        a, P = r.choice(['T1', 'TP', 'T2']), r.choice(['2024-05', '2024-06', '2024-03', '2024-12'])
        if ck.ref.inds[i]['nature'] in ('flow', 'stock', 'count'):
            ck.contribution(i, a, P)
            m = ck.ref.members(a, at(P))
            ck.contribution(i, a, P, r.sample(m, min(len(m), 2)))
            ck.owed(i, a, P, r.choice(['H1', 'Y']))
        for by in ('growth', 'level'):
            ck.rank(i, a, P, by)
    return ck.bad, ck.n


def main(argv):
    keep, short = None, '--short' in argv
    argv = [a for a in argv if a != '--short']
    if argv and argv[0] == '--keep':
        keep, argv = argv[1], argv[2:]
    program, failed = argv[0], 0
    for seed in argv[1:]:
        with tempfile.TemporaryDirectory() as tmp:
            bad, n = run(program, int(seed), keep or tmp, short)
        print(f"{'not ok' if bad else 'ok'} reference/{seed} ({n} fields, {len(bad)} differ)")
        failed += bool(bad)
        for where, ind, field, want, got in bad:
            print(f'#  {where} | {ind} | {field} | expected {want} | got {got}')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
