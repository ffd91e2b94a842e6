// The schedule of one row: what the server worked out, laid out as a network, and what a change of the
// end does to it. Pure.
import { type Axis, dayOf, xOf } from './gantt.ts'

export type NodeState = 'done' | 'running' | 'due' | 'should_start' | 'waiting' | 'late'
export interface ScheduleNode {
  milestone: string; name: string; days: number | null; depends_on: string[]
  plan: string | null; forecast: string | null; actual: string | null; started: string | null; baseline: string | null
  early_start: string | null; early_finish: string | null; late_start: string | null; late_finish: string | null
  slack: number | null; critical: boolean; state: NodeState; owner?: string
}
export interface Schedule {
  code: string; title: string; end: string | null; end_asked: string | null; today: string; forecast_end: string | null
  slack: number | null; critical: string[]; nodes: ScheduleNode[]; /** codes of what should be begun or done within seven days */ next: string[]
  version?: number; holidays_known?: boolean
}

/** Shape and colour of a state: never the colour alone. */
export const STATE: Record<NodeState, { shape: string; light: string; rank: number }> = {
  late: { shape: '■', light: 'red', rank: 0 }, should_start: { shape: '▲', light: 'red', rank: 1 }, due: { shape: '▲', light: 'yellow', rank: 2 },
  running: { shape: '◆', light: 'blue', rank: 3 }, waiting: { shape: '○', light: 'grey', rank: 4 }, done: { shape: '●', light: 'green', rank: 5 }
}

// ---- the network ----
export interface NetBar { from: number; to: number }
export interface NetNode { n: ScheduleNode; i: number; bar: NetBar | null; /** up to the latest finish, where there is slack */ slack: NetBar | null; baseline: number | null }
export interface NetEdge { from: number; to: number; critical: boolean }
export interface Network { nodes: NetNode[]; edges: NetEdge[]; from: number; to: number }

/** What was done lies where it was done; the rest as early as it can be. */
function barOf(n: ScheduleNode): NetBar | null {
  const end = dayOf(n.actual) ?? dayOf(n.early_finish) ?? dayOf(n.forecast) ?? dayOf(n.plan)
  if (end === null) return null
  const start = dayOf(n.started) ?? dayOf(n.early_start) ?? (n.days ? end - n.days + 1 : end)
  return { from: Math.min(start, end), to: end }
}
export function networkOf(s: Schedule): Network {
  const first = (n: ScheduleNode) => barOf(n)?.from ?? Infinity
  const nodes = [...s.nodes].sort((a, b) => first(a) - first(b) || (dayOf(a.late_finish) ?? 0) - (dayOf(b.late_finish) ?? 0)).map((n, i): NetNode => {
    const bar = barOf(n), late = n.actual ? null : dayOf(n.late_finish)
    return { n, i, bar, slack: bar && late !== null && late > bar.to ? { from: bar.to + 1, to: late } : null, baseline: dayOf(n.baseline) }
  })
  const at = new Map(nodes.map(x => [x.n.milestone, x]))
  const edges = nodes.flatMap(x => x.n.depends_on.flatMap(d => {
    const f = at.get(d)
    return f ? [{ from: f.i, to: x.i, critical: f.n.critical && x.n.critical }] : []
  }))
  const days = [dayOf(s.today), dayOf(s.end_asked ?? s.end), dayOf(s.forecast_end), ...nodes.flatMap(x => [x.bar?.from, x.bar?.to, x.slack?.to, x.baseline])].filter((d): d is number => typeof d === 'number')
  return { nodes, edges, from: Math.min(...days) - 3, to: Math.max(...days) + 4 }
}
/** Finish to start: out to the right, down or up, in from the left; around when there is no room between. */
export function edgePath(a: Axis, from: NetBar, to: NetBar, y0: number, y1: number): string {
  const x0 = xOf(a, from.to + 1), x1 = xOf(a, to.from), r = (v: number) => Math.round(v * 10) / 10
  if (x1 >= x0 + 10) return `M${r(x0)} ${r(y0)}H${r(x0 + 5)}V${r(y1)}H${r(x1 - 1)}`
  const mid = y0 + (y1 > y0 ? 1 : -1) * Math.min(11, Math.abs(y1 - y0) / 2)
  return `M${r(x0)} ${r(y0)}H${r(x0 + 5)}V${r(mid)}H${r(x1 - 7)}V${r(y1)}H${r(x1 - 1)}`
}

// ---- what if ----
export interface Moved { milestone: string; start: number | null; finish: number | null; from: NodeState; to: NodeState }
/** By node: how many days its latest start and finish move, and what becomes of its state. */
export function movedOf(before: Schedule, after: Schedule): Map<string, Moved> {
  const was = new Map(before.nodes.map(n => [n.milestone, n]))
  return new Map(after.nodes.flatMap(n => {
    const b = was.get(n.milestone)
    if (!b) return []
    const gap = (x: string | null, y: string | null) => {
      const p = dayOf(x), q = dayOf(y)
      return p === null || q === null ? null : q - p
    }
    return [[n.milestone, { milestone: n.milestone, start: gap(b.late_start, n.late_start), finish: gap(b.late_finish, n.late_finish), from: b.state, to: n.state }] as const]
  }))
}
export const shouldStart = (s: Schedule) => s.nodes.filter(n => n.state === 'should_start').length
export const lateNodes = (s: Schedule) => s.nodes.filter(n => n.state === 'late').length

// ---- typed into the table ----
export interface NodeEdit { milestone: string; name: string; days: string; depends_on: string; plan: string; forecast: string; actual: string; started: string; baseline: string; owner: string; removed: boolean; isNew: boolean }
export const codesIn = (s: string): string[] => [...new Set(s.split(/[;；,，、\s]+/).filter(Boolean))]
/** What is wrong with a row as typed, as a word of the page; '' when nothing. */
export type NodeFault = '' | 'prjNodeNoName' | 'prjNodeBadDays' | 'prjNodeAfter' | 'prjNodeSelf'
export function nodeFault(e: NodeEdit, all: readonly NodeEdit[]): NodeFault {
  if (e.removed) return ''
  if (!e.name.trim()) return 'prjNodeNoName'
  if (e.days.trim() && !/^\d{1,4}$/.test(e.days.trim())) return 'prjNodeBadDays'
  const on = codesIn(e.depends_on)
  if (on.includes(e.milestone)) return 'prjNodeSelf'
  return on.some(c => !all.some(x => !x.removed && x.milestone === c)) ? 'prjNodeAfter' : ''
}
/** A code that no node has yet. */
export function freshCode(all: readonly { milestone: string }[]): string {
  let n = all.length + 1
  while (all.some(x => x.milestone === `m${n}`)) n++
  return `m${n}`
}
