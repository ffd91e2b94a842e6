// Reporting in a real Chromium: my work, filling by keys, a block from Excel, findings and explanations, a lost
// connection, two at one form, check, review, signature, values returned and mended, the board of late and
// unsigned, acts on many; both languages, desktop and phone.
// usage: reporting.mjs ADDRESS REPOSITORY ROUND LINK-root LINK-wang LINK-li LINK-chen LINK-zhou [FOLDER]
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { check, failed, follow, quiet, text } from './quiet.mjs'

const [base, root, round, rootLink, wangLink, liLink, chenLink, zhouLink, shots] = process.argv.slice(2)
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
/** Somebody with a password of their own, signed in by their link. */
async function person(link, lang, size) {
  const context = follow(await browser.newContext({ viewport: sizes[size], reducedMotion: 'reduce' }))
  const page = await context.newPage()
  page.on('pageerror', e => bad.push(String(e)))
  page.on('console', m => m.type() === 'error' && !/40[1349]|412|422|ERR_INTERNET_DISCONNECTED/.test(m.text()) && bad.push(m.text()))
  await page.goto(`${base}/?lang=${lang}#/link/${link}`)
  await page.locator('input[name=password]').fill(PASSWORD)
  await page.locator('input[autocomplete=new-password]').nth(1).fill(PASSWORD)
  await page.locator('.gate-form .btn-main').click()
  await page.locator('nav.nav').waitFor()
  return page
}
async function to(page, hash, lang = 'zh') {
  await page.goto('about:blank')
  await page.goto(`${base}/?lang=${lang}${hash}`)
  await page.locator('main').waitFor()
  await quiet(page)
}
const FORM = `#/reporting/yj01?org=ycfg&round=${round}`
const saved = page => page.waitForFunction(() => /已保存|Saved/.test(document.querySelector('.saved')?.textContent ?? ''), null, { timeout: 15000 })
async function act(page, name, fields = {}) {
  await page.locator('.flow-acts').getByRole('button', { name, exact: true }).click()
  const dialog = page.getByRole('dialog')
  if (await dialog.isVisible().catch(() => false)) {
    for (const [label, v] of Object.entries(fields)) await dialog.getByLabel(label).fill(v)
    await dialog.locator('.btn-main').click()
    await dialog.waitFor({ state: 'detached' })
  }
  await quiet(page)
}
const step = page => page.locator('.flow-steps [aria-current] strong').innerText()
async function paste(page, block) {
  await page.evaluate(block => {
    const data = new DataTransfer()
    data.setData('text/plain', block)
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }, block)
}

// ---- filling by keys ----
const wang = await person(wangLink, 'zh', 'desktop')
await to(wang, '#/reporting')
await check('my work lists what waits', async () => /填数[\s\S]*宜昌市发改委[\s\S]*逾期/.test(await text(wang)), () => text(wang))
await shot(wang, 'todo-zh-desktop')
await to(wang, FORM)
await check('the form says what it stands on', async () => /鄂预01表[\s\S]*湖北省统计局[\s\S]*鄂统字[\s\S]*2099-12-31/.test(await text(wang)))
await check('the head counts down to the close', async () => /关网还有 3天\d+小时/.test(await text(wang)), () => text(wang))
await check('last year stands beside the cell', async () => /上年同期[\s\S]*1,000/.test(await text(wang)), () => text(wang))
await wang.locator('[data-at="0:0"]').focus()
await wang.keyboard.type('1050.5')
await wang.keyboard.press('Tab')
await wang.keyboard.type('5.05')
await wang.keyboard.press('Enter')
await wang.keyboard.type('1,900')
await wang.keyboard.press('Escape')
await wang.keyboard.press('ArrowLeft')
await wang.keyboard.type('2,100')
await wang.keyboard.press('ArrowDown')
await check('keys move and figures are grouped', async () => (await wang.locator('[data-at="1:0"]').inputValue()) === '2,100' && (await wang.locator('[data-at="1:1"]').inputValue()) === '', () => wang.locator('[data-at="1:1"]').inputValue())
await check('the cell below has the focus', async () => await wang.evaluate(() => document.activeElement?.getAttribute('data-at')) === '2:0')
await saved(wang)
await check('progress is told', async () => (await text(wang)).includes('已填 2 / 6'), () => text(wang))
await wang.reload()
await quiet(wang)
await check('what was typed is there again', async () => (await wang.locator('[data-at="0:0"]').inputValue()) === '1,050.5')

