"""What is not being built yet or hangs on money: the reserve, special bonds, traced funds, look-backs. Used by projects.py."""
import random

POOL = 1034             # 亿元, as published in special_bonds_pool
ITEMS = ['政策方向符合', '可研报告', '立项批复', '规划选址', '用地', '环评', '资金方案', '业主落实', '收益覆盖']
REASONS = ['不符合投向', '可研深度不够', '前期手续不全', '收益不能覆盖', '用地未落实']
DIRECTIONS = ['政府和社会资本合作（PPP）'] * 34 + ['中央预算内'] * 22 + ['超长期特别国债（两重）'] * 16 + ['设备更新（两新）'] * 12 + ['专项债'] * 20 + [
    '省级专项'] * 8 + ['招商和社会投资'] * 8
FIELDS = [('交通基础设施', 'vice-build', 'transport', '交通运输局', '停车场和服务区'), ('市政和产业园区基础设施', 'vice-industry', 'industry', '工业和信息化局', '产业园区标准厂房'),
          ('农林水利', 'vice-livelihood', 'water', '水务局', '城乡供水一体化'), ('社会事业', 'vice-livelihood', 'health', '卫生健康委员会', '医疗康养中心'),
          ('城乡冷链和物流设施', 'vice-trade', 'commerce', '商务局', '冷链物流园'), ('生态环保', 'vice-livelihood', 'env', '生态环境局', '污水处理提质'),
          ('保障性安居工程', 'vice-build', 'housing', '住房和城乡建设局', '城中村改造'), ('能源', 'vice-industry', 'ndrc', '发展和改革委员会', '储能设施')]
SPLIT = [('vice-build', 380), ('vice-industry', 250), ('vice-livelihood', 250), ('vice-trade', 120)]


def money(x):
    return f'{x:.4f}'.rstrip('0').rstrip('.')


def reserve(areas, domains):
    rng = random.Random('reserve')
    stages = ['储备'] * 3 + ['谋划', '储备', '预评审通过', '已申报', '进入盘子']
    for i, direction in enumerate(DIRECTIONS):
        code, name = areas[i % len(areas)]
        zh, leader, office, things = domains[i % len(domains)]
        ppp = direction.startswith('政府')
        stage = '储备' if ppp else stages[i % len(stages)]
        total = round(min(40, .6 + 2.718 ** rng.gauss(1.1, .8)), 2)
        x = {'编号': f'CB-{{y}}-{i + 1:04d}', '项目名称': f'示例：{name.split("（")[0]}{things.split()[i % len(things.split())]}{i + 1}号储备', '县区': name,
             '责任单位': f'示例州{office}', '分管领导': f'yz-{leader}', '业主单位': '示例平台公司', '政策投向': direction, '领域': zh, '总投资': money(total), '争取资金': money(round(total * .5, 2)),
             '开工当年投资': money(round(total * rng.uniform(.15, .4), 2)), '计划开工季度': ['2026-Q4', '2027-Q1', '2027-Q2', '2027-Q3', '2027-Q4', '2028-Q1'][rng.randrange(6)],
             '入储备库日期': '' if stage == '谋划' else f'2026-0{rng.randint(1, 9)}-{rng.randint(10, 28)}', '成熟度要件': ';'.join(ITEMS[:rng.randint(2, 6)]), '阶段': stage}
        if stage in ('预评审通过', '已申报', '进入盘子'):
            x.update({'成熟度要件': ';'.join(ITEMS), '评审专家': '示例专家组', '评审得分': rng.randint(76, 95), '评审意见': '要件齐备', '评审结论': '通过', '评审日期': f'{{d-{rng.randint(40, 120)}}}'})
        elif stage == '储备' and not ppp and i % 5 == 0:
            x.update({'评审专家': '示例专家组', '评审得分': rng.randint(40, 65), '评审意见': '需补充要件', '评审结论': '退回', '退回原因': REASONS[i % 5], '评审日期': f'{{d-{rng.randint(20, 60)}}}'})
        if stage in ('已申报', '进入盘子'):
            x.update({'申报方式': '经预评审', '申报层级': ['国家盘子', '省级盘子', '市级盘子'][i % 3], '申报日期': '{d-30}', '申报金额': money(round(total * .4, 2))})
        if stage == '进入盘子':
            x.update({'申报结果': '纳入', '结果日期': '{d-8}', '结果依据': f'示例发改〔2026〕{i}号', '获批金额': money(round(total * .35, 2))})
        yield x


