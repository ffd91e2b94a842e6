// The page in a real Chromium against a running desk: every page in both languages at desktop, wall
// and phone width; keyboard; every button; import and edit. Prints "ok what" or "not ok what".
// usage: pages.mjs ADDRESS REPOSITORY [WORD]   WORD: only what has it in its name
import { AsyncLocalStorage } from 'node:async_hooks'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { comes, follow, quiet } from './quiet.mjs'

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
  arrears: '#/arrears?area=000000&period=2022-10', missing: '#/arrears?area=000000&period=2022-10&view=missing',
  triage: `#/arrears?${AT}&view=triage`, compare: `#/compare?${AT}`, area: `#/area?${AT}`,
  targets: `#/targets?${AT}`, split: `#/targets?${AT}&across=areas&method=manual`,
  areas: `#/catalogue?${AT}&tab=areas`, sets: `#/catalogue?${AT}&tab=sets`, since: `#/since?${AT}`, reports: `#/reports?${AT}`, import: '#/import', catalogue: '#/catalogue',
  wall: `#/wall?${AT}`
}
const sizes = { desktop: [1366, 768], wall: [1920, 1080], phone: [390, 844] }

async function open(lang, size, hash, at = base) {
  const context = follow(await browser.newContext({
    viewport: { width: size[0], height: size[1] }, reducedMotion: 'reduce', acceptDownloads: true
  }))
  mine.getStore().push(context)
  const page = await context.newPage()
  page.bad = []
  page.on('console', m => m.type() === 'error' && page.bad.push(m.text()))
  page.on('pageerror', e => page.bad.push(String(e)))
  page.on('response', r => r.status() >= 400 && page.bad.push(`${r.status()} ${r.url()}`))
  await page.addInitScript(() => {
    window.printed = 0
    window.print = () => window.printed++
  })
  await page.goto(`${at}/?lang=${lang}${hash}`)
  await quiet(page)
  return page
}
const only = process.argv[4]
const failures = [] // told at the end, where a long log is read
const mine = new AsyncLocalStorage() // the windows a check has opened: closed with it
async function check(name, work) {
  if (only && !name.includes(only)) return
  await mine.run([], async () => {
    try {
      await work()
      console.log(`ok browser/${name}`)
    } catch (e) {
      const seen = await Promise.all(mine.getStore().flatMap(c => c.pages()).map(scene))
      failures.push(`${name}: ${[...String(e.stack || e).split('\n').slice(0, 6), ...seen].map(x => '    ' + x).join('\n')}`)
      console.log(`not ok browser/${name}`)
    }
    await Promise.all(mine.getStore().map(c => c.close()))
  })
}
// What stood on the screen when a check failed.
async function scene(page) {
  const text = await page.innerText('body', { timeout: 2000 }).catch(String)
  return `${page.url()} ${(page.bad ?? []).join(' | ')} ${text.replace(/\s+/g, ' ').slice(0, 600)}`
}
// Checks that only look run three at a time, the longest first; those that write run alone, after them.
const looks = []
async function together() {
  const queue = looks.splice(0)
  await Promise.all([0, 1, 2].map(async () => {
    for (let next; (next = queue.shift());) await check(...next)
  }))
}
// A truth that is asked for may come late; one that is given must hold now.
function need(truth, what) {
  const fail = said => {
    throw new Error(said)
  }
  if (typeof truth === 'function') return comes(truth).then(async ok => ok || fail(typeof what === 'function' ? await what() : what))
  if (!truth) fail(what)
}
const HAN = /[\u3400-\u9fff]/

async function look(page, lang) {
  need(!page.bad.length, 'errors: ' + page.bad.join(' | '))
  const seen = await page.evaluate(() => ({
    over: document.documentElement.scrollWidth - innerWidth,
    // what a sheet says stands as it says it
    text: [...document.querySelectorAll('main, header, [role=dialog]')].map(x => { const c = x.cloneNode(true); c.querySelectorAll('.grid-table').forEach(g => g.remove()); return c.textContent }).join('\n'),
    h1: document.querySelectorAll('h1').length,
    chrome: [...document.querySelectorAll('nav a:not([lang="zh-CN"]), th button, h1, dt, .btn:not([lang]), label')].map(x => x.innerText).join('\n')
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
      looks.push([`${name}/${lang}/${size}`, async () => {
        const page = await open(lang, box, hash)
        await look(page, lang)
        await page.context().close()
      }])

// The manual: found from the page, readable at every width, printed without its frame.
for (const lang of ['zh', 'en'])
  for (const [size, box] of Object.entries(sizes))
    looks.push([`manual/${lang}/${size}`, async () => {
      const page = await open(lang, box, pages.board)
      const opened = page.context().waitForEvent('page')
      await page.click('.nav-manual')
      const manual = await opened
      await manual.waitForLoadState()
      manual.bad = page.bad
      need(manual.url() === `${base}/manual/${lang}.html`, `the link opens ${manual.url()}`)
      await look(manual, lang)
      for (const a of await manual.locator('.toc a').all()) await a.click()
      await need(async () => await manual.evaluate(() => decodeURIComponent(location.hash).length > 1), 'the contents lead nowhere')
      await manual.emulateMedia({ media: 'print' })
      await need(async () => !(await manual.isVisible('.toc')) && !(await manual.isVisible('.bar')) && (await manual.isVisible('h1')), 'the frame is printed')
      await page.context().close()
    }])

await check('dark', async () => {
  const page = await open('zh', sizes.desktop, pages.board)
  await page.getByRole('button', { name: '深色' }).click()
  await look(page, 'zh')
  await page.context().close()
})

await check('reports', async () => {
  const page = await open('zh', sizes.desktop, pages.reports)
  const paper = () => page.evaluate(() => document.querySelector('.paper').shadowRoot.textContent)
  await need(async () => /湖北省2021年前三季度经济运行情况通报/.test(await paper()), 'no bulletin is shown')
  const size = await page.evaluate(() => getComputedStyle(document.querySelector('.paper').shadowRoot.querySelector('h1')).textAlign)
  need(size === 'center', 'the document has no style')
  for (const [button, end] of [['Word', 'docx'], ['Excel', 'xlsx'], ['HTML', 'html']]) {
    const [got] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button, exact: true }).click()])
    need(got.suggestedFilename() === `湖北省 2021年1—9月 经济运行情况通报.${end}`, 'it is called ' + got.suggestedFilename())
    await need(async () => readFileSync(await got.path()).length > 3000, async () => `${button} has ${readFileSync(await got.path()).length} bytes`)
    await page.waitForSelector('[aria-busy=true]', { state: 'detached' })
  }
  await page.getByLabel('报告').selectOption('owed')
  await page.waitForFunction(() => document.querySelector('.paper').shadowRoot.textContent.includes('欠账清单'))
  await page.getByRole('button', { name: 'English', exact: true }).first().focus()
  await page.locator('.seg').getByRole('button', { name: 'English' }).press('Enter')
  await page.waitForFunction(() => document.querySelector('.paper').shadowRoot.textContent.includes('Arrears'))
  need(/report=owed/.test(page.url()) && /doc=en/.test(page.url()), 'the choice is not in the address')
  await page.getByLabel('标注“内部资料”').check()
  await page.waitForFunction(() => document.querySelector('.paper').shadowRoot.textContent.includes('Internal'))
  await page.locator('summary').click()
  await page.setInputFiles('input[type=file]', { name: 'a.docx', mimeType: 'application/octet-stream', buffer: Buffer.from('text') })
  await page.waitForSelector('.banner.error:has-text(".docx")')
  need(page.bad.every(x => x.includes('422')), 'errors: ' + page.bad.join(' | '))
  page.bad.length = 0
  await look(page, 'zh')
  await page.goto(`${base}/?lang=zh${pages.board}`)
  const [word] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '通报 Word' }).click()])
  need(word.suggestedFilename() === 'bulletin-420000-2021-09.docx', 'from the board: ' + word.suggestedFilename())
  await page.context().close()
})

