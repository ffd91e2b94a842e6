#!/usr/bin/env bash
# The Excel form of a submission: out, filled, sorted, back in; what cannot be taken comes back marked.
export DIAODU_DB=s.db DIAODU_LANG=zh
. "$TESTLIB"
P=$(TZ=Asia/Shanghai date +%Y-%m) Y=${P%-*} M=${P#*-}
AGO=$((Y - 1))-$M
diaodu init >/dev/null
put() { cat >"$1.csv" && diaodu import "$1" "$1.csv" --reason test >"$1.txt" 2>&1 || { cat "$1.txt" && echo "not ok import $1"; }; }
put areas <<'CSV'
code,name,level,parent,additive_to
P,琼省,province,000000,
q,甲市,prefecture,P,P
a,子县,county,q,q
b,丑县,county,q,q
CSV
put indicators <<'CSV'
code,name,unit,nature,frequency,price,direction
x,规模,亿元,flow,M,current,higher
u,比率,%,rate,M,,higher
CSV
put orgs <<'CSV'
code,name,kind,area
g,甲市政府,,q
CSV
put forms <<CSV
code,name,kind,indicators,frequency,open_day,due_day,steps,table_no,authority,approval
f,预计表,forecast,x;u,M,1,28,1,琼统1号,琼省统计局,琼统〔2024〕1号
d,调度表,dispatch,x,M,1,28,1,,,
CSV
put form_units <<CSV
form,org,area,from
f,g,a,$Y-$M-01
f,g,b,$Y-$M-01
d,g,a,$Y-$M-01
CSV
put observations <<CSV
area,indicator,period,kind,level,growth
a,x,$AGO,final,100,5
b,x,$AGO,final,50,4
b,u,$P,final,7.25,
a,x,$Y,target,1300,8
CSV
edit() { python3 "$DIAODU_ROOT/tests/tools/xlsx_edit.py" "$@"; }
F=(--form f --org g --period "$P")
at() { edit "$1" | sed -n "s/^$2\t//p"; }
many() { local f=$1 k; for k in "${@:2}"; do at "$f" "$k"; done | xargs; }
lines() { edit "$1" | grep -c "$2"; }
cell() { diaodu filing "${F[@]}" --format json | python3 -c "
import json, sys
for c in json.load(sys.stdin)['cells']:
    if [c['area'], c['indicator']] == sys.argv[1:3]: print(c[sys.argv[3]])" "$@"; }
levels() { local k; for k in "$@"; do cell ${k//:/ }; done | xargs; }

ends 'a form goes out' 0 diaodu filing sheet "${F[@]}" -o f.xlsx
is 'with its number, authority and approval' 1 lines f.xlsx '表号：琼统1号.*制定机关：琼省统计局.*琼统〔2024〕1号'
is 'two areas by two indicators' 'a x a u b x b u' many f.xlsx A6 B6 A7 B7 A8 B8 A9 B9
is 'last year beside the cell' 100 at f.xlsx I6
is 'the target beside a forecast' 1300 at f.xlsx L6
is 'what the system holds is there' 7.25 at f.xlsx O9
diaodu filing sheet --form d --org g --period "$P" -o d.xlsx
is 'no target beside a dispatch figure' 0 lines d.xlsx 年度目标
diaodu filing sheet "${F[@]}" -o g.xlsx
ends 'the same form is the same bytes' 0 cmp f.xlsx g.xlsx
ends 'only cells to fill are open' 0 python3 - <<'PY'
import re, zipfile
z = zipfile.ZipFile('f.xlsx')
sheet, styles = z.read('xl/worksheets/sheet1.xml').decode(), z.read('xl/styles.xml').decode()
xfs = re.findall(r'<xf [^>]*?(?:/>|>.*?</xf>)', styles.split('<cellXfs')[1], re.S)
cells = dict(re.findall(r'<c r="([A-Z]+\d+)" s="(\d+)"', sheet))
opened = {r for r, s in cells.items() if 'locked="0"' in xfs[int(s)]}
assert 'sheetProtection' in sheet
assert opened == {c + str(r) for r in (6, 7, 8) for c in 'OPQ'}, opened
assert all(re.search(rf'<col min="{i}" max="{i}"[^>]*hidden="1"', sheet) for i in range(1, 6))
PY

edit f.xlsx h.xlsx O6=108 P6=8.0 'Q6=新开工项目集中入库' O7=3.5 'O8=５２．５' swap 6 8
ends 'filled and sorted, it comes back' 0 diaodu filing save h.xlsx "${F[@]}"
is 'each figure in its cell' '108 8 52.5 3.5' levels a:x:level a:x:growth b:x:level a:u:level
is 'and the words' 新开工项目集中入库 cell a x note
diaodu filing sheet "${F[@]}" -o again.xlsx
is 'out again it says the same' '108 8 新开工项目集中入库 52.5' many again.xlsx O6 P6 Q6 O8
version() { diaodu filing "${F[@]}" --format json | python3 -c 'import json, sys; print(json.load(sys.stdin)["version"])'; }
V=$(version)
ends 'unchanged it is read' 0 diaodu filing save again.xlsx "${F[@]}"
is 'and writes nothing' "$V" version
edit again.xlsx text.xlsx 'O6=约一百'
ends 'words for a number are kept' 0 diaodu filing save text.xlsx "${F[@]}"
diaodu filing sheet "${F[@]}" -o found.xlsx
is 'and told at the cell' 1 lines found.xlsx '^#O6.*须改正'
is 'and in the last column' 1 lines found.xlsx '^R6.须改正'

# what cannot be taken
edit again.xlsx bad.xlsx 'O6==ERROR' 'O8==PERCENT 0.5' 'A9=zz' 'P7==FORMULA'
V=$(version)
ends 'what cannot be read is refused' 1 diaodu filing save bad.xlsx "${F[@]}"
is 'whole' "$V" version
for want in O6:公式出错 O8:百分数格式 P7:没有算出; do
    is "marked at ${want%:*}" 1 lines bad-marked.xlsx "^#${want%:*}.*${want#*:}"
done
is 'a row that is not asked is told' 1 lines bad-marked.xlsx '^R10.第 9 行：本表不填'
is 'with what stands beside it' 约一百 at bad-marked.xlsx C6
edit again.xlsx twice.xlsx A8=a
ends 'a figure twice is refused' 1 diaodu filing save twice.xlsx "${F[@]}"
has 'and says so' 出现两次 edit twice-marked.xlsx
# somebody else was quicker in one cell
diaodu filing sheet "${F[@]}" -o old.xlsx
printf 'area,indicator,level\na,x,111\n' >q.csv && diaodu filing save q.csv "${F[@]}" >/dev/null
edit old.xlsx mine.xlsx O6=109 O8=53
ends 'what somebody changed since is not written over' 1 diaodu filing save mine.xlsx "${F[@]}"
is 'and shown' 1 lines mine-marked.xlsx '^#O6.*111'
ends 'having seen it they decide' 0 diaodu filing save mine-marked.xlsx "${F[@]}"
is 'as they decided' 109 cell a x level
edit old.xlsx other.xlsx P8=4.5
ends 'other cells do not stand in the way' 0 diaodu filing save other.xlsx "${F[@]}"
is 'and keep what they had' '109 53 4.5' levels a:x:level b:x:level b:x:growth

# another form, no form, hostile files
ends 'the form of another is refused' 1 diaodu filing save d.xlsx "${F[@]}"
printf 'nothing\n' >n.xlsx
ends 'no form at all' 1 diaodu filing save n.xlsx "${F[@]}"
head -c 3000 f.xlsx >cut.xlsx
ends 'a torn file' 1 diaodu filing save cut.xlsx "${F[@]}"
python3 - <<'PY'
import zipfile
with zipfile.ZipFile('f.xlsx') as z, zipfile.ZipFile('bomb.xlsx', 'w', zipfile.ZIP_DEFLATED) as o:
    for n in z.namelist():
        o.writestr(n, b'<worksheet>' + b' ' * (200 << 20) if n.endswith('sheet1.xml') else z.read(n))
PY
ends 'a bomb' 1 diaodu filing save bomb.xlsx "${F[@]}"
is 'and none left a trace' 53 cell b x level
# a sheet made by hand, by names
cat >hand.py <<'PY'
import sys
sys.path.insert(0, sys.argv[1] + '/tests/tools')
from xlsx_edit import edit
edit('f.xlsx', 'hand.xlsx', ['A1=', 'A2=', 'A3=', 'A4='] + [c + str(r) + '=' for r in range(5, 10) for c in 'ABCDE'] + ['O8=55'])
PY
python3 hand.py "$DIAODU_ROOT"
ends 'names serve where codes are lost' 0 diaodu filing save hand.xlsx "${F[@]}"
is 'and find the cell' 55 cell b x level
