import { mutateJson } from './mutate-json.ts'
import type { Random } from './random.ts'
import type { FuzzTarget } from './target.ts'

/** Longest input: most mistakes show in small ones, and those are fast. */
const LONGEST = 20_000

/** Bytes at the edges of what they can mean. */
const EDGES: readonly number[] = [0, 1, 9, 10, 13, 32, 34, 39, 44, 45, 48, 92, 123, 125, 127, 128, 192, 239, 254, 255]

/** An input of a run: a part of the corpus, changed a little or a lot. */
export function mutatedInput(target: FuzzTarget, random: Random): Uint8Array {
  let bytes = random.pick(target.corpus)
  if (target.shape === 'json' && !random.oneIn(4)) {
    bytes = mutateJson(bytes, target, random)
    if (!random.oneIn(6)) return bytes
  }
  // Mostly few changes, so that what follows them is reached; at times many.
  const changes = random.oneIn(8) ? 1 + random.below(40) : 1 + random.below(4)
  for (let change = 0; change < changes; change++) bytes = changed(bytes, target, random)
  return bytes.length > LONGEST ? bytes.subarray(0, LONGEST) : bytes
}

function changed(bytes: Uint8Array, target: FuzzTarget, random: Random): Uint8Array {
  const { length } = bytes
  const at = random.below(length + 1)
  switch (random.below(11)) {
    case 0:
      return replaced(bytes, at, at + 1, [(bytes[at] ?? 0) ^ (1 << random.below(8))])
    case 1:
      return replaced(bytes, at, at + 1, [random.below(256)])
    case 2:
      return replaced(bytes, at, at + random.below(2), [random.pick(EDGES)])
    case 3:
      return replaced(bytes, at, at + spread(random, length), [])
    case 4: {
      const piece = bytes.slice(at, at + spread(random, 400))
      return repeated(bytes, random.below(length + 1), piece, random.oneIn(20) ? 1 + random.below(200) : 1)
    }
    case 5: {
      const token = Buffer.from(random.pick(target.tokens))
      return replaced(bytes, at, at + (random.oneIn(2) ? token.length : 0), token)
    }
    case 6: {
      const other = random.pick(target.corpus)
      const from = random.below(other.length + 1)
      return replaced(
        bytes,
        at,
        random.oneIn(2) ? length : at,
        other.subarray(from, from + spread(random, other.length)),
      )
    }
    case 7:
      return bytes.slice(0, at)
    case 8: {
      // A number of the text or of the format becomes another.
      const size = random.pick([1, 2, 4, 8])
      const value = random.pick(NUMBERS)
      return replaced(bytes, at, at + size, little(value, size))
    }
    case 9:
      return replaced(bytes, at, at + random.below(3), Buffer.from(random.pick(TEXTS)))
    default:
      return repeated(bytes, at, [random.pick(EDGES)], 1 + spread(random, 300))
  }
}

const NUMBERS: readonly bigint[] = [
  ...[0n, 1n, 127n, 128n, 255n, 256n, 32_767n, 65_535n, 2_147_483_647n, 2_147_483_648n, 4_294_967_295n, 1n << 40n],
  ...[(1n << 53n) - 1n, (1n << 63n) - 1n, (1n << 64n) - 1n],
]

/** What has more meaning than its letters, to somebody. */
const TEXTS: readonly string[] = [
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', 'length', 'then'],
  ...['-1', '0', '-0', '1e400', '-1e-400', 'NaN', 'Infinity', '0x1F', '1_000', '9007199254740993', '1'.repeat(400)],
  ...[
    '\u0000',
    '\u001b[2J',
    '\uFEFF',
    '\u2028',
    '\u202e',
    'é',
    '€',
    '😀',
    '\ud800',
    'İ',
    'ß',
    '../..',
    '%00',
    '%2e%2e/',
  ],
  ...['"', "'", '`', '${x}', '{{x}}', '<<x>>', '*', '?', '\\', '\\u0000', '\\ud800', '\r\n', '\t', '[', ']', '{', '}'],
  ...['null', 'true', '[]', '{}', '""', ','],
]

/** Small numbers more often than large ones. */
function spread(random: Random, limit: number): number {
  return random.below(1 + random.below(1 + Math.min(limit, random.pick([2, 8, 64, limit]))))
}

function replaced(bytes: Uint8Array, from: number, to: number, by: ArrayLike<number>): Uint8Array {
  const end = Math.min(bytes.length, to)
  const result = new Uint8Array(from + by.length + bytes.length - end)
  result.set(bytes.subarray(0, from))
  result.set(by, from)
  result.set(bytes.subarray(end), from + by.length)
  return result
}

function repeated(bytes: Uint8Array, at: number, piece: ArrayLike<number>, times: number): Uint8Array {
  const count = Math.min(times, Math.floor(LONGEST / Math.max(1, piece.length)))
  const block = new Uint8Array(piece.length * count)
  for (let index = 0; index < count; index++) block.set(piece, index * piece.length)
  return replaced(bytes, at, at, block)
}

function little(value: bigint, size: number): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, value, true)
  return bytes.subarray(0, size)
}
