#!/usr/bin/env python3
"""Made-up workbooks in the layouts that statistics offices send, each with its tidy answer.

  tests/io/gen/layouts.py            writes tests/data/office_wide (its output is committed)

Figures are random but fixed. The answer is written from the same figures while the sheet is laid
out; no reader takes part."""
import csv
import os
import random
import sys

from book import Day, Formula, Pct, Sheet, write_csv, write_ods, write_xlsx

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "..", "..", "data", "office_wide")
COUNTIES = [("520302", "红花岗区"), ("520303", "汇川区"), ("520304", "播州区"), ("520322", "桐梓县"),
            ("520323", "绥阳县"), ("520324", "正安县"), ("520325", "道真县"), ("520326", "务川县"),
            ("520327", "凤冈县"), ("520328", "湄潭县"), ("520329", "余庆县"), ("520330", "习水县"),
            ("520381", "赤水市"), ("520382", "仁怀市")]
CITIES = [("520100", "贵阳市"), ("520200", "六盘水市"), ("520300", "遵义市"), ("520400", "安顺市"),
          ("520500", "毕节市"), ("520600", "铜仁市"), ("522300", "黔西南州"), ("522600", "黔东南州"),
          ("522700", "黔南州")]
CITY, PROVINCE, NATION = "520300", "520000", "000000"
FAI, RETAIL, REVENUE = "固定资产投资", "社会消费品零售总额", "一般公共预算收入"
VA, DEPOSITS, LOANS = "规模以上工业增加值", "金融机构人民币存款余额", "金融机构人民币贷款余额"
GDP, POWER, TAX = "地区生产总值", "工业用电量", "税收收入"
URBAN, RURAL = "城镇居民人均可支配收入", "农村居民人均可支配收入"


class Case:
    def __init__(self, name):
        self.name, self.sheets, self.rows = name, [], []
        self.rng = random.Random(name)

    def sheet(self, name="Sheet1"):
        s = Sheet(name)
        self.sheets.append(s)
        return s

    def v(self, lo=5, hi=900, d=2):
        return round(self.rng.uniform(lo, hi), d)

    def g(self):
        return round(self.rng.uniform(-25, 30), 1)

    def say(self, area, ind, period, level=None, growth=None, basis="", unit="", kind="", base=None, rank=None):
        key = (area, ind, period, basis, kind)
        for r in self.rows:
            if r[0] == key:
                r[1].update({k: x for k, x in (("level", level), ("growth", growth), ("base_level", base),
                                              ("rank_published", rank)) if x is not None})
                return
        self.rows.append((key, {"level": level, "growth": growth, "unit": unit, "base_level": base,
                                "rank_published": rank}))

    def write(self, also=()):
        answers = []
        for (area, ind, period, basis, kind), r in self.rows:
            if r["level"] is None and r["growth"] is None:
                continue
            answers.append([area, ind, period, basis, kind] + ["" if r[k] is None else r[k] for k in
                           ("level", "growth", "base_level", "rank_published", "unit")])
        write_xlsx(os.path.join(OUT, self.name + ".xlsx"), self.sheets)
        names = [self.name]
        if "ods" in also:
            write_ods(os.path.join(OUT, self.name + "_o.ods"), self.sheets)
            names.append(self.name + "_o")
        if "csv" in also:
            write_csv(os.path.join(OUT, self.name + "_g.csv"), self.sheets[0])
            names.append(self.name + "_g")
        for n in names:
            with open(os.path.join(OUT, n + ".tidy.csv"), "w", encoding="utf-8", newline="") as f:
                w = csv.writer(f, lineterminator="\n")
                w.writerow(["area", "indicator_name", "period", "basis", "kind", "level", "growth", "base_level",
                            "rank_published", "unit"])
                w.writerows(answers)


CASES = []


def case(also=()):
    def deco(fn):
        CASES.append((fn, also))
        return fn
    return deco


# ---- form 1: the monthly table ----
@case(("ods", "csv"))
def form1_monthly(c):
    s = c.sheet()
    s.title("遵义市2024年1—5月主要经济指标月报表", 14)
    s.add(None, None, None, None, None, None, None, None, None, None, None, "制表：综合科")
    s.add("指标名称", "计量单位", "本月", "本月同比±%", "1—5月累计", "累计同比±%", "比上月累计增速±百分点", "全国增速",
          "全省增速", "增速居全省位次", "较上月位次±", "年度目标", "完成%", "较序时±百分点")
    for n, u in ((FAI, "亿元"), ("  其中：工业投资", "亿元"), (RETAIL, "亿元"), (REVENUE, "亿元"), (VA, "亿元"),
                 (POWER, "亿千瓦时"), ("实际利用外资", "万美元")):
        m, mg, l, g, na, pr, rk, t = c.v(), c.g(), c.v(), c.g(), c.g(), c.g(), c.rng.randint(1, 9), c.v(900, 2000)
        s.add(n, u, m, mg, l, g, 0.3, na, pr, rk, -1, t, round(l / t * 100, 1), 1.2)
        name = n.replace("其中：", "").strip()
        c.say(CITY, name, "2024-05", m, mg, "period", u)
        c.say(CITY, name, "2024-05", l, g, "", u, rank=rk)
        c.say(NATION, name, "2024-05", None, na)
        c.say(PROVINCE, name, "2024-05", None, pr)
        c.say(CITY, name, "2024", t, None, "", u, "target")
    s.add("注：全国、全省增速为累计同比增速。")


@case()
def form1_balances(c):
    s = c.sheet("金融")
    s.title("2024年5月末金融机构存贷款情况", 6)
    s.add(None, None, None, None, "单位：亿元、%")
    s.add("指标", "期末余额", "同比%", "比年初增减", "同比多（少）增", "全省增速")
    for n in (DEPOSITS, "住户存款余额", LOANS, "中长期贷款余额"):
        l, g, p = c.v(), c.g(), c.g()
        s.add(n, l, g, c.v(-20, 40), c.v(-20, 20), p)
        c.say(CITY, n, "2024-05", l, g, "end", "亿元")
        c.say(PROVINCE, n, "2024-05", None, p, "end")
    s.add("制表人：张三", None, "审核人：李四")


# ---- form 2: counties with ranks ----
@case(("ods", "csv"))
def form2_counties(c):
    s = c.sheet()
    inds = [GDP, FAI, RETAIL]
    s.title("2024年上半年各县（市、区）主要经济指标及排名表", 1 + 5 * len(inds))
    s.add(*([None] * 14), "单位：亿元、%、位")
    h1, h2 = ["县（市、区）"], [None]
    for n in inds:
        h1 += [n, None, None, None, None]
        h2 += ["总量", "总量位次", "增速%", "增速位次", "较上期位次±"]
    r = s.add(*h1)
    s.add(*h2)
    s.merge(r, 0, r + 1, 0)
    for i in range(len(inds)):
        s.merge(r, 1 + 5 * i, r, 5 + 5 * i)
    for code, name in [(CITY, "全　市")] + COUNTIES:
        row = [name]
        for n in inds:
            l, g, rk = c.v(), c.g(), c.rng.randint(1, 14)
            row += [l, None if code == CITY else c.rng.randint(1, 14), g, None if code == CITY else rk,
                    None if code == CITY else c.rng.randint(-3, 3)]
            c.say(code, n, "2024-06", l, g, "", "亿元", rank=None if code == CITY else rk)
        s.add(*row)
    s.add("注：1.位次为全市排名；2.地区生产总值增速按可比价格计算。")


# ---- form 3: cities of the province ----
@case()
def form3_cities(c):
    s = c.sheet("市州")
    s.title("2024年1-5月全省各市（州）一般公共预算收入对比表", 8)
    s.add("单位：亿元、%")
    s.add("市（州）", "总量", "位次", "占全省%", "增速%", "位次", "与全省差（百分点）", "较上期位次±")
    l, g = c.v(2000, 3000), c.g()
    s.add("全省", l, "—", 100, g, "—", "—", "—")
    c.say(PROVINCE, REVENUE, "2024-05", l, g, "", "亿元")
    for code, name in CITIES:
        l, g, rk = c.v(), c.g(), c.rng.randint(1, 9)
        s.add(name, l, c.rng.randint(1, 9), c.v(1, 30), g, rk, c.v(-5, 5, 1), c.rng.randint(-2, 2))
        c.say(code, REVENUE, "2024-05", l, g, "", "亿元", rank=rk)


