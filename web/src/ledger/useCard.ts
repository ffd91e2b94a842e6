// One row of a ledger on the page: read, typed into, acted on. Every write has seen a version; when
// somebody was quicker both versions are shown, field by field, and nothing typed is lost.
import { computed, onScopeDispose, reactive, ref, shallowRef, watch } from 'vue'
import { ApiError, forget, type Problem, revision, told } from '../lib/api.ts'
import { t } from '../lib/i18n.ts'
import { say } from '../lib/ui.ts'
import { me } from '../lib/who.ts'
import * as api from './api.ts'
import { type Clash, meet } from './clash.ts'
import { keepDraft, keptDraft } from './drafts.ts'
import { type Card, fieldOf, type Milestone, namesOf, isNamed, codesOf, sameValue, toWrite, type Type } from './type.ts'

const isCard = (x: unknown): x is Card => !!x && typeof x === 'object' && !!(x as Card).row && Array.isArray((x as Card).moves)

export function useCard(type: () => Type, code: () => string) {
  const card = shallowRef<Card | null>(null)
  const error = ref<Problem | null>(null), loading = ref(true), busy = ref(false)
  const fault = ref(''), faultField = ref('')
  const edits = reactive<Record<string, unknown>>({}), names = reactive<Record<string, string>>({})
  const clashes = ref<Clash[]>([])
  const restored = ref(false)
  /** The row as it stood when typing began: what another's change is measured by. */
  let before: Card['row'] | null = null
  let turn = 0
  const who = () => me.login ?? ''

  function take(c: Card) {
    card.value = c
    for (const f of type().fields)
      if (isNamed(f)) codesOf(c.row[f.code]).forEach((k, i) => (names[k] = namesOf(c.row, f.code)[i]))
  }
  async function load() {
    const mine = ++turn
    loading.value = true
    error.value = null
    try {
      const got = await api.readCard(type().code, code())
      if (mine !== turn) return
      const first = !card.value
      take(got)
      if (first && !api.past()) {
        const d = keptDraft(who(), type().code, code())
        if (d) {
          Object.assign(names, d.names)
          const m = meet(d.edits, { ...got.row, ...d.base }, got.row)
          Object.assign(edits, m.free, Object.fromEntries(m.clashes.map(c => [c.field, c.mine])))
          clashes.value = m.clashes
          before = got.row
          restored.value = Object.keys(edits).length > 0
        }
      }
    } catch (e) {
      if (mine !== turn) return
      const p = e instanceof ApiError ? e.problem : { status: -1, title: String(e), detail: '' }
      // what is being typed stays on the page when the server cannot be asked
      if (!card.value || p.status !== 0) error.value = p
    } finally {
      if (mine === turn) loading.value = false
    }
  }
  watch(() => api.cardUrl(type().code, code()), () => {
    drop(false)
    void load()
  })
  watch(revision, () => {
    // a row being typed into stays as it was seen; saving tells of what came between
    if (!Object.keys(edits).length) void load()
  })
  void load()
  onScopeDispose(() => turn++)

  // ---- typing ----
  const value = (f: string) => (f in edits ? edits[f] : card.value?.row[f])
  function type_(f: string, v: unknown) {
    before ??= card.value?.row ?? null
    if (sameValue(v, card.value?.row[f]) || (v === false && card.value?.row[f] === undefined)) delete edits[f]
    else edits[f] = v
    if (faultField.value === f) faultField.value = ''
  }
  const changed = computed(() => Object.keys(edits))
  let timer = 0
  watch(edits, () => {
    clearTimeout(timer)
    timer = window.setTimeout(() => keepDraft(who(), type().code, code(), { edits: { ...edits }, base: Object.fromEntries(Object.keys(edits).map(k => [k, before?.[k] ?? null])), names: { ...names } }), 200)
  })
  /** What was typed is let go; `whole`: also from the browser's store. */
  function drop(whole = true) {
    for (const k of Object.keys(edits)) delete edits[k]
    clashes.value = []
    restored.value = false
    before = null
    fault.value = faultField.value = ''
    clearTimeout(timer)
    if (!whole) return
    keepDraft(who(), type().code, code(), null)
    void load()
  }

  // ---- writing ----
  async function act(f: (version: number) => Promise<Card>, clash: (now: Card) => void = () => (fault.value = t('ledActClash'))): Promise<boolean> {
    const c = card.value
    if (!c) return false
    busy.value = true
    fault.value = faultField.value = ''
    try {
      const got = await f(c.row.version)
      if (isCard(got)) take(got)
      else await load()
      return true
    } catch (e) {
      const p = e instanceof ApiError ? e.problem : null
      if (p?.status === 412) {
        let now = isCard(p.current) ? p.current : null
        if (!now) {
          forget(/^\/api\/v1\/ledger\//)
          now = await api.readCard(type().code, code()).catch(() => null)
        }
        if (now) {
          take(now)
          clash(now)
          return false
        }
      }
      fault.value = told(e)
      faultField.value = p?.field ?? ''
      return false
    } finally {
      busy.value = false
    }
  }
  const body = (list: Record<string, unknown>) => Object.fromEntries(Object.entries(list).flatMap(([k, v]) => {
    const f = fieldOf(type(), k)
    return f ? [[k, toWrite(f, v)]] : []
  }))
  function done() {
    for (const k of Object.keys(edits)) delete edits[k]
    before = null
    restored.value = false
    clashes.value = []
    clearTimeout(timer)
    keepDraft(who(), type().code, code(), null)
  }
  /** What only I changed is written over the newer version at once; the rest is asked about. */
  async function save(): Promise<boolean> {
    if (!changed.value.length) return true
    const seen = before ?? card.value?.row
    let again: Record<string, unknown> | null = null
    const ok = await act(v => api.setRow(type().code, code(), v, body(edits)), now => {
      if (!seen) return
      const m = meet({ ...edits }, seen, now.row)
      clashes.value = m.clashes
      for (const k of Object.keys(edits)) if (!(k in m.free) && !m.clashes.some(c => c.field === k)) delete edits[k]
      before = now.row
      if (!m.clashes.length) again = m.free
    })
    if (ok) done()
    else if (again) {
      if (!Object.keys(again).length) {
        done()
        say(t('ledSameSaved'))
        return true
      }
      const second = await act(v => api.setRow(type().code, code(), v, body(edits)))
      if (second) {
        done()
        say(t('ledMerged'))
      }
      return second
    }
    return ok
  }
  function choose(c: Clash, mine: boolean) {
    if (mine) edits[c.field] = c.mine
    else delete edits[c.field]
    clashes.value = clashes.value.filter(x => x.field !== c.field)
    if (!changed.value.length && !clashes.value.length) done()
  }
  const T = () => type().code
  return {
    card, error, loading, busy, fault, faultField, names, restored, clashes, changed, load, value, type: type_, drop: () => drop(), save, choose, act,
    move: (move: string, fields: Record<string, unknown> = {}, note = '') => act(v => api.moveRow(T(), code(), v, move, body(fields), note)),
    attach: (field: string, file: File) => act(v => api.upload(T(), code(), v, field, file)),
    detach: (field: string, hash: string, note: string) => act(v => api.detach(T(), code(), v, field, hash, note)),
    comment: (text: string) => act(() => api.comment(T(), code(), text)),
    series: (cells: api.SeriesWrite[]) => act(v => api.setSeries(T(), code(), v, cells)),
    milestones: (rows: (Partial<Milestone> & { removed?: boolean })[]) => act(v => api.setMilestones(T(), code(), v, rows)),
    remove: (note: string) => act(v => api.removeRow(T(), code(), v, note)),
    restore: (note: string) => act(v => api.restoreRow(T(), code(), v, note))
  }
}
export type CardDesk = ReturnType<typeof useCard>
