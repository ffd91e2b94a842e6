import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { changedFields, meet } from '../src/ledger/clash.ts'
import { layMonth, monthDays, shiftMonth } from '../src/ledger/month.ts'
import { fieldNamed, mapBlock, placeSeries, readDate, readPeriod, readValue, toImport } from '../src/ledger/pasting.ts'
import { and, cellWhere, clauseOf, type Condition, nextSort, opsOf, parts, readSort, readWhere, sortText, whereOf } from '../src/ledger/query.ts'
import { atOnce, dialogFields, dropOf, lockedAt, missingStep, newFields, prefill } from '../src/ledger/stages.ts'
import { type Card, columnsOf, faultOf, type Field, namesOf, type Row, said, sectionsOf, startOf, toWrite, type Type, whole } from '../src/ledger/type.ts'

const T: Type = {
  code: 'task', name: '任务', name_en: 'Task', group: 'meeting', title: 'title', area: 'area', org: 'lead_org',
  fields: [
    { code: 'title', name: '督办事项', name_en: 'Matter', kind: 'text', required: true, max: 10, aliases: ['任务', '事项'] },
    { code: 'urgency', name: '紧急程度', kind: 'choice', start: 'normal', options: [{ code: 'normal', name: '平件' }, { code: 'urgent', name: '急件', name_en: 'Urgent' }] },
    { code: 'area', name: '地区', kind: 'area' }, { code: 'lead_org', name: '责任单位', kind: 'org' }, { code: 'with_orgs', name: '配合单位', kind: 'org', many: true },
    { code: 'amount', name: '金额', kind: 'number', unit: '万元', decimals: 2, min: 0, max: 1000 },
    { code: 'due', name: '时限', kind: 'date' }, { code: 'asof', name: '截至', kind: 'period' }, { code: 'vital', name: '重点', kind: 'flag' },
    { code: 'docs', name: '要件', kind: 'checklist', options: [{ code: 'a', name: '执照' }, { code: 'b', name: '申请表' }] },
    { code: 'evidence', name: '佐证', kind: 'file', media: 'pdf', max_mb: 1 }, { code: 'indicator', name: '指标', kind: 'indicator' },
    { code: 'late', name: '逾期', kind: 'flag', formula: 'due < today()' }, { code: 'closed_on', name: '办结时间', kind: 'date', locked: "stage <> 'draft'" }
  ],
  stages: [{ code: 'draft', name: '拟办' }, { code: 'issued', name: '已下发' }, { code: 'closed', name: '办结', final: true }],
  moves: [
    { code: 'issue', name: '下发', from: ['draft'], to: 'issued', needs: ['lead_org', 'due'] },
    { code: 'report', name: '报告', from: ['issued'], to: 'issued', asks: ['amount'], note: true },
    { code: 'close', name: '办结', from: ['issued'], to: 'closed', needs: ['evidence'], set: { closed_on: 'today()' } }],
  list: ['title', 'lead_org', 'due'], alerts: [{ code: 'late', name: '逾期', light: 'red' }],
  card: [{ name: '基本', fields: ['title', 'due'] }]
}

