#!/usr/bin/env bash
# Handing in on the command line: a form filled, submitted, checked, signed, accepted value by value; an import by
# somebody who only fills is a submission, and nothing of it reaches a board before statistics accepts it.
export DIAODU_DB=desk.db DIAODU_LANG=zh
. "$TESTLIB"

diaodu init --home 520300 >/dev/null
now=$(TZ=Asia/Shanghai date +%Y-%m)
first=$now-01
cat >orgs.csv <<'X'
code,name,area
tjj,市统计局,520300
hc,汇川区政府,520303
hhg,红花岗区政府,520302
X
cat >posts.csv <<'X'
code,title,org,holder
hc-fill,填报员,hc,li
hc-check,审核人,hc,zhao
hc-head,区长,hc,wang
hh-fill,填报员,hhg,sun
tj,统计局,tjj,chen
X
cat >people.csv <<'X'
code,name
li,李
zhao,赵
wang,王
sun,孙
chen,陈
qian,钱
X
cat >grants.csv <<'X'
subject,role,area
post:hc-fill,reporter,520303
post:hc-check,checker,520303
post:hc-head,principal,520303
post:hh-fill,reporter,520302
post:tj,statistics,520300
X
cat >forms.csv <<'X'
code,name,kind,indicators,frequency,open_day,due_day,close_day,steps,table_no,valid_to
yj,预计表,forecast,fai;retail_sales,M,1,31,+5,3,调1号,2800-01-01
old,旧表,forecast,fai,M,1,31,+5,3,调2号,2020-01-01
X
printf 'form,org,area,from\nyj,hc,520303,%s\nyj,hhg,520302,%s\nold,hc,520303,%s\n' "$first" "$first" "$first" >units.csv
for t in orgs posts people grants forms; do diaodu import "$t" $t.csv >/dev/null; done
diaodu import form_units units.csv >/dev/null
for u in li zhao wang sun chen qian; do diaodu user add "$u" >/dev/null; done
# two smooth years, so that nothing strange is found of a figure that goes on like them
python3 - "$now" >obs.csv <<'X'
import sys
y, m = map(int, sys.argv[1].split('-'))
print('area,indicator,period,kind,level')
for a in ('520302', '520303'):
    for i in ('fai', 'retail_sales'):
        for year in (y - 1, y):
            for month in range(1, 13):
                if year == y and month >= m or (month == 1 and i != 'x'):
                    continue
                print(f'{a},{i},{year}-{month:02d},final,{month * 10 * (1.05 if year == y else 1):.2f}')
