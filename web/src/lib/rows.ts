// Tables written row by row: the same checks, versions and findings as an import of a file.
import { ApiError, problemOf, send, url } from './api.ts'
import { lang } from './i18n.ts'

export type Row = Record<string, string>
export interface RowColumn { name: string; required: boolean; type: string; words: string[] }
export interface RowVersion {
  commit: number; recorded_at: string; recorded_by: string; reason: string; source: string; withdrawn: boolean; row: Row
}
export interface Rows { columns: RowColumn[]; rows: Row[]; total: number; next: string | null; history: RowVersion[] | null }
export interface Finding { severity: string; line: number; column: string; text: string; reason: string }
export interface Written { commit: number; added: number; changed: number; unchanged: number; withdrawn: number; findings: Finding[]; error: string | null }

/** As the texts stand (no translation), with the tag that says which state was seen. */
export async function readRows(table: string, q: Record<string, string | number>): Promise<{ data: Rows; tag: string }> {
  const r = await fetch(url(`rows/${table}`, q), { headers: { Accept: 'application/json' } })
  if (!r.ok) throw new ApiError(await problemOf(r))
  return { data: (await r.json()) as Rows, tag: r.headers.get('etag') ?? '' }
}

export function writeRows(table: string, rows: Row[], reason: string, dry: boolean, seen = ''): Promise<Written> {
  return send<Written>('POST', url(`rows/${table}`, { lang: lang.value }), JSON.stringify({ rows, reason, dry_run: dry }), 'application/json', seen)
}

export const takeBack = (commit: number, reason: string) =>
  send('POST', url('withdraw', { lang: lang.value }), JSON.stringify({ commit, reason }), 'application/json')

/** What a refused write says of its rows, where it says it. */
export function findingsOf(e: unknown): Finding[] {
  const r = e instanceof ApiError ? (e.problem.result as Written | undefined) : undefined
  return r?.findings ?? []
}

/** Columns in which two rows differ. */
export const differences = (a: Row, b: Row): string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter(k => (a[k] ?? '').trim() !== (b[k] ?? '').trim())
