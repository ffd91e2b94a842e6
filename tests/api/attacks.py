"""Attacks over the web, each tried against a running desk with accounts: markup in stored names, another
site's page, SQL in every parameter of the route table, paths, headers, sessions, guessing, slowness, size.
Answers may refuse as they like (4xx); none may fail (5xx), tell what it should not, or change the desk."""
import base64
import concurrent.futures
import csv
import http.client
import io
import json
import os
import re
import socket
import sqlite3
import sys
import threading
import time
import zipfile
from urllib.parse import quote

sys.path.insert(0, os.path.join(os.environ['DIAODU_ROOT'], 'tests/api'))
from lib import SLOW, Server, check, demo, run  # noqa: E402

DB = demo('demo.db')
PASSWORD = 'correct horse battery'
AREA = '420000'


def cli(*args):
    p = run(*args, '--db', DB)
    if p.returncode:
        raise SystemExit(f'not ok {args}: {p.stderr.decode()}')
    return p.stdout.decode()


for login, role in {'root': 'admin', 'boss': 'leader', 'view': 'viewer', 'own': 'principal'}.items():
    globals()[f'link_{login}'] = re.search(r'dl_\w+', cli('user', 'add', login, '--name', login)).group(0)
    cli('role', 'grant', f'user:{login}', role, *(['--area', AREA] if login == 'own' else []))
s = Server(DB)
HOME = f'http://127.0.0.1:{s.port}'


def send(method, path, body=None, cookie=None, **headers):
    h = {k.replace('_', '-'): v for k, v in headers.items()}
    if cookie:
        h = {'Cookie': f'diaodu_session={cookie}', 'Origin': f'http://127.0.0.1:{s.port}'} | h
    data = json.dumps(body) if isinstance(body, (dict, list)) else body
    return s.ask(method, path, data, h)


def token_in(head):
    m = re.search(r'diaodu_session=(ds_\w+)', head.get('set-cookie', ''))
    return m.group(1) if m else None


def sign_in(login, password=PASSWORD, **headers):
    status, head, data = send('POST', '/api/v1/session', {'login': login, 'password': password}, **headers)
    return status, token_in(head), data


C = {}
for login in ('root', 'boss', 'view', 'own'):
    status, head, data = send('POST', '/api/v1/link', {'link': globals()[f'link_{login}'], 'password': PASSWORD})
    C[login] = token_in(head)
check('everybody is in', all(C.values()), C)
API = json.loads(send('GET', '/openapi.json')[2])
SCHEMAS = API['components']['schemas']


def resident():
    with open(f'/proc/{s.p.pid}/status', encoding='ascii') as f:
        return int(re.search(r'VmRSS:\s+(\d+)', f.read()).group(1)) / 1024


def well(seconds=2):
    """Somebody else is answered, soon."""
    began = time.time()
    status = send('GET', '/api/v1/desk', cookie=C['root'])[0]
    return status == 200 and time.time() - began < seconds * SLOW


# ---- markup in what is stored ----
EVIL = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'
FORMULAS = ['=1+cmd|" /C calc"!A0', '+1+1', '-2+3', '@SUM(A1)']
put = send('POST', '/api/v1/rows/indicators', {'rows': [{
    'code': 'evil', 'name': EVIL, 'name_en': EVIL, 'domain': 'x', 'unit': '亿元', 'nature': 'flow',
    'frequency': 'M', 'basis': 'ytd', 'price': 'current', 'definition': EVIL}], 'reason': EVIL}, cookie=C['root'])
check('markup is a name like another', put[0] == 200 and json.loads(put[2])['added'] == 1, put)
put = send('POST', '/api/v1/rows/areas', {'rows': [
    {'code': 'evil', 'name': EVIL, 'level': 'prefecture', 'parent': AREA}] + [
    {'code': f'f{i}', 'name': w, 'level': 'prefecture', 'parent': AREA} for i, w in enumerate(FORMULAS)],
    'reason': 'r'}, cookie=C['root'])
check('so is a formula', put[0] == 200, put)
tidy = 'area,indicator,period,kind,level,source,note\n' + ''.join(
    f'{a},evil,2021-{m:02},final,{m * v},"{EVIL.replace(chr(34), chr(34) * 2)}","{FORMULAS[0].replace(chr(34), chr(34) * 2)}"\n'
    for a, v in ((AREA, 20), ('evil', 10), ('430000', 30)) for m in range(2, 10))
