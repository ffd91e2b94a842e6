#!/usr/bin/env bash
# Writes to a ledger killed at random moments: each is there whole or not at all; what was acknowledged is there,
# once, with its file; no file lies there without the line that names it; the chain holds. On SQLite and PostgreSQL.
. "$DIAODU_ROOT/tests/crash/lib.sh"

cat >matter.json <<'JSON'
{"code":"matter","name":"事项","codes":"SX-{n5}","title":"title","fields":[
 {"code":"title","name":"名称","kind":"text","required":true},
 {"code":"amount","name":"金额","kind":"number"},
 {"code":"proof","name":"佐证","kind":"file","media":"txt"},
 {"code":"next","name":"后续","kind":"link","to":"matter"}],
 "stages":[{"code":"open","name":"在办"},{"code":"done","name":"办结","final":true}],
 "moves":[{"code":"end","name":"办结","from":["open"],"to":"done","needs":["proof"],
  "creates":{"type":"matter","link":"next","fields":{"title":"title + '的后续'"}}}],
 "series":[{"code":"paid","name":"支付","frequency":"M","actual":true}]}
JSON

cat >story.py <<'PY'
"""write URL ACK: one act after the other, for ever; each is appended to ACK when it was acknowledged.
check URL ACK: what the acknowledged ones left."""
import hashlib
import json
import subprocess
import sys

verb, url, ack = sys.argv[1:]
ACTS = ['add', 'set', 'file', 'comment', 'move']


def run(*args):
    p = subprocess.run(['diaodu', *args, '--db', url], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if p.returncode:
        raise SystemExit(f'{args}: {p.stderr.decode()}')
    return p.stdout.decode()


def ledger(*args):
    return json.loads(run('ledger', 'matter', *args, '--format', 'json'))


def rows():
    return {r['code']: r for r in ledger('list', '--limit', '1000')['rows']}


def act(code, n, what):
    """The card after it."""
    if what == 'add':
        return ledger('add', f'title=第{n}', f'amount={n}')
    if what == 'set':
        return ledger('set', code, f'amount={n}.5')
    if what == 'file':
        with open('proof.txt', 'w', encoding='utf-8') as f:
            f.write(f'proof {n}\n')
        return ledger('attach', code, 'proof', 'proof.txt')
    if what == 'comment':
        return ledger('comment', code, f'说{n}')
    return ledger('move', code, 'end')


def write():
    n = len(rows())
    with open(ack, 'a', encoding='utf-8') as out:
        while True:
            n += 1
            code = ''
            for what in ACTS:
                row = act(code, n, what)['row']
                code = row['code']
                out.write(f'{code} {row["version"]} {row["comments"]} {what}\n')
                out.flush()


def texts():
    """(commit, name, text) of every text by name."""
    if '://' in url:
        out = subprocess.run(['psql', '-qXtA', '-F', ' ', '-c',
                              "select commit_id, name, encode(body, 'hex') from commit_tables where name like '.%'", url],
                             check=True, stdout=subprocess.PIPE).stdout.decode()
        for line in out.splitlines():
            c, name, body = line.split(' ')
            yield int(c), name, bytes.fromhex(body)
        return
    import sqlite3
    db = sqlite3.connect(f'file:{url}?mode=ro', uri=True)
    for c, name, body in db.execute("select commit_id, name, body from commit_tables where name like '.%'"):
        yield c, name, body if isinstance(body, bytes) else body.encode()
    db.close()


def check():
    there = rows()
    with open(ack, encoding='utf-8') as f:
        told = [line.split() for line in f if line.endswith('\n')]
    best = {}
    for code, version, comments, what in told:
        best[code] = (int(version), int(comments), what)
    late = 0
    for code, (version, comments, what) in best.items():
        r = there[code]
        more = r['version'] + r['comments'] - version - comments
        assert more in (0, 1), f'{code}: {what} is lost or was done twice: {r}'
        late += more
        if what in ('file', 'comment', 'move'):
            assert len(r['proof']) == 1, f'{code}: its file is lost'
    acked = set(best)
    made = {r['next'] for r in there.values() if r['next']}
    alone = [c for c in there if c not in acked and c not in made]
    assert late + len(alone) <= 1, f'done without a word: {alone} {late}'
    for r in there.values():
        assert (r['stage'] == 'done') == bool(r['next']), f'half a move: {r}'
        assert not r['next'] or r['next'] in there, f'{r["code"]}: its follower is lost'
    lines, blobs = {}, {}
    for commit, name, body in texts():
        if name.startswith('.blob:'):
            assert name not in blobs, 'a file is stored twice'
            assert hashlib.sha256(body).hexdigest() == name[6:], 'other bytes'
            blobs[name] = commit
        elif name.startswith('.ledger:'):
            lines.setdefault(commit, b'')
            lines[commit] += body
    for name, commit in blobs.items():
        assert name[6:].encode() in lines.get(commit, b''), f'{name} has no line'
    named = {'.blob:' + f['hash'] for r in there.values() for f in r['proof']}
    assert named <= set(blobs), 'a line without its file'
    run('audit', 'verify')
    with open(ack, 'a', encoding='utf-8') as out:  # done between the deed and the word
        for code, r in there.items():
            if code in alone or (code in best and r['version'] + r['comments'] != sum(best[code][:2])):
                what = 'move' if r['stage'] == 'done' else 'file' if r['proof'] else 'set'
                out.write(f'{code} {r["version"]} {r["comments"]} {what}\n')


{'write': write, 'check': check}[verb]()
PY

desk() { # URL
    diaodu init --home 520300 --db "$1" >/dev/null
    diaodu ledger define matter.json --db "$1" >/dev/null
    : >"$2"
}

desk here.db sqlite.ack
kills "ledger sqlite" "$(share 25)" 1500 'python3 story.py check here.db sqlite.ack' \
    python3 story.py write here.db sqlite.ack
if ! pg.sh have 2>/dev/null; then
    echo "skip postgresql # not installed"
    exit
fi
mkdir pg
url=$(PG_FSYNC=on pg.sh start pg)
trap 'pg.sh stop pg' EXIT
desk "$url" pg.ack
# Every fourth time the server dies as well.
kills "ledger postgresql" "$(share 15)" 2500 \
    '{ ((RANDOM % 4)) || { pg.sh kill pg && pg.sh again pg; }; } && python3 story.py check "$url" pg.ack' \
    python3 story.py write "$url" pg.ack