await check('keyboard', async () => {
  const page = await open('zh', sizes.desktop, pages.board)
  const at = (there, what) =>
    page.waitForFunction(r => new RegExp(r).test(location.hash), there, { timeout: 5000 }).catch(() => need(false, `${what}: ${page.url()}`))
  await page.keyboard.press('/')
  await page.keyboard.type('hlfdl')
  await page.waitForSelector('.hits li')
  await page.keyboard.press('Escape')
  await need(async () => !(await page.$('[role=dialog]')), 'Escape leaves the search open')
  await page.keyboard.press('/')
  await page.keyboard.type('火力发电')
  await page.waitForSelector('.hits li:has-text("火力发电量")')
  await page.keyboard.press('Enter')
  await at('indicator/thermal_power', 'Enter does not open the first hit')
  await quiet(page)
  await page.keyboard.press('g')
  await page.keyboard.press('b')
  await at('#/board', 'g b')
  await page.keyboard.press('[')
  await at('2021-08', '[ does not step back')
  await page.keyboard.press(']')
  await at('2021-09', '] does not step on')
  await quiet(page)
  await page.focus('tbody td[tabindex="0"]')
  const before = await page.evaluate(() => document.activeElement.dataset.at)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowRight')
  await page.waitForFunction(b => document.activeElement?.dataset.at !== b, before)
  await page.keyboard.press('Enter')
  await page.waitForSelector('.drawer .formula')
  await quiet(page)
  await look(page, 'zh')
  await need(async () => await page.evaluate(() => document.activeElement.closest('.drawer') !== null), 'the focus is not in the drawer')
  await page.keyboard.press('Escape')
  await need(async () => !(await page.$('.drawer')), 'Escape leaves the drawer open')
  await need(async () => await page.evaluate(() => document.activeElement.tagName === 'TD'), 'the focus is not given back')
  await page.keyboard.press('?')
  await page.waitForSelector('.keys')
  await look(page, 'zh')
  await page.keyboard.press('Escape')
  await page.keyboard.press('u')
  await at('area=000000', 'u does not go up')
  await page.context().close()
})

// A button that changes nothing is dead: neither document, address, print, download nor clipboard.
for (const name of Object.keys(pages))
  looks.unshift([`buttons/${name}`, async () => {
    let page = await open('zh', sizes.desktop, pages[name])
    const SEL = 'button:not([disabled]):not([aria-pressed="true"]):not([aria-current]):not(.own), summary'
    const list = await page.evaluate(sel => {
      const seen = new Set()
      return [...document.querySelectorAll(sel)].flatMap((b, i) => {
        const r = b.getBoundingClientRect()
        const kind = b.className + '|' + (/dots-row|tile|crumb|multiple|linkish|chip|row-act/.test(b.className) ? '' : b.innerText + b.ariaLabel)
        if (!r.width || !r.height || seen.has(kind)) return []
        seen.add(kind)
        return [i]
      })
    }, SEL)
    for (const i of list) {
      await page.goto('about:blank')
      await page.goto(`${base}/?lang=zh${pages[name]}`)
      await quiet(page)
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
      await need(async () => downloads || page.url() !== was || (await page.evaluate(() => window.changes + window.printed)), `“${label}” does nothing`)
    }
    need(!page.bad.length, 'errors: ' + page.bad.join(' | '))
    await page.context().close()
  }])