put = send('PUT', '/api/v1/import?name=' + quote(f'{EVIL}.csv') + '&reason=' + quote(EVIL), tidy.encode(), cookie=C['root'])
check('and a source, a note, a reason, a file', put[0] == 200, put)
ASKED = [f'board?area={AREA}&period=2021-09', f'series?area={AREA}&indicator=evil', 'commits', 'search?q=img',
         f'versions?area={AREA}&indicator=evil&period=2021-09', 'rows/indicators?code=evil', 'areas/evil',
         f'rank?parent={AREA}&indicator=evil&period=2021-09', 'indicators/evil']
bad = []
for path in ASKED:
    status, head, data = send('GET', '/api/v1/' + path, cookie=C['root'])
    if status != 200 or not head['content-type'].startswith('application/json') or EVIL not in json.dumps(
            json.loads(data), ensure_ascii=False).replace('\\"', '"') or \
            head['x-content-type-options'] != 'nosniff' or "default-src 'none'" not in head['content-security-policy']:
        bad.append((path, status, head, data[:300]))
check('answers carry it as JSON that no browser takes for a page', not bad, bad[:2])
bad, seen = [], 0
for report in json.loads(send('GET', '/api/v1/reports', cookie=C['root'])[2])['rows']:
    for area in (AREA, 'evil'):
        where = f'/api/v1/reports/{report["name"]}?area={area}&period=2021-06&format='
        status, head, data = send('GET', where + 'html', cookie=C['root'])
        text = data.decode()
        if status == 200 and head['content-type'].startswith('text/html'):
            seen += '&lt;img src=x' in text
            if '<img src=x' in text or '<script' in text or 'default-src' not in head['content-security-policy']:
                bad.append((report['name'], 'html', text[:200]))
        for ending in ('docx', 'xlsx'):
            status, head, data = send('GET', where + ending, cookie=C['root'])
            if status == 200 and data[:2] == b'PK':
                z = zipfile.ZipFile(io.BytesIO(data))
                if any(b'<img' in z.read(n) for n in z.namelist()):
                    bad.append((report['name'], ending))
            elif status >= 500:
                bad.append((report['name'], ending, status))
check('documents carry it escaped', not bad and seen > 1, (seen, bad[:3]))
rows = list(csv.reader(io.StringIO(send('GET', '/api/v1/export/areas', cookie=C['root'])[2].decode())))
got = [r[rows[0].index('name')] for r in rows if r[0].startswith('f') and r[0][1:].isdigit()]
check('a name that is a formula is guarded in CSV', got == ["'" + w for w in FORMULAS], got)
rows = list(csv.reader(io.StringIO(send('GET', '/api/v1/export/observations?indicator=evil', cookie=C['root'])[2].decode())))
check('a note too', all(r[rows[0].index('note')].startswith("'=") for r in rows[1:]) and len(rows) > 20, rows[:2])
for path in ('/api/v1/board?area=' + quote(EVIL + '!') + '&period=2021', '/' + quote(EVIL) + '.html', '/api/v1/' + quote(EVIL),
             '/api/v1/export/' + quote(EVIL)):
    status, head, data = send('GET', path, cookie=C['root'])
    check(f'a refusal that repeats it is no page: {path[:40]}', status in (400, 404) and
          head['content-type'] == 'application/problem+json' and head['x-content-type-options'] == 'nosniff', (status, head))
for path in ('/', '/manual/zh.html'):
    status, head, data = send('GET', path)
    policy = head.get('content-security-policy', '')
    check(f'pages allow neither inline script nor foreign sources: {path}', status == 200 and
          'unsafe' not in policy and "frame-ancestors 'none'" in policy and "object-src 'none'" in policy and
          "base-uri 'none'" in policy and not re.search(rb'<script(?![^>]*\bsrc=)[^>]*>\s*\S|\son\w+=', data), policy)

# ---- another site's page ----
bad, tried = [], 0
for path, item in API['paths'].items():
    for method in set(item) - {'get'}:
        url = re.sub(r'\{\w+\}', 'x', path)
        for name, h in {'no origin': {'Origin': ''}, 'another': {'Origin': 'https://evil.example'}, 'null': {'Origin': 'null'},
                        'a form': {'Origin': 'https://evil.example', 'Content-Type': 'text/plain'},
                        'a sibling': {'Origin': f'http://127.0.0.1.evil.example:{s.port}'},
                        'same site': {'Origin': '', 'Sec-Fetch-Site': 'same-site'}}.items():
            h = {k: v for k, v in h.items() if v}
            status = s.ask(method.upper(), url, '{}', {'Cookie': f'diaodu_session={C["root"]}', **h})[0]
            tried += 1
            # signing in needs no session: without an origin it is a program
            if status != 403 and not (path in ('/api/v1/session', '/api/v1/link') and method == 'post' and name == 'no origin'):
                bad.append((method, path, name, status))
