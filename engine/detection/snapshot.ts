import { INTERVALS } from '../../spec/interval.ts'
import { cyclesOf } from './cycles.ts'
import { SCALARS, SCALAR_NAMES } from './layout.ts'
import { nameNow, takeOverRuns, takeOverScalars } from './older-snapshot.ts'
import { addSeries, createShard, type Shard } from './shard.ts'

/** Why a snapshot was refused. */
export type SnapshotErrorCode =
  'SNAPSHOT_NOT_ONE' | 'SNAPSHOT_VERSION_UNKNOWN' | 'SNAPSHOT_TRUNCATED' | 'SNAPSHOT_DAMAGED'

/** A snapshot that cannot be used; nothing was read from it. */
export class SnapshotError extends Error {
  readonly code: SnapshotErrorCode

  constructor(code: SnapshotErrorCode, text: string) {
    super(`${text} [${code}]`)
    this.name = 'SnapshotError'
    this.code = code
  }
}

/*
 * Little endian: magic "CNSHARD\0", then 32-bit words: version, checksum of all that follows, interval, measures, learning
 * points, series, bytes of the names; the names of the scalars as JSON, filled up with spaces to a multiple of 8; then the raw
 * arrays exact, scalars, season, long, runs. The names make snapshots of other engines of this version readable: a
 * scalar that this engine does not know is left out, one that the snapshot does not have is 0 or worked out from the others
 * (older-snapshot.ts). Version 2 had a byte for the run of each slot of the season, and none for hours of the week.
 */
const MAGIC = [0x43, 0x4e, 0x53, 0x48, 0x41, 0x52, 0x44, 0]
const VERSION = 3
const WITHOUT_HOUR_RUNS = 2
const HEADER = 40
const CHECKED_FROM = 16
const littleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1
const NAMES = new TextEncoder().encode(padded(JSON.stringify(SCALAR_NAMES)))

/** All that a shard has learned, to be kept. The same state gives the same bytes. */
export function shardToBytes(shard: Shard): Uint8Array {
  const parts = [shard.exact, shard.scalars, shard.season, shard.long, shard.runs]
  const bytes = new Uint8Array(HEADER + NAMES.length + parts.reduce((sum, part) => sum + part.byteLength, 0))
  bytes.set(MAGIC)
  const head = new DataView(bytes.buffer)
  const words = [INTERVALS.indexOf(shard.interval), shard.measures, shard.learningPoints, shard.series, NAMES.length, 0]
  words.forEach((word, k) => head.setUint32(CHECKED_FROM + 4 * k, word, true))
  bytes.set(NAMES, HEADER)
  let at = HEADER + NAMES.length
  for (const part of parts) {
    bytes.set(ordered(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), part.BYTES_PER_ELEMENT), at)
    at += part.byteLength
  }
  head.setUint32(8, VERSION, true)
  head.setUint32(12, checksum(bytes), true)
  return bytes
}

/**
 * The shard of a snapshot: it goes on exactly where the other was.
 *
 * @param given - whether the bytes are the shard's from now on, so that they need not be copied where they lie right in memory
 * @throws {SnapshotError} when the bytes are no snapshot, of another version, cut short or changed
 */
