#!/usr/bin/env bash
# What hangs on projects: obstacles without double counting and the joint meeting, weekly entries and what is carried over, land and
# factors with an order that explains itself, the three-working-day clock, promised nodes, visits, mechanisms, watch lists. Figures
# are counted by hand. (The made-up prefecture and the facts of the requirements: prefecture.sh.)
export DIAODU_DB=desk.db DIAODU_LANG=zh TZ=Asia/Shanghai
. "$TESTLIB"
made_up=$DIAODU_ROOT/data/prefecture/tables
y=$(date +%Y)
ago() { date -d "$1 days ago" +%F; }
monday() { date -d "$(($(date +%u) - 1 + 7 * $1)) days ago" +%F; }
put() { cat >in.csv && diaodu import "$1" in.csv --reason test >out 2>&1 || cat out; }
row() { # TYPE CODE FIELD…
    diaodu ledger "$1" show "$2" --format json | python3 -c 'import json,sys
r = json.load(sys.stdin)["row"]
r["alerts"] = ",".join(a["code"] for a in r["alerts"])
print(*[r[k] for k in sys.argv[1:]])' "${@:3}"
}
sum() { # TYPE SUMMARY GROUP COLUMN…: of one group ("" = the total)
    diaodu ledger "$1" summary "$2" --format json | python3 -c 'import json,sys
d = json.load(sys.stdin)
r = [x for x in d["rows"] if x["group"] == sys.argv[1]][0] if sys.argv[1] else d["total"]
print(*[round(r[k], 4) if isinstance(r[k], float) else r[k] for k in sys.argv[2:]])' "${@:3}"
}
codes() { diaodu ledger "$1" list --view "$2" --format json | python3 -c 'import json,sys; print(*[r["code"] for r in json.load(sys.stdin)["rows"]])'; }
diaodu init >out || cat out
for t in areas orgs people posts; do
    diaodu import "$t" "$made_up"/*_"$t".csv --yes --reason test >out || cat out
done
put ledger:push_rule <<CSV
编号,机制名称,周期,领导挂钩（次）,调度（次）,督促（次）
TJ-1,一挂钩两调度三督促,每月,1,2,3
CSV
put ledger:project <<CSV
编号,项目名称,县区,责任单位,包联领导,建设性质,领域,总投资,计划年度,年度计划,列入日期,计划开工,实质性开工,开工依据,入库日期,推进机制,阶段
X1,甲项目,990121,yz_c01,yz-vice-industry,新建,工业,10,$y,4,$(ago 300),$(ago 200),$(ago 200),施工许可,$(ago 160),TJ-1,在建
X2,乙项目,990122,yz_c02,yz-vice-build,新建,城建,5,$y,2,$(ago 300),$(ago 200),$(ago 12),施工许可,,TJ-1,在建
X3,丙项目,990121,yz_c01,yz-vice-industry,新建,商贸文旅,20,$y,2,$(ago 300),$(ago 20),,,,,落地（前期）
CSV
printf 'type,code,field,period,actual\nproject,X1,invest,%s,4\n' "$(date +%Y-%m)" | put ledger_series

# ---- M86: what is blocked adds up by cause and by department, each project at most once ----
put ledger:obstacle <<CSV
编号,问题,项目,制约因素,责任部门,受阻投资,发现日期,解决时限
Z1,用地未批,X1,用地报批,yz_land,5,$(ago 12),$(ago 1)
Z2,拆迁未完,X1,征地拆迁,yz_c01,4,$(ago 30),$(ago -9)
Z3,资金不足,X2,资金,yz_finance,2,$(ago 30),$(ago -9)
Z4,用地未批,X3,用地报批,yz_land,1,$(ago 9),$(ago -9)
CSV
is 'six of ten are left of the first: its obstacles share them' '6 9 3.3333' bash -c "$(declare -f row); row obstacle Z1 project_left project_blocked counted | sed 's/3333333.*/3333/'"
is 'by cause' '2 4.3333' sum obstacle causes land_approval open blocked
is 'by department' '2 4.3333' sum obstacle departments yz_land open blocked
is 'all of them: 6 + 2 + 1' 9 sum obstacle causes '' blocked
is 'one is overdue' 'overdue red' row obstacle Z1 alerts light

# ---- M85: the joint meeting decides within the days set; the decision is a row of the meeting ----
put ledger:meeting <<CSV
编号,会议名称,会议类型,地区,主办单位,会议日期
H1,联席会议,月调度,990100,yz_office,$(ago 0)
CSV
ends 'what goes to the joint meeting names the other departments' 1 diaodu ledger obstacle move Z4 submit
diaodu ledger obstacle move Z4 submit with_orgs=yz_ndrc decide_days=5 >out 2>&1 || cat out
diaodu ledger obstacle move Z4 decide meeting=H1 ruling=省里追加指标 due="$(ago -9)" >out 2>&1 || cat out
is 'it is decided on the same day' "decided 0 YD-$y-0001" row obstacle Z4 stage decide_took decision
is 'the decision has content, unit and day' "省里追加指标 yz_land $(ago -9)" row decision "YD-$y-0001" content lead_org due
ends 'solved without evidence: refused' 1 diaodu ledger obstacle move Z4 solve result=已批