def bonds(areas, building):
    """The pool adds up to what was published; the first eight are being built with what was issued."""
    rng = random.Random('bonds')
    n, eight = 84, [p for p in building if p.total >= 5][:8]
    weights = [2.718 ** rng.gauss(0, .5) for _ in range(n)]
    issued = [round(p.total * .2, 2) for p in eight]
    left = [round(POOL * w / sum(weights), 2) for w in weights]
    left[-1] = round(POOL - sum(left[:-1]), 2)
    for i in range(n):
        field, leader, _, office, what = FIELDS[i % len(FIELDS)]
        code, area = areas[i % len(areas)]
        p = eight[i] if i < len(eight) else None
        demand = left[i] + (issued[i] if p else 0)
        stage = '已发行' if p else ['入库储备'] * 5 + ['预审通过', '已申报', '审核通过', '入库储备']
        stage = stage if p else stage[i % len(stage)]
        name = f'{p.name}（债券）' if p else f'{area.split("（")[0]}{what}{i + 1}号'
        x = {'编号': f'ZX-{{y}}-{i + 1:04d}', '项目名称': f'示例：{name}', '重点项目': p.code if p else '', '发改库代码': f'SLFG-{i + 1:04d}', '财政系统编码': f'SLCZ-{i + 1:04d}' if i % 6 else '',
             '投向领域': field, '县区': p.row['县区'] if p else area, '责任单位': f'示例州{office}', '分管领导': f'yz-{leader}', '项目库': '列入储备库', '总投资': money(round(demand * 1.3, 2)),
             '资本金': money(round(demand * .25, 2)), '债券需求': money(demand), '测算利率': 2.6, '期限': 20, '收益来源': '运营收入', '前期手续': ';'.join(['立项', '可研', '用地', '规划', '环评', '施工许可'][:rng.randint(2, 6)]), '阶段': stage}
        if stage != '入库储备':
            amount = issued[i] if p else round(demand * .4, 2)
            x.update({'财政系统编码': f'SLCZ-{i + 1:04d}', '评审专家': '示例专家组', '预审得分': rng.randint(75, 95), '预审意见': '要件齐备', '预审结论': '通过', '预审日期': '2026-03-06', '本次申报': money(amount),
                      '预期净收益': money(round(amount * 1.52 * rng.uniform(1.1, 1.5), 2)), '本息合计': money(round(amount * 1.52, 2))})
        elif i % 7 == 3:
            x.update({'评审专家': '示例专家组', '预审得分': rng.randint(45, 65), '预审结论': '退回', '预审意见': '需完善', '预审日期': '2026-05-20', '预审退回原因': REASONS[i % 5]})
            if i % 2:
                x.update({'本次申报': money(round(demand * .3, 2)), '申报日期': '2026-04-10', '发改审核': '通过', '财政审核': '退回', '财政审核日期': '2026-05-12', '未通过原因': REASONS[i % 5], '预期净收益': money(demand), '本息合计': money(round(demand * .9, 2))})
        if stage in ('已申报', '审核通过', '已发行'):
            x['申报日期'] = '2026-03-20' if p else '{d-25}'
        if stage in ('审核通过', '已发行'):
            x.update({'发改审核': '通过', '发改审核日期': '2026-04-02' if p else '{d-12}', '财政审核': '通过', '财政审核日期': '2026-04-06' if p else '{d-9}', '通过金额': x['本次申报']})
        if p:
            x.update({'发行批次': f'2026年第{1 + i % 3}批', '发行月份': f'{{m-{2 + i % 3}}}', '发行额度': money(issued[i]), '利率': 2.5})
        yield x


def bond_series(rows):
    for i, x in enumerate(r for r in rows if r['阶段'] == '已发行'):
        quota, months = float(x['发行额度']), 2 + i % 3
        yield ('bond_project', x['编号'], 'allocated', f'{{m-{months}}}', '', money(quota))
        rate = [.9, .5, .2, .75][i % 4]
        for k in range(1, months):
            yield ('bond_project', x['编号'], 'spent', f'{{m-{k}}}', '', money(round(quota * rate * min(1, months / 6 + .3) / (months - 1), 4)))


