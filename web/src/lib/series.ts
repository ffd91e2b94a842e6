// From the versions of a series to one line of figures. Pure.
import { periodOrder } from './period.ts'
import type { SeriesEvent, SeriesRow } from './types.ts'

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

export interface Flag { at: number; day: string; texts: string[] }

/** What happened beside the figures, by the first point that lies behind it: events of the area, the
 * indicator and the basis; notes attached to figures. Nothing before the first point or after the last. */
export function flagsOf(list: readonly Point[], events: readonly SeriesEvent[], noted: (s: string) => string): Flag[] {
  const by = new Map<number, Flag>()
  const add = (at: number, day: string, text: string) => {
    const have = by.get(at)
    if (!have) by.set(at, { at, day, texts: [text] })
    else if (!have.texts.includes(text)) have.texts.push(text)
  }
  for (const e of [...events].sort((a, b) => (a.day < b.day ? -1 : 1))) {
    const month = periodOrder(e.day.slice(0, 7))
    const at = list.findIndex(x => x.order >= month)
    if (at > 0 || (at === 0 && list[0].order === month)) add(at, e.day, e.text)
  }
  let before = ''
  list.forEach((x, i) => {
    if (x.row.note && x.row.note !== before) add(i, x.period, noted(x.row.note))
    before = x.row.note
  })
  return [...by.values()].sort((a, b) => a.at - b.at)
}