check(f'no write of the route table from a page elsewhere: {tried}', not bad and tried > 90, bad[:5])

# ---- SQL in every parameter ----
LEAKS = re.compile(r'sqlite|SQLSTATE|syntax error|near \\?"|unterminated|pg_|psql|libpq|select |prepared', re.I)
SQL = ["' or '1'='1", "'; drop table commits; --", '1); delete from chunks; --', '" union select secret from accounts --',
       '%', '$1', '\\', "x' || (select login from accounts) || '", '1e999', '-1', '99999999999999999999']
WORDS = {'area': AREA, 'parent': AREA, 'indicator': 'gdp', 'period': '2021-09', 'q': 'gdp', 'set': 'headline_004_1',
         'level': '5', 'method': 'even', 'code': 'gdp', 'table': 'areas', 'report': 'bulletin', 'id': '0', 'name': 'a.csv',
         'dry_run': '1', 'document': 'html', 'reason': 'r', 'type': 'task', 'field': 'evidence', 'summary': 'units',
         'letter': 'slip', 'sort': 'due', 'columns': 'title', 'format': 'csv', 'form': 'table'}
before = json.loads(send('GET', '/api/v1/commits?limit=1', cookie=C['root'])[2])['rows'][0]['id']


def queries():
    for path, item in API['paths'].items():
        for method, op in item.items():
            if 'events' in path or method == 'delete' and path == '/api/v1/session':
                continue
            names = [(p['name'], p['in'], p.get('required')) for p in op['parameters']]
            for name, where, _ in names:
                for w in SQL:
                    at = {n: quote(w if n == name else WORDS.get(n, 'x'), safe='') for n, i, _ in names if i == 'path'}
                    args = {n: w if n == name else WORDS.get(n, 'x') for n, i, r in names
                            if i == 'query' and (r or n == name or n == 'dry_run')}
                    url = re.sub(r'\{(\w+)\}', lambda m: at[m.group(1)], path)
                    yield method.upper(), url + '?' + '&'.join(f'{k}={quote(v, safe="")}' for k, v in args.items()), \
                        'a,b\n1,2\n' if method == 'put' else '{}' if method == 'post' else None
            body = op.get('requestBody', {}).get('content', {}).get('application/json', {}).get('schema', {})
            body = SCHEMAS.get(body.get('$ref', '').rsplit('/', 1)[-1], body)
            for name, what in body.get('properties', {}).items():
                if path in ('/api/v1/session', '/api/v1/link', '/api/v1/account') or what.get('type') not in ('string', None):
                    continue  # passwords: below, and people.py
                for w in SQL:
                    url = re.sub(r'\{(\w+)\}', lambda m: WORDS[m.group(1)], path)
                    args = {n: WORDS.get(n, 'x') for n, v in body['properties'].items() if v.get('type') == 'string'}
                    yield method.upper(), url, json.dumps(args | {name: w} | ({'dry_run': True} if 'dry_run' in body['properties'] else {}))


ASKS = list(queries())
LOCAL = threading.local()


def ask_one(q):
    """One connection a thread: thousands of questions."""
    method, url, body = q
    for again in (True, False):
        if not getattr(LOCAL, 'c', None):
            LOCAL.c = http.client.HTTPConnection('127.0.0.1', s.port, timeout=60 * SLOW)
        try:
            LOCAL.c.request(method, url, body, {'Cookie': f'diaodu_session={C["root"]}', 'Origin': HOME})
            r = LOCAL.c.getresponse()
            data = r.read()
            if r.will_close:
                LOCAL.c.close()
            return q, r.status, data
        except (ConnectionError, http.client.HTTPException):
            LOCAL.c.close()
            if not again:
                raise


with concurrent.futures.ThreadPoolExecutor(8) as pool:
    got = list(pool.map(ask_one, ASKS))
# also cut short, as the refusal of a formula repeats it
SAID = sorted({x for whole in SQL for w in [whole[:n] for n in range(6, len(whole))] + [whole]
               for x in (w, quote(w, safe=''), quote(w), json.dumps(w)[1:-1])}, key=len, reverse=True)


def told(data):
    """What an answer says that was not in the question."""
    data = data.decode()
    for w in SAID:
        data = data.replace(w, '')
    return LEAKS.search(data)


