// Where the codes of a picker come from: the catalogue's search, the tables of units, posts and people,
// another ledger. A reader who may not see a table still types the code.
import { ask, get } from '../lib/api.ts'
import type { Hit } from '../lib/types.ts'
import { may, me } from '../lib/who.ts'
import { readRows, typeOf } from './api.ts'
import { titleOf } from './type.ts'

export type Looked = 'area' | 'org' | 'post' | 'person' | 'indicator' | 'link'
export interface Found { code: string; name: string; hint?: string }
type Rows = { rows: Record<string, string>[] }

const rowsOf = async (t: string) => (await get<Rows>(ask(`rows/${t}`, { limit: 1000 }))).rows
async function table(kind: 'org' | 'post' | 'person'): Promise<Found[]> {
  if (kind === 'org') return (await rowsOf('orgs')).map(r => ({ code: r.code, name: r.name }))
  const posts = await rowsOf('posts').catch(() => [])
  if (kind === 'post') {
    const orgs = new Map((await rowsOf('orgs').catch(() => [])).map(r => [r.code, r.name]))
    return posts.map(r => ({ code: r.code, name: r.title, hint: [orgs.get(r.org) ?? r.org, r.holder].filter(Boolean).join(' · ') }))
  }
  // the table of people is only for those who manage them: others know who holds a post
  const people = may('people') ? await rowsOf('people').catch(() => []) : []
  const known = [...(me.login ? [{ code: me.login, name: me.name || me.login }] : []), ...people.map(r => ({ code: r.code, name: r.name || r.code })), ...posts.filter(r => r.holder).map(r => ({ code: r.holder, name: r.holder, hint: r.title }))]
  return known.filter((x, i) => known.findIndex(y => y.code === x.code) === i)
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
  return (await table(kind).catch((): Found[] => [])).filter(x => !low || x.code.toLowerCase().includes(low) || x.name.toLowerCase().includes(low)).slice(0, 12)
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
