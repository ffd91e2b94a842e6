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
    ends "$r as docx" 0 diaodu report $r --area 全国 --period 2021-09 -o $r.docx
    diaodu report $r --area 全国 --period 2021-09 -o again.docx
    cmp -s $r.docx again.docx && echo "ok $r: same bytes" || echo "not ok $r: same bytes"
    if /usr/bin/python3 -c "import docx, openpyxl" 2>/dev/null; then
        /usr/bin/python3 "$DIAODU_ROOT"/tests/tools/check_docx.py $r.docx | sed "s/^\(ok\|not ok\)/\1 $r:/"
    else
        echo "skip $r opens # no python3-docx, python3-openpyxl"
    fi
done
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
