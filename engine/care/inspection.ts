import type { ObjectStore, StoredObject } from '../state/index.ts'
import { StateError } from '../state/index.ts'
import { stateFinding, troubleOf, type FoundTrouble, type StateFinding } from './state-finding.ts'

/** A look at a state. */
export interface Inspection {
  readonly store: ObjectStore
  readonly detector: string
  report(finding: StateFinding): void
  /** Puts back an object that is missing or damaged, if it can. */
  readonly heal?: Heal
  /** @param total - undefined where nobody knows */
  progress(label: string, done: number, total?: number): void
}

/**
 * Puts an object back.
 *
 * @param present - what is there now: damaged; undefined when nothing is
 * @param accepts - whether bytes are those that belong there
 * @returns whether that was done
 */
export type Heal = (
  key: string,
  present: StoredObject | undefined,
  accepts: (bytes: Uint8Array) => boolean,
) => Promise<boolean>

/** How an object is looked at. */
export interface ObjectCheck<T> {
  readonly decode: (bytes: Uint8Array) => T
  /** What is said when it is missing; by default OBJECT_MISSING. */
  readonly missing?: Pick<FoundTrouble, 'code' | 'message'>
  /** Nothing is said of an object that is not there. */
  readonly optional?: boolean
  /** It is not needed to go on. */
  readonly level?: 'warning'
}

/** Reads an object; undefined when it is missing or damaged and could not be put back, which is reported. */
export async function inspectObject<T>(
  inspection: Inspection,
  key: string,
  { decode, missing, optional = false, level }: ObjectCheck<T>,
): Promise<T | undefined> {
  const { store, detector } = inspection
  const object = await store.get(key)
  let trouble: Pick<FoundTrouble, 'code' | 'message'> = missing ?? { code: 'OBJECT_MISSING', message: 'It is missing.' }
  if (object !== undefined) {
    try {
      return decode(object.bytes)
    } catch (error) {
      trouble = troubleOf(error, key)
    }
  } else if (optional) return undefined
  // What a newer Crowsnest wrote is no damage.
  if (trouble.code !== 'OBJECT_VERSION_UNKNOWN' && (await inspection.heal?.(key, object, isDecoded(decode))) === true) {
    const healed = await store.get(key)
    if (healed === undefined) throw new StateError({ code: 'OBJECT_MISSING', url: store.url, key })
    return decode(healed.bytes)
  }
  inspection.report(stateFinding({ ...trouble, detector, key, ...(level && { level }) }))
  return undefined
}

function isDecoded(decode: (bytes: Uint8Array) => unknown): (bytes: Uint8Array) => boolean {
  return (bytes) => {
    try {
      decode(bytes)
      return true
    } catch {
      return false
    }
  }
}
