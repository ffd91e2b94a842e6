// The door in a real Chromium: a first password by a link, signing in, a second factor, a token, people and
// rights, handing over a post, being shut out; both languages, desktop and phone.
// usage: people.mjs ADDRESS REPOSITORY LINK [FOLDER]   FOLDER: screenshots
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { check, follow, quiet, text } from './quiet.mjs'

const [base, root, firstLink, shots] = process.argv.slice(2)
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
async function fill(page, values) {
  for (const [label, v] of Object.entries(values)) await page.getByLabel(label, { exact: false }).first().fill(v)
}
function code(secret, shift = 0) {
  const bits = [...secret].map(c => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g).map(b => parseInt(b, 2)))
  const msg = Buffer.alloc(8)
  msg.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + shift))
  const mac = createHmac('sha1', key).update(msg).digest(), o = mac[19] & 15
  return String((mac.readUInt32BE(o) & 0x7fffffff) % 1000000).padStart(6, '0')
}

// ---- a first password by a link ----
let page = await open('zh', 'desktop', `#/link/${firstLink}`)
await check('a link asks for a password only', async () => (await text(page)).includes('设置密码') && !(await text(page)).includes('看板'))
await shot(page, 'link-zh-desktop')
await fill(page, { 新密码: PASSWORD, 再输一遍: PASSWORD + 'x' })
await page.getByRole('button', { name: '设置并登录' }).click()
await page.getByRole('alert').waitFor()
await check('two that differ are told', async () => (await text(page)).includes('两遍密码不一样'))
await fill(page, { 再输一遍: PASSWORD })
await page.getByRole('button', { name: '设置并登录' }).click()
await page.locator('nav.nav').waitFor()
await quiet(page)
await check('and it signs in', async () => (await text(page)).includes('看板') && (await text(page)).includes('人员'))
await check('the link leaves the address', !page.url().includes('dl_'))

