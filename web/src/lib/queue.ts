// What was typed and is not yet at the server: kept, sent, merged with what somebody else wrote meanwhile.
// No browser in here: sending, keeping and the clock are handed in.
import type { Cell, CellWrite, Filing } from './filing.ts'
import { keyOf } from './sheet.ts'

export type Part = 'level' | 'growth' | 'note'
/** `was`: what stood there when it was typed; `bad`: cannot be read as a figure, so it is not sent. */
export interface Edit { area: string; indicator: string; part: Part; was: string; now: string; bad?: boolean }
export type Edits = Record<string, Edit>
export interface Conflict extends Edit { theirs: string }

const at = (c: { area: string; indicator: string }, part: Part) => `${keyOf(c)} ${part}`
const stands = (c: Cell, part: Part) => c[part] ?? ''
const canon = (s: string) => (/^-?\d+\.\d+$/.test(s) ? s.replace(/0+$/, '').replace(/\.$/, '') : s)
/** 12.50 is 12.5. */
export const sameText = (a: string, b: string) => a === b || canon(a) === canon(b)

export const editOfCell = (edits: Edits, c: { area: string; indicator: string }, part: Part): Edit | undefined => edits[at(c, part)]
export const valueIn = (edits: Edits, c: Cell, part: Part) => editOfCell(edits, c, part)?.now ?? stands(c, part)

/** Type a value; typing back what stands there is no change, unless (`anyway`) another one may have reached the server. */
export function typed(edits: Edits, c: Cell, part: Part, now: string, bad = false, anyway = false): Edits {
  const key = at(c, part), rest = { ...edits }
  const was = edits[key]?.was ?? stands(c, part)
  delete rest[key]
  return !bad && !anyway && now === stands(c, part) ? rest : { ...rest, [key]: { area: c.area, indicator: c.indicator, part, was, now, ...(bad ? { bad } : {}) } }
}

/** What can be sent: one row a cell. */
export function bodyOf(edits: Edits): CellWrite[] {
  const rows = new Map<string, CellWrite>()
  for (const e of Object.values(edits)) {
    if (e.bad) continue
    const key = keyOf(e)
    const row = rows.get(key) ?? { area: e.area, indicator: e.indicator }
    row[e.part] = e.now
    rows.set(key, row)
  }
  return [...rows.values()]
}

/** After an answer: what was sent is done; what was typed since stands on what was sent. */
export function settled(edits: Edits, sent: Edits, now: Filing): Edits {
  const cells = new Map(now.cells.map(c => [keyOf(c), c]))
  const out: Edits = {}
  for (const [key, e] of Object.entries(edits)) {
    const cell = cells.get(keyOf(e))
    const done = sent[key] && !sent[key].bad && sent[key].now === e.now
    if (cell && !done) out[key] = sent[key] && !sent[key].bad ? { ...e, was: stands(cell, e.part) } : e
  }
  return out
}

/** On top of what stands at the server now: what nobody else touched stays to be sent, what says the same is
 * done, the rest is for the person to choose. */
export function rebase(edits: Edits, now: Filing): { edits: Edits; conflicts: Conflict[] } {
  const cells = new Map(now.cells.map(c => [keyOf(c), c]))
  const out: Edits = {}, conflicts: Conflict[] = []
  for (const [key, e] of Object.entries(edits)) {
    const cell = cells.get(keyOf(e))
    if (!cell) continue
    const theirs = stands(cell, e.part)
    if (sameText(theirs, e.now)) continue
    if (sameText(theirs, e.was)) out[key] = e
    else conflicts.push({ ...e, theirs })
  }
  return { edits: out, conflicts }
}

export function chosen(edits: Edits, c: Conflict, mine: boolean): Edits {
  if (!mine) return edits
  const { theirs, ...e } = c
  return { ...edits, [at(c, c.part)]: { ...e, was: theirs } }
}

export interface Kept { edits: Edits; conflicts: Conflict[] }
/** saved, typing (about to be sent), sending, offline (kept, sent again by itself), refused (kept, needs a person). */
export type SaveState = 'saved' | 'typing' | 'sending' | 'offline' | 'refused'
/** How a write came out: the submission; what stands instead (412); no answer; or a refusal in words. */
export type Sent = { ok: Filing } | { clash: Filing } | { offline: true } | { refused: string }

