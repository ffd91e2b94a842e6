// A form as a grid: areas × indicators, seen by area, by indicator, or side by side; and how the keys
// move in it. Pure.
import type { Cell } from './filing.ts'

export type Field = 'level' | 'growth'
export type Way = 'area' | 'indicator' | 'wide'
export interface Slot { key: string; field: Field; unit: string; write: boolean; value: string }
export interface Row { key: string; group: string; cells: Cell[]; names: string[]; slots: (Slot | undefined)[] }
/** `names` empty: the column is not of one indicator. */
export interface GridColumn { field: Field; names: string[]; title: string; unit: string }
export interface Grid { way: Way; columns: GridColumn[]; rows: Row[] }

export const keyOf = (c: { area: string; indicator: string }) => `${c.area} ${c.indicator}`

/** May this cell be written: not what the system holds, not what was accepted already. */
export const writable = (c: Cell, may: boolean) => may && !c.filled_by_system && c.verdict !== 'accepted'

const uniq = <T>(list: T[]) => [...new Set(list)]

export function gridOf(cells: readonly Cell[], way: Way, may: boolean, valueOf: (c: Cell, f: Field) => string): Grid {
  const slot = (c: Cell, field: Field): Slot => ({ key: keyOf(c), field, unit: c.unit, write: writable(c, may), value: valueOf(c, field) })
  if (way === 'wide') {
    const by = new Map(cells.map(c => [keyOf(c), c]))
    const inds = uniq(cells.map(c => c.indicator)).map(i => cells.find(c => c.indicator === i) as Cell)
    const rows = uniq(cells.map(c => c.area)).map(a => {
      const own = cells.filter(c => c.area === a)
      return {
        key: a, group: '', cells: own, names: [own[0].area_name, a],
        slots: inds.flatMap(i => {
          const c = by.get(`${a} ${i.indicator}`)
          return [c && slot(c, 'level'), c && slot(c, 'growth')]
        })
      }
    })
    const columns = inds.flatMap(i => (['level', 'growth'] as Field[]).map(field => ({ field, names: [i.name, i.indicator], title: i.name, unit: field === 'level' ? i.unit : '%' })))
    return { way, columns, rows }
  }
  const groups = uniq(cells.map(c => (way === 'area' ? c.area : c.indicator)))
  const sorted = groups.flatMap(g => cells.filter(c => (way === 'area' ? c.area : c.indicator) === g))
  return {
    way,
    columns: (['level', 'growth'] as Field[]).map(field => ({ field, names: [], title: '', unit: field === 'growth' ? '%' : '' })),
    rows: sorted.map(c => ({
      key: keyOf(c), group: way === 'area' ? c.area_name : c.name, cells: [c],
      // in a sheet of one group the line is named by the other half alone, in one of many by both
      names: groups.length === 1 ? [way === 'area' ? c.name : c.area_name, way === 'area' ? c.indicator : c.area] : [`${c.area_name}${c.name}`, `${c.name}${c.area_name}`, keyOf(c)],
      slots: [slot(c, 'level'), slot(c, 'growth')]
    }))
  }
}

export interface At { r: number; c: number }

/** The next place for a key, or null where it leads nowhere. Enter goes down, Tab to what can be written. */
export function move(grid: Grid, at: At, key: string, back = false): At | null {
  const w = grid.columns.length, n = grid.rows.length
  const inside = (to: At) => (to.r >= 0 && to.r < n && to.c >= 0 && to.c < w ? to : null)
  const along = (dr: number, dc: number, from: At, ok: (s: Slot | undefined) => boolean): At | null => {
    for (let to = inside({ r: from.r + dr, c: from.c + dc }); to; to = inside({ r: to.r + dr, c: to.c + dc }))
      if (ok(grid.rows[to.r].slots[to.c])) return to
    return null
  }
  switch (key) {
    case 'ArrowUp': return along(-1, 0, at, s => !!s)
    case 'ArrowDown': return along(1, 0, at, s => !!s)
    case 'ArrowLeft': return along(0, -1, at, s => !!s)
    case 'ArrowRight': return along(0, 1, at, s => !!s)
    case 'Enter': return along(back ? -1 : 1, 0, at, s => !!s?.write)
    case 'PageDown': return inside({ r: Math.min(n - 1, at.r + 12), c: at.c })
    case 'PageUp': return inside({ r: Math.max(0, at.r - 12), c: at.c })
    case 'Tab': {
      const step = back ? -1 : 1
      for (let i = at.r * w + at.c + step; i >= 0 && i < n * w; i += step) {
        const to = { r: Math.floor(i / w), c: i % w }
        if (grid.rows[to.r].slots[to.c]?.write) return to
      }
    }
  }
  return null
}

export interface Progress { filled: number; of: number }
/** How many of the asked values stand. What the system fills in is not asked. */
export function progressOf(cells: readonly Cell[], valueOf: (c: Cell, f: Field) => string): Progress {
  const asked = cells.filter(c => !c.filled_by_system)
  return { filled: asked.filter(c => valueOf(c, 'level') !== '' || valueOf(c, 'growth') !== '').length, of: asked.length }
}

export type Trouble = 'mandatory' | 'unexplained' | 'returned' | null
/** What stands in the way of handing in this cell. */
export function troubleOf(c: Cell): Trouble {
  if (c.findings.some(f => f.grade === 'mandatory')) return 'mandatory'
  if (c.findings.some(f => f.grade === 'verification' && !f.explained)) return 'unexplained'
  return c.verdict === 'returned' ? 'returned' : null
}

/** The first cell, in the order shown, that stops the form; else null. */
export function firstTrouble(grid: Grid): string | null {
  for (const want of ['mandatory', 'unexplained'] as Trouble[])
    for (const r of grid.rows) for (const c of r.cells) if (troubleOf(c) === want) return keyOf(c)
  return null
}

/** A reported figure with thousands separators, not a digit changed: 2934.80 is 2,934.80. */
export function grouped(text: string): string {
  const m = /^(-?)(\d+)(\.\d+)?$/.exec(text)
  return m ? (m[1] ? '−' : '') + m[2].replace(/\B(?=(\d{3})+(?!\d))/g, ',') + (m[3] ?? '') : text
}
