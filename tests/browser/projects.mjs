// Rows in time and space in a real Chromium: 20,000 rows with 40,000 milestones as a Gantt chart whose frames are timed,
// the schedule of one row with another end tried and written, the map, boards by a field, project investment.
// usage: projects.mjs ADDRESS REPOSITORY PERIOD [FOLDER]
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { check, failed, follow, quiet, text } from './quiet.mjs'

const [base, root, period, shots] = process.argv.slice(2)
const require = createRequire(`${root}/web/package.json`)
const { chromium } = require('playwright-core')
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: process.getuid() === 0 ? ['--no-sandbox'] : []
})
const sizes = { desktop: { width: 1366, height: 768 }, phone: { width: 390, height: 844 } }
const context = follow(await browser.newContext({ viewport: sizes.desktop, reducedMotion: 'reduce' }))
const page = await context.newPage()
const bad = []
page.on('pageerror', e => bad.push(String(e)))
page.on('console', m => m.type() === 'error' && !/413|422/.test(m.text()) && bad.push(m.text()))
async function to(hash, lang = 'zh', size = 'desktop') {
  await page.setViewportSize(sizes[size])
  await page.goto('about:blank')
  await page.goto(`${base}/?lang=${lang}${hash}`)
  await page.locator('main').waitFor()
  await quiet(page)
}
async function look(name) {
  await page.evaluate(axe) // past the content policy, which forbids a script of ours
  const why = await page.evaluate(async () => {
    const found = (await window.axe.run({ runOnly: ['wcag2a', 'wcag2aa'] })).violations.map(v => `${v.id}: ${v.nodes[0]?.target}`)
    if (document.documentElement.scrollWidth > innerWidth + 1) found.push('too wide')
    if (document.querySelector('.state-error')) found.push(document.querySelector('.state-error').innerText)
    const strange = /.{20}(undefined|NaN|\[object|inv[a-z]+_|prj[A-Z])/.exec(document.querySelector('main').innerText)
    return strange ? [...found, strange[0]] : found
  })
  await check(`${name}: nothing is cut off, nothing inaccessible`, !why.length, why.join('\n'))
  if (shots) await page.screenshot({ path: `${shots}/${name}.png` })
}
const ask = path => page.evaluate(async p => (await fetch(`/api/v1/${p}`)).json(), path)
const click = (sel, words) => page.locator(sel, words ? { hasText: words } : undefined).first().click()

// ---- the Gantt chart ----
await to('#/ledger/project?show=gantt&view=all')
await check('all rows', async () => (await text(page)).includes('20,000 条'), () => text(page))
await check('bars are drawn', () => page.evaluate(() => {
  const c = document.querySelector('.gantt-box canvas'), data = c.getContext('2d').getImageData(0, 0, c.width, c.height).data
  let n = 0
  for (let i = 0; i < data.length; i += 4) if (data[i] === 0x1f && data[i + 1] === 0x4b && data[i + 2] === 0x87) n++
  return n > 2000
}))
await look('gantt-zh-desktop')
const cdp = await context.newCDPSession(page)
await cdp.send('Performance.enable')
const spent = async () => (await cdp.send('Performance.getMetrics')).metrics.find(m => m.name === 'ScriptDuration').value
const before = await spent(), FRAMES = 180
await page.evaluate(frames => new Promise(done => {
  const box = document.querySelector('.gantt-box')
  let n = 0
  const step = () => {
    box.scrollTop += n % 60 < 50 ? 90 : 20000
    box.scrollLeft += n % 40 < 20 ? 15 : -15
    if (++n < frames) requestAnimationFrame(step)
    else done()
  }
  requestAnimationFrame(step)
}), FRAMES)
const frame = ((await spent()) - before) * 1000 / FRAMES
console.log(`# a frame of the scroll takes ${frame.toFixed(2)} ms of script`)
await check('20,000 rows with 40,000 milestones scroll with at most 8 ms of script a frame', frame <= 8, String(frame))
await quiet(page)
await page.locator('.gantt-box').focus()
for (const k of ['End', 'ArrowUp', 'Home', 'ArrowDown']) await page.keyboard.press(k)
const at = () => page.locator('.gantt-box [aria-selected=true]').innerText()
await check('the keys move a mark, said in words', async () => /\(.+\)；计划 \d{4}-\d\d-\d\d 至/.test(await at()) && (await page.locator('.gantt-box').getAttribute('aria-activedescendant')) === 'gantt-1', at)
await page.keyboard.press('Enter')
await page.locator('.led-panel .sched, .led-panel .led-form').first().waitFor()
await check('Enter opens the card beside it', () => page.locator('.led-panel h2').isVisible())
await click('.led-panel-close, .led-panel .btn[aria-label]', '✕')
await click('.gantt-tools .seg button', '年')
await check('the scale stands in the address', () => page.url().includes('zoom=year'))
await click('.gantt-tools .menu summary')
await click('.gantt-tools .led-export button', 'A3')
await check('what does not fit on a sheet is said', async () => (await page.locator('.notice').innerText()).length > 10, () => text(page))
await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')))
await check('paper gets the rows that were read', async () => (await page.locator('.gantt-paper tbody tr').count()) >= 100)
await page.evaluate(() => window.dispatchEvent(new Event('afterprint')))
await to('#/ledger/project?show=gantt', 'en', 'phone')
await look('gantt-en-phone')
await page.locator('.gantt-box').click({ position: { x: 200, y: 150 } })
await check('a touch first says what it touched', async () => (await page.locator('.gantt-said').innerText()).includes('Plan'))

// ---- the schedule of one ----
await to('#/ledger/project/P-00000')
await page.locator('.sched-table').waitFor()
const plan = async () => Object.fromEntries((await ask('ledger/project/schedule?code=P-00000')).nodes.map(n => [n.milestone, n]))
const first = await ask('ledger/project/schedule?code=P-00000')
await check('what hangs on what, and the critical path in words', async () => /关键线路[\s\S]*设计 → 招标 → 施工/.test(await page.locator('.sched').innerText()) && (await page.locator('.net-edge').count()) === 5, () => page.locator('.sched').innerText())
await look('schedule-zh-desktop')
await click('.sched .menu summary')
const [sheet] = await Promise.all([page.waitForEvent('download'), page.locator('.sched .led-export button', { hasText: 'SVG' }).first().click()])
await check('its wall chart comes as a file', sheet.suggestedFilename() === 'P-00000-A3.svg' && readFileSync(await sheet.path(), 'utf8').includes('<svg'), sheet.suggestedFilename())
const end = new Date(Date.parse(first.end) - 200 * 864e5).toISOString().slice(0, 10)
await page.locator('.sched-ask input').fill(end)
await click('.sched-ask .btn', '推算')
await page.locator('.sched-tried').waitFor()
await check('another end is tried without being written', async () => /4 个节点要提前/.test(await page.locator('.sched-tried').innerText()) && (await plan()).m5.plan === first.nodes.find(n => n.milestone === 'm5').plan, () => page.locator('.sched-tried').innerText())
await look('what-if-zh-desktop')
await click('.sched .btn', '不改')
const later = new Date(Date.parse(first.end) + 30 * 864e5).toISOString().slice(0, 10)
await page.locator('.sched-ask input').fill(later)
await click('.sched-ask .btn', '推算')
await click('.sched .btn', '写入计划')
await check('applied: the end and every node to come', async () => {
  const s = await ask('ledger/project/schedule?code=P-00000')
  return s.end === later && s.nodes.every(n => n.actual || n.plan === n.late_finish)
}, async () => JSON.stringify(await ask('ledger/project/schedule?code=P-00000')))
await quiet(page)
await click('.sched .btn', '以现计划为基线')
await check('the plan is kept as the baseline', async () => Object.values(await plan()).every(n => n.baseline === n.plan), async () => JSON.stringify(await plan()))
await quiet(page)
await click('.sched .btn', '编辑节点')
const after = page.locator('.sched-edit tbody tr').nth(1).locator('.sched-after').first()
await after.fill('m9')
await click('.sched .btn-main')
await check('a node that is not there is named where it is typed', async () => (await page.locator('.sched').innerText()).includes('前置节点不存在') && (await after.getAttribute('aria-invalid')) === 'true')
await after.fill('m5')
await click('.sched .btn-main')
await check('a circle is refused in the words of the server', async () => /圈[\s\S]*施工[\s\S]*用地/.test(await page.locator('.sched [role=alert]').innerText()), () => text(page))
await look('nodes-zh-desktop')
await after.fill('m1')
await page.locator('.sched-edit tbody tr').nth(1).locator('input[type=date]').nth(2).fill(first.today)
await click('.sched .btn-main')
await page.locator('.sched-table').waitFor()
await check('a node is begun', async () => (await plan()).m2.started === first.today && (await plan()).m2.state === 'running', async () => JSON.stringify((await plan()).m2))
await to('#/ledger/project/P-00000', 'en', 'phone')
await look('schedule-en-phone')

// ---- the map ----
await to('#/ledger/project?show=map&view=all&area=990100')
const groups = await ask('ledger/project/summary?group=area&sum=total')
const north = groups.rows.find(r => r.group === '990121')
await check('rows and sums by area add up', async () => (await page.locator('.led-map-list tfoot').innerText()).replace(/,/g, '').includes('20000') && (await page.locator('.led-map-list').innerText()).replace(/,/g, '').includes(north.sum.toFixed(2)), () => page.locator('.led-map-list').innerText())
await look('map-zh-desktop')
if (await page.locator('.area-map svg').count()) await check('rows stand on the map where they say they are', async () => (await page.locator('.map-point').count()) > 100)
await page.locator('.map-area[data-area="990121"], .tile-area').first().click()
await quiet(page)
await check('an area opens its rows', async () => decodeURIComponent(page.url().replaceAll('+', ' ')).includes("area = '990121'") && (await text(page)).includes(`${north.n.toLocaleString('en')} /`), page.url())
await to('#/ledger/project?show=map&view=all&area=990100&measure=n', 'en', 'phone')
await look('map-en-phone')

// ---- boards ----
await to('#/ledger/project?show=board')
await page.locator('.led-by select').last().selectOption('leader')
await quiet(page)
await check('columns by who leads, with all rows counted', async () => {
  const heads = await page.locator('.led-column h2 .num').allInnerTexts()
  return heads.length === 2 && heads.reduce((s, x) => s + Number(x.replace(/,/g, '')), 0) === 20000
}, () => text(page))
await check('there nothing can be put elsewhere', (await page.locator('.led-tile[draggable=true]').count()) === 0)
await look('leaders-zh-desktop')
await page.locator('.led-tile').first().focus()
await page.keyboard.press('ArrowRight')
await page.keyboard.press('ArrowDown')
await check('the keys walk from card to card', () => page.evaluate(() => document.activeElement.closest('[data-column]')?.dataset.column === '1'))
await to('#/ledger/project?show=board')
await page.locator('[data-column="0"] .led-tile').first().focus()
await page.keyboard.press('Shift+ArrowRight')
await check('a step that asks for something asks first', () => page.getByRole('dialog').or(page.locator('.notice span')).first().isVisible(), () => text(page))

// ---- project investment ----
for (const [lang, size] of [['zh', 'desktop'], ['en', 'phone']]) {
  await to(`#/investment/remaining?area=990100&period=${period}`, lang, size)
  await check(`what it can carry, ${lang}`, async () => (await page.locator('.invest-say').innerText()).length > 20, () => text(page))
  await look(`remaining-${lang}-${size}`)
  await to(`#/investment/link?area=990100&period=${period}`, lang, size)
  await look(`link-${lang}-${size}`)
}
await to(`#/investment/remaining?area=990100&period=${period}`)
const left = await ask(`investment/remaining?area=990100&period=${period}`)
await click('.invest-tiles .linkish')
await check('a number opens the projects that it is of', async () => (await page.locator('.drawer tbody tr').count()) === left.total && (await page.locator('.drawer .invest-sum').innerText()).includes(left.remaining.toFixed(2)), () => text(page))
await look('opened-zh-desktop')
await page.keyboard.press('Escape')
await page.locator('.drawer').waitFor({ state: 'detached' })
await page.locator('.invest-in').fill('90')
await click('.sched-ask .btn', '推算')
await check('another target is worked out', async () => (await page.locator('.invest-tiles').innerText()).includes('90.0%') && page.url().includes('target=90'), () => text(page))

await check('no errors on the page', !bad.length, bad.join('\n'))
await browser.close()
process.exit(failed() ? 1 : 0)
