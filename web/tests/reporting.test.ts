import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Cell, Filing } from '../src/lib/filing.ts'
import { place, readBlock, readFigure } from '../src/lib/paste.ts'
import { bodyOf, type Kept, rebase, Saver, type Sent, settled, typed, valueIn } from '../src/lib/queue.ts'
import { firstTrouble, gridOf, grouped, move, progressOf } from '../src/lib/sheet.ts'

const cell = (area: string, indicator: string, more: Partial<Cell> = {}): Cell => ({
  area, area_name: { a: '汇川区', b: '播州区', c: '桐梓县' }[area] ?? area, indicator, name: { x: '固定资产投资', y: '社会消费品零售总额' }[indicator] ?? indicator,
  unit: '亿元', decimals: 2, basis: 'ytd', level: null, growth: null, note: '', filled_by_system: false, last_year: null, last_period: null,
  last_period_growth: null, last_year_month: null, month: null, growth_computed: null, target: null, target_growth: null, expected_growth: null,
  verdict: 'open', reason: '', before: null, findings: [], ...more
})
const cells = () => ['a', 'b', 'c'].flatMap(a => ['x', 'y'].map(i => cell(a, i)))
const filing = (list = cells(), version = 1) => ({ version, cells: list }) as Filing
const grid = (way: 'area' | 'indicator' | 'wide', list = cells()) => gridOf(list, way, true, (c, f) => c[f] ?? '')

