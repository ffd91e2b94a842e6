#!/usr/bin/env bash
# The made-up prefecture: adds up, leaves real rankings alone, and shows the unmasked facts of the requirements (T5-T8, T10-T14,
# T16, T17, T20, F37, F39, F49, F53, F54, R20).
export DIAODU_DB=desk.db DIAODU_LANG=zh TZ=Asia/Shanghai
. "$TESTLIB"
y=$(date +%Y)
diaodu init --demo >/dev/null
diaodu user add boss >/dev/null # with accounts rights hold, for the steps of the load too
"$DIAODU_ROOT/data/prefecture/load.sh" "$(command -v diaodu)" desk.db >out 2>&1 && echo 'ok it loads' || { cat out; echo 'not ok it loads'; }
commits() { diaodu export observations ledger:task 2>/dev/null | sha256sum; }
before=$(commits)
"$DIAODU_ROOT/data/prefecture/load.sh" "$(command -v diaodu)" desk.db >out 2>&1 && [[ ! -s out && $(commits) == "$before" ]] &&
    echo 'ok a second time does nothing' || { cat out; echo 'not ok a second time does nothing'; }

# ---- figures ----
mkdir made && python3 "$DIAODU_ROOT/data/prefecture/make.py" made && diff -r made "$DIAODU_ROOT/data/prefecture/tables" >out &&
    echo 'ok the tables are what the program beside them makes' || { head out; echo 'not ok the tables are what the program beside them makes'; }
mkdir pro
python3 -B "$DIAODU_ROOT/data/prefecture/projects.py" pro
(cd pro && find . -type f | while read -r f; do cmp "$f" "$DIAODU_ROOT/data/prefecture/$f" || echo "$f"; done) >out 2>&1
[[ ! -s out ]] && echo 'ok and so are the projects' || { head out; echo 'not ok and so are the projects'; }
cat >adds.py <<'P'
import csv, sys
from collections import defaultdict
whole, parts, off = {}, defaultdict(float), []
kept = 'income_urban income_rural'.split()
for r in csv.DictReader(open(sys.argv[1], encoding='utf-8')):
    if not r['level'] or r['indicator'] in kept:
        continue
    key = r['indicator'], r['period']
    if r['area'] == '990100':
        whole[key] = float(r['level'])
    elif r['area'].startswith('9901'):
        parts[key] += float(r['level'])
