// Questions to the server. An answer is kept until the next commit; a question that cannot be asked
// keeps what was answered before and says so.
import { type Ref, onScopeDispose, reactive, ref, shallowRef, watch } from 'vue'
import { toEnglish } from './english.ts'
import { lang, t } from './i18n.ts'
import { route } from './state.ts'

export interface Versions { yours: Record<string, unknown> | null; current: Record<string, unknown> | null }
export interface Problem {
  status: number; title: string; detail: string; result?: unknown; versions?: Versions
  /** what stands now, and the workbook with its errors marked: of writes of forms */
  current?: unknown; marked?: string
  /** the field that a refusal is about; what was to be written, of a lost update */
  field?: string; yours?: unknown
}
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
  // the door (lib/who.ts) asks again who it is
  if (r.status === 401) window.dispatchEvent(new Event('diaodu-signed-out'))
  const text = await r.text()
  try {
    const p = JSON.parse(text) as Partial<Problem>
    return { status: r.status, title: p.title ?? r.statusText, detail: p.detail ?? '', result: p.result, versions: p.versions, current: p.current, marked: p.marked, field: p.field, yours: p.yours }
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

/** The answer to a write, in the reader's language like those to questions. */
export async function inEnglish(body: unknown) {
  if (lang.value === 'en') toEnglish(body, await englishAreas())
}

const flying = new Map<string, Promise<unknown>>()
const tags = new Map<string, string>()
/** The state of the desk that the figures on the page are of; '' before the first. */
let shownState = ''
/** A question went unanswered since the last refresh. */
let broken = false
/** The state the stream of events last told of. */
let heardState = ''

/** The entity tag of the answer that stands for an address: what a write says it has seen. */
export const tagOf = (address: string) => tags.get(address) ?? ''

/** A question on its way from before a commit is no answer to one after it. */
export async function get<T>(address: string): Promise<T> {
  if (cache.has(address)) return cache.get(address) as T
  const key = `${revision.value} ${address}`
  const running = flying.get(key)
  if (running) return running as Promise<T>
  const p = fetchJson<T>(address).finally(() => flying.delete(key))
  flying.set(key, p)
  return p
}

/** What no commit tells of (a draft saved) is read again when it is next asked for. */
export function forget(which: RegExp) {
  for (const k of [...cache.keys()])
    if (which.test(k)) {
      cache.delete(k)
      tags.delete(k)
    }
}

/** "12-89ab…-hash": the commit and its chain, without the address. */
const stateOf = (etag: string) => /^"?(\d+-[^-"]+)/.exec(etag)?.[1] ?? ''

async function fetchJson<T>(address: string): Promise<T> {
  let r: Response
  const at = revision.value
  try {
    r = await fetch(address, { headers: { Accept: 'application/json' } })
  } catch (e) {
    link.offline = broken = true
    throw new ApiError({ status: 0, title: String(e), detail: '' })
  }
  link.offline = false
  if (!r.ok) throw new ApiError(await problemOf(r))
  const body = (await r.json()) as T
  link.readAt = clock()
  if (/[?&]lang=en\b/.test(address)) toEnglish(body, await englishAreas())
  if (at === revision.value) {
    const tag = r.headers.get('etag') ?? ''
    if (cache.size >= CACHE_MAX) {
      const oldest = cache.keys().next().value as string
      cache.delete(oldest)
      tags.delete(oldest)
    }
    cache.set(address, body)
    tags.set(address, tag)
    // what was known at an earlier time does not change with a new commit
    if (!/[?&]as_of=/.test(address)) {
      shownState ||= stateOf(tag)
      // read before a commit that was told of while the answer was on its way
      if (parseInt(stateOf(tag)) < parseInt(heardState)) queueMicrotask(refresh)
    }
  }
  return body
}

export interface Answer<T> {
  data: Ref<T | null>
  error: Ref<Problem | null>
  loading: Ref<boolean>
  retry: () => void
}

const PATIENCE_MS = 400

/**
 * The answer to an address that may change; null asks nothing. After a commit the old figures stay
 * until the new ones come. Those of another area, period or time do not: they are withheld when the
 * answer is slow or cannot be had, for the page's heading already names what was asked.
 */
