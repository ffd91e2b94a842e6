#!/usr/bin/env bash
# What is printed of handing in: the paper to sign, who has handed in and how true it was, the notice, the
# handover of a post.
export DIAODU_DB=p.db DIAODU_LANG=zh
. "$TESTLIB"
NOW=$(TZ=Asia/Shanghai date +%Y-%m-15)
month() { date -d "$NOW $1 month" +%Y-%m; }
P=$(month -1) # its due day is past
diaodu init >/dev/null
put() { cat >"$1.csv" && diaodu import "$1" "$1.csv" --reason test >"$1.txt" 2>&1 || { cat "$1.txt" && echo "not ok import $1"; }; }
put areas <<'CSV'
code,name,level,parent,additive_to
P,琼省,province,000000,
q,甲市,prefecture,P,P
a,子县,county,q,q
b,丑县,county,q,q
e,寅县,county,q,q
CSV
put indicators <<'CSV'
code,name,unit,nature,basis,frequency,price,direction
x,规模,亿元,flow,period,M,current,higher
CSV
put orgs <<'CSV'
code,name,kind,area
ga,子县政府,,a
gb,丑县政府,,b
ge,寅县政府,,e
CSV
put people <<'CSV'
code,name
wang,王县长
CSV
put posts <<'CSV'
code,title,org,holder
head,县长,ga,wang
CSV
put forms <<CSV
code,name,kind,indicators,frequency,open_day,due_day,steps,table_no,authority,approval
f,预计表,forecast,x,M,1,28,3,琼统1号,琼省统计局,琼统〔2024〕1号
CSV
for u in ga,a gb,b ge,e; do echo "f,$u,$(month -2)-01"; done | { echo form,org,area,from && cat; } | put form_units
printf 'area,indicator,leader,org\na,x,head,ga\n' | put claims
# seven months of forecasts, then what came: a always too low by 10 of 110, b true but once
forecasts() { for i in -8 -7 -6 -5 -4 -3 -2; do printf 'a,x,%s,forecast,100,\nb,x,%s,forecast,%s,\n' "$(month $i)" "$(month $i)" "$([[ $i == -2 ]] && echo 150 || echo 100)"; done; }
figures() { for i in -8 -7 -6 -5 -4 -3 -2; do printf 'a,x,%s,final,110,\nb,x,%s,final,100,\n' "$(month $i)" "$(month $i)"; done; }
for what in forecasts figures; do
    { echo area,indicator,period,kind,level,growth && $what; } >o.csv
    diaodu import observations o.csv --reason test >/dev/null
done
cells() { # a document's tables, a row a line, cells by |
    python3 - "$1" <<'PY'
import html, re, sys
text = open(sys.argv[1], encoding='utf-8').read()
for row in re.findall(r'<tr.*?</tr>', text, re.S):
    print('|'.join(html.unescape(re.sub('<[^>]*>', '', c)).strip() for c in re.findall(r'<t[hd].*?</t[hd]>', row, re.S)))
PY
}
row() { cells "$1" | grep "$2"; }

# ---- the paper to sign ----
F=(--form f --org ga --period "$P")
act() { diaodu filing "$@" "${F[@]}" >act.txt 2>&1 || { cat act.txt && echo "not ok $1"; }; }
printf 'area,indicator,level,growth,note\na,x,123.450,2.50,新开工项目集中入库\n' >v.csv
act save v.csv
ends 'a draft prints' 0 diaodu paper signature "${F[@]}" -o draft.html
has 'marked as unsigned' 未签字 cat draft.html
is 'without a hash' 0 grep -c SHA-256 draft.html
has 'with the number of the form' '表号：琼统1号　制定机关：琼省统计局　批准（备案）文号：琼统〔2024〕1号' cat draft.html
for a in submit check review sign; do act $a --as "$a-er"; done
diaodu filing "${F[@]}" --format json >s.json
H=$(python3 -c 'import json; print(json.load(open("s.json"))["signed"]["hash"])')
diaodu paper signature "${F[@]}" -o one.html
is 'signed, exactly as it was typed' '子县|规模|亿元|123.450|2.50|—|新开工项目集中入库' row one.html '^子县|规模|亿元'
has 'with the hash in groups of eight' "$(sed 's/......../& /g; s/ $//' <<<"$H")" cat one.html
is 'not marked' 0 grep -c 未签字 one.html
for who in 填表人:submit 审核人:check 复核人:review 单位负责人:sign; do
    is "${who%:*}" "${who%:*}|${who#*:}-er" bash -c "$(declare -f cells row); row one.html '^${who%:*}' | cut -d'|' -f1,2"
