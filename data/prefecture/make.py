#!/usr/bin/env python3
"""Write tables/*.csv: areas, people and figures of a made-up prefecture (示例州). Every number is invented.

usage: make.py [DIR]      the same files every time, into tables/ unless said; ledgers/*.csv are written by hand

Counties, the new area and 市本级 add up to the prefecture, prefectures to the province; a growth is the one that the
levels give, or, at constant prices, the one weighted by last year's levels. Facts that the requirements know
without a mask are built in: see README.md.
"""
import csv
import os
import random
import sys

PROVINCE, PREFECTURE, OWN, PARK = '990000', '990100', '990199', '990171'
MADE_UP = '示例数据（演示编造，非官方）'
COUNTIES = [  # code, name, share of the prefecture, kind of place
    ('990121', '苍岭市', .135, '市'), ('990122', '枫桥区', .160, '区'), ('990123', '溪口县', .055, '县'),
    ('990124', '碧湖县', .070, '县'), ('990125', '竹海县', .060, '县'), ('990126', '白鹭县', .050, '县'),
    ('990127', '银杏县', .055, '县'), ('990128', '茶山县', .045, '县'), ('990129', '梅岭县', .060, '县'),
    ('990130', '石桥坝县', .040, '县'), ('990131', '龙潭湾县', .050, '县'), ('990132', '云雾县', .040, '县'),
    ('990133', '盐井坡县', .035, '县'), ('990134', '望川县', .045, '县'), (PARK, '云谷新区', .070, '新区')]
OWN_SHARE = .030
SISTERS = [(f'99{i + 2:02d}00', f'示例{n}市') for i, n in enumerate('一二三四五六七八九十') ] + [
    ('991200', '示例十一市'), ('991300', '示例十二市'), ('991400', '示例十三市')]
DEPARTMENTS = [  # org, name, title of its head, domain leader
    ('office', '政府办公室', '主任', 'mayor'), ('supervise', '政府督查室', '主任', 'mayor'),
    ('ndrc', '发展和改革委员会', '主任', 'vice-build'), ('stats', '统计局', '局长', 'vice-build'),
    ('industry', '工业和信息化局', '局长', 'vice-industry'), ('commerce', '商务局', '局长', 'vice-trade'),
    ('finance', '财政局', '局长', 'vice-finance'), ('housing', '住房和城乡建设局', '局长', 'vice-build'),
    ('agri', '农业农村局', '局长', 'vice-livelihood'), ('culture', '文化和旅游局', '局长', 'vice-trade'),
    ('invest', '投资促进局', '局长', 'vice-trade'), ('hrss', '人力资源和社会保障局', '局长', 'vice-livelihood'),
    ('market', '市场监督管理局', '局长', 'vice-industry'), ('tax', '税务局', '局长', 'vice-finance'),
    ('land', '自然资源局', '局长', 'vice-build'), ('transport', '交通运输局', '局长', 'vice-build'),
    ('water', '水务局', '局长', 'vice-livelihood'), ('edu', '教育局', '局长', 'vice-livelihood'),
    ('health', '卫生健康委员会', '主任', 'vice-livelihood'), ('civil', '民政局', '局长', 'vice-livelihood'),
    ('env', '生态环境局', '局长', 'vice-livelihood'), ('tech', '科学技术局', '局长', 'vice-industry'),
    ('bank', '地方金融工作局', '局长', 'vice-finance'), ('forest', '林业局', '局长', 'vice-livelihood')]
UNIT_LEVEL = ('industry', 'commerce', 'market', 'housing')  # whose work is with single enterprises
LEADERS = [('mayor', '州长'), ('vice-industry', '分管工业副州长'), ('vice-trade', '分管商务文旅副州长'),
           ('vice-finance', '分管财政金融副州长'), ('vice-build', '分管投资建设副州长'),
           ('vice-livelihood', '分管民生副州长')]
MONTHS = [(y, m) for y in (2024, 2025, 2026) for m in range(1, 13) if (2024, 11) <= (y, m) <= (2026, 10)]
QUARTERS = [(y, m) for y, m in MONTHS if m % 3 == 0]

