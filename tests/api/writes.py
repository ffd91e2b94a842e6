"""Writes over HTTP: import, one value, taking back, jobs, events; many readers while an import runs."""
import json
import os
import sys
import threading
import time
import http.client

sys.path.insert(0, os.path.join(os.environ['DIAODU_ROOT'], 'tests/api'))
from lib import ROOT, SLOW, Server, check, demo, faults, run  # noqa: E402

DB = demo('demo.db')
s = Server(DB)
schemas = json.loads(s.get('/openapi.json')[2])['components']['schemas']


def post(path, what, **headers):
    status, head, body = s.ask('POST', path, json.dumps(what), {k.replace('_', '-'): v for k, v in headers.items()})
    return status, json.loads(body), head


VALUE = {'area': '420000', 'indicator': 'gdp', 'period': '2021-09', 'level': '34598.2', 'reason': '改正'}
BOARD = '/api/v1/board?area=420000&period=2021-09&indicator=gdp'
tag = s.get('/api/v1/desk')[1]['etag']

# ---- one value ----
status, got, _ = post('/api/v1/set', VALUE | {'level': 34598.2})
check('a JSON number is refused with a hint', status == 400 and '"34598.2"' not in got['detail'] and '字符串' in got['detail'], got)
check('a reason is needed', post('/api/v1/set', VALUE | {'reason': ''})[0] == 400)
check('an unknown member is refused', post('/api/v1/set', VALUE | {'frob': '1'})[0] == 400)
check('not JSON is refused', s.ask('POST', '/api/v1/set', '{')[0] == 400)
check('an unknown area is 404', post('/api/v1/set', VALUE | {'area': 'x'})[0] == 404)
check('a level that is none is 422', post('/api/v1/set', VALUE | {'level': 'abc'})[0] == 422)
check('a dry run writes nothing', post('/api/v1/set', VALUE | {'dry_run': True})[1]['commit'] == 0)
status, got, _ = post('/api/v1/set', VALUE, Idempotency_Key='one')
check('one value', status == 200 and got['changed'] == 1 and not faults(got, schemas['import'], schemas), got)
commit = got['commit']
check('the board has it at once', json.loads(s.get(BOARD)[2])['rows'][0]['level'] == 34598.2)
again = post('/api/v1/set', VALUE, Idempotency_Key='one')
check('the same key is the same answer', again[0] == 200 and again[1]['commit'] == commit)
check('the key for another request is refused', post('/api/v1/set', VALUE | {'level': '1'}, Idempotency_Key='one')[0] == 422)
status, got, _ = post('/api/v1/set', VALUE | {'level': '34598.3'}, If_Match=tag)
check('a lost update is 412 with both versions', status == 412 and got['versions']['yours']['level'] == '34598.11' and
      got['versions']['current']['level'] == '34598.2', got)
check('other values are not in the way', post('/api/v1/set', VALUE | {'area': '430000', 'dry_run': True}, If_Match=tag)[0] == 200)
now = s.get('/api/v1/desk')[1]['etag']
check('with the new tag it is taken', post('/api/v1/set', VALUE | {'level': '34598.3'}, If_Match=now)[0] == 200)
rows = json.loads(s.get('/api/v1/versions?area=420000&indicator=gdp&period=2021-09')[2])['rows']
check('all versions are told', [r['level'] for r in rows][-3:] == ['34598.11', '34598.2', '34598.3'] and
      rows[-1]['reason'] == '改正', rows)

# ---- why a target is missed, and how it is made up for ----
GAP = {'area': '湖北', 'indicator': 'gdp', 'period': '2021-09', 'reason': '调度会'}
ARREARS = '/api/v1/arrears?area=420000&period=2021-09&checkpoint=Y&indicator=gdp'
tag = s.get('/api/v1/desk')[1]['etag']
check('a cause needs its side', post('/api/v1/cause', GAP | {'cause': 'market'})[0] == 422)
check('a cause needs its reason', post('/api/v1/cause', GAP | {'cause': 'market', 'side': 'mixed', 'reason': ''})[0] == 400)
check('a plan is no cause', post('/api/v1/cause', GAP | {'cause': 'market', 'side': 'mixed', 'due': '2021-12'})[0] == 400)
status, got, _ = post('/api/v1/cause', GAP | {'cause': 'market', 'side': 'mixed', 'text': '需求'}, If_Match=tag)
check('a cause', status == 200 and got['added'] == 1 and not faults(got, schemas['import'], schemas), got)
PLAN = GAP | {'checkpoint': 'Y', 'due': '2021-12', 'measure': '开工', 'amount': '1', 'unit': '百分点'}
check('somebody wrote in between', post('/api/v1/plan', PLAN, If_Match=tag)[0] == 412)
check('an amount is a string', post('/api/v1/plan', PLAN | {'amount': 1})[0] == 400)
check('a plan row', post('/api/v1/plan', PLAN)[1].get('added') == 1)
check('another', post('/api/v1/plan', PLAN | {'measure': '促销'})[1].get('added') == 1)
rows = json.loads(s.get(ARREARS)[2])['rows']
check('both are told at once', rows and [p['item'] for p in rows[0]['plans']] == ['1', '2'] and
      rows[0]['causes'][0]['side'] == 'mixed', rows)
