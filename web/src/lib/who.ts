// Who is signed in, and what they may do. On a desk without accounts nobody is asked.
import { computed, reactive } from 'vue'
import { ApiError, problemOf, refresh, url } from './api.ts'

export interface Right { acts: string[]; area: string; name: string; scope: string; domains: string }
export interface Session { accounts: boolean; login: string | null; name: string; expires_at: string | null; rights: Right[]; whole: string[] }

export const me = reactive<Session & { known: boolean; failed: string }>({ known: false, failed: '', accounts: false, login: null, name: '', expires_at: null, rights: [], whole: [] })
/** May the page be shown: nobody is asked, or somebody is signed in. */
export const inside = computed(() => me.known && (!me.accounts || me.login !== null))
/** Over the whole desk. */
export const may = (act: string) => me.whole.includes(act)

/** Over anything at all: whether "make a task" is offered; what may be written the server decides. */
export const mayFill = () => !me.accounts || ['ledger', 'dispatch'].some(a => may(a) || me.rights.some(r => r.acts.includes(a)))

/** Questions about accounts: never kept, for an answer may hold what is shown once. */
export async function door<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<T> {
  let r: Response
  try {
    r = await fetch(url(path, { lang: document.documentElement.lang.slice(0, 2) }), {
      method, headers: { Accept: 'application/json', ...(body ? { 'Content-Type': 'application/json' } : {}) },
      body: body ? JSON.stringify(body) : undefined
    })
  } catch (e) {
    throw new ApiError({ status: 0, title: String(e), detail: '' })
  }
  if (!r.ok) throw new ApiError(await problemOf(r))
  return (await r.json()) as T
}

function take(s: Session) {
  const other = me.login !== s.login
  Object.assign(me, s, { known: true, failed: '' })
  if (other) refresh()
}
export async function whoAmI() {
  take(await door<Session>('GET', 'session'))
}
export async function signIn(login: string, password: string, code: string) {
  take(await door<Session>('POST', 'session', { login, password, ...(code ? { code } : {}) }))
}
export async function useLink(link: string, password: string) {
  take(await door<Session>('POST', 'link', { link, password }))
}
export async function signOut() {
  take(await door<Session>('DELETE', 'session'))
}
/** The session ended while the page was open: ask again. */
window.addEventListener('diaodu-signed-out', () => {
  if (me.accounts && me.login !== null) Object.assign(me, { login: null, rights: [], whole: [] })
})