# Cumulative shares of a year by month.
EVEN = [m / 12 for m in range(1, 13)]
LATE = [.03, .07, .15, .23, .32, .45, .53, .62, .73, .82, .91, 1]      # investment
TAXES = [.11, .18, .26, .36, .44, .53, .61, .67, .75, .84, .91, 1]
SALES = [.085, .165, .245, .32, .405, .49, .57, .655, .745, .84, .915, 1]
QUARTERLY = [0, 0, .215, 0, 0, .46, 0, 0, .715, 0, 0, 1]

# Of the prefecture: total of 2023, its curve, growth in percent by month for 2024, 2025, 2026 (straight between), how far
# counties lie apart, decimals of the growth, whether January and February are one.
FLOWS = {
    'output_industry': (1480, EVEN, {2: 6.1, 12: 5.6}, {2: 4.9, 6: 4.0, 12: 4.4}, {2: .6, 6: 1.9, 10: 2.8}, 4, 1, True),
    'fai': (912, LATE, {2: 8, 12: 9.4}, {2: 12, 6: 14, 12: 14.5}, {2: 33, 6: 28.4, 10: 30.6}, 9, 1, True),
    'investment_industry': (318, LATE, {2: 9, 12: 10.5}, {2: 13, 12: 16}, {2: 36, 6: 31, 10: 34}, 10, 1, True),
    'retail_sales': (486, SALES, {2: 5.5, 12: 5.2}, {2: 5.4, 12: 6.0}, {2: 6.4, 6: 6.9, 10: 7.2}, 2, 1, True),
    'sales_wholesale': (402, SALES, {2: 12, 12: 13}, {2: 15, 12: 17}, {2: 20, 6: 24.6, 10: 26}, 6, 1, True),
    'sales_retail': (221, SALES, {2: 3, 12: 3.4}, {2: 3.2, 12: 2.8}, {2: 1.9, 6: 2.7, 10: 3.6}, 3, 1, True),
    'turnover_accommodation': (11.4, SALES, {2: 9, 12: 8}, {2: 8, 12: 10}, {2: 11, 6: 12.8, 10: 14}, 5, 1, True),
    'turnover_catering': (19.8, SALES, {2: 12, 12: 14}, {2: 15, 12: 17}, {2: 21, 6: 24.3, 10: 27}, 6, 1, True),
    'budget_revenue': (141, TAXES, {1: 4, 12: 4.2}, {1: 3.6, 12: 2.9},
                       {1: -9.6, 2: -8.89, 3: -7.64, 6: -4.9, 10: -2.6}, 7, 2, False),
    'fiscal_revenue': (236, TAXES, {1: 5, 12: 5.1}, {1: 4.8, 12: 4.1}, {1: 6.9, 2: 6.63, 6: 4.2, 10: 3.9}, 5, 2, False),
    'electricity': (121, EVEN, {1: 6, 12: 6.4}, {1: 5.5, 12: 5.0}, {1: 3.1, 6: 4.2, 10: 4.8}, 3, 1, False),
    'electricity_industry': (74, EVEN, {1: 5.6, 12: 5.9}, {1: 4.4, 12: 3.6}, {1: -1.2, 4: -.3, 5: .4, 10: 2.2}, 4, 1,
                             False)}
SECTORS = {  # real growth of value added
    'va_primary': (168, {3: 4.1, 12: 4.0}, {3: 4.0, 12: 4.1}, {3: 3.9, 9: 4.0}, 1),
    'va_secondary': (512, {3: 6.6, 12: 6.3}, {3: 5.8, 12: 5.4}, {3: 3.2, 6: 3.6, 9: 4.1}, 3),
    'va_tertiary': (641, {3: 5.8, 12: 5.6}, {3: 5.6, 12: 5.3}, {3: 4.7, 6: 4.9, 9: 5.0}, 1.6)}
