"""Coming in over HTTP, and whose is what: sessions, second factor, tokens, links, lock-out; every route of
the table with every role, over their own and another's area; attacks on the session."""
import base64
import hashlib
import hmac
import json
import os
import re
import struct
import sys
import time
from urllib.parse import quote

sys.path.insert(0, os.path.join(os.environ['DIAODU_ROOT'], 'tests/api'))
from lib import ROOT, SLOW, Server, check, demo, faults, run  # noqa: E402

DB = demo('demo.db')
PASSWORD = 'correct horse battery'


def cli(*args, **kw):
    p = run(*args, '--db', DB, **kw)
    if p.returncode:
        raise SystemExit(f'not ok {args}: {p.stderr.decode()}')
    return p.stdout.decode()


def link_of(*args):
    return re.search(r'dl_\w+', cli(*args)).group(0)


# ---- a desk without accounts is as it was ----
s = Server(DB)
me = json.loads(s.get('/api/v1/session')[2])
check('without accounts nobody is asked', me['accounts'] is False and me['login'] is None and
      'people' in me['whole'] and s.get('/api/v1/commits')[0] == 200, me)
check('and no account can be signed in to', s.ask('POST', '/api/v1/session', json.dumps(
    {'login': 'x', 'password': 'y'}))[0] == 401)
s.stop()
p = run('serve', '--db', DB, '--listen', '0.0.0.0:0')
check('and only this machine is served', p.returncode == 2 and b'user add' in p.stderr, p.stderr)

# ---- a form of two units ----
for table, rows in {
        'orgs': 'code,name,kind,area\nu420000,a,,420000\nu430000,b,,430000\n',
        'forms': 'code,name,kind,indicators,frequency,due_day,steps\nm,m,dispatch,gdp,Q,+10,1\n',
        'form_units': 'form,org,area,from\nm,u420000,420000,2021-01-01\nm,u430000,430000,2021-01-01\n'}.items():
    with open(f'{table}.csv', 'w', encoding='utf-8') as f:
        f.write(rows)
    cli('import', f'{table}.csv', '--yes', '--reason', 'r')

# ---- a task of each ----
with open('tasks.csv', 'w', encoding='utf-8') as f:
    f.write('code,title,area\nT420000,a,420000\nT430000,b,430000\n')
cli('import', 'ledger:task', 'tasks.csv', '--reason', 'r')

# ---- people ----
USERS = {  # login: role, area, more
    'root': ('admin', None), 'stat': ('statistics', None), 'plan': ('planning', None), 'boss': ('leader', None),
    'own': ('principal', '420000'), 'fill': ('reporter', '420000'), 'view': ('viewer', '420000'),
    'rank': ('ranks', None), 'none': (None, None)}
links = {}
for login, (role, area) in USERS.items():
    links[login] = link_of('user', 'add', login, '--name', login)
    if role:
        cli('role', 'grant', f'user:{login}', role, *(['--area', area] if area else []))
s = Server(DB)
schemas = json.loads(s.get('/openapi.json')[2])['components']['schemas']
HOME = f'http://127.0.0.1:{s.port}'


def send(method, path, body=None, cookie=None, token=None, page=True, **headers):
    h = {k.replace('_', '-'): v for k, v in headers.items()}
    if cookie:
        h['Cookie'] = f'diaodu_session={cookie}'
    if token:
        h['Authorization'] = f'Bearer {token}'
    if cookie and page:
        h.setdefault('Origin', HOME)
    data = json.dumps(body) if isinstance(body, (dict, list)) else body
    status, head, out = s.ask(method, path, data, h)
    try:
        got = json.loads(out)
    except ValueError:
        got = out
    return status, head, got


def session(head):
    m = re.match(r'diaodu_session=(ds_\w+); Path=/; HttpOnly; SameSite=Strict; Max-Age=43200$',
                 head.get('set-cookie', ''))
    return m.group(1) if m else None


def sign_in(login, password=PASSWORD, **more):
    status, head, got = send('POST', '/api/v1/session', {'login': login, 'password': password, **more})
    return status, session(head) if status == 200 else None, got


check('no session, no answer', send('GET', '/api/v1/board?area=420000&period=2021-09')[0] == 401)
status, head, got = send('GET', '/api/v1/board?area=420000&period=2021-09')
check('said as a problem, with how to prove who one is', got.get('status') == 401 and
      head.get('www-authenticate') == 'Bearer', [head, got])
check('who I am may be asked', send('GET', '/api/v1/session')[2]['accounts'] is True)
status, _, got = send('POST', '/api/v1/link', {'link': links['root'], 'password': '1234567890'})
check('a weak password is refused', status == 422, got)
status, head, got = send('POST', '/api/v1/link', {'link': links['root'], 'password': PASSWORD})
cookies = {'root': session(head)}
check('a link signs in', status == 200 and cookies['root'] and got['login'] == 'root' and
      not faults(got, schemas['session'], schemas), [head, got])
