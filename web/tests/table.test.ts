import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breaksOf, lastYear, points } from '../src/lib/series.ts'
import { type Column, filterRows, mostDecimals, sortRows, toCsv, toTsv, withDecimals } from '../src/lib/table.ts'
import { tileGrid } from '../src/lib/tiles.ts'
import type { SeriesRow } from '../src/lib/types.ts'

interface R { n: string; v: number | null }
const rows: R[] = [{ n: '乙', v: 2 }, { n: '甲', v: null }, { n: '丙', v: 10 }]
const cols: Column<R>[] = [{ key: 'n', title: '名', raw: r => r.n }, { key: 'v', title: '值', unit: '%', num: true, raw: r => r.v }]

test('numbers sort as numbers, missing stays last both ways', () => {
  assert.deepEqual(sortRows(rows, cols[1], false).map(r => r.v), [2, 10, null])
  assert.deepEqual(sortRows(rows, cols[1], true).map(r => r.v), [10, 2, null])
  assert.deepEqual(sortRows(rows, undefined, true), rows)
})
test('a filter takes all words in any column', () => {
  assert.deepEqual(filterRows(rows, cols, '丙 10').map(r => r.n), ['丙'])
  assert.equal(filterRows(rows, cols, '').length, 3)
})
test('copying keeps full precision and leaves the missing empty', () => {
  assert.equal(toTsv(rows.slice(0, 2), cols), '名\t值(%)\n乙\t2\n甲\t')
  assert.ok(toCsv(rows, cols).startsWith('\ufeff名,值(%)\r\n'))
})
test('a tile map has one place an area', () => {
  const some = tileGrid([{ code: '420000' }, { code: '430000' }])
  assert.ok(some.placed)
  const towns = Array.from({ length: 13 }, (_, i) => ({ code: `52030${i}` }))
  const g = tileGrid(towns)
  assert.equal(new Set(g.tiles.map(t => `${t.x}:${t.y}`)).size, 13)
  const provinces = ['110000', '120000', '130000', '140000', '150000', '210000', '220000', '230000', '310000', '320000', '330000', '340000', '350000', '360000', '370000', '410000', '420000', '430000', '440000', '450000', '460000', '500000', '510000', '520000', '530000', '540000', '610000', '620000', '630000', '640000', '650000', '710000', '810000', '820000']
  const p = tileGrid(provinces.map(code => ({ code })))
  assert.equal(new Set(p.tiles.map(t => `${t.x}:${t.y}`)).size, 34)
})
test('a series is its newest final figures; breaks are marked', () => {
  const r = (period: string, kind: string, level: number, version = 1, series_basis = '') => ({ period, kind, level, version, basis: 'ytd', series_basis }) as SeriesRow
  const list = points([r('2023-05', 'final', 1), r('2024-05', 'flash', 2), r('2024-05', 'final', 3), r('2024-06', 'target', 9), r('2024-06', 'final', 4), r('2024-06', 'final', 5, 2, 'new')], 'ytd')
  assert.deepEqual(list.map(p => p.row.level), [1, 3, 5])
  assert.deepEqual(lastYear(list, x => x.level), [null, 1, null])
  assert.deepEqual(breaksOf(list), [2])
})

test('figures of one unit have the same decimals', () => {
  const texts = ['2,251', '343.6', '—', '−0.25', '18/31']
  assert.equal(mostDecimals(texts), 2)
  assert.deepEqual(texts.map(s => withDecimals(s, 2)), ['2,251.00', '343.60', '—', '−0.25', '18/31'])
})
