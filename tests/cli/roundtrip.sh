#!/usr/bin/env bash
# A table written as a workbook and read again is the table that was: no code becomes a number.
export DIAODU_DB=r.db DIAODU_LANG=en

. "$TESTLIB"
diaodu init >/dev/null
land() { # TABLE, rows on standard input
    cat >"$1.csv"
    diaodu import "$1" "$1.csv" >out.txt 2>&1 || { cat out.txt; echo "not ok import of $1"; }
}
land areas <<'CSV'
code,name,name_en,level,parent,groups,valid_from,lon,lat
0x,零国,0001,nation,,,,,
01,一市,1e3,prefecture,0x,01;02,2001-01-01,106.50,27.7
0101,甲县,+5,county,01,1.50,,106.123456,27
CSV
land indicators <<'CSV'
code,name,name_en,aliases,domain,unit,nature,frequency,price,release_day,levels,owner_org,owner_post,decimals,definition
0042,某值,007,12;013,01,亿元,flow,M,current,20,county,0101,0102,2,0.10
43,某率,,,2020,%,rate,M,,,,,,1,'十四五'指标
CSV
land sets <<'CSV'
code,name,kind,member,from,to
007,0070,indicator,0042,2020-01,2024-12-31
CSV
land rosters <<'CSV'
code,name,kind,member,from,to
0101,1.0,area,0101,,
CSV
land breaks <<'CSV'
indicator,area,from,old,new,linkable,factor,note
0042,0101,2023-01,1.0,2.0,yes,1.10,2020
CSV
land weights <<'CSV'
area,indicator,year,member,weight
0x,0042,2023,01,12.50
CSV
land orgs <<'CSV'
code,name,kind,area,parent
01,发改委,1,0101,
0101,投资科,2.0,,01
CSV
land posts <<'CSV'
code,title,org,holder,from,to
0102,01,0101,007,,
CSV
land people <<'CSV'
code,name,org,note
007,1e3,0101,2020
CSV
land roles <<'CSV'
code,name,name_en,actions
01,某角色,1.0,read;submit
CSV
land grants <<'CSV'
subject,role,area,scope,domains,from,to,note
user:007,01,0101,only,,2024-01-01,,01
post:0102,01,01,subtree,2020,,,1.0
CSV
land forms <<'CSV'
code,name,name_en,kind,indicators,frequency,open_day,due_day,close_day,workday,steps,accept,table_no,authority,approval,valid_to,remind_days,escalate_days,note
01,1.0,2e3,forecast,0042;43,M,01,+05,++1,yes,1,statistics,007,1,2024.10,2099-12-31,0,60,=1
1,二,,dispatch,0042,D,,31,,,,auto,,,,,,,-x
CSV
land form_units <<'CSV'
form,org,area,indicators,from,to,note
01,01,0101,43;0042,2024-01,2024-12-31,+1
01,0101,0x,,,,007
1,01,0101,,2024-01,,
CSV
land windows <<'CSV'
code,name,opens,closes,level,source,indicators,note
0101,2.0,2024-06-05T09:00,2024-06-08,01,1e5,0042;43,001
CSV
land delegations <<'CSV'
post,person,from,to,note
0102,007,2024-06-01,2024-06-08,2.50
CSV
land cause_codes <<'CSV'
code,name,name_en,parent,route,route_en
01,某因,1.0,,02,3
CSV
land observations <<'CSV'
area,indicator,period,kind,level,growth,base_level,series_basis,rank_published,comparison,tier,assess,source,released,note
0101,0042,2023-12,final,100.00,5.0,95.30,2020,1,,,,007,2024-01-20,01
0101,0042,2024-03,final,25,-0.5,,2020,2,,,,1e5,,0.50
0101,0042,2024-04,final,12345678901234567,,,,,,,,,,
0101,43,2024-03,flash,-1.10,,,,,,,,=2+3,,'x'
0101,0042,2024,target,120,,,,,at_least,set,level,2024,,
0101,0042,2024,target,110,,,,,,,,2024,,
CSV
land gap_causes <<'CSV'
area,indicator,period,cause,side,text,org,person
0101,0042,2024-03,01,objective,1.0,01,007
CSV
land gap_plans <<'CSV'
area,indicator,checkpoint,item,period,due,measure,support,amount,unit,org,leader,person,note
0101,0042,2024,01,2024-03,2024-06,001,2.50,3.50,亿元,0101,01,02,03
0101,0042,2024,1,2024-03,2024-06,002,,3,亿元,,,,
CSV
land claims <<'CSV'
area,indicator,leader,org
0101,0042,007,01
CSV
cat >map.json <<'JSON'
{"type":"Feature","properties":{"code":"0101","valid_from":"2001-01-01"},
 "geometry":{"type":"Polygon","coordinates":[[[106,27],[106.5,27],[106.5,27.5],[106,27]]]}}
JSON
diaodu import map.json >out.txt 2>&1 || { cat out.txt; echo 'not ok import of shapes'; }

tables='areas indicators sets rosters breaks weights orgs posts people roles grants forms form_units windows delegations cause_codes observations gap_causes gap_plans claims shapes'
for t in $tables; do
    diaodu export "$t" -o was.csv
    [[ $(wc -l <was.csv) -gt 1 ]] || echo "not ok $t is empty"
    diaodu export "$t" -o "$t.xlsx"
    diaodu import "$t" "$t.xlsx" --format json >got.json 2>err.txt || cat err.txt
    is "$t comes back as it was" '[0, 0, 0, 0]' python3 -c 'import json
r = json.load(open("got.json"))
print([r[k] for k in ("added", "changed", "withdrawn", "refused")])'
    diaodu export "$t" -o now.csv
    is "$t as text too" '' diff was.csv now.csv
done
is 'every table that can be taken in was tried' '' bash -c 'diaodu export none 2>&1 | grep -o "tables are.*" |
    sed "s/tables are //; s/, /\n/g" | grep -vxF -e commits -e "'"${tables// /$'\n'}"'"'

# A wide header over few cells takes no more than the cells: strange columns are told once, and not carried.
python3 -c 'print("code,name,kind,member," + ",".join(f"x{i}" for i in range(4000)))
for i in range(500): print(f"s,集,indicator,0042")' >many.csv
"$DIAODU_ROOT"/tests/tools/make_book.py many.xlsx s=many.csv
diaodu import sets many.xlsx >out.txt 2>&1 || true
is 'strange columns are told once' 1 grep -c 'unknown column' out.txt
has 'and how many' 'x0, x1, x2, x3, x4, x5, x6, x7, x8, x9:  unknown columns (4000), not read; table sets has' cat out.txt
has 'what the table knows is taken' 'x.s,' bash -c 'diaodu export sets | sed "s/^s,/x.s,/"'
printf 'code,name,kind,member,Member\ns,集,indicator,0042,43\n' >twice.csv
"$DIAODU_ROOT"/tests/tools/make_book.py twice.xlsx s=twice.csv
ends 'a column that stands twice is refused still' 1 diaodu import sets twice.xlsx
