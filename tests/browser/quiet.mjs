// When a page of the desk stands still, and waiting for what it should come to say: shared by the scripts here.
// A machine that runs tests is slow at times, so nothing is read after a fixed pause.
const COUNTED = new Set(['document', 'fetch', 'xhr', 'script']) // the stream of events never ends
const LOADING = '.state-loading, .led-wait, .led-coming'
const STILL_MS = 120, SAMPLES = 4, LONGEST_MS = 30000, UNREAD_MS = 1000
const flights = new WeakMap() // page: what it has asked for and not got
const pause = ms => new Promise(done => setTimeout(done, ms))

/** A context whose pages `quiet` can watch: what they ask for is counted from their first request on. */
export function follow(context) {
  context.on('page', page => {
    let under = new Set()
    flights.set(page, () => under.size)
    page.on('request', r => {
      // what the document before this one had asked for may never be told as over
      if (r.resourceType() === 'document' && r.frame() === page.mainFrame()) under = new Set()
      if (COUNTED.has(r.resourceType())) under.add(r)
    })
    for (const over of ['requestfinished', 'requestfailed']) page.on(over, r => under.delete(r))
    // an answer whose body nobody reads is never told as over
    page.on('response', r => setTimeout(() => under.delete(r.request()), UNREAD_MS).unref())
  })
  return context
}

/** Until nothing is under way and nothing says that it loads, several looks running: a page too busy to answer is not
 *  quiet. Fails after 30 s. */
export async function quiet(page) {
  const end = Date.now() + LONGEST_MS
  for (let seen = 0, since = 0; seen < SAMPLES || Date.now() - since < STILL_MS;) {
    if (Date.now() > end) throw new Error(`${page.url()} does not come to rest: ${flights.get(page)()} requests under way`)
    const busy = await page.evaluate(sel => document.readyState !== 'complete' || !!document.querySelector(sel), LOADING).catch(() => {
      if (page.isClosed()) throw new Error('the page was closed')
      return true // on its way to another document
    })
    if (busy || flights.get(page)()) seen = 0
    else if (seen++ === 0) since = Date.now()
    await pause(STILL_MS / SAMPLES)
  }
}

export const text = page => page.evaluate(() => document.body.innerText)
/** Whether `test` comes true within 15 s; costs nothing when it is true already. An error counts as no. */
export async function comes(test, within = 15000) {
  for (const end = Date.now() + within; ; await pause(50)) {
    try {
      if (await test()) return true
    } catch (e) {
      if (Date.now() > end) throw e
    }
    if (Date.now() > end) return false
  }
}

let failures = 0
export const failed = () => failures
/** One result. A truth that is asked for, `ok()`, may come late; one that is given must hold now. */
export async function check(name, ok, why = '') {
  let right = ok
  try {
    if (typeof ok === 'function') right = await comes(ok)
    if (!right && typeof why === 'function') why = await why()
  } catch (e) {
    right = false
    why = e.stack
  }
  failures += right ? 0 : 1
  console.log(right ? `ok ${name}` : `${why}\nnot ok ${name}`)
}
