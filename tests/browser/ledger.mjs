// Ledgers in a real Chromium: every built-in type as list, card, new row, board, calendar and summary in both
// languages on desktop and phone; a task from its making to its closing with evidence and another's review; two people
// at one row; a block from Excel; a filter kept, used and sent as a link; what leads to a task in one click.
// usage: ledger.mjs ADDRESS REPOSITORY LINK-root LINK-wang LINK-li [FOLDER]
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { check, comes, failed, follow, quiet, text } from './quiet.mjs'

const [base, root, rootLink, wangLink, liLink, shots] = process.argv.slice(2)
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
/** What is wrong with the page as it stands; '' when nothing. */
async function faults(page, whole) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth + 1)
  const broken = await page.evaluate(() => document.querySelector('.state-error')?.innerText ?? '')
  if (!whole) return `${wide ? 'too wide ' : ''}${broken}`
  await page.evaluate(axe) // past the content policy, which forbids a script of ours
  const found = await page.evaluate(async () => (await window.axe.run({ runOnly: ['wcag2a', 'wcag2aa'] })).violations.map(v => `${v.id}: ${v.nodes[0]?.target}`))
  return `${wide ? 'too wide ' : ''}${broken}${found}`
}
async function shot(page, name) {
  const why = await faults(page, true)
  await check(`${name}: nothing is cut off, nothing inaccessible`, !why, why)
  if (shots) await page.screenshot({ path: `${shots}/${name}.png` })
}
/** Somebody with a password of their own, signed in by their link. */
async function person(link, lang, size) {
  const context = follow(await browser.newContext({ viewport: sizes[size], reducedMotion: 'reduce', acceptDownloads: true }))
  const page = await context.newPage()
  page.on('pageerror', e => bad.push(String(e)))
  page.on('console', m => m.type() === 'error' && !/40[0349]|412|422|ERR_INTERNET_DISCONNECTED/.test(m.text()) && bad.push(m.text()))
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
async function paste(page, block) {
  await page.evaluate(block => {
    const data = new DataTransfer()
    data.setData('text/plain', block)
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }, block)
}
const dialog = page => page.getByRole('dialog')
const stage = page => page.locator('.led-steps .now').innerText()
async function pick(box, field, words) {
  const input = box.locator(`[data-field=${field}] input`)
  await input.fill(words)
  await box.locator(`[data-field=${field}] [role=option]`).first().click()
}
const api = (page, method, path, body, version) => page.evaluate(async ([method, path, body, version]) => {
  const r = await fetch(`/api/v1/${path}`, { method, headers: { 'Content-Type': 'application/json', ...(version === undefined ? {} : { 'If-Match': `"${version}"` }) }, body: body === undefined ? undefined : JSON.stringify(body) })
  return { status: r.status, body: await r.json().catch(() => null) }
}, [method, path, body, version])

// ---- a row of every type, from what the type says of its fields ----
const boss = await person(rootLink, 'zh', 'desktop')
const types = (await api(boss, 'GET', 'ledgers?lang=zh')).body.rows.map(r => r.code)
const defs = {}
for (const t of types) defs[t] = (await api(boss, 'GET', `ledger/${t}/type?lang=zh`)).body.type
const made = {}
function valueOf(t, f, n) {
  const one = { text: () => `试验${f.name}${n}`.slice(0, f.max ?? 60), number: () => String(Math.max(f.min ?? 0, Math.min(f.max ?? 12, 12))), date: () => '2030-06-18', flag: () => true, period: () => '2030-06', choice: () => f.options[0].code, area: () => '420500', org: () => 'ycfg', post: () => 'clerk', person: () => 'wang', indicator: () => 'gdp', link: () => made[f.to] ?? null, checklist: () => [f.options[0].code] }[f.kind]?.()
  return one === null || one === undefined ? undefined : f.many ? [one] : one
}
const DAYS = ['2030-06-18', '2030-12-18', '2030-01-18', '2024-01-08', undefined] // the last: a Monday that has been
async function make(t, n) {
  const d = defs[t]
  let fields = Object.fromEntries(d.fields.filter(f => f.formula === undefined && f.kind !== 'file' && !f.locked).map(f => [f.code, valueOf(d, f, n)]).filter(x => x[1] !== undefined))
  for (const f of d.fields) if (f.required && !(f.code in fields) && f.formula === undefined && valueOf(d, f, n) !== undefined) fields[f.code] = valueOf(d, f, n)
  if (t === 'saved_filter') fields = { name: `试验${n}`, ledger: 'none' }
  let r = { status: 0, body: null }
  for (let i = 0; i < 8; i++) {
    r = await api(boss, 'POST', `ledger/${t}/add`, { fields })
    const f = r.body?.field
    if (r.status < 300 || !f || !(f in fields)) break
    // what a rule of the type asks of a day or a code nobody here knows: another is tried, else it is left out
    const def = d.fields.find(x => x.code === f)
    if (!def.required) delete fields[f]
    else if (def.kind === 'date') fields[f] = DAYS[DAYS.indexOf(fields[f]) + 1]
    else if (def.kind === 'number') d.fields.filter(x => x.required && x.kind === 'number').forEach(x => (fields[x.code] = '25')) // weights of a hundred
    else if (def.kind === 'text') fields[f] = `91420500MA49${String(n).padStart(6, '0')}`
    else break
  }
  if (r.status < 300) made[t] = r.body.row.code
  return r
}
// types that others link to first: two rounds are enough for a chain of them
const later = []
for (const t of types) {
  const r = await make(t, 1)
  if (r.status >= 300) later.push(t)
}
for (const t of later) {
  const r = await make(t, 1)
  await check(`a row of ${t} can be made`, r.status < 300, JSON.stringify(r.body))
}
for (const t of types) if (made[t]) await make(t, 2)
await check('every type has rows', types.every(t => made[t]), types.filter(t => !made[t]).join())

// ---- every page of every type ----
for (const [lang, size] of [['zh', 'desktop'], ['en', 'phone'], ['en', 'desktop'], ['zh', 'phone']]) {
  await boss.setViewportSize(sizes[size])
  await to(boss, '#/ledgers', lang)
  await check(`the ledgers by group, ${lang} ${size}`, async () => (await boss.locator('.led-type').count()) >= types.length - 1, () => text(boss))
  await shot(boss, `ledgers-${lang}-${size}`)
  for (const t of types.filter(t => made[t])) {
    const pages = { list: `#/ledger/${t}?view=all`, card: `#/ledger/${t}/${encodeURIComponent(made[t])}`, new: `#/ledger/${t}/new`, ...(defs[t].stages?.length > 1 ? { board: `#/ledger/${t}?show=board` } : {}), ...(defs[t].calendar ? { calendar: `#/ledger/${t}?show=calendar&month=2030-06` } : {}), ...(defs[t].summaries?.length ? { summary: `#/ledger/${t}?show=summary` } : {}) }
    const wrong = []
    for (const [name, hash] of Object.entries(pages)) {
      await boss.evaluate(h => (location.hash = h), hash)
      await quiet(boss).catch(() => wrong.push(`${name}: still loading`))
      const whole = (lang === 'zh' && size === 'desktop' && name !== 'summary') || (lang === 'en' && size === 'phone' && name !== 'calendar')
      const why = await faults(boss, whole)
      if (why) wrong.push(`${name}: ${why}`)
      const main = () => boss.evaluate(() => document.querySelector('main').innerText)
      if (name === 'list') await comes(async () => (await main()).includes(made[t]))
      const said = await main()
      if (name === 'list' && !said.includes(made[t])) wrong.push(`list: ${made[t]} is not in it`)
      if (name === 'card' && !(await boss.locator('.led-card .led-form').count())) wrong.push(`card: ${said.slice(0, 200)}`)
      if (name === 'new' && !(await boss.locator('.led-new [data-field]').count())) wrong.push('new: no fields')
      if (name === 'board' && (await boss.locator('.led-column').count()) !== defs[t].stages.length) wrong.push('board: columns')
      if (lang === 'en' && /undefined|NaN|\[object/.test(said)) wrong.push(`${name}: ${/.{20}(undefined|NaN|\[object).{10}/.exec(said)?.[0]}`)
      if (shots) await boss.screenshot({ path: `${shots}/${t}-${name}-${lang}-${size}.png` })
    }
    await check(`${t}, ${lang} ${size}`, !wrong.length, wrong.join('\n'))
  }
}
await boss.setViewportSize(sizes.desktop)

// ---- a task: made, issued, signed for, finished with evidence, closed by another ----
const li = await person(liLink, 'zh', 'desktop')
await to(li, '#/ledger/task/new?title=' + encodeURIComponent('规上工业增速回落') + '&indicator=gdp&area=420500&period=2030-05&source=indicator')
await check('what the address says is filled in', async () => (await li.locator('[data-field=title] textarea').inputValue()) === '规上工业增速回落' && (await li.locator('[data-field=area] input').inputValue()) === '宜昌市', () => text(li))
await li.locator('.btn-main').click()
await li.locator('.led-steps').waitFor()
const task = decodeURIComponent(new URL(li.url()).hash.split('?')[0].split('/')[3])
await check('a task without its six fields is only a draft', async () => (await stage(li)) === '拟办', () => text(li))
await li.locator('.led-moves .btn', { hasText: '下发' }).click()
await dialog(li).locator('.btn-main').click()
await check('it is not issued without leader, unit, person, target, deadline, progress', async () => (await dialog(li).locator('[aria-invalid=true]').count()) === 6, async () => String(await dialog(li).locator('[aria-invalid=true]').count()))
await shot(li, 'issue-zh-desktop')
await pick(dialog(li), 'leader', '副主任')
await pick(dialog(li), 'lead_org', '发展')
await pick(dialog(li), 'person', '综合')
await dialog(li).locator('[data-field=target] textarea').fill('回升到全省平均以上')
await dialog(li).locator('[data-field=progress_plan] textarea').fill('每月5日前报进展')
await dialog(li).locator('[data-field=due] input').fill('2030-06-30')
await dialog(li).locator('.btn-main').click()
await dialog(li).waitFor({ state: 'detached' })
await check('issued', async () => (await stage(li)) === '已下发', () => text(li))
const wang = await person(wangLink, 'zh', 'desktop')
await to(wang, `#/ledger/task/${task}`)
await wang.locator('.led-moves .btn', { hasText: '签收' }).click()
await dialog(wang).locator('.btn-main').click()
await dialog(wang).waitFor({ state: 'detached' })
await wang.locator('.led-moves .btn', { hasText: '报结' }).click()
await dialog(wang).locator('[data-field=result] textarea').fill('已排查停产企业，逐户复工')
await dialog(wang).locator('.btn-main').click()
await check('it is not finished without evidence', async () => (await dialog(wang).innerText()).includes('至少上传一个文件'), () => dialog(wang).innerText())
await dialog(wang).locator('input[type=file]').setInputFiles({ name: '坏.exe', mimeType: 'application/octet-stream', buffer: Buffer.from('MZ') })
await check('a file of another kind is refused', async () => (await dialog(wang).innerText()).includes('只收'), () => dialog(wang).innerText())
await dialog(wang).locator('input[type=file]').setInputFiles({ name: '佐证.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF\n') })
await dialog(wang).getByText('佐证.pdf').waitFor()
await shot(wang, 'finish-zh-desktop')
await dialog(wang).locator('.btn-main').click()
await dialog(wang).waitFor({ state: 'detached' })
await check('finished', async () => (await stage(wang)) === '待审核', () => text(wang))
const [download] = await Promise.all([wang.waitForEvent('download'), wang.locator('.led-files a').first().click()])
await check('the evidence comes back under its name', download.suggestedFilename() === '佐证.pdf', download.suggestedFilename())
await to(li, `#/ledger/task/${task}`)
await li.locator('.led-moves .btn', { hasText: '审核办结' }).click()
await dialog(li).locator('[data-field=review] textarea').fill('属实，同意办结')
await dialog(li).locator('.btn-main').click()
await dialog(li).waitFor({ state: 'detached' })
await check('closed by another than who finished it', async () => (await stage(li)) === '办结' && /审核办结[\s\S]*报结[\s\S]*签收[\s\S]*下发/.test(await li.locator('.led-history').innerText()), () => text(li))
await shot(li, 'closed-zh-desktop')
await li.locator('.led-history button').last().click()
await quiet(li)
await check('the card as it was then', async () => (await text(li)).includes('只读') && (await stage(li)) === '拟办' && !(await li.locator('.led-moves').count()), () => text(li))

// ---- papers and whole exports ----
const slip = (await api(li, 'POST', 'ledger/task/add', { fields: { title: '要发函的事', area: '420500', leader: 'vice', lead_org: 'ycfg', person: 'clerk', target: '按期完成', due: '2030-06-30', progress_plan: '每月一报' } })).body.row
await api(li, 'POST', `ledger/task/move?code=${slip.code}`, { move: 'issue' }, slip.version)
await to(li, `#/ledger/task/${slip.code}`)
const paper = li.locator('.led-letters li', { hasText: '督办单' }).first()
await paper.getByRole('button', { name: '预览' }).click()
await li.locator('.paper').waitFor()
await check('a paper is read before it is issued', async () => await li.evaluate(() => document.querySelector('.paper').shadowRoot.textContent.includes('要发函的事')))
await shot(li, 'paper-zh-desktop')
await li.keyboard.press('Escape')
await dialog(li).waitFor({ state: 'detached' })
const [word] = await Promise.all([li.waitForEvent('download'), paper.getByRole('button', { name: 'Word' }).click()])
await check('and taken as a file under its name', word.suggestedFilename() === `督办单 ${slip.code}.docx`, word.suggestedFilename())
await paper.getByRole('button', { name: '编号印发' }).click()
await li.getByText('已印发').waitFor()
await check('issued with a number and a row in the register', async () => (await api(li, 'GET', `ledger/letter?where=${encodeURIComponent(`from_row = '${slip.code}'`)}`)).body.total === 1, () => text(li))
await li.locator('.led-letters + .note a').click()
await li.getByText('印发的文书').waitFor()
await li.getByRole('button', { name: '预览' }).first().click()
await li.locator('.paper').waitFor()
await check('the register opens the paper as it was issued', async () => await li.evaluate(() => document.querySelector('.paper').shadowRoot.textContent.includes('要发函的事')))
await li.keyboard.press('Escape')
await to(li, '#/ledger/task?view=all')
await li.locator('summary', { hasText: '下载' }).click()
for (const kind of ['Excel（全部字段）', 'CSV', 'Word', 'Excel 印发格式']) {
  const [whole] = await Promise.all([li.waitForEvent('download'), li.locator('.led-export a', { hasText: kind }).first().click()])
  await check(`the whole ledger comes as ${kind}`, async () => !(await whole.failure()) && /^task\.(xlsx|csv|docx)$/.test(whole.suggestedFilename()), whole.suggestedFilename())
}

// ---- two people at one row ----
const two = (await api(li, 'POST', 'ledger/task/add', { fields: { title: '两人同改', area: '420500', contact: '原来' } })).body.row
await to(li, `#/ledger/task/${two.code}`)
await li.keyboard.press('e')
await li.locator('[data-field=contact] input').fill('我写的')
await li.locator('[data-field=source_text] input').fill('只有我改')
const other = await api(boss, 'PUT', `ledger/task/row?code=${two.code}`, { fields: { contact: '他写的', target: '他加的' } }, two.version)
await check('the other was quicker', other.status === 200, JSON.stringify(other.body))
await li.locator('.led-form .btn-main').click()
await li.locator('.conflict').waitFor()
await check('both versions are shown, only for what both changed', async () => /联系人[\s\S]*原来[\s\S]*他写的[\s\S]*我写的/.test(await li.locator('.conflict').innerText()) && (await li.locator('.conflict-row').count()) === 1, () => li.locator('.conflict').innerText())
await shot(li, 'conflict-zh-desktop')
await li.locator('.conflict').getByRole('button', { name: '用我填的' }).click()
await li.locator('.led-form .btn-main').click()
await li.locator('.led-form .btn-main').waitFor({ state: 'detached' })
const both = (await api(li, 'GET', `ledger/task/row?code=${two.code}`)).body.row
await check('nothing of either is lost', both.contact === '我写的' && both.target === '他加的' && both.source_text === '只有我改', JSON.stringify(both))
await li.keyboard.press('e')
await li.locator('[data-field=contact] input').fill('没有保存')
await comes(() => li.evaluate(() => Object.values(localStorage).some(x => x.includes('没有保存')))) // kept before it is left
await to(li, `#/ledger/task/${two.code}`)
await check('what was typed and not saved is kept', async () => (await li.locator('[data-field=contact] input').inputValue()) === '没有保存' && (await text(li)).includes('没有保存的 1 处'), () => text(li))
await li.locator('.banner .btn').click()

// ---- a block from Excel ----
await to(li, '#/ledger/task?view=all')
await paste(li, '任务\t地区\t时限要求\t紧急程度\t备注栏\n粘贴来的第一件\t420500\t2030年7月1日\t急件\tx\n粘贴来的第二件\t420500\t2030/7/2\t特急\t\n\t420500\t七月\t不急\t\n')
await dialog(li).waitFor()
await check('what the block is taken for and what is wrong in it is shown first', async () => /读到 3 行[\s\S]*其中 1 行有错[\s\S]*备注栏/.test(await dialog(li).innerText()) && (await dialog(li).locator('td.bad').count()) === 3, () => dialog(li).innerText())
await shot(li, 'paste-zh-desktop')
await dialog(li).locator('.btn-main').click()
await dialog(li).getByText('试读：新增').waitFor()
await check('tried on the server, nothing is written', async () => /新增 2/.test(await dialog(li).innerText()), () => dialog(li).innerText())
await dialog(li).locator('.btn-main').click()
await dialog(li).waitFor({ state: 'detached' })
await quiet(li)
await check('the good rows are in the list', async () => (await text(li)).includes('粘贴来的第二件'), () => text(li))

// ---- a filter: built, told as an expression, kept, sent ----
await li.getByRole('button', { name: '筛选', exact: true }).click()
const row = dialog(li).locator('.led-condition').first()
await row.locator('select').first().selectOption('title')
await row.locator('input').fill('粘贴来的')
await dialog(li).getByRole('button', { name: '加一个条件' }).click()
const second = dialog(li).locator('.led-condition').nth(1)
await second.locator('select').first().selectOption('urgency')
await second.locator('select').nth(2).selectOption('urgent')
await check('the expert sees the expression', async () => (await dialog(li).innerText()).includes("contains(title, '粘贴来的') and urgency = 'urgent'"), () => dialog(li).innerText())
await dialog(li).locator('.btn-main').click()
await quiet(li)
await check('the filter stands in the address and in the list', async () => decodeURIComponent(li.url()).includes('urgency') && (await li.locator('.led-table tbody tr[aria-selected]').count()) === 1, () => text(li))
await li.locator('summary', { hasText: '已存筛选' }).click()
await li.getByRole('button', { name: '存下当前筛选' }).click()
await dialog(li).locator('input').fill('急的粘贴件')
await dialog(li).locator('.btn-main').click()
await dialog(li).waitFor({ state: 'detached' })
const shared = li.url()
await to(li, '#/ledger/task')
await li.locator('summary', { hasText: '已存筛选' }).click()
await li.getByRole('button', { name: '急的粘贴件' }).click()
await quiet(li)
await check('a saved filter is found and used', async () => (await li.locator('.led-table tbody tr[aria-selected]').count()) === 1, () => text(li))
await boss.goto('about:blank')
await boss.goto(shared)
await quiet(boss)
await check('the link shows another the same', async () => (await boss.locator('.led-table tbody tr[aria-selected]').count()) === 1 && (await text(boss)).includes('粘贴来的第一件'), () => text(boss))

// ---- keys, several rows, the board ----
await to(li, '#/ledger/task?view=all&where=' + encodeURIComponent("contains(title, '粘贴来的')"))
for (const k of ['ArrowDown', 'x', 'ArrowDown', 'x']) await li.keyboard.press(k)
await check('x selects', async () => (await text(li)).includes('已选 2 条'), () => text(li))
await li.getByRole('button', { name: '批量修改' }).click()
await dialog(li).locator('select').first().selectOption('contact')
await dialog(li).locator('[data-field=contact] input').fill('一起改的')
await dialog(li).locator('.btn-main').click()
await dialog(li).waitFor({ state: 'detached' })
const changed = (await api(li, 'GET', `ledger/task?where=${encodeURIComponent("contact = '一起改的'")}`)).body
await check('several rows are edited together', changed.total === 2, JSON.stringify(changed).slice(0, 300))
await to(li, '#/ledger/task?show=board&where=' + encodeURIComponent("contains(title, '粘贴来的')"))
const tile = li.locator('[data-column="0"] .led-tile').first()
await tile.focus()
await li.keyboard.press('Shift+ArrowRight')
await dialog(li).waitFor()
await check('a card that is put on asks for what the move needs', async () => (await dialog(li).innerText()).includes('责任领导'), () => dialog(li).innerText())
await li.keyboard.press('Escape')
await dialog(li).waitFor({ state: 'detached' })
await tile.dispatchEvent('dragstart', { dataTransfer: await li.evaluateHandle(() => new DataTransfer()) })
await check('where no step leads a card cannot be put, and the column says why', async () => (await li.locator('.led-column.shut').count()) >= 3 && (await li.locator('.led-column.shut').first().innerText()).includes('没有通到这里的步骤'), () => text(li))
await tile.dispatchEvent('dragend')

// ---- from what is wrong to a task ----
await to(boss, '#/arrears?area=420500&period=2026-07&checkpoint=Y')
await boss.locator('.make-task').first().click()
await boss.locator('.led-new').waitFor()
await check('an owed row leads to a task about it', async () => /零售[\s\S]*欠/.test(await boss.locator('[data-field=title] textarea').inputValue()) && (await boss.locator('[data-field=source] select').inputValue()) === 'arrears', async () => `${boss.url()} ${await boss.locator('[data-field=title] textarea').inputValue()}`)
await to(boss, '#/board?area=420500&period=2026-07')
await boss.locator('td.opens').first().click()
await boss.locator('.drawer .make-task').waitFor()
await boss.locator('.drawer .make-task').click()
await boss.locator('.led-new').waitFor()
await check('an explained figure leads to a task', /source=indicator/.test(boss.url()) && /indicator=retail_sales/.test(boss.url()), boss.url())
await to(boss, '#/board?area=420500&period=2026-07')
await boss.locator('.panel .make-task, .row-task').first().click()
await boss.locator('.led-new').waitFor()
await check('the board leads to a task about the indicator', /indicator=\w+/.test(boss.url()) && /source=indicator/.test(boss.url()), boss.url())

await check('no errors on the page', !bad.length, bad.join('\n'))
await browser.close()
process.exit(failed() ? 1 : 0)
