import { checkSpec, withDefaults, type DetectorSpec, type ResolvedDetector } from '../../spec/index.ts'
import { declareDetector, hashJson, readDeclared, type ObjectStore } from '../state/index.ts'
import { RunError } from './run-error.ts'

/**
 * Writes a detector with its dataset and alerts into the state, as the components do in a cloud. What a detector is
 * declared as is what runs.
 *
 * @param spec - checked
 * @returns true when something changed
 */
export async function declareSpec(store: ObjectStore, spec: DetectorSpec): Promise<boolean> {
  const { dataset, alerts = [], ...detector } = spec
  const changed = await declareDetector(store, spec.detector, {
    detector,
    dataset,
    alerts: alerts.map((alert) => ({ name: alert.name, alert })),
  })
  return changed.length > 0
}

/**
 * Reads a declared detector and checks it: its parts may have come from different hands.
 *
 * @throws {RunError} DETECTOR_UNKNOWN, DETECTOR_INVALID
 */
export async function loadDetector(store: ObjectStore, name: string): Promise<ResolvedDetector> {
  const declared = await readDeclared(store, name)
  if (declared === undefined) throw new RunError({ code: 'DETECTOR_UNKNOWN', detector: name, url: store.url })
  const { spec, findings } = checkSpec({
    ...(declared.detector as object),
    dataset: declared.dataset,
    ...(declared.alerts.length > 0 && { alerts: declared.alerts.map(({ alert }) => alert) }),
  })
  if (spec === null) {
    const errors = findings.filter(({ level }) => level === 'error')
    const texts = errors.map(
      ({ path, message, help }) => `${path.length === 0 ? '' : `${path.join('.')}: `}${message} ${help}`,
    )
    throw new RunError({ code: 'DETECTOR_INVALID', detector: name, findings: texts.join(' ') })
  }
  return withDefaults(spec)
}

/**
 * Hash of what gives learned state its meaning: another interval, zone, set of metrics or choice of records needs a new
 * generation. Paths, formats, offsets, quotas and alerts may change without one.
 */
export function meaningOf({ interval, dataset }: ResolvedDetector): string {
  const { timezone, measures, dimensions, filters } = dataset
  return hashJson({ interval, timezone, measures, dimensions, filters })
}
