"""Rows over HTTP: catalogue, claims and figures row by row; a split that is saved; history, undo."""
import json
import os
import sys

sys.path.insert(0, os.path.join(os.environ['DIAODU_ROOT'], 'tests/api'))
from lib import Server, check, demo, faults, run  # noqa: E402

DB = demo('demo.db')
s = Server(DB)
schemas = json.loads(s.get('/openapi.json')[2])['components']['schemas']


def post(path, what, **headers):
    status, head, body = s.ask('POST', path, json.dumps(what), {k.replace('_', '-'): v for k, v in headers.items()})
    return status, json.loads(body), head


def rows(table, q, schema='rows'):
    status, head, body = s.get(f'/api/v1/rows/{table}?{q}')
    got = json.loads(body)
    bad = faults(got, schemas[schema], schemas)
    check(f'as OpenAPI says: rows/{table}?{q}', status == 200 and not bad, f'{status} {bad[:5]}')
    return got, head


def put(table, *list_, **more):
    return post(f'/api/v1/rows/{table}', {'rows': list(list_), 'reason': '测试'} | more)


# ---- the catalogue ----
got, _ = rows('indicators', 'code=gdp')
want = {r['code']: r for r in json.loads(s.get('/api/v1/indicators?limit=1000')[2])['rows']}
check('a row as it stands', got['rows'][0]['unit'] == want['gdp']['unit'] and got['total'] == 1, got['rows'])
check('its columns say what they take', next(c for c in got['columns'] if c['name'] == 'nature') ==
      {'name': 'nature', 'required': True, 'type': 'word', 'words': ['flow', 'stock', 'rate', 'index', 'count', 'per_capita']})
check('its history begins with the catalogue', len(got['history']) >= 1 and got['history'][0]['row']['code'] == 'gdp')
check('a list has pages', rows('areas', 'limit=2')[0]['next'] == '2')
check('no such table is 404', s.get('/api/v1/rows/frob')[0] == 404)
NEW = {'code': 'x_test', 'name': '测试指标', 'unit': '亿元', 'nature': 'flow', 'frequency': 'M', 'domain': '工业'}
status, got, _ = put('indicators', NEW | {'nature': 'flw'}, dry_run=True)
bad = {(f['line'], f['column']) for f in got['findings']}
check('a dry run names row and column', status == 200 and {(2, 'nature')} == bad and got['error'], got)
status, got, _ = put('indicators', NEW | {'nature': 'flw'})
check('a refused row is 422 with the findings', status == 422 and got['result']['findings'][0]['column'] == 'nature', got)
check('a reason is needed', post('/api/v1/rows/indicators', {'rows': [NEW]})[0] == 400)
check('a number is refused with a hint', put('indicators', NEW | {'decimals': 2})[0] == 400)
check('a line break is refused', put('indicators', NEW | {'definition': 'a\nb'})[0] == 422)
check('no rows are refused', post('/api/v1/rows/indicators', {'rows': [], 'reason': 'x'})[0] == 400)
check('an unknown member is refused', put('indicators', NEW, frob=1)[0] == 400)
check('an unknown table is refused', put('frob', NEW)[0] == 400)
status, got, _ = put('indicators', NEW, dry_run=True)
check('a dry run writes nothing', got['commit'] == 0 and got['added'] == 1 and s.get('/api/v1/indicators/x_test')[0] == 404, got)
_, head = rows('indicators', 'code=x_test')
tag = head['etag']
status, got, _ = post('/api/v1/rows/indicators', {'rows': [NEW], 'reason': '新增'}, Idempotency_Key='r1', If_Match=tag)
check('a row is added', status == 200 and got['added'] == 1 and not faults(got, schemas['import'], schemas), got)
first = got['commit']
again = post('/api/v1/rows/indicators', {'rows': [NEW], 'reason': '新增'}, Idempotency_Key='r1', If_Match=tag)
check('the same key is the same answer', again[1] == got, again)
check('the catalogue has it at once', json.loads(s.get('/api/v1/indicators/x_test')[2])['name'] == '测试指标')
check('the same again changes nothing', put('indicators', NEW)[1]['unchanged'] == 1)
status, got, _ = post('/api/v1/rows/indicators', {'rows': [NEW | {'name': '别名'}], 'reason': 'x'}, If_Match=tag)
check('a lost update is 412 with both', status == 412 and got['versions']['yours'] is None and
      got['versions']['current']['row']['name'] == '测试指标', got)
