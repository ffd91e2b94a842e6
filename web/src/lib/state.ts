// What the page shows stands in the address: any view can be sent as a link.
//   #/PAGE[/ID]?area=…&period=…&as_of=…
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
  const [page, id] = path.split('/')
  return {
    page: page || 'board',
    id: decoded(id || ''),
    q: Object.fromEntries(new URLSearchParams(query || '')) as Query
  }
}

export const route = reactive(read())

window.addEventListener('hashchange', () => Object.assign(route, read()))

/** The route is what the address says at once: the next key may come before the browser tells of it. */
function move(to: string) {
  location.hash = to
  Object.assign(route, read())
}

const CARRIED = ['area', 'period', 'as_of']

/** The address of a page: area, period and as-of go along unless `change` says otherwise. */
export function link(page: string, change: Record<string, string | undefined> = {}, id = ''): string {
  const q = new URLSearchParams()
  for (const k of CARRIED) if (route.q[k] && !(k in change)) q.set(k, route.q[k])
  for (const [k, v] of Object.entries(change)) if (v) q.set(k, v)
  const text = q.toString()
  return `#/${page}${id ? '/' + encodeURIComponent(id) : ''}${text ? '?' + text : ''}`
}

export function go(page: string, change: Record<string, string | undefined> = {}, id = '') {
  move(link(page, change, id))
}

/** Change this view's own state; `replace` leaves no step in the history. */
export function change(values: Record<string, string | undefined>, replace = false) {
  const next: Record<string, string | undefined> = { ...route.q, ...values }
  const to = link(route.page, { area: undefined, period: undefined, as_of: undefined, ...next }, route.id)
  if (!replace) move(to)
  else if (to !== location.hash) {
    history.replaceState(null, '', to)
    Object.assign(route, read())
  }
}