check('once', send('POST', '/api/v1/link', {'link': links['root'], 'password': PASSWORD})[0] == 401)
check('a made-up link', send('POST', '/api/v1/link', {'link': 'dl_' + 'a' * 40, 'password': PASSWORD})[0] == 401)
check('a session is no link', send('POST', '/api/v1/link', {'link': cookies['root'], 'password': PASSWORD})[0] == 401)
for login in USERS:
    if login != 'root':
        status, head, got = send('POST', '/api/v1/link', {'link': links[login], 'password': PASSWORD})
        cookies[login] = session(head)
check('everybody is in', all(cookies.values()), cookies)
status, again, _ = sign_in('own')
check('a password signs in, each time anew', status == 200 and again and again != cookies['own'])

# ---- the matrix: every route, every role, own area and another's ----
ROUTES = []
with open(os.path.join(ROOT, 'src/http/route.c'), encoding='utf-8') as f:
    table = f.read().split('const route routes[] = {')[1].split('\n};')[0]
for m in re.finditer(r'ANSWER\("(\w+)"', table):
    ROUTES.append(('GET', f'/api/v1/{m.group(1)}', 'NEED_SEE'))
for row in re.findall(r'\n    \{("(?:GET|POST|PUT|DELETE)".*?)\}(?=,(?: /\*.*)?\n|,$)', table, re.S):
    method, path = re.match(r'"(\w+)", "([^"]+)"', row).groups()
    need = re.search(r'(NEED_\w+)\s*$', row)
    ROUTES.append((method, path, need.group(1) if need else None))
check('every route of the OpenAPI document is in the matrix', len(ROUTES) == sum(
    len(v) for v in json.loads(s.get('/openapi.json')[2])['paths'].values()), len(ROUTES))
