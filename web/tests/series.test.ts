import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fill, growthMark, growthText, quantity } from '../src/lib/format.ts'
import { flagsOf, points } from '../src/lib/series.ts'
import type { SeriesRow } from '../src/lib/types.ts'

const row = (period: string, note = ''): SeriesRow => ({
  period, basis: 'ytd', kind: 'final', level: 1, level_text: '1', growth: null, growth_source: null, period_level: null,
  mom: null, version: 1, recorded_at: '', source: null, series_basis: '', note
})
const list = points([row('2018-Q3'), row('2018-Q4'), row('2019-Q1', '修订'), row('2019-Q2', '修订'), row('2019-Q3')])

test('an event stands at the first point behind it', () => {
  const at = (day: string) => flagsOf(list, [{ day, kind: 'boundary', text: 'x' }], s => s).find(f => f.texts[0] === 'x')?.at
  assert.equal(at('2019-01-01'), 2)
  assert.equal(at('2019-03-01'), 2)
  assert.equal(at('2019-04-01'), 3)
  assert.equal(at('2018-09-01'), 0)
  assert.equal(at('2010-01-01'), undefined) // long before the first point
  assert.equal(at('2020-01-01'), undefined) // behind the last one
})
test('events and notes of one point share a flag, a note that goes on is told once', () => {
  const flags = flagsOf(list, [{ day: '2019-01-01', kind: 'area', text: 'b' }, { day: '2018-12-31', kind: 'basis', text: 'a' }], s => '注' + s)
  assert.deepEqual(flags, [{ at: 1, day: '2018-12-31', texts: ['a'] }, { at: 2, day: '2019-01-01', texts: ['b', '注修订'] }])
})
test('one and many, and no two numbers beside each other', () => {
  assert.equal(fill('{n} {n|row|rows}', { n: 1 }), '1 row')
  assert.equal(fill('{n} {n|row|rows}', { n: 0 }), '0 rows')
  assert.equal(fill('{a} of {b}', { a: 'x' }), 'x of ')
  assert.equal(quantity(12399.7, '100m kWh', 1), '12,399.7 (100m kWh)')
  assert.equal(quantity(5, 'kWh'), '5 kWh')
  assert.equal(quantity(12.5, '亿元'), '12.5亿元')
  assert.equal(quantity(null, '亿元'), '—')
})
test('growths that nobody published are marked', () => {
  assert.equal(growthText({ growth: 14, growth_source: 'computed' }), '14.0‡')
  assert.equal(growthText({ growth: 14, growth_source: 'computed', growth_as_reported: true }), '14.0†')
  assert.equal(growthText({ growth: 14, growth_source: 'published' }), '14.0')
  assert.equal(growthMark({ growth: null, growth_source: null }), '')
  assert.equal(growthText(undefined), '—')
})
