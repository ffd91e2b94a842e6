// The page in a real Chromium against a running desk: every page in both languages at desktop, wall
// and phone width; keyboard; every button; import and edit. Prints "ok what" or "not ok what".
// usage: pages.mjs ADDRESS REPOSITORY [WORD]   WORD: only what has it in its name
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const [base, root] = process.argv.slice(2)
const require = createRequire(`${root}/web/package.json`)
const { chromium } = require('playwright-core')
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: process.getuid() === 0 ? ['--no-sandbox'] : []
})
const AT = 'area=420000&period=2021-09'
const pages = {
  board: `#/board?${AT}`, indicator: `#/indicator/thermal_power?${AT}`,
  map: `#/indicator/thermal_power?${AT}&tab=map`,
  contribution: '#/indicator/thermal_power?area=000000&period=2021-09&tab=contribution',
  definition: `#/indicator/thermal_power?${AT}&tab=definition`,
  arrears: '#/arrears?area=000000&period=2022-10', compare: `#/compare?${AT}`, area: `#/area?${AT}`,
  targets: `#/targets?${AT}`, since: `#/since?${AT}`, import: '#/import', catalogue: '#/catalogue',
  wall: `#/wall?${AT}`
}
const sizes = { desktop: [1366, 768], wall: [1920, 1080], phone: [390, 844] }

async function open(lang, size, hash) {
  const context = await browser.newContext({
    viewport: { width: size[0], height: size[1] }, reducedMotion: 'reduce', acceptDownloads: true
  })
  const page = await context.newPage()
  page.bad = []
  page.on('console', m => m.type() === 'error' && page.bad.push(m.text()))
  page.on('pageerror', e => page.bad.push(String(e)))
  page.on('response', r => r.status() >= 400 && page.bad.push(`${r.status()} ${r.url()}`))
  await page.addInitScript(() => {
    window.printed = 0
    window.print = () => window.printed++
  })
  await page.goto(`${base}/?lang=${lang}${hash}`)
  await settle(page)
  return page
}
// Quiet: nothing under way for 250 ms (the stream of events stays open).
async function settle(page) {
  await page.waitForFunction(() => {
    const n = performance.getEntriesByType('resource').length + document.querySelectorAll('*').length
    const now = performance.now()
    if (n !== window.lastCount) {
      window.lastCount = n
      window.lastAt = now
    }
    return now - window.lastAt > 250 && !document.querySelector('.state-loading')
  }, null, { polling: 50, timeout: 20000 })
}
const only = process.argv[4]
async function check(name, work) {
  if (only && !name.includes(only)) return
  try {
    await work()
    console.log(`ok browser/${name}`)
  } catch (e) {
    await Promise.all(browser.contexts().map(c => c.close()))
    console.log(`${String(e.stack || e).split('\n').slice(0, 6).map(x => '    ' + x).join('\n')}\nnot ok browser/${name}`)
  }
}
function need(truth, what) {
  if (!truth) throw new Error(what)
}
const HAN = /[\u3400-\u9fff]/

async function look(page, lang) {
  need(!page.bad.length, 'errors: ' + page.bad.join(' | '))
  const seen = await page.evaluate(() => ({
    over: document.documentElement.scrollWidth - innerWidth,
    // what a sheet says stands as it says it
    text: [...document.querySelectorAll('main, header, [role=dialog]')].map(x => { const c = x.cloneNode(true); c.querySelectorAll('.grid-table').forEach(g => g.remove()); return c.textContent }).join('\n'),
    h1: document.querySelectorAll('h1').length,
    chrome: [...document.querySelectorAll('nav a, th button, h1, dt, .btn:not([lang]), label')].map(x => x.innerText).join('\n')
  }))
  need(seen.over <= 0, `wider than the screen by ${seen.over}`)
  need(seen.h1 === 1, `${seen.h1} headings of the first rank`)
  need(!/\b(NaN|undefined|Infinity|null|object Object)\b/.test(seen.text), 'a raw value is shown: ' + seen.text.match(/.{20}\b(NaN|undefined|Infinity|null)\b/)?.[0])
  need(!/\d-\d+\.\d|[^\d\w-]-\d/.test(seen.text), 'a hyphen stands for a minus')
  need(lang === 'zh' || !HAN.test(seen.chrome), 'Chinese in English: ' + seen.chrome.match(/.*[\u3400-\u9fff].*/)?.[0])
  await page.evaluate(axe)
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }))
  need(!found.violations.length, 'axe: ' + found.violations.map(v => `${v.id} (${v.nodes.length}) ${v.nodes[0].target} ${v.nodes[0].failureSummary?.split('\n')[1] ?? ''}`).join(' | '))
}

for (const lang of ['zh', 'en'])
  for (const [size, box] of Object.entries(sizes))
    for (const [name, hash] of Object.entries(pages))
      await check(`${name}/${lang}/${size}`, async () => {
        const page = await open(lang, box, hash)
        await look(page, lang)
        await page.context().close()
      })

