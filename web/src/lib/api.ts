// Questions to the server. An answer is kept until the next commit; a question that cannot be asked
// keeps what was answered before and says so.
import { type Ref, onScopeDispose, reactive, ref, shallowRef, watch } from 'vue'
import { toEnglish } from './english.ts'
import { lang, t } from './i18n.ts'
import { route } from './state.ts'

export interface Problem { status: number; title: string; detail: string; result?: unknown; versions?: unknown }
type Params = Record<string, string | number | boolean | null | undefined>

/** Grows with every commit the server tells about. */
export const revision = ref(0)
export const link = reactive({ offline: false, readAt: '' })

const cache = new Map<string, unknown>()
const CACHE_MAX = 400

export function url(path: string, params: Params = {}): string {
  const q = new URLSearchParams()
  for (const [k, v] of Object.entries(params))
    if (v !== undefined && v !== null && v !== '' && v !== false) q.set(k, v === true ? '1' : String(v))
  const s = q.toString()
  return `/api/v1/${path}${s ? '?' + s : ''}`
}

/** With the reader's language and the as-of time of the view. */
export function ask(path: string, params: Params = {}): string {
  return url(path, { ...params, as_of: params.as_of ?? route.q.as_of, lang: lang.value })
}

export class ApiError extends Error {
  problem: Problem
  constructor(p: Problem) {
    super(p.detail || p.title)
    this.problem = p
  }
}

export async function problemOf(r: Response): Promise<Problem> {
  const text = await r.text()
  try {
    const p = JSON.parse(text) as Partial<Problem>
    return { status: r.status, title: p.title ?? r.statusText, detail: p.detail ?? '', result: p.result, versions: p.versions }
  } catch {
    return { status: r.status, title: r.statusText, detail: text.slice(0, 300) }
  }
}

function clock(): string {
  const d = new Date()
  return `${String(d.getHours()).padStart(2, '0')}:${String(d.getMinutes()).padStart(2, '0')}`
}

// Areas that have an English name, read once.
let areasEn: Promise<Map<string, string>> | null = null
function englishAreas(): Promise<Map<string, string>> {
  areasEn ??= Promise.all(['nation', 'province'].map(async level => {
    const r = await fetch(url('areas', { level, limit: 1000 }))
    return r.ok ? ((await r.json()) as { rows: { code: string; name_en?: string }[] }).rows : []
  })).then(lists => new Map(lists.flat().filter(a => a.name_en).map(a => [a.code, a.name_en as string])))
    .catch(() => {
      areasEn = null
      return new Map<string, string>()
    })
  return areasEn
}

const tags = new Map<string, string>()
/** The entity tag of the answer that was shown, for a write that must not overwrite a later one. */
export const tagOf = (address: string): string => tags.get(address) ?? ''

const flying = new Map<string, Promise<unknown>>()

export async function get<T>(address: string): Promise<T> {
  if (cache.has(address)) return cache.get(address) as T
  const running = flying.get(address)
  if (running) return running as Promise<T>
  const p = fetchJson<T>(address).finally(() => flying.delete(address))
  flying.set(address, p)
  return p
}

async function fetchJson<T>(address: string): Promise<T> {
  let r: Response
  const at = revision.value
  try {
    r = await fetch(address, { headers: { Accept: 'application/json' } })
  } catch (e) {
    link.offline = true
    throw new ApiError({ status: 0, title: String(e), detail: '' })
  }
  link.offline = false
  if (!r.ok) throw new ApiError(await problemOf(r))
  const body = (await r.json()) as T
  link.readAt = clock()
  if (/[?&]lang=en\b/.test(address)) toEnglish(body, await englishAreas())
  if (at === revision.value) {
    if (cache.size >= CACHE_MAX) cache.delete(cache.keys().next().value as string)
    cache.set(address, body)
    tags.set(address, r.headers.get('etag') ?? '')
  }
  return body
}

export interface Answer<T> {
  data: Ref<T | null>
  error: Ref<Problem | null>
  loading: Ref<boolean>
  retry: () => void
}

/** The answer to an address that may change; null asks nothing. Old figures stay until new ones come. */
export function useApi<T>(address: () => string | null): Answer<T> {
  const data = shallowRef<T | null>(null)
  const error = ref<Problem | null>(null)
  const loading = ref(false)
  let turn = 0
  async function load(a: string | null) {
    const mine = ++turn
    error.value = null
    if (!a) {
      data.value = null
      loading.value = false
      return
    }
    loading.value = true
    try {
      const got = await get<T>(a)
      if (mine === turn) data.value = got
    } catch (e) {
      if (mine !== turn) return
      error.value = e instanceof ApiError ? e.problem : { status: -1, title: String(e), detail: '' }
      if (error.value.status !== 0) data.value = null
    } finally {
      if (mine === turn) loading.value = false
    }
  }
  const stop = watch([address, revision], ([a]) => void load(a), { immediate: true })
  onScopeDispose(() => {
    turn++
    stop()
  })
  return { data, error, loading, retry: () => void load(address()) }
}

/** `seen`: the entity tag of what the person saw; a write that would overwrite a later one is 412. */
export async function send<T>(method: 'PUT' | 'POST', address: string, body: BodyInit, type: string, seen = ''): Promise<T> {
  let r: Response
  try {
    r = await fetch(address, {
      method,
      body,
      headers: { 'Content-Type': type, Accept: 'application/json', 'Idempotency-Key': key(), ...(seen ? { 'If-Match': seen } : {}) }
    })
  } catch (e) {
    link.offline = true
    throw new ApiError({ status: 0, title: String(e), detail: '' })
  }
  if (!r.ok) throw new ApiError(await problemOf(r))
  ownAt = Date.now()
  return (await r.json()) as T
}
/** When this page itself last wrote: what it then hears of is no news. */
let ownAt = 0

function key(): string {
  const b = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(b, x => x.toString(16).padStart(2, '0')).join('')
}

/** In words, what a failed question or write came to. */
export const told = (e: unknown): string => (e instanceof ApiError ? (e.problem.status === 0 ? t('offlineNone') : e.message) : String(e))

export function refresh() {
  cache.clear()
  tags.clear()
  revision.value++
}

/** Follow the server: each new commit refreshes what is shown. */
export function follow(onNew: () => void) {
  let first = true
  const es = new EventSource('/api/v1/events')
  const told = () => {
    if (first) first = false
    else {
      refresh()
      if (Date.now() - ownAt > 3000) onNew()
    }
  }
  es.addEventListener('snapshot', told)
  es.addEventListener('message', told)
  es.addEventListener('open', () => {
    if (link.offline) {
      link.offline = false
      refresh()
    }
  })
}
