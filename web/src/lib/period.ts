// Periods as the contract writes them: 2024, 2024-H1, 2024-Q2, 2024-05. Pure.

export interface Period {
  year: number
  /** months a step: 12 year, 6 half, 3 quarter, 1 month */
  step: 12 | 6 | 3 | 1
  /** last month, 1-12 */
  month: number
}

export function parsePeriod(text: string): Period | null {
  const m = /^(\d{4})(?:-(?:(\d{2})|Q([1-4])|H([12])))?$/.exec(text)
  if (!m) return null
  const year = Number(m[1])
  if (m[2]) {
    const month = Number(m[2])
    return month >= 1 && month <= 12 ? { year, step: 1, month } : null
  }
  if (m[3]) return { year, step: 3, month: Number(m[3]) * 3 }
  if (m[4]) return { year, step: 6, month: Number(m[4]) * 6 }
  return { year, step: 12, month: 12 }
}

export function periodText(p: Period): string {
  if (p.step === 12) return String(p.year)
  if (p.step === 6) return `${p.year}-H${p.month / 6}`
  if (p.step === 3) return `${p.year}-Q${p.month / 3}`
  return `${p.year}-${String(p.month).padStart(2, '0')}`
}

export function shiftPeriod(text: string, by: number): string {
  const p = parsePeriod(text)
  if (!p) return text
  const n = p.year * 12 + p.month - 1 + by * p.step
  return periodText({ year: Math.floor(n / 12), step: p.step, month: (n % 12) + 1 })
}

/** The n months after a period, as 2024-06. */
export function monthsAfter(text: string, n: number): string[] {
  const p = parsePeriod(text)
  if (!p) return []
  const month = periodText({ year: p.year, step: 1, month: p.month })
  return Array.from({ length: n }, (_, i) => shiftPeriod(month, i + 1))
}

/** The month a period ends in, counted from year 0: for axes and comparison. */
export function periodOrder(text: string): number {
  const p = parsePeriod(text)
  return p ? p.year * 12 + p.month - 1 : NaN
}

const EN = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

export const monthName = (n: number, lang: 'zh' | 'en') => (lang === 'zh' ? `${n}月` : EN[n - 1])
export const quarterName = (n: number, lang: 'zh' | 'en') => (lang === 'zh' ? `${'一二三四'[n - 1]}季度` : `Q${n}`)

/** In words: cumulative from January unless `single`. */
export function periodName(text: string, lang: 'zh' | 'en', single = false): string {
  const p = parsePeriod(text)
  if (!p) return text
  const { year, month, step } = p
  if (step === 12 || (month === 12 && !single)) return lang === 'zh' ? `${year}年全年` : `${year}`
  if (step === 6 || (step === 3 && month === 6 && !single))
    return lang === 'zh' ? `${year}年${month === 6 ? '上' : '下'}半年` : `${year} H${month / 6}`
  if (step === 3) {
    if (month === 3 || single)
      return lang === 'zh' ? `${year}年${quarterName(month / 3, lang)}` : `${year} ${quarterName(month / 3, lang)}`
    return lang === 'zh' ? `${year}年前三季度` : `${year} Q1–Q3`
  }
  if (single || month === 1)
    return lang === 'zh' ? `${year}年${month}月` : `${EN[month - 1]} ${year}`
  return lang === 'zh' ? `${year}年1—${month}月` : `Jan–${EN[month - 1]} ${year}`
}

/** As the figure is of it: from January, of the single period, or at its end. */
export function pointName(text: string, basis: string, lang: 'zh' | 'en'): string {
  const p = parsePeriod(text)
  if (!p || basis !== 'end') return periodName(text, lang, basis === 'period')
  if (p.step === 12) return lang === 'zh' ? `${p.year}年末` : `end of ${p.year}`
  return lang === 'zh' ? `${p.year}年${p.month}月末` : `end of ${EN[p.month - 1]} ${p.year}`
}

/** The month a day or period lies in: 2024-05-28 is in 2024-05. */
export function monthOf(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return text.slice(0, 7)
  const p = parsePeriod(text)
  return p ? periodText({ year: p.year, step: 1, month: p.month }) : ''
}