# ---- form 4: progress against the year's targets ----
@case()
def form4_targets(c):
    s = c.sheet()
    s.title("遵义市2024年主要经济指标年度目标完成进度表", 14)
    r = s.add("序号", "指标", "分管领导", "牵头单位", "年度目标", None, "1—5月完成", "增速%", "完成年度目标%", "较序时±百分点",
              "上年同期进度%", "差距", "研判", "下步措施")
    s.add(None, None, None, None, "总量（亿元）", "增速（%）")
    s.merge(r, 4, r, 5)
    for k in list(range(4)) + list(range(6, 14)):
        s.merge(r, k, r + 1, k)
    for i, n in enumerate((FAI, RETAIL, REVENUE, VA)):
        t, tg, l, g = c.v(900, 2000), c.g(), c.v(), c.g()
        s.add(i + 1, n, "张某", "市发展改革委", t, tg, l, g, round(l / t * 100, 1), -3.1, 35.2, round(t - l, 2), "接近", "加大力度")
        c.say(CITY, n, "2024", t, tg, "", "亿元", "target")
        c.say(CITY, n, "2024-05", l, g, "", "亿元")


# ---- form 5: half-year forecast ----
@case()
def form5_half(c):
    s = c.sheet()
    s.title("2024年“双过半”预计表", 14)
    s.add("指标", "单位", "全年目标", "上半年目标", "1—5月完成", "同比%", "6月预计", "上年6月", "上半年预计", "预计同比%",
          "占全年%", "超（欠）额", "能否双过半", "主要支撑")
    for n in (FAI, RETAIL, REVENUE):
        t, h, l, g, j, jl, p, pg = c.v(1500, 2000), c.v(700, 900), c.v(), c.g(), c.v(), c.v(), c.v(), c.g()
        s.add(n, "亿元", t, h, l, g, j, jl, p, pg, 48.2, round(p - h, 2), "能", "工业")
        c.say(CITY, n, "2024", t, None, "", "亿元", "target")
        c.say(CITY, n, "2024-06", h, None, "", "亿元", "target")
        c.say(CITY, n, "2024-05", l, g, "", "亿元")
        c.say(CITY, n, "2024-06", j, None, "period", "亿元", "forecast", base=jl)
        c.say(CITY, n, "2023-06", jl, None, "period", "亿元")
        c.say(CITY, n, "2024-06", p, pg, "", "亿元", "forecast")
    s.add("填表人：", None, "审核人：", None, "主要负责人（签字盖章）：")


# ---- several tables ----
@case(("csv",))
def stacked(c):
    s = c.sheet()
    s.title("表一  2024年1-4月各县区固定资产投资", 4)
    s.add("地区", "总量（亿元）", "增速（%）", "位次")
    for code, name in COUNTIES[:5]:
        l, g, k = c.v(), c.g(), c.rng.randint(1, 14)
        s.add(name, l, g, k)
        c.say(code, FAI, "2024-04", l, g, "", "亿元", rank=k)
    s.add()
    s.title("表二  2024年1-4月各县区社会消费品零售总额", 4)
    s.add("地区", "总量（万元）", "增速（%）", "位次")
    for code, name in COUNTIES[:5]:
        l, g, k = c.v(10000, 90000, 0), c.g(), c.rng.randint(1, 14)
        s.add(name, l, g, k)
        c.say(code, RETAIL, "2024-04", l, g, "", "万元", rank=k)


@case(("csv", "ods"))
def panels(c):
    s = c.sheet()
    s.title("2024年1-5月各县（市、区）一般公共预算收入", 6)
    s.add(None, None, None, None, None, "单位：万元、%")
    s.add("地区", "累计完成", "同比增长", "地区", "累计完成", "同比增长")
    for i in range(7):
        row = []
        for code, name in (COUNTIES[i], COUNTIES[i + 7]):
            l, g = c.v(10000, 90000, 0), c.g()
            row += [name, l, g]
            c.say(code, REVENUE, "2024-05", l, g, "", "万元")
        s.add(*row)


@case()
def sheet_per_county(c):
    for code, name in COUNTIES[:4]:
        s = c.sheet(name)
        s.title("2024年1-3月主要经济指标", 4)
        s.add("指标", "单位", "总量", "增速（%）")
        for n, u in ((FAI, "亿元"), (RETAIL, "亿元"), (VA, "亿元")):
            l, g = c.v(), c.g()
            s.add(n, u, l, g)
            c.say(code, n, "2024-03", l, g, "", u)


@case()
def sheet_per_month(c):
    for m in (3, 4, 5):
        s = c.sheet(f"{m}月")
        s.title("2024年遵义市工业用电量情况", 3)
        s.add("县区", "累计（万千瓦时）", "同比（%）")
        for code, name in COUNTIES[:5]:
            l, g = c.v(1000, 9000, 0), c.g()
            s.add(name, l, g)
            c.say(code, POWER, f"2024-{m:02}", l, g, "", "万千瓦时")


# ---- long ----
@case(("csv",))
def long_chinese(c):
    s = c.sheet()
    s.add("地区", "指标", "时期", "数值", "单位")
    for code, name in COUNTIES[:4]:
        for n in (FAI, RETAIL):
            for m in (4, 5):
                l = c.v()
                s.add(name, n, f"2024年1-{m}月", l, "亿元")
                c.say(code, n, f"2024-{m:02}", l, None, "", "亿元")


@case()
def long_two_measures(c):
    s = c.sheet()
    s.add("年份", "月份", "区划代码", "地区名称", "指标名称", "本期累计", "同比增速(%)", "备注")
    for m in (3, 6):
        for code, name in COUNTIES[:3]:
            for n in (FAI, REVENUE):
                l, g = c.v(), c.g()
                s.add(2024, m, int(code), name, n, l, g, "快" if m == 3 else None)
                c.say(code, n, f"2024-{m:02}", l, g, "", "亿元")


# ---- periods down, periods across ----
@case(("csv",))
def months_down(c):
    s = c.sheet()
    s.title("遵义市2024年主要指标分月累计情况", 5)
    s.add("单位：亿元、%")
    r = s.add("月份", FAI, None, REVENUE, None)
    s.add(None, "累计", "增长%", "累计", "增长%")
    s.merge(r, 1, r, 2)
    s.merge(r, 3, r, 4)
    s.merge(r, 0, r + 1, 0)
    for m in ("1-2月", "1-3月", "1-4月", "1-5月"):
        row = [m]
        for n in (FAI, REVENUE):
            l, g = c.v(), c.g()
            row += [l, g]
            c.say(CITY, n, f"2024-0{m[2]}", l, g, "", "亿元")
        s.add(*row)


@case()
def years_across(c):
    s = c.sheet()
    s.title("历年主要经济指标", 7)
    s.add("指标", "单位", 2019, 2020, 2021, 2022, 2023)
    for n, u in ((GDP, "亿元"), (FAI, "亿元"), (URBAN, "元"), ("第一产业增加值", "亿元")):
        row = [n, u]
        for y in range(2019, 2024):
            l = c.v(10000, 50000, 0) if u == "元" else c.v()
            row.append(l)
            c.say(CITY, n, str(y), l, None, "", u)
        s.add(*row)


@case()
def years_down(c):
    s = c.sheet()
    s.title("遵义市历年地区生产总值（亿元）", 5)
    s.add("年份", "地区生产总值", "第一产业", "第二产业", "第三产业")
    for y in range(2015, 2024):
        row = [y]
        for n in (GDP, "第一产业增加值", "第二产业增加值", "第三产业增加值"):
            l = c.v()
            row.append(l)
            c.say(CITY, n, str(y), l, None, "", "亿元")
        s.add(*row)


