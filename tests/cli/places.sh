#!/usr/bin/env bash
# Places as documents print them: published ties are joint, an area alone is not ranked.
export DIAODU_DB=desk.db DIAODU_LANG=zh
. "$TESTLIB"
diaodu init --home 420600 >/dev/null
H=area,indicator,period,kind,level,growth,rank_published
text() { diaodu report "$1" --area "$2" --period 2025-05 -o out.html >/dev/null && python3 -c 'import re
print(re.sub(r"<[^>]*>", " ", open("out.html").read()))'; }
printf "$H\n420600,fai,2025-05,final,700,5.5,\n420600,retail_sales,2025-05,final,800,6.5,\n" >city.csv
diaodu import city.csv >/dev/null
is 'alone in the province: no place in the form' '' bash -c "$(declare -f text); text monthly 420600 | grep -E '固定资产投资 +亿元 +700 +5.5 +[—0-9.-]* +[—0-9.-]* +1 '"
is 'nor counted' '' bash -c 'diaodu board --area 420600 --period 2025-05 | grep -E "第一：[1-9]|前三：[1-9]"'

n=0
printf "$H\n" >counties.csv
for a in 420602 420606 420607 420624 420625 420626 420682 420683 420684; do
    n=$((n + 1))
    case $n in 1) r=1 g=9 ;; 2 | 3) r=2 g=6.8 ;; 4 | 5) r=6 g=5.1 ;; *) r= g=4.$n ;; esac
    printf '%s,fai,2025-05,final,%s,%s,%s\n' $a $((100 + n)) $g $r >>counties.csv
done
diaodu import counties.csv >/dev/null
has 'equal published places are joint' '居全市并列第2位' text bulletin 420606
has 'both of them' '居全市并列第2位' text bulletin 420607
has 'ours from the bottom is not set beside a published one' '居全市并列第6位' text bulletin 420625
is 'never from the bottom' '' bash -c "$(declare -f text); text bulletin 420625 | grep 倒数"
has 'one alone is first' '居全市首位' text bulletin 420602

printf 'area,indicator,period,kind,level,growth\n420600,loans,2025-05,final,5120.88,0\n' >stock.csv
diaodu import stock.csv >/dev/null
has 'a stock that did not grow' '余额5120.88亿元，与上年同期持平' text bulletin 420600
is 'no growth of 0.0 percent' '' bash -c "$(declare -f text); text bulletin 420600 | grep 增长0.0"