await together()

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
  await need(async () => await page.locator('.tile-area').count() > 20, 'tiles while there is no map')
  await put(page, '')
  await page.waitForSelector('.map-area')
  await need(async () => await page.locator('.map-area').count() === 3, 'three outlines')
  await need(async () => (await page.locator('.area-map').innerText()).includes('示意图'), 'it says what it is')
  await need(async () => await page.locator('.area-map .note button').count() > 20, 'areas without an outline are listed')
  await page.locator('.map-area[data-area="440000"]').focus()
  await need(async () => (await page.locator('.map-said').innerText()).startsWith('广东'), 'focus says the value')
  await page.locator('.map-area[data-area="430000"]').hover()
  await need(async () => (await page.locator('.map-said').innerText()).startsWith('湖南'), 'hover says the value')
  await look(page, 'zh')
  await page.locator('.map-area[data-area="440000"]').press('Enter')
  await page.waitForFunction(() => location.hash.includes('440000'))
  await page.context().close()
  for (const [lang, size] of [['en', sizes.phone], ['zh', sizes.phone], ['en', sizes.desktop]]) {
    page = await open(lang, size, AT)
    await need(async () => await page.locator('.map-area').count() === 3, 'three outlines')
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

// A cause, a plan row, amended, taken back; the list of what lacks them shrinks; the history keeps all.
await check('arrears-plan', async () => {
  const page = await open('zh', sizes.desktop, pages.missing)
  const button = name => page.getByRole('button', { name, exact: true })
  const lacking = async () => Number((await page.getByRole('button', { name: /^缺原因或措施/ }).innerText()).match(/\d+/)[0])
  const before = await lacking()
  await page.locator('tbody tr:not(.group) td:first-child').first().focus()
  await page.keyboard.press('Enter')
  await page.waitForSelector('.drawer form')
  await quiet(page)
  await look(page, 'zh')
  await button('登记原因').click()
  await page.waitForSelector('[role=alert]:has-text("请选择原因类别")')
  await page.getByLabel('原因类别').selectOption('factor_energy')
  await button('登记原因').click()
  await page.waitForSelector('[role=alert]:has-text("请写明登记缘由")')
  await page.keyboard.type('十月调度会')
  await page.getByLabel('说明').fill('煤炭供应紧张')
  await button('登记原因').click()
  await page.waitForSelector('ul.gap-list li:has-text("煤炭供应紧张")')
  await page.getByLabel('补欠措施').fill('增开机组')
  await page.getByLabel('补欠数额').fill('一百')
  await button('加入计划').click()
  await page.waitForSelector('[role=alert]:has-text("正数")')
  page.bad.length = 0
  await page.getByLabel('补欠数额').fill('100')
  await page.getByLabel('完成时限').selectOption('2022-12')
  await button('加入计划').click()
  await page.waitForSelector('ol.gap-list li:has-text("未到期")')
  await quiet(page)
  await need(async () => await lacking() === before - 1, async () => `${before} lacked cause or plan, now ${await lacking()}`)
  await look(page, 'zh')
  await button('修改 1').click()
  await page.getByLabel('补欠数额').fill('120')
  await button('保存修改').click()
  await page.waitForSelector('ol.gap-list li:has-text("120 亿千瓦时")')
  await button('撤回 1').click()
  await page.waitForSelector('ol.gap-list', { state: 'detached' })
  await page.locator('.gap-history summary').click()
  await need(async () => await page.locator('.gap-history li').count() === 4, 'the history forgets')
  await page.keyboard.press('Escape')
  await need(async () => !(await page.$('.drawer')), 'Escape leaves the drawer open')
  await page.context().close()
  const past = await open('en', sizes.phone, pages.arrears + '&as_of=2100-01-01') // only to be read
  await past.locator('.card .linkish.num').first().click()
  await past.waitForSelector('.drawer .gap-facts')
  await quiet(past)
  await need(async () => !(await past.$('.drawer form')), 'the past can be written')
  await look(past, 'en')
  await past.context().close()
})

await check('table', async () => {
  const page = await open('zh', sizes.desktop, pages.arrears)
  const column = i => page.$$eval(`tbody tr:not(.group) td:nth-child(${i})`, c => c.map(x => x.innerText))
  await page.locator('thead button:has-text("差额")').first().click()
  const at = 1 + (await page.$$eval('thead th', h => h.findIndex(x => /^差额/.test(x.innerText))))
  const shown = (await column(at)).filter(x => x !== '—').map(x => Number(x.replace(/,/g, '')))
  need(shown.length > 3 && shown.every((x, i) => i === 0 || shown[i - 1] >= x), 'not sorted, largest first: ' + shown.slice(0, 5))
  await page.getByRole('searchbox').fill('北京')
  await need(async () => (await column(1)).every(x => x === '北京市') && (await column(1)).length, 'the filter lets others through')
  await page.context().close()
})

await check('offline', async () => {
  const page = await open('zh', sizes.desktop, pages.board)
  await page.context().setOffline(true)
  await page.keyboard.press('[')
  await page.waitForSelector('.banner:has-text("与服务断开")')
  await page.waitForSelector('.state-error')
  need(!(await page.$('.tile-value, tbody td')), 'figures of another period stand under the new one')
  await page.context().setOffline(false)
  await page.waitForFunction(() => !document.querySelector('.banner'))
  await page.context().close()
})

await check('error', async () => {
  const page = await open('zh', sizes.desktop, '#/board?area=999999&period=2021-09')
  await need(async () => /999999/.test(await page.innerText('.state-error')), 'the error does not say what')
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
  await need(async () => await page.getByRole('button', { name: '确认入库' }).isDisabled(), 'a bad file can be committed')
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

// ---- writing the catalogue, claims and splits; each is taken back at the end ----
const dialog = page => page.locator('[role=dialog]')
async function saved(page, words = '已保存') {
  await page.waitForSelector(`.notice:has-text("${words}")`)
  await page.waitForSelector('[role=dialog]', { state: 'detached' })
}

await check('write/indicator', async () => {
  const page = await open('zh', sizes.desktop, pages.catalogue)
  await page.getByRole('button', { name: '新增指标' }).click()
  const d = dialog(page)
  await d.getByLabel('代码').fill('x_page')
  await d.getByLabel('名称', { exact: false }).first().fill('页面试加指标')
  await d.getByRole('combobox', { name: '单位' }).fill('亿元')
  await d.getByRole('combobox', { name: '上级' }).fill('x_nobody')
  await d.getByLabel('性质').selectOption('flow')
  await d.getByLabel('月', { exact: true }).check()
  await page.waitForSelector('.field-note .error') // the server knows no such parent
  await look(page, 'zh')
  await d.getByRole('combobox', { name: '上级' }).fill('')
  await page.waitForSelector('.note:has-text("已试算")')
  await d.getByRole('button', { name: '记为新版本' }).click()
  await page.waitForSelector('.error:has-text("请写明原因")')
  await d.getByLabel('原因').fill('试加')
  await d.getByRole('button', { name: '记为新版本' }).click()
  await saved(page)
  await page.getByRole('searchbox').fill('x_page')
  await page.waitForSelector('tbody td:has-text("页面试加指标")') // live, without a reload
  const edit = async () => {
    await page.locator('tbody .btn-tiny').first().click()
    await page.waitForSelector('.versions')
  }
  await edit()
  await need(async () => await d.getByLabel('代码').getAttribute('readonly') !== null, 'a code in use can be changed')
  await d.getByLabel('名称', { exact: false }).first().fill('页面试改指标')
  await page.waitForSelector('.diff:has-text("页面试加指标")')
  await d.getByLabel('原因').fill('试改')
  await d.getByRole('button', { name: '记为新版本' }).click()
  await saved(page)
  await page.waitForSelector('tbody td:has-text("页面试改指标")')
  await edit()
  await need(async () => (await page.locator('.versions li').count()) === 2, 'both versions are not shown')
  await d.getByRole('button', { name: '恢复这一版' }).click()
  await d.getByRole('button', { name: '记为新版本' }).click()
  await saved(page)
  await page.waitForSelector('tbody td:has-text("页面试加指标")')
  await edit()
  await d.getByLabel('原因').fill('撤销')
  await d.getByRole('button', { name: '撤销这一条' }).click()
  await saved(page, '已撤销')
  await page.waitForFunction(() => !document.querySelector('tbody td[data-at]'))
  need(!page.bad.length, 'errors: ' + page.bad.join(' | '))
  await page.context().close()
})

await check('write/area', async () => {
  const page = await open('zh', sizes.desktop, pages.areas)
  await page.getByRole('searchbox').fill('420000')
  const edit = async groups => {
    await page.locator('tbody .btn-tiny').first().click()
    await dialog(page).getByLabel('分组').fill(groups)
    await dialog(page).getByLabel('原因').fill('试改分组')
    await dialog(page).getByRole('button', { name: '记为新版本' }).click()
    await saved(page)
  }
  const groups = () => page.evaluate(async () => (await (await fetch('/api/v1/areas/420000')).json()).groups.join(';'))
  const was = await groups()
  await edit(was + ';试用板块')
  await need(async () => (await groups()).includes('试用板块'), 'the area was not changed')
  await edit(was)
  await need(async () => (await groups()) === was, 'the area was not changed back')
  need(!page.bad.length, 'errors: ' + page.bad.join(' | '))
  await page.context().close()
})

await check('write/plate', async () => {
  const page = await open('zh', sizes.desktop, pages.sets)
  await page.getByRole('button', { name: '新增板块' }).click()
  const d = dialog(page)
  await d.getByLabel('代码').fill('p_page')
  await d.getByLabel('名称').fill('页面试建板块')
  for (const name of ['湖北', '湖南省']) { // by keyboard: the first hit
    await d.getByRole('combobox', { name: '添加成员' }).fill(name)
    await page.waitForSelector(`.picker-list li:has-text("${name}")`)
    await page.keyboard.press('Enter')
    await page.waitForSelector(`.members li:has-text("${name}")`)
  }
  await look(page, 'zh')
  await d.getByLabel('原因').fill('试建')
  await d.getByRole('button', { name: '记为新版本' }).click()
  await saved(page)
  await page.waitForSelector('td:has-text("页面试建板块")')
  await page.getByRole('searchbox').fill('p_page')
  await page.locator('tbody .btn-tiny').first().click()
  await page.waitForSelector('.members li')
  for (const b of await page.locator('.members .btn-tiny').all()) await b.click()
  await d.getByLabel('原因').fill('撤销')
  await d.getByRole('button', { name: '记为新版本' }).click()
  await saved(page)
  await page.waitForFunction(() => !document.querySelector('tbody td[data-at]'))
  need(!page.bad.length, 'errors: ' + page.bad.join(' | '))
  await page.context().close()
})

await check('write/split', async () => {
  const page = await open('zh', sizes.desktop, pages.split)
  const cell = page.locator('.split-table input')
  await cell.nth(0).fill('1000.1')
  await cell.nth(1).fill('0.2')
  await page.waitForSelector('.figures :text("1,000.3")')
  await page.waitForSelector('.figures :text("2,052.2")') // 3052.5 less that, exactly
  await cell.nth(2).fill('一百')
  await page.waitForSelector('.split-table .error')
  await look(page, 'zh')
  await cell.nth(2).fill('')
  await page.waitForFunction(() => !document.querySelector('.split-table .error'))
  await page.getByRole('button', { name: '保存为目标' }).click()
  await page.waitForSelector('.error:has-text("请写明原因")')
  await page.getByLabel('原因').fill('试分解')
  await page.getByRole('button', { name: '保存为目标' }).click()
  await page.waitForSelector('.notice:has-text("已保存分解")')
  await page.waitForSelector('.split-table td:last-child button') // stands now, opens its versions
  await page.waitForSelector('.facts-list :text("1,000.3")') // and is reconciled
  await page.locator('.split-table td:last-child button').first().click()
  await page.waitForSelector('.versions li:has-text("试分解")')
  await look(page, 'zh')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '撤回这次分解' }).click()
  await page.waitForSelector('.notice:has-text("已撤回")')
  await page.waitForFunction(() => !document.querySelector('.split-table td:last-child button'))
  need(!page.bad.length, 'errors: ' + page.bad.join(' | '))
  await page.context().close()
})

await check('write/target', async () => {
  const page = await open('zh', sizes.desktop, pages.targets)
  const row = page.locator('tbody tr:has-text("水泥产量")')
  await row.getByRole('button', { name: /^未认领/ }).click()
  await dialog(page).getByLabel('分管领导').fill('张三')
  await dialog(page).getByLabel('牵头单位').fill('发改委')
  await look(page, 'zh')
  await dialog(page).getByRole('button', { name: '认领' }).click()
  await saved(page, '已认领')
  await row.locator('td:has-text("张三 · 发改委")').waitFor()
  await page.getByRole('button', { name: /^未认领/ }).first().click()
  await page.waitForFunction(() => ![...document.querySelectorAll('tbody td')].some(x => x.innerText.includes('水泥')))
  await page.getByRole('button', { name: /^未认领/ }).first().click()
  await row.getByRole('button', { name: /张三/ }).click()
  await dialog(page).getByRole('button', { name: '退回认领' }).click()
  await saved(page, '已退回')
  await row.getByRole('button', { name: /未认领/ }).waitFor()
  await row.getByRole('button', { name: /^修改/ }).click()
  await dialog(page).getByLabel('目标值').fill('10700')
  await dialog(page).getByLabel('原因').fill('年中调整')
  await dialog(page).getByRole('button', { name: '记为新版本' }).click()
  await saved(page, '已记为新版本')
  await row.locator('td:has-text("10,700")').waitFor()
  await row.getByRole('button', { name: /^修改/ }).click()
  await page.waitForSelector('.versions li:has-text("10614.1")')
  await page.waitForSelector('.versions li:has-text("年中调整")')
  await dialog(page).getByLabel('目标值').fill('10614.1')
  await dialog(page).getByLabel('原因').fill('改回')
  await dialog(page).getByRole('button', { name: '记为新版本' }).click()
  await row.locator('td:has-text("10,614.1")').waitFor()
  need(!page.bad.length, 'errors: ' + page.bad.join(' | '))
  await page.context().close()
})

// A target whose source calls it an example says so wherever it stands; a rank by size is no strength.
await check('trust/example', async () => {
  const page = await open('zh', sizes.desktop, pages.board)
  for (const name of ['board', 'targets', 'arrears', 'wall']) {
    await page.goto('about:blank')
    await page.goto(`${base}/?lang=zh${pages[name]}`)
    await quiet(page)
    await need(async () => /示例目标.*目标来源：.*示例/.test(await page.innerText('.target-source')), `${name} does not say where its targets come from`)
    await need(async () => name === 'wall' || (await page.$('td .example')), `${name} does not mark an example`)
  }
  await page.goto(`${base}/?lang=zh#/area?area=140000&period=2021-09`)
  await quiet(page)
  await need(async () => !/地区生产总值/.test(await page.innerText('.two')), 'a rank by size stands among the ranks by growth')
  await page.goto(`${base}/?lang=zh#/arrears?area=420000&period=2021-09&checkpoint=Y`)
  await quiet(page)
  await need(async () => /\d\.\d\d(?!\d)/.test(await page.innerText('.table')), 'what is owed is rounded to one decimal')
  await page.context().close()
})

// A desk without a figure says how to begin, on every page; a target can be set before any figure.
await check('trust/empty', async () => {
  const empty = process.env.EMPTY_DESK
  for (const [lang, size] of [['zh', 'desktop'], ['en', 'phone']])
    for (const name of ['board', 'indicator', 'arrears', 'compare', 'area', 'since', 'reports', 'wall']) {
      const page = await open(lang, sizes[size], `#/${name}`, empty)
      await page.waitForSelector('.empty-desk a.btn-main[href^="#/import"]')
      await need(async () => !/…/.test(await page.innerText('.pick-group')), 'the period is three dots')
      await look(page, lang)
      await page.context().close()
    }
  const page = await open('zh', sizes.desktop, '#/targets', empty)
  await need(async () => /^全国目标$/.test(await page.innerText('h1')), async () => 'the heading is ' + (await page.innerText('h1')))
  await page.waitForSelector('.state a[href^="#/import"]')
  await page.locator('.page-head .btn-main').click()
  await page.getByLabel('指标').selectOption('fai')
  await page.getByLabel('年份').selectOption('2024')
  await page.getByLabel('目标值').fill('100')
  await page.getByLabel('原因').fill('开局')
  await page.getByRole('button', { name: '记为新版本' }).click()
  await saved(page, '已记为新版本')
  await page.goto(`${empty}/?lang=zh#/targets?period=2024`)
  await page.waitForSelector('tbody tr:has-text("固定资产投资")')
  await page.context().close()
})

// What a sheet does not say can be given for the whole table.
await check('trust/whole', async () => {
  const page = await open('zh', sizes.desktop, pages.import)
  await page.setInputFiles('input[type=file]', { name: 'noperiod.csv', mimeType: 'text/csv', buffer: Buffer.from('地区,火力发电量(亿千瓦时)\n湖北省,12.3\n湖南省,13.4\n') })
  const whole = page.getByRole('group', { name: /^整张表/ })
  await whole.getByLabel('时期').fill('2024-05')
  await whole.getByLabel('时期').blur()
  await page.getByRole('button', { name: '改正后重新试读' }).click()
  await page.waitForSelector('dl.figures div:has-text("可用") dd:text-is("2")')
  await look(page, 'zh')
  await page.context().close()
})

// On a phone a tile opens its indicator; the board's workbook is the board.
await check('trust/phone', async () => {
  const page = await open('zh', sizes.phone, pages.board)
  await page.locator('.tile').nth(1).click()
  await page.waitForFunction(() => location.hash.startsWith('#/indicator/'))
  const wide = await open('zh', sizes.desktop, pages.board)
  await need(async () => /reports\/monthly.*format=xlsx/.test(await wide.getByRole('link', { name: '看板 Excel' }).getAttribute('href')), 'the board is exported as raw rows')
  await page.context().close()
})

// An area and an indicator together; what is not ranked says why; a cell that cannot be read is framed.
await check('trust/small', async () => {
  const page = await open('zh', sizes.desktop, '#/board?area=140000&period=2021-09')
  const rank = 1 + (await page.$$eval('thead th', h => h.findIndex(x => x.innerText.startsWith('位次'))))
  const said = await page.locator(`tbody tr:has-text("地区生产总值") td:nth-child(${rank})`).getAttribute('title')
  need(/不排/.test(said), 'no rank because: ' + said)
  await need(async () => (await page.$$eval('.row-name', n => n.every(x => x.scrollWidth <= x.clientWidth))), 'a name is cut beside empty room')
  await page.keyboard.press('/')
  await page.locator('.search-input').fill('山西 发电')
  await page.locator('.hits li:has-text("发电量 · 山西省")').first().click()
  await page.waitForFunction(() => /#\/indicator\/.*area=140000/.test(location.hash))
  await page.goto(`${base}/?lang=zh${pages.import}`)
  await page.setInputFiles('input[type=file]', { name: 'unread.csv', mimeType: 'text/csv', buffer: Buffer.from('2024年1-5月,火力发电量(亿千瓦时)\n湖北省,约7\n湖南省,13.4\n') })
  await page.waitForSelector('td.bad:text-is("约7")')
  await page.waitForSelector('section tbody tr:has-text("B2") td:text-is("约7")')
  await page.context().close()
})

// Typed text is not thrown away by a key, nor the file that is being read by a look elsewhere.
await check('trust/typed', async () => {
  const page = await open('zh', sizes.desktop, pages.indicator)
  await page.getByRole('button', { name: '改正' }).click()
  await page.keyboard.press('Escape')
  await page.waitForSelector('[role=dialog]', { state: 'detached' })
  await page.getByRole('button', { name: '改正' }).click()
  await page.getByLabel('原因').fill('写了很久的原因')
  await page.keyboard.press('Escape')
  await page.waitForSelector('.modal-ask')
  await look(page, 'zh')
  await page.getByRole('button', { name: '继续填写' }).click()
  await need(async () => (await page.getByLabel('原因').inputValue()) === '写了很久的原因', 'the typed text is gone')
  await page.mouse.click(20, 400)
  await page.getByRole('button', { name: '放弃' }).click()
  await page.waitForSelector('[role=dialog]', { state: 'detached' })
  await page.goto(`${base}/?lang=zh${pages.import}`)
  await page.setInputFiles('input[type=file]', { name: 'keep.csv', mimeType: 'text/csv', buffer: Buffer.from('area,indicator,period,kind,level\n420000,thermal_power,2024-05,final,1\n') })
  await page.waitForSelector('.figures')
  await page.locator('nav').getByText('看板').click()
  await quiet(page)
  await page.locator('nav').getByText('导入').click()
  await page.waitForSelector('.page-head:has-text("keep.csv")')
  await page.waitForSelector('.figures')
  await page.context().close()
})

// Figures of a check that are not of the demo: written before, taken back after it.
const writeCsv = (page, csv) => page.evaluate(async text => (await (await fetch('/api/v1/import?name=check.csv&yes=1', { method: 'PUT', body: text })).json()).commit, csv)
const takeBack = (page, commit) => page.evaluate(async c => (await fetch('/api/v1/withdraw', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ commit: c, reason: '检查' }) })).status, commit)

