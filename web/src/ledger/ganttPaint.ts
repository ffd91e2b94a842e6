// The Gantt chart on a canvas: only the rows and days that are seen, in one pass a frame.
import { awayOf, type Axis, type Bar, type BarKind, barsOf, dayOf, fitText, type GanttRow, isoOf, lateDays, type Mark, marksOf, ticksOf, type Tick, xOf } from './gantt.ts'
import type { LightCode } from './type.ts'

export interface Ink { bg: string; bg2: string; bg3: string; text: string; text2: string; line: string; line2: string; accent: string; accentBg: string; green: string; yellow: string; red: string; grey: string; font: string }
/** The colours of the page as they are now: of its theme, or of paper. */
export function inkOf(el: Element): Ink {
  const s = getComputedStyle(el), v = (name: string) => s.getPropertyValue(name).trim()
  return { bg: v('--bg'), bg2: v('--bg-2'), bg3: v('--bg-3'), text: v('--text'), text2: v('--text-2'), line: v('--line'), line2: v('--muted-line'), accent: v('--accent'), accentBg: v('--accent-bg'), green: v('--green'), yellow: v('--yellow'), red: v('--red'), grey: v('--grey'), font: v('--font') }
}
export interface Place { wide: number; high: number; head: number; names: number; row: number; /** names stand above the bars */ above: boolean }
export interface Seen { axis: Axis; left: number; top: number; n: number; current: number; over: number; today: string; at: (i: number) => GanttRow | undefined; label: (t: Tick) => string; todayWord: string; noDays: string }

/** Lanes of a row, from the top of its bars: the baseline above, the plan, below it what was done and is foreseen. */
const LANE: Record<BarKind, { y: number; h: number }> = { baseline: { y: 2, h: 3 }, plan: { y: 7, h: 8 }, actual: { y: 17, h: 8 }, forecast: { y: 17, h: 8 } }
export const BARS = 28 // as high as the lanes are together
const SHAPE: Record<LightCode, string> = { green: '●', yellow: '▲', red: '■', blue: '◆', grey: '○' }

export interface Prepared { bars: Bar[]; marks: Mark[]; late: number }
let ready = new WeakMap<GanttRow, Prepared>(), readyOn = ''
/** Worked out once a row and day, not once a frame. */
export function prepared(r: GanttRow, today: string): Prepared {
  if (readyOn !== today) [ready, readyOn] = [new WeakMap(), today]
  let p = ready.get(r)
  if (!p) ready.set(r, (p = { bars: barsOf(r, today), marks: marksOf(r), late: lateDays(r, today) }))
  return p
}
let fitted = new Map<string, string>(), fittedFor = ''
function fit(ctx: CanvasRenderingContext2D, s: string, room: number): string {
  if (fittedFor !== ctx.font || fitted.size > 4000) [fitted, fittedFor] = [new Map(), ctx.font]
  const key = `${room} ${s}`
  let out = fitted.get(key)
  if (out === undefined) fitted.set(key, (out = fitText(s, room, x => ctx.measureText(x).width)))
  return out
}

/** Where the bars of the row that is drawn at y begin. */
export const barsTop = (p: Place, y: number) => (p.above ? y + 22 : y + (p.row - BARS) / 2)

export function paintGantt(ctx: CanvasRenderingContext2D, p: Place, s: Seen, ink: Ink) {
  const first = Math.max(0, Math.floor(s.top / p.row)), last = Math.min(s.n, Math.ceil((s.top + p.high - p.head) / p.row))
  ctx.textBaseline = 'middle'
  ctx.fillStyle = ink.bg
  ctx.fillRect(0, 0, p.wide, p.high)
  const y = (i: number) => p.head + i * p.row - s.top
  for (let i = first; i < last; i++)
    if (i === s.current || i === s.over) {
      ctx.fillStyle = i === s.current ? ink.accentBg : ink.bg2
      ctx.fillRect(0, y(i), p.wide, p.row)
    }
  const ticks = ticksOf(s.axis, s.left, s.left + p.wide - p.names)
  const put = (x: number) => p.names + x - s.left
  ctx.save()
  ctx.beginPath()
  ctx.rect(p.names, p.head, p.wide - p.names, p.high - p.head)
  ctx.clip()
  ctx.lineWidth = 1
  stripes(ctx, ticks.lower.length ? ticks.lower : ticks.upper, ink.line, put, p)
  stripes(ctx, ticks.upper, ink.line2, put, p)
  const draw = { ctx, ink, put, axis: s.axis, from: p.names, to: p.wide }
  for (let i = first; i < last; i++) {
    const r = s.at(i)
    if (!r) continue
    bars(draw, prepared(r, s.today), barsTop(p, y(i)))
    beyond(draw, s, prepared(r, s.today), barsTop(p, y(i)) + BARS / 2)
  }
  todayLine(draw, s, p)
  for (let i = first; i < last; i++) {
    const r = s.at(i)
    if (r) marks(draw, prepared(r, s.today), barsTop(p, y(i)) + BARS / 2)
  }
  ctx.restore()
  names(ctx, p, s, ink, first, last, y)
  head(ctx, p, s, ink, ticks, put)
}

