#!/usr/bin/env bash
# What units forecast: put together, held against what came, from day to day, and the calendar.
export DIAODU_DB=desk.db DIAODU_LANG=zh
. "$TESTLIB"

diaodu init --home 520300 >/dev/null
cat >areas.csv <<'CSV'
code,name,name_en,level,parent
T0,试验市,Test City,prefecture,520000
T1,甲县,First County,county,T0
T2,乙县,Second County,county,T0
T3,丙县,Third County,county,T0
CSV
cat >figures.csv <<'CSV'
area,indicator,period,kind,level,growth
T0,investment_projects,2024,target,600,
T1,investment_projects,2023-06,final,100,
T2,investment_projects,2023-06,final,90,
T3,investment_projects,2023-06,final,60,
T1,investment_projects,2023-05,final,82,
T2,investment_projects,2023-05,final,70,
T3,investment_projects,2023-05,final,45,
T1,investment_projects,2024-05,final,95,
T2,investment_projects,2024-05,final,70,
T3,investment_projects,2024-05,final,45,
CSV
cat >forecasts.csv <<'CSV'
area,indicator,period,kind,level,growth
T0,investment_projects,2024-06,forecast,280,
T1,investment_projects,2024-06,forecast,120,
T2,investment_projects,2024-06,forecast,90,
CSV
for t in areas figures forecasts; do diaodu import $t.csv >/dev/null; done
roll() { diaodu rollup --area T0 --period 2024-06 "$@"; }

# one county is missing: no sum, and who it is
is 'a missing member is not zero' null field sum roll
is 'and is named' '[{"code": "T3", "name": "丙县"}]' field missing roll
has 'in the table' '丙县' roll
has 'in English' 'Third County' roll --lang en
is 'the own figure stands' '"official"' field of roll
is 'its last month' 70 bash -c "$(declare -f field roll); field implied_month roll"
is 'a part where it is asked for' 210 field sum roll --partial
is 'marked' true field partial roll --partial
is 'with the base of the same two' 190 field last_year roll --partial
is 'and no residual' null field residual roll --partial
echo 'area,indicator,period,kind,level
T3,investment_projects,2024-06,forecast,60' >third.csv
diaodu import third.csv >/dev/null
# the worked example of docs/formulas.md: 120 + 90 + 60 after 250, 210 by May
is 'the sum' 270 field sum roll
is 'the residual' 10 field residual roll
is 'last year' 250 field last_year roll
is 'June' 60 field implied_month roll
is 'June a year ago' 53 field last_year_month roll
is 'times the mean month' 1.43 bash -c "$(declare -f field roll); printf %.2f \$(field k roll)"
is 'to the half of the target' 30 field to_target roll
has 'complete' '齐全：1' roll
is 'no other indicator' 1 bash -c "$(declare -f roll); roll --format csv | tail -n +2 | wc -l"
ends 'a form that is not there' 2 roll --form nothing
ends 'an area that is not there' 2 diaodu rollup --area T9 --period 2024-06
ends 'a period is needed' 2 diaodu rollup --area T0

# a figure that has come stands in where nobody forecasts it
diaodu import third.csv --withdraw >/dev/null
echo 'area,indicator,period,kind,level
T3,investment_projects,2024-06,flash,61' >came3.csv
diaodu import came3.csv >/dev/null
is 'a known figure counts' 271 field sum roll
is 'and is told' 1 field known roll
diaodu import came3.csv --withdraw >/dev/null
diaodu import third.csv >/dev/null
is 'the forecast again' '270' field sum roll

# units and a form: who has not signed is named though a figure is there
cat >orgs.csv <<'CSV'
code,name,kind,area
O1,甲县政府,government,T1
O2,乙县政府,government,T2
CSV
cat >forms.csv <<'CSV'
code,name,name_en,kind,indicators,frequency,open_day,due_day,close_day,steps,accept,table_no,authority,approval,valid_to
yj,预计数表,Forecasts,forecast,investment_projects,M,15,20,,1,auto,试1表,统计局,试〔2024〕1号,2099-12-31
rl,月度预计,Monthly,forecast,electricity,M,15,20,25,1,auto,试2表,统计局,试〔2024〕2号,2099-12-31
CSV
cat >form_units.csv <<'CSV'
form,org,area
yj,O1,T1
yj,O2,T2
rl,O1,T1
rl,O2,T2
CSV
for t in orgs forms form_units; do diaodu import $t $t.csv >/dev/null; done
is 'unsigned units' '[{"org": "O1", "name": "甲县政府"}, {"org": "O2", "name": "乙县政府"}]' field unsigned roll --form yj
has 'not complete' '齐全：0' roll --form yj
echo 'area,indicator,level,growth,note
T1,investment_projects,121,,汽车下乡活动带动六月集中释放' >o1.csv
for act in "save o1.csv" submit sign; do
    diaodu filing $act --form yj --org O1 --period 2024-06 >/dev/null
done
is 'who signed is gone' '[{"org": "O2", "name": "乙县政府"}]' field unsigned roll --form yj
is 'what was signed counts' 271 field sum roll --form yj

# accuracy: levels 100 102 98 110 100 100 forecast as 97 100 100 105 100 96, then one that came too late
f=(97 100 100 105 100 96 100) v=(100 102 98 110 100 100 100)
for n in 0 1 2 3 4 5; do
    echo "T1,electricity,2023-0$((n + 3)),forecast,${f[n]}"
    ((n > 1)) && echo "T2,electricity,2023-0$((n + 3)),forecast,${v[n]}"
