"""Random acts by random people on forms of one, two and three steps, against a model of what should come of
each: its status, what stands, who may do what next, which forecasts there are. Nobody decides on their own
figures, nothing unsigned becomes a forecast, what is denied looks missing. The seed is printed; SEED repeats."""
import os
import sys
import time

sys.path.insert(0, os.path.join(os.environ['DIAODU_ROOT'], 'tests/api'))
from lib import SLOW, check  # noqa: E402
from lib_filing import COUNTIES, INDS, STORM, TODAY, Desk, figure, iso, month, seeded  # noqa: E402

SEED = int(os.environ.get('SEED', '20261122'))
STEPS = int(os.environ.get('STEPS', (500 if os.environ.get('API_DB') else 1500) / SLOW))
BEGAN = time.time()
NOW, DAY = iso(0), TODAY.isoformat()
FROM = '%d-%02d-01' % month(1)
AREAS = COUNTIES[:3]
ORGS = ['o0', 'o1', 'o2']
FORMS = {'e1': (1, STORM[0:2]), 'e2': (2, STORM[2:4]), 'e3': (3, STORM[4:6]), 'ea': (1, INDS[:2])}
ROLES = {'f': 'reporter', 'k': 'checker', 'r': 'checker', 'h': 'principal'}
GIVES = {'reporter': {'submit'}, 'checker': {'check', 'review'}, 'principal': {'check', 'review', 'sign'},
         'statistics': {'accept'}, 'leader': set()}
rng = seeded(SEED)

# ---- people: what each may do for which unit ----
holds = {f'{r}{i}': {(ROLES[r], i)} for i in range(3) for r in ROLES}
holds['all0'] = {(role, 0) for role in ROLES.values()}        # every post of one unit
holds['fh1'] = {('reporter', 1), ('principal', 1)}
holds['dep'] = {('principal', 0), ('reporter', 2)}            # stands in for one, fills for another
holds['stat'] = {('statistics', i) for i in range(3)}
holds['boss'] = {('leader', i) for i in range(3)}
posts, grants, delegations = [], [['user:root', 'admin', '']], []
for who, list_ in holds.items():
    for role, i in sorted(list_):
        if who in ('stat', 'boss'):
            continue
        if (who, role) == ('dep', 'principal'):
            delegations.append([f'h0-principal-{i}', who, FROM, '2099-01-01'])
            continue
        posts.append([f'{who}-{role}-{i}', role, ORGS[i], who, '2020-01-01'])
        grants.append([f'post:{who}-{role}-{i}', role, AREAS[i]])
grants += [['user:stat', 'statistics', '520300'], ['user:boss', 'leader', '520300']]
people = ['root', *holds]
d = Desk('acts.db', {
    'orgs': [['code', 'name', 'kind', 'area']] + [[o, o, '', a] for o, a in zip(ORGS, AREAS)],
    'people': [['code', 'name']] + [[p, p] for p in people],
    'posts': [['code', 'title', 'org', 'holder', 'from'], *posts],
    'grants': [['subject', 'role', 'area'], *grants],
    'forms': [['code', 'name', 'kind', 'indicators', 'frequency', 'due_day', 'steps', 'accept']] +
             [[f, f, 'forecast', ';'.join(inds), 'M', '31', str(n), 'auto' if f == 'ea' else 'statistics']
              for f, (n, inds) in FORMS.items()],
    'form_units': [['form', 'org', 'area', 'from']] + [[f, o, a, FROM] for f in FORMS for o, a in zip(ORGS, AREAS)],
    'delegations': [['post', 'person', 'from', 'to'], *delegations],
}, people)
d.serve()
P = {p: d.who(p) for p in people}
P['nobody'] = None


def can(who, act, i):
    return any(act in GIVES[role] for role, at in holds[who] if at == i)


