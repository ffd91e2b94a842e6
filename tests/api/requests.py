"""Real requests against a running server on the demo: the same bytes as the command line, the shapes
that OpenAPI promises, what is refused."""
import gzip
import json
import os
import sys
import time
from urllib.parse import quote

sys.path.insert(0, os.path.join(os.environ['DIAODU_ROOT'], 'tests/api'))
from lib import ROOT, SLOW, Server, check, demo, faults, run  # noqa: E402

DB = demo('demo.db')
# invented outlines of two provinces
with open('two.geojson', 'w') as f:
    json.dump({'type': 'FeatureCollection', 'features': [
        {'type': 'Feature', 'properties': {'code': code, 'valid_from': '2015'}, 'geometry': {
            'type': 'Polygon', 'coordinates': [[[x, 30], [x + 1, 30], [x + 1, 31], [x, 30]]]}}
        for code, x in (('420000', 110), ('430000', 111))]}, f)
run('import', '--db', DB, 'two.geojson', check=True)
for args in (('cause', '湖北', 'gdp', '2021-09', '--cause', 'market', '--side', 'objective', '--text', '需求'),
             ('plan', '湖北', 'gdp', '2021-09', '--due', '2021-12', '--measure', '开工', '--amount', '1',
              '--unit', '百分点')):
    run(*args, '--reason', '调度会', '--db', DB)
# forecasts of a month before its figures, and of one that is to come; nets that open and close
with open('foretold.csv', 'w') as f:
    f.write('area,indicator,period,kind,level,growth\n' + ''.join(
        f'{a},{i},{p},forecast,{v},\n' for a, v in (('000000', 1000), ('420000', 100), ('430000', 80), ('440000', 90))
        for i, p in (('electricity', '2024-03'), ('electricity', '2024-04'), ('retail_sales', '2024-04'))))
with open('came.csv', 'w') as f:
    f.write('area,indicator,period,kind,level,growth\n' + ''.join(
        f'{a},electricity,2024-03,final,{v},\n' for a, v in (('000000', 1010), ('420000', 103), ('430000', 79))))
with open('windows.csv', 'w') as f:
    f.write('code,name,opens,closes,level,source\nnet,联网直报,2024-04-05T08:00,2024-04-10T17:30,国家,统计局\n')
with open('orgs.csv', 'w') as f:
    f.write('code,name,kind,area\nfgw,fgw,department,420000\n')
with open('projects.csv', 'w') as f:
    f.write('code,name,area,lead_org,nature,domain,total,before,before_to,entered_on\n'
            'P1,a,420000,fgw,new,industry,50,5,2021-06,2021-03-01\nP2,b,420100,fgw,new,transport,20,,,2021-08-01\n'
            'P3,c,420100,fgw,new,other,2,,,\n')
with open('invested.csv', 'w') as f:
    f.write('type,code,field,period,plan,actual\n' + ''.join(
        f'project,{p},invest,2021-{m:02d},,{v}\n' for p, m, v in (('P1', 7, 1), ('P1', 8, 2), ('P1', 9, 1.5), ('P2', 9, .4), ('P3', 9, .2))))
for args in (('foretold.csv',), ('came.csv',), ('windows', 'windows.csv'), ('orgs.csv', '--yes', '--reason', 'r'), ('ledger:project', 'projects.csv', '--reason', 'r'),
             ('ledger_series', 'invested.csv', '--reason', 'r')):
    run('import', '--db', DB, *args, check=True)
s = Server(DB)
api = json.loads(s.get('/openapi.json')[2])
schemas = api['components']['schemas']

