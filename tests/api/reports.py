"""Documents over HTTP: the same bytes as the command line, the office's own template, what is refused."""
import io
import json
import os
import shutil
import sys
import zipfile
from urllib.parse import quote

sys.path.insert(0, os.path.join(os.environ['DIAODU_ROOT'], 'tests/api'))
from lib import Server, check, demo, faults, run  # noqa: E402

DB = demo('demo.db')
s = Server(DB)
schemas = json.loads(s.get('/openapi.json')[2])['components']['schemas']
TYPES = {'docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
         'xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
         'html': 'text/html; charset=utf-8', 'pdf': 'application/pdf'}


def url(name, **q):
    return f'/api/v1/reports/{quote(name)}?' + '&'.join(f'{k}={quote(v)}' for k, v in q.items())


def written(name, fmt, *more):
    done = run('report', name, '--db', DB, '-o', f'x.{fmt}', *more)
    return open(f'x.{fmt}', 'rb').read() if done.returncode == 0 else done.stderr


# ---- the list ----
status, head, body = s.get('/api/v1/reports')
listed = json.loads(body)
bad = faults(listed, schemas['reports'], schemas)
check('the list: as OpenAPI says', status == 200 and not bad, bad[:5])
check('the list: the bytes of the command line',
      body == run('report', 'list', '--format', 'json', '--db', DB).stdout)
names = [r['name'] for r in listed['rows']]
check('the list: both titles, blocks', names[:2] == ['bulletin', 'four_aspect'] and
      listed['total'] == len(names) == 8 and
      all(r['title_zh'] and r['title_en'] and r['blocks'] for r in listed['rows']), names)
english = json.loads(s.get('/api/v1/reports?lang=en')[2])
check('the list: in English', english['rows'][0]['title'] == 'Bulletin', english['rows'][0])

# ---- the same bytes ----
for name in names:
    for fmt in ('docx', 'xlsx', 'html'):
        when = '2021-06' if name == 'half' else '2021-09'
        status, head, body = s.get(url(name, area='湖北', period=when, format=fmt))
        want = written(name, fmt, '--area', '湖北', '--period', when)
        check(f'{name}.{fmt}: the bytes of the command line', status == 200 and body == want,
              f'{status} {len(body)} {len(want)}')
        check(f'{name}.{fmt}: what it is', head['content-type'] == TYPES[fmt] and
              (fmt == 'html') == ('content-disposition' not in head), head)
for more in ({'lang': 'en'}, {'internal': '1'}, {'as_of': '2100-01-01'}, {'released_by': '2021-10-25'},
             {'kinds': 'target'}):
    args = [w for k, v in more.items() for w in ('--' + k.replace('_', '-'), *([] if k == 'internal' else [v]))]
    status, head, body = s.get(url('bulletin', area='420000', period='2021-09', format='html', **more))
    check(f'{more}: the bytes of the command line', status == 200 and
          body == written('bulletin', 'html', '--area', '420000', '--period', '2021-09', *args), status)
status, head, body = s.get(url('bulletin', area='420000', period='2021-09'))
check('docx unless said', status == 200 and body[:2] == b'PK' and head['content-type'] == TYPES['docx'])
status, head, packed = s.get(url('bulletin', area='420000', period='2021-09'), Accept_Encoding='gzip')
check('what cannot be packed comes as it is', packed == body and 'content-encoding' not in head, head)
policy = s.get(url('owed', area='420000', period='2021-09', format='html'))[1]['content-security-policy']
check('a page without scripts, its own style sheet only', "default-src 'none'" in policy and
      "style-src 'sha256-" in policy and 'unsafe' not in policy, policy)

# ---- refused ----
for want, path in [(400, url('half', area='420000', period='2021-09')),
                   (404, url('nothing', area='420000', period='2021-09')),
                   (404, url('bulletin', area='nowhere', period='2021-09')),
                   (400, url('bulletin', area='420000', period='x')), (400, url('bulletin', area='420000')),
                   (400, url('bulletin', area='420000', period='2021-09', format='odt')),
                   (400, url('bulletin', area='420000', period='2021-09', frob='1'))]:
    status, head, body = s.get(path)
    check(f'{want} {path}', status == want == json.loads(body)['status'] and
          not faults(json.loads(body), schemas['problem'], schemas), body)
