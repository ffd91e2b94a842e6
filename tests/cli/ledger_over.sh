#!/usr/bin/env bash
# Letters over a list: who is due one, about which rows, which wait; one number and one row in the register for all of
# them; a second one without an answer goes on to a task, an answer ends it.
export DIAODU_DB=desk.db DIAODU_LANG=zh TZ=Asia/Shanghai
. "$TESTLIB"
made_up=$DIAODU_ROOT/data/prefecture/tables
Y=$(date +%Y)
day() { date -d "$1 day" +%F; }
at() { # TYPE CODE PATH: of a card
    diaodu ledger "$1" show "$2" --format json | python3 -c 'import json, sys
r = json.load(sys.stdin)
for k in sys.argv[1].split("."):
    r = r[int(k)] if isinstance(r, list) else r[k]
print(json.dumps(r, ensure_ascii=False))' "$3"
}
due() { diaodu ledger push letters "$@" --format csv | tail -n +2 | cut -d, -f1,3,5-7; }
text() { python3 -c 'import html, re, sys
text = re.sub(r"<style>.*?</style>|<title>.*?</title>", "", open(sys.argv[1], encoding="utf-8").read(), flags=re.S)
text = re.sub(r"</t[hd]>\s*<t[hd][^>]*>", "|", text)
print("\n".join(x for x in (html.unescape(x).strip() for x in re.sub(r"<[^>]*>", "\n", text).split("\n")) if x))' "$1"; }
put() { cat >in.csv && diaodu import "$1" in.csv --reason test >out 2>&1 || cat out; }
diaodu init >out || cat out
for t in areas orgs people posts; do
    diaodu import "$t" "$made_up"/*_"$t".csv --yes --reason test >out || cat out
done
cat >push.json <<'J'
{"code": "push", "name": "推进项目", "title": "name", "area": "area", "org": "lead_org", "codes": "XM-{n3}",
 "fields": [{"code": "name", "name": "项目", "kind": "text", "required": true}, {"code": "area", "name": "地区", "kind": "area"},
  {"code": "lead_org", "name": "牵头单位", "kind": "org"},
  {"code": "plan", "name": "计划", "kind": "number", "unit": "亿元", "decimals": 1}, {"code": "done", "name": "完成", "kind": "number", "unit": "亿元", "decimals": 1},
  {"code": "gap", "name": "差额", "kind": "number", "unit": "亿元", "decimals": 1, "formula": "plan - done"},
  {"code": "told", "name": "已发函", "kind": "number", "decimals": 0, "formula": "rows('letter', 'about', code, 'is_reminder')"}],
 "stages": [{"code": "open", "name": "在建"}],
 "alerts": [{"code": "slow", "light": "red", "when": "gap > 1", "name": "滞后", "letter": "reminder"}],
 "letters": [{"code": "reminder", "name": "提示函", "name_en": "Reminder", "kind": "letter", "number": "提示函〔{year}〕{n}号", "reply_days": 5,
  "over": {"by": "lead_org", "where": "light = 'red'", "pause": 20},
  "body": [{"title": "关于加快推进重点项目建设的提示函"}, {"to": "{to}："},
   {"para": "贵单位牵头的{count()}个项目低于序时，差额合计{sum(gap)}亿元，最大{max_of(gap)}亿元。"},
   {"list": [{"name": "项目", "value": "name"}, {"name": "计划", "value": "plan"}, {"name": "完成", "value": "done"}, {"name": "差额", "value": "gap"}], "sort": "-gap"},
   {"para": "请核实原因，于5个工作日内书面回复。"}, {"sign": "{office}"}]}]}
J
has 'a type with a letter over a list' 已定义 diaodu ledger define push.json
put ledger:push <<'CSV'
编号,项目,地区,牵头单位,计划,完成
P1,一号<路>,990100,yz_ndrc,10,4.5
P2,二号园,990100,yz_ndrc,8,1
P3,三号厂,990100,yz_ndrc,5,5
P4,四号厂,990100,yz_industry,5,2
CSV

# ---- what is wrong with a type ----
wrong() { python3 - "$1" "$2" <<'PY'
import sys
t = open('push.json', encoding='utf-8').read()
assert sys.argv[1] in t
open('bad.json', 'w', encoding='utf-8').write(t.replace(sys.argv[1], sys.argv[2], 1))
PY
    diaodu ledger define bad.json 2>&1; }
has 'by is an organisation' over.by wrong '"by": "lead_org"' '"by": "area"'
has 'which rows' over.where wrong '"where": "light = '"'red'"'", ' ''
has 'a name by itself is no aggregate' para wrong '{sum(gap)}' '{gap}'
has 'a list sorts by what is there' body[3].sort wrong '"sort": "-gap"' '"sort": "-gip"'
has 'without over nothing is said of the unit' body[1].to wrong '"over": {"by": "lead_org", "where": "light = '"'red'"'", "pause": 20},' ''
has 'no when beside it' over wrong '"reply_days": 5,' '"when": "true",'
has 'no linked rows in it' list wrong '{"para": "请核实' '{"summary": "x"}, {"para": "请核实'

# ---- who is due one ----
is 'two organisations, most rows first' 'reminder,yz_ndrc,2,0,0
reminder,yz_industry,1,0,0' due
is 'of one letter by its name' 2 bash -c 'diaodu ledger push letters reminder --format csv | tail -n +2 | wc -l'
ends 'no such letter' 2 diaodu ledger push letters nothing
ends 'a letter of a row has no list' 2 diaodu ledger task letters reminder
is 'a type without any' '' bash -c 'diaodu ledger task letters --format csv | tail -n +2'
has 'not of a row' 没有单位 diaodu ledger push letter reminder P1 -o l.html
has 'nor of one that is not behind' 没有该发函的条目 diaodu ledger push letter reminder yz_stats -o l.html
is 'the card has no such letter' '[]' at push P1 letters

# ---- the draft ----
diaodu ledger push letter reminder 示例州发展和改革委员会 -o l.html --as yz-office-head >out 2>&1 || cat out
is 'a draft' "示例州政府办公室
提示函〔$Y〕　号
关于加快推进重点项目建设的提示函
示例州发展和改革委员会：
贵单位牵头的2个项目低于序时，差额合计12.5亿元，最大7亿元。
项目|计划|完成|差额
二号园|8.0|1.0|7.0
一号<路>|10.0|4.5|5.5
请核实原因，于5个工作日内书面回复。
示例州政府办公室
$(date +%Y年%-m月%-d日)" text l.html

# ---- issuing ----
has 'one number for both' "提示函〔$Y〕1号" diaodu ledger push letter reminder yz_ndrc --issue -o l.docx --as yz-office-head
code=$(diaodu ledger letter list --format csv | sed -n 2p | cut -d, -f1)
is 'registered with all its rows' '["P1", "P2"]' at letter "$code" row.about
is 'to whom' '"yz_ndrc"' at letter "$code" row.to_org
is 'the first time' 1 at letter "$code" row.times
is 'about what' '"关于加快推进重点项目建设的提示函：一号<路>等2项"' at letter "$code" row.subject
for p in P1 P2; do
    has "said at $p" "提示函〔$Y〕1号" at push $p comments.0.text
    is "counted at $p" 1 at push $p row.told
done
is 'its rows wait now' 'reminder,yz_industry,1,0,0
reminder,yz_ndrc,0,0,2' due
has 'no second one within 20 days' '都在 20 天内发过' diaodu ledger push letter reminder yz_ndrc --issue
ends 'is refused' 1 diaodu ledger push letter reminder yz_ndrc --issue
put ledger:push <<'CSV'
编号,项目,地区,牵头单位,计划,完成
P1,一号路,990100,yz_ndrc,10,9.9
P5,五号厂,990100,yz_ndrc,50,2
CSV
is 'a new row does not wait' 'reminder,yz_industry,1,0,0
reminder,yz_ndrc,1,0,1' due
diaodu ledger push letter reminder yz_ndrc --number "$code" -o then.html --as yz-office-head >out 2>&1 || cat out
has 'as it was issued: its number' "提示函〔$Y〕1号" text then.html
has 'its figures of then' '差额合计12.5亿元' text then.html
has 'its names of then' '一号<路>|10.0|4.5|5.5' text then.html
ends 'not as another organisation'"'"'s' 2 diaodu ledger push letter reminder yz_industry --number "$code" -o then.html

# ---- no answer: again, then a task ----
put ledger:letter <<CSV
编号,阶段,文号,文种,模板,来自台账,涉及编号,第几次,事由,地区,主送单位,签发日期,回复期限
HF-old,issued,提示函〔$Y〕90号,letter,reminder,push,P4;$(seq -s ';' 900 940),1,旧函,990100,yz_industry,$(day -40),$(day -30)
HF-two,issued,提示函〔$Y〕91号,letter,reminder,push,P4;P5,2,再函,990100,yz_industry,$(day -25),$(day -15)
CSV
is 'a history reads a line with many codes' '"add"' at letter HF-old history.0.act
has 'two were not answered' 'yz_industry,1,2,0' due
ends 'a first one does not go on to a task' 1 diaodu ledger letter move HF-old escalate
is 'the second one proposes it' '"escalate"' at letter HF-two row.alerts.0.code
diaodu ledger letter move HF-two escalate >out 2>&1 || cat out
is 'it went on' '"escalated"' at letter HF-two row.stage
task=$(at letter HF-two row.task | tr -d '"')
is 'to a task' '"督办：再函"' at task "$task" row.title
is 'of the unit' '"yz_industry"' at task "$task" row.lead_org
is 'that says where it comes from' '"letter HF-two"' at task "$task" row.ref
ends 'once' 1 diaodu ledger letter move HF-two escalate
diaodu ledger letter move HF-two answer reply=已整改 >out 2>&1 || cat out
is 'an answer is still wanted, and ends it' '"answered"' at letter HF-two row.stage
has 'and counts no more' 'yz_industry,1,1,0' due
diaodu ledger push letter reminder yz_industry --issue -o l.docx --as yz-office-head >out 2>&1 || cat out
is 'the next one is the second' 2 at letter "$(diaodu ledger letter list --where "number = '提示函〔$Y〕92号'" --format csv | sed -n 2p | cut -d, -f1)" row.times
diaodu audit verify >out 2>&1 || cat out
has 'the chain holds' 完好 cat out