STOCKS = {'deposits': (2110, 10.2, 9.1, 8.3), 'loans': (1685, 13.4, 12.9, 12.2)}
INCOMES = {'income_urban': (41200, 6.4, 6.0, 5.4), 'income_rural': (16300, 8.3, 7.7, 7.1)}
# Only of the prefecture: value by month of 2026 (cumulative or at the end of the month).
SINGLE = {
    'funds_in_place': {1: 1.2, 2: 2.9, 3: 6.8, 4: 9.9, 5: 13.8, 6: 21.4, 7: 24.9, 8: 28.8, 9: 34.1, 10: 38.6},
    'projects_signed': {1: 0, 2: 1, 3: 2, 4: 2, 5: 3, 6: 5, 7: 5, 8: 6, 9: 8, 10: 8},
    'top500_attracted': {1: 0, 2: 0, 3: 0, 4: 0, 5: 0, 6: 0, 7: 0, 8: 1, 9: 1, 10: 1},
    'specialized_attracted': {1: 0, 2: 0, 3: 0, 4: 1, 5: 1, 6: 1, 7: 1, 8: 1, 9: 2, 10: 2},
    'remaining_investment': {1: 486, 2: 471, 3: 452, 4: 430, 5: 409, 6: 371, 7: 355, 8: 340, 9: 318, 10: 301},
    'projects_in_library': {1: 402, 2: 398, 3: 396, 4: 391, 5: 388, 6: 380, 7: 377, 8: 371, 9: 366, 10: 360},
    'special_bonds_pool': {1: 412, 2: 420, 3: 455, 4: 486, 5: 530, 6: 618, 7: 742, 8: 861, 9: 1012, 10: 1034},
    'enterprises_industry': {1: 612, 2: 609, 3: 607, 4: 604, 5: 603, 6: 606, 7: 606, 8: 608, 9: 611, 10: 613},
    'enterprises_stopped': {1: 41, 2: 44, 3: 43, 4: 39, 5: 36, 6: 31, 7: 29, 8: 26, 9: 24, 10: 23},
    'enterprises_negative': {2: 246, 3: 238, 4: 221, 5: 208, 6: 181, 7: 169, 8: 158, 9: 141, 10: 122}}
# Share of all investment in 2025 and in 2026.
INVESTMENT = {'investment_real_estate': (.158, .104), 'investment_transport': (.088, .091), 'investment_water': (.034, .037),
              'investment_urban': (.109, .112), 'investment_technical': (.071, .078)}  # the last is part of industry
TARGETS = [  # indicator, level of the year, growth of the year, level and growth of the half-year, comparison, counties too
    ('gdp', '', 6, '', 5.5, 'about', False), ('va_industry', '', 5, '', 2, 'at_least', True),
    ('fai', 1600, 40, 800, '', 'at_least', True), ('investment_industry', 560, '', 280, '', 'at_least', False),
    ('retail_sales', '', 8, '', 7, 'at_least', True), ('sales_wholesale', '', 32, '', 30, 'at_least', False),
    ('sales_retail', '', 6, '', 5, 'at_least', False), ('turnover_accommodation', '', 18, '', 16, 'at_least', False),
    ('turnover_catering', '', 32, '', 31, 'at_least', False), ('budget_revenue', '', 15, '', '', 'exact', True),
    ('income_urban', '', 7.5, '', '', 'about', False), ('income_rural', '', 9, '', '', 'about', False),
    ('deposits', '', 10, '', '', 'about', False), ('loans', '', 12, '', '', 'about', False),
    ('funds_in_place', 50, '', 25, '', 'at_least', False), ('projects_signed', 10, '', 5, '', 'at_least', False),
    ('top500_attracted', 1, '', 1, '', 'at_least', False), ('specialized_attracted', 2, '', 1, '', 'at_least', False),
    ('special_bonds_pool', 1000, '', '', '', 'at_least', False)]
CLAIMS = {'gdp': ('mayor', 'ndrc'), 'va_industry': ('vice-industry', 'industry'), 'fai': ('vice-build', 'ndrc'),
          'investment_industry': ('vice-industry', 'industry'), 'retail_sales': ('vice-trade', 'commerce'),
          'sales_wholesale': ('vice-trade', 'commerce'), 'sales_retail': ('vice-trade', 'commerce'),
          'turnover_accommodation': ('vice-trade', 'commerce'), 'turnover_catering': ('vice-trade', 'commerce'),
          'budget_revenue': ('vice-finance', 'finance'), 'income_urban': ('vice-livelihood', 'stats'),
          'income_rural': ('vice-livelihood', 'agri'), 'deposits': ('vice-finance', 'bank'),
          'loans': ('vice-finance', 'bank'), 'funds_in_place': ('vice-trade', 'invest'),
          'projects_signed': ('vice-trade', 'invest'), 'special_bonds_pool': ('vice-finance', 'ndrc')}


