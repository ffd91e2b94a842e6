#!/usr/bin/env python3
"""Write the projects of the made-up prefecture: ledgers/8*.csv, project_series.csv and project_milestones.csv.

usage: projects.py [DIR]      the same files every time, beside this file unless said; every project, name and amount is invented

449 projects, 155 of them planned for this year (102 new, 53 continued; 62 started and 46 resumed with a permit), 230 of
industry. What those of a county invest is a share of its published investment, so that projects in the library, those below
the ledger and real estate add up to it. Facts that the requirements know without a mask stand in NAMED and in the files
written by hand. {d-3} and the like are days that count from the day of loading: see load.sh.
"""
import csv
import os
import random
import sys

import pools
from make import COUNTIES, LATE, OWN, PREFECTURE, flow_levels, named

HERE = os.path.dirname(os.path.abspath(__file__))
TO = sys.argv[1] if len(sys.argv) > 1 else HERE
SHARE, SHARE_2025 = .38, .30        # of a county's investment that its key projects carry
PLACES = [(c, n, s) for c, n, s, _ in COUNTIES] + [(OWN, '示例州本级', .03)]
AREA = {c: (n if c == OWN else named(n)) for c, n, _ in PLACES}
UNIT = {c: f'{n}人民政府（示例）' for c, n, _ in PLACES}
UNIT['990171'] = '云谷新区管理委员会（示例）'
CENTRE = {c: (106.2 + .31 * (i % 5), 26.1 + .42 * (i // 5)) for i, (c, _, _) in enumerate(PLACES)}
DOMAINS = {  # name, leader, department, what is built
    'industry': ('工业', 'vice-industry', '工业和信息化局', '碳材料生产线 铝合金型材 电池正极材料 冷链装备制造 白酒包装 电子元器件 建筑陶瓷 精细磷化工 医药中间体 '
                 '绿色食品加工 装配式建筑构件 玻璃纤维 矿用机械 纺织面料 新能源汽车零部件 光伏组件 铸造产业园 饲料加工'),
    'technical': ('工业技改', 'vice-industry', '工业和信息化局', '节能改造 智能产线改造 环保提标改造 扩能改造 数字车间改造'),
    'transport': ('交通', 'vice-build', '交通运输局', '环城快速路 国道改造 旅游公路 货运站场 县乡道升级'),
    'water': ('水利', 'vice-livelihood', '水务局', '中型水库 灌区改造 城乡供水一体化 河道治理'),
    'energy': ('能源', 'vice-industry', '发展和改革委员会', '风电场 抽水蓄能前期 农光互补电站 天然气管网'),
    'urban': ('城建', 'vice-build', '住房和城乡建设局', '地下综合管廊 污水处理厂扩建 老城道路改造 城市停车场 安置区配套 雨污分流'),
    'agriculture': ('农业农村', 'vice-livelihood', '农业农村局', '茶产业园 生猪养殖基地 食用菌基地 高标准农田 冷链物流中心'),
    'livelihood': ('社会民生', 'vice-livelihood', '教育局', '县医院迁建 职业学校 养老服务中心 体育中心 标准化学校'),
    'service': ('商贸文旅', 'vice-trade', '文化和旅游局', '温泉度假区 商贸物流园 古镇保护开发 城市综合体 民宿集群'),
    'real_estate': ('房地产', 'vice-build', '住房和城乡建设局', '花园小区 商住综合体'),
    'digital': ('数字经济', 'vice-industry', '科学技术局', '数据中心 呼叫产业园'),
    'ecology': ('生态环保', 'vice-livelihood', '生态环境局', '石漠化治理 矿山修复 垃圾焚烧发电')}
PLANNED = dict(industry=62, technical=12, transport=12, water=8, energy=4, urban=16, agriculture=8, livelihood=10,
               service=10, real_estate=4, digital=4, ecology=5)
OTHERS = dict(industry=138, technical=18, transport=20, water=14, energy=16, urban=24, agriculture=18, livelihood=14,
              service=18, real_estate=3, digital=6, ecology=5)
NEW = ['building'] * 55 + ['halted'] * 2 + ['completed'] * 5 + ['declared'] * 17 + ['waiting'] * 23
CONTINUED = ['building'] * 38 + ['completed'] * 8 + ['stopped'] * 3 + ['idle'] * 4
REST = ['completed'] * 10 + ['production'] * 26 + ['capacity'] * 12 + ['landed'] * 60 + ['signed'] * 52 + ['talking'] * 60 + [
    'reserve'] * 74
NAMED = [  # what the requirements know: kind, area, domain, name, total, batch
    ('new building', '990121', 'industry', '新型碳材料产业园', 16.1, 'KG-2026-003'),
    ('new building', '990122', 'industry', '冷链装备制造基地', 9, 'KG-2026-003'),
    ('new building', '990123', 'technical', '冷链设备技术改造', .2509, 'KG-2026-003'),
    ('continued completed', '990124', 'urban', '北湖内环路', 3.6, ''),
    ('new waiting', '990122', 'urban', '冷链园区二期（80亩）', 2.4, ''),
    ('rest talking', '990171', 'industry', '新能源合作项目', 20, ''),
    ('rest landed', '990124', 'service', '湖滨文旅综合体', 6.8, '')]
SPOKEN = {'新型碳材料产业园': 'XM-2026-TANC', '冷链装备制造基地': 'XM-2026-LZHB', '冷链设备技术改造': 'XM-2026-JISG', '北湖内环路': 'XM-2026-NEIH',
          '冷链园区二期（80亩）': 'XM-2026-LENG', '新能源合作项目': 'XM-2026-HEZU'}  # codes that files by hand name
STAGE = dict(building='在建', halted='停缓建', stopped='停缓建', idle='在建', completed='竣工', production='投产', capacity='达产',
             declared='落地（前期）', waiting='落地（前期）', landed='落地（前期）', signed='签约', talking='在谈', reserve='谋划储备')
CAUSES = ['前期手续（审批）', '规划设计（选址）', '业主意向改变', '征地拆迁', '资金', '用地（调规或报批或指标）', '用林', '能耗', '用水用电', '环评', '群众纠纷',
          '重视不够（主观）']
PERMITS = ['立项（批复或备案）', '可研批复', '规划许可', '用地手续', '用林手续', '环评', '节能审查', '水土保持（取水）', '专项评估（洪评等）',
           '施工许可（开工报告）']
DOCS = ['立项批复（备案）', '施工合同', '现场照片', '付款凭证', '入库申请表（盖章）', '工程发票或监理报告']
QUARTER_BATCH = {1: 'KG-2026-001', 2: 'KG-2026-002', 3: 'KG-2026-004', 4: 'KG-2026-005'}


def money(x):
    return f'{x:.4f}'.rstrip('0').rstrip('.')


def day(y, m, d):
    y, m = y + (m - 1) // 12, (m - 1) % 12 + 1
    return f'{y}-{m:02d}-{min(d, 28):02d}'


def split(total, weights):
    """Parts of four places that sum to the total; the last takes the rest."""
    whole, parts = sum(weights), []
    for w in weights:
        parts.append(round(total * w / whole, 4))
    parts[-1] = round(parts[-1] + total - sum(parts), 4)
    return parts


def steps(first, last):
    """How much of a year's investment its months carry."""
    curve = [0] + LATE
    return [curve[m] - curve[m - 1] for m in range(first, last + 1)]


class Project:
    def __init__(self, kind, place, domain, rng):
        self.kind, self.place, self.domain, self.rng = kind, place, domain, rng
        self.group, self.state = kind.split()
        self.name = self.total = self.batch = self.code = None
        self.before = self.done_2025 = self.done = self.plan = 0.
        self.months, self.months_2025, self.physical = {}, {}, {}
        self.row = {}

    @property
    def started(self):
        return self.state in ('building', 'halted', 'stopped', 'idle', 'completed', 'production', 'capacity')

    @property
    def planned(self):
        return self.group != 'rest'

    @property
    def left(self):
        return max(0., self.total - self.before - self.done_2025 - self.done)


def kinds():
    """The kind of each project: planned ones first."""
    rng = random.Random('kinds')
    planned = [f'new {s}' for s in NEW] + [f'continued {s}' for s in CONTINUED]
    rng.shuffle(planned)
    return planned, [f'rest {s}' for s in REST]


def places(n, rng):
    """n places by their shares, the largest rests rounded up."""
    exact = [(c, n * s / sum(x[2] for x in PLACES)) for c, _, s in PLACES]
    count = {c: max(1, int(x)) for c, x in exact}
    for c, x in sorted(exact, key=lambda e: int(e[1]) - e[1]):
        if sum(count.values()) < n:
            count[c] += 1
    out = [c for c, k in count.items() for _ in range(k)]
    while len(out) > n:
        out.remove(max(set(out), key=out.count))
    while len(out) < n:
        out.append(out[len(out) % 14])
    rng.shuffle(out)
    return out


def domains(counts, rng):
    out = [d for d, n in counts.items() for _ in range(n)]
    rng.shuffle(out)
    return out


def all_projects():
    rng = random.Random('projects')
    planned, rest = kinds()
    out = []
    for group, counts in ((planned, PLANNED), (rest, OTHERS)):
        for kind, place, domain in zip(group, places(len(group), rng), domains(counts, rng)):
            out.append(Project(kind, place, domain, random.Random(f'project {len(out)}')))
    for kind, place, domain, name, total, batch in NAMED:
        p = next(p for p in out if p.kind == kind and p.name is None and (p.domain in ('industry', 'technical')) ==
                 (domain in ('industry', 'technical')))
        p.place, p.domain, p.name, p.total, p.batch = place, domain, name, total, batch
    seen = {p.name for p in out if p.name}
    for i, p in enumerate(out):
        things = DOMAINS[p.domain][3].split()
        county = '州级' if p.place == OWN else dict((c, n) for c, n, _ in PLACES)[p.place].rstrip('市区县新')
        while not p.name or (p.name in seen and p.batch is None):
            thing = things[p.rng.randrange(len(things))]
            number = '' if p.rng.random() < .5 else p.rng.choice(['一期', '二期', '三期', '（东区）', '（西区）'])
            p.name = f'{county}{thing}{number}项目' if len(seen) < 2000 else f'{county}{thing}{i}'
            if p.name not in seen:
                seen.add(p.name)
                break
        p.batch = p.batch or ''
        p.code = SPOKEN.get(p.name, f'XM-2026-{i + 1:04d}')
    return out


# ---- amounts ----
def amounts(projects):
    fai = flow_levels('fai')
    for code, _, _ in PLACES:
        here = [p for p in projects if p.place == code]
        done = [p for p in here if p.planned and p.started]
        old = [p for p in here if p.started and p.group != 'new']
        share(done, fai[code, 2026, 10] * SHARE, 'done')
        share(old, fai[code, 2025, 12] * SHARE_2025, 'done_2025')
    for p in projects:
        r = p.rng
        if p.planned and p.started:
            slow = p.state in ('halted', 'stopped', 'idle')
            rate = r.uniform(.2, .45) if slow else min(1.1, max(.4, r.gauss(.8, .15)))
            if p.state == 'completed':
                rate = r.uniform(.97, 1.08)
            p.plan = round(p.done / rate, 2)
        elif p.planned:
            p.plan = round(r.uniform(.4, 4.5), 2)
        if p.group == 'continued' and r.random() < .6:
            p.before = round(p.done_2025 * r.uniform(.2, .9), 2)
        if p.group == 'rest' and p.started:
            p.before = round(p.done_2025 * r.uniform(.5, 1.6), 2)
        known = p.before + p.done_2025 + p.done
        if p.total is None:
            if p.state in ('completed', 'production', 'capacity'):
                p.total = round(known * r.uniform(1., 1.03) + .0049, 2)
            elif p.started:
                p.total = round(max(known + .05, p.before + p.done_2025 + p.plan * r.uniform(1., 1.35)), 2)
            elif p.planned:
                p.total = round(p.plan * r.uniform(1., 2.4), 2)
            else:
                p.total = round(min(38, .45 + 2.718 ** r.gauss(.9, .8)), 2)
        elif p.started:
            fit(p)


def share(projects, amount, what):
    """The amount over the projects by chance weights; those with a total of their own keep within it."""
    weights = [2.718 ** p.rng.gauss(0, .55) * (.3 if p.state in ('halted', 'stopped', 'idle') else 1) for p in projects]
    for p, part in zip(projects, split(amount, weights) if projects else []):
        setattr(p, what, part)


def fit(p):
    """A project whose total is known: its parts keep the proportions that a start of this year has."""
    if p.group == 'new':
        p.done, p.plan = round(p.total * .34, 4), round(p.total * .45, 2)
    else:
        p.before, p.done_2025, p.done = 0., round(p.total * .45, 4), round(p.total * .53, 4)
        p.plan = round(p.total * .53, 2)


def calendar(p):
    """Start, and what each month carries."""
    r = p.rng
    p.start = None
    if p.started and p.group == 'new':
        last = 6 if p.state == 'completed' else 10
        p.start = (2026, min(last, max(2, round(r.triangular(2, last, 4)))), r.randint(2, 27))
    elif p.started:
        p.start = (2024, r.randint(3, 12), r.randint(2, 27)) if p.before else (2025, r.randint(2, 9), r.randint(2, 27))
    if not p.start:
        return
    first = p.start[1] if p.start[0] == 2026 else 1
    last = 10
    if p.planned:
        if p.state in ('halted', 'stopped'):
            last = max(first, 6)
        elif p.state == 'completed':
            last = max(first + 1, 8)
        w = [x * r.uniform(.7, 1.3) for x in steps(first, last)]
        p.months = {f'2026-{first + i:02d}': x for i, x in enumerate(split(p.done, w))}
    if p.group != 'new':
        begin = p.start[1] if p.start[0] == 2025 else 1
        w = [x * r.uniform(.7, 1.3) for x in steps(begin, 12)]
        p.months_2025 = {f'2025-{begin + i:02d}': x for i, x in enumerate(split(p.done_2025, w))}


# ---- rows ----
def end_of(p):
    """Planned, forecast and real end."""
    r = p.rng
    if p.name == '北湖内环路':
        return '2026-06-30', '', '2026-07-18'
    if p.state == 'completed':
        m = r.randint(8, 10) if p.planned else r.randint(10, 12)
        y = 2026 if p.planned else 2025
        return day(y, m + r.choice([-1, 0, 0, 1]), 20), '', day(y, m, r.randint(3, 27))
    if p.state in ('production', 'capacity'):
        m = r.randint(3, 11)
        return day(2025, m, 15), '', day(2025, m, r.randint(2, 27))
    chance = r.random()
    if p.started and chance < .1:
        return f'{{d-{r.randint(5, 60)}}}', f'{{d+{r.randint(20, 120)}}}', ''
    if p.started and chance < .17:
        return f'{{d+{r.randint(4, 28)}}}', '', ''
    y, m = (2026, 12) if p.started and chance < .35 else (2027, r.randint(1, 24))
    return day(y, m, 25), '', ''


def start_of(p):
    """Planned, declared and substantive start."""
    r = p.rng
    if p.start:
        y, m, d = p.start
        planned = day(y, m - (r.random() < .3), max(1, d - r.randint(0, 1)))
        return planned, day(y, m, max(1, d - 1)), day(y, m, d)
    if p.state == 'declared':
        n = r.randint(12, 130)
        return f'{{d-{n + r.randint(0, 10)}}}', f'{{d-{n}}}', ''
    if p.state == 'waiting':
        n = r.choice([-160, -130, -120, -105, -70, -50, -40, -36, -20, -8, 9, 17, 26])
        return f'{{d{n:+d}}}', '', ''
    if p.state == 'landed':
        return f'{{d+{r.randint(20, 400)}}}', '', ''
    return '', '', ''


def project_row(p):
    r = p.rng
    zh, leader, office, _ = DOMAINS[p.domain]
    planned_start, declared, started = start_of(p)
    planned_end, forecast, ended = end_of(p) if p.started or p.planned else ('', '', '')
    lon, lat = CENTRE[p.place]
    tier = r.choices(['国家级', '省级', '市级', '县级'], [3, 14, 38, 45])[0]
    if p.total >= 12:
        tier = r.choice(['国家级', '省级'])
    x = {'编号': p.code, '项目名称': f'示例：{p.name}', '项目代码': f'2601-{p.place}-04-01-{r.randrange(10 ** 6):06d}',
         '县区': AREA[p.place], '责任单位': f'示例州{office}' if p.place == OWN else UNIT[p.place], '包联领导': f'yz-{leader}',
         '业主单位': f'示例{p.name.split("项目")[0].split("（")[0]}公司', '联系人': '示例联系人 000-0000000', '建设性质': {'new': '新建', 'continued': '续建'}.get(
             p.group, '续建' if p.started else '预备'), '建设类别': '技术改造' if p.domain == 'technical' else r.choice(['新建'] * 5 + ['扩建']),
         '项目层级': tier, '领域': zh, '总投资': money(p.total), '计划年度': '{y}' if not (p.group == 'rest' and p.started) else '2025',
         '年度计划': money(p.plan) if p.plan else '', '历年完成': money(p.before) if p.started and p.group != 'new' else '',
         '累计至': '2024-12' if p.started and p.group != 'new' else '', '开工批次': p.batch, '工程包': ';'.join(programmes(p)),
         '列入日期': day(2026, 1, 5 + r.randint(0, 20)) if not (p.group == 'continued' or p.started and p.group == 'rest') else '2025-01-10',
         '计划开工': planned_start, '申报开工': declared, '实质性开工': started, '计划竣工': planned_end, '预计竣工': forecast, '实际竣工': ended,
         '经度': f'{lon + r.uniform(-.12, .12):.4f}', '纬度': f'{lat + r.uniform(-.15, .15):.4f}', '阶段': STAGE[p.state]}
    if p.started:
        x.update(underway(p, started))
    if p.state in ('declared', 'waiting', 'landed'):
        x.update(ahead(p))
    if p.state in ('signed', 'landed', 'declared', 'waiting', 'building') and p.group != 'continued':
        x['签约日期'] = f'2026-0{r.randint(1, 2)}-{r.randint(10, 28)}' if r.random() < .6 else ''
    if p.state in ('reserve', 'talking'):
        x['计划签约'] = f'{{d+{r.randint(10, 90)}}}'
    p.row = x
    return x


def underway(p, started):
    r = p.rng
    x = {'开工依据': r.choice(['施工许可;首笔支付', '施工许可;现场影像', '施工许可;现场影像;首笔支付']), '月施工能力': money(max(.05, p.plan / 9)) if p.plan else '',
         '前期手续': ';'.join(PERMITS), '入库凭证': ';'.join(DOCS)}
    if p.group == 'continued' and p.state in ('building', 'completed'):
        x['复工日期'] = f'{{y}}-0{r.randint(2, 3)}-{r.randint(10, 28)}'
    if p.state in ('building', 'halted') and p.group == 'new' and r.random() < .16:
        x.update({'入库凭证': ';'.join(DOCS[:r.randint(2, 5)]), '预计入库月': f'{{m+{r.randint(0, 2)}}}', '入库把握': r.choice([60, 75, 90])})
    else:
        y, m, d = p.start
        m = min(10, m + 1) if y == 2026 else m + 1
        x['入库日期'] = day(y, m, max(d, 5))
        x['开工依据'] += ';已入库'
    if p.group == 'rest' and p.state in ('production', 'capacity'):
        x['退库日期'] = '2025-12-31'
    if p.state in ('halted', 'stopped'):
        x.update({'停缓建原因': r.choice(['资金', '业主意向改变', '征地拆迁']), '停缓建日期': '2026-07-10'})
    if p.state in ('production', 'capacity'):
        x['投产日期'] = '2025-12-20'
    if p.state == 'capacity':
        x['达产日期'] = '2026-03-31'
    if p.state == 'building' and r.random() < .07:
        x.update({'前期手续': ';'.join(h for h in PERMITS if h not in ('环评', '节能审查')), '手续整改期限': f'{{d{r.choice([-12, 20, 45]):+d}}}'})
    x['形象进度'] = {'building': '主体施工', 'idle': '未复工', 'halted': '停工', 'stopped': '停工'}.get(p.state, '完工')
    return x


def ahead(p):
    r = p.rng
    have = PERMITS[:r.randint(1, 6)]
    x = {'前期手续': ';'.join(have), '入库凭证': DOCS[0], '预计入库月': f'{{m+{r.randint(1, 6)}}}', '入库把握': r.choice([20, 40, 50, 70, 80])}
    if p.planned:
        x['未开工原因类别'] = r.choice(CAUSES[:6] + CAUSES)
        x['未开工原因'] = f'{x["未开工原因类别"]}未落实'
        if r.random() < .75:
            x['限期开工'] = f'{{d{r.choice([-15, -4, 6, 14, 25, 40]):+d}}}'
    if p.state == 'declared' and r.random() < .2:
        x['开工核查'], x['核查情况'] = '只有仪式', '现场没有施工队伍和机械'
    return x


def programmes(p):
    r, out = p.rng, []
    if p.domain in ('industry', 'technical'):
        out.append('GC-2026-001')
    if p.planned and p.total >= 5:
        out.append('GC-2026-002')
    if p.planned and r.random() < .4:
        out.append({'industry': 'GC-2026-003', 'technical': 'GC-2026-003', 'agriculture': 'GC-2026-004', 'service': 'GC-2026-005',
                    'urban': 'GC-2026-006', 'digital': 'GC-2026-007'}.get(p.domain, 'GC-2026-008'))
    return out


def batches(projects):
    """Who started this year did so in the batch of the quarter; some that were announced did not start."""
    for p in projects:
        if p.group == 'continued' and p.start and p.start[:2] == (2025, 5):
            p.batch = 'KG-2025-001'
        if p.group != 'new' or p.batch:
            continue
        if p.start and p.rng.random() < .8:
            p.batch = QUARTER_BATCH[(p.start[1] - 1) // 3 + 1] if p.start[1] < 10 else 'KG-2026-004'
        elif p.state == 'declared':
            p.batch = p.rng.choice(['KG-2026-001', 'KG-2026-002', 'KG-2026-004'])
        elif p.state == 'waiting' and p.rng.random() < .4:
            p.batch = 'KG-2026-005'


BATCHES = [('KG-2026-001', '一季度集中开工', '{y}', 1, '2026-03-18', 'ndrc', '苍岭市经济开发区', '跟踪'), ('KG-2026-002', '二季度集中开工', '{y}', 2, '2026-05-28', 'ndrc', '碧湖县', '跟踪'),
           ('KG-2026-003', '招商引资重点项目集中开工', '{y}', 2, '2026-04-28', 'invest', '苍岭市经济开发区', '跟踪'), ('KG-2026-004', '三季度集中开工', '{y}', 3, '2026-09-12', 'ndrc', '枫桥区', '跟踪'),
           ('KG-2026-005', '四季度集中开工', '{y}', 4, '{d+18}', 'ndrc', '溪口县', '筹备'), ('KG-2025-001', '上年二季度集中开工', '2025', 2, '2025-05-30', 'ndrc', '竹海县', '跟踪')]


def batch_rows(projects):
    """What was announced is what stands in the ledger: number, total, plan."""
    for code, name, year, quarter, on, who, site, stage in BATCHES:
        mine = [p for p in projects if p.batch == code]
        x = {'编号': code, '批次': f'示例：{name}', '年度': year, '季度': quarter, '开工日期': on, '地区': '示例州',
             '组织单位': '示例州发展和改革委员会' if who == 'ndrc' else '示例州投资促进局', '责任领导': 'yz-vice-build' if who == 'ndrc' else 'yz-vice-trade', '主会场': site, '阶段': stage}
        if stage == '跟踪':
            x.update({'公布项目数': len(mine), '公布总投资': money(sum(p.total for p in mine)), '公布年度计划': money(sum(p.plan for p in mine)), '跟踪情况': '逐个到现场核查'})
        yield x


# ---- series and nodes ----
def series(projects):
    for p in projects:
        if not p.start:
            continue
        for period, x in p.months_2025.items():
            yield ('project', p.code, 'invest', period, '', money(x))
        if not p.planned:
            continue
        first = p.start[1] if p.start[0] == 2026 else 1
        plan = dict(zip([f'2026-{m:02d}' for m in range(first, 13)], split(p.plan, steps(first, 12))))
        for period, x in plan.items():
            yield ('project', p.code, 'invest', period, money(max(0, x)), money(p.months[period]) if period in p.months else '')
        yield from works(p)


def works(p):
    """Physical progress by month, funds by quarter, payments by month."""
    r, total = p.rng, p.before + p.done_2025
    built = r.choice([1] * 20 + [.6]) * r.uniform(.93, 1.05)
    arrives = p.plan / 4 * r.uniform(.85, 1.05)
    stuck = r.random() < .06
    for period, x in p.months.items():
        total += x
        yield ('project', p.code, 'physical', period, '', f'{min(100, 100 * total / p.total * built):.1f}')
        if int(period[-2:]) % 3 == 0:
            yield ('project', p.code, 'arrived', period, '', money(arrives))
        if not stuck or period <= '2026-04':
            yield ('project', p.code, 'paid', period, '', money(x * r.uniform(.7, .92)))


NODES = [('n1', '前期手续', 15, ''), ('n2', '招标', 25, 'n1'), ('n3', '基础', 40, 'n2'), ('n4', '主体', 70, 'n3'), ('n5', '设备（附属）', 45, 'n3'),
         ('n6', '验收', 15, 'n4;n5')]


def scheduled(projects):
    """The largest have nodes; their planned end is that of the last node, a few days off it."""
    large = sorted((p for p in projects if p.planned and p.state in ('building', 'idle', 'waiting', 'declared')), key=lambda p: -p.total)[:48]
    for p in large:
        p.last_node = 110 if p.started else 225
        p.row.update({'计划竣工': f'{{d+{p.last_node + p.rng.choice([-45, -20, 0, 5, 15, 30])}}}', '预计竣工': ''})
    return large


def milestones(large):
    """Six nodes each: what is built was done, the rest lies ahead of today."""
    for p in large:
        r = p.rng
        ahead_of = {'n1': -240, 'n2': -190, 'n3': -110, 'n4': r.randint(-12, 40), 'n5': r.randint(-4, 60), 'n6': p.last_node}
        if not p.started:
            ahead_of.update({'n1': r.randint(-25, 5), 'n2': 40, 'n3': 100, 'n4': 200, 'n5': 170})
        for code, name, days, depends in NODES:
            n = ahead_of[code]
            done = f'{{d{n + r.randint(-4, 9):+d}}}' if p.started and code in ('n1', 'n2', 'n3') else ''
            late = f'{{d+{r.randint(5, 40)}}}' if not done and n < 0 else ''
            begun = f'{{d{n - days:+d}}}' if not done and p.started and code in ('n4', 'n5') and n < 20 else ''
            yield ('project', p.code, code, name, f'{{d{n:+d}}}', late, done, depends, days, p.row['责任单位'], begun,
                   f'{{d{n - r.choice([0, 0, 5, 12]):+d}}}')


# ---- what hangs on projects ----
OBSTACLES = [('用地报批', '自然资源局', '组卷材料不全'), ('用地指标', '自然资源局', '省下达指标不足'), ('用地调规', '自然资源局', '不符合现行规划'), ('征地拆迁', '', '剩余农户未签约'),
             ('资金', '地方金融工作局', '银行贷款未放款'), ('资金', '财政局', '配套资金未到位'), ('前期手续（审批）', '发展和改革委员会', '可研批复滞后'), ('规划设计（选址）', '住房和城乡建设局', '施工图审查滞后'),
             ('环评', '生态环境局', '环评报告退回修改'), ('用林', '林业局', '林地审批未完成'), ('能耗', '发展和改革委员会', '能耗指标未落实'), ('用水用电', '', '临时用电容量不足'),
             ('业主投资意向改变', '投资促进局', '业主调整投资方向'), ('群众纠纷', '', '施工道路纠纷'), ('主观原因（重视不够）', '', '无专人推进')]


def office(name, p):
    return f'示例州{name}' if name else (f'示例州{DOMAINS[p.domain][2]}' if p.place == OWN else UNIT[p.place])


def obstacles(projects):
    rng = random.Random('obstacles')
    hit = [p for p in projects if p.planned and p.state not in ('completed',) and p.left > .05]
    rng.shuffle(hit)
    hit = sorted(hit[:44], key=lambda p: p.code)
    for i, p in enumerate(hit + rng.sample(hit, 6)):
        cause, who, what = OBSTACLES[(i * 7) % len(OBSTACLES)]
        since, due = rng.randint(12, 150), rng.choice([-30, -12, -5, 3, 9, 18, 30])
        stage = ['待解决'] * 6 + ['待联席会议议定', '已议定待落实', '销号', '销号']
        x = {'编号': f'ZY-{{y}}-{i + 1:04d}', '问题': f'示例：{what}', '项目': p.code, '制约因素': cause, '地区': AREA[p.place], '责任部门': office(who, p),
             '配合部门': '示例州发展和改革委员会' if i % 5 == 0 else '', '提出单位': p.row['责任单位'], '协调领导': p.row['包联领导'],
             '受阻投资': money(round(p.left * rng.uniform(.2, .8), 2) + .01), '发现日期': f'{{d-{since}}}', '解决时限': f'{{d{due:+d}}}',
             '解决措施': '一周一调度，倒排时间', '阶段': stage[i % 10]}
        if x['阶段'] == '待联席会议议定':
            x.update({'配合部门': '示例州发展和改革委员会', '提交联席会议': f'{{d-{rng.choice([5, 22])}}}', '需联席会议': '是', '情况说明': '需两个以上部门会商'})
        if x['阶段'] == '已议定待落实':
            x.update({'配合部门': '示例州财政局', '提交联席会议': '{d-40}', '需联席会议': '是', '联席会议': 'HY-{y}-004', '议定意见': '由责任部门牵头，限期解决', '解决时限': '{d+12}'})
        if x['阶段'] == '销号':
            x.update({'解决结果': '已解决', '解决日期': f'{{d-{rng.randint(1, 11)}}}', '销号日期': '{d-1}'})
        yield x


FACTORS = [('用地', '自然资源局', 20, 160), ('用林', '林业局', 10, 90), ('能耗', '发展和改革委员会', 3000, 26000), ('用电', '工业和信息化局', 800, 6000), ('用水', '水务局', 300, 4000),
           ('资金', '地方金融工作局', .3, 4), ('用工', '人力资源和社会保障局', 40, 420), ('用地', '自然资源局', 15, 120)]


def requests(projects):
    rng = random.Random('factors')
    some = [p for p in projects if p.planned and p.state != 'completed']
    rng.shuffle(some)
    for i, p in enumerate(sorted(some[:56], key=lambda p: p.code)):
        factor, who, low, high = FACTORS[i % len(FACTORS)]
        if p.name == '冷链园区二期（80亩）':
            factor, who = '用地', '自然资源局'
        need = round(rng.uniform(low, high), 2 if factor == '资金' else 0)
        need = 80 if p.name.startswith('冷链园区') else need
        stage = ['待受理', '已受理', '已受理', '部分保障', '保障到位', '已受理'][i % 6]
        given = need if stage == '保障到位' else round(need * rng.uniform(.2, .7), 2) if stage == '部分保障' else 0
        x = {'编号': f'YQ-{{y}}-{i + 1:04d}', '需求事项': f'示例：{factor}保障', '项目': p.code, '要素': factor, '需求量': money(need), '已保障': money(given),
             '地区': AREA[p.place], '保障部门': f'示例州{who}', '提出单位': p.row['责任单位'], '提出日期': f'{{d-{rng.randint(8, 90)}}}',
             '保障时限': f'{{d{rng.choice([-18, -6, 4, 12, 25]):+d}}}', '倾斜规则': 'QX-001', '阶段': stage}
        if stage in ('部分保障', '保障到位'):
            x['办理情况'] = '按计划安排'
        if stage == '保障到位':
            x['保障到位日期'] = '{d-3}'
        yield x


def weekly(projects):
    rng = random.Random('weekly')
    n = 0
    for p in projects:
        if not p.planned or p.state not in ('building', 'idle'):
            continue
        silent = 4 if p.state == 'idle' else rng.choice([0] * 8 + [1, 2])
        percent = min(97, 100 * (p.total - p.left) / p.total)
        problem = rng.random() < .22
        for back in (4, 3, 2, 1, 0):
            if (back and back <= silent) or (not back and rng.random() < .5):
                continue
            n += 1
            plan = round(p.plan * 10000 / 52)
            x = {'编号': f'ZT-{{y}}-{n:05d}', '项目': p.code, '周（周一日期）': f'{{w-{back}}}', '本周工作（进展）': '示例：按计划施工' if not problem else '示例：施工进度放缓',
                 '地区': AREA[p.place], '填报单位': p.row['责任单位'], '形象进度': f'{percent - .4 * back:.1f}', '本周完成投资': round(plan * rng.uniform(.6, 1.2)),
                 '本周计划投资': plan, '下周计划': '继续推进', '阶段': '已填报'}
            if problem and back == 3:
                cause, who, what = OBSTACLES[n % len(OBSTACLES)]
                x.update({'存在问题': what, '问题类别': cause, '原因剖析': '示例：对接不及时', '解决方案': '示例：专人盯办', '解决单位': office(who, p), '解决时限': f'{{d{rng.choice([-6, 5]):+d}}}'})
                if n % 3 == 0:
                    x.update({'解决情况': '已解决', '销号日期': '{d-2}', '阶段': '问题已销号'})
            yield x


def visits(projects):
    rng = random.Random('visits')
    some = [p for p in projects if p.planned]
    rng.shuffle(some)
    for i, p in enumerate(sorted(some[:64], key=lambda p: p.code)):
        cause, who, what = OBSTACLES[i % len(OBSTACLES)]
        x = {'编号': f'ZF-{{y}}-{i + 1:04d}', '项目': p.code, '走访领导': p.row['包联领导'], '走访日期': f'{{d-{rng.randint(1, 90)}}}', '方式': rng.choice(['现场调研', '现场办公', '现场督办']),
             '地区': AREA[p.place], '责任单位': p.row['责任单位'], '发现情况': f'示例：{p.row.get("形象进度", "前期推进")}', '阶段': ['已走访', '诉求已办', '无诉求归档', '已走访'][i % 4]}
        if i % 4 in (0, 1):
            x.update({'企业诉求': f'协调解决{what}', '诉求类别': cause, '办理部门': office(who, p), '办理时限': f'{{d{rng.choice([-4, 8, 20]):+d}}}'})
            if x['办理时限'] == '{d-4}':
                x['走访日期'] = '{d-40}'
        if i % 4 == 1:
            x.update({'办理结果': '已协调解决', '解决日期': '{d-1}'})
        if i % 16 == 15:
            x.update({'阶段': '计划走访', '走访日期': '{d+6}', '发现情况': '示例：计划走访'})
        yield x


def pushes(projects):
    """Actions of this month for those under a mechanism; the first half in full."""
    rng, n = random.Random('push'), 0
    under = [p for p in projects if p.row.get('推进机制') == 'TJ-001']
    for i, p in enumerate(under):
        for kind, times, who in (('领导挂钩', 1, p.row['包联领导']), ('调度', 2, 'yz-ndrc-head'), ('督促', 3, 'yz-supervise-head')):
            for _ in range(times if i % 2 == 0 else rng.randint(0, times)):
                n += 1
                yield {'编号': f'TD-{{y}}-{n:05d}', '项目': p.code, '推进机制': 'TJ-001', '动作': kind, '日期': '{d-0}', '谁做的': who,
                       '做了什么': f'示例：{kind}一次', '地区': AREA[p.place], '责任单位': p.row['责任单位']}


APPROVALS = [('立项（审批核准备案）', 'ndrc', '发展和改革委员会'), ('规划许可', 'land', '自然资源局'), ('环评', 'env', '生态环境局'), ('用林', 'forest', '林业局'), ('施工许可', 'housing', '住房和城乡建设局')]


def approvals(projects):
    rng = random.Random('approvals')
    some = [p for p in projects if p.state in ('waiting', 'declared', 'landed')]
    for i, p in enumerate(rng.sample(some, 36)):
        kind, post, who = APPROVALS[i % len(APPROVALS)]
        sent = rng.randint(2, 60)
        x = {'编号': f'SP-{{y}}-{i + 1:04d}', '审批事项': f'示例：{p.name}{kind[:2]}', '项目': p.code, '事项类别': kind, '申请人': p.row['业主单位'], '地区': AREA[p.place],
             '审批部门': f'示例州{who}', '受理日期': f'{{d-{sent}}}', '承诺办结': rng.choice([5, 10, 15]), '告知次数': 0, '代办员': f'yz-{post}-clerk', '绿色通道': '是' if i % 4 == 0 else '',
             '阶段': ['已受理待告知', '已告知待补正', '材料齐全审批中', '办结', '办结', '已告知待补正'][i % 6]}
        if x['阶段'] == '已受理待告知':
            x['受理日期'] = f'{{d-{rng.choice([1, 2, 9])}}}'
        else:
            told = sent - rng.choice([1, 1, 1, 2, 8])
            x.update({'告知次数': 1, '一次性告知日期': f'{{d-{max(1, told)}}}', '告知材料清单': '材料齐全' if x['阶段'] != '已告知待补正' else '1.用地预审意见；2.资金证明'})
            if i % 12 == 5:
                x.update({'告知次数': 2, '再次告知日期': f'{{d-{max(0, told - 2)}}}', '再次告知内容': '补充评审意见'})
        if x['阶段'] == '办结':
            x.update({'办结日期': f'{{d-{max(0, sent - rng.randint(4, 14))}}}', '办理结果': '准予', '批复文号': f'示例批〔2026〕{i + 1}号'})
        yield x


def land():
    """Need and quota of the prefecture as they were published, of counties by their shares; 5 percent are kept back."""
    rng = random.Random('land')
    head = '编号 名称 年度 层次 地区 管理单位 用地需求 下达（安排）指标 指标文号'.split()
    rows = [('ZD-{y}-0001', '示例：全州建设用地指标', '{y}', '全州', '示例州', '示例州自然资源局', 3453, 521.33, '示例自然资函〔2026〕1号')]
    for i, (code, name, s) in enumerate(PLACES[:-1]):
        rows.append((f'ZD-{{y}}-{i + 2:04d}', f'示例：{name}用地指标', '{y}', '县区', AREA[code], '示例州自然资源局',
                     round(3453 * s * rng.uniform(.85, 1.1), 2), round(521.33 * s * .95, 2), ''))
    return [dict(zip(head, r)) for r in rows]


def land_projects(projects):
    rng, n = random.Random('land projects'), 100
    for p in projects:
        if not (p.planned and (p.domain in ('industry', 'service') or '80亩' in p.name) and (p.state in ('waiting', 'declared') or p.name.startswith('冷链'))):
            continue
        n += 1
        need = 5.3333 if '80亩' in p.name else round(rng.uniform(1.2, 12), 2)
        x = {'编号': f'ZD-{{y}}-{n:04d}', '名称': f'示例：{p.name}用地', '年度': '{y}', '层次': '项目', '地区': AREA[p.place], '项目': p.code,
             '管理单位': p.row['责任单位'], '用地需求': need, '报批环节': rng.choice(['调规', '组卷', '州级审查', '省级审查']), '环节日期': f'{{d-{rng.randint(5, 60)}}}',
             '报批时限': f'{{d{rng.choice([-9, 9, 25]):+d}}}'}
        if '80亩' in p.name:
            x.update({'报批环节': '组卷', '报批时限': '{d+9}'})
        elif p.started:
            x.update({'下达（安排）指标': need, '报批环节': '已供地', '报批时限': ''})
        yield x


def write(name, rows):
    rows = list(rows)
    with open(os.path.join(TO, name), 'w', encoding='utf-8', newline='') as f:
        if isinstance(rows[0], dict):
            heads = list(dict.fromkeys(h for r in rows for h in r))
            out = csv.DictWriter(f, heads, lineterminator='\n')
            out.writeheader()
        else:
            out = csv.writer(f, lineterminator='\n')
        out.writerows(rows)


def main():
    projects = all_projects()
    amounts(projects)
    for p in projects:
        calendar(p)
    batches(projects)
    rows = [project_row(p) for p in projects]
    for p in [p for p in projects if p.planned and p.state == 'building'][:30]:
        p.row['推进机制'] = 'TJ-001'
    for p in sorted((p for p in projects if p.planned), key=lambda p: -p.total)[:14]:
        p.row['工程包'] = ';'.join(filter(None, [p.row['工程包'], 'GC-2026-009']))
    large = scheduled(projects)
    os.makedirs(os.path.join(TO, 'ledgers'), exist_ok=True)
    write('ledgers/80_project.csv', rows)
    for name, make in (('72_start_batch', batch_rows), ('82_land_quota', lambda ps: [*land(), *land_projects(ps)]), ('84_obstacle', obstacles), ('83_factor_request', requests), ('85_weekly', weekly), ('86_approval', approvals),
                       ('87_site_visit', visits), ('88_push_action', pushes)):
        write(f'ledgers/{name}.csv', make(projects))
    places = [(c, AREA[c]) for c, _, _ in PLACES[:-1]]
    bonds, funds = list(pools.bonds(places, [p for p in projects if p.planned and p.state == 'building'])), list(pools.funds(projects))
    for name, made in (('91_reserve_project', pools.reserve(places, list(DOMAINS.values()))), ('92_bond_project', bonds), ('93_bond_task', pools.bond_tasks()),
                       ('94_look_back', pools.look_backs(projects)), ('95_fund_line', funds)):
        write(f'ledgers/{name}.csv', made)
    head = ('type', 'code', 'field', 'period', 'plan', 'actual')
    write('project_series.csv', [head, *series(projects), *pools.bond_series(bonds), *pools.fund_series(funds)])
    head = ('type', 'code', 'milestone', 'name', 'plan', 'forecast', 'actual', 'depends_on', 'days', 'owner', 'started', 'baseline')
    write('project_milestones.csv', [head, *milestones(large)])


if __name__ == '__main__':
    main()
