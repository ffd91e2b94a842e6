"""What the cases of ledgers share: a desk with the organisations, posts and people of a prefecture and two of
its counties, and a client a person that speaks of ledgers."""
import csv
import datetime
import json
import os
from urllib.parse import quote, urlencode

from lib import ROOT, check, faults
from lib_filing import TODAY, Desk, Person

CITY, NEAR, FAR = '520300', '520302', '520303'
ORGS = [['code', 'name', 'kind', 'area'], ['zfb', '市政府办', 'department', CITY], ['gxj', '市工信局', 'department', CITY],
        ['tjj', '市统计局', 'department', CITY], ['near', '近县政府', 'county', NEAR], ['far', '远县政府', 'county', FAR]]
HOLDERS = {  # login: post, organisation, role, area
    'ban': ('b-1', 'zfb', 'office', CITY), 'ban2': ('b-2', 'zfb', 'office', CITY), 'gx': ('g-1', 'gxj', 'reporter', CITY),
    'gx2': ('g-2', 'gxj', 'checker', CITY), 'near': ('n-1', 'near', 'reporter', NEAR),
    'far': ('f-1', 'far', 'reporter', FAR), 'tj': ('t-1', 'tjj', 'statistics', CITY)}
GIVEN = {'root': ('admin', ''), 'look': ('viewer', CITY), 'ranks': ('ranks', CITY)}
PEOPLE = [*HOLDERS, *GIVEN, 'vice', 'none']
TABLES = {
    'orgs': ORGS, 'people': [['code', 'name', 'org']] + [[p, f'人{p}', HOLDERS.get(p, ['', ''])[1]] for p in PEOPLE],
    'posts': [['code', 'title', 'org', 'holder', 'from'], ['v-1', '副市长', 'zfb', 'vice', '2020-01-01']] +
             [[post, '岗位', org, who, '2020-01-01'] for who, (post, org, _, _) in HOLDERS.items()],
    'grants': [['subject', 'role', 'area']] + [[f'user:{p}', *g] for p, g in GIVEN.items()] +
              [[f'post:{post}', role, area] for post, _, role, area in HOLDERS.values()]}
PDF = b'%PDF-1.4\n% proof\n'
DAY = TODAY.isoformat()
with open(os.path.join(ROOT, 'catalogue/calendar/holidays.csv'), encoding='utf-8') as f:
    SPECIAL = {r['date']: r['kind'] for r in csv.DictReader(f)}


def later(days):
    return (TODAY + datetime.timedelta(days=days)).isoformat()


def is_workday(day):
    kind = SPECIAL.get(day.isoformat())
    return kind == 'work' if kind else day.weekday() < 5


def workdays(a, b):
    """Working days after a up to b, counted one by one."""
    a, b = (datetime.date.fromisoformat(x) for x in (a, b))
    return sum(is_workday(a + datetime.timedelta(days=i + 1)) for i in range((b - a).days))


class Clerk(Person):
    """One person at one server, in words of ledgers."""
    schemas = None  # of the OpenAPI document; answers are held against them

    def said(self, method, path, schema, body=None, **headers):
        status, got = self.send(method, '/api/v1/' + path, body, **headers)
        if status < 300 and schema and Clerk.schemas:
            bad = faults(got, Clerk.schemas[schema], Clerk.schemas)
            if bad:
                check(f'as OpenAPI says: {method} {path}', False, bad[:5])
        return status, got

    def list(self, type_, **asked):
        return self.said('GET', f'ledger/{type_}?{urlencode(asked)}', 'ledger_list')

    def rows(self, type_, **asked):
        status, got = self.list(type_, limit=1000, **asked)
        if status != 200:
            raise SystemExit(f'not ok {self.login} lists {type_} {asked}: {status} {got}')
        return got['rows']

    def card(self, type_, code, **asked):
        return self.said('GET', f'ledger/{type_}/row?' + urlencode({'code': code, **asked}), 'ledger_card')

    def row(self, type_, code, **asked):
        status, got = self.card(type_, code, **asked)
        if status != 200:
            raise SystemExit(f'not ok {self.login} reads {type_} {code}: {status} {got}')
        return got['row']

    def summary(self, type_, name, **asked):
        return self.said('GET', f'ledger/{type_}/summary?' + urlencode({'summary': name, **asked}), 'ledger_summary')

    def add(self, type_, code=None, **fields):
        body = {'fields': fields} | ({'code': code} if code else {})
        return self.said('POST', f'ledger/{type_}/add', 'ledger_card', body)

    def write(self, verb, type_, code, body, version=None, **asked):
        """A write that is held against a version: the one given, else whatever stands."""
        method = {'row': 'PUT', 'series': 'PUT', 'milestones': 'PUT', 'file': 'PUT'}.get(verb, 'POST')
        seen = '*' if version is None else f'"{version}"'
        return self.said(method, f'ledger/{type_}/{verb}?' + urlencode({'code': code, **asked}), 'ledger_card', body,
                         If_Match=seen)

    def set(self, type_, code, version=None, **fields):
        return self.write('row', type_, code, {'fields': fields}, version)

    def move(self, type_, code, move, note='', version=None, **fields):
        return self.write('move', type_, code, {'move': move, 'note': note, 'fields': fields}, version)

    def attach(self, type_, code, field, name='proof.pdf', data=PDF, version=None):
        return self.write('file', type_, code, data, version, field=field, name=name)

    def put_table(self, table, rows, **asked):
        """Rows as a file, by import."""
        text = rows if isinstance(rows, (str, bytes)) else ''.join(
            ','.join('"' + str(x).replace('"', '""') + '"' for x in r) + '\n' for r in rows)
        return self.said('PUT', 'import?' + urlencode({'table': table, 'name': 't.csv', 'reason': 'r', **asked}), 'import',
                         text.encode() if isinstance(text, str) else text)


def open_desk(name='ledger.db', servers=1):
    d = Desk(name, TABLES, PEOPLE)
    d.serve(servers)
    d.clerk = lambda login, server=None: Clerk(d, login, server)
    Clerk.schemas = json.loads(d.servers[0].get('/openapi.json')[2])['components']['schemas']
    return d


__all__ = ['CITY', 'NEAR', 'FAR', 'PDF', 'DAY', 'later', 'workdays', 'Clerk', 'open_desk', 'quote', 'PEOPLE', 'HOLDERS']
