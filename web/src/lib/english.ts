// The server's area names, units and domains are Chinese wherever a table says nothing else. In
// English every answer goes through here, once, so that no page has to think of it. Pure.

const DOMAINS: Record<string, string> = {
  综合: 'General', 工业: 'Industry', 农业: 'Agriculture', 投资: 'Investment', 房地产: 'Real estate',
  贸易消费: 'Trade and consumption', 财政金融: 'Finance', 交通邮电: 'Transport and post', 价格: 'Prices',
  民生: 'Livelihood', 市场主体: 'Businesses', 招商: 'Investment promotion', 工业产品: 'Industrial products', 房价: 'House prices', 其他: 'Other'
}
const UNITS: Record<string, string> = {
  元: 'yuan', 美元: 'USD', 吨: 't', 吨标准煤: 'tce', 人: 'persons', 人次: 'visits', 百分点: 'pp', 件: 'pieces', 头: 'head',
  亩: 'mu', 平方米: 'm²', 千瓦时: 'kWh', 吨公里: 't·km', 个: '', 家: '', 户: 'households', 条: 'items',
  项: 'items', 起: 'cases', 架次: 'flights', 台: 'sets', 辆: 'vehicles', 块: 'pieces', 米: 'm', 立方米: 'm³',
  公斤: 'kg', 公顷: 'ha', 分: 'points', 倍: 'times', 箱: 'boxes', 重量箱: 'weight cases', 公里: 'km',
  千瓦: 'kW', 天: 'days', 只: '', 度: 'kWh', 部: 'sets', 千升: 'kL', 双: 'pairs'
}
const GROUPS: Record<string, string> = { 东部: 'East', 中部: 'Central', 西部: 'West', 东北: 'Northeast' }
const SCALES: [string, string][] = [
  ['万亿', 'tn'], ['千亿', '100bn'], ['百亿', '10bn'], ['十亿', 'bn'], ['亿', '100m'], ['千万', '10m'],
  ['百万', 'm'], ['万', '10k'], ['千', 'k']
]

export function unitEn(unit: string): string {
  if (unit === '上年同月=100' || unit === '上年同期=100') return 'same period last year = 100'
  if (unit === '上月=100') return 'previous month = 100'
  if (unit.includes('/')) return unit.split('/').map(unitEn).join('/')
  if (unit in UNITS) return UNITS[unit]
  for (const [zh, en] of SCALES)
    if (unit.startsWith(zh)) {
      const base = unit.slice(zh.length)
      if (base in UNITS) return `${en} ${UNITS[base]}`.trim()
    }
  return unit.replace(/^same (month|period) of last year = 100$/, 'same period last year = 100').replace(/^last month = 100$/, 'previous month = 100')
    .replace(/^(\d+) (thousand|million) /, (_, n, w) => n + (w === 'million' ? 'm ' : 'k ')).replace(/tonnes of coal equivalent/, 'tce').replace(/\btonnes\b/, 't').replace(/US dollars/, 'USD').replace(/\bmetres\b/, 'm')
}

type Json = Record<string, unknown>

export function toEnglish(value: unknown, areas: ReadonlyMap<string, string>): void {
  if (Array.isArray(value)) {
    for (const v of value) toEnglish(v, areas)
    return
  }
  if (!value || typeof value !== 'object') return
  const o = value as Json
  if (typeof o.name_en === 'string' && o.name_en) o.name = o.name_en
  const code = typeof o.code === 'string' ? o.code : typeof o.area === 'string' ? o.area : ''
  const name = areas.get(code)
  if (name) {
    if ('area_name' in o) o.area_name = name
    else if (typeof o.name === 'string' && !('indicator' in o)) o.name = name
  }
  if (typeof o.unit === 'string') o.unit = unitEn(o.unit)
  if (typeof o.domain === 'string') o.domain = DOMAINS[o.domain] ?? o.domain
  if (typeof o.name === 'string' && o.name in GROUPS) o.name = GROUPS[o.name]
  if (Array.isArray(o.groups)) o.groups = o.groups.map(g => GROUPS[String(g)] ?? g)
  for (const v of Object.values(o)) if (v && typeof v === 'object') toEnglish(v, areas)
}
