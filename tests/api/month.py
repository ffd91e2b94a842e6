"""A month's reporting of 14 areas × 40 indicators × 3 steps, played through HTTP by everybody who has a part in
it; then the server dies in the middle of many writes. Nothing that was acknowledged is lost, nothing is there
twice: in the answers, in the chain, in the forecasts. With $API_DB on PostgreSQL, where two servers share one
database and everybody has one of them."""
import hashlib
import os
import signal
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.environ['DIAODU_ROOT'], 'tests/api'))
from lib import SLOW, check, faults, run  # noqa: E402
from lib_filing import (COUNTIES, STORM, TODAY, Desk, Gone, Tally, asked, figure, in_threads, iso, month,  # noqa: E402
                       seeded)

SEED = int(os.environ.get('SEED', '20261121'))
ON_PG = bool(os.environ.get('API_DB'))
BEGAN = time.time()
NOW, LAST = iso(0), iso(1)
ORGS = [f'o{i:02}' for i in range(len(COUNTIES))]
WANT = asked(month(0)[1])
DAY = TODAY.isoformat()
FROM = f'{month(1)[0]}-{month(1)[1]:02}-01'

# ---- who is who ----
ROLES = {'f': 'reporter', 'k': 'checker', 'r': 'checker', 'h': 'principal'}
people = ['root', 's1', 's2', 'dep', 'guest'] + [f'{r}{i}' for i in range(len(ORGS)) for r in ROLES] + ['f5b']
tables = {
    'orgs': [['code', 'name', 'kind', 'area'], ['tj', '市统计局', '', '520300']] +
            [[o, f'单位{i}', '', a] for i, (o, a) in enumerate(zip(ORGS, COUNTIES))],
    'people': [['code', 'name']] + [[p, p] for p in people],
    'posts': [['code', 'title', 'org', 'holder', 'from']] +
             [[f'{r}-{o}', r, o, f'{r}{i}', '2020-01-01'] for i, o in enumerate(ORGS) for r in ROLES] +
             [['f2-o05', 'f', 'o05', 'f5b', '2020-01-01'], ['f2-o08', 'f', 'o08', 'h8', '2020-01-01'],
              ['s-1', 's', 'tj', 's1', '2020-01-01'], ['s-2', 's', 'tj', 's2', '2020-01-01']],
    'grants': [['subject', 'role', 'area'], ['user:root', 'admin', ''], ['post:s-1', 'statistics', '520300'],
               ['post:s-2', 'statistics', '520300'], ['user:guest', 'leader', '520300'],
               ['post:f2-o05', 'reporter', COUNTIES[5]], ['post:f2-o08', 'reporter', COUNTIES[8]]] +
              [[f'post:{r}-{o}', role, a] for o, a in zip(ORGS, COUNTIES) for r, role in ROLES.items()],
    'forms': [['code', 'name', 'kind', 'indicators', 'frequency', 'open_day', 'due_day', 'close_day', 'steps',
               'accept', 'table_no', 'authority', 'approval', 'valid_to'],
              ['yj', '主要指标预计表', 'forecast', ';'.join(WANT), 'M', '1', '31', '+10', '3', 'statistics', '1号',
               '统计局', '文', '2099-01-01'],
              ['wan', '迟报表', 'forecast', ';'.join(WANT[:3]), 'M', '1', '20', '', '2', '', '2号', '', '', ''],
              ['guan', '限时表', 'dispatch', ';'.join(WANT[:2]), 'M', '1', '10', '20', '1', '', '3号', '', '', ''],
              ['qi', '过期表', 'forecast', WANT[0], 'M', '1', '31', '', '1', '', '4号', '', '', FROM],
              ['zi', '自行生效表', 'forecast', ';'.join(WANT[:4]), 'M', '1', '31', '', '1', 'auto', '5号', '', '', ''],
              ['ci', '密集表', 'forecast', ';'.join(STORM), 'M', '1', '31', '', '1', '', '6号', '', '', '']],
    'form_units': [['form', 'org', 'area', 'from']] +
                  [[f, o, a, FROM] for f in ('yj', 'wan', 'guan', 'qi', 'zi', 'ci') for o, a in zip(ORGS, COUNTIES)],
    'delegations': [['post', 'person', 'from', 'to', 'note'], ['h-o03', 'dep', FROM, '2099-01-01', '出差'],
                    ['h-o04', 'dep', '2020-01-01', '2020-02-01', '以前']],
}
d = Desk('month.db', tables, people)
d.serve(2 if ON_PG else 1)
P = {p: d.who(p) for p in people}
schemas = P['root'].send('GET', '/openapi.json')[1]['components']['schemas']
tally = Tally()
BEFORE = int(P['root'].get('commits?limit=1')[1]['rows'][0]['id'])
check(f'{len(COUNTIES)} areas × {len(WANT)} indicators × 3 steps', len(COUNTIES) == 14 and
      len(WANT) == (40 if month(0)[1] > 1 else len(WANT)), [COUNTIES, WANT])


