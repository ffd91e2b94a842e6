// What was typed into a row and not yet saved lies in this browser, under the person's name.
const PREFIX = 'diaodu-ledger'
/** `base`: what stood in the fields when they were typed into. */
export interface Draft { edits: Record<string, unknown>; base: Record<string, unknown>; names: Record<string, string> }
const key = (who: string, type: string, code: string) => [PREFIX, who, type, code].map(encodeURIComponent).join(' ')

/** False: the browser forbids it. */
export function keepDraft(who: string, type: string, code: string, d: Draft | null): boolean {
  try {
    if (d && Object.keys(d.edits).length) localStorage.setItem(key(who, type, code), JSON.stringify(d))
    else localStorage.removeItem(key(who, type, code))
    return true
  } catch {
    return false
  }
}
export function keptDraft(who: string, type: string, code: string): Draft | null {
  try {
    const d = JSON.parse(localStorage.getItem(key(who, type, code)) ?? 'null') as Partial<Draft> | null
    return d?.edits && typeof d.edits === 'object' && Object.keys(d.edits).length ? { edits: d.edits, base: d.base ?? {}, names: d.names ?? {} } : null
  } catch {
    return null
  }
}