off = [k for k, v in parts.items() if abs(whole[k] - v) > .005]
print(len(parts) > 300 and not off, off[:3])
P
is 'counties, the new area and 市本级 add up to the prefecture' 'True []' python3 adds.py "$DIAODU_ROOT"/data/prefecture/tables/10_observations.csv
board() { diaodu board --area 990100 --period "$1" --indicator "$2" --format json | python3 -c 'import json,sys
r = json.load(sys.stdin)["rows"][0]
print(*[r[k] for k in sys.argv[1:]])' "${@:3}"; }
is 'general budget revenue falls by 8.89 percent' -8.89 board 2026-02 budget_revenue growth
is 'while total revenue rises by 6.63' 6.63 board 2026-02 fiscal_revenue growth
is 'its target is 15 percent' 15 board 2026-02 budget_revenue target_growth
has 'four counties rise, ten fall' '下降：10' diaodu rank --indicator budget_revenue --parent 990100 --period 2026-02 --by growth
is 'retail sales grow fastest of fourteen' '1 14' board 2026-06 retail_sales rank_growth ranked
has 'investment is to reach 1600' 1600 diaodu board --area 990100 --period 2026-06 --indicator fai
is 'real rankings stay: 34 provinces' 34 bash -c 'diaodu rank --indicator gdp --parent 000000 --period 2021-12 --format json | python3 -c "import json,sys; print(len(json.load(sys.stdin)[\"rows\"]))"'

# ---- ledgers ----
sum() { # TYPE SUMMARY GROUP COLUMN…: of one group ("" = the total)
    diaodu ledger "$1" summary "$2" --format json | python3 -c 'import json,sys
d = json.load(sys.stdin)
r = [x for x in d["rows"] if sys.argv[1] in (x["group"], x["group_name"])][0] if sys.argv[1] else d["total"]
print(*[round(r[k], 2) if isinstance(r[k], float) else r[k] for k in sys.argv[2:]])' "${@:3}"
}
row() { # TYPE CODE FIELD…
    diaodu ledger "$1" show "$2" --format json | python3 -c 'import json,sys
r = json.load(sys.stdin)["row"]
print(*[r[k] for k in sys.argv[1:]])' "${@:3}"
}
is 'T11: nine livelihood commitments of the province' 9 sum livelihood sources province n
is 'T11: seven of the city' 7 sum livelihood sources city n
is 'T11: sixteen' 16 sum livelihood sources '' n
is 'T13: the three named cases are under review' '3' bash -c "diaodu ledger library_unit list --view applied --format json | python3 -c 'import json,sys
print(sum(any(n in r[\"name\"] for n in (\"甬金\", \"索通\", \"中鹏\")) for r in json.load(sys.stdin)[\"rows\"]))'"
is 'T14: 33 clauses from above, 31 covered' '33 31' sum policy_upstream aspects '' n covered
is 'T14: 55 local measures' 55 sum policy_measure tools '' n
is 'F54: what is paid of what is due' 100.0 bash -c "$(declare -f sum); sum policy_measure tools refund rate | sed 's/^100$/100.0/'"
is 'F49: 21 March to 20 April are 31 days' 31 row campaign CX-2026-001 length
is 'F49: sales per yuan, price, uplift' '51.2 12 23.9' row campaign CX-2026-001 per_yuan price uplift
net() { diaodu ledger library_unit list --limit 100 --format json | python3 -c 'import json,sys
y, rows = sys.argv[1], json.load(sys.stdin)["rows"]
new, out = (sum((r[f] or "").startswith(y) for r in rows) for f in ("entered_on", "exit_on"))
print(new, out, new - out)' "$y"; }
is 'F39: entered, left and net of the year' "$(net)" sum library_unit net '' new exited net
is 'M64: three exits, two of them keep their base' '3 2' sum library_unit exits '' n kept
printf '编号,单位名称,县区,入库标准,类型\nT1,示例商店,枫桥区（示例）,BZ-004,规下转规上\n' >unit.csv
diaodu import ledger:library_unit unit.csv >out 2>&1 || cat out
printf 'type,code,field,period,actual\n' >months.csv
for m in 01 02 03 04; do echo "library_unit,T1,revenue,2026-$m,90" >>months.csv; done
diaodu import ledger_series months.csv >out 2>&1 || cat out
is 'F40: 360 of 500 by April is 500 in June' '140 72 2026-06' row library_unit T1 gap rate reach_month
is 'R20: a new unit adds its value over the base' 0.068 row library_unit "PY-$y-0002" effect
is 'R20: one that grows more slowly than the whole pulls it down' -0.027 row library_unit "PY-$y-0010" effect
is 'M64: an exit that keeps its base drags' -0.031 row library_unit "PY-$y-0019" drag
is 'M64: one that does not keep it drags nothing' 0 row library_unit "PY-$y-0020" drag
is 'M65: a suspect that is in the library is no suspect' '1 False' row omission_suspect "YS-$y-0007" in_library suspect
is 'M132: nine departments made no visit this quarter' 9 bash -c 'diaodu ledger liaison summary missing --format json | python3 -c "import json,sys; print(len(json.load(sys.stdin)[\"rows\"]))"'
is 'M133: the rule works the reward out' '9 3.6' bash -c "$(declare -f row); echo \$(row funds_won ZJ-$y-0001 reward) \$(row funds_won ZJ-$y-0002 reward)"
is 'M9: eleven problems left' 11 sum inspection_item readiness '示例：省级生态环保督察“回头看”' left
is 'M3: promises against figures: one kept, three missed' '1 3' sum promise units '' kept missed
is 'M1: two decisions of the meeting have no task' 2 row meeting "HY-$y-001" untasked
is 'a decision that was assigned knows its task' "$(diaodu ledger task list --q 逐户研究停产企业复工方案 --format json | python3 -c 'import json,sys; print(json.load(sys.stdin)["rows"][0]["code"])')" row decision "YD-$y-0001" task
is 'F53: three of the issued tasks are closed' 3 sum task units '' closed
ends 'a task cannot be finished without evidence' 1 diaodu task move "RW-$y-0004" finish
ends 'nor closed by who finished it' 1 diaodu task move "RW-$y-0007" close review=同意 --as yz-ndrc-clerk
ends 'a meeting with a decision that has no task cannot be closed' 1 diaodu ledger meeting move "HY-$y-004" close

# ---- projects ----
home=$DIAODU_ROOT/data/prefecture
is 'T7, T10: 449 projects, 230 of industry; 155 planned are 102 new and 53 continued, 62 started and 46 resumed, with a permit' \
    $'449 230 155 102 53 62 46 108\nTrue True\nTrue' python3 "$DIAODU_ROOT/tests/data/prefecture_projects.py" "$home"
is 'T10: not started and not resumed are 155 - (s + r)' '155 102 53 62 46 40 7' \
    sum project starts '' planned new continuing started resumed not_started not_resumed
is 'T6: 3453 公顷 wanted, 521.33 given: the gap, the share, in 亩' '2931.67 15.1 7819.95' row land_quota "ZD-$y-0001" gap rate quota_mu
found() { # TYPE QUERY FIELD…: the sums of numbers, else what stands there, of the rows that answer
    diaodu ledger "$1" list --limit 100 $2 --format json | python3 -c 'import json,sys
rows = json.load(sys.stdin)["rows"]
print(len(rows), *[round(sum(r[k] or 0 for r in rows), 4) for k in sys.argv[1:]])' "${@:3}"
}
is '80 亩 wait for approval' '1 5.3333 80' found land_quota '--q 80亩' need need_mu
is 'T7: 560 of industry in the year, 280 in half of it' '560 280' bash -c 'diaodu board --area 990100 --period 2026-06 --indicator investment_industry --format json |
    python3 -c "import json,sys; r = json.load(sys.stdin)[\"rows\"][0]; print(r[\"target_level\"], r[\"checkpoints\"][\"H1\"][\"target\"])"'
is 'T20: 16.1, 9 and 0.2509 are 25.3509' '3 25.3509 3' row start_batch KG-2026-003 projects total started
is 'T8: 20 of 10 亿元 do not count before it is signed' '0 200 running' row node_promise "JD-$y-010" achieved amount_rate verdict
diaodu ledger project move XM-2026-HEZU sign >out 2>&1 || cat out
is 'T8: and do then' '1 kept' row node_promise "JD-$y-010" achieved verdict
is 'T12: 6 + 14 + 10 bookrooms, 24 of them done' '3 30 24' found node_promise '--q 书屋' quantity achieved
is 'T12: 17 roads by 1 October' '17' sum node_promise dates "$y-10-01" promised
is 'T12: 6 parks, 30 bookrooms, 3 schools and one project by 31 December' "$((6 + 30 + 3 + 1 + 4))" sum node_promise dates "$y-12-31" promised
is 'T12: the lake road was done late' 'late 18' row node_promise "JD-$y-007" verdict overdue
is 'T12: fourteen projects' '14 14' row programme GC-2026-009 planned_number projects
is '34 of PPP in the reserve' 34 sum reserve_project directions ppp n
is 'eight bond projects are being built' 8 found bond_project '--view spending'
is 'the pool is 1034 for 1000, split among the leaders' '1034 1000 0' row bond_task "ZR-$y-001" pool split_sum split_gap
is 'M86: blocked by cause is blocked by department' "$(sum obstacle causes '' blocked)" sum obstacle departments '' blocked
is 'M84: two reminders without an answer are to be supervised' '2 2' row project XM-2026-LENG reminders unanswered
lit() { for v in "$@"; do found "${v% *}" "--view ${v#* }"; done | grep -vc '^0'; }
is 'there is always something red, slow, missing, late, due and promised' 15 lit 'project red' 'project slow' 'project not_started' \
    'project no_weekly' 'project push_lacking' 'obstacle late' 'obstacle joint' 'weekly carried' 'approval to_tell' 'approval second' \
    'factor_request order' 'land_quota approval' 'node_promise countdown' 'watch_list on' 'site_visit open'

# ---- rights ----
areas() { diaodu task list --limit 100 --as "$1" --format json | python3 -c 'import json,sys
print(*sorted({r["area"] or "" for r in json.load(sys.stdin)["rows"]}))'; }
is 'a county sees its own tasks' 990123 areas yz-c03-head
ends 'and not those of others' 2 diaodu task show "RW-$y-0009" --as yz-c03-head
ends 'a clerk reports what is theirs' 0 diaodu task move "RW-$y-0009" report percent=60 --note 推进中 --as yz-c01-clerk
ends 'and does not dispatch' 1 diaodu task move "RW-$y-0026" issue --as yz-park-clerk