check('every route says whose it is', all(n for _, _, n in ROUTES), [r for r in ROUTES if not r[2]])
MINE, OTHER = '420000', '430000'
P = 'period=2021-09&indicator=gdp'
LEDGER = '/api/v1/ledger/{type}'
# What is asked of each route, with {area}; and what that needs: an act over the area, over the whole desk, or
# nothing beyond the route's own need.
ASK = {
    ('GET', '/api/v1/board'): ('?area={a}&period=2021-09', 'read'),
    ('GET', '/api/v1/rank'): ('?parent={a}&' + P, 'rank'),
    ('GET', '/api/v1/owed'): ('?area={a}&period=2021-09', 'read'),
    ('GET', '/api/v1/arrears'): ('?area={a}&period=2021-09', 'read'),
    ('GET', '/api/v1/gaps'): ('?area={a}&indicator=gdp', 'read'),
    ('GET', '/api/v1/contribution'): ('?area={a}&' + P, 'read'),
    ('GET', '/api/v1/series'): ('?area={a}&indicator=gdp', 'read'),
    ('GET', '/api/v1/trend'): ('?area={a}&' + P, 'read'),
    ('GET', '/api/v1/plates'): ('?parent={a}&' + P, 'read'),
    ('GET', '/api/v1/map'): ('?area={a}&period=2021-09', 'rank'),
    ('GET', '/api/v1/coverage'): ('?area={a}&period=2021-09&set=headline_004_1', 'read'),
    ('GET', '/api/v1/targets'): ('?area={a}&period=2021-09', 'read'),
    ('GET', '/api/v1/reconcile'): ('?area={a}&period=2021-09', 'read'),
    ('GET', '/api/v1/split'): ('?area={a}&indicator=gdp&period=2021&level=5&method=even', 'read'),
    ('GET', '/api/v1/desk'): ('', None), ('GET', '/api/v1/areas'): ('?limit=1', None),
    ('GET', '/api/v1/areas/{code}'): ('{a}', None), ('GET', '/api/v1/indicators'): ('?limit=1', None),
    ('GET', '/api/v1/indicators/{code}'): ('gdp', None), ('GET', '/api/v1/causes'): ('', None),
    ('GET', '/api/v1/sets'): ('', None), ('GET', '/api/v1/search'): ('?q=gdp', None),
    ('GET', '/api/v1/versions'): ('?area={a}&indicator=gdp&period=2021-09', 'read'),
    ('GET', '/api/v1/audit'): ('?area={a}&indicator=gdp&period=2021-09', 'read'),
    ('GET', '/api/v1/commits'): ('', None),
    ('GET', '/api/v1/rows/{table}'): ('grants', 'people*'),
    ('GET', '/api/v1/export/{table}'): ('observations?area={a}&indicator=gdp', 'read'),
    ('GET', '/api/v1/reports'): ('', None),
    ('GET', '/api/v1/reports/{report}'): ('bulletin?area={a}&period=2021-09&format=html', 'read'),
    ('POST', '/api/v1/reports/{report}'): ('bulletin?area={a}&period=2021-09', 'read'),
    ('PUT', '/api/v1/import'): ('?name=x.csv&dry_run', 'accept'),
    ('POST', '/api/v1/set'): ('', 'accept'), ('POST', '/api/v1/rows/{table}'): ('observations', 'accept'),
    ('POST', '/api/v1/split'): ('', 'target'), ('POST', '/api/v1/cause'): ('', 'gap'),
    ('POST', '/api/v1/plan'): ('', 'gap'), ('POST', '/api/v1/withdraw'): ('', 'people*'),
    ('GET', '/api/v1/jobs'): ('', None), ('GET', '/api/v1/jobs/{id}'): ('0', '404'),
    ('DELETE', '/api/v1/jobs/{id}'): ('0', '404'), ('GET', '/api/v1/jobs/{id}/events'): ('0', '404'),
    ('GET', '/api/v1/events'): ('', 'stream'), ('GET', '/api/v1/session'): ('', None),
    ('POST', '/api/v1/session'): ('', 'open'), ('DELETE', '/api/v1/session'): ('', 'ends'),
    ('POST', '/api/v1/link'): ('', 'open'), ('GET', '/api/v1/account'): ('', None),
    ('POST', '/api/v1/account'): ('', '400'), ('POST', '/api/v1/account/tokens'): ('', '400'),
    ('DELETE', '/api/v1/account/credentials/{id}'): ('none', '404'),
    ('GET', '/api/v1/accounts'): ('', None), ('POST', '/api/v1/accounts'): ('', '400'),
    ('GET', '/api/v1/filing'): ('?form=m&org=u{a}&period=2021-Q3', 'part'),
    ('PUT', '/api/v1/filing'): ('', 'fills'), ('POST', '/api/v1/filing/act'): ('', 'speaks'),
    ('PUT', '/api/v1/filing/scan'): ('?form=m&org=u{a}&period=2021-Q3&hash=0', 'signed'),  # and nothing is
    ('GET', '/api/v1/filing/sheet'): ('?form=m&org=u{a}&period=2021-Q3', 'part'),
    ('PUT', '/api/v1/filing/sheet'): ('?form=m&org=u{a}&period=2021-Q3', 'fills'),
    ('GET', '/api/v1/papers/{paper}'): ('signature?form=m&org=u{a}&period=2021-Q3&format=html', 'part'),
    ('GET', '/api/v1/rollup'): ('?area={a}&period=2021-09', 'read'), ('GET', '/api/v1/accuracy'): ('?area={a}', 'read'),
    ('GET', '/api/v1/sprint'): ('?area={a}&' + P, 'read'), ('GET', '/api/v1/calendar'): ('?area={a}', 'read'),
    ('GET', '/api/v1/papers/{paper}'): ('signature?form=m&org=u{a}&period=2021-Q3&format=html', 'part'),
    ('GET', '/api/v1/audit'): ('?area={a}&' + P, 'read'),
    ('GET', '/api/v1/filings'): ('?form=m&period=2021-Q3', None), ('POST', '/api/v1/filings/act'): ('', None),
    ('GET', '/api/v1/todo'): ('', None), ('GET', '/api/v1/forms'): ('', None), ('GET', '/api/v1/burden'): ('', None),
    ('GET', '/api/v1/signed/{hash}'): ('0', '404'), ('GET', '/api/v1/signed/{hash}/scan'): ('', '404'),
    **{('GET', f'/api/v1/investment/{w}'): ('?area={a}&period=2021-09', 'read') for w in ('remaining', 'link')},
    ('GET', '/api/v1/ledgers'): ('', None), ('PUT', '/api/v1/ledgers'): ('', 'define'),
    ('GET', '/api/v1/ledgers/search'): ('?q=x', None), ('GET', LEDGER): ('', 'type'), ('GET', '/api/v1/task'): ('', 'type'),
    **{('GET', f'{LEDGER}/{w}'): (q, 'type') for w, q in (('type', ''), ('summary', '?summary=units'), ('export', '?format=csv'), ('gantt', ''), ('nodes', ''), ('chart', ''), ('letters', ''))}, ('GET', f'{LEDGER}/oc4ids'): ('', 'unmapped'),
    ('GET', f'{LEDGER}/schedule'): ('?code=T{a}', 'read'), ('POST', f'{LEDGER}/schedule'): ('?code=T{a}', 'ledger'),
    ('GET', f'{LEDGER}/row'): ('?code=T{a}', 'read'), ('GET', f'{LEDGER}/file'): ('?code=T{a}&hash=0', '404'),
    ('GET', f'{LEDGER}/letter'): ('?code=T{a}&letter=none', '404'), ('POST', f'{LEDGER}/letter'): ('?code=T{a}', 'sends'),
    ('POST', f'{LEDGER}/add'): ('', 'adds'), ('PUT', f'{LEDGER}/row'): ('?code=T{a}', 'ledger'),
    ('POST', f'{LEDGER}/move'): ('?code=T{a}', 'moves'), ('POST', f'{LEDGER}/comment'): ('?code=T{a}', 'read'),
    ('POST', f'{LEDGER}/remove'): ('?code=T{a}', 'removes'), ('POST', f'{LEDGER}/restore'): ('?code=T{a}', 'removes'),
    ('PUT', f'{LEDGER}/series'): ('?code=T{a}', 'ledger'), ('PUT', f'{LEDGER}/milestones'): ('?code=T{a}', 'ledger'),
    ('PUT', f'{LEDGER}/file'): ('?code=T{a}&field=evidence&name=a.pdf', 'ledger'),
    ('POST', f'{LEDGER}/detach'): ('?code=T{a}', 'detaches'), ('POST', f'{LEDGER}/bulk'): ('', 'type'),
    ('GET', '/openapi.json'): ('', None), ('GET', '/healthz'): ('', None), ('GET', '/readyz'): ('', None),
    ('GET', '/metrics'): ('', None),
}
ROUND = {'period': '2021-Q3', 'form': 'm'}
NOT_ASKED = {'stream', 'open', 'ends'}
TIDY = 'area,indicator,period,kind,level\n{a},gdp,2021-09,final,1\n'
BODY = {
    '/api/v1/import': lambda a: TIDY.format(a=a),
    '/api/v1/set': lambda a: {'area': a, 'indicator': 'gdp', 'period': '2021-09', 'level': '1', 'reason': 'r',
                              'dry_run': True},
    '/api/v1/rows/{table}': lambda a: {'rows': [{'area': a, 'indicator': 'gdp', 'period': '2021-09',
                                                 'kind': 'final', 'level': '1'}], 'dry_run': True},
    '/api/v1/split': lambda a: {'area': a, 'indicator': 'gdp', 'period': '2021', 'level': '5', 'method': 'even',
                                'dry_run': True},
    '/api/v1/cause': lambda a: {'area': a, 'indicator': 'gdp', 'period': '2021-09', 'cause': 'market',
                                'side': 'objective', 'reason': 'r', 'dry_run': True},
    '/api/v1/plan': lambda a: {'area': a, 'indicator': 'gdp', 'period': '2021-09', 'due': '2021-12',
                               'measure': 'm', 'reason': 'r', 'dry_run': True},
    '/api/v1/filing': lambda a: {**ROUND, 'org': 'u' + a, 'cells': []},
    '/api/v1/filing/act': lambda a: {**ROUND, 'org': 'u' + a, 'act': 'comment', 'note': 'n'},
    '/api/v1/filing/scan': lambda a: 'x', '/api/v1/filing/sheet': lambda a: 'no workbook',
    '/api/v1/filings/act': lambda a: {'act': 'comment', 'note': 'n', 'items': [{**ROUND, 'org': 'u' + a, 'version': 0}]},
    f'{LEDGER}/add': lambda a: {'fields': {'title': 't', 'area': a}}, f'{LEDGER}/row': lambda a: {'fields': {'problems': 'p'}},
    f'{LEDGER}/move': lambda a: {'move': 'issue'}, f'{LEDGER}/comment': lambda a: {'text': 't'},
    f'{LEDGER}/remove': lambda a: {'note': ''}, f'{LEDGER}/restore': lambda a: {'note': ''},
    f'{LEDGER}/series': lambda a: {'cells': []}, f'{LEDGER}/milestones': lambda a: {'rows': []}, f'{LEDGER}/schedule': lambda a: {'baseline': True},
    f'{LEDGER}/file': lambda a: '%PDF-1.4', f'{LEDGER}/detach': lambda a: {'hash': '0'},
    f'{LEDGER}/bulk': lambda a: {'items': [{'code': 'T' + a, 'version': 999}], 'fields': {'problems': 'p'}},
    f'{LEDGER}/letter': lambda a: {'letter': 'slip'}, '/api/v1/ledgers': lambda a: '{',
    '/api/v1/withdraw': lambda a: {'commit': 2, 'reason': 'r', 'dry_run': True},
}
with open(os.path.join(ROOT, 'catalogue/roles.csv'), encoding='utf-8') as f:
    ACTS = {line.split(',')[0]: set(line.strip().split(',')[3].split(';')) for line in list(f)[1:]}
