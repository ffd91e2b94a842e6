// Ledgers asked and written. Every write says which version it has seen; its answer is the card now.
import { reactive } from 'vue'
import { ApiError, ask, forget, get, inEnglish, problemOf, send, url } from '../lib/api.ts'
import { lang } from '../lib/i18n.ts'
import { route } from '../lib/state.ts'
import { saveBlob } from '../lib/ui.ts'
import type { GanttRow } from './gantt.ts'
import type { Schedule } from './schedule.ts'
import type { Card, LedgerRow, Milestone, RowsAnswer, SummaryColumn, TypeAnswer } from './type.ts'

export interface Filter { where?: string; q?: string; view?: string; sort?: string; columns?: string; withdrawn?: string }
export interface SummaryRow { group: unknown; group_name: string; group2?: unknown; group2_name?: string; [column: string]: unknown }
export interface SummaryAnswer { summary: string; name: string; columns: SummaryColumn[]; rows: SummaryRow[]; total: Record<string, number | null> | null }
export interface BulkResult { rows: { code: string; ok: boolean; error: string | null }[] }
export interface Imported { rows: number; good: number; refused: number; added: number; changed: number; unchanged: number; findings: { severity: string; line: number; column: string; text: string; reason: string }[]; error?: string | null }

const enc = encodeURIComponent
export const typeUrl = (type: string) => ask(`ledger/${enc(type)}/type`)
export const rowsUrl = (type: string, q: Filter & { cursor?: string | number; limit?: number }) => ask(`ledger/${enc(type)}`, { ...q })
export const cardUrl = (type: string, code: string) => ask(`ledger/${enc(type)}/row`, { code })
export const summaryUrl = (type: string, q: { summary: string; where?: string; period?: string }) => ask(`ledger/${enc(type)}/summary`, q)
/** Rows by any field, with a number field added up: a summary that no file names. */
export const groupsUrl = (type: string, q: Filter & { group: string; sum?: string }) => ask(`ledger/${enc(type)}/summary`, { ...q })
export const exportUrl = (type: string, q: Filter & { format: string; form?: string }) => ask(`ledger/${enc(type)}/export`, { ...q })
export const fileUrl = (type: string, code: string, hash: string) => ask(`ledger/${enc(type)}/file`, { code, hash })
export const letterUrl = (type: string, code: string, letter: string, document: string, number?: string) => ask(`ledger/${enc(type)}/letter`, { code, letter, document, number })
export const ledgersUrl = () => ask('ledgers')
export const typeOf = (type: string) => get<TypeAnswer>(typeUrl(type))
export const readRows = (type: string, q: Filter & { cursor?: string | number; limit?: number }) => get<RowsAnswer>(rowsUrl(type, q))
export const readCard = (type: string, code: string) => get<Card>(cardUrl(type, code))

// ---- rows in time and space ----
export interface GanttAnswer { total: number; cursor: string | number | null; today: string; from: string | null; to: string | null; rows: GanttRow[] }
export const readGantt = (type: string, q: Filter & { cursor?: string | number; limit?: number }) => get<GanttAnswer>(ask(`ledger/${enc(type)}/gantt`, { ...q }))
export const scheduleUrl = (type: string, code: string, end?: string) => ask(`ledger/${enc(type)}/schedule`, { code, end })
export const readSchedule = (type: string, code: string, end?: string) => get<Schedule>(scheduleUrl(type, code, end))
export const oc4idsUrl = (type: string, q: Filter) => ask(`ledger/${enc(type)}/oc4ids`, { ...q })
export const chartUrl = (type: string, q: Filter & { code?: string; paper: string; format: string }) => ask(`ledger/${enc(type)}/chart`, { ...q })

/** What was read of ledgers before a write is stale after it. */
export const stale = () => forget(/^\/api\/v1\/ledgers?\b/)

async function write<T>(method: 'PUT' | 'POST', path: string, q: Record<string, string | undefined>, body: unknown, version?: number): Promise<T> {
  const got = await send<T>(method, url(path, { ...q, lang: lang.value }), JSON.stringify(body), 'application/json', version === undefined ? '' : `"${version}"`)
  stale()
  await inEnglish(got)
  return got
}
type Fields = Record<string, unknown>
export const addRow = (type: string, fields: Fields, code = '') => write<Card>('POST', `ledger/${enc(type)}/add`, {}, { ...(code ? { code } : {}), fields })
export const setRow = (type: string, code: string, version: number, fields: Fields, reason = '') => write<Card>('PUT', `ledger/${enc(type)}/row`, { code }, { fields, ...(reason ? { reason } : {}) }, version)
export const moveRow = (type: string, code: string, version: number, move: string, fields: Fields = {}, note = '') =>
  write<Card>('POST', `ledger/${enc(type)}/move`, { code }, { move, ...(Object.keys(fields).length ? { fields } : {}), ...(note ? { note } : {}) }, version)
