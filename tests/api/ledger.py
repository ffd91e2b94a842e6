"""Ledgers over HTTP: a meeting whose decisions become tasks, a task from its issue to its close, what T11, T13 and
T14 count, a type of one's own, the past of a row, lost updates, many at once, files that are imported. With
$API_DB on PostgreSQL, where two servers share one database."""
import json
import os
import re
import shutil
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.environ['DIAODU_ROOT'], 'tests/api'))
from lib import PROGRAM, SLOW, check, run  # noqa: E402
from lib_filing import INDS, month  # noqa: E402
from lib_ledger import CITY, DAY, FAR, NEAR, PDF, later, open_desk, quote, workdays  # noqa: E402

ON_PG = bool(os.environ.get('API_DB'))
d = open_desk(servers=2 if ON_PG else 1)
root, ban, ban2, gx, gx2, near, look = (d.clerk(p, 0) for p in ('root', 'ban', 'ban2', 'gx', 'gx2', 'near', 'look'))


def good(name, answer, *more):
    """The answer was 200 and what must hold of it holds; returns it."""
    status, got = answer
    check(name, status == 200 and all(f(got) for f in more), (status, json.dumps(got, ensure_ascii=False)[:900]))
    return got


def bad(name, answer, want, field=None, word=None):
    status, got = answer
    check(name, status == want and (not field or got.get('field') == field) and (not word or re.search(word, got['detail'])),
          (status, json.dumps(got, ensure_ascii=False)[:900]))
    return got


# ---- what there is ----
types = good('the ledgers there are', root.said('GET', 'ledgers', 'ledgers'), lambda g: len(g['rows']) >= 20)
check('nothing is in them', all(t['total'] == 0 and t['open'] == 0 for t in types['rows']), types)
good('a type is told as its file', root.said('GET', 'ledger/task/type', 'ledger_type'),
     lambda g: g['type']['code'] == 'task' and g['may'] == {'add': True, 'dispatch': True, 'define': True})
good('and what they may', gx.said('GET', 'ledger/task/type', 'ledger_type'),
     lambda g: g['may'] == {'add': True, 'dispatch': False, 'define': False} and g['today'] == DAY)
bad('one that there is not', root.said('GET', 'ledger/nothing/type', None), 404)

# ---- a meeting ----
m = good('a meeting', ban.add('meeting', title='十月份经济运行调度会', area=CITY, organiser='zfb', held_on=DAY, time='15:00',
                              place='一号会议室', host='v-1', attendees=['gxj', 'tjj'], scope='各成员单位', period='2026-10'))
M = m['row']['code']
check('its code is the next one', re.fullmatch(r'HY-\d{4}-001', M), M)
check('what is chosen, linked or a place is said in words', m['row']['kind_name'] == '月调度' and
      m['row']['organiser_name'] == '市政府办' and m['row']['attendees_name'] == ['市工信局', '市统计局'] and
      m['row']['host_name'].startswith('副市长'), m['row'])
bad('no notice without an agenda', ban.move('meeting', M, 'notify'), 422, word='议程')
for i, (item, org) in enumerate((('通报运行情况', 'tjj'), ('汇报工业', 'gxj')), 1):
    good(f'agenda item {i}', ban.add('agenda', meeting=M, order=str(i), item=item, org=org, minutes='10'))
bad('nor by whom it is not up to', gx.move('meeting', M, 'notify'), 403)
good('the notice goes out', ban.move('meeting', M, 'notify'), lambda g: g['row']['stage'] == 'notified' and g['row']['items'] == 2)
good('it is held', ban.move('meeting', M, 'hold', present='张三、李四'))
bad('no minutes without decisions', ban.move('meeting', M, 'minute', overview='总体平稳'), 422)
DECISIONS = [good(f'decision {i}', ban.add('decision', meeting=M, order=str(i), content=f'议定第{i}件', lead_org='gxj', due=later(10),
                                          leader='v-1', person='g-1', target='办成', progress_plan='按周'))['row']['code'] for i in (1, 2)]
got = good('the card warns before it is left', ban.card('meeting', M), lambda g: g['guard'] is True and
           [x['code'] for x in g['row']['alerts']] == ['untasked'] and g['row']['light'] == 'red')
check('its agenda and decisions stand on it', {x['type']: x['total'] for x in got['linked']} ==
      {'agenda': 2, 'decision': 2, 'promise': 0, 'task': 0}, got['linked'])
check('a decision has its area from the meeting', ban.row('decision', DECISIONS[0])['area'] == CITY)
good('minutes', ban.move('meeting', M, 'minute', overview='总体平稳'))
bad('it cannot be closed before each decision has its task', ban.move('meeting', M, 'close'), 422, word='督办')
got = good('a decision becomes a task', ban.move('decision', DECISIONS[0], 'assign'), lambda g: g['row']['stage'] == 'assigned')
T = got['row']['task']
check('which holds what was decided', {k: ban.row('task', T)[k] for k in ('title', 'lead_org', 'due', 'meeting', 'decision', 'source')} ==
      {'title': '议定第1件', 'lead_org': 'gxj', 'due': later(10), 'meeting': M, 'decision': DECISIONS[0], 'source': 'meeting'},
      ban.row('task', T))
bad('not twice', ban.move('decision', DECISIONS[0], 'assign'), 403)
bad('one is still without', ban.move('meeting', M, 'close'), 422)
good('the other', ban.move('decision', DECISIONS[1], 'assign'))
good('now it is closed', ban.move('meeting', M, 'close'), lambda g: g['guard'] is False and g['row']['stage'] == 'closed')

# ---- a task ----
SIX = ['leader', 'lead_org', 'person', 'target', 'due', 'progress_plan']
t = good('a task of its own', ban.add('task', title='止滑回升', area=CITY, source='instruction', urgency='urgent'))
X = t['row']['code']
issue = next(x for x in t['moves'] if x['code'] == 'issue')
check('six things are missing to issue it', issue['needs'] == SIX, issue)
values = {'leader': 'v-1', 'lead_org': 'gxj', 'person': 'g-1', 'target': '增长2%', 'due': later(20), 'progress_plan': '每周报'}
for name in SIX:
    bad(f'not issued without {name}', ban.move('task', X, 'issue', **{k: v for k, v in values.items() if k != name}), 422, name)
check('a refused move leaves nothing', ban.row('task', X)['version'] == t['row']['version'] and ban.row('task', X)['target'] is None)
bad('a deadline before today', ban.move('task', X, 'issue', **values | {'due': later(-1)}), 422)
bad('not issued by those who carry it out', gx.move('task', X, 'issue', **values), 403)
good('issued', ban.move('task', X, 'issue', **values), lambda g: g['row']['stage'] == 'issued' and g['row']['issued_on'] == DAY and
     g['row']['first_due'] == later(20))
bad('what was issued is not rewritten', ban.set('task', X, target='增长1%'), 422, 'target')
good('signed for', gx.move('task', X, 'sign', contact='0851'), lambda g: g['row']['signed_by'] == 'gx')
bad('a report needs its words', gx.move('task', X, 'report'), 400)
good('reported', gx.move('task', X, 'report', '已约谈三户', percent='30', result='三户复工'), lambda g: g['row']['percent'] == 30)
bad('not finished without evidence', gx.move('task', X, 'finish'), 422, 'evidence')
good('evidence', gx.attach('task', X, 'evidence'), lambda g: g['row']['evidence'][0]['size'] == len(PDF) and g['row']['files'] == 1)
good('finished', gx.move('task', X, 'finish'), lambda g: g['row']['stage'] == 'finished' and g['row']['percent'] == 100)
bad('not closed by who carries it out', gx.move('task', X, 'close', review='好'), 403)
bad('nor without a word of the reviewer', ban.move('task', X, 'close'), 422, 'review')
bad('a return needs its reason', ban.move('task', X, 'return'), 400)
good('returned', ban.move('task', X, 'return', '佐证不足'), lambda g: g['row']['stage'] == 'signed' and g['row']['returns'] == 1)
bad('an extension goes further', gx.move('task', X, 'ask_extension', '天气', new_due=later(20)), 422)
good('an extension is asked for', gx.move('task', X, 'ask_extension', '天气', new_due=later(30)),
     lambda g: 'extension' in [a['code'] for a in g['row']['alerts']])
