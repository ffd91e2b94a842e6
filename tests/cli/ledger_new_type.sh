#!/usr/bin/env bash
# The worked example of docs/ledgers.md does what it says: a type of one's own, without a rebuild.
export DIAODU_DB=try.db DIAODU_LANG=zh TZ=Asia/Shanghai
. "$TESTLIB"
python3 - "$DIAODU_ROOT/docs/ledgers.md" <<'P'
import json, re, sys
first, more = re.findall(r'```json\n(.*?)```', open(sys.argv[1], encoding='utf-8').read(), re.S)[:2]
open('appeal.json', 'w', encoding='utf-8').write(first)
open('more.json', 'w', encoding='utf-8').write(json.dumps({**json.loads(first), **json.loads(more)}, ensure_ascii=False))
open('wrong.json', 'w', encoding='utf-8').write(first.replace('"kind": "area"', '"kind": "place"'))
P
y=$(date +%Y)
diaodu init --demo >/dev/null
has 'a fault is named with its place' 'fields[3].kind' diaodu ledger define wrong.json
ends 'it is defined' 0 diaodu ledger define appeal.json
has 'it stands among the others' 企业诉求 diaodu ledger
ends 'a row' 0 diaodu ledger appeal add enterprise=示例公司 matter=用地指标 kind=用地 area=贵阳市
has 'with the next code' "SQ-$y-0001" diaodu ledger appeal list
ends 'is answered' 0 diaodu ledger appeal move "SQ-$y-0001" reply answer=已纳入三季度计划
has 'and not closed without evidence' proof bash -c "diaodu ledger appeal show SQ-$y-0001 --format json"
ends 'nor moved' 1 diaodu ledger appeal move "SQ-$y-0001" close score=5
ends 'more of it' 0 diaodu ledger define more.json
has 'the row stays' 示例公司 diaodu ledger appeal list
has 'and is summed up' '"n":1' diaodu ledger appeal summary units --format json
ends 'the past is not written' 1 diaodu ledger appeal set "SQ-$y-0001" matter=改 --as-of "$(date +%Y-%m-%dT%H:%M:%S%:z)"
printf 'enterprise,matter,kind,area\n导入公司,用电,用地,贵阳市\n' >in.csv
ends 'a file of rows' 0 diaodu import ledger:appeal in.csv --reason r
ends 'is not taken back without a word' 1 diaodu import in.csv --withdraw --reason r
has 'its rows stand' 导入公司 diaodu ledger appeal list
