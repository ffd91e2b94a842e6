#!/usr/bin/env bash
# Documents of the demo: their text, their layout, the same bytes from the same input.
export DIAODU_DB=demo.db DIAODU_LANG=zh

. "$TESTLIB"
want=$DIAODU_ROOT/tests/data/report
cp -r "$DIAODU_ROOT"/data/demo demo
diaodu init >/dev/null && diaodu import --yes demo/*.csv >/dev/null

# What a reader reads, without when it was imported.
text() {
    sed 's/<style>.*<\/style>//; s/<[^>]*>/ /g; s/20[0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9:]*/DATE/g' "$1" |
        sed 's/  */ /g; s/^ //; s/ $//' | grep -v '^$'
}
golden() {
    local name=$1 report=$2 area=$3 period=$4
    shift 4
    diaodu report "$report" --area "$area" --period "$period" -o "$name.html" "$@"
    text "$name.html" >"$name.txt"
    [[ ${BLESS:-} ]] && cp "$name.txt" "$want/$name.txt"
    diff "$want/$name.txt" "$name.txt" && echo "ok text of $name" || echo "not ok text of $name"
}
golden bulletin_nation bulletin 全国 2026-07
golden bulletin_shanxi bulletin 山西 2021-09
golden bulletin_guiyang bulletin 贵阳 2025-12
golden bulletin_shanxi_en bulletin 山西 2021-09 --lang en
golden four_aspect_nation four_aspect 全国 2021-09
golden half_shanxi half 山西 2021-05
golden monthly_nation monthly 全国 2026-07
golden monthly_guiyang monthly 贵阳 2025-12

for r in bulletin four_aspect monthly areas compare progress half owed; do
    month=2021-09
    [[ $r == half ]] && month=2021-06
    ends "$r as docx" 0 diaodu report $r --area 全国 --period $month -o $r.docx
    diaodu report $r --area 全国 --period $month -o again.docx
    cmp -s $r.docx again.docx && echo "ok $r: same bytes" || echo "not ok $r: same bytes"
    if /usr/bin/python3 -c "import docx, openpyxl" 2>/dev/null; then
        /usr/bin/python3 "$DIAODU_ROOT"/tests/tools/check_docx.py $r.docx | sed "s/^\(ok\|not ok\)/\1 $r:/"
    else
        echo "skip $r opens # no python3-docx, python3-openpyxl"
    fi
done
has 'no half-year form behind June' '--period 2021-06' diaodu report half --area 全国 --period 2021-09 -o x.docx
ends 'and that is a wrong question' 2 diaodu report half --area 全国 --period 2021-09 -o x.docx
has 'in June it says what was reached' '6月完成' bash -c 'diaodu report half --area 山西 --period 2021-06 -o h.html && cat h.html'
ends 'no such report' 2 diaodu report none --area 全国 --period 2021-09 -o x.docx
ends 'no such format' 2 diaodu report bulletin --area 全国 --period 2021-09 -o x.odt
ends 'what is missing' 2 diaodu report bulletin --area 全国
has 'marked on request' '内部资料' bash -c \
    'diaodu report bulletin --internal --area 全国 --period 2021-09 -o i.html && cat i.html'

# Workbooks: formulas live, with their values.
for r in monthly areas owed; do
    ends "$r as xlsx" 0 diaodu report $r --area 全国 --period 2021-09 -o $r.xlsx
    diaodu report $r --area 全国 --period 2021-09 -o again.xlsx
    cmp -s $r.xlsx again.xlsx && echo "ok $r.xlsx: same bytes" || echo "not ok $r.xlsx: same bytes"
done
ends 'no LibreOffice' 3 env DIAODU_SOFFICE=/none diaodu report monthly --area 全国 --period 2021-09 -o m.pdf
if command -v soffice >/dev/null; then
    ends 'PDF' 0 diaodu report bulletin --area 全国 --period 2021-09 -o b.pdf
    [[ $(head -c 5 b.pdf) == %PDF- ]] && echo 'ok it is one' || echo 'not ok it is one'
fi

