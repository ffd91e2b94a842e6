// How numbers stand on the page. Pure. Missing is an em dash; minus is a true minus;
// rounding is half away from zero, and what rounds to zero carries no sign.

export const MISSING = '—'
const MINUS = '−'

export function round(x: number, decimals: number): number {
  const f = 10 ** decimals
  // 15 significant digits, so that 1.005 written by a person rounds as that person expects
  const scaled = Number((Math.abs(x) * f).toPrecision(15))
  const r = Math.round(scaled) / f
  return r === 0 ? 0 : Math.sign(x) * r
}

function group(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}

export function num(x: number | null | undefined, decimals = 2): string {
  if (x === null || x === undefined || !Number.isFinite(x)) return MISSING
  const r = round(x, decimals)
  const [whole, part] = Math.abs(r).toFixed(decimals).split('.')
  return (r < 0 ? MINUS : '') + group(whole) + (part ? '.' + part : '')
}

/** A level: at most `decimals`, without the zeros that nobody reported. */
export function level(x: number | null | undefined, decimals = 2): string {
  const s = num(x, decimals)
  return s.includes('.') ? s.replace(/\.?0+$/, '') : s
}

/** A level with its unit in a sentence. A unit that begins with a number stands in brackets, so that
 * no two numbers meet: 12,399.7 (100m kWh). */
export function quantity(x: number | null | undefined, unit: string, decimals = 2): string {
  const s = level(x, decimals)
  if (!unit || s === MISSING) return s
  return /^\d/.test(unit) ? `${s} (${unit})` : /^[\x20-\x7e]/.test(unit) ? `${s} ${unit}` : s + unit
}

/** {n} is the argument n; {n|row|rows} is row where n is 1, else rows. */
export function fill(text: string, args?: Record<string, string | number>): string {
  if (!args) return text
  return text.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (_, k: string, one?: string, many?: string) =>
    one === undefined ? String(args[k] ?? '') : Number(args[k]) === 1 ? one : many ?? '')
}

/** How a growth came about that nobody published: ‡ from levels, † from levels on no comparable base. */
export function growthMark(r: { growth: number | null; growth_source: string | null; growth_as_reported?: boolean } | undefined): '' | '‡' | '†' {
  if (!r || r.growth === null) return ''
  return r.growth_as_reported ? '†' : r.growth_source === 'computed' ? '‡' : ''
}
export const growthText = (r: Parameters<typeof growthMark>[0]) => num(r?.growth, 1) + growthMark(r)

/** A change: always with its sign. */
export function signed(x: number | null | undefined, decimals = 1): string {
  if (x === null || x === undefined || !Number.isFinite(x)) return MISSING
  const r = round(x, decimals)
  return (r > 0 ? '+' : '') + num(r, decimals)
}

/** The difference d of x to something else, as a reader redoes it from the figures shown: 5.25 and
 * 5.14 stand as 5.3 and 5.1 and differ by 0.2. */
export function shownGap(x: number | null | undefined, d: number | null | undefined, decimals = 1): string {
  if (x === null || x === undefined || d === null || d === undefined) return signed(d, decimals)
  return signed(round(x, decimals) - round(x - d, decimals), decimals)
}

export function percent(x: number | null | undefined, decimals = 1): string {
  const s = num(x, decimals)
  return s === MISSING ? s : s + '%'
}

/** +2 places is up. */
export function moved(x: number | null | undefined): string {
  if (x === null || x === undefined) return MISSING
  return x > 0 ? `↑${x}` : x < 0 ? `↓${-x}` : '＝'
}

/** 2026-06-18T09:00:00.000+08:00 as it stands in the text: no conversion to the reader's zone. */
export function time(iso: string | null | undefined, seconds = false): string {
  if (!iso) return MISSING
  const m = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(:\d{2})?/.exec(iso)
  return m ? `${m[1]} ${m[2]}${seconds && m[3] ? m[3] : ''}` : iso
}

/** One cell for a spreadsheet paste: no tabs, no line ends, no formula from text. */
export function tsvCell(v: unknown): string {
  if (v === null || v === undefined) return ''
  if (typeof v === 'number') return Number.isFinite(v) ? String(v) : ''
  const s = String(v).replace(/[\t\r\n]+/g, ' ')
  return /^[=+@-]/.test(s) && !/^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(s) ? "'" + s : s
}

export function csvCell(v: unknown): string {
  const s = tsvCell(v)
  return /[",]/.test(s) ? `"${s.replace(/"/g, '""')}"` : s
}
