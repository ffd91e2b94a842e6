// Submissions of forms: the JSON, the questions and the writes.
import { ask, forget, get, inEnglish, send, url } from './api.ts'
import { lang } from './i18n.ts'
import type { Field } from './sheet.ts'

type N = number | null
export interface Finding { grade: 'mandatory' | 'verification'; rule: string; text: string; explained: boolean }
export interface Cell {
  area: string; area_name: string; indicator: string; name: string; unit: string; decimals: number; basis: string
  level: string | null; growth: string | null; note: string; filled_by_system: boolean
  last_year: N; last_period: N; last_period_growth: N; last_year_month: N; month: N; growth_computed: N
  target: N; target_growth: N; expected_growth: N
  verdict: 'open' | 'accepted' | 'returned'; reason: string; before: { level: string | null; growth: string | null } | null
  findings: Finding[]
}
export type Act = 'save' | 'submit' | 'check' | 'review' | 'sign' | 'return' | 'withdraw' | 'accept' | 'reopen' | 'extend' | 'comment' | 'scan'
export type State = 'draft' | 'submitted' | 'checked' | 'reviewed' | 'signed' | 'returned' | 'accepted'
export type Timeliness = 'not_due' | 'on_time' | 'late' | 'unsigned' | 'missing'
export type Urge = 'none' | 'remind' | 'today' | 'overdue' | 'escalate'
export interface Done { version: number; at: string; by: string; by_name: string; post: string; post_title: string; act: Act; state: State; note: string; hash: string | null }
export interface FormHead { code: string; name: string; kind: 'forecast' | 'dispatch'; table_no: string; authority: string; approval: string; valid_to: string | null; steps: number; accept: string; note: string }
export interface Filing {
  form: FormHead; org: string; org_name: string; period: string; period_name: string; state: State; version: number
  filler: string; filler_name: string; opens: string | null; due: string | null; closes: string | null; extended: string | null
  days_left: N; timeliness: Timeliness
  lock: { rule: string; text: string; who: string | null; until: string | null } | null
  may: Act[]; cells: Cell[]; mandatory: number; unexplained: number; returned: number
  acts: Done[]; signed: { hash: string; at: string; by: string; by_name: string; post: string; post_title: string } | null
  uses: { what: string; text: string }[]
}
export interface FilingRow {
  form: string; form_name: string; kind: string; org: string; org_name: string; areas: string[]; period: string; period_name: string
  state: State; version: number; opens: string | null; due: string | null; closes: string | null; days_left: N; timeliness: Timeliness
  days_late: number; urge: Urge; submitted_at: string | null; signed_at: string | null; signer: string | null; accepted_at: string | null
  returns: number; cells: number; filled: number; accepted: number; returned: number; comment: string; open: boolean; may: Act[]
}
export interface FilingList { rows: FilingRow[]; total: { units: number; on_time: number; late: number; unsigned: number; missing: number; not_due: number; accepted: number } }
export interface FormRow {
  code: string; name: string; kind: string; frequency: string; table_no: string; authority: string; approval: string; valid_to: string | null
  steps: number; in_force: boolean; units: number; indicators: { code: string; name: string }[]
  next: { period: string; opens: string | null; due: string | null; closes: string | null } | null
}
export interface TodoRow { what: 'fill' | 'mend' | 'check' | 'review' | 'sign' | 'accept'; form: string; form_name: string; org: string; org_name: string; period: string; period_name: string; due: string | null; days_left: N; urge: Urge }
export interface UnitRef { org: string; name: string }
export interface RollupRow {
  indicator: string; name: string; unit: string; sum: N; partial: boolean; members: number; reported: number; unsigned: UnitRef[]; missing: { code: string; name: string }[]
  official: N; official_growth: N; residual: N; target: N; target_growth: N; of: 'sum' | 'official' | null; last_year: N; growth: N; implied_month: N; last_year_month: N; to_target: N; k: N
}
export interface AccuracyRow { area: string; area_name: string; indicator: string; name: string; n: number; mape: N; mae_points: N; bias: N; side: 'over' | 'under' | 'level'; rank: N }
export interface SprintRow { area: string; area_name: string; day: string | null; level: N; growth: N; before: N; change: N; short: N; target: N; done: N; done_period: string | null; days_left: N; owed: N; pace: N; pace_needed: N; expected_close: N; implied_month: N; last_year_month: N }
export interface Sprint extends Omit<SprintRow, 'area' | 'area_name' | 'day' | 'level' | 'growth' | 'before' | 'change' | 'short'> { unit: string; end: string; days: { day: string; level: N; growth: N; change: N }[]; rows: SprintRow[] }
export interface CalendarRow { day: string; what: 'due' | 'opens' | 'closes' | 'window' | 'release'; code: string; name: string; detail: string; missing: N; of: N; hours_left: N }