# The office's own template.
python=/usr/bin/python3 tools=$DIAODU_ROOT/tests/tools
if $python -c "import docx, openpyxl" 2>/dev/null; then
    for r in monthly areas owed; do $python "$tools/check_xlsx.py" $r.xlsx | sed "s/^\(ok\|not ok\)/\1 $r.xlsx:/"; done
    $python "$tools/check_template.py" make t.docx
    ends 'template' 0 diaodu report bulletin --area 山西 --period 2021-09 --template t.docx -o filled.docx
    $python "$tools/check_template.py" check t.docx filled.docx
    diaodu report bulletin --area 山西 --period 2021-09 --template t.docx -o again.docx
    cmp -s filled.docx again.docx && echo 'ok template: same bytes' || echo 'not ok template: same bytes'
    $python -c "import docx; d = docx.Document(); d.add_paragraph('{{nonsense}}'); d.save('bad.docx')
d = docx.Document(); d.add_paragraph('{{#rows}}'); d.save('open.docx')"
    has 'an unknown placeholder' '{{nonsense}}' diaodu report bulletin --area 山西 --period 2021-09 --template bad.docx -o x.docx
    ends 'a loop without end' 1 diaodu report bulletin --area 山西 --period 2021-09 --template open.docx -o x.docx
fi
echo text >no.docx
ends 'a template that is none' 1 diaodu report bulletin --area 山西 --period 2021-09 --template no.docx -o x.docx

# The source of targets is named once, from the figures' own source and note.
has 'illustrative targets say so' '目标值来源：示例目标（演示用，非官方） / illustrative (not official)。' \
    bash -c 'diaodu report progress --area 山西 --period 2021-09 -o p.html && cat p.html'
is 'once' 1 bash -c 'diaodu report bulletin --area 山西 --period 2021-09 -o p.html; grep -c 目标值来源 p.html'
has 'official ones too' '目标值来源：财政部预算报告' \
    bash -c 'diaodu report monthly --area 全国 --period 2021-09 -o p.html && cat p.html'
is 'no targets, no note' 0 bash -c 'diaodu report areas --area 全国 --period 2021-09 -o p.html; grep -c 目标值来源 p.html'

# Small made data: what is preliminary, what is owed, what is missing, what is expected.
export DIAODU_DB=small.db
cat >00_areas.csv <<'END'
code,name,level,parent
P,甲省,province,
A,乙市,prefecture,P
B,丙市,prefecture,P
C,丁市,prefecture,P
END
cat >01_indicators.csv <<'END'
code,name,name_en,unit,nature,frequency,price,parent
f,营业收入,revenue,亿元,flow,M,current,
v,产值,output,亿元,flow,M,,
v1,煤炭开采和洗选业产值,coal,亿元,flow,M,,v
v2,食品制造业产值,food,亿元,flow,M,,v
v3,纺织业产值,textiles,亿元,flow,M,,v
END
{
    echo area,indicator,period,kind,level,growth,source,released
    for a in P A B C; do
        for y in 2022 2023; do
            for m in 01 02 03 04 05 06 07 08 09 10 11 12; do
                # back-loaded: little is done until the last quarter
                echo "$a,f,$y-$m,final,$((10#$m < 10 ? 10#$m * 2 : 18 + (10#$m - 9) * 20)),,,"
            done
        done
        echo "$a,f,2024-05,final,11,,,"
    done
    echo A,f,2024,target,100,,关于下达目标的通知,
    echo B,f,2024,target,300,,关于下达目标的通知,
    echo C,f,2024,target,78,,会议纪要,
    echo A,f,2024-06,forecast,60,,,
    echo A,f,2024-05,expected,,8,,
    printf 'A,v,2024-05,final,100,5,,\nA,v1,2024-05,final,50,2,,\nA,v2,2024-05,final,30,-1,,\nA,v3,2024-05,final,20,3,,\n'
    echo C,f,2024-09,final,18,,,
    echo C,f,2024-08,final,16,,,2099-01-01
} >02_observations.csv
diaodu init >/dev/null && diaodu import --yes 0*.csv >/dev/null
hasnot() { # NAME TEXT COMMAND…
    "${@:3}" >seen.txt 2>&1
    grep -q -- "$2" seen.txt && echo "not ok $1" || echo "ok $1"
}
page() { # REPORT AREA PERIOD [OPTION…]
    local r=$1 a=$2 p=$3
    shift 3
    diaodu report "$r" --area "$a" --period "$p" -o s.html "$@" && text s.html
}
has 'what the first half is expected at' '预计上半年完成60亿元，可实现“双过半”，但6月份需完成49亿元，为1—5月月均的22.3倍' page bulletin A 2024-05
has 'against the expectation' '高于预期2.0个百分点' page bulletin A 2024-05
has 'in English' '2.0 points above expectation' page bulletin A 2024-05 --lang en
has 'how many industries grew' '3个行业大类中2个增长，增长面为66.7%' page four_aspect A 2024-05
has 'or in the bulletin' '2 of 3 industries grew (66.7 percent)' page bulletin A 2024-05 --lang en
has 'two papers, each with its indicators' '目标值来源：' page owed P 2024-09
has 'computed growth is marked' '10.0‡' page monthly A 2024-05
has 'and explained' '‡增速未公布，由总量推算' page monthly A 2024-05
has 'on the command line' '10.0‡' diaodu board --area A --period 2024-05 --format table
has 'not what was published' '5.0 ' diaodu board --area A --period 2024-05 --format table
# By September 18 of 78 is what it usually is: the year has not come, nobody owes.
has 'before the year ends' '距全年目标' page owed C 2024-09
has 'it is to go' '距目标' diaodu owed --area C --period 2024-09 --checkpoint Y --format table
is 'and said so' false field due diaodu owed --area C --period 2024-09 --checkpoint Y
is 'less than usual is owed' true field due diaodu owed --area B --period 2024-05 --checkpoint Y
# One not released yet makes a document internal; a flash figure of a member a preliminary one.
has 'not released' '内部资料' page bulletin C 2024-08
hasnot 'released' '内部资料' page bulletin C 2024-09
hasnot 'nothing preliminary' '初步数' page bulletin P 2024-05
printf 'area,indicator,period,kind,level\nB,f,2024-04,flash,9\nP,f,2024-04,final,30\n' >03_observations.csv
diaodu import --yes 03_observations.csv >/dev/null
has 'a flash figure of a member' '初步数' page bulletin P 2024-04
has 'is internal' '内部资料' page bulletin P 2024-04
# Nothing to show: said in the document and on standard error, exit code 1.
for r in bulletin areas progress half owed monthly; do
    ends "$r of nothing" 1 diaodu report $r --area A --period 2030-01 -o e.html
    has "$r says so" '没有可列的内容' text e.html