bad('not given by who asks', gx.move('task', X, 'extend', '同意'), 403)
good('given', ban.move('task', X, 'extend', '同意'), lambda g: g['row']['due'] == later(30) and g['row']['extensions'] == 1 and
     g['row']['first_due'] == later(20))
good('finished again', gx.move('task', X, 'finish'))
got = good('closed by another', ban.move('task', X, 'close', review='属实'), lambda g: g['row']['stage'] == 'closed' and
           g['row']['reviewer'] == 'ban' and g['row']['light'] == 'grey')
check('its evidence stays', ban.write('detach', 'task', X, {'hash': got['row']['evidence'][0]['hash']})[0] == 403)
check('the whole way is told', [h['move'] or h['act'] for h in got['history']] ==
      ['add', 'issue', 'sign', 'report', 'file', 'finish', 'return', 'ask_extension', 'extend', 'finish', 'close'], got['history'])
check('by whom, with what was said', [h['by'] for h in got['history']][2:5] == ['gx'] * 3 and
      got['history'][6]['note'] == '佐证不足' and got['history'][3]['changes'] ==
      [{'field': 'percent', 'from': None, 'to': '30'}, {'field': 'result', 'from': None, 'to': '三户复工'}], got['history'][3])
check('versions count up by one', [h['version'] for h in got['history']] == list(range(1, 12)), got['history'])
Y = good('whoever finishes may not close, whatever their rights', ban.add('task', title='自办自审', area=CITY, **values | {'lead_org': 'zfb'}))['row']['code']
for move in ('issue', 'sign'):
    good(f'{move} by the office', ban.move('task', Y, move))
ban.attach('task', Y, 'evidence')
good('finish by the office', ban.move('task', Y, 'finish', result='完成'))
bad('close by the same', ban.move('task', Y, 'close', review='好'), 403, word='另一人')
check('told beforehand', [(x['code'], x['allowed']) for x in ban.card('task', Y)[1]['moves']] ==
      [('close', False), ('return', True), ('cancel', True)], ban.card('task', Y)[1]['moves'])
good('close by another', ban2.move('task', Y, 'close', review='好'))

# ---- lights, by the calendar of offices ----
Z = good('a task with a deadline', ban.add('task', title='看灯', area=CITY, **values | {'due': later(8)}))['row']['code']
ban.move('task', Z, 'issue')
gx.move('task', Z, 'sign')
wrong = []
for n in range(0, 50):
    on = later(n)
    r = ban.row('task', Z, as_of=on)
    over, left = workdays(later(8), on) if n > 8 else 0, workdays(on, later(8)) if n <= 8 else 0
    want = 'red' if n >= 8 else 'blue' if left <= 3 else 'green'
    alert = None if want == 'green' else 'soon' if want == 'blue' else 'today' if n == 8 else \
        'talk' if over >= 20 else 'circular' if over >= 10 else 'reminder' if over >= 3 else 'overdue'
    first = r['alerts'][0]['code'] if r['alerts'] else None
    if (r['overdue'], r['days_left'], r['light'], first) != (over, left, want, alert):
        wrong.append((on, r['overdue'], r['days_left'], r['light'], first, over, left, want, alert))
check('lights and reminders of fifty days', not wrong, wrong[:5])
PROBE = {'code': 'probe', 'name': '探针', 'name_en': 'Probe', 'group': 'other', 'note': '', 'note_en': '', 'codes': 'TZ-{n3}',
         'title': 'title', 'area': 'area',
         'fields': [{'code': 'title', 'name': '名称', 'kind': 'text', 'required': True},
                    {'code': 'area', 'name': '地区', 'kind': 'area'}, {'code': 'a', 'name': '起', 'kind': 'date'},
                    {'code': 'b', 'name': '止', 'kind': 'date'},
                    {'code': 'days', 'name': '工作日', 'kind': 'number', 'decimals': 0, 'formula': 'workdays(a, b)'},
                    {'code': 'back', 'name': '推回', 'kind': 'date', 'formula': 'addworkdays(a, days)'},
                    {'code': 'amount', 'name': '金额', 'kind': 'number', 'unit': '万元', 'decimals': 2},
                    {'code': 'lead', 'name': '牵头', 'kind': 'org'},
                    {'code': 'papers', 'name': '材料', 'kind': 'file', 'media': 'pdf;txt', 'max_mb': 1}],
         'stages': [{'code': 'open', 'name': '在办'}, {'code': 'done', 'name': '办结', 'final': True}],
         'moves': [{'code': 'finish', 'name': '办结', 'from': ['open'], 'to': 'done', 'needs': ['amount']}],
         'series': [{'code': 'paid', 'name': '支付', 'unit': '万元', 'frequency': 'M', 'plan': True, 'actual': True}],
         'milestones': True, 'gantt': {'plan': ['a', 'b']},
         'letters': [{'code': 'slow', 'name': '提示函', 'kind': 'letter', 'number': '探函〔{year}〕{n}号', 'reply_days': 5,
                      'over': {'by': 'lead', 'where': 'amount > 0', 'pause': 20},
                      'body': [{'title': '关于加快办理的函'}, {'to': '{to}：'}, {'para': '共{count()}件，{sum(amount)}万元。'},
                               {'list': [{'name': '事项', 'value': 'title'}, {'name': '金额', 'value': 'amount'}], 'sort': '-amount'},
                               {'sign': '{office}'}]}],
         'alerts': [{'code': 'long', 'light': 'red', 'when': 'days >= 3', 'name': '超过三个工作日'}],
         'summaries': [{'code': 'all', 'name': '合计', 'by': 'area', 'total': True,
                        'columns': [{'code': 'n', 'name': '件', 'value': 'count()'},
                                    {'code': 'sum', 'name': '金额', 'value': 'sum(amount)', 'decimals': 2}]}],
         'list': ['title', 'a', 'b', 'days']}

# ---- a type of one's own, by one file, at once ----
bad('a type is defined by those who may', ban.send('PUT', '/api/v1/ledgers?name=probe.json', json.dumps(PROBE)), 403)
got = bad('one with a mistake says where', root.send('PUT', '/api/v1/ledgers?name=probe.json', json.dumps(
    PROBE | {'alerts': [{'code': 'x', 'light': 'red', 'when': 'dayz > 3', 'name': 'x'}]})), 422, word='probe.json')
check('down to the word', 'dayz' in got['detail'] and 'alerts' in got['detail'], got)
bad('one that is not JSON', root.send('PUT', '/api/v1/ledgers', '{'), 422)
bad('an unknown member', root.send('PUT', '/api/v1/ledgers', json.dumps(PROBE | {'frob': 1})), 422, word='frob')
good('a type is defined', root.said('PUT', 'ledgers?name=probe.json', 'ledger_type', json.dumps(PROBE)),
     lambda g: g['type']['code'] == 'probe')
