#!/usr/bin/env bash
# Who did what, and markup in what is stored, in Chromium (audit.mjs).
set -euo pipefail
diaodu init --demo --db demo.db >/dev/null
diaodu import --db demo.db --yes "$DIAODU_ROOT"/data/demo/*.csv >/dev/null
evil='<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'
diaodu set 420000 gdp 2021-Q3 --level 34600 --reason "核对 $evil" --as li --db demo.db >/dev/null
diaodu cause 420000 gdp 2021-09 --cause market --side objective --text "$evil" --reason 调度会 --as wang --db demo.db >/dev/null
printf 'code,name,name_en,domain,unit,nature,frequency,basis,price,definition\nevil,"%s","%s",x,亿元,flow,M,ytd,current,"%s"\n' \
    "${evil//\"/\"\"}" "${evil//\"/\"\"}" "${evil//\"/\"\"}" >i.csv
printf 'area,indicator,period,kind,level,source,note\n420000,evil,2021-09,final,5,"%s",n\n420000,evil,2020-09,final,4,s,n\n' "${evil//\"/\"\"}" >f.csv
diaodu import indicators i.csv --db demo.db --reason "$evil" >/dev/null
diaodu import observations f.csv --db demo.db --reason "$evil" >/dev/null
root=$(diaodu user add root --name 管理员 --db demo.db | grep -o 'dl_[a-z0-9]*')
diaodu role grant user:root admin --db demo.db >/dev/null
view=$(diaodu user add view --name 王明 --db demo.db | grep -o 'dl_[a-z0-9]*')
diaodu role grant user:view viewer --area 420000 --db demo.db >/dev/null
diaodu serve --db demo.db --listen 127.0.0.1:0 >serve.log 2>&1 &
server=$!
trap 'kill $server; wait $server || true' EXIT
for _ in $(seq 100); do
    address=$(grep -o 'http://[0-9.:]*' serve.log | head -1) && [[ $address ]] && break
    sleep 0.1
done
"$DIAODU_ROOT"/tools/web.sh node "$DIAODU_ROOT"/tests/browser/audit.mjs "${address%/}" "$DIAODU_ROOT" "$root" "$view" ${SHOTS:+"$SHOTS"}