@case(("ods",))
def dates_across(c):
    s = c.sheet()
    s.title("各县区社会消费品零售总额（累计，万元）", 6)
    s.add("县区", Day(2024, 2), Day(2024, 3), Day(2024, 4), Day(2024, 5))
    for code, name in COUNTIES:
        row, l = [name], 0
        for m in range(2, 6):
            l += c.v(1000, 9000, 0)
            row.append(l)
            c.say(code, RETAIL, f"2024-{m:02}", l, None, "", "万元")
        s.add(*row)


@case()
def quarters_across(c):
    s = c.sheet("GDP")
    s.title("2023年各县区地区生产总值", 9)
    r = s.add("地区", "一季度", None, "上半年", None, "前三季度", None, "全年", None)
    s.add(None, *(["总量（亿元）", "增速（%）"] * 4))
    s.merge(r, 0, r + 1, 0)
    for k in range(4):
        s.merge(r, 1 + 2 * k, r, 2 + 2 * k)
    for code, name in [(CITY, "全市")] + COUNTIES[:6]:
        row = [name]
        for m in (3, 6, 9, 12):
            l, g = c.v(), c.g()
            row += [l, g]
            c.say(code, GDP, f"2023-{m:02}", l, g, "", "亿元")
        s.add(*row)


@case()
def single_quarters(c):
    s = c.sheet()
    s.title("遵义市分季度地区生产总值（当季）", 5)
    s.add("单位：亿元")
    s.add("指标", "2023年一季度", "2023年二季度", "2023年三季度", "2023年四季度")
    for n in (GDP, "第二产业增加值"):
        row = [n]
        for q in range(1, 5):
            l = c.v()
            row.append(l)
            c.say(CITY, n, f"2023-Q{q}", l, None, "period", "亿元")
        s.add(*row)


@case()
def growth_only(c):
    s = c.sheet()
    s.title("2024年各县区规模以上工业增加值累计增速", 6)
    s.add(None, None, None, None, None, "单位：%")
    s.add("地区", "1-2月", "1-3月", "1-4月", "1-5月", "1-6月")
    for code, name in [(CITY, "全市")] + COUNTIES:
        row = [name]
        for m in range(2, 7):
            g = c.g()
            row.append(g)
            c.say(code, VA, f"2024-{m:02}", None, g)
        s.add(*row)


@case(("csv",))
def flat_header(c):
    s = c.sheet()
    s.add("2024年6月县区主要指标")
    s.add("地区", "固定资产投资（亿元）", "增速（%）", "位次", "规上工业增加值增速（%）", "位次", "社零总额（万元）", "同比±%", "位次")
    for code, name in COUNTIES:
        l, g, k, vg, vk, l2, g2, k2 = c.v(), c.g(), c.rng.randint(1, 14), c.g(), c.rng.randint(1, 14), c.v(1000, 9000, 0), c.g(), c.rng.randint(1, 14)
        s.add(name, l, g, k, vg, vk, l2, g2, k2)
        c.say(code, FAI, "2024-06", l, g, "", "亿元", rank=k)
        c.say(code, VA, "2024-06", None, vg, rank=vk)
        c.say(code, RETAIL, "2024-06", l2, g2, "", "万元", rank=k2)


# ---- several levels, several stubs ----
@case(("ods",))
def area_then_indicator(c):
    s = c.sheet()
    s.title("2024年1-5月县区主要指标", 5)
    s.add("地区", "指标", "单位", "累计", "同比增长（%）")
    for code, name in COUNTIES[:4]:
        first = None
        for n, u in ((FAI, "亿元"), (RETAIL, "亿元"), (POWER, "万千瓦时")):
            l, g = c.v(), c.g()
            r = s.add(name if first is None else None, n, u, l, g)
            first = r if first is None else first
            c.say(code, n, "2024-05", l, g, "", u)
        s.merge(first, 0, first + 2, 0)


@case()
def indicators_by_areas(c):
    s = c.sheet()
    s.title("遵义市2024年1-4月分县区主要指标", 10)
    h1, h2 = ["指标", "单位"], [None, None]
    areas = [(CITY, "全市")] + COUNTIES[:3]
    for _, n in areas:
        h1 += [n, None]
        h2 += ["总量", "增速（%）"]
    r = s.add(*h1)
    s.add(*h2)
    s.merge(r, 0, r + 1, 0)
    s.merge(r, 1, r + 1, 1)
    for k in range(len(areas)):
        s.merge(r, 2 + 2 * k, r, 3 + 2 * k)
    for n, u in ((FAI, "亿元"), (REVENUE, "万元"), (VA, "亿元")):
        row = [n, u]
        for code, _ in areas:
            l, g = c.v(), c.g()
            row += [l, g]
            c.say(code, n, "2024-04", l, g, "", u)
        s.add(*row)


@case()
def three_levels(c):
    s = c.sheet()
    s.title("2024年主要经济指标", 9)
    r = s.add("地区", "1-5月", None, None, None, "1-6月", None, None, None)
    s.add(None, FAI, None, RETAIL, None, FAI, None, RETAIL, None)
    s.add(None, *(["总量（亿元）", "增速（%）"] * 4))
    s.merge(r, 0, r + 2, 0)
    s.merge(r, 1, r, 4)
    s.merge(r, 5, r, 8)
    for k in range(4):
        s.merge(r + 1, 1 + 2 * k, r + 1, 2 + 2 * k)
    for code, name in COUNTIES[:6]:
        row = [name]
        for m in (5, 6):
            for n in (FAI, RETAIL):
                l, g = c.v(), c.g()
                row += [l, g]
                c.say(code, n, f"2024-{m:02}", l, g, "", "亿元")
        s.add(*row)


@case(("csv",))
def fiscal(c):
    s = c.sheet()
    s.title("2024年5月份财政收支情况", 9)
    s.add(None, None, None, None, None, None, None, None, "单位：万元")
    r = s.add("项目", "本月数", None, None, "累计数", None, None, None, "年初预算数")
    s.add(None, "本年", "上年同期", "增减%", "本年", "上年同期", "增减额", "增减%", None)
    s.merge(r, 0, r + 1, 0)
    s.merge(r, 1, r, 3)
    s.merge(r, 4, r, 7)
    s.merge(r, 8, r + 1, 8)
    for n, name in (("一、一般公共预算收入", REVENUE), ("（一）税收收入", TAX), ("（二）非税收入", "非税收入"), ("二、一般公共预算支出", "一般公共预算支出")):
        m, ml, mg, l, ll, lg, t = (c.v(10000, 90000, 0), c.v(10000, 90000, 0), c.g(), c.v(10000, 900000, 0),
                                   c.v(10000, 900000, 0), c.g(), c.v(900000, 2000000, 0))
        s.add(n, m, ml, mg, l, ll, round(l - ll, 0), lg, t)
        c.say(CITY, name, "2024-05", m, mg, "period", "万元", base=ml)
        c.say(CITY, name, "2023-05", ml, None, "period", "万元")
        c.say(CITY, name, "2024-05", l, lg, "", "万元", base=ll)
        c.say(CITY, name, "2023-05", ll, None, "", "万元")
        c.say(CITY, name, "2024", t, None, "", "万元", "target")


@case()
def year_pairs(c):
    s = c.sheet()
    s.title("各县区固定资产投资完成情况（亿元）", 4)
    s.add("县区", "2024年1-6月", "2023年1-6月", "同比增长%")
    for code, name in COUNTIES:
        a, b, g = c.v(), c.v(), c.g()
        s.add(name, a, b, g)
        c.say(code, FAI, "2024-06", a, None, "", "亿元")
        c.say(code, FAI, "2023-06", b, None, "", "亿元")
        c.say(code, FAI, "2024-06", None, g)


@case()
def year_over_months(c):
    s = c.sheet()
    s.title("遵义市社会消费品零售总额分月情况", 7)
    s.add("单位：亿元")
    r = s.add("地区", "2023年", None, None, "2024年", None, None)
    s.add(None, "1-2月", "1-3月", "1-4月", "1-2月", "1-3月", "1-4月")
    s.merge(r, 0, r + 1, 0)
    s.merge(r, 1, r, 3)
    s.merge(r, 4, r, 6)
    for code, name in COUNTIES[:5]:
        row = [name]
        for y in (2023, 2024):
            for m in (2, 3, 4):
                l = c.v()
                row.append(l)
                c.say(code, RETAIL, f"{y}-{m:02}", l, None, "", "亿元")
        s.add(*row)


