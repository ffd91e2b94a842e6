#!/usr/bin/env bash
# Files of every kind into the desk: several tables at once, encodings, refused rows, interruption.
export DIAODU_DB=desk.db DIAODU_LANG=zh
. "$TESTLIB"
book=$DIAODU_ROOT/tests/tools/make_book.py
count() { echo $(($(diaodu export "${@:-observations}" | wc -l) - 1)); }
commits() { count commits; }

diaodu init --home 520300 >/dev/null
printf 'code,name,level,parent\nX1,新区,county,X0\nX0,某市,prefecture,520000\n' >areas.csv
printf 'name,code,parent,level\n另区,X2,X0,county\n' >more.csv
printf 'code,name,unit,nature,frequency,price\nown1,自有指标,亿元,flow,M,current\n' >inds.csv
H=area,indicator,period,kind,level
printf "$H\nX1,own1,2024-01,final,5\nX2,own1,2024-01,final,5\n" >obs.csv
printf 'level,area,indicator,period,kind\n10,X0,own1,2024-01,final\n' >city.csv
printf "$H\nX0,own1,2024-01,final,11\n" >contradicts.csv
printf "$H\nX0,own1,2024-01,final,10\nX9,own1,2024-02,final,1\n" >unknown.csv

# tables that need each other, sheets in any order, one table in two sheets: one transaction
"$book" all.xlsx obs=obs.csv inds=inds.csv a=areas.csv b=more.csv city=city.csv
"$book" bad.ods obs=obs.csv inds=inds.csv a=areas.csv b=more.csv city=unknown.csv
"$book" two.xlsx obs=obs.csv inds=inds.csv a=areas.csv b=more.csv city=city.csv again=contradicts.csv
has 'a dry run sees the tables of the same file' '新增 7，变更 0' diaodu import --dry-run all.xlsx
is 'and writes nothing' 1 commits
ends 'one bad row refuses all tables' 1 diaodu import bad.ods
has 'it names sheet and cell' 'city!A3' diaodu import bad.ods
is 'no area of it stands' '' bash -c 'diaodu export areas | grep ^X'
ends 'sheets that contradict are refused' 1 diaodu import two.xlsx
is 'nothing was written' 1 commits
ends 'tables that need each other' 0 diaodu import all.xlsx
is 'in one commit' 2 commits
is 'all of their figures' 3 count
has 'again it changes nothing' '没有变化' diaodu import all.xlsx
is 'and makes no commit' 2 commits
ends 'partial over several tables' 1 diaodu import --partial bad.ods
is 'only the refused row is to be mended' 'X9,own1,2024-02,final,1' \
    bash -c 'tail -n +2 bad.ods.rejected.csv | cut -d, -f1-5'

# rows that hang on a refused row are refused with it, the others land
printf 'code,name,level,parent\nY1,孤儿,county,Y0\nY2,其子,county,Y1\nY3,好区,county,X0\n' >orphans.csv
ends 'partial with lost parents' 1 diaodu import --partial orphans.csv
is 'the good one lands' Y3 bash -c 'diaodu export areas | grep ^Y | cut -d, -f1'
is 'the others can be mended' 'Y1 Y2' bash -c 'tail -n +2 orphans.csv.rejected.csv | cut -d, -f1 | xargs'
sed -i 's/,Y0,/,X0,/' orphans.csv.rejected.csv
ends 'mended, they land' 0 diaodu import orphans.csv.rejected.csv
is 'the whole of it' 3 bash -c 'diaodu export areas | grep -c ^Y'