// ---- a block from Excel ----
await wang.locator('[data-at="2:0"]').focus()
await paste(wang, '１０３．５\t３．５％\r\n"1,010.0"\t下降1.2\r\n约两千\t5\r\n110\t10%\r\n超出\t9\r\n')
await wang.locator('.paste-told').waitFor()
await check('what did not fit and what was unread is told', async () => /粘贴了 8 格[\s\S]*读不懂[\s\S]*约两千[\s\S]*超出表格[\s\S]*超出 9/.test(await text(wang)), () => text(wang))
await check('signs and full-width digits are read', async () => (await wang.locator('[data-at="3:1"]').inputValue()) === '−1.2' && (await wang.locator('[data-at="2:0"]').inputValue()) === '103.5')
await shot(wang, 'paste-zh-desktop')
await act(wang, '提交')
await check('what cannot be read stops handing in', async () => (await text(wang)).includes('还不能提交'), () => text(wang))
await wang.locator('[data-at="4:0"]').fill('5000')
await wang.keyboard.press('Tab')
await saved(wang)
await check('two grades of finding stand at the cell', async () => await wang.locator('.cell-notes li').count() > 0, () => text(wang))
await to(wang, `${FORM}&way=wide`)
await check('side by side: areas down, indicators across', async () => (await wang.locator('table.sheet.wide tbody').count()) === 2)
await shot(wang, 'wide-zh-desktop')
await wang.locator('[data-at="1:0"]').focus()
await paste(wang, '地区\t固定资产投资(亿元)\t同比\t一般公共预算收入\t同比\n襄阳市\t2,120\t6\t104\t10\n')
await wang.getByText('按块中的地区、指标名称对应').waitFor()
await check('a block with names goes by its names', async () => (await wang.locator('[data-at="1:2"]').inputValue()) === '2,120' && (await wang.locator('[data-at="1:4"]').inputValue()) === '104', () => text(wang))
await saved(wang)

// ---- Excel out and back ----
const book = await wang.evaluate(async u => {
  const r = await fetch(u)
  return { status: r.status, bytes: [...new Uint8Array(await r.arrayBuffer())] }
}, `/api/v1/filing/sheet?form=yj01&org=ycfg&period=${round}&lang=zh`)
await check('the form comes as a workbook', book.status === 200 && book.bytes[0] === 0x50, JSON.stringify(book).slice(0, 200))
await wang.locator('.sheet-tools input[type=file]').setInputFiles({ name: 'form.xlsx', mimeType: 'application/octet-stream', buffer: Buffer.from(book.bytes) })
await wang.getByText(/读入 \d+ 个数/).waitFor({ timeout: 20000 })
await check('and goes back', true)
await quiet(wang)

// ---- explanations, a lost connection ----
await to(wang, FORM)
const why = wang.getByLabel('说明原因 襄阳市 一般公共预算收入')
await why.fill('已核实')
await saved(wang)
await act(wang, '提交')
await wang.getByText('处要说明原因').waitFor()
await check('"checked" explains nothing, and it leads to the cell', async () => (await wang.evaluate(() => document.activeElement?.getAttribute('data-at'))) === '5:0', () => text(wang))
await shot(wang, 'explain-zh-desktop')
await why.fill('十月清缴历史欠税一次性入库九千万元，下月回落')
await saved(wang)
await wang.getByText('● 已说明').or(wang.locator('.cell-notes .light-green')).first().waitFor()
await check('a reason does', true)
await wang.context().setOffline(true)
await wang.locator('[data-at="0:0"]').focus()
await wang.keyboard.type('1060')
await wang.keyboard.press('Tab')
await wang.getByText('存在本机').waitFor({ timeout: 15000 })
await check('without a connection it says so', true)
await shot(wang, 'offline-zh-desktop')
await check('and it is kept in the browser', async () => await wang.evaluate(() => Object.keys(localStorage).some(k => k.startsWith('diaodu-filing'))))
await wang.context().setOffline(false)
await saved(wang)
await check('and sent when it is back', async () => !(await wang.evaluate(() => Object.keys(localStorage).some(k => k.startsWith('diaodu-filing')))))