def named(name):
    return f'{name}（示例）'


def write(name, head, rows):
    to = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), 'tables')
    with open(os.path.join(to, name), 'w', encoding='utf-8', newline='') as f:
        out = csv.writer(f, lineterminator='\n')
        out.writerow(head.split())
        out.writerows(rows)


def between(points, month):
    """Straight between the months given; the ends hold beyond them."""
    months = sorted(points)
    if month <= months[0]:
        return points[months[0]]
    for a, b in zip(months, months[1:]):
        if month <= b:
            return points[a] + (points[b] - points[a]) * (month - a) / (b - a)
    return points[months[-1]]


def apart(indicator, codes, shares, spread):
    """How far each place lies from the whole: the same every time, nothing on the average."""
    rng = random.Random(indicator)
    d = [rng.uniform(-spread, spread) for _ in codes]
    if indicator == 'budget_revenue':   # four rise, ten fall when the whole falls by 8.89
        d = [10.2 if c in ('990124', '990127', '990131', PARK) else -2 - abs(x) / 2 for c, x in zip(codes, d)]
        d[codes.index('990134')] = 9.9
    mean = sum(x * s for x, s in zip(d, shares)) / sum(shares)
    return dict(zip(codes, (x - mean for x in d)))


def wobble(indicator, code, year, month, size):
    return random.Random(f'{indicator}{code}{year}{month}').uniform(-size, size)


def flow_levels(indicator):
    """{(area, year, month): level}: 市本级 is what the counties leave of the whole."""
    total, curve, *growths, spread, _, _ = FLOWS[indicator]
    codes, shares = [c[0] for c in COUNTIES], [c[2] for c in COUNTIES]
    off, level = apart(indicator, codes, shares, spread), {}
    for m in range(1, 13):
        level[PREFECTURE, 2023, m] = round(total * curve[m - 1], 2)
        for code, share in zip(codes, shares):
            level[code, 2023, m] = round(total * curve[m - 1] * share, 2)
        for year, points in zip((2024, 2025, 2026), growths):
            g = between(points, m)
            level[PREFECTURE, year, m] = round(level[PREFECTURE, year - 1, m] * (1 + g / 100), 2)
            for code in codes:
                here = g + off[code] * (1 if year == 2026 else .5) + wobble(indicator, code, year, m, spread / 20)
                level[code, year, m] = round(level[code, year - 1, m] * (1 + here / 100), 2)
        for year in (2023, 2024, 2025, 2026):
            level[OWN, year, m] = round(level[PREFECTURE, year, m] - sum(level[c, year, m] for c in codes), 2)
    return level


def observation(area, indicator, period, basis, level='', growth='', note=''):
    return (area, indicator, period, basis, 'final', level, growth, MADE_UP, note)


def flows():
    codes = [PREFECTURE] + [c[0] for c in COUNTIES] + [OWN]
    for indicator, (_, _, *growths, _, decimals, joint) in FLOWS.items():
        level, paths = flow_levels(indicator), dict(zip((2024, 2025, 2026), growths))
        for y, m in MONTHS:
            if joint and m == 1:
                continue
            for code in codes:
                now, before = level[code, y, m], level[code, y - 1, m]
                g = f'{100 * (now / before - 1):.{decimals}f}' if before >= .1 else ''
                if code == PREFECTURE:  # as the path says: the levels carry it to two places only
                    g = f'{between(paths[y], m):.{decimals}f}'
                yield observation(code, indicator, f'{y}-{m:02d}', 'ytd', f'{now:.2f}', g)
    yield from industry(flow_levels('output_industry'))


def industry(output):
    """Cities publish growth alone: real, weighted by last year's output."""
    codes = [c[0] for c in COUNTIES] + [OWN]
    for y, m in MONTHS:
        if m == 1:
            continue
        real = {c: 100 * (output[c, y, m] / output[c, y - 1, m] - 1) - .4 for c in codes}
        whole = sum(output[c, y - 1, m] * real[c] for c in codes) / sum(output[c, y - 1, m] for c in codes)
        for code, g in [(PREFECTURE, whole), *real.items()]:
            yield observation(code, 'va_industry', f'{y}-{m:02d}', 'ytd', '', f'{g:.1f}')


