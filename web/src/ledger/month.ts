// A month as weeks from Monday, and which rows stand on which days. Pure; days are texts.

export interface Span<R> { row: R; from: string; to: string }
/** A piece of a span within one week: first column, number of days, line in the week. */
export interface Piece<R> { row: R; at: number; days: number; lane: number; starts: boolean; ends: boolean }
export interface Week<R> { days: string[]; pieces: Piece<R>[]; more: number[] }

const DAY = 86_400_000
const number = (d: string) => Date.parse(`${d}T00:00:00Z`) / DAY
const text = (n: number) => new Date(n * DAY).toISOString().slice(0, 10)

export function shiftMonth(month: string, by: number): string {
  const [y, m] = month.split('-').map(Number)
  const n = y * 12 + m - 1 + by
  return `${Math.floor(n / 12)}-${String((n % 12) + 1).padStart(2, '0')}`
}
/** The days that a month's sheet shows: whole weeks from Monday. */
export function monthDays(month: string): string[] {
  const first = number(`${month}-01`), last = number(`${shiftMonth(month, 1)}-01`) - 1
  const from = first - ((first + 3) % 7) // day 0 was a Thursday
  const weeks = Math.ceil((last - from + 1) / 7)
  return Array.from({ length: weeks * 7 }, (_, i) => text(from + i))
}

/** Rows laid into weeks, each on the first line that is free; at most `lanes` lines, the rest counted. */
export function layMonth<R>(month: string, spans: readonly Span<R>[], lanes: number): Week<R>[] {
  const days = monthDays(month)
  const sorted = [...spans].filter(s => s.from <= s.to).sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : a.to > b.to ? -1 : a.to < b.to ? 1 : 0))
  return Array.from({ length: days.length / 7 }, (_, w) => {
    const week = days.slice(w * 7, w * 7 + 7)
    const ends: number[] = [] // the last taken column of each line
    const more = week.map(() => 0)
    const pieces: Piece<R>[] = []
    for (const s of sorted) {
      if (s.to < week[0] || s.from > week[6]) continue
      const at = s.from < week[0] ? 0 : week.indexOf(s.from), end = s.to > week[6] ? 6 : week.indexOf(s.to)
      let lane = 0
      while (lane < ends.length && ends[lane] >= at) lane++
      if (lane >= lanes) {
        for (let i = at; i <= end; i++) more[i]++
        continue
      }
      ends[lane] = end
      pieces.push({ row: s.row, at, days: end - at + 1, lane, starts: s.from >= week[0], ends: s.to <= week[6] })
    }
    return { days: week, pieces, more }
  })
}