p1 = good('and used at once', ban.add('probe', title='国庆前后', area=CITY, a='2026-09-30', b='2026-10-12'),
          lambda g: g['row']['days'] == workdays('2026-09-30', '2026-10-12') == 4 and g['row']['light'] == 'red' and
          g['row']['back'] == '2026-10-12')
for a, b in (('2026-09-30', '2026-10-08'), ('2026-09-30', '2026-10-10'), ('2026-02-13', '2026-03-02'), ('2025-12-31', '2026-01-05')):
    good(f'working days from {a} to {b}', ban.add('probe', title=a, area=CITY, a=a, b=b),
         lambda g: g['row']['days'] == workdays(a, b) and g['row']['light'] == ('red' if workdays(a, b) >= 3 else 'green'))
with open('visit.json', 'w', encoding='utf-8') as f:
    json.dump(PROBE | {'code': 'visit', 'name': '走访', 'codes': 'ZF-{n3}'}, f, ensure_ascii=False)
d.cli('ledger', 'define', 'visit.json', '--db', d.db)
d.cli('ledger', 'visit', 'add', 'title=第一家', f'area={CITY}', '--db', d.db)
end = time.time() + 10 * SLOW
while time.time() < end and not ban.list('visit')[1].get('total'):
    time.sleep(0.05)
check('one that another process defined, and its rows', [r['title'] for r in ban.rows('visit')] == ['第一家'], ban.list('visit'))
root.said('PUT', 'ledgers', 'ledger_type', json.dumps(PROBE | {'fields': PROBE['fields'] + [{'code': 'more', 'name': '又一列', 'kind': 'text'}]}))
good('a type renewed keeps its rows', ban.set('probe', p1['row']['code'], more='有'), lambda g: g['row']['more'] == '有' and
     g['row']['days'] == 4)

# ---- numbers, members, versions ----
P = p1['row']['code']
got = bad('a JSON number is refused with a hint', ban.send('POST', '/api/v1/ledger/probe/add', {'fields': {'title': 'x', 'amount': 12.5}}), 400)
check('how to write it', '"12.5"' in got['detail'] and 'amount' in got['detail'], got)
for name, body in {'an unknown member': {'fields': {'title': 'x'}, 'frob': '1'}, 'fields are an object': {'fields': ['title']},
                   'no fields of another type': {'fields': {'leader': 'v-1'}}, 'no text in a list of numbers': {'fields': {'title': ['a', 1]}},
                   'a code that is a number': {'fields': {'title': 'x'}, 'code': 7}}.items():
    bad(f'refused: {name}', ban.send('POST', '/api/v1/ledger/probe/add', body), 400)
for name, fields, field in (('not a number', {'amount': 'zwölf'}, 'amount'), ('not a date', {'a': '2026-13-01'}, 'a'),
                            ('no such area', {'area': '999999'}, 'area'), ('a required one taken away', {'title': None}, 'title'),
                            ('a formula is not written', {'days': '4'}, 'days')):
    bad(f'refused with its field: {name}', ban.set('probe', P, **fields), 422, field)
good('amounts with units', ban.set('probe', P, amount='1.25亿元'), lambda g: g['row']['amount'] == 12500)
good('null takes a value away', ban.set('probe', P, amount=None), lambda g: g['row']['amount'] is None)
v = ban.row('probe', P)['version']
good('what stands already writes nothing', ban.set('probe', P, version=v, more='有'), lambda g: g['row']['version'] == v)
bad('no version, no write', ban.said('PUT', f'ledger/probe/row?code={P}', None, {'fields': {'more': 'x'}}), 400, word='If-Match')
for tag in ('"x"', '7', '"-1"', 'W/"3"', ''):
    bad(f'an If-Match that is none: {tag}', ban.said('PUT', f'ledger/probe/row?code={P}', None, {'fields': {'more': 'x'}}, If_Match=tag), 400)
good('the version that was seen', ban.set('probe', P, version=v, more='一'), lambda g: g['row']['version'] == v + 1)
got = bad('somebody else was first: 412', ban2.set('probe', P, version=v, more='二'), 412)
check('with the card as it stands', got['current']['row']['more'] == '一' and got['current']['row']['version'] == v + 1, got)
check('and what they wanted to write', got.get('yours', {}).get('fields') == {'more': '二'}, got)
for verb, body in (('move', {'move': 'finish', 'fields': {'amount': '1'}}), ('remove', {'note': 'x'}),
                   ('series', {'cells': [{'series': 'paid', 'period': '2026-01', 'actual': '1'}]}),
                   ('milestones', {'rows': [{'milestone': 'm1', 'name': '一'}]}), ('detach', {'hash': '0'})):
    got = bad(f'so with {verb}', ban2.write(verb, 'probe', P, body, v), 412)
    check(f'its card, {verb}', got['current']['row']['code'] == P, got)
bad('so with a file', ban2.attach('probe', P, 'papers', version=v), 412)

# ---- two people at one row at the same time ----
v = ban.row('probe', P)['version']
answers = []
both = [threading.Thread(target=lambda who=who, w=w: answers.append(who.set('probe', P, version=v, more=w)[0]))
        for who, w in ((ban, '甲'), (ban2, '乙'))]
for t_ in both:
    t_.start()
for t_ in both:
    t_.join()
check('two at one row: one is taken, the other told', sorted(answers) == [200, 412] and ban.row('probe', P)['version'] == v + 1, answers)

# ---- once only ----
one = ban.said('POST', 'ledger/probe/add', 'ledger_card', {'fields': {'title': '只登一次', 'area': CITY}}, Idempotency_Key='k-1')
two = ban.said('POST', 'ledger/probe/add', 'ledger_card', {'fields': {'title': '只登一次', 'area': CITY}}, Idempotency_Key='k-1')
check('the same key adds once', one[0] == two[0] == 200 and one[1]['row']['code'] == two[1]['row']['code'] and
      len(ban.rows('probe', q='只登一次')) == 1, [one, two])
bad('the key for another request', ban.send('POST', '/api/v1/ledger/probe/add', {'fields': {'title': '别的', 'area': CITY}}, Idempotency_Key='k-1'), 422)

# ---- series, milestones, comments, files ----
good('a series', ban.write('series', 'probe', P, {'cells': [{'series': 'paid', 'period': '2026-01', 'plan': '10', 'actual': '2.50'},
                                                            {'series': 'paid', 'period': '2026-02', 'actual': '3'}]}),
     lambda g: g['series'] == [{'code': 'paid', 'rows': [{'period': '2026-01', 'plan': 10, 'actual': 2.5},
                                                         {'period': '2026-02', 'plan': None, 'actual': 3}]}])
good('a cell taken away', ban.write('series', 'probe', P, {'cells': [{'series': 'paid', 'period': '2026-01', 'plan': None}]}),
     lambda g: g['series'][0]['rows'][0] == {'period': '2026-01', 'plan': None, 'actual': 2.5})
for name, cell, want in (('a number', {'series': 'paid', 'period': '2026-01', 'actual': 5}, 400), ('no series', {'series': 'x', 'period': '2026-01'}, 400),
                         ('no period', {'series': 'paid', 'period': '2026-Q1', 'actual': '1'}, 422), ('a word', {'series': 'paid', 'period': '2026-01', 'actual': '三成'}, 422),
                         ('an unknown member', {'series': 'paid', 'period': '2026-01', 'actual': '1', 'note': 'x'}, 400)):
    bad(f'a cell that is refused: {name}', ban.write('series', 'probe', P, {'cells': [cell]}), want)