// A target of a month is held against that month, not against the newest figure.
await check('trust/points', async () => {
  const page = await open('zh', sizes.desktop, '#/targets?area=420600&period=2025-03')
  const commit = await writeCsv(page, 'area,indicator,period,kind,level\n420600,fiscal_revenue,2025,target,165\n420600,fiscal_revenue,2025-01,target,14\n420600,fiscal_revenue,2025-03,target,42\n420600,fiscal_revenue,2025-06,target,82\n420600,fiscal_revenue,2025-01,final,15\n420600,fiscal_revenue,2025-03,final,40\n')
  await page.waitForSelector('tbody tr:has-text("2025-06")')
  await quiet(page)
  const rows = await page.$$eval('section.table:first-of-type tbody tr', r => r.map(x => [...x.cells].map(c => c.innerText.trim()).join(' ') + (x.querySelector('.light') ? ' light' : '')))
  const of = p => rows.find(x => x.includes(p)) ?? ''
  need(/ 15 107\.1% 已达到/.test(of('2025-01')) && / 40 95\.2% 未完成/.test(of('2025-03')), 'a month has not its own figure: ' + rows.join(' | '))
  need(/ — — —/.test(of('2025-06')), 'a month to come has a figure: ' + of('2025-06'))
  need(/ 40 24\.2% 未到期.*light$/.test(of('2025-12')) && !/light/.test(of('2025-01')), 'the light of the year: ' + of('2025-12'))
  await takeBack(page, commit)
  await page.context().close()
})

