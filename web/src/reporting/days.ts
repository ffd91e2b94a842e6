// Days and hours as the reporting pages count them. The desk's clock is China's; days are texts.
import { t } from '../lib/i18n.ts'

export const today = () => new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10)
export function addDays(day: string, n: number): string {
  const d = new Date(`${day}T00:00:00Z`)
  d.setUTCDate(d.getUTCDate() + n)
  return d.toISOString().slice(0, 10)
}
/** Of a reporting net both days stand in the calendar: the opening one begins so. */
export const opensNet = (r: { detail: string }) => /^(开网|opens)/.test(r.detail)
export function leftText(hours: number | null): string {
  if (hours === null || hours <= 0) return '—'
  const h = Math.floor(hours)
  return h >= 24 ? t('daysHoursLeft', { d: Math.floor(h / 24), h: h % 24 }) : t('hoursLeft', { h })
}
