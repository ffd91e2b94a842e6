import assert from 'node:assert/strict'
import { test } from 'node:test'
import { awayOf, barsOf, dayOf, fitText, type GanttRow, hit, isoOf, lateDays, marksOf, reachOf, ticksOf, xOf } from '../src/ledger/gantt.ts'
import { areaWhere, partsOf } from '../src/ledger/places.ts'
import { codesIn, edgePath, freshCode, movedOf, networkOf, type NodeEdit, nodeFault, type Schedule, type ScheduleNode } from '../src/ledger/schedule.ts'

const row = (more: Partial<GanttRow> = {}): GanttRow => ({ code: 'a', title: 'A', stage: 's', light: 'green', plan: [null, null], forecast: [null, null], actual: [null, null], baseline: [null, null], nodes: [], ...more })
const TODAY = '2026-05-20'

test('days are counted and written back, across leap years', () => {
  assert.equal(dayOf('1970-01-01'), 0)
  assert.equal((dayOf('2024-03-01') as number) - (dayOf('2024-02-28') as number), 2)
  for (const d of ['2024-02-29', '2026-12-31', '1999-01-01']) assert.equal(isoOf(dayOf(d) as number), d)
  for (const bad of [null, '', '2026', '2026-05']) assert.equal(dayOf(bad), null)
})
test('what began lasts until today, what is foreseen begins there', () => {
  const bars = barsOf(row({ plan: ['2026-01-01', '2026-04-30'], actual: ['2026-02-01', null], forecast: [null, '2026-06-30'], baseline: ['2025-12-01', '2026-03-31'] }), TODAY)
  assert.deepEqual(bars.map(b => [b.kind, isoOf(b.from), isoOf(b.to), b.late === null ? null : isoOf(b.late)]), [
    ['baseline', '2025-12-01', '2026-03-31', null], ['plan', '2026-01-01', '2026-04-30', null],
    ['forecast', '2026-05-20', '2026-06-30', '2026-05-20'], ['actual', '2026-02-01', '2026-05-20', '2026-05-01']])
  assert.deepEqual(barsOf(row(), TODAY), [])
  assert.deepEqual(barsOf(row({ plan: [null, '2026-04-30'] }), TODAY).map(b => b.to - b.from), [0])
})
test('late by what is known: done, foreseen, or today', () => {
  const plan: [string, string] = ['2026-01-01', '2026-05-10']
  assert.equal(lateDays(row({ plan }), TODAY), 10)
  assert.equal(lateDays(row({ plan, forecast: [null, '2026-06-10'] }), TODAY), 31)
  assert.equal(lateDays(row({ plan, actual: ['2026-01-01', '2026-05-09'] }), TODAY), 0)
  assert.equal(lateDays(row(), TODAY), 0)
})
test('a node stands on its day and is hit before a bar', () => {
  const r = row({ plan: ['2026-01-01', '2026-12-31'], nodes: [['m1', 'x', '2026-03-01', null, '2026-03-05', false], ['m2', 'y', '2026-04-01', '2026-05-01', null, true], ['m3', 'z', null, null, null, null]] })
  const marks = marksOf(r), bars = barsOf(r, TODAY)
  assert.deepEqual(marks.map(m => [isoOf(m.day), m.state, m.i]), [['2026-03-05', 'done', 0], ['2026-05-01', 'late', 1]])
  const axis = { from: dayOf('2025-12-01') as number, to: dayOf('2027-03-01') as number, px: 2 }
  assert.equal(hit(bars, marks, axis, xOf(axis, marks[1].day + 0.5) + 5).mark?.i, 1)
  assert.equal(hit(bars, marks, axis, xOf(axis, dayOf('2026-07-01') as number)).bar?.kind, 'plan')
  assert.deepEqual(hit(bars, marks, axis, 1), {})
})
test('a row out of sight says on which side it lies', () => {
  const r = row({ plan: ['2026-03-01', '2026-04-01'] }), b = barsOf(r, TODAY), at = (d: string) => dayOf(d) as number
  assert.equal(awayOf(b, [], at('2026-03-20'), at('2026-06-01')), null)
  assert.deepEqual(awayOf(b, [], at('2026-05-01'), at('2026-06-01')), { side: 'left', day: at('2026-04-01') })
  assert.deepEqual(awayOf(b, [], at('2026-01-01'), at('2026-02-01')), { side: 'right', day: at('2026-03-01') })
  assert.equal(awayOf([], [], 0, 1), 'none')
})
test('the heading covers the days that are seen without gaps', () => {
  const reach = reachOf('2024-06-10', '2027-02-01', TODAY)
  assert.deepEqual([isoOf(reach.from), isoOf(reach.to)], ['2024-05-01', '2027-05-01'])
  for (const px of [0.1, 0.3, 1.5, 9]) {
    const axis = { ...reach, px }, { upper, lower } = ticksOf(axis, 100 * px, 500 * px)
    for (const list of [upper, lower]) {
      for (let i = 1; i < list.length; i++) assert.ok(Math.abs(list[i].x - list[i - 1].x - list[i - 1].w) < 1e-6)
      if (list.length) assert.ok(list[0].x <= 100 * px && list[list.length - 1].x + list[list.length - 1].w >= 500 * px)
    }
    assert.equal(lower.length > 0, px > 0.25)
  }
})
test('a title is cut to its room', () => {
  const wide = (s: string) => s.length * 10
  assert.equal(fitText('abcdef', 60, wide), 'abcdef')
  assert.equal(fitText('abcdefgh', 60, wide), 'abcde…')
  assert.equal(fitText('abc', 5, wide), '')
})

