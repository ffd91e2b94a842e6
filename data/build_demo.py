#!/usr/bin/env python3
"""Build data/demo/*.csv (tidy tables, contract section 4) from the public source files.

Usage: python3 data/build_demo.py SOURCES     SOURCES holds the folders named in data/README.md.
Only published figures are written; what a publisher recomputed or a carrier guessed stays out.
"""
import collections
import csv
import gzip
import os
import sys

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "demo")
OBS = ["area", "indicator", "period", "basis", "kind", "level", "growth", "series_basis", "low",
       "high", "comparison", "unit", "source", "released", "note"]
IND = ["code", "name", "name_en", "aliases", "domain", "unit", "nature", "frequency", "basis",
       "joint_jan_feb", "direction", "aggregation", "price", "index_base", "parent", "decimals",
       "definition", "levels"]

# name in the source -> code, English name
PRODUCTS = {
    "发电量": ("power_generation", "Power Generation", "亿千瓦时"),
    "水泥": ("cement", "Cement", "万吨"),
    "生铁": ("pig_iron", "Pig Iron", "万吨"),
    "粗钢": ("crude_steel", "Crude Steel", "万吨"),
    "钢材": ("steel_products", "Steel Products", "万吨"),
    "汽车": ("motor_vehicles", "Motor Vehicles", "万辆"),
    "集成电路": ("integrated_circuits", "Integrated Circuits", "万块"),
    "移动通信手持机": ("mobile_phones", "Mobile Phones", "万台"),
    "微型计算机设备": ("microcomputers", "Microcomputer Equipment", "万台"),
    "农用氮磷钾化肥(折纯)": ("fertiliser", "Chemical Fertiliser (100% Effective)", "万吨"),
    "布": ("cloth", "Cloth", "亿米"),
    "乙烯": ("ethylene", "Ethylene", "万吨"),
}
CPI = {
    "食品烟酒": ("cpi_food", "Food, Tobacco and Liquor"), "衣着": ("cpi_clothing", "Clothing"),
    "居住": ("cpi_residence", "Residence"),
    "生活用品及服务": ("cpi_household", "Household Articles and Services"),
    "交通和通信": ("cpi_transport", "Transportation and Communication"),
    "教育文化和娱乐": ("cpi_education", "Education, Culture and Recreation"),
    "医疗保健": ("cpi_health", "Health Care"),
    "其他用品和服务": ("cpi_other", "Miscellaneous Goods and Services"),
}
HOUSES = {"新建商品住宅": ("house_new", "Newly Built Commercial Residential Buildings"),
          "二手住宅": ("house_used", "Second-hand Residential Buildings")}
HOUSE_MEASURES = {
    "index_yoy": ("yoy", "同比价格指数", "Year on Year", "ly=100", "上年同月=100", "period"),
    "index_mom": ("mom", "环比价格指数", "Month on Month", "prev=100", "上月=100", "period"),
    "ytd_avg_yoy": ("avg", "年内平均同比价格指数", "Average Year on Year", "ly=100", "上年同期=100", "ytd"),
}
NBS = "国家统计局"


def read(*path):
    name = os.path.join(sys.argv[1], *path)
    opener = gzip.open if name.endswith(".gz") else open
    with opener(name, "rt", encoding="utf-8", newline="") as f:
        yield from csv.DictReader(f)


def write(name, columns, rows):
    used = [c for c in columns if any(r.get(c) for r in rows)]
    with open(os.path.join(OUT, name), "w", encoding="utf-8", newline="") as f:
        w = csv.DictWriter(f, used, extrasaction="ignore", lineterminator="\n")
        w.writeheader()
        w.writerows(rows)
    print(f"{name}: {len(rows)} rows")


def obs(r, code, basis, **more):
    d = {"area": r["area_code"], "indicator": code, "period": r["period"], "basis": basis,
         "kind": "final", "source": NBS}
    d.update(more)
    return d


def indicators():
    rows = []

    def add(code, name, en, unit, nature, **more):
        d = {"code": code, "name": name, "name_en": en, "unit": unit, "nature": nature,
             "frequency": "M"}
        d.update(more)
        rows.append(d)

    for name, (code, en, unit) in PRODUCTS.items():
        aliases = {"发电量": "", "农用氮磷钾化肥(折纯)": "化肥;化肥产量;农用化肥产量"}.get(name, name)
        add(code, name if name.endswith("量") else name + "产量", "Output of " + en, unit, "flow",
            domain="工业产品", joint_jan_feb="yes", aliases=aliases,
            definition="规模以上工业产品产量")
    add("thermal_power", "火力发电量", "Thermal Power Generation", "亿千瓦时", "flow",
        domain="工业产品", joint_jan_feb="yes", parent="power_generation")
    for name, (code, en) in CPI.items():
        add(code, name + "类居民消费价格指数", "CPI: " + en, "上年同月=100", "index", domain="价格",
            index_base="ly=100", basis="period", direction="none", decimals="1", parent="cpi")
    for name, (code, en) in HOUSES.items():
        for m, (suffix, zh, men, base, unit, basis) in HOUSE_MEASURES.items():
            add(f"{code}_{suffix}", name + "销售" + zh, f"Price Index of {en}, {men}", unit, "index",
                domain="房价", index_base=base, basis=basis, direction="none", decimals="1")
    add("non_manufacturing_activity", "非制造业商务活动指数", "Non-manufacturing Business Activity Index",
        "%", "index", domain="工业", index_base="diffusion=50", basis="period", decimals="1",
        levels="nation")
    add("social_financing", "社会融资规模增量", "Aggregate Financing to the Real Economy (Flow)",
        "亿元", "flow", domain="财政金融", basis="period", price="current", levels="nation")
    return rows