export function useApi<T>(address: () => string | null): Answer<T> {
  const data = shallowRef<T | null>(null)
  const error = ref<Problem | null>(null)
  const loading = ref(false)
  let turn = 0, shown = ''
  async function load(a: string | null) {
    const mine = ++turn
    const withhold = () => {
      if (mine === turn && shown !== a) data.value = null
    }
    error.value = null
    if (!a) {
      data.value = null
      loading.value = false
      return
    }
    loading.value = true
    const slow = window.setTimeout(withhold, PATIENCE_MS)
    try {
      const got = await get<T>(a)
      if (mine === turn) {
        shown = a
        data.value = got
      }
    } catch (e) {
      if (mine !== turn) return
      error.value = e instanceof ApiError ? e.problem : { status: -1, title: String(e), detail: '' }
      if (error.value.status !== 0) data.value = null
      withhold()
    } finally {
      clearTimeout(slow)
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

// ---- writing ----
export interface Job { id: string; state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled'; what: string; done: number; total: number; status: number | null; result: unknown }
/** A write that takes long: how far it is, shown wherever the person is. */
export const work = reactive({ id: '', state: '', what: '', done: 0, total: 0, stopping: false })

// Writes that nobody answered: the same one sent again is the same request, so it is done once.
let unanswered: { to: string; body: BodyInit; seen: string; key: string }[] = []
function keyFor(to: string, body: BodyInit, seen: string): string {
  const same = unanswered.find(x => x.to === to && x.body === body && x.seen === seen)
  if (same) return same.key
  const key = Array.from(crypto.getRandomValues(new Uint8Array(16)), x => x.toString(16).padStart(2, '0')).join('')
  unanswered = [...unanswered.slice(-7), { to, body, seen, key }]
  return key
}

async function reach(address: string, init: RequestInit): Promise<Response> {
  try {
    const r = await fetch(address, init)
    link.offline = false
    return r
  } catch (e) {
    link.offline = true
    throw new ApiError({ status: 0, title: String(e), detail: '' })
  }
}
/** When this page itself last wrote: what it then hears of is no news. */
let ownAt = 0

/** `seen`: the entity tag of what the person saw; a write that would overwrite a later one is 412. */
export async function send<T>(method: 'PUT' | 'POST', address: string, body: BodyInit, type: string, seen = ''): Promise<T> {
  const key = keyFor(method + ' ' + address, body, seen)
  const r = await reach(address, {
    method,
    body,
    headers: { 'Content-Type': type, Accept: 'application/json', 'Idempotency-Key': key, ...(seen ? { 'If-Match': seen } : {}) }
  })
  const got = r.status === 202 ? await followJob<T>((await r.json()) as Job) : r.ok ? ((await r.json()) as T) : null
  unanswered = unanswered.filter(x => x.key !== key)
  if (got === null) throw new ApiError(await problemOf(r))
  ownAt = Date.now()
  return got
}

/** 202 is no result: the write is queued. Its job is asked until it is over. */
async function followJob<T>(first: Job): Promise<T> {
  let job = first
  Object.assign(work, { id: job.id, stopping: false })
  try {
    for (let wait = 150; job.state === 'queued' || job.state === 'running'; wait = Math.min(1000, wait * 1.5)) {
      Object.assign(work, { state: job.state, what: job.what, done: job.done, total: job.total })
      await new Promise(go => setTimeout(go, wait))
      job = await askJob(job)
    }
  } finally {
    work.id = ''
  }
  if (job.state === 'done') return job.result as T
  const p = (job.result ?? {}) as Partial<Problem>
  throw new ApiError({ status: job.status ?? 500, title: p.title ?? job.state, detail: job.state === 'cancelled' ? t('jobCancelled') : (p.detail ?? ''), result: p.result, versions: p.versions, current: p.current, marked: p.marked, field: p.field, yours: p.yours })
}

/** A break of the connection does not end a job: it is asked again. */
async function askJob(job: Job): Promise<Job> {
  let r: Response
  try {
    r = await reach(url(`jobs/${job.id}`), { headers: { Accept: 'application/json' } })
  } catch {
    return job
  }
  if (!r.ok) throw new ApiError(await problemOf(r))
  return (await r.json()) as Job
}

export async function cancelJob() {
  work.stopping = true
  try {
    const r = await reach(url(`jobs/${work.id}`), { method: 'DELETE' })
    if (!r.ok) work.stopping = false
  } catch {
    work.stopping = false
  }
}

/** In words, what a failed question or write came to. */
export const told = (e: unknown): string => (e instanceof ApiError ? (e.problem.status === 0 ? t('offlineNone') : e.message) : String(e))

export function refresh() {
  cache.clear()
  tags.clear()
  shownState = ''
  broken = false
  revision.value++
}

/**
 * Follow the server: each new commit refreshes what is shown. A browser allows six connections to a
 * host, so a page that nobody sees lets its stream go; the first word of the next one says whether
 * anything came meanwhile.
 */
export function follow(onNew: () => void) {
  let es: EventSource | null = null
  let soon: ReturnType<typeof setTimeout> | undefined
  const heard = (e: MessageEvent<string>) => {
    const { tag, spread } = JSON.parse(e.data) as { tag: string; spread: number }
    heardState = tag
    clearTimeout(soon)
    if (!shownState || shownState === tag) return
    const own = Date.now() - ownAt <= 3000
    const turn = () => {
      if (shownState === heardState) return
      refresh()
      if (!own) onNew()
    }
    // hundreds of pages must not ask at once
    if (own || spread < 100) turn()
    else soon = setTimeout(turn, Math.random() * spread)
  }
  const listen = () => {
    if (document.hidden) {
      es?.close()
      es = null
      return
    }
    if (es) return
    es = new EventSource('/api/v1/events')
    es.addEventListener('snapshot', heard)
    es.addEventListener('open', () => {
      link.offline = false
      if (broken) refresh()
    })
  }
  document.addEventListener('visibilitychange', listen)
  listen()
}
