/** The whole numbers of a structure by field, and the structures in it; what else it holds is passed over. */
export interface SkimmedStruct {
  readonly numbers: ReadonlyMap<number, number>
  readonly structs: ReadonlyMap<number, SkimmedStruct>
  /** Truth values. */
  readonly flags: ReadonlyMap<number, boolean>
}

/** Deeper than the structures of Parquet, which have some seven levels. */
const DEEPEST = 24

/**
 * Walks over a structure of Thrift's compact protocol and makes sure that it is one, before a reader that trusts it makes room for
 * what it says it has.
 *
 * @param values - how many values it may have at most, those within each other included
 * @returns what was found, and where the structure ends
 * @throws {RangeError} when it is cut off, too deep or too large
 * @see https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */
export function skimStruct(bytes: Uint8Array, at: number, values: number): { struct: SkimmedStruct; end: number } {
  const skim = new Skim(bytes, at, values)
  const struct = skim.struct(0)
  return { struct, end: skim.at }
}

class Skim {
  at: number
  readonly #bytes: Uint8Array
  #left: number

  constructor(bytes: Uint8Array, at: number, values: number) {
    this.#bytes = bytes
    this.at = at
    this.#left = values
  }

  struct(depth: number): SkimmedStruct {
    if (depth > DEEPEST) throw new RangeError('its description is nested too deeply')
    const numbers = new Map<number, number>()
    const structs = new Map<number, SkimmedStruct>()
    const flags = new Map<number, boolean>()
    let field = 0
    for (let head = this.#byte(); (head & 15) !== 0; head = this.#byte()) {
      field = head >> 4 === 0 ? this.#number() : field + (head >> 4)
      const type = head & 15
      if (type <= 2) flags.set(field, type === 1)
      else if (type >= 4 && type <= 6) numbers.set(field, this.#number())
      else if (type === 12) structs.set(field, this.struct(depth + 1))
      else this.#skip(type, depth)
      this.#count(1)
    }
    return { numbers, structs, flags }
  }

  /** Passes over a value of a type. */
  #skip(type: number, depth: number): void {
    if (type === 3) this.#move(1)
    else if (type >= 4 && type <= 6) this.#number()
    else if (type === 7) this.#move(8)
    else if (type === 8) this.#move(this.#size())
    else if (type === 12) this.struct(depth + 1)
    else if (type === 9) this.#list(depth + 1)
    else throw new RangeError(`its description has values of the unknown type ${type}`)
  }

  #list(depth: number): void {
    if (depth > DEEPEST) throw new RangeError('its description is nested too deeply')
    const head = this.#byte()
    const size = head >> 4 === 15 ? this.#size() : head >> 4
    this.#count(size)
    for (let item = 0; item < size; item++) {
      // In a list a truth value is a byte of its own.
      if ((head & 15) <= 2) this.#move(1)
      else this.#skip(head & 15, depth)
    }
  }

  #count(values: number): void {
    this.#left -= values
    if (this.#left < 0) throw new RangeError('its description has too many values')
  }

  #move(bytes: number): void {
    this.at += bytes
    if (this.at > this.#bytes.length) throw new RangeError('its description is cut off')
  }

  #byte(): number {
    this.#move(1)
    return this.#bytes[this.at - 1]
  }

  /** Unsigned; a few bytes at most. */
  #size(): number {
    const { value, end } = readVarint(this.#bytes, this.at)
    this.at = end
    return value
  }

  /** Signed, as zigzag; exact up to 53 bits. */
  #number(): number {
    const value = this.#size()
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }
}

/**
 * An unsigned number in pieces of seven bits.
 *
 * @throws {RangeError} when it is cut off or has more than 64 bits
 */
export function readVarint(bytes: Uint8Array, at: number): { readonly value: number; readonly end: number } {
  let value = 0
  for (let place = 0; place < 10; place++) {
    const byte = bytes[at + place]
    if (byte === undefined) break
    value += (byte & 127) * 128 ** place
    if (byte < 128) return { value, end: at + place + 1 }
  }
  throw new RangeError('a number is cut off')
}