# refused rows keep quoted line breaks and separators; mending makes it whole
H=area,indicator,period,kind,level,note
printf "$H\n520300,fai,2024-03,final,7,\"两行\n说明; 一\"\n520300,fai,2024-13,final,1,\"又\n一\"\n" >notes.csv
ends 'partial with quoted line breaks' 1 diaodu import --partial notes.csv
has 'the note is whole' '说明; 一' diaodu export observations --indicator fai
sed -i s/2024-13/2024-04/ notes.csv.rejected.csv
ends 'what was mended goes in' 0 diaodu import notes.csv.rejected.csv
is 'and the whole is there' 2 bash -c 'diaodu export observations --indicator fai | grep -c ^520300'
sed s/2024-04/2024-14/ notes.csv.rejected.csv >again.csv
ends 'refused once more' 1 diaodu import --partial again.csv
is 'still one column of reasons' 1 bash -c 'head -1 again.csv.rejected.csv | grep -o error | wc -l'

# a line break in a cell of the catalogue is a blank, whatever the file
H=code,name,unit,nature,frequency,definition
printf "$H\nzq1,断行甲,亿元,flow,M,\"第一行\n第二行\"\n" >zq1.csv
printf "$H\nzq2,断行乙,亿元,flow,M,\"另一\n第二行\"\nzq3,断行丙,亿元,flow,M,好\n" >zq2.csv
"$book" zq2.xlsx inds=zq2.csv
"$book" zq2.ods inds=zq2.csv
ends 'two lines in a definition' 0 diaodu import zq1.csv
has 'from a workbook' '新增 2' diaodu import zq2.xlsx
has 'are one line' '另一 第二行' diaodu export indicators
has 'the same from another' '未变 2' diaodu import zq2.ods
is 'nothing is torn' 3 bash -c 'diaodu export indicators | grep -c ^zq'
ends 'and the desk is sound' 0 diaodu doctor

# the tables there are stand in one place
has 'no such table names them all' 'shapes, cause_codes' diaodu export nothing

# encodings and separators
H=area,indicator,period,kind,level
printf "$H\n520300,retail_sales,2024-03,final,7\n520302,retail_sales,2024-03,final,3\n" >plain.csv
ends 'plain' 0 diaodu import plain.csv
for e in UTF-16LE UTF-16BE; do
    { [[ $e == *LE ]] && printf '\xff\xfe' || printf '\xfe\xff'; iconv -f UTF-8 -t $e plain.csv; } >u16.csv
    has "$e" '未变 2' diaodu import u16.csv
done
tr , ';' <plain.csv >semi.csv
has 'semicolons' '未变 2' diaodu import semi.csv
{ echo 'sep=;' && cat semi.csv; } >sep.csv
has 'sep=' '未变 2' diaodu import sep.csv
tr , '\t' <plain.csv >tabs.txt
has 'tabs' '未变 2' diaodu import tabs.txt
sed 's/$/\r/' plain.csv >crlf.csv
has 'CR LF' '未变 2' diaodu import crlf.csv
"$book" plain.ods "表=plain.csv"
has 'ODS' '未变 2' diaodu import plain.ods
"$book" named.xlsx "表=plain.csv"
has 'a workbook whose table is named' '未变 2' diaodu import observations named.xlsx

# over the limits: said, nothing written
before=$(commits)
python3 - <<'PY'
open('cols.csv', 'w').write('area,indicator,period,kind,level' + ',x' * 20000 + '\n520300,fai,2024-05,final,1\n')
open('cell.csv', 'w').write('area,indicator,period,kind,level,note\n520300,fai,2024-05,final,1,"' + 'x' * (2 << 20) + '"\n')
open('open.csv', 'w').write('area,indicator,period,kind,level,note\n520300,fai,2024-05,final,1,"never closed\n')
open('nul.csv', 'wb').write(b'area,indicator,period,kind,level\n520300,fai,2024-05,final,1\0\n')
PY
for f in cols cell open nul; do ends "limits: $f" 1 diaodu import $f.csv; done
: >empty.csv
ends 'an empty file' 1 diaodu import empty.csv
is 'none of them left anything' "$before" commits

# taking back
ends 'take back' 0 diaodu import --withdraw plain.csv
is 'its figures are gone' 0 count observations --indicator retail_sales
ends 'not twice' 2 diaodu import --withdraw plain.csv
ends 'in again' 0 diaodu import plain.csv
is 'they stand again' 2 count observations --indicator retail_sales