good('milestones', ban.write('milestones', 'probe', P, {'rows': [{'milestone': 'm1', 'name': '立项', 'plan': '2026-01-10', 'actual': '2026-01-12'},
                                                                 {'milestone': 'm2', 'name': '开工', 'plan': '2026-03-01', 'depends_on': ['m1'], 'days': '30'}]}),
     lambda g: [(x['milestone'], x['late'], x['depends_on'], x['days']) for x in g['milestones']] == [('m1', False, [], None), ('m2', True, ['m1'], 30)])
good('one is taken away', ban.write('milestones', 'probe', P, {'rows': [{'milestone': 'm2', 'removed': True}]}), lambda g: len(g['milestones']) == 1)
# ---- a schedule: back from the end, on from today ----
got = good('a row with a network', ban.add('probe', title='大桥', area=CITY, a=DAY, b=later(200)))
B = got['row']['code']
good('its nodes', ban.write('milestones', 'probe', B, {'rows': [
    {'milestone': 'land', 'name': '交地', 'days': '10', 'plan': later(30), 'started': DAY}, {'milestone': 'draw', 'name': '出图', 'days': '20', 'plan': later(40)},
    {'milestone': 'build', 'name': '主体', 'days': '60', 'plan': later(150), 'depends_on': ['land', 'draw'], 'owner': '张工'},
    {'milestone': 'open', 'name': '通车', 'days': '0', 'plan': later(200), 'depends_on': ['build']}]}))
got = good('a schedule', ban.said('GET', f'ledger/probe/schedule?code={B}', 'ledger_schedule'), lambda g: g['end'] == later(200) and g['end_asked'] is None)
node = {n['milestone']: n for n in got['nodes']}
check('what depends begins on the next working day', all(workdays(node[x]['late_finish'], node['build']['late_start']) == 1 for x in ('land', 'draw')) and
      workdays(node['draw']['early_finish'], node['build']['early_start']) == 1, node)
check('a duration is counted in working days', all(workdays(n['late_start'], n['late_finish']) == n['days'] - 1 for n in got['nodes'] if n['days']), node)
check('the slack is the working days between', all(n['slack'] == workdays(n['early_finish'], n['late_finish']) for n in got['nodes']), node)
check('the longest way is critical', got['critical'] == ['draw', 'build', 'open'] and not node['land']['critical'] and node['land']['state'] == 'running' and
      got['slack'] == node['draw']['slack'], got['critical'])
what_if = good('another end is tried', ban.said('GET', f'ledger/probe/schedule?code={B}&end={later(60)}', 'ledger_schedule'),
               lambda g: g['slack'] < 0 and g['end_asked'] == later(60) and 'draw' in g['next'] and g['end'] == later(200))
check('and changes nothing', ban.row('probe', B)['b'] == later(200))
bad('an end that is no day', ban.send('GET', f'/api/v1/ledger/probe/schedule?code={B}&end=soon'), 400)
bad('nothing is asked', ban.write('schedule', 'probe', B, {}), 400)
bad('an end that is taken away cannot be planned back from', ban.write('schedule', 'probe', B, {'end': None, 'plan': True}), 400)
bad('who only looks', look.write('schedule', 'probe', B, {'plan': True}), 403)
v = ban.row('probe', B)['version']
good('planned anew', ban.write('schedule', 'probe', B, {'end': later(60), 'plan': True, 'baseline': True}, version=v),
     lambda g: g['row']['b'] == later(60) and {m['milestone']: (m['plan'], m['baseline']) for m in g['milestones']} ==
     {n['milestone']: (n['late_finish'], n['plan']) for n in what_if['nodes']})
bad('held against what was seen', ban.write('schedule', 'probe', B, {'plan': True}, version=v), 412)
got = bad('a circle is named', ban.write('milestones', 'probe', B, {'rows': [{'milestone': 'land', 'depends_on': ['open']}]}), 422)
check('with every node of it', all(w in got['detail'] for w in ('land', 'build', 'open')), got)
bad('a node that is gone', ban.write('milestones', 'probe', B, {'rows': [{'milestone': 'land', 'removed': True}]}), 422, word='land')
got = good('drawn in time', ban.said('GET', f'ledger/probe/gantt?where=title%3D%27%E5%A4%A7%E6%A1%A5%27', 'ledger_gantt'),
           lambda g: g['total'] == 1 and g['rows'][0]['plan'] == [DAY, later(60)] and len(g['rows'][0]['nodes']) == 4 and g['to'] >= later(60))
good('what is due', ban.said('GET', 'ledger/probe/nodes?days=90', 'ledger_nodes'), lambda g: [r['milestone'] for r in g['rows'] if r['code'] == B][-2:] == ['build', 'open'])
bad('a ledger without a schedule', ban.send('GET', '/api/v1/ledger/meeting/gantt'), 400)
bad('nor a wall chart', ban.send('GET', '/api/v1/ledger/meeting/chart'), 400)
bad('a paper that there is not', ban.send('GET', f'/api/v1/ledger/probe/chart?code={B}&paper=A4'), 400)
bad('a row that there is not', ban.send('GET', '/api/v1/ledger/probe/chart?code=none'), 404)
bad('a day that is none', ban.write('milestones', 'probe', P, {'rows': [{'milestone': 'm3', 'plan': 'soon'}]}), 422)
v = ban.row('probe', P)['version']
good('whoever sees it may say something', look.write('comment', 'probe', P, {'text': '请加快 <b>'}),
     lambda g: [(x['by'], x['text']) for x in g['comments']] == [('look', '请加快 <b>')])
bad('a comment has words', look.write('comment', 'probe', P, {'text': '  '}), 400)
check('which does not make others\' changes late', ban.set('probe', P, version=v, more='评后')[0] == 200, (v, ban.row('probe', P)['version']))
one = good('a file', ban.attach('probe', P, 'papers', '一.pdf'), lambda g: [x['name'] for x in g['row']['papers']] == ['一.pdf'])['row']['papers'][0]
v = ban.row('probe', P)['version']
good('the same again changes nothing', ban.attach('probe', P, 'papers', '一.pdf'), lambda g: g['row']['version'] == v and len(g['row']['papers']) == 1)
s = d.servers[0]
status, head, data = s.ask('GET', f'/api/v1/ledger/probe/file?code={P}&hash={one["hash"]}', None, {'Authorization': 'Bearer ' + d.tokens['look']})
check('comes back byte for byte, as a download', status == 200 and data == PDF and head['content-type'] == 'application/pdf' and
      head['content-disposition'].startswith('attachment') and head['x-content-type-options'] == 'nosniff', head)
good('it is let go of', ban.write('detach', 'probe', P, {'field': 'papers', 'hash': one['hash'], 'note': '换新'}), lambda g: g['row']['papers'] == [])
bad('then it is not there', ban.said('GET', f'ledger/probe/file?code={P}&hash={one["hash"]}', None), 404)
bad('nor twice', ban.write('detach', 'probe', P, {'field': 'papers', 'hash': one['hash']}), 404)

# ---- removed, and back ----
bad('a reason is needed', ban.write('remove', 'probe', P, {'note': ''}), 400)
bad('it takes the right to dispatch', gx.write('remove', 'probe', P, {'note': 'x'}), 403)
good('removed', ban.write('remove', 'probe', P, {'note': '重复'}), lambda g: g['row']['withdrawn'] is True)
check('out of the lists, unless it is asked for', P not in [r['code'] for r in ban.rows('probe')] and
      [r['code'] for r in ban.rows('probe', withdrawn='1') if r.get('withdrawn')] == [P])
bad('and not changed', ban.set('probe', P, more='x'), 403)
for table, row in (('ledger:probe', [['code', 'more'], [P, 'x']]), ('ledger_series', [['type', 'code', 'field', 'period', 'plan', 'actual'],
                   ['probe', P, 'paid', '2026-05', '1', '1']]), ('milestones', [['type', 'code', 'milestone', 'name'], ['probe', P, 'm9', 'x']])):
    bad(f'nor by a file: {table}', ban.put_table(table, row), 422)
