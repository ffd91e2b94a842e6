#!/usr/bin/env bash
# The demo's reporting round: units in every state, people of each role who can sign in, once.
. "$TESTLIB"
export DIAODU_DB=r.db DIAODU_LANG=zh
diaodu init --demo >/dev/null
diaodu import "$DIAODU_ROOT/data/demo/00_indicators.csv" --reason test >/dev/null
ends 'the round is made' 0 "$DIAODU_ROOT/data/round.sh" "$DIAODU" r.db
mv out.txt said.txt
rows() { diaodu filings --format csv | python3 -c "
import csv, sys
print(' '.join(sorted(r['org'][5:] + ':' + r['state'] + ':' + r['timeliness'] for r in csv.DictReader(sys.stdin) if r['form'] == '$1')))"; }
is 'one round at work' 'gz:accepted:on_time hz:returned:on_time sg:submitted:not_due sz:signed:on_time zj:draft:not_due' rows demo_month
is 'one past its day: late, unsigned, missing' 'gz:signed:late sg:draft:missing sz:submitted:unsigned' rows demo_market
is 'every form says that it is made up' 2 bash -c 'diaodu export forms | grep -c "示例：数字为演示编造"'
is 'people of each role' 'checker leader office planning principal ranks reporter sector statistics viewer' \
    bash -c "sed -n 's/^  [a-z-]* *[a-zA-Z0-9]\{12\} *\([a-z]*\) .*/\1/p' said.txt | sort -u | xargs"
signs_in() { # LOGIN PASSWORD
    python3 - "$1" "$2" <<'PY'
import http.client, json, re, subprocess, sys
p = subprocess.Popen(['diaodu', 'serve', '--db', 'r.db', '--listen', '127.0.0.1:0'], stderr=subprocess.PIPE)
port = int(re.search(r':(\d+)/', next(l for l in map(bytes.decode, p.stderr) if 'http' in l)).group(1))
c = http.client.HTTPConnection('127.0.0.1', port)
c.request('POST', '/api/v1/session', json.dumps({'login': sys.argv[1], 'password': sys.argv[2]}),
          {'Content-Type': 'application/json'})
print(c.getresponse().status)
p.terminate()
p.wait()
PY
}
read -r login password _ < <(grep '^  gz-head' said.txt)
is 'they sign in' 200 signs_in "$login" "$password"
is 'not without the password' 401 signs_in "$login" "${password}x"
before=$(diaodu user list --format csv | sha256sum)
is 'again it leaves all as it was' '' "$DIAODU_ROOT/data/round.sh" "$DIAODU" r.db
is 'the accounts too' "$before" bash -c 'diaodu user list --format csv | sha256sum'