for (const [lang, size] of [['zh', 'phone'], ['en', 'phone'], ['en', 'desktop']])
  await check(`forms/${lang}/${size}`, async () => {
    for (const [name, open_] of [['catalogue', '.page-head .btn-main'], ['areas', '.btn-tiny'], ['sets', '.btn-tiny'], ['targets', '.page-head .btn-main'], ['targets', '.btn-tiny']]) {
      const page = await open(lang, sizes[size], pages[name])
      await page.locator(open_).first().click()
      await page.waitForSelector('[role=dialog] form')
      await quiet(page)
      await look(page, lang)
      await page.keyboard.press('Escape')
      await need(async () => !(await page.$('[role=dialog]')), 'Escape leaves the form open')
      await page.context().close()
    }
  })

// ---- what a clerk must be able to trust: writes that take long, come second, or lose the line ----
const setOne = (page, level, reason) => page.evaluate(async ([l, r]) => (await fetch('/api/v1/set', {
  method: 'POST', headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ area: '420000', indicator: 'thermal_power', period: '2021-09', level: l, reason: r })
})).status, [level, reason])
async function correct(page, level) {
  await page.getByRole('button', { name: '改正' }).click()
  await page.waitForSelector('[role=dialog] .num:text-matches("\\\\d")')
  await page.getByLabel('数值').fill(level)
  await page.getByLabel('原因').fill('核实')
}
const saveIt = page => page.getByRole('button', { name: '记为新版本' }).click()