good('brought back', ban.write('restore', 'probe', P, {'note': '没有重复'}), lambda g: 'withdrawn' not in g['row'])
check('nothing of it is lost', ban.row('probe', P)['more'] == '评后' and len(ban.card('probe', P)[1]['comments']) == 1)

# ---- many at once ----
codes = [ban.add('probe', title=f'成批{i}', area=CITY, **({} if i == 1 else {'amount': str(i)}))[1]['row'] for i in range(4)]
items = [{'code': r['code'], 'version': r['version']} for r in codes]
items[3]['version'] = 99
got = good('many at once: those that are refused say why, the others go on', ban.said('POST', 'ledger/probe/bulk', 'ledger_bulk_done', {
    'items': items + [{'code': 'nothing', 'version': 1}, items[0]], 'move': 'finish'}),
    lambda g: [x['ok'] for x in g['rows']] == [True, False, True, False, False, False] and all(x['error'] for x in g['rows'] if not x['ok']))
check('each with its reason', '金额' in got['rows'][1]['error'] and '99' in got['rows'][3]['error'] and '两次' in got['rows'][5]['error'], got)
check('the same day in one commit', len({ban.card('probe', c['code'])[1]['history'][-1]['commit'] for c in (codes[0], codes[2])}) == 1)
check('what was refused stands as it was', ban.row('probe', codes[1]['code'])['stage'] == 'open')
bad('a bulk has items', ban.said('POST', 'ledger/probe/bulk', None, {'move': 'finish'}), 400)
bad('and versions', ban.said('POST', 'ledger/probe/bulk', None, {'items': [{'code': 'x'}], 'move': 'finish'}), 400)

# ---- lists ----
status, got = ban.list('probe', where="amount >= 2 and stage = 'done'", columns='title,amount', sort='-amount')
check('a filter, columns, an order', status == 200 and [r['title'] for r in got['rows']] == ['成批2'] and 'days' not in got['rows'][0], got)
all_, cursor = [], 0
while cursor is not None:
    page = ban.list('probe', sort='code', limit=3, cursor=cursor)[1]
    all_ += [r['code'] for r in page['rows']]
    cursor = page['cursor']
check('pages together are the whole', len(all_) == len(set(all_)) == page['total'] and all_ == sorted(all_), all_)
for name, asked, word in (('a filter with a mistake', {'where': 'amunt > 1'}, 'amunt'), ('no field to sort by', {'sort': 'x'}, 'x'),
                          ('no such view', {'view': 'x'}, 'x'), ('no column', {'columns': 'x'}, 'x'), ('a limit', {'limit': '1001'}, '1000'),
                          ('a cursor', {'cursor': '-1'}, 'cursor'), ('a filter without end', {'where': '(' * 3000}, '')):
    status, got = ban.list('probe', **asked)
    check(f'refused: {name}', status in (400, 404, 414, 422) and word in got['detail'], (status, got))
got = good('in English', ban.said('GET', 'ledger/task/row?code=' + X + '&lang=en', 'ledger_card'))
check('names too', got['row']['stage_name'] == 'Closed' and got['row']['source_name'] == 'Instruction' and
      got['row']['lead_org_name'] == '市工信局', got['row'])

# ---- T11, T13, T14 ----
rows = [['title', 'source', 'plan_year', 'area', 'org', 'due']] + \
       [[f'省级实事{i}', 'province', '2026', CITY, 'zfb', later(40)] for i in range(9)] + \
       [[f'市级实事{i}', 'city', '2026', CITY, 'zfb', later(40)] for i in range(7)]
good('T11: nine of the province and seven of the city come in', ban.put_table('ledger:livelihood', rows), lambda g: g['added'] == 16)
got = good('T11: sixteen items from two sources', ban.summary('livelihood', 'sources'), lambda g: g['total']['n'] == 16)
check('T11: each apart', {r['group']: r['n'] for r in got['rows'] if r['n']} == {'province': 9, 'city': 7}, got['rows'])
good('thresholds', ban.add('library_threshold', 'BZ-001', name='规上工业', profession='industry', line='2000'))
names = ['甬金金融科技', '索通盛源碳材料', '中鹏房地产']
good('T13: three named applications', ban.put_table('ledgers', [['type', 'code', 'name', 'area', 'threshold']] + [
    ['library_unit', f'PY-2026-{i:04}', n, NEAR, 'BZ-001'] for i, n in enumerate(names, 1)]), lambda g: g['added'] == 3)
check('T13: counted and found', len(ban.rows('library_unit')) == 3 and
      sorted(r['name'] for r in ban.rows('library_unit', where='present(threshold)')) == sorted(names) and
      ban.row('library_unit', 'PY-2026-0001')['line'] == 2000 and
      ban.summary('library_unit', 'funnel')[1]['total']['candidate'] == 3, ban.summary('library_unit', 'funnel'))
aspects = [o['code'] for o in next(f for f in ban.get('ledger/policy_upstream/type')[1]['type']['fields'] if f['code'] == 'aspect')['options']][:6]
type_up = ban.get('ledger/policy_upstream/type')[1]['type']
needed = [f['code'] for f in type_up['fields'] if f.get('required')]
clauses = [{'code': f'SJ-{i:03}', 'package': '国务院一揽子', 'aspect': aspects[i % 6], 'clause': str(i), 'title': f'第{i}条', 'number': str(i),
            'org': 'gxj', 'issuer': '国务院', 'level': 'state', 'doc_no': '国发12号', 'issued_on': '2022-05-24'} for i in range(1, 34)]
keep = [c for c in ['code'] + [f['code'] for f in type_up['fields'] if f['code'] in clauses[0]]
        if c in needed + ['code', 'aspect', 'clause', 'title', 'org', 'package']]
good('T14: 33 clauses', ban.put_table('ledger:policy_upstream', [keep] + [[c[k] for k in keep] for c in clauses]), lambda g: g['added'] == 33)
check('rows that ask for the same are counted alike', len(ban.rows('policy_upstream', where="rows('policy_upstream', 'org', org) = 33")) == 33 and
      len(ban.rows('policy_upstream', where="rows('policy_upstream', 'org', org, 'present(clause)') = 33 and rows('policy_upstream', 'org', org, 'missing(clause)') = 0")) == 33)
measures = [['number', 'title', 'upstream', 'area', 'org', 'due']] + [
    [str(i), f'措施{i}', f'SJ-{i:03}' if i <= 30 else f'SJ-{i - 30:03};SJ-{i - 29:03}' if i < 50 else '', CITY, 'gxj', later(60)] for i in range(1, 56)]
good('T14: 55 measures, each of no, one or two clauses', ban.put_table('ledger:policy_measure', measures), lambda g: g['added'] == 55)
got = good('T14: coverage of the 33', ban.summary('policy_upstream', 'aspects'), lambda g: g['total']['n'] == 33 and
           g['total']['covered'] == 30 and abs(g['total']['coverage'] - 100 * 30 / 33) < 0.051)
check('T14: in six fields', len([r for r in got['rows'] if r['n']]) == 6, got['rows'])
check('T14: measures without a clause are found', len(ban.rows('policy_measure', where='missing(upstream)')) == 6)
check('T14: what a clause led to stands on its card', next(x for x in ban.card('policy_upstream', 'SJ-002')[1]['linked'] if x['type'] == 'policy_measure')['total'] == 3)