bad = [(q, status, data[:200]) for q, status, data in got if status >= 500 or status >= 400 and told(data)]
names = {(re.sub(r'\?.*', '', q[1]), m) for q, _, _ in got for m in re.findall(r'[?&](\w+)=', q[1])}
check(f'SQL in every parameter: {len(ASKS)} questions', not bad and len(ASKS) > 1500 and len(names) > 100,
      f'{len(names)} {bad[:4]}')
for w in SQL:
    a = sign_in(w, w)
    check(f'nor as a name and a password: {w}', a[0] in (400, 401), a)
known = sorted(r['login'] for r in json.loads(send('GET', '/api/v1/accounts', cookie=C['root'])[2])['rows'])
check('the accounts are those that were', known == ['boss', 'own', 'root', 'view'], known)
words = json.loads(send('GET', '/api/v1/search?q=' + quote("' or '1'='1"), cookie=C['root'])[2])
check('nothing is found by a condition that is always true', words['rows'] == [], words)
check('and the history is sound', run('audit', 'verify', '--db', DB).returncode == 0)

# ---- paths ----
WAYS = ['../../../../etc/passwd', '..%2f..%2f..%2fetc%2fpasswd', '%2e%2e/%2e%2e/%2e%2e/etc/passwd', '....//....//etc/passwd',
        '..%5c..%5cetc%5cpasswd', '%252e%252e%252fetc%252fpasswd', '/etc/passwd', '%2fetc%2fpasswd', '..;/etc/passwd',
        '%c0%ae%c0%ae/etc/passwd', 'x%00/etc/passwd', 'file:///etc/passwd', '\\\\host\\share', 'demo.db', '../demo.db']
HOME_PAGE = send('GET', '/')[2]
bad = []
for way in WAYS:
    for base in ('/', '/manual/', '/assets/', '/api/v1/reports/', '/api/v1/export/', '/api/v1/rows/', '/api/v1/areas/'):
        got = s.raw(f'GET {base}{way} HTTP/1.1\r\nHost: 127.0.0.1:{s.port}\r\nCookie: diaodu_session={C["root"]}\r\n'
                    'Connection: close\r\n\r\n'.encode(), wait=10)
        page = got.startswith(b'HTTP/1.1 200 ') and got.endswith(HOME_PAGE)  # an address of the page's own
        if not (page or re.match(rb'HTTP/1.1 4\d\d ', got)) or b'root:' in got or b'SQLite format' in got:
            bad.append((base + way, got[:100]))
check(f'no way leads to a file: {len(WAYS) * 7}', not bad, bad[:3])
was = set(os.listdir('.'))
for way in ('../../evil.csv', '/tmp/evil-diaodu.csv', 'evil\\..\\x.csv'):
    send('PUT', '/api/v1/import?dry_run=1&partial=1&name=' + quote(way, safe=''), b'area,level\n1,2\n', cookie=C['root'])
check('the name of an upload is no path', not set(os.listdir('.')) - was and
      not any(map(os.path.exists, ('../../evil.csv', '../x.csv', '/tmp/evil-diaodu.csv'))))

# ---- files of ledgers ----
def file_of(code, name, data, field='evidence', who='root', **headers):
    where = f'/api/v1/ledger/task/file?code={quote(code)}&field={quote(field)}&name={quote(name, safe="")}'
    status, head, got = send('PUT', where, data, cookie=C[who], **{'If_Match': '*'} | headers)
    return status, json.loads(got)


def task_of(area):
    status, head, got = send('POST', '/api/v1/ledger/task/add', {'fields': {'title': EVIL, 'area': area, 'problems': FORMULAS[0]}}, cookie=C['root'])
    return json.loads(got)['row']['code']


MINE, THEIRS = task_of(AREA), task_of('430000')
HTML = b'<html><script>window.hacked=1</script></html>'
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="window.hacked=1"/>'
bad, was = [], set(os.listdir('.'))
for name, data in [(n, b'%PDF-1.4 x') for n in (
        '../../evil.pdf', '..\\evil.pdf', '/etc/evil.pdf', 'a/b.pdf', 'x\0.pdf', 'x\r\nSet-Cookie: hacked=1.pdf', '', '.pdf' * 80, 'no ending',
        'x.pdf.exe', 'x.html', 'x.svg', 'x.xhtml', 'x.js', 'x.pdf ', 'x.')] + [
        ('x.pdf', HTML), ('x.pdf', SVG), ('x.jpg', HTML), ('x.png', SVG), ('x.docx', HTML), ('x.pdf', b''), ('x.pdf', b'\x00%PDF')]:
    status, got = file_of(MINE, name, data)
    if status not in (400, 413, 422):
        bad.append((name, data[:20], status, got))