# ---- how figures are written ----
@case(("csv",))
def written_growth(c):
    s = c.sheet()
    s.title("2024年一季度各县区一般公共预算收入", 3)
    s.add("地区", "总量（万元）", "同比")
    words = ["增长{}%", "下降{}%", "持平", "↑{}", "↓{}", "+{}%", "-{}", "{}％", "上升{}", "回落{}"]
    for i, (code, name) in enumerate(COUNTIES):
        l, w = c.v(10000, 90000, 0), words[i % len(words)]
        g = abs(c.g())
        text = w.format(g)
        sign = -1 if w[0] in "下↓-回" else 1
        value = 0 if w == "持平" else round(sign * g, 1)
        s.add(name, f"{int(l):,}", text)
        c.say(code, REVENUE, "2024-03", l, value, "", "万元")


@case(("ods",))
def percent_cells(c):
    s = c.sheet()
    s.title("2024年1-5月各县区主要指标", 5)
    r = s.add("地区", "固定资产投资", None, "社会消费品零售总额", None)
    s.add(None, "总量（亿元）", "增速", "总量（亿元）", "增速")
    s.merge(r, 0, r + 1, 0)
    s.merge(r, 1, r, 2)
    s.merge(r, 3, r, 4)
    for code, name in COUNTIES:
        row = [name]
        for n in (FAI, RETAIL):
            l, g = c.v(), c.g()
            row += [l, Pct(g)]
            c.say(code, n, "2024-05", l, g, "", "亿元")
        s.add(*row)


@case()
def masks(c):
    s = c.sheet()
    s.title("2024年1-5月各县区规模以上工业主要指标", 5)
    s.add("地区", "规模以上工业增加值增速（%）", "工业用电量（万千瓦时）", "增速（%）", "备注")
    marks = ["—", "X", "…", "-", "/", "暂无", "**", None]
    for i, (code, name) in enumerate(COUNTIES):
        g, l, g2 = c.g(), c.v(), c.g()
        row = [name, g, l, g2, None]
        if i < len(marks):
            row[1 + i % 3] = marks[i]
        s.add(*row)
        c.say(code, VA, "2024-05", None, row[1] if row[1] == g else None)
        c.say(code, POWER, "2024-05", row[2] if row[2] == l else None, row[3] if row[3] == g2 else None, "", "万千瓦时")


@case()
def unit_percent_rows(c):
    s = c.sheet()
    s.title("遵义市2024年1-5月经济运行情况", 4)
    s.add("指标", "单位", "1-5月", "比上年同期增长（%）")
    for n, u, l, g in ((VA, "%", c.g(), None), (FAI, "%", c.g(), None), (RETAIL, "亿元", c.v(), c.g()),
                       ("工业产品产销率", "%", 96.3, None), (REVENUE, "亿元", c.v(), c.g()),
                       ("城镇调查失业率", "%", 5.3, None)):
        s.add(n, u, l, g)
        if u == "%" and "率" not in n:
            c.say(CITY, n, "2024-05", None, l)
        else:
            c.say(CITY, n, "2024-05", l, g, "", u)


@case()
def growth_rows(c):
    s = c.sheet()
    s.title("遵义市2024年上半年主要经济指标", 3)
    s.add("指标名称", "单位", "上半年")
    for n in (GDP, FAI, RETAIL):
        l, g = c.v(), c.g()
        s.add(n, "亿元", l)
        s.add("　增速", "%", g)
        c.say(CITY, n, "2024-06", l, g, "", "亿元")


@case()
def prices(c):
    s = c.sheet()
    s.title("2024年5月价格指数", 4)
    s.add("指标", "单位", "当月（上年同月=100）", "1-5月累计（上年同期=100）")
    for n in ("居民消费价格指数", "工业生产者出厂价格指数"):
        a, b = round(c.rng.uniform(98, 103), 1), round(c.rng.uniform(98, 103), 1)
        s.add(n, None, a, b)
        c.say(CITY, n, "2024-05", a, None, "period")
        c.say(CITY, n, "2024-05", b, None, "ytd")


@case()
def incomes(c):
    s = c.sheet()
    s.title("2024年一季度城乡居民收入情况", 5)
    s.add("地区", "城镇常住居民人均可支配收入（元）", "增长（%）", "农村常住居民人均可支配收入（元）", "增长（%）")
    for code, name in [(CITY, "全市")] + COUNTIES:
        a, g, b, h = c.v(8000, 15000, 0), c.g(), c.v(3000, 6000, 0), c.g()
        s.add(name, a, g, b, h)
        c.say(code, URBAN, "2024-Q1", a, g, "", "元")
        c.say(code, RURAL, "2024-Q1", b, h, "", "元")


# ---- parts and parents ----
@case(("csv",))
def sub_rows(c):
    s = c.sheet()
    s.title("遵义市2024年1-5月主要经济指标", 4)
    s.add("指标", "计量单位", "累计", "同比±%")
    for n, name, u in (("一、地区生产总值（一季度）", GDP, "亿元"), ("    第一产业", "第一产业增加值", "亿元"), ("    第二产业", "第二产业增加值", "亿元"),
                       ("    第三产业", "第三产业增加值", "亿元"), ("二、固定资产投资", FAI, "亿元"), ("    其中：工业", "工业投资", "亿元"),
                       ("          民间投资", "民间投资", "亿元"), ("          #房地产开发投资", "房地产开发投资", "亿元"),
                       ("三、全社会用电量", "全社会用电量", "亿千瓦时"), ("    其中：工业用电", POWER, "亿千瓦时"),
                       ("四、进出口总额", "进出口总额", "亿元"), ("    出口", "出口总额", "亿元"), ("    进口", "进口总额", "亿元"),
                       ("五、居民人均可支配收入（一季度）", "居民人均可支配收入", "元"), ("    城镇", URBAN, "元"), ("    农村", RURAL, "元")):
        l, g = c.v(), c.g()
        s.add(n, u, l, g)
        q = "一季度" in n or name.startswith("第") or name in (URBAN, RURAL)
        c.say(CITY, name, "2024-03" if q else "2024-05", l, g, "", u)


@case()
def parents_in_rows(c):
    s = c.sheet()
    s.title("2024年1-6月固定资产投资增速", 3)
    s.add("地　区", "增速（%）", "位次")
    for code, name in [(NATION, "全　国"), (PROVINCE, "全　省"), (CITY, "全　市")] + COUNTIES:
        g = c.g()
        k = c.rng.randint(1, 14) if len(code) == 6 and code not in (NATION, PROVINCE, CITY) else None
        s.add(name, g, k)
        c.say(code, FAI, "2024-06", None, g, rank=k)


@case()
def totals(c):
    s = c.sheet()
    s.title("2024年1-5月各县区一般公共预算收入完成情况", 3)
    s.add("单位：万元")
    s.add("区划代码", "县区", "累计")
    all_, part = 0, 0
    for i, (code, name) in enumerate(COUNTIES):
        l = c.v(10000, 90000, 0)
        s.add(int(code), name, l)
        c.say(code, REVENUE, "2024-05", l, None, "", "万元")
        all_ += l
        part += l
        if name == "播州区":
            s.add(None, "小计", Formula("SUM(C4:C6)", part))
            part = 0
    s.add("合计", None, Formula("SUM(C4:C18)", all_))


@case()
def groups(c):
    s = c.sheet()
    s.title("2024年1-5月县区工业用电量（万千瓦时）", 3)
    s.add("地区", "累计", "同比%")
    for title, part in (("一、中心城区", COUNTIES[:3]), ("二、北部县区", COUNTIES[3:9]), ("三、其他", COUNTIES[9:])):
        s.add(title)
        for code, name in part:
            l, g = c.v(), c.g()
            s.add("　" + name, l, g)
            c.say(code, POWER, "2024-05", l, g, "", "万千瓦时")


