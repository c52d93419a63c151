import type { ObjectStore } from '../state/index.ts'
import { CareError } from './care-error.ts'
import type { Inspection } from './inspection.ts'
import type { StateFinding } from './state-finding.ts'
import { verifyDetector, type DetectorReport } from './verify-detector.ts'

/** Which detectors are verified, and who is told. */
export interface VerifyOptions {
  /** Default: all. */
  readonly detectors?: readonly string[]
  readonly onFinding: (finding: StateFinding) => void
  readonly onProgress?: Inspection['progress']
}

/**
 * Reads all that is kept and checks it: checksums, versions, that nothing is missing which something names, that commits and events follow
 * each other. It writes nothing, and may be run while the engine runs.
 *
 * @throws {CareError} DETECTOR_NOT_THERE
 * @throws {StateError} when the store cannot be read
 */
export async function verifyState(
  store: ObjectStore,
  { detectors, onFinding, onProgress }: VerifyOptions,
): Promise<readonly DetectorReport[]> {
  const reports: DetectorReport[] = []
  for (const detector of await detectorsIn([store], detectors)) {
    const progress = onProgress ?? (() => undefined)
    reports.push(await verifyDetector({ store, detector, report: onFinding, progress }))
  }
  return reports
}

/** What has keys of detectors. */
interface Source {
  readonly url: string
  list(prefix: string, startAfter?: string): AsyncIterable<{ readonly key: string }>
}

/**
 * The detectors that are asked for.
 *
 * @param sources - the state, then what else may have them
 * @param wanted - default: all that there is anything of
 * @throws {CareError} DETECTOR_NOT_THERE
 */
export async function detectorsIn(sources: readonly Source[], wanted?: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>()
  for (const source of sources) {
    for (const folder of ['detectors/', 'state/']) {
      for await (const name of listNames(source, folder)) found.add(name)
    }
  }
  const [{ url }] = sources as readonly [Source]
  const known = [...found].toSorted()
  const unknown = wanted?.find((detector) => !found.has(detector))
  if (unknown !== undefined) throw new CareError({ code: 'DETECTOR_NOT_THERE', detector: unknown, url, known })
  if (known.length === 0) throw new CareError({ code: 'STATE_EMPTY', url })
  return wanted ?? known
}

async function* listNames(source: Source, folder: string): AsyncGenerator<string> {
  for (let after: string | undefined; ;) {
    let name: string | undefined
    for await (const { key } of source.list(folder, after)) {
      name = key.split('/')[1]
      break
    }
    if (name === undefined) return
    yield name
    after = `${folder}${name}/\u{10ffff}`
  }
}