ends 'rows of the catalogue stay, and that is said' 1 diaodu import --withdraw orphans.csv.rejected.csv
has 'of a book with both the figures go and what stays is named' 'withdrawn 列' diaodu import --withdraw all.xlsx
is 'they are gone' 0 count observations --indicator own1

# refused rows that cannot be written down: nothing is committed
before=$(commits)
printf "$H\n520300,fai,2024-06,final,7\n520300,fai,2024-13,final,3\n" >half.csv
ends 'no place for the refused rows' 3 bash -c 'diaodu import --partial --rejects /dev/full/x half.csv || exit 3'
is 'so none of the others' "$before" commits

# a wide table with its mapping makes one sound commit
ends 'a wide table' 0 diaodu import --yes "$DIAODU_ROOT/tests/data/office_wide/flat_header.xlsx"
ends 'and the database is sound' 0 diaodu doctor

# what is unknown never vanishes: not under a remembered mapping, not under --yes
wide() { # FILE TITLE AREA: a county table
    printf '%s\n县区,固定资产投资（亿元）,增速（%%）\n红花岗区,1.5,2\n汇川区,2.5,3\n%s,3.5,4\n' "$2" "$3" >"$1"
}
wide may.csv 2031年1-5月固定资产投资 播州区
wide june.csv 2031年1-6月固定资产投资 播洲区
wide never.csv 固定资产投资 播州区
wide half.csv 2031年上半年固定资产投资目标 播州区
wide part.csv 2031年1-8月固定资产投资目标 播州区
ends 'May is certain' 0 diaodu import may.csv
ends 'June is remembered, its unknown county refuses it' 1 diaodu import june.csv
has 'named with its text' 播洲区 bash -c 'diaodu import june.csv 2>&1'
ends 'partial' 1 diaodu import --partial june.csv
has 'the row can be mended' '播洲区,fai,2031-06,ytd,final,3.5,4' cat june.csv.rejected.csv
is 'Excel sees UTF-8' efbbbf bash -c 'head -c 3 june.csv.rejected.csv | od -An -tx1 | tr -d " \n"'
sed -i s/播洲区/520304/ june.csv.rejected.csv
ends 'mended, it lands' 0 diaodu import june.csv.rejected.csv
has 'yes leaves it out and counts it' '1 处未读入' bash -c 'diaodu import --yes june.csv'
has 'and names it' 播洲区 bash -c 'diaodu import --yes june.csv 2>&1'
ends 'no period: nothing' 1 diaodu import --yes never.csv
has 'and that is said' '没有时期' bash -c 'diaodu import --yes never.csv 2>&1'
ends 'targets of half a year' 0 diaodu import half.csv
ends 'and of eight months' 0 diaodu import part.csv
is 'are of June and August' '2031-06 2031-08' bash -c 'diaodu export observations | grep ^520302 | grep target | grep 2031 | cut -d, -f3 | sort | xargs'
diaodu import --dry-run --show-map --format json may.csv >map.json 2>/dev/null
ends 'the mapping is printed alone' 0 python3 -c 'import json; json.load(open("map.json"))["sheets"]'
ends 'and read back' 0 diaodu import --map map.json may.csv
has 'shown with its period' '2031-05' diaodu import --dry-run --show-map --format table may.csv
printf 'Area,Indicator,Period,Kind,Level\n520300,fai,2031-05,final,9\n,,,,\n , ,,,\n' >case.csv
ends 'names in any case, blank rows' 0 diaodu import case.csv
printf 'area,indicator,period,level\n520300,fai,2031-07,9\n' >nokind.csv
has 'a column that is missing is named' 'column kind is missing' bash -c 'diaodu import --lang en nokind.csv 2>&1'
has 'an unclosed quote: file and line' 'open.csv' bash -c 'diaodu import open.csv 2>&1'

# Ctrl-C at any moment: said, and nothing lost or half done
python3 - <<'PY'
import csv, os
areas = [r['code'] for r in csv.DictReader(open(os.environ['DIAODU_ROOT'] + '/catalogue/areas.csv',
         encoding='utf-8')) if r['level'] == 'county'][:2000]
