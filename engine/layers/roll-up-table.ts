import { SHARDS } from '../detection/index.ts'
import { ROLL_UP_LAYERS, type RollUpValues } from './layer.ts'

/** Roll-ups of single values, and of pairs, that there may always be; beyond, one for so many series. */
const ALWAYS = 500
const SERIES_A_ROLL_UP = 10
/** Pairs are made of the first so many dimensions. */
const PAIRED_DIMENSIONS = 5
/** Series that a roll-up must have: one of a single series would be that series again. */
const LEAST_SERIES = 2
/** Pairs of codes are one number: codes stay below this. */
const MOST_CODES = 2 ** 26

/** What only series that have left had is forgotten when so many have, or as many as there are where that is more. */
const MANY_LEFT = 5_000

/** The roll-ups that the series of one shard belong to. */
export interface ShardMembers {
  /** Numbers in `rollUps`, as many a series as the table has slots, -1 where there is no roll-up. */
  readonly places: Int32Array
  /** Where they stand when the roll-ups of all layers stand one after the other, the total first. */
  readonly rollUps: Int32Array
}

/**
 * Which roll-ups a detector has and which series belong to them. A roll-up is made when it has at least two series and
 * not the same series as another one, the largest first as long as there is room for them: 500 of single values and 500
 * of pairs, or a tenth of the series where that is more. Once made it stays, with its number, so that its state stays its own, until all
 * its series have left: then its number is another's.
 *
 * What is made depends on the roll-ups and series that there are, never on the order in which the series were added.
 */
export class RollUpTable {
  /** Groups that a series belongs to: all, one a dimension, one a pair of dimensions. Dimensions of each. */
  readonly slots: readonly (readonly number[])[]
  /** Of the dataset: so many slots of single values come after the first. */
  readonly dimensions: number
  /** Number of a candidate's roll-up within its layer; -1 = not made. */
  readonly #made: number[] = []
  readonly #rollUps: RollUpValues[][] = ROLL_UP_LAYERS.map(() => [])
  readonly #codes: Map<string, number>[]
  readonly #texts: string[][]
  readonly #candidates: Map<number, number>[]
  readonly #slotOf: number[] = []
  readonly #keyOf: number[] = []
  readonly #counts: number[] = []
  /** Sums over the numbers of a candidate's series, mixed two ways: equal for equal sets. */
  readonly #marks: [number, number][] = []
  /** By shard: candidates of each series, slots.length a place; -1 where a place has no series. */
  readonly #rows: Int32Array[] = []
  #series = 0
  #settled = true
  /** Series that have left since what only they had was forgotten. */
  #left = 0
  /** By shard, until a roll-up or series is new. */
  #members: ShardMembers[] = []

  /** @param dimensions - how many the dataset has */
  constructor(dimensions: number) {
    this.dimensions = dimensions
    const singles = Array.from({ length: dimensions }, (_, d) => [d])
    const paired = singles.slice(0, PAIRED_DIMENSIONS).flat()
    const pairs = paired.flatMap((a) => paired.filter((b) => b > a).map((b) => [a, b]))
    this.slots = [[], ...singles, ...pairs]
    this.#codes = singles.map(() => new Map())
    this.#texts = singles.map(() => [])
    this.#candidates = this.slots.map(() => new Map())
  }

  /** Roll-ups by layer, in the order of their numbers. */
  get rollUps(): readonly (readonly RollUpValues[])[] {
    return this.#rollUps
  }

  /** What the total sums over. */
  get everything(): RollUpValues {
    return Array.from({ length: this.dimensions }, () => null)
  }

  /** Takes up roll-ups that were made before. Series come afterwards. */
  restore(rollUps: readonly (readonly RollUpValues[])[]): void {
    for (const values of rollUps.flat()) {
      this.#make(this.candidateOf(values))
    }
  }

