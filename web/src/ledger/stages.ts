// What the stages of a type allow: for the board, for the buttons and for the dialog of a move. Pure.
import { type Card, type Field, type Move, type MoveState, type Type, codesOf, fieldOf, isYes } from './type.ts'

/** Moves that lead from one stage to another by the type's rules. */
export const movesBetween = (t: Type, from: string, to: string): Move[] => t.moves.filter(m => m.to === to && m.from.includes(from) && from !== to)
export const movesFrom = (t: Type, from: string): Move[] => t.moves.filter(m => m.from.includes(from))

export interface Drop { move: Move | null; state: MoveState | null; why: string; rule: boolean }
/** May a row be put into a stage, and by which move; `rule` false: no move leads there at all. */
export function dropOf(t: Type, from: string, to: string, states: readonly MoveState[] | null): Drop {
  const ways = movesBetween(t, from, to)
  if (!ways.length) return { move: null, state: null, why: '', rule: false }
  if (!states) return { move: ways[0], state: null, why: '', rule: true }
  const known = ways.map(m => ({ m, s: states.find(x => x.code === m.code) ?? null }))
  const good = known.find(x => x.s && open(x.s)) ?? known[0]
  return { move: good.s && open(good.s) ? good.m : null, state: good.s, why: good.s && !open(good.s) ? (good.s.why ?? '') : '', rule: true }
}
/** May be tried: allowed, or only fields are missing, which the dialog asks for. */
export const open = (s: MoveState) => s.allowed || s.needs.length > 0

/** The fields that the dialog of a move offers: what is missing first, then what it asks for. */
export function dialogFields(t: Type, m: Move, s: MoveState | null): { field: Field; needed: boolean }[] {
  const needs = (s ? s.needs : (m.needs ?? [])).flatMap(c => fieldOf(t, c) ?? [])
  const asks = (m.asks ?? []).filter(c => !needs.some(f => f.code === c)).flatMap(c => fieldOf(t, c) ?? [])
  return [...needs.map(field => ({ field, needed: true })), ...asks.map(field => ({ field, needed: false }))]
}
/** Nothing to ask and nothing that ends the row: done at once. */
export function atOnce(t: Type, m: Move, s: MoveState | null): boolean {
  return !m.note && !dialogFields(t, m, s).length && !m.creates && !t.stages.find(x => x.code === m.to)?.final
}

/** Ticked of those a checklist offers; which apply is the server's to say. */
export const tickedOf = (f: Field, v: unknown): { n: number; of: number } => {
  const have = new Set(codesOf(v))
  return { n: (f.options ?? []).filter(o => have.has(o.code)).length, of: f.options?.length ?? 0 }
}

/** The step that a warning on leaving offers: a move that makes the row that is missing, else a child that can be added. */
export function missingStep(t: Type, card: Card): { move?: MoveState; child?: { type: string; field: string } } {
  const make = card.moves.find(s => open(s) && t.moves.find(m => m.code === s.code)?.creates)
  return make ? { move: make } : { child: t.children?.[0] }
}

/** Is a field locked, as far as the stage alone decides; what else a lock asks, the server answers. */
export function lockedAt(t: Type, f: Field, stage: string): boolean {
  if (!f.locked) return false
  const final = !!t.stages.find(s => s.code === stage)?.final
  const one = (s: string): boolean | null => {
    const e = s.trim()
    if (e === '1 = 1') return true
    if (e === 'final()') return final
    if (e === 'not final()') return !final
    const eq = /^stage\s*(=|<>)\s*'(\w+)'$/.exec(e)
    if (eq) return (stage === eq[2]) === (eq[1] === '=')
    const list = /^(not\s+)?in_stage\(([^)]*)\)$/.exec(e)
    return list ? list[2].split(',').map(x => x.trim().replace(/'/g, '')).includes(stage) !== !!list[1] : null
  }
  if (/\band\b/.test(f.locked)) return f.locked.split(/\band\b/).every(s => one(s) === true)
  return f.locked.split(/\bor\b/).some(s => one(s) === true)
}

/** The fields of a new row: what must be there and what the first moves need, then the rest; what
 * only moves write is left out. */
export function newFields(t: Type): { first: Field[]; more: Field[] } {
  const start = t.stages[0]?.code ?? ''
  const needs = new Set(movesFrom(t, start).flatMap(m => m.needs ?? []))
  const later = new Set(t.moves.filter(m => !m.from.includes(start)).flatMap(m => [...(m.needs ?? []), ...(m.asks ?? [])]))
  const set = new Set(t.moves.flatMap(m => [...Object.keys(m.set ?? {}), ...(m.creates ? [m.creates.link] : [])]))
  const order = [...(t.card ?? []).flatMap(s => s.fields), ...t.fields.map(f => f.code)]
  const all = [...new Set([t.title, ...order])].flatMap(c => fieldOf(t, c) ?? []).filter(f => f.formula === undefined && f.kind !== 'file' && !lockedAt(t, f, start))
  const need = (f: Field) => !!f.required || needs.has(f.code) || f.code === t.title
  const rest = all.filter(f => !need(f) && !set.has(f.code))
  // a short type is one form; a long one folds away what people fill later
  const little = all.filter(need).length + rest.length <= 12
  const shown = (f: Field) => little || (!later.has(f.code) && ([t.area, t.org].includes(f.code) || f.start !== undefined))
  const first = all.filter(f => need(f) || (rest.includes(f) && shown(f)))
  return { first, more: rest.filter(f => !first.includes(f)) }
}

/** What an address says of a new row: by the codes of fields, else by what the field is. */
export function prefill(t: Type, q: Readonly<Record<string, string>>): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  const put = (f: Field | undefined, v: string) => {
    if (!f || f.formula !== undefined || f.kind === 'file' || f.code in out) return
    if (f.kind === 'choice' && !v.split(';').every(x => f.options?.some(o => o.code === x))) return
    out[f.code] = f.many || f.kind === 'checklist' ? v.split(';').filter(Boolean) : f.kind === 'flag' ? isYes(v) : v
  }
  for (const [k, v] of Object.entries(q)) if (v) put(fieldOf(t, k), v)
  const by = (k: string, f: () => Field | undefined) => q[k] && !fieldOf(t, k) && put(f(), q[k])
  by('title', () => fieldOf(t, t.title))
  by('area', () => fieldOf(t, t.area ?? '') ?? t.fields.find(f => f.kind === 'area'))
  by('indicator', () => t.fields.find(f => f.kind === 'indicator'))
  by('period', () => t.fields.find(f => f.kind === 'period'))
  return out
}