check('files that are no files of their kind, names that are paths', not bad, bad[:3])
check('none is there, in the row or beside it', json.loads(send('GET', f'/api/v1/ledger/task/row?code={MINE}', cookie=C['root'])[2])['row']['files'] == 0 and
      not set(os.listdir('.')) - was and not any(map(os.path.exists, ('../../evil.pdf', '../evil.pdf', '/etc/evil.pdf'))))
status, got = file_of(MINE, 'large.pdf', b'%PDF' + b'0' * (21 << 20))
check('one over its field\'s limit', status == 413 or status == 422, (status, str(got)[:200]))
check('no field for files', file_of(MINE, 'x.pdf', b'%PDF', 'title')[0] == 400 and file_of(MINE, 'x.pdf', b'%PDF', 'nothing')[0] == 400)
size = os.path.getsize(DB) if not os.environ.get('API_DB') else 0
c = socket.create_connection(('127.0.0.1', s.port))
c.sendall(b'PUT /api/v1/ledger/task/file?code=%s&field=evidence&name=half.pdf HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nCookie: diaodu_session=%s\r\n'
          b'Origin: %s\r\nIf-Match: *\r\nContent-Length: 9000000\r\n\r\n%%PDF' % (MINE.encode(), s.port, C['root'].encode(), HOME.encode()) + b'0' * 4000000)
c.close()
time.sleep(0.5)
check('half an upload leaves nothing', json.loads(send('GET', f'/api/v1/ledger/task/row?code={MINE}', cookie=C['root'])[2])['row']['files'] == 0 and
      (not size or os.path.getsize(DB) == size) and well())
one = file_of(MINE, '\u202e"; filename=x.exe".pdf', b'%PDF-1.4 ' + HTML)[1]['row']['evidence'][0]
two = file_of(THEIRS, 'theirs.pdf', b'%PDF-1.4 theirs')[1]['row']['evidence'][0]
status, head, data = send('GET', f'/api/v1/ledger/task/file?code={MINE}&hash={one["hash"]}', cookie=C['root'])
check('a file is a download of the kind that it is', status == 200 and data.endswith(HTML) and head['content-type'] == 'application/pdf' and
      head['content-disposition'].startswith('attachment;') and 'x.exe' not in head['content-disposition'] and
      head['x-content-type-options'] == 'nosniff' and "default-src 'none'" in head['content-security-policy'], head)
bad = [(w, got[0]) for w, got in {
    'of a row that they may not see': send('GET', f'/api/v1/ledger/task/file?code={THEIRS}&hash={two["hash"]}', cookie=C['own']),
    'of another row, by one of theirs': send('GET', f'/api/v1/ledger/task/file?code={MINE}&hash={two["hash"]}', cookie=C['own']),
    'by its hash alone': send('GET', f'/api/v1/ledger/task/file?code=&hash={two["hash"]}', cookie=C['own']),
    'as a table': send('GET', f'/api/v1/export/.blob:{two["hash"]}', cookie=C['root']),
    'as rows': send('GET', f'/api/v1/rows/.blob:{two["hash"]}', cookie=C['root']),
    'nor rows of a ledger so': send('GET', '/api/v1/export/.ledger:task', cookie=C['own']),
    'nor written so': send('PUT', '/api/v1/import?table=.ledger:task&name=x.csv&reason=r', 'code,.act,.stage,.note\nRW-1,add,closed,\n', cookie=C['root']),
    'nor a type': send('PUT', '/api/v1/import?table=.type:task&name=x.csv&reason=r', '{}', cookie=C['root'])}.items()
    if got[0] not in (400, 404, 422)]
check('bytes come only with a row that they may see', not bad, bad)
check('own sees its own', send('GET', f'/api/v1/ledger/task/file?code={MINE}&hash={one["hash"]}', cookie=C['own'])[0] == 200)
check('a file that they hold of another\'s row does not come to theirs unseen', file_of(MINE, 'mine.pdf', b'%PDF-1.4 theirs', who='own')[0] in (200, 403))
for name, body in {'deep': '{"where":' * 20000, 'a formula without end': json.dumps({'code': 'x', 'name': 'x', 'fields': [
        {'code': 'a', 'kind': 'number', 'name': 'a', 'formula': '(' * 5000}]}), 'a circle': json.dumps({'code': 'evil', 'name': 'x', 'group': 'other', 'title': 't',
        'fields': [{'code': 't', 'name': 't', 'kind': 'text'}, {'code': 'a', 'name': 'a', 'kind': 'number', 'formula': 'b + 1'},
                   {'code': 'b', 'name': 'b', 'kind': 'number', 'formula': 'a + 1'}], 'stages': [{'code': 's', 'name': 's'}]}),
        'a code that is a path': json.dumps({'code': '../task', 'name': 'x'}), 'not UTF-8': b'{"code":"\xff"}', 'large': '{' + ' ' * (3 << 20) + '}'}.items():
    status, _, got = send('PUT', '/api/v1/ledgers?name=' + quote('../../x.json', safe=''), body, cookie=C['root'])
    check(f'a type that is bad: {name}', status in (400, 413, 422) and not LEAKS.search(got.decode()), (status, got[:200]))
