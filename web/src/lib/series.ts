// From the versions of a series to one line of figures. Pure.
import { periodOrder } from './period.ts'
import type { SeriesRow } from './types.ts'

export interface Point { period: string; order: number; row: SeriesRow }

/** The newest final, else the newest flash of every period, in order. */
export function points(rows: readonly SeriesRow[], basis?: string): Point[] {
  const best = new Map<number, SeriesRow>()
  for (const r of rows) {
    if (r.kind !== 'final' && r.kind !== 'flash' && r.kind !== 'computed') continue
    if (basis && r.basis !== basis) continue
    const key = periodOrder(r.period)
    const have = best.get(key)
    if (!have || (have.kind === 'flash' && r.kind === 'final') || (have.kind === r.kind && r.version >= have.version)) best.set(key, r)
  }
  return [...best.entries()].sort((a, b) => a[0] - b[0]).map(([order, row]) => ({ order, period: row.period, row }))
}

/** Where the basis of the series changes: the index of the first point of the new one. */
export function breaksOf(list: readonly Point[]): number[] {
  const out: number[] = []
  for (let i = 1; i < list.length; i++)
    if ((list[i].row.series_basis || '') !== (list[i - 1].row.series_basis || '')) out.push(i)
  return out
}

/** The value of the same month a year before, for each point. */
export function lastYear(list: readonly Point[], pick: (r: SeriesRow) => number | null): (number | null)[] {
  const by = new Map(list.map(p => [p.order, pick(p.row)]))
  return list.map(p => by.get(p.order - 12) ?? null)
}