status, got, _ = post('/api/v1/rows/indicators', {'rows': [NEW | {'code': 'x_other'}], 'reason': 'x', 'dry_run': True}, If_Match=tag)
check('other rows are not in the way', status == 200, got)
check('an edit', put('indicators', NEW | {'name': '测试指标二'})[1]['changed'] == 1)
hist = rows('indicators', 'code=x_test')[0]['history']
check('history has both', [h['row']['name'] for h in hist] == ['测试指标', '测试指标二'] and hist[0]['reason'] == '新增' and
      hist[0]['commit'] == first, hist)
csv = NEW | {'name': '测试指标三'}
open('x.csv', 'w').write(','.join(csv) + '\n' + ','.join(csv.values()) + '\n')
by_file = json.loads(run('import', 'indicators', 'x.csv', '--db', DB, '--format', 'json', '--dry-run').stdout)
by_rows = put('indicators', csv, dry_run=True)[1]
same = ('table', 'rows', 'good', 'refused', 'added', 'changed', 'unchanged', 'withdrawn', 'findings')
check('the same as diaodu import', [by_file[k] for k in same] == [by_rows[k] for k in same], f'{by_file}\n{by_rows}')
status, got, _ = put('indicators', NEW | {'withdrawn': 'yes'})
check('undo of an addition', status == 200 and got['withdrawn'] == 1 and s.get('/api/v1/indicators/x_test')[0] == 404, got)
check('history tells it', rows('indicators', 'code=x_test')[0]['history'][-1]['withdrawn'])
gdp = rows('indicators', 'code=gdp')[0]['rows'][0]
status, got, _ = put('indicators', gdp | {'withdrawn': 'yes'})
check('what has figures cannot be taken back', status == 422 and 'valid_to' in got['result']['findings'][0]['reason'], got)
hubei = rows('areas', 'code=420000')[0]['rows'][0]
check('nor can an area', put('areas', hubei | {'withdrawn': 'yes'})[0] == 422)
status, got, _ = put('areas', hubei | {'groups': '中部;长江'})
check('an area', status == 200 and got['changed'] == 1 and
      json.loads(s.get('/api/v1/areas/420000')[2])['groups'] == ['中部', '长江'], got)
status, got, _ = put('areas', hubei | {'parent': 'nowhere'})
check('a parent that is none', status == 422, got)
plate = [{'code': 'p_test', 'name': '长江三省', 'kind': 'area', 'member': m} for m in ('420000', '430000', '360000')]
status, got, _ = put('sets', *plate)
check('a plate', status == 200 and got['added'] == 3, got)
names = [r['name'] for r in json.loads(s.get('/api/v1/plates?indicator=gdp&period=2021-Q3&parent=000000')[2])['rows']]
check('it stands among the plates', '长江三省' in names, names)
check('its members in their order', [r['member'] for r in rows('sets', 'code=p_test')[0]['rows']] == ['420000', '430000', '360000'])

