import {
  checkKey,
  detectorKey,
  detectorPrefix,
  FORMATS,
  mapLimited,
  openRecord,
  sha256Of,
  type CommitRecord,
  type DetectorStatus,
  type ObjectStore,
} from '../state/index.ts'
import { readArchive, type ArchivedObject, type ArchiveHeader, type ArchiveTotals } from './archive.ts'
import { CareError } from './care-error.ts'
import { ENDED } from './claim.ts'
import type { Inspection } from './inspection.ts'
import { decoderOf } from './object-decoder.ts'

/** How an export is imported. */
export interface ImportOptions {
  /** The detectors were stopped for good where they come from. */
  readonly stopped: boolean
  readonly onProgress?: Inspection['progress']
}

/** What was imported. */
export interface ImportedState extends ArchiveTotals {
  readonly header: ArchiveHeader
  /** Objects that were there already, from an import that was ended before. */
  readonly present: number
}

/** Statuses in which something executes a detector. */
const RUNNING: ReadonlySet<DetectorStatus> = new Set([
  'ACTIVATING',
  'LEARNING',
  'ACTIVE',
  'DEACTIVATING',
  'BACK_TEST_ACTIVATING',
  'BACK_TEST_ACTIVE',
])

/**
 * Puts exported detectors into a state. The file is read and checked to its end before anything is written; then objects are created
 * that are not there yet, what declares a detector as the last, so that an import that is ended can be repeated and goes on.
 *
 * @throws {CareError} ARCHIVE_UNREADABLE, ARCHIVE_INVALID, ARCHIVE_NEWER, IMPORT_OCCUPIED, IMPORT_RUNS_ELSEWHERE; nothing was written then
 * @throws {StateError} OBJECT_VERSION_UNKNOWN when a newer Crowsnest wrote one of the objects; nothing was written then
 */
export async function importState(store: ObjectStore, file: string, options: ImportOptions): Promise<ImportedState> {
  const { header, objects, bytes, present } = await checkArchive(store, file, options)
  let done = 0
  const progress = (): void => options.onProgress?.('writing', ++done, objects)
  for await (const batch of batchesOf(
    readArchive(file, () => undefined),
    header,
  )) {
    await mapLimited(batch, WRITES_AT_ONCE, async (object) => {
      await put(store, object, header)
      progress()
    })
  }
  return { header, objects, bytes, present }
}

async function checkArchive(store: ObjectStore, file: string, options: ImportOptions): Promise<ImportedState> {
  let header: ArchiveHeader | undefined
  let objects = 0
  let bytes = 0
  let present = 0
  /** Keys of the detectors in the place that the export has not named yet. */
  const there = new Set<string>()
  const seen = new Set<string>()
  const read = readArchive(file, (found) => (header = found))
  for await (const object of read) {
    const { detectors } = header!
    if (objects === 0) {
      refuseRunning(header!, options)
      for (const { detector } of detectors) {
        for (const prefix of [detectorPrefix(detector), `state/${detector}/`]) {
          for await (const { key } of store.list(prefix)) there.add(key)
        }
      }
    }
    const { key } = object
    const problem = checkObject(store, object, header!, seen)
    if (problem !== undefined) throw new CareError({ code: 'ARCHIVE_INVALID', file, reason: problem })
    if (there.delete(key)) {
      await refuseOther(store, object, header!)
      present++
    }
    objects++
    bytes += object.bytes.length
    options.onProgress?.('checking', objects)
  }
  if (header === undefined || objects === 0) {
    throw new CareError({ code: 'ARCHIVE_INVALID', file, reason: 'it has no objects' })
  }
  const [other] = there
  if (other !== undefined) throw occupied(store, other, header)
  return { header, objects, bytes, present }
}

/** What is wrong with an object of an export. */
function checkObject(
  store: ObjectStore,
  { key, bytes }: ArchivedObject,
  header: ArchiveHeader,
  seen: Set<string>,
): string | undefined {
  checkKey(key)
  const decode = header.detectors.map(({ detector }) => decoderOf(detector, key)).find((found) => found !== undefined)
  if (decode === undefined) return `${key} is not an object of its detectors`
  if (seen.has(shortened(key))) return `${key} is in it twice`
  seen.add(shortened(key))
  decode(store, key, bytes)
  if (!key.includes('/commits/') || !key.startsWith('state/')) return undefined
  const { snapshot, points, charted = [], groups } = openRecord<CommitRecord>(store, key, bytes, FORMATS.commit)
  // Of the state after earlier commits nothing is left, and another generation than that in force needs none.
  const isNewest = !seen.has(newestOf(key)) && isGoneOnFrom(key, header)
  seen.add(newestOf(key))
  const named = [...(isNewest ? snapshot : []), ...(points === null ? [] : [points]), ...charted, ...groups]
  const missing = named.find((ref) => !seen.has(shortened(ref.key)))
  return missing && `${missing.key} is missing, which ${key} names`
}

/** Whether the engine goes on from the generation of a key. */
function isGoneOnFrom(key: string, { detectors }: ArchiveHeader): boolean {
  const [, detector, generation] = key.split('/')
  return detectors.some((one) => one.detector === detector && one.generation === generation && !ENDED.has(one.status))
}

/** 96 bits for a key of some 200 bytes. Its own hash does not tell it from others: two generations learn the same from the same history. */
function shortened(key: string): string {
  return sha256Of(Buffer.from(key)).slice(0, 24)
}

/** Marks that the newest commit of a generation was seen. */
function newestOf(key: string): string {
  return `newest of ${key.split('/').slice(0, 3).join('/')}`
}

function refuseRunning({ detectors, source }: ArchiveHeader, { stopped }: ImportOptions): void {
  const running = detectors.find(({ status }) => RUNNING.has(status))
  if (running === undefined || stopped) return
  const { detector, status } = running
  throw new CareError({ code: 'IMPORT_RUNS_ELSEWHERE', detector, status, source })
}

async function refuseOther(store: ObjectStore, { key, bytes }: ArchivedObject, header: ArchiveHeader): Promise<void> {
  const present = await store.get(key)
  if (present === undefined || Buffer.compare(present.bytes, bytes) !== 0) throw occupied(store, key, header)
}

function occupied(store: ObjectStore, key: string, { detectors }: ArchiveHeader): CareError {
  const detector = key.split('/')[1] ?? detectors[0]?.detector ?? ''
  return new CareError({ code: 'IMPORT_OCCUPIED', url: store.url, detector, key })
}

async function put(store: ObjectStore, object: ArchivedObject, header: ArchiveHeader): Promise<void> {
  if ((await store.create(object.key, object.bytes)) === 'exists') await refuseOther(store, object, header)
}

const WRITES_AT_ONCE = 16

/** Objects are on their way together up to so many bytes. */
const BATCH_BYTES = 64 << 20

/** Objects that may be written at once: an object of a detector only when all of its state is there, the declared one alone. */
async function* batchesOf(
  objects: AsyncIterable<ArchivedObject>,
  { detectors }: ArchiveHeader,
): AsyncGenerator<readonly ArchivedObject[]> {
  const declared = new Set(detectors.map(({ detector }) => detectorKey(detector)))
  let batch: ArchivedObject[] = []
  let bytes = 0
  let before = ''
  for await (const object of objects) {
    const kind = object.key.split('/', 1)[0]!
    const isFull = batch.length === 4 * WRITES_AT_ONCE || bytes > BATCH_BYTES
    if (batch.length > 0 && (isFull || kind !== before || declared.has(object.key))) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push(object)
    bytes += object.bytes.length
    before = kind
  }
  if (batch.length > 0) yield batch
}
