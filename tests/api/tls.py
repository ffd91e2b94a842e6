"""TLS with a certificate of one's own: what is spoken, what is refused, and a certificate renewed under way."""
import http.client
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import warnings

sys.path.insert(0, os.path.dirname(__file__))
from lib import PROGRAM, SLOW, Server, check, run  # noqa: E402

os.environ['DIAODU_LANG'] = 'en'
warnings.simplefilter('ignore')  # of the old versions that are tried


def openssl(*args):
    subprocess.run(['openssl', *args], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def make_ca():
    openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '3650',
            '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=Test CA',
            '-addext', 'keyUsage=critical,keyCertSign,cRLSign')


def issue(name, days, key='ec'):
    """NAME.pem and NAME.key for localhost, signed by the CA."""
    kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'] if key == 'ec' else ['-newkey', key]
    openssl('req', '-new', *kind, '-nodes', '-keyout', f'{name}.key', '-out', f'{name}.csr', '-subj', f'/CN={name}')
    with open('ext', 'w') as f:
        f.write('subjectAltName=DNS:localhost,DNS:desk.lan,IP:127.0.0.1\n')
    openssl('x509', '-req', '-in', f'{name}.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial',
            '-days', str(days), '-extfile', 'ext', '-out', f'{name}.pem')
    os.chmod(f'{name}.key', 0o600)


def trusting(version=None):
    ctx = ssl.create_default_context(cafile='ca.pem')
    if version:
        ctx.minimum_version = ctx.maximum_version = version
    return ctx


def connect(s, ctx=None):
    raw = socket.create_connection(('127.0.0.1', s.port), timeout=20 * SLOW)
    return (ctx or trusting()).wrap_socket(raw, server_hostname='localhost')


def ask(s, path, method='GET', body=None, **headers):
    c = http.client.HTTPSConnection('localhost', s.port, timeout=60 * SLOW, context=trusting())
    c.request(method, path, body, {k.replace('_', '-'): v for k, v in headers.items()})
    r = c.getresponse()
    data = r.read()
    c.close()
    return r.status, {k.lower(): v for k, v in r.getheaders()}, data


def name_of(s):
    with connect(s) as c:
        return dict(x[0] for x in c.getpeercert()['subject'])['commonName']


def line_with(s, word):
    """The server's next line that says so; reads what it says in between."""
    end = time.time() + 20 * SLOW
    while time.time() < end:
        line = s.p.stderr.readline().decode()
        if word in line:
            return line
    return ''


def refused(what, word, *args):
    p = run('serve', '--db', 'd.db', '--listen', '127.0.0.1:0', *args)
    err = p.stderr.decode()
    check(f'refused with a line that says why: {what}',
          p.returncode in (1, 2, 3) and word in err and err.count('\n') == 1, f'{p.returncode} {err}')


if not shutil.which('openssl'):
    print('skip tls # no openssl')
    sys.exit()
run('init', '--home', '520300', '--db', 'd.db', check=True)
make_ca()
issue('one', 365)
issue('two', 365, 'rsa:2048')
issue('soon', 20)

# ---- what does not start ----
refused('no key', 'go together', '--tls-cert', 'one.pem')
refused('no such file', 'none.pem', '--tls-cert', 'none.pem', '--tls-key', 'one.key')
refused('the key of another certificate', "not the certificate's", '--tls-cert', 'one.pem', '--tls-key', 'two.key')
refused('no certificate at all', 'PEM', '--tls-cert', 'one.key', '--tls-key', 'one.key')
os.chmod('one.key', 0o644)
refused('a key that others can read', 'chmod o-rwx', '--tls-cert', 'one.pem', '--tls-key', 'one.key')
os.chmod('one.key', 0o640)