done
is 'and the place of the seal' '公章|||' row one.html 公章
# later: another name, another figure of the year before, another version
printf 'code,name,unit,nature,basis,frequency,price,direction\nx,改名后的规模,亿元,flow,period,M,current,higher\n' | put indicators
printf 'area,indicator,period,kind,level\na,x,%s,final,77\n' "$(month -13)" | put observations
act withdraw --note 更正
printf 'area,indicator,level\na,x,999\n' >w.csv
act save w.csv
diaodu paper signature "${F[@]}" --hash "$H" -o again.html
ends 'years later the same bytes' 0 cmp one.html again.html
diaodu paper signature "${F[@]}" -o now.html
has 'what stands now is another thing' 未签字 cat now.html
is 'with its own figure' 999 bash -c "$(declare -f cells row); row now.html '^子县|[^|]*|亿元' | cut -d'|' -f4"
ends 'another hash is none' 2 diaodu paper signature "${F[@]}" --hash "${H/[0-9]/x}" -o no.html
for e in docx xlsx; do
    diaodu paper signature "${F[@]}" --hash "$H" -o "1.$e" && diaodu paper signature "${F[@]}" --hash "$H" -o "2.$e"
    ends "$e twice is the same" 0 cmp "1.$e" "2.$e"
done

# ---- who has handed in ----
for a in submit check review sign; do act $a --as "$a-er"; done # late now
G=(--form f --org gb --period "$P")
printf 'area,indicator,level\nb,x,98\n' >b.csv
diaodu filing save b.csv "${G[@]}" >/dev/null
diaodu filing comment "${G[@]}" --note '县统计局机房停电' >/dev/null
diaodu paper status --period "$P" -o st.html
is 'late, with the last forecast, figure, error and side' "子县政府|1|$P-28|100|110|+9.1%|偏低" bash -c "$(declare -f cells row); row st.html '^子县政府' | head -1 | cut -d'|' -f1-3,7-10"
is 'how late' 1 bash -c "$(declare -f cells row); row st.html '^子县政府' | grep -c '|迟报[0-9]*天|0|'"
is 'one that was true but once has no side' '150|100|-50.0%|无明显偏向' bash -c "$(declare -f cells row); row st.html '^丑县政府' | head -1 | cut -d'|' -f7-10"
is 'nothing came of the third' "寅县政府|1|$P-28|—|未报|0|—|—|—|—" row st.html '^寅县政府'
has 'all are counted' '应报3份：按时签字报出0份，迟报1份，已填未签' cat st.html
diaodu paper notice --period "$P" -o no.html
is 'the notice names every one, with its own words' '子县政府 丑县政府 寅县政府' bash -c "$(declare -f cells row); cells no.html | grep 预计表 | cut -d'|' -f1 | xargs"
is 'the comment beside it' 县统计局机房停电 bash -c "$(declare -f cells row); row no.html '^丑县政府|预计表' | cut -d'|' -f6"
is 'or that there is none' 未作说明 bash -c "$(declare -f cells row); row no.html '^寅县政府|预计表' | cut -d'|' -f6"
is 'the largest error first' '丑县政府 子县政府' bash -c "$(declare -f cells); cells no.html | grep '县政府|.县|' | cut -d'|' -f1 | xargs"
is 'the league by rank' '1:丑县:7 2:子县:7' bash -c "$(declare -f cells); cells no.html | grep '^改名后的规模|[0-9]' | cut -d'|' -f2-4 | tr '|' ':' | xargs"
diaodu paper notice --period "$(month -2)" -o before.html
has 'a month that nobody handed in' '未报3份' cat before.html
ends 'a month before there was a form' 2 diaodu paper notice --period 2015-03 -o none.html

# ---- handover ----
diaodu paper handover --post head -o ho.html
has 'the new holder' '接任人：王县长' cat ho.html
is 'the forms to file' '预计表|子县|1|月|当期末月28日' row ho.html '^预计表|子县'
is 'what waits' 1 bash -c "$(declare -f cells row); cells ho.html | grep -c '^预计表.*已签字，待接收'"
is 'the indicators owned' "子县|改名后的规模" bash -c "$(declare -f cells row); row ho.html '^子县|改名' | cut -d'|' -f1,2"
diaodu task add code=T-1 title=催收 leader=head area=a lead_org=ga due="$(date -d '+9 day' +%Y-%m-%d)" >out.txt 2>&1 || cat out.txt
diaodu ledger risk add title=断供 family=debt area=b org=gb >out.txt 2>&1 || cat out.txt
diaodu paper handover --post head -o ho.html
is 'open tasks of the post, with days left' 1 bash -c "$(declare -f cells row); row ho.html '^督办任务|.*|催收|拟办|.*|[89]$' | wc -l"
is 'but no row of others' 0 grep -c 断供 ho.html
ends 'no such post' 2 diaodu paper handover --post nobody -o x.html
ends 'no such paper' 2 diaodu paper poem --period "$P" -o x.html
ends 'what it needs is said' 2 diaodu paper status -o x.html
