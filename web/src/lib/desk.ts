// What every page needs: the desk, the catalogue's light side, and the view's area and period.
import { computed } from 'vue'
import { ask, useApi } from './api.ts'
import { growthMark } from './format.ts'
import { t, lang } from './i18n.ts'
import { periodName, periodOrder } from './period.ts'
import { route } from './state.ts'
import type { AreaInfo, BoardRow, IndicatorInfo, Page, Ref2 } from './types.ts'
import { me } from './who.ts'

interface DeskPeriods { frequency: string; first: string; last: string }
export interface Desk { home: Ref2 | null; nation: Ref2 | null; as_of: string; periods: DeskPeriods[]; demo: boolean }

export const desk = useApi<Desk>(() => ask('desk'))
const list = useApi<Page<IndicatorInfo>>(() => ask('indicators', { limit: 1000 }))

export const indicators = computed(() => new Map((list.data.value?.rows ?? []).map(i => [i.code, i])))
export const indicatorList = computed(() => list.data.value?.rows ?? [])

/** Where somebody who may not see every area begins: the first one they may read. */
const ownArea = computed(() => {
  const read = me.rights.filter(r => r.acts.includes('read'))
  return read.some(r => !r.area) ? '' : (read[0]?.area ?? '')
})
export const area = computed(() => route.q.area || ownArea.value || desk.data.value?.home?.code || desk.data.value?.nation?.code || '')
export const areaInfo = useApi<AreaInfo>(() => (area.value ? ask(`areas/${encodeURIComponent(area.value)}`) : null))

/** The newest month that has figures; else the newest period of any kind. */
const newest = computed(() => {
  const d = desk.data.value
  if (!d) return ''
  const months = d.periods.filter(p => p.frequency === 'M')
  const pick = months.length ? months : d.periods
  return pick.reduce((best, p) => (!best || periodOrder(p.last) > periodOrder(best) ? p.last : best), '')
})
export const period = computed(() => route.q.period || newest.value)
export const periodLabel = computed(() => (period.value ? periodName(period.value, lang.value) : ''))
export const asOf = computed(() => route.q.as_of || desk.data.value?.as_of || '')
export const ready = computed(() => !!area.value && !!period.value)
export const areaName = computed(() => areaInfo.data.value?.name ?? '')

export function decimalsOf(code: string): number {
  const d = indicators.value.get(code)?.decimals ?? -1
  return d >= 0 ? d : 2 // the catalogue may leave it open
}
export const domainOf = (code: string) => indicators.value.get(code)?.domain || t('domainOther')

export function parentCode(): string {
  const up = areaInfo.data.value?.ancestors ?? []
  return up.length ? up[up.length - 1].code : ''
}

export interface Place { n: number; of: number; field: 'rank_growth' | 'rank_level' }
/** The place among its peers: by growth; of a rate by its level. Alone is no place. */
export function placeOf(r: BoardRow): Place | null {
  if (r.rank_published !== null) return { n: r.rank_published, of: r.ranked, field: 'rank_growth' }
  if (r.rank_growth !== null) return r.ranked > 1 ? { n: r.rank_growth, of: r.ranked, field: 'rank_growth' } : null
  const byLevel = r.rank_level !== null && r.ranked_level > 1 && indicators.value.get(r.indicator)?.nature === 'rate'
  return byLevel ? { n: r.rank_level as number, of: r.ranked_level, field: 'rank_level' } : null
}
/** Only this area has reported, so that there is nothing to rank. */
export const alone = (r: BoardRow) => r.rank_growth !== null ? r.ranked === 1 : r.rank_level !== null && r.ranked_level === 1

/** What the marks behind growths mean, for those that stand in a table. */
export function markLegend(rows: readonly (BoardRow | undefined)[]): string {
  const used = new Set(rows.map(growthMark))
  return [used.has('‡') && t('markComputed'), used.has('†') && t('markReported')].filter(Boolean).join(' · ')
}
