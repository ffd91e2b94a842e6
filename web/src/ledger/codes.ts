// Where the codes of a picker come from: the catalogue's search, the tables of units, posts and people,
// another ledger. A reader who may not see a table still types the code.
import { ask, get } from '../lib/api.ts'
import type { Hit } from '../lib/types.ts'
import { me } from '../lib/who.ts'
import { readRows, typeOf } from './api.ts'
import { titleOf } from './type.ts'

export type Looked = 'area' | 'org' | 'post' | 'person' | 'indicator' | 'link'
export interface Found { code: string; name: string; hint?: string }
const TABLE = { org: 'orgs', post: 'posts', person: 'people' } as const
type Rows = { rows: Record<string, string>[] }

async function table(kind: 'org' | 'post' | 'person'): Promise<Found[]> {
  try {
    const { rows } = await get<Rows>(ask(`rows/${TABLE[kind]}`, { limit: 1000 }))
    return rows.map(r => ({ code: r.code ?? r.login, name: r.name || r.title || r.code, hint: kind === 'post' ? [r.org, r.holder].filter(Boolean).join(' · ') : (r.area ?? r.kind ?? '') }))
  } catch {
    return kind === 'person' && me.login ? [{ code: me.login, name: me.name || me.login }] : []
  }
}
export async function findCodes(kind: Looked, to: string | undefined, words: string): Promise<Found[]> {
  const q = words.trim()
  if (kind === 'area' || kind === 'indicator') {
    if (!q) return []
    const { rows } = await get<{ rows: Hit[] }>(ask('search', { q, limit: 30 }))
    return rows.filter(h => h.kind === kind).slice(0, 10).map(h => ({ code: h.code, name: h.name, hint: (kind === 'area' ? h.parent : h.domain) ?? '' }))
  }
  if (kind === 'link') {
    if (!to) return []
    const [{ type }, got] = await Promise.all([typeOf(to), readRows(to, { q: q || undefined, limit: 10 })])
    return got.rows.map(r => ({ code: r.code, name: titleOf(type, r), hint: r.stage_name }))
  }
  const low = q.toLowerCase()
  return (await table(kind)).filter(x => !low || x.code.toLowerCase().includes(low) || x.name.toLowerCase().includes(low)).slice(0, 12)
}
/** The name of one code, the code where nobody knows it. */
export async function nameOfCode(kind: Looked, to: string | undefined, code: string): Promise<string> {
  try {
    if (kind === 'area') return (await get<{ name: string }>(ask(`areas/${encodeURIComponent(code)}`))).name
    if (kind === 'indicator') return (await get<{ name: string }>(ask(`indicators/${encodeURIComponent(code)}`))).name
    return (await findCodes(kind, to, code)).find(x => x.code === code)?.name ?? code
  } catch {
    return code
  }
}