test('a figure is read as people write it', () => {
  for (const [text, field, want] of [
    ['1,234.50', 'level', '1234.50'], ['１２３４．５', 'level', '1234.5'], ['1，234', 'level', '1234'], ['1 234.5', 'level', '1234.5'],
    ['5.3%', 'growth', '5.3'], ['5.3％', 'growth', '5.3'], ['−0.8', 'growth', '-0.8'], ['下降0.8%', 'growth', '-0.8'], ['增长 7.4', 'growth', '7.4'],
    ['▼3.2', 'growth', '-3.2'], ['持平', 'growth', '0'], ['(12.30)', 'level', '-12.30'], ['12.5亿元', 'level', '12.5'], ['1.2E+05', 'level', '120000'],
    ['2.5e-3', 'level', '0.0025'], ['', 'level', ''], ['—', 'level', ''], ['…', 'growth', ''], ['不详', 'level', ''], ['.5', 'level', '0.5'], ['-0.0', 'growth', '0.0'], ['007', 'level', '7']
  ] as const) assert.equal(readFigure(text, field, '亿元'), want, text)
  for (const [text, field] of [['1,23', 'level'], ['约12', 'level'], ['12.3.4', 'level'], ['下降-3', 'growth'], ['5%', 'level'], ['12万元', 'level'], ['持平', 'level'], ['=1+1', 'level'], ['1,2345', 'level']] as const)
    assert.equal(readFigure(text, field, '亿元'), null, text)
  assert.equal(readFigure('61.2%', 'level', '%'), '61.2')
})
test('a block of Excel keeps its cells, also those in quotes', () => {
  assert.deepEqual(readBlock('1\t2\r\n3\t\r\n'), [['1', '2'], ['3', '']])
  assert.deepEqual(readBlock('"a\n""b"""\t2'), [['a\n"b"', '2']])
  assert.deepEqual(readBlock('5" pipe\t1'), [['5" pipe', '1']])
})
test('a block goes where the cell is, and what does not fit is told', () => {
  const g = grid('wide')
  const p = place([['1,000', '5.3%'], ['2,000', 'about 4'], ['3,000', '4'], ['9', '9']], g, { r: 0, c: 2 })
  assert.deepEqual(p.puts.map(x => [x.slot.key, x.slot.field, x.value]), [
    ['a y', 'level', '1000'], ['a y', 'growth', '5.3'], ['b y', 'level', '2000'], ['b y', 'growth', 'about 4'], ['c y', 'level', '3000'], ['c y', 'growth', '4']])
  assert.deepEqual(p.unread.map(x => x.text), ['about 4'])
  assert.deepEqual(p.outside, ['9', '9'])
  const locked = gridOf([cell('a', 'x', { filled_by_system: true, level: '7' }), cell('a', 'y')], 'area', true, (c, f) => c[f] ?? '')
  const q = place([['8', ''], ['9', '1']], locked, { r: 0, c: 0 })
  assert.deepEqual(q.locked, ['8'])
  assert.deepEqual(q.puts.map(x => x.value), ['9', '1'])
  assert.deepEqual(place([['7.0', ''], ['', '']], gridOf([cell('a', 'x', { filled_by_system: true, level: '7.0' })], 'area', true, (c, f) => c[f] ?? ''), { r: 0, c: 0 }).locked, [])
})
test('a block that names areas and indicators goes by its names, wherever it is pasted', () => {
  const block = readBlock('地区\t社会消费品零售总额(亿元)\t\t固定资产投资\t\n\t累计\t同比(%)\t累计\t同比(%)\n桐梓县\t1\t2\t3\t4\n汇川区\t5\t6\t7\t8\n全市\t9\t9\t9\t9')
  const p = place(block, grid('wide'), { r: 2, c: 3 })
  assert.ok(p.byName)
  assert.deepEqual(p.puts.map(x => `${x.slot.key} ${x.slot.field} ${x.value}`), [
    'c y level 1', 'c y growth 2', 'c x level 3', 'c x growth 4', 'a y level 5', 'a y growth 6', 'a x level 7', 'a x growth 8'])
  assert.deepEqual(p.outside, ['9', '9', '9', '9'])
  const one = grid('area', [cell('a', 'x'), cell('a', 'y')])
  const q = place([['社会消费品零售总额', '12', '3'], ['固定资产投资', '14', '-2']], one, { r: 0, c: 1 })
  assert.deepEqual(q.puts.map(x => `${x.slot.key} ${x.slot.field} ${x.value}`), ['a y level 12', 'a y growth 3', 'a x level 14', 'a x growth -2'])
})
test('what stands beside a figure is not taken for it, and a name nobody knows loses nothing unsaid', () => {
  const one = grid('area', [cell('a', 'x'), cell('a', 'y')])
  const puts = (text: string) => place(readBlock(text), one, { r: 0, c: 0 })
  const p = puts('指标\t单位\t本期\t同比(%)\t上年同期\t说明\n固定资产投资\t亿元\t12\t3\t11\t好\n')
  assert.deepEqual(p.puts.map(x => `${x.slot.key} ${x.slot.field} ${x.value}`), ['a x level 12', 'a x growth 3'])
  assert.deepEqual(p.outside, ['亿元', '11', '好'])
  assert.deepEqual(puts('固定资产投资(亿元)\t12\t3').puts.map(x => x.value), ['12', '3'])
  const lost = puts('进出口总额\t9.9\t1\n固定资产投资\t12\t3\n社会消费品零售总额\t14\t4')
  assert.deepEqual(lost.puts.map(x => x.value), ['12', '3', '14', '4'])
  assert.deepEqual(lost.outside, ['9.9', '1'])
  const none = puts('进出口总额\t9.9\n出口\t8.8')
  assert.deepEqual([none.puts, none.outside], [[], ['进出口总额', '9.9', '出口', '8.8']])
})
test('the three ways show every cell once', () => {
  assert.deepEqual(grid('area').rows.map(r => r.key), ['a x', 'a y', 'b x', 'b y', 'c x', 'c y'])
  assert.deepEqual(grid('indicator').rows.map(r => r.key), ['a x', 'b x', 'c x', 'a y', 'b y', 'c y'])
  assert.equal(grid('wide').rows.length * grid('wide').columns.length, 12)
})
test('keys move, pass over gaps, and Tab finds what can be written', () => {
  const g = grid('wide', [cell('a', 'x'), cell('a', 'y', { filled_by_system: true }), cell('b', 'y')])
  assert.deepEqual(move(g, { r: 0, c: 0 }, 'ArrowRight'), { r: 0, c: 1 })
  assert.equal(move(g, { r: 0, c: 0 }, 'ArrowDown'), null, 'b has no x')
  assert.equal(move(g, { r: 0, c: 0 }, 'ArrowUp'), null)
  assert.deepEqual(move(g, { r: 0, c: 1 }, 'Tab'), { r: 1, c: 2 })
  assert.deepEqual(move(g, { r: 1, c: 2 }, 'Tab', true), { r: 0, c: 1 })
  assert.deepEqual(move(g, { r: 0, c: 2 }, 'Enter'), { r: 1, c: 2 })
  assert.equal(move(g, { r: 1, c: 2 }, 'Enter', true), null)
})
test('progress counts what is asked, and the first trouble is a mandatory one', () => {
  const list = [cell('a', 'x', { level: '1', findings: [{ grade: 'verification', rule: 'jump', text: '', explained: false }] }), cell('a', 'y', { filled_by_system: true, level: '2' }), cell('b', 'x', { findings: [{ grade: 'mandatory', rule: 'empty', text: '', explained: false }] })]
  assert.deepEqual(progressOf(list, (c, f) => c[f] ?? ''), { filled: 1, of: 2 })
  assert.equal(firstTrouble(grid('area', list)), 'b x')
  assert.equal(firstTrouble(grid('area', list.slice(0, 2))), 'a x')
  assert.equal(firstTrouble(grid('area', [cell('a', 'x')])), null)
})
test('separators change no digit', () => {
  assert.equal(grouped('-1234567.890'), '−1,234,567.890')
  assert.equal(grouped('about'), 'about')
})
test('typing is kept against what stood there, and taken back when it is typed back', () => {
  const c = cell('a', 'x', { level: '5' })
  const e = typed({}, c, 'level', '6')
  assert.equal(valueIn(e, c, 'level'), '6')
  assert.deepEqual(typed(e, c, 'level', '5'), {})
  assert.deepEqual(bodyOf(typed(typed(e, c, 'note', 'why'), c, 'growth', '?', true)), [{ area: 'a', indicator: 'x', level: '6', note: 'why' }])
})
test('after an answer what was typed meanwhile stays', () => {
  const c = cell('a', 'x')
  const sent = typed({}, c, 'level', '6')
  assert.deepEqual(settled(sent, sent, filing([cell('a', 'x', { level: '6' })])), {})
  const later = typed(sent, c, 'level', '67')
  const left = settled(later, sent, filing([cell('a', 'x', { level: '6' })]))
  assert.deepEqual(Object.values(left), [{ area: 'a', indicator: 'x', part: 'level', was: '6', now: '67' }])
})
test('what two people wrote is merged cell by cell', () => {
  const c = cell('a', 'x', { level: '1' })
  const mine = typed(typed({}, c, 'level', '2'), c, 'growth', '3')
  const other = rebase(mine, filing([cell('a', 'x', { level: '1.0', growth: '9' })]))
  assert.deepEqual(Object.keys(other.edits), ['a x level'], 'nobody touched the level')
  assert.deepEqual(other.conflicts.map(x => [x.part, x.was, x.theirs, x.now]), [['growth', '', '9', '3']])
  assert.deepEqual(rebase(mine, filing([cell('a', 'x', { level: '2.0', growth: '3' })])), { edits: {}, conflicts: [] })
})

