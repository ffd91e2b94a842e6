// The JSON of the contract, section 6: what the page reads of it.
export interface Ref2 { code: string; name: string }
export type LightName = 'green' | 'yellow' | 'red' | 'grey'
type N = number | null

export interface Checkpoint {
  target: N; done: N; owed: N; surplus: N; owed_pp: N; due: boolean; state: string | null; months_left: number
  required_per_month: N; required_growth: N; max_ever_per_month: N; feasible: string | null
}
export interface BoardRow {
  indicator: string; name: string; unit: string; period: string; stale: boolean; basis: string
  kind: string | null; level: N; growth: N; growth_source: string | null; growth_as_reported?: boolean; growth_nominal: N
  period_level: N; period_growth: N; mom: N; growth_change_year: N; growth_change_prev: N
  vs_parent: N; vs_nation: N; rank_level: N; rank_growth: N; ranked: number; ranked_level: number
  rank_growth_change: N; rank_published: N; tied: boolean; mixed: boolean; share_of_parent: N
  target_level: N; target_growth: N; owed_pp: N; used: N; room: N
  progress: N; progress_time: N; progress_last_year: N; progress_usual: N
  checkpoints: Record<string, Checkpoint | null>
  light: LightName; reasons: { rule: string; text: string }[]; null_reasons: Record<string, string>
}
export interface WhyInput {
  name: string; area?: string; period?: string; value: N; source: string | null
  recorded_at: string | null; recorded_by?: string; reason?: string; version?: number
}
export interface Why { indicator: string; field: string; formula: string; text: string; inputs: WhyInput[] }
export interface Board {
  area: Ref2; period: string; as_of: string; parent: Ref2 | null; rows: BoardRow[]
  total: Record<string, number>; why?: Why[]
}
export interface RankRow {
  rank: N; area: string; name: string; value: N; change: N; gap_ahead: N; ranked: number; tied: boolean
}
export interface Ranking {
  indicator: string; name: string; unit: string; parent: Ref2; period: string; by: string
  as_of: string; rows: RankRow[]
}
export interface ContributionRow {
  code: string; name: string; weight: N; growth: N; contribution: N; pull: N; excluded: boolean
}
export interface Contribution {
  name: string; area: Ref2; period: string; rows: ContributionRow[]; missing: (string | Ref2)[]
  total: { growth: N; sum_of_pulls: N; residual: N; excluded_growth: N }
  null_reasons: Record<string, string>
}
export interface SeriesRow {
  period: string; basis: string; kind: string; tier?: string; level: N; level_text: string | null
  growth: N; growth_source: string | null; period_level: N; mom: N; version: number
  recorded_at: string; source: string | null; series_basis: string; note: string
}
export interface SeriesEvent { day: string; kind: string; text: string }
export interface Series { indicator: string; name: string; unit: string; area: Ref2; as_of: string; rows: SeriesRow[]; events: SeriesEvent[] }
export interface OwedRow {
  area: string; area_name: string; indicator: string; name: string; unit: string; period: string
  target: N; level: N; done: N; owed: N; surplus: N; owed_pp: N; due: boolean; state: string | null
  months_left: number; required_per_month: N; required_growth: N; feasible: string | null
}
export interface Owed {
  area: Ref2; period: string; checkpoint: string; as_of: string; rows: OwedRow[]
  total: { indicator?: string; target?: N; owed_sum?: N; surplus_sum?: N; reserve?: N; unallocated?: N; parent_gap?: N } | null
}
export interface GapCause { period: string; cause: string; name: string; side: string; text: string; org: string; person: string; route: string }
export interface GapPlan {
  item: string; checkpoint: string; period: string; due: string; measure: string; support: string
  amount_text: string; unit_text: string; unit: string; amount: N; points: boolean
  org: string; leader: string; person: string; note: string
  state: 'open' | 'kept' | 'missed' | null; promised: N; delivered: N; null_reasons: Record<string, string>
}
export type Triage = 'low' | 'falling' | 'potential' | 'sure'
export interface ArrearsRow extends OwedRow {
  owes: boolean; light: LightName; triage: Triage | null; cause: string; causes: GapCause[]; causes_old: boolean
  measure: string; plans: GapPlan[]; planned: N; planned_pp: N; uncovered: N; uncovered_pp: N
  kept: number; missed: number; open: number; without_cause: boolean; without_plan: boolean
  lever: { what: string; code: string; name: string; amount: N; unit: string } | null
}
export interface TriageRow { indicator: string; name: string; light: LightName; growth_change_prev: N; vs_parent: N }
export interface Arrears {
  area: Ref2; period: string; checkpoint: string; as_of: string; rows: ArrearsRow[]
  triage: Record<Triage, TriageRow[]>
  total: { owing: number; red: number; without_cause: number; without_plan: number; red_without_both: number; kept: number; missed: number; open: number; causes: { cause: string; name: string; rows: number; objective: number; subjective: number; mixed: number }[] }
}
export interface CauseCode { code: string; name: string; parent: string; route: string }
export interface GapVersion { table: string; commit: number; recorded_at: string; recorded_by: string; reason: string; withdrawn: boolean; cells: Record<string, string> }
export interface TargetRow {
  area: string; area_name: string; indicator: string; name: string; unit: string; period: string
  tier: string; level: N; growth: N; low: N; high: N; comparison: string | null; assess: string | null
  figure_period: string | null; figure_level: N; figure_growth: N; done: N; owed_pp: N; state: string | null
  source: string; leader: string; org: string; claimed: boolean
}
export interface AreaInfo extends Ref2 {
  name_en?: string; level: string; parent: string | null; groups?: string[]; children: number
  lon?: N; lat?: N; ancestors?: Ref2[]; members?: AreaInfo[]; valid_from: string | null; valid_to: string | null
}
export interface IndicatorInfo extends Ref2 {
  domain: string; unit: string; decimals: N; nature: string; frequencies: string[]; basis: string
  direction: string; components: number
}
export interface IndicatorFull extends IndicatorInfo {
  aliases: string[]; definition: string; price: string | null; members: Ref2[]; supports: string[]; matches: string[]
}
export interface Page<T> { rows: T[]; total: number; next: string | null }
export interface Hit { kind: string; code: string; name: string; parent?: string | null; domain?: string }
