// usage: screenshots.mjs ADDRESS REPOSITORY (started by screenshots.sh)
import { createRequire } from 'node:module'

const [base, root] = process.argv.slice(2)
const { chromium } = createRequire(`${root}/web/package.json`)('playwright-core')
const AT = 'area=420000&period=2021-09'
const shots = [
  ['board', `#/board?${AT}`, 1366, 768, 'zh'], ['board.en', `#/board?${AT}`, 1366, 768, 'en'],
  ['indicator', `#/indicator/thermal_power?${AT}`, 1366, 900, 'zh'],
  ['contribution', '#/indicator/thermal_power?area=000000&period=2021-09&tab=contribution', 1366, 1100, 'zh'],
  ['arrears', '#/arrears?area=000000&period=2022-10&indicator=thermal_power', 1366, 768, 'zh'],
  ['targets', `#/targets?${AT}`, 1366, 768, 'zh'], ['phone', `#/board?${AT}`, 390, 844, 'zh'],
  ['tasks', '#/tasks', 1366, 768, 'zh'], ['task', '#/ledger/task/RW-2026-0003', 1366, 900, 'zh'],
  ['wall', `#/wall?${AT}`, 1920, 1080, 'zh']
]
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: process.getuid() === 0 ? ['--no-sandbox'] : []
})
for (const [name, hash, width, height, lang] of shots) {
  const page = await browser.newPage({ viewport: { width, height }, reducedMotion: 'reduce' })
  await page.goto(`${base}/?lang=${lang}${hash}`)
  await page.waitForTimeout(2000)
  await page.screenshot({ path: `${root}/docs/img/${name}.png` })
  await page.close()
}
await browser.close()
