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
  for (const detector of await detectorsIn(store, detectors)) {
    const progress = onProgress ?? (() => undefined)
    reports.push(await verifyDetector({ store, detector, report: onFinding, progress }))
  }
  return reports
}

/**
 * The detectors that are asked for.
 *
 * @param wanted - default: all that there is anything of
 * @throws {CareError} DETECTOR_NOT_THERE
 */
export async function detectorsIn(
  store: Pick<ObjectStore, 'list' | 'url'>,
  wanted?: readonly string[],
): Promise<readonly string[]> {
  const found = new Set<string>()
  for (const folder of ['detectors/', 'state/']) {
    for await (const name of listNames(store, folder)) found.add(name)
  }
  const known = [...found].toSorted()
  const unknown = wanted?.find((detector) => !found.has(detector))
  if (unknown !== undefined)
    throw new CareError({ code: 'DETECTOR_NOT_THERE', detector: unknown, url: store.url, known })
  if (known.length === 0) throw new CareError({ code: 'STATE_EMPTY', url: store.url })
  return wanted ?? known
}

async function* listNames(store: Pick<ObjectStore, 'list'>, folder: string): AsyncGenerator<string> {
  for (let after: string | undefined; ;) {
    let name: string | undefined
    for await (const { key } of store.list(folder, after)) {
      name = key.split('/')[1]
      break
    }
    if (name === undefined) return
    yield name
    after = `${folder}${name}/\u{10ffff}`
  }
}
