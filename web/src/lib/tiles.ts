// Where an area stands on the schematic tile map. Provinces have their customary places; any other
// level is laid out by its coordinates where it has them, else in the order of its codes. Pure.

const PROVINCES: Record<string, [number, number]> = {
  '650000': [0, 1], '150000': [4, 1], '220000': [8, 1], '230000': [8, 0], '210000': [7, 2],
  '620000': [2, 2], '640000': [3, 2], '140000': [4, 2], '130000': [5, 2], '110000': [6, 1],
  '120000': [6, 2], '630000': [1, 2], '610000': [3, 3], '410000': [4, 3], '370000': [6, 3],
  '340000': [5, 3], '320000': [6, 4], '310000': [7, 4], '540000': [0, 3], '510000': [2, 3],
  '500000': [2, 4], '420000': [4, 4], '330000': [6, 5], '360000': [5, 5], '530000': [1, 5],
  '520000': [2, 5], '430000': [4, 5], '350000': [6, 6], '450000': [3, 6], '440000': [4, 6],
  '460000': [3, 7], '710000': [7, 6], '810000': [5, 7], '820000': [4, 7]
}

export interface Tile { code: string; x: number; y: number }
export interface Place { code: string; lon?: number | null; lat?: number | null }

export function tileGrid(areas: Place[]): { tiles: Tile[]; width: number; placed: boolean } {
  if (areas.length && areas.every(a => PROVINCES[a.code]))
    return {
      tiles: areas.map(a => ({ code: a.code, x: PROVINCES[a.code][0], y: PROVINCES[a.code][1] })),
      width: 9,
      placed: true
    }
  const located = areas.length > 0 && areas.every(a => a.lon != null && a.lat != null)
  const width = Math.max(1, Math.ceil(Math.sqrt(areas.length * 1.4)))
  const sorted = located
    ? [...areas].sort((a, b) => (b.lat as number) - (a.lat as number))
    : [...areas].sort((a, b) => (a.code < b.code ? -1 : 1))
  const tiles: Tile[] = []
  for (let y = 0; y * width < sorted.length; y++) {
    const row = sorted.slice(y * width, (y + 1) * width)
    if (located) row.sort((a, b) => (a.lon as number) - (b.lon as number))
    row.forEach((a, x) => tiles.push({ code: a.code, x, y }))
  }
  return { tiles, width, placed: located }
}

/** Bounds of five classes of equal count. */
export function cutsOf(values: (number | null)[]): number[] {
  const v = values.filter((x): x is number => x !== null).sort((a, b) => a - b)
  return v.length ? [0.2, 0.4, 0.6, 0.8].map(f => v[Math.floor(f * v.length)]) : []
}
export const shadeOf = (x: number | null, cuts: number[]) => (x === null ? 'none' : String(cuts.filter(c => x >= c).length))
export const shortName = (name: string, most = 10) => name.replace(/(省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区|自治州|自治县|县|区)$/, '').slice(0, most) || name
