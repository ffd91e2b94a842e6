#!/usr/bin/env bash
# Ledgers from the command line: every verb, what is printed, what is refused and how, files in and out.
export DIAODU_DB=desk.db DIAODU_LANG=zh TZ=Asia/Shanghai
. "$TESTLIB"
made_up=$DIAODU_ROOT/data/prefecture/tables
diaodu init >out || cat out
for t in areas orgs people posts; do
    diaodu import "$t" "$made_up"/*_"$t".csv --yes --reason test >out || cat out
done
row() { # TYPE CODE FIELD: of its card, as JSON
    diaodu ledger "$1" show "$2" --format json | python3 -c 'import json,sys
r = json.load(sys.stdin)
for k in sys.argv[1].split("."):
    r = r[int(k)] if isinstance(r, list) else r[k]
print(json.dumps(r, ensure_ascii=False))' "$3"
}
list() { diaodu ledger "$@" --format csv | cut -d, -f1 | tail -n +2 | paste -sd ' '; }
day() { date -d "$1 day" +%F; }
office=$(sed -n 's/^\([^,]*\),.*办公室.*/\1/p' "$made_up"/03_orgs.csv | head -1) post=yz-office-head area=990100

# ---- what there is ----
has 'the ledgers there are' 督办任务 diaodu ledger
has 'in English' 'Library application' diaodu ledger --lang en
has 'a type that there is not' 'diaodu ledger 看有哪些' diaodu ledger nothing list
ends 'is one of use' 2 diaodu ledger nothing list
has 'a verb that there is not' 'list show add set' diaodu ledger task frob
ends 'is one of use' 2 diaodu ledger task frob
has 'help' 'define' diaodu help ledger

# ---- rows ----
has 'added, and shown' RW- diaodu ledger task add title=甲事 area=示例州 "due=$(day 30)" --note 起草
code=$(list task list)
is 'the code is the next one' 1 bash -c "grep -cE '^RW-[0-9]{4}-0001$' <<<$code"
is 'a place by its name' "\"$area\"" row task "$code" row.area
ends 'a title is needed' 1 diaodu task add area=示例州
has 'said with the name of the field' 督办事项 diaodu task add area=示例州
has 'how to write a field' 字段=值 diaodu task add 甲
has 'a field that there is not' frob diaodu task add title=x frob=1
has 'a date that is none' 时限要求 diaodu task add title=x due=明天吧
has 'an option that is none' 紧急程度 diaodu task add title=x urgency=很急
has 'a place that is none' 火星 diaodu task add title=x area=火星
has 'a formula is not written' 逾期 diaodu task add title=x overdue=3
has 'a code of one'"'"'s own' T-7 diaodu task add title=乙事 code=T-7
has 'a code that is there' '另取一个' diaodu task add title=x code=T-7
diaodu task remove T-7 --note 试 >out
diaodu task set "$code" target=增长百分之二 urgency=急件 >out || cat out
is 'set' '"urgent"' row task "$code" row.urgency
is 'by heading too' '"增长百分之三"' bash -c "diaodu task set $code 目标要求=增长百分之三 >out; $(declare -f row); row task $code row.target"
is 'emptied' null bash -c "diaodu task set $code target= >out; $(declare -f row); row task $code row.target"
version=$(row task "$code" row.version)
ends 'a version that was seen' 0 diaodu task set "$code" problems=一 --seen "$version"
has 'is not there any more' '已被改动' diaodu task set "$code" problems=二 --seen "$version"
is 'nothing was written' '"一"' row task "$code" row.problems
ends '--seen is a number' 2 diaodu task set "$code" problems=二 --seen x
has 'the first is missing for a move' '责任领导' diaodu task move "$code" issue
has 'a move that there is not' frob diaodu task move "$code" frob
diaodu task move "$code" issue leader=$post "lead_org=$office" person=$post target=办成 progress_plan=按周 >out || cat out
is 'moved with what it needs' '"issued"' row task "$code" row.stage
diaodu task move "$code" sign >out
has 'a note where one is needed' 说明 diaodu task move "$code" report
diaodu task move "$code" report percent=40 --note 已启动 >out || cat out
is 'and told in its history' '"已启动"' row task "$code" history.-1.note
has 'on the card' 已启动 diaodu task show "$code"
diaodu task comment "$code" '请加快，<b>' >out
is 'a comment' '"请加快，<b>"' row task "$code" comments.0.text
printf '%%PDF-1.4 proof' >佐证.pdf && echo x >x.html
diaodu task attach "$code" evidence 佐证.pdf >out || cat out
is 'a file under its name' '"佐证.pdf"' row task "$code" row.evidence.0.name
has 'not any file' '不收 .html' diaodu task attach "$code" evidence x.html
cp x.html x.pdf
has 'nor one that is not what it says' 不符 diaodu task attach "$code" evidence x.pdf
ends 'a file that is not there' 2 diaodu task attach "$code" evidence none.pdf
has 'a reason to remove' 理由 diaodu task remove "$code"
diaodu task remove "$code" --note 重复 >out
is 'out of the list' '' list task list
is 'asked for' "$code T-7" list task list --withdrawn --sort code
has 'and not changed' 已撤除 diaodu task set "$code" problems=三
diaodu task restore "$code" --note 没有重复 >out
is 'and back' "$code" list task list
has 'a row that there is not' '没有 RW-0' diaodu task show RW-0
ends 'is one of use too' 2 diaodu task show RW-0

# ---- lists, series, summaries ----
{ echo 编号,实事项目,来源,年度,地区,责任单位,完成时限,计划投资; for i in 1 2 3 4; do
    echo "MS-$i,实事$i,$([[ $i -gt 2 ]] && echo 市级 || echo 省级),2026,示例州,$office,$(day $((i * 10))),${i}00"; done; } >rows.csv
