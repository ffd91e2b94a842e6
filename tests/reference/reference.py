#!/usr/bin/env python3
"""board, contribution, rank and owed from the text of the contract alone: slow, plain, independent.

One function per rule; the sentence it follows stands above it. Times are month numbers
(year * 12 + month - 1) of a period's last month: 2024-06, 2024-Q2 and 2024-H1 are one time.
Missing is None everywhere.
"""
import csv
import math
import re
from statistics import median

TOL = 1e-9
STEP = {'M': 1, 'Q': 3, 'H': 6, 'Y': 12}
ADDING = ('flow', 'stock', 'count')


def num(s):
    s = (s or '').strip()
    return None if s in ('', '-', '—', '…', '/', 'X', '*', 'N/A', 'x', '——') else float(s)


def at(text):
    """'2024', '2024-H1', '2024-Q1', '2024-03', '2024-03-18' as a month number."""
    m = re.fullmatch(r'(\d{4})(?:-(H\d|Q\d|\d\d)(?:-\d\d)?)?', text)
    y, p = int(m[1]), m[2]
    month = 12 if not p else int(p[1]) * {'H': 6, 'Q': 3}[p[0]] if p[0] in 'HQ' else int(p)
    return y * 12 + month - 1


def month(t):
    return t % 12 + 1


def name_of(t, freq):
    y, m = t // 12, month(t)
    return {'M': f'{y}-{m:02d}', 'Q': f'{y}-Q{m // 3}', 'H': f'{y}-H{m // 6}', 'Y': f'{y}'}[freq]


def same(a, b):
    """Equal to 1e-9 relative."""
    return abs(a - b) <= TOL * max(abs(a), abs(b))


def ratio(v, b):
    return None if v is None or b is None or b <= 0 else (v / b - 1) * 100


def minus(a, b):
    return None if a is None or b is None else a - b


def times(a, b):
    return None if a is None or b is None else a * b


# "Reached": what only binary rounding keeps apart is equal
def gap(more, less):
    d = more - less
    return 0 if abs(d) <= TOL * max(abs(more), abs(less)) else d


