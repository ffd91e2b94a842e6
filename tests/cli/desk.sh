#!/usr/bin/env bash
# The command line against the contract: in, out, versions, errors, exit codes.
export DIAODU_DB=desk.db DIAODU_LANG=zh

. "$TESTLIB"
board() { diaodu board --area 520300 --period 2024-05 --indicator fai "$@"; }

ends 'init' 0 diaodu init --home 520300
ends 'init refuses what exists' 1 diaodu init
ends 'unknown command' 2 diaodu frobnicate
ends 'unknown option' 2 diaodu board --frob
ends 'missing option' 2 diaodu board --area 520300
ends 'unknown area' 2 diaodu board --area 999999 --period 2024-05
ends 'unreadable period' 2 diaodu board --area 520300 --period 2024-5x
ends 'no such file' 2 diaodu import none.csv
ends 'no database' 2 env DIAODU_DB=none.db diaodu board --area 520300 --period 2024-05
ends 'a database that is none' 1 env DIAODU_DB=/etc/passwd diaodu board --area 520300 --period 2024-05

H=area,indicator,period,kind,level,growth,unit
printf "$H\n520300,fai,2024-05,final,1000,5.3,\n520300,fai,2024-05,flash,990,5,\n" >a.csv
ends 'import' 0 diaodu import a.csv
before=$(sha256sum desk.db)
has 'the same file again' '没有变化' diaodu import a.csv
is 'final before flash' 1000 field level board
is 'published growth' 5.3 field growth board
has 'dry run says so' '仅检查' diaodu import --dry-run a.csv

then=$(date -u +%Y-%m-%dT%H:%M:%S.%6NZ)
ends 'set wants a reason' 2 diaodu set 520300 fai 2024-05 --level 1010
ends 'set' 0 diaodu set 520300 fai 2024-05 --level 1010 --reason 更正
is 'a new version' 1010 field level board
is 'as it stood' 1000 field level board --as-of "$then"
ends 'before the first commit there was nothing' 2 board --as-of 2001-01-01
has 'and which that was is said' "早于本库的第一次提交（第 1 次，20" board --as-of 2001-01-01
has 'in English too' 'before the first commit of this database (commit 1, ' env DIAODU_LANG=en \
    diaodu board --area 520300 --period 2024-05 --indicator fai --as-of 2001-01-01
ends 'since then everything is new' 0 board --since 2001-01-01
is 'versions are counted' 2 bash -c "diaodu series --area 520300 --indicator fai --format json |
    python3 -c 'import json,sys; print([r[\"version\"] for r in json.load(sys.stdin)[\"rows\"] if r[\"kind\"]==\"final\"][0])'"
printf "$H\n520300,fai,2024-05,final,1010,,\n" >equal.csv
has 'an equal value makes none' '新增 0，变更 0，未变 1' diaodu import equal.csv
printf "$H\n520300,fai,2024-05,final,—,,\n520300,fai,2024-04,final,X,,\n" >mask.csv
ends 'a mask takes nothing away' 0 diaodu import mask.csv
is 'what stood stands' 1010 field level board
printf "$H\n520300,fai,2024-05,final,10200000,,万元\n" >unit.csv
ends 'units convert' 0 diaodu import unit.csv
is 'in the canonical unit' 1020 field level board
has 'the text is kept' 10200000 diaodu series --area 520300 --indicator fai
printf "$H\n520300,fai,2024-05,final,1,,美元\n" >usd.csv
ends 'currencies never' 1 diaodu import usd.csv

cat >bad.csv <<CSV
$H
520399,fai,2024-05,final,1,,
520300,nothing,2024-05,final,1,,
520300,fai,2024-13,final,1,,
520300,gdp,2024-05,final,1,,
520300,fai,2024-03,final,一百,,
520300,fai,2024-03,final,1,下降-3,
520300,fai,2024-02,final,1,,
520300,fai,2024-02,final,2,,
520300,retail_sales,2024-02,final,7,,
520300,retail_sales,2024-02,final,,7,
CSV
ends 'a bad file is refused' 1 diaodu import bad.csv
has 'and leaves nothing' 'period' diaodu export observations --indicator retail_sales
is 'nothing of it' 1 bash -c 'diaodu export observations --indicator retail_sales | wc -l'
has 'line and column' '第2行“area”列' diaodu import bad.csv
has 'both lines named' '第 9 行' diaodu import bad.csv
ends 'partial' 1 diaodu import --partial bad.csv
is 'the good row is in' 2 bash -c 'diaodu export observations --indicator retail_sales | wc -l'
is 'complementary rows combine' 7 bash -c "diaodu export observations --indicator retail_sales | tail -1 | cut -d, -f7"
is 'the bad rows are kept' 9 bash -c 'wc -l <bad.csv.rejected.csv'
sed -i 's/520399/520302/; /nothing\|2024-13\|gdp\|一百\|-3\|final,2,/d; s/,[^,]*$//; 1s/$/,error/' bad.csv.rejected.csv
ends 'mended rows go in' 0 diaodu import bad.csv.rejected.csv