@case()
def indicator_blocks(c):
    s = c.sheet()
    s.title("2024年1-5月各县区主要指标", 3)
    s.add("项目", "累计", "同比%")
    for n, u in ((FAI, "亿元"), (REVENUE, "万元")):
        s.add(f"{n}（{u}）")
        for code, name in COUNTIES[:5]:
            l, g = c.v(), c.g()
            s.add("  " + name, l, g)
            c.say(code, n, "2024-05", l, g, "", u)


# ---- titles, notes, kinds ----
@case()
def flash(c):
    s = c.sheet()
    s.add("遵义市主要经济指标快报")
    s.add("2024年6月", None, None, "计量单位：亿元")
    s.add("指标", "本月", "本月止累计", "累计同比（%）")
    s.add("甲", 1, 2, 3)
    for n in (FAI, RETAIL, REVENUE):
        m, l, g = c.v(), c.v(), c.g()
        s.add(n, m, l, g)
        c.say(CITY, n, "2024-06", m, None, "period", "亿元", "flash")
        c.say(CITY, n, "2024-06", l, g, "", "亿元", "flash")
    s.add("说明：本表为快报数，以核定数为准。")
    s.add("联系电话：0851-12345678")


@case()
def second_line_period(c):
    s = c.sheet()
    s.title("全省及各市州规模以上工业增加值增速", 4)
    s.title("（2024年1－7月）", 4)
    s.add("地区", "当月（%）", "累计（%）", "累计位次")
    for code, name in [(NATION, "全国"), (PROVINCE, "贵州省")] + CITIES:
        a, b = c.g(), c.g()
        k = None if code in (NATION, PROVINCE) else c.rng.randint(1, 9)
        s.add(name, a, b, k)
        c.say(code, VA, "2024-07", None, a, "period")
        c.say(code, VA, "2024-07", None, b, "ytd", rank=k)


@case()
def header_linebreaks(c):
    s = c.sheet()
    s.title("2024年1-5月各县（市、区）\n主要经济指标", 6)
    r = s.add("县\n（市、区）", "固定资产投资\n（不含农户）", None, "规模以上\n工业增加值", "金融机构各项\n存款余额", None)
    s.add(None, "总量\n（亿元）", "同比增长\n（%）", "增速\n（%）", "余额\n（亿元）", "增速\n（%）")
    s.merge(r, 0, r + 1, 0)
    s.merge(r, 1, r, 2)
    s.merge(r, 4, r, 5)
    for code, name in COUNTIES:
        l, g, v, d, dg = c.v(), c.g(), c.g(), c.v(), c.g()
        s.add(name, l, g, v, d, dg)
        c.say(code, FAI, "2024-05", l, g, "", "亿元")
        c.say(code, VA, "2024-05", None, v)
        c.say(code, DEPOSITS, "2024-05", d, dg, "end", "亿元")


@case()
def split_header(c):
    s = c.sheet()
    s.title("2024年1-5月主要指标", 5)
    s.add("地区", "规模以上", None, "社会消费品", None)
    s.add(None, "工业增加值", None, "零售总额", None)
    s.add(None, "亿元", "%", "亿元", "%")
    for code, name in COUNTIES[:6]:
        a, b, d, e = c.v(), c.g(), c.v(), c.g()
        s.add(name, a, b, d, e)
        c.say(code, VA, "2024-05", a, b, "", "亿元")
        c.say(code, RETAIL, "2024-05", d, e, "", "亿元")


@case()
def target_table(c):
    s = c.sheet()
    s.title("2024年各县（市、区）主要经济指标目标任务分解表", 5)
    r = s.add("地区", "固定资产投资", None, "一般公共预算收入", None)
    s.add(None, "总量（亿元）", "增速（%）", "总量（亿元）", "增速（%）")
    s.merge(r, 0, r + 1, 0)
    s.merge(r, 1, r, 2)
    s.merge(r, 3, r, 4)
    for code, name in COUNTIES[:6]:
        row = [name]
        for n in (FAI, REVENUE):
            l, g = c.v(), c.g()
            row += [l, g]
            c.say(code, n, "2024", l, g, "", "亿元", "target")
        s.add(*row)


@case()
def industries_mixed_units(c):
    s = c.sheet()
    s.title("2024年1-5月各县区主要指标", 8)
    s.add(None, None, None, None, None, None, None, "单位：亿元、万平方米、万元、%")
    r = s.add("地区", FAI, None, "商品房销售面积", None, "商品房销售额", None, "位次")
    s.add(None, "绝对量", "±%", "绝对量", "±%", "绝对量", "±%")
    s.merge(r, 0, r + 1, 0)
    for k in (1, 3, 5):
        s.merge(r, k, r, k + 1)
    s.merge(r, 7, r + 1, 7)
    for code, name in COUNTIES[:8]:
        row = [name]
        for n, u in ((FAI, "亿元"), ("商品房销售面积", "万平方米"), ("商品房销售额", "亿元")):
            l, g = c.v(), c.g()
            row += [l, g]
            c.say(code, n, "2024-05", l, g, "", u)
        k = c.rng.randint(1, 14)
        row.append(k)
        c.say(code, "商品房销售额", "2024-05", None, None, "", "亿元", rank=k)
        s.add(*row)


@case()
def province_and_nation_columns(c):
    s = c.sheet()
    s.title("2024年1-6月遵义市与全省、全国主要指标增速对比", 6)
    r = s.add("指标", "遵义市", None, "全省", "全国", "与全省比（百分点）")
    s.add(None, "总量（亿元）", "增速（%）", "增速（%）", "增速（%）", None)
    s.merge(r, 0, r + 1, 0)
    s.merge(r, 1, r, 2)
    s.merge(r, 5, r + 1, 5)
    for n in (FAI, RETAIL, REVENUE, VA):
        l, g, p, na = c.v(), c.g(), c.g(), c.g()
        s.add(n, l, g, p, na, round(g - p, 1))
        c.say(CITY, n, "2024-06", l, g, "", "亿元")
        c.say(PROVINCE, n, "2024-06", None, p)
        c.say(NATION, n, "2024-06", None, na)


@case()
def months_single(c):
    s = c.sheet()
    s.title("2024年各县区工业用电量分月情况（万千瓦时）", 8)
    s.add("地区", "1月", "2月", "3月", "4月", "5月", "1-5月累计", "累计同比%")
    for code, name in COUNTIES[:8]:
        ms = [c.v(1000, 9000, 0) for _ in range(5)]
        g = c.g()
        s.add(name, *ms, sum(ms), g)
        for i, m in enumerate(ms):
            c.say(code, POWER, f"2024-{i + 1:02}", m, None, "period", "万千瓦时")
        c.say(code, POWER, "2024-05", sum(ms), g, "ytd", "万千瓦时")


@case()
def index_growth(c):
    s = c.sheet()
    s.title("2023年各县区地区生产总值", 4)
    s.add("单位：亿元")
    s.add("地区", "地区生产总值", "为上年%", "人均")
    s.rows[-1] = s.rows[-1][:3]
    for code, name in COUNTIES[:6]:
        l, g = c.v(), c.g()
        s.add(name, l, round(100 + g, 1))
        c.say(code, GDP, "2023", l, g, "", "亿元")


@case()
def own_text(c):
    """Full-width digits, units behind numbers, footnote marks."""
    s = c.sheet()
    s.title("二〇二四年主要指标（1—5月）", 3)
    s.rows[-1][0] = "2024年主要指标（１—５月）"
    s.add("指标", "累计", "同比增长")
    for i, n in enumerate((FAI + "*", RETAIL + "①", REVENUE + "[注]")):
        l, g = c.v(), c.g()
        text = [f"{l}亿元", f"{l}".translate(str.maketrans("0123456789.", "０１２３４５６７８９．")), l][i]
        s.add(n, text, f"{g}%")
        c.say(CITY, (FAI, RETAIL, REVENUE)[i], "2024-05", l, g, "", "亿元")


