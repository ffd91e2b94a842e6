"""Times of ledgers over HTTP: ledger_http.py DIR ROWS."""
import os
import statistics
import sys
import time
from urllib.parse import urlencode

ROOT = os.environ['DIAODU_ROOT']
sys.path.insert(0, os.path.join(ROOT, 'tests/api'))
os.chdir(sys.argv[1])
from lib_filing import COUNTIES  # noqa: E402
from lib_ledger import CITY, NEAR, later, open_desk  # noqa: E402

N = int(sys.argv[2])
d = open_desk()
root, near, ban = (d.clerk(p, 0) for p in ('root', 'near', 'ban'))
with open('tasks.csv', 'w', encoding='utf-8') as f:
    f.write('title,area,lead_org,leader,person,target,progress_plan,due,urgency,source,percent,stage\n')
    for i in range(N):
        f.write(f'任务{i},{COUNTIES[i % 14]},{"near" if i % 14 == 1 else "gxj"},v-1,g-1,目标{i % 97},按周,{later(i % 400 + 1)},'
                f'{("normal", "urgent", "top")[i % 3]},{("meeting", "document", "other")[i % 3]},{i % 101},{"issued" if i % 4 else "draft"}\n')
began = time.time()
d.cli('import', '--db', d.db, 'ledger:task', 'tasks.csv', '--reason', 'r')
print(f'{"import":44} {(time.time() - began) * 1000:9.0f} ms')
began = time.time()
while root.list('task')[1].get('total') != N:
    time.sleep(0.05)
print(f'{"until the server answers with them":44} {(time.time() - began) * 1000:9.0f} ms')


def timed(name, ask, n=40, goal=20):
    took = []
    for _ in range(n):
        began = time.time()
        status, got = ask()
        took.append((time.time() - began) * 1000)
        if status != 200:
            raise SystemExit(f'{name}: {status} {got}')
    mid = statistics.median(took)
    print(f'{name:44} {mid:9.1f} ms  worst {max(took):7.1f}  ' +
          (f'goal <= {goal} ms  {"reached" if mid <= goal else "NOT reached"}' if goal else ''), flush=True)
    return got


def asked(who, verb='', **q):
    return lambda: who.send('GET', f'/api/v1/ledger/task{verb}?' + urlencode(q))


for who in (root, near):
    timed(f'{who.login}: the first page', asked(who))
    timed(f'{who.login}: a filter', asked(who, where="urgency = 'top' and percent < 20"))
    timed(f'{who.login}: a computed filter, sorted', asked(who, where='days_left < 10 and at_work', sort='-percent,due'))
    timed(f'{who.login}: words', asked(who, q='任务999'))
    timed(f'{who.login}: summary by unit', asked(who, '/summary', summary='units'))
    timed(f'{who.login}: summary by area', asked(who, '/summary', summary='areas'))
    code = who.list('task', limit=1)[1]['rows'][0]['code']
    timed(f'{who.login}: a card', asked(who, '/row', code=code))
    timed(f'{who.login}: the types', lambda who=who: who.send('GET', '/api/v1/ledgers'))
turn = iter(range(1000))
timed('a change of one row', lambda: ban.set('task', code, problems=f'x{next(turn)}'), goal=None)


def after():
    ban.set('task', code, problems=f'x{next(turn)}')
    began = time.time()
    got = asked(root, where='days_left < 10 and at_work')()
    lag.append((time.time() - began) * 1000)
    return got


lag = []
timed('a change and the list after it', after, goal=None)
print(f'{"of that, the list after it":44} {statistics.median(lag):9.1f} ms  worst {max(lag):7.1f}')
with open(f'/proc/{d.servers[0].p.pid}/status', encoding='ascii') as f:
    print(next(line for line in f if line.startswith('VmRSS')).strip())
