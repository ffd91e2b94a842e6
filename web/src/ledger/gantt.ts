// Where the bars and nodes of rows stand on an axis of days. Pure: the canvas, the paper and the tests
// ask the same functions.
import type { LightCode } from './type.ts'

/** First and last day of something; either may be open. */
export type Span = [string | null, string | null]
/** code, name, planned, foreseen, done, late */
export type GanttNode = [string, string, string | null, string | null, string | null, boolean | null]
export interface GanttRow {
  code: string; title: string; stage: string; light: LightCode; area?: string | null
  plan: Span; forecast: Span; actual: Span; baseline: Span; nodes: GanttNode[]
}

// ---- days ----
const DAY = 86_400_000
/** Days since 1970-01-01; null for what is no day. */
export function dayOf(iso: string | null | undefined): number | null {
  if (!iso || !/^\d{4}-\d{2}-\d{2}$/.test(iso)) return null
  const n = Date.UTC(Number(iso.slice(0, 4)), Number(iso.slice(5, 7)) - 1, Number(iso.slice(8, 10))) / DAY
  return Number.isFinite(n) ? n : null
}
export const isoOf = (day: number) => new Date(day * DAY).toISOString().slice(0, 10)
/** The same day n months on, or the last of that month. */
const firstOfMonth = (day: number, by = 0) => {
  const d = new Date(day * DAY)
  return Date.UTC(d.getUTCFullYear(), d.getUTCMonth() + by, 1) / DAY
}
export const daysBetween = (a: string | null | undefined, b: string | null | undefined): number | null => {
  const x = dayOf(a), y = dayOf(b)
  return x === null || y === null ? null : y - x
}

// ---- the axis ----
/** Pixels a day. */
export const SCALES = { month: 5, quarter: 1.8, year: 0.55 } as const
export type ScaleName = keyof typeof SCALES
export const LEAST_PX = 0.08, MOST_PX = 24
export const clampPx = (px: number) => Math.min(MOST_PX, Math.max(LEAST_PX, px))

export interface Axis { from: number; to: number; px: number }
export const xOf = (a: Axis, day: number) => (day - a.from) * a.px
export const wideOf = (a: Axis) => Math.ceil((a.to - a.from) * a.px)

/** Whole months around everything and today, so that neither end touches the edge. */
export function reachOf(from: string | null, to: string | null, today: string): { from: number; to: number } {
  const now = dayOf(today) ?? 0
  const a = Math.min(dayOf(from) ?? now, now), b = Math.max(dayOf(to) ?? now, now)
  return { from: firstOfMonth(a, -1), to: firstOfMonth(b, 3) }
}

export interface Tick { x: number; w: number; kind: 'year' | 'quarter' | 'month' | 'week'; year: number; n: number }
/** Two rows of the heading for the days that are seen: the upper coarse, the lower fine or empty. */
export function ticksOf(a: Axis, left: number, right: number): { upper: Tick[]; lower: Tick[] } {
  const first = Math.max(a.from, a.from + Math.floor(left / a.px) - 1), last = Math.min(a.to, a.from + Math.ceil(right / a.px) + 1)
  const steps = (months: number, kind: Tick['kind']): Tick[] => {
    const out: Tick[] = []
    const d = new Date(first * DAY)
    let day = Date.UTC(d.getUTCFullYear(), Math.floor(d.getUTCMonth() / months) * months, 1) / DAY
    while (day < last) {
      const next = firstOfMonth(day, months), at = new Date(day * DAY), x = xOf(a, day)
      const month = at.getUTCMonth() + 1
      out.push({ x, w: xOf(a, next) - x, kind, year: at.getUTCFullYear(), n: kind === 'quarter' ? Math.ceil(month / 3) : month })
      day = next
    }
    return out
  }
  if (a.px >= 8) return { upper: steps(1, 'month'), lower: weeks(a, first, last) }
  if (a.px >= 1) return { upper: steps(12, 'year'), lower: steps(1, 'month') }
  if (a.px >= 0.25) return { upper: steps(12, 'year'), lower: steps(3, 'quarter') }
  return { upper: steps(12, 'year'), lower: [] }
}
/** Weeks begin on Monday; 1970-01-01 was a Thursday. */
function weeks(a: Axis, first: number, last: number): Tick[] {
  const out: Tick[] = []
  for (let d = first - ((first + 3) % 7); d < last; d += 7) {
    const at = new Date(d * DAY)
    out.push({ x: xOf(a, d), w: 7 * a.px, kind: 'week', year: at.getUTCFullYear(), n: at.getUTCDate() })
  }
  return out
}