# ---- claims ----
CLAIM = {'area': '420000', 'indicator': 'power_generation', 'leader': '张三', 'org': '发改委'}
TARGETS = '/api/v1/targets?area=420000&period=2021&indicator=power_generation'
check('unclaimed at first', not json.loads(s.get(TARGETS)[2])['rows'][0]['claimed'])
check('a claim of nobody', put('claims', CLAIM | {'area': 'x'})[0] == 422)
status, got, _ = put('claims', CLAIM | {'org': ''})
check('a claim without its organisation', status == 422 and got['result']['findings'][0]['column'] == 'org', got)
check('a claim', put('claims', CLAIM)[1]['added'] == 1)
got = json.loads(s.get(TARGETS)[2])['rows'][0]
check('it is told', got['claimed'] and got['leader'] == '张三', got)
check('the same claim changes nothing', put('claims', CLAIM)[1]['unchanged'] == 1)
check('given back', put('claims', CLAIM | {'leader': '', 'org': ''})[1]['withdrawn'] == 1 and
      not json.loads(s.get(TARGETS)[2])['rows'][0]['claimed'])
check('with its history', [h['row']['leader'] for h in rows('claims', 'area=420000&indicator=power_generation')[0]['history']] == ['张三', ''])

# ---- figures ----
status, got, _ = put('observations', {'area': '420000', 'indicator': 'power_generation', 'period': '2021', 'kind': 'target',
                                      'level': '3100', 'note': '调整'})
check('a target changed with its reason', status == 200 and got['changed'] == 1, got)
v = json.loads(s.get('/api/v1/versions?area=420000&indicator=power_generation&period=2021-12&kind=target')[2])['rows']
check('the old one is kept', [x['level'] for x in v] == ['3052.5', '3100'] and v[-1]['reason'] == '测试', v)
one = {'area': '420000', 'indicator': 'power_generation', 'period': '2021', 'kind': 'target', 'level': '3200'}
st, lost, _ = post('/api/v1/rows/observations', {'rows': [one], 'reason': 'x'}, If_Match=tag)
check('a target changed since is 412', st == 412 and lost['versions']['current']['level'] == '3100', lost)
st, lost, _ = post('/api/v1/rows/observations', {'rows': [one | {'indicator': 'cement'}], 'reason': 'x', 'dry_run': True}, If_Match=tag)
check('another target is not in the way', st == 200, lost)
status, got, _ = post('/api/v1/withdraw', {'commit': got['commit'], 'reason': '撤回'})
check('taken back like a file', status == 200 and json.loads(s.get(TARGETS)[2])['rows'][0]['level'] == 3052.5, got)

# ---- exactly one import ----
FIGURE = {'area': '420000', 'indicator': 'fai', 'period': '2009-09', 'kind': 'final'}
five, six, again = [put('observations', FIGURE | {'level': level})[1]['commit'] for level in ('5', '6', '5')]


def standing():
    return [r['level'] for r in json.loads(s.get('/api/v1/series?area=420000&indicator=fai&from=2009-09&to=2009-09')[2])['rows']]


check('the first of two equal ones', post('/api/v1/withdraw', {'commit': five, 'reason': '撤回'})[0] == 200 and standing() == [5.0])
status, got, _ = post('/api/v1/withdraw', {'commit': five, 'reason': '撤回'})
check('not twice, and by what', status == 422 and f'{again + 1}' in got['detail'] and standing() == [5.0], got)
check('nor the withdrawal', post('/api/v1/withdraw', {'commit': again + 1, 'reason': '撤回'})[0] == 422)
check('then the second', post('/api/v1/withdraw', {'commit': again, 'reason': '撤回'})[0] == 200 and standing() == [6.0])

# ---- splits ----
SPLIT = {'area': '000000', 'indicator': 'power_generation', 'period': '2021', 'level': '100', 'across': 'areas'}


def split(**more):
    return post('/api/v1/split', SPLIT | more)


status, got, _ = split(method='even', dry_run=True)
check('a split tried', status == 200 and not faults(got, schemas['split_saved'], schemas) and got['result']['commit'] == 0 and
      got['total']['unallocated'] == 0, str(got)[:900])
status, got, _ = split(method='manual', dry_run=True, reserve='1.1',
                       pieces=[{'area': '110000', 'level': '0.1'}, {'area': '天津', 'level': '0.2'}])
