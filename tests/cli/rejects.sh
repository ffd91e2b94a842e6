#!/usr/bin/env bash
# What an office table says unreadably comes back whole in a file that can be mended; nothing of such
# a row is taken before.
export DIAODU_DB=desk.db DIAODU_LANG=zh
. "$TESTLIB"
diaodu init --home 520300 >/dev/null
printf '%s\n' '2024年5月各县区投资完成情况,,' '地区,固定资产投资（亿元）,同比增长（%）' '红花岗区,57.1,5.2' '汇川区,约7,4.1' \
    '播州区,30.5,下降-3.2' '桐梓县,12.5,1.1' >sheet.csv
"$DIAODU_ROOT"/tests/tools/make_book.py may.xlsx may=sheet.csv
figures() { diaodu export observations --indicator fai --format json | python3 -c "import json,sys
for r in json.load(sys.stdin)['rows']: print(r['area'], r['level'], r['growth'])"; }
ends 'whole or not at all' 1 diaodu import may.xlsx
is 'nothing was taken' '' figures
ends 'in part' 1 diaodu import may.xlsx --partial
is 'rows with such a cell wait' $'520302 57.1 5.2\n520322 12.5 1.1' figures
has 'the cell as it stood, beside its row' '520303,fai,2024-05,ytd,final,约7,4.1,' cat may.xlsx.rejected.csv
has 'a growth too' '520304,fai,2024-05,ytd,final,30.5,下降-3.2,' cat may.xlsx.rejected.csv
has 'and its source' ',亿元,may.xlsx,' cat may.xlsx.rejected.csv
has 'with place and reason' 'B4 的“约7”读不出' cat may.xlsx.rejected.csv
is 'each is said once' 2 bash -c 'diaodu import may.xlsx --dry-run 2>&1 | grep -c 读不出'
sed -i 's/约7/7/; s/下降-3.2/-3.2/' may.xlsx.rejected.csv
mended=$(cat may.xlsx.rejected.csv)
ends 'in part once more' 1 diaodu import may.xlsx --partial
is 'a mended file is not written over' "$mended" cat may.xlsx.rejected.csv
has 'the rows stand beside it' '约7' cat may.xlsx.rejected.2.csv
ends 'and again' 1 diaodu import may.xlsx --partial
is 'the same rows are not written twice' 2 bash -c 'ls may.xlsx.rejected*.csv | wc -l'
ends 'mended' 0 diaodu import may.xlsx.rejected.csv
is 'all is in' $'520302 57.1 5.2\n520303 7 4.1\n520304 30.5 -3.2\n520322 12.5 1.1' figures
