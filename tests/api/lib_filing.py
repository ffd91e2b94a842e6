"""What the cases of handing in share: a desk of fourteen units with their people, a client a person, values
that give rise to no finding, what the chain and the exports say afterwards."""
import csv
import datetime
import http.client
import io
import json
import os
import random
import threading

from lib import PROGRAM, ROOT, SLOW, Server, check, run  # noqa: F401

TODAY = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=8)).date()


def month(back=0):
    """(year, month) so many months before the current one."""
    n = TODAY.year * 12 + TODAY.month - 1 - back
    return n // 12, n % 12 + 1


def iso(back=0):
    return '%d-%02d' % month(back)


with open(os.path.join(ROOT, 'catalogue/areas.csv'), encoding='utf-8') as f:
    COUNTIES = [r['code'] for r in csv.DictReader(f)
                if r['parent'] == '520300' and r['level'] == 'county' and not r['valid_to']]
with open(os.path.join(ROOT, 'catalogue/indicators.csv'), encoding='utf-8') as f:
    FLOWS = [r for r in csv.DictReader(f) if r['frequency'] == 'M' and r['nature'] == 'flow' and
             r['unit'] == '亿元' and not r['levels'] and not r['valid_to']]
FLOWS.sort(key=lambda r: r['joint_jan_feb'] == 'yes')  # those that have a January first
STORM = [r['code'] for r in FLOWS][:6]  # without a history: any figure will do
INDS = [r['code'] for r in FLOWS][6:46]
JOINT = {r['code'] for r in FLOWS if r['joint_jan_feb'] == 'yes'}


def asked(m):
    """Forty indicators, as far as they have a figure for that month."""
    return [i for i in INDS if m != 1 or i not in JOINT]


def base(area, ind):
    """What a year came to."""
    return 60 + 7 * COUNTIES.index(area) + 3 * INDS.index(ind)


def figure(area, ind, back=0, more=0.0):
    """A level and growth that go together, `more` points above five percent."""
    m = month(back)[1]
    g = round(5 + more, 1)
    return f'{base(area, ind) * m / 12 * (1 + g / 100):.2f}', f'{g:.1f}'


def history(path):
    """Last year's and last month's figures of everybody, for the months that are reported here."""
    rows = [['area', 'indicator', 'period', 'kind', 'level', 'growth']]
    seen = set()
    for area in COUNTIES:
        for ind in INDS:
            for back in (0, 1):
                year, m = month(back)
                for y, k, g in ((year - 1, m, 1.0), (year, m - 1, 1.05)):
                    if k < 1 or (k == 1 and ind in JOINT) or (y, k) >= month(1) or (area, ind, y, k) in seen:
                        continue
                    seen.add((area, ind, y, k))
                    rows.append([area, ind, f'{y}-{k:02}', 'final', f'{base(area, ind) * k / 12 * g:.2f}',
                                 '5.0' if g > 1 else ''])
    write(path, rows)
    return len(rows) - 1


def write(path, rows):
    with open(path, 'w', encoding='utf-8', newline='') as f:
        csv.writer(f, lineterminator='\n').writerows(rows)