def value_added():
    """Sectors, then GDP as their sum; growth at constant prices, weighted by last year's levels."""
    codes, shares = [c[0] for c in COUNTIES] + [OWN], [c[2] for c in COUNTIES] + [OWN_SHARE]
    level, real = {}, {}
    for sector, (total, *growths, spread) in SECTORS.items():
        off = apart(sector, codes, shares, spread)
        for m in (3, 6, 9, 12):
            for code, share in zip(codes, shares):
                level[sector, code, 2023, m] = round(total * QUARTERLY[m - 1] * share, 2)
                for year, points in zip((2024, 2025, 2026), growths):
                    g = round(between(points, m) + off[code] + wobble(sector, code, year, m, .2), 1)
                    real[sector, code, year, m] = g
                    level[sector, code, year, m] = round(level[sector, code, year - 1, m] * (1 + (g + .9) / 100), 2)
    for y, m in QUARTERS:
        whole = dict.fromkeys(['gdp', *SECTORS], (0, 0, 0))
        for code in codes:
            parts = [(s, level[s, code, y, m], level[s, code, y - 1, m], real[s, code, y, m]) for s in SECTORS]
            base = sum(p[2] for p in parts)
            rows = [('gdp', round(sum(p[1] for p in parts), 2), base, sum(p[2] * p[3] for p in parts) / base), *parts]
            for name, now, before, g in rows:
                whole[name] = tuple(a + b for a, b in zip(whole[name], (now, before, before * g)))
                yield observation(code, name, f'{y}-Q{m // 3}', 'ytd', f'{now:.2f}', f'{g:.1f}')
        for name, (now, before, weighted) in whole.items():
            yield observation(PREFECTURE, name, f'{y}-Q{m // 3}', 'ytd', f'{now:.2f}', f'{weighted / before:.1f}')


def stocks():
    codes, shares = [c[0] for c in COUNTIES] + [OWN], [c[2] for c in COUNTIES] + [OWN_SHARE]
    for indicator, (total, *growths) in STOCKS.items():
        off = apart(indicator, codes, shares, 2.5)
        level = {}
        for m in range(1, 13):
            for code, share in zip(codes, shares):
                level[code, 2023, m] = round(total * share * (.93 + .07 * m / 12), 2)
                for year, g in zip((2024, 2025, 2026), growths):
                    here = g + off[code] + wobble(indicator, code, year, m, .3)
                    level[code, year, m] = round(level[code, year - 1, m] * (1 + here / 100), 2)
            for year in (2023, 2024, 2025, 2026):
                level[PREFECTURE, year, m] = round(sum(level[c, year, m] for c in codes), 2)
        for y, m in MONTHS:
            for code in [PREFECTURE, *codes]:
                now, before = level[code, y, m], level[code, y - 1, m]
                yield observation(code, indicator, f'{y}-{m:02d}', 'end', f'{now:.2f}', f'{100 * (now / before - 1):.1f}')


def incomes():
    codes = [c[0] for c in COUNTIES]
    for indicator, (year_2023, *growths) in INCOMES.items():
        rng = random.Random(indicator)
        rich = {PREFECTURE: 1, **{c: round(rng.uniform(.86, 1.12), 3) for c in codes}}
        off = {PREFECTURE: 0, **{c: rng.uniform(-.9, .9) for c in codes}}
        for code in [PREFECTURE, *codes]:
            for m in (3, 6, 9, 12):
                level = round(year_2023 * rich[code] * QUARTERLY[m - 1] * 1.02)
                for year, g in zip((2024, 2025, 2026), growths):
                    level, before = round(level * (1 + (g + off[code]) / 100)), level
                    if (year, m) in QUARTERS:
                        yield observation(code, indicator, f'{year}-Q{m // 3}', 'ytd', level,
                                          f'{100 * (level / before - 1):.1f}')