check('by hand, exact', status == 200 and got['total'] == {'target': 100, 'sum': 0.3, 'reserve': 1.1, 'unallocated': 98.6} and
      len(got['rows']) == 31, got['total'])
status, got, _ = split(method='manual', dry_run=True, pieces=[{'area': '110000', 'level': '1x'}])
check('a figure that is none', status == 200 and got['result']['error'] and got['result']['findings'][0]['column'] == 'level', got['result'])
check('nothing given yet', split(method='manual', dry_run=True)[1]['result'] is None)
check('nothing to save', split(method='manual', reason='x')[0] == 400)
check('no such piece', split(method='manual', dry_run=True, pieces=[{'area': '420100', 'level': '1'}])[0] == 422)
check('a split needs its reason', split(method='even')[0] == 400)
status, got, _ = split(method='manual', reason='分解', pieces=[{'area': '110000', 'level': '40.10'}, {'area': '120000', 'level': '59.9'}])
check('a split saved', status == 200 and got['result']['commit'] > 0 and got['total']['unallocated'] == 0, str(got)[-600:])
check('what stands there is that of the tier that is written', [r['stands'] for r in split(method='even', dry_run=True)[1]['rows'][:2]] == [40.1, 59.9] and
      [r['stands'] for r in split(method='even', dry_run=True, tier='strive')[1]['rows'][:2]] == [None, None])
saved = got['result']['commit']
v = json.loads(s.get('/api/v1/versions?area=110000&indicator=power_generation&period=2021-12&kind=target')[2])['rows']
check('as typed', v[-1]['level'] == '40.10' and v[-1]['reason'] == '分解', v)
status, got, _ = post('/api/v1/withdraw', {'commit': saved, 'reason': '撤回'})
v = json.loads(s.get('/api/v1/targets?area=110000&period=2021&indicator=power_generation')[2])['rows']
check('and taken back', status == 200 and not [r for r in v if r['level'] == 40.1], f'{got} {v}')
status, got, _ = post('/api/v1/split', {'area': '420000', 'indicator': 'gdp', 'period': '2021', 'dry_run': True})
check('what cannot be split says why', status == 200 and got['reason'] and not got['rows'] and got['result'] is None, got)
check('and is not saved', post('/api/v1/split', {'area': '420000', 'indicator': 'gdp', 'period': '2021', 'reason': 'x'})[0] == 422)
get = json.loads(s.get('/api/v1/split?area=420000&indicator=gdp&period=2021')[2])
check('the trial as well', get['reason'] and not faults(get, schemas['split'], schemas), get)
status, got, _ = post('/api/v1/split', {'area': '420000', 'indicator': 'power_generation', 'period': '2021', 'across': 'time', 'method': 'manual',
                                        'dry_run': True, 'pieces': [{'period': '2021-06', 'level': '1500'}, {'period': '2021-12', 'level': '9'}]})
check("the year's end is the target", status == 422, got)
check('the trial says it too', json.loads(s.get('/api/v1/split?area=000000&indicator=power_generation&period=2021&level=100&across=areas&method=even&tier=set')[2])
      ['rows'][0]['stands'] is None)
check('no such tier', s.get('/api/v1/split?area=000000&indicator=power_generation&period=2021&level=100&tier=x')[0] == 400)
cli = json.loads(run('target', 'split', '--db', DB, '--area', '全国', '--indicator', 'power_generation', '--period', '2021', '--level', '100',
                     '--across', 'areas', '--method', 'manual', '--parts', '110000=0.1;天津=0.2', '--dry-run', '--format', 'json').stdout)
web = split(method='manual', dry_run=True, pieces=[{'area': '110000', 'level': '0.1'}, {'area': '120000', 'level': '0.2'}])[1]
web.pop('result')
check('the same as the command line', cli == web, f'{str(cli)[-400:]}\n{str(web)[-400:]}')
check('the server stops well', s.stop() == 0)