// ---- a row ----
export type BarKind = 'plan' | 'forecast' | 'actual' | 'baseline'
/** In days, the last day inclusive: a bar of one day is one day wide. `late`: from where it is past the plan. */
export interface Bar { kind: BarKind; from: number; to: number; open: boolean; late: number | null }
export interface Mark { day: number; state: 'done' | 'late' | 'todo'; i: number }

/** Bars of a row. What began and has not ended lasts until today; what is foreseen begins where the work
 * did; an end without a beginning is a day. */
export function barsOf(r: GanttRow, today: string): Bar[] {
  const now = dayOf(today) ?? 0
  const [ps, pe] = r.plan.map(dayOf), [as, ae] = r.actual.map(dayOf), [fs, fe] = r.forecast.map(dayOf), [bs, be] = r.baseline.map(dayOf)
  const out: Bar[] = []
  const put = (kind: BarKind, s: number | null, e: number | null, open = false) => {
    if (s === null && e === null) return
    const from = s ?? (e as number), to = Math.max(from, e ?? from)
    const late = pe !== null && (kind === 'actual' || kind === 'forecast') && to > pe ? Math.max(from, pe + 1) : null
    out.push({ kind, from, to, open, late })
  }
  put('baseline', bs, be)
  put('plan', ps, pe)
  if (fe !== null || fs !== null) put('forecast', fs ?? (as !== null && ae === null ? Math.min(now, fe as number) : (ps ?? fe)), fe)
  if (as !== null) put('actual', as, ae ?? Math.max(as, now), ae === null)
  else if (ae !== null) put('actual', ps !== null && ps <= ae ? ps : ae, ae)
  return out
}
/** A done node stands on its day, another where it is foreseen, else planned. */
export function marksOf(r: GanttRow): Mark[] {
  return r.nodes.flatMap((n, i) => {
    const day = dayOf(n[4]) ?? dayOf(n[3]) ?? dayOf(n[2])
    return day === null ? [] : [{ day, state: n[4] ? 'done' as const : n[5] ? 'late' as const : 'todo' as const, i }]
  })
}
/** Days past the planned end: as it ended, as it is foreseen, or as of today; 0 when in time. */
export function lateDays(r: GanttRow, today: string): number {
  const end = dayOf(r.plan[1])
  if (end === null) return 0
  const done = dayOf(r.actual[1])
  const at = done ?? Math.max(dayOf(r.forecast[1]) ?? -Infinity, dayOf(today) ?? -Infinity)
  return Math.max(0, at - end)
}
export interface NodeCount { all: number; done: number; late: number }
export const countNodes = (r: GanttRow): NodeCount => ({ all: r.nodes.length, done: r.nodes.filter(n => n[4]).length, late: r.nodes.filter(n => !n[4] && n[5]).length })

/** Where a row that is not in sight lies: its last day before what is seen, its first after it; null when some of it is
 * seen, 'none' when it has no days. */
export type Away = { side: 'left' | 'right'; day: number } | 'none' | null
export function awayOf(bars: readonly Bar[], marks: readonly Mark[], from: number, to: number): Away {
  if (!bars.length && !marks.length) return 'none'
  const first = Math.min(...bars.map(b => b.from), ...marks.map(m => m.day)), last = Math.max(...bars.map(b => b.to), ...marks.map(m => m.day))
  return last < from ? { side: 'left', day: last } : first > to ? { side: 'right', day: first } : null
}

/** What lies under a point of a row: a node first, the topmost bar else. */
export function hit(bars: readonly Bar[], marks: readonly Mark[], a: Axis, x: number, near = 7): { mark?: Mark; bar?: Bar } {
  let best: Mark | undefined, far = near + 0.01
  for (const m of marks) {
    const d = Math.abs(xOf(a, m.day + 0.5) - x)
    if (d < far) [best, far] = [m, d]
  }
  if (best) return { mark: best }
  for (let i = bars.length - 1; i >= 0; i--) if (x >= xOf(a, bars[i].from) - 1 && x <= xOf(a, bars[i].to + 1) + 1) return { bar: bars[i] }
  return {}
}

/** As much of a text as has room, with an ellipsis. `wide` measures. */
export function fitText(s: string, room: number, wide: (s: string) => number): string {
  if (wide(s) <= room) return s
  let a = 0, b = s.length
  while (a < b) {
    const mid = (a + b + 1) >> 1
    if (wide(s.slice(0, mid) + '…') <= room) a = mid
    else b = mid - 1
  }
  return a ? s.slice(0, a).trimEnd() + '…' : ''
}