status, head, got = send('GET', '/api/v1/ledger/task?q=img', cookie=C['root'])
check('markup in a ledger is JSON', status == 200 and head['content-type'].startswith('application/json') and EVIL in json.loads(got)['rows'][0]['title'], got[:200])
status, head, got = send('GET', '/api/v1/ledger/task/export?format=csv', cookie=C['root'])
if status != 404:
    check('a formula in a ledger is guarded in CSV', status == 200 and b"'=1+cmd" in got and b',=1+cmd' not in got, got[:300])
    status, head, got = send('GET', '/api/v1/ledger/task/export?format=html', cookie=C['root'])
    check('markup in its page is escaped', status == 200 and b'<img src=x' not in got and b'<script' not in got, got[:300])

# ---- headers ----
before = json.loads(send('GET', '/api/v1/commits?limit=1', cookie=C['root'])[2])['rows'][0]['id']
bad = []
for word in ('x%0d%0aSet-Cookie:%20hacked=1', 'x%0aSet-Cookie:%20hacked=1', '%e5%98%8a%e5%98%8dSet-Cookie:%20hacked=1',
             'a%22;%20filename=%22x.exe'):
    for path in ('/api/v1/search?q=', '/api/v1/board?period=2021&area=', '/api/v1/export/', '/api/v1/export/areas?area=',
                 f'/api/v1/reports/bulletin?area={AREA}&format=html&period=', '/api/v1/import?name=', '/', '/api/v1/jobs/'):
        method, body = ('PUT', b'a\n1\n') if 'import' in path else ('GET', None)
        status, head, data = send(method, path + word, body, cookie=C['root'])
        if 'set-cookie' in head or 'x.exe' in head.get('content-disposition', '') or status >= 500:
            bad.append((path, word, status, head))
    got = s.raw(f'GET / HTTP/1.1\r\nHost: 127.0.0.1:{s.port}\r\nX: {word}\r\nX\x0bY: 1\r\n\r\n'.encode(), wait=5)
    if not got.startswith(b'HTTP/1.1 400'):
        bad.append(('a name with a control', got[:80]))
check('no header is smuggled into an answer', not bad, bad[:3])
for name, data in {
        'Content-Length beside chunked': b'POST /api/v1/set HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\n\r\n',
        'two lengths': b'POST /api/v1/set HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Length: 4\r\nContent-Length: 44\r\n\r\n{}{}GET /healthz HTTP/1.1\r\n\r\n',
        'a length with a sign': b'POST /api/v1/set HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Length: +4\r\n\r\n{}{}GET /healthz HTTP/1.1\r\n\r\n',
        'a coding with a blank': b'POST /api/v1/set HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\n\r\n',
        'two hosts': b'GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nHost: evil.example\r\n\r\nGET /healthz HTTP/1.1\r\n\r\n'}.items():
    got = s.raw(data.replace(b'%d', str(s.port).encode()), wait=5)
    check(f'no second request is smuggled in: {name}', got.startswith(b'HTTP/1.1 400') and got.count(b'HTTP/1.1') == 1, got[:200])

# ---- sessions ----
planted = 'ds_' + 'a' * 40
status, mine, _ = sign_in('view', Cookie=f'diaodu_session={planted}')
check('a session that was planted is not taken over', status == 200 and mine not in (planted, None, C['view']) and
      send('GET', '/api/v1/account', cookie=planted)[0] == 401)
check('nor is one in the address', send('GET', f'/api/v1/account?diaodu_session={mine}')[0] in (400, 401) and
      send('GET', f'/api/v1/account;diaodu_session={mine}')[0] in (401, 404))
check('nor somebody else\'s beside one\'s own: the last counts, whole', send(
    'GET', '/api/v1/account', Cookie=f'diaodu_session={mine}; diaodu_session={planted}')[0] == 401)
check('another letter is another session', send('GET', '/api/v1/account', cookie=mine[:-1] + (
    'b' if mine[-1] != 'b' else 'c'))[0] == 401)