DESK_NEED = {'NEED_PEOPLE': 'people', 'NEED_AUDIT': 'audit'}
PARTS = {'submit', 'check', 'review', 'sign', 'accept'}
WRITES = {*PARTS, 'target', 'gap', 'catalogue', 'people'}


def may(login, act, area):
    role, at = USERS[login]
    acts = ACTS.get(role, set())
    if act.endswith('*'):
        return at is None and act[:-1] in acts
    return act in acts and at in (None, area)


def sees(login, area):
    return any(may(login, act, area) for act in PARTS)


def of_ledger(login, what, area):
    """What is asked of a row: one that they may not see is not there, one that they may not write is refused."""
    fills, sends = may(login, 'ledger', area), may(login, 'dispatch', area)
    if not ACTS.get(USERS[login][0], set()) & {'read', 'ledger'}:
        return 404
    if what in ('type', 'unmapped'):  # tasks say nothing of OC4IDS
        return 200 if what == 'type' else 400
    if not may(login, 'read', area):
        return 422 if what == 'adds' else 404  # there is no such area to write in
    return {'ledger': 200 if fills else 403, 'adds': 200 if fills else 403, 'moves': 422 if sends else 403,
            'removes': 400 if sends else 403, 'detaches': 404 if fills else 403, 'sends': 422 if sends else 403}[what]


