"""What the HTTP cases share: a server on a desk of its own, requests, a JSON Schema check."""
import atexit
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import time

PROGRAM = os.environ.get('DIAODU', 'diaodu')
ROOT = os.environ['DIAODU_ROOT']
os.environ['DIAODU_LANG'] = 'zh'
# Sanitizers change the speed, not the answers.
SLOW = float(os.environ.get('TEST_SLOWER', '1'))


def check(name, ok, why=''):
    print(f'ok {name}' if ok else f'{why}\nnot ok {name}', flush=True)
    return ok


def run(*args, **kw):
    return subprocess.run([PROGRAM, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, **kw)


def demo(db):
    """The demo in the file `db`, or where $API_DB says (postgres.sh); returns what --db wants."""
    subprocess.run([os.path.join(ROOT, 'data/load.sh'), PROGRAM, db], check=True,
                   stdout=subprocess.DEVNULL)
    url = os.environ.get('API_DB')
    if not url:
        return db
    run('backup', '--db', db, 'demo.bak', check=True)
    run('restore', '--force', '--db', url, 'demo.bak', check=True)
    return url


class Server:
    def __init__(self, db, *more):
        self.p = subprocess.Popen([PROGRAM, 'serve', '--db', db, '--listen', '127.0.0.1:0', *more],
                                  stderr=subprocess.PIPE)
        line = self.p.stderr.readline().decode()
        self.said = []  # what came before, a warning a line
        while line.strip() and 'http' not in line:
            self.said.append(line)
            line = self.p.stderr.readline().decode()
        m = re.search(r'https?://[^:]+:(\d+)/', line)
        if not m:
            raise SystemExit(f'not ok the server starts: {self.said} {line}')
        self.port = int(m.group(1))
        atexit.register(self.stop)

    def stop(self):
        if self.p.poll() is None:
            self.p.send_signal(signal.SIGTERM)
            self.p.wait(30 * SLOW)
        return self.p.returncode

    def ask(self, method, path, body=None, headers=None):
        c = http.client.HTTPConnection('127.0.0.1', self.port, timeout=60 * SLOW)
        c.request(method, path, body, headers or {})
        r = c.getresponse()
        data = r.read()
        c.close()
        return r.status, {k.lower(): v for k, v in r.getheaders()}, data

    def get(self, path, **headers):
        return self.ask('GET', path, headers={k.replace('_', '-'): v for k, v in headers.items()})

    def raw(self, data, wait=5.0, half=False):
        """Bytes as they are; all that comes back until the other side closes."""
        s = socket.create_connection(('127.0.0.1', self.port), timeout=wait * SLOW)
        out = b''
        try:
            s.sendall(data)
            if half:
                s.shutdown(socket.SHUT_WR)
            while True:
                got = s.recv(65536)
                if not got:
                    break
                out += got
        except (socket.timeout, ConnectionError):
            pass
        s.close()
        return out

    def wait_commit(self, n, seconds=5):
        end = time.time() + seconds * SLOW
        while time.time() < end:
            if json.loads(self.get('/api/v1/desk')[2])['commit'] >= n:
                return True
            time.sleep(0.02)
        return False


TYPES = {'object': dict, 'array': list, 'string': str, 'boolean': bool, 'null': type(None)}


def is_type(v, t):
    if t == 'number':
        return isinstance(v, (int, float)) and not isinstance(v, bool)
    if t == 'integer':
        return isinstance(v, int) and not isinstance(v, bool) or isinstance(v, float) and v == int(v)
    return isinstance(v, TYPES[t])


def faults(v, s, schemas, at='$'):
    """What is wrong with v by schema s: the part of JSON Schema that openapi/schemas.json uses."""
    if '$ref' in s:
        return faults(v, schemas[s['$ref'].rsplit('/', 1)[1]], schemas, at)
    if 'anyOf' in s:
        tries = [faults(v, one, schemas, at) for one in s['anyOf']]
        return min(tries, key=len)
    types = s.get('type', [])
    types = [types] if isinstance(types, str) else types
    if types and not any(is_type(v, t) for t in types):
        return [f'{at}: {v!r:.60} is not {types}']
    if 'enum' in s and v not in s['enum']:
        return [f'{at}: {v!r:.60} is none of {s["enum"]}']
    if 'pattern' in s and isinstance(v, str) and not re.search(s['pattern'], v):
        return [f'{at}: {v!r:.60} does not fit {s["pattern"]}']
    bad = []
    if isinstance(v, dict):
        props = s.get('properties', {})
        bad += [f'{at}: {k} is missing' for k in s.get('required', []) if k not in v]
        for k, x in v.items():
            if k in props:
                bad += faults(x, props[k], schemas, f'{at}.{k}')
            elif s.get('additionalProperties') is False:
                bad.append(f'{at}: {k} is not described')
            elif isinstance(s.get('additionalProperties'), dict):
                bad += faults(x, s['additionalProperties'], schemas, f'{at}.{k}')
    if isinstance(v, list):
        for i, x in enumerate(v):
            one = s['prefixItems'][i] if i < len(s.get('prefixItems', [])) else s.get('items')
            bad += faults(x, one, schemas, f'{at}[{i}]') if one else []
    return bad