const node = (milestone: string, more: Partial<ScheduleNode> = {}): ScheduleNode => ({ milestone, name: milestone, days: 5, depends_on: [], plan: null, forecast: null, actual: null, started: null, baseline: null, early_start: null, early_finish: null, late_start: null, late_finish: null, slack: 0, critical: true, state: 'waiting', ...more })
const schedule = (nodes: ScheduleNode[], end = '2026-06-30'): Schedule => ({ code: 'a', title: 'A', end, end_asked: null, today: TODAY, forecast_end: null, slack: 0, critical: [], nodes, next: [] })
test('the network stands in the order of its work, arrows from what must be finished first', () => {
  const s = schedule([node('b', { depends_on: ['a', 'gone'], early_start: '2026-05-27', early_finish: '2026-06-02', late_finish: '2026-06-10' }), node('a', { early_start: '2026-05-20', early_finish: '2026-05-26', critical: false })])
  const n = networkOf(s)
  assert.deepEqual(n.nodes.map(x => x.n.milestone), ['a', 'b'])
  assert.deepEqual(n.edges, [{ from: 0, to: 1, critical: false }])
  assert.deepEqual([n.nodes[1].slack?.from, n.nodes[1].slack?.to].map(d => isoOf(d as number)), ['2026-06-03', '2026-06-10'])
  const axis = { from: n.from, to: n.to, px: 10 }
  assert.ok(/^M[\d.]+ 13H[\d.]+V/.test(edgePath(axis, n.nodes[0].bar!, n.nodes[1].bar!, 13, 39)))
})
test('another end: what moves and what becomes of it', () => {
  const before = schedule([node('a', { late_start: '2026-06-01', late_finish: '2026-06-05' }), node('b', { late_start: null, late_finish: null })])
  const after = schedule([node('a', { late_start: '2026-05-18', late_finish: '2026-05-22', state: 'should_start' }), node('b')])
  assert.deepEqual(movedOf(before, after).get('a'), { milestone: 'a', start: -14, finish: -14, from: 'waiting', to: 'should_start' })
  assert.equal(movedOf(before, after).get('b')?.finish, null)
})
test('nodes as typed: what is wrong is named', () => {
  const e = (milestone: string, more: Partial<NodeEdit> = {}): NodeEdit => ({ milestone, name: 'x', days: '', depends_on: '', plan: '', forecast: '', actual: '', started: '', baseline: '', owner: '', removed: false, isNew: false, ...more })
  const all = [e('m1'), e('m2', { removed: true }), e('m3', { depends_on: 'm1；m1' })]
  assert.deepEqual(codesIn('m1；m2, m3'), ['m1', 'm2', 'm3'])
  assert.equal(nodeFault(all[2], all), '')
  assert.equal(nodeFault(e('m4', { depends_on: 'm2' }), all), 'prjNodeAfter')
  assert.equal(nodeFault(e('m4', { depends_on: 'm4' }), all), 'prjNodeSelf')
  assert.equal(nodeFault(e('m4', { days: '2.5' }), all), 'prjNodeBadDays')
  assert.equal(nodeFault(e('m4', { name: ' ' }), all), 'prjNodeNoName')
  assert.equal(freshCode([{ milestone: 'm2' }]), 'm3')
})
test('rows of towns count in their county, those of nowhere by themselves', () => {
  const lines = new Map([['t1', { code: 't1', above: ['p', 'c1'] }], ['far', { code: 'far', above: ['q'] }]])
  const { parts, elsewhere } = partsOf(['c1', 'c2'], lines, [{ group: 'c1', n: 2, sum: 3 }, { group: 't1', n: 1, sum: null }, { group: 'far', n: 4, sum: 1 }, { group: '', n: 1, sum: null }])
  assert.deepEqual(parts, [{ area: 'c1', n: 3, sum: 3, codes: ['c1', 't1'] }, { area: 'c2', n: 0, sum: null, codes: [] }])
  assert.deepEqual([elsewhere.n, elsewhere.sum], [5, 1])
  assert.equal(areaWhere('area', false, ['c1', 't1']), "(area = 'c1' or area = 't1')")
  assert.equal(areaWhere('area', true, ["o'x"]), "has(area, 'o''x')")
  assert.equal(areaWhere('area', false, ['']), 'missing(area)')
})
