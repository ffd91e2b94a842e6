#!/usr/bin/env bash
# Maps: GeoJSON and TopoJSON in, validity, as-of, withdrawal, what is wrong named by feature and place.
export DIAODU_DB=desk.db DIAODU_LANG=zh
. "$TESTLIB"
geo=$DIAODU_ROOT/tests/data/geo
diaodu init --home 370000 >/dev/null
# codes that have an outline in a period
drawn() {
    diaodu map --area "${2:-370000}" --period "$1" "${@:3}" --format json |
        python3 -c 'import json,sys; print(*[r["area"] for r in json.load(sys.stdin)["rows"]])'
}
# outline CODE PERIOD
outline() {
    diaodu map --area 370000 --period "$2" --format json | python3 -c 'import json,sys
print([r["outline"] for r in json.load(sys.stdin)["rows"] if r["area"] == sys.argv[1]][0])' "$1"
}
commits() { diaodu export commits | wc -l; }

is 'without a map nothing is drawn' '' drawn 2018
before=$(commits)
has 'a dry run says what would come' '新增 3' diaodu import --dry-run "$geo/before_2019.geojson"
is 'and writes nothing' "$before" commits
has 'a map' 'shapes 表 3 行，新增 3' diaodu import "$geo/before_2019.geojson"
has 'again it changes nothing' '没有变化' diaodu import "$geo/before_2019.geojson"
is 'shapes of the areas of 2018' '370100 370900 371200' drawn 2018
is 'an area that has ended is not drawn' '370100 370900' drawn 2019
is 'areas without a shape are named' 14 bash -c "diaodu map --area 370000 --period 2018 --format json |
    python3 -c 'import json,sys; print(len(json.load(sys.stdin)[\"missing\"]))'"
is 'an outline on the grid' 'M117000 36000l1000 0 0 1000 -1000 0z' outline 370100 2018
t=$(diaodu export commits | tail -1 | cut -d, -f2)
has 'a later border' '新增 1' diaodu import "$geo/from_2019.geojson"
is 'holds from its day' 'M117000 36000l1500 0 0 500 -500 0 0 500 -1000 0z' outline 370100 2019-01
is 'not before it' 'M117000 36000l1000 0 0 1000 -1000 0z' outline 370100 2018-12
has 'as of the first map the old border stands' 'M117000 36000l1000 0 0 1000 -1000 0z' \
    diaodu map --area 370000 --period 2019 --as-of "$t" --format json
is 'the exported table reads back as it is' 0 bash -c "diaodu export shapes -o s.csv >/dev/null
    diaodu init --db other.db >/dev/null && diaodu import --db other.db s.csv >/dev/null
    diaodu export --db other.db shapes | cmp -s - <(diaodu export shapes); echo \$?"
has 'taken back' '撤回 1' diaodu import --withdraw "$geo/from_2019.geojson"
is 'the border before it stands again' 'M117000 36000l1000 0 0 1000 -1000 0z' outline 370100 2019-01
ends 'and once only' 2 diaodu import --withdraw "$geo/from_2019.geojson"

# the same areas as TopoJSON: by adcode, gb, name; shared arcs
diaodu init --db topo.db >/dev/null
has 'TopoJSON' '新增 3' diaodu import --db topo.db "$geo/before_2019.topojson"
is 'draws the same areas' '370100 370900 371200' drawn 2018 370000 --db topo.db
has 'with shared arcs' 'M118000 36000l500 0 0 500 -500 0z' diaodu export --db topo.db shapes

# a later map over an earlier one, the earlier taken back, then the later
sed 's/118.5/118.6/' "$geo/before_2019.geojson" >wider.geojson
has 'corrected borders' '变更 1' diaodu import wider.geojson
has 'the first map taken back' '撤回 2' diaodu import --withdraw "$geo/before_2019.geojson"
has 'what was corrected since stands' '371200' drawn 2018
diaodu import --withdraw wider.geojson >/dev/null
is 'then nothing is left' '' drawn 2018

# ---- what is wrong with it ----
feature() { printf '{"type":"Feature","properties":{"code":"370100","name":"济南市"},"geometry":%s}' "$1"; }
poly() { feature "{\"type\":\"Polygon\",\"coordinates\":[$1]}"; }
poly '[[117,36],[118,36],[118,37]]' >open.geojson
has 'an unclosed ring is closed and said' '未闭合的环，已闭合' diaodu import --dry-run open.geojson
refused() { # NAME TEXT FILE
    has "$1" "$2" diaodu import "$3"
    ends "$1: refused" 1 diaodu import "$3"
}
poly '[[117,36],[118,36],[118,95],[117,36]]' >high.geojson
refused 'a latitude beyond the pole' '第 1 个要素（济南市）第 1 环第 3 点：不是经纬度' high.geojson
poly '[[500000,4000000],[500001,4000000],[500001,4000001]]' >metres.geojson
refused 'metres' '请先转换为度' metres.geojson
poly '[[117,36],[118,36],["118",37],[117,36]]' >text.geojson
refused 'text for a number' '第 3 点：坐标应为' text.geojson
poly '[[117,36],[118,36]]' >two.geojson
refused 'a ring of two points' '至少要有三个点' two.geojson
poly '[[117,36],[118,1e999],[118,37]]' >huge.geojson
refused 'a number beyond all' 'JSON' huge.geojson
poly '[[117,36],[118,36],[118,37]]' | head -c 90 >cut.geojson
refused 'a file that was cut' '不是完好的 JSON：第 1 行' cut.geojson
feature '{"type":"Point","coordinates":[117,36]}' >point.geojson
refused 'points are no areas' '没有多边形' point.geojson
echo '{"type":"Topology","arcs":[],"objects":{"a":{"type":"Polygon","arcs":[[7]]}}}' >arc.topojson
refused 'an arc that is not there' '不存在的弧' arc.topojson
echo '{"hello": 1}' >other.json
refused 'other JSON' '不是 GeoJSON' other.json
poly '[[117,36],[118,36],[118,37]]' | sed 's/370100/999999/; s/济南市/某市/' >unknown.geojson
refused 'an unknown area is named by feature' '第 1 个要素（某市）' unknown.geojson
python3 -c "print('[' * 100000)" | sed 's/^/{"type":/' >deep.json
refused 'nesting without end' 'JSON' deep.json
python3 -c "
g = '{\"type\":\"GeometryCollection\",\"geometries\":[' * 20 + ']}' * 20
print('{\"type\":\"Feature\",\"properties\":{\"code\":\"370100\"},\"geometry\":' + g + '}')" >nested.geojson
refused 'collections in collections' '嵌套超过' nested.geojson
ends 'a map is not observations' 2 diaodu import observations open.geojson
has 'an outline in a table is checked' '不是地图轮廓' \
    bash -c "printf 'area,outline\n370100,M1 1l2 2\n' >bad.csv; diaodu import bad.csv"
is 'no refused map left anything' '' drawn 2018
