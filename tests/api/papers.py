"""Workbooks and papers of what is handed in, over HTTP: the bytes of the command line, what a workbook
changes, what is refused with the workbook marked, what was signed byte for byte. With $API_DB on PostgreSQL."""
import base64
import datetime
import html
import json
import os
import re
import sys
import zipfile

sys.path[:0] = [os.path.join(os.environ['DIAODU_ROOT'], d) for d in ('tests/api', 'tests/tools')]
from lib import Server, check, faults, run  # noqa: E402
from xlsx_edit import cells, comments, edit  # noqa: E402

DB = 'papers.db'
TODAY = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).date()
P = f'{TODAY:%Y-%m}'
AGO = f'{TODAY.year - 1}-{TODAY:%m}'
AREAS = [f'c{i:02}' for i in range(14)]


def put(table, text):
    with open(f'{table}.csv', 'w', encoding='utf-8') as f:
        f.write(text)
    p = run('import', '--db', DB, table, f'{table}.csv', '--reason', 'test')
    if p.returncode:
        raise SystemExit(f'not ok import {table}: {p.stdout.decode()}{p.stderr.decode()}')


run('init', '--db', DB, check=True)
if os.environ.get('API_DB'):  # the same on PostgreSQL (postgres.sh)
    run('backup', '--db', DB, 'papers.bak', check=True)
    DB = os.environ['API_DB']
    run('restore', '--force', '--db', DB, 'papers.bak', check=True)
put('areas', 'code,name,level,parent,additive_to\nP,琼省,province,000000,\nq,甲市,prefecture,P,P\n' +
    ''.join(f'{a},县{a},county,q,q\n' for a in AREAS))
put('indicators', 'code,name,unit,nature,basis,frequency,price,direction\n' +
    ''.join(f'i{n},指标{n},亿元,flow,period,M,current,higher\n' for n in range(3)))
put('orgs', 'code,name,kind,area\ng,甲市政府,,q\n')
put('forms', 'code,name,kind,indicators,frequency,open_day,due_day,steps,table_no,authority,approval\n'
    'f,预计表,forecast,i0;i1;i2,M,1,31,1,琼统1号,琼省统计局,琼统〔2024〕1号\n')
put('form_units', 'form,org,area,from\n' + ''.join(f'f,g,{a},{P}-01\n' for a in AREAS))
put('observations', 'area,indicator,period,kind,level\n' +
    ''.join(f'{a},i{n},{AGO},final,{100 + n}\n' for a in AREAS for n in range(3)))
s = Server(DB)
schemas = json.loads(s.get('/openapi.json')[2])['components']['schemas']
WHICH = f'form=f&org=g&period={P}'
SHEET = f'/api/v1/filing/sheet?{WHICH}'
ARGS = ('--form', 'f', '--org', 'g', '--period', P, '--db', DB)


def filing():
    return json.loads(s.get(f'/api/v1/filing?{WHICH}')[2])


def send(path, version):
    with open(path, 'rb') as f:
        return s.ask('PUT', SHEET, f.read(), {'If-Match': f'"{version}"'})


def level(area, ind):
    return next(c['level'] for c in filing()['cells'] if (c['area'], c['indicator']) == (area, ind))


# ---- out ----
status, head, book = s.get(SHEET)
run('filing', 'sheet', *ARGS, '-o', 'cli.xlsx', check=True)
check('the workbook of the command line', status == 200 and book == open('cli.xlsx', 'rb').read() and
      head['content-type'].endswith('spreadsheetml.sheet') and '.xlsx' in head['content-disposition'], head)
out = cells('cli.xlsx')
check('14 areas by 3 indicators in one sheet', [out[f'A{6 + i}'] + out[f'B{6 + i}'] for i in range(42)] ==
      [a + f'i{n}' for a in AREAS for n in range(3)])

# ---- in ----
edit('cli.xlsx', 'full.xlsx', [f'O{6 + i}={105 + i / 4:g}' for i in range(42)] + ['swap', '6', '47', 'swap', '7', '20'])
status, head, body = send('full.xlsx', 0)
got = json.loads(body)
check('every figure is saved, wherever its row stands', status == 200 and got['saved'] == 42 and
      not faults(got, schemas['sheet_saved'], schemas) and
      all(level(a, f'i{n}') == f'{105 + (3 * k + n) / 4:g}' for k, a in enumerate(AREAS) for n in range(3)),
      f'{status} {body[:300]}')
check('nothing is left to mend', got['marked'] is None and got['filing']['version'] == 1, got['marked'] and 'marked')
status, head, body = send('full.xlsx', 0)
check('a lost update is 412 with what stands', status == 412 and
      json.loads(body)['current']['version'] == 1, f'{status} {body[:200]}')
status, head, body = s.ask('PUT', SHEET, open('full.xlsx', 'rb').read())
check('without If-Match it is refused', status == 400, status)
s_now = s.get(SHEET)[2]
open('now.xlsx', 'wb').write(s_now)
edit('now.xlsx', 'odd.xlsx', ['O6=1050000', 'O7=many'])
status, head, body = send('odd.xlsx', 1)
got = json.loads(body)
open('marked.xlsx', 'wb').write(base64.b64decode(got.get('marked') or ''))
notes = comments('marked.xlsx') if got.get('marked') else {}
check('what is found is saved and comes back marked at its cell', status == 200 and got['saved'] == 2 and
      {'O6', 'O7'} <= set(notes) and cells('marked.xlsx')['R7'].startswith('须改正'), f'{status} {notes}')