// ---- two at one form ----
const other = await wang.context().newPage()
await to(other, FORM)
await other.locator('[data-at="1:0"]').fill('2111')
await saved(other)
await wang.locator('[data-at="1:0"]').focus()
await wang.keyboard.type('2122')
await wang.locator('.conflict').waitFor({ timeout: 15000 })
await check('a lost update shows both', async () => /2,111[\s\S]*2,122/.test(await wang.locator('.conflict').innerText()), () => wang.locator('.conflict').innerText())
await shot(wang, 'conflict-zh-desktop')
await wang.locator('.conflict').getByRole('button', { name: '用我填的' }).click()
await saved(wang)
await wang.reload()
await quiet(wang)
await check('and the person chose', async () => (await wang.locator('[data-at="1:0"]').inputValue()) === '2,122')
await other.close()

// ---- flow ----
await act(wang, '提交')
await check('submitted, and locked in words', async () => /已锁定[\s\S]*(退回|撤回)/.test(await text(wang)) && (await step(wang)) === '审核', () => text(wang))
await check('the filler cannot check', async () => !(await wang.locator('.flow-acts button', { hasText: '审核通过' }).count()))
const li = await person(liLink, 'en', 'phone')
await to(li, '#/reporting', 'en')
await check('it waits for the checker', async () => /Check/.test(await text(li)), () => text(li))
await shot(li, 'todo-en-phone')
await to(li, FORM, 'en')
await shot(li, 'check-en-phone')
await act(li, 'Pass the check')
await check('checked on a phone', async () => (await step(li)) === 'Review', () => text(li))
const chen = await person(chenLink, 'zh', 'phone')
await to(chen, FORM)
await act(chen, '复核通过')
await act(chen, '签字')
await check('signed, with post and hash', async () => /陈立（主任）[\s\S]*签字快照[\s\S]*校验码 [0-9a-f]{8} [0-9a-f]{8}/.test(await text(chen)) && (await step(chen)) === '统计接收', () => text(chen))
await shot(chen, 'signed-zh-phone')
const hash = /校验码 ([0-9a-f ]{64,71})/.exec(await text(chen))[1].replace(/ /g, '')
const frozen = await chen.evaluate(async h => (await fetch(`/api/v1/signed/${h}`)).text(), hash)
await check('the frozen text can be read again', frozen.includes('2122') && frozen.includes('chen'), frozen)
const paper = await chen.evaluate(async a => (await fetch(a)).text(), await chen.getByRole('link', { name: '打开打印' }).getAttribute('href'))
await check('the sheet for signature carries hash and lines', /单位负责人/.test(paper) && /公章/.test(paper) && paper.replace(/\s/g, '').includes(hash), paper)
await to(wang, FORM)
await wang.locator('.flow-acts button', { hasText: '上传签报表' }).click()
await wang.getByRole('dialog').getByLabel('纸面上的校验码').fill(hash.match(/.{8}/g).join(' '))
await wang.getByRole('dialog').locator('input[type=file]').setInputFiles({ name: 'scan.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 signed') })
await wang.getByRole('dialog').locator('.btn-main').click()
await wang.locator('.acts-list').getByText('上传签报表').waitFor()
await check('the scan of the paper is matched by its hash', true)

