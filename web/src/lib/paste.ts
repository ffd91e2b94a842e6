// What people paste: a block of Excel, and figures as they stand in it. Pure. The marks and signs are
// those of the contract, section 1; what cannot be read is told, never guessed.
import type { Field, Grid, Slot } from './sheet.ts'

const MISSING = new Set(['', '-', '—', '–', '―', '…', '...', '/', 'x', 'xx', '*', '**', 'n/a', '不详', '暂无'])
const PLUS = /^(增长|上升|提高|[↑▲△+])/
const MINUS = /^(下降|减少|回落|[↓▼▽-])/

/** Full-width digits and signs as they stand on the keyboard. */
function narrow(text: string): string {
  return text.normalize('NFKC').replace(/[−﹣‒]/g, '-').replace(/[\u200b\ufeff]/g, '').trim()
}

/** 1.2E+05 as a decimal, digit by digit. */
function plain(digits: string, exponent: number): string {
  const [whole, part = ''] = digits.split('.')
  const all = whole + part, at = whole.length + exponent
  if (at <= 0) return '0.' + '0'.repeat(-at) + all
  if (at >= all.length) return all + '0'.repeat(at - all.length)
  return all.slice(0, at) + '.' + all.slice(at)
}

/** A figure as an exact decimal, '' for a missing mark, null when it cannot be read as one. */
export function readFigure(text: string, field: Field, unit = ''): string | null {
  let s = narrow(text)
  if (MISSING.has(s.toLowerCase())) return ''
  if (field === 'growth' && s === '持平') return '0'
  const brackets = /^\((.*)\)$/.exec(s)
  if (brackets) s = '-' + brackets[1].trim()
  let sign = ''
  if (MINUS.test(s)) {
    sign = '-'
    s = s.replace(MINUS, '').trim()
  } else if (PLUS.test(s)) s = s.replace(PLUS, '').trim()
  if (/^[-+]/.test(s)) return null // 下降 -3: a word and a sign that say different things
  if (/%$/.test(s) && (field === 'growth' || unit === '%')) s = s.slice(0, -1).trim()
  else if (field === 'level' && unit && s.endsWith(narrow(unit))) s = s.slice(0, -narrow(unit).length).trim()
  const m = /^(\d{1,3}(?:[, ]\d{3})+|\d+)?(\.\d+)?(?:e([+-]?\d{1,2}))?$/i.exec(s)
  if (!m || (!m[1] && !m[2])) return null
  const digits = (m[1] ?? '0').replace(/[, ]/g, '') + (m[2] ?? '')
  const value = (m[3] ? plain(digits, Number(m[3])) : digits).replace(/^0+(?=\d)/, '')
  return sign && /[1-9]/.test(value) ? sign + value : value
}

/** Tab-separated lines as Excel puts them on the clipboard: a cell with a line end stands in quotes. */
export function readBlock(text: string): string[][] {
  const rows: string[][] = [[]]
  let cell = '', quoted = false, fresh = true
  const src = text.replace(/\r\n?/g, '\n').replace(/\n$/, '')
  for (let i = 0; i < src.length; i++) {
    const c = src[i]
    if (quoted) {
      if (c !== '"') cell += c
      else if (src[i + 1] === '"') cell += src[++i]
      else quoted = false
    } else if (c === '"' && fresh) quoted = true
    else if (c === '\t' || c === '\n') {
      rows[rows.length - 1].push(cell)
      cell = ''
      if (c === '\n') rows.push([])
      fresh = true
      continue
    } else cell += c
    fresh = false
  }
  rows[rows.length - 1].push(cell)
  return rows
}

export interface Put { slot: Slot; value: string; text: string }
export interface Placed {
  puts: Put[]
  /** figures of the block that stand beyond the sheet, on cells that cannot be written, or are none */
  outside: string[]
  locked: string[]
  unread: Put[]
  byName: boolean
}

const squash = (s: string) => narrow(s).replace(/[\s()（）:：·、%]/g, '').toLowerCase()
const GROWTH = /同比|增速|增长|growth|yoy/i
const PERCENT = /^(单位[:：]?)?[（(]?%[）)]?$/
const LEVEL = /本期|本月|本年|累计|数值|总量|绝对|完成|预计|预测|level|value|amount|forecast/i
// beside a figure, never the figure itself
const OTHER = /上年|去年|上期|上月|目标|预期|单位|说明|备注|位次|last|previous|target|expect|unit|note|rank/i
/** 固定资产投资(亿元): the unit behind a name is not part of it. */
const bare = (s: string) => s.replace(/[(（][^)）]*[)）]\s*$/, '')

