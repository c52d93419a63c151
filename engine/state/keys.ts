import { fileName } from './folder-paths.ts'
import { StateError } from './state-error.ts'

/** Where a detector's runtime state lives: a new generation begins where old state has lost its meaning. */
export interface StatePlace {
  readonly detector: string
  /** UUID that the engine chose at activation. */
  readonly generation: string
}

/** Prefix of a detector's declared objects and events. */
export function detectorPrefix(detector: string): string {
  return `detectors/${detector}/`
}

/** Key of the declared detector itself. */
export function detectorKey(detector: string): string {
  return `${detectorPrefix(detector)}detector.json`
}

/** Key of the declared dataset. */
export function datasetKey(detector: string): string {
  return `${detectorPrefix(detector)}dataset.json`
}

/** Key of what the API knows of a detector beyond its spec: there for detectors that the API made, and for no others. */
export function apiRecordKey(detector: string): string {
  return `${detectorPrefix(detector)}api.json`
}

/**
 * All that there is of a detector, in the order in which it can be removed: what it found, what is declared, its events, and what says that the
 * API made it.
 *
 * @returns prefixes, each with those below it that come later
 */
export function detectorObjects(
  detector: string,
): readonly { readonly prefix: string; readonly but: readonly string[] }[] {
  const events = eventsPrefix(detector)
  const record = apiRecordKey(detector)
  return [
    { prefix: `state/${detector}/`, but: [] },
    { prefix: detectorPrefix(detector), but: [events, record] },
    { prefix: events, but: [] },
    { prefix: record, but: [] },
  ]
}

/** Prefix of the declared alerts. */
export function alertsPrefix(detector: string): string {
  return `${detectorPrefix(detector)}alerts/`
}

/** Key of a declared alert. */
export function alertKey(detector: string, alert: string): string {
  return `${alertsPrefix(detector)}${alert}.json`
}

/** Prefix of the events that a detector's status follows from. */
export function eventsPrefix(detector: string): string {
  return `${detectorPrefix(detector)}events/`
}

/** Key of an event; `sequence` counts from 0. */
export function eventKey(detector: string, sequence: number): string {
  return `${eventsPrefix(detector)}${String(sequence).padStart(8, '0')}.json`
}

/** Prefix of what people said about a detector's anomalies: it outlives a generation. */
export function feedbackPrefix(detector: string): string {
  return `${detectorPrefix(detector)}feedback/`
}

/** Kinds of objects in a generation. */
export type StateKind =
  'history' | 'commits' | 'digests' | 'chunks' | 'points' | 'groups' | 'receipts' | 'outbox' | 'executions' | 'map'

/** Prefix of all state of a generation, or of one kind of it. */
export function statePrefix(place: StatePlace, kind?: StateKind): string {
  const all = `state/${place.detector}/${place.generation}/`
  return kind === undefined ? all : `${all}${kind}/`
}

/**
 * A moment as text that sorts the newest first, because stores list in ascending order alone: the first key of a listing
 * is the latest. Begins with a folder of some 28 hours, so that no folder grows without end, and ends readably.
 *
 * @param epochMs - -49,999,999,999,999 .. 50,000,000,000,000: from the year 386 to 3554
 */
export function newestFirst(epochMs: number): string {
  const inverted = invert(epochMs)
  return `${inverted.slice(0, 6)}/${inverted}_${compactIso(epochMs)}`
}

/** As `newestFirst`, without the folder. */
export function newestFirstFlat(epochMs: number): string {
  return `${invert(epochMs)}_${compactIso(epochMs)}`
}

/** The moment of a key that `newestFirst` or `newestFirstFlat` made part of; NaN when there is none. */
export function momentOf(key: string): number {
  const match = /(?:^|\/)(\d{14})_\d{8}-/.exec(key)
  return match === null ? NaN : LATEST - Number(match[1])
}

/**
 * Refuses keys that some store cannot keep, so that every store keeps the same: a key is 1 to 900 bytes of UTF-8 in segments
 * between slashes, none of them empty, `.` or `..`, without control characters; a segment is
 * at most 240 bytes as a file name.
 *
 * @throws {StateError} KEY_INVALID
 */
export function checkKey(key: string): void {
  const reason = troubleWith(key)
  if (reason !== undefined) throw new StateError({ code: 'KEY_INVALID', key, reason })
}

const LATEST = 50_000_000_000_000

function invert(epochMs: number): string {
  return String(LATEST - epochMs).padStart(14, '0')
}

/** Without capitals, which folders write differently. */
function compactIso(epochMs: number): string {
  return new Date(epochMs)
    .toISOString()
    .replaceAll(/[-:Z]|\.000/g, '')
    .replace('T', '-')
}

function troubleWith(key: string): string | undefined {
  if (!key.isWellFormed()) return 'it is not valid Unicode'
  if (Buffer.byteLength(key) > 900) return 'it is longer than 900 bytes'
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(key)) return 'it has a control character'
  const segments = key.split('/')
  if (segments.includes('')) return 'it has an empty part'
  if (segments.includes('.') || segments.includes('..')) return 'it has a part that is a relative path'
  if (segments.some((segment) => fileName(segment).length > 240))
    return 'it has a part that is too long for a file name'
  return undefined
}