await check('trust/job', async () => {
  const page = await open('zh', sizes.desktop, pages.indicator)
  let asked = 0
  await page.route(/\/api\/v1\/set|\/import\?/, r => r.continue({ headers: { ...r.request().headers(), prefer: 'respond-async' } }))
  await page.route(/\/api\/v1\/jobs\//, async r => {
    if (asked++ > 2) return r.continue()
    await r.fulfill({ json: { id: r.request().url().split('/').pop(), state: 'running', what: 'rows', done: 3, total: 10, created: '', status: null, href: '', result: null } })
  })
  await correct(page, '1082.3')
  await saveIt(page)
  await page.waitForSelector('.job:has-text("3 / 10") button:has-text("取消写入")')
  need(!(await page.$('.notice:has-text("已记为新版本")')), 'a queued write is told as saved')
  await page.waitForSelector('.notice:has-text("已记为新版本")')
  await page.waitForSelector('.figures :text("1,082.3")')
  await page.goto(`${base}/?lang=zh${pages.import}`)
  const csv = 'area,indicator,period,kind,level,unit\n420000,thermal_power,2023-05,final,366.7,亿千瓦时\n'
  await page.setInputFiles('input[type=file]', { name: 'one.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
  await page.getByRole('button', { name: '确认入库' }).click()
  await page.waitForSelector('h2:has-text("新增 1")')
  await page.getByRole('button', { name: '撤回这次导入' }).click()
  await page.waitForSelector('.notice:has-text("已撤回")')
  need(!page.bad.length, 'errors: ' + page.bad.join(' | '))
  await page.context().close()
})

// A question under way while a commit comes must not be taken for the answer after it.
await check('trust/race', async () => {
  const page = await open('zh', sizes.desktop, '#/import')
  let held = 0
  await page.route(/\/api\/v1\/board\?.*indicator=thermal_power/, async r => {
    if (held++) return r.continue()
    const old = await r.fetch()
    await page.waitForTimeout(1500)
    await r.fulfill({ response: old })
  })
  await page.goto(`${base}/?lang=zh${pages.indicator}`)
  await need(() => held, 'the figures are not asked for')
  need((await setOne(page, '1083.4', '并发')) === 200, 'the value was not set')
  await page.waitForSelector('.figures :text("1,083.4")')
  await page.waitForTimeout(1500)
  need(/1,083\.4/.test(await page.innerText('.figures')), 'the old figure came back')
  await page.context().close()
})

await check('trust/hidden', async () => {
  const page = await open('zh', sizes.desktop, pages.indicator)
  const hide = h => page.evaluate(x => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => x })
    document.dispatchEvent(new Event('visibilitychange'))
  }, h)
  await hide(true)
  const other = await page.context().newPage()
  await other.goto(`${base}/?lang=zh${pages.catalogue}`)
  need((await setOne(other, '1084.5', '隐藏时')) === 200, 'the value was not set')
  await page.waitForTimeout(600)
  need(!/1,084\.5/.test(await page.innerText('.figures')), 'a page nobody sees still follows')
  await hide(false)
  await page.waitForSelector('.figures :text("1,084.5")')
  await page.context().close()
})

