// A ledger type as its file says it, and the rows of one. Pure: what the generated pages are made from.

export type Kind = 'text' | 'number' | 'date' | 'flag' | 'period' | 'choice' | 'area' | 'org' | 'post' | 'person' | 'indicator' | 'link' | 'file' | 'checklist'
export type Lang = 'zh' | 'en'
interface Named { code: string; name: string; name_en?: string }
export interface Option extends Named { when?: string }
export interface Field extends Named {
  kind: Kind; required?: boolean; lines?: number; max?: number; min?: number; unit?: string; decimals?: number
  options?: Option[]; many?: boolean; start?: string; to?: string; media?: string; max_mb?: number
  formula?: string; locked?: string; help?: string; help_en?: string; aliases?: string[]
}
export interface Stage extends Named { final?: boolean }
export interface Move extends Named {
  from: string[]; to: string; needs?: string[]; asks?: string[]; when?: string; why?: string; why_en?: string
  right?: 'fill' | 'dispatch'; note?: boolean; other_than?: string[]; set?: Record<string, string>
  creates?: { type: string; link: string; fields?: Record<string, string> }
}
export interface SeriesDef extends Named { unit?: string; frequency: string; plan?: boolean; actual?: boolean; decimals?: number }
export interface SummaryColumn extends Named { value: string; decimals?: number; unit?: string }
export interface Summary extends Named { by?: string; by2?: string; where?: string; columns: SummaryColumn[]; total?: boolean; only?: string }
export interface View extends Named { where?: string; sort?: string }
export interface LetterDef extends Named { kind: string; over?: object }
export interface AlertDef extends Named { light: string; letter?: string }
export interface Type extends Named {
  group: string; form?: string; note?: string; note_en?: string; title: string; area?: string; org?: string
  fields: Field[]; stages: Stage[]; moves: Move[]; series?: SeriesDef[]; milestones?: boolean; alerts?: AlertDef[]
  summaries?: Summary[]; views?: View[]; list: string[]; sort?: string; calendar?: { from: string; to: string }
  card?: { name: string; name_en?: string; fields: string[] }[]; children?: { type: string; field: string }[]
  guard?: string; guard_text?: string; guard_text_en?: string; letters?: LetterDef[]; print?: object; prints?: { code: string; name: string; name_en?: string }[]
  /** pairs of date fields, first and last day, '' for none */
  gantt?: { plan?: string[]; forecast?: string[]; actual?: string[]; baseline?: string[] }
  map?: { lon?: string; lat?: string; value?: string }
  investment?: object; oc4ids?: object
}

export type LightCode = 'red' | 'yellow' | 'blue' | 'green' | 'grey'
export interface Alert { code: string; name: string; light: LightCode; letter?: string | null }
export interface FileRef { name: string; hash: string; size: number; media: string; at: string; by: string }
export interface Row {
  code: string; version: number; stage: string; stage_name: string; light: LightCode; alerts: Alert[]
  created_at: string; created_by: string; changed_at: string; changed_by: string; comments: number; files: number
  withdrawn?: boolean
  [field: string]: unknown
}
export interface MoveState { code: string; name: string; allowed: boolean; why: string | null; needs: string[] }
export interface SeriesCell { period: string; plan: number | null; actual: number | null }
export interface Milestone {
  milestone: string; name: string; plan: string | null; forecast: string | null; actual: string | null
  depends_on: string[]; days: number | null; owner: string | null; late: boolean | null
  started?: string | null; baseline?: string | null
}
export interface Comment { at: string; by: string; by_name: string; text: string }
/** Of a field what stood and stands; of a file, a figure or a milestone what was written. */
export interface Change { field: string; from?: unknown; to?: unknown; name?: string; period?: string; plan?: string; actual?: string; forecast?: string; withdrawn?: string; removed?: string; [part: string]: unknown }
export interface HistoryRow {
  version: number; at: string; by: string; by_name: string; act: string; move: string | null
  from: string | null; to: string | null; note: string | null; changes: Change[]; commit: number
}
export interface Linked { type: string; field: string; name: string; total: number; rows: Row[] }
export interface LetterState { code: string; name: string; kind: string; ready: boolean; why: string | null }
export interface Card {
  row: Row; may: { set: boolean; comment: boolean; attach: boolean; remove: boolean }; moves: MoveState[]
  series: { code: string; rows: SeriesCell[] }[]; milestones: Milestone[]; comments: Comment[]; history: HistoryRow[]
  linked: Linked[]; letters: LetterState[]; guard: boolean
}
export interface TypeAnswer { type: Type; may: { add: boolean; dispatch: boolean; define: boolean }; today: string; start?: Record<string, string> }
export interface RowsAnswer { type: string; name: string; as_of: string; today: string; total: number; cursor: string | number | null; rows: Row[] }
export interface LedgerRow { code: string; name: string; name_en?: string; group: string; note?: string; total: number; open: number; may_add: boolean }

