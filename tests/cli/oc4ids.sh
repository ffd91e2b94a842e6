#!/usr/bin/env bash
# Projects in the standard OC4IDS 0.9: out, valid by its schema; its own example in; out and in again the same.
export DIAODU_DB=desk.db DIAODU_LANG=zh TZ=Asia/Shanghai
. "$TESTLIB"
there=$DIAODU_ROOT/tests/data/oc4ids examples=$DIAODU_ROOT/data/examples/ledgers made_up=$DIAODU_ROOT/data/prefecture/tables
valid() { python3 "$DIAODU_ROOT/tests/tools/check_oc4ids.py" "$@"; }
desk() { # with the organisations of the made-up prefecture
    export DIAODU_DB=$1
    diaodu init >out || cat out
    for t in areas orgs people posts; do diaodu import "$t" "$made_up"/*_"$t".csv --yes --reason r >out || cat out; done
}
# compare ONE OTHER: the same projects but for when they were changed, and what is worked out of fields that do not go out
compare() {
    python3 - "$@" <<'P'
import json, sys
def projects(f):
    found = json.load(open(f, encoding='utf-8'))['projects']
    for p in found:
        p.get('completion', {}).pop('finalValue', None)
        p.get('implementationPeriod', {}).pop('startDate', None)  # a start wants its evidence: it is not read
    return {p['id']: {k: v for k, v in p.items() if k != 'updated'} for p in found}
a, b = map(projects, sys.argv[1:])
print('same' if a == b else [(k, m, a[k].get(m), b.get(k, {}).get(m)) for k in a for m in {*a[k], *b.get(k, {})} if a[k].get(m) != b.get(k, {}).get(m)])
P
}

# ---- the standard's example, into a ledger of the test's own ----
desk desk.db
ends 'a type with its mapping, by one file' 0 diaodu ledger define "$there/works.json"
ends 'the standard’s example comes in' 0 diaodu import oc4ids:works "$there/example.json" --reason r
is 'without refusals' 1 grep -c '新增 1' out.txt
diaodu ledger works list --format json >list.json
python3 - <<'P'
import json
r = json.load(open('list.json'))['rows'][0]
want = {'code': 'oc4ids-bu3kcz-m75-junctions-4-to-5-smart-motorway', 'stage': 'done', 'name': 'M75 Junctions 4 to 5 upgrade smart motorway',
        'number': 'M75/SM/4-5', 'begins': '2016-01-01', 'ends': '2018-12-10', 'ended': '2018-12-10', 'budget': 40000000, 'final': 42100000,
        'sort': 'wider', 'fields': ['road'], 'lon': 52.2571843, 'lat': -0.1163333, 'authority': 'Motorways UK', 'org': None, 'over': 2100000}
for k, v in want.items():
    if r[k] != v:
        print('not ok', k, r[k])
print('ok what it says stands in the fields')
P
diaodu import oc4ids:works "$there/example.json" --reason r --format json >again.json || cat again.json
python3 - <<'P'
import json
r = json.load(open('again.json'))
places = {f['place'].split('example.json ')[1]: f['reason'] for f in r['findings']}
print('ok the same again changes nothing' if (r['added'], r['changed'], r['refused']) == (0, 0, 0) else f'not ok again {r}')
for path, n in (('projects[].contractingProcesses', 223), ('projects[].budget.budgetBreakdowns[].budgetBreakdown[].amount.amount', 3),
                ('projects[].locations[].address.region', 2), ('projects[].period.durationInDays', 1)):
    if f'未读 {n} 处' not in places.get(path, ''):
        print('not ok', path, places.get(path))
print('ok what nothing was made of is told by path and count')
unread = {p for p in places if p.startswith('projects[].') and 'title' in p.split('.')[1:2]}
print('ok nothing that was read is' if not unread else f'not ok {unread}')
P
has 'a name that the desk does not know is said' '本台没有这个名称，已写入文字字段' diaodu import oc4ids:works "$there/example.json" --reason r --dry-run
ends 'it goes out again' 0 diaodu export oc4ids --type works -o works.out.json
has 'valid' '1 projects, 0 faults' valid works.out.json
has 'with the identifier it came with' '"id":"oc4ids-bu3kcz-m75' cat works.out.json
has 'and its amounts' '{"amount":42100000,"currency":"GBP"}' cat works.out.json
has 'a member may be worked out' '超支 2100000' cat works.out.json

# ---- what does not fit ----
python3 - "$there/example.json" <<'P'
import copy, json, sys
doc = json.load(open(sys.argv[1], encoding='utf-8'))
def write(name, change):
    d = copy.deepcopy(doc)
    change(d['projects'][0])
    if name == 'two':
        other = copy.deepcopy(doc['projects'][0])
        other['id'] = 'oc4ids-bu3kcz-other'
        d['projects'].append(other)
    json.dump(d, open(name + '.json', 'w', encoding='utf-8'))
write('currency', lambda p: p['budget']['amount'].update(currency='USD'))
write('digits', lambda p: p['budget']['amount'].update(amount='40,000'))
write('status', lambda p: p.update(status='decommissioned'))
write('day', lambda p: p['period'].update(startDate='2016-13-01T00:00:00Z'))
write('title', lambda p: p.update(title=7))
write('noid', lambda p: p.pop('id'))
write('longid', lambda p: p.update(id='a b'))
write('two', lambda p: p['budget']['amount'].update(currency='USD'))
write('month', lambda p: p.update(metrics=[{'id': 'spent', 'observations': [{'id': '1', 'value': {'amount': 1, 'currency': 'GBP'},
      'period': {'startDate': '2018-01-02T00:00:00Z', 'endDate': '2018-01-31T00:00:00Z'}}]}]))
write('spent', lambda p: (p.update(id='oc4ids-a1b2c3-W-0009'), p.update(metrics=[{'id': 'spent', 'observations': [
      {'id': str(m), 'value': {'amount': 0.1 * m, 'currency': 'GBP'}, 'period': {'startDate': f'2018-0{m}-01T00:00:00Z', 'endDate': f'2018-0{m}-30T00:00:00Z'}}
      for m in (4, 6)]}])))
json.dump({'projects': []}, open('none.json', 'w'))
json.dump({'version': '0.8', 'projects': [{'id': 'x'}]}, open('old.json', 'w'))
open('torn.json', 'w').write('{"projects": [')
P
refused() { # FILE PATH WHAT
    has "$1: where" "$1.json $2" diaodu import oc4ids:works "$1.json" --reason r
    has "$1: what" "$3" diaodu import oc4ids:works "$1.json" --reason r
}
before=$(diaodu audit heads | tail -1)
refused currency 'projects[0].budget.amount：“USD”' '币种与台账不同；请换算后再导入'
refused digits 'projects[0].budget.amount' 'amount 须为数'
refused status 'projects[0].status：“decommissioned”' 'implementation, completion, maintenance'
refused day 'projects[0].period.startDate：“2016-13-01T00:00:00Z”' '不是日期时间'
refused title 'projects[0].title' '须为文字'
refused noid 'projects[0].id' '缺少 id'
refused longid 'projects[0]' '不能含空格'
refused month 'projects[0].metrics[0].observations[0]' '不是该序列的一个完整时期'
has 'no list of projects' '不是 OC4IDS 项目包' diaodu import oc4ids none.json --reason r
has 'of another version' '只读 0.9' diaodu import oc4ids old.json --reason r
has 'no JSON' '不是 JSON' diaodu import oc4ids torn.json --reason r
has 'another ledger' '没有写明与 OC4IDS 的对应' diaodu import oc4ids:task torn.json --reason r
is 'a refused file writes nothing' "$before" bash -c 'diaodu audit heads | tail -1'
ends 'one project of two' 1 diaodu import oc4ids:works two.json --reason r --partial
has 'that one is there' oc4ids-bu3kcz-other diaodu ledger works list
ends 'figures of a project that comes with them' 0 diaodu import oc4ids:works spent.json --reason r --dry-run
ends 'and are written' 0 diaodu import oc4ids:works spent.json --reason r
has 'digit by digit' '"period":"2018-04","plan":null,"actual":0.4' diaodu ledger works show W-0009 --format json
has 'both' '"period":"2018-06","plan":null,"actual":0.6' diaodu ledger works show W-0009 --format json
sed -i 's/oc4ids-bu3kcz-m75/oc4ids-bu3kcz-m76/' status.json
ends 'values for a whole file' 0 diaodu import oc4ids:works status.json --reason r --with 'stage=open;name=改名' --without budget,completion
has 'stand whatever it says' '"name":"改名"' bash -c "diaodu ledger works list --where \"stage = 'open' and missing(budget)\" --format json"
has 'a field that there is not' '没有字段 colour' diaodu import oc4ids:works status.json --reason r --with colour=red

# ---- key projects out, and into an empty desk ----
desk one.db
for t in programme start_batch project; do diaodu import "ledger:$t" "$examples/$t.csv" --reason r >out || cat out; done
cat >series.csv <<'C'
type,code,field,period,plan,actual
project,XM-2026-9001,invest,2026-05,0.5,0.4231
project,XM-2026-9001,invest,2026-06,0.1,0.20
project,XM-2026-9001,invest,2026-07,0.3,
project,XM-2026-9001,physical,2026-05,30,25.5
project,XM-2026-9001,paid,2026-05,,0.3
C
printf 'type,code,milestone,name,plan,forecast,actual,depends_on,days,owner\nproject,XM-2026-9001,m1,图纸,2026-05-01,,2026-05-03,,5,\nproject,XM-2026-9001,m2,地基,2026-07-01,,,m1,9,\n' >nodes.csv
for t in ledger_series:series milestones:nodes; do diaodu import "${t%:*}" "${t#*:}.csv" --reason r >out || cat out; done
ends 'key projects go out' 0 diaodu export oc4ids --type project -o one.json
has 'valid by the schema, closed codelists among it' ' projects, 0 faults' valid one.json
is 'all of them' "$(($(wc -l <"$examples/project.csv") - 1))" python3 -c 'import json; print(len(json.load(open("one.json"))["projects"]))'
python3 - <<'P'
import json
text = open('one.json', encoding='utf-8').read()
p = next(p for p in json.loads(text, parse_float=str)['projects'] if p['id'].endswith('XM-2026-9001'))
amounts = {(k, m['id'], o['id']): o['value']['amount'] for k in ('metrics', 'forecasts') for m in p[k] for o in m['observations'] if 'value' in o}
print('ok 亿元 in 元, no digit more or less' if p['budget']['amount'] == {'amount': 1610000000, 'currency': 'CNY'} and
      '"amount":42310000,' in text and sorted(amounts.values()) == [10000000, 20000000, 30000000, 30000000, 42310000, 50000000] else f'not ok {amounts}')
print('ok nodes' if [m['id'] for m in p['milestones']][-2:] == ['m1', 'm2'] and p['milestones'][-2]['status'] == 'met' else f'not ok {p["milestones"]}')
print('ok who' if p['publicAuthority']['name'] == p['parties'][0]['name'] == '苍岭市人民政府（示例）' else f'not ok {p["parties"]}')
print('ok where' if p['locations'][0]['geometry'] == {'type': 'Point', 'coordinates': ['105.12', '27.31']} else f'not ok {p["locations"]}')
P
has 'a filter' '1 projects, 0 faults' bash -c "diaodu export oc4ids --where \"code = 'XM-2026-9001'\" -o few.json && python3 '$DIAODU_ROOT/tests/tools/check_oc4ids.py' few.json"
has 'nothing to say' '没有符合条件的项目' diaodu export oc4ids --where "code = 'no'"
has 'no table' 'OC4IDS 是 JSON' diaodu export oc4ids -o one.csv
ends 'in again, nothing changes' 0 diaodu import oc4ids one.json --reason r
has 'nothing at all' '没有变化' diaodu import oc4ids one.json --reason r
desk two.db
is 'no names of leaders go out' 0 bash -c 'grep -c yz-vice one.json'
has 'without one a project does not stand where it stood' '“包联领导”还没有' diaodu import oc4ids one.json --reason r
ends 'into an empty desk' 0 diaodu import oc4ids one.json --reason r --with leader=yz-vice-industry
diaodu export oc4ids -o two.json
is 'the same goes out' same compare one.json two.json
ends 'the example, with what it cannot know' 0 diaodu import "$there/example.json" --reason r --with 'area=苍岭市（示例）;lead_org=yz_c01;stage=reserve' --without budget,metrics,forecasts
has 'as a row' M75 diaodu ledger project list