check('one is taken back', post('/api/v1/plan', GAP | {'checkpoint': 'Y', 'item': '1', 'withdraw': True})[1].get('withdrawn') == 1)
check('not twice', post('/api/v1/plan', GAP | {'checkpoint': 'Y', 'item': '1', 'withdraw': True})[0] == 404)
rows = json.loads(s.get('/api/v1/gaps?area=420000&indicator=gdp')[2])['rows']
check('the history keeps all', [r['withdrawn'] for r in rows] == [False, False, False, True], rows)

# ---- files ----
book = open(os.path.join(ROOT, 'tests/data/office_samples/wide_a.xlsx'), 'rb').read()


def put(path, data, **headers):
    status, head, body = s.ask('PUT', path, data, {k.replace('_', '-'): v for k, v in headers.items()})
    return status, json.loads(body), head


status, got, _ = put('/api/v1/import?name=wide_a.xlsx&dry_run=1&preview=1&yes=1', book)
check('a workbook is proposed', status == 200 and got['proposal']['sheets'] and got['commit'] == 0 and
      not faults(got, schemas['import'], schemas), str(got)[:500])
roles = {c[2] for r in got['preview'][0]['rows'] for c in r['cells']}
check('its cells have roles', {'header', 'area', 'value'} <= roles, roles)
check('an import that lost is 412', put('/api/v1/import?name=wide_a.xlsx&yes=1', book, If_Match=tag)[0] == 412)
status, got, _ = put('/api/v1/import?name=wide_a.xlsx&yes=1', book)
check('a workbook is taken', status == 200 and got['added'] == 75, got)
taken = got['commit']
status, got, _ = put('/api/v1/import?name=wide_a.xlsx&yes=1', book)
check('the same again changes nothing', status == 200 and got['commit'] == 0 and got['known_file'], got)
status, got, _ = post('/api/v1/withdraw', {'commit': taken, 'reason': '撤回'})
check('it is taken back', status == 200 and got['withdrawn'] > 70, got)
check('a value is not taken back as a file', post('/api/v1/withdraw', {'commit': commit, 'reason': 'x'})[0] == 422)
bad = 'area,indicator,period,kind,level\n420000,gdp,2021-09,final,12\n999999,gdp,2021-09,final,1\n'.encode()
status, got, _ = put('/api/v1/import?name=bad.csv', bad)
check('a refused file says where', status == 422 and got['result']['findings'][0]['line'] == 3 and got['result']['commit'] == 0, got)
status, got, _ = put('/api/v1/import?name=bad.csv&partial=1', bad)
check('partial gives the rest back', status == 200 and got['good'] == 1 and '999999' in got['rejected_csv'], got)
check('an empty body is refused', put('/api/v1/import', b'')[0] == 400)


def chunks():
    for i in range(0, len(book), 1000):
        yield book[i:i + 1000]


c = http.client.HTTPConnection('127.0.0.1', s.port)
c.request('PUT', '/api/v1/import?name=a.xlsx&yes=1&dry_run=1', chunks(), encode_chunked=True)
check('a chunked body', json.loads(c.getresponse().read())['rows'] == 75)
c.close()

# ---- events and jobs ----
ev = http.client.HTTPConnection('127.0.0.1', s.port, timeout=20 * SLOW)
ev.request('GET', '/api/v1/events')
stream = ev.getresponse()


def event(f):
    name, data = '', ''
    while True:
        line = f.readline().decode().rstrip('\n')
        if line.startswith('event: '):
            name = line[7:]
        elif line.startswith('data: '):
            data = line[6:]
        elif not line and name:
            return name, json.loads(data)


name, first = event(stream)
began = time.time()
run('set', '420000', 'gdp', '2021-09', '--level', '35000', '--reason', 'elsewhere', '--db', DB)
done = time.time()
name, second = event(stream)
late = time.time() - done
check('a commit of another process is told', name == 'snapshot' and second['commit'] == first['commit'] + 1 and
      late < 1 * SLOW, f'{second} {late}')
