// Outlines of areas as the server sends them (an SVG path in whole parts of a degree, longitude and
// latitude northward) laid out on the page. Schematic: equirectangular, longitudes shortened by the
// cosine of the middle latitude. Pure.

export interface Shape { area: string; outline: string }
export type Ring = [number, number][]
export interface Laid { area: string; d: string; x: number; y: number; room: number; height: number }
/** `put`: where a place stands, longitude and latitude in thousandths of a degree. */
export interface Layout { areas: Laid[]; width: number; height: number; put: (at: [number, number]) => [number, number] }

export function rings(outline: string): Ring[] {
  return outline.split('z').filter(Boolean).map(part => {
    const n = part.slice(1).split(/[ l]/).map(Number)
    const ring: Ring = []
    for (let i = 0, x = 0, y = 0; i + 1 < n.length; i += 2) ring.push([x += n[i], y += n[i + 1]])
    return ring
  })
}

const twice = (r: Ring) => r.reduce((s, [x, y], i) => {
  const [a, b] = r[(i + 1) % r.length]
  return s + x * b - a * y
}, 0)

/** Where a name has the most room: the widest stretch of the largest ring at the height of its middle. */
export function labelPlace(list: Ring[]): { x: number; y: number; room: number; height: number } {
  const big = list.reduce((a, b) => (Math.abs(twice(b)) > Math.abs(twice(a)) ? b : a))
  const ys = big.map(p => p[1])
  const top = Math.min(...ys), bottom = Math.max(...ys)
  let best = { x: big[0][0], y: big[0][1], room: 0, height: bottom - top }
  for (const f of [0.5, 0.4, 0.6]) {
    const y = top + (bottom - top) * f + 0.0001
    const at: number[] = []
    big.forEach(([x, v], i) => {
      const [a, b] = big[(i + 1) % big.length]
      if ((v > y) !== (b > y)) at.push(x + ((y - v) / (b - v)) * (a - x))
    })
    at.sort((a, b) => a - b)
    for (let i = 0; i + 1 < at.length; i += 2)
      if (at[i + 1] - at[i] > best.room * 1.15) best = { ...best, x: (at[i] + at[i + 1]) / 2, y, room: at[i + 1] - at[i] }
  }
  return best
}

export function layOut(shapes: Shape[], width: number, most: number): Layout {
  const all = shapes.map(s => ({ area: s.area, rings: rings(s.outline) })).filter(s => s.rings.length)
  if (!all.length) return { areas: [], width: 0, height: 0, put: at => at }
  let x0 = Infinity, x1 = -Infinity, y0 = Infinity, y1 = -Infinity
  for (const s of all) for (const r of s.rings) for (const [x, y] of r) {
    x0 = Math.min(x0, x); x1 = Math.max(x1, x); y0 = Math.min(y0, y); y1 = Math.max(y1, y)
  }
  return place(all, [x0, x1, y0, y1], width, most)
}

function place(all: { area: string; rings: Ring[] }[], [x0, x1, y0, y1]: number[], width: number, most: number): Layout {
  const edge = 4
  const squeeze = Math.cos((((y0 + y1) / 2 / 1000) * Math.PI) / 180)
  const w = Math.max(1, (x1 - x0) * squeeze), h = Math.max(1, y1 - y0)
  const k = Math.min((width - 2 * edge) / w, (most - 2 * edge) / h)
  const put = ([x, y]: [number, number]): [number, number] => [edge + (x - x0) * squeeze * k, edge + (y1 - y) * k]
  const areas = all.map(s => {
    const drawn = s.rings.map(r => r.map(put))
    const d = drawn.map(r => 'M' + r.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L') + 'z').join('')
    return { area: s.area, d, ...labelPlace(drawn) }
  })
  return { areas, width: w * k + 2 * edge, height: h * k + 2 * edge, put }
}
