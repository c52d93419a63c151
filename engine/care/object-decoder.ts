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

const PATTERNS: readonly (readonly [RegExp, ObjectDecoder])[] = [
  [/^detectors\/(?:detector|dataset)\.json$/u, json],
  [/^detectors\/alerts\/[^/]+\.json$/u, json],
  [/^detectors\/api\.json$/u, record(FORMATS.apiRecord)],
  [/^detectors\/events\/\d{8}\.json$/u, record(FORMATS.event)],
  [new RegExp(`^detectors/feedback/${MOMENT}_[^/]+\\.json$`, 'u'), decodeJudgements],
  [new RegExp(`^${GENERATION}/commits/${MOMENT}\\.json$`, 'u'), record(FORMATS.commit)],
  [new RegExp(`^${GENERATION}/chunks/\\d{14}_[\\d.-]+_[0-9a-f]{64}\\.bin$`, 'u'), chunk],
  [new RegExp(`^${GENERATION}/points/${MOMENT}_[0-9a-f]{64}\\.bin$`, 'u'), columns],
  [new RegExp(`^${GENERATION}/groups/${MOMENT}_[^/]+/\\d{14}_[\\d.-]+_[0-9a-f]{64}\\.json$`, 'u'), json],
  [new RegExp(`^${GENERATION}/receipts/${MOMENT}/[^/]+\\.json$`, 'u'), record(FORMATS.receipt)],
  [new RegExp(`^${GENERATION}/outbox/[^/]+\\.json$`, 'u'), record(FORMATS.waiting)],
  [new RegExp(`^${GENERATION}/executions/${MOMENT}/[^/]+\\.json$`, 'u'), record(FORMATS.execution)],
  [new RegExp(`^${GENERATION}/history/-?\\d+--?\\d+\\.bin$`, 'u'), columns],
]
