"""Times of projects over HTTP: projects_http.py DIR ROWS; then of its pages in Chromium."""
import os
import shutil
import statistics
import subprocess
import sys
import time
from urllib.parse import urlencode

ROOT = os.environ['DIAODU_ROOT']
sys.path.insert(0, os.path.join(ROOT, 'tests/api'))
os.chdir(sys.argv[1])
from lib_filing import COUNTIES  # noqa: E402
from lib_ledger import TODAY, later, open_desk  # noqa: E402

N = int(sys.argv[2])
TASKS = 5000  # of the one project with a network
d = open_desk()
root, near, ban = (d.clerk(p, 0) for p in ('root', 'near', 'ban'))
YEAR, MONTH = TODAY.year, TODAY.month
DOMAINS = 'industry transport water urban agriculture energy livelihood service digital ecology technical'.split()
NATURES = ('new', 'continuing', 'preparatory')


def project(i):
    nature, building = NATURES[i % 3], i % 4 != 0
    total, plan = 0.5 + i % 200 / 4, 0.1 + i % 40 / 8
    began = later(-600 + i % 300) if building else ''
    return [f'XM-{i:05}', f'第{i}号{("路", "厂", "园", "水库", "线")[i % 5]}项目', COUNTIES[i % 14], 'near' if i % 14 == 1 else 'gxj', 'v-1',
            nature, DOMAINS[i % len(DOMAINS)], f'{total}', '' if nature == 'preparatory' else YEAR,
            f'{min(plan, total)}', f'{total / 4}' if i % 2 else '', f'{YEAR - 1}-12' if i % 2 else '', later(i % 900 - 700), began, 'permit' if began else '',
            later(i % 900 - 700 + 300 + i % 1200), later(-90 + i % 80) if i % 3 else '', f'{104 + i % 97 / 50}', f'{27 + i % 89 / 50}',
            'building' if building else ('landed', 'signed', 'talking')[i % 3]]


def write(name, head, rows):
    with open(name, 'w', encoding='utf-8') as f:
        f.write(head + '\n')
        f.writelines(','.join(map(str, r)) + '\n' for r in rows)


def load(name, table):
    began = time.time()
    d.cli('import', '--db', d.db, table, name, '--yes', '--reason', 'r')
    print(f'{"import " + table:44} {(time.time() - began) * 1000:9.0f} ms', flush=True)


write('p.csv', 'code,name,area,lead_org,leader,nature,domain,total,plan_year,annual_plan,before,before_to,planned_start,started,start_evidence,'
      'planned_end,entered_on,lon,lat,stage', (project(i) for i in range(N)))
write('s.csv', 'type,code,field,period,plan,actual',
      (['project', f'XM-{i:05}', 'invest', f'{YEAR}-{m:02}', 0.1, 0.08 + i % 7 / 100]
       for i in range(N) if i % 4 for m in range(max(1, MONTH - 3), MONTH + 1)))
write('m.csv', 'type,code,milestone,name,plan,forecast,actual,depends_on,days,owner',
      [r for i in range(N) for r in
       (['project', f'XM-{i:05}', 'n1', '开工', later(i % 900 - 700), '', later(i % 300 - 290) if i % 4 else '', '', 20, ''],
        ['project', f'XM-{i:05}', 'n2', '完工', later(i % 1200 - 200), '', '', 'n1', 200, ''])])
write('net.csv', 'type,code,milestone,name,plan,forecast,actual,depends_on,days,owner',
      (['project', 'XM-00001', f't{k}', f'工序{k}', '', '', '', ';'.join(f't{j}' for j in (k - 1, k - 7, k - 50) if j >= 0) if k % 10 else
        '', k % 9 + 1, ''] for k in range(TASKS)))
load('p.csv', 'ledger:project')
load('s.csv', 'ledger_series')
load('m.csv', 'milestones')
began = time.time()
while root.list('project')[1].get('total') != N:
    time.sleep(0.05)
print(f'{"until the server answers with them":44} {(time.time() - began) * 1000:9.0f} ms')
PID, TICK = d.servers[0].p.pid, os.sysconf('SC_CLK_TCK')


def spent():
    """Milliseconds of processor the server has had: what a busy machine does not lengthen."""
    with open(f'/proc/{PID}/stat', encoding='ascii') as f:
        return sum(map(int, f.read().rsplit(')', 1)[1].split()[11:13])) / TICK * 1000


def timed(name, ask, n=40, goal=20):
    took, before = [], spent()
    for _ in range(n):
        began = time.time()
        status, got = ask()
        took.append((time.time() - began) * 1000)
        if status != 200:
            raise SystemExit(f'{name}: {status} {got}')
    cpu = (spent() - before) / n
    print(f'{name:44} {statistics.median(took):9.1f} ms  worst {max(took):7.1f}  processor {cpu:7.1f}  ' +
          (f'goal <= {goal} ms  {"reached" if cpu <= goal else "NOT reached"}' if goal else ''), flush=True)


turn = iter(range(1000000))


def asked(who, verb='', **q):
    return lambda: who.send('GET', f'/api/v1/ledger/project{verb}?' + urlencode({k: v.replace('#', str(next(turn))) if isinstance(v, str)
                                                                                 else v for k, v in q.items()}))


for who in (root, near):
    timed(f'{who.login}: the first page', asked(who, where='total > 0.000001 * #'))
    timed(f'{who.login}: a filter', asked(who, where="domain = 'industry' and total > 20 + 0.000001 * #"))
    timed(f'{who.login}: red, most behind first', asked(who, where="light = 'red' and total > 0.000001 * #", sort='against_plan'))
    timed(f'{who.login}: words', asked(who, q='9#'))
    timed(f'{who.login}: summary by area, 13 columns', asked(who, '/summary', summary='areas', where='total > 0.000001 * #'))
    timed(f'{who.login}: Gantt, first page', asked(who, '/gantt', where='total > 0.000001 * #'))
    timed(f'{who.login}: nodes of seven days', asked(who, '/nodes', days=7, where='total > 0.000001 * #'))
    timed(f'{who.login}: a card', asked(who, '/row', code='XM-00029'))
load('net.csv', 'milestones')
time.sleep(1)
root.list('project')
timed(f'schedule of {TASKS} tasks', asked(root, '/schedule', code='XM-00001'), goal=None)
day = iter(range(400, 1000))
timed('the same asked for another end', lambda: root.send('GET', '/api/v1/ledger/project/schedule?' + urlencode(
    {'code': 'XM-00001', 'end': later(next(day))})), goal=None)
timed('a change of one row', lambda: ban.set('project', 'XM-00030', problems=f'x{next(turn)}'), n=10, goal=None)
lag = []


def after():
    ban.set('project', 'XM-00030', problems=f'x{next(turn)}')
    began = time.time()
    got = asked(root, where="light = 'red'")()
    lag.append((time.time() - began) * 1000)
    return got


timed('a change and the list after it', after, n=10, goal=None)
print(f'{"of that, the list after it":44} {statistics.median(lag):9.1f} ms  worst {max(lag):7.1f}')
with open(f'/proc/{PID}/status', encoding='ascii') as f:
    print(next(line for line in f if line.startswith('VmRSS')).strip())
if shutil.which('npm'):
    subprocess.run([os.path.join(ROOT, 'tools/web.sh'), 'node', os.path.join(ROOT, 'benchmarks/projects.mjs'),
                    f'http://127.0.0.1:{d.servers[0].port}', ROOT, d.tokens['root']], check=True)