await check('trust/second', async () => {
  const page = await open('zh', sizes.desktop, pages.indicator)
  await correct(page, '1090.1')
  need((await setOne(page, '1085.6', '他人先改')) === 200, 'the value was not set')
  await saveIt(page)
  await page.waitForSelector('.clash:has-text("1085.6"):has-text("1090.1")')
  need(page.bad.every(x => x.includes('412')), 'errors: ' + page.bad.join(' | '))
  page.bad.length = 0
  await quiet(page)
  await look(page, 'zh')
  await page.getByRole('button', { name: '保留现在的' }).click()
  await page.waitForSelector('.figures :text("1,085.6")')
  await correct(page, '1090.2')
  need((await setOne(page, '1086.7', '又改')) === 200, 'the value was not set')
  await saveIt(page)
  await page.getByRole('button', { name: '仍写入我的' }).click()
  await page.waitForSelector('.figures :text("1,090.2")')
  await page.context().close()
})

await check('trust/once', async () => {
  const page = await open('zh', sizes.desktop, pages.indicator)
  const keys = []
  await page.route(/\/api\/v1\/set/, async r => {
    keys.push(r.request().headers()['idempotency-key'])
    if (keys.length > 1) return r.continue()
    await r.fetch()
    await r.abort() // it was done, but the answer is lost
  })
  await correct(page, '1087.8')
  await saveIt(page)
  await page.waitForSelector('.error[role=alert]')
  await saveIt(page)
  await page.waitForSelector('.notice:has-text("已记为新版本")')
  need(keys.length === 2 && keys[0] === keys[1], 'the retry is another request: ' + keys)
  await page.context().close()
})

await check('trust/dialog', async () => {
  const page = await open('zh', sizes.desktop, pages.indicator)
  await page.keyboard.press('[')
  await quiet(page)
  await page.getByRole('button', { name: '改正' }).click()
  await need(async () => JSON.stringify(await page.getByLabel('类别').locator('option').allInnerTexts()) === '["核定","快报"]', async () => 'kinds: ' + await page.getByLabel('类别').innerText())
  await page.goBack()
  await page.waitForSelector('[role=dialog]', { state: 'detached' })
  await page.goto(`${base}/?lang=zh${pages.indicator}&as_of=2100-01-01`)
  await quiet(page)
  await need(async () => /as_of=2100-01-01/.test(await page.getByRole('link', { name: '导出 Excel' }).getAttribute('href')), 'the download is not as of the view')
  await page.context().close()
})

await check('trust/refused', async () => {
  const page = await open('zh', sizes.desktop, pages.import)
  await page.setInputFiles('input[type=file]', { name: 'bad.csv', mimeType: 'text/csv', buffer: Buffer.from('甲,乙\n1,2\n') })
  await page.waitForSelector('.banner.error')
  need(!(await page.$('text=没有问题')), 'a refused file is told as without findings')
  await page.context().close()
})

await check('trust/definition', async () => {
  const page = await open('zh', sizes.desktop, '#/indicator/thermal_power?area=420000&period=1950&tab=definition')
  await page.waitForSelector('.facts-list:has-text("thermal_power")')
  await page.getByRole('button', { name: '版本', exact: true }).click()
  await quiet(page)
  await look(page, 'zh')
  await page.goto(`${base}/?lang=zh#/nonsense`)
  await page.waitForSelector('.state:has-text("没有“nonsense”这一页")')
  page.bad.length = 0
  await page.goto(`${base}/?lang=zh#/indicator/%`)
  await quiet(page)
  need(!page.bad.some(x => /URIError|URI malformed/.test(x)), 'a mistyped address breaks the page')
  await page.context().close()
})