def expected(login, method, path, need, what, area):
    """200, or the status of the refusal."""
    role, at = USERS[login]
    acts = ACTS.get(role, set())
    if need == 'NEED_OPEN':
        return 200
    if need == 'NEED_SEE' and not acts & {'read', 'rank'} or need == 'NEED_WRITE' and not acts & WRITES:
        return 404
    if need in DESK_NEED and not may(login, DESK_NEED[need] + '*', area):
        return 404
    if what is None:
        return 200
    if what in ('404', '400'):
        return int(what)
    if what == 'define':
        return 422 if may(login, 'catalogue*', area) else 403
    if what in ('type', 'unmapped', 'ledger', 'adds', 'moves', 'removes', 'detaches', 'sends'):
        return of_ledger(login, what, area)
    if what == 'read':
        return 200 if may(login, 'read', area) else 404
    if what == 'rank':
        return 200 if may(login, 'rank', area) or may(login, 'read', area) else 404
    if what == 'speaks':  # a comment: the unit's filler and its principal
        return 404 if not sees(login, area) else 200 if may(login, 'submit', area) or may(login, 'sign', area) else 403
    if what in ('part', 'fills', 'signed'):
        return 404 if not sees(login, area) else 200 if what == 'part' or (what == 'fills' and may(login, 'submit', area)) else 403
    if what == 'people*':
        return 200 if may(login, what, area) else 403 if method == 'POST' else 404
    if may(login, what, area):
        return 200
    # what they can see they are told is not theirs to write; what they cannot is not there
    if path in ('/api/v1/cause', '/api/v1/plan', '/api/v1/split') and not may(login, 'read', area):
        return 404
    return 403


missing = [(m, p) for m, p, _ in ROUTES if (m, p) not in ASK]
check('every route has its row in this test', not missing, missing)
template = open(os.path.join(ROOT, 'tests/data/report/template.docx'), 'rb').read() if os.path.exists(
    os.path.join(ROOT, 'tests/data/report/template.docx')) else b'PK'
bad, tried = [], 0
for method, route, need in ROUTES:
    tail, what = ASK.get((method, route), ('', 'open'))
    if what in NOT_ASKED:
        continue
    for area in (MINE, OTHER):
        path = route.replace('{type}', 'task')
        url = (re.sub(r'\{\w+\}', '0' if path.endswith('/scan') else '', path) if '/events' not in path or '{' not in path
               else path.replace('{id}', '0')) + ('' if path.endswith('/events') else tail.format(a=area))
        body = template if path == '/api/v1/reports/{report}' and method == 'POST' else \
            BODY[route](area) if route in BODY and method != 'GET' else {} if method == 'POST' else None
        for login in USERS:
            want = expected(login, method, path, need, what, area)
            status = send(method, url, body, cookie=cookies[login],
                          **({'If_Match': '*'} if ('/filing' in path or '/ledger/' in path) and method != 'GET' else {}))[0]
            if path == '/api/v1/reports/{report}' and method == 'POST' and want == 200:
                want = status if status in (200, 422) else want  # the template is none
            if path == '/api/v1/filing/sheet' and method == 'PUT' and want in (200, 403) and sees(login, area):
                want = 422  # the body is no workbook
            if what in ('accept', 'target', 'people*') and want == 200:
                want = status if status in (200, 422) else want  # what the data say of it
            tried += 1
            if status != want:
                bad.append((login, method, url, f'{status}, not {want}'))
        status = send(method, url, body)[0]
        if status != (200 if need == 'NEED_OPEN' else 401):
            bad.append(('nobody', method, url, status))
check(f'the rights matrix: {tried} requests', not bad and tried > 600, '\n'.join(map(str, bad[:30])))

# a denied thing looks like a missing one
a = send('GET', f'/api/v1/board?area={OTHER}&period=2021-09', cookie=cookies['own'])
b = send('GET', '/api/v1/board?area=999999&period=2021-09', cookie=cookies['own'])
check('a denied area is a missing one', a[0] == b[0] == 404 and
      json.dumps(a[2]).replace(OTHER, '999999') == json.dumps(b[2]), [a, b])
a = send('GET', f'/api/v1/audit?area={MINE}&indicator=gdp&period=2021-09', cookie=cookies['own'])[2]['rows']
b = send('GET', f'/api/v1/audit?area={MINE}&indicator=gdp&period=2021-09', cookie=cookies['root'])[2]['rows']
check('the chain, which is made of what others wrote too, is for who audits', len(a) == len(b) > 0 and
      all(r['chain'] is None for r in a) and all(len(r['chain']) == 64 for r in b), [a[:1], b[:1]])
