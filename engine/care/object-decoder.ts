import {
  decodeColumns,
  decodeJson,
  decodeJudgements,
  FORMATS,
  openRecord,
  refusalOf,
  unpackChunk,
  type ObjectStore,
  type RecordFormat,
} from '../state/index.ts'

/** Reads an object of one kind. */
export type ObjectDecoder = (store: ObjectStore, key: string, bytes: Uint8Array) => unknown

/**
 * How an object is read that is known by its key alone; undefined for a key that is not one of ours.
 *
 * @param detector - whose object it is
 */
export function decoderOf(detector: string, key: string): ObjectDecoder | undefined {
  for (const prefix of [`detectors/${detector}/`, `state/${detector}/`]) {
    if (!key.startsWith(prefix)) continue
    const rest = key.slice(prefix.length)
    return PATTERNS.find(([pattern]) => pattern.test(`${prefix.split('/', 1)[0]}/${rest}`))?.[1]
  }
  return undefined
}

const record =
  (format: RecordFormat): ObjectDecoder =>
  (store, key, bytes) =>
    openRecord(store, key, bytes, format)
const json: ObjectDecoder = decodeJson
const columns: ObjectDecoder = (store, key, bytes) => decodeColumns(bytes, refusalOf(store.url, key))
const chunk: ObjectDecoder = (store, key, bytes) => unpackChunk(bytes, refusalOf(store.url, key))

const MOMENT = String.raw`\d{6}/\d{14}_[\d.-]+`
const GENERATION = String.raw`state/[\w-]+`

/** Keys that are all of a pattern. */
function keysOf(pattern: string): RegExp {
  return new RegExp(`^${pattern}$`, 'u')
}

const PATTERNS: readonly (readonly [RegExp, ObjectDecoder])[] = [
  [/^detectors\/(?:detector|dataset)\.json$/u, json],
  [/^detectors\/alerts\/[^/]+\.json$/u, json],
  [/^detectors\/api\.json$/u, record(FORMATS.apiRecord)],
  [/^detectors\/events\/\d{8}\.json$/u, record(FORMATS.event)],
  [keysOf(`detectors/feedback/${MOMENT}_[^/]+\\.json`), decodeJudgements],
  [keysOf(`${GENERATION}/commits/${MOMENT}\\.json`), record(FORMATS.commit)],
  [keysOf(`${GENERATION}/digests/\\d{8}\\.json`), record(FORMATS.digests)],
  [keysOf(`${GENERATION}/chunks/\\d{14}_[\\d.-]+_[0-9a-f]{64}\\.bin`), chunk],
  [keysOf(`${GENERATION}/points/${MOMENT}_[0-9a-f]{64}\\.bin`), columns],
  [keysOf(`${GENERATION}/groups/${MOMENT}_[^/]+/\\d{14}_[\\d.-]+_[0-9a-f]{64}\\.json`), json],
  [keysOf(`${GENERATION}/receipts/${MOMENT}/[^/]+\\.json`), record(FORMATS.receipt)],
  [keysOf(`${GENERATION}/outbox/[^/]+\\.json`), record(FORMATS.waiting)],
  [keysOf(`${GENERATION}/executions/${MOMENT}/[^/]+\\.json`), record(FORMATS.execution)],
  [keysOf(`${GENERATION}/map/run-[\\w-]+/\\d{14}_[\\d.-]+/[\\w-]+\\.json`), record(FORMATS.mapRun)],
  [keysOf(`${GENERATION}/map/run-[\\w-]+/\\d{14}_[\\d.-]+/[0-9a-f]{64}\\.bin`), columns],
  [keysOf(`${GENERATION}/history/-?\\d+--?\\d+\\.bin`), columns],
]