# ---- the same bytes, and of the promised shape ----
BOARD = {'area': '湖北', 'period': '2021-09'}
CASES = [
    ('board', BOARD), ('board', BOARD | {'all': ''}), ('board', BOARD | {'indicator': 'gdp'}),
    ('board', BOARD | {'indicator': 'gdp', 'why': 'growth'}), ('board', BOARD | {'checkpoint': 'Q3'}),
    ('board', BOARD | {'since': '2020-01-01'}),
    ('board', {'area': '全国', 'period': '2022-12', 'lang': 'en'}),
    ('board', BOARD | {'as_of': '2100-01-01'}), ('board', BOARD | {'released_by': '2021-10-20'}),
    ('board', BOARD | {'kinds': 'forecast,target'}),
    ('rank', {'indicator': '发电量', 'parent': '全国', 'period': '2021-09'}),
    ('rank', {'indicator': '发电量', 'parent': '全国', 'period': '2021-09', 'by': 'level'}),
    ('owed', {'area': '全国', 'period': '2021-09', 'checkpoint': 'Y'}),
    ('arrears', {'area': '全国', 'period': '2021-09', 'checkpoint': 'Y'}),
    ('arrears', BOARD | {'indicator': 'gdp', 'lang': 'en'}),
    ('gaps', {'area': '湖北', 'indicator': 'gdp'}),
    ('contribution', {'indicator': '发电量', 'area': '全国', 'period': '2021-09'}),
    ('contribution', {'indicator': '发电量', 'area': '全国', 'period': '2021-09',
                      'exclude': '420000'}),
    ('series', {'indicator': '发电量', 'area': '湖北'}),
    ('series', {'indicator': '发电量', 'area': '湖北', 'boundary': '2021-01-01'}),
    ('trend', {'indicator': '发电量', 'area': '湖北', 'period': '2021-09'}),
    ('trend', {'indicator': '发电量', 'area': '湖北', 'period': '2021-09', 'base_year': '2019'}),
    ('plates', {'indicator': '发电量', 'period': '2021-09', 'parent': '全国'}),
    ('map', {'area': '全国', 'period': '2021-09'}),
    ('map', {'area': '湖北', 'period': '2021-09', 'lang': 'en'}),
    ('coverage', {'set': 'headline_004_1', 'area': '湖北', 'period': '2021-09'}),
    ('rollup', {'period': '2024-04'}), ('rollup', {'area': '全国', 'period': '2024-04', 'partial': ''}),
    ('rollup', {'area': '湖北', 'indicator': 'electricity', 'period': '2024-04', 'lang': 'en'}),
    ('accuracy', {}), ('accuracy', {'area': '全国', 'indicator': 'electricity', 'from': '2024-01', 'to': '2024-12'}),
    ('sprint', {'area': '全国', 'indicator': 'electricity', 'period': '2024-04'}),
    ('sprint', {'area': '湖北', 'indicator': 'retail_sales', 'period': '2024-04'}),
    ('calendar', {'area': '全国', 'from': '2024-04-01', 'to': '2024-04-30'}),
    ('calendar', {'area': '全国', 'from': '2021-10', 'to': '2021-10', 'all': '', 'lang': 'en'}),
]


def url(verb, q):
    return f'/api/v1/{verb}?' + '&'.join(f'{k}={quote(v)}' for k, v in q.items())


def options(q):
    out = []
    for k, v in q.items():
        out.append('--' + k.replace('_', '-'))
        if k not in ('all', 'partial'):
            out.append(v)
    return out


for verb, q in CASES:
    name = f'{verb} {" ".join(f"{k}={v}" for k, v in q.items())}'
    status, head, body = s.get(url(verb, q))
    want = run(verb, '--db', DB, '--format', 'json', *options(q)).stdout
    check(f'the bytes of the command line: {name}', status == 200 and body == want,
          f'{status}\n{body[:300]}\n{want[:300]}')
    bad = faults(json.loads(body), schemas['series_or_boundary' if verb == 'series' else verb],
                 schemas)
    check(f'as OpenAPI says: {name}', not bad, bad[:5])
INVEST = {'area': '湖北', 'period': '2021-09'}
for verb, q in [('remaining', INVEST), ('remaining', INVEST | {'target': '5.5', 'horizon': '2022-03', 'top': '1', 'lang': 'en'}),
                ('remaining', INVEST | {'why': 'executable', 'limit': '1'}), ('link', INVEST),
                ('link', INVEST | {'why': 'inside', 'lang': 'en'}), ('link', INVEST | {'type': 'project'})]:
    status, head, body = s.get(url(f'investment/{verb}', q))
    want = run('investment', verb, '--db', DB, '--format', 'json', *options(q)).stdout
    check(f'the bytes of investment {verb} {q}', status == 200 and body == want, f'{status}\n{body[:300]}\n{want[:300]}')
    bad = faults(json.loads(body), schemas['investment_' + verb], schemas)
    check(f'as OpenAPI says: investment {verb} {q}', not bad and json.loads(body)['rows'], [bad[:5], body[-300:]])
for q in ({'why': 'x'}, {'period': '2021-09-01'}, {'horizon': '2021-09'}, {'target': '-100'}, {'type': 'task'}):
    check(f'refused: {q}', s.get(url('investment/remaining', INVEST | q))[0] == 400)