function stripes(ctx: CanvasRenderingContext2D, ticks: readonly Tick[], colour: string, put: (x: number) => number, p: Place) {
  ctx.strokeStyle = colour
  ctx.beginPath()
  for (const t of ticks) {
    const x = Math.round(put(t.x)) + 0.5
    ctx.moveTo(x, p.head)
    ctx.lineTo(x, p.high)
  }
  ctx.stroke()
}

interface Draw { ctx: CanvasRenderingContext2D; ink: Ink; put: (x: number) => number; axis: Axis; from: number; to: number }
function bars(d: Draw, p: Prepared, y: number) {
  for (const b of p.bars) {
    const lane = LANE[b.kind], x0 = d.put(xOf(d.axis, b.from)), x1 = Math.max(x0 + 2, d.put(xOf(d.axis, b.to + 1)))
    if (x1 < d.from || x0 > d.to) continue
    // what lies far outside is cut off: a dashed line of thirty thousand pixels takes its time
    const a = Math.max(x0, d.from - 20), z = Math.min(x1, d.to + 20)
    box(d, b.kind, a, y + lane.y, z - a, lane.h)
    if (b.late !== null) {
      const from = Math.max(a, d.put(xOf(d.axis, b.late)))
      if (z > from) past(d, b.kind, from, y + lane.y, z - from, lane.h)
    }
  }
}
function box({ ctx, ink }: Draw, kind: BarKind, x: number, y: number, w: number, h: number) {
  if (kind === 'baseline' || kind === 'actual') {
    ctx.fillStyle = kind === 'actual' ? ink.accent : ink.text2
    ctx.fillRect(x, y, w, h)
    return
  }
  ctx.lineWidth = 1
  if (kind === 'plan') {
    ctx.fillStyle = ink.bg3
    ctx.fillRect(x, y, w, h)
    ctx.strokeStyle = ink.line2
  } else {
    ctx.strokeStyle = ink.accent
    ctx.setLineDash([4, 3])
  }
  ctx.strokeRect(x + 0.5, y + 0.5, Math.max(1, w - 1), h - 1)
  ctx.setLineDash([])
}
/** Past the planned end: red and, where it is only foreseen, striped, so that it is seen without colour too. */
function past({ ctx, ink }: Draw, kind: BarKind, x: number, y: number, w: number, h: number) {
  ctx.fillStyle = ctx.strokeStyle = ink.red
  if (kind === 'actual') {
    ctx.fillRect(x, y, w, h)
    return
  }
  ctx.save()
  ctx.beginPath()
  ctx.rect(x, y, w, h)
  ctx.clip()
  ctx.beginPath()
  for (let i = x - h; i < x + w; i += 5) {
    ctx.moveTo(i, y + h)
    ctx.lineTo(i + h, y)
  }
  ctx.stroke()
  ctx.restore()
  ctx.strokeRect(x + 0.5, y + 0.5, Math.max(1, w - 1), h - 1)
}
function marks(d: Draw, p: Prepared, y: number) {
  const { ctx, ink } = d
  ctx.lineWidth = 1.5
  for (const m of p.marks) {
    const x = d.put(xOf(d.axis, m.day + 0.5)), r = m.state === 'late' ? 7 : 5
    if (x < d.from - 8 || x > d.to + 8) continue
    diamond(ctx, x, y, r)
    ctx.fillStyle = m.state === 'done' ? ink.green : m.state === 'late' ? ink.red : ink.bg
    ctx.strokeStyle = m.state === 'todo' ? ink.text2 : ink.bg
    ctx.fill()
    ctx.stroke()
    if (m.state !== 'late') continue
    ctx.fillStyle = ink.bg
    ctx.fillRect(x - 0.75, y - 4, 1.5, 4.5)
    ctx.fillRect(x - 0.75, y + 2, 1.5, 1.5)
  }
}
export function diamond(ctx: CanvasRenderingContext2D, x: number, y: number, r: number) {
  ctx.beginPath()
  ctx.moveTo(x, y - r)
  ctx.lineTo(x + r, y)
  ctx.lineTo(x, y + r)
  ctx.lineTo(x - r, y)
  ctx.closePath()
}
/** A row that lies outside says where. */
function beyond({ ctx, ink, axis, from, to }: Draw, s: Seen, p: Prepared, y: number) {
  const away = awayOf(p.bars, p.marks, axis.from + s.left / axis.px, axis.from + (s.left + to - from) / axis.px)
  if (!away) return
  ctx.font = `12px ${ink.font}`
  ctx.fillStyle = ink.text2
  const text = away === 'none' ? s.noDays : away.side === 'left' ? `← ${isoOf(away.day)}` : `${isoOf(away.day)} →`
  ctx.fillText(text, away !== 'none' && away.side === 'right' ? to - ctx.measureText(text).width - 8 : from + 8, y)
}
function todayLine(d: Draw, s: Seen, p: Place) {
  const day = dayOf(s.today)
  if (day === null) return
  const x = Math.round(d.put(xOf(s.axis, day))) + 0.5
  d.ctx.strokeStyle = d.ink.text
  d.ctx.setLineDash([5, 3])
  d.ctx.lineWidth = 1
  d.ctx.beginPath()
  d.ctx.moveTo(x, p.head)
  d.ctx.lineTo(x, p.high)
  d.ctx.stroke()
  d.ctx.setLineDash([])
}
function names(ctx: CanvasRenderingContext2D, p: Place, s: Seen, ink: Ink, first: number, last: number, y: (i: number) => number) {
  if (!p.above) {
    for (let i = first; i < last; i++) {
      ctx.fillStyle = i === s.current ? ink.accentBg : i === s.over ? ink.bg2 : ink.bg
      ctx.fillRect(0, y(i), p.names, p.row)
    }
    ctx.fillStyle = ink.bg
    if (y(last) < p.high) ctx.fillRect(0, y(last), p.names, p.high - y(last))
  }
  ctx.strokeStyle = ink.line
  ctx.lineWidth = 1
  ctx.beginPath()
  for (let i = first; i < last; i++) {
    const at = Math.round(y(i) + p.row) - 0.5
    ctx.moveTo(0, at)
    ctx.lineTo(p.wide, at)
  }
  if (!p.above) {
    ctx.moveTo(p.names - 0.5, p.head)
    ctx.lineTo(p.names - 0.5, p.high)
  }
  ctx.stroke()
  ctx.font = `13px ${ink.font}`
  const room = (p.above ? p.wide : p.names) - 34
  for (let i = first; i < last; i++) {
    const r = s.at(i), mid = p.above ? y(i) + 12 : y(i) + p.row / 2
    if (!r) {
      ctx.fillStyle = ink.bg3
      ctx.fillRect(26, mid - 4, room * 0.6, 8)
      continue
    }
    if (i === s.current) {
      ctx.fillStyle = ink.accent
      ctx.fillRect(0, y(i), 3, p.row)
    }
    const title = fit(ctx, r.title || r.code, room)
    if (p.above) {
      // lines of days end where the name begins
      ctx.fillStyle = i === s.current ? ink.accentBg : i === s.over ? ink.bg2 : ink.bg
      ctx.fillRect(3, y(i) + 2, ctx.measureText(title).width + 28, 20)
    }
    ctx.fillStyle = r.light in ink ? ink[r.light as 'red'] : ink.accent
    ctx.fillText(SHAPE[r.light] ?? '○', 8, mid)
    ctx.fillStyle = ink.text
    ctx.fillText(title, 26, mid)
  }
}
function head(ctx: CanvasRenderingContext2D, p: Place, s: Seen, ink: Ink, ticks: { upper: Tick[]; lower: Tick[] }, put: (x: number) => number) {
  ctx.fillStyle = ink.bg2
  ctx.fillRect(0, 0, p.wide, p.head)
  ctx.save()
  ctx.beginPath()
  ctx.rect(p.names, 0, p.wide - p.names, p.head)
  ctx.clip()
  const split = ticks.lower.length ? p.head / 2 : p.head
  ctx.strokeStyle = ink.line2
  ctx.lineWidth = 1
  ctx.beginPath()
  for (const [list, from, to] of [[ticks.upper, 0, split], [ticks.lower, split, p.head]] as const)
    for (const t of list) {
      const x = Math.round(put(t.x)) + 0.5
      ctx.moveTo(x, from)
      ctx.lineTo(x, to)
    }
  ctx.stroke()
  ctx.font = `12px ${ink.font}`
  for (const [list, mid, strong] of [[ticks.upper, split / 2, true], [ticks.lower, (split + p.head) / 2, false]] as const) {
    ctx.fillStyle = strong ? ink.text : ink.text2
    for (const t of list) {
      const text = s.label(t), x0 = put(t.x), w = ctx.measureText(text).width
      // a year that began outside is still named
      const x = strong ? Math.max(x0, p.names) + 6 : x0 + (t.w - w) / 2
      if (x + w < x0 + t.w - (strong ? 2 : 0) && (strong || w < t.w)) ctx.fillText(text, x, mid)
    }
  }
  const now = dayOf(s.today)
  if (now !== null) {
    const x = put(xOf(s.axis, now)), w = ctx.measureText(s.todayWord).width + 8
    const y = split === p.head ? 2 : split + 2
    ctx.fillStyle = ink.text
    ctx.fillRect(x - w / 2, y, w, p.head - y - 2)
    ctx.fillStyle = ink.bg
    ctx.fillText(s.todayWord, x - w / 2 + 4, (y + p.head) / 2)
  }
  ctx.restore()
  ctx.strokeStyle = ink.line2
  ctx.beginPath()
  ctx.moveTo(0, p.head - 0.5)
  ctx.lineTo(p.wide, p.head - 0.5)
  ctx.stroke()
}