a = send('GET', '/api/v1/commits', cookie=cookies['own'])
b = send('GET', '/api/v1/nothing', cookie=cookies['own'])
check('a denied route is a missing one', json.dumps(a[2]).replace('commits', 'nothing') == json.dumps(b[2]), [a, b])
a = send('GET', '/api/v1/rank?parent=000000&indicator=gdp&period=2021-09&by=level', cookie=cookies['rank'])
b = send('GET', '/api/v1/rank?parent=000000&indicator=gdp&period=2021-09&by=level', cookie=cookies['root'])
check('ranks without values', [r['rank'] for r in a[2]['rows']] == [r['rank'] for r in b[2]['rows']] and
      any(r['value'] is not None for r in b[2]['rows']) and
      all(r['value'] is None for r in a[2]['rows']), a[2])
# the cache does not mix those who may and those who may not, nor does a tag of somebody else's
url = f'/api/v1/board?area={MINE}&period=2021-09'
first = send('GET', url, cookie=cookies['root'])
again = send('GET', url, cookie=cookies['rank'], If_None_Match=first[1]['etag'])
check('what one may see is not another\'s from the cache', again[0] == 404, again)
mine = send('GET', url, cookie=cookies['own'])
check('nor its tag', mine[0] == 200 and mine[1]['etag'] != first[1]['etag'])
check('those who may the same share it', send('GET', url, cookie=sign_in('own')[1])[1]['etag'] == mine[1]['etag'])
check('private', 'private' in mine[1]['cache-control'])
# a lost update tells only those who may see
status, head, got = send('POST', '/api/v1/set', {'area': OTHER, 'indicator': 'gdp', 'period': '2021-09',
                                                'level': '1', 'reason': 'r'}, cookie=cookies['own'],
                         If_Match='"1-00"')
check('a lost update is not told to strangers', status == 403 and 'versions' not in got, got)
# jobs are their owner's
status, _, job = send('PUT', '/api/v1/import?name=x.csv&dry_run', TIDY.format(a=MINE), cookie=cookies['stat'],
                      Prefer='respond-async', Idempotency_Key='k1')
check('a job of theirs', status == 202 and send('GET', job['href'], cookie=cookies['stat'])[0] == 200, job)
check('is nobody else\'s', send('GET', job['href'], cookie=cookies['root'])[0] == 404 and
      send('DELETE', job['href'], cookie=cookies['own'])[0] == 404 and
      job['id'] not in json.dumps(send('GET', '/api/v1/jobs', cookie=cookies['root'])[2]))
status, _, other = send('PUT', '/api/v1/import?name=x.csv&dry_run', TIDY.format(a=MINE), cookie=cookies['root'],
                        Prefer='respond-async', Idempotency_Key='k1')
check('nor is a key', status == 202 and other['id'] != job['id'], [job, other])
# who wrote is recorded
status, _, got = send('POST', '/api/v1/cause', {'area': MINE, 'indicator': 'gdp', 'period': '2021-09',
                                               'cause': 'market', 'side': 'objective', 'reason': 'r'},
                      cookie=cookies['own'])
log = send('GET', '/api/v1/commits?limit=1', cookie=cookies['root'])[2]['rows'][0]
check('who wrote is recorded', status == 200 and log['recorded_by'] == 'own', [got, log])

# ---- sessions ----
status, _, got = send('GET', '/api/v1/account', cookie=cookies['own'])
check('sessions are listed', status == 200 and not faults(got, schemas['account'], schemas) and
      len(got['sessions']) == 3 and sum(x['this'] for x in got['sessions']) == 1 and
      got['sessions'][0]['origin'] == '127.0.0.1', got)
one = next(x for x in got['sessions'] if not x['this'])
check('one is ended', send('DELETE', f'/api/v1/account/credentials/{one["id"]}', cookie=cookies['own'])[0] == 200)
check('not somebody else\'s', send('DELETE', f'/api/v1/account/credentials/{one["id"]}', cookie=cookies['fill'])[0] == 404)
ended = send('GET', '/api/v1/account', cookie=cookies['own'])[2]['sessions']
check('and is gone', len(ended) == 2 and one['id'] not in [x['id'] for x in ended])
status, head, got = send('DELETE', '/api/v1/session', cookie=again if isinstance(again, str) else sign_in('view')[1])
check('signing out', status == 200 and 'Max-Age=0' in head['set-cookie'] and got['login'] is None, [head, got])
out = sign_in('view')[1]
send('DELETE', '/api/v1/session', cookie=out)
check('an ended session is none', send('GET', url, cookie=out)[0] == 401)
check('a made-up one neither', send('GET', url, cookie='ds_' + 'a' * 40)[0] == 401)
check('nothing of it is kept in clear', not any(
    c.encode() in open(f, 'rb').read() for c in cookies.values() for f in ('demo.db', 'demo.db-wal')
    if os.path.exists(f)))