class Paper:
    """One submission, as those who handle it in turn see it."""

    def __init__(self, form, i, period=NOW):
        self.i, self.key = i, (form, ORGS[i], period)
        self.version, self.last = 0, None

    def took(self, who, status, got, act, want):
        tally.requests += 1
        if status != want:
            raise SystemExit(f'not ok {who} {act} {self.key}: {status}, not {want}: {str(got)[:600]}')
        if want != 200:
            return got
        bad = faults(got, schemas['filing'], schemas) if tally.requests % 37 == 1 else None
        if bad or got['version'] != self.version + 1:
            raise SystemExit(f'not ok {who} {act} {self.key}: version {got["version"]} after {self.version} {bad}')
        self.version, self.last = got['version'], got
        if act != 'save':
            tally.took(self.key, self.version, act, who)
        return got

    def save(self, who, cells, want=200):
        return self.took(who, *P[who].save(*self.key, self.version, cells), 'save', want)

    def act(self, who, act, note='', want=200, **more):
        return self.took(who, *P[who].act(*self.key, self.version, act, note, **more), act, want)

    def cell(self, ind):
        return next(c for c in self.last['cells'] if c['indicator'] == ind)

    def u(self, role):
        return f'{role}{self.i}'

    def fill(self, more=0.0, inds=None, back=0):
        inds = WANT if inds is None else inds
        half = (len(inds) + 1) // 2
        for part in (inds[:half], inds[half:]):
            if part:
                self.save(self.u('f'), [self.typed(i, more, back) for i in part])

    def typed(self, ind, more, back=0, note=''):
        level, growth = figure(COUNTIES[self.i], ind, back, more + 0.1 * (WANT.index(ind) % 7))
        return {'area': COUNTIES[self.i], 'indicator': ind, 'level': level, 'growth': growth, 'note': note}

    def steps(self, sign=None):
        self.act(self.u('k'), 'check')
        self.act(self.u('r'), 'review')
        self.act(sign or self.u('h'), 'sign')


papers = [Paper('yj', i) for i in range(len(ORGS))]
expected = {}  # (area, indicator, period): (level, growth) of the forecasts that must stand


def accepted(p, inds=None):
    for c in p.last['cells']:
        if inds is None or c['indicator'] in inds:
            expected[c['area'], c['indicator'], c['period']] = (float(c['level']), float(c['growth'] or 'nan'))


# ---- fourteen units, each with its own story ----
def plain(p):
    p.fill()
    p.act(p.u('f'), 'submit')
    p.steps()


