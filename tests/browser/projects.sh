#!/usr/bin/env bash
# Rows in time and space in Chromium (projects.mjs): 20,000 projects with 40,000 milestones as a Gantt chart, the
# schedule of one, the map, boards by a field, project investment.
set -euo pipefail
export DIAODU_DB=desk.db DIAODU_LANG=zh TZ=Asia/Shanghai
made_up=$DIAODU_ROOT/data/prefecture/tables
python3 - <<'P'
import datetime, json, random
random.seed(6)
today = datetime.date.today()
day = lambda n: (today + datetime.timedelta(days=n)).isoformat()
rows = ['code,name,area,lead_org,leader,nature,domain,tier,total,planned_start,planned_end,forecast_end,started,start_evidence,'
        'baseline_end,lon,lat,entered_on,capacity']
nodes = ['type,code,milestone,name,plan,forecast,actual,depends_on,days,owner,started']
for i in range(20000):
    start, long = random.randint(-500, 200), random.randint(100, 700)
    begun = start < -20 and i % 4 > 0
    rows.append(f'P-{i:05},示例：项目{i},{990121 + i % 14},yz_c{i % 14 + 1:02},{"yz-vice-industry" if i % 3 else ""},new,'
                f'{("industry", "transport", "water")[i % 3]},city,{1 + i % 9},{day(start)},{day(start + long)},'
                f'{day(start + long + 30) if i % 5 == 0 else ""},{day(start) if begun else ""},{"permit;photo" if begun else ""},'
                f'{day(start + long - 20)},{106 + i % 10 / 10},{27 + i % 7 / 10},{day(-60) if i < 3 else ""},{i + 1 if i < 3 else ""}')
    for k, name in enumerate(('立项', '竣工')):
        at = start + long * k
        nodes.append(f'project,P-{i:05},m{k + 1},{name},{day(at)},,{day(at) if at < -30 else ""},{"m1" if k else ""},{20 + k},,')
# one with a network: two ways that meet, the longer critical
rows[1] = f'P-00000,示例：倒排项目,990121,yz_c01,yz-vice-industry,new,industry,city,9,{day(-40)},{day(300)},,{day(-40)},permit;photo,,,,{day(-60)},1'
nodes[1:3] = [f'project,P-00000,{c},{n},{p},,{a},{d},{w},,{s}' for c, n, p, a, d, w, s in (
    ('m1', '立项', day(-40), day(-40), '', 10, day(-50)), ('m2', '用地', day(30), '', 'm1', 20, ''), ('m3', '设计', day(60), '', 'm1', 40, ''),
    ('m4', '招标', day(90), '', 'm2;m3', 15, ''), ('m5', '施工', day(300), '', 'm4', 120, ''))]
open('project.csv', 'w').write('\n'.join(rows) + '\n')
open('nodes.csv', 'w').write('\n'.join(nodes) + '\n')
month = lambda n: f'{today.year + (today.month - 1 + n) // 12}-{(today.month - 1 + n) % 12 + 1:02}'
# a month of this year that is over, January too: a year ago then
last = month(-1) if today.month > 1 else f'{today.year - 1}-12'
ago = f'{int(last[:4]) - 1}{last[4:]}'
open('figures.csv', 'w').write('area,indicator,period,kind,level,growth\n'
                               + ''.join(f'990100,fai,{p},final,{v},\n' for p, v in ((last, 120), (ago, 100), (f'{ago[:4]}-12', 130)))
                               + f'990100,fai,{last[:4]}-12,target,,40\n')
open('series.csv', 'w').write('type,code,field,period,plan,actual\n' + ''.join(f'project,P-0000{i},invest,{last},,0.5\n' for i in range(3)))
# three counties side by side
square = lambda x: [[[x, 27], [x + .5, 27], [x + .5, 28], [x, 28], [x, 27]]]
json.dump({'type': 'FeatureCollection', 'features': [
    {'type': 'Feature', 'properties': {'code': str(990121 + i)}, 'geometry': {'type': 'Polygon', 'coordinates': square(106 + i / 2)}}
    for i in range(3)]}, open('map.geojson', 'w'))
open('last', 'w').write(last)
P
diaodu init >/dev/null
for t in areas orgs people posts; do diaodu import "$t" "$made_up"/*_"$t".csv --yes --reason test >/dev/null; done
diaodu import observations figures.csv --yes --reason test >/dev/null
diaodu import ledger:project project.csv --yes --reason test >/dev/null
diaodu import milestones nodes.csv --yes --reason test >/dev/null
diaodu import ledger_series series.csv --yes --reason test >/dev/null
diaodu import map.geojson --yes --reason test >/dev/null || true
diaodu serve --listen 127.0.0.1:0 >serve.log 2>&1 &
server=$!
trap 'kill $server; wait $server || true' EXIT
for _ in $(seq 100); do
    address=$(grep -o 'http://[0-9.:]*' serve.log | head -1) && [[ $address ]] && break
    sleep 0.1
done
"$DIAODU_ROOT"/tools/web.sh node "$DIAODU_ROOT"/tests/browser/projects.mjs "${address%/}" "$DIAODU_ROOT" "$(cat last)" ${SHOTS:+"$SHOTS"}
