// The rows of a filter, page by page as they are seen; far pages are let go again.
import { onScopeDispose, ref, watch } from 'vue'
import { ApiError, type Problem, revision } from '../lib/api.ts'
import { type Filter, readRows, rowsUrl } from './api.ts'
import type { Row } from './type.ts'

/** A page of rows: what a list answers, and whatever else is asked with a filter and answered by pages. */
export interface PageOf<R> { rows: R[]; total: number; cursor: string | number | null; today: string }
export type Reader<R> = (type: string, q: Filter & { cursor?: string | number; limit: number }) => Promise<PageOf<R>>

export const PAGE = 200
const KEEP = 12

export const useRows = (type: () => string, filter: () => Filter | null) => usePages<Row>(type, filter, readRows)
export function usePages<R>(type: () => string, filter: () => Filter | null, read: Reader<R>) {
  const total = ref<number | null>(null), error = ref<Problem | null>(null), loading = ref(false), today = ref('')
  /** Grows when rows came: what is drawn reads it. */
  const beat = ref(0)
  let pages = new Map<number, R[]>(), old = new Map<number, R[]>()
  let cursors = new Map<number, string | number>()
  let turn = 0, jumps = false, seen = [0, 0]
  const asked = new Set<number>()

  const at = (i: number): R | undefined => (void beat.value, (pages.get(Math.floor(i / PAGE)) ?? old.get(Math.floor(i / PAGE)))?.[i % PAGE])

  async function fetchPage(p: number): Promise<boolean> {
    const f = filter(), mine = turn
    if (!f || asked.has(p) || pages.has(p)) return false
    const cursor = p === 0 ? undefined : (cursors.get(p) ?? (jumps ? p * PAGE : undefined))
    if (p > 0 && cursor === undefined) return false
    asked.add(p)
    loading.value = true
    try {
      const got = await read(type(), { ...f, cursor, limit: PAGE })
      if (mine !== turn) return false
      if (p === 0) {
        // a cursor that counts rows leads to any page at once; another only to the next
        jumps = Number(got.cursor) === PAGE
        today.value = got.today
      }
      pages.set(p, got.rows)
      if (got.cursor !== null && got.cursor !== undefined) cursors.set(p + 1, got.cursor)
      total.value = got.total
      error.value = null
      tidy()
      beat.value++
      return true
    } catch (e) {
      if (mine !== turn) return false
      error.value = e instanceof ApiError ? e.problem : { status: -1, title: String(e), detail: '' }
      if (error.value.status !== 0) {
        pages = new Map()
        old = new Map()
        total.value = null
      }
      beat.value++
      return false
    } finally {
      if (mine === turn) {
        asked.delete(p)
        loading.value = asked.size > 0
      }
    }
  }
  function tidy() {
    const mid = (seen[0] + seen[1]) / 2 / PAGE
    for (const p of [...pages.keys()]) if (Math.abs(p - mid) > KEEP && p > 0) pages.delete(p)
  }
  /** Rows from a to b are about to be seen. */
  async function need(a: number, b: number) {
    seen = [a, b]
    const n = total.value ?? PAGE
    for (let p = Math.floor(a / PAGE); p <= Math.floor(Math.min(b, Math.max(0, n - 1)) / PAGE); p++) {
      if (pages.has(p) || asked.has(p)) continue
      if (jumps || p === 0 || cursors.has(p)) void fetchPage(p)
      else {
        // step by step to where the person has gone
        const mine = turn
        let q = Math.max(0, ...[...cursors.keys()].filter(k => k < p))
        while (q < p && mine === turn && (await fetchPage(q) || cursors.has(q + 1))) q++
        if (mine === turn) void fetchPage(p)
        return
      }
    }
  }
  function restart(keep: boolean) {
    turn++
    asked.clear()
    old = keep ? pages : new Map()
    pages = new Map()
    cursors = new Map()
    if (!keep) {
      total.value = null
      seen = [0, 0]
    }
    beat.value++
    void fetchPage(0).then(() => need(seen[0], seen[1]))
  }
  const stop = [watch(() => filter() && rowsUrl(type(), filter() as Filter), () => restart(false), { immediate: true }), watch(revision, () => restart(true))]
  onScopeDispose(() => {
    turn++
    stop.forEach(f => f())
  })
  /** The rows that are here, in order: what a phone shows and what "all" selects. */
  const here = (most: number): R[] => {
    const out: R[] = []
    for (let i = 0; i < Math.min(most, total.value ?? 0); i++) {
      const r = at(i)
      if (!r) break
      out.push(r)
    }
    return out
  }
  return { total, error, loading, today, beat, at, need, here, reload: () => restart(true) }
}
export type Pages<R> = ReturnType<typeof usePages<R>>
export type Rows = Pages<Row>
