#!/usr/bin/env bash
# Why targets are missed and how they are made up for: recorded, imported, taken back, as it stood.
export DIAODU_DB=desk.db DIAODU_LANG=zh
. "$TESTLIB"

diaodu init --home 520300 >/dev/null
cat >figures.csv <<'CSV'
area,indicator,period,kind,level,growth
520300,retail_sales,2024,target,1200,
520302,retail_sales,2024,target,400,
520300,retail_sales,2024-03,final,250,3
520300,retail_sales,2024-04,final,330,3
520302,retail_sales,2024-04,final,100,3
CSV
diaodu import figures.csv >/dev/null
list() { diaodu arrears --area 520300 --period 2024-04 "$@"; }

is 'owing without a cause' true field without_cause list
has 'and without a plan' '红灯而无原因无措施：2' list
is 'nothing planned is not zero' null field planned list
ends 'a cause wants a reason' 2 diaodu cause 520300 retail_sales 2024-04 --cause market --side objective
ends 'an unknown cause' 1 diaodu cause 520300 retail_sales 2024-04 --cause weather --side objective --reason x
ends 'objective or subjective' 1 diaodu cause 520300 retail_sales 2024-04 --cause market --reason x
has 'says what is wrong' '必填：side' diaodu cause 520300 retail_sales 2024-04 --cause market --reason x
before=$(date -u +%Y-%m-%dT%H:%M:%S.%6NZ)
ends 'a dry run' 0 diaodu cause 520300 retail_sales 2024-04 --cause market --side objective --reason x --dry-run
is 'writes nothing' '""' field cause list
ends 'a cause' 0 diaodu cause 遵义市 retail_sales 2024-04 --cause market --side objective --text 汽车下滑 --reason 调度会
is 'is told' '"客观·市场问题：汽车下滑"' field cause list
is 'in English' '"objective, market: 汽车下滑"' field cause list --lang en
is 'as it stood' '""' field cause list --as-of "$before"
ends 'said again' 0 diaodu cause 520300 retail_sales 2024-04 --cause market --side mixed --text 汽车下滑 --reason 重新研判
is 'stands corrected' '"主客观·市场问题：汽车下滑"' field cause list

ends 'a plan row' 0 diaodu plan 520300 retail_sales 2024-03 --checkpoint H1 --due 2024-04 --measure 促销 --support 商场 --amount 90 --reason 调度会
ends 'another' 0 diaodu plan 520300 retail_sales 2024-03 --checkpoint H1 --due 2024-06 --measure 消费券 --amount 1500000 --unit 万元 --reason 调度会
is 'numbered' '2024-04,1 2024-06,2' bash -c "diaodu arrears --area 520300 --period 2024-04 --format json | python3 -c '
import json, sys
print(*[p[\"due\"] + \",\" + p[\"item\"] for p in json.load(sys.stdin)[\"rows\"][0][\"plans\"]])'"
is 'missed: 80 of 90 came' 1 field missed list
is 'still promised' 150 field planned list
is 'owed 270, so uncovered' 120 field uncovered list
has 'in the table' '未落实' list
ends 'due after its start' 1 diaodu plan 520300 retail_sales 2024-03 --due 2024-03 --measure m --reason x
ends 'a unit that does not convert' 1 diaodu plan 520300 retail_sales 2024-03 --due 2024-06 --measure m --amount 1 --unit 吨 --reason x
ends 'an unreadable checkpoint' 2 diaodu plan 520300 retail_sales 2024-03 --checkpoint H9 --due 2024-06 --measure m --reason x
ends 'taking back needs the number' 2 diaodu plan 520300 retail_sales 2024-03 --withdraw --reason x
ends 'take one back' 0 diaodu plan 520300 retail_sales 2024-03 --item 1 --withdraw --reason 写错
is 'it is gone' 0 field missed list
ends 'not twice' 2 diaodu plan 520300 retail_sales 2024-03 --item 1 --withdraw --reason 写错
is 'the history keeps it' '4 调度会 2 写错' bash -c "diaodu gaps --area 520300 --indicator retail_sales --format json | python3 -c '
import json, sys
r = json.load(sys.stdin)[\"rows\"]
p = [x for x in r if x[\"table\"] == \"gap_plans\"]
print(len([x for x in r if not x[\"withdrawn\"]]), p[0][\"reason\"], len([x for x in r if x[\"table\"] == \"gap_causes\"]), p[-1][\"reason\"])'"

# as tables: out and in again, whole or not at all, in one workbook
diaodu export gap_plans -o plans.csv
has 'a round trip' '新增 0，变更 0' diaodu import plans.csv
cat >causes.csv <<'CSV'
area,indicator,period,cause,side,text
520302,retail_sales,2024-04,work,subjective,"慢,散"
520302,retail_sales,2024-04,nothing,subjective,
CSV
ends 'an unknown code refuses the file' 1 diaodu import causes.csv
is 'and leaves nothing' 2 bash -c 'diaodu export gap_causes | wc -l'
ends 'the good row' 1 diaodu import --partial causes.csv
is 'is in' '520302,retail_sales,2024-04,work,subjective,"慢,散",,' bash -c 'diaodu export gap_causes | tail -1'
printf 'code,name,parent\nweather,天气,\n' >codes.csv
ends 'an own code' 0 diaodu import cause_codes codes.csv
ends 'can be used' 0 diaodu cause 520302 retail_sales 2024-04 --cause weather --side objective --reason 水灾
ends 'and not be taken away' 1 bash -c 'printf "code,withdrawn\nweather,yes\n" >gone.csv; diaodu import cause_codes gone.csv'

# a whole file is taken back: what came goes, what stood comes again
stood=$(diaodu export gap_causes)
cat >more.csv <<'CSV'
area,indicator,period,cause,side,text
520302,retail_sales,2024-04,work,mixed,changed
520302,retail_sales,2024-04,policy,objective,new
CSV
ends 'a file that changes and adds' 0 diaodu import more.csv
has 'is there' 'changed' diaodu export gap_causes
ends 'is looked at first' 0 diaodu import --withdraw --dry-run more.csv
has 'and still there' 'changed' diaodu export gap_causes
has 'taken back' '撤回 2' diaodu import --withdraw more.csv
is 'as it stood' "$stood" diaodu export gap_causes
ends 'once' 2 diaodu import --withdraw more.csv
ends 'and in again' 0 diaodu import more.csv
has 'is there again' 'changed' diaodu export gap_causes
diaodu import --withdraw more.csv >/dev/null

# the form has the columns filled in
diaodu report owed --area 520300 --period 2024-04 -o owed.html >/dev/null
has 'form 6 says the cause' '主观·工作问题：慢,散' cat owed.html

ends 'doctor' 0 diaodu doctor
ends 'backup' 0 diaodu backup b.db
ends 'restore' 0 diaodu restore --db r.db b.db
is 'the same causes and plans' "$(diaodu export gap_causes; diaodu export gap_plans)" \
    bash -c 'diaodu export gap_causes --db r.db; diaodu export gap_plans --db r.db'