await check('dark', async () => {
  const page = await open('zh', sizes.desktop, pages.board)
  await page.getByRole('button', { name: '深色' }).click()
  await look(page, 'zh')
  await page.context().close()
})

await check('keyboard', async () => {
  const page = await open('zh', sizes.desktop, pages.board)
  const at = () => page.evaluate(() => location.hash)
  await page.keyboard.press('/')
  await page.keyboard.type('hlfdl')
  await page.waitForSelector('.hits li')
  await page.keyboard.press('Escape')
  need(!(await page.$('[role=dialog]')), 'Escape leaves the search open')
  await page.keyboard.press('/')
  await page.keyboard.type('火力发电')
  await page.waitForSelector('.hits li:has-text("火力发电量")')
  await page.keyboard.press('Enter')
  need(/indicator\/thermal_power/.test(await at()), 'Enter does not open the first hit')
  await settle(page)
  await page.keyboard.press('g')
  await page.keyboard.press('b')
  need(/#\/board/.test(await at()), 'g b')
  await page.keyboard.press('[')
  need(/2021-08/.test(await at()), '[ does not step back')
  await page.keyboard.press(']')
  need(/2021-09/.test(await at()), '] does not step on')
  await settle(page)
  await page.focus('tbody td[tabindex="0"]')
  const before = await page.evaluate(() => document.activeElement.dataset.at)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowRight')
  await page.waitForFunction(b => document.activeElement?.dataset.at !== b, before)
  await page.keyboard.press('Enter')
  await page.waitForSelector('.drawer .formula')
  await settle(page)
  await look(page, 'zh')
  need(await page.evaluate(() => document.activeElement.closest('.drawer') !== null), 'the focus is not in the drawer')
  await page.keyboard.press('Escape')
  need(!(await page.$('.drawer')), 'Escape leaves the drawer open')
  need(await page.evaluate(() => document.activeElement.tagName === 'TD'), 'the focus is not given back')
  await page.keyboard.press('?')
  await page.waitForSelector('.keys')
  await look(page, 'zh')
  await page.keyboard.press('Escape')
  await page.keyboard.press('u')
  need(/area=000000/.test(await at()), 'u does not go up')
  await page.context().close()
})

// A button that changes nothing is dead: neither document, address, print, download nor clipboard.
for (const name of Object.keys(pages))
  await check(`buttons/${name}`, async () => {
    let page = await open('zh', sizes.desktop, pages[name])
    const SEL = 'button:not([disabled]):not([aria-pressed="true"]):not([aria-current]):not(.own), summary'
    const list = await page.evaluate(sel => {
      const seen = new Set()
      return [...document.querySelectorAll(sel)].flatMap((b, i) => {
        const r = b.getBoundingClientRect()
        const kind = b.className + '|' + (/dots-row|tile|crumb|multiple|linkish|chip/.test(b.className) ? '' : b.innerText + b.ariaLabel)
        if (!r.width || !r.height || seen.has(kind)) return []
        seen.add(kind)
        return [i]
      })
    }, SEL)
    for (const i of list) {
      await page.goto('about:blank')
      await page.goto(`${base}/?lang=zh${pages[name]}`)
      await settle(page)
      const b = page.locator(SEL).nth(i)
      const label = (await b.innerText()) || (await b.getAttribute('aria-label'))
      let downloads = 0
      page.once('download', () => downloads++)
      await page.evaluate(() => {
        window.changes = 0
        new MutationObserver(m => (window.changes += m.length)).observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
      })
      const was = page.url()
      await b.click({ timeout: 3000 })
      await page.waitForTimeout(120)
      const did = await page.evaluate(() => window.changes + window.printed)
      need(did || downloads || page.url() !== was || (await page.waitForTimeout(500), downloads), `“${label}” does nothing`)
    }
    need(!page.bad.length, 'errors: ' + page.bad.join(' | '))
    await page.context().close()
  })

// Outlines imported over the page's own door, then drawn, focused, opened; taken back, tiles again.
await check('shapes', async () => {
  const AT = '#/indicator/thermal_power?area=420000&period=2021-09&tab=map'
  const ring = x => [[x, 30], [x + 1, 30], [x + 1, 31], [x, 31], [x, 30]]
  const file = JSON.stringify({ type: 'FeatureCollection', features: [['420000', 110], ['430000', 111], ['440000', 112]].map(([code, x]) => ({ type: 'Feature', properties: { code }, geometry: { type: 'Polygon', coordinates: [ring(x)] } })) })
  const put = async (page, more) => {
    const status = await page.evaluate(async ([body, m]) => (await fetch('/api/v1/import?name=three.geojson' + m, { method: 'PUT', body, headers: { 'Content-Type': 'application/octet-stream' } })).status, [file, more])
    need(status === 200, `the import answers ${status}`)
  }
  let page = await open('zh', sizes.desktop, AT)
  need(await page.locator('.tile-area').count() > 20, 'tiles while there is no map')
  await put(page, '')
  await page.waitForSelector('.map-area')
  need(await page.locator('.map-area').count() === 3, 'three outlines')
  need((await page.locator('.area-map').innerText()).includes('示意图'), 'it says what it is')
  need(await page.locator('.area-map .note button').count() > 20, 'areas without an outline are listed')
  await page.locator('.map-area[data-area="440000"]').focus()
  need((await page.locator('.map-said').innerText()).startsWith('广东'), 'focus says the value')
  await page.locator('.map-area[data-area="430000"]').hover()
  need((await page.locator('.map-said').innerText()).startsWith('湖南'), 'hover says the value')
  await look(page, 'zh')
  await page.locator('.map-area[data-area="440000"]').press('Enter')
  await page.waitForFunction(() => location.hash.includes('440000'))
  await page.context().close()
  for (const [lang, size] of [['en', sizes.phone], ['zh', sizes.phone], ['en', sizes.desktop]]) {
    page = await open(lang, size, AT)
    need(await page.locator('.map-area').count() === 3, 'three outlines')
    await look(page, lang)
    if (lang === 'zh') await put(page, '&withdraw=1'), await page.waitForSelector('.tile-area')
    if (lang === 'zh') await put(page, '')
    await page.context().close()
  }
  page = await open('zh', sizes.desktop, AT)
  await put(page, '&withdraw=1')
  await page.waitForSelector('.tile-area')
  await page.context().close()
})

await check('table', async () => {
  const page = await open('zh', sizes.desktop, pages.arrears)
  const column = i => page.$$eval(`tbody tr:not(.group) td:nth-child(${i})`, c => c.map(x => x.innerText))
  await page.locator('thead button:has-text("欠账")').first().click()
  const at = 1 + (await page.$$eval('thead th', h => h.findIndex(x => /^欠账/.test(x.innerText))))
  const shown = (await column(at)).filter(x => x !== '—').map(x => Number(x.replace(/,/g, '')))
  need(shown.length > 3 && shown.every((x, i) => i === 0 || shown[i - 1] >= x), 'not sorted, largest first: ' + shown.slice(0, 5))
  await page.getByRole('searchbox').fill('北京')
  await page.waitForTimeout(100)
  need((await column(1)).every(x => x === '北京市'), 'the filter lets others through')
  await page.context().close()
})

await check('offline', async () => {
  const page = await open('zh', sizes.desktop, pages.board)
  await page.context().setOffline(true)
  await page.keyboard.press('[')
  await page.waitForSelector('.banner:has-text("与服务断开")')
  await page.context().setOffline(false)
  await page.waitForFunction(() => !document.querySelector('.banner'))
  await page.context().close()
})

await check('error', async () => {
  const page = await open('zh', sizes.desktop, '#/board?area=999999&period=2021-09')
  need(/999999/.test(await page.innerText('.state-error')), 'the error does not say what')
  await page.context().close()
})

await check('import', async () => {
  const page = await open('zh', sizes.desktop, pages.import)
  await page.setInputFiles('input[type=file]', `${root}/tests/data/office_samples/wide_a.xlsx`)
  await page.waitForSelector('.grid-table')
  await look(page, 'zh')
  await page.getByRole('button', { name: '换一个文件' }).click()
  const csv = 'area,indicator,period,kind,level,unit\n420000,thermal_power,2023-03,final,366.6,亿千瓦时\n'
  await page.setInputFiles('input[type=file]', { name: 'one.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
  await page.getByRole('button', { name: '确认入库' }).click()
  await page.waitForSelector('h2:has-text("新增 1")')
  await page.getByRole('button', { name: '撤回这次导入' }).click()
  await page.waitForSelector('.notice:has-text("已撤回")')
  const bad = csv.replace('366.6', '三百')
  await page.setInputFiles('input[type=file]', { name: 'bad.csv', mimeType: 'text/csv', buffer: Buffer.from(bad) })
  await page.waitForSelector('text=三百')
  need(await page.getByRole('button', { name: '确认入库' }).isDisabled(), 'a bad file can be committed')
  await page.context().close()
})

await check('edit', async () => {
  const page = await open('zh', sizes.desktop, pages.indicator)
  await page.getByRole('button', { name: '改正' }).click()
  await page.getByLabel('数值').fill('1081.7')
  await page.getByRole('button', { name: '记为新版本' }).click()
  await page.waitForSelector('.error:has-text("请写明原因")')
  await look(page, 'zh')
  await page.getByLabel('原因').fill('核实更正')
  await page.getByRole('button', { name: '记为新版本' }).click()
  await page.waitForSelector('.notice:has-text("已记为新版本")')
  await page.waitForSelector('.figures :text("1,081.7")')
  need(!page.bad.length, 'errors: ' + page.bad.join(' | '))
  await page.context().close()
})

await browser.close()