# ---- M83: a row a project and week; missing weeks are seen, problems stay until they are closed ----
put ledger:weekly <<CSV
编号,项目,周,本周工作（进展）,形象进度,存在问题,原因剖析,解决方案,解决时限
W1,X1,$(monday 3),基础,20,缺材料,供货慢,换供应商,$(ago 2)
W2,X1,$(monday 2),基础,23.5,,,,
W3,X2,$(monday 1),进场,1,,,,
CSV
is 'the first: two of its four last weeks are missing' 2 row project X1 weeks_missing
is 'the second began twelve days ago: its one whole week is there' 0 row project X2 weeks_missing
is 'who is not being built owes none' None row project X3 weeks_missing
is 'they stand in a view' X1 codes project no_weekly
is 'and in the summary of units' '1 0 1 2' sum project weekly yz_c01 n complete missing weeks
is 'progress since the week before' '20 3.5' row weekly W2 percent_before delta
is 'a problem is carried over' 'True 3 late' bash -c "$(declare -f row); row weekly W1 unsolved carried alerts | sed 's/late,.*/late/'"
is 'later weeks know of it' 1 row weekly W2 project_open
ends 'one row a project and week' 1 diaodu ledger weekly add project=X1 week="$(monday 2)" work=again
ends 'a week is a Monday' 1 diaodu ledger weekly add project=X1 week="$(date -d "$(monday 1) +1 day" +%F)" work=x
diaodu ledger weekly move W1 escalate cause=其他 solve_org=yz_industry blocked=0.5 >out 2>&1 || cat out
is 'made an obstacle it stands there' "缺材料 X1 yz_industry 0.5" row obstacle "$(row weekly W1 obstacle)" title project org blocked
ends 'and is not closed here before it is there' 1 diaodu ledger weekly move W1 close result=好了
is 'units that have filed nothing' True bash -c 'diaodu ledger weekly summary missing_units --format json | python3 -c "import json,sys; g = [r[\"group\"] for r in json.load(sys.stdin)[\"rows\"]]; print(\"yz_c05\" in g)"'

# ---- M87, M88, M89: what is needed, given and lacking; an order that explains itself ----
put ledger:allocation_rule <<CSV
编号,规则名称,进度权数,规模权数,产业权数,开工入库权数,规模封顶
Q1,倾斜规则,40,25,20,15,10
CSV
ends 'weights that are not a hundred: refused' 1 diaodu ledger allocation_rule add title=x w_progress=50
put ledger:land_quota <<CSV
编号,名称,年度,层次,地区,用地需求,下达（安排）指标
L1,全州,$y,全州,990100,3453,521.33
L2,苍岭市,$y,县区,990121,500,100
L3,枫桥区,$y,县区,990122,600,90.5
CSV
put ledger:factor_request <<CSV
编号,需求事项,项目,要素,需求量,已保障,保障部门,提出日期,保障时限,倾斜规则
F1,用地,X1,用地,80,20,yz_land,$(ago 30),$(ago 1),Q1
F2,用地,X3,用地,150,0,yz_land,$(ago 2),$(ago -9),Q1
F3,用电,X1,用电,900,900,yz_industry,$(ago 30),$(ago -9),Q1
CSV
is 'T6: gap, share, in mu' '2931.67 15.1 7819.95' row land_quota L1 gap rate quota_mu
is 'shared out to two counties, left' '190.5 330.83' row land_quota L1 allocated unallocated
is 'a county: what its projects ask for, in hectares' 15.3333 bash -c "$(declare -f row); row land_quota L2 requested | cut -c1-7"
is 'levels are not added to each other' '2931.67 15.0979' sum land_quota levels total gap rate
is 'lacking of the first' '60 25' row factor_request F1 gap rate
is 'land lacking in the county' '230 210' sum factor_request areas 990121 land_need land_gap
is 'the first scores for progress, size, industry, start and entry' '40 25 20 15 100' row factor_request F1 p_progress p_size p_industry p_library score
is 'who has done nothing has the points of size and half an industry' '0 25 10 0 35' row factor_request F2 p_progress p_size p_industry p_library score
is 'the proposed order: by factor, then by score' 'F1 F2 F3' codes factor_request order

