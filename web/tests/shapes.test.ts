import assert from 'node:assert/strict'
import { test } from 'node:test'
import { labelPlace, layOut, rings } from '../src/lib/shapes.ts'
import { cutsOf, shadeOf } from '../src/lib/tiles.ts'

test('an outline is read as rings', () => {
  assert.deepEqual(rings('M100 200l10 0 0 10zM-5 -6l1 0 0 -1z'),
    [[[100, 200], [110, 200], [110, 210]], [[-5, -6], [-4, -6], [-4, -7]]])
})
test('north is up, longitudes are shortened by the middle latitude', () => {
  const l = layOut([{ area: 'a', outline: 'M0 59000l2000 0 0 2000 -2000 0z' }], 108, 1000)
  assert.ok(Math.abs(l.width - 108) < 0.2)
  assert.ok(Math.abs((l.height - 8) / (l.width - 8) - 2) < 0.01)
  assert.match(l.areas[0].d, /^M4\.0 204\.0L/)
})
test('neighbours keep their border, and what has none is left out', () => {
  const l = layOut([{ area: 'a', outline: 'M0 0l10 0 0 10 -10 0z' }, { area: 'b', outline: 'M10 0l10 0 0 10 -10 0z' }, { area: 'c', outline: '' }], 100, 100)
  assert.equal(l.areas.length, 2)
  assert.deepEqual(layOut([], 100, 100).areas, [])
})
test('the label stands inside, in the largest ring', () => {
  // a U: its middle lies outside
  const u = labelPlace([[[0, 0], [30, 0], [30, 30], [25, 30], [25, 5], [12, 5], [12, 30], [0, 30]], [[50, 50], [51, 50], [51, 51]]])
  assert.ok(u.x > 0 && u.x < 12)
})
test('five classes; missing has none', () => {
  const cuts = cutsOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, null])
  assert.equal(shadeOf(null, cuts), 'none')
  assert.equal(shadeOf(1, cuts), '0')
  assert.equal(shadeOf(10, cuts), '4')
})