def nobody_skips(p):
    """The plain way, and at every stage everything that may not be done then."""
    p.fill()
    for who, act in (('k', 'check'), ('r', 'review'), ('h', 'sign'), ('s1', 'accept'), ('s1', 'return'), ('f', 'withdraw')):
        p.act(who if who[0] == 's' else p.u(who), act, 'x', want=403)
    p.act(p.u('f'), 'submit')
    p.save(p.u('f'), [p.typed(WANT[0], 1)], want=403)
    for who, act in (('f', 'check'), ('f', 'sign'), ('h', 'sign'), ('r', 'review'), ('s1', 'accept'), ('s1', 'check')):
        p.act(who if who[0] == 's' else p.u(who), act, want=403)
    p.act(p.u('k'), 'check')
    p.act(p.u('h'), 'sign', want=403)
    p.act(p.u('r'), 'review')
    for who in ('f', 'k', 'r'):
        p.act(p.u(who), 'sign', want=403)
    p.act('s1', 'accept', want=403)
    p.act(p.u('h'), 'sign')
    p.act(p.u('h'), 'accept', want=403)


def returned_by_value(p):
    plain(p)
    area = COUNTIES[p.i]
    back = [{'area': area, 'indicator': i, 'verdict': 'return', 'reason': f'{i} 与电量不符'} for i in WANT[:3]]
    p.act('s1', 'accept', cells=[{**back[0], 'reason': ''}], want=400)
    p.act('s1', 'accept', cells=back)
    state = p.last
    check('a partial acceptance', state['state'] == 'returned' and state['returned'] == 3 and
          p.cell(WANT[1])['reason'] == f'{WANT[1]} 与电量不符' and
          sum(c['verdict'] == 'accepted' for c in state['cells']) == len(WANT) - 3, state['state'])
    accepted(p, set(WANT[3:]))
    p.save(p.u('f'), [p.typed(WANT[5], 3)], want=403)  # what was accepted stands
    p.save(p.u('f'), [p.typed(WANT[0], 0.7), p.typed(WANT[1], 0.8, note='新投产的三家企业本月达产')])
    p.act(p.u('f'), 'submit')
    p.steps()
    moved = {c['indicator']: c['before'] for c in p.last['cells'] if c['before']}
    old = figure(area, WANT[0], 0, 0)
    check('the resubmission shows what changed', set(moved) == set(WANT[:2]) and
          moved[WANT[0]] == {'level': old[0], 'growth': str(float(old[1])).removesuffix('.0')} or
          set(moved) == set(WANT[:2]) and float(moved[WANT[0]]['level']) == float(old[0]), moved)


def checker_returns(p):
    p.fill()
    p.act(p.u('f'), 'submit')
    p.act(p.u('k'), 'return', want=400)  # without a reason
    p.act(p.u('k'), 'return', '先对一遍台账')
    p.save(p.u('f'), [p.typed(WANT[2], 0.6)])
    p.act(p.u('f'), 'submit')
    p.act(p.u('k'), 'check')
    p.act(p.u('r'), 'return', '再核一次')
    p.act(p.u('f'), 'submit')
    p.act(p.u('k'), 'check')
    p.act(p.u('r'), 'review')
    p.act(p.u('h'), 'return', '本月预计偏高')
    p.save(p.u('f'), [p.typed(WANT[2], 0.2)])
    p.act(p.u('f'), 'submit')
    p.steps()


def deputy(p):
    p.fill()
    p.act(p.u('f'), 'submit')
    p.act(p.u('k'), 'check')
    p.act(p.u('r'), 'review')
    p.act('dep', 'sign')
    last = p.last['acts'][-1]
    check('a deputy signs by the post they stand in for', last['by'] == 'dep' and last['post'] == 'h-o03' and
          p.last['signed']['by'] == 'dep', last)


