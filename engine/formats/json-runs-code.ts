import { CHUNK_BYTES, HEADER_BYTES, SHAPE_BYTES } from './json-run-shape.ts'
import { KIND } from './json-scanner.ts'
import {
  all,
  block,
  branch,
  branchIf,
  f64,
  get,
  i32,
  i64,
  increase,
  loop,
  set,
  v128,
  wasmModule,
  when,
  type Code,
} from './wasm-code.ts'

/** What memory is made for. */
export interface RunLimits {
  readonly textBytes: number
  /** Longest object with its line end. */
  readonly objectBytes: number
  /** Of all objects that are read at once. */
  readonly results: number
}

/** Where in memory things are. */
export interface RunLayout {
  readonly shape: number
  /** Where the last object ended, 32-bit. */
  readonly end: number
  /** Results: places where values start and end, 32-bit, and numbers of up to 15 digits (NaN: any other value), 64-bit. */
  readonly starts: number
  readonly ends: number
  readonly numbers: number
  /** 10^0 .. 10^15, 64-bit. */
  readonly powers: number
}

/**
 * A WebAssembly module that reads JSON objects of one shape, one a line: it compares the text between values sixteen bytes at a time, and
 * knows how to find the end of each value. It exports its `memory` and `read(at, most, objectResults)`: the number of
 * objects, at most so many, that follow each other from memory[at], each with a line end behind it. Behind the text must be a zero byte. What
 * is not of the shape or unusual (an escape, an exponent, a longer object) ends the run.
 */
export function runsModule(limits: RunLimits): { readonly code: Uint8Array<ArrayBuffer>; readonly layout: RunLayout } {
  const [shape, end, starts, ends, numbers, powers, memoryBytes] = placed([
    limits.textBytes + CHUNK_BYTES,
    SHAPE_BYTES,
    4,
    4 * limits.results,
    4 * limits.results,
    8 * limits.results,
    POWERS.byteLength,
  ])
  const layout = { shape, end, starts, ends, numbers, powers }
  const code = wasmModule(
    { name: 'read', parameters: 3, variables: VARIABLES, body: body(layout, limits.objectBytes) },
    memoryBytes,
  )
  return { code, layout }
}

/** Digits of a number that is exact however it is read, and the powers of ten for its fraction. */
const EXACT_DIGITS = 15
export const POWERS: Float64Array = Float64Array.from({ length: EXACT_DIGITS + 1 }, (_, i) => Number(`1e${i}`))

/** Addresses for things of these sizes one after the other, from 0; the first is left out, the end of the last is in. */
function placed(sizes: readonly number[]): readonly number[] {
  let address = 0
  return sizes.map((size) => (address = (address + size + CHUNK_BYTES - 1) & -CHUNK_BYTES))
}

/** Parameters of `read`, then its variables. */
const AT = 0
const MOST = 1
const OBJECT_RESULTS = 2
const OBJECTS = 3
/** Where the last object ended. */
const END = 4
/** Offset of the object's results. */
const RESULTS = 5
/** The part of the shape that comes next, what its literal and header say. */
const SHAPE = 6
const CHUNKS = 7
const LENGTH = 8
const VALUE_KIND = 9
const VALUE_RESULT = 10
/** Where the value starts. */
const START = 11
/** For a moment. */
const PLACE = 12
const BITS = 13
/** Of a number: the digit, how many there are, how many of them behind the point, whether it is negative. */
const DIGIT = 14
const DIGITS = 15
const SCALE = 16
const NEGATIVE = 17
const MANTISSA = 18
const NUMBER = 19
/** Sixteen bytes of text, and bytes that end a string, sixteen times each. */
const TEXT = 20
const QUOTES = 21
const BACKSLASHES = 22
const SPACES = 23
const VARIABLES = [
  ...Array.from({ length: MANTISSA - OBJECTS }, () => 'i32' as const),
  ...(['i64', 'f64', 'v128', 'v128', 'v128', 'v128'] as const),
]

function body(layout: RunLayout, objectBytes: number): readonly Code[] {
  return [
    set(QUOTES, v128.ofByte(i32.value(QUOTE))),
    set(BACKSLASHES, v128.ofByte(i32.value(BACKSLASH))),
    set(SPACES, v128.ofByte(i32.value(SPACE))),
    set(END, get(AT)),
    block(
      'done',
      loop(
        'object',
        branchIf('done', i32.equal(get(OBJECTS), get(MOST))),
        set(SHAPE, i32.value(layout.shape)),
        block(
          'whole',
          loop(
            'part',
            ...comparedLiteral(),
            branchIf('whole', i32.equal(get(VALUE_KIND), i32.value(KIND.absent))),
            set(START, get(AT)),
            set(NUMBER, f64.value(Number.NaN)),
            when(isKind(KIND.string), ...string()),
            when(isKind(KIND.number), ...number(layout)),
            when(isKind(KIND.boolean), ...boolean()),
            when(isKind(KIND.null), branchIf('done', i32.unequal(i32.load(get(AT)), word('null'))), move(4)),
            ...written(layout),
            branch('part'),
          ),
        ),
        when(byteIs(CR), move(1)),
        branchIf('done', i32.isZero(byteIs(LF))),
        move(1),
        branchIf('done', i32.above(i32.subtract(get(AT), get(END)), i32.value(objectBytes))),
        set(END, get(AT)),
        increase(OBJECTS, i32.value(1)),
        increase(RESULTS, i32.multiply(get(OBJECT_RESULTS), i32.value(4))),
        branch('object'),
      ),
    ),
    i32.store(i32.value(layout.end), 0, get(END)),
    get(OBJECTS),
  ]
}

