#!/usr/bin/env bash
# Ledgers in Chromium (ledger.mjs): every built-in type as list, card, new row and board in both languages on desktop
# and phone; a task from its making to its closing with evidence, two people at one row, a block from Excel, a filter
# kept and sent as a link.
set -euo pipefail
diaodu init --demo --db demo.db >/dev/null
diaodu import --db demo.db --yes "$DIAODU_ROOT"/data/demo/*.csv >/dev/null
cat >orgs.csv <<'END'
code,name,kind,area
ycgov,宜昌市政府办公室,government,420500
ycfg,宜昌市发展和改革委员会,department,420500
ycsw,宜昌市商务局,department,420500
END
diaodu import --db demo.db --yes orgs.csv >/dev/null
# what 宜昌市 owes: a fifth of the year's target after seven months
cat >known.csv <<'END'
area,indicator,period,kind,level,growth
420500,retail_sales,2026-07,final,900,5.1
420500,retail_sales,2025-07,final,880,5.0
END
printf '%s\n' area,indicator,period,kind,level,growth,low,high,comparison,source,released \
    420500,retail_sales,2026,target,5000,,,,exact,示例, >aims.csv
for table in known aims; do diaodu import --db demo.db --yes $table.csv >/dev/null; done
link() { grep -o 'dl_[a-z0-9]*'; }
root=$(diaodu user add root --name 管理员 --db demo.db | link)
diaodu role grant user:root admin --db demo.db >/dev/null
wang=$(diaodu user add wang --name 王明 --db demo.db --as root | link)
li=$(diaodu user add li --name 李芳 --db demo.db --as root | link)
cat >posts.csv <<'END'
code,title,org,holder,from
desk,督查科科长,ycgov,li,2020-01-01
vice,副主任,ycfg,root,2020-01-01
clerk,综合科科长,ycfg,wang,2020-01-01
END
diaodu import --db demo.db --yes posts.csv --as root >/dev/null
diaodu role grant post:desk office --area 420500 --db demo.db --as root >/dev/null
diaodu role grant post:clerk sector --area 420500 --db demo.db --as root >/dev/null
diaodu serve --db demo.db --listen 127.0.0.1:0 >serve.log 2>&1 &
server=$!
trap 'kill $server; wait $server || true' EXIT
for _ in $(seq 100); do
    address=$(grep -o 'http://[0-9.:]*' serve.log | head -1) && [[ $address ]] && break
    sleep 0.1
done
[[ ! ${HOLD:-} ]] || { echo "$address $root $wang $li" >held; sleep "$HOLD"; exit; }
"$DIAODU_ROOT"/tools/web.sh node "$DIAODU_ROOT"/tests/browser/ledger.mjs "${address%/}" "$DIAODU_ROOT" \
    "$root" "$wang" "$li" ${SHOTS:+"$SHOTS"}
