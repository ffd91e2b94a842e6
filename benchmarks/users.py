#!/usr/bin/env python3
"""Many people at one desk at once: users.py PROGRAM [--users N] [--seconds N] [--think S] [--writes SHARE] [--db URL].

Everybody has signed in before the clock starts and holds a session with a page's stream of events, or a token;
asks, thinks, asks; a page also asks for its board again when somebody else's commit is told, as the real one
does. Prints requests, errors, quantiles and the server's memory; ends with 1 if anything was answered wrongly.
One process: its own waiting is in the figures."""
import argparse
import asyncio
import collections
import gc
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time

PASSWORD = 'correct horse battery'
HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROVINCES = [f'{n}0000' for n in (11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50,
                                  51, 52, 53, 54, 61, 62, 63, 64, 65)]
PERIODS = ['2021-09', '2021-08', '2021-06', '2020-12', '2019-12']
NO_WRITERS = {'viewer', 'leader', 'statistics'}
INDICATORS = ['gdp', 'thermal_power', 'retail_sales', 'fai', 'power_generation']


class Failed(Exception):
    pass


class Line(asyncio.Protocol):
    """A kept connection with one question at a time."""

    def __init__(self):
        self.buf = bytearray()
        self.answer = None
        self.heard = None  # of a stream: called with each piece

    def connection_made(self, transport):
        self.t = transport

    def data_received(self, data):
        if self.heard:
            self.heard(data)
            return
        self.buf += data
        end = self.buf.find(b'\r\n\r\n')
        if end < 0 or self.answer is None or self.answer.done():
            return
        head = bytes(self.buf[:end])
        m = re.search(rb'(?i)content-length: (\d+)', head)
        n = int(m.group(1)) if m else 0
        if len(self.buf) >= end + 4 + n:
            body = bytes(self.buf[end + 4:end + 4 + n])
            del self.buf[:end + 4 + n]
            self.answer.set_result((int(head[9:12]), head, body))

    def connection_lost(self, exc):
        if self.answer and not self.answer.done():
            self.answer.set_exception(Failed(f'connection lost {exc}'))


class Desk:
    def __init__(self, port):
        self.port, self.lines, self.spans = port, [], collections.defaultdict(list)
        self.errors, self.counting, self.commits, self.late = [], False, 0, []

    async def connect(self):
        loop = asyncio.get_running_loop()
        return (await loop.create_connection(Line, '127.0.0.1', self.port))[1]

    async def ask(self, user, what, method, path, body=None, want=(200, 304)):
        if user.line is None or user.line.t.is_closing():
            user.line = await self.connect()
        line = user.line
        head = f'{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nAccept-Encoding: gzip\r\n{user.auth}'
        tag = user.tags.get(path) if method == 'GET' else None
        head += f'If-None-Match: {tag}\r\n' if tag else ''
        data = body.encode() if body else b''
        head += f'Content-Length: {len(data)}\r\n' if method != 'GET' else ''
        line.answer = asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        line.t.write(head.encode() + b'\r\n' + data)
        try:
            status, head, body = await asyncio.wait_for(line.answer, 60)
        except (Failed, asyncio.TimeoutError) as e:
            self.errors.append((what, path, repr(e)))
            line.t.close()
            return 0, b''
        if self.counting:
            self.spans[what].append(time.perf_counter() - began)
        if status not in want:
            self.errors.append((what, method, path, status, body[:200]))
        m = re.search(rb'(?i)etag: (\S+)', head)
        if m and method == 'GET':
            if len(user.tags) > 20:
                user.tags.clear()
            user.tags[path] = m.group(1).decode()
        return status, body

    async def enter(self, path, body):
        """What a browser sends from then on."""
        line = await self.connect()
        line.answer = asyncio.get_running_loop().create_future()
        text = json.dumps(body)
        line.t.write((f'POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nContent-Length: {len(text)}\r\n\r\n{text}').encode())
        status, head, data = await line.answer
        line.t.close()
        if status != 200:
            sys.exit(f'{path}: {data}')
        cookie = re.search(rb'diaodu_session=\w+', head).group(0).decode()
        return f'Cookie: {cookie}\r\nOrigin: http://127.0.0.1:{self.port}\r\n'

    async def watch(self, until):
        """How late this process itself comes to its turn."""
        while time.monotonic() < until:
            began = time.perf_counter()
            await asyncio.sleep(.005)
            self.late.append(max(0, time.perf_counter() - began - .005))

    async def call(self, method, path, body=None, auth=''):
        """Before the clock starts: an answer, whole."""
        one = User(self, auth, None, False)
        status, data = await self.ask(one, 'set up', method, path, json.dumps(body) if body is not None else None)
        one.line.t.close()
        return status, data


