// The filter of a ledger: conditions that people choose, and the expression the server is asked with.
// One is made from the other both ways; what the builder cannot show stays as an expression. Pure.
import { built, type Field, type Kind, type Type, fieldOf, isYes } from './type.ts'

export type Op = 'is' | 'not' | 'in' | 'has' | 'contains' | 'starts' | 'lt' | 'le' | 'gt' | 'ge' | 'missing' | 'present' | 'yes' | 'no' | 'overdue' | 'within' | 'complete' | 'lacking' | 'expr'
export interface Condition { field: string; op: Op; value: string }

/** What a filter may ask: the type's own fields, and what every row has. */
export type FilterKind = Kind | 'stage' | 'light'
export function filterKind(t: Type, field: string): FilterKind | null {
  const f = fieldOf(t, field)
  if (f) return f.kind
  if (field === 'stage' || field === 'light') return field
  if (field.endsWith('_on')) return 'date'
  return (built as string[]).includes(field) ? 'text' : null
}
const COMPARED: Op[] = ['is', 'not', 'lt', 'le', 'gt', 'ge', 'missing', 'present']
export function opsOf(t: Type, field: string): Op[] {
  const f: Field | undefined = fieldOf(t, field)
  if (f?.many) return ['has', 'missing', 'present']
  switch (filterKind(t, field)) {
    case 'text': return ['contains', 'is', 'starts', 'missing', 'present']
    case 'number': case 'period': return COMPARED
    case 'date': return ['overdue', 'within', 'is', 'lt', 'le', 'gt', 'ge', 'missing', 'present']
    case 'flag': return ['yes', 'no']
    case 'choice': return ['is', 'in', 'not', 'missing', 'present']
    case 'stage': case 'light': return ['is', 'in', 'not']
    case 'file': return ['present', 'missing']
    case 'checklist': return ['complete', 'lacking']
    case null: return []
    default: return ['is', 'not', 'missing', 'present']
  }
}
/** Nothing is typed beside it. */
export const bare = (op: Op) => ['missing', 'present', 'yes', 'no', 'overdue', 'complete', 'lacking'].includes(op)

export const quote = (s: string) => `'${s.replace(/'/g, "''")}'`
const SIGN: Partial<Record<Op, string>> = { is: '=', not: '<>', lt: '<', le: '<=', gt: '>', ge: '>=' }

function literal(kind: FilterKind | null, value: string): string {
  if (kind === 'number') return value.trim()
  if (kind === 'date') return value === 'today()' ? value : `date${quote(value)}`
  return quote(value)
}
/** '' while the condition is not whole. */
export function clauseOf(t: Type, c: Condition): string {
  if (c.op === 'expr') return c.value.trim()
  const kind = filterKind(t, c.field), f = c.field
  if (!kind || (!bare(c.op) && !c.value.trim())) return ''
  switch (c.op) {
    case 'contains': case 'starts': return `${c.op}(${f}, ${quote(c.value.trim())})`
    case 'has': return `has(${f}, ${quote(c.value)})`
    case 'missing': case 'present':
      if (kind === 'file') return `files(${f}) ${c.op === 'missing' ? '=' : '>'} 0`
      return `${c.op}(${f})`
    case 'yes': return f
    case 'no': return `not ${f}`
    case 'overdue': return `${f} < today()`
    case 'within': return /^\d{1,4}$/.test(c.value.trim()) ? `(${f} >= today() and days(today(), ${f}) <= ${c.value.trim()})` : ''
    case 'complete': return `lacking(${f}) = 0`
    case 'lacking': return `lacking(${f}) > 0`
    case 'in': {
      const list = c.value.split(';').filter(Boolean)
      if (!list.length) return ''
      if (kind === 'stage') return `in_stage(${list.map(quote).join(', ')})`
      return list.length === 1 ? `${f} = ${quote(list[0])}` : `(${list.map(v => `${f} = ${quote(v)}`).join(' or ')})`
    }
    default:
      if (kind === 'number' && !/^-?\d+(\.\d+)?$/.test(c.value.trim())) return ''
      return `${f} ${SIGN[c.op]} ${literal(kind, c.value)}`
  }
}
export const whereOf = (t: Type, list: readonly Condition[]): string =>
  list.map(c => ({ c, s: clauseOf(t, c) })).filter(x => x.s).map((x, _, all) => (x.c.op === 'expr' && all.length > 1 && /\bor\b/.test(x.s) ? `(${x.s})` : x.s)).join(' and ')

/** The parts that a top-level `and` joins: texts and brackets are passed over. */
export function parts(where: string): string[] {
  const out: string[] = []
  let depth = 0, from = 0
  for (let i = 0; i < where.length; i++) {
    const ch = where[i]
    if (ch === "'") {
      do i = where.indexOf("'", i + 1)
      while (i >= 0 && where[i + 1] === "'" && ++i)
      if (i < 0) break
    } else if (ch === '(') depth++
    else if (ch === ')') depth--
    else if (depth === 0 && /^and\b/i.test(where.slice(i)) && !/\w/.test(where[i - 1] ?? ' ')) {
      out.push(where.slice(from, i).trim())
      from = i + 3
      i += 2
    }
  }
  out.push(where.slice(from).trim())
  // a top-level `or` binds weaker than `and`: nothing can be taken out of it
  return out.some(p => topOr(p)) ? [where.trim()].filter(Boolean) : out.filter(Boolean)
}
function topOr(s: string): boolean {
  let depth = 0
  const bare = s.replace(/'(?:[^']|'')*'/g, m => '_'.repeat(m.length))
  for (let i = 0; i < bare.length; i++) {
    if (bare[i] === '(') depth++
    else if (bare[i] === ')') depth--
    else if (depth === 0 && /^or\b/i.test(bare.slice(i)) && !/\w/.test(bare[i - 1] ?? ' ')) return true
  }
  return false
}
const unquote = (s: string) => s.slice(1, -1).replace(/''/g, "'")
const TEXT = "'(?:[^']|'')*'"
const texts = (s: string) => (s.match(new RegExp(TEXT, 'g')) ?? []).map(unquote)