many = {sign_in('view')[1] for _ in range(20)}
check('sessions are long, and never the same', len(many) == 20 and all(len(m) == 43 for m in many), many)
check('no answer shows one', not any(m.encode() in send('GET', p, cookie=C['root'])[2] for m in list(many)[:3]
                                     for p in ('/api/v1/account', '/api/v1/accounts', '/api/v1/commits', '/metrics')))
check('signed out is out', send('DELETE', '/api/v1/session', cookie=mine)[0] == 200 and
      send('GET', '/api/v1/account', cookie=mine)[0] == 401)

# ---- guessing ----
with concurrent.futures.ThreadPoolExecutor(30) as pool:
    began = time.time()
    tries = [pool.submit(sign_in, 'boss', f'guess {i}') for i in range(60)]
    fine = [well(3) for _ in range(10)]
    codes = [t.result()[0] for t in tries]
check('many guesses at once: wrong, or turned away for now', set(codes) <= {401, 503} and 401 in codes, codes)
check('others are answered meanwhile', all(fine), fine)
check('five wrong ones lock, also at once: the right password is no longer one', sign_in('boss')[0] == 401)
check('one open already goes on', send('GET', '/api/v1/desk', cookie=C['boss'])[0] == 200)
if not os.environ.get('API_DB'):
    rows = sqlite3.connect(DB).execute("select outcome, count(*) from signins where login = 'boss' group by 1").fetchall()
    check('at most five were tried before the lock', dict(rows).get('wrong', 0) == 5, rows)
with concurrent.futures.ThreadPoolExecutor(30) as pool:
    codes = [t.result()[0] for t in [pool.submit(sign_in, f'name{i}', 'Summer2026!') for i in range(40)]]
check('one password with many names', set(codes) <= {401, 503}, codes)
heads = [r['action'] for r in json.loads(send('GET', '/api/v1/commits?limit=50', cookie=C['root'])[2])['rows']]
check('guessing makes no commits', heads.count('signins') == 0, heads)

# ---- slowness ----
began, drops = resident(), []
held = []
for i in range(400):
    c = socket.create_connection(('127.0.0.1', s.port))
    c.sendall([b'GET /', b'GET / HTTP/1.1\r\nHost: x\r\nA:', b'', b'PUT /api/v1/import HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nCookie: '
               b'diaodu_session=%s\r\nOrigin: %s\r\nContent-Length: 1000000\r\n\r\na' % (s.port, C['root'].encode(), HOME.encode())][i % 4])
    held.append(c)
end = time.time() + 12 * SLOW
fine = []
while time.time() < end:
    fine.append(well())
    for c in held[:200]:
        try:
            c.send(b'a')
        except OSError:
            pass
    time.sleep(0.5)
check('four hundred slow ones do not keep others waiting', all(fine), fine)
gone = 0
for c in held[:200]:
    c.settimeout(0.01)
    try:
        while more := c.recv(4096):
            drops.append(more)
        gone += 1
    except socket.timeout:
        pass
    except OSError:
        gone += 1
check('heads that trickle are ended', gone >= 140 and any(b' 408 ' in d for d in drops), gone)
for c in held:
    c.close()
reader = socket.create_connection(('127.0.0.1', s.port))
reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
reader.sendall(b'GET /api/v1/export/areas HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nCookie: diaodu_session=%s\r\n\r\n' * 50 % (
    (s.port, C['root'].encode()) * 50))
time.sleep(1)
check('who does not read holds one answer, not fifty', well() and resident() - began < 60, (began, resident()))
reader.close()

# ---- size ----
began = resident()
auth = b'Cookie: diaodu_session=%s\r\nOrigin: %s\r\n' % (C['root'].encode(), HOME.encode())
for name, want, data in [
        ('a body over the limit', 413, b'POST /api/v1/set HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n' + auth + b'Content-Length: 300000\r\n\r\n'),
        ('a file over the limit', 413, b'PUT /api/v1/import HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n' + auth + b'Content-Length: 67108866\r\n\r\n'),
        ('a length that overflows', 400, b'PUT /api/v1/import HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n' + auth + b'Content-Length: 99999999999999999999999\r\n\r\n'),
        ('without a session not a byte is read', 401, b'PUT /api/v1/import HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Length: 60000000\r\n\r\n')]:
    got = s.raw(data.replace(b'%d', str(s.port).encode()), wait=5)
    check(f'{name}: {want}', re.match(rb'HTTP/1.1 (%d|413) ' % want, got), got[:100])