/** A type may leave out what it has none of. */
export const whole = (a: TypeAnswer): TypeAnswer => ({ ...a, type: { ...a.type, stages: a.type.stages ?? [], moves: a.type.moves ?? [] } })

/** A member in the reader's language; the Chinese where nobody wrote the English. */
export function said<T extends object>(x: T | undefined, lang: Lang, key = 'name'): string {
  const o = (x ?? {}) as Record<string, unknown>
  const en = o[`${key}_en`]
  return String((lang === 'en' && typeof en === 'string' && en) || (o[key] ?? ''))
}

export const fieldOf = (t: Type, code: string): Field | undefined => t.fields.find(f => f.code === code)
export const stageOf = (t: Type, code: string): Stage | undefined => t.stages.find(s => s.code === code)
/** A field that people fill: no formula writes it. */
export const written = (f: Field) => f.formula === undefined
/** Shown by a name that the row carries beside the code. */
export const isNamed = (f: Field) => ['choice', 'area', 'org', 'post', 'person', 'indicator', 'link'].includes(f.kind)

/** What every row has, as fields: for columns and filters. */
export type Built = 'code' | 'stage' | 'light' | 'created_by' | 'changed_by' | 'created_on' | 'changed_on'
export const built: Built[] = ['code', 'stage', 'light', 'created_on', 'created_by', 'changed_on', 'changed_by']

/** Sections of the card; fields that none names follow in a last one. */
export function sectionsOf(t: Type, lang: Lang, rest: string): { name: string; fields: Field[] }[] {
  const out = (t.card ?? []).map(s => ({ name: said(s, lang), fields: s.fields.flatMap(c => fieldOf(t, c) ?? []) }))
  const seen = new Set(out.flatMap(s => s.fields.map(f => f.code)))
  const left = t.fields.filter(f => !seen.has(f.code))
  if (left.length) out.push({ name: out.length ? rest : '', fields: left })
  return out.filter(s => s.fields.length)
}

/** The columns of a list: those asked for that exist, else the type's own with what every row needs. */
export function columnsOf(t: Type, asked: string | undefined): string[] {
  const known = (c: string) => (built as string[]).includes(c) || !!fieldOf(t, c)
  const own = asked?.split(',').filter(known) ?? []
  if (own.length) return [...new Set(own)]
  const list = t.list.filter(known)
  const head = list.includes(t.title) ? list : [t.title, ...list]
  const staged = t.stages.length > 1
  return [...new Set([...(t.alerts?.length ? ['light'] : []), 'code', ...head, ...(staged ? ['stage'] : [])])]
}

export const titleOf = (t: Type | null | undefined, r: Row) => {
  const v = t ? r[t.title] : undefined
  return typeof v === 'string' && v ? v : r.code
}

