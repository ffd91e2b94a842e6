#!/usr/bin/env bash
# A real ledger of another country, worked with: 13,638 phases of school projects in New York, in a type defined by one file. Codes that
# stand where dates should are refused and counted, not guessed.
export DIAODU_DB=nyc.db DIAODU_LANG=en TZ=Asia/Shanghai
. "$TESTLIB"
file=$DIAODU_ROOT/../shared/data/nyc_school_capital_projects/projects.csv
[[ -f $file ]] || { echo 'skip the New York ledger # no ../shared/data/nyc_school_capital_projects'; exit; }
python3 - "$file" <<'P'
import csv, sys
rows = list(csv.DictReader(open(sys.argv[1], encoding='utf-8')))
def write(name, rows, back):
    with open(name, 'w', newline='', encoding='utf-8') as f:
        w = csv.writer(f, lineterminator='\n')
        names = [n for n in rows[0] if not (back and n == 'planned_end_code')]
        w.writerow([{'row': 'code', 'status': 'stage'}.get(n, n) for n in names])
        for r in rows:  # with the codes where the city's file has them
            if back and r['planned_end_code']:
                r = {**r, 'planned_end': r['planned_end_code']}
            w.writerow([r[n] for n in names])
write('phases.csv', rows, False)
write('as_published.csv', rows, True)
P
diaodu init >out || cat out
ends 'a type by one file, without a rebuild' 0 diaodu ledger define "$DIAODU_ROOT/tests/data/nyc_phase.json"

# ---- as it is published: codes among the dates ----
ends 'codes are no dates' 1 diaodu import ledger:phase as_published.csv --reason r
cp err.txt said.txt
is 'said in a few lines' yes bash -c '[[ $(wc -l <said.txt) -le 16 ]] && echo yes || cat said.txt'
for code in PNS:4607 IEH:789 DOES:747 DOER:633 DIIR:392 FTK:352 EMER:121 DIIT:53 DOEL:44 TPL:5 DOEP:5; do
    has "${code%:*}: how often, in which column" "column planned_end “${code%:*}” “Planned end” is no date: “${code%:*}” (such as 2024-06-18) (${code#*:} times: line " cat said.txt
done
has 'and where' '(4607 times: line ' cat said.txt
has 'all of them' '7748 of its rows cannot be taken, so nothing was imported' cat said.txt
has 'nothing is there' '"total":0' diaodu ledger phase list --format json
ends 'the rest is taken' 1 diaodu import ledger:phase as_published.csv --reason r --partial
has 'row by row' '5890 new, 0 changed, 0 as they stood, 7748 refused' cat out.txt
is 'the others can be mended' 7749 bash -c 'wc -l <as_published.csv.rejected.csv'
has 'with the reason beside each' 'is no date: “PNS”' tail -1 as_published.csv.rejected.csv
has 'no day was made up' '"total":0' diaodu ledger phase list --where 'present(planned_end) and present(no_date)' --format json

# ---- with the codes in a column of their own ----
ends 'the whole ledger' 0 diaodu import ledger:phase phases.csv --reason r
is '13,638 phases' 13638 bash -c "diaodu ledger phase list --limit 1 --format json | python3 -c 'import json, sys; print(json.load(sys.stdin)[\"total\"])'"
count() { diaodu ledger phase list --where "$1" --limit 1 --format json | python3 -c 'import json, sys; print(json.load(sys.stdin)["total"])'; }
total() { diaodu ledger phase summary "$1" --format json | python3 -c 'import json, sys; t = json.load(sys.stdin)["total"]; print(*(round(t[k], 2) for k in sys.argv[1:]))' "${@:2}"; }
is 'budget and estimate, more than 10 % over' '7350 1787' total overrun n over
is 'planned and actual end, late' '3448 1636' total late n late
is 'planned to end before it began: three, in red' '3 3' bash -c "diaodu ledger phase list --where backwards --format json | python3 -c '
import json, sys; r = json.load(sys.stdin)[\"rows\"]; print(len(r), sum(x[\"light\"] == \"red\" for x in r))'"
is 'the sums are those of the file' "$(python3 - <<'P'
import csv
r = [x for x in csv.DictReader(open('phases.csv')) if x['final_estimate_usd'] and float(x['budget_usd'] or 0) > 0]
b, e = (sum(float(x[k]) for x in r) for k in ('budget_usd', 'final_estimate_usd'))
print(round(b), round(100 * (e - b) / b, 2))
P
)" total overrun budget share
is 'stages' '4676 4512 4450' bash -c "for s in not_started in_progress complete; do diaodu ledger phase list --where \"stage = '\$s'\" --limit 1 --format json |
    python3 -c 'import json, sys; print(json.load(sys.stdin)[\"total\"])'; done | xargs"
is 'a group opens the rows it counts' "$(count 'district = 7 and over')" bash -c "diaodu ledger phase summary overrun --format json | python3 -c '
import json, sys; print(next(r[\"over\"] for r in json.load(sys.stdin)[\"rows\"] if float(r[\"group\"]) == 7))'"
ends 'bars in time' 0 diaodu ledger phase gantt --where 'district = 2 and both_ends' --format json
has 'actual beside planned' '"actual":["20' cat out.txt
ends 'the wall chart of a district' 0 diaodu ledger phase chart --where 'district = 2 and both_ends' --sort planned_end --paper A0 -o wall.svg
has 'is one sheet' '<svg' head -c 400 wall.svg
late=$(diaodu ledger phase list --where 'late_days > 300 and overrun > 10' --limit 1 --format json | python3 -c 'import json, sys; print(json.load(sys.stdin)["rows"][0]["code"])')
ends 'a letter about one that is late' 0 diaodu ledger phase letter late "$late" -o late.html
has 'with its figures' ' days late' cat late.html
ends 'a step' 0 diaodu ledger phase move "$(diaodu ledger phase list --where "stage = 'not_started'" --limit 1 --format json | python3 -c 'import json, sys; print(json.load(sys.stdin)["rows"][0]["code"])')" start started=2026-01-05
time_of() { python3 -c 'import subprocess, sys, time; t = time.time(); subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL); print(round(1000 * (time.time() - t)), "ms:", *sys.argv[2:5])' "$@"; }
time_of diaodu ledger phase summary overrun
time_of diaodu ledger phase list