# ---- second round: what real files add ----
@case()
def category_column(c):
    s = c.sheet()
    s.title("遵义市2024年1-5月主要指标", 5)
    r = s.add("指标", None, "单位", "1-5月累计", "同比增长（%）")
    s.merge(r, 0, r, 1)
    for cat, items in (("工业", (("规模以上工业增加值", VA, "亿元"), ("用电量", POWER, "亿千瓦时"))),
                       ("投资", (("固定资产投资", FAI, "亿元"), ("工业", "工业投资", "亿元"), ("民间", "民间投资", "亿元"))),
                       ("财政金融", (("一般公共预算收入", REVENUE, "亿元"), ("各项存款余额", DEPOSITS, "亿元")))):
        first = None
        for text, n, u in items:
            l, g = c.v(), c.g()
            r = s.add(cat if first is None else None, text, u, l, g)
            first = r if first is None else first
            c.say(CITY, n, "2024-05", l, g, "", u)
        s.merge(first, 0, first + len(items) - 1, 0)


@case(("csv",))
def unit_in_corner(c):
    s = c.sheet()
    s.add("各县区主要指标（2024年1-5月）")
    s.add("单位：亿元", "固定资产投资", "社会消费品零售总额", "一般公共预算收入")
    for code, name in COUNTIES[:7]:
        row = [name]
        for n in (FAI, RETAIL, REVENUE):
            l = c.v()
            row.append(l)
            c.say(code, n, "2024-05", l, None, "", "亿元")
        s.add(*row)


@case()
def month_numbers(c):
    s = c.sheet()
    s.title("2024年各县区工业用电量（当月，万千瓦时）", 6)
    s.add("县区", 1, 2, 3, 4, 5)
    for code, name in COUNTIES[:7]:
        row = [name]
        for m in range(1, 6):
            l = c.v(1000, 9000, 0)
            row.append(l)
            c.say(code, POWER, f"2024-{m:02}", l, None, "period", "万千瓦时")
        s.add(*row)


@case()
def rank_first(c):
    s = c.sheet()
    s.title("2024年1-5月一般公共预算收入增速排名", 4)
    s.add("位次", "县（市、区）", "总量（万元）", "增速（%）")
    for i, (code, name) in enumerate(COUNTIES):
        l, g = c.v(10000, 90000, 0), c.g()
        s.add(i + 1, name, l, g)
        c.say(code, REVENUE, "2024-05", l, g, "", "万元")


@case()
def rank_summary(c):
    s = c.sheet("位次汇总")
    s.title("2024年1-5月各县区主要指标位次汇总表", 6)
    s.add("县区", FAI, RETAIL, REVENUE, "前三名个数", "平均位次")
    for code, name in COUNTIES[:6]:
        s.add(name, c.rng.randint(1, 14), c.rng.randint(1, 14), c.rng.randint(1, 14), 1, 4.3)
    s = c.sheet("收入")
    s.title("2024年1-5月一般公共预算收入", 3)
    s.add("县区", "总量（万元）", "增速（%）")
    for code, name in COUNTIES[:6]:
        l, g = c.v(10000, 90000, 0), c.g()
        s.add(name, l, g)
        c.say(code, REVENUE, "2024-05", l, g, "", "万元")


@case()
def total_over_parts(c):
    s = c.sheet()
    s.title("2024年1-5月各县区一般公共预算收入分项情况", 7)
    s.add(None, None, None, None, None, None, "单位：万元、%")
    r = s.add("地区", "一般公共预算收入", None, None, None, None, None)
    s.add(None, "合计", "增速", "税收收入", "增速", "非税收入", "增速")
    s.merge(r, 0, r + 1, 0)
    s.merge(r, 1, r, 6)
    for code, name in COUNTIES[:6]:
        row = [name]
        for n in (REVENUE, TAX, "非税收入"):
            l, g = c.v(10000, 90000, 0), c.g()
            row += [l, g]
            c.say(code, n, "2024-05", l, g, "", "万元")
        s.add(*row)


@case()
def as_of_date(c):
    s = c.sheet()
    s.title("各县区金融机构人民币存贷款余额", 5)
    s.add("截至2024年5月31日", None, None, None, "单位：亿元、%")
    s.add("地区", "存款余额", "同比增长", "贷款余额", "同比增长")
    for code, name in COUNTIES[:6]:
        a, b, d, e = c.v(), c.g(), c.v(), c.g()
        s.add(name, a, b, d, e)
        c.say(code, DEPOSITS, "2024-05", a, b, "end", "亿元")
        c.say(code, LOANS, "2024-05", d, e, "end", "亿元")


@case()
def bilingual(c):
    s = c.sheet()
    s.title("2024年1-5月主要指标 Main Indicators", 4)
    s.add("指标 Indicators", "单位 Unit", "累计 Accumulated", "同比增长% Growth")
    for n, en in ((FAI, "Investment in Fixed Assets"), (RETAIL, "Total Retail Sales of Consumer Goods")):
        l, g = c.v(), c.g()
        s.add(n + "\n" + en, "亿元", l, g)
        c.say(CITY, n, "2024-05", l, g, "", "亿元")


@case()
def this_and_last_year(c):
    s = c.sheet()
    s.title("遵义市2024年1-5月财政收支情况表", 5)
    s.add("单位：万元")
    s.add("项目", "本年", "上年", "增减额", "增减%")
    for n in (REVENUE, TAX, "一般公共预算支出"):
        a, b, g = c.v(10000, 90000, 0), c.v(10000, 90000, 0), c.g()
        s.add(n, a, b, a - b, g)
        c.say(CITY, n, "2024-05", a, g, "", "万元", base=b)
        c.say(CITY, n, "2023-05", b, None, "", "万元")


@case()
def last_year_whole(c):
    s = c.sheet()
    s.title("2024年1-5月主要经济指标", 5)
    s.add("指标", "2023年全年（亿元）", "1-5月（亿元）", "上年1-5月（亿元）", "增长%")
    for n in (FAI, RETAIL):
        y, a, b, g = c.v(), c.v(), c.v(), c.g()
        s.add(n, y, a, b, g)
        c.say(CITY, n, "2023", y, None, "", "亿元")
        c.say(CITY, n, "2024-05", a, g, "", "亿元", base=b)
        c.say(CITY, n, "2023-05", b, None, "", "亿元")


@case()
def dollars(c):
    s = c.sheet()
    s.title("2024年1-5月外贸外资情况", 4)
    s.add("指标", "单位", "累计", "同比（%）")
    for text, n, u in (("外贸进出口总额", "进出口总额（美元）", "亿美元"), ("  出口", "出口总额（美元）", "亿美元"),
                       ("进出口总额", "进出口总额", "亿元"), ("实际利用外资", "实际利用外资", "亿美元")):
        l, g = c.v(), c.g()
        s.add(text, u, l, g)
        c.say(CITY, n, "2024-05", l, g, "", u)


@case()
def report_date_year(c):
    s = c.sheet()
    s.title("5月份主要经济指标完成情况", 4)
    s.add("填报单位：遵义市统计局", None, None, "填报日期：2024年6月12日")
    s.add("指标", "单位", "本月止累计", "比去年同期增长（%）")
    for n in (FAI, REVENUE):
        l, g = c.v(), c.g()
        s.add(n, "亿元", l, g)
        c.say(CITY, n, "2024-05", l, g, "", "亿元")


@case()
def chinese_numerals(c):
    s = c.sheet()
    s.title("二〇二四年一至五月主要经济指标", 3)
    s.rows[-1][0] = "二〇二四年上半年主要经济指标"
    s.add("指标", "累计（亿元）", "增长（%）")
    for n in (FAI, RETAIL):
        l, g = c.v(), c.g()
        s.add(n, l, g)
        c.say(CITY, n, "2024-06", l, g, "", "亿元")