has 'a trial' 新增\ 4 diaodu import ledger:livelihood rows.csv --dry-run --reason r
is 'writes nothing' '' list livelihood list
has 'a file of rows' 新增\ 4 diaodu import ledger:livelihood rows.csv --reason r
has 'again: nothing' 未变\ 4 diaodu import ledger:livelihood rows.csv --reason r
is 'filter and order' 'MS-4 MS-3' list livelihood list --where "source = 'city' and investment > 200" --sort=-investment
is 'words' MS-2 list livelihood list --q 实事2
is 'a view' 'MS-1 MS-2' list livelihood list --view province
is 'a page' 'MS-2 MS-3' list livelihood list --sort code --limit 2 --cursor 1
has 'columns' 实事1 diaodu ledger livelihood list --columns title
has 'a mistake in a filter: where it stands' '第 1 个字' diaodu ledger livelihood list --where 'frob > 1'
ends 'and is one of use' 2 diaodu ledger livelihood list --where 'frob > 1'
has 'no view' frob diaodu ledger livelihood list --view frob
is 'a summary' '2' bash -c "diaodu ledger livelihood summary sources --format json | python3 -c 'import json,sys; print([r[\"n\"] for r in json.load(sys.stdin)[\"rows\"] if r[\"group\"] == \"city\"][0])'"
has 'no summary' frob diaodu ledger livelihood summary frob
diaodu ledger livelihood series MS-1 spent 2026-03 plan=20 actual=1.5亿元 >out || cat out
is 'a series, in its unit' '[{"period": "2026-03", "plan": 20, "actual": 15000}]' row livelihood MS-1 series.0.rows
has 'a period of another kind' 频率 diaodu ledger livelihood series MS-1 spent 2026 plan=1
has 'what may be said of one' plan=X diaodu ledger livelihood series MS-1 spent 2026-03 frob=1

# ---- files that are not right ----
sed -e '3s/示例州/火星/' -e '4s/市级/乡级/' -e 's/^MS-/MX-/' rows.csv >bad.csv
has 'refused whole, with line and field' '第3行' diaodu import ledger:livelihood bad.csv --reason r
is 'nothing of it' 'MS-1 MS-2 MS-3 MS-4' list livelihood list --sort code
has 'in part' 新增\ 2 diaodu import ledger:livelihood bad.csv --reason r --partial
is 'the good ones' 'MS-1 MS-2 MS-3 MS-4 MX-1 MX-4' list livelihood list --sort code
is 'the others come back to be mended' 3 bash -c 'cat *reject* | wc -l'
printf 'type,code,title\ntask,Q1,一\nrisk,Q2,二\nfrob,Q3,三\n' >many.csv
has 'a ledger that there is not, in a file' frob diaodu import ledgers many.csv --reason r
printf 'code,title,area,stage\nQ9,越过,示例州,issued\n' >over.csv
has 'no file steps over a move' 还没有 diaodu import ledger:task over.csv --reason r
printf 'code,title\nQ9,甲\nQ9,乙\n' >twice.csv
has 'one code, two rows' '第 2 行' diaodu import ledger:task twice.csv --reason r

# ---- taken back, and out ----
has 'an import of rows is not taken back' '不随 --withdraw 撤回' diaodu import ledger:livelihood rows.csv --withdraw --reason r
ends 'and says so as an error' 1 diaodu import ledger:livelihood rows.csv --withdraw --reason r
is 'the rows stay' 'MS-1 MS-2 MS-3 MS-4 MX-1 MX-4' list livelihood list --sort code
has 'how to have a ledger as a file' 'diaodu ledger livelihood export' diaodu export ledger:livelihood
has 'the same for all' 'diaodu ledger TYPE export' diaodu export ledgers

diaodu ledger livelihood export -o out.csv >out 2>&1 || cat out
has 'a ledger as a file' 实事3 cat out.csv
has 'what was said comes out and in again' 未变 bash -c 'diaodu import ledger:livelihood out.csv --reason r 2>&1'

# ---- a type ----
cat >visit.json <<'J'
{"code": "visit", "name": "走访", "name_en": "Visit", "group": "other", "codes": "ZF-{n3}", "title": "firm", "area": "area",
 "fields": [{"code": "firm", "name": "企业", "kind": "text", "required": true}, {"code": "area", "name": "地区", "kind": "area"},
            {"code": "jobs", "name": "岗位", "kind": "number", "decimals": 0, "min": 0}],
 "stages": [{"code": "open", "name": "在办"}, {"code": "done", "name": "办结", "final": true}],
 "moves": [{"code": "close", "name": "办结", "from": ["open"], "to": "done", "needs": ["jobs"]}]}
J
has 'a type of one'"'"'s own' 已定义 diaodu ledger define visit.json
has 'is there at once' ZF-001 diaodu ledger visit add firm=第一家 area=示例州
sed 's/"kind": "area"/"kind": "aera"/' visit.json >wrong.json
has 'one with a mistake: which file' wrong.json diaodu ledger define wrong.json
has 'and where' fields diaodu ledger define wrong.json
ends 'is refused' 1 diaodu ledger define wrong.json
has 'in a file of rows too' 新增\ 1 bash -c 'printf "企业,地区,岗位\n第二家,示例州,12\n" >visit.csv; diaodu import ledger:visit visit.csv --reason r'
is 'moved on' '"done"' bash -c "diaodu ledger visit move ZF-002 close >out; $(declare -f row); row visit ZF-002 row.stage"
ends 'the history is sound' 0 diaodu audit verify