check('and stands on the board', json.loads(s.get(BOARD)[2])['rows'][0]['level'] == 35000)
ev.close()


def large(months, base):
    codes = [r['code'] for n in range(0, 3000, 1000)
             for r in json.loads(s.get(f'/api/v1/areas?limit=1000&cursor={n}')[2])['rows']]
    rows = ['area,indicator,period,kind,level']
    for m in range(3, 3 + months):
        rows += [f'{a},fai,{2000 + m // 10}-{m % 10 + 3:02d},final,{base + m}' for a in codes]
    return '\n'.join(rows).encode()


status, got, head = put('/api/v1/import?name=large.csv', large(30, 7), Prefer='respond-async')
check('long work is 202 with a job', status == 202 and head['location'] == got['href'], got)
ev = http.client.HTTPConnection('127.0.0.1', s.port, timeout=60 * SLOW)
ev.request('GET', got['href'] + '/events')
stream, names = ev.getresponse(), []
while not names or names[-1] != 'done':
    name, last = event(stream)
    names.append(name)
ev.close()
check('its progress is told to the end', last['state'] == 'done' and last['result']['good'] == 90000 and
      not faults(last, schemas['job'], schemas), str(last)[:300])
before = json.loads(s.get('/api/v1/desk')[2])['commit']
status, got, head = put('/api/v1/import?name=other.csv', large(60, 9), Prefer='respond-async')
s.ask('DELETE', got['href'])
for _ in range(int(300 * SLOW)):
    job = json.loads(s.get(got['href'])[2])
    if job['state'] in ('done', 'failed', 'cancelled'):
        break
    time.sleep(0.1)
check('a job can be cancelled', job['state'] == 'cancelled' and
      json.loads(s.get('/api/v1/desk')[2])['commit'] == before, str(job)[:300])

# ---- 200 readers while imports run: one answer, one state ----
READERS, stop, wrong, count = 200, threading.Event(), [], [0]
# Every commit sets the level of two indicators to its own number: an answer that shows two
# numbers mixes two states; so does one whose as_of does not grow with its figures.
PAIR = '/api/v1/board?area=130000&period=2023-06'


def read():
    c = http.client.HTTPConnection('127.0.0.1', s.port, timeout=60 * SLOW)
    last = ('', -1)
    try:
        while not stop.is_set():
            c.request('GET', PAIR)
            r = c.getresponse()
            body = json.loads(r.read())
            levels = {x['indicator']: x['level'] for x in body['rows'] if x['indicator'] in ('fai', 'retail_sales')}
            count[0] += 1
            if r.status != 200 or len(set(levels.values())) > 1:
                wrong.append((r.status, levels))
            value = next(iter(levels.values()), -1) or -1
            if (body['as_of'] > last[0]) != (value > last[1]) or value < last[1]:
                wrong.append((last, body['as_of'], value))
            last = (body['as_of'], value)
    except Exception as e:  # noqa: BLE001
        wrong.append(repr(e))


def write(n):
    rows = [f'{a},{i},2023-06,final,{n}' for a in ('130000', '140000') for i in ('fai', 'retail_sales')]
    return put(f'/api/v1/import?name=n{n}.csv', ('area,indicator,period,kind,level\n' + '\n'.join(rows)).encode())


check('the pair is there', write(1)[0] == 200 and len([r for r in json.loads(s.get(PAIR)[2])['rows']
                                                      if r['indicator'] in ('fai', 'retail_sales')]) == 2,
      [r['indicator'] for r in json.loads(s.get(PAIR)[2])['rows']][:40])
readers = [threading.Thread(target=read) for _ in range(READERS)]
for t in readers:
    t.start()
end, n, failed = time.time() + 5, 2, 0
while time.time() < end or (n < 7 and time.time() < end + 10 * SLOW):
    failed += write(n)[0] != 200
    n += 1
stop.set()
for t in readers:
    t.join()
check('200 readers, no error, no mixture', not wrong and not failed and n > 5,
      f'{wrong[:3]} {failed} {n}')
print(f'# {count[0]} answers while {n} imports ran', flush=True)
end = time.time() + 10 * SLOW  # those that have just gone are noticed within a moment
while True:
    body = s.get('/metrics')[2]
    alone = b'diaodu_connections 1\n' in body
    if alone or time.time() > end:
        break
    time.sleep(0.1)
check('no connection is left behind', alone, body[:800])
check('SIGTERM ends it in order', s.stop() == 0)
