// One submission on the page: read, written as it is typed, acted on.
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { ApiError, type Problem, revision, told } from '../lib/api.ts'
import { type Act, type Cell, doAct, type Filing, type Judgement, readFiling, saveCells, sendScan, sendSheet, type Which } from '../lib/filing.ts'
import { t } from '../lib/i18n.ts'
import { keep, kept } from '../lib/keep.ts'
import { type Conflict, type Part, Saver, type SaveState, type Sent } from '../lib/queue.ts'
import type { Field } from '../lib/sheet.ts'
import { me } from '../lib/who.ts'

const isFiling = (x: unknown): x is Filing => !!x && typeof x === 'object' && Array.isArray((x as Filing).cells)

export interface ActExtra { note?: string; until?: string; cells?: Judgement[]; scan?: File; hash?: string }

export function useFiling(which: () => Which) {
  const error = ref<Problem | null>(null), loading = ref(true), fault = ref(''), busy = ref(false)
  const saver = shallowRef<Saver | null>(null)
  /** Grows with every change of the saver, which is no reactive object itself. */
  const beat = ref(0)
  const keptAll = ref(true), savedAt = ref('')
  /** Handing in was tried: what is still empty is told too. */
  const strict = ref(false)
  let turn = 0

  function worldOf(w: Which) {
    const who = me.login ?? ''
    return {
      send: async (version: number, cells: Parameters<typeof saveCells>[2]): Promise<Sent> => {
        try {
          const ok = await saveCells(w, version, cells)
          savedAt.value = new Date().toTimeString().slice(0, 5)
          return { ok }
        } catch (e) {
          if (!(e instanceof ApiError)) return { refused: String(e) }
          // not reached, too busy, or a proxy without its server: the same again later
          if (e.problem.status === 0 || e.problem.status === 429 || e.problem.status >= 500) return { offline: true }
          return e.problem.status === 412 && isFiling(e.problem.current) ? { clash: e.problem.current } : { refused: told(e) }
        }
      },
      keep: (k: Parameters<typeof keep>[2]) => void (keptAll.value = keep(who, w, k)),
      later: (f: () => void, ms: number) => window.setTimeout(f, ms),
      never: (n: number) => clearTimeout(n),
      show: () => void beat.value++
    }
  }
  async function load() {
    const mine = ++turn, w = which()
    error.value = null
    loading.value = true
    try {
      const got = await readFiling(w)
      if (mine !== turn) return
      if (saver.value && saver.value.filing.form.code === got.form.code && saver.value.filing.org === got.org && saver.value.filing.period === got.period) saver.value.take(got)
      else {
        saver.value?.close()
        saver.value = new Saver(got, kept(me.login ?? '', w), worldOf(w))
      }
      beat.value++
    } catch (e) {
      if (mine !== turn) return
      const p = e instanceof ApiError ? e.problem : { status: -1, title: String(e), detail: '' }
      // what is being typed stays on the page when the server cannot be asked
      if (!saver.value || p.status !== 0) error.value = p
    } finally {
      if (mine === turn) loading.value = false
    }
  }
  watch(() => Object.values(which()).join(), () => {
    saver.value?.close()
    saver.value = null
    fault.value = ''
    savedAt.value = ''
    strict.value = false
    void load()
  }, { immediate: true })
  watch(revision, () => void load())
  const online = () => void saver.value?.flush()
  const unload = (e: BeforeUnloadEvent) => {
    if (!keptAll.value && saver.value?.waiting()) e.preventDefault()
  }
  window.addEventListener('online', online)
  window.addEventListener('beforeunload', unload)
  onScopeDispose(() => {
    turn++
    saver.value?.close()
    window.removeEventListener('online', online)
    window.removeEventListener('beforeunload', unload)
  })

  const now = <T>(f: (s: Saver) => T, none: T) => computed(() => (void beat.value, saver.value ? f(saver.value) : none))
  const filing = now<Filing | null>(s => s.filing, null)
  const may = (act: Act) => filing.value?.may.includes(act) ?? false
  const value = (c: Cell, part: Part) => (void beat.value, saver.value?.value(c, part) ?? '')
  const bad = (c: Cell, f: Field) => (void beat.value, saver.value?.edits[`${c.area} ${c.indicator} ${f}`]?.bad ?? false)
  const type = (c: Cell, part: Part, text: string, unread = false) => saver.value?.type(c, part, text, unread)

  /** What is typed goes first, then the act; another's act in between is told, and the newest shown. */
  async function act(what: Act, extra: ActExtra = {}): Promise<boolean> {
    const s = saver.value
    if (!s) return false
    busy.value = true
    fault.value = ''
    try {
      await s.flush()
      if (what === 'submit' && (s.waiting() || s.conflicts.length)) {
        fault.value = t('blockedUnsaved', { n: s.waiting() + s.conflicts.length })
        return false
      }
      const { scan, hash, ...rest } = extra
      s.take(scan ? await sendScan(which(), s.filing.version, hash ?? '', scan) : await doAct(which(), s.filing.version, what, rest))
      return true
    } catch (e) {
      fault.value = told(e)
      if (e instanceof ApiError && isFiling(e.problem.current)) {
        s.take(e.problem.current)
        if (e.problem.status === 412) fault.value = t('actClash')
      }
      return false
    } finally {
      busy.value = false
    }
  }
  /** The number of values read, or the workbook that came back with its errors marked. */
  async function upload(file: File): Promise<{ saved?: number; marked?: string | null } | null> {
    const s = saver.value
    if (!s) return null
    busy.value = true
    fault.value = ''
    try {
      await s.flush()
      const got = await sendSheet(which(), s.filing.version, file)
      s.take(got.filing)
      return { saved: got.saved, marked: got.marked }
    } catch (e) {
      fault.value = told(e)
      if (e instanceof ApiError && isFiling(e.problem.current)) s.take(e.problem.current)
      return e instanceof ApiError && e.problem.marked ? { marked: e.problem.marked } : null
    } finally {
      busy.value = false
    }
  }
  return {
    filing, error, loading, fault, busy, strict, savedAt, keptAll, load, act, upload, may, value, bad, type,
    state: now<SaveState>(s => s.state, 'saved'), why: now(s => s.why, ''), waiting: now(s => s.waiting(), 0), unread: now(s => s.unread(), 0),
    conflicts: now<Conflict[]>(s => s.conflicts, []), choose: (c: Conflict, mine: boolean) => saver.value?.choose(c, mine), drop: () => saver.value?.drop()
  }
}
export type FilingDesk = ReturnType<typeof useFiling>