class Model:
    def __init__(self, form, i):
        self.form, self.i, self.steps, self.inds = form, i, *FORMS[form]
        self.key = (form, ORGS[i], NOW)
        self.state, self.version, self.filler, self.log = 'draft', 0, '', []
        self.level = dict.fromkeys(self.inds)
        self.by = dict.fromkeys(self.inds, '')
        self.verdict = dict.fromkeys(self.inds, 'open')

    def sees(self, who):
        return any(can(who, act, self.i) for act in ('submit', 'check', 'review', 'sign', 'accept'))

    def right(self, act):
        if act == 'return':
            return {'signed': 'accept', 'submitted': 'check', 'checked': 'review'}.get(self.state, 'sign')
        if act == 'withdraw':
            return 'sign' if self.state == 'signed' else 'submit'
        return {'check': 'check', 'review': 'review', 'sign': 'sign', 'accept': 'accept', 'reopen': 'accept',
                'extend': 'accept'}.get(act, 'submit')

    def goes(self, act):
        """The state an act leads to, None where it cannot be."""
        at_unit, s, n = self.state in ('draft', 'returned'), self.state, self.steps
        under_way = s in ('submitted', 'checked', 'reviewed')
        return {
            'save': s if at_unit else None,
            'submit': 'submitted' if at_unit else None,
            'check': 'checked' if n == 3 and s == 'submitted' else None,
            'review': 'reviewed' if (n, s) in ((3, 'checked'), (2, 'submitted')) else None,
            'sign': ('accepted' if self.form == 'ea' else 'signed') if s == ('submitted' if n == 1 else 'reviewed') else None,
            'return': 'returned' if under_way or s == 'signed' else None,
            'withdraw': 'draft' if under_way or s == 'signed' else None,
            'accept': 'accepted' if s == 'signed' else None,
            'reopen': 'returned' if s == 'accepted' else None,
            'extend': s if at_unit or under_way else None,
            'comment': s, 'scan': s if s in ('signed', 'accepted') else None}[act]

    def may(self, who, act):
        own = who == self.filler or who in self.by.values()
        mine = can(who, self.right(act), self.i) or (act == 'comment' and can(who, 'sign', self.i))
        return self.goes(act) is not None and mine and not (
            act in ('check', 'review', 'sign') and own)

    def status(self, who, version, act, note, cells):
        if not self.sees(who):
            return 404
        if version is not None and version != self.version:
            return 412
        if not self.may(who, act):
            return 403
        if act == 'save':
            return 403 if any(self.verdict[c] == 'accepted' and float(self.level[c]) != float(cells[c]) for c in cells) else 200
        if act in ('return', 'withdraw', 'reopen', 'extend', 'comment') and not note:
            return 400
        if act == 'submit' and not all(self.level.values()):
            return 422
        if act == 'accept' and '' in cells.values():
            return 400
        return 200

    def do(self, who, act, cells):
        before, self.state = self.state, self.goes(act)
        self.version += 1
        if act == 'save':
            self.filler = who
            for ind, level in cells.items():
                if self.level[ind] is None or float(self.level[ind]) != float(level):
                    self.by[ind] = who
                self.level[ind] = level
            return
        self.log.append((self.version, act, who, self.state))
        if act == 'submit':
            self.filler = self.filler or who
            self.verdict = {c: 'open' if v == 'returned' else v for c, v in self.verdict.items()}
        if act == 'accept' or (act == 'sign' and self.state == 'accepted'):
            for ind in self.inds:
                self.verdict[ind] = 'returned' if ind in cells else 'accepted'
                if ind not in cells:
                    forecasts[AREAS[self.i], ind] = float(self.level[ind])
            if cells:
                self.state = 'returned'
                self.log[-1] = (self.version, act, who, 'returned')
        if (act == 'return' and before == 'signed') or act == 'reopen':
            for ind in cells or self.inds:
                self.verdict[ind] = 'returned'

    def differs(self, got):
        mine = {'state': self.state, 'version': self.version, 'filler': self.filler}
        bad = [(k, v, got[k]) for k, v in mine.items() if got[k] != v]
        for c in got['cells']:
            ind = c['indicator']
            level = None if c['level'] is None else float(c['level'])
            want = None if self.level[ind] is None else float(self.level[ind])
            if not c['filled_by_system'] and level != want or c['verdict'] != self.verdict[ind]:
                bad.append((ind, c['level'], self.level[ind], c['verdict'], self.verdict[ind]))
        acts = [(a['version'], a['act'], a['by'], a['state']) for a in got['acts']]
        if acts != self.log:
            bad.append(('acts', acts[-3:], self.log[-3:]))
        return bad


forecasts = {}
models = [Model(f, i) for f in FORMS for i in range(3)]
ACTS = ['save'] * 5 + ['submit'] * 4 + ['check', 'review', 'sign'] * 3 + ['accept'] * 3 + \
    ['return', 'withdraw', 'reopen', 'extend', 'comment']


def cells_of(m, act):
    """What is sent with it: figures for a save, reasons for what goes back."""
    if act == 'save':
        some = rng.sample(m.inds, rng.randint(1, len(m.inds)))
        if m.form == 'ea':
            return {i: figure(AREAS[m.i], i, 0, 0.1 * rng.randint(-9, 9))[0] for i in some}
        return {i: f'{rng.randint(10000, 19999) / 100:.2f}' for i in some}
    if act in ('accept', 'return', 'reopen') and rng.random() < 0.3:
        return {i: rng.choice(['与用电量不符', '与用电量不符', '']) if act == 'accept' else 'x'
                for i in rng.sample(m.inds, 1)}
    return {}


def ask(m, who, version, act, note, cells):
    area = AREAS[m.i]
    if act == 'save':
        return P[who].save(*m.key, version, [{'area': area, 'indicator': i, 'level': v} for i, v in cells.items()])
    more = {'cells': [{'area': area, 'indicator': i, 'verdict': 'return', 'reason': v} for i, v in cells.items()]} \
        if cells else {}
    if act == 'extend':
        more['until'] = DAY
    return P[who].act(*m.key, version, act, note, **more)


def stood():
    rows = d.export('observations', '--kind', 'forecast')
    return {(r['area'], r['indicator']): float(r['level']) for r in rows}, len(rows)