def bond_tasks():
    yield {'编号': 'ZR-{y}-001', '任务': '示例：全州专项债项目库达到1000亿元', '年度': '{y}', '分解到': '全市', '地区': '示例州', '责任单位': '示例州发展和改革委员会', '分管领导岗位': 'yz-mayor',
           '完成期限': '{y}-12-31', '入库目标': 1000, '全省通过率（个数）': 86.5, '全省通过率（金额）': 84, '全省支出进度': 58}
    for i, (leader, target) in enumerate(SPLIT):
        yield {'编号': f'ZR-{{y}}-{i + 2:03d}', '任务': '示例：分管领域专项债谋划', '年度': '{y}', '分解到': '分管领导', '地区': '示例州', '责任单位': '示例州发展和改革委员会',
               '分管领导岗位': f'yz-{leader}', '完成期限': '{y}-12-31', '入库目标': target, '全省通过率（个数）': 86.5, '全省通过率（金额）': 84, '全省支出进度': 58}


def funds(projects):
    rng = random.Random('funds')
    built = [p for p in projects if p.planned and p.state == 'building']
    waiting = [p for p in projects if p.planned and p.state in ('waiting', 'declared')]
    chosen = rng.sample(built, 20) + rng.sample(waiting, 6)
    for i, p in enumerate(chosen):
        stage = '已下达' if not p.started else ['已拨付', '支付中', '支付中', '支付中'][i % 4]
        amount = round(max(300, min(p.total * 800, 20000)))
        x = {'编号': f'ZJ-{{y}}-{i + 1:04d}', '资金名称': f'示例：{p.name}补助', '重点项目': p.code, '县区': p.row['县区'], '责任单位': p.row['责任单位'], '拨付单位': '示例州财政局', '分管领导': p.row['包联领导'],
             '资金来源': ['中央预算内投资', '超长期特别国债', '省级资金', '中央专项转移支付'][i % 4], '资金文号': f'示例发改投资〔2026〕{i + 10}号', '下达日期': '2026-02-20' if i % 3 else '2025-10-15', '金额': amount, '阶段': stage}
        if stage != '已下达':
            x.update({'拨付日期': '2026-03-15', '拨付金额': amount})
        elif i % 2:
            x.update({'承诺开工': '{d+20}', '清理处置': '限期开工', '处置日期': '{d-10}', '未开工（未支付）原因': '用地未批'})
        yield x


def fund_series(rows):
    for i, x in enumerate(r for r in rows if r['阶段'] == '支付中'):
        for m in range(4, 4 + 2 + i % 5):
            yield ('fund_line', x['编号'], 'paid', f'2026-{m:02d}', '', money(round(x['金额'] * .12, 2)))


def look_backs(projects):
    rng = random.Random('look back')
    old = [p for p in projects if p.started and p.group != 'new']
    found = {'production': '投产运营', 'capacity': '投产运营', 'completed': '投产运营', 'building': '正常建设', 'stopped': '停产停建', 'idle': '进度迟缓'}
    stopped = [p for p in old if p.state in ('stopped', 'idle')]
    for i, p in enumerate(stopped + rng.sample([p for p in old if p not in stopped], 29)):
        x = {'编号': f'HT-{{y}}-{i + 1:04d}', '项目': f'示例：{p.name}', '重点项目': p.code, '县区': p.row['县区'], '责任单位': p.row['责任单位'], '观摩年度': [2023, 2024, 2025][i % 3], '观摩轮次': ['上半年', '下半年'][i % 2],
             '观摩时承诺': '按期建成投产', '总投资': money(p.total), '核查期限': '{d-12}' if i % 12 else '{d+6}', '阶段': '待核查'}
        if i % 12 and i % 11:
            x.update({'核查状态': found[p.state], '核查情况': f'现场核查：{found[p.state]}', '核查日期': '2026-09-20', '阶段': '已核查'})
            if p in stopped:
                x.update({'原因': '资金', '处置措施': '落实资金后复工', '处置期限': '{d-3}' if i % 2 else '{d+20}', '阶段': '整改处置'})
        yield x
