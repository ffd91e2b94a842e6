// Small matters of the page: messages that pass, the clipboard, downloads, screen width.
import { reactive, ref } from 'vue'
import { t } from './i18n.ts'

export const notice = reactive({ text: '', n: 0 })
let timer = 0
export function say(text: string) {
  notice.text = text
  notice.n++
  clearTimeout(timer)
  timer = window.setTimeout(() => (notice.text = ''), 4000)
}

/** navigator.clipboard exists only in secure contexts (loopback is one; an intranet name is not). */
export async function copyText(text: string) {
  try {
    await navigator.clipboard.writeText(text)
    say(t('copied'))
  } catch {
    const area = document.createElement('textarea')
    area.value = text
    area.className = 'sr'
    document.body.append(area)
    area.select()
    const ok = document.execCommand('copy')
    area.remove()
    say(t(ok ? 'copied' : 'copyFailed'))
  }
}

export function saveBlob(blob: Blob, name: string) {
  const a = document.createElement('a')
  a.href = URL.createObjectURL(blob)
  a.download = name
  a.click()
  setTimeout(() => URL.revokeObjectURL(a.href), 10_000)
}

const phoneQuery = window.matchMedia('(max-width: 640px)')
export const phone = ref(phoneQuery.matches)
phoneQuery.addEventListener('change', e => (phone.value = e.matches))

export const whyOf = reactive({ open: false, area: '', indicator: '', period: '', field: '', title: '' })
export function openWhy(area: string, indicator: string, period: string, field: string, title: string) {
  Object.assign(whyOf, { open: true, area, indicator, period, field, title })
}
export const dialog = ref<'' | 'help' | 'search' | 'edit' | 'row' | 'set' | 'target' | 'claim' | 'gap'>('')
/** How the open dialogs are left, the topmost last: one that holds typed text asks first. */
const leaving: (() => void)[] = []
export function onLeave(f: () => void): () => void {
  leaving.push(f)
  return () => void leaving.splice(leaving.indexOf(f), 1)
}
export const leave = () => leaving[leaving.length - 1]?.()
/** A dialog stands before the page: its keys are not the page's. */
export const inDialog = () => leaving.length > 0
export const editOf = reactive({ area: '', indicator: '', period: '', tier: '' })
/** A row of the catalogue being written; code '' adds one. */
export const rowOf = reactive({ table: 'indicators', code: '' })
export function openRow(table: string, code: string) {
  Object.assign(rowOf, { table, code })
  dialog.value = table === 'sets' || table === 'rosters' ? 'set' : 'row'
}
export const gapOf = reactive({ area: '', indicator: '', period: '', checkpoint: '' })
