// Two people changed one row: what only one of them changed needs no asking. Pure.
import { type Row, sameValue } from './type.ts'

export interface Clash { field: string; was: unknown; theirs: unknown; mine: unknown }
/** Of what I typed: fields that the other left alone go on, those both changed are asked about. */
export function meet(edits: Readonly<Record<string, unknown>>, before: Row, now: Row): { free: Record<string, unknown>; clashes: Clash[] } {
  const free: Record<string, unknown> = {}, clashes: Clash[] = []
  for (const [field, mine] of Object.entries(edits)) {
    if (sameValue(mine, now[field])) continue // both wrote the same
    if (sameValue(before[field], now[field])) free[field] = mine
    else clashes.push({ field, was: before[field], theirs: now[field], mine })
  }
  return { free, clashes }
}
/** Fields in which the row is no longer what I saw, of those given. */
export const changedFields = (before: Row, now: Row, fields: readonly string[]) => fields.filter(f => !sameValue(before[f], now[f]))
