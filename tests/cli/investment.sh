#!/usr/bin/env bash
# What projects in the library carry, and how they make up published investment: figures worked out by hand.
export DIAODU_DB=i.db DIAODU_LANG=zh TZ=Asia/Shanghai
. "$TESTLIB"
python3 - <<'P'
import json
def f(code, kind, **more):
    return {'code': code, 'name': code, 'kind': kind, **more}
area = ['industry', 'estate', 'other']
json.dump({
    'code': 'works', 'name': '工程', 'title': 'title', 'area': 'area', 'fields': [
        f('title', 'text', required=True), f('area', 'area'), f('total', 'number', unit='万元'), f('before', 'number', unit='亿元'),
        f('before_to', 'period'), f('entered', 'date'), f('gone', 'date'), f('halted', 'flag'), f('capacity', 'number', unit='亿元'),
        f('expected', 'period'), f('chance', 'number', unit='%'),
        f('domain', 'choice', options=[{'code': o, 'name': o} for o in area])],
    'stages': [{'code': 'open', 'name': '在建'}, {'code': 'done', 'name': '完工', 'final': True}],
    'series': [{'code': 'invest', 'name': '完成', 'unit': '亿元', 'frequency': 'M', 'plan': True, 'actual': True},
               {'code': 'adjust', 'name': '调整', 'unit': '亿元', 'frequency': 'M', 'actual': True}],
    'investment': {
        'series': 'invest', 'adjust': 'adjust', 'total': 'total', 'before': 'before', 'before_to': 'before_to', 'entered': 'entered',
        'left': 'gone', 'stopped': 'halted', 'capacity': 'capacity', 'expected': 'expected', 'probability': 'chance',
        'domain': 'domain', 'indicator': 'fai', 'real_estate': 'investment_real_estate', 'domains': [
            {'domain': 'industry', 'indicator': 'investment_industry'}, {'domain': 'estate', 'indicator': 'investment_real_estate'},
            {'indicator': 'investment_technical', 'within': 'investment_industry'}]}}, open('works.json', 'w'))
figures = ['area,indicator,period,kind,level,growth']
for ind, period, level, growth in (
        ('fai', '2023-05', 240, ''), ('fai', '2023-09', 480, ''), ('fai', '2024-05', 300, 20), ('fai', '2023-12', 600, ''),
        ('investment_real_estate', '2023-05', 50, ''), ('investment_real_estate', '2023-09', 90, ''),
        ('investment_real_estate', '2024-05', 40, -20), ('investment_industry', '2024-05', 120, 30),
        ('investment_technical', '2024-05', 30, 10)):
    figures.append(f'520300,{ind},{period},final,{level},{growth}')
figures.append('520302,fai,2024-05,final,,7.5')  # a county that publishes growths only
open('figures.csv', 'w').write('\n'.join(figures) + '\n')
open('target.csv', 'w').write('area,indicator,period,kind,level,growth\n520300,fai,2024-12,target,,15\n'
                              '520303,fai,2024-12,target,1600,40\n')
# A B C D in the library, E halted, F expected, G too small to enter, H left in April, I without a total, J elsewhere
open('works.csv', 'w').write('''code,title,area,total,before,before_to,entered,gone,halted,capacity,expected,chance,domain
A,甲,520300,1000000,40,2023-12,2022-06-10,,,,,,industry
B,乙,520302,600000,10,2023-12,2023-03-01,,,12,,,other
C,丙,520300,500000,20,2023-12,2023-05-01,,,,,,estate
D,丁,520300,400000,5,2023-12,2024-03-20,,,,,,industry
E,戊,520300,300000,5,2023-12,2023-03-20,,yes,,,,industry
F,己,520300,20000,0,2023-12,,,,,2024-08,50,industry
G,庚,520300,300,0,2023-12,,,,,,,other
H,辛,520300,70000,3,2023-12,2023-03-20,2024-04-20,,,,,other
I,壬,520300,,0,2023-12,2024-01-20,,,,,,other
J,癸,520402,900000,0,2023-12,2024-01-20,,,,,,other
''')
rows = ['type,code,field,period,plan,actual']
for code, year, amounts in (('A', 2023, [4] * 12), ('B', 2023, [None] * 2 + [1] * 10), ('C', 2023, [None] * 4 + [1] * 8),
                            ('A', 2024, [5] * 5), ('B', 2024, [2] * 5), ('C', 2024, [1] * 5), ('D', 2024, [1, 1, 3, 4, 5]),
                            ('F', 2024, [None] * 4 + [.5]), ('G', 2024, [None, .01, .01]), ('H', 2024, [1] * 4),
                            ('J', 2024, [9] * 5), ('E', 2023, [None] * 11 + [0]), ('H', 2023, [None] * 11 + [0])):
    rows += [f'works,{code},invest,{year}-{m:02d},,{v}' for m, v in enumerate(amounts, 1) if v is not None]
