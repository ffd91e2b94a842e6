#!/usr/bin/env bash
# Letters of ledgers: every one of every type can be written in both languages; what a slip, a reminder, minutes and an
# agenda say; numbers, the register, a letter as it was issued; exports that come in again.
export DIAODU_DB=desk.db DIAODU_LANG=zh TZ=Asia/Shanghai
. "$TESTLIB"
made_up=$DIAODU_ROOT/data/prefecture/tables examples=$DIAODU_ROOT/data/examples/ledgers
Y=$(date +%Y) PAST=$(date -d '-30 day' +%Y-%m-%d) SOON=$(date -d '+30 day' +%Y-%m-%d)
said() { # LETTER.html: a block a line, cells by |, without style, days of today as TODAY
    python3 - "$1" "$(date +%Y年%-m月%-d日)" "$(date '+%-d %B %Y')" <<'PY'
import html, re, sys
text = open(sys.argv[1], encoding='utf-8').read()
text = re.sub(r'<style>.*?</style>|<title>.*?</title>', '', text, flags=re.S)
text = re.sub(r'</span><span>|</t[hd]>\s*<t[hd][^>]*>', '|', text)
text = re.sub(r'<br>', ' / ', text)
for line in re.sub(r'<[^>]*>', '\n', text).split('\n'):
    line = html.unescape(line).strip()
    for day in sys.argv[2:]:
        line = line.replace(day, 'TODAY')
    if line:
        print(line)
PY
}
letter() { diaodu ledger "$@" -o l.html --as yz-office-head >out 2>&1 && said l.html || cat out; }
put() { cat >in.csv && diaodu import "$1" in.csv --reason test >out 2>&1 || cat out; }
diaodu init >out || cat out
for t in areas orgs people posts; do
    diaodu import "$t" "$made_up"/*_"$t".csv --yes --reason test >out || cat out
done

# ---- what they say ----
put ledger:meeting <<CSV
编号,阶段,会议名称,会议类型,地区,主办单位,会议日期,开会时刻,地点,主持人,参会单位,参会范围,会议认为,会议要求,出席人员
M1,held,一月调度会,月调度,990100,yz_office,$Y-01-20,15:00,二楼,yz-mayor,yz_stats;yz_commerce,各局,增速回落。,"补欠账。
按月报。",全体
CSV
put ledger:agenda <<CSV
编号,会议编号,序号,议程,发言单位,时长（分钟）
A2,M1,2,投资情况,yz_ndrc,8
A1,M1,1,运行 <情况> & 分析,yz_stats,10
CSV
put ledger:decision <<CSV
编号,会议编号,序号,议定事项,责任领导,责任单位,完成时限
D1,M1,1,止滑回升,yz-vice-industry,yz_industry,$Y-03-31
CSV
put ledger:task <<CSV
编号,阶段,督办事项,来源,来源说明,来源日期,地区,责任领导,责任单位,责任人员,目标要求,时限要求,进度要求,办理情况,完成进度
T1,signed,规上<工业>增速止滑,meeting,一月调度会,$Y-01-20,990100,yz-vice-industry,yz_industry,yz-industry-clerk,回升到2%,$PAST,每周报,复工12户,60
CSV
due=$(date -d "$PAST" +%Y年%-m月%-d日)
overdue=$(diaodu task show T1 --format json | python3 -c 'import json,sys; print(json.load(sys.stdin)["row"]["overdue"])')
is "a slip" "督办单
督办〔$Y〕　号
编号|T1
紧急程度|平件
督办事项|规上<工业>增速止滑
来源|会议　一月调度会　$Y年1月20日
目标要求|回升到2%
牵头单位|示例州工业和信息化局
配合单位|
责任领导|示例州分管工业副州长钱甲（示例）
责任人|示例州工业和信息化局承办人杨甲（示例）
立项时间|
签收时间|
办理时限|$due
进度要求（节点）|每周报
办理情况|复工12户
逾期|${overdue%.0}个工作日
佐证|0件
审核意见|
请于收到本单之日起1个工作日内签收，7个工作日内将办理情况连同佐证材料报我办。不能按期完成的，须说明原因并提出新的完成时限，经批准后方可延期。
示例州政府办公室
TODAY" letter task letter slip T1
is "minutes" "一月调度会纪要
〔$Y〕　号
示例州政府办公室|TODAY
$Y年1月20日，示例州州长赵甲（示例）在二楼主持召开一月调度会。纪要如下：
一、会议认为
增速回落。
二、会议要求
补欠账。
按月报。
三、会议议定
序号|议定事项|责任领导|责任单位|完成时限|督办编号
1|止滑回升|示例州分管工业副州长钱甲（示例）|示例州工业和信息化局|$Y年3月31日|
出席：全体
分送：示例州统计局、示例州商务局。" letter meeting letter minutes M1
is "an agenda: its items in order, marks as they are" "一月调度会议程
时间|$Y年1月20日15:00
地点|二楼
主持|示例州州长赵甲（示例）
参会范围|各局
序号|议程|发言单位|发言人|时长（分钟）|材料（件）
1|运行 <情况> & 分析|示例州统计局||10|0
2|投资情况|示例州发展和改革委员会||8|0" letter meeting letter agenda M1
is "an agenda in English" "Agenda of “一月调度会”
Time|20 January $Y 15:00
Place|二楼
Chair|示例州州长 赵甲（示例）
Who attends|各局
No.|Item|Unit speaking|Speaker|Minutes|Papers
1|运行 <情况> & 分析|示例州统计局||10|0
2|投资情况|示例州发展和改革委员会||8|0" letter meeting letter agenda M1 --lang en
letter task letter reminder T1 >got
has "a reminder: whose it is" "示例州政府办公室
提示函〔$Y〕　号
关于“规上<工业>增速止滑”办理进度的提示函
示例州工业和信息化局：
截至TODAY，你单位牵头的“规上<工业>增速止滑”（编号T1，来源：一月调度会）未达到进度要求" cat got
has "a reminder: its table" "项目|规上<工业>增速止滑
计划|回升到2%（$due前）
完成|完成60%。复工12户" cat got
letter task letter reminder T1 --lang en >got
has "a reminder in English" "Reminder: progress of / “规上<工业>增速止滑”
示例州工业和信息化局:
On TODAY “规上<工业>增速止滑” (T1, from 一月调度会), which your unit leads, is behind" cat got

# ---- issuing ----
is "issued with the first number" "已签发：提示函〔$Y〕1号（HF-$Y-0001）" diaodu task letter reminder T1 --issue -o one.html --as yz-office-head
diaodu task set T1 result=改过 --as yz-office-head >out || cat out
diaodu task letter reminder T1 --number "HF-$Y-0001" -o again.html --as yz-office-head && cmp one.html again.html &&
    echo "ok as it was issued, whatever came after" || echo "not ok as it was issued"
grep -q "提示函〔$Y〕1号" one.html && echo "ok its number stands in it" || echo "not ok its number stands in it"
is "the next number" "issued: 提示函〔$Y〕2号 (HF-$Y-0002)" diaodu task letter reminder T1 --issue --lang en
is "another letter counts by itself" "已签发：督办〔$Y〕1号（HF-$Y-0003）" diaodu task letter slip T1 --issue
field() { diaodu ledger letter show "HF-$Y-0001" --format json | python3 -c 'import json,sys; print(json.load(sys.stdin)["row"][sys.argv[1]])' "$1"; }
is "the register: kind" letter field kind
is "the register: from" T1 field from_row
is "the register: to" yz_industry field to_org
is "the register: subject" "关于“规上<工业>增速止滑”办理进度的提示函" field subject
has "the register: a reply is due" "$(python3 -c 'print(20)')" field reply_due
has "the row says so" "签发提示函　提示函〔$Y〕1号（HF-$Y-0001）" diaodu task show T1
has "its version stays" '"version": 2' bash -c 'diaodu task show T1 --format json | python3 -m json.tool | grep -m1 version'
diaodu ledger letter move "HF-$Y-0001" receive --as yz-industry-head >out 2>&1 &&
    diaodu ledger letter move "HF-$Y-0001" answer reply=已复工 --as yz-industry-head >out 2>&1 && echo "ok received and answered" || { cat out; echo "not ok received and answered"; }
ends "an agenda has no number" 2 diaodu ledger meeting letter agenda M1 --issue
ends "no such letter" 2 diaodu task letter frob T1 -o x.html
ends "no such row" 2 diaodu task letter slip T9 -o x.html
ends "not of this letter" 2 diaodu task letter slip T1 --number "HF-$Y-0001" -o x.html
ends "a letter is no workbook" 2 diaodu task letter slip T1 -o x.xlsx
diaodu task move T1 cancel --note 停 >out 2>&1 || cat out
ends "it does not apply any more" 1 diaodu task letter slip T1 -o x.html
ends "nor is it issued" 1 diaodu task letter slip T1 --issue
diaodu task letter reminder T1 --number "HF-$Y-0001" -o again.html --as yz-office-head && cmp one.html again.html &&
    echo "ok the issued one is still there" || echo "not ok the issued one is still there"

# ---- every letter of every type ----
# A file whose rows link to another's comes after it.
for t in library_threshold library_unit livelihood liaison policy_upstream policy_measure handover programme start_batch push_rule allocation_rule project \
    land_quota factor_request obstacle weekly approval node_promise bond_project fund_line; do
    diaodu import "ledger:$t" "$examples/$t.csv" --reason test >out 2>&1 || { cat out; echo "not ok example $t"; }
done
for file in "$DIAODU_ROOT"/catalogue/ledgers/*.json; do
    t=$(basename "$file" .json)
    letters=$(python3 - "$file" <<'PY'
import json, sys
t = json.load(open(sys.argv[1], encoding='utf-8'))
print(*[x['code'] for x in t.get('letters', [])])
for x in t.get('letters', []):
    x.pop('when', None)
    if 'over' in x:
        x['over']['where'] = f'present({x["over"]["by"]})'
json.dump(t, open('any.json', 'w', encoding='utf-8'), ensure_ascii=False)
PY
)
    [[ $letters ]] || continue
    diaodu ledger define any.json >out 2>&1 || { cat out; echo "not ok $t: defined"; }
    code=$(diaodu ledger "$t" list --limit 1 --format json | python3 -c 'import json,sys; print(json.load(sys.stdin)["rows"][0]["code"])')
    row=$code
    for l in $letters; do # over a list: of the first organisation
        code=$(diaodu ledger "$t" letters "$l" --format json 2>/dev/null | python3 -c 'import json,sys; print(json.load(sys.stdin)["rows"][0]["org"])' 2>/dev/null) || code=$row
        if diaodu ledger "$t" letter "$l" "$code" -o l.docx >out 2>&1 && diaodu ledger "$t" letter "$l" "$code" -o l.html --lang en >out 2>&1 &&
            ! grep -q '{' <(said l.html); then
            echo "ok $t: $l"
        else
            cat out
            echo "not ok $t: $l"
        fi
    done
    for f in csv xlsx docx html; do
        diaodu ledger "$t" export print -o "l.$f" >out 2>&1 || { cat out; echo "not ok $t: printed as $f"; }
    done
done

# ---- definitions ----
wrong() { # NAME WORD SED-SCRIPT
    sed "$3" "$DIAODU_ROOT/catalogue/ledgers/task.json" >wrong.json
    cmp -s wrong.json "$DIAODU_ROOT/catalogue/ledgers/task.json" && echo "not ok $1: nothing was planted"
    ends "refused: $1" 1 diaodu ledger define wrong.json
    grep -q -- "$2" err.txt && echo "ok it says where: $1" || { cat err.txt; echo "not ok it says where: $1"; }
}
wrong "an unknown word" 'letters\[0\].body\[1\].table\[1\]' 's/"{urgency}"/"{urgent}"/'
wrong "a bracket that stays open" 'letters\[0\].body\[1\]' 's/"{urgency}"/"{urgency"/'
wrong "an unknown summary" 'summary' 's/"summary": "late_units"/"summary": "late_unit"/'
wrong "a number without {n}" 'letters\[0\].number' 's/督办〔{year}〕{n}号/督办〔{year}〕号/'

# ---- exports come in again ----
diaodu ledger livelihood export -o all.csv
n=$(($(wc -l <all.csv) - 1))
has "an export changes nothing when it comes in again" "未变 $n" diaodu import ledger:livelihood all.csv --reason again
diaodu ledger livelihood add title='=1+1' plan_year="$Y" source=city area=990100 org=yz_stats due="$SOON" >out 2>&1 || cat out
diaodu ledger livelihood export -o all.csv
grep -q "'=1+1" all.csv && echo "ok a formula is guarded" || echo "not ok a formula is guarded"
diaodu ledger livelihood export --where "title = '=1+1'" --columns title,due -o few.csv
is "columns and a filter" "编号,阶段,实事项目,完成时限" bash -c 'head -1 few.csv | tr -d "\357\273\277\r"'
is "whose rows are the filter's" 2 bash -c 'wc -l <few.csv'
diaodu ledger livelihood export print -o p.html --as yz-office-head
has "a printed form says who, when and that it is internal" "内部资料　注意保存" cat p.html
has "a printed form: whose" "制表单位：示例州政府办公室" cat p.html
ends "an unknown format" 2 diaodu ledger livelihood export -o x.txt
