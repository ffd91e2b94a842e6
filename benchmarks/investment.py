"""Times of remaining investment over HTTP: investment.py DIR ROWS."""
import http.client
import os
import random
import statistics
import sys
import time

sys.path.insert(0, os.path.join(os.environ['DIAODU_ROOT'], 'tests/api'))
os.chdir(sys.argv[1])
from lib import Server, run  # noqa: E402

N, AREAS, DOMAINS = int(sys.argv[2]), ['520300', '520302', '520303', '520304', '520322'], ['industry', 'transport', 'other']
random.seed(7)
with open('projects.csv', 'w', encoding='utf-8') as f, open('months.csv', 'w', encoding='utf-8') as g:
    f.write('code,name,area,lead_org,nature,domain,total,before,before_to,entered_on,expected_entry,probability\n')
    g.write('type,code,field,period,plan,actual\n')
    for i in range(N):
        entered = f'2023-{i % 12 + 1:02d}-10' if i % 5 else ''
        f.write(f'X{i},项目{i},{AREAS[i % 5]},fgw,new,{DOMAINS[i % 3]},{random.randint(10, 900) / 10},1,2022-12,{entered},'
                f'{"" if entered else "2024-08"},{"" if entered else 60}\n')
        g.writelines(f'project,X{i},invest,{2023 + k // 12}-{k % 12 + 1:02d},,{random.randint(0, 99) / 100}\n' for k in range(24))
with open('figures.csv', 'w', encoding='utf-8') as f:
    f.write('area,indicator,period,kind,level,growth\n520300,fai,2023-09,final,52000,\n520300,fai,2023-12,final,70000,\n'
            '520300,fai,2024-09,final,60000,12\n')
with open('orgs.csv', 'w', encoding='utf-8') as f:
    f.write('code,name,kind,area\nfgw,发改委,department,520300\n')
run('init', '--db', 'i.db', '--home', '520300', check=True)
for args in (['orgs.csv'], ['figures.csv'], ['ledger:project', 'projects.csv'], ['ledger_series', 'months.csv']):
    run('import', '--db', 'i.db', *args, '--yes', '--reason', 'r', check=True)
s = Server('i.db')
to = http.client.HTTPConnection('127.0.0.1', s.port)
for what in ('remaining', 'remaining&why=executable', 'remaining&why=year_invested', 'link', 'link&why=inside'):
    verb, more = what.split('&') if '&' in what else (what, 'lang=zh')
    took = []
    for k in range(41):
        began = time.time()
        to.request('GET', f'/api/v1/investment/{verb}?area=520300&period=2024-09&{more}')
        answer = to.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise SystemExit(f'{what}: {answer.status} {body[:300]}')
        took.append((time.time() - began) * 1000)
    cold, took = took[0], took[1:]
    print(f'{what:30} best {min(took):6.1f}  median {statistics.median(took):6.1f}  worst {max(took):6.1f} ms  goal <= 20 ms  '
          f'{"reached" if min(took) <= 20 else "NOT reached"} (first {cold:.0f})', flush=True)
s.stop()