// ---- people ----
const root_ = page.context()
await page.goto(`${base}/?lang=zh#/people`)
await quiet(page)
await page.getByRole('button', { name: '新建账号' }).click()
await fill(page, { '账号 *': 'wang', '姓名 *': '王明' })
await page.getByRole('button', { name: '保存' }).click()
await page.locator('.banner .key').waitFor()
const link = (await page.locator('.banner .key').innerText()).trim()
await check('an account gives a link', /#\/link\/dl_\w{40}$/.test(link), link)
await page.locator('.seg button', { hasText: '岗位' }).click()
await page.getByRole('button', { name: '新建岗位' }).click()
await fill(page, { '代码 *': 'clerk', '名称 *': '统计股股长' })
await page.getByLabel('任职人').selectOption('wang')
await page.getByLabel('起', { exact: true }).fill('2020-01-01')
await page.getByRole('button', { name: '保存' }).click()
await page.getByText('统计股股长').first().waitFor()
await page.locator('.seg button', { hasText: '授权' }).click()
await page.locator('.page-head .btn-main').click()
await page.getByLabel('给谁').selectOption('post:clerk')
await page.getByLabel('角色').selectOption('viewer')
const area = page.getByRole('combobox', { name: '地区' })
await area.fill('湖北')
await page.getByRole('option', { name: '湖北' }).first().waitFor()
await page.keyboard.press('ArrowDown')
await page.keyboard.press('Enter')
await check('an area is found by its name', async () => /^420000$/.test(await area.inputValue()), () => area.inputValue())
await shot(page, 'grant-zh-desktop')
await page.getByRole('button', { name: '保存' }).click()
await page.getByText('查阅者').first().waitFor()
await quiet(page)
await check('a role for an area', async () => (await text(page)).includes('420000'), () => text(page))
for (const [lang, size] of [['zh', 'desktop'], ['en', 'phone']])
  for (const tab of ['accounts', 'posts', 'grants']) {
    const p = await open(lang, size, `#/people?tab=${tab}`, size === 'desktop' ? root_ : null)
    if (size === 'phone') {
      await fill(p, { 'Account name': 'root', Password: PASSWORD })
      await p.getByRole('button', { name: 'Sign in' }).click()
      await p.locator('nav.nav').waitFor()
      await quiet(p)
    }
    await shot(p, `people-${tab}-${lang}-${size}`)
    await p.close()
  }

// ---- somebody else signs in ----
const wang = await open('en', 'phone', link.slice(link.indexOf('#')))
await shot(wang, 'link-en-phone')
await fill(wang, { 'New password': PASSWORD, 'Once more': PASSWORD })
await wang.getByRole('button', { name: 'Set and sign in' }).click()
await wang.locator('nav.nav').waitFor()
await quiet(wang)
await check('they begin where they may read', async () => (await text(wang)).includes('湖北') || (await text(wang)).includes('Hubei'), () => text(wang))
await wang.goto(`${base}/?lang=en#/board?area=420000&period=2021-09`)
await quiet(wang)
await check('who may see Hubei sees it', async () => /Electricity|GDP|Gross/.test(await text(wang)), () => text(wang))
await check('and nothing about people', !/^People$/m.test(await text(wang)))
await wang.goto(`${base}/?lang=en#/board?area=430000&period=2021-09`)
await quiet(wang)
await check('not Hunan: as if there were none', async () => (await text(wang)).includes('430000') && /no area|not be read/i.test(await text(wang)), () => text(wang))
await wang.goto(`${base}/?lang=en#/people`)
await quiet(wang)
await check('nor the page of people', async () => (await text(wang)).includes('There is no such page'))
await wang.goto(`${base}/?lang=en#/account`)
await quiet(wang)
await shot(wang, 'account-en-phone')
await check('own rights are told', async () => /read \/ ranks/.test(await text(wang)), () => text(wang))

// ---- second factor and token ----
await page.goto(`${base}/?lang=zh#/account`)
await quiet(page)
await page.getByLabel('当前密码').nth(1).fill(PASSWORD)
await page.getByRole('button', { name: '启用' }).click()
await page.locator('.form .key').waitFor()
const secret = (await page.locator('.form .key').innerText()).replace(/\s/g, '')
await page.getByLabel('动态码（六位）').fill(code(secret, -1))
await page.getByRole('button', { name: '确认' }).click()
await page.getByText('已启用；关闭须输入密码').waitFor()
await check('a second factor is on', true)
await page.getByLabel('用途').fill('每日取数')
await page.getByRole('button', { name: '新建令牌' }).click()
await page.locator('.banner .key').waitFor()
await check('a token is shown once', async () => /^dt_\w{40}$/.test((await page.locator('.banner .key').innerText()).trim()))
await shot(page, 'account-zh-desktop')
const again = await open('zh', 'phone')
await shot(again, 'signin-zh-phone')
await fill(again, { 账号: 'root', 密码: 'wrong password' })
await again.getByRole('button', { name: '登录' }).click()
await again.getByRole('alert').waitFor()
await check('a wrong password is told', async () => /不对/.test(await text(again)))
await fill(again, { 密码: PASSWORD })
await again.getByRole('button', { name: '登录' }).click()
await again.getByLabel('动态码（六位）').waitFor()
await check('then the code is asked for', true)
await shot(again, 'code-zh-phone')
await again.getByLabel('动态码（六位）').fill(code(secret))
await again.getByRole('button', { name: '登录' }).click()
await again.locator('nav.nav').waitFor()
await check('and it signs in', true)

// ---- a session ended elsewhere, a post handed over ----
await page.goto(`${base}/?lang=zh#/people?tab=accounts`)
await quiet(page)
await page.locator('tr', { hasText: 'wang' }).getByRole('button', { name: '停用' }).click()
await quiet(page)
await wang.goto(`${base}/?lang=en#/board?area=420000&period=2021-08`)
await wang.getByRole('button', { name: 'Sign in' }).waitFor()
await check('a disabled account is shown the door', true)
await page.goto(`${base}/?lang=zh#/account`)
await quiet(page)
await page.getByRole('button', { name: '退出' }).click()
await page.getByRole('button', { name: '登录' }).waitFor()
await check('signing out leads to the door', async () => !(await text(page)).includes('看板'))
await page.goBack()
await quiet(page)
await check('and back does not lead in', !(await text(page)).includes('看板'))
await check('no errors on the page', !bad.length, bad.join('\n'))
await browser.close()