check('a ledger that is not there', s.get(url('investment/link', INVEST | {'type': 'nothing'}))[0] == 404)
for verb, q in [('list', BOARD), ('reconcile', BOARD),
                ('split', {'area': '全国', 'indicator': '发电量', 'period': '2021', 'level': '100',
                           'method': 'even'})]:
    status, head, body = s.get(url('targets' if verb == 'list' else verb, q))
    want = run('target', verb, '--db', DB, '--dry-run', '--format', 'json', *options(q)).stdout
    check(f'the bytes of target {verb}', status == 200 and body == want, f'{body[:300]}\n{want[:300]}')
    bad = faults(json.loads(body), schemas['targets' if verb == 'list' else verb], schemas)
    check(f'as OpenAPI says: target {verb}', not bad, bad[:5])

LISTS = [('desk', '/api/v1/desk'), ('areas', '/api/v1/areas?parent=000000&limit=5'),
         ('areas', '/api/v1/areas?q=zy&level=prefecture'), ('area', '/api/v1/areas/420000'),
         ('indicators', '/api/v1/indicators?limit=1000'), ('indicator', '/api/v1/indicators/gdp'),
         ('sets', '/api/v1/sets'), ('causes', '/api/v1/causes'), ('search', '/api/v1/search?q=gdp'),
         ('versions', '/api/v1/versions?area=420000&indicator=gdp&period=2021-09'),
         ('audit', '/api/v1/audit?area=420000&indicator=gdp&period=2021-09'),
         ('audit', '/api/v1/audit?area=420000&indicator=gdp&period=2021-09&who=nobody&lang=en'),
         ('commits', '/api/v1/commits?limit=3'),
         ('commits', '/api/v1/commits?action=import&since=2020-01-01&limit=3'), ('jobs', '/api/v1/jobs')]
for schema, path in LISTS:
    status, head, body = s.get(path)
    bad = faults(json.loads(body), schemas[schema], schemas) if status == 200 else [body]
    check(f'as OpenAPI says: {path}', not bad, bad[:5])

same = run('audit', 'log', '--db', DB, '--format', 'json', '--area', '湖北', '--indicator', 'gdp', '--period', '2021-09',
           '--action', 'import').stdout
check('the bytes of audit log', s.get(url('audit', {'area': '湖北', 'indicator': 'gdp', 'period': '2021-09', 'action': 'import',
                                                    'limit': '1000'}))[2] == same and b'gdp' in same, same[:300])
logs = {w: json.loads(s.get(f'/api/v1/commits?{w}')[2])['total']
        for w in ('action=init', 'action=import', 'who=nobody', 'since=2100-01-01', '')}
check('the log by action, person and time', logs['action=init'] == 1 and logs['who=nobody'] == 0 and
      logs['since=2100-01-01'] == 0 and 1 < logs['action=import'] < logs[''], logs)

# ---- the OpenAPI document itself ----
bad = []
seen = set()
for path, item in api['paths'].items():
    for method, op in item.items():
        bad += [f'{path}: {k} missing' for k in ('operationId', 'summary', 'responses') if k not in op]
        bad += [f'{path}: twice'] if op['operationId'] in seen else []
        seen.add(op['operationId'])
        names = [p['name'] for p in op['parameters'] if p['in'] == 'path']
        bad += [f'{path}: path parameters'] if names != [w[1:-1] for w in path.split('/')
                                                          if w.startswith('{')] else []
        bad += [f'{path}: no problem'] if 'default' not in op['responses'] else []
for ref in set(json.dumps(api).split('"$ref": "')[1:]):
    name = ref.split('"')[0].rsplit('/', 1)[1]
    bad += [] if name in schemas else [f'{name} is referred to and not there']
check('OpenAPI: 3.1, operations named once, references whole',
      not bad and api['openapi'].startswith('3.1') and len(api['paths']) > 25, bad)

# ---- pages ----
codes, cursor, total = [], '', 0
while cursor is not None:
    page = json.loads(s.get(f'/api/v1/areas?limit=1000&cursor={cursor}')[2])
    codes += [r['code'] for r in page['rows']]
    cursor, total = page['next'], page['total']
check('pages together are the whole', len(codes) == total == len(set(codes)) > 3000, len(codes))
first = [json.loads(s.get(f'/api/v1/search?q={quote(w)}')[2])['rows'] for w in
         ('gdp', 'gyzjz', '遵义', 'zy', '520300')]
