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