def gdp():
    seen = {r["period"]: r["first_commit_utc_or_offset"][:10]
            for r in read("cn_province_gdp_quarterly", "first_seen.csv")}
    return [obs(r, "gdp", "ytd", level=r["value"], released=seen.get(r["period"], ""),
                series_basis="四经普前" if r["period"] < "2018" else "四经普后")
            for r in read("cn_province_gdp_quarterly", "gdp_ytd.csv")]


def industry():
    rows = []
    for r in read("cn_province_industry_monthly", "industry_output.csv.gz"):
        hit = PRODUCTS.get(r["indicator"]) or PRODUCTS.get(r["indicator"].removesuffix("产量"))
        month = r["period"][5:]
        if not hit or r["period"] < "2017" or float(r["value"]) < 0:
            continue
        if r["measure"] == "monthly" and month in ("01", "02"):
            continue  # January and February are one period; stray single months are not published
        if r["measure"] == "ytd" and month == "01":
            continue
        rows.append(obs(r, hit[0], "ytd" if r["measure"] == "ytd" else "period", level=r["value"],
                        unit="" if r["unit"] == hit[2] else r["unit"]))
    return rows


def thermal():
    seen = {(r["measure"], r["period"]): r["first_commit"][:10]
            for r in read("cn_province_thermal_power_monthly", "first_seen.csv")}
    return [obs(r, "thermal_power", "ytd" if r["measure"] == "ytd" else "period", level=r["value"],
                released=seen.get((r["measure"], r["period"]), ""))
            for r in read("cn_province_thermal_power_monthly", "thermal_power.csv")
            if float(r["value"]) > 0]


def cpi():
    rows = []
    for r in read("cn_province_cpi_monthly", "cpi_by_category.csv"):
        code = CPI[r["indicator"].removesuffix("类居民消费价格指数")][0]
        rows.append(obs(r, code, "period", level=r["value"]))
    return rows


def houses():
    rows = []
    for r in read("cn_70city_house_price_monthly", "house_price_main.csv"):
        hit = HOUSES.get(r["indicator"].removesuffix("销售价格指数"))
        m = HOUSE_MEASURES.get(r["measure"])
        if hit and m and r["period"] >= "2016":
            rows.append(obs(r, f"{hit[0]}_{m[0]}", m[5], level=r["value"],
                            source="国家统计局70城房价（ZHANG HANYU整理，CC BY 4.0）"))
    return rows


# source name -> code, {measure: (basis, column)}
NATIONAL = {
    "社会消费品零售总额": ("retail_sales", {"ytd": ("ytd", "level"), "monthly": ("period", "level"),
                                   "ytd_yoy_pct": ("ytd", "growth"), "monthly_yoy_pct": ("period", "growth")}),
    # the carrier's FAI growth is its own ratio of levels, not the published comparable one
    "固定资产投资": ("fai", {"ytd": ("ytd", "level")}),
    "一般公共预算收入": ("budget_revenue", {"ytd": ("ytd", "level"), "ytd_yoy_pct": ("ytd", "growth"),
                                    "monthly": ("period", "level"), "monthly_yoy_pct": ("period", "growth")}),
    "出口总值": ("exports_usd", {"ytd": ("ytd", "level"), "ytd_yoy_pct": ("ytd", "growth"),
                             "monthly": ("period", "level"), "monthly_yoy_pct": ("period", "growth")}),
    "进口总值": ("imports_usd", {"ytd": ("ytd", "level"), "ytd_yoy_pct": ("ytd", "growth"),
                             "monthly": ("period", "level"), "monthly_yoy_pct": ("period", "growth")}),
    "新增人民币贷款": ("new_loans", {"ytd": ("ytd", "level"), "monthly": ("period", "level")}),
    "M1": ("m1", {"stock": ("end", "level"), "stock_yoy_pct": ("end", "growth")}),
    "M2": ("m2", {"stock": ("end", "level"), "stock_yoy_pct": ("end", "growth")}),
    "居民消费价格": ("cpi", {"index_yoy": ("period", "level"), "index_ytd_avg": ("ytd", "level")}),
    "工业生产者出厂价格": ("ppi", {"index_yoy": ("period", "level"), "index_ytd_avg": ("ytd", "level")}),
    "制造业采购经理指数": ("pmi_manufacturing", {"diffusion_index": ("period", "level")}),
    "非制造业商务活动指数": ("non_manufacturing_activity", {"diffusion_index": ("period", "level")}),
    "社会融资规模增量": ("social_financing", {"monthly": ("period", "level")}),
}
JOINT = {"retail_sales", "fai"}