# ---- figures in ledgers: by who asks, also after somebody else has asked ----
far = d.clerk('far', 0)
good('two figures', root.put_table('observations', [['area', 'indicator', 'period', 'kind', 'level', 'growth'],
                                                    [NEAR, INDS[0], '2025-06', 'final', '40', '5'], [FAR, INDS[0], '2025-06', 'final', '50', '6']]))
for code, area in (('CN-1', FAR), ('CN-2', NEAR)):
    good('a promise', root.add('promise', code, area=area, org='near', content='增速', indicator=INDS[0], measure='growth', value='1',
                               period='2025-06'))
known = {r['code']: r['actual'] for r in root.rows('promise')}
check('who sees every figure sees what was promised come true', None not in known.values(), known)
for who, want in ((near, {'CN-1': None, 'CN-2': known['CN-2']}), (ban, known), (far, {'CN-1': known['CN-1']}), (near, {'CN-1': None, 'CN-2': known['CN-2']}),
                  (root, known)):
    check(f'{who.login} what they may', {r['code']: r['actual'] for r in who.rows('promise')} == want, [want, who.rows('promise')])
check('lights too', [(r['code'], r['light'] == 'blue') for r in near.rows('promise', sort='code')] == [('CN-1', True), ('CN-2', False)],
      near.rows('promise'))
check('nothing by a filter', near.rows('promise', where="actual > 0 and code = 'CN-1'") == [] and
      near.rows('task', where=f"level('{INDS[0]}', '{FAR}', '2025-06') > 0") == [] and
      len(ban.rows('task', where=f"level('{INDS[0]}', '{FAR}', '2025-06') > 0")) > 0)
check('nothing by a row that they may not see', near.rows('promise', where="rows('promise', 'area', '" + FAR + "') > 1") == [] and
      near.card('promise', 'CN-1')[1]['row']['actual'] is None and far.card('promise', 'CN-2')[0] == 404)
bad('nor by typing its name', far.add('task', title='x', area=FAR, lead_org='far', meeting=ban.rows('meeting')[0]['title']), 422, 'meeting')

# ---- files of rows ----
good('a file again changes nothing', ban.put_table('ledger:policy_measure', [['code', 'title']] + [
    [r['code'], r['title']] for r in ban.rows('policy_measure')]), lambda g: g['commit'] == 0 and g['unchanged'] == 55)
TABLE = [['编号', '名称', '地区', '金额'], ['TZ-901', '甲', CITY, '10'], ['TZ-902', '乙', '火星', '11'], ['TZ-903', '丙', CITY, '十二个']]
status, got = ban.put_table('ledger:probe', TABLE)
check('a file with mistakes is refused whole, with line and field', status == 422 and
      [(f['line'], f['column']) for f in got['result']['findings'] if f['severity'] == 'error'] == [(3, 'area'), (4, 'amount')] and
      ban.card('probe', 'TZ-901')[0] == 404, got)
good('a trial writes nothing', ban.put_table('ledger:probe', TABLE[:2], dry_run=1), lambda g: g['added'] == 1 and g['commit'] == 0)
check('nothing is there', ban.card('probe', 'TZ-901')[0] == 404)
good('in part, the rest comes back', ban.put_table('ledger:probe', TABLE, partial=1),
     lambda g: g['added'] == 1 and 'TZ-902' in g['rejected_csv'] and 'TZ-903' in g['rejected_csv'] and 'TZ-901' not in g['rejected_csv'])
check('the good one is there', ban.row('probe', 'TZ-901')['title'] == '甲')
commit = good('rows by a file', ban.put_table('ledger:probe', [['code', 'title', 'area'], ['TZ-909', '撤不回', CITY]]))['commit']
bad('which are not taken back as a file', root.said('POST', 'withdraw', None, {'commit': commit, 'reason': 'r'}), 422, word='remove')
bad('nor come out as a table of the catalogue', root.said('GET', 'export/ledgers', None), 400, word='ledger TYPE export')
good('series by a file', ban.put_table('ledger_series', [['type', 'code', 'field', 'period', 'plan', 'actual'], ['probe', 'TZ-901', 'paid', '2026-03', '5', '4']]))
good('milestones by a file', ban.put_table('milestones', [['type', 'code', 'milestone', 'name', 'plan'], ['probe', 'TZ-901', 'm1', '一', '2026-05-01']]),
     lambda g: g['good'] == 1)
got = ban.card('probe', 'TZ-901')[1]
check('they stand', got['series'][0]['rows'] == [{'period': '2026-03', 'plan': 5, 'actual': 4}] and got['milestones'][0]['name'] == '一', got)
status, got = gx.put_table('ledger:probe', [['title', 'area'], ['县里的', CITY]])
check('rows without organisation are for those who dispatch', status == 403 and not ban.rows('probe', q='县里的'), (status, got))
status, got = near.put_table('ledger:probe', [['title', 'area'], ['别县的', FAR]])
check('nor may a county write another\'s', status in (403, 422) and not ban.rows('probe', q='别县的'), (status, got))
bad('no milestones where a ledger has none', ban.put_table('milestones', [['type', 'code', 'milestone', 'name'], ['policy_measure', ban.rows('policy_measure')[0]['code'], 'm1', 'x']]), 422)
status, got = near.put_table('ledger:task', [['title', 'area', 'stage'], ['越过下发', NEAR, 'signed']])
check('no file steps over the issue of a task', status in (403, 422) and not ban.rows('task', q='越过下发'), (status, got))
status, got = ban.put_table('ledger:task', [['title', 'area', 'stage'], ['六要素不全', CITY, 'signed']])
check('nor over its six fields', status == 422 and not ban.rows('task', q='六要素不全'), (status, got))
PAST = [['title', 'area', 'stage', *values, 'result', 'review'], ['没有佐证', CITY, 'closed', *values.values(), '完成', '好']]
status, got = ban.put_table('ledger:task', PAST)
check('nor to its end without evidence', status == 422 and not ban.rows('task', q='没有佐证'), (status, got))
PAST[1][2] = 'finished'
good('one under review comes in', ban.put_table('ledger:task', PAST))
bad('and is not closed without', ban2.move('task', ban.rows('task', q='没有佐证')[0]['code'], 'close'), 422, 'evidence')
good('a history comes in as it stands: issued with all six', ban.put_table('ledger:task', [['title', 'area', 'stage', *values],
     ['历史任务', CITY, '办理中', *values.values()]]), lambda g: g['added'] == 1)

# ---- a row's own lines, whatever stands in those of others ----
ODD = ['R-1', '-R-1', '@R-1', 'R"1', '甲-1']
good('codes of all kinds', ban.put_table('ledger:probe', [['code', 'title', 'area']] + [
    [c, f'of {c}', CITY] for c in ODD]), lambda g: g['added'] == len(ODD))
good('words over several lines', ban.write('comment', 'probe', ODD[3], {'text': 'a "b"\nR-1,evil\n甲-1,"evil"'}))
for c in ODD:
    got = ban.card('probe', c)[1]
    check(f'the history of {c}', [h['act'] for h in got['history']] == ['add'] and
          got['history'][0]['changes'][0]['to'] == got['row']['title'] and
          len(got['comments']) == (c == ODD[3]), got)

# ---- the past ----
before = ban.get('desk')[1]['as_of']
time.sleep(1.1)
ban.set('probe', 'TZ-901', title='改了名', amount='77')
ban.write('comment', 'probe', 'TZ-901', {'text': '后来说的'})
got = ban.card('probe', 'TZ-901', as_of=before)[1]
check('a card as it was', got['row']['title'] == '甲' and got['row']['amount'] == 10 and not got['comments'] and
      got['may'] == {'set': False, 'comment': False, 'attach': False, 'remove': False}, got['row'])