check('a session from before signing in is not taken over (fixation)',
      sign_in('view')[1] != out and send('POST', '/api/v1/session', {'login': 'view', 'password': PASSWORD},
                                         cookie='ds_' + 'f' * 40)[1].get('set-cookie', '').find('ffff') < 0)
first = sign_in('view')[1]
status, _, got = send('POST', '/api/v1/account', {'action': 'password', 'old': 'wrong', 'password': PASSWORD + '!'},
                      cookie=first)
check('a new password wants the old one', status == 422, got)
status, _, got = send('POST', '/api/v1/account', {'action': 'password', 'old': PASSWORD, 'password': PASSWORD + '!'},
                      cookie=first)
check('changed', status == 200 and not faults(got, schemas['account_done'], schemas), got)
check('ends the other sessions', send('GET', url, cookie=cookies['view'])[0] == 401 and
      send('GET', url, cookie=first)[0] == 200)
check('the old one is void', sign_in('view')[0] == 401 and sign_in('view', PASSWORD + '!')[0] == 200)

# ---- cross-site ----
for name, h in {'another origin': {'Origin': 'https://evil.example'}, 'no origin': {},
                'a cross-site fetch': {'Sec-Fetch-Site': 'cross-site'}, 'null': {'Origin': 'null'},
                'our host on another port': {'Origin': f'http://127.0.0.1:{s.port + 1}'}}.items():
    status = s.ask('POST', '/api/v1/cause', '{}', {'Cookie': f'diaodu_session={cookies["own"]}', **h})[0]
    check(f'a write with a session from {name} is refused', status == 403, status)
check('from our page it is not', send('POST', '/api/v1/cause', {}, cookie=cookies['own'])[0] != 403)
check('sign-in from another page', s.ask('POST', '/api/v1/session', json.dumps(
    {'login': 'own', 'password': PASSWORD}), {'Origin': 'https://evil.example'})[0] == 403)

# ---- tokens ----
status, _, got = send('POST', '/api/v1/account/tokens', {'name': 'nightly', 'days': '30'}, cookie=cookies['own'])
token = got.get('token', '')
check('a token', status == 200 and token.startswith('dt_') and not faults(got, schemas['token'], schemas), got)
check('reads what its owner may', send('GET', url, token=token)[0] == 200 and
      send('GET', url.replace(MINE, OTHER), token=token)[0] == 404)
check('writes without a page', send('POST', '/api/v1/cause', {
    'area': MINE, 'indicator': 'gdp', 'period': '2021-09', 'cause': 'market', 'side': 'mixed', 'reason': 'r'},
    token=token)[0] == 200)
check('does not manage the account', send('POST', '/api/v1/account/tokens', {'name': 'x'}, token=token)[0] == 403 and
      send('POST', '/api/v1/account', {'action': 'drop', 'password': PASSWORD}, token=token)[0] == 403)
check('is no cookie, a session no token', send('GET', url, cookie=token)[0] == 401 and
      send('GET', url, token=cookies['own'])[0] == 401)
for body in ({'name': ''}, {'name': 'x', 'days': '0'}, {'name': 'x', 'days': '4000'}, {'name': 'x', 'days': 'y'},
             {'name': 'x', 'day': '3'}):
    check(f'no token from {body}', send('POST', '/api/v1/account/tokens', body, cookie=cookies['own'])[0] == 400)
here = send('GET', '/api/v1/account', cookie=cookies['own'])[2]['tokens'][0]
check('ended', here['name'] == 'nightly' and send('DELETE', f'/api/v1/account/credentials/{here["id"]}',
                                                  cookie=cookies['own'])[0] == 200 and
      send('GET', url, token=token)[0] == 401)

# ---- second factor ----


def code(secret, shift=0):
    key, step = base64.b32decode(secret), int(time.time()) // 30 + shift
    d = hmac.new(key, struct.pack('>Q', step), hashlib.sha1).digest()
    o = d[19] & 15
    return f'{(struct.unpack(">I", d[o:o + 4])[0] & 0x7fffffff) % 1000000:06}'


status, _, got = send('POST', '/api/v1/account', {'action': 'offer', 'password': PASSWORD}, cookie=cookies['fill'])
secret = re.search(r'secret=(\w+)', got.get('uri', 'secret=MFRGG')).group(1)
check('a second factor is offered', status == 200 and got['uri'].startswith('otpauth://totp/Diaodu:fill?'), got)
check('it does not count before it is proved', sign_in('fill')[0] == 200)
check('a wrong proof', send('POST', '/api/v1/account', {'action': 'prove', 'code': '000000'},
                            cookie=cookies['fill'])[0] == 422)
check('proved', send('POST', '/api/v1/account', {'action': 'prove', 'code': code(secret, -1)},
                     cookie=cookies['fill'])[0] == 200)