/** The name or names of a code field as the row carries them. */
export function namesOf(r: Row, field: string): string[] {
  const v = r[field], n = r[`${field}_name`]
  const codes = Array.isArray(v) ? v : v === null || v === undefined || v === '' ? [] : [v]
  const names = Array.isArray(n) ? n : [n]
  return codes.map((c, i) => String(names[i] ?? c))
}
export const filesOf = (r: Row, field: string): FileRef[] => (Array.isArray(r[field]) ? (r[field] as FileRef[]) : [])
export const codesOf = (v: unknown): string[] => (Array.isArray(v) ? v.map(String) : v === null || v === undefined || v === '' ? [] : [String(v)])

/** A flag as the server and as an address says it. */
export const isYes = (v: unknown) => v === true || v === 'true' || v === 'yes'

/** What a new row begins with, as the server has worked it out. */
export function startOf(f: Field, starts: Record<string, string>): unknown {
  const s = starts[f.code]
  if (s === undefined || s === '') return f.many || f.kind === 'checklist' ? [] : null
  return f.many || f.kind === 'checklist' ? s.split(';') : f.kind === 'flag' ? isYes(s) : s
}

/** As the server takes it: numbers as typed, empty clears. */
export function toWrite(f: Field, v: unknown): unknown {
  if (f.many || f.kind === 'checklist') return codesOf(v)
  if (f.kind === 'flag') return v === null || v === undefined || v === '' ? null : isYes(v)
  if (v === null || v === undefined) return null
  const s = String(v).trim()
  return s === '' ? null : s
}
export function sameValue(a: unknown, b: unknown): boolean {
  const flat = (v: unknown) => (Array.isArray(v) ? v.map(String).join('\u0001') : v === null || v === undefined ? '' : String(v))
  return flat(a) === flat(b)
}

/** Why a typed value cannot be taken, as a word of the page with its arguments; '' when it can. */
export type Fault = '' | 'ledNeed' | 'ledNotNumber' | 'ledDecimals' | 'ledMin' | 'ledMax' | 'ledTooLong' | 'ledNotDate' | 'ledNotPeriod'
export function faultOf(f: Field, v: unknown, needed = !!f.required): Fault {
  const many = f.many || f.kind === 'checklist' || f.kind === 'file'
  const empty = many ? codesOf(v).length === 0 : v === null || v === undefined || String(v).trim() === ''
  if (empty) return needed && f.kind !== 'flag' ? 'ledNeed' : ''
  const s = String(v).trim()
  if (f.kind === 'number') {
    // money may be written with a unit of its own: the server converts it
    if (/元$/.test(f.unit ?? '') && /^-?\d+(\.\d+)?(亿|万|千)?元?$/.test(s) && !/\d$/.test(s)) return ''
    const bare = f.unit && s.endsWith(f.unit) ? s.slice(0, -f.unit.length) : s
    const m = /^-?\d+(?:\.(\d+))?$/.exec(bare)
    if (!m) return 'ledNotNumber'
    if (f.decimals !== undefined && (m[1] ?? '').length > f.decimals) return 'ledDecimals'
    if (f.min !== undefined && Number(bare) < f.min) return 'ledMin'
    if (f.max !== undefined && Number(bare) > f.max) return 'ledMax'
  }
  if (f.kind === 'text' && f.max !== undefined && [...s].length > f.max) return 'ledTooLong'
  if (f.kind === 'date' && !/^\d{4}-\d{2}-\d{2}$/.test(s)) return 'ledNotDate'
  if (f.kind === 'period' && !/^\d{4}(-(0[1-9]|1[0-2]|Q[1-4]|H[12]))?$/.test(s)) return 'ledNotPeriod'
  return ''
}
/** A number as people type it: 1,234.5 and full-width digits. */
export const plainNumber = (s: string) => s.normalize('NFKC').replace(/[,\s]/g, '').replace(/^[−﹣–]/, '-')

/** What a number field's limits are, for the words of a fault. */
export const limitsOf = (f: Field): Record<string, string | number> => ({ n: f.decimals ?? 0, min: f.min ?? '', max: f.max ?? '' })