def national():
    cells = collections.OrderedDict()
    for r in read("cn_national_monthly", "national_monthly.csv"):
        hit = NATIONAL.get(r["indicator"])
        use = hit and hit[1].get(r["measure"])
        if not use or r["period"] < "2015" or not r["value"]:
            continue
        basis, column = use
        month = r["period"][5:]
        if hit[0] in JOINT and (month == "01" or (month == "02" and basis == "period")):
            continue
        d = cells.setdefault((hit[0], r["period"], basis),
                             obs(r, hit[0], basis, source=r["source"].split(";")[0]))
        d[column] = r["value"]
        if hit[0] == "fai":  # levels are revised every year: two years are never one basis
            d["series_basis"] = r["period"][:4] + "年口径"
        if column == "level" and r["unit"] == "十亿美元":
            d["unit"] = r["unit"]
    return list(cells.values())


BUDGET = {"全国一般公共预算收入": "budget_revenue", "全国一般公共预算支出": "budget_expenditure",
          "全国政府性基金预算收入": "fund_revenue", "全国政府性基金预算支出": "fund_expenditure"}
PLANS = {"地区生产总值增长": ("gdp", "growth"), "固定资产投资增长": ("fai", "growth"),
         "社会消费品零售总额增长": ("retail_sales", "growth"),
         "一般公共预算收入增长": ("budget_revenue", "growth"),
         "规模以上工业增加值增长": ("va_industry", "growth"), "居民消费价格涨幅": ("cpi", "growth"),
         "进出口总额增长": ("exports_imports", "growth"),
         "城镇调查失业率": ("unemployment_surveyed", "level"),
         "城镇新增就业": ("new_urban_jobs", "level")}


def targets():
    rows = [{"area": r["area_code"], "indicator": BUDGET[r["indicator"]], "period": r["period"],
             "kind": "target", "level": r["value"], "comparison": "exact", "source": "财政部预算报告"}
            for r in read("cn_targets", "national_budget_targets.csv")]
    for r in read("cn_targets", "province_targets_2026.csv"):
        code, column = PLANS[r["indicator"]]
        d = {"area": r["area_code"], "indicator": code, "period": r["period"], "kind": "target",
             "comparison": r["comparison"], "source": r["source"],
             "released": r["report_published"], "low": r["low"], "high": r["high"]}
        if r["comparison"] == "range":
            pass  # the bounds say it
        elif r["comparison"] == "at_most":
            d[column] = r["high"] or r["low"]
        elif r["comparison"] != "positive":
            d[column] = r["low"] or r["high"]
        if r["comparison"] not in ("range",):
            d["low"] = d["high"] = ""
        rows.append(d)
    return rows


def illustrative(thermal_rows, industry_rows):
    """Targets of 2021 and 2022 for the provinces: made up, and labelled so."""
    note = "示例目标（演示用，非官方） / illustrative (not official)"
    last = {(r["area"], r["indicator"], r["period"]): float(r["level"])
            for r in thermal_rows + industry_rows if r["basis"] == "ytd" and r["period"][5:] == "12"}
    rows = []
    for (area, code, period), level in sorted(last.items()):
        year = int(period[:4]) + 1
        if code in ("thermal_power", "power_generation", "cement", "crude_steel") and year in (2021, 2022) and level > 0:
            rows.append({"area": area, "indicator": code, "period": str(year), "kind": "target",
                         "level": str(round(level * 1.05, 1)), "source": "示例", "note": note})
    for area in sorted({r["area"] for r in thermal_rows}):
        for year, growth in ((2021, "6"), (2022, "5.5")):
            rows.append({"area": area, "indicator": "gdp", "period": str(year), "kind": "target",
                         "growth": growth, "comparison": "about", "source": "示例", "note": note})
    return rows


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    os.makedirs(OUT, exist_ok=True)
    power, products = thermal(), industry()
    write("00_indicators.csv", IND, indicators())
    write("01_breaks.csv", ["indicator", "area", "from", "old", "new", "linkable", "factor", "note"],
          [{"indicator": "gdp", "from": "2018-01", "old": "四经普前", "new": "四经普后",
            "linkable": "no", "note": "第四次全国经济普查后数据修订，2017年及以前未同步修订"}])
    write("10_gdp.csv", OBS, gdp())
    write("11_industry.csv", OBS, products)
    write("12_thermal_power.csv", OBS, power)
    write("13_cpi.csv", OBS, cpi())
    write("14_house_prices.csv", OBS, houses())
    write("15_national.csv", OBS, national())
    write("20_targets.csv", OBS, targets())
    write("21_targets_illustrative.csv", OBS, illustrative(power, products))


if __name__ == "__main__":
    main()
