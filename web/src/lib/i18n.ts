import { computed, ref, watchEffect } from 'vue'
import { fill } from './format.ts'
import { type Key, messages } from './messages.ts'

const table: Record<string, readonly [string, string]> = { ...messages }
/** The words of pages that are loaded when they are first opened. */
export const addWords = (words: Record<string, readonly [string, string]>) => void Object.assign(table, words)

export type Lang = 'zh' | 'en'

function stored(name: string): string | null {
  try {
    return localStorage.getItem(name)
  } catch {
    return null // storage may be forbidden; the page works without
  }
}

export function store(name: string, value: string) {
  try {
    localStorage.setItem(name, value)
  } catch {
    /* the choice then lasts until the page is closed */
  }
}

const asked = new URLSearchParams(location.search).get('lang') ?? stored('lang')
export const lang = ref<Lang>(asked === 'en' ? 'en' : 'zh')
export const zh = computed(() => lang.value === 'zh')
/** The manual is made with the program and stands beside the page, without internet too. */
export const manual = computed(() => `/manual/${lang.value}.html`)
export const theme = ref<'light' | 'dark'>(stored('theme') === 'dark' ? 'dark' : 'light')
export const density = ref<'compact' | 'wide'>(stored('density') === 'wide' ? 'wide' : 'compact')

watchEffect(() => {
  const root = document.documentElement
  root.lang = lang.value === 'zh' ? 'zh-CN' : 'en'
  root.dataset.theme = theme.value
  root.dataset.density = density.value
  store('lang', lang.value)
  store('theme', theme.value)
  store('density', density.value)
})

export function t(key: Key, args?: Record<string, string | number>): string {
  return fill(table[key][lang.value === 'zh' ? 0 : 1], args)
}

/** A checkpoint in words; `alone` as it stands on a button. */
export function checkpointName(c: string, alone = false): string {
  const s = word(`point_${c}`)
  return alone ? s.charAt(0).toUpperCase() + s.slice(1) : s
}

/** A word of the data (kind, state, reason): translated where the table has it. */
export function word(key: string | null | undefined): string {
  if (!key) return ''
  return key in table ? t(key as Key) : key
}
