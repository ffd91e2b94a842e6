import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { test } from 'node:test'
import { toEnglish, unitEn } from '../src/lib/english.ts'
import { messages } from '../src/lib/messages.ts'
import { ledgerWords } from '../src/lib/words_ledger.ts'
import { projectWords } from '../src/lib/words_project.ts'

const entries = Object.entries({ ...messages, ...ledgerWords, ...projectWords } as Record<string, readonly [string, string]>)

test('both languages are complete and take the same arguments', () => {
  const args = (s: string) => [...s.replace(/\{\w+\|[^}]*\}/g, '').matchAll(/\{\w+\}/g)].map(x => x[0]).sort().join()
  for (const [key, [zh, en]] of entries) {
    assert.ok(zh.trim() && en.trim(), key)
    assert.ok(key === 'language' || !/[\u3400-\u9fff]/.test(en), `${key} is Chinese in English: ${en}`)
    for (const a of args(en).split(',')) if (a) assert.ok(args(zh).includes(a), `${key}: ${a} is missing in Chinese`)
  }
})
test('no word stands in the page beside the table', () => {
  for (const dir of ['src', 'src/pages', 'src/parts', 'src/reporting', 'src/ledger'])
    for (const f of readdirSync(dir).filter(x => x.endsWith('.vue'))) {
      const template = readFileSync(`${dir}/${f}`, 'utf8').split('<template>').slice(1).join('')
      const text = template.replace(/lang === 'zh' \? m \+ '月'/g, '').replace(/join\('、'\)/g, '')
      assert.ok(!/[\u3400-\u9fff]/.test(text), `${f} has Chinese words of its own`)
    }
})
test('every message is used', () => {
  const all = ['src', 'src/pages', 'src/parts', 'src/reporting', 'src/ledger', 'src/lib'].flatMap(d => readdirSync(d).filter(f => /\.(vue|ts)$/.test(f) && f !== 'messages.ts' && f !== 'words_reporting.ts' && f !== 'words_ledger.ts' && f !== 'words_project.ts').map(f => readFileSync(`${d}/${f}`, 'utf8'))).join('\n')
  // looked up by a word of the data: kinds, states, levels, reasons, findings, roles
  const data = new Set('blue objective subjective mixed no_amount ceiling low falling potential sure green yellow red grey final flash forecast expected computed within_reach effort hard reached open missed within exceeded nation province prefecture county own park town street assigned set strive about exact at_least at_most range positive synchronous flow stock rate index count per_capita constant comparable current higher lower none error warning note yes no ytd end real_growth_not_published no_base base_not_positive basis_break not_reported no_history no_weights parent_growth_not_positive not_additive lowest_since highest_since first_below_10 turned_negative turned_positive multiple base_high base_low two_year_average growth level base'.split(' '))
  const unused = entries.map(e => e[0]).filter(k => !data.has(k) && !/^(role|freq)[A-Z]|^inv[a-z]+_|^(col|in|point|act|signin|audit|state|time|urge|todo|step|do|did|day|form|ledop|ledgroup|ledletter|leddid)_/.test(k) && !new RegExp(`['"]${k}['"]|\\b${k}:`).test(all))
  assert.deepEqual(unused, [])
})
test('units and areas in English', () => {
  assert.equal(unitEn('亿元'), '100m yuan')
  assert.equal(unitEn('元/公斤'), 'yuan/kg')
  assert.equal(unitEn('%'), '%')
  const o = { area: { code: '1', name: '甲' }, rows: [{ area: '1', name: '甲', unit: '万吨' }, { area: '1', area_name: '甲', indicator: 'x', name: 'X' }] }
  toEnglish(o, new Map([['1', 'A']]))
  assert.deepEqual(o, { area: { code: '1', name: 'A' }, rows: [{ area: '1', name: 'A', unit: '10k t' }, { area: '1', area_name: 'A', indicator: 'x', name: 'X' }] })
})
