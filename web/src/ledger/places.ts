// Rows by area on the map of one: what lies in a part of it counts there, however far down. Pure.
import { quote } from './query.ts'

/** An area with those above it, the nearest last. */
export interface Line { code: string; above: string[] }
export interface Part { area: string; n: number; sum: number | null; codes: string[] }

/** By part: the rows of every area that is it or lies in it. What lies in none of the parts is `elsewhere`. */
export function partsOf(parts: readonly string[], lines: ReadonlyMap<string, Line>, groups: readonly { group: string; n: number; sum: number | null }[]): { parts: Part[]; elsewhere: Part } {
  const out = new Map(parts.map(a => [a, { area: a, n: 0, sum: null as number | null, codes: [] as string[] }]))
  const elsewhere: Part = { area: '', n: 0, sum: null, codes: [] }
  for (const g of groups) {
    const line = lines.get(g.group)
    const at = out.get(g.group) ?? out.get(line?.above.find(a => out.has(a)) ?? '') ?? elsewhere
    at.n += g.n
    if (g.sum !== null) at.sum = (at.sum ?? 0) + g.sum
    at.codes.push(g.group)
  }
  return { parts: [...out.values()], elsewhere }
}
/** The condition that lets through the rows of these areas; '' is a row without one. */
export function areaWhere(field: string, many: boolean, codes: readonly string[]): string {
  const one = codes.map(c => (c === '' ? `missing(${field})` : many ? `has(${field}, ${quote(c)})` : `${field} = ${quote(c)}`))
  return one.length < 2 ? (one[0] ?? '') : `(${one.join(' or ')})`
}