def at_once(p):
    """Two checkers, then two of statistics, in the same moment: one has it, the other is told, nothing twice."""
    p.fill()
    p.act(p.u('f'), 'submit')
    status = P['dep'].act(*p.key, p.version, 'check')[0]
    check('a delegation that has ended gives nothing', status == 404, status)
    for act, pair in (('check', ('k', 'r')), ('review', ('r', 'h')), ('sign', ('h', 'h')), ('accept', ('s1', 's2'))):
        pair = [w if w[0] == 's' else p.u(w) for w in pair]
        got = {}
        gate = threading.Barrier(2)

        def one(n, act=act, pair=pair, got=got, gate=gate):
            who = d.who(pair[n], n)  # on two servers where there are two
            gate.wait()
            got[n] = who.act(*p.key, p.version, act, f'{n}')
        in_threads([lambda: one(0), lambda: one(1)])
        won = [n for n in got if got[n][0] == 200]
        lost = [got[n] for n in got if got[n][0] != 200]
        tally.requests += 2
        if len(won) != 1 or lost[0][0] not in (412, 403) or (lost[0][0] == 412 and
                                                             lost[0][1]['current']['version'] != p.version + 1):
            raise SystemExit(f'not ok two at once {act}: {[(s, str(b)[:300]) for s, b in got.values()]}')
        p.version, p.last = p.version + 1, got[won[0]][1]
        tally.took(p.key, p.version, act, pair[won[0]])
    acts = [a['act'] for a in P['s1'].now(*p.key)['acts']]
    check('two at once: one each', acts == ['submit', 'check', 'review', 'sign', 'accept'], acts)
    accepted(p)


def lost_update(p):
    p.save(p.u('f'), [p.typed(WANT[0], 0)])
    seen = p.version
    p.save('f5b', [p.typed(WANT[1], 0.3)])
    status, got = P[p.u('f')].save(*p.key, seen, [p.typed(WANT[1], 0.9)])
    tally.requests += 1
    check('a lost update is 412 and shows what stands', status == 412 and got['current']['version'] == p.version and
          not faults(got['current'], schemas['filing'], schemas) and
          next(c for c in got['current']['cells'] if c['indicator'] == WANT[1])['level'] ==
          str(float(figure(COUNTIES[5], WANT[1], 0, 0.4)[0])).removesuffix('.0'), [status, str(got)[:300]])
    status = P[p.u('f')].act(*p.key, seen, 'submit')[0]
    check('nor is a stale one submitted', status == 412, status)
    status, got = P[p.u('f')].act(*p.key, p.version, 'submit')
    check('what lacks figures is not submitted: 422 and what stands', status == 422 and
          got['current']['mandatory'] == len(WANT) - 2 and got['current']['state'] == 'draft', [status, str(got)[:300]])
    cell = p.typed(WANT[0], 0)
    p.save(p.u('f'), [{**cell, 'level': 'abc'}])
    check('what is no number stays as typed and is found', p.cell(WANT[0])['level'] == 'abc' and
          p.cell(WANT[0])['findings'][0]['rule'] == 'unreadable', p.cell(WANT[0]))
    p.save(p.u('f'), [{**cell, 'growth': '45'}])
    p.fill(inds=WANT[2:])
    status, got = P[p.u('f')].act(*p.key, p.version, 'submit')
    check('a doubtful one wants words', status == 422 and got['current']['unexplained'] >= 1, [status, str(got)[:300]])
    p.save(p.u('f'), [{'area': COUNTIES[5], 'indicator': WANT[0], 'note': '已核实，数据无误'}])
    check('more than "checked"', P[p.u('f')].act(*p.key, p.version, 'submit')[0] == 422)
    p.save(p.u('f'), [cell])
    p.act('f5b', 'submit')
    p.steps()


def withdrawn(p):
    p.fill()
    p.act(p.u('f'), 'submit')
    p.act(p.u('f'), 'withdraw', want=400)
    p.act(p.u('f'), 'withdraw', '漏了一家企业')
    p.save(p.u('f'), [p.typed(WANT[4], 0.5)])
    p.act(p.u('f'), 'submit')
    p.steps()
    p.act(p.u('f'), 'withdraw', '再改', want=403)  # a signature is the principal's
    p.act(p.u('h'), 'withdraw', '签错了')
    check('a signature taken back does not stand', p.last['signed'] is None and p.last['state'] == 'draft' and
          p.last['timeliness'] == 'not_due', p.last['signed'])
    p.act(p.u('f'), 'submit')
    p.steps()


