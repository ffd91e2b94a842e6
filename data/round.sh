#!/usr/bin/env bash
# data/round.sh PROGRAM DB: into the demo DB a reporting round in progress, with people of each role, through the commands
# that a person would use. A desk that has it already is left alone. Prints who can sign in (DB has only hashes).
#
# Published figures of cities end in 2025, so what is typed here for this month is made up, and says so (示例): beside the
# house prices of five real cities stand their real figures of a year before, as far as they reach. The rounds are those of
# the month in which the script runs: one at work, due at its end; one of the month before, due yesterday.
set -euo pipefail
program=$(realpath "$1") db=$(realpath "$2")
export DIAODU_DB=$db DIAODU_LANG=zh TZ=Asia/Shanghai
"$program" export forms | grep -q '^demo_month,' && exit
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
trouble() { cat out.txt >&2; echo "data/round.sh: $1" >&2; exit 1; }
desk() { "$program" "$@" >out.txt 2>&1 || trouble "$*"; }
put() { cat >"$1.csv" && desk import "$1" "$1.csv" --reason '示例 demo'; }

today=$(date +%Y-%m-%d) day=$((10#$(date +%d))) first=$(date +%Y-%m-01)
month=$(date +%Y-%m) last=$(date -d "$first -1 day" +%Y-%m) next=$(date -d "$first +1 month" +%Y-%m-01)
cities=(gz:440100:广州市 sz:440300:深圳市 sg:440200:韶关市 zj:440800:湛江市 hz:441300:惠州市)

# ---- units, people, posts, rights ----
{
    echo code,name,kind,area
    echo demo_stats,广东省统计局（示例）,,440000
    for c in "${cities[@]}"; do IFS=: read -r k area name <<<"$c" && echo "demo_$k,$name（示例）,,$area"; done
} | put orgs
people=(stats:statistics:440000:统计处 leader:leader:440000:分管领导 office:office:440000:政府办
    planning:planning:440000:发改处 sector:sector:440000:商务处 viewer:viewer:440000:查阅者 ranks:ranks:440000:只看位次)
for c in "${cities[@]}"; do
    IFS=: read -r k area name <<<"$c"
    people+=("$k-fill:reporter:$area:$name填报员" "$k-check:checker:$area:$name审核人" "$k-head:principal:$area:$name主要负责人")
done
echo code,title,org,holder >held
echo subject,role,area,note >given
for p in "${people[@]}"; do
    IFS=: read -r login role area title <<<"$p"
    unit=demo_${login%-*}
    [[ $login == *-* ]] || unit=demo_stats
    desk user add "$login" --name "$title（示例）" --org "$unit"
    echo "demo-$login,$title,$unit,$login" >>held
    echo "post:demo-$login,$role,$area,示例" >>given
done
put posts <held
put grants <given

# ---- two forms ----
due=+$((day - 1)) # of the month before: yesterday
((day > 1)) || due=31
put forms <<CSV
code,name,name_en,kind,indicators,frequency,open_day,due_day,steps,table_no,authority,approval,note
demo_month,主要指标月度预计表（示例）,Monthly forecasts (demo),forecast,house_new_yoy;house_used_yoy;retail_sales;fai;va_industry,M,1,31,3,示例1号表,广东省统计局（示例）,示例〔$(date +%Y)〕1号,示例：数字为演示编造
demo_market,消费投资预计快报（示例）,Early forecasts (demo),forecast,house_new_yoy;retail_sales;fai,M,1,$due,1,示例2号表,广东省统计局（示例）,示例〔$(date +%Y)〕2号,示例：数字为演示编造
CSV
{
    echo form,org,area,from,to
    for c in "${cities[@]}"; do IFS=: read -r k area _ <<<"$c" && echo "demo_month,demo_$k,$area,$first,$next"; done
    for c in "${cities[@]:0:3}"; do IFS=: read -r k area _ <<<"$c" && echo "demo_market,demo_$k,$area,$last-01,$first"; done
} | put form_units

# ---- what they do ----
# fill FORM CITY PERIOD NEW USED RETAIL FAI INDUSTRY [NOTE]: the figures of a city; January has no month of three of them
fill() {
    local area
    area=$(printf '%s\n' "${cities[@]}" | grep "^$2:" | cut -d: -f2)
    {
        echo area,indicator,level,growth,note
        echo "$area,house_new_yoy,$4,,"
        [[ $1 != demo_month ]] || echo "$area,house_used_yoy,$5,,"
        [[ $3 == *-01 ]] || printf '%s,retail_sales,,%s,%s\n%s,fai,,%s,\n' "$area" "$6" "${9:-}" "$area" "$7"
        [[ $3 == *-01 || $1 != demo_month ]] || echo "$area,va_industry,,$8,"
    } >cells.csv
    desk filing save cells.csv --form "$1" --org "demo_$2" --period "$3" --as "$2-fill"
}
# act FORM CITY PERIOD WHO ACT [OPTION…]
act() { desk filing "$5" --form "$1" --org "demo_$2" --period "$3" --as "$4" "${@:6}"; }
M=demo_month
signed() { # CITY: all the way to the principal's signature
    act $M "$1" "$month" "$1-fill" submit
    act $M "$1" "$month" "$1-check" check
    act $M "$1" "$month" "$1-check" review
    act $M "$1" "$month" "$1-head" sign
}
fill $M gz "$month" 98.2 95.1 5.4 3.8 4.6 && signed gz && act $M gz "$month" stats accept
fill $M sz "$month" 97.6 94.3 6.1 4.9 7.2 && signed sz
fill $M hz "$month" 96.9 93.8 4.7 -2.5 5.9 && signed hz
echo "area,indicator,verdict,reason
441300,house_new_yoy,return,与网签成交价走势不一致，请核实后再报（示例）" >back.csv
act $M hz "$month" stats accept --cells back.csv
fill $M sg "$month" 97.1 95.6 5.0 2.2 6.3 && act $M sg "$month" sg-fill submit
fill $M zj "$month" 96.4 '' '' '' '' # a draft: begun today, a figure typed so far
B=demo_market
fill $B gz "$last" 98.0 '' 5.2 3.6 ''
act $B gz "$last" gz-fill submit
act $B gz "$last" gz-head sign
act $B gz "$last" gz-fill comment --note '系统升级停机一天，已于次日补报（示例）'
fill $B sz "$last" 97.4 '' 6.0 4.7 ''
act $B sz "$last" sz-fill submit # and nobody signed; the third sent nothing

# ---- who can sign in ----
echo "可以登录的示例用户（密码只显示这一次；忘了就 diaodu user passwd 用户名）"
echo "Who can sign in (each password is shown this once; else: diaodu user passwd LOGIN)"
for p in "${people[@]}"; do
    IFS=: read -r login role area title <<<"$p"
    password=$(head -c 200 /dev/urandom | tr -dc 'a-km-np-zA-HJ-NP-Z2-9' | head -c 12)
    echo "$password" | "$program" user passwd "$login" >out.txt 2>&1 || trouble "user passwd $login"
    printf '  %-9s %s  %-11s %s\n' "$login" "$password" "$role" "$title"
done
echo "报送 Reporting: ${month} 一轮在办——广州已接收、深圳待接收、惠州退回一格、韶关待审核、湛江在填；${last} 一轮昨日截止——广州迟报、深圳未签、韶关未报（数字为示例；today $today）"