check('a list as it was', [r['title'] for r in ban.rows('probe', as_of=before, where="code = 'TZ-901'")] == ['甲'] and
      [r['title'] for r in ban.rows('probe', where="code = 'TZ-901'")] == ['改了名'])
check('a summary as it was', ban.summary('probe', 'all', as_of=before)[1]['total']['sum'] + 67 == ban.summary('probe', 'all')[1]['total']['sum'])
check('nothing can be done in the past', not any(x['allowed'] for x in got['moves']), got['moves'])

# ---- two servers on one database ----
if ON_PG:
    other = d.clerk('ban2', 1)
    code = ban.add('probe', title='这边登记', area=CITY)[1]['row']['code']
    end = time.time() + 5 * SLOW
    while time.time() < end and other.card('probe', code)[0] != 200:
        time.sleep(0.02)
    good('the other server has the row', other.card('probe', code), lambda g: g['row']['title'] == '这边登记')
    good('and changes it', other.set('probe', code, version=1, title='那边改'))
    bad('which the first one is told of', ban.set('probe', code, version=1, title='这边改'), 412)
    end = time.time() + 5 * SLOW
    while time.time() < end and ban.row('probe', code)['title'] != '那边改':
        time.sleep(0.02)
    check('and has', ban.row('probe', code)['title'] == '那边改', ban.row('probe', code))
    got, codes = [], []
    clerks = [d.clerk(who, n) for who in ('ban', 'ban2') for n in (0, 1)]
    threads = [threading.Thread(target=lambda who=who: [codes.append(who.add('probe', title='同时', area=CITY)[1].get('row', {}).get('code')) for _ in range(10)])
               for who in clerks]
    for t_ in threads:
        t_.start()
    for t_ in threads:
        t_.join()
    check('forty at once on two servers: no code twice', len(set(codes)) == 40 and None not in codes, codes)
    root2 = d.clerk('root', 1)
    good('a type defined here', root.said('PUT', 'ledgers', 'ledger_type', json.dumps(PROBE | {'code': 'shared', 'name': '共享', 'codes': 'GX-{n3}'})))
    end = time.time() + 5 * SLOW
    while time.time() < end and root2.list('shared')[0] != 200:
        time.sleep(0.02)
    good('is there too', root2.add('shared', title='一'))

# ---- what is worked out of rows that look back ----
M2 = good('another meeting', ban.add('meeting', title='专题会', area=CITY, organiser='zfb', held_on=DAY, time='9:00', place='二号会议室', host='v-1',
                                     attendees=['gxj'], scope='工信局', period='2026-10'))['row']['code']
got = good('its decision', ban.add('decision', meeting=M2, order='1', content='议定一件', lead_org='gxj', due=later(10), leader='v-1', person='g-1', target='办成',
                                   progress_plan='按周'))
good('the meeting counts it at once, though the decision was asked for first', ban.card('meeting', M2), lambda g: g['row']['untasked'] == 1)
good('the decision becomes a task', ban.move('decision', got['row']['code'], 'assign'))
good('and the meeting has none left', ban.card('meeting', M2), lambda g: g['row']['untasked'] == 0)

# ---- letters and exports: the bytes of the command line, a number, the register ----
good('a task that is overdue soon', ban.add('task', 'RW-letter', title='发函的 <事>', area=CITY, **values))
good('it is issued', ban.move('task', 'RW-letter', 'issue'))


def file_of(login, path):
    return d.servers[0].ask('GET', '/api/v1/ledger/' + path, None, {'Authorization': 'Bearer ' + d.tokens[login]})


for args, path in ((('task', 'letter', 'slip', 'RW-letter', '-o', 'slip.html'), 'task/letter?code=RW-letter&letter=slip&document=html'),
                   (('task', 'letter', 'reminder', 'RW-letter', '-o', 'slip.docx'), 'task/letter?code=RW-letter&letter=reminder'),
                   (('task', 'export', '-o', 'all.csv'), 'task/export'),
                   (('task', 'export', 'print', '-o', 'all.xlsx'), 'task/export?format=xlsx&form=print'),
                   (('task', 'export', '--where', 'at_work', '--columns', 'title,due', '-o', 'some.html'),
                    'task/export?format=html&columns=title,due&where=at_work')):
    d.cli('ledger', *args, '--as', 'ban', '--lang', 'zh', '--db', d.db)
    status, head, data = file_of('ban', path + ('&' if '?' in path else '?') + 'lang=zh')
    with open(args[-1], 'rb') as f:
        check(f'the bytes of the command line: {path}', status == 200 and data == f.read(), (status, data[:200]))
for args, path in (((B, '-o', 'chart.svg'), f'probe/chart?code={B}'),
                   (('--where', f"code = '{B}'", '--sort', 'area', '--paper', 'A0', '-o', 'chart.svg'), f'probe/chart?where=code%3D%27{B}%27&sort=area&paper=A0'),
                   *([((B, '--end', later(50), '-o', 'chart.pdf'), f'probe/chart?code={B}&end={later(50)}&format=pdf')] if shutil.which('rsvg-convert') else [])):
    d.cli('ledger', 'probe', 'chart', *args, '--as', 'ban', '--lang', 'zh', '--db', d.db)
    status, head, data = file_of('ban', path + '&lang=zh')
    with open(args[-1], 'rb') as f:
        check(f'the bytes of the command line: {path}', status == 200 and data == f.read(), (status, data[:200]))
    check('a drawing to be saved', head['content-type'] in ('image/svg+xml', 'application/pdf') and 'attachment; filename="probe.' in head['content-disposition'], head)
check('a name to save it under', 'filename="task-reminder.docx"' in file_of('ban', 'task/letter?code=RW-letter&letter=reminder')[1].get('content-disposition', ''))
got = good('a letter is issued', ban.said('POST', 'ledger/task/letter?code=RW-letter', 'ledger_issued', {'letter': 'reminder'}),
           lambda g: re.fullmatch(r'提示函〔\d{4}〕\d+号', g['number']) and g['letter'] == 'reminder')
H = got['code']
check('in the register, to be answered', (ban.row('letter', H)['from_row'], ban.row('letter', H)['to_org'], ban.row('letter', H)['stage'],
                                          workdays(DAY, ban.row('letter', H)['reply_due'])) == ('RW-letter', values['lead_org'], 'issued', 5), ban.row('letter', H))
check('and said in the row', got['number'] in ban.card('task', 'RW-letter')[1]['comments'][-1]['text'])
once = file_of('ban', f'task/letter?code=RW-letter&letter=reminder&number={H}&document=html&lang=zh')[2]
check('its number stands in it', got['number'].encode() in once, once[:300])
good('the row goes on', ban.set('task', 'RW-letter', contact='新电话 1'))
check('the letter does not', file_of('ban', f'task/letter?code=RW-letter&letter=reminder&number={H}&document=html&lang=zh')[2] == once)
good('the next number', ban.said('POST', 'ledger/task/letter?code=RW-letter', 'ledger_issued', {'letter': 'reminder'}),
     lambda g: int(re.search(r'(\d+)号', g['number'])[1]) == int(re.search(r'(\d+)号', got['number'])[1]) + 1)
# ---- letters over a list ----
for n, amount in enumerate(('30', '70.5')):
    good('a row of the unit', ban.add('probe', f'over{n}', title=f'事<{n}>', area=CITY, lead=values['lead_org'], amount=amount))