def reopened(p):
    plain(p)
    p.act('s2', 'accept')
    p.act('s2', 'reopen', want=400)
    p.act(p.u('h'), 'reopen', 'x', want=403)
    area = COUNTIES[p.i]
    p.act('s2', 'reopen', '一套表平台数据有变', cells=[{'area': area, 'indicator': WANT[6], 'verdict': 'return'}])
    check('one value is open again', p.last['returned'] == 1 and p.cell(WANT[6])['verdict'] == 'returned', p.last['returned'])
    p.save(p.u('f'), [p.typed(WANT[7], 0.9)], want=403)
    p.save(p.u('f'), [p.typed(WANT[6], 0.9)])
    p.act(p.u('f'), 'submit')
    p.steps()


def own_figures(p):
    """Their principal holds a filler's post too, and fills one figure: then the signature is not theirs, also
    when somebody else saved last."""
    p.fill()
    p.save('h8', [p.typed(WANT[9], 0.9)])
    p.save(p.u('f'), [p.typed(WANT[10], 0.8)])
    p.act(p.u('f'), 'submit')
    p.act('h8', 'check', want=403)
    p.act(p.u('k'), 'check')
    p.act('h8', 'review', want=403)
    p.act(p.u('r'), 'review')
    p.act('h8', 'sign', want=403)
    check('nobody signs their own figure', 'sign' not in P['h8'].now(*p.key)['may'])
    p.act(p.u('f'), 'withdraw', '由填报员改填')
    p.save(p.u('f'), [p.typed(WANT[9], 0.1)])
    p.act(p.u('f'), 'submit')
    p.steps()


def never_signed(p):
    p.fill(1.5)
    p.act(p.u('f'), 'submit')
    p.act(p.u('k'), 'check')
    p.act(p.u('r'), 'review')


def never_submitted(p):
    p.fill(1.5)


def plain_too(p):
    plain(p)


STORIES = [nobody_skips, returned_by_value, checker_returns, deputy, at_once, lost_update, withdrawn, reopened,
           own_figures, never_signed, never_submitted, plain, plain, plain]


def tell(p):
    STORIES[p.i](p)


hands = [papers[n::4] for n in range(4)]
in_threads([lambda list_=list_: [tell(p) for p in list_] for list_ in hands])
check('fourteen units reported', [p.last['state'] for p in papers] == ['signed'] * 4 + ['accepted'] + ['signed'] * 4 +
      ['reviewed', 'draft'] + ['signed'] * 3, [p.last['state'] for p in papers])

# ---- statistics: many at once ----
rows = P['s1'].get('todo')[1]['rows']
waiting = sorted(r['org'] for r in rows if r['what'] == 'accept' and r['form'] == 'yj')
signed = [p for p in papers if p.last['state'] == 'signed']
check('what waits for statistics', waiting == sorted(p.key[1] for p in signed), waiting)
items = [{'form': p.key[0], 'org': p.key[1], 'period': p.key[2], 'version': p.version} for p in signed]
stale, unsigned = {**items[0], 'version': 1}, {'form': 'yj', 'org': ORGS[9], 'period': NOW, 'version': papers[9].version}
status, got = P['s1'].send('POST', '/api/v1/filings/act', {'act': 'accept', 'note': '汇总', 'items': [stale, unsigned, *items]})
check('many are accepted at once, what cannot be is said', status == 200 and
      [r['ok'] for r in got['rows']] == [False, False] + [True] * len(items) and
      not faults(got, schemas['filings_done'], schemas), str(got)[:500])
for p in signed:
    p.version += 1
    p.last = P['s1'].now(*p.key)
    tally.took(p.key, p.version, 'accept', 's1')
    accepted(p)