# ---- M96: told once within three working days; told again: flagged; waiting for the applicant does not count ----
put ledger:approval <<CSV
编号,审批事项,事项类别,申请人,地区,审批部门,受理日期,承诺办结,一次性告知日期,告知材料清单,补正日期,再次告知日期,再次告知内容,告知次数,办结日期,办理结果,批复文号,阶段
S1,节前受理,其他,甲,990121,yz_land,2025-09-30,5,2025-10-10,图纸,2025-10-15,,,1,2025-10-17,准予,1号,办结
S2,超时告知,其他,乙,990121,yz_land,2025-09-30,5,2025-10-15,图纸,,,,1,,,,已告知待补正
S3,两次告知,其他,丙,990122,yz_env,2025-09-30,5,2025-10-09,图纸,2025-10-10,2025-10-11,还要说明,2,2025-10-17,准予,2号,办结
S4,没有告知,其他,丁,990122,yz_env,$(ago 30),5,,,,,,0,,,,已受理待告知
CSV
is 'over the holidays of October: told on the second working day' '2025-10-11 2 0' row approval S1 notice_due notice_took notice_over
is 'what it took: eight working days less four of waiting' '4 4 0' row approval S1 waited work_days over
is 'told on the sixth working day: three late, and more than was promised' '6 3 over,told_late' bash -c "$(declare -f row); row approval S2 notice_took notice_over alerts"
is 'told again: flagged' 'True 2' row approval S3 second notices
is 'not told at all: red' 'not_told,over,told_late red' row approval S4 alerts light
is 'by department: told late, told again' '2 0 1 1' sum approval departments yz_land n second notice_late overdue
is 'the list of departments that owe' '1 1 1' sum approval late yz_env notice late second
ends 'done without a document: refused' 1 diaodu ledger approval move S2 done result=准予

# ---- M106, T8: quantities by a date; a project counts once it is signed ----
put ledger:node_promise <<CSV
编号,承诺事项,节点,地区,责任单位,承诺数量,计量单位,已完成数量,承诺金额,项目,开始日期,承诺节点,完成日期
N1,断头路,完成（竣工）,990121,yz_c01,17,条,9,,,$(ago 100),$(ago 1),
N2,书屋,完成（竣工）,990121,yz_c01,6,个,6,,,$(ago 100),$(ago 1),$(ago 3)
N3,书屋改造,完成（竣工）,990121,yz_c01,14,个,7,,,$(ago 10),$(ago -10),
N4,招商,签约,990121,yz_c01,1,个,,10,X3,,$(ago -10),
CSV
is 'due and not reached: broken' 'broken 8 52.9' row node_promise N1 verdict short rate
is 'reached in time: kept' 'kept 0' row node_promise N2 verdict overdue
is 'half of it by half the time: on course, seven to do in ten days' 'running 7 10 4.9' row node_promise N3 verdict should days_left per_week
is '20 of 10, not signed' '200 0 running' row node_promise N4 amount_rate achieved verdict
diaodu ledger project set X3 signed_on="$(ago 0)" >out 2>&1 || cat out
is 'signed' '1 kept' row node_promise N4 achieved verdict
is 'by date: promised, done, kept' "23 15 1" sum node_promise dates "$(ago 1)" promised done kept

# ---- M81, M82, M148 ----
put ledger:site_visit <<CSV
编号,项目,走访日期,发现情况,企业诉求,办理部门,办理时限,阶段
V1,X1,$(ago 20),施工正常,尽快供电,yz_industry,$(ago 1),已走访
V2,X1,$(ago 2),正常,,,,无诉求归档
CSV
is 'the leader is that of the project' 'yz-vice-industry True' row site_visit V1 leader late
is 'visits, requests, not met' '2 1 1' sum site_visit leaders yz-vice-industry n requests open
is 'the board of leaders: projects, visits, not visited, obstacles' '2 2 1 4' sum project attention yz-vice-industry n visits unvisited obstacles
put ledger:push_action <<CSV
编号,项目,动作,日期,做了什么
A1,X1,领导挂钩,$(ago 0),到现场
A2,X1,调度,$(ago 0),一次
A3,X1,督促,$(ago 0),一次
A4,X1,督促,$(ago 0),两次
A5,X1,督促,$(ago 0),三次
A6,X1,督促,$(ago 0),四次不多算
CSV
is 'one link, two dispatches, three urgings a month: one dispatch lacks' '6 1' row project X1 push_due push_lacking
is 'what is done too often does not make up' '12 7 41.6667' sum project push '' due lacking rate
put ledger:watch_list <<CSV
编号,清单,名称,项目,列入理由（规则）,列入日期,盯办责任人,目标日期,移出理由,移出日期,阶段
B1,重大协调项目,甲项目,X1,省级重点,$(ago 90),yz-vice-build,$(ago -9),,,在单
B2,重点跟踪服务企业,某企业,,负增长,$(ago 90),yz-vice-build,,,,在单
CSV
is 'four lists, empty ones too' 4 bash -c 'diaodu ledger watch_list summary lists --format json | python3 -c "import json,sys; print(len(json.load(sys.stdin)[\"rows\"]))"'
ends 'a project on a list names its row' 1 diaodu ledger watch_list add list=重大协调项目 title=无 reason=x owner=yz-mayor
diaodu ledger watch_list move B2 achieve off_reason=转正 >out 2>&1 || cat out
is 'who is taken off stays with the day' "achieved $(ago 0)" row watch_list B2 stage until