test('a filter is an expression and comes back from it', () => {
  const list: Condition[] = [
    { field: 'title', op: 'contains', value: "it's 要 and 不" }, { field: 'amount', op: 'ge', value: '-1.5' }, { field: 'due', op: 'lt', value: '2024-06-30' },
    { field: 'due', op: 'overdue', value: '' }, { field: 'due', op: 'within', value: '7' }, { field: 'urgency', op: 'in', value: 'normal;urgent' }, { field: 'urgency', op: 'not', value: 'urgent' },
    { field: 'stage', op: 'in', value: 'draft;issued' }, { field: 'light', op: 'is', value: 'red' }, { field: 'with_orgs', op: 'has', value: 'org1' }, { field: 'vital', op: 'yes', value: '' },
    { field: 'late', op: 'no', value: '' }, { field: 'evidence', op: 'missing', value: '' }, { field: 'docs', op: 'lacking', value: '' }, { field: 'lead_org', op: 'present', value: '' }, { field: 'changed_on', op: 'gt', value: '2024-01-01' }
  ]
  const where = whereOf(T, list)
  assert.deepEqual(readWhere(T, where), list)
  assert.equal(whereOf(T, list.slice(0, 3)), "contains(title, 'it''s 要 and 不') and amount >= -1.5 and due < date'2024-06-30'")
})
test('what the builder cannot show stays an expression', () => {
  assert.deepEqual(readWhere(T, "due < today() or late"), [{ field: '', op: 'expr', value: 'due < today() or late' }])
  assert.deepEqual(readWhere(T, "workdays(due, today()) > 3 and title = 'a'"), [{ field: '', op: 'expr', value: 'workdays(due, today()) > 3' }, { field: 'title', op: 'is', value: 'a' }])
  assert.deepEqual(readWhere(T, 'unknown = 3'), [{ field: '', op: 'expr', value: 'unknown = 3' }])
  assert.deepEqual(parts("a = 'x and y' and (b and c) and not d"), ["a = 'x and y'", '(b and c)', 'not d'])
  assert.equal(whereOf(T, [{ field: '', op: 'expr', value: 'a or b' }, { field: 'vital', op: 'yes', value: '' }]), '(a or b) and vital')
})
test('a condition that is not whole asks nothing', () => {
  for (const c of [{ field: 'amount', op: 'ge', value: 'x' }, { field: 'title', op: 'is', value: ' ' }, { field: 'due', op: 'within', value: '' }, { field: 'gone', op: 'is', value: '1' }] as Condition[]) assert.equal(clauseOf(T, c), '')
  assert.ok(opsOf(T, 'with_orgs').every(o => ['has', 'missing', 'present'].includes(o)))
})
test('clauses are joined so that an or keeps its own', () => {
  assert.equal(and('a or b', '', undefined, 'c'), '(a or b) and c')
  assert.equal(and("x = ' or '", 'c'), "x = ' or ' and c")
  assert.equal(and('a or b'), 'a or b')
})
test('sorting', () => {
  assert.deepEqual(readSort('due,-amount'), [{ field: 'due', down: false }, { field: 'amount', down: true }])
  assert.equal(sortText(readSort('due,-amount')), 'due,-amount')
  assert.deepEqual([nextSort(undefined, 'due'), nextSort('due', 'due'), nextSort('-due', 'due'), nextSort('due', 'amount')], ['due', '-due', undefined, 'amount'])
})
test('a cell of a summary is a filter of the rows it counts', () => {
  const s = { by: 'lead_org', where: "stage <> 'draft'" }
  assert.equal(cellWhere(T, s, { group: "o'1" }, 'count(late)'), "stage <> 'draft' and lead_org = 'o''1' and late")
  assert.equal(cellWhere(T, s, { group: null }, '100 * count(late) / count()'), "stage <> 'draft' and missing(lead_org)")
  assert.equal(cellWhere(T, { by: 'with_orgs', by2: 'vital' }, { group: 'x', group2: false }, 'count(a) + count(b)'), "has(with_orgs, 'x') and not vital")
  assert.equal(cellWhere(T, { by: 'month(due)' }, { group: 6 }), '(month(due)) = 6')
  assert.equal(cellWhere(T, s, null, 'count()'), "stage <> 'draft'")
})
test('stages: where a row can be put, and by which move', () => {
  assert.deepEqual(dropOf(T, 'draft', 'closed', null), { move: null, state: null, why: '', rule: false })
  assert.equal(dropOf(T, 'draft', 'issued', null).move?.code, 'issue')
  const states = [{ code: 'close', name: '办结', allowed: false, why: '须由他人', needs: [] }]
  assert.deepEqual([dropOf(T, 'issued', 'closed', states).move, dropOf(T, 'issued', 'closed', states).why], [null, '须由他人'])
  assert.equal(dropOf(T, 'issued', 'closed', [{ ...states[0], needs: ['evidence'] }]).move?.code, 'close')
  assert.deepEqual(dialogFields(T, T.moves[0], { code: 'issue', name: '', allowed: false, why: null, needs: ['due'] }).map(x => [x.field.code, x.needed]), [['due', true]])
  assert.deepEqual(dialogFields(T, T.moves[1], null).map(x => [x.field.code, x.needed]), [['amount', false]])
  assert.ok(atOnce(T, T.moves[0], { code: 'issue', name: '', allowed: true, why: null, needs: [] }))
  assert.ok(!atOnce(T, T.moves[1], { code: 'report', name: '', allowed: true, why: null, needs: [] }) && !atOnce(T, T.moves[2], { code: 'close', name: '', allowed: true, why: null, needs: [] }))
})
test('a new row asks for what its first steps need and leaves out what moves write', () => {
  const f = newFields(T)
  assert.deepEqual(f.first.slice(0, 3).map(x => x.code), ['title', 'due', 'urgency'])
  assert.ok(!f.first.concat(f.more).some(x => ['late', 'evidence', 'closed_on'].includes(x.code)))
  assert.deepEqual(prefill(T, { title: 'A', indicator: 'gdp', area: '520300', period: '2024-06', urgency: 'nope', late: 'true', with_orgs: 'a;b' }), { title: 'A', indicator: 'gdp', area: '520300', with_orgs: ['a', 'b'], asof: '2024-06' })
  assert.ok(lockedAt(T, T.fields[13], 'issued') && !lockedAt(T, T.fields[13], 'draft'))
  assert.ok(lockedAt(T, { ...T.fields[0], locked: 'final()' }, 'closed') && lockedAt(T, { ...T.fields[0], locked: '1 = 1' }, 'draft') && !lockedAt(T, { ...T.fields[0], locked: 'amount > 3' }, 'draft'))
  assert.deepEqual(missingStep(T, { moves: [] } as unknown as Card), { child: undefined })
})
test('a month begins on Monday, spans keep their line', () => {
  assert.deepEqual([monthDays('2024-09')[0], monthDays('2024-09').length, monthDays('2024-02').length, monthDays('2026-02').length], ['2024-08-26', 42, 35, 35])
  assert.deepEqual([shiftMonth('2024-01', -1), shiftMonth('2024-12', 1)], ['2023-12', '2025-01'])
  const w = layMonth('2024-06', [{ row: 'long', from: '2024-06-05', to: '2024-06-12' }, { row: 'one', from: '2024-06-06', to: '2024-06-06' }, { row: 'third', from: '2024-06-06', to: '2024-06-06' }, { row: 'next', from: '2024-06-13', to: '2024-06-13' }], 2)
  const all = w.flatMap(x => x.pieces)
  assert.deepEqual(all.map(x => [x.row, x.at, x.days, x.lane, x.starts, x.ends]), [['long', 2, 5, 0, true, false], ['one', 3, 1, 1, true, true], ['long', 0, 3, 0, false, true], ['next', 3, 1, 0, true, true]])
  assert.equal(w.flatMap(x => x.more).reduce((a, b) => a + b), 1)
})
test('pasted rows: headings by name, alias or code, values as they are written in offices', () => {
  assert.deepEqual(['督办事项', '任务', 'Matter', '金额（万元）', '编号', '别的'].map(h => fieldNamed(T, h)), ['title', 'title', 'title', 'amount', 'code', ''])
  const m = mapBlock(T, [['任务', '金额(万元)', '时限', '紧急程度', '备注'], ['修路', '1,234.5', '2024年6月8日', '急件', 'x'], ['', '二十', '2024/6/8', '特急', '']], ['title'])
  assert.ok(m.headed)
  assert.deepEqual([m.columns, m.unknown], [['title', 'amount', 'due', 'urgency', ''], ['备注']])
  assert.deepEqual(m.rows[0].values, { title: '修路', amount: '1234.5', due: '2024-06-08', urgency: 'urgent' })
  assert.deepEqual(m.rows[0].faults.map(f => [f.field, f.fault]), [['amount', 'ledMax']])
  assert.deepEqual(m.rows[1].faults.map(f => [f.field, f.fault]), [['title', 'ledNeed'], ['amount', 'ledNotNumber'], ['urgency', 'ledNeed']])
  const plain = mapBlock(T, [['修桥', 'org1', '2024-06-30']], ['light', 'code', 'title', 'lead_org', 'due'].filter(c => c !== 'code'))
  assert.deepEqual([plain.headed, plain.columns], [false, ['title', 'lead_org', 'due']])
  assert.equal(toImport(T, plain), 'type,code,title,lead_org,due\r\ntask,,修桥,org1,2024-06-30\r\n')
  assert.equal(toImport(T, mapBlock(T, [['a,"b"\nc']], ['title'])), 'type,code,title\r\ntask,,"a,""b""\nc"\r\n')
  assert.deepEqual(['2024.6.1', '20240601', '2024-06-01 00:00:00', '六月'].map(readDate), ['2024-06-01', '2024-06-01', '2024-06-01', '六月'])
  assert.deepEqual(['2024年5月', '2024', '2024-Q2'].map(readPeriod), ['2024-05', '2024', '2024-Q2'])
  assert.equal(readValue(T.fields[9], '执照、申请表'), 'a;b')
})
test('a block of a series by its periods or from where it is pasted', () => {
  const periods = ['2024-01', '2024-02', '2024-03']
  assert.deepEqual(placeSeries([['2024年2月', '1'], ['2024-03', '2,000.5']], periods, { r: 0, c: 0 }, 2).puts, [{ period: '2024-02', column: 0, value: '1' }, { period: '2024-03', column: 0, value: '2000.5' }])
  assert.deepEqual(placeSeries([['1', '2'], ['3', 'x'], ['9', '9']], periods, { r: 1, c: 1 }, 2), { puts: [{ period: '2024-02', column: 1, value: '1' }, { period: '2024-03', column: 1, value: '3' }], left: ['2', 'x', '9', '9'] })
})
test('money with a unit of its own is the server\'s to convert', () => {
  const amount = T.fields.find(x => x.code === 'amount') as Field
  assert.deepEqual(['1.2亿元', '300万', '12元', '12吨', '亿元'].map(v => faultOf(amount, v)), ['', '', '', 'ledNotNumber', 'ledNotNumber'])
})
test('two people at one row: only what both changed is asked', () => {
  const before = { code: 'a', title: 'old', amount: 1, with_orgs: ['x'] } as unknown as Row
  const now = { code: 'a', title: 'theirs', amount: 1, with_orgs: ['x', 'y'] } as unknown as Row
  assert.deepEqual(meet({ title: 'mine', amount: '2', with_orgs: ['x', 'y'] }, before, now), { free: { amount: '2' }, clashes: [{ field: 'title', was: 'old', theirs: 'theirs', mine: 'mine' }] })
  assert.deepEqual(changedFields(before, now, ['title', 'amount', 'with_orgs']), ['title', 'with_orgs'])
})
test('values: faults, writing, starts, names, columns, sections', () => {
  const f = (c: string) => T.fields.find(x => x.code === c) as Field
  assert.deepEqual([faultOf(f('title'), ''), faultOf(f('title'), '一二三四五六七八九十一'), faultOf(f('amount'), '1.234'), faultOf(f('amount'), '-1'), faultOf(f('due'), '2024-6-1'), faultOf(f('asof'), '2024-13'), faultOf(f('amount'), '')],
    ['ledNeed', 'ledTooLong', 'ledDecimals', 'ledMin', 'ledNotDate', 'ledNotPeriod', ''])
  assert.deepEqual([toWrite(f('amount'), ' 12.5 '), toWrite(f('amount'), ''), toWrite(f('with_orgs'), null), toWrite(f('vital'), 'true'), toWrite(f('vital'), '')], ['12.5', null, [], true, null])
  assert.deepEqual([startOf(f('urgency'), { urgency: 'normal' }), startOf(f('due'), { due: '2024-06-01' }), startOf(f('due'), {}), startOf(f('with_orgs'), { with_orgs: 'A;B' })], ['normal', '2024-06-01', null, ['A', 'B']])
  assert.deepEqual(namesOf({ with_orgs: ['a', 'b'], with_orgs_name: ['甲'] } as unknown as Row, 'with_orgs'), ['甲', 'b'])
  assert.deepEqual([columnsOf(T, undefined), columnsOf(T, 'due,none,due')], [['light', 'code', 'title', 'lead_org', 'due', 'stage'], ['due']])
  assert.deepEqual(sectionsOf(T, 'zh', '其他').map(s => [s.name, s.fields.length]), [['基本', 2], ['其他', 12]])
  assert.deepEqual([said(T, 'en'), said(T.fields[1], 'en'), said(undefined, 'en')], ['Task', '紧急程度', ''])
})
test('every built-in type can be shown: columns, sections, a new row, filters of its views and summaries', () => {
  const dir = '../catalogue/ledgers'
  for (const file of existsSync(dir) ? readdirSync(dir).filter(x => x.endsWith('.json')) : []) {
    const { type: t } = whole({ type: JSON.parse(readFileSync(`${dir}/${file}`, 'utf8')) as Type, may: { add: true, dispatch: true, define: true }, today: '2024-06-01' })
    assert.ok(columnsOf(t, undefined).length >= 2, file)
    assert.equal(new Set(sectionsOf(t, 'en', 'x').flatMap(s => s.fields.map(f => f.code))).size, t.fields.length, `${file}: every field stands on the card`)
    const n = newFields(t)
    for (const f of t.fields.filter(x => x.required && x.formula === undefined)) assert.ok(n.first.includes(f), `${file}: ${f.code} is asked of a new row`)
    for (const v of t.views ?? []) if (v.where) assert.equal(readWhere(t, v.where).map(c => clauseOf(t, c)).join(' and ').replace(/\s/g, ''), v.where.replace(/\s/g, ''), `${file}: ${v.code}`)
  }
})