check('twice is not once more', not any(r['ok'] for r in P['s2'].send(
    'POST', '/api/v1/filings/act', {'act': 'accept', 'note': '', 'items': items})[1]['rows']))

# ---- late, unsigned, missing; closed, extended; expired; by itself ----
late = [Paper('wan', i, LAST) for i in range(4)]
for p in late[:3]:
    p.fill(inds=WANT[:3], back=1)
for p in late[:2]:
    p.act(p.u('f'), 'submit')
late[0].act('r0', 'review')
late[0].act('h0', 'sign')
late[3].act('f3', 'comment', want=400)
late[3].act('f3', 'comment', '两家企业停产，数据晚到')
status, got = P['s1'].get(f'filings?form=wan&period={LAST}')
told = {r['org']: r for r in got['rows']}
check('late, unsigned and missing', [told[o]['timeliness'] for o in ORGS[:4]] == ['late', 'unsigned', 'missing', 'missing'] and
      got['total'] == {'units': 14, 'not_due': 0, 'on_time': 0, 'late': 1, 'unsigned': 1, 'missing': 12, 'accepted': 0} and
      not faults(got, schemas['filings'], schemas), [got['total'], [told[o]['timeliness'] for o in ORGS[:4]]])
check('with the unit\'s word', told[ORGS[3]]['comment'] == '两家企业停产，数据晚到' and told[ORGS[0]]['days_late'] > 0 and
      told[ORGS[0]]['signer'] == 'h0', told[ORGS[3]])
check('the others\' are not theirs to see', [r['org'] for r in P['f3'].get(f'filings?form=wan&period={LAST}')[1]['rows']] ==
      [ORGS[3]])

g = Paper('guan', 0, LAST)
one = g.typed(WANT[0], 0, 1)
got = g.save('f0', [one], want=403)
check('the window has closed: said, and who may open it', '统计' in got['detail'] and
      P['f0'].now(*g.key)['lock']['rule'] == 'closed', got)
g.act('f0', 'extend', 'x', want=403, until=DAY)
g.act('s1', 'extend', want=400, until=DAY)
g.act('s1', 'extend', '企业停电', want=400, until='2020-01-01')
g.act('s1', 'extend', '企业停电', until=DAY)
check('extended', g.last['extended'] == DAY and g.last['lock'] is None, g.last['lock'])
g.fill(inds=WANT[:2], back=1)
g.act('f0', 'submit')
g.act('h0', 'sign')
g.act('s2', 'accept')
check('another unit\'s stays closed', P['f1'].save('guan', ORGS[1], LAST, 0, [])[0] == 403)
e = Paper('qi', 0)
got = e.save('f0', [e.typed(WANT[0], 0)], want=403)
check('nothing is issued past its date', P['f0'].now(*e.key)['lock']['rule'] == 'expired', got)
z = Paper('zi', 0)
status, got = P['f0'].filing(*z.key)
check('what was accepted on another form is not asked again', all(c['filled_by_system'] for c in got['cells']),
      [c['filled_by_system'] for c in got['cells']])
z = Paper('zi', 10)
z.fill(2.0, inds=WANT[:4])
z.act('f10', 'submit')
z.act('h10', 'sign')
check('a form that accepts itself', z.last['state'] == 'accepted', z.last['state'])
accepted(z)

# ---- what stands as forecasts ----


def forecasts():
    rows = d.export('observations', '--kind', 'forecast')
    got = {}
    for r in rows:
        key = r['area'], r['indicator'], r['period']
        if key in got:
            return f'{key} twice'
        got[key] = (float(r['level']), float(r['growth'] or 'nan'))
    return got


def differ(got):
    """What is not as expected; NaN is like NaN."""
    if isinstance(got, str):
        return got
    return [(k, expected.get(k), got.get(k)) for k in {**expected, **got} if repr(expected.get(k)) != repr(got.get(k))][:6]