c = socket.create_connection(('127.0.0.1', s.port), timeout=10 * SLOW)
sent, got = 0, b''
try:
    c.sendall(b'POST /api/v1/set HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n' % s.port + auth + b'Transfer-Encoding: chunked\r\n\r\n')
    while sent < 40:
        c.sendall(b'10000\r\n' + b'{' * 65536 + b'\r\n')
        sent += 1
except OSError:
    pass
try:
    got = c.recv(4096)
except OSError:
    pass
c.close()
check('a body in chunks without end is stopped at the limit', sent < 40 or b' 413 ' in got, (sent, got[:100]))
for name, body in {'nested': '[' * 200000, 'nested objects': '{"a":' * 40000, 'a long word': json.dumps({'area': 'x' * 200000}),
                   'twice the same': '{"area":"1","area":"2"}', 'not UTF-8': b'{"area":"\xff\xfe"}', 'a NUL': '{"area":"a\\u0000b"}',
                   'a huge number': '{"area":' + '9' * 100000 + '}', 'half a pair': '{"area":"\\ud800"}', 'no object': '[]'}.items():
    status, _, data = send('POST', '/api/v1/set', body, cookie=C['root'])
    check(f'a body that is bad: {name}', status in (400, 413, 422), (status, data[:200]))
z = io.BytesIO()
with zipfile.ZipFile(z, 'w', zipfile.ZIP_DEFLATED) as f:
    f.writestr('[Content_Types].xml', '<Types/>')
    f.writestr('xl/workbook.xml', b' ' * (300 << 20))
status, _, data = send('PUT', '/api/v1/import?name=bomb.xlsx&dry_run=1', z.getvalue(), cookie=C['root'])
check('a bomb of a workbook', status in (413, 422), (status, data[:200]))
lol = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + ''.join(f'<!ENTITY a{i} "&a{i - 1 if i else ""};&a{i - 1 if i else ""};">' for i in range(30)) + ']><x>&a29;</x>'
z = io.BytesIO()
with zipfile.ZipFile(z, 'w') as f:
    f.writestr('[Content_Types].xml', lol)
    f.writestr('xl/workbook.xml', lol)
status, _, data = send('PUT', '/api/v1/import?name=lol.xlsx&dry_run=1', z.getvalue(), cookie=C['root'])
check('entities that multiply', status in (400, 422), (status, data[:200]))
status, _, data = send('PUT', '/api/v1/import?name=x.csv&dry_run=1', base64.b64decode('H4sIAAAAAAAAA0tMTuYCAJLkgxQEAAAA'), cookie=C['root'],
                       Content_Encoding='gzip')
check('a body that says it is packed is not unpacked', status in (400, 415, 422), (status, data[:100]))
status, _, _ = send('GET', '/api/v1/search?q=' + 'x' * 4000 + '&limit=1', cookie=C['root'])
check('a long word', status in (200, 400), status)
status, _, _ = send('GET', '/api/v1/search?' + '&'.join(f'a{i}=1' for i in range(2000)), cookie=C['root'])
check('many parameters', status in (400, 414), status)
check('nothing of it stays in memory', well() and resident() - began < 150, (began, resident()))
check('nothing of all that was written', json.loads(send('GET', '/api/v1/commits?limit=1', cookie=C['root'])[2])['rows'][0]['id'] == before,
      (before, json.loads(send('GET', '/api/v1/commits?limit=3', cookie=C['root'])[2])['rows']))

# ---- a session that rests ----
check('the server ends in order', s.stop() == 0)
if not os.environ.get('API_DB'):
    h = sqlite3.connect(DB)
    used = dict(h.execute("select login, max(used_at) from credentials where kind = 'session' group by 1").fetchall())
    check('when sessions were used is written down', time.time() - used['root'] / 1e6 < 60 * SLOW, used)
    h.execute("update credentials set used_at = used_at - 7200000000 where login = 'root'")
    h.execute("update credentials set used_at = used_at - 7000000000 where login = 'own'")
    h.commit()
    h.close()
    s = Server(DB)
    check('two hours without a request end a session', send('GET', '/api/v1/desk', cookie=C['root'])[0] == 401)
    check('less do not', send('GET', '/api/v1/desk', cookie=C['own'])[0] == 200)
    s.stop()
    s = Server(DB, '--idle', '720')
    check('as long as it is told', send('GET', '/api/v1/desk', cookie=C['root'])[0] == 200)
    s.stop()
    for idle in ('0', '721', 'x'):
        check(f'--idle {idle} is refused', run('serve', '--db', DB, '--listen', '127.0.0.1:0', '--idle', idle).returncode == 2)