done >rows.txt
{ echo area,indicator,period,kind,level && cat rows.txt; } >before.csv
for n in 0 1 2 3 4 5 6; do
    echo "T1,electricity,2023-0$((n + 3)),final,${v[n]}"
    echo "T2,electricity,2023-0$((n + 3)),final,${v[n]}"
done >rows.txt
{ echo area,indicator,period,kind,level && cat rows.txt; } >came.csv
{ echo area,indicator,period,kind,level && echo T1,electricity,2023-09,forecast,100 && echo T1,electricity,2023-03,forecast,100; } >late.csv
for t in before came late; do diaodu import $t.csv >/dev/null; done
acc() { diaodu accuracy --area T0 --indicator electricity "$@"; }
is 'six periods: the late forecasts do not count' 6 field n acc
is 'mean error' 2.59 bash -c "$(declare -f field acc); printf %.2f \$(field mape acc)"
is 'bias' 1.91 bash -c "$(declare -f field acc); printf %.2f \$(field bias acc)"
is 'a place with six periods' 1 field rank acc
has 'none with four' '"area":"T2","area_name":"乙县","indicator":"electricity","name":"全社会用电量","n":4' acc --format json
is 'which has none' '6 1;4 null' bash -c "$(declare -f acc); acc --format json | python3 -c '
import json, sys
print(\";\".join(str(r[\"n\"]) + \" \" + json.dumps(r[\"rank\"]) for r in json.load(sys.stdin)[\"rows\"]))'"
is 'of a span' 2 field n acc --from 2023-03 --to 2023-04
has 'in the table' '误差%' acc
has 'nothing to judge' '没有数据' diaodu accuracy --area T0 --from 2030-01

# the days before a close, from today's date: this year's end
year=$(TZ=Asia/Shanghai date +%Y)
cat >year.csv <<CSV
area,indicator,period,kind,level
T0,budget_revenue,$year,target,1200
T0,budget_revenue,$year-01,final,62
T0,budget_revenue,$((year - 1))-01,final,60
T1,budget_revenue,$year,target,100
CSV
diaodu import year.csv >/dev/null
echo "area,indicator,period,kind,level
T0,budget_revenue,$year-12,forecast,1150" >close.csv
diaodu import close.csv >/dev/null
run() { diaodu sprint --area T0 --indicator budget_revenue --period "$year-12" "$@"; }
today=$(TZ=Asia/Shanghai date +%F)
left=$((($(date -d "$year-12-31" +%s) - $(date -d "$today" +%s)) / 86400))
is 'days left' $left field days_left run
is 'done so far' 62 field done run
is 'as of' "\"$year-01\"" field done_period run
is 'owed' 1138 field owed run
is 'two a day in January' 2 field pace run
is 'short by the forecast' 50 field short run
is 'told today' "\"$today\"" field day run
((left == 0)) || is 'needed a day' "$(python3 -c "print(1138 / $left)")" field pace_needed run
has 'the members too' '甲县' run
ends 'a month that the indicator does not have' 2 diaodu sprint --area T0 --indicator gdp --period "$year-05"

# the calendar: the form's days of this month, a net, releases
month=$(TZ=Asia/Shanghai date +%Y-%m)
cat >windows.csv <<CSV
code,name,opens,closes,level,source,indicators
net,联网直报,$month-05T08:00,$month-10T17:30,国家,统计局,budget_revenue
CSV
diaodu import windows windows.csv >/dev/null
cal() { diaodu calendar --area T0 --from "$month-01" --to "$month" --format json; }
days() {
    cal | python3 -c 'import json, sys
rows = [r for r in json.load(sys.stdin)["rows"] if r["what"] in sys.argv[1].split(",")]
print(*["{} {}/{}".format(r["day"][8:], r["missing"], r["of"]) for r in rows
        if r["code"] in ("rl", "net", "budget_revenue")], sep=";")' "$1"
}
is 'the days of the form' '20 2/2;25 2/2' days due,closes
# January's figure of the city was there: the newest month's is expected, and missing
february=$(($(TZ=Asia/Shanghai date +%-m) == 2 ? 0 : 1))
is 'the net closes' "10 $february/1" days window
is 'and opens' "05 $february/1;15 2/2" days opens
is 'a release' "15 $february/1" days release
has 'its time' "T17:30:00+08:00" cal
has 'in words' '关网' diaodu calendar --area T0 --from "$month-01" --to "$month"
ends 'backwards' 2 diaodu calendar --from 2024-02 --to 2024-01
ends 'too long' 2 diaodu calendar --from 2020 --to 2024

# whoever may not read the desk's own area is told of theirs
diaodu user add county >/dev/null
diaodu role grant user:county viewer --area T1 --reason r >/dev/null
has 'their own calendar' '"area":{"code":"T1","name":"甲县"}' diaodu calendar --as county --format json
has 'their own roll-up' '"area":{"code":"T1","name":"甲县"}' diaodu rollup --period 2024-06 --as county --format json
is 'one figure is nobody'"'"'s sum' null field sum diaodu rollup --period 2024-06 --as county
is 'their own forecast' 121 field official diaodu rollup --period 2024-06 --as county
ends 'not the area above' 2 diaodu rollup --area T0 --period 2024-06 --as county