# ---- what is spoken ----
shutil.copy('one.pem', 'now.pem')
shutil.copy('one.key', 'now.key')
s = Server('d.db', '--tls-cert', 'now.pem', '--tls-key', 'now.key', '--host', 'desk.lan')
check('it says nothing of a certificate that lasts', not s.said, s.said)
status, head, data = ask(s, '/api/v1/desk')
check('an answer over TLS', status == 200 and b'"home"' in data, data)
check('a browser is to insist on it only by a name of its own', 'strict-transport-security' not in head, head)
status, head, data = ask(s, '/api/v1/desk', Host=f'desk.lan:{s.port}')
check('HSTS by its name', 'max-age=' in head.get('strict-transport-security', ''), head)
status, head, data = ask(s, '/api/v1/desk', Origin=f'http://localhost:{s.port}')
check('an origin in the clear is another one', status == 403, data)
status, head, data = ask(s, '/api/v1/desk', Origin=f'https://localhost:{s.port}')
check('its own origin is https', status == 200, data)
if shutil.which('curl'):
    p = subprocess.run(['curl', '-sS', '--cacert', 'ca.pem', f'https://localhost:{s.port}/healthz'],
                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    check('curl trusts it by its CA', p.returncode == 0 and p.stdout == b'ok\n', p.stdout)
    p = subprocess.run(['curl', '-sS', f'https://localhost:{s.port}/healthz'], stdout=subprocess.PIPE,
                       stderr=subprocess.STDOUT)
    check('and without it not', p.returncode == 60, p.stdout)
for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
    with connect(s, trusting(version)) as c:
        suite = c.cipher()[0]
    check(f'{version.name} with {suite}', 'GCM' in suite or 'CHACHA' in suite, suite)
ctx = trusting(ssl.TLSVersion.TLSv1_1)
ctx.set_ciphers('ALL:@SECLEVEL=0')
try:
    connect(s, ctx).close()
    check('TLS 1.1 is refused', False)
except (ssl.SSLError, ConnectionError):
    check('TLS 1.1 is refused', True)
ctx = trusting(ssl.TLSVersion.TLSv1_2)
ctx.set_ciphers('AES128-SHA:AES256-SHA:@SECLEVEL=0')
try:
    connect(s, ctx).close()
    check('no suite without forward secrecy', False)
except (ssl.SSLError, ConnectionError):
    check('no suite without forward secrecy', True)
ctx = trusting()
ctx.set_alpn_protocols(['h2', 'http/1.1'])
with connect(s, ctx) as c:
    check('it speaks HTTP/1.1 and says so', c.selected_alpn_protocol() == 'http/1.1', c.selected_alpn_protocol())

# ---- many requests, many bytes ----
with connect(s) as c:
    one = b'GET /api/v1/indicators?limit=1000 HTTP/1.1\r\nHost: localhost:%d\r\n\r\n' % s.port
    c.sendall(one * 19 + one.replace(b'\r\n\r\n', b'\r\nConnection: close\r\n\r\n'))
    got = b''
    while more := c.recv(65536):
        got += more
bodies = re.findall(rb'Content-Length: (\d+)', got)
check('twenty requests in one record are answered whole, one after the other',
      len(bodies) == 20 and got.count(b'HTTP/1.1 200') == 20 and len(set(bodies)) == 1 and
      len(got) > 20 * int(bodies[0]), bodies)
rows = ''.join(f'area{i},T,{i},other,520300\n' for i in range(20000))
body = 'code,name,name_en,level,parent\n' + rows
status, head, data = ask(s, '/api/v1/import?table=areas&name=a.csv&dry_run=1&reason=r', 'PUT', body.encode())
check('an upload of many records', status in (200, 422) and b'20000' in data, data[:300])
with connect(s) as c:
    c.sendall(b'PUT /api/v1/import?table=areas&name=a.csv&dry_run=1&reason=r HTTP/1.1\r\nHost: localhost:%d\r\n'
              b'Content-Length: 3\r\nExpect: 100-continue\r\n\r\n' % s.port)
    first = c.recv(100)
    c.sendall(b'a,b')
    check('a body that waits to be asked for', b'100 Continue' in first and b'HTTP/1.1 ' in c.recv(100), first)
with connect(s) as c:
    c.sendall(b'GET /api/v1/events HTTP/1.1\r\nHost: localhost:%d\r\n\r\n' % s.port)
    got = b''
    while b'event: snapshot' not in got:
        got += c.recv(4096)
    run('set', '520300', 'gdp', '2024', '--level', '1', '--reason', 'r', '--db', 'd.db', check=True)
    more = b''
    while b'event: snapshot' not in more:
        more += c.recv(4096)
    check('events come over TLS', b'"commit"' in more, more)

# ---- who does not speak it ----
got = s.raw(b'GET /api/v1/desk HTTP/1.1\r\nHost: localhost:%d\r\nAccept-Language: en\r\n\r\n' % s.port)
check('a request in the clear is told so, readably, and nothing more',
      got.startswith(b'HTTP/1.1 400') and b'https://127.0.0.1:%d' % s.port in got and b'"home"' not in got, got)
got = s.raw(b'DELETE /api/v1/jobs/1 HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HTTP/1.1\r\n\r\n')
check('whatever the method, and once', got.count(b'HTTP/1.1') == 1 and got.startswith(b'HTTP/1.1 400'), got)
got = s.raw(b'\x16\x03\x01\x00\x05hello' + b'x' * 100)
check('nonsense ends with an alert', b'HTTP' not in got, got)
began = time.time()
with socket.create_connection(('127.0.0.1', s.port), timeout=60) as slow:
    slow.sendall(b'\x16\x03\x01\x02\x00\x01')
    try:
        for _ in range(50):
            slow.sendall(b'\x00')
            time.sleep(0.5)
            slow.setblocking(False)
            try:
                if slow.recv(10) == b'':
                    break
            except BlockingIOError:
                pass
            slow.setblocking(True)
    except ConnectionError:
        pass
check('a slow handshake is ended', 5 < time.time() - began < 15 * SLOW, time.time() - began)
held = [socket.create_connection(('127.0.0.1', s.port)) for _ in range(200)]
status, _, _ = ask(s, '/healthz')
check('silent connections do not keep others out', status == 200, status)
for x in held:
    x.close()

# ---- renewed ----
check('one is the certificate', name_of(s) == 'one', name_of(s))
with connect(s) as old:
    shutil.copy('two.pem', 'now.pem')
    shutil.copy('two.key', 'now.key')
    s.p.send_signal(signal.SIGHUP)
    check('it says that it read the new one', 'read again' in line_with(s, 'certificate'))
    check('two is the certificate', name_of(s) == 'two', name_of(s))
    old.sendall(b'GET /healthz HTTP/1.1\r\nHost: localhost:%d\r\n\r\n' % s.port)
    check('who was connected goes on', b'200 OK' in old.recv(4096))
shutil.copy('one.key', 'now.key')
s.p.send_signal(signal.SIGHUP)
check('a pair that does not fit is said', 'stays' in line_with(s, 'certificate'))
check('and the one before stays', name_of(s) == 'two', name_of(s))
shutil.copy('soon.pem', 'now.pem')
shutil.copy('soon.key', 'now.key')
s.p.send_signal(signal.SIGHUP)
check('that one ends soon is said', re.search(r'expires in (19|20) days', line_with(s, 'expires')))
check('it stops as ever', s.stop() == 0)
s = Server('d.db', '--tls-cert', 'soon.pem', '--tls-key', 'soon.key')
check('also at the start', any('expires in' in w for w in s.said), s.said)
s.stop()
issue('gone', 0)
time.sleep(1.1)
s = Server('d.db', '--tls-cert', 'gone.pem', '--tls-key', 'gone.key')
check('one that has ended is said, and served all the same', any('has expired' in w for w in s.said), s.said)
s.stop()

# ---- with accounts ----
link = run('user', 'add', 'anna', '--name', 'Anna', '--db', 'd.db', check=True).stdout.decode()
link = re.search(r'dl_\w+', link).group(0)
s = Server('d.db', '--tls-cert', 'one.pem', '--tls-key', 'one.key', '--listen', '0.0.0.0:0')
check('with its own certificate it may listen beyond this machine without a warning', not s.said, s.said)
status, head, data = ask(s, '/api/v1/link', 'POST', '{"link":"%s","password":"correct horse battery"}' % link,
                         Content_Type='application/json', Origin=f'https://localhost:{s.port}')
cookie = head.get('set-cookie', '')
check('the session travels over TLS only', status == 200 and 'Secure' in cookie and 'HttpOnly' in cookie,
      (status, cookie, data))
s.stop()
s = Server('d.db', '--listen', '0.0.0.0:0')
check('with neither certificate nor proxy it says so', any('without encryption' in w for w in s.said), s.said)
s.stop()