got = forecasts()
check(f'{len(expected)} forecasts, exactly those that were accepted', not differ(got), differ(got))
check('none of an unsigned unit', not any(a == COUNTIES[9] for a, _, _ in got))
versions = P['root'].get(f'versions?area={COUNTIES[7]}&indicator={WANT[6]}&period={NOW}&kind=forecast')[1]['rows']
check('a reopened figure keeps both versions', len([r for r in versions if r['kind'] == 'forecast']) == 2, versions)

# ---- what others may not see ----
a = P['f1'].send('GET', f'/api/v1/filing?form=yj&org={ORGS[0]}&period={NOW}')
b = P['f1'].send('GET', f'/api/v1/filing?form=yj&org=none&period={NOW}')
check('another county\'s draft looks like none', a[0] == b[0] == 404 and
      str(a[1]).replace(ORGS[0], 'none') == str(b[1]), [a, b])
digest = papers[0].last['signed']['hash']
check('nor is what they signed', P['f1'].get(f'signed/{digest}')[0] == 404 and P['s1'].get(f'signed/{digest}')[0] == 200)
text = P['s1'].get(f'signed/{digest}')[1]
check('what was signed is there byte for byte', hashlib.sha256(text.encode()).hexdigest() == digest)
rows = P['guest'].get('filings?form=yj')[1]['rows']
check('a leader sees who has reported, and no draft', P['guest'].filing('yj', ORGS[10], NOW)[0] == 404 and
      [r['org'] for r in rows if r['period'] == NOW] == ORGS and not any(r['may'] for r in rows), rows[:2])

# ---- the server dies in the middle of many writes ----
THREADS = 7
stop = threading.Event()
open_requests = {}   # thread: what it asked and had no answer for
unsure = []
saves = {}           # key: (version, level) of the newest acknowledged save
writes = {'acts': 0, 'saves': 0, 'gone': 0, 'conflicts': 0}


def sure(p):
    """After a death: what became of the last request is seen in what stands."""
    for _ in range(int(200 * SLOW)):
        try:
            p.last = P[p.u('f')].now(*p.key)
            break
        except Gone:
            time.sleep(0.05)
    moved = p.last['version'] - p.version
    if moved not in (0, 1):
        raise SystemExit(f'not ok {p.key}: version {p.last["version"]} after {p.version}')
    if moved and p.last['acts'] and p.last['acts'][-1]['version'] == p.last['version']:
        tally.took(p.key, p.last['version'], p.last['acts'][-1]['act'], p.last['acts'][-1]['by'])
        unsure.append(p.key)
        if p.last['acts'][-1]['act'] == 'accept':
            with tally.lock:
                accepted(p)
    p.version = p.last['version']


def busy(p, rng):
    """Round and round: save, submit, sign, accept, reopen; whatever comes next where it stands."""
    n = 0
    while not stop.is_set():
        n += 1
        state = p.last['state']
        try:
            if state in ('draft', 'returned') and n % 3:
                level = f'{100 + n % 50 + 0.01 * p.i:.2f}'
                cell = {'area': COUNTIES[p.i], 'indicator': rng.choice(STORM), 'level': level, 'growth': '',
                        'note': '密集报送试验用数，逐次变动'}
                p.save(p.u('f'), [cell])
                saves[p.key] = (p.version, cell['indicator'], level)
                writes['saves'] += 1
                continue
            who, act = {'draft': ('f', 'comment'), 'returned': ('f', 'comment'), 'submitted': ('h', 'sign'),
                        'signed': ('s', rng.choice(['accept', 'return'])), 'accepted': ('s', 'reopen')}[state]
            if state in ('draft', 'returned') and all(c['level'] for c in p.last['cells']):
                act = 'submit'
            p.act(f's{1 + p.i % 2}' if who == 's' else p.u(who), act, f'第 {n} 步')
            writes['acts'] += 1
            if act == 'accept':
                with tally.lock:
                    accepted(p)
        except Gone:
            writes['gone'] += 1
            time.sleep(0.02)
            sure(p)