class User:
    def __init__(self, desk, auth, area, writes):
        self.desk, self.auth, self.area, self.writes = desk, auth, area, writes
        self.line, self.tags, self.stream, self.shown, self.busy = None, {}, None, None, asyncio.Lock()

    def board(self):
        self.shown = f'/api/v1/board?area={self.area or random.choice(PROVINCES)}&period={random.choice(PERIODS)}'
        return self.shown

    def action(self):
        a = self.area or random.choice(PROVINCES)
        i, p = random.choice(INDICATORS), random.choice(PERIODS)
        pick = random.random()
        if pick < .45:
            return [('board', self.board()), ('desk', '/api/v1/desk'), ('areas', f'/api/v1/areas/{a}')]
        if pick < .62:
            return [('series', f'/api/v1/series?area={a}&indicator={i}'),
                    ('rank', f'/api/v1/rank?parent=000000&indicator={i}&period={p}'),
                    ('trend', f'/api/v1/trend?area={a}&indicator={i}&period={p}')]
        if pick < .72:
            return [('why', f'/api/v1/board?area={a}&period={p}&indicator=gdp&why=growth'),
                    ('versions', f'/api/v1/versions?area={a}&indicator=gdp&period={p}')]
        if pick < .82:
            w = random.choice(['gdp', 'gyzjz', 'fdl'])
            return [('search', f'/api/v1/search?q={w[:n]}') for n in range(1, len(w) + 1)]
        if pick < .92:
            return [('owed', f'/api/v1/owed?area={a}&period={p}'), ('arrears', f'/api/v1/arrears?area={a}&period={p}'),
                    ('targets', f'/api/v1/targets?area={a}&period={p}')]
        if pick < .97:
            return [('export', f'/api/v1/export/observations?area={a}&indicator=gdp')]
        return [('document', f'/api/v1/reports/bulletin?area={a}&period={p}&format=docx')]

    async def write(self):
        a = self.area or random.choice(PROVINCES)
        body = {'area': a, 'indicator': 'gdp', 'period': random.choice(PERIODS), 'cause': 'market', 'side': 'mixed',
                'text': f'load {random.random()}', 'reason': 'load'}
        await self.desk.ask(self, 'write', 'POST', '/api/v1/cause', json.dumps(body))
        self.desk.commits += 1

    async def live(self, until, think, share):
        await asyncio.sleep(random.random() * think)
        while time.monotonic() < until:
            async with self.busy:
                if self.writes and random.random() < share:
                    await self.write()
                else:
                    for what, path in self.action():
                        await self.desk.ask(self, what, 'GET', path)
            await asyncio.sleep(random.uniform(.4, 1.6) * think)

    # the page's stream
    async def listen(self):
        line = self.stream = await self.desk.connect()
        self.first = True
        line.heard = self.hear
        line.t.write(f'GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1:{self.desk.port}\r\n{self.auth}\r\n'.encode())

    def hear(self, data):
        if data.startswith(b'HTTP/1.1') and not data.startswith(b'HTTP/1.1 200'):
            self.desk.errors.append(('events', data[:200]))
        m = re.search(rb'"spread":(\d+)', data)
        if b'event: snapshot' in data and not self.first:
            asyncio.get_running_loop().call_later(random.random() * (int(m.group(1)) if m else 0) / 1000, self.again)
        self.first = self.first and b'event: snapshot' not in data

    def again(self):
        if self.shown and self.desk.counting and not self.busy.locked():
            asyncio.ensure_future(self.look())

    async def look(self):
        async with self.busy:
            await self.desk.ask(self, 'board again', 'GET', self.shown)