def province(rows):
    """Thirteen sister cities and the province: 示例州 is one of fourteen, first in retail sales, behind in GDP."""
    place = {'gdp': 1.1, 'va_primary': .2, 'va_secondary': 1.9, 'va_tertiary': .8, 'va_industry': 3.1, 'fai': -7,
             'investment_industry': -9, 'retail_sales': -1.9, 'sales_wholesale': -6, 'sales_retail': 1.2,
             'turnover_accommodation': -2, 'turnover_catering': -4, 'budget_revenue': 5, 'fiscal_revenue': 1,
             'electricity': .6, 'electricity_industry': 1.5, 'income_urban': .1, 'income_rural': .1, 'deposits': -.8,
             'loans': -2.4}
    own = [r for r in rows if r[0] == PREFECTURE and r[1] in place]
    size = dict(zip([c for c, _ in SISTERS], (2.4, 1.6, 1.3, 1.2, 1.1, .95, .9, .8, .7, .62, .55, .5, .4)))
    rich = dict(zip([c for c, _ in SISTERS], (1.3, 1.2, 1.1, 1.05, 1.02, .98, .97, .95, .94, .92, .9, .88, .85)))
    for _, indicator, period, basis, _, level, growth, _, _ in own:
        g, each = float(growth), indicator in INCOMES  # of each person: a mean, not a sum
        places = 0 if each else 2
        now, before, weight, moved = float(level or 100), float(level or 100) / (1 + g / 100), 0, 0
        weight, moved = before, before * g
        for code, _ in SISTERS:
            rng = random.Random(f'{indicator}{code}')
            here = g + place[indicator] + rng.uniform(-1, 1) * (1.4 if indicator != 'fai' else 6)
            here += wobble(indicator, code, period, 0, .2)
            base = before * (rich if each else size)[code] * (1 + rng.uniform(-.05, .05))
            price = .9 if indicator in ('gdp', *SECTORS) else 0
            mine = round(base * (1 + (here + price) / 100), 2)
            weight, moved, now = weight + base, moved + base * here, now + mine
            yield observation(code, indicator, period, basis, f'{mine:.{places}f}' if level else '', f'{here:.1f}')
        now = now / 14 if each else now
        yield observation(PROVINCE, indicator, period, basis, f'{now:.{places}f}' if level else '', f'{moved / weight:.1f}')


def single():
    stock = ('remaining_investment', 'special_bonds_pool')
    count_end = ('projects_in_library', 'enterprises_industry', 'enterprises_stopped', 'enterprises_negative')
    for indicator, values in SINGLE.items():
        basis = 'end' if indicator in stock + count_end else 'ytd'
        for m, v in values.items():
            yield observation(PREFECTURE, indicator, f'2026-{m:02d}', basis, v)
    yield observation(PREFECTURE, 'land_need', '2025', 'ytd', 3453)
    yield observation(PREFECTURE, 'land_quota', '2025', 'ytd', 521.33)


def parts_of_investment():
    """Real estate falls, transport, water and urban works rise a little: of the prefecture alone; what they and industry leave
    of the whole is other investment."""
    fai = flow_levels('fai')
    for indicator, (before, now) in INVESTMENT.items():
        for y, m in MONTHS:
            if y > 2024 and m > 1:
                share = {2024: before, 2025: before, 2026: now}
                level, last = (round(fai[PREFECTURE, year, m] * share[year], 2) for year in (y, y - 1))
                yield observation(PREFECTURE, indicator, f'{y}-{m:02d}', 'ytd', f'{level:.2f}', f'{100 * (level / last - 1):.1f}')


def targets():
    revenue, fai = flow_levels('budget_revenue'), flow_levels('fai')
    shares = {c: s for c, _, s, _ in COUNTIES}
    note = '示例目标（演示用，非官方）'
    for indicator, level, growth, half_level, half_growth, comparison, counties in TARGETS:
        if indicator == 'budget_revenue':
            level = round(revenue[PREFECTURE, 2025, 12] * 1.15, 2)
        half = half_level if half_level != '' or half_growth != '' else ''
        for period, v, g in (('2026', level, growth), ('2026-H1', half, half_growth)):
            if v == '' and g == '':
                continue
            yield (PREFECTURE, indicator, period, 'target', v, g, comparison, MADE_UP, note)
            parts = {}
            if counties and v != '':
                parts = {c: round(v * s, 2) for c, s in shares.items()}
                if indicator == 'budget_revenue':
                    parts = {c: round(revenue[c, 2025, 12] * 1.15, 2) for c in shares}
                parts[OWN] = round(v - sum(parts.values()), 2)
            for code in [*shares, OWN] if counties else []:
                if parts and indicator == 'fai' and period == '2026':
                    g = round(100 * (parts[code] / fai[code, 2025, 12] - 1), 1)
                yield (code, indicator, period, 'target', parts.get(code, ''), g, comparison, MADE_UP, note)