export function shardFromBytes(bytes: Uint8Array, given = false): Shard {
  const start = Math.min(bytes.length, MAGIC.length)
  if (bytes.length === 0 || MAGIC.slice(0, start).some((byte, k) => bytes[k] !== byte)) {
    throw new SnapshotError(
      'SNAPSHOT_NOT_ONE',
      'These bytes are not a snapshot of a shard. Give one that this engine wrote.',
    )
  }
  if (bytes.length < HEADER) throw truncated(bytes.length, HEADER)
  const head = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const version = head.getUint32(8, true)
  if (version !== VERSION && version !== WITHOUT_HOUR_RUNS) {
    throw new SnapshotError(
      'SNAPSHOT_VERSION_UNKNOWN',
      version > VERSION
        ? `The snapshot was written by a newer Crowsnest (format ${version}; this one reads up to ${VERSION}). Upgrade Crowsnest.`
        : `The snapshot has version ${version}, of before the first release; this engine reads versions ${WITHOUT_HOUR_RUNS} and ${VERSION}. Train again.`,
    )
  }
  const [intervalIndex, measures, learning, series, namesLength] = [0, 1, 2, 3, 4].map((k) =>
    head.getUint32(CHECKED_FROM + 4 * k, true),
  ) as [number, number, number, number, number]
  const interval = INTERVALS[intervalIndex]
  const damaged = new SnapshotError(
    'SNAPSHOT_DAMAGED',
    'The snapshot was changed after it was written. Use the one before it.',
  )
  if (interval === undefined || measures < 1 || learning < 1) throw damaged
  if (bytes.length < HEADER + namesLength) throw truncated(bytes.length, HEADER + namesLength)
  const names = namesIn(bytes.subarray(HEADER, HEADER + namesLength))
  if (names === undefined) throw damaged
  const cycles = cyclesOf(interval)
  const { slots, longSlots } = cycles
  const runSlots = version === WITHOUT_HOUR_RUNS ? slots : cycles.runSlots
  const scalars = names.length
  const size = HEADER + namesLength + series * measures * (16 + 4 * scalars + 4 * slots + 4 * longSlots + runSlots)
  if (bytes.length < size) throw truncated(bytes.length, size)
  if (bytes.length > size || head.getUint32(12, true) !== checksum(bytes)) throw damaged
  const shard = createShard({ interval, measures, learningPoints: learning })
  if (version === VERSION && given && littleEndian && bytes.byteOffset % 8 === 0 && isOurs(names)) {
    liveIn(bytes, HEADER + namesLength, shard, series)
    return shard
  }
  addSeries(shard, series)
  const stored = new Float32Array(series * measures * scalars)
  const runs = version === VERSION ? shard.runs : new Int8Array(series * measures * runSlots)
  let at = HEADER + namesLength
  for (const part of [shard.exact, stored, shard.season, shard.long, runs]) {
    const target = new Uint8Array(part.buffer, part.byteOffset, part.byteLength)
    target.set(ordered(bytes.subarray(at, at + part.byteLength), part.BYTES_PER_ELEMENT))
    at += part.byteLength
  }
  if (isOurs(names)) shard.scalars.set(stored)
  else takeOverScalars(shard.scalars, stored, names, cycles)
  if (version === WITHOUT_HOUR_RUNS) takeOverRuns(shard.runs, runs, cycles)
  return shard
}

/** Makes a shard's arrays of the bytes themselves, in the order in which they are stored. */
function liveIn(bytes: Uint8Array, from: number, shard: Shard, series: number): void {
  const { slots, longSlots, runSlots } = cyclesOf(shard.interval)
  const metrics = series * shard.measures
  let at = bytes.byteOffset + from
  const here = <T extends Float64Array | Float32Array | Int8Array>(
    Type: new (buffer: ArrayBufferLike, offset: number, length: number) => T,
    length: number,
  ): T => {
    const array = new Type(bytes.buffer, at, length)
    at += array.byteLength
    return array
  }
  shard.series = series
  shard.exact = here(Float64Array, 2 * metrics)
  shard.scalars = here(Float32Array, SCALARS * metrics)
  shard.season = here(Float32Array, slots * metrics)
  shard.long = here(Float32Array, longSlots * metrics)
  shard.runs = here(Int8Array, runSlots * metrics)
}

function isOurs(names: readonly string[]): boolean {
  return names.length === SCALARS && names.every((name, k) => name === SCALAR_NAMES[k])
}

/** The names of the scalars, as they are now. */
function namesIn(bytes: Uint8Array): readonly string[] | undefined {
  try {
    const names: unknown = JSON.parse(new TextDecoder().decode(bytes))
    if (!Array.isArray(names) || !names.every((name) => typeof name === 'string')) return undefined
    return names.map(nameNow)
  } catch {
    return undefined
  }
}

function padded(text: string): string {
  return text.padEnd(Math.ceil(text.length / 8) * 8)
}

function truncated(length: number, size: number): SnapshotError {
  return new SnapshotError(
    'SNAPSHOT_TRUNCATED',
    `The snapshot has ${length} of ${size} bytes. Fetch it again, or use the one before it.`,
  )
}

// Four interleaved FNV-like lanes over 32-bit words: about a gigabyte a second, and each single changed bit shows.
function checksum(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let a = 0x811c9dc5
  let b = 0x9747b28c
  for (let at = CHECKED_FROM; at + 8 <= bytes.length; at += 8) {
    a = Math.imul(a ^ view.getUint32(at, true), 0x01000193)
    b = Math.imul(b ^ view.getUint32(at + 4, true), 0x85ebca6b)
    a ^= a >>> 15
    b ^= b >>> 13
  }
  for (let at = bytes.length - ((bytes.length - CHECKED_FROM) % 8); at < bytes.length; at++) {
    a = Math.imul(a ^ bytes[at], 0x01000193)
  }
  let mixed = Math.imul(a ^ (b >>> 16) ^ (b << 16), 0x2c1b3c6d)
  mixed ^= mixed >>> 12
  return mixed >>> 0
}

function ordered(bytes: Uint8Array, width: number): Uint8Array {
  if (littleEndian) return bytes
  const swapped = bytes.slice()
  for (let k = 0; k < swapped.length; k += width) swapped.subarray(k, k + width).reverse()
  return swapped
}