ends 'take back' 0 diaodu import --withdraw unit.csv
is 'what stood before' 1010 field level board
ends 'not twice' 2 diaodu import --withdraw unit.csv

# tables of several kinds in one workbook, one commit
python3 - <<'PY'
open('areas.csv', 'w').write('code,name,level,parent\nX1,新区,county,X0\nX0,某市,prefecture,520000\n')
open('inds.csv', 'w').write('code,name,unit,nature,frequency,price\nown1,自有指标,亿元,flow,M,current\n')
open('obs.csv', 'w').write('area,indicator,period,kind,level\nX1,own1,2024-01,final,5\nX0,own1,2024-01,final,5\n')
PY
ends 'areas with forward references' 0 diaodu import areas.csv
ends 'indicators' 0 diaodu import inds.csv
ends 'their figures' 0 diaodu import obs.csv
is 'share of the parent' 100 field share_of_parent diaodu board --area X1 --period 2024-01 --indicator own1
iconv -f UTF-8 -t GB18030 areas.csv >gb.csv
has 'GB18030' '未变 2' diaodu import areas gb.csv
printf '\xef\xbb\xbf' | cat - areas.csv >bom.csv
has 'UTF-8 with mark' '未变 2' diaodu import areas bom.csv
printf 'code,name,level,parent\nY1,孤儿,county,Y0\n' >orphan.csv
ends 'an unknown parent creates nothing' 1 diaodu import orphan.csv
is 'nothing created' '' bash -c 'diaodu export areas | grep ^Y1'

# out and in again changes nothing
diaodu export observations -o out.csv
has 'a round trip by CSV' '新增 0，变更 0' diaodu import out.csv
diaodu export observations -o out.xlsx
has 'a round trip by xlsx' '新增 0，变更 0' diaodu import out.xlsx

ends 'backup' 0 diaodu backup b.db
ends 'restore' 0 diaodu restore --db r.db b.db
is 'the same history' "$(diaodu export commits)" diaodu export commits --db r.db
ends 'restore refuses what is there' 1 diaodu restore --db r.db b.db
ends 'doctor' 0 diaodu doctor
ends 'migrate' 0 diaodu migrate
has 'English' 'as they stood' diaodu import --lang en a.csv
ends 'completion' 0 bash -c 'source <(diaodu completion bash)'
ends 'manual' 0 diaodu man

ends 'a target' 0 diaodu target set --area 520300 --indicator fai --period 2024 --level 2600 --reason 年初
has 'csv is flat' 'checkpoints_H1_target' board --format csv
is 'half of it at half-year' 1300 field checkpoints.H1.target board
ends 'split evenly' 0 diaodu target split --area 520300 --indicator fai --period 2024 --method even --reason 分解
has 'unclaimed' '未认领：1' diaodu target list --area 520300 --period 2024
ends 'claim' 0 diaodu target claim --area 520300 --indicator fai --leader 张三 --org 发改委
has 'claimed' '未认领：0' diaodu target list --area 520300 --period 2024
has 'claims go out' '520300,fai,张三,发改委' diaodu export claims
printf 'area,indicator,leader,org\n520300,fai,,\n520302,fai,李四,统计局\n' >claims.csv
has 'and come in' '520302,fai,李四,统计局' bash -c 'diaodu import claims.csv >/dev/null && diaodu export claims'
has 'given back' '未认领：1' diaodu target list --area 520300 --period 2024
printf 'area,indicator,leader,org\nnowhere,fai,王五,\n' >claims.csv
ends 'a claim of no area' 1 diaodu import claims claims.csv
ends 'by hand' 0 diaodu target split --area 520300 --indicator fai --period 2025 --level 500 --across areas --method manual --parts '520302=100.1;播州区=0.2' --reserve 5 --reason 手工
is 'to the last digit' '[100.3, 5.0, 2494.7]' bash -c "diaodu target split --area 520300 --indicator fai --period 2024 --across areas --method manual --parts '520302=100.1;播州区=0.2' --reserve 5 --dry-run --format json |
    python3 -c 'import json,sys; t = json.load(sys.stdin)[\"total\"]; print([float(t[k]) for k in (\"sum\", \"reserve\", \"unallocated\")])'"
ends 'by hand without pieces' 2 diaodu target split --area 520300 --indicator fai --period 2024 --method manual
ends 'why of an unknown field' 2 diaodu board --area 520300 --period 2024-05 --why colour
has 'why' '"recorded_by"' board --why growth --format json
# each figure of a target opens itself: 1000 by May of 3000 in the year, 1500 by its half
printf 'area,indicator,period,kind,level,source\n520300,fai,2023,target,3000,人大\n520300,fai,2023-03,final,600,\n520300,fai,2023-05,final,1000,\n' >why.csv
ends 'a desk to ask' 0 diaodu init --db why.db
ends 'a target to ask about' 0 diaodu import --db why.db why.csv
because() {
    diaodu board --db why.db --area 520300 --period 2023-05 --indicator fai --format json --why "$@" | python3 -c 'import json,sys
w = json.load(sys.stdin)["why"][0]
print(w["formula"], *[(i["name"], i["value"], i["source"]) for i in w["inputs"]])'
}
is 'why a target' "T ('target_level', 3000, '人大')" because target_level
is 'why a checkpoint is aimed at' "T * k / 12 ('target_level', 3000, '人大')" because checkpoints_H1_target
is 'why so much a month' "owed / m ('checkpoint_target', 1500, None) ('level', 1000, 'why.csv') ('owed', 500, None) ('months_left', 1, None)" \
    because checkpoints_H1_required_per_month
