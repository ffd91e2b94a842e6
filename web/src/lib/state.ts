// What the page shows stands in the address: any view can be sent as a link.
//   #/PAGE[/ID[/SUB]]?area=…&period=…&as_of=…
import { reactive } from 'vue'

export type Query = Record<string, string>

/** A mistyped address is an address that does not exist, not a page that breaks. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function read() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?')
  const [page, id, sub] = path.split('/')
  return {
    page: page || 'board',
    id: decoded(id || ''),
    sub: decoded(sub || ''),
    q: Object.fromEntries(new URLSearchParams(query || '')) as Query
  }
}

export const route = reactive(read())

/** Asked before another view is shown; one that says no is shown where the person wanted to go. */
export type Keeper = (to: string) => boolean
let keeper: Keeper | null = null
/** While a view holds something that must not be left behind unseen; null when it no longer does. */
export const keepView = (f: Keeper | null) => (keeper = f)
let shown = location.hash

window.addEventListener('hashchange', () => {
  const to = location.hash
  if (to === shown) return
  if (keeper && !keeper(to)) return void history.replaceState(null, '', shown || '#/')
  shown = to
  Object.assign(route, read())
})

/** The route is what the address says at once: the next key may come before the browser tells of it. */
function move(to: string) {
  if (to !== location.hash && keeper && !keeper(to)) return
  location.hash = to
  shown = location.hash
  Object.assign(route, read())
}
/** To an address as it stands: where a view was kept from being left. */
export const goTo = (hash: string) => move(hash)

const CARRIED = ['area', 'period', 'as_of']

/** The address of a page: area, period and as-of go along unless `change` says otherwise. */
export function link(page: string, change: Record<string, string | undefined> = {}, id = '', sub = ''): string {
  const q = new URLSearchParams()
  for (const k of CARRIED) if (route.q[k] && !(k in change)) q.set(k, route.q[k])
  for (const [k, v] of Object.entries(change)) if (v) q.set(k, v)
  const text = q.toString()
  return `#/${page}${id ? '/' + encodeURIComponent(id) : ''}${sub ? '/' + encodeURIComponent(sub) : ''}${text ? '?' + text : ''}`
}

export function go(page: string, change: Record<string, string | undefined> = {}, id = '', sub = '') {
  move(link(page, change, id, sub))
}

/** Change this view's own state; `replace` leaves no step in the history. */
export function change(values: Record<string, string | undefined>, replace = false) {
  const next: Record<string, string | undefined> = { ...route.q, ...values }
  const to = link(route.page, { area: undefined, period: undefined, as_of: undefined, ...next }, route.id, route.sub)
  if (!replace) move(to)
  else if (to !== location.hash) {
    history.replaceState(null, '', to)
    shown = location.hash
    Object.assign(route, read())
  }
}