check('search by code, initials, name', first[0][0]['code'] == 'gdp' and
      any('工业增加值' in r['name'] for r in first[1]) and first[2][0]['code'] == '520300' and
      any(r['code'] == '520300' for r in first[3]) and first[4][0]['name'] == '遵义市', first)

# ---- conditional, compressed ----
path = url('board', BOARD)
status, head, plain = s.get(path)
check('ETag gives 304', s.get(path, If_None_Match=head['etag'])[0] == 304)
check('another ETag gives all', s.get(path, If_None_Match='"x"')[0] == 200)
status, packed, body = s.get(path, Accept_Encoding='br, gzip;q=0.8')
check('gzip is the same bytes', packed.get('content-encoding') == 'gzip' and
      gzip.decompress(body) == plain and len(body) < len(plain) / 3)
check('the compressed tag gives 304 too', s.get(path, If_None_Match=packed['etag'])[0] == 304)
check('gzip refused is not sent', 'content-encoding' not in s.get(path, Accept_Encoding='gzip;q=0')[1])
check('HEAD has no body', s.ask('HEAD', path)[2] == b'' and s.ask('HEAD', path)[0] == 200)
check('nosniff and policy', head['x-content-type-options'] == 'nosniff' and
      'default-src' in head['content-security-policy'])
page = s.get('/')[1]
check('the page has a strict policy', "script-src 'self'" in page['content-security-policy'] and
      'unsafe' not in page['content-security-policy'])
# The manual is made without Node: every build has it.
for lang, word in (('zh', '用户手册'), ('en', 'Bring numbers in')):
    status, head, body = s.get('/manual', Accept_Language=lang)
    check(f'the manual in {lang}', status == 200 and word in body.decode() and
          'unsafe' not in head['content-security-policy'] and body == s.get(f'/manual/{lang}.html')[2])
check('the style of the manual', s.get('/manual/manual.css')[1]['content-type'].startswith('text/css'))
english = s.get(path + 'x', Accept_Language='zh;q=0.3, en-GB;q=0.9')
check('problems in the language asked for', english[0] == 400 and
      'cannot be read' in json.loads(english[2])['detail'], english)

# ---- refused ----
REFUSED = [(404, 'GET', '/api/v1/nothing'), (404, 'GET', '/nothing.js'), (404, 'GET', '/manual/x.html'), (405, 'POST', '/api/v1/board'),
           (405, 'DELETE', '/api/v1/areas/1'), (400, 'GET', '/api/v1/board?area=1'),
           (400, 'GET', '/api/v1/board?area=%zz&period=2021'), (404, 'GET', url('board', BOARD | {'area': 'x'})),
           (400, 'GET', url('board', BOARD | {'frob': '1'})), (400, 'GET', url('board', BOARD | {'why': 'growth'})),
           (400, 'GET', url('board', BOARD) + '&area=1'),
           (400, 'GET', url('rank', {'indicator': 'gdp', 'period': '2021', 'by': 'size'})),
           (404, 'GET', '/api/v1/areas/nowhere'), (400, 'GET', '/api/v1/areas?limit=0'),
           (404, 'GET', '/../../etc/passwd.txt'), (404, 'GET', '/%2e%2e/%2e%2e/etc/passwd.txt'),
           (400, 'GET', '/api/v1/export/nothing'), (404, 'GET', '/api/v1/jobs/1')]
for want, method, path in REFUSED:
    status, head, body = s.ask(method, path)
    problem = json.loads(body)
    check(f'{want} {method} {path}', status == want == problem['status'] and
          head['content-type'] == 'application/problem+json' and
          not faults(problem, schemas['problem'], schemas), f'{status} {body}')
check('405 says what is allowed', s.ask('POST', '/api/v1/board')[1]['allow'] == 'GET, HEAD')