done
ends 'as workbook' 1 diaodu report areas --area A --period 2030-01 -o e.xlsx
has 'in English' 'Nothing to show for' diaodu report areas --area A --period 2030-01 -o e.docx --lang en

# One and many.
printf 'area,indicator,period,kind,level\nA,nothing,2024-01,final,1\n' >bad.csv
has 'one row' '1 of its rows cannot be taken' diaodu import --yes bad.csv --lang en
printf 'area,indicator,period,kind,level\nA,f,2021-01,final,1\n' >one.csv
has 'is a row' ', 1 row, 1 new' diaodu import --yes one.csv --lang en

# What happened beside the figures of a series.
export DIAODU_DB=demo.db
events() { # AREA INDICATOR [OPTION…]
    diaodu series --area "$1" --indicator "$2" "${@:3}" --format json |
        python3 -c 'import json, sys
for e in json.load(sys.stdin)["events"]:
    print(e["day"], e["kind"], e["text"])'
}
has 'an area that was merged' '2019-01-01 boundary 莱芜市并入' events 370100 gdp
has 'in English' '2019-01-01 boundary 莱芜市 merged into it' events 370100 gdp --lang en
has 'an area that came' '2016-05-01 boundary 简阳市由资阳市划入' events 510100 gdp
has 'an area that went' '2016-05-01 boundary 简阳市划归成都市' events 512000 gdp
has 'an area that ended' '2019-01-01 area 撤销，其后为济南市' events 371200 gdp
has 'an area that began' '2019-01-01 area 由莱城区改设' events 370116 gdp
has 'a break' '2018-01-01 basis 口径变动：四经普前→四经普后' events 140000 gdp
is 'nothing' '' events 140000 crude_steel
# A rank that the superior published is told with its source.
printf 'area,indicator,period,kind,growth,rank_published,source\n140000,va_industry,2021-09,final,14.1,3,国家统计局反馈\n' >rank.csv
diaodu import --yes rank.csv >/dev/null
has 'the rank as published' '"name":"rank_published","area":"140000","period":"2021-09","value":3,"source":"国家统计局反馈"' \
    bash -c 'diaodu board --area 140000 --period 2021-09 --indicator va_industry --why rank_growth --format json'
