// Sorting, filtering and copying of tables. Pure.
import { csvCell, tsvCell } from './format.ts'

export type Raw = string | number | null | undefined

export interface Column<R> {
  key: string
  title: string
  /** stands once in the header */
  unit?: string
  num?: boolean
  /** what is sorted, copied and downloaded: full precision */
  raw: (r: R) => Raw
  /** what is shown; the raw text when absent */
  text?: (r: R) => string
  /** field that `why` explains */
  why?: string
  /** why it is missing, shown on hover */
  reason?: (r: R) => string
  hidden?: boolean
  /** figures of one unit: the same number of decimals in every row */
  even?: boolean
  width?: number
  /** holds a button and no figure: not sorted, copied or downloaded */
  act?: boolean
  /** stands as the card's title on a phone */
  head?: boolean
}

export function compareRaw(a: Raw, b: Raw): number {
  const na = a === null || a === undefined || a === ''
  const nb = b === null || b === undefined || b === ''
  if (na || nb) return na && nb ? 0 : na ? 1 : -1
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return String(a).localeCompare(String(b), 'zh-CN')
}

/** Missing stays last in both directions; equal rows keep their order. */
export function sortRows<R>(rows: readonly R[], col: Column<R> | undefined, down: boolean): R[] {
  if (!col) return [...rows]
  return rows
    .map((r, i) => ({ r, i, v: col.raw(r) }))
    .sort((x, y) => {
      const missing = compareRaw(x.v, null) === 0 || compareRaw(y.v, null) === 0
      const c = compareRaw(x.v, y.v)
      return (missing || !down ? c : -c) || x.i - y.i
    })
    .map(x => x.r)
}

export function filterRows<R>(rows: readonly R[], cols: Column<R>[], words: string): R[] {
  const want = words.trim().toLowerCase().split(/\s+/).filter(Boolean)
  if (!want.length) return [...rows]
  return rows.filter(r => {
    const hay = cols.map(c => String(c.text ? c.text(r) : c.raw(r) ?? '')).join(' ').toLowerCase()
    return want.every(w => hay.includes(w))
  })
}

function lines<R>(rows: readonly R[], cols: Column<R>[], cell: (v: unknown) => string, sep: string) {
  const head = cols.map(c => cell(c.unit ? `${c.title}(${c.unit})` : c.title)).join(sep)
  return [head, ...rows.map(r => cols.map(c => cell(c.raw(r))).join(sep))]
}

/** The decimals of a figure as it stands, -1 when it is none. */
const decimals = (s: string) => (/^[+−]?[\d,]+(\.\d+)?$/.test(s) ? (s.split('.')[1] ?? '').length : -1)

export const mostDecimals = (texts: readonly string[]) => texts.reduce((n, s) => Math.max(n, decimals(s)), 0)

/** 2,251 among 343.6 is 2,251.0. */
export function withDecimals(s: string, n: number): string {
  const have = decimals(s)
  return have < 0 || have >= n ? s : s + (have ? '' : '.') + '0'.repeat(n - have)
}

export const toTsv = <R>(rows: readonly R[], cols: Column<R>[]) =>
  lines(rows, cols, tsvCell, '\t').join('\n')

/** With a byte-order mark: Excel in a Chinese Windows reads it as UTF-8. */
export const toCsv = <R>(rows: readonly R[], cols: Column<R>[]) =>
  '\ufeff' + lines(rows, cols, csvCell, ',').join('\r\n') + '\r\n'