HOST = f'Host: 127.0.0.1:{s.port}\r\n'.encode()
RAW = [(400, b'GET\r\n\r\n'), (400, b'GET / HTTP/1.1\r\n\r\n'), (505, b'GET / HTTP/2.0\r\n' + HOST + b'\r\n'),
       (400, b'GET / HTTP/1.1\n\n'), (400, b'GET / HTTP/1.1\r\n' + HOST + HOST + b'\r\n'),
       (400, b'GET / HTTP/1.1\r\n' + HOST + b' folded: 1\r\n\r\n'),
       (400, b'GET / HTTP/1.1\r\n' + HOST + b'a b: 1\r\n\r\n'),
       (400, b'GET /\x00 HTTP/1.1\r\n' + HOST + b'\r\n'),
       (400, b'POST /api/v1/set HTTP/1.1\r\n' + HOST + b'Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n'),
       (400, b'POST /api/v1/set HTTP/1.1\r\n' + HOST + b'Content-Length: +1\r\n\r\n'),
       (501, b'POST /api/v1/set HTTP/1.1\r\n' + HOST + b'Transfer-Encoding: gzip\r\n\r\n'),
       (400, b'POST /api/v1/set HTTP/1.1\r\n' + HOST + b'Transfer-Encoding: chunked\r\n\r\nzz\r\n'),
       (414, b'GET /' + b'x' * 9000 + b' HTTP/1.1\r\n' + HOST + b'\r\n'),
       (431, b'GET / HTTP/1.1\r\n' + HOST + b'x: ' + b'y' * 20000 + b'\r\n\r\n'),
       (431, b'GET / HTTP/1.1\r\n' + HOST + b'x: y\r\n' * 70 + b'\r\n'),
       (413, b'POST /api/v1/set HTTP/1.1\r\n' + HOST + b'Content-Length: 99999999\r\n\r\n'),
       (413, b'PUT /api/v1/import HTTP/1.1\r\n' + HOST + b'Content-Length: 99999999\r\n\r\n'),
       (413, b'GET /healthz HTTP/1.1\r\n' + HOST + b'Content-Length: 5\r\n\r\nhello'),
       (421, b'GET /healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n'),
       (421, b'GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n')]
for want, data in RAW:
    got = s.raw(data)
    check(f'{want} for {data[:60]!r}', got.startswith(f'HTTP/1.1 {want} '.encode()) and
          b'problem+json' in got, got[:200])
two = s.raw(b'GET /healthz HTTP/1.1\r\n' + HOST + b'\r\nGET /healthz HTTP/1.0\r\n' + HOST + b'\r\n')
check('pipelined requests in turn', two.count(b'HTTP/1.1 200 OK') == 2, two)
for origin, want in [('http://evil.example', 403), ('null', 403), (f'http://127.0.0.1:{s.port}', 400),
                     (f'https://127.0.0.1:{s.port}', 403), (f'http://localhost:{s.port}', 400)]:
    status = s.ask('POST', '/api/v1/set', '{}', {'Origin': origin})[0]
    check(f'a write from {origin.replace(str(s.port), "PORT")} is {want}', status == want, status)
check('a write across sites is 403', s.ask('POST', '/api/v1/set', '{}', {'Sec-Fetch-Site': 'cross-site'})[0] == 403)
check('a page elsewhere cannot read', s.get('/api/v1/desk', Origin='http://evil.example')[0] == 403)
split = s.get('/api/v1/search?q=a%0d%0aSet-Cookie:x')
check('no header can be smuggled into an answer', split[0] == 400 and 'set-cookie' not in split[1])

# ---- slow clients ----
began = time.time()
got = s.raw(b'GET /healthz HTTP/1.1\r\nHo', wait=15)
check('a head that does not come is given up', b' 408 ' in got[:20] and time.time() - began < 13 * SLOW, got[:80])

# ---- exports ----
csv = s.get('/api/v1/export/indicators')
check('an export is the command line\'s', csv[2] == run('export', 'indicators', '--db', DB).stdout)
check('with a mark where asked', s.get('/api/v1/export/indicators?bom=1')[2][:3] == b'\xef\xbb\xbf')
check('as a workbook', s.get('/api/v1/export/areas?format=xlsx')[2][:2] == b'PK')

# ---- care ----
check('health', s.get('/healthz')[2] == b'ok\n' and s.get('/readyz')[0] == 200)
metrics = s.get('/metrics')[2].decode()
check('metrics', 'diaodu_request_seconds_count{method="GET",route="/api/v1/board"}' in metrics and
      'process_resident_memory_bytes' in metrics)
other = run('serve', '--db', DB, '--listen', '0.0.0.0:0')
check('another address is refused', other.returncode == 2 and '账号' in other.stderr.decode(), other)
other = run('serve', '--db', DB, '--listen', f'127.0.0.1:{s.port}')
check('a port that is taken', other.returncode == 3 and str(s.port) in other.stderr.decode(), other)
check('no database', run('serve', '--db', 'none.db', '--listen', '127.0.0.1:0').returncode == 2)
check('SIGTERM ends it in order', s.stop() == 0)