status, _, got = sign_in('fill')
check('then it is asked for', status == 401 and '动态码' in got['detail'] and '六位' in got['detail'], got)
check('a wrong code', sign_in('fill', code='000000')[0] == 401)
used = code(secret)
check('the right one', sign_in('fill', code=used)[0] == 200)
check('not twice', sign_in('fill', code=used)[0] == 401)
check('a wrong password with a right code', sign_in('fill', 'wrong', code=code(secret, 1))[0] == 401)
check('taken away with the password', send('POST', '/api/v1/account', {'action': 'drop', 'password': PASSWORD},
                                           cookie=cookies['fill'])[0] == 200 and sign_in('fill')[0] == 200)

# ---- brute force ----
a, b = sign_in('boss', 'wrong'), sign_in('nobody at all', 'wrong')
check('an unknown name looks like a wrong password', a[0] == b[0] == 401 and a[2]['detail'] == b[2]['detail'], [a, b])
spans = {}
for login in ('plan', 'nobody'):
    began = time.time()
    for _ in range(4):
        sign_in(login, 'wrong')
    spans[login] = time.time() - began
check('and takes as long', spans['nobody'] > spans['plan'] / 3, spans)
for _ in range(4):
    sign_in('boss', 'wrong')
check('five wrong ones lock', sign_in('boss')[0] == 401)
check('a session that is open stays', send('GET', '/api/v1/session', cookie=cookies['boss'])[2]['login'] == 'boss')
rows = send('GET', '/api/v1/accounts', cookie=cookies['root'])[2]
check('the administrator sees it', not faults(rows, schemas['accounts'], schemas) and
      next(r for r in rows['rows'] if r['login'] == 'boss')['locked'] is True, rows)
status, _, got = send('POST', '/api/v1/accounts', {'login': 'boss', 'action': 'unlock'}, cookie=cookies['root'])
check('and unlocks', status == 200 and not faults(got, schemas['account_done'], schemas) and sign_in('boss')[0] == 200, got)

# ---- administration ----
status, _, got = send('POST', '/api/v1/accounts', {'login': 'new', 'action': 'add'}, cookie=cookies['root'])
check('an account is added', status == 200 and got['link'].startswith('dl_'), got)
check('not by others', all(send('POST', '/api/v1/accounts', {'login': 'n2', 'action': 'add'}, cookie=cookies[u])[0] == 404
                           for u in USERS if u not in ('root', 'view')))
status, head, _ = send('POST', '/api/v1/link', {'link': got['link'], 'password': PASSWORD})
fresh = session(head)
check('who may nothing gets nowhere', send('GET', '/api/v1/desk', cookie=fresh)[0] == 404)
cli('role', 'grant', 'user:new', 'viewer', '--area', MINE)
end = time.time() + 5 * SLOW
while time.time() < end and send('GET', '/api/v1/desk', cookie=fresh)[0] != 200:
    time.sleep(0.05)
check('a right given by another process counts at once', send('GET', url, cookie=fresh)[0] == 200)
cli('user', 'disable', 'new')
end = time.time() + 5 * SLOW
while time.time() < end and send('GET', '/api/v1/desk', cookie=fresh)[0] != 401:
    time.sleep(0.05)
check('one disabled by another process is out at once', send('GET', url, cookie=fresh)[0] == 401 and
      sign_in('new')[0] == 401)
check('nobody disables themselves', send('POST', '/api/v1/accounts', {'login': 'root', 'action': 'disable'},
                                         cookie=cookies['root'])[0] == 422)
log = send('GET', '/api/v1/commits?limit=100', cookie=cookies['root'])[2]['rows']
check('administration is in the chain', any(r['action'] == 'account' and r['reason'] == 'add new' and
                                            r['recorded_by'] == 'root' for r in log), log[:5])
s.stop()

# ---- beyond this machine, and behind a proxy ----
s = Server(DB, '--proxy', 'https://desk.example')
status, head, _ = s.ask('POST', '/api/v1/session', json.dumps({'login': 'own', 'password': PASSWORD}),
                        {'Host': 'desk.example', 'Origin': 'https://desk.example', 'X-Forwarded-For': '10.1.2.3'})
check('behind a proxy the cookie is for TLS only', status == 200 and head['set-cookie'].endswith('; Secure'), head)
mine = json.loads(s.ask('GET', '/api/v1/account', None, {'Cookie': head['set-cookie'].split(';')[0],
                                                         'Host': 'desk.example'})[2])
check('and the address is whom it speaks for', any(x['origin'] == '10.1.2.3' for x in mine['sessions']), mine)
check('another name is not served', s.get('/healthz', Host='evil.example')[0] == 421)
s.stop()
p = run('serve', '--db', DB, '--listen', '127.0.0.1:0', '--proxy', 'desk.example')
check('a proxy is an origin', p.returncode == 2, p.stderr)
