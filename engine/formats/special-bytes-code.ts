import {
  block,
  branch,
  branchIf,
  get,
  i32,
  i64,
  increase,
  loop,
  set,
  v128,
  wasmModule,
  type Code,
} from './wasm-code.ts'

/** Bytes of text that the code looks through at once. */
const BLOCK = 64

/**
 * A WebAssembly module that finds bytes in text 64 at a time, which JavaScript has no instructions for. It exports its
 * `memory`, and `find(length, a, b, c, d, least)`: the number of places in memory[0, length) that hold one of the four bytes or one below `least`;
 * the places themselves, ascending, are 32-bit numbers at `placesAt`. Up to 63 places beyond `length` may be among them.
 *
 * @param textBytes - longest text, a multiple of 65,536
 * @see Langdale and Lemire 2019, "Parsing gigabytes of JSON per second", https://doi.org/10.1007/s00778-019-00578-5,
 *   section 3.1, for how a mask of bits becomes places
 */
export function specialBytesModule(textBytes: number): {
  readonly code: Uint8Array<ArrayBuffer>
  readonly placesAt: number
} {
  // One block of text behind the longest text, and one of places behind the most that there can be.
  const placesAt = textBytes + BLOCK
  const code = wasmModule(
    {
      name: 'find',
      parameters: 6,
      variables: ['i32', 'i32', 'i32', 'i64', 'v128', 'v128', 'v128', 'v128', 'v128', 'v128'],
      body: body(placesAt),
    },
    placesAt + 4 * (textBytes + 2 * BLOCK),
  )
  return { code, placesAt }
}

/** Parameters of `find`, then its variables. */
const LENGTH = 0
const BYTES = [1, 2, 3, 4, 5]
const AT = 6
const OUT = 7
const OUT_END = 8
const MASK = 9
/** Each of the four bytes, and the least, sixteen times. */
const REPEATED = [10, 11, 12, 13, 14]
const TEXT = 15

function body(placesAt: number): readonly Code[] {
  return [
    ...BYTES.map((byte, i) => set(REPEATED[i], v128.ofByte(get(byte)))),
    set(OUT, i32.value(placesAt)),
    block(
      'done',
      loop(
        'next block',
        branchIf('done', i32.notBelow(get(AT), get(LENGTH))),
        // A bit for each byte of the block that is wanted.
        ...[0, 16, 32, 48].flatMap(maskAt),
        set(OUT_END, i32.add(get(OUT), i32.shiftLeft(i32.ofI64(i64.ones(get(MASK))), i32.value(2)))),
        // Eight places at a time, whether or not there are so many: a branch for each would cost more.
        block(
          'written',
          loop(
            'write',
            branchIf('written', i64.isZero(get(MASK))),
            ...Array.from({ length: 8 }, (_, i) => writePlace(4 * i)).flat(),
            increase(OUT, i32.value(32)),
            branch('write'),
          ),
        ),
        set(OUT, get(OUT_END)),
        increase(AT, i32.value(BLOCK)),
        branch('next block'),
      ),
    ),
    i32.shiftRight(i32.subtract(get(OUT), i32.value(placesAt)), i32.value(2)),
  ]
}

/** Adds the 16 bits for memory[at + offset, ...) to the mask, at their place. */
function maskAt(offset: number): readonly Code[] {
  const equal = (i: number): Code => v128.equalBytes(get(TEXT), get(REPEATED[i]))
  const wanted = v128.or(
    v128.or(v128.or(equal(0), equal(1)), v128.or(equal(2), equal(3))),
    v128.bytesBelow(get(TEXT), get(REPEATED[4])),
  )
  const bits = i64.shiftLeft(i64.ofI32(v128.bits(wanted)), i64.value(offset))
  return [set(TEXT, v128.load(get(AT), offset)), set(MASK, offset === 0 ? bits : i64.or(get(MASK), bits))]
}

/** Writes the place of the lowest bit of the mask, and takes it away. */
function writePlace(offset: number): readonly Code[] {
  return [
    i32.store(get(OUT), offset, i32.add(get(AT), i32.ofI64(i64.trailingZeros(get(MASK))))),
    set(MASK, i64.and(get(MASK), i64.subtract(get(MASK), i64.value(1)))),
  ]
}