// ---- statistics: value by value ----
const zhou = await person(zhouLink, 'zh', 'desktop')
await to(zhou, FORM)
await zhou.getByLabel('选择 宜昌市 固定资产投资').check()
await zhou.getByRole('button', { name: '退回所选 1 个' }).click()
await zhou.getByRole('dialog').getByLabel('原因').fill('与在库项目不符，请核对')
await zhou.getByRole('dialog').locator('.btn-main').click()
await zhou.getByText('将退回').waitFor()
await shot(zhou, 'judge-zh-desktop')
await zhou.getByRole('button', { name: '退回 1 个，接收其余' }).click()
await check('one value goes back, the rest is accepted', async () => /退回原因：与在库项目不符/.test(await text(zhou)), () => text(zhou))
await to(wang, '#/reporting')
await check('it is to be mended', async () => /改正/.test(await text(wang)), () => text(wang))
await to(wang, FORM)
await check('with the reason at the cell, the others locked', async () => (await wang.locator('.sheet input.cell').count()) === 2 && /与在库项目不符/.test(await text(wang)), async () => `${await wang.locator('.sheet input.cell').count()}`)
await wang.locator('[data-at="1:0"]').fill('2050')
await saved(wang)
await act(wang, '提交')
await check('what is handed in again shows before and after', async () => /2,122[^\n]*→[^\n]*2,050/.test(await text(wang)), () => text(wang))
await shot(wang, 'again-zh-desktop')
await to(li, FORM, 'en')
await act(li, 'Pass the check')
await to(chen, FORM)
await act(chen, '复核通过')

// ---- the board, an act on many ----
await to(chen, `#/reporting?tab=units&form=yj01&round=${round}`)
await check('the principal sees what waits for a signature', async () => /签字/.test(await text(chen)), () => text(chen))
await chen.getByLabel('选择 宜昌市发改委').check()
await chen.locator('.bulk .btn', { hasText: '签字' }).click()
await chen.getByRole('dialog').locator('.btn-main').click()
await chen.getByText('办成 1 个').waitFor()
await check('signed from the board', true)
const boss = await person(rootLink, 'en', 'desktop')
for (const [lang, size] of [['zh', 'desktop'], ['en', 'desktop'], ['zh', 'phone'], ['en', 'phone']]) {
  await boss.setViewportSize(sizes[size])
  await to(boss, `#/reporting?tab=units&form=yj01&round=${round}`, lang)
  await check(`late and missing by word, ${lang} ${size}`, async () => (lang === 'zh' ? /▲\s*迟报[\s\S]*■\s*未报|■\s*未报[\s\S]*▲\s*迟报/ : /▲\s*Late[\s\S]*■\s*Missing|■\s*Missing[\s\S]*▲\s*Late/).test(await text(boss)), () => text(boss))
  await shot(boss, `units-${lang}-${size}`)
  for (const tab of ['forms', 'rollup', 'accuracy', 'sprint', 'calendar']) {
    await to(boss, `#/reporting?tab=${tab}&area=420000&form=yj01&round=${round}`, lang)
    if (tab === 'rollup') await check(`who is not in the sum is named, ${lang} ${size}`, async () => lang === 'zh' ? /没有预计数的地区 \d+ [\s\S]*武汉市/.test(await text(boss)) : /Areas without a forecast \d+/.test(await text(boss)), () => text(boss))
    if (tab === 'calendar') await check(`the calendar tells the net and who is missing, ${lang} ${size}`, async () => /投资联网直报/.test(await text(boss)), () => text(boss))
    await shot(boss, `${tab}-${lang}-${size}`)
  }
}
await boss.setViewportSize(sizes.phone)
await to(boss, `#/reporting/yj01?org=whtj&round=${round}`, 'en')
await boss.locator('.input-figure').first().fill('1234.5')
await boss.locator('.input-figure').nth(1).fill('3.2')
await boss.getByRole('button', { name: 'Change sign' }).first().click()
await saved(boss)
await check('a card takes a value and a sign', async () => (await boss.locator('.input-figure').nth(1).inputValue()) === '−3.2' && /1 of 3 filled/.test(await text(boss)), () => text(boss))
await shot(boss, 'fill-en-phone')

await check('no errors on the page', !bad.length, bad.join('\n'))
await browser.close()
process.exit(failed() ? 1 : 0)
