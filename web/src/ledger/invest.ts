// What the server answers of projects and the investment they make up. Pure.
export interface InvestRow {
  code: string; title: string; area: string; area_name: string; amount: number | null; total: number | null; done: number | null; remaining: number | null
  entered: string | null; left: string | null; expected: string | null; probability: number | null; pace: string | null; capacity: number | null; should_enter: boolean
}
interface Answer {
  area: { code: string; name: string }; period: string; as_of: string; type: string; type_name: string; indicator: string; name: string; unit: string; unseen: number
  why: string; amount: number | null; total: number; cursor: number | null; rows: InvestRow[]
}
export interface Change { from: string; before: number | null; after: number | null; change: number | null; entered: number | null; invested: number | null; left: number | null; stopped: number | null; adjusted: number | null; overrun: number | null }
export interface Estimate { level: number | null; growth: number | null; base_rest: number | null; estimate: number | null; reason: string | null }
export interface Rate { percent: number | null; done: number | null; total: number | null; projects: number }
export interface Support {
  horizon: string; months: number; level: number | null; growth: number | null; base_now: number | null; base: number | null; base_source: string | null
  target_growth: number | null; target_level: number | null; target_source: string | null; required: number | null; executable: number | null
  by_pace: { pace: string; projects: number; amount: number | null }[]; unknown_pace: number; unknown_remaining: number | null
  expected: number | null; expected_projects: number; unlikely: number; overdue: number; real_estate: Estimate; below: Estimate; partial: boolean
  growth_stock: number | null; growth_max: number | null; level_max: number | null; ratio: number | null; missing_stock: number | null; missing: number | null
  first_year: Rate; in_horizon: Rate; entries: number | null; entries_in_horizon: number | null; state: 'reached' | 'carried' | 'short' | null; null_reasons: Record<string, string>
}
export interface Remaining extends Answer {
  remaining: number | null; library: Record<'projects' | 'counted' | 'halted' | 'without_total' | 'finished' | 'silent', number> & Record<'total' | 'done' | 'overrun', number | null>
  concentration: { top: number; amount: number | null; share: number | null; rows: { code: string; title: string; area: string; area_name: string; remaining: number | null; share: number | null }[] }
  change: Change; change_year: Change; trend: { period: string; remaining: number | null }[]; falling_months: number; support: Support; sentence: string; alerts: { code: string; text: string }[]
}
export interface Joined { total: number | null; sum: number | null; overlaps: number | null; joined: number | null; unexplained: number | null; missing: number }
export interface Linked extends Answer {
  level: number | null; growth: number | null; lines: { code: string; name: string; amount: number | null; share: number | null; projects: number | null }[]
  ledger: Record<'total' | 'inside' | 'entered' | 'early' | 'left' | 'late' | 'outside' | 'should_enter' | 'real_estate', number | null> & Record<'inside_projects' | 'entered_projects' | 'left_projects' | 'outside_projects' | 'should_enter_projects' | 'real_estate_projects', number>
  domains: { domain: string; name: string; indicator: string; indicator_name: string; published: number | null; growth: number | null; share: number | null; ledger: number | null; projects: number; difference: number | null; within: string; within_name: string }[]
  joined: { published: Joined; ledger: Joined }; without_domain: number | null; without_domain_projects: number
}

/** The part of a number that its rows make up, without the year it may be of. */
export function partOf(why: string): { part: string; year: boolean; domain: string } {
  if (why.startsWith('domain:')) return { part: 'domain', year: false, domain: why.slice(7) }
  const year = why.startsWith('year_')
  return { part: year ? why.slice(5) : why, year, domain: '' }
}
/** after − before as its parts, each with the sign it has in the sum. */
export const CHANGE: readonly { part: 'entered' | 'invested' | 'left' | 'stopped' | 'adjusted' | 'overrun'; sign: 1 | -1 }[] = [
  { part: 'entered', sign: 1 }, { part: 'invested', sign: -1 }, { part: 'left', sign: -1 }, { part: 'stopped', sign: -1 }, { part: 'adjusted', sign: 1 }, { part: 'overrun', sign: 1 }
]
export const partAmount = (c: Change, x: (typeof CHANGE)[number]): number | null => (c[x.part] === null ? null : c[x.part] === 0 ? 0 : (c[x.part] as number) * x.sign)
