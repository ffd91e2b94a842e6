"""Counts and sums of the made-up projects from their files, with none of the types' formulas, against the desk's summaries.

usage: prefecture_projects.py data/prefecture     DIAODU_DB names the desk; what differs is printed
"""
import csv
import json
import subprocess
import sys
from collections import Counter, defaultdict

HOME = sys.argv[1]


def table(name):
    with open(f'{HOME}/{name}', encoding='utf-8') as f:
        return list(csv.DictReader(f))


def summary(name):
    text = subprocess.run(['diaodu', 'ledger', 'project', 'summary', name, '--format', 'json'], stdout=subprocess.PIPE,
                          check=True).stdout
    d = json.loads(text)
    return {r['group']: r for r in d['rows']}, d.get('total')


def same(what, a, b):
    if a is None or b is None or abs(a - b) > 6e-3:
        print('differs', what, a, b)


rows = table('ledgers/80_project.csv')
planned = [r for r in rows if r['计划年度'] == '{y}' and r['建设性质'] != '预备']
new = [r for r in planned if r['建设性质'] == '新建']
old = [r for r in planned if r['建设性质'] == '续建']
started = [r for r in new if r['实质性开工']]
resumed = [r for r in old if r['复工日期']]
permitted = [r for r in started + resumed if '施工许可' in r['开工依据']]
industry = [r for r in rows if r['领域'] in ('工业', '工业技改')]
print(len(rows), len(industry), len(planned), len(new), len(old), len(started), len(resumed), len(permitted))

# What projects invest stays below what was published for their county, industry below industry.
invested, here = defaultdict(float), defaultdict(float)
for r in table('project_series.csv'):
    if r['type'] == 'project' and r['field'] == 'invest' and r['period'] >= '2026':
        invested[r['code']] += float(r['actual'] or 0)
published = {(r['indicator'], r['area']): float(r['level'] or 0) for r in table('tables/10_observations.csv')
             if r['period'] == '2026-10'}
area_of = {r['name']: r['code'] for r in table('tables/01_areas.csv')}
for r in rows:
    here[area_of[r['县区']]] += invested[r['编号']]
print(all(0 < v < published['fai', a] for a, v in here.items()),
      sum(invested[r['编号']] for r in industry) < published['investment_industry', '990100'])

groups, total = summary('starts')
for what, some in (('planned', planned), ('new', new), ('started', started), ('continuing', old), ('resumed', resumed)):
    same(what, total[what], len(some))
    for area, n in Counter(area_of[r['县区']] for r in some).items():
        same((what, area), groups[area][what], n)
same('declared', total['declared'], sum(bool(r['申报开工']) for r in new))
same('start rate', total['start_rate'], 100 * len(started) / len(new))
same('start and resume rate', total['all_rate'], 100 * (len(started) + len(resumed)) / len(planned))
groups, total = summary('stock')
library = [r for r in rows if r['入库日期'] and not r['退库日期']]
for area, n in Counter(area_of[r['县区']] for r in library).items():
    same(('in the library', area), groups[area]['n'], n)
print(total['remaining'] < published['remaining_investment', '990100'])
groups, total = summary('domains')
for zh, code in (('工业', 'industry'), ('交通', 'transport'), ('水利', 'water')):
    same(('total', code), groups[code]['total'], sum(float(r['总投资']) for r in rows if r['领域'] == zh and r['计划年度'] == '{y}'))