def places():
    yield (PROVINCE, '示例省', 'Shili Province (made up)', 'province', '', '-', 'yes')
    yield (PREFECTURE, '示例州', 'Shili Prefecture (made up)', 'prefecture', PROVINCE, PROVINCE, 'yes')
    for code, name in SISTERS:
        yield (code, name, '', 'prefecture', PROVINCE, PROVINCE, '')
    for code, name, _, kind in COUNTIES:
        yield (code, named(name), '', 'park' if kind == '新区' else 'county', PREFECTURE, PREFECTURE, '')
    yield (OWN, '示例州本级', '', 'own', PREFECTURE, PREFECTURE, '')


def governments():
    for i, (code, name, _, kind) in enumerate(COUNTIES, 1):
        key = 'park' if kind == '新区' else f'c{i:02d}'
        title = '主任' if kind == '新区' else f'{kind}长'
        body = '管理委员会' if kind == '新区' else '人民政府'
        yield key, code, named(name + body), title, name


def units():
    yield ('yz_gov', '示例州人民政府', 'government', PREFECTURE, '')
    for key, name, *_ in DEPARTMENTS:
        yield (f'yz_{key}', f'示例州{name}', 'department', PREFECTURE, 'yz_gov')
    for key, code, name, *_ in governments():
        yield (f'yz_{key}', name, 'government', code, '')


def staff():
    """post, title, org, role, area; its holder has the code of the post"""
    for key, title in LEADERS:
        yield f'yz-{key}', f'示例州{title}', 'yz_gov', 'leader', PREFECTURE
    role = {'office': 'office', 'supervise': 'office', 'ndrc': 'planning', 'stats': 'statistics'}
    for key, name, title, _ in DEPARTMENTS:
        yield f'yz-{key}-head', f'示例州{name}{title}', f'yz_{key}', role.get(key, 'principal'), PREFECTURE
        yield f'yz-{key}-clerk', f'示例州{name}承办人', f'yz_{key}', role.get(key, 'sector'), PREFECTURE
    for key, code, name, title, short in governments():
        yield f'yz-{key}-head', f'{short}{title}（示例）', f'yz_{key}', 'principal', code
        yield f'yz-{key}-clerk', f'{short}承办人（示例）', f'yz_{key}', 'reporter', code


def people(posts):
    """Every post its own holder, by a name that nobody has."""
    surnames = '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕'
    for i, (code, _, org, _, _) in enumerate(posts):
        yield code, named(surnames[i % len(surnames)] + '甲乙丙丁'[i // len(surnames)]), org, '示例'


def main():
    write('01_areas.csv', 'code name name_en level parent additive_to members_complete', places())
    write('02_rosters.csv', 'code name kind member', [(PREFECTURE, '示例州各县（市、区）和新区', 'area', c[0]) for c in COUNTIES])
    write('03_orgs.csv', 'code name kind area parent', units())
    write('04_people.csv', 'code name org note', people(staff()))
    write('05_posts.csv', 'code title org holder', [(p, t, o, p) for p, t, o, *_ in staff()])
    write('06_grants.csv', 'subject role area note', [(f'post:{p}', r, a, '示例') for p, _, _, r, a in staff()] + [
        (f'post:yz-{d}-{who}', 'units', PREFECTURE, '示例') for d in UNIT_LEVEL for who in ('head', 'clerk')])
    rows = [*flows(), *value_added(), *stocks(), *incomes(), *single()]
    rows += [*province(rows), *parts_of_investment()]
    write('10_observations.csv', 'area indicator period basis kind level growth source note', rows)
    write('20_targets.csv', 'area indicator period kind level growth comparison source note', targets())
    write('30_claims.csv', 'area indicator leader org', [
        (PREFECTURE, i, f'yz-{leader}', f'yz_{org}') for i, (leader, org) in CLAIMS.items()])


if __name__ == '__main__':
    main()