with open('big.csv', 'w') as f:
    f.write('area,indicator,period,kind,level\n')
    for y in range(2010, 2018):
        for m in range(2, 13):
            f.writelines(f'{a},fai,{y}-{m:02d},final,{i + m * 10}.5\n' for i, a in enumerate(areas))
PY
cat >interrupt.py <<'PY'
import signal, subprocess, sys, time
ms = 20
stopped = 0
while True:
    p = subprocess.Popen(['diaodu', 'import', 'big.csv'], stdout=subprocess.DEVNULL,
                         stderr=subprocess.PIPE)
    time.sleep(ms / 1000)
    p.send_signal(signal.SIGINT)
    said = p.communicate()[1].decode()
    if p.returncode == 0:
        break
    if p.returncode not in (3, -2) or (p.returncode == 3 and '没有写入任何内容' not in said):
        sys.exit(f'after {ms} ms: exit {p.returncode}: {said}')
    stopped += p.returncode == 3
    n = subprocess.run(['diaodu', 'export', 'commits'], capture_output=True).stdout.count(b'\n') - 1
    if n != int(sys.argv[1]):
        sys.exit(f'after {ms} ms: {n} commits')
    ms = ms * 5 // 4 + 5
print('interrupted' if stopped else 'never interrupted', end='')
PY
is 'Ctrl-C says so and leaves nothing' interrupted python3 interrupt.py "$(commits)"
ends 'sound after it' 0 diaodu doctor
has 'the whole file is in, once' '没有变化' diaodu import big.csv

# the same words in every format
is 'doctor as JSON' 3 bash -c "diaodu doctor --format json | python3 -c 'import json,sys; print(len(json.load(sys.stdin)[\"rows\"]))'"
is 'doctor as CSV' 'check,state,text' bash -c 'diaodu doctor --format csv | head -1'
is 'two files are one JSON' '["plain.csv", "semi.csv"]' bash -c "diaodu import plain.csv semi.csv --format json |
    python3 -c 'import json,sys; print(json.dumps([r[\"file\"] for r in json.load(sys.stdin)[\"rows\"]]))'"
is 'an import as CSV' plain.csv,observations,2 bash -c 'diaodu import plain.csv --format csv | tail -1 | cut -d, -f1-3'
is 'an export as JSON' 7 bash -c "diaodu export observations --indicator retail_sales --format json |
    python3 -c 'import json,sys; print(json.load(sys.stdin)[\"rows\"][0][\"level\"])'"
for verb in "init --db new.db" "backup copy.db" "migrate" "set 520300 fai 2024-05 --level 5 --reason r" \
    "target set --area 520300 --indicator fai --period 2024 --level 9"; do
    is "JSON: ${verb%% *}" object bash -c "diaodu $verb --format json |
        python3 -c 'import json,sys; print(\"object\" if isinstance(json.load(sys.stdin), dict) else \"\")'"
done
for verb in help man 'completion bash'; do ends "text only: $verb" 2 diaodu $verb --format json; done
ends 'a full disk at export' 3 bash -c 'diaodu export observations >/dev/full'

# files that may not grow: said, and all as it was
before=$(commits)
sed 's/fai/retail_sales/' big.csv >other.csv
ends 'a full disk at import' 3 bash -c 'ulimit -f 100; diaodu import other.csv'
ends 'a full disk at export to a file' 3 bash -c 'ulimit -f 100; diaodu export observations -o left.csv'
ends 'a full disk at export to a workbook' 3 bash -c 'ulimit -f 100; diaodu export areas -o left.xlsx 2>&1 | grep ^diaodu: >&2; exit ${PIPESTATUS[0]}'
ends 'a full disk at backup' 3 bash -c 'ulimit -f 100; diaodu backup full.db'
is 'no commit' "$before" commits
is 'no half files' '' bash -c 'ls left* full.db* 2>/dev/null'
ends 'sound all the same' 0 diaodu doctor
