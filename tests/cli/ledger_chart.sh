#!/usr/bin/env bash
# Wall charts: one sheet of the size asked for, of a schedule and of a list; what does not fit is said; same bytes.
export DIAODU_DB=desk.db DIAODU_LANG=zh TZ=Asia/Shanghai
. "$TESTLIB"
made_up=$DIAODU_ROOT/data/prefecture/tables
day() { date -d "$1 day" +%F; }
put() { cat >in.csv && diaodu import "$1" in.csv --reason test >out 2>&1 || cat out; }
diaodu init >out || cat out
for t in areas orgs people posts; do
    diaodu import "$t" "$made_up"/*_"$t".csv --yes --reason test >out || cat out
done
cat >work.json <<'J'
{"code": "work", "name": "推进项目", "name_en": "Project", "title": "name", "area": "area", "org": "lead_org", "milestones": true,
 "fields": [{"code": "name", "name": "项目", "kind": "text", "required": true}, {"code": "area", "name": "地区", "kind": "area"},
  {"code": "lead_org", "name": "牵头单位", "kind": "org"}, {"code": "leader", "name": "责任领导", "kind": "post"},
  {"code": "p1", "name": "计划开工", "kind": "date"}, {"code": "p2", "name": "计划竣工", "kind": "date"},
  {"code": "a1", "name": "实际开工", "kind": "date"}, {"code": "a2", "name": "实际竣工", "kind": "date"}],
 "gantt": {"plan": ["p1", "p2"], "actual": ["a1", "a2"]},
 "stages": [{"code": "open", "name": "在建"}],
 "alerts": [{"code": "late", "light": "red", "when": "late_milestones() > 0", "name": "节点逾期"}]}
J
diaodu ledger define work.json >out || cat out
{
    echo 编号,项目,地区,牵头单位,责任领导,计划开工,计划竣工,实际开工
    echo "P1,一号<园>&路,990100,yz_ndrc,yz-vice-industry,$(day -60),$(day 90),$(day -50)"
    for i in $(seq 2 120); do echo "P$i,项目$i,99012$((i % 3 + 1)),yz_industry,yz-vice-industry,$(day -$i),$(day $((200 - i))),"; done
} | put ledger:work
put milestones <<CSV
type,code,milestone,name,plan,forecast,actual,depends_on,days,owner,started,baseline
work,P1,m1,立项批复,$(day -40),,$(day -41),,10,甲科,$(day -55),$(day -45)
work,P1,m2,施工<许可>,$(day -5),,,m1,15,乙科,$(day -35),
work,P1,m3,主体封顶,$(day 60),,,m2,40,,,
work,P1,m4,竣工验收,$(day 85),,,m3,10,,,
CSV

# ---- a schedule ----
ends 'a schedule as SVG' 0 diaodu ledger work chart P1 -o s.svg
has 'its sheet in millimetres' 'width="420mm" height="297mm" viewBox="0 0 420 297"' head -3 s.svg
has 'its title, escaped' '一号&lt;园&gt;&amp;路　倒排工期图' cat s.svg
has 'its nodes' '施工&lt;许可&gt;' cat s.svg
has 'who owns one' 乙科 cat s.svg
has 'how late one is' '逾' cat s.svg
has 'the end that is kept' 完成节点 cat s.svg
is 'one that can be read as XML' '' python3 -c 'import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])' s.svg
diaodu ledger work chart P1 -o again.svg && cmp s.svg again.svg && echo 'ok the same bytes' || echo 'not ok the same bytes'
ends 'another end' 0 diaodu ledger work chart P1 --end "$(day 40)" --paper a0 --lang en -o e.svg
has 'on A0' 'width="1189mm" height="841mm"' head -3 e.svg
has 'in English' 'working days' cat e.svg
is 'another chart' differ bash -c 'cmp -s s.svg e.svg || echo differ'

# ---- a list ----
ends 'a list' 0 diaodu ledger work chart --where "lead_org = 'yz_ndrc' or p2 > date'$(day 150)'" --sort area,name -o l.svg
has 'grouped by what it is sorted by' 苍岭市 cat l.svg
has 'who leads' '分管工业副州长' cat l.svg
has 'late nodes are counted' 1节点逾期 cat l.svg
has 'how many rows' 共49项 cat l.svg
has 'more than an A3 takes' '改用 A0' diaodu ledger work chart -o l.svg
ends 'is refused' 1 diaodu ledger work chart -o l.svg
ends 'an A0 takes them' 0 diaodu ledger work chart --paper A0 -o l.svg
has 'no such paper' 'A3 或 A0' diaodu ledger work chart --paper A4 -o l.svg
ends 'no such format' 2 diaodu ledger work chart -o l.docx
ends 'nowhere to write' 2 diaodu ledger work chart
ends 'no such row' 2 diaodu ledger work chart P999 -o l.svg
ends 'a type that is not drawn in time' 2 diaodu ledger meeting chart -o l.svg

# ---- as PDF ----
has 'no rsvg-convert' 'apt install librsvg2-bin' env DIAODU_RSVG=/none diaodu ledger work chart P1 -o s.pdf
ends 'is an error of the system' 3 env DIAODU_RSVG=/none diaodu ledger work chart P1 -o s.pdf
if command -v rsvg-convert >/dev/null; then
    for paper in A3 A0; do
        ends "a PDF of $paper" 0 diaodu ledger work chart P1 --paper $paper -o $paper.pdf
        diaodu ledger work chart P1 --paper $paper -o again.pdf
        cmp $paper.pdf again.pdf && echo "ok $paper: the same bytes" || echo "not ok $paper: the same bytes"
        if command -v pdfinfo >/dev/null; then
            has "$paper: one page" "Pages:           1" pdfinfo $paper.pdf
            has "$paper: its exact size" "pts ($paper)" pdfinfo $paper.pdf
        fi
    done
else
    echo 'skip PDF # no rsvg-convert'
fi