export interface World {
  send: (version: number, cells: CellWrite[]) => Promise<Sent>
  keep: (k: Kept | null) => void
  later: (f: () => void, ms: number) => number
  never: (timer: number) => void
  /** told after every change, to be shown */
  show: () => void
}
const TYPING_MS = 900
const RETRY_MS = [2000, 4000, 8000, 15000, 30000]

/** One submission being written. */
export class Saver {
  filing: Filing
  edits: Edits = {}
  conflicts: Conflict[] = []
  state: SaveState = 'saved'
  why = ''
  private timer = 0
  private tries = 0
  private flying: Promise<void> | null = null
  private over = false
  private world: World

  constructor(filing: Filing, kept: Kept | null, world: World) {
    this.world = world
    this.filing = filing
    if (!kept) return
    const { edits, conflicts } = rebase({ ...kept.edits, ...Object.fromEntries(kept.conflicts.map(c => [at(c, c.part), c])) }, filing)
    this.edits = edits
    this.conflicts = conflicts
    this.wait(0)
  }
  value(c: Cell, part: Part): string {
    return valueIn(this.edits, c, part)
  }
  /** What waits to be sent, without what cannot be read. */
  waiting(): number {
    return Object.values(this.edits).filter(e => !e.bad).length
  }
  unread(): number {
    return Object.values(this.edits).filter(e => e.bad).length
  }
  type(c: Cell, part: Part, now: string, bad = false) {
    this.edits = typed(this.edits, c, part, now, bad, this.flying !== null || this.state === 'offline')
    this.wait(TYPING_MS)
  }
  choose(c: Conflict, mine: boolean) {
    this.conflicts = this.conflicts.filter(x => x !== c)
    this.edits = chosen(this.edits, c, mine)
    this.wait(0)
  }
  /** What could not be saved is thrown away by whoever typed it. */
  drop() {
    this.edits = {}
    this.conflicts = []
    this.state = 'saved'
    this.why = ''
    this.wait(0)
  }
  /** The submission as an act or another read gave it; what is typed stays on top. */
  take(now: Filing) {
    if (now.version < this.filing.version) return // asked before the last write was answered
    this.filing = now
    const { edits, conflicts } = rebase(this.edits, now)
    this.edits = edits
    this.conflicts = [...this.conflicts, ...conflicts]
    this.wait(0)
  }
  private wait(ms: number) {
    this.keepAll()
    this.world.never(this.timer)
    this.timer = 0
    if (!this.waiting()) {
      if (!this.flying) this.state = 'saved'
    } else if (this.state !== 'offline' || ms === 0) {
      if (this.state !== 'offline') this.state = 'typing'
      this.timer = this.world.later(() => void this.flush(), ms)
    } else this.timer = this.world.later(() => void this.flush(), RETRY_MS[0])
    this.world.show()
  }
  private keepAll() {
    const any = Object.keys(this.edits).length || this.conflicts.length
    this.world.keep(any ? { edits: this.edits, conflicts: this.conflicts } : null)
  }
  /** Send now what waits; resolves when nothing is on its way. */
  async flush(): Promise<void> {
    if (this.flying) await this.flying
    this.world.never(this.timer)
    this.timer = 0
    if (!this.waiting() || this.over) return
    this.flying = this.once().finally(() => (this.flying = null))
    await this.flying
    // typed while it was on its way
    if (!this.timer && this.state === 'typing' && this.waiting()) this.wait(TYPING_MS)
  }
  private async once() {
    const sent = this.edits
    if (this.state !== 'offline') this.state = 'sending'
    this.world.show()
    const got = await this.world.send(this.filing.version, bodyOf(sent))
    if ('offline' in got) {
      this.state = 'offline'
      this.timer = this.world.later(() => void this.flush(), RETRY_MS[Math.min(this.tries++, RETRY_MS.length - 1)])
    } else if ('refused' in got) {
      this.state = 'refused'
      this.why = got.refused
    } else {
      this.tries = 0
      this.why = ''
      if ('ok' in got) {
        this.edits = settled(this.edits, sent, got.ok)
        this.filing = got.ok
      } else {
        const { edits, conflicts } = rebase(this.edits, got.clash)
        this.edits = edits
        this.conflicts = [...this.conflicts, ...conflicts]
        this.filing = got.clash
      }
      this.state = this.waiting() ? 'typing' : 'saved'
    }
    this.keepAll()
    this.world.show()
  }
  /** The sheet is left: what waits is sent at once, and stays kept until it is answered. */
  close() {
    void this.flush()
    this.over = true
    this.world.never(this.timer)
  }
}