function readClause(t: Type, s: string): Condition {
  const as = (field: string, op: Op, value = ''): Condition | null => {
    const c = { field, op, value }
    // only what would be written the same way is shown as a condition
    return opsOf(t, field).includes(op) && clauseOf(t, c).replace(/\s+/g, '') === s.replace(/\s+/g, '') ? c : null
  }
  const tries: (() => Condition | null)[] = []
  const put = (re: RegExp, f: (m: RegExpExecArray) => Condition | null) => tries.push(() => {
    const m = re.exec(s)
    return m ? f(m) : null
  })
  put(new RegExp(`^(contains|starts|has)\\(\\s*(\\w+)\\s*,\\s*(${TEXT})\\s*\\)$`), m => as(m[2], m[1] as Op, unquote(m[3])))
  put(/^(missing|present)\(\s*(\w+)\s*\)$/, m => as(m[2], m[1] as Op))
  put(/^files\(\s*(\w+)\s*\)\s*([=>])\s*0$/, m => as(m[1], m[2] === '=' ? 'missing' : 'present'))
  put(/^lacking\(\s*(\w+)\s*\)\s*([=>])\s*0$/, m => as(m[1], m[2] === '=' ? 'complete' : 'lacking'))
  put(/^in_stage\((.*)\)$/, m => as('stage', 'in', texts(m[1]).join(';')))
  put(/^\(\s*(\w+) >= today\(\) and days\(today\(\), \w+\) <= (\d+)\s*\)$/, m => as(m[1], 'within', m[2]))
  put(/^\(\s*(\w+)\s*=.*\)$/, m => as(m[1], 'in', texts(s).join(';')))
  put(/^(\w+)\s*<\s*today\(\)$/, m => as(m[1], 'overdue'))
  put(new RegExp(`^(\\w+)\\s*(=|<>|<=|>=|<|>)\\s*(?:(date)?(${TEXT})|(-?\\d+(?:\\.\\d+)?)|(today\\(\\)))$`), m => {
    const op = (Object.keys(SIGN) as Op[]).find(k => SIGN[k] === m[2]) as Op
    return as(m[1], op, m[4] !== undefined ? unquote(m[4]) : (m[5] ?? m[6]))
  })
  put(/^(\w+)$/, m => as(m[1], 'yes'))
  put(/^not (\w+)$/, m => as(m[1], 'no'))
  for (const f of tries) {
    const c = f()
    if (c) return c
  }
  return { field: '', op: 'expr', value: s }
}
export const readWhere = (t: Type, where: string): Condition[] => parts(where).map(s => readClause(t, s))

export const and = (...clauses: (string | undefined)[]): string => {
  const list = clauses.map(s => s?.trim() ?? '').filter(Boolean)
  return list.length < 2 ? (list[0] ?? '') : list.map(s => (topOr(s) ? `(${s})` : s)).join(' and ')
}

// ---- sorting: 'due,-amount' ----
export interface SortKey { field: string; down: boolean }
export const readSort = (s: string | undefined): SortKey[] => (s ?? '').split(',').map(x => x.trim()).filter(Boolean).map(x => ({ field: x.replace(/^-/, ''), down: x.startsWith('-') }))
export const sortText = (keys: readonly SortKey[]) => keys.map(k => (k.down ? '-' : '') + k.field).join(',')
/** A click on a heading: up, down, as the type has it. */
export function nextSort(now: string | undefined, field: string): string | undefined {
  const k = readSort(now)[0]
  return k?.field !== field ? field : k.down ? undefined : `-${field}`
}

// ---- a cell of a summary as a filter ----
export interface Group { by?: string; by2?: string; where?: string }
function groupClause(t: Type, by: string, key: unknown): string {
  const f = fieldOf(t, by), kind = filterKind(t, by)
  const side = kind === null ? `(${by})` : by
  if (key === null || key === undefined || key === '') return `missing(${side})`
  if (f?.many) return `has(${by}, ${quote(String(key))})`
  if (kind === 'flag') return isYes(key) ? by : `not ${by}`
  if (typeof key === 'number' || kind === 'number') return `${side} = ${key}`
  return `${side} = ${kind === 'date' ? 'date' : ''}${quote(String(key))}`
}
/** count(cond) of a column is part of what the cell counts. */
const counted = (value: string) => /^(?:count|share)\((.+)\)$/.exec(value.trim())?.[1]
export function cellWhere(t: Type, s: Group, row: { group?: unknown; group2?: unknown } | null, value = ''): string {
  const cond = counted(value), alone = cond && balanced(cond) ? cond : undefined
  return and(s.where, row && s.by ? groupClause(t, s.by, row.group) : '', row && s.by2 ? groupClause(t, s.by2, row.group2) : '', alone)
}
function balanced(s: string): boolean {
  let d = 0
  for (const c of s.replace(/'(?:[^']|'')*'/g, '')) {
    d += c === '(' ? 1 : c === ')' ? -1 : 0
    if (d < 0) return false
  }
  return d === 0
}
