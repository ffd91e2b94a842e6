#!/usr/bin/env bash
# Ledgers of projects: counts, rates and years compared are those of a count by hand over made-up projects; a project walks
# through all its stages, not without evidence; lights, replacement, bonds and funds; the office forms.
export DIAODU_DB=desk.db DIAODU_LANG=zh TZ=Asia/Shanghai
. "$TESTLIB"
made_up=$DIAODU_ROOT/data/prefecture/tables
Y=$(date +%Y)
put() { cat >in.csv && diaodu import "$1" in.csv --reason test >out 2>&1 || cat out; }
values() { # TYPE CODE FIELD…: side by side; alerts by their codes
    diaodu ledger "$1" show "$2" --format json | python3 -c 'import json, sys
row = json.load(sys.stdin)["row"]
row["alerts"] = ",".join(a["code"] for a in row["alerts"])
print(*[row[f] for f in sys.argv[1:]])' "${@:3}"
}
diaodu init >out || cat out
for t in areas orgs people posts; do
    diaodu import "$t" "$made_up"/*_"$t".csv --yes --reason test >out || cat out
done

# ---- a hundred projects, counted by hand ----
put ledger:programme <<CSV
编号,工程包,地区,牵头单位,计划项目数,年度投资目标
G1,五个100工程,990100,yz_ndrc,,
G2,六项行动计划,990100,yz_ndrc,,
G7,重点调度工业项目,990100,yz_industry,230,560
CSV
cat >plan.py <<'PY'
"""What the ledger should say of made-up projects: one pass of plain arithmetic, kept apart from the types' formulas."""
import csv, datetime, json, random, subprocess, sys
rnd, today = random.Random(6), datetime.date.today()
Y, M = today.year, today.month - 1                     # the month whose figures are due
day = lambda d: (today - datetime.timedelta(d)).isoformat()
projects, series = [], []
for i in range(100):
    p = dict(code=f'P{i:03}', name=f'项目{i}', area=rnd.choice(['990121', '990122', '990123']), lead_org='yz_ndrc',
             domain=rnd.choice(['industry', 'transport', 'water']), nature=rnd.choice(['new'] * 6 + ['continuing'] * 3 + ['preparatory']),
             total=rnd.choice([0.2509, 0.8, 1, 3.7, 16.1, 9]), annual_plan=rnd.choice(['', 0.5, 1.2, 3]), programmes=rnd.choice(['', 'G1', 'G2', 'G1;G2']),
             listed_on=day(rnd.randrange(700)), plan_year=Y, stage='landed', planned_start=day(rnd.randrange(-60, 200)), leader='yz-vice-build')
    p['started_declared'] = day(rnd.randrange(5, 60)) if rnd.random() < .6 else ''
    begun = p['nature'] == 'continuing' or (p['nature'] == 'new' and rnd.random() < .5)
    if begun:
        p.update(stage='building', started=day(rnd.randrange(5, 800)), start_evidence=rnd.choice(['photo', 'permit;payment']))
    if p['nature'] == 'continuing':
        p.update(before=round(p['total'] * rnd.random(), 4), before_to=f'{Y - 1}-12', resumed_on=f'{Y}-01-01' if rnd.random() < .7 else '')
    p['entered_on'] = p['started'] if begun and rnd.random() < .5 else ''
    p['done'] = None if begun else 0
    if begun and M:
        for m in range(1, M + 1):
            if rnd.random() < .8:
                x = round(rnd.random() * .2, 4)
                series.append(('project', p['code'], 'invest', f'{Y}-{m:02}', '', x))
                p['done'] = round((p['done'] or 0) + x, 4)
    elif begun:
        p['done'] = 0
    projects.append(p)
names = [k for k in dict.fromkeys(k for p in projects for k in p) if k != 'done']
with open('p.csv', 'w', newline='') as f:
    w = csv.writer(f); w.writerow(names); w.writerows([p.get(n, '') for n in names] for p in projects)
with open('s.csv', 'w', newline='') as f:
    w = csv.writer(f); w.writerow('type code field period plan actual'.split()); w.writerows(series)
for table, file in (('ledger:project', 'p.csv'), ('ledger_series', 's.csv')):
    r = subprocess.run(['diaodu', 'import', table, file, '--reason', 'test'], capture_output=True, text=True)
    if r.returncode:
        print(r.stdout, r.stderr)

def said(summary):
    out = subprocess.run(['diaodu', 'ledger', 'project', 'summary', summary, '--format', 'json'], capture_output=True, text=True, check=True)
    a = json.loads(out.stdout)
    return {**{r['group']: r for r in a['rows']}, 'total': a['total']}

def same(what, got, want):
    fine = all(got.get(k) is None if v is None else got.get(k) is not None and abs(got[k] - v) < 5e-3 for k, v in want.items())
    if not fine:
        print({k: (got.get(k), v) for k, v in want.items()})
    print('ok' if fine else 'not ok', what)

rate = lambda a, b: 100 * a / b if b else None
def progress(some):
    plan, told = [p for p in some if p['annual_plan'] != ''], [p for p in some if p['done'] is not None]
    done = sum(p['done'] for p in plan if p['done'] is not None)
    share = rate(done, sum(p['annual_plan'] for p in plan)) if any(p['done'] is not None for p in plan) else None
    return dict(n=len(some), total=sum(p['total'] for p in some), plan=sum(p['annual_plan'] for p in plan) if plan else None,
                done=sum(p['done'] for p in told) if told else None, rate=share, behind=None if share is None else share - 100 * M / 12)
def starts(some):
    new, old = [p for p in some if p['nature'] == 'new'], [p for p in some if p['nature'] == 'continuing']
    s, r = [p for p in new if p.get('started')], [p for p in old if p['resumed_on']]
    d = [p for p in new if p.get('started') or p['started_declared']]
    return dict(planned=len(new) + len(old), new=len(new), declared=len(d), started=len(s), continuing=len(old), resumed=len(r),
                declared_rate=rate(len(d), len(new)), start_rate=rate(len(s), len(new)), all_rate=rate(len(s) + len(r), len(new) + len(old)),
                not_started=len(new) - len(s), not_resumed=len(old) - len(r))
areas, begun = said('areas'), said('starts')
for a in ('990121', '990122', '990123'):
    some = [p for p in projects if p['area'] == a]
    same(f'progress of {a}', areas[a], progress(some))
    same(f'starts of {a}', begun[a], starts(some))
same('progress of all: sums, not means', areas['total'], progress(projects))
same('starts of all', begun['total'], starts(projects))
t = starts(projects)
same('155 = N + C: what is not started is what was planned less what began', dict(a=t['not_started'] + t['not_resumed']), dict(a=t['planned'] - t['started'] - t['resumed']))
by = said('programmes')
for g in ('G1', 'G2'):
    same(f'programme {g}', by[g], progress([p for p in projects if g in p['programmes']]))
same('a project of two programmes counts once in the total', by['total'], dict(n=100))
same('and twice in the groups', dict(n=sum(r['n'] for k, r in by.items() if k != 'total')), dict(n=100 + sum(p['programmes'] == 'G1;G2' for p in projects)))
def ago(d):  # the same day last year or before, in last year
    x = datetime.date.fromisoformat(d)
    return x.year == Y - 1 and (x.month, x.day) <= (today.month, today.day)
big = [p for p in projects if p['total'] >= 1]
now, then = [p for p in big if p['listed_on'][:4] == str(Y)], [p for p in big if ago(p['listed_on'])]
same('new projects of 100 million against last year', said('new_big')['total'],
     dict(now=len(now), before=len(then), diff=len(now) - len(then), now_sum=sum(p['total'] for p in now), diff_sum=sum(p['total'] for p in now) - sum(p['total'] for p in then)))
stock = [p for p in projects if p['entered_on']]
told = {s[1] for s in series}                           # a project without any figure: unknown, not 0
cum = {p['code']: (p.get('before') or 0) + (p['done'] or 0) if p['nature'] == 'continuing' or p['code'] in told else None for p in stock}
left = [max(0, p['total'] - cum[p['code']]) for p in stock if cum[p['code']] is not None]
same('remaining investment in the library', said('stock')['total'], dict(n=len(stock), remaining=sum(left)))
PY
python3 plan.py

is "230 projects, 560 (100 million): each, and by the half of the year (T7)" "2.43 280" values programme G7 average half_target

# ---- amounts with their units (T20), a batch with what is not started and why ----
put ledger:start_batch <<CSV
编号,批次,开工日期,地区,组织单位,年度,季度,公布项目数,阶段
B1,集中开工,$Y-01-01,990100,yz_ndrc,$Y,1,3,held
CSV
put ledger:project <<CSV
编号,项目名称,县区,责任单位,领域,总投资,建设性质,开工批次,计划开工,包联领导,阶段,申报开工,实质性开工,开工依据,未开工原因,限期开工
Q1,一,990124,yz_ndrc,industry,16.1,new,B1,$Y-01-01,yz-vice-build,building,$Y-01-01,$Y-01-01,photo,,
Q2,二,990124,yz_ndrc,transport,9,new,B1,$Y-01-01,yz-vice-build,landed,$Y-01-01,,,,
Q3,三,990124,yz_ndrc,technical,2509万元,new,B1,$Y-01-01,yz-vice-build,landed,,,,用地,$(date -d '+20 day' +%Y-%m-%d)
CSV
is "16.1, 9 and 25.09 million sum up to 25.3509 (100 million); both start rates; one not dealt with" "25.3509 66.7 33.3 1" \
    values start_batch B1 total declared_rate start_rate undated
diaodu ledger start_batch letter list B1 -o l.html >out 2>&1 || cat out
has "form 9 names what is not started and why" 用地 cat l.html
form() { # NAME: its columns
    diaodu ledger project export "$1" -o form.html >out 2>&1 || cat out
    python3 -c 'import re; print(",".join(re.findall(r"<th\b[^>]*>(.*?)</th>", re.sub("（亿元）", "", open("form.html").read()))))'
}
is "form 8, column by column" "编号,项目名称,项目代码,建设地点,建设性质,建设规模及主要内容,起止年限,总投资,至上年底累计完成,年度计划,本月完成,1—X月完成,占年度计划%,较序时±百分点,形象进度,计划/实际开工,计划/实际竣工,是否入库（时间）,入统投资,资金到位,存在问题,下步计划,包联领导,责任单位,业主单位及联系人" form print
is "form 9" "批次,项目,总投资,年度计划,亿元项目,产业项目,计划开工,实质性开工时间,依据（施工许可/影像/首笔支付/入库）,未开工原因,限期,抵补项目,责任领导,责任单位" form starts
is "form 10" "县区,项目,代码,行业,计划总投资,入库年月,开工至今累计,本年累计,剩余投资,年内可完成,缺凭证（项）,状态" form stock

# ---- a project from the idea to full capacity ----
printf '%%PDF-1.4\n%%%%EOF\n' >e.pdf
w() { diaodu ledger project "$@" --as yz-ndrc-clerk; }
diaodu ledger project add name=全程 area=990124 lead_org=yz_ndrc domain=industry total=3亿元 nature=新建 programmes=G1 >out || cat out
C=$(grep -o 'XM-[0-9-]*' out | head -1)
w move "$C" talk >out && w move "$C" sign >out || cat out
has "landing wants a planned start and a leader" 计划开工 w move "$C" land
w move "$C" land leader=yz-vice-build planned_start="$(date -d '-100 day' +%Y-%m-%d)" planned_end="$(date -d '+300 day' +%Y-%m-%d)" annual_plan=1 >out || cat out
w move "$C" declare started_declared="$(date +%Y-%m-%d)" >out || cat out
is "declared is not started; it is on the list to start" "False to_start" values project "$C" substantive list
w set "$C" started="$(date +%Y-%m-%d)" start_evidence=photo >out 2>&1 || cat out
is "a day and a tick without the step are no start either" "landed False to_start" values project "$C" stage substantive list
w set "$C" started= start_evidence= >out 2>&1 || cat out
has "no start without a file" 开工佐证 w move "$C" start started="$(date +%Y-%m-%d)" start_evidence=photo
w attach "$C" start_files e.pdf >out || cat out
has "no start without evidence" 为依据 w move "$C" start started="$(date +%Y-%m-%d)"
w move "$C" start started="$(date +%Y-%m-%d)" start_evidence=photo >out || cat out
is "it moves to the list of what is being built" building values project "$C" list
w move "$C" check_start start_check=genuine start_check_note=看过 --as yz-ndrc-clerk >out 2>&1 || :
has "who started it does not check it" 另一人 cat out
diaodu ledger project move "$C" check_start start_check=ceremony start_check_note=只有奠基 --as yz-ndrc-head >out || cat out
has "a ceremony is no start, and a red light" "False red ceremony" values project "$C" substantive light alerts
diaodu ledger project move "$C" revoke_start --note 只有奠基 --as yz-ndrc-head >out || cat out
is "it goes back to the list to start" "to_start None" values project "$C" list started
w move "$C" start started="$(date +%Y-%m-%d)" start_evidence=permit >out || cat out
w move "$C" halt halt_cause=资金 --note 断供 >out && w move "$C" resume resumed_on="$(date +%Y-%m-%d)" >out || cat out
w attach "$C" end_files e.pdf >out && w move "$C" complete ended="$(date +%Y-%m-%d)" >out || cat out
w move "$C" produce production_on="$(date +%Y-%m-%d)" >out && w move "$C" reach capacity_on="$(date +%Y-%m-%d)" >out || cat out
is "at full capacity, among what is in production" "capacity_reached operate none" values project "$C" stage batch5 list

# ---- nobody is reminded of what is not due ----
written() { diaodu ledger project letters --format json | grep -o "$1" | sort -u; }
put ledger:project <<CSV
编号,项目名称,县区,责任单位,领域,总投资,建设性质,计划开工,包联领导,阶段
U1,来年,990124,yz_ndrc,industry,2,new,$(date -d '+70 day' +%Y-%m-%d),yz-vice-build,landed
U2,应开未开,990124,yz_ndrc,industry,2,new,$(date -d '-70 day' +%Y-%m-%d),yz-vice-build,landed
CSV
is "a start that lies ahead is no reason for a letter, one that was missed is" U2 written 'U[12]'

# ---- no start: dealt with or not; a replacement at least as large ----
has "a smaller replacement is refused" 不能小于原项目 diaodu ledger project move Q2 cancel --note 终止 cancel_approval=纪要1号 replaced_by=Q3
has "a cancellation wants an approval" 批准依据 diaodu ledger project move Q2 cancel --note 终止 replaced_by=Q1
diaodu ledger project move Q2 cancel --note 终止 cancel_approval=纪要1号 replaced_by=Q1 >out || cat out
is "what it is replaced by" 16.1 values project Q2 replaced_amount
is "all that is not started is dealt with" 0 values start_batch B1 undated
has "a start wants evidence, however it is entered" 依据 diaodu ledger project set Q3 started=$Y-01-01

# ---- lights of 银川: months past the start, points behind the plan, months without entry ----
month() { date -d "$(date +%Y-%m-15) $1 month" +%Y-%m; }
put ledger:project <<CSV
编号,项目名称,县区,责任单位,领域,总投资,建设性质,计划开工,包联领导,阶段,实质性开工,开工依据
R1,一,990125,yz_ndrc,industry,3,new,$(month -1)-05,yz-vice-build,landed,,
R3,三,990125,yz_ndrc,industry,3,new,$(month -3)-25,yz-vice-build,landed,,
R4,四,990125,yz_ndrc,industry,3,new,$(month +2)-25,yz-vice-build,landed,,
R5,五,990125,yz_ndrc,industry,3,new,$(date -d '-31 day' +%Y-%m-%d),yz-vice-build,building,$(date -d '-31 day' +%Y-%m-%d),photo
R6,六,990125,yz_ndrc,industry,3,new,$(date -d '-61 day' +%Y-%m-%d),yz-vice-build,building,$(date -d '-61 day' +%Y-%m-%d),photo
CSV
has "the month of the start missed: yellow" start_yellow values project R1 alerts
has "three months: red" start_red values project R3 alerts
is "due in two months: nothing" "" values project R4 alerts
has "a month without entry: yellow" library_yellow values project R5 alerts
has "two: red" library_red values project R6 alerts
has "a letter with the figures" 应完成 bash -c 'diaodu ledger project letter reminder R3 -o l.html >/dev/null 2>&1; cat l.html'

# ---- bonds: six months from the month after the issue; pool, tasks, pass rates ----
put ledger:bond_project <<CSV
编号,项目名称,投向领域,县区,责任单位,分管领导,债券需求,本次申报,期限,预期净收益,发改库代码,财政系统编码,评审专家,预审得分,预审结论,预审意见,申报日期,发改审核,财政审核,通过金额,发行批次,发行月份,发行额度,利率,扣减额度,阶段
Z1,一,transport,990121,yz_transport,yz-vice-build,20,10,10,15,a,b,专家,90,通过,好,$Y-01-01,通过,通过,8,一批,$(month -4),8,3,,issued
Z2,二,social,990121,yz_health,yz-vice-livelihood,5,4,10,6,c,d,专家,80,通过,好,$Y-01-01,通过,待审,,,,,,,applied
Z3,三,energy,990121,yz_ndrc,yz-vice-build,3,2,10,6,e,f,专家,80,通过,好,$Y-01-01,退回,待审,,,,,,,applied
CSV
put ledger_series <<CSV
type,code,field,period,plan,actual
bond_project,Z1,spent,$(month -2),,2
bond_project,Z1,spent,$(month -1),,0.4
CSV
put ledger:bond_task <<CSV
编号,任务,分解到,地区,责任单位,分管领导岗位,入库目标,全省通过率（个数）
T0,全市,total,990100,yz_ndrc,yz-mayor,1000,60
T1,建设,leader,990100,yz_ndrc,yz-vice-build,700,
T2,民生,leader,990100,yz_ndrc,yz-vice-livelihood,250,
CSV
is "three full months have run, 2.4 of 8 are spent, 20 points behind: up to 30 yellow" "3 30 20 yellow spend_yellow" \
    values bond_project Z1 elapsed spend_rate behind light alerts
diaodu ledger bond_project move Z1 deduct deducted=3.2 deduct_reason=支出慢 >out || cat out
is "2.4 of what is left; revenue over debt service" "50 1.44" values bond_project Z1 spend_rate cover
is "pool, short of the target; pass rate by number, by amount, against the province; not split" "23.2 976.8 50 66.67 -10 50" \
    values bond_task T0 pool gap rate rate_sum rate_gap split_gap
is "of one vice-mayor" 2.6 values bond_task T1 completion

# ---- a catch-up path; funds; the reserve behind the batches ----
put ledger:programme <<CSV
编号,工程包,地区,牵头单位,年度投资目标,全省平均完成率,平均数截至,追平月份,超出月份,起点完成率,起点月份
G9,追赶,990100,yz_ndrc,30,45,$Y-05,10,11,5,1
CSV
due=$(python3 -c 'import datetime
m = datetime.date.today().month - 1
print(f"{5 + 85 * (m - 1) / 9 if m <= 10 else 100:.2f}".rstrip("0").rstrip(".") if m else None)')
is "the province at its pace in October; a point above it in November; due on the path" "90 100 $due" values programme G9 catch_level exceed_level path_due
put ledger:fund_line <<CSV
编号,资金名称,县区,责任单位,资金来源,下达日期,金额,阶段
F1,中央投资,990121,yz_ndrc,central,$(date -d '-95 day' +%Y-%m-%d),1200,received
F2,省级,990121,yz_ndrc,province,$(date -d '-10 day' +%Y-%m-%d),0.5亿元,received
CSV
is "idle since it was received; funded, not started, nothing decided" "95 undecided,allocate,idle_yellow" values fund_line F1 idle_days alerts
is "5000 (10,000 yuan)" 5000 values fund_line F2 amount
diaodu ledger fund_line move F1 refund decision_doc=文1 --note 收回 >out || cat out
is "it has gone back" returned values fund_line F1 step
put ledger:reserve_project <<CSV
编号,项目名称,县区,责任单位,业主单位,政策投向,领域,总投资,计划开工季度,成熟度要件,阶段
C1,一,990121,yz_ndrc,甲,bond,water,6,$((Y + 1))-Q1,direction;study;approval;planning;land;eia;funds;owner;revenue,reserve
C2,二,990121,yz_ndrc,甲,bond,water,4,$((Y + 1))-Q1,direction,reserve
CSV
put ledger:start_batch <<CSV
编号,批次,开工日期,地区,组织单位,年度,季度,需新开工总投资
B2,明年一季度,$((Y + 1))-03-01,990100,yz_ndrc,$((Y + 1)),1,25
CSV
is "the reserve behind next quarter falls short, and more so what is mature" "15 19" values start_batch B2 reserve_gap mature_gap
diaodu ledger reserve_project move C1 apply_direct level=省级盘子 applied_amount=3 --note 直报 >out || cat out
is "it applied without a review" direct values reserve_project C1 route