def last_day(t):
    y, m = t // 12, month(t)
    days = [31, 29 if y % 4 == 0 and (y % 100 or y % 400 == 0) else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return f'{y}-{m:02d}-{days[m - 1]:02d}'


def day(text):
    """The first day a validity text names: 2024 -> 2024-01-01."""
    return text + '-01-01'[3 * text.count('-'):] if text else ''


class Panel:
    def __init__(self, files):
        """files: {'areas': path, 'indicators': path, 'observations': path, ...}"""
        self.memo = {}
        rows = {k: list(csv.DictReader(open(p, encoding='utf-8', newline=''))) for k, p in files.items()}
        self.areas = {r['code']: r for r in rows['areas']}
        self.inds = {r['code']: r for r in rows['indicators']}
        for i in self.inds.values():
            # "Default basis: flow and count ytd, stock end, rate, index, per_capita period."
            i['basis'] = i['basis'] or {'flow': 'ytd', 'count': 'ytd', 'stock': 'end'}.get(i['nature'], 'period')
            i['direction'] = i['direction'] or 'higher'
        for a in self.areas.values():
            # "additive_to (the parent whose total contains it; default parent, empty for a park; - = none)"
            if a['additive_to'] == '-':
                a['additive_to'] = ''
            elif not a['additive_to'] and a['level'] != 'park':
                a['additive_to'] = a['parent']
        self.obs, self.targets, self.expected = {}, {}, {}
        for r in rows['observations']:
            self.take(r)
        self.weights = {(r['area'], r['indicator'], int(r['year']), r['member']): float(r['weight'])
                        for r in rows.get('weights', [])}
        self.rosters = rows.get('rosters', [])
        self.breaks = rows.get('breaks', [])
        self.deltas = files.get('deltas') or {}

    def take(self, r):
        t, lv, g = at(r['period']), num(r['level']), num(r['growth'])
        basis = r['basis'] or self.inds[r['indicator']]['basis']
        if r['kind'] == 'target':
            # "tier assigned (default for lights)"; "tier belongs to the key of a target"
            d = self.targets.setdefault((r['area'], r['indicator'], t, r['tier'] or 'assigned'), {})
            d.update({k: v for k, v in {'level': lv, 'growth': g, 'low': num(r['low']), 'high': num(r['high']),
                                        'comparison': r['comparison'], 'assess': r['assess']}.items()
                      if v not in (None, '')})
            # a range is reached from its low end; "low/high are levels for rates, else growths"
            bound = d.get({'range': 'low', 'at_most': 'high'}.get(d.get('comparison')))
            if bound is not None and 'level' not in d and 'growth' not in d:
                d['level' if self.inds[r['indicator']]['nature'] == 'rate' else 'growth'] = bound
        elif r['kind'] == 'expected':
            d = self.expected.setdefault((r['area'], r['indicator'], t), {})
            d.update({k: v for k, v in {'level': lv, 'growth': g}.items() if v is not None})
        elif r['kind'] in ('final', 'flash'):
            d = self.obs.setdefault((r['area'], r['indicator'], t, basis, r['kind']), {})
            d.update({k: v for k, v in {'level': lv, 'growth': g, 'base_level': num(r['base_level']),
                                        'series_basis': r['series_basis'], 'rank_published': num(r['rank_published'])}
                      .items() if v not in (None, '')})

    # -- what is stored ---------------------------------------------------------------------------

    # "A value is the newest final, else the newest flash ... separately for level and growth"
    def version(self, a, i, t, what, basis=None):
        basis = basis or self.inds[i]['basis']
        for kind in ('final', 'flash'):
            d = self.obs.get((a, i, t, basis, kind))
            if d and d.get(what) is not None:
                return d[what], kind, d
        return None, None, {}

    def reported(self, a, i, t, basis=None):
        return self.version(a, i, t, 'level', basis)[0]

    def published(self, a, i, t, basis=None):
        return self.version(a, i, t, 'growth', basis)[0]

    # "valid_from inclusive, valid_to exclusive; a period belongs to the unit valid on its last day"
    def valid(self, a, t):
        d, r = last_day(t), self.areas[a]
        return (not r['valid_from'] or day(r['valid_from']) <= d) and (not r['valid_to'] or d < day(r['valid_to']))

    # "An area that is not valid in the period keeps its value, outside sums and ranks."
    def members(self, a, t):
        return [c for c, r in self.areas.items() if r['additive_to'] == a and self.valid(c, t)]

    # "A reported parent value wins; otherwise aggregation computes it only if every member valid then has a value"
    def value(self, a, i, t):
        key = ('value', a, i, t)
        if key not in self.memo:
            v, kind, _ = self.version(a, i, t, 'level')
            if v is None:
                v = self.computed(a, i, t)
                kind = None if v is None else 'computed'
            self.memo[key] = (v, kind)
        return self.memo[key]

    def level(self, a, i, t):
        return self.value(a, i, t)[0]

    # "aggregation (sum, none, weighted:CODE, ratio:NUM/DEN)"; "ratio: is x 100 where the unit is %"
    def computed(self, a, i, t):
        agg, ind = self.inds[i]['aggregation'], self.inds[i]
        if agg.startswith('ratio:'):
            n, d = (self.level(a, x, t) for x in agg[6:].split('/'))
            return None if n is None or not d else n / d * (100 if ind['unit'] == '%' else 1)
        # "Computed parents need every additive member of the catalogue (members_complete)"
        if self.areas[a]['members_complete'] == 'no':
            return None
        m = self.members(a, t)
        if not m:
            return None
        vs = [self.level(c, i, t) for c in m]
        if None in vs:
            return None
        if agg == 'sum' and ind['nature'] in ADDING:
            return math.fsum(vs)
        if agg.startswith('weighted:'):
            ws = [self.level(c, agg[9:], t) for c in m]
            if None in ws or math.fsum(ws) <= 0:
                return None
            return math.fsum(v * w for v, w in zip(vs, ws)) / math.fsum(ws)
        return None

    # -- breaks, growth, base ---------------------------------------------------------------------

    # "breaks: indicator, area, from": an area's break holds for all below it
    def breaks_between(self, a, i, t0, t1):
        up = [a]
        while self.areas[up[-1]]['parent'] in self.areas:
            up.append(self.areas[up[-1]]['parent'])
        return [b for b in self.breaks
                if b['indicator'] == i and b['area'] in up + [''] and t0 < at(b['from']) <= t1]

    # last year's level, carried over a linkable break by its factor
    def last_year(self, a, i, t):
        v = self.level(a, i, t - 12)
        table = self.breaks_between(a, i, t - 12, t)
        return v if v is None or not table else v * (num(table[-1]['factor']) or 1)

    # "no growth ... reads across a break that is not linkable"
    def broken(self, a, i, t0, t1, levels=False):
        table = self.breaks_between(a, i, t0, t1)
        if any(b['linkable'] != 'yes' for b in table):
            return True
        # of figures computed from members the basis is not known
        if levels and 'computed' in (self.value(a, i, t0)[1], self.value(a, i, t1)[1]):
            return False
        old, new = self.series_basis(a, i, t0), self.series_basis(a, i, t1)
        if old == new or old is None or new is None:
            return False
        # a linkable break of the table links what the two bases would part
        if table:
            return False
        # "Two empty are the same; for price = current they break only when both are filled and differ."
        return bool(old and new) or self.inds[i]['price'] not in ('', 'current')

    # what makes a level of t0 one of t1's basis: the factor of a linkable break, None across another
    def link(self, a, i, t0, t1):
        if self.broken(a, i, t0, t1):
            return None
        table = self.breaks_between(a, i, t0, t1)
        return (num(table[-1]['factor']) or 1) if table else 1

    def carried(self, a, i, t0, t1):
        return times(self.cumulative(a, i, t0), self.link(a, i, t0, t1))

    def series_basis(self, a, i, t):
        for what in ('level', 'growth'):
            v, _, d = self.version(a, i, t, what)
            if v is not None:
                return d.get('series_basis', '')
        return None

    # "Growth is the published one where there is one. Else by the indicator's price ..."
    def growth(self, a, i, t):
        """(growth, source, reason)"""
        key = ('growth', a, i, t)
        if key not in self.memo:
            self.memo[key] = self.growth_once(a, i, t)
        return self.memo[key]

    def g(self, a, i, t):
        return self.growth(a, i, t)[0]

    def growth_once(self, a, i, t):
        ind = self.inds[i]
        # "A rate has no growth"; "diffusion=50: points only"
        if ind['nature'] == 'rate' or ind['index_base'] == 'diffusion=50':
            return None, None, None
        p = self.published(a, i, t)
        if p is not None:
            return p, 'published', None
        v, kind = self.value(a, i, t)
        if v is None:
            return None, None, 'not_reported'
        # "ly=100: growth = level - 100 (index)"; "prev=100: mom = level - 100"
        if ind['index_base'] == 'ly=100':
            return v - 100, 'index', None
        if ind['index_base'] == 'prev=100':
            return None, None, None
        if kind == 'computed' and ind['aggregation'] == 'sum':
            g = self.growth_of_sum(a, i, t)
            return (g, 'computed', None) if g is not None else (None, None, 'members')
        if ind['price'] == 'constant':
            return None, None, 'real_growth_not_published'
        base = self.version(a, i, t, 'level')[2].get('base_level')
        if base is None:
            base = self.last_year(a, i, t)
            if base is None:
                return None, None, 'no_base'
            if self.broken(a, i, t - 12, t, True):
                return None, None, 'basis_break'
        if base <= 0:
            return None, None, 'base_not_positive'
        return (v / base - 1) * 100, 'computed', None

    # "Growth of a computed parent: SV/SB - 1, for constant price Swg/Sw"; "one member missing gives null"
    def growth_of_sum(self, a, i, t):
        m = self.members(a, t)
        bs = [self.base(c, i, t) for c in m]
        if None in bs or math.fsum(bs) <= 0:
            return None
        if self.inds[i]['price'] == 'constant':
            gs = [self.g(c, i, t) for c in m]
            return None if None in gs else math.fsum(b * g for b, g in zip(bs, gs)) / math.fsum(bs)
        return (math.fsum(self.level(c, i, t) for c in m) / math.fsum(bs) - 1) * 100

    # "Base B: base_level where given; else with published growth V/(1+g/100); else last year's stored level.
    #  For price = constant the base of weights is last year's same-period level."
    def base(self, a, i, t):
        if self.inds[i]['price'] != 'constant':
            v, kind = self.value(a, i, t)
            if v is None:
                return None
            b = self.version(a, i, t, 'level')[2].get('base_level')
            if b is not None:
                return b
            g = self.published(a, i, t)
            if g is not None and v is not None and g > -100:
                return v / (1 + g / 100)
            if kind == 'computed':
                bs = [self.base(c, i, t) for c in self.members(a, t)]
                return None if None in bs else math.fsum(bs)
        return None if self.broken(a, i, t - 12, t, True) else self.last_year(a, i, t)

    # "growth_computed is always the plain ratio"; "null for rates and for ly=100, prev=100, diffusion indices"
    def growth_computed(self, a, i, t):
        ind = self.inds[i]
        if ind['nature'] == 'rate' or ind['index_base'] in ('ly=100', 'prev=100', 'diffusion=50'):
            return None
        return ratio(self.level(a, i, t), self.level(a, i, t - 12))

    # what changes and ranks compare: growth; of a rate (and of a diffusion index, "points only") the level
    def points(self, a, i, t):
        return self.level(a, i, t) if self.by_points(i) else self.g(a, i, t)

    def by_points(self, i):
        return self.inds[i]['nature'] == 'rate' or self.inds[i]['index_base'] == 'diffusion=50'

    # statistics 3.6: turn
    def turn(self, a, i, t):
        base = self.version(a, i, t, 'level')[2].get('base_level')
        base = self.level(a, i, t - 12) if base is None else base
        v, kind = self.value(a, i, t)
        if kind == 'computed' and self.published(a, i, t) is None:  # on the members' comparable bases
            return self.turn_word(v, self.base(a, i, t))
        if v is None or base is None or self.inds[i]['nature'] in ('rate', 'index') or \
                base == self.level(a, i, t - 12) and self.broken(a, i, t - 12, t, True):
            return None
        return self.turn_word(v, base)

    @staticmethod
    def turn_word(v, base):
        if base is None:
            return None
        if base < 0 < v:
            return '扭亏为盈'
        if base > 0 > v:
            return '由盈转亏'
        if base < 0 and v < 0:
            return '减亏' if v > base else '增亏' if v < base else None
        return None

    # -- single period ----------------------------------------------------------------------------

    # "Previous period means the calendar's": March of a joint indicator against February, joint February
    # and January against last December
    def prev(self, i, t):
        step = STEP[self.inds[i]['frequency'][0]]
        return t - 2 if self.joint(i) and month(t) == 2 else t - step

    def joint(self, i):
        return self.inds[i]['joint_jan_feb'] == 'yes'

    # "period_level of a ytd indicator is the reported single-period value where one is stored, else
    #  C(t) - C(t-1); null for a joint January-February and for January of such an indicator"
    def period_level(self, a, i, t):
        ind = self.inds[i]
        if ind['basis'] != 'ytd':
            v = self.level(a, i, t)
            return v, None if v is None else 'reported'
        if self.joint(i) and month(t) <= 2:
            return None, None
        p = self.reported(a, i, t, 'period')
        if p is not None:
            return p, 'reported'
        if ind['nature'] in ('rate', 'index'):
            return None, None
        c, step = self.level(a, i, t), STEP[ind['frequency'][0]]
        if month(t) != step and self.broken(a, i, t - step, t):
            return None, None
        d = c if month(t) == step else minus(c, self.level(a, i, t - step))
        return (d, 'derived') if d is not None else (None, None)

    # "mom compares with the previous single period; January compares with last December; a joint indicator
    #  has none for February and March"; "Stocks have no mom"; "A constant-price indicator has no mom"
    def mom(self, a, i, t):
        ind = self.inds[i]
        if ind['index_base'] == 'prev=100':
            return minus(self.level(a, i, t), 100)
        if ind['nature'] in ('stock', 'rate') or ind['basis'] == 'end' or ind['price'] == 'constant' or \
                ind['index_base'] in ('ly=100', 'diffusion=50') or self.joint(i) and month(t) <= 3 or \
                ind['frequency'] == 'Y' or self.broken(a, i, self.prev(i, t), t):
            return None
        return ratio(self.period_level(a, i, t)[0], self.period_level(a, i, self.prev(i, t))[0])

    # "period_growth: published, else (C_t - C_{t-1})/(B_t - B_{t-1}) - 1 on comparable bases when the
    #  rounding bound of R11 is <= 1 point"; "A constant-price indicator has no derived period_growth"
    def period_growth(self, a, i, t):
        ind = self.inds[i]
        if ind['basis'] != 'ytd':
            return self.growth(a, i, t)[:2] if ind['basis'] == 'period' else (None, None)
        if ind['nature'] in ('rate', 'index'):
            return None, None
        p = self.published(a, i, t, 'period')
        if p is not None:
            return p, 'published'
        if self.joint(i) and month(t) <= 2:
            return None, None
        step = STEP[ind['frequency'][0]]
        if month(t) == step:
            g, src = self.growth(a, i, t)[:2]
            return g, 'derived' if src == 'computed' else src
        if ind['price'] == 'constant':
            return None, None
        c1, c0 = self.level(a, i, t), self.level(a, i, t - step)
        b1, b0 = self.base(a, i, t), self.base(a, i, t - step)
        if self.broken(a, i, t - step, t) or None in (c1, c0, b1, b0) or b1 - b0 <= 0 or 0.05 * (b1 + b0) / (b1 - b0) > 1.0:
            return None, None
        return ((c1 - c0) / (b1 - b0) - 1) * 100, 'derived'

    # -- ranks ------------------------------------------------------------------------------------

    # "among the default roster: same parent, same level, valid on the period's last day, unless a rosters table
    #  says otherwise"; a roster `default` or one with the parent's code lists the parent's; own is never ranked
    def roster(self, a, t):
        r = self.areas[a]
        return [] if not r['parent'] or r['level'] == 'own' else self.roster_under(r['parent'], r['level'], t)

    def roster_under(self, parent, level, t):
        for code in (parent, 'default'):
            m = [c for c in self.listed(code, t) if self.areas[c]['level'] != 'own' and
                 (code == parent or (self.areas[c]['additive_to'] or self.areas[c]['parent']) == parent)]
            if m:
                return m
        return [c for c, x in self.areas.items()
                if x['parent'] == parent and x['level'] == level and self.valid(c, t)]

    def listed(self, code, t):
        return [r['member'] for r in self.rosters if r['code'] == code and r['kind'] == 'area'
                and (not r['from'] or day(r['from']) <= last_day(t))
                and (not r['to'] or last_day(t) < day(r['to'])) and self.valid(r['member'], t)]

    def named_rosters(self, a, t):
        codes = dict.fromkeys(r['code'] for r in self.rosters if r['kind'] == 'area' and r['code'] != 'default')
        m = {code: self.listed(code, t) for code in codes}
        return {code: x for code, x in m.items() if a in x}

    def key_of(self, a, i, t, by):
        if by == 'level':
            return self.level(a, i, t)
        return None if self.by_points(i) else self.g(a, i, t)

    # "competition ranking on unrounded values"; "a ranking whose members differ in growth source has rank
    #  null and mixed: true"; "Direction lower ranks the smallest first; none is not ranked"
    def rank(self, a, i, t, by, roster):
        keys = {c: self.key_of(c, i, t, by) for c in roster}
        have = {c: k for c, k in keys.items() if k is not None}
        ret = {'rank': None, 'ranked': len(have), 'tied': False, 'mixed': False, 'bottom': None}
        if by == 'growth':
            ret['mixed'] = len({self.growth(c, i, t)[1] for c in have}) > 1
        if self.inds[i]['direction'] == 'none' or ret['mixed'] or a not in have:
            return ret
        sign = -1 if self.inds[i]['direction'] == 'lower' else 1
        own = have[a]
        others = [k for c, k in have.items() if c != a]
        ret['rank'] = 1 + sum(sign * k > sign * own and not same(k, own) for k in others)
        ret['bottom'] = 1 + sum(sign * k < sign * own and not same(k, own) for k in others)
        ret['tied'] = any(same(k, own) for k in others)
        return ret

    # "rank_growth_change = rank in the previous period - rank now"; R7 "null when the roster changed"
    def rank_change(self, a, i, t, by, rosters):
        p = self.prev(i, t)
        now, old = rosters(t), rosters(p)
        if set(now) != set(old) or any(self.broken(c, i, p, t) for c in [a]):
            return None
        return minus(self.rank(a, i, p, by, old)['rank'], self.rank(a, i, t, by, now)['rank'])

    # -- contribution -----------------------------------------------------------------------------

    # weights "of the weights table of that year, else last year's levels of the same period"; "divided by their sum"
    def weight_table(self, a, i, t, m):
        w = {c: self.weights.get((a, i, t // 12, c[0] if c[1] == i else c[1])) for c in m}
        if None in w.values():
            w = {c: self.level(*c, t - 12) for c in m}
        if None in w.values() or math.fsum(w.values()) <= 0:
            return {}
        s = math.fsum(w.values())
        return {c: v / s for c, v in w.items()}

    def contribution(self, i, a, t, exclude=(), by='area'):
        ind = self.inds[i]
        # a member is a pair (area, indicator): areas of one indicator, or components in one area
        if by == 'component':
            m = [(a, c) for c, x in self.inds.items() if x['parent'] == i]
        else:
            m = [(c, i) for c in self.members(a, t)]
        g = self.g(a, i, t)
        v, b = self.level(a, i, t), self.base(a, i, t)
        constant = ind['price'] == 'constant'
        rows, by_weight = [], False
        if constant:
            by_weight = b is None or b <= 0 or all(self.base(*c, t) is None for c in m)
        else:
            by_weight = all(self.level(*c, t) is None for c in m)
        wt = self.weight_table(a, i, t, m) if by_weight else {}
        for c in m:
            gi, code = self.g(*c, t), c[1] if by == 'component' else c[0]
            row = {'code': code, 'growth': gi, 'weight': None, 'pull': None, 'contribution': None,
                   'excluded': code in exclude, '_v': self.level(*c, t), '_b': self.base(*c, t)}
            if by_weight:
                w = wt.get(c)
                row['weight'] = None if w is None else w * 100
                # "pull = w*g, contribution = w*g/g_parent*100"
                if w is not None and gi is not None:
                    row['pull'] = w * gi
            elif constant:
                if row['_b'] is not None:
                    row['weight'] = row['_b'] / b * 100
                    row['pull'] = None if gi is None else row['_b'] / b * gi
            elif b is not None and b > 0:
                # "Pull of member i on parent: (V_i - B_i)/B * 100"
                row['weight'] = None if row['_b'] is None else row['_b'] / b * 100
                d = minus(row['_v'], row['_b'])
                row['pull'] = None if d is None else d / b * 100
            # "Contribution: (V_i - B_i)/(V - B) * 100, null when V - B <= 1e-9*|B|"
            if by_weight or constant:
                if row['pull'] is not None and g is not None and g > 1e-7:
                    row['contribution'] = row['pull'] / g * 100
            elif None not in (v, b, row['_v'], row['_b']) and v - b > 1e-9 * abs(b):
                row['contribution'] = (row['_v'] - row['_b']) / (v - b) * 100
            rows.append(row)
        pulls = [r['pull'] for r in rows if r['pull'] is not None]
        total = {'growth': g, 'sum_of_pulls': math.fsum(pulls) if pulls else None}
        # "Σ pulls + residual = parent's growth"; "the residual from the published growth"
        total['residual'] = minus(g, total['sum_of_pulls'])
        total['excluded_growth'] = self.excluded_growth(rows, g, v, b, constant or by_weight) if exclude else None
        return {'rows': rows, 'total': total}

    # "Excluded growth: ((V - Sv)/(B - Sb) - 1) * 100"; with weights "(g - Swg)/(1 - Sw)"
    def excluded_growth(self, rows, g, v, b, weighted):
        out = [r for r in rows if r['excluded']]
        if weighted:
            if g is None or any(r['pull'] is None for r in out):
                return None
            w = math.fsum(r['weight'] / 100 for r in out)
            return (g - math.fsum(r['pull'] for r in out)) / (1 - w) if 1 - w > 1e-12 else None
        if v is None or b is None or any(r['_v'] is None or r['_b'] is None for r in out):
            return None
        rest = b - math.fsum(r['_b'] for r in out)
        return ((v - math.fsum(r['_v'] for r in out)) / rest - 1) * 100 if rest > 1e-12 * abs(b) else None

    # -- targets ----------------------------------------------------------------------------------

    def target(self, a, i, t):
        for tier in ('assigned', 'set', 'strive'):
            d = self.targets.get((a, i, t, tier))
            if d:
                return d
        return {}

    # "Ceilings are flows and event counts with direction lower"; "count: end when it counts what exists"
    def family(self, i):
        ind = self.inds[i]
        if ind['nature'] in ('rate', 'index', 'per_capita'):
            return 'hold'
        if ind['nature'] == 'stock' or ind['basis'] == 'end':
            return 'stock'
        return 'ceiling' if ind['direction'] == 'lower' else 'flow'

    # "Both given and assess empty: comparable and constant price are judged by growth, else by level"
    def judged(self, i, tg):
        has_g = tg.get('growth') is not None or \
            self.inds[i]['nature'] != 'rate' and (tg.get('low') is not None or tg.get('high') is not None)
        has_l = tg.get('level') is not None or self.inds[i]['nature'] == 'rate' and \
            (tg.get('low') is not None or tg.get('high') is not None)
        if has_g and has_l:
            if tg.get('assess'):
                return {'both': ('level', 'growth')}.get(tg['assess'], (tg['assess'],))
            return ('growth',) if self.inds[i]['price'] in ('comparable', 'constant') else ('level',)
        return ('growth',) if has_g else ('level',) if has_l else ()

    # "period indicators use the sum of the year's periods, null if one is missing"
    def cumulative(self, a, i, t):
        ind = self.inds[i]
        if ind['basis'] != 'period':
            return self.level(a, i, t)
        step, vs = STEP[ind['frequency'][0]], []
        for m in range(t // 12 * 12 + step - 1, t + 1, step):
            if self.joint(i) and month(m) == 1:
                continue
            vs.append(self.level(a, i, m))
        return None if None in vs else math.fsum(vs)

    # "a level is derived from a growth target only if price is current or empty and no growth is published"
    def target_level(self, a, i, t, cp, tg):
        """(level, source) that the target tg of time cp means, seen from the row at t"""
        fam = self.family(i)
        if tg.get('level') is not None:
            return tg['level'], 'given'
        if tg.get('growth') is None or fam == 'hold':
            return None, None
        if fam == 'stock':
            s0 = self.carried(a, i, cp - 12, t)
            return (None, None) if s0 is None else (s0 * (1 + tg['growth'] / 100), 'derived')
        if self.may_derive(i, a, t):
            b = self.carried(a, i, cp - 12, t)
            return (None, None) if b is None else (b * (1 + tg['growth'] / 100), 'derived')
        return None, None

    def may_derive(self, i, a, t):
        return self.inds[i]['price'] in ('', 'current') and self.published(a, i, t) is None

    # the year's target split: "a half for H1, t/12 for month t; event counts max(1, ceil(T*t/12))", "capped at T"
    def split(self, a, i, t, cp, T):
        m = month(cp)
        if self.family(i) == 'stock':
            s0 = self.carried(a, i, cp // 12 * 12 - 1, t)
            return None if s0 is None else s0 + (T - s0) * m / 12
        if self.inds[i]['nature'] == 'count':
            return min(T, max(1, math.ceil(T * m / 12 - 1e-9)))
        return T * m / 12

    def checkpoint(self, a, i, t, cp):
        """A checkpoint at time cp seen from the row at t."""
        fam, ind = self.family(i), self.inds[i]
        dec = t // 12 * 12 + 11
        year, own = self.target(a, i, dec), self.target(a, i, cp)
        tg = own or year
        if not self.judged(i, tg) or fam == 'ceiling' and not own:
            return None
        if fam == 'hold':
            return self.hold_checkpoint(a, i, t, cp, tg)
        at_t = min(t, cp)
        past, left = t > cp, max(0, cp - t)
        r = dict.fromkeys(('target', 'done', 'owed', 'surplus', 'state', 'required_per_month', 'required_growth',
                           'max_ever_per_month', 'feasible'))
        r['months_left'] = left
        C = self.cumulative(a, i, at_t)
        if month(at_t) % STEP[ind['frequency']]:
            r['target'] = '?'
            return r
        # "growth target: target, done, owed null unless price = current or empty without published growth"
        by_level = 'level' in self.judged(i, tg)
        T = None
        if by_level or fam in ('stock', 'ceiling') or self.may_derive(i, a, t):
            T = self.target_level(a, i, t, cp, tg)[0] if own or cp == dec else None
            if T is None and not own:
                Ty, src = self.target_level(a, i, t, dec, year)
                if src == 'derived' and fam == 'flow':
                    b = self.carried(a, i, cp - 12, t)
                    T = None if b is None else b * (1 + year['growth'] / 100)
                elif Ty is not None:
                    T = self.split(a, i, t, cp, Ty)
        if fam == 'ceiling':
            r['target'] = T
            if T is not None and C is not None:
                r['state'] = 'within' if gap(C, T) <= 0 else 'exceeded'
            return r
        r['max_ever_per_month'] = self.max_ever(a, i, t)
        if T is None:
            return self.growth_checkpoint(a, i, t, cp, tg, r)
        r['target'] = T
        if C is None:
            return r
        s0, sign = 0, 1
        if fam == 'stock':
            s0 = self.carried(a, i, cp // 12 * 12 - 1, at_t)
            sign = -1 if ind['direction'] == 'lower' else 1
        r['owed'], r['surplus'] = max(0, sign * gap(T, C)), max(0, sign * gap(C, T))
        if s0 is not None and T != s0:
            r['done'] = (C - s0) / (T - s0) * 100
        reached = r['owed'] == 0
        r['state'] = 'reached' if reached else 'open' if cp > t else 'missed'
        if past:
            return r
        if reached:
            r['required_per_month'] = 0
        elif left:
            r['required_per_month'] = r['owed'] / left
            # "required_growth = (owed/last year's stored level of the remaining months - 1)*100": flows only
            if fam == 'flow':
                rest = minus(self.carried(a, i, cp - 12, t), self.carried(a, i, t - 12, t))
                r['required_growth'] = ratio(r['owed'], rest)
                r['feasible'] = self.feasible(a, i, t, cp, r['required_growth'])
        return r

    # "growth target: the annual growth itself at every checkpoint; required_growth = F11"
    def growth_checkpoint(self, a, i, t, cp, tg, r):
        gT, g = tg.get('growth'), self.g(a, i, min(t, cp))
        if gT is None or g is None:
            return r
        sign = self.sign(i, tg)
        need = gT - sign * (0.2 + TOL) if tg.get('comparison') == 'about' else gT
        ok = sign * (g - need) >= -TOL
        r['state'] = 'open' if cp > t else 'reached' if ok else 'missed'
        if cp > t and self.family(i) == 'flow':
            ca, cb = self.cumulative(a, i, t - 12), self.cumulative(a, i, cp - 12)
            if ca is not None and cb is not None and ca > 0 and cb > ca:
                s = ca / cb
                r['required_growth'] = (gT - s * g) / (1 - s)
                r['feasible'] = self.feasible(a, i, t, cp, r['required_growth'])
        return r

    # less is better: direction lower, or a target said as at_most
    def sign(self, i, tg):
        return -1 if self.inds[i]['direction'] == 'lower' or tg.get('comparison') == 'at_most' else 1

    # "rate, per-capita, index: the target holds; owed_pp in points; no progress"
    def hold_checkpoint(self, a, i, t, cp, tg):
        r = dict.fromkeys(('target', 'done', 'owed', 'surplus', 'state', 'required_per_month', 'required_growth',
                           'max_ever_per_month', 'feasible'))
        r['months_left'] = max(0, cp - t)
        r['target'] = tg.get('level')
        at_t, sign = min(t, cp), self.sign(i, tg)
        # a per-capita figure is held against its growth where that is given
        by_growth = self.inds[i]['nature'] == 'per_capita' and tg.get('growth') is not None
        if tg.get('level') is not None and not by_growth:
            x, T = self.level(a, i, at_t), tg['level']
        else:
            x, T = self.g(a, i, at_t), tg.get('growth')
        if x is not None and T is not None:
            ok = gap(tg['low'], x) <= 0 and gap(x, tg['high']) <= 0 if tg.get('comparison') == 'range' \
                else sign * gap(x, T) >= 0
            r['state'] = 'open' if cp > t else 'reached' if ok else 'missed'
        return r

    # "within_reach (needed growth <= growth so far), effort (<= the best growth over the same months in five years)"
    def feasible(self, a, i, t, cp, need):
        if need is None:
            return None
        g, best = self.g(a, i, t), []
        for k in range(1, 6):
            now = minus(self.carried(a, i, cp - 12 * k, t), self.carried(a, i, t - 12 * k, t))
            old = minus(self.carried(a, i, cp - 12 * k - 12, t), self.carried(a, i, t - 12 * k - 12, t))
            x = ratio(now, old)
            if x is not None:
                best.append(x)
        if g is not None and need <= g:
            return 'within_reach'
        if not best:
            return None
        return 'effort' if need <= max(best) else 'hard'

    # "the largest single month up to the period, joint pairs left out"; "quarterly / 3, stocks null"
    def max_ever(self, a, i, t):
        if self.family(i) != 'flow':
            return None
        step, best = STEP[self.inds[i]['frequency'][0]], None
        first = min((k[2] for k in self.obs if k[1] == i), default=t)
        for m in range(t, first - 1, -step):
            v = self.period_level(a, i, m)[0]
            if v is not None and (best is None or v > best):
                best = v
        return None if best is None else best / step

    # "progress_last_year = last year's C_t/C_12*100"; stocks: increment over increment
    def share_of_year(self, a, i, t):
        dec = t // 12 * 12 + 11
        c, y = self.cumulative(a, i, t), self.cumulative(a, i, dec)
        if self.broken(a, i, t, dec):
            return None
        if self.family(i) == 'stock':
            s0 = self.carried(a, i, dec - 12, t)
            c, y = minus(c, s0), minus(y, s0)
        return None if c is None or y is None or y == 0 else c / y * 100

    # -- lights -----------------------------------------------------------------------------------

    def light(self, a, i, t, row):
        fam, ind = self.family(i), self.inds[i]
        dec = t // 12 * 12 + 11
        tg = self.target(a, i, dec)
        j = self.judged(i, tg)
        sign = self.sign(i, tg)
        parent = self.points(self.areas[a]['parent'], i, t) if self.areas[a]['parent'] in self.areas else None
        x = self.points(a, i, t)
        if row['level'] is None and row['growth'] is None:
            return 'grey'
        if fam == 'ceiling' and row['target_level'] is not None:
            if row['used'] is None:
                return 'grey'
            return 'red' if row['used'] > 100 + TOL else 'yellow' if row['used'] > row['progress_time'] + 5 + TOL else 'green'
        if ind['nature'] == 'index' and j or fam == 'hold' and j == ('level',):
            short = minus(row['level'], tg['level']) if 'level' in tg else minus(row['growth'], tg['growth'])
            short = None if short is None else sign * -short - \
                ('level' not in tg and tg.get('comparison') == 'about') * (0.2 + TOL)  # "about widens growth only"
            if tg.get('comparison') == 'range':
                v = row['level']
                short = None if v is None else max(tg['low'] - v, v - tg['high'])
            return None if short is None else 'green' if short <= TOL else 'yellow' if short <= 0.3 + TOL else 'red'
        if fam == 'stock' and j:
            ok = row['progress'] is not None and row['progress'] >= row['progress_time'] - TOL
            short = row['owed_pp']
            if tg.get('growth') is None:  # the growth that the level means
                s0 = self.carried(a, i, dec - 12, t)
                short = minus(ratio(row['target_level'], s0), row['growth'])
                short = None if short is None else sign * short
            if row['progress'] is None and short is None:
                return 'grey'
            if ok or short is not None and short <= TOL:
                return 'green'
            return 'yellow' if short is not None and short <= 1 + TOL else 'red'
        if fam == 'flow' and 'level' in j and row['progress'] is not None:
            p = row['progress'] - row['progress_time']
            b = p if row['progress_usual'] is None else row['progress'] - row['progress_usual']
            if p >= -TOL and b >= -1 - TOL:
                return 'green'
            late = month(t) >= 9
            if p < (-2.5 if late else -5) - TOL and b < (-1 if late else -2) - TOL:
                return 'yellow' if ind['nature'] == 'count' and tg['level'] <= 2 and not late else 'red'
            return 'yellow'
        if tg.get('growth') is not None:
            g, gT = row['growth'], tg['growth']
            if g is None:
                return 'grey'
            need = gT - sign * (0.2 + TOL) if tg.get('comparison') == 'about' else gT
            if sign * (g - need) >= -TOL and (parent is None or sign * (g - parent) >= -TOL):
                return 'green'
            if g < 0 <= gT and sign > 0 or sign * (gT - g) > self.deltas.get(i, 1) + TOL:
                return 'red'
            return 'yellow'
        if j or x is None or parent is None or ind['direction'] == 'none':
            return 'grey'
        d = sign * (x - parent)
        return 'green' if d >= -TOL else 'yellow' if d >= -1 - TOL else 'red'

    # -- the board --------------------------------------------------------------------------------

    # "A row shows the latest period for which the release calendar (release_lag, release_day, frequency) has
    #  a figure"; "A January board has no row for a joint January-February indicator"
    def row_time(self, i, P):
        ind = self.inds[i]
        t, step = P - int(ind['release_lag'] or 0), STEP[ind['frequency'][0]]
        while month(t) % step:
            t -= 1
        # of a lagged one the calendar has last December
        return t if not self.joint(i) or month(t) > 1 else t - 1 if int(ind['release_lag'] or 0) else None

    def nation(self, a):
        up = self.areas[a]['parent']
        while up in self.areas:
            if self.areas[up]['level'] == 'nation':
                return up
            up = self.areas[up]['parent']
        return None

    def board(self, a, P):
        rows = []
        for i, ind in self.inds.items():
            t = self.row_time(i, P)
            if t is None or ind['levels'] and self.areas[a]['level'] not in ind['levels'].split(';'):
                continue
            dec = t // 12 * 12 + 11
            seen = any(x is not None for x in (self.level(a, i, t), self.published(a, i, t),
                                               self.level(a, i, t - 12), self.published(a, i, t - 12)))
            if seen or self.target(a, i, dec):
                rows.append(self.row(a, i, t, P))
        return rows

    def row(self, a, i, t, P):
        ind, fam = self.inds[i], self.family(i)
        v, kind = self.value(a, i, t)
        g, src, why = self.growth(a, i, t)
        p = self.prev(i, t)
        dec = t // 12 * 12 + 11
        parent = self.areas[a]['parent'] if self.areas[a]['parent'] in self.areas else None
        r = {'indicator': i, 'name': ind['name'], 'unit': ind['unit'], 'period': name_of(t, ind['frequency'][0]),
             'stale': t != P, 'basis': ind['basis'],
             'kind': kind or self.version(a, i, t, 'growth')[1], 'level': v, 'growth': g, 'growth_source': src,
             'growth_computed': self.growth_computed(a, i, t),
             'growth_nominal': ratio(v, self.last_year(a, i, t))
             if ind['price'] == 'constant' and not self.broken(a, i, t - 12, t, True) else None}
        r['period_level'], r['period_level_source'] = self.period_level(a, i, t)
        r['period_growth'], r['period_growth_source'] = self.period_growth(a, i, t)
        r['mom'] = self.mom(a, i, t)
        # "Stocks add since_year_start, since_year_start_last_year, more_or_less, since_prev"
        stock = fam == 'stock'
        s = minus(v, self.carried(a, i, dec - 12, t)) if stock else None
        sl = minus(self.level(a, i, t - 12), self.carried(a, i, dec - 24, t - 12)) if stock else None
        r.update({'since_year_start': s, 'since_year_start_last_year': sl, 'more_or_less': minus(s, times(sl, self.link(a, i, t - 12, t))),
                  'since_prev': minus(v, self.carried(a, i, p, t)) if stock else None, 'turn': self.turn(a, i, t)})
        x = self.points(a, i, t)
        # of rates they are differences of level, which must stand on one basis
        for k, o in (('growth_change_year', t - 12), ('growth_change_prev', p)):
            r[k] = minus(x, times(self.points(a, i, o), self.link(a, i, o, t) if self.by_points(i) else 1))
        for k, o in (('vs_parent', parent), ('vs_nation', self.nation(a)), ('vs_benchmark', self.areas[a]['benchmark'])):
            r[k] = minus(x, self.points(o, i, t)) if o in self.areas else None
        self.ranks_into(r, a, i, t)
        self.parts_into(r, a, i, t, parent)
        self.targets_into(r, a, i, t)
        r['light'] = self.light(a, i, t, r)
        r['_reason'] = why
        return r

    def ranks_into(self, r, a, i, t):
        roster = self.roster(a, t)
        lv, gr = self.rank(a, i, t, 'level', roster), self.rank(a, i, t, 'growth', roster)
        rate = self.by_points(i)
        rp = self.version(a, i, t, 'rank_published')[0]
        r.update({'rank_level': lv['rank'], 'rank_growth': gr['rank'], 'ranked': gr['ranked'],
                  'ranked_level': lv['ranked'], 'rank_growth_from_bottom': gr['bottom'],
                  'rank_growth_change': self.rank_change(a, i, t, 'growth', lambda m: self.roster(a, m)),
                  'rank_published': rp, 'tied': lv['tied'] if rate else gr['tied'], 'mixed': gr['mixed']})
        r['ranks'] = []
        sets = {'default': lambda m: self.roster(a, m)}
        for code in self.named_rosters(a, t):
            sets[code] = lambda m, c=code: self.named_rosters(a, m).get(c, [])
        for code, fn in sets.items():
            for by in ('level',) if rate else ('level', 'growth'):
                k = self.rank(a, i, t, by, fn(t))
                r['ranks'].append({'set': code, 'by': by, 'rank': k['rank'], 'ranked': k['ranked'], 'tied': k['tied'],
                                   'change': self.rank_change(a, i, t, by, fn)})

    # "Rates, indices, per-capita figures never add up over areas"; "Where additive_to is not the parent, the share
    #  stands and contribution and pull are null not_additive"
    def parts_into(self, r, a, i, t, parent):
        r.update(dict.fromkeys(('share_of_parent', 'contribution_to_parent', 'pull_on_parent')))
        if not parent or self.inds[i]['nature'] not in ADDING:
            return
        whole = self.level(parent, i, t)
        if r['level'] is not None and whole is not None and whole > 0:
            r['share_of_parent'] = r['level'] / whole * 100
        if self.areas[a]['additive_to'] == parent and self.valid(a, t):
            row = [x for x in self.contribution(i, parent, t)['rows'] if x['code'] == a]
            if row:
                r['contribution_to_parent'], r['pull_on_parent'] = row[0]['contribution'], row[0]['pull']

    # "ly=100: growth = level - 100", of a target and an expectation too
    def growth_said(self, i, d):
        if d.get('growth') is None and d.get('level') is not None and self.inds[i]['index_base'] == 'ly=100':
            return d['level'] - 100
        return d.get('growth')

    def targets_into(self, r, a, i, t):
        ind, fam = self.inds[i], self.family(i)
        dec = t // 12 * 12 + 11
        tg = self.target(a, i, dec)
        own = self.target(a, i, t) or tg
        T, src = self.target_level(a, i, t, dec, tg)
        sign = self.sign(i, tg)
        r.update(dict.fromkeys(('owed_pp', 'used', 'room', 'allowed_per_month', 'progress', 'progress_time',
                                'progress_last_year', 'progress_usual')))
        r['target_level'], r['target_growth'] = T, tg.get('growth')
        # an index of last year = 100: level 103 is growth 3
        if ind['index_base'] == 'ly=100' and tg.get('growth') is None and T is not None:
            r['target_growth'] = T - 100
        r['target_source'] = (src or 'given') if tg else None
        # "vs_target ... points of growth; the period's own target, else the year's"; rates: level
        if ind['nature'] == 'rate' or ind['index_base'] == 'diffusion=50':
            r['vs_target'] = minus(r['level'], own.get('level'))
        else:
            gT = self.growth_said(i, own)
            r['vs_target'] = minus(r['growth'], r['target_growth'] if gT is None else gT)
        ex = self.expected.get((a, i, t), {})
        r['vs_expected'] = minus(r['level'], ex.get('level')) if self.by_points(i) \
            else minus(r['growth'], self.growth_said(i, ex))
        # "owed_pp is positive when short (for lower: when above), never clipped"
        if self.by_points(i) or ind['nature'] == 'index' and ind['index_base'] != 'ly=100':
            d = minus(tg.get('level'), r['level'])
        else:
            d = minus(r['target_growth'], r['growth'])
        r['owed_pp'] = None if d is None or fam == 'ceiling' else sign * d
        C = self.cumulative(a, i, t)
        if fam == 'ceiling' and T is not None and C is not None:
            r['used'], r['room'] = C / T * 100 if T else None, T - C
            left = dec - t
            r['allowed_per_month'] = max(0, T - C) / left if left else None
        if fam != 'hold':
            r['progress_time'] = month(t) / 12 * 100
            r['progress_last_year'] = self.share_of_year(a, i, t - 12)
            past = [x for x in (self.share_of_year(a, i, t - 12 * k) for k in range(1, 6)) if x is not None]
            r['progress_usual'] = median(past) if len(past) > 1 else None
        if fam == 'flow' and T and C is not None and ('level' in self.judged(i, tg) or self.may_derive(i, a, t)):
            r['progress'] = C / T * 100
        if fam == 'stock' and T is not None and C is not None:
            s0 = self.carried(a, i, dec - 12, t)
            if s0 is not None and T != s0:
                r['progress'] = (C - s0) / (T - s0) * 100
        # "H1 and Y always, others when set or asked"
        r['checkpoints'] = {}
        for name, m in (('Q1', 3), ('H1', 6), ('Q3', 9), ('Y', 12)):
            cp = dec - 12 + m
            if name in ('H1', 'Y') or self.target(a, i, cp):
                r['checkpoints'][name] = self.checkpoint(a, i, t, cp)

    # -- lists ------------------------------------------------------------------------------------

    # rank row {rank, area, name, value, change, ranked}
    def ranking(self, i, parent, P, by):
        t = self.row_time(i, P)
        # the level that most children have
        levels = [x['level'] for c, x in self.areas.items()
                  if x['parent'] == parent and x['level'] not in ('own', 'park') and self.valid(c, t)]
        under = lambda m: self.roster_under(parent, max(levels, key=levels.count) if levels else '', m)
        rows = []
        for c in under(t):
            k = self.rank(c, i, t, by, under(t))
            rows.append({'rank': k['rank'], 'area': c, 'value': self.key_of(c, i, t, by),
                         'change': self.rank_change(c, i, t, by, under),
                         'ranked': k['ranked']})
        return rows

    # owed row {area, indicator, target, level, done, owed, surplus, months_left, ...}
    def owed(self, i, a, P, checkpoint):
        t = self.row_time(i, P)
        cp = t // 12 * 12 + {'Q1': 2, 'H1': 5, 'Q3': 8, 'Y': 11}[checkpoint]
        rows = []
        none = dict.fromkeys(('target', 'done', 'owed', 'surplus', 'months_left', 'required_per_month',
                              'required_growth', 'feasible'))
        own = self.checkpoint(a, i, t, cp)
        for c in self.members(a, t):
            k = self.checkpoint(c, i, t, cp)
            rows.append({'area': c, 'indicator': i, 'level': self.cumulative(c, i, min(t, cp)), **(k or none)})
        # "the stock rule with the sign turned": what a falling stock owes is level - target
        sign = -1 if self.family(i) == 'stock' and self.inds[i]['direction'] == 'lower' else 1
        return {'rows': rows, 'total': self.reconcile(rows, own, self.cumulative(a, i, min(t, cp)), sign)}

    # "total = {owed_sum, surplus_sum, reserve = T - ST_i, unallocated = C - SC_i, parent_gap},
    #  parent_gap = owed_sum - surplus_sum + reserve - unallocated"
    @staticmethod
    def reconcile(rows, own, C, sign):
        T, Ts, Cs = own and own['target'], [r['target'] for r in rows], [r['level'] for r in rows]
        ow = [r['owed'] for r in rows if r['owed'] is not None]
        return {'owed_sum': math.fsum(ow) if ow else None,
                'surplus_sum': math.fsum(r['surplus'] for r in rows if r['surplus'] is not None) if ow else None,
                'reserve': None if T is None or None in Ts else sign * (T - math.fsum(Ts)),
                'unallocated': None if C is None or None in Cs else sign * (C - math.fsum(Cs)),
                'parent_gap': times(sign, minus(T, C))}