  /** A series that is new. @param number - place in its shard * SHARDS + shard */
  add(number: number, values: readonly string[]): void {
    const width = this.slots.length
    const shard = number % SHARDS
    const from = Math.floor(number / SHARDS) * width
    const rows = roomFor((this.#rows[shard] ??= new Int32Array(16 * width).fill(-1)), from + width)
    this.#rows[shard] = rows
    this.#series++
    this.#settled = false
    for (let slot = 0; slot < width; slot++) {
      const candidate = this.#candidate(slot, values)
      rows[from + slot] = candidate
      this.#count(candidate, number, 1)
    }
  }

  /** A series that has left its place. */
  remove(number: number): void {
    const width = this.slots.length
    const from = Math.floor(number / SHARDS) * width
    const row = this.#rows[number % SHARDS].subarray(from, from + width)
    for (const candidate of row) this.#count(candidate, number, -1)
    row.fill(-1)
    this.#series--
    this.#left++
    this.#settled = false
  }

  /**
   * Makes the roll-ups that the series now call for. Call it once when the new series of an interval are added.
   *
   * @returns by layer, the numbers that were those of roll-ups without series before
   */
  settle(): readonly (readonly number[])[] {
    const passedOn: number[][] = ROLL_UP_LAYERS.map(() => [])
    if (this.#settled) return passedOn
    this.#settled = true
    this.#members = []
    if (this.#left > Math.max(MANY_LEFT, this.#series)) this.#forget()
    const limit = Math.max(ALWAYS, Math.floor(this.#series / SERIES_A_ROLL_UP))
    const seen = new Set(this.#made.flatMap((id, candidate) => (id >= 0 ? [this.#mark(candidate)] : [])))
    for (const layer of ROLL_UP_LAYERS.keys()) {
      const empty = this.#emptyOf(layer)
      let room = limit - this.#rollUps[layer].length + empty.length
      if (room <= 0) continue
      for (const candidate of this.#waiting(layer)) {
        const mark = this.#mark(candidate)
        if (seen.has(mark)) continue
        seen.add(mark)
        const free = empty.shift()
        if (free !== undefined) {
          this.#made[this.candidateOf(this.#rollUps[layer][free])] = -1
          passedOn[layer].push(free)
        }
        this.#make(candidate, free)
        if (--room === 0) break
      }
    }
    return passedOn
  }

  /** Candidates that the series of a shard belong to, `slots.length` a place; -1 where a place has no series. */
  rows(shard: number): Int32Array {
    return this.#rows[shard] ?? new Int32Array(0)
  }

  /** The roll-ups of a shard's series. Call it after `settle`. */
  membersOf(shard: number): ShardMembers {
    return (this.#members[shard] ??= this.#findMembers(shard))
  }

  /** The slot in `rows` that tells whether a series belongs to a roll-up. */
  slotOf(rollUp: RollUpValues): number {
    const dimensions = rollUp.flatMap((value, d) => (value === null ? [] : [d]))
    return this.slots.findIndex((one) => one.length === dimensions.length && one.every((d, k) => d === dimensions[k]))
  }

  /** What stands there in the rows of a roll-up's series. */
  candidateOf(rollUp: RollUpValues): number {
    return this.#candidate(this.slotOf(rollUp), rollUp)
  }

  #findMembers(shard: number): ShardMembers {
    const offsets = this.#rollUps.map((_, layer) =>
      this.#rollUps.slice(0, layer).reduce((sum, { length }) => sum + length, 0),
    )
    const rollUps: number[] = []
    const numbers = new Map<number, number>()
    const places = this.rows(shard).map((candidate, at) => {
      const id = candidate < 0 ? -1 : this.#made[candidate]
      if (id < 0) return -1
      const known = numbers.get(candidate)
      if (known !== undefined) return known
      const number = rollUps.push(offsets[this.slots[at % this.slots.length].length] + id) - 1
      numbers.set(candidate, number)
      return number
    })
    return { places, rollUps: Int32Array.from(rollUps) }
  }

  #waiting(layer: number): number[] {
    const found = this.#slotOf.flatMap((slot, candidate) =>
      this.slots[slot].length === layer && this.#made[candidate] < 0 && this.#counts[candidate] >= LEAST_SERIES
        ? [candidate]
        : [],
    )
    if (found.length < 2) return found
    const names = new Map(found.map((candidate) => [candidate, JSON.stringify(this.#valuesOf(candidate))]))
    return found.toSorted(
      (a, b) =>
        this.#counts[b] - this.#counts[a] ||
        this.#slotOf[a] - this.#slotOf[b] ||
        (names.get(a)! < names.get(b)! ? -1 : 1),
    )
  }

  #count(candidate: number, number: number, sign: 1 | -1): void {
    this.#counts[candidate] += sign
    const marks = this.#marks[candidate]
    marks[0] = (marks[0] + sign * mixed(number, 0x9e3779b1)) >>> 0
    marks[1] = (marks[1] + sign * mixed(number, 0x85ebca6b)) >>> 0
  }

  /** Numbers of a layer's roll-ups that have no series any more, ascending. */
  #emptyOf(layer: number): number[] {
    return [...this.#rollUps[layer].entries()].flatMap(([id, values]) =>
      this.#counts[this.candidateOf(values)] === 0 ? [id] : [],
    )
  }

  /** Forgets what only series that have left had: of pods that come and go for years there would be no end. */
  #forget(): void {
    const needed = this.#made.flatMap((made, candidate) => {
      const count = this.#counts[candidate]
      if (made < 0 && count === 0) return []
      const [slot, marks] = [this.#slotOf[candidate], this.#marks[candidate]]
      return [{ candidate, values: this.#valuesOf(candidate), slot, made, count, marks }]
    })
    const lists = [this.#made, this.#slotOf, this.#keyOf, this.#counts, this.#marks, ...this.#texts]
    for (const list of lists) list.length = 0
    for (const map of [...this.#codes, ...this.#candidates]) map.clear()
    const renumbered = new Map<number, number>()
    for (const { candidate, values, slot, made, count, marks } of needed) {
      const next = this.#candidate(slot, values)
      this.#made[next] = made
      this.#counts[next] = count
      this.#marks[next] = marks
      renumbered.set(candidate, next)
    }
    for (const rows of this.#rows.filter((own) => own !== undefined)) {
      for (const [at, candidate] of rows.entries()) rows[at] = renumbered.get(candidate) ?? -1
    }
    this.#left = 0
  }

  /** @param free - the number that it gets; a new one by default */
  #make(candidate: number, free?: number): void {
    if (this.#made[candidate] >= 0) return
    const rollUps = this.#rollUps[this.slots[this.#slotOf[candidate]].length]
    const id = free ?? rollUps.length
    rollUps[id] = this.#valuesOf(candidate)
    this.#made[candidate] = id
  }

  #candidate(slot: number, values: RollUpValues): number {
    let key = 0
    for (const d of this.slots[slot]) key = key * MOST_CODES + this.#code(d, values[d] ?? '')
    const known = this.#candidates[slot].get(key)
    if (known !== undefined) return known
    const candidate = this.#made.push(-1) - 1
    this.#slotOf.push(slot)
    this.#keyOf.push(key)
    this.#counts.push(0)
    this.#marks.push([0, 0])
    this.#candidates[slot].set(key, candidate)
    return candidate
  }

  #code(dimension: number, value: string): number {
    const known = this.#codes[dimension].get(value)
    if (known !== undefined) return known
    const code = this.#texts[dimension].push(value) - 1
    this.#codes[dimension].set(value, code)
    return code
  }

  #valuesOf(candidate: number): RollUpValues {
    const dimensions = this.slots[this.#slotOf[candidate]]
    const key = this.#keyOf[candidate]
    const codes = dimensions.length === 2 ? [Math.floor(key / MOST_CODES), key % MOST_CODES] : [key]
    return Array.from({ length: this.dimensions }, (_, d) => {
      const at = dimensions.indexOf(d)
      return at < 0 ? null : this.#texts[d][codes[at]]
    })
  }

  #mark(candidate: number): string {
    return `${this.#counts[candidate]} ${this.#marks[candidate].join(' ')}`
  }
}

function roomFor(rows: Int32Array, length: number): Int32Array {
  if (rows.length >= length) return rows
  const larger = new Int32Array(Math.max(length, 2 * rows.length)).fill(-1)
  larger.set(rows)
  return larger
}

function mixed(number: number, factor: number): number {
  let hash = Math.imul(number + 1, factor)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39)
  return (hash ^ (hash >>> 15)) >>> 0
}
