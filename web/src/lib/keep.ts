// What was typed and not yet saved lies in this browser, under the person's name.
import type { Which } from './filing.ts'
import type { Kept } from './queue.ts'

const PREFIX = 'diaodu-filing'
const nameOf = (who: string, w: Which) => [PREFIX, who, w.form, w.org, w.period].map(encodeURIComponent).join(' ')

/** False: the browser forbids it. */
export function keep(who: string, w: Which, what: Kept | null): boolean {
  try {
    if (what) localStorage.setItem(nameOf(who, w), JSON.stringify(what))
    else localStorage.removeItem(nameOf(who, w))
    return true
  } catch {
    return false
  }
}
export function kept(who: string, w: Which): Kept | null {
  try {
    const k = JSON.parse(localStorage.getItem(nameOf(who, w)) ?? 'null') as Partial<Kept> | null
    return k?.edits && k.conflicts ? (k as Kept) : null
  } catch {
    return null
  }
}
export function keptList(who: string): (Which & { n: number })[] {
  try {
    const mine = Object.keys(localStorage).map(k => k.split(' ').map(decodeURIComponent)).filter(k => k[0] === PREFIX && k[1] === who && k.length === 5)
    return mine.map(([, , form, org, period]) => {
      const k = kept(who, { form, org, period })
      return { form, org, period, n: Object.keys(k?.edits ?? {}).length + (k?.conflicts.length ?? 0) }
    }).filter(x => x.n)
  } catch {
    return []
  }
}
