import assert from 'node:assert/strict'
import { test } from 'node:test'
import { monthsAfter, parsePeriod, periodName, pointName, periodOrder, periodText, shiftPeriod } from '../src/lib/period.ts'

test('periods read and print as the contract writes them', () => {
  for (const p of ['2024', '2024-H1', '2024-Q3', '2024-05', '2024-12'])
    assert.equal(periodText(parsePeriod(p)!), p)
  for (const p of ['2024-13', '2024-Q5', 'x', '2024-1']) assert.equal(parsePeriod(p), null)
})
test('stepping keeps the kind and crosses years', () => {
  assert.equal(shiftPeriod('2024-01', -1), '2023-12')
  assert.equal(shiftPeriod('2024-12', 1), '2025-01')
  assert.equal(shiftPeriod('2024-Q1', -1), '2023-Q4')
  assert.equal(shiftPeriod('2024-H2', 1), '2025-H1')
  assert.equal(shiftPeriod('2024', 1), '2025')
  assert.equal(shiftPeriod('2024-05', -12), '2023-05')
  assert.equal(shiftPeriod('?', 1), '?')
})
test('months after a period', () => {
  assert.deepEqual(monthsAfter('2024-Q3', 4), ['2024-10', '2024-11', '2024-12', '2025-01'])
  assert.deepEqual(monthsAfter('?', 2), [])
})
test('names are those of a bulletin', () => {
  assert.equal(periodName('2024-05', 'zh'), '2024年1—5月')
  assert.equal(periodName('2024-05', 'zh', true), '2024年5月')
  assert.equal(periodName('2024-Q1', 'zh'), '2024年一季度')
  assert.equal(periodName('2024-Q2', 'zh'), '2024年上半年')
  assert.equal(periodName('2024-Q3', 'zh'), '2024年前三季度')
  assert.equal(periodName('2024-12', 'zh'), '2024年全年')
  assert.equal(periodName('2024-05', 'en'), 'Jan–May 2024')
  assert.equal(periodName('2024-Q3', 'en'), '2024 Q1–Q3')
})
test('one point has one place on the axis', () => {
  assert.equal(periodOrder('2024-06'), periodOrder('2024-Q2'))
  assert.equal(periodOrder('2024-H1'), periodOrder('2024-Q2'))
})

test('a figure is named by its own period', () => {
  assert.equal(pointName('2024-07', 'ytd', 'zh'), '2024年1—7月')
  assert.equal(pointName('2024-07', 'period', 'zh'), '2024年7月')
  assert.equal(pointName('2024-07', 'end', 'zh'), '2024年7月末')
  assert.equal(pointName('2024', 'end', 'en'), 'end of 2024')
  assert.equal(pointName('2024-Q2', 'period', 'zh'), '2024年二季度')
})
