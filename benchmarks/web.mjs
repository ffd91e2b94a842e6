// usage: web.mjs ADDRESS REPOSITORY (started by web.sh)
import { createRequire } from 'node:module'
import { gzipSync } from 'node:zlib'

const [base, root] = process.argv.slice(2)
const { chromium } = createRequire(`${root}/web/package.json`)('playwright-core')
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: process.getuid() === 0 ? ['--no-sandbox'] : []
})
const median = a => [...a].sort((x, y) => x - y)[Math.floor(a.length / 2)]
const context = () => browser.newContext({ viewport: { width: 1366, height: 768 } })

const paints = []
let script = 0
for (let i = 0; i < 7; i++) {
  const c = await context() // a cold cache each time
  const page = await c.newPage()
  const bodies = []
  page.on('response', r => /\.js$/.test(r.url()) && bodies.push(r.body().then(b => gzipSync(b, { level: 9 }).length, () => 0)))
  await page.goto(`${base}/#/board?area=420000&period=2021-09`)
  await page.waitForSelector('tbody td')
  await page.waitForTimeout(1500)
  paints.push(await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN))
  script = (await Promise.all(bodies)).reduce((a, b) => a + b, 0)
  await c.close()
}
console.log(`first contentful paint  ${median(paints).toFixed(0)} ms (median of 7, cold)   goal 1000`)
console.log(`script, charts included ${(script / 1024).toFixed(0)} KB gzip                  goal 400`)

const c = await context()
const page = await c.newPage()
await page.route('**/api/v1/owed*', async r => {
  const reply = await r.fetch()
  const body = await reply.json()
  const some = body.rows.filter(x => x.owed > 0)
  body.rows = Array.from({ length: 3000 }, (_, i) => ({ ...some[i % some.length], area: `x${i}` }))
  await r.fulfill({ response: reply, json: body })
})
await page.goto(`${base}/#/arrears?area=000000&period=2022-10&indicator=thermal_power`)
await page.waitForSelector('tbody td')
const cdp = await c.newCDPSession(page)
await cdp.send('Performance.enable')
const spent = async () => (await cdp.send('Performance.getMetrics')).metrics.find(m => m.name === 'ScriptDuration').value * 1000
const before = await spent()
const { frames, late } = await page.evaluate(() => new Promise(done => {
  const box = document.querySelector('.table-box')
  let frames = 0, late = 0, last = performance.now()
  const step = now => {
    if (now - last > 25) late++
    last = now
    box.scrollTop += 120
    if (++frames < 600) requestAnimationFrame(step)
    else done({ frames, late })
  }
  requestAnimationFrame(step)
}))
console.log(`3,000 rows scrolled     ${(((await spent()) - before) / frames).toFixed(2)} ms of script a frame      goal 8`)
console.log(`frames later than 25 ms ${late} of ${frames}`)
await browser.close()