class Desk:
    """A desk of its own in `name`, or where $API_DB says; people by login, each with a token."""

    def __init__(self, name, tables, people):
        self.file, self.tokens = name, {}
        self.cli('init', '--home', '520300', '--db', name)
        for table, rows in tables.items():
            write(f'{table}.csv', rows)
        history('figures.csv')
        self.cli('import', '--db', name, '--yes', '--reason', 'the desk', *[f'{t}.csv' for t in tables], 'figures.csv')
        lock = iter(people)

        def hand_out():
            for login in lock:
                self.cli('user', 'add', login, '--db', name)
                out = self.cli('user', 'token', login, '--db', name)
                self.tokens[login] = 'dt_' + out.split('dt_')[1].split()[0].strip('"')
        hand_out()
        self.db = os.environ.get('API_DB') or name
        if self.db != name:
            self.cli('backup', '--db', name, 'month.bak')
            self.cli('restore', '--force', '--db', self.db, 'month.bak')
        self.servers = []

    def cli(self, *args):
        p = run(*args)
        if p.returncode:
            raise SystemExit(f'not ok {args}: {p.stderr.decode()}')
        return p.stdout.decode()

    def serve(self, n=1):
        self.servers = [Server(self.db) for _ in range(n)]

    def again(self, i):
        self.servers[i] = Server(self.db)

    def export(self, table, *more):
        return list(csv.DictReader(io.StringIO(self.cli('export', table, '--db', self.db, *more))))

    def sound(self):
        """None, or what audit verify finds."""
        p = run('audit', 'verify', '--db', self.db, '--format', 'json')
        got = json.loads(p.stdout)
        return None if p.returncode == 0 and got['sound'] else got['rows'] or p.stderr

    def who(self, login, server=None):
        return Person(self, login, server)


class Gone(Exception):
    """The server went away before it answered."""


class Person:
    """One user at one of the servers; a connection a thread."""

    def __init__(self, desk, login, server=None):
        self.desk, self.login = desk, login
        self.server = sum(map(ord, login)) if server is None else server
        self.local = threading.local()

    def connection(self, fresh):
        s = self.desk.servers[self.server % len(self.desk.servers)]
        c = getattr(self.local, 'c', None)
        if fresh or c is None or c.port != s.port:
            if c:
                c.close()
            c = self.local.c = http.client.HTTPConnection('127.0.0.1', s.port, timeout=60 * SLOW)
        return c

    def send(self, method, path, body=None, **headers):
        h = {'Authorization': 'Bearer ' + self.desk.tokens[self.login]}
        h.update({k.replace('_', '-'): v for k, v in headers.items()})
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
        try:
            c = self.connection(False)
            c.request(method, path, body, h)
            r = c.getresponse()
            data = r.read()
        except (OSError, http.client.HTTPException) as e:
            self.local.c = None
            raise Gone(str(e)) from e
        try:
            return r.status, json.loads(data)
        except ValueError:
            return r.status, data.decode(errors='replace')

    def get(self, path):
        return self.send('GET', '/api/v1/' + path)

    def filing(self, form, org, period):
        return self.get(f'filing?form={form}&org={org}&period={period}')

    def now(self, form, org, period):
        status, got = self.filing(form, org, period)
        if status != 200:
            raise SystemExit(f'not ok {self.login} reads {form} {org} {period}: {status} {got}')
        return got

    def save(self, form, org, period, version, cells):
        return self.send('PUT', '/api/v1/filing', {'form': form, 'org': org, 'period': period, 'cells': cells},
                         If_Match='*' if version is None else f'"{version}"')

    def act(self, form, org, period, version, act, note='', **more):
        body = {'form': form, 'org': org, 'period': period, 'act': act, 'note': note, **more}
        return self.send('POST', '/api/v1/filing/act', body, If_Match='*' if version is None else f'"{version}"')


class Tally:
    """What was acknowledged, to be held against what stands at the end."""

    def __init__(self):
        self.lock = threading.Lock()
        self.acts = {}  # (form, org, period, version): (act, by)
        self.requests = 0
        self.bad = []

    def took(self, key, version, act, by):
        with self.lock:
            old = self.acts.setdefault((*key, version), (act, by))
            if old != (act, by):
                self.bad.append(f'{key} version {version} was given to {old} and to {(act, by)}')


def in_threads(fns):
    """Run all at once; the first failure is raised."""
    errors = []

    def one(fn):
        try:
            fn()
        except BaseException as e:  # noqa: B902
            errors.append(e)
    list_ = [threading.Thread(target=one, args=(fn,)) for fn in fns]
    for t in list_:
        t.start()
    for t in list_:
        t.join()
    if errors:
        raise errors[0]


def seeded(text):
    return random.Random(text)