@case()
def measures_down(c):
    s = c.sheet()
    s.title("遵义市2024年1-5月主要指标", 4)
    s.add("项目", FAI, RETAIL, REVENUE)
    ls, gs, ps = [c.v() for _ in range(3)], [c.g() for _ in range(3)], [c.g() for _ in range(3)]
    s.add("总量（亿元）", *ls)
    s.add("增速（%）", *gs)
    s.add("全省增速（%）", *ps)
    s.add("高于全省（百分点）", *[round(a - b, 1) for a, b in zip(gs, ps)])
    for n, l, g, p in zip((FAI, RETAIL, REVENUE), ls, gs, ps):
        c.say(CITY, n, "2024-05", l, g, "", "亿元")
        c.say(PROVINCE, n, "2024-05", None, p)


@case()
def two_area_columns(c):
    s = c.sheet()
    s.title("2024年上半年重点县区指标", 4)
    s.add("市（州）", "县（市、区）", "地区生产总值（亿元）", "增速（%）")
    for city, rows in (("遵义市", COUNTIES[:3]), ("贵阳市", [("520102", "南明区"), ("520103", "云岩区")])):
        first = None
        for code, name in rows:
            l, g = c.v(), c.g()
            r = s.add(city if first is None else None, name, l, g)
            first = r if first is None else first
            c.say(code, GDP, "2024-06", l, g, "", "亿元")
        s.merge(first, 0, first + len(rows) - 1, 0)


@case()
def industry_split(c):
    s = c.sheet()
    s.title("2024年1-5月各县区规上工业运行情况", 9)
    r = s.add("地区", "规上工业", None, None, None, None, None, "备注")
    s.add(None, "增加值增速（%）", "位次", "总产值（亿元）", "增速（%）", "用电量（万千瓦时）", "增速（%）")
    s.merge(r, 0, r + 1, 0)
    s.merge(r, 1, r, 6)
    for code, name in COUNTIES[:6]:
        g, k, o, og, p, pg = c.g(), c.rng.randint(1, 14), c.v(), c.g(), c.v(), c.g()
        s.add(name, g, k, o, og, p, pg, "正常")
        c.say(code, VA, "2024-05", None, g, rank=k)
        c.say(code, "工业总产值", "2024-05", o, og, "", "亿元")
        c.say(code, POWER, "2024-05", p, pg, "", "万千瓦时")


@case()
def cover_and_contents(c):
    s = c.sheet("封面")
    s.add("遵义市统计月报")
    s.add("2024年第5期")
    s = c.sheet("目录")
    s.add("目  录")
    s.add("序号", "表名", "页码")
    s.add(1, "固定资产投资", 1)
    s.add(2, "社会消费品零售总额", 2)
    for n in (FAI, RETAIL):
        s = c.sheet(n)
        s.title(f"{n}", 3)
        s.add("（2024年1-5月）", None, "单位：亿元、%")
        s.add("地区", "总量", "同比增长")
        for code, name in COUNTIES[:5]:
            l, g = c.v(), c.g()
            s.add(name, l, g)
            c.say(code, n, "2024-05", l, g, "", "亿元")


@case()
def city_without_suffix(c):
    s = c.sheet()
    s.title("贵州省2024年一季度各市州主要指标", 5)
    s.add("地区", "GDP（亿元）", "同比（%）", "规上工业增加值同比（%）", "城镇常住居民人均可支配收入（元）")
    for code, name in (("520100", "贵阳"), ("520200", "六盘水"), ("520300", "遵义"), ("520400", "安顺"), ("520500", "毕节"),
                       ("520600", "铜仁"), ("522300", "黔西南"), ("522600", "黔东南"), ("522700", "黔南")):
        l, g, v, i = c.v(), c.g(), c.g(), c.v(8000, 12000, 0)
        s.add(name, l, g, v, i)
        c.say(code, GDP, "2024-03", l, g, "", "亿元")
        c.say(code, VA, "2024-03", None, v)
        c.say(code, URBAN, "2024-Q1", i, None, "", "元")


@case(("csv",))
def blank_rows_and_footer(c):
    s = c.sheet()
    s.add("附件1")
    s.add()
    s.add(None, "2024年1-4月各县区招商引资到位资金情况表")
    s.add()
    s.add("序号", "县区", "目标任务（亿元）", "到位资金（亿元）", "完成率（%）", "同比（%）", "备注")
    for i, (code, name) in enumerate(COUNTIES[:8]):
        if i == 4:
            s.add()
        t, l, g = c.v(100, 200), c.v(), c.g()
        s.add(i + 1, name, t, l, round(l / t * 100, 1), g, None)
        c.say(code, "招商引资到位资金", "2024", t, None, "", "亿元", "target")
        c.say(code, "招商引资到位资金", "2024-04", l, g, "", "亿元")
    s.add()
    s.add("数据来源：市投资促进局")
    s.add("审核：王五", None, "制表：赵六", None, "2024年5月6日")


@case()
def worded_targets(c):
    s = c.sheet()
    s.title("遵义市2024年经济社会发展主要预期目标", 3)
    s.add("指标", "2024年预期目标", "备注")
    for n, text, g in ((GDP, "6%左右", 6), (VA, "8%以上", 8), (FAI, "5.5%", 5.5), (RETAIL, "增长7%左右", 7)):
        s.add(n, text, "预期性")
        c.say(CITY, n, "2024", None, g, "", "", "target")


@case()
def quarter_expected(c):
    s = c.sheet()
    s.title("2024年主要指标分季度预期目标", 6)
    r = s.add("指标", "一季度", "上半年", "前三季度", "全年")
    for n in (GDP, FAI):
        row = [n]
        for p in ("2024-03", "2024-06", "2024-09", "2024"):
            g = c.g()
            row.append(Pct(g))
            c.say(CITY, n, p, None, g, "", "", "target")
        s.add(*row)


@case()
def sum_in_middle(c):
    """The city's own row at the bottom, a total above it, growths in 个百分点 left out."""
    s = c.sheet()
    s.title("2024年6月末各县区住户存款", 4)
    s.add("县区", "余额（亿元）", "比年初增减（亿元）", "同比增长（%）")
    tot = 0
    for code, name in COUNTIES:
        l, g = c.v(), c.g()
        tot += l
        s.add(name, l, c.v(1, 20), g)
        c.say(code, "住户存款余额", "2024-06", l, g, "end", "亿元")
    s.add("县区合计", round(tot, 2), None, None)
    l, g = round(tot + 10, 2), c.g()
    s.add("全市", l, c.v(1, 20), g)
    c.say(CITY, "住户存款余额", "2024-06", l, g, "end", "亿元")


@case()
def points_in_growth(c):
    s = c.sheet()
    s.title("2024年1-5月工业效益", 4)
    s.add("指标", "单位", "累计", "增长（%）")
    for n, u, l, g in (("规模以上工业企业利润总额", "亿元", c.v(), 5.1), ("工业产品产销率", "%", 96.5, "提高1.2个百分点"),
                       ("规模以上工业企业营业收入", "亿元", c.v(), "-0.5个百分点")):
        s.add(n, u, l, g)
        c.say(CITY, n, "2024-05", l, g if isinstance(g, float) else None, "", u)


@case()
def joint_months(c):
    s = c.sheet()
    s.title("遵义市规模以上工业增加值月度增速（%）", 3)
    s.add("时间", "当月", "累计")
    for t, p in (("2023年11月", "2023-11"), ("2023年12月", "2023-12"), ("2024年1-2月", "2024-02"), ("2024年3月", "2024-03"),
                 ("4月", "2024-04"), ("5月", "2024-05")):
        a, b = c.g(), c.g()
        s.add(t, None if "-" in t else a, b)
        if "-" not in t:
            c.say(CITY, VA, p, None, a, "period")
        c.say(CITY, VA, p, None, b, "ytd")


# ---- third round ----
@case()
def same_names_elsewhere(c):
    """白云区 is in Guangzhou and in Guiyang; the title says which city is meant."""
    s = c.sheet()
    s.title("广州市2024年1-5月各区固定资产投资", 3)
    s.add("区", "总量（亿元）", "增速（%）")
    for code, name in (("440111", "白云区"), ("440106", "天河区"), ("440104", "越秀区")):
        l, g = c.v(), c.g()
        s.add(name, l, g)
        c.say(code, FAI, "2024-05", l, g, "", "亿元")


