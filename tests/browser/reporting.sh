#!/usr/bin/env bash
# Reporting in Chromium (reporting.mjs): filling, pasting, returning per value, signing, the board, offline.
# The form is open from the first of a month to the 28th three months later, so last month's round is open
# and overdue on any day; January is reported with February, so December stands for it.
set -euo pipefail
diaodu init --demo --db demo.db >/dev/null
diaodu import --db demo.db --yes "$DIAODU_ROOT"/data/demo/*.csv >/dev/null
cat >orgs.csv <<'END'
code,name,kind,area
hbtj,湖北省统计局,government,420000
whtj,武汉市统计局,government,420100
ycfg,宜昌市发改委,government,420500
xytj,襄阳市统计局,government,420600
END
cat >forms.csv <<'END'
code,name,name_en,kind,indicators,frequency,open_day,due_day,close_day,workday,steps,accept,table_no,authority,approval,valid_to,remind_days,escalate_days,note
yj01,主要经济指标预计月报,Monthly forecast of main indicators,forecast,retail_sales;fai;budget_revenue,M,1,28,+++28,no,3,statistics,鄂预01表,湖北省统计局,鄂统字〔2026〕12号,2099-12-31,3,2,
dd01,重点指标调度表,Dispatch of main indicators,dispatch,retail_sales,M,1,28,+++28,no,1,statistics,鄂调01表,湖北省统计局,鄂统字〔2026〕13号,2099-12-31,3,2,
END
cat >form_units.csv <<'END'
form,org,area
yj01,whtj,420100
yj01,ycfg,420500
yj01,ycfg,420600
yj01,xytj,420700
dd01,whtj,420100
END
round=$(date -d "$(date +%Y-%m-01) -1 day" +%Y-%m)
[[ $round != *-01 ]] || round=$((${round%-*} - 1))-12
year=${round%-*} month=${round#*-}
last=$(date -d "$round-01 -1 month" +%Y-%m)
echo area,indicator,period,kind,level,growth >known.csv
for area in 420500 420600; do
    printf '%s\n' "$area,retail_sales,$((year - 1))-$month,final,1000,5.0" "$area,retail_sales,$last,final,900,5.1" \
        "$area,fai,$((year - 1))-$month,final,2000,6.0" "$area,budget_revenue,$((year - 1))-$month,final,100,3.0"
done >>known.csv
printf '%s\n' code,name,opens,closes,level,source "tz,投资联网直报,$(date -d '-1 day' +%FT%T+00:00),$(date -d '+76 hours' +%FT%T+00:00),月报,国家统计局" >windows.csv
for table in orgs forms form_units known windows; do diaodu import --db demo.db --yes $table.csv >/dev/null; done
link() { grep -o 'dl_[a-z0-9]*'; }
root=$(diaodu user add root --name 管理员 --db demo.db | link)
diaodu role grant user:root admin --db demo.db >/dev/null
wang=$(diaodu user add wang --name 王明 --db demo.db --as root | link)
li=$(diaodu user add li --name 李芳 --db demo.db --as root | link)
chen=$(diaodu user add chen --name 陈立 --db demo.db --as root | link)
zhou=$(diaodu user add zhou --name 周敏 --db demo.db --as root | link)
cat >posts.csv <<'END'
code,title,org,holder,from
clerk,统计股股长,ycfg,wang,2020-01-01
vice,副主任,ycfg,li,2020-01-01
head,主任,ycfg,chen,2020-01-01
desk,省局综合处处长,hbtj,zhou,2020-01-01
END
diaodu import --db demo.db --yes posts.csv --as root >/dev/null
for grant in 'clerk reporter' 'vice checker' 'head principal' 'desk statistics'; do
    set -- $grant
    diaodu role grant "post:$1" "$2" --area 420000 --db demo.db --as root >/dev/null
done
diaodu serve --db demo.db --listen 127.0.0.1:0 >serve.log 2>&1 &
server=$!
trap 'kill $server; wait $server || true' EXIT
for _ in $(seq 100); do
    address=$(grep -o 'http://[0-9.:]*' serve.log | head -1) && [[ $address ]] && break
    sleep 0.1
done
[[ ! ${HOLD:-} ]] || { echo "$address $round $root $wang $li $chen $zhou" >held; sleep "$HOLD"; exit; }
"$DIAODU_ROOT"/tools/web.sh node "$DIAODU_ROOT"/tests/browser/reporting.mjs "${address%/}" "$DIAODU_ROOT" \
    "$round" "$root" "$wang" "$li" "$chen" "$zhou" ${SHOTS:+"$SHOTS"}
