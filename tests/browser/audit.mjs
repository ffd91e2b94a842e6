// Who did what, in a real Chromium: from a value to its events, the log of the desk with its filters, what
// somebody without the right is shown; and stored markup, which stays text on every page.
// usage: audit.mjs ADDRESS REPOSITORY LINK LINK2 [FOLDER]   FOLDER: screenshots
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { check, follow, quiet, text } from './quiet.mjs'

const [base, root, rootLink, viewLink, shots] = process.argv.slice(2)
const require = createRequire(`${root}/web/package.json`)
const { chromium } = require('playwright-core')
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: process.getuid() === 0 ? ['--no-sandbox'] : []
})
const sizes = { desktop: { width: 1366, height: 768 }, phone: { width: 390, height: 844 } }
const PASSWORD = 'correct horse battery'
const bad = []
async function open(lang, size, hash = '#/board', context = null) {
  context ??= follow(await browser.newContext({ viewport: sizes[size], reducedMotion: 'reduce' }))
  const page = await context.newPage()
  page.on('pageerror', e => bad.push(String(e)))
  page.on('console', m => m.type() === 'error' && !/40[134]|422/.test(m.text()) && bad.push(m.text()))
  await page.goto(`${base}/?lang=${lang}${hash}`)
  await quiet(page)
  return page
}
async function shot(page, name) {
  await page.evaluate(axe) // past the content policy, which forbids a script of ours
  const faults = await page.evaluate(async () => {
    const r = await window.axe.run({ runOnly: ['wcag2a', 'wcag2aa'] })
    return r.violations.map(v => `${v.id}: ${v.nodes[0]?.target}`)
  })
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth + 1)
  await check(`${name}: nothing is cut off, nothing inaccessible`, !wide && !faults.length, `${wide} ${faults}`)
  if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true })
}
async function enter(link, size) {
  const page = await open('zh', size, `#/link/${link}`)
  await page.getByLabel('新密码').fill(PASSWORD)
  await page.getByLabel('再输一遍').fill(PASSWORD)
  await page.getByRole('button', { name: '设置并登录' }).click()
  await page.locator('nav.nav').waitFor()
  await quiet(page)
  return page
}
async function to(page, lang, hash) {
  await page.goto(`${base}/?lang=${lang}${hash}`)
  await quiet(page)
}

// ---- from a value to its events ----
const page = await enter(rootLink, 'desktop')
await to(page, 'zh', '#/board?area=420000&period=2021-09')
await page.locator('td[tabindex="0"]').first().focus()
const value = page.locator('tr', { hasText: '地区生产总值' }).first().locator('td.num').first()
await value.click()
await page.getByRole('button', { name: '谁做了什么' }).waitFor()
await quiet(page)
await page.getByRole('button', { name: '谁做了什么' }).click()
await quiet(page)
const says = async (at, test) => test(await text(at))
await check('the drawer leads to who did what', () => says(page, s => s.includes('这个数的全部改动') && /→ 34600/.test(s) && s.includes('li')), () => text(page))
await check('with the cause, by whom', () => says(page, s => s.includes('wang') && s.includes('欠账原因')), () => text(page))
await check('and the log of the desk', () => says(page, s => s.includes('每次写入都在哈希链上') && s.includes('建库')), () => text(page))
await check('the address can be sent', page.url().includes('indicator=gdp') && page.url().includes('area=420000'), page.url())
await shot(page, 'audit-figure-zh-desktop')
await page.getByLabel('何人').fill('li')
await page.getByRole('button', { name: '筛选' }).click()
await quiet(page)
await check('by person', () => says(page, s => !s.includes('wang') && /→ 34600/.test(s)), () => text(page))
await page.getByRole('button', { name: '全部', exact: true }).click()
await page.getByRole('button', { name: '不限此数' }).click()
await quiet(page)
await check('without a figure the log stays', async () => !(await text(page)).includes('这个数的全部改动') && (await text(page)).includes('建库'))
await shot(page, 'audit-zh-desktop')
await to(page, 'en', '#/audit?area=420000&period=2021-09&indicator=gdp')
await check('in English', () => says(page, s => s.includes('All that was done to this figure') && s.includes('level') && s.includes('desk made')), () => text(page))
await page.setViewportSize(sizes.phone)
await quiet(page)
await shot(page, 'audit-figure-en-phone')
await to(page, 'zh', '#/audit?area=420000&period=2021-09')
await shot(page, 'audit-zh-phone')
await page.setViewportSize(sizes.desktop)

// ---- markup stays text ----
for (const hash of ['board?area=420000&period=2021-09', 'indicator/evil?area=420000&period=2021-09', 'indicator/evil?area=420000&period=2021-09&tab=versions',
  'catalogue', 'since?area=420000&period=2021-09', 'audit?area=420000&period=2021-09&indicator=evil', 'arrears?area=420000&period=2021-09',
  'compare?area=420000&period=2021-09', 'targets?area=420000&period=2021-09', 'reports?area=420000&period=2021-09', 'people', 'import']) {
  await to(page, 'zh', '#/' + hash)
  const got = await page.evaluate(() => [window.hacked, document.querySelectorAll('img[src="x"], main script').length])
  await check(`markup is text: ${hash}`, got[0] === undefined && got[1] === 0, got)
}
await to(page, 'zh', '#/audit?area=420000&period=2021-09&indicator=evil')
await check('and can be read', async () => (await text(page)).includes('<img src=x'), () => text(page))

// ---- who has not the right ----
const view = await enter(viewLink, 'phone')
await to(view, 'zh', '#/audit?area=420000&period=2021-09&indicator=gdp')
await check('their figure is told', () => says(view, s => /→ 34600/.test(s)), () => text(view))
const said = await text(view)
await check('not the log of the desk, nor the chain', !said.includes('每次写入') && !said.includes('建库') && !said.includes('链哈希'), said)
await check('nor a way to it', !(await view.locator('nav.nav').innerText()).includes('审计'))
await shot(view, 'audit-viewer-zh-phone')
await to(view, 'zh', '#/audit?area=430000&period=2021-09&indicator=gdp')
await check('another area is not there', !(await text(view)).includes('这个数的全部改动') || !/→|总量/.test(await text(view)), () => text(view))
await check('no errors on the page', !bad.length, bad.join('\n'))
await browser.close()