status, head, body = s.ask('PUT', url('bulletin', area='420000', period='2021-09'))
check('405 says what is allowed', status == 405 and head['allow'] == 'GET, HEAD, POST', head)

# ---- PDF ----
os.environ['DIAODU_SOFFICE'] = '/none'
bare = Server(DB)
status, head, body = bare.get(url('bulletin', area='420000', period='2021-09', format='pdf'))
check('501 without LibreOffice says what to install', status == 501 and
      'apt install libreoffice-writer' in json.loads(body)['detail'], body)
ready = {f['name']: f['ready'] for f in json.loads(bare.get('/api/v1/reports')[2])['formats']}
check('the list says so beforehand', ready == {'docx': True, 'xlsx': True, 'html': True, 'pdf': False}, ready)
bare.stop()
del os.environ['DIAODU_SOFFICE']
if shutil.which('soffice') or shutil.which('libreoffice'):
    status, head, body = s.get(url('monthly', area='420000', period='2021-09', format='pdf'))
    check('a PDF', status == 200 and body[:5] == b'%PDF-' and head['content-type'] == TYPES['pdf'], body[:300])
else:
    print('skip a PDF # no LibreOffice')

# ---- the office's own template ----
TYPE = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def template(*paragraphs, **parts):
    b = io.BytesIO()
    with zipfile.ZipFile(b, 'w', zipfile.ZIP_DEFLATED) as z:
        z.writestr('[Content_Types].xml', TYPE)
        z.writestr('word/document.xml', '<w:document><w:body>' + ''.join(
            f'<w:p><w:r><w:t>{p}</w:t></w:r></w:p>' for p in paragraphs) + '</w:body></w:document>')
        for k, v in parts.items():
            z.writestr(k, v)
    return b.getvalue()


def post(data, **q):
    status, head, body = s.ask('POST', url('bulletin', **({'area': '山西', 'period': '2021-09'} | q)), data)
    return status, head, body


own = template('{{area}}{{period}}', '{{text indicators}}', '{{#rows}}{{name}}{{growth}};{{/rows}}')
open('own.docx', 'wb').write(own)
status, head, body = post(own)
check('a template: the bytes of the command line', status == 200 and
      body == written('bulletin', 'docx', '--area', '山西', '--period', '2021-09', '--template', 'own.docx'), body[:300])
check('it is filled', '山西省2021年前三季度' in zipfile.ZipFile(io.BytesIO(body)).read('word/document.xml').decode()
      if status == 200 else False)
check('no second one is kept', post(own)[2] == body)
for want, data in [(400, b''), (422, b'text'), (422, b'PK\3\4' + b'x' * 100), (422, template('{{nonsense}}')),
                   (422, template('{{#rows}}')), (413, template('x' * (65 << 20))),
                   (413, template('x' * (9 << 20))), (413, template('{{area}}' * 1000001)),
                   (422, template('{{#rows}}{{#rows}}{{#rows}}x{{/rows}}{{/rows}}{{/rows}}'))]:
    status, head, body = post(data)
    check(f'a template that is {want}: {len(data)} bytes', status == want == json.loads(body)['status'], body[:300])
many = io.BytesIO()
with zipfile.ZipFile(many, 'w') as z:
    for i in range(10001):
        z.writestr(str(i), '')
check('an archive of too many files', post(many.getvalue())[0] == 413)
check('another site cannot', s.ask('POST', url('bulletin', area='山西', period='2021-09'), own,
                                   {'Origin': 'http://elsewhere'})[0] == 403)
check('an unknown report', s.ask('POST', url('nothing', area='山西', period='2021-09'), own)[0] == 404)
check('the server stops whole', s.stop() == 0)