is 'why of a checkpoint that is named' "max(0, T_k - C) ('checkpoint_target', 750, None) ('level', 600, 'why.csv')" \
    because checkpoints_Q1_owed --checkpoint Q1
# each point's target is held against its own figure, the year's against the newest
printf 'area,indicator,period,kind,level\n520300,fai,2023-03,target,500\n520300,fai,2023-05,target,1250\n520300,fai,2023-08,target,2000\n' >points.csv
ends 'targets of months' 0 diaodu import --db why.db points.csv
is 'each against its own figure' "[('2023-03', 600, 120, 'reached'), ('2023-05', 1000, 80, 'missed'), (None, None, None, None), ('2023-05', 1000, 33.33, 'open')]" bash -c "diaodu target list --db why.db --area 520300 --period 2023-05 --format json |
    python3 -c 'import json,sys; print([(r[\"figure_period\"], r[\"figure_level\"], r[\"done\"] and round(r[\"done\"], 2), r[\"state\"]) for r in json.load(sys.stdin)[\"rows\"]])'"
ends 'why of a checkpoint that is not' 2 diaodu board --db why.db --area 520300 --period 2023-05 --indicator fai --why checkpoints_Q3_owed

# wrong usage is refused, never passed over
ends 'an extra argument' 2 board extra
ends 'an unknown language' 2 board --lang fr
ends 'why of a whole board' 2 diaodu board --area 520300 --period 2024-05 --why growth
ends 'a target of nothing' 2 diaodu target set --area 520300 --indicator fai --period 2024
has 'an unknown step of target' 'set|split' diaodu target fly
ends 'more kept back than there is' 2 diaodu target split --area 520300 --indicator fai --period 2024 --across areas --method even --reserve 99999
ends 'less than nothing kept back' 2 diaodu target split --area 520300 --indicator fai --period 2024 --across areas --method even --reserve -1

# where an export goes
ends 'no such format' 2 diaodu export areas -o x.pdf
ends 'a full device' 3 diaodu export areas -o /dev/full
is 'is still a device' yes bash -c '[[ -c /dev/full ]] && echo yes'
ln -s linked.csv link.csv && touch linked.csv
ends 'through a link' 0 diaodu export areas -o link.csv
is 'the link stays' linked.csv readlink link.csv
is 'its file is written' "$(diaodu export areas | wc -l)" bash -c 'wc -l <linked.csv'
is 'a dash is standard output' "$(diaodu export areas)" diaodu export areas -o -
has 'JSON by its name' '"table":"areas"' bash -c 'diaodu export areas -o a.json && cat a.json'
has 'a mark is exported' '520300,fai,2024-04,ytd,final,—' diaodu export observations

# each figure beside its own unit; up and down speak of growth
has 'units' '报告单位' diaodu series --area 520300 --indicator fai
is 'no growth, no direction' None bash -c "diaodu rank --indicator fai --parent 520300 --period 2024-05 --by level --format json |
    python3 -c 'import json,sys; print(json.load(sys.stdin)[\"total\"][\"up\"])'"
printf 'area,indicator,period,kind,level,growth\n520302,fai,2024,target,,5\n' >growth_target.csv
diaodu import growth_target.csv
is 'growth targets have no sum' None bash -c "diaodu target reconcile --area 520300 --indicator fai --period 2024 --format json |
    python3 -c 'import json,sys; print(json.load(sys.stdin)[\"rows\"][0][\"sum\"])'"
is 'no JSON in a cell' 0 bash -c 'diaodu board --area 520300 --period 2024-05 --format csv | grep -c "[{]"'

# A flash that a final has overtaken is told with its own growth and its own single month.
printf "$H\n520302,retail_sales,2024-05,final,100,,\n520302,retail_sales,2025-04,final,80,,\n520302,retail_sales,2025-05,flash,104,,\n520302,retail_sales,2025-05,final,103,,\n" >flash.csv
export DIAODU_DB=flash.db
diaodu init --home 520300 >/dev/null
diaodu import flash.csv >/dev/null
row() { diaodu series --area 520302 --indicator retail_sales --format json | python3 -c "import json,sys
r = [r for r in json.load(sys.stdin)['rows'] if r['period'] == '2025-05' and r['kind'] == '$1'][0]
print(round(r['growth'], 9), r['growth_source'], round(r['growth_computed'], 9), round(r['period_level'], 9))"; }
is 'the flash stays as it was' '4.0 computed 4.0 24' row flash
is 'beside the final' '3.0 computed 3.0 23' row final