/** A server of one submission, its clock in our hands. */
function world(first: Filing, kept: Kept | null = null) {
  const box = { now: first, answers: [] as (() => Sent)[], kept: kept as Kept | null, sent: [] as unknown[], timers: new Map<number, () => void>(), n: 0, waits: [] as number[] }
  const saver = new Saver(first, kept, {
    send: async (version, rows) => {
      box.sent.push([version, rows])
      const answer = box.answers.shift()
      if (answer) return answer()
      box.now = { ...box.now, version: version + 1, cells: box.now.cells.map(c => ({ ...c, ...rows.find(r => r.area === c.area && r.indicator === c.indicator) })) }
      return { ok: box.now }
    },
    keep: k => (box.kept = k),
    later: (f, ms) => {
      box.waits.push(ms)
      box.timers.set(++box.n, f)
      return box.n
    },
    never: n => void box.timers.delete(n),
    show: () => {}
  })
  const tick = async () => {
    const all = [...box.timers.values()]
    box.timers.clear()
    for (const f of all) f()
    for (let i = 0; i < 10; i++) await Promise.resolve()
  }
  return { box, saver, tick }
}
test('what is typed is saved after a pause, in one go', async () => {
  const { box, saver, tick } = world(filing())
  saver.type(saver.filing.cells[0], 'level', '1')
  saver.type(saver.filing.cells[0], 'level', '12')
  assert.equal(saver.state, 'typing')
  assert.ok(box.kept)
  await tick()
  assert.equal(box.sent.length, 1)
  assert.equal(saver.state, 'saved')
  assert.equal(saver.filing.version, 2)
  assert.equal(box.kept, null)
})
test('without a connection it is kept, sent again, and nothing is lost', async () => {
  const { box, saver, tick } = world(filing())
  box.answers = [() => ({ offline: true }), () => ({ offline: true })]
  saver.type(saver.filing.cells[0], 'level', '1')
  await tick()
  assert.equal(saver.state, 'offline')
  saver.type(saver.filing.cells[1], 'level', '2')
  assert.equal(saver.state, 'offline')
  assert.equal(Object.keys(box.kept?.edits ?? {}).length, 2)
  await tick()
  await tick()
  assert.equal(saver.state, 'saved')
  assert.deepEqual(saver.filing.cells.slice(0, 2).map(c => c.level), ['1', '2'])
  assert.equal(box.kept, null)
})
test('what the browser kept is merged when the sheet is opened again', async () => {
  const first = world(filing())
  first.box.answers = [() => ({ offline: true })]
  first.saver.type(first.saver.filing.cells[0], 'level', '1')
  first.saver.type(first.saver.filing.cells[1], 'level', '2')
  await first.tick()
  const list = cells()
  list[1].level = '9'
  const again = world(filing(list, 5), first.box.kept)
  assert.equal(again.saver.conflicts.length, 1)
  await again.tick()
  assert.deepEqual(again.box.sent, [[5, [{ area: 'a', indicator: 'x', level: '1' }]]])
  again.saver.choose(again.saver.conflicts[0], true)
  await again.tick()
  assert.equal(again.saver.filing.cells[1].level, '2')
})
test('a lost update is told cell by cell and the rest goes through', async () => {
  const { box, saver, tick } = world(filing())
  const list = cells()
  list[0].level = '7'
  box.answers = [() => ({ clash: (box.now = filing(list, 4)) })]
  saver.type(saver.filing.cells[0], 'level', '1')
  saver.type(saver.filing.cells[1], 'level', '2')
  await tick()
  assert.deepEqual(saver.conflicts.map(c => [c.theirs, c.now]), [['7', '1']])
  await tick()
  assert.deepEqual(box.sent[1], [4, [{ area: 'a', indicator: 'y', level: '2' }]])
  saver.choose(saver.conflicts[0], false)
  await tick()
  assert.equal(box.sent.length, 2)
  assert.deepEqual(saver.filing.cells.slice(0, 2).map(c => c.level), ['7', '2'])
})
test('an answer from before the last write takes nothing back', () => {
  const { saver } = world(filing(cells(), 5))
  const old = cells()
  old[0].level = '3'
  saver.take(filing(old, 4))
  assert.equal(saver.filing.cells[0].level, null)
  saver.take(filing(old, 6))
  assert.equal(saver.filing.cells[0].level, '3')
})
test('what cannot be read is not sent, what is refused is kept and told', async () => {
  const { box, saver, tick } = world(filing())
  saver.type(saver.filing.cells[0], 'level', 'abc', true)
  await tick()
  assert.equal(box.sent.length, 0)
  assert.ok(box.kept)
  box.answers = [() => ({ refused: 'closed' })]
  saver.type(saver.filing.cells[1], 'level', '2')
  await tick()
  assert.equal(saver.state, 'refused')
  assert.equal(saver.why, 'closed')
  assert.equal(Object.keys(box.kept?.edits ?? {}).length, 2)
  saver.drop()
  assert.equal(box.kept, null)
  assert.equal(saver.state, 'saved')
})