dense = [Paper('ci', i) for i in range(THREADS)]
for p in dense:
    p.save(p.u('f'), [{'area': COUNTIES[p.i], 'indicator': i, 'level': '100', 'growth': '', 'note': '密集报送试验用数，逐次变动'}
                      for i in STORM])
rng = seeded(SEED)
failed = []


def guarded(p):
    try:
        busy(p, seeded(f'{SEED} {p.i}'))
    except BaseException as x:  # noqa: B902
        failed.append(x)


workers = [threading.Thread(target=guarded, args=(p,)) for p in dense]
for t in workers:
    t.start()
DEATHS = 4
for n in range(DEATHS):
    enough, end = writes['acts'] + rng.randint(15, 40), time.time() + 20 * SLOW
    while writes['acts'] < enough and time.time() < end and not failed:
        time.sleep(0.002)
    time.sleep(0.02 * rng.random())
    i = n % len(d.servers)
    d.servers[i].p.send_signal(signal.SIGKILL)
    d.servers[i].p.wait()
    d.again(i)
time.sleep(0.3 * SLOW)
stop.set()
for t in workers:
    t.join()
check(f'{DEATHS} deaths in {writes["acts"]} acts and {writes["saves"]} saves, {writes["gone"]} without an answer, '
      f'of which {len(unsure)} were done', not failed and writes['gone'] > 0 and writes['acts'] > 50, failed[:2])
for key, (version, ind, level) in saves.items():
    now = P['s1'].now(*key)
    cell = next(c for c in now['cells'] if c['indicator'] == ind)
    if now['version'] < version or (now['version'] == version and float(cell['level']) != float(level)):
        tally.bad.append(f'{key}: the save {version} of {ind} = {level} is lost: {cell["level"]} at {now["version"]}')

# ---- everything that was acknowledged is there, once ----
check('no version was given away twice', not tally.bad, tally.bad[:5])
stands, wrong = {}, []
for key in {k[:3] for k in tally.acts} | {p.key for p in papers + late + dense + [g, e, z]}:
    now = P['s1'].now(*key)
    for a in now['acts']:
        k = (*key, a['version'])
        if k in stands:
            wrong.append(f'{k} twice in acts')
        stands[k] = (a['act'], a['by'])
        if a['version'] > now['version']:
            wrong.append(f'{k} is newer than the submission')
check(f'{len(tally.acts)} acknowledged acts, each once in what was done', stands == tally.acts and not wrong,
      [wrong[:3], list(stands.items() ^ tally.acts.items())[:6]])
names = {'submit', 'check', 'review', 'sign', 'return', 'withdraw', 'accept', 'reopen', 'extend', 'comment'}
chain = {}
for r in d.export('commits'):
    if int(r['id']) > BEFORE and r['action'] in names:
        act, form, org, at = r['reason'].split(':')[0].split(' ')[:4]
        chain.setdefault((act, r['recorded_by'], form, org, at), []).append(r['id'])
want = {}
for (form, org, at, _), (act, by) in tally.acts.items():
    want[act, by, form, org, at] = want.get((act, by, form, org, at), 0) + 1
check('each once in the chain', {k: len(v) for k, v in chain.items()} == want,
      list({k: len(v) for k, v in chain.items()}.items() ^ want.items())[:6])
got = forecasts()
check(f'{len(expected)} forecasts, each as it was accepted last', not differ(got), differ(got))
why = d.sound()
check('audit verify: whole', why is None, why)
for s in d.servers:
    s.stop()
p = run('doctor', '--db', d.db)
check('doctor: sound', p.returncode == 0, p.stdout + p.stderr)
print(f'# seed {SEED}: {len(papers) * len(WANT)} figures, {tally.requests} requests of the month and of the storm, '
      f'{len(tally.acts)} acts, {len(expected)} forecasts, {time.time() - BEGAN:.1f} s')