rows += ['works,B,adjust,2024-05,,6']
open('series.csv', 'w').write('\n'.join(rows) + '\n')
P
diaodu init --demo >/dev/null
diaodu ledger define works.json >/dev/null
for f in figures target works series; do
    diaodu import $([[ $f == works ]] && echo ledger:works) $([[ $f == series ]] && echo ledger_series) $f.csv --yes --reason r >/dev/null
done
# of OPTION… -- CHECK: every line of CHECK holds of the answer `a`
of() {
    local args=()
    while [[ $1 != -- ]]; do args+=("$1") && shift; done
    diaodu investment "${args[@]}" --type works --format json >a.json || { echo "not ok investment ${args[*]}" && return; }
    python3 - "${args[*]}" "$2" <<'P'
import json, sys
a = json.load(open('a.json'))
s, r = a.get('support'), a['rows']
def near(x, y):
    return x is not None and abs(x - y) <= 1e-9 * max(1, abs(y))
for line in filter(None, map(str.strip, sys.argv[2].splitlines())):
    print('ok' if eval(line) else f'{a}\nnot ok', f'{sys.argv[1]}: {line}')
P
}
of remaining --area 520300 --period 2024-05 -- "
    near(a['remaining'], 35 + 40 + 25 + 21) and near(a['concentration']['share'], 100)
    (a['library']['projects'], a['library']['counted'], a['library']['halted'], a['library']['without_total']) == (6, 4, 1, 1)
    a['library']['silent'] == 1 and a['unseen'] == 0
    [x['code'] for x in a['concentration']['rows']] == list('BACD') and near(a['amount'], a['remaining']) and len(r) == 4
    near(a['change']['before'], 128) and near(a['change']['invested'], 13) and near(a['change']['adjusted'], 6)
    near(a['change_year']['entered'], 33) and near(a['change_year']['after'] - a['change_year']['before'], -17)
    [x['remaining'] for x in a['trend']][-3:] == [141, 128, 121] and a['falling_months'] == 2
    s['horizon'] == '2024-09' and s['months'] == 4 and s['base_source'] == 'comparable' and near(s['base'], 500)
    s['target_source'] == 'year' and near(s['target_level'], 575) and near(s['required'], 275)
    near(s['executable'], 40 + 4 * 53 / 12 + 4 * 2.8) and near(s['expected'], .5)
    near(s['first_year']['percent'], 14 / 60 * 100) and s['first_year']['projects'] == 1
    near(s['real_estate']['estimate'], 32) and near(s['below']['level'], 300 - 40 - 53)
    near(s['below']['base_rest'], 250 - 40 - 20) and near(s['below']['growth'], (207 / (250 - 50 - 23) - 1) * 100)
    near(s['growth_max'], ((300 + s['executable'] + .5 + 32 + s['below']['estimate']) / 500 - 1) * 100)
    s['state'] == 'carried' and s['missing'] == 0 and s['entries'] == 0 and not s['partial'] and not s['null_reasons']
    a['alerts'][0]['code'] == 'hollow' and '最高增长24.6%' in a['sentence']"
of remaining --area 520300 --period 2024-05 --target 40 --top 2 -- "
    near(s['required'], 400) and s['target_source'] == 'asked' and s['state'] == 'short'
    near(s['missing'], 400 - s['executable'] - .5 - 32 - s['below']['estimate']) and near(s['entries'], s['missing'] / (14 / 60))
    near(a['concentration']['amount'], 75) and '还差' in a['sentence'] and '缺新入库' in a['sentence']"
