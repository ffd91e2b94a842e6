// Values of a row as people read them.
import { level, MISSING, num, time } from '../lib/format.ts'
import { lang, t, word } from '../lib/i18n.ts'
import type { Key } from '../lib/messages.ts'
import { periodName } from '../lib/period.ts'
import { codesOf, fieldOf, filesOf, type Field, isNamed, isYes, namesOf, type Row, said, stageOf, type Type } from './type.ts'
import { tickedOf } from './stages.ts'

const BUILT: Record<string, Key> = { code: 'ledCode', stage: 'ledStage', light: 'light', created_on: 'ledCreatedOn', created_by: 'ledCreatedBy', changed_on: 'ledChangedOn', changed_by: 'ledChangedBy' }
export const columnName = (type: Type, c: string) => (c in BUILT ? t(BUILT[c]) : said(fieldOf(type, c), lang.value) || c)
export const unitOf = (type: Type, c: string) => fieldOf(type, c)?.unit ?? ''
export const lightWord = (l: string) => word(l)

const day = (iso: unknown) => (typeof iso === 'string' ? time(iso).slice(0, 10) : MISSING)
/** Whole numbers that can only be years are not written with a comma. */
const isYear = (f: Field) => f.decimals === 0 && !f.unit && ((f.min ?? 0) >= 1900 || (f.formula ?? '').startsWith('year('))
export function fieldText(f: Field, r: Row): string {
  const v = r[f.code]
  if (f.kind === 'file') return filesOf(r, f.code).length ? t('ledFilesN', { n: filesOf(r, f.code).length }) : MISSING
  if (f.kind === 'checklist') {
    const x = tickedOf(f, v)
    return `${x.n}/${x.of}`
  }
  if (v === null || v === undefined || v === '' || (Array.isArray(v) && !v.length)) return MISSING
  if (f.kind === 'number') {
    const n = typeof v === 'number' ? v : Number(v)
    if (isYear(f)) return String(n)
    return f.decimals === undefined ? level(n, 4) : num(n, f.decimals)
  }
  if (f.kind === 'flag') return t(isYes(v) ? 'yes' : 'no')
  if (f.kind === 'period') return periodName(String(v), lang.value, true)
  if (f.kind === 'choice') return (f.many ? namesOf(r, f.code) : [String(r[`${f.code}_name`] ?? optionName(f, String(v)))]).join(t('ledComma'))
  if (isNamed(f)) return namesOf(r, f.code).join(t('ledComma'))
  return Array.isArray(v) ? v.join(t('ledComma')) : String(v)
}
export const optionName = (f: Field, code: string) => said(f.options?.find(o => o.code === code), lang.value) || code

export function cellText(type: Type, c: string, r: Row): string {
  if (c === 'stage') return r.stage_name || said(stageOf(type, r.stage), lang.value)
  if (c === 'light') return lightWord(r.light)
  if (c === 'created_on') return day(r.created_at)
  if (c === 'changed_on') return day(r.changed_at)
  const f = fieldOf(type, c)
  if (!f) return String(r[c] ?? '') || MISSING
  return fieldText(f, r)
}
/** A value that stands in a history, without the names a row carries. */
export function bareText(f: Field | undefined, v: unknown): string {
  if (v === null || v === undefined || v === '' || (Array.isArray(v) && !v.length)) return MISSING
  if (f?.kind === 'flag') return t(isYes(v) ? 'yes' : 'no')
  if (f?.options) return codesOf(v).map(c => optionName(f, c)).join(t('ledComma'))
  if (f?.kind === 'number' && !Number.isNaN(Number(v))) return level(Number(v), f.decimals ?? 4)
  if (Array.isArray(v)) return v.map(x => (x && typeof x === 'object' ? String((x as { name?: string }).name ?? '') : String(x))).join(t('ledComma'))
  return String(v)
}
export function sizeText(n: number): string {
  return n >= 1_000_000 ? `${level(n / 1_000_000, 1)} MB` : `${Math.max(1, Math.round(n / 1000))} KB`
}
/** How wide a column of this kind is, in pixels; text takes what is left. */
export function widthOf(type: Type, c: string): number {
  const f = fieldOf(type, c)
  if (c === 'code') return 118
  // a tag as long as the longest stage
  if (c === 'stage') return Math.min(150, 30 + Math.max(...type.stages.map(s => 7 * [...said(s, lang.value)].reduce((n, x) => n + (x > '\u2e80' ? 2 : 1), 0)), 40))
  if (c === 'light') return 122
  if (c.endsWith('_on')) return 96
  if (c.endsWith('_by')) return 84
  if (!f) return 110
  if (c === type.title) return 260
  switch (f.kind) {
    case 'number': return 98 // the heading takes two lines
    case 'date': return 96
    case 'period': return 100
    case 'flag': return 64
    case 'file': case 'checklist': return 84
    case 'choice': return f.many ? 140 : 96
    case 'person': return 88
    case 'area': return f.many ? 150 : 104
    case 'org': case 'post': return f.many ? 170 : 136
    case 'text': return (f.lines ?? 1) > 1 || (f.max ?? 0) > 60 ? 190 : 130
    default: return 140
  }
}
/** As narrow as a column may become. */
export function leastOf(type: Type, c: string): number {
  const f = fieldOf(type, c), w = widthOf(type, c)
  if (c === type.title) return 170
  if (c === 'light') return 96
  return f && ['text', 'org', 'post', 'person', 'area', 'indicator', 'link', 'choice'].includes(f.kind) ? Math.min(w, f.kind === 'choice' || f.kind === 'person' ? 74 : 84) : c === 'code' ? 108 : w
}