/** Compares the text with a part's literal, and reads the part's header. */
function comparedLiteral(): readonly Code[] {
  const differs = v128.and(v128.xor(v128.load(get(PLACE)), v128.load(get(SHAPE))), v128.load(get(SHAPE), CHUNK_BYTES))
  return [
    set(CHUNKS, i32.load(get(SHAPE))),
    set(LENGTH, i32.load(get(SHAPE), 4)),
    set(VALUE_KIND, i32.load(get(SHAPE), 8)),
    set(VALUE_RESULT, i32.load(get(SHAPE), 12)),
    increase(SHAPE, i32.value(HEADER_BYTES)),
    set(PLACE, get(AT)),
    block(
      'equal',
      loop(
        'chunk',
        branchIf('equal', i32.isZero(get(CHUNKS))),
        branchIf('done', v128.anyBit(differs)),
        increase(PLACE, i32.value(CHUNK_BYTES)),
        increase(SHAPE, i32.value(2 * CHUNK_BYTES)),
        increase(CHUNKS, i32.value(-1)),
        branch('chunk'),
      ),
    ),
    increase(AT, get(LENGTH)),
  ]
}

/** Moves to what ends a string, or to what no string may have: then the next literal will not fit. */
function string(): readonly Code[] {
  const special = v128.or(
    v128.or(v128.equalBytes(get(TEXT), get(QUOTES)), v128.equalBytes(get(TEXT), get(BACKSLASHES))),
    v128.bytesBelow(get(TEXT), get(SPACES)),
  )
  return [
    loop(
      'text',
      set(TEXT, v128.load(get(AT))),
      set(BITS, v128.bits(special)),
      when(i32.isZero(get(BITS)), move(CHUNK_BYTES), branch('text')),
    ),
    increase(AT, i32.trailingZeros(get(BITS))),
  ]
}

/** Moves over a number without exponent, and reads it. */
function number(layout: RunLayout): readonly Code[] {
  const power = f64.load(i32.shiftLeft(get(SCALE), i32.value(3)), layout.powers)
  return [
    set(NEGATIVE, byteIs(MINUS)),
    increase(AT, get(NEGATIVE)),
    set(PLACE, get(AT)),
    set(MANTISSA, i64.value(0)),
    firstDigit(),
    // Behind a leading zero comes no digit.
    when(i32.isZero(get(DIGIT)), move(1)),
    when(get(DIGIT), digits()),
    set(DIGITS, i32.subtract(get(AT), get(PLACE))),
    set(SCALE, i32.value(0)),
    when(
      byteIs(DOT),
      move(1),
      set(PLACE, get(AT)),
      firstDigit(),
      digits(),
      set(SCALE, i32.subtract(get(AT), get(PLACE))),
      increase(DIGITS, get(SCALE)),
    ),
    when(
      i32.notAbove(get(DIGITS), i32.value(EXACT_DIGITS)),
      // A whole number below 2^53, divided by an exact power of ten, is rounded once: see decimal.ts.
      set(NUMBER, f64.divide(f64.ofI64(get(MANTISSA)), power)),
      when(get(NEGATIVE), set(NUMBER, f64.negated(get(NUMBER)))),
    ),
  ]
}

function firstDigit(): Code {
  return all(set(DIGIT, digit()), branchIf('done', i32.above(get(DIGIT), i32.value(9))))
}

/** Moves over digits, of which the first is known. */
function digits(): Code {
  return loop(
    'digit',
    set(MANTISSA, i64.add(i64.multiply(get(MANTISSA), i64.value(10)), i64.ofI32(get(DIGIT)))),
    move(1),
    set(DIGIT, digit()),
    branchIf('digit', i32.notAbove(get(DIGIT), i32.value(9))),
  )
}

function digit(): Code {
  return i32.subtract(i32.loadByte(get(AT)), i32.value(ZERO))
}

function boolean(): readonly Code[] {
  const [fals, e] = [word('fals'), i32.value('e'.charCodeAt(0))]
  return [
    block(
      'boolean',
      when(i32.equal(i32.load(get(AT)), word('true')), move(4), branch('boolean')),
      branchIf('done', i32.unequal(i32.load(get(AT)), fals)),
      branchIf('done', i32.unequal(i32.loadByte(get(AT), 4), e)),
      move(5),
    ),
  ]
}

/** Writes what the value is. */
function written({ starts, ends, numbers }: RunLayout): readonly Code[] {
  return [
    set(PLACE, i32.add(get(RESULTS), get(VALUE_RESULT))),
    i32.store(get(PLACE), starts, get(START)),
    i32.store(get(PLACE), ends, get(AT)),
    f64.store(i32.shiftLeft(get(PLACE), i32.value(1)), numbers, get(NUMBER)),
  ]
}

function isKind(kind: number): Code {
  return i32.equal(get(VALUE_KIND), i32.value(kind))
}

function byteIs(byte: number): Code {
  return i32.equal(i32.loadByte(get(AT)), i32.value(byte))
}

function move(bytes: number): Code {
  return increase(AT, i32.value(bytes))
}

/** Four letters as a number. */
function word(letters: string): Code {
  return i32.value(Buffer.from(letters).readInt32LE())
}

const LF = 10
const CR = 13
const SPACE = 32
const QUOTE = 0x22
const MINUS = 0x2d
const DOT = 0x2e
const ZERO = 0x30
const BACKSLASH = 0x5c