def run(*args):
    p = subprocess.run(args, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if p.returncode:
        sys.exit(f'{args}: {p.stderr.decode()}')
    return p.stdout.decode()


async def people(desk, link, n):
    """n users: of one account a province and some of the whole desk; four of five with a page, the others a token."""
    kinds = [('p' + a, 'principal', a) for a in PROVINCES] + [(f'w{i}', r, None) for i, r in enumerate(
        ['leader', 'viewer', 'planning', 'statistics', 'leader'])]
    kinds = kinds[:max(2, n // 2)] if n < 2 * len(kinds) else kinds
    page = await desk.enter('/api/v1/link', {'link': link, 'password': PASSWORD})
    rights = [{'subject': f'user:{login}', 'role': r, 'area': a} for login, role, area in kinds
              for r, a in [(role, area or '')] + [('ranks', '')] * bool(area)]
    await desk.call('POST', '/api/v1/rows/grants', {'rows': rights, 'reason': 'load'}, page)
    for login, _, _ in kinds:
        made = json.loads((await desk.call('POST', '/api/v1/accounts', {'login': login, 'action': 'add'}, page))[1])
        await desk.enter('/api/v1/link', {'link': made['link'], 'password': PASSWORD})
    room = asyncio.Semaphore(4)

    async def come_in(i):
        login, role, area = kinds[i % len(kinds)]
        async with room:
            page = await desk.enter('/api/v1/session', {'login': login, 'password': PASSWORD})
            if i % 5:
                return User(desk, page, area, role not in NO_WRITERS)
            made = await desk.call('POST', '/api/v1/account/tokens', {'name': f'load {i}', 'days': '1'}, page)
            return User(desk, f'Authorization: Bearer {json.loads(made[1])["token"]}\r\n', area, role not in NO_WRITERS)

    users = await asyncio.gather(*(come_in(i) for i in range(n)))
    for i, user in enumerate(users):
        if i % 5:
            await user.listen()
    return users


def resident(pid):
    with open(f'/proc/{pid}/status', encoding='ascii') as f:
        return int(re.search(r'VmRSS:\s+(\d+)', f.read()).group(1)) / 1024


def busy(pid):
    """Seconds of processor the server has taken."""
    with open(f'/proc/{pid}/stat', encoding='ascii') as f:
        return sum(map(int, f.read().rsplit(')', 1)[1].split()[11:13])) / os.sysconf('SC_CLK_TCK')


def quantile(list_, q):
    return sorted(list_)[min(len(list_) - 1, int(q * len(list_)))] * 1000 if list_ else float('nan')


async def main(o, port, pid, link):
    desk = Desk(port)
    began = time.monotonic()
    users = await people(desk, link, o.users)
    print(f'{o.users} users have signed in within {time.monotonic() - began:.0f} s, {sum(u.stream is not None for u in users)} '
          f'with a page\'s stream; each thinks {o.think:g} s, {o.writes:.1%} of what they do is a write', flush=True)
    gc.freeze()
    gc.disable()
    until = time.monotonic() + o.seconds
    desk.counting = True
    lives = [asyncio.ensure_future(u.live(until, o.think, o.writes)) for u in users]
    lives.append(asyncio.ensure_future(desk.watch(until)))
    memory, began, cpu = [], time.monotonic(), busy(pid)
    while time.monotonic() < until:
        await asyncio.sleep(min(max(o.seconds / 10, 1), max(until - time.monotonic(), .01)))
        memory.append(resident(pid))
    await asyncio.gather(*lives)
    desk.counting = False
    await asyncio.sleep(.2)
    took, cpu = time.monotonic() - began, busy(pid) - cpu
    every = [x for v in desk.spans.values() for x in v]
    print(f'{len(every)} answers in {took:.0f} s, {len(every) / took:.0f} a second, {desk.commits} commits; {len(desk.errors)} errors')
    print(f'{"":14} {"n":>8} {"p50 ms":>8} {"p95 ms":>8} {"p99 ms":>8} {"max ms":>8}')
    for name, v in sorted(desk.spans.items(), key=lambda x: -len(x[1])) + [('all', every)]:
        print(f'{name:14} {len(v):8} {quantile(v, .5):8.1f} {quantile(v, .95):8.1f} {quantile(v, .99):8.1f} {quantile(v, 1):8.1f}')
    print(f'{"(the asker)":14} {len(desk.late):8} {quantile(desk.late, .5):8.1f} {quantile(desk.late, .95):8.1f} '
          f'{quantile(desk.late, .99):8.1f} {quantile(desk.late, 1):8.1f}   late by itself, which is in the figures above')
    print(f'the server took {cpu:.1f} s of processor, {cpu / max(len(every), 1) * 1000:.2f} ms an answer; '
          f'load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores')
    print('resident MB:', ' '.join(f'{m:.0f}' for m in memory))
    for e in desk.errors[:5]:
        print('error:', e)
    return not desk.errors and len(every) > 0


def serve(o, folder):
    db = o.db
    if not db:
        db = os.path.join(folder, 'demo.db')
        run(os.path.join(HERE, 'data/load.sh'), o.program, db)
    link = re.search(r'dl_\w+', run(o.program, 'user', 'add', 'first', '--name', 'First', '--db', db)).group(0)
    run(o.program, 'role', 'grant', 'user:first', 'admin', '--db', db)
    p = subprocess.Popen([o.program, 'serve', '--db', db, '--listen', '127.0.0.1:0'], stderr=subprocess.PIPE)
    m = re.search(rb':(\d+)/', p.stderr.readline())
    if not m:
        sys.exit('the server does not start')
    return link, p, int(m.group(1))


if __name__ == '__main__':
    a = argparse.ArgumentParser()
    a.add_argument('program')
    a.add_argument('--users', type=int, default=500)
    a.add_argument('--seconds', type=float, default=600)
    a.add_argument('--think', type=float, default=5)
    a.add_argument('--writes', type=float, default=.01)
    a.add_argument('--db', default='')
    options = a.parse_args()
    options.program = os.path.abspath(options.program)
    random.seed(1)
    with tempfile.TemporaryDirectory() as tmp:
        way_in, server, where = serve(options, tmp)
        good = False
        try:
            good = asyncio.run(main(options, where, server.pid, way_in))
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)
    sys.exit(not good)