count, wrong, hidden, told = {}, [], [], 0
for n in range(STEPS):
    m = rng.choice(models)
    act = rng.choice(ACTS)
    if rng.random() < 0.6:  # mostly somebody who may; else they would seldom get far
        able = [(w, a) for w in holds for a in sorted(set(ACTS)) if m.may(w, a) and (a not in ('comment', 'extend') or rng.random() < 0.2)]
        on = [x for x in able if x[1] in ('submit', 'check', 'review', 'sign', 'accept')]
        if m.state in ('draft', 'returned') and (not all(m.level.values()) or rng.random() < 0.5):
            on = [x for x in able if x[1] == 'save']
        able = on if rng.random() < 0.6 and on else able
        who, act = rng.choice(sorted(able)) if able else (rng.choice(list(holds)), act)
    else:
        who = rng.choice(list(holds))
    version = rng.choices([m.version, max(0, m.version - 1), None], [8, 1, 1])[0]
    note = rng.choice(['与台账核对后有出入', '与台账核对后有出入', ''])
    cells = cells_of(m, act)
    want = m.status(who, version, act, note, cells)
    status, got = ask(m, who, version, act, note, cells)
    count[act, status] = count.get((act, status), 0) + 1
    if status != want:
        wrong.append((n, m.key, m.state, who, act, version, m.version, cells, f'{status}, not {want}', str(got)[:300]))
        break
    if status == 200:
        m.do(who, act, cells)
        bad = m.differs(got)
        may = sorted(a for a in GIVES['reporter'] | {'save', 'submit', 'check', 'review', 'sign', 'return', 'withdraw',
                                                     'accept', 'reopen', 'extend', 'comment', 'scan'} if m.may(who, a))
        if bad or sorted(got['may']) != may:
            wrong.append((n, m.key, who, act, bad, sorted(got['may']), may))
            break
    elif status in (412, 422):
        told += 1
        if m.differs(got['current']):
            wrong.append((n, m.key, who, act, 'current', m.differs(got['current'])))
            break
    elif status == 404 and n % 5 == 0:
        other = P[who].act('e1', 'zz', NOW, 0, 'comment', 'x')
        if str(got).replace(m.key[1], 'zz').replace(m.form, 'e1') != \
                str(other[1]).replace('/filing/act', '/filing' + ('' if act == 'save' else '/act')):
            hidden.append((who, act, got, other[1]))
    if n % 100 == 99:
        now, rows = stood()
        if now != forecasts or rows != len(forecasts):
            wrong.append((n, 'forecasts', list(now.items() ^ forecasts.items())[:6]))
            break
check(f'{STEPS} acts as foretold (seed {SEED})', not wrong, wrong)
check('a denied submission looks like one that is not there', not hidden, hidden[:2])
done = {a: sum(v for (b, s), v in count.items() if a == b and s == 200) for a in set(ACTS)}
refused = sum(v for (_, s), v in count.items() if s in (403, 404))
check(f'there was something of each: {dict(sorted(done.items()))}, {refused} refused, {told} told what stands',
      (all(done.values()) or STEPS < 1000) and refused > STEPS / 20 and told > 0, count)
bad = []
for m in models:
    for who in holds:
        status, got = P[who].filing(*m.key)
        if status != (200 if m.sees(who) else 404) or status == 200 and m.differs(got):
            bad.append((m.key, who, status))
        elif status == 200 and sorted(got['may']) != sorted(
                a for a in {*ACTS, 'scan'} if m.may(who, a)):
            bad.append((m.key, who, got['may']))
check('who sees what, and may do what, at the end', not bad, bad[:4])
bad = [(m.key, e) for m in models for e in m.log if e[1] in ('check', 'review', 'sign') and e[2] in m.by.values() and
       m.state in ('signed', 'accepted') and e[0] == max(v for v, a, *_ in m.log if a == e[1])]
check('no figure that stands was checked or signed by who typed it', not bad, bad[:4])
now, rows = stood()
check(f'{len(forecasts)} forecasts, none of what was not signed and accepted', now == forecasts, [now, forecasts])
# what the others hand in is in nobody's lists, nor under its hash
bad = []
for who in holds:
    mine = {ORGS[i] for _, i in holds[who]}
    for path in ('filings', 'todo'):  # who has reported is told to whoever may read the area, a leader too
        rows_ = P[who].get(path)[1]['rows']
        got = {r['org'] for r in rows_}
        if not got <= mine or (path == 'filings' and (got != mine or who == 'boss' and any(r['may'] for r in rows_))) or \
                (path == 'todo' and who == 'boss' and got):
            bad.append((who, path, got))
for m in models:
    for a in P['stat'].now(*m.key)['acts'][-1:]:
        for who in holds:
            status, got = P[who].get(f'signed/{a["hash"]}')
            none = P[who].get('signed/' + '0' * 64)[1]
            same = str(got).replace(a['hash'], '0' * 64) == str(none) if status == 404 else m.sees(who)
            if status != (200 if m.sees(who) else 404) or not same:
                bad.append((who, m.key, status, got, none))
check('lists and signed texts of the others are not there', not bad, bad[:3])
why = d.sound()
check('audit verify: whole', why is None, why)
print(f'# seed {SEED}: {STEPS} requests, {sum(done.values())} done, {time.time() - BEGAN:.1f} s')
