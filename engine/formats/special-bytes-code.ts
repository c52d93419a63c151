/** Bytes of text that the code looks through at once. */
const BLOCK = 64

/**
 * A WebAssembly module that finds bytes in text 64 at a time, which JavaScript has no instructions for. It exports its
 * `memory`, and `find(length, a, b, c, d, least)`: the number of places in memory[0, length) that hold one of the four bytes or one below `least`;
 * the places themselves, ascending, are 32-bit numbers at `placesAt`. Up to 63 places beyond `length` may be among them.
 *
 * @param textBytes - longest text, a multiple of 65,536
 * @see https://webassembly.github.io/spec/core/binary/, and Langdale and Lemire 2019, "Parsing gigabytes of JSON per second",
 *   https://doi.org/10.1007/s00778-019-00578-5, section 3.1, for how a mask of bits becomes places
 */
export function specialBytesModule(textBytes: number): {
  readonly code: Uint8Array<ArrayBuffer>
  readonly placesAt: number
} {
  // One block of text behind the longest text, and one of places behind the most that there can be.
  const placesAt = textBytes + BLOCK
  const pages = Math.ceil((placesAt + 4 * (textBytes + 2 * BLOCK)) / 65_536)
  const code = [
    [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    section(TYPES, [1, 0x60, 6, I32, I32, I32, I32, I32, I32, 1, I32]),
    section(FUNCTIONS, [1, 0]),
    section(MEMORIES, [1, 1, ...unsigned(pages), ...unsigned(pages)]),
    section(EXPORTS, [2, ...named('memory'), 2, 0, ...named('find'), 0, 0]),
    section(CODE, [1, ...sized([...LOCALS, ...body(placesAt)])]),
  ]
  return { code: Uint8Array.from(code.flat()), placesAt }
}

const TYPES = 1
const FUNCTIONS = 3
const MEMORIES = 5
const EXPORTS = 7
const CODE = 10

const I32 = 0x7f
const I64 = 0x7e
const V128 = 0x7b
const NO_VALUE = 0x40

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
const LOCALS = [3, 3, I32, 1, I64, 6, V128]

const BLOCK_BEGIN = [0x02, NO_VALUE]
const LOOP_BEGIN = [0x03, NO_VALUE]
const END = 0x0b
const BREAK = 0x0c
const BREAK_IF = 0x0d
const I32_STORE = 0x36
const I32_GE_U = 0x4f
const I32_ADD = 0x6a
const I32_SUB = 0x6b
const I32_SHL = 0x74
const I32_SHR_U = 0x76
const I32_WRAP = 0xa7
const I64_EQZ = 0x50
const I64_CTZ = 0x7a
const I64_POPCNT = 0x7b
const I64_SUB = 0x7d
const I64_AND = 0x83
const I64_OR = 0x84
const I64_SHL = 0x86
const I64_EXTEND_U = 0xad

function body(placesAt: number): readonly number[] {
  return [
    ...BYTES.map((byte, i) => [...get(byte), ...simd(I8X16_SPLAT), ...set(REPEATED[i])]),
    [...number32(placesAt), ...set(OUT)],
    // while (at < length)
    [...BLOCK_BEGIN, ...LOOP_BEGIN, ...get(AT), ...get(LENGTH), I32_GE_U, BREAK_IF, 1],
    // mask: a bit for each byte of the block that is wanted
    [...bitsAt(0), ...bitsAt(16), I64_OR, ...bitsAt(32), I64_OR, ...bitsAt(48), I64_OR, ...set(MASK)],
    // outEnd = out + 4 * bits of the mask
    [...get(OUT), ...get(MASK), I64_POPCNT, I32_WRAP, ...number32(2), I32_SHL, I32_ADD, ...set(OUT_END)],
    // while (mask != 0) write eight places, whether or not there are so many: a branch for each would cost more
    [...BLOCK_BEGIN, ...LOOP_BEGIN, ...get(MASK), I64_EQZ, BREAK_IF, 1],
    ...Array.from({ length: 8 }, (_, i) => writePlace(4 * i)),
    [...get(OUT), ...number32(32), I32_ADD, ...set(OUT), BREAK, 0, END, END],
    // out = outEnd; at += BLOCK
    [...get(OUT_END), ...set(OUT), ...get(AT), ...number32(BLOCK), I32_ADD, ...set(AT), BREAK, 0, END, END],
    // (out - placesAt) / 4
    [...get(OUT), ...number32(placesAt), I32_SUB, ...number32(2), I32_SHR_U, END],
  ].flat()
}

const V128_LOAD = 0x00
const I8X16_SPLAT = 0x0f
const I8X16_EQ = 0x23
const I8X16_LT_U = 0x26
const V128_OR = 0x50
const I8X16_BITMASK = 0x64

/** The 16 bits for memory[at + offset, ...), at their place in the mask of a block. */
function bitsAt(offset: number): readonly number[] {
  const equal = (i: number) => [...get(TEXT), ...get(REPEATED[i]), ...simd(I8X16_EQ)]
  return [
    [...get(AT), ...simd(V128_LOAD), 0, ...unsigned(offset), ...set(TEXT)],
    [...equal(0), ...equal(1), ...simd(V128_OR), ...equal(2), ...equal(3), ...simd(V128_OR), ...simd(V128_OR)],
    [...get(TEXT), ...get(REPEATED[4]), ...simd(I8X16_LT_U), ...simd(V128_OR)],
    [...simd(I8X16_BITMASK), I64_EXTEND_U, ...number64(offset), I64_SHL],
  ].flat()
}

/** memory32[out + offset] = at + trailing zeros of mask; mask &= mask - 1 */
function writePlace(offset: number): readonly number[] {
  return [
    [...get(OUT), ...get(AT), ...get(MASK), I64_CTZ, I32_WRAP, I32_ADD, I32_STORE, 2, ...unsigned(offset)],
    [...get(MASK), ...get(MASK), ...number64(1), I64_SUB, I64_AND, ...set(MASK)],
  ].flat()
}

function section(id: number, content: readonly number[]): readonly number[] {
  return [id, ...sized(content)]
}

function sized(content: readonly number[]): readonly number[] {
  return [...unsigned(content.length), ...content]
}

function named(name: string): readonly number[] {
  return sized([...new TextEncoder().encode(name)])
}

function get(local: number): readonly number[] {
  return [0x20, local]
}

function set(local: number): readonly number[] {
  return [0x21, local]
}

function simd(instruction: number): readonly number[] {
  return [0xfd, ...unsigned(instruction)]
}

function number32(value: number): readonly number[] {
  return [0x41, ...signed(value)]
}

function number64(value: number): readonly number[] {
  return [0x42, ...signed(value)]
}

/** LEB128. */
function unsigned(value: number): readonly number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)]
}

function signed(value: number): readonly number[] {
  return value >= -0x40 && value < 0x40 ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)]
}
