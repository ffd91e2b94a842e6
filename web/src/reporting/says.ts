// When a cell has something to be said about it, and what stands beside it.
import type { Cell, Filing, Finding } from '../lib/filing.ts'
import { level, num } from '../lib/format.ts'
import type { Key } from '../lib/messages.ts'
import type { FilingDesk } from './useFiling.ts'

const empty = (c: Cell, d: FilingDesk) => d.value(c, 'level') === '' && d.value(c, 'growth') === ''
/** That a value is not yet filled in is no news while the form is being filled: only when it stops it. */
export const findingsOf = (c: Cell, d: FilingDesk): Finding[] => c.findings.filter(f => f.rule !== 'missing' || (d.strict.value && empty(c, d)))
export const needsMending = (c: Cell, d: FilingDesk) =>
  c.verdict === 'returned' || findingsOf(c, d).some(f => f.grade === 'mandatory' || !f.explained) || d.bad(c, 'level') || d.bad(c, 'growth')
export const saysSomething = (c: Cell, d: FilingDesk) =>
  findingsOf(c, d).length > 0 || c.verdict === 'returned' || !!c.before || d.bad(c, 'level') || d.bad(c, 'growth') || !!d.value(c, 'note')

export interface Beside { key: Key; unit: string; of: (c: Cell) => number | null; text: (c: Cell) => string }
const figure = (key: Key, of: (c: Cell) => number | null): Beside => ({ key, unit: '', of, text: c => level(of(c), Math.max(0, c.decimals)) })
const growth = (key: Key, of: (c: Cell) => number | null): Beside => ({ key, unit: '%', of, text: c => num(of(c), 1) })
const ALL = [
  figure('colLastYear', c => c.last_year), figure('colLastPeriod', c => c.last_period), growth('colLastGrowth', c => c.last_period_growth),
  figure('colMonth', c => c.month), figure('colLastMonth', c => c.last_year_month), growth('colComputed', c => c.growth_computed)
]
/** Targets and expectations stand beside forecasts only. */
const AIMS = [figure('colTarget', c => c.target), growth('colTargetGrowth', c => c.target_growth), growth('colExpected', c => c.expected_growth)]

/** The columns of which anything is known. */
export const besides = (f: Filing): Beside[] => [...ALL, ...(f.form.kind === 'forecast' ? AIMS : [])].filter(b => f.cells.some(c => b.of(c) !== null))