got = good('who is due one', ban.said('GET', 'ledger/probe/letters', 'ledger_letters'),
           lambda g: [(r['org'], r['n'], r['waiting'], [x['code'] for x in r['about']]) for r in g['rows']] == [(values['lead_org'], 2, 0, ['over0', 'over1'])])
good('who may issue none has none to write', look.said('GET', 'ledger/probe/letters', 'ledger_letters'), lambda g: g['rows'] == [])
bad('no such letter', ban.send('GET', '/api/v1/ledger/probe/letters?letter=poem'), 404)
L = f'probe/letter?code={values["lead_org"]}&letter=slow'
d.cli('ledger', 'probe', 'letter', 'slow', values['lead_org'], '-o', 'slow.html', '--as', 'ban', '--lang', 'zh', '--db', d.db)
status, head, data = file_of('ban', L + '&document=html&lang=zh')
with open('slow.html', 'rb') as f:
    check('the draft is the bytes of the command line', status == 200 and data == f.read() and '共2件，100.5万元。'.encode() in data, (status, data[-600:]))
bad('who only looks gets no draft', look.send('GET', f'/api/v1/ledger/{L}'), 422)
bad('nor issues it', look.said('POST', f'ledger/probe/letter?code={values["lead_org"]}', None, {'letter': 'slow'}), 403)
over = good('issued once for both', ban.said('POST', f'ledger/probe/letter?code={values["lead_org"]}', 'ledger_issued', {'letter': 'slow'}), lambda g: g['number'].startswith('探函〔'))
check('the register names them', (ban.row('letter', over['code'])['about'], ban.row('letter', over['code'])['to_org'], ban.row('letter', over['code'])['times']) ==
      (['over0', 'over1'], values['lead_org'], 1), ban.row('letter', over['code']))
check('each says so', all(over['number'] in ban.card('probe', f'over{n}')[1]['comments'][-1]['text'] for n in range(2)))
good('they wait now', ban.said('GET', 'ledger/probe/letters?letter=slow', 'ledger_letters'), lambda g: [(r['n'], r['waiting'], r['paused'][0]['number']) for r in g['rows']] == [(0, 2, over['number'])])
bad('none is sent twice', ban.said('POST', f'ledger/probe/letter?code={values["lead_org"]}', None, {'letter': 'slow'}), 422)
once = file_of('ban', L + f'&number={over["code"]}&document=html&lang=zh')[2]
good('a row goes on', ban.set('probe', 'over0', amount='999'))
check('what was issued does not', over['number'].encode() in once and file_of('ban', L + f'&number={over["code"]}&document=html&lang=zh')[2] == once)
bad('whoever fills in issues nothing', gx.said('POST', 'ledger/task/letter?code=RW-letter', None, {'letter': 'reminder'}), 403)
bad('who may not see the row finds none', near.said('GET', 'ledger/task/letter?code=RW-letter&letter=slip', None), 404)
bad('no such letter', ban.said('POST', 'ledger/task/letter?code=RW-letter', None, {'letter': 'poem'}), 404)
bad('an agenda has no number', ban.said('POST', f'ledger/meeting/letter?code={M2}', None, {'letter': 'agenda'}), 400)
good('a draft', ban.add('task', 'RW-draft', title='草稿', area=CITY))
bad('a slip for a draft does not apply', ban.said('POST', 'ledger/task/letter?code=RW-draft', None, {'letter': 'slip'}), 422)
bad('a format that there is not', ban.said('GET', 'ledger/task/export?format=txt', None), 400)
check('an export has the rows that they see', b'RW-letter' in file_of('ban', 'task/export')[2] and b'RW-letter' not in file_of('near', 'task/export')[2])

# ---- what stands is not lost ----
got = good('blanks around the code of a milestone make no other one', ban.write('milestones', 'probe', 'TZ-901', {'rows': [{'milestone': ' m1 ', 'actual': DAY}]}))
check('what it said stays', [(m['milestone'], m['name'], m['plan'], m['actual']) for m in got['milestones']] == [('m1', '一', '2026-05-01', DAY)], got['milestones'])
good('a closed one', ban.add('task', 'RW-closed', title='办结的', area=CITY, **values))
for move, more in (('issue', {}), ('sign', {}), ('finish', {'result': '完成'}), ('close', {'review': '好'})):
    if move == 'finish':
        good('its evidence', ban.attach('task', 'RW-closed', 'evidence'))
    good(move, (ban2 if move == 'close' else ban).move('task', 'RW-closed', move, **more))
for who in (ban, gx):
    status, got = who.attach('task', 'RW-closed', 'evidence', name='more.pdf', data=PDF + b'more')
    check('the evidence of what is closed stays as it is', status == 403 and ban.row('task', 'RW-closed')['files'] == 1, (status, got))
lacking = PROBE | {'stages': [{'code': 'begun', 'name': '在办'}, PROBE['stages'][1]], 'moves': [PROBE['moves'][0] | {'from': ['begun']}]}
bad('no stage is taken away while rows stand in it', root.said('PUT', 'ledgers', None, json.dumps(lacking)), 422, word='open')
check('they stand where they stood', ban.row('probe', 'TZ-901')['stage'] == 'open')

# ---- a condition of one's own tells nothing that they may not see ----
far = d.clerk('far', 0)
good('a row of another county', ban.add('task', title='远县的事', area=FAR, lead_org='far'))
good('one of their own', near.add('task', title='近县的事', area=NEAR, lead_org='near'))
for where in ("rows('task', 'title', '远县的事') > 0", f"level('va_industry', '{FAR}', '{'%d-%02d' % month(2)}') > 0"):
    seen = {p.login: good(f'{p.login} asks', p.list('task', where=where))['total'] for p in (ban, near, far)}
    check(f'only who may see it: {where}', seen['ban'] > 0 and seen['far'] > 0 and not seen['near'], seen)

# ---- the same on the command line ----
for args, path in ((('ledger',), 'ledgers'), (('ledger', 'task', 'list'), 'ledger/task'), (('task', 'show', X), f'ledger/task/row?code={X}'),
                   (('ledger', 'policy_upstream', 'summary', 'aspects'), 'ledger/policy_upstream/summary?summary=aspects'),
                   (('ledger', 'probe', 'summary', '--group', 'stage', '--sum', 'amount'), 'ledger/probe/summary?group=stage&sum=amount'),
                   (('task', 'list', '--view', 'open', '--sort=-due', '--limit', '2'), 'ledger/task?view=open&sort=-due&limit=2'),
                   (('ledger', 'probe', 'list', '--where', 'amount > 5', '--lang', 'en'), 'ledger/probe?lang=en&where=' + quote('amount > 5'))):
    want = run(*args, '--db', d.db, '--format', 'json', '--as', 'root').stdout.decode()
    got = d.servers[0].ask('GET', '/api/v1/' + path, None, {'Authorization': 'Bearer ' + d.tokens['root']})[2].decode()
    strip = [re.sub(r'"as_of":\s*"[^"]*"', '', w) for w in (want, got)]
    check(f'the bytes of the command line: {" ".join(args)}', strip[0] == strip[1] and len(got) > 50, f'{want[:500]}\n{got[:500]}')
by = good('a summary by any field', root.said('GET', 'ledger/probe/summary?group=stage&sum=amount', 'ledger_summary'))
whole = root.list('probe')[1]
check('counts every row once', sum(r['n'] for r in by['rows']) == by['total']['n'] == whole['total'], by)
for asked in ('group=nothing', 'group=stage&sum=name'):
    bad(f'no such field: {asked}', root.said('GET', 'ledger/probe/summary?' + asked, None), 404)
check('the history is sound', d.sound() is None, d.sound())
check('the server ends in order', all(x.stop() == 0 for x in d.servers), PROGRAM)