of remaining --area 520300 --period 2024-05 --horizon 2025-03 -- "
    s['months'] == 3 and s['base'] is None and s['null_reasons']['base'] == 'no_base' and s['target_source'] is None
    near(s['executable'], min(3 * 53 / 12, 35 - 7 * 53 / 12) + min(8.4, 21 - 7 * 2.8) + 3)"
of remaining --area 520302 --period 2024-05 -- "
    near(a['remaining'], 40) and s['level'] is None and near(s['growth'], 7.5) and s['growth_max'] is None
    s['null_reasons']['level'] == 'growth_only' and s['null_reasons']['base'] == 'growth_only'
    '不能测算' in a['sentence']"
of remaining --area 520303 --period 2024-05 --horizon 2024-12 -- "
    a['remaining'] == 0 and r == [] and s['base_source'] == 'target' and near(s['base'], 1600 / 1.4)
    near(s['target_level'] - s['base'], 457.1428571428571) and s['required'] is None"
of remaining --area 520300 --period 2024-05 --why executable --limit 1 -- "
    near(a['amount'], s['executable']) and a['total'] == 3 and a['cursor'] == 1 and r[0]['code'] == 'B' and r[0]['pace'] == 'capacity'"
of remaining --area 520300 --period 2024-05 --why year_entered --cursor 1 -- "
    near(a['amount'], a['change_year']['entered']) and a['total'] == 1 and r == []"
of remaining --area 520300 --period 2027-06 -- "
    near(a['remaining'], 121) and a['change']['invested'] == 0 and a['falling_months'] == 0 # months long ago are done"
of link --area 520300 --period 2024-05 -- "
    [x['amount'] for x in a['lines']] == [53, 40, 207, 300] and [x['code'] for x in a['lines']][2] == 'below'
    near(a['ledger']['total'], 58.52) and near(a['ledger']['inside'], 58) and near(a['ledger']['early'], 2)
    near(a['ledger']['entered'], 14) and a['ledger']['entered_projects'] == 2 and near(a['ledger']['left'], 4)
    near(a['ledger']['should_enter'], .5) and [x['code'] for x in r] == ['F', 'G'] and [x['should_enter'] for x in r] == [True, False]
    a['joined']['published'] == {'total': 300, 'sum': 190, 'overlaps': 30, 'joined': 160, 'unexplained': 140, 'missing': 0}
    near(a['joined']['ledger']['unexplained'], 14) and near(a['without_domain'], 14)
    a['domains'][2]['within'] == 'investment_industry' and a['domains'][2]['ledger'] is None"
of link --area 520300 --period 2024-05 --why domain:industry -- "
    near(a['amount'], a['domains'][0]['ledger']) and [x['code'] for x in r] == ['A', 'D']"
has 'a table begins with the sentence' '以现有在库项目' diaodu investment remaining --type works --area 520300 --period 2024-05 --format table
has 'in English too' 'On the present projects' diaodu investment remaining --type works --area 520300 --period 2024-05 --format table --lang en
has 'the words of why are named' 'unknown_pace' diaodu investment remaining --type works --area 520300 --period 2024-05 --why x
ends 'no such word' 2 diaodu investment link --type works --area 520300 --period 2024-05 --why remaining
ends 'a horizon behind the period' 2 diaodu investment remaining --type works --area 520300 --period 2024-05 --horizon 2024-05
ends 'a ledger that invests nothing' 2 diaodu investment link --type task --area 520300 --period 2024-05
ends 'an area that is not there' 2 diaodu investment link --type works --area nowhere --period 2024-05
ends 'a day is no month' 2 diaodu investment link --type works --area 520300 --period 2024-05-01
ends 'without a period' 2 diaodu investment link --type works --area 520300
sed -i 's/"\\u4e07\\u5143"/"\\u516c\\u9877"/' works.json # 万元, 公顷
diaodu ledger define works.json >/dev/null
ends 'a unit that does not convert' 1 diaodu investment link --type works --area 520300 --period 2024-05