await check('trust/words', async () => {
  const page = await open('zh', sizes.desktop, '#/board?area=420000&period=2022-07&all=1')
  const head = await page.$$eval('thead th', h => h.map(x => x.innerText))
  need(head.includes('数值') && !head.includes('累计'), 'the columns are ' + head)
  const cells = await page.$$eval('tbody tr:not(.group)', rows => rows.map(r => r.innerText))
  await need(async () => (await page.$eval('.table-box', x => x.scrollWidth - x.clientWidth)) <= 0, 'a column of the board is cut off')
  need(cells.some(x => /当月/.test(x)) && !cells.some(x => /1\/1\b/.test(x)), 'single months are not marked, or one of one is ranked')
  await page.click('.pick[aria-label^="时期"]')
  await need(async () => !/[QH]\d/.test(await page.innerText('.pop-period')), 'Q and H in Chinese')
  await page.locator('.pop-period').getByRole('button', { name: '9月', exact: true }).click()
  await need(async () => !(await page.$('.pop-period')), 'the picker stays open after the choice')
  await page.goto('about:blank')
  await page.goto(`${base}/?lang=zh${pages.board}`)
  await quiet(page)
  await page.keyboard.press('ArrowDown')
  await need(async () => await page.evaluate(() => document.activeElement.tagName === 'TD'), 'the arrows do not lead into the table')
  await page.keyboard.press('g')
  await page.keyboard.press('i')
  need(/#\/indicator/.test(page.url()), 'g i does not open the indicator')
  await page.goto('about:blank')
  await page.goto(`${base}/?lang=en${pages.board}`)
  await quiet(page)
  await need(async () => (await page.$eval('.table-box', x => x.scrollWidth - x.clientWidth)) <= 0, 'a column of the English board is cut off')
  await page.goto('about:blank')
  await page.goto(`${base}/?lang=zh#/arrears?area=420000&period=2021-09&checkpoint=Y`)
  await quiet(page)
  await need(async () => !/到 ?[YHQ]/.test(await page.innerText('main')), 'Y stands for the year')
  await page.goto(`${base}/?lang=zh#/arrears?area=420000&period=2021-09&checkpoint=Q1`)
  await page.waitForSelector('[aria-pressed=true]:has-text("一季度")')
  await quiet(page)
  await need(async () => /2 个欠账/.test(await page.innerText('h1')), async () => 'the title is ' + (await page.innerText('h1')))
  await need(async () => !/到 ?[YHQ]/.test(await page.innerText('main')), 'Q1 stands for the quarter')
  await page.context().close()
})

// The target and what is owed against it say where they come from, in words.
await check('trust/why', async () => {
  const page = await open('zh', sizes.desktop, pages.board)
  const at = 1 + (await page.$$eval('thead th', h => h.findIndex(x => x.innerText.startsWith('目标'))))
  const cell = page.locator(`tbody tr:not(.group):has-text("火力发电量") td.opens:nth-child(${at})`)
  await cell.hover()
  await page.waitForSelector('td span[title*="示例"]')
  await cell.click()
  await page.waitForSelector('.drawer .formula')
  const said = await page.innerText('.drawer')
  need(/示例/.test(said), 'the source of the target is not told')
  await need(async () => !(await page.$$eval('.drawer tbody td:first-child', c => c.some(x => /[a-z]_[a-z]/.test(x.innerText)))), 'an input has no name')
  // each number opens itself
  for (const [heading, formula] of [['目标', 'T'], ['月均需', 'owed / m'], ['差额', 'max(0, T_k - C)']]) {
    await page.keyboard.press('Escape')
    const n = 1 + (await page.$$eval('thead th', (h, x) => h.findIndex(y => y.innerText.startsWith(x)), heading))
    const one = page.locator(`tbody tr:not(.group):has-text("火力发电量") td.opens:nth-child(${n})`)
    const seen = (await one.innerText()).trim().split(/[^\d.,]/)[0]
    await one.click()
    await page.waitForSelector(`.drawer .formula:text-is("${formula}")`)
    const said = await page.innerText('.why-value'), number = x => Number(x.replace(/,/g, ''))
    need(Math.abs(number(said) - number(seen)) < 0.006, `${heading} ${seen} opens ${said}`)
  }
  await page.emulateMedia({ media: 'print' })
  await need(async () => await page.isVisible('.print-source'), 'no source is printed')
  await need(async () => (await page.$eval('.bullet-bar', e => getComputedStyle(e).printColorAdjust ?? getComputedStyle(e).webkitPrintColorAdjust)) === 'exact', 'bars vanish in print')
  await page.context().close()
})

// What happened beside the figures stands on the chart, in words for the pointer, the keyboard and print;
// growths that nobody published are marked and the mark is told.
await check('flags', async () => {
  for (const [lang, size, words] of [['zh', sizes.desktop, '莱芜市并入'], ['en', sizes.phone, '莱芜市 merged into it']]) {
    const page = await open(lang, size, '#/indicator/house_new_yoy?area=370100&period=2020-05')
    await page.waitForSelector('.flag')
    const flag = page.locator('.flag').first()
    need(!(await page.isVisible('.flag-words')), 'the words stand there before anybody asks')
    await flag.focus()
    await need(async () => (await page.locator('.flag-words').first().innerText()).includes(words), 'the flag has no words')
    await need(async () => (await page.innerText('.flags')).includes('2019-01-01 ' + words), 'the list does not tell it')
    await need(async () => await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'the words leave the screen')
    await look(page, lang)
    await page.context().close()
  }
  const board = await open('zh', sizes.desktop, pages.board)
  await need(async () => /\d‡/.test(await board.innerText('.table')) && /‡ 增速未公布/.test(await board.innerText('.table .note')), 'computed growth is not marked')
  await board.context().close()
})

for (const f of failures) console.log(f)
await browser.close()
