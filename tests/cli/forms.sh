#!/usr/bin/env bash
# Documents say what the board says: what is owed, who is ranked, what stands above the parent.
export DIAODU_DB=f.db DIAODU_LANG=zh

. "$TESTLIB"
T=area,indicator,period,kind
land() { printf "$@" >land.csv && diaodu import land.csv >land.txt 2>&1 || { cat land.txt && echo "not ok import"; }; }
text() { sed 's/<style>.*<\/style>//; s/<[^>]*>/ /g; s/  */ /g' "$1"; }
# cells REPORT AREA: the tables of a document, a row a line, cells by |
cells() {
    diaodu report "$1" --area "$2" --period 2024-06 -o doc.html >/dev/null
    python3 - <<'PY'
import html, re
for row in re.findall(r'<tr.*?</tr>', open('doc.html', encoding='utf-8').read(), re.S):
    print('|'.join(html.unescape(re.sub('<[^>]*>', '', c)).strip() for c in re.findall(r'<t[hd].*?</t[hd]>', row, re.S)))
PY
}

diaodu init >/dev/null
cat >areas.csv <<'CSV'
code,name,level,parent,additive_to
N,国,nation,,
P,琼省,province,N,
q,甲市,prefecture,P,
r,乙市,prefecture,P,
a,子县,county,P,
b,丑县,county,P,
c,寅县,county,P,
CSV
cat >indicators.csv <<'CSV'
code,name,unit,nature,frequency,price,direction
f,流量,亿元,flow,M,current,higher
s,余额,亿元,stock,M,,lower
c,能耗,亿元,flow,M,,lower
u,比率,%,rate,M,,higher
CSV
diaodu import areas areas.csv >/dev/null && diaodu import indicators indicators.csv >/dev/null

# 目标进度: short is what the board owes, nothing of a ceiling and of a rate
land "$T,level\nP,f,2024-06,final,40\nP,f,2024,target,100\nP,s,2023-12,final,110\nP,s,2024-06,final,100\nP,s,2024,target,80\nP,c,2024-06,final,4\nP,c,2024,target,10\nP,u,2024-06,final,3\nP,u,2024,target,5\n"
short() { cells progress P | grep "|$1" | cut -d'|' -f13; }
is 'a flow is short of its target' 60 short 流量
is 'a falling stock by what is too much' 20 short 余额
is 'a ceiling owes nothing' — short 能耗
is 'nor does a rate' — short 比率

# who is ranked below: the same for the ranking and the forms
land "$T,level,growth\nq,f,2024-06,final,9,1\nr,f,2024-06,final,8,2\na,f,2024-06,final,7,3\nb,f,2024-06,final,6,4\nc,f,2024-06,final,5,5\n"
is 'the form ranks whom the ranking ranks' "$(diaodu rank --indicator f --parent P --period 2024-06 --by level --format csv | sed 1d | cut -d, -f3 | sort -u | tr '\n' ' ')" \
    bash -c "$(declare -f cells); cells areas P | grep -o '^[子丑寅甲乙][县市]' | sort -u | tr '\n' ' '"
has 'and the bulletin' '3个县（市、区）' bash -c 'diaodu report bulletin --area P --period 2024-06 -o b.html && cat b.html'

# 5.24 against 5.16 is 5.2 against 5.2: level with the parent, everywhere in one document
land "$T,level,growth\nP,f,2024-05,final,30,5.24\nN,f,2024-05,final,90,5.16\n"
diaodu report bulletin --area P --period 2024-05 -o b.html
text b.html >b.txt
has 'the sentence' '与全国持平' cat b.txt
is 'is not contradicted' '' grep -o '1项高于全国' b.txt