X
diaodu import obs.csv >/dev/null
K=(--form yj --org hc --period "$now")
month=$((10#${now#*-}))
good=$(python3 -c "print(f'{$month * 10.5:.2f}')")

has 'what is to be filled waits' '填数' diaodu todo --as li
is 'for nobody else' '' bash -c "diaodu todo --as qian --format csv | grep fill || true"
ends 'who has no part sees no submission' 2 diaodu filing "${K[@]}" --as sun
ends 'nor does a reader' 2 diaodu filing "${K[@]}" --as qian
has 'words are no figure' '总量不是数字' bash -c "printf 'area,indicator,level\n520303,fai,约百亿\n' >bad.csv; diaodu filing save bad.csv ${K[*]} --as li"
has 'and cannot be submitted' '必须改正' bash -c "diaodu filing submit ${K[*]} --as li 2>&1"
printf 'area,indicator,level\n520303,fai,%s\n520303,retail_sales,%s\n' "$good" 99999 >fill.csv
diaodu filing save fill.csv "${K[@]}" --as li >/dev/null
has 'a strange figure wants words' '写明情况' bash -c "diaodu filing submit ${K[*]} --as li 2>&1"
printf 'area,indicator,note\n520303,retail_sales,已核实无误\n' >note.csv
diaodu filing save note.csv "${K[@]}" --as li >/dev/null
has 'that say something' '写明情况' bash -c "diaodu filing submit ${K[*]} --as li 2>&1"
printf 'area,indicator,level,note\n520303,retail_sales,%s,大型商超开业带动零售增长\n' "$good" >fill.csv
diaodu filing save fill.csv "${K[@]}" --as li >/dev/null
ends 'submitted' 0 diaodu filing submit "${K[@]}" --as li
ends 'not filled any more' 1 diaodu filing save fill.csv "${K[@]}" --as li
ends 'nobody checks their own' 1 diaodu filing check "${K[@]}" --as li
ends 'no step is left out' 1 diaodu filing sign "${K[@]}" --as wang
ends 'checked' 0 diaodu filing check "${K[@]}" --as zhao
ends 'a return wants a reason' 2 diaodu filing return "${K[@]}" --as zhao
ends 'returned' 0 diaodu filing return "${K[@]}" --as zhao --note '投资口径不对'
ends 'filled again' 0 diaodu filing save fill.csv "${K[@]}" --as li
ends 'submitted again' 0 diaodu filing submit "${K[@]}" --as li
ends 'checked again' 0 diaodu filing check "${K[@]}" --as zhao
ends 'reviewed' 0 diaodu filing review "${K[@]}" --as zhao
ends 'nothing unsigned is accepted' 1 diaodu filing accept "${K[@]}" --as chen
ends 'signed by the principal' 0 diaodu filing sign "${K[@]}" --as wang
has 'on time' ',,on_time,0,none,' diaodu filings --form yj --org hc --state signed --format csv --as chen
is 'nothing stands yet' '' bash -c "diaodu export observations --kind forecast | grep -v ^area || true"
printf 'area,indicator,verdict,reason\n520303,fai,return,与在库项目不符\n' >dec.csv
ends 'value by value' 0 diaodu filing accept "${K[@]}" --as chen --cells dec.csv
is 'what was accepted stands' 1 bash -c "diaodu export observations --kind forecast | grep -c retail_sales,$now"
is 'what was returned does not' 0 bash -c "diaodu export observations --kind forecast | grep -c fai,$now || true"
ends 'what was accepted may be said again' 0 diaodu filing save fill.csv "${K[@]}" --as li
printf 'area,indicator,level\n520303,retail_sales,1\n' >other.csv
ends 'and is not changed' 1 diaodu filing save other.csv "${K[@]}" --as li
has 'the reason is shown' '与在库项目不符' diaodu filing "${K[@]}" --as li
ends 'the history holds' 0 diaodu audit verify
has 'an act is an event' ',chen,accept,' diaodu audit log --action accept --format csv

has 'a form past its date is not issued' '有效期' bash -c "diaodu filing --form old --org hc --period $now --as li"
ends 'nor filled' 1 diaodu filing save fill.csv --form old --org hc --period "$now" --as li

printf 'area,indicator,period,kind,level,unit\n520302,fai,%s,forecast,%s,万元\n' "$now" "$(python3 -c "print(int($month * 105000))")" >imp.csv
has 'an import by who fills is a submission' '1 个预计数已填入报表' diaodu import imp.csv --as sun
has 'that stands in the form' "$good" diaodu filing --form yj --org hhg --period "$now" --as sun
is 'and on no board' '' bash -c "diaodu export observations --kind forecast | grep 520302 || true"
ends 'not for others' 1 diaodu import imp.csv --as li
sed 's/forecast/final/' imp.csv >final.csv
ends 'statistics are not handed in' 1 diaodu import final.csv --as sun
ends 'statistics imports them' 0 diaodu import final.csv --as chen

# what was accepted and then corrected is not written again by later acts; a form that accepts itself
printf 'code,name,kind,indicators,frequency,open_day,due_day,steps,accept\nzd,自动表,forecast,electricity,M,1,31,1,auto\n' >auto.csv
printf 'form,org,area,from\nzd,hc,520303,%s\n' "$first" >autou.csv
diaodu import forms auto.csv >/dev/null && diaodu import form_units autou.csv >/dev/null
Z=(--form zd --org hc --period "$now")
printf 'area,indicator,level,note\n汇川区,全社会用电量,100,新建数据中心投运带动用电\n' >z.csv
ends 'names do as well as codes' 0 diaodu filing save z.csv "${Z[@]}" --as li
ends 'and go on' 0 diaodu filing submit "${Z[@]}" --as li
ends 'a signature stands by itself' 0 diaodu filing sign "${Z[@]}" --as wang
has 'as a forecast' ',100,' bash -c "diaodu export observations --kind forecast | grep electricity,$now"
printf 'area,indicator,period,kind,level\n520303,electricity,%s,forecast,120\n' "$now" >c.csv
diaodu import c.csv --as chen >/dev/null
ends 'a word of the unit' 0 diaodu filing comment "${Z[@]}" --as wang --note 说明一下
has 'leaves the correction' ',120,' bash -c "diaodu export observations --kind forecast | grep electricity,$now"
year=${now%-*}
printf 'area,indicator,period,kind,level\n520302,fai,%s-03,forecast,77\n' "$((year - 3))" >past.csv
has 'a figure of another period is in no form' '没有由您填报' bash -c 'diaodu import past.csv --as sun 2>&1'
printf 'area,indicator,period,basis,kind,level\n520302,fai,%s,period,forecast,77\n' "$now" >basis.csv
has 'nor one on another basis' '没有由您填报' bash -c 'diaodu import basis.csv --as sun 2>&1'
ends 'no other time' 2 diaodu filings --as-of 2026-01-01
has 'the history holds' '完好' diaodu audit verify
# an indicator that is not asked any more keeps what stands
printf 'form,org,area,from,indicators\nyj,hc,520303,%s,fai\n' "$first" >less.csv
diaodu import form_units less.csv >/dev/null
printf 'area,indicator,level\n520303,fai,%s\n' "$good" >again.csv
ends 'filled after fewer are asked' 0 diaodu filing save again.csv "${K[@]}" --as li
has 'and the history holds' '完好' diaodu audit verify
