#!/usr/bin/env bash
# Acts of handing in killed at random moments: each is done whole or not at all; what was acknowledged is there,
# once, in what was done and in the chain; the forecasts are those of the last acceptance. On SQLite and PostgreSQL.
. "$DIAODU_ROOT/tests/crash/lib.sh"

cat >story.py <<'PY'
"""write URL ACK: one act after the other, for ever; each is appended to ACK when it was acknowledged.
check URL ACK: what the acknowledged ones left."""
import csv
import datetime
import io
import json
import os
import subprocess
import sys

verb, url, ack = sys.argv[1:]
today = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=8)).date()
PERIOD = today.strftime('%Y-%m')
KEY = ['--form', 'yj', '--org', 'hc', '--period', PERIOD]


def run(*args):
    p = subprocess.run(['diaodu', *args, '--db', url], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if p.returncode:
        raise SystemExit(f'{args}: {p.stderr.decode()}')
    return p.stdout.decode()


def now():
    return json.loads(run('filing', *KEY, '--format', 'json'))


def rows(table, *more):
    return list(csv.DictReader(io.StringIO(run('export', table, *more))))


def write():
    s = now()
    with open(ack, 'a', encoding='utf-8') as out:
        for n in range(10 ** 6):
            act = {'submitted': 'sign', 'signed': 'accept', 'accepted': 'reopen'}.get(s['state'])
            if not act:
                act = 'submit' if n % 2 and all(c['level'] for c in s['cells']) else 'save'
            if act == 'save':
                with open('fill.csv', 'w', encoding='utf-8') as f:
                    f.write('area,indicator,level,growth\n')
                    for c in s['cells']:
                        f.write(f'520303,{c["indicator"]},{100 + s["version"]}.5,5\n')
                s = json.loads(run('filing', 'save', 'fill.csv', *KEY, '--format', 'json'))
            else:
                s = json.loads(run('filing', act, *KEY, '--format', 'json', *(['--note', '数据有变'] if act == 'reopen' else [])))
            out.write(f'{s["version"]} {act}\n')
            out.flush()


def check():
    s = now()
    with open(ack, encoding='utf-8') as f:
        told = [line.split() for line in f if line.endswith('\n')]
    done = [(str(a['version']), a['act']) for a in s['acts']]
    assert len(done) == len(set(done)), 'an act stands twice'
    acts = [tuple(t) for t in told if t[1] != 'save']
    assert not set(acts) - set(done), f'lost: {set(acts) - set(done)}'
    assert s['version'] >= int(told[-1][0] if told else 0), 'a save is lost'
    chain = [r['action'] for r in rows('commits') if r['action'] in ('submit', 'sign', 'accept', 'reopen')]
    assert chain == [a for _, a in done], 'the chain tells another story'
    forecasts = {r['indicator']: float(r['level']) for r in rows('observations', '--kind', 'forecast')}
    if s['state'] in ('accepted', 'submitted', 'signed', 'returned') and 'accept' in chain:
        assert len(forecasts) == len(s['cells']), 'half an acceptance'
    if s['state'] == 'accepted':
        assert forecasts == {c['indicator']: float(c['level']) for c in s['cells']}, 'other forecasts'
    if 'accept' not in chain:
        assert not forecasts, 'forecasts of nothing accepted'
    run('audit', 'verify')
    # more than was told may have been done once: between the deed and the word
    known = {tuple(t) for t in told}
    with open(ack, 'a', encoding='utf-8') as out:
        late = [d for d in done if d not in known]
        assert len(late) <= 1, f'done without a word: {late}'
        for v, a in late:
            out.write(f'{v} {a}\n')


{'write': write, 'check': check}[verb]()
PY

desk() { # URL
    diaodu init --home 520300 --db "$1" >/dev/null
    printf 'code,name,kind,area\nhc,汇川区,,520303\n' >orgs.csv
    printf 'code,name,kind,indicators,frequency,due_day,steps\nyj,预计,forecast,deposits;loans;budget_revenue;tax_revenue,M,31,1\n' >forms.csv
    printf 'form,org,area\nyj,hc,520303\n' >form_units.csv
    for t in orgs forms form_units; do diaodu import "$t" "$t.csv" --db "$1" --yes >/dev/null; done
    : >"$2"
}

desk here.db sqlite.ack
kills "handing in sqlite" "$(share 25)" 1500 'python3 story.py check here.db sqlite.ack' \
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
kills "handing in postgresql" "$(share 15)" 2500 \
    '{ ((RANDOM % 4)) || { pg.sh kill pg && pg.sh again pg; }; } && python3 story.py check "$url" pg.ack' \
    python3 story.py write "$url" pg.ack
