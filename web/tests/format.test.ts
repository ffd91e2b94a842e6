import assert from 'node:assert/strict'
import { test } from 'node:test'
import { csvCell, level, moved, num, percent, round, shownGap, signed, time, tsvCell } from '../src/lib/format.ts'

test('rounding is half away from zero, on what a person wrote', () => {
  assert.equal(round(1.005, 2), 1.01)
  assert.equal(round(-0.25, 1), -0.3)
  assert.equal(round(2.45, 1), 2.5)
  assert.ok(Object.is(round(-0.04, 1), 0))
})
test('numbers: grouping, true minus, missing is a dash and never 0', () => {
  assert.equal(num(34598.11, 2), '34,598.11')
  assert.equal(num(-1234.5, 1), '−1,234.5')
  assert.equal(num(null), '—')
  assert.equal(num(NaN), '—')
  assert.equal(num(0, 1), '0.0')
  assert.equal(num(-0.04, 1), '0.0')
  assert.equal(level(2381.4, 2), '2,381.4')
  assert.equal(level(100, 2), '100')
  assert.equal(level(100, 0), '100')
  assert.equal(percent(5.25), '5.3%')
  assert.equal(percent(null), '—')
})
test('changes carry their sign', () => {
  assert.equal(signed(1.24), '+1.2')
  assert.equal(signed(-0.8), '−0.8')
  assert.equal(signed(-0.04), '0.0')
  assert.equal(signed(undefined), '—')
  assert.equal(moved(2), '↑2')
  assert.equal(moved(-3), '↓3')
  assert.equal(moved(0), '＝')
  assert.equal(moved(null), '—')
})
test('times stand as they were written', () => {
  assert.equal(time('2026-06-18T09:00:01.5+08:00'), '2026-06-18 09:00')
  assert.equal(time('2026-06-18T09:00:01.5+08:00', true), '2026-06-18 09:00:01')
  assert.equal(time(null), '—')
})
test('cells for Excel cannot become formulas; numbers stay numbers', () => {
  assert.equal(tsvCell('=1+1'), "'=1+1")
  assert.equal(tsvCell('-x'), "'-x")
  assert.equal(tsvCell("-2+3+cmd|' /C calc'!A0"), "'-2+3+cmd|' /C calc'!A0")
  assert.equal(tsvCell('-2.5'), '-2.5')
  assert.equal(tsvCell('+1e5'), '+1e5')
  assert.equal(tsvCell('-1.2.3'), "'-1.2.3")
  assert.equal(tsvCell(-1.5), '-1.5')
  assert.equal(tsvCell('a\tb\n'), 'a b ')
  assert.equal(tsvCell(null), '')
  assert.equal(csvCell('a,"b"'), '"a,""b"""')
})

test('a difference is that of the figures shown', () => {
  assert.equal(shownGap(5.25, 0.11), '+0.2')
  assert.equal(shownGap(5.14, -0.11), '−0.2')
  assert.equal(shownGap(25.4, -5), '−5.0')
  assert.equal(shownGap(null, 0.11), '+0.1')
  assert.equal(shownGap(3, null), '—')
})