edit('marked.xlsx', 'bad.xlsx', ['O6=106', 'O7==ERROR', 'A8=nowhere'])
status, head, body = send('bad.xlsx', 2)
got = json.loads(body)
open('refused.xlsx', 'wb').write(base64.b64decode(got.get('marked', '')))
check('what cannot be read is 422 with the workbook marked', status == 422 and 'O7' in comments('refused.xlsx') and
      filing()['version'] == 2 and not faults(got, schemas['problem'], schemas), f'{status} {body[:300]}')
edit('refused.xlsx', 'mended.xlsx', ['O7=106.5'])
status, head, body = send('mended.xlsx', 2)
check('mended it is taken', status == 200 and (level('c00', 'i0'), level('c00', 'i1')) == ('106', '106.5'),
      f'{status} {body[:300]}')

# ---- hostile ----
hostile = {'empty': b'', 'text': b'form\n', 'torn': book[:2000], 'zip of nothing': b'PK\x05\x06' + b'\0' * 18}
with zipfile.ZipFile('bomb.xlsx', 'w', zipfile.ZIP_DEFLATED) as z, zipfile.ZipFile('cli.xlsx') as from_:
    for n in from_.namelist():
        z.writestr(n, b'<a>' + b' ' * (150 << 20) if n.endswith('sheet1.xml') else from_.read(n))
hostile['a bomb'] = open('bomb.xlsx', 'rb').read()
with zipfile.ZipFile('entity.xlsx', 'w') as z, zipfile.ZipFile('cli.xlsx') as from_:
    for n in from_.namelist():
        text = from_.read(n)
        if n.endswith('sheet1.xml'):
            text = text.replace(b'<worksheet', b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet', 1)
        z.writestr(n, text)
hostile['entities'] = open('entity.xlsx', 'rb').read()
version = filing()['version']
for name, data in hostile.items():
    status = s.ask('PUT', SHEET, data, {'If-Match': f'"{version}"'})[0]
    check(f'{name} is refused', status in (400, 413, 422) or (name == 'entities' and status == 200), status)
check('and nothing was written', filing()['version'] == version)

# ---- signed ----
for act in ('submit', 'sign'):
    status, head, body = s.ask('POST', '/api/v1/filing/act', json.dumps({'form': 'f', 'org': 'g', 'period': P, 'act': act}),
                               {'If-Match': '*', 'Content-Type': 'application/json'})
    check(f'it is done: {act}', status == 200, body[:400])
now = filing()
frozen = s.get(f'/api/v1/signed/{now["signed"]["hash"]}')[2].decode()
paper = f'/api/v1/papers/signature?{WHICH}'
page = s.get(paper + '&format=html')[2].decode()
rows = [[html.unescape(re.sub('<[^>]*>', '', c)).strip() for c in re.findall(r'<td.*?</td>', r, re.S)]
        for r in re.findall(r'<tr.*?</tr>', page, re.S)]
printed = [(r[0], r[1], r[3]) for r in rows if len(r) == 7]
lines = [r.split(',') for r in frozen.splitlines()[1:]]
check('what is printed is what was frozen', len(printed) == 42 and
      printed == [(f'县{r[9]}', f'指标{r[10][1:]}', r[12]) for r in lines], printed[:3])
hash8 = ' '.join(re.findall('.{8}', now['signed']['hash']))
check('with its hash', hash8 in page and '未签字' not in page)
for form in ('docx', 'html', 'xlsx'):
    run('paper', 'signature', *ARGS, '-o', f'c.{form}', check=True)
    status, head, body = s.get(f'{paper}&format={form}')
    check(f'the paper of the command line: {form}', status == 200 and body == open(f'c.{form}', 'rb').read(), status)
    check(f'twice the same: {form}', s.get(f'{paper}&format={form}')[2] == body)
status = s.get(paper + '&format=pdf')[0]
check('as PDF where LibreOffice is', status in (200, 501), status)
for name, args in (('status', ()), ('notice', ())):
    run('paper', name, '--period', P, '--db', DB, '-o', 'c.html', check=True)
    status, head, body = s.get(f'/api/v1/papers/{name}?period={P}&format=html')
    check(f'the {name} of the command line', status == 200 and body == open('c.html', 'rb').read(), status)
for want, path in ((404, '/api/v1/papers/poem?period=2024-01'), (400, '/api/v1/papers/status'),
                   (404, '/api/v1/papers/handover?post=x'), (404, f'{paper}&hash=' + '0' * 64),
                   (404, '/api/v1/filing/sheet?form=f&org=zz&period=' + P), (400, '/api/v1/filing/sheet?form=f')):
    status = s.get(path)[0]
    check(f'{want} {path.replace(P, "P")}', status == want, status)
check('the server stands', s.get('/healthz')[0] == 200 and s.stop() == 0)
