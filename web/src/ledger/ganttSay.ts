// A row of the Gantt chart in words: for the tip under the mouse, for those who listen, for paper.
import { MISSING, num } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import type { Key } from '../lib/messages.ts'
import { type BarKind, countNodes, type GanttNode, type GanttRow, lateDays, daysBetween, type Span } from './gantt.ts'
import { lightWord } from './show.ts'

export const BAR_WORD: Record<BarKind, Key> = { plan: 'prjPlan', forecast: 'prjForecast', actual: 'prjActual', baseline: 'prjBaseline' }
export const spanText = (s: Span): string => (s[0] && s[1] ? t('prjSpan', { a: s[0], b: s[1] }) : s[0] ? t('prjSpanFrom', { a: s[0] }) : s[1] ? t('prjSpanTo', { b: s[1] }) : '')

export function lateText(r: GanttRow, today: string): string {
  const n = lateDays(r, today)
  return n ? t(r.actual[1] ? 'prjLateDone' : r.plan[1] && r.plan[1] < today ? 'prjLateN' : 'prjLateSoon', { n: num(n, 0) }) : ''
}
export function rowLines(r: GanttRow, today: string): string[] {
  const c = countNodes(r)
  return [
    ...(['plan', 'actual', 'forecast', 'baseline'] as const).flatMap(k => (spanText(r[k]) ? [`${t(BAR_WORD[k])} ${spanText(r[k])}`] : [])),
    lateText(r, today),
    c.all ? t('prjNodesOf', { done: c.done, all: c.all }) + (c.late ? t('prjNodesLate', { n: c.late }) : '') : ''
  ].filter(Boolean)
}
export const rowText = (r: GanttRow, today: string) => [`${r.title || r.code} (${lightWord(r.light)})`, ...rowLines(r, today)].join(t('prjSemi'))

export function nodeLines(n: GanttNode, today: string): string[] {
  const [, , plan, forecast, actual, late] = n
  const over = daysBetween(plan, actual ?? (forecast && forecast > today ? forecast : today))
  return [
    t('prjNodeDays', { p: plan ?? MISSING, f: forecast ?? MISSING, a: actual ?? MISSING }),
    actual ? t('prjDone') + (over && over > 0 ? t('prjSemi') + t('prjLateDone', { n: over }) : '') : late ? t('prjLateN', { n: Math.max(0, over ?? 0) }) : t('prjToDo')
  ]
}
