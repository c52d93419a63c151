import { checkPart } from '../run/index.ts'
import {
  checkContent,
  refusalOf,
  unpackChunk,
  type ChunkPiece,
  type CommitLog,
  type CommitRecord,
  type ObjectStore,
} from '../state/index.ts'
import { inspectObject, type Inspection } from './inspection.ts'
import { isOvertaken } from './overtaken.ts'
import { stateFinding, troubleOf, type StateFinding } from './state-finding.ts'

/**
 * Checks the state that a commit names: each chunk, and each part of the model, one after the other, so that no more than one of each is in
 * memory. Chunks of a state that is overtaken meanwhile may be collected: that is no damage.
 */
export async function verifySnapshot(inspection: Inspection, log: CommitLog, commit: CommitRecord): Promise<void> {
  const { store, detector } = inspection
  const missing: StateFinding[] = []
  const watched: Inspection = {
    ...inspection,
    report: (finding) => (finding.code === 'OBJECT_MISSING' ? void missing.push(finding) : inspection.report(finding)),
  }
  let part: OpenPart
  for (const [index, ref] of commit.snapshot.entries()) {
    inspection.progress(`${detector}: learned state`, index, commit.snapshot.length)
    const pieces = await inspectObject(watched, ref.key, {
      decode(bytes) {
        checkContent(bytes, ref, refusalOf(store.url, ref.key))
        return unpackChunk(bytes, refusalOf(store.url, ref.key))
      },
    })
    for (const piece of pieces ?? []) part = takePiece(inspection, ref.key, part, piece)
  }
  if (missing.length > 0 && !(await isOvertaken(log, commit))) missing.forEach(inspection.report)
}

type OpenPart = { readonly name: string; readonly bytes: Uint8Array; left: number } | undefined

function takePiece(inspection: Inspection, key: string, open: OpenPart, piece: ChunkPiece): OpenPart {
  const { name, total, offset, bytes } = piece
  const part = open?.name === name ? open : { name, bytes: new Uint8Array(total), left: total }
  part.bytes.set(bytes, offset)
  part.left -= bytes.length
  if (part.left > 0) return part
  try {
    checkPart(name, part.bytes)
  } catch (error) {
    const { code, message } = partTrouble(error, inspection.store, key)
    inspection.report(
      stateFinding({ code, detector: inspection.detector, key, message: `Its part ${name}: ${message}` }),
    )
  }
  return undefined
}

function partTrouble(error: unknown, { url }: ObjectStore, key: string): ReturnType<typeof troubleOf> {
  const isNewer = error instanceof Error && 'code' in error && error.code === 'SNAPSHOT_VERSION_UNKNOWN'
  if (isNewer) return { code: 'OBJECT_VERSION_UNKNOWN', message: error.message }
  return troubleOf(error, `${url}${key}`)
}
