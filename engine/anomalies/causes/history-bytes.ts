import { SnapshotError } from '../../detection/index.ts'
import { appendResiduals, createResidualHistory, residualAt, type ResidualHistory } from './residual-history.ts'

/*
 * Little endian: magic "CNRESID\0", then 32-bit words: version, checksum of all that follows, measures, capacity, length,
 * 0; the newest interval as a double (-1 = none); then the residuals as 32-bit floats, the oldest interval first.
 */
const MAGIC = [0x43, 0x4e, 0x52, 0x45, 0x53, 0x49, 0x44, 0]
const VERSION = 1
const HEADER = 40
const CHECKED_FROM = 16
const MISSING = 0x7fc00000

/** A history to be kept. The same residuals give the same bytes, wherever their ring begins. */
export function historyToBytes(history: ResidualHistory): Uint8Array {
  const { measures, capacity, length, newest } = history
  const view = new DataView(new ArrayBuffer(HEADER + 4 * length * measures))
  const bytes = new Uint8Array(view.buffer)
  bytes.set(MAGIC)
  view.setUint32(8, VERSION, true)
  ;[measures, capacity, length].forEach((word, k) => view.setUint32(CHECKED_FROM + 4 * k, word, true))
  view.setFloat64(32, length === 0 ? -1 : newest, true)
  let at = HEADER
  for (let sequence = newest - length + 1; sequence <= newest; sequence++) {
    for (let measure = 0; measure < measures; measure++, at += 4) {
      const z = residualAt(history, measure, sequence)
      if (Number.isNaN(z)) view.setUint32(at, MISSING, true)
      else view.setFloat32(at, z, true)
    }
  }
  view.setUint32(12, checksum(view), true)
  return bytes
}

/**
 * The history of such bytes; they are copied.
 *
 * @throws {SnapshotError} when they are no history, of another version, cut short or changed
 */
export function historyFromBytes(bytes: Uint8Array): ResidualHistory {
  const start = Math.min(bytes.length, MAGIC.length)
  if (start === 0 || MAGIC.slice(0, start).some((byte, k) => bytes[k] !== byte)) {
    throw new SnapshotError(
      'SNAPSHOT_NOT_ONE',
      'These bytes are not a history of residuals. Give one that this engine wrote.',
    )
  }
  if (bytes.length < HEADER) throw truncated(bytes.length, HEADER)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const version = view.getUint32(8, true)
  if (version !== VERSION) {
    throw new SnapshotError(
      'SNAPSHOT_VERSION_UNKNOWN',
      `The history of residuals was written by a newer Crowsnest (format ${version}; this one reads up to ${VERSION}). Upgrade Crowsnest.`,
    )
  }
  const [measures, capacity, length] = [0, 1, 2].map((k) => view.getUint32(CHECKED_FROM + 4 * k, true))
  const size = HEADER + 4 * length * measures
  if (bytes.length < size) throw truncated(bytes.length, size)
  const newest = view.getFloat64(32, true)
  const possible = measures >= 1 && length <= capacity && newest >= length - 1 && Number.isSafeInteger(newest)
  if (bytes.length > size || view.getUint32(12, true) !== checksum(view) || (length > 0 && !possible)) {
    throw new SnapshotError(
      'SNAPSHOT_DAMAGED',
      'The history of residuals was changed after it was written. Use the one before it.',
    )
  }
  const history = createResidualHistory(measures, capacity)
  const row = new Float32Array(measures)
  for (let k = 0, at = HEADER; k < length; k++) {
    for (let measure = 0; measure < measures; measure++, at += 4) row[measure] = view.getFloat32(at, true)
    appendResiduals(history, newest - length + 1 + k, row)
  }
  return history
}

function truncated(length: number, size: number): SnapshotError {
  return new SnapshotError(
    'SNAPSHOT_TRUNCATED',
    `The history of residuals has ${length} of ${size} bytes. Fetch it again, or use the one before it.`,
  )
}

// FNV-1a over 32-bit words: every step can be undone, so that one changed word always shows. The length is a multiple of 4.
function checksum(view: DataView): number {
  let hash = 0x811c9dc5
  for (let at = CHECKED_FROM; at < view.byteLength; at += 4) {
    hash = Math.imul(hash ^ view.getUint32(at, true), 0x01000193)
    hash ^= hash >>> 15
  }
  return hash >>> 0
}