@case(("csv",))
def statistics_rows(c):
    s = c.sheet()
    s.title("2024年1-5月各县区固定资产投资", 3)
    s.add("县区", "总量（亿元）", "增速（%）")
    for code, name in COUNTIES:
        l, g = c.v(), c.g()
        s.add(name, l, g)
        c.say(code, FAI, "2024-05", l, g, "", "亿元")
    s.add("平均值", 300.5, 3.1)
    s.add("最高", 800.1, 29.1)
    s.add("最低", 12.3, -20.4)
    s.add("联系电话", 12345678, None)


@case()
def years_with_growth(c):
    s = c.sheet()
    s.title("2021—2023年各县区地区生产总值", 7)
    s.add(None, None, None, None, None, None, "单位：亿元、%")
    r = s.add("地区", "2021年", None, "2022年", None, "2023年", None)
    s.add(None, *(["总量", "增速"] * 3))
    s.merge(r, 0, r + 1, 0)
    for k in range(3):
        s.merge(r, 1 + 2 * k, r, 2 + 2 * k)
    for code, name in COUNTIES[:5]:
        row = [name]
        for y in (2021, 2022, 2023):
            l, g = c.v(), c.g()
            row += [l, g]
            c.say(code, GDP, str(y), l, g, "", "亿元")
        s.add(*row)


@case()
def measures_in_stub(c):
    s = c.sheet()
    s.title("2024年1-5月县区指标", 6)
    areas = [(CITY, "全市")] + COUNTIES[:3]
    s.add("指标", "项目", *[n for _, n in areas])
    for n, u in ((FAI, "亿元"), (REVENUE, "万元")):
        ls, gs = [c.v() for _ in areas], [c.g() for _ in areas]
        r = s.add(n, f"总量（{u}）", *ls)
        s.add(None, "增速（%）", *gs)
        s.merge(r, 0, r + 1, 0)
        for (code, _), l, g in zip(areas, ls, gs):
            c.say(code, n, "2024-05", l, g, "", u)


@case()
def units_in_stub(c):
    s = c.sheet()
    s.title("2024年1-5月县区指标", 6)
    areas = COUNTIES[:4]
    s.add("指标", "单位", *[n for _, n in areas])
    for n, u in ((FAI, "亿元"), (RETAIL, "亿元")):
        ls, gs = [c.v() for _ in areas], [c.g() for _ in areas]
        s.add(n, u, *ls)
        s.add("  同比增长", "%", *gs)
        for (code, _), l, g in zip(areas, ls, gs):
            c.say(code, n, "2024-05", l, g, "", u)


@case()
def balances_year_pair(c):
    s = c.sheet()
    s.title("各县区存款余额（亿元）", 4)
    s.add("地区", "2024年5月末", "2023年5月末", "同比增长（%）")
    for code, name in COUNTIES[:6]:
        a, b, g = c.v(), c.v(), c.g()
        s.add(name, a, b, g)
        c.say(code, DEPOSITS, "2024-05", a, g, "end", "亿元")
        c.say(code, DEPOSITS, "2023-05", b, None, "end", "亿元")


@case()
def unclear_rows(c):
    """The catalogue has no own area and no 新蒲新区; what is known is read with --yes."""
    s = c.sheet()
    s.title("2024年1-5月一般公共预算收入", 3)
    s.add("县区", "累计（万元）", "同比（%）")
    l, g = c.v(), c.g()
    s.add("全市", l, g)
    c.say(CITY, REVENUE, "2024-05", l, g, "", "万元")
    s.add("市本级", c.v(), c.g())
    s.add("新蒲新区", c.v(), c.g())
    for code, name in COUNTIES[:4]:
        l, g = c.v(), c.g()
        s.add(name, l, g)
        c.say(code, REVENUE, "2024-05", l, g, "", "万元")


@case()
def unclear_indicators(c):
    s = c.sheet()
    s.title("遵义市2024年1-5月工业增加值增速", 3)
    s.add("指标", "当月（%）", "累计（%）")
    for n, name in (("规模以上工业增加值", VA), ("  其中：轻工业", None), ("        重工业", None), ("  其中：国有控股企业", None),
                    ("  装备制造业", "装备制造业增加值")):
        a, b = c.g(), c.g()
        s.add(n, a, b)
        if name:
            c.say(CITY, name, "2024-05", None, a, "period")
            c.say(CITY, name, "2024-05", None, b)


@case()
def unclear_columns(c):
    s = c.sheet()
    s.title("2024年1-5月县区指标", 5)
    s.add("县区", "固定资产投资（亿元）", "增速（%）", "民营经济活跃度", "社会消费品零售总额（亿元）")
    for code, name in COUNTIES[:4]:
        l, g, k = c.v(), c.g(), c.v()
        s.add(name, l, g, c.v(), k)
        c.say(code, FAI, "2024-05", l, g, "", "亿元")
        c.say(code, RETAIL, "2024-05", k, None, "", "亿元")


@case()
def unclear_areas_across(c):
    s = c.sheet()
    s.title("2024年1-5月主要指标", 6)
    r = s.add("指标", "红花岗区", None, "新蒲新区", None)
    s.add(None, *(["总量（亿元）", "增速（%）"] * 2))
    s.merge(r, 0, r + 1, 0)
    s.merge(r, 1, r, 2)
    s.merge(r, 3, r, 4)
    for n in (FAI, RETAIL):
        l, g = c.v(), c.g()
        s.add(n, l, g, c.v(), c.g())
        c.say("520302", n, "2024-05", l, g, "", "亿元")


@case()
def period_on_first_sheet(c):
    for i, n in enumerate((FAI, RETAIL, REVENUE)):
        s = c.sheet(n)
        s.add("2024年1-5月各县区" + n if i == 0 else "各县区" + n)
        s.add("地区", "总量（亿元）", "增速（%）")
        for code, name in COUNTIES[:4]:
            l, g = c.v(), c.g()
            s.add(name, l, g)
            c.say(code, n, "2024-05", l, g, "", "亿元")


@case()
def cover_says_period(c):
    s = c.sheet("封面")
    s.add("遵义经济月报")
    s.add("2024年6月")
    s.add("遵义市统计局编")
    for n in (FAI, REVENUE):
        s = c.sheet(n)
        s.add("分县区" + n)
        s.add("地区", "1-本月累计（亿元）", "比上年同期±%")
        for code, name in COUNTIES[:4]:
            l, g = c.v(), c.g()
            s.add(name, l, g)
            c.say(code, n, "2024-06", l, g, "", "亿元")


@case()
def change_with_amount(c):
    s = c.sheet()
    s.title("2024年1-5月财政收入", 5)
    s.add("单位：万元")
    r = s.add("地区", "本年累计", "上年同期", "同比增减", None)
    s.add(None, None, None, "绝对额", "%")
    for k in (0, 1, 2):
        s.merge(r, k, r + 1, k)
    s.merge(r, 3, r, 4)
    s.rows[0][0] = "2024年1-5月一般公共预算收入"
    for code, name in COUNTIES[:5]:
        a, b, g = c.v(10000, 90000, 0), c.v(10000, 90000, 0), c.g()
        s.add(name, a, b, a - b, g)
        c.say(code, REVENUE, "2024-05", a, g, "", "万元", base=b)
        c.say(code, REVENUE, "2023-05", b, None, "", "万元")


@case()
def month_in_title(c):
    s = c.sheet()
    s.title("2024年5月当月各县区工业用电量", 3)
    s.add("地区", "用电量（万千瓦时）", "同比（%）")
    s.rows[-1][1] = "工业用电量（万千瓦时）"
    for code, name in COUNTIES[:5]:
        l, g = c.v(), c.g()
        s.add(name, l, g)
        c.say(code, POWER, "2024-05", l, g, "period", "万千瓦时")


def main():
    os.makedirs(OUT, exist_ok=True)
    for f in os.listdir(OUT):
        if not f.endswith(".md"):
            os.remove(os.path.join(OUT, f))
    for fn, also in CASES:
        c = Case(fn.__name__)
        fn(c)
        c.write(also)
    print(len(CASES), "layouts")


if __name__ == "__main__":
    sys.exit(main())