export const comment = (type: string, code: string, text: string) => write<Card>('POST', `ledger/${enc(type)}/comment`, { code }, { text })
export interface SeriesWrite { series: string; period: string; plan?: string | null; actual?: string | null }
export const setSeries = (type: string, code: string, version: number, cells: SeriesWrite[]) => write<Card>('PUT', `ledger/${enc(type)}/series`, { code }, { cells }, version)
export const setMilestones = (type: string, code: string, version: number, rows: (Partial<Milestone> & { removed?: boolean })[]) => write<Card>('PUT', `ledger/${enc(type)}/milestones`, { code }, { rows }, version)
export const reschedule = (type: string, code: string, version: number, what: { end?: string; plan?: boolean; baseline?: boolean }) => write<unknown>('POST', `ledger/${enc(type)}/schedule`, { code }, what, version)
export const detach = (type: string, code: string, version: number, field: string, hash: string, note: string) => write<Card>('POST', `ledger/${enc(type)}/detach`, { code }, { field, hash, note }, version)
export const removeRow = (type: string, code: string, version: number, note: string) => write<Card>('POST', `ledger/${enc(type)}/remove`, { code }, { note }, version)
export const restoreRow = (type: string, code: string, version: number, note: string) => write<Card>('POST', `ledger/${enc(type)}/restore`, { code }, { note }, version)
export const bulk = (type: string, items: { code: string; version: number }[], what: { fields?: Fields; move?: string; note?: string }) => write<BulkResult>('POST', `ledger/${enc(type)}/bulk`, {}, { items, ...what })
/** Who is due a letter over a list. */
export interface OverUnit {
  letter: string; letter_name: string; org: string; org_name: string; n: number; unanswered: number; waiting: number
  about: { code: string; title: string }[]; paused: { code: string; title: string; number: string; letter_code: string; issued_on: string | null }[]
}
export const readLetters = (type: string) => get<{ rows: OverUnit[] }>(ask(`ledger/${enc(type)}/letters`, {}))
export const issueLetter = (type: string, code: string, letter: string) => write<{ code: string; number: string; letter: string }>('POST', `ledger/${enc(type)}/letter`, { code }, { letter })

/** Rows of a file through the import: tried first, then written. A file of an office has no column that
 * says which ledger it is: `table` does. */
export async function importRows(body: BodyInit, name: string, table: string, dry: boolean, partial: boolean, reason = ''): Promise<Imported> {
  const got = await send<Imported>('PUT', url('import', { name, table, yes: true, dry_run: dry, partial, reason, lang: lang.value }), body, 'application/octet-stream')
  if (!dry) stale()
  return got
}

/** What is no JSON: a refusal is told as of any other question. */
export async function fetchBytes(address: string): Promise<Response> {
  let r: Response
  try {
    r = await fetch(address)
  } catch (e) {
    throw new ApiError({ status: 0, title: String(e), detail: '' })
  }
  if (!r.ok) throw new ApiError(await problemOf(r))
  return r
}
/** Saved under a name that people know it by. */
export const saveFrom = async (address: string, name: string) => saveBlob(await (await fetchBytes(address)).blob(), name)
/** A file of a row under the name it was given: its address knows only its hash. */
export const fetchFile = (type: string, code: string, f: { hash: string; name: string }) => saveFrom(fileUrl(type, code, f.hash), f.name)

/** Files on their way, by name: fetch tells nothing of its progress. */
export const flying = reactive<Record<string, number>>({})
export function upload(type: string, code: string, version: number, field: string, file: File): Promise<Card> {
  const to = url(`ledger/${enc(type)}/file`, { code, field, name: file.name, lang: lang.value })
  const key = `${field} ${file.name}`
  flying[key] = 0
  return new Promise<Card>((done, fail) => {
    const x = new XMLHttpRequest()
    x.open('PUT', to)
    x.setRequestHeader('Content-Type', 'application/octet-stream')
    x.setRequestHeader('Accept', 'application/json')
    x.setRequestHeader('If-Match', `"${version}"`)
    x.setRequestHeader('Idempotency-Key', Array.from(crypto.getRandomValues(new Uint8Array(16)), b => b.toString(16).padStart(2, '0')).join(''))
    x.upload.onprogress = e => (flying[key] = e.total ? e.loaded / e.total : 0)
    x.onerror = () => fail(new ApiError({ status: 0, title: 'network', detail: '' }))
    x.onload = async () => {
      const r = new Response(x.responseText, { status: x.status, statusText: x.statusText })
      if (!r.ok) return fail(new ApiError(await problemOf(r)))
      const got = (await r.json()) as Card
      stale()
      await inEnglish(got)
      done(got)
    }
    x.send(file)
  }).finally(() => delete flying[key])
}

export const past = () => !!route.q.as_of
/** What the address says of the list: a card that is opened from it carries it, to lead back to the same. */
export const listState = (): Record<string, string | undefined> => Object.fromEntries(['view', 'where', 'find', 'sort', 'cols', 'show', 'gone', 'by', 'zoom', 'measure'].map(k => [k, route.q[k]]))
export type { LedgerRow }