/** Which submission: a form, a unit, a period. */
export interface Which { form: string; org: string; period: string }
export type CellWrite = { area: string; indicator: string } & Partial<Record<Field | 'note', string>>
export interface Judgement { area: string; indicator: string; verdict: 'accept' | 'return'; reason: string }

const JSON_TYPE = 'application/json'
const tag = (version: number) => `"${version}"`

/** What was read of lists and work before a write is stale after it. */
const changed = () => forget(/^\/api\/v1\/(filing|filings|todo|rollup|calendar|sprint)\b/)

export function readFiling(w: Which): Promise<Filing> {
  const address = ask('filing', { ...w })
  forget(/^\/api\/v1\/filing\?/)
  return get<Filing>(address)
}
async function write<T>(method: 'PUT' | 'POST', path: string, body: unknown, version: number | null): Promise<T> {
  const got = await send<T>(method, url(path, { lang: lang.value }), JSON.stringify(body), JSON_TYPE, version === null ? '' : tag(version))
  changed()
  await inEnglish(got)
  return got
}
export const saveCells = (w: Which, version: number, cells: CellWrite[]) => write<Filing>('PUT', 'filing', { ...w, cells }, version)
export const doAct = (w: Which, version: number, act: Act, extra: { note?: string; until?: string; cells?: Judgement[] } = {}) => write<Filing>('POST', 'filing/act', { ...w, act, ...extra }, version)
export interface BulkRow extends Which { ok: boolean; error: string | null }
export const doActs = (act: Act, note: string, items: (Which & { version: number })[]) => write<{ rows: BulkRow[] }>('POST', 'filings/act', { act, note, items }, null)

/** Papers the server makes: signature (of one submission), status and notice (of a round). */
export const paperUrl = (paper: 'signature' | 'status' | 'notice', of: { form?: string; org?: string; period: string; hash?: string }, format: 'docx' | 'html') => ask(`papers/${paper}`, { ...of, format })
export const sheetUrl = (w: Which) => ask('filing/sheet', { ...w })
export interface SheetRead { saved: number; marked: string | null; filing: Filing }
export async function sendSheet(w: Which, version: number, file: File): Promise<SheetRead> {
  const got = await send<SheetRead>('PUT', url('filing/sheet', { ...w, lang: lang.value }), file, 'application/octet-stream', tag(version))
  changed()
  await inEnglish(got)
  return got
}
/** The scan of what was signed on paper, matched by the hash printed on it. */
export async function sendScan(w: Which, version: number, hash: string, file: File): Promise<Filing> {
  const got = await send<Filing>('PUT', url('filing/scan', { ...w, hash, lang: lang.value }), file, 'application/octet-stream', tag(version))
  changed()
  await inEnglish(got)
  return got
}
/** The workbook that came back with its errors marked. */
export function markedBook(base64: string): Blob {
  const bytes = Uint8Array.from(atob(base64), c => c.charCodeAt(0))
  return new Blob([bytes], { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' })
}