/** The row of the sheet that each line of the block names; null when too few of them do. */
function namedRows(block: string[][], grid: Grid): { rows: (number | null)[]; names: number } | null {
  for (const col of [0, 1]) {
    const wanted = new Map<string, number[]>()
    grid.rows.forEach((r, i) => {
      for (const name of new Set(r.names.map(squash))) wanted.set(name, [...(wanted.get(name) ?? []), i])
    })
    const rows = block.map(line => {
      const said = line[col] ?? '', hit = wanted.get(squash(said)) ?? wanted.get(squash(bare(said)))
      return hit?.length === 1 ? hit[0] : null
    })
    const found = rows.filter(x => x !== null)
    if (found.length && found.length * 2 >= block.filter(l => l.some(x => x.trim())).length - 3 && new Set(found).size === found.length)
      return { rows, names: col + 1 }
  }
  return null
}

/** The column of the sheet that each column of the block names in the lines above its figures. */
function namedColumns(block: string[][], heads: string[][], skip: number, grid: Grid): (number | null)[] {
  const width = Math.max(...block.map(l => l.length))
  const out: (number | null)[] = []
  let group = ''
  for (let c = 0; c < width; c++) {
    const words = heads.map(l => l[c] ?? '').filter(x => x.trim())
    if (c < skip) {
      out.push(null)
      continue
    }
    const known = (w: string) => grid.columns.some(k => k.names.map(squash).includes(w))
    const title = words.find(w => known(squash(w)) || known(squash(bare(w))))
    if (title) group = known(squash(title)) ? squash(title) : squash(bare(title))
    const about = words.filter(w => w !== title)
    const growth = about.some(w => GROWTH.test(w) || PERCENT.test(w.trim()))
    const field: Field = growth ? 'growth' : 'level'
    // a heading that says neither is not taken for the figure
    const meant = !about.some(w => OTHER.test(w) && !PERCENT.test(w.trim())) && (title !== undefined || growth || about.some(w => LEVEL.test(w)))
    const at = grid.columns.findIndex(k => k.field === field && (k.names.length ? k.names.map(squash).includes(group) : words.length > 0))
    out.push(meant && at >= 0 ? at : null)
  }
  return out
}

/** Where a pasted block goes: by the names it carries, else from the cell it is pasted on. */
export function place(block: string[][], grid: Grid, at: { r: number; c: number }): Placed {
  const out: Placed = { puts: [], outside: [], locked: [], unread: [], byName: false }
  const named = block.some(l => l.length > 1) || block.length > 1 ? namedRows(block, grid) : null
  const first = named ? named.rows.findIndex(x => x !== null) : 0
  // lines above the first known name that hold no figure are the block's heading
  const heads = named ? block.slice(0, first).filter(l => !l.slice(named.names).some(x => readFigure(x, 'level'))) : []
  const columns = named && heads.length ? namedColumns(block, heads, named.names, grid) : null
  const filled = block.filter(l => l.some(x => x.trim()))
  if (!named && filled.filter(l => l.length > 1 && l[0].trim() && readFigure(l[0], 'level') === null).length * 2 > filled.length)
    return { ...out, outside: block.flat().map(x => x.trim()).filter(Boolean), byName: true } // names, and none that is known
  out.byName = !!named
  const wide = Math.max(...block.map(l => l.length)) - (named?.names ?? 0)
  const left = named && at.c + wide > grid.columns.length ? 0 : at.c
  block.forEach((line, i) => {
    const r = named ? named.rows[i] : at.r + i
    if (named && i < first) { // the block's own heading, unless it holds figures
      out.outside.push(...line.slice(named.names).map(x => x.trim()).filter(x => readFigure(x, 'level')))
      return
    }
    line.slice(named?.names ?? 0).forEach((text, j) => {
      const c = columns ? columns[j + (named?.names ?? 0)] : left + j
      const slot = r === null || c === null ? undefined : grid.rows[r]?.slots[c]
      if (!slot) {
        if (text.trim()) out.outside.push(text.trim())
      } else if (!slot.write) {
        const same = readFigure(text, slot.field, slot.unit)
        if (text.trim() && same !== slot.value) out.locked.push(text.trim())
      } else {
        const value = readFigure(text, slot.field, slot.unit)
        const put = { slot, value: value ?? text.trim(), text: text.trim() }
        out.puts.push(put)
        if (value === null) out.unread.push(put)
      }
    })
  })
  return out
}
