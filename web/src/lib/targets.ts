// Which paper the targets on a page come from, and which of them are only illustrations.
import { computed } from 'vue'
import { ask, useApi } from './api.ts'
import { area, period, ready } from './desk.ts'
import type { TargetRow } from './types.ts'

/** A source that says of itself that its targets are examples. */
export const isExample = (source: string) => /示例|示意|illustrative/i.test(source)

export interface TargetSources { of: (indicator: string, at?: string) => string; all: string[]; example: boolean }

/** Of the area's own targets; `below`: also of those of the areas below it. */
export function useTargetSources(below = false) {
  const { data } = useApi<{ rows: TargetRow[] }>(() => (ready.value ? ask('targets', { area: area.value, period: period.value, all: below }) : null))
  return computed<TargetSources>(() => {
    const rows = data.value?.rows ?? []
    // the year's target, as the board shows it, stands last in the list of an indicator
    const by = new Map(rows.map(r => [`${r.area} ${r.indicator}`, r.source]))
    const all = [...new Set(rows.map(r => r.source).filter(Boolean))]
    return { of: (indicator, at = area.value) => by.get(`${at} ${indicator}`) ?? '', all, example: all.some(isExample) }
  })
}
