// Rows pasted from Excel, or read from a file, as the import takes them: which column is which field,
// and what cannot be read. Pure.
import { csvCell } from '../lib/format.ts'
import { type Field, type Type, faultOf, fieldOf, type Fault, plainNumber, written } from './type.ts'

export interface Mapped {
  /** the field of each column, 'code', or '' for none */
  columns: string[]
  headed: boolean
  unknown: string[]
  rows: { values: Record<string, string>; faults: { field: string; fault: Fault; text: string }[] }[]
}
const squash = (s: string) => s.normalize('NFKC').replace(/[\s*＊()（）【】[\]:：、_-]/g, '').toLowerCase()
/** A heading often carries its unit: 金额（万元）. */
const stem = (s: string) => squash(s.normalize('NFKC').replace(/[(（][^)）]*[)）]\s*$/, ''))
const CODE = ['code', '编号', '编码', '代码', '序号代码']

export function fieldNamed(t: Type, heading: string): string {
  const h = squash(heading), s = stem(heading)
  if (!h) return ''
  const names = (f: Field) => [f.code, f.name, f.name_en ?? '', ...(f.aliases ?? [])].map(squash)
  const found = t.fields.find(f => names(f).includes(h)) ?? t.fields.find(f => s && names(f).includes(s))
  return found ? found.code : CODE.map(squash).includes(h) ? 'code' : ''
}

/** Dates as offices write them: 2024/6/18, 2024.6.18, 2024年6月18日, 20240618. */
export function readDate(s: string): string {
  const m = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?(?:\s+0?0:00(?::00)?)?$/.exec(s.normalize('NFKC').trim()) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(s.trim())
  return m ? `${m[1]}-${m[2].padStart(2, '0')}-${m[3].padStart(2, '0')}` : s.trim()
}
/** 2024年5月, 2024.05, 2024年 as a period. */
export function readPeriod(s: string): string {
  const m = /^(\d{4})\s*[-/.年]?\s*(?:(\d{1,2})月?)?$/.exec(s.normalize('NFKC').trim())
  return m ? (m[2] ? `${m[1]}-${m[2].padStart(2, '0')}` : m[1]) : s.trim()
}
const YES = ['是', '有', '√', '✓', '1', 'yes', 'y', 'true', '对'], NO = ['否', '无', '×', '✗', '0', 'no', 'n', 'false']

/** A pasted text as the field takes it; what is no such value stays as it is and is told. */
export function readValue(f: Field, text: string): string {
  const s = text.trim()
  if (!s || s === '—' || s === '/') return ''
  if (f.many || f.kind === 'checklist') return s.split(/[;；,，、\n]/).map(x => option(f, x.trim())).filter(Boolean).join(';')
  switch (f.kind) {
    case 'number': {
      const n = plainNumber(s)
      return f.unit && n.endsWith(f.unit) ? n.slice(0, -f.unit.length) : n
    }
    case 'date': return readDate(s)
    case 'period': return readPeriod(s)
    case 'flag': return YES.includes(s.toLowerCase()) ? 'yes' : NO.includes(s.toLowerCase()) ? 'no' : s
    case 'choice': return option(f, s)
    default: return s
  }
}
const option = (f: Field, s: string): string => f.options?.find(o => [o.code, o.name, o.name_en ?? ''].some(x => squash(x) === squash(s)))?.code ?? s

function faultIn(f: Field, v: string): Fault {
  if (f.kind === 'choice' && v && f.options) {
    const have = new Set(f.options.map(o => o.code))
    return v.split(';').every(x => have.has(x)) ? '' : 'ledNeed'
  }
  return faultOf(f, f.many || f.kind === 'checklist' ? v.split(';').filter(Boolean) : v)
}

/** `list`: the columns that stand in the list, for a block without headings. */
export function mapBlock(t: Type, block: readonly string[][], list: readonly string[], choice?: readonly string[]): Mapped {
  const lines = block.filter(l => l.some(x => x.trim()))
  const head = (lines[0] ?? []).map(h => fieldNamed(t, h))
  // values are seldom the names of fields
  const headed = head.some(Boolean) && head.filter(Boolean).length * 3 >= (lines[0] ?? []).filter(x => x.trim()).length
  const wide = Math.max(0, ...lines.map(l => l.length))
  const fillable = list.filter(c => c === 'code' || (fieldOf(t, c) && written(fieldOf(t, c) as Field) && fieldOf(t, c)?.kind !== 'file'))
  const guess = headed ? head : Array.from({ length: wide }, (_, i) => fillable[i] ?? '')
  const columns = Array.from({ length: wide }, (_, i) => {
    const c = choice?.[i] ?? guess[i] ?? ''
    const f = fieldOf(t, c)
    return c === 'code' || (f && written(f) && f.kind !== 'file') ? c : ''
  })
  const unknown = headed ? (lines[0] ?? []).filter((h, i) => h.trim() && !columns[i]) : []
  const rows = lines.slice(headed ? 1 : 0).map(line => {
    const values: Record<string, string> = {}
    const faults: Mapped['rows'][number]['faults'] = []
    columns.forEach((c, i) => {
      if (!c) return
      const f = fieldOf(t, c)
      values[c] = f ? readValue(f, line[i] ?? '') : (line[i] ?? '').trim()
      const fault = f ? faultIn(f, values[c]) : ''
      if (f && fault) faults.push({ field: c, fault: fault === 'ledNeed' && (line[i] ?? '').trim() ? 'ledNeed' : fault, text: (line[i] ?? '').trim() })
    })
    // what a new row must have and no column brings; a row with a code may be there already
    if (!values.code) for (const f of t.fields) if (f.required && written(f) && f.start === undefined && f.kind !== 'file' && !columns.includes(f.code)) faults.push({ field: f.code, fault: 'ledNeed', text: '' })
    return { values, faults }
  })
  return { columns, headed, unknown, rows }
}

/** The file that the import reads: the type, then the fields by their codes. */
export function toImport(t: Type, m: Mapped): string {
  const fields = [...new Set(m.columns.filter(Boolean))]
  const all = fields.includes('code') ? fields : ['code', ...fields]
  const line = (cells: string[]) => cells.map(x => (/[\r\n]/.test(x) ? `"${x.replace(/"/g, '""')}"` : csvCell(x).replace(/^'(?=[=+@-])/, ''))).join(',')
  return [line(['type', ...all]), ...m.rows.map(r => line([t.code, ...all.map(c => r.values[c] ?? '')]))].join('\r\n') + '\r\n'
}

// ---- series: a block of periods and figures ----
export interface SeriesPut { period: string; column: number; value: string }
/** From the cell it is pasted on; a first column of periods says the rows. */
export function placeSeries(block: readonly string[][], periods: readonly string[], at: { r: number; c: number }, width: number): { puts: SeriesPut[]; left: string[] } {
  const lines = block.filter(l => l.some(x => x.trim()))
  const named = lines.filter(l => periods.includes(readPeriod(l[0] ?? ''))).length * 2 > lines.length && lines.some(l => l.length > 1)
  const puts: SeriesPut[] = [], left: string[] = []
  lines.forEach((l, i) => {
    const period = named ? readPeriod(l[0] ?? '') : (periods[at.r + i] ?? '')
    l.slice(named ? 1 : 0).forEach((text, j) => {
      const s = plainNumber(text.trim()), c = (named && at.c + l.length - 1 > width ? 0 : at.c) + j
      if (!text.trim()) return
      if (!periods.includes(period) || c >= width || !/^-?\d+(\.\d+)?$/.test(s)) left.push(text.trim())
      else puts.push({ period, column: c, value: s })
    })
  })
  return { puts, left }
}
