/**
 * An instruction of WebAssembly with what it takes, as bytes; of the blocks around it, a branch needs the labels. Only what
 * this folder uses is here.
 *
 * @see https://webassembly.github.io/spec/core/binary/, where the numbers are from
 */
export type Code = (labels: readonly string[]) => readonly number[]

const NOTHING = 0x40
const END = 0x0b
const VECTOR = 0xfd
const TYPES = { i32: 0x7f, i64: 0x7e, f64: 0x7c, v128: 0x7b } as const

/** A function whose parameters and result are i32. */
export interface WasmFunction {
  readonly name: string
  readonly parameters: number
  /** Types of the variables, which are numbered from the last parameter on. */
  readonly variables: readonly (keyof typeof TYPES)[]
  readonly body: readonly Code[]
}

/**
 * A module that exports its `memory` and one function.
 *
 * @param memoryBytes - it has at least so many
 */
export function wasmModule(
  { name, parameters, variables, body }: WasmFunction,
  memoryBytes: number,
): Uint8Array<ArrayBuffer> {
  const pages = unsigned(Math.ceil(memoryBytes / 65_536))
  const taken = Array.from({ length: parameters }, () => [TYPES.i32])
  const code = [...list(variables.map((type) => [1, TYPES[type]])), ...all(...body)([]), END]
  const sections = [
    [1, ...sized(list([[0x60, ...list(taken), 1, TYPES.i32]]))],
    [3, ...sized(list([[0]]))],
    [5, ...sized(list([[1, ...pages, ...pages]]))],
    [7, ...sized(list([exported('memory', 2), exported(name, 0)]))],
    [10, ...sized(list([sized(code)]))],
  ]
  return Uint8Array.from([[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0], ...sections].flat())
}

/** Instructions one after the other. */
export function all(...body: readonly Code[]): Code {
  return (labels) => body.flatMap((one) => one(labels))
}

/** Instructions; a branch to the label leaves them. */
export function block(label: string, ...body: readonly Code[]): Code {
  return (labels) => [0x02, NOTHING, ...all(...body)([label, ...labels]), END]
}

/** Instructions; a branch to the label begins them again. */
export function loop(label: string, ...body: readonly Code[]): Code {
  return (labels) => [0x03, NOTHING, ...all(...body)([label, ...labels]), END]
}

/** Instructions for when a condition is not 0. */
export function when(condition: Code, ...body: readonly Code[]): Code {
  return (labels) => [...condition(labels), 0x04, NOTHING, ...all(...body)(['', ...labels]), END]
}

/** A branch to a block or loop around it. */
export function branch(label: string): Code {
  return (labels) => [0x0c, ...unsigned(labels.indexOf(label))]
}

/** The same when a condition is not 0. */
export function branchIf(label: string, condition: Code): Code {
  return (labels) => [...condition(labels), 0x0d, ...unsigned(labels.indexOf(label))]
}

/** Value of a parameter or variable. */
export function get(variable: number): Code {
  return () => [0x20, ...unsigned(variable)]
}

/** Gives a variable a value. */
export function set(variable: number, value: Code): Code {
  return (labels) => [...value(labels), 0x21, ...unsigned(variable)]
}

/** Adds to an i32. */
export function increase(variable: number, by: Code): Code {
  return set(variable, i32.add(get(variable), by))
}

/** Numbers of 32 bits. */
export const i32 = {
  value: (number: number): Code => constant(0x41, number),
  load: memory([0x28], 2),
  loadByte: memory([0x2d], 0),
  store: memory([0x36], 2),
  isZero: operation(0x45),
  equal: operation(0x46),
  unequal: operation(0x47),
  /** Numbers without sign. */
  above: operation(0x4b),
  notAbove: operation(0x4d),
  notBelow: operation(0x4f),
  trailingZeros: operation(0x68),
  add: operation(0x6a),
  subtract: operation(0x6b),
  multiply: operation(0x6c),
  or: operation(0x72),
  shiftLeft: operation(0x74),
  shiftRight: operation(0x76),
  ofI64: operation(0xa7),
} as const

/** Numbers of 64 bits. */
export const i64 = {
  value: (number: number): Code => constant(0x42, number),
  isZero: operation(0x50),
  trailingZeros: operation(0x7a),
  ones: operation(0x7b),
  add: operation(0x7c),
  subtract: operation(0x7d),
  multiply: operation(0x7e),
  and: operation(0x83),
  or: operation(0x84),
  shiftLeft: operation(0x86),
  ofI32: operation(0xad),
} as const

/** Floating-point numbers, as those of JavaScript. */
export const f64 = {
  value: (number: number): Code => {
    const bytes = new Uint8Array(Float64Array.of(number).buffer)
    return () => [0x44, ...bytes]
  },
  load: memory([0x2b], 3),
  store: memory([0x39], 3),
  negated: operation(0x9a),
  divide: operation(0xa3),
  ofI64: operation(0xb9),
} as const

/** Sixteen bytes. */
export const v128 = {
  load: memory([VECTOR, 0x00], 0),
  ofByte: operation(VECTOR, 0x0f),
  equalBytes: operation(VECTOR, 0x23),
  bytesBelow: operation(VECTOR, 0x26),
  and: operation(VECTOR, 0x4e),
  or: operation(VECTOR, 0x50),
  xor: operation(VECTOR, 0x51),
  anyBit: operation(VECTOR, 0x53),
  /** A bit for each byte: its highest. */
  bits: operation(VECTOR, 0x64),
} as const

/** An instruction that takes values. */
function operation(...instruction: readonly number[]): (...values: readonly Code[]) => Code {
  return (...values) =>
    (labels) => [...all(...values)(labels), ...instruction]
}

/** An instruction on memory[address + offset, ...). */
function memory(
  instruction: readonly number[],
  alignment: number,
): (address: Code, offset?: number, ...values: readonly Code[]) => Code {
  return (address, offset = 0, ...values) =>
    (labels) => [...all(address, ...values)(labels), ...instruction, alignment, ...unsigned(offset)]
}

function constant(instruction: number, number: number): Code {
  return () => [instruction, ...signed(number)]
}

function list(elements: readonly (readonly number[])[]): readonly number[] {
  return [...unsigned(elements.length), ...elements.flat()]
}

function sized(content: readonly number[]): readonly number[] {
  return [...unsigned(content.length), ...content]
}

function exported(name: string, kind: number): readonly number[] {
  return [...sized([...new TextEncoder().encode(name)]), kind, 0]
}

/** LEB128. */
function unsigned(value: number): readonly number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)]
}

function signed(value: number): readonly number[] {
  return value >= -0x40 && value < 0x40 ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)]
}
